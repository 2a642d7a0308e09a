"""List what is shipped with the product: packages, versions, licences.

Usage: python scripts/licences.py. Writes docs/licences.md from the lock file and the metadata of
the packages that are installed. `make sbom` writes the same as CycloneDX, by uv.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
PAGE = HOME / "docs/licences.md"
_HEAD = """# Licences of what is shipped

Samspill is under EUPL-1.2. These packages are installed with it (`uv.lock`, without what only work
on it needs). Written by `python scripts/licences.py` from the packages' own metadata.

| package | licence |
|---|---|
"""


def shipped() -> list[str]:
    """Give the names of the packages that the product needs, itself or through others."""
    lock = tomllib.loads((HOME / "uv.lock").read_text(encoding="utf-8"))
    needs = {
        one["name"]: [need["name"] for need in one.get("dependencies", ())]
        for one in lock["package"]
    }
    found, waiting = set(), ["samspill"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return sorted(found - {"samspill"})


def licence_of(name: str) -> str | None:
    """Give a package's licence as its metadata says it; None if it is not installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    stated = told.get("License-Expression")
    if stated is None:
        classes = [
            one.rpartition(" :: ")[2]
            for one in told.get_all("Classifier", [])
            if one.startswith("License :: ")
        ]
        first = (told.get("License") or "").strip().split("\n")[0]
        stated = ", ".join(classes) or first
    return str(stated) or "not stated"


def rows() -> Iterator[str]:
    """Give the lines of the table; packages of other systems are named without a licence."""
    for name in shipped():
        yield f"| {name} | {licence_of(name) or 'not installed on this system'} |\n"


if __name__ == "__main__":
    PAGE.write_text(_HEAD + "".join(rows()), encoding="utf-8")
