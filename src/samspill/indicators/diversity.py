"""Diversity: how many activities a place has, and how evenly, whatever they are.

Sizes (or presences) stand as places × activities, and each measure gives one number for each
place, `ubiquity` for each activity. A cell that is not observed is left out; transposed, the
measures speak of how an activity is spread over places.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.indicators.bipartite import require_presences
from samspill.indicators.specialisation import margins, positive
from samspill.indicators.structure import herfindahl, krugman_specialisation
from samspill.indicators.variety import bits, of_places, own_shares
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "diversity",
    "equivalent_number",
    "evenness",
    "gini_simpson",
    "margalef_index",
    "menhinick_index",
    "relative_diversity",
    "similarity_diversity",
    "simpson_index",
    "ubiquity",
]

Floats = NDArray[np.float64]

_NIJKAMP = "Nijkamp & Poot (2015), Cultural diversity: a matter of measurement, IZA DP 8782"


@indicator(
    title={"en": "Evenness", "nb": "Jevnhet"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place",),
    source="Pielou (1966), J Theoretical Biology 13:131-144, doi:10.1016/0022-5193(66)90013-0",
)
def evenness(sizes: Matrix) -> Vector:
    r"""Entropy over what it would be if the place's activities were of one size.

    .. math:: J_p = H_p / \log_2 k_p

    Parameters
    ----------
    sizes
        x, place × activity; k is the number of activities with a size above zero.

    Returns
    -------
    Vector
        J, 0-1.

    Undefined
    ---------
    NaN for a place with fewer than two activities.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", tuple("wxyz"))
    >>> evenness(Matrix([[1, 1, 1, 1], [2, 1, 1, 0]], places, activities)).values.round(4)
    array([1.    , 0.9464])
    """
    own, known = own_shares(sizes)
    count = (own > 0).sum(axis=1)
    most = np.log2(np.maximum(count, 1))
    return of_places(bits(own) / positive(most), known, sizes, "share, 0-1")


@indicator(
    title={"en": "Equivalent number", "nb": "Ekvivalent antall"},
    unit={"en": "number of activities", "nb": "antall aktiviteter"},
    of=("place",),
    source="Hill (1973), Ecology 54:427-432, doi:10.2307/1934352",
)
def equivalent_number(sizes: Matrix) -> Vector:
    r"""Give the number of activities of one size that would be as concentrated.

    .. math:: N_p = 1 / H_p, \quad H_p = \sum_a s_{pa}^2

    Parameters
    ----------
    sizes
        x, place × activity.

    Returns
    -------
    Vector
        N, 1 and more.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `herf.eq`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> equivalent_number(Matrix([[3, 1]], places, activities)).values
    array([1.6])
    """
    return Vector(1 / positive(herfindahl(sizes).values), sizes.rows, "number of activities")


@indicator(
    title={"en": "Gini-Simpson index", "nb": "Gini-Simpson-indeks"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("place",),
    source=_NIJKAMP,
)
def gini_simpson(sizes: Matrix) -> Vector:
    r"""Chance that two jobs drawn with replacement are in different activities.

    .. math:: GS_p = 1 - \sum_a s_{pa}^2

    Parameters
    ----------
    sizes
        x, place × activity.

    Returns
    -------
    Vector
        GS, 0 and more, below 1.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `fractionalization_gs`: the same, for all places together.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> gini_simpson(Matrix([[3, 1]], places, activities)).values
    array([0.375])
    """
    return Vector(1 - herfindahl(sizes).values, sizes.rows, "probability, 0-1")


@indicator(
    title={"en": "Simpson index", "nb": "Simpson-indeks"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("place",),
    source="Simpson (1949), Nature 163:688, doi:10.1038/163688a0",
)
def simpson_index(sizes: Matrix) -> Vector:
    r"""Chance that two different jobs of a place are in the same activity.

    .. math:: S_p = \sum_a x_{pa}(x_{pa} - 1) \big/ x_{p\cdot}(x_{p\cdot} - 1)

    Parameters
    ----------
    sizes
        x, place × activity, counts.

    Returns
    -------
    Vector
        S, 0-1. One minus it is Simpson's diversity.

    Undefined
    ---------
    NaN for a place with one job or none.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `simpson_so`, `simpson_sd` (1 - S): the same, for all places together.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> simpson_index(Matrix([[3, 1]], places, activities)).values
    array([0.5])
    """
    rows, _, _ = margins(sizes)
    same = np.nansum(sizes.dense * (sizes.dense - 1), axis=1)
    return of_places(same / positive(rows * (rows - 1)), rows > 1, sizes, "probability, 0-1")


@indicator(
    title={"en": "Margalef index", "nb": "Margalef-indeks"},
    unit={
        "en": "activities for each e-fold of size",
        "nb": "aktiviteter per e-dobling av størrelsen",
    },
    of=("place",),
    source="Margalef (1958), General Systems 3:36-71",
)
def margalef_index(sizes: Matrix) -> Vector:
    r"""Count the activities of a place, set against its size.

    .. math:: D_p = (k_p - 1) / \ln x_{p\cdot}

    Parameters
    ----------
    sizes
        x, place × activity, counts; k is the number of activities with a size above zero.

    Returns
    -------
    Vector
        D, 0 and more.

    Undefined
    ---------
    NaN for a place with a size of 1 or less.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `margalev_md`: the same, for all places together.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> margalef_index(Matrix([[0, 3, 9]], places, activities)).values.round(6)
    array([0.40243])
    """
    rows, _, _ = margins(sizes)
    logs = np.log(np.maximum(rows, 1.0))
    values = ((sizes.dense > 0).sum(axis=1) - 1) / positive(logs)
    return of_places(values, rows > 1, sizes, "activities for each e-fold of size")


@indicator(
    title={"en": "Menhinick index", "nb": "Menhinick-indeks"},
    unit={
        "en": "activities for each root of size",
        "nb": "aktiviteter per kvadratrot av størrelsen",
    },
    of=("place",),
    source="Menhinick (1964), Ecology 45:859-861, doi:10.2307/1934933",
)
def menhinick_index(sizes: Matrix) -> Vector:
    r"""Count the activities of a place, set against the root of its size.

    .. math:: D_p = k_p / \sqrt{x_{p\cdot}}

    Parameters
    ----------
    sizes
        x, place × activity, counts; k is the number of activities with a size above zero.

    Returns
    -------
    Vector
        D, 0 and more.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `menhinick_mi`: with k - 1 for k, for all places together.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> menhinick_index(Matrix([[0, 4, 12]], places, activities)).values
    array([0.5])
    """
    rows, _, _ = margins(sizes)
    values = (sizes.dense > 0).sum(axis=1) / np.sqrt(positive(rows))
    return of_places(values, rows > 0, sizes, "activities for each root of size")


@indicator(
    title={"en": "Similarity-weighted diversity", "nb": "Likhetsvektet mangfold"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("place",),
    source="Stirling (2007), J Royal Society Interface 4:707-719, doi:10.1098/rsif.2007.0213",
)
def similarity_diversity(sizes: Matrix, proximity: Matrix) -> Vector:
    r"""Mean distance between two jobs of a place drawn with replacement (Rao, Stirling).

    .. math:: \Delta_p = \sum_{a \ne b} s_{pa} s_{pb} (1 - \phi_{ab})

    Parameters
    ----------
    sizes
        x, place × activity.
    proximity
        phi, activity × activity, 0-1. Its diagonal is not read; a pair that is NaN has none.

    Returns
    -------
    Vector
        Delta, 0 (all alike) to 1.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `similarity_w_wd`: one minus the same sum over similarities, for all places together.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> near = Matrix([[0, 0.5], [0.5, 0]], activities, activities)
    >>> similarity_diversity(Matrix([[1, 1]], places, activities), near).values
    array([0.25])
    """
    require_same(sizes.columns, proximity.rows, "activities of sizes and proximity")
    require_same(proximity.rows, proximity.columns, "two axes of the proximity")
    own, known = own_shares(sizes)
    apart = 1 - np.nan_to_num(proximity.dense)
    np.fill_diagonal(apart, 0.0)
    return of_places(((own @ apart) * own).sum(axis=1), known, sizes, "0-1")


@indicator(
    title={"en": "Diversity", "nb": "Mangfold"},
    unit={"en": "number of activities", "nb": "antall aktiviteter"},
    of=("place",),
    source="Hidalgo & Hausmann (2009), PNAS 106:10570-10575, doi:10.1073/pnas.0900943106",
)
def diversity(presence: Matrix) -> Vector:
    r"""Count the activities that a place has.

    .. math:: k_p = \sum_a M_{pa}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        k, for each place.

    Undefined
    ---------
    Never: cells that are NaN are left out.

    Raises
    ------
    DataError
        A presence is not 0, 1 or NaN.

    Peers
    -----
    EconGeo `diversity`, ecomplexity `diversity`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> diversity(Matrix([[1, 1], [0, 1]], places, activities)).values
    array([2., 1.])
    """
    require_presences(presence)
    return Vector(margins(presence)[0], presence.rows, "number of activities")


@indicator(
    title={"en": "Ubiquity", "nb": "Utbredelse"},
    unit={"en": "number of places", "nb": "antall steder"},
    of=("activity",),
    source="Hidalgo & Hausmann (2009), PNAS 106:10570-10575, doi:10.1073/pnas.0900943106",
)
def ubiquity(presence: Matrix) -> Vector:
    r"""Count the places that have an activity.

    .. math:: k_a = \sum_p M_{pa}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        k, for each activity.

    Undefined
    ---------
    Never: cells that are NaN are left out.

    Raises
    ------
    DataError
        A presence is not 0, 1 or NaN.

    Peers
    -----
    EconGeo `ubiquity`, ecomplexity `ubiquity`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> ubiquity(Matrix([[1, 1], [0, 1]], places, activities)).values
    array([1., 2.])
    """
    require_presences(presence)
    return Vector(margins(presence)[1], presence.columns, "number of places")


@indicator(
    title={"en": "Relative diversity", "nb": "Relativt mangfold"},
    unit={
        "en": "ratio, higher = more like the reference",
        "nb": "forholdstall, høyere = likere sammenlikningsgrunnlaget",
    },
    of=("place",),
    source="Duranton & Puga (2000), Urban Studies 37:533-555, doi:10.1080/0042098002104",
)
def relative_diversity(sizes: Matrix, *, reference: Matrix | None = None) -> Vector:
    r"""Inverse of how far a place's shares are from those of the reference.

    .. math:: RDI_p = 1 \big/ \sum_a |s_{pa} - s_a|

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities; without it, the places of `sizes` together.

    Returns
    -------
    Vector
        0.5 and more.

    Undefined
    ---------
    NaN for an empty place, and for one exactly like the reference.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `durpug`: the same, infinite for a place like the reference.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> relative_diversity(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([2., 2.])
    """
    distance = krugman_specialisation(sizes, reference=reference).values
    return Vector(0.5 / positive(distance), sizes.rows, "ratio")
