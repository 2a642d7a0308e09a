"""What the region is strong at: by type of place, county, municipality and region of Europe."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from pydantic import Field

from samspill import figures
from samspill.web.series import as_table, choose
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.standouts import TYPES, chosen, is_doubted, standouts

__all__ = ["PAGE"]

_PER_PAGE = 50
_IN_HEAT = 20
"""Activities in the drawing, of which the table has all."""
_KINDS = ("region", "type", "county", "municipality", "nuts2")


class Asked(Query):
    """What the page can be asked."""

    measure: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")
    reference: Literal["norway", "europe"] | None = None
    year: int | None = Field(None, ge=1900, le=2200)
    kind: Literal["region", "type", "county", "municipality", "nuts2"] | None = None
    area: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    page: int = Field(1, ge=1, le=10_000)


def show(visit: Visit) -> Shown:
    """Give the strengths of one kind of place in a series and year."""
    asked: Asked = visit.query
    area = visit.region.area(asked.area) if asked.area else None
    found = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths "
        "where regexp_matches(place_code, '^([0-9]|NO|type:)')",
    )
    choice = (
        chosen(visit, found, asked.measure, asked.reference, asked.year)
        if asked.kind is None
        else choose(found, asked.measure, asked.reference, asked.year)
    )
    kinds = [] if choice is None else _kinds(visit, choice.values)
    first = next((k for k in ("type", "nuts2", "county") if k in kinds), "municipality")
    kind = asked.kind or first
    inside = [] if choice is None else _rows(visit, kind, choice.values)
    codes = None
    if area is not None:
        codes = {c for c in visit.pinned.activities if area in visit.areas_of(c)}
        inside = [r for r in inside if r["activity_code"] in codes]
    strong = [r for r in inside if r["is_strength"]]
    plans = []
    if choice is not None and inside and kind in ("type", "county", "nuts2", "region"):
        plans.append(
            Plan(
                "heat",
                lambda: _heat(visit, inside),
                "strengths",
                ("location_quotient",),
                (choice.source,),
                note=_cut(visit, inside),
                ignores=("page",),
            )
        )
    last = max(1, -(-len(strong) // _PER_PAGE))
    at = min(asked.page, last)
    return Shown(
        title=visit.text("Strengths"),
        lead=visit.text("What are the region's strong business and innovation environments today?"),
        figures=tuple(plans),
        context={
            "answer": _answer(visit, codes) if {k for k, _ in asked.canonical} <= {"area"} else "",
            "has_specialities": visit.pinned.has("specialities"),
            "choice": choice,
            "kind": kind,
            "kinds": kinds,
            "area": area,
            "rows": strong[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            "strong_count": len(strong),
            "looked_at_count": len([r for r in inside if r["value"]]),
            "doubted_count": sum(is_doubted(r) for r in inside),
            "page_number": at,
            "last_page": last,
        },
    )


def _kinds(visit: Visit, values: tuple[str, str, int]) -> list[str]:
    """Give the kinds of place that the series and year has, from large to small."""
    visit.pinned.load("places")
    found = visit.pinned.rows(
        "strengths",
        "select distinct place_kind from places where place_code in (select distinct place_code "
        "from strengths where measure = ? and reference = ? and year = ?)",
        *values,
    )
    there = {row["place_kind"] for row in found}
    return [kind for kind in _KINDS if kind in there]


def _rows(visit: Visit, kind: str, values: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Give the rows of a kind of place in a series and year, the strongest first.

    Of the municipalities, those of the region's geography.
    """
    visit.pinned.load("places")
    return visit.pinned.rows(
        "strengths",
        "select * from strengths where place_code in (select place_code from places "
        "where place_kind = ? and (place_kind <> 'municipality' or type is not null)) "
        "and measure = ? and reference = ? and year = ? "
        "and (place_code not similar to '[0-9]{4}' or is_strength or value > 0) "
        "order by lq_shrunk desc nulls last, place_code, activity_code",
        kind,
        *values,
    )


def _cut(visit: Visit, rows: list[dict[str, Any]]) -> str:
    """Say how many of the activities the drawing has, where it has not all."""
    there = len({r["activity_code"] for r in rows if r["is_strength"] or r["value"]})
    if there <= _IN_HEAT:
        return ""
    return visit.text(
        "The first {n} of {all} activities, strengths before others.",
        n=visit.language.number(_IN_HEAT),
        all=visit.language.number(there),
    )


def _heat(visit: Visit, rows: list[dict[str, Any]]) -> figures.Figure:
    strong = {r["activity_code"] for r in rows if r["is_strength"]}
    best: list[str] = []
    for row in [r for r in rows if r["activity_code"] in strong] + [r for r in rows if r["value"]]:
        if row["activity_code"] not in best:
            best.append(row["activity_code"])
    chosen = set(best[:_IN_HEAT])
    # the types of place from the capital outwards, others by name
    rows = sorted(
        rows,
        key=lambda r: (
            TYPES.index(r["place_code"]) if r["place_code"] in TYPES else len(TYPES),
            visit.name_of_place(r["place_code"]),
        ),
    )
    return figures.strength_heat(
        as_table(visit, [r for r in rows if r["activity_code"] in chosen]),
        language=visit.language.code,
        title=visit.text("What each place is specialised in"),
        link=lambda row: visit.url("activity", code=row["activity_code"]),
    )


def _answer(visit: Visit, activities: Collection[str] | None = None) -> str:
    found = standouts(visit)
    return found.sentence(visit, activities) if found is not None else ""


PAGE = Page(
    id="strengths",
    path="strengths",
    title={"nb": "Styrker", "en": "Strengths"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=11,
    group="strengths",
    answer=_answer,
)
