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
            "answer": _answer(visit),
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


def _answer(visit: Visit) -> str:
    """Say how many files the build is made from, how old they are, and what was set aside."""
    sources = visit.pinned.rows(
        "sources", "select source, vintage from sources order by source, vintage"
    )
    kept = visit.pinned.rows(
        "ledger", "select kept from ledger where unit = 'rows' and step = 'read' and part = ''"
    )
    aside = visit.pinned.rows("rejects", "select count(*) n from rejects")
    if not sources:
        return ""
    years = [str(row["vintage"])[:4] for row in sources]
    return visit.language.ntext(
        "From {n} public source of {oldest} to {newest}: {rows} rows were read, and {aside} were "
        "set aside, each with its reason.",
        "From {n} public sources of {oldest} to {newest}: {rows} rows were read, and {aside} were "
        "set aside, each with its reason.",
        len({row["source"] for row in sources}),
        oldest=min(years),
        newest=max(years),
        rows=visit.language.short_number(sum(row["kept"] for row in kept)),
        aside=visit.language.number(sum(row["n"] for row in aside)),
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
    answer=_answer,
    asks={"nb": "Hvor kommer tallene fra?", "en": "Where do the figures come from?"},
)
