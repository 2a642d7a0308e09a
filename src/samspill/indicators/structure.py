"""Structure: how far a place's whole mix of activities is from others', or from an even one.

Sizes stand as places × activities, and each measure gives one number for each place. A cell that
is not observed is left out.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.indicators.specialisation import (
    divided,
    location_quotient_mean,
    margins,
    positive,
    reference_share,
    shares,
)
from samspill.matrix import Matrix, Vector

__all__ = [
    "hachman_index",
    "herfindahl",
    "krugman_between",
    "krugman_specialisation",
    "krugman_to_others",
    "specialisation_gini",
]

Floats = NDArray[np.float64]


@indicator(
    title={"en": "Hachman index", "nb": "Hachman-indeks"},
    unit={"en": "0-1, 1 = as the reference", "nb": "0-1, 1 = som sammenlikningsgrunnlaget"},
    of=("place",),
    source="Hachman (1995), Economic diversity, Bureau of Economic and Business Research, Utah",
)
def hachman_index(sizes: Matrix, *, reference: Matrix | None = None) -> Vector:
    r"""How closely a place's activities mirror those of the reference.

    .. math:: H_p = 1 \big/ \sum_a s_{pa} LQ_{pa}

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities; without it, the places of `sizes` together.

    Returns
    -------
    Vector
        1 for a place like the reference, towards 0 the more specialised it is.

    Undefined
    ---------
    An empty place is NaN.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `hachman`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> hachman_index(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([0.8, 0.8])
    """
    mean = location_quotient_mean(sizes, reference=reference)
    return Vector(1 / positive(mean.values), sizes.rows, "0-1, 1 = as the reference")


@indicator(
    title={"en": "Krugman specialisation", "nb": "Krugmans spesialiseringsindeks"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place",),
    source="Krugman (1991), Geography and Trade, MIT Press",
)
def krugman_specialisation(sizes: Matrix, *, reference: Matrix | None = None) -> Vector:
    r"""Share of a place's jobs that would have to change activity to be like the reference.

    .. math:: K_p = \tfrac12 \sum_a |s_{pa} - s_a|

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities; without it, the places of `sizes` together.

    Returns
    -------
    Vector
        K, 0 (like the reference) to 1 (nothing in common).

    Undefined
    ---------
    An empty place is NaN. Where cells are not observed, the reference's shares are taken among
    the activities that are observed in the place.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `spec_coeff` and REAT `hoover`: the same. EconGeo `krugman_index` and REAT
    `krugman.spec` do not halve (0-2).

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> krugman_specialisation(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([0.25, 0.25])
    """
    rows, columns, _ = margins(sizes)
    share = np.nan_to_num(reference_share(sizes, reference, columns))
    own = sizes.dense / positive(rows)[:, None]
    observed = ~np.isnan(sizes.dense)
    behind = observed @ share
    distance = np.where(observed, np.abs(own - share / positive(behind)[:, None]), 0.0).sum(axis=1)
    known = (rows > 0) & (behind > 0)
    return Vector(np.where(known, distance / 2, np.nan), sizes.rows, "share, 0-1")


@indicator(
    title={"en": "Krugman distance between places", "nb": "Krugmans avstand mellom steder"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place", "place"),
    source="Krugman (1991), Geography and Trade, MIT Press",
)
def krugman_between(sizes: Matrix) -> Matrix:
    r"""Share of jobs that would have to change activity for one place to be like another.

    .. math:: K_{pq} = \tfrac12 \sum_a |s_{pa} - s_{qa}|

    Parameters
    ----------
    sizes
        x, place × activity. Transpose it to compare activities by where they are.

    Returns
    -------
    Matrix
        K, place × place, 0 on the diagonal.

    Undefined
    ---------
    NaN for an empty place, and for a pair where a cell of either is not observed.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `krugman.spec` and, transposed, `krugman.conc`: twice this.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> krugman_between(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    own = shares(sizes).dense
    values = np.empty((len(sizes.rows), len(sizes.rows)))
    for place, row in enumerate(own):
        values[place] = np.abs(own - row).sum(axis=1) / 2
    if not len(sizes.columns):
        values[:] = np.nan
    return Matrix(values, sizes.rows, sizes.rows, "share, 0-1")


@indicator(
    title={"en": "Krugman distance to the others", "nb": "Krugmans avstand til de andre"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place",),
    source="Midelfart-Knarvik et al. (2000), The Location of European Industry, EC Papers 142",
)
def krugman_to_others(sizes: Matrix) -> Vector:
    r"""Share of jobs that would have to change activity to be like the mean of the other places.

    .. math:: K_p = \tfrac12 \sum_a |s_{pa} - \tfrac{1}{n-1} \sum_{q \ne p} s_{qa}|

    Each other place counts the same, however large it is.

    Parameters
    ----------
    sizes
        x, place × activity. Transpose it to compare activities by where they are.

    Returns
    -------
    Vector
        K, 0-1.

    Undefined
    ---------
    NaN for an empty place and for one with a cell that is not observed; such places are not among
    the others. NaN where there is no other.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `krugman.spec2` and, transposed, `krugman.conc2`: twice this.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B", "C")), Axis("activity", "", ("x", "y"))
    >>> krugman_to_others(Matrix([[4, 0], [2, 2], [0, 4]], places, activities)).values
    array([0.75, 0.  , 0.75])
    """
    own = shares(sizes).dense
    known = ~np.isnan(own).any(axis=1) & (len(sizes.columns) > 0)
    others = max(int(known.sum()) - 1, 0)
    mean = (own[known].sum(axis=0) - own) / (others or np.nan)
    away = np.abs(own - mean).sum(axis=1) / 2
    return Vector(np.where(known, away, np.nan), sizes.rows, "share, 0-1")


@indicator(
    title={"en": "Gini of specialisation", "nb": "Gini for spesialisering"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("place",),
    source="Farhauer & Kröll (2014), Standorttheorien, Springer",
)
def specialisation_gini(quotients: Matrix) -> Vector:
    r"""How unequal a place's location quotients are.

    .. math:: G_p = \frac{2}{n^2 \overline{LQ}_p} \sum_i i\,(LQ_{p(i)} - \overline{LQ}_p)

    with the quotients in rising order, each activity counting the same.

    Parameters
    ----------
    quotients
        LQ, place × activity. Transpose it for the concentration of an activity.

    Returns
    -------
    Vector
        0 (all alike) to 1 - 1/n.

    Undefined
    ---------
    NaN for a place without any activity; quotients that are NaN are left out.

    Peers
    -----
    REAT `gini.spec` and, transposed, `gini.conc`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> specialisation_gini(Matrix([[0.5, 1.5]], places, activities)).values
    array([0.25])
    """
    values = np.sort(quotients.dense, axis=1)
    observed = ~np.isnan(values)
    count = observed.sum(axis=1)
    total = np.where(observed, values, 0.0).sum(axis=1)
    rank = np.arange(1, quotients.shape[1] + 1)
    ranked = np.where(observed, rank * values, 0.0).sum(axis=1)
    gini = 2 * ranked / positive(count * total) - (count + 1) / positive(count)
    return Vector(gini, quotients.rows, "0-1")


@indicator(
    title={"en": "Herfindahl index", "nb": "Herfindahl-indeks"},
    unit={"en": "0-1, 1 = all in one", "nb": "0-1, 1 = alt i én"},
    of=("place",),
    source="Hirschman (1964), American Economic Review 54:761-762",
)
def herfindahl(sizes: Matrix) -> Vector:
    r"""Sum of the squared shares of a place's activities.

    .. math:: H_p = \sum_a s_{pa}^2

    Parameters
    ----------
    sizes
        x, place × activity. Transposed, the concentration of an activity over places; with
        establishments for places, the plant Herfindahl of Ellison & Glaeser.

    Returns
    -------
    Vector
        1/n (evenly spread over n) to 1 (all in one). Its inverse is the equivalent number.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `herfindahl`, REAT `herf`, PySAL `herfindahl_hd`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> herfindahl(Matrix([[3, 1], [1, 0]], places, activities)).values
    array([0.625, 1.   ])
    """
    rows, _, _ = margins(sizes)
    own = divided(sizes, rows)
    if isinstance(own, sp.csr_array):
        own.data = np.nan_to_num(own.data) ** 2
        squares = np.asarray(own.sum(axis=1), dtype=np.float64).ravel()
    else:
        squares = np.nansum(own * own, axis=1)
    return Vector(np.where(rows > 0, squares, np.nan), sizes.rows, "0-1, 1 = all in one")
