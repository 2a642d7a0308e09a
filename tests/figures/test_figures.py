"""Figures: drawn the same each time, readable without colour, sight or script, true to rows."""

from __future__ import annotations

import io
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv
import pytest

from samspill.errors import UsageError
from samspill.figures import (
    Figure,
    NetworkColumns,
    draw,
    europe_map,
    figure_css,
    network_chart,
    place_compare,
    place_map,
    rows_csv,
    rows_xlsx,
    strength_bars,
    strength_heat,
    strength_slope,
)
from samspill.figures.projection import dissolved, flatten
from samspill.figures.scales import breaks, class_labels, class_of, quotient_scale
from samspill.figures.theme import DEEP, ROLES, role_of
from samspill.figures.wording import joined, number

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("place_code", "activity_code", "measure")),
        ("year", pa.int64()),
        *((name, pa.string()) for name in ("reference", "place_name", "activity_nb")),
        ("activity_en", pa.string()),
        *((name, pa.float64()) for name in ("lq", "lq_low", "lq_high", "lq_shrunk", "q_value")),
        ("is_strength", pa.bool_()),
        ("stars", pa.int64()),
    ]
)
PLACES = {"0301": "Oslo", "3201": "Bærum", "3301": "Drammen"}
ACTIVITIES = {
    "C10": ("Produksjon av nærings- og nytelsesmidler", "Manufacture of food products"),
    "C26": ("Produksjon av datamaskiner", "Manufacture of computers <& more>"),
    "J62": ("Tjenester tilknyttet informasjonsteknologi", "Computer programming"),
}


def strengths(
    places: tuple[str, ...] = ("0301",),
    years: tuple[int, ...] = (2024,),
    quotient: float | None = None,
) -> pa.Table:
    """Rows of `strengths`: quotients 0.5, 1.5, 2.5 ... unless one is given."""
    rows = []
    for place in places:
        for year in years:
            for position, (code, (nb, en)) in enumerate(ACTIVITIES.items()):
                value = position + 0.5 if quotient is None else quotient
                rows.append(
                    {
                        "place_code": place,
                        "activity_code": code,
                        "measure": "employees_count",
                        "year": year,
                        "reference": "norway",
                        "place_name": PLACES[place],
                        "activity_nb": nb,
                        "activity_en": en,
                        "lq": value * 1.2,
                        "lq_low": value * 0.8,
                        "lq_high": value * 1.25,
                        "lq_shrunk": value,
                        "q_value": 0.04,
                        "is_strength": value > 2,
                        "stars": 1,
                    }
                )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def square(west: float, south: float, side: float = 1.0) -> str:
    east, north = west + side, south + side
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


MUNICIPALITIES = pa.table(
    {
        "place_code": list(PLACES),
        "name": list(PLACES.values()),
        "place_kind": ["municipality"] * 3,
        "population": [700_000.0, 130_000.0, 103_000.0],
    }
)
BORDERS = pa.table(
    {
        "place_code": list(PLACES),
        "geometry": [square(10, 60), square(9, 60), square(9, 59)],
        "place_kind": ["municipality"] * 3,
        "place_edition": ["municipality-2024"] * 3,
    }
)
EUROPE = pa.table(
    {
        "place_code": ["DE11", "SE11", "ES70", "FRA1"],
        "geometry": [square(9, 48), square(17, 59), square(-16, 28), square(-61, 16)],
        "place_kind": ["nuts2"] * 4,
        "place_edition": ["nuts-2013"] * 4,
    }
)


NODES = pa.table(
    {
        "place_code": list(PLACES),
        "name": list(PLACES.values()),
        "size": [9.0, 4.0, 1.0],
        "kind": ["by", "bygd", None],
        "is_hub": [True, False, None],
        "x": [0.0, 1.0, 0.5],
        "y": [0.0, 0.5, 1.0],
    }
)
EDGES = pa.table(
    {"a": ["0301", "0301", "0301"], "b": ["3201", "3301", "9999"], "weight": [1.0, 4.0, 2.0]}
)


def values(*given: float | None, codes: tuple[str, ...] = tuple(PLACES)) -> pa.Table:
    columns = {"place_code": list(codes)[: len(given)], "value": pa.array(given, pa.float64())}
    return pa.table(columns)


def address(row: Any) -> str:
    return f"/nb/place/{row['place_code']}?a=1&b=2"


def each(language: Any, rows: pa.Table | None = None) -> dict[str, Figure]:
    one = strengths() if rows is None else rows
    several = strengths(tuple(PLACES), (2022, 2023, 2024)) if rows is None else rows
    are_now = [year == 2024 for year in several["year"].to_pylist()]
    now = several.filter(pa.array(are_now, pa.bool_()))
    told: dict[str, Any] = {"language": language, "title": "Én figur & en <tittel>"}
    map_values = values(0.5, math.nan, 3.0) if rows is None else values()
    return {
        "bars": strength_bars(one, **told, label="activity", link=address),
        "slope": strength_slope(
            one if one.num_rows < 2 else strengths(years=(2020, 2022, 2023)),
            **told,
            label="activity",
        ),
        "heat": strength_heat(now, **told, link=address),
        "compare": place_compare(now, **told),
        "map": place_map(MUNICIPALITIES, BORDERS, map_values, **told, link=address),
        "tiles": place_map(MUNICIPALITIES, None, map_values, **told, link=address),
        "europe": europe_map(
            pa.concat_tables([EUROPE, BORDERS]),
            values(2.0, 0.5, codes=("DE11", "NO01")),
            **told,
            link=address,
            kind="diverging",
        ),
        "network": network_chart(
            NODES if rows is None else NODES.slice(0, 0),
            EDGES,
            NetworkColumns("place_code", ("a", "b"), "name", "size", "weight", "kind", "is_hub"),
            **told,
            noun="steder",
            link=address,
        ),
    }


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_figure_is_drawn_for_a_strict_page(language: str) -> None:
    for name, figure in each(language).items():
        svg = draw(figure, "svg", width=390).decode()
        root = ET.fromstring(svg)
        assert root.get("viewBox"), name
        assert root.get("width") is None, name
        assert root.get("aria-labelledby") == f"{figure.id}-title", name
        assert root[0].text == figure.title, name
        assert root[1].text == figure.description, name
        assert "aria-label=" in svg, name
        for forbidden in (" style=", "<style", "<script", "javascript:", "vega.github.io", "url("):
            assert forbidden not in svg, (name, forbidden)
        assert re.findall(r'https?://(?!www\.w3\.org/)[^"]*', svg) == [], name
        ids = [one.get("id") for one in root.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), name
        assert all(str(one).startswith(figure.id) for one in ids), name


def test_marks_say_what_they_show_in_the_readers_language() -> None:
    assert 'aria-label="Tjenester tilknyttet informasjonsteknologi: 2,50 (2–3,12), styrke"' in (
        draw(each("nb")["bars"], "svg").decode()
    )
    assert 'aria-label="Computer programming: 2.50 (2–3.12), strength"' in (
        draw(each("en")["bars"], "svg").decode()
    )


def test_links_lead_to_the_pages_and_the_keyboard_stops_once() -> None:
    root = ET.fromstring(draw(each("nb")["heat"], "svg"))
    links = list(root.iter("{http://www.w3.org/2000/svg}a"))
    # nine cells link to three pages
    assert len(links) == 9
    stops = [link.get("href") for link in links if link.get("tabindex") is None]
    assert sorted(str(stop) for stop in stops) == [
        f"/nb/place/{code}?a=1&b=2" for code in sorted(PLACES)
    ]
    assert all(link.get("aria-label") for link in links)
    # an image has no parts for a screen reader
    assert root.get("role") == "group"
    unlinked = ET.fromstring(draw(each("nb")["compare"], "svg"))
    assert unlinked.get("role") == "img"


def test_a_link_cannot_be_a_script() -> None:
    with pytest.raises(UsageError, match="javascript"):
        strength_bars(
            strengths(),
            language="nb",
            title="",
            label="activity",
            link=lambda _: "javascript:alert(1)",
        )


@pytest.mark.parametrize("format_name", ["svg", "png", "pdf"])
def test_the_same_figure_gives_the_same_bytes(format_name: Any) -> None:
    heads = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for name in ("europe", "heat"):
        drawn = {draw(each("nb")[name], format_name, scheme="dark") for _ in range(3)}
        assert len(drawn) == 1, name
        assert drawn.pop().startswith(heads[format_name])


def test_a_chart_is_a_value_that_a_notebook_can_show() -> None:
    for name, figure in each("en").items():
        # Altair holds it against Vega-Lite's schema
        content = figure.chart.to_dict()
        assert content["title"] == figure.title, name
        assert content["description"] == figure.description, name
        assert "NaN" not in json.dumps(content), name


def test_colours_are_roles_that_the_style_sheet_defines() -> None:
    css = figure_css()
    for name, figure in each("nb").items():
        svg = draw(figure, "svg").decode()
        used = set(re.findall(r"\b[fs]-[a-z]+(?:-[a-z0-9]+)?\b", " ".join(_classes(svg))))
        assert used, name
        for one in used:
            assert f".drawing .{one}{{" in css, (name, one)
        # no colour is left that does not turn with the scheme
        plain = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', svg))
        assert all(role_of(colour) for colour in plain), (name, plain)
        dark = draw(figure, "svg", scheme="dark").decode()
        assert f'fill="{ROLES["ground"][1]}"' in dark, name
        assert ROLES["ink"][0] not in dark, name


def _classes(svg: str) -> list[str]:
    return re.findall(r'class="([^"]*)"', svg)


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG 2.1."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_text_and_marks_stand_out(scheme: int) -> None:
    colours = {role: pair[scheme] for role, pair in ROLES.items()}
    for role in ("ink", "ink-soft", "accent", "grey"):
        assert contrast(colours[role], colours["ground"]) >= 4.5, role
    for role in ("accent-soft", "grey-soft", "rule"):
        assert contrast(colours[role], colours["ground"]) >= 3, role
    # names on tiles
    for role in colours:
        if role.startswith(("seq", "div", "cat")):
            text = colours["ground" if role in DEEP else "ink"]
            assert contrast(text, colours[role]) >= 4.5, role


def test_a_title_stands_on_what_is_downloaded_and_not_on_the_page() -> None:
    figure = strength_bars(strengths(), language="nb", title="Oslos styrker", label="activity")
    texts = [
        "".join(one.itertext())
        for one in ET.fromstring(draw(figure, "svg")).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "Oslos styrker" not in texts
    assert ">Oslos styrker</text>" in draw(figure, "svg", scheme="light").decode()


def test_nothing_one_and_undefined_are_drawn() -> None:
    for rows in (
        strengths().slice(0, 0),
        strengths().slice(0, 1),
        strengths(quotient=math.nan),
        strengths(quotient=0.0),
    ):
        for name, figure in each("nb", rows).items():
            svg = draw(figure, "svg", width=390).decode()
            assert "NaN" not in svg, name
            assert "undefined" not in svg, name
            ET.fromstring(svg)
    nothing = strength_bars(strengths(quotient=math.nan), language="en", title="T", label="place")
    assert nothing.rows.num_rows == 0
    assert nothing.description == "T: no figures to show."
    assert "No figures to show" in draw(nothing, "svg").decode()


def test_a_missing_interval_is_said() -> None:
    rows = strengths().slice(0, 1).to_pylist()
    rows[0] |= {"lq_low": None, "lq_high": math.nan}
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    svg = draw(strength_bars(table, language="en", title="T", label="activity"), "svg").decode()
    assert "0.50 (without an interval)" in svg


def test_bars_rank_and_say_so() -> None:
    figure = strength_bars(strengths(), language="en", title="T", label="activity", limit=2)
    assert figure.rows["activity_code"].to_pylist() == ["J62", "C26"]
    assert figure.rows.schema == SCHEMA
    assert set(figure.columns) <= set(SCHEMA.names)
    assert figure.description == (
        "2 activities ranked by specialisation with 95% intervals; on top Computer programming, "
        "2.50 (2–3.12). Strengths among them: 1."
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: strength_bars(rows, language="nb", title="", label="activity"),
        lambda rows: strength_slope(rows, language="nb", title="", label="activity"),
        lambda rows: strength_heat(rows, language="nb", title=""),
        lambda rows: place_compare(rows, language="nb", title=""),
    ],
)
def test_mixed_measures_are_refused(make: Callable[[pa.Table], Figure]) -> None:
    with pytest.raises(UsageError, match="several"):
        make(pa.concat_tables([strengths(), strengths()]))


def test_slope_keeps_the_seven_highest_and_names_stand_apart() -> None:
    rows = [
        {**strengths().slice(0, 1).to_pylist()[0], "activity_code": f"A{n:02}", "year": year}
        | {"lq_shrunk": 2.0 + n / 1000, "activity_nb": f"Næring {n}"}
        for n in range(9)
        for year in (2020, 2021)
    ]
    figure = strength_slope(
        pa.Table.from_pylist(rows, schema=SCHEMA), language="nb", title="T", label="activity"
    )
    assert set(figure.rows["activity_code"].to_pylist()) == {f"A{n:02}" for n in range(2, 9)}
    spots = [
        float(place)
        for place in re.findall(
            r'<text aria-label="Næring \d"[^>]*translate\([\d.]+,([\d.]+)\)',
            draw(figure, "svg").decode(),
        )
    ]
    assert len(spots) == 7
    assert min(b - a for a, b in pairwise(sorted(spots))) >= 16


def test_map_shows_what_is_missing_and_what_is_unsure() -> None:
    given = pa.table(
        {
            "place_code": ["0301", "3201"],
            "value": [3.0, 1.1],
            "low": [2.0, 0.7],
            "high": [4.0, 1.5],
        }
    )
    figure = place_map(MUNICIPALITIES, BORDERS, given, language="nb", title="T", kind="diverging")
    assert figure.description == (
        "Kart over 3 kommuner: 2 har tall, fra 1,10 (Bærum) til 3 (Oslo); tomme, uten tall: 1. "
        "Bleke fordi intervallet rommer 1: 1."
    )
    svg = draw(figure, "svg").decode()
    assert 'aria-label="Bærum: 1,10 (0,70–1,50)"' in svg
    assert 'aria-label="Drammen: ingen tall"' in svg
    assert 'fill-opacity="0.4"' in svg
    assert figure.rows["value"].to_pylist() == [3.0, 1.1, None]


def test_populous_places_are_named_on_the_map() -> None:
    svg = draw(each("nb")["map"], "svg").decode()
    assert re.findall(r"<text[^>]*>(Oslo|Drammen)</text>", svg).count("Oslo") == 2  # and its halo


def test_categories_have_a_colour_each() -> None:
    given = pa.table({"place_code": list(PLACES), "value": ["city", "town", "city"]})
    svg = draw(
        place_map(MUNICIPALITIES, None, given, language="en", title="T", kind="category"), "svg"
    ).decode()
    assert "f-cat-1" in svg
    assert "f-cat-2" in svg
    assert "f-cat-3" not in svg
    many = pa.table(
        {"place_code": [f"{n}" for n in range(9)], "value": [f"c{n}" for n in range(9)]}
    )
    places = pa.table({"place_code": many["place_code"], "name": many["value"]})
    with pytest.raises(UsageError, match="up to 7"):
        place_map(places, None, many, language="en", title="T", kind="category")


def test_europe_cuts_off_what_lies_overseas_and_puts_norway_together() -> None:
    figure = europe_map(
        pa.concat_tables([EUROPE, BORDERS]),
        values(2.0, 0.5, codes=("DE11", "NO01")),
        language="en",
        title="T",
        highlight=("NO01", "NO02", "NO03"),
    )
    # the Canaries and Guadeloupe lie outside; Oslo and Bærum are NO01, Drammen NO03
    assert figure.rows["place_code"].to_pylist() == ["DE11", "NO01", "NO03", "SE11"]
    assert "Highlighted: Oslo and Akershus and South-Eastern Norway." in figure.description


def test_dissolving_leaves_out_the_shared_border() -> None:
    whole = json.loads(dissolved([square(0, 0), square(1, 0)]) or "")
    (ring,) = (part[0] for part in whole["coordinates"])
    # two squares of four points share two of them; both stay as points of the outline
    assert len(ring) - 1 == 6
    assert {tuple(point) for point in ring} == {(x, y) for x in (0, 1, 2) for y in (0, 1)}
    assert dissolved([]) is None


def test_the_projection_keeps_areas() -> None:
    # a cell of one degree at 60 N has half the area of one at the equator, to the grid
    flat = flatten([("a", square(0, 59.5)), ("b", square(0, -0.5))], centre=(0.5, 30.0))

    def area(code: str) -> float:
        ring = flat.areas[code][0][0]
        pairs = pairwise(ring)
        return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2

    assert area("a") / area("b") == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("width", [100, 0, -5])
def test_too_narrow_is_refused(width: int) -> None:
    with pytest.raises(UsageError, match="240"):
        draw(each("nb")["bars"], "svg", width=width)


def test_csv_gives_the_rows_back() -> None:
    figure = strength_heat(strengths(tuple(PLACES)), language="nb", title="T")
    types = {field.name: field.type for field in SCHEMA}
    options = pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    back = pyarrow.csv.read_csv(io.BytesIO(rows_csv(figure)), convert_options=options)
    assert back.equals(figure.rows)
    undefined = place_map(MUNICIPALITIES, None, values(1.5, math.nan), language="nb", title="T")
    assert rows_csv(undefined).decode().splitlines() == [
        '"place_code","place_name","value"',
        '"0301","Oslo",1.5',
        '"3201","Bærum",',
        '"3301","Drammen",',
    ]


def test_workbook_gives_the_rows_back_and_says_where_they_are_from() -> None:
    figure = strength_bars(strengths(), language="nb", title="=Styrker", label="activity")
    content = rows_xlsx(figure, "nb", source="SSB 2024, NLOD 2.0", build="2024-a")
    assert content == rows_xlsx(figure, "nb", source="SSB 2024, NLOD 2.0", build="2024-a")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Om tallene", "Tall"]
    front = {row[0].value: row[1].value for row in book["Om tallene"].iter_rows()}
    assert front["Tittel"] == "=Styrker"
    assert front["Kilde"] == "SSB 2024, NLOD 2.0"
    assert front["Bygg"] == "2024-a"
    assert front["Antall rader"] == 3
    head, *rows = book["Tall"].iter_rows(values_only=True)
    assert list(head) == SCHEMA.names
    for row, given in zip(rows, figure.rows.to_pylist(), strict=True):
        for name, cell in zip(head, row, strict=True):
            # a workbook keeps sixteen digits
            close = isinstance(cell, float) and cell == pytest.approx(given[name], rel=1e-15, abs=0)
            assert close or cell == given[name], name


def test_numbers_as_the_language_writes_them() -> None:
    assert number(1234567.0, "nb") == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
    assert number(1234567.0, "en") == "1,234,567"
    assert number(2.7731, "nb") == "2,77"
    assert number(0.0312, "en") == "0.031"
    assert number(12.0, "nb", unit="%") == "12\N{NO-BREAK SPACE}%"
    assert number(12.0, "en", unit="%") == "12%"
    assert number(math.nan, "en") == "no figure"
    assert number(0.5, "nb", plain=True) == "0,5"
    assert joined(["a", "b", "c"], "nb") == "a, b og c"
    assert joined([], "nb") == ""


def test_classes_hold_every_value_once() -> None:
    # by hand: eight values in four classes of two
    assert breaks([1, 2, 3, 4, 5, 6, 7, 8], 4) == [3, 5, 7]
    # few distinct values get a class each
    assert breaks([0, 0, 1, 2], 6) == [1, 2]
    assert breaks([], 6) == []
    assert [class_of(value, [3, 5]) for value in (2, 3, 4.9, 5, 9)] == [0, 1, 1, 2, 2]
    assert class_labels([0.5, 2.0], "nb") == ["under 0,5", "0,5–2", "2 eller mer"]
    assert quotient_scale([0.3, 5.0]) == (0.25, 8.0)
    assert quotient_scale([0.0, None, 1000.0]) == (0.5, 128.0)
