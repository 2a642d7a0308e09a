"""Statistics Norway's table 07459: population of each municipality on 1 January.

Read are the two layouts of its exports (text in Latin-1 or UTF-8, tab or `;`, one row for each
municipality and one-year age, with or without a title before the header) and JSON-stat 2 from
PxWebApi v2. Ages and sexes are summed.

The publisher writes zero for a municipality that did not exist in a year. No municipality has no
inhabitants: what is zero for all ages is not observed and is set aside, never kept as zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import DataError, HeaderError
from samspill.jsonstat import Cube, Dimension, parse
from samspill.reading import (
    Batch,
    Layout,
    Part,
    Rejects,
    is_json,
    read_json,
    read_records,
)
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

__all__ = ["SOURCE", "fetch", "read"]

SOURCE = Source(
    id="ssb_07459",
    title={
        "nb": "Folkemengde i kommunene (SSB tabell 07459)",
        "en": "Population of the municipalities (Statistics Norway, table 07459)",
    },
    publisher="Statistisk sentralbyrå",
    homepage="https://www.ssb.no/statbank/table/07459",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Innbyggere i hver kommune 1. januar, etter årets kommuneinndeling.",
        "en": "Inhabitants of each municipality on 1 January, by the borders of the year.",
    },
    tables=("population",),
    downloads=(
        Download(
            "https://data.ssb.no/api/pxwebapi/v2/tables/07459/data?lang=no"
            "&valueCodes%5BRegion%5D=*&valueCodes%5BTid%5D=*"
            "&valueCodes%5BContentsCode%5D=Personer1&outputFormat=json-stat2",
            "07459.json",
            accept="application/json",
        ),
    ),
    keeps="every",
    cadence={"nb": "hvert år i februar", "en": "every year in February"},
)

_YEARS = range(1986, 2100)
_LAYOUT = Layout(
    {
        "region": ("region",),
        "age": ("age", "alder"),
        "sex": ("sex", "kjønn"),
        **{
            f"persons_{year}": (f"Persons {year}", f"Personer {year}", f"{year}") for year in _YEARS
        },
    },
    optional=frozenset({"age", "sex", *(f"persons_{year}" for year in _YEARS)}),
    delimiters="\t;,",
    encodings=("utf-8", "cp1252"),
    skip_until="region",
)

_TITLE = re.compile(r'^\ufeff?"?(\d{5}):')
_MUNICIPALITY = re.compile(r"^(?:K-)?(\d{4})\s+(\S.*?)(?:\s*\((?:\d{4})?-\s*(?:\d{4})?\))?$")
_TOTALS = frozenset(
    {"total", "totalt", "i alt", "all ages", "alle aldre", "both sexes", "begge kjønn"}
)
_SYMBOLS = (".", "..", ":", "-")
_NOT_GIVEN = ("..", ":")


@dataclass
class _Sum:
    """What a place has in a year, over ages and sexes."""

    label: str
    source_row: int
    persons: float = 0.0
    withheld: set[str] = field(default_factory=set)


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the whole table, all places and years, from PxWebApi v2."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def layout_of(raw: RawFile) -> Layout | None:
    """Give the layout of an export; JSON-stat has none."""
    return None if is_json(raw) else _LAYOUT


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file to `population`.

    `received` counts each place and year once, whatever its number of ages, and the persons of
    all of them; rows for all ages or both sexes beside single ones are left out of the sum.
    `source_row` is the first row of the place; in JSON-stat the position of the cell, from 1.

    Set aside: `not_a_municipality` (Svalbard, the shelf, remainders, counties, the whole country),
    `not_existing` (zero for all ages) and `withheld` (a cell that the publisher does not give).

    Raises
    ------
    DataError
        With file, line and column.
    """
    sums = _from_cube(raw) if is_json(raw) else _from_export(raw)
    rejects = Rejects(SOURCE.id, raw.sha256)
    rows: list[dict[str, object]] = []
    persons = 0.0
    for (_, year), one in sums.items():
        persons += one.persons
        match = _MUNICIPALITY.match(one.label)
        if match is None or match[1] == "9999":
            reason = "not_a_municipality"
        elif one.withheld:
            reason = "withheld"
        elif one.persons == 0:
            reason = "not_existing"
        else:
            rows.append(
                {
                    "place_code": match[1],
                    "year": year,
                    "place_name": match[2],
                    "population": one.persons,
                    "file_sha256": raw.sha256,
                    "source_row": one.source_row,
                }
            )
            continue
        rejects.add(
            one.source_row,
            step="read",
            reason=reason,
            content=f"{one.label}, {year}",
            what=" ".join(one.withheld),
            persons_count=one.persons,
        )
    kept = pa.Table.from_pylist(rows, schema=table("population").schema)
    received = {"rows": float(len(sums)), "persons_count": persons}
    yield Part("population", kept, rejects.rows(), received)


_Sums = dict[tuple[str, int], _Sum]


def _from_export(raw: RawFile) -> _Sums:
    _refuse_other_table(raw)
    batches = list(read_records(raw, _LAYOUT))
    keeps = {
        name: _drops_totals([value for one in batches for value in one.text(name).to_pylist()])
        for name in ("age", "sex")
    }
    sums: _Sums = {}
    seen: set[tuple[str, ...]] = set()
    for batch in batches:
        years = [year for year in _YEARS if batch.opened.at[f"persons_{year}"] is not None]
        if not years:
            raise HeaderError(
                "no column of persons with a year, such as «Persons 2020», in the header",
                file=raw.name,
                line=batch.opened.header_line,
                column="Persons",
                advice="Export the table with the contents «Persons» and at least one year.",
            )
        counted = [
            all(value not in keeps[name] for name, value in zip(keeps, cells, strict=True))
            for cells in zip(*(_folded(batch, name) for name in keeps), strict=True)
        ]
        regions = batch.required("region").to_pylist()
        for at, cells in enumerate(zip(regions, *(_folded(batch, n) for n in keeps), strict=True)):
            if cells in seen:
                raise DataError(
                    f"record number {batch.first_row + at}: «{' '.join(cells).strip()}» stands "
                    "twice",
                    file=raw.name,
                    advice="Counting it twice would be wrong; export the table again.",
                )
            seen.add(cells)
        for year in years:
            name = f"persons_{year}"
            given = batch.text(name).to_pylist()
            values = batch.whole(name, missing=_SYMBOLS).to_pylist()
            for at, region in enumerate(regions):
                one = sums.setdefault((region, year), _Sum(region, batch.first_row + at))
                if not counted[at]:
                    continue
                if values[at] is not None and values[at] < 0:
                    raise DataError(
                        f"record number {batch.first_row + at}: «{given[at]}» persons cannot be",
                        file=raw.name,
                        column=batch.opened.at[name],
                        advice="Export the table again.",
                    )
                _count(one, values[at], given[at])
    return sums


def _count(one: _Sum, value: float | None, given: str | None) -> None:
    if value is not None:
        one.persons += value
    elif given in _NOT_GIVEN:
        one.withheld.add(str(given))
    elif given is None:
        one.withheld.add("empty cell")


def _folded(batch: Batch, name: str) -> list[str]:
    return [(value or "").casefold() for value in batch.text(name).to_pylist()]


def _drops_totals(values: list[str | None]) -> frozenset[str]:
    """Give the sums among ages or sexes; none where there is nothing but sums."""
    found = {value.casefold() for value in values if value}
    totals = frozenset(found & _TOTALS)
    return totals if found - totals else frozenset()


def _refuse_other_table(raw: RawFile) -> None:
    with open_raw(raw) as stream:
        title = _TITLE.match(stream.readline().decode("cp1252", errors="replace"))
    if title and title[1] != "07459":
        raise DataError(
            f"the file is table {title[1]} and not 07459",
            file=raw.name,
            line=1,
            advice="Check that the right file was imported for this source.",
        )


def _from_cube(raw: RawFile) -> _Sums:
    cube = parse(read_json(raw), file=raw.name)
    region = _needed(cube, raw, "Region")
    _needed(cube, raw, "Tid")
    for axis in cube.dimensions:
        if axis.id not in ("Region", "Tid", "Kjonn", "Alder", "ContentsCode"):
            raise _other_cube(f"has a dimension «{axis.id}»", raw)
        if axis.id == "ContentsCode" and axis.codes != ("Personer1",):
            raise _other_cube(f"has the contents {', '.join(axis.labels)}", raw)
    is_sum = {
        axis.id: _cube_totals(axis) for axis in cube.dimensions if axis.id in ("Kjonn", "Alder")
    }
    names = {
        code: f"{code} {label}" if not label.startswith(code) else label
        for code, label in zip(region.codes, region.labels, strict=True)
    }
    long = cube.table()
    places, tids = long["Region"].to_pylist(), long["Tid"].to_pylist()
    values, flags = long["value"].to_pylist(), long["status"].to_pylist()
    others = {name: long[name].to_pylist() for name in is_sum}
    sums: _Sums = {}
    for at, (place, tid) in enumerate(zip(places, tids, strict=True)):
        if not re.fullmatch(r"\d{4}", tid):
            raise _other_cube(f"has a time «{tid}» that is no year", raw)
        one = sums.setdefault((place, int(tid)), _Sum(names[place], at + 1))
        if any(others[name][at] in totals for name, totals in is_sum.items()):
            continue
        value = values[at]
        if value is not None and math.isfinite(value):
            one.persons += value
        elif flags[at] != ".":
            one.withheld.add(flags[at] or "no value")
    return sums


def _needed(cube: Cube, raw: RawFile, name: str) -> Dimension:
    found = cube.dimension(name)
    if found is None:
        raise _other_cube(f"has no dimension «{name}»", raw)
    return found


def _cube_totals(dimension: Dimension) -> frozenset[str]:
    labels: Mapping[str, str] = dict(zip(dimension.codes, dimension.labels, strict=True))
    totals = {code for code, label in labels.items() if label.casefold() in _TOTALS}
    return frozenset(totals) if set(labels) - totals else frozenset()


def _other_cube(what: str, raw: RawFile) -> DataError:
    return DataError(
        f"the JSON-stat is not table 07459 as asked for: it {what}",
        file=raw.name,
        advice="Ask for Region, Tid and the contents Personer1, or fetch the source again.",
    )
