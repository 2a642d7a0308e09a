"""How well a list of options was ordered, and how honest its probabilities were.

Every score is of cells with weights, so that redrawing places is a matter of weights: a place that
is drawn twice counts twice. With weights of one they are the usual scores.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["brier", "draws_of_places", "interval", "precisions"]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_AT_ONCE = 1_000_000
"""Cells × draws that are weighed at a time."""


def precisions(
    score: Floats, happened: NDArray[np.bool_], weights: Floats, first: int
) -> tuple[Floats, Floats]:
    r"""Average precision, and the precision among the first so many cells.

    .. math:: AP = \sum_n (R_n - R_{n-1})\, P_n

    Cells of one score are taken together, and share the places at the edge of the first.

    Parameters
    ----------
    score
        One for each cell, the highest first; NaN is last.
    happened
        Whether it came true.
    weights
        draw × cell.
    first
        How many cells the top has.

    Returns
    -------
    tuple
        Both with one value for each draw; the average precision is NaN without an entry.
    """
    average, at_top = [], []
    for count, hits in _ordered(score, happened, weights):
        total = hits.sum(axis=1)
        ahead, right = count.cumsum(axis=1), hits.cumsum(axis=1)
        precision = np.divide(right, ahead, out=np.zeros_like(right), where=ahead > 0)
        average.append((hits * precision).sum(axis=1) / np.where(total > 0, total, np.nan))
        # no draw reaches further than this into the list
        end = int((ahead < first).sum(axis=1).max()) + 1
        count, hits, ahead = count[:, :end], hits[:, :end], ahead[:, :end]
        inside = np.clip(first - (ahead - count), 0.0, count)
        rate = np.divide(hits, count, out=np.zeros_like(hits), where=count > 0)
        at_top.append((inside * rate).sum(axis=1) / inside.sum(axis=1))
    return np.concatenate(average), np.concatenate(at_top)


def brier(probability: Floats, happened: NDArray[np.bool_], weights: Floats) -> Floats:
    """Mean squared distance between probability and outcome; lower is better."""
    return np.asarray(weights @ (probability - happened) ** 2 / weights.sum(axis=1))


def draws_of_places(place: Places, *, repeats: int, seed: int) -> Floats:
    """Give the weights of cells when places are redrawn: a row as observed, then the draws.

    Parameters
    ----------
    place
        The place of each cell.
    repeats
        How many times to draw.
    seed
        The same seed gives the same draws.
    """
    _, at = np.unique(place, return_inverse=True)
    number = int(at.max()) + 1
    random = np.random.default_rng(seed)
    times = random.multinomial(number, np.full(number, 1 / number), size=repeats)
    every = np.vstack([np.ones((1, number)), times.astype(np.float64)])
    return np.asarray(every[:, at], dtype=np.float64)


def interval(draws: Floats, level: float = 0.95) -> tuple[float, float, float]:
    """Give the value as observed and the percentile interval of the draws behind it."""
    redrawn = draws[1:]
    if np.isnan(redrawn).all():
        return float(draws[0]), float("nan"), float("nan")
    low, high = np.nanquantile(redrawn, [(1 - level) / 2, (1 + level) / 2])
    return float(draws[0]), float(low), float(high)


def _ordered(
    score: Floats, happened: NDArray[np.bool_], weights: Floats
) -> Iterator[tuple[Floats, Floats]]:
    """Give weight and hits of each distinct score, the highest first, some draws at a time."""
    filled = np.where(np.isnan(score), -np.inf, score)
    order = np.argsort(-filled, kind="stable")
    sorted_score = filled[order]
    starts = np.flatnonzero(np.r_[True, sorted_score[1:] != sorted_score[:-1]])
    right = happened[order].astype(np.float64)
    step = max(1, _AT_ONCE // max(1, len(score)))
    for first in range(0, len(weights), step):
        block = weights[first : first + step][:, order]
        hits = block * right
        if len(starts) < len(order):
            block = np.add.reduceat(block, starts, axis=1)
            hits = np.add.reduceat(hits, starts, axis=1)
        yield block, hits
