"""Blocks of rows: all rows once, in order, whatever the size; and the measures that use them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from matrices import matrix, of_activities, square
from samspill.errors import DataError
from samspill.indicators import blocks, opportunity, specialisation
from samspill.indicators.blocks import by_blocks


@pytest.mark.parametrize(
    "shape", [(0, 5), (1, 0), (3, 4), (1000, 700), (5000, 1), (2, 600_000), (70_001, 13)]
)
def test_every_row_is_worked_on_once_and_in_order(shape: tuple[int, int]) -> None:
    touched = np.zeros(shape[0])

    def work(part: slice) -> slice:
        touched[part] += 1
        return part

    parts = by_blocks(shape, work)
    assert (touched == 1).all()
    assert (parts[0].start, parts[-1].stop) == (0, shape[0])
    assert all(one.stop == other.start for one, other in pairwise(parts))


def test_an_error_in_a_block_comes_out() -> None:
    values = np.ones((2000, 600))
    values[1999, 3] = -1
    with pytest.raises(DataError, match="activity a3 in place p1999 is -1"):
        specialisation.location_quotient(matrix(values))


def chain(values: np.ndarray) -> list[np.ndarray]:
    """Give the measures that work in blocks."""
    sizes = matrix(values)
    quotients = specialisation.location_quotient(sizes)
    has = specialisation.presence(quotients)
    random = np.random.default_rng(3)
    near, complexity = random.random((values.shape[1],) * 2), random.normal(size=values.shape[1])
    near[:, 2] = complexity[1] = np.nan
    proximity, worth = square(near), of_activities(complexity)
    omega = random.random(values.shape)
    omega[5, 4] = omega[7] = np.nan
    density = matrix(omega)
    return [
        *specialisation.margins(sizes)[:2],
        specialisation.shares(sizes).dense,
        quotients.dense,
        has.dense,
        opportunity.complexity_outlook_index(has, density, worth).values,
        opportunity.complexity_outlook_gain(has, proximity, density, worth).dense,
        opportunity.complexity_outlook_gain_gross(has, proximity, worth).dense,
    ]


def test_blocks_and_threads_change_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(2).lognormal(0, 2, (40, 30))
    values[3, 4], values[11], values[20] = np.nan, 0, np.nan
    monkeypatch.setattr(blocks, "_CELLS", values.size)
    whole = chain(values)
    monkeypatch.setattr(blocks, "_CELLS", 7 * 30)
    by_seven = chain(values)
    monkeypatch.setattr(blocks, "_MANY", 0)
    in_threads = chain(values)
    for one, other, third in zip(whole, by_seven, in_threads, strict=True):
        assert_allclose(other, one, rtol=1e-13)
        assert_array_equal(third, other)


def test_what_the_blocks_give_is_what_the_formula_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_CELLS", 5 * 12)
    random = np.random.default_rng(5)
    has, omega = (random.random((33, 12)) < 0.4) * 1.0, random.random((33, 12))
    near, worth = random.random((12, 12)), random.normal(size=12)
    expected = np.full((33, 12), np.nan)
    outlook = np.zeros(33)
    for p in range(33):
        for a in range(12):
            outlook[p] += omega[p, a] * (1 - has[p, a]) * worth[a]
            if not has[p, a]:
                brought = sum(
                    near[a, b] / near[:, b].sum() * (1 - has[p, b]) * worth[b] for b in range(12)
                )
                expected[p, a] = brought - omega[p, a] * worth[a]
    args = matrix(has), matrix(omega), of_activities(worth)
    assert_allclose(opportunity.complexity_outlook_index(*args).values, outlook)
    found = opportunity.complexity_outlook_gain(args[0], square(near), *args[1:])
    assert_allclose(found.dense, expected, atol=1e-12)
