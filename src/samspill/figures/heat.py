"""Place x activity: how specialised, and where the figures set a strength apart."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
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
from samspill.figures.scales import QUOTIENT_BREAKS, class_labels, class_of, reference_of
from samspill.figures.theme import DIVERGING, colour
from samspill.figures.wording import Language, say

__all__ = ["strength_heat"]

_NUMBERS = ("lq", "lq_low", "lq_high", "lq_shrunk")
_NARROW_BELOW = 520
_LETTER = 7.0
"""Width of a letter of the names, by the widest of the systems' typefaces."""
_LINE = 15
_CUT = 24
"""Letters of a heading that stands upright."""


def strength_heat(
    rows: pa.Table, *, language: Language, title: str, link: Link | None = None
) -> Figure:
    """Draw smoothed quotients of places and activities as a field of cells.

    Seven classes on either side of 1 that mirror each other on a logarithmic scale. A strength
    has its full colour and an outline, what is none is faded; a cell without a figure stays
    empty. The longer of the two lists stands downwards, activities in order of the place where
    they weigh most. Names stand beside their row, in a narrow drawing above it.

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
    order = {"down": _order(shown, down), "across": _order(shown, across)}
    at = {side: {code: n for n, code in enumerate(codes)} for side, codes in order.items()}
    names = {
        side: {str(row[f"{kind}_code"]): name_of(row, kind, language) for row in shown}
        for side, kind in (("down", down), ("across", across))
    }
    data = []
    for row in shown:
        strong = bool(row.get("is_strength"))
        verdict = say(language, "is-strength" if strong else "not-strength")
        place, activity = name_of(row, "place", language), name_of(row, "activity", language)
        data.append(
            {
                "down": at["down"][str(row[f"{down}_code"])],
                "across": at["across"][str(row[f"{across}_code"])],
                "class": class_of(row["lq_shrunk"], QUOTIENT_BREAKS),
                "strong": strong,
                "about": f"{place}, {activity}: {figures_of(row, language)}, {verdict}",
                "href": address(link, row),
            }
        )
    # a layout for a page and one for a telephone
    rows = [names["down"][code] for code in order["down"]]
    columns = [names["across"][code] for code in order["across"]]
    layouts = (
        _Layout(rows, columns, start=285, width=666, is_narrow=False),
        _Layout(rows, columns, start=0, width=316, is_narrow=True),
    )
    layers = _cells(data, layouts, reference_of(shown, language, "class-axis"), language, link)
    for layout in layouts:
        layers += _headings(layout)
    wide, narrow = layouts
    chart = layered(*layers, height=wide.height)
    told = {"form": "", "narrow": {"below": _NARROW_BELOW, "height": narrow.height}}
    result: alt.LayerChart = chart.properties(usermeta=told)
    return result


def _order(shown: Sequence[Row], kind: Label) -> list[str]:
    """Give codes in order: places as they come, activities by the place where they weigh most."""
    codes = list(dict.fromkeys(str(row[f"{kind}_code"]) for row in shown))
    if kind == "place":
        return codes
    places = {code: n for n, code in enumerate(_order(shown, "place"))}
    peaks: dict[str, tuple[int, float, str]] = {}
    for row in shown:
        code, value = str(row["activity_code"]), row["lq_shrunk"]
        if code not in peaks or value > -peaks[code][1]:
            peaks[code] = (places[str(row["place_code"])], -value, code)
    return sorted(codes, key=peaks.__getitem__)


@dataclass(frozen=True)
class _Layout:
    """Where names and cells stand: beside each other, or names above in a narrow drawing.

    `start` is where the cells begin in a drawing of `width`; in another they keep their share.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    start: float
    width: float
    is_narrow: bool

    @property
    def left(self) -> str:
        """Vega's expression for where the cells begin."""
        return f"(width * {self.start / self.width:.4f})"

    @property
    def column(self) -> str:
        """Vega's expression for the width of a column."""
        return f"((width - {self.left}) / {len(self.columns)})"

    @property
    def when(self) -> str:
        """Vega's expression for whether the drawing is of this form."""
        return f"(width < {_NARROW_BELOW}) == {str(self.is_narrow).lower()}"

    @property
    def names(self) -> list[str]:
        """The names of the rows in one or two lines."""
        room = (self.width if self.is_narrow else self.start - 10) / _LETTER
        return [_lines(name, int(room), 2) for name in self.rows]

    @property
    def step(self) -> int:
        """The height of a row."""
        lines = max(name.count("\n") + 1 for name in self.names)
        return _LINE * lines + 32 if self.is_narrow else max(26, _LINE * lines + 4)

    @property
    def above(self) -> int:
        """How much of a row is left to its name."""
        return self.step - 26 if self.is_narrow else 1

    @property
    def headings(self) -> list[str] | None:
        """The names of the columns in lines; None where they do not fit and stand upright."""
        room = int(((self.width - self.start) / len(self.columns) - 4) / 6.6)
        if max(len(word) for name in self.columns for word in name.split()) > room:
            return None
        return [_lines(name, room, 4) for name in self.columns]

    @property
    def head(self) -> int:
        """The height of the columns' names."""
        if self.headings is None:
            return round(_LETTER * min(_CUT, max(map(len, self.columns)))) + 10
        return _LINE * max(text.count("\n") + 1 for text in self.headings) + 8

    @property
    def height(self) -> int:
        """The height of the whole field."""
        return self.head + self.step * len(self.rows)


def _lines(text: str, letters: int, most: int) -> str:
    """Break a text into lines; what does not fit is cut with an ellipsis."""
    broken = textwrap.wrap(
        text, max(letters, 4), max_lines=most, placeholder="…", break_on_hyphens=False
    )
    return "\n".join(broken)


def _cells(
    data: Sequence[Row],
    layouts: tuple[_Layout, _Layout],
    axis: str,
    language: Language,
    link: Link | None,
) -> list[alt.Chart]:
    wide, narrow = layouts

    def chosen(at_narrow: object, at_wide: object) -> str:
        return f"(width < {_NARROW_BELOW} ? {at_narrow} : {at_wide})"

    left, column = chosen(narrow.left, wide.left), chosen(narrow.column, wide.column)
    top = chosen(narrow.head, wide.head)
    step, above = chosen(narrow.step, wide.step), chosen(narrow.above, wide.above)
    base = alt.Chart(alt.InlineData(list(data))).transform_calculate(
        left=f"{left} + datum.across * {column} + 1",
        right=f"{left} + (datum.across + 1) * {column} - max(2, {column} * 0.05)",
        top=f"{top} + datum.down * {step} + {above}",
        bottom=f"{top} + (datum.down + 1) * {step} - {chosen(4, 2)}",
    )
    labels = class_labels(QUOTIENT_BREAKS, language)
    classes = [row["class"] for row in data]
    channels: dict[str, Any] = {
        "x": alt.X("left:Q", scale=None, axis=None),
        "x2": "right:Q",
        "y": alt.Y("top:Q", scale=None, axis=None),
        "y2": "bottom:Q",
        "color": alt.Color(
            "class:O",
            scale=alt.Scale(
                domain=list(range(len(DIVERGING))), range=[colour(role) for role in DIVERGING]
            ),
            legend=alt.Legend(
                # the classes from the lowest to the highest that there are
                values=list(range(min(classes), max(classes) + 1)),
                # a line a sentence, so that a telephone shows both
                title=say(language, "heat-legend", axis=axis).replace(". ", ".\n").split("\n"),
                orient="bottom",
                symbolOpacity=1,
                symbolStrokeColor="transparent",
                titleLimit=640,
                symbolType="square",
                symbolSize=180,
                columns=alt.ExprRef(f"width < {_NARROW_BELOW} ? 2 : 4"),
                labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[datum.value]",
            ),
        ),
        "description": "about:N",
    }
    if link is not None:
        channels["href"] = alt.Href("href:N")
    faded = base.transform_filter("!datum.strong").mark_rect(opacity=0.4, cornerRadius=2)
    strong = base.transform_filter("datum.strong").mark_rect(
        opacity=1, cornerRadius=2, stroke=colour("ink"), strokeWidth=1.5
    )
    return [faded.encode(**channels), strong.encode(**channels)]


def _headings(layout: _Layout) -> list[alt.Chart]:
    """Give the names of rows and columns in one layout."""
    rows = [
        {"at": at, "text": text, "lines": text.count("\n") + 1, "name": name}
        for at, (text, name) in enumerate(zip(layout.names, layout.rows, strict=True))
    ]
    at_row = f"{layout.head} + datum.at * {layout.step}"
    if layout.is_narrow:
        middle = f"{at_row} + {layout.above} - datum.lines * {_LINE} + {_LINE / 2 - 3}"
    else:
        middle = f"{at_row} + {layout.step / 2} - (datum.lines - 1) * {_LINE / 2}"
    named = (
        alt.Chart(alt.InlineData(rows))
        .transform_filter(layout.when)
        .transform_calculate(x="0" if layout.is_narrow else f"{layout.left} - 10", y=middle)
        .mark_text(
            align="left" if layout.is_narrow else "right",
            baseline="middle",
            fontSize=12.5,
            lineHeight=_LINE,
            lineBreak="\n",
        )
    )
    texts = layout.headings
    shown = texts or [_lines(name, _CUT, 1) for name in layout.columns]
    columns = [
        {"at": at, "text": text, "lines": text.count("\n") + 1, "name": name}
        for at, (text, name) in enumerate(zip(shown, layout.columns, strict=True))
    ]
    last = f"{layout.head} - {12 if texts else 6} - (datum.lines - 1) * {_LINE}"
    headed = (
        alt.Chart(alt.InlineData(columns))
        .transform_filter(layout.when)
        .transform_calculate(x=f"{layout.left} + (datum.at + 0.475) * {layout.column}", y=last)
        .mark_text(
            align="center" if texts else "left",
            angle=0 if texts else 270,
            baseline="middle",
            fontSize=12,
            lineHeight=_LINE,
            lineBreak="\n",
            color=colour("ink"),
        )
    )
    place: dict[str, Any] = {
        "x": alt.X("x:Q", scale=None, axis=None),
        "y": alt.Y("y:Q", scale=None, axis=None),
        "text": "text:N",
        "description": "name:N",
    }
    return [named.encode(**place), headed.encode(**place)]
