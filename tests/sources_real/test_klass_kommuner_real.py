"""Statistics Norway: every change of municipalities 1838-2024, and every unit."""

import io
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import klass_kommuner as source
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


def test_changes(read):
    kept, rejected, _ = read("klass/klass131_changes_1838_2024.csv")
    # 2,165 lines, one of them the header (wc -l); the reforms counted with grep
    assert len(kept) == 2164
    assert rejected == []
    days = Counter(row["changed_on"] for row in kept)
    assert days[date(2020, 1, 1)] == 317
    assert days[date(2024, 1, 1)] == 118
    assert sum(row["to_valid_to"] is None for row in kept) == 479


def test_units(read):
    kept, rejected, received = read("klass/klass131_units_1838_2024.csv.gz")
    assert received["rows"] == 2000
    assert [row["content"] for row in rejected] == ["9999 Uoppgitt"]
    now = [row for row in kept if row["valid_to"] is None]
    # Norway has had 357 municipalities since 1 January 2024, and had 356 from 2020 to 2023
    assert len(now) == len({row["code"] for row in now}) == 357
    before = [
        row for row in kept if row["valid_from"] <= date(2022, 1, 1) < (row["valid_to"] or date.max)
    ]
    assert len(before) == 356
    assert len({(row["code"], row["valid_from"]) for row in kept}) == len(kept)


def test_the_apis_changes_give_the_validity_that_the_publisher_states(read, tmp_path):
    stated, _, _ = read("klass/klass131_changes_1838_2024.csv")
    answer = {
        "codeChanges": [
            {
                "oldCode": row["from_code"],
                "oldName": row["from_name"],
                "newCode": row["to_code"],
                "newName": row["to_name"],
                "changeOccurred": str(row["changed_on"]),
            }
            for row in stated
        ]
    }
    raw = Vault(tmp_path).add(
        io.BytesIO(json.dumps(answer).encode()), source=source.SOURCE.id, name="changes.json",
        vintage="2024", publisher="", licence="", origin="",
    )  # fmt: skip
    (part,) = source.read(raw)
    found = part.kept.drop(["file_sha256"]).to_pylist()
    for row in stated:
        del row["file_sha256"]
    assert found == stated
