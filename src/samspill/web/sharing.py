"""How support is shared: between areas, workplaces and head offices, providers, applicants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from samspill import figures
from samspill.text import UNCLASSIFIED
from samspill.web.language import N_
from samspill.web.site import Plan, Visit
from samspill.web.support import Chosen, as_table, kroner, length_of

__all__ = [
    "area_shares",
    "areas_said",
    "divided",
    "head_office",
    "name_of_area",
    "overlapping",
    "plan_of_areas",
    "plan_of_places",
    "plans",
    "rows_of_area",
    "rows_of_place",
    "said_of_area",
]

_PAIRS = 12
_APPLICANTS = 14
_APPLICANTS_NAMED = {
    "all": N_("All"),
    "Næringsliv": N_("Business"),
    "UoH-sektor": N_("Universities and colleges"),
    "Instituttsektor": N_("Research institutes"),
    "Helseforetak": N_("Health trusts"),
    "Offentlig sektor": N_("Public sector"),
    "Øvrige": N_("Others"),
    "Forskerprosjekt": N_("Researcher projects"),
    "Forskningsinfrastruktur": N_("Research infrastructure"),
    "Innovasjonsprosjekt": N_("Innovation projects"),
    "Koordinerings- og støtteaktivitet": N_("Coordination and support"),
}
"""What the Research Council calls its applicants' sectors and its kinds of applications."""

_KNOWN = 0.5
"""Where the register knows fewer head offices than this, it says so."""


def plans(visit: Visit, chosen: Chosen) -> list[Plan]:
    """Give the figures of areas, of overlap, and of demand against success."""
    found = []
    areas = area_shares(visit, chosen)
    if areas:
        found.append(plan_of_areas(visit, areas))
    pairs = _pairs(visit, chosen)
    if pairs:
        found.append(
            Plan(
                "overlap",
                lambda: _overlap(visit, pairs),
                "support_overlap",
                note=visit.text(
                    "How alike the activities are that two support, from 0 to 100%. Two that "
                    "both follow the jobs are alike too; only what goes beyond that is overlap."
                ),
            )
        )
    demand = _demand(visit)
    if demand:
        found.append(
            Plan(
                "demand",
                lambda: _success(visit, demand),
                "support_demand",
                ignores=("place", "kind", "provider", "period"),
            )
        )
    return found


# areas


def name_of_area(visit: Visit, area_id: str) -> str:
    """Give an area's short name; unclassified has one too."""
    if area_id == UNCLASSIFIED:
        return visit.text("Unclassified")
    return visit.language.of(visit.region.area(area_id).short)


def area_shares(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    """Give the areas' rows of a slice in the order of the areas, unclassified last."""
    rows = visit.pinned.rows(
        "support_areas",
        "select * from support_areas where place_code = ? and kind = ? and provider = ? "
        "and period = ? and instrument = ''",
        *chosen.values,
    )
    return _in_order(visit, rows)


def rows_of_place(visit: Visit, place: str, kind: str) -> list[dict[str, Any]]:
    """Give the areas' rows of a kind in a place over all years; of a wider place if it has none."""
    for code in dict.fromkeys((place, *visit.wide_places)):
        rows = _over_all_years(
            visit.pinned.rows(
                "support_areas",
                "select * from support_areas where place_code = ? and kind = ? and provider = '' "
                "and instrument = ''",
                code,
                kind,
            )
        )
        if rows:
            return _in_order(visit, rows)
    return []


def rows_of_area(visit: Visit, area_id: str, kind: str) -> list[dict[str, Any]]:
    """Give an area's rows of a kind over all years: the region's sets, then its parts."""
    visit.pinned.load("places")
    visit.pinned.load("awards")
    rows = _over_all_years(
        visit.pinned.rows(
            "support_areas",
            "with ours as (select place_code from places where type is not null), parts as ("
            "select place_code[1:2] as code from ours union select distinct nuts_code from awards "
            "where place_code in (select place_code from ours)) "
            "select * from support_areas where area_id = ? and kind = ? and provider = '' and "
            "instrument = '' and area_support_share is not null and (place_kind in ('region', "
            "'country', 'type') or (place_kind in ('nuts2', 'county') and place_code in "
            "(select code from parts)))",
            area_id,
            kind,
        )
    )
    if any(row["place_kind"] == "county" for row in rows):
        rows = [row for row in rows if row["place_kind"] != "nuts2"]
    order = ("region", "country", "type", "nuts2", "county")
    return sorted(
        rows,
        key=lambda row: (order.index(row["place_kind"]), visit.name_of_place(row["place_code"])),
    )


def _over_all_years(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    longest = max((row["period"] for row in rows), key=length_of, default="")
    return [row for row in rows if row["period"] == longest]


def _in_order(visit: Visit, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    number = {area.id: area.number for area in visit.region.areas}
    return sorted(rows, key=lambda row: number.get(row["area_id"], 99))


def plan_of_areas(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> Plan:
    """Give the figure of the areas' shares of support beside their shares of the jobs."""
    return Plan(
        "areas",
        lambda: _areas(visit, rows),
        "support_areas",
        note=_note(visit),
    )


def _note(visit: Visit) -> str:
    return visit.text(
        "Of the support that belongs to one of the areas, and of the jobs that do. The band is "
        "what chance gives when each award falls on an area as often as the area has jobs; the "
        "line in it is the area's share of the jobs. Only activities whose strength is measured "
        "count."
    )


def _areas(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    return _beside_jobs(
        visit,
        rows,
        "area_id",
        lambda row: name_of_area(visit, row["area_id"]),
        visit.text(
            "The areas' shares of the support beside their shares of the jobs: {place}",
            place=visit.name_of_place(rows[0]["place_code"]),
        ),
    )


def plan_of_places(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> Plan:
    """Give the figure of one area's shares, a place below the other."""
    return Plan(
        "shares",
        lambda: _beside_jobs(
            visit,
            rows,
            "place_code",
            lambda row: visit.name_of_place(row["place_code"]),
            visit.text(
                "{area}: share of the support beside share of the jobs",
                area=name_of_area(visit, rows[0]["area_id"]),
            ),
        ),
        "support_areas",
        note=_note(visit),
    )


def _beside_jobs(
    visit: Visit,
    rows: Sequence[Mapping[str, Any]],
    key: str,
    called: Callable[[Mapping[str, Any]], str],
    title: str,
) -> figures.Figure:
    shown = [
        {
            **row,
            "line": called(row),
            "value": row["area_support_share"],
            "expected": row["area_jobs_share"],
        }
        for row in rows
        if row["area_support_share"] is not None
    ]
    return figures.chance_bars(
        pa.Table.from_pylist(shown),
        language=visit.language.code,
        title=title,
        name="line",
        keys=(key,),
    )


def areas_said(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    """Say which areas get more or less than their share of the jobs, and which nobody can tell."""
    found = [(row, said_of_area(visit, row)) for row in area_shares(visit, chosen)]
    return [
        {
            "text": text,
            "url": visit.url("area", area=row["area_id"]),
            "row": row,
            "name": name_of_area(visit, row["area_id"]),
        }
        for row, text in found
        if text
    ]


def said_of_area(visit: Visit, row: Mapping[str, Any]) -> str:
    """Say whether an area gets more or less than its share; nothing where chance gives as much."""
    _ = visit.text
    words = _words(visit, row)
    if row["verdict"] == "depends_on_words":
        return _(
            "{area} has {support} of the support and {jobs} of the jobs, but the industry codes "
            "alone say the opposite, so it is left open.",
            **words,
        )
    if row["verdict"] == "above_share":
        text = _(
            "{area} gets more than its share: {support} of the support, {jobs} of the jobs.",
            **words,
        )
    elif row["verdict"] == "below_share":
        text = _(
            "{area} gets less than its share: {support} of the support, {jobs} of the jobs.",
            **words,
        )
    else:
        return ""
    if row["q_recipients"] is not None and row["q_recipients"] >= 0.05:
        text += " " + _("It rests on few recipients with many awards each.")
    return text


def _words(visit: Visit, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "area": name_of_area(visit, row["area_id"]),
        "support": visit.language.percent(row["area_support_share"]),
        "jobs": visit.language.percent(row["area_jobs_share"]),
    }


# head offices


def head_office(visit: Visit, chosen: Chosen, whole: Mapping[str, Any]) -> str:
    """Say what the money becomes when it is entered where the recipients have their head office."""
    if not whole or whole.get("head_office_nok") is None:
        return ""
    _ = visit.text
    place = visit.name_of_place(chosen.place)
    here, head = whole["amount_nok"], whole["head_office_nok"]
    words = {"place": place, "here": kroner(visit, here), "head": kroner(visit, head)}
    if whole["head_office_known_nok"] < _KNOWN * here:
        return _(
            "{here} is entered where the money does its work in {place}. The register of this "
            "build knows the head office for {known} of it only, so what the head offices of the "
            "place get cannot be told.",
            known=visit.language.percent(whole["head_office_known_nok"] / here),
            **words,
        )
    if head > here:
        told = _(
            "{here} does its work in {place}, and recipients with their head office there get "
            "{head}. A part of what head offices in the place are granted is put to work "
            "elsewhere.",
            **words,
        )
    elif head < here:
        told = _(
            "{here} does its work in {place}, and recipients with their head office there get "
            "{head}. A part of what works in the place is granted to head offices elsewhere.",
            **words,
        )
    else:
        return _(
            "{here} does its work in {place}, and as much goes to recipients with their head "
            "office there.",
            **words,
        )
    return told + " " + _("All other figures here follow the workplace.")


# providers


def divided(visit: Visit, shares: Sequence[Mapping[str, Any]]) -> str:
    """Say where the support is split among more providers than chance gives, or gathered."""
    if not shares or shares[0]["dimension"] != "area":
        return ""
    _ = visit.text
    each = {row["code"]: row for row in shares if row["q_value"] is not None}
    called = [row for row in each.values() if row["q_value"] < 0.05]
    split = [row["code"] for row in called if row["herfindahl"] < row["expected"]]
    gathered = [row["code"] for row in called if row["herfindahl"] > row["expected"]]
    told = []
    if split:
        told.append(
            _("The support is split among the providers more than chance gives in {areas}.",
              areas=_listed(visit, split))
        )  # fmt: skip
    if gathered:
        told.append(
            _("It is gathered on few providers more than chance gives in {areas}.",
              areas=_listed(visit, gathered))
        )  # fmt: skip
    if each and not told:
        return _("No area's support is more split or more gathered than chance gives.")
    return " ".join(told)


def _listed(visit: Visit, areas: Sequence[str]) -> str:
    return visit.listed([name_of_area(visit, area) for area in areas])


def _pairs(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "support_overlap",
        "select * from support_overlap where kind = ? order by dimension desc, "
        "is_beyond_chance desc, q_value, cosine desc",
        chosen.kind,
    )


def overlapping(visit: Visit, chosen: Chosen) -> str:
    """Say how many pairs of providers and of counties support the same beyond chance."""
    pairs = _pairs(visit, chosen)
    if not pairs:
        return ""
    ntext = visit.language.ntext
    beyond = [row for row in pairs if row["is_beyond_chance"]]
    if not beyond:
        return ntext(
            "The one pair supports the same activities no more than chance gives.",
            "Of {n} pairs none supports the same activities more than chance gives, when all are "
            "looked at together.",
            len(pairs),
        )
    first = visit.listed([beyond[0]["one_name"], beyond[0]["other_name"]])
    return ntext(
        "{n} pair supports the same activities more than chance gives: {first}.",
        "{n} pairs support the same activities more than chance gives, first {first}.",
        len(beyond),
        first=first,
    )


def _overlap(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    providers, counties = (
        [row for row in rows if row["dimension"] == one] for one in ("provider", "county")
    )
    kept = [*providers[:_PAIRS], *counties[: max(4, _PAIRS - len(providers))]]
    shown = [
        {
            **row,
            "line": visit.listed([row["one_name"], row["other_name"]]),
            "value": row["cosine"],
        }
        for row in kept
    ]
    return figures.chance_bars(
        pa.Table.from_pylist(shown),
        language=visit.language.code,
        title=visit.text("Who supports the same activities"),
        name="line",
        keys=("dimension", "one", "other"),
    )


# applicants


def _demand(visit: Visit) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "support_demand",
        "select * from support_demand where dimension in ('all', 'sector', 'instrument', 'county') "
        "and applications_count >= 5 and success is not null order by case dimension when 'all' "
        "then 0 when 'sector' then 1 when 'instrument' then 2 else 3 end, "
        f"applications_count desc limit {_APPLICANTS}",
    )


def _success(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    _ = visit.text

    def called(row: Mapping[str, Any]) -> str:
        if row["dimension"] == "county":
            name = visit.name_of_place(row["code"])
        else:
            said = _APPLICANTS_NAMED.get(row["code"])
            name = _(said) if said else row["code"]
        return visit.language.ntext(
            "{name} ({n} application)",
            "{name} ({n} applications)",
            row["applications_count"],
            name=name,
        )

    shown = [{**row, "line": called(row)} for row in rows]
    whole = next((row["success"] for row in rows if row["dimension"] == "all"), None)
    return figures.dots(
        as_table("support_demand", shown, "line"),
        language=visit.language.code,
        title=_("Demand and success: applications to the Research Council"),
        shows=figures.Measured(
            "success", _("Share approved"), _("Share approved of those decided"),
            low="success_low", high="success_high", line=whole,
            line_name=_("All") if whole is not None else "", unit="%",
        ),
        name="line",
        keys=("dimension", "code"),
        columns=(
            "line", "applications_count", "approved_count", "rejected_count", "open_count",
            "success", "success_low", "success_high", "applied_nok", "awarded_nok",
        ),
    )  # fmt: skip
