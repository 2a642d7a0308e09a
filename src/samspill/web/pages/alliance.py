"""Who the alliance is: members by county, facts, and what is not known for certain."""

from __future__ import annotations

from itertools import groupby

from samspill import geography
from samspill.web.maps import map_of_members
from samspill.web.site import Page, Plan, Shown, Visit

__all__ = ["PAGE"]

_GAPS_OF = 2018
"""The year of the counties that the profile's gaps name."""


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
        figures=(Plan("members", lambda: map_of_members(visit), "alliance", width=560),)
        if members
        else (),
        context={
            "answer": _answer(visit),
            "counties": counties,
            "facts": {key: list(rows) for key, rows in groupby(facts, key=lambda r: r["fact"])},
            "county_names": geography.counties(_GAPS_OF),
            "today": visit.pinned.members,
            "unsure": [m for m in members if m["status"] != "stated"],
        },
    )


def _answer(visit: Visit) -> str:
    place = visit.pinned.places.get(visit.region.id)
    if place is None or not place.population or not visit.pinned.members:
        return ""
    return visit.text(
        "The alliance has members in {n} municipalities, where {people} people live.",
        n=visit.language.number(len(visit.pinned.members)),
        people=visit.language.short_number(place.population),
    )


PAGE = Page(
    id="alliance",
    path="alliance",
    title={"nb": "Alliansen", "en": "The alliance"},
    show=show,
    is_entrance=True,
    order=10,
    group="region",
    answer=_answer,
)
