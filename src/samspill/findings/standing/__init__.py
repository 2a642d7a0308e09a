"""The region seen from Europe: where it stands, what it is like, and whom it works with.

A rank comes with the interval that it would have if figures had fallen a little differently: every
region's quotients are drawn from their posterior, and cells that are not observed from what is
usual for the activity. Østlandet is ranked among the other regions, its own three left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from samspill import geography
from samspill.catalogue import Finding, Origin, View
from samspill.findings.standing.event import Year, event_rows
from samspill.findings.standing.lineage import Lineage
from samspill.findings.standing.panel import Panel, lineage_of, panels_of
from samspill.findings.standing.partners import partner_rows
from samspill.findings.standing.peers import peer_rows
from samspill.findings.standing.positions import (
    Subject,
    change_rows,
    drawn_of,
    panel_rows,
    position_rows,
    themes_of,
)
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_members, own_regions
from samspill.tables import table

__all__ = ["FINDING"]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give ranks, changes, peers, panels and partners."""
    found = lineage_of(work)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in FINDING.tables}
    ours = own_regions(work.region)
    shown = (*ours, *(one for one in _compared(work) if one not in ours))
    names, themes = _names(work), themes_of(work)
    first: tuple[Panel, list[Subject]] | None = None
    last: tuple[Panel, list[Subject]] | None = None
    years: dict[int, Year] = {}
    panels = list(panels_of(work, found))
    newest = max((panel.year for panel in panels), default=0)
    for panel in panels:
        subjects = drawn_of(panel, themes, names)
        # of earlier years, what a line over the years is drawn for
        followed = shown if panel.year == newest else (*ours, *_chosen(work))
        rows["standing"] += position_rows(panel, subjects, followed)
        if panel.measure == "persons_employed":
            first, last = first or (panel, subjects), (panel, subjects)
            years[panel.year] = _quotients(panel, subjects)
    if first is not None and last is not None:
        rows["standing_peers"] += peer_rows(last[0], ours)
        rows["standing_panels"] += panel_rows(*last, ours, work.region.panels)
        if first[0].year < last[0].year:
            broken = _broken(found, first[0].year, last[0].base)
            rows["standing_change"] += change_rows(first, last, (*ours, *_chosen(work)), broken)
    winners = [one.place_code for one in work.region.panels if one.panel != "chosen"]
    rows["standing_event"] += event_rows(years, nuts_of_members(work.region), winners)
    rows["region_panels"] += _panels(work)
    rows["region_breaks"] += _breaks(found)
    rows["partners"] += partner_rows(work)
    return {
        name: pa.Table.from_pylist(of_table, schema=table(name).schema)
        for name, of_table in rows.items()
    }


def _quotients(panel: Panel, subjects: list[Subject]) -> Year:
    """Give the middle of the quotients of the areas and of what is green, region by region."""
    return Year(
        panel.base,
        {
            (one.subject, one.code): np.median(one.draws[:, : len(panel.base)], axis=0)
            for one in subjects
            if one.column is None
        },
    )


def _compared(work: Workspace) -> list[str]:
    """Give Norway's other regions and those of the profile's panels."""
    others = [*geography.nuts2_names(), *(one.place_code for one in work.region.panels)]
    return list(dict.fromkeys(code for code in others if not code.endswith("ZZ")))


def _chosen(work: Workspace) -> list[str]:
    return [one.place_code for one in work.region.panels if one.panel == "chosen"]


def _names(work: Workspace) -> dict[str, Mapping[str, str]]:
    acts = work.tables["activities"]
    return {
        row["activity_code"]: {"nb": row["activity_nb"], "en": row["activity_en"]}
        for row in acts.to_pylist()
    }


def _broken(found: Lineage, since: int, base: tuple[str, ...]) -> frozenset[str]:
    """Give the regions whose borders changed after a year.

    An edition of NUTS holds from its year on, and the statistics take it up a year later or so.
    """
    return frozenset(
        region
        for region in base
        if any(int(link.to_edition[-4:]) >= since for link in found.broken(region))
    )


def _panels(work: Workspace) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(work.region.panels):
        yield {
            "panel": one.panel,
            "order": number,
            "place_code": one.place_code,
            "year": one.year,
            "title_nb": one.name["nb"],
            "title_en": one.name["en"],
            "reason": one.reason,
            "source": one.source,
            "status": one.status,
            "code_status": one.code_status,
        }


def _breaks(found: Lineage) -> Iterator[dict[str, Any]]:
    names = geography.region_names()
    for link in found.links:
        name = names.get(link.to_code, {"nb": link.to_code, "en": link.to_code})
        yield {
            "from_code": link.from_code,
            "to_code": link.to_code,
            "change": link.change,
            "is_break": link.is_break,
            "from_edition": link.from_edition,
            "to_edition": link.to_edition,
            "title_nb": name["nb"],
            "title_en": name["en"],
        }


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy rows behind a rank: the region's own figures and all it is held against."""
    if name == "region_panels":
        return ()
    if name == "region_breaks":
        return (
            Origin(
                {"nb": "Endringen slik utgiveren gir den", "en": "The change as published"},
                "region_changes",
                {"from_code": (row["from_code"],), "to_edition": (row["to_edition"],)},
            ),
        )
    if name == "standing_event":
        return (
            Origin(
                {"nb": "Regionens tall i alle år", "en": "The region's figures of all years"},
                "industry_statistics",
                {"place_code": (row["place_code"],), "measure": ("persons_employed",)},
                ("value",),
            ),
        )
    if name == "partners":
        return (
            Origin(
                {"nb": "Deltakelser fra landet", "en": "Participations from the country"},
                "project_participations",
                {"source": ("cordis",), "country_code": (row["country_code"],)},
                ("amount_eur",),
            ),
        )
    places = (row["place_code"],)
    acts = {"activity_code": (row["subject_code"],)} if row.get("subject") == "activity" else {}
    cell = {"measure": (row["measure"],), "year": (row["year"],), **acts}
    own = Origin(
        {"nb": "Regionens egne tall", "en": "The region's own figures"},
        "industry_statistics",
        {"place_code": places, **cell},
        ("value",),
    )
    units = Origin(
        {"nb": "Antall virksomheter i cellen", "en": "Number of establishments in the cell"},
        "industry_statistics",
        {"place_code": places, **cell, "measure": ("local_units",)},
        ("value",),
    )
    everywhere = Origin(
        {"nb": "Det samme i alle Europas regioner", "en": "The same in all regions of Europe"},
        "sizes",
        {"source": ("eurostat_sbs",), "place_kind": ("nuts2",), **cell},
        ("value",),
    )
    whole = {"measure": (row["measure"],), "year": (row["year"],)}
    in_place = Origin(
        {"nb": "Alle aktivitetene i regionen", "en": "All activities of the region"},
        "sizes",
        {"source": ("eurostat_sbs",), "place_code": places, **whole},
        ("value",),
    )
    in_all = Origin(
        {
            "nb": "Alle aktivitetene i alle regionene; tall med ! i flagget er sprang, og summene "
            "bak kvotienten holder fjorårets tall i stedet",
            "en": "All activities of all regions; figures with ! in the flag are leaps, and the "
            "sums behind the quotient keep the figure of the year before",
        },
        "sizes",
        {"source": ("eurostat_sbs",), "place_kind": ("nuts2",), **whole},
        ("value",),
    )
    return (own, units, everywhere, in_place, in_all)


FINDING = Finding(
    id="standing",
    title={"nb": "Sett fra Europa", "en": "Seen from Europe"},
    question={
        "nb": "Hvor står regionen blant Europas regioner, og hvem likner den på?",
        "en": "Where does the region stand among Europe's regions, and whom is it like?",
    },
    tables=(
        "standing",
        "standing_change",
        "standing_peers",
        "standing_panels",
        "standing_event",
        "region_panels",
        "region_breaks",
        "partners",
    ),
    needs=(
        "sizes",
        "activities",
        "places",
        "participations",
        "actors",
        "project_areas",
        "actor_areas",
        "region_changes",
        "industry_statistics",
        "project_participations",
        "groups",
    ),
    compute=compute,
    indicators=("location_quotient",),
    views={
        "standing": View(
            columns=(
                "place_code", "subject_code", "title_{lang}", "year", "value", "lq_shrunk", "rank",
                "rank_low", "rank_high", "rank_observed", "regions_count", "missing_count",
            ),
            order_by="rank",
            focus={
                "subject": ("activity",),
                "measure": ("persons_employed",),
                "year": ("latest",),
            },
        ),
        "standing_change": View(
            columns=(
                "place_code", "subject_code", "title_{lang}", "start_year", "end_year", "ratio",
                "ratio_low", "ratio_high", "rank_start", "rank_end", "rank_gain_low",
                "rank_gain_high",
            ),
            order_by="-rank_gain",
        ),
        "standing_peers": View(
            columns=(
                "place_code", "peer_code", "title_{lang}", "similarity", "similarity_low",
                "similarity_high", "rank_low", "rank_high", "stability",
            ),
            order_by="order",
        ),
        "standing_panels": View(
            columns=(
                "panel", "place_code", "title_{lang}", "rank", "rank_low", "rank_high",
                "regions_count",
            ),
            order_by="rank",
        ),
        "standing_event": View(
            columns=(
                "place_code", "subject_code", "event_year", "start_year", "end_year", "ratio",
                "expected_low", "expected_high", "p_value", "detectable", "verdict",
            ),
            order_by="subject_code",
        ),
        "region_panels": View(
            columns=("panel", "year", "title_{lang}", "place_code", "reason", "source", "status"),
            order_by="order",
        ),
        "region_breaks": View(
            columns=(
                "from_code", "to_code", "title_{lang}", "change", "is_break", "from_edition",
                "to_edition",
            ),
            order_by="from_code",
        ),
        "partners": View(
            columns=(
                "place_code", "country_code", "region_code", "area_id", "projects_count", "share",
                "share_low", "share_high", "expected", "ratio", "ratio_low", "ratio_high",
            ),
            order_by="-projects_count",
        ),
    },
    trace=trace,
    profile=("areas.toml", "green.csv", "panels.csv"),
    cost=2.0,
)  # fmt: skip
