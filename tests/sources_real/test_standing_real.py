"""The region among Europe's on the real file, reckoned again by other code from the raw lines."""

from __future__ import annotations

import gzip
import math
import os
from pathlib import Path

import pytest

from samspill.build import build
from samspill.region import load_region
from samspill.store import Store
from samspill.trace import explain

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
    """Read persons employed of 2013 and 2014 from the file's lines: (region, division) -> two."""
    cells = {}
    with gzip.open(SBS, "rt", encoding="utf-8") as lines:
        years = [int(one) for one in next(lines).rstrip("\n").split("\t")[1:]]
        at = [years.index(2013) + 1, years.index(2014) + 1]
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            division, measure, region = parts[0].split(",")
            is_region = len(region) == 4 and not region.endswith("ZZ")
            if measure == "V16110" and len(division) == 3 and is_region:
                given = (parts[column].split(" ")[0].strip() for column in at)
                cells[region, division] = [
                    None if one == ":" else max(0.0, float(one)) for one in given
                ]
    return cells


def leaps(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return False
    low, high = sorted((before, now))
    return high >= 1_000 and high > 4 * low


@pytest.fixture(scope="module")
def quotients(raw):
    """Reckon the quotients of 2014, leaps held at 2013 in the sums and not observed themselves."""
    held = {
        key: before if leaps(before, now) else now
        for key, (before, now) in raw.items()
        if now is not None
    }
    of_region, of_division = {}, {}
    for (region, division), value in held.items():
        of_region.setdefault(region, []).append(value)
        of_division.setdefault(division, []).append(value)
    total = math.fsum(held.values())
    return {
        (region, division): (value / math.fsum(of_region[region]))
        / (math.fsum(of_division[division]) / total)
        for (region, division), value in held.items()
        if not leaps(*raw[region, division])
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
        assert own.sums["value"] == row["value"] == raw[place, code][1]
        observed = [now for (_, one), (_, now) in raw.items() if one == code and now is not None]
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
