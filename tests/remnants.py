"""What is left of the other language on a page, and codes that stand where a name is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po

from samspill.catalogue import findings, indicators
from samspill.tables import FIELDS, REASONS, tables

LOCALE = Path(__file__).parents[1] / "src/samspill/web/locale"
OTHER = {"nb": "en", "en": "nb"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle", "line", "use"}
CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")


class _Texts(HTMLParser):
    """Gathers texts with the elements around them, and attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, Mapping[str, str | None]]] = []
        self.found: list[tuple[str, tuple[tuple[str, Mapping[str, str | None]], ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        around = (*self.stack, (tag, given))
        self.found += [(text, around) for name in SPOKEN if (text := given.get(name))]
        if tag not in VOID:
            self.stack.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at][0] == tag:
                del self.stack[at:]
                return

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append((data, tuple(self.stack)))


def texts(html: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what is read on a page in its own language, each with the classes around it."""
    parser = _Texts()
    parser.feed(html)
    for text, around in parser.found:
        tags = {tag for tag, _ in around}
        languages = [given["lang"] for _, given in around if given.get("lang")]
        if tags & {"script", "style", "math", "annotation"} or languages[-1:] != [language]:
            continue
        classes = tuple(one for _, given in around for one in (given.get("class") or "").split())
        yield " ".join(text.split()), (*classes, *tags)


@cache
def _said() -> tuple[tuple[str, str], ...]:
    """Give every text that the program knows in Norwegian and in English."""
    pairs: list[tuple[str, str]] = []
    with (LOCALE / "nb/LC_MESSAGES/samspill.po").open("rb") as handle:
        for message in read_po(handle, locale="nb"):
            if isinstance(message.id, tuple):
                pairs += zip(message.string, message.id, strict=True)
            elif message.id:
                pairs.append((str(message.string), message.id))
    for field in FIELDS.values():
        pairs += [(field.nb, field.en), (field.nb.partition(":")[0], field.en.partition(":")[0])]
    for reason in REASONS.values():
        pairs += [(both["nb"], both["en"]) for both in (reason.title, reason.sentence)]
    for finding in findings().values():
        pairs += [(both["nb"], both["en"]) for both in (finding.title, finding.question)]
    pairs += [(one.nb, one.en) for one in tables().values()]
    pairs += [(one.title["nb"], one.title["en"]) for one in indicators().values()]
    return tuple(pairs)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what only the other language says, and what this one may say."""

    def shape(text: str) -> str:
        parts = re.split(r"{\w+}", " ".join(text.split()))
        return ".*".join(map(re.escape, parts))

    own = {pair[0 if language == "nb" else 1] for pair in _said()}
    foreign = {pair[1 if language == "nb" else 0] for pair in _said()} - own
    worded = {text for text in foreign if _letters(text) >= (7 if "{" in text else 4)}
    return (
        re.compile("|".join(sorted(map(shape, worded)))),
        re.compile("|".join(sorted(map(shape, own - {""})))),
    )


def _letters(text: str) -> int:
    """Count the letters of a text without its gaps: a text of few is not of any language."""
    return len(re.findall(r"[^\W\d_]", re.sub("{.*?}", "", text)))


def remnants(html: str, language: str) -> list[str]:
    """Give the texts of a page that are only said in the other language."""
    foreign, own = _patterns(language)
    return [
        text
        for text, around in texts(html, language)
        if "code" not in around and foreign.fullmatch(text) and not own.fullmatch(text)
    ]


def codes(html: str, language: str, names: Mapping[str, str]) -> list[str]:
    """Give the texts of a page that are a code with a name, or a word for programs.

    A code may stand where it is asked for: as a code, over a heading, or in a table beside names.
    """
    allowed = {"code", "above", "td", "th"}
    found = []
    for text, around in texts(html, language):
        if "code" in around:
            continue
        if CODE.fullmatch(text) or (text in names and not allowed & set(around)):
            found.append(text)
    return found
