"""The back-test in full: every method, how honest the probabilities were, what counts as entry."""

from __future__ import annotations

from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode
from samspill.tables import table
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.trust import TOP

__all__ = ["PAGE"]

Row = dict[str, Any]
Trial = tuple[str, str, int]
"""The rule of presence, what was left out, and the years from start to end."""


class Asked(Query):
    """What the page can be asked."""

    source: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]{1,40}$")
    trial: str | None = Field(None, pattern=r"^(plain|shrunken)-(place|group)-[0-9]{1,2}$")
    score: Literal["order", "top"] = "order"


def show(visit: Visit) -> Shown:
    """Give a back-test, method against method, and the log of frozen forecasts."""
    asked: Asked = visit.query
    every = visit.pinned.rows(
        "backtest",
        "select * from backtest order by source desc, rule, fold desc, horizon, "
        "average_precision desc, method",
    )
    sources = list(dict.fromkeys(row["source"] for row in every))
    if asked.source is not None and asked.source not in sources and every:
        raise UnknownCode("source", asked.source, sources)
    source = asked.source or (sources[0] if sources else None)
    own = [row for row in every if row["source"] == source]
    trials = list(dict.fromkeys((row["rule"], row["fold"], row["horizon"]) for row in own))
    chosen = _choose(asked, trials)
    rows = [row for row in own if (row["rule"], row["fold"], row["horizon"]) == chosen]
    methods = {row["method"]: row for row in rows}
    return Shown(
        title=visit.text("The back-test"),
        figures=_plans(visit, rows, methods),
        context={
            "source": source,
            "sources": [(one, _title_of(visit, one)) for one in sources],
            "trials": trials,
            "chosen": chosen,
            "rows": rows,
            "methods": methods,
            "top": TOP,
            "headline": _headline(own, trials),
            "entries": _of_source(visit, "backtest_entries", source, "rule, start_year"),
            "scores": visit.pinned.rows(
                "forecast_scores", "select * from forecast_scores order by source, start_year"
            ),
            "titles": {one: _title_of(visit, one) for one in sources},
        },
    )


def _choose(asked: Asked, trials: list[Trial]) -> Trial | None:
    """Give the trial that is asked for, the usual one without.

    Raises
    ------
    UnknownCode
        There is no such trial.
    """
    named = {"-".join(map(str, one)): one for one in trials}
    if asked.trial is not None and named:
        if asked.trial not in named:
            raise UnknownCode("back-test", asked.trial, named)
        return named[asked.trial]
    return trials[0] if trials else None


def _headline(own: list[Row], trials: list[Trial]) -> list[tuple[Row, Row]]:
    """Give for each trial the forecast beside the simplest rule."""
    found = []
    for trial in trials:
        rows = {r["method"]: r for r in own if (r["rule"], r["fold"], r["horizon"]) == trial}
        if {"forecast", "lq"} <= set(rows):
            found.append((rows["forecast"], rows["lq"]))
    return found


def _title_of(visit: Visit, source: str) -> str:
    found = visit.pinned.rows("sources", "select * from sources where source = ?", source)
    return str(found[0][f"title_{visit.language.code}"]) if found else source


def _of_source(visit: Visit, name: str, source: str | None, order: str) -> list[Row]:
    if source is None:
        return []
    return visit.pinned.rows(
        name, f"select * from {name} where source = ? order by {order}", source
    )


def _plans(visit: Visit, rows: list[Row], methods: dict[str, Row]) -> tuple[Plan, ...]:
    if "lq" not in methods:
        return ()
    first = rows[0]
    sources = (first["source"],)
    told = visit.pinned.rows(
        "backtest_reliability",
        "select * from backtest_reliability where source = ? and rule = ? and fold = ? "
        "and horizon = ? order by method, probability_from",
        first["source"],
        first["rule"],
        first["fold"],
        first["horizon"],
    )
    return (
        Plan(
            "methods",
            lambda: _methods(visit, rows, methods["lq"]),
            "backtest",
            ("location_quotient", "relatedness_density", "entry"),
            sources,
            note=visit.text(
                "How high those that came true stand in the list of each method. 1 is a list with "
                "all of them first; the interval is from drawing the places anew."
            )
            if visit.query.score == "order"
            else visit.text("Of the {k} that each method believed most in.", k=TOP),
        ),
        Plan(
            "reliability",
            lambda: figures.reliability(
                pa.Table.from_pylist(told, schema=table("backtest_reliability").schema),
                language=visit.language.code,
                title=visit.text("Did the probabilities hold what they said?"),
                methods={
                    "forecast": visit.text("The forecast"),
                    "lq": visit.text("The simplest rule"),
                },
            ),
            "backtest_reliability",
            ("entry",),
            sources,
            note=visit.text(
                "On the dashed line, as many came true as was said. Below it, too much was said."
            ),
            ignores=("score",),
        ),
    )


def _methods(visit: Visit, rows: list[Row], simplest: Row) -> figures.Figure:
    _ = visit.text
    column, name = (
        ("average_precision", _("Average precision"))
        if visit.query.score == "order"
        else ("precision_at_k", _("Share that came true of the {k} first", k=TOP))
    )
    ranked = sorted(rows, key=lambda row: (-row[column], row["method"]))
    marked = pa.Table.from_pylist(ranked, schema=table("backtest").schema)
    is_forecast = [row["method"] == "forecast" for row in ranked]
    return figures.dots(
        marked.append_column("is_marked", pa.array(is_forecast)),
        language=visit.language.code,
        title=_("Method against method"),
        shows=figures.Measured(
            column=column,
            name=name,
            title=f"{name} →",
            low=f"{column}_low",
            high=f"{column}_high",
            line=simplest[column],
            line_name=_("The simplest rule"),
            unit="" if column == "average_precision" else "%",
        ),
        name=f"method_{visit.language.code}",
        keys=("method",),
        marked="is_marked",
    )


PAGE = Page(
    id="backtest",
    path="backtest",
    title={"nb": "Etterprøving", "en": "The back-test"},
    show=show,
    query=Asked,
    group="strengths",
)
