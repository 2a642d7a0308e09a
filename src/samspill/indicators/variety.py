"""Variety: how many activities a place has, how evenly, and how related they are.

Sizes (or presences) stand as places × activities, and each measure gives one number for each
place. A cell that is not observed is left out; transposed, the measures speak of how an activity
is spread over places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import xlogy

from samspill.catalogue import indicator
from samspill.errors import UnknownCode
from samspill.indicators.specialisation import (
    herfindahl,
    krugman_specialisation,
    margins,
    shares,
)
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "Variety",
    "coherence",
    "diversity",
    "entropy",
    "equivalent_number",
    "evenness",
    "gini_simpson",
    "margalef_index",
    "menhinick_index",
    "related_variety",
    "relative_diversity",
    "segregation_entropy",
    "similarity_diversity",
    "simpson_index",
    "ubiquity",
    "unrelated_variety",
    "variety",
    "weighted_average",
]

Floats = NDArray[np.float64]

_FRENKEN = (
    "Frenken, van Oort & Verburg (2007), Regional Studies 41:685-697, doi:10.1080/00343400601120296"
)
_SHANNON = "Shannon (1948), Bell System Technical Journal 27:379-423"
_NIJKAMP = "Nijkamp & Poot (2015), Cultural diversity: a matter of measurement, IZA DP 8782"


class Variety(NamedTuple):
    """Entropy of a place and its two parts, which add up to it."""

    total: Vector
    unrelated: Vector
    related: Vector


def _positive(values: Floats) -> Floats:
    """Give the values with NaN for zero, so that what is divided by them is undefined."""
    return np.where(values > 0, values, np.nan)


def _own(sizes: Matrix) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the shares of each place, 0 where not observed, and which places are not empty."""
    values = shares(sizes).dense
    rows, _, _ = margins(sizes)
    return np.nan_to_num(values), rows > 0


def _bits(share: Floats) -> Floats:
    """Entropy of each row in bits."""
    return np.asarray(-xlogy(share, share).sum(axis=1) / np.log(2) + 0.0)


def _vector(values: Floats, known: NDArray[np.bool_], sizes: Matrix, unit: str) -> Vector:
    return Vector(np.where(known, values, np.nan), sizes.rows, unit)


def _membership(codes: tuple[str, ...], groups: Mapping[str, str]) -> Floats:
    """Give activity × group, 1 where the activity is in the group."""
    for code in codes:
        if code not in groups:
            raise UnknownCode("group for activity", code, groups)
    names = sorted({groups[code] for code in codes})
    return np.array(
        [[groups[code] == name for name in names] for code in codes], dtype=np.float64
    ).reshape(len(codes), len(names))


@indicator(
    title={"en": "Entropy", "nb": "Entropi"},
    unit={"en": "bits", "nb": "bit"},
    of=("place",),
    source=_SHANNON,
)
def entropy(sizes: Matrix) -> Vector:
    r"""Evenness and number of a place's activities in one: what one would have to ask.

    .. math:: H_p = \sum_a s_{pa} \log_2 (1 / s_{pa})

    Parameters
    ----------
    sizes
        x, place × activity; s are its shares of the place.

    Returns
    -------
    Vector
        H, 0 (one activity) to log2 n.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `entropy`: adds 1e-9 within the logarithm and rounds to three decimals. PySAL
    `shannon_se`: in nats, for all places together, NaN where an activity is nowhere.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", tuple("wxyz"))
    >>> entropy(Matrix([[1, 1, 1, 1], [2, 1, 1, 0]], places, activities)).values
    array([2. , 1.5])
    """
    own, known = _own(sizes)
    return _vector(_bits(own), known, sizes, "bits")


@indicator(
    title={"en": "Variety and its parts", "nb": "Variasjon og dens deler"},
    unit={"en": "bits", "nb": "bit"},
    of=("place",),
    source=_FRENKEN,
)
def variety(sizes: Matrix, groups: Mapping[str, str]) -> Variety:
    r"""Split entropy into that between groups of activities and that within them.

    .. math:: H_p = \underbrace{\sum_g P_g \log_2 \tfrac{1}{P_g}}_{UV}
        + \underbrace{\sum_g P_g \sum_{a \in g} \tfrac{s_a}{P_g} \log_2 \tfrac{P_g}{s_a}}_{RV}

    Parameters
    ----------
    sizes
        x, place × activity.
    groups
        The group of each activity, by code: for industries usually its first two digits.

    Returns
    -------
    Variety
        `total`, `unrelated` and `related`.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.
    UnknownCode
        An activity has no group.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places = Axis("place", "", ("A",))
    >>> activities = Axis("activity", "", ("10.1", "10.2", "62.0"))
    >>> groups = {code: code[:2] for code in activities.codes}
    >>> [part.values.tolist() for part in variety(Matrix([[1, 1, 2]], places, activities), groups)]
    [[1.5], [1.0], [0.5]]
    """
    own, known = _own(sizes)
    member = _membership(sizes.columns.codes, groups)
    grouped = own @ member
    behind = grouped @ member.T
    inner = np.divide(own, behind, out=np.zeros_like(own), where=behind > 0)
    related = -(behind * xlogy(inner, inner)).sum(axis=1) / np.log(2) + 0.0
    parts = (_bits(own), _bits(grouped), related)
    return Variety(*(_vector(part, known, sizes, "bits") for part in parts))


@indicator(
    title={"en": "Unrelated variety", "nb": "Urelatert variasjon"},
    unit={"en": "bits", "nb": "bit"},
    of=("place",),
    source=_FRENKEN,
)
def unrelated_variety(sizes: Matrix, groups: Mapping[str, str]) -> Vector:
    r"""Entropy of a place over groups of activities.

    .. math:: UV_p = \sum_g P_{pg} \log_2 (1 / P_{pg})

    Parameters
    ----------
    sizes
        x, place × activity.
    groups
        The group of each activity, by code.

    Returns
    -------
    Vector
        UV, 0 and more.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.
    UnknownCode
        An activity has no group.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places = Axis("place", "", ("A",))
    >>> activities = Axis("activity", "", ("10.1", "10.2", "62.0"))
    >>> sizes, groups = Matrix([[1, 1, 2]], places, activities), dict(zip(activities.codes, "aab"))
    >>> unrelated_variety(sizes, groups).values
    array([1.])
    """
    return variety(sizes, groups).unrelated


@indicator(
    title={"en": "Related variety", "nb": "Relatert variasjon"},
    unit={"en": "bits", "nb": "bit"},
    of=("place",),
    source=_FRENKEN,
)
def related_variety(sizes: Matrix, groups: Mapping[str, str]) -> Vector:
    r"""Mean entropy of a place within groups of activities.

    .. math:: RV_p = \sum_g P_{pg} H_{pg}, \quad
        H_{pg} = \sum_{a \in g} \frac{s_{pa}}{P_{pg}} \log_2 \frac{P_{pg}}{s_{pa}}

    Parameters
    ----------
    sizes
        x, place × activity.
    groups
        The group of each activity, by code.

    Returns
    -------
    Vector
        RV, 0 and more; with the unrelated variety it adds up to the entropy.

    Undefined
    ---------
    NaN for an empty place.

    Raises
    ------
    DataError
        A size is negative or infinite.
    UnknownCode
        An activity has no group.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places = Axis("place", "", ("A",))
    >>> activities = Axis("activity", "", ("10.1", "10.2", "62.0"))
    >>> sizes, groups = Matrix([[1, 1, 2]], places, activities), dict(zip(activities.codes, "aab"))
    >>> related_variety(sizes, groups).values
    array([0.5])
    """
    return variety(sizes, groups).related


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
    own, known = _own(sizes)
    count = (own > 0).sum(axis=1)
    most = np.log2(np.maximum(count, 1))
    return _vector(_bits(own) / _positive(most), known, sizes, "share, 0-1")


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
    return Vector(1 / _positive(herfindahl(sizes).values), sizes.rows, "number of activities")


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
    return _vector(same / _positive(rows * (rows - 1)), rows > 1, sizes, "probability, 0-1")


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
    values = ((sizes.dense > 0).sum(axis=1) - 1) / _positive(logs)
    return _vector(values, rows > 1, sizes, "activities for each e-fold of size")


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
    values = (sizes.dense > 0).sum(axis=1) / np.sqrt(_positive(rows))
    return _vector(values, rows > 0, sizes, "activities for each root of size")


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
    own, known = _own(sizes)
    apart = 1 - np.nan_to_num(proximity.dense)
    np.fill_diagonal(apart, 0.0)
    return _vector(((own @ apart) * own).sum(axis=1), known, sizes, "0-1")


@indicator(
    title={"en": "Coherence", "nb": "Sammenheng"},
    unit={"en": "unit of the proximity", "nb": "som nærheten"},
    of=("place",),
    source="Teece et al. (1994), J Econ Behav Organ 23:1-30, doi:10.1016/0167-2681(94)90094-9; "
    "Nesta & Saviotti (2005), J Industrial Economics 53:123-142",
)
def coherence(sizes: Matrix, proximity: Matrix) -> Vector:
    r"""Mean proximity of a place's activities to the rest of the place.

    .. math:: COH_p = \sum_a s_{pa} \frac{\sum_{b \ne a} s_{pb}\,\phi_{ab}}{\sum_{b \ne a} s_{pb}}

    Parameters
    ----------
    sizes
        x, place × activity; presences give every activity the same weight.
    proximity
        phi, activity × activity. Its diagonal is not read; a pair that is NaN counts as 0.

    Returns
    -------
    Vector
        COH, in the unit of the proximity: a z-score of co-occurrence gives Teece's.

    Undefined
    ---------
    NaN for a place with fewer than two activities, which has no rest to cohere with.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    None of the named programs has it; EconGeo's nearest is `relatedness_density_int_avg`.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.5, 0.1], [0.5, 0, 0], [0.1, 0, 0]], activities, activities)
    >>> coherence(Matrix([[2, 2, 0], [1, 0, 0]], places, activities), near).values
    array([0.5, nan])
    """
    require_same(sizes.columns, proximity.rows, "activities of sizes and proximity")
    require_same(proximity.rows, proximity.columns, "two axes of the proximity")
    own, _ = _own(sizes)
    near = np.nan_to_num(proximity.dense)
    np.fill_diagonal(near, 0.0)
    several = (own > 0).sum(axis=1) > 1
    rest = np.where(own > 0, own.sum(axis=1, keepdims=True) - own, np.nan)
    mean = np.divide(own @ near, rest, out=np.zeros_like(own), where=rest > 0)
    return _vector((own * mean).sum(axis=1), several, sizes, proximity.unit)


@indicator(
    title={"en": "Segregation by entropy", "nb": "Segregasjon målt med entropi"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("variable",),
    source="Theil & Finizza (1971), J Mathematical Sociology 1:187-193, "
    "doi:10.1080/0022250X.1971.9989795",
)
def segregation_entropy(sizes: Matrix) -> float:
    r"""Share of the entropy of activities that is between places and not within them.

    .. math:: TH = \frac{1}{H} \sum_p \frac{x_{p\cdot}}{x_{\cdot\cdot}} (H - H_p)

    with H the entropy of all places together.

    Parameters
    ----------
    sizes
        x, place × activity.

    Returns
    -------
    float
        TH: 0 where all places have the same mix, 1 where each has one activity.

    Undefined
    ---------
    NaN where there is one activity or nothing at all.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    PySAL `theil_th`: the same (adds a tiny number to zeros).

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> segregation_entropy(Matrix([[3, 0], [0, 3]], places, activities))
    1.0
    """
    rows, columns, total = margins(sizes)
    if total == 0:
        return np.nan
    own, _ = _own(sizes)
    whole = float(_bits((columns / total)[None, :])[0])
    if whole == 0:
        return np.nan
    return float((rows / total) @ (whole - _bits(own)) / whole)


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
    return Vector(0.5 / _positive(distance), sizes.rows, "ratio")


@indicator(
    title={"en": "Weighted average over activities", "nb": "Vektet snitt over aktiviteter"},
    unit={"en": "unit of the values", "nb": "som verdiene"},
    of=("place",),
    source="Hausmann, Hwang & Rodrik (2007), J Econ Growth 12:1-25, doi:10.1007/s10887-006-9009-4",
)
def weighted_average(sizes: Matrix, values: Vector) -> Vector:
    r"""Mean of a property of activities over what a place has of them.

    .. math:: y_p = \sum_a x_{pa} v_a \big/ \sum_a x_{pa}

    Parameters
    ----------
    sizes
        x, place × activity. Transpose it for a property of places averaged for activities.
    values
        v, one value for each activity.

    Returns
    -------
    Vector
        y, in the unit of `values`.

    Undefined
    ---------
    NaN for a place with nothing in activities that have a value; others are left out.

    Raises
    ------
    AxisMismatch
        The values are of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `weighted_avg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> sizes = Matrix([[3, 1], [1, 0]], places, activities)
    >>> weighted_average(sizes, Vector([10, 20], activities)).values
    array([12.5, 10. ])
    """
    require_same(sizes.columns, values.axis, "activities of sizes and values")
    margins(sizes)
    known = ~np.isnan(values.values)
    amounts: Floats | sp.csr_array
    if sizes.is_sparse:
        amounts = cast(sp.csr_array, sizes.values).copy()
        amounts.data = np.nan_to_num(amounts.data)
    else:
        amounts = np.nan_to_num(sizes.dense)
    behind = amounts @ known.astype(np.float64)
    total = amounts @ np.where(known, values.values, 0.0)
    return Vector(total / _positive(behind), sizes.rows, values.unit)
