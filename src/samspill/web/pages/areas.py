"""The seven areas side by side, and what is in none of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.text import UNCLASSIFIED
from samspill.web.series import MEASURES
from samspill.web.sharing import name_of_area, plan_of_areas, rows_of_place
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = [
    "MEASURES_OF_AREAS",
    "NORWAY",
    "PAGE",
    "amount",
    "holdings",
    "name_of_place",
    "places_with_areas",
    "quality",
    "unit",
    "written",
]

MEASURES_OF_AREAS = (
    "grant_nok", "loan_nok", "guarantee_nok", "equity_nok", "tax_nok", "awards_count",
    "projects_count", "project_eur", "employees_count", "establishments_count", "actors_count",
)  # fmt: skip
"""What the areas hold, the measure to begin with first."""
_KINDS = ("country", "region", "type", "county", "nuts2", "municipality")
NORWAY = "NO"


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:_-]{2,30}$")
    measure: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")


def show(visit: Visit) -> Shown:
    """Give what each area holds in a place, by one measure."""
    asked: Asked = visit.query
    place = _place(visit, asked.place)
    found = holdings(visit, place)
    measures = [name for name in MEASURES_OF_AREAS if name in found]
    if asked.measure is not None and asked.measure not in measures:
        raise UnknownCode("measure", asked.measure, measures)
    measure = asked.measure or next(iter(measures), None)
    rows = found.get(measure or "", [])
    plans = []
    if rows and measure is not None:
        name = visit.text(MEASURES[measure])
        plans.append(
            Plan(
                "holdings",
                lambda: figures.holding_bars(
                    _table(visit, rows),
                    language=visit.language.code,
                    title=visit.text("{measure} by area", measure=name),
                    name="name",
                    written=lambda value: written(visit, measure, value),
                    link=lambda row: _url(visit, row["area_id"]),
                ),
                "area_totals",
                note=visit.text(
                    "The thin line shows how far other reasonable ways of sharing the records "
                    "between the areas move the figure."
                ),
            )
        )
    kind = measure.removesuffix("_nok") if measure is not None else ""
    shares = rows_of_place(visit, place, kind)
    if any(row["area_support_share"] is not None for row in shares):
        plans.append(plan_of_areas(visit, shares))
    known = quality(visit)
    if "combined all f1" in known:
        plans.append(
            Plan(
                "quality",
                lambda: _quality_dots(visit, known),
                "area_quality",
                note=visit.text(
                    "F1 counts both what is put in an area wrongly and what is missed; 1 is right "
                    "in all. Measured on records that were read and labelled by hand, with 95% "
                    "intervals."
                ),
                ignores=("place", "measure"),
            )
        )
    answer = _answer_in(visit, place, measure, rows)
    return Shown(
        title=visit.language.of(visit.page.title),
        lead=visit.text("What do the region's seven areas hold?"),
        figures=tuple(plans),
        context={
            "answer": answer,
            "place": place,
            "places": places_with_areas(visit),
            "measure": measure,
            "measures": measures,
            "found": found,
            "span": _span(rows),
            "amount": lambda name, value: amount(visit, name, value),
            "unit": lambda name: unit(visit, name),
            "name_of_area": lambda area_id: name_of_area(visit, area_id),
            "unclassified": UNCLASSIFIED,
            "area_of": {area.id: area for area in visit.region.areas},
            "quality": known,
        },
    )


def holdings(visit: Visit, place: str) -> dict[str, list[dict[str, Any]]]:
    """Give what the areas hold in a place, by measure, in order of the areas."""
    numbers = {area.id: area.number for area in visit.region.areas}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in visit.pinned.rows(
        "area_totals", "select * from area_totals where place_code = ?", place
    ):
        found.setdefault(row["measure"], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: numbers.get(row["area_id"], 99))
    return found


def places_with_areas(visit: Visit) -> list[tuple[str, str]]:
    """Give the places that have figures, largest kinds first; municipalities of the region only."""
    rows = visit.pinned.rows("area_totals", "select distinct place_code from area_totals")
    listed = []
    for row in rows:
        code = row["place_code"]
        known = visit.pinned.places.get(code)
        kind = "country" if code == NORWAY else known.kind if known else "nuts2"
        is_outside = kind == "municipality" and (known is None or known.type is None)
        if kind in _KINDS and not is_outside:
            listed.append((_KINDS.index(kind), name_of_place(visit, code), code))
    return [(code, name) for _, name, code in sorted(listed)]


def name_of_place(visit: Visit, code: str) -> str:
    """Give a place's name; the country has one too."""
    return visit.text("Norway") if code == NORWAY else visit.name_of_place(code)


def amount(visit: Visit, measure: str, value: float | None) -> str:
    """Give a value of a measure without its unit: money in millions, the rest whole."""
    if value is None:
        return "–"
    is_money = measure.endswith(("_nok", "_eur"))
    size = value / 1e6 if is_money else value
    return visit.language.number(size, 1 if is_money and 0 < abs(size) < 10 else 0)


def unit(visit: Visit, measure: str) -> str:
    """Give the unit of a measure that `amount` wrote; counts have none."""
    if measure.endswith("_nok"):
        return visit.text("million kroner")
    return visit.text("million euro") if measure.endswith("_eur") else ""


def written(visit: Visit, measure: str, value: float | None) -> str:
    """Give a value of a measure with its unit."""
    return f"{amount(visit, measure, value)} {unit(visit, measure)}".strip()


def quality(visit: Visit) -> dict[str, Any]:
    """Give the figures of quality by area and measure, of the method that a build uses."""
    rows = visit.pinned.rows("area_quality", "select * from area_quality where decided_as = ''")
    return {f"{row['method']} {row['area_id']} {row['measure']}": row for row in rows}


def _quality_dots(visit: Visit, known: dict[str, Any]) -> figures.Figure:
    """Draw how well records are put in each area, beside what the industry code alone reaches."""
    areas = [*(area.id for area in visit.region.areas), UNCLASSIFIED, "all"]
    rows = [
        {
            **known[f"combined {area} f1"],
            "line": visit.text("All together") if area == "all" else name_of_area(visit, area),
            "baseline": known[f"code_alone {area} f1"]["value"],
        }
        for area in areas
        if f"combined {area} f1" in known
    ]
    return figures.dots(
        pa.Table.from_pylist(rows),
        language=visit.language.code,
        title=visit.text("How well records are put in the areas"),
        shows=figures.Measured(
            "value", "F1", "F1", low="low", high="high", beside="baseline",
            beside_name=visit.text("The industry code alone"),
        ),
        name="line",
        keys=("area_id",),
        columns=("line", "value", "low", "high", "baseline"),
    )  # fmt: skip


def _place(visit: Visit, asked: str | None) -> str:
    """Give the place asked for, else the alliance, else the country."""
    known = [code for code, _ in places_with_areas(visit)]
    if asked is not None and known and asked not in known:
        raise UnknownCode("place", asked, known)
    return asked or (visit.region.id if visit.region.id in known else NORWAY)


def _url(visit: Visit, area_id: str) -> str:
    if area_id == UNCLASSIFIED:
        return "#unclassified"
    return visit.url_of_area(visit.region.area(area_id))


def _table(visit: Visit, rows: list[dict[str, Any]]) -> pa.Table:
    numbers = {area.id: area.number for area in visit.region.areas}
    ranked = sorted(rows, key=lambda row: (row["area_id"] == UNCLASSIFIED, -row["value"]))
    return pa.Table.from_pylist(
        [
            {
                **row,
                "name": name_of_area(visit, row["area_id"]),
                "number": numbers.get(row["area_id"], 0),
            }
            for row in ranked
        ]
    )


def _span(rows: list[dict[str, Any]]) -> str:
    first, last = (rows[0][name] if rows else None for name in ("first_year", "last_year"))
    if first is None or last is None:
        return ""
    return str(last) if first == last else f"{first}–{last}"


def _answer_in(visit: Visit, place: str, measure: str | None, rows: list[dict[str, Any]]) -> str:
    """Say which area is the largest, and how much is in none."""
    inside = [row for row in rows if row["area_id"] != UNCLASSIFIED and row["value"]]
    if not inside or measure is None:
        return ""
    first, *others = sorted(inside, key=lambda row: -row["value"])[:2]
    rest = next((row for row in rows if row["area_id"] == UNCLASSIFIED), None)
    words = {
        "area": name_of_area(visit, first["area_id"]),
        "place": visit.text("Norway") if place == NORWAY else visit.place_inside(place),
        "amount": written(visit, measure, first["value"]),
        "measure": visit.text(MEASURES[measure]).lower(),
        "span": _span(rows),
    }
    for second in others:
        words["other"] = name_of_area(visit, second["area_id"])
        words["less"] = written(visit, measure, second["value"])
    if others and not _is_above(first, others[0]):
        said = visit.text(
            "{area} with {amount} and {other} with {less} are the largest areas in {place} "
            "({measure}, {span}). Which of them is larger depends on how records are shared "
            "between areas.",
            **words,
        )
    else:
        said = visit.text(
            "{area} is the largest area in {place}, with {amount} ({measure}, {span}).", **words
        )
        if others:
            said += " " + visit.text("Next comes {other} with {less}.", **words)
    if rest is not None and rest["share"] is not None:
        said += " " + visit.text(
            "{share} is in none of the areas.", share=visit.language.percent(rest["share"])
        )
    return said


def _answer(visit: Visit) -> str:
    place = _place(visit, None)
    found = holdings(visit, place)
    measure = next((name for name in MEASURES_OF_AREAS if name in found), None)
    return _answer_in(visit, place, measure, found.get(measure or "", []))


def _is_above(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a figure is above another however the records are shared between the areas."""
    low = row["value"] if row["low"] is None else row["low"]
    high = other["value"] if other["high"] is None else other["high"]
    return bool(low > high)


def _speaks_of(visit: Visit) -> str:
    place = _place(visit, visit.query.place)
    return place if any(holdings(visit, place).values()) else ""


PAGE = Page(
    id="areas",
    path="areas",
    title={"nb": "Satsingsområder", "en": "Areas"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=14,
    group="strengths",
    answer=_answer,
    speaks_of=_speaks_of,
)
