"""The meeting planner: who should be in the room, at which table, and who to introduce to whom."""

from __future__ import annotations

import csv
import io
from typing import Any

from pydantic import Field, field_validator

from samspill.errors import UsageError
from samspill.findings import meeting
from samspill.findings.meeting import Room, plan_meeting
from samspill.region import Area
from samspill.typesetting import typeset
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]

_UNCOVERED = 20


class Asked(Query):
    """What the page can be asked."""

    area: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    seats: int = Field(40, ge=4, le=200)
    place: list[str] = Field(default_factory=list, max_length=12)
    theme: str = Field("", max_length=80)
    without: list[str] = Field(default_factory=list, max_length=60)

    @field_validator("place", "without", mode="before")
    @classmethod
    def _leave_out_empty(cls, given: object) -> object:
        return [one for one in given if one] if isinstance(given, list) else given


def show(visit: Visit) -> Shown:
    """Give the plan for an area, and the form that asks for it."""
    asked: Asked = visit.query
    area = _area(visit)
    language = visit.language.code
    room = _room(visit, area)
    context: dict[str, Any] = {
        "area": area,
        "places": [visit.pinned.place(_code_of(visit, one)) for one in asked.place],
        "problem": "",
        "plan": None,
        "answer": "",
        "detail": "",
        "kind_name": lambda kind: meeting.kind_name(kind, language),
        "topic_name": lambda kind: meeting.topic_name(kind, language),
        "reason": lambda one: meeting.reason(one, language),
        "said": lambda code: meeting.said(code, room.activity_names, language),
        "most_uncovered": _UNCOVERED,
    }
    try:
        plan = plan_meeting(room, _wanted(visit))
    except UsageError:
        context["problem"] = visit.text(
            "Nobody fits what is asked. Take a place or a word of the theme away."
        )
    else:
        text, detail = meeting.answer(plan, language)
        context |= {
            "plan": plan,
            "answer": f"{visit.language.of(area.short)}: {text}",
            "detail": detail,
            "comparison_heads": meeting.heads_of_comparison(language),
            "comparison": list(meeting.compared(plan, language)),
            "acquainted": meeting.acquainted(plan, language),
        }
    return Shown(
        title=visit.text("Meeting planner"),
        lead=visit.text("Who should be in the room, and who should sit together?"),
        context=context,
    )


def _area(visit: Visit) -> Area:
    areas = visit.region.areas
    return visit.region.area(visit.query.area) if visit.query.area else areas[0]


def _code_of(visit: Visit, given: str) -> str:
    """Give the code of a municipality that is named by code or by name."""
    if given in visit.pinned.places:
        return given
    folded = given.strip().casefold()
    return next(
        (
            p.code
            for p in visit.pinned.places.values()
            if p.name.casefold() == folded and p.kind == "municipality"
        ),
        given,
    )


def _wanted(visit: Visit) -> meeting.Asked:
    asked: Asked = visit.query
    codes = [visit.pinned.place(_code_of(visit, one)) for one in asked.place]
    inside: list[str] = []
    for place in codes:
        # a county stands for its municipalities
        own = [p.code for p in visit.pinned.places.values() if p.parent == place.code]
        inside += own if place.kind == "county" else [place.code]
    return meeting.Asked(asked.seats, tuple(inside), asked.theme, tuple(asked.without))


def _room(visit: Visit, area: Area) -> Room:
    """Give what plans for an area are made from; it is put together once for a build."""
    ask = visit.pinned.rows
    made: Room = visit.pinned.once(
        f"room of {area.id}",
        lambda: meeting.room_of(
            area.id,
            ask("meeting_candidates", "select * from meeting_candidates"),
            ask("meeting_topics", "select * from meeting_topics"),
            ask("network_edges", "select actor_a, actor_b, projects_count from network_edges"),
            ask("activity_proximities", "select * from activity_proximities"),
            ask("activities", "select * from activities"),
        ),
    )
    return made


def _plan(visit: Visit) -> tuple[Area, Room, meeting.Plan]:
    area = _area(visit)
    room = _room(visit, area)
    return area, room, plan_meeting(room, _wanted(visit))


def _pdf(visit: Visit) -> bytes:
    area, room, plan = _plan(visit)
    language = visit.language.code
    return typeset(
        meeting.meeting_document(
            plan,
            room.activity_names,
            language=language,
            area=visit.language.of(area.name),
            colour=area.colour,
            region=visit.language.of(visit.region.name),
            day=str(visit.pinned.manifest["started"])[:10],
            build=visit.pinned.id,
            is_sample=visit.pinned.is_sample,
        )
    )


def _csv(visit: Visit) -> bytes:
    _, room, plan = _plan(visit)
    rows = list(meeting.lines(plan, room.activity_names, visit.language.code))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


PAGE = Page(
    id="meeting",
    path="meeting",
    title={"nb": "Møteplan", "en": "Meeting planner"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=19,
    group="interplay",
    files={"pdf": _pdf, "csv": _csv},
)
