"""Which numbers a chapter may say: those of the rows that its text is about.

A number in a sentence or in a row of a table has to be that of a row which was read for its chapter
and which the text names (by an activity, a place, an area, an actor or another text of it), or to
say how many such rows there are, or to stand in the texts themselves. A few rows that were asked
for by themselves, such as sums, are about the whole chapter, and so are rows that have codes only.
A text that names nothing may have its numbers from any row of the chapter.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from babel.messages.pofile import read_po

from samspill.region import Region
from samspill.report import chapters as chapters_of
from samspill.report import regional
from samspill.store import Store
from samspill.typesetting import (
    Answer,
    Block,
    Document,
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
from samspill.web.pages import meeting
from samspill.web.pinned import Pinned
from samspill.web.site import Visit

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

    def __init__(self, read: Iterable[list[Row]], visit: Visit) -> None:
        spoken = visit.language
        results = list({id(rows): rows for rows in read}.values())
        self._spoken = spoken
        self.visit = visit
        self._names = _Names(visit)
        self._about: dict[str, list[Row]] = {}
        nameless = []
        for rows in results:
            for row in rows:
                names = self._names.of(row)
                for name in names:
                    self._about.setdefault(name, []).append(row)
                if all(map(_CODE.fullmatch, names)):
                    nameless.append(row)
        self._said: dict[int, frozenset[str]] = {}
        self._near: dict[str, list[frozenset[str]]] = {}
        self._rows = [row for rows in results for row in rows]
        few = [row for rows in results if len(rows) <= _FEW for row in rows]
        self._always = {number for row in (*few, *nameless) for number in self._of(row)}
        self._always |= {n for rows in results if len(rows) <= _KINDS for n in _sums(rows, spoken)}
        self._counts = {text for rows in results for text in _counts(rows, spoken)}
        self._constants = _constants(spoken)

    def explains(self, number: str, text: str) -> bool:
        """Whether a number in a text is one that what the text is about has."""
        known = (self._constants, self._counts, self._always)
        return any(number in one for one in known) or any(
            number in said for said in self._said_near(text)
        )

    def names_something(self, text: str) -> bool:
        """Whether a text names rows, so that its numbers have to be theirs."""
        return bool(self._named(text))

    def _named(self, text: str) -> list[str]:
        folded = text.casefold()
        return [name for name in self._about if name in folded]

    def _said_near(self, text: str) -> list[frozenset[str]]:
        if text not in self._near:
            named = self._named(text)
            rows = [row for name in named for row in self._about[name]] if named else self._rows
            self._near[text] = list({id(row): self._of(row) for row in rows}.values())
        return self._near[text]

    def _of(self, row: Row) -> frozenset[str]:
        """Give every number of a row, in every way in which it may be written."""
        if id(row) not in self._said:
            self._said[id(row)] = frozenset(
                text for value in row.values() for text in _written(value, self._spoken)
            )
        return self._said[id(row)]


_FEW = 6
"""So few rows are about the whole chapter."""
_CODE = re.compile(r"[a-z0-9_:.-]+")
_SHORTEST = 4
"""A name has at least so many letters: shorter ones stand in other words."""


class _Names:
    """What a text may call the rows it is about."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._areas = {
            one.id: (visit.language.of(one.name), visit.language.of(one.short))
            for one in visit.region.areas
        }
        self._known: dict[str, frozenset[str]] = {}

    def of(self, row: Row) -> set[str]:
        """Give the names in a row: its texts, and what its codes are called."""
        return {
            name
            for value in row.values()
            if isinstance(value, str) and value
            for name in self._called(value)
        }

    def _called(self, text: str) -> frozenset[str]:
        if text not in self._known:
            visit, names = self._visit, [text, *self._areas.get(text, ())]
            if text in visit.pinned.activities:
                names.append(visit.name_of_activity(text))
            if text == visit.region.id:
                names += ["alliansen", "the alliance"]
            if text in visit.pinned.places:
                names += [visit.name_of_place(text), visit.place_inside(text)]
            self._known[text] = frozenset(
                name.casefold() for name in names
                if len(name) >= _SHORTEST and not name.isupper() and any(map(str.isalpha, name))
                and len(name) < 200
            )  # fmt: skip
        return self._known[text]


Told = list[tuple[Any, Evidence]]


def told(store: Store, region: Region, code: str, **about: str) -> tuple[Document, Told]:
    """Give a report, and each of its chapters with what was read for it."""
    chapters: Told = []
    # how much each reason counts in a match is the profile's judgement, which the page says
    weights = [[{"weight": one} for one in vars(region.match_rules).values()]]
    made_by, plan_by, figure_by = regional.chapter, meeting.plan_meeting, chapters_of._figure
    seen: list[list[Row]] = []
    pinned: list[Any] = []

    def planned(*given: Any) -> Any:
        """Remember what a plan of a meeting reaches, which is found when it is asked for."""
        plan = plan_by(*given)
        for one in (*plan.instead, plan):
            reached = {"coverage": one.coverage, "ties": one.ties}
            seen.append([reached | {"of the plan": one.coverage / (plan.coverage or 1.0)}])
        seen.append([{"of the most": plan.coverage / (plan.bound or 1.0)}])
        seen.append([{"covered": one.covered, "total": one.total} for one in plan.topics])
        return plan

    def drawn(plan: Any, figure: Any, *given: Any) -> Any:
        """Remember how much a figure draws."""
        every = getattr(figure.chart, "datasets", None)
        data = every.values() if isinstance(every, dict) else ()
        counts = [figure.rows.num_rows, *(len(getattr(one, "values", one)) for one in data)]
        # ties are drawn in two layers, within and between groups
        both = [one + other for one, other in itertools.combinations(counts, 2)]
        seen.append([{"count": float(count)} for count in (*counts, *both)][: 3 * _FEW])
        if "actor_id" in figure.rows.column_names:
            there = set(figure.rows["actor_id"].to_pylist())
            ties = {
                (row["actor_a"], row["actor_b"])
                for rows in pinned[-1].seen
                for row in rows
                if row.keys() >= {"actor_a", "actor_b"}
                and {row["actor_a"], row["actor_b"]} <= there
            }
            seen.append([{"ties": len(ties)}])
        return figure_by(plan, figure, *given)

    def watched(visit: Visit, *given: Any, **more: Any) -> Any:
        pinned[:] = [visit.pinned]
        visit.pinned.seen = []  # type: ignore[attr-defined]
        seen.clear()
        made = made_by(visit, *given, **more)
        read = [*visit.pinned.seen, *seen, *weights]  # type: ignore[attr-defined]
        chapters.append((made, Evidence(read, visit)))
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regional, "Pinned", Watched)
        patch.setattr(regional, "chapter", watched)
        patch.setattr(meeting, "plan_meeting", planned)
        patch.setattr(chapters_of, "_figure", drawn)
        document = regional.report_document(store.current(), store.vault, region, code, **about)
    return document, chapters


def said(chapter: Any, code: str) -> list[tuple[str, str]]:
    """Give each number of a chapter with the text that it stands in.

    A sentence of an answer is about what the whole answer is about, and a paragraph goes on about
    that and about what the one before it is about.
    """
    found, before, answer = [], "", ""
    for block in chapter.blocks:
        if isinstance(block, Answer):
            answer = f"{block.text} {block.detail} "
        about = {Answer: answer, Paragraph: f"{answer}{before}"}.get(type(block), "")
        for text in parts(block):
            found += [(number, f"{about}{text}") for number in numbers(text, code)]
        before = f"{block.text} " if isinstance(block, Paragraph) else ""
    return found


def unexplained(chapter: Any, evidence: Evidence, code: str) -> list[tuple[str, str]]:
    """Give the numbers of a chapter that what their texts are about has not."""
    return [one for one in said(chapter, code) if not evidence.explains(*one)]


def drawn_at_random(chapters: Told, code: str, seed: int, least: int = 1) -> tuple[int, int]:
    """Put another number of as many digits for each number; give how many pass, and of how many.

    Only numbers of at least `least` digits are tried.
    """
    draw = random.Random(seed)
    passed = tried = 0
    for chapter, evidence in chapters:
        for number, text in said(chapter, code):
            if sum(map(str.isdigit, number)) >= least:
                other = "".join(str(draw.randrange(10)) if c.isdigit() else c for c in number)
                if other != number:
                    tried += 1
                    passed += evidence.explains(other, text)
    return passed, tried


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


def _sums(rows: list[Row], language: Language) -> Iterator[str]:
    """Give the sum of each column of counts."""
    for name in rows[0] if rows else ():
        values = [row.get(name) for row in rows]
        if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            yield from _written(sum(values), language)  # type: ignore[arg-type]


def _counts(rows: Iterable[Row], language: Language) -> Iterator[str]:
    """Give how many rows there are, in all, with a value, and of each kind."""
    rows = list(rows)
    for count in (len(rows), sum(bool(row.get("value")) for row in rows)):
        yield from numbers(language.number(count), language.code)
    for name in rows[0] if rows else ():
        told = Counter(row.get(name) for row in rows if isinstance(row.get(name), bool | str))
        if 1 < len(told) <= _KINDS:
            for n in told.values():
                yield from numbers(language.number(n), language.code)
