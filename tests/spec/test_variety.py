"""What the variety measures mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix, of_activities, square
from samspill.indicators import variety as var

GROUPS = {"a0": "10", "a1": "10", "a2": "62"}
JOBS = matrix([[2, 2, 4], [4, 0, 4], [8, 0, 0]])


def test_entropy_and_its_parts() -> None:
    # shares 1/4, 1/4, 1/2: groups 1/2 and 1/2 (1 bit); within the first 1 bit, weighing 1/2
    parts = var.variety(JOBS, GROUPS)
    assert_allclose(parts.total.values, [1.5, 1, 0])
    assert_allclose(parts.unrelated.values, [1, 1, 0])
    assert_allclose(parts.related.values, [0.5, 0, 0])
    assert_allclose(var.entropy(JOBS).values, [1.5, 1, 0])
    assert_allclose(var.unrelated_variety(JOBS, GROUPS).values, [1, 1, 0])
    assert_allclose(var.related_variety(JOBS, GROUPS).values, [0.5, 0, 0])


def test_number_and_evenness() -> None:
    assert_allclose(var.evenness(JOBS).values, [1.5 / np.log2(3), 1, np.nan])
    # squares 1/16 + 1/16 + 1/4 = 3/8
    assert_allclose(var.equivalent_number(JOBS).values, [8 / 3, 2, 1])
    assert_allclose(var.gini_simpson(JOBS).values, [5 / 8, 1 / 2, 0])
    # (2·1 + 2·1 + 4·3) / (8·7)
    assert_allclose(var.simpson_index(JOBS).values, [16 / 56, 24 / 56, 1])
    assert_allclose(var.margalef_index(JOBS).values, np.array([2, 1, 0]) / np.log(8))
    assert_allclose(var.menhinick_index(JOBS).values, np.array([3, 2, 1]) / np.sqrt(8))


def test_diversity_and_ubiquity() -> None:
    presences = matrix([[1, 1, 1], [1, 0, 1], [1, 0, 0]])
    assert var.diversity(presences).values.tolist() == [3, 2, 1]
    assert var.ubiquity(presences).values.tolist() == [3, 1, 2]


def test_relative_diversity() -> None:
    # all places: 14, 2, 8 of 24; the first has 6, 6, 12 of 24: off by 8 + 4 + 4
    assert_allclose(var.relative_diversity(JOBS).values[0], 24 / 16)
    assert np.isnan(var.relative_diversity(matrix([[1, 2], [2, 4]])).values).all()


def test_weighted_average() -> None:
    found = var.weighted_average(JOBS, of_activities([1, 2, 8])).values
    assert_allclose(found, [(2 + 4 + 32) / 8, (4 + 32) / 8, 1])
    # an activity without a value is left out
    found = var.weighted_average(JOBS, of_activities([1, np.nan, 8])).values
    assert_allclose(found, [(2 + 32) / 6, 36 / 8, 1])


def test_similarity_and_coherence() -> None:
    near = square([[0, 0.5, 0], [0.5, 0, 0.2], [0, 0.2, 0]])
    # 2 · (1/16 · 0.5 + 1/8 · 1 + 1/8 · 0.8)
    assert_allclose(var.similarity_diversity(JOBS, near).values, [0.5125, 0.5, 0])
    # x: (0.5/4 + 0)/(3/4), y: (0.5/4 + 0.2/2)/(3/4), z: (0.2/4)/(1/2); weights 1/4, 1/4, 1/2
    wanted = (0.125 / 0.75 + 0.225 / 0.75) / 4 + 0.1 / 2
    assert_allclose(var.coherence(JOBS, near).values, [wanted, 0, np.nan])


def test_segregation_entropy() -> None:
    assert var.segregation_entropy(matrix([[3, 0], [0, 3]])) == pytest.approx(1)
    assert var.segregation_entropy(matrix([[3, 1], [6, 2]])) == pytest.approx(0, abs=1e-14)
    # PySAL's documented example without the group that is nowhere
    found = var.segregation_entropy(matrix([[1, 2], [2, 4], [0, 3]]))
    assert found == pytest.approx(0.15106563978903298, abs=1e-12)
