"""Statistics Norway's standard for municipalities (KLASS 131): units and their changes.

Two kinds of file tell the whole story: the changes (`place_changes`), and the units with their
validity (`place_units`), which also has those that never changed. Both are read as CSV and as the
KLASS API gives them; the header decides which of them a file is.

`valid_to` is the first day on which a code was valid no more, null while it still is. The same
code can name different municipalities at different times: code and `valid_from` together tell
them apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.reading import (
    Batch,
    Layout,
    Part,
    Rejects,
    is_json,
    read_json_records,
    read_records,
)
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

__all__ = ["SOURCE", "fetch", "read"]

_API = "https://data.ssb.no/api/klass/v1/classifications/131"
_BEGINNING = date(1838, 1, 1)

SOURCE = Source(
    id="klass_kommuner",
    title={
        "nb": "Standard for kommuneinndeling (KLASS 131)",
        "en": "Standard for municipalities (KLASS 131)",
    },
    publisher="Statistisk sentralbyrå",
    homepage="https://www.ssb.no/klass/klassifikasjoner/131",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Alle norske kommuner siden 1838 med gyldighet, og hver endring av dem.",
        "en": "Every Norwegian municipality since 1838 with its validity, and each change.",
    },
    tables=("place_changes", "place_units"),
    downloads=(
        Download(f"{_API}/changes.json?from={_BEGINNING}", "klass131_changes.json"),
        Download(f"{_API}/codes.json?from={_BEGINNING}", "klass131_codes.json"),
    ),
    keeps="newest",
    cadence={"nb": "ved endringer, oftest 1. januar", "en": "when it changes, mostly 1 January"},
)

_CHANGES = Layout(
    {
        "from_code": ("from_code",),
        "from_name": ("from_name",),
        "from_valid_from": ("from_validFrom",),
        "from_valid_to": ("from_validTo",),
        "to_code": ("to_code",),
        "to_name": ("to_name",),
        "to_valid_from": ("to_validFrom",),
        "to_valid_to": ("to_validTo",),
        "changed_on": ("changeOccurred",),
    }
)
_CHANGES_API = Layout(
    {
        "from_code": ("oldCode",),
        "from_name": ("oldName",),
        "to_code": ("newCode",),
        "to_name": ("newName",),
        "changed_on": ("changeOccurred",),
    }
)
_UNITS = Layout(
    {
        "code": ("code",),
        # the exported graph calls its row id «name» and the municipality's name «label»
        "name": ("label", "name"),
        "valid_from": ("validFromInRequestedRange", "validFrom"),
        "valid_to": ("validToInRequestedRange", "validTo"),
    },
    delimiters=",;",
    encodings=("utf-8", "cp1252"),
)
_UNSPECIFIED = "9999"
_DAY = ("%Y-%m-%d",)


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take changes and codes from the KLASS API."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout | None:
    """Give the layout of a delimited file, of changes or of units; JSON has none."""
    if is_json(raw):
        return None
    with open_raw(raw) as stream:
        header = stream.read(2048).split(b"\n", 1)[0]
    is_changes = any(name in header for name in (b"from_code", b"to_code", b"changeOccurred"))
    return _CHANGES if is_changes else _UNITS


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file of changes to `place_changes`, a file of units to `place_units`.

    The API's changes have no validity: a code is then valid from the change before it, or from
    the beginning of the standard in 1838, to the change behind it. For the publisher's complete
    graph of 1838-2024 this gives the validity that the publisher states, for every change.

    Set aside: `one_sided_change` (a code that came from nothing or went nowhere) and
    `unspecified` (code 9999, which is no municipality).

    Raises
    ------
    DataError
        With file, line and column.
    """
    with open_raw(raw) as stream:
        head = stream.read(2048)
    if is_json(raw):
        yield from _api_changes(raw) if b'"codeChanges"' in head else _api_units(raw)
        return
    layout = layout_of(raw) or _UNITS
    for batch in read_records(raw, layout):
        yield _changes(batch) if layout is _CHANGES else _units(batch)


def _code(batch: Batch, name: str) -> Any:
    codes = batch.matching(name, r"\d{3,4}", "a municipality code of four digits")
    return pc.utf8_lpad(codes, 4, "0")


def _trace(batch: Batch) -> dict[str, Any]:
    return {"file_sha256": batch.file_sha256, "source_row": batch.source_row}


def _changes(batch: Batch) -> Part:
    columns: dict[str, Any] = {}
    for side in ("from", "to"):
        batch.required(f"{side}_code")
        columns[f"{side}_code"] = _code(batch, f"{side}_code")
        columns[f"{side}_name"] = batch.required(f"{side}_name")
        batch.required(f"{side}_valid_from")
        columns[f"{side}_valid_from"] = batch.date(f"{side}_valid_from", _DAY)
        columns[f"{side}_valid_to"] = batch.date(f"{side}_valid_to", _DAY, missing=("NA",))
    batch.required("changed_on")
    columns["changed_on"] = batch.date("changed_on", _DAY)
    kept = table("place_changes").conform(pa.table({**columns, **_trace(batch)}))
    return Part("place_changes", kept, None, {"rows": batch.num_rows})


def _units(batch: Batch, end: date | None = None) -> Part:
    batch.required("code")
    batch.required("valid_from")
    valid_to = batch.date("valid_to", _DAY, missing=("NA",))
    if end is not None:
        # the API cuts validity off at the day that was asked for
        valid_to = pc.if_else(pc.equal(valid_to, end), pa.scalar(None, pa.date32()), valid_to)
    columns = {
        "code": _code(batch, "code"),
        "name": batch.required("name"),
        "valid_from": batch.date("valid_from", _DAY),
        "valid_to": valid_to,
    }
    rows = table("place_units").conform(pa.table({**columns, **_trace(batch)}))
    is_place = pc.not_equal(rows["code"], _UNSPECIFIED)
    rejects = Rejects(SOURCE.id, batch.opened.raw.sha256)
    for row in rows.filter(pc.invert(is_place)).to_pylist():
        rejects.add(
            row["source_row"],
            step="read",
            reason="not_stated",
            content=f"{row['code']} {row['name']}",
        )
    return Part("place_units", rows.filter(is_place), rejects.rows(), {"rows": batch.num_rows})


def _api_units(raw: RawFile) -> Iterator[Part]:
    asked = parse_qs(urlsplit(raw.origin).query).get("to", [""])[0]
    try:
        end = date.fromisoformat(asked)
    except ValueError:
        end = None
    for batch in read_json_records(raw, _UNITS, within="codes"):
        yield _units(batch, end)


def _api_changes(raw: RawFile) -> Iterator[Part]:
    rows: list[dict[str, Any]] = []
    rejects = Rejects(SOURCE.id, raw.sha256)
    received = 0
    for batch in read_json_records(raw, _CHANGES_API, within="codeChanges"):
        received += batch.num_rows
        batch.required("changed_on")
        columns = {
            "from_code": _code(batch, "from_code"),
            "from_name": batch.text("from_name"),
            "to_code": _code(batch, "to_code"),
            "to_name": batch.text("to_name"),
            "changed_on": batch.date("changed_on", _DAY),
        }
        for row in pa.table({**columns, **_trace(batch)}).to_pylist():
            if row["from_code"] and row["to_code"]:
                rows.append(row)
                continue
            rejects.add(
                row["source_row"],
                step="read",
                reason="one_sided_change",
                content=f"{row['from_code'] or '-'} → {row['to_code'] or '-'} {row['changed_on']}",
            )
    _add_validity(rows)
    kept = table("place_changes").conform(
        pa.Table.from_pylist(rows) if rows else table("place_changes").empty()
    )
    yield Part("place_changes", kept, rejects.rows(), {"rows": received})


def _add_validity(rows: list[dict[str, Any]]) -> None:
    """Give both sides of each change their validity, from the changes before and behind it."""
    began: dict[str, list[date]] = defaultdict(list)
    ended: dict[str, list[date]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["changed_on"]):
        began[row["to_code"]].append(row["changed_on"])
        ended[row["from_code"]].append(row["changed_on"])
    for row in rows:
        day = row["changed_on"]
        before, behind = began.get(row["from_code"], []), ended.get(row["to_code"], [])
        first, last = bisect_left(before, day), bisect_right(behind, day)
        row["from_valid_from"] = before[first - 1] if first else _BEGINNING
        row["from_valid_to"] = day
        row["to_valid_from"] = day
        row["to_valid_to"] = behind[last] if last < len(behind) else None
