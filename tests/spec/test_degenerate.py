"""Every measure with inputs at the edge: what it gives is written down, and it says so plainly.

`degenerate.csv` has a line for each measure and a column for each kind of input. The page
docs/methods/degenerate.md shows it and says what the words mean.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from edges import INPUTS, arguments
from matrices import matrix
from samspill.catalogue import indicators
from samspill.errors import SamspillError
from samspill.indicators.complexity import complexity, fitness_complexity, method_of_reflections
from samspill.indicators.specialisation import location_quotient, margins, presence
from samspill.matrix import Matrix, Vector
from samspill.uncertainty import (
    co_occurrence_p,
    configuration_model,
    curveball,
    shrunken_location_quotient,
    significant_co_occurrence,
)

TABLE = Path(__file__).with_name("degenerate.csv")


def parts(answer: Any) -> list[np.ndarray]:
    """Give the numbers of an answer: of a matrix, a vector, a number or a tuple of them."""
    if isinstance(answer, Matrix):
        return [answer.dense]
    if isinstance(answer, Vector):
        return [answer.values]
    if isinstance(answer, tuple):
        return [one for part in answer for one in parts(part)]
    return [np.atleast_1d(np.asarray(answer, np.float64))]


def word(answer: Any) -> str:
    """Say in a word what came out."""
    numbers = np.concatenate([one.ravel() for one in parts(answer)])
    if not len(numbers):
        return "none"
    unknown = np.isnan(numbers)
    return "NaN" if unknown.all() else "partly" if unknown.any() else "defined"


def given(name: str, kind: str) -> Any:
    """Give a measure's answer to a kind of input, or the error that it gives."""
    function = indicators()[name].function
    try:
        return function(**arguments(function, INPUTS[kind]))
    except SamspillError as error:
        return error


def stored() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("measure"): row for row in csv.DictReader(file)}


def test_every_measure_has_a_line_and_every_input_a_column() -> None:
    assert list(stored()) == list(indicators())
    assert {tuple(row) for row in stored().values()} == {tuple(INPUTS)}


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", indicators())
def test_what_a_measure_gives_is_what_is_written_down(name: str, kind: str) -> None:
    # warnings are errors, so that nothing is divided by zero on the way
    answer = given(name, kind)
    assert word(answer) == stored()[name][kind]
    assert not any(np.isinf(one).any() for one in parts(answer))


# the polarisation among the parts of the spatial Gini is a ratio
SHARES = [
    name
    for name, one in indicators().items()
    if (one.unit["en"].endswith("0-1") or one.unit["en"].startswith("0-1,"))
    and name != "spatial_gini"
]


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", SHARES)
def test_what_is_said_to_lie_between_0_and_1_does(name: str, kind: str) -> None:
    for numbers in parts(given(name, kind)):
        known = numbers[~np.isnan(numbers)]
        assert ((known >= -1e-12) & (known <= 1 + 1e-12)).all()


# what looks at the neighbours, who differ
BESIDE = {"nearby_density"}
OF_PLACES = [name for name, one in indicators().items() if one.of[0] == "place"]


@pytest.mark.parametrize("name", [name for name in OF_PLACES if name not in BESIDE])
def test_two_places_that_are_the_same_get_the_same(name: str) -> None:
    for numbers in parts(given(name, "each place twice")):
        assert_allclose(numbers[::2], numbers[1::2], rtol=1e-9, atol=1e-9)


def both(found: Any) -> tuple[Vector, Vector]:
    return found.places, found.activities


def shrunk(sizes: Matrix) -> tuple[Matrix, ...]:
    found = shrunken_location_quotient(sizes, clumping=2.0)
    return found.mean, found.low, found.high, found.p, found.q


# besides the catalogue: from sizes and presences
OTHERS: dict[str, Callable[[Matrix, Matrix], Any]] = {
    "margins": lambda sizes, _: margins(sizes)[:2],
    "complexity": lambda _, has: both(complexity(has)),
    "fitness_complexity": lambda _, has: both(fitness_complexity(has)),
    "method_of_reflections": lambda _, has: both(method_of_reflections(has, 5)),
    "configuration_model": lambda _, has: configuration_model(has).probability,
    "co_occurrence_p": lambda _, has: co_occurrence_p(has),
    "refined p": lambda _, has: co_occurrence_p(has, method="refined normal"),
    "significant_co_occurrence": lambda _, has: significant_co_occurrence(has),
    "curveball": lambda _, has: curveball(has, seed=1),
    "shrunken_location_quotient": lambda sizes, _: shrunk(sizes),
}


@pytest.mark.parametrize("kind", INPUTS)
@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_in_the_catalogue_bears_the_same(name: str, kind: str) -> None:
    sizes = matrix(INPUTS[kind])
    has = presence(location_quotient(sizes))
    found = parts(OTHERS[name](sizes, has))
    assert not any(np.isinf(one).any() for one in found)
    # what there is to answer for is answered for
    assert {len(one) for one in found} <= {*sizes.shape}
    if name in ("curveball", "configuration_model"):
        assert_allclose(found[0].sum(axis=0), has.dense.sum(axis=0), atol=1e-6)
        assert_allclose(found[0].sum(axis=1), has.dense.sum(axis=1), atol=1e-6)
