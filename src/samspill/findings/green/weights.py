"""How green activities and programmes are, in the profile's judgement, with its bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import betaincinv

from samspill.harmonise import Workspace
from samspill.matrix import Axis, Vector
from samspill.region import Region
from samspill.tables import table

__all__ = ["BOUNDS", "Share", "Weights", "share_of", "weights_of", "weights_table"]

Floats = NDArray[np.float64]

_ALIKE = 1e-9
"""Weights that differ less are one weight; what is left of the variance is of rounding."""

BOUNDS = ("weight", "low", "high")
"""The judgement itself, and how low and how high one could have judged."""


@dataclass(frozen=True)
class Weights:
    """Green weights by code: the judgement, the low and the high bound.

    What the profile does not name is not green.
    """

    of_activity: Mapping[str, tuple[float, float, float]]
    of_programme: Mapping[str, tuple[float, float, float]]

    @property
    def green(self) -> frozenset[str]:
        """The activities that are green in part, in somebody's judgement."""
        return frozenset(code for code, (_, _, high) in self.of_activity.items() if high > 0)

    def along(self, axis: Axis, bound: int = 0) -> Vector:
        """Give the weights of an axis of activities; `bound` counts along `BOUNDS`."""
        return Vector(self.each(axis.codes)[:, bound], axis, "share, 0-1")

    def each(self, codes: Sequence[str]) -> Floats:
        """Give the three weights of each code."""
        nothing = (0.0, 0.0, 0.0)
        found = [self.of_activity.get(code, nothing) for code in codes]
        return np.asarray(found, dtype=np.float64).reshape(len(codes), 3)


def weights_of(region: Region) -> Weights:
    """Read the weights from the profile."""
    found: dict[str, dict[str, tuple[float, float, float]]] = {"activity": {}, "programme": {}}
    for one in region.green:
        found[one.kind][one.code] = (one.weight, one.low, one.high)
    return Weights(found["activity"], found["programme"])


def weights_table(work: Workspace) -> pa.Table:
    """Give the weights as a published table, with their reasons."""
    acts = work.tables["activities"]
    codes = acts["activity_code"].to_pylist()
    names = {
        language: dict(zip(codes, acts[f"activity_{language}"].to_pylist(), strict=True))
        for language in ("nb", "en")
    }
    rows = [
        {
            "kind": one.kind,
            "code": one.code,
            "title_nb": names["nb"].get(one.code, one.code),
            "title_en": names["en"].get(one.code, one.code),
            "green_weight": one.weight,
            "green_weight_low": one.low,
            "green_weight_high": one.high,
            "reason_nb": one.reason["nb"],
            "reason_en": one.reason["en"],
            "source": one.source,
            "status": one.status,
        }
        for one in work.region.green
    ]
    return pa.Table.from_pylist(rows, schema=table("green_weights").schema)


class Share(NamedTuple):
    """A green share: its interval from the counts, and its range under other weights."""

    value: float
    low: float
    high: float
    weights_low: float
    weights_high: float


def share_of(weights: Floats, amounts: Floats, lumps: Floats) -> Share | None:
    r"""Give the green share of some amounts, with interval; None without any amount.

    The share is :math:`s = \Sigma g x / \Sigma x`. An amount comes in lumps of d, so that its
    variance is x d, and that of the share :math:`\Sigma (g - s)^2 x d / (\Sigma x)^2`. The interval
    is that of a proportion which scatters as much (Jeffreys), and so keeps between 0 and 1.

    Parameters
    ----------
    weights
        g, amount × bound: the judgement, its low and its high bound.
    amounts
        x, not negative and observed.
    lumps
        d, in the unit of the amounts.
    """
    total = amounts.sum()
    if not total > 0:
        return None
    shares = weights.T @ amounts / total
    value = float(shares[0])
    variance = float(((weights[:, 0] - value) ** 2 * amounts * lumps).sum() / total**2)
    least = total / float((amounts * lumps).sum() / total)
    # as many independent units as scatter so; where all have one weight, their plain number
    is_alike = np.ptp(weights[amounts > 0, 0]) < _ALIKE
    count = least if is_alike else value * (1 - value) / variance
    low, high = betaincinv(value * count + 0.5, (1 - value) * count + 0.5, np.array([0.025, 0.975]))
    return Share(
        value, min(float(low), value), max(float(high), value), float(shares[1]), float(shares[2])
    )
