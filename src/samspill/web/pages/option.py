"""One option of one place: the evidence, who does it already, and what has come of forecasts."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.tables import table
from samspill.web.pinned import Activity, Place
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.trust import Trust, trust, verdict

__all__ = ["PAGE"]

Row = dict[str, Any]

_REFERENCES = {"eurostat_sbs": "europe"}
"""With what a source's options are compared; the others with the country."""


class Asked(Query):
    """What the page can be asked."""

    place: str = Field(pattern=r"^[A-Za-z0-9:_-]{1,40}$")
    activity: str = Field(pattern=r"^[A-Za-z][0-9]{0,5}$")


def show(visit: Visit) -> Shown:
    """Give what speaks for an option and against it."""
    asked: Asked = visit.query
    place, activity = visit.pinned.place(asked.place), visit.pinned.activity(asked.activity)
    rows = visit.pinned.rows("options", "select * from options where place_code = ?", place.code)
    row = next((one for one in rows if one["activity_code"] == activity.code), None)
    if row is None:
        raise UnknownCode("option", activity.code, [one["activity_code"] for one in rows])
    told = trust(visit, row["source"])
    history = _history(visit, row)
    return Shown(
        title=visit.text(
            "{activity} in {place}",
            activity=visit.name_of_activity(activity.code),
            place=visit.place_inside(place.code),
        ),
        figures=_plans(visit, row, history),
        context={
            "place": place,
            "activity": activity,
            "row": row,
            "trust": told,
            "verdict": verdict(visit, told) if told is not None else "",
            "band": _band(row, told),
            "carried_by": _activities(visit, row["carried_by"]),
            "connects_to": _activities(visit, row["connects_to"]),
            "in_region": _places(visit, row["done_in_region"]),
            "next_door": _places(visit, row["done_next_door"]),
            "instruments": [
                visit.name_of_instrument(name)
                for name in filter(None, (row["instruments"] or "").split("; "))
            ],
            "green": _green(visit, activity.code),
            "log": _log(visit, place.code, activity.code),
            "reference": _REFERENCES.get(row["source"], "norway"),
        },
    )


def _band(row: Row, told: Trust | None) -> Row | None:
    """Give the band of the back-test that the forecast lies in."""
    if told is None or row["forecast"] is None:
        return None
    below = [one for one in told.bands if one["probability_from"] <= row["forecast"]]
    return max(below, key=lambda one: float(one["probability_from"]), default=None)


def _activities(visit: Visit, codes: str | None) -> list[Activity]:
    known = visit.pinned.activities
    return [known[code] for code in (codes or "").split() if code in known]


def _places(visit: Visit, codes: str | None) -> list[Place]:
    known = visit.pinned.places
    return [known[code] for code in (codes or "").split() if code in known]


def _green(visit: Visit, code: str) -> Row | None:
    """Give how green the activity is in the profile's judgement, where it names it."""
    found = visit.pinned.rows(
        "green_weights",
        "select * from green_weights where kind = 'activity' and code = ?",
        code,
    )
    return found[0] if found else None


def _log(visit: Visit, place: str, activity: str) -> list[Row]:
    return visit.pinned.rows(
        "forecast_log",
        "select * from forecast_log where place_code = ? and activity_code = ? "
        "order by start_year desc, vintage desc, version desc",
        place,
        activity,
    )


def _history(visit: Visit, row: Row) -> list[Row]:
    """Give the option's quotients over the years."""
    return visit.pinned.rows(
        "options_history",
        "select * from options_history where place_code = ? and activity_code = ? and source = ? "
        "order by year",
        row["place_code"],
        row["activity_code"],
        row["source"],
    )


def _plans(visit: Visit, row: Row, history: list[Row]) -> tuple[Plan, ...]:
    if sum(one["lq"] is not None for one in history) < 2:
        return ()
    name = visit.name_of_activity(row["activity_code"])
    # no interval of a year is published; the two quotients show how far noise may reach
    named = [{**one, "activity": name, "low": None, "high": None} for one in history]
    extra = (("activity", pa.string()), ("low", pa.float64()), ("high", pa.float64()))
    schema = pa.schema([*table("options_history").schema, *(pa.field(*one) for one in extra)])
    return (
        Plan(
            "history",
            lambda: figures.trends(
                pa.Table.from_pylist(named, schema=schema),
                language=visit.language.code,
                title=visit.text("How far it has been from coming"),
                name="activity",
                value="lq",
                value_name=visit.text("The quotient"),
                band=("low", "lq_shrunk", "high"),
                band_name=visit.text("The smoothed quotient"),
                line=1.0,
                lane=170,
            ),
            "options_history",
            ("location_quotient",),
            (row["source"],),
            note=visit.text("It has come when the quotient reaches the dashed line."),
        ),
    )


PAGE = Page(
    id="option",
    path="option/{place}/{activity}",
    title={"nb": "Mulighet", "en": "Option"},
    show=show,
    query=Asked,
    group="strengths",
)
