"""Our manners: everything described, nothing too large, imports one way, names exact."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import samspill
from samspill import catalogue
from samspill.tables import tables

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "samspill"
MODULES = sorted(SOURCE.rglob("*.py"))
LANGUAGES = {"nb", "en"}


def name_of(path):
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_larger_than_nine_hundred_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 900


def test_no_room_is_a_lumber_room():
    lumber = {"utils", "util", "helpers", "common", "misc", "base", "core", "manager"}
    assert not lumber & {part for path in MODULES for part in (path.stem, path.parent.name)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_all_is_exact(path):
    """Every name in __all__ is there, and no public function or class is left out of it."""
    module = importlib.import_module(name_of(path).removesuffix(".__init__"))
    listed = getattr(module, "__all__", None)
    if listed is None:
        return
    assert sorted(set(listed)) == sorted(listed)
    missing = [name for name in listed if not hasattr(module, name)]
    assert missing == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_catches_everything_or_prints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            names = ast.unparse(node.type) if node.type else "everything"
            cleans_up = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            assert cleans_up or names not in ("everything", "Exception", "BaseException"), (
                node.lineno
            )
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", node.lineno


@pytest.mark.parametrize("source", catalogue.sources().values(), ids=lambda one: one.id)
def test_every_source_is_complete(source):
    assert set(source.title) == set(source.description) == LANGUAGES
    assert all(source.title.values())
    assert all(source.description.values())
    assert source.publisher
    assert source.licence
    assert source.homepage.startswith("https://")
    assert source.licence_url.startswith("https://")
    assert set(source.tables) <= set(tables())
    module = catalogue.source_module(source.id)
    assert module.__name__.endswith(f".{source.id}")
    for name in ("fetch", "read"):
        function = getattr(module, name)
        assert function.__doc__, name
        assert not inspect.signature(function).return_annotation.startswith("list"), name
    for download in source.downloads:
        assert download.url.startswith("https://")
        assert "/" not in download.name


@pytest.mark.parametrize("indicator", catalogue.indicators().values(), ids=lambda one: one.name)
def test_every_indicator_is_complete(indicator):
    assert set(indicator.title) == set(indicator.unit) == LANGUAGES
    assert all(words.strip() for words in (*indicator.title.values(), *indicator.unit.values()))
    assert indicator.of
    assert any(character.isdigit() for character in indicator.source), "a year"
    text = inspect.getdoc(indicator.function)
    for section in ("Parameters", "Returns", "Undefined", "Examples"):
        assert f"{section}\n---" in text, section
    assert ">>> " in text
    assert "math::" in text or ":math:" in text


def test_every_unit_is_called_the_same_everywhere_and_in_norwegian():
    norwegian: dict[str, set[str]] = {}
    for one in catalogue.indicators().values():
        norwegian.setdefault(one.unit["en"], set()).add(one.unit["nb"])
    assert {unit: names for unit, names in norwegian.items() if len(names) > 1} == {}
    # what has words in it has other words in Norwegian
    worded = {unit for unit in norwegian if re.search("[a-z]", unit)}
    assert worded.isdisjoint(set().union(*norwegian.values()))


@pytest.mark.parametrize("finding", catalogue.findings().values(), ids=lambda one: one.id)
def test_every_finding_is_complete(finding):
    assert set(finding.title) == set(finding.question) == LANGUAGES
    for name in finding.tables:
        assert tables()[name].is_published, name
        assert name in finding.views, name
    assert set(finding.needs) <= set(tables())
    known = catalogue.indicators()
    assert set(finding.indicators) <= set(known)
    for name, view in finding.views.items():
        columns = [one.format(lang=lang) for one in view.columns for lang in LANGUAGES]
        declared = {field.name for field in tables()[name].fields}
        assert {*columns, view.order_by.lstrip("-"), *view.focus} <= declared


def test_public_names_are_the_promised_ones():
    promised = {
        "Axis", "Matrix", "Vector", "economic_complexity", "fitness_complexity",
        "location_quotient", "open", "presence", "product_complexity", "proximity",
        "relatedness_density",
    }  # fmt: skip
    assert set(samspill.__all__) == promised
    for name in promised:
        assert getattr(samspill, name).__doc__


def test_imports_go_one_way():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_measures_touch_nothing_outside_themselves():
    """Indicators import no module that does input or output."""
    outside = {"os", "pathlib", "io", "duckdb", "httpx2", "requests", "time", "datetime", "random"}
    package = importlib.import_module("samspill.indicators")
    for entry in pkgutil.iter_modules(package.__path__):
        path = Path(package.__path__[0]) / f"{entry.name}.py"
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {
            (node.module or "").split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        }
        assert not imported & outside, entry.name


def test_the_repository_keeps_its_promised_files():
    for name in (
        "README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md", "CITATION.cff", "LICENSE",
        "Makefile", "uv.lock", ".ci/run",
    ):  # fmt: skip
        assert (ROOT / name).is_file(), name
