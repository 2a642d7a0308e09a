"""Every number in a report is one that was read from the build's tables for what it stands in."""

from __future__ import annotations

import dataclasses
import re
import subprocess

import pytest

from evidence import Evidence, drawn_at_random, numbers, parts, said, unexplained
from evidence import told as told_of
from samspill.region import load_region
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
    return told_of(store, load_region("osloregionen"), code)


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


def test_a_number_drawn_at_random_is_found(told, code):
    """A wrong small number may be that of another row; one of three digits or more hardly."""
    passed, tried = drawn_at_random(told[1], code, seed=1)
    assert tried > 300
    assert passed < 0.45 * tried, (passed, tried)
    passed, tried = drawn_at_random(told[1], code, seed=2, least=3)
    assert tried > 100
    assert passed < 0.04 * tried, (passed, tried)


def test_most_texts_name_what_they_are_about(told, code):
    texts = [(text, evidence) for chapter, evidence in told[1] for _, text in said(chapter, code)]
    named = [text for text, evidence in texts if evidence.names_something(text)]
    assert len(named) > 0.45 * len(texts)


def test_what_stands_before_and_after_the_chapters_is_the_builds(store, told, code):
    """The summary repeats the chapters; sources and ledger are their tables, row by row."""
    document, chapters = told
    build = store.current()
    pairs = next(one.items for one in document.blocks if hasattr(one, "items"))
    assert list(pairs) == [(one.title, one.answer) for one, _ in chapters if one.answer]
    read = [build.read(name).to_pylist() for name in ("sources", "ledger")]
    behind = Evidence(read, chapters[0][1].visit)
    titles = {chapter.title for chapter, _ in chapters}
    after = max(at for at, one in enumerate(document.blocks) if getattr(one, "text", "") in titles)
    tables = [one for one in document.blocks[after:] if isinstance(one, Grid)][-2:]
    for grid in tables:
        for row in grid.rows:
            text = " | ".join(row[1:])
            for number in numbers(text, code):
                assert behind.explains(number, text), (number, row)


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
