"""Kartverket: three editions of the borders in three flavours."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from samspill.sources import kartverket_kommuner as source
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


def areas(geometry):
    """Give area in square kilometres by the spherical trapezoid rule, positive if clockwise."""
    rings = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        rings = [ring for part in rings for ring in part]
    for ring in rings:
        x, y = np.radians(np.array(ring)).T
        yield 6371**2 / 2 * float(np.sum(np.diff(x) * (np.sin(y[1:]) + np.sin(y[:-1]))))


@pytest.mark.parametrize(
    ("name", "edition", "count"),
    # 422 municipalities in 2018, 356 in 2020, 357 in 2024
    [
        ("readymaps_kommuner_simp_18", "municipality-2018", 422),
        ("osmno_kommuner_2020borders", "municipality-2020", 356),
        ("osmno_kommuner2024", "municipality-2024", 357),
    ],
)
def test_editions(read, name, edition, count):
    # the vintage is wrong on purpose: the codes decide
    kept, rejected, _ = read(f"geo/{name}.geojson", "1999")
    assert rejected == []
    assert len({row["place_code"] for row in kept}) == len(kept) == count
    assert {row["place_edition"] for row in kept} == {edition}
    for row in kept:
        geometry = json.loads(row["geometry"])
        lons, lats = np.array(re.findall(r"\[(-?[\d.]+),(-?[\d.]+)\]", row["geometry"]), float).T
        # Norway between the Skagerrak and the Barents Sea
        assert 4 <= lons.min() <= lons.max() <= 33
        assert 57.5 <= lats.min() <= lats.max() <= 72
        assert sum(areas(geometry)) > 0
        parts = geometry["coordinates"]
        for ring in parts if geometry["type"] == "Polygon" else [r for p in parts for r in p]:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_the_three_agree_on_where_oslo_is_and_how_big(read):
    for name in ("readymaps_kommuner_simp_18", "osmno_kommuner_2020borders", "osmno_kommuner2024"):
        kept, _, _ = read(f"geo/{name}.geojson")
        (oslo,) = [row for row in kept if row["place_code"] == "0301"]
        assert oslo["place_name"].startswith("Oslo")
        # Oslo has 454 km² of land, 480 with the fjord
        assert 400 < sum(areas(json.loads(oslo["geometry"]))) < 520


def test_names_have_their_letters(read):
    kept, _, _ = read("geo/readymaps_kommuner_simp_18.geojson")
    names = {row["place_code"]: row["place_name"] for row in kept}
    assert names["2003"] == "Vadsø"
    assert names["0301"].startswith("Oslo")
