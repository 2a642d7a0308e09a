"""Establishments by subclass: the five digits of SN2007 that registers write.

Only how many there are is counted. The register lists its establishments by name, so that their
number is public (decision 0044); how many work in them is told by division and no finer, because
what is hidden in one cell would else have to be hidden in its parts (decision 0054).
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities
from samspill.harmonise.workspace import Workspace, reject, sum_of
from samspill.tables import table

__all__ = ["establishments_by_subclass"]

_SOURCE = "brreg_underenheter"
_STEP = "subclass"
_RAW = ("municipality_code", "second_activity_code", "year")
_CELL = ("place_code", "activity_code", "subclass_code", "year")


def establishments_by_subclass(work: Workspace) -> pa.Table:
    """Count establishments with employees by municipality, subclass and year.

    Municipality and division are those that the register's codes were carried to for `sizes`, so
    that the subclasses of a division add up to it. A code without five digits, or with a fifth
    digit that the classification does not list, has a division and no subclass: its rows are set
    aside here, and stay in `sizes`.
    """
    frame = work.scan("establishments")
    if frame is None:
        return table("subclasses").empty()
    # the register's code keeps the name that it has in `carried_codes`
    frame = frame.with_columns(
        nw.col("municipality_code").fill_null(""),
        second_activity_code=nw.col("activity_code").fill_null(""),
    ).drop("activity_code")
    carried = frame.join(work.engine.take(_codes(work)), on=list(_RAW), how="inner")
    has = nw.col("has_employees").fill_null(False)
    cells = work.engine.collect(
        carried.with_columns(is_counted=has.cast(nw.Int64))
        .group_by(*_CELL)
        .agg(nw.col("is_counted").sum(), rows=nw.len())
    )
    is_told = pc.not_equal(cells["subclass_code"], "")
    told = cells.filter(is_told)
    rejected = 0 if told.num_rows == cells.num_rows else _set_aside(work, carried)
    work.ledger.enter(
        _SOURCE,
        _STEP,
        received={"rows": sum_of(cells, "rows")},
        kept={"rows": sum_of(told, "rows")},
        rejected={"rows": rejected},
    )
    there = told.filter(pc.greater(told["is_counted"], 0))
    edition = f"municipality-{work.region.edition}"
    return table("subclasses").conform(
        there.select(_CELL)
        .append_column("establishments_count", there["is_counted"])
        .append_column("source", pa.repeat(_SOURCE, there.num_rows))
        .append_column("place_edition", pa.repeat(edition, there.num_rows))
    )


def _codes(work: Workspace) -> pa.Table:
    """Give for the register's codes that have a place and a division the subclass, or nothing."""
    codes = work.tables["carried_codes"]
    codes = codes.filter(
        pc.and_(pc.is_valid(codes["place_code"]), pc.is_valid(codes["activity_code"]))
    )
    known = activities.subclass_names(work.tidy("classification"))
    found = activities.classify_subclasses(codes["second_activity_code"], known or None)
    return codes.append_column("subclass_code", pc.fill_null(found["activity_code"], ""))


def _set_aside(work: Workspace, carried: nw.LazyFrame[Any]) -> int:
    """Set aside establishments that have a division and no subclass; give how many."""
    lost: pa.Table = work.engine.collect(
        carried.filter(nw.col("subclass_code") == "").select(
            "file_sha256", "source_row", "second_activity_code"
        )
    ).sort_by([("file_sha256", "ascending"), ("source_row", "ascending")])
    found = activities.classify_subclasses(lost["second_activity_code"], ())
    for name in ("reason", "reason_nb", "reason_en"):
        lost = lost.append_column(name, found[name])
    reject(work, _SOURCE, _STEP, lost, ("second_activity_code",))
    return int(lost.num_rows)
