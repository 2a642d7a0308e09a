"""The sample's municipalities: real names and codes, and files about them.

The eight counties of Østlandet come from the profile of the Oslo Region, fifteen municipalities
from elsewhere in Norway (`elsewhere.csv`). Populations are of 2020, rounded to hundreds and, where
municipalities have merged, divided between them by estimate.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from samspill.sample.files import Folder, packaged

__all__ = ["SPLIT", "Municipality", "municipalities", "on", "write_places", "write_population"]

_KLASS = "Statistisk sentralbyrå"

SPLIT = ("1507", 2020)
"""A code that was split in 2024, Ålesund and Haram: rows of it from this year have no place."""

_BEFORE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("0706", "Sandefjord", "1968-01-01", "0710", "Sandefjord", "2017-01-01"),
    ("0719", "Andebu", "1838-01-01", "0710", "Sandefjord", "2017-01-01"),
    ("0720", "Stokke", "1838-01-01", "0710", "Sandefjord", "2017-01-01"),
    ("0702", "Holmestrand", "1964-01-01", "0715", "Holmestrand", "2018-01-01"),
    ("0714", "Hof", "2002-01-01", "0715", "Holmestrand", "2018-01-01"),
    ("0709", "Larvik", "1988-01-01", "0712", "Larvik", "2018-01-01"),
    ("0728", "Lardal", "1838-01-01", "0712", "Larvik", "2018-01-01"),
    ("0722", "Nøtterøy", "1838-01-01", "0729", "Færder", "2018-01-01"),
    ("0723", "Tjøme", "1838-01-01", "0729", "Færder", "2018-01-01"),
    ("1601", "Trondheim", "1964-01-01", "5001", "Trondheim", "2018-01-01"),
    ("1714", "Stjørdal", "1962-01-01", "5035", "Stjørdal", "2018-01-01"),
    ("0218", "Aker", "1838-01-01", "0301", "Oslo", "1948-01-01"),
    ("1152", "Torvastad", "1925-01-01", "1106", "Haugesund", "1965-01-01"),
    ("1842", "Skjerstad", "1838-01-01", "1804", "Bodø", "2005-01-01"),
)
"""Changes before 2018: from code, name and first day, to code and name, day of the change."""

_MERGED = {"1103", "5001"}
"""Municipalities that took in others in 2020 and kept their code."""


@dataclass(frozen=True)
class Municipality:
    """A municipality of 2018 and what it is called later."""

    code_2018: str
    name_2018: str
    county_2018: str
    code_2020: str
    code_2024: str
    name_2024: str
    valid_from: date
    population: int

    @property
    def name_2020(self) -> str:
        """Its name from 2020; bilingual names came later, except Hammerfest's."""
        later = self.name_2024.partition(" - ")[0]
        return self.name_2024 if self.code_2020 == "5406" else later

    def code(self, year: int) -> str:
        """Give its code in a year."""
        return self.code_2018 if year < 2020 else self.code_2020 if year < 2024 else self.code_2024

    def name(self, year: int) -> str:
        """Give its name in a year."""
        return self.name_2018 if year < 2020 else self.name_2020 if year < 2024 else self.name_2024


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Give the municipalities of 2018, Østlandet first."""
    facts = {row["code_2018"]: row for row in packaged("population.csv")}
    rows = packaged("osloregionen/places.csv", room="regions") + packaged("elsewhere.csv")
    return tuple(
        Municipality(
            row["code_2018"],
            row["name_2018"],
            row["county_code_2018"],
            row["code_2020"],
            row["code_2024"],
            row["name_2024"],
            date.fromisoformat(facts[row["code_2018"]]["valid_from"]),
            int(facts[row["code_2018"]]["population"]),
        )
        for row in rows
    )


def on(year: int, towns: Sequence[Municipality] | None = None) -> dict[str, str]:
    """Give the municipalities of a year: code to name."""
    return {one.code(year): one.name(year) for one in towns or municipalities()}


@dataclass(frozen=True)
class _Unit:
    code: str
    name: str
    since: str
    until: str = "NA"


def _edges(towns: Sequence[Municipality]) -> Iterator[tuple[_Unit, _Unit, str]]:
    """Give every change: from, to, day."""
    ends = {one.code_2018: _end_of_2018(one) for one in towns}
    for code, name, since, to_code, to_name, day in _BEFORE:
        yield _Unit(code, name, since, day), _Unit(to_code, to_name, day, ends[to_code]), day
    for one in towns:
        yield from _from_2018(one, ends[one.code_2018])
    # Haram left Ålesund again
    split = _Unit("1507", "Ålesund", "2020-01-01", "2024-01-01")
    yield split, _Unit("1580", "Haram", "2024-01-01"), "2024-01-01"


def _end_of_2018(one: Municipality) -> str:
    if one.code_2018 != one.code_2020 or one.code_2018 in _MERGED:
        return "2020-01-01"
    return "2024-01-01" if one.name_2020 != one.name_2024 else "NA"


def _from_2018(one: Municipality, end: str) -> Iterator[tuple[_Unit, _Unit, str]]:
    """Give the changes of one municipality in 2020 and 2024."""
    unit = _Unit(one.code_2018, one.name_2018, one.valid_from.isoformat(), end)
    # Trondheim got its second name a year before the others
    renamed = "2023-01-01" if one.code_2020 == "5001" else "2024-01-01"
    is_changed = one.code_2024 != one.code_2020 or one.name_2024 != one.name_2020
    if end == "2020-01-01":
        until = renamed if is_changed else "NA"
        later = _Unit(one.code_2020, one.name_2020, "2020-01-01", until)
        yield unit, later, "2020-01-01"
        unit = later
    if is_changed:
        yield unit, _Unit(one.code_2024, one.name_2024, renamed), renamed


def write_places(folder: Folder, towns: Sequence[Municipality] | None = None) -> None:
    """Write the changes and the units of the municipalities, as KLASS 131 exports them.

    They are those of the sample unless others are given.
    """
    found = dict.fromkeys(_edges(towns or municipalities()))
    edges = sorted(found, key=lambda edge: (edge[2], edge[0].code, edge[1].code))
    name = "klass/klass131_changes.csv"
    header = [f"{side}_{end}" for side in ("from", "to") for end in _ENDS]
    rows = [
        (old.code, old.name, old.since, old.until, new.code, new.name, new.since, new.until, day)
        for old, new, day in edges
    ]
    folder.table(name, [*header, "changeOccurred"], rows, quoting=csv.QUOTE_ALL)
    folder.enter("klass_kommuner", name, _KLASS, "2024")

    units = sorted(
        {unit for old, new, _ in edges for unit in (old, new)},
        key=lambda unit: (unit.code, unit.since),
    )
    variants: dict[str, int] = defaultdict(int)
    listed = []
    for number, unit in enumerate(units, 1):
        variants[unit.code] += 1
        listed.append((number, unit.code, unit.name, variants[unit.code], unit.since, unit.until))
    name = "klass/klass131_units.csv"
    header = ["name", "code", "label", "variant", "validFrom", "validTo"]
    folder.table(name, header, listed, quoting=csv.QUOTE_ALL)
    folder.enter("klass_kommuner", name, _KLASS, "2024")


_ENDS = ("code", "name", "validFrom", "validTo")


def write_population(folder: Folder, towns: Sequence[Municipality] | None = None) -> None:
    """Write table 07459 for two years, as it is exported, in the municipalities of 2020."""
    counts: dict[str, float] = defaultdict(float)
    for one in towns or municipalities():
        counts[one.code_2020] += one.population
    for year, growth in ((2020, 1.0), (2021, 1.006)):
        name = f"ssb/Personer{year}.csv"
        lines = [f'"region"\t"age"\t"Persons {year}"']
        for code, label in on(2020, towns).items():
            persons = _dealt(round(counts[code] * growth), _AGES)
            lines += [
                f'"K-{code} {label}"\t"{_age(age)}"\t{count}' for age, count in enumerate(persons)
            ]
        lines += [
            f'"K-Rest Divided municipalities and unknown"\t"{_age(age)}"\t0' for age in range(106)
        ]
        folder.write(name, ("\n".join(lines) + "\n").encode("latin-1"))
        folder.enter("ssb_07459", name, _KLASS, str(year))


# as many in each year of age up to fifty, and fewer and fewer behind it
_AGES = tuple(1.0 if age < 50 else math.exp(-(((age - 50) / 28) ** 2)) for age in range(106))


def _age(age: int) -> str:
    return "105 years or older" if age == 105 else f"{age} year{'' if age == 1 else 's'}"


def _dealt(total: int, weights: Sequence[float]) -> list[int]:
    """Deal a whole number out by weights; the largest remainders get what is left."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (parts[at] - weights[at] * scale, at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts
