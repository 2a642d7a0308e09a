"""Specialities as pages read them: the cells of a place, and what a subclass is called."""

from __future__ import annotations

from typing import Any

from samspill.web.site import Visit

__all__ = ["Row", "cells", "named", "specialities_of"]

Row = dict[str, Any]


def cells(visit: Visit, place: str | None) -> list[Row]:
    """Give what a place has, the most special first; nothing in a build without specialities.

    Without a place, what the municipalities of the region's geography have.
    """
    if not visit.pinned.has("specialities"):
        return []
    order = "order by lq_shrunk desc, place_code, subclass_code"
    if place is not None:
        return visit.pinned.rows(
            "specialities", f"select * from specialities where place_code = ? {order}", place
        )
    visit.pinned.load("places")
    return visit.pinned.rows(
        "specialities",
        "select * from specialities where place_code in (select place_code from places "
        f"where place_kind = 'municipality' and type is not null) {order}",
    )


def specialities_of(visit: Visit, place: str) -> list[Row]:
    """Give the specialities of a place, the most special first."""
    return [row for row in cells(visit, place) if row["is_speciality"]]


def named(visit: Visit, row: Row) -> str:
    """Give what a subclass is called: in Norwegian where the source has no English name."""
    own = row[f"subclass_{visit.language.code}"] or row["subclass_nb"]
    return str(own or row["subclass_code"])
