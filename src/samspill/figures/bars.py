"""Ranked strengths with their intervals, and places compared activity by activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from samspill.errors import UsageError
from samspill.figures.figure import (
    Figure,
    Label,
    Link,
    Row,
    address,
    finished,
    layered,
    nothing,
    one_of_each,
    records,
)
from samspill.figures.scales import (
    clamped,
    quotient_axis,
    quotient_scale,
    reference_of,
    rule_at_one,
    shortened,
)
from samspill.figures.theme import CATEGORIES, colour
from samspill.figures.wording import Language, interval, joined, number, say

__all__ = ["place_compare", "strength_bars"]

_NUMBERS = ("lq", "lq_low", "lq_high", "lq_shrunk")
_COLUMNS = ("lq_shrunk", "lq_low", "lq_high", "lq", "q_value", "is_strength", "stars")
_ROW = 40
_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")


def name_of(row: Row, label: Label, language: Language) -> str:
    """Give the name that a row stands under, its code where it has no name."""
    field = "place_name" if label == "place" else f"activity_{language}"
    return str(row.get(field) or row.get(f"{label}_code") or "")


def strength_bars(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    label: Label,
    link: Link | None = None,
    limit: int = 20,
) -> Figure:
    """Rank rows of `strengths` by their smoothed quotient, each with its interval.

    Parameters
    ----------
    rows
        Rows of `strengths`: one measure, year and reference; one row for each `label`.
    language
        Language of the labels.
    title
        What the figure is called.
    label
        What is ranked.
    link
        From a row to the address of its page.
    limit
        How many are shown, from the highest. Rows without a smoothed quotient are not shown.

    Raises
    ------
    UsageError
        Several rows speak of the same activity or place.
    """
    ranked = sorted(
        (row for row in records(rows, _NUMBERS) if row["lq_shrunk"] is not None),
        key=lambda row: (-row["lq_shrunk"], str(row.get(f"{label}_code"))),
    )
    one_of_each(ranked, (f"{label}_code",), "A ranking")
    shown = ranked[: max(limit, 0)]
    columns = (*_named(label, language), *_COLUMNS)
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _ranking(shown, label, language, link)
        first = f"{name_of(shown[0], label, language)}, {figures_of(shown[0], language)}"
        description = say(
            language,
            "alt-bars",
            shown=len(shown),
            what=_kind(len(shown), label, language),
            first=first,
            strengths=sum(bool(row.get("is_strength")) for row in shown),
        )
    return finished(
        "bars",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=columns,
        keys=("place_code", "activity_code", "measure", "year", "reference"),
    )


def _named(label: Label, language: Language) -> tuple[str, ...]:
    if label == "place":
        return ("place_code", "place_name")
    return ("activity_code", f"activity_{language}")


def _kind(count: int, label: Label, language: Language) -> str:
    plural = {"activity": "activities", "place": "places"}[label]
    return say(language, label if count == 1 else plural)


def figures_of(row: Row, language: Language) -> str:
    """Write a row's smoothed quotient and its interval."""
    value = number(row["lq_shrunk"], language)
    return f"{value} ({interval(row['lq_low'], row['lq_high'], language)})"


def _ranking(
    shown: Sequence[Row], label: Label, language: Language, link: Link | None
) -> alt.LayerChart:
    """Draw the label above, the interval below: it reads at every width."""
    bounds = quotient_scale(
        row[name] for row in shown for name in ("lq_shrunk", "lq_low", "lq_high")
    )
    data = []
    for position, row in enumerate(shown):
        strong = bool(row.get("is_strength"))
        verdict = say(language, "is-strength" if strong else "not-strength")
        name = name_of(row, label, language)
        low, high = row["lq_low"], row["lq_high"]
        known = low is not None and high is not None
        data.append(
            {
                "name": name,
                "at": position * _ROW + 27,
                "label_at": position * _ROW + 10,
                "point": clamped(row["lq_shrunk"], bounds),
                # what lies beyond the scale is not drawn at its edge
                "plain": row["lq"] if clamped(row["lq"], bounds) == row["lq"] else None,
                "low": clamped(low, bounds) if known else None,
                "high": clamped(high, bounds) if known else None,
                "text": number(row["lq_shrunk"], language),
                "before": say(language, "plain"),
                "kind": say(language, "strengths" if strong else "others"),
                "about": f"{name}: {figures_of(row, language)}, {verdict}",
                "href": address(link, row),
            }
        )
    base = alt.Chart(alt.InlineData(data))
    present = {bool(row.get("is_strength")) for row in shown}
    kinds = [(True, "strengths", "accent"), (False, "others", "grey")]
    domain = [say(language, key) for strong, key, _ in kinds if strong in present]
    roles = [role for strong, _, role in kinds if strong in present]
    legend = alt.Legend(
        title=None, orient="top", symbolType="circle", columns=alt.ExprRef("width < 560 ? 1 : 2")
    )
    hollow = alt.Legend(
        title=None, orient="top", symbolFillColor="transparent", symbolStrokeWidth=1.4
    )
    x = alt.X(
        "point:Q",
        scale=quotients(bounds),
        axis=quotient_axis(language, reference_of(shown, language), bounds, shown),
    )
    y = alt.Y("at:Q", scale=None, axis=None)
    href: dict[str, Any] = {"href": alt.Href("href:N")} if link is not None else {}

    def shade(suffix: str, **more: Any) -> alt.Color:
        colours = [colour(f"{role}{suffix}") for role in roles]
        return alt.Color("kind:N", scale=alt.Scale(domain=domain, range=colours), **more)

    bars = base.mark_bar(height=9, cornerRadius=4.5).encode(
        x=alt.X("low:Q"),
        x2="high:Q",
        y=y,
        color=shade("-soft", legend=None),
        description="about:N",
        **href,
    )
    plain = base.mark_point(filled=False, size=46, strokeWidth=1.4, aria=False, opacity=1).encode(
        x="plain:Q",
        y=y,
        stroke=alt.Stroke(
            "before:N",
            scale=alt.Scale(domain=[say(language, "plain")], range=[colour("ink")]),
            legend=hollow,
        ),
    )
    points = base.mark_point(
        filled=True, size=88, stroke=colour("ground"), strokeWidth=1.5, opacity=1, aria=False
    ).encode(x=x, y=y, color=shade("", legend=legend))
    names = above(base, "width - 52", **href)
    values = base.mark_text(
        align="right", baseline="middle", color=colour("ink-soft"), fontSize=13, aria=False
    ).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.Y("label_at:Q", scale=None, axis=None),
        text="text:N",
    )
    layers = (rule_at_one(), bars, plain, points, *names, values)
    return layered(*layers, height=len(shown) * _ROW, own_colours=True)


def quotients(bounds: tuple[float, float]) -> alt.Scale:
    """Give the logarithmic scale of a lane, with room for the outermost labels of its axis."""
    ends: Any = [12, alt.ExprRef("width - 12")]
    return alt.Scale(type="log", base=2, domain=list(bounds), nice=False, range=ends)


def above(base: alt.Chart, room: str, **channels: Any) -> tuple[alt.Chart, alt.Chart]:
    """Give the names that stand above their lanes, and the ground they stand on."""
    spot = {
        "x": alt.value(0),
        "y": alt.Y("label_at:Q", scale=None, axis=None),
        "text": alt.Text("short:N"),
    }
    common: dict[str, Any] = {
        "align": "left",
        "baseline": "middle",
        "fontSize": 13,
    }
    base = base.transform_calculate(short=shortened("datum.name", room))
    halo = base.mark_text(
        **common, stroke=colour("ground"), strokeWidth=5, strokeJoin="round", aria=False
    )
    names = base.mark_text(**common)
    return halo.encode(**spot), names.encode(**spot, description="name:N", **channels)


def place_compare(rows: pa.Table, *, language: Language, title: str) -> Figure:
    """Compare places activity by activity: a point and an interval for each.

    Activities stand in order of the first place's quotient; rows without a smoothed quotient
    are not shown.

    Parameters
    ----------
    rows
        Rows of `strengths`: one measure, year and reference; up to seven places.
    language
        Language of the labels.
    title
        What the figure is called.

    Raises
    ------
    UsageError
        More than seven places, or several rows for a place and an activity.
    """
    found = [row for row in records(rows, _NUMBERS) if row["lq_shrunk"] is not None]
    one_of_each(found, ("place_code", "activity_code"), "A comparison")
    places = list(dict.fromkeys(row["place_code"] for row in found))
    if len(places) > len(_SHAPES):
        raise UsageError(
            f"A comparison shows up to {len(_SHAPES)} places, and there are {len(places)}."
        )
    best: dict[str, tuple[int, float]] = {}
    for row in found:
        rank = (places.index(row["place_code"]), -row["lq_shrunk"])
        best[row["activity_code"]] = min(best.get(row["activity_code"], rank), rank)
    activities = sorted(best, key=lambda code: (best[code], code))
    shown = sorted(
        found, key=lambda r: (activities.index(r["activity_code"]), places.index(r["place_code"]))
    )
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _comparison(shown, places, activities, language)
        names = dict.fromkeys(name_of(row, "place", language) for row in shown)
        description = say(
            language, "alt-compare", activities=len(activities), names=joined(names, language)
        )
    return finished(
        "compare",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(*_named("activity", language), *_named("place", language), *_COLUMNS),
        keys=("place_code", "activity_code", "measure", "year", "reference"),
    )


def _comparison(
    shown: Sequence[Row], places: Sequence[str], activities: Sequence[str], language: Language
) -> alt.LayerChart:
    lane, head, gap = 15, 24, 14
    step = head + lane * len(places) + gap
    bounds = quotient_scale(
        row[name] for row in shown for name in ("lq_shrunk", "lq_low", "lq_high")
    )
    labels, data = {}, []
    for row in shown:
        top = activities.index(row["activity_code"]) * step
        activity = name_of(row, "activity", language)
        place = name_of(row, "place", language)
        labels[activity] = top + 10
        verdict = say(language, "is-strength" if row.get("is_strength") else "not-strength")
        data.append(
            {
                "place": place,
                "at": top + head + lane * (places.index(row["place_code"]) + 0.5),
                "point": clamped(row["lq_shrunk"], bounds),
                "low": clamped(row["lq_low"], bounds),
                "high": clamped(row["lq_high"], bounds),
                "about": f"{activity}, {place}: {figures_of(row, language)}, {verdict}",
            }
        )
    names: list[str] = list(dict.fromkeys(str(item["place"]) for item in data))
    base = alt.Chart(alt.InlineData(data))
    legend = alt.Legend(title=None, orient="top", columns=alt.ExprRef("width < 520 ? 2 : 4"))
    scale = alt.Scale(
        domain=names, range=[colour(role) for role in CATEGORIES[: max(len(names), 1)]]
    )
    y = alt.Y("at:Q", scale=None, axis=None)
    spans = base.mark_bar(height=3, aria=False).encode(
        x="low:Q", x2="high:Q", y=y, color=alt.Color("place:N", scale=scale, legend=legend)
    )
    points = base.mark_point(
        filled=True, size=92, opacity=1, stroke=colour("ground"), strokeWidth=1.2
    ).encode(
        x=alt.X(
            "point:Q",
            scale=quotients(bounds),
            axis=quotient_axis(language, reference_of(shown, language), bounds, shown),
        ),
        y=y,
        color=alt.Color("place:N", scale=scale, legend=legend),
        shape=alt.Shape(
            "place:N",
            scale=alt.Scale(domain=names, range=list(_SHAPES[: max(len(names), 1)])),
            legend=legend,
        ),
        description="about:N",
    )
    heads = above(
        alt.Chart(alt.InlineData([{"name": n, "label_at": at} for n, at in labels.items()])),
        "width",
    )
    return layered(rule_at_one(), spans, points, *heads, height=len(activities) * step - gap)
