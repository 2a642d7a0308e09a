"""One activity: where it is strong, in the municipalities and in Europe."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from samspill import figures
from samspill.web.maps import map_of_europe, map_of_region
from samspill.web.pinned import Activity
from samspill.web.series import Choice, as_table
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.standouts import chosen

__all__ = ["PAGE"]

_NAMED = 3


class Asked(Query):
    """What the page can be asked."""

    code: str = Field(pattern=r"^[A-Za-z][0-9]{0,5}$")
    measure: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")
    reference: Literal["norway", "europe"] | None = None
    year: int | None = Field(None, ge=1900, le=2200)


def show(visit: Visit) -> Shown:
    """Give the places where the activity weighs most."""
    asked: Asked = visit.query
    activity = visit.pinned.activity(asked.code)
    found = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths "
        "where activity_code = ? and regexp_matches(place_code, '^([0-9]|NO)')",
        activity.code,
    )
    choice = chosen(visit, found, asked.measure, asked.reference, asked.year)
    rows = [] if choice is None else _rows(visit, activity, choice)
    strong = [row for row in rows if row["is_strength"]]
    present = [row for row in rows if row["value"] and row["lq_shrunk"] is not None]
    known = visit.pinned.activities
    return Shown(
        title=activity.name[visit.language.code] or activity.name["nb"] or activity.code,
        figures=tuple(_plans(visit, choice, present)),
        context={
            "activity": activity,
            "answer": "" if choice is None else _answer(visit, choice, present),
            "choice": choice,
            "rows": present[:60],
            "present_count": len(present),
            "strong": strong,
            "areas": visit.areas_of(activity.code),
            "parent": known.get(activity.parent or ""),
            "below": [one for one in known.values() if one.parent == activity.code],
        },
    )


def _rows(visit: Visit, activity: Activity, choice: Choice) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "strengths",
        "select * from strengths where activity_code = ? and measure = ? and reference = ? "
        "and year = ? order by lq_shrunk desc nulls last, place_code",
        activity.code,
        *choice.values,
    )


def _answer(visit: Visit, choice: Choice, present: list[dict[str, Any]]) -> str:
    """Say where at home it is a strength."""
    _ = visit.text
    places = visit.pinned.places
    at_home = [
        row
        for row in present
        if row["is_strength"]
        and (places[row["place_code"]].type or row["place_code"].startswith("NO"))
    ]
    if not at_home:
        return _("It stands out from chance in no place of the region ({year}).", year=choice.year)
    # the nearest places say most: municipalities where there are any, else regions of the country
    near = [row for row in at_home if places[row["place_code"]].type] or at_home
    names = [
        _(
            "{place} ({n} times)",
            place=visit.name_of_place(row["place_code"]),
            n=visit.language.number(row["lq_shrunk"], 1),
        )
        for row in near[:_NAMED]
    ]
    against = {"norway": _("the country"), "europe": _("Europe")}[choice.reference]
    return visit.language.ntext(
        "It is a strength in {n} place, measured against {reference} ({year}): {places}.",
        "It is a strength in {n} places, measured against {reference} ({year}), above all in "
        "{places}.",
        len(near),
        reference=against,
        year=choice.year,
        places=visit.listed(names),
    )


def _plans(visit: Visit, choice: Choice | None, rows: list[dict[str, Any]]) -> list[Plan]:
    if choice is None or not rows:
        return []
    about: tuple[str, tuple[str, ...], tuple[str, ...]] = (
        "strengths",
        ("location_quotient",),
        (choice.source,),
    )
    kinds = {row["place_code"]: visit.pinned.places[row["place_code"]].kind for row in rows}
    # places of one kind beside each other
    kind = next((k for k in ("municipality", "nuts2") if k in kinds.values()), "county")
    alike = [row for row in rows if kinds[row["place_code"]] == kind]
    plans = [Plan("places", lambda: _bars(visit, alike), *about)]
    if kind == "municipality":
        plans.insert(0, Plan("map", lambda: map_of_region(visit, rows), *about, width=560))
    elif choice.reference == "europe" and (borders := visit.pinned.borders()) is not None:
        plans.insert(0, Plan("europe", lambda: map_of_europe(visit, borders, rows), *about))
    return plans


def _bars(visit: Visit, rows: list[dict[str, Any]]) -> figures.Figure:
    return figures.strength_bars(
        as_table(visit, rows),
        language=visit.language.code,
        title=visit.text("Where it weighs most"),
        label="place",
        link=lambda row: visit.url("place", code=row["place_code"]),
        limit=20,
    )


PAGE = Page(
    id="activity",
    path="activity/{code}",
    title={"nb": "Næring", "en": "Activity"},
    show=show,
    query=Asked,
    group="region",
)
