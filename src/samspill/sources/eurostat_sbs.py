r"""Eurostat: structural business statistics by NUTS-2 region and NACE Rev. 2 activity.

The file is wide: a compound first cell (`nace_r2,indic_sb,geo\time`, today
`freq,nace_r2,indic_sb,geo\TIME_PERIOD`) and one column a year, separated by tabs. A cell is a
number or `:` (not available), with flags behind a blank.

The codes of the regions follow the NUTS edition of the *year*, not of the file's name: FI13 and
ITD1 end in 2010, FI1B and ITH1 take over, UKI1 and EL11 end in 2012, UKI3 and EL51 take over. For
2010 Finland is given in both editions. Norway's NO01-NO07 are the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import HeaderError
from samspill.reading import Batch, Layout, Part, read_records
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

__all__ = ["MEASURES", "SOURCE", "fetch", "nuts_edition", "read"]

SOURCE = Source(
    id="eurostat_sbs",
    title={
        "nb": "Foretaksstatistikk etter region og næring",
        "en": "Structural business statistics by region and activity",
    },
    publisher="Eurostat",
    homepage="https://ec.europa.eu/eurostat/databrowser/view/sbs_r_nuts06_r2",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Sysselsatte, virksomheter og lønn i Europas regioner (NUTS 2) etter næring "
        "(NACE Rev. 2), fra 2008. Det Eurostat holder tilbake eller mangler, er tomt.",
        "en": "Persons employed, local units and wages in Europe's regions (NUTS 2) by activity "
        "(NACE Rev. 2), from 2008. What Eurostat withholds or lacks is empty.",
    },
    tables=("industry_statistics",),
    downloads=(
        Download(
            url="https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/sbs_r_nuts06_r2"
            "?format=TSV&compressed=true",
            name="sbs_r_nuts06_r2.tsv.gz",
        ),
    ),
    keeps="newest",
    cadence={"nb": "Årlig", "en": "Yearly"},
)

MEASURES = MappingProxyType(
    {
        "V11210": "local_units",
        "V13320": "wages_meur",
        "V16110": "persons_employed",
        "V91290": "employment_growth_percent",
        "V94310": "manufacturing_employment_share_percent",
    }
)
"""Eurostat's indicator -> our measure; an indicator that is not here keeps Eurostat's code."""

_CELL = r"(?P<value>:|-?\d+(?:\.\d+)?)(?: (?P<flag>[bcdefinprsuvz]{1,6}|@[A-Z]{1,2}))?"
_EXPECTED = "a number or «:», with or without Eurostat's flags behind a blank"
_BLOCK = 1 << 22


def nuts_edition(year: int) -> str:
    """Give the edition of NUTS in which a year of this table is coded.

    Up to 2015 this is what the codes in the file show. From 2016 on it is inferred: an edition is
    used from the reference year two years before it comes into force (2018, 2021, 2024).
    """
    for edition, first in ((2024, 2022), (2021, 2019), (2016, 2016), (2013, 2013), (2010, 2011)):
        if year >= first:
            return f"nuts-{edition}"
    return "nuts-2006"


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the table as it is today into the vault."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def read(raw: RawFile) -> Iterator[Part]:
    """Read the table: one row for each cell, also for those without a value.

    `received["rows"]` counts cells, which are records times years. `value` is null where the cell
    is `:`; `flag` says why where Eurostat says it. `source_row` is the number of the record, so a
    record's years share it.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file, line and column where they are known.
    """
    layout, years = _layout(raw)
    for batch in read_records(raw, layout, block=_BLOCK):
        kept = _tidy(batch, years)
        yield Part(
            "industry_statistics",
            table("industry_statistics").conform(kept),
            received={"rows": batch.num_rows * len(years)},
        )


def layout_of(raw: RawFile) -> Layout:
    """Give the layout of a file, whose columns are its years."""
    return _layout(raw)[0]


def _layout(raw: RawFile) -> tuple[Layout, tuple[str, ...]]:
    """Learn the years from the header."""
    with open_raw(raw) as stream:
        head = stream.readline(65536).decode("utf-8", "replace").lstrip("\ufeff")
    key, *years = (name.strip() for name in head.split("\t"))
    dimensions = key.partition("\\")[0].split(",")
    advice = "Check that the right file was imported: sbs_r_nuts06_r2 as TSV."
    if dimensions[-3:] != ["nace_r2", "indic_sb", "geo"] or dimensions[:-3] not in ([], ["freq"]):
        raise HeaderError(
            f"the first cell of the header is «{key[:60]}» and should be "
            "«nace_r2,indic_sb,geo\\time»",
            file=raw.name,
            line=1,
            column=1,
            advice=advice,
        )
    for number, year in enumerate(years, 2):
        if not (year.isdigit() and len(year) == 4):
            raise HeaderError(
                f"the header says «{year[:60]}» where a year is expected",
                file=raw.name,
                line=1,
                column=number,
                advice=advice,
            )
    if not years:
        raise HeaderError("the header names no years", file=raw.name, line=1, advice=advice)
    columns = {"key": (key,)} | {year: (year,) for year in years}
    return Layout(columns=columns, delimiters="\t"), tuple(years)


def _tidy(batch: Batch, years: tuple[str, ...]) -> pa.Table:
    """Turn a block of records into one row a cell, year after year."""
    count = batch.num_rows
    keys = pc.extract_regex(
        _key(batch).combine_chunks(),
        r"^(?:A,)?(?P<nace>[^,]+),(?P<measure>[^,]+),(?P<geo>[^,]+)$",
    )
    measures = keys.field("measure").dictionary_encode()
    named = [MEASURES.get(code, code) for code in measures.dictionary.to_pylist()]
    series = {
        "place_code": keys.field("geo"),
        "activity_code": keys.field("nace"),
        "measure": pa.array(named, pa.string()).take(measures.indices),
        "source_row": batch.source_row,
        "file_sha256": batch.file_sha256,
        "source": pa.repeat(pa.scalar(SOURCE.id), count),
        "activity_edition": pa.repeat(pa.scalar("nace-2"), count),
    }
    parts = []
    for year in years:
        value, flag = _cells(batch, year)
        of_year = {
            "year": pa.repeat(pa.scalar(int(year), pa.int64()), count),
            "place_edition": pa.repeat(pa.scalar(nuts_edition(int(year))), count),
            "value": value,
            "flag": flag,
        }
        parts.append(pa.table(series | of_year))
    return pa.concat_tables(parts)


def _key(batch: Batch) -> pa.ChunkedArray:
    """Give the compound first cell, checked."""
    batch.required("key")
    return batch.matching(
        "key",
        r"(A,)?[A-Z][A-Z0-9_-]*,[A-Z][A-Z0-9_]*,[A-Z]{2}[A-Z0-9_]*",
        "an activity, an indicator and a region with commas between",
    )


def _cells(batch: Batch, year: str) -> tuple[pa.Array, pa.Array]:
    """Give a year's values and flags; each different cell is looked at once."""
    cells = batch.required(year).combine_chunks().dictionary_encode()
    found = pc.extract_regex(cells.dictionary, f"^{_CELL}$")
    if found.null_count:
        batch.matching(year, _CELL, _EXPECTED)
    value, flag = found.field("value"), found.field("flag")
    value = pc.if_else(pc.equal(value, ":"), pa.scalar(None, pa.string()), value)
    flag = pc.if_else(pc.equal(flag, ""), pa.scalar(None, pa.string()), flag)
    return value.cast(pa.float64()).take(cells.indices), flag.take(cells.indices)
