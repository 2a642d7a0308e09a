"""The report: a chapter for each question, in both languages, of a region, a place, an area."""

from __future__ import annotations

import subprocess
import sys

import pytest

from samspill.catalogue import findings
from samspill.errors import UnknownCode, UsageError
from samspill.region import load_region
from samspill.report import write_report
from samspill.report.regional import report_document
from samspill.store import Store
from samspill.typesetting import Grid, Heading, Pairs, Picture, Points
from samspill.web.language import language as spoken
from samspill.web.pinned import Pinned
from samspill.web.site import Visit, pages
from smallbuild import publish


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("observatory"))
    publish(store, "20260101T000000-first")
    return store


@pytest.fixture(scope="module")
def region():
    return load_region("osloregionen")


@pytest.fixture(scope="module", params=["nb", "en"])
def language(request):
    return request.param


def headings(document):
    return [one.text for one in document.blocks if isinstance(one, Heading) and one.level == 1]


def test_every_question_with_figures_has_a_chapter(store, region, language):
    document = report_document(store.current(), store.vault, region, language)
    found = headings(document)
    pinned = Pinned(store.current(), store.vault)
    for name, finding in findings().items():
        has = all(table in pinned.tables for table in finding.tables)
        page = pages()[name]
        if has and page.is_entrance:
            visit = Visit(pinned, region, spoken(language), page, page.query())
            assert page.show(visit).title in found, name
    closing = {"nb": ["Kilder", "Regnskapet"], "en": ["Sources", "The ledger"]}[language]
    assert [one for one in found if one in closing] == closing


def test_every_figure_has_words_and_a_source(store, region, language):
    document = report_document(store.current(), store.vault, region, language)
    pictures = [one for one in document.blocks if isinstance(one, Picture)]
    assert pictures
    for one in pictures:
        assert len(one.description) > 20
        assert one.source


def test_the_ledger_is_the_builds(store, region):
    document = report_document(store.current(), store.vault, region, "en")
    grids = [one for one in document.blocks if isinstance(one, Grid) and "Came in" in one.heads]
    assert len(grids) == 1
    rows = [row for row in store.current().read("ledger").to_pylist() if row["part"] == ""]
    assert len(grids[0].rows) == len(rows)
    assert grids[0].rows[0][3:] == ("1,000", "990", "10")


def test_a_place_has_a_report_of_its_own(store, region, language):
    document = report_document(store.current(), store.vault, region, language, place="3301")
    assert document.title == "Drammen"
    assert {"nb": "Portrett", "en": "Portrait"}[language] in headings(document)


def test_an_area_has_a_report_of_its_own(store, region, language):
    area = region.areas[0]
    document = report_document(store.current(), store.vault, region, language, area=area.id)
    assert document.title == area.name[language]


def summary(document):
    return dict(next(one for one in document.blocks if isinstance(one, Pairs)).items)


def test_a_report_of_a_place_has_no_chapter_of_another(store, region, language):
    pinned, told = Pinned(store.current(), store.vault), spoken(language)
    document = report_document(store.current(), store.vault, region, language, place="3301")
    limits = next(one for one in reversed(document.blocks) if isinstance(one, Points)).items[-1]
    left_out = 0
    for page in pages().values():
        if page.speaks_of is None:
            continue
        visit = Visit(pinned, region, told, page, page.query(place="3301"))
        try:
            is_about_it = page.speaks_of(visit) == "3301"
        except UnknownCode:
            is_about_it = False
        title = told.of(page.title)
        assert (title in headings(document)) == is_about_it, title
        assert (title.lower() in limits) == (not is_about_it), title
        left_out += not is_about_it
    assert left_out > 2
    assert "Drammen" in limits


def test_a_report_of_an_area_answers_for_the_area(store, region, language):
    of_all = summary(report_document(store.current(), store.vault, region, language))
    of_area = summary(report_document(store.current(), store.vault, region, language, area="ict"))
    assert len(of_area) >= 2
    assert set(of_area.values()) & set(of_all.values()) == set()
    # of the strengths those in the area alone
    title = spoken(language).of(pages()["strengths"].title)
    food = {"nb": "produksjon av næringsmidler", "en": "manufacture of food products"}[language]
    assert food in of_all[title]
    assert food not in of_area[title]


def test_it_is_about_one_thing(store, region):
    build, vault = store.current(), store.vault
    with pytest.raises(UsageError, match="one of them"):
        report_document(build, vault, region, "nb", place="3301", area="bio")
    for asked in ({"place": "9999"}, {"area": "atlantis"}):
        with pytest.raises(UnknownCode):
            report_document(build, vault, region, "nb", **asked)
    with pytest.raises(UnknownCode):
        report_document(build, vault, region, "de")


def test_it_is_a_pdf_that_says_it_is_sample_data(store, region, language, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(write_report(store.current(), store.vault, region, language))
    command = [sys.executable, "-m", "pdfua", "check", str(path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0, checked.stdout
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    # across each page for those who see it, on the cover for those who hear it
    document = report_document(store.current(), store.vault, region, language)
    assert document.watermark == {"nb": "EKSEMPELDATA", "en": "SAMPLE DATA"}[language]
    assert {"nb": "alle tall er oppdiktet", "en": "every figure is invented"}[language] in text
    assert {"nb": "Innhold", "en": "Contents"}[language] in text


def test_the_same_build_gives_the_same_report(store, region):
    once = write_report(store.current(), store.vault, region, "nb")
    assert write_report(store.current(), store.vault, region, "nb") == once
