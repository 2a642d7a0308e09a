"""Whether the money goes where the strengths are.

Awards are held against the strengths of the place where they do their work: the share of the
money that an activity gets against its share of the employment. A few large awards make such
shares noisy, so everything is compared with what chance gives when the same awards, each with its
own size, are dealt at random in proportion to employment. What is strong and gets significantly
less is a *gap*, what is weak and gets significantly more is a *bet*; a bet may be wise and a gap
may be right, but somebody should have meant it.

Kinds of support are never added up, euro never to kroner, and an activity that no statistics of
strength cover, such as agriculture in the business statistics, is said to have none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from samspill.catalogue import Finding, View
from samspill.findings.series import names_of
from samspill.findings.support.areas import Areas, hold_areas, judge_areas
from samspill.findings.support.awards import Awards, Bools, Slice, slices
from samspill.findings.support.cells import Held, hold, judge
from samspill.findings.support.instruments import instrument_years
from samspill.findings.support.places import Place
from samspill.findings.support.sharing import concentration, demand, overlap
from samspill.findings.support.strength import COUNTRY, Strength, strengths_of_places
from samspill.findings.support.tracing import trace
from samspill.harmonise import Workspace
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the tables of support."""
    awards = Awards(work)
    strengths = {one.place_code: one for one in strengths_of_places(work)}
    cells, wholes, of_areas = _held(awards, strengths, Areas.of(work, awards))
    judge(cells)
    judge_areas(of_areas)
    _count_verdicts(cells, wholes)
    names = names_of(work)
    for row in (*cells, *wholes, *of_areas):
        row["place_name"] = names.places.get(row["place_code"], row["place_code"])
    for row in cells:
        code = row["activity_code"]
        row["activity_nb"], row["activity_en"] = names.nb.get(code, code), names.en.get(code, code)
    found = {
        "support": cells,
        "support_mismatch": wholes,
        "support_areas": of_areas,
        "support_concentration": concentration(work, awards),
        "support_overlap": overlap(work, awards, strengths),
        "support_demand": demand(work),
        "instrument_years": instrument_years(awards, names),
    }
    return {
        name: pa.Table.from_pylist(rows, schema=table(name).schema) for name, rows in found.items()
    }


def _held(
    awards: Awards, strengths: Mapping[str, Strength], areas: Areas | None
) -> tuple[list[dict[str, Any]], ...]:
    """Hold every slice against the strengths of every place that it is looked at in."""
    cells: list[dict[str, Any]] = []
    wholes: list[dict[str, Any]] = []
    of_areas: list[dict[str, Any]] = []
    country = strengths.get(COUNTRY)
    is_statistics = country is not None and country.source == "eurostat_sbs"
    places = [Place.of(awards, strength) for strength in strengths.values()]
    # dealing is done outside of the interpreter, so that as many places as processors go on at once
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one in slices(awards, country.years if country and is_statistics else ()):
            chosen = one.of(awards)
            shares = _shares(awards, chosen)
            looked_at = [p for p in places if p.strength.place_kind in one.kinds_of_place]
            in_place = partial(_in_place, awards, areas, one, chosen, shares)
            for found in pool.map(in_place, looked_at):
                if found is not None:
                    held, by_area = found
                    wholes.append(held.whole)
                    cells += held.cells
                    of_areas += by_area
    return cells, wholes, of_areas


def _shares(awards: Awards, chosen: Bools) -> dict[str, float]:
    """Give the share of the money of a slice that each activity gets in the whole country."""
    named = chosen & ~awards.activity.is_in("")
    amount, at = awards.amount[named], awards.activity.at[named]
    money = np.bincount(at, weights=amount / amount.sum())
    return {str(awards.activity.codes[one]): float(money[one]) for one in np.unique(at).tolist()}


def _in_place(
    awards: Awards,
    areas: Areas | None,
    one: Slice,
    chosen: Bools,
    shares: Mapping[str, float],
    place: Place,
) -> tuple[Held, list[dict[str, Any]]] | None:
    """Hold a slice of the awards against the strengths of a place, and of its areas."""
    held = hold(awards, chosen, one, place, shares)
    if held is None:
        return None
    if areas is None or one.is_trend:
        return held, []
    return held, hold_areas(awards, chosen, one, place, areas)


_SLICE = ("provider", "instrument", "kind", "period", "place_code")


def _count_verdicts(cells: list[dict[str, Any]], wholes: list[dict[str, Any]]) -> None:
    counts: dict[tuple[Any, ...], dict[str, int]] = {}
    for cell in cells:
        of_slice = counts.setdefault(tuple(cell[n] for n in _SLICE), {"gap": 0, "bet": 0})
        if cell["verdict"] in of_slice:
            of_slice[cell["verdict"]] += 1
    for row in wholes:
        found = counts.get(tuple(row[n] for n in _SLICE))
        if found is not None:
            row["gaps_count"], row["bets_count"] = found["gap"], found["bet"]


FINDING = Finding(
    id="support",
    title={"nb": "Støtte", "en": "Support"},
    question={
        "nb": "Går pengene dit styrkene er?",
        "en": "Does the money go where the strengths are?",
    },
    tables=(
        "support", "support_mismatch", "support_areas", "support_concentration",
        "support_overlap", "support_demand", "instrument_years",
    ),
    needs=(
        "awards", "award_areas", "area_activities", "sizes", "strengths",
        "relatedness_presences", "applications_carried", "places", "activities", "groups",
    ),
    compute=compute,
    indicators=("location_quotient",),
    views={
        "support": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "verdict", "amount_nok",
                "expected_nok", "expected_low", "expected_high", "q_value", "lq_shrunk",
                "quotient", "awards_count",
            ),
            order_by="q_value",
            focus={
                "provider": ("",),
                "instrument": ("",),
                "kind": ("grant", "loan"),
                "period": ("2011-2015", "latest"),
                "verdict": ("gap", "bet"),
            },
        ),
        "support_mismatch": View(
            columns=(
                "place_name", "period", "amount_nok", "mismatch", "expected", "expected_low",
                "expected_high", "p_value", "spearman_strength", "gaps_count", "bets_count",
            ),
            order_by="place_name",
            focus={
                "provider": ("",),
                "instrument": ("",),
                "kind": ("grant", "loan"),
                "period": ("2011-2015", "latest"),
            },
        ),
        "support_areas": View(
            columns=(
                "place_name", "area_id", "verdict", "amount_nok", "area_support_share",
                "area_jobs_share", "expected_low", "expected_high", "q_value",
            ),
            order_by="q_value",
            focus={
                "provider": ("",),
                "instrument": ("",),
                "kind": ("grant", "loan"),
                "period": ("2011-2015", "latest"),
            },
        ),
        "support_concentration": View(
            columns=(
                "place_code", "dimension", "code", "provider", "amount_nok", "share",
                "herfindahl",
            ),
            order_by="-amount_nok",
            focus={"kind": ("grant", "loan"), "dimension": ("area", "activity")},
        ),
        "support_overlap": View(
            columns=(
                "dimension", "one_name", "other_name", "cosine", "expected", "expected_low",
                "expected_high", "q_value", "jaccard",
            ),
            order_by="q_value",
            focus={"kind": ("grant", "loan")},
        ),
        "instrument_years": View(
            columns=(
                "instrument", "year", "activity_code", "activity_{lang}", "amount_nok",
                "awards_count", "share",
            ),
            order_by="-amount_nok",
            focus={"year": ("latest",)},
        ),
        "support_demand": View(
            columns=(
                "dimension", "code", "applications_count", "approved_count", "success",
                "success_low", "success_high", "applied_nok", "awarded_nok",
            ),
            order_by="dimension",
        ),
    },
    trace=trace,
    cost=10.0,
)  # fmt: skip
