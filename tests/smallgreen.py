"""What the tiny build has of the green economy and of Europe; invented figures."""

from __future__ import annotations

from typing import Any

J62 = ("Tjenester tilknyttet informasjonsteknologi", "Computer programming")
C10 = ("Produksjon av næringsmidler", "Manufacture of food products")


def _share(subject: str, code: str, within: str, measure: str, share: float) -> dict[str, Any]:
    return {
        "subject": subject,
        "subject_code": code,
        "within": within,
        "measure": measure,
        "period": "2014",
        "title_nb": "IKT" if subject == "area" else code,
        "title_en": "ICT" if subject == "area" else code,
        "green_share": share,
        "green_share_low": share * 0.9,
        "green_share_high": share * 1.1,
        "weights_low": share * 0.4,
        "weights_high": share * 2.1,
        "value": 441_000.0,
        "value_low": 430_000.0,
        "value_high": 452_000.0,
        "units_count": 40_000.0,
        "source": "awards" if measure == "grant_nok" else "eurostat_sbs",
    }


def _rank(
    place: str, subject: str, code: str, year: int, rank: int, names: tuple[str, str]
) -> dict[str, Any]:
    return {
        "place_code": place,
        "subject": subject,
        "subject_code": code,
        "measure": "persons_employed",
        "year": year,
        "title_nb": names[0],
        "title_en": names[1],
        "value": 1_234.0,
        "lq": 20.0 / rank,
        "lq_low": 16.0 / rank,
        "lq_shrunk": 20.0 / rank,
        "lq_high": 24.0 / rank,
        "rank": rank,
        "rank_low": max(1, rank - 3),
        "rank_high": rank + 6,
        "rank_observed": rank,
        "regions_count": 281,
        "missing_count": 4,
        "is_observed": True,
    }


def tables() -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each table."""
    weight = {"green_weight": 0.05, "green_weight_low": 0.01, "green_weight_high": 0.12}
    named = {"activity_nb": J62[0], "activity_en": J62[1], "place_name": "Oslo og Akershus"}
    return {
        "green_weights": [
            {"kind": "activity", "code": code, "title_nb": names[0], "title_en": names[1],
             **weight, "reason_nb": "Oppdiktet", "reason_en": "Invented", "source": "Nobody",
             "status": "inferred"}
            for code, names in (("J62", J62), ("C10", C10))
        ],
        "green_shares": [
            _share("place", "NO01", "", "persons_employed", 0.074),
            _share("place", "NO01", "", "grant_nok", 0.12),
            _share("place", "NO02", "", "persons_employed", 0.099),
            _share("area", "ict", "NO01", "persons_employed", 0.036),
            _share("cluster", "alpha", "", "employees_count", 0.31),
            _share("cluster", "alpha", "", "projects_count", 0.5),
        ],
        "green_strengths": [
            {"place_code": "NO01", "activity_code": "J62", "measure": "persons_employed",
             "year": 2014, "reference": "europe", **named, **weight, "value": 23_095.0,
             "green_value": 1_154.75, "lq": 2.1, "lq_low": 1.9, "lq_high": 2.3, "lq_shrunk": 2.1,
             "q_value": 0.001, "source": "eurostat_sbs"}
        ],
        "green_options": [
            {"place_code": "NO01", "activity_code": "C10", "year": 2014,
             "place_name": "Oslo og Akershus", "activity_nb": C10[0], "activity_en": C10[1],
             "measure": "persons_employed", "source": "eurostat_sbs", "green_weight": 0.3,
             "green_weight_low": 0.1, "green_weight_high": 0.5, "lq": 0.7, "density": 0.4,
             "density_green": 0.1, "density_green_low": 0.05, "density_green_high": 0.2,
             "density_other": 0.3, "density_other_low": 0.2, "density_other_high": 0.35,
             "position_green": 0.5, "position_green_low": 0.4, "position_green_high": 0.6,
             "position_other": 0.95, "position_other_low": 0.9, "position_other_high": 0.98,
             "leans_on": "other", "forecast": 0.2, "forecast_low": 0.1, "forecast_high": 0.3}
        ],
        "green_places": [
            {"place_code": "NO01", "measure": measure, "source": "eurostat_sbs", "year": 2014,
             "title_nb": "Oslo og Akershus", "title_en": "Oslo and Akershus", "value": 1.9,
             "low": 1.2, "high": 2.7, "weights_low": 0.6, "weights_high": 4.3, "rank": 220,
             "places_count": 281,
             "correlation": 0.988 if measure == "green_complexity" else None}
            for measure in ("green_count", "green_complexity", "green_potential")
        ],
        "green_support": [
            {"place_code": "NO01", "activity_code": "C10", "kind": "grant",
             "place_name": "Oslo og Akershus", "activity_nb": C10[0], "activity_en": C10[1],
             "green_weight": 0.3, "green_weight_low": 0.1, "green_weight_high": 0.5,
             "awards_count": 40, "amount_nok": 9e6, "green_nok": 2.7e6, "support_share": 0.09,
             "jobs_share": 0.02, "expected_low": 0.01, "expected_high": 0.04, "p_value": 0.002,
             "q_value": 0.01, "is_strength": False, "verdict": "more", "year": 2014}
        ],
        "standing": [
            *(_rank("NO01", "activity", "J62", year, 12, J62) for year in (2013, 2014)),
            _rank("NO01", "activity", "C10", 2014, 200, C10),
            _rank("NO01", "area", "ict", 2014, 10, ("IKT", "ICT")),
            _rank("SE11", "activity", "J62", 2014, 4, J62),
        ],
        "standing_change": [
            {"place_code": "NO01", "subject": "activity", "subject_code": "J62",
             "measure": "persons_employed", "title_nb": J62[0], "title_en": J62[1], "year": 2014,
             "start_year": 2013, "end_year": 2014, "ratio": 1.2, "ratio_low": 1.1,
             "ratio_high": 1.3, "rank_start": 20, "rank_end": 12, "rank_gain": 8,
             "rank_gain_low": 2, "rank_gain_high": 14, "regions_count": 280}
        ],
        "standing_peers": [
            {"place_code": "NO01", "peer_code": "SE11", "measure": "persons_employed",
             "year": 2014, "title_nb": "Stockholm", "title_en": "Stockholm", "order": 1,
             "similarity": 0.95, "similarity_low": 0.9, "similarity_high": 0.97, "rank_low": 1,
             "rank_high": 20, "stability": 0.7}
        ],
        "standing_event": [
            {"place_code": "NO01", "subject": "green", "subject_code": "green",
             "event_year": 2019, "start_year": 2008, "end_year": 2014, "controls_count": 0,
             "verdict": "ends_before"}
        ],
        "region_panels": [
            {"panel": "green_capital", "order": 0, "place_code": "SE11", "year": 2010,
             "title_nb": "Stockholm", "title_en": "Stockholm", "reason": "European Green Capital",
             "source": "Nobody", "status": "stated", "code_status": "unverified"}
        ],
        "region_breaks": [
            {"from_code": "UKD2", "to_code": "UKD6", "change": "boundary_shift", "is_break": True,
             "from_edition": "nuts-2006", "to_edition": "nuts-2010", "title_nb": "Cheshire",
             "title_en": "Cheshire"}
        ],
        "partners": [
            {"place_code": "osloregionen", "country_code": country, "region_code": "",
             "area_id": "", "period": "2014-2014", "projects_count": count,
             "projects_of_place_count": 66, "partners_count": count, "share": 0.1,
             "share_low": 0.08, "share_high": 0.13, "expected": 0.07, "ratio": 1.43,
             "ratio_low": 1.1, "ratio_high": 1.8}
            for country, count in (("UK", 54), ("SE", 21))
        ],
    }  # fmt: skip
