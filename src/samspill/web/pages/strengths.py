"""What the region is strong at: by type of place, county, municipality and region of Europe."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from samspill import figures
from samspill.web.series import as_table, choose
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_PER_PAGE = 50
_KINDS = {
    "region": ("region",),
    "type": ("type",),
    "county": ("county",),
    "municipality": ("municipality",),
    "nuts2": ("nuts2",),
}


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
    choice = choose(found, asked.measure, asked.reference, asked.year)
    rows = [] if choice is None else _rows(visit, choice.values)
    kinds = [k for k in _KINDS if any(visit.pinned.places[r["place_code"]].kind == k for r in rows)]
    first = next((k for k in ("type", "nuts2", "county") if k in kinds), kinds[0] if kinds else "")
    kind = asked.kind or first
    inside = [r for r in rows if visit.pinned.places[r["place_code"]].kind == kind]
    if kind == "municipality":
        inside = [r for r in inside if visit.pinned.places[r["place_code"]].type]
    if area is not None:
        inside = [r for r in inside if area in visit.areas_of(r["activity_code"])]
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
            )
        )
    last = max(1, -(-len(strong) // _PER_PAGE))
    at = min(asked.page, last)
    return Shown(
        title=visit.text("Strengths"),
        lead=visit.text("What are the region's strong business and innovation environments today?"),
        figures=tuple(plans),
        context={
            "choice": choice,
            "kind": kind,
            "kinds": kinds,
            "area": area,
            "rows": strong[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            "strong_count": len(strong),
            "looked_at_count": len(inside),
            "page_number": at,
            "last_page": last,
        },
    )


def _rows(visit: Visit, values: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Give the Norwegian places' rows of a series and year, the strongest first."""
    return visit.pinned.rows(
        "strengths",
        "select * from strengths where measure = ? and reference = ? and year = ? "
        "and (regexp_matches(place_code, '^([0-9]|NO|type:)') or place_code in "
        "(select place_code from places)) order by lq_shrunk desc nulls last, place_code, "
        "activity_code",
        *values,
    )


def _heat(visit: Visit, rows: list[dict[str, Any]]) -> figures.Figure:
    strong = {r["activity_code"] for r in rows if r["is_strength"]}
    best: list[str] = []
    for row in [r for r in rows if r["activity_code"] in strong] + [r for r in rows if r["value"]]:
        if row["activity_code"] not in best:
            best.append(row["activity_code"])
    chosen = set(best[:28])
    return figures.strength_heat(
        as_table(visit, [r for r in rows if r["activity_code"] in chosen]),
        language=visit.language.code,
        title=visit.text("What each place is specialised in"),
        link=lambda row: visit.url("activity", code=row["activity_code"]),
    )


PAGE = Page(
    id="strengths",
    path="strengths",
    title={"nb": "Styrker", "en": "Strengths"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=11,
)
