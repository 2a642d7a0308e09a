"""The printed page: tagged for those who do not see it, the same bytes again, nothing is markup."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys

import pikepdf
import pytest

from samspill.typesetting import (
    Answer,
    Document,
    Grid,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    typeset,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 60" font-family="system-ui">'
    '<rect x="0" y="10" width="200" height="20" fill="#00526a"/>'
    '<text x="4" y="50">Ærlig øl på Ås</text></svg>'
)
TRICKY = '#let x = 1 *bold* _under_ $x$ <label> @cite [bracket] \\ "quote" Ærøskøbing – 1 000'
DOCUMENT = Document(
    title="Hva Osloregionen er sterk på",
    subtitle=TRICKY,
    language="nb",
    day="2026-11-27",
    facts=(("Bygg", "20261127T000000-first"),),
    running="Bygg 20261127",
    watermark="EKSEMPELDATA",
    has_cover=True,
    has_contents=True,
    blocks=(
        Heading("Styrker", colour="#009e73"),
        Answer(TRICKY, "95 %-intervall"),
        Heading("Bevis", 2),
        Paragraph(TRICKY),
        Paragraph("Mykt", is_soft=True),
        Points((TRICKY, "To"), is_numbered=True),
        Points(("Én", "To")),
        Picture(SVG, "Figuren", "Stolper fra 0 til 200", source="SSB, 2024"),
        Grid(
            "Tabellen", ("Sted", "Jobber"), (("Ås", "1 000"), ("Nes", "–")), frozenset({1}), (3, 1)
        ),
        Note("Merk", TRICKY),
        PageBreak(),
        Heading("Neste"),
    ),
)


def structure(element, found):
    """Give every tagged element's kind with its alternative text."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            structure(one, found)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            found.append((str(element["/S"]), str(element.get("/Alt", ""))))
        if "/K" in element:
            structure(element["/K"], found)
    return found


@pytest.fixture(scope="module")
def pdf():
    return typeset(DOCUMENT)


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield opened


def test_it_says_its_language_title_and_standard(opened):
    assert str(opened.Root.Lang).startswith("nb")
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as metadata:
        assert metadata["dc:title"] == DOCUMENT.title
        assert metadata["pdfuaid:part"] == "1"


def test_every_part_is_tagged_for_what_it_is(opened):
    found = structure(opened.Root.StructTreeRoot.K, [])
    kinds = {kind for kind, _ in found}
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/TOC"} <= kinds
    figures = [alt for kind, alt in found if kind == "/Figure"]
    assert figures
    assert set(figures) == {"Stolper fra 0 til 200"}


def test_an_independent_check_finds_nothing(pdf, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    command = [sys.executable, "-m", "pdfua", "check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_independent_check_would_find_it(tmp_path, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as spoilt:
        del spoilt.Root.Lang
        spoilt.save(tmp_path / "spoilt.pdf")
    command = [sys.executable, "-m", "pdfua", "check", str(tmp_path / "spoilt.pdf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0


def test_the_same_document_gives_the_same_bytes(pdf):
    assert typeset(DOCUMENT) == pdf


def test_words_are_set_as_they_stand(pdf, tmp_path):
    text = text_of(pdf, tmp_path)
    # nothing of it was taken for markup: it stands in the subtitle, the answer and the list
    assert text.count("#let x = 1 *bold* _under_ $x$ <label>") >= 3
    assert "Ærlig øl på Ås" in text  # and the letters of a drawing are letters


def test_a_tall_drawing_floats_only_where_there_is_no_room(tmp_path):
    """What follows it fills the page; where it fits it stands where it was put."""
    tall = SVG.replace("0 0 300 60", "0 0 300 240")
    lines = tuple(f"Linje {n}" for n in range(30))
    for before, stands_before in ((lines[:3], True), (lines, False)):
        blocks = (
            Points(before),
            Picture(tall, "Figuren", "Stolper", floats=True),
            Paragraph("Det som følger etter."),
            Paragraph("Mer."),
        )
        plain = dataclasses.replace(
            DOCUMENT, has_cover=False, has_contents=False, facts=(), blocks=blocks
        )
        text = text_of(typeset(plain), tmp_path)
        assert (text.index("Figuren") < text.index("Det som følger")) == stands_before


def test_without_a_cover_it_begins_with_its_title(tmp_path):
    plain = dataclasses.replace(DOCUMENT, has_cover=False, has_contents=False, watermark="")
    with pikepdf.open(io.BytesIO(typeset(plain))) as opened:
        assert len(opened.pages) == 2
    assert "EKSEMPELDATA" not in text_of(typeset(plain), tmp_path)


def text_of(pdf, tmp_path):
    """Give a PDF's text, as poppler reads it."""
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout
