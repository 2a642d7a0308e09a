"""The alliance in one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samspill import figures
from samspill.web.maps import map_of_members
from samspill.web.series import as_table, choose
from samspill.web.site import Page, Plan, Shown, Visit
from samspill.web.standouts import Standouts, is_doubted, standouts

__all__ = ["PAGE"]

_SHOWN = 5
_IN_HEAT = 14


def show(visit: Visit) -> Shown:
    """Give who the alliance is, what it is strong at, what changed and what the data are."""
    ask = visit.pinned.rows
    strong = standouts(visit)
    plans = []
    if any(place.is_member for place in visit.pinned.places.values()):
        plans.append(Plan("map", lambda: map_of_members(visit), "places", width=440))
    if strong is not None:
        plans.append(
            Plan(
                "places",
                lambda: _heat(visit, strong),
                "strengths",
                ("location_quotient",),
                (strong.choice.source,),
            )
        )
    sources = ask("sources", "select * from sources order by source, vintage")
    kept = ask(
        "ledger", "select kept from ledger where unit = 'rows' and step = 'read' and part = ''"
    )
    aside = ask("rejects", "select count(*) n from rejects")
    return Shown(
        title=visit.language.of(visit.region.name),
        figures=tuple(plans),
        context={
            "facts": ask("alliance_facts", 'select * from alliance_facts order by fact, "order"'),
            "members": visit.pinned.members,
            "population": _population(visit),
            "strong": strong,
            "answer": strong.sentence(visit) if strong is not None else "",
            "shown_count": _SHOWN,
            "detail": _how_old(visit, strong, sources),
            "changes": _changes(visit),
            "sources": list({s["source"]: s for s in sources}.values()),
            "rows_count": sum(row["kept"] for row in kept),
            "rejected_count": sum(row["n"] for row in aside),
            "answers": {
                page.id: visit.answer_of(page)
                for page in visit.entrances()
                # what the region is strong at stands above them all
                if page.question is not None and page.id != "strengths"
            },
        },
    )


def _how_old(visit: Visit, strong: Standouts | None, sources: Sequence[Mapping[str, Any]]) -> str:
    """Say of which year the strengths are, how old the sources are, and why that is so."""
    newest = max((str(one["vintage"])[:4] for one in sources), default="–")
    if strong is None:
        return visit.text("The newest source is of {vintage}.", vintage=newest)
    year = strong.choice.year
    if strong.passed_over is None:
        return visit.text(
            "The strengths are of {year}; the newest source is of {vintage}.",
            year=year,
            vintage=newest,
        )
    rows = sum(one["rows"] for one in sources if one["source"] == strong.passed_over.source)
    return visit.text(
        "These are figures of {year}, the newest year that Europe's statistics have for the "
        "regions. There are newer ones for the municipalities, of {newer}, but they set no "
        "activity apart from chance: the file has only {rows} establishments.",
        year=year,
        newer=strong.passed_over.year,
        rows=visit.language.number(rows),
    )


def _population(visit: Visit) -> float | None:
    place = visit.pinned.places.get(visit.region.id)
    return place.population if place else None


def _changes(visit: Visit) -> dict[str, Any] | None:
    """Give which activities became strengths and which ceased to be, over a series' years."""
    for code in (visit.region.id, *visit.own_regions):
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


def _heat(visit: Visit, strong: Standouts) -> figures.Figure:
    rows = [row for row in strong.rows if not is_doubted(row)]
    marked = {row["activity_code"] for row in rows if row["is_strength"]}
    if len(marked) < 8:
        marked |= {row["activity_code"] for row in rows if row["value"]}
    # the most marked activities, and the places in their order
    best = list(dict.fromkeys(r["activity_code"] for r in rows if r["activity_code"] in marked))
    chosen = set(best[:_IN_HEAT])
    shown = sorted(
        (row for row in rows if row["activity_code"] in chosen),
        key=lambda row: strong.places.index(row["place_code"]),
    )
    return figures.strength_heat(
        as_table(visit, shown),
        language=visit.language.code,
        title=visit.text("A division of labour: what each place is specialised in"),
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
