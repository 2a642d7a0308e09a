"""What came out of the planting: read off the establishments as the register shows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from samspill.sample.activities import activities
from samspill.sample.answers import (
    CellYear,
    PlantedSpeciality,
    PlantedStrength,
    SetAside,
    WithheldCell,
)
from samspill.sample.economy import YEARS, Economy, Narrow, Plan
from samspill.sample.municipalities import SPLIT, municipalities

__all__ = ["read_off", "read_off_narrow"]

_COUNTED = 2
"""Employees counted for an establishment whose number is withheld; decision 0002."""


def read_off(
    economy: Economy, planted: Sequence[Plan]
) -> tuple[tuple[PlantedStrength, ...], tuple[WithheldCell, ...], tuple[SetAside, ...]]:
    """Give the planted strengths, the cells that are withheld, and the rows without a place."""
    places, divisions = economy.places(), economy.divisions()
    names = {one.code_2024: one.name_2024 for one in municipalities()}
    years: list[list[CellYear]] = [[] for _ in planted]
    for year in YEARS:
        own = _persons(economy, year)
        stated = np.where(own >= 5, own, 0)
        counted = np.where((own > 0) & (own < 5), _COUNTED, stated)
        for found, plan in zip(years, planted, strict=True):
            in_place = places == plan.place_code
            in_division = divisions == plan.division
            cell = in_place & in_division
            found.append(
                CellYear(
                    year,
                    int(stated[cell].sum()),
                    int((own[cell] > 0).sum()),
                    int(((own[cell] > 0) & (own[cell] < 5)).sum()),
                    _quotient(stated, in_place, in_division),
                    _quotient(counted, in_place, in_division),
                )
            )
    strengths = tuple(
        PlantedStrength(
            plan.place_code,
            names[plan.place_code],
            plan.division,
            plan.target_lq,
            plan.is_growing,
            tuple(found),
        )
        for plan, found in zip(planted, years, strict=True)
    )
    return strengths, _withheld(economy), _set_aside(economy)


def read_off_narrow(economy: Economy, planted: Sequence[Narrow]) -> tuple[PlantedSpeciality, ...]:
    """Give the planted specialities as the register of the last year shows them."""
    places, subclasses = economy.places(), economy.subclasses()
    names = {one.code_2024: one.name_2024 for one in municipalities()}
    division = {one.code: one.division for one in activities()}
    counts = (_persons(economy, YEARS[-1]) > 0) & (subclasses != "")
    found = []
    for plan in planted:
        in_place = counts & (places == plan.place_code)
        in_subclass = counts & (subclasses == plan.subclass_code)
        found.append(
            PlantedSpeciality(
                plan.place_code,
                names[plan.place_code],
                division[plan.subclass_code],
                plan.subclass_code,
                int((in_place & in_subclass).sum()),
                float(in_place.sum() * in_subclass.sum() / counts.sum()),
            )
        )
    return tuple(found)


def _persons(economy: Economy, year: int) -> NDArray[np.int64]:
    """Give the employees of establishments that exist and have a place in 2024; else zero."""
    own = np.maximum(economy.employees[:, YEARS.index(year)], 0)
    return np.where(economy.is_carried(year), own, 0)


def _quotient(
    persons: NDArray[np.int64], in_place: NDArray[np.bool_], in_division: NDArray[np.bool_]
) -> float:
    of_place = persons[in_place].sum() / persons.sum()
    of_division = persons[in_place & in_division].sum() / persons[in_division].sum()
    return float(of_division / of_place)


def _withheld(economy: Economy) -> tuple[WithheldCell, ...]:
    """Give cells of two establishments or more that are below five in every year."""
    largest: dict[tuple[str, str], int] = {}
    always: dict[tuple[str, str], int] = {}
    rows = zip(
        economy.places().tolist(),
        economy.divisions().tolist(),
        economy.employees.tolist(),
        strict=True,
    )
    for place, division, own in rows:
        cell = place, division
        largest[cell] = max(largest.get(cell, 0), *own)
        always[cell] = always.get(cell, 0) + (min(own) > 0)
    found = [
        WithheldCell(*cell, count)
        for cell, count in sorted(always.items())
        if count >= 2 and 0 < largest[cell] < 5 and cell[1]
    ]
    return tuple(found)


def _set_aside(economy: Economy) -> tuple[SetAside, ...]:
    code, first = SPLIT
    target = next(one.code_2024 for one in municipalities() if one.code_2020 == code)
    found = []
    for number, year in enumerate(YEARS):
        own = economy.employees[:, number]
        here = (economy.places() == target) & (own >= 0)
        if year >= first:
            persons = int(economy.stated(year)[here].sum())
            file = f"brreg/underenheter_{year}.csv.gz"
            found.append(SetAside(file, "split", code, int(here.sum()), persons))
    return tuple(found)
