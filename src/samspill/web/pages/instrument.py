"""One support scheme: what it is for, who gets it, where, and how that lies against strength."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.support import KINDS, LEVELS, PHASES, PURPOSES, as_table, kroner

__all__ = ["PAGE"]

_TOP = 10


class Asked(Query):
    """What the page can be asked."""

    name: str = Field("", max_length=160)


def show(visit: Visit) -> Shown:
    """Give an instrument."""
    asked: Asked = visit.query
    ask = visit.pinned.rows
    name = asked.name or _largest(visit)
    found = ask("instruments", "select * from instruments where instrument = ?", name)
    if not found:
        known = ask("instruments", "select instrument from instruments order by instrument")
        raise UnknownCode("instrument", asked.name, [row["instrument"] for row in known])
    one = found[0]
    sums = _sums(visit, name)
    held = _held(visit, name)
    cells = _cells(visit, name, held)
    title = one[f"name_{visit.language.code}"]
    return Shown(
        title=title,
        figures=tuple(_plans(visit, name)),
        context={
            "one": one,
            "sums": sums,
            "held": held,
            "cells": cells,
            "kinds": {kind: visit.text(name) for kind, name in KINDS.items()},
            "purposes": {key: visit.text(name) for key, name in PURPOSES.items()},
            "phases": {key: visit.text(name) for key, name in PHASES.items()},
            "levels": {key: visit.text(name) for key, name in LEVELS.items()},
            "activities": _by(visit, name, "activity_code"),
            "places": [
                row for row in _by(visit, name, "place_code")
                if row["code"] in visit.pinned.places
            ][:_TOP],
            "kroner": lambda amount: kroner(visit, amount),
            "answer": _answer(visit, sums, held),
        },
    )  # fmt: skip


def _largest(visit: Visit) -> str:
    """Give the instrument with most awards, for who names none."""
    found = visit.pinned.rows(
        "awards",
        "select instrument from awards where instrument is not null group by 1 "
        "order by count(*) desc, 1 limit 1",
    )
    return str(found[0]["instrument"]) if found else ""


def _sums(visit: Visit, name: str) -> Mapping[str, Any]:
    return visit.pinned.rows(
        "awards",
        "select count(*) as awards_count, sum(amount_nok) as amount_nok, sum(amount_eur) as "
        "amount_eur, count(distinct actor_id) as actors_count, min(year) as first_year, "
        "max(year) as last_year from awards where instrument = ?",
        name,
    )[0]


def _by(visit: Visit, name: str, column: str) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "awards",
        f"select {column} as code, count(*) as awards_count, sum(amount_nok) as amount_nok, "
        f"sum(amount_eur) as amount_eur from awards where instrument = ? and {column} is not null "
        "group by 1 order by sum(coalesce(amount_nok, amount_eur)) desc, 1 limit 40",
        name,
    )


def _held(visit: Visit, name: str) -> Mapping[str, Any]:
    """Give how the instrument lies against strength in the widest of the region's sets."""
    for place in visit.wide_places:
        found = visit.pinned.rows(
            "support_mismatch",
            "select * from support_mismatch where instrument = ? and place_code = ?",
            name,
            place,
        )
        if found:
            return found[0]
    return {}


def _cells(visit: Visit, name: str, held: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not held:
        return []
    return visit.pinned.rows(
        "support",
        "select * from support where instrument = ? and place_code = ? and verdict in "
        "('gap', 'bet', 'backed', 'passed_over') order by q_value limit 12",
        name,
        held["place_code"],
    )


def _answer(visit: Visit, sums: Mapping[str, Any], held: Mapping[str, Any]) -> str:
    _ = visit.text
    if not sums["awards_count"]:
        return _("The build has no awards of this instrument.")
    if sums["amount_nok"]:
        amount = kroner(visit, sums["amount_nok"])
    elif sums["amount_eur"]:
        amount = _("EUR {amount}", amount=visit.language.short_number(sums["amount_eur"]))
    else:
        amount = "–"
    told = _(
        "{amount} in {awards} awards to {actors} known recipients, {first}–{last}.",
        amount=amount,
        awards=visit.language.number(sums["awards_count"]),
        actors=visit.language.number(sums["actors_count"]),
        first=str(sums["first_year"]),
        last=str(sums["last_year"]),
    )
    if not held:
        return told
    return (
        told
        + " "
        + _(
            "In {place} {share} of it would have to move for it to follow the jobs; chance gives "
            "{low} to {high}.",
            place=visit.place_inside(held["place_code"]),
            share=visit.language.percent(held["mismatch"]),
            low=visit.language.percent(held["expected_low"]),
            high=visit.language.percent(held["expected_high"]),
        )
    )


def _plans(visit: Visit, name: str) -> list[Plan]:
    years = visit.pinned.rows(
        "instrument_years",
        "select *, sum(amount_nok) over (partition by activity_code) as whole_nok "
        "from instrument_years where instrument = ? order by year, activity_code",
        name,
    )
    if len({row["year"] for row in years}) < 2:
        return []
    return [Plan("years", lambda: _years(visit, years), "instrument_years")]


def _years(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    """Draw which parts of the economy the money goes to, year by year."""
    whole = {row["activity_code"]: row["whole_nok"] for row in rows}
    order = sorted(whole, key=lambda code: -whole[code])[:_TOP]
    shown = [
        {
            **row,
            "line": row[f"activity_{visit.language.code}"],
            "column": str(row["year"]),
        }
        for row in rows
        if row["activity_code"] in order
    ]
    return figures.share_field(
        as_table("instrument_years", shown, "line", "column"),
        language=visit.language.code,
        title=visit.text("What the money goes to, year by year"),
        down="line",
        across="column",
        value="share",
        keys=("activity_code", "column"),
        of=visit.text("Share of the year's money"),
        columns=("line", "column", "amount_nok", "awards_count", "share"),
    )


PAGE = Page(
    id="instrument",
    path="instrument",
    title={"nb": "Virkemiddel", "en": "Instrument"},
    show=show,
    query=Asked,
    group="support",
)
