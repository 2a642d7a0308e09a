"""Norges forskningsråd: applications, the rejected ones included.

One record for each project since 2004, known by its number. A title may run over several lines.
The amount is for the whole project, and the place is that of the responsible organisation;
partners are not in the file.

Of a personal stipend the responsible is a person: the row keeps neither name nor number. Columns
about project leaders are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.reading import Batch, Layout, Part, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["PHASES", "SOURCE", "fetch", "read"]

SOURCE = Source(
    id="forskningsradet_soknader",
    title={
        "nb": "Søknader til Norges forskningsråd",
        "en": "Applications to the Research Council of Norway",
    },
    publisher="Norges forskningsråd",
    homepage="https://github.com/Forskningsradet/open-data",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Alle søknader siden 2004, også avslagene, med søknadstype, program, ansvarlig "
        "organisasjon, kommune, søkt og tildelt beløp.",
        "en": "All applications since 2004, rejections included, with type, programme, "
        "responsible organisation, municipality, amount applied for and awarded.",
    },
    tables=("applications",),
    downloads=(
        Download(
            url="https://raw.githubusercontent.com/Forskningsradet/open-data/master/datasets/"
            "soknader2/dataset.csv",
            name="soknader2_dataset.csv",
        ),
    ),
    keeps="newest",
    cadence={"nb": "Noen ganger i året", "en": "A few times a year"},
)

PHASES = ("Mottatt", "Vurderes", "Avslag", "Bevilgning", "Avsluttet")
"""Received, under assessment, rejected, awarded, awarded and ended."""

_LAYOUT = Layout(
    columns={
        "project": ("prosjektnummer",),
        "title": ("prosjekttittel",),
        "deadline": ("soknadsfrist",),
        "applied_on": ("soknadsdato",),
        "type": ("soknadstype",),
        "variant": ("soknadstypevariant",),
        "phase": ("prosjektfase",),
        "responsible": ("prosjektansvarlig_type",),
        "name": ("prosjektansvarlig_navn",),
        "organisation": ("organisasjonsnummer",),
        "sector": ("sektor",),
        "municipality": ("kommunenummer",),
        "county": ("fylkenummer",),
        "group": ("virkemiddel",),
        "programme": ("aktivitet",),
        "applied": ("sokt_belop",),
        "awarded": ("tildelt_belop",),
    },
    optional=frozenset({"variant"}),
    delimiters=",;",
)
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the file into the vault."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout:
    """Give the layout of a file, which is the same for all."""
    del raw
    return _LAYOUT


def read(raw: RawFile) -> Iterator[Part]:
    """Read the applications: one row for each record.

    `received` counts rows, and kroner applied for and awarded. `date` is the day of the
    application, or the deadline where the file has no such day. `instrument` is the type of
    application, `instrument_group` the Research Council's means, `programme` its activity.

    Undefined
    ---------
    `awarded_nok` is null while an application is being assessed, and where the file is empty; of
    a rejected application it is zero. Name and number are null where a person is responsible,
    the number also where it is not a Norwegian organisation number.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file, line and column where they are known.
    """
    for batch in read_records(raw, _LAYOUT):
        rows = _tidy(batch)
        yield Part(
            "applications",
            table("applications").conform(rows),
            received={
                "rows": rows.num_rows,
                "applied_nok": pc.sum(batch.number("applied"), min_count=0).as_py(),
                "awarded_nok": pc.sum(rows["awarded_nok"], min_count=0).as_py(),
            },
        )


def _tidy(batch: Batch) -> pa.Table:
    phase = batch.matching("phase", "|".join(PHASES), f"one of {', '.join(PHASES)}")
    is_open = pc.is_in(phase, pa.array(["Mottatt", "Vurderes"]))
    is_organisation = pc.equal(
        batch.matching("responsible", "Organisasjon|Person", "Organisasjon or Person"),
        "Organisasjon",
    )
    no_text, no_number = pa.scalar(None, pa.string()), pa.scalar(None, pa.float64())
    return pa.table(
        {
            "project_id": batch.matching("project", r"\d+", "a project number"),
            "source": pa.repeat(pa.scalar(SOURCE.id), batch.num_rows),
            "provider": pa.repeat(pa.scalar(SOURCE.publisher), batch.num_rows),
            "date": pc.coalesce(batch.date("applied_on", _DATES), batch.date("deadline", _DATES)),
            "project_title": _one_line(batch.text("title")),
            "project_phase": phase,
            "instrument": batch.text("type"),
            "instrument_group": batch.text("group"),
            "programme": batch.text("programme"),
            "organisation_number": pc.if_else(
                is_organisation, batch.organisation_number("organisation"), no_text
            ),
            "organisation_name": pc.if_else(is_organisation, batch.text("name"), no_text),
            "sector": batch.text("sector"),
            "municipality_code": _padded(batch, "municipality", 4, "a municipality number"),
            "county_code": _padded(batch, "county", 2, "a county number"),
            "applied_nok": batch.number("applied"),
            "awarded_nok": pc.if_else(is_open, no_number, batch.number("awarded")),
            "file_sha256": batch.file_sha256,
            "source_row": batch.source_row,
        }
    )


def _one_line(text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(text, r"\s+", " ")


def _padded(batch: Batch, name: str, width: int, expected: str) -> pa.ChunkedArray:
    """Give a code with the leading zero, also where a spreadsheet has eaten it."""
    code = batch.matching(name, rf"\d{{{width - 1},{width}}}", expected)
    return pc.utf8_lpad(code, width, "0")
