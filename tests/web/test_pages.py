"""Every page answers in both languages, from the build, with its state in the address."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from starlette.testclient import TestClient

from samspill.catalogue import findings
from samspill.errors import UnknownCode
from samspill.region import load_region
from samspill.store import Store
from samspill.web.app import create_app
from samspill.web.language import language as language_of
from samspill.web.pinned import Newest
from samspill.web.site import GROUPS, Visit, pages
from smallbuild import publish

ADDRESSES = (
    "", "/alliance", "/strengths", "/strengths?kind=municipality&area=ict", "/places",
    "/activities", "/activities?area=ict", "/about", "/place/0301", "/place/3107?compare=0301",
    "/place/NO01?reference=europe&measure=persons_employed&year=2013", "/place/type:town",
    "/place/SE11", "/activity/J62", "/activity/C", "/search?q=osl", "/actor/999999999",
    "/interplay", "/interplay?area=ict&since=2017&by=area", "/community/999999998",
    "/explain/strengths?place_code=0301&activity_code=J62",
    "/green", "/green?place=NO01&by=area", "/standing?place=NO01", "/standing?view=whom",
    "/partners", "/pitch/ict",
    "/support", "/support?place=3107", "/instrument?name=Prøvetilskudd", "/what-if",
    "/what-if?move=C10>J62>50",
    "/clusters", "/cluster/alpha",
    "/matches", "/matches?cluster=gamma", "/match/beta/alpha", "/meeting",
    "/meeting?area=bio&seats=6&place=Fredrikstad&theme=mat", "/programme",
    "/options", "/options?place=3107&area=ict", "/options?place=31", "/options?place=3122",
    "/options?place=3301", "/option/NO01/C10", "/option/31/J62", "/backtest",
    "/backtest?source=brreg_underenheter&score=top", "/diversity", "/diversity?place=3107",
    "/areas", "/area/ict", "/area/bio?measure=grant_nok",
    "/specialities", "/specialities?place=0301", "/specialities?place=3301",
    "/explain/specialities?place_code=0301&subclass_code=62.010",
)  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_page_answers_in_its_language(client: TestClient, language: str, address: str) -> None:
    answer = client.get(f"/{language}{address}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1") == 1
    # the sample banner, on every page
    assert ("Eksempeldata." if language == "nb" else "Sample data.") in answer.text


def test_every_finding_and_page_has_a_route(client: TestClient) -> None:
    asked = {address.split("?")[0].strip("/").split("/")[0] for address in ADDRESSES}
    for page in pages().values():
        assert page.path.split("/")[0] in asked or page.id in findings()
    for finding in findings():
        assert client.get(f"/en/{finding}").status_code == 200


def test_every_entrance_stands_in_a_group_of_the_menu(client: TestClient) -> None:
    # name the group where the page is declared: Page(..., group=...)
    groups = {group.id for group in GROUPS}
    entrances = [page for page in pages().values() if page.is_entrance]
    assert {page.id for page in entrances if page.group not in groups} == set()
    text = client.get("/nb/places").text
    menu = text[text.index('class="menu"') : text.index("</header>")]
    assert menu.count('aria-current="page"') == 2  # in the group's list and beside its siblings
    assert 'aria-current="true">Regionen' in menu


def test_language_switch_keeps_place_and_query(client: TestClient) -> None:
    text = client.get("/nb/place/NO01?reference=europe&year=2013").text
    assert 'href="/en/place/NO01?reference=europe&amp;year=2013"' in text


def test_links_inside_lead_somewhere(client: TestClient) -> None:
    seen: set[str] = set()
    for start in ("/nb", "/en/place/3107", "/nb/activity/J62", "/en/strengths"):
        text = client.get(start).text
        for address in re.findall(r'href="(/[^"#]*)', text):
            seen.add(address.replace("&amp;", "&"))
    assert len(seen) > 40
    wrong = [a for a in sorted(seen) if client.get(a, follow_redirects=True).status_code != 200]
    assert wrong == []


def test_strength_with_interval_and_its_source(client: TestClient) -> None:
    # 2.4 with 0.8 and 1.3 times that as interval: 1.92 to 3.12 (the small build's own rule)
    text = client.get("/nb/place/0301").text
    assert "2,40" in text
    assert "1,92–3,12" in text
    assert "/nb/explain/strengths?place_code=0301&amp;activity_code=J62" in text


def test_comparison_takes_names_and_at_most_four(client: TestClient) -> None:
    text = client.get("/en/place/0301?compare=Bærum&compare=3107").text
    assert re.search(r'name="compare" value="3201" checked', text)
    assert "Small and middle-sized towns" not in text.split('id="compare"')[0]
    answer = client.get("/en/place/0301?" + "&".join(f"compare=31{n:02}" for n in range(7)))
    assert answer.status_code == 422


def test_quality_is_graded_by_the_stated_rule(client: TestClient) -> None:
    # Drammen: both activities observed, two years old, both marked by the publisher: one step down
    assert "Quality of the figures: B" in client.get("/en/place/3301").text
    assert "Quality of the figures: A" in client.get("/en/place/3107").text
    # 2014 seen from 2026 is older than eight years
    assert "Quality of the figures: D" in client.get("/en/place/NO01").text


def test_what_changed_names_the_new_strength(client: TestClient) -> None:
    # J62 in NO01 goes from 1.1 (no strength) to 2.8 (a strength) in the small build
    section = client.get("/en").text.split("Became strengths")[1].split("Are no longer")[0]
    assert "Computer programming" in section


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ostf", "/en/place/31"),
        ("Østf", "/en/place/31"),
        ("oestfold", "/en/place/31"),
        ("baer", "/en/place/3201"),
        ("næringsm", "/en/activity/C10"),
        ("food", "/en/activity/C10"),
        ("aerfugl", "/en/actor/999999999"),
        ("circular", "/en/area/bio"),
        ("the capital", "/en/place/type:capital"),
        ("hovedst", "/en/place/type:capital"),
    ],
)
def test_search_knows_letters_beginnings_and_both_languages(
    client: TestClient, typed: str, found: str
) -> None:
    assert f'href="{found}"' in client.get("/en/search", params={"q": typed}).text


def test_search_says_when_it_finds_nothing(client: TestClient) -> None:
    assert "0 hits" in client.get("/en/search?q=zzzz").text


@pytest.mark.parametrize("kind", ["svg", "png", "csv", "xlsx"])
def test_figures_are_given_as_files(client: TestClient, kind: str) -> None:
    answer = client.get(f"/nb/figure/place/strengths.{kind}?code=0301")
    assert answer.status_code == 200
    start = {"svg": b"<svg", "png": b"\x89PNG", "csv": b"", "xlsx": b"PK"}[kind]
    assert answer.content.startswith(start)
    assert f'strengths.{kind}"' in answer.headers["content-disposition"]


def test_figure_has_table_and_method_beside_it(client: TestClient) -> None:
    text = client.get("/en/place/0301").text
    figure = text.split('id="figure-strengths"')[1].split("</section>")[0]
    assert "<math" in figure
    assert "Balassa (1965)" in figure
    assert "NLOD 2.0" in figure
    assert "1,000 rows came in, 990 were kept, 10 were set aside" in figure


def test_about_shows_ledger_rejects_and_licences(client: TestClient) -> None:
    text = client.get("/nb/about").text
    for words in (
        "Raden har ikke noe kommunenummer.",
        "NLOD 2.0",
        "2017-11",
        "1\N{NO-BREAK SPACE}000",
    ):
        assert words in text


def test_unknown_place_suggests_near_ones(client: TestClient) -> None:
    answer = client.get("/nb/place/0302")
    assert answer.status_code == 404
    assert 'href="/nb/place/0301"' in answer.text


@pytest.mark.parametrize(
    ("address", "led"),
    [("/nb/place/Fredrikstd", "/nb/place/3107"), ("/en/place/osl", "/en/place/0301"),
     ("/nb/styrkar", "/nb/strengths"), ("/en/standng", "/en/standing"),
     ("/nb/area/helsa", "/nb/area/health")],
)  # fmt: skip
def test_a_misspelt_address_leads_to_what_is_spelt_nearly_so(
    client: TestClient, address: str, led: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    main = answer.text.partition("<main")[2]
    assert f'href="{led}"' in main


def test_an_address_that_leads_nowhere_is_told_in_the_readers_language(client: TestClient) -> None:
    nb, en = client.get("/nb/place/Atlantis").text, client.get("/en/place/Atlantis").text
    assert "Her finnes det ikke noe sted «Atlantis»." in nb
    assert "There is no place “Atlantis” here." in en
    assert "There is no" not in nb
    # one can go on from there
    assert 'href="/nb/alliance"' in nb
    assert "«year» kan ikke være «abc»." in client.get("/nb/strengths?year=abc").text
    assert "“page” cannot be “0”." in client.get("/en/strengths?page=0").text


@pytest.mark.parametrize(
    "address",
    ["/nb/place/0301?year=abc", "/nb/place/0301?reference=moon", "/en/strengths?page=0",
     "/en/activity/%27%3B--", "/en/place/..%00", "/en/strengths?measure=';drop"],
)  # fmt: skip
def test_nonsense_is_not_understood(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    "address",
    ["/nb/place/0301?measure=happiness", "/nb/place/0301?year=1999", "/en/strengths?area=moon",
     "/en/explain/secrets?a=1", "/en/figure/place/nothing.svg?code=0301", "/en/actor/nobody",
     "/en/figure/place/strengths.exe?code=0301", "/no/such", "/nb/../../etc/passwd"],
)  # fmt: skip
def test_what_there_is_not_is_a_page_that_helps(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1" in answer.text


def overview_of(store: Store, code: str) -> Visit:
    page = pages()["overview"]
    region = load_region("osloregionen")
    return Visit(Newest(store).pinned(), region, language_of(code), page, page.query())


@pytest.mark.parametrize("code", ["nb", "en"])
def test_the_overview_answers_as_the_pages_do(store: Store, client: TestClient, code: str) -> None:
    visit = overview_of(store, code)
    overview = html.unescape(client.get(f"/{code}").text)
    told = 0
    for one in visit.entrances():
        words = visit.answer_of(one)
        if not words or one.id == "strengths":
            continue
        told += 1
        # the overview adds how far an option is to be believed
        said = words if one.id != "options" else words[:60]
        assert said in overview, one.id
        assert said in html.unescape(client.get(f"/{code}/{one.path}").text), one.id
    assert told >= 8


def test_a_page_that_cannot_answer_leaves_the_others_theirs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Visit) -> str:
        raise UnknownCode("table", "green_shares")

    changed = dict(pages()) | {"green": dataclasses.replace(pages()["green"], answer=fails)}
    monkeypatch.setattr("samspill.web.site.pages", lambda: changed)
    answers = pages()["overview"].show(overview_of(store, "en")).context["answers"]
    assert answers["green"] == ""
    assert answers["alliance"]


def test_entrance_follows_the_browsers_language(client: TestClient) -> None:
    for header, language in (("en-GB,en;q=0.9,nb;q=0.5", "en"), ("nb-NO,nb;q=0.9,en;q=0.8", "nb")):
        answer = client.get("/", headers={"accept-language": header}, follow_redirects=False)
        assert answer.headers["location"] == f"/{language}"


def test_pages_are_small_and_the_same_answer_is_not_sent_twice(client: TestClient) -> None:
    for address in ADDRESSES:
        with client.stream("GET", f"/nb{address}") as answer:
            sent = sum(len(part) for part in answer.iter_raw())
            assert answer.headers["content-encoding"] == "gzip"
        assert sent < 100_000
    first = client.get("/nb/alliance")
    again = client.get("/nb/alliance", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    plain = client.get("/nb/alliance", headers={"accept-encoding": "identity"})
    assert plain.text == first.text


@pytest.mark.parametrize("address", ["/nb/areas", "/en/area/bio", "/en/about"])
def test_areas_whose_quality_nobody_has_measured_are_shown(tmp_path, address):
    def unmeasured(name, row):
        return {**row, "method": f"not {row['method']}"} if name == "area_quality" else row

    store = Store(tmp_path)
    publish(store, "20260101T000000-first", change=unmeasured)
    answer = TestClient(create_app(store, load_region("osloregionen"))).get(address)
    assert answer.status_code == 200
    assert "F1" not in answer.text
