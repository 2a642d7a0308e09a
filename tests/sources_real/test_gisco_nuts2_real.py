"""NUTS 2 borders of the edition of 2013."""

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.sources import gisco_nuts2 as source
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


def test_regions(read):
    kept, rejected, _ = read("geo/onlines3_nuts_lvl_2.geojson", "1999")
    assert rejected == []
    # NUTS 2013 has 276 regions of level 2 in the 28 member states
    assert len({row["place_code"] for row in kept}) == len(kept) == 276
    assert {row["place_edition"] for row in kept} == {"nuts-2013"}
    assert len({row["place_code"][:2] for row in kept}) == 28
    assert all(json.loads(row["geometry"])["coordinates"] for row in kept)


def test_the_marks_of_the_editions_stand_in_the_publishers_list_of_changes():
    with (DATA / "nuts/nuts_changes_1999_2021.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    editions = (2006, 2010, 2013, 2016, 2021)
    codes = {edition: {row[f"code_{edition}"] for row in rows} for edition in editions}
    # the list has Norway in 2016 only
    marks = {code: span for code, span in source._MARKS.items() if not code.startswith("NO")}
    for code, (first, last) in marks.items():
        found = [edition for edition in editions if code in codes[edition]]
        assert found == [edition for edition in editions if first <= edition <= last], code
