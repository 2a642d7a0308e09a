"""What exactly the places are good at: specialities by five-digit activity."""

from __future__ import annotations

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.tables import table
from samspill.web.choosing import grouped_places
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.specialities import Row, cells, named

__all__ = ["PAGE"]

_IN_FIGURE, _PER_PAGE, _NAMED = 16, 30, 3
_CARRIERS = 3
"""Subclasses told of for each strength."""


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:_-]{1,40}$")
    page: int = Field(1, ge=1, le=10_000)


def show(visit: Visit) -> Shown:
    """Give the specialities of a place, or of all municipalities of the region's geography."""
    asked: Asked = visit.query
    there = _places(visit)
    if asked.place is not None and asked.place not in there:
        raise UnknownCode("place", asked.place, there)
    rows = cells(visit, asked.place)
    special = [row for row in rows if row["is_speciality"]]
    shown = special if asked.place is None else _in_figure(special, rows)
    plans = []
    if shown:
        plans.append(
            Plan(
                "specialities",
                lambda: _dots(visit, asked.place, shown[:_IN_FIGURE]),
                "specialities",
                ("location_quotient",),
                ("brreg_underenheter", "klass_sn2007"),
                note=_note(visit, shown[:_IN_FIGURE]),
                ignores=("page",),
            )
        )
    last = max(1, -(-len(special) // _PER_PAGE))
    at = min(asked.page, last)
    return Shown(
        title=visit.text("Specialities"),
        lead=visit.text("What exactly is each place good at?"),
        figures=tuple(plans),
        context={
            "place_code": asked.place,
            "places": grouped_places(visit, there),
            "answer": _answer(visit, asked.place, special) if there else "",
            "rows": special[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            "special_count": len(special),
            "looked_at_count": len(rows),
            "carriers": [] if asked.place is None else _carriers(visit, rows),
            "year": rows[0]["year"] if rows else None,
            "page_number": at,
            "last_page": last,
        },
    )


def _places(visit: Visit) -> list[str]:
    """Give the places that have figures."""
    if not visit.pinned.has("specialities"):
        return []
    found = visit.pinned.rows("specialities", "select distinct place_code from specialities")
    return sorted(row["place_code"] for row in found)


def _in_figure(special: list[Row], rows: list[Row]) -> list[Row]:
    """Give the specialities, and beside few of them what comes nearest to being one."""
    nearest = [row for row in rows if not row["is_speciality"] and row["lq_shrunk"] > 1]
    return special + nearest[: max(0, _IN_FIGURE // 2 - len(special))]


def _carriers(visit: Visit, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Give for each strength of the place the subclasses that carry it, the heaviest first."""
    inside: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: -(row["carried_share"] or 0.0)):
        if row["is_within_strength"] and row["carried_share"]:
            inside.setdefault(row["activity_code"], []).append(row)
    return sorted(
        ((code, own[:_CARRIERS]) for code, own in inside.items()),
        key=lambda one: visit.name_of_activity(one[0]),
    )


def _answer(visit: Visit, place: str | None, special: list[Row]) -> str:
    if place is None:
        return _answer_of_all(visit, special)
    if not special:
        return visit.text(
            "No narrow activity in {place} stands out from chance.",
            place=visit.place_inside(place),
        )
    return visit.language.ntext(
        "{place} stands out in {n} narrow activity ({year}): {best}.",
        "{place} stands out in {n} narrow activities ({year}), above all {best}.",
        len(special),
        place=visit.place_first(place),
        year=special[0]["year"],
        best=visit.listed([_quoted(visit, row) for row in special[:_NAMED]]),
    )


def _answer_of_all(visit: Visit, special: list[Row]) -> str:
    if not special:
        return visit.text(
            "No narrow activity stands out from chance in any municipality of the region."
        )
    firsts: dict[str, Row] = {}
    for row in special:
        firsts.setdefault(row["place_code"], row)
    best = [
        visit.text(
            "{place} in {activity}",
            place=visit.place_inside(row["place_code"]),
            activity=_quoted(visit, row),
        )
        for row in list(firsts.values())[:_NAMED]
    ]
    return visit.language.ntext(
        "{n} municipality stands out in a narrow activity ({year}): {best}.",
        "{n} municipalities stand out in narrow activities ({year}), above all {best}.",
        len(firsts),
        year=special[0]["year"],
        best=visit.listed(best),
    )


def _quoted(visit: Visit, row: Row) -> str:
    """Give a subclass's name for a sentence: in quotation marks, as it is a title."""
    return visit.text("“{name}”", name=named(visit, row))


def _note(visit: Visit, rows: list[Row]) -> str:
    """Say what grey means, and that names are Norwegian on an English page."""
    said = []
    if not all(row["is_speciality"] for row in rows):
        said.append(visit.text("Of what is grey the figures are not sure enough."))
    if visit.language.code == "en" and not all(row["subclass_en"] for row in rows):
        said.append(visit.text("The source has only Norwegian names of these activities."))
    return " ".join(said)


def _dots(visit: Visit, place: str | None, rows: list[Row]) -> figures.Figure:
    names = [named(visit, row) for row in rows]
    if place is None:
        names = [
            f"{visit.name_of_place(row['place_code'])}: {name}"
            for row, name in zip(rows, names, strict=True)
        ]
    schema = table("specialities").schema
    column = f"subclass_{visit.language.code}"
    told = [{**row, column: name} for row, name in zip(rows, names, strict=True)]
    return figures.dots(
        pa.Table.from_pylist(told, schema=schema),
        language=visit.language.code,
        title=(
            visit.text("The most special of all")
            if place is None
            else visit.text("What there is more of than elsewhere")
        ),
        shows=figures.Measured(
            column="lq_shrunk",
            name=visit.text("Specialisation"),
            title=visit.text("Times as many establishments as in Norway →"),
            low="lq_low",
            high="lq_high",
            line=1.0,
            line_name=visit.text("As in Norway"),
        ),
        name=column,
        keys=("place_code", "subclass_code"),
        marked="is_speciality",
        link=lambda row: visit.url("activity", code=row["activity_code"]),
        columns=(column, "establishments_count", "lq_shrunk", "lq_low", "lq_high", "q_value"),
    )


PAGE = Page(
    id="specialities",
    path="specialities",
    title={"nb": "Spesialiteter", "en": "Specialities"},
    show=show,
    query=Asked,
    group="strengths",
)
