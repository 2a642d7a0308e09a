"""Enhetsregisteret: legal units, with activity, sector, seat and statutory purpose.

Read are the bulk CSV, the bulk JSON (a list, streamed), pages of the search (`_embedded`) and the
answer for one unit; packed with gzip or not.

`antallAnsatte` is withheld below five. Has-employees without a number gives `has_employees` true
and `employees_count` null: one to four, never zero. No employees gives `has_employees` false and
`employees_count` null: the register has no number, and says that there is nobody.

Natural persons: sole proprietors (`ENK`) and persons registered for another reason (`PERS`) are
counted and set aside, without name and number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import DataError
from samspill.reading import Batch, Layout, Part, is_json, read_json_records, read_records
from samspill.store import RawFile, Vault
from samspill.tables import REASONS, table

__all__ = ["SOURCE", "activity_codes", "fetch", "read"]

SOURCE = Source(
    id="brreg_enheter",
    title={
        "nb": "Enheter i Enhetsregisteret",
        "en": "Units in the register of legal entities",
    },
    publisher="Brønnøysundregistrene",
    homepage="https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Selskaper, foreninger og offentlige organer med næring, sektor, forretningskommune "
        "og formål. Enkeltpersonforetak telles og legges til side.",
        "en": "Companies, associations and public bodies with activity, sector, municipality of "
        "the seat and purpose. Sole proprietors are counted and set aside.",
    },
    tables=("units",),
    downloads=(
        Download(
            "https://data.brreg.no/enhetsregisteret/api/enheter/lastned/csv", "enheter.csv.gz"
        ),
    ),
    keeps="every",
    cadence={"nb": "hver natt; filen viser registeret den dagen", "en": "every night, as of then"},
)

_LAYOUT = Layout(
    {
        "number": ("organisasjonsnummer",),
        "name": ("navn",),
        "form": ("organisasjonsform.kode",),
        "activity": ("naeringskode1.kode",),
        "second": ("naeringskode2.kode",),
        "third": ("naeringskode3.kode",),
        "sector": ("institusjonellSektorkode.kode",),
        "has_employees": ("harRegistrertAntallAnsatte",),
        "employees": ("antallAnsatte",),
        "municipality": ("forretningsadresse.kommunenummer",),
        "parent": ("overordnetEnhet",),
        "started": ("stiftelsesdato",),
        "purpose": ("vedtektsfestetFormaal",),
        "description": ("aktivitet",),
    },
    optional=frozenset(
        {
            "activity", "second", "third", "sector", "has_employees", "employees", "parent",
            "started", "purpose", "description",
        }
    ),
    delimiters=",;",
)  # fmt: skip

_PERSONS = pa.array(["ENK", "PERS"])
# a record of JSON lacks what is withheld; a delimited file without the column is another file
_DELIMITED = replace(_LAYOUT, optional=_LAYOUT.optional - {"employees"})


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the register of today."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout | None:
    """Give the layout of a delimited file; JSON has none."""
    return None if is_json(raw) else _DELIMITED


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file to `units`.

    `year` is the year of the file's vintage. `received` counts `rows` and, as `persons_count`,
    the employees whose number is given.

    Set aside: `sole_proprietor`, and `repeated` (a number that the file had before).

    Raises
    ------
    DataError
        With file, line and column; also where the vintage begins with no year.
    """
    if raw.year is None:
        raise DataError(
            f"the file's vintage is «{raw.vintage}», and the register shows one day only",
            file=raw.name,
            advice="Import it again and say of which year it is, for example 2024.",
        )
    batches = (
        read_json_records(raw, _LAYOUT, within="_embedded.enheter")
        if is_json(raw)
        else read_records(raw, _DELIMITED)
    )
    seen: set[int] = set()
    for batch in batches:
        yield _units(batch, seen)


def _units(batch: Batch, seen: set[int]) -> Part:
    raw = batch.opened.raw
    batch.required("number")
    number = batch.matching("number", r"\d{9}", "an organisation number of nine digits")
    is_person = pc.is_in(batch.required("form"), _PERSONS)
    is_repeated = _repeated(number, seen)
    has_employees, employees = _employees(batch)
    columns: dict[str, Any] = {
        "organisation_number": number,
        "year": pa.repeat(pa.scalar(raw.year, pa.int64()), batch.num_rows),
        "organisation_name": batch.text("name"),
        "organisation_form": batch.text("form"),
        "activity_code": activity_codes(batch, "activity"),
        "second_activity_code": activity_codes(batch, "second"),
        "third_activity_code": activity_codes(batch, "third"),
        "sector": batch.text("sector"),
        "has_employees": has_employees,
        "employees_count": employees,
        "municipality_code": _municipality(batch),
        "parent_number": batch.matching("parent", r"\d{9}", "an organisation number"),
        "started_on": batch.date("started", ("%Y-%m-%d", "%d.%m.%Y")),
        "purpose": batch.text("purpose"),
        "description": batch.text("description"),
        "vintage": pa.repeat(pa.scalar(raw.vintage), batch.num_rows),
        "file_sha256": batch.file_sha256,
        "source_row": batch.source_row,
    }
    rows = table("units").conform(pa.table(columns))
    is_kept = pc.invert(pc.or_(is_person, is_repeated))
    rejected = pa.concat_tables(
        [
            _rejected(rows.filter(is_person), "sole_proprietor"),
            _rejected(rows.filter(pc.and_not(is_repeated, is_person)), "repeated"),
        ]
    )
    received = {
        "rows": float(batch.num_rows),
        "persons_count": float(np.sum(employees.drop_null().to_numpy())),
    }
    return Part("units", rows.filter(is_kept), rejected, received)


def _repeated(numbers: Any, seen: set[int]) -> Any:
    """Say for each number whether it came before; add them all to those seen."""
    # all have nine digits, so that as numbers they are the same where the texts are
    given = numbers.cast(pa.int64()).to_numpy().tolist()
    fresh = set(given)
    if len(fresh) == len(given) and seen.isdisjoint(fresh):
        seen |= fresh
        return pa.repeat(pa.scalar(value=False), len(given))
    flags = []
    for number in given:
        flags.append(number in seen)
        seen.add(number)
    return pa.array(flags)


def _rejected(rows: pa.Table, reason: str) -> pa.Table:
    """Give rows of `rejects`; of a person nothing but the legal form."""
    size = rows.num_rows
    texts = {
        "source": SOURCE.id,
        "step": "read",
        "reason": reason,
        **REASONS[reason].explained(),
    }
    columns: dict[str, Any] = {
        name: pa.repeat(pa.scalar(text), size) for name, text in texts.items()
    }
    columns["file_sha256"] = rows["file_sha256"]
    columns["source_row"] = rows["source_row"]
    columns["content"] = pc.binary_join_element_wise(
        "organisasjonsform", rows["organisation_form"], " "
    )
    columns["persons_count"] = rows["employees_count"]
    return table("rejects").conform(pa.table(columns))


def _employees(batch: Batch) -> tuple[Any, Any]:
    """Give whether there are employees, and their number; both null where nothing is said."""
    said = batch.matching("has_employees", "(?i:true|false|ja|nei|j|n)", "true or false")
    stated = pc.if_else(
        pc.is_valid(said),
        pc.is_in(pc.utf8_lower(said), pa.array(["true", "ja", "j"])),
        pa.scalar(None, pa.bool_()),
    )
    employees = batch.whole("employees")
    batch.refuse("employees", pc.less(employees, 0), "{value} employees cannot be")
    # where the column is not in the layout the number decides
    has_employees = pc.coalesce(stated, pc.greater(employees, 0))
    return has_employees, pc.cast(employees, pa.float64())


def activity_codes(batch: Batch, name: str) -> Any:
    """Give a column of activity codes as SN2007 writes them; each different one is mended once."""
    codes = batch.matching(name, r"\d{1,2}\.\d{1,3}", "an activity code such as 62.010")
    encoded = codes.combine_chunks().dictionary_encode()
    # a spreadsheet writes 01.110 as 1.110 or 1.11
    parts = pc.split_pattern(encoded.dictionary, ".")
    head = pc.utf8_lpad(pc.list_element(parts, 0), 2, "0")
    tail = pc.utf8_rpad(pc.list_element(parts, 1), 3, "0")
    return pc.binary_join_element_wise(head, tail, ".").take(encoded.indices)


def _municipality(batch: Batch) -> Any:
    codes = batch.matching("municipality", r"\d{3,4}", "a municipality code of four digits")
    return pc.utf8_lpad(codes, 4, "0")
