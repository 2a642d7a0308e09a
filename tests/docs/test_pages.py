"""Every code block of README, tutorials and how-tos does what the page says it does."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("docs/tutorials/*.md"),
        *ROOT.glob("docs/how-to/*.md"),
        *ROOT.glob("docs/for-*.md"),
        ROOT / "README.md",
    ]
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_HERE = re.compile(
    r"^(make |\. \.venv/bin/activate|\.tools/|\.venv/bin/jupyter|python3 -m venv|checking/"
    r"|\.venv/bin/samspill (fetch|build$|show|import|explain)"
    r"|samspill (demo|fetch|build$|import FOLDER|build my-region|serve my-region))"
)
"""Commands that set up a checkout or need the publishers and their files: other tests run them.
The demo has been run already, for all pages."""


def blocks(page):
    return [(kind, text) for kind, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def name_of(page):
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a newcomer's folder, with the sample region built as the first tutorial says."""
    folder = tmp_path_factory.mktemp("newcomer")
    first = next(page for page in PAGES if page.name == "region-from-zero.md")
    command = next(text for kind, text in blocks(first) if "samspill demo" in text)
    run_shell(command, folder)
    return folder


def run_shell(command, folder):
    """Run a command as a newcomer: nothing in HOME, this program first on the PATH."""
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", command], cwd=folder, env={"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def plain(text):
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_says_is_what_one_gets(page, folder, tmp_path, monkeypatch):
    if page.name.startswith("for-"):
        # what an alliance does, it does in a folder of its own
        folder = tmp_path
    monkeypatch.chdir(folder)
    names: dict[str, object] = {"__name__": "__page__"}
    told = ran = 0
    output = ""
    for kind, text in blocks(page):
        if kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(text, name_of(page), "exec"), names)
            output, ran = out.getvalue(), ran + 1
        elif kind == "sh":
            commands = [one for one in text.strip().splitlines() if not NOT_HERE.match(one)]
            output = "".join(run_shell(one, folder) for one in commands)
            ran += len(commands)
        elif kind == "text" and output:
            assert plain(output) == plain(text)
            told += 1
            output = ""
    assert ran or page.name in ("newer-data.md",)
    assert told or page.name not in ("own-matrix.md", "new-source.md", "notebooks.md")


@pytest.mark.slow
def test_the_site_is_made_without_a_complaint_and_loads_nothing_from_elsewhere(tmp_path):
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, str(ROOT / "docs"), str(tmp_path / "site"), "-d", str(tmp_path / "trees")],
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 30
    loads = re.compile(r"<(?:script|img|iframe|link)\b[^>]*(?:src|href)=\"(?:https?:)?//[^\"]*\"")
    for page in pages:
        found = loads.findall(page.read_text(encoding="utf-8"))
        assert found == [], page.name
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//|@import", sheet.read_text(encoding="utf-8"))
