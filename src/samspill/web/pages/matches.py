"""Which clusters should meet: the ranking, how steady it is, and whether it would have known."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.figures import Group, Side
from samspill.web.language import N_
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE", "plane_of", "verdict_name"]

_PER_PAGE, _STEADY = 25, 0.8

_METHODS = {
    "score": N_("This ranking"),
    "common_neighbours": N_("Common partners"),
    "preferential_attachment": N_("The busiest first"),
    "distance": N_("The nearest first"),
    "chance": N_("By chance"),
}
_VERDICTS = {
    "match": N_("Should meet"),
    "related": N_("Something in common"),
    "works_together": N_("Work together already"),
    "little_in_common": N_("Little in common"),
}


class Asked(Query):
    """What the page can be asked."""

    cluster: str | None = Field(None, pattern=r"^[a-z0-9-]{1,60}$")
    page: int = Field(1, ge=1, le=10_000)


def show(visit: Visit) -> Shown:
    """Give the pairs, all or those of a cluster, with the test and the history."""
    asked: Asked = visit.query
    ask = visit.pinned.rows
    every = _every(visit)
    clusters = sorted(
        {one[f"cluster_{side}"]: one[f"name_{side}"] for one in every for side in "ab"}.items(),
        key=lambda item: item[1].casefold(),
    )
    rows = [
        one
        for one in every
        if asked.cluster is None or asked.cluster in (one["cluster_a"], one["cluster_b"])
    ]
    trial = ask("match_trial", "select * from match_trial order by average_precision desc")
    history = ask("match_history", "select * from match_history order by year, cluster_a")
    last = max(1, -(-len(rows) // _PER_PAGE))
    at = min(asked.page, last)
    answer, detail = _answer(visit, rows)
    return Shown(
        title=visit.text("Clusters that should meet"),
        lead=visit.text("Related, complementary, hardly in touch and within reach."),
        figures=(
            Plan(
                "plane",
                lambda: plane_of(visit, rows, visit.text("Related and complementary")),
                "matches",
                ("proximity",),
                ignores=("page",),
            ),
        )
        if rows
        else (),
        context={
            "answer": answer,
            "detail": detail,
            "points": _points(visit, rows),
            "rows": rows[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            "clusters": clusters,
            "cluster": asked.cluster,
            "page_number": at,
            "last_page": last,
            "trial": trial,
            "trial_answer": _trial_answer(visit, trial),
            "methods": {name: visit.text(text) for name, text in _METHODS.items()},
            "verdicts": {name: visit.text(text) for name, text in _VERDICTS.items()},
            "history": history,
            "names": _names(visit),
            "compared": {(one["cluster_a"], one["cluster_b"]) for one in every},
            "has_members": any(one["ties_observed"] is not None for one in every),
            "weights": visit.region.match_rules,
        },
    )


def _every(visit: Visit) -> list[dict[str, Any]]:
    return visit.pinned.rows("matches", "select * from matches order by rank")


def _names(visit: Visit) -> dict[str, str]:
    """Give what every cluster of the register is called, also one that has ended."""
    rows = visit.pinned.rows("clusters", "select cluster_id, name from clusters")
    return {row["cluster_id"]: row["name"] for row in rows}


def _in_short(visit: Visit) -> str:
    rows = _every(visit)
    return _answer(visit, rows)[0] if rows else ""


def verdict_name(visit: Visit, verdict: str) -> str:
    """Give what a verdict is called."""
    return visit.text(_VERDICTS[verdict])


def _answer(visit: Visit, rows: list[dict[str, Any]]) -> tuple[str, str]:
    _ = visit.text
    good = [one for one in rows if one["verdict"] == "match"]
    if not good:
        return _("No two clusters stand out as those that should meet."), ""
    best = good[0]
    text = _(
        "Of {n} pairs, {one} and {other} have most reason to meet.",
        n=len(rows),
        one=best["name_a"],
        other=best["name_b"],
    )
    steady = sum(one["stability"] >= _STEADY for one in good)
    detail = visit.language.ntext(
        "{n} pair stays among the first ten under at least 80 per cent of the other reasonable "
        "weightings.",
        "{n} pairs stay among the first ten under at least 80 per cent of the other reasonable "
        "weightings.",
        steady,
    )
    if all(one["ties_observed"] is None for one in rows):
        detail += " " + _(
            "No lists of members are given, so it is not known who works together already; the "
            "clusters are compared by their themes."
        )
    return text, detail


def _points(visit: Visit, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "text": visit.text("{one} and {other}", one=one["name_a"], other=one["name_b"]),
            "url": visit.url("match", one=one["cluster_a"], other=one["cluster_b"]),
            "evidence": "",
        }
        for one in rows
        if one["verdict"] == "match"
    ][:5]


def _trial_answer(visit: Visit, trial: list[dict[str, Any]]) -> str:
    _ = visit.text
    if not trial:
        return _(
            "The ranking cannot be tested here: that takes lists of members, and at least four "
            "pairs of clusters that began to work together in the last years."
        )
    by_method = {one["method"]: one for one in trial}
    beaten = [one for one in trial if one["verdict"] == "beats"]
    others = len(trial) - 1
    return _(
        "The ties from {year} on were hidden, and {n} of {m} pairs began to work together then. "
        "The ranking beats {k} of the {l} plain methods beyond doubt; its average precision is "
        "{value}.",
        year=by_method["score"]["start_year"],
        n=by_method["score"]["begun_count"],
        m=by_method["score"]["pairs_count"],
        k=len(beaten),
        l=others,
        value=visit.language.number(by_method["score"]["average_precision"], 2),
    )


def _brief(name: str) -> str:
    """Give a cluster's name without its level and what stands in brackets."""
    return name.removeprefix("NCE ").partition(" (")[0]


def plane_of(
    visit: Visit, rows: list[dict[str, Any]], title: str, this: tuple[str, str] | None = None
) -> figures.Figure:
    """Draw pairs by how related and how complementary they are; one may stand out."""
    _ = visit.text
    shown = [
        {
            "name": f"{_brief(one['name_a'])} – {_brief(one['name_b'])}",
            "cluster_a": one["cluster_a"],
            "cluster_b": one["cluster_b"],
            "relatedness_rank": one["relatedness_rank"],
            "complementarity_rank": one["complementarity_rank"],
            # the pair that the page is about gets its name first
            "rank": 0 if this == (one["cluster_a"], one["cluster_b"]) else one["rank"],
            "kind": "this" if this == (one["cluster_a"], one["cluster_b"]) else one["verdict"],
        }
        for one in rows
    ]
    groups = {
        **({"this": Group(_("This pair"), "accent")} if this else {}),
        "match": Group(_("Should meet"), "cat-1" if this else "accent"),
        "related": Group(_("Something in common"), "accent-soft"),
        "works_together": Group(_("Work together already"), "cat-2"),
        "little_in_common": Group(_("Little in common"), "grey"),
    }
    return figures.scatter(
        pa.Table.from_pylist(shown),
        language=visit.language.code,
        title=title,
        x=Side("relatedness_rank", _("related"), _("More related than this share of the pairs →")),
        y=Side(
            "complementarity_rank",
            _("complementary"),
            _("More complementary than this share of the pairs →"),
        ),
        name="name",
        keys=("cluster_a", "cluster_b"),
        group="kind",
        groups=groups,
        rank="rank",
        labels=6,
        link=lambda row: visit.url("match", one=row["cluster_a"], other=row["cluster_b"]),
        columns=("name", "relatedness_rank", "complementarity_rank"),
    )


PAGE = Page(
    id="matches",
    path="matches",
    title={"nb": "Koblinger", "en": "Matches"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=18,
    group="interplay",
    answer=_in_short,
)
