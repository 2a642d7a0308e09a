"""Who the alliance is: members by date, counties, host, board, purpose, working areas.

All of it comes from the region's profile; each fact carries its status (stated, inferred,
unverified) and its source, so that the alliance can correct it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from samspill import geography
from samspill.catalogue import Finding, View
from samspill.harmonise import Workspace
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the tables `alliance` and `alliance_facts`."""
    return {
        "alliance": pa.Table.from_pylist(_members(work), schema=table("alliance").schema),
        "alliance_facts": pa.Table.from_pylist(_facts(work), schema=table("alliance_facts").schema),
    }


def _members(work: Workspace) -> list[dict[str, object]]:
    """One row for each membership, with its place today and its county and type."""
    region, edition = work.region, work.region.edition
    graph = work.graph
    counties = geography.counties(edition)
    rows: list[dict[str, object]] = []
    for member in region.memberships:
        code = member.code
        if graph is not None:
            shares = graph.shares(code, member.code_edition, edition)
            code = shares[0].code if len(shares) == 1 else code
        county = geography.county_of(code)
        rows.append(
            {
                "place_edition": f"municipality-{member.code_edition}",
                "place_code": member.code,
                "valid_from": member.valid_from,
                "valid_to": member.valid_to,
                "name": member.name,
                "to_code": code,
                "county_code": county,
                "county_name": counties.get(county),
                "type": region.type_of(code),
                "status": member.status,
                "source": member.source,
            }
        )
    return rows


def _facts(work: Workspace) -> list[dict[str, object]]:
    """One row for each fact of the profile, in the order of its kind."""
    facts = work.region.facts
    rows: list[dict[str, object]] = []

    def say(fact: str, nb: str, en: str, value: object, status: str, source: str = "") -> None:
        order = 1 + sum(row["fact"] == fact for row in rows)
        rows.append(
            {
                "fact": fact,
                "order": order,
                "title_nb": nb,
                "title_en": en,
                "value_text": str(value),
                "status": status,
                "source": source,
            }
        )

    alliance = facts["alliance"]
    status = str(alliance.get("status", "unverified"))
    say("founded", "Stiftet", "Founded", alliance["founded"], status)
    say("in_operation", "I drift fra", "In operation from", alliance["in_operation"], status)
    for key in ("host", "purpose", "governance"):
        say(key, alliance[key]["nb"], alliance[key]["en"], "", status)
    for one in facts.get("board", ()):
        role = one["role"]
        office = one["office"]
        say(
            "board",
            f"{role['nb']}: {office['nb']}",
            f"{role['en']}: {office['en']}",
            one["year"],
            one["status"],
        )
    for one in facts.get("working_area", ()):
        say("working_area", one["name"]["nb"], one["name"]["en"], one["year"], status)
    for one in facts.get("county", ()):
        say("county", one["name"], one["name"], one["code"], status)
    for one in facts.get("membership_total", ()):
        say("members", str(one["year"]), str(one["year"]), one["members"], one["status"])
    for gap in work.region.gaps:
        say("membership_gap", gap.note["nb"], gap.note["en"], gap.county_code, gap.status)
    return rows


FINDING = Finding(
    id="alliance",
    title={"nb": "Alliansen", "en": "The alliance"},
    question={"nb": "Hvem er alliansen?", "en": "Who is the alliance?"},
    tables=("alliance", "alliance_facts"),
    needs=("places",),
    compute=compute,
    views={
        "alliance": View(
            columns=(
                "place_code", "name", "to_code", "county_name", "type", "valid_from", "valid_to",
                "status",
            ),
            order_by="place_code",
        ),
        "alliance_facts": View(
            columns=("fact", "title_{lang}", "value_text", "status"), order_by="fact"
        ),
    },
)  # fmt: skip
