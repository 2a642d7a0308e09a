"""Shares with their intervals, one below the other, each beside what it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
from samspill.figures.theme import colour
from samspill.figures.wording import Language, label_expression, number, say

__all__ = ["Measured", "dots"]

_ROW = 40


@dataclass(frozen=True)
class Measured:
    """What dots show.

    Parameters
    ----------
    column
        Where the values stand.
    name
        What they are called, in the legend and in a sentence.
    title
        What stands at the axis.
    low, high
        Columns of the interval.
    beside, beside_name
        Column of what each is held against, drawn as a hollow dot, and its name.
    line, line_name
        A value that all are held against, drawn as a line, and its name.
    unit
        With `%` shares 0-1 are written as per cent.
    """

    column: str
    name: str
    title: str
    low: str = ""
    high: str = ""
    beside: str = ""
    beside_name: str = ""
    line: float | None = None
    line_name: str = ""
    unit: Literal["", "%"] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(one for one in (self.column, self.low, self.high, self.beside) if one)

    def text(self, value: float | None, language: Language) -> str:
        """Write a value."""
        if value is None or self.unit != "%":
            return number(value, language)
        share = 100 * value
        return number(
            round(share) if abs(share) >= 10 else round(share, 1), language, unit="%", plain=True
        )


def dots(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    shows: Measured,
    name: str,
    keys: Sequence[str],
    marked: str = "",
    link: Link | None = None,
    columns: Sequence[str] = (),
) -> Figure:
    """Draw a dot and an interval for each row, in the order of the rows.

    Parameters
    ----------
    rows
        One row for each dot; a row without a value is not shown.
    language
        Language of the labels.
    title
        What the figure is called.
    shows
        What the dots show.
    name
        Column with what a row is called.
    keys
        Columns that tell the rows apart.
    marked
        Column that says which rows have the accent colour; all have it without one.
    link
        From a row to the address of its page.
    columns
        What stands in the table beside the chart; the name and what is shown without it.

    Raises
    ------
    UsageError
        Two rows have the same keys.
    """
    shown = [row for row in records(rows, shows.columns) if row[shows.column] is not None]
    one_of_each(shown, keys, "A chart of dots")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _lanes(shown, shows, name, marked, language, link)
        first = f"{shown[0][name]}, {_figures(shown[0], shows, language)}"
        description = say(
            language, "alt-dots", shown=len(shown), what=shows.name.lower(), first=first
        )
        if shows.line is not None:
            line = f"{shows.line_name} {shows.text(shows.line, language)}"
            description += " " + say(language, "alt-line", line=line)
    return finished(
        "dots",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=columns or (name, *shows.columns),
        keys=keys,
    )


def _figures(row: Row, shows: Measured, language: Language) -> str:
    """Write a row's value, its interval and what it is held against."""
    text = shows.text(row[shows.column], language)
    if shows.low and row[shows.low] is not None and row[shows.high] is not None:
        low, high = shows.text(row[shows.low], language), shows.text(row[shows.high], language)
        text += f" ({low.removesuffix('%').rstrip()}–{high})"
    if shows.beside:
        text += f"; {shows.beside_name} {shows.text(row[shows.beside], language)}"
    return text


def _lanes(
    shown: Sequence[Row],
    shows: Measured,
    name: str,
    marked: str,
    language: Language,
    link: Link | None,
) -> alt.LayerChart:
    known = [row[one] for row in shown for one in shows.columns if row[one] is not None]
    most = max([*known, shows.line or 0.0]) or 1.0
    lowest = min([0.0, *known])
    data = []
    for position, row in enumerate(shown):
        data.append(
            {
                "name": str(row[name]),
                "at": position * _ROW + 27,
                "label_at": position * _ROW + 10,
                "point": row[shows.column],
                "low": row[shows.low] if shows.low else None,
                "high": row[shows.high] if shows.high else None,
                "beside": row[shows.beside] if shows.beside else None,
                "text": shows.text(row[shows.column], language),
                "kind": "accent" if not marked or row.get(marked) else "grey",
                "series": shows.name,
                "other": shows.beside_name,
                "about": f"{row[name]}: {_figures(row, shows, language)}",
                "href": address(link, row),
            }
        )
    base = alt.Chart(alt.InlineData(data))
    scale = alt.Scale(
        domain=[lowest, most * 1.04],
        nice=False,
        zero=False,
        range=[8, alt.ExprRef("width - 12")],
    )
    text = label_expression(language)
    if shows.unit == "%":
        tail = " + '%'" if language == "en" else " + '\N{NO-BREAK SPACE}%'"
        text = text.replace("datum.value", "100 * datum.value") + tail
    axis = alt.Axis(title=shows.title, tickCount=5, labelExpr=text, labelFlush=False)
    x = alt.X("point:Q", scale=scale, axis=axis)
    y = alt.Y("at:Q", scale=None, axis=None)
    href: dict[str, Any] = {"href": alt.Href("href:N")} if link is not None else {}

    def shade(suffix: str) -> alt.Color:
        roles = [colour(f"{role}{suffix}") for role in ("accent", "grey")]
        scale = alt.Scale(domain=["accent", "grey"], range=roles)
        return alt.Color("kind:N", scale=scale, legend=None)

    bars = base.mark_bar(height=9, cornerRadius=4.5).encode(
        x=alt.X("low:Q"), x2="high:Q", y=y, color=shade("-soft"), description="about:N", **href
    )
    points = base.mark_point(
        filled=True, size=88, stroke=colour("ground"), strokeWidth=1.5, opacity=1, aria=False
    ).encode(x=x, y=y, color=shade(""))
    values = base.mark_text(
        align="right", baseline="middle", color=colour("ink-soft"), fontSize=13, aria=False
    ).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.Y("label_at:Q", scale=None, axis=None),
        text="text:N",
    )
    layers = [
        *_line(shows),
        bars,
        *_beside(base, shows),
        points,
        *above(base, "width - 60", **href),
    ]
    return layered(*layers, values, height=len(shown) * _ROW, own_colours=True)


def _line(shows: Measured) -> list[alt.Chart]:
    if shows.line is None:
        return []
    base = alt.Chart(alt.InlineData([{"line": shows.line, "name": shows.line_name}]))
    mark = base.mark_rule(color=colour("rule"), strokeWidth=1.25, strokeDash=[4, 4], aria=False)
    name = base.mark_text(
        align="center", baseline="bottom", color=colour("ink-soft"), fontSize=12, aria=False
    )
    x = alt.X("line:Q")
    return [mark.encode(x=x), name.encode(x=x, y=alt.value(-4), text="name:N")]


def _beside(base: alt.Chart, shows: Measured) -> list[alt.Chart]:
    """Give the hollow dots, and the legend that tells them from the full ones."""
    if not shows.beside:
        return []
    names, roles = [shows.name, shows.beside_name], [colour("accent"), colour("ink")]
    legend = alt.Legend(
        title=None,
        orient="top",
        symbolFillColor=alt.ExprRef("'transparent'"),
        symbolStrokeWidth=1.6,
        columns=alt.ExprRef("width < 560 ? 1 : 2"),
        labelLimit=300,
    )
    hollow = base.mark_point(filled=False, size=52, strokeWidth=1.5, aria=False, opacity=1)
    y = alt.Y("at:Q", scale=None, axis=None)
    scale = alt.Scale(domain=names, range=roles)
    return [
        hollow.encode(
            x=alt.X("beside:Q"),
            y=y,
            stroke=alt.Stroke("other:N", scale=scale, legend=legend),
        )
    ]
