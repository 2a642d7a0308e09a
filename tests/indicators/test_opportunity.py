"""Branches and errors of the outlooks."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, square
from samspill.errors import AxisMismatch
from samspill.indicators import opportunity as opp

HAS = matrix([[1, 0], [0, 0]])
NEAR = square([[0, 1], [1, 0]])
OMEGA = matrix([[0.0, 1], [0, 0]])


def test_axes_must_agree() -> None:
    short = of_activities([1])
    with pytest.raises(AxisMismatch, match="complexity"):
        opp.complexity_outlook_index(HAS, OMEGA, short)
    with pytest.raises(AxisMismatch, match="places of presence and density"):
        opp.complexity_outlook_index(HAS, matrix([[0, 1]]), of_activities([1, 2]))
    with pytest.raises(AxisMismatch, match="presence and proximity"):
        opp.complexity_outlook_gain_gross(HAS, square([[0]]), of_activities([1, 2]))
    lopsided = NEAR.select(columns=["a0"])
    with pytest.raises(AxisMismatch, match="two sides"):
        opp.complexity_outlook_gain_gross(HAS, lopsided, of_activities([1, 2]))


def test_pairs_without_a_proximity_are_no_neighbours() -> None:
    gaps = square([[0, np.nan], [np.nan, 0]])
    found = opp.complexity_outlook_gain_gross(HAS, gaps, of_activities([1, 2])).values
    assert np.isnan(found).all()
    partly = square([[0, np.nan, 0.5], [np.nan, 0, np.nan], [0.5, np.nan, 0]])
    found = opp.complexity_outlook_gain_gross(
        matrix([[1, 0, 0]]), partly, of_activities([1, 2, 4])
    ).values
    assert_allclose(found, [[np.nan, np.nan, 0]])


def test_proximities_need_not_be_symmetric() -> None:
    # from a to b 0.5, from b to a nothing: a new a brings b nearer by 0.5 over 0.5
    one_way = square([[0, 0.5], [0, 0]])
    found = opp.complexity_outlook_gain_gross(HAS, one_way, of_activities([1, 2])).values
    assert_allclose(found, [[np.nan, 0], [2, 0]])


def test_the_net_gain_needs_complexity_and_density() -> None:
    omega = matrix([[0, np.nan], [0.5, 0.5]])
    found = opp.complexity_outlook_gain(HAS, NEAR, omega, of_activities([1, np.nan])).values
    assert_allclose(found, [[np.nan, np.nan], [-0.5, np.nan]])
