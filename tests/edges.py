"""Inputs at the edge, and what each measure asks for, by the names of its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np

from matrices import matrix
from samspill.indicators import density, relatedness, specialisation
from samspill.matrix import Matrix, Vector


def ordinary(rows: int = 6, columns: int = 5) -> np.ndarray:
    """Give sizes with gaps in what is there and none in what is known."""
    values = np.random.default_rng(11).lognormal(2, 1, (rows, columns)).round(1)
    values[np.add.outer(np.arange(rows), np.arange(columns)) % 3 == 2] = 0
    return values


def halves() -> np.ndarray:
    """Give two sets of places and activities that have nothing to do with each other."""
    values = np.zeros((6, 6))
    values[:3, :3], values[3:, 3:] = (
        [[4, 1, 0], [1, 5, 2], [0, 2, 6]],
        [[3, 0, 1], [2, 7, 0], [0, 1, 4]],
    )
    return values


# what each is, docs/methods/degenerate.md says
INPUTS: dict[str, np.ndarray] = {
    "ordinary": ordinary(),
    "nothing": np.zeros((0, 0)),
    "no place": np.zeros((0, 5)),
    "no activity": np.zeros((6, 0)),
    "all zero": np.zeros((6, 5)),
    "all unknown": np.full((6, 5), np.nan),
    "constant": np.full((6, 5), 7.0),
    "one place": ordinary(1),
    "one activity": ordinary(6, 1) + 1,
    "huge range": 10.0 ** np.linspace(-150, 150, 30).reshape(6, 5),
    "each place twice": np.repeat(ordinary(), 2, axis=0),
    "disconnected": halves(),
}


def arguments(function: Callable[..., Any], values: np.ndarray) -> dict[str, Any]:
    """Give what a measure asks for, by the names of its parameters, all from one matrix."""
    sizes = matrix(values)
    quotients = specialisation.location_quotient(sizes)
    has = specialisation.presence(quotients)
    near = relatedness.proximity(has)
    later = matrix(np.roll(values, 2, axis=0) * 1.5)
    places, activities = sizes.rows, sizes.columns
    # neighbours in a ring
    ring = np.roll(np.eye(len(places)), 1, axis=1)
    ring = np.maximum(ring, ring.T) * (1 - np.eye(len(places)))
    of_places = Vector(1.0 + np.arange(len(places)) // 2 % 3, places)
    of_activities = Vector(np.linspace(0.1, 0.9, len(activities)), activities)
    levels = [Vector(one.values.sum(axis=1), places) for one in (sizes, later)]
    hints = get_type_hints(function)
    by_rows = "levels" in hints
    known: dict[str, Any] = {
        "sizes": sizes, "plants": sizes, "levels": sizes, "quotients": quotients, "presence": has,
        "works": has, "one": has, "other": has, "proximity": near,
        "density": density.relatedness_density(has, near),
        "neighbours": Matrix(ring, places, places), "nearness": Matrix(ring, places, places),
        "before": levels[0] if hints.get("before") is Vector else sizes,
        "after": levels[1] if hints.get("after") is Vector else later,
        "panel": {2020: sizes, 2021: later} if "float" not in str(hints["return"])
        else {2020: levels[0], 2021: levels[1]},
        "groups": {code: str(number // 2 % 2) for number, code in
                   enumerate((places if by_rows else activities).codes)},
        "area": of_places, "population": of_places, "income": of_places,
        "complexity": of_activities, "outside": of_activities, "values": of_activities,
        "income_level": of_activities, "plant_herfindahl": of_activities, "part": of_activities,
        "green": of_activities, "plant_fourth_powers": Vector(of_activities.values**4, activities),
        "years": 4.0, "nearest": 2,
    }  # fmt: skip
    asked = inspect.signature(function).parameters.values()
    return {one.name: known[one.name] for one in asked if one.default is one.empty}
