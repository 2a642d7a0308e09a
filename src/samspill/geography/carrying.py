"""Bringing tables to the borders of a later year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.errors import DataError, UnknownCode
from samspill.geography.counties import Day, first_day
from samspill.geography.places import UNSPECIFIED, PlaceGraph, Share, Weights
from samspill.tables import REASONS


@dataclass(frozen=True)
class Carried:
    """A table in a later edition, and the rows that could not be carried with the reason.

    `rejects` has the columns of the table that came in and `reason`, `reason_nb`, `reason_en`.
    """

    table: pa.Table
    rejects: pa.Table


def _with_reasons(table: pa.Table, reasons: Sequence[str], whats: Sequence[str]) -> pa.Table:
    pairs = list(zip(reasons, whats, strict=True))
    table = table.append_column("reason", pa.array(reasons, pa.string()))
    said = [REASONS[reason].said(what) for reason, what in pairs]
    for language in ("nb", "en"):
        sentences = [one[language] for one in said]
        table = table.append_column(f"reason_{language}", pa.array(sentences, pa.string()))
    return table


def require_columns(table: pa.Table, columns: Iterable[str]) -> None:
    """Refuse a table without a column that is asked for."""
    for name in columns:
        if name not in table.column_names:
            raise UnknownCode("column in the table", name, table.column_names)


def _outcome(
    graph: PlaceGraph, code: str | None, day: Day | None, to: date, weights: Weights | None
) -> tuple[tuple[Share, ...], str, str]:
    """Give what became of a code, or nothing with the reason and what it is about."""
    if code is None:
        return (), "no_code", ""
    if code == UNSPECIFIED:
        return (), "unspecified", ""
    if day is None:
        return (), "no_date", ""
    if first_day(day) > to:
        return (), "later_edition", code
    try:
        shares = graph.shares(code, day, to, weights)
    except UnknownCode:
        return (), "unknown_code", code
    if any(math.isnan(share.weight) for share in shares):
        return (), "split", f"{code} {graph.find(code, day).name}"
    return shares, "", ""


def _codes(table: pa.Table, column: str) -> pa.DictionaryArray:
    values = table[column]
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)):
        raise DataError(
            f"the column {column} holds {kind} and not text",
            advice="A municipality code is text of four digits; keep its leading zero.",
        )
    return values.cast(pa.string()).combine_chunks().dictionary_encode()


def _days(table: pa.Table, on: str | Day) -> pa.DictionaryArray:
    if not isinstance(on, str):
        zeros = pa.array(np.zeros(table.num_rows, np.int32))
        return pa.DictionaryArray.from_arrays(zeros, pa.array([on]))
    values = table[on]
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.date32())
    if not (pa.types.is_integer(values.type) or pa.types.is_date(values.type)):
        raise DataError(
            f"the column {on} holds {values.type} and neither years nor dates",
            advice="Read it as dates, or as whole years.",
        )
    return values.combine_chunks().dictionary_encode()


def carry_places(
    table: pa.Table,
    graph: PlaceGraph,
    *,
    on: str | Day,
    to: Day,
    column: str = "place_code",
    measures: Sequence[str] = (),
    weights: Weights | None = None,
) -> Carried:
    """Carry the records of a table to the places of a later edition, row by row.

    Parameters
    ----------
    table
        Any table with a column of municipality codes.
    graph
        The places and their changes.
    on
        The edition of the codes: the name of a column of years or dates, or one year or day.
    to
        The edition to carry to, a year or a day.
    column
        The column with the codes; it holds the later codes afterwards.
    measures
        Columns of amounts. Where a place was split and weights are given, its record becomes one
        record for each part and these are shared out (as float64).
    weights
        See `PlaceGraph.shares`.

    Returns
    -------
    Carried
        Rows in their order. What the table and its rejects hold together is what came in: rows
        that were not shared out stay one row, and every measure keeps its total.

    See Also
    --------
    carry
        The same for statistics, where merged places become one row.
    """
    require_columns(table, [column, *measures, *([on] if isinstance(on, str) else [])])
    last = first_day(to)
    count = table.num_rows

    # each different pair of code and day is looked up once
    codes, days = _codes(table, column), _days(table, on)
    n_codes, n_days = len(codes.dictionary), len(days.dictionary)
    code_at = pc.fill_null(codes.indices, n_codes).to_numpy(zero_copy_only=False)
    day_at = pc.fill_null(days.indices, n_days).to_numpy(zero_copy_only=False)
    pair = code_at.astype(np.int64) * (n_days + 1) + day_at
    pairs, pair_at = np.unique(pair, return_inverse=True)
    code_values = [*codes.dictionary.to_pylist(), None]
    day_values = [*days.dictionary.to_pylist(), None]
    outcomes = [
        _outcome(
            graph, code_values[key // (n_days + 1)], day_values[key % (n_days + 1)], last, weights
        )
        for key in pairs
    ]

    # rows of a split place are repeated, once for each part
    parts = np.array([len(shares) for shares, _, _ in outcomes], np.int64)
    starts = np.concatenate(([0], np.cumsum(parts)))[:-1]
    flat = [share for shares, _, _ in outcomes for share in shares]
    repeats = parts[pair_at]
    source = np.repeat(np.arange(count), repeats)
    first_of_row = np.repeat(np.cumsum(repeats) - repeats, repeats)
    share_at = starts[pair_at[source]] + np.arange(len(source)) - first_of_row
    carried = table.take(pa.array(source))
    targets = pa.array([share.code for share in flat], pa.string()).take(pa.array(share_at))
    carried = carried.set_column(carried.column_names.index(column), column, targets)
    if any(share.weight != 1.0 for share in flat):
        weight = pa.array(np.array([share.weight for share in flat])[share_at])
        for name in measures:
            shared = pc.multiply(pc.cast(carried[name], pa.float64()), weight)
            carried = carried.set_column(carried.column_names.index(name), name, shared)

    left = np.flatnonzero(repeats == 0)
    reasons = [outcomes[number][1] for number in pair_at[left]]
    whats = [outcomes[number][2] for number in pair_at[left]]
    return Carried(carried, _with_reasons(table.take(pa.array(left)), reasons, whats))


def carry(
    table: pa.Table,
    graph: PlaceGraph,
    *,
    on: str | Day,
    to: Day,
    measures: Sequence[str],
    column: str = "place_code",
    weights: Weights | None = None,
) -> Carried:
    """Carry a table of statistics to the places of a later edition: merged places become one row.

    Parameters
    ----------
    table
        One row per place and per whatever the other columns say.
    graph, on, to, column, weights
        As in `carry_places`.
    measures
        Columns that may be summed (persons, establishments, amounts), integers or floats. All
        other columns are kept as keys.

    Returns
    -------
    Carried
        One row per key, in order of first appearance. The table and its rejects together keep
        the total of every measure.

    Undefined
    ---------
    Where one part of a merged place has no figure (null or NaN), the sum is not known: it is
    null, and the figures of the other parts go to the rejects with the reason `part_missing`.
    A part that has no row at all is not missed: give it a row with null if it was not observed.
    A place that also received part of a split place lacks that part unless weights are given.
    """
    moved = carry_places(
        table, graph, on=on, to=to, column=column, measures=measures, weights=weights
    )
    rows = moved.table
    for name in measures:
        if pa.types.is_floating(rows[name].type):
            known = pc.if_else(pc.is_nan(rows[name]), None, rows[name])
            rows = rows.set_column(rows.column_names.index(name), name, known)
    keys = [name for name in rows.column_names if name not in measures]
    rows = rows.append_column("_row", pa.array(np.arange(rows.num_rows)))
    groups = rows.group_by(keys, use_threads=False).aggregate(
        [("_row", "min"), ("_row", "list")]
        + [(name, "sum", pc.ScalarAggregateOptions(skip_nulls=False)) for name in measures]
    )
    groups = groups.sort_by("_row_min")

    # figures whose sum is not known are handed back, one measure at a time
    lost: list[pa.Table] = []
    for name in measures:
        open_groups = groups.filter(pc.is_null(groups[f"{name}_sum"]))
        numbers = pc.list_flatten(open_groups["_row_list"]).combine_chunks()
        part = rows.take(numbers)
        part = part.filter(pc.is_valid(part[name])).drop_columns(["_row"])
        for other in measures:
            if other != name:
                empty = pa.nulls(part.num_rows, part[other].type)
                part = part.set_column(part.column_names.index(other), other, empty)
        whats = part[column].to_pylist()
        lost.append(_with_reasons(part, ["part_missing"] * len(whats), whats))
    summed = groups.select([*keys, *(f"{name}_sum" for name in measures)])
    summed = summed.rename_columns([*keys, *measures]).select(table.column_names)
    rejects = pa.concat_tables([moved.rejects, *lost], promote_options="permissive")
    return Carried(summed, rejects)
