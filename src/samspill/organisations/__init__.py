"""One actor for each real organisation, across registers that write it each in its own way.

A record of an organisation goes to its number (a sub-unit's to the unit's), else to its PIC, its
VAT number, or its name and place; then names are compared, with Norwegian legal forms, the letters
that a keyboard lacks, acronyms and parts of an organisation in mind. Every merge keeps its reason
and the parts of its score, what is doubtful goes to a review table, and what a person decided in
the profile's `actors.csv` wins over all of it. A natural person never becomes an actor.
"""

from __future__ import annotations

import pyarrow as pa

from samspill.engine import Engine
from samspill.organisations.gathering import decided, gather, unnamed, with_actors
from samspill.organisations.judging import ACCEPTED, REVIEWED
from samspill.organisations.linking import link, prepared
from samspill.organisations.names import is_whole_number
from samspill.organisations.records import DECISIONS, PARENTS, RECORDS, sector_of
from samspill.organisations.resolving import Resolved, resolve

__all__ = [
    "ACCEPTED",
    "DECISIONS",
    "PARENTS",
    "RECORDS",
    "REVIEWED",
    "Resolved",
    "decided",
    "gather",
    "is_whole_number",
    "link_names",
    "resolve",
    "sector_of",
    "unnamed",
    "with_actors",
]


def link_names(left: pa.Table, right: pa.Table, engine: Engine) -> pa.Table:
    """Give for each name on the left the likeliest on the right, in the same country.

    Parameters
    ----------
    left, right
        With `name_id` (whole number, no id on both sides), `organisation_name`, `country_code`.
    engine
        Who computes.

    Returns
    -------
    Table
        `left_id`, `right_id` and `name_score`, 0-1; see `samspill.organisations.linking`.
    """
    return link(prepared(left, engine), prepared(right, engine), engine)
