"""Search over places, activities, areas, questions and actors."""

from __future__ import annotations

from collections import defaultdict

from pydantic import Field

from samspill.web.searching import Hit, search
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]


class Asked(Query):
    """What the page can be asked."""

    q: str = Field("", max_length=100)


def show(visit: Visit) -> Shown:
    """Give what was found, by kind, the most likely kind first."""
    hits = search(visit, visit.query.q)
    groups: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.kind].append(hit)
    return Shown(
        title=visit.text("Search"), context={"groups": dict(groups), "found_count": len(hits)}
    )


PAGE = Page(id="search", path="search", title={"nb": "Søk", "en": "Search"}, show=show, query=Asked)
