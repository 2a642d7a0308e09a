"""Every measure gives what the tables in `tables/` say, which render into docs/methods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import worked as by_hand
from samspill.catalogue import indicators
from samspill.matrix import Axis, Matrix, Vector
from worked import Worked, cells, is_table, number, read, read_table, worked

TABLES = list(worked())

NOT_IN_THE_CATALOGUE = {
    "benjamini_hochberg", "co_occurrence_p", "complexity", "configuration_model",
    "fitness_complexity", "method_of_reflections", "shrunken_location_quotient",
}  # fmt: skip


def name_of(table: Worked) -> str:
    return f"{table.family}-{table.number}-{table.measure}"


def same_axis(found: Axis, wanted: Axis) -> bool:
    return (found.kind, found.codes) == (wanted.kind, wanted.codes)


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_the_measure_gives_what_was_worked_out(table: Worked) -> None:
    answer = table.function(**{name: read(value) for name, value in table.given.items()})
    for part, text in table.parts.items():
        found: Any = getattr(answer, part) if part else answer
        wanted: Any = read(text) if not isinstance(text, str) or is_table(text) else number(text)
        if isinstance(wanted, Matrix):
            assert isinstance(found, Matrix)
            assert same_axis(found.rows, wanted.rows)
            assert same_axis(found.columns, wanted.columns)
            found, wanted = found.dense, wanted.dense
        elif isinstance(wanted, Vector):
            assert isinstance(found, Vector)
            assert same_axis(found.axis, wanted.axis)
            found, wanted = found.values, wanted.values
        assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_each_table_says_what_it_shows_and_how_it_was_worked_out(table: Worked) -> None:
    assert table.says.endswith(".")
    assert table.arithmetic
    assert table.parts


def test_every_measure_has_a_table() -> None:
    has = {table.measure for table in TABLES}
    assert sorted({*indicators(), *NOT_IN_THE_CATALOGUE} - has) == []


def test_arithmetic_in_a_cell() -> None:
    assert number("-2/3") == -2 / 3
    assert number("2*sqrt(9)") == 6
    assert np.isnan(number("nan"))
    for text in ("a", "__import__('os')", "1<2"):
        with pytest.raises((ValueError, KeyError)):
            number(text)


def test_a_table_is_a_matrix_or_a_vector() -> None:
    found = read_table("place×activity x y\nA 1 2\nB nan 1/2\n")
    assert isinstance(found, Matrix)
    assert found["B", "y"] == 0.5
    vector = read_table("place people\nA 3\n")
    assert isinstance(vector, Vector)
    assert vector.axis == Axis("place", "", ("A",))
    with pytest.raises(ValueError, match="as many cells"):
        cells("place×activity x y\nA 1\n")
    with pytest.raises(ValueError, match="one column"):
        read_table("place a b\nA 1 2\n")


def test_a_key_that_is_not_known_is_refused(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specialisation.toml").write_text(
        '[[table]]\nmeasure = "shares"\nsays = "."\nexpects = 1\n', encoding="utf-8"
    )
    monkeypatch.setattr(by_hand, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match="expects"):
        list(worked())
