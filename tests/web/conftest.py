"""A build of a handful of invented rows, and a client of the site that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from samspill.region import load_region
from samspill.store import Store
from samspill.web.app import create_app
from smallbuild import publish


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    home: Path = tmp_path_factory.mktemp("observatory")
    store = Store(home)
    publish(store, "20260101T000000-first")
    return store


@pytest.fixture(scope="session")
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store, load_region("osloregionen"))) as client:
        yield client
