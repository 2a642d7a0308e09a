"""Shares as a field of cells, and a share over the years before what chance gives."""

from __future__ import annotations

import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.figures import draw, share_course, share_field

CELLS = pa.table(
    {
        "line": ["ICT", "ICT", "Bio"],
        "provider": ["Siva", "Enova", "Siva"],
        "code": ["ict", "ict", "bio"],
        "share": [0.75, 0.25, 1.0],
    }
)
YEARS = pa.table(
    {
        "year": [2012, 2010, 2011],
        "mismatch": [0.5, 0.6, None],
        "expected": [0.2, 0.2, 0.2],
        "expected_low": [0.1, 0.1, 0.1],
        "expected_high": [0.3, 0.3, 0.3],
    }
)


def field(rows=CELLS, language="en"):
    return share_field(
        rows, language=language, title="Who funds what", down="line", across="provider",
        value="share", keys=("code", "provider"), of="Share of the line",
    )  # fmt: skip


def test_a_field_says_what_is_largest_and_every_cell():
    made = field()
    assert made.description == "Who funds what. 3 shares; the largest is 100%: Bio, Siva."
    drawing = draw(made, "svg", width=620).decode()
    for said in ("ICT, Siva: 75%", "ICT, Enova: 25%", "Bio, Siva: 100%"):
        assert said in drawing
    assert made.columns == ("code", "provider", "share")


def test_a_cell_without_a_share_is_not_shown():
    rows = CELLS.set_column(3, "share", pa.array([0.75, None, 1.0]))
    assert field(rows).rows.num_rows == 2


def test_two_cells_of_the_same_are_refused():
    with pytest.raises(UsageError):
        field(pa.concat_tables([CELLS, CELLS]))


def test_nothing_to_show():
    assert "no figures" in field(CELLS.slice(0, 0)).description


def test_a_course_is_in_order_and_leaves_out_what_is_missing():
    made = share_course(YEARS, language="nb", title="Avviket", name="Andel")
    assert made.rows["year"].to_pylist() == [2010, 2012]
    assert made.description.startswith("Avviket. 60\N{NO-BREAK SPACE}% i 2010 og 50")
    drawing = draw(made, "svg", width=330).decode()
    assert "2012: 50" in drawing
    assert "det tilfeldighet gir" in drawing


def test_a_year_that_stands_twice_is_refused():
    with pytest.raises(UsageError):
        share_course(pa.concat_tables([YEARS, YEARS]), language="nb", title="x", name="y")
