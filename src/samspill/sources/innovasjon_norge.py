"""Innovasjon Norge: every commitment, with recipient, municipality, industry and scheme.

Two layouts are read. The file of 2010-2018: `,`, UTF-8, `Innvilget.beløp` in whole kroner,
`31.12.18`. Today's file: `;`, cp1252, `Innvilget beløp` with a decimal comma, `31.12.2018`, and
`Type finansiering`, which says whether it is a grant, a loan or a guarantee.

The publisher gives no key: a commitment is known by its file and its row, and a row that repeats
another is a commitment of its own. The municipality is a *name* of the day, with its county.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.reading import Batch, Layout, Part, Rejects, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

__all__ = ["KINDS", "SOURCE", "fetch", "read"]

SOURCE = Source(
    id="innovasjon_norge",
    title={"nb": "Innovasjon Norges tildelinger", "en": "Commitments by Innovation Norway"},
    publisher="Innovasjon Norge",
    homepage="https://www.innovasjonnorge.no/artikkel/tildelinger-fra-innovasjon-norge",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Alle tilskudd, lån og garantier med mottaker, kommune, næring og virkemiddel. "
        "Mottakere som kan være personer, får verken navn eller organisasjonsnummer.",
        "en": "All grants, loans and guarantees with recipient, municipality, industry and "
        "scheme. Recipients that may be persons get neither name nor organisation number.",
    },
    tables=("grants",),
    downloads=(
        Download(
            url="https://indatapublic.blob.core.windows.net/tildelingsrapport/Tildelinger.csv",
            name="Tildelinger.csv",
        ),
    ),
    keeps="every",
    cadence={"nb": "Hver natt", "en": "Every night"},
)

_COLUMNS = MappingProxyType(
    {
        "county": ("Fylkesnavn",),
        "municipality": ("Kommunenavn",),
        "organisation": ("Org-nr", "Org.nr", "Org nr", "Orgnr"),
        "name": ("Bedriftsnavn", "Navn"),
        "amount": ("Innvilget beløp", "Innvilget.beløp"),
        "date": ("Innvilget dato", "Innvilget.dato"),
        "office": ("Beslutningsenhet",),
        "industry": ("Næring",),
    }
)
_OF_2018 = MappingProxyType({**_COLUMNS, "instrument": ("Virkemiddelgruppe",)})
_TODAY = MappingProxyType(
    {
        **_COLUMNS,
        "instrument": ("Underkategori",),
        "group": ("Virkemiddelkategori",),
        "financing": ("Type finansiering",),
    }
)

KINDS = MappingProxyType(
    {
        "garanti": "guarantee",
        "lån": "loan",
        "egenkapital": "equity",
        "tilskudd": "grant",
        "stipend": "grant",
    }
)
"""A word in `Type finansiering` -> the kind of support; the first that is found decides."""

# a sole proprietor's firm name holds the person's own; these words stand in names that need not,
# the short ones only where they cannot be part of a person's name
_FIRST = r"in|as|a/l|stiftelsen"
_ANYWHERE = (
    r"a/?s|asa|a\.s\.?|ans|nuf|iks|ltd|limited|llc|gmbh|aps|plc|a/l|b/a|d/a|k/s|s/a|u/s|eøfg"
    r"|stiftelsen?|under stiftelse|kommuner?|\pL*fylkeskommune|samkommune|fylkesmannen"
    r"|innovasjon norge|norges|sparebank\pL*|universitet\pL*|h[øØ][gy]skol\pL*"
    r"|\pL*(?:forbund|forening|samvirkelag|idrettslag|bygdelag|museum|s[yj]u?kehus|direktorat"
    r"|departement|regionråd|institutt|nettverk)(?:et|en|a)?"
    r"|\pL*forum|\pL*museet|\pL*klynge[nr]?|cluster|nettverkskreditt\pL*|\pL*forskningsfond"
    r"|fjellstyre|\pL*allmenning(?:en)?|fagskole|videregående skole"
)
_LAST = r"al|sa|ba|da|ks|kf|fkf|hf|rhf|sf|sus|inc|ab|oy|sti|esf|bv|a\.l\.?|b\.a\.?"
_ORGANISATION = (
    rf"(?i)^(?:{_FIRST})[^\pL\pN]|(?:^|[^\pL\pN])(?:{_ANYWHERE})(?:$|[^\pL\pN])"
    rf"|[^\pL\pN](?:{_LAST})$"
)
_CONTACT = r"(?i)[,\s]+v/.*$"


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take today's file into the vault."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def read(raw: RawFile) -> Iterator[Part]:
    """Read the commitments: one row for each record.

    `received` counts rows and kroner. A record without an amount or a date goes to the rejects.
    `kind` is null in the file of 2010-2018, which does not say it.

    Undefined
    ---------
    `organisation_name` and `organisation_number` are null where the name shows no sign of an
    organisation, because the recipient may then be a person; the number is also null where it is
    not a Norwegian organisation number.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file, line and column where they are known.
    """
    layout = layout_of(raw)
    for batch in read_records(raw, layout):
        rows = _tidy(batch, raw, is_today="financing" in layout.columns)
        rejects = Rejects(SOURCE.id, raw.sha256)
        kept = rows
        for column, reason in (("amount_nok", "amount_missing"), ("date", "date_missing")):
            kept = rejects.take_out(
                kept,
                pc.is_null(kept[column]),
                step="read",
                reason=reason,
                content=("municipality_name", "instrument", "date", "amount_nok"),
            )
        yield Part(
            "grants",
            table("grants").conform(kept),
            rejects.rows(),
            received={
                "rows": rows.num_rows,
                "amount_nok": pc.sum(rows["amount_nok"], min_count=0).as_py(),
            },
        )


def layout_of(raw: RawFile) -> Layout:
    """Tell the layouts apart by the header, which has Norwegian letters in both of them."""
    with open_raw(raw) as stream:
        head = stream.readline(65536)
    is_utf8 = "\ufffd" not in head.decode("utf-8", "replace")
    is_today = head.count(b";") > head.count(b",")
    return Layout(
        columns=_TODAY if is_today else _OF_2018,
        delimiters=";" if is_today else ",",
        encodings=("utf-8",) if is_utf8 else ("cp1252",),
    )


def _tidy(batch: Batch, raw: RawFile, *, is_today: bool) -> pa.Table:
    industry = batch.matching(
        "industry", r"\d\d(\.\d{1,3})?( .*)?|Uspesifisert.*", "an industry such as «62.010 …»"
    )
    code = pc.if_else(
        pc.starts_with(industry, "Uspesifisert"),
        "99.999",
        pc.struct_field(pc.extract_regex(industry, r"^(?P<code>[\d.]+)"), "code"),
    )
    # what stands behind «v/» is a person
    name = pc.replace_substring_regex(batch.text("name"), _CONTACT, "")
    is_organisation = pc.match_substring_regex(name, _ORGANISATION)
    nothing = pa.scalar(None, pa.string())
    row = batch.source_row
    return pa.table(
        {
            "award_id": pc.binary_join_element_wise(raw.sha256[:12], row.cast(pa.string()), ":"),
            "source": pa.repeat(pa.scalar(SOURCE.id), batch.num_rows),
            "provider": pa.repeat(pa.scalar(SOURCE.publisher), batch.num_rows),
            "date": batch.date("date", ("%d.%m.%Y", "%d.%m.%y")),
            "county_name": batch.text("county"),
            "municipality_name": batch.text("municipality"),
            "organisation_number": pc.if_else(
                is_organisation, batch.organisation_number("organisation"), nothing
            ),
            "organisation_name": pc.if_else(is_organisation, name, nothing),
            "amount_nok": _amount(batch),
            "instrument": batch.required("instrument"),
            "instrument_group": batch.text("group") if is_today else pa.nulls(len(row)),
            "kind": _kind(batch) if is_today else pa.nulls(len(row)),
            "office": batch.text("office"),
            "activity_code": code,
            "file_sha256": batch.file_sha256,
            "source_row": row,
        }
    )


def _amount(batch: Batch) -> pa.ChunkedArray:
    # a point would be read as a decimal point, and may have been meant for thousands
    batch.matching(
        "amount", r"-?\d[\d \x{00a0}]*(,\d{1,2})?", "an amount such as 202000 or 202000,00"
    )
    return batch.number("amount", decimal=",")


def _kind(batch: Batch) -> pa.ChunkedArray:
    """Give the kind of support; null where the words are not known."""
    words = pc.utf8_lower(batch.text("financing"))
    kind = pa.chunked_array([pa.nulls(batch.num_rows, pa.string())])
    for word, meaning in KINDS.items():
        is_this = pc.fill_null(pc.match_substring(words, word), fill_value=False)
        kind = pc.coalesce(kind, pc.if_else(is_this, meaning, pa.scalar(None, pa.string())))
    return kind
