"""CORDIS: who takes part in the projects of the EU's framework programmes, all countries.

Three layouts are read: the publisher's zip (`organization.csv`, with title and dates from
`project.csv` beside it), the export of H2020's dashboard, and an extract of projects by year of
start. A file that is in the zip is streamed out of it.

The amount is the net contribution, what stays with the organisation; where a layout or a row has
none, the contribution that the grant agreement names, which for some also holds what goes on to
third parties. A participation without an amount has null, never zero.

Countries are written as the source writes them: Greece is `EL`, the United Kingdom `UK`. In the
extract `NA` means missing, also as a country; in the others it is Namibia.

The source does not mark organisations that are natural persons: whose name is a person's loses
name, numbers and code when the file is read. Roles are in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.persons import without_persons
from samspill.reading import Batch, Layout, Part, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

__all__ = ["SOURCE", "fetch", "read"]

SOURCE = Source(
    id="cordis",
    title={
        "nb": "Deltakelser i EUs rammeprogrammer (CORDIS)",
        "en": "Participations in the EU's framework programmes (CORDIS)",
    },
    publisher="CORDIS, Publications Office of the EU",
    homepage="https://cordis.europa.eu/projects",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Prosjektdeltakelser fra hele Europa med rolle, land, region og beløp: det "
        "europeiske nettverket og partnerne i utlandet.",
        "en": "Project participations of all Europe with role, country, region and amount: the "
        "European network and the partners abroad.",
    },
    tables=("project_participations",),
    downloads=(
        Download(
            "https://cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip",
            "cordis-HORIZONprojects-csv.zip",
        ),
        Download(
            "https://cordis.europa.eu/data/cordis-h2020projects-csv.zip",
            "cordis-h2020projects-csv.zip",
        ),
    ),
    keeps="newest",
    cadence={"nb": "hver måned", "en": "every month"},
)

_EXTRACT = Layout(
    {
        "project": ("project_id",),
        "programme": ("framework_programme",),
        "signed": ("signature_date",),
        "started": ("start_date",),
        "ended": ("end_date",),
        "pic": ("pic",),
        "name": ("legal_name",),
        "sector": ("legal_entity_type",),
        "role": ("partner_role",),
        "country": ("country_code",),
        "net": ("eu_contribution",),
        "net_other": ("net_ec_contribution",),
        "gross": ("ec_contribution",),
    },
)
_DASHBOARD = Layout(
    {
        "project": ("project_id",),
        "title": ("project_title",),
        "programme": ("framework_programme",),
        "signed": ("signature_date",),
        "started": ("project_start_date",),
        "ended": ("project_end_date",),
        "pic": ("pic",),
        "vat": ("legal_entity_vat",),
        "name": ("legal_name",),
        "sector": ("legal_entity_type",),
        "role": ("partner_role",),
        "partner": ("partner_type",),
        "country": ("country_code",),
        "nuts": ("nuts_3_code",),
        "net": ("h2020_net_eu_contribution",),
        "gross": ("eu_contribution",),
    },
)
_ORGANIZATIONS = Layout(
    {
        "project": ("projectID",),
        "pic": ("organisationID",),
        "vat": ("vatNumber",),
        "name": ("name",),
        "sector": ("activityType",),
        "role": ("role",),
        "country": ("country",),
        "nuts": ("nutsCode",),
        "net": ("netEcContribution",),
        "gross": ("ecContribution",),
    },
    optional=frozenset({"vat", "nuts", "net"}),
    delimiters=";,",
    member=r"(?:^|/)organi[sz]ation\.csv$",
)
_PROJECTS = Layout(
    {
        "project": ("id",),
        "title": ("title",),
        "programme": ("frameworkProgramme",),
        "signed": ("ecSignatureDate",),
        "started": ("startDate",),
        "ended": ("endDate",),
    },
    optional=frozenset({"signed", "programme"}),
    delimiters=";,",
    member=r"(?:^|/)project\.csv$",
)
_ORGANISED = frozenset(("HES", "REC", "PUB"))
"""Types of organisation that no firm of one person has."""

_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class _Kind:
    """A layout, and the words that mean missing in it; of a country fewer words do."""

    layout: Layout
    missing: Sequence[str] = ()
    missing_country: Sequence[str] = ()
    projects: pa.Table | None = field(default=None, repr=False)


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the projects of Horizon Europe and of Horizon 2020."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout:
    """Give the layout of a file, one of the three that are known."""
    return _kind(raw).layout


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file to `project_participations`; every participation is kept.

    `received` counts `rows` and `amount_eur`. `source_row` is the record's number in the file,
    or in `organization.csv` of the zip. `place_code` is the NUTS code, of whatever level the
    publisher gives. An organisation number is taken from a Norwegian VAT number.

    Raises
    ------
    DataError
        With file, line and column.
    """
    kind = _kind(raw)
    for batch in read_records(raw, kind.layout):
        yield _participations(batch, kind)


def _kind(raw: RawFile) -> _Kind:
    with raw.path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return _Kind(_ORGANIZATIONS, projects=_projects(raw))
    with open_raw(raw) as stream:
        head = stream.read(4096).split(b"\n", 1)[0]
    if b"projectID" in head:
        return _Kind(_ORGANIZATIONS)
    if b"nuts_3_code" in head:
        return _Kind(_DASHBOARD, ("-", "."), ("-",))
    return _Kind(_EXTRACT, ("NA",), ("NA",))


def _projects(raw: RawFile) -> pa.Table:
    """Read title and dates of each project out of the zip."""
    pieces = [
        pa.table(
            {
                "project": batch.required("project"),
                "title": batch.text("title"),
                "programme": batch.text("programme"),
                "signed": batch.date("signed", _DAYS),
                "started": batch.date("started", _DAYS),
                "ended": batch.date("ended", _DAYS),
            }
        )
        for batch in read_records(raw, _PROJECTS)
    ]
    return pa.concat_tables(pieces)


def _participations(batch: Batch, kind: _Kind) -> Part:
    project = batch.required("project")
    batch.matching("pic", "|".join([r"\d{1,9}", *kind.missing]), "a participant's code of digits")
    role = pc.utf8_lower(_text(batch, "role", kind.missing))
    partner = pc.utf8_lower(_text(batch, "partner", kind.missing))
    is_plain = pc.fill_null(pc.equal(partner, "beneficiary"), fill_value=True)
    vat = _text(batch, "vat", kind.missing)
    country = _text(batch, "country", kind.missing_country)
    amount = pc.coalesce(*(_amount(batch, name, kind) for name in ("net", "net_other", "gross")))
    columns: dict[str, Any] = {
        "source": pa.repeat(pa.scalar(SOURCE.id), batch.num_rows),
        "project_id": project,
        "organisation_number": _norwegian(vat, country),
        "pic": _text(batch, "pic", kind.missing),
        "vat_number": vat,
        "organisation_name": _text(batch, "name", kind.missing),
        "sector": _text(batch, "sector", kind.missing),
        "role": pc.if_else(is_plain, role, pc.replace_substring(partner, "_", "")),
        "country_code": country,
        "place_code": _nuts(_text(batch, "nuts", kind.missing)),
        "amount_eur": amount,
        "file_sha256": batch.file_sha256,
        "source_row": batch.source_row,
        **_of_projects(batch, kind, project),
    }
    kept = table("project_participations").conform(without_persons(pa.table(columns), _ORGANISED))
    received = {
        "rows": float(batch.num_rows),
        "amount_eur": float(np.sum(amount.drop_null().to_numpy())),
    }
    return Part("project_participations", kept, None, received)


def _text(batch: Batch, name: str, missing: Sequence[str]) -> Any:
    """Give a column without the words that mean missing; null where the layout has none."""
    if name not in batch.opened.layout.columns:
        return pa.chunked_array([pa.nulls(batch.num_rows, pa.string())])
    values = batch.text(name)
    for word in missing:
        values = pc.if_else(pc.equal(values, word), pa.scalar(None, pa.string()), values)
    return values


def _amount(batch: Batch, name: str, kind: _Kind) -> Any:
    if name not in batch.opened.layout.columns:
        return pa.chunked_array([pa.nulls(batch.num_rows, pa.float64())])
    # the publisher has written both 1250.5 and 1250,5
    return batch.number(name, decimal=",", missing=kind.missing)


def _nuts(codes: Any) -> Any:
    """Give what has the form of a NUTS code; an address abroad or outside every region has none."""
    fits = pc.match_substring_regex(codes, "^[A-Z]{2}[0-9A-Z]{0,3}$")
    return pc.if_else(fits, codes, pa.scalar(None, pa.string()))


def _norwegian(vat: Any, country: Any) -> Any:
    """Give the organisation number in a Norwegian VAT number such as NO974767880MVA."""
    plain = pc.replace_substring_regex(pc.utf8_upper(vat), r"[^0-9A-Z]", "")
    plain = pc.replace_substring_regex(plain, "^(?:NO)?([0-9]{9})(?:MVA)?$", r"\1")
    fits = pc.and_(pc.equal(country, "NO"), pc.match_substring_regex(plain, "^[0-9]{9}$"))
    return pc.if_else(fits, plain, pa.scalar(None, pa.string()))


def _of_projects(batch: Batch, kind: _Kind, project: Any) -> dict[str, Any]:
    """Give title, programme and dates: from the row itself, or from `project.csv`."""
    if kind.projects is not None:
        at = pc.index_in(project, value_set=kind.projects["project"].combine_chunks())
        found = kind.projects.take(at.combine_chunks())
        title, programme = found["title"], found["programme"]
        signed, started, ended = found["signed"], found["started"], found["ended"]
    else:
        title = _text(batch, "title", kind.missing)
        programme = _text(batch, "programme", kind.missing)
        signed, started, ended = (
            _day(batch, name, kind.missing) for name in ("signed", "started", "ended")
        )
    return {
        "project_title": title,
        "programme": programme,
        "date": signed,
        "started_on": started,
        "ended_on": ended,
    }


def _day(batch: Batch, name: str, missing: Sequence[str]) -> Any:
    if name not in batch.opened.layout.columns:
        return pa.chunked_array([pa.nulls(batch.num_rows, pa.date32())])
    return batch.date(name, _DAYS, missing=missing)
