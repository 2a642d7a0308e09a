"""Enhetsregisteret, 1,894 establishments of 2024 in the bulk layout."""

import csv
import gzip
import os
import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import brreg_underenheter as source
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
    kept, rejected, received = read("brreg/underenheter.csv.gz")
    # 1,894 establishments: the README beside the data
    assert len(kept) == received["rows"] == 1894
    assert rejected == []
    rows = plainly("brreg/underenheter.csv.gz")
    given = [int(row["antallAnsatte"]) for row in rows if row["antallAnsatte"]]
    assert received["persons_count"] == sum(given) == 10_630
    # counted with the csv module: said to have employees 980, of which 526 with a number
    assert Counter((row["has_employees"], row["employees_count"] is None) for row in kept) == {
        (True, False): 526,
        (True, True): 454,
        (False, True): 914,
    }


def test_the_workplace_and_not_the_post_office(read):
    kept, _, _ = read("brreg/underenheter.csv.gz")
    for row, plain in zip(kept, plainly("brreg/underenheter.csv.gz"), strict=True):
        assert row["organisation_number"] == plain["organisasjonsnummer"]
        assert (row["municipality_code"] or "") == plain["beliggenhetsadresse.kommunenummer"]
        assert row["parent_number"] == plain["overordnetEnhet"]
    # one abroad, one without an address
    assert sum(row["municipality_code"] is None for row in kept) == 2


def test_names_that_may_be_of_persons_are_not_kept(read):
    kept, _, _ = read("brreg/underenheter.csv.gz")
    names = [plain["navn"] for plain in plainly("brreg/underenheter.csv.gz")]
    gone = [name for name, row in zip(names, kept, strict=True) if row["organisation_name"] is None]
    # read through by hand: persons, firms called after their owner, chains of shops
    assert len(gone) == 25
    assert not [name for name in gone if re.search(r"\b(?:AS|ASA|SA|ANS|KOMMUNE)$", name)]
