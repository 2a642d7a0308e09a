"""What each activity would get if the same awards fell in proportion to its strength.

The null deals the awards that were given, each whole and with its own size, to activities by
chance: an award falls on activity a with the probability s_a, its share of the strength, whatever
the others do. A few large awards make money noisy, and this shows how noisy.

The draws give the bands and how far the whole distribution may be from the strengths. A p-value
among many comparisons has to be told to one in a hundred thousand, which no draws of reasonable
number do: in the tails it comes from the exact distribution where the awards are few, else from
the saddlepoint approximation of Lugannani and Rice, which uses every award's size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from samspill.errors import UsageError

__all__ = ["Dealt", "deal", "deal_parts", "dealt_p", "mismatch", "mismatch_of_draws"]

Floats = NDArray[np.float64]

EMPTY_BY_CHANCE = 0.025
"""An activity that would get nothing with more than this chance is tested for too much only."""

_FEW = 11
_BINS = 96
_STEPS = 52
_BLOCK = 1 << 15
"""Awards dealt at a time, so few that they stay near the processor."""


@dataclass(frozen=True, eq=False)
class Dealt:
    """What the activities got, and what chance gives.

    Parameters
    ----------
    observed, expected
        Money, and what it would be on average.
    p
        Chance of something at least as far from the expected in money and number, see `dealt_p`.
    draws
        draws x activities, money by chance.
    """

    observed: Floats
    expected: Floats
    p: Floats
    draws: Floats

    @property
    def low(self) -> Floats:
        """95 % of what chance gives lies between this and `high`."""
        return self._band[0]

    @property
    def high(self) -> Floats:
        """95 % of what chance gives lies between `low` and this."""
        return self._band[1]

    @cached_property
    def _band(self) -> tuple[Floats, Floats]:
        # not always asked for, and as dear as the p-values
        low, high = np.quantile(self.draws, [0.025, 0.975], axis=0)
        return low, high


def deal(
    sizes: ArrayLike, activity: ArrayLike, strength: ArrayLike, *, seed: int, draws: int = 400
) -> Dealt:
    """Deal awards to activities in proportion to strength, and compare with where they went.

    Parameters
    ----------
    sizes
        Of each award, above 0.
    activity
        The number of the activity that each award went to.
    strength
        Of each activity, such as its employment; at least 0, scaled here to shares.
    seed
        The same seed gives the same draws.
    draws
        How many.

    Raises
    ------
    UsageError
        A size is not above 0, a strength is below 0 or all are 0, or a number is no activity.

    Examples
    --------
    >>> found = deal([1.0, 1.0, 2.0], [0, 0, 0], [1.0, 1.0], seed=1)
    >>> found.observed.tolist(), found.expected.tolist()
    ([4.0, 0.0], [2.0, 2.0])
    >>> found.p.round(6).tolist()  # all three on one of two: one in eight, counted half
    [0.0625, 0.9375]
    """
    size, at = np.asarray(sizes, np.float64), np.asarray(activity, np.intp)
    weight = np.asarray(strength, np.float64)
    if len(at) != len(size) or (len(at) and not 0 <= at.min() <= at.max() < len(weight)):
        raise UsageError(f"Awards went to activities 0 to {len(weight) - 1}, one each.")
    observed = np.bincount(at, weights=size, minlength=len(weight)).astype(np.float64)
    count = np.bincount(at, minlength=len(weight))
    return _dealt(observed, count, size, weight, seed, draws)


def deal_parts(
    sizes: ArrayLike, parts: ArrayLike, strength: ArrayLike, *, seed: int, draws: int = 400
) -> Dealt:
    """Deal awards that may be shared between several, such as areas, as `deal` does.

    By chance each award falls whole on one of them, so that the band is at its widest: where many
    awards are shared, fewer than 5 % are called under the null, and never more.

    Parameters
    ----------
    sizes
        Of each award, above 0.
    parts
        awards x areas: the part of the award that went to each, 0-1; they sum to one.
    strength, seed, draws
        As for `deal`.

    Raises
    ------
    UsageError
        As for `deal`, or the parts of an award do not sum to one.

    Examples
    --------
    >>> found = deal_parts([1.0, 1.0], [[1.0, 0.0], [0.5, 0.5]], [1.0, 3.0], seed=1)
    >>> found.observed.tolist(), found.expected.tolist()
    ([1.5, 0.5], [0.5, 1.5])
    """
    size, weight = np.asarray(sizes, np.float64), np.asarray(strength, np.float64)
    part = np.asarray(parts, np.float64).reshape(len(size), len(weight))
    if np.any(part < 0) or not np.allclose(part.sum(axis=1), 1.0):
        raise UsageError("The parts of an award are below 0 or do not sum to one.")
    return _dealt(size @ part, np.rint(part.sum(axis=0)), size, weight, seed, draws)


def _dealt(
    observed: Floats, count: NDArray[Any], size: Floats, weight: Floats, seed: int, draws: int
) -> Dealt:
    """Compare what was observed with draws in proportion to weight."""
    if np.any(~(size > 0)):
        raise UsageError("An award to deal has no size above 0: leave it out.")
    if np.any(~(weight >= 0)) or not weight.sum() > 0:
        raise UsageError("A strength to deal by is below 0 or missing, or all are 0.")
    share = weight / weight.sum()
    drawn = _draws(size, share, seed, draws)
    p = dealt_p(observed, count, size, share, drawn)
    return Dealt(observed, share * size.sum(), p, drawn)


def _draws(size: Floats, share: Floats, seed: int, draws: int) -> Floats:
    """Give draws x activities: the money that each would get."""
    random = np.random.default_rng(seed)
    stays, alias = _alias(share)
    # each column and behind them their aliases: a look-up of this costs a third of a choice,
    # which the processor cannot foresee
    columns = np.concatenate([np.arange(len(share)), alias])
    found = np.zeros((draws, len(share)))
    step = min(draws, max(1, _BLOCK // max(len(size), 1)))
    sizes, rows = np.tile(size, step), np.arange(step)[:, None] * len(share)
    for first in range(0, draws, step):
        count = min(step, draws - first)
        place = random.random((count, len(size))) * len(share)
        at = place.astype(np.intp)
        at += len(share) * (place - at >= stays.take(at))
        to = columns.take(at)
        to += rows[:count]
        money = np.bincount(to.ravel(), weights=sizes[: to.size], minlength=count * len(share))
        found[first : first + count] = money.reshape(count, len(share))
    return found


def _alias(share: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Give Walker's table: each column keeps a draw with a chance, else its alias gets it."""
    left = share * len(share)
    alias = np.arange(len(share))
    small = [int(at) for at in np.flatnonzero(left < 1)]
    large = [int(at) for at in np.flatnonzero(left >= 1)]
    stays = left.copy()
    while small and large:
        poor, rich = small.pop(), large[-1]
        alias[poor] = rich
        stays[rich] -= 1 - stays[poor]
        if stays[rich] < 1:
            small.append(large.pop())
    # what is left is full but for rounding
    stays[[*small, *large]] = 1.0
    return stays, alias


def dealt_p(
    observed: ArrayLike, counts: ArrayLike, sizes: ArrayLike, share: ArrayLike, draws: ArrayLike
) -> Floats:
    r"""Give each activity's p-value: the chance of money and number as far from the expected.

    Money alone is noisy, for one large award outweighs many; the number of awards alone would
    not see that they are large. The tails of both on the same side are put together by Cauchy's
    combination, which holds however the two depend on each other:

    .. math:: p = \tfrac12 - \tfrac1\pi \arctan\Big(\tfrac12 \sum_i \cot(\pi p_i)\Big)

    Parameters
    ----------
    observed, counts
        Money and number of awards of each activity.
    sizes
        Of each award.
    share
        The probability with which an award falls on each activity.
    draws
        draws x activities by chance, such as those of `deal`.

    Returns
    -------
    Floats
        Twice the smaller of the two sides, at most 1; what is as likely as the observed itself
        counts half (mid-p). An activity that gets nothing with a chance above `EMPTY_BY_CHANCE`
        cannot have surprisingly little; there it is the upper side alone.

    Undefined
    ---------
    NaN where the share is 0 or there is no award.

    Notes
    -----
    Liu & Xie (2020), Journal of the American Statistical Association 115:393-402,
    doi:10.1080/01621459.2018.1554485. Lugannani & Rice (1980), Advances in Applied Probability
    12:475-490, doi:10.2307/1426607. Mid-p: Lancaster (1961), doi:10.1080/01621459.1961.10482105.
    """
    x, size, chance = (np.asarray(one, np.float64) for one in (observed, sizes, share))
    drawn, count = np.asarray(draws, np.float64), np.asarray(counts, np.float64)
    if len(size) == 0:
        return np.full(x.shape, np.nan)
    upper, lower = _money_tails(x, size, chance, drawn)
    itself = special.bdtr(count, len(size), chance) - np.where(
        count > 0, special.bdtr(count - 1, len(size), chance), 0.0
    )
    many = special.bdtrc(count, len(size), chance) + itself / 2
    few = special.bdtr(count, len(size), chance) - itself / 2
    upper, lower = _together(upper, many), _together(lower, few)
    nothing = np.power(1 - chance, len(size))
    two_sided = np.minimum(1.0, 2 * np.minimum(upper, lower))
    p = np.where(nothing > EMPTY_BY_CHANCE, upper, two_sided)
    return np.where(chance > 0, np.clip(p, 1e-300, 1.0), np.nan)


def _together(one: Floats, other: Floats) -> Floats:
    """Give Cauchy's combination of two p-values."""
    a, b = (np.clip(p, 1e-300, 1 - 1e-12) for p in (one, other))
    # the tangent of a tiny p is one over it
    far = (1 / np.tan(np.pi * a) + 1 / np.tan(np.pi * b)) / 2
    return np.asarray(
        np.where(far > 1e8, 1 / (np.pi * np.maximum(far, 1)), 0.5 - np.arctan(far) / np.pi)
    )


def _money_tails(x: Floats, size: Floats, chance: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Give the upper and the lower tail of money, mid-p."""
    if len(size) <= _FEW:
        upper, lower = _exact_tails(x, size, chance)
    else:
        upper, lower = _drawn_tails(x, drawn)
        # what lies beyond nearly all draws is told by the sizes themselves
        rare = (np.minimum(upper, lower) < max(0.02, 12 / len(drawn))) & (chance > 0)
        if rare.any():
            upper[rare], lower[rare] = _saddlepoint_tails(x[rare], size, chance[rare])
    nothing = np.power(1 - chance, len(size))
    lower = np.where(x <= 0, nothing / 2, np.maximum(lower, nothing))
    upper = np.where(x <= 0, 1 - nothing / 2, np.minimum(upper, 1 - nothing))
    return upper, lower


def _drawn_tails(x: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Give the upper and the lower tail among the draws, ties counted half."""
    near = 1e-9 * np.maximum(np.abs(x), 1.0)
    above = np.sum(drawn > x + near, axis=0)
    below = np.sum(drawn < x - near, axis=0)
    same = len(drawn) - above - below
    upper = (above + same / 2 + 0.5) / (len(drawn) + 1)
    return upper, 1 - upper


def _exact_tails(x: Floats, size: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """Give both tails from every way in which a few awards can fall."""
    member = (np.arange(2 ** len(size))[:, None] >> np.arange(len(size))) & 1
    money, count = member @ size, member.sum(axis=1)
    odds = np.power(chance[None, :], count[:, None]) * np.power(
        1 - chance[None, :], (len(size) - count)[:, None]
    )
    near = 1e-9 * np.maximum(np.abs(x), 1.0)
    above = np.sum(odds * (money[:, None] > x + near), axis=0)
    below = np.sum(odds * (money[:, None] < x - near), axis=0)
    same = np.maximum(0.0, 1 - above - below)
    return above + same / 2, below + same / 2


def _saddlepoint_tails(x: Floats, size: Floats, chance: Floats) -> tuple[Floats, Floats]:
    """Give both tails by the saddlepoint of the sum of independent awards."""
    value, times = _binned(size)
    largest, total = value.max(), float(np.sum(value * times))
    scaled = np.clip(x, 1e-6 * value.min(), total * (1 - 1e-9)) / largest
    value = value / largest
    log_odds = np.log(chance) - np.log1p(-np.minimum(chance, 1 - 1e-12))
    # the tilt at which the expected sum is the observed one, by halving
    low, high = np.full(len(x), -700.0 / value.min()), np.full(len(x), 700.0 / value.min())
    low, high = np.maximum(low, -1e6), np.minimum(high, 1e6)
    money, inside = value * times, np.empty((len(x), len(value)))
    for _ in range(_STEPS):
        tilt = (low + high) / 2
        np.multiply(tilt[:, None], value, out=inside)
        inside += log_odds[:, None]
        mean = special.expit(inside, out=inside) @ money
        too_small = mean < scaled
        low, high = np.where(too_small, tilt, low), np.where(too_small, high, tilt)
    tilt = (low + high) / 2
    inside = special.expit(tilt[:, None] * value + log_odds[:, None])
    spread = (inside * (1 - inside)) @ (value**2 * times)
    logs = np.logaddexp(np.log1p(-chance)[:, None], np.log(chance)[:, None] + tilt[:, None] * value)
    cumulant = logs @ times
    w = np.sign(tilt) * np.sqrt(2 * np.maximum(tilt * scaled - cumulant, 0))
    u = tilt * np.sqrt(spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        correction = np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi) * (1 / u - 1 / w)
    upper = special.ndtr(-w) + correction
    lower = special.ndtr(w) - correction
    # at the mean itself the formula has no value, and beyond 0-1 it is rounding
    is_plain = (np.abs(w) < 1e-4) | ~np.isfinite(correction)
    upper = np.where(is_plain, special.ndtr(-w), upper)
    lower = np.where(is_plain, special.ndtr(w), lower)
    return np.clip(upper, 1e-300, 1.0), np.clip(lower, 1e-300, 1.0)


def _binned(size: Floats) -> tuple[Floats, Floats]:
    """Give sizes and how often each comes; many sizes are gathered where they are near."""
    values, times = np.unique(size, return_counts=True)
    if len(values) <= _BINS:
        return values, times.astype(np.float64)
    # the largest stay by themselves; the rest are gathered in steps of the same ratio
    alone = _BINS // 3
    rest, rest_times = values[:-alone], times[:-alone]
    edges = np.geomspace(rest[0], rest[-1], _BINS - alone)[1:-1]
    bin_of = np.searchsorted(edges, rest, side="right")
    count = np.bincount(bin_of, weights=rest_times, minlength=_BINS - alone - 1)
    money = np.bincount(bin_of, weights=rest * rest_times, minlength=_BINS - alone - 1)
    filled = count > 0
    gathered = money[filled] / count[filled]
    return (
        np.concatenate([gathered, values[-alone:]]),
        np.concatenate([count[filled], times[-alone:].astype(np.float64)]),
    )


def mismatch(money: ArrayLike, strength: ArrayLike) -> float:
    r"""Share of the money that would have to move for it to follow the strengths.

    .. math:: D = \tfrac12 \sum_a |f_a - s_a|

    Parameters
    ----------
    money, strength
        Of each activity; both are scaled to shares.

    Returns
    -------
    float
        0 (the money follows the strengths) to 1 (it goes where there is none).

    Undefined
    ---------
    NaN where there is no money or no strength.

    Examples
    --------
    >>> mismatch([3.0, 1.0], [1.0, 1.0])
    0.25
    """
    f, s = np.asarray(money, np.float64), np.asarray(strength, np.float64)
    if not f.sum() > 0 or not s.sum() > 0:
        return float("nan")
    return float(np.abs(f / f.sum() - s / s.sum()).sum() / 2)


def mismatch_of_draws(draws: ArrayLike, strength: ArrayLike) -> Floats:
    """Give the mismatch of each draw, draws x activities, as `mismatch` defines it."""
    drawn, s = np.asarray(draws, np.float64), np.asarray(strength, np.float64)
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    return np.asarray(np.abs(shares - s / s.sum()).sum(axis=1) / 2)
