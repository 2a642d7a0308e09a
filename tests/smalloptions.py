"""The tiny build's options and diversity: invented, and small enough to follow by hand."""

from __future__ import annotations

from typing import Any

__all__ = ["tables_of_options"]

Rows = list[dict[str, Any]]

SBS = {"source": "eurostat_sbs", "measure": "persons_employed", "year": 2014}
REGISTER = {"source": "brreg_underenheter", "measure": "employees_count", "year": 2024}
NAMES = {
    "C10": ("Produksjon av næringsmidler", "Manufacture of food products"),
    "J62": ("Tjenester tilknyttet informasjonsteknologi", "Computer programming"),
}


def tables_of_options() -> dict[str, Rows]:
    """Give the rows of every table of the two findings."""
    return {
        "options": [
            _option("NO01", "C10", SBS, forecast=0.32, baseline=0.41, area_ids="bio"),
            _option("3107", "J62", REGISTER, forecast=0.08, baseline=0.03, area_ids="ict smart"),
            _option("31", "J62", REGISTER, forecast=None, baseline=None, area_ids="ict smart"),
        ],
        "options_history": [
            {
                "source": "eurostat_sbs",
                "place_code": "NO01",
                "activity_code": "C10",
                "year": year,
                "measure": "persons_employed",
                "lq": quotient,
                "lq_shrunk": quotient * 0.9,
            }
            for year, quotient in ((2012, 0.3), (2013, 0.38), (2014, 0.44))
        ],
        "options_basis": [
            _basis("NO01", "nuts2", SBS, "forecast", 1),
            _basis("3107", "municipality", REGISTER, "forecast", 1),
            _basis("31", "county", REGISTER, "plane", 1),
            _basis("3122", "municipality", REGISTER, "none", None),
        ],
        "backtest": [
            row
            for about, beats in ((SBS, True), (REGISTER, False))
            for row in (
                _score(about, "forecast", 0.36 if beats else 0.14, 0.60 if beats else 0.20),
                _score(about, "lq", 0.31, 0.44),
                _score(about, "density_nearest", 0.09, 0.14),
                _score(about, "chance", 0.06, 0.06),
            )
        ],
        "backtest_reliability": [
            {
                **_trial(about),
                "method": method,
                "probability_from": low,
                "probability_to": high,
                "probability": (low + high) / 2,
                "cells_count": 400,
                "entries_count": round(400 * came),
                "came_true": came,
                "came_true_low": came * 0.8,
                "came_true_high": came * 1.2,
                "baseline": came + 0.03,
            }
            for about in (SBS, REGISTER)
            for method in ("forecast", "lq")
            for low, high, came in ((0.0, 0.1, 0.04), (0.1, 0.5, 0.29), (0.5, 1.0, 0.61))
        ],
        "backtest_entries": [
            {
                "source": "eurostat_sbs",
                "measure": "persons_employed",
                "rule": rule,
                "start_year": 2012,
                "end_year": 2014,
                "cells_count": 14_941,
                "unobserved_count": 6_683,
                "leaps_count": 60,
                "at_risk_count": 9_005,
                "entries_count": count,
                "entries_margin_count": 31 if rule == "plain" else None,
                "entries_other_count": 432,
            }
            for rule, count in (("plain", 519), ("shrunken", 503))
        ],
        "forecast_log": [
            {
                "source": "eurostat_sbs",
                "vintage": vintage,
                "version": "0.1.0",
                "place_code": "NO01",
                "activity_code": "C10",
                "start_year": start,
                "end_year": start + 2,
                "measure": "persons_employed",
                "forecast": chance,
                "forecast_low": chance - 0.05,
                "forecast_high": chance + 0.05,
                "baseline": 0.41,
                "lq": 0.44,
                "lq_end": level,
                "outcome": outcome,
            }
            for vintage, start, chance, level, outcome in (
                ("2015-11", 2012, 0.25, 0.44, "did_not"),
                ("2017-11", 2014, 0.32, None, "pending"),
            )
        ],
        "forecast_scores": [
            {
                "source": "eurostat_sbs",
                "vintage": "2015-11",
                "version": "0.1.0",
                "start_year": 2012,
                "end_year": 2014,
                "measure": "persons_employed",
                "cells_count": 1,
                "at_risk_count": 1,
                "entries_count": 0,
                "expected_count": 0.25,
                "average_precision": None,
                "brier": 0.0625,
                "baseline": 0.1681,
            }
        ],
        "diversity": [
            _diversity(place, kind, about, year)
            for place, kind, about in (("NO01", "nuts2", SBS), ("3107", "municipality", REGISTER))
            for year in (about["year"] - 1, about["year"])
        ],
        "diversity_usual": [
            {
                "source": "eurostat_sbs",
                "measure": "persons_employed",
                "place_kind": "nuts2",
                "year": year,
                "indicator": name,
                "usual_low": middle * 0.9,
                "usual": middle,
                "usual_high": middle * 1.1,
                "places_count": 280,
            }
            for year in (2013, 2014)
            for name, middle in (
                ("unrelated_variety", 2.6), ("related_variety", 1.9), ("coherence", 0.36),
                ("herfindahl", 0.09),
            )
        ],
        "relatedness_nodes": [
            {
                "source": "eurostat_sbs",
                "activity_code": code,
                "activity_nb": names[0],
                "activity_en": names[1],
                "section": code[0],
                "x": 0.2 + 0.6 * number,
                "y": 0.4,
                "ubiquity": 0.4,
                "complexity": 0.5,
                "year": 2014,
            }
            for number, (code, names) in enumerate(NAMES.items())
        ],
        "relatedness_edges": [
            {
                "source": "eurostat_sbs",
                "activity_a": "C10",
                "activity_b": "J62",
                "proximity": 0.4,
                "year": 2014,
            }
        ],
        "relatedness_presences": [
            {
                "source": "eurostat_sbs",
                "place_code": "NO01",
                "activity_code": code,
                "place_name": "Oslo og Akershus",
                "lq": quotient,
                "lq_shrunk": quotient,
                "is_present": quotient >= 1,
                "density": 0.5,
                "year": 2014,
            }
            for code, quotient in (("C10", 0.44), ("J62", 3.08))
        ],
        "complementarity": [
            {
                "source": "eurostat_sbs",
                "place_a": "NO01",
                "place_b": "SE11",
                "place_a_name": "Oslo og Akershus",
                "place_b_name": None,
                "is_neighbour": True,
                "value": 0.21,
                "expected": 0.17,
                "excess": 0.04,
                "rank": 1,
                "activity_codes": "C10",
                "year": 2014,
            }
        ],
    }  # fmt: skip


def _trial(about: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": about["source"],
        "rule": "plain",
        "fold": "place",
        "horizon": 2 if about is SBS else 1,
    }


def _option(
    place: str,
    activity: str,
    about: dict[str, Any],
    *,
    forecast: float | None,
    baseline: float | None,
    area_ids: str,
) -> dict[str, Any]:
    return {
        "place_code": place,
        "activity_code": activity,
        **about,
        "place_edition": "nuts-2006" if place.startswith("NO") else "municipality-2024",
        "activity_nb": NAMES[activity][0],
        "activity_en": NAMES[activity][1],
        "lq": 0.44,
        "lq_shrunk": 0.4,
        "density": 0.42,
        "complexity": 0.3,
        "quadrant": "high_road",
        "plane_rank": 1,
        "stability": 0.7,
        "horizon": 2 if about is SBS else 1,
        "forecast": forecast,
        "forecast_low": None if forecast is None else forecast * 0.8,
        "forecast_high": None if forecast is None else forecast * 1.2,
        "baseline": baseline,
        "rank": 1,
        "reliability": None if forecast is None else 0.29,
        "carried_by": "J62" if activity == "C10" else "C10",
        "connects_to": "",
        "done_in_region": "3107",
        "done_next_door": "",
        "area_ids": area_ids,
        "instruments": "Bedriftsutviklingstilskudd",
    }


def _basis(
    place: str, kind: str, about: dict[str, Any], basis: str, options: int | None
) -> dict[str, Any]:
    why = {
        "forecast": ("", ""),
        "plane": ("Stedet er for stort.", "The place is too large."),
        "none": ("Stedet er for lite.", "The place is too small."),
    }[basis]
    return {
        **about,
        "place_code": place,
        "place_edition": "nuts-2006" if place.startswith("NO") else "municipality-2024",
        "place_kind": kind,
        "basis": basis,
        "reason": "" if basis == "forecast" else "few_establishments",
        "reason_nb": why[0],
        "reason_en": why[1],
        "establishments_count": 1200.0,
        "activities_count": 1,
        "options_count": options,
        "density_median": None if basis == "none" else 0.42,
        "complexity_median": None if basis == "none" else 0.3,
    }


def _score(about: dict[str, Any], method: str, precision: float, at_top: float) -> dict[str, Any]:
    gain = precision - 0.31
    names = {
        "forecast": ("Prognosen", "The forecast"),
        "lq": ("Det som nesten er der", "What is nearly there"),
        "density_nearest": ("Relaterthet til de ti nærmeste", "Density among the ten nearest"),
        "chance": ("Tilfeldighet", "Chance"),
    }
    return {
        **_trial(about),
        "method": method,
        "method_nb": names[method][0],
        "method_en": names[method][1],
        "measure": about["measure"],
        "start_year": about["year"] - 2,
        "end_year": about["year"],
        "learnt_from": "2008-2010, 2009-2011",
        "is_strict": True,
        "places_count": 280,
        "cells_count": 9_005,
        "entries_count": 519,
        "average_precision": precision,
        "average_precision_low": precision - 0.03,
        "average_precision_high": precision + 0.04,
        "baseline": 0.31,
        "gain": gain,
        "gain_low": gain - 0.03,
        "gain_high": gain + 0.03,
        "precision_at_k": at_top,
        "precision_at_k_low": at_top - 0.05,
        "precision_at_k_high": at_top + 0.05,
        "brier": 0.044,
        "brier_low": 0.04,
        "brier_high": 0.048,
        "brier_gain": -0.002,
        "brier_gain_low": -0.003,
        "brier_gain_high": -0.001,
        "verdict": "baseline" if method == "lq" else "beats" if gain > 0.03 else "loses",
    }


def _diversity(place: str, kind: str, about: dict[str, Any], year: int) -> dict[str, Any]:
    return {
        "place_code": place,
        "measure": about["measure"],
        "year": year,
        "place_edition": "nuts-2006" if kind == "nuts2" else "municipality-2024",
        "place_kind": kind,
        "activities_count": 27,
        "entropy": 4.9,
        "unrelated_variety": 3.1,
        "related_variety": 1.8,
        "coherence": 0.36,
        "inner_density": 0.44,
        "outer_density": 0.36,
        "herfindahl": 0.05,
        "theil": 0.83,
        "source": about["source"],
    }
