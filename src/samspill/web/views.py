"""The rows of a published table that its finding shows to who has not asked for anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from samspill.catalogue import Finding, View
from samspill.web.site import Visit

__all__ = ["Viewed", "viewed"]


@dataclass(frozen=True)
class Viewed:
    """A table as its view says: title, columns, how many rows fit, and some of them."""

    name: str
    title: str
    columns: tuple[str, ...]
    total: int
    rows: list[dict[str, Any]]


def viewed(visit: Visit, finding: Finding, name: str, count: int, start: int = 0) -> Viewed:
    """Give `count` rows of a finding's table from row `start`, as its view says.

    The columns are those of the view that the table has; `{lang}` in their names is the language.
    """
    twin = visit.pinned.build.twin(name)
    view = finding.views.get(name) or View(
        tuple(one["name"] for one in twin["columns"][:8]), twin["key"][0]
    )
    there = {one["name"] for one in twin["columns"]}
    code = visit.language.code
    columns = [column.replace("{lang}", code) for column in view.columns]
    conditions, values = [], []
    for column, wanted in view.focus.items():
        chosen = _chosen(visit, name, column, wanted) if column in there else None
        if chosen is not None:
            conditions.append(f'"{column}" = ?')
            values.append(chosen)
    where = f" where {' and '.join(conditions)}" if conditions else ""
    column = view.order_by.removeprefix("-").replace("{lang}", code)
    way = "desc" if view.order_by.startswith("-") else "asc"
    order = f'order by "{column}" {way} nulls last, rowid' if column in there else "order by rowid"
    total = visit.pinned.rows(name, f'select count(*) n from "{name}"{where}', *values)[0]["n"]
    rows = visit.pinned.rows(
        name, f'select * from "{name}"{where} {order} limit ? offset ?', *values, count, start
    )
    return Viewed(
        name,
        twin["title"][code],
        tuple(column for column in columns if column in there),
        int(total),
        rows,
    )


def _chosen(visit: Visit, name: str, column: str, wanted: tuple[object, ...]) -> object:
    """Give the first wanted value that a column has, None where it has none of them."""
    known = {
        row["value"]
        for row in visit.pinned.rows(name, f'select distinct "{column}" as value from "{name}"')
        if row["value"] is not None
    }
    return next(
        (
            max(known) if one == "latest" else one
            for one in wanted
            if known and (one == "latest" or one in known)
        ),
        None,
    )
