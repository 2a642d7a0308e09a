"""What part of each activity's jobs belongs to each area.

With it the jobs of an activity, of which nobody has read a text, are shared between the areas, so
that an area's support can be held against its jobs. Two ways: as the establishments of the
activity were put in areas by their code and their words, and by the code alone. A build without a
register that is full enough has the second only; there each class of an activity counts the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import activities
from samspill.findings.areas.portfolio import Weighed, workplaces
from samspill.findings.areas.records import Establishments
from samspill.findings.support.strength import is_thin
from samspill.harmonise import Workspace
from samspill.region import Region
from samspill.tables import table
from samspill.text import UNCLASSIFIED, code_weights

__all__ = ["parts_of_activities"]

Floats = NDArray[np.float64]


def parts_of_activities(
    work: Workspace, establishments: tuple[Establishments, Weighed], by_code: Floats
) -> pa.Table:
    """Give the table `area_activities`.

    Parameters
    ----------
    establishments
        Those that have employees, and the weights of their records over the areas and
        unclassified.
    by_code
        The same weights by the activity code alone.
    """
    here, weighed = establishments
    areas = (*(area.id for area in work.region.areas), UNCLASSIFIED)
    listed = _of_classes(work.region)
    found = {code: (part, part) for code, part in listed.items()}
    basis = dict.fromkeys(found, "code")
    if here.rows.num_rows and not is_thin(work):
        placed, _, sizes = workplaces(work, here.rows)
        codes = here.rows["activity_code"].combine_chunks().take(pa.array(placed))
        divisions = pc.fill_null(activities.classify(codes)["activity_code"], "")
        record = here.record[placed]
        decided, coded = (
            _of_jobs(divisions, sizes, one, record) for one in (weighed.weightings[0], by_code)
        )
        found |= {code: (part, coded[code]) for code, part in decided.items()}
        basis |= dict.fromkeys(decided, "register")
    declared = table("area_activities")
    return declared.conform(
        pa.Table.from_pylist(
            [
                {
                    "activity_code": code,
                    "area_id": area,
                    "area_part": float(decided[column]),
                    "area_part_by_code": float(coded[column]),
                    "basis": basis[code],
                }
                for code, (decided, coded) in sorted(found.items())
                for column, area in enumerate(areas)
            ],
            schema=declared.schema,
        )
    )


def _of_classes(region: Region) -> Mapping[str, Floats]:
    """Give for each division the mean over its classes of what the profile says of each."""
    own: dict[str, list[Floats]] = {}
    for code in activities.correspondence("class"):
        under = code_weights(region.areas, code)
        inside = np.array([under[a.id].weight if a.id in under else 0.0 for a in region.areas])
        inside = inside / max(1.0, float(inside.sum()))
        own.setdefault(activities.to_division(code), []).append(
            np.append(inside, 1.0 - inside.sum())
        )
    return {code: np.mean(parts, axis=0) for code, parts in own.items()}


def _of_jobs(
    divisions: pa.ChunkedArray, sizes: Floats, weights: Floats, record: NDArray[np.intp]
) -> dict[str, Floats]:
    """Give for each division the mean over its jobs, each with the weights of its record."""
    encoded = divisions.combine_chunks().dictionary_encode()
    codes = encoded.dictionary.to_pylist()
    at = encoded.indices.to_numpy()
    jobs = np.bincount(at, weights=sizes, minlength=len(codes))
    held = np.column_stack(
        [np.bincount(at, sizes * column[record], minlength=len(codes)) for column in weights.T]
    )
    return {
        code: part / size
        for code, part, size in zip(codes, held, jobs, strict=True)
        if code and size > 0
    }
