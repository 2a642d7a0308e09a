"""Every activity of the classification, by section."""

from __future__ import annotations

from pydantic import Field

from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]


class Asked(Query):
    """What the page can be asked."""

    area: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$")


def show(visit: Visit) -> Shown:
    """Give the sections with their divisions, or those of one priority area."""
    asked: Asked = visit.query
    area = visit.region.area(asked.area) if asked.area else None
    activities = visit.pinned.activities.values()
    sections = [one for one in activities if one.parent is None]
    below = {
        section.code: [
            one
            for one in activities
            if one.parent == section.code and (area is None or area in visit.areas_of(one.code))
        ]
        for section in sections
    }
    return Shown(
        title=visit.text("Activities"),
        lead=visit.text("Industries by their official names, and the areas they belong to."),
        context={"sections": [s for s in sections if below[s.code]], "below": below, "area": area},
    )


PAGE = Page(
    id="activities",
    path="activities",
    title={"nb": "Næringer", "en": "Activities"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=81,
    group="region",
    asks={"nb": "Hvor er en næring sterk?", "en": "Where is an activity strong?"},
)
