"""Inequality: how unequal a level (income, productivity, a share) is over places.

Levels stand as places × variables (years, activities), and each measure gives one number for each
variable. Where `weights` (the population) are given, each place counts by its weight; otherwise
every place counts the same. A place without level or weight is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from samspill.catalogue import indicator
from samspill.errors import DataError, UnknownCode, UsageError
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "SpatialGini",
    "TheilParts",
    "atkinson_index",
    "coefficient_of_variation",
    "dalton_measure",
    "gini_coefficient",
    "mean_log_deviation",
    "palma_ratio",
    "spatial_gini",
    "theil_decomposition",
    "theil_index",
    "wolfson_index",
]

Floats = NDArray[np.float64]

_THEIL = "Theil (1967), Economics and Information Theory, North-Holland"


class TheilParts(NamedTuple):
    """The Theil index and its two parts, which add up to it."""

    total: Vector
    within: Vector
    between: Vector


class SpatialGini(NamedTuple):
    """The Gini coefficient, its part between neighbours and its part between the others."""

    total: Vector
    near: Vector
    far: Vector
    polarisation: Vector


def _positive(values: Floats) -> Floats:
    """Give the values with NaN for zero, so that what is divided by them is undefined."""
    return np.where(values > 0, values, np.nan)


def _levels(levels: Matrix, weights: Vector | None) -> tuple[Floats, Floats]:
    """Give levels and weights that sum to 1, both 0 where either is not observed."""
    values = levels.dense
    if (values < 0).any() or np.isinf(values).any():
        raise DataError(
            "a level is negative or infinite, and its inequality is not defined",
            advice="Leave it out as not observed (NaN).",
        )
    weight = np.ones(len(levels.rows))
    if weights is not None:
        require_same(levels.rows, weights.axis, "places of levels and weights")
        weight = weights.values
        if (weight < 0).any() or np.isinf(weight).any():
            raise DataError("a weight is negative or infinite")
    known = ~np.isnan(values) & ~np.isnan(weight)[:, None]
    share = np.where(known, weight[:, None], 0.0)
    return np.where(known, values, 0.0), share / _positive(share.sum(axis=0))


def _relative(levels: Matrix, weights: Vector | None) -> tuple[Floats, Floats]:
    """Give levels over their mean, and weights."""
    values, share = _levels(levels, weights)
    return values / _positive((values * share).sum(axis=0)), share


@indicator(
    title={"en": "Gini coefficient", "nb": "Gini-koeffisient"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("variable",),
    source="Gini (1921), The Economic Journal 31:124-126, doi:10.2307/2223319",
)
def gini_coefficient(levels: Matrix, weights: Vector | None = None) -> Vector:
    r"""Mean difference between two places over twice the mean.

    .. math:: G = \frac{1}{2\mu} \sum_p \sum_q w_p w_q |y_p - y_q|

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    Vector
        G, 0 (all the same) to 1 - 1/n. Times n/(n-1) it is the normalised coefficient.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level or a weight is negative or infinite.

    Peers
    -----
    EconGeo `gini` (three decimals), PySAL `Gini`, `gini_gig`, REAT `gini`, `gini2`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B")), Axis("variable", "", ("y",))
    >>> gini_coefficient(Matrix([[1], [3]], places, variables)).values
    array([0.25])
    """
    ratio, share = _relative(levels, weights)
    # a variable's places stand next to each other in memory, where sorting is fast
    ratio, weight = np.ascontiguousarray(ratio.T), np.ascontiguousarray(share.T)
    order = np.argsort(ratio, axis=1, kind="stable")
    steps = np.take_along_axis(weight, order, axis=1)
    parts = np.take_along_axis(ratio * weight, order, axis=1)
    # the curve before and after each place, added
    gini = 1 - (steps * (2 * parts.cumsum(axis=1) - parts)).sum(axis=1)
    return Vector(np.where(_some(share), gini, np.nan), levels.columns, "0-1")


def _some(share: Floats) -> NDArray[np.bool_]:
    return np.asarray((share > 0).any(axis=0))


@indicator(
    title={"en": "Theil index", "nb": "Theil-indeks"},
    unit={"en": "nats", "nb": "nat"},
    of=("variable",),
    source=_THEIL,
)
def theil_index(levels: Matrix, weights: Vector | None = None) -> Vector:
    r"""Entropy that the levels lack against an even distribution.

    .. math:: T = \sum_p w_p \frac{y_p}{\mu} \ln \frac{y_p}{\mu}, \quad 0 \ln 0 = 0

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    Vector
        T, 0 (all the same) to ln n.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level or a weight is negative or infinite.

    Peers
    -----
    PySAL `Theil`: the same (adds a tiny number to zeros). REAT `theil`: see
    `mean_log_deviation`.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B")), Axis("variable", "", ("y",))
    >>> theil_index(Matrix([[0], [3]], places, variables)).values.round(4)
    array([0.6931])
    """
    ratio, share = _relative(levels, weights)
    index = (share * xlogy(ratio, ratio)).sum(axis=0)
    return Vector(np.where(_some(share), index, np.nan), levels.columns, "nats")


@indicator(
    title={"en": "Theil decomposition", "nb": "Theil-dekomponering"},
    unit={"en": "nats", "nb": "nat"},
    of=("variable",),
    source=_THEIL,
)
def theil_decomposition(
    levels: Matrix, groups: Mapping[str, str], weights: Vector | None = None
) -> TheilParts:
    r"""Split the Theil index into what is within groups of places and what is between them.

    .. math:: T = \sum_g W_g \frac{\mu_g}{\mu} T_g + \sum_g W_g \frac{\mu_g}{\mu}
        \ln \frac{\mu_g}{\mu}

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    groups
        The group (county, type) of each place, by code.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    TheilParts
        `total`, `within` and `between`.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level is negative or infinite.
    UnknownCode
        A place has no group.

    Peers
    -----
    PySAL `TheilD`: the same. EconGeo, ecomplexity, economiccomplexity: none.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B", "C")), Axis("variable", "", ("y",))
    >>> counties = {"A": "1", "B": "1", "C": "2"}
    >>> parts = theil_decomposition(Matrix([[1], [3], [2]], places, variables), counties)
    >>> [part.values.round(4).tolist() for part in parts]
    [[0.0872], [0.0872], [0.0]]
    """
    ratio, share = _relative(levels, weights)
    member = _membership(levels.rows.codes, groups)
    group_share = member @ share
    group_ratio = member @ (share * ratio) / _positive(group_share)
    between = np.nansum(group_share * xlogy(group_ratio, group_ratio), axis=0)
    # each place against the mean of its own group
    own = member.T @ np.nan_to_num(group_ratio)
    inner = np.divide(ratio, own, out=np.zeros_like(ratio), where=own > 0)
    within = (share * own * xlogy(inner, inner)).sum(axis=0)
    total = theil_index(levels, weights)
    parts = (np.where(np.isnan(total.values), np.nan, part) for part in (within, between))
    return TheilParts(total, *(Vector(part, levels.columns, "nats") for part in parts))


def _membership(codes: tuple[str, ...], groups: Mapping[str, str]) -> Floats:
    """Give group × place, 1 where the place is in the group."""
    for code in codes:
        if code not in groups:
            raise UnknownCode("group for place", code, groups)
    names = sorted({groups[code] for code in codes})
    member = [[groups[code] == name for code in codes] for name in names]
    return np.array(member, dtype=np.float64).reshape(len(names), len(codes))


@indicator(
    title={"en": "Mean log deviation", "nb": "Gjennomsnittlig logaritmisk avvik"},
    unit={"en": "nats", "nb": "nat"},
    of=("variable",),
    source=_THEIL,
)
def mean_log_deviation(levels: Matrix, weights: Vector | None = None) -> Vector:
    r"""Mean of how far, in logarithms, places lie below the mean (Theil's L).

    .. math:: L = \sum_p w_p \ln \frac{\mu}{y_p}

    Parameters
    ----------
    levels
        y, place × variable, above zero.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    Vector
        L, 0 and more.

    Undefined
    ---------
    NaN where nothing is observed or a level is zero.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level is negative or infinite.

    Peers
    -----
    REAT `theil`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B")), Axis("variable", "", ("y",))
    >>> mean_log_deviation(Matrix([[1], [3]], places, variables)).values.round(4)
    array([0.1438])
    """
    ratio, share = _relative(levels, weights)
    logs = np.log(np.where(share > 0, _positive(ratio), 1.0))
    index = -(share * logs).sum(axis=0)
    return Vector(np.where(_some(share), index, np.nan), levels.columns, "nats")


@indicator(
    title={"en": "Atkinson index", "nb": "Atkinson-indeks"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("variable",),
    source="Atkinson (1970), J Economic Theory 2:244-263, doi:10.1016/0022-0531(70)90039-6",
)
def atkinson_index(levels: Matrix, aversion: float = 0.5, weights: Vector | None = None) -> Vector:
    r"""Share of the total that could be given up for equality without loss of welfare.

    .. math:: A = 1 - \Big[\sum_p w_p \Big(\frac{y_p}{\mu}\Big)^{1-\epsilon}\Big]^{1/(1-\epsilon)},
        \qquad A_{\epsilon=1} = 1 - \exp \sum_p w_p \ln \frac{y_p}{\mu}

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    aversion
        epsilon, 0 or more: how much the low levels weigh.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    Vector
        A, 0-1. The equally distributed equivalent is the mean times 1 - A.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero. With epsilon of 1 or more a level of
    zero makes it 1.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level is negative or infinite.
    UsageError
        The aversion is negative.

    Peers
    -----
    PySAL `atkinson`: the same. REAT `atkinson`: the same; with a zero and epsilon 1 it has NA.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", tuple("ABCDE")), Axis("variable", "", ("y",))
    >>> incomes = Matrix([[10], [20], [30], [40], [50]], places, variables)
    >>> atkinson_index(incomes).values.round(5), atkinson_index(incomes, 1).values.round(5)
    (array([0.06315]), array([0.13161]))
    """
    if not aversion >= 0:
        raise UsageError(f"An aversion to inequality of {aversion} has no meaning; give 0 or more.")
    ratio, share = _relative(levels, weights)
    used = share > 0
    with np.errstate(divide="ignore"):
        if aversion == 1:
            logs = np.log(np.where(used, ratio, 1.0))
            equal = np.exp(np.where(used, share * logs, 0.0).sum(axis=0))
        else:
            powers = np.where(used, ratio, 1.0) ** (1 - aversion)
            equal = np.where(used, share * powers, 0.0).sum(axis=0) ** (1 / (1 - aversion))
    return Vector(np.where(_some(share), 1 - equal, np.nan), levels.columns, "share, 0-1")


@indicator(
    title={"en": "Coefficient of variation", "nb": "Variasjonskoeffisient"},
    unit={"en": "ratio to the mean", "nb": "forhold til gjennomsnittet"},
    of=("variable",),
    source="Williamson (1965), Economic Development and Cultural Change 13:1-84, "
    "doi:10.1086/450136",
)
def coefficient_of_variation(levels: Matrix, weights: Vector | None = None) -> Vector:
    r"""Give the standard deviation over the mean; weighted by population, the Williamson index.

    .. math:: V = \frac{1}{\mu} \sqrt{\sum_p w_p (y_p - \mu)^2}

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    weights
        w for each place, made to sum to 1; all the same unless given.

    Returns
    -------
    Vector
        V, 0 and more; divisor n.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero.

    Raises
    ------
    AxisMismatch
        The weights are of other places.
    DataError
        A level is negative or infinite.

    Peers
    -----
    REAT `cv(is.sample = FALSE)`: the same. REAT `williamson`: the same where `wmean = TRUE`;
    by default it measures weighted departures from the unweighted mean.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, variables = Axis("place", "", ("A", "B")), Axis("variable", "", ("y",))
    >>> levels, people = Matrix([[1], [3]], places, variables), Vector([300, 100], places)
    >>> coefficient_of_variation(levels).values, coefficient_of_variation(levels, people).values
    (array([0.5]), array([0.57735027]))
    """
    ratio, share = _relative(levels, weights)
    variance = (share * (ratio - 1) ** 2).sum(axis=0)
    return Vector(
        np.where(_some(share), np.sqrt(variance), np.nan), levels.columns, "ratio to the mean"
    )


@indicator(
    title={"en": "Dalton measure", "nb": "Daltons mål"},
    unit={"en": "ratio of logarithms", "nb": "forhold mellom logaritmer"},
    of=("variable",),
    source="Dalton (1920), The Economic Journal 30:348-361, doi:10.2307/2223525",
)
def dalton_measure(levels: Matrix) -> Vector:
    r"""Logarithm of the mean over the logarithm of the geometric mean.

    .. math:: \delta = \log \mu \big/ \log \sqrt[n]{\textstyle\prod_p y_p}

    It depends on the unit of the levels; prefer the other measures.

    Parameters
    ----------
    levels
        y, place × variable, above zero.

    Returns
    -------
    Vector
        delta, 1 and more for levels above 1.

    Undefined
    ---------
    NaN where nothing is observed, a level is zero, or the geometric mean is 1.

    Raises
    ------
    DataError
        A level is negative or infinite.

    Peers
    -----
    REAT `dalton`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B")), Axis("variable", "", ("y",))
    >>> dalton_measure(Matrix([[10], [1000]], places, variables)).values.round(4)
    array([1.3516])
    """
    values, share = _levels(levels, None)
    logs = np.log(np.where(share > 0, _positive(values), 1.0))
    geometric = (share * logs).sum(axis=0)
    ratio = np.log(_positive((values * share).sum(axis=0))) / np.where(
        geometric == 0, np.nan, geometric
    )
    return Vector(np.where(_some(share), ratio, np.nan), levels.columns, "ratio of logarithms")


def _curve_at(levels: Matrix, column: int, points: tuple[float, ...]) -> Floats:
    """Share of the total that the lowest part of the places has, between places by a line."""
    observed = np.sort(levels.dense[:, column][~np.isnan(levels.dense[:, column])])
    curve = np.concatenate([[0.0], observed.cumsum()])
    return np.interp(points, np.linspace(0, 1, len(curve)), curve / _positive(curve[-1:]))


@indicator(
    title={"en": "Palma ratio", "nb": "Palma-forhold"},
    unit={"en": "ratio", "nb": "forholdstall"},
    of=("variable",),
    source="Palma (2011), Development and Change 42:87-153, doi:10.1111/j.1467-7660.2011.01694.x",
)
def palma_ratio(levels: Matrix) -> Vector:
    r"""Ratio of what the top tenth of places has to what the bottom four tenths have.

    .. math:: P = \frac{1 - L(0.9)}{L(0.4)}

    Parameters
    ----------
    levels
        y, place × variable, not negative.

    Returns
    -------
    Vector
        P; 0.25 where all are the same.

    Undefined
    ---------
    NaN where nothing is observed or the bottom four tenths have nothing.

    Raises
    ------
    DataError
        A level is negative or infinite.

    Peers
    -----
    None of the named programs has it in the release compared.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", tuple("ABCDEFGHIJ")), Axis("variable", "", ("y",))
    >>> palma_ratio(Matrix([[v] for v in range(1, 11)], places, variables)).values
    array([1.])
    """
    _levels(levels, None)
    ratios = []
    for column in range(levels.shape[1]):
        bottom, rest = _curve_at(levels, column, (0.4, 0.9))
        ratios.append((1 - rest) / bottom if bottom > 0 else np.nan)
    return Vector(np.array(ratios), levels.columns, "ratio")


@indicator(
    title={"en": "Wolfson index", "nb": "Wolfson-indeks"},
    unit={"en": "index, 0 = all the same", "nb": "indeks, 0 = alle like"},
    of=("variable",),
    source="Wolfson (1994), American Economic Review 84:353-358",
)
def wolfson_index(levels: Matrix) -> Vector:
    r"""How far places gather at two poles, away from a middle.

    .. math:: W = \big(2\,[0.5 - L(0.5)] - G\big)\, \mu / m

    with the Lorenz curve L, the Gini coefficient G, the mean and the median m. Twice this is the
    scale that Wolfson prefers, on which half of the places at zero and half at one level give 1.

    Parameters
    ----------
    levels
        y, place × variable, not negative.

    Returns
    -------
    Vector
        W, 0 where all are the same, 0.5 where half have nothing and half have the same. Without
        an upper bound where the median lies at a low pole.

    Undefined
    ---------
    NaN where nothing is observed or the median is zero.

    Raises
    ------
    DataError
        A level is negative or infinite.

    Peers
    -----
    PySAL `wolfson`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", tuple("ABCDEFGH")), Axis("variable", "", ("y",))
    >>> wolfson_index(
    ...     Matrix([[v] for v in (6, 6, 8, 8, 10, 10, 12, 12)], places, variables)
    ... ).values.round(4)
    array([0.0833])
    """
    gini = gini_coefficient(levels).values
    values = []
    for column in range(levels.shape[1]):
        observed = levels.dense[:, column][~np.isnan(levels.dense[:, column])]
        middle = np.median(observed) if len(observed) else 0.0
        half = _curve_at(levels, column, (0.5,))[0]
        scale = observed.mean() / middle if middle > 0 else np.nan
        values.append((2 * (0.5 - half) - gini[column]) * scale)
    return Vector(np.array(values, dtype=np.float64), levels.columns, "index, 0 = all the same")


@indicator(
    title={"en": "Spatial Gini", "nb": "Romlig Gini"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("variable",),
    source="Rey & Smith (2013), Letters in Spatial and Resource Sciences 6:55-70, "
    "doi:10.1007/s12076-012-0086-z",
)
def spatial_gini(levels: Matrix, neighbours: Matrix) -> SpatialGini:
    r"""Split the Gini coefficient into pairs of neighbours and pairs that are not.

    .. math:: G = \frac{\sum_{pq} n_{pq} |y_p - y_q|}{2 n^2 \mu}
        + \frac{\sum_{pq} (1 - n_{pq}) |y_p - y_q|}{2 n^2 \mu}

    Parameters
    ----------
    levels
        y, place × variable, not negative.
    neighbours
        n, place × place, 1 for neighbours and 0 otherwise, symmetric.

    Returns
    -------
    SpatialGini
        `total`, `near`, `far`, and the `polarisation`: the mean difference of far pairs over that
        of near pairs, 1 where distance makes no difference.

    Undefined
    ---------
    NaN where nothing is observed or all levels are zero; the polarisation also without pairs of
    either kind, or where near ones do not differ.

    Raises
    ------
    AxisMismatch
        The neighbours are other places.
    DataError
        The neighbours are not 0 and 1, or not mutual.

    Peers
    -----
    PySAL `Gini_Spatial`: the same, its wg and wcg being sums and not yet over 2 n² μ.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, variables = Axis("place", "", ("A", "B", "C")), Axis("variable", "", ("y",))
    >>> near = Matrix([[0, 1, 0], [1, 0, 0], [0, 0, 0]], places, places)
    >>> parts = spatial_gini(Matrix([[1], [2], [6]], places, variables), near)
    >>> [part.values.round(4).tolist() for part in parts]
    [[0.3704], [0.037], [0.3333], [4.5]]
    """
    require_same(levels.rows, neighbours.rows, "places of levels and neighbours")
    require_same(neighbours.rows, neighbours.columns, "two axes of the neighbours")
    near = np.array(neighbours.dense)
    if not (((near == 0) | (near == 1)).all() and (near == near.T).all()):
        raise DataError("neighbours must be 0 or 1, and mutual")
    np.fill_diagonal(near, 0.0)
    ratio, share = _relative(levels, None)
    parts = np.full((4, levels.shape[1]), np.nan)
    for column in np.flatnonzero(_some(share)):
        known = share[:, column] > 0
        gap = np.abs(ratio[known, column][:, None] - ratio[known, column])
        close = near[np.ix_(known, known)]
        count = len(gap)
        near_pairs, all_pairs = close.sum(), count * (count - 1)
        near_gap, all_gap = (gap * close).sum(), gap.sum()
        scale = 2 * count**2
        parts[:3, column] = all_gap / scale, near_gap / scale, (all_gap - near_gap) / scale
        if near_gap > 0 and near_pairs < all_pairs:
            far_mean = (all_gap - near_gap) / (all_pairs - near_pairs)
            parts[3, column] = far_mean / (near_gap / near_pairs)
    return SpatialGini(*(Vector(part, levels.columns, "0-1") for part in parts))
