"""Whatever is asked for, the site answers in order: a page, a file, or what is wrong in words."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from samspill.tables import tables
from samspill.web.site import Page, pages
from solid.chance import STRANGE, fuzz

CODES = (
    "0301", "3107", "NO01", "31", "NO", "osloregionen", "type:town", "J62", "C", "C10", "ict",
    "bio", "999999999", "alpha", "beta", "norway", "europe", "2024", "2013", "employees_count",
    "grant", "nb", "strengths", "svg", "map", "C10>J62>50", "top", "municipality", "table",
)  # fmt: skip
SHORT = tuple(one for one in STRANGE if len(one) < 6000)
ANSWERS = {200, 304, 307, 404, 405, 422}


def values() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(SHORT), st.text(max_size=8)
    )


def steps() -> st.SearchStrategy[str]:
    """Give a step of a path as it may be sent, also with bytes that are no text."""
    raw = st.binary(min_size=1, max_size=6)
    return st.one_of(values().map(lambda one: quote(one, safe=":")[:3000]), raw.map(quote))


@st.composite
def asked(draw: st.DrawFn, page: Page) -> str:
    """Give an address of a page, its figures or its files, with whatever may stand in it."""
    path = "/".join(draw(steps()) if step[:1] == "{" else step for step in page.path.split("/"))
    kind = draw(st.sampled_from(("page", "page", "page", "figure", "file")))
    if kind == "figure":
        path = f"figure/{page.id}/{draw(steps())}.{draw(st.sampled_from(('svg', 'csv', 'gif')))}"
    elif kind == "file":
        path = f"file/{page.id}.{draw(st.sampled_from((*page.files, 'pdf', 'x')))}"
    names = st.sampled_from((*page.query.model_fields, "unknown", "", "format"))
    given_names = draw(st.lists(names, max_size=4))
    fields = [(name, draw(values())) for name in given_names]
    return f"/{draw(st.sampled_from(('nb', 'en')))}/{path}".rstrip("/") + _tail(fields)


def _tail(fields: list[tuple[str, Any]]) -> str:
    return "?" + urlencode(fields, errors="replace") if fields else ""


def in_order(client: TestClient, address: str) -> None:
    """Ask, and see that the answer is one of those that are promised; what breaks is raised."""
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code in ANSWERS, (answer.status_code, address)
    kind = answer.headers.get("content-type", "")
    assert "content-security-policy" in answer.headers
    if "html" in kind:
        assert answer.text.count("<h1") == 1
        assert "<script>" not in answer.text
        assert "Traceback" not in answer.text
    elif "json" in kind:
        assert json.loads(answer.text)


@pytest.mark.parametrize("page", pages().values(), ids=lambda page: page.id)
def test_any_address_of_a_page_is_answered_in_order(client: TestClient, page: Page) -> None:
    @fuzz(4)
    @given(address=asked(page))
    def tried(address: str) -> None:
        in_order(client, address)

    tried()


PUBLISHED = sorted(name for name, one in tables().items() if one.is_published)


@st.composite
def asked_of_api(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(PUBLISHED))
    declared = tables()[name]
    fields = (*(one.name for one in declared.fields), "limit", "offset", "format", "order_by", "x")
    given_names = draw(st.lists(st.sampled_from(fields), max_size=3))
    table = f"tables/{name}"
    files = ("network.graphml", "network.csv", "problems/unknown-code")
    other = st.one_of(st.sampled_from(files), steps(), steps().map("tables/{}".format))
    path = draw(st.one_of(st.sampled_from((table, table, f"{table}/description")), other))
    few = st.sampled_from(("csv", "json", "1", "0", "-1", "10000", f"-{fields[0]}", fields[0]))
    return f"/api/v1/{path}" + _tail([(one, draw(st.one_of(few, values()))) for one in given_names])


def test_anything_that_is_asked_of_the_api_is_answered_in_order(client: TestClient) -> None:
    @fuzz(120)
    @given(address=asked_of_api())
    def tried(address: str) -> None:
        in_order(client, address)

    tried()


def test_any_path_is_answered_in_order(client: TestClient) -> None:
    @fuzz(60)
    @given(path=st.lists(steps(), max_size=4), values=st.lists(st.tuples(values(), values())))
    def tried(path: list[str], values: list[tuple[str, str]]) -> None:
        answer = client.get("/" + "/".join(path) + _tail(values), follow_redirects=False)
        assert answer.status_code in ANSWERS

    tried()
