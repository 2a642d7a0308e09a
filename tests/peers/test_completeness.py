"""Nothing that the field's programs offer is forgotten, and each of their traps is asserted."""

from __future__ import annotations

import ast
import csv
import inspect
import re
import tomllib
import warnings
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import ecomplexity

HERE = Path(__file__).parent
PROGRAMS: list[dict[str, Any]] = tomllib.loads((HERE / "exports.toml").read_text(encoding="utf-8"))[
    "program"
]
ROWS = [
    row
    for path in sorted(HERE.glob("functions_*.csv"))
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
]
TRAPS = list(csv.DictReader((HERE / "traps.csv").read_text(encoding="utf-8").splitlines()))


def named(peer: str) -> list[str]:
    """Give what the rows of a program speak of: functions, or patterns of them."""
    said = [re.sub(r" \(.*|: .*", "", row["peer_function"]) for row in ROWS if row["peer"] == peer]
    return [name.strip() for one in said for name in one.split(",")]


def asserted() -> dict[int, list[str]]:
    """Give the tests of each trap: those whose name or docstring has its number."""
    found: dict[int, list[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = f"{node.name.replace('_', ' ')} {ast.get_docstring(node) or ''}"
                for number in set(re.findall(r"\b[Tt]rap (\d+)\b", text)):
                    found.setdefault(int(number), []).append(node.name)
                    skipping = [ast.unparse(one) for one in node.decorator_list]
                    assert not any("skip" in one or "xfail" in one for one in skipping), node.name
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program["peer"])
def test_every_function_that_a_program_exports_is_in_the_lists(program: dict[str, Any]) -> None:
    known = named(program["peer"])
    missing = [
        function
        for function in program["functions"]
        if not any(function == one or fnmatch(function, one) for one in known)
    ]
    assert missing == []


def test_the_lists_speak_of_no_other_program_than_those_and_bicm() -> None:
    assert {row["peer"] for row in ROWS} == {one["peer"] for one in PROGRAMS} | {"bicm 3.4"}


def test_the_sizes_that_are_known() -> None:
    sizes = {one["peer"]: len(one["functions"]) for one in PROGRAMS}
    assert sizes["EconGeo 2.1"] == 50
    assert sizes["economiccomplexity 2.0.0"] == 9
    assert sizes["Datawheel economic-complexity 0.3.0"] == 13


def test_ecomplexity_has_no_further_function_column_or_option() -> None:
    assert version("ecomplexity") == "0.5.3"
    stored = next(one for one in PROGRAMS if one["peer"] == "ecomplexity 0.5.3")
    for function in (ecomplexity.ecomplexity, ecomplexity.proximity):
        options = set(inspect.signature(function).parameters) - {"data", "cols_input"}
        assert options <= set(stored["options"])
    said = [
        " ".join([row["peer_function"], row["agreement"]])
        for row in ROWS
        if row["peer"] == "ecomplexity 0.5.3"
    ]
    for name in [*stored["options"], *stored["columns"]]:
        assert any(re.search(rf"\b{name}\b", text) for text in said), name


def test_there_are_24_traps_and_a_test_asserts_each() -> None:
    numbers = [int(row["trap"]) for row in TRAPS]
    assert numbers == list(range(1, 25))
    assert sorted(asserted()) == numbers


@pytest.mark.parametrize("row", TRAPS, ids=lambda row: f"trap {row['trap']}")
def test_each_trap_names_the_program_with_its_version_and_what_ours_do(row: dict[str, str]) -> None:
    assert row["peer"] == "the measure itself" or re.search(r"\d\.\d", row["peer"])
    assert row["goes_wrong"].endswith(".")
    assert row["ours"].endswith(".")
