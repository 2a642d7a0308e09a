"""The list of licences is that of the packages that the lock file ships."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "scripts/licences.py"
SPEC = importlib.util.spec_from_file_location("licences", SCRIPT)
assert SPEC is not None
assert SPEC.loader is not None
licences = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(licences)


def test_the_page_lists_every_package_that_is_shipped() -> None:
    lines = licences.PAGE.read_text(encoding="utf-8").splitlines()
    listed = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]
    assert listed[0] == "package"
    assert listed[1:] == licences.shipped()
    assert "igraph" in listed
    assert "pytest" not in listed, "what only work needs is not shipped"


def test_every_package_that_is_installed_states_its_licence() -> None:
    stated = {name: licences.licence_of(name) for name in licences.shipped()}
    assert not [name for name, licence in stated.items() if licence == "not stated"]
    # EUPL-1.2 may be joined with these
    assert "GPL" in str(stated["igraph"])


def test_a_package_that_is_not_installed_has_no_licence_here() -> None:
    assert licences.licence_of("no-such-package") is None
