"""How clumped figures are where only their number of establishments is published."""

from __future__ import annotations

import numpy as np

from samspill.errors import UsageError
from samspill.matrix import Matrix, require_same

__all__ = ["SIZE_DISPERSION", "clumping_from_dispersion"]

SIZE_DISPERSION = 10.0
"""Squared coefficient of variation of establishments' sizes, where no register gives it.

Establishments in the register of Norway scatter with 7.5 in the file at hand (980 establishments
with employees); 10 errs toward caution. `docs/decisions/0005` has the measurements.
"""


def clumping_from_dispersion(
    sizes: Matrix, units: Matrix, dispersion: float = SIZE_DISPERSION
) -> Matrix:
    r"""Estimate the clumping factor of large cells from their number of establishments.

    .. math:: d_{pa} = \min\{x_{pa},\ (x_{pa}/u_{pa})\,(1 + c^2)\}

    This is :math:`\Sigma s^2/\Sigma s` for sizes with the cell's own mean and a squared
    coefficient of variation :math:`c^2`. Meant for regions with many establishments in a cell;
    `clumping_from_units` reads the scatter from the cells themselves and lets one establishment
    hold all that is unusual, which is right for small places and far too cautious for regions.

    Parameters
    ----------
    sizes
        x, place x activity: persons, or another amount that establishments have.
    units
        u, the number of establishments in each cell.
    dispersion
        c squared.

    Returns
    -------
    Matrix
        d, place x activity, in the unit of `sizes`.

    Undefined
    ---------
    A cell whose size or number of establishments is zero or not observed is NaN.

    Raises
    ------
    AxisMismatch
        The two matrices do not speak of the same places and activities.
    UsageError
        The dispersion is negative.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y"))
    >>> persons = Matrix([[1000, 3]], places, activities)
    >>> units = Matrix([[100, 2]], places, activities)
    >>> clumping_from_dispersion(persons, units, dispersion=10).values.ravel().tolist()
    [110.0, 3.0]
    """
    require_same(sizes.rows, units.rows, "places of sizes and units")
    require_same(sizes.columns, units.columns, "activities of sizes and units")
    if dispersion < 0:
        raise UsageError(f"A squared coefficient of variation cannot be {dispersion}.")
    x, u = sizes.dense, units.dense
    with np.errstate(invalid="ignore", divide="ignore"):
        lumps = np.minimum(x, x / u * (1 + dispersion))
        lumps = np.where((x > 0) & (u > 0), lumps, np.nan)
    return sizes.with_values(lumps, f"{sizes.unit} per effective establishment".strip())
