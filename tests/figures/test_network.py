"""The network figure: stable, light, named where there is room, its keyboard stops few."""

from __future__ import annotations

import gzip
import re
import time
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.figures import Figure, NetworkColumns, draw, network_chart

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = NetworkColumns(
    "actor_id", ("actor_a", "actor_b"), "name", "strength", "weight", "community", "is_broker"
)


def drawing(nodes: int = 500, ties: int = 1_500, **more: Any) -> Figure:
    """A network of eight groups, its nodes on the rings of a spiral."""
    numbers = np.arange(nodes)
    seeded = np.random.default_rng(5)
    turn = numbers * 2.4
    table = pa.table(
        {
            "actor_id": [f"{number:09d}" for number in numbers],
            "name": [f"VIRKSOMHETEN NUMMER {number} AS" for number in numbers],
            "strength": 100 / (1.0 + numbers),
            "community": [f"miljø {min(number % 10, 7)}" for number in numbers],
            "is_broker": numbers == 3,
            "x": 0.5 + 0.5 * np.sqrt(numbers / nodes) * np.cos(turn),
            "y": 0.5 + 0.5 * np.sqrt(numbers / nodes) * np.sin(turn),
        }
    )
    one, other = seeded.integers(0, nodes, (2, ties))
    edges = pa.table(
        {
            "actor_a": [f"{number:09d}" for number in one],
            "actor_b": [f"{number:09d}" for number in other],
            "weight": 1 / seeded.integers(1, 30, ties),
        }
    )
    told: dict[str, Any] = {
        "language": "nb",
        "title": "Nettverket",
        "noun": "aktører",
        "link": lambda row: f"/nb/actor/{row['actor_id']}",
        **more,
    }
    return network_chart(table, edges, COLUMNS, **told)


def test_five_hundred_nodes_are_light_and_quick() -> None:
    figure = drawing()
    draw(drawing(30, 40), "svg")
    began = time.process_time()
    svg = draw(figure, "svg", width=960)
    assert time.process_time() - began < 2, "a drawing of 500 nodes takes well under a second"
    assert len(gzip.compress(svg, 6)) < 45_000


def test_every_node_is_a_named_link_and_the_keyboard_stops_at_the_largest() -> None:
    root = ET.fromstring(draw(drawing(), "svg"))
    links = list(root.iter(f"{SVG}a"))
    assert len(links) == 500
    assert all(link.get("aria-label") for link in links)
    stops = [link.get("href") for link in links if link.get("tabindex") is None]
    assert stops == [f"/nb/actor/{number:09d}" for number in range(40)]


def test_names_never_stand_on_each_other() -> None:
    for width in (300, 390, 720, 960):
        root = ET.fromstring(draw(drawing(), "svg", width=width))
        spots = []
        for text in root.iter(f"{SVG}text"):
            moved = re.match(r"translate\(([\d.]+),([\d.]+)\)", text.get("transform", ""))
            if moved and text.get("text-anchor") == "middle" and text.get("stroke") is None:
                spots.append((float(moved[1]), float(moved[2]), len(text.text or "") * 6.0))
        assert 3 <= len(spots) <= 30, width
        for at, (x, y, wide) in enumerate(spots):
            for a, b, other in spots[at + 1 :]:
                assert abs(y - b) > 12 or abs(x - a) > (wide + other) / 2, (width, x, y)


def test_a_narrow_drawing_names_fewer() -> None:
    def names(width: int) -> int:
        return draw(drawing(), "svg", width=width).decode().count(">VIRKSOMHETEN")

    assert 0 < names(300) < names(960)


def test_ties_of_one_weight_and_group_are_one_path() -> None:
    svg = draw(drawing(), "svg").decode()
    # five classes of weight, within each of six groups and between groups
    paths = re.findall(r'<path [^>]*d="M[^"]*L[^"]*"', svg)
    assert len(paths) <= 5 * 7
    assert sum(path.count("L") for path in paths) == pytest.approx(1_500, abs=10)


def test_groups_that_are_many_share_the_grey() -> None:
    svg = draw(drawing(), "svg", scheme="light").decode()
    assert ">Andre<" in svg
    assert ">miljø 7<" in svg, "the largest group is in the legend"


def test_colours_may_be_given_and_must_exist() -> None:
    few = draw(drawing(roles={"miljø 1": "cat-2"}), "svg").decode()
    assert ">miljø 1<" in few
    assert ">miljø 2<" not in few
    with pytest.raises(UsageError, match="cat-99"):
        drawing(roles={"miljø 1": "cat-99"})


def test_what_is_left_out_is_said() -> None:
    figure = drawing(limit=100)
    assert figure.rows.num_rows == 100
    assert "400 minste aktører er ikke tegnet" in figure.description
    assert draw(figure, "svg").decode().count("<a ") == 100


def test_the_focus_is_drawn_and_named_first() -> None:
    root = ET.fromstring(draw(drawing(focus="000000499", names=1), "svg"))
    assert next(root.iter(f"{SVG}a")).get("href") == "/nb/actor/000000499"
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "VIRKSOMHETEN NUMMER 499 AS" in texts


def test_two_rows_of_one_node_are_refused() -> None:
    twice = pa.table({"n": ["a", "a"], "name": ["A", "A"], "x": [0.0, 1.0], "y": [0.0, 1.0]})
    with pytest.raises(UsageError, match="several for"):
        network_chart(
            twice,
            pa.table({"p": ["a"], "q": ["a"]}),
            NetworkColumns("n", ("p", "q"), "name"),
            language="en",
            title="",
            noun="nodes",
        )


def test_one_node_and_nodes_on_one_line_are_drawn() -> None:
    for count in (1, 2, 3):
        line = pa.table(
            {
                "n": [str(number) for number in range(count)],
                "name": ["Navn"] * count,
                "x": [0.25 * number for number in range(count)],
                "y": [0.5] * count,
            }
        )
        figure = network_chart(
            line,
            pa.table({"p": pa.array(["0"]), "q": pa.array(["1"])}),
            NetworkColumns("n", ("p", "q"), "name"),
            language="en",
            title="A line",
            noun="nodes",
        )
        svg = draw(figure, "svg", width=320).decode()
        assert "NaN" not in svg
        assert svg.count('aria-label="Navn"') == count
