"""Actors: one for each organisation that a record names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities, organisations
from samspill.harmonise.award_places import placed
from samspill.harmonise.workspace import Workspace
from samspill.tables import table

__all__ = ["actors"]


def actors(work: Workspace) -> None:
    """Find which organisation each row is of; who cannot be told is set aside with the reason."""
    made_from = {
        "participations": "project_participations",
        "awards": "grants",
        "applications_carried": "applications",
    }
    lists = {name: work.tables[name] for name in made_from}
    parts = [
        organisations.gather(_placed_units(work), source="brreg_enheter"),
        *(organisations.gather(lists[name], work.tidy(tidy)) for name, tidy in made_from.items()),
    ]
    found = organisations.resolve(
        pa.concat_tables(parts),
        decisions=organisations.decided(work.region.actor_decisions),
        engine=work.engine,
        parents=_parents(work, parts),
    )
    start = parts[0].num_rows
    for name, rows in lists.items():
        here = found.records.slice(start, rows.num_rows)
        start += rows.num_rows
        for source in pc.unique(rows["source"]).to_pylist():
            own = pc.equal(rows["source"], source)
            unnamed = organisations.unnamed(rows.filter(own), here.filter(own))
            count = float(pc.sum(own).as_py())
            work.ledger.enter(
                source,
                "actors",
                received={"rows": count},
                kept={"rows": count - here.filter(own)["actor_id"].null_count},
                rejected={"rows": unnamed.num_rows},
            )
            work.rejects.append(unnamed)
        work.give(name, organisations.with_actors(rows, here))
    work.give("actors", found.actors)
    work.give("actor_merges", found.merges)
    work.give("actor_review", found.review)


def _parents(work: Workspace, records: Iterable[pa.Table]) -> pa.Table:
    """Give the units that establishments belong to, of the establishments that a record names."""
    child, parent = organisations.PARENTS.names
    frame = work.scan("establishments")
    pieces = [organisations.PARENTS.empty_table()]
    numbers = [chunk for one in records for chunk in one[child].chunks]
    wanted = pc.drop_null(pc.unique(pa.chunked_array(numbers, pa.string())))
    known = wanted
    while frame is not None and len(wanted):
        asked = work.engine.take(pa.table({child: wanted}))
        found = work.engine.collect(
            frame.select(child, parent, *_ORDER).join(asked, on=child, how="semi")
        ).sort_by([(name, "ascending") for name in _ORDER])
        pieces.append(found.select([child, parent]))
        # what a unit belongs to may belong to another
        above = pc.drop_null(pc.unique(found[parent]))
        wanted = above.filter(pc.invert(pc.is_in(above, value_set=known)))
        known = pa.concat_arrays([known, wanted])
    return pa.concat_tables(pieces)


_ORDER = ("year", "vintage", "file_sha256", "source_row")


def _placed_units(work: Workspace) -> pa.Table:
    """Give the newest vintage of the register's units with place and division."""
    frame = work.scan("units")
    if frame is None:
        return table("units").empty()
    newest = work.engine.collect(frame.select(nw.col("year").max()))["year"][0].as_py()
    named = (*organisations.RECORDS.names, "municipality_code", "file_sha256", "source_row")
    columns = [one for one in table("units").schema.names if one in named]
    units = work.engine.collect(frame.filter(nw.col("year") == newest).select(*columns))
    units = units.sort_by("organisation_number")
    shares: Mapping[str, Any] = {}
    if work.graph is not None:
        shares = work.graph.carry_map(newest, max(newest, work.region.edition))
    place_of = {code: to[0].code for code, to in shares.items() if len(to) == 1}
    division = activities.classify(units["activity_code"])["activity_code"]
    return units.append_column(
        "place_code", placed(units["municipality_code"], place_of)
    ).set_column(units.column_names.index("activity_code"), "activity_code", division)
