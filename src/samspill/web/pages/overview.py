"""The alliance in one screen."""

from __future__ import annotations

from typing import Any

from samspill import figures
from samspill.catalogue import findings
from samspill.web.maps import map_of_members
from samspill.web.series import as_table, choose
from samspill.web.site import Page, Plan, Shown, Visit

__all__ = ["PAGE"]

_TYPES = ("type:capital", "type:town", "type:district")
_SHOWN = 5
_IN_HEAT = 18


def show(visit: Visit) -> Shown:
    """Give who the alliance is, what it is strong at, what changed and what the data are."""
    _ = visit.text
    ask = visit.pinned.rows
    by_type = _by_type(visit)
    plans = []
    if any(place.is_member for place in visit.pinned.places.values()):
        plans.append(Plan("map", lambda: map_of_members(visit), "places", width=500))
    if by_type:
        plans.append(
            Plan(
                "types",
                lambda: _heat(visit, by_type),
                "strengths",
                ("location_quotient",),
                (by_type[0]["source"],),
            )
        )
    facts = ask("alliance_facts", 'select * from alliance_facts order by fact, "order"')
    sources = ask("sources", "select * from sources order by source, vintage")
    kept = ask(
        "ledger",
        "select kept, rejected from ledger where unit = 'rows' and step = 'read' and part = ''",
    )
    return Shown(
        title=visit.language.of(visit.region.name),
        figures=tuple(plans),
        context={
            "facts": facts,
            "members": visit.pinned.members,
            "population": _population(visit),
            "by_type": {
                code: [r for r in by_type if r["place_code"] == code and r["is_strength"]][:_SHOWN]
                for code in _TYPES
                if code in visit.pinned.places
            },
            "present_by_type": {
                code: [r for r in by_type if r["place_code"] == code and r["value"]][:_SHOWN]
                for code in _TYPES
            },
            "year_of_types": by_type[0]["year"] if by_type else None,
            "changes": _changes(visit),
            "sources": list({s["source"]: s for s in sources}.values()),
            "rows_count": sum(row["kept"] for row in kept),
            "rejected_count": sum(row["rejected"] for row in kept),
            "questions": [findings()[p.id] for p in visit.entrances() if p.id in findings()],
        },
    )


def _by_type(visit: Visit) -> list[dict[str, Any]]:
    """Give the strengths of the types of place in the newest year of the first series."""
    found = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths "
        "where place_code like 'type:%'",
    )
    choice = choose(found, None, None, None)
    if choice is None:
        return []
    return visit.pinned.rows(
        "strengths",
        "select * from strengths where place_code like 'type:%' and measure = ? "
        "and reference = ? and year = ? order by lq_shrunk desc nulls last, activity_code",
        *choice.values,
    )


def _population(visit: Visit) -> float | None:
    place = visit.pinned.places.get(visit.region.id)
    return place.population if place else None


def _changes(visit: Visit) -> dict[str, Any] | None:
    """Give which activities became strengths and which ceased to be, over a series' years."""
    for code in (visit.region.id, "ostlandet", "NO01"):
        found = visit.pinned.rows(
            "strengths",
            "select distinct measure, reference, year, source from strengths "
            "where place_code = ? and reference = 'europe'",
            code,
        ) or visit.pinned.rows(
            "strengths",
            "select distinct measure, reference, year, source from strengths where place_code = ?",
            code,
        )
        choice = choose(found, None, None, None)
        if choice is None or len(choice.years) < 2:
            continue
        since = choice.years[0]
        rows = visit.pinned.rows(
            "strengths",
            "select year, activity_code, lq_shrunk, is_strength from strengths "
            "where place_code = ? and measure = ? and reference = ? and year in (?, ?) "
            # a figure that leapt in a year says more of the source than of the place
            "and not contains(coalesce(flag, ''), '!')",
            code,
            choice.measure,
            choice.reference,
            since,
            choice.year,
        )
        then = {r["activity_code"]: r for r in rows if r["year"] == since}
        now = {r["activity_code"]: r for r in rows if r["year"] == choice.year}
        both = [code_ for code_ in now if code_ in then]
        return {
            "code": code,
            "choice": choice,
            "since": since,
            "gained": [
                now[c] for c in both if now[c]["is_strength"] and not then[c]["is_strength"]
            ],
            "lost": [now[c] for c in both if then[c]["is_strength"] and not now[c]["is_strength"]],
            "kept": [now[c] for c in both if then[c]["is_strength"] and now[c]["is_strength"]],
        }
    return None


def _heat(visit: Visit, rows: list[dict[str, Any]]) -> figures.Figure:
    strong = {row["activity_code"] for row in rows if row["is_strength"]}
    if len(strong) < 8:
        strong |= {row["activity_code"] for row in rows if row["value"]}
    # the most marked activities, and the types of place from the capital outwards
    best = list(dict.fromkeys(r["activity_code"] for r in rows if r["activity_code"] in strong))
    chosen = set(best[:_IN_HEAT])
    shown = sorted(
        (row for row in rows if row["activity_code"] in chosen),
        key=lambda row: _TYPES.index(row["place_code"]) if row["place_code"] in _TYPES else 9,
    )
    return figures.strength_heat(
        as_table(visit, shown),
        language=visit.language.code,
        title=visit.text("A division of labour: what each type of place is specialised in"),
        link=lambda row: visit.url("activity", code=row["activity_code"]),
    )


PAGE = Page(
    id="overview",
    path="",
    title={"nb": "Oversikt", "en": "Overview"},
    show=show,
    is_entrance=True,
    order=0,
    group="region",
)
