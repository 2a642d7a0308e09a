"""Opportunity: the complexity that lies near a place and what a new activity would open.

Proximities and densities come in as matrices, so that any norm of relatedness can be used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.indicators.blocks import by_blocks
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "complexity_outlook_gain",
    "complexity_outlook_gain_gross",
    "complexity_outlook_index",
]

Floats = NDArray[np.float64]

_ATLAS = (
    "Hausmann et al. (2014), The Atlas of Economic Complexity, 2nd ed., MIT Press, technical "
    "boxes, doi:10.7551/mitpress/9647.001.0001"
)


@indicator(
    title={"en": "Complexity outlook index", "nb": "Kompleksitetsutsikt"},
    unit={"en": "sum of complexities", "nb": "sum av kompleksiteter"},
    of=("place",),
    source=_ATLAS,
)
def complexity_outlook_index(presence: Matrix, density: Matrix, complexity: Vector) -> Vector:
    r"""Complexity of what a place lacks, each activity as far as it is near.

    .. math:: COI_p = \sum_a \omega_{pa} (1 - M_{pa})\, PCI_a

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    density
        omega, place × activity, 0-1.
    complexity
        PCI or another complexity of each activity.

    Returns
    -------
    Vector
        COI in the unit of the complexity; not scaled. Where complexity has its zero matters: what
        lies below takes from the outlook. PCI here is 0 at the mean activity.

    Undefined
    ---------
    Activities without complexity or density are left out; a place for which none is left is NaN.

    Raises
    ------
    AxisMismatch
        The arguments do not speak of the same places and activities.

    Peers
    -----
    ecomplexity 0.5.3 `coi`: z-scored, of the eigenvector before it is centred. It and
    economiccomplexity 2.0 use densities that count the diagonal of the proximity.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> has, near = (Matrix([row], places, activities) for row in ([1, 0, 0], [0.5, 0.5, 0.25]))
    >>> complexity_outlook_index(has, near, Vector([0.0, 1.0, 2.0], activities)).values
    array([1.])
    """
    _agree(presence, density, complexity)
    has, omega, known = presence.dense, density.dense, ~np.isnan(complexity.values)
    worth, total = np.where(known, complexity.values, 0.0), np.empty(len(presence.rows))

    def sum_up(part: slice) -> None:
        near = omega[part]
        lacking = near * (has[part] == 0)
        total[part] = np.einsum("pa,a->p", lacking, worth)
        if np.isnan(total[part]).any() or not known.any():
            found = np.einsum("pa,a->p", np.nan_to_num(lacking), worth)
            total[part] = np.where((~np.isnan(near) & known).any(axis=1), found, np.nan)

    by_blocks(density.shape, sum_up)
    return Vector(total, presence.rows, complexity.unit)


def _agree(presence: Matrix, density: Matrix, complexity: Vector) -> None:
    require_same(presence.rows, density.rows, "places of presence and density")
    require_same(presence.columns, density.columns, "activities of presence and density")
    require_same(presence.columns, complexity.axis, "activities of presence and complexity")


@indicator(
    title={
        "en": "Complexity outlook gain, gross",
        "nb": "Økning i kompleksitetsutsikt, brutto",
    },
    unit={"en": "sum of complexities", "nb": "sum av kompleksiteter"},
    of=("place", "activity"),
    source=_ATLAS,
)
def complexity_outlook_gain_gross(
    presence: Matrix, proximity: Matrix, complexity: Vector
) -> Matrix:
    r"""Complexity that a new activity would bring nearer, without what it takes out of the outlook.

    .. math::
        G_{pa} = \sum_b \frac{\phi_{ab}}{\sum_c \phi_{cb}} (1 - M_{pb})\, PCI_b

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    proximity
        phi, activity × activity. Its diagonal counts as it is: zero from `samspill.proximity`, so
        that an activity does not bring itself nearer.
    complexity
        PCI or another complexity of each activity.

    Returns
    -------
    Matrix
        G in the unit of the complexity, labelled like `presence`.

    Undefined
    ---------
    NaN for activities that the place already has, as there is nothing to gain, and for those whose
    proximity to no other is known. What has no complexity or no neighbours is brought no nearer.

    Raises
    ------
    AxisMismatch
        The arguments do not speak of the same activities.

    Peers
    -----
    ecomplexity 0.5.3 `cog` and economiccomplexity 2.0 `complexity_outlook_gain`: this, although the
    Atlas has the further term of `complexity_outlook_gain`; with 1 on the diagonal of phi, and 0
    for activities that the place has; ecomplexity divides by the deviation of ECI.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> has = Matrix([[1, 0, 0]], places, activities)
    >>> value = Vector([0.0, 1.0, 2.0], activities)
    >>> complexity_outlook_gain_gross(has, near, value).values.round(3)
    array([[  nan, 1.333, 0.4  ]])
    """
    return presence.with_values(_gain(presence, proximity, complexity), complexity.unit)


def _gain(
    presence: Matrix, proximity: Matrix, complexity: Vector, less: Floats | None = None
) -> Floats:
    """Give the gross gain, less each activity's complexity times what is given to be taken off."""
    require_same(presence.columns, proximity.rows, "activities of presence and proximity")
    require_same(proximity.rows, proximity.columns, "two sides of the proximity")
    require_same(presence.columns, complexity.axis, "activities of presence and complexity")
    near, outside = proximity.dense, np.empty(0, np.intp)
    if np.isnan(near.sum()) or len(near) < 2:
        known = ~np.isnan(near)
        np.fill_diagonal(known, False)
        near, outside = np.nan_to_num(near), np.flatnonzero(~known.any(axis=1))
    around = near.sum(axis=0)
    worth = np.divide(
        np.nan_to_num(complexity.values), around, out=np.zeros(len(around)), where=around > 0
    )
    has, all_there_is = presence.dense, near @ worth
    # less what lies near but is there already; the rest in place, as it is large
    gain: Floats = has @ (near * -worth).T

    def complete(part: slice) -> None:
        block, lacking = gain[part], (has[part] == 0).astype(np.float64)
        block += all_there_is
        if less is not None:
            block -= less[part] * complexity.values
        # 1 where the activity is lacking and 0/0 where it is not: twice as fast as to choose
        with np.errstate(invalid="ignore"):
            lacking /= lacking
        block *= lacking

    by_blocks(gain.shape, complete)
    gain[:, outside] = np.nan
    return gain


@indicator(
    title={"en": "Complexity outlook gain", "nb": "Økning i kompleksitetsutsikt"},
    unit={"en": "sum of complexities", "nb": "sum av kompleksiteter"},
    of=("place", "activity"),
    source=_ATLAS,
)
def complexity_outlook_gain(
    presence: Matrix, proximity: Matrix, density: Matrix, complexity: Vector
) -> Matrix:
    r"""How much a place's complexity outlook would rise with a new activity.

    .. math::
        COG_{pa} = \sum_b \frac{\phi_{ab}}{\sum_c \phi_{cb}} (1 - M_{pb})\, PCI_b
                   - \omega_{pa}\, PCI_a

    With a proximity that has zeros on its diagonal and the density from it, this is exactly the
    outlook with the activity less the outlook without it.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    proximity
        phi, activity × activity.
    density
        omega, place × activity, from the same proximity.
    complexity
        PCI or another complexity of each activity.

    Returns
    -------
    Matrix
        COG in the unit of the complexity, labelled like `presence`.

    Undefined
    ---------
    NaN for activities that the place already has and for those without complexity or density.

    Raises
    ------
    AxisMismatch
        The arguments do not speak of the same places and activities.

    Peers
    -----
    ecomplexity 0.5.3 and economiccomplexity 2.0 leave out the last term:
    `complexity_outlook_gain_gross`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> near = Matrix([[0, 0.6, 0.2], [0.6, 0, 0.4], [0.2, 0.4, 0]], activities, activities)
    >>> has = Matrix([[1, 0, 0]], places, activities)
    >>> omega = Matrix([[0, 0.6, 1 / 3]], places, activities)
    >>> value = Vector([0.0, 1.0, 2.0], activities)
    >>> complexity_outlook_gain(has, near, omega, value).values.round(3)
    array([[   nan,  0.733, -0.267]])
    """
    _agree(presence, density, complexity)
    gain = _gain(presence, proximity, complexity, density.dense)
    return presence.with_values(gain, complexity.unit)
