"""Innovasjon Norge's file of 2010-2018, against figures counted from it elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.sources.innovasjon_norge import SOURCE, read
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
FILE = DATA / "innovasjon_norge/tildelinger_2010_2018.csv.gz"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> pa.Table:
    raw = Vault(tmp_path_factory.mktemp("raw")).add(
        FILE, source=SOURCE.id, name=FILE.name, vintage="2019-01", publisher="", licence="",
        origin="",
    )  # fmt: skip
    parts = list(read(raw))
    kept = pa.concat_tables([part.kept for part in parts])
    assert sum(part.received["rows"] for part in parts) == kept.num_rows
    assert sum(part.received["amount_nok"] for part in parts) == pc.sum(kept["amount_nok"]).as_py()
    assert all(part.rejected.num_rows == 0 for part in parts)
    return kept


def test_every_row_and_every_krone(rows):
    assert rows.num_rows == 49_466
    assert pc.sum(rows["amount_nok"]).as_py() == 54_327_241_168


def test_repeats_are_kept(rows):
    told_apart = [name for name in rows.column_names if name not in ("award_id", "source_row")]
    distinct = rows.group_by([*told_apart]).aggregate([]).num_rows
    # 43 rows repeat another exactly; two that differ in a name that is not kept may add to them
    assert rows.num_rows - distinct >= 43
    assert len(set(rows["award_id"].to_pylist())) == rows.num_rows


@pytest.mark.parametrize(
    ("counties", "count", "millions"),
    [
        ({"Oslo", "Akershus"}, 3_527, 3_142.4),
        ({"Hedmark", "Oppland"}, 5_929, 4_117.2),
        ({"Østfold", "Buskerud", "Vestfold", "Telemark"}, 6_458, 5_394.9),
    ],
)
def test_counties_of_eastern_norway(rows, counties, count, millions):
    here = rows.filter(pc.is_in(rows["county_name"], pa.array(sorted(counties))))
    assert here.num_rows == count
    assert round(pc.sum(here["amount_nok"]).as_py() / 1e6, 1) == millions


def test_years(rows):
    years = set(pc.year(rows["date"]).to_pylist())
    assert years == set(range(2010, 2019))


def test_no_person_is_kept(rows):
    names = [name for name in rows["organisation_name"].to_pylist() if name]
    assert not [name for name in names if "personforetak" in name or " v/" in name]
    # of 49,466 rows 20,058 have no name in the file, and a few names more may be a person's
    assert 29_300 <= len(names) <= 49_466 - 20_058
    without = rows.filter(pc.is_null(rows["organisation_name"]))
    assert without["organisation_number"].null_count == without.num_rows


def test_industries_are_codes(rows):
    fits = pc.match_substring_regex(rows["activity_code"], r"^\d\d\.\d{3}$")
    assert pc.all(fits).as_py()
    # 1,248 rows of `X - Uspesifisert` and 34 of `Uspesifisert` are among them
    assert pc.sum(pc.equal(rows["activity_code"], "99.999")).as_py() >= 34
