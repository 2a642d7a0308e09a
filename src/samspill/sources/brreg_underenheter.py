"""Enhetsregisteret: establishments (sub-units), with the place where the work is done.

Read are the bulk CSV, the bulk JSON (a list, streamed), pages of the search (`_embedded`) and the
answer for one establishment; packed with gzip or not.

`antallAnsatte` is withheld below five. Has-employees without a number gives `has_employees` true
and `employees_count` null: one to four, never zero. No employees gives `has_employees` false and
`employees_count` null: the register has no number, and says that there is nobody.

Natural persons: an establishment of a sole proprietor bears the person's name, and its own legal
form does not say so. A name is therefore kept only where it shows a sign of an organisation (a
legal form or a word such as *kommune*, *skole*); where the legal form is a person's (`ENK`,
`PERS`), number and parent are null too. The number of the sole proprietor's establishment can be
told apart only with the register of units: its parent is not among the units that are kept.
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
from samspill.sources.brreg_enheter import activity_codes
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["SOURCE", "fetch", "read"]

SOURCE = Source(
    id="brreg_underenheter",
    title={
        "nb": "Underenheter i Enhetsregisteret",
        "en": "Establishments in the register of legal entities",
    },
    publisher="Brønnøysundregistrene",
    homepage="https://data.brreg.no/enhetsregisteret/api/dokumentasjon/no/index.html",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Virksomheter med næring, ansatte og kommunen der arbeidet utføres.",
        "en": "Establishments with activity, employees and the municipality of the workplace.",
    },
    tables=("establishments",),
    downloads=(
        Download(
            "https://data.brreg.no/enhetsregisteret/api/underenheter/lastned/csv",
            "underenheter.csv.gz",
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
        "parent": ("overordnetEnhet",),
        "activity": ("naeringskode1.kode",),
        "second": ("naeringskode2.kode",),
        "third": ("naeringskode3.kode",),
        "has_employees": ("harRegistrertAntallAnsatte",),
        "employees": ("antallAnsatte",),
        "municipality": ("beliggenhetsadresse.kommunenummer",),
        "started": ("oppstartsdato",),
        "closed": ("nedleggelsesdato",),
    },
    optional=frozenset(
        {"second", "third", "has_employees", "employees", "parent", "started", "closed"}
    ),
    delimiters=",;",
)

_PERSONS = pa.array(["ENK", "PERS"])
_ORGANISATION = (
    r"(?i)(?:^|[^\pL\pN])(?:"
    r"a/?s|asa|sa|ba|b/?l|da|ans|ks|iks|kf|fkf|hf|rhf|sf|spa|se|nuf|gmbh|ltd|limited|inc|llc|plc|"
    r"ab|aps|oy|oyj|bv|nv|srl|spzoo|stiftelsen?|legat|fond|sameiet?|borettslag(?:et)?|brl|"
    r"kommune|fylkeskommune|nav|forening(?:en)?|lag(?:et)?|klubb(?:en)?|forbund(?:et)?|"
    r"universitetet?|institutt(?:et)?|museet|museum|avd|avdeling"
    r")(?:[^\pL\pN]|$)"
    r"|(?i)(?:kommune|skule|skole|skolen|barnehage|barnehagen|sykehus|sjukehus|sykehuset|"
    r"sykehjem|høgskole|høgskolen|høyskole|høyskolen|universitet|direktoratet|etaten|tilsynet|"
    r"departementet|menighet|menighetsråd|kirkelig|kirke|forening|idrettslag|sameie|"
    r"borettslag|samvirkelag|stiftelse|museum|bibliotek|politidistrikt|tingrett|forbund)"
    r"(?:[^\pL\pN]|$)"
)


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
    """Read a file to `establishments`; every establishment is kept.

    `year` is the year of the file's vintage. `received` counts `rows` and, as `persons_count`,
    the employees whose number is given.

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
        read_json_records(raw, _LAYOUT, within="_embedded.underenheter")
        if is_json(raw)
        else read_records(raw, _DELIMITED)
    )
    for batch in batches:
        yield _establishments(batch)


def _establishments(batch: Batch) -> Part:
    raw = batch.opened.raw
    nobody = pa.scalar(None, pa.string())
    is_person = pc.fill_null(pc.is_in(batch.text("form"), _PERSONS), fill_value=False)
    batch.required("number")
    name = batch.text("name")
    is_named = pc.fill_null(pc.match_substring_regex(name, _ORGANISATION), fill_value=False)
    has_employees, employees = _employees(batch)
    number = batch.matching("number", r"\d{9}", "an organisation number of nine digits")
    parent = batch.matching("parent", r"\d{9}", "an organisation number of nine digits")
    columns: dict[str, Any] = {
        "organisation_number": pc.if_else(is_person, nobody, number),
        "organisation_name": pc.if_else(pc.and_not(is_named, is_person), name, nobody),
        "organisation_form": batch.text("form"),
        "parent_number": pc.if_else(is_person, nobody, parent),
        "activity_code": activity_codes(batch, "activity"),
        "second_activity_code": activity_codes(batch, "second"),
        "third_activity_code": activity_codes(batch, "third"),
        "has_employees": has_employees,
        "employees_count": employees,
        "municipality_code": _municipality(batch),
        "started_on": batch.date("started", ("%Y-%m-%d", "%d.%m.%Y")),
        "closed_on": batch.date("closed", ("%Y-%m-%d", "%d.%m.%Y")),
        "year": pa.repeat(pa.scalar(raw.year, pa.int64()), batch.num_rows),
        "vintage": pa.repeat(pa.scalar(raw.vintage), batch.num_rows),
        "file_sha256": batch.file_sha256,
        "source_row": batch.source_row,
    }
    kept = table("establishments").conform(pa.table(columns))
    received = {
        "rows": float(batch.num_rows),
        "persons_count": float(np.sum(employees.drop_null().to_numpy())),
    }
    return Part("establishments", kept, None, received)


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


def _municipality(batch: Batch) -> Any:
    codes = batch.matching("municipality", r"\d{3,4}", "a municipality code of four digits")
    return pc.utf8_lpad(codes, 4, "0")
