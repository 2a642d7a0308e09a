"""Reading what a profile says of texts: the words that speak for an area, the labelled records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from samspill.region.profile import AreaExclusions, AreaLabel, AreaQuality, AreaTerms

__all__ = ["LABEL_COLUMNS", "QUALITY_COLUMNS", "labels_of", "quality_of", "words_of"]

LABEL_COLUMNS = ("source", "record_id", "area_ids")
QUALITY_COLUMNS = tuple(AreaQuality.__dataclass_fields__)
_LANGUAGES = ("nb", "en")

Wrong = Callable[[str, int, str, str, str], None]
"""Notes a problem: the list, the position in it, the key, what is wrong, what to do."""


class _Row(Protocol):
    """A row of a file of the profile."""

    def required(self, column: str) -> str: ...

    def text(self, column: str) -> str: ...

    def amount(self, column: str) -> float | None: ...

    def wrong(self, column: str, problem: str, advice: str) -> None: ...


def words_of(
    area: Mapping[str, Any], wrong: Wrong
) -> tuple[tuple[AreaTerms, ...], tuple[AreaExclusions, ...]]:
    """Read an area's terms and its exclusions."""
    seen: set[tuple[str, str]] = set()
    terms = []
    for at, values in _groups(area, "terms", wrong):
        weight = values.get("weight")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
            wrong("terms", at, "weight", f"the weight is {weight}", "Write a number above 0, to 1.")
            weight = 0.0
        language, words, reason = _said("terms", at, values, wrong)
        for word in words:
            if (language, word) in seen:
                wrong("terms", at, word, f"«{word}» stands twice in the area", "Take one away.")
            seen.add((language, word))
        terms.append(AreaTerms(language, float(weight), words, reason))
    exclusions = [
        AreaExclusions(*_said("exclusions", at, values, wrong))
        for at, values in _groups(area, "exclusions", wrong)
    ]
    return tuple(terms), tuple(exclusions)


def _groups(
    area: Mapping[str, Any], name: str, wrong: Wrong
) -> Iterable[tuple[int, Mapping[str, Any]]]:
    found = area.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        wrong(name, 0, name, f"«{name}» is not a list of tables", f"Begin each [[area.{name}]].")
        return
    yield from enumerate(found)


def _said(
    name: str, at: int, values: Mapping[str, Any], wrong: Wrong
) -> tuple[str, tuple[str, ...], str]:
    """Read what terms and exclusions have in common: language, words, reason."""
    language, words, reason = (values.get(key) for key in ("language", "words", "reason"))
    if language not in _LANGUAGES:
        wrong(name, at, "language", f"«{language}» is no language here", "Write nb or en.")
    if not isinstance(reason, str) or not reason.strip():
        wrong(name, at, "reason", "the words have no reason", "Say why in a few words.")
    if not isinstance(words, list) or not words or not all(isinstance(one, str) for one in words):
        wrong(name, at, "words", "the words are not a list of texts", 'Write ["one", "two"].')
        words = []
    for word in words:
        inner = word.strip("*")
        if not inner or "*" in inner or (" " in inner and word.startswith("*")):
            advice = "An asterisk stands at the beginning or at the end of a word."
            wrong(name, at, word, f"«{word}» is no word with asterisks at its ends", advice)
    return str(language), tuple(words), str(reason or "")


def labels_of(rows: Iterable[_Row], areas: Collection[str]) -> Iterable[AreaLabel]:
    """Read the labelled records; a record may stand once."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = (row.required("source"), row.required("record_id"))
        if key in seen:
            row.wrong("record_id", f"the record {key[1]} stands twice", "Take one of them away.")
        seen.add(key)
        area_ids = tuple(row.text("area_ids").split())
        for area_id in area_ids:
            if area_id not in areas:
                advice = f"Write one of {', '.join(areas)}, or nothing for unclassified."
                row.wrong("area_ids", f"there is no area «{area_id}» in areas.toml", advice)
        yield AreaLabel(*key, area_ids)


def quality_of(rows: Iterable[_Row]) -> Iterable[AreaQuality]:
    """Read how well records are put in areas; `benchmarks/areas.py` writes the file."""
    for row in rows:
        yield AreaQuality(
            row.required("method"),
            row.required("area_id"),
            row.required("measure"),
            row.text("decided_as"),
            row.amount("value"),
            row.amount("low"),
            row.amount("high"),
        )
