"""Norges forskningsråd: Norwegian participations in Horizon 2020.

One record for each organisation in a project; an organisation may stand twice in one project,
which is two participations. Municipality and county have lost their leading zeros, and are those
of 2020. A few participations have no municipality and no organisation number.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.persons import without_persons
from samspill.reading import Batch, Layout, Part, Rejects, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["SOURCE", "fetch", "read"]

SOURCE = Source(
    id="forskningsradet_eu",
    title={
        "nb": "Bevilgninger fra EU til norske forskningsmiljøer",
        "en": "EU funding of Norwegian participants in Horizon 2020",
    },
    publisher="Norges forskningsråd",
    homepage="https://github.com/Forskningsradet/open-data",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Norske deltakelser i Horisont 2020 med prosjekt, organisasjon, rolle, kommune og "
        "beløp i euro.",
        "en": "Norwegian participations in Horizon 2020 with project, organisation, role, "
        "municipality and amount in euro.",
    },
    tables=("project_participations",),
    downloads=(
        Download(
            url="https://raw.githubusercontent.com/Forskningsradet/open-data/master/datasets/"
            "bevilgningereu/dataset.csv",
            name="bevilgningereu_dataset.csv",
        ),
    ),
    keeps="newest",
    cadence={"nb": "Ikke lenger oppdatert", "en": "No longer updated"},
)

_LAYOUT = Layout(
    columns={
        "framework": ("Rammeprogram",),
        "treaty": ("Traktat kode (H2020)",),
        "programme_area": ("Programområde (H2020)",),
        "programme": ("Program (H2020)",),
        "project": ("Prosjektnr",),
        "title": ("Prosjektnavn",),
        "signed": ("Kontrakt signeringsdato",),
        "started": ("Kontrakt startdato",),
        "ended": ("Kontrakt sluttdato",),
        "organisation": ("Organisasjonsnummer",),
        "name": ("Organisasjonsnavn",),
        "role": ("Organisasjon rolle",),
        "sector": ("FoU sektor",),
        "municipality": ("Adresse kommunenummer",),
        "county": ("Adresse fylkenummer",),
        "amount": ("Innvilget beløp organisasjon EUR",),
    },
    delimiters=";",
)
_ORGANISED = frozenset(
    ("UoH-sektor", "Instituttsektor", "Helseforetak", "Offentlig sektor", "Norges forskningsråd")
)
"""Sectors in which there are no firms of one person."""

_DATES = ("%d.%m.%Y %H:%M", "%d.%m.%Y")


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the file into the vault."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout:
    """Give the layout of a file, which is the same for all."""
    del raw
    return _LAYOUT


def read(raw: RawFile) -> Iterator[Part]:
    """Read the participations: one row for each record.

    `received` counts rows and euro. A record without an amount goes to the rejects. `date` is
    the day on which the contract was signed.

    Undefined
    ---------
    `organisation_number`, `municipality_code` and `county_code` are null where the file has none;
    `organisation_name` and `sector` where it says `ukjent` (unknown). Who is a natural person has
    neither name nor number; the sector says so.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file, line and column where they are known.
    """
    for batch in read_records(raw, _LAYOUT):
        rows = without_persons(_tidy(batch), _ORGANISED)
        rejects = Rejects(SOURCE.id, raw.sha256)
        kept = rejects.take_out(
            rows,
            pc.is_null(rows["amount_eur"]),
            step="read",
            reason="amount_missing",
            content=("project_id", "organisation_number", "date"),
        )
        yield Part(
            "project_participations",
            table("project_participations").conform(kept),
            rejects.rows(),
            received={
                "rows": rows.num_rows,
                "amount_eur": pc.sum(rows["amount_eur"], min_count=0).as_py(),
            },
        )


def _tidy(batch: Batch) -> pa.Table:
    programme = pc.coalesce(
        batch.text("programme"),
        batch.text("programme_area"),
        batch.text("treaty"),
        batch.text("framework"),
    )
    return pa.table(
        {
            "source": pa.repeat(pa.scalar(SOURCE.id), batch.num_rows),
            "project_id": batch.matching("project", r"\d+", "a project number"),
            "project_title": batch.text("title"),
            "programme": programme,
            "date": batch.date("signed", _DATES),
            "started_on": batch.date("started", _DATES),
            "ended_on": batch.date("ended", _DATES),
            "organisation_number": batch.organisation_number("organisation"),
            "organisation_name": _known(batch, "name"),
            "sector": _known(batch, "sector"),
            "role": pc.utf8_lower(batch.text("role")),
            "country_code": pa.repeat(pa.scalar("NO"), batch.num_rows),
            "county_code": _padded(batch, "county", 2, "a county number"),
            "municipality_code": _padded(batch, "municipality", 4, "a municipality number"),
            "amount_eur": batch.number("amount"),
            "file_sha256": batch.file_sha256,
            "source_row": batch.source_row,
        }
    )


def _known(batch: Batch, name: str) -> pa.ChunkedArray:
    values = batch.text(name)
    return pc.if_else(pc.equal(values, "ukjent"), pa.scalar(None, pa.string()), values)


def _padded(batch: Batch, name: str, width: int, expected: str) -> pa.ChunkedArray:
    """Give a code with the leading zero that it has lost."""
    code = batch.matching(name, rf"\d{{{width - 1},{width}}}", expected)
    return pc.utf8_lpad(code, width, "0")
