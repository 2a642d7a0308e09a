"""The forecast of entry: two models of different kind, averaged, over redrawn regions, calibrated.

Gradient-boosted trees that may only rise with a quotient, with few leaves, see thresholds and
combinations; a logistic regression on pieces of each feature is smooth where the trees are steps.
Their mean is better than either. Each member of an ensemble learns from other places, so that
every place can be judged by members that have not seen it, and the scatter of the members says how
sure the forecast is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill.errors import UsageError
from samspill.forecast.history import Cells

__all__ = [
    "ENTRIES_AT_LEAST",
    "Calibration",
    "Member",
    "calibrated",
    "fit_member",
    "logit",
    "redrawn",
]

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

ENTRIES_AT_LEAST = 40
"""Entries that there must be to learn from."""

_ROWS_AT_MOST = 60_000
_KNOTS = (0.2, 0.5, 0.8)
_SURE = 1e-6
_LEFT_OUT = (
    "density_cosine",
    "density_jaccard",
    "density_association",
    "density_probability_index",
)
"""Densities that say nearly the same as the first: judged in the back-test, not learnt from."""


@dataclass(frozen=True)
class Member:
    """One model of an ensemble: what it learnt from one choice of places."""

    used: Places
    trees: Any
    pieces: _Pieces
    line: Any

    def score(self, cells: Cells) -> Floats:
        """Give the chance of entry of each cell, as a logit, not yet calibrated."""
        from threadpoolctl import threadpool_limits

        values = cells.values[:, self.used]
        with threadpool_limits(1):
            by_trees = self.trees.predict_proba(values)[:, 1]
            by_line = self.line.predict_proba(self.pieces.of(values))[:, 1]
        return logit((by_trees + by_line) / 2)


@dataclass(frozen=True)
class _Pieces:
    """Each feature as a broken line: clipped, with a kink at each knot, and where it is missing."""

    low: Floats
    high: Floats
    middle: Floats
    scale: Floats
    gaps: NDArray[np.bool_]
    knots: tuple[Floats, ...]

    @classmethod
    def learnt(cls, values: Floats) -> _Pieces:
        low, middle, high = np.nanquantile(values, [0.01, 0.5, 0.99], axis=0)
        clipped = np.clip(values, low, high)
        spread = np.nanstd(clipped, axis=0)
        knots = np.nanquantile(values, _KNOTS, axis=0)
        inside = [
            np.unique(one[(one > a) & (one < b)])
            for one, a, b in zip(knots.T, low, high, strict=True)
        ]
        gaps = np.asarray(np.isnan(values).any(axis=0))
        return cls(low, high, middle, np.where(spread > 0, spread, 1.0), gaps, tuple(inside))

    def of(self, values: Floats) -> Floats:
        missing = np.isnan(values)
        filled = np.where(missing, self.middle, np.clip(values, self.low, self.high))
        columns = [(filled - self.middle) / self.scale, missing[:, self.gaps].astype(np.float64)]
        for at, knots in enumerate(self.knots):
            columns.append(np.maximum(filled[:, [at]] - knots, 0.0) / self.scale[at])
        return np.hstack(columns)


def fit_member(cells: Cells, rising: frozenset[str], *, seed: int) -> Member:
    """Learn from cells whose outcome is known.

    Parameters
    ----------
    cells
        Of one window or several; a place may stand in it more than once.
    rising
        Names of features with which the chance may only rise.
    seed
        For the trees' choice of features and, where there are very many cells, of cells.

    Raises
    ------
    UsageError
        There are too few entries to learn from.
    """
    if cells.entered.sum() < ENTRIES_AT_LEAST:
        raise UsageError(
            f"There are {int(cells.entered.sum())} entries to learn from, and a forecast needs at "
            f"least {ENTRIES_AT_LEAST}."
        )
    # the learning library takes a second to load, and only a build needs it
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    random = np.random.default_rng(seed)
    if len(cells) > _ROWS_AT_MOST:
        cells = cells.chosen(np.sort(random.choice(len(cells), _ROWS_AT_MOST, replace=False)))
    is_known = ~np.asarray(np.isnan(cells.values).all(axis=0))
    used = np.flatnonzero(
        [known and name not in _LEFT_OUT for known, name in zip(is_known, cells.names, strict=True)]
    )
    values, outcome = cells.values[:, used], cells.entered.astype(np.int64)
    trees = HistGradientBoostingClassifier(
        learning_rate=0.08,
        max_iter=60,
        max_leaf_nodes=8,
        min_samples_leaf=60,
        l2_regularization=20.0,
        max_features=0.4,
        max_bins=64,
        early_stopping=False,
        monotonic_cst=[int(cells.names[at] in rising) for at in used],
        random_state=int(random.integers(2**31)),
    )
    pieces = _Pieces.learnt(values)
    line = LogisticRegression(C=1.0, solver="newton-cholesky", tol=1e-3)
    # one thread: the same sums in the same order on every machine, and no waiting for each other
    with threadpool_limits(1):
        trees.fit(values, outcome)
        line.fit(pieces.of(values), outcome)
    return Member(used, trees, pieces, line)


@dataclass(frozen=True)
class Calibration:
    """From a score to a probability: a logistic curve with two parameters (Platt)."""

    slope: float
    level: float

    def probability(self, score: Floats) -> Floats:
        """Give the probability of each score."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * score + self.level))))


def calibrated(score: Floats, entered: NDArray[np.bool_]) -> Calibration:
    """Learn how scores of cells that a model had not seen turn into probabilities.

    Platt (1999), in Advances in Large Margin Classifiers, MIT Press, with his correction of the
    outcomes for few entries; by Newton's method, which is exact in a handful of steps.
    """
    happened = float(entered.sum())
    others = float(len(entered) - happened)
    target = np.where(entered, (happened + 1) / (happened + 2), 1 / (others + 2))
    slope, level = 1.0, 0.0
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(slope * score + level)))
        weight = chance * (1 - chance)
        gradient = np.array([((chance - target) * score).sum(), (chance - target).sum()])
        curve = np.array(
            [
                [(weight * score * score).sum(), (weight * score).sum()],
                [(weight * score).sum(), weight.sum()],
            ]
        ) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, gradient)
        slope, level = slope - float(step[0]), level - float(step[1])
        if np.abs(step).max() < 1e-10:
            break
    return Calibration(slope, level)


def logit(probability: Floats) -> Floats:
    """Give the logarithm of the odds."""
    inside = np.clip(probability, _SURE, 1 - _SURE)
    return np.asarray(np.log(inside / (1 - inside)))


def redrawn(cells: Cells, places: Places, random: np.random.Generator) -> Cells:
    """Draw as many places as there are, some twice and some not, with all their cells."""
    drawn = random.choice(places, len(places))
    times = np.bincount(drawn, minlength=int(cells.place.max()) + 1)
    return cells.chosen(np.repeat(np.arange(len(cells)), times[cells.place]))
