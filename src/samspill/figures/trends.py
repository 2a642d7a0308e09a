"""Several measures over the years, one lane for each, before what is usual elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from samspill.figures.bars import above
from samspill.figures.figure import Figure, Row, finished, layered, nothing, one_of_each, records
from samspill.figures.theme import colour
from samspill.figures.wording import Language, number, say

__all__ = ["trends"]

_LANE, _HEAD, _GAP = 66, 26, 22
_LEFT, _RIGHT = 54, 58


def trends(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    name: str,
    value: str,
    value_name: str,
    band: tuple[str, str, str],
    band_name: str,
    line: float | None = None,
    lane: int = _LANE,
) -> Figure:
    """Draw each measure as a line in a lane of its own, which has a scale of its own.

    Parameters
    ----------
    rows
        One row for each measure and year.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        Column with what a measure is called; lanes come in the order of the rows.
    value, value_name
        Column of the line, and what it is: the place.
    band, band_name
        Columns of the band's lower edge, its middle and its upper edge, and what it is: the middle
        half of places like it. Without edges the middle is a second line.
    line
        A value that all lanes show as a line across.
    lane
        Height of a lane.

    Raises
    ------
    UsageError
        Several rows speak of the same measure and year.
    """
    columns = (value, *band)
    shown = [row for row in records(rows, columns) if row[value] is not None]
    one_of_each(shown, (name, "year"), "A chart of trends")
    lanes: dict[str, list[Row]] = {}
    for row in sorted(shown, key=lambda row: row["year"]):
        lanes.setdefault(str(row[name]), []).append(row)
    order = list(dict.fromkeys(str(row[name]) for row in shown))
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        laid = [(one, lanes[one]) for one in order]
        chart = _chart(laid, language, columns, (value_name, band_name), line, lane)
        told = [
            f"{one} {number(rows_[0][value], language)} ({rows_[0]['year']}) – "
            f"{number(rows_[-1][value], language)} ({rows_[-1]['year']})"
            for one, rows_ in laid
        ]
        description = say(
            language, "alt-trends", name=value_name, told="; ".join(told), usual=band_name.lower()
        )
    return finished(
        "trends",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(name, "year", *columns),
        keys=(name, "year"),
    )


def _chart(
    lanes: Sequence[tuple[str, list[Row]]],
    language: Language,
    columns: tuple[str, ...],
    names: tuple[str, str],
    line: float | None,
    tall: int,
) -> alt.LayerChart:
    value, low_edge, middle, high_edge = columns
    step = _HEAD + tall + _GAP
    data: list[Row] = []
    heads: list[Row] = []
    ends: list[Row] = []
    for position, (lane, rows) in enumerate(lanes):
        top = position * step + _HEAD
        known = [row[one] for row in rows for one in columns if row[one] is not None]
        known += [] if line is None else [line]
        low, high = min(known), max(known)

        def at(
            number_: float | None, top: float = top, low: float = low, high: float = high
        ) -> Any:
            if number_ is None:
                return None
            return top + tall * (1 - (number_ - low) / ((high - low) or 1.0))

        heads.append({"name": lane, "label_at": position * step + 10, "line": at(line)})
        for row in rows:
            about = f"{lane} {row['year']}: {number(row[value], language)}"
            if row[low_edge] is not None and row[high_edge] is not None:
                between = f"{number(row[low_edge], language)}–{number(row[high_edge], language)}"
                about += f"; {names[1].lower()} {between}"
            data.append(
                {
                    "lane": lane,
                    "year": row["year"],
                    "at": at(row[value]),
                    "low": at(row[low_edge]),
                    "high": at(row[high_edge]),
                    "middle": at(row[middle]),
                    "kind": names[0],
                    "usual": names[1],
                    "about": about,
                }
            )
        for row, side in ((rows[0], "start"), (rows[-1], "end")):
            text = number(row[value], language)
            ends.append({"year": row["year"], "at": at(row[value]), "text": text, "side": side})
    years = sorted({row["year"] for _, rows in lanes for row in rows})
    span = [years[0], years[-1]] if len(years) > 1 else [years[0] - 1, years[0] + 1]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(
            domain=span, nice=False, zero=False, range=[_LEFT, alt.ExprRef(f"width - {_RIGHT}")]
        ),
        axis=alt.Axis(
            values=years, format="d", title=None, grid=True, labelOverlap="greedy", labelFlush=False
        ),
    )
    y = alt.Y("at:Q", scale=None, axis=None)
    base = alt.Chart(alt.InlineData(data))
    layers: list[alt.Chart] = []
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1, columns=1, labelLimit=420)
    has_band = any(one["low"] is not None for one in data)
    shade = alt.Color(
        "series:N",
        scale=alt.Scale(
            domain=list(names),
            range=[colour("accent"), colour("seq-2" if has_band else "grey-soft")],
        ),
        legend=legend,
    )
    usual = base.transform_calculate(series="datum.usual")
    if has_band:
        band = usual.transform_filter("datum.low != null").mark_area(opacity=0.45, aria=False)
        layers.append(
            band.encode(
                x=x, y=alt.Y("low:Q", scale=None, axis=None), y2="high:Q", detail="lane:N",
                color=shade,
            )
        )  # fmt: skip
    if any(one["middle"] is not None for one in data):
        # a thin line in the band, or in the place of one
        shade_of_middle: Any = {} if has_band else {"color": shade}
        middles = usual.transform_filter("datum.middle != null").mark_line(
            strokeWidth=1 if has_band else 2.2, color=colour("rule"), aria=False
        )
        layers.append(
            middles.encode(
                x=x, y=alt.Y("middle:Q", scale=None, axis=None), detail="lane:N", **shade_of_middle
            )
        )
    if line is not None:
        across = alt.Chart(alt.InlineData(heads)).mark_rule(
            color=colour("rule"), strokeWidth=1.25, strokeDash=[4, 4], aria=False
        )
        ends_of_line = {"x": alt.value(_LEFT), "x2": alt.value(alt.ExprRef(f"width - {_RIGHT}"))}
        layers.append(across.encode(y=alt.Y("line:Q", scale=None, axis=None), **ends_of_line))
    own = base.transform_calculate(series="datum.kind")
    layers.append(
        own.mark_line(strokeWidth=2.2, aria=False).encode(x=x, y=y, detail="lane:N", color=shade)
    )
    layers.append(
        own.mark_point(
            filled=True, size=52, opacity=1, stroke=colour("ground"), strokeWidth=1
        ).encode(x=x, y=y, color=shade, description="about:N")
    )
    spots = alt.Chart(alt.InlineData(ends))
    for side, align, aside in (("start", "right", -9), ("end", "left", 9)):
        texts = spots.transform_filter(f"datum.side == '{side}'")
        common: dict[str, Any] = {"align": align, "baseline": "middle", "dx": aside}
        layers.append(
            texts.mark_text(**common, fontSize=12.5, aria=False).encode(x=x, y=y, text="text:N")
        )
    layers += above(alt.Chart(alt.InlineData(heads)), "width")
    return layered(*layers, height=len(lanes) * step - _GAP + 8)
