"""A figure of support, led back to the awards and to the figures of strength behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samspill import geography
from samspill.catalogue import Origin
from samspill.findings.support.strength import COUNTRY

__all__ = ["trace"]

Where = dict[str, tuple[object, ...]]
Through = tuple[str, Mapping[str, tuple[object, ...]], Mapping[str, str]]

_AWARDS = {"nb": "Tildelingene", "en": "The awards"}
_WEIGHTS = {"nb": "Tildelingenes vekt i området", "en": "The awards' weight in the area"}
_PERSONS = {"nb": "Sysselsatte i aktiviteten", "en": "Persons employed in the activity"}
_IN_PLACE = {"nb": "Sysselsatte i hele stedet", "en": "Persons employed in the whole place"}
_QUOTIENT = {"nb": "Spesialiseringen", "en": "The specialisation"}
_APPLICATIONS = {"nb": "Søknadene", "en": "The applications"}


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the rows behind a row of one of the tables of support."""
    if name == "support_demand":
        column = {"year": "year", "instrument": "instrument", "sector": "sector"}
        where: Where = {}
        if row["dimension"] in column:
            code: object = int(row["code"]) if row["dimension"] == "year" else row["code"]
            where[column[row["dimension"]]] = (code,)
        return (
            Origin(_APPLICATIONS, "applications_carried", where, ("applied_nok", "awarded_nok")),
        )
    if name == "instrument_years":
        section: Where = {"activity_parent": (row["activity_code"],)}
        of_section: Through = ("activities", section, {"activity_code": "activity_code"})
        of_year: Where = {"instrument": (row["instrument"],), "year": (row["year"],)}
        return (Origin(_AWARDS, "awards", of_year, ("amount_nok",), of_section),)
    if name == "support_overlap":
        column_of = {"provider": "provider", "county": "county_code"}[row["dimension"]]
        if row["dimension"] == "county":
            return tuple(
                Origin(_AWARDS, "awards", _slice(row), ("amount_nok",), _of_county(row[side]))
                for side in ("one", "other")
            )
        pair = {column_of: (row["one"], row["other"])}
        return (Origin(_AWARDS, "awards", {**_slice(row), **pair}, ("amount_nok",)),)
    where, through = _place(row)
    chosen = {**_slice(row), **where}
    if row.get("activity_code"):
        chosen["activity_code"] = (row["activity_code"],)
    if row.get("dimension") == "activity":
        chosen["activity_code"] = (row["code"],)
    if row.get("dimension") == "county":
        through = _of_county(row["code"])
    area = row.get("area_id") or (row["code"] if row.get("dimension") == "area" else "")
    if area:
        # the weight of each award in the area stands in its own table, with the reason
        of_area = {"area_id": (area,)}
        weights = Origin(_WEIGHTS, "award_areas", of_area, ("area_weight",))
        own = through or ("award_areas", of_area, {"award_id": "award_id"})
        return (Origin(_AWARDS, "awards", chosen, ("amount_nok",), own), weights)
    awards = Origin(_AWARDS, "awards", chosen, ("amount_nok",), through)
    if not row.get("strength_source"):
        return (awards,)
    return (awards, *_strength(row))


def _slice(row: Mapping[str, Any]) -> Where:
    first, _, last = str(row["period"]).partition("-")
    where: Where = {
        "kind": (row["kind"],),
        "year": tuple(range(int(first), int(last or first) + 1)),
    }
    for column in ("provider", "instrument"):
        if row.get(column):
            where[column] = (row[column],)
    return where


def _of_county(code: str) -> Through:
    return ("places", {"parent_code": (code,)}, {"place_code": "place_code"})


def _place(row: Mapping[str, Any]) -> tuple[Where, Through | None]:
    code, kind = row["place_code"], row.get("place_kind", "")
    if code == COUNTRY:
        return {}, None
    if kind == "nuts2" or row.get("strength_source") == "eurostat_sbs":
        return {"nuts_code": (code,)}, None
    if kind == "municipality":
        return {"place_code": (code,)}, None
    if kind == "county":
        return {}, _of_county(code)
    return {}, ("groups", {"place_code": (code,)}, {"municipality_code": "place_code"})


def _strength(row: Mapping[str, Any]) -> tuple[Origin, ...]:
    source = row["strength_source"]
    measure = "persons_employed" if source == "eurostat_sbs" else "employees_count"
    place = tuple(geography.nuts2_names()) if row["place_code"] == COUNTRY else (row["place_code"],)
    where: Where = {"source": (source,), "measure": (measure,), "place_code": place}
    if row.get("strength_period"):
        first, _, last = str(row["strength_period"]).partition("-")
        where["year"] = tuple(range(int(first), int(last or first) + 1))
    whole = Origin(_IN_PLACE, "sizes", where, ("value", "held_value"))
    if not row.get("activity_code"):
        return (whole,)
    activity = {"activity_code": (row["activity_code"],)}
    cell = Origin(_PERSONS, "sizes", {**where, **activity}, ("value", "held_value"))
    quotient = Origin(
        _QUOTIENT,
        "strengths",
        {
            "measure": (measure,),
            "reference": ("norway",),
            "place_code": (row["place_code"],),
            **activity,
            **({"year": where["year"]} if "year" in where else {}),
        },
    )
    return (cell, whole, quotient)
