"""A network: nodes where the tables say they lie, ties by weight, names for the important.

The ties of one weight and one group are one path, and names stand where they fit, so that five
hundred nodes and a few thousand ties stay light and readable.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa
from scipy.spatial import cKDTree

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
from samspill.figures.scales import class_of
from samspill.figures.theme import CATEGORIES, ROLES, colour
from samspill.figures.wording import Language, number, say

__all__ = ["NetworkColumns", "network_chart"]

Datasets = dict[str, list[dict[str, Any]]]
_Box = tuple[float, float, float, float]

_WIDE = 1_000.0
"""Width of the drawing's own coordinates."""

_MARGIN = 32.0
_TIES, _STOPS = 3_000, 40
_LARGEST, _SMALLEST = 17.0, 3.2
"""Radii in pixels, in a drawing as wide as `WIDTH`."""

_WIDTHS = (300, 420, 560, 720)
"""From each of these widths on, names are placed anew."""

_TEXT, _LETTER, _CAPITAL, _LINE, _LONGEST = 11.5, 6.4, 8.4, 14.0, 30
_LEAST_SHARE = 0.45
"""How far nodes shrink at most where they would cover each other."""

_TIE_CLASSES = ((0.6, 0.28), (0.8, 0.34), (1.1, 0.42), (1.9, 0.55), (3.2, 0.7))
"""Width and opacity of the ties of each class of weight."""


@dataclass(frozen=True)
class NetworkColumns:
    """Which columns of nodes and ties say what.

    Parameters
    ----------
    node
        The node's id.
    ends
        The ids of a tie's two ends.
    name
        What a node is called.
    size
        What the area of a node, and who is named first, goes by; None for all alike.
    weight
        What the width of a tie goes by; None for all alike.
    group
        A word for each node, which gives its colour; ties within a group share it.
    ring
        Yes or no: nodes with a strong outline.
    solid
        Yes or no: nodes in full colour; the others are faded. None for all in full colour.
    x, y
        Where a node lies, 0-1, y upwards.
    """

    node: str
    ends: tuple[str, str]
    name: str
    size: str | None = None
    weight: str | None = None
    group: str | None = None
    ring: str | None = None
    solid: str | None = None
    x: str = "x"
    y: str = "y"


@dataclass(frozen=True)
class _Groups:
    """Groups with a colour of their own, their roles, and what the rest is called."""

    names: tuple[str, ...]
    roles: tuple[str, ...]
    rest: str

    def of(self, row: Row, column: str | None) -> str:
        value = row.get(column) if column is not None else None
        return str(value) if value is not None and str(value) in self.names else self.rest


def network_chart(
    nodes: pa.Table,
    edges: pa.Table,
    columns: NetworkColumns,
    *,
    language: Language,
    title: str,
    noun: str,
    about: Callable[[Mapping[str, Any]], str] | None = None,
    link: Link | None = None,
    roles: Mapping[str, str] | None = None,
    group_title: str = "",
    focus: str | None = None,
    names: int = 26,
    limit: int = 500,
    table: Sequence[str] = (),
) -> Figure:
    """Draw a network.

    Parameters
    ----------
    nodes
        One row for each node.
    edges
        One row for each tie; a tie to a node that is not drawn is left out.
    columns
        Which columns say what.
    language
        Language of the labels.
    title
        What the figure is called.
    noun
        What the nodes are, in the plural: `actors`.
    about
        From a node's row to what is said of it behind its name.
    link
        From a node's row to the address of its page.
    roles
        Groups in the legend's order, each with the role of its colour; without it the six
        largest groups get one each and the rest is grey.
    group_title
        What the legend says of the groups.
    focus
        A node that is drawn last, with an outline, and always named.
    names
        How many nodes are named at most; on a narrow drawing fewer, and only where they fit.
    limit
        How many nodes are drawn, from the largest; of the ties, the 3,000 of most weight.
    table
        Columns of the table beside the chart.

    Raises
    ------
    UsageError
        Two rows are of one node, or a role is unknown.
    """
    numbers = [name for name in (columns.x, columns.y, columns.size) if name is not None]
    placed = [
        row
        for row in records(nodes, numbers)
        if row[columns.x] is not None and row[columns.y] is not None
    ]
    one_of_each(placed, (columns.node,), "A network")
    shown = sorted(
        placed,
        key=lambda row: (row[columns.node] == focus, _size(row, columns), str(row[columns.node])),
        reverse=True,
    )[: max(limit, 0)]
    ties = _ties(edges, {str(row[columns.node]) for row in shown}, columns)
    if not shown:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
        datasets: Datasets = {}
    else:
        groups = _groups(shown, columns, roles, language)
        chart, datasets = _chart(
            shown, ties, columns, groups, about, link, group_title, focus, names
        )
        description = say(
            language,
            "alt-network",
            nodes=number(len(shown), language),
            noun=noun,
            ties=number(len(ties), language),
            first=str(shown[0].get(columns.name) or shown[0][columns.node]),
            left=say(
                language,
                "alt-left-out",
                count=number(len(placed) - len(shown), language),
                noun=noun,
            )
            if len(shown) < len(placed)
            else "",
        )
    return finished(
        "network",
        chart,
        title=title,
        language=language,
        description=description,
        rows=nodes,
        shown=shown,
        columns=tuple(table) or (columns.node, columns.name),
        keys=(columns.node,),
        datasets=datasets,
    )


def _size(row: Row, columns: NetworkColumns) -> float:
    return (row[columns.size] or 0.0) if columns.size is not None else 0.0


def _ties(
    edges: pa.Table, drawn: set[str], columns: NetworkColumns
) -> list[tuple[str, str, float]]:
    """Give the ties between drawn nodes, the heaviest last."""
    one, other = (edges[end].to_pylist() for end in columns.ends)
    weights = [1.0] * len(one) if columns.weight is None else edges[columns.weight].to_pylist()
    found = [
        (str(a), str(b), float(weight))
        for a, b, weight in zip(one, other, weights, strict=True)
        if str(a) in drawn and str(b) in drawn and weight is not None and math.isfinite(weight)
    ]
    found.sort(key=lambda tie: (tie[2], tie[0], tie[1]))
    return found[-_TIES:]


def _groups(
    shown: Sequence[Row],
    columns: NetworkColumns,
    roles: Mapping[str, str] | None,
    language: Language,
) -> _Groups:
    rest = say(language, "other")
    if columns.group is None:
        return _Groups((), (), rest)
    there = Counter(str(row[columns.group]) for row in shown if row[columns.group] is not None)
    if roles is not None:
        unknown = sorted(set(roles.values()) - set(ROLES))
        if unknown:
            raise UsageError(f"A figure has no colour of the role {unknown[0]}.")
        names = tuple(name for name in roles if name in there)
        return _Groups(names, tuple(roles[name] for name in names), rest)
    usual = sorted(there, key=lambda name: (-there[name], name))
    # a seventh colour only where nothing is left for grey
    most = len(CATEGORIES) - 1
    chosen = tuple(usual[:most] if len(usual) > most else usual)
    return _Groups(chosen, CATEGORIES[: len(chosen)], rest)


def _chart(
    shown: Sequence[Row],
    ties: Sequence[tuple[str, str, float]],
    columns: NetworkColumns,
    groups: _Groups,
    about: Callable[[Mapping[str, Any]], str] | None,
    link: Link | None,
    group_title: str,
    focus: str | None,
    names: int,
) -> tuple[alt.LayerChart, Datasets]:
    spots, high = _spots(shown, columns)
    group_of = {str(row[columns.node]): groups.of(row, columns.group) for row in shown}
    largest = max((_size(row, columns) for row in shown), default=0.0)
    marks = []
    radii = _radii(
        {
            str(row[columns.node]): math.sqrt(_size(row, columns) / largest) if largest > 0 else 0.4
            for row in shown
        },
        spots,
    )
    for row in shown:
        node = str(row[columns.node])
        radius = radii[node]
        name = str(row.get(columns.name) or node)
        said = about(row) if about is not None else ""
        marks.append(
            {
                "x": spots[node][0],
                "y": spots[node][1],
                "size": round(math.pi * radius**2, 1),
                "group": group_of[node],
                "ring": node == focus or bool(columns.ring and row.get(columns.ring)),
                "solid": columns.solid is None or bool(row.get(columns.solid)),
                "about": f"{name}: {said}" if said else name,
                "href": address(link, row),
            }
        )
    datasets: Datasets = {
        **_paths(ties, spots, group_of, groups),
        "nodes": marks,
        "names": _named(shown, columns, spots, radii, high, names),
    }
    layers = [_lines(name, groups) for name in ("between", "within") if datasets.get(name)]
    layers.append(_circles(groups, _there(marks, groups), group_title, with_links=link is not None))
    layers += _labels()
    chart: Any = layered(*layers, height=round(high * WIDTH / _WIDE), own_colours=True)
    result: alt.LayerChart = chart.project(
        type="identity", scale=alt.ExprRef(f"width / {_WIDE:g}"), translate=[0, 0]
    ).properties(usermeta={"scales": True, "form": "network", "stops": _STOPS})
    return result, {name: rows for name, rows in datasets.items() if rows}


def _radii(
    shares: Mapping[str, float], spots: Mapping[str, tuple[float, float]]
) -> dict[str, float]:
    """Give each node's radius, so that most of the large do not lie on another of them."""
    full = {node: max(_SMALLEST, _LARGEST * share) for node, share in shares.items()}
    large = [node for node, radius in full.items() if radius >= max(full.values()) / 2]
    if len(large) < 3:
        return full
    places = np.array([spots[node] for node in large])
    ways, nearest = (np.asarray(found) for found in cKDTree(places).query(places, k=2))
    room = [
        way * WIDTH / _WIDE / (full[node] + full[large[other]])
        for node, (_, way), (_, other) in zip(large, ways, nearest, strict=True)
    ]
    eased = min(1.0, max(_LEAST_SHARE, statistics.median(room)))
    return {node: max(_SMALLEST, radius * eased) for node, radius in full.items()}


def _there(marks: Sequence[Mapping[str, Any]], groups: _Groups) -> bool:
    """Say whether any node is of no group with a colour of its own."""
    return any(mark["group"] == groups.rest for mark in marks)


def _spots(
    shown: Sequence[Row], columns: NetworkColumns
) -> tuple[dict[str, tuple[float, float]], float]:
    """Give each node's spot in the drawing's coordinates, and the drawing's height."""
    xs, ys = ([row[name] for row in shown] for name in (columns.x, columns.y))
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    side = max(wide, high) or 1.0
    scale = (_WIDE - 2 * _MARGIN) / (wide or side)
    # a picture that stands upright is no taller than it is wide
    scale = min(scale, (_WIDE - 2 * _MARGIN) / (high or side))
    left = (_WIDE - wide * scale) / 2
    tall = max(high * scale + 2 * _MARGIN, 0.3 * _WIDE)
    top = (tall - high * scale) / 2
    spots = {
        str(row[columns.node]): (
            round(left + (row[columns.x] - min(xs)) * scale, 1),
            round(top + (max(ys) - row[columns.y]) * scale, 1),
        )
        for row in shown
    }
    return spots, tall


def _paths(
    ties: Sequence[tuple[str, str, float]],
    spots: Mapping[str, tuple[float, float]],
    group_of: Mapping[str, str],
    groups: _Groups,
) -> Datasets:
    """Give one path for all ties of a class of weight and a group."""
    bounds = _bounds([weight for *_, weight in ties])
    lines: dict[tuple[int, str], list[list[tuple[float, float]]]] = {}
    for one, other, weight in ties:
        same = group_of[one] == group_of[other] and group_of[one] in groups.names
        key = (class_of(weight, bounds), group_of[one] if same else "")
        lines.setdefault(key, []).append([spots[one], spots[other]])
    found: Datasets = {"between": [], "within": []}
    for (rank, group), parts in sorted(lines.items()):
        width, opacity = _TIE_CLASSES[rank]
        found["within" if group else "between"].append(
            {
                "type": "Feature",
                "geometry": {"type": "MultiLineString", "coordinates": parts},
                "properties": {"group": group, "width": width, "opacity": opacity},
            }
        )
    return found


def _bounds(weights: Sequence[float]) -> list[float]:
    """Give the bounds of the classes of weight: each so many times the one before."""
    known = [weight for weight in weights if weight > 0]
    if not known or max(known) == min(known):
        return [0.0, 0.0]
    low, step = min(known), (max(known) / min(known)) ** (1 / len(_TIE_CLASSES))
    return [low * step**number for number in range(1, len(_TIE_CLASSES))]


def _scale(groups: _Groups, *, with_rest: bool) -> alt.Scale:
    names, roles = list(groups.names), list(groups.roles)
    if with_rest:
        names, roles = [*names, groups.rest], [*roles, "grey-soft" if groups.names else "accent"]
    return alt.Scale(domain=names, range=[colour(role) for role in roles])


def _lines(dataset: str, groups: _Groups) -> alt.Chart:
    base: alt.Chart = alt.Chart(alt.NamedData(dataset))
    # thin lines are drawn thinner still where the drawing is narrow
    base = base.transform_calculate(
        wide=f"datum.properties.width * max(0.55, min(1, width / {WIDTH}))"
    )
    mark: alt.Chart = base.mark_geoshape(
        filled=False, strokeCap="round", aria=False, color=colour("grey-soft")
    )
    channels: dict[str, Any] = {
        "strokeWidth": alt.StrokeWidth("wide:Q", scale=None, legend=None),
        "strokeOpacity": alt.StrokeOpacity("properties.opacity:Q", scale=None, legend=None),
    }
    if dataset == "within":
        scale = _scale(groups, with_rest=False)
        channels["color"] = alt.Color("properties.group:N", scale=scale, legend=None)
    result: alt.Chart = mark.encode(**channels)
    return result


def _circles(groups: _Groups, with_rest: bool, title: str, *, with_links: bool) -> alt.Chart:
    base: alt.Chart = alt.Chart(alt.NamedData("nodes"))
    base = base.transform_calculate(area=f"max(7, datum.size * pow(width / {WIDTH}, 2))")
    legend = alt.Legend(
        title=title.replace(". ", ".\n").split("\n") if title else None,
        titleLimit=640,
        orient="bottom",
        symbolType="circle",
        symbolSize=110,
        symbolOpacity=1,
        labelLimit=alt.ExprRef("min(420, width * 0.82)"),
        # two beside each other only where a reader's wider typeface leaves room too
        columns=alt.ExprRef(f"width < {26 * max(map(len, groups.names), default=0)} ? 1 : 2"),
    )
    mark: alt.Chart = base.mark_circle(opacity=1)
    channels: dict[str, Any] = {
        "longitude": "x:Q",
        "latitude": "y:Q",
        "size": alt.Size("area:Q", scale=None, legend=None),
        "color": alt.Color(
            "group:N",
            scale=_scale(groups, with_rest=with_rest),
            legend=legend if groups.names else None,
        ),
        "fillOpacity": alt.condition("datum.solid", alt.value(0.92), alt.value(0.28)),
        "stroke": alt.condition(
            "datum.ring", alt.value(colour("ink")), alt.value(colour("ground"))
        ),
        "strokeWidth": alt.condition("datum.ring", alt.value(2.2), alt.value(0.8)),
        "description": "about:N",
    }
    if with_links:
        channels["href"] = alt.Href("href:N")
    result: alt.Chart = mark.encode(**channels)
    return result


def _labels() -> list[alt.Chart]:
    """Give names with a halo of the ground, those that fit at the drawing's width."""
    base: alt.Chart = alt.Chart(alt.NamedData("names"))
    base = base.transform_filter("width >= datum.least && width < datum.end")
    placed = base.encode(longitude="x:Q", latitude="y:Q", text="text:N")
    common: dict[str, Any] = {
        "fontSize": _TEXT,
        "fontWeight": 600,
        "aria": False,
        "baseline": "middle",
    }
    halo = placed.mark_text(
        **common, stroke=colour("ground"), strokeWidth=3.5, strokeJoin="round", strokeOpacity=0.85
    )
    return [halo, placed.mark_text(**common, color=colour("ink"))]


def _named(
    shown: Sequence[Row],
    columns: NetworkColumns,
    spots: Mapping[str, tuple[float, float]],
    radii: Mapping[str, float],
    high: float,
    most: int,
) -> list[dict[str, Any]]:
    """Place names from the most important, above or beneath their nodes, where they fit.

    A narrow drawing has fewer: text keeps its size.
    """
    found: list[dict[str, Any]] = []
    for least, end in zip((0, *_WIDTHS[1:]), (*_WIDTHS[1:], 100_000), strict=True):
        width = max(least, _WIDTHS[0])
        scale = width / _WIDE
        boxes: list[_Box] = []
        for row in shown[:most]:
            if len(boxes) >= max(1, round(most * min(1.0, (width / WIDTH) ** 1.9))):
                break
            node = str(row[columns.node])
            text = _short(str(row.get(columns.name) or node))
            half = sum(_CAPITAL if letter.isupper() else _LETTER for letter in text) / 2
            x, y = (part * scale for part in spots[node])
            x = max(min(x, width - half - 2), half + 2)
            reach = radii[node] * width / WIDTH + _LINE / 2 + 1
            box = _free(x, (y - reach, y + reach), half, high * scale, boxes)
            if box is not None:
                boxes.append(box)
                at = {"x": round(x / scale, 1), "y": round((box[1] + box[3]) / 2 / scale, 1)}
                found.append({"text": text, **at, "least": least, "end": end})
    return found


def _free(
    x: float, spots: Sequence[float], half: float, high: float, boxes: Sequence[_Box]
) -> _Box | None:
    """Give the first of some spots for a name that no other name stands on."""
    for y in spots:
        box = (x - half, y - _LINE / 2, x + half, y + _LINE / 2)
        inside = box[1] >= 0 and box[3] <= high
        if inside and not any(_meet(box, other) for other in boxes):
            return box
    return None


def _meet(one: _Box, other: _Box) -> bool:
    across = one[0] < other[2] + 4 and other[0] < one[2] + 4
    return across and one[1] < other[3] and other[1] < one[3]


def _short(text: str) -> str:
    """Cut a long name at a word."""
    if len(text) <= _LONGEST:
        return text
    kept = text[: _LONGEST - 1]
    head, _, _ = kept.rpartition(" ")
    return f"{(head if len(head) > _LONGEST / 2 else kept).rstrip(' ,-')}…"
