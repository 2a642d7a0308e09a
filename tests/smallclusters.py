"""Clusters, matches, a meeting and a programme for the tiny build: few rows, all invented."""

from __future__ import annotations

from typing import Any

CLUSTERS = (("alpha", "Alfaringen", "0301"), ("beta", "Betalaget", "3107"),
            ("gamma", "Gammaklyngen", None))  # fmt: skip
KINDS = ("company", "company", "knowledge", "public")


def tables() -> dict[str, list[dict[str, Any]]]:
    """Give the rows by table."""
    return {
        "clusters": [_cluster(*one) for one in CLUSTERS],
        "cluster_levels": [
            {"cluster_id": "alpha", "order": 1, "programme": "Prøveprogrammet", "level_nb": "Moden",
             "level_en": "Mature", "began": "2015", "until": None, "status": "stated",
             "source": "invented"}
        ],
        "cluster_members": [
            {"cluster_id": "alpha", "order": 1, "actor_id": "800000004", "name": "Prøve AS",
             "organisation_number": "800000004", "type": "company", "activity_code": "J62",
             "place_code": "0301", "employees_from": 20, "began": "2015", "until": None,
             "status": "stated", "source": "invented"}
        ],
        "environments": [
            _environment(1, "3107", "C10", 0.001, None),
            _environment(2, "0301", "J62", 0.01, "alpha"),
            _environment(3, "3301", "C10", 0.4, None),
        ],
        "matches": [
            _match(1, "alpha", "beta", "match", 0), _match(2, "beta", "gamma", "works_together", 4),
            _match(3, "alpha", "gamma", "little_in_common", 0),
        ],
        "match_actors": [
            {"cluster_a": "alpha", "cluster_b": "beta", "order": 1, "actor_a": "800000004",
             "actor_b": "800000012", "name_a": "Prøve AS", "name_b": "Matprøve AS",
             "activity_a": "J62", "activity_b": "C10", "proximity": 0.4, "basis": "members"}
        ],
        "match_ties": [
            {"cluster_a": "beta", "cluster_b": "gamma", "actor_a": "800000004",
             "actor_b": "800000012", "projects_count": 2}
        ],
        "match_trial": [
            _trial("score", 0.6, None), _trial("distance", 0.2, (0.1, 0.6)),
            _trial("chance", 0.1, (-0.1, 0.7)),
        ],
        "match_history": [
            {"cluster_a": "alpha", "cluster_b": "beta", "year": 2015, "instrument": "Prøvetilskudd",
             "rank": 2, "pairs_count": 3, "is_in_top_fifth": False,
             "reason_nb": "De er langt unna.",
             "reason_en": "They are far apart.", "status": "stated", "source": "invented"}
        ],
        "activity_proximities": [
            {"activity_a": "C10", "activity_b": "J62", "proximity": 0.4, "source": "eurostat_sbs"}
        ],
        "meeting_candidates": [*_candidates()],
        "meeting_topics": [
            {"area_id": "bio", "topic_id": f"place:{code}", "kind": "place", "place_code": code,
             "activity_code": None, "title_nb": name, "title_en": name, "importance": 0.25}
            for code, name in (("0301", "Oslo"), ("3107", "Fredrikstad"), ("3201", "Bærum"),
                               ("3301", "Drammen"))
        ],
        "programme_items": [
            {"item_id": "opening", "order": 1, "date_text": "2019-02", "kind": "event",
             "theme_nb": None, "theme_en": None, "title_nb": "Åpningsdagen",
             "title_en": "The opening day", "partner": "Prøvepartneren", "working_area": "value",
             "area_ids": "bio", "cluster_ids": "alpha", "place_code": "0301", "place_name": "Oslo",
             "goals": "economy", "tags_status": "inferred", "status": "stated",
             "source": "invented"}
        ],
        "programme_coverage": [
            _covered("area", "bio", "Bio", "Bio", 1), _covered("area", "ict", "IKT", "ICT", 0),
            _covered("place", "0301", "Oslo", "Oslo", 1),
            _covered("place", "3107", "Fredrikstad", "Fredrikstad", 0),
            _covered("cluster", "alpha", "Alfaringen", "Alfaringen", 1),
        ],
    }  # fmt: skip


def _cluster(key: str, name: str, place: str | None) -> dict[str, Any]:
    names = {"0301": "Oslo", "3107": "Fredrikstad"}
    return {
        "cluster_id": key, "name": name, "kind": "cluster", "founded": "2015", "ended": None,
        "theme_nb": "mat" if place else None, "theme_en": "food" if place else None,
        "activity_codes": "C10 J62" if place else None,
        "activities_status": "inferred" if place else None, "basis": "themes" if place else "none",
        "area_ids": "bio", "place_code": place, "place_name": names.get(place or ""),
        "seat_name": None, "website": None, "programme": "Prøveprogrammet", "level_nb": "Moden",
        "level_en": "Mature", "members_count": 20 if place else None, "members_date": "2018",
        "members_source": "invented", "listed_count": 1 if key == "alpha" else 0,
        "recognised_count": 1 if key == "alpha" else 0,
        "environments_count": {"alpha": 1, "beta": 0}.get(key), "is_admissible": None,
        "missing": "staff website", "status": "stated" if place else "unverified",
        "source": "invented",
    }  # fmt: skip


def _environment(
    order: int, place: str, activity: str, q: float, clusters: str | None
) -> dict[str, Any]:
    names = {"0301": "Oslo", "3107": "Fredrikstad", "3301": "Drammen"}
    return {
        "group": f"{place}:{activity}", "order": order, "place_code": place,
        "place_name": names[place], "place_kind": "municipality", "title_nb": f"Miljø {order}",
        "title_en": f"Environment {order}", "activity_codes": "C10 J62", "activities_count": 2,
        "value": 1200.0, "measure": "employees_count", "reference": "norway", "year": 2024,
        "lq_shrunk": 2.0, "p_value": q, "q_value": q, "is_covered": clusters is not None,
        "cluster_ids": clusters, "source": "brreg_underenheter",
    }  # fmt: skip


def _match(rank: int, one: str, other: str, verdict: str, ties: int) -> dict[str, Any]:
    names = {key: name for key, name, _ in CLUSTERS}
    return {
        "cluster_a": one, "cluster_b": other, "rank": rank, "pairs_count": 3,
        "name_a": names[one], "name_b": names[other], "basis_a": "themes", "basis_b": "themes",
        "relatedness": 0.5, "relatedness_rank": 1 - rank / 4, "complementarity_ab": 0.1,
        "complementarity_ba": 0.2, "complementarity_rank": 1 - rank / 5, "ties_observed": ties,
        "ties_expected": 0.5, "ties_log": 0.1, "ties_log_low": -0.4, "ties_log_high": 0.9,
        "members_shared": 0, "distance_km": 60.0, "score": 1 - rank / 4,
        "stability": 0.95 / rank, "verdict": verdict, "instrument": "Prøvetilskudd",
        "reasons_nb": "De er beslektet.\nDe har ikke møttes.",
        "reasons_en": "They are related.\nThey have not met.", "source": "eurostat_sbs",
    }  # fmt: skip


def _trial(method: str, value: float, gain: tuple[float, float] | None) -> dict[str, Any]:
    low, high = gain or (None, None)
    return {
        "method": method, "start_year": 2019, "pairs_count": 40, "begun_count": 6,
        "average_precision": value, "average_precision_low": value / 2,
        "average_precision_high": min(1.0, value * 1.5),
        "gain": None if gain is None else 0.6 - value,
        "gain_low": low, "gain_high": high,
        "verdict": "score" if gain is None else "beats" if gain[0] > 0 else "does_not_beat",
    }  # fmt: skip


def _candidates() -> list[dict[str, Any]]:
    places = (("0301", "Oslo"), ("3107", "Fredrikstad"), ("3201", "Bærum"), ("3301", "Drammen"))
    return [
        {
            "candidate_id": f"80000{number:04d}", "area_id": "bio", "name": f"Prøve {number} AS",
            "kind": KINDS[number % 4], "place_code": places[number % 4][0],
            "place_name": places[number % 4][1],
            "activity_code": "C10" if number % 3 else "J62",
            "actor_id": f"80000{number:04d}", "importance": 1 / (1 + number), "projects_count": 1,
            "awards_count": 0, "cluster_ids": None, "topic_ids": f"place:{places[number % 4][0]}",
        }
        for number in range(12)
    ]  # fmt: skip


def _covered(kind: str, code: str, nb: str, en: str, count: int) -> dict[str, Any]:
    return {
        "kind": kind, "code": code, "order": 1, "title_nb": nb, "title_en": en,
        "items_count": count, "inferred_count": count,
        "item_ids": "opening" if count else None, "is_covered": count > 0,
    }  # fmt: skip
