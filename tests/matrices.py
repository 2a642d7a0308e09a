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


def tiny() -> Matrix:
    """Give the synthetic 12 × 15 matrix for which the peers' outputs are stored."""
    return matrix([
        [0.86, 0.18, 3.98, 0.31, 0.13, 8.51, 2.71, 0.21, 0, 0.41, 0, 5.5, 1.28, 2.67, 0.48],
        [5.65, 21.52, 63.67, 0, 79.61, 112.29, 0, 0, 5.35, 14.62, 46.21, 5.2, 4.21, 0, 2.41],
        [33.74, 133.1, 1272.23, 124.99, 178.64, 638.12, 495.17, 14.83, 0, 669.27, 0, 0, 91.97, 0,
         69.05],
        [0.24, 0.44, 0, 17.23, 20.39, 47.98, 42.6, 1.38, 0.57, 0, 1.55, 3.14, 0, 4.61, 0],
        [0, 0.02, 0.77, 2.08, 0, 0.42, 0, 0.84, 0, 0.57, 0.4, 0, 0, 0, 0],
        [0.64, 0.86, 4.66, 6.06, 1.81, 0, 2.37, 0, 0.69, 3, 1.75, 2.95, 0, 0.82, 0.35],
        [21.37, 0, 30.45, 29.07, 0, 14.46, 27.5, 4.6, 25.43, 4.01, 26.17, 0, 0, 0, 0],
        [1.05, 1.19, 0, 0, 1.16, 56.08, 23.93, 0, 0, 0, 0, 2.08, 0, 0, 0],
        [0, 0, 9.91, 0.31, 0, 0, 0, 0, 1.98, 1.64, 1.35, 0, 0, 0, 0],
        [0.62, 0, 0.64, 0, 0, 0.61, 0.63, 0.33, 0.12, 0.16, 0, 0.84, 0, 0.74, 0],
        [13.72, 10.86, 89.74, 0, 11.46, 0, 10.6, 0, 0, 42.02, 0, 29.18, 0, 0, 0],
        [3.21, 1.98, 8.2, 0, 0, 72.6, 2.86, 0, 0, 0, 0, 0, 0, 0, 0],
    ])  # fmt: skip
