"""What the specialisation measures mean besides the tables in `tables/`: worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from matrices import matrix
from samspill.indicators import structure as stru


@pytest.mark.parametrize(
    "measure", [stru.hachman_index, stru.krugman_specialisation, stru.herfindahl]
)
def test_an_empty_place_has_no_specialisation(measure: object) -> None:
    found = measure(matrix([[1, 2], [0, 0]])).values
    assert np.isfinite(found[0])
    assert np.isnan(found[1])


def test_nothing_in_common() -> None:
    assert stru.krugman_between(matrix([[1, 0], [0, 1]]))["p0", "p1"] == 1


def test_a_transposed_matrix_of_plants_gives_the_plant_herfindahl() -> None:
    # plants of 8 and 2 persons: 0.64 + 0.04
    plants = matrix([[8], [2]])
    assert_allclose(stru.herfindahl(plants.transposed).values, [0.68])
