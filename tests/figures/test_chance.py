"""What is, beside what chance gives: what lies outside is set apart, by eye and in words."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.figures import chance_bars, chance_trend, draw, pair_heat

SHARES = pa.table(
    {
        "name": ["Inside", "Outside", "No chance", "Undefined"],
        "value": [0.25, 0.6, 0.1, math.nan],
        "expected": [0.3, 0.4, None, 0.2],
        "expected_low": [0.2, 0.35, None, 0.1],
        "expected_high": [0.4, 0.45, None, 0.3],
        "q_value": [0.5, 0.001, None, None],
    }
)
YEARS = SHARES.append_column("year", pa.array([2015, 2017, 2018, 2019]))
PAIRS = pa.table(
    {
        "place_a": ["03", "03", "34", "03"],
        "place_b": ["03", "34", "34", "50"],
        "place_a_name": ["Oslo", "Oslo", "Innlandet", "Oslo"],
        "place_b_name": ["Oslo", "Innlandet", "Innlandet", "Trøndelag"],
        "ties_observed": [12, 1, 8, 0],
        "ties_expected": [10.0, 9.0, 2.0, 0.0],
        "expected_low": [6.0, 4.0, 0.0, 0.0],
        "expected_high": [14.0, 14.0, 4.0, 0.0],
        "ratio": [1.2, 1 / 9, 4.0, None],
        "q_value": [0.6, 0.01, 0.002, None],
        "is_neighbour": [None, True, None, False],
        "is_thin": [None, True, None, False],
    }
)


def test_a_share_outside_what_chance_gives_is_set_apart() -> None:
    figure = chance_bars(SHARES, language="en", title="Shares", name="name", keys=("name",))
    assert figure.rows["name"].to_pylist() == ["Inside", "Outside", "No chance"]
    assert "1 lie outside" in figure.description
    svg = draw(figure, "svg").decode()
    assert 'aria-label="Outside: 60%, by chance 40% (35%–45%)"' in svg
    assert 'aria-label="No chance: 10%"' in svg
    root = ET.fromstring(svg)
    dots = [
        one.get("class", "")
        for one in root.iter("{http://www.w3.org/2000/svg}path")
        if "aria-label" in one.attrib
    ]
    assert sum("f-accent" in one for one in dots) == 1
    assert sum("f-grey" in one for one in dots) == 2


def test_the_same_share_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="several for"):
        chance_bars(
            pa.concat_tables([SHARES, SHARES]),
            language="en", title="", name="name", keys=("name",),
        )  # fmt: skip


def test_a_trend_stands_in_order_of_years() -> None:
    figure = chance_trend(YEARS.take([2, 0, 1, 3]), language="nb", title="Over tid", name="Andelen")
    assert figure.rows["year"].to_pylist() == [2015, 2017, 2018]
    said = figure.description.replace("\N{NO-BREAK SPACE}", " ")
    assert "Andelen, fra 2015 25 % til 2018 10 %" in said
    assert "1 av 3 år" in figure.description
    assert "NaN" not in draw(figure, "svg").decode()


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_years_are_no_trend(count: int) -> None:
    figure = chance_trend(YEARS.slice(0, count), language="en", title="T", name="Share")
    assert "No figures to show" in draw(figure, "svg").decode()


def test_pairs_of_places_stand_on_both_sides() -> None:
    figure = pair_heat(PAIRS, language="nb", title="Fylker", order=("34", "03", "50"))
    svg = draw(figure, "svg").decode()
    # Oslo and Innlandet twice, each with itself once; no tie expected, no cell
    assert svg.count('aria-label="Oslo og Innlandet: 1 bånd, ventet 9 (4–14), skilt fra') == 2
    assert svg.count('aria-label="Oslo og Oslo: 12 bånd') == 1
    assert "Trøndelag:" not in svg
    assert "2 av 3 par er skilt fra tilfeldighet" in figure.description
    names = ["Innlandet", "Oslo"]
    root = ET.fromstring(svg)
    texts = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text") if t.text in names]
    assert texts.index("Innlandet") < texts.index("Oslo")


def test_a_pair_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="several for"):
        pair_heat(pa.concat_tables([PAIRS, PAIRS]), language="en", title="", order=("03", "34"))


def test_no_pairs_say_so() -> None:
    figure = pair_heat(PAIRS.slice(0, 0), language="en", title="None", order=())
    assert "No figures to show" in draw(figure, "svg").decode()
