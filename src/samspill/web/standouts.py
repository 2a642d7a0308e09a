"""What the region stands out in, by the newest figures that set anything apart from chance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspill.harmonise.places import nuts_of_sets
from samspill.harmonise.sizes import LEAP_FLAG
from samspill.web.series import Choice, choose
from samspill.web.site import Visit

__all__ = ["TYPES", "Standouts", "chosen", "is_doubted", "standouts"]

TYPES = ("type:capital", "type:town", "type:district")
"""The types of place from the capital outwards."""


def is_doubted(row: Mapping[str, Any]) -> bool:
    """Say whether a figure leapt in a year, which says more of the source than of the place."""
    return LEAP_FLAG in (row["flag"] or "")


@dataclass(frozen=True)
class Standouts:
    """The strengths of some places in one series and year, the strongest first.

    `passed_over` is the series of the types of place where that sets nothing apart, so that other
    places are shown in its stead.
    """

    choice: Choice
    places: tuple[str, ...]
    rows: list[dict[str, Any]]
    passed_over: Choice | None = None

    def of(self, place: str) -> list[dict[str, Any]]:
        """Give the strengths of a place."""
        return [row for row in self.rows if row["place_code"] == place and row["is_strength"]]

    @property
    def doubted_count(self) -> int:
        """How many figures are not judged because they leapt."""
        return sum(1 for row in self.rows if is_doubted(row))

    def sentence(self, visit: Visit, activities: Collection[str] | None = None) -> str:
        """Say in which activity each place stands out most; empty where nothing does.

        With `activities`, which of those.
        """
        firsts = [
            (
                place,
                [
                    row
                    for row in self.of(place)
                    if activities is None or row["activity_code"] in activities
                ],
            )
            for place in self.places
        ]
        parts = [
            visit.text(
                "{place} in {activity}",
                place=visit.place_inside(place),
                activity=visit.name_inside(rows[0]["activity_code"]),
            )
            for place, rows in firsts
            if rows
        ]
        if not parts:
            return ""
        said = {
            "norway": visit.text("Measured against the country, these stand out most:"),
            "europe": visit.text("Measured against Europe, these stand out most:"),
        }[self.choice.reference]
        return f"{said} {visit.listed(parts)} ({self.choice.year})."


def standouts(visit: Visit) -> Standouts | None:
    """Give the strengths of the types of place, or where those set nothing apart, of the regions.

    The newest year of each; None where the build has no strengths of either.
    """
    found: Standouts | None = visit.pinned.once("standouts", lambda: _found(visit))
    return found


def chosen(
    visit: Visit,
    found: Sequence[Mapping[str, Any]],
    measure: str | None,
    reference: str | None,
    year: int | None,
) -> Choice | None:
    """Give the series that is asked for; with none asked, that of the strengths told of first.

    Parameters
    ----------
    visit
        The request.
    found
        As for `choose`.
    measure, reference, year
        What was asked for; None leaves it open.

    Raises
    ------
    UnknownCode
        It is not among them.
    """
    usual = standouts(visit)
    asked = (measure, reference, year)
    if usual is not None and asked == (None, None, None):
        there = {(row["measure"], row["reference"], row["year"]) for row in found}
        if usual.choice.values in there:
            return choose(found, *usual.choice.values)
    return choose(found, *asked)


def _found(visit: Visit) -> Standouts | None:
    by_type = _of(visit, TYPES)
    if by_type is not None and any(by_type.of(place) for place in by_type.places):
        return by_type
    regions = sorted(set().union(*nuts_of_sets(visit.region).values()))
    by_region = _of(visit, tuple(regions), "europe")
    if by_region is None or not any(by_region.of(place) for place in by_region.places):
        return by_type or by_region
    passed_over = by_type.choice if by_type is not None else None
    return Standouts(by_region.choice, by_region.places, by_region.rows, passed_over)


def _of(visit: Visit, places: tuple[str, ...], reference: str | None = None) -> Standouts | None:
    """Give the rows of places in the newest year of their first series."""
    marks = ", ".join("?" for _ in places) or "null"
    series = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths "
        f"where place_code in ({marks})",
        *places,
    )
    offered = [row for row in series if reference is None or row["reference"] == reference]
    choice = choose(offered or series, None, None, None)
    if choice is None:
        return None
    rows = visit.pinned.rows(
        "strengths",
        f"select * from strengths where place_code in ({marks}) and measure = ? "
        "and reference = ? and year = ? order by lq_shrunk desc nulls last, activity_code",
        *places,
        *choice.values,
    )
    there = {row["place_code"] for row in rows}
    return Standouts(choice, tuple(place for place in places if place in there), rows)
