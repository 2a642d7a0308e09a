"""One pair of clusters: why they should meet, whom to introduce, and who has met."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from samspill.errors import UnknownCode
from samspill.findings.rosters import brief
from samspill.web.pages.matches import plane_of, verdict_name
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_CLUSTER = r"^[a-z0-9-]{1,60}$"


class Asked(Query):
    """What the page can be asked."""

    one: str = Field(pattern=_CLUSTER)
    other: str = Field(pattern=_CLUSTER)


def show(visit: Visit) -> Shown:
    """Give the evidence for a pair."""
    asked: Asked = visit.query
    ask = visit.pinned.rows
    pair = min(asked.one, asked.other), max(asked.one, asked.other)
    every = ask("matches", "select * from matches order by rank")
    found = {(one["cluster_a"], one["cluster_b"]): one for one in every}
    if pair not in found:
        raise UnknownCode("pair of clusters", " ".join(pair), [" ".join(one) for one in found])
    row = found[pair]
    title = visit.text("{one} and {other}", one=row["name_a"], other=row["name_b"])
    return Shown(
        title=title,
        figures=(
            Plan(
                "plane",
                lambda: plane_of(visit, every, visit.text("The pair among all pairs"), pair),
                "matches",
                ("proximity",),
            ),
        ),
        context={
            "answer": _answer(visit, row),
            "detail": visit.text(
                "It stays among the first ten under {share} of the other reasonable weightings.",
                share=visit.language.percent(row["stability"], 0),
            ),
            "row": row,
            "brief": brief,
            "verdict": verdict_name(visit, row["verdict"]),
            "reasons": row[f"reasons_{visit.language.code}"].split("\n"),
            "actors": ask(
                "match_actors",
                'select * from match_actors where cluster_a = ? and cluster_b = ? order by "order"',
                *pair,
            ),
            "ties": ask(
                "match_ties",
                "select * from match_ties where cluster_a = ? and cluster_b = ? "
                "order by projects_count desc, actor_a, actor_b",
                *pair,
            ),
            "actor_names": _names(visit),
            "link": next(
                iter(
                    ask(
                        "match_history",
                        "select * from match_history where cluster_a = ? and cluster_b = ?",
                        *pair,
                    )
                ),
                None,
            ),
        },
    )


def _answer(visit: Visit, row: dict[str, Any]) -> str:
    _ = visit.text
    values = {"rank": row["rank"], "n": row["pairs_count"]}
    if row["verdict"] == "match":
        return _("They should meet: number {rank} of {n} pairs.", **values)
    if row["verdict"] == "works_together":
        return _("They work together already, more than chance would give.", **values)
    if row["verdict"] == "related":
        return _(
            "They have something in common, and others have more reason to meet: number {rank} of "
            "{n} pairs.",
            **values,
        )
    return _("They have less in common than most: number {rank} of {n} pairs.", **values)


def _names(visit: Visit) -> dict[str, str]:
    names: dict[str, str] = visit.pinned.once(
        "names of cluster members",
        lambda: {
            row["actor_id"]: row["name"]
            for row in visit.pinned.rows(
                "cluster_members",
                "select distinct actor_id, name from cluster_members where actor_id is not null",
            )
        },
    )
    return names


PAGE = Page(
    id="match",
    path="match/{one}/{other}",
    title={"nb": "Kobling", "en": "Match"},
    show=show,
    query=Asked,
    group="interplay",
)
