"""Samspill: a regional innovation observatory from open data.

The names here are the ones that other programs may rely on: the labelled `Matrix`, the measures
that are asked for most, and `open`, which gives a build's tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from samspill.indicators.complexity import (
    economic_complexity,
    fitness_complexity,
    product_complexity,
)
from samspill.indicators.density import relatedness_density
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence
from samspill.matrix import Axis, Matrix, Vector
from samspill.store import Store

if TYPE_CHECKING:
    from samspill.observatory import Observatory

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


def open(  # noqa: A001
    home: Path | str = "observatory/osloregionen", region: Path | str | None = None
) -> Observatory:
    """Give the current build of an observatory: its tables, and its figures as live charts.

    Parameters
    ----------
    home
        The observatory's folder.
    region
        The profile that it was built with: a built-in name, or a folder. Without it, the one in the
        observatory's folder, else the built-in one that the build names.

    Raises
    ------
    NoBuild
        Nothing has been built there.
    UnknownCode
        There is no such profile.

    Examples
    --------
    >>> build = samspill.open("observatory/sample")  # doctest: +SKIP
    >>> build.read("strengths").num_rows  # doctest: +SKIP
    >>> build.charts("place", code="3301")["strengths"]  # doctest: +SKIP
    """
    # charts and pages are loaded only where they are wanted
    from samspill.observatory import Observatory
    from samspill.region import load_region, region_of

    store = Store(home)
    build = store.current()
    named = build.manifest["region"]["id"]
    profile = load_region(region) if region is not None else region_of(store.home, named)
    return Observatory(build.folder, build.id, store.vault, profile)
