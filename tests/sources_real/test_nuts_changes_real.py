"""The real list of NUTS changes, and that Europe's statistics have each region once."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from samspill.sources import nuts_changes
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
FILE = DATA / "nuts/nuts_changes_1999_2021.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the folder ../shared/data is not here")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    vault = Vault(tmp_path_factory.mktemp("home") / "raw")
    raw = vault.add(
        FILE, source="nuts_changes", name=FILE.name, vintage="2021", publisher="", licence="",
        origin="",
    )  # fmt: skip
    (part,) = nuts_changes.read(raw)
    assert part.rejected is not None
    assert part.rejected.num_rows == 0
    return part.kept.to_pylist()


def test_the_reforms_of_2010_and_2013_are_told_in_full(rows):
    kinds = Counter((row["to_edition"], row["change"]) for row in rows)
    # counted by hand in the file: level 2, without the regions outside the borders
    assert kinds["nuts-2010", "boundary_shift"] == 6
    assert kinds["nuts-2013", "boundary_shift"] == 3
    assert kinds["nuts-2010", "merged"] == 4
    assert kinds["nuts-2010", "split"] == 2
    assert kinds["nuts-2013", "split"] == 5
    assert kinds["nuts-2010", "recoded"] == 21
    assert kinds["nuts-2013", "recoded"] == 12


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("UKD2", "UKD6", "boundary_shift"),
        ("SI01", "SI03", "boundary_shift"),
        ("FI18", "FI1B", "split"),
        ("DE42", "DE40", "merged"),
        ("EL25", "EL65", "recoded"),
        ("FR94", "FRA4", "recoded"),
        ("FR24", "FRB0", "recoded"),
        ("LT00", "LT01", "split"),
    ],
)
def test_known_changes(rows, before, after, change):
    assert change in [
        r["change"] for r in rows if (r["from_code"], r["to_code"]) == (before, after)
    ]
