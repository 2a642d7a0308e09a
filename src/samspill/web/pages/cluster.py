"""One cluster: who it is, by date; its members, the environments it covers, whom it should meet."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from samspill.errors import UnknownCode
from samspill.web.pages.green import GREEN_MEASURES
from samspill.web.site import Page, Query, Shown, Visit

__all__ = ["PAGE"]

_MATCHES, _MEMBERS = 5, 200


class Asked(Query):
    """What the page can be asked."""

    cluster: str = Field(pattern=r"^[a-z0-9-]{1,60}$")


def show(visit: Visit) -> Shown:
    """Give a cluster's facts, levels, members, environments and matches."""
    ask = visit.pinned.rows
    cluster = visit.query.cluster
    known = {row["cluster_id"]: row for row in ask("clusters", "select * from clusters")}
    if cluster not in known:
        raise UnknownCode("cluster", cluster, known)
    found = known[cluster]
    matches = ask(
        "matches",
        "select * from matches where cluster_a = ? or cluster_b = ? order by rank",
        cluster,
        cluster,
    )
    environments = ask("environments", 'select * from environments order by "order"')
    covered = [one for one in environments if cluster in (one["cluster_ids"] or "").split()]
    answer, detail = _answer(visit, found, covered, matches)
    return Shown(
        title=found["name"],
        context={
            "answer": answer,
            "detail": detail,
            "cluster": found,
            "areas": [
                area for area in visit.region.areas if area.id in (found["area_ids"] or "").split()
            ],
            "levels": ask(
                "cluster_levels",
                'select * from cluster_levels where cluster_id = ? order by "order"',
                cluster,
            ),
            "members": ask(
                "cluster_members",
                "select * from cluster_members where cluster_id = ? order by lower(name)",
                cluster,
            )[:_MEMBERS],
            "covered": covered,
            "matches": [one for one in matches if one["verdict"] == "match"][:_MATCHES],
            "activities": (found["activity_codes"] or "").split(),
            "green": _green(visit, cluster),
            "kinds": {name: visit.text(text) for name, text in GREEN_MEASURES.items()},
        },
    )


def _green(visit: Visit, cluster: str) -> list[dict[str, Any]]:
    """Give the cluster's green shares in the order in which they are shown."""
    rows = visit.pinned.rows(
        "green_shares",
        "select * from green_shares where subject = 'cluster' and subject_code = ?",
        cluster,
    )
    order = list(GREEN_MEASURES)
    return sorted(
        (row for row in rows if row["measure"] in order),
        key=lambda row: order.index(row["measure"]),
    )


def _answer(
    visit: Visit,
    found: dict[str, Any],
    covered: list[dict[str, Any]],
    matches: list[dict[str, Any]],
) -> tuple[str, str]:
    _ = visit.text
    theme = found[f"theme_{visit.language.code}"]
    text = _("Theme: {theme}.", theme=theme) if theme else _("Its theme is not known.")
    best = next((one for one in matches if one["verdict"] == "match"), None)
    if best is not None:
        other = best["name_b"] if best["cluster_a"] == found["cluster_id"] else best["name_a"]
        text += " " + _("Of all clusters it should first meet {other}.", other=other)
    if not found["activity_codes"]:
        return text, _("Without activities it cannot be compared with others.")
    if covered:
        return text, visit.language.ntext(
            "It covers {n} strong environment.", "It covers {n} strong environments.", len(covered)
        )
    return text, _("The figures show no strong environment where it has its seat.")


PAGE = Page(
    id="cluster",
    path="cluster/{cluster}",
    title={"nb": "Klynge", "en": "Cluster"},
    show=show,
    query=Asked,
    group="interplay",
)
