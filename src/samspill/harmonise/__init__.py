"""Tidy tables -> one edition of places and activities, nothing lost on the way.

What a source says is carried to the municipalities of the profile's edition and to the divisions
of NACE Rev. 2; establishments are counted by subclass of SN2007 as well. A row whose place or
activity cannot be told goes to the rejects with the reason, and the ledger gets a line for each
step.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities
from samspill.geography import PlaceGraph
from samspill.harmonise.actors import actors
from samspill.harmonise.awards import (
    applications,
    awards,
    awards_of_projects,
    instruments,
    participations,
)
from samspill.harmonise.double_reports import without_double_reports
from samspill.harmonise.places import group_members, places
from samspill.harmonise.protection import PROTECTED_FLAG, protected_cells
from samspill.harmonise.sizes import (
    LEAP_FLAG,
    WITHHELD_EMPLOYEES,
    leaping,
    sizes_of_register,
    sizes_of_statistics,
)
from samspill.harmonise.subclasses import establishments_by_subclass
from samspill.harmonise.workspace import Workspace, scanner

__all__ = [
    "LEAP_FLAG",
    "PROTECTED_FLAG",
    "WITHHELD_EMPLOYEES",
    "Workspace",
    "harmonise",
    "leaping",
    "protected_cells",
    "scanner",
]


def harmonise(work: Workspace) -> None:
    """Fill a workspace: places, activities, sizes, awards, participations, applications.

    Raises
    ------
    DataError
        A source that others lean on, the municipality changes, has not been imported.
    """
    changes = work.tidy("place_changes")
    if changes.num_rows:
        units = work.tidy("place_units")
        work.graph = PlaceGraph(changes, units if units.num_rows else None)
    classification = work.tidy("classification")
    classification = classification.filter(pc.is_valid(classification["activity_nb"]))
    names = activities.nace2_names(classification if classification.num_rows else None)
    work.give("activities", names)
    work.give("places", places(work))
    work.give("groups", group_members(work))
    work.give("sizes", pa.concat_tables([sizes_of_statistics(work), sizes_of_register(work)]))
    work.give("subclasses", establishments_by_subclass(work))
    work.give("awards", awards(work))
    work.give("participations", participations(work))
    work.give("applications_carried", applications(work))
    actors(work)
    everything = pa.concat_tables([work.tables["awards"], awards_of_projects(work)])
    counted, pairs = without_double_reports(work, everything)
    work.give("awards", counted)
    work.give("double_reports", pairs)
    work.give("instruments", instruments(work))
