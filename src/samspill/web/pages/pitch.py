"""One page in English for each area, for use abroad: five figures, each with source and doubt.

The page is the same under both languages, and says itself that it is in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.figures import Lane
from samspill.findings.rosters import brief
from samspill.harmonise.places import nuts_of_members
from samspill.region import Area
from samspill.tables import table
from samspill.web.language import Language, language
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_FOREMOST = 5
_PART, _SEVERAL = 0.25, 3
"""An activity is the area's when this part of it is, or when it is among the area's first few."""

_PROJECTS = 10
"""With fewer projects in an area, the partners of all areas are given."""


class Asked(Query):
    """What the page can be asked."""

    area: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")


def show(visit: Visit) -> Shown:
    """Give the five figures of an area, and the activities in which the region is foremost."""
    asked: Asked = visit.query
    area = visit.region.area(asked.area)
    english = language("en")
    foremost = _foremost(visit, area)
    found = (
        _standing(visit, area, english),
        _jobs(visit, area, english),
        _strongest(foremost, english),
        _green(visit, area, english),
        _abroad(visit, area, english),
    )
    cards = [{**card, "told": f"Source: {card['source']}."} for card in found if card is not None]
    plans = [Plan("foremost", lambda: _drawn(foremost), "standing", (), ("eurostat_sbs",))]
    return Shown(
        title=f"{visit.region.name['en']}: {area.name['en']}",
        figures=tuple(plans) if foremost else (),
        context={
            "area": area,
            "cards": cards,
            "foremost": foremost,
            "answer": " ".join(card["sentence"] for card in cards[:1]),
            "points": [{"text": card["sentence"]} for card in cards[1:]],
            "purpose": _purpose(visit, english),
            "others": [one for one in visit.region.areas if one.id != area.id],
            "in_english": english,
            "nothing": "This build has no figures of the area.",
            "method": "Source: Eurostat, structural business statistics by region. A rank is the "
            "middle of what the figures allow.",
        },
    )


def _purpose(visit: Visit, english: Language) -> str:
    """Say how many live in the region, and which Green Capital lies in it."""
    place = visit.pinned.places.get(visit.region.id)
    people = english.short_number(place.population) if place and place.population else None
    told = [f"A region of {people} people"] if people else []
    told += [
        f"{row['title_en']} was European Green Capital in {row['year']}"
        for row in visit.pinned.rows(
            "region_panels",
            "select title_en, year from region_panels where panel = 'green_capital' "
            "and place_code in ('NO01', 'NO02', 'NO03') order by year",
        )
    ]
    return "".join(f"{one}. " for one in told).strip()


def _one(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    return rows[0] if rows else None


def _standing(visit: Visit, area: Area, english: Language) -> dict[str, Any] | None:
    row = _one(
        visit.pinned.rows(
            "standing",
            "select * from standing where subject = 'area' and subject_code = ? "
            "and measure = 'persons_employed' and is_observed and list_contains(?, place_code) "
            "order by year desc, rank, place_code limit 1",
            area.id,
            list(visit.own_regions),
        )
    )
    if row is None:
        return None
    place = visit.names_of_place(row["place_code"])[1]
    return {
        "label": f"Rank of {place} among Europe's regions",
        "value": f"No. {row['rank']} of {row['regions_count']}",
        "doubt": f"95% interval: {row['rank_low']}–{row['rank_high']}",
        "note": f"By specialisation in the area, {row['year']}: "
        f"{english.number(row['lq_shrunk'], 1)} times Europe "
        f"({english.number(row['lq_low'], 1)}–{english.number(row['lq_high'], 1)}).",
        "source": "Eurostat, structural business statistics by region",
        "sentence": f"{place} is number {row['rank']} of {row['regions_count']} regions of Europe "
        f"in {area.name['en'].lower()} (95% interval {row['rank_low']}–{row['rank_high']}).",
    }


def _jobs(visit: Visit, area: Area, english: Language) -> dict[str, Any] | None:
    row = _one(
        visit.pinned.rows(
            "green_shares",
            "select * from green_shares where subject = 'area' and subject_code = ? "
            "order by measure = 'persons_employed' desc, list_contains(?, within) desc limit 1",
            area.id,
            list(visit.own_regions),
        )
    )
    if row is None:
        return None
    value, low, high = (
        english.number(round(row[name], -2), 0) for name in ("value", "value_low", "value_high")
    )
    where = _inside(visit, row["within"])
    return {
        "label": "Jobs in the area's industries",
        "value": value,
        "doubt": f"95% interval: {low}–{high}",
        "note": f"{where}, {row['period']}, in {english.number(row['units_count'], 0)} "
        "establishments. An industry that belongs to the area in part counts in part, by "
        f"judgement.{_uncovered(row['source'])}",
        "source": _source_of(row["source"]),
        "sentence": f"About {value} people work in the area's industries in {where} "
        f"({row['period']}).",
    }


def _inside(visit: Visit, code: str) -> str:
    """Give a place's English name as it stands inside a sentence."""
    named = {one.id: one.inside["en"] for one in visit.region.sets}
    return named.get(code) or visit.names_of_place(code)[1]


def _strongest(foremost: Sequence[Mapping[str, Any]], english: Language) -> dict[str, Any] | None:
    if not foremost:
        return None
    row = foremost[0]
    return {
        "label": "Highest-ranked activity",
        "value": f"{english.number(row['lq_shrunk'], 1)} times Europe",
        "doubt": f"95% interval: {english.number(row['lq_low'], 1)}–"
        f"{english.number(row['lq_high'], 1)}",
        "note": f"{row['title_en']} in {row['told']}: number {row['rank']} "
        f"({row['rank_low']}–{row['rank_high']}) of {row['regions_count']} regions, {row['year']}.",
        "source": "Eurostat, structural business statistics by region",
        "sentence": f"Highest-ranked: {row['title_en'].lower()} in {row['told']}, "
        f"{english.number(row['lq_shrunk'], 1)} times Europe's share.",
    }


def _green(visit: Visit, area: Area, english: Language) -> dict[str, Any] | None:
    row = _one(
        visit.pinned.rows(
            "green_shares",
            "select * from green_shares where subject = 'area' and subject_code = ? "
            "order by measure = 'persons_employed' desc, list_contains(?, within) desc limit 1",
            area.id,
            list(visit.own_regions),
        )
    )
    if row is None:
        return None
    return {
        "label": "Green share of those jobs",
        "value": english.percent(row["green_share"]),
        "doubt": f"{english.percent(row['weights_low'])}–{english.percent(row['weights_high'])} "
        "depending on how strictly green is judged",
        "note": f"The count itself is good to {english.percent(row['green_share_low'], 1)}–"
        f"{english.percent(row['green_share_high'], 1)} (95% interval), {row['period']}.",
        "source": f"{_source_of(row['source'])}; green weights of the region's profile",
        "sentence": f"{english.percent(row['green_share'])} of the jobs are green.",
    }


def _abroad(visit: Visit, area: Area, english: Language) -> dict[str, Any] | None:
    of_area, of_all = (_met(visit, area_id) for area_id in (area.id, ""))
    enough = of_area and of_area[0]["projects_of_place_count"] >= _PROJECTS
    rows = of_area if enough else of_all
    if not rows:
        return _projects(visit, english)
    in_english = [english.country(row["country_code"]) for row in rows]
    first = rows[0]
    what = "projects of the area" if enough else "projects of all areas"
    return {
        "label": "Partners abroad met most often",
        "value": ", ".join(in_english),
        "doubt": f"{in_english[0]}: {english.percent(first['share'])} of partners abroad "
        f"({english.percent(first['share_low'])}–{english.percent(first['share_high'])})",
        "note": f"In {first['projects_count']} of {first['projects_of_place_count']} EU {what} "
        f"with several partners, {'–'.join(dict.fromkeys(first['period'].split('-')))}.",
        "source": "CORDIS, Publications Office of the EU",
        "sentence": f"Partners abroad come most often from {', '.join(in_english)}.",
    }


def _met(visit: Visit, area_id: str) -> list[dict[str, Any]]:
    """Give the three countries met most often."""
    return visit.pinned.rows(
        "partners",
        "select * from partners where area_id = ? and region_code = '' "
        "and list_contains(?, place_code) "
        "order by place_code = ? desc, projects_count desc limit 3",
        area_id,
        list(visit.wide_places[:-1]),
        visit.region.id,
    )


def _projects(visit: Visit, english: Language) -> dict[str, Any] | None:
    row = _one(
        visit.pinned.rows(
            "green_shares",
            "select * from green_shares where measure = 'projects_count' "
            "and list_contains(?, subject_code) order by subject_code = ? desc limit 1",
            list(visit.wide_places[:-1]),
            visit.region.id,
        )
    )
    if row is None:
        return None
    return {
        "label": "EU research projects, all areas",
        "value": english.number(row["units_count"], 0),
        "doubt": f"Green: {english.percent(row['green_share'])} "
        f"({english.percent(row['weights_low'])}–{english.percent(row['weights_high'])})",
        "note": f"Projects of Horizon 2020 with a partner in the region, {row['period']}.",
        "source": "Research Council of Norway, grants from the EU",
        "sentence": f"The region took part in {english.number(row['units_count'], 0)} EU projects.",
    }


def _uncovered(source: str) -> str:
    """Say what a source leaves out."""
    if source == "eurostat_sbs":
        return " Farming, banks and most of health and culture are not in these statistics."
    return ""


def _source_of(source: str) -> str:
    if source == "eurostat_sbs":
        return "Eurostat, structural business statistics by region"
    return "Register of legal entities, Brønnøysund"


def _foremost(visit: Visit, area: Area) -> list[dict[str, Any]]:
    """Give the area's activities in which one of the regions stands highest."""
    parts = visit.pinned.rows(
        "area_activities",
        "select activity_code code, area_part_by_code part from area_activities "
        "where area_id = ? and part > 0 order by part desc, code",
        area.id,
    )
    rows = visit.pinned.rows(
        "standing",
        "select * from standing where subject = 'activity' and measure = 'persons_employed' "
        "and is_observed and list_contains(?, place_code) "
        "qualify year = max(year) over () order by rank, lq_shrunk desc, subject_code",
        list(nuts_of_members(visit.region)),
    )
    ranked = {row["subject_code"] for row in rows}
    known = [one for one in parts if one["code"] in ranked]
    inside = {one["code"] for at, one in enumerate(known) if at < _SEVERAL or one["part"] >= _PART}
    best: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["subject_code"] in inside:
            told = visit.names_of_place(row["place_code"])[1]
            named = f"{brief(row['title_en'])} ({told})"
            best.setdefault(row["subject_code"], {**row, "told": told, "named": named})
    return list(best.values())[:_FOREMOST]


def _drawn(foremost: Sequence[Mapping[str, Any]]) -> figures.Figure:
    schema = table("standing").schema.append(pa.field("named", pa.string()))
    rows = [{name: row.get(name) for name in schema.names} for row in foremost]
    count = max((row["regions_count"] for row in foremost), default=1)
    return figures.lanes(
        pa.Table.from_pylist(rows, schema=schema),
        Lane(
            "rank",
            "rank_low",
            "rank_high",
            f"Rank among {count} regions of Europe (1 is first), with 95% interval",
            "rank",
            of=count,
        ),
        language="en",
        title="The area's activities among Europe's regions",
        name="named",
        keys=("subject_code",),
        more=("lq_shrunk", "lq_low", "lq_high", "year"),
    )


PAGE = Page(
    id="pitch",
    path="pitch/{area}",
    title={"nb": "Presentasjon til utlandet", "en": "Pitch"},
    show=show,
    query=Asked,
    group="strengths",
)
