"""What a presence matrix would look like by chance, given how much each row and column has.

Two nulls that keep the diversities and ubiquities: the bipartite configuration model keeps them on
average and has exact p-values; the curveball keeps them exactly and has only draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr, pdtrc

from samspill.errors import DataError, UsageError
from samspill.matrix import Axis, Matrix, Vector, require_same
from samspill.uncertainty.discovery import benjamini_hochberg

__all__ = [
    "ConfigurationModel",
    "TailMethod",
    "co_occurrence_p",
    "configuration_model",
    "curveball",
    "curveball_draws",
    "significant_co_occurrence",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
TailMethod = Literal["exact", "refined normal", "poisson"]

_ROUNDS = 200
_TOLERANCE = 1e-10
# states x class pairs that stay in the processor's cache while trials are added
_CACHED = 24_000


@dataclass(frozen=True)
class ConfigurationModel:
    """The bipartite configuration model of a presence matrix.

    Rows of one degree share their probabilities, and so do columns; the model is kept by distinct
    degree.

    Parameters
    ----------
    rows, columns
        The labels of the presence matrix.
    row_class, column_class
        Which distinct degree each row and each column has.
    by_class
        The probability of a presence, distinct row degree x distinct column degree.
    error
        The largest difference between an expected and an observed degree.
    """

    rows: Axis
    columns: Axis
    row_class: Numbers
    column_class: Numbers
    by_class: Floats
    error: float

    @property
    def probability(self) -> Matrix:
        """Probability of a presence in each cell."""
        cells = self.by_class[np.ix_(self.row_class, self.column_class)]
        return Matrix(cells, self.rows, self.columns, "probability, 0-1")

    def draw(self, seed: int) -> Matrix:
        """Give one random presence matrix; the same seed gives the same."""
        chance = self.probability
        cells = np.random.default_rng(seed).random(chance.shape) < chance.dense
        return chance.with_values(cells, "0 or 1")

    @property
    def fitness(self) -> tuple[Vector, Vector]:
        """The fitness of each row and column: p = x y / (1 + x y).

        They are fixed up to one factor, chosen so that the two sides have equal geometric means.
        A row or column that has nothing has 0, one that has everything infinity, and NaN stands
        where chance has nothing left to decide.
        """
        one, other = self._logit()
        return (
            Vector(np.exp(one)[self.row_class], self.rows, "fitness"),
            Vector(np.exp(other)[self.column_class], self.columns, "fitness"),
        )

    def _logit(self) -> tuple[Floats, Floats]:
        p = self.by_class
        inner = (p > 0) & (p < 1)
        one, other = np.full(p.shape[0], np.nan), np.full(p.shape[1], np.nan)
        one[(p == 0).all(axis=1)], one[(p == 1).all(axis=1)] = -np.inf, np.inf
        other[(p == 0).all(axis=0)], other[(p == 1).all(axis=0)] = -np.inf, np.inf
        rows, columns = inner.any(axis=1), inner.any(axis=0)
        if rows.any():
            block = p[np.ix_(rows, columns)]
            odds = np.log(block) - np.log1p(-block)
            mean = odds.mean() / 2
            one[rows], other[columns] = odds.mean(axis=1) - mean, odds.mean(axis=0) - mean
        return one, other


def _binary(presence: Matrix) -> Floats:
    values: Floats = presence.dense
    if not np.all((values == 0) | (values == 1)):
        raise DataError(
            "a presence is not 0 or 1",
            advice="Make presences of quotients with samspill.presence(); cells that are not "
            "observed count as absent there.",
        )
    return values


def configuration_model(presence: Matrix) -> ConfigurationModel:
    r"""Solve the bipartite configuration model, the most random one with these mean degrees.

    .. math:: p_{pa} = \frac{x_p y_a}{1 + x_p y_a}, \qquad
              \sum_a p_{pa} = k_p, \quad \sum_p p_{pa} = k_a

    Rows of equal degree have equal fitness, so the equations are solved over distinct degrees: a
    few fixed-point rounds, then Newton on the logarithms until no expected degree is further than
    1e-10 (of the largest degree) from the observed. Rows and columns that are empty or full are
    set apart first, again and again, since their probabilities are 0 and 1.

    Parameters
    ----------
    presence
        M, 0/1, any two axes.

    Returns
    -------
    ConfigurationModel
        Probabilities by distinct degree, with the error reached.

    Raises
    ------
    DataError
        A presence is not 0 or 1, or the equations could not be solved to 1e-6.

    Notes
    -----
    Saracco et al. (2015), Scientific Reports 5:10595, doi:10.1038/srep10595; Saracco et al.
    (2017), New Journal of Physics 19:053022, doi:10.1088/1367-2630/aa6b38.

    Peers
    -----
    bicm 3.4 solves the same equations over every row and column.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> model = configuration_model(Matrix([[1, 0], [0, 1]], places, activities))
    >>> model.probability.values
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    values = _binary(presence)
    row_degrees, row_class, row_times = np.unique(
        values.sum(axis=1), return_inverse=True, return_counts=True
    )
    column_degrees, column_class, column_times = np.unique(
        values.sum(axis=0), return_inverse=True, return_counts=True
    )
    by_class = _solve(row_degrees, row_times, column_degrees, column_times)
    off_rows = np.abs(by_class @ column_times - row_degrees).max(initial=0)
    off_columns = np.abs(row_times @ by_class - column_degrees).max(initial=0)
    error = float(max(off_rows, off_columns))
    if error > 1e-6:
        raise DataError(
            f"the configuration model of {len(presence.rows)} {presence.rows.kind} rows and "
            f"{len(presence.columns)} {presence.columns.kind} columns did not converge (an "
            f"expected degree is {error:.2g} off)",
            advice="Use curveball_draws() as the null.",
        )
    return ConfigurationModel(
        presence.rows,
        presence.columns,
        row_class.astype(np.intp),
        column_class.astype(np.intp),
        by_class,
        error,
    )


def _solve(
    row_degrees: Floats, row_times: Numbers, column_degrees: Floats, column_times: Numbers
) -> Floats:
    """Give the probabilities, distinct row degree x distinct column degree."""
    p = np.zeros((len(row_degrees), len(column_degrees)))
    rows, columns = np.ones(p.shape[0], bool), np.ones(p.shape[1], bool)
    # set apart what is empty or full, until nothing is; full ones take one from each of the others
    while rows.any() and columns.any():
        left_rows = row_degrees - p @ column_times
        left_columns = column_degrees - row_times @ p
        wide, high = column_times[columns].sum(), row_times[rows].sum()
        full_rows, full_columns = rows & (left_rows == wide), columns & (left_columns == high)
        empty_rows, empty_columns = rows & (left_rows == 0), columns & (left_columns == 0)
        if full_rows.any():
            p[np.ix_(full_rows, columns)] = 1
        elif full_columns.any():
            p[np.ix_(rows, full_columns)] = 1
            full_rows = np.zeros_like(rows)
        elif not (empty_rows.any() or empty_columns.any()):
            p[np.ix_(rows, columns)] = _inner(
                left_rows[rows],
                row_times[rows].astype(np.float64),
                left_columns[columns],
                column_times[columns].astype(np.float64),
            )
            break
        # full columns are looked at again once the full rows are gone
        rows &= ~(full_rows | empty_rows)
        columns &= ~(empty_columns if full_rows.any() else empty_columns | full_columns)
    return p


def _inner(k: Floats, k_times: Floats, u: Floats, u_times: Floats) -> Floats:
    """Solve for degrees that are neither empty nor full: fixed point, then Newton."""
    x, y = k / np.sqrt(k_times @ k), u / np.sqrt(u_times @ u)
    for _ in range(5):
        x = k / ((y / (1 + np.outer(x, y))) @ u_times)
        y = u / (k_times @ (x[:, None] / (1 + np.outer(x, y))))
    one, other = np.log(x), np.log(y)
    rows = len(one)
    target = _TOLERANCE * max(k.max(), u.max())

    def likelihood(at: Floats) -> float:
        together = at[:rows, None] + at[rows:]
        spread = k_times @ np.logaddexp(0, together) @ u_times
        return float((k_times * k) @ at[:rows] + (u_times * u) @ at[rows:] - spread)

    at = np.concatenate([one, other])
    height = likelihood(at)
    p: Floats = expit(at[:rows, None] + at[rows:])
    for _ in range(_ROUNDS):
        miss = np.concatenate([k - p @ u_times, u - k_times @ p])
        if np.abs(miss).max() <= target:
            break
        weight = p * (1 - p)
        slope = np.zeros((len(at), len(at)))
        cross = k_times[:, None] * weight * u_times
        slope[:rows, rows:], slope[rows:, :rows] = cross, cross.T
        diagonal = np.concatenate([k_times * (weight @ u_times), u_times * (k_times @ weight)])
        # one direction (all x up, all y down) changes nothing: hold the first row's fitness
        slope[np.diag_indices_from(slope)] = diagonal * (1 + 1e-13) + 1e-300
        uphill = np.concatenate([k_times, u_times]) * miss
        step = np.zeros_like(at)
        step[1:] = np.linalg.solve(slope[1:, 1:], uphill[1:])
        stride = 1.0
        while (higher := likelihood(at + stride * step)) < height - 1e-9 * abs(height):
            stride /= 2
            if stride < 1e-8:
                return p
        at = at + stride * step
        height = higher
        p = expit(at[:rows, None] + at[rows:])
    return p


def co_occurrence_p(
    presence: Matrix,
    model: ConfigurationModel | None = None,
    *,
    method: TailMethod = "exact",
) -> Matrix:
    r"""Probability that two columns share at least as many rows as they do, by chance.

    .. math:: V_{ab} = \sum_p M_{pa} M_{pb}, \qquad
              p_{ab} = P\Big(\sum_p \mathrm{Bernoulli}(p_{pa}\, p_{pb}) \ge V_{ab}\Big)

    The sum is Poisson-binomial. `exact` adds the trials one by one with everything at or above
    the observed in one absorbing state: only positive terms, so that small p-values are as exact
    as large ones. Pairs of columns with the same two degrees have the same distribution, which is
    found once. `refined normal` corrects the normal for skewness (Volkova 1996): its error,
    measured against `exact`, is below 0.04 over the variance where that is above 1 and below 0.1
    elsewhere; take it for thousands of rows. `poisson` is there for comparison: its p-values are
    too large (1.2-1.5 times where p < 0.05), which hides discoveries; its error is at most
    :math:`\sum q^2/\sum q` (Barbour & Hall 1984).

    Parameters
    ----------
    presence
        M, 0/1. For pairs of rows give `presence.transposed`.
    model
        The null; solved from `presence` without it.
    method
        `exact`, `refined normal` or `poisson`.

    Returns
    -------
    Matrix
        p, columns x columns, symmetric, 0-1.

    Undefined
    ---------
    The diagonal is NaN: a column is not tested against itself.

    Raises
    ------
    AxisMismatch
        The model is of other rows and columns.
    DataError
        A presence is not 0 or 1.
    UsageError
        There is no such method.

    Notes
    -----
    Saracco et al. (2017); Hong (2013), Computational Statistics & Data Analysis 59:41-51,
    doi:10.1016/j.csda.2012.10.006; Volkova (1996), Theory of Probability and its Applications
    40:791-794.

    Peers
    -----
    bicm 3.4: `poibin` is the same; `normal` and `rna` give the lower tail; `poisson` is the
    default there.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> co_occurrence_p(Matrix([[1, 1], [0, 0]], places, activities)).values
    array([[nan,  1.],
           [ 1., nan]])
    """
    values = _binary(presence)
    null = configuration_model(presence) if model is None else model
    require_same(presence.rows, null.rows, f"{presence.rows.kind} rows of presence and model")
    require_same(presence.columns, null.columns, "columns of presence and model")
    shared = (values.T @ values).astype(np.intp)
    times = np.bincount(null.row_class, minlength=len(null.by_class)).astype(np.intp)
    if method == "exact":
        p = _exact_tails(shared, null.by_class, times, null.column_class)
    elif method == "poisson":
        mean = null.by_class.T @ (times[:, None] * null.by_class)
        p = np.where(shared > 0, pdtrc(shared - 1, _spread(mean, null.column_class)), 1.0)
    elif method == "refined normal":
        p = _refined_normal(shared, null.by_class, times, null.column_class)
    else:
        raise UsageError(
            f"There is no method «{method}» for co-occurrence: give exact, refined normal or "
            f"poisson."
        )
    # the same number on both sides, to the last digit
    below = np.tril_indices(len(p), -1)
    p[below] = p.T[below]
    np.fill_diagonal(p, np.nan)
    return Matrix(p, presence.columns, presence.columns, "probability, 0-1")


def _spread(by_class: Floats, column_class: Numbers) -> Floats:
    """Give the classes' values to each pair of columns."""
    return np.asarray(by_class[np.ix_(column_class, column_class)], np.float64)


def _refined_normal(
    shared: Numbers, by_class: Floats, times: Numbers, column_class: Numbers
) -> Floats:
    powers = [by_class**power for power in (1, 2, 3)]
    first, second, third = (one.T @ (times[:, None] * one) for one in powers)
    variance = first - second
    sd = np.sqrt(np.where(variance > 0, variance, np.nan))
    skew = (first - 3 * second + 2 * third) / sd**3
    at = (shared - 0.5 - _spread(first, column_class)) / _spread(sd, column_class)
    density = np.exp(-0.5 * at * at) / np.sqrt(2 * np.pi)
    lower = ndtr(-at) - _spread(skew, column_class) * (1 - at * at) * density / 6
    # without variance the sum is its mean, and the observed cannot be beyond it
    sure = (shared == 0) | np.isnan(lower)
    return np.asarray(np.where(sure, 1.0, np.clip(lower, 0.0, 1.0)), np.float64)


def _exact_tails(
    shared: Numbers, by_class: Floats, times: Numbers, column_class: Numbers
) -> Floats:
    """Give P(X >= shared) for every pair of columns, one distribution a pair of classes."""
    classes = by_class.shape[1]
    upper = np.triu_indices(len(column_class), 1)
    observed = shared[upper]
    one, other = column_class[upper[0]], column_class[upper[1]]
    pair = np.minimum(one, other) * classes + np.maximum(one, other)
    kinds, kind = np.unique(pair, return_inverse=True)
    most = np.zeros(len(kinds), np.intp)
    np.maximum.at(most, kind, observed)
    # like with like: pairs of classes that need about as many states are taken together
    order = np.argsort(most, kind="stable")
    tails = np.ones((len(kinds), int(most.max(initial=0)) + 1))
    start = 0
    while start < len(order):
        stop = start + 1
        room = _CACHED // (int(most[order[start]]) + 1) + 1
        stop = min(len(order), start + room)
        chunk = order[start:stop]
        states = int(most[chunk[-1]])
        if states:
            tails[chunk, : states + 1] = _absorbed(
                by_class[:, kinds[chunk] // classes] * by_class[:, kinds[chunk] % classes],
                times,
                states,
            ).T
        start = stop
    p = np.ones(shared.shape)
    p[upper] = tails[kind, observed]
    p.T[upper] = p[upper]
    return p


def _absorbed(chance: Floats, times: Numbers, states: int) -> Floats:
    """Give P(X >= v) for v = 0 to `states`: trials in the first axis, distributions in the second.

    The last state takes in all that reaches it; the others hold P(X = v).
    """
    mass = np.zeros((states + 1, chance.shape[1]))
    mass[0] = 1.0
    flow = np.empty((states, chance.shape[1]))
    reached = 0
    for one, count in zip(chance, times, strict=True):
        for _ in range(count):
            reached = min(reached + 1, states)
            np.multiply(mass[:reached], one, out=flow[:reached])
            mass[:reached] -= flow[:reached]
            mass[1 : reached + 1] += flow[:reached]
    tails: Floats = np.minimum(np.cumsum(mass[::-1], axis=0)[::-1], 1.0)
    tails[0] = 1.0
    return tails


def significant_co_occurrence(
    presence: Matrix,
    model: ConfigurationModel | None = None,
    *,
    method: TailMethod = "exact",
) -> Matrix:
    r"""Give the false discovery rate at which a pair of columns is together more than by chance.

    Benjamini-Hochberg over all pairs, each counted once, on the p-values of `co_occurrence_p`.

    Parameters
    ----------
    presence
        M, 0/1. For pairs of rows give `presence.transposed`.
    model
        The null; solved from `presence` without it.
    method
        As in `co_occurrence_p`.

    Returns
    -------
    Matrix
        q, columns x columns, symmetric, 0-1. Pairs with q < 0.05 are the validated projection.

    Undefined
    ---------
    The diagonal is NaN.

    Notes
    -----
    Saracco et al. (2017), New Journal of Physics 19:053022, doi:10.1088/1367-2630/aa6b38.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> significant_co_occurrence(Matrix([[1, 1], [0, 0]], places, activities))["x", "y"]
    1.0
    """
    p = co_occurrence_p(presence, model, method=method)
    upper = np.triu_indices(len(p.rows), 1)
    q = np.full(p.shape, np.nan)
    q[upper] = benjamini_hochberg(p.dense[upper])
    q.T[upper] = q[upper]
    return p.with_values(q, "false discovery rate, 0-1")


def curveball_draws(
    presence: Matrix, *, seed: int, draws: int, trades: int | None = None
) -> Iterator[Matrix]:
    r"""Draw presence matrices that keep every diversity and every ubiquity exactly.

    Two rows pool what only one of them has and deal it out again at random, each keeping its
    number; then two others. The first draw comes after a burn-in of ten times as many trades.

    Parameters
    ----------
    presence
        M, 0/1.
    seed
        The same seed gives the same draws.
    draws
        How many matrices to give.
    trades
        Trades between two draws; five for each row without it, after which a draw is close to
        independent of the one before (Strona et al. 2014).

    Returns
    -------
    Iterator of Matrix
        Labelled like `presence`.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Notes
    -----
    Strona et al. (2014), Nature Communications 5:4114, doi:10.1038/ncomms5114; uniform over all
    such matrices: Carstens (2015), Physical Review E 91:042812, doi:10.1103/PhysRevE.91.042812.

    Peers
    -----
    None of bicm 3.4, ecomplexity 0.5.3, economiccomplexity 2.0 and EconGeo 2.1 has it.

    Examples
    --------
    >>> places = Axis("place", "", ("A", "B", "C"))
    >>> activities = Axis("activity", "", ("x", "y", "z"))
    >>> diagonal = Matrix(np.eye(3), places, activities)
    >>> [int(one.values.sum()) for one in curveball_draws(diagonal, seed=1, draws=2)]
    [3, 3]
    """
    values = _binary(presence)
    has = [set(np.flatnonzero(row).tolist()) for row in values]
    steps = 5 * len(has) if trades is None else trades
    random = np.random.default_rng(seed)
    for number in range(draws):
        if len(has) > 1:
            _trade(has, steps if number else 10 * steps, random)
        cells = np.zeros(values.shape)
        for row, columns in enumerate(has):
            cells[row, list(columns)] = 1
        yield presence.with_values(cells, "0 or 1")


def _trade(has: list[set[int]], steps: int, random: np.random.Generator) -> None:
    """Let pairs of rows trade, in place."""
    first = random.integers(0, len(has), steps)
    second = (first + random.integers(1, len(has), steps)) % len(has)
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        mine, yours = has[one], has[other]
        only_mine = mine - yours
        only_yours = yours - mine
        if not only_mine or not only_yours:
            continue
        pool = np.array(sorted(only_mine | only_yours))
        random.shuffle(pool)
        both = mine & yours
        has[one] = both | set(pool[: len(only_mine)].tolist())
        has[other] = both | set(pool[len(only_mine) :].tolist())


def curveball(presence: Matrix, *, seed: int, trades: int | None = None) -> Matrix:
    """Draw one presence matrix that keeps every diversity and every ubiquity exactly.

    Parameters
    ----------
    presence
        M, 0/1.
    seed
        The same seed gives the same draw.
    trades
        A tenth of the trades to make; five for each row without it.

    Returns
    -------
    Matrix
        As one of `curveball_draws`.

    Examples
    --------
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> drawn = curveball(Matrix([[1, 1], [0, 1]], places, activities), seed=1)
    >>> drawn.values.tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    return next(curveball_draws(presence, seed=seed, draws=1, trades=trades))
