"""Støtteregisteret: state aid as its givers report it, from 1 July 2016.

The register answers a search in pages of a thousand; a fetch asks for all of them and keeps the
records as one file, as received. Reporting is compulsory above a threshold (EUR 500,000, later
EUR 100,000), so what is small and old is mostly not there: a break in the series, not a growth.

The same aid may be in the giver's own lists too. That is found and counted once when the awards
are harmonised; this module reads what is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import Incomplete, Moved
from samspill.reading import Batch, Layout, Part, Rejects, read_json_records
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["KINDS", "PAGE_SIZE", "SOURCE", "fetch", "read"]

PAGE_SIZE = 1000
"""Records asked for in a page."""

SOURCE = Source(
    id="stotteregisteret",
    title={"nb": "Støtteregisteret", "en": "The state-aid register"},
    publisher="Brønnøysundregistrene",
    homepage="https://data.brreg.no/rofs/",
    licence="NLOD 2.0",
    licence_url="https://data.norge.no/nlod/no/2.0",
    description={
        "nb": "Offentlig støtte slik giverne melder den, fra 1. juli 2016: mottaker, giver, "
        "ordning, form, beløp og dato. Mottakere som kan være personer, får verken navn eller "
        "organisasjonsnummer.",
        "en": "State aid as its givers report it, from 1 July 2016: recipient, giver, scheme, "
        "form, amount and date. Recipients that may be persons get neither name nor "
        "organisation number.",
    },
    tables=("grants",),
    downloads=(
        Download(
            url="https://stottetiltak-registerinfo-api.app.brreg.no/api/v1/soek/stoettetildeling",
            name="stoettetildelinger.json",
            method="POST",
            body=b"[]",
            accept="application/json",
        ),
    ),
    keeps="newest",
    cadence={"nb": "Fortløpende", "en": "As reports come in"},
)

KINDS = MappingProxyType(
    {
        "garanti": "guarantee",
        "lån": "loan",
        "laan": "loan",
        "egenkapital": "equity",
        "kapitalinnskudd": "equity",
        "skatt": "tax",
        "avgift": "tax",
        "tilskudd": "grant",
        "tilskot": "grant",
    }
)
"""A word in the register's form of aid -> the kind of support; the first that is found decides."""

_NUMBER = "stoettetiltaksnummer"
_MOST_PAGES = 20_000
_TOTALS = ("totalElements", "totaltAntall", "totalCount", "totalt", "total")
_LAYOUT = Layout(
    {
        "number": (_NUMBER,),
        "date": ("tildelingsdato",),
        "recipient": ("stoettemottaker.organisasjonsnummer",),
        "recipient_name": ("stoettemottaker.navn",),
        "giver": ("stoettegiver.navn",),
        "amount": ("tildeltBeloep.beloep",),
        "currency": ("tildeltBeloep.valuta",),
        "form": ("stoetteinstrument",),
        "scheme": ("tilknyttetStoetteordning",),
        "industry": ("naering",),
        "place": ("region",),
        "status": ("status",),
    },
    optional=frozenset(
        {"recipient", "recipient_name", "form", "scheme", "industry", "place", "status"}
    ),
)
# signs of an organisation; without one a name may be a sole proprietor's own
_ORGANISATION = (
    r"(?i)(?:^|[^\pL\pN])(?:a/?s|asa|ans|da|nuf|iks|sa|ba|ks|sf|kf|fkf|hf|rhf|sti|ltd|limited|llc"
    r"|gmbh|aps|ab|stiftelsen?|\pL*kommuner?|\pL*universitet\pL*|h[øØ][gy]skol\pL*|sparebank\pL*"
    r"|\pL*(?:forbund|forening|samvirkelag|idrettslag|museum|sykehus|direktorat|institutt"
    r"|nettverk|klynge|cluster)(?:et|en|a|n)?)(?:$|[^\pL\pN])"
)
_WITHDRAWN = ("SLETTET", "ANNULLERT", "TRUKKET")
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%S")


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take every page of the search into one file.

    Raises
    ------
    Moved
        The answer is not the one that is documented, or every page is the same.
    Incomplete
        The register says that there are more records than its pages hold.
    """
    for download in SOURCE.downloads:
        records = _all_pages(client, download.url)
        content = json.dumps(records, ensure_ascii=False, indent=0).encode()
        yield client.keep(vault, SOURCE, name=download.name, url=download.url, content=content)


def _all_pages(client: Client, url: str) -> list[dict[str, Any]]:
    """Ask for page after page until one is not full.

    The newest change comes first, so a report that arrives meanwhile pushes a record onto the
    next page, where it stands a second time: it is kept once.
    """
    found: dict[str, dict[str, Any]] = {}
    told: int | None = None
    for number in range(_MOST_PAGES):
        asked = {
            "pageSize": PAGE_SIZE,
            "page": number,
            "sortBy": "ENDRET",
            "sortDirection": "DESC",
            "language": "NOB",
        }
        answer = client.get_json(url, params=asked, method="POST", body=[])
        records, total = _records(answer, url)
        told = total if total is not None else told
        new = {str(one[_NUMBER]): one for one in records if str(one[_NUMBER]) not in found}
        if len(records) >= PAGE_SIZE and not new:
            raise Moved(
                f"{url} gives the same page again for every number of page, so the rest cannot "
                "be asked for. The publisher may have changed how pages are asked for: look on "
                "the homepage of the source (`samspill sources`)."
            )
        found |= new
        if len(records) < PAGE_SIZE:
            break
    if told is not None and len(found) < told:
        raise Incomplete(
            f"{url} says that it has {told:,} records and gave {len(found):,}. Try again later."
        )
    return list(found.values())


def _records(answer: Any, url: str) -> tuple[list[dict[str, Any]], int | None]:
    """Give the records of a page and the total that it states, if it states one."""
    if isinstance(answer, list):
        lists, total = [answer], None
    elif isinstance(answer, dict):
        inside = {**answer, **_objects(answer, "page"), **_objects(answer, "_embedded")}
        lists = [value for value in inside.values() if isinstance(value, list)]
        stated = (inside.get(name) for name in _TOTALS)
        total = next((value for value in stated if isinstance(value, int)), None)
    else:
        lists, total = [], None
    fitting = [
        one
        for one in lists
        if all(isinstance(record, dict) and record.get(_NUMBER) for record in one)
    ]
    if not fitting:
        raise Moved(
            f"{url} answered with something other than the documented list of awards with "
            f"«{_NUMBER}». The publisher may have changed its answer: look on the homepage of "
            "the source (`samspill sources`), and use `samspill import` for a file that you have."
        )
    return max(fitting, key=len), total


def _objects(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = answer.get(name)
    return value if isinstance(value, dict) else {}


def layout_of(raw: RawFile) -> Layout | None:
    """Give no layout: the file is JSON."""
    del raw
    return None


def read(raw: RawFile) -> Iterator[Part]:
    """Read the awards to `grants`: one row for each record.

    `received` counts rows, kroner and euro. Set aside: `amount_missing`, `date_missing`,
    `currency` (neither kroner nor euro) and `withdrawn` (the giver took it back).

    Undefined
    ---------
    `kind` is null where the form of aid is not among the known words. `organisation_name` and
    `organisation_number` are null where the name shows no sign of an organisation.
    `county_name` holds the register's region; there is no municipality.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file and record number where they are known.
    """
    for batch in read_json_records(raw, _LAYOUT, reshape=_flat):
        rows = _tidy(batch)
        rejects = Rejects(SOURCE.id, raw.sha256)
        currency = pc.fill_null(batch.text("currency"), "NOK")
        is_unknown = pc.invert(pc.is_in(currency, pa.array(["NOK", "EUR"])))
        is_withdrawn = pc.is_in(
            pc.utf8_upper(pc.fill_null(batch.text("status"), "")), pa.array(_WITHDRAWN)
        )
        no_amount = pc.is_null(batch.number("amount"))
        conditions = {
            "amount_missing": no_amount,
            "date_missing": pc.is_null(rows["date"]),
            "currency": is_unknown,
            "withdrawn": is_withdrawn,
        }
        left = pa.chunked_array([pa.array([True] * rows.num_rows)])
        for reason, wrong in conditions.items():
            marked = pc.and_(left, pc.fill_null(wrong, fill_value=False))
            rejects.take_out(
                rows,
                marked,
                step="read",
                reason=reason,
                content=("provider", "instrument", "date", "amount_nok", "amount_eur"),
            )
            left = pc.and_(left, pc.invert(marked))
        kept = rows.filter(left)
        yield Part(
            "grants",
            table("grants").conform(kept),
            rejects.rows(),
            received={
                "rows": rows.num_rows,
                **{
                    unit: pc.sum(rows[unit], min_count=0).as_py()
                    for unit in ("amount_nok", "amount_eur")
                },
            },
        )


def _flat(record: dict[str, Any]) -> Mapping[str, Any]:
    """Put recipient and giver, which stand in a list of roles, beside the rest."""
    flat = dict(record)
    roles = record.get("rolle")
    for role in roles if isinstance(roles, list) else ():
        if not isinstance(role, dict):
            continue
        kind = role.get("rolletype")
        for name in ("stoettemottaker", "stoettegiver"):
            inside = kind.get(name) if isinstance(kind, dict) else None
            if isinstance(inside, dict):
                flat[name] = inside
            elif name in json.dumps(kind, ensure_ascii=False).casefold():
                flat[name] = role
    for name in ("stoetteinstrument", "tilknyttetStoetteordning", "naering", "region", "status"):
        flat[name] = _word(record.get(name))
    return flat


def _word(value: Any) -> Any:
    """Give the text of a value that may be a text, a code with its text, or a list of them."""
    if isinstance(value, list):
        return next((_word(one) for one in value if one), None)
    if isinstance(value, dict):
        return next(
            (value[name] for name in ("navn", "tekst", "beskrivelse", "kode") if value.get(name)),
            None,
        )
    return value


def _tidy(batch: Batch) -> pa.Table:
    nothing, no_number = pa.scalar(None, pa.string()), pa.scalar(None, pa.float64())
    name = batch.text("recipient_name")
    is_organisation = pc.match_substring_regex(name, _ORGANISATION)
    amount = batch.number("amount")
    currency = pc.fill_null(batch.text("currency"), "NOK")
    row = batch.source_row
    code = pc.struct_field(
        pc.extract_regex(batch.text("industry"), r"^[A-Z]? ?(?P<code>\d\d(?:\.\d{1,3})?)"), "code"
    )
    return pa.table(
        {
            "award_id": pc.binary_join_element_wise(
                batch.opened.raw.sha256[:12], row.cast(pa.string()), ":"
            ),
            "source": pa.repeat(pa.scalar(SOURCE.id), batch.num_rows),
            "provider": batch.required("giver"),
            "date": batch.date("date", _DATES),
            "county_name": batch.text("place"),
            "organisation_number": pc.if_else(
                is_organisation, batch.organisation_number("recipient"), nothing
            ),
            "organisation_name": pc.if_else(is_organisation, name, nothing),
            "amount_nok": pc.if_else(pc.equal(currency, "NOK"), amount, no_number),
            "amount_eur": pc.if_else(pc.equal(currency, "EUR"), amount, no_number),
            "instrument": pc.coalesce(batch.text("scheme"), batch.text("form"), "Uten ordning"),
            "instrument_group": batch.text("form"),
            "kind": _kind(batch),
            "activity_code": code,
            "file_sha256": batch.file_sha256,
            "source_row": row,
        }
    )


def _kind(batch: Batch) -> pa.ChunkedArray:
    """Give the kind of support; null where the words are not known."""
    words, nothing = pc.utf8_lower(batch.text("form")), pa.scalar(None, pa.string())
    kind = pa.chunked_array([pa.nulls(batch.num_rows, pa.string())])
    for word, meaning in KINDS.items():
        is_this = pc.fill_null(pc.match_substring(words, word), fill_value=False)
        kind = pc.coalesce(kind, pc.if_else(is_this, meaning, nothing))
    return kind
