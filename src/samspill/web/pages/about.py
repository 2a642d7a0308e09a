"""About the data: sources, vintages, licences, the ledger, what was set aside, the API."""

from __future__ import annotations

from itertools import groupby

from samspill.catalogue import findings, indicators
from samspill.web.site import Page, Shown, Visit

__all__ = ["PAGE"]


def show(visit: Visit) -> Shown:
    """Give where the figures come from and what happened to them on the way."""
    ask = visit.pinned.rows
    ledger = ask(
        "ledger",
        "select * from ledger where part = '' "
        'order by min("order") over (partition by source), "order"',
    )
    rejects = ask(
        "rejects",
        f"select source, step, reason, min(explanation_{visit.language.code}) explanation, "
        "count(*) rows_count from rejects group by source, step, reason "
        "order by source, rows_count desc",
    )
    return Shown(
        title=visit.text("About the data"),
        lead=visit.text("Every figure here can be followed back to a row in a public file."),
        context={
            "sources": ask("sources", "select * from sources order by source, vintage"),
            "ledger": [(s, list(rows)) for s, rows in groupby(ledger, key=lambda r: r["source"])],
            "rejects": rejects,
            "titles": {
                r["source"]: r[f"title_{visit.language.code}"]
                for r in ask("sources", "select * from sources")
            },
            "tables": [(name, visit.pinned.build.twin(name)) for name in visit.pinned.tables],
            "measures": [one for one in indicators().values() if one.name in _used()],
        },
    )


def _used() -> set[str]:
    return {name for finding in findings().values() for name in finding.indicators}


PAGE = Page(
    id="about",
    path="about",
    title={"nb": "Om dataene", "en": "About the data"},
    show=show,
    is_entrance=True,
    order=90,
    group="data",
    asks={"nb": "Hvor kommer tallene fra?", "en": "Where do the figures come from?"},
)
