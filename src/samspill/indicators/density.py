"""Density: how much of an activity's neighbourhood a place already has.

A density is a mean of what the place has, weighted by proximity to the activity in question. The
activity itself is never part of its own neighbourhood, whatever stands on the diagonal: otherwise
a place's own presence would speak for itself.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import DataError, UsageError
from samspill.indicators.blocks import by_blocks
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "DensityParts",
    "cross_density",
    "density_parts",
    "distance",
    "inner_density",
    "nearby_density",
    "nearest_density",
    "outer_density",
    "quotient_density",
    "relatedness_density",
    "relative_relatedness",
]

Floats = NDArray[np.float64]
Weights = Floats | sp.csr_array

_HIDALGO = "Hidalgo et al. (2007), Science 317:482-487, doi:10.1126/science.1144581"
_BOSCHMA = "Boschma, Balland & Kogler (2015), Ind Corp Change 24:223-250, doi:10.1093/icc/dtu012"
_UNIT = "share, 0-1"


class DensityParts(NamedTuple):
    """The part of a density that comes from some activities and the part from the others."""

    inside: Matrix
    outside: Matrix


def _neighbours(proximity: Matrix) -> Weights:
    """Give the proximities without diagonal and with 0 for pairs that are not defined."""
    require_same(proximity.rows, proximity.columns, "two axes of the proximity")
    if proximity.is_sparse:
        stored = cast(sp.csr_array, proximity.values).copy()
        row = np.repeat(np.arange(stored.shape[0]), np.diff(stored.indptr))
        stored.data[(row == stored.indices) | np.isnan(stored.data)] = 0.0
        _require_weights(stored.data)
        return stored
    weights = np.array(proximity.dense)
    np.fill_diagonal(weights, 0.0)
    return _defined(weights)


def _defined(weights: Floats) -> Floats:
    """Put 0 for pairs that are not defined, in place; refuse negative weights."""
    if np.isnan(weights.sum()):
        np.nan_to_num(weights, copy=False)
    _require_weights(weights)
    return weights


def _require_weights(weights: Floats) -> None:
    if weights.size and not (weights.min() >= 0 and np.isfinite(weights.max())):
        raise DataError(
            "a proximity is negative or infinite, and a density would not be a mean",
            advice="Lay it on 0-1 first, as continuous_proximity does.",
        )


def _known(values: Weights) -> tuple[Weights, Weights | None]:
    """Give the values with 0 for NaN, and where they are observed unless that is everywhere."""
    if isinstance(values, sp.csr_array):
        missing = np.isnan(values.data)
        if not missing.any():
            return values, None
        filled = values.copy()
        filled.data[missing] = 0.0
        # what is not stored is observed too, so the mask is dense
        mask = np.ones(values.shape)
        row = np.repeat(np.arange(values.shape[0]), np.diff(values.indptr))
        mask[row[missing], values.indices[missing]] = 0.0
        return filled, mask
    if not any(by_blocks(values.shape, lambda part: bool(np.isnan(values[part].sum())))):
        return values, None
    return np.nan_to_num(values), (~np.isnan(values)).astype(np.float64)


def _weighted_mean(having: Matrix, weights: Weights) -> Floats:
    """Mean of what each place has over the neighbourhood of each column of the weights."""
    values, mask = _known(having.values)
    # a product with zeros in it beats one that looks for them, once a tenth is filled
    if isinstance(weights, sp.csr_array) and weights.nnz > 0.1 * np.prod(weights.shape):
        weights = weights.toarray()
    if mask is None:
        total = np.asarray(weights.sum(axis=0), dtype=np.float64).ravel()
        per = np.where(total > 0, total, 1.0)
        # the weights are nobody else's and fewer than what comes out
        if isinstance(weights, sp.csr_array):
            weights.data /= per[weights.indices]
        else:
            weights /= per
        near = _dense(values @ weights)
        near[:, total <= 0] = np.nan
        return near
    near = _dense(values @ weights)
    total = np.asarray(mask @ weights, dtype=np.float64)
    near /= np.where(total > 0, total, np.nan)
    return near


@indicator(
    title={"en": "Relatedness density", "nb": "Relaterthetstetthet"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source=_HIDALGO,
)
def relatedness_density(presence: Matrix, proximity: Matrix) -> Matrix:
    r"""Share of each activity's neighbourhood that a place already has.

    .. math:: \omega_{pa} = \sum_{b \ne a} M_{pb}\,\phi_{ba} \big/ \sum_{b \ne a} \phi_{ba}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    proximity
        phi, activity × activity, not negative. Its diagonal is not read; pairs that are NaN are
        no neighbours.

    Returns
    -------
    Matrix
        omega, place × activity, dense, share 0-1, labelled like `presence`.

    Undefined
    ---------
    An activity without neighbours has no density: its column is NaN.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same activities.
    DataError
        A proximity is negative.

    Peers
    -----
    EconGeo: the same times 100, rounded. Datawheel: the same. ecomplexity and economiccomplexity:
    count the diagonal, so that a place's own presence flatters the forecast of it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> relatedness_density(Matrix([[1, 0, 1]], places, activities), near).values.round(3)
    array([[0.25 , 1.   , 0.333]])
    """
    require_same(presence.columns, proximity.rows, "activities of presence and proximity")
    return presence.with_values(_weighted_mean(presence, _neighbours(proximity)), _UNIT)


@indicator(
    title={"en": "Quotient density", "nb": "Tetthet vektet med kvotienter"},
    unit={
        "en": "ratio, 1 = as the reference",
        "nb": "forholdstall, 1 = som sammenlikningsgrunnlaget",
    },
    of=("place", "activity"),
    source=_HIDALGO,
)
def quotient_density(quotients: Matrix, proximity: Matrix) -> Matrix:
    r"""Mean location quotient in each activity's neighbourhood.

    .. math:: \omega_{pa} = \sum_{b \ne a} LQ_{pb}\,\phi_{ba} \big/ \sum_{b \ne a} \phi_{ba}

    Parameters
    ----------
    quotients
        LQ, place × activity. A neighbour that is not observed is left out of both sums.
    proximity
        phi, activity × activity, not negative. Its diagonal is not read.

    Returns
    -------
    Matrix
        omega, place × activity, dense, in the unit of the quotients.

    Undefined
    ---------
    NaN where no neighbour is observed.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same activities.
    DataError
        A proximity is negative.

    Peers
    -----
    ecomplexity `continuous=True`: counts the diagonal.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> quotients = Matrix([[2.0, 0.0, np.nan]], places, activities)
    >>> quotient_density(quotients, near).values.round(3)
    array([[0.   , 2.   , 0.667]])
    """
    require_same(quotients.columns, proximity.rows, "activities of quotients and proximity")
    return quotients.with_values(
        _weighted_mean(quotients, _neighbours(proximity)), "ratio, 1 = as the reference"
    )


@indicator(
    title={"en": "Nearest-neighbour density", "nb": "Tetthet blant de nærmeste"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source=_HIDALGO,
)
def nearest_density(presence: Matrix, proximity: Matrix, nearest: int) -> Matrix:
    r"""Share of each activity's nearest neighbours that a place already has.

    .. math:: \omega_{pa} = \sum_{b \in N_a} M_{pb}\,\phi_{ba} \big/ \sum_{b \in N_a} \phi_{ba}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    proximity
        phi, activity × activity, not negative. Its diagonal is not read.
    nearest
        k, the size of N, at least 1. Neighbours as near as the k-th all count, so that the order
        of the codes decides nothing.

    Returns
    -------
    Matrix
        omega, place × activity, dense: a weighted mean and never a count.

    Undefined
    ---------
    An activity without neighbours: its column is NaN.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same activities.
    DataError
        A proximity is negative.
    UsageError
        `nearest` is below 1.

    Peers
    -----
    ecomplexity `knn=k`: gives the number of neighbours present, 0 to k, in place of the share.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> nearest_density(Matrix([[1, 0, 1]], places, activities), near, 1).values
    array([[0., 1., 0.]])
    """
    require_same(presence.columns, proximity.rows, "activities of presence and proximity")
    if nearest < 1:
        raise UsageError(f"A neighbourhood of {nearest} activities is empty; give 1 or more.")
    weights = _neighbours(proximity)
    dense = weights.toarray() if isinstance(weights, sp.csr_array) else weights
    if nearest < len(dense):
        edge = np.partition(dense, len(dense) - nearest, axis=0)[len(dense) - nearest]
        dense[dense < edge] = 0.0
    return presence.with_values(_weighted_mean(presence, dense), _UNIT)


@indicator(
    title={"en": "Parts of a density", "nb": "Deler av tettheten"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source="Montresor & Quatraro (2020), Regional Studies 54:1354-1365, "
    "doi:10.1080/00343404.2019.1648784",
)
def density_parts(presence: Matrix, proximity: Matrix, part: Vector) -> DensityParts:
    r"""Split each density into what comes from some activities and what from the others.

    .. math:: \omega^{g}_{pa} = \sum_{b \ne a} g_b M_{pb}\,\phi_{ba} \big/ \sum_{b \ne a} \phi_{ba},
        \qquad \omega^{n}_{pa} = \omega_{pa} - \omega^{g}_{pa}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    proximity
        phi, activity × activity, not negative. Its diagonal is not read.
    part
        g, how much of each activity belongs to the part, 0-1: such as how green it is.

    Returns
    -------
    DensityParts
        `inside` and `outside`, which add up to the relatedness density.

    Undefined
    ---------
    An activity without neighbours: its column is NaN in both.

    Raises
    ------
    AxisMismatch
        The three do not speak of the same activities.
    DataError
        A proximity is negative, or `part` is not between 0 and 1.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> having, green = Matrix([[1, 0, 1]], places, activities), Vector([1, 0, 0], activities)
    >>> parts = density_parts(having, near, green)
    >>> parts.inside.values.round(2), parts.outside.values.round(2)
    (array([[0.  , 0.6 , 0.33]]), array([[0.25, 0.4 , 0.  ]]))
    """
    require_same(presence.columns, proximity.rows, "activities of presence and proximity")
    require_same(presence.columns, part.axis, "activities of presence and part")
    if not ((part.values >= 0) & (part.values <= 1)).all():
        raise DataError("the weights of a part must lie between 0 and 1, for every activity")
    weights = _neighbours(proximity)
    total = np.asarray(weights.sum(axis=0), dtype=np.float64).ravel()
    per = np.where(total > 0, total, np.nan)
    values, _ = _known(presence.values)
    inside, outside = (
        presence.with_values(_dense(_scaled(values, share) @ weights) / per, _UNIT)
        for share in (part.values, 1 - part.values)
    )
    return DensityParts(inside, outside)


def _scaled(values: Weights, by: Floats) -> Weights:
    """Multiply each column by its factor."""
    if isinstance(values, sp.csr_array):
        data = values.data * by[values.indices]
        return sp.csr_array((data, values.indices, values.indptr), shape=values.shape)
    return values * by


def _dense(values: Weights) -> Floats:
    return values.toarray() if isinstance(values, sp.csr_array) else np.asarray(values)


@indicator(
    title={"en": "Cross density", "nb": "Tetthet fra en annen slags aktivitet"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source="Pugliese et al. (2019), Scientific Reports 9:16440, doi:10.1038/s41598-019-52767-5",
)
def cross_density(presence: Matrix, proximity: Matrix) -> Matrix:
    r"""Share of an activity's neighbourhood among activities of another kind that a place has.

    .. math:: \omega_{pa} = \sum_{b} M_{pb}\,\phi_{ba} \big/ \sum_{b} \phi_{ba}

    Parameters
    ----------
    presence
        M, place × activity of the one kind (fields of knowledge), 0/1.
    proximity
        phi, the one kind × the other (industries), as `cross_proximity` gives. Every cell is
        read: here there is no diagonal.

    Returns
    -------
    Matrix
        omega, place × activity of the other kind, dense.

    Undefined
    ---------
    An activity without neighbours of the one kind: its column is NaN.

    Raises
    ------
    AxisMismatch
        The presence and the rows of the proximity differ.
    DataError
        A proximity is negative.

    Peers
    -----
    Datawheel `cross_relatedness`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, fields = Axis("place", "", ("A",)), Axis("field", "", ("k", "l"))
    >>> near = Matrix([[0.75], [0.25]], fields, Axis("activity", "", ("x",)))
    >>> cross_density(Matrix([[1, 0]], places, fields), near).values
    array([[0.75]])
    """
    require_same(presence.columns, proximity.rows, "activities of presence and proximity")
    if proximity.is_sparse:
        stored = cast(sp.csr_array, proximity.values).copy()
        stored.data = _defined(stored.data)
        weights: Weights = stored
    else:
        weights = _defined(np.array(proximity.dense))
    return Matrix(_weighted_mean(presence, weights), presence.rows, proximity.columns, _UNIT)


@indicator(
    title={"en": "Density nearby", "nb": "Tetthet i nærområdet"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source="Boschma, Martín & Minondo (2017), Papers in Regional Science 96:227-245, "
    "doi:10.1111/pirs.12215",
)
def nearby_density(density: Matrix, nearness: Matrix) -> Matrix:
    r"""Mean density in the places near by.

    .. math:: \bar\omega_{pa} = \sum_{q \ne p} w_{pq}\,\omega_{qa} \big/ \sum_{q \ne p} w_{pq}

    Parameters
    ----------
    density
        omega, place × activity. Presences or quotients can be averaged in the same way.
    nearness
        w, place × place, not negative: 1 for neighbours, or falling with distance. Its diagonal
        is not read.

    Returns
    -------
    Matrix
        The mean, labelled like `density`, dense.

    Undefined
    ---------
    NaN for a place with nothing near, and for an activity whose density is NaN in all of them;
    where some are NaN the mean is over the others.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same places.
    DataError
        A nearness is negative.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B", "C")), Axis("activity", "", ("x",))
    >>> near = Matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]], places, places)
    >>> nearby_density(Matrix([[0.1], [0.4], [0.8]], places, activities), near).values
    array([[0.6],
           [0.1],
           [0.1]])
    """
    require_same(density.rows, nearness.columns, "places of density and nearness")
    turned = _weighted_mean(density.transposed, _neighbours(nearness.transposed))
    return density.with_values(turned.T, density.unit)


def _mean_where(presence: Matrix, density: Matrix, there: bool) -> Vector:
    require_same(presence.rows, density.rows, "places of presence and density")
    require_same(presence.columns, density.columns, "activities of presence and density")
    values = density.dense
    chosen = ((presence.dense > 0) == there) & ~np.isnan(values)
    count = chosen.sum(axis=1)
    total = np.where(chosen, values, 0.0).sum(axis=1)
    return Vector(total / np.where(count > 0, count, np.nan), presence.rows, _UNIT)


@indicator(
    title={"en": "Inner density", "nb": "Indre tetthet"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place",),
    source=_BOSCHMA,
)
def inner_density(presence: Matrix, density: Matrix) -> Vector:
    r"""Mean density of the activities that a place has: how well they hang together.

    .. math:: \bar\omega_p = \sum_a M_{pa}\,\omega_{pa} \big/ \sum_a M_{pa}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    density
        omega, from `relatedness_density` or one of its variants.

    Returns
    -------
    Vector
        The mean for each place.

    Undefined
    ---------
    NaN for a place without activities; activities without density are left out.

    Raises
    ------
    AxisMismatch
        The two matrices differ in places or activities.

    Peers
    -----
    EconGeo `relatedness_density_int_avg`: the same times 100, rounded twice.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> having = Matrix([[1, 0, 1]], places, activities)
    >>> inner_density(having, Matrix([[0.25, 1.0, 0.75]], places, activities)).values
    array([0.5])
    """
    return _mean_where(presence, density, there=True)


@indicator(
    title={"en": "Outer density", "nb": "Ytre tetthet"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place",),
    source=_BOSCHMA,
)
def outer_density(presence: Matrix, density: Matrix) -> Vector:
    r"""Mean density of the activities that a place lacks: how near the next ones are.

    .. math:: \bar\omega_p = \sum_a (1 - M_{pa})\,\omega_{pa} \big/ \sum_a (1 - M_{pa})

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    density
        omega, from `relatedness_density` or one of its variants.

    Returns
    -------
    Vector
        The mean for each place.

    Undefined
    ---------
    NaN for a place with every activity; activities without density are left out.

    Raises
    ------
    AxisMismatch
        The two matrices differ in places or activities.

    Peers
    -----
    EconGeo `relatedness_density_ext_avg`: the same times 100, rounded twice.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> having = Matrix([[1, 0, 1]], places, activities)
    >>> outer_density(having, Matrix([[0.25, 1.0, 0.75]], places, activities)).values
    array([1.])
    """
    return _mean_where(presence, density, there=False)


@indicator(
    title={"en": "Relative relatedness", "nb": "Relativ relaterthet"},
    unit={"en": "standard deviations", "nb": "standardavvik"},
    of=("place", "activity"),
    source="Pinheiro et al. (2022), Research Policy 51:104323, doi:10.1016/j.respol.2021.104323",
)
def relative_relatedness(presence: Matrix, density: Matrix) -> Matrix:
    r"""How near an activity is, set against the other activities that the place lacks.

    .. math:: \tilde\omega_{pa} = (\omega_{pa} - \bar\omega_p) / \sigma_p

    with mean and standard deviation (divisor n - 1) over the activities that the place lacks. It
    takes out that a diverse place is near to everything.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    density
        omega, from `relatedness_density` or one of its variants.

    Returns
    -------
    Matrix
        The score of every activity that has a density, also of those that the place has, dense.

    Undefined
    ---------
    NaN where the density is, and for a place that lacks fewer than two activities with a density
    or none that differ.

    Raises
    ------
    AxisMismatch
        The two matrices differ in places or activities.

    Peers
    -----
    Datawheel `relative_relatedness`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> having, near = (Matrix([row], places, activities) for row in ([1, 0, 0], [0.5, 0.75, 0.25]))
    >>> relative_relatedness(having, near).values.round(3)
    array([[ 0.   ,  0.707, -0.707]])
    """
    mean = _mean_where(presence, density, there=False).values[:, None]
    values = density.dense
    lacking = ~(presence.dense > 0) & ~np.isnan(values)
    squares = np.where(lacking, values - mean, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=1) / np.maximum(lacking.sum(axis=1) - 1, 1))
    scale = np.where(spread > 0, spread, np.nan)[:, None]
    return density.with_values((values - mean) / scale, "standard deviations")


@indicator(
    title={"en": "Distance", "nb": "Avstand"},
    unit={"en": _UNIT, "nb": "andel, 0-1"},
    of=("place", "activity"),
    source="Hausmann et al. (2014), The Atlas of Economic Complexity, MIT Press",
)
def distance(density: Matrix) -> Matrix:
    r"""Share of an activity's neighbourhood that a place does not have.

    .. math:: d_{pa} = 1 - \omega_{pa}

    Parameters
    ----------
    density
        omega, place × activity.

    Returns
    -------
    Matrix
        d, labelled like `density`.

    Undefined
    ---------
    NaN where the density is.

    Peers
    -----
    economiccomplexity `distance`: the same, from a density that counts the diagonal.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x",))
    >>> distance(Matrix([[0.25]], places, activities)).values
    array([[0.75]])
    """
    return density.with_values(1 - density.dense, _UNIT)
