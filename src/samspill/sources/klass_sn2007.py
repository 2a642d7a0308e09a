"""Statistics Norway's standard industrial classification 2007 (KLASS 6).

Codes in Samspill: section `J`, division `J62`, group `J620`, class `J6201` (the section's letter
and the digits without a dot, as Eurostat writes them for NACE Rev. 2), subclass `62.010` (the
publisher's own five digits, as registers write them).

The wide export of all five levels that circulates as SN2007 also has groups, classes and
subclasses of the successor SN2025 under the old sections and divisions, without a mark. All are
kept: sections and divisions are SN2007's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import DataError
from samspill.reading import Batch, Layout, Part, is_json, read_json_records, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["EDITION", "SOURCE", "fetch", "read"]

EDITION = "sn-2007"

# the last year of SN2007; from 2025 on the API would answer with SN2025
_API = "https://data.ssb.no/api/klass/v1/classifications/6/codesAt.json?date=2024-01-01"

SOURCE = Source(
    id="klass_sn2007",
    title={
        "nb": "Standard for næringsgruppering 2007 (KLASS 6)",
        "en": "Standard industrial classification 2007 (KLASS 6)",
    },
    publisher="Statistisk sentralbyrå",
    homepage="https://www.ssb.no/klass/klassifikasjoner/6",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Næringskoder og navn på fem nivåer; de fire øverste er NACE Rev. 2.",
        "en": "Activity codes and names on five levels; the upper four are NACE Rev. 2.",
    },
    tables=("classification",),
    downloads=(
        Download(f"{_API}&language=nb", "klass6_sn2007_nb.json"),
        Download(f"{_API}&language=en", "klass6_sn2007_en.json"),
    ),
    keeps="newest",
    cadence={"nb": "endres ikke lenger", "en": "does not change any more"},
)

_LEVELS = ("section", "division", "group", "class", "subclass")
_SHAPES = (r"[A-U]", r"\d{2}", r"\d{2}\.\d", r"\d{2}\.\d{2}", r"\d{2}\.\d{3}")
_EXAMPLES = ("J", "62", "62.0", "62.01", "62.010")

_WIDE = Layout(
    {
        **{f"code_{n}": (f"Nace_{n}_nr",) for n in range(1, 6)},
        **{f"name_{n}": (f"Nace_{n}_navn",) for n in range(1, 6)},
    },
    encodings=("utf-8", "cp1252"),
)
_API_LAYOUT = Layout(
    {"code": ("code",), "parent": ("parentCode",), "level": ("level",), "name": ("name",)}
)


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the Norwegian and the English names from the KLASS API."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout | None:
    """Give the layout of the wide export; an answer of the API has none."""
    return None if is_json(raw) else _WIDE


def read(raw: RawFile) -> Iterator[Part]:
    """Read the wide export, or an answer of the KLASS API, to `classification`.

    A record of the wide export has one code of each level; `received` counts each code once.
    `source_row` is the first record that has the code. The API gives one language a file: the
    English one fills `activity_en` and leaves `activity_nb` null, the other the other way round;
    rows of the same key complete each other.

    Raises
    ------
    DataError
        With file, line and column; also where a code has two names or stands in two places.
    """
    found: dict[str, dict[str, Any]] = {}
    if is_json(raw):
        records: list[dict[str, Any]] = []
        for batch in read_json_records(raw, _API_LAYOUT, within="codes"):
            records += _api_records(batch)
        _from_api(raw, records, found)
    else:
        for batch in read_records(raw, _WIDE):
            _from_wide(raw, batch, found)
    kept = pa.Table.from_pylist(list(found.values()), schema=table("classification").schema)
    yield Part("classification", kept, None, {"rows": len(found)})


def _activity_code(level: int, code: str, section: str) -> str:
    """Write a code as Samspill does; levels count from 0."""
    if level in (0, 4):
        return code
    return section + code.replace(".", "")


def _enter(raw: RawFile, found: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
    known = found.setdefault(row["activity_code"], row)
    for name in ("activity_parent", "activity_nb", "activity_en"):
        if known[name] != row[name]:
            raise DataError(
                f"record number {row['source_row']}: the code «{row['activity_code']}» has two "
                f"values of {name}, «{known[name]}» and «{row[name]}»",
                file=raw.name,
                advice="A classification names each code once; check that the file is whole.",
            )


def _from_wide(raw: RawFile, batch: Batch, found: dict[str, dict[str, Any]]) -> None:
    codes, names = [], []
    for number, (shape, example) in enumerate(zip(_SHAPES, _EXAMPLES, strict=True), 1):
        batch.required(f"code_{number}")
        expected = f"a code such as {example}"
        codes.append(batch.matching(f"code_{number}", shape, expected).to_pylist())
        names.append(batch.required(f"name_{number}").to_pylist())
    for at, source_row in enumerate(batch.source_row.to_pylist()):
        section = codes[0][at]
        parent = None
        for level, (level_codes, level_names) in enumerate(zip(codes, names, strict=True)):
            code = _activity_code(level, level_codes[at], section)
            _enter(
                raw,
                found,
                {
                    "activity_edition": EDITION,
                    "activity_code": code,
                    "activity_level": _LEVELS[level],
                    "activity_parent": parent,
                    "activity_nb": level_names[at],
                    "activity_en": None,
                    "file_sha256": raw.sha256,
                    "source_row": source_row,
                },
            )
            parent = code


def _api_records(batch: Batch) -> list[dict[str, Any]]:
    batch.required("level")
    columns = {
        "code": batch.required("code"),
        "parent": batch.text("parent"),
        "level": batch.matching("level", "[1-5]", "a level of 1 to 5"),
        "name": batch.required("name"),
        "source_row": batch.source_row,
    }
    records: list[dict[str, Any]] = pa.table(columns).to_pylist()
    return records


def _from_api(
    raw: RawFile, records: list[dict[str, Any]], found: dict[str, dict[str, Any]]
) -> None:
    parents = {record["code"]: record["parent"] for record in records}
    names = {record["code"]: record["name"] for record in records}
    is_english = names.get("A", "").casefold().startswith("agri")
    for record in records:
        chain = [record["code"]]
        while parents.get(chain[-1]) and len(chain) <= len(_LEVELS):
            chain.append(parents[chain[-1]])
        chain.reverse()
        level = int(record["level"]) - 1
        if len(chain) != level + 1:
            raise DataError(
                f"record number {record['source_row']}: the code «{record['code']}» is of level "
                f"{level + 1} and the codes above it are {' › '.join(chain[:-1]) or 'missing'}",
                file=raw.name,
                column="parentCode",
                advice="Fetch the file again.",
            )
        _enter(
            raw,
            found,
            {
                "activity_edition": EDITION,
                "activity_code": _activity_code(level, record["code"], chain[0]),
                "activity_level": _LEVELS[level],
                "activity_parent": (
                    _activity_code(level - 1, chain[-2], chain[0]) if level else None
                ),
                "activity_nb": None if is_english else record["name"],
                "activity_en": record["name"] if is_english else None,
                "file_sha256": raw.sha256,
                "source_row": record["source_row"],
            },
        )
