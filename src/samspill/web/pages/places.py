"""Every place that has a page, by kind."""

from __future__ import annotations

from collections import Counter

from samspill.geography import region_names
from samspill.web.pinned import Place
from samspill.web.searching import folded
from samspill.web.series import choose
from samspill.web.site import Page, Shown, Visit

__all__ = ["PAGE"]


def show(visit: Visit) -> Shown:
    """Give the region's places, the rest of Norway and the regions of Europe."""
    everywhere = visit.pinned.places.values()
    region = [p for p in everywhere if p.kind == "municipality" and p.type]
    named = Counter(p.name for p in everywhere if p.kind == "municipality")
    return Shown(
        title=visit.text("Places"),
        lead=visit.text("Choose a municipality, a county, a type of place or a region of Europe."),
        context={
            "answer": _answer(visit),
            "doubles": {name for name, count in named.items() if count > 1},
            "sets": [p for p in everywhere if p.kind in ("region", "type")],
            "counties": [p for p in everywhere if p.kind == "county"],
            "by_type": {
                code: [p for p in region if p.type == code]
                for code in dict.fromkeys(p.type for p in region)
            },
            "elsewhere": [p for p in everywhere if p.kind == "municipality" and not p.type],
            "countries": _by_country(visit, [p for p in everywhere if p.kind == "nuts2"]),
        },
    )


def _answer(visit: Visit) -> str:
    """Say how many of the members stand out in something."""
    members = visit.pinned.members
    found = visit.pinned.rows(
        "strengths",
        "select distinct measure, reference, year, source from strengths "
        "where place_code similar to '[0-9]{4}'",
    )
    choice = choose(found, None, None, None)
    if choice is None or not members:
        return ""
    strong = visit.pinned.rows(
        "strengths",
        "select distinct place_code from strengths where is_strength and measure = ? and "
        "reference = ? and year = ?",
        *choice.values,
    )
    count = len({row["place_code"] for row in strong} & set(members))
    if not count:
        return visit.text(
            "None of the {m} municipalities of the alliance stands out from chance in any "
            "activity ({year}).",
            m=len(members),
            year=choice.year,
        )
    return visit.language.ntext(
        "{n} of the {m} municipalities of the alliance stands out in at least one activity "
        "({year}).",
        "{n} of the {m} municipalities of the alliance stand out in at least one activity "
        "({year}).",
        count,
        m=len(members),
        year=choice.year,
    )


def _by_country(visit: Visit, regions: list[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the regions of each country, Norway's first, as code and name in order of name."""
    names, spoken = region_names(), visit.language
    found: dict[str, list[tuple[str, str]]] = {}
    for one in regions:
        name = names[one.code][spoken.code] if one.code in names else visit.name_of_place(one.code)
        found.setdefault(one.code[:2], []).append((one.code, name))
    named = [
        (spoken.country(code), sorted(inside, key=lambda pair: folded(pair[1])))
        for code, inside in found.items()
    ]
    return sorted(named, key=lambda pair: (pair[0] != spoken.country("NO"), folded(pair[0])))


PAGE = Page(
    id="places",
    path="places",
    title={"nb": "Steder", "en": "Places"},
    show=show,
    is_entrance=True,
    order=80,
    group="region",
    answer=_answer,
    asks={"nb": "Hvordan går det i min kommune?", "en": "How is my municipality doing?"},
)
