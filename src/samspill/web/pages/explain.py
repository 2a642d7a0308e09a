"""One figure, back to the rows of the publishers' files that it was made from."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from samspill.catalogue import findings
from samspill.errors import UsageError
from samspill.trace import Explanation, explain
from samspill.web.method import method
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]

_LONGEST = 200


class Asked(Query):
    """What the page can be asked: the table, and its key columns."""

    model_config = ConfigDict(frozen=True, extra="allow", str_max_length=_LONGEST)

    table: str = Field(pattern=r"^[a-z][a-z_]{0,40}$")


def show(visit: Visit) -> Shown:
    """Give the figure, its definition, what it was computed from and the files."""
    keys = {name: str(value) for name, value in (visit.query.model_extra or {}).items()}
    if any(len(name) > _LONGEST or len(value) > _LONGEST for name, value in keys.items()):
        raise UsageError("A key is longer than any that there is.")
    pinned = visit.pinned
    found: Explanation = explain(
        pinned.build, pinned.vault, visit.query.table, keys, visit.language.code
    )
    row = found.row
    sources = (str(row["source"]),) if row.get("source") else ()
    heading = " · ".join(
        str(row[column])
        for column in ("place_name", f"activity_{visit.language.code}", "year")
        if row.get(column)
    )
    return Shown(
        title=visit.text("Where the figure comes from"),
        lead=heading,
        context={
            "found": found,
            "behind": method(visit, visit.query.table, _indicators_of(visit.query.table), sources),
        },
    )


def _indicators_of(table: str) -> tuple[str, ...]:
    """Give the measures of the finding that makes a table."""
    return next((f.indicators for f in findings().values() if table in f.tables), ())


PAGE = Page(
    id="explain",
    path="explain/{table}",
    title={"nb": "Hvor tallet kommer fra", "en": "Where the figure comes from"},
    show=show,
    query=Asked,
    group="data",
)
