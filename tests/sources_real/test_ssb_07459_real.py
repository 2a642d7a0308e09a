"""Statistics Norway: population 2020 and 2021, one-year ages."""

import math
import os
import re
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import ssb_07459 as source
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


@pytest.mark.parametrize(
    ("year", "persons"),
    # Norway's population on 1 January by Statistics Norway: 5,367,580 and 5,391,369
    [(2020, 5_367_580), (2021, 5_391_369)],
)
def test_all_of_norway(read, year, persons):
    kept, rejected, received = read(f"ssb/Personer{year}.csv", str(year))
    assert len(kept) == 356
    assert {row["year"] for row in kept} == {year}
    assert math.fsum(row["population"] for row in kept) == received["persons_count"] == persons
    assert [row["reason"] for row in rejected] == ["not_a_municipality"] * 3
    assert min(row["population"] for row in kept) > 100
    assert [row["place_name"] for row in kept if row["place_code"] == "3001"] == ["Halden"]


def test_oslo_against_the_file_itself(read):
    kept, _, _ = read("ssb/Personer2020.csv", "2020")
    text = (DATA / "ssb/Personer2020.csv").read_text(encoding="latin-1")
    ages = re.findall(r'"K-0301 Oslo[^"]*"\t"[^"]*"\t(\d+)', text)
    assert len(ages) == 106
    (oslo,) = [row["population"] for row in kept if row["place_code"] == "0301"]
    # 693,494 inhabitants of Oslo on 1 January 2020 by Statistics Norway
    assert oslo == sum(map(int, ages)) == 693_494
