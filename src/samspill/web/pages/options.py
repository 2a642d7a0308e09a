"""Where a place can grow: the plane, the forecast, and how much to believe either."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.region import Area
from samspill.tables import table
from samspill.web.choosing import grouped_places
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.trust import Trust, of_hundred, trust, verdict

__all__ = ["PAGE"]

_IN_FIGURE, _PER_PAGE, _NAMED = 10, 15, 3
_ORDERS = {
    "forecast": "rank",
    "simplest": "baseline desc, lq desc",
    "near": "density desc",
    "demanding": "complexity desc",
    "stable": "stability desc",
}

Row = dict[str, Any]


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:_-]{1,40}$")
    source: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")
    year: int | None = Field(None, ge=1900, le=2200)
    area: str | None = Field(None, pattern=r"^[a-z][a-z0-9-]{0,30}$")
    order: Literal["forecast", "simplest", "near", "demanding", "stable"] | None = None
    page: int = Field(1, ge=1, le=10_000)


def show(visit: Visit) -> Shown:
    """Give the options of a place with the back-test beside them."""
    asked: Asked = visit.query
    basis = visit.pinned.rows("options_basis", "select * from options_basis order by source")
    code = _place(visit, basis)
    own = [row for row in basis if row["place_code"] == code]
    rows = [] if code is None else _rows(visit, code)
    told = trust(visit, rows[0]["source"]) if rows else None
    order = asked.order or _usual_order(rows, told)
    rows = _ordered(rows, order)
    area = visit.region.area(asked.area) if asked.area else None
    listed = [row for row in rows if area is None or area.id in (row["area_ids"] or "").split()]
    last = max(1, -(-len(listed) // _PER_PAGE))
    at = min(asked.page, last)
    return Shown(
        title=visit.text("Options"),
        lead=visit.text("Where can the region grow, and how much is that to be believed?"),
        figures=tuple(_plans(visit, code, rows, listed, own)),
        context={
            "place_code": code,
            "places": grouped_places(visit, _choosable(basis, code)),
            "basis": own,
            "shown_basis": next(
                (b for b in own if rows and b["source"] == rows[0]["source"]), None
            ),
            "all_rows": rows,
            "answer": _answer_of(visit, code, listed, told, own, area),
            "detail": verdict(visit, told) if told is not None and _has_forecast(rows) else "",
            "rows": listed[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            "listed_count": len(listed),
            "has_forecast": _has_forecast(rows),
            "trust": told,
            "in_band": _in_band(rows, told),
            "order": order,
            "area": area,
            "page_number": at,
            "last_page": last,
        },
    )


def _place(visit: Visit, basis: list[Row]) -> str | None:
    """Give the place that is asked for, else the largest that has a forecast here."""
    known = {row["place_code"] for row in basis}
    asked = visit.query.place
    if asked is not None:
        if asked not in known and asked not in visit.pinned.places:
            raise UnknownCode("place", asked, known)
        return str(asked)
    return _first_place(basis)


def _first_place(basis: list[Row]) -> str | None:
    worth = {"forecast": 0, "plane": 1, "none": 2}
    kinds = {"region": 0, "nuts2": 1, "type": 2, "county": 3, "municipality": 4}
    here = [row for row in basis if row["place_kind"] != "nuts2" or row["place_code"][:2] == "NO"]
    ranked = sorted(
        here,
        key=lambda r: (worth[r["basis"]], kinds.get(r["place_kind"], 9), r["place_code"]),
    )
    return ranked[0]["place_code"] if ranked else None


def _choosable(basis: list[Row], chosen: str | None) -> list[str]:
    """Give the places of the country, and the one that is shown."""
    return [
        row["place_code"]
        for row in basis
        if (
            row["place_kind"] != "nuts2"
            or row["place_code"][:2] == "NO"
            or row["place_code"] == chosen
        )
    ]


def _rows(visit: Visit, code: str) -> list[Row]:
    """Give a place's options; a source or a year that it has none of is said."""
    rows = _every_row(visit, code)
    for name in ("source", "year"):
        asked = getattr(visit.query, name)
        known = {str(row[name]) for row in rows}
        if asked is not None and rows and str(asked) not in known:
            raise UnknownCode(name, str(asked), known)
    return rows


def _every_row(visit: Visit, code: str) -> list[Row]:
    return visit.pinned.rows("options", "select * from options where place_code = ?", code)


def _has_forecast(rows: list[Row]) -> bool:
    return any(row["forecast"] is not None for row in rows)


def _usual_order(rows: list[Row], told: Trust | None) -> str:
    """Order by what did best in the back-test."""
    loses = told is not None and told.verdict == "loses"
    return "simplest" if loses and _has_forecast(rows) else "forecast"


def _ordered(rows: list[Row], order: str) -> list[Row]:
    columns = [part.split() for part in _ORDERS[order].split(", ")]

    def key(row: Row) -> tuple[tuple[bool, float], ...]:
        found = []
        for column, *way in columns:
            value = row[column]
            found.append((value is None, 0.0 if value is None else -value if way else value))
        return (*found, (False, float(row["rank"] or 0)))

    return sorted(rows, key=key)


def _first(rows: list[Row], order: str) -> list[Row]:
    """Give the rows that the answer names: the first of the list, or of the plane."""
    if _has_forecast(rows):
        column = "baseline" if order == "simplest" else "forecast"
        ranked = _ordered(rows, "simplest" if column == "baseline" else "forecast")
        return [row for row in ranked if row[column] is not None][:_NAMED]
    return [row for row in _ordered(rows, "forecast") if row["rank"] is not None][:_NAMED]


def _answer(visit: Visit) -> str:
    """Say for the overview what may come to the place that the page begins with."""
    basis = visit.pinned.rows("options_basis", "select * from options_basis order by source")
    code = _first_place(basis)
    rows = [] if code is None else _every_row(visit, code)
    told = trust(visit, rows[0]["source"]) if rows else None
    own = [row for row in basis if row["place_code"] == code]
    found = _answer_of(visit, code, rows, told, own)
    if found and told is not None and _has_forecast(rows):
        return f"{found} {verdict(visit, told)}"
    return found


def _speaks_of(visit: Visit) -> str:
    basis = visit.pinned.rows("options_basis", "select * from options_basis order by source")
    code = _place(visit, basis)
    return code if code is not None and _rows(visit, code) else ""


def _answer_of(
    visit: Visit,
    code: str | None,
    rows: list[Row],
    told: Trust | None,
    basis: list[Row],
    area: Area | None = None,
) -> str:
    """Name the first of the list, or of the plane where there is no forecast.

    With an area, whose rows they are, it says that it speaks of that.
    """
    first = _first(rows, _usual_order(rows, told))
    if not first or code is None:
        return ""
    place = visit.place_inside(code)
    if _has_forecast(rows):
        column = "baseline" if _usual_order(rows, told) == "simplest" else "forecast"
        names = [f"{_small(visit, row)} ({of_hundred(visit, row[column])})" for row in first]
        start = visit.language.ntext(
            "Most likely to come to {place} within {n} year:",
            "Most likely to come to {place} within {n} years:",
            first[0]["horizon"],
            place=place,
        )
        return f"{_within(visit, area)}{start} {visit.listed(names)}."
    start = visit.text("Nearest and most demanding at once of what {place} lacks:", place=place)
    reason = next(
        (b[f"reason_{visit.language.code}"] for b in basis if b["source"] == rows[0]["source"]), ""
    )
    names = [_small(visit, row) for row in first]
    return f"{_within(visit, area)}{start} {visit.listed(names)}. {reason}".rstrip()


def _within(visit: Visit, area: Area | None) -> str:
    return f"{visit.language.of(area.short)}: " if area is not None else ""


def _small(visit: Visit, row: Row) -> str:
    """Give an activity's name as inside a sentence; an abbreviation stays."""
    name = visit.name_of_activity(row["activity_code"])
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _in_band(rows: list[Row], told: Trust | None) -> list[int]:
    """Give for each band of the back-test how many of the place's options lie in it."""
    if told is None:
        return []
    return [
        sum(
            row["forecast"] is not None
            and band["probability_from"] <= row["forecast"]
            and (row["forecast"] < band["probability_to"] or band["probability_to"] == 1.0)
            for row in rows
        )
        for band in told.bands
    ]


def _plans(
    visit: Visit, code: str | None, rows: list[Row], listed: list[Row], basis: list[Row]
) -> list[Plan]:
    if not rows or code is None:
        return []
    own = next((b for b in basis if b["source"] == rows[0]["source"]), None)
    sources = (rows[0]["source"],)
    plans = []
    if _has_forecast(rows) and any(row["forecast"] is not None for row in listed):
        plans.append(
            Plan(
                "forecast",
                lambda: _dots(visit, code, listed),
                "options",
                ("location_quotient", "entry"),
                sources,
                ignores=("page",),
                width=520,
            )
        )
    if (
        own is not None
        and own["density_median"] is not None
        and own["complexity_median"] is not None
    ):
        plans.append(
            Plan(
                "plane",
                lambda: _plane(visit, code, rows, own),
                "options",
                ("relatedness_density", "product_complexity"),
                sources,
                ignores=("page", "area"),
            )
        )
    return plans


def _table(visit: Visit, rows: list[Row]) -> pa.Table:
    named = [
        {**row, f"activity_{visit.language.code}": visit.name_of_activity(row["activity_code"])}
        for row in rows
    ]
    return pa.Table.from_pylist(named, schema=table("options").schema)


def _link(visit: Visit) -> figures.Link:
    return lambda row: visit.url("option", place=row["place_code"], activity=row["activity_code"])


def _dots(visit: Visit, code: str, rows: list[Row]) -> figures.Figure:
    _, years = visit.text, rows[0]["horizon"]
    return figures.dots(
        _table(visit, [row for row in rows if row["forecast"] is not None][:_IN_FIGURE]),
        language=visit.language.code,
        title=_("What may come to {place}", place=visit.place_inside(code)),
        shows=figures.Measured(
            column="forecast",
            name=_("The forecast, with 95% interval"),
            title=visit.language.ntext(
                "Probability that it is there within {n} year →",
                "Probability that it is there within {n} years →",
                years,
            ),
            low="forecast_low",
            high="forecast_high",
            beside="baseline",
            beside_name=_("The simplest rule"),
            unit="%",
        ),
        name=f"activity_{visit.language.code}",
        keys=("place_code", "activity_code"),
        link=_link(visit),
    )


def _plane(visit: Visit, code: str, rows: list[Row], basis: Row) -> figures.Figure:
    _ = visit.text
    areas = {area.id: area for area in visit.region.areas}
    groups = {
        area.name["nb"]: figures.Group(
            visit.language.of(area.short), figures.AREAS[(area.number - 1) % len(figures.AREAS)]
        )
        for area in areas.values()
    }
    first = [(row["area_ids"] or "").split()[:1] for row in rows]
    of_area = [areas[ids[0]].name["nb"] if ids and ids[0] in areas else "" for ids in first]
    named = _table(visit, rows).append_column("area", pa.array(of_area, pa.string()))
    named = named.append_column("order", pa.array(range(len(rows)), pa.int64()))
    return figures.scatter(
        named,
        language=visit.language.code,
        title=_(
            "How near and how demanding the options of {place} are", place=visit.place_inside(code)
        ),
        x=figures.Side(
            "density",
            _("nearness"),
            _("Nearer to what is here →"),
            cut=basis["density_median"],
            unit="%",
        ),
        y=figures.Side(
            "complexity",
            _("how demanding it is"),
            _("↑ More demanding"),
            cut=basis["complexity_median"],
            has_numbers=False,
        ),
        name=f"activity_{visit.language.code}",
        keys=("place_code", "activity_code"),
        corners=figures.Corners(
            _("Far and demanding"),
            _("Near and demanding"),
            _("Far and simple"),
            _("Near and simple"),
        ),
        group="area",
        groups=groups,
        rank="order",
        link=_link(visit),
        columns=(f"activity_{visit.language.code}", "density", "complexity", "stability", "lq"),
    )


PAGE = Page(
    id="options",
    path="options",
    title={"nb": "Muligheter", "en": "Options"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=16,
    group="strengths",
    answer=_answer,
    speaks_of=_speaks_of,
)
