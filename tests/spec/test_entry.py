"""What entry and exit mean: tables in, tables out, worked by hand."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from matrices import matrix
from samspill.indicators import entry as ent
from samspill.matrix import Axis

BEFORE = matrix([[0.5, 1.5, 0.2, np.nan], [1.0, 2.0, 0.0, 0.4]])
AFTER = matrix([[1.2, 0.9, 0.8, 1.3], [1.1, 0.3, np.nan, 1.0]])


def test_entry_is_gaining_what_was_not_there() -> None:
    assert_array_equal(
        ent.entry(BEFORE, AFTER).values, [[1, np.nan, 0, np.nan], [np.nan, np.nan, np.nan, 1]]
    )


def test_exit_is_losing_what_was_there() -> None:
    assert_array_equal(
        ent.exit_(BEFORE, AFTER).values, [[np.nan, 1, np.nan, np.nan], [0, 1, np.nan, np.nan]]
    )


def test_rates() -> None:
    assert_array_equal(ent.entry_rate(BEFORE, AFTER).values, [0.5, 1])
    assert_array_equal(ent.exit_rate(BEFORE, AFTER).values, [1, 0.5])


def test_a_merged_municipality_enters_nothing() -> None:
    # two municipalities became one, p9, at the second date
    old = matrix([[1.5, 0.2], [0.3, 1.4], [0.1, 0.1]])
    new = matrix([[1.2, 1.3]], rows=Axis("place", "", ("p9",)))
    found = ent.entry(old, new)
    assert found.rows.codes == ("p0", "p1", "p2", "p9")
    assert np.isnan(found.values).all()


def test_a_higher_threshold() -> None:
    found = ent.entry(matrix([[1.2, 0.5]]), matrix([[2.1, 1.9]]), threshold=2.0)
    assert found.values.tolist() == [[1, 0]]
