"""How sure a number is: intervals, shrinkage, false discoveries, null models."""

from samspill.uncertainty.discovery import benjamini_hochberg
from samspill.uncertainty.shrinkage import (
    ShrunkenQuotient,
    clumping_factor,
    clumping_from_units,
    shrunken_location_quotient,
)

__all__ = [
    "ShrunkenQuotient",
    "benjamini_hochberg",
    "clumping_factor",
    "clumping_from_units",
    "shrunken_location_quotient",
]
