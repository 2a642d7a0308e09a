"""What is known of places and activities at a date, and the cells in which something may enter.

Everything that a forecast may know of a year comes from `features(history, year)`, which sees the
history only until that year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samspill.errors import UsageError
from samspill.indicators.complexity import product_complexity
from samspill.indicators.density import nearest_density, relatedness_density
from samspill.indicators.entry import entry
from samspill.indicators.relatedness import (
    association_strength,
    cosine_relatedness,
    jaccard_relatedness,
    probability_index,
    proximity,
)
from samspill.indicators.specialisation import expected, presence
from samspill.matrix import Matrix

__all__ = [
    "NORMS",
    "Cells",
    "Features",
    "History",
    "Window",
    "cells_at_risk",
    "features",
    "windows",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

NORMS: Mapping[str, Callable[[Matrix], Matrix]] = {
    "minimum_conditional": proximity,
    "cosine": cosine_relatedness,
    "jaccard": jaccard_relatedness,
    "association": association_strength,
    "probability_index": probability_index,
}
"""Norms of relatedness by name; the first is the one of the plane."""

_NEAREST = 10
_FLOOR = 0.05
"""Quotients enter as log(quotient + floor), so that zero has a place on the scale."""


class Window(NamedTuple):
    """From which year to which something may enter."""

    start: int
    end: int


@dataclass(frozen=True)
class History:
    """Sizes and quotients of places × activities, year by year, all on the same axes.

    Parameters
    ----------
    sizes
        x by year; NaN where not observed.
    quotients
        The quotients by which presence is judged: plain or shrunken.
    base
        The places that make up the reference and from which proximities and complexity are
        learnt; other rows are sums of places, shown and not counted twice.
    companions
        Quotients by other measures, such as wages, by name and year.
    """

    sizes: Mapping[int, Matrix]
    quotients: Mapping[int, Matrix]
    base: tuple[str, ...]
    companions: Mapping[str, Mapping[int, Matrix]] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """The years in order."""
        return tuple(sorted(self.quotients))

    def until(self, year: int) -> History:
        """Give what was known at the end of a year: nothing later is in it."""
        return History(
            {y: m for y, m in self.sizes.items() if y <= year},
            {y: m for y, m in self.quotients.items() if y <= year},
            self.base,
            {
                name: {y: m for y, m in by_year.items() if y <= year}
                for name, by_year in self.companions.items()
            },
        )


@dataclass(frozen=True)
class Features:
    """What is known of each cell at a date.

    Parameters
    ----------
    values
        By name, place × activity; NaN where not known.
    rising
        Names of those with which the chance of entry is taken to rise.
    """

    values: Mapping[str, Floats]
    rising: frozenset[str]


@dataclass(frozen=True)
class Cells:
    """Cells in which an activity was absent at the start and observed at the end.

    `place` and `activity` are numbers on the history's axes, `values` one row of features a cell,
    `entered` whether the activity was present at the end.
    """

    place: Numbers
    activity: Numbers
    names: tuple[str, ...]
    values: Floats
    entered: NDArray[np.bool_]

    def __len__(self) -> int:
        """Give the number of cells."""
        return len(self.place)

    def column(self, name: str) -> Floats:
        """Give one feature of every cell."""
        return self.values[:, self.names.index(name)]

    def chosen(self, which: NDArray[np.bool_] | Numbers) -> Cells:
        """Give some of the cells."""
        return Cells(
            self.place[which],
            self.activity[which],
            self.names,
            self.values[which],
            self.entered[which],
        )

    @classmethod
    def together(cls, parts: list[Cells]) -> Cells:
        """Put cells of several windows behind each other."""
        return cls(
            np.concatenate([one.place for one in parts]),
            np.concatenate([one.activity for one in parts]),
            parts[0].names,
            np.vstack([one.values for one in parts]),
            np.concatenate([one.entered for one in parts]),
        )


def features(history: History, year: int) -> Features:
    """Give what is known of each cell at the end of a year.

    Parameters
    ----------
    history
        It may go on after the year; what comes later is not looked at.
    year
        One of its years.

    Returns
    -------
    Features
        Quotient now and a year before (as logarithms), yearly growth, quotients by the companion
        measures, density by each norm and among the nearest, complexity, ubiquity, diversity and
        size of the place, size of the cell and its size without specialisation.

    Undefined
    ---------
    NaN where a cell is not observed, or a year before is not in the history.

    Raises
    ------
    UsageError
        The history does not have the year.
    """
    if year not in history.quotients:
        raise UsageError(f"The history has no year {year}; it has {history.years}.")
    known = history.until(year)
    sizes, quotients = known.sizes[year], known.quotients[year]
    base = sizes.rows.positions(known.base)
    there = presence(quotients)
    of_base = there.select(known.base)
    shape = sizes.shape

    def of_activities(values: Floats) -> Floats:
        return np.broadcast_to(values, shape)

    def of_places(values: Floats) -> Floats:
        return np.broadcast_to(values[:, None], shape)

    observed = ~np.isnan(quotients.dense)
    found: dict[str, Floats] = {"lq": np.log(quotients.dense + _FLOOR)}
    found["lq_before"], found["growth"] = _before(known, year)
    for name, by_year in sorted(known.companions.items()):
        quotient = by_year[year].dense if year in by_year else np.full(shape, np.nan)
        found[f"lq_{name}"] = np.log(quotient + _FLOOR)
    for name, norm in NORMS.items():
        found[f"density_{name}"] = relatedness_density(there, norm(of_base)).dense
    found["density_nearest"] = nearest_density(there, proximity(of_base), _NEAREST).dense
    found["complexity"] = of_activities(product_complexity(of_base).values)
    found["ubiquity"] = of_activities(_share(there.dense[base], observed[base], axis=0))
    found["diversity"] = of_places(_share(there.dense, observed, axis=1))
    with np.errstate(divide="ignore"):
        total = np.log(np.nansum(sizes.dense, axis=1))
    found["size_of_place"] = of_places(np.where(np.isfinite(total), total, np.nan))
    found["size"] = np.log1p(sizes.dense)
    found["size_expected"] = np.log1p(expected(sizes, reference=sizes.select(known.base)).dense)
    rising = {name for name in found if name.startswith("lq")}
    return Features(found, frozenset(rising))


def _before(known: History, year: int) -> tuple[Floats, Floats]:
    """Give the logarithm of the quotient a year before, and of the growth since then."""
    now = known.sizes[year]
    if year - 1 not in known.quotients:
        nothing = np.full(now.shape, np.nan)
        return nothing, nothing
    before = known.sizes[year - 1].dense
    # five persons more in both keep the growth of a tiny cell from being huge
    growth = np.log((now.dense + 5) / (before + 5))
    return np.log(known.quotients[year - 1].dense + _FLOOR), growth


def _share(there: Floats, observed: NDArray[np.bool_], axis: int) -> Floats:
    count = observed.sum(axis=axis)
    return np.asarray(there.sum(axis=axis) / np.where(count > 0, count, np.nan))


def windows(history: History, horizon: int, *, until: int | None = None) -> tuple[Window, ...]:
    """Give every window of so many years that ends in the history, and not after a year."""
    last = max(history.years) if until is None else until
    return tuple(
        Window(year, year + horizon)
        for year in history.years
        if year + horizon in history.quotients and year + horizon <= last
    )


def cells_at_risk(history: History, window: Window, known: Features) -> Cells:
    """Give the cells of the base in which an activity is absent and may enter in a window.

    Parameters
    ----------
    history
        Has both years of the window.
    window
        From when to when.
    known
        `features(history, window.start)`.

    Returns
    -------
    Cells
        Only cells that both years observe: a region or a code that one of the years lacks, and a
        confidential figure, are neither absent nor an entry.
    """
    before = history.quotients[window.start].select(history.base)
    after = history.quotients[window.end].select(history.base)
    happened = entry(before, after).dense
    at, activity = np.nonzero(~np.isnan(happened))
    place = before.rows.codes
    numbers = history.quotients[window.start].rows.positions(place)[at]
    names = tuple(known.values)
    values = np.column_stack([known.values[name][numbers, activity] for name in names])
    return Cells(numbers, activity.astype(np.intp), names, values, happened[at, activity] == 1)
