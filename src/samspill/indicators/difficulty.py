"""Difficulty: how demanding an activity is, by other signs than who shares it with whom.

Rarity, how fields are combined in works, and the income of the places that do an activity: the
baselines and alternatives beside complexity.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.indicators.bipartite import presences
from samspill.indicators.specialisation import margins, positive
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "ease_of_recombination",
    "expy",
    "modular_complexity",
    "normalised_ubiquity",
    "prody",
    "size_over_ubiquity",
    "ubiquity_difficulty",
]

Floats = NDArray[np.float64]

_HAUSMANN = (
    "Hausmann, Hwang & Rodrik (2007), Journal of Economic Growth 12:1-25, "
    "doi:10.1007/s10887-006-9009-4"
)


@indicator(
    title={"en": "Difficulty by ubiquity", "nb": "Vanskelighet etter utbredelse"},
    unit={"en": "bits", "nb": "bit"},
    of=("activity",),
    source="Self-information of presence; compare Hidalgo & Hausmann (2009)",
)
def ubiquity_difficulty(presence: Matrix) -> Vector:
    r"""How rare an activity is among the places that have anything: the simplest difficulty.

    .. math:: U_a = \log_2 (P / k_a)

    with P the number of places that are not empty. The baseline against which a complexity has to
    show that it says more than how many have an activity.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        0 for what all places have, 1 for what half of them have.

    Undefined
    ---------
    NaN for activities that no place has.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> ubiquity_difficulty(Matrix([[1, 1], [0, 1]], places, activities)).values
    array([1., 0.])
    """
    has = presences(presence)
    ubiquity = np.bincount(has.indices, minlength=has.shape[1]).astype(np.float64)
    places = np.count_nonzero(np.diff(has.indptr))
    known = np.where(ubiquity > 0, ubiquity, np.nan)
    return Vector(np.log2(places / known), presence.columns, "bits")


@indicator(
    title={"en": "Normalised ubiquity", "nb": "Normalisert utbredelse"},
    unit={
        "en": "ratio, 1 = as large as it is widespread",
        "nb": "forholdstall, 1 = like stor som den er utbredt",
    },
    of=("activity",),
    source=(
        "Balland & Rigby (2017), Economic Geography 93:1-23, doi:10.1080/00130095.2016.1205947"
    ),
)
def normalised_ubiquity(sizes: Matrix, presence: Matrix) -> Vector:
    r"""Share of an activity in the whole over its share of the presences.

    .. math:: N_a = \frac{x_{\cdot a} / x_{\cdot\cdot}}{k_a / \sum_b k_b}

    High where much is done by few places.

    Parameters
    ----------
    sizes
        x, place × activity.
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        The ratio for each activity.

    Undefined
    ---------
    NaN for activities that no place has.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same places and activities.
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo 2.1 `norm_ubiquity`: the same with presences from quotients rounded to two decimals,
    and the result rounded to two.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> normalised_ubiquity(
    ...     Matrix([[3, 1], [1, 3]], places, activities),
    ...     Matrix([[1, 0], [1, 1]], places, activities),
    ... ).values
    array([0.75, 1.5 ])
    """
    require_same(sizes.rows, presence.rows, "places of sizes and presence")
    require_same(sizes.columns, presence.columns, "activities of sizes and presence")
    has = presences(presence)
    ubiquity = np.bincount(has.indices, minlength=has.shape[1]).astype(np.float64)
    known = np.where(ubiquity > 0, ubiquity, np.nan)
    total = np.nansum(sizes.dense, axis=0)
    with np.errstate(invalid="ignore"):
        share = total / total.sum()
    return Vector(share * ubiquity.sum() / known, presence.columns, "ratio")


@indicator(
    title={"en": "Size over ubiquity", "nb": "Størrelse over utbredelse"},
    unit={"en": "logarithm of the size per place", "nb": "logaritmen av størrelsen per sted"},
    of=("activity",),
    source="Balland & Rigby (2017), Economic Geography 93:1-23, doi:10.1080/00130095.2016.1205947",
)
def size_over_ubiquity(sizes: Matrix, presence: Matrix) -> Vector:
    r"""Logarithm of an activity's size over the number of places that have it.

    .. math:: V_a = \ln x_{\cdot a} / k_a

    High where much is done by few places. It depends on the unit of the sizes; prefer
    `normalised_ubiquity`, which does not.

    Parameters
    ----------
    sizes
        x, place × activity.
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        V for each activity; below zero where the size is below one.

    Undefined
    ---------
    NaN for activities that no place has, and for those without size.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same places and activities.
    DataError
        A size is negative or infinite, or a presence is not 0 or 1.

    Peers
    -----
    EconGeo 2.1 `inv_norm_ubiquity`: times 100, of the size plus 0.001, with presences from
    quotients rounded to two decimals, and the result rounded to two.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> jobs = Matrix([[30, 10], [0, 20]], places, activities)
    >>> size_over_ubiquity(jobs, Matrix([[1, 0], [0, 1]], places, activities)).values.round(3)
    array([3.401, 3.401])
    """
    require_same(sizes.rows, presence.rows, "places of sizes and presence")
    require_same(sizes.columns, presence.columns, "activities of sizes and presence")
    _, size, _ = margins(sizes)
    has = presences(presence)
    ubiquity = np.bincount(has.indices, minlength=has.shape[1]).astype(np.float64)
    return Vector(np.log(positive(size)) / positive(ubiquity), presence.columns, "ln per place")


_FLEMING = (
    "Fleming & Sorenson (2001), Research Policy 30:1019-1039, doi:10.1016/S0048-7333(00)00135-9"
)


@indicator(
    title={"en": "Ease of recombination", "nb": "Rekombinerbarhet"},
    unit={"en": "fields per work", "nb": "felt per arbeid"},
    of=("activity",),
    source=_FLEMING,
)
def ease_of_recombination(works: Matrix) -> Vector:
    r"""Count the other fields a field was combined with, over the works it appears in.

    .. math:: E_a = \frac{\#\{b \ne a : C_{ab} > 0\}}{\sum_w M_{wa}}, \qquad C = M^T M

    Parameters
    ----------
    works
        M, work (patent, project) × field, 0/1. Sparse is welcome.

    Returns
    -------
    Vector
        E for each field.

    Undefined
    ---------
    NaN for fields without works.

    Raises
    ------
    DataError
        A value is not 0 or 1.

    Peers
    -----
    EconGeo 2.1 `ease_recombination`: the same of the transposed matrix, rounded to five decimals.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> patents, fields = Axis("work", "", ("1", "2")), Axis("activity", "", ("x", "y", "z"))
    >>> ease_of_recombination(Matrix([[1, 1, 0], [1, 0, 0]], patents, fields)).values
    array([0.5, 1. , nan])
    """
    has = presences(works)
    together = sp.csr_array(has.T @ has)
    works_count = np.bincount(has.indices, minlength=has.shape[1]).astype(np.float64)
    partners = np.diff(together.indptr) - (works_count > 0)
    known = np.where(works_count > 0, works_count, np.nan)
    return Vector(partners / known, works.columns, "fields per work")


@indicator(
    title={"en": "Modular complexity", "nb": "Modulær kompleksitet"},
    unit={"en": "works per combination", "nb": "arbeider per kombinasjon"},
    of=("work",),
    source=_FLEMING,
)
def modular_complexity(works: Matrix) -> Vector:
    r"""How hard the fields of a work are to combine: their interdependence.

    .. math:: K_w = \frac{\sum_a M_{wa}}{\sum_a M_{wa} E_a}

    with E the ease of recombination of each field over all works given.

    Parameters
    ----------
    works
        M, work (patent, project) × field, 0/1.

    Returns
    -------
    Vector
        K for each work.

    Undefined
    ---------
    NaN for a work without fields and for one whose fields have never been combined.

    Raises
    ------
    DataError
        A value is not 0 or 1.

    Peers
    -----
    EconGeo 2.1 `modular_complexity`: the same of the transposed matrix, 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> patents, fields = Axis("work", "", ("1", "2")), Axis("activity", "", ("x", "y", "z"))
    >>> modular_complexity(Matrix([[1, 1, 0], [1, 0, 0]], patents, fields)).values.round(3)
    array([1.333, 2.   ])
    """
    has = presences(works)
    ease = has @ np.nan_to_num(ease_of_recombination(works).values)
    fields = np.diff(has.indptr)
    return Vector(fields / np.where(ease > 0, ease, np.nan), works.rows, "works per combination")


@indicator(
    title={
        "en": "Income level of activities (PRODY)",
        "nb": "Inntektsnivå for aktiviteter (PRODY)",
    },
    unit={"en": "as the income", "nb": "som inntekten"},
    of=("activity",),
    source=_HAUSMANN,
)
def prody(sizes: Matrix, income: Vector) -> Vector:
    r"""Mean income of the places that do an activity, each weighted by its relative share of it.

    .. math:: PRODY_a = \frac{\sum_p s_{pa} Y_p}{\sum_p s_{pa}}, \qquad s_{pa} = x_{pa}/x_{p\cdot}

    Parameters
    ----------
    sizes
        x, place × activity.
    income
        Y, income or value added for each person; NaN where it is not known.

    Returns
    -------
    Vector
        In the unit of the income.

    Undefined
    ---------
    Places without income are left out; an activity that no other place has is NaN.

    Raises
    ------
    AxisMismatch
        The incomes are of other places.

    Peers
    -----
    EconGeo 2.1 `prody`: the same from quotients rounded to two decimals, and rounded itself.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> jobs, income = Matrix([[3, 1], [0, 4]], places, activities), Vector([10, 20], places)
    >>> prody(jobs, income).values
    array([10., 18.])
    """
    require_same(sizes.rows, income.axis, "places of sizes and income")
    share = _shares(sizes)
    share[np.isnan(income.values)] = 0.0
    weight = share.sum(axis=0)
    total = share.T @ np.nan_to_num(income.values)
    with np.errstate(invalid="ignore"):
        return Vector(np.where(weight > 0, total / weight, np.nan), sizes.columns, income.unit)


@indicator(
    title={
        "en": "Income level of the mix (EXPY)",
        "nb": "Inntektsnivå for næringsstrukturen (EXPY)",
    },
    unit={"en": "as the income", "nb": "som inntekten"},
    of=("place",),
    source=_HAUSMANN,
)
def expy(sizes: Matrix, income_level: Vector) -> Vector:
    r"""Mean income level of a place's activities, weighted by their shares of the place.

    .. math:: EXPY_p = \sum_a s_{pa}\, PRODY_a

    Parameters
    ----------
    sizes
        x, place × activity.
    income_level
        PRODY of each activity.

    Returns
    -------
    Vector
        In the unit of the income.

    Undefined
    ---------
    Activities without an income level are left out and the shares of the others add to one; a
    place that has none other is NaN.

    Raises
    ------
    AxisMismatch
        The income levels are of other activities.

    Peers
    -----
    EconGeo 2.1 `expy`: the same from its rounded `prody`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> jobs, level = Matrix([[3, 1], [0, 4]], places, activities), Vector([10, 18], activities)
    >>> expy(jobs, level).values
    array([12., 18.])
    """
    require_same(sizes.columns, income_level.axis, "activities of sizes and income levels")
    share = _shares(sizes)
    share[:, np.isnan(income_level.values)] = 0.0
    weight = share.sum(axis=1)
    total = share @ np.nan_to_num(income_level.values)
    with np.errstate(invalid="ignore"):
        return Vector(np.where(weight > 0, total / weight, np.nan), sizes.rows, income_level.unit)


def _shares(sizes: Matrix) -> Floats:
    """Give each activity's share of its place, 0 where it is not observed or the place empty."""
    values = np.nan_to_num(sizes.dense)
    total = values.sum(axis=1, keepdims=True)
    share: Floats = np.divide(values, total, out=np.zeros(values.shape), where=total > 0)
    return share
