"""What tests of more than one room share: the sample's files, a home built from them, real files.

With pytest-xdist every worker makes its own; the sample is kept small enough for that.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samspill.build import build
from samspill.region import load_region
from samspill.sample import write_sample
from samspill.store import Store

TAKEN_AT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)

Importer = Callable[..., Store]
"""`imported(home, folder=the sample, only=sources or None)` gives a store with these files."""


def _import(home: Path, folder: Path, only: Collection[str] | None) -> Store:
    store = Store(home)
    listing = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8"))
    for entry in listing["file"]:
        if only is not None and entry["source"] not in only:
            continue
        path = folder / entry["path"]
        store.vault.add(
            path,
            source=entry["source"],
            name=path.name,
            vintage=entry["vintage"],
            publisher=entry["publisher"],
            licence=entry["licence"],
            origin="https://example.org/",
            taken_at=TAKEN_AT,
            is_sample=entry.get("is_sample", False),
        )
    return store


@pytest.fixture(scope="session", autouse=True)
def _quick_java() -> Iterator[None]:
    """Let Java compile simply: what tests ask of Spark is short, and its start is most of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a small sample, written once. Read it, do not change it."""
    folder = tmp_path_factory.mktemp("sample-files")
    write_sample(folder, seed=2019, size=0.3)
    return folder


@pytest.fixture(scope="session")
def imported(sample_files: Path) -> Importer:
    """Give a maker of homes that hold the sample's files, all of them or those of some sources."""

    def fill(
        home: Path, folder: Path = sample_files, *, only: Collection[str] | None = None
    ) -> Store:
        return _import(home, folder, only)

    return fill


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, imported: Importer) -> Store:
    """Give a home with the small sample and one finished build. Read it, do not change it."""
    store = imported(tmp_path_factory.mktemp("sample-home"))
    build(load_region("osloregionen"), store)
    return store


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of the publishers' real files, or skip: they are not in the repository."""
    folder = Path(
        os.environ.get("SAMSPILL_REAL_DATA")
        or Path(__file__).resolve().parents[1] / "../shared/data"
    )
    if not folder.is_dir():
        pytest.skip("the publishers' real files are not beside the project")
    return folder.resolve()
