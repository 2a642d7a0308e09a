"""What areas hold: a bar for each, in its area's colour, with how far other weightings move it."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import pyarrow as pa

from samspill.figures.bars import above
from samspill.figures.figure import (
    Figure,
    Link,
    address,
    finished,
    layered,
    nothing,
    one_of_each,
    records,
)
from samspill.figures.theme import AREAS, colour
from samspill.figures.wording import Language, say

__all__ = ["holding_bars"]

_NUMBERS = ("value", "low", "high", "share")
_ROW = 44


def holding_bars(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    name: str,
    written: Callable[[float], str],
    link: Link | None = None,
) -> Figure:
    """Draw a bar for each row, and a thin line from the smallest to the largest other weighting.

    Parameters
    ----------
    rows
        Rows with `value`, `low`, `high`, and `number`, the area's number; 0 is unclassified. They
        are drawn in their order.
    language
        Language of the labels.
    title
        What the figure is called.
    name
        The column that names a row.
    written
        How a value is written.
    link
        From a row to the address of its page.

    Raises
    ------
    UsageError
        Several rows have one name.
    """
    shown = [row for row in records(rows, _NUMBERS) if row["value"] is not None]
    one_of_each(shown, (name,), "A portfolio")
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        top = max(shown, key=lambda row: row["value"])
        description = say(
            language,
            "alt-holdings",
            count=len(shown),
            first=f"{top[name]}, {written(top['value'])}",
        )
        data = []
        for at, row in enumerate(shown):
            low, high = row["low"], row["high"]
            number = int(row["number"] or 0)
            role = AREAS[number - 1] if 0 < number <= len(AREAS) else "grey-soft"
            spread = f" ({written(low)}–{written(high)})" if low is not None else ""
            data.append(
                {
                    "name": str(row[name]),
                    "at": at * _ROW + 29,
                    "label_at": at * _ROW + 11,
                    "value": row["value"],
                    "zero": 0.0,
                    "low": low,
                    "high": high,
                    "text": written(row["value"]),
                    "role": role,
                    "about": f"{row[name]}: {written(row['value'])}{spread}",
                    "href": address(link, row),
                }
            )
        chart = _drawn(data, link is not None)
    return finished(
        "holdings",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(name, "value", "low", "high", "share"),
        keys=(name, "measure"),
    )


def _drawn(data: list[dict[str, object]], has_links: bool) -> alt.LayerChart:
    base = alt.Chart(alt.InlineData(data))
    largest = max(float(str(one[key])) for one in data for key in ("value", "high") if one[key])
    scale = alt.Scale(domain=[0, largest], nice=False)
    roles = list(dict.fromkeys(str(one["role"]) for one in data))
    shade = alt.Color(
        "role:N",
        scale=alt.Scale(domain=roles, range=[colour(role) for role in roles]),
        legend=None,
    )
    y = alt.Y("at:Q", scale=None, axis=None)
    href = {"href": alt.Href("href:N")} if has_links else {}
    bars = base.mark_bar(height=11, cornerRadiusEnd=3).encode(
        x=alt.X("zero:Q", scale=scale, axis=None), x2="value:Q", y=y, color=shade,
        description="about:N", **href,
    )  # fmt: skip
    spread = base.mark_rule(strokeWidth=1.6, color=colour("ink"), aria=False).encode(
        x=alt.X("low:Q", scale=scale, axis=None), x2="high:Q", y=y
    )
    ends = [
        base.mark_tick(
            thickness=1.6, size=9, color=colour("ink"), aria=False, orient="vertical"
        ).encode(x=alt.X(f"{end}:Q", scale=scale, axis=None), y=y)
        for end in ("low", "high")
    ]
    values = base.mark_text(
        align="right", baseline="middle", color=colour("ink-soft"), fontSize=13, aria=False
    ).encode(
        x=alt.value(alt.ExprRef("width")),
        y=alt.Y("label_at:Q", scale=None, axis=None),
        text="text:N",
    )
    return layered(
        bars, spread, *ends, *above(base, "width - 96", **href), values, height=len(data) * _ROW
    )
