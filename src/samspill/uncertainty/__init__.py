"""How sure a number is: intervals, shrinkage, false discoveries, null models."""

from samspill.uncertainty.allocation import (
    Dealt,
    deal,
    deal_parts,
    dealt_p,
    mismatch,
    mismatch_of_draws,
)
from samspill.uncertainty.discovery import benjamini_hochberg
from samspill.uncertainty.dispersion import SIZE_DISPERSION, clumping_from_dispersion
from samspill.uncertainty.null_models import (
    ConfigurationModel,
    TailMethod,
    co_occurrence_p,
    configuration_model,
    curveball,
    curveball_draws,
    significant_co_occurrence,
)
from samspill.uncertainty.resampling import (
    Interval,
    bootstrap_interval,
    bootstrap_location_quotient,
    monte_carlo_p,
    permutation_p,
)
from samspill.uncertainty.shrinkage import (
    ShrunkenQuotient,
    clumping_factor,
    clumping_from_units,
    shrunken_location_quotient,
)

__all__ = [
    "SIZE_DISPERSION",
    "ConfigurationModel",
    "Dealt",
    "Interval",
    "ShrunkenQuotient",
    "TailMethod",
    "benjamini_hochberg",
    "bootstrap_interval",
    "bootstrap_location_quotient",
    "clumping_factor",
    "clumping_from_dispersion",
    "clumping_from_units",
    "co_occurrence_p",
    "configuration_model",
    "curveball",
    "curveball_draws",
    "deal",
    "deal_parts",
    "dealt_p",
    "mismatch",
    "mismatch_of_draws",
    "monte_carlo_p",
    "permutation_p",
    "shrunken_location_quotient",
    "significant_co_occurrence",
]
