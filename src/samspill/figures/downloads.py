"""The rows of a figure as files: CSV and XLSX."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.csv
import xlsxwriter

from samspill.figures.figure import Figure
from samspill.figures.wording import Language, say

__all__ = ["rows_csv", "rows_xlsx"]

_CREATED = datetime(2000, 1, 1)
"""A fixed date: the same rows give the same bytes."""


def rows_csv(figure: Figure) -> bytes:
    """Write a figure's rows as CSV: UTF-8, comma, decimal point; what is undefined is empty."""
    out = io.BytesIO()
    pyarrow.csv.write_csv(_without_nan(figure.rows), out)
    return out.getvalue()


def rows_xlsx(figure: Figure, language: Language, *, source: str = "", build: str = "") -> bytes:
    """Write a figure's rows as a workbook: a front sheet, and the rows.

    Parameters
    ----------
    figure
        The figure.
    language
        Language of the front sheet.
    source
        Where the numbers come from: sources, vintages, licences.
    build
        The id of the build they are from.

    Returns
    -------
    bytes
        The same figure gives the same bytes. What is undefined is an empty cell.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": figure.title, "created": _CREATED})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    bold.set_align("top")
    front = book.add_worksheet(say(language, "sheet-about"))
    front.set_column(0, 0, 24)
    front.set_column(1, 1, 90)
    about = [
        ("title", figure.title),
        ("description", figure.description),
        ("source", source),
        ("build", build),
    ]
    for line, (key, text) in enumerate(about):
        front.write_string(line, 0, say(language, key), bold)
        front.write_string(line, 1, text, wrapped)
    front.write_string(len(about), 0, say(language, "rows-count"), bold)
    front.write_number(len(about), 1, figure.rows.num_rows)
    sheet = book.add_worksheet(say(language, "sheet-rows"))
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(figure.rows.column_names):
        sheet.write_string(0, position, name, bold)
        sheet.set_column(position, position, max(12, len(name) + 2))
        for line, value in enumerate(figure.rows[name].to_pylist(), 1):
            _write(sheet, line, position, value)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, position: int, value: Any) -> None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, position, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(line, position, value)
    else:
        sheet.write_string(line, position, str(value))


def _without_nan(rows: pa.Table) -> pa.Table:
    columns = {}
    for name in rows.column_names:
        column = rows[name]
        if pa.types.is_floating(column.type):
            values = column.to_pylist()
            column = pa.array(
                [v if v is not None and math.isfinite(v) else None for v in values], column.type
            )
        columns[name] = column
    return pa.table(columns)
