"""What a printed document is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Answer",
    "Block",
    "Document",
    "Formula",
    "Grid",
    "Heading",
    "Note",
    "PageBreak",
    "Pairs",
    "Paragraph",
    "Picture",
    "Points",
]


@dataclass(frozen=True)
class Heading:
    """A heading, 1 the highest; `colour` (#rrggbb) is a line under it, for an area."""

    text: str
    level: int = 1
    colour: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a soft one is smaller and grey."""

    text: str
    is_soft: bool = False


@dataclass(frozen=True)
class Answer:
    """What a chapter answers, before its evidence."""

    text: str
    detail: str = ""


@dataclass(frozen=True)
class Points:
    """A list; a numbered one where the order says something."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Pairs:
    """Names with what they are, under each other."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Formula:
    """A formula in LaTeX, such as the docstrings of measures have."""

    latex: str


@dataclass(frozen=True)
class Picture:
    """A drawing with what it shows in words, for those who do not see it, and where it is from."""

    svg: str
    title: str
    description: str
    source: str = ""
    width: float = 1.0
    """Share of the text's width, 0-1."""
    note: str = ""
    """How to read it."""
    floats: bool = False
    """Whether it may stand after text that follows it, where there is no room for it."""
    least: float = 1.0
    """Share of the text's width below which its letters are too small; it is made smaller, down to
    this, where a page would else stay half empty."""


@dataclass(frozen=True)
class Grid:
    """A table: its heads, its rows as texts, which columns are numbers, relative widths.

    `rest` says what of the table is left out.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    source: str = ""
    rest: str = ""


@dataclass(frozen=True)
class Note:
    """A remark in a box of its own."""

    title: str
    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page, or under a line on one that is not yet full."""

    is_line: bool = False


Block = Heading | Paragraph | Answer | Points | Pairs | Formula | Picture | Grid | Note | PageBreak


@dataclass(frozen=True)
class Document:
    """A document to be printed.

    `day` (ISO) is its date; `facts` are pairs on the cover; `running` stands at the head of each
    page; `watermark` lies across each page; without a cover the title stands above the text. The
    blocks follow the contents where they do not begin with a page break.
    """

    title: str
    language: Literal["nb", "en"]
    blocks: tuple[Block, ...]
    day: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    running: str = ""
    watermark: str = ""
    has_cover: bool = False
    has_contents: bool = False
