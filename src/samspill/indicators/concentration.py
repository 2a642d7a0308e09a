"""Concentration: how an activity is spread over places, against all activities or people.

Sizes stand as places × activities; each measure gives one number for each activity. `reference`
is what an even spread would follow: the row sums (all activities together) unless it is given,
such as the population, or ones where every place should count the same. A place where the
activity or the reference is not observed is left out of both.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import DataError
from samspill.indicators.specialisation import margins, positive
from samspill.matrix import Axis, Matrix, Vector, require_same

__all__ = [
    "coulter_coefficient",
    "hoover_index",
    "isolation_index",
    "locational_gini",
    "lorenz_curve",
    "relative_isolation",
    "segregation_index",
    "weighted_segregation",
]

Floats = NDArray[np.float64]

_HOOVER = "Hoover (1936), Review of Economics and Statistics 18:162-171, doi:10.2307/1927875"


def _amounts(sizes: Matrix, reference: Vector | None) -> tuple[Floats, Floats]:
    """Give sizes and reference for each cell, with 0 in both where either is not observed."""
    rows, _, _ = margins(sizes)
    if reference is not None:
        require_same(sizes.rows, reference.axis, "places of sizes and reference")
        if (reference.values < 0).any() or np.isinf(reference.values).any():
            raise DataError("a reference of places cannot be negative or infinite")
        rows = reference.values
    known = ~np.isnan(sizes.dense) & ~np.isnan(rows)[:, None]
    return np.where(known, sizes.dense, 0.0), np.where(known, rows[:, None], 0.0)


def spread(sizes: Matrix, reference: Vector | None) -> tuple[Floats, Floats]:
    """Give each place's share of the activity and of the reference."""
    amounts, behind = _amounts(sizes, reference)
    return amounts / positive(amounts.sum(axis=0)), behind / positive(behind.sum(axis=0))


def labelled(sizes: Matrix, values: Floats, unit: str) -> Vector:
    """Label one number for each activity; without places there is none."""
    return Vector(values if len(sizes.rows) else np.full_like(values, np.nan), sizes.columns, unit)


def _curve(shares: Floats, behind: Floats) -> tuple[Floats, Floats]:
    """Cumulate both shares over places in rising order of their ratio, activity by activity."""
    # an activity's places stand next to each other in memory, where sorting is fast
    shares, behind = np.ascontiguousarray(shares.T), np.ascontiguousarray(behind.T)
    ratio = np.divide(shares, behind, out=np.full_like(shares, np.inf), where=behind > 0)
    order = np.argsort(ratio, axis=1, kind="stable")
    start = np.zeros((len(shares), 1))
    horizontal = np.take_along_axis(behind, order, axis=1).cumsum(axis=1)
    vertical = np.take_along_axis(shares, order, axis=1).cumsum(axis=1)
    return np.hstack([start, horizontal]), np.hstack([start, vertical])


@indicator(
    title={"en": "Hoover index", "nb": "Hoover-indeks"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("activity",),
    source=_HOOVER,
)
def hoover_index(sizes: Matrix, reference: Vector | None = None) -> Vector:
    r"""Share of an activity that would have to move to be spread like the reference.

    .. math:: H_a = \tfrac12 \sum_p |x_{pa} / x_{\cdot a} - r_p / r_\cdot|

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        r for each place: the row sums unless given. Ones give the Schutz or Robin Hood index.

    Returns
    -------
    Vector
        H, 0 (spread like the reference) to 1.

    Undefined
    ---------
    NaN for an activity that no place has.

    Raises
    ------
    AxisMismatch
        The reference is of other places.
    DataError
        A size or a reference is negative or infinite.

    Peers
    -----
    REAT `hoover`, PySAL `Schutz.distance`, `hoover_hi`: the same. EconGeo `hoover_index`: times
    100, two decimals. REAT `krugman.conc` against all: twice this.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> hoover_index(Matrix([[9], [1]], places, activities), Vector([5, 5], places)).values
    array([0.4])
    """
    own, behind = spread(sizes, reference)
    return labelled(sizes, np.abs(own - behind).sum(axis=0) / 2, "share, 0-1")


@indicator(
    title={"en": "Coulter coefficient", "nb": "Coulter-koeffisient"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("activity",),
    source="Coulter (1989), Measuring Inequality, Westview Press",
)
def coulter_coefficient(sizes: Matrix, reference: Vector | None = None) -> Vector:
    r"""Hoover index with squares, so that single large departures weigh more.

    .. math:: C_a = \sqrt{\tfrac12 \sum_p (x_{pa} / x_{\cdot a} - r_p / r_\cdot)^2}

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        r for each place: the row sums unless given.

    Returns
    -------
    Vector
        C, 0 (spread like the reference) to 1.

    Undefined
    ---------
    NaN for an activity that no place has.

    Raises
    ------
    AxisMismatch
        The reference is of other places.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `coulter`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> coulter_coefficient(Matrix([[9], [1]], places, activities), Vector([5, 5], places)).values
    array([0.4])
    """
    own, behind = spread(sizes, reference)
    return labelled(sizes, np.sqrt(((own - behind) ** 2).sum(axis=0) / 2), "0-1")


@indicator(
    title={"en": "Locational Gini", "nb": "Lokaliserings-Gini"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("activity",),
    source="Krugman (1991), Geography and Trade, MIT Press",
)
def locational_gini(sizes: Matrix, reference: Vector | None = None) -> Vector:
    r"""Twice the area between an activity's localisation curve and the diagonal.

    .. math:: G_a = 1 - \sum_i (R_i - R_{i-1})(X_i + X_{i-1})

    with X and R the cumulative shares of the activity and of the reference over places in rising
    order of their ratio.

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        r for each place: the row sums unless given. The population gives the Hoover Gini, ones
        the plain Gini.

    Returns
    -------
    Vector
        G, 0 (spread like the reference) to just below 1.

    Undefined
    ---------
    NaN for an activity that no place has.

    Raises
    ------
    AxisMismatch
        The reference is of other places.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `locational_gini`: half of this; `hoover_gini`: this against a population, three
    decimals; `gini`: with ones, three decimals.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> locational_gini(Matrix([[9], [1]], places, activities), Vector([5, 5], places)).values
    array([0.4])
    """
    horizontal, vertical = _curve(*spread(sizes, reference))
    under = (np.diff(horizontal, axis=1) * (vertical[:, 1:] + vertical[:, :-1])).sum(axis=1)
    return labelled(sizes, 1 - under, "0-1")


def lorenz_curve(sizes: Matrix, activity: str, reference: Vector | None = None) -> Matrix:
    """Give the points of the curve whose area `locational_gini` measures.

    Parameters
    ----------
    sizes
        x, place × activity.
    activity
        Code of the activity.
    reference
        r for each place: the row sums unless given (localisation curve). The population gives the
        Hoover curve, ones the Lorenz curve.

    Returns
    -------
    Matrix
        For each place in the order of the curve the cumulative share of the reference and of the
        activity; the curve starts at (0, 0), which no row says.

    Undefined
    ---------
    NaN for an activity that no place has.

    Raises
    ------
    AxisMismatch
        The reference is of other places.
    UnknownCode
        There is no such activity.

    Peers
    -----
    EconGeo `lorenz_curve`, `hoover_curve`, `locational_gini_curve`, REAT `lorenz`, PySAL
    `lorenz_curve`: the same points, drawn.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> curve = lorenz_curve(Matrix([[9], [1]], places, activities), "x", Vector([5, 5], places))
    >>> curve.rows.codes, curve.values.tolist()
    (('B', 'A'), [[0.5, 0.1], [1.0, 1.0]])
    """
    number = sizes.columns.position(activity)
    own, behind = (part[:, [number]] for part in spread(sizes, reference))
    ratio = np.divide(own, behind, out=np.full_like(own, np.inf), where=behind > 0)
    order = np.argsort(ratio[:, 0], kind="stable")
    points = np.vstack(_curve(own, behind)).T[1:]
    places = Axis(sizes.rows.kind, sizes.rows.edition, tuple(sizes.rows.codes[i] for i in order))
    return Matrix(points, places, Axis("share", "", ("reference", "activity")), "share, 0-1")


@indicator(
    title={"en": "Segregation index", "nb": "Segregasjonsindeks"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("activity",),
    source="Duncan & Duncan (1955), American Sociological Review 20:210-217, doi:10.2307/2088328",
)
def segregation_index(sizes: Matrix) -> Vector:
    r"""Share of an activity that would have to move to be spread like all the others.

    .. math:: S_a = \tfrac12 \sum_p \Big|\frac{x_{pa}}{x_{\cdot a}}
        - \frac{x_{p\cdot} - x_{pa}}{x_{\cdot\cdot} - x_{\cdot a}}\Big|

    Parameters
    ----------
    sizes
        x, place × activity.

    Returns
    -------
    Vector
        S, 0-1.

    Undefined
    ---------
    NaN for an activity that no place has, or that is all there is.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `segregation_gsg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> segregation_index(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([0.5, 0.5])
    """
    amounts, everything = _amounts(sizes, None)
    rest = everything - amounts
    own = amounts / positive(amounts.sum(axis=0))
    others = rest / positive(rest.sum(axis=0))
    return labelled(sizes, np.abs(own - others).sum(axis=0) / 2, "share, 0-1")


@indicator(
    title={"en": "Weighted segregation index", "nb": "Vektet segregasjonsindeks"},
    unit={"en": "share, 0-0.5", "nb": "andel, 0-0,5"},
    of=("activity",),
    source="Van Mourik, Poot & Siegers (1989), New Zealand Economic Papers 23:29-50, "
    "doi:10.1080/00779958909544145",
)
def weighted_segregation(sizes: Matrix) -> Vector:
    r"""Share of all jobs that would have to move for an activity to be spread like the others.

    .. math:: MS_a = 2\,s_a (1 - s_a)\,S_a

    Parameters
    ----------
    sizes
        x, place × activity; s is the activity's share of all.

    Returns
    -------
    Vector
        MS, 0-0.5.

    Undefined
    ---------
    NaN where the segregation index is.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `modified_segregation_msg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> weighted_segregation(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([0.25, 0.25])
    """
    _, columns, total = margins(sizes)
    share = columns / (total or np.nan)
    index = segregation_index(sizes).values
    return labelled(sizes, 2 * share * (1 - share) * index, "share, 0-0.5")


@indicator(
    title={"en": "Isolation index", "nb": "Isolasjonsindeks"},
    unit={"en": "ratio, 1 = as by chance", "nb": "forholdstall, 1 = som ved tilfeldighet"},
    of=("activity",),
    source="Nijkamp & Poot (2015), Cultural diversity: a matter of measurement, IZA DP 8782",
)
def isolation_index(sizes: Matrix) -> Vector:
    r"""How much more of its own activity a job meets in its place than in all places together.

    .. math:: IS_a = \sum_p \frac{x_{pa}}{x_{\cdot a}} \frac{x_{pa}}{x_{p\cdot}} \Big/ s_a

    Parameters
    ----------
    sizes
        x, place × activity; s is the activity's share of all.

    Returns
    -------
    Vector
        IS, 1 and more: the mean location quotient where the activity's jobs are.

    Undefined
    ---------
    NaN for an activity that no place has.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `isolation_isg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> isolation_index(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([1.25, 1.25])
    """
    rows, columns, total = margins(sizes)
    met = np.nansum(sizes.dense**2 / positive(rows)[:, None], axis=0) / positive(columns)
    return labelled(sizes, met / (columns / (total or np.nan)), "ratio, 1 = as by chance")


@indicator(
    title={"en": "Relative isolation", "nb": "Relativ isolasjon"},
    unit={"en": "index, 1 = as by chance", "nb": "indeks, 1 = som ved tilfeldighet"},
    of=("activity",),
    source="Nijkamp & Poot (2015), Cultural diversity: a matter of measurement, IZA DP 8782",
)
def relative_isolation(sizes: Matrix) -> Vector:
    r"""Isolation index with the activity's own share taken out.

    .. math:: II_a = (IS_a - s_a) / (1 - s_a)

    Parameters
    ----------
    sizes
        x, place × activity; s is the activity's share of all.

    Returns
    -------
    Vector
        II, 1 and more.

    Undefined
    ---------
    NaN for an activity that no place has, or that is all there is.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `isolation_ii`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> relative_isolation(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([1.5, 1.5])
    """
    _, columns, total = margins(sizes)
    share = columns / (total or np.nan)
    index = isolation_index(sizes).values
    return labelled(sizes, (index - share) / positive(1 - share), "index")
