"""A Norwegian page is Norwegian and an English page English; what has a name goes by its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from remnants import codes, remnants
from samspill import geography
from samspill.region import load_region
from samspill.store import Store
from samspill.web.app import create_app
from samspill.web.pinned import Newest
from samspill.web.site import pages

LANGUAGES = pytest.mark.parametrize("language", ["nb", "en"])
OF_EACH = 2


def walk(store: Store, language: str) -> Iterator[tuple[str, str]]:
    """Give pages of every kind: those that stand alone, and the first that links lead to."""
    alone = [page.path for page in pages().values() if not page.fields_of_path]
    waiting = [f"/{language}/{path}".rstrip("/") for path in alone]
    seen: set[str] = set()
    of_kind: Counter[str] = Counter()
    with TestClient(create_app(store, load_region("osloregionen"))) as client:
        while waiting:
            address = waiting.pop(0)
            kind = "/".join(re.split("[/?]", address)[2:3])
            if address in seen or kind in ("figure", "file") or of_kind[kind] >= OF_EACH:
                continue
            seen.add(address)
            of_kind[kind] += 1
            answer = client.get(address)
            assert answer.status_code == 200, address
            yield address, answer.text
            links = re.findall(rf'href="(/{language}/[^"#]*)', answer.text)
            waiting += [link.replace("&amp;", "&") for link in links]
    assert {page.path.partition("/")[0] for page in pages().values()} <= set(of_kind)


@LANGUAGES
def test_no_page_has_a_remnant_or_a_bare_code(sample_home: Store, language: str) -> None:
    known = Newest(sample_home).pinned().activities.values()
    names = {
        **{code: both[language] for code, both in geography.region_names().items()},
        **{
            one.code: name
            for one in known
            if len(one.code) > 1 and (name := one.name[language]) and name != one.code
        },
    }
    plain = {page.path for page in pages().values() if page.template == "finding.html"}
    for address, html in walk(sample_home, language):
        assert remnants(html, language) == [], address
        # the plain tables of a finding without a page of its own are for who looks for them
        if address.removeprefix(f"/{language}/").partition("?")[0] not in plain:
            assert codes(html, language, names) == [], address


def test_remnants_and_codes_are_seen() -> None:
    page = (
        '<html lang="nb"><body><p>Where it weighs most</p><p>Hvor den veier mest</p>'
        '<p aria-label="12 strengths">12 styrker</p><p lang="en">Set aside</p>'
        '<p>DE21</p><p class="code">NO01</p><p>persons_employed</p></body></html>'
    )
    assert remnants(page, "nb") == ["Where it weighs most", "12 strengths"]
    assert codes(page, "nb", {"DE21": "Oberbayern", "NO01": "Oslo og Akershus"}) == [
        "DE21",
        "persons_employed",
    ]
    assert remnants(page.replace('lang="nb"', 'lang="en"'), "en") == [
        "Hvor den veier mest",
        "12 styrker",
    ]
