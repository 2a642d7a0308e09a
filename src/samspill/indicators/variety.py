"""Variety: how mixed a place is, and how related what it has is.

Sizes stand as places × activities, and each measure gives one number for each place. A cell that
is not observed is left out; transposed, the measures speak of how an activity is spread over
places.
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
from samspill.indicators.specialisation import margins, positive, shares
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "Variety",
    "coherence",
    "entropy",
    "related_variety",
    "segregation_entropy",
    "unrelated_variety",
    "variety",
    "weighted_average",
]

Floats = NDArray[np.float64]

_FRENKEN = (
    "Frenken, van Oort & Verburg (2007), Regional Studies 41:685-697, doi:10.1080/00343400601120296"
)
_SHANNON = "Shannon (1948), Bell System Technical Journal 27:379-423"


class Variety(NamedTuple):
    """Entropy of a place and its two parts, which add up to it."""

    total: Vector
    unrelated: Vector
    related: Vector


def own_shares(sizes: Matrix) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the shares of each place, 0 where not observed, and which places are not empty."""
    values = shares(sizes).dense
    rows, _, _ = margins(sizes)
    return np.nan_to_num(values), rows > 0


def bits(share: Floats) -> Floats:
    """Entropy of each row in bits."""
    return np.asarray(-xlogy(share, share).sum(axis=1) / np.log(2) + 0.0)


def of_places(values: Floats, known: NDArray[np.bool_], sizes: Matrix, unit: str) -> Vector:
    """Label one number for each place, NaN where it is not known."""
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
    own, known = own_shares(sizes)
    return of_places(bits(own), known, sizes, "bits")


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
    own, known = own_shares(sizes)
    member = _membership(sizes.columns.codes, groups)
    grouped = own @ member
    behind = grouped @ member.T
    inner = np.divide(own, behind, out=np.zeros_like(own), where=behind > 0)
    related = -(behind * xlogy(inner, inner)).sum(axis=1) / np.log(2) + 0.0
    parts = (bits(own), bits(grouped), related)
    return Variety(*(of_places(part, known, sizes, "bits") for part in parts))


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
    own, _ = own_shares(sizes)
    near = np.nan_to_num(proximity.dense)
    np.fill_diagonal(near, 0.0)
    several = (own > 0).sum(axis=1) > 1
    rest = np.where(own > 0, own.sum(axis=1, keepdims=True) - own, np.nan)
    mean = np.divide(own @ near, rest, out=np.zeros_like(own), where=rest > 0)
    return of_places((own * mean).sum(axis=1), several, sizes, proximity.unit)


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
    own, _ = own_shares(sizes)
    whole = float(bits((columns / total)[None, :])[0])
    if whole == 0:
        return np.nan
    return float((rows / total) @ (whole - bits(own)) / whole)


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
    return Vector(total / positive(behind), sizes.rows, values.unit)
