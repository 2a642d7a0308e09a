"""Every activity of the classification, by section."""

from __future__ import annotations

from pydantic import Field

from samspill.web.site import Page, Query, Shown, Visit
from samspill.web.standouts import standouts

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
        context={
            "sections": [s for s in sections if below[s.code]],
            "below": below,
            "area": area,
            "answer": _answer(visit),
        },
    )


def _answer(visit: Visit) -> str:
    """Say how many activities the region stands out in, and where most do."""
    strong = standouts(visit)
    if strong is None:
        return ""
    there = {row["activity_code"] for row in strong.rows if row["value"]}
    found = {row["activity_code"] for place in strong.places for row in strong.of(place)}
    if not found:
        return visit.text(
            "None of {m} activities is a strength in the region ({year}).",
            m=len(there),
            year=strong.choice.year,
        )
    most = max(strong.places, key=lambda place: len(strong.of(place)))
    return visit.language.ntext(
        "{n} of {m} activities is a strength somewhere in the region ({year}); most of them in "
        "{place}.",
        "{n} of {m} activities are a strength somewhere in the region ({year}); most of them in "
        "{place}.",
        len(found),
        m=len(there),
        year=strong.choice.year,
        place=visit.place_inside(most),
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
    answer=_answer,
    asks={"nb": "Hvor er en næring sterk?", "en": "Where is an activity strong?"},
)
