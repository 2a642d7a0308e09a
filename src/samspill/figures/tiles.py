"""One tile for each municipality, neighbours beside each other where a grid allows it.

The packaged grid holds the 121 municipalities of 2024 in the eight counties of 2018 that make up
Østlandet. It was found by assignment of the municipalities' middles to cells and a search that
keeps neighbours together and in their direction: of 325 pairs that share a border, 288 are
side by side or corner to corner, 186 of them side by side.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

__all__ = ["packaged_tiles", "tile_layout"]


@cache
def packaged_tiles() -> Mapping[str, tuple[int, int]]:
    """Give the packaged grid: code to column and row."""
    text = (files("samspill.figures") / "tiles.csv").read_text(encoding="utf-8")
    return {
        row["place_code"]: (int(row["column"]), int(row["row"]))
        for row in csv.DictReader(text.splitlines())
    }


def tile_layout(place_codes: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """Give each place its tile: column and row, counted from the upper left.

    The municipalities of Østlandet (2024) stand as on a map; empty columns and rows at the edges
    fall away. Other places stand below, in rows, in order of their codes.
    """
    wanted = dict.fromkeys(place_codes)
    grid = packaged_tiles()
    known = {code: grid[code] for code in wanted if code in grid}
    left = min((column for column, _ in known.values()), default=0)
    top = min((row for _, row in known.values()), default=0)
    layout = {code: (column - left, row - top) for code, (column, row) in known.items()}
    others = sorted(code for code in wanted if code not in grid)
    columns = max((column for column, _ in layout.values()), default=0) + 1
    columns = max(columns, min(len(others), 12))
    first = max((row for _, row in layout.values()), default=-2) + 2
    for position, code in enumerate(others):
        layout[code] = (position % columns, first + position // columns)
    return layout
