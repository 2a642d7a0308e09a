"""The network of the tiny build: five invented actors, two communities, a broker between them."""

from __future__ import annotations

from typing import Any

Rows = list[dict[str, Any]]

ACTORS = (
    ("999999999", "Ærfugl Øst AS", "company", "0301", "J62", "A"),
    ("999999998", "Universitetet i Fjord", "university", "0301", None, "A"),
    ("999999997", "Institutt for Prøver", "institute", "3201", "J62", "A"),
    ("999999996", "Drammen Kraft AS", "company", "3301", "C10", "B"),
    ("999999995", "Marker kommune", "public", "3122", None, "B"),
)
SPOTS = {"999999999": (0.1, 0.9), "999999998": (0.0, 0.5), "999999997": (0.4, 0.5),
         "999999996": (0.7, 0.4), "999999995": (1.0, 0.2)}  # fmt: skip
TIES = (
    # a project of three in 2016, one of two in each year after it
    ("999999998", "999999999", "700001", 2016, 0.5),
    ("999999997", "999999999", "700001", 2016, 0.5),
    ("999999997", "999999998", "700001", 2016, 0.5),
    ("999999998", "999999999", "700002", 2017, 1.0),
    ("999999995", "999999996", "700003", 2018, 1.0),
    ("999999996", "999999997", "700004", 2019, 1.0),
)
_COMMUNITY = {"A": "999999998", "B": "999999996"}


def tables(sha256: str) -> dict[str, Rows]:
    """Give the rows of every table of actors and networks."""
    return {
        "actors": [_actor(*one) for one in ACTORS],
        "actor_merges": [
            {"actor_id": "999999999", "order": 1, "merged_a": "888888888",
             "merged_b": "999999999", "name_a": "ÆRFUGL AS", "name_b": "Ærfugl Øst AS",
             "reason": "similar_name", "score": 0.93}
        ],
        "actor_review": [
            {"actor_a": "999999995", "actor_b": "999999999", "name_a": "Marker kommune",
             "name_b": "Ærfugl Øst AS", "reason": "similar_name", "score": 0.71}
        ],
        "network_nodes": [_node(*one) for one in ACTORS],
        "network_edges": _edges(),
        "network_ties": [
            {"actor_a": a, "actor_b": b, "source": "forskningsradet_eu", "project_id": project,
             "tie_kind": "project", "year": year, "weight": weight}
            for a, b, project, year, weight in TIES
        ],
        "communities": [
            {"community": _COMMUNITY[one], "order": order, "title_nb": nb, "title_en": en,
             "members_count": members, "wanderers_count": 0, "projects_count": 2,
             "share_within": 0.8, "stability": 0.95, "is_beyond_chance": True,
             "central_actors": "Universitetet i Fjord"}
            for order, (one, nb, en, members) in enumerate(
                (("A", "Helse, Oslo", "Health, Oslo", 3), ("B", "Energi", "Energy", 2)), 1
            )
        ],
        "interplay_places": [
            {"place_kind": "county", "place_a": a, "place_b": b, "place_a_name": a,
             "place_b_name": b, "ties_observed": observed, "ties_expected": expected,
             "expected_low": expected - 1, "expected_high": expected + 1,
             "ratio": observed / expected, "p_value": q / 2, "q_value": q,
             "is_neighbour": a != b, "is_thin": q < 0.05 and a != b, "distance_km": 40.0}
            for a, b, observed, expected, q in (
                ("03", "03", 3, 2.0, 0.4), ("03", "31", 1, 6.0, 0.01), ("31", "31", 2, 1.0, 0.5)
            )
        ],
        "interplay_shares": _shares(),
        "isolated_strengths": [
            {"place_code": "3107", "activity_code": "C10", "place_name": "Fredrikstad",
             "activity_nb": "Produksjon av næringsmidler",
             "activity_en": "Manufacture of food products", "year": 2024, "lq_shrunk": 1.8,
             "establishments_count": 40.0, "actors_count": 0, "actors_expected": 6.0,
             "p_value": 0.002, "q_value": 0.01, "is_isolated": True}
        ],
        "participations": [
            {"source": "forskningsradet_eu", "file_sha256": sha256, "source_row": row,
             "project_id": project, "project_title": title, "actor_id": actor,
             "organisation_number": actor, "organisation_name": name, "role": role,
             "programme": "H2020", "place_code": place, "country_code": "NO", "year": year,
             "amount_eur": 250_000.0}
            for row, (project, title, actor, role, year) in enumerate(_PARTICIPATIONS, 1)
            for _, name, _, place, _, _ in [next(one for one in ACTORS if one[0] == actor)]
        ],
    }  # fmt: skip


_PARTICIPATIONS = (
    ("700001", "Grønn havn", "999999999", "coordinator", 2016),
    ("700001", "Grønn havn", "999999998", "participant", 2016),
    ("700001", "Grønn havn", "999999997", "participant", 2016),
    ("700002", "Blå fjord", "999999999", "participant", 2017),
    ("700002", "Blå fjord", "999999998", "coordinator", 2017),
    ("700003", "Varm by", "999999996", "coordinator", 2018),
    ("700003", "Varm by", "999999995", "participant", 2018),
    ("700004", "Lett last", "999999997", "coordinator", 2019),
    ("700004", "Lett last", "999999996", "participant", 2019),
)


def _actor(
    actor: str, name: str, sector: str, place: str, activity: str | None, _: str
) -> dict[str, Any]:
    return {
        "actor_id": actor,
        "name": name,
        "sector": sector,
        "country_code": "NO",
        "place_code": place,
        "county_code": place[:2],
        "activity_code": activity,
        "employees_from": 10.0,
        "organisation_number": actor,
        "records_count": 3,
        "sources": "eurostat_sbs, forskningsradet_eu",
    }


def _node(
    actor: str, name: str, sector: str, place: str, activity: str | None, community: str
) -> dict[str, Any]:
    own = [tie for tie in TIES if actor in tie[:2]]
    sphere = {"university": "knowledge", "institute": "knowledge"}.get(sector, sector)
    is_broker = actor == "999999997"
    return {
        "actor_id": actor,
        "name": name,
        "sector": sector,
        "sphere": sphere,
        "place_code": place,
        "place_name": place,
        "county_code": place[:2],
        "activity_code": activity,
        "area_id": "ict" if activity == "J62" else None,
        "projects_count": len({tie[2] for tie in own}),
        "degree": len({end for tie in own for end in tie[:2]}) - 1,
        "strength": sum(tie[4] for tie in own),
        "betweenness": 0.5 if is_broker else 0.0,
        "betweenness_expected": 0.1,
        "constraint": 0.6,
        "participation_coefficient": 0.4 if is_broker else 0.0,
        "community": _COMMUNITY[community],
        "loyalty": 1.0,
        "wanders": False,
        "is_broker": is_broker,
        "p_value": 0.001 if is_broker else 0.9,
        "q_value": 0.005 if is_broker else 0.9,
        "share_abroad": 0.75,
        "x": SPOTS[actor][0],
        "y": SPOTS[actor][1],
    }


def _edges() -> Rows:
    pairs: dict[tuple[str, str], list[tuple[str, str, str, int, float]]] = {}
    for tie in TIES:
        pairs.setdefault(tie[:2], []).append(tie)
    return [
        {
            "actor_a": a,
            "actor_b": b,
            "weight": sum(tie[4] for tie in ties),
            "projects_count": len(ties),
            "projects_expected": 0.8,
            "p_value": 0.3,
            "q_value": 0.6,
            "first_year": min(tie[3] for tie in ties),
            "last_year": max(tie[3] for tie in ties),
        }
        for (a, b), ties in pairs.items()
    ]


def _shares() -> Rows:
    found = []
    for measure, kind, value, expected, q in (
        ("projects_count", "all", 4.0, None, None),
        ("share_within_region", "osloregionen", 0.6, 0.3, 0.01),
        ("share_rest_of_norway", "osloregionen", 0.4, 0.7, 0.01),
        ("share_abroad", "osloregionen", 0.75, 0.74, 0.8),
        ("triple_helix_share", "company-knowledge", 0.5, 0.45, 0.6),
        ("triple_helix_share", "company-company", 0.2, 0.25, 0.6),
    ):
        for period in ("all", "2016", "2017"):
            known = expected is not None
            found.append(
                {
                    "measure": measure,
                    "kind": kind,
                    "period": period,
                    "value": value,
                    "expected": expected,
                    "expected_low": expected - 0.05 if known else None,
                    "expected_high": expected + 0.05 if known else None,
                    "p_value": q,
                    "q_value": q,
                    "ties_count": 6 if known else None,
                }
            )
    return found
