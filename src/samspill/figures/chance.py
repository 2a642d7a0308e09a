"""What is, beside the band that chance gives: shares one below the other, and over the years."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pyarrow as pa

from samspill.figures.bars import above
from samspill.figures.figure import Figure, Row, finished, layered, nothing, one_of_each, records
from samspill.figures.theme import NARROW, colour
from samspill.figures.wording import Language, label_expression, number, say

__all__ = ["chance_bars", "chance_trend"]

_NUMBERS = ("value", "expected", "expected_low", "expected_high", "q_value")
_COLUMNS = ("value", "expected", "expected_low", "expected_high", "q_value", "ties_count")
_ROW, _HEIGHT, _LEFT = 42, 300, 44


def chance_bars(
    rows: pa.Table, *, language: Language, title: str, name: str, keys: Sequence[str]
) -> Figure:
    """Draw shares one below the other, each beside the 95 % that chance gives.

    A share outside the band has the accent colour. Shares without a value are not shown.

    Parameters
    ----------
    rows
        `value`, `expected`, `expected_low`, `expected_high`: shares 0-1.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        Column with what each share is called.
    keys
        Columns that tell rows apart.

    Raises
    ------
    UsageError
        Two rows are of the same.
    """
    shown = [row for row in records(rows, _NUMBERS) if row["value"] is not None]
    one_of_each(shown, tuple(keys), "A list of shares")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _bars(shown, name, language)
        description = say(
            language,
            "alt-chance-bars",
            shown=len(shown),
            beyond=sum(_is_beyond(row) for row in shown),
            first=_about(shown[0], str(shown[0][name]), language),
        )
    return finished(
        "chance",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(name, *_COLUMNS),
        keys=tuple(keys),
    )


def _is_beyond(row: Row) -> bool:
    low, high = row["expected_low"], row["expected_high"]
    return low is not None and high is not None and not low <= row["value"] <= high


def _share(value: float | None, language: Language) -> str:
    return say(language, "no-figure") if value is None else _percent(value, language)


def _percent(value: float, language: Language) -> str:
    shown = 100 * value
    return number(round(shown, 0 if shown >= 10 else 1), language, unit="%", plain=True)


def _about(row: Row, name: str, language: Language) -> str:
    """Say a share and what chance gives it."""
    told = f"{name}: {_share(row['value'], language)}"
    if row["expected_low"] is None or row["expected_high"] is None:
        return told
    by_chance = say(
        language,
        "chance-gives",
        expected=_share(row["expected"], language),
        low=_share(row["expected_low"], language),
        high=_share(row["expected_high"], language),
    )
    return f"{told}, {by_chance}"


def _axis(language: Language) -> alt.Axis:
    percent = label_expression(language).replace("datum.value", "(100 * datum.value)")
    tail = "' %'" if language == "nb" else "'%'"
    return alt.Axis(labelExpr=f"{percent} + {tail}", title=None, tickCount=5, labelFlush=False)


def _legend_of_points() -> alt.Legend:
    """Give the legend that stands beside that of the band, or beneath it."""
    columns = alt.ExprRef(f"width < {NARROW} ? 1 : 2")
    return alt.Legend(
        title=None, orient="top", symbolType="circle", columnPadding=44, columns=columns
    )


def _legend(language: Language) -> list[str]:
    return [say(language, key) for key in ("beyond-chance", "within-chance")]


def _bars(shown: Sequence[Row], name: str, language: Language) -> alt.LayerChart:
    ends = [row[column] for row in shown for column in _NUMBERS[:4] if row[column] is not None]
    top = min(1.0, max(ends) * 1.06) if max(ends) > 0 else 1.0
    words = _legend(language)
    data = [
        {
            "name": str(row[name]),
            "label_at": position * _ROW + 10,
            "at": position * _ROW + 28,
            "value": row["value"],
            "expected": row["expected"],
            "low": row["expected_low"],
            "high": row["expected_high"],
            "kind": words[0 if _is_beyond(row) else 1],
            "band": say(language, "chance-band"),
            "text": _share(row["value"], language),
            "about": _about(row, str(row[name]), language),
        }
        for position, row in enumerate(shown)
    ]
    base = alt.Chart(alt.InlineData(data))
    scale = alt.Scale(
        domain=[0, top], nice=False, range=[10, alt.ExprRef("width - 14")], clamp=True
    )
    x = alt.X("value:Q", scale=scale, axis=_axis(language))
    y = alt.Y("at:Q", scale=None, axis=None)
    there = [word for word in words if any(row["kind"] == word for row in data)]
    roles = {words[0]: "accent", words[1]: "grey"}
    bands = base.mark_bar(height=11, cornerRadius=3, aria=False).encode(
        x=alt.X("low:Q", scale=scale),
        x2="high:Q",
        y=y,
        fill=alt.Fill(
            "band:N",
            scale=alt.Scale(domain=[data[0]["band"]], range=[colour("grid")]),
            legend=alt.Legend(title=None, orient="top", symbolType="square"),
        ),
        stroke=alt.value(colour("rule")),
        strokeWidth=alt.value(0.6),
    )
    ticks = base.mark_tick(
        orient="vertical", thickness=2, size=11, color=colour("rule"), aria=False
    ).encode(x=alt.X("expected:Q", scale=scale), y=y)
    points = base.mark_point(
        filled=True, size=95, opacity=1, stroke=colour("ground"), strokeWidth=1.4
    ).encode(
        x=x,
        y=y,
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=there, range=[colour(roles[word]) for word in there]),
            legend=_legend_of_points(),
        ),
        description="about:N",
    )
    names = above(base, "width - 60")
    values = base.mark_text(
        align="right", baseline="middle", color=colour("ink-soft"), fontSize=13, aria=False
    ).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.Y("label_at:Q", scale=None, axis=None),
        text="text:N",
    )
    return layered(bands, ticks, points, *names, values, height=len(shown) * _ROW, own_colours=True)


def chance_trend(rows: pa.Table, *, language: Language, title: str, name: str) -> Figure:
    """Draw a share over the years, with the band that chance gives.

    Parameters
    ----------
    rows
        `year`, `value`, `expected`, `expected_low`, `expected_high` of one share; `ties_count` is
        said where it is given.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        What the share is called.

    Raises
    ------
    UsageError
        Two rows are of the same year.
    """
    shown = sorted(
        (row for row in records(rows, _NUMBERS) if row["value"] is not None),
        key=lambda row: row["year"],
    )
    one_of_each(shown, ("year",), "A trend")
    if len(shown) < 2:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _trend(shown, language)
        description = say(
            language,
            "alt-trend",
            name=name,
            first=f"{shown[0]['year']} {_share(shown[0]['value'], language)}",
            last=f"{shown[-1]['year']} {_share(shown[-1]['value'], language)}",
            beyond=sum(_is_beyond(row) for row in shown),
            years=len(shown),
        )
    return finished(
        "trend",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=("year", *_COLUMNS),
        keys=("year",),
    )


def _trend(shown: Sequence[Row], language: Language) -> alt.LayerChart:
    ends = [row[column] for row in shown for column in _NUMBERS[:4] if row[column] is not None]
    words = _legend(language)
    data = [
        {
            "year": row["year"],
            "value": row["value"],
            "expected": row["expected"],
            "low": row["expected_low"],
            "high": row["expected_high"],
            "band": say(language, "chance-band"),
            "kind": words[0 if _is_beyond(row) else 1],
            "about": _about(row, str(row["year"]), language),
        }
        for row in shown
    ]
    years = [row["year"] for row in shown]
    base = alt.Chart(alt.InlineData(data))
    x = alt.X(
        "year:Q",
        scale=alt.Scale(
            domain=[years[0], years[-1]],
            nice=False,
            zero=False,
            range=[_LEFT, alt.ExprRef("width - 14")],
        ),
        axis=alt.Axis(values=years, format="d", title=None, grid=False, labelOverlap="greedy"),
    )
    scale = alt.Scale(domain=[0, min(1.0, max(ends) * 1.08)], nice=False)
    there = [word for word in words if any(row["kind"] == word for row in data)]
    roles = {words[0]: "accent", words[1]: "grey"}
    axis = _axis(language)
    axis["offset"] = -_LEFT + 6
    bands = base.mark_area(opacity=1, aria=False).encode(
        x=x,
        y=alt.Y("low:Q", scale=scale, axis=axis),
        y2="high:Q",
        fill=alt.Fill(
            "band:N",
            scale=alt.Scale(domain=[data[0]["band"]], range=[colour("grid")]),
            legend=alt.Legend(title=None, orient="top", symbolType="square"),
        ),
    )
    expected = base.mark_line(
        strokeDash=[4, 4], strokeWidth=1.4, color=colour("rule"), aria=False
    ).encode(x=x, y=alt.Y("expected:Q", scale=scale))
    line = base.mark_line(strokeWidth=2, color=colour("ink-soft"), aria=False).encode(
        x=x, y=alt.Y("value:Q", scale=scale)
    )
    points = base.mark_point(
        filled=True, size=80, opacity=1, stroke=colour("ground"), strokeWidth=1.4
    ).encode(
        x=x,
        y=alt.Y("value:Q", scale=scale),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=there, range=[colour(roles[word]) for word in there]),
            legend=_legend_of_points(),
        ),
        description="about:N",
    )
    return layered(bands, expected, line, points, height=_HEIGHT, own_colours=True)
