"""Whether the money goes where the strengths are: quadrants, gaps, bets, who funds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from samspill import figures
from samspill.web import sharing
from samspill.web.language import N_
from samspill.web.method import method
from samspill.web.site import Page, Plan, Shown, Visit
from samspill.web.support import KINDS, Asked, Chosen, as_table, choose, kroner, rows_of

__all__ = ["PAGE"]

_LISTED = 6
_IN_FIELD = 14

_LITTLE = 0.5
"""Half of the expected is little, twice the expected is much."""


_ORDERS = {
    "spearman_strength": N_("{value} with the jobs"),
    "spearman_specialisation": N_("{value} with the specialisation"),
    "spearman_density": N_("{value} with how near an activity is to what the place has"),
}


def show(visit: Visit) -> Shown:
    """Give the answer in words, the quadrants, the lists and who funds what."""
    asked: Asked = visit.query
    title = visit.language.of(PAGE.title)
    chosen = choose(visit, asked)
    if chosen is None:
        return Shown(title=title, context={"chosen": None})
    rows = rows_of(visit, chosen)
    whole = _whole(visit, chosen)
    gaps = [row for row in rows if row["verdict"] == "gap"]
    bets = [row for row in rows if row["verdict"] == "bet"]
    country = _country(visit, chosen)
    course = _course(visit, chosen)
    shares = _shares(visit, chosen)
    plans = _plans(visit, rows, course, shares)
    plans += sharing.plans(visit, chosen)
    return Shown(
        title=title,
        figures=tuple(plans),
        context={
            "chosen": chosen,
            "answer": _answer(visit, chosen, whole, gaps, bets),
            "detail": _detail(visit, chosen, rows, whole),
            "kind_names": {kind: visit.text(name) for kind, name in KINDS.items()},
            "gaps": [_said(visit, row, country) for row in gaps[:_LISTED]],
            "bets": [_said(visit, row, country) for row in bets[:_LISTED]],
            "gaps_count": len(gaps),
            "bets_count": len(bets),
            "unmeasured": _unmeasured(rows),
            "whole": whole,
            "in_order": _in_order(visit, whole),
            "areas": sharing.areas_said(visit, chosen),
            "head_office": sharing.head_office(visit, chosen, whole),
            "divided": sharing.divided(visit, shares),
            "overlapping": sharing.overlapping(visit, chosen),
            "kroner": lambda amount: kroner(visit, amount),
            "behind": method(visit, "support"),
            "instruments": _instruments(visit, chosen),
        },
    )


def _whole(visit: Visit, chosen: Chosen) -> Mapping[str, Any]:
    found = visit.pinned.rows(
        "support_mismatch",
        "select * from support_mismatch where place_code = ? and kind = ? and provider = ? "
        "and period = ? and instrument = ''",
        *chosen.values,
    )
    return found[0] if found else {}


def _in_order(visit: Visit, whole: Mapping[str, Any]) -> str:
    """Say how far the order of activities by support is that by strength, and by nearness."""
    told = [
        visit.text(said, value=visit.language.number(whole[name], 2))
        for name, said in _ORDERS.items()
        if whole.get(name) is not None
    ]
    if not told:
        return ""
    return visit.text(
        "Rank correlation of the support, activity by activity: {told}. 1 is the same order, 0 no "
        "connection, −1 the opposite order.",
        told=visit.listed(told),
    )


def _in_short(visit: Visit) -> str:
    chosen = choose(visit, visit.query)
    if chosen is None:
        return ""
    rows = rows_of(visit, chosen)
    gaps = [row for row in rows if row["verdict"] == "gap"]
    bets = [row for row in rows if row["verdict"] == "bet"]
    return _answer(visit, chosen, _whole(visit, chosen), gaps, bets)


def _speaks_of(visit: Visit) -> str:
    chosen = choose(visit, visit.query)
    return chosen.place if chosen is not None else ""


def _answer(
    visit: Visit,
    chosen: Chosen,
    whole: Mapping[str, Any],
    gaps: Sequence[Mapping[str, Any]],
    bets: Sequence[Mapping[str, Any]],
) -> str:
    _ = visit.text
    place = visit.place_inside(chosen.place)
    if not whole:
        return _("There are too few awards here to say anything.")
    share = visit.language.percent(whole["mismatch"])
    low, high = (visit.language.percent(whole[f"expected_{end}"]) for end in ("low", "high"))
    words = {
        "share": share, "low": low, "high": high, "place": place,
        "period": chosen.period.replace("-", "–"),
    }  # fmt: skip
    if whole["mismatch"] > whole["expected_high"]:
        told = _(
            "In {place} {share} of the support would have to move for it to follow the jobs "
            "({period}). Chance alone would give {low} to {high}, so the support follows something "
            "else than the size of the activities.",
            **words,
        )
    else:
        told = _(
            "In {place} the support follows the jobs about as closely as it can: {share} would "
            "have to move ({period}), and chance alone would give {low} to {high}.",
            **words,
        )
    if not gaps and not bets:
        return told + " " + _("No single activity is set apart from chance.")
    ntext = visit.language.ntext
    return " ".join(
        [
            told,
            ntext(
                "{n} strong activity gets less than chance would give it.",
                "{n} strong activities get less than chance would give them.",
                len(gaps),
            ),
            ntext(
                "{n} that is no strength gets more.",
                "{n} that are no strength get more.",
                len(bets),
            ),
        ]
    )


def _detail(
    visit: Visit, chosen: Chosen, rows: Sequence[Mapping[str, Any]], whole: Mapping[str, Any]
) -> str:
    if not whole:
        return ""
    period = next((row["strength_period"] for row in rows if row["strength_period"]), "")
    return visit.text(
        "{amount} in {awards} awards, {period}, against persons employed {years}. {measured} of "
        "it goes to activities whose strength is measured.",
        amount=kroner(visit, whole["amount_nok"]),
        awards=visit.language.number(whole["awards_count"]),
        period=chosen.period.replace("-", "–"),
        years=period.replace("-", "–"),
        measured=visit.language.percent(whole["measured_nok"] / whole["amount_nok"]),
    )


def _country(visit: Visit, chosen: Chosen) -> dict[str, float]:
    """Give what each activity gets against the expected in the whole country."""
    found = visit.pinned.rows(
        "support",
        "select activity_code, ratio from support where place_code = 'NO' and kind = ? and "
        "provider = ? and period = ? and instrument = '' and ratio is not null",
        *chosen.values[1:],
    )
    return {row["activity_code"]: row["ratio"] for row in found}


def _said(visit: Visit, row: Mapping[str, Any], country: Mapping[str, float]) -> dict[str, Any]:
    """Give a gap or a bet in words, with what stands behind it."""
    _ = visit.text
    name = row[f"activity_{visit.language.code}"]
    text = visit.language.ntext(
        "{activity}: {amount} in {n} award; {expected} in {chance} would follow the jobs.",
        "{activity}: {amount} in {n} awards; {expected} in {chance} would follow the jobs.",
        row["awards_count"],
        activity=name,
        amount=kroner(visit, row["amount_nok"]),
        expected=kroner(visit, row["expected_nok"]),
        chance=visit.language.number(
            row["awards_expected"], 0 if row["awards_expected"] >= 10 else 1
        ),
    )
    return {
        "text": text,
        "url": visit.url("activity", code=row["activity_code"]),
        "sure": _sure(visit, row, country),
        "row": row,
        "name": name,
    }


def _sure(visit: Visit, row: Mapping[str, Any], country: Mapping[str, float]) -> str:
    """Say how sure it is, and whether it holds when every recipient counts once."""
    _ = visit.text
    q = row["q_value"]
    if q < 0.001:
        sure = _("All but certainly not chance.")
    elif q < 0.01:
        sure = _("Fewer than one in a hundred on such a list would be chance.")
    else:
        sure = _("Fewer than one in twenty on such a list would be chance.")
    if row["q_recipients"] is not None and row["q_recipients"] >= 0.05:
        sure += " " + _("It rests on few recipients with many awards each.")
    elsewhere = country.get(row["activity_code"])
    if elsewhere is not None and row["verdict"] == "gap" and elsewhere < _LITTLE:
        sure += " " + _("It gets little in the whole country too.")
    if elsewhere is not None and row["verdict"] == "bet" and elsewhere > 1 / _LITTLE:
        sure += " " + _("It gets much in the whole country too.")
    return sure


def _unmeasured(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found = [row for row in rows if row["verdict"] == "no_strength_measure"]
    return sorted(found, key=lambda row: -row["amount_nok"])[:4]


def _course(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    found = visit.pinned.rows(
        "support_mismatch",
        "select *, cast(period as bigint) as year from support_mismatch where place_code = ? and "
        "kind = ? and provider = '' and instrument = '' and period not like '%-%' order by period",
        chosen.place,
        chosen.kind,
    )
    return found if len(found) > 2 else []


def _shares(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    """Give who funds what: areas if the awards are classified, else the largest activities."""
    ask = visit.pinned.rows
    for dimension in ("area", "activity"):
        for place in dict.fromkeys((chosen.place, *visit.wide_places)):
            found = ask(
                "support_concentration",
                "select * from support_concentration where dimension = ? and place_code = ? and "
                "kind = ? order by code, provider",
                dimension,
                place,
                chosen.kind,
            )
            largest = _largest(found)
            kept = [row for row in found if row["code"] in largest]
            if len({row["provider"] for row in kept}) > 1:
                return kept
    return []


def _largest(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the areas or activities that get most, the largest first."""
    total: dict[str, float] = {}
    for row in rows:
        total[row["code"]] = total.get(row["code"], 0.0) + row["amount_nok"]
    return sorted(total, key=lambda code: -total[code])[:_IN_FIELD]


def _instruments(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "awards",
        "select instrument, provider, count(*) as awards_count, sum(amount_nok) as amount_nok "
        "from awards where kind = ? and instrument is not null and amount_nok > 0 "
        "group by all order by amount_nok desc limit 8",
        chosen.kind,
    )


def _plans(
    visit: Visit,
    rows: Sequence[Mapping[str, Any]],
    course: Sequence[Mapping[str, Any]],
    shares: Sequence[Mapping[str, Any]],
) -> list[Plan]:
    plans = []
    placed = [row for row in rows if row["ratio"] is not None and _lq(row) is not None]
    placed = [row for row in placed if row["verdict"] != "too_small"]
    if placed:
        plans.append(
            Plan(
                "quadrants",
                lambda: _quadrants(visit, placed),
                "support",
                ("location_quotient",),
                note=visit.text(
                    "Far out is far from what chance gives. A point inside its band got what "
                    "chance could have given it."
                ),
            )
        )
    if course:
        plans.append(
            Plan(
                "course",
                lambda: figures.share_course(
                    as_table("support_mismatch", course).append_column("year", _years(course)),
                    language=visit.language.code,
                    title=visit.text("How far the support is from the jobs, year by year"),
                    name=visit.text("Share that would have to move"),
                ),
                "support_mismatch",
            )
        )
    if shares:
        plans.append(Plan("who", lambda: _who(visit, shares), "support_concentration"))
    return plans


def _years(course: Sequence[Mapping[str, Any]]) -> Any:
    return pa.array([row["year"] for row in course], pa.int64())


def _lq(row: Mapping[str, Any]) -> float | None:
    value: float | None = row["lq_shrunk"] if row["lq_shrunk"] is not None else row["lq"]
    return value


def _quadrants(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    _ = visit.text
    code = visit.language.code
    called = ("gap", "bet", "backed", "passed_over")
    order = {verdict: rank for rank, verdict in enumerate(called)}
    shown = [
        {**row, "lq": _lq(row), "verdict": row["verdict"] if row["verdict"] in called else "none"}
        for row in rows
    ]
    shown.sort(key=lambda r: (order.get(r["verdict"], 9), r["q_value"] or 9))
    return figures.scatter(
        as_table("support", shown),
        language=code,
        title=_("Strength and support"),
        x=figures.Side(
            "lq", _("specialisation"), _("More specialised than the country →"), cut=1.0,
            kind="quotient",
        ),
        y=figures.Side(
            "ratio", _("support against the expected"), _("More support than the jobs call for →"),
            cut=1.0, chance_low="chance_low", chance_high="chance_high", kind="quotient",
        ),
        name=f"activity_{code}",
        keys=("activity_code",),
        corners=figures.Corners(
            upper_left=_("Bets"), upper_right=_("Strong and supported"),
            lower_left=_("Passed over"), lower_right=_("Gaps"), tinted="lower_right",
        ),
        group="verdict",
        groups={
            "gap": figures.Group(_("Gap"), "cat-2"),
            "bet": figures.Group(_("Bet"), "cat-1"),
            "backed": figures.Group(_("Strong and supported"), "cat-3"),
            "passed_over": figures.Group(_("Passed over"), "cat-5"),
            "none": figures.Group(_("As chance gives"), "grey"),
        },
        labels=12,
        link=lambda row: visit.url("activity", code=row["activity_code"]),
        columns=(
            "activity_code", f"activity_{code}", "awards_count", "amount_nok", "expected_nok",
            "expected_low", "expected_high", "q_value", "lq", "ratio",
        ),
    )  # fmt: skip


def _who(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> figures.Figure:
    _ = visit.text
    areas = {area.id: area for area in visit.region.areas}
    kept = _largest(rows)
    is_area = rows[0]["dimension"] == "area"

    def name(code: str) -> str:
        if not is_area:
            return visit.name_of_activity(code)
        return visit.language.of(areas[code].short) if code in areas else _("Unclassified")

    place = visit.name_of_place(rows[0]["place_code"])
    shown = [{**row, "line": name(row["code"])} for row in rows]
    shown.sort(key=lambda row: (kept.index(row["code"]), row["provider"]))
    return figures.share_field(
        as_table("support_concentration", shown, "line"),
        language=visit.language.code,
        title=_("Who funds what in {place}", place=place),
        down="line",
        across="provider",
        value="share",
        keys=("code", "provider"),
        of=_("Share of the money that the area gets")
        if is_area
        else _("Share of the money that the activity gets"),
        columns=("line", "provider", "awards_count", "amount_nok", "share", "herfindahl"),
    )


PAGE = Page(
    id="support",
    path="support",
    title={"nb": "Støtte og styrke", "en": "Support and strength"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=13,
    group="support",
    answer=_in_short,
    speaks_of=_speaks_of,
)
