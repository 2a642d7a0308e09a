"""Counties of each day, and Norway's NUTS 2 regions."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from samspill.errors import UnknownCode

Day = date | int
"""A day, or a year for its first day."""


def first_day(day: Day) -> date:
    """Give a day itself, a year's first day."""
    return date(day, 1, 1) if isinstance(day, int) else day


def packaged(name: str) -> list[dict[str, str]]:
    """Give the rows of one of the classifications that come with the package."""
    text = (files("samspill") / "classifications" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _optional_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class County:
    """A county with the days on which its code was valid, the last one not included."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    other_names: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Say whether the county existed on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@cache
def all_counties() -> tuple[County, ...]:
    """Give every county of every time."""
    return tuple(
        County(
            row["code"],
            row["name"],
            date.fromisoformat(row["valid_from"]),
            _optional_date(row["valid_to"]),
            tuple(filter(None, row["other_names"].split("|"))),
        )
        for row in packaged("counties.csv")
    )


def counties(on: Day) -> dict[str, str]:
    """Give the counties of a day: code to name, all of Norway."""
    day = first_day(on)
    return {county.code: county.name for county in all_counties() if county.valid_on(day)}


def county_of(place_code: str) -> str:
    """Give the county of a municipality: the first two digits of its code."""
    return place_code[:2]


def nuts2_names(edition: int = 2013) -> dict[str, dict[str, str]]:
    """Give Norway's NUTS 2 regions: code to name in both languages.

    Editions 2013 (the seven regions that also hold for 2006, 2010 and 2016) and 2021 are known.

    Raises
    ------
    UnknownCode
        The edition is not known.
    """
    rows = [row for row in packaged("nuts2_norway.csv") if row["edition"] == str(edition)]
    if not rows:
        raise UnknownCode("NUTS edition with Norwegian regions", str(edition), ("2013", "2021"))
    return {row["code"]: {"nb": row["name_nb"], "en": row["name_en"]} for row in rows}


@cache
def region_names() -> dict[str, dict[str, str]]:
    """Give Europe's NUTS 2 regions of 2013: code to name in both languages, in Latin letters."""
    others = {
        row["code"]: {"nb": row["name_nb"], "en": row["name_en"]}
        for row in packaged("nuts2_names.csv")
    }
    return {**others, **nuts2_names()}


@cache
def nuts2_of_counties() -> dict[str, str]:
    """Give the NUTS 2 region (2013) of every county of before 2020."""
    table = {
        county: row["code"]
        for row in packaged("nuts2_norway.csv")
        if row["edition"] == "2013"
        for county in row["counties"].split()
    }
    # the two counties that became Trøndelag in 2018, and Bergen, a county until 1972
    return {**table, "16": "NO06", "17": "NO06", "13": "NO05"}


def nuts2_of_county(county_code: str) -> str:
    """Give the NUTS 2 region (2013) of a county as it was before 2020.

    Raises
    ------
    UnknownCode
        The county is not one of before 2020. Later counties cross the regions' borders: see
        `nuts2_of_places`.
    """
    try:
        return nuts2_of_counties()[county_code]
    except KeyError:
        raise UnknownCode("county of before 2020", county_code, nuts2_of_counties()) from None


@dataclass(frozen=True)
class CountyPair:
    """Two counties: how far apart their inhabitants are, and whether their borders meet."""

    distance_km: float
    is_neighbour: bool


@cache
def county_pairs(edition: int) -> dict[tuple[str, str], CountyPair]:
    """Give every two counties of an edition, the lower code first; empty if it is not known.

    The distance is between the counties' centres of population. Borders that meet in a fjord
    count too. The counties of 2024 are known.
    """
    return {
        (row["county_a"], row["county_b"]): CountyPair(
            float(row["distance_km"]), row["is_neighbour"] == "1"
        )
        for row in packaged("county_pairs.csv")
        if row["edition"] == str(edition)
    }
