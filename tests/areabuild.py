"""The tables of the areas in the tiny build: two areas, two places, a few records."""

from __future__ import annotations

from typing import Any

_HELD = {
    "health": {"grant_nok": 4_000_000.0, "employees_count": 120.0, "projects_count": 3.0},
    "bio": {"grant_nok": 9_000_000.0, "employees_count": 300.0, "projects_count": 1.0},
    "unclassified": {"grant_nok": 7_000_000.0, "employees_count": 580.0, "projects_count": 2.0},
}
_WHY = {
    "health": ("ordene «pasient» og «sykehus»", "the words “pasient” and “sykehus”"),
    "bio": ("ordet «skog»", "the word “skog”"),
    "unclassified": (
        "peker mot Helse, men ikke sterkt nok: ordet «livskvalitet»",
        "points to Health, but not strongly enough: the word “livskvalitet”",
    ),
}


def area_tables() -> dict[str, list[dict[str, Any]]]:
    """Give the rows of the areas' tables."""
    totals = {m: sum(held[m] for held in _HELD.values()) for m in _HELD["bio"]}
    return {
        "area_totals": [
            {
                "area_id": area,
                "place_code": place,
                "measure": measure,
                "value": part * value,
                "low": part * 0.7 * value,
                "high": part * 1.2 * value,
                "share": value / totals[measure],
                "lq": 1.0,
                "growth": None,
                "first_year": 2024 if measure == "employees_count" else 2010,
                "last_year": 2024 if measure == "employees_count" else 2018,
            }
            for area, held in _HELD.items()
            for measure, value in held.items()
            for place, part in (("osloregionen", 1.0), ("31", 0.25), ("type:town", 0.5))
        ],
        "award_areas": [
            _decided({"award_id": f"{area}-{at}"}, area, f"Tildeling {at} til {area}", at)
            for area in _HELD
            for at in range(3)
        ],
        "project_areas": [
            _decided(
                {"source": "forskningsradet_eu", "project_id": "700001"}, "health", "Grønn havn", 1
            )
        ],
        "actor_areas": [
            _decided({"actor_id": "999999999"}, "health", "Ærfugl Øst AS", 1),
        ],
        "area_quality": [
            {
                "method": method,
                "area_id": area,
                "measure": measure,
                "decided_as": "",
                "value": value,
                "low": value - 0.1,
                "high": value + 0.1,
            }
            for method, value in (("combined", 0.75), ("code_alone", 0.46), ("text_baseline", 0.34))
            for area in ("health", "bio", "all")
            for measure in ("f1", "precision", "recall")
        ],
    }


def _decided(keys: dict[str, Any], area: str, text: str, at: int) -> dict[str, Any]:
    is_rest = area == "unclassified"
    return {
        **keys,
        "area_id": area,
        "area_weight": 1.0 if is_rest else 0.8,
        "area_probability": None if is_rest else 0.8,
        "is_doubtful": is_rest,
        "points_code": None if is_rest else (3.0, 0.0, 2.0)[at],
        "points_terms": None if is_rest else (0.0, 2.0, 2.0)[at],
        "points_votes": None if is_rest else 0.0,
        "evidence_nb": _WHY[area][0],
        "evidence_en": _WHY[area][1],
        "text_read": text,
    }
