"""Points in a plane: the parts by hand, names that never collide, what chance gives."""

from __future__ import annotations

import dataclasses
import random
import xml.etree.ElementTree as ET
from typing import Any

import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.figures import Corners, Figure, Group, Side, draw, scatter
from samspill.figures.labels import Box, _box, beside
from samspill.figures.scatter import _bounds

SVG = "{http://www.w3.org/2000/svg}"
CORNERS = Corners("far, high", "near, high", "far, low", "near, low")
DENSITY = Side("density", "density", "Nearer →", cut=0.5, unit="%")
COMPLEXITY = Side("complexity", "complexity", "↑ Harder", cut=0.0, has_numbers=False)


def rows(*given: tuple[str, float | None, float | None], **columns: list[Any]) -> pa.Table:
    names, across, upwards = zip(*given, strict=True) if given else ((), (), ())
    return pa.table(
        {
            "activity_code": pa.array(names, pa.string()),
            "density": pa.array(across, pa.float64()),
            "complexity": pa.array(upwards, pa.float64()),
            **columns,
        }
    )


def drawn(table: pa.Table, **more: Any) -> Figure:
    told: dict[str, Any] = {
        "language": "en", "title": "A plane", "x": DENSITY, "y": COMPLEXITY,
        "name": "activity_code", "keys": ("activity_code",), "corners": CORNERS,
    }  # fmt: skip
    return scatter(table, **(told | more))


FOUR = (("C10", 0.7, 1.0), ("C11", 0.5, 0.0), ("C12", 0.2, 2.0), ("C13", 0.9, -1.0))


def test_each_point_says_its_part_and_cells_on_the_cut_belong_to_the_upper_right() -> None:
    figure = drawn(rows(*FOUR))
    svg = draw(figure, "svg").decode()
    for label in ("C10: density 70%, near, high", "C11: density 50%, near, high",
                  "C12: density 20%, far, high", "C13: density 90%, near, low"):  # fmt: skip
        assert f'aria-label="{label}"' in svg
    assert figure.description == (
        "4 points by density (across) and complexity (upwards). near, high: 2, first C10 and C11."
    )


def test_points_lie_where_their_values_say() -> None:
    root = ET.fromstring(draw(drawn(rows(*FOUR)), "svg"))
    spots = {}
    for mark in root.iter(f"{SVG}path"):
        label = mark.get("aria-label", "")
        if label.startswith("C1"):
            x, y = mark.get("transform", "")[10:-1].split(",")
            spots[label[:3]] = (float(x), float(y))
    assert spots["C12"][0] < spots["C11"][0] < spots["C10"][0] < spots["C13"][0]
    assert spots["C12"][1] < spots["C10"][1] < spots["C11"][1] < spots["C13"][1]
    # 20, 50 and 90 per cent stand in the right proportion
    span = spots["C13"][0] - spots["C12"][0]
    assert (spots["C11"][0] - spots["C12"][0]) / span == pytest.approx(3 / 7, abs=0.01)


def test_a_row_without_a_value_is_not_shown() -> None:
    figure = drawn(rows(*FOUR, ("C14", None, 1.0), ("C15", 0.4, float("nan"))))
    assert figure.rows.num_rows == 4
    assert drawn(rows()).description == "A plane: no figures to show."


def test_intervals_and_what_chance_gives_are_drawn_and_said() -> None:
    table = rows(*FOUR, low=[0.6, 0.4, 0.1, None], high=[0.8, 0.6, 0.3, None],
                 below=[-1.0, -1.0, -1.0, -1.0], above=[0.5, 0.5, 0.5, 0.5])  # fmt: skip
    x = Side("density", "density", "→", cut=0.5, low="low", high="high", unit="%")
    y = Side("complexity", "level", "↑", cut=0.0, chance_low="below", chance_high="above")
    figure = drawn(table, x=x, y=y)
    svg = draw(figure, "svg").decode()
    label = "C10: density 70% (60–80%), level 1, chance gives -1–0.50, near, high"
    assert f'aria-label="{label}"' in svg
    assert "C13: density 90% (without an interval)" in svg
    assert figure.description.endswith(
        "Thin lines are 95% intervals. Grey bands are what chance gives in 95 of 100 cases."
    )


def test_groups_have_a_colour_a_shape_and_a_legend() -> None:
    table = rows(*FOUR, area=["ict", "ict", "bio", ""])
    groups = {"ict": Group("ICT", "cat-1"), "bio": Group("Bio", "cat-3"), "x": Group("X", "cat-2")}
    svg = draw(drawn(table, group="area", groups=groups), "svg").decode()
    assert "C10: density 70%, near, high, ICT" in svg
    assert "f-cat-1" in svg
    assert "f-cat-3" in svg
    assert "f-grey-soft" in svg
    assert ">Bio<" in svg
    # nothing of a group that no point is of
    assert "f-cat-2" not in svg


def test_quotients_have_a_scale_around_one_and_another_part_can_be_tinted() -> None:
    x = Side("density", "quotient", "→", cut=1.0, kind="quotient")
    corners = Corners("a", "b", "c", "d", tinted="lower_right")
    figure = drawn(
        rows(("P", 4.0, -1.0), ("Q", 0.25, 1.0), ("R", 1000.0, -2.0)), x=x, corners=corners
    )
    assert figure.description.endswith("d: 2, first P and R.")
    assert "P: quotient 4, d" in draw(figure, "svg").decode()


def test_mistakes_are_refused() -> None:
    with pytest.raises(UsageError, match="a cut on both sides"):
        drawn(rows(*FOUR), x=Side("density", "density", "→"))
    with pytest.raises(UsageError, match="several for"):
        drawn(rows(FOUR[0], FOUR[0]))


def test_only_ranked_rows_have_a_name_beside_them_and_the_first_come_first() -> None:
    table = rows(*FOUR, rank=[2, None, 1, 3])
    texts = _texts(draw(drawn(table, rank="rank", labels=2), "svg"))
    assert {"C12", "C10"} <= texts
    assert not {"C11", "C13"} & texts


def _texts(svg: bytes) -> set[str]:
    return {one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")}


@pytest.mark.parametrize("seed", range(8))
def test_names_stand_on_no_name_no_point_and_inside_the_drawing(seed: int) -> None:
    chance = random.Random(seed)
    points = [(chance.uniform(0, 640), chance.uniform(0, 440)) for _ in range(70)]
    names = [(number, "x" * chance.randint(4, 28)) for number in range(30)]
    frame, taken = Box(0, 0, 660, 460), [Box(0, 0, 120, 26)]
    found = beside(points, names, frame, taken=taken)
    assert len(found) >= 20
    texts = dict(names)
    boxes = {
        at: _box(points[at][0] + s.dx, points[at][1] + s.dy, 6.7 * len(texts[at]), s.side)
        for at, s in found.items()
    }
    for at, box in boxes.items():
        assert box.within(frame)
        assert not box.meets(taken[0])
        assert not any(box.meets(other) for number, other in boxes.items() if number != at)
        for number, (x, y) in enumerate(points):
            assert number == at or not box.meets(Box(x - 5, y - 5, x + 5, y + 5))


def test_the_first_name_takes_the_best_place_and_a_name_without_room_is_left_out() -> None:
    frame = Box(0, 0, 100, 30)
    found = beside([(10, 15), (12, 15)], [(0, "abcdefghij"), (1, "abcdefghij")], frame)
    assert found[0].side == "left"
    assert 1 not in found


def test_one_point_far_out_does_not_press_the_others_together() -> None:
    crowd = [(f"C{n:02}", n / 20, n / 10) for n in range(20)]

    def heights(figure: Figure) -> dict[str, float]:
        found = {}
        for mark in ET.fromstring(draw(figure, "svg")).iter(f"{SVG}path"):
            label = mark.get("aria-label", "")
            if label.startswith("C"):
                found[label[:3]] = float(mark.get("transform", "")[10:-1].split(",")[1])
        return found

    alone, beside_one = drawn(rows(*crowd)), drawn(rows(*crowd, ("C99", 0.5, 500.0)))
    before, after = heights(alone), heights(beside_one)
    assert after["C19"] - after["C00"] == pytest.approx(before["C19"] - before["C00"], rel=0.1)
    # it stands at the edge, and the axis says so
    assert after["C99"] <= after["C19"]
    assert "(at the edge: further out still)" in draw(beside_one, "svg").decode()
    assert "at the edge" not in draw(alone, "svg").decode()


def test_where_the_plane_is_cut_is_always_drawn() -> None:
    crowd = [{"complexity": n / 10, "density": n / 20} for n in range(20)]
    far = dataclasses.replace(COMPLEXITY, cut=40.0)
    assert _bounds(crowd, far)[1] >= 40.0
    # shares are drawn to where they reach
    crowd.append({"complexity": 0.0, "density": 9.0})
    assert _bounds(crowd, DENSITY)[1] >= 9.0
