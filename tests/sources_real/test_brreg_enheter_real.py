"""Enhetsregisteret, 3,136 units of 2024 in the bulk layout, and two answers of the API."""

import csv
import gzip
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import brreg_enheter as source
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Give a reader of a file: kept rows, rejected rows and what was received."""
    vault = Vault(tmp_path_factory.mktemp("raw"))

    def of(name, vintage="2024"):
        raw = vault.add(
            DATA / name, source=source.SOURCE.id, name=Path(name).name, vintage=vintage,
            publisher="", licence="", origin="",
        )  # fmt: skip
        parts = list(source.read(raw))
        kept = pa.concat_tables([part.kept for part in parts]).to_pylist()
        rejects = [part.rejected for part in parts if part.rejected is not None]
        rejected = [row for rows in rejects for row in rows.to_pylist()]
        received = Counter()
        for part in parts:
            received.update(part.received)
        assert received["rows"] == len(kept) + len(rejected)
        return kept, rejected, received

    return of


def plainly(name):
    """Read a file with Python's own csv module, which knows nothing of Samspill."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_bulk_file(read):
    kept, rejected, received = read("brreg/enheter.csv.gz")
    # 3,136 units: the README beside the data
    assert len(kept) == received["rows"] == 3136
    assert rejected == []
    rows = plainly("brreg/enheter.csv.gz")
    given = [int(row["antallAnsatte"]) for row in rows if row["antallAnsatte"]]
    assert received["persons_count"] == sum(given) == 548_702
    # counted with the csv module: said to have employees 1,404, of which 801 with a number
    assert Counter((row["has_employees"], row["employees_count"] is None) for row in kept) == {
        (True, False): 801,
        (True, True): 603,
        (False, True): 1732,
    }
    assert min(row["employees_count"] for row in kept if row["employees_count"] is not None) == 5


def test_every_cell_against_the_csv_module(read):
    kept, _, _ = read("brreg/enheter.csv.gz")
    for row, plain in zip(kept, plainly("brreg/enheter.csv.gz"), strict=True):
        assert row["organisation_number"] == plain["organisasjonsnummer"]
        assert (row["organisation_name"] or "") == plain["navn"].strip()
        assert (row["activity_code"] or "") == plain["naeringskode1.kode"]
        assert (row["municipality_code"] or "") == plain["forretningsadresse.kommunenummer"]
        assert (row["sector"] or "") == plain["institusjonellSektorkode.kode"]
        assert (row["purpose"] or "") == plain["vedtektsfestetFormaal"].strip()


def test_the_answers_of_the_api(read):
    page, _, _ = read("brreg/search_asa_5.json")
    assert len(page) == 5
    assert page[0]["organisation_name"] == "ABG SUNDAL COLLIER ASA"
    assert page[0]["employees_count"] == 99
    (one,), _, _ = read("brreg/entity_923609016.json")
    assert one["organisation_number"] == "923609016"
    assert one["municipality_code"] == "1103"
    assert one["third_activity_code"] == "19.200"
    assert one["employees_count"] == 21_408
    assert one["started_on"] == date(1972, 9, 18)
    # the artefact <U+00C5> stands for Å
    assert one["purpose"].startswith("Å utvikle, produsere og markedsføre ulike former")
    assert "<U+" not in one["description"]
