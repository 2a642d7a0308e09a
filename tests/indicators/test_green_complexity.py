"""Branches and errors of green complexity."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.testing import assert_allclose

from matrices import matrix, of_activities
from samspill.errors import AxisMismatch, DataError
from samspill.indicators import green_complexity as gre
from samspill.matrix import Matrix

HAS = matrix([[1, 0], [0, 1]])
VALUE = of_activities([0, 1])


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_green_weights_are_shares(weight: float) -> None:
    with pytest.raises(DataError, match=r"the activity a1 has the green weight"):
        gre.green_count(HAS, of_activities([0.5, weight]))


def test_an_unknown_green_weight_is_none() -> None:
    assert_allclose(gre.green_count(HAS, of_activities([np.nan, 1])).values, [0, 1])


def test_axes_must_agree() -> None:
    green = of_activities([1, 1])
    with pytest.raises(AxisMismatch, match="green"):
        gre.green_count(HAS, of_activities([1]))
    with pytest.raises(AxisMismatch, match="complexity"):
        gre.green_complexity_index(HAS, of_activities([1]), green)
    with pytest.raises(AxisMismatch, match="density"):
        gre.green_complexity_potential(HAS, matrix([[1, 1]]), VALUE, green)


def test_sparse_presences_are_welcome() -> None:
    sparse = Matrix(sp.csr_array(HAS.values), HAS.rows, HAS.columns)
    green = of_activities([1, 0.5])
    for measure in (gre.green_complexity_index,):
        assert_allclose(measure(sparse, VALUE, green).values, measure(HAS, VALUE, green).values)
    assert_allclose(gre.green_count(sparse, green).values, [1, 0.5])


def test_the_index_is_nearly_the_count() -> None:
    """Chosen green activities at random: GCI says little more than how many (r near 0.998)."""
    random = np.random.default_rng(1)
    able = random.beta(1, 3, (200, 1))
    has = matrix((random.random((200, 300)) < able) * 1.0)
    green = of_activities((random.random(300) < 0.3) * 1.0)
    value = of_activities(random.normal(0, 1, 300))
    index = gre.green_complexity_index(has, value, green).values
    assert np.corrcoef(index, gre.green_count(has, green).values)[0, 1] > 0.98
