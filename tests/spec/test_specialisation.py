"""What the specialisation measures mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_places
from samspill.indicators import specialisation as sp

# two places, three activities; the sums are 10 and 30, the columns 8, 12 and 20
JOBS = matrix([[6, 2, 2], [2, 10, 18]])


def test_location_quotient() -> None:
    # (6/10)/(8/40) = 3, (2/10)/(12/40) = 2/3, (2/10)/(20/40) = 0.4, (2/30)/(8/40) = 1/3 …
    assert_allclose(
        sp.location_quotient(JOBS).values, [[3, 2 / 3, 0.4], [1 / 3, 10 / 9, 1.2]], rtol=1e-14
    )


def test_location_quotient_leaves_what_is_not_observed_out_of_every_sum() -> None:
    # without the 18: rows 10 and 12, columns 8, 12, 2, total 22
    found = sp.location_quotient(matrix([[6, 2, 2], [2, 10, np.nan]])).values
    assert_allclose(
        found,
        [[6 / 10 / (8 / 22), 2 / 10 / (12 / 22), 2 / 10 / (2 / 22)],
         [2 / 12 / (8 / 22), 10 / 12 / (12 / 22), np.nan]],
        rtol=1e-14,
    )  # fmt: skip


def test_location_quotient_against_a_wider_reference() -> None:
    # the reference has 100 jobs, 10, 40 and 50 of them in the three activities
    wide = matrix([[4, 10, 20], [6, 30, 30]])
    assert_allclose(sp.location_quotient(JOBS, reference=wide).values[0], [6, 0.5, 0.4], rtol=1e-14)


def test_empty_place_and_unused_activity_have_no_quotient() -> None:
    found = sp.location_quotient(matrix([[1, 0], [0, 0]])).values
    assert_allclose(found, [[1, np.nan], [np.nan, np.nan]])


def test_presence_counts_the_threshold_itself_and_nothing_unknown() -> None:
    found = sp.presence(matrix([[1.0, 0.999, np.nan, 2.0]])).values
    assert found.tolist() == [[1, 0, 0, 1]]
    assert sp.presence(matrix([[1.0, 1.9, 2.0]]), 2.0).values.tolist() == [[0, 0, 1]]


def test_shares_symmetric_quotient_and_expected_size() -> None:
    assert_allclose(sp.shares(JOBS).values[0], [0.6, 0.2, 0.2])
    assert_allclose(sp.symmetric_location_quotient(matrix([[0, 1, 3]])).values, [[-1, 0, 0.5]])
    # a place with 10 of 40 jobs expects a quarter of each activity
    assert_allclose(sp.expected(JOBS).values, [[2, 3, 5], [6, 9, 15]])


def test_standardised_quotient() -> None:
    # quotients 0, 1, 5: mean 2, sum of squares 4 + 1 + 9 = 14, standard deviation √7
    found = sp.standardised_location_quotient(matrix([[0], [1], [5], [np.nan]])).values
    assert_allclose(found[:, 0], np.array([-2, -1, 3, np.nan]) / np.sqrt(7))


def test_population_quotient() -> None:
    # 8 jobs for 40 people: 0.2 each; the first place has 6 for 10
    found = sp.population_quotient(JOBS, of_places([10, 30])).values
    assert_allclose(found[:, 0], [3, 1 / 3])
    # people of a place whose jobs are not observed are not behind the jobs of the others
    found = sp.population_quotient(matrix([[6], [np.nan], [2]]), of_places([10, 50, 30])).values
    assert_allclose(found[:, 0], [3, np.nan, 1 / 3])


def test_mean_quotient_and_hachman() -> None:
    # 0.6 · 3 + 0.2 · 2/3 + 0.2 · 0.4
    mean = 1.8 + 0.4 / 3 + 0.08
    assert_allclose(sp.location_quotient_mean(JOBS).values[0], mean)
    assert_allclose(sp.hachman_index(JOBS).values[0], 1 / mean)
    assert_allclose(sp.hachman_index(matrix([[1, 3], [2, 6]])).values, [1, 1])


def test_krugman() -> None:
    # shares 0.6, 0.2, 0.2 against 0.2, 0.3, 0.5: half of 0.4 + 0.1 + 0.3
    assert_allclose(sp.krugman_specialisation(JOBS).values[0], 0.4)
    # against 1/15, 5/15, 9/15: half of 8/15 + 2/15 + 6/15
    assert_allclose(sp.krugman_between(JOBS).values, [[0, 8 / 15], [8 / 15, 0]])
    # nothing in common
    assert sp.krugman_between(matrix([[1, 0], [0, 1]]))["p0", "p1"] == 1
    # the mean of the others is (0.5, 0.5) for the first, (1, 0) and (0.5, 0.5) mixed for the rest
    found = sp.krugman_to_others(matrix([[4, 0], [2, 2], [0, 4]])).values
    assert_allclose(found, [0.75, 0, 0.75])


def test_gini_of_quotients_and_herfindahl() -> None:
    # 0, 1, 3: mean difference over all 9 pairs 2·(1+3+2)/9 = 12/9, over twice the mean 8/3
    assert_allclose(sp.specialisation_gini(matrix([[3, 0, 1]])).values, [0.5])
    assert_allclose(sp.herfindahl(JOBS).values[0], 0.36 + 0.04 + 0.04)
    # a transposed matrix of plants gives the plant Herfindahl: plants of 8 and 2 persons
    plants = matrix([[8], [2]])
    assert_allclose(sp.herfindahl(plants.transposed).values, [0.68])


@pytest.mark.parametrize("measure", [sp.hachman_index, sp.krugman_specialisation, sp.herfindahl])
def test_an_empty_place_has_no_specialisation(measure: object) -> None:
    found = measure(matrix([[1, 2], [0, 0]])).values
    assert np.isfinite(found[0])
    assert np.isnan(found[1])
