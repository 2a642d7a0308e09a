"""The examples in the manual of REAT 3 (R), with the answers that stand beside them there."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, of_places
from samspill.indicators import agglomeration as agg
from samspill.indicators import specialisation as sp
from samspill.indicators import structure as stru
from samspill.indicators.inequality import mean_log_deviation


def test_locq() -> None:
    # 1714 of 79,006 jobs in the region, 879,213 of 15,593,224 in the country
    region, country = matrix([[1714, 79006 - 1714]]), matrix([[879213, 15593224 - 879213]])
    found = sp.location_quotient(region, reference=country)
    assert found["p0", "a0"] == pytest.approx(0.3847623, abs=5e-8)


def test_herf() -> None:
    assert_allclose(stru.herfindahl(matrix([[20, 50, 20, 10]])).values, [0.34])


def test_gini_spec() -> None:
    region, country = [[700, 600, 500, 10000, 40000]], [[30000, 15000, 10000, 60000, 50000]]
    quotients = sp.location_quotient(matrix(region), reference=matrix(country))
    assert_allclose(stru.specialisation_gini(quotients).values, [0.6222222], atol=5e-8)


def test_gini_conc() -> None:
    # an industry in five regions, and what else is there
    industry, all_jobs = [500, 500, 1000, 7000, 1000], [20000, 15000, 20000, 40000, 5000]
    rest = np.subtract(all_jobs, industry)
    quotients = sp.location_quotient(matrix(np.transpose([industry, rest])))
    found = stru.specialisation_gini(quotients.transposed)
    assert_allclose(found.values[0], 0.4068966, atol=5e-8)


def test_krugman_spec2() -> None:
    countries = matrix([
        [45000, 15000, 32000, 10000, 30000],
        [35000, 12000, 30000, 8000, 22000],
        [40000, 10000, 25000, 9000, 18000],
        [30000, 11000, 18000, 3000, 13000],
        [40000, 6000, 11000, 2000, 12000],
    ])  # fmt: skip
    # twice ours
    assert 2 * stru.krugman_to_others(countries)["p0"] == pytest.approx(0.1595, abs=5e-5)


def test_ellison_a() -> None:
    plants = {
        "Wien": [200, 650, 12000, 100, 50],
        "Linz": [16000, 13000, 1500, 1500],
        "Graz": [25000],
    }
    sizes = matrix([[sum(found)] for found in plants.values()])
    every = np.concatenate([np.array(found, float) for found in plants.values()])
    herfindahl = of_activities([((every / every.sum()) ** 2).sum()])
    regions = of_places([500000, 400000, 100000])
    found = agg.ellison_glaeser(sizes, herfindahl, regions)
    assert_allclose(found.values, [0.05990628], atol=5e-9)


def test_litzenberger() -> None:
    found = agg.litzenberger_sternberg(
        matrix([[1743], [5740 - 1743]]),
        matrix([[35], [53 - 35]]),
        of_places([50, 576 - 50]),
        of_places([488, 4621 - 488]),
    )
    assert found["p0", "a0"] == pytest.approx(21.87491, abs=5e-6)


def test_howard_cl() -> None:
    # firms A, B, A, B, A, B in X, X, X, Y, Y, X: 2 · 2 pairs in X and 1 · 1 in Y of 3 · 3
    assert_allclose(agg.colocation(matrix([[2, 2], [1, 1]]))["a0", "a1"], 5 / 9)


def test_theil_is_the_mean_log_deviation() -> None:
    incomes = matrix([[10], [10], [10], [20], [50]])
    assert_allclose(mean_log_deviation(incomes).values, [0.2326302], atol=5e-8)
