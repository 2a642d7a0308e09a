"""An answer is kept for who asks the same, for one build, and in little room."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from samspill.region import load_region
from samspill.store import Store
from samspill.web import answers
from samspill.web.answers import Answers
from samspill.web.app import create_app
from samspill.web.pinned import Newest
from samspill.web.safety import etag
from smallbuild import publish


class Site:
    """Counts who asks; what it answers depends on the path, the packing and the kind of file."""

    def __init__(self, newest: Newest) -> None:
        self.newest, self.asked = newest, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        headers = Headers(scope=scope)
        kind = "packed" if "gzip" in headers.get("accept-encoding", "") else "plain"
        body = f"{scope['path']} {scope['query_string'].decode()} {kind} {headers.get('accept')}"
        tagged = {"ETag": etag(self.newest.pinned(), "mark"), "X-Own": "kept"}
        status = {"/none": 404, "/wrong": 422}.get(scope["path"], 200)
        given = {} if scope["path"] in ("/untagged", "/none", "/wrong") else tagged
        await Response(body, status, headers=given)(scope, receive, send)


def held(kept: Answers) -> int:
    """Count the bytes of what is kept again, address and kind of file included."""
    return sum(
        len(one.body) + len(path) + len(query) + len(accept)
        for (path, query, _, accept), one in kept._kept.items()
    )


@pytest.fixture(scope="module")
def newest(store: Store) -> Newest:
    newest = Newest(store)
    newest.pinned()
    return newest


@pytest.fixture
def site(newest: Newest) -> tuple[Site, TestClient, Answers]:
    inner = Site(newest)
    kept = Answers(inner, newest, "mark")
    return inner, TestClient(kept), kept


def test_the_same_is_answered_from_what_is_kept(site) -> None:
    inner, client, _ = site
    first, second = client.get("/page?a=1"), client.get("/page?a=1")
    assert inner.asked == 1
    assert first.content == second.content
    assert first.headers == second.headers
    assert second.headers["x-own"] == "kept"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/page?a=2", {}),
        ("/other?a=1", {}),
        ("/page?a=1", {"accept-encoding": "identity"}),
        ("/page?a=1", {"accept": "text/csv"}),
    ],
)
def test_what_may_be_answered_otherwise_is_another_answer(site, path: str, headers) -> None:
    inner, client, _ = site
    first, second = client.get("/page?a=1"), client.get(path, headers=headers)
    assert inner.asked == 2
    assert first.content != second.content


def test_who_has_it_is_told_so(site) -> None:
    inner, client, _ = site
    tag = client.get("/page").headers["etag"]
    again = client.get("/page", headers={"if-none-match": f'"old", {tag}'})
    assert (inner.asked, again.status_code, again.content) == (1, 304, b"")
    assert again.headers["etag"] == tag
    assert "content-length" not in again.headers
    assert client.get("/page", headers={"if-none-match": '"old"'}).status_code == 200


def test_the_head_of_an_answer_is_that_of_the_answer(site) -> None:
    inner, client, _ = site
    whole, head = client.get("/page"), client.head("/page")
    assert inner.asked == 1
    assert head.headers == whole.headers


@pytest.mark.parametrize("path", ["/wrong", "/untagged"])
def test_errors_and_what_has_no_tag_are_not_kept(site, path: str) -> None:
    inner, client, kept = site
    client.get(path), client.get(path)
    assert inner.asked == 2
    assert not kept._kept


def test_what_is_missing_is_kept_and_said_again(site) -> None:
    inner, client, _ = site
    for tag in ("", '"old"', "W/"):
        answer = client.get("/none", headers={"if-none-match": tag} if tag else {})
        assert answer.status_code == 404
        assert answer.content
    assert inner.asked == 1


def test_what_is_sent_is_never_kept(site) -> None:
    inner, client, _ = site
    client.post("/page"), client.post("/page")
    assert inner.asked == 2


def test_there_is_room_for_so_much_and_the_oldest_goes(
    site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, client, kept = site
    client.get("/page?n=100")
    # the address counts too: who asks may make it long
    length = kept._size
    assert length > len(client.get("/page?n=100").content) + len("/pagen=100")
    monkeypatch.setattr(answers, "_ROOM", 10 * length)
    for number in range(101, 200):
        client.get(f"/page?n={number}")
        client.get("/page?n=100")
        assert kept._size == held(kept) <= 10 * length
    # what is asked for again and again stays
    assert inner.asked == 100
    monkeypatch.setattr(answers, "_LARGEST", len(client.get("/page?n=100").content) - 1)
    asked = inner.asked
    client.get("/page?n=200"), client.get("/page?n=200")
    assert inner.asked == asked + 2


def test_a_new_build_drops_them_all(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "20260101T000000-first")
    inner = Site(Newest(store))
    inner.newest.pinned()
    kept = Answers(inner, inner.newest, "mark")
    client = TestClient(kept)
    for number in range(3):
        client.get(f"/page?n={number}")
    publish(store, "20260202T000000-second")
    deadline = time.monotonic() + 20
    while "second" not in client.get("/page?n=0").headers["etag"]:
        assert time.monotonic() < deadline
        inner.newest._looked_at = -10.0
        time.sleep(0.02)
    assert all("second" in one.tag for one in kept._kept.values())
    assert kept._size == held(kept)


def test_the_first_build_is_not_waited_for_by_everybody(store: Store) -> None:
    newest = Newest(store)
    assert newest.at_hand() is None
    shown = newest.pinned()
    assert newest.at_hand() is shown


@pytest.fixture(scope="module")
def fresh(store: Store) -> Iterator[TestClient]:
    """Give a site that nobody has asked for these addresses."""
    with TestClient(create_app(store, load_region("osloregionen"))) as client:
        client.get("/en/about")
        yield client


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "identity"}, {"accept": "text/csv"}])
@pytest.mark.parametrize(
    "path",
    [
        "/nb/alliance", "/en/alliance", "/en/strengths?kind=municipality", "/static/samspill.css",
        "/api/v1/tables/strengths?limit=3", "/api/v1/tables/places?limit=3&format=csv", "/api/v1",
    ],
)  # fmt: skip
def test_the_site_gives_the_same_kept_or_not(fresh: TestClient, path: str, headers) -> None:
    first, kept = (fresh.get(path, headers=headers) for _ in range(2))
    tag = first.headers["etag"]
    unchanged = fresh.get(path, headers={**headers, "if-none-match": tag})
    assert first.status_code == 200
    assert first.content == kept.content
    assert first.headers == kept.headers
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == tag
    assert unchanged.headers["cache-control"] == first.headers["cache-control"]
    assert "content-security-policy" in unchanged.headers


def test_a_kept_page_is_packed_for_who_can_unpack_it(fresh: TestClient) -> None:
    for _ in range(2):
        with fresh.stream("GET", "/en", headers={"accept-encoding": "gzip"}) as packed:
            raw = b"".join(packed.iter_raw())
        plain = fresh.get("/en", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert gzip.decompress(raw) == plain.content
