"""Whom the region works with abroad: by country, by region and by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.figures import Lane
from samspill.harmonise.places import nuts_of_members
from samspill.tables import table
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN = 15
_WITH_ARTICLE = ("GB", "NL", "UK", "US")


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[a-z][a-z0-9_-]{0,40}$")
    area: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$")


def show(visit: Visit) -> Shown:
    """Give the partners of a set of places."""
    asked: Asked = visit.query
    area = visit.region.area(asked.area) if asked.area else None
    found = visit.pinned.rows("partners", "select distinct place_code code from partners")
    codes = [row["code"] for row in found]
    places = {
        code: visit.name_of_place(code)
        for code in sorted(codes, key=lambda code: (code != visit.region.id, code))
    }
    place = asked.place if asked.place in places else next(iter(places), None)
    countries = _countries(visit, place, area.id if area else "")
    plans = []
    if countries:
        plans.append(
            Plan(
                "countries",
                lambda: _by_country(visit, countries),
                "partners",
                (),
                ("cordis",),
            )
        )
        if borders := _borders(visit):
            plans.insert(
                0,
                Plan(
                    "map",
                    lambda: _map(visit, borders[0], countries),
                    "partners",
                    (),
                    ("cordis", "gisco_nuts2"),
                    width=600,
                ),
            )
    return Shown(
        title=visit.text("Partners abroad"),
        lead=visit.text("Whom does the region work with abroad, in the EU's research projects?"),
        figures=tuple(plans),
        context={
            **_answer(visit, place, countries),
            "places": places,
            "place": place,
            "area": area,
            "areas": _areas(visit, place),
            "countries": [
                {**row, "name": visit.language.country(row["country_code"])} for row in countries
            ],
            "regions": _regions(visit, place),
            "by_cluster": _by_cluster(visit),
        },
    )


def _by_cluster(visit: Visit) -> str:
    """Say why no partners are given cluster by cluster."""
    _ = visit.text
    known = visit.pinned.rows(
        "clusters", "select count(*) n, count(*) filter (listed_count > 0) listed from clusters"
    )
    if not known or not known[0]["n"]:
        return ""
    if known[0]["listed"]:
        return _("Partners are given by country, region and area, not by cluster.")
    return _(
        "Partners are not given by cluster: no cluster of the register has a list of members. The "
        "alliance can fill in cluster_members.csv."
    )


def _countries(visit: Visit, place: str | None, area: str) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "partners",
        "select * from partners where place_code = ? and area_id = ? and region_code = '' "
        "order by projects_count desc, partners_count desc, country_code",
        place or "",
        area,
    )


def _areas(visit: Visit, place: str | None) -> list[str]:
    rows = visit.pinned.rows(
        "partners",
        "select distinct area_id from partners where place_code = ? and area_id <> ''",
        place or "",
    )
    return [row["area_id"] for row in rows]


def _regions(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    rows = visit.pinned.rows(
        "partners",
        "select * from partners where place_code = ? and region_code <> '' "
        "order by projects_count desc, region_code limit 20",
        place or "",
    )
    return [
        {
            **row,
            "name": visit.name_of_place(row["region_code"]),
            "country": visit.language.country(row["country_code"]),
        }
        for row in rows
    ]


def _answer(
    visit: Visit, place: str | None, countries: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    _, language = visit.text, visit.language
    if place is None or not countries:
        return {
            "answer": _(
                "This build has no projects with partners abroad. CORDIS has them for all of "
                "Europe; load it with samspill fetch."
            ),
            "detail": "",
            "points": [],
        }
    first = countries[0]
    above = [row for row in countries if row["ratio_low"] is not None and row["ratio_low"] > 1]
    closest = sorted(above, key=lambda row: -row["ratio"])[:3]
    told = [
        _(
            "{country} ({n} times, {low}–{high})",
            country=language.country(row["country_code"]),
            n=language.number(row["ratio"], 1),
            low=language.number(row["ratio_low"], 1),
            high=language.number(row["ratio_high"], 1),
        )
        for row in closest
    ]
    points = []
    if told:
        whole = _("Beyond what their size alone gives: {countries}.", countries=", ".join(told))
        points.append({"text": whole})
    return {
        "answer": _(
            "{place} meets partners from {country} most often: in {n} of {m} projects.",
            place=visit.place_first(place),
            country=_in_sentence(visit, first["country_code"]),
            n=first["projects_count"],
            m=first["projects_of_place_count"],
        ),
        "detail": _(
            "Projects of CORDIS that start in {period}, with partners from several organisations. "
            "Large countries are partners of nearly everybody, so each is also held against its "
            "part of all other projects.",
            period="–".join(dict.fromkeys(first["period"].split("-"))),
        ),
        "points": [{"url": "", "evidence": "", **one} for one in points],
    }


def _in_sentence(visit: Visit, code: str) -> str:
    """Give a country's name as it stands inside a sentence; English has some with an article."""
    name = visit.language.country(code)
    return f"the {name}" if visit.language.code == "en" and code in _WITH_ARTICLE else name


def _by_country(visit: Visit, countries: Sequence[Mapping[str, Any]]) -> figures.Figure:
    rows = [
        {**row, "name": visit.language.country(row["country_code"])}
        for row in countries[:_SHOWN]
        if row["ratio"] is not None
    ]
    schema = table("partners").schema.append(pa.field("name", pa.string()))
    return figures.lanes(
        pa.Table.from_pylist(rows, schema=schema),
        Lane(
            "ratio",
            "ratio_low",
            "ratio_high",
            visit.text("Times the country's part of all other projects (logarithmic scale)"),
            "quotient",
            rule=1.0,
        ),
        language=visit.language.code,
        title=visit.text("The countries met most often, against their size"),
        name="name",
        keys=("country_code",),
        more=("projects_count", "partners_count", "share", "share_low", "share_high", "expected"),
    )


def _borders(visit: Visit) -> list[pa.Table]:
    borders = visit.pinned.borders()
    has = borders is not None and "nuts2" in borders["place_kind"].to_pylist()
    return [borders] if borders is not None and has else []


def _map(visit: Visit, borders: pa.Table, countries: Sequence[Mapping[str, Any]]) -> figures.Figure:
    """Draw each country, as the sum of its regions, by the part it has of the partners."""
    part = {row["country_code"]: row["share"] for row in countries}
    codes = [
        code
        for code, kind in zip(
            borders["place_code"].to_pylist(), borders["place_kind"].to_pylist(), strict=True
        )
        if kind == "nuts2"
    ]
    values = [
        {
            "place_code": code,
            "place_name": visit.language.country(code[:2]),
            "value": 100 * part[code[:2]],
        }
        for code in codes
        if code[:2] in part
    ]
    return figures.europe_map(
        borders,
        pa.Table.from_pylist(values),
        language=visit.language.code,
        title=visit.text("Where the partners are: each country's part of them"),
        highlight=nuts_of_members(visit.region),
        unit="%",
    )


PAGE = Page(
    id="partners",
    path="partners",
    title={"nb": "Partnere i utlandet", "en": "Partners abroad"},
    show=show,
    query=Asked,
    group="interplay",
)
