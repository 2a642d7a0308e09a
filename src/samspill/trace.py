"""One published figure back to the files, the rows and the cells that it was made from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samspill.catalogue import Origin, findings, indicators, source_module
from samspill.errors import DataError, UnknownCode, UsageError
from samspill.reading import record
from samspill.store import Build, RawFile, Vault
from samspill.tables import FIELDS, table

__all__ = ["Explanation", "Piece", "SourceCell", "explain"]

_SHOWN = 12
"""Source rows shown one by one; the rest are counted and summed."""


@dataclass(frozen=True)
class SourceCell:
    """One row of a publisher's file: where it stands and what stands in it."""

    file: str
    sha256: str
    source_row: int
    line: int | None
    tidy: Mapping[str, Any]
    content: Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """One of the things that a figure was computed from, with its source rows."""

    title: str
    table: str
    rows_count: int
    sums: Mapping[str, float]
    cells: tuple[SourceCell, ...]


@dataclass(frozen=True)
class Explanation:
    """A figure, how it is defined, what it was computed from and which files that stands in."""

    table: str
    row: Mapping[str, Any]
    meanings: Mapping[str, str]
    definitions: tuple[str, ...]
    pieces: tuple[Piece, ...]
    files: tuple[RawFile, ...]
    build: str
    version: str
    labels: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Give it in the form that is written as JSON."""
        return {
            "table": self.table,
            "build": self.build,
            "samspill": self.version,
            "row": dict(self.row),
            "definitions": list(self.definitions),
            "made_from": [
                {
                    "title": piece.title,
                    "table": piece.table,
                    "rows_count": piece.rows_count,
                    "sums": dict(piece.sums),
                    "source_rows": [
                        {
                            "file": cell.file,
                            "sha256": cell.sha256,
                            "source_row": cell.source_row,
                            "line": cell.line,
                            "tidy": dict(cell.tidy),
                            "content": dict(cell.content),
                        }
                        for cell in piece.cells
                    ],
                }
                for piece in self.pieces
            ],
            "files": [
                {
                    "source": raw.source,
                    "name": raw.name,
                    "sha256": raw.sha256,
                    "publisher": raw.publisher,
                    "licence": raw.licence,
                    "vintage": raw.vintage,
                    "taken_at": raw.taken_at,
                    "origin": raw.origin,
                }
                for raw in self.files
            ],
        }

    def source_rows(self) -> pa.Table:
        """Give the source rows that are shown, one a row."""
        return pa.Table.from_pylist(
            [
                {
                    "made_from": piece.title,
                    "file": cell.file,
                    "sha256": cell.sha256,
                    "source_row": cell.source_row,
                    "line": cell.line,
                    "content": "; ".join(f"{k}={v}" for k, v in cell.content.items()),
                }
                for piece in self.pieces
                for cell in piece.cells
            ]
            or [{"made_from": None}]
        )

    def text(self) -> str:
        """Give it as paragraphs for a terminal."""
        label = self.labels
        lines = [f"{label['figure']} {self.table} ({label['build']} {self.build})"]
        width = max(map(len, self.row))
        lines += [
            f"  {name:<{width}}  {_shown(value, label)}  {self.meanings.get(name, '')}".rstrip()
            for name, value in self.row.items()
            if value is not None
        ]
        if self.definitions:
            lines += ["", label["how"]]
            lines += [f"  {definition}" for definition in self.definitions]
        for piece in self.pieces:
            sums = ", ".join(f"{name} {_shown(value, label)}" for name, value in piece.sums.items())
            rows = label["row" if piece.rows_count == 1 else "rows"]
            lines += ["", f"{piece.title}: {piece.rows_count:,} {rows} ({piece.table})"]
            lines += [f"  {label['sum']}: {sums}"] if sums else []
            for cell in piece.cells:
                at = f"{label['line']} {cell.line}" if cell.line else f"#{cell.source_row}"
                content = "; ".join(
                    f"{k.strip()}={v.strip()}" for k, v in cell.content.items() if v.strip()
                )
                lines.append(f"  {cell.file}, {at}: {content[:400]}")
            # what has no line in a file is summed, and no row of it stands here
            if len(piece.cells) and piece.rows_count > len(piece.cells):
                lines.append(f"  … {piece.rows_count - len(piece.cells):,} {label['more']}")
        lines += ["", label["files"]]
        for raw in self.files:
            lines += [
                f"  {raw.name}  ({raw.publisher})",
                f"    sha256 {raw.sha256}",
                f"    {label['licence']}: {raw.licence}; {label['vintage']}: {raw.vintage}; "
                f"{label['taken']}: {raw.taken_at}; {raw.origin}",
            ]
        return "\n".join(lines)


_LABELS = {
    "nb": {
        "figure": "Tallet i", "build": "bygg", "how": "Slik er det regnet", "rows": "rader",
        "sum": "sum", "line": "linje", "more": "til", "files": "Filene", "licence": "lisens",
        "vintage": "årgang", "taken": "hentet", "row": "rad", "yes": "ja", "no": "nei",
    },
    "en": {
        "figure": "The figure in", "build": "build", "how": "How it is computed", "rows": "rows",
        "sum": "sum", "line": "line", "more": "more", "files": "The files", "licence": "licence",
        "vintage": "vintage", "taken": "taken", "row": "row", "yes": "yes", "no": "no",
    },
}  # fmt: skip


def _shown(value: object, label: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return label["yes" if value else "no"]
    if isinstance(value, float):
        if math.isnan(value):
            return "–"
        if 0 < abs(value) < 0.00005:
            return f"{value:.1e}"
        return f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.2f}"
    return str(value)


def explain(
    build: Build, vault: Vault, table_name: str, keys: Mapping[str, str], language: str = "en"
) -> Explanation:
    """Lead one row of a published table back to its source rows.

    Parameters
    ----------
    build
        The build whose figure it is.
    vault
        The vault that it was built from.
    table_name
        A published table.
    keys
        Column -> value as text. Key columns that are left open are filled as the finding's view
        would show them first (its usual measure, its latest year); where that does not decide, it
        is an error that lists what to add.
    language
        `nb` or `en`.

    Raises
    ------
    UnknownCode
        There is no such table, column or row.
    UsageError
        More than one row fits.
    """
    row = _row(build, table_name, keys)
    finding = next((f for f in findings().values() if table_name in f.tables), None)
    origins: tuple[Origin, ...] = ()
    if finding is not None and finding.trace is not None:
        origins = finding.trace(table_name, row)
    elif "source_row" in row:
        origins = (
            Origin(
                {"nb": "Raden i filen", "en": "The row in the file"},
                _tidy_of(build, row),
                {"file_sha256": (row["file_sha256"],), "source_row": (row["source_row"],)},
            ),
        )
    pieces, checksums = [], []
    for origin in origins:
        piece, files = _piece(build, vault, origin, language)
        pieces.append(piece)
        checksums += files
    if not checksums and row.get("file_sha256"):
        checksums = [row["file_sha256"]]
    if not checksums:
        checksums = list(build.manifest["tables"][table_name]["inputs"])
    names = finding.indicators if finding is not None else ()
    return Explanation(
        table=table_name,
        row=row,
        meanings={f.name: f.nb if language == "nb" else f.en for f in table(table_name).fields},
        definitions=tuple(_definition(name, language) for name in names),
        pieces=tuple(pieces),
        files=tuple(vault.find(sha256) for sha256 in dict.fromkeys(checksums)),
        build=build.id,
        version=str(build.manifest["samspill"]),
        labels=_LABELS[language],
    )


def _row(build: Build, table_name: str, keys: Mapping[str, str]) -> dict[str, Any]:
    path, declared = build.path(table_name), table(table_name).schema
    conditions = []
    for column, text in keys.items():
        if column not in declared.names:
            raise UnknownCode(f"column of {table_name}", column, declared.names)
        try:
            conditions.append((column, "=", pa.scalar(text).cast(declared.field(column).type)))
        except pa.ArrowInvalid:
            raise UsageError(f"{column} is {FIELDS[column].type} and cannot be «{text}».") from None
    rows = pq.read_table(path, filters=conditions or None, partitioning=None)
    if rows.num_rows == 0:
        raise _first_that_fails(build, table_name, conditions)
    if rows.num_rows > 1:
        open_columns = {
            name: sorted(map(str, pc.unique(rows[name]).to_pylist()))
            for name in table(table_name).key
            if name not in keys and len(pc.unique(rows[name])) > 1
        }
        preferred = _preferred(rows, table_name, open_columns, build.manifest["region"])
        if preferred is not None:
            return preferred
        hint = "; ".join(f"{k}={'|'.join(v[:6])}" for k, v in open_columns.items())
        raise UsageError(f"{rows.num_rows} rows of {table_name} fit. Say also {hint}.")
    found: dict[str, Any] = rows.to_pylist()[0]
    return found


def _first_that_fails(
    build: Build, table_name: str, conditions: Sequence[tuple[str, str, pa.Scalar]]
) -> UnknownCode:
    """Say which of the conditions leaves no row, and what it could have been."""
    rows = build.read(table_name)
    for column, _, value in conditions:
        there = rows[column]
        rows = rows.filter(pc.equal(there, value))
        if rows.num_rows == 0:
            known = [str(one) for one in pc.unique(there).to_pylist() if one is not None]
            return UnknownCode(
                f"{column} among those rows of {table_name}", str(value.as_py()), known
            )
    return UnknownCode(f"row of {table_name}", "")


def _preferred(
    rows: pa.Table,
    table_name: str,
    left_open: Mapping[str, list[str]],
    region: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Give the row that the finding would show first, where its view's focus decides."""
    finding = next((f for f in findings().values() if table_name in f.tables), None)
    view = None if finding is None else finding.views.get(table_name)
    if view is None:
        return None
    for column in left_open:
        there = [one for one in pc.unique(rows[column]).to_pylist() if one is not None]
        wanted = view.first(column, there, region)
        if wanted is None:
            return None
        rows = rows.filter(pc.equal(rows[column], pa.scalar(wanted, rows[column].type)))
    found: dict[str, Any] | None = rows.to_pylist()[0] if rows.num_rows == 1 else None
    return found


def _tidy_of(build: Build, row: Mapping[str, Any]) -> str:
    """Name the tidy table that holds a row of a file."""
    listed = build.manifest["raw"].get(row["file_sha256"], {}).get("tables", [])
    if not listed:
        raise DataError(f"the build does not know the file {row['file_sha256']}")
    return str(listed[0])


def _piece(build: Build, vault: Vault, origin: Origin, language: str) -> tuple[Piece, list[str]]:
    path = _path(build, origin.table)
    if path is None:
        return Piece(origin.title[language], origin.table, 0, {}, ()), []
    where = {
        column: _parts(build, values) if _is_of_regions(origin.table, column) else values
        for column, values in origin.where.items()
    }
    if origin.through is not None:
        name, condition, gives = origin.through
        linking = _path(build, name)
        if linking is not None:
            links = _rows_where(linking, condition)
            where |= {
                ours: tuple(pc.unique(links[theirs]).to_pylist()) for theirs, ours in gives.items()
            }
    rows = _rows_where(path, where)
    sums = {
        name: math.fsum(value for value in rows[name].drop_null().to_pylist())
        for name in origin.measures
        # what is not known, or not told, is not zero
        if name in rows.column_names and not rows[name].null_count == rows.num_rows > 0
    }
    cells: list[SourceCell] = []
    checksums: list[str] = []
    if "file_sha256" in rows.column_names:
        checksums = [str(one) for one in pc.unique(rows["file_sha256"]).to_pylist() if one]
        cells = [_cell(vault, one) for one in rows.slice(0, _SHOWN).to_pylist()]
    return Piece(origin.title[language], origin.table, rows.num_rows, sums, tuple(cells)), checksums


def _is_of_regions(table_name: str, column: str) -> bool:
    """Whether a column has the regions of a set and not the set, as the publishers have."""
    return column == "nuts_code" or (table_name, column) == ("industry_statistics", "place_code")


def _parts(build: Build, places: tuple[object, ...]) -> tuple[object, ...]:
    """Give places with each of the profile's sets as the regions it is made of."""
    sets = build.manifest["region"].get("sets", {})
    return tuple(part for place in places for part in sets.get(place, (place,)))


def _path(build: Build, name: str) -> Path | None:
    """Give where a tidy or a published table lies, None where the build has none."""
    if name in build.manifest["tables"]:
        return build.path(name)
    return build.tidy_path(name)


def _rows_where(path: Path, where: Mapping[str, tuple[object, ...]]) -> pa.Table:
    if not all(where.values()):
        return pq.read_schema(path).empty_table()
    filters = [(column, "in", list(values)) for column, values in where.items()]
    return pq.read_table(path, filters=filters or None, partitioning=None)


def _cell(vault: Vault, tidy: Mapping[str, Any]) -> SourceCell:
    """Give one source row as the publisher wrote it, without what tells of a person or a size."""
    tidy = {name: value for name, value in tidy.items() if name not in _OF_ONE_UNIT}
    raw = vault.find(tidy["file_sha256"])
    layout_of = getattr(source_module(raw.source), "layout_of", None)
    layout = None if layout_of is None else layout_of(raw)
    if layout is None:
        known = {k: str(v) for k, v in tidy.items() if v is not None and k != "file_sha256"}
        return SourceCell(raw.name, raw.sha256, tidy["source_row"], None, tidy, known)
    line, content = record(raw, layout, tidy["source_row"])
    shown = {
        header
        for ours, headers in layout.columns.items()
        if ours not in _MAY_NAME_A_PERSON | _OF_ONE_UNIT
        for header in headers
    }
    content = {header: text for header, text in content.items() if header in shown}
    kept = ("organisation_name", "organisation_number")
    content |= {name: tidy[name] for name in kept if tidy.get(name)}
    return SourceCell(raw.name, raw.sha256, tidy["source_row"], line, tidy, content)


_MAY_NAME_A_PERSON = frozenset(
    {
        "name",
        "number",
        "organisation",
        "organisation_name",
        "organisation_number",
        "parent",
        "parent_number",
        "vat",
        "vat_number",
    }
)
"""Columns of which only what the tidy table kept is shown: a sole proprietor is a person."""

_OF_ONE_UNIT = frozenset({"employees", "employees_count"})
"""Columns that are not shown: the size of one establishment; decision 0044."""


def _definition(name: str, language: str) -> str:
    one = indicators()[name]
    # the sentence that defines a measure is in its docstring, and English
    first = (one.function.__doc__ or "").strip().splitlines()[0] if language == "en" else ""
    return f"{one.title[language]} ({one.unit[language]}): {first} {one.source}".replace("  ", " ")
