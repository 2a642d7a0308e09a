"""Maps: municipalities by their borders or as tiles, and Europe's regions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pyarrow as pa

from samspill import geography
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
)
from samspill.figures.projection import Flat, dissolved, features_of, flatten
from samspill.figures.scales import QUOTIENT_BREAKS, breaks, class_labels, class_of, shortened
from samspill.figures.theme import CATEGORIES, DEEP, DIVERGING, colour, sequential
from samspill.figures.tiles import tile_layout
from samspill.figures.wording import Language, interval, joined, number, say

__all__ = ["Kind", "europe_map", "place_map"]

Kind = Literal["sequential", "diverging", "category"]

Datasets = Mapping[str, Sequence[Mapping[str, Any]]]

_EUROPE = (10.0, 52.0)
_MAINLAND = (-2_000.0, -2_100.0, 2_350.0, 2_450.0)
_NUTS2_OF_2024 = {
    **{"03": "NO01", "32": "NO01", "34": "NO02", "31": "NO03", "33": "NO03", "39": "NO03"},
    **{"40": "NO03", "11": "NO04", "42": "NO04", "15": "NO05", "46": "NO05", "50": "NO06"},
    **{"18": "NO07", "55": "NO07", "56": "NO07"},
}
"""County of 2024 -> region of NUTS 2013, to the map's precision: a few municipalities changed
county since."""


@dataclass(frozen=True)
class _Classes:
    """How values become colours: names and roles of the classes, and each place's class."""

    title: str | None
    names: tuple[str, ...]
    roles: tuple[str, ...]
    of_place: Mapping[str, str]


def place_map(
    places: pa.Table,
    borders: pa.Table | None,
    values: pa.Table,
    *,
    language: Language,
    title: str,
    link: Link | None = None,
    kind: Kind = "sequential",
    unit: str = "",
    centre: float = 1.0,
    missing: str = "",
) -> Figure:
    """Draw municipalities coloured by a value: by their borders, or as tiles without any.

    Parameters
    ----------
    places
        Places to draw: `place_code`, `name`; those of another `place_kind` are left out.
    borders
        `place_code` and `geometry` (GeoJSON, longitude and latitude); None or no border for any
        of the places gives a tile map.
    values
        `place_code` and `value`: numbers, or words where `kind` is `category`. With `low` and
        `high`, and `kind` diverging, a place whose interval holds `centre` is faded.
    language
        Language of the labels.
    title
        What the figure is called.
    link
        From a row (`place_code`, `place_name`, `value`) to the address of its page.
    kind
        `sequential` gives up to six classes of about equal number; `diverging` gives seven
        around `centre`; `category` gives a colour for each word, in order of appearance.
    unit
        Unit of the values.
    centre
        Where a diverging scale turns: around 1 it is logarithmic, elsewhere even.
    missing
        What it means that a place has no value, where it is not that there is no figure.

    Raises
    ------
    UsageError
        Several values for a place, or more categories than colours.
    """
    drawn = {
        str(place["place_code"]): str(place.get("name") or place["place_code"])
        for place in places.to_pylist()
        if place.get("place_kind") in (None, "municipality")
    }
    table, rows = _joined(drawn, values, ("place_code",))
    classes = _classified(rows, kind, unit, centre, language, missing)
    properties = _properties(rows, classes, link, kind, unit, centre, language)
    outlines = [] if borders is None else _outlines(borders, drawn)
    datasets: Datasets = {}
    if not drawn:
        chart = nothing(language)
    elif outlines:
        flat = flatten(outlines)
        prominent = _prominent(places, flat)
        chart, datasets = _areas(
            flat, properties, classes, (), prominent, with_links=link is not None
        )
    else:
        chart = _tiles(properties, classes, with_links=link is not None)
    form = "alt-map" if outlines else "alt-tiles"
    return finished(
        "map",
        chart,
        title=title,
        language=language,
        description=_told(form, rows, kind, unit, centre, language),
        rows=table,
        shown=rows,
        columns=("place_code", "place_name", "value", "low", "high"),
        keys=("place_code", "value"),
        datasets=datasets,
    )


def europe_map(
    borders: pa.Table,
    values: pa.Table,
    *,
    language: Language,
    title: str,
    highlight: Sequence[str] = (),
    link: Link | None = None,
    kind: Kind = "sequential",
    unit: str = "",
    centre: float = 1.0,
) -> Figure:
    """Draw Europe's NUTS 2 regions coloured by a value.

    Overseas regions and far islands are cut off; the map keeps areas. Norwegian regions that
    `borders` does not have are put together from its municipalities, to the map's precision.

    Parameters
    ----------
    borders
        `place_code`, `geometry` and `place_kind` (`nuts2`, `municipality`).
    values
        As for `place_map`; `place_name` is used where it is given.
    language
        Language of the labels.
    title
        What the figure is called.
    highlight
        Regions with a strong outline.
    link, kind, unit, centre
        As for `place_map`; only regions with a value are linked.

    Raises
    ------
    UsageError
        Several values for a region, or more categories than colours.
    """
    outlines = _regions(borders)
    flat = flatten(outlines.items(), centre=_EUROPE, window=_MAINLAND)
    names = {str(row["place_code"]): row.get("place_name") for row in values.to_pylist()}
    known = {code: text[language] for code, text in geography.region_names().items()}
    drawn = {code: str(names.get(code) or known.get(code) or code) for code in sorted(flat.areas)}
    table, rows = _joined(drawn, values, ("place_code",))
    classes = _classified(rows, kind, unit, centre, language)
    properties = _properties(rows, classes, link, kind, unit, centre, language)
    for row in rows:
        if row["value"] is None:
            properties[row["place_code"]]["href"] = None
    raised = tuple(code for code in highlight if code in flat.areas)
    chart = nothing(language)
    datasets: Datasets = {}
    if drawn:
        chart, datasets = _areas(flat, properties, classes, raised, (), with_links=link is not None)
    shown_names = joined((drawn[code] for code in raised), language)
    told = say(language, "alt-highlight", names=shown_names) if raised else ""
    return finished(
        "europe",
        chart,
        title=title,
        language=language,
        description=_told("alt-europe", rows, kind, unit, centre, language, highlight=told),
        rows=table,
        shown=rows,
        columns=("place_code", "place_name", "value", "low", "high"),
        keys=("place_code", "value"),
        datasets=datasets,
    )


def _joined(
    drawn: Mapping[str, str], values: pa.Table, keys: Sequence[str]
) -> tuple[pa.Table, list[Row]]:
    """Give a table and its rows: each place drawn with its name and value, None without one."""
    given = values.to_pylist()
    one_of_each(given, keys, "A map")
    of_place = {str(row["place_code"]): row for row in given}
    names = [name for name in ("value", "low", "high") if name in values.column_names]
    columns: dict[str, Any] = {
        "place_code": pa.array(list(drawn), pa.string()),
        "place_name": pa.array(list(drawn.values()), pa.string()),
    }
    for name in names:
        kept = [_known(of_place.get(code, {}).get(name)) for code in drawn]
        columns[name] = pa.array(kept, values.schema.field(name).type)
    table = pa.table(columns)
    rows: list[Row] = table.to_pylist()
    for position, row in enumerate(rows):
        row["_at"] = position
    return table, rows


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _classified(
    rows: Sequence[Row],
    kind: Kind,
    unit: str,
    centre: float,
    language: Language,
    missing: str = "",
) -> _Classes:
    """Sort values into classes with names and colours."""
    found = {row["place_code"]: row["value"] for row in rows if row["value"] is not None}
    missing = missing or say(language, "no-figure").capitalize()
    if kind == "category":
        names = list(dict.fromkeys(map(str, found.values())))
        if len(names) > len(CATEGORIES):
            raise UsageError(
                f"A map shows up to {len(CATEGORIES)} categories, and there are {len(names)}."
            )
        roles: Sequence[str] = CATEGORIES[: len(names)]
        of_place = {code: str(value) for code, value in found.items()}
    else:
        distinct = sorted(set(found.values()))
        if kind == "diverging":
            bounds = _around(found.values(), centre)
            names, roles = class_labels(bounds, language), DIVERGING
        else:
            bounds = breaks(list(found.values()), 6)
            single = distinct if len(bounds) + 1 == len(distinct) else None
            names = class_labels(bounds, language, single=single)
            roles = sequential(len(names))
        of_place = {code: names[class_of(value, bounds)] for code, value in found.items()}
    if len(found) < len(rows):
        names, roles = [*names, missing], [*roles, "missing"]
        of_place |= {row["place_code"]: missing for row in rows if row["value"] is None}
    notes = [] if kind == "category" or not unit else [unit[:1].upper() + unit[1:]]
    if any(_unsure(row, kind, centre) for row in rows):
        notes.append(say(language, "unsure", centre=number(centre, language)))
    return _Classes(". ".join(notes) or None, tuple(names), tuple(roles), of_place)


def _around(values: Iterable[float], centre: float) -> Sequence[float]:
    """Give the bounds of seven classes around a centre."""
    if centre == 1:
        return QUOTIENT_BREAKS
    far = max((abs(value - centre) for value in values), default=1.0) or 1.0
    size = 10.0 ** math.floor(math.log10(far))
    step = next(size * part for part in (0.25, 0.5, 1.0, 2.5, 5.0) if size * part * 3 >= far)
    return [centre + step * part for part in (-2, -1, -0.25, 0.25, 1, 2)]


def _unsure(row: Row, kind: Kind, centre: float) -> bool:
    low, high = row.get("low"), row.get("high")
    return kind == "diverging" and low is not None and high is not None and low <= centre <= high


def _properties(
    rows: Sequence[Row],
    classes: _Classes,
    link: Link | None,
    kind: Kind,
    unit: str,
    centre: float,
    language: Language,
) -> dict[str, Row]:
    """Give what the marks need to know of each place."""
    found: dict[str, Row] = {}
    for row in rows:
        value = row["value"]
        text = str(value) if kind == "category" and value is not None else ""
        text = text or number(value, language, unit=unit if value is not None else "")
        if row.get("low") is not None and row.get("high") is not None:
            text += f" ({interval(row['low'], row['high'], language)})"
        found[row["place_code"]] = {
            "name": row["place_name"],
            "class": classes.of_place[row["place_code"]],
            "unsure": _unsure(row, kind, centre),
            "about": f"{row['place_name']}: {text}",
            "href": address(link, row),
        }
    return found


def _told(
    form: str,
    rows: Sequence[Row],
    kind: Kind,
    unit: str,
    centre: float,
    language: Language,
    **more: object,
) -> str:
    """Say what a map shows."""
    filled = [row for row in rows if row["value"] is not None]
    spread = ""
    if filled and kind != "category":
        low = min(filled, key=lambda row: row["value"])
        high = max(filled, key=lambda row: row["value"])
        spread = say(
            language,
            "alt-range",
            low=number(low["value"], language, unit=unit),
            low_name=low["place_name"],
            high=number(high["value"], language, unit=unit),
            high_name=high["place_name"],
        )
    missing = len(rows) - len(filled)
    text = say(
        language,
        form,
        count=len(rows),
        filled=len(filled),
        missing=say(language, "alt-missing", missing=missing) if missing else "",
        range=spread,
        **more,
    )
    unsure = sum(_unsure(row, kind, centre) for row in filled)
    if unsure:
        text += say(language, "alt-unsure", count=unsure, centre=number(centre, language))
    elif "low" not in (rows[0] if rows else {}) and kind != "category":
        text += say(language, "alt-sure")
    return text


def _outlines(borders: pa.Table, drawn: Mapping[str, str]) -> list[tuple[str, str]]:
    codes, texts = borders["place_code"].to_pylist(), borders["geometry"].to_pylist()
    return [(code, text) for code, text in zip(codes, texts, strict=True) if code in drawn and text]


def _regions(borders: pa.Table) -> dict[str, str]:
    """Give NUTS 2 borders; Norwegian ones that lack are put together from municipalities."""
    regions: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for row in borders.to_pylist():
        code, text = str(row["place_code"]), row["geometry"]
        if not text:
            continue
        if row.get("place_kind") == "municipality":
            region = _NUTS2_OF_2024.get(geography.county_of(code))
            if row.get("place_edition") in (None, "municipality-2024") and region:
                parts.setdefault(region, []).append(text)
        elif row.get("place_kind") in (None, "nuts2"):
            regions[code] = text
    if not any(code.startswith("NO") for code in regions):
        for region, texts in sorted(parts.items()):
            whole = dissolved(texts)
            if whole is not None:
                regions[region] = whole
    return regions


def _prominent(places: pa.Table, flat: Flat) -> tuple[tuple[str, float, float], ...]:
    """Choose the places whose names stand on the map: populous, and far from each other."""
    rows = [
        row
        for row in places.to_pylist()
        if row.get("population") and row["place_code"] in flat.areas
    ]
    rows.sort(key=lambda row: (-row["population"], row["place_code"]))
    letter = 8 * flat.width / WIDTH
    far = max(flat.width, flat.height) / 6
    chosen: list[tuple[str, float, float]] = []
    for row in rows[:40]:
        x, y = flat.centre(row["place_code"])
        name = str(row["name"]).split(" - ")[0]
        half = letter * len(name) / 2
        apart = all(
            abs(y - b) > far / 2 or abs(x - a) > max(far, half + letter * len(other) / 2)
            for other, a, b in chosen
        )
        if apart and half < x < flat.width - half:
            chosen.append((name, x, y))
        if len(chosen) == 7:
            break
    return tuple(chosen)


def _shade(classes: _Classes, field: str) -> alt.Color:
    # on a telephone two long names do not stand beside each other
    narrow = 1 if max(map(len, classes.names), default=0) > 20 else 2
    return alt.Color(
        field,
        scale=alt.Scale(domain=list(classes.names), range=[colour(role) for role in classes.roles]),
        legend=alt.Legend(
            title=classes.title,
            titleLimit=640,
            symbolStrokeColor=colour("grey-soft"),
            symbolStrokeWidth=0.5,
            orient="bottom",
            symbolType="square",
            symbolSize=180,
            symbolOpacity=1,
            columns=alt.ExprRef(f"width < 380 ? {narrow} : width < 560 ? 2 : 4"),
        ),
    )


def _areas(
    flat: Flat,
    properties: Mapping[str, Row],
    classes: _Classes,
    raised: Sequence[str],
    prominent: Sequence[tuple[str, float, float]],
    *,
    with_links: bool,
) -> tuple[alt.LayerChart, Datasets]:
    """Draw areas; raised ones come last, with a strong outline.

    The areas are given beside the chart: Altair copies and checks what stands in a chart many
    times over.
    """
    channels: dict[str, Any] = {
        "color": _shade(classes, "properties.class:N"),
        "description": "properties.about:N",
    }
    if with_links:
        channels["href"] = alt.Href("properties.href:N")

    def layer(data: alt.NamedData, line: str, width: float, fade: float) -> alt.Chart:
        base: alt.Chart = alt.Chart(data)
        mark: alt.Chart = base.mark_geoshape(
            stroke=colour(line), strokeWidth=width, strokeJoin="round", fillOpacity=fade
        )
        return mark.encode(**channels)

    empty = classes.names[-1] if classes.roles[-1:] == ("missing",) else None
    groups: dict[str, list[dict[str, Any]]] = {"missing": [], "unsure": [], "sure": []}
    for one in features_of(flat, properties):
        about = one["properties"]
        group = "unsure" if about["unsure"] else "sure"
        groups["missing" if about["class"] == empty else group].append(one)
    looks = {"missing": ("grey-soft", 0.5, 1.0), "unsure": ("ground", 0.7, 0.4)}
    datasets = {name: group for name, group in groups.items() if group}
    layers = [layer(alt.NamedData(n), *looks.get(n, ("ground", 0.7, 1.0))) for n in datasets]
    if raised:
        datasets["raised"] = features_of(flat, {code: properties[code] for code in raised})
        outlines: alt.Chart = alt.Chart(alt.NamedData("raised"))
        layers.append(
            outlines.mark_geoshape(
                filled=False, stroke=colour("ink"), strokeWidth=1.6, strokeJoin="round", aria=False
            )
        )
    layers += _names(prominent)
    chart: Any = layered(*layers, height=round(flat.height * WIDTH / flat.width))
    result: alt.LayerChart = chart.project(
        type="identity", scale=alt.ExprRef(f"width / {flat.width}"), translate=[0, 0]
    ).properties(usermeta={"scales": True})
    return result, datasets


def _names(prominent: Sequence[tuple[str, float, float]]) -> list[alt.Chart]:
    """Give names of places with a halo of the ground."""
    if not prominent:
        return []
    data = [{"name": name, "x": round(x, 1), "y": round(y, 1)} for name, x, y in prominent]
    base = alt.Chart(alt.InlineData(data)).encode(longitude="x:Q", latitude="y:Q", text="name:N")
    common: dict[str, Any] = {"fontSize": 12, "fontWeight": 600, "aria": False}
    halo = base.mark_text(
        **common, stroke=colour("ground"), strokeWidth=3.5, strokeJoin="round", strokeOpacity=0.85
    )
    return [halo, base.mark_text(**common, color=colour("ink"))]


def _tiles(properties: Mapping[str, Row], classes: _Classes, *, with_links: bool) -> alt.LayerChart:
    """Draw one tile for each place."""
    layout = tile_layout(properties)
    columns = max(column for column, _ in layout.values()) + 1
    lines = max(row for _, row in layout.values()) + 1
    side = f"width / {columns}"
    data = [
        {**properties[code], "left": column, "top": row, "right": column + 1, "bottom": row + 1}
        for code, (column, row) in layout.items()
    ]
    across = alt.Scale(domain=[0, columns], nice=False, zero=False)
    down = alt.Scale(domain=[0, lines], nice=False, zero=False, reverse=True)
    x, y = alt.X("left:Q", scale=across, axis=None), alt.Y("top:Q", scale=down, axis=None)
    channels: dict[str, Any] = {
        "x": x,
        "x2": "right:Q",
        "y": y,
        "y2": "bottom:Q",
        "color": _shade(classes, "class:N"),
        "fillOpacity": alt.condition("datum.unsure", alt.value(0.4), alt.value(1)),
        "description": "about:N",
    }
    if with_links:
        channels["href"] = alt.Href("href:N")
    base = alt.Chart(alt.InlineData(data))
    # a tile without a value is seen by its outline
    empty = [
        name for name, role in zip(classes.names, classes.roles, strict=True) if role == "missing"
    ]
    edge = alt.condition(
        f"indexof({json.dumps(empty, ensure_ascii=False)}, datum.class) >= 0",
        alt.value(colour("grid")),
        alt.value(colour("ground")),
    )
    tiles = base.mark_rect(strokeWidth=1.5, cornerRadius=4).encode(**channels, stroke=edge)
    deep = [name for name, role in zip(classes.names, classes.roles, strict=True) if role in DEEP]
    size = f"max(9, min(12, {side} * 0.22))"
    short = base.transform_calculate(
        short=shortened("datum.name", side, letter=f"({size} * 0.68)", ellipsis=".")
    )
    names = short.mark_text(
        fontSize=alt.ExprRef(size),
        aria=False,
    ).encode(
        x=alt.X("middle:Q", scale=across, axis=None),
        y=alt.Y("centre:Q", scale=down, axis=None),
        text="short:N",
        color=alt.condition(
            f"indexof({json.dumps(deep, ensure_ascii=False)}, datum.class) >= 0 && !datum.unsure",
            alt.value(colour("ground")),
            alt.value(colour("ink")),
        ),
    )
    for item in data:
        item["middle"], item["centre"] = item["left"] + 0.5, item["top"] + 0.5
    chart: Any = layered(tiles, names, height=round(WIDTH / columns * lines))
    result: alt.LayerChart = chart.properties(usermeta={"scales": True})
    return result
