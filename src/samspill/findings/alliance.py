"""Who the alliance is: members by date, counties, host, board, purpose, working areas.

All of it comes from the region's profile; each fact carries its status (stated, inferred,
unverified) and its source, so that the alliance can correct it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from samspill.catalogue import Finding
from samspill.harmonise import Workspace
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the tables `alliance` and `alliance_facts`."""
    return {
        "alliance": pa.Table.from_pylist(_members(work), schema=table("alliance").schema),
        "alliance_facts": pa.Table.from_pylist(
            _facts(work), schema=table("alliance_facts").schema
        ),
    }


FINDING = Finding(
    id="alliance",
    title={"nb": "Alliansen", "en": "The alliance"},
    question={"nb": "Hvem er alliansen?", "en": "Who is the alliance?"},
    tables=("alliance", "alliance_facts"),
    needs=("places",),
    compute=compute,
)
