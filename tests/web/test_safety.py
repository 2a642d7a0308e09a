"""No page can do harm: headers, no scripts inside, nothing from other hosts, nothing unbound."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from samspill.region import load_region
from samspill.store import Store
from samspill.web import app as site


@pytest.mark.parametrize(
    "address", ["/nb", "/en/place/9999", "/static/samspill.css", "/api/v1", "/api/v1/nothing"]
)
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/nb", "/en/place/0301", "/nb/activity/J62", "/en/about"])
def test_pages_hold_no_script_style_or_other_host(client: TestClient, address: str) -> None:
    text = client.get(address).text
    assert re.findall(r"<script(?![^>]*src=\"/static/)", text) == []
    assert "<style" not in text
    assert re.findall(r"<[^>]+\sstyle=", text) == []
    assert re.findall(r"<[^>]+\son\w+=", text) == []
    loaded = re.findall(r"<(?:script|link|img|iframe|use)[^>]+(?:src|href)=\"([^\"]+)\"", text)
    assert all(one.startswith("/") and not one.startswith("//") for one in loaded)


def test_what_is_typed_is_shown_as_text(client: TestClient) -> None:
    text = client.get("/en/search", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_values_are_bound(client: TestClient) -> None:
    asked = {"place_code": "0301' or '1'='1"}
    assert client.get("/api/v1/tables/strengths", params=asked).json()["total"] == 0
    answer = client.get("/api/v1/tables/strengths", params={"order_by": "year;drop table places"})
    assert answer.status_code == 422


def test_engine_may_not_touch_files(client: TestClient, store: Store) -> None:
    import duckdb

    from samspill.web.pinned import Pinned

    pinned = Pinned(store.current(), store.vault)
    with pytest.raises(duckdb.PermissionException):
        pinned.rows("places", "select * from read_text('/etc/hostname')")


def test_serves_this_machine_only_by_default(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(site.uvicorn, "run", lambda _app, **options: asked.update(options))
    site.serve(store, load_region("osloregionen"))
    assert asked["host"] == "127.0.0.1"
