"""Where the money of an award does its work, and where the recipient's head office lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa

from samspill import geography
from samspill.harmonise.workspace import Workspace

__all__ = ["Located", "locate", "placed"]


@dataclass(frozen=True)
class Located:
    """The municipalities of organisation numbers, in the profile's edition.

    Parameters
    ----------
    workplace
        Where a sub-unit lies; of a unit, where its only sub-unit lies.
    head_office
        Where the unit lies, of a sub-unit the unit that it belongs to.
    activity
        The activity code of the same row of the register.
    """

    workplace: Mapping[str, str]
    head_office: Mapping[str, str]
    activity: Mapping[str, str]


def locate(work: Workspace, numbers: Collection[str]) -> Located:
    """Look organisation numbers up in the registers of units and of establishments.

    The newest vintage counts. A unit with sub-units in several places has no workplace of its
    own: what it gets is entered at its head office only.
    """
    wanted = set(numbers)
    lying = _newest(work, "establishments", wanted, ("parent_number",))
    parents = {row["parent_number"] or "" for row in lying.values()}
    units = _newest(work, "units", wanted | parents, ())
    below: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for row in lying.values():
        below[row["parent_number"] or ""].append(row)
    workplace, head_office, activity = {}, {}, {}
    for number in wanted:
        unit, sub = units.get(number), lying.get(number)
        own = [sub] if sub else below.get(number, [])
        if sub is not None and unit is None:
            unit = units.get(sub["parent_number"] or "")
        places = {one["place_code"] for one in own if one and one["place_code"]}
        if len(places) == 1:
            workplace[number] = str(next(iter(places)))
        if unit is not None and unit["place_code"]:
            head_office[number] = unit["place_code"]
        told = next(
            (one["activity_code"] for one in (sub, unit) if one and one["activity_code"]), ""
        )
        if told:
            activity[number] = told
    return Located(workplace, head_office, activity)


def _newest(
    work: Workspace, name: str, numbers: Collection[str], also: tuple[str, ...]
) -> dict[str, dict[str, str | None]]:
    """Give each unit's newest row, with the place it was carried to."""
    frame = work.scan(name)
    if frame is None or work.graph is None:
        return {}
    columns = ("organisation_number", "parent_number", "municipality_code", "activity_code", "year")
    wanted = pa.array(sorted(numbers), pa.string())
    pieces = []
    for column in ("organisation_number", *also):
        asked = work.engine.take(pa.table({column: wanted}))
        pieces.append(
            work.engine.collect(frame.select(*columns).join(asked, on=column, how="semi"))
        )
    rows = pa.concat_tables(pieces)
    rows = rows.sort_by([("year", "ascending"), ("organisation_number", "ascending")])
    shares: dict[int, Mapping[str, tuple[geography.Share, ...]]] = {}
    found: dict[str, dict[str, str | None]] = {}
    for number, parent, municipality, activity, year in zip(
        *(rows[column].to_pylist() for column in columns), strict=True
    ):
        if year not in shares:
            target = max(year, work.region.edition)
            shares[year] = work.graph.carry_map(year, target)
        to = shares[year].get(municipality or "", ())
        found[number] = {
            "place_code": to[0].code if len(to) == 1 else None,
            "parent_number": parent,
            "activity_code": activity,
        }
    return found


def placed(codes: pa.Array | pa.ChunkedArray, of: Mapping[str, str]) -> pa.Array:
    """Give for organisation numbers what a mapping says of them, null where it says nothing."""
    codes = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
    encoded = codes.dictionary_encode()
    said = pa.array([of.get(code or "") for code in encoded.dictionary.to_pylist()], pa.string())
    return said.take(encoded.indices)
