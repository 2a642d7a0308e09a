"""Every filter of the pages of support and areas, and whether its parts sum to its total.

The totals are counted anew from the awards, row by row, and not taken from the tables that are
looked at.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from samspill.store import Build
from samspill.text import UNCLASSIFIED

__all__ = ["off_by_a_krone"]

Row = dict[str, Any]
KRONE = 0.5
SLICE = ("kind", "provider", "instrument", "period", "place_code")


def off_by_a_krone(made: Build, areas: tuple[str, ...]) -> tuple[int, list[str]]:
    """Give how many filters were walked, and what is wrong in which; it should be nothing."""
    awards = [row for row in made.read("awards").to_pylist() if row["kind"]]
    where = _Places(made)
    walked, wrong = 0, []
    for checks in (
        _slices(made, awards, where, areas),
        _portfolios(made, awards, where, areas),
        _providers(made, awards, where),
        _instruments(made, awards),
    ):
        for what, parts, total in checks:
            walked += 1
            if abs(math.fsum(parts) - total) >= KRONE:
                wrong.append(f"{what}: {math.fsum(parts):.2f} is not {total:.2f}")
    return walked, wrong


class _Places:
    """Which awards lie in a place, by its code."""

    def __init__(self, made: Build) -> None:
        self.members: dict[str, set[str]] = defaultdict(set)
        for row in made.read("places").to_pylist():
            if row["place_kind"] == "municipality":
                if row["type"]:
                    self.members[f"type:{row['type']}"].add(row["place_code"])
                if row["is_member"]:
                    self.members["osloregionen"].add(row["place_code"])

    def has(self, place: str, row: Row) -> bool:
        if place == "NO":
            return True
        if place == "ostlandet":
            return row["nuts_code"] in ("NO01", "NO02", "NO03")
        if place.startswith("NO"):
            return bool(row["nuts_code"] == place)
        code = row["place_code"] or ""
        if place.isdigit():
            return bool(code == place or (len(place) == 2 and code[:2] == place))
        return code in self.members[place]


def _in_slice(row: Row, one: Row) -> bool:
    first, _, last = one["period"].partition("-")
    return (
        row["kind"] == one["kind"]
        and (row["amount_nok"] or 0) > 0
        and int(first) <= row["year"] <= int(last or first)
        and one["provider"] in ("", row["provider"])
        and one["instrument"] in ("", row["instrument"])
    )


def _slices(
    made: Build, awards: list[Row], where: _Places, areas: tuple[str, ...]
) -> Iterator[tuple[str, list[float], float]]:
    """Walk every place, kind, provider, instrument and period that the page of support offers."""
    by_area, cells = defaultdict(list), defaultdict(list)
    for row in made.read("support_areas").to_pylist():
        by_area[tuple(row[name] for name in SLICE)].append(row)
    for row in made.read("support").to_pylist():
        cells[tuple(row[name] for name in SLICE)].append(row)
    in_slice: dict[tuple[str, ...], list[Row]] = {}
    for one in made.read("support_mismatch").to_pylist():
        key = tuple(one[name] for name in SLICE)
        if key[:4] not in in_slice:
            in_slice[key[:4]] = [row for row in awards if _in_slice(row, one)]
        own = [row for row in in_slice[key[:4]] if where.has(one["place_code"], row)]
        total = math.fsum(row["amount_nok"] for row in own)
        yield f"{key} whole", [one["amount_nok"]], total
        if key not in cells:
            continue  # a year of the trend, which no filter offers
        named = math.fsum(row["amount_nok"] for row in own if row["activity_code"])
        yield f"{key} activities", [row["amount_nok"] for row in cells[key]], named
        assert {row["area_id"] for row in by_area[key]} == {*areas, UNCLASSIFIED}
        yield f"{key} areas", [row["amount_nok"] for row in by_area[key]], total
        measured = [row["measured_nok"] for row in by_area[key]]
        yield f"{key} measured", measured, one["measured_nok"]
        shares = [row["area_support_share"] for row in by_area[key]]
        if any(share is not None for share in shares):
            for name in ("area_support_share", "area_jobs_share"):
                known = [row[name] for row in by_area[key] if row[name] is not None]
                # shares are of one, so that a millionth of a krone in a million is seen
                yield f"{key} {name}", [1e6 * share for share in known], 1e6


def _portfolios(
    made: Build, awards: list[Row], where: _Places, areas: tuple[str, ...]
) -> Iterator[tuple[str, list[float], float]]:
    """Walk every place, measure and year that the pages of areas offer."""
    totals, years = defaultdict(list), defaultdict(list)
    for row in made.read("area_totals").to_pylist():
        totals[row["place_code"], row["measure"]].append(row)
    for row in made.read("areas").to_pylist():
        years[row["place_code"], row["measure"]].append(row)
    for (place, measure), rows in totals.items():
        assert {row["area_id"] for row in rows} == {*areas, UNCLASSIFIED}
        is_money = measure in ("grant_nok", "loan_nok", "guarantee_nok", "equity_nok", "tax_nok")
        if not is_money and any(row["value"] is None for row in rows):
            continue  # jobs that would tell of a single establishment are not shown
        whole = math.fsum(row["value"] for row in rows)
        shares = [row["share"] for row in rows if row["share"] is not None]
        if shares:
            yield f"{place} {measure} shares", [1e6 * share for share in shares], 1e6
        if is_money:
            own = [
                row["amount_nok"] or 0.0
                for row in awards
                if row["kind"] == measure.removesuffix("_nok") and where.has(place, row)
            ]
            yield f"{place} {measure}", [whole], math.fsum(own)
            if (place, measure) in years:
                yield (
                    f"{place} {measure} years",
                    [row["value"] for row in years[place, measure]],
                    math.fsum(own),
                )


def _providers(
    made: Build, awards: list[Row], where: _Places
) -> Iterator[tuple[str, list[float], float]]:
    """Walk who funds what: over areas and unclassified, over activities, over counties."""
    found = defaultdict(list)
    for row in made.read("support_concentration").to_pylist():
        found[row["kind"], row["place_code"], row["dimension"]].append(row["amount_nok"])
    in_kroner = [row for row in awards if (row["amount_nok"] or 0) > 0]
    for (kind, place, dimension), parts in found.items():
        own = [row for row in in_kroner if row["kind"] == kind and where.has(place, row)]
        column = {"activity": "activity_code", "county": "place_code"}.get(dimension)
        known = [row for row in own if column is None or row[column]]
        yield f"{kind} {place} {dimension}", parts, math.fsum(r["amount_nok"] for r in known)


def _instruments(made: Build, awards: list[Row]) -> Iterator[tuple[str, list[float], float]]:
    """Walk the years of every instrument."""
    found = defaultdict(list)
    for row in made.read("instrument_years").to_pylist():
        found[row["instrument"]].append(row["amount_nok"])
    for instrument, parts in found.items():
        own = [
            row["amount_nok"]
            for row in awards
            if row["instrument"] == instrument
            and row["activity_code"]
            and (row["amount_nok"] or 0) > 0
        ]
        yield f"instrument {instrument}", parts, math.fsum(own)
