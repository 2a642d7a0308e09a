"""From a place's name, as a clerk once wrote it, to its code."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.geography.carrying import Carried, carry_places, require_columns
from samspill.geography.counties import (
    County,
    Day,
    all_counties,
    county_of,
    first_day,
    nuts2_of_counties,
)
from samspill.geography.places import Place, PlaceGraph
from samspill.tables import REASONS

Kind = Literal["municipality", "county", "several", "abroad", "svalbard", "unspecified", "unknown"]

_KEPT = 1 << 16
"""So many different names are kept, each with what became of it."""

_SPECIAL: Mapping[str, tuple[Kind, str]] = {
    "flerekommuner": ("several", "several_places"),
    "flerefylker": ("several", "several_places"),
    "utlandet": ("abroad", "abroad"),
    "utland": ("abroad", "abroad"),
    "svalbard": ("svalbard", "svalbard"),
    "spitsbergen": ("svalbard", "svalbard"),
    "longyearbyen": ("svalbard", "svalbard"),
    "janmayen": ("svalbard", "svalbard"),
    "uspesifisert": ("unspecified", "unspecified"),
    "uoppgitt": ("unspecified", "unspecified"),
    "ukjent": ("unspecified", "unspecified"),
    "": ("unspecified", "unspecified"),
}


@dataclass(frozen=True)
class Resolution:
    """What a place's name meant.

    Parameters
    ----------
    kind
        What kind of place it is; a code is given for a municipality only, a county for a county
        and for a municipality.
    place_code
        The municipality's code on `valid_on`.
    county_code
        The county's code on `valid_on`.
    valid_on
        The day for which the codes hold: the row's own day, or the nearest day on which the name
        was in use.
    reason
        Why there is no municipality (a key of `samspill.tables.REASONS`); empty where there is one.
    what
        What the reason is about.
    """

    kind: Kind
    place_code: str | None = None
    county_code: str | None = None
    valid_on: date | None = None
    reason: str = ""
    what: str = ""


@lru_cache(maxsize=_KEPT)
def _fold(name: str) -> str:
    """Write a name without case, accents (but å and ä), spaces and punctuation."""
    letters = []
    for letter in name.casefold():
        plain = letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0]
        if plain.isalnum():
            letters.append(plain)
    return "".join(letters)


@lru_cache(maxsize=_KEPT)
def _halves(name: str) -> frozenset[str]:
    """Give the parts of a name in several languages, folded, one-letter parts left out."""
    parts = {_fold(part) for part in re.split(r"\s+[-–/]\s+|\s*[/|]\s*", name)}
    return frozenset(part for part in parts if len(part) > 1)


@lru_cache(maxsize=_KEPT)
def _words(name: str) -> frozenset[str]:
    """Give every word of a name, folded, for names whose parts are not set apart clearly."""
    parts = {_fold(part) for part in re.split(r"[-–/|\s]+", name)}
    return frozenset(part for part in parts if len(part) > 2)


def _nearest_day(valid_from: date, valid_to: date | None, day: date) -> date:
    if day < valid_from:
        return valid_from
    if valid_to is not None and day >= valid_to:
        return valid_to - timedelta(days=1)
    return day


@cache
def _counties_by_name() -> dict[str, tuple[County, ...]]:
    found: dict[str, list[County]] = defaultdict(list)
    for county in all_counties():
        together = " ".join((county.name, *county.other_names))
        for name in {county.name, together, *county.other_names}:
            found[_fold(name)].append(county)
    return {name: tuple(counties) for name, counties in found.items()}


@lru_cache(maxsize=_KEPT)
def _counties_called(name: str) -> tuple[County, ...]:
    plain = re.sub(r"\s+fylke(skommune)?$", "", name.strip(), flags=re.IGNORECASE)
    plain = re.sub(r"^fylkeskommunen?\s+", "", plain, flags=re.IGNORECASE)
    named = _counties_by_name()
    if _fold(plain) in named:
        return named[_fold(plain)]
    found = [county for part in sorted(_halves(plain)) for county in named.get(part, ())]
    return tuple(dict.fromkeys(found))


class _Names:
    """The names of a graph's places, ready to be looked up."""

    def __init__(self, graph: PlaceGraph) -> None:
        self.whole: dict[str, list[Place]] = defaultdict(list)
        self.part: dict[str, list[Place]] = defaultdict(list)
        for place in graph.places:
            self.whole[_fold(place.plain_name)].append(place)
            for part in _halves(place.plain_name):
                self.part[part].append(place)

    def called(self, name: str) -> Iterable[list[Place]]:
        """Give the places that a name may mean, the surest reading first."""
        plain = re.sub(r"\s*\([^)]*\)\s*$|\s+kommune$", "", name.strip(), flags=re.IGNORECASE)
        yield self.whole.get(_fold(plain), []) + self.part.get(_fold(plain), [])
        for readings in (_halves(plain), _words(plain)):
            found = [place for part in sorted(readings) for place in self.part.get(part, [])]
            yield list(dict.fromkeys(found))


@lru_cache(maxsize=4)
def _names_of(graph: PlaceGraph) -> _Names:
    return _Names(graph)


def _choose(places: Sequence[Place], day: date) -> list[Place]:
    """Keep the places of a day; where there are none, those that were valid nearest to it."""
    if not places:
        return []
    distance = {
        place: abs((_nearest_day(place.valid_from, place.valid_to, day) - day).days)
        for place in places
    }
    least = min(distance.values())
    return [place for place in dict.fromkeys(places) if distance[place] == least]


def _in_county(place: Place, named: Sequence[County]) -> bool:
    return any(
        county.code == county_of(place.code)
        and place.valid_from < (county.valid_to or date.max)
        and county.valid_from < (place.valid_to or date.max)
        for county in named
    )


def _whole_county(named: Sequence[County], day: date, reason: str, what: str) -> Resolution:
    """Give the county of a day, or of the nearest day on which there was one of that name."""

    def distance(county: County) -> int:
        return abs((_nearest_day(county.valid_from, county.valid_to, day) - day).days)

    county = min(named, key=distance)
    valid_on = _nearest_day(county.valid_from, county.valid_to, day)
    return Resolution("county", None, county.code, valid_on, reason, what or county.name)


def resolve_place_name(graph: PlaceGraph, county: str, municipality: str, on: Day) -> Resolution:
    """Find the municipality that a county's and a municipality's name meant on a day.

    Names are matched exactly but for case, accents, spaces and hyphens; a name in several
    languages by any of them. A name that several places share is told apart by the county. A
    name that was not in use on the day is taken for the nearest day on which it was. Nothing is
    guessed: two candidates are a reason and not a result.

    Parameters
    ----------
    graph
        The places and their changes.
    county, municipality
        The names as they stand in the source; the county may be empty.
    on
        The day of the row, or its year.
    """
    day = first_day(on)
    named = _counties_called(county)
    label = municipality.strip()
    folded = _fold(label)

    special = _SPECIAL.get(folded)
    if special is not None and special[0] == "several" and named:
        return _whole_county(named, day, special[1], label)
    if special is not None and special[0] != "unspecified":
        return Resolution(special[0], reason=special[1], what=label)

    elsewhere: list[Place] = []
    readings = _names_of(graph).called(label) if folded else ()
    for candidates in readings:
        inside = [place for place in candidates if _in_county(place, named)] if named else []
        chosen = _choose(inside if named else candidates, day)
        if len({place.code for place in chosen}) == 1:
            place = chosen[0]
            return Resolution(
                "municipality",
                place.code,
                county_of(place.code),
                _nearest_day(place.valid_from, place.valid_to, day),
            )
        if len(chosen) > 1:
            return Resolution("unknown", reason="ambiguous_name", what=label)
        elsewhere += candidates

    # no municipality: a whole county, nothing at all, or a name in the wrong county
    wide = _counties_called(label) if folded else ()
    if special is not None and named:
        wide = named
    if wide:
        return _whole_county(wide, day, "county_wide", "")
    if special is not None:
        return Resolution(special[0], reason=special[1], what=label)
    reason = "other_county" if elsewhere else "unknown_name"
    return Resolution("unknown", reason=reason, what=label)


@lru_cache(maxsize=4)
def _borders(graph: PlaceGraph) -> list[date]:
    """Give the days on which a place came or went."""
    days = {day for place in graph.places for day in (place.valid_from, place.valid_to) if day}
    return sorted(days)


def resolve_place_names(
    graph: PlaceGraph, counties: pa.Array, municipalities: pa.Array, days: pa.Array
) -> pa.Table:
    """Find the municipalities of many rows; each different row is looked up once.

    Parameters
    ----------
    graph
        The places and their changes.
    counties, municipalities
        Names; null counts as not given.
    days
        Dates, or years.

    Returns
    -------
    pyarrow.Table
        A row for each row: place_kind, place_code, county_code, valid_on, reason, reason_nb,
        reason_en. The last three are null where there is a municipality.
    """
    found: dict[tuple[Any, ...], Resolution] = {}
    lasting: dict[tuple[Any, ...], Resolution] = {}
    borders = _borders(graph)
    rows = []
    for row in zip(counties.to_pylist(), municipalities.to_pylist(), days.to_pylist(), strict=True):
        if row not in found:
            county, municipality, on = row
            if on is None:
                found[row] = Resolution("unknown", reason="no_date")
            else:
                # who was valid on a day was so from border to border
                day = first_day(on)
                then = (county, municipality, bisect_right(borders, day))
                if then in lasting:
                    found[row] = replace(lasting[then], valid_on=day)
                else:
                    found[row] = resolve_place_name(graph, county or "", municipality or "", day)
                    if found[row].place_code and found[row].valid_on == day:
                        lasting[then] = found[row]
        rows.append(found[row])
    sentences = {
        (row.reason, row.what): REASONS[row.reason].said(row.what)
        for row in found.values()
        if row.reason
    }
    told = [sentences.get((row.reason, row.what), {}) for row in rows]
    return pa.table(
        {
            "place_kind": pa.array([row.kind for row in rows], pa.string()),
            "place_code": pa.array([row.place_code for row in rows], pa.string()),
            "county_code": pa.array([row.county_code for row in rows], pa.string()),
            "valid_on": pa.array([row.valid_on for row in rows], pa.date32()),
            "reason": pa.array([row.reason or None for row in rows], pa.string()),
            "reason_nb": pa.array([one.get("nb") for one in told], pa.string()),
            "reason_en": pa.array([one.get("en") for one in told], pa.string()),
        }
    )


def place_by_name(
    table: pa.Table,
    graph: PlaceGraph,
    *,
    county: str,
    municipality: str,
    on: str,
    to: Day,
) -> Carried:
    """Give every row of a table its place in a later edition, from the names that it holds.

    Parameters
    ----------
    table
        A table with columns of names.
    graph
        The places and their changes.
    county, municipality
        The columns with the names.
    on
        The column with the row's date or year.
    to
        The edition to carry to, a year or a day.

    Returns
    -------
    Carried
        Every row is in one of the two tables, once, in its order. The table has the rows whose
        municipality or at least whose county is known, with the columns `place_code` (of the
        later edition; null where only the county is known), `county_code` (of the row's own
        time), `nuts_code` (2013; null for a county of 2020 or later), and `reason`, `reason_nb`,
        `reason_en` that say why a `place_code` is missing. The rejects have the rows of no
        Norwegian county, with the reason.
    """
    require_columns(table, [county, municipality, on])
    found = resolve_place_names(graph, table[county], table[municipality], table[on])
    is_municipality = pc.is_valid(found["place_code"])
    rows = pa.array(np.arange(table.num_rows))
    looked_up = found.select(["place_code", "valid_on"]).append_column("_row", rows)
    moved = carry_places(looked_up.filter(is_municipality), graph, on="valid_on", to=to)

    places: list[str | None] = [None] * table.num_rows
    for row, code in zip(
        moved.table["_row"].to_pylist(), moved.table["place_code"].to_pylist(), strict=True
    ):
        places[row] = code
    told = {name: found[name].to_pylist() for name in ("reason", "reason_nb", "reason_en")}
    for row in moved.rejects.to_pylist():
        for name, values in told.items():
            values[row["_row"]] = row[name]
    nuts = nuts2_of_counties()
    in_county = found["county_code"].to_pylist()
    columns = {
        "place_code": pa.array(places, pa.string()),
        "county_code": pa.array(in_county, pa.string()),
        "nuts_code": pa.array([nuts.get(code or "") for code in in_county], pa.string()),
        **{name: pa.array(values, pa.string()) for name, values in told.items()},
    }
    known = pc.is_valid(found["county_code"])
    rejects = table.filter(pc.invert(known))
    for name, values in columns.items():
        table = table.append_column(name, values)
        if name.startswith("reason"):
            rejects = rejects.append_column(name, values.filter(pc.invert(known.combine_chunks())))
    return Carried(table.filter(known), rejects)
