"""Statistics Norway: the wide export of the industrial classification."""

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import klass_sn2007 as source
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


def test_levels(read):
    kept, rejected, _ = read("klass/standard_for_naeringsgruppering_SN2007.csv")
    assert rejected == []
    # counted with cut, sort -u and wc; SN2007 itself has 21 sections and 88 divisions
    assert Counter(row["activity_level"] for row in kept) == {
        "section": 21,
        "division": 88,
        "group": 305,
        "class": 761,
        "subclass": 1064,
    }
    by_code = {row["activity_code"]: row for row in kept}
    assert len(by_code) == len(kept)
    assert by_code["62.010"]["activity_nb"] == "Programmeringstjenester"
    assert by_code["62.010"]["activity_parent"] == "J6201"
    assert by_code["J62"]["activity_parent"] == "J"
    # every code but a section belongs under one that is there
    assert all(
        row["activity_parent"] in by_code for row in kept if row["activity_level"] != "section"
    )


def test_the_registers_codes_are_in_it(read):
    kept, _, _ = read("klass/standard_for_naeringsgruppering_SN2007.csv")
    known = {row["activity_code"] for row in kept}
    with gzip.open(DATA / "brreg/enheter.csv.gz", "rt", encoding="utf-8", newline="") as text:
        used = Counter(row["naeringskode1.kode"] for row in csv.DictReader(text))
    del used[""]
    # 00.000 is «not stated»
    assert set(used) - known <= {"00.000"}
