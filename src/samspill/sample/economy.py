"""The sample's economy: establishments that fall at random, and strengths that do not.

An establishment falls on a municipality in proportion to its inhabitants and, independently, on a
division in proportion to the division's share in Norway. So no place is by design better at
anything than another: a high quotient of a few establishments is chance. The one exception is
that the rare establishments of several hundred employees fall on municipalities of 50,000 or more.

In a planted cell the establishments that fell there are taken away, and instead so many employees
are put into so many establishments of even size that the cell has its target quotient in the last
year, all other planted cells included (a fixed point); a growing cell comes to it from below.

A narrow cell is a division that fell on a place by chance, all of which does the same thing there.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from samspill.sample.activities import activities, divisions
from samspill.sample.files import packaged
from samspill.sample.municipalities import SPLIT, Municipality, municipalities

__all__ = ["YEARS", "Economy", "Narrow", "Plan", "narrow_plans", "narrowed", "plans", "simulate"]

YEARS = (2018, 2019, 2020)
"""The years of the register; its municipality codes change with the last of them."""

_ESTABLISHMENTS = 18_000
_SMALLEST = 50
_GROWTH = (0.65, 0.81, 1.0)

Whole = NDArray[np.int64]
Cell = tuple[str, str]


@dataclass(frozen=True)
class Plan:
    """A strength to plant: place of 2024, division, target quotient in the last year."""

    place_code: str
    division: str
    target_lq: float
    is_growing: bool

    @property
    def cell(self) -> Cell:
        """Place and division."""
        return self.place_code, self.division


def plans() -> tuple[Plan, ...]:
    """Give the strengths to plant, by the division of labour that the report of 2017 found."""
    return tuple(
        Plan(
            row["place_code"],
            row["division"],
            float(row["target_lq"]),
            row["is_growing"] == "yes",
        )
        for row in packaged("planted.csv")
    )


@dataclass(frozen=True)
class Narrow:
    """A speciality to plant: place of 2024, subclass."""

    place_code: str
    subclass_code: str


def narrow_plans() -> tuple[Narrow, ...]:
    """Give the specialities to plant, in divisions that are no strengths of their places."""
    return tuple(Narrow(row["place_code"], row["subclass_code"]) for row in packaged("narrow.csv"))


@dataclass(frozen=True)
class Economy:
    """Establishments of all years, one a row.

    Parameters
    ----------
    place, activity
        Position in `towns` and `activities()`; activity -1 is unspecified.
    employees
        Establishment x year: -1 where it does not exist, 0 where none are registered.
    company
        Position of the establishment that leads its company; its own where it stands alone.
    towns
        The municipalities, those of the sample unless given.
    """

    place: Whole
    activity: Whole
    employees: Whole
    company: Whole
    towns: tuple[Municipality, ...] = field(default_factory=municipalities)

    def stated(self, year: int) -> Whole:
        """Give the employees that the register states; below five it states none."""
        persons = self.employees[:, YEARS.index(year)]
        return np.where(persons >= 5, persons, 0)

    def places(self) -> NDArray[np.str_]:
        """Give the municipality of 2024 of each establishment."""
        return np.array([one.code_2024 for one in self.towns])[self.place]

    def subclasses(self) -> NDArray[np.str_]:
        """Give the subclass of each establishment, empty where it is unspecified."""
        return np.array([*(one.code for one in activities()), ""])[self.activity]

    def divisions(self) -> NDArray[np.str_]:
        """Give the division of each establishment, empty where it is unspecified."""
        return np.array([*(one.division for one in activities()), ""])[self.activity]

    def is_carried(self, year: int) -> NDArray[np.bool_]:
        """Say which establishments of a year have a municipality in 2024."""
        split = np.array([one.code_2020 == SPLIT[0] for one in self.towns])
        return ~split[self.place] | np.bool_(year < SPLIT[1])


def simulate(rng: np.random.Generator, size: float, planted: tuple[Plan, ...]) -> Economy:
    """Let establishments fall, and plant strengths among them."""
    null = _at_random(rng, size)
    place, activity, employees = null.place, null.activity, null.employees
    if planted:
        room = _room(null, planted)
        null = _thinned(rng, null, planted, size, room)
        place, activity, employees = null.place, null.activity, null.employees
        for plan, persons in zip(planted, _sizes(null, planted, size, room).T, strict=True):
            more = _establishments(rng, plan, [int(value) for value in persons])
            place = np.concatenate([place, more.place])
            activity = np.concatenate([activity, more.activity])
            employees = np.concatenate([employees, more.employees])
    order = rng.permutation(len(place))
    place, activity, employees = place[order], activity[order], employees[order]
    return Economy(place, activity, employees, _companies(rng, activity, employees))


def narrowed(economy: Economy, planted: tuple[Narrow, ...]) -> Economy:
    """Let all that a place has of some divisions be of one subclass each.

    The divisions keep their establishments and their jobs, so that what is told of divisions stays
    as it was.
    """
    activity = economy.activity.copy()
    places, divisions = economy.places(), economy.divisions()
    at = {one.code: number for number, one in enumerate(activities())}
    for plan in planted:
        number = at[plan.subclass_code]
        inside = (places == plan.place_code) & (divisions == activities()[number].division)
        activity[inside] = number
    return replace(economy, activity=activity)


def _at_random(rng: np.random.Generator, size: float) -> Economy:
    persons = np.array([one.population for one in municipalities()], dtype=np.float64)
    start = max(200, round(_ESTABLISHMENTS * size))
    born = round(start * 0.04)
    count = start + 2 * born

    place = rng.choice(len(persons), count, p=persons / persons.sum())
    activity, scale = _activities(rng, count)
    base = np.log(6 * scale) + 1.1 * rng.standard_normal(count)
    big = rng.random(count) < 0.001
    towns = np.flatnonzero(persons >= 50_000)
    some = persons[towns] / persons[towns].sum()
    place[big] = rng.choice(towns, int(big.sum()), p=some)
    base[big] = np.log(550) + 0.35 * rng.standard_normal(int(big.sum()))

    drift = np.cumsum(0.05 * rng.standard_normal((count, len(YEARS))), axis=1)
    employees = np.maximum(1, np.rint(np.exp(base[:, None] + drift))).astype(np.int64)
    without = (rng.random(count) < 0.12) & ~big
    employees[without] = 0
    # one in a hundred has no activity, and then no employees either
    unspecified = without & (rng.random(count) < 0.08)
    activity[unspecified] = -1

    first = np.repeat([0, 1, 2], [start, born, born])
    ends = np.where(rng.random(count) < 0.08, rng.integers(1, len(YEARS), count), len(YEARS))
    years = np.arange(len(YEARS))
    lives = (years >= first[:, None]) & ((years < ends[:, None]) | (first[:, None] > 0))
    employees[~lives] = -1
    return Economy(place, activity, employees, np.arange(count))


def _activities(rng: np.random.Generator, count: int) -> tuple[Whole, NDArray[np.float64]]:
    """Deal divisions by their number of establishments, and subclasses within them."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(activities()):
        members[one.division].append(at)
    facts = divisions()
    weights = np.zeros(len(activities()))
    scale = np.zeros(len(activities()))
    for division, ats in members.items():
        employees, relative = facts[division]
        inside = np.array([5.0, 3.0, 2.0][: len(ats)])
        weights[ats] = employees / relative * inside / inside.sum()
        scale[ats] = relative
    activity = rng.choice(len(weights), count, p=weights / weights.sum())
    return activity, scale[activity]


def _room(null: Economy, planted: tuple[Plan, ...]) -> dict[str, float]:
    """Give the employees of each place in which something is planted."""
    fallen = _sums(null.places(), null.stated(YEARS[-1]))
    # in a very small sample a place may have nothing
    return {plan.place_code: max(12.0, fallen.get(plan.place_code, 0.0)) for plan in planted}


def _thinned(
    rng: np.random.Generator,
    null: Economy,
    planted: tuple[Plan, ...],
    size: float,
    room: Mapping[str, float],
) -> Economy:
    """Take chance away from planted cells, and evenly from their places, whose size shall stay."""
    taken = {plan.cell for plan in planted}
    places = null.places().tolist()
    cells = zip(places, null.divisions().tolist(), strict=True)
    outside = np.array([cell not in taken for cell in cells], dtype=np.bool_)
    rank = rng.random(len(places))
    thinned = null
    part: dict[str, float] = {}
    for _ in range(8):
        keep = outside & (rank >= np.array([part.get(code, 0.0) for code in places]))
        thinned = Economy(
            null.place[keep], null.activity[keep], null.employees[keep], null.company[keep]
        )
        part = defaultdict(float)
        persons = _sizes(thinned, planted, size, room, of_places=room)[-1]
        for plan, count in zip(planted, persons.tolist(), strict=True):
            part[plan.place_code] += min(0.6, count / room[plan.place_code])
    return thinned


def _sizes(
    null: Economy,
    planted: tuple[Plan, ...],
    size: float,
    room: Mapping[str, float],
    of_places: Mapping[str, float] | None = None,
) -> Whole:
    """Give the employees of each planted cell, year x plan, that give it its quotient.

    No cell gets more than half of the room of its place, which matters in very small samples.
    With `of_places` the sizes of the places are given and not computed.
    """
    most = np.array([room[plan.place_code] for plan in planted]) / 2
    found = np.zeros((len(YEARS), len(planted)), dtype=np.int64)
    place_of = _positions([plan.place_code for plan in planted])
    division_of = _positions([plan.division for plan in planted])
    smallest = max(12, round(_SMALLEST * size))
    for number, year in enumerate(YEARS):
        stated = null.stated(year) * null.is_carried(year)
        in_place, in_division = _sums(null.places(), stated), _sums(null.divisions(), stated)
        rest_place = np.array([in_place.get(plan.place_code, 0) for plan in planted], float)
        rest_division = np.array([in_division.get(plan.division, 0) for plan in planted], float)
        rest = float(stated.sum())
        pace = np.array([_GROWTH[number] if plan.is_growing else 1.0 for plan in planted])
        # a growing cell is to have the smallest size from the first year on
        least = smallest * pace / np.where([p.is_growing for p in planted], _GROWTH[0], 1.0)
        target = np.array([plan.target_lq for plan in planted]) * pace
        persons = least.copy()
        for _ in range(400):
            of_place = rest_place + np.bincount(place_of, persons)[place_of]
            if of_places is not None:
                of_place = np.array([of_places[plan.place_code] for plan in planted])
            of_division = rest_division + np.bincount(division_of, persons)[division_of]
            exact = target * of_place * of_division / (rest + persons.sum())
            persons = np.maximum(least, np.minimum(exact, most))
        found[number] = np.ceil(persons)
    # what does not grow stays as it is in the last year
    steady = [not plan.is_growing for plan in planted]
    found[:, steady] = found[-1, steady]
    return found


def _positions(codes: list[str]) -> Whole:
    order = {code: at for at, code in enumerate(dict.fromkeys(codes))}
    return np.array([order[code] for code in codes], dtype=np.int64)


def _sums(labels: NDArray[np.str_], values: Whole) -> Mapping[str, float]:
    found: dict[str, float] = defaultdict(float)
    for label, value in zip(labels.tolist(), values.tolist(), strict=True):
        found[label] += value
    return found


def _establishments(rng: np.random.Generator, plan: Plan, totals: list[int]) -> Economy:
    """Put the employees of a cell into establishments, and some below five beside them."""
    # the lower the quotient, the more establishments it takes to tell it from chance
    wanted = max(9, math.ceil(60 / plan.target_lq), totals[-1] // 40)
    last = max(2, min(wanted, totals[-1] // 6))
    weights = np.exp(0.35 * rng.standard_normal(last))
    stated = np.full((last, len(YEARS)), -1, dtype=np.int64)
    for number, total in enumerate(totals):
        many = max(1, min(last, total // 6, math.ceil(last * total / totals[-1])))
        stated[:many, number] = _parts(total, weights[:many])
    few = rng.integers(1, 5, max(1, round(0.3 * last)))
    employees = np.vstack([stated, np.repeat(few[:, None], len(YEARS), axis=1)])

    within = [at for at, one in enumerate(municipalities()) if one.code_2024 == plan.place_code]
    persons = np.array([municipalities()[at].population for at in within], dtype=np.float64)
    subclasses = [at for at, one in enumerate(activities()) if one.division == plan.division]
    return Economy(
        rng.choice(within, len(employees), p=persons / persons.sum()),
        rng.choice(subclasses, len(employees)),
        employees,
        np.arange(len(employees)),
    )


def _parts(total: int, weights: NDArray[np.float64]) -> Whole:
    """Divide a total by weights into parts of at least five."""
    spare = total - 5 * len(weights)
    shares = spare * weights / weights.sum()
    parts: Whole = np.floor(shares).astype(np.int64)
    order = np.argsort(parts - shares, kind="stable")
    parts[order[: spare - int(parts.sum())]] += 1
    parts += 5
    return parts


def _companies(rng: np.random.Generator, activity: Whole, employees: Whole) -> Whole:
    """Give one establishment in sixteen to the company of another of its division."""
    company = np.arange(len(activity))
    leaders: dict[str, list[int]] = defaultdict(list)
    names = [*(one.division for one in activities()), ""]
    joins = rng.random(len(activity)) < 1 / 16
    pick = rng.random(len(activity))
    for at in range(len(activity)):
        own = leaders[names[activity[at]]]
        # a company lives as long as its first establishment does
        if joins[at] and own and employees[at].max() > 0:
            company[at] = own[int(pick[at] * len(own))]
        elif employees[at].min() > 0:
            own.append(at)
    return company
