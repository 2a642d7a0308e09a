"""How many of the findings among many tests would be chance: false discovery rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samspill.errors import UsageError

__all__ = ["benjamini_hochberg"]

Floats = NDArray[np.float64]


def benjamini_hochberg(p: ArrayLike, axis: int | None = None) -> Floats:
    r"""Smallest false discovery rate at which each test would be a discovery.

    .. math:: q_{(i)} = \min_{j \ge i} \; p_{(j)}\, m / j

    with the m observed p-values of a family in ascending order.

    Parameters
    ----------
    p
        p-values, 0-1; NaN where nothing was tested.
    axis
        None makes all values one family. For a place x activity array, `axis=1` makes each row
        (each place) a family of its own, `axis=0` each column.

    Returns
    -------
    Floats
        q-values of the shape of `p`: never below p, never above 1, and in the order of p within
        a family.

    Undefined
    ---------
    NaN stays NaN and does not count as a test of its family.

    Raises
    ------
    UsageError
        A value is outside 0-1.

    Notes
    -----
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289-300,
    doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, float("nan")]).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    values = np.asarray(p, dtype=np.float64)
    if np.any(values < 0) or np.any(values > 1):
        raise UsageError(
            "A p-value lies outside 0-1, so it cannot be one: look at where these values came from."
        )
    if values.size == 0:
        return values.copy()
    if axis is None:
        return _families(values.reshape(1, -1)).reshape(values.shape)
    lines = np.moveaxis(values, axis, -1)
    shape = lines.shape
    q = _families(lines.reshape(-1, shape[-1])).reshape(shape)
    return np.ascontiguousarray(np.moveaxis(q, -1, axis))


def _families(p: Floats) -> Floats:
    """Give the q-values of an array in which each row is a family."""
    # NaN sorts last, so that the observed p-values have ranks 1 to m
    order = np.argsort(p, axis=1, kind="stable")
    tests = np.count_nonzero(~np.isnan(p), axis=1)
    ranks = np.arange(1, p.shape[1] + 1)
    scaled = np.take_along_axis(p, order, axis=1) * (tests[:, None] / ranks)
    # the smallest from here to the end; fmin passes over NaN
    smallest = np.fmin.accumulate(scaled[:, ::-1], axis=1)[:, ::-1]
    smallest = np.where(ranks > tests[:, None], np.nan, smallest)
    q = np.empty_like(p)
    np.put_along_axis(q, order, np.minimum(smallest, 1.0), axis=1)
    return q
