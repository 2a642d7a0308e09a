r"""Eurostat's wide table: cells and flags, both headers, and what must be refused.

The rows are invented in the publisher's format, so the expected numbers stand in them.
"""

from __future__ import annotations

import pytest

from samspill.errors import DataError, HeaderError
from samspill.sources.eurostat_sbs import SOURCE, fetch, nuts_edition, read
from samspill.tables import table

OLD = (
    "nace_r2,indic_sb,geo\\time\t2015 \t2014 \t2010 \n"
    "J62,V16110,NO01\t: \t23095 \t19223 \n"
    "J62,V16110,XX01\t: c\t0 \t12.5 bd\n"
    "G451,V91290,XX0\t-3.5 p\t: cd\t: u\n"
)
NEW = (
    "freq,nace_r2,indic_sb,geo\\TIME_PERIOD\t2019 \t2020 \n"
    "A,J62,V16110,NO01\t: \t23095 \n"
    "A,B-N_S95_X_K,V11210,EU27_2020\t7 e\t: @C\n"
)


def cells(raw, whole):
    kept, received, rejected = whole(read(raw))
    assert rejected == []
    assert received == {"rows": kept.num_rows}
    assert kept.schema == table("industry_statistics").schema
    return {
        (row["activity_code"], row["measure"], row["place_code"], row["year"]): row
        for row in kept.to_pylist()
    }


def test_every_cell_is_a_row(raw_file, whole):
    rows = cells(raw_file(OLD), whole)
    assert len(rows) == 9
    assert {key: (row["value"], row["flag"]) for key, row in rows.items()} == {
        ("J62", "persons_employed", "NO01", 2015): (None, None),
        ("J62", "persons_employed", "NO01", 2014): (23095.0, None),
        ("J62", "persons_employed", "NO01", 2010): (19223.0, None),
        ("J62", "persons_employed", "XX01", 2015): (None, "c"),
        ("J62", "persons_employed", "XX01", 2014): (0.0, None),
        ("J62", "persons_employed", "XX01", 2010): (12.5, "bd"),
        ("G451", "employment_growth_percent", "XX0", 2015): (-3.5, "p"),
        ("G451", "employment_growth_percent", "XX0", 2014): (None, "cd"),
        ("G451", "employment_growth_percent", "XX0", 2010): (None, "u"),
    }


def test_each_row_says_where_it_comes_from(raw_file, whole):
    raw = raw_file(OLD)
    rows = cells(raw, whole)
    assert {row["source"] for row in rows.values()} == {SOURCE.id}
    assert {row["file_sha256"] for row in rows.values()} == {raw.sha256}
    assert {key[2]: row["source_row"] for key, row in rows.items()} == {
        "NO01": 1, "XX01": 2, "XX0": 3,
    }  # fmt: skip
    assert {row["activity_edition"] for row in rows.values()} == {"nace-2"}


def test_newer_header(raw_file, whole):
    rows = cells(raw_file(NEW, packed=True), whole)
    assert {key: (row["value"], row["flag"]) for key, row in rows.items()} == {
        ("J62", "persons_employed", "NO01", 2019): (None, None),
        ("J62", "persons_employed", "NO01", 2020): (23095.0, None),
        ("B-N_S95_X_K", "local_units", "EU27_2020", 2019): (7.0, "e"),
        ("B-N_S95_X_K", "local_units", "EU27_2020", 2020): (None, "@C"),
    }


def test_unknown_indicator_keeps_its_code(raw_file, whole):
    rows = cells(raw_file(OLD.replace("V91290", "V15110")), whole)
    assert ("G451", "V15110", "XX0", 2015) in rows


def test_section_a_is_not_taken_for_the_frequency(raw_file, whole):
    rows = cells(raw_file(OLD.replace("G451", "A")), whole)
    assert ("A", "employment_growth_percent", "XX0", 2015) in rows


@pytest.mark.parametrize(
    ("year", "edition"),
    [
        (2008, "nuts-2006"), (2010, "nuts-2006"), (2011, "nuts-2010"), (2012, "nuts-2010"),
        (2013, "nuts-2013"), (2015, "nuts-2013"), (2016, "nuts-2016"), (2020, "nuts-2021"),
    ],
)  # fmt: skip
def test_edition_of_a_year(year, edition):
    # what the codes show up to 2015: DED1 ends 2010, UKI1 ends 2012; later is Eurostat's rule
    assert nuts_edition(year) == edition


def test_edition_goes_with_the_row(raw_file, whole):
    rows = cells(raw_file(OLD), whole)
    editions = {key[3]: row["place_edition"] for key, row in rows.items()}
    assert editions == {2015: "nuts-2013", 2014: "nuts-2013", 2010: "nuts-2006"}


@pytest.mark.parametrize(
    ("good", "bad", "line", "column"),
    [
        ("19223 ", "19x23 ", 2, "2010"),
        ("23095 ", "23095c ", 2, "2014"),
        ("12.5 bd", "12,5 bd", 3, "2010"),
        ("12.5 bd", "12.5 bdxyq", 3, "2010"),
        (": cd", "", 4, "2014"),
        (": cd", "n/a", 4, "2014"),
        ("G451,V91290,XX0", "G451;V91290;XX0", 4, "nace_r2,indic_sb,geo\\time"),
        ("G451,V91290,XX0", "", 4, "nace_r2,indic_sb,geo\\time"),
    ],
)
def test_a_cell_that_cannot_be_is_named(raw_file, good, bad, line, column):
    with pytest.raises(DataError) as caught:
        list(read(raw_file(OLD.replace(good, bad, 1), name="sbs.tsv")))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("sbs.tsv", line, column)


@pytest.mark.parametrize(
    ("good", "bad", "column"),
    [
        ("2014 ", "total ", 3),
        ("2014 ", "14 ", 3),
        ("nace_r2,indic_sb,geo", "indic_sb,geo", 1),
        ("nace_r2,indic_sb,geo", "unit,nace_r2,indic_sb,geo", 1),
        ("2014 ", "2015 ", "2015"),
    ],
)
def test_a_header_that_cannot_be(raw_file, good, bad, column):
    with pytest.raises(HeaderError) as caught:
        list(read(raw_file(OLD.replace(good, bad, 1))))
    assert (caught.value.line, caught.value.column) == (1, column)


def test_header_without_years(raw_file):
    with pytest.raises(HeaderError, match="no years"):
        list(read(raw_file("nace_r2,indic_sb,geo\\time\nC,V16110,NO01\n")))


def test_a_record_with_too_few_cells(raw_file):
    with pytest.raises(DataError) as caught:
        list(read(raw_file(OLD.rstrip("\n").rpartition("\t")[0] + "\n")))
    assert caught.value.line == 4


def test_garbage(raw_file, garbage):
    with pytest.raises(garbage.error) as caught:
        list(read(raw_file(garbage.of(OLD.encode()), name="sbs.tsv.gz")))
    assert caught.value.file == "sbs.tsv.gz"


def test_fetch_takes_what_the_source_offers(fetched):
    assert fetched(fetch) == list(SOURCE.downloads)
    assert all(download.url.startswith("https://") for download in SOURCE.downloads)
