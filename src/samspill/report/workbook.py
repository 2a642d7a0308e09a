"""The package as one workbook: a front page, what each column means, a sheet for each table."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

import samspill
from samspill.region import Region
from samspill.store import Build

__all__ = ["write_workbook"]

_CREATED = datetime(2000, 1, 1)
"""A fixed date: the same build gives the same bytes."""
_MOST_ROWS = 50_000
"""Longer tables would make a workbook that no office machine opens with joy."""
_FRONT = (34, 60, 60, 12)
"""Letters in the columns of the front page."""
_ONLY_TRUE = {"strengths": "is_strength"}
"""Of these long tables the rows in which a column is true make a sheet."""


def write_workbook(
    path: Path,
    build: Build,
    region: Region,
    twins: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
) -> None:
    """Write the workbook; of tables too long for it the front page says where they are whole."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"Samspill: {region.name['nb']}", "created": _CREATED})
    style = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"font_color": "#00526a", "underline": 1, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheets = {name: _sheet_rows(build, name, int(twins[name]["rows"])) for name in twins}
    _front(book, style, build, region, twins, sources, sheets)
    _columns(book, style, twins)
    for name, rows in sheets.items():
        if rows is not None:
            _table(book, style, name, rows)
    book.close()


def _sheet_rows(build: Build, name: str, count: int) -> pa.Table | None:
    """Give the rows of a table's sheet: all, the true ones of a long table, or None."""
    if count <= _MOST_ROWS:
        return build.read(name)
    if name not in _ONLY_TRUE:
        return None
    rows = build.read(name)
    rows = rows.filter(pc.equal(rows[_ONLY_TRUE[name]], pa.scalar(value=True)))
    return rows if rows.num_rows <= _MOST_ROWS else None


def _front(
    book: Any,
    style: Mapping[str, Any],
    build: Build,
    region: Region,
    twins: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    sheets: Mapping[str, pa.Table | None],
) -> None:
    sheet = book.add_worksheet("Forside – Front page")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for at, width in enumerate(_FRONT):
        sheet.set_column(at, at, width)
    line = 0
    sheet.set_row(line, 24)
    sheet.write_string(
        line, 0, f"Samspill: {region.name['nb']} / {region.name['en']}", style["title"]
    )
    line += 2
    facts = [
        ("Bygg / Build", build.id),
        ("Regnet ut / Computed", str(build.manifest["started"])),
        ("Samspill", samspill.__version__),
    ]
    if build.manifest["is_sample"]:
        facts.insert(
            0,
            (
                "EKSEMPELDATA / SAMPLE DATA",
                "Stedene er virkelige, alle virksomheter og tall er oppdiktet. / "
                "The places are real, every organisation and figure is invented.",
            ),
        )
    for name, value in facts:
        _fit(sheet, line, (name, value))
        sheet.write_string(line, 0, name, style["text"])
        sheet.write_string(line, 1, value, style["text"])
        line += 1
    line += 1
    _heads(sheet, line, ("Ark / Sheet", "Innhold", "Contents", "Rader / Rows"), style)
    for name, twin in twins.items():
        line += 1
        shown = sheets[name]
        where_nb, where_en = _where(name, shown, int(twin["rows"]))
        titles = (twin["title"]["nb"] + where_nb, twin["title"]["en"] + where_en)
        _fit(sheet, line, (name, *titles))
        if shown is None:
            sheet.write_string(line, 0, name, style["text"])
        else:
            address = f"internal:'{_sheet_name(name)}'!A1"
            sheet.write_url(line, 0, address, style["link"], string=name)
        for at, title in enumerate(titles, 1):
            sheet.write_string(line, at, title, style["text"])
        sheet.write_number(line, 3, int(twin["rows"]), style["text"])
    line += 2
    heads = ("Kilde / Source", "Utgiver / Publisher", "Lisens / Licence", "Årgang / Vintage")
    _heads(sheet, line, heads, style)
    for one in sources:
        line += 1
        title = f"{one['title_nb']} / {one['title_en']}"
        texts = [title, *(one[name] or "" for name in ("publisher", "licence", "vintage"))]
        _fit(sheet, line, texts)
        for at, text in enumerate(texts):
            sheet.write_string(line, at, text, style["text"])


def _heads(sheet: Any, line: int, heads: Sequence[str], style: Mapping[str, Any]) -> None:
    _fit(sheet, line, heads)
    for at, words in enumerate(heads):
        sheet.write_string(line, at, words, style["head"])


def _fit(sheet: Any, line: int, texts: Sequence[str]) -> None:
    """Make a row of the front page as high as its longest text, which a program does not do."""
    lines = (len(textwrap.wrap(text, width)) for text, width in zip(texts, _FRONT, strict=False))
    sheet.set_row(line, 15 * max(1, *lines))


def _where(name: str, shown: pa.Table | None, count: int) -> tuple[str, str]:
    """Say where a table is whole if its sheet does not hold all of it."""
    if shown is not None and shown.num_rows == count:
        return "", ""
    path = f"data/{name}.csv"
    if shown is None:
        return f" (for lang for et ark: se {path})", f" (too long for a sheet: see {path})"
    only = _ONLY_TRUE[name]
    return (
        f" (arket har de {shown.num_rows} radene der {only} er sann; alle i {path})",
        f" (the sheet has the {shown.num_rows} rows in which {only} is true; all in {path})",
    )


def _columns(book: Any, style: Mapping[str, Any], twins: Mapping[str, Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet("Kolonner – Columns")
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 3, 60)
    sheet.set_column(4, 4, 16)
    sheet.freeze_panes(1, 0)
    heads = ("Tabell / Table", "Kolonne / Column", "Betydning", "Meaning", "Enhet / Unit")
    for at, words in enumerate(heads):
        sheet.write_string(0, at, words, style["head"])
    line = 0
    for name, twin in twins.items():
        for column in twin["columns"]:
            line += 1
            cells = (
                name,
                column["name"],
                column["meaning"]["nb"],
                column["meaning"]["en"],
                column["unit"],
            )
            for at, text in enumerate(cells):
                sheet.write_string(line, at, text, style["text"])


def _table(book: Any, style: Mapping[str, Any], name: str, rows: pa.Table) -> None:
    sheet = book.add_worksheet(_sheet_name(name))
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(rows.column_names):
        sheet.set_column(at, at, max(11, min(28, len(column) + 2)))
        sheet.write_string(0, at, column, style["head"])
    if rows.num_rows:
        sheet.autofilter(0, 0, rows.num_rows, rows.num_columns - 1)
    columns = [column.to_pylist() for column in rows.columns]
    for line, values in enumerate(zip(*columns, strict=True), 1):
        for at, value in enumerate(values):
            _write(sheet, style, line, at, value)


def _sheet_name(name: str) -> str:
    """Give a worksheet's name, which has at most 31 characters."""
    return name[:31]


def _write(sheet: Any, style: Mapping[str, Any], line: int, at: int, value: Any) -> None:
    if value in (None, "") or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime.combine(value, datetime.min.time()), style["date"])
    else:
        sheet.write_string(line, at, str(value)[:32_767])
