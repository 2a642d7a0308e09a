"""Changes of NUTS codes, 1999-2021: which region of one edition is which in the next.

The file joins Eurostat's correspondence tables of six reforms, one row for each region with its
code, name and change in every edition. Level 2 is read; a row without a change says nothing and is
not counted. What the tables write in words becomes one of six kinds of change:

`recoded` (another code, the same region), `merged` (a part of a new region), `split` (a new region
is a part of it), `boundary_shift` (the region goes on under another code within other borders),
`ended` and `begun` (the tables do not say what became of it, or where it came from).

A region whose borders shifted stands in two rows of one name, the old code in one and the new code
in the other; they are brought together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pyarrow as pa

from samspill.catalogue import Source
from samspill.download import Client
from samspill.errors import DataError
from samspill.reading import Layout, Part, Rejects, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["SOURCE", "fetch", "layout_of", "read"]

_EDITIONS = (1999, 2003, 2006, 2010, 2013, 2016, 2021)
_CODE = r"[A-Z]{2}(?=[0-9A-Z]?\d)[0-9A-Z]{2}"

SOURCE = Source(
    id="nuts_changes",
    title={"nb": "Endringer i NUTS-regionene", "en": "Changes of the NUTS regions"},
    publisher="Eurostat, joined by the R package regions (rOpenGov)",
    homepage="https://search.r-project.org/CRAN/refmans/regions/html/nuts_changes.html",
    licence="Eurostat reuse policy",
    licence_url="https://ec.europa.eu/eurostat/about-us/policies/copyright",
    description={
        "nb": "Hvilke regioner som byttet kode, ble delt, slått sammen eller fikk nye grenser fra "
        "1999 til 2021. Finnes bare i R-pakken; skriv tabellen ut som CSV og importer den.",
        "en": "Which regions changed code, were split, merged or got other borders from 1999 to "
        "2021. It is only in the R package; write the table as CSV and import it.",
    },
    tables=("region_changes",),
    keeps="newest",
    cadence={"nb": "ved nye utgaver av NUTS", "en": "with each edition of NUTS"},
)

_LAYOUT = Layout(
    {
        "level": ("typology",),
        **{f"code_{year}": (f"code_{year}",) for year in _EDITIONS},
        **{f"name_{year}": (f"geo_name_{year}",) for year in _EDITIONS[1:]},
        **{f"change_{year}": (f"change_{year}",) for year in _EDITIONS[1:]},
    }
)


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take nothing: the table is published in a package and not as a file."""
    del vault, client
    yield from ()


def layout_of(raw: RawFile) -> Layout:
    """Give the layout of the file."""
    del raw
    return _LAYOUT


def read(raw: RawFile) -> Iterator[Part]:
    """Read the changes of level 2 to `region_changes`.

    Set aside: `unknown_change` (words that none of the kinds of change fits) and `no_region` (a
    change of a region that has no code in either edition).

    Raises
    ------
    DataError
        With file, line and column.
    """
    told: list[dict[str, Any]] = []
    for batch in read_records(raw, _LAYOUT):
        batch.required("level")
        columns = {name: batch.text(name).to_pylist() for name in _LAYOUT.columns}
        rows = batch.source_row.to_pylist()
        for at, level in enumerate(columns["level"]):
            if level in ("nuts_level_2", "NUTS2"):
                one = {name: _known(values[at]) for name, values in columns.items()}
                told += _told(one, rows[at])
    if not told:
        raise DataError(
            "no record is a change of a region of level 2",
            file=raw.name,
            column="typology",
            advice="Check that the right file was imported for this source.",
        )
    rejects = Rejects(SOURCE.id, raw.sha256)
    kept = [{**row, "file_sha256": raw.sha256} for row in _kept(told, rejects)]
    yield Part(
        "region_changes",
        pa.Table.from_pylist(kept, schema=table("region_changes").schema),
        rejects.rows(),
        {"rows": float(len(kept) + len(rejects))},
    )


def _known(text: str | None) -> str:
    return "" if text in (None, "NA") else str(text).strip()


def _told(one: Mapping[str, str], source_row: int) -> Iterator[dict[str, Any]]:
    """Give what a row says of each reform, still in the publisher's words."""
    for before, after in pairwise(_EDITIONS):
        words = one[f"change_{after}"].casefold()
        if words and words != "name change" and not words.startswith("renamed"):
            names = [one.get(f"name_{year}", "") for year in (after, before)]
            yield {
                "words": words,
                "from_code": one[f"code_{before}"],
                "to_code": one[f"code_{after}"],
                "place_name": next(filter(None, names), ""),
                "from_edition": f"nuts-{before}",
                "to_edition": f"nuts-{after}",
                "source_row": source_row,
            }


def _kept(told: list[dict[str, Any]], rejects: Rejects) -> Iterator[dict[str, Any]]:
    shifted = {
        (row["to_edition"], row["place_name"], _country(row)): row
        for row in told
        if row["words"].startswith("boundary shift") and not row["to_code"]
    }
    answered = set()
    for row in told:
        key = (row["to_edition"], row["place_name"], _country(row))
        if row["words"].startswith("new") and not row["from_code"] and key in shifted:
            answered.add(key)
            yield _row(row, "boundary_shift", from_code=shifted[key]["from_code"])
    for row in told:
        key = (row["to_edition"], row["place_name"], _country(row))
        if key in answered and (row is shifted[key] or not row["from_code"]):
            continue
        kind = _kind(row)
        if not row["from_code"] and not row["to_code"]:
            _refuse(rejects, row, "no_region")
        elif kind is None:
            _refuse(rejects, row, "unknown_change")
        elif kind == "split" and not row["to_code"]:
            # the parts have rows of their own, or the words name them
            named = re.findall(rf"\b{_CODE}\b", row["words"].upper())
            for code in named or [""]:
                if named or not _has_parts(told, row):
                    yield _row(row, "split" if named else "ended", to_code=code)
        else:
            yield _row(row, kind)


def _country(row: Mapping[str, Any]) -> str:
    return str(row["from_code"] or row["to_code"])[:2]


def _has_parts(told: list[dict[str, Any]], whole: Mapping[str, Any]) -> bool:
    return any(
        row["from_code"] == f"{whole['from_code']} (part)"
        and row["to_edition"] == whole["to_edition"]
        for row in told
    )


def _kind(row: Mapping[str, Any]) -> str | None:
    words, before, after = row["words"], row["from_code"], row["to_code"]
    if "split" in words or (words.startswith("new") and before.endswith("(part)")):
        return "split"
    if words.startswith("merged"):
        return "merged"
    if words.startswith("boundary shift") or "boundary change" in words:
        return "boundary_shift" if after else "ended"
    if words.startswith(("code", "recoded")):
        return "recoded"
    if words.startswith("new"):
        return "begun"
    return "ended" if words.startswith("discontinued") else None


def _row(
    row: Mapping[str, Any], kind: str, *, from_code: str | None = None, to_code: str | None = None
) -> dict[str, Any]:
    def plain(code: str) -> str | None:
        found = code.removesuffix(" (part)").strip()
        return found if re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2}", found) else None

    return {
        "from_edition": row["from_edition"],
        "from_code": plain(row["from_code"] if from_code is None else from_code),
        "to_edition": row["to_edition"],
        "to_code": plain(row["to_code"] if to_code is None else to_code),
        "place_name": row["place_name"] or None,
        "change": kind,
        "source_row": row["source_row"],
    }


def _refuse(rejects: Rejects, row: Mapping[str, Any], reason: str) -> None:
    rejects.add(
        row["source_row"],
        step="read",
        reason=reason,
        content=f"{row['from_code']} {row['to_code']} {row['words']}".strip(),
    )
