"""The clusters: the register and its map, the strong environments, and what covers what."""

from __future__ import annotations

from collections import Counter
from typing import Any

from samspill import figures
from samspill.web.language import N_
from samspill.web.maps import map_of_counts
from samspill.web.site import Page, Plan, Shown, Visit

__all__ = ["PAGE"]

_SURE = 0.05


def show(visit: Visit) -> Shown:
    """Give the register, the environments by whether a cluster covers them, and what is missing."""
    clusters, environments = _register(visit), _environments(visit)
    sure = [one for one in environments if one["q_value"] < _SURE]
    open_ = [one for one in sure if not one["is_covered"]]
    without = [
        one
        for one in clusters
        if one["environments_count"] == 0 and not one["ended"] and one["place_code"]
    ]
    seats = Counter(one["place_code"] for one in clusters if one["place_code"])
    plans: tuple[Plan, ...] = ()
    if seats:
        plans = (Plan("seats", lambda: _map(visit, seats), "clusters", width=560),)
    answer, detail = _answer(visit, clusters, sure, open_)
    return Shown(
        title=visit.text("Clusters and networks"),
        lead=visit.text("Who they are, where they are, and which strong environments they cover."),
        figures=plans,
        context={
            "answer": answer,
            "detail": detail,
            "points": _points(visit, open_),
            "clusters": clusters,
            "environments": sure,
            "doubtful_count": len(environments) - len(sure),
            "without": without,
            "names": {one["cluster_id"]: one["name"] for one in clusters},
            "missing": _missing(visit, clusters),
        },
    )


def _register(visit: Visit) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "clusters", "select * from clusters order by ended is not null, lower(name)"
    )


def _environments(visit: Visit) -> list[dict[str, Any]]:
    return visit.pinned.rows("environments", 'select * from environments order by "order"')


def _in_short(visit: Visit) -> str:
    clusters = _register(visit)
    sure = [one for one in _environments(visit) if one["q_value"] < _SURE]
    open_ = [one for one in sure if not one["is_covered"]]
    return _answer(visit, clusters, sure, open_)[0] if clusters else ""


def _answer(
    visit: Visit,
    clusters: list[dict[str, Any]],
    sure: list[dict[str, Any]],
    open_: list[dict[str, Any]],
) -> tuple[str, str]:
    active = [one for one in clusters if not one["ended"]]
    _ = visit.text
    told = (
        N_("The register has {n} clusters and networks, {m} of them active.")
        if len(active) < len(clusters)
        else N_("The register has {n} clusters and networks, all of them active.")
    )
    text = _(told, n=len(clusters), m=len(active))
    if sure:
        text += " " + visit.language.ntext(
            "The figures show {n} strong environment of related activities.",
            "The figures show {n} strong environments of related activities.",
            len(sure),
        )
        text += " " + (
            visit.language.ntext(
                "{n} of them has no organised cluster.",
                "{n} of them have no organised cluster.",
                len(open_),
            )
            if open_
            else _("Each of them has an organised cluster.")
        )
    listed = sum(bool(one["listed_count"]) for one in clusters)
    if listed == 0:
        detail = _(
            "No cluster has a list of members, so their themes stand for them. The alliance can "
            "fill in the list."
        )
    elif listed == len(clusters):
        detail = _("All of them have a list of members.")
    else:
        detail = _("{n} of {m} have a list of members.", n=listed, m=len(clusters))
    return text, detail


def _points(visit: Visit, open_: list[dict[str, Any]]) -> list[dict[str, Any]]:
    title = f"title_{visit.language.code}"
    return [
        {
            "text": visit.text(
                "{place}: {what} is strong, and no cluster organises it",
                place=visit.name_of_place(one["place_code"]),
                what=one[title],
            ),
            "url": visit.url("place", code=one["place_code"]),
            "evidence": "",
        }
        for one in open_[:5]
    ]


def _missing(visit: Visit, clusters: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Give what the register lacks, in words, with for how many clusters."""
    _ = visit.text
    names = {
        "members": _("a list of members"),
        "staff": _("full-time staff"),
        "members_count": _("the number of members"),
        "website": _("a website"),
        "seat": _("a seat"),
        "activities": _("activities"),
    }
    count = Counter(part for one in clusters for part in (one["missing"] or "").split())
    return [(names[part], number) for part, number in count.most_common() if part in names]


def _map(visit: Visit, seats: Counter[str]) -> figures.Figure:
    return map_of_counts(visit, seats, visit.text("Where clusters and networks have their seat"))


PAGE = Page(
    id="clusters",
    path="clusters",
    title={"nb": "Klynger", "en": "Clusters"},
    show=show,
    is_entrance=True,
    order=17,
    group="interplay",
    answer=_in_short,
)
