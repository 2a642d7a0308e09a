"""One area: what it holds, where, who, with what support, and how records were put in it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.region import Area
from samspill.tables import table
from samspill.text import UNCLASSIFIED
from samspill.web.pages.areas import (
    MEASURES_OF_AREAS,
    NORWAY,
    amount,
    holdings,
    name_of_place,
    places_with_areas,
    quality,
    unit,
    written,
)
from samspill.web.pages.green import GREEN_MEASURES
from samspill.web.series import MEASURES
from samspill.web.sharing import plan_of_places, rows_of_area, said_of_area
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN = 8
_EXAMPLES = 3
_BARS = 15


class Asked(Query):
    """What the page can be asked."""

    area: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    measure: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")


def show(visit: Visit) -> Shown:
    """Give an area's portfolio in the region, and the records in it."""
    asked: Asked = visit.query
    area = visit.region.area(asked.area)
    known = [code for code, _ in places_with_areas(visit)]
    home = visit.region.id if visit.region.id in known else NORWAY
    held = {
        measure: row
        for measure, rows in holdings(visit, home).items()
        for row in rows
        if row["area_id"] == area.id
    }
    measures = [name for name in MEASURES_OF_AREAS if name in held]
    if asked.measure is not None and asked.measure not in measures:
        raise UnknownCode("measure", asked.measure, measures)
    measure = asked.measure or next(iter(measures), None)
    places = _by_place(visit, area, measure) if measure else []
    plans = []
    if places and measure is not None:
        plans.append(
            Plan(
                "places",
                lambda: _bars(visit, area, measure, places),
                "area_totals",
                note=visit.text(
                    "The thin line shows how far other reasonable ways of sharing the records "
                    "between the areas move the figure."
                ),
            )
        )
    kind = (measure or "").removesuffix("_nok")
    shares = rows_of_area(visit, area.id, kind)
    if shares:
        plans.append(plan_of_places(visit, shares))
    green = _green(visit, area)
    if green:
        plans.append(
            Plan(
                "green",
                lambda: _green_lanes(visit, area, green),
                "green_shares",
                note=visit.text(
                    "How much of what the area holds is green, in the profile's judgement. The "
                    "coloured bar is the interval from the counts, the grey line the range between "
                    "the low and the high judgement."
                ),
                ignores=("measure",),
            )
        )
    return Shown(
        title=visit.language.of(area.name),
        figures=tuple(plans),
        context={
            "area": area,
            "home": home,
            "home_name": name_of_place(visit, home),
            "held": held,
            "measures": measures,
            "measure": measure,
            "written": lambda name, value: written(visit, name, value),
            "amount": lambda name, value: amount(visit, name, value),
            "unit": lambda name: unit(visit, name),
            "answer": _answer(visit, area, home, held, places, measure),
            "held_against_jobs": next(
                (
                    (visit.name_of_place(row["place_code"]), said_of_area(visit, row))
                    for row in shares
                    if row["place_kind"] == "region"
                ),
                None,
            ),
            "growth": _growth(visit, held),
            "strengths": _strengths(visit, area),
            "projects": _projects(visit, area),
            "actors": _actors(visit, area),
            "examples": _examples(visit, area),
            "quality": quality(visit),
        },
    )


def _by_place(visit: Visit, area: Area, measure: str) -> list[dict[str, Any]]:
    """Give the types of place and the counties of the region with what the area holds in them."""
    visit.pinned.load("places")
    return visit.pinned.rows(
        "area_totals",
        "select t.* from area_totals t join places p using (place_code) "
        "where t.area_id = ? and t.measure = ? and t.value > 0 and (p.place_kind = 'type' "
        "or (p.place_kind = 'county' and p.place_code in (select place_code[1:2] from places "
        "where place_kind = 'municipality' and type is not null))) "
        "order by p.place_kind desc, t.value desc, t.place_code",
        area.id,
        measure,
    )[: _BARS + 3]


def _bars(visit: Visit, area: Area, measure: str, rows: list[dict[str, Any]]) -> figures.Figure:
    told = [
        {**row, "place_name": visit.name_of_place(row["place_code"]), "number": area.number}
        for row in rows
    ]
    return figures.holding_bars(
        pa.Table.from_pylist(told),
        language=visit.language.code,
        title=visit.text(
            "{measure} by type of place and county", measure=visit.text(MEASURES[measure])
        ),
        name="place_name",
        written=lambda value: written(visit, measure, value),
        link=lambda row: visit.url("place", code=row["place_code"]),
    )


def _green(visit: Visit, area: Area) -> list[dict[str, Any]]:
    """Give the green shares of what the area holds in the region, the newest of each measure."""
    found: list[dict[str, Any]] = []
    for within in visit.wide_places:
        rows = visit.pinned.rows(
            "green_shares",
            "select * from green_shares where subject = 'area' and subject_code = ? and "
            "within = ? qualify row_number() over (partition by measure order by period desc) = 1",
            area.id,
            within,
        )
        known = {row["measure"] for row in found}
        found += [row for row in rows if row["measure"] not in known]
    order = [*GREEN_MEASURES]
    return sorted(
        (row for row in found if row["measure"] in order),
        key=lambda row: order.index(row["measure"]),
    )


def _green_lanes(visit: Visit, area: Area, rows: list[dict[str, Any]]) -> figures.Figure:
    code = visit.language.code
    shown = [
        {
            **row,
            f"title_{code}": visit.text(
                "{measure} in {place}",
                measure=visit.text(GREEN_MEASURES[row["measure"]]),
                place=name_of_place(visit, row["within"]),
            ),
        }
        for row in rows
    ]
    return figures.lanes(
        pa.Table.from_pylist(shown, schema=table("green_shares").schema),
        figures.Lane(
            "green_share", "green_share_low", "green_share_high", visit.text("Green share"),
            "percent", "weights_low", "weights_high",
            visit.text("With the low and the high judgement"),
        ),
        language=code,
        title=visit.text(
            "Green share of what the area holds: {area}", area=visit.language.of(area.short)
        ),
        name=f"title_{code}",
        keys=("measure",),
        more=("period", "value"),
    )  # fmt: skip


def _growth(visit: Visit, held: dict[str, dict[str, Any]]) -> str:
    """Say how the area's jobs have grown, or why nobody can tell."""
    row = held.get("employees_count")
    if row is None:
        return visit.text(
            "Growth: this build has no register of establishments, so jobs by area are not known."
        )
    if row["growth"] is None:
        return visit.text(
            "Growth: the register of this build has one date only ({year}), and growth takes two.",
            year=str(row["last_year"]),
        )
    words = {
        "growth": visit.language.percent(abs(row["growth"]), 1),
        "year": str(row["last_year"]),
    }
    if row["growth"] < 0:
        return visit.text("The jobs of the area fell by {growth} a year up to {year}.", **words)
    return visit.text("The jobs of the area have grown by {growth} a year up to {year}.", **words)


def _strengths(visit: Visit, area: Area) -> list[dict[str, Any]]:
    """Give the strengths in activities of the area, the most specialised first."""
    codes = [code for code in visit.pinned.activities if area in visit.areas_of(code)]
    visit.pinned.load("places")
    return visit.pinned.rows(
        "strengths",
        "select s.* from strengths s join places p using (place_code) where s.is_strength "
        "and s.activity_code in (select unnest(?)) and s.reference = 'norway' "
        "and s.measure in ('employees_count', 'persons_employed') "
        "and p.place_kind in ('municipality', 'county', 'nuts2') "
        "and (p.place_kind <> 'municipality' or p.type is not null) "
        "qualify s.year = max(s.year) over (partition by s.measure) "
        "order by s.lq_shrunk desc, s.place_code limit 8",
        codes,
    )


def _projects(visit: Visit, area: Area) -> list[dict[str, Any]]:
    """Give the EU projects that belong to the area most surely, the largest first."""
    if not _loaded(visit, "participations"):
        return []
    return visit.pinned.rows(
        "project_areas",
        "select a.*, sum(p.amount_eur) as amount_eur, min(p.year) as year, "
        "count(distinct p.actor_id) as actors_count from project_areas a "
        "join participations p using (source, project_id) where a.area_id = ? "
        "and a.source = 'forskningsradet_eu' and a.area_weight >= 0.5 group by all "
        "order by amount_eur desc nulls last, project_id limit 8",
        area.id,
    )


def _actors(visit: Visit, area: Area) -> list[dict[str, Any]]:
    """Give the actors of the region in the area with most awards and participations."""
    if not _loaded(visit, "actors", "awards", "places"):
        return []
    return visit.pinned.rows(
        "actor_areas",
        "select d.*, a.name, a.place_code, n.awards_count from actor_areas d "
        "join actors a using (actor_id) join places p on p.place_code = a.place_code "
        "join (select actor_id, count(*) as awards_count from awards group by actor_id) n "
        "using (actor_id) where d.area_id = ? and d.area_weight >= 0.5 and p.type is not null "
        "order by n.awards_count desc, d.actor_id limit 8",
        area.id,
    )


def _loaded(visit: Visit, *tables: str) -> bool:
    """Load tables that a question joins; false where the build has not all of them."""
    if not all(visit.pinned.has(name) for name in tables):
        return False
    for name in tables:
        visit.pinned.load(name)
    return True


def _examples(visit: Visit, area: Area) -> dict[str, list[dict[str, Any]]]:
    """Give records that were put in the area for different reasons, and some that nearly were."""
    found = {}
    for name, where in (
        ("code", "points_code > 2 and points_terms = 0"),
        ("terms", "points_terms > 1 and points_code <= 1"),
        ("both", "points_code > 1 and points_terms > 1"),
    ):
        found[name] = visit.pinned.rows(
            "award_areas",
            f"select distinct text_read, area_probability, evidence_nb, evidence_en "
            f"from award_areas where area_id = ? and {where} and text_read is not null "
            f"and length(text_read) < 160 order by hash(text_read) limit {_EXAMPLES}",
            area.id,
        )
    short = visit.language.of(area.short)
    found["near"] = visit.pinned.rows(
        "award_areas",
        f"select distinct text_read, evidence_nb, evidence_en from award_areas where area_id = ? "
        f"and is_doubtful and contains(evidence_{visit.language.code}, ?) "
        f"and length(text_read) < 160 order by hash(text_read) limit {_EXAMPLES}",
        UNCLASSIFIED,
        f" {short},",
    )
    return found


def _answer(
    visit: Visit,
    area: Area,
    home: str,
    held: dict[str, dict[str, Any]],
    places: list[dict[str, Any]],
    measure: str | None,
) -> str:
    """Say how large the area is in the region and where most of it is."""
    if measure is None or held[measure]["value"] is None:
        return ""
    row = held[measure]
    said = visit.text(
        "{area} holds {amount} in {place} ({measure}), {share} of all that is there.",
        area=visit.language.of(area.short),
        amount=written(visit, measure, row["value"]),
        place=visit.text("Norway") if home == NORWAY else visit.place_inside(home),
        measure=visit.text(MEASURES[measure]).lower(),
        share=visit.language.percent(row["share"]),
    )
    inside = [
        one
        for one in places
        if visit.pinned.places[one["place_code"]].kind == "county" and one["value"]
    ]
    if inside:
        best = max(inside, key=lambda one: (one["share"] or 0.0, one["place_code"]))
        said += " " + visit.text(
            "It weighs most in {place}, where it is {share}.",
            place=visit.place_inside(best["place_code"]),
            share=visit.language.percent(best["share"]),
        )
    return said


PAGE = Page(
    id="area",
    path="area/{area}",
    title={"nb": "Satsingsområde", "en": "Area"},
    show=show,
    query=Asked,
    group="strengths",
)
