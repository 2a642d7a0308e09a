"""The green economy: what part of jobs, support and projects is green, and what can become so.

Green is a weight from 0 to 1 for each activity, in the profile's judgement (`green.csv`), with a
low and a high bound. Every figure therefore has two kinds of doubt, kept apart: the interval from
the counts behind it, and the range between the low and the high weights. What lies near a place's
activities is told apart by whether it is its green or its other activities that it lies near
(Montresor & Quatraro 2020, Regional Studies 54:1354-1365, doi:10.1080/00343404.2019.1648784).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from samspill.catalogue import Finding, Origin, View
from samspill.findings.green.funding import green_support
from samspill.findings.green.members import MEMBERS, cluster_rows
from samspill.findings.green.outlook import green_options, green_places, green_strengths
from samspill.findings.green.shares import share_rows
from samspill.findings.green.weights import weights_of, weights_table
from samspill.findings.series import all_series
from samspill.harmonise import Workspace
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the weights and everything that rests on them."""
    weights, every = weights_of(work.region), list(all_series(work))
    statistics = next((one for one in every if one.source == "eurostat_sbs"), None)
    return {
        "green_weights": weights_table(work),
        "green_shares": pa.Table.from_pylist(
            [*share_rows(work, weights, every), *cluster_rows(work, weights, statistics)],
            schema=table("green_shares").schema,
        ),
        "green_strengths": green_strengths(work, weights),
        "green_options": green_options(work, weights, every),
        "green_places": green_places(work, weights, every),
        "green_support": green_support(work, weights, statistics),
    }


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy rows behind a green figure; the weights stand in `green_weights`."""
    if name == "green_weights":
        return ()
    if name == "green_shares":
        return _behind_share(row)
    place = row["place_code"]
    if name == "green_support":
        return (
            Origin(
                {"nb": "Tildelingene av dette slaget", "en": "The awards of this kind"},
                "grants",
                {"kind": (row["kind"],)},
                ("amount_nok",),
            ),
            _jobs(place, row["year"], {"activity_code": (row["activity_code"],)}),
        )
    if name == "green_places":
        return (_jobs(place, row["year"], {}),)
    return (_jobs(place, row["year"], {"activity_code": (row["activity_code"],)}),)


def _jobs(place: str, year: int, more: Mapping[str, tuple[object, ...]]) -> Origin:
    return Origin(
        {"nb": "Størrelsen på aktivitetene", "en": "Sizes of the activities"},
        "sizes",
        {
            "place_code": (place,),
            "year": (year,),
            "measure": ("persons_employed", "employees_count"),
            **more,
        },
        ("value",),
    )


def _behind_share(row: Mapping[str, Any]) -> tuple[Origin, ...]:
    if row["subject"] == "cluster" and not row["within"]:
        return (_behind_members(row),)
    if row["source"] == "awards":
        kind = str(row["measure"]).removesuffix("_nok")
        return (
            Origin(
                {"nb": "Tildelingene av dette slaget", "en": "The awards of this kind"},
                "grants",
                {"kind": (kind,)},
                ("amount_nok",),
            ),
        )
    if row["source"] == "participations":
        return (
            Origin(
                {"nb": "Deltakelsene i prosjekter", "en": "The participations in projects"},
                "project_participations",
                {"source": ("forskningsradet_eu",)},
                ("amount_eur",),
            ),
        )
    place = row["within"] or row["subject_code"]
    return (_jobs(place, int(row["period"]), {}),)


def _behind_members(row: Mapping[str, Any]) -> Origin:
    """Give what the members of a cluster have: their units, their awards or their projects."""
    own: tuple[str, dict[str, tuple[object, ...]]] = (
        "cluster_members",
        {"cluster_id": (row["subject_code"],)},
    )
    if row["source"] == MEMBERS:
        title = {"nb": "Medlemmene i registeret", "en": "The members in the register"}
        by = {"actor_id": "organisation_number"}
        return Origin(title, "units", {}, ("employees_count",), (*own, by))
    by = {"actor_id": "actor_id"}
    if row["source"] == "awards":
        title = {"nb": "Tildelingene til medlemmene", "en": "The awards to the members"}
        kind = str(row["measure"]).removesuffix("_nok")
        return Origin(title, "awards", {"kind": (kind,)}, ("amount_nok",), (*own, by))
    title = {"nb": "Medlemmenes deltakelser", "en": "The members' participations"}
    return Origin(title, "participations", {"source": ("forskningsradet_eu",)}, (), (*own, by))


FINDING = Finding(
    id="green",
    title={"nb": "Grønt", "en": "Green"},
    question={
        "nb": "Hvordan kan Oslos år som europeisk miljøhovedstad styrke næringslivet i regionen?",
        "en": "How can Oslo's year as European Green Capital strengthen business in the region?",
    },
    tables=(
        "green_weights",
        "green_shares",
        "green_strengths",
        "green_options",
        "green_places",
        "green_support",
    ),
    needs=(
        "sizes",
        "places",
        "activities",
        "participations",
        "awards",
        "award_areas",
        "area_activities",
        "strengths",
        "options",
        "project_areas",
        "actors",
        "actor_merges",
        "cluster_members",
        "groups",
    ),
    compute=compute,
    indicators=(
        "density_parts",
        "green_complexity_index",
        "green_complexity_potential",
        "green_count",
    ),
    views={
        "green_shares": View(
            columns=(
                "title_{lang}", "measure", "period", "green_share", "green_share_low",
                "green_share_high", "weights_low", "weights_high", "value",
            ),
            order_by="-green_share",
            focus={"subject": ("place",), "measure": ("persons_employed", "employees_count")},
        ),
        "green_strengths": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "year", "green_weight", "value",
                "lq_low", "lq_shrunk", "lq_high",
            ),
            order_by="-green_value",
            focus={"reference": ("norway", "europe")},
        ),
        "green_options": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "year", "green_weight",
                "density_green", "density_other", "leans_on", "forecast", "forecast_low",
                "forecast_high",
            ),
            order_by="-position_other",
        ),
        "green_places": View(
            columns=(
                "title_{lang}", "measure", "year", "value", "low", "high", "weights_low",
                "weights_high", "rank", "places_count",
            ),
            order_by="rank",
            focus={"measure": ("green_complexity",)},
        ),
        "green_support": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "kind", "amount_nok",
                "support_share", "jobs_share", "expected_low", "expected_high", "q_value",
                "verdict",
            ),
            order_by="-support_share",
        ),
        "green_weights": View(
            columns=(
                "kind", "title_{lang}", "green_weight", "green_weight_low", "green_weight_high",
                "reason_{lang}", "source", "status",
            ),
            order_by="-green_weight",
        ),
    },
    trace=trace,
    profile=(
        "areas.toml", "clusters.csv", "cluster_members.csv", "green.csv", "panels.csv",
    ),
    cost=2.0,
)  # fmt: skip
