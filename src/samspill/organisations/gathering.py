"""Tables -> records of organisations, and the actors back into the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from samspill.organisations.records import DECISIONS, RECORDS
from samspill.tables import REASONS, table

__all__ = ["decided", "gather", "unnamed", "with_actors"]

_KEY = ("source", "file_sha256", "source_row")


def _record_ids(rows: pa.Table) -> pa.ChunkedArray:
    """Give for rows of a file what names each of them: the file's checksum and the row."""
    file = pc.utf8_slice_codeunits(rows["file_sha256"], 0, 12)
    return pc.binary_join_element_wise(file, pc.cast(rows["source_row"], pa.string()), ":")


def gather(rows: pa.Table, more: pa.Table | None = None, *, source: str | None = None) -> pa.Table:
    """Give a table's rows as records, in the order in which they stand.

    Parameters
    ----------
    rows
        A carried table with `file_sha256` and `source_row`; columns that `RECORDS` does not know
        are left out, and those that are not there become null.
    more
        The tidy table that it was carried from: what `rows` lacks is taken from there.
    source
        The source, where the table has no column for it.
    """
    if more is not None and rows.num_rows:
        key, wanted = _keys(more), _keys(rows)
        at = pc.index_in(wanted, value_set=key)
        for name in RECORDS.names:
            if name in more.column_names and name not in rows.column_names:
                rows = rows.append_column(name, more[name].take(at))
    columns = {
        name: rows[name] if name in rows.column_names else pa.nulls(rows.num_rows, kind)
        for name, kind in zip(RECORDS.names, RECORDS.types, strict=True)
    }
    columns["record_id"] = _record_ids(rows)
    if source is not None:
        columns["source"] = pa.repeat(source, rows.num_rows)
    return pa.table(columns).cast(RECORDS)


def _keys(rows: pa.Table) -> pa.Array:
    texts = [pc.cast(rows[name], pa.string()) for name in _KEY]
    joined = pc.binary_join_element_wise(*texts, ":")
    return joined.combine_chunks()


def with_actors(rows: pa.Table, found: pa.Table) -> pa.Table:
    """Give a table with the actor of each row; who is set aside as a person loses name and number.

    Parameters
    ----------
    rows
        The table that was gathered, in the same order.
    found
        These rows of `Resolved.records`.
    """
    is_person = pc.fill_null(pc.equal(found["reason"], "natural_person"), fill_value=False)
    nobody = pa.scalar(None, pa.string())
    changed: Mapping[str, pa.ChunkedArray] = {
        "actor_id": found["actor_id"],
        **{
            name: pc.if_else(is_person, nobody, rows[name])
            for name in ("organisation_name", "organisation_number")
            if name in rows.column_names
        },
    }
    for name, column in changed.items():
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def unnamed(rows: pa.Table, found: pa.Table) -> pa.Table:
    """Give rows of `rejects` for those that have no actor; what they count is not taken off.

    Parameters are those of `with_actors`.
    """
    is_aside = pc.is_null(found["actor_id"])
    aside, reasons = rows.filter(is_aside), found["reason"].filter(is_aside)
    told = [REASONS[reason].said() for reason in reasons.to_pylist()]
    return table("rejects").conform(
        pa.table(
            {
                **{name: aside[name] for name in _KEY},
                "step": pa.repeat("actors", aside.num_rows),
                "reason": reasons,
                "explanation_nb": pa.array([one["nb"] for one in told], pa.string()),
                "explanation_en": pa.array([one["en"] for one in told], pa.string()),
            }
        )
    )


def decided(decisions: Iterable[object]) -> pa.Table:
    """Give a profile's decisions as `DECISIONS`."""
    rows = [{name: getattr(one, name) for name in DECISIONS.names} for one in decisions]
    return pa.Table.from_pylist(rows, schema=DECISIONS)
