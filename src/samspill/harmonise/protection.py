"""Sizes of municipalities and of what they are put together to, as they may be shown.

The profile's rule decides which cells would tell of a single establishment. These have no value and
the flag of what is protected; sums hold a stand-in that is made from published figures only. What
is computed from these sizes can therefore give no more away than they do themselves (decision
0044).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.disclosure import Holdings, Layout, Protected, Rule, protect, stand_ins
from samspill.harmonise.places import members_of_groups
from samspill.harmonise.workspace import Workspace
from samspill.tables import table

__all__ = ["PROTECTED_FLAG", "cells_of_register", "protected_cells"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]

PROTECTED_FLAG = "x"
"""The figure is not shown, because it would tell of a single establishment or help to."""

_LUMP_STEP = 1.5
"""Lumps are told in steps of this: exactly, they would tell the size of the largest unit."""


@dataclass(frozen=True)
class _Cells:
    """Municipality × (activity, year), dense."""

    places: tuple[str, ...]
    activities: Sequence[str]
    years: Sequence[int]
    held: Holdings
    squares: Floats
    withheld: Floats
    listed: Mask


def protected_cells(rows: pa.Table) -> Mask:
    """Say which rows of `sizes` are protected: they have no value, but something stands in."""
    protected = pc.and_(pc.is_null(rows["value"]), pc.is_valid(rows["held_value"]))
    return np.asarray(protected.to_numpy(zero_copy_only=False), dtype=np.bool_)


def cells_of_register(work: Workspace, cells: pa.Table, source: str) -> pa.Table:
    """Give the sizes of municipalities, counties, types of place and sets as they may be shown.

    Parameters
    ----------
    work
        With the profile's rule, the municipalities and their groups.
    cells
        One row a municipality, division and year, with `size`, `square`, `is_counted`,
        `is_withheld`, and the sizes of the two largest, `first` and `second`.
    source
        The register's id.
    """
    disclosure = work.region.disclosure
    rule = Rule(disclosure.threshold, disclosure.dominance)
    found = _laid(cells)
    layouts, groups = _layouts(work, found.places)
    protected = protect(found.held, [one.layout for one in layouts], rule, _worth(found.held))
    instead = stand_ins(found.held, protected, rule)
    edition = work.region.edition
    each = np.arange(len(found.places), dtype=np.intp)[:, None]
    pieces = list(
        _measured(
            found, found.places, each, protected.places, instead,
            (source, "municipality", f"municipality-{edition}"), rule,
        )
    )  # fmt: skip
    for (kind, name), own in groups.items():
        members = np.flatnonzero([code in own for code in found.places])
        if members.size:
            of_edition = f"{'county' if kind == 'county' else 'municipality'}-{edition}"
            hidden = _hidden((kind, name), members, layouts, protected)
            pieces += _measured(
                found, (name,), members[None], hidden[None], instead,
                (source, kind, of_edition), rule,
            )  # fmt: skip
    return pa.concat_tables([table("sizes").empty(), *pieces])


def _laid(cells: pa.Table) -> _Cells:
    """Lay cells out as dense arrays."""
    places = tuple(sorted(pc.unique(cells["place_code"]).to_pylist()))
    keys = list(zip(cells["division"].to_pylist(), cells["year"].to_pylist(), strict=True))
    columns = sorted(set(keys))
    row_of = {code: at for at, code in enumerate(places)}
    column_of = {key: at for at, key in enumerate(columns)}
    at = (
        np.asarray([row_of[code] for code in cells["place_code"].to_pylist()], dtype=np.intp),
        np.asarray([column_of[key] for key in keys], dtype=np.intp),
    )

    def dense(name: str) -> Floats:
        values = np.zeros((len(places), len(columns)))
        values[at] = cells[name].cast(pa.float64()).to_numpy(zero_copy_only=False)
        return values

    listed = np.zeros((len(places), len(columns)), dtype=np.bool_)
    listed[at] = True
    return _Cells(
        places,
        [key[0] for key in columns],
        [key[1] for key in columns],
        Holdings(dense("is_counted"), dense("size"), dense("first"), dense("second")),
        dense("square"),
        dense("is_withheld"),
        listed,
    )


@dataclass(frozen=True)
class _Published:
    """Which groups' sums are published, and how places are put together to them."""

    layout: Layout
    groups: frozenset[tuple[str, str]]


Groups = Mapping[tuple[str, str], Collection[str]]
"""Counties, types of place and sets by kind and name, each with its municipalities."""


def _layouts(work: Workspace, places: Sequence[str]) -> tuple[list[_Published], Groups]:
    """Give what may be published beside municipalities and counties, from all to nothing.

    Where a rare activity does not bear all sums, the profile's other sets go first, then its own,
    then the types of place.
    """
    groups = {
        ("county", county): [code for code in places if code[:2] == county]
        for county in sorted({code[:2] for code in places})
    } | {
        (kind, name): own
        for kind, of_kind in members_of_groups(work).items()
        for name, own in sorted(of_kind.items())
    }
    types = [one for one in groups if one[0] == "type"]
    sets = [one for one in groups if one[0] == "region"]
    own_set = [one for one in sets if one[1] == work.region.id]
    counties: list[object] = [code[:2] for code in places]

    def inside(which: Sequence[tuple[str, str]]) -> list[object]:
        return [tuple(one for one in which if code in groups[one]) for code in places]

    found = [
        _Published(
            Layout.of(counties, inside(kept), inside(dividing)), frozenset((*kept, *dividing))
        )
        for kept, dividing in ((types, sets), (types, own_set), (types, []), ([], []))
    ]
    return found, groups


def _worth(held: Holdings) -> Floats:
    """Give what it costs to hide a cell: its size, more where the place is specialised in it.

    Specialised by its number of establishments, which is public: what is hidden has no say in what
    is hidden beside it.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        here = held.units / held.units.sum(axis=1, keepdims=True)
        usual = held.units.sum(axis=0) / held.units.sum()
        quotient = np.nan_to_num(here / usual, posinf=0.0)
    return np.asarray(held.total * np.maximum(1.0, quotient) ** 2)


def _hidden(
    group: tuple[str, str], members: Numbers, layouts: Sequence[_Published], protected: Protected
) -> Mask:
    """Say for each activity and year whether a group's sum is hidden."""
    if group[0] == "county":
        return np.asarray(protected.rows[layouts[0].layout.row[members[0]]])
    hidden = np.ones(len(protected.level), dtype=np.bool_)
    for number, (one, columns) in enumerate(zip(layouts, protected.columns, strict=True)):
        if group in one.groups:
            here = protected.level == number
            hidden[here] = False
            if group[0] != "region":
                own = np.unique(one.layout.column[members])
                hidden[here] = columns[own][:, here].any(axis=0)
    return hidden


def _measured(
    found: _Cells,
    names: Sequence[str],
    members: Numbers,
    hidden: Mask,
    instead: Floats,
    what: tuple[str, str, str],
    rule: Rule,
) -> Iterator[pa.Table]:
    """Give the cells of some places, each the sum of its members, as employees and as units."""
    if members.size == 0:
        return
    units, value, squares, withheld, standing = (
        one[members].sum(axis=1)
        for one in (found.held.units, found.held.total, found.squares, found.withheld, instead)
    )
    hidden = hidden & (units > 0)
    row, column = np.nonzero(found.listed[members].any(axis=1))
    at = (row, column)
    standing = np.where(hidden, standing, value)
    lump = _usual_lumps(found, instead)[None] if hidden.any() else np.nan
    with np.errstate(invalid="ignore", divide="ignore"):
        lump = np.where(hidden, lump, _in_steps(squares / value))
    flags = _flags(hidden[at], units[at], withheld[at], rule)
    source, kind, edition = what
    count = len(row)
    same = {
        "source": pa.repeat(source, count),
        "place_kind": pa.repeat(kind, count),
        "place_edition": pa.repeat(edition, count),
        "place_code": pa.array([names[one] for one in row.tolist()], pa.string()),
        "activity_code": pa.array([found.activities[one] for one in column.tolist()], pa.string()),
        "year": pa.array([found.years[one] for one in column.tolist()], pa.int64()),
        "establishments_count": pa.array(units[at]),
        "withheld_count": pa.array(withheld[at], mask=~_is_told(units[at], withheld[at], rule)),
    }
    declared = table("sizes")
    yield declared.conform(
        pa.table(
            {
                **same,
                "measure": pa.repeat("employees_count", count),
                "value": pa.array(value[at], mask=hidden[at]),
                "held_value": pa.array(standing[at]),
                "squares": pa.array(
                    np.where(standing > 0, standing * lump, 0.0)[at], from_pandas=True
                ),
                "flag": pa.array(flags, pa.string()),
            }
        )
    )
    yield declared.conform(
        pa.table(
            {
                **same,
                "measure": pa.repeat("establishments_count", count),
                "value": pa.array(units[at]),
                "held_value": pa.array(units[at]),
                "squares": pa.array(units[at]),
            }
        )
    )


def _usual_lumps(found: _Cells, instead: Floats) -> Floats:
    """Give what stands in for the lumps of hidden cells: those of an average unit's size."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _in_steps(instead.sum(axis=0) / found.held.units.sum(axis=0))


def _in_steps(lumps: Floats) -> Floats:
    return np.asarray(_LUMP_STEP ** np.round(np.log(lumps) / np.log(_LUMP_STEP)))


def _is_told(units: Floats, withheld: Floats, rule: Rule) -> Mask:
    """Say where the number of withheld sizes, counted as two each, leaves enough of the others."""
    return np.asarray(
        (withheld == 0) | ((withheld >= rule.units) & (units - withheld >= rule.units))
        | (withheld == units)
    )  # fmt: skip


def _flags(hidden: Mask, units: Floats, withheld: Floats, rule: Rule) -> list[str | None]:
    told = _is_told(units, withheld, rule)
    return [
        PROTECTED_FLAG if is_hidden
        else None if not count
        else f"w{int(count)}" if is_told
        else "w"
        for is_hidden, count, is_told in zip(
            hidden.tolist(), withheld.tolist(), told.tolist(), strict=True
        )
    ]  # fmt: skip
