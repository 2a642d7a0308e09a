"""Points by two measures: quadrants with names, intervals, what chance gives, names beside points.

The figure behind every question of the kind *what is both near and complex*, *what is strong and
what is supported*.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

import altair as alt
import pyarrow as pa

from samspill.errors import UsageError
from samspill.figures.figure import (
    WIDTH,
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
from samspill.figures.labels import Box, Spot, beside
from samspill.figures.scales import clamped, quotient_axis, quotient_scale
from samspill.figures.theme import colour
from samspill.figures.wording import Language, interval, joined, label_expression, number, say

__all__ = ["Corners", "Group", "Side", "scatter"]

_HEIGHT = 460
_RIGHT, _ABOVE, _BELOW = 16, 30, 16
_NARROW = 520
"""Below this width names are placed for a telephone."""
_WIDTHS = {"wide": WIDTH + 40, "narrow": 316}
_LETTERS = {"wide": 30, "narrow": 20}
_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")
_NAMED = 3
_LONG, _TITLE = 22, 46
"""Letters of a group's name beside which a telephone has no room for another, and of a title."""

_MANY, _FAR = 12, 3.0
"""Among so many points, one that is so many times the middle half's spread outside of it is far."""


@dataclass(frozen=True)
class Side:
    """One of the two measures of a scatter.

    Parameters
    ----------
    column
        Where its values stand.
    name
        What it is called in a sentence.
    title
        What stands at the axis, such as *Nearer to what the place has →*.
    cut
        Where the plane is cut: the median, or 1 for a quotient.
    low, high
        Columns of its interval, drawn as a thin line through the point.
    chance_low, chance_high
        Columns of what chance gives, drawn as a band behind the point.
    kind
        A quotient has a logarithmic scale around 1.
    unit
        With `%` shares 0-1 are written as per cent.
    has_numbers
        Whether the axis shows numbers. Where they say nothing to a reader the title must do.
    """

    column: str
    name: str
    title: str
    cut: float | None = None
    low: str = ""
    high: str = ""
    chance_low: str = ""
    chance_high: str = ""
    kind: Literal["linear", "quotient"] = "linear"
    unit: Literal["", "%"] = ""
    has_numbers: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads, its value first."""
        given = (self.column, self.low, self.high, self.chance_low, self.chance_high)
        return tuple(name for name in given if name)

    def text(self, value: float, language: Language) -> str:
        """Write a value."""
        if self.unit == "%":
            return number(100 * value, language, unit="%")
        return number(value, language)


@dataclass(frozen=True)
class Corners:
    """What the four parts of a cut plane are called, and which of them is tinted."""

    upper_left: str
    upper_right: str
    lower_left: str
    lower_right: str
    tinted: Literal["upper_left", "upper_right", "lower_left", "lower_right"] = "upper_right"

    @property
    def tint(self) -> tuple[bool, bool]:
        """Whether the tinted part is to the right, and whether it is above."""
        return self.tinted.endswith("right"), self.tinted.startswith("upper")

    def of(self, is_right: bool, is_upper: bool) -> str:
        """Give the name of a part."""
        if is_upper:
            return self.upper_right if is_right else self.upper_left
        return self.lower_right if is_right else self.lower_left


@dataclass(frozen=True)
class Group:
    """What points of a kind are called, and the role of their colour."""

    name: str
    role: str


def scatter(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    x: Side,
    y: Side,
    name: str,
    keys: Sequence[str],
    corners: Corners | None = None,
    group: str = "",
    groups: Mapping[str, Group] | None = None,
    rank: str = "",
    labels: int = 14,
    link: Link | None = None,
    columns: Sequence[str] = (),
) -> Figure:
    """Draw rows as points in a plane.

    Parameters
    ----------
    rows
        One row for each point; a row without a value on either side is not shown.
    language
        Language of the labels.
    title
        What the figure is called.
    x, y
        What lies across and what lies upwards.
    name
        Column with what a point is called.
    keys
        Columns that tell the rows apart.
    corners
        Names of the four parts; both sides must have a cut.
    group, groups
        Column with what kind a point is of, and the kinds by its values in order of the legend.
        A value that is not among them is drawn grey.
    rank
        Column by which points get their names, the lowest first; a row without a rank stays
        without one. Without a column, in order of the rows.
    labels
        How many names at most. A name for which there is no room is left out; every point says
        its name to the pointer and to a screen reader.
    link
        From a row to the address of its page.
    columns
        What stands in the table beside the chart; the keys, the name and the sides without it.

    Raises
    ------
    UsageError
        Two rows have the same keys, or there are corners without a cut.
    """
    if corners is not None and (x.cut is None or y.cut is None):
        raise UsageError("A plane with four named parts needs a cut on both sides.")
    numeric = (*x.columns, *y.columns, *((rank,) if rank else ()))
    shown = [
        row
        for row in records(rows, numeric)
        if row[x.column] is not None and row[y.column] is not None
    ]
    one_of_each(shown, keys, "A scatter")
    if rank:
        shown.sort(key=lambda row: math.inf if row[rank] is None else row[rank])
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        named = [r for r in shown if not rank or r[rank] is not None][:labels]
        plot = _Plot.of(shown, x, y, language)
        kinds = dict(groups or {})
        chart = _chart(plot, shown, named, name, corners, (group, kinds), link)
        description = _description(plot, shown, name, corners)
    return finished(
        "scatter",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=columns or (*keys, name, *x.columns, *y.columns),
        keys=keys,
    )


@dataclass(frozen=True)
class _Plot:
    """Where values lie in the drawing."""

    x: Side
    y: Side
    across: tuple[float, float]
    upwards: tuple[float, float]
    is_cut: tuple[bool, bool]
    language: Language

    @classmethod
    def of(cls, shown: Sequence[Row], x: Side, y: Side, language: Language) -> _Plot:
        across, upwards = _bounds(shown, x), _bounds(shown, y)
        is_cut = _is_cut(shown, x, across), _is_cut(shown, y, upwards)
        return cls(x, y, across, upwards, is_cut, language)

    @property
    def left(self) -> int:
        """Room for the numbers of the axis upwards, which stand inside the plot."""
        return 48 if self.y.has_numbers else 14

    def at(self, row: Row, width: float) -> tuple[float, float]:
        """Give a row's point in pixels, in a drawing so wide."""
        right = _share(row[self.x.column], self.across, self.x.kind)
        up = _share(row[self.y.column], self.upwards, self.y.kind)
        room = width - self.left - _RIGHT
        return self.left + right * room, _HEIGHT - _BELOW - up * (_HEIGHT - _ABOVE - _BELOW)


def _bounds(shown: Sequence[Row], side: Side) -> tuple[float, float]:
    """Give what a side must hold: the points, the cut and what chance gives."""
    columns = [one for one in (side.column, side.chance_low, side.chance_high) if one]
    known = [row[one] for row in shown for one in columns if row[one] is not None]
    if side.cut is not None:
        known.append(side.cut)
    if side.kind == "quotient":
        return quotient_scale(known)
    values = [row[side.column] for row in shown]
    if len(values) >= _MANY and side.unit != "%":
        # what lies far from all others stands at the edge, so that the others are told apart
        first, _, third = statistics.quantiles(values, n=4)
        far = _FAR * (third - first)
        outside = {one for one in values if not first - far <= one <= third + far}
        known = [one for one in known if one not in outside or one == side.cut]
    low, high = min(known), max(known)
    gap = 0.03 * (high - low) or 0.5
    return (0.0 if 0 <= low <= gap else low - gap), high + gap


def _is_cut(shown: Sequence[Row], side: Side, bounds: tuple[float, float]) -> bool:
    """Say whether a point lies further out than a side reaches."""
    return any(not bounds[0] <= row[side.column] <= bounds[1] for row in shown)


def _share(value: float, bounds: tuple[float, float], kind: str) -> float:
    low, high = bounds
    value = min(max(value, low), high)
    if kind == "quotient":
        low, high, value = math.log(low), math.log(high), math.log(value)
    return (value - low) / (high - low)


# what is said


def _corner(plot: _Plot, row: Row, corners: Corners) -> str:
    across, upwards = plot.x.cut or 0.0, plot.y.cut or 0.0
    return corners.of(row[plot.x.column] >= across, row[plot.y.column] >= upwards)


def _description(plot: _Plot, shown: Sequence[Row], name: str, corners: Corners | None) -> str:
    language = plot.language
    parts = [
        say(language, "alt-scatter", shown=len(shown), across=plot.x.name, upwards=plot.y.name)
    ]
    if corners is not None:
        tinted = corners.of(*corners.tint)
        within = [row for row in shown if _corner(plot, row, corners) == tinted]
        first = joined((str(row[name]) for row in within[:_NAMED]), language)
        text = "alt-corner" if within else "alt-corner-empty"
        parts.append(say(language, text, corner=tinted, count=len(within), first=first))
    if plot.x.low or plot.y.low:
        parts.append(say(language, "alt-intervals"))
    if plot.x.chance_low or plot.y.chance_low:
        parts.append(say(language, "alt-chance"))
    return " ".join(parts)


def _about(plot: _Plot, row: Row, name: str, corner: str, kind: str) -> str:
    """Write what a point shows."""
    told = []
    for side in (plot.x, plot.y):
        if not side.has_numbers:
            continue
        text = f"{side.name} {side.text(row[side.column], plot.language)}"
        if side.low:
            text += f" ({_between(side, row[side.low], row[side.high], plot.language)})"
        if side.chance_low and row[side.chance_low] is not None:
            between = _between(side, row[side.chance_low], row[side.chance_high], plot.language)
            text += f", {say(plot.language, 'by-chance', between=between)}"
        told.append(text)
    return f"{row[name]}: {', '.join(filter(None, (*told, corner, kind)))}"


def _between(side: Side, low: float | None, high: float | None, language: Language) -> str:
    if low is None or high is None or side.unit != "%":
        return interval(low, high, language)
    return f"{number(100 * low, language)}–{side.text(high, language)}"


# what is drawn


def _chart(
    plot: _Plot,
    shown: Sequence[Row],
    named: Sequence[Row],
    name: str,
    corners: Corners | None,
    kinds: tuple[str, Mapping[str, Group]],
    link: Link | None,
) -> alt.LayerChart:
    column, groups = kinds
    other = Group("", "grey-soft")
    data = []
    for row in shown:
        kind = groups.get(str(row.get(column) or ""), other) if column else Group("", "accent")
        corner = _corner(plot, row, corners) if corners is not None else ""
        point: Row = {
            "group": kind.name,
            "about": _about(plot, row, name, corner, kind.name),
            "href": address(link, row),
        }
        for side, bounds, at in ((plot.x, plot.across, "x"), (plot.y, plot.upwards, "y")):
            for part in ("column", "low", "high", "chance_low", "chance_high"):
                of_part = getattr(side, part)
                if of_part:
                    point[f"{at}_{part}"] = clamped(row[of_part], bounds)
        data.append(point)
    base = alt.Chart(alt.InlineData(data))
    used = {one["group"] for one in data}
    legend = [one for one in groups.values() if one.name in used]
    roles = [*legend, other if column else Group("", "accent")]
    layers = [
        *_quadrants(plot, corners),
        *_bands(base, plot),
        *_intervals(base, plot),
        _points(base, plot, roles, with_links=link is not None),
        *_names(plot, shown, named, name, corners),
    ]
    return layered(*layers, height=_HEIGHT)


def _x(plot: _Plot, column: str) -> alt.X:
    return alt.X(
        f"{column}:Q",
        scale=_scale(plot.x, plot.across, [plot.left, alt.ExprRef(f"width - {_RIGHT}")]),
        axis=_axis(plot.x, plot.across, plot.language, is_cut=plot.is_cut[0], is_upwards=False),
    )


def _y(plot: _Plot, column: str) -> alt.Y:
    axis = _axis(plot.y, plot.upwards, plot.language, is_cut=plot.is_cut[1], is_upwards=True)
    # the axis stands inside the plot, its title above: the width is left to the points
    inside = {
        "offset": -plot.left + 8 if plot.y.has_numbers else 0,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleX": -plot.left + 8 if plot.y.has_numbers else 0,
        "titleY": -12,
    }
    for key, value in inside.items():
        axis[key] = value
    return alt.Y(
        f"{column}:Q",
        scale=_scale(plot.y, plot.upwards, [_HEIGHT - _BELOW, _ABOVE]),
        axis=axis,
    )


def _scale(side: Side, bounds: tuple[float, float], ends: list[Any]) -> alt.Scale:
    told: dict[str, Any] = {"domain": list(bounds), "nice": False, "zero": False, "range": ends}
    if side.kind == "quotient":
        told |= {"type": "log", "base": 2}
        del told["zero"]
    return alt.Scale(**told)


def _axis(
    side: Side,
    bounds: tuple[float, float],
    language: Language,
    *,
    is_cut: bool,
    is_upwards: bool,
) -> alt.Axis:
    if side.kind == "quotient":
        axis = quotient_axis(language, side.title, bounds)
    else:
        text = label_expression(language)
        if side.unit == "%":
            tail = " + '%'" if language == "en" else " + '\N{NO-BREAK SPACE}%'"
            text = text.replace("datum.value", "100 * datum.value") + tail
        title = side.title + (say(language, "at-the-edge") if is_cut else "")
        # across, a long title is two lines, so that a telephone shows all of it
        told = title if is_upwards else wrap(title, _TITLE)
        axis = alt.Axis(title=told, tickCount=5, labelExpr=text, labelFlush=False)
    axis["grid"] = False
    if not side.has_numbers:
        axis["labels"] = False
    return axis


def _quadrants(plot: _Plot, corners: Corners | None) -> list[alt.Chart]:
    """Give the lines where the plane is cut, the tint of one part, and the names of all."""
    layers: list[alt.Chart] = []
    if corners is not None:
        is_right, is_upper = corners.tint
        across, upwards = plot.across[is_right], plot.upwards[is_upper]
        part = [{"x": plot.x.cut, "x2": across, "y": plot.y.cut, "y2": upwards}]
        layers.append(
            alt.Chart(alt.InlineData(part))
            .mark_rect(color=colour("seq-1"), opacity=0.35, aria=False)
            .encode(x=_x(plot, "x"), x2="x2:Q", y=_y(plot, "y"), y2="y2:Q")
        )
    for cut, channel in ((plot.x.cut, _x(plot, "at")), (plot.y.cut, _y(plot, "at"))):
        if cut is None:
            continue
        rule = alt.Chart(alt.InlineData([{"at": cut}])).mark_rule(
            color=colour("rule"), strokeWidth=1, strokeDash=[4, 4], aria=False
        )
        ends: dict[str, Any] = (
            {"y": alt.value(_ABOVE), "y2": alt.value(_HEIGHT - _BELOW)}
            if isinstance(channel, alt.X)
            else {"x": alt.value(plot.left), "x2": alt.value(alt.ExprRef(f"width - {_RIGHT}"))}
        )
        layers.append(rule.encode(**ends, **{"x" if "y" in ends else "y": channel}))
    if corners is not None:
        layers += [
            _corner_name(plot, corners, is_right, is_upper)
            for is_right in (False, True)
            for is_upper in (True, False)
        ]
    return layers


def _corner_name(plot: _Plot, corners: Corners, is_right: bool, is_upper: bool) -> alt.Chart:
    text = [{"text": corners.of(is_right, is_upper)}]
    mark = alt.Chart(alt.InlineData(text)).mark_text(
        align="right" if is_right else "left",
        baseline="middle",
        color=colour("ink-soft"),
        fontSize=12.5,
        fontWeight=600,
        # two beside each other where the drawing is narrow
        limit=alt.ExprRef(f"((width - {_RIGHT + plot.left}) / 2 - 8) * 0.85"),
    )
    across = alt.ExprRef(f"width - {_RIGHT + 4}") if is_right else plot.left + 4
    found: alt.Chart = mark.encode(
        x=alt.value(across),
        y=alt.value(_ABOVE - 12 if is_upper else _HEIGHT - _BELOW + 10),
        text="text:N",
        description="text:N",
    )
    return found


def _bands(base: alt.Chart, plot: _Plot) -> list[alt.Chart]:
    """Give what chance gives, behind each point."""
    mark = base.mark_bar(size=11, cornerRadius=3, color=colour("grid"), opacity=0.9, aria=False)
    layers = []
    if plot.y.chance_low:
        between = {"y": _y(plot, "y_chance_low"), "y2": alt.Y2("y_chance_high:Q")}
        layers.append(mark.encode(x=_x(plot, "x_column"), **between))
    if plot.x.chance_low:
        between = {"x": _x(plot, "x_chance_low"), "x2": alt.X2("x_chance_high:Q")}
        layers.append(mark.encode(y=_y(plot, "y_column"), **between))
    return layers


def _intervals(base: alt.Chart, plot: _Plot) -> list[alt.Chart]:
    mark = base.mark_rule(strokeWidth=1.2, color=colour("grey-soft"), opacity=0.55, aria=False)
    layers = []
    if plot.x.low:
        between = {"x": _x(plot, "x_low"), "x2": alt.X2("x_high:Q")}
        layers.append(mark.encode(y=_y(plot, "y_column"), **between))
    if plot.y.low:
        between = {"y": _y(plot, "y_low"), "y2": alt.Y2("y_high:Q")}
        layers.append(mark.encode(x=_x(plot, "x_column"), **between))
    return layers


def _points(base: alt.Chart, plot: _Plot, kinds: Sequence[Group], *, with_links: bool) -> alt.Chart:
    names = [one.name for one in kinds]
    shapes = [*_SHAPES[: len(kinds) - 1], "circle"]
    said = [one for one in names if one]
    legend: Any = None
    if said:
        beside = 1 if max(map(len, said), default=0) > _LONG else 2
        legend = alt.Legend(
            title=None,
            orient="top",
            values=said,
            columns=alt.ExprRef(f"width < {_NARROW} ? {beside} : 4"),
            symbolOpacity=1,
            symbolSize=90,
            # above the title of the axis upwards
            offset=30,
        )
    channels: dict[str, Any] = {
        "x": _x(plot, "x_column"),
        "y": _y(plot, "y_column"),
        "color": alt.Color(
            "group:N",
            scale=alt.Scale(domain=names, range=[colour(one.role) for one in kinds]),
            legend=legend,
        ),
        "shape": alt.Shape("group:N", scale=alt.Scale(domain=names, range=shapes), legend=legend),
        "description": "about:N",
    }
    if with_links:
        channels["href"] = alt.Href("href:N")
    found: alt.Chart = base.mark_point(
        filled=True, size=84, opacity=1, stroke=colour("ground"), strokeWidth=1
    ).encode(**channels)
    return found


def _names(
    plot: _Plot, shown: Sequence[Row], named: Sequence[Row], name: str, corners: Corners | None
) -> list[alt.Chart]:
    """Give the names beside their points, placed once for a wide and once for a narrow drawing."""
    order = {row["_at"]: number for number, row in enumerate(shown)}
    texts = {
        kind: [(order[row["_at"]], _cut(str(row[name]), _LETTERS[kind])) for row in named]
        for kind in _WIDTHS
    }
    spots = {kind: _places(plot, shown, texts[kind], kind, corners) for kind in _WIDTHS}
    data = []
    for place, row in enumerate(named):
        at = order[row["_at"]]
        item: Row = {
            "right": _share(row[plot.x.column], plot.across, plot.x.kind),
            "y": plot.at(row, WIDTH)[1],
        }
        for kind in _WIDTHS:
            spot = spots[kind].get(at)
            item[f"{kind}_side"] = spot.side if spot else ""
            item[f"{kind}_leads"] = spot.has_leader if spot else False
            item[f"{kind}_dx"], item[f"{kind}_dy"] = (spot.dx, spot.dy) if spot else (0, 0)
            item[f"{kind}_text"] = texts[kind][place][1]
        data.append(item)

    def chosen(part: str) -> str:
        return f"(width < {_NARROW} ? datum.narrow_{part} : datum.wide_{part})"

    base = alt.Chart(alt.InlineData(data)).transform_calculate(
        side=chosen("side"),
        leads=chosen("leads"),
        text=chosen("text"),
        px=f"{plot.left} + datum.right * (width - {plot.left + _RIGHT})",
        lx=f"{plot.left} + datum.right * (width - {plot.left + _RIGHT}) + {chosen('dx')}",
        ly=f"datum.y + {chosen('dy')}",
    )
    x, y = alt.X("lx:Q", scale=None, axis=None), alt.Y("ly:Q", scale=None, axis=None)
    leaders = (
        base.transform_filter("datum.leads")
        .mark_rule(strokeWidth=1, color=colour("rule"), aria=False, opacity=0.8)
        .encode(
            x=alt.X("px:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            x2="lx:Q",
            y2="ly:Q",
        )
    )
    layers = [leaders]
    sides: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
    for side in sides:
        own = base.transform_filter(f"datum.side == '{side}'")
        common: dict[str, Any] = {"align": side, "baseline": "middle", "fontSize": 12}
        halo = own.mark_text(
            **common, stroke=colour("ground"), strokeWidth=3.5, strokeJoin="round", aria=False
        )
        layers.append(halo.encode(x=x, y=y, text="text:N"))
        layers.append(own.mark_text(**common, aria=False).encode(x=x, y=y, text="text:N"))
    return layers


def _places(
    plot: _Plot,
    shown: Sequence[Row],
    texts: Sequence[tuple[int, str]],
    kind: str,
    corners: Corners | None,
) -> dict[int, Spot]:
    width = _WIDTHS[kind]
    frame = Box(2, 2, width - 2, _HEIGHT - 2)
    taken = []
    if corners is not None:
        for is_right in (False, True):
            for is_upper in (False, True):
                wide = 7.2 * len(corners.of(is_right, is_upper))
                left = width - _RIGHT - wide if is_right else plot.left
                top = 0 if is_upper else _HEIGHT - _BELOW
                taken.append(Box(left, top, left + wide, top + _ABOVE - 4))
    points = [plot.at(row, width) for row in shown]
    return beside(points, texts, frame, taken=taken)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip(" ,") + "…"
