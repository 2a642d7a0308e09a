"""Maps that several pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from samspill import figures
from samspill.harmonise.places import nuts_of_members
from samspill.web.site import Visit

__all__ = ["map_of_counts", "map_of_europe", "map_of_members", "map_of_region"]

_VALUES = pa.schema(
    [
        ("place_code", pa.string()),
        ("place_name", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)


def _municipalities(visit: Visit) -> pa.Table:
    """Give the municipalities of the region's geography."""
    rows = visit.pinned.rows(
        "places",
        "select place_code, name, place_kind, type, is_member, population from places "
        "where place_kind = 'municipality' and type is not null order by place_code",
    )
    return pa.Table.from_pylist(rows)


def map_of_members(visit: Visit) -> figures.Figure:
    """Draw the members of the alliance by their type of place."""
    places = _municipalities(visit)
    # the order of the legend: from the capital outwards
    order = ("capital", "town", "district")
    members = sorted(
        (p for p in places.to_pylist() if p["is_member"]),
        key=lambda p: (order.index(p["type"]) if p["type"] in order else 9, p["place_code"]),
    )
    values = [
        {"place_code": p["place_code"], "value": visit.name_of_place(f"type:{p['type']}")}
        for p in members
    ]
    return figures.place_map(
        places,
        visit.pinned.borders(),
        pa.Table.from_pylist(values),
        language=visit.language.code,
        title=visit.text("The members of the alliance, by type of place"),
        link=lambda row: visit.url("place", code=row["place_code"]),
        kind="category",
        missing=visit.text("Not a member"),
    )


def map_of_region(visit: Visit, rows: Sequence[dict[str, Any]]) -> figures.Figure:
    """Draw one activity's specialisation by municipality."""
    return figures.place_map(
        _municipalities(visit),
        visit.pinned.borders(),
        _values(visit, rows),
        language=visit.language.code,
        title=visit.text("Specialisation by municipality"),
        link=lambda row: visit.url("place", code=row["place_code"]),
        kind="diverging",
    )


def map_of_europe(
    visit: Visit, borders: pa.Table, rows: Sequence[dict[str, Any]]
) -> figures.Figure:
    """Draw one activity's specialisation by region of Europe."""
    return figures.europe_map(
        borders,
        _values(visit, rows),
        language=visit.language.code,
        title=visit.text("Specialisation by region of Europe"),
        highlight=nuts_of_members(visit.region),
        link=lambda row: visit.url("place", code=row["place_code"]),
        kind="diverging",
    )


def _values(visit: Visit, rows: Sequence[dict[str, Any]]) -> pa.Table:
    found = [
        {
            "place_code": row["place_code"],
            "place_name": visit.name_of_place(row["place_code"]),
            "value": row["lq_shrunk"],
            "low": row["lq_low"],
            "high": row["lq_high"],
        }
        for row in rows
    ]
    return pa.Table.from_pylist(found, schema=_VALUES)


def map_of_counts(visit: Visit, counts: Mapping[str, int], title: str) -> figures.Figure:
    """Draw how many of something there are in each municipality."""
    places = _municipalities(visit)
    codes = places["place_code"].to_pylist()
    values = pa.table(
        {
            "place_code": pa.array(codes, pa.string()),
            "value": pa.array([float(counts.get(code, 0)) for code in codes]),
        }
    )
    return figures.place_map(
        places,
        visit.pinned.borders(),
        values,
        language=visit.language.code,
        title=title,
        link=lambda row: visit.url("place", code=row["place_code"]),
        kind="sequential",
    )
