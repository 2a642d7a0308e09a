"""Eurostat's file as published in November 2017, against figures counted from it elsewhere.

The figures stand in the README beside the data; they were not made with Samspill.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.sources.eurostat_sbs import MEASURES, SOURCE, read
from samspill.store import RawFile, Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
FILE = DATA / "eurostat/sbs_r_nuts06_r2.tsv.gz"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> RawFile:
    vault = Vault(tmp_path_factory.mktemp("raw"))
    return vault.add(
        FILE, source=SOURCE.id, name=FILE.name, vintage="2017-11", publisher="", licence="",
        origin="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows(raw) -> pa.Table:
    parts = list(read(raw))
    kept = pa.concat_tables([part.kept for part in parts])
    assert sum(part.received["rows"] for part in parts) == kept.num_rows
    return kept


@pytest.fixture(scope="module")
def divisions(rows) -> pa.Table:
    """Persons employed in divisions and NUTS-2 regions without extra-regio."""
    return rows.filter(
        pc.and_(
            pc.and_(
                pc.equal(rows["measure"], "persons_employed"),
                pc.match_substring_regex(rows["activity_code"], r"^[A-Z]\d\d$"),
            ),
            pc.and_(
                pc.equal(pc.utf8_length(rows["place_code"]), 4),
                pc.invert(pc.ends_with(rows["place_code"], "ZZ")),
            ),
        )
    )


def of_year(divisions: pa.Table, year: int) -> dict[tuple[str, str], float]:
    here = divisions.filter(pc.equal(divisions["year"], year))
    return {
        (place, activity): value
        for place, activity, value in zip(
            here["place_code"].to_pylist(),
            here["activity_code"].to_pylist(),
            here["value"].to_pylist(),
            strict=True,
        )
        if value is not None
    }


def test_every_cell_of_every_series(rows):
    assert rows.num_rows == 195_227 * 8
    assert pc.max(rows["source_row"]).as_py() == 195_227
    assert set(rows["measure"].unique().to_pylist()) == set(MEASURES.values())
    # counted with grep over the unpacked file: cells that begin with a colon
    assert rows["value"].null_count == 460_887


def test_key_is_unique(rows):
    keys = rows.group_by(["place_code", "activity_code", "measure", "year"]).aggregate([])
    assert keys.num_rows == rows.num_rows


@pytest.mark.parametrize(("year", "missing"), [(2014, 11.86), (2010, 12.59)])
def test_shape_and_missing_cells(divisions, year, missing):
    cells = of_year(divisions, year)
    places, activities = {place for place, _ in cells}, {activity for _, activity in cells}
    assert (len(places), len(activities)) == (282, 68)
    assert round(100 * (1 - len(cells) / (282 * 68)), 2) == missing


def test_persons(divisions):
    assert sum(of_year(divisions, 2014).values()) == 133_361_628


@pytest.mark.parametrize(
    ("year", "place", "activity", "expected"),
    [
        (2014, "NO01", "J62", 2.8173), (2014, "NO03", "C26", 2.3823),
        (2014, "NO02", "C16", 7.1495), (2014, "NO01", "C10", 0.6841),
        (2010, "NO01", "J62", 2.3001),
    ],
)  # fmt: skip
def test_location_quotient_by_hand(divisions, year, place, activity, expected):
    cells = of_year(divisions, year)
    here = sum(value for (p, _), value in cells.items() if p == place)
    everywhere = sum(value for (_, a), value in cells.items() if a == activity)
    quotient = cells[place, activity] / here / (everywhere / sum(cells.values()))
    assert round(quotient, 4) == expected


def test_growth_and_manufacturing_share_are_what_their_names_say(rows):
    # 29 917 after 29 486 persons, and 6 560 of 29 917, worked by hand
    def value(activity: str, measure: str) -> float:
        found = rows.filter(
            (pc.field("place_code") == "NO01")
            & (pc.field("year") == 2014)
            & (pc.field("activity_code") == activity)
            & (pc.field("measure") == measure)
        )
        return found["value"].to_pylist()[0]

    assert value("C", "employment_growth_percent") == 1.5
    assert value("C10", "manufacturing_employment_share_percent") == 21.9


@pytest.mark.parametrize(
    ("place", "first", "last"),
    [("DED1", 2008, 2010), ("DED4", 2011, 2015), ("ITD1", 2008, 2010), ("UKI1", 2008, 2012),
     ("UKI3", 2013, 2015), ("SI03", 2013, 2015), ("EL11", 2008, 2012), ("EL51", 2013, 2014)],
)  # fmt: skip
def test_codes_follow_the_edition_of_the_year(divisions, place, first, last):
    known = divisions.filter(
        pc.and_(pc.equal(divisions["place_code"], place), pc.is_valid(divisions["value"]))
    )
    years = known["year"].to_pylist()
    assert (min(years), max(years)) == (first, last)
    editions = set(known["place_edition"].to_pylist())
    assert editions <= (
        {"nuts-2006"} if last <= 2010 else
        {"nuts-2006", "nuts-2010"} if last <= 2012 else
        {"nuts-2010", "nuts-2013"}
    )  # fmt: skip
