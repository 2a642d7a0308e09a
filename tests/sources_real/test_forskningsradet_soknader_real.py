"""The Research Council's sample of applications, against counts made with Python's own csv."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.sources.forskningsradet_soknader import SOURCE, read
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
FILE = DATA / "forskningsradet/soknader2_sample.csv"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> pa.Table:
    raw = Vault(tmp_path_factory.mktemp("raw")).add(
        FILE, source=SOURCE.id, name=FILE.name, vintage="2020-10", publisher="", licence="",
        origin="",
    )  # fmt: skip
    return pa.concat_tables([part.kept for part in read(raw)])


@pytest.fixture(scope="module")
def records() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_phases(rows):
    # 171 applications of which 107 were rejected
    assert Counter(rows["project_phase"].to_pylist()) == {
        "Avslag": 107, "Avsluttet": 62, "Bevilgning": 2,
    }  # fmt: skip


def test_amounts(rows, records):
    for ours, theirs in (("applied_nok", "sokt_belop"), ("awarded_nok", "tildelt_belop")):
        assert pc.sum(rows[ours]).as_py() == pytest.approx(
            sum(float(record[theirs]) for record in records), abs=0.005
        )


def test_places_and_projects(rows, records):
    assert rows["project_id"].to_pylist() == [record["prosjektnummer"] for record in records]
    assert Counter(rows["municipality_code"].to_pylist())["0301"] == 50
    assert rows["municipality_code"].null_count == 1


def test_a_title_stays_on_one_line(rows, records):
    assert any("\n" in record["prosjekttittel"] for record in records)
    assert not any("\n" in title for title in rows["project_title"].to_pylist())
