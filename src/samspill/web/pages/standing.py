"""The region seen from Europe: map, ranks with intervals, peers, and the line over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.figures import Lane
from samspill.harmonise.places import nuts_of_members, nuts_of_sets
from samspill.tables import table
from samspill.web.language import N_
from samspill.web.maps import map_of_europe
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN, _LINES = 10, 5
_MEASURES = ("persons_employed", "local_units", "wages_meur")
_PANELS = {
    "green_capital": N_("European Green Capitals"),
    "finalist_2019": N_("Finalists when Oslo won"),
    "chosen": N_("Chosen regions"),
}


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9-]{1,40}$")
    activity: str | None = Field(None, pattern=r"^[A-U][0-9]{2}$")
    measure: Literal["persons_employed", "local_units", "wages_meur"] | None = None
    panel: Literal["green_capital", "finalist_2019", "chosen"] = "green_capital"
    view: Literal["where", "whom"] = "where"


def show(visit: Visit) -> Shown:
    """Give where a region stands, in what, and among whom."""
    asked: Asked = visit.query
    measure = asked.measure or _MEASURES[0]
    places = _places(visit)
    if asked.place is not None and asked.place not in places:
        raise UnknownCode("place", asked.place, places)
    place = asked.place or next(iter(places), None)
    year = _newest(visit, measure)
    ranked = _ranked(visit, place, measure, year)
    themes = [row for row in ranked if row["subject"] != "activity"]
    best = [row for row in ranked if row["subject"] == "activity"]
    activity = asked.activity or (best[0]["subject_code"] if best else None)
    plans = list(_plans(visit, place, measure, year, best, themes, activity, asked))
    return Shown(
        title=visit.text("Seen from Europe"),
        lead=visit.language.of(PAGE.question or PAGE.title),
        figures=tuple(plans),
        context={
            **_answer(visit, place, year, best),
            "places": places,
            "place": place,
            "measure": measure,
            "measures": _MEASURES,
            "year": year,
            "activity": activity,
            "activities": sorted(
                ((row["subject_code"], row[f"title_{visit.language.code}"]) for row in best),
                key=lambda pair: pair[1],
            ),
            "leaps": _leaps(visit, place, measure, year),
            "changes": _changes(visit, place),
            "members": _members(visit, asked.panel),
            "panel": asked.panel,
            "view": asked.view,
            "panels": _PANELS,
            "breaks": visit.pinned.rows(
                "region_breaks", "select * from region_breaks order by from_code, to_code"
            ),
            "breaks_kinds": _kinds_of_break(visit),
            "areas": [
                row for row in themes if row["subject"] == "area" and row["rank"] is not None
            ],
        },
    )


def _places(visit: Visit) -> dict[str, str]:
    rows = visit.pinned.rows("standing", "select distinct place_code code from standing")
    there = {row["code"] for row in rows}
    return {code: visit.name_of_place(code) for code in visit.own_regions if code in there}


def _newest(visit: Visit, measure: str) -> int | None:
    rows = visit.pinned.rows(
        "standing",
        "select max(year) newest from standing where measure = ? and is_observed",
        measure,
    )
    return rows[0]["newest"] if rows else None


def _ranked(
    visit: Visit, place: str | None, measure: str, year: int | None
) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "standing",
        "select * from standing where place_code = ? and measure = ? and year = ? "
        "and is_observed order by rank, lq_shrunk desc, subject_code",
        place or "",
        measure,
        year,
    )


def _leaps(visit: Visit, place: str | None, measure: str, year: int | None) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "standing",
        "select * from standing where place_code = ? and measure = ? and year = ? "
        "and subject = 'activity' and contains(coalesce(flag, ''), '!') order by subject_code",
        place or "",
        measure,
        year,
    )


def _changes(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    """Give what moved beyond what the figures leave open, most first."""
    return visit.pinned.rows(
        "standing_change",
        "select * from standing_change where place_code = ? "
        "and (rank_gain_low > 0 or rank_gain_high < 0) order by rank_gain desc, subject_code",
        place or "",
    )


def _members(visit: Visit, panel: str) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "region_panels",
        'select * from region_panels where panel = ? order by "order"',
        panel,
    )


def _kinds_of_break(visit: Visit) -> dict[str, str]:
    _ = visit.text
    return {
        "recoded": _("another code, one series"),
        "merged": _("merged, one series"),
        "boundary_shift": _("other borders: a break"),
        "split": _("split: a break"),
        "ended": _("ended: a break"),
        "begun": _("new"),
    }


# words


def _in_short(visit: Visit) -> str:
    place, measure = next(iter(_places(visit)), None), _MEASURES[0]
    ranked = _ranked(visit, place, measure, year := _newest(visit, measure))
    best = [row for row in ranked if row["subject"] == "activity"]
    return str(_answer(visit, place, year, best)["answer"]) if best else ""


def _answer(
    visit: Visit, place: str | None, year: int | None, best: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Say what the answer is, in sentences made from the tables."""
    _, code = visit.text, visit.language.code
    if place is None or not best:
        return {
            "answer": _("This build has no figures of Europe's regions."),
            "detail": "",
            "points": [],
        }
    name = visit.place_first(place)
    above = [row for row in best if row["rank_high"] <= row["regions_count"] / 2]
    if above:
        first = above[0]
        answer = _(
            "{place} stands highest in Europe in {activity}: number {rank} of {n} regions "
            "({low}–{high}).",
            place=name,
            activity=_lower(first[f"title_{code}"]),
            rank=first["rank"],
            n=first["regions_count"],
            low=first["rank_low"],
            high=first["rank_high"],
        )
    else:
        answer = _(
            "{place} is in no activity surely in the upper half of Europe's {n} regions.",
            place=name,
            n=best[0]["regions_count"],
        )
    sure = [row for row in best if row["rank_high"] <= row["regions_count"] / 10]
    peers = visit.pinned.rows(
        "standing_peers",
        'select * from standing_peers where place_code = ? order by "order" limit 3',
        place,
    )
    points = [
        {
            "text": visit.language.ntext(
                "In {n} activity it is surely among the foremost tenth.",
                "In {n} activities it is surely among the foremost tenth.",
                len(sure),
            )
        }
    ]
    if peers:
        points.append(
            {
                "text": _(
                    "By what the jobs are in, it is most like {regions}.",
                    regions=_joined(visit, [_bracketed(visit, p["peer_code"]) for p in peers]),
                )
            }
        )
    points.append({"text": _event(visit, place)})
    return {
        "answer": answer,
        "detail": _(
            "A rank is the middle of what the figures allow, with the interval that holds 95%. "
            "Persons employed by specialisation, {year}.",
            year=year,
        ),
        "points": [{"url": "", "evidence": "", **one} for one in points if one["text"]],
    }


def _event(visit: Visit, place: str) -> str:
    """Say what can be said of 2019: the table says whether the figures reach."""
    _, language = visit.text, visit.language
    sets = nuts_of_sets(visit.region)
    rows = visit.pinned.rows(
        "standing_event",
        "select * from standing_event where place_code = ? and subject = 'green'",
        next(iter(nuts_of_members(visit.region)), "") if place in sets else place,
    )
    if not rows:
        return ""
    if rows[0]["verdict"] == "ends_before":
        return _(
            "The figures end in {year}, before Oslo's year as Green Capital in 2019: nothing can "
            "be said of its effect before newer statistics by region are taken in.",
            year=rows[0]["end_year"],
        )
    row = rows[0]
    if row["verdict"] == "too_few":
        return _(
            "Too few regions have figures on both sides of 2019 to tell anything of that year."
        )
    values = {
        "ratio": language.number(row["ratio"], 2),
        "low": language.number(row["expected_low"], 2),
        "high": language.number(row["expected_high"], 2),
        "n": row["controls_count"],
        "least": language.number(row["detectable"], 2),
    }
    if row["verdict"] == "stands_out":
        return _(
            "After 2019 what is green grew {ratio} times as much as in {n} regions that were "
            "never Green Capital, outside the {low}–{high} that they spread over. One region and "
            "one year do not prove why.",
            **values,
        )
    return _(
        "After 2019 what is green changed {ratio} times as much as in {n} regions that were never "
        "Green Capital, within the {low}–{high} that they spread over; only a change beyond "
        "{least} times would have stood out.",
        **values,
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _bracketed(visit: Visit, code: str) -> str:
    """Give a region's name with its country in brackets, for a list."""
    name, _comma, country = visit.name_of_place(code).rpartition(", ")
    return f"{name} ({country})" if name else country


def _joined(visit: Visit, names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return visit.text("{these} and {last}", these=", ".join(names[:-1]), last=names[-1])


# figures


def _plans(
    visit: Visit,
    place: str | None,
    measure: str,
    year: int | None,
    best: Sequence[Mapping[str, Any]],
    themes: Sequence[Mapping[str, Any]],
    activity: str | None,
    asked: Asked,
) -> list[Plan]:
    if place is None or not best or activity is None:
        return []
    if asked.view == "whom":
        return _beside(visit, place, measure, year, activity, asked.panel)
    about = ("standing", ("location_quotient",), ("eurostat_sbs",))
    plans = []
    rows = visit.pinned.rows(
        "strengths",
        "select * from strengths where activity_code = ? and measure = ? and year = ? "
        "and reference = 'europe' and regexp_matches(place_code, '^[A-Z]{2}[0-9A-Z]{2}$')",
        activity,
        measure,
        year,
    )
    borders = visit.pinned.borders()
    if rows and borders is not None and "nuts2" in borders["place_kind"].to_pylist():
        plans.append(
            Plan(
                "map",
                lambda: map_of_europe(visit, borders, rows),
                "strengths",
                ("location_quotient",),
                ("eurostat_sbs", "gisco_nuts2"),
                ignores=("place", "panel"),
                width=600,
            )
        )
    named = visit.name_of_place(place)
    highest = visit.text("Where {place} stands highest", place=visit.place_inside(place))
    of_themes = visit.text("The priority areas and the green economy: {place}", place=named)
    plans += [
        Plan(
            "ranks",
            lambda: _ranks(visit, best[:_SHOWN], highest, link=True),
            *about,
            ignores=("activity", "panel"),
        ),
        Plan(
            "areas",
            lambda: _ranks(visit, themes, of_themes),
            *about,
            note=visit.text(
                "Europe's statistics by region cover private business without farming, banks and "
                "most of health and culture. An area has what of it they cover."
            ),
            ignores=("activity", "panel"),
        ),
        Plan(
            "years",
            lambda: _years(visit, place, best[:_LINES]),
            *about,
            ignores=("activity", "panel", "measure"),
        ),
    ]
    return plans


def _beside(
    visit: Visit, place: str, measure: str, year: int | None, activity: str, panel: str
) -> list[Plan]:
    """Give the figures of whom the place is like, and of the regions it is set beside."""
    return [
        Plan(
            "panel",
            lambda: _panel(visit, place, measure, year, activity, panel),
            "standing",
            ("location_quotient",),
            ("eurostat_sbs",),
        ),
        Plan(
            "peers",
            lambda: _peers(visit, place),
            "standing_peers",
            (),
            ("eurostat_sbs",),
            ignores=("activity", "panel", "measure"),
        ),
    ]


def _rows_of(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=table("standing").schema)


def _ranks(
    visit: Visit, rows: Sequence[Mapping[str, Any]], title: str, *, link: bool = False
) -> figures.Figure:
    count = max((row["regions_count"] for row in rows), default=1)
    return figures.lanes(
        _rows_of(rows),
        Lane(
            "rank",
            "rank_low",
            "rank_high",
            visit.text("Rank among {n} regions of Europe (1 is first)", n=count),
            "rank",
            of=count,
        ),
        language=visit.language.code,
        title=title,
        name=f"title_{visit.language.code}",
        keys=("subject", "subject_code"),
        link=(lambda row: visit.here(activity=row["subject_code"])) if link else None,
        more=("lq_shrunk", "lq_low", "lq_high", "rank_observed", "missing_count", "value"),
    )


def _years(visit: Visit, place: str, best: Sequence[Mapping[str, Any]]) -> figures.Figure:
    """Draw the quotients of the place's foremost activities over the years."""
    codes = [row["subject_code"] for row in best]
    rows = visit.pinned.rows(
        "standing",
        "select * from standing where place_code = ? and measure = 'persons_employed' "
        "and subject = 'activity' and is_observed order by subject_code, year",
        place,
    )
    found = [
        {
            "place_code": place,
            "activity_code": row["subject_code"],
            "activity_nb": row["title_nb"],
            "activity_en": row["title_en"],
            "measure": row["measure"],
            "year": row["year"],
            "reference": "europe",
            "is_strength": row["lq_low"] > 1,
            **{name: row[name] for name in ("lq", "lq_low", "lq_high", "lq_shrunk")},
        }
        for row in rows
        if row["subject_code"] in codes
    ]
    return figures.strength_slope(
        pa.Table.from_pylist(found, schema=table("strengths").schema),
        language=visit.language.code,
        title=visit.text("The foremost activities over the years"),
        label="activity",
    )


def _peers(visit: Visit, place: str) -> figures.Figure:
    code = visit.language.code
    rows = visit.pinned.rows(
        "standing_peers",
        'select * from standing_peers where place_code = ? order by "order" limit 10',
        place,
    )
    names = [visit.names_of_place(row["peer_code"]) for row in rows]
    rows = [
        {**row, "title_nb": nb, "title_en": en} for row, (nb, en) in zip(rows, names, strict=True)
    ]
    return figures.lanes(
        pa.Table.from_pylist(rows, schema=table("standing_peers").schema),
        Lane(
            "order",
            "rank_low",
            "rank_high",
            visit.text("Rank by likeness (1 is most alike)"),
            "rank",
            of=max((row["rank_high"] for row in rows), default=1),
        ),
        language=code,
        title=visit.text("Regions built like {place}", place=visit.name_of_place(place)),
        name=f"title_{code}",
        keys=("peer_code",),
        more=("similarity", "similarity_low", "similarity_high", "stability"),
    )


def _panel(
    visit: Visit, place: str, measure: str, year: int | None, activity: str, panel: str
) -> figures.Figure:
    """Draw one activity in the place and in the regions of a panel."""
    members = {row["place_code"]: row for row in _members(visit, panel)}
    rows = visit.pinned.rows(
        "standing",
        "select * from standing where subject = 'activity' and subject_code = ? and measure = ? "
        "and year = ? and is_observed order by lq_shrunk desc, place_code",
        activity,
        measure,
        year,
    )
    code = visit.language.code
    shown = []
    for row in rows:
        if row["place_code"] in members or row["place_code"] == place:
            name = visit.name_of_place(row["place_code"])
            city = members.get(row["place_code"], {}).get(f"title_{code}")
            told = f"{city} ({name})" if city and city not in name else name
            shown.append({**row, f"title_{code}": told, "is_shown": row["place_code"] == place})
    schema = table("standing").schema.append(pa.field("is_shown", pa.bool_()))
    return figures.lanes(
        pa.Table.from_pylist(shown, schema=schema),
        Lane(
            "lq_shrunk",
            "lq_low",
            "lq_high",
            visit.text("Specialisation (1 = as in Europe, logarithmic scale)"),
            "quotient",
            rule=1.0,
        ),
        language=code,
        title=visit.text(
            "{activity}: {place} among {panel}",
            activity=visit.name_of_activity(activity),
            place=visit.name_of_place(place),
            panel=_named(visit, panel),
        ),
        name=f"title_{code}",
        keys=("place_code",),
        accent="is_shown",
        more=("rank", "rank_low", "rank_high"),
    )


def _named(visit: Visit, panel: str) -> str:
    """Give a panel's name within a sentence; English keeps the capitals of European names."""
    name = visit.text(_PANELS[panel])
    return _lower(name) if visit.language.code == "nb" else name


PAGE = Page(
    id="standing",
    path="standing",
    title={"nb": "Sett fra Europa", "en": "Seen from Europe"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=22,
    group="strengths",
    answer=_in_short,
)
