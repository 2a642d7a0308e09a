"""Where pages break: by hand on small documents, and what holds for all of them."""

from __future__ import annotations

import dataclasses
import subprocess
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samspill.typesetting import (
    Document,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    typeset,
)
from samspill.typesetting.pagination import Height, paginate

PAGE, WIDTH = 20.1, 10.0
"""A page of 20 cm with what is not counted on."""
TEXT = Points(("Tekst",))
GRID = Grid("Tabellen", ("Sted",), (("Ås",),))


def svg(ratio):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {100 * ratio}"></svg>'


def picture(ratio=1.0, **changes):
    return Picture(svg(ratio), "Figuren", "Stolper", **changes)


def set_out(*content, start=0.0):
    """Give the blocks of (block, height) as they are set, with no space between them."""
    blocks = [block for block, _ in content]
    return paginate(blocks, [Height(own, 0.0) for _, own in content], PAGE, WIDTH, start)


def test_a_drawing_that_fits_is_as_large_as_it_may_be_and_where_it_was():
    blocks = set_out((TEXT, 5), (picture(least=0.8, floats=True), 10), (TEXT, 5))
    assert blocks == [TEXT, picture(least=0.8, floats=True), TEXT]


def test_a_drawing_gives_way_where_a_page_would_be_half_empty():
    """12 cm of text and a drawing of 9: at 0.85 it is 7.65 high, and the page is full."""
    drawn = picture(0.9, least=0.8)
    blocks = set_out((TEXT, 12), (drawn, 9), (TEXT, 3))
    assert blocks == [TEXT, dataclasses.replace(drawn, width=0.85), TEXT]


def test_no_drawing_is_smaller_than_its_letters_allow():
    drawn = picture(0.9, least=0.9)
    assert set_out((TEXT, 12), (drawn, 9), (TEXT, 3)) == [TEXT, drawn, TEXT]


def test_a_drawing_without_room_stands_after_what_follows_it():
    drawn = picture(0.9, floats=True)
    other = Points(("Det som følger",))
    assert set_out((TEXT, 12), (drawn, 9), (other, 8), (TEXT, 3)) == [TEXT, other, drawn, TEXT]


def test_a_drawing_that_a_heading_leads_to_stays_with_it():
    heading, drawn = Heading("Bevis", 2), picture(0.9)
    content = ((TEXT, 12), (heading, 1), (drawn, 9), (TEXT, 8), (TEXT, 3))
    assert set_out(*content) == [block for block, _ in content]


def test_no_drawing_passes_another_or_a_chapter():
    first, second = picture(0.9, floats=True), picture(0.8)
    content = ((TEXT, 12), (first, 9), (second, 8), (PageBreak(), 1), (TEXT, 3))
    kept = [block for block in set_out(*content) if isinstance(block, Picture)]
    assert kept == [first, second]


def test_a_chapter_begins_where_there_is_room_and_else_on_a_new_page():
    for height, is_line in ((5.0, True), (19.5, False), (14.5, False)):
        broken = set_out((TEXT, height), (PageBreak(), 1), (Heading("Ny"), 1), (TEXT, 3))[1]
        assert broken == PageBreak(is_line=is_line)


def test_what_is_taken_of_the_first_page_counts():
    drawn = picture(0.9, least=0.8)
    assert set_out((drawn, 9), (TEXT, 3), start=12.0)[0] == dataclasses.replace(drawn, width=0.85)


CONTENT = st.lists(
    st.one_of(
        st.tuples(st.builds(Paragraph, st.text("abc", min_size=1)), st.floats(0.3, 30)),
        st.tuples(st.builds(Heading, st.just("H"), st.integers(1, 3)), st.just(0.6)),
        st.tuples(st.just(GRID), st.floats(1, 40)),
        st.tuples(st.just(PageBreak()), st.just(0.1)),
        st.floats(0.2, 1.9).flatmap(
            lambda ratio: st.tuples(
                st.builds(
                    picture, st.just(ratio), floats=st.booleans(), least=st.sampled_from([0.8, 1.0])
                ),
                st.just(10 * ratio),
            )
        ),
    ),
    min_size=1,
    max_size=25,
)


@given(CONTENT)
def test_nothing_is_lost_and_only_drawings_move(content):
    blocks = set_out(*content)
    before = [block for block, _ in content]

    def plain(block):
        if isinstance(block, Picture):
            assert block.least <= block.width <= 1
            return dataclasses.replace(block, width=1.0)
        return PageBreak() if isinstance(block, PageBreak) else block

    placed = [plain(block) for block in blocks]
    assert Counter(placed) == Counter(before)
    # a remark above a drawing goes with it
    for kinds in (Picture, (Heading, Grid, PageBreak)):
        assert [b for b in placed if isinstance(b, kinds)] == [
            b for b in before if isinstance(b, kinds)
        ]


def test_the_pages_of_a_set_document_are_full(tmp_path):
    """What is foreseen from the heights is what is set: no page but the last is half empty."""
    tall = [
        Picture(svg(ratio).replace("</svg>", '<path d="M0 0h100"/></svg>'), "Figuren", "Stolper",
                floats=True, least=0.8)
        for ratio in (0.7, 0.5, 0.8, 0.6, 0.75)
    ]  # fmt: skip
    lines = Points(tuple(f"Linje {n}" for n in range(14)))
    blocks = [Heading("Først")]
    for number, one in enumerate(tall):
        blocks += [lines, one, *[Paragraph("Ord som fyller linjen ut til margen. " * 12)] * 3]
        blocks += [PageBreak(), Heading(f"Kapittel {number}")]
    document = Document("Tittelen", "nb", (*blocks, lines), "2026-11-28", has_contents=True)
    path = tmp_path / "set.pdf"
    path.write_bytes(typeset(document))
    subprocess.run(["pdftoppm", "-r", "20", "-gray", path, tmp_path / "page"], check=True)
    filled = [lowest_ink(page) for page in sorted(tmp_path.glob("page*.pgm"))]
    assert len(filled) >= 4
    assert min(filled[:-1]) > 0.7


def lowest_ink(path):
    """Give how far down the ink goes on a page (PGM), as a share of the height of its text."""
    size, _, dots = path.read_bytes().removeprefix(b"P5\n").split(b"\n", 2)
    width, height = map(int, size.split())
    page = np.frombuffer(dots, np.uint8).reshape(height, width)
    text = page[int(height * 2.6 / 29.7) : int(height * 27.3 / 29.7)]
    return (np.flatnonzero((text < 220).any(axis=1))[-1] + 1) / len(text)
