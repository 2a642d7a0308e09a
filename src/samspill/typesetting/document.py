"""What a printed document is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Answer",
    "Block",
    "Document",
    "Grid",
    "Heading",
    "Note",
    "PageBreak",
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
class Picture:
    """A drawing with what it shows in words, for those who do not see it, and where it is from."""

    svg: str
    title: str
    description: str
    source: str = ""
    width: float = 1.0
    """Share of the text's width, 0-1."""


@dataclass(frozen=True)
class Grid:
    """A table: its heads, its rows as texts, which columns are numbers, relative widths."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Note:
    """A remark in a box of its own."""

    title: str
    text: str


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Answer | Points | Picture | Grid | Note | PageBreak


@dataclass(frozen=True)
class Document:
    """A document to be printed.

    `day` (ISO) is its date; `facts` are pairs on the cover; `running` stands at the head of each
    page; `watermark` lies across each page; without a cover the title stands above the text.
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
