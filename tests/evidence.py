"""Which numbers a chapter may say: those of the rows that were read for it.

A number in a sentence or in a table has to be that of a row which was read for its chapter, or to
say how many such rows there are, or to stand in the texts themselves.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from babel.messages.pofile import read_po

from samspill.typesetting import (
    Answer,
    Block,
    Formula,
    Grid,
    Heading,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Picture,
    Points,
)
from samspill.web.language import Language
from samspill.web.pinned import Pinned

Row = dict[str, Any]
_GAP = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_NUMBER = {
    "nb": re.compile(rf"\d+(?:[{_GAP}]\d{{3}}(?!\d))*(?:,\d+)?(?:[{_GAP}]?%)?"),
    "en": re.compile(r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?%?"),
}
_RANGE = re.compile(rf"([\d,.{_GAP}]+)(–[\d,.{_GAP}]+%)")
_KINDS = 12
"""A column of so few different texts tells kinds of rows apart, which are counted."""


def numbers(text: str, code: str) -> list[str]:
    """Give the numbers in a text, those of a share with their per cent."""
    # in «25–30 %» both ends are shares
    text = _RANGE.sub(lambda found: f"{found[1].rstrip(_GAP)}\N{NO-BREAK SPACE}%{found[2]}", text)
    return [one.replace(_GAP[0], " ").replace(_GAP[1], " ").replace(" %", "%")
            for one in _NUMBER[code].findall(text)]  # fmt: skip


class Watched(Pinned):
    """A build that remembers which rows were read since it was last asked to forget."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.seen: list[list[Row]] = []
        self._behind: dict[str, list[list[Row]]] = {}

    def rows(self, table: str, query: str, *values: object) -> list[Row]:
        """Ask a table and remember the answer."""
        found = super().rows(table, query, *values)
        self.seen.append(found)
        return found

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Give what was made once; what was read for it counts each time."""
        before, self.seen = self.seen, []
        made = super().once(name, make)
        if self.seen:
            self._behind[name] = self.seen
        self.seen = before + self._behind.get(name, [])
        return made


def parts(block: Block) -> Iterator[str]:
    """Give the texts of a block, each sentence, list item and row of a table by itself."""
    match block:
        case Heading(text) | Paragraph(text):
            yield text
        case Answer(text, detail):
            yield from re.split(r"(?<=[.:]) (?=\w)", f"{text} {detail}")
        case Points(items):
            yield from items
        case Pairs(items):
            yield from (f"{name}: {value}" for name, value in items)
        case Note(title, text):
            yield from (title, text)
        case Grid():
            yield from (block.title, *block.heads, block.source, block.rest)
            yield from (" | ".join(row) for row in block.rows)
        case Picture():
            yield from (block.title, block.source, block.note)
            yield from re.split(r"[;.] ", block.description)
        case PageBreak() | Formula():
            return


class Evidence:
    """What was read for a chapter, and what the texts themselves say."""

    def __init__(self, read: Iterable[list[Row]], spoken: Language) -> None:
        results = {id(rows): rows for rows in read}.values()
        self.written = {
            text
            for rows in results
            for row in rows
            for value in row.values()
            for text in _written(value, spoken)
        }
        self.counts = {text for rows in results for text in _counts(rows, spoken)}
        self.constants = _constants(spoken)

    def explains(self, number: str) -> bool:
        """Whether a number is one that was read, counts rows that were, or stands in the texts."""
        return number in self.written or number in self.counts or number in self.constants


@cache
def _constants(spoken: Language) -> set[str]:
    """Give the numbers that stand in the texts, such as the 95 of an interval."""
    path = files("samspill.web").joinpath("locale", spoken.code, "LC_MESSAGES", "samspill.po")
    with path.open("rb") as handle:
        messages = [message.string for message in read_po(handle)]
    texts = [one for text in messages for one in ([text] if isinstance(text, str) else text)]
    found = {n for text in texts for n in numbers(re.sub(r"{[^}]*}", " ", text), spoken.code)}
    # figures say some of them without the catalogue
    return {"0", *found, *(f"{n}%" for n in found), *(n.rstrip("%") for n in found)}


def _written(value: Any, language: Language) -> Iterator[str]:
    """Give every way in which a value may be written."""
    if isinstance(value, bool) or value is None:
        return
    code = language.code
    if hasattr(value, "isoformat"):
        yield from numbers(f"{language.day(value)} {value.isoformat()}", code)
    elif isinstance(value, str):
        yield from numbers(value, code)
        yield from re.findall(r"\d+", value)
        with contextlib.suppress(ValueError):
            yield from numbers(language.when(value), code)
    elif isinstance(value, int | float) and value == value:
        size = abs(value)
        ways = [language.number(size, digits) for digits in (None, 0, 1, 3 if size < 0.1 else 2)]
        if size >= 1e6:
            ways += [language.short_number(size), language.number(size / 1e6, 0),
                     language.number(size / 1e6, 1)]  # fmt: skip
        if size <= 1:
            shares = [language.number(100 * size, digits) for digits in (None, 0, 1)]
            ways += [*shares, *(f"{one}%" for one in shares), language.number(size, 3)]
        if isinstance(value, int):
            ways.append(str(size))
        yield from numbers(" ; ".join(ways), code)


def _counts(rows: Iterable[Row], language: Language) -> Iterator[str]:
    """Give how many rows there are, in all and of each kind."""
    rows = list(rows)
    yield from numbers(language.number(len(rows)), language.code)
    for name in rows[0] if rows else ():
        told = Counter(row.get(name) for row in rows if isinstance(row.get(name), bool | str))
        if 1 < len(told) <= _KINDS:
            for n in told.values():
                yield from numbers(language.number(n), language.code)
