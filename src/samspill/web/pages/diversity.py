"""How varied a place's activities are, how they hang together, and who has what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.tables import table
from samspill.web.choosing import grouped_places
from samspill.web.language import N_
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

Row = dict[str, Any]

_MEASURES = {
    "unrelated_variety": N_("Breadth: unrelated variety"),
    "related_variety": N_("Depth: related variety"),
    "coherence": N_("Coherence"),
    "herfindahl": N_("Concentration"),
}
_KINDS = ("region", "nuts2", "type", "county", "municipality")
_PARTNERS, _NAMED = 12, 3
_SMALL = 0.35


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:_-]{1,40}$")
    source: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")


def show(visit: Visit) -> Shown:
    """Give a place's diversity, its part of the relatedness space, and whom it could learn from."""
    asked: Asked = visit.query
    here = _here(visit)
    chosen = _choose(asked, here, visit)
    rows = [] if chosen is None else _rows(visit, chosen)
    usual = [] if chosen is None else _usual(visit, chosen)
    partners = [] if chosen is None else _partners(visit, chosen)
    return Shown(
        title=visit.text("Diversity"),
        lead=visit.text(
            "How varied and how related are the environments, and who has what is missing?"
        ),
        figures=_plans(visit, chosen, rows, usual, partners),
        context={
            "chosen": chosen,
            "places": grouped_places(visit, [row["place_code"] for row in here]),
            "sources": _sources(here, chosen),
            "rows": rows,
            "newest": rows[-1] if rows else None,
            "answer": _answer_of(visit, chosen, rows, usual),
            "detail": _detail_of(visit, partners),
            "partners": [_described(visit, row) for row in partners],
            "next_door": [
                _described(visit, row) for row in _partners(visit, chosen, only_neighbours=True)
            ]
            if chosen
            else [],
            "measures": {name: visit.text(title) for name, title in _MEASURES.items()},
        },
    )


def _here(visit: Visit) -> list[Row]:
    """Give the places of the country that have figures, and the one that is asked for."""
    every = visit.pinned.rows(
        "diversity",
        "select place_code, place_kind, source, measure, max(year) as year from diversity "
        "group by all order by source desc, place_code",
    )
    asked = getattr(visit.query, "place", None)
    return [
        row
        for row in every
        if row["place_kind"] != "nuts2"
        or row["place_code"][:2] == "NO"
        or row["place_code"] == asked
    ]


def _choose(asked: Asked, here: list[Row], visit: Visit) -> Row | None:
    """Give the place and source that are asked for, else the largest place of the first source."""
    if asked.place is not None:
        own = [row for row in here if row["place_code"] == asked.place]
        if not own and asked.place not in visit.pinned.places:
            raise UnknownCode("place", asked.place, [row["place_code"] for row in here])
        if asked.source is not None and own and asked.source not in {r["source"] for r in own}:
            raise UnknownCode("source", asked.source, [row["source"] for row in own])
        return next((r for r in own if asked.source in (None, r["source"])), None)
    order = {kind: number for number, kind in enumerate(_KINDS)}
    ranked = sorted(here, key=lambda row: order.get(row["place_kind"], len(order)))
    return ranked[0] if ranked else None


def _sources(here: list[Row], chosen: Row | None) -> list[str]:
    """Give the sources that have figures of the place."""
    if chosen is None:
        return []
    return sorted({row["source"] for row in here if row["place_code"] == chosen["place_code"]})


def _rows(visit: Visit, chosen: Row) -> list[Row]:
    return visit.pinned.rows(
        "diversity",
        "select * from diversity where place_code = ? and source = ? order by year",
        chosen["place_code"],
        chosen["source"],
    )


def _usual(visit: Visit, chosen: Row) -> list[Row]:
    """Give what is usual for places of the kind; a set of regions is held against the regions."""
    kind = "nuts2" if chosen["source"] == "eurostat_sbs" else chosen["place_kind"]
    return visit.pinned.rows(
        "diversity_usual",
        "select * from diversity_usual where source = ? and place_kind = ? order by year",
        chosen["source"],
        kind,
    )


def _partners(visit: Visit, chosen: Row, *, only_neighbours: bool = False) -> list[Row]:
    return visit.pinned.rows(
        "complementarity",
        "select * from complementarity where place_a = ? and source = ? "
        f"{'and is_neighbour' if only_neighbours else ''} order by rank limit ?",
        chosen["place_code"],
        chosen["source"],
        _PARTNERS,
    )


def _described(visit: Visit, row: Row) -> Row:
    """Give a partner with its name and what it has that is missing."""
    codes = (row["activity_codes"] or "").split()
    known = [visit.pinned.activities[code] for code in codes if code in visit.pinned.activities]
    return {**row, "name": visit.name_of_place(row["place_b"]), "has": known}


def _verdicts(rows: list[Row], usual: list[Row]) -> Mapping[str, str]:
    """Say of each measure whether it is more than usual, as usual or less in the last year."""
    if not rows:
        return {}
    now = {one["indicator"]: one for one in usual if one["year"] == rows[-1]["year"]}
    found = {}
    for name in _MEASURES:
        value = rows[-1][name]
        if name in now and value is not None:
            found[name] = (
                "more" if value > now[name]["usual_high"]
                else "less" if value < now[name]["usual_low"]
                else "usual"
            )  # fmt: skip
    return found


def _answer(visit: Visit) -> str:
    """Say for the overview how diverse the place is that the page begins with."""
    chosen = _choose(Asked(place=None, source=None), _here(visit), visit)
    if chosen is None:
        return ""
    return _answer_of(visit, chosen, _rows(visit, chosen), _usual(visit, chosen))


def _answer_of(visit: Visit, chosen: Row | None, rows: list[Row], usual: list[Row]) -> str:
    """Say how many activities stand out, and whether that is broad, deep and coherent."""
    if chosen is None or not rows:
        return ""
    _ = visit.text
    found = [
        _(
            "In {year} {place} had {n} activities with more than their share of the jobs.",
            place=visit.place_inside(chosen["place_code"]),
            n=rows[-1]["activities_count"],
            year=rows[-1]["year"],
        )
    ]
    words = {
        "unrelated_variety": {
            "more": _("It is broader than most places of its kind,"),
            "less": _("It is narrower than most places of its kind,"),
            "usual": _("It is about as broad as places of its kind,"),
        },
        "related_variety": {
            "more": _("has more that is closely related,"),
            "less": _("has less that is closely related,"),
            "usual": _("has about as much that is closely related,"),
        },
        "coherence": {
            "more": _("and what it has hangs together more."),
            "less": _("and what it has hangs together less."),
            "usual": _("and what it has hangs together about as much."),
        },
    }
    verdicts = _verdicts(rows, usual)
    if set(words) <= set(verdicts):
        found += [words[name][verdicts[name]] for name in words]
    return " ".join(found)


def _detail_of(visit: Visit, partners: list[Row]) -> str:
    """Say who has most of what is missing."""
    if not partners:
        return ""
    names = [visit.name_of_place(row["place_b"]) for row in partners[:_NAMED]]
    start = visit.text("What is missing to come further is found first in")
    return f"{start} {visit.listed(names)}."


# the figures


def _plans(
    visit: Visit, chosen: Row | None, rows: list[Row], usual: list[Row], partners: list[Row]
) -> tuple[Plan, ...]:
    if chosen is None:
        return ()
    sources = (chosen["source"],)
    plans = []
    if len(rows) > 1:
        plans.append(
            Plan(
                "trends",
                lambda: _trends(visit, chosen, rows, usual),
                "diversity",
                ("unrelated_variety", "related_variety", "coherence", "herfindahl"),
                sources,
            )
        )
    present = visit.pinned.rows(
        "relatedness_presences",
        "select * from relatedness_presences where source = ? and place_code = ?",
        chosen["source"],
        chosen["place_code"],
    )
    nodes = visit.pinned.rows(
        "relatedness_nodes",
        "select * from relatedness_nodes where source = ? order by activity_code",
        chosen["source"],
    )
    if nodes:
        plans.append(
            Plan(
                "space",
                lambda: _space(visit, chosen, nodes, present),
                "relatedness_nodes",
                ("proximity", "relatedness_density"),
                sources,
            )
        )
    if partners:
        plans.append(
            Plan(
                "partners",
                lambda: _dots(visit, partners),
                "complementarity",
                ("relatedness_density",),
                sources,
            )
        )
    return tuple(plans)


def _trends(visit: Visit, chosen: Row, rows: list[Row], usual: list[Row]) -> figures.Figure:
    known = {(one["indicator"], one["year"]): one for one in usual}
    long = [
        {
            "indicator": visit.text(title),
            "year": row["year"],
            "value": row[name],
            **{
                part: known.get((name, row["year"]), {}).get(part)
                for part in ("usual_low", "usual", "usual_high")
            },
        }
        for name, title in _MEASURES.items()
        for row in rows
    ]
    numbers = ("value", "usual_low", "usual", "usual_high")
    schema = pa.schema(
        [
            ("indicator", pa.string()),
            ("year", pa.int64()),
            *((name, pa.float64()) for name in numbers),
        ]
    )
    name = visit.name_of_place(chosen["place_code"])
    return figures.trends(
        pa.Table.from_pylist(long, schema=schema),
        language=visit.language.code,
        title=visit.text("Variety, coherence and concentration in {place}", place=name),
        name="indicator",
        value="value",
        value_name=name,
        band=("usual_low", "usual", "usual_high"),
        band_name=visit.text("The middle half of places of the kind"),
    )


def _space(visit: Visit, chosen: Row, nodes: list[Row], present: list[Row]) -> figures.Figure:
    _, code = visit.text, visit.language.code
    own = {row["activity_code"]: row for row in present}
    areas = {area.id: area for area in visit.region.areas}
    told = []
    for node in nodes:
        cell = own.get(node["activity_code"])
        mine = visit.areas_of(node["activity_code"])
        told.append(
            {
                **node,
                f"activity_{code}": visit.name_of_activity(node["activity_code"]),
                "group": visit.language.of(mine[0].short) if mine else None,
                "is_present": bool(cell and cell["is_present"]),
                "lq": cell["lq"] if cell else None,
                # what is here grows with its quotient; what is not stays visible
                "size": min(max(cell["lq"] or 0.0, 1.0), 4.0)
                if cell and cell["is_present"]
                else _SMALL,
                "density": cell["density"] if cell else None,
            }
        )
    extra = (
        ("group", pa.string()),
        ("is_present", pa.bool_()),
        ("lq", pa.float64()),
        ("density", pa.float64()),
        ("size", pa.float64()),
    )
    schema = pa.schema([*table("relatedness_nodes").schema, *(pa.field(*one) for one in extra)])
    edges = visit.pinned.rows(
        "relatedness_edges",
        "select * from relatedness_edges where source = ? order by activity_a, activity_b",
        chosen["source"],
    )

    def about(row: Mapping[str, Any]) -> str:
        if row["lq"] is None:
            return _("no figure")
        there = _("is here") if row["is_present"] else _("is not here")
        return _(
            "{there}, quotient {lq}, {share} of what goes with it is here",
            there=there,
            lq=visit.language.number(row["lq"], 2),
            share=visit.language.percent(row["density"]),
        )

    return figures.network_chart(
        pa.Table.from_pylist(told, schema=schema),
        pa.Table.from_pylist(edges, schema=table("relatedness_edges").schema),
        figures.NetworkColumns(
            node="activity_code",
            ends=("activity_a", "activity_b"),
            name=f"activity_{code}",
            size="size",
            weight="proximity",
            group="group",
            ring="is_present",
            solid="is_present",
        ),
        language=code,
        title=_(
            "What goes together, and what {place} has of it",
            place=visit.name_of_place(chosen["place_code"]),
        ),
        noun=_("activities"),
        about=about,
        link=lambda row: visit.url("activity", code=row["activity_code"]),
        roles={
            visit.language.of(area.short): figures.AREAS[(area.number - 1) % len(figures.AREAS)]
            for area in areas.values()
        },
        names=24,
        table=(f"activity_{code}", "is_present", "lq", "density", "ubiquity"),
    )


def _dots(visit: Visit, partners: list[Row]) -> figures.Figure:
    named = [{**row, "place_b_name": visit.name_of_place(row["place_b"])} for row in partners]
    return figures.dots(
        pa.Table.from_pylist(named, schema=table("complementarity").schema),
        language=visit.language.code,
        title=visit.text("Who has most of what is missing"),
        shows=figures.Measured(
            column="value",
            name=visit.text("What the place would add"),
            title=visit.text("Share of what the nearest options need →"),
            beside="expected",
            beside_name=visit.text("What as many activities by chance would add"),
            unit="%",
        ),
        name="place_b_name",
        keys=("place_a", "place_b"),
        link=lambda row: visit.url("place", code=row["place_b"]),
    )


PAGE = Page(
    id="diversity",
    path="diversity",
    title={"nb": "Mangfold", "en": "Diversity"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=15,
    group="strengths",
    answer=_answer,
    speaks_of=lambda visit: (_choose(visit.query, _here(visit), visit) or {}).get("place_code", ""),
)
