"""Green complexity: what a place has of demanding green activities, and what lies near it.

Green is a weight between 0 and 1 for each activity, because most activities are green in part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import DataError
from samspill.matrix import Matrix, Vector, require_same

__all__ = ["green_complexity_index", "green_complexity_potential", "green_count"]

Floats = NDArray[np.float64]

_MEALY = "Mealy & Teytelboym (2022), Research Policy 51:103948, doi:10.1016/j.respol.2020.103948"


def _weights(green: Vector) -> Floats:
    """Give the green weights, checked; NaN counts as not green."""
    weight = np.nan_to_num(green.values)
    wrong = np.flatnonzero((weight < 0) | (weight > 1))
    if len(wrong):
        raise DataError(
            f"the {green.axis.kind} {green.axis.codes[wrong[0]]} has the green weight "
            f"{weight[wrong[0]]:g}, which is not between 0 and 1"
        )
    return weight


def _stretched(complexity: Vector) -> Floats:
    """Give the complexities stretched to 0-1 over all activities that have one."""
    values = complexity.values
    if np.isnan(values).all():
        return np.full(len(values), np.nan)
    low, high = np.nanmin(values), np.nanmax(values)
    return (values - low) / (high - low) if high > low else np.full(len(values), np.nan)


@indicator(
    title={"en": "Green complexity index", "nb": "Grønn kompleksitetsindeks"},
    unit={"en": "sum of complexities, 0-1 each", "nb": "sum av kompleksiteter, hver 0-1"},
    of=("place",),
    source=_MEALY,
)
def green_complexity_index(presence: Matrix, complexity: Vector, green: Vector) -> Vector:
    r"""Sum of the complexities of a place's green activities.

    .. math::
        GCI_p = \sum_a g_a\, M_{pa}\, \widetilde{PCI}_a, \qquad
        \widetilde{PCI}_a = \frac{PCI_a - \min PCI}{\max PCI - \min PCI}

    It is nearly the plain count of green activities (r ≈ 0.998 in the original data), which
    `green_count` gives: show both.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    complexity
        PCI or another complexity; stretched to 0-1 over all activities, green or not.
    green
        g, green weight of each activity, 0-1; NaN counts as 0.

    Returns
    -------
    Vector
        GCI, from 0 to the sum of the green weights.

    Undefined
    ---------
    Activities without complexity are left out; NaN everywhere if no two complexities differ.

    Raises
    ------
    AxisMismatch
        The arguments do not speak of the same activities.
    DataError
        A green weight is not between 0 and 1.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> has = Matrix([[1, 1, 0], [0, 1, 1]], places, activities)
    >>> value, green = (Vector(row, activities) for row in ([-1, 0, 1], [0, 1, 0.5]))
    >>> green_complexity_index(has, value, green).values
    array([0.5, 1. ])
    """
    _agree(presence, complexity, green)
    stretched = _stretched(complexity)
    worth = _weights(green) * np.nan_to_num(stretched)
    defined = not np.isnan(stretched).all()
    total = presence.values @ worth if defined else np.full(len(presence.rows), np.nan)
    return Vector(total, presence.rows, "sum of complexities, 0-1 each")


def _agree(presence: Matrix, complexity: Vector, green: Vector) -> None:
    require_same(presence.columns, complexity.axis, "activities of presence and complexity")
    require_same(presence.columns, green.axis, "activities of presence and green weights")


@indicator(
    title={"en": "Number of green activities", "nb": "Antall grønne aktiviteter"},
    unit={"en": "activities", "nb": "aktiviteter"},
    of=("place",),
    source=_MEALY,
)
def green_count(presence: Matrix, green: Vector) -> Vector:
    r"""Count a place's green activities, each by how green it is.

    .. math:: n_p = \sum_a g_a\, M_{pa}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    green
        g, green weight of each activity, 0-1; NaN counts as 0.

    Returns
    -------
    Vector
        The weighted number of green activities.

    Undefined
    ---------
    Never: a place without green activities has 0.

    Raises
    ------
    AxisMismatch
        The weights are of other activities.
    DataError
        A green weight is not between 0 and 1.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y", "z"))
    >>> has = Matrix([[1, 1, 0], [0, 1, 1]], places, activities)
    >>> green_count(has, Vector([0, 1, 0.5], activities)).values
    array([1. , 1.5])
    """
    require_same(presence.columns, green.axis, "activities of presence and green weights")
    return Vector(presence.values @ _weights(green), presence.rows, "activities")


@indicator(
    title={"en": "Green complexity potential", "nb": "Grønt kompleksitetspotensial"},
    unit={"en": "0-1", "nb": "0-1"},
    of=("place",),
    source=_MEALY,
)
def green_complexity_potential(
    presence: Matrix, density: Matrix, complexity: Vector, green: Vector
) -> Vector:
    r"""Mean of density times complexity over the green activities that a place lacks.

    .. math::
        GCP_p = \frac{\sum_a g_a (1 - M_{pa})\, \omega_{pa}\, \widetilde{PCI}_a}
                     {\sum_a g_a (1 - M_{pa})}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    density
        omega, place × activity, 0-1.
    complexity
        PCI or another complexity; stretched to 0-1 over all activities, green or not.
    green
        g, green weight of each activity, 0-1; NaN counts as 0.

    Returns
    -------
    Vector
        GCP, 0-1.

    Undefined
    ---------
    Activities without complexity or density are left out of both sums; a place that lacks no
    green activity is NaN.

    Raises
    ------
    AxisMismatch
        The arguments do not speak of the same places and activities.
    DataError
        A green weight is not between 0 and 1.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> has, near = (Matrix([row], places, activities) for row in ([1, 0, 0], [0, 0.5, 0.25]))
    >>> value, green = (Vector(row, activities) for row in ([-1, 0, 1], [0, 1, 1]))
    >>> green_complexity_potential(has, near, value, green).values
    array([0.25])
    """
    _agree(presence, complexity, green)
    require_same(presence.rows, density.rows, "places of presence and density")
    require_same(presence.columns, density.columns, "activities of presence and density")
    stretched, omega = _stretched(complexity), density.dense
    counts = ~np.isnan(stretched) & ~np.isnan(omega) & (presence.dense == 0)
    weight = np.where(counts, _weights(green), 0.0)
    near = weight * np.nan_to_num(omega) @ np.nan_to_num(stretched)
    total = weight.sum(axis=1)
    with np.errstate(invalid="ignore"):
        return Vector(np.where(total > 0, near / total, np.nan), presence.rows, "0-1")
