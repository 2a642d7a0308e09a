"""The chapters that are written from code and tests are current, complete, and their links lead."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samspill import catalogue, uncertainty
from samspill.tables import tables
from worked import worked

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = ("methods", "data")
MEASURES = [
    f"{package}.{entry.name}"
    for package in ("samspill.indicators", "samspill.uncertainty")
    for entry in pkgutil.iter_modules(importlib.import_module(package).__path__)
]


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for name in WRITTEN
        for path in sorted((folder / name).glob("*.md"))
    }


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("docs")
    subprocess.run([sys.executable, ROOT / "scripts" / "methods.py", folder], check=True)
    return pages(folder)


def test_the_pages_are_current(fresh: dict[str, str]) -> None:
    stored = pages(DOCS)
    assert sorted(stored) == sorted(fresh), "make docs"
    stale = [name for name, text in fresh.items() if stored[name] != text]
    assert stale == [], "make docs"


def test_every_measure_has_its_place(fresh: dict[str, str]) -> None:
    for name, one in catalogue.indicators().items():
        page = fresh[f"methods/{one.family}.md"]
        part = page.partition(f'<a id="{name}"></a>')[2].partition("<a id=")[0]
        assert f"## {one.title['en']}\n" in part, name
        assert f"- **Norsk:** {one.title['nb']}\n" in part
        assert f"- **Unit:** {one.unit['en']}; norsk: {one.unit['nb']}\n" in part
        assert "\n$$\n" in part, name
        assert "**Undefined.**" in part
        assert ">>> " in part
        assert f"]({one.family}.md#{name})" in fresh["methods/index.md"]
    for name in uncertainty.__all__:
        if inspect.isfunction(getattr(uncertainty, name)):
            assert f'<a id="{name}"></a>' in fresh["methods/uncertainty.md"]


def test_every_table_worked_by_hand_is_shown(fresh: dict[str, str]) -> None:
    for table in worked():
        page = fresh[f"methods/{table.family}.md"]
        part = page.partition(f'<a id="{table.measure}"></a>')[2].partition("<a id=")[0]
        assert f"** {table.says}\n" in part, table
        assert " ".join(table.arithmetic.split()) in part


def test_every_source_and_every_column_is_there(fresh: dict[str, str]) -> None:
    for source in catalogue.sources().values():
        for text in (source.title["nb"], source.description["en"], source.licence_url):
            assert text in fresh["data/sources.md"], source.id
    for table in tables().values():
        page = fresh["data/tables.md" if table.is_published else "data/tidy.md"]
        part = page.partition(f'<a id="{table.name}"></a>')[2].partition("<a id=")[0]
        for field in table.fields:
            assert f"`{field.name}`" in part, (table.name, field.name)
            assert field.nb in part


def test_no_docstring_is_left_half_rendered(fresh: dict[str, str]) -> None:
    for name, text in fresh.items():
        for left in (".. math::", ":math:", "\n---------\n"):
            assert left not in text, (name, left)
        assert text.count("\n$$\n") % 2 == 0, name
        # a formula is one: its braces close
        for formula in re.findall(r"\$\$\n(.+?)\n\$\$", text, flags=re.DOTALL):
            assert formula.replace(r"\{", "").count("{") == formula.replace(r"\}", "").count("}")


def test_links_between_the_pages_lead_somewhere(fresh: dict[str, str]) -> None:
    for name, text in fresh.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if target.startswith("http"):
                continue
            file, _, anchor = target.partition("#")
            path = (DOCS / name).parent / file if file else DOCS / name
            assert path.resolve().is_file(), (name, target)
            if anchor and path.suffix == ".md":
                key = path.resolve().relative_to(DOCS.resolve()).as_posix()
                heads = re.findall(r"^#+ (.+)$", fresh[key], flags=re.MULTILINE)
                slugs = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in heads}
                assert f'<a id="{anchor}"></a>' in fresh[key] or anchor in slugs, (name, target)


def test_the_readme_leads_to_them() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for page in ("docs/methods/index.md", "docs/data/index.md"):
        assert f"]({page})" in text


@pytest.mark.parametrize("name", MEASURES)
def test_the_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
