"""The generator of the country's files: each source can read what is invented for it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pyarrow.compute as pc
import pytest
from typer.testing import CliRunner

from samspill.catalogue import source_module, sources
from samspill.cli import app
from samspill.store import Store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def generator():
    spec = importlib.util.spec_from_file_location("nation", ROOT / "benchmarks/nation.py")
    module = importlib.util.module_from_spec(spec)
    # dataclasses look themselves up where their module stands
    sys.modules["nation"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["nation"]


def test_every_source_reads_what_is_invented_for_it(generator, tmp_path):
    generator.write_nation(tmp_path / "raw", 0.001, 2)
    home = tmp_path / "home"
    told = CliRunner().invoke(app, ["import", str(tmp_path / "raw"), "--home", str(home)])
    assert told.exit_code == 0, told.output
    read = {}
    for name in sources():
        for raw in Store(home).vault.files(name):
            for part in source_module(name).read(raw):
                read.setdefault(part.table, []).append(part)
    rows = {name: sum(part.received["rows"] for part in parts) for name, parts in read.items()}
    assert rows["units"] == 1_100
    # as many establishments a year as there are, in both years
    assert rows["establishments"] == pytest.approx(1_800, rel=0.1)
    assert rows["applications"] == 250
    towns = {
        code
        for part in read["establishments"]
        for code in pc.unique(part.kept["municipality_code"]).to_pylist()
    }
    assert towns - {None} <= {one.code(year) for one in generator.towns() for year in (2025, 2026)}
    assert len(generator.towns()) >= 357
