"""Relatedness: which activities tend to be found in the same places.

All start from co-occurrence, the number of places that have both of two activities. The rows may
be anything that has activities: places, companies, projects, patents; a bipartite list is a sparse
matrix. The diagonal of every result is zero, because an activity is not its own neighbour. A
relatedness that somebody else measured (skills, input-output) is a `Matrix` like these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.indicators.bipartite import singles
from samspill.matrix import Matrix, require_same

__all__ = [
    "association_strength",
    "co_occurrence",
    "co_occurrence_z",
    "conditional_probability",
    "continuous_proximity",
    "cosine_relatedness",
    "cross_proximity",
    "jaccard_relatedness",
    "probability_index",
    "proximity",
]

Floats = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.floating]
Counts: TypeAlias = Floats | sp.csr_array

_HIDALGO = "Hidalgo et al. (2007), Science 317:482-487, doi:10.1126/science.1144581"
_VAN_ECK = "van Eck & Waltman (2009), JASIST 60:1635-1651, doi:10.1002/asi.21075"

_BLOCK, _WIDE = 4096, 5000
"""Rows that are made dense at a time, and activities beyond which nothing is."""


def _counts(presence: Matrix) -> tuple[Counts, Floats]:
    """Give the co-occurrences, with the diagonal, and the number of rows that have each."""
    ones = singles(presence)
    if isinstance(ones, sp.csr_array):
        together = _thin_counts(ones)
        return together, np.asarray(together.diagonal(), dtype=np.float64)
    dense = (ones.T @ ones).astype(np.float64)
    return dense, dense.diagonal().copy()


def _thin_counts(ones: sp.csr_array) -> sp.csr_array:
    """Count the co-occurrences of a sparse matrix, by whichever way is the shorter."""
    rows, columns = ones.shape
    in_row = np.diff(ones.indptr).astype(np.float64)
    # a step from one stored pair to the next costs about 200 steps of a dense product
    if columns > _WIDE or 200 * (in_row @ in_row) <= rows * float(columns) ** 2:
        return sp.csr_array(ones.T @ ones)
    total = np.zeros((columns, columns))
    for start in range(0, rows, _BLOCK):
        block = ones[start : start + _BLOCK].toarray().astype(np.float32)
        total += block.T @ block
    return sp.csr_array(total)


def _pairs(counts: Counts) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give row and column of each stored pair of a sparse count."""
    stored = cast(sp.csr_array, counts)
    rows = np.repeat(np.arange(stored.shape[0]), np.diff(stored.indptr))
    return rows, stored.indices.astype(np.intp)


def _symmetric(presence: Matrix, values: Counts, unit: str) -> Matrix:
    """Label activity × activity values and empty their diagonal."""
    if isinstance(values, sp.csr_array):
        first, second = _pairs(values)
        values.data[first == second] = 0.0
        values.eliminate_zeros()
    else:
        np.fill_diagonal(values, 0.0)
    return Matrix(values, presence.columns, presence.columns, unit)


def _nan_for_zero(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)


@indicator(
    title={"en": "Co-occurrence", "nb": "Samforekomst"},
    unit={"en": "number of places", "nb": "antall steder"},
    of=("activity", "activity"),
    source=_HIDALGO,
)
def co_occurrence(presence: Matrix) -> Matrix:
    r"""Count the places that have both of two activities.

    .. math:: C_{ab} = \sum_p M_{pa} M_{pb}, \quad C_{aa} = 0

    Parameters
    ----------
    presence
        M, 0/1: place × activity, or project × actor from a bipartite list. Transpose it to
        count the activities that two places share.

    Returns
    -------
    Matrix
        C, activity × activity. Sparse stays sparse.

    Undefined
    ---------
    Never.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `co_occurrence`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> co_occurrence(Matrix([[1, 1, 0], [1, 1, 1]], places, activities)).values
    array([[0., 2., 1.],
           [2., 0., 1.],
           [1., 1., 0.]])
    """
    counts, _ = _counts(presence)
    return _symmetric(presence, counts, "number of places")


@indicator(
    title={"en": "Proximity", "nb": "Nærhet"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("activity", "activity"),
    source=_HIDALGO,
)
def proximity(presence: Matrix) -> Matrix:
    r"""Give the smaller of the two probabilities that who has one activity has the other.

    .. math:: \phi_{ab} = C_{ab} / \max(k_a, k_b), \quad \phi_{aa} = 0

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric. Sparse stays sparse.

    Undefined
    ---------
    An activity that no place has: its row and column are NaN, but for the diagonal (not stored in
    a sparse result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    ecomplexity and economiccomplexity: the same with 1 on the diagonal. Datawheel: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> proximity(Matrix([[1, 1, 0], [1, 1, 1]], places, activities)).values
    array([[0. , 1. , 0.5],
           [1. , 0. , 0.5],
           [0.5, 0.5, 0. ]])
    """
    counts, having = _counts(presence)
    if isinstance(counts, sp.csr_array):
        first, second = _pairs(counts)
        counts.data /= np.maximum(having[first], having[second])
    else:
        known = _nan_for_zero(having)
        counts /= np.maximum(known[:, None], known)
    return _symmetric(presence, counts, "probability, 0-1")


@indicator(
    title={"en": "Conditional probability", "nb": "Betinget sannsynlighet"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("activity", "activity"),
    source=_HIDALGO,
)
def conditional_probability(presence: Matrix) -> Matrix:
    r"""Give the probability that who has the column's activity has the row's.

    .. math:: P(a \mid b) = C_{ab} / k_b, \quad P(a \mid a) = 0

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Matrix
        P, activity × activity, not symmetric. Sparse stays sparse.

    Undefined
    ---------
    An activity that no place has: its column is NaN, but for the diagonal (not stored in a sparse
    result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    ecomplexity `asymmetric=True`: transposed, with 1 on the diagonal.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> conditional_probability(Matrix([[1, 0], [1, 1]], places, activities)).values
    array([[0. , 1. ],
           [0.5, 0. ]])
    """
    counts, having = _counts(presence)
    if isinstance(counts, sp.csr_array):
        counts.data /= having[counts.indices]
    else:
        counts /= _nan_for_zero(having)
    return _symmetric(presence, counts, "probability, 0-1")


@indicator(
    title={"en": "Cosine relatedness", "nb": "Cosinus-relaterthet"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("activity", "activity"),
    source=_VAN_ECK,
)
def cosine_relatedness(
    presence: Matrix, *, totals: Literal["places", "pairs"] = "places"
) -> Matrix:
    r"""Relate co-occurrence to the geometric mean of what each activity could have had.

    .. math:: \phi_{ab} = C_{ab} / \sqrt{k_a k_b}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    totals
        What k counts: the `places` that have the activity, or its `pairs`, the sum of its
        co-occurrences, as EconGeo does.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric. Sparse stays sparse.

    Undefined
    ---------
    An activity whose k is 0: its row and column are NaN, but for the diagonal (not stored in a
    sparse result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `relatedness(method = "cosine")`: `totals="pairs"`, with 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", tuple("ABCD")), Axis("activity", "", ("x", "y"))
    >>> cosine_relatedness(Matrix([[1, 0], [1, 1], [1, 0], [1, 0]], places, activities)).values
    array([[0. , 0.5],
           [0.5, 0. ]])
    """
    counts, having = _counts(presence)
    related = _symmetric(presence, counts, "0-1")
    size = np.sqrt(_sums(related.values) if totals == "pairs" else having)
    return related.with_values(_over(related.values, lambda a, b: size[a] * size[b]), "0-1")


@indicator(
    title={"en": "Jaccard relatedness", "nb": "Jaccard-relaterthet"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("activity", "activity"),
    source="Jaccard (1912), New Phytologist 11:37-50, doi:10.1111/j.1469-8137.1912.tb05611.x",
)
def jaccard_relatedness(
    presence: Matrix, *, totals: Literal["places", "pairs"] = "places"
) -> Matrix:
    r"""Give the share of the places with either activity that have both.

    .. math:: \phi_{ab} = C_{ab} / (k_a + k_b - C_{ab})

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    totals
        What k counts: the `places` that have the activity, or its `pairs`, the sum of its
        co-occurrences, as EconGeo does.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric. Sparse stays sparse.

    Undefined
    ---------
    Two activities neither of which any place has: NaN (not stored in a sparse result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `relatedness(method = "jaccard")`: `totals="pairs"`, with 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", tuple("ABCD")), Axis("activity", "", ("x", "y"))
    >>> jaccard_relatedness(Matrix([[1, 0], [1, 1], [1, 0], [1, 0]], places, activities)).values
    array([[0.  , 0.25],
           [0.25, 0.  ]])
    """
    counts, having = _counts(presence)
    related = _symmetric(presence, counts, "share, 0-1")
    size = _sums(related.values) if totals == "pairs" else having
    both = related.values
    if isinstance(both, sp.csr_array):
        values: Counts = _over(both, lambda a, b: size[a] + size[b] - both.data)
    else:
        values = _over(both, lambda a, b: size[a] + size[b] - both)
    return related.with_values(values, "share, 0-1")


@indicator(
    title={"en": "Association strength", "nb": "Assosiasjonsstyrke"},
    unit={"en": "ratio, 1 = as by chance", "nb": "forholdstall, 1 = som ved tilfeldighet"},
    of=("activity", "activity"),
    source=_VAN_ECK,
)
def association_strength(presence: Matrix) -> Matrix:
    r"""Give co-occurrence over what it would be if pairs formed by chance.

    .. math:: \phi_{ab} = C_{ab}\, T / (S_a S_b), \quad S_a = \sum_b C_{ab}, \; T = \sum_a S_a

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric. Sparse stays sparse.

    Undefined
    ---------
    An activity that occurs with no other: its row and column are NaN, but for the diagonal (not
    stored in a sparse result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `relatedness(method = "association")`: the same, with 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> association_strength(Matrix([[1, 1, 0], [1, 1, 1]], places, activities)).values.round(3)
    array([[0.   , 1.778, 1.333],
           [1.778, 0.   , 1.333],
           [1.333, 1.333, 0.   ]])
    """
    counts = co_occurrence(presence).values
    sums = _sums(counts)
    total = float(sums.sum())
    related = _over(counts, lambda a, b: sums[a] * sums[b] / (total or np.nan))
    return Matrix(related, presence.columns, presence.columns, "ratio, 1 = as by chance")


@indicator(
    title={"en": "Probability index", "nb": "Sannsynlighetsindeks"},
    unit={"en": "ratio, 1 = as by chance", "nb": "forholdstall, 1 = som ved tilfeldighet"},
    of=("activity", "activity"),
    source=f"{_VAN_ECK}; Steijn (2017), Improvement on the association strength, Utrecht",
)
def probability_index(presence: Matrix) -> Matrix:
    r"""Give co-occurrence over chance, where no activity can pair with itself.

    .. math:: \phi_{ab} = C_{ab} \Big/ \frac{T}{2} \Big[\frac{S_a}{T}\frac{S_b}{T - S_a}
        + \frac{S_b}{T}\frac{S_a}{T - S_b}\Big]

    with :math:`S_a = \sum_b C_{ab}` and :math:`T = \sum_a S_a`, both triangles.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric. Sparse stays sparse.

    Undefined
    ---------
    An activity that occurs with no other: its row and column are NaN, but for the diagonal (not
    stored in a sparse result).

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `relatedness(method = "prob")`: the same, with 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> probability_index(Matrix([[1, 1, 0], [1, 1, 1]], places, activities)).values.round(3)
    array([[0.   , 1.111, 0.909],
           [1.111, 0.   , 0.909],
           [0.909, 0.909, 0.   ]])
    """
    counts = co_occurrence(presence).values
    sums = _sums(counts)
    total = float(sums.sum())
    # what is left to pair with is zero only for an activity that occurs with no other
    odds = np.divide(sums, total - sums, out=np.zeros_like(sums), where=total > sums)
    related = _over(counts, lambda a, b: (odds[a] * sums[b] + odds[b] * sums[a]) / 2)
    return Matrix(related, presence.columns, presence.columns, "ratio, 1 = as by chance")


def _sums(counts: Counts) -> Floats:
    """Give S, the sum of each activity's co-occurrences."""
    return np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()


def _over(counts: Counts, chance: Callable[[Any, Any], Floats]) -> Counts:
    """Divide each pair by what its two activities let expect; the diagonal stays zero."""
    if isinstance(counts, sp.csr_array):
        data = counts.data / chance(*_pairs(counts))
        return sp.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)
    number = np.arange(counts.shape[0])
    values = counts / _nan_for_zero(chance(number[:, None], number[None, :]))
    np.fill_diagonal(values, 0.0)
    return values


@indicator(
    title={"en": "Co-occurrence z-score", "nb": "Z-verdi for samforekomst"},
    unit={"en": "standard deviations", "nb": "standardavvik"},
    of=("activity", "activity"),
    source="Teece et al. (1994), J Econ Behav Organ 23:1-30, doi:10.1016/0167-2681(94)90094-9",
)
def co_occurrence_z(presence: Matrix) -> Matrix:
    r"""Give how far co-occurrence is above what random places for each activity would give.

    .. math:: z_{ab} = (C_{ab} - \mu_{ab}) / \sigma_{ab}, \quad \mu_{ab} = k_a k_b / n, \quad
        \sigma_{ab}^2 = \mu_{ab} \Big(1 - \frac{k_a}{n}\Big) \frac{n - k_b}{n - 1}

    Parameters
    ----------
    presence
        M, place × activity, 0/1; n is the number of its rows.

    Returns
    -------
    Matrix
        z, activity × activity, dense, 0 on the diagonal. Can be negative: not for densities.

    Undefined
    ---------
    NaN with an activity that no place or every place has, but for the diagonal.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    EconGeo `z_score`: the same, with a diagonal as if an activity never met itself.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", tuple("ABCD")), Axis("activity", "", ("x", "y"))
    >>> presences = Matrix([[1, 1], [1, 1], [0, 0], [0, 0]], places, activities)
    >>> co_occurrence_z(presences).values.round(3)
    array([[0.   , 1.732],
           [1.732, 0.   ]])
    """
    counts, having = _counts(presence)
    together = counts.toarray() if isinstance(counts, sp.csr_array) else counts
    rows = presence.shape[0]
    mean = np.outer(having, having) / max(rows, 1)
    spread = mean * np.outer(1 - having / max(rows, 1), (rows - having) / max(rows - 1, 1))
    return _symmetric(
        presence, (together - mean) / np.sqrt(_nan_for_zero(spread)), "standard deviations"
    )


@indicator(
    title={"en": "Continuous proximity", "nb": "Kontinuerlig nærhet"},
    unit={"en": "0-1, 0.5 = no correlation", "nb": "0-1, 0,5 = ingen korrelasjon"},
    of=("activity", "activity"),
    source="Hausmann et al. (2014), The Atlas of Economic Complexity, MIT Press",
)
def continuous_proximity(quotients: Matrix) -> Matrix:
    r"""Give the correlation of two activities' quotients over places, laid on 0-1.

    .. math:: \phi_{ab} = (1 + r_{ab}) / 2, \quad \phi_{aa} = 0

    Parameters
    ----------
    quotients
        Location quotients, place × activity. Each pair uses the places where both are observed.

    Returns
    -------
    Matrix
        phi, activity × activity, symmetric, dense.

    Undefined
    ---------
    An activity that does not vary, or pairs observed together in fewer than two places: NaN, but
    for the diagonal.

    Peers
    -----
    ecomplexity and economiccomplexity (`continuous`): the same with 1 on the diagonal; they take
    0 for what is not observed.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> quotients = Matrix([[1, 2, 3], [2, 3, 1]], places, activities)
    >>> continuous_proximity(quotients).values.round(9)
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 0.]])
    """
    values = quotients.dense
    seen = (~np.isnan(values)).astype(np.float64)
    # centred and scaled first, so that the sums of squares neither cancel nor overflow
    count = np.maximum(seen.sum(axis=0), 1)
    centred = np.nan_to_num(values) - np.nan_to_num(values).sum(axis=0) / count
    centred *= seen
    scale = np.abs(centred).max(axis=0, initial=0.0)
    centred /= _nan_for_zero(np.where(scale > 1e-12 * np.abs(_top(values)), scale, 0.0))
    undefined = np.isnan(centred).any(axis=0)
    centred = np.nan_to_num(centred)
    if seen.all():
        joint = centred.T @ centred
        size = np.sqrt(joint.diagonal())
        spread = np.outer(size, size)
    else:
        pairs = seen.T @ seen
        sums = centred.T @ seen
        squares = (centred * centred).T @ seen
        own = np.maximum(squares - sums * sums / np.maximum(pairs, 1), 0.0)
        own[own <= 1e-12 * squares] = 0.0
        joint = centred.T @ centred - sums * sums.T / np.maximum(pairs, 1)
        spread = np.sqrt(own * own.T)
    correlation = np.clip(joint / _nan_for_zero(spread), -1, 1)
    correlation[undefined, :] = np.nan
    correlation[:, undefined] = np.nan
    return _symmetric(quotients, (1 + correlation) / 2, "0-1, 0.5 = no correlation")


def _top(values: Floats) -> Floats:
    """Give each column's largest magnitude, 0 where nothing is observed."""
    return np.asarray(np.abs(np.nan_to_num(values)).max(axis=0, initial=0.0), dtype=np.float64)


@indicator(
    title={"en": "Cross-space proximity", "nb": "Nærhet mellom to slags aktiviteter"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("activity", "activity"),
    source="Pugliese et al. (2019), Scientific Reports 9:16440, doi:10.1038/s41598-019-52767-5",
)
def cross_proximity(one: Matrix, other: Matrix) -> Matrix:
    r"""Give the proximity between two kinds of activity, as of knowledge fields and industries.

    .. math:: \phi_{ab} = \sum_p M_{pa} N_{pb} \big/ \max(k_a, k_b)

    Parameters
    ----------
    one
        M, place × activity of the first kind, 0/1.
    other
        N, the same places × activity of the second kind, 0/1.

    Returns
    -------
    Matrix
        phi, activities of the first kind × those of the second. With all its cells read by
        `cross_density`, none is a diagonal.

    Undefined
    ---------
    NaN with an activity that no place has (not stored in a sparse result).

    Raises
    ------
    AxisMismatch
        The two matrices speak of different places.
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    Datawheel `cross_proximity`: the same, with 0 for undefined.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places = Axis("place", "", ("A", "B"))
    >>> knowledge = Matrix([[1, 0], [1, 1]], places, Axis("field", "", ("k", "l")))
    >>> industry = Matrix([[1], [0]], places, Axis("activity", "", ("x",)))
    >>> cross_proximity(knowledge, industry).values
    array([[0.5],
           [0. ]])
    """
    require_same(one.rows, other.rows, "places of the two kinds of activity")
    first, second = singles(one), singles(other)
    size_one, size_other = _column_sums(first), _column_sums(second)
    values: Counts
    if isinstance(first, sp.csr_array) and isinstance(second, sp.csr_array):
        values = sp.csr_array(first.T @ second)
        row, column = _pairs(values)
        values.data /= np.maximum(size_one[row], size_other[column])
    else:
        values = np.asarray(first.T @ second, dtype=np.float64)
        values /= np.maximum(_nan_for_zero(size_one)[:, None], _nan_for_zero(size_other))
    return Matrix(values, one.columns, other.columns, "probability, 0-1")


def _column_sums(ones: Singles | sp.csr_array) -> Floats:
    return np.asarray(ones.sum(axis=0, dtype=np.float64), dtype=np.float64).ravel()
