"""The programme year: what it holds, what it covers, and what nobody covers.

The items are the profile's. Coverage counts them over the alliance's municipalities, the priority
areas, the clusters, the goals and the working areas; whatever has none is said to be uncovered.
What an item is counted under is often judged and not stated: how many are so stands beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from samspill.catalogue import Finding, View
from samspill.harmonise import Workspace
from samspill.region import ProgrammeItem
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the items and what they cover."""
    names = _names(work)
    items = sorted(work.region.programme, key=lambda one: (one.date or "9999", one.id))
    at = {one.id: _place(work, one) for one in items}
    rows = [
        {
            "item_id": one.id,
            "order": order,
            "date_text": one.date or None,
            "kind": one.kind,
            "theme_nb": one.theme["nb"] or None,
            "theme_en": one.theme["en"] or None,
            "title_nb": one.name["nb"],
            "title_en": one.name["en"],
            "partner": one.partner or None,
            "working_area": one.working_area or None,
            "area_ids": " ".join(one.area_ids) or None,
            "cluster_ids": " ".join(one.cluster_ids) or None,
            "place_code": at[one.id],
            "place_name": names.get(at[one.id] or ""),
            "goals": " ".join(one.goals) or None,
            "tags_status": one.tags_status or None,
            "status": one.status,
            "source": one.source or None,
        }
        for order, one in enumerate(items, 1)
    ]
    covered = list(_coverage(work, items, at, names)) if items else []
    return {
        "programme_items": pa.Table.from_pylist(rows, schema=table("programme_items").schema),
        "programme_coverage": pa.Table.from_pylist(
            covered, schema=table("programme_coverage").schema
        ),
    }


def _names(work: Workspace) -> dict[str, str]:
    places = work.tables["places"]
    return dict(zip(places["place_code"].to_pylist(), places["name"].to_pylist(), strict=True))


def _place(work: Workspace, one: ProgrammeItem) -> str | None:
    """Give the municipality of today in which an item takes place."""
    region = work.region
    if not one.place_code:
        return None
    if one.place_edition == region.edition:
        return one.place_code
    if work.graph is not None and one.place_edition is not None:
        shares = work.graph.shares(one.place_code, one.place_edition, region.edition)
        return shares[0].code if len(shares) == 1 else None
    found = [p.code_2024 for p in region.places if p.code_2018 == one.place_code]
    return found[0] if found else None


def _coverage(
    work: Workspace,
    items: list[ProgrammeItem],
    at: Mapping[str, str | None],
    names: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """Count the items over places, areas, clusters, goals and working areas."""
    region = work.region
    judged = {one.id for one in items if one.tags_status and one.tags_status != "stated"}
    places = [(c, names.get(c) or c) for c in region.member_codes(region.edition, work.graph)]
    lists: dict[str, list[tuple[str, Mapping[str, str], list[str]]]] = {
        "place": [
            (code, {"nb": name, "en": name}, [i.id for i in items if at[i.id] == code])
            for code, name in places
        ],
        "area": [
            (one.id, one.name, [i.id for i in items if one.id in i.area_ids])
            for one in region.areas
        ],
        "cluster": [
            (one.id, {"nb": one.name, "en": one.name}, _of_cluster(items, one.id))
            for one in sorted(region.clusters, key=lambda c: c.name)
            if not one.ended
        ],
        "goal": [
            (one["id"], one["name"], [i.id for i in items if one["id"] in i.goals])
            for one in region.facts.get("programme_goal", ())
        ],
        "working_area": [
            (one["id"], one["name"], [i.id for i in items if one["id"] == i.working_area])
            for one in region.facts.get("working_area", ())
            if "id" in one
        ],
    }
    for kind, entries in lists.items():
        for order, (code, title, ids) in enumerate(entries, 1):
            yield {
                "kind": kind,
                "code": code,
                "order": order,
                "title_nb": title["nb"],
                "title_en": title["en"],
                "items_count": len(ids),
                "inferred_count": len(judged.intersection(ids)),
                "item_ids": " ".join(ids) or None,
                "is_covered": bool(ids),
            }


def _of_cluster(items: list[ProgrammeItem], cluster: str) -> list[str]:
    return [one.id for one in items if cluster in one.cluster_ids]


FINDING = Finding(
    id="programme",
    title={"nb": "Programmet", "en": "The programme"},
    question={
        "nb": "Hva dekker programmet av steder, områder og klynger, og hva dekker ingen?",
        "en": "Which places, areas and clusters does the programme cover, and what does nobody?",
    },
    tables=("programme_items", "programme_coverage"),
    needs=("places",),
    compute=compute,
    views={
        "programme_items": View(
            columns=(
                "date_text", "kind", "title_{lang}", "partner", "place_name", "area_ids", "status",
                "tags_status",
            ),
            order_by="order",
        ),
        "programme_coverage": View(
            columns=("kind", "title_{lang}", "items_count", "inferred_count", "is_covered"),
            order_by="kind",
        ),
    },
    profile=("programme.csv", "region.toml"),
)  # fmt: skip
