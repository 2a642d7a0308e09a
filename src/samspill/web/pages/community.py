"""One community: its actors, who it works with, its projects over the years."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from samspill.errors import UnknownCode
from samspill.web.networks import Chosen, drawing, network_of, title_of_community
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

_SHOWN = 12


class Asked(Query):
    """What the page can be asked."""

    key: str = Field(pattern=r"^[0-9a-z:]{1,60}$")


def show(visit: Visit) -> Shown:
    """Give a community's actors, its network and the communities it works with."""
    key = visit.query.key
    every = {
        row["community"]: row
        for row in visit.pinned.rows(
            "communities", 'select * from communities order by "order", community'
        )
    }
    found = every.get(key)
    if found is None:
        raise UnknownCode("community", key, every)
    web = network_of(visit.pinned, Chosen(community=key))
    members = visit.pinned.rows(
        "network_nodes",
        "select * from network_nodes where community = ? order by strength desc, actor_id",
        key,
    )
    title = title_of_community(visit, key)
    return Shown(
        title=title,
        figures=(
            Plan(
                "network",
                lambda: drawing(
                    visit, web, title=visit.text("The community and its partners"), by="sector"
                ),
                "network_nodes",
                width=760,
            ),
        ),
        context={
            "community": found,
            "members": members,
            "neighbours": _neighbours(visit, key)[:_SHOWN],
            "projects": _projects(visit, key)[:_SHOWN],
            "projects_count": len(_projects(visit, key)),
        },
    )


def _neighbours(visit: Visit, key: str) -> list[dict[str, Any]]:
    """Give the communities that this one has ties to, the most ties first."""
    visit.pinned.load("network_nodes")
    rows = visit.pinned.rows(
        "network_edges",
        "select b.community, sum(e.weight) weight, sum(e.projects_count) projects_count from "
        "(select actor_a one, actor_b other, weight, projects_count from network_edges union all "
        "select actor_b, actor_a, weight, projects_count from network_edges) e "
        "join network_nodes a on a.actor_id = e.one join network_nodes b on b.actor_id = e.other "
        "where a.community = ? and b.community <> ? group by b.community "
        "order by weight desc, b.community",
        key,
        key,
    )
    return [{**row, "title": title_of_community(visit, row["community"])} for row in rows]


def _projects(visit: Visit, key: str) -> list[dict[str, Any]]:
    """Give the projects in which two members or more take part, the newest first."""
    visit.pinned.load("network_nodes")
    visit.pinned.load("participations")
    return visit.pinned.rows(
        "network_ties",
        "select t.source, t.project_id, max(t.year) as year, max(p.project_title) project_title, "
        "max(p.programme) programme, count(distinct p.actor_id) actors_count from network_ties t "
        "join network_nodes a on a.actor_id = t.actor_a "
        "join network_nodes b on b.actor_id = t.actor_b "
        "join participations p on p.source = t.source and p.project_id = t.project_id "
        "where a.community = ? and b.community = ? group by t.source, t.project_id "
        "order by actors_count desc, year desc, t.project_id",
        key,
        key,
    )


PAGE = Page(
    id="community",
    path="community/{key}",
    title={"nb": "Miljø", "en": "Community"},
    show=show,
    query=Asked,
    group="interplay",
)
