"""One actor: who it is, whom it works with, where it stands, and what it was put together from."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from samspill.errors import UnknownCode
from samspill.web.method import method
from samspill.web.networks import Chosen, drawing, network_of, title_of_community
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN = 40
_PARTNERS = 20


class Asked(Query):
    """What the page can be asked: the actor's id, or an organisation number that it has had."""

    key: str = Field(pattern=r"^[0-9a-z:-]{1,60}$")


def show(visit: Visit) -> Shown:
    """Give an actor's facts, its network, its projects and the records it consists of."""
    found = _actor(visit, visit.query.key)
    key = found["actor_id"]
    ask = visit.pinned.rows
    nodes = ask("network_nodes", "select * from network_nodes where actor_id = ?", key)
    node = nodes[0] if nodes else None
    web = network_of(visit.pinned, Chosen(actor=key)) if node else None
    participations = ask(
        "participations",
        "select * from participations where actor_id = ? order by year desc nulls last, project_id",
        key,
    )
    awards = ask(
        "awards", "select * from awards where actor_id = ? order by date desc nulls last", key
    )
    merges = ask(
        "actor_merges", 'select * from actor_merges where actor_id = ? order by "order"', key
    )
    review = ask(
        "actor_review",
        "select * from actor_review where actor_a = ? or actor_b = ? order by score desc",
        key,
        key,
    )
    plans: tuple[Plan, ...] = ()
    if web is not None and web.nodes:
        plans = (
            Plan(
                "network",
                lambda: drawing(
                    visit,
                    web,
                    title=visit.text("{actor} and its partners", actor=found["name"]),
                    focus=key,
                ),
                "network_nodes",
                width=720,
            ),
        )
    return Shown(
        title=found["name"],
        lead=_answer(visit, found, node, participations),
        figures=plans,
        context={
            "actor": found,
            "node": node,
            "community": title_of_community(visit, node["community"]) if node else "",
            "partners": _partners(visit, key)[:_PARTNERS] if node else [],
            "participations": participations[:_SHOWN],
            "participations_count": len(participations),
            "awards": awards[:_SHOWN],
            "money": [
                one
                for one in ("amount_nok", "amount_eur")
                if any(row[one] is not None for row in awards[:_SHOWN])
            ],
            "awards_count": len(awards),
            "merges": merges,
            "review": [_other(row, key) for row in review],
            "sources": _sources(visit, found),
            "behind": method(visit, "network_nodes") if node else None,
        },
    )


def _actor(visit: Visit, key: str) -> dict[str, Any]:
    """Give the actor of an id, or of a number that was put together into it."""
    for query in (
        "select * from actors where actor_id = ?",
        "select * from actors where organisation_number = ?",
    ):
        found = visit.pinned.rows("actors", query, key)
        if found:
            return found[0]
    merged = visit.pinned.rows(
        "actor_merges",
        "select distinct actor_id from actor_merges where merged_a = ? or merged_b = ?",
        key,
        key,
    )
    if merged:
        return visit.pinned.rows(
            "actors", "select * from actors where actor_id = ?", merged[0]["actor_id"]
        )[0]
    near = visit.pinned.rows(
        "actors", "select actor_id from actors where starts_with(actor_id, ?) limit 40", key[:4]
    )
    raise UnknownCode("actor", key, [row["actor_id"] for row in near])


def _answer(
    visit: Visit,
    actor: dict[str, Any],
    node: dict[str, Any] | None,
    participations: list[dict[str, Any]],
) -> str:
    """Say in a sentence or two what the actor does with others."""
    language = visit.language
    projects = len({row["project_id"] for row in participations})
    if not projects:
        return visit.text("No EU project of {actor} is in these sources.", actor=actor["name"])
    text = language.ntext(
        "{actor} takes part in {n} EU project", "{actor} takes part in {n} EU projects", projects,
        actor=actor["name"],
    )  # fmt: skip
    if node is None:
        return text + visit.text(", none of them with another Norwegian actor.")
    text += language.ntext(
        " and works with {n} Norwegian actor.", " and works with {n} Norwegian actors.",
        node["degree"],
    )  # fmt: skip
    if node["is_broker"]:
        text += " " + visit.text(
            "It is a broker: others meet through it more than chance would have them."
        )
    return text


def _partners(visit: Visit, key: str) -> list[dict[str, Any]]:
    """Give those it works with, the heaviest ties first."""
    visit.pinned.load("network_nodes")
    return visit.pinned.rows(
        "network_edges",
        "select e.*, n.actor_id, n.name, n.sector, n.place_code, n.community from "
        "(select actor_a one, actor_b other, * from network_edges union all "
        "select actor_b, actor_a, * from network_edges) e "
        "join network_nodes n on n.actor_id = e.other where e.one = ? "
        "order by e.weight desc, n.name",
        key,
    )


def _other(row: dict[str, Any], key: str) -> dict[str, Any]:
    """Give the other side of a doubtful pair."""
    side = "b" if row["actor_a"] == key else "a"
    return {"actor_id": row[f"actor_{side}"], "name": row[f"name_{side}"], "score": row["score"]}


def _sources(visit: Visit, actor: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = [one.strip() for one in (actor["sources"] or "").split(",")]
    rows = visit.pinned.rows("sources", "select * from sources order by source, vintage")
    return [row for row in rows if row["source"] in wanted]


PAGE = Page(
    id="actor",
    path="actor/{key}",
    title={"nb": "Aktør", "en": "Actor"},
    show=show,
    query=Asked,
    group="interplay",
)
