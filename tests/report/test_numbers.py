"""Every number in a report is one that was read from the build's tables for what it stands in."""

from __future__ import annotations

import dataclasses
import re
import subprocess

import pytest

from evidence import Evidence, Watched, numbers, parts
from samspill.region import load_region
from samspill.report import regional
from samspill.store import Store
from samspill.typesetting import Formula, Grid, Picture, typeset
from samspill.web.language import language
from smallbuild import publish


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("observatory"))
    publish(store, "20260101T000000-first")
    return store


@pytest.fixture(scope="module", params=["nb", "en"])
def code(request):
    return request.param


@pytest.fixture(scope="module")
def told(store, code):
    """Give the report, and each of its chapters with what was read for it."""
    chapters = []
    region = load_region("osloregionen")
    # how much each reason counts in a match is the profile's judgement, which the page says
    weights = [[{"weight": one} for one in vars(region.match_rules).values()]]

    def watched(visit, *given, **more):
        visit.pinned.seen = []
        made = original(visit, *given, **more)
        chapters.append((made, Evidence([*visit.pinned.seen, *weights], visit.language)))
        return made

    original = regional.chapter
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional, "Pinned", Watched)
        patch.setattr(regional, "chapter", watched)
        document = regional.report_document(store.current(), store.vault, region, code)
    return document, chapters


def said(chapter, code):
    """Give each number of a chapter with the text that it stands in."""
    return [
        (number, text)
        for block in chapter.blocks
        for text in parts(block)
        for number in numbers(text, code)
    ]


def unexplained(chapter, evidence, code):
    return [one for one in said(chapter, code) if not evidence.explains(one[0])]


def test_every_number_of_a_chapter_was_read_for_it(told, code):
    _, chapters = told
    assert sum(len(said(chapter, code)) for chapter, _ in chapters) > 400
    for chapter, evidence in chapters:
        assert unexplained(chapter, evidence, code) == [], chapter.title


def test_a_number_that_was_changed_is_found(told, code):
    changed = 0
    for chapter, evidence in told[1]:
        for at, block in enumerate(chapter.blocks):
            if isinstance(block, Grid):
                row = (language(code).number(98765.4, 1), *block.rows[0][1:])
                spoilt = dataclasses.replace(block, rows=(row, *block.rows[1:]))
                blocks = (*chapter.blocks[:at], spoilt, *chapter.blocks[at + 1 :])
                wrong = unexplained(dataclasses.replace(chapter, blocks=blocks), evidence, code)
                assert [number for number, _ in wrong] == numbers(row[0], code)
                changed += 1
    assert changed > 8


def test_numbers_that_are_off_in_their_last_digit_are_mostly_found(told, code):
    """A wrong small number may be that of another row; one of three digits or more hardly."""
    tried = missed = 0
    for chapter, evidence in told[1]:
        for number, _ in said(chapter, code):
            digits = number.rstrip("%")
            if sum(one.isdigit() for one in digits) > 2:
                off = digits[:-1] + str((int(digits[-1]) + 1) % 10) + number[len(digits) :]
                tried += 1
                missed += evidence.explains(off)
    assert tried > 100
    assert missed < 0.35 * tried, (missed, tried)


def test_what_stands_before_and_after_the_chapters_is_the_builds(store, told, code):
    """The summary repeats the chapters; sources and ledger are their tables, row by row."""
    document, chapters = told
    build, spoken = store.current(), language(code)
    pairs = next(one.items for one in document.blocks if hasattr(one, "items"))
    assert list(pairs) == [(one.title, one.answer) for one, _ in chapters if one.answer]
    behind = Evidence([build.read(name).to_pylist() for name in ("sources", "ledger")], spoken)
    titles = {chapter.title for chapter, _ in chapters}
    after = max(at for at, one in enumerate(document.blocks) if getattr(one, "text", "") in titles)
    tables = [one for one in document.blocks[after:] if isinstance(one, Grid)][-2:]
    for grid in tables:
        for row in grid.rows:
            for number in numbers(" | ".join(row[1:]), code):
                assert behind.explains(number), (number, row)


def test_the_pdf_has_no_number_that_the_document_has_not(told, code, tmp_path):
    document, _ = told
    path = tmp_path / "report.pdf"
    path.write_bytes(typeset(document))
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.count("\f")
    texts = [text for block in document.blocks for text in parts(block)]
    for block in document.blocks:
        if isinstance(block, Picture):
            texts += re.findall(r">([^<>]+)</t(?:ext|span)>", block.svg)
        if isinstance(block, Formula):
            texts.append(block.latex)
    texts += [*(value for _, value in document.facts), document.running, document.title]
    known = {digits for text in texts for digits in re.findall(r"\d+", text)}
    known |= {str(number) for number in range(1, pages + 1)}
    found = set(re.findall(r"\d+", done.stdout))
    assert len(found) > 100
    assert found - known == set()
