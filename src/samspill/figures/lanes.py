"""Ranked values with their intervals, one lane each: shares, ranks and quotients alike.

A lane may show two kinds of doubt: the interval from the counts as a bar, and behind it, paler and
thinner, the range that another judgement would give.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

import altair as alt
import pyarrow as pa

from samspill.figures.bars import above
from samspill.figures.figure import (
    Figure,
    Link,
    Row,
    address,
    finished,
    layered,
    nothing,
    one_of_each,
    records,
)
from samspill.figures.scales import clamped, quotient_axis, quotient_scale
from samspill.figures.theme import colour
from samspill.figures.wording import Language, interval, label_expression, number, say

__all__ = ["Lane", "lanes"]

_ROW = 40
_TITLE = 46
"""Letters of an axis's title that a telephone has room for beside each other."""


@dataclass(frozen=True)
class Lane:
    """What the lanes of a figure show.

    Parameters
    ----------
    value, low, high
        Columns of the value and of its 95 % interval.
    title
        What stands at the axis.
    form
        How values are written: a share as per cent, a rank (1 is first, to the left), a quotient
        on a logarithmic scale around 1, or a plain number.
    range_low, range_high
        Columns of the range that another judgement gives.
    range_name
        What the range is called in the legend.
    rule
        A value to draw a line at, such as the reference's own share.
    of
        Ranks go from 1 to this.
    """

    value: str
    low: str
    high: str
    title: str
    form: Literal["percent", "rank", "quotient", "number"] = "number"
    range_low: str = ""
    range_high: str = ""
    range_name: str = ""
    rule: float | None = None
    of: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        given = (self.value, self.low, self.high, self.range_low, self.range_high)
        return tuple(name for name in given if name)

    def text(self, value: float | None, language: Language) -> str:
        """Write a value."""
        if value is not None and self.form == "percent":
            return number(100 * value, language, unit="%")
        return number(value, language)


def lanes(
    rows: pa.Table,
    lane: Lane,
    *,
    language: Language,
    title: str,
    name: str,
    keys: Sequence[str],
    accent: str = "",
    link: Link | None = None,
    more: Sequence[str] = (),
) -> Figure:
    """Draw the rows in the order given, each with its interval.

    Parameters
    ----------
    rows
        What is shown; rows without a value are left out.
    lane
        What of them, and how.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        Column of the names that stand above the lanes.
    keys
        Columns that tell the rows apart.
    accent
        A yes/no column; without it every row has the accent colour.
    link
        From a row to the address of its page.
    more
        Further columns for the table beside the figure.

    Raises
    ------
    UsageError
        Several rows have the same keys.
    """
    shown = [row for row in records(rows, lane.columns) if row[lane.value] is not None]
    one_of_each(shown, keys, "A figure of lanes")
    columns = (name, *lane.columns, *more)
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _drawn(shown, lane, name, accent, link, language)
        first = f"{shown[0][name]}, {_about(shown[0], lane, language)}"
        description = say(language, "alt-lanes", title=title, shown=len(shown), first=first)
    return finished(
        "lanes",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=columns,
        keys=keys,
    )


def _about(row: Row, lane: Lane, language: Language) -> str:
    value, low, high = (row[column] for column in (lane.value, lane.low, lane.high))
    if low is None or high is None:
        return lane.text(value, language)
    factor = 100 if lane.form == "percent" else 1
    return f"{lane.text(value, language)} ({interval(factor * low, factor * high, language)})"


def _bounds(shown: Sequence[Row], lane: Lane) -> tuple[float, float]:
    values = [row[column] for row in shown for column in lane.columns if row[column] is not None]
    if lane.form == "quotient":
        return quotient_scale(values)
    if lane.form == "rank":
        return 1.0, float(max(lane.of, *values))
    top = max([*values, lane.rule or 0.0], default=1.0) or 1.0
    return min(0.0, *values), top * 1.04


def _scale(lane: Lane, bounds: tuple[float, float]) -> alt.Scale:
    ends: Any = [12, alt.ExprRef("width - 12")]
    if lane.form == "quotient":
        return alt.Scale(type="log", base=2, domain=list(bounds), nice=False, range=ends)
    return alt.Scale(domain=list(bounds), nice=False, range=ends)


def _axis(lane: Lane, bounds: tuple[float, float], language: Language) -> alt.Axis:
    if lane.form == "quotient":
        return quotient_axis(language, lane.title, bounds)
    # a long title is two lines, so that a telephone shows all of it
    told = wrap(lane.title, _TITLE)
    common: dict[str, Any] = {"title": told, "labelOverlap": "greedy", "labelFlush": False}
    if lane.form == "rank":
        step = 10 ** math.floor(math.log10(max(bounds[1], 10)))
        step = step if bounds[1] / step > 4 else step / 2
        ticks = [1.0, *(step * n for n in range(1, int(bounds[1] / step) + 1))]
        return alt.Axis(values=ticks, labelExpr=label_expression(language), **common)
    if lane.form == "percent":
        gap = "" if language == "en" else "\N{NO-BREAK SPACE}"
        text = f"replace(format(datum.value * 100, '.3~g'), '.', '{_point(language)}') + '{gap}%'"
        return alt.Axis(labelExpr=text, tickCount=5, **common)
    return alt.Axis(labelExpr=label_expression(language), tickCount=5, **common)


def _point(language: Language) -> str:
    return "." if language == "en" else ","


def _drawn(
    shown: Sequence[Row],
    lane: Lane,
    name: str,
    accent: str,
    link: Link | None,
    language: Language,
) -> alt.LayerChart:
    bounds = _bounds(shown, lane)
    data = []
    for position, row in enumerate(shown):
        strong = bool(row.get(accent)) if accent else True
        data.append(
            {
                "name": str(row[name]),
                "at": position * _ROW + 27,
                "label_at": position * _ROW + 10,
                **{
                    short: clamped(row[column], bounds) if column else None
                    for short, column in (
                        ("point", lane.value),
                        ("low", lane.low),
                        ("high", lane.high),
                        ("least", lane.range_low),
                        ("most", lane.range_high),
                    )
                },
                "text": _about(row, lane, language)
                if lane.form == "rank"
                else lane.text(row[lane.value], language),
                "role": "accent" if strong else "grey",
                "or": lane.range_name,
                "about": f"{row[name]}: {_about(row, lane, language)}",
                "href": address(link, row),
            }
        )
    base = alt.Chart(alt.InlineData(data))
    href: Mapping[str, Any] = {"href": alt.Href("href:N")} if link is not None else {}
    scale = _scale(lane, bounds)
    y = alt.Y("at:Q", scale=None, axis=None)

    def shade(suffix: str) -> alt.Color:
        roles = [colour(f"{role}{suffix}") for role in ("accent", "grey")]
        return alt.Color(
            "role:N", scale=alt.Scale(domain=["accent", "grey"], range=roles), legend=None
        )

    layers = []
    if lane.rule is not None:
        line = alt.Chart(alt.InlineData([{"one": lane.rule}]))
        layers.append(
            line.mark_rule(color=colour("rule"), strokeWidth=1.25, aria=False).encode(
                x=alt.X("one:Q", scale=scale)
            )
        )
    legend = alt.Legend(
        title=None,
        orient="top",
        symbolType="stroke",
        symbolStrokeWidth=4,
        symbolStrokeColor=colour("grey-soft"),
        labelLimit=400,
    )
    if lane.range_low:
        layers.append(
            base.mark_bar(height=3, aria=False).encode(
                x=alt.X("least:Q", scale=scale),
                x2="most:Q",
                y=y,
                color=alt.Color(
                    "or:N",
                    scale=alt.Scale(domain=[lane.range_name], range=[colour("grey-soft")]),
                    legend=legend,
                ),
            )
        )
    bars = base.mark_bar(height=9, cornerRadius=4.5).encode(
        x=alt.X("low:Q", scale=scale, axis=_axis(lane, bounds, language)),
        x2="high:Q",
        y=y,
        color=shade("-soft"),
        description="about:N",
        **href,
    )
    points = base.mark_point(
        filled=True, size=88, stroke=colour("ground"), strokeWidth=1.5, opacity=1, aria=False
    ).encode(x=alt.X("point:Q", scale=scale), y=y, color=shade(""))
    values = base.mark_text(
        align="right", baseline="middle", color=colour("ink-soft"), fontSize=13, aria=False
    ).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.Y("label_at:Q", scale=None, axis=None),
        text="text:N",
    )
    layers += [
        bars,
        points,
        *above(base, "width - 96" if lane.form == "rank" else "width - 60", **href),
        values,
    ]
    return layered(*layers, height=len(shown) * _ROW, own_colours=True)
