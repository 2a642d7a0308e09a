"""The seven areas: what each holds, and which awards, projects and actors belong to it.

Each award, project and actor is put in areas by its activity code, by the profile's words in its
text and, where the build holds the labelled records, by a classifier that learnt from them. The
weights of a record over the areas and *unclassified* sum to one, so that no krone is counted
twice and none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill.catalogue import Finding, Origin, View
from samspill.findings.areas import records
from samspill.findings.areas.evidence import decisions
from samspill.findings.areas.parts import parts_of_activities
from samspill.findings.areas.portfolio import Weighed, by_code, portfolios, weighed
from samspill.harmonise import Workspace
from samspill.region import Region
from samspill.tables import table
from samspill.text import BY_RULE, Judged, Learnt, Lexicon, Record, learn, pieces_of

__all__ = ["FINDING", "flags"]

_SEED = 2019


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give which awards, projects and actors belong to which area, and the areas' portfolios."""
    lexicon = Lexicon(work.region.areas)
    spoken_of, establishments = records.spoken_of(work), records.establishments(work)
    units = records.units_named(work, _numbers(work, spoken_of, establishments))
    learnt = _learn(work, lexicon, units)
    names = _names(work)
    tables = {}
    weights = {}
    lists = {
        "award_areas": records.awards(work, units),
        "project_areas": records.projects(work),
        "actor_areas": records.actors(spoken_of, units),
    }
    for name, listed in lists.items():
        judged, weights[name] = _judged(work, lexicon, learnt, listed.records)
        tables[name] = decisions(name, listed, judged, work.region, names, learnt.classifier)
    of_jobs, of_establishments = _judged(work, lexicon, learnt, establishments.records(units))
    return {
        **tables,
        **portfolios(
            work,
            weights["award_areas"],
            (lists["project_areas"].keys, weights["project_areas"]),
            (lists["actor_areas"].keys, weights["actor_areas"]),
            (establishments, of_establishments),
        ),
        "area_activities": parts_of_activities(
            work, (establishments, of_establishments), by_code(of_jobs)
        ),
        "area_quality": _quality(work),
    }


def _numbers(
    work: Workspace, spoken_of: pa.Table, establishments: records.Establishments
) -> pa.ChunkedArray:
    """Give the numbers of the units whose texts are read."""
    labelled = sorted({one.record_id for one in work.region.area_labels})
    columns = (
        spoken_of["actor_id"],
        work.tables["awards"]["actor_id"],
        establishments.keys["parent_number"],
        pa.chunked_array([pa.array(labelled, pa.string())]),
    )
    return pa.chunked_array([chunk for one in columns for chunk in one.chunks], pa.string())


def _judged(
    work: Workspace,
    lexicon: Lexicon,
    learnt: Learnt,
    read: Sequence[Record],
) -> tuple[Judged, Weighed]:
    """Decide on records, and give their weights under each reasonable weighting."""
    pieces = pieces_of(read, work.region.areas, lexicon)
    texts = [record.text for record in read]
    judged = learnt.judge(texts, pieces)
    return judged, weighed(judged, Learnt(BY_RULE).judge(texts, pieces))


def _quality(work: Workspace) -> pa.Table:
    """Give the figures of quality that the profile holds; `benchmarks/areas.py` measured them."""
    declared = table("area_quality")
    rows = [asdict(one) for one in work.region.area_quality]
    return declared.conform(pa.Table.from_pylist(rows, schema=declared.schema))


def _learn(work: Workspace, lexicon: Lexicon, units: Mapping[str, records.Unit]) -> Learnt:
    """Learn from the labelled records that the build has; by the rule where it has too few."""
    known, areas = records.labelled(work.region, work.tidy, units)
    pieces = pieces_of(known, work.region.areas, lexicon)
    return learn([record.text for record in known], pieces, flags(work.region, areas), seed=_SEED)


def flags(region: Region, areas: Sequence[tuple[str, ...]]) -> NDArray[np.bool_]:
    """Give labels as a matrix: whether each record belongs to each area."""
    found = np.zeros((len(areas), len(region.areas)), dtype=np.bool_)
    at = {area.id: column for column, area in enumerate(region.areas)}
    for row, own in enumerate(areas):
        for area_id in own:
            found[row, at[area_id]] = True
    return found


def _names(work: Workspace) -> dict[str, dict[str, str]]:
    """Give the names of activities; classes have their Norwegian name in the publisher's file."""
    rows = work.tables["activities"]
    names = {
        code: {"nb": nb or "", "en": en or ""}
        for code, nb, en in zip(
            *(rows[name].to_pylist() for name in ("activity_code", "activity_nb", "activity_en")),
            strict=True,
        )
    }
    listed = {one.code for area in work.region.areas for one in area.activities} - set(names)
    classes = work.tidy("classification")
    for code, name in zip(
        *(classes[name].to_pylist() for name in ("activity_code", "activity_nb")), strict=True
    ):
        for one in listed:
            if name and code.replace(".", "") == one[1:]:
                names[one] = {"nb": name, "en": ""}
    return names


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy row that a decision was made on."""
    if name == "award_areas":
        title = {"nb": "Tildelingen", "en": "The award"}
        return (Origin(title, "awards", {"award_id": (row["award_id"],)}, ("amount_nok",)),)
    if name == "project_areas":
        where = {"source": (row["source"],), "project_id": (row["project_id"],)}
        title = {"nb": "Prosjektet hos utgiveren", "en": "The project at the publisher's"}
        is_applied = row["source"] == "forskningsradet_soknader"
        tidy = "applications" if is_applied else "project_participations"
        return (Origin(title, tidy, where),)
    if name == "area_activities":
        title = {"nb": "Virksomhetene i aktiviteten", "en": "The establishments of the activity"}
        where = {"activity_code": (row["activity_code"],), "measure": ("employees_count",)}
        return (Origin(title, "sizes", where, ("value",)),)
    if name in ("areas", "area_totals", "area_quality"):
        return _trace_portfolio(row)
    title = {"nb": "Enheten i registeret", "en": "The unit in the register"}
    return (Origin(title, "units", {"organisation_number": (row["actor_id"],)}),)


def _trace_portfolio(row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the decisions that a sum of an area was made of; what was measured has no rows."""
    measure = row["measure"]
    if "place_code" not in row:
        return ()
    of = {"projects_count": "project_areas", "project_eur": "project_areas"}
    of["actors_count"] = "actor_areas"
    if measure in ("employees_count", "establishments_count"):
        title = {"nb": "Virksomhetene i stedet", "en": "The establishments of the place"}
        where: dict[str, tuple[object, ...]] = {
            "place_code": (row["place_code"],),
            "measure": (measure,),
        }
        return (Origin(title, "sizes", where, ("held_value",)),)
    title = {"nb": "Det som er lagt til området", "en": "What was put in the area"}
    decided = of.get(measure, "award_areas")
    return (Origin(title, decided, {"area_id": (row["area_id"],)}, ("area_weight",)),)


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
    tables=(
        "areas",
        "area_totals",
        "award_areas",
        "project_areas",
        "actor_areas",
        "area_activities",
        "area_quality",
    ),
    needs=(
        "awards",
        "participations",
        "applications_carried",
        "actors",
        "activities",
        "sizes",
        "places",
        "groups",
        "carried_codes",
        "grants",
        "applications",
        "project_participations",
        "units",
        "establishments",
        "classification",
        "cluster_members",
    ),
    compute=compute,
    views={
        "areas": View(
            columns=("area_id", "place_code", "measure", "year", "value", "low", "high"),
            order_by="-value",
            focus={"place_code": ("alliance", "NO"), "year": ("latest",)},
        ),
        "area_totals": View(
            columns=(
                "area_id",
                "place_code",
                "measure",
                "value",
                "low",
                "high",
                "share",
                "lq",
                "growth",
                "first_year",
                "last_year",
            ),
            order_by="-value",
            focus={"place_code": ("alliance", "NO")},
        ),
        "area_activities": View(
            columns=("activity_code", "area_id", "area_part", "area_part_by_code", "basis"),
            order_by="activity_code",
        ),
        "area_quality": View(
            columns=("method", "area_id", "measure", "value", "low", "high"),
            order_by="-value",
            focus={"measure": ("f1",)},
        ),
        "award_areas": View(columns=("award_id", *_DECISION), order_by="-area_weight"),
        "project_areas": View(
            columns=("source", "project_id", *_DECISION), order_by="-area_weight"
        ),
        "actor_areas": View(columns=("actor_id", *_DECISION), order_by="-area_weight"),
    },
    trace=trace,
    cost=8.0,
)
