"""The programme year: what it holds, what it covers, and what nobody covers."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from samspill import figures
from samspill.web.language import N_
from samspill.web.maps import map_of_counts
from samspill.web.site import Page, Plan, Shown, Visit

__all__ = ["PAGE"]

_KINDS = {
    "event": N_("Event"),
    "workshop": N_("Workshop"),
    "initiative": N_("Initiative"),
    "partner": N_("Partner"),
    "idea": N_("Idea"),
}
_LISTS = ("goal", "area", "working_area", "cluster")


def show(visit: Visit) -> Shown:
    """Give the items and the coverage."""
    ask = visit.pinned.rows
    items = ask("programme_items", 'select * from programme_items order by "order"')
    rows = ask("programme_coverage", 'select * from programme_coverage order by kind, "order"')
    covered = {kind: list(own) for kind, own in groupby(rows, key=lambda row: row["kind"])}
    places = Counter(one["place_code"] for one in items if one["place_code"])
    plans: tuple[Plan, ...] = ()
    if places:
        plans = (Plan("places", lambda: _map(visit, places), "programme_items", width=560),)
    named = visit.region.facts.get("programme") or {}
    answer, detail = _answer(visit, items, covered)
    return Shown(
        title=visit.language.of(named["name"]) if named else visit.text("The programme"),
        lead=visit.text("What the programme covers of goals, areas, places and clusters."),
        figures=plans,
        context={
            "answer": answer,
            "detail": detail,
            "points": _points(visit, covered),
            "items": items,
            "covered": covered,
            "lists": [kind for kind in _LISTS if covered.get(kind)],
            "kinds": {name: visit.text(text) for name, text in _KINDS.items()},
        },
    )


def _answer(
    visit: Visit, items: list[dict[str, Any]], covered: dict[str, list[dict[str, Any]]]
) -> tuple[str, str]:
    _ = visit.text
    if not items:
        return _("The profile lists no programme."), ""
    counts = {
        kind: (sum(one["is_covered"] for one in rows), len(rows)) for kind, rows in covered.items()
    }
    text = visit.language.ntext(
        "The programme has {n} item.", "The programme has {n} items.", len(items)
    )
    for kind, sentence in (
        ("area", N_("They touch {n} of {m} priority areas.")),
        ("place", N_("They take place in {n} of the alliance's {m} municipalities.")),
        ("cluster", N_("{n} of {m} active clusters take part.")),
    ):
        if kind == "cluster" and counts.get(kind, (1,))[0] == 0:
            text += " " + _("No active cluster takes part.")
        elif kind in counts:
            text += " " + _(sentence, n=counts[kind][0], m=counts[kind][1])
    without = sum(one["place_code"] is None for one in items)
    judged = sum(one["tags_status"] not in (None, "stated") for one in items)
    told = []
    if without:
        told.append(
            visit.language.ntext(
                "{n} item has no place yet; it may still reach many.",
                "{n} items have no place yet; they may still reach many.",
                without,
            )
        )
    if judged:
        sentence = (
            N_(
                "What {n} of the {m} items belong to is inferred from what they are called, and "
                "not stated."
            )
            if judged < len(items)
            else N_("What the items belong to is inferred from what they are called, not stated.")
        )
        told.append(_(sentence, n=judged, m=len(items)))
    return text, " ".join(told)


def _points(visit: Visit, covered: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    title = f"title_{visit.language.code}"
    texts = {
        "goal": N_("No item serves the goal “{name}”"),
        "area": N_("No item touches the area “{name}”"),
        "working_area": N_("No item belongs to the working area “{name}”"),
    }
    return [
        {"text": visit.text(text, name=one[title]), "url": "", "evidence": ""}
        for kind, text in texts.items()
        for one in covered.get(kind, ())
        if not one["is_covered"]
    ]


def _map(visit: Visit, places: Counter[str]) -> figures.Figure:
    return map_of_counts(visit, places, visit.text("Items of the programme by municipality"))


PAGE = Page(
    id="programme",
    path="programme",
    title={"nb": "Programmet", "en": "The programme"},
    show=show,
    is_entrance=True,
    answer=lambda visit: (
        str(show(visit).context["answer"]) if visit.pinned.has("programme_items") else ""
    ),
    order=20,
    group="region",
)
