"""Who could come to a meeting about an area, and what such a meeting should cover.

Candidates are organisations: those of the region whose activity belongs to the area, those who run
instruments, and those who organise clusters. A meeting should cover the area's strong activities
where they are strong, who knows about it, who runs the instruments, the clusters and the places.
Whom to invite is planned from these tables when it is asked; see `planning`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill import geography
from samspill.catalogue import Finding, Origin, View
from samspill.findings.meeting.paper import meeting_document
from samspill.findings.meeting.planning import (
    Asked,
    Choice,
    Introduction,
    Invitee,
    Plan,
    Room,
    Topic,
    plan_meeting,
)
from samspill.findings.meeting.wording import (
    acquainted,
    answer,
    compared,
    heads_of_comparison,
    kind_name,
    lines,
    reason,
    said,
    topic_name,
)
from samspill.findings.rosters import brief, may_name_person, regions_of_places
from samspill.findings.series import Names, names_of
from samspill.harmonise import Workspace
from samspill.region import Area, Region
from samspill.tables import table

__all__ = [
    "FINDING",
    "Asked",
    "Choice",
    "Introduction",
    "Invitee",
    "Plan",
    "Room",
    "Topic",
    "acquainted",
    "answer",
    "compared",
    "heads_of_comparison",
    "kind_name",
    "lines",
    "meeting_document",
    "plan_meeting",
    "reason",
    "room_of",
    "said",
    "topic_name",
]

_MOST = 400
"""Candidates of an area, the weightiest."""

_PART = 0.3
"""What a division counts of the weight of one of its parts, whose share in it is not known."""

_KINDS: Mapping[str, str] = {
    "company": "company",
    "university": "knowledge",
    "institute": "knowledge",
    "hospital": "knowledge",
    "public": "public",
}
_SHARES = {"strength": 0.35, "provider": 0.15, "knowledge": 0.15, "cluster": 0.15, "place": 0.2}
"""What each kind of topic counts of the whole."""

_LEAST_SHARE, _KNOWING = 0.1, 10
"""The least part of a company that is in an area, and how many who know a meeting should have."""


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the candidates and the topics of every area."""
    names = names_of(work)
    people: list[dict[str, Any]] = []
    topics: list[dict[str, Any]] = []
    facts = _facts(work)
    for area in work.region.areas:
        own = _topics(work, area, names)
        found = _candidates(work, area, names, facts, own)
        reached = {topic for one in found for topic in (one["topic_ids"] or "").split()}
        people += found
        topics += _weighed([one for one in own if one["topic_id"] in reached])
    return {
        "meeting_candidates": pa.Table.from_pylist(
            people, schema=table("meeting_candidates").schema
        ),
        "meeting_topics": pa.Table.from_pylist(topics, schema=table("meeting_topics").schema),
    }


def weights_of(area: Area) -> dict[str, float]:
    """Give how much of each division belongs to an area, by its code alone.

    Examples
    --------
    >>> from samspill.region import AreaActivity
    >>> one = AreaActivity("C21", 1.0, "Pharmaceuticals"), AreaActivity("C266", 1.0, "Devices")
    >>> text = {"nb": "", "en": ""}
    >>> weights_of(Area("health", 2, text, text, "#000000", one))
    {'C21': 1.0, 'C26': 0.3}
    """
    found: dict[str, float] = {}
    for one in area.activities:
        division = one.code[:3]
        weight = one.weight if one.code == division else _PART * one.weight
        found[division] = max(found.get(division, 0.0), weight)
    return found


# candidates


@dataclass(frozen=True)
class _Facts:
    """What is known of the actors of the region: their rows, projects, awards, clusters, partners.

    `actors` are those of whom there is some evidence, each with its weight, `partners` gives for
    each actor the others in its joint projects with Newman's weights.
    """

    actors: tuple[tuple[dict[str, Any], float], ...]
    projects: Counter[str]
    awards: Counter[str]
    clusters: Mapping[str, tuple[str, ...]]
    partners: Mapping[str, tuple[tuple[str, float], ...]]
    activity: Mapping[str, str]
    judged: Mapping[tuple[str, str], float]


def _facts(work: Workspace) -> _Facts:
    rows = work.tables["participations"]
    pairs = set(zip(rows["actor_id"].to_pylist(), rows["project_id"].to_pylist(), strict=True))
    awards = work.tables["awards"]["actor_id"].to_pylist()
    members = work.tables["cluster_members"]["actor_id"].to_pylist()
    everyone = work.tables["actors"]
    busy = {actor for actor in (*(actor for actor, _ in pairs), *awards, *members) if actor}
    # of whom nothing but the name is known, none is asked to come
    is_known = pc.is_in(everyone["actor_id"], value_set=pa.array(sorted(busy), pa.string()))
    everyone = everyone.filter(pc.or_(is_known, pc.is_valid(everyone["employees_from"])))
    known = everyone.select(_TOLD).to_pylist()
    member_of: dict[str, tuple[str, ...]] = {}
    for row in work.tables["cluster_members"].to_pylist():
        if row["actor_id"]:
            member_of[row["actor_id"]] = (*member_of.get(row["actor_id"], ()), row["cluster_id"])
    partners: dict[str, tuple[tuple[str, float], ...]] = {}
    for row in work.tables["network_edges"].to_pylist():
        for one, other in ((row["actor_a"], row["actor_b"]), (row["actor_b"], row["actor_a"])):
            partners[one] = (*partners.get(one, ()), (other, row["weight"]))
    region, judged = work.region, work.tables["actor_areas"]
    columns = (judged[name].to_pylist() for name in ("actor_id", "area_id", "area_weight"))
    project_counts = Counter(actor for actor, _ in pairs if actor is not None)
    award_counts = Counter(actor for actor in awards if actor is not None)
    weighed = [(row, _evidence(row, project_counts, award_counts)) for row in known]
    return _Facts(
        tuple(
            (row, evidence)
            for row, evidence in weighed
            if (evidence > 0 or row["actor_id"] in member_of)
            and row["name"]
            and region.type_of(row["place_code"] or "") is not None
            and not may_name_person(row["name"])
        ),
        project_counts,
        award_counts,
        member_of,
        partners,
        {row["actor_id"]: row["activity_code"] for row in known if row["activity_code"]},
        {
            (actor, area): weight or 0.0
            for actor, area, weight in zip(*columns, strict=True)
            if area
        },
    )


_TOLD = ("actor_id", "name", "sector", "place_code", "activity_code", "employees_from")


def _evidence(
    row: Mapping[str, Any], projects: Mapping[str, int], awards: Mapping[str, int]
) -> float:
    """Give how much speaks for asking an actor: its projects, its awards, its size."""
    actor = row["actor_id"]
    evidence = math.log1p(projects.get(actor, 0)) + math.log1p(awards.get(actor, 0))
    return evidence + 0.5 * math.log1p(row["employees_from"] or 0)


def _share_in_area(
    facts: _Facts, row: Mapping[str, Any], area: Area, weights: Mapping[str, float]
) -> float:
    """Give how much of an actor belongs to an area: by activity and text, or by whom it works with.

    Of universities, institutes and hospitals, whose activity is research or care of any kind,
    the mean over their partners, where that says more.
    """
    own = weights.get(row["activity_code"] or "", 0.0)
    own = max(own, facts.judged.get((row["actor_id"], area.id), 0.0))
    if _KINDS.get(row["sector"] or "") != "knowledge":
        return own
    partners = facts.partners.get(row["actor_id"], ())
    total = sum(weight for _, weight in partners)
    if not total:
        return own
    shared = sum(w * weights.get(facts.activity.get(a, ""), 0.0) for a, w in partners) / total
    return max(own, shared)


def _candidates(
    work: Workspace,
    area: Area,
    names: Names,
    facts: _Facts,
    topics: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    weights = weights_of(area)
    found = []
    for row, evidence in facts.actors:
        actor, place = row["actor_id"], row["place_code"]
        share = _share_in_area(facts, row, area, weights)
        is_knowing = _KINDS.get(row["sector"] or "") == "knowledge"
        if not share > 0 or (share < _LEAST_SHARE and not is_knowing):
            continue
        found.append(
            _candidate(
                area,
                actor,
                row["name"],
                _KINDS.get(row["sector"] or "", "other"),
                share * (0.2 + evidence),
                place_code=place,
                place_name=names.places.get(place),
                activity_code=row["activity_code"],
                actor_id=actor,
                projects_count=facts.projects[actor],
                awards_count=facts.awards[actor],
                cluster_ids=" ".join(facts.clusters.get(actor, ())) or None,
            )
        )
    found.sort(key=lambda one: (-one["importance"], one["candidate_id"]))
    knowing = [one for one in found if one["kind"] == "knowledge"][:_KNOWING]
    kept = {one["candidate_id"] for one in (*found[:_MOST], *knowing)}
    found = [one for one in found if one["candidate_id"] in kept]
    topics += [
        {
            "area_id": area.id,
            "topic_id": f"knowledge:{one['candidate_id']}",
            "kind": "knowledge",
            "title_nb": one["name"],
            "title_en": one["name"],
            "importance": one["importance"],
        }
        for one in knowing
    ]
    most = max((one["importance"] for one in found), default=1.0)
    for one in found:
        one["importance"] /= most
    found += [
        _candidate(area, f"provider:{_slug(name)}", name, "provider", weight)
        for name, weight in _providers(work, weights)
    ]
    found += [
        _candidate(
            area,
            f"cluster:{row['cluster_id']}",
            row["name"],
            "cluster",
            0.6,
            place_code=row["place_code"],
            place_name=row["place_name"],
            cluster_ids=row["cluster_id"],
        )
        for row in work.tables["clusters"].to_pylist()
        if area.id in (row["area_ids"] or "").split() and not row["ended"]
    ]
    regions = regions_of_places(work.region)
    for one in found:
        one["topic_ids"] = " ".join(_covered(one, topics, regions)) or None
    return found


def _candidate(
    area: Area, candidate: str, name: str, kind: str, importance: float, **more: Any
) -> dict[str, Any]:
    return {
        "candidate_id": candidate,
        "area_id": area.id,
        "name": name,
        "kind": kind,
        "importance": importance,
        **more,
    }


def _providers(work: Workspace, weights: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Give who runs instruments, by their part of the awards that went to the area's activities."""
    awards = work.tables["awards"]
    here = awards.filter(pc.is_in(awards["activity_code"], pa.array(list(weights))))
    counts = Counter(here["provider"].to_pylist())
    most = max(counts.values(), default=1)
    named = {
        part.strip()
        for one in work.region.instruments
        for part in one.provider.split(",")
        if part.strip()
    }
    for name in sorted({*named, *(one for one in counts if one)}):
        yield name, 0.4 + 0.6 * counts[name] / most


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


# what a meeting should cover


def _topics(work: Workspace, area: Area, names: Names) -> list[dict[str, Any]]:
    """Give all that could be covered, weighed within its kind."""
    weights = weights_of(area)
    found = [
        {
            "topic_id": f"strength:{row['place_code']}:{row['activity_code']}",
            "kind": "strength",
            "place_code": row["place_code"],
            "activity_code": row["activity_code"],
            **_in_both(
                lambda words, row=row: (
                    f"{brief(words.get(row['activity_code']) or row['activity_code'])}, "
                    f"{_name_of_place(row, names)}"
                ),
                names,
            ),
            "importance": weights[row["activity_code"]],
        }
        for row in _strong(work, weights)
    ]
    found += [
        {
            "topic_id": f"provider:{_slug(name)}",
            "kind": "provider",
            "title_nb": name,
            "title_en": name,
            "importance": weight,
        }
        for name, weight in _providers(work, weights)
    ]
    found += [
        {
            "topic_id": f"cluster:{row['cluster_id']}",
            "kind": "cluster",
            "title_nb": row["name"],
            "title_en": row["name"],
            "importance": 1.0,
        }
        for row in work.tables["clusters"].to_pylist()
        if area.id in (row["area_ids"] or "").split() and not row["ended"]
    ]
    region = work.region
    found += [
        {
            "topic_id": f"place:{code}",
            "kind": "place",
            "place_code": code,
            "title_nb": names.places.get(code) or code,
            "title_en": names.places.get(code) or code,
            "importance": 1.0,
        }
        for code in region.member_codes(region.edition, work.graph)
    ]
    return [{**one, "area_id": area.id} for one in found]


def _in_both(make: Any, names: Names) -> dict[str, str]:
    return {"title_nb": make(names.nb), "title_en": make(names.en)}


def _name_of_place(row: Mapping[str, Any], names: Names) -> str:
    code = row["place_code"]
    return geography.nuts2_names().get(code, {}).get("nb") or names.places.get(code) or code


def _strong(work: Workspace, weights: Mapping[str, float]) -> list[dict[str, Any]]:
    """Give the strengths of the area: of municipalities, else of the regions."""
    rows = work.tables["strengths"]
    rows = rows.filter(pc.is_in(rows["activity_code"], pa.array(list(weights))))
    rows = rows.filter(pc.equal(rows["is_strength"], pa.scalar(value=True)))
    for measure, reference, form in (
        ("employees_count", "norway", r"^\d{4}$"),
        ("persons_employed", "europe", r"^NO\d{2}$"),
    ):
        own = rows.filter(
            pc.and_(
                pc.and_(pc.equal(rows["measure"], measure), pc.equal(rows["reference"], reference)),
                pc.match_substring_regex(rows["place_code"], form),
            )
        )
        own = own.filter(_of_region(work.region, own["place_code"].to_pylist()))
        if own.num_rows:
            newest = own.filter(pc.equal(own["year"], pc.max(own["year"])))
            found: list[dict[str, Any]] = newest.sort_by("place_code").to_pylist()
            return found
    return []


def _of_region(region: Region, codes: Iterable[str]) -> pa.Array:
    nuts = {geography.nuts2_of_county(one.county_code_2018) for one in region.places}
    return pa.array(
        [code in nuts or region.type_of(code) is not None for code in codes], pa.bool_()
    )


def _covered(
    one: Mapping[str, Any], topics: Sequence[Mapping[str, Any]], regions: Mapping[str, str]
) -> Iterator[str]:
    """Give the topics that a candidate covers."""
    region = regions.get(one.get("place_code") or "")
    clusters = (one.get("cluster_ids") or "").split()
    for topic in topics:
        kind, place = topic["kind"], topic.get("place_code")
        if (
            (
                kind == "strength"
                and one.get("activity_code") == topic["activity_code"]
                and place in (one.get("place_code"), region)
            )
            or (kind == "place" and place == one.get("place_code"))
            or (kind == "provider" and topic["topic_id"] == one["candidate_id"])
            or (kind == "knowledge" and topic["topic_id"] == f"knowledge:{one['candidate_id']}")
            or (kind == "cluster" and topic["topic_id"].partition(":")[2] in clusters)
        ):
            yield topic["topic_id"]


def _weighed(topics: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each kind its share of the whole, whatever their number."""
    totals: Counter[str] = Counter()
    for one in topics:
        totals[one["kind"]] += one["importance"]
    shares = sum(_SHARES[kind] for kind in totals)
    return [
        {
            **one,
            "importance": _SHARES[one["kind"]] / shares * one["importance"] / totals[one["kind"]],
        }
        for one in topics
    ]


# from published tables to a room


def room_of(
    area_id: str,
    candidates: Iterable[Mapping[str, Any]],
    topics: Iterable[Mapping[str, Any]],
    edges: Iterable[Mapping[str, Any]],
    proximities: Iterable[Mapping[str, Any]],
    activities: Iterable[Mapping[str, Any]],
) -> Room:
    """Make what a plan is made from of rows of published tables.

    They are those of `meeting_candidates`, `meeting_topics`, `network_edges`,
    `activity_proximities` and `activities`.
    """
    return Room(
        [one for one in candidates if one["area_id"] == area_id],
        [one for one in topics if one["area_id"] == area_id],
        {(one["actor_a"], one["actor_b"]): one["projects_count"] for one in edges},
        {(one["activity_a"], one["activity_b"]): one["proximity"] for one in proximities},
        {
            one["activity_code"]: {"nb": one["activity_nb"] or "", "en": one["activity_en"] or ""}
            for one in activities
            if one["activity_level"] == "division"
        },
    )


# back to the sources


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the participations and awards of a candidate, the sizes behind a strength."""
    if name == "meeting_candidates" and row["actor_id"]:
        own = {"actor_id": (row["actor_id"],)}
        return (
            Origin(_PROJECTS, "participations", own),
            Origin(_AWARDS, "awards", own, ("amount_nok",)),
        )
    if name == "meeting_topics" and row["kind"] == "strength":
        cell = {key: (row[key],) for key in ("place_code", "activity_code")}
        return (Origin(_SIZES, "sizes", cell, ("value",)),)
    return ()


_PROJECTS = {"nb": "Aktørens deltakelser", "en": "The actor's participations"}
_AWARDS = {"nb": "Tildelinger til aktøren", "en": "Awards to the actor"}
_SIZES = {"nb": "Stedets tall", "en": "The figures of the place"}


FINDING = Finding(
    id="meeting",
    title={"nb": "Møteplan", "en": "Meeting planner"},
    question={
        "nb": "Hvem bør være i rommet, og hvem bør sitte sammen?",
        "en": "Who should be in the room, and who should sit together?",
    },
    tables=("meeting_candidates", "meeting_topics"),
    needs=(
        "actors", "awards", "participations", "strengths", "places", "activities", "clusters",
        "cluster_members", "network_edges", "actor_areas",
    ),
    compute=compute,
    views={
        "meeting_candidates": View(
            columns=("name", "kind", "place_name", "activity_code", "projects_count",
                     "awards_count", "importance"),
            order_by="-importance",
        ),
        "meeting_topics": View(
            columns=("area_id", "kind", "title_{lang}", "importance"), order_by="-importance"
        ),
    },
    trace=trace,
    profile=("areas.toml", "clusters.csv", "instruments.csv"),
    cost=2.0,
)  # fmt: skip
