"""The published quality of the areas is what the labelled records of the real files give."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from samspill.findings.areas import flags, records
from samspill.region import load_region
from samspill.sources import (
    brreg_enheter,
    forskningsradet_eu,
    forskningsradet_soknader,
    innovasjon_norge,
)
from samspill.store import Vault
from samspill.text import Lexicon, pieces_of
from samspill.text.quality import cross_validated

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here"),
]
FILES: dict[str, tuple[Any, str]] = {
    "units": (brreg_enheter, "brreg/enheter.csv.gz"),
    "grants": (innovasjon_norge, "innovasjon_norge/tildelinger_2010_2018.csv.gz"),
    "project_participations": (forskningsradet_eu, "forskningsradet/bevilgningereu_dataset.csv.gz"),
    "applications": (forskningsradet_soknader, "forskningsradet/soknader2_sample.csv"),
}


def test_quality_is_what_the_profile_says(tmp_path: Path) -> None:
    def tidy(name: str) -> pa.Table:
        module, path = FILES[name]
        raw = Vault(tmp_path / name).add(
            DATA / path, source=module.SOURCE.id, name=Path(path).name, vintage="2024",
            publisher="", licence="", origin="",
        )  # fmt: skip
        return pa.concat_tables([part.kept for part in module.read(raw)])

    region = load_region("osloregionen")
    known, areas = records.labelled(region, tidy, records.units_of(tidy))
    assert len(known) == len(region.area_labels) == 501
    trial = cross_validated(
        [one.text for one in known],
        [""] * len(known),
        pieces_of(known, region.areas, Lexicon(region.areas)),
        flags(region, areas),
        folds=5,
        seed=2019,
    )
    found = {
        (one.method, one.measure): one.value for one in trial.scores(2019) if one.area_id == "all"
    }
    said = {
        (one.method, one.measure): one.value for one in region.area_quality if one.area_id == "all"
    }
    for key in (
        ("combined", "f1"),
        ("by_rule", "f1"),
        ("code_alone", "f1"),
        ("text_baseline", "f1"),
    ):
        assert found[key] == pytest.approx(said[key], abs=0.005), key
    assert found["text_baseline", "f1_gain"] > 0.2
    assert found["code_alone", "f1_gain"] > 0.2
    assert np.isfinite(found["combined", "log_loss"])
