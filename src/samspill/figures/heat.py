"""Place x activity: how specialised, and where the figures set a strength apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from samspill.figures.bars import figures_of, name_of
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
from samspill.figures.scales import QUOTIENT_BREAKS, class_labels, class_of, reference_of, shortened
from samspill.figures.theme import DIVERGING, colour
from samspill.figures.wording import Language, say

__all__ = ["strength_heat"]

_NUMBERS = ("lq", "lq_low", "lq_high", "lq_shrunk")
_CELL = 26


def strength_heat(
    rows: pa.Table, *, language: Language, title: str, link: Link | None = None
) -> Figure:
    """Draw smoothed quotients of places and activities as a field of cells.

    Seven classes on either side of 1 that mirror each other on a logarithmic scale. A strength
    has its full colour and an outline, what is none is faded; a cell without a figure stays
    empty. The longer of the two lists stands downwards.

    Parameters
    ----------
    rows
        Rows of `strengths`: one measure, year and reference.
    language
        Language of the labels.
    title
        What the figure is called.
    link
        From a row to the address of its page.

    Raises
    ------
    UsageError
        Several rows speak of the same place and activity.
    """
    shown = [row for row in records(rows, _NUMBERS) if row["lq_shrunk"] is not None]
    one_of_each(shown, ("place_code", "activity_code"), "A heat map")
    places = list(dict.fromkeys(row["place_code"] for row in shown))
    activities = sorted({str(row["activity_code"]) for row in shown})
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _field(shown, len(places) > len(activities), language, link)
        description = say(
            language,
            "alt-heat",
            places=len(places),
            activities=len(activities),
            strengths=sum(bool(row.get("is_strength")) for row in shown),
            cells=len(shown),
        )
    return finished(
        "heat",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(
            *("place_code", "place_name", "activity_code", f"activity_{language}"),
            *("lq_shrunk", "lq_low", "lq_high", "is_strength"),
        ),
        keys=("place_code", "activity_code", "measure", "year", "reference"),
    )


def _field(
    shown: Sequence[Row], places_down: bool, language: Language, link: Link | None
) -> alt.LayerChart:
    down: Label = "place" if places_down else "activity"
    across: Label = "activity" if places_down else "place"
    data = []
    for row in shown:
        strong = bool(row.get("is_strength"))
        verdict = say(language, "is-strength" if strong else "not-strength")
        place, activity = name_of(row, "place", language), name_of(row, "activity", language)
        data.append(
            {
                "down": str(row[f"{down}_code"]),
                "across": str(row[f"{across}_code"]),
                "class": class_of(row["lq_shrunk"], QUOTIENT_BREAKS),
                "strong": strong,
                "about": f"{place}, {activity}: {figures_of(row, language)}, {verdict}",
                "href": address(link, row),
            }
        )
    names = {
        side: {str(row[f"{kind}_code"]): _heading(row, kind, language) for row in shown}
        for side, kind in (("down", down), ("across", across))
    }
    order: dict[str, list[str]] = {}
    for side, kind in (("down", down), ("across", across)):
        codes = list(names[side])
        order[side] = sorted(codes) if kind == "activity" else codes
    axis = reference_of(shown, language, "class-axis")
    legend_title = say(language, "heat-legend", axis=axis)
    return _cells(data, names, order, legend_title, language, with_links=link is not None)


def _heading(row: Row, kind: Label, language: Language) -> str:
    """Give the name of a row or a column; activities keep their code, names may be cut."""
    name = name_of(row, kind, language)
    return name if kind == "place" else f"{row['activity_code']} {name}"


def _cells(
    data: Sequence[Row],
    names: dict[str, dict[str, str]],
    order: dict[str, list[str]],
    legend_title: str,
    language: Language,
    *,
    with_links: bool,
) -> alt.LayerChart:
    start = "(width < 520 ? width * 0.46 : width * 0.42)"
    # room for the widest of the systems' typefaces
    extent = 7.3 * min(24, max(map(len, names["across"].values()))) + 6
    x = alt.X(
        "across:N",
        scale=alt.Scale(
            domain=order["across"],
            range=[alt.ExprRef(start), alt.ExprRef("width")],
            paddingInner=0.08,
            paddingOuter=0,
        ),
        axis=alt.Axis(
            orient="top",
            title=None,
            labelAngle=-90,
            labelLimit=0,
            minExtent=extent,
            maxExtent=extent,
            labelExpr=shortened(_lookup(names["across"]), "170"),
            labelColor=colour("ink"),
        ),
    )
    y = alt.Y(
        "down:N",
        scale=alt.Scale(domain=order["down"], paddingInner=0.08, paddingOuter=0),
        axis=None,
    )
    base = alt.Chart(alt.InlineData(list(data)))
    labels = class_labels(QUOTIENT_BREAKS, language)
    channels: dict[str, Any] = {
        "x": x,
        "y": y,
        "color": alt.Color(
            "class:O",
            scale=alt.Scale(
                domain=list(range(len(DIVERGING))), range=[colour(role) for role in DIVERGING]
            ),
            legend=alt.Legend(
                # a line a sentence, so that a telephone shows both
                title=legend_title.replace(". ", ".\n").split("\n"),
                orient="bottom",
                symbolOpacity=1,
                titleLimit=640,
                symbolType="square",
                symbolSize=180,
                columns=alt.ExprRef("width < 560 ? 2 : 4"),
                labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[datum.value]",
            ),
        ),
        "description": "about:N",
    }
    if with_links:
        channels["href"] = alt.Href("href:N")
    faded = base.transform_filter("!datum.strong").mark_rect(opacity=0.4, cornerRadius=2)
    strong = base.transform_filter("datum.strong").mark_rect(
        opacity=1, cornerRadius=2, stroke=colour("ink"), strokeWidth=1.5
    )
    down = [{"down": code, "name": names["down"][code]} for code in order["down"]]
    heads = (
        alt.Chart(alt.InlineData(down))
        .transform_calculate(short=shortened("datum.name", f"{start} - 10", letter=7))
        .mark_text(align="right", baseline="middle", fontSize=12.5)
        .encode(
            x=alt.value(alt.ExprRef(f"{start} - 10")), y=y, text="short:N", description="name:N"
        )
    )
    layers = (faded.encode(**channels), strong.encode(**channels), heads)
    return layered(*layers, height=len(order["down"]) * _CELL)


def _lookup(names: dict[str, str]) -> str:
    """Give Vega's expression from a code to its name."""
    return f"({json.dumps(names, ensure_ascii=False)})[datum.value]"
