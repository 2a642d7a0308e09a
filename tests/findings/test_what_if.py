"""Moving money, by hand."""

import pytest

from samspill.errors import UsageError
from samspill.findings.support.what_if import Move, moved

ROWS = [
    {"activity_code": "A", "amount_nok": 60.0, "strength_share": 0.2},
    {"activity_code": "B", "amount_nok": 30.0, "strength_share": 0.3},
    {"activity_code": "C", "amount_nok": 10.0, "strength_share": 0.5},
    {"activity_code": "X", "amount_nok": 999.0, "strength_share": None},
]


def test_nothing_moved():
    answer = moved(ROWS, [])
    assert answer.before == answer.after == {"A": 60, "B": 30, "C": 10}
    assert answer.mismatch_before == answer.mismatch_after == pytest.approx(0.4)
    assert answer.concentration_before == pytest.approx(0.46)
    assert answer.moved_nok == 0


def test_half_of_one_to_another():
    answer = moved(ROWS, [Move("A", "C", 0.5)])
    assert answer.after == {"A": 30, "B": 30, "C": 40}
    assert answer.mismatch_after == pytest.approx(0.1)
    assert answer.concentration_after == pytest.approx(0.34)
    assert answer.moved_nok == 30


def test_moves_come_one_behind_the_other():
    answer = moved(ROWS, [Move("A", "B", 0.5), Move("B", "C", 1.0)])
    assert answer.after == {"A": 30, "B": 0, "C": 70}
    assert answer.moved_nok == 90


def test_a_group_gives_as_it_gets_and_takes_as_it_is_strong():
    groups = {"one": {"A": 1.0, "B": 0.5}, "two": {"B": 1.0, "C": 1.0}}
    answer = moved(ROWS, [Move("one", "two", 0.2)], groups)
    # gives 12 of A and 3 of the half of B; B and C take 3/8 and 5/8 of 15
    assert answer.after == pytest.approx({"A": 48, "B": 30 - 3 + 5.625, "C": 10 + 9.375})
    assert sum(answer.after.values()) == pytest.approx(100)


def test_a_group_without_strength_takes_nothing():
    answer = moved(ROWS, [Move("A", "none", 1.0)], {"none": {"Z": 1.0}})
    assert answer.after == answer.before
    assert answer.moved_nok == 0


@pytest.mark.parametrize("move", [Move("A", "B", 1.1), Move("A", "B", -0.1), Move("X", "B", 0.1)])
def test_nonsense_is_refused(move):
    with pytest.raises(UsageError):
        moved(ROWS, [move])
