"""The region among Europe's on the real file, reckoned again by other code from the raw lines."""

from __future__ import annotations

import gzip
import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest

from samspill.build import build
from samspill.findings.standing.lineage import carried, lineage
from samspill.matrix import Axis, Matrix
from samspill.region import load_region
from samspill.store import Store
from samspill.trace import explain
from samspill.uncertainty import clumping_from_dispersion, shrunken_location_quotient

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
SBS = DATA / "eurostat/sbs_r_nuts06_r2.tsv.gz"
CHANGES = DATA / "nuts/nuts_changes_1999_2021.csv"
OURS = ("NO01", "NO02", "NO03")
pytestmark = [
    pytest.mark.skipif(not SBS.is_file(), reason="the folder ../shared/data is not here"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("home"))
    for path, source, vintage in (
        (SBS, "eurostat_sbs", "2017-11"),
        (CHANGES, "nuts_changes", "2021"),
    ):
        store.vault.add(
            path, source=source, name=path.name, vintage=vintage, publisher="Eurostat",
            licence="", origin="",
        )  # fmt: skip
    return store, build(load_region("osloregionen"), store)


@pytest.fixture(scope="module")
def raw():
    """Read persons employed of 2014 from the file's lines: (region, division) -> what is held."""
    cells = {}
    with gzip.open(SBS, "rt", encoding="utf-8") as lines:
        years = [int(one) for one in next(lines).rstrip("\n").split("\t")[1:]]
        at = [years.index(year) + 1 for year in range(2008, 2015)]
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            division, measure, region = parts[0].split(",")
            is_region = len(region) == 4 and not region.endswith("ZZ")
            if measure == "V16110" and len(division) == 3 and is_region:
                given = (parts[column].split(" ")[0].strip() for column in at)
                cells[region, division] = at_last(
                    None if one == ":" or float(one) < 0 else float(one) for one in given
                )
    return cells


class Cell(NamedTuple):
    """A figure of 2014, what sums hold in its place, and whether it leapt."""

    now: float | None
    held: float | None
    leapt: bool


def at_last(figures: Iterable[float | None]) -> Cell:
    """Follow a cell through the years: it leaps from the year before and from what that held."""
    before, held, leapt = None, None, False
    for now in figures:
        leapt = leaps(before, now) and leaps(held, now)
        before, held = now, held if leapt else now
    return Cell(before, held, leapt)


def leaps(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return False
    low, high = sorted((before, now))
    return high >= 1_000 and high > 4 * low


@pytest.fixture(scope="module")
def quotients(raw):
    """Reckon the quotients of 2014, leaps held at 2013 in the sums and not observed themselves."""
    held = {key: cell.held for key, cell in raw.items() if cell.now is not None}
    of_region, of_division = {}, {}
    for (region, division), value in held.items():
        of_region.setdefault(region, []).append(value)
        of_division.setdefault(division, []).append(value)
    total = math.fsum(held.values())
    return {
        (region, division): (value / math.fsum(of_region[region]))
        / (math.fsum(of_division[division]) / total)
        for (region, division), value in held.items()
        if not raw[region, division].leapt
    }


def ten_foremost(built, place):
    rows = [
        row
        for row in built.read("standing").to_pylist()
        if row["place_code"] == place
        and row["subject"] == "activity"
        and row["measure"] == "persons_employed"
        and row["year"] == 2014
        and row["is_observed"]
    ]
    return sorted(rows, key=lambda row: (row["rank"], -row["lq_shrunk"]))[:10]


@pytest.mark.parametrize("place", OURS)
def test_the_ten_foremost_activities_come_out_of_explain_and_of_the_raw_lines(
    found, raw, quotients, place
):
    store, built = found
    rows = ten_foremost(built, place)
    assert len(rows) == 10
    for row in rows:
        code = row["subject_code"]
        keys = {"place_code": place, "subject_code": code, "year": "2014", "subject": "activity",
                "measure": "persons_employed"}  # fmt: skip
        told = explain(built, store.vault, "standing", keys)
        assert told.row == row
        own, _units, everywhere, *_sums = told.pieces
        assert own.sums["value"] == row["value"] == raw[place, code].now
        observed = [
            cell.now for (_, one), cell in raw.items() if one == code and cell.now is not None
        ]
        assert everywhere.sums["value"] == pytest.approx(math.fsum(observed))
        assert row["lq"] == pytest.approx(quotients[place, code])
        above = sum(
            value > quotients[place, code]
            for (region, one), value in quotients.items()
            if one == code and region != place
        )
        assert row["rank_observed"] == 1 + above
        assert row["regions_count"] == 282
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]


@pytest.fixture(scope="module")
def redrawn(raw):
    """Draw the quotients of 2014 anew from the file's lines, with other random numbers.

    Gives the drawn quotients, draw × region × division, with the regions and the divisions.
    """
    units = {}
    with gzip.open(SBS, "rt", encoding="utf-8") as lines:
        years = [int(one) for one in next(lines).rstrip("\n").split("\t")[1:]]
        at = years.index(2014) + 1
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            division, measure, region = parts[0].split(",")
            given = parts[at].split(" ")[0].strip()
            if measure == "V11210" and (region, division) in raw and given != ":":
                units[region, division] = float(given)
    unknown = Cell(None, None, False)
    regions, divisions = (tuple(sorted({key[side] for key in raw})) for side in (0, 1))
    there = [
        region for region in regions if any(raw.get((region, d), unknown).now for d in divisions)
    ]
    held, leapt, counts = (np.full((len(there), len(divisions)), np.nan) for _ in range(3))
    for row, region in enumerate(there):
        for column, division in enumerate(divisions):
            cell = raw.get((region, division), unknown)
            if cell.now is not None:
                leapt[row, column], held[row, column] = cell.leapt, cell.held
            counts[row, column] = units.get((region, division), np.nan)
    axes = Axis("place", "nuts-2013", tuple(there)), Axis("activity", "nace-2", divisions)
    sizes = Matrix(held, *axes)
    found = shrunken_location_quotient(
        sizes, clumping=clumping_from_dispersion(sizes, Matrix(counts, *axes))
    )
    shape = np.where(leapt > 0, found.prior_shape.values, found.shape.dense)
    rate = np.where(leapt > 0, found.prior_rate.values, found.rate.dense)
    random = np.random.default_rng(1905)
    return random.gamma(shape, 1 / rate, (2_000, *shape.shape)), tuple(there), divisions


@pytest.mark.parametrize("place", OURS)
def test_ranks_and_intervals_come_out_again_with_other_random_numbers(found, redrawn, place):
    _, built = found
    draws, regions, divisions = redrawn
    assert len(regions) == 282
    at = regions.index(place)
    for row in ten_foremost(built, place):
        column = draws[:, :, divisions.index(row["subject_code"])]
        ranks = 1 + (column > column[:, [at]]).sum(axis=1)
        # what 200 draws know of the edges and the middle, with four standard errors
        assert (ranks < row["rank_low"]).mean() <= 0.07
        assert (ranks <= row["rank_high"]).mean() >= 0.93
        assert (ranks <= row["rank"]).mean() >= 0.39
        assert (ranks < row["rank"]).mean() <= 0.61
        # and the interval is no wider than that
        assert (ranks <= row["rank_low"]).mean() >= 0.002
        assert (ranks >= row["rank_high"]).mean() >= 0.002


def test_the_trade_of_norway_in_2014_is_a_leap_and_no_standing(found):
    _, built = found
    rows = [
        row
        for row in built.read("standing").to_pylist()
        if row["place_code"] in (*OURS, "NO04")
        and row["subject_code"] in ("G45", "G46", "G47")
        and row["measure"] == "persons_employed"
        and row["year"] == 2014
    ]
    assert len(rows) == 12
    assert {row["is_observed"] for row in rows} == {False}
    assert {row["rank"] for row in rows} == {None}
    assert {row["flag"] for row in rows} == {"!"}


def test_no_region_counts_twice_in_the_year_of_a_reform(found):
    _, built = found
    rows = built.read("standing").to_pylist()
    counted = {
        row["year"]: row["regions_count"]
        for row in rows
        if row["place_code"] == "NO01" and row["measure"] == "persons_employed"
    }
    # 282 codes have figures in 2010; FI13, FI18, FI1A and UKD5 are there again in the regions
    # that followed them, and DE41 and DE42 are Brandenburg together
    assert counted[2010] == 282 - 4 - 1
    assert counted[2014] == 282
    broken = {
        (row["from_code"], row["to_code"])
        for row in built.read("region_breaks").to_pylist()
        if row["is_break"]
    }
    assert ("FI18", "FI1B") in broken
    assert ("UKD2", "UKD6") in broken
    assert not [pair for pair in broken if pair[0] == "EL11"]
    shown = {row["place_code"] for row in built.read("standing_change").to_pylist()}
    assert "FI1B" not in shown


@pytest.fixture(scope="module")
def years_of():
    """Give the years in which each region has any figure of persons employed, from the lines."""
    seen = {}
    with gzip.open(SBS, "rt", encoding="utf-8") as lines:
        years = [int(one) for one in next(lines).rstrip("\n").split("\t")[1:]]
        for line in lines:
            keys, *cells = line.rstrip("\n").split("\t")
            division, measure, region = keys.split(",")
            is_region = len(region) == 4 and not region.endswith("ZZ")
            if measure == "V16110" and len(division) == 3 and is_region:
                given = {y for y, cell in zip(years, cells, strict=True) if cell.strip()[0] != ":"}
                seen[region] = seen.get(region, set()) | given
    return {region: given - {2015} for region, given in seen.items() if given}


def test_every_region_of_europe_is_one_series_or_a_stated_break(found, years_of):
    _, built = found
    links = built.read("region_breaks").to_pylist()
    assert len(links) == 39
    touched = {row[side] for row in links for side in ("from_code", "to_code")}
    usual = {}
    for region, given in years_of.items():
        usual[region[:2]] = usual.get(region[:2], set()) | given
    # a code that has figures in fewer years than its country has was changed, and it is told how
    short = {region for region, given in years_of.items() if given != usual[region[:2]]}
    assert len(short) > 50
    assert short <= touched
    changes = pq.read_table(built.tidy_path("region_changes"))
    lines = lineage(changes, set(years_of), 2006)
    for row in links:
        is_one = lines.region_of[row["from_code"]] == lines.region_of[row["to_code"]]
        assert is_one or row["is_break"], row
        if not row["is_break"]:
            assert row["change"] in ("recoded", "merged")
    # in no year do a code and what followed it stand side by side
    for year in range(2008, 2015):
        codes = tuple(sorted(region for region, given in years_of.items() if year in given))
        there, _ = carried(np.ones((len(codes), 1)), codes, lines)
        assert len(there) == len(set(there))
        for row in links:
            pair = {lines.region_of[row["from_code"]], row["to_code"]}
            assert len(pair) == 1 or not pair <= set(there), (year, row)
