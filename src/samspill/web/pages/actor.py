"""One actor: the projects it takes part in."""

from __future__ import annotations

from pydantic import Field

from samspill.errors import UnknownCode
from samspill.web.searching import actor_key, actors
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN = 200


class Asked(Query):
    """What the page can be asked."""

    key: str = Field(pattern=r"^[0-9a-z-]{1,200}$")


def show(visit: Visit) -> Shown:
    """Give an organisation's participations, the newest first."""
    known = {actor_key(row): row for row in reversed(actors(visit.pinned))}
    found = known.get(visit.query.key)
    if found is None:
        raise UnknownCode("actor", visit.query.key, known)
    number = found["organisation_number"]
    column, value = (
        ("organisation_number", number)
        if number
        else ("organisation_name", found["organisation_name"])
    )
    rows = visit.pinned.rows(
        "participations",
        f"select * from participations where {column} = ? order by year desc, project_id",
        value,
    )
    return Shown(
        title=found["organisation_name"],
        lead=visit.text("The EU projects it takes part in."),
        context={"actor": found, "rows": rows[:_SHOWN], "rows_count": len(rows)},
    )


PAGE = Page(
    id="actor",
    path="actor/{key}",
    title={"nb": "Aktør", "en": "Actor"},
    show=show,
    query=Asked,
    group="interplay",
)
