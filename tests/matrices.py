"""Small matrices for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from samspill.matrix import Axis, Matrix, Vector


def axis(kind: str, count: int, edition: str = "") -> Axis:
    """Give an axis of numbered codes."""
    return Axis(kind, edition, tuple(f"{kind[0]}{number}" for number in range(count)))


def matrix(values: Any, rows: Axis | None = None, columns: Axis | None = None) -> Matrix:
    """Give a place × activity matrix; the codes are p0, p1 … and a0, a1 … unless given."""
    array = np.array(values, dtype=np.float64)
    rows = rows or axis("place", array.shape[0])
    columns = columns or axis("activity", array.shape[1])
    return Matrix(array, rows, columns)


def square(values: Any) -> Matrix:
    """Give an activity × activity matrix."""
    array = np.array(values, dtype=np.float64)
    codes = axis("activity", len(array))
    return Matrix(array, codes, codes)


def of_places(values: Any) -> Vector:
    """Give a vector over places."""
    array = np.array(values, dtype=np.float64)
    return Vector(array, axis("place", len(array)))


def of_activities(values: Any) -> Vector:
    """Give a vector over activities."""
    array = np.array(values, dtype=np.float64)
    return Vector(array, axis("activity", len(array)))
