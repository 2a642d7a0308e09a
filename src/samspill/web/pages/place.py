"""One place: who it is, what it is strong at, beside others, and how good the figures are."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from samspill import figures
from samspill.web.pinned import Place
from samspill.web.quality import quality
from samspill.web.series import Choice, as_table, choose, rows_of_place
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.specialities import specialities_of

__all__ = ["PAGE"]

_CODE = r"^[A-Za-z0-9:_-]{1,40}$"
_COMPARED = 4
_AT_FIRST = 15
_ACTIVITIES_COMPARED = 14


class Asked(Query):
    """What the page can be asked."""

    code: str = Field(pattern=_CODE)
    measure: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")
    reference: Literal["norway", "europe"] | None = None
    year: int | None = Field(None, ge=1900, le=2200)
    compare: list[str] = Field(default_factory=list, max_length=_COMPARED + 1)
    order: Literal["lq", "value", "name", "growth"] = "lq"

    @field_validator("compare", mode="before")
    @classmethod
    def _leave_out_empty(cls, given: object) -> object:
        return [one for one in given if one] if isinstance(given, list) else given


def show(visit: Visit) -> Shown:
    """Give the place's profile."""
    asked: Asked = visit.query
    place = visit.pinned.place(asked.code)
    found = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths where place_code = ?",
        place.code,
    )
    choice = choose(found, asked.measure, asked.reference, asked.year)
    rows = rows_of_place(visit, place.code, choice) if choice else []
    others = [visit.pinned.place(_code_of(visit, one)) for one in asked.compare]
    others = [other for other in others if other.code != place.code][:_COMPARED]
    kin = visit.pinned.places.get(f"type:{place.type}") if place.type else None
    compared = list(dict.fromkeys([*others, *([kin] if kin else [])]))
    strong = [row for row in rows if row["is_strength"]]
    built_in = int(str(visit.pinned.manifest["started"])[:4])
    return Shown(
        title=visit.name_of_place(place.code),
        figures=tuple(_plans(visit, place, choice, rows, compared)),
        context={
            "place": place,
            "choice": choice,
            "rows": _ordered(visit, rows, asked.order),
            "at_first": _AT_FIRST,
            "strong": strong,
            "answer": _answer(visit, place, choice, strong),
            "special": specialities_of(visit, place.code),
            "others": others,
            "kin": kin,
            "parents": _parents(visit, place),
            "inside": _inside(visit, place),
            "quality": quality(rows, choice.year, built_in) if choice else None,
            "free_places": _COMPARED - len(others),
        },
    )


def _answer(visit: Visit, place: Place, choice: Choice | None, strong: list[dict[str, Any]]) -> str:
    """Say what the place stands out in."""
    if choice is None:
        return ""
    if not strong:
        return visit.text(
            "No activity in {place} stands out from chance ({year}).",
            place=visit.place_inside(place.code),
            year=choice.year,
        )
    best = visit.listed([visit.name_inside(row["activity_code"]) for row in strong[:3]])
    return visit.language.ntext(
        "{place} has {n} strength ({year}): {best}.",
        "{place} has {n} strengths ({year}), above all {best}.",
        len(strong),
        place=visit.place_first(place.code),
        year=choice.year,
        best=best,
    )


def _code_of(visit: Visit, given: str) -> str:
    """Give the code of a place that is named by code or by name."""
    if given in visit.pinned.places:
        return given
    folded = given.strip().casefold()
    named = [p.code for p in visit.pinned.places.values() if p.name.casefold() == folded]
    return named[0] if named else given


def _plans(
    visit: Visit,
    place: Place,
    choice: Choice | None,
    rows: list[dict[str, Any]],
    compared: list[Place],
) -> list[Plan]:
    if choice is None:
        return []
    about: tuple[str, tuple[str, ...], tuple[str, ...]] = (
        "strengths",
        ("location_quotient", "shares"),
        (choice.source,),
    )
    plans = []
    shown = _top(rows)
    if shown:
        plans.append(
            Plan(
                "strengths",
                lambda: _bars(visit, place, shown),
                *about,
                ignores=("compare", "order"),
            )
        )
    if shown and compared:
        plans.append(
            Plan(
                "compare",
                lambda: _compare(visit, place, choice, shown, compared),
                *about,
                ignores=("order",),
            )
        )
    if shown and len(choice.years) > 1:
        plans.append(
            Plan(
                "change",
                lambda: _slope(visit, place, choice, shown),
                *about,
                ignores=("compare", "order"),
            )
        )
    return plans


def _top(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the strengths, and others that are present where there are few."""
    strong = [row for row in rows if row["is_strength"]]
    present = [row for row in rows if row["value"] and row["lq_shrunk"] and not row["is_strength"]]
    return (strong + present[: max(0, 12 - len(strong))])[:20]


def _bars(visit: Visit, place: Place, rows: list[dict[str, Any]]) -> figures.Figure:
    return figures.strength_bars(
        as_table(visit, rows),
        language=visit.language.code,
        title=visit.text("What {place} is specialised in", place=visit.place_inside(place.code)),
        label="activity",
        link=lambda row: visit.url("activity", code=row["activity_code"]),
        limit=20,
    )


def _compare(
    visit: Visit,
    place: Place,
    choice: Choice,
    rows: list[dict[str, Any]],
    compared: list[Place],
) -> figures.Figure:
    wanted = {row["activity_code"] for row in rows[:_ACTIVITIES_COMPARED]}
    together = [
        row
        for one in [place, *compared]
        for row in rows_of_place(visit, one.code, choice)
        if row["activity_code"] in wanted
    ]
    return figures.place_compare(
        as_table(visit, together),
        language=visit.language.code,
        title=visit.text("{place} beside others", place=visit.name_of_place(place.code)),
    )


def _slope(
    visit: Visit, place: Place, choice: Choice, rows: list[dict[str, Any]]
) -> figures.Figure:
    wanted = {row["activity_code"] for row in rows[:8]}
    series = visit.pinned.rows(
        "strengths",
        "select * from strengths where place_code = ? and measure = ? and reference = ? "
        "order by year, activity_code",
        place.code,
        choice.measure,
        choice.reference,
    )
    return figures.strength_slope(
        as_table(visit, [row for row in series if row["activity_code"] in wanted]),
        language=visit.language.code,
        title=visit.text("How it has changed"),
        label="activity",
    )


def _ordered(visit: Visit, rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """Give the rows that have something to say in the order that was asked for."""
    rows = [row for row in rows if row["value"] or row["is_strength"]]
    if order == "name":
        return sorted(rows, key=lambda row: visit.name_of_activity(row["activity_code"]))
    column = {"lq": "lq_shrunk", "value": "value", "growth": "growth"}[order]
    return sorted(rows, key=lambda row: (row[column] is None, -(row[column] or 0.0)))


def _parents(visit: Visit, place: Place) -> list[Place]:
    """Give the larger places that a place belongs to and that have a page."""
    codes = [place.parent or "", f"type:{place.type}" if place.type else ""]
    if place.is_member:
        codes.append(visit.region.id)
    return [visit.pinned.places[code] for code in codes if code in visit.pinned.places]


def _inside(visit: Visit, place: Place) -> list[Place]:
    """Give the municipalities of a place that consists of some."""
    everywhere = visit.pinned.places.values()
    if place.kind == "type":
        return [p for p in everywhere if p.type and f"type:{p.type}" == place.code]
    if place.code == visit.region.id:
        return [p for p in everywhere if p.is_member]
    return [p for p in everywhere if p.parent == place.code and p.kind == "municipality"]


PAGE = Page(
    id="place",
    path="place/{code}",
    title={"nb": "Sted", "en": "Place"},
    show=show,
    query=Asked,
    group="region",
)
