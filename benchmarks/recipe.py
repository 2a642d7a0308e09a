"""Made-up inputs for the benchmarks: places × activities, panels, and who took part in what.

Places differ in ability and activities in difficulty, so that presences are nested with noise, as
real ones are; sizes are lognormal. The same name and seed give the same numbers.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# places, activities, how sharply ability decides, how much is present
MATRICES = {
    "60x80": (60, 80, 5.0, 0.3),
    "250x800": (250, 800, 5.0, 0.5),
    "357x600": (357, 600, 5.0, 0.3),
    "2000x700": (2000, 700, 6.0, -0.8),
    "5000x1200": (5000, 1200, 6.0, -0.8),
    "40000x650": (40000, 650, 7.0, -3.2),
}
KINDS = 8
SEED = 20240607


def sizes(name: str, year: int = 0) -> Floats:
    """Give one matrix; years of one name share their places and activities and differ in noise."""
    places, activities, sharpness, offset = MATRICES[name]
    lasting = np.random.default_rng([SEED, places, activities])
    able = np.sort(lasting.beta(2, 2, places))[::-1, None]
    hard = np.sort(lasting.beta(2, 2, activities))
    kind_of_place = lasting.integers(0, KINDS, places)
    kind_of_activity = lasting.integers(0, KINDS, activities)
    kinship = lasting.normal(0, 0.8, (KINDS, KINDS))
    large = np.exp(lasting.normal(0, 1.2, (places, 1)) + 2 * able)
    wide = np.exp(lasting.normal(0, 1.0, activities))

    passing = np.random.default_rng([SEED, places, activities, 1 + year])
    found = np.empty((places, activities))
    # in slices, so that the largest matrix is not held several times
    for start in range(0, places, 4096):
        part = slice(start, start + 4096)
        near = kinship[kind_of_place[part]][:, kind_of_activity]
        odds = sharpness * (able[part] - hard) + offset + near
        there = passing.random(odds.shape) < 1 / (1 + np.exp(-odds))
        noise = np.exp(passing.normal(0, 1, odds.shape) + 0.5 * near)
        found[part] = np.where(there, large[part] * wide * noise, 0.0)
    # nobody is empty: the easiest activity for a place, the ablest place for an activity
    found[found.sum(axis=1) == 0, np.argmin(hard)] = 1.0
    found[0, found.sum(axis=0) == 0] = 1.0
    return found


def presences(name: str) -> Floats:
    """Give the presences of a matrix at a quotient of 1."""
    x = sizes(name)
    quotient = (x / x.sum(axis=1, keepdims=True)) / (x.sum(axis=0) / x.sum())
    return (quotient >= 1).astype(np.float64)


def participations(projects: int, actors: int, count: int) -> tuple[NDArray[np.intp], ...]:
    """Give the project and the actor of each participation, no pair twice.

    Projects have lognormal sizes and actors are the likelier the higher their rank.
    """
    random = np.random.default_rng([SEED, projects, actors])
    members = np.exp(random.normal(0.9, 0.9, projects))
    members = np.maximum(1, np.round(members * count / members.sum())).astype(int)
    project = np.repeat(np.arange(projects), members)
    weight = np.cumsum(np.arange(1, actors + 1) ** -0.75)
    actor = np.searchsorted(weight / weight[-1], random.random(len(project)))
    pair = np.unique(project * actors + actor)
    return pair // actors, pair % actors


def made(given: str) -> NDArray[np.generic]:
    """Make an input by what it is called, such as `250x800` or `panel 250x800x30`."""
    kind, *rest = given.split()
    if kind == "panel":
        name, _, years = rest[0].rpartition("x")
        return np.stack([sizes(name, year) for year in range(int(years))])
    if kind == "presence":
        return presences(rest[0])
    if kind == "participations":
        return np.stack(participations(*map(int, rest)))
    return sizes(kind)


if __name__ == "__main__":
    np.save(sys.argv[2], made(sys.argv[1]))
