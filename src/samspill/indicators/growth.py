"""Growth: how sizes change between dates, and what of it is the place's own doing.

A cell that is not observed at both dates is left out of every sum, so that a table with gaps does
not look like growth. Both dates have to be in one edition; codes that only one of them has are
NaN in the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtr, stdtr

from samspill.catalogue import indicator
from samspill.errors import UsageError
from samspill.indicators.entry import aligned
from samspill.indicators.specialisation import margins
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "BetaConvergence",
    "GerfinFactors",
    "HomotheticShiftShare",
    "ShiftShare",
    "SigmaConvergence",
    "annual_growth",
    "beta_convergence",
    "gerfin_factors",
    "growth",
    "growth_of_activities",
    "growth_of_places",
    "homothetic_shift_share",
    "shift_share",
    "shift_share_dynamic",
    "sigma_convergence",
    "sigma_trend",
]

Floats = NDArray[np.float64]

_DUNN = "Dunn (1960), Papers in Regional Science 6:97-112, doi:10.1111/j.1435-5597.1960.tb01705.x"
_BARRO = "Barro & Sala-i-Martin (1992), J Political Economy 100:223-251, doi:10.1086/261816"


class ShiftShare(NamedTuple):
    """What a change is made of; the three add up to it, cell by cell.

    `national` is what the growth of everything would have given, `mix` what the activity's growth
    adds to that, `competitive` what is the place's own.
    """

    national: Matrix
    mix: Matrix
    competitive: Matrix


class HomotheticShiftShare(NamedTuple):
    """Shift-share in which the place's own part does not depend on what it specialises in."""

    national: Matrix
    mix: Matrix
    competitive: Matrix
    allocation: Matrix


class GerfinFactors(NamedTuple):
    """Growth of a place over that of the reference, as a product of two factors."""

    structure: Vector
    location: Vector
    net: Vector


class BetaConvergence(NamedTuple):
    """Whether places that began low have grown faster."""

    intercept: float
    beta: float
    standard_error: float
    p_value: float
    r_squared: float
    speed: float
    half_life: float
    places_count: int


class SigmaConvergence(NamedTuple):
    """Whether places have become more alike."""

    before: float
    after: float
    quotient: float
    f_statistic: float
    p_value: float
    places_count: int


def _positive(values: Floats) -> Floats:
    """Give the values with NaN for zero, so that what is divided by them is undefined."""
    return np.where(values > 0, values, np.nan)


def _dates(before: Matrix, after: Matrix) -> tuple[Matrix, Floats, Floats]:
    """Give the sizes of both dates on the same axes, NaN in both where either is not observed."""
    margins(before), margins(after)
    before, after = aligned(before, after)
    missing = np.isnan(before.dense) | np.isnan(after.dense)
    old, new = (np.where(missing, np.nan, date.dense) for date in (before, after))
    return before, old, new


@indicator(
    title={"en": "Growth", "nb": "Vekst"},
    unit={"en": "share of the first date", "nb": "andel av nivået ved første tidspunkt"},
    of=("place", "activity"),
    source="Boschma, Balland & Kogler (2015), Ind Corp Change 24:223-250, doi:10.1093/icc/dtu012",
)
def growth(before: Matrix, after: Matrix) -> Matrix:
    r"""Change in size over the size at the first date.

    .. math:: g_{pa} = (x'_{pa} - x_{pa}) / x_{pa}

    Parameters
    ----------
    before, after
        x and x', place × activity.

    Returns
    -------
    Matrix
        g: 0.1 is growth by a tenth, -1 the loss of everything.

    Undefined
    ---------
    NaN where the size was zero, where either date does not observe the cell, and where one of
    them lacks the place or the activity.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `growth_mat`: times 100, two decimals, infinite where the size was zero, 0 for 0/0.
    EconGeo 2.1 `growth_list`: puts 0 for what a date lacks.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> growth(*(Matrix([v], places, activities) for v in ([10, 0], [12, 5]))).values
    array([[0.2, nan]])
    """
    start, old, new = _dates(before, after)
    return start.with_values((new - old) / _positive(old), "share of the first date")


@indicator(
    title={"en": "Annual growth", "nb": "Årlig vekst"},
    unit={"en": "share a year", "nb": "andel per år"},
    of=("place", "activity"),
    source="Isard (1960), Methods of Regional Analysis, MIT Press",
)
def annual_growth(before: Matrix, after: Matrix, years: float) -> Matrix:
    r"""Give the even yearly growth that leads from the first date to the second.

    .. math:: g_{pa} = (x'_{pa} / x_{pa})^{1/h} - 1

    Parameters
    ----------
    before, after
        x and x', place × activity.
    years
        h, between the two, above zero.

    Returns
    -------
    Matrix
        g a year.

    Undefined
    ---------
    As `growth`.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    DataError
        A size is negative or infinite.
    UsageError
        The number of years is not above zero.

    Peers
    -----
    REAT `growth(output = "annual")`: the growth between successive years.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x",))
    >>> annual_growth(*(Matrix([[v]], places, activities) for v in (100, 121)), 2).values.round(9)
    array([[0.1]])
    """
    if not years > 0:
        raise UsageError(f"There is no yearly growth over {years} years; give a number above 0.")
    start, old, new = _dates(before, after)
    return start.with_values((new / _positive(old)) ** (1 / years) - 1, "share a year")


@indicator(
    title={"en": "Growth of places", "nb": "Stedets vekst"},
    unit={"en": "share of the first date", "nb": "andel av nivået ved første tidspunkt"},
    of=("place",),
    source="Isard (1960), Methods of Regional Analysis, MIT Press",
)
def growth_of_places(before: Matrix, after: Matrix) -> Vector:
    r"""Growth of all activities of a place together.

    .. math:: g_p = \sum_a x'_{pa} \big/ \sum_a x_{pa} - 1

    Parameters
    ----------
    before, after
        x and x', place × activity; the sums run over the cells that both dates observe.

    Returns
    -------
    Vector
        g for each place.

    Undefined
    ---------
    NaN for a place that was empty or is not observed.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `growth_reg`: times 100, two decimals.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> growth_of_places(*(Matrix([v], places, activities) for v in ([10, 0], [12, 5]))).values
    array([0.7])
    """
    start, old, new = _dates(before, after)
    total = np.nansum(new, axis=1) - np.nansum(old, axis=1)
    return Vector(total / _positive(np.nansum(old, axis=1)), start.rows, "share of the first date")


@indicator(
    title={"en": "Growth of activities", "nb": "Aktivitetens vekst"},
    unit={"en": "share of the first date", "nb": "andel av nivået ved første tidspunkt"},
    of=("activity",),
    source="Isard (1960), Methods of Regional Analysis, MIT Press",
)
def growth_of_activities(before: Matrix, after: Matrix) -> Vector:
    r"""Growth of an activity in all places together.

    .. math:: g_a = \sum_p x'_{pa} \big/ \sum_p x_{pa} - 1

    Parameters
    ----------
    before, after
        x and x', place × activity; the sums run over the cells that both dates observe.

    Returns
    -------
    Vector
        g for each activity.

    Undefined
    ---------
    NaN for an activity that no place had or that is not observed.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `growth_ind`: times 100, two decimals.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> growth_of_activities(*(Matrix([v], places, activities) for v in ([10, 0], [12, 5]))).values
    array([0.2, nan])
    """
    start, old, new = _dates(before, after)
    total = np.nansum(new, axis=0) - np.nansum(old, axis=0)
    unit = "share of the first date"
    return Vector(total / _positive(np.nansum(old, axis=0)), start.columns, unit)


class _Parts(NamedTuple):
    start: Matrix
    old: Floats
    new: Floats
    activity: Floats
    total: float
    weight: Floats


def _parts(before: Matrix, after: Matrix, reference: tuple[Matrix, Matrix] | None) -> _Parts:
    """Give both dates, and growth and structure of the reference."""
    start, old, new = _dates(before, after)
    wide_old, wide_new = old, new
    if reference is not None:
        wide, wide_old, wide_new = _dates(*reference)
        require_same(start.columns, wide.columns, "activities of places and reference")
    first, second = np.nansum(wide_old, axis=0), np.nansum(wide_new, axis=0)
    whole = float(first.sum()) or np.nan
    by_activity = second / _positive(first) - 1
    return _Parts(start, old, new, by_activity, float(second.sum()) / whole - 1, first / whole)


@indicator(
    title={"en": "Shift-share", "nb": "Shift-share-analyse"},
    unit={"en": "unit of the sizes", "nb": "som størrelsene"},
    of=("place", "activity"),
    source=_DUNN,
)
def shift_share(
    before: Matrix, after: Matrix, *, reference: tuple[Matrix, Matrix] | None = None
) -> ShiftShare:
    r"""Split a change into national growth, the mix of activities and the place's own part.

    .. math:: x'_{pa} - x_{pa} = x_{pa}\,g + x_{pa}(g_a - g) + \big[x'_{pa} - x_{pa}(1 + g_a)\big]

    Parameters
    ----------
    before, after
        x and x', place × activity.
    reference
        Wider matrices over the same activities at the two dates, whose growth is g (of all) and
        g_a (of the activity); without them, the places of `before` and `after` together.

    Returns
    -------
    ShiftShare
        `national`, `mix` and `competitive`, which add up to the change. Sums over activities are
        the parts of a place.

    Undefined
    ---------
    NaN where either date does not observe the cell, and where the reference did not have the
    activity.

    Raises
    ------
    AxisMismatch
        The dates are in different editions, or the reference has other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `shift(shift.method = "Dunn")`, `shifti`: the same, but the competitive part is NaN for a
    place where any activity was zero.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> old = Matrix([[100, 100], [100, 100]], places, activities)
    >>> new = Matrix([[130, 100], [110, 100]], places, activities)
    >>> [part.values.round(6).tolist()[0] for part in shift_share(old, new)]
    [[10.0, 10.0], [10.0, -10.0], [10.0, 0.0]]
    """
    parts = _parts(before, after, reference)
    old, activity = parts.old, parts.activity
    return ShiftShare(
        parts.start.with_values(old * parts.total + 0 * activity, parts.start.unit),
        parts.start.with_values(old * (activity - parts.total), parts.start.unit),
        parts.start.with_values(parts.new - old * (1 + activity), parts.start.unit),
    )


@indicator(
    title={"en": "Dynamic shift-share", "nb": "Dynamisk shift-share-analyse"},
    unit={"en": "unit of the sizes", "nb": "som størrelsene"},
    of=("place", "activity"),
    source="Barff & Knight (1988), Growth and Change 19:1-10, "
    "doi:10.1111/j.1468-2257.1988.tb00465.x",
)
def shift_share_dynamic(
    panel: Mapping[int, Matrix], *, reference: Mapping[int, Matrix] | None = None
) -> ShiftShare:
    r"""Shift-share from each date to the next, added up.

    .. math:: \sum_{t} \big(x_t g_t,\; x_t (g_{a,t} - g_t),\; x_{t+1} - x_t (1 + g_{a,t})\big)

    Parameters
    ----------
    panel
        x by year, place × activity, as `samspill.matrix.panel` gives.
    reference
        Wider matrices over the same activities and years; without it, the panel's places together.

    Returns
    -------
    ShiftShare
        The three parts from the first to the last year.

    Undefined
    ---------
    NaN where any year does not observe the cell or lacks the activity.

    Raises
    ------
    AxisMismatch
        The years do not have the same axes.
    DataError
        A size is negative or infinite.
    UsageError
        There are fewer than two years, or the reference has other years.

    Peers
    -----
    REAT `shiftd`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> years = {y: Matrix([[v], [100]], places, activities) for y, v in ((1, 100), (2, 120))}
    >>> [part.values.round(6).tolist()[0] for part in shift_share_dynamic(years)]
    [[10.0], [0.0], [10.0]]
    """
    years = sorted(panel)
    if len(years) < 2:
        raise UsageError("A dynamic shift-share needs two years or more.")
    if reference is not None and sorted(reference) != years:
        raise UsageError("The reference of a dynamic shift-share has other years than the places.")
    sums: list[Floats] = []
    for one, next_one in pairwise(years):
        require_same(panel[one].rows, panel[next_one].rows, "places of two years")
        require_same(panel[one].columns, panel[next_one].columns, "activities of two years")
        wide = None if reference is None else (reference[one], reference[next_one])
        step = [part.dense for part in shift_share(panel[one], panel[next_one], reference=wide)]
        sums = [a + b for a, b in zip(sums, step, strict=True)] if sums else step
    first = panel[years[0]]
    return ShiftShare(*(first.with_values(part, first.unit) for part in sums))


@indicator(
    title={"en": "Homothetic shift-share", "nb": "Homotetisk shift-share-analyse"},
    unit={"en": "unit of the sizes", "nb": "som størrelsene"},
    of=("place", "activity"),
    source="Esteban-Marquillas (1972), Regional and Urban Economics 2:249-255, "
    "doi:10.1016/0034-3331(72)90033-4",
)
def homothetic_shift_share(
    before: Matrix, after: Matrix, *, reference: tuple[Matrix, Matrix] | None = None
) -> HomotheticShiftShare:
    r"""Shift-share with what specialisation adds to the place's own part taken out of it.

    .. math:: x_{pa}(g_{pa} - g_a) = h_{pa}(g_{pa} - g_a) + (x_{pa} - h_{pa})(g_{pa} - g_a), \quad
        h_{pa} = x_{p\cdot}\, X_{\cdot a} / X_{\cdot\cdot}

    Parameters
    ----------
    before, after
        x and x', place × activity.
    reference
        X, wider matrices over the same activities at the two dates; without them, the places of
        `before` and `after` together.

    Returns
    -------
    HomotheticShiftShare
        `national`, `mix`, `competitive` and `allocation`, which add up to the change.

    Undefined
    ---------
    As `shift_share`; competitive and allocation also where the activity was zero in the place,
    which then has no growth.

    Raises
    ------
    AxisMismatch
        The dates are in different editions, or the reference has other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `shift(shift.method = "Esteban")`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> old = Matrix([[150, 50], [50, 150]], places, activities)
    >>> new = Matrix([[180, 60], [60, 140]], places, activities)
    >>> [part.values.round(6).tolist()[0] for part in homothetic_shift_share(old, new)]
    [[15.0, 5.0], [15.0, -5.0], [0.0, 20.0], [0.0, -10.0]]
    """
    parts = _parts(before, after, reference)
    whole = shift_share(before, after, reference=reference)
    own = parts.new / _positive(parts.old) - 1 - parts.activity
    even = np.nansum(parts.old, axis=1)[:, None] * parts.weight
    return HomotheticShiftShare(
        whole.national,
        whole.mix,
        parts.start.with_values(even * own, parts.start.unit),
        parts.start.with_values((parts.old - even) * own, parts.start.unit),
    )


@indicator(
    title={"en": "Structure and location factor", "nb": "Struktur- og lokaliseringsfaktor"},
    unit={
        "en": "ratio, 1 = as the reference",
        "nb": "forholdstall, 1 = som sammenlikningsgrunnlaget",
    },
    of=("place",),
    source="Gerfin (1964), Kyklos 17:565-593",
)
def gerfin_factors(
    before: Matrix, after: Matrix, *, reference: tuple[Matrix, Matrix] | None = None
) -> GerfinFactors:
    r"""Growth of a place over that of the reference, split into structure and location.

    .. math:: S_p = \frac{\sum_a x_{pa}(1 + g_a)}{x_{p\cdot}(1 + g)}, \quad
        L_p = \frac{x'_{p\cdot}}{\sum_a x_{pa}(1 + g_a)}, \quad N_p = S_p L_p

    Parameters
    ----------
    before, after
        x and x', place × activity.
    reference
        Wider matrices over the same activities at the two dates; without them, the places of
        `before` and `after` together.

    Returns
    -------
    GerfinFactors
        `structure`, `location`, and `net`, their product.

    Undefined
    ---------
    NaN for a place that was empty, for one all of whose activities the reference lacked or lost,
    and where nothing is left of the reference.

    Raises
    ------
    AxisMismatch
        The dates are in different editions, or the reference has other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `shift(shift.method = "Gerfin")`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> old = Matrix([[100, 100], [100, 100]], places, activities)
    >>> new = Matrix([[130, 100], [110, 100]], places, activities)
    >>> [part.values.round(4).tolist() for part in gerfin_factors(old, new)]
    [[1.0, 1.0], [1.0455, 0.9545], [1.0455, 0.9545]]
    """
    parts = _parts(before, after, reference)
    known = ~np.isnan(parts.old) & ~np.isnan(parts.activity)
    first = np.where(known, parts.old, 0.0).sum(axis=1)
    second = np.where(known, parts.new, 0.0).sum(axis=1)
    as_reference = np.where(known, parts.old * (1 + parts.activity), 0.0).sum(axis=1)
    structure = as_reference / _positive(first) / _positive(np.array(1 + parts.total))
    location = second / _positive(as_reference)
    factors = (structure, location, structure * location)
    return GerfinFactors(*(Vector(f, parts.start.rows, "ratio") for f in factors))


def _logs(vector: Vector) -> Floats:
    return np.log(_positive(vector.values))


@indicator(
    title={"en": "Beta convergence", "nb": "Betakonvergens"},
    unit={
        "en": "change of yearly growth for each log point",
        "nb": "endring i årlig vekst per logaritmisk enhet",
    },
    of=("variable",),
    source=_BARRO,
)
def beta_convergence(before: Vector, after: Vector, years: float) -> BetaConvergence:
    r"""Regress yearly growth on the level it started from.

    .. math:: \tfrac1h \ln(y'_p / y_p) = \alpha + \beta \ln y_p + \varepsilon_p, \quad
        \lambda = -\ln(1 + \beta h) / h

    Parameters
    ----------
    before, after
        y and y', a level (income, productivity) for each place.
    years
        h, between the two, above zero.

    Returns
    -------
    BetaConvergence
        Least-squares estimates; `speed` is lambda and `half_life` ln 2 / lambda, in years.

    Undefined
    ---------
    NaN with fewer than three places that have both levels, or where all began the same. The
    speed where beta is -1/h or less, the half-life without convergence. Places at zero are left
    out.

    Raises
    ------
    AxisMismatch
        The two are of different places.
    UsageError
        The number of years is not above zero.

    Peers
    -----
    REAT `betaconv.ols`: the same. `betaconv.nls`: the same curve with lambda as parameter.

    Examples
    --------
    >>> from samspill.matrix import Axis, Vector
    >>> places = Axis("place", "", ("A", "B", "C"))
    >>> low_grows = beta_convergence(Vector([1, 2, 4], places), Vector([2, 3, 4], places), 1)
    >>> round(low_grows.beta, 4), round(low_grows.speed, 4)
    (-0.5, 0.6931)
    """
    require_same(before.axis, after.axis, "places of the two dates")
    if not years > 0:
        raise UsageError(f"There is no growth over {years} years; give a number above 0.")
    level, growing = _logs(before), (_logs(after) - _logs(before)) / years
    known = ~np.isnan(growing)
    level, growing = level[known], growing[known]
    places = len(level)
    if places < 3 or np.ptp(level) == 0:
        return BetaConvergence(nan, nan, nan, nan, nan, nan, nan, places)
    away = level - level.mean()
    spread = float(away @ away)
    beta = float(away @ growing) / spread
    intercept = float(growing.mean() - beta * level.mean())
    rest = growing - intercept - beta * level
    variation = float(((growing - growing.mean()) ** 2).sum())
    error = float(np.sqrt(rest @ rest / (places - 2) / spread))
    p_value = float(2 * stdtr(places - 2, -abs(beta) / error)) if error > 0 else np.nan
    fit = 1 - float(rest @ rest) / variation if variation > 0 else np.nan
    speed = float(-np.log1p(beta * years) / years) if beta * years > -1 else np.nan
    half_life = float(np.log(2) / speed) if speed > 0 else np.nan
    return BetaConvergence(intercept, beta, error, p_value, fit, speed, half_life, places)


@indicator(
    title={"en": "Sigma convergence", "nb": "Sigmakonvergens"},
    unit={"en": "standard deviation of logarithms", "nb": "logaritmenes standardavvik"},
    of=("variable",),
    source=_BARRO,
)
def sigma_convergence(before: Vector, after: Vector) -> SigmaConvergence:
    r"""Compare how far places lie apart at two dates.

    .. math:: \sigma = \sqrt{\tfrac1n \sum_p (\ln y_p - \overline{\ln y})^2}, \quad
        F = \sigma^2 / \sigma'^2

    Parameters
    ----------
    before, after
        y and y', a level for each place.

    Returns
    -------
    SigmaConvergence
        The standard deviations, their quotient (above 1: more alike now), and the F test of equal
        variances, two-sided.

    Undefined
    ---------
    NaN with fewer than two places that have both levels, and for the quotient where they do not
    differ at the second date. Places at zero are left out.

    Raises
    ------
    AxisMismatch
        The two are of different places.

    Peers
    -----
    REAT `sigmaconv`: the same with its defaults.

    Examples
    --------
    >>> from samspill.matrix import Axis, Vector
    >>> places = Axis("place", "", ("A", "B"))
    >>> round(sigma_convergence(Vector([1, 16], places), Vector([2, 8], places)).quotient, 9)
    2.0
    """
    require_same(before.axis, after.axis, "places of the two dates")
    old, new = _logs(before), _logs(after)
    known = ~np.isnan(old) & ~np.isnan(new)
    places = int(known.sum())
    if places < 2:
        return SigmaConvergence(nan, nan, nan, nan, nan, places)
    first, second = float(old[known].std()), float(new[known].std())
    if second == 0:
        return SigmaConvergence(first, second, np.nan, np.nan, np.nan, places)
    ratio = (first / second) ** 2
    tail = fdtr(places - 1, places - 1, ratio)
    p_value = float(2 * min(tail, 1 - tail))
    return SigmaConvergence(first, second, first / second, ratio, p_value, places)


@indicator(
    title={"en": "Sigma trend", "nb": "Trend i spredning"},
    unit={
        "en": "change a year of the standard deviation of logarithms",
        "nb": "årlig endring i logaritmenes standardavvik",
    },
    of=("variable",),
    source=_BARRO,
)
def sigma_trend(panel: Mapping[int, Vector]) -> float:
    r"""Give the slope of the spread between places over the years.

    .. math:: \sigma_t = a + b\,t, \quad b \text{ by least squares}

    Parameters
    ----------
    panel
        A level for each place, by year. Only places that have one above zero in every year count.

    Returns
    -------
    float
        b: below zero, places become more alike.

    Undefined
    ---------
    NaN with fewer than two years, or fewer than two places that every year has.

    Raises
    ------
    AxisMismatch
        The years are of different places.

    Peers
    -----
    REAT `sigmaconv.t`: the same with its defaults.

    Examples
    --------
    >>> from samspill.matrix import Axis, Vector
    >>> places = Axis("place", "", ("A", "B"))
    >>> years = {2019: Vector([1, np.exp(4)], places), 2021: Vector([1, np.exp(2)], places)}
    >>> round(sigma_trend(years), 9)
    -0.5
    """
    years = sorted(panel)
    if len(years) < 2:
        return np.nan
    for year in years[1:]:
        require_same(panel[years[0]].axis, panel[year].axis, "places of two years")
    logs = np.array([_logs(panel[year]) for year in years])
    logs = logs[:, ~np.isnan(logs).any(axis=0)]
    if logs.shape[1] < 2:
        return np.nan
    time = np.array(years, dtype=np.float64)
    time -= time.mean()
    return float(time @ logs.std(axis=1) / (time @ time))
