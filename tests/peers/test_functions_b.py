"""The second list of the peers' functions and ours names functions that are there."""

from __future__ import annotations

import csv
from importlib import import_module
from pathlib import Path

import pytest

LINES = Path(__file__).with_name("functions_b.csv").read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader(LINES))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['peer']} {row['peer_function']}")
def test_each_function_has_a_counterpart_or_a_reason(row: dict[str, str]) -> None:
    assert row["agreement"]
    if not row["ours"]:
        assert "not provided" in row["agreement"]
        return
    module, *names = row["ours"].split(".")
    home = "samspill" if module == "uncertainty" else "samspill.indicators"
    found = import_module(f"{home}.{module}")
    for name in names:
        found = getattr(found, name)
    assert callable(found)


def test_no_function_stands_twice() -> None:
    keys = [(row["peer"], row["peer_function"]) for row in ROWS]
    assert len(set(keys)) == len(keys)
