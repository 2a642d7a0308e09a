"""Municipality codes with their validity, and what became of them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from samspill.errors import DataError, UnknownCode, UsageError
from samspill.geography.counties import Day, county_of, first_day, nuts2_of_counties, packaged

Weights = Mapping[tuple[str, str], float]

UNSPECIFIED = "9999"
"""Statistics Norway's code for a place that is not given; it is no place."""


@dataclass(frozen=True)
class Place:
    """A municipality's code and name and the days on which they were valid.

    `valid_to` is the first day on which they were valid no more; `None` while they still are.
    """

    code: str
    name: str
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        """Say whether code and name were valid on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def plain_name(self) -> str:
        """The name without the county that tells two places apart."""
        return re.sub(r"\s*\([^)]*\)\s*$", "", self.name.strip())


@dataclass(frozen=True)
class Share:
    """The part of an old place that went to a place of the later edition.

    `weight` is a share, 0-1; NaN where the old place was split and no weights were given.
    """

    code: str
    weight: float


def _rows(table: pa.Table, columns: Sequence[str], what: str) -> Iterable[tuple[Any, ...]]:
    missing = [name for name in columns if name not in table.column_names]
    if missing:
        raise DataError(
            f"the table {what} has no column {', '.join(missing)}",
            advice=f"It needs {', '.join(columns)}.",
        )
    return zip(*(table[name].to_pylist() for name in columns), strict=True)


class PlaceGraph:
    """Every municipality code with its validity, and what became of it.

    Parameters
    ----------
    changes
        Table `place_changes`: from_code, from_name, from_valid_from, from_valid_to, to_code,
        to_name, to_valid_from, to_valid_to, changed_on.
    units
        Table `place_units`: code, name, valid_from, valid_to. Without it the places that were
        part of a change are known, and the four of `unchanged_places.csv` that never were.
    """

    kind = "municipality"

    def __init__(self, changes: pa.Table, units: pa.Table | None = None) -> None:
        ends = ("code", "name", "valid_from", "valid_to")
        sides = [f"{side}_{end}" for side in ("from", "to") for end in ends]
        known: dict[tuple[str, date], Place] = {}
        next_keys: dict[tuple[str, date], list[tuple[str, date]]] = defaultdict(list)
        for row in _rows(changes, sides, "place_changes"):
            old, new = Place(*row[:4]), Place(*row[4:])
            for place in (old, new):
                known.setdefault((place.code, place.valid_from), place)
            next_keys[old.code, old.valid_from].append((new.code, new.valid_from))
        if units is not None:
            for row in _rows(units, ends, "place_units"):
                place = Place(*row)
                known[place.code, place.valid_from] = place
        for fact in packaged("unchanged_places.csv"):
            day = date.fromisoformat(fact["valid_from"])
            place = Place(fact["code"], fact["name"], day, None)
            known.setdefault((place.code, place.valid_from), place)
        self._next = {
            key: tuple(known[new] for new in dict.fromkeys(news)) for key, news in next_keys.items()
        }
        self._by_code: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(known.values(), key=lambda place: (place.code, place.valid_from)):
            is_real = place.valid_to is None or place.valid_to > place.valid_from
            if is_real and place.code != UNSPECIFIED:
                self._by_code[place.code].append(place)
        self._paths = {
            (row["from_code"], row["from_valid_to"], row["split_code"], row["split_on"]): row[
                "to_code"
            ]
            for row in packaged("place_paths.csv")
        }

        # what became of a place is the same for all days on which it was valid
        self._known_shares: dict[tuple[Place, date], tuple[Share, ...]] = {}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place of every time, by code and date."""
        return tuple(place for places in self._by_code.values() for place in places)

    def names(self, on: Day) -> dict[str, str]:
        """Give the places of a day: code to name."""
        day = first_day(on)
        return {place.code: place.name for place in self.places if place.valid_on(day)}

    def find(self, code: str, on: Day) -> Place:
        """Give the place that a code meant on a day.

        Raises
        ------
        UnknownCode
            The code was not in use on that day.
        """
        day = first_day(on)
        for place in self._by_code.get(code, ()):
            if place.valid_on(day):
                return place
        raise UnknownCode(f"{self.kind} of {day.isoformat()}", code, self.names(day))

    def _targets(
        self, place: Place, day: date, lineage: tuple[Place, ...] = ()
    ) -> list[tuple[Place, tuple[Place, ...]]]:
        """Give the places of a day that a place became, each with the splits that it went through.

        A split is written as the place that was split and the part that was gone to.
        """
        if place.valid_on(day):
            return [(place, ())]
        nexts = self._next.get((place.code, place.valid_from), ())
        lineage = (*lineage, place)
        if len(nexts) > 1:
            kept = self._path(lineage, nexts)
            nexts = nexts if kept is None else (kept,)
        found = []
        for new in nexts:
            step = (place, new) if len(nexts) > 1 else ()
            found += [(end, (*step, *rest)) for end, rest in self._targets(new, day, lineage)]
        return found

    def _path(self, lineage: tuple[Place, ...], nexts: tuple[Place, ...]) -> Place | None:
        """Give the part of a split that an earlier place is known to have gone to."""
        split = lineage[-1]
        for old in lineage[:-1]:
            code = self._paths.get((old.code, str(old.valid_to), split.code, str(split.valid_to)))
            if code is not None:
                return next((new for new in nexts if new.code == code), None)
        return None

    def shares(
        self, code: str, on: Day, to: Day, weights: Weights | None = None
    ) -> tuple[Share, ...]:
        """Give what became of a place: the places of a later day with their shares.

        Parameters
        ----------
        code
            The place's code on the first day.
        on
            The first day, or its year.
        to
            The later day, or its year.
        weights
            For a split, by (code that was split, code of the part): the size of each part, such
            as its population. They are made to sum to one.

        Undefined
        ---------
        Where a place was split and no weights are given, the shares are NaN.

        Raises
        ------
        UnknownCode
            The code was not in use on the first day.
        UsageError
            The later day comes before the first.
        """
        first, last = first_day(on), first_day(to)
        if last < first:
            raise UsageError(
                f"Places are carried forward only: {first} lies after {last}. "
                f"Choose an edition of {first.year} or later."
            )
        start = self.find(code, first)
        if weights is not None:
            return self._became(start, last, weights)
        if (start, last) not in self._known_shares:
            self._known_shares[start, last] = self._became(start, last, None)
        return self._known_shares[start, last]

    def _became(self, start: Place, last: date, weights: Weights | None) -> tuple[Share, ...]:
        totals: dict[str, float] = {}
        for place, steps in self._targets(start, last):
            weight = 1.0
            for split, part in zip(steps[::2], steps[1::2], strict=True):
                weight *= self._weight(split, part, weights)
            totals[place.code] = totals.get(place.code, 0.0) + weight
        # parts that came together again are whole, whatever the weights
        if len(totals) == 1:
            return (Share(next(iter(totals)), 1.0),)
        return tuple(Share(target, weight) for target, weight in sorted(totals.items()))

    def _weight(self, split: Place, part: Place, weights: Weights | None) -> float:
        parts = self._next[split.code, split.valid_from]
        given = {new.code: (weights or {}).get((split.code, new.code)) for new in parts}
        sizes = {code: size for code, size in given.items() if size is not None}
        if not sizes:
            return math.nan
        total = sum(sizes.values())
        if len(sizes) < len(parts) or min(sizes.values()) < 0 or not 0 < total < math.inf:
            listed = ", ".join(f"{code}: {size}" for code, size in given.items())
            raise DataError(
                f"the weights for the split of {split.code} {split.name} are not usable ({listed})",
                advice="Give a finite number, zero or more, for each part, and not only zeros.",
            )
        return sizes[part.code] / total

    def carry_map(
        self, year_from: Day, year_to: Day, weights: Weights | None = None
    ) -> dict[str, tuple[Share, ...]]:
        """Give for every place of one edition its places in a later one.

        The parameters and what is undefined are those of `shares`.
        """
        return {
            code: self.shares(code, year_from, year_to, weights) for code in self.names(year_from)
        }


def _size(sizes: Mapping[str, float], code: str) -> float:
    try:
        return sizes[code]
    except KeyError:
        raise UnknownCode("municipality of 2018 in the sizes", code, sizes) from None


@dataclass(frozen=True)
class NutsOfPlace:
    """The NUTS 2 region (2013) of a municipality.

    Parameters
    ----------
    place_code
        The municipality's code.
    nuts_code
        Its region; `None` where it crosses a border and nothing says where most of it lies.
    crosses
        Whether it was merged from municipalities of more than one region, so that figures for it
        cannot be put together to figures for the region.
    parts
        The region of each municipality of 2018 that it was merged from.
    """

    place_code: str
    nuts_code: str | None
    crosses: bool
    parts: Mapping[str, str]


def nuts2_of_places(
    graph: PlaceGraph, edition: Day, sizes: Mapping[str, float] | None = None
) -> dict[str, NutsOfPlace]:
    """Give the NUTS 2 region (2013) of every municipality of an edition.

    A municipality of 2018 or earlier has the region of its county. A later one has the region of
    the municipalities of 2018 that it was merged from; where these disagree it is flagged, and
    its region is the one with most of `sizes`, or without sizes that of the part whose name it
    kept.

    Parameters
    ----------
    graph
        The places and their changes.
    edition
        The edition of the municipalities, a year or a day.
    sizes
        The size of the municipalities of 2018, such as their population.
    """
    day, reform = first_day(edition), date(2018, 1, 1)
    nuts = nuts2_of_counties()
    names = graph.names(day)
    if day <= reform:
        regions = {code: nuts[county_of(code)] for code in names}
        return {code: NutsOfPlace(code, nut, False, {code: nut}) for code, nut in regions.items()}

    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for old, shares in graph.carry_map(reform, day).items():
        for share in shares:
            if share.code in names:
                parts[share.code][old] = nuts[county_of(old)]
    old_names = graph.names(reform)
    found = {}
    for code, name in names.items():
        within = set(parts[code].values())
        if len(within) == 1:
            nut: str | None = next(iter(within))
        elif sizes is not None:
            totals = {
                region: sum(_size(sizes, old) for old, its in parts[code].items() if its == region)
                for region in sorted(within)
            }
            nut = max(totals, key=lambda region: totals[region])
        else:
            kept = {its for old, its in parts[code].items() if old_names[old] == name}
            nut = next(iter(kept)) if len(kept) == 1 else None
        found[code] = NutsOfPlace(code, nut, len(within) > 1, dict(parts[code]))
    return found
