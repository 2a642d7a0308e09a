"""Ranks with intervals: where a region stands if figures had fallen a little differently."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ranks", "ranks_among", "spread"]

Floats = NDArray[np.float64]


class Ranks(NamedTuple):
    """The middle rank of many draws and the interval that holds 95 % of them; 1 is first."""

    rank: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


def ranks_among(
    draws: Floats, places: NDArray[np.intp], against: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Give the rank of some places in every draw: draw × place.

    Parameters
    ----------
    draws
        Drawn values: draw × row. The places that are ranked against come first.
    places
        The rows that are ranked.
    against
        Which rows each of them is ranked among, itself not one of them: place × row.
    """
    others = draws[:, : against.shape[1]]
    found = np.empty((len(draws), len(places)), dtype=np.int64)
    for number, at in enumerate(places.tolist()):
        above = others > draws[:, [at]]
        found[:, number] = 1 + np.count_nonzero(above & against[number], axis=1)
    return found


def spread(ranks: NDArray[np.int64]) -> Ranks:
    """Give the middle and the interval of drawn ranks, along the first axis."""
    low, middle, high = np.quantile(ranks, (0.025, 0.5, 0.975), axis=0, method="nearest")
    return Ranks(middle.astype(np.int64), low.astype(np.int64), high.astype(np.int64))
