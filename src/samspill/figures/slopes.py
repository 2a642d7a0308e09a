"""Specialisation over the years: a line and a band for each, named where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pyarrow as pa

from samspill.figures.bars import figures_of, name_of
from samspill.figures.figure import (
    Figure,
    Label,
    Row,
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
    shortened,
)
from samspill.figures.theme import colour
from samspill.figures.wording import Language, say

__all__ = ["strength_slope"]

_NUMBERS = ("lq", "lq_low", "lq_high", "lq_shrunk")
_MOST = 7
_HEIGHT, _LINE, _LEFT = 440, 17, 44
_PLOT = "(width < 520 ? width * 0.54 : width * 0.62)"


def strength_slope(rows: pa.Table, *, language: Language, title: str, label: Label) -> Figure:
    """Draw smoothed quotients over the years, with their intervals as bands.

    Shown are the seven that are highest in the last year; a line is broken where a year has no
    figure. What is a strength in its last year has the accent colour.

    Parameters
    ----------
    rows
        Rows of `strengths`: one measure and reference, several years.
    language
        Language of the labels.
    title
        What the figure is called.
    label
        What each line is.

    Raises
    ------
    UsageError
        Several rows speak of the same activity or place in a year.
    """
    code = f"{label}_code"
    found = [row for row in records(rows, _NUMBERS) if row["lq_shrunk"] is not None]
    one_of_each(found, (code, "year"), "A slope chart")
    lines: dict[str, list[Row]] = {}
    for row in sorted(found, key=lambda row: (str(row[code]), row["year"])):
        lines.setdefault(row[code], []).append(row)
    last = max((row["year"] for row in found), default=0)
    # those with a figure in the last year come first
    ranked = sorted(
        lines.values(),
        key=lambda line: (line[-1]["year"] != last, -line[-1]["lq_shrunk"], str(line[-1][code])),
    )[:_MOST]
    shown = [row for line in ranked for row in line]
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _lines(ranked, label, language)
        first, top = min(row["year"] for row in shown), ranked[0][-1]
        plural = {"activity": "activities", "place": "places"}[label]
        description = say(
            language,
            "alt-slope",
            years=f"{first}–{last}" if first < last else str(last),
            shown=len(ranked),
            what=say(language, label if len(ranked) == 1 else plural),
            last=last,
            first=f"{name_of(top, label, language)}, {figures_of(top, language)}",
        )
    names = ("place_code", "place_name")
    if label == "activity":
        names = ("activity_code", f"activity_{language}")
    return finished(
        "slope",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(*names, "year", "lq_shrunk", "lq_low", "lq_high", "lq", "is_strength"),
        keys=("place_code", "activity_code", "measure", "year", "reference"),
    )


def _lines(ranked: Sequence[Sequence[Row]], label: Label, language: Language) -> alt.LayerChart:
    shown = [row for line in ranked for row in line]
    bounds = quotient_scale(
        row[name] for row in shown for name in ("lq_shrunk", "lq_low", "lq_high")
    )
    years = sorted({row["year"] for row in shown})
    span = (years[0], years[-1]) if len(years) > 1 else (years[0] - 1, years[0] + 1)
    top = math.log2(bounds[1])

    def height_of(value: float) -> float:
        low = math.log2(bounds[0])
        return _HEIGHT * (top - math.log2(value)) / (top - low)

    ends = [height_of(clamped(line[-1]["lq_shrunk"], bounds) or 1.0) for line in ranked]
    data, labels = [], []
    for line, end, spot in zip(ranked, ends, _apart(ends), strict=True):
        name = name_of(line[-1], label, language)
        strong = bool(line[-1].get("is_strength"))
        part = 0
        for before, row in zip([line[0], *line], line, strict=False):
            # a year without a figure breaks the line
            part += row["year"] - before["year"] > 1
            data.append(
                {
                    "line": f"{name}\x1f{part}",
                    "year": row["year"],
                    "point": clamped(row["lq_shrunk"], bounds),
                    "low": clamped(row["lq_low"], bounds),
                    "high": clamped(row["lq_high"], bounds),
                    "strong": strong,
                    "about": f"{name} {row['year']}: {figures_of(row, language)}",
                }
            )
        labels.append(
            {"name": name, "from": end, "at": spot, "year": line[-1]["year"], "strong": strong}
        )
    return _layers(data, labels, shown, years, span, bounds, language)


def _layers(
    data: Sequence[Row],
    labels: Sequence[Row],
    shown: Sequence[Row],
    years: Sequence[int],
    span: tuple[int, int],
    bounds: tuple[float, float],
    language: Language,
) -> alt.LayerChart:
    """Lay bands under lines under points, and the names beside them."""
    base = alt.Chart(alt.InlineData(list(data)))
    x = alt.X(
        "year:Q",
        scale=alt.Scale(
            domain=list(span), nice=False, zero=False, range=[_LEFT, alt.ExprRef(_PLOT)]
        ),
        axis=alt.Axis(
            values=list(years),
            format="d",
            title=None,
            grid=False,
            labelOverlap="greedy",
            labelFlush=False,
        ),
    )
    scale = alt.Scale(type="log", base=2, domain=list(bounds), nice=False)
    reference = reference_of(shown, language)
    axis = quotient_axis(language, reference, bounds, shown)
    # the axis stands inside the plot, its title above: the width is left to the lines
    inside = {
        "offset": -_LEFT + 6,
        "grid": False,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleX": -_LEFT + 6,
        "titleY": -14,
    }
    for name, value in inside.items():
        axis[name] = value
    shade = alt.Color(
        "strong:N",
        scale=alt.Scale(domain=[True, False], range=[colour("accent"), colour("grey-soft")]),
        legend=None,
    )
    # many bands on one another hide each other: beside strengths the others have theirs fainter
    faint = alt.condition("datum.strong", alt.value(0.16), alt.value(0.05))
    bands = base.mark_area(aria=False).encode(
        opacity=faint, x=x, y=alt.Y("low:Q"), y2="high:Q", color=shade, detail="line:N"
    )
    paths = base.mark_line(strokeWidth=2, aria=False).encode(
        x=x, y=alt.Y("point:Q", scale=scale, axis=axis), color=shade, detail="line:N"
    )
    points = base.mark_point(
        filled=True, size=40, opacity=1, stroke=colour("ground"), strokeWidth=1
    ).encode(x=x, y=alt.Y("point:Q", scale=scale, axis=axis), color=shade, description="about:N")
    ended = alt.Chart(alt.InlineData(list(labels)))
    leaders = ended.mark_rule(strokeWidth=1, color=colour("rule"), aria=False, opacity=0.7).encode(
        x=alt.value(alt.ExprRef(f"{_PLOT} + 6")),
        x2=alt.value(alt.ExprRef(f"{_PLOT} + 22")),
        y=alt.Y("from:Q", scale=None, axis=None),
        y2="at:Q",
    )
    room = f"width - {_PLOT} - 26"
    named = ended.transform_calculate(short=shortened("datum.name", room, letter=7))
    names = named.mark_text(align="left", baseline="middle", fontSize=12.5).encode(
        x=alt.value(alt.ExprRef(f"{_PLOT} + 26")),
        y=alt.Y("at:Q", scale=None, axis=None),
        text="short:N",
        description="name:N",
        color=alt.Color(
            "strong:N",
            scale=alt.Scale(domain=[True, False], range=[colour("accent"), colour("ink-soft")]),
            legend=None,
        ),
    )
    layers = (bands, *_levels(bounds), paths, points, leaders, names)
    return layered(*layers, height=_HEIGHT, own_colours=True)


def _levels(bounds: tuple[float, float]) -> tuple[alt.Chart, alt.Chart]:
    """Give grid lines, and a stronger one where a place is as the reference."""
    powers = range(round(math.log2(bounds[0])), round(math.log2(bounds[1])) + 1)
    ends = {"x": alt.value(_LEFT), "x2": alt.value(alt.ExprRef(_PLOT))}
    grid = alt.Chart(alt.InlineData([{"level": 2.0**power} for power in powers if power]))
    one = alt.Chart(alt.InlineData([{"level": 1}]))
    return (
        grid.mark_rule(color=colour("grid"), aria=False).encode(**ends, y="level:Q"),
        one.mark_rule(color=colour("rule"), strokeWidth=1.25, aria=False).encode(
            **ends, y="level:Q"
        ),
    )


def _apart(spots: Sequence[float]) -> list[float]:
    """Move labels so that none stands on another, as little as that takes."""
    order = sorted(range(len(spots)), key=lambda item: spots[item])
    placed: list[list[float]] = []
    # groups of labels that touch are centred on where their members wish to be
    for item in order:
        group = [spots[item], 1.0]
        while placed and group[0] - placed[-1][0] < _LINE * (group[1] + placed[-1][1]) / 2:
            before = placed.pop()
            count = before[1] + group[1]
            group = [(before[0] * before[1] + group[0] * group[1]) / count, count]
        placed.append(group)
    result = [0.0] * len(spots)
    position = iter(order)
    for centre, count in placed:
        for step in range(int(count)):
            result[next(position)] = round(centre + (step - (count - 1) / 2) * _LINE, 1)
    return result
