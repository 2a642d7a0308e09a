"""Borders on a flat map: projected, brought to the drawing's grid, small islands left out.

All points of a map are brought to one grid before anything else is done, so that a point that
two neighbours share stays shared and no gaps come between them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

__all__ = ["Flat", "dissolved", "features_of", "flatten"]

_GRID = 1_300
_TINY = 9
_EARTH = 6_371.0

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ring = list[tuple[int, int]]
Polygon = list[Ring]


@dataclass(frozen=True)
class Flat:
    """Areas on the grid of a drawing: by code their polygons, and the size of the whole."""

    areas: Mapping[str, list[Polygon]]
    width: int
    height: int

    def centre(self, code: str) -> tuple[float, float]:
        """Give the middle of the largest part of an area."""
        largest = max((part[0] for part in self.areas[code]), key=lambda ring: abs(_area(ring)))
        points = np.array(largest, dtype=np.float64)
        x, y = points[:, 0], points[:, 1]
        cross = x * np.roll(y, -1) - np.roll(x, -1) * y
        total = float(cross.sum())
        if total == 0:
            return float(x.mean()), float(y.mean())
        return (
            float(((x + np.roll(x, -1)) * cross).sum() / (3 * total)),
            float(((y + np.roll(y, -1)) * cross).sum() / (3 * total)),
        )


def flatten(
    borders: Iterable[tuple[str, str]],
    *,
    centre: tuple[float, float] | None = None,
    window: tuple[float, float, float, float] | None = None,
) -> Flat:
    """Bring borders to a flat map that keeps areas (Lambert azimuthal equal-area, on a sphere).

    Parameters
    ----------
    borders
        Codes with GeoJSON polygons, longitude and latitude.
    centre
        Longitude and latitude where the map is true; the middle of the borders without it.
    window
        West, south, east, north in kilometres from the centre; a part whose middle lies outside
        is cut off.

    Returns
    -------
    Flat
        Areas in grid steps, y downwards. An area that is wholly cut off is not among them.
    """
    parts = [
        (code, [np.array([point[:2] for point in ring], dtype=np.float64) for ring in part])
        for code, text in borders
        for part in _polygons(text)
    ]
    if not parts:
        return Flat({}, 1, 1)
    if centre is None:
        outer = np.vstack([rings[0] for _, rings in parts])
        low, high = outer.min(axis=0), outer.max(axis=0)
        centre = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    flat = [(code, [_project(ring, centre) for ring in rings]) for code, rings in parts]
    if window is not None:
        west, south, east, north = window
        flat = [
            (code, rings)
            for code, rings in flat
            if west < rings[0][:, 0].mean() < east and south < -rings[0][:, 1].mean() < north
        ]
    return _gridded(flat)


def _polygons(text: str) -> list[list[list[list[float]]]]:
    geometry = json.loads(text)
    found: list[list[list[list[float]]]] = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else found  # type: ignore[list-item]


def _project(lonlat: Floats, centre: tuple[float, float]) -> Floats:
    """Lambert azimuthal equal-area projection on a sphere, kilometres, y downwards."""
    longitude = np.radians(lonlat[:, 0] - centre[0])
    latitude, middle = np.radians(lonlat[:, 1]), math.radians(centre[1])
    cosine = math.sin(middle) * np.sin(latitude) + math.cos(middle) * np.cos(latitude) * np.cos(
        longitude
    )
    scale = _EARTH * np.sqrt(2 / np.maximum(1 + cosine, 1e-6))
    x = scale * np.cos(latitude) * np.sin(longitude)
    y = scale * (
        math.cos(middle) * np.sin(latitude)
        - math.sin(middle) * np.cos(latitude) * np.cos(longitude)
    )
    return np.column_stack([x, -y])


def _gridded(parts: Sequence[tuple[str, list[Floats]]]) -> Flat:
    """Bring projected parts to the grid; leave out islands too small to see."""
    if not parts:
        return Flat({}, 1, 1)
    everything = np.vstack([rings[0] for _, rings in parts])
    low, high = everything.min(axis=0), everything.max(axis=0)
    step = max(float((high - low).max()), 1e-9) / _GRID
    areas: dict[str, list[Polygon]] = {}
    for code, rings in parts:
        polygon = [_on_grid(ring, low, step) for ring in rings]
        areas.setdefault(code, []).append(polygon)
    kept: dict[str, list[Polygon]] = {}
    for code, polygons in areas.items():
        largest = max(polygons, key=lambda polygon: abs(_area(polygon[0])))
        drawn = [
            [part[0], *(hole for hole in part[1:] if abs(_area(hole)) > _TINY)]
            for part in polygons
            if abs(_area(part[0])) > _TINY or part is largest
        ]
        kept[code] = drawn
    size = np.ceil((high - low) / step).astype(int)
    return Flat(kept, max(int(size[0]), 1), max(int(size[1]), 1))


def _on_grid(ring: Floats, low: Floats, step: float) -> Ring:
    """Bring a closed ring to the grid; leave out points that repeat or lie between two others."""
    points = np.rint((ring - low) / step).astype(int)
    if len(points) > 1 and (points[0] == points[-1]).all():
        points = points[:-1]
    moved = (points != np.roll(points, 1, axis=0)).any(axis=1)
    points = points[moved] if moved.any() else points[:1]
    if len(points) > 3:
        before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
        turns = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
        points = points[turns] if turns.sum() >= 3 else points
    return [(int(x), int(y)) for x, y in [*points, points[0]]]


def _area(ring: Ring) -> float:
    points = np.array(ring, dtype=np.float64)
    x, y = points[:, 0], points[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def dissolved(borders: Iterable[str]) -> str | None:
    """Put areas together to one: a border that two of them share falls away.

    Parameters
    ----------
    borders
        GeoJSON polygons whose shared borders have the same points.

    Returns
    -------
    str or None
        A GeoJSON polygon or several; None without any.
    """
    edges: set[tuple[tuple[float, float], tuple[float, float]]] = set()
    for text in borders:
        for polygon in _polygons(text):
            for ring in polygon:
                points = [(point[0], point[1]) for point in ring]
                for edge in pairwise(points):
                    # neighbours run along a shared border in opposite directions
                    if edge[::-1] in edges:
                        edges.discard(edge[::-1])
                    else:
                        edges.add(edge)
    following: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for start, end in sorted(edges):
        following.setdefault(start, []).append(end)
    rings: list[list[tuple[float, float]]] = []
    while following:
        start = min(following)
        walked = [start]
        while walked[-1] in following:
            onward = following[walked[-1]]
            walked.append(onward.pop())
            if not onward:
                del following[walked[-2]]
            if walked[-1] == start:
                break
        if len(walked) > 3 and walked[0] == walked[-1]:
            rings.append(walked)
    if not rings:
        return None
    # holes are not told from islands: both fill the same at this scale
    coordinates = [[ring] for ring in rings]
    return json.dumps({"type": "MultiPolygon", "coordinates": coordinates})


def features_of(flat: Flat, properties: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give areas as GeoJSON features with their properties, in the order of the properties."""
    return [
        {
            "type": "Feature",
            "properties": dict(properties[code]),
            "geometry": {"type": "MultiPolygon", "coordinates": flat.areas[code]},
        }
        for code in properties
        if code in flat.areas
    ]
