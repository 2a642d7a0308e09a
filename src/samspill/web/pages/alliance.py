"""Who the alliance is: members by county, facts, and what is not known for certain."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from samspill import figures
from samspill.web.site import Page, Plan, Shown, Visit

__all__ = ["PAGE"]


def show(visit: Visit) -> Shown:
    """Give the members and the facts of the profile."""
    members = visit.pinned.rows(
        "alliance", "select * from alliance order by county_name, name, place_code"
    )
    facts = visit.pinned.rows(
        "alliance_facts", 'select * from alliance_facts order by fact, "order"'
    )
    counties = [
        (name or "", list(rows)) for name, rows in groupby(members, key=lambda r: r["county_name"])
    ]
    return Shown(
        title=visit.text("The alliance"),
        lead=visit.text("Who is the alliance?"),
        figures=(Plan("members", lambda: _map(visit), "alliance"),) if members else (),
        context={
            "counties": counties,
            "facts": {key: list(rows) for key, rows in groupby(facts, key=lambda r: r["fact"])},
            "today": visit.pinned.members,
            "unsure": [m for m in members if m["status"] != "stated"],
        },
    )


def _map(visit: Visit) -> figures.Figure:
    places: list[dict[str, Any]] = visit.pinned.rows(
        "places",
        "select * from places where place_kind = 'municipality' and type is not null "
        "order by place_code",
    )
    return figures.place_map(
        places,
        visit.pinned.borders("municipality"),
        {
            p["place_code"]: visit.name_of_place(f"type:{p['type']}")
            for p in places
            if p["is_member"]
        },
        language=visit.language.code,  # type: ignore[arg-type]
        title=visit.text("The members of the alliance, by type of place"),
        link=lambda code: visit.url("place", code=code),
        kind="categorical",
    )


PAGE = Page(
    id="alliance",
    path="alliance",
    title={"nb": "Alliansen", "en": "The alliance"},
    show=show,
    is_entrance=True,
    order=10,
)
