"""How the actors work together: the network, its communities, brokers, borders and shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.errors import UnknownCode, UsageError
from samspill.tables import table
from samspill.web.language import N_
from samspill.web.method import method
from samspill.web.networks import (
    GROUPS,
    SECTORS,
    SPHERES,
    Chosen,
    Web,
    drawing,
    network_of,
    years_of,
)
from samspill.web.site import Page, Plan, Query, Shown, Visit

__all__ = ["PAGE"]

LEVEL = 0.05
"""False discovery rate below which the page says that something is beyond chance."""

_SMALLEST = 3
"""Communities of fewer members are counted and not listed."""

_TRENDS = {
    "share_within_region": N_("Ties within the region"),
    "share_rest_of_norway": N_("Ties to the rest of Norway"),
    "company-knowledge": N_("Ties between companies and universities, institutes and hospitals"),
    "company-company": N_("Ties between companies"),
    "knowledge-public": N_("Ties between public bodies and universities, institutes and hospitals"),
}
"""What can be followed over the years."""


class Asked(Query):
    """What the page can be asked."""

    area: str | None = Field(None, pattern=r"^[a-z]{2,20}$")
    county: str | None = Field(None, pattern=r"^[0-9]{2}$")
    sector: str | None = Field(None, pattern=r"^[a-z]{2,20}$")
    since: int | None = Field(None, ge=1900, le=2200)
    until: int | None = Field(None, ge=1900, le=2200)
    by: Literal["community", "sector", "area", "county"] = "community"
    borders: Literal["county", "type"] = "county"
    trend: str = Field("share_within_region", pattern=r"^[a-z_-]{2,40}$")


def show(visit: Visit) -> Shown:
    """Give the answer in words, the network that was asked for, and what it is made of."""
    asked: Asked = visit.query
    title = visit.language.of(PAGE.title)
    every = visit.pinned.rows(
        "network_nodes", "select * from network_nodes order by strength desc, actor_id"
    )
    if not every:
        return Shown(title=title, context={"has_network": False})
    years = years_of(visit.pinned)
    chosen = _chosen(visit, asked, years)
    web = network_of(visit.pinned, chosen)
    shares = _shares(visit)
    communities = visit.pinned.rows(
        "communities", 'select * from communities order by "order", community'
    )
    borders = _borders(visit, asked.borders)
    isolated = visit.pinned.rows(
        "isolated_strengths",
        "select * from isolated_strengths order by is_isolated desc nulls last, "
        "q_value nulls last, lq_shrunk desc",
    )
    brokers = sorted(
        (row for row in every if row["is_broker"]), key=lambda row: -(row["betweenness"] or 0)
    )
    return Shown(
        title=title,
        lead=_answer_of_area(visit, web) if asked.area else answer(visit),
        figures=tuple(_plans(visit, asked, web, shares, borders)),
        context={
            "has_network": True,
            "web": web,
            "left_out_count": len(web.edges) - len(web.joined.edges),
            "chosen": chosen,
            "years": years,
            "groups": GROUPS,
            "sectors": {k: v for k, v in SECTORS.items() if any(r["sector"] == k for r in every)},
            "counties": _counties(visit, every),
            "communities": [row for row in communities if row["members_count"] >= _SMALLEST],
            "small_count": sum(row["members_count"] < _SMALLEST for row in communities),
            "brokers": brokers,
            "near_brokers": _near(every),
            "isolated": [row for row in isolated if row["is_isolated"]],
            "judged_count": sum(row["is_isolated"] is not None for row in isolated),
            "least_tied": [row for row in isolated if row["is_isolated"] is not None][:5],
            "strengths_count": len(isolated),
            "thin": [row for row in _borders(visit, "county") if row["is_thin"]],
            "border_rows": _told_borders(borders),
            "border_kinds": [kind for kind in ("county", "type") if _borders(visit, kind)],
            "told": _told(visit, shares),
            "trends": {key: words for key, words in _TRENDS.items() if _trend(visit, key)},
            "merges": _merges(visit),
            "behind": method(visit, "network_nodes"),
            "download": _download(chosen),
        },
    )


def _chosen(visit: Visit, asked: Asked, years: Sequence[int]) -> Chosen:
    """Check what was asked against what there is."""
    areas = [area.id for area in visit.region.areas]
    if asked.area is not None and asked.area not in areas:
        raise UnknownCode("area", asked.area, areas)
    if asked.sector is not None and asked.sector not in SECTORS:
        raise UnknownCode("sector", asked.sector, SECTORS)
    if asked.county is not None:
        counties = visit.pinned.rows(
            "network_nodes", "select distinct county_code from network_nodes order by 1"
        )
        known = {row["county_code"] for row in counties if row["county_code"]}
        known |= {code for code, place in visit.pinned.places.items() if place.kind == "county"}
        if asked.county not in known:
            raise UnknownCode("county", asked.county, known)
    if asked.trend not in _TRENDS:
        raise UnknownCode("trend", asked.trend, _TRENDS)
    if asked.since and asked.until and asked.since > asked.until:
        raise UsageError("The period ends before it begins.")
    since = asked.since if years and asked.since and asked.since > years[0] else None
    until = asked.until if years and asked.until and asked.until < years[-1] else None
    return Chosen(asked.area, asked.county, asked.sector, since, until)


def _download(chosen: Chosen) -> str:
    """Give the query of the API's files of the network that is shown."""
    given = {
        name: value
        for name in ("area", "county", "sector", "since", "until")
        if (value := getattr(chosen, name)) is not None
    }
    return "&".join(f"{name}={value}" for name, value in given.items())


def _counties(visit: Visit, every: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    codes = {row["county_code"] for row in every if row["county_code"]}
    return sorted(
        ((code, visit.name_of_place(code)) for code in codes),
        key=lambda pair: pair[1],
    )


def _near(every: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give those most between others, where none is beyond chance."""
    known = [row for row in every if row["q_value"] is not None]
    return sorted(known, key=lambda row: (row["p_value"], -(row["betweenness"] or 0)))[:3]


def _shares(visit: Visit) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the shares of all years by measure and kind."""
    rows = visit.pinned.rows(
        "interplay_shares", "select * from interplay_shares where period = 'all'"
    )
    return {(row["measure"], row["kind"]): row for row in rows}


def answer(visit: Visit) -> str:
    """Say in a sentence or two how the actors work together; nothing without a network."""
    language = visit.language
    counted = visit.pinned.rows("network_nodes", "select count(*) n from network_nodes")
    if not counted or not counted[0]["n"]:
        return ""
    shares = _shares(visit)
    projects = shares.get(("projects_count", "all"))
    large = visit.pinned.rows(
        "communities", "select count(*) n from communities where members_count >= ?", _SMALLEST
    )
    text = language.ntext(
        "{actors} actors work together in {projects} projects, and they gather in {n} community.",
        "{actors} actors work together in {projects} projects, and they gather in {n} communities.",
        large[0]["n"] if large else 0,
        actors=language.number(counted[0]["n"]),
        projects=language.number(projects["value"] if projects else None),
    )
    within = shares.get(("share_within_region", visit.region.id))
    if within is not None and within["expected"] is not None:
        text += " " + visit.text(
            _ANSWERS[_way(within)],
            share=language.percent(within["value"]),
            expected=language.percent(within["expected"]),
        )
    return text


def _answer_of_area(visit: Visit, web: Web) -> str:
    """Say how many work together within an area, and that the rest of the page is of all."""
    area = visit.region.area(visit.query.area)
    return visit.text(
        "{area}: {n} actors work together, in {m} pairs. What else stands here is of all areas "
        "together.",
        area=visit.language.of(area.short),
        n=visit.language.number(len(web.nodes)),
        m=visit.language.number(len(web.edges)),
    )


_ANSWERS = {
    1: N_(
        "{share} of the ties of the region's actors stay in the region, more than the {expected} "
        "that chance would give."
    ),
    0: N_(
        "{share} of the ties of the region's actors stay in the region, about as many as chance "
        "gives ({expected})."
    ),
    -1: N_(
        "{share} of the ties of the region's actors stay in the region, fewer than the {expected} "
        "that chance would give."
    ),
}
"""What the share of ties within the region says: above chance, as chance, below it."""


def _way(row: Mapping[str, Any]) -> int:
    """Say whether a share is above chance, below it or neither."""
    if row["q_value"] is None or row["q_value"] >= LEVEL or row["expected"] is None:
        return 0
    return 1 if row["value"] > row["expected"] else -1


def _told(
    visit: Visit, shares: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give the shares that the page sums up in words, each with what chance gives."""
    wanted = (
        ("share_within_region", visit.region.id),
        ("share_abroad", visit.region.id),
        ("triple_helix_share", "company-knowledge"),
    )
    return [{**shares[key], "way": _way(shares[key])} for key in wanted if key in shares]


def _borders(visit: Visit, kind: str) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "interplay_places",
        "select * from interplay_places where place_kind = ? order by place_a, place_b",
        kind,
    )


def _told_borders(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the pairs of different places that are set apart, the fewest ties against chance first.

    Without any, those that are least tied.
    """
    pairs = [row for row in rows if row["place_a"] != row["place_b"] and row["ratio"] is not None]
    apart = [row for row in pairs if row["q_value"] is not None and row["q_value"] < LEVEL]
    return sorted(apart or pairs, key=lambda row: (row["ratio"], -row["ties_expected"]))[:12]


def _merges(visit: Visit) -> dict[str, int]:
    rows = visit.pinned.rows(
        "actor_merges",
        "select reason, count(*) n from actor_merges group by reason order by n desc, reason",
    )
    return {row["reason"]: row["n"] for row in rows}


# figures


def _plans(
    visit: Visit,
    asked: Asked,
    web: Web,
    shares: Mapping[tuple[str, str], Mapping[str, Any]],
    borders: Sequence[dict[str, Any]],
) -> list[Plan]:
    _ = visit.text
    plans = []
    filters = ("area", "county", "sector", "since", "until", "by")
    if web.nodes:
        plans.append(
            Plan(
                "network",
                lambda: drawing(visit, web.joined, title=_("Who works with whom"), by=asked.by),
                "network_nodes",
                ignores=("borders", "trend"),
                width=920,
            )
        )
    reach = _reach(visit, shares)
    if reach:
        plans.append(
            Plan(
                "reach",
                lambda: _bars(visit, reach, _("How far the ties reach")),
                "interplay_shares",
                ignores=(*filters, "borders", "trend"),
            )
        )
    helix = _helix(visit, shares)
    if helix:
        plans.append(
            Plan(
                "helix",
                lambda: _bars(visit, helix, _("Who works with whom across sectors")),
                "interplay_shares",
                ignores=(*filters, "borders", "trend"),
            )
        )
    if borders:
        plans.append(
            Plan(
                "borders",
                lambda: _heat(visit, borders, asked.borders),
                "interplay_places",
                ignores=(*filters, "trend"),
            )
        )
    trend = _trend(visit, asked.trend)
    if trend:
        plans.append(
            Plan(
                "trend",
                lambda: _over_time(visit, trend, asked.trend),
                "interplay_shares",
                ignores=(*filters, "borders"),
            )
        )
    return plans


def _reach(
    visit: Visit, shares: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give regional, national and international shares of each set of places.

    What tells two of them apart comes first in a name: a narrow drawing cuts its end.
    """
    words = {
        "share_within_region": visit.text("Within the region"),
        "share_rest_of_norway": visit.text("To the rest of Norway"),
        "share_abroad": visit.text("Abroad (in CORDIS)"),
    }
    sets = [one.id for one in visit.region.sets]
    sets.sort(key=lambda code: code != visit.region.id)
    return [
        {**shares[measure, code], "name": f"{said}: {visit.name_of_place(code)}"}
        for measure, said in words.items()
        for code in sets
        if (measure, code) in shares
    ]


def _helix(
    visit: Visit, shares: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for (measure, kind), row in shares.items():
        if measure != "triple_helix_share":
            continue
        one, other = kind.split("-")
        said = (
            visit.text("{one} with each other", one=visit.text(SPHERES[one]))
            if one == other
            else visit.text(
                "{one} with {other}",
                one=visit.text(SPHERES[one]),
                other=visit.text(SPHERES[other]).lower(),
            )
        )
        found.append({**row, "name": said})
    return sorted(found, key=lambda row: (-row["value"], row["name"]))


def _table(rows: Sequence[Mapping[str, Any]], **more: pa.DataType) -> pa.Table:
    schema = pa.schema(
        [*table("interplay_shares").schema, *(pa.field(n, kind) for n, kind in more.items())]
    )
    return pa.Table.from_pylist(list(rows), schema=schema)


def _bars(visit: Visit, rows: Sequence[Mapping[str, Any]], title: str) -> figures.Figure:
    return figures.chance_bars(
        _table(rows, name=pa.string()),
        language=visit.language.code,
        title=title,
        name="name",
        keys=("measure", "kind"),
    )


def _heat(visit: Visit, rows: Sequence[dict[str, Any]], kind: str) -> figures.Figure:
    named = [
        {
            **row,
            "place_a_name": visit.name_of_place(row["place_a"]),
            "place_b_name": visit.name_of_place(row["place_b"]),
        }
        for row in rows
    ]
    titles = {
        "county": visit.text("Ties between counties"),
        "type": visit.text("Ties between types of place"),
    }
    return figures.pair_heat(
        pa.Table.from_pylist(named, schema=table("interplay_places").schema),
        language=visit.language.code,
        title=titles[kind],
        order=_from_within(visit, rows),
        level=LEVEL,
    )


def _from_within(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the places with the region's own first, the capital before others."""
    own = {
        place.code[:2]
        for place in visit.pinned.places.values()
        if place.kind == "municipality" and place.type is not None
    }
    types = ("type:capital", "type:town", "type:district")
    codes = {row[end] for row in rows for end in ("place_a", "place_b")}
    return sorted(
        codes,
        key=lambda code: (
            types.index(code) if code in types else len(types),
            code not in own,
            code,
        ),
    )


def _trend(visit: Visit, key: str) -> list[dict[str, Any]]:
    """Give a share by year of start; None of fewer than two years."""
    measure, kind = ("triple_helix_share", key) if "-" in key else (key, visit.region.id)
    rows = visit.pinned.rows(
        "interplay_shares",
        "select *, cast(period as bigint) as year from interplay_shares "
        "where measure = ? and kind = ? and period <> 'all' order by period",
        measure,
        kind,
    )
    return rows if len(rows) > 1 else []


def _over_time(visit: Visit, rows: Sequence[Mapping[str, Any]], key: str) -> figures.Figure:
    name = visit.text(_TRENDS[key])
    return figures.chance_trend(
        _table(rows, year=pa.int64()),
        language=visit.language.code,
        title=visit.text("{what}, by year of start", what=name),
        name=name,
    )


PAGE = Page(
    id="interplay",
    path="interplay",
    title={"nb": "Samarbeid", "en": "Interplay"},
    show=show,
    query=Asked,
    group="interplay",
    is_entrance=True,
    order=12,
    answer=answer,
)
