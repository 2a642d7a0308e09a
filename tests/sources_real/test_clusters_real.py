"""The region's own historical pair, ranked by what could be known before it began.

Kongsberg and Raufoss signed a letter of intent in 2015. The register knows of six clusters from
before that year, which are fifteen pairs; relatedness is that of Europe's regions 2008-2014.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samspill.build import build
from samspill.region import load_region
from samspill.store import Store

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("home"))
    path = DATA / "eurostat/sbs_r_nuts06_r2.tsv.gz"
    store.vault.add(
        path, source="eurostat_sbs", name=path.name, vintage="2017-11", publisher="Eurostat",
        licence="", origin="",
    )  # fmt: skip
    return build(load_region("osloregionen"), store)


def test_kongsberg_and_raufoss(found):
    history = {
        (row["cluster_a"], row["cluster_b"]): row for row in found.read("match_history").to_pylist()
    }
    row = history["raufoss", "systems-engineering"]
    assert (row["year"], row["pairs_count"]) == (2015, 15)
    # it is in the top fifth, or it is said why not
    assert row["is_in_top_fifth"] == (row["rank"] <= 3)
    assert row["is_in_top_fifth"] or row["reason_en"]


def test_without_lists_of_members_nothing_is_said_of_ties(found):
    matches = found.read("matches").to_pylist()
    assert len(matches) == 91  # fourteen clusters with activities that have not ended
    assert "micro-nanotechnology" not in {
        row[f"cluster_{side}"] for row in matches for side in "ab"
    }
    assert all(row["ties_observed"] is None and row["ties_log"] is None for row in matches)
    assert all("are not given" in row["reasons_en"] for row in matches)
    assert {row["basis_a"] for row in matches} == {"themes"}
    assert found.read("match_trial").num_rows == 0
