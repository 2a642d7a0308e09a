"""A new build is taken up without a restart and without a broken page in between."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow.parquet as pq
from starlette.testclient import TestClient

from samspill.region import load_region
from samspill.store import Store
from samspill.web import pinned
from samspill.web.app import create_app
from smallbuild import publish


def test_without_a_build_every_page_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Store(tmp_path), load_region("osloregionen"))) as client:
        answer = client.get("/en")
        assert answer.status_code == 503
        assert "Nothing has been built yet" in answer.text
        problem = client.get("/api/v1").json()
        assert problem["status"] == 503
        assert "samspill build" in problem["detail"]


def test_a_new_build_takes_over(tmp_path: Path, monkeypatch: object) -> None:
    store = Store(tmp_path)
    publish(store, "20260101T000000-first")
    with TestClient(create_app(store, load_region("osloregionen"))) as client:
        first = client.get("/en/alliance")
        assert "20260101T000000-first" in first.text
        publish(store, "20260202T000000-second", is_sample=False)
        deadline = time.monotonic() + 20
        seen = ""
        while "20260202T000000-second" not in seen and time.monotonic() < deadline:
            answer = client.get("/en/alliance")
            assert answer.status_code == 200
            seen = answer.text
            time.sleep(0.05)
        assert "20260202T000000-second" in seen
        assert "Sample data." not in seen
        # what was kept of the first build is not what the second shows
        again = client.get("/en/alliance", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 200


def test_a_broken_pointer_leaves_the_build_that_is_shown(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "20260101T000000-first")
    newest = pinned.Newest(store)
    assert newest.pinned().id == "20260101T000000-first"
    (tmp_path / "builds" / "current").write_text("gone")
    newest._looked_at = -10.0
    assert newest.pinned().id == "20260101T000000-first"


def test_a_build_from_before_a_column_was_declared_is_shown_without_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    build = publish(store, "20260101T000000-first")
    path = build.path("rejects")
    older = pq.read_table(path, partitioning=None)
    pq.write_table(older.drop_columns(["explanation_nb", "explanation_en"]), path)
    with TestClient(create_app(store, load_region("osloregionen"))) as client:
        answer = client.get("/nb/about")
        assert answer.status_code == 200
        assert "Uten kommunenummer" in answer.text


def test_the_overview_is_ready_before_a_new_build_is_shown(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "20260101T000000-first")
    seen = []
    newest = pinned.Newest(store, lambda one: seen.append((one.id, newest._pinned)))
    before = newest.pinned()
    publish(store, "20260202T000000-second", is_sample=False)
    newest._looked_at = -10.0
    newest.pinned()
    assert newest._loading is not None
    newest._loading.join(20)
    assert seen == [("20260202T000000-second", before)]
    assert newest.pinned().id == "20260202T000000-second"
