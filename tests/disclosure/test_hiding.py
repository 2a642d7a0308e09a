"""Tables of two ways whose sums are published: what is hidden, and that it stays hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.attack import Known, Target, recovered
from samspill.disclosure import Holdings, Layout, Protected, Rule, protect, stand_ins

RULE = Rule(units=3, dominance=0.1)


def holdings(cells: list[list[int]]) -> Holdings:
    """Give places of one activity from the sizes of their units."""
    ordered = [sorted(cell, reverse=True) for cell in cells]
    column = np.asarray(
        [
            (len(one), sum(one), one[0] if one else 0, one[1] if len(one) > 1 else 0)
            for one in ordered
        ],
        dtype=np.float64,
    )
    return Holdings(*(column[:, [at]] for at in range(4)))


def sums_shown(held: Holdings, layout: Layout, found: Protected) -> list[tuple[np.ndarray, float]]:
    """Give every sum that is published beside the cells."""
    total = held.total[:, 0]
    groups = [np.ones(len(total), dtype=bool)]
    groups += [layout.row == row for row in range(layout.rows_count) if not found.rows[row, 0]]
    groups += [
        layout.column == one
        for one in range(layout.columns_count)
        if found.level[0] == 0 and not found.columns[0][one, 0]
    ]
    if found.level[0] == 0:
        part = layout.part[layout.column]
        groups += [part == one for one in range(int(layout.part.max()) + 1)]
    return [(members, float(total[members].sum())) for members in groups]


def attacked(held: Holdings, layout: Layout, found: Protected, hidden: np.ndarray) -> list:
    total = held.total[:, 0]
    known = Known(
        np.where(hidden, np.nan, total),
        held.units[:, 0],
        sums_shown(held, layout, found),
    )
    margin, alone = RULE.margin(held)[:, 0], np.eye(len(total), dtype=bool)
    targets = [
        Target(alone[at], total[at], margin[at])
        for at in np.flatnonzero(RULE.finds(held)[:, 0]).tolist()
    ]
    return recovered(known, targets)


def test_the_rule_by_hand() -> None:
    # two units; three; one far above the rest (1 of 10 < 10 % of 50); the rest just enough
    held = holdings([[4, 4], [4, 4, 4], [50, 9, 1, 1], [50, 9, 3, 2], []])
    assert RULE.finds(held)[:, 0].tolist() == [True, False, True, False, False]
    # the threshold alone
    assert Rule(units=3).finds(held)[:, 0].tolist() == [True, False, False, False, False]


def test_a_union_holds_the_two_largest_of_its_parts() -> None:
    both = holdings([[50, 9, 1], [40, 3]]).together()
    assert (both.units[0], both.total[0], both.first[0], both.second[0]) == (5, 103, 50, 40)


def test_one_hidden_cell_of_a_sum_takes_another_with_it() -> None:
    # one row, one column: the sum of all is known
    held = holdings([[6], [20, 10, 10], [30, 20, 20, 10]])
    layout = Layout.of(["a"] * 3, ["x"] * 3, ["s"] * 3)
    found = protect(held, [layout], RULE)
    assert found.places[:, 0].tolist() == [True, True, False]  # the smallest that will do
    assert not found.rows.any()
    assert not found.columns[0].any()
    alone = RULE.finds(held)[:, 0]
    assert attacked(held, layout, found, alone), "hidden alone it is the sum less the others"
    assert not attacked(held, layout, found, found.places[:, 0])


def test_a_cell_is_hidden_by_a_rectangle_where_its_block_has_no_other() -> None:
    sizes = [5, 4, 4, 3]
    held = holdings([[6], sizes, sizes, [9, 4, 4, 3], sizes, sizes])
    layout = Layout.of(list("aabbcc"), list("xyxyxy"), ["s"] * 6)
    found = protect(held, [layout], RULE)
    assert found.places[:, 0].sum() == 4
    assert not found.rows.any()
    assert not found.columns[0].any()
    assert not attacked(held, layout, found, found.places[:, 0])


def test_what_one_unit_alone_has_is_hidden_everywhere() -> None:
    held = holdings([[6], [], []])
    found = protect(held, [Layout.of(list("aab"), list("xyx"), ["s"] * 3)], RULE)
    assert found.places[:, 0].tolist() == [True, False, False]
    assert found.rows.all()
    assert found.level[0] == 1  # no layout could be kept


def test_where_nothing_is_sensitive_nothing_is_hidden() -> None:
    held = holdings([[5, 5, 5, 5], [5, 6, 7], []])
    found = protect(held, [Layout.of(list("aab"), list("xyx"), ["s"] * 3)], RULE)
    for one in (found.places, found.rows, found.columns[0], found.level):
        assert not one.any()


units = st.lists(
    st.one_of(st.just(2), st.integers(5, 40), st.integers(100, 900)), min_size=0, max_size=6
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Holdings, Layout]:
    count = draw(st.integers(2, 24))
    cells = draw(st.lists(units, min_size=count, max_size=count))
    rows = draw(st.lists(st.sampled_from("abcd"), min_size=count, max_size=count))
    columns = draw(st.lists(st.sampled_from("wxyz"), min_size=count, max_size=count))
    # w and x are in the set, y and z are not
    return holdings(cells), Layout.of(rows, columns, [one in "wx" for one in columns])


@settings(max_examples=300, deadline=None)
@given(tables())
def test_nothing_that_is_hidden_is_recovered(made: tuple[Holdings, Layout]) -> None:
    held, layout = made
    found = protect(held, [layout], RULE)
    hidden = found.places[:, 0]
    assert hidden[RULE.finds(held)[:, 0]].all()
    if found.level[0] == 0:
        assert attacked(held, layout, found, hidden) == []


@settings(max_examples=100, deadline=None)
@given(tables())
def test_no_sum_that_is_shown_is_sensitive(made: tuple[Holdings, Layout]) -> None:
    held, layout = made
    found = protect(held, [layout], RULE)
    for row in range(layout.rows_count):
        of_row = held.of(layout.row == row)
        if not found.rows[row, 0]:
            assert not RULE.finds(of_row.together())[0]
            # nor is what is hidden in it, which the sum less the rest gives
            inside = found.places[:, 0] & (layout.row == row)
            assert not RULE.finds(held.of(inside).together())[0]


@settings(max_examples=100, deadline=None)
@given(tables(), st.integers(1, 30))
def test_stand_ins_do_not_know_the_hidden_cells(made: tuple[Holdings, Layout], more: int) -> None:
    held, layout = made
    found = protect(held, [layout], RULE)
    hidden = np.flatnonzero(found.places[:, 0])
    before = stand_ins(held, found, RULE)
    shown = ~found.places[:, 0]
    assert np.array_equal(before[shown], held.total[shown])
    if len(hidden) < 2 or RULE.finds(held.together())[0]:
        return
    # as much is moved from one hidden cell to another: no published sum of all changes
    total = held.total.copy()
    total[hidden[0]] += more
    total[hidden[1]] -= more
    other = Holdings(held.units, total, held.first, held.second)
    assert np.allclose(before, stand_ins(other, found, RULE))
    assert before.sum() == pytest.approx(held.total.sum())
