"""The recovery attack: bound what is hidden by all sums that are published beside it.

An independent program: it knows nothing of how cells were chosen. What a reader of everything
published knows is one linear programme an activity: hidden cells are as large as their number of
establishments at the least, and the sums that are shown hold (HiGHS, by scipy).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

__all__ = ["Known", "Target", "recovered"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Known:
    """What is published of one activity and year.

    `cells` has NaN where hidden, `least` what a cell is at the least, `sums` the members of each
    published sum and its value.
    """

    cells: Floats
    least: Floats
    sums: Sequence[tuple[Mask, float]]


@dataclass(frozen=True)
class Target:
    """A sensitive figure: which cells it is the sum of, what it is, how far one must stay off."""

    members: Mask
    truth: float
    margin: float


def recovered(known: Known, targets: Sequence[Target]) -> list[tuple[Target, float, float]]:
    """Give the targets that the attack bounds more closely than their margin either way.

    Below, a figure cannot be further off than what it is at the least.
    """
    hidden = np.flatnonzero(np.isnan(known.cells))
    rows, right = [], []
    for members, value in known.sums:
        rows.append(members[hidden].astype(float))
        right.append(value - np.nansum(np.where(members, known.cells, 0.0)))
    box = [(float(known.least[place]), None) for place in hidden]
    caught = []
    for target in targets:
        shown = np.nansum(np.where(target.members, known.cells, 0.0))
        aim = target.members[hidden].astype(float)
        ends = []
        for sign in (1.0, -1.0):
            told = linprog(sign * aim, A_eq=np.array(rows), b_eq=right, bounds=box, method="highs")
            assert told.status in (0, 3), told.message
            ends.append(shown + sign * told.fun if told.status == 0 else np.inf)
        least = float(known.least[target.members].sum())
        below = min(target.margin, target.truth - least)
        low, high = ends
        if low > target.truth - below + 1e-6 or high < target.truth + target.margin - 1e-6:
            caught.append((target, low, high))
    return caught
