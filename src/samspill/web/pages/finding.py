"""The page of a finding that has no module of its own: its tables as its views say."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import Field

from samspill.catalogue import Finding
from samspill.web.method import method
from samspill.web.site import Page, Query, Shown, Visit
from samspill.web.views import viewed

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
        tables = []
        for name in finding.tables:
            if not visit.pinned.has(name):
                continue
            start = (visit.query.page - 1) * _SHOWN
            found = viewed(visit, finding, name, _SHOWN, start)
            tables.append(
                {
                    "name": name,
                    "title": found.title,
                    "columns": found.columns,
                    "rows": found.rows,
                    "total": found.total,
                    "key": visit.pinned.build.twin(name)["key"],
                    "method": method(visit, name, finding.indicators),
                }
            )
        return Shown(
            title=visit.language.of(finding.title),
            lead=visit.language.of(finding.question),
            context={"tables": tables, "per_page": _SHOWN},
        )

    return show
