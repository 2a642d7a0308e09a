"""What a page says, as the blocks of a printed chapter.

A page is read as its reader meets it: what it answers, its headings, sentences, lists, tables and
figures, in its order. What only a screen has (menus, forms, downloads, links to the evidence)
stays behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from samspill.typesetting import Answer, Block, Grid, Heading, Pairs, Paragraph, Points
from samspill.web.language import Language

__all__ = ["Printed", "printed"]

_ROWS = 10
_LISTED = 12
_LEFT_BEHIND = {"form", "details", "script", "nav", "button", "svg", "h1"}
_ONLY_ON_SCREEN = {"not-printed", "downloads", "beside", "choose", "zoom", "paging", "drawn",
                   "evidence", "chips", "hidden", "lead", "above"}  # fmt: skip
_VOID = {"br", "img", "input", "hr", "link", "meta", "col"}
_SPACES = re.compile(r"[ \t\r\n]+")
"""White space between words; a no-break space is a letter of what it stands in."""
_LETTERS, _SMALL_LETTERS, _MANY = 104.0, 125.0, 7
"""Letters of a table on one line of the paper, and of one with so many columns that it is small."""
_BESIDE = 1.8
"""Room beside a cell's words, in letters."""
_SHORT, _NAME, _MORE = 20.0, 34.0, 0.35
"""Letters of what should not be broken, of a name that had better not be, and the share of what is
longer that counts."""
_WIDE = frozenset("%mwMWGOQ★")
_ITEM = 60
"""Letters of a list's longest item up to which a long list runs on in one paragraph."""


@dataclass(frozen=True)
class Printed:
    """A page for print: its title, what it answers, and all of its blocks in order."""

    title: str
    answer: str
    blocks: tuple[Block, ...]


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    inside: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        """The words of its `class`."""
        return set(self.attributes.get("class", "").split())

    @property
    def is_left_behind(self) -> bool:
        """Whether only a screen has it."""
        return self.tag in _LEFT_BEHIND or bool(self.classes & _ONLY_ON_SCREEN)

    def all(self, *tags: str) -> Iterator[_Element]:
        """Give the elements of some tags within it, outermost first, without those within them."""
        for one in self.inside:
            if isinstance(one, _Element) and not one.is_left_behind:
                if one.tag in tags:
                    yield one
                else:
                    yield from one.all(*tags)


class _Tree(HTMLParser):
    """Reads a page into elements."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("page", {})
        self._open = [self.root]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        made = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(made)
        if tag not in _VOID:
            self._open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of a tag, and what is open within it."""
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        """Take a text."""
        self._open[-1].inside.append(data)


def printed(html: str, figure: Callable[[str], Sequence[Block]], language: Language) -> Printed:
    """Give a page for print.

    Parameters
    ----------
    html
        The page.
    figure
        What is set for a figure, by its id on the page.
    language
        The language of the page.
    """
    root = _Tree(html).root
    main = next(root.all("main"))
    title = next((_said(one) for one in root.all("title")), "").partition(" – Samspill")[0]
    reader = _Reader(figure, language)
    blocks = tuple(_in_steps(reader.blocks(main, 2)))
    answers = [one for one in blocks if isinstance(one, Answer)]
    return Printed(title, answers[0].text if answers else "", blocks)


@dataclass(frozen=True)
class _Reader:
    figure: Callable[[str], Sequence[Block]]
    language: Language

    def blocks(self, element: _Element, level: int) -> Iterator[Block]:
        """Give what stands in an element; `level` is that of the headings in it."""
        title = ""
        for one in element.inside:
            if isinstance(one, str):
                if one.strip():
                    yield Paragraph(_SPACES.sub(" ", one).strip(" "))
                continue
            if one.is_left_behind:
                continue
            if one.tag in ("h2", "h3", "h4"):
                title = _said(one)
                yield Heading(title, max(level, int(one.tag[1])))
            elif "answer" in one.classes:
                yield from self._answer(one)
            elif one.attributes.get("id", "").startswith("figure-"):
                yield from self.figure(one.attributes["id"].removeprefix("figure-"))
            elif one.tag == "p":
                yield from _paragraph(one)
            elif one.tag in ("ul", "ol"):
                yield from _list(one)
            elif one.tag == "dl":
                yield from _pairs(one)
            elif one.tag == "table":
                yield from self._table(one, "")
            elif "scroll" in one.classes:
                label = one.attributes.get("aria-label", "")
                for found in one.all("table"):
                    yield from self._table(
                        found, "" if label.casefold() in title.casefold() else label
                    )
            elif one.tag in ("section", "div", "article", "header", "figure"):
                deeper = level + ("card" in one.classes or "note" in one.classes)
                yield from self.blocks(one, deeper)
            elif text := _said(one):
                yield Paragraph(text)

    def _answer(self, element: _Element) -> Iterator[Block]:
        paragraphs = list(element.all("p"))
        detail = " ".join(_said(one) for one in paragraphs[1:])
        if paragraphs:
            yield Answer(_said(paragraphs[0]), detail)
        for one in element.all("ul", "ol", "dl"):
            yield from _pairs(one) if one.tag == "dl" else _list(one)

    def _table(self, element: _Element, title: str) -> Iterator[Block]:
        """Give a table without the columns that only lead to the evidence."""
        rows = [list(row.all("th", "td")) for row in element.all("tr")]
        rows = [row for row in rows if row]
        head = next((row for row in rows if all(cell.tag == "th" for cell in row)), None)
        body = [[_said(cell) or "–" for cell in row] for row in rows if row is not head]
        if head is None or not body or any(len(row) != len(head) for row in body):
            return
        kept = [
            at
            for at, cell in enumerate(head)
            if not all(_is_evidence(row[at]) for row in rows if row is not head)
        ]
        captions = [_said(one) for one in element.all("caption")]
        title = captions[0] if captions else title
        numbers = frozenset(n for n, at in enumerate(kept) if "n" in head[at].classes)
        shown = [tuple(row[at] for at in kept) for row in body]
        heads = tuple(_said(head[at]) for at in kept)
        yield Grid(
            title,
            heads,
            tuple(shown[:_ROWS]),
            numbers,
            _widths(heads, shown[:_ROWS], numbers),
            rest=self.language.text(
                "The first {n}. The pages and the data package have more.",
                n=self.language.number(_ROWS),
            )
            if len(shown) > _ROWS
            else "",
        )


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]
) -> tuple[float, ...]:
    """Share the width between columns by what they hold, each at least its longest word.

    What is short, such as a date, comes to stand on one line before long texts get more width.
    """
    least, short, wished = [], [], []
    for at, head in enumerate(heads):
        texts = [row[at] for row in rows]
        words = [word for text in (head, *texts) for word in re.split(r"[ -]", text)]
        usual = sorted(map(_long, texts))[(3 * len(texts)) // 4]
        if at in numbers:
            usual = min(usual, 16.0)
        # what is long stands in lines, and gets some more width for it
        good = min(usual, _NAME + _MORE * max(0.0, usual - _NAME))
        least.append(_BESIDE + max(4.0, *map(_long, words)))
        short.append(max(least[-1], _BESIDE + usual if usual <= _SHORT else 0.0))
        wished.append(max(short[-1], _BESIDE + good))
    line = _LETTERS if len(heads) <= _MANY else _SMALL_LETTERS
    return tuple(_between(_between(least, short, line), wished, line))


def _between(low: Sequence[float], high: Sequence[float], line: float) -> list[float]:
    """Go from some widths towards others as far as a line has room."""
    over = sum(high) - sum(low)
    part = min(1.0, max(0.0, (line - sum(low)) / over)) if over else 0.0
    return [here + part * (there - here) for here, there in zip(low, high, strict=True)]


def _long(text: str) -> float:
    """Say how long a text is in letters of a usual width."""
    return len(text) + 0.6 * sum(letter in _WIDE for letter in text)


def _paragraph(element: _Element) -> Iterator[Block]:
    if list(element.all("a")) and not _said(element, frozenset({"a"})).strip(" ·.,"):
        return  # only the way to another page
    text = _said(element)
    if text:
        yield Paragraph(text, is_soft=bool(element.classes & {"soft", "small"}))


def _list(element: _Element) -> Iterator[Block]:
    items = tuple(text for one in element.all("li") if (text := _said(one)))
    if not items:
        return
    are_names = max(map(len, items)) <= _ITEM and not any(item.endswith(".") for item in items)
    if are_names and (len(items) > _LISTED or element.classes & {"many", "plain"}):
        yield Paragraph(", ".join(items) + ".")
    else:
        yield Points(items, is_numbered=element.tag == "ol")


def _pairs(element: _Element) -> Iterator[Block]:
    names = [_said(one) for one in element.all("dt")]
    values = [_said(one) for one in element.all("dd")]
    items = tuple(pair for pair in zip(names, values, strict=False) if pair[1])
    if items:
        yield Pairs(items)


def _said(element: _Element, without: frozenset[str] = frozenset()) -> str:
    """Give the words of an element as a sentence has them."""
    text = _SPACES.sub(" ", "".join(_words(element, without))).strip(" ")
    return re.sub(r" ([,.;)])", r"\1", text)


def _words(element: _Element, without: frozenset[str]) -> Iterator[str]:
    has_words = any(
        bool(one.strip()) if isinstance(one, str) else "chip" not in one.classes and _said(one)
        for one in element.inside
    )
    in_cell = element.tag in ("td", "th") and has_words
    for one in element.inside:
        if isinstance(one, str):
            yield one
        elif one.is_left_behind or one.tag in without or ("chip" in one.classes and in_cell):
            continue
        elif one.classes & {"why", "reading"}:
            yield f"{'. ' if 'why' in one.classes else '; '}{_said(one, without)}"
        elif one.tag == "span" and one.classes & {"soft", "tag", "interval"}:
            yield _aside(_said(one, without))
        elif one.tag == "br" and element.tag == "li":
            yield "; "
        elif one.tag in ("br", "li", "p", "div", "dt", "dd"):
            yield from (" ", *_words(one, without), " ")
        else:
            yield from _words(one, without)


def _aside(text: str) -> str:
    """Set in brackets what a screen sets in grey, unless it is a sentence or has some already."""
    return f" {text} " if not text or text[0] in "(→" or text[-1] == "." else f" ({text})"


def _is_evidence(cell: _Element) -> bool:
    """Whether a cell holds nothing but the way to its evidence."""
    inside = [one for one in cell.inside if isinstance(one, _Element)]
    return bool(inside) and all("evidence" in one.classes for one in inside) and not _said(cell)


def _in_steps(blocks: Iterator[Block]) -> Iterator[Block]:
    """Leave out headings that nothing stands under, and let none skip a level."""
    waiting: list[Heading] = []
    last = 1
    for one in blocks:
        if isinstance(one, Heading):
            waiting = [above for above in waiting if above.level < one.level] + [one]
            continue
        for heading in waiting:
            last = min(heading.level, last + 1)
            yield replace(heading, level=last)
        waiting = []
        yield one
