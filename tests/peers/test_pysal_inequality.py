"""PySAL inequality 1.x: the outputs that its own documentation gives for its examples.

The package is not a dependency; the numbers are those of its docstrings.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import agglomeration, concentration, diversity, inequality, variety
from samspill.indicators.structure import herfindahl
from samspill.matrix import Axis, Matrix, Vector

# four neighbourhoods, three groups
Y = matrix([[6, 1, 4], [4, 8, 4], [6, 3, 5], [8, 7, 9]])
# three areas, four industries
Z = matrix([[10, 13, 13, 49], [19, 29, 31, 46], [33, 16, 34, 34]])
GROUPS = matrix([[0, 1, 2], [0, 2, 4], [0, 0, 3]])


def all_together(sizes: Matrix) -> Matrix:
    """PySAL's diversity measures are of all places as one."""
    return Matrix(
        sizes.values.sum(axis=0, keepdims=True), Axis("place", "", ("all",)), sizes.columns
    )


def one_job_plants(sizes: Matrix) -> Vector:
    """PySAL's default: every plant has one worker."""
    return Vector(1 / sizes.values.sum(axis=0), sizes.columns)


def test_gini_of_each_group_and_of_all() -> None:
    found = inequality.gini_coefficient(Y).values
    assert_allclose(found, [0.125, 0.32894737, 0.18181818], atol=5e-9)
    of_all = inequality.gini_coefficient(all_together(Y).transposed).values
    assert_allclose(of_all, [0.0512820513], atol=5e-11)


def test_hoover() -> None:
    sums = all_together(Y).transposed
    even = Vector(np.ones(3), sums.rows)
    assert_allclose(concentration.hoover_index(sums, even).values, [0.041025641], atol=5e-10)
    incomes = matrix([[1000], [2000], [1500], [3000], [2500]])
    even = Vector(np.ones(5), incomes.rows)
    assert_allclose(concentration.hoover_index(incomes, even).values, [0.15])


def test_segregation_and_isolation() -> None:
    assert_allclose(
        concentration.segregation_index(Y).values, [0.182927, 0.24714, 0.097252], atol=5e-7
    )
    assert_allclose(
        concentration.weighted_segregation(Y).values, [0.085207, 0.102249, 0.04355], atol=5e-7
    )
    assert_allclose(
        concentration.isolation_index(Y).values, [1.07327, 1.219953, 1.022711], atol=5e-7
    )
    assert_allclose(
        concentration.relative_isolation(Y).values, [1.11616, 1.310804, 1.03433], atol=5e-7
    )


def test_ellison_glaeser() -> None:
    found = agglomeration.ellison_glaeser(Z, one_job_plants(Z)).values
    assert_allclose(found, [0.054499, 0.016242, 0.010141, 0.028803], atol=5e-7)
    plants = Vector(np.array([0.549, 0.715, 0.603, 0.545]), Z.columns)
    found = agglomeration.ellison_glaeser(Z, plants).values
    assert_allclose(found, [-1.06264, -2.39227, -1.461383, -1.117953], atol=5e-6)
    found = agglomeration.ellison_glaeser(Y, one_job_plants(Y)).values
    assert_allclose(found, [-0.021508, 0.013299, -0.038946], atol=5e-7)


def test_maurel_sedillot() -> None:
    found = agglomeration.maurel_sedillot(Z, one_job_plants(Z)).values
    assert_allclose(found, [0.078583, 0.035977, 0.039374, -0.009049], atol=5e-7)
    found = agglomeration.maurel_sedillot(Y, one_job_plants(Y)).values
    assert_allclose(found, [-0.055036, 0.044147, -0.028666], atol=5e-7)


def test_diversity_of_all_places_together() -> None:
    together = all_together(GROUPS)
    assert_allclose(diversity.margalef_index(together).values, [0.40242960438184466])
    # PySAL counts one group fewer
    assert_allclose(
        diversity.menhinick_index(together).values, [0.2886751345948129 + 1 / np.sqrt(12)]
    )
    assert_allclose(diversity.simpson_index(together).values, [0.5909090909090909])
    assert_allclose(herfindahl(together).values, [0.625])
    assert_allclose(diversity.gini_simpson(together).values, [0.375])
    assert_allclose(variety.entropy(all_together(Y)).values * np.log(2), [1.094070862104929])
    # zero cells need no tiny number added
    assert variety.segregation_entropy(GROUPS) == pytest.approx(0.15106563978903298)


def test_similarity_weighted_diversity() -> None:
    apart = np.array([[0, 0.63003627, 0.52017529], [0.63003627, 0, 0.76883356],
                      [0.52017529, 0.76883356, 0]])  # fmt: skip
    together = all_together(Y)
    near = Matrix(1 - apart, Y.columns, Y.columns)
    found = diversity.similarity_diversity(together, near).values
    assert_allclose(1 - found, [0.581859634], atol=5e-9)


def test_atkinson_and_wolfson() -> None:
    incomes = matrix([[10], [20], [30], [40], [50]])
    assert_allclose(inequality.atkinson_index(incomes).values, [0.06315], atol=5e-6)
    assert_allclose(inequality.atkinson_index(incomes, 1).values, [0.13161], atol=5e-6)
    incomes = matrix([[6], [6], [8], [8], [10], [10], [12], [12]])
    assert_allclose(inequality.wolfson_index(incomes).values, [0.0833], atol=5e-5)
