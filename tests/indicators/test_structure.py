"""Branches of the structure module; what it shares with specialisation is tested there."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from matrices import axis, matrix
from samspill.indicators import structure as stru


def test_constant_sizes_are_like_the_reference() -> None:
    sizes = matrix(np.full((3, 4), 7.0))
    for measure in (stru.krugman_specialisation, stru.krugman_to_others):
        assert_allclose(measure(sizes).values, 0, atol=1e-15)
    assert_allclose(stru.krugman_between(sizes).values, 0, atol=1e-15)
    assert_allclose(stru.hachman_index(sizes).values, 1)
    assert_allclose(stru.herfindahl(sizes).values, 0.25)


def test_nothing_in_common_is_a_distance_of_1() -> None:
    sizes = matrix([[3, 0], [0, 5], [0, 0]])
    found = stru.krugman_between(sizes).values
    assert_allclose(found, [[0, 1, np.nan], [1, 0, np.nan], [np.nan] * 3])
    assert_allclose(stru.krugman_to_others(sizes).values, [1, 1, np.nan])


def test_labels_travel_to_both_sides() -> None:
    sizes = matrix([[1, 3], [2, 1]], rows=axis("place", 2, "municipality-2024"))
    assert stru.krugman_between(sizes).rows is sizes.rows
    assert stru.krugman_between(sizes).columns is sizes.rows


def test_constants_of_the_gini_of_quotients() -> None:
    found = stru.specialisation_gini(matrix([[2, 2], [0, 0], [np.nan, 3], [np.nan, np.nan]])).values
    assert_allclose(found, [0, np.nan, 0, np.nan], atol=1e-15)
