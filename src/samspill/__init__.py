"""Samspill: a regional innovation observatory from open data.

The names here are the ones that other programs may rely on: the labelled `Matrix`, the measures
that are asked for most, and `open`, which gives a build's tables.
"""

from pathlib import Path

from samspill.indicators.complexity import (
    economic_complexity,
    fitness_complexity,
    product_complexity,
)
from samspill.indicators.density import relatedness_density
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence
from samspill.matrix import Axis, Matrix, Vector
from samspill.store import Build, Store

__all__ = [
    "Axis",
    "Matrix",
    "Vector",
    "economic_complexity",
    "fitness_complexity",
    "location_quotient",
    "open",
    "presence",
    "product_complexity",
    "proximity",
    "relatedness_density",
]

__version__ = "0.1.0"


def open(home: Path | str = "observatory/osloregionen") -> Build:  # noqa: A001
    """Give the current build of an observatory: its tables can be read and never change.

    Parameters
    ----------
    home
        The observatory's folder.

    Raises
    ------
    NoBuild
        Nothing has been built there.

    Examples
    --------
    >>> build = samspill.open("observatory/sample")  # doctest: +SKIP
    >>> build.read("strengths").num_rows  # doctest: +SKIP
    """
    return Store(home).current()
