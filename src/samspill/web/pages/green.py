"""The green economy: its share of jobs, support and projects, its strengths and its options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field

from samspill import figures
from samspill.figures import Corners, Lane, Side
from samspill.harmonise.places import nuts_of_members
from samspill.tables import table
from samspill.web.language import N_
from samspill.web.site import Page, Plan, Query, Shown, Visit, pages

__all__ = ["GREEN_MEASURES", "PAGE"]

_MOST = 16
_GREEN_ENOUGH = 0.1
"""What is less green than this is not held up as a green option."""

GREEN_MEASURES = {
    "persons_employed": N_("Jobs"),
    "employees_count": N_("Jobs in the register"),
    "grant_nok": N_("Grants"),
    "loan_nok": N_("Loans"),
    "guarantee_nok": N_("Guarantees"),
    "equity_nok": N_("Equity"),
    "tax_nok": N_("Tax relief"),
    "projects_count": N_("Research projects in the EU"),
}
"""What a green share can be of, in the order in which they are shown."""


class Asked(Query):
    """What the page can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:_-]{1,40}$")
    by: Literal["region", "county", "municipality", "area", "cluster"] | None = None


def show(visit: Visit) -> Shown:
    """Give what is green, where it is strong, and what can become so."""
    asked: Asked = visit.query
    places = _places(visit)
    place = _place(visit)
    shares = _shares(visit, place)
    options = _options(visit, place)
    weights = visit.pinned.rows(
        "green_weights", "select * from green_weights order by green_weight desc, code"
    )
    plans = list(_plans(visit, place, asked.by or _kinds(visit)[0], shares, options))
    return Shown(
        title=visit.text("Green"),
        lead=visit.language.of(PAGE.question or PAGE.title),
        figures=tuple(plans),
        context={
            **_answer(visit, place, shares, options),
            "places": places,
            "place": place,
            "by": asked.by or _kinds(visit)[0],
            "kinds": _kinds(visit),
            "strengths": _strengths(visit, place),
            "options": [row for row in options if row["leans_on"] != "neither"][:12],
            "leans": _leans(visit),
            "outlook": visit.pinned.rows(
                "green_places",
                "select * from green_places where place_code = ? order by measure",
                place or "",
            ),
            "support": _support(visit, place),
            "weights": [row for row in weights if row["kind"] == "activity"],
            "programmes": [row for row in weights if row["kind"] == "programme"],
            "statuses": {row["code"]: row["status"] for row in weights},
            "programme": "programme" if "programme" in pages() else None,
            **_event(visit, place, shares, options),
        },
    )


def _places(visit: Visit) -> dict[str, str]:
    """Give the places that one can ask for: the sets and regions first."""
    found = visit.pinned.rows(
        "green_shares",
        "select distinct subject_code code from green_shares where subject = 'place' "
        "and measure in ('persons_employed', 'employees_count') "
        "and (subject_code like 'NO%' or regexp_matches(subject_code, '^[a-z0-9]'))",
    )
    names = {row["code"]: visit.name_of_place(row["code"]) for row in found}
    first = [code for code in (*visit.own_regions, visit.region.id) if code in names]
    rest = sorted((code for code in names if code not in first), key=lambda code: names[code])
    return {code: names[code] for code in (*first, *rest)}


def _place(visit: Visit) -> str | None:
    """Give the place that is asked for where it has figures, else the first."""
    places = _places(visit)
    return visit.query.place if visit.query.place in places else next(iter(places), None)


def _kinds(visit: Visit) -> list[str]:
    """Give the ways in which the shares can be laid out that there are figures for."""
    found = visit.pinned.rows("green_shares", "select distinct subject from green_shares")
    there = {row["subject"] for row in found}
    kinds = ["region", "county", "municipality"] if "place" in there else []
    return [*kinds, *(one for one in ("area", "cluster") if one in there)] or ["region"]


def _shares(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    """Give a place's green shares, each in its newest period, in order of `GREEN_MEASURES`."""
    rows = visit.pinned.rows(
        "green_shares",
        "select * from green_shares where subject = 'place' and subject_code = ? "
        "qualify row_number() over (partition by measure order by period desc) = 1",
        place or "",
    )
    order = list(GREEN_MEASURES)
    known = [row for row in rows if row["measure"] in order]
    return sorted(known, key=lambda row: order.index(row["measure"]))


def _options(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "green_options",
        "select * from green_options where place_code = ? "
        "order by green_weight * greatest(position_green, position_other) desc, activity_code",
        place or "",
    )


def _strengths(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "green_strengths",
        "select * from green_strengths where place_code = ? and measure in "
        "('persons_employed', 'employees_count') "
        "qualify row_number() over (partition by activity_code order by reference) = 1 "
        "order by green_value desc limit 12",
        place or "",
    )


def _support(visit: Visit, place: str | None) -> list[dict[str, Any]]:
    return visit.pinned.rows(
        "green_support",
        "select * from green_support where place_code = ? and verdict <> 'as_expected' "
        "and green_weight >= 0.15 order by kind, support_share desc",
        place or "",
    )


def _leans(visit: Visit) -> dict[str, str]:
    _ = visit.text
    return {
        "green": _("other green activities"),
        "other": _("activities that are not green"),
        "both": _("both green and other activities"),
        "neither": _("little of what is near it"),
    }


# words


def _in_short(visit: Visit) -> str:
    place = next(iter(_places(visit)), None)
    return str(_answer(visit, place, _shares(visit, place), ())["answer"]) if place else ""


def _jobs(shares: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Give the green share of the jobs: of the statistics, else of the register."""
    return next((row for row in shares if row["measure"] in list(GREEN_MEASURES)[:2]), None)


def _answer(
    visit: Visit,
    place: str | None,
    shares: Sequence[Mapping[str, Any]],
    options: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Say what the answer is, in sentences made from the tables."""
    _, language = visit.text, visit.language
    jobs = _jobs(shares)
    if place is None or jobs is None:
        return {
            "answer": _("This build has no figures of what is green."),
            "detail": "",
            "points": [],
        }
    name = visit.place_inside(place)
    answer = _(
        "About {share} of the jobs in {place} are green, counted by how much of each activity is.",
        share=language.percent(jobs["green_share"]),
        place=name,
    )
    detail = _(
        "Between {low} and {high}, depending on how strictly one judges; the count itself is good "
        "to {least}–{most}. Figures of {year}.",
        low=language.percent(jobs["weights_low"]),
        high=language.percent(jobs["weights_high"]),
        least=language.percent(jobs["green_share_low"], 1),
        most=language.percent(jobs["green_share_high"], 1),
        year=jobs["period"],
    )
    points = [
        {
            "text": _(
                "{what}: {share} green ({low}–{high} depending on how one judges), {period}.",
                what=_(GREEN_MEASURES[row["measure"]]),
                share=language.percent(row["green_share"]),
                low=language.percent(row["weights_low"]),
                high=language.percent(row["weights_high"]),
                period=row["period"].replace("-", "–"),
            )
        }
        for row in shares
        if row["measure"] in ("grant_nok", "loan_nok", "projects_count")
    ]
    leaning = [row for row in options if row["leans_on"] in ("other", "both")]
    best = next((row for row in leaning if row["green_weight"] >= _GREEN_ENOUGH), None)
    if best is not None:
        points.append(
            {
                "text": _(
                    "Nearest among the green activities that are weak here and lean on what is "
                    "not green: {activity}.",
                    activity=best[f"activity_{language.code}"],
                ),
                "url": visit.url("activity", code=best["activity_code"]),
            }
        )
    return {
        "answer": answer,
        "detail": detail,
        "points": [{"url": "", "evidence": "", **one} for one in points],
    }


def _event(
    visit: Visit,
    place: str | None,
    shares: Sequence[Mapping[str, Any]],
    options: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Give which Green Capital lies in the region, its goals, and what to follow of it."""
    _, language = visit.text, visit.language
    jobs = _jobs(shares)
    grants = [row for row in shares if row["measure"] == "grant_nok"]
    title = f"title_{language.code}"
    ours = nuts_of_members(visit.region)
    capitals = visit.pinned.rows(
        "region_panels",
        "select * from region_panels where panel = 'green_capital' "
        f"and place_code in ({', '.join('?' * len(ours)) or 'null'}) order by year",
        *ours,
    )
    goals = visit.pinned.rows(
        "programme_coverage",
        "select * from programme_coverage where kind = 'goal' order by \"order\"",
    )
    follow = [
        {
            "text": _(
                "Green share, {what}: {share} in {period}.",
                what=_(GREEN_MEASURES[row["measure"]]).lower(),
                share=language.percent(row["green_share"]),
                period=row["period"].replace("-", "–"),
            ),
            "url": "",
        }
        for row in ([] if jobs is None else [jobs]) + grants
    ]
    leaning = [row for row in options if row["leans_on"] != "neither"]
    if leaning:
        follow.append(
            {
                "text": language.ntext(
                    "{n} green option has something to lean on: whether it comes.",
                    "{n} green options have something to lean on: which of them come.",
                    len(leaning),
                ),
                "url": "",
            }
        )
    follow += [
        {
            "text": _(
                "The standing among the regions of the Green Capitals: number {rank} of {n} in "
                "{year} ({low}–{high}).",
                rank=row["rank"],
                n=row["regions_count"],
                year=row["year"],
                low=row["rank_low"],
                high=row["rank_high"],
            ),
            "url": visit.url("standing", place=row["place_code"], view="whom"),
        }
        for row in visit.pinned.rows(
            "standing_panels",
            "select * from standing_panels where panel = 'green_capital' and subject = 'green' "
            "and place_code = ?",
            place or "",
        )
    ]
    return {"capitals": capitals, "goals": [row[title] for row in goals], "follow": follow}


# figures


def _plans(
    visit: Visit,
    place: str | None,
    by: str,
    shares: Sequence[Mapping[str, Any]],
    options: Sequence[Mapping[str, Any]],
) -> list[Plan]:
    if place is None:
        return []
    plans = [
        Plan(
            "shares",
            lambda: _shares_by(visit, place, by),
            "green_shares",
            note=_note(visit, by),
        ),
        Plan("kinds", lambda: _by_kind(visit, place, shares), "green_shares", ignores=("by",)),
    ]
    if options:
        plans.append(
            Plan(
                "options",
                lambda: _plane(visit, place, options),
                "green_options",
                ("density_parts",),
                ignores=("by",),
            )
        )
    return plans


def _note(visit: Visit, by: str) -> str:
    """Say how the shares are to be read, and whose jobs a cluster's are."""
    note = visit.text(
        "The point is the share as judged in the profile. The coloured bar is the interval "
        "from the counts, the grey line the range between the low and the high judgement."
    )
    if by == "area":
        return f"{note} " + visit.text(
            "An area has the part of each activity's jobs that its industry codes give it."
        )
    if by != "cluster":
        return note
    return f"{note} " + visit.text(
        "A cluster's jobs are those of its members. Where no members are listed, the jobs in the "
        "activities of its theme stand for them, in the region of its seat."
    )


def _lane(visit: Visit, title: str) -> Lane:
    return Lane(
        "green_share",
        "green_share_low",
        "green_share_high",
        title,
        "percent",
        "weights_low",
        "weights_high",
        visit.text("With the low and the high judgement"),
    )


def _shares_by(visit: Visit, place: str, by: str) -> figures.Figure:
    """Draw the green share of jobs, by place, area or cluster."""
    code = visit.language.code
    subject = by if by in ("area", "cluster") else "place"
    condition = {
        "region": "regexp_matches(subject_code, '^(NO|[A-Z]{2}[0-9A-Z]{2}$)') "
        "or subject_code = ? or subject_code like 'type:%' or list_contains(?, subject_code)",
        "county": "regexp_matches(subject_code, '^[0-9]{2}$') or subject_code = ?",
        "municipality": "regexp_matches(subject_code, '^[0-9]{4}$') or subject_code = ?",
    }.get(by, "within = ? or subject = 'cluster'")
    rows = visit.pinned.rows(
        "green_shares",
        f"select * from green_shares where subject = '{subject}' and ({condition}) "
        "and measure in ('persons_employed', 'employees_count') "
        "qualify row_number() over (partition by subject_code, within "
        "order by measure desc, period desc) = 1 order by green_share desc, subject_code",
        place if by not in ("area", "cluster") else _within(visit, place),
        *([list(visit.own_regions)] if by == "region" else []),
    )
    if subject == "place":
        measure = _measure_of(rows, by)
        rows = [row for row in rows if row["measure"] == measure]
        names = [visit.names_of_place(row["subject_code"]) for row in rows]
        rows = [
            {**row, "title_nb": nb, "title_en": en}
            for row, (nb, en) in zip(rows, names, strict=True)
        ]
    shown = [row for at, row in enumerate(rows) if at < _MOST or row["subject_code"] == place]
    rows = [{**row, "is_shown": row["subject_code"] == place} for row in shown]
    schema = table("green_shares").schema.append(pa.field("is_shown", pa.bool_()))
    titles = {
        "area": visit.text("Green share of the jobs in each area"),
        "cluster": visit.text("Green share of each cluster's jobs"),
    }
    return figures.lanes(
        pa.Table.from_pylist(rows, schema=schema),
        _lane(visit, visit.text("Green share of the jobs")),
        language=code,
        title=titles.get(by, visit.text("Green share of the jobs")),
        name=f"title_{code}",
        keys=("subject_code", "within"),
        accent="is_shown" if subject == "place" else "",
        link=(lambda row: visit.here(place=row["subject_code"])) if subject == "place" else None,
        more=("period", "value"),
    )


def _measure_of(rows: Sequence[Mapping[str, Any]], by: str) -> str:
    """Give the measure that most of the places have: two statistics are not set side by side."""
    found = [row["measure"] for row in rows]
    usual = "persons_employed" if by == "region" else "employees_count"
    return usual if usual in found else max(found, key=found.count, default=usual)


def _within(visit: Visit, place: str) -> str:
    rows = visit.pinned.rows(
        "green_shares", "select distinct within w from green_shares where subject = 'area'"
    )
    there = [row["w"] for row in rows]
    if place in there:
        return place
    return next((one for one in (*visit.own_regions, *there) if one in there), place)


def _by_kind(visit: Visit, place: str, shares: Sequence[Mapping[str, Any]]) -> figures.Figure:
    """Draw a place's green share of jobs, of each kind of support, and of projects."""
    rows = [
        {
            **row,
            "title_nb": visit.text(GREEN_MEASURES[row["measure"]]),
            "title_en": visit.text(GREEN_MEASURES[row["measure"]]),
        }
        for row in shares
    ]
    return figures.lanes(
        pa.Table.from_pylist(rows, schema=table("green_shares").schema),
        _lane(visit, visit.text("Green share")),
        language=visit.language.code,
        title=visit.text(
            "Green share of jobs, support and projects: {place}", place=visit.name_of_place(place)
        ),
        name=f"title_{visit.language.code}",
        keys=("measure",),
        more=("period", "units_count"),
    )


def _plane(visit: Visit, place: str, options: Sequence[Mapping[str, Any]]) -> figures.Figure:
    """Draw the options by what they lean on."""
    code, _ = visit.language.code, visit.text
    cut = 0.8
    return figures.scatter(
        pa.Table.from_pylist(list(options), schema=table("green_options").schema),
        language=code,
        title=_("What the green options lean on: {place}", place=visit.name_of_place(place)),
        x=Side(
            "position_green",
            _("green activities near by"),
            _("More green activities near by than other places have →"),
            cut,
            "position_green_low",
            "position_green_high",
            unit="%",
        ),
        y=Side(
            "position_other",
            _("other activities near by"),
            _("More other activities near by →"),
            cut,
            "position_other_low",
            "position_other_high",
            unit="%",
        ),
        corners=Corners(
            _("Leans on the other"), _("Leans on both"), _("Leans on neither"), _("Leans on green")
        ),
        name=f"activity_{code}",
        keys=("activity_code",),
    )


PAGE = Page(
    id="green",
    path="green",
    title={"nb": "Grønt", "en": "Green"},
    show=show,
    query=Asked,
    is_entrance=True,
    order=21,
    group="strengths",
    answer=_in_short,
    speaks_of=lambda visit: _place(visit) or "",
)
