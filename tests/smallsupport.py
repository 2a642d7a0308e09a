"""The tiny build's tables of support: two activities, two providers; every figure is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

__all__ = ["support_tables"]

_SAME = {"instrument": "", "kind": "grant"}


def support_tables() -> dict[str, list[dict[str, Any]]]:
    """Give the rows of the tables that the pages of support show."""
    return {
        "awards": [_award(number) for number in range(4)],
        "instruments": [
            {
                "instrument": "Prøvetilskudd", "name_nb": "Prøvetilskudd", "name_en": "Trial grant",
                "provider": "Innovasjon Norge", "kind": "grant", "purpose": "research",
                "phase": "growth", "level": "national", "status": "stated", "source": "invented",
            }
        ],
        "support": [
            _cell("0301", "J62", "gap", 1e6, 4e6, 2.2, 0.0004),
            _cell("0301", "C10", "bet", 9e6, 2e6, 0.6, 0.02),
            _cell("3107", "J62", "as_expected", 2e6, 2.1e6, 0.7, 0.8),
            _cell("3107", "C10", "as_expected", 3e6, 2.9e6, 1.8, 0.8),
            {**_cell("0301", "J62", "as_expected", 2e6, 2e6, 2.2, 0.8), "kind": "loan"},
            {**_cell("0301", "C10", "as_expected", 2e6, 2e6, 0.6, 0.8), "kind": "loan"},
        ],
        "support_mismatch": [
            *(_whole("0301", period, 0.5) for period in ("2010-2013", "2010", "2011", "2012")),
            _whole("3107", "2010-2013", 0.1),
        ],
        "support_areas": [
            *(_area("0301", *one) for one in (
                ("health", 1e6, 0.1, 0.4, "below_share", 0.0004),
                ("bio", 8e6, 0.8, 0.3, "above_share", 0.02),
                ("ict", 1e6, 0.1, 0.3, "depends_on_words", 0.03),
            )),
            _area("0301", "unclassified", 0.0, None, None, None, None),
            _area("type:town", "health", 1e6, 0.2, 0.25, "as_expected", 0.5),
        ],
        "area_activities": [
            {"activity_code": code, "area_id": area, "area_part": part, "area_part_by_code": part,
             "basis": "code"}
            for code, area, part in (
                ("C10", "bio", 0.8), ("C10", "unclassified", 0.2), ("J62", "ict", 1.0),
            )
        ],
        "instrument_years": [
            {
                "instrument": "Prøvetilskudd", "activity_code": code, "year": year,
                "activity_nb": name[0], "activity_en": name[1], "awards_count": 1,
                "amount_nok": 500_000.0, "share": 1.0,
            }
            for code, name, year in (
                ("J", ("Informasjon og kommunikasjon", "Information and communication"), 2010),
                ("C", ("Industri", "Manufacturing"), 2011),
                ("C", ("Industri", "Manufacturing"), 2012),
            )
        ],
        "support_concentration": [
            {
                **_SAME, "period": "2010-2013", "place_code": "0301", "dimension": "activity",
                "code": code, "provider": provider, "awards_count": 5, "amount_nok": 1e6 * share,
                "share": share, "herfindahl": 0.58, "providers_count": 2,
                "expected": 0.6, "expected_low": 0.5, "expected_high": 0.9, "p_value": 0.4,
                "q_value": 0.5,
            }
            for code in ("J62", "C10")
            for provider, share in (("Innovasjon Norge", 0.7), ("Forskningsrådet", 0.3))
        ],
        "support_overlap": [
            {
                "kind": "grant", "period": "2010-2013", "dimension": "provider",
                "one": "Forskningsrådet", "other": "Innovasjon Norge", "cosine": 0.9,
                "one_name": "Forskningsrådet", "other_name": "Innovasjon Norge",
                "expected": 0.6, "expected_low": 0.4, "expected_high": 0.8, "p_value": 0.002,
                "q_value": 0.002, "jaccard": 1.0, "common_count": 2, "is_beyond_chance": True,
            }
        ],
        "support_demand": [
            {
                "provider": "Forskningsrådet", "dimension": "all", "code": "all",
                "applications_count": 10, "approved_count": 3, "rejected_count": 5, "open_count": 2,
                "success": 0.375, "success_low": 0.137, "success_high": 0.694,
                "applied_nok": 100.0, "awarded_nok": 21.0,
            }
        ],
    }  # fmt: skip


def _award(number: int) -> dict[str, Any]:
    return {
        "award_id": f"x:{number}", "source": "brreg_underenheter", "provider": "Innovasjon Norge",
        "instrument": "Prøvetilskudd", "kind": "grant", "date": date(2010 + number, 1, 2),
        "year": 2010 + number, "amount_nok": 500_000.0, "actor_id": "999999999",
        "place_code": "0301", "nuts_code": "NO01", "activity_code": "C10" if number else "J62",
        "source_row": number + 1,
    }  # fmt: skip


def _cell(
    place: str, activity: str, verdict: str, money: float, expected: float, lq: float, q: float
) -> dict[str, Any]:
    names = {"J62": ("Tjenester tilknyttet informasjonsteknologi", "Computer programming"),
             "C10": ("Produksjon av næringsmidler", "Manufacture of food products")}  # fmt: skip
    return {
        **_SAME, "provider": "", "period": "2010-2013", "place_code": place,
        "activity_code": activity, "place_kind": "municipality", "activity_nb": names[activity][0],
        "activity_en": names[activity][1], "awards_count": 4, "awards_expected": 8.0,
        "amount_nok": money, "share": 0.5, "strength_share": 0.5, "lq": lq, "lq_shrunk": lq,
        "is_strength": lq > 1.3, "quotient": 0.9, "intensity": 100.0, "expected_nok": expected,
        "expected_low": 0.5 * expected, "expected_high": 1.6 * expected,
        "ratio": money / expected, "chance_low": 0.5, "chance_high": 1.6, "p_value": q / 2,
        "q_value": q, "q_recipients": 0.3 if verdict == "bet" else q, "verdict": verdict,
        "quadrant": "strong_unsupported", "strength_source": "brreg_underenheter",
        "strength_period": "2018-2020",
    }  # fmt: skip


def _whole(place: str, period: str, mismatch: float) -> dict[str, Any]:
    return {
        **_SAME, "provider": "", "period": period, "place_code": place,
        "place_kind": "municipality", "awards_count": 20, "amount_nok": 10e6, "measured_nok": 9e6,
        "head_office_nok": 12e6, "head_office_known_nok": 8e6,
        "intensity": 100.0, "mismatch": mismatch, "expected": 0.15, "expected_low": 0.08,
        "expected_high": 0.22, "p_value": 0.002, "gaps_count": 1, "bets_count": 1,
        "strength_source": "brreg_underenheter",
    }  # fmt: skip


def _area(
    place: str,
    area: str,
    money: float,
    support: float | None,
    jobs: float | None,
    verdict: str | None,
    q: float | None,
) -> dict[str, Any]:
    is_tested = jobs is not None
    return {
        **_SAME, "provider": "", "period": "2010-2013", "place_code": place, "area_id": area,
        "place_kind": "type" if ":" in place else "municipality", "awards_count": 3,
        "amount_nok": money, "measured_nok": money, "area_support_share": support,
        "area_jobs_share": jobs, "area_support_share_by_code": support,
        "area_jobs_share_by_code": jobs, "expected_nok": 10e6 * jobs if is_tested else None,
        "expected_low": 0.5 * jobs if is_tested else None,
        "expected_high": 1.5 * jobs if is_tested else None,
        "ratio": support / jobs if is_tested else None, "p_value": q, "q_value": q,
        "q_recipients": q, "verdict": verdict, "strength_source": "brreg_underenheter",
        "strength_period": "2018-2020",
    }  # fmt: skip
