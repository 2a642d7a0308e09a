"""Moving money, by hand."""

import pytest

from samspill.errors import UsageError
from samspill.findings.support.what_if import ALL, Move, moved, moved_between_kinds

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


LOANS = [
    {"activity_code": "A", "amount_nok": 40.0, "strength_share": 0.2},
    {"activity_code": "B", "amount_nok": 60.0, "strength_share": 0.3},
]


def test_grants_become_loans_at_the_askers_rate():
    found = moved_between_kinds(
        {"grant": ROWS, "loan": LOANS}, [Move("A", "B", 0.5, "grant", "loan")], worth=3.0
    )
    assert found["grant"].after == {"A": 30, "B": 30, "C": 10}
    # 30 of grants are 90 of loans, and no kind is added to another
    assert found["loan"].after == {"A": 40, "B": 150}
    assert (found["grant"].total_before, found["grant"].total_after) == (100, 70)
    assert (found["loan"].total_before, found["loan"].total_after) == (100, 190)
    assert found["grant"].moved_nok == 30
    assert found["loan"].moved_nok == 0
    # 3/7, 3/7 and 1/7 against .2, .3 and .5
    assert found["grant"].mismatch_after == pytest.approx((3 / 7 - 0.2) + (3 / 7 - 0.3))
    assert found["loan"].concentration_after == pytest.approx((40**2 + 150**2) / 190**2)


def test_within_a_kind_the_rate_is_one():
    found = moved_between_kinds({"grant": ROWS}, [Move("A", "B", 0.5, "grant", "grant")], worth=9.0)
    assert found["grant"].total_after == 100


def test_everything_gives_as_it_gets_and_takes_as_it_is_strong():
    answer = moved(ROWS, [Move(ALL, ALL, 1.0)])
    assert answer.after == pytest.approx({"A": 20, "B": 30, "C": 50})
    assert answer.mismatch_after == pytest.approx(0)


def test_nobody_goes_below_what_each_keeps():
    answer = moved(ROWS, [Move("A", "B", 0.5), Move("A", "B", 0.5)], keeps=0.8)
    assert answer.after == {"A": 48, "B": 42, "C": 10}
    assert answer.moved_nok == 12
    # the first move asked for 30, the second for 24 of the 48 that are left
    assert answer.held_back_nok == 18 + 24


@pytest.mark.parametrize(
    ("moves", "more"),
    [
        ([Move("A", "B", 0.1, "grant", "tax")], {}),
        ([], {"worth": 0.0}),
        ([], {"keeps": 1.2}),
    ],
)
def test_nonsense_between_kinds_is_refused(moves, more):
    with pytest.raises(UsageError):
        moved_between_kinds({"grant": ROWS}, moves, **more)
