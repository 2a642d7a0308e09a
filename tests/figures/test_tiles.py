"""The tile map: no two places on a tile, and neighbours beside each other."""

from __future__ import annotations

import json
import os
from itertools import combinations
from pathlib import Path

import pytest

from samspill.figures import tile_layout
from samspill.figures.tiles import packaged_tiles

REAL = Path(
    os.environ.get(
        "SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
    )
)
COUNTIES = ("03", "31", "32", "33", "34", "39", "40")


def test_no_two_places_share_a_tile() -> None:
    grid = packaged_tiles()
    assert len(grid) == 121
    assert len(set(grid.values())) == 121
    assert {code[:2] for code in grid} == set(COUNTIES)
    mixed = tile_layout([*grid, "5001", "NO01", "1103", "5001"])
    assert len(mixed) == 124
    assert len(set(mixed.values())) == 124


def test_places_keep_their_directions() -> None:
    grid = packaged_tiles()
    # Bærum lies west of Oslo, Lillestrøm east, Halden south, Lillehammer north
    assert grid["3201"][0] < grid["0301"][0] < grid["3205"][0]
    assert grid["3405"][1] < grid["0301"][1] < grid["3101"][1]


def test_others_stand_in_rows_below() -> None:
    layout = tile_layout(["1103", "0301", "1101"])
    assert layout["0301"] == (0, 0)
    assert layout["1101"] == (0, 2)
    assert layout["1103"] == (1, 2)
    assert tile_layout([]) == {}
    assert tile_layout(["b", "a"]) == {"a": (0, 0), "b": (1, 0)}


@pytest.mark.skipif(not REAL.exists(), reason="the real borders are not here")
def test_neighbours_are_neighbours() -> None:
    document = json.loads((REAL / "geo" / "osmno_kommuner2024.geojson").read_text("utf-8"))
    points: dict[str, set[tuple[float, float]]] = {}
    for feature in document["features"]:
        code, geometry = feature["properties"]["kommunenummer"], feature["geometry"]
        if code[:2] in COUNTIES:
            parts = geometry["coordinates"]
            for part in [parts] if geometry["type"] == "Polygon" else parts:
                for ring in part:
                    points.setdefault(code, set()).update(
                        (round(x, 4), round(y, 4)) for x, y, *_ in ring
                    )
    pairs = [(a, b) for a, b in combinations(sorted(points), 2) if len(points[a] & points[b]) >= 2]
    grid = packaged_tiles()
    steps = [(abs(grid[a][0] - grid[b][0]), abs(grid[a][1] - grid[b][1])) for a, b in pairs]
    assert len(pairs) == 325
    assert sum(max(step) == 1 for step in steps) == 288
    assert sum(sum(step) == 1 for step in steps) == 186
