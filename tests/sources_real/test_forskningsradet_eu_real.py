"""The Research Council's file on H2020, against figures counted from it elsewhere."""

from __future__ import annotations

import csv
import gzip
import os
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.sources.forskningsradet_eu import SOURCE, read
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
FILE = DATA / "forskningsradet/bevilgningereu_dataset.csv.gz"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> pa.Table:
    raw = Vault(tmp_path_factory.mktemp("raw")).add(
        FILE, source=SOURCE.id, name=FILE.name, vintage="2020-10", publisher="", licence="",
        origin="",
    )  # fmt: skip
    parts = list(read(raw))
    assert sum(part.received["rows"] for part in parts) == 2_931
    assert all(part.rejected.num_rows == 0 for part in parts)
    return pa.concat_tables([part.kept for part in parts])


def test_participations_projects_organisations_euro(rows):
    assert rows.num_rows == 2_931
    assert len(rows["project_id"].unique()) == 1_957
    # the README counts 693: an empty number is one more, of three participations, and one is a
    # natural person's, who loses it in two
    assert len(rows["organisation_number"].drop_null().unique()) == 691
    assert rows["organisation_number"].null_count == 5
    assert pc.sum(pc.equal(rows["sector"], "natural_person")).as_py() == 2
    assert round(pc.sum(rows["amount_eur"]).as_py(), 2) == 1_672_234_782.37


@pytest.mark.parametrize(
    ("municipality", "count", "millions"), [("0301", 820, 577.51), ("3024", 164, 90.11)]
)
def test_municipalities(rows, municipality, count, millions):
    here = rows.filter(pc.equal(rows["municipality_code"], municipality))
    assert here.num_rows == count
    assert round(pc.sum(here["amount_eur"]).as_py() / 1e6, 2) == millions


@pytest.mark.parametrize(
    ("county", "count", "millions"),
    [("03", 820, 577.5), ("30", 488, 264.6), ("38", 57, 28.8), ("34", 44, 18.6)],
)
def test_counties(rows, county, count, millions):
    here = rows.filter(pc.equal(rows["county_code"], county))
    assert here.num_rows == count
    assert round(pc.sum(here["amount_eur"]).as_py() / 1e6, 1) == millions


def test_rows_without_a_municipality(rows):
    assert rows["municipality_code"].null_count == 7
    assert rows["county_code"].null_count == 7


def test_the_network_that_is_in_it():
    # as the publisher has it: a natural person among them has no number behind the reading
    members = defaultdict(set)
    with gzip.open(FILE, "rt", encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream, delimiter=";"):
            members[line["Prosjektnr"]].add(line["Organisasjonsnummer"] or None)
    joint = [found for found in members.values() if len(found) >= 2]
    pairs = {pair for found in joint for pair in combinations(sorted(map(str, found)), 2)}
    assert len(joint) == 545
    assert len(set().union(*joint)) == 468
    assert len(pairs) == 1_322
