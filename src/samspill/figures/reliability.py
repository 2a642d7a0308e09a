"""What was said against what came true: the picture of an honest probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from samspill.figures.figure import Figure, Row, finished, layered, nothing, one_of_each, records
from samspill.figures.theme import colour
from samspill.figures.wording import Language, label_expression, number, say

__all__ = ["reliability"]

_NUMBERS = ("probability", "came_true", "came_true_low", "came_true_high")
_HEIGHT, _LEFT, _RIGHT = 400, 52, 16
_TICKS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
_STYLES = (("accent", "circle", -3), ("cat-2", "diamond", 3))


def reliability(
    rows: pa.Table, *, language: Language, title: str, methods: Mapping[str, str]
) -> Figure:
    """Draw how many came true by the probability that was given.

    On the line as many came true as was said. Both axes are stretched where probabilities are
    small, for most of them are.

    Parameters
    ----------
    rows
        Rows of `backtest_reliability`: one source, rule, fold and horizon.
    language
        Language of the labels.
    title
        What the figure is called.
    methods
        Names of the methods to show, at most two, the forecast first.

    Raises
    ------
    UsageError
        Several rows speak of the same method and probability.
    """
    found = [row for row in records(rows, _NUMBERS) if row["method"] in methods]
    shown = [
        row for row in found if row["probability"] is not None and row["came_true"] is not None
    ]
    one_of_each(shown, ("method", "probability_from"), "A reliability diagram")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _chart(shown, methods, language)
        # the highest probabilities of the first method tell most
        own = [row for row in shown if row["method"] == next(iter(methods))] or shown
        top = max(own, key=lambda row: row["probability"])
        description = say(
            language,
            "alt-reliability",
            names=say(language, "and").join(methods.values()),
            said=_percent(top["probability"], language),
            came=_percent(top["came_true"], language),
        )
    return finished(
        "reliability",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(
            *("method", "probability_from", "probability_to", "cells_count", "entries_count"),
            *_NUMBERS,
        ),
        keys=("source", "rule", "fold", "horizon", "method", "probability_from"),
    )


def _percent(value: float, language: Language) -> str:
    share = 100 * value
    return number(round(share, 0 if share >= 10 else 1), language, unit="%", plain=True)


def _about(row: Row, name: str, language: Language) -> str:
    low, high = row["came_true_low"], row["came_true_high"]
    between = say(language, "without-interval")
    if low is not None and high is not None:
        between = f"{_percent(low, language).rstrip('%').rstrip()}–{_percent(high, language)}"
    return say(
        language,
        "about-reliability",
        name=name,
        said=_percent(row["probability"], language),
        came=_percent(row["came_true"], language),
        between=between,
        cells=number(row["cells_count"], language),
    )


def _chart(shown: Sequence[Row], methods: Mapping[str, str], language: Language) -> alt.LayerChart:
    data = [
        {
            "name": methods[row["method"]],
            "said": row["probability"],
            "came": row["came_true"],
            "low": row["came_true_low"],
            "high": row["came_true_high"],
            "about": _about(row, methods[row["method"]], language),
        }
        for row in shown
    ]
    known = [row[one] for row in shown for one in _NUMBERS if row[one] is not None]
    most = min(1.0, max(known) * 1.08)
    ticks = [tick for tick in _TICKS if tick <= most]
    tail = " + '%'" if language == "en" else " + '\N{NO-BREAK SPACE}%'"
    text = label_expression(language).replace("datum.value", "100 * datum.value") + tail
    spans: tuple[list[Any], list[Any]] = (
        [_LEFT, alt.ExprRef(f"width - {_RIGHT}")],
        [_HEIGHT - 10, 14],
    )
    x_scale, y_scale = (
        alt.Scale(type="sqrt", domain=[0, most], nice=False, range=ends) for ends in spans
    )
    common: dict[str, Any] = {
        "values": ticks, "labelExpr": text, "labelOverlap": "greedy", "labelFlush": False,
    }  # fmt: skip
    across = alt.Axis(title=say(language, "axis-said"), **common)
    upwards = alt.Axis(title=say(language, "axis-came"), **common)
    inside = {"offset": -_LEFT + 8, "titleAngle": 0, "titleAlign": "left", "titleX": -_LEFT + 8}
    for key, value in (inside | {"titleY": -8}).items():
        upwards[key] = value
    x = alt.X("said:Q", scale=x_scale, axis=across)
    y = alt.Y("came:Q", scale=y_scale, axis=upwards)
    ends = alt.Chart(alt.InlineData([{"said": 0, "came": 0}, {"said": most, "came": most}]))
    honest = ends.mark_line(color=colour("rule"), strokeWidth=1.25, strokeDash=[4, 4], aria=False)
    there = [(name, style) for name, style in zip(methods.values(), _STYLES, strict=False)]
    names = [name for name, _ in there]
    legend = alt.Legend(
        title=None,
        orient="top",
        symbolOpacity=1,
        symbolSize=90,
        offset=26,
        columns=alt.ExprRef("width < 520 ? 1 : 2"),
    )
    shade = alt.Color(
        "name:N",
        scale=alt.Scale(domain=names, range=[colour(role) for _, (role, _, _) in there]),
        legend=legend,
    )
    shape = alt.Shape(
        "name:N",
        scale=alt.Scale(domain=names, range=[form for _, (_, form, _) in there]),
        legend=legend,
    )
    layers: list[alt.Chart] = [honest.encode(x=x, y=y)]
    for name, (_, _, aside) in there:
        own = alt.Chart(alt.InlineData([one for one in data if one["name"] == name]))
        bars = own.mark_rule(strokeWidth=2, opacity=0.55, xOffset=aside, aria=False)
        layers.append(bars.encode(x=x, y=alt.Y("low:Q", scale=y_scale), y2="high:Q", color=shade))
        points = own.mark_point(
            filled=True,
            size=90,
            opacity=1,
            stroke=colour("ground"),
            strokeWidth=1,
            xOffset=aside,
        )
        layers.append(points.encode(x=x, y=y, color=shade, shape=shape, description="about:N"))
    return layered(*layers, height=_HEIGHT)
