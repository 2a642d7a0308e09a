"""Dots, reliability and trends say what they show, by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.figures import Measured, dots, draw, reliability, trends

SVG = "{http://www.w3.org/2000/svg}"
FORECASTS = pa.table(
    {
        "activity_en": ["Shipping", "Printing", "Mining"],
        "forecast": [0.394, 0.0782, None],
        "forecast_low": [0.307, 0.066, None],
        "forecast_high": [0.489, 0.09, None],
        "baseline": [0.294, 0.129, None],
        "is_first": [True, False, False],
    }
)
SHOWS = Measured(
    "forecast", "Probability", "→", low="forecast_low", high="forecast_high", beside="baseline",
    beside_name="Simplest", unit="%",
)  # fmt: skip


def labels(svg: bytes) -> list[str]:
    return [one.get("aria-label", "") for one in ET.fromstring(svg).iter() if one.get("aria-label")]


def test_dots_say_value_interval_and_what_they_are_held_against() -> None:
    figure = dots(
        FORECASTS, language="en", title="What may come", shows=SHOWS, name="activity_en",
        keys=("activity_en",), marked="is_first", link=lambda row: f"/en/{row['activity_en']}",
    )  # fmt: skip
    said = labels(draw(figure, "svg"))
    assert "Shipping: 39% (31–49%); Simplest 29%" in said
    assert "Printing: 7.8% (6.6–9%); Simplest 13%" in said
    # a row without a value is not shown
    assert figure.rows.num_rows == 2
    assert "on top Shipping, 39%" in figure.description


def test_a_line_is_named() -> None:
    shows = Measured("forecast", "Probability", "→", line=0.31, line_name="Simplest", unit="%")
    figure = dots(
        FORECASTS, language="nb", title="x", shows=shows, name="activity_en", keys=("activity_en",)
    )
    assert "Simplest" in draw(figure, "svg").decode()
    assert figure.description.endswith("Loddrett strek: Simplest 31\N{NO-BREAK SPACE}%.")


def test_rows_that_speak_of_the_same_are_refused() -> None:
    twice = pa.concat_tables([FORECASTS, FORECASTS])
    with pytest.raises(UsageError, match="several for"):
        dots(twice, language="en", title="x", shows=SHOWS, name="activity_en", keys=("forecast",))


def bands(**more: list[float]) -> pa.Table:
    columns = {
        "source": ["s"] * 4, "rule": ["plain"] * 4, "fold": ["place"] * 4, "horizon": [2] * 4,
        "method": ["forecast", "forecast", "lq", "ubiquity"],
        "probability_from": [0.0, 0.3, 0.0, 0.0], "probability_to": [0.02, 0.5, 0.02, 0.02],
        "probability": [0.01, 0.4, 0.01, 0.01], "cells_count": [5051, 472, 4022, 1],
        "entries_count": [24, 154, 25, 0], "came_true": [0.005, 0.33, 0.006, 0.0],
        "came_true_low": [0.003, 0.29, 0.004, 0.0], "came_true_high": [0.007, 0.37, 0.009, 0.0],
    }  # fmt: skip
    return pa.table(columns | more)


def test_reliability_says_what_was_said_and_what_came() -> None:
    figure = reliability(
        bands(), language="en", title="Honest?", methods={"forecast": "F", "lq": "Simplest"}
    )
    said = labels(draw(figure, "svg"))
    assert "F: said 40%, 33% came true (29–37%), 472 cases" in said
    assert "Simplest: said 1%, 0.6% came true (0.4–0.9%), 4,022 cases" in said
    # another method is not drawn
    assert figure.rows.num_rows == 3
    assert figure.description.endswith("Where most was stated, 40%, 33% came true.")


def test_what_came_lies_on_the_line_where_as_much_was_said() -> None:
    told = bands(came_true=[0.01, 0.4, 0.01, 0.0])
    figure = reliability(told, language="en", title="x", methods={"forecast": "F"})
    root = ET.fromstring(draw(figure, "svg", width=800))
    spots = []
    for mark in root.iter(f"{SVG}path"):
        if mark.get("aria-label", "").startswith("F: "):
            x, y = mark.get("transform", "")[10:-1].split(",")
            spots.append((float(x), float(y)))
    line = next(
        mark for mark in root.iter(f"{SVG}path")
        if mark.get("stroke-dasharray") and "L" in mark.get("d", "")
    ).get("d", "")  # fmt: skip
    (x0, y0), (x1, y1) = (map(float, part.split(",")) for part in line[1:].split("L"))
    for x, y in spots:
        assert (y - y0) / (y1 - y0) == pytest.approx((x + 3 - x0) / (x1 - x0), abs=0.02)


def test_trends_have_a_lane_each_and_break_nothing_without_a_band() -> None:
    rows = pa.table(
        {
            "indicator": ["Breadth", "Breadth", "Depth", "Depth"],
            "year": [2013, 2014, 2013, 2014],
            "value": [3.0, 3.1, 1.9, 1.8],
            "usual_low": [2.3, 2.3, None, None],
            "usual": [2.6, 2.6, None, None],
            "usual_high": [2.9, 2.9, None, None],
        }
    )
    figure = trends(
        rows, language="en", title="Variety", name="indicator", value="value", value_name="Oslo",
        band=("usual_low", "usual", "usual_high"), band_name="The middle half", line=2.0,
    )  # fmt: skip
    said = labels(draw(figure, "svg"))
    assert "Breadth 2014: 3.10; the middle half 2.30–2.90" in said
    assert "Depth 2013: 1.90" in said
    assert "Breadth 3 (2013) – 3.10 (2014); Depth 1.90 (2013) – 1.80 (2014)" in figure.description
