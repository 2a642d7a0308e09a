"""The seven areas: what each holds, and which awards, projects and actors belong to it.

Each award, project and actor is put in areas by its activity code, by the profile's words in its
text and, where the build holds the labelled records, by a classifier that learnt from them. The
weights of a record over the areas and *unclassified* sum to one, so that no krone is counted
twice and none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from samspill.catalogue import Finding, Origin, View
from samspill.findings.areas import records
from samspill.findings.areas.evidence import decisions
from samspill.harmonise import Workspace
from samspill.text import Learnt, Lexicon, learn, pieces_of

__all__ = ["FINDING"]

_SEED = 2019


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give which awards, projects and actors belong to which area, and the areas' portfolios."""
    lexicon = Lexicon(work.region.areas)
    learnt = _learn(work, lexicon)
    names = _names(work)
    tables = {}
    for name, listed in (
        ("award_areas", records.awards(work)),
        ("project_areas", records.projects(work)),
        ("actor_areas", records.actors(work)),
    ):
        pieces = pieces_of(listed.records, work.region.areas, lexicon)
        judged = learnt.judge([record.text for record in listed.records], pieces)
        tables[name] = decisions(name, listed, judged, work.region, names, learnt.classifier)
    return tables


def _learn(work: Workspace, lexicon: Lexicon) -> Learnt:
    """Learn from the labelled records that the build has; by the rule where it has too few."""
    known, areas = records.labelled(work)
    pieces = pieces_of(known, work.region.areas, lexicon)
    return learn([record.text for record in known], pieces, _flags(work, areas), seed=_SEED)


def _flags(work: Workspace, areas: Sequence[tuple[str, ...]]) -> Any:
    flags = np.zeros((len(areas), len(work.region.areas)), dtype=np.bool_)
    at = {area.id: column for column, area in enumerate(work.region.areas)}
    for row, own in enumerate(areas):
        for area_id in own:
            flags[row, at[area_id]] = True
    return flags


def _names(work: Workspace) -> dict[str, dict[str, str]]:
    rows = work.tables["activities"]
    return {
        code: {"nb": nb or "", "en": en or ""}
        for code, nb, en in zip(
            *(rows[name].to_pylist() for name in ("activity_code", "activity_nb", "activity_en")),
            strict=True,
        )
    }


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy row that a decision was made on."""
    if name == "award_areas":
        title = {"nb": "Tilsagnet hos utgiveren", "en": "The commitment at the publisher's"}
        return (Origin(title, "grants", {"award_id": (row["award_id"],)}, ("amount_nok",)),)
    if name == "project_areas":
        where = {"source": (row["source"],), "project_id": (row["project_id"],)}
        title = {"nb": "Prosjektet hos utgiveren", "en": "The project at the publisher's"}
        tidy = (
            "applications"
            if row["source"] == "forskningsradet_soknader"
            else "project_participations"
        )
        return (Origin(title, tidy, where),)
    title = {"nb": "Enheten i registeret", "en": "The unit in the register"}
    return (Origin(title, "units", {"organisation_number": (row["actor_id"],)}),)


_DECISION = (
    "area_id", "area_weight", "area_probability", "evidence_{lang}", "text_read",
)  # fmt: skip

FINDING = Finding(
    id="areas",
    title={"nb": "Satsingsområder", "en": "Areas"},
    question={
        "nb": "Hva rommer regionens sju satsingsområder?",
        "en": "What do the region's seven areas hold?",
    },
    tables=("award_areas", "project_areas", "actor_areas"),
    needs=(
        "awards",
        "participations",
        "applications_carried",
        "actors",
        "activities",
        "grants",
        "units",
    ),
    compute=compute,
    views={
        "award_areas": View(columns=("award_id", *_DECISION), order_by="-area_weight"),
        "project_areas": View(
            columns=("source", "project_id", *_DECISION), order_by="-area_weight"
        ),
        "actor_areas": View(columns=("actor_id", *_DECISION), order_by="-area_weight"),
    },
    trace=trace,
)
