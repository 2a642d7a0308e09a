"""Whatever a publisher's file holds, its reader gives rows and rejects or says what is wrong.

The files are whole ones that were changed by chance. Every source of the catalogue is tried, and a
new one with it. `SAMSPILL_FUZZ=2000` tries so many files of each (see `solid/chance.py`).
"""

from __future__ import annotations

import gzip
import io
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspill.catalogue import source_module, sources
from samspill.errors import SamspillError
from samspill.store import RawFile
from samspill.tables import table
from solid.chance import bounded, fuzz, of_bytes, of_cells, of_json
from solid.wholefiles import Whole, put, whole_files


def total(rows: pa.Table | None, unit: str) -> float:
    """Sum a unit of the ledger over rows."""
    if rows is None:
        return 0.0
    if unit == "rows":
        return float(rows.num_rows)
    names = ("persons_count", "employees_count", "population")
    for name in names if unit == "persons_count" else (unit,):
        if name in rows.column_names:
            return math.fsum(rows[name].drop_null().to_pylist())
    return 0.0


def read_as_promised(raw: RawFile) -> bool:
    """Read a file; say whether it was read, or refused in plain words."""
    received: dict[str, float] = {}
    told: dict[str, float] = {}
    with bounded():
        try:
            for part in source_module(raw.source).read(raw):
                kept = table(part.table).conform(part.kept)
                if part.rejected is not None:
                    table("rejects").conform(part.rejected)
                for unit, amount in part.received.items():
                    received[unit] = received.get(unit, 0.0) + amount
                    here = total(kept, unit) + total(part.rejected, unit)
                    told[unit] = told.get(unit, 0.0) + here
        except SamspillError as error:
            said = str(error)
            assert said.endswith("."), said
            assert "\n" not in said
            assert said.replace("\u00a0", " ").isprintable()
            assert len(said) < 1200
            return False
    # nothing is lost
    assert received["rows"] > 0
    for unit, amount in received.items():
        assert math.isfinite(amount), unit
        assert math.isclose(amount, told[unit], rel_tol=1e-9, abs_tol=1e-6), (unit, received, told)
    return True


def packed(draw: st.DrawFn, name: str, content: bytes) -> bytes:
    how = draw(st.sampled_from(("", "", "", "", "gzip", "zip", "cut")))
    if how == "gzip":
        return gzip.compress(content, 1, mtime=0)
    if how == "cut":
        return gzip.compress(content, 1, mtime=0)[: -draw(st.integers(1, 30))]
    if how == "zip":
        folder = io.BytesIO()
        names = ("organization.csv", "project.csv", "a.geojson", name)
        with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as made:
            for one in draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
                made.writestr(one, content)
        return folder.getvalue()
    return content


@dataclass(frozen=True)
class Changed:
    """A file that was changed, and which vintage it is said to be."""

    name: str
    content: bytes
    vintage: str

    def __repr__(self) -> str:
        """Say it shortly: the file itself lies where `tried` has put it."""
        return f"{self.name} ({self.vintage!r}), {len(self.content)} bytes: {self.content[:80]!r}"


@st.composite
def changed(draw: st.DrawFn, seeds: list[Whole]) -> Changed:
    seed = draw(st.sampled_from(seeds))
    is_zip = seed.content[:2] == b"PK"
    ways = [of_bytes] if is_zip else [of_bytes, of_json] if seed.is_json else [of_bytes, of_cells]
    content = draw(st.sampled_from(ways))(draw, seed.content)
    vintage = draw(st.sampled_from(("2020", "2020", "2020", "2018-11", "9999", "x", "")))
    return Changed(seed.name, content if is_zip else packed(draw, seed.name, content), vintage)


@pytest.fixture(scope="session")
def seeds(sample_files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Whole]]:
    return whole_files(sample_files, tmp_path_factory.mktemp("whole-files"))


@pytest.mark.parametrize("source", sources())
def test_every_source_has_whole_files_to_begin_with(
    source: str, seeds: dict[str, list[Whole]], tmp_path: Path
) -> None:
    assert seeds[source], f"no constant of tests/sources/test_{source}.py is a whole file"
    for one in seeds[source]:
        assert read_as_promised(put(tmp_path, source, one.name, one.content)), one.name


@pytest.mark.parametrize("source", sources())
def test_any_file_is_read_or_refused_in_plain_words(
    source: str, seeds: dict[str, list[Whole]], tmp_path: Path
) -> None:
    refused = 0

    @fuzz(25)
    @given(one=changed(seeds[source]))
    def tried(one: Changed) -> None:
        nonlocal refused
        raw = put(tmp_path, source, one.name, one.content, one.vintage)
        refused += not read_as_promised(raw)

    tried()
    assert refused > 0
