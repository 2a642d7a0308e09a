"""Shares as a field of cells, and a share over the years before what chance gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import altair as alt
import pyarrow as pa

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
from samspill.figures.scales import shortened
from samspill.figures.theme import SEQUENTIAL, colour
from samspill.figures.wording import Language, label_expression, number, say

__all__ = ["share_course", "share_field"]

_CELL, _HEIGHT, _LEFT = 26, 240, 46
_BREAKS = (0.02, 0.05, 0.1, 0.25, 0.5)


def share_field(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    down: str,
    across: str,
    value: str,
    keys: Sequence[str],
    of: str,
    link: Link | None = None,
    columns: Sequence[str] = (),
) -> Figure:
    """Draw shares as cells in six classes; each says its share to the pointer and to a reader.

    Parameters
    ----------
    rows
        One row for each cell, in the order in which columns and lines are to stand.
    language
        Language of the labels.
    title
        What the figure is called.
    down, across
        Columns with the names of the lines and of the columns.
    value
        Column with the shares, 0-1.
    keys
        Columns that tell the rows apart.
    of
        What the shares are of, such as *Share of the year's money*.
    link
        From a row to the address of its page.
    columns
        What stands in the table beside the chart.

    Raises
    ------
    UsageError
        Two rows have the same keys.
    """
    shown = [row for row in records(rows, (value,)) if row[value] is not None]
    one_of_each(shown, keys, "A field of shares")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _field(shown, (down, across, value), of, language, link)
        first = max(shown, key=lambda row: row[value])
        description = say(
            language,
            "alt-share-field",
            title=title,
            cells=len(shown),
            down=first[down],
            across=first[across],
            share=_percent(first[value], language),
        )
    return finished(
        "share-field",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=columns or (*keys, value),
        keys=keys,
    )


def _percent(value: float, language: Language) -> str:
    shown = 100 * value
    return number(round(shown, 0 if shown >= 10 else 1), language, unit="%", plain=True)


def _field(
    shown: Sequence[Row],
    names: tuple[str, str, str],
    of: str,
    language: Language,
    link: Link | None,
) -> alt.LayerChart:
    down, across, value = names
    lines = list(dict.fromkeys(str(row[down]) for row in shown))
    heads = list(dict.fromkeys(str(row[across]) for row in shown))
    data = []
    for row in shown:
        step = sum(row[value] >= limit for limit in _BREAKS)
        data.append(
            {
                "down": str(row[down]),
                "across": str(row[across]),
                "step": step,
                "about": f"{row[down]}, {row[across]}: {_percent(row[value], language)}",
                "href": address(link, row),
            }
        )
    start = "(width * 0.42)"
    extent = 7.3 * min(26, max(map(len, heads))) + 6
    x = alt.X(
        "across:N",
        scale=alt.Scale(
            domain=heads, range=[alt.ExprRef(start), alt.ExprRef("width")], paddingInner=0.06
        ),
        axis=alt.Axis(
            orient="top", title=None, labelAngle=-90, labelLimit=0, minExtent=extent,
            maxExtent=extent, labelExpr=shortened("datum.value", "185"), labelColor=colour("ink"),
        ),
    )  # fmt: skip
    y = alt.Y("down:N", scale=alt.Scale(domain=lines, paddingInner=0.08), axis=None)
    base = alt.Chart(alt.InlineData(data))
    fill = alt.Color(
        "step:O",
        scale=alt.Scale(
            domain=list(range(len(SEQUENTIAL))), range=[colour(role) for role in SEQUENTIAL]
        ),
        legend=alt.Legend(
            title=of,
            orient="bottom",
            symbolType="square",
            symbolSize=180,
            symbolOpacity=1,
            columns=alt.ExprRef("width < 560 ? 3 : 6"),
            labelExpr=f"{json.dumps(_classes(language), ensure_ascii=False)}[datum.value]",
        ),
    )
    href = {"href": alt.Href("href:N")} if link is not None else {}
    cells = base.mark_rect(cornerRadius=2).encode(
        x=x, y=y, color=fill, description="about:N", **href
    )
    labels = (
        alt.Chart(alt.InlineData([{"down": line} for line in lines]))
        .transform_calculate(short=shortened("datum.down", f"{start} - 10", letter=7))
        .mark_text(align="right", baseline="middle", fontSize=12.5)
        .encode(
            x=alt.value(alt.ExprRef(f"{start} - 10")), y=y, text="short:N", description="down:N"
        )
    )
    return layered(cells, labels, height=len(lines) * _CELL)


def _classes(language: Language) -> list[str]:
    bounds = [f"{round(100 * limit)}" for limit in _BREAKS]
    under, over = "under", "over"
    between = [f"{low}–{high}" for low, high in pairwise(bounds)]
    tail = "\N{NO-BREAK SPACE}%" if language == "nb" else "%"
    return [f"{one}{tail}" for one in (f"{under} {bounds[0]}", *between, f"{over} {bounds[-1]}")]


def share_course(rows: pa.Table, *, language: Language, title: str, name: str) -> Figure:
    """Draw a share over the years as a line, before the band of 95 % of what chance gives.

    Parameters
    ----------
    rows
        `year`, `mismatch`, `expected`, `expected_low`, `expected_high`; a row for each year.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        What the line is called.

    Raises
    ------
    UsageError
        Two rows are of the same year.
    """
    numbers = ("mismatch", "expected", "expected_low", "expected_high")
    shown = [row for row in records(rows, numbers) if row["mismatch"] is not None]
    shown.sort(key=lambda row: row["year"])
    one_of_each(shown, ("year",), "A course over the years")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _course(shown, language, name)
        first, last = shown[0], shown[-1]
        description = say(
            language,
            "alt-course",
            title=title,
            first=first["year"],
            first_share=_percent(first["mismatch"], language),
            last=last["year"],
            last_share=_percent(last["mismatch"], language),
            low=_percent(last["expected_low"], language),
            high=_percent(last["expected_high"], language),
        )
    return finished(
        "share-course",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=("year", *numbers),
        keys=("year",),
    )


def _course(shown: Sequence[Row], language: Language, name: str) -> alt.LayerChart:
    band = say(language, "course-chance")
    data = [
        {
            "year": row["year"],
            "share": row["mismatch"],
            "low": row["expected_low"],
            "high": row["expected_high"],
            "line": name,
            "band": band,
            "about": f"{row['year']}: {_percent(row['mismatch'], language)}, {band.lower()} "
            f"{_percent(row['expected_low'], language)}–"
            f"{_percent(row['expected_high'], language)}",
        }
        for row in shown
    ]
    years = [row["year"] for row in shown]
    span = [years[0], years[-1]] if len(years) > 1 else [years[0] - 1, years[0] + 1]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(
            domain=span, nice=False, zero=False, range=[_LEFT, alt.ExprRef("width - 16")]
        ),
        axis=alt.Axis(
            values=years, format="d", title=None, grid=False, labelOverlap="greedy",
            labelFlush=False,
        ),
    )  # fmt: skip
    percent = label_expression(language).replace("datum.value", "(100 * datum.value)")
    tail = "'\N{NO-BREAK SPACE}%'" if language == "nb" else "'%'"
    axis = alt.Axis(
        labelExpr=f"{percent} + {tail}", title=None, tickCount=5, orient="left", offset=-_LEFT + 6
    )
    whole = alt.Scale(domain=[0, 1], nice=False)
    y = alt.Y("share:Q", scale=whole, axis=axis)
    base = alt.Chart(alt.InlineData(data))
    colours = alt.Color(
        "series:N",
        scale=alt.Scale(domain=[name, band], range=[colour("accent"), colour("seq-2")]),
        legend=alt.Legend(title=None, orient="top", columns=1, labelLimit=420, symbolOpacity=1),
    )
    return layered(
        base.transform_calculate(series="datum.band")
        .mark_area(opacity=0.5, aria=False)
        .encode(x=x, y=alt.Y("low:Q", scale=whole, axis=axis), y2="high:Q", color=colours),
        base.transform_calculate(series="datum.line")
        .mark_line(strokeWidth=2.2, aria=False)
        .encode(x=x, y=y, color=colours),
        base.transform_calculate(series="datum.line")
        .mark_point(filled=True, size=60, opacity=1, stroke=colour("ground"), strokeWidth=1)
        .encode(x=x, y=y, color=colours, description="about:N"),
        height=_HEIGHT,
    )  # fmt: skip
