"""The page of a finding that has no module of its own: its tables as its views say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import Field

from samspill.catalogue import Finding, View
from samspill.web.method import method
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["page_of"]

_SHOWN = 20


class Asked(Query):
    """What the page can be asked."""

    page: int = Field(1, ge=1, le=10_000)


def page_of(finding: Finding, order: int) -> Page:
    """Give the page of a finding."""
    return Page(
        id=finding.id,
        path=finding.id,
        title=finding.title,
        show=_show(finding),
        query=Asked,
        template="finding.html",
        # plain tables are for who looks for them; the navigation waits for a page of their own
        is_entrance=False,
        order=order,
    )


def _show(finding: Finding) -> Callable[[Visit], Shown]:
    def show(visit: Visit) -> Shown:
        language = visit.language
        tables = []
        for name in finding.tables:
            if not visit.pinned.has(name):
                continue
            twin = visit.pinned.build.twin(name)
            view = finding.views.get(name) or View(
                tuple(one["name"] for one in twin["columns"][:8]), twin["key"][0]
            )
            columns = [column.replace("{lang}", language.code) for column in view.columns]
            there = {one["name"] for one in twin["columns"]}
            columns = [column for column in columns if column in there]
            total, rows = _rows(visit, name, view, there)
            tables.append(
                {
                    "name": name,
                    "title": twin["title"][language.code],
                    "columns": columns,
                    "rows": rows,
                    "total": total,
                    "key": twin["key"],
                    "method": method(visit, name, finding.indicators),
                }
            )
        return Shown(
            title=language.of(finding.title),
            lead=language.of(finding.question),
            context={"tables": tables, "per_page": _SHOWN},
        )

    return show


def _rows(visit: Visit, name: str, view: View, there: set[str]) -> tuple[int, list[dict[str, Any]]]:
    """Give how many rows fit the view and those of the page."""
    conditions, values = [], []
    for column, wanted in view.focus.items():
        if column not in there:
            continue
        known = {
            row["value"]
            for row in visit.pinned.rows(name, f'select distinct "{column}" as value from "{name}"')
            if row["value"] is not None
        }
        chosen = next(
            (
                max(known) if one == "latest" else one
                for one in wanted
                if known and (one == "latest" or one in known)
            ),
            None,
        )
        if chosen is not None:
            conditions.append(f'"{column}" = ?')
            values.append(chosen)
    where = f" where {' and '.join(conditions)}" if conditions else ""
    column = view.order_by.removeprefix("-").replace("{lang}", visit.language.code)
    way = "desc" if view.order_by.startswith("-") else "asc"
    order = f'order by "{column}" {way} nulls last, rowid' if column in there else "order by rowid"
    total = visit.pinned.rows(name, f'select count(*) n from "{name}"{where}', *values)[0]["n"]
    start = (visit.query.page - 1) * _SHOWN
    rows = visit.pinned.rows(
        name, f'select * from "{name}"{where} {order} limit ? offset ?', *values, _SHOWN, start
    )
    return int(total), rows
