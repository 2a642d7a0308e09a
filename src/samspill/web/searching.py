"""Search over places, activities, areas, pages and actors: any accent, any beginning of a word."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from samspill.catalogue import findings
from samspill.web.pinned import Pinned
from samspill.web.site import Visit

__all__ = ["Hit", "actors", "folded", "search"]

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ß": "ss", "ł": "l", "þ": "th"})
_WRITTEN_OUT = str.maketrans({"ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[0-9a-z]+")


@dataclass(frozen=True)
class Hit:
    """Something that was found: its kind, its name, what helps to tell it apart, its key."""

    kind: str
    key: str
    name: str
    detail: str
    weight: int


@dataclass(frozen=True)
class _Entry:
    kind: str
    key: str
    nb: str
    en: str
    detail: str
    text: str
    weight: int


def folded(text: str) -> str:
    """Give a text without case and accents, ø as o, æ as ae, å as a."""
    low = text.casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


def _searchable(*texts: str) -> str:
    """Give the words of texts as they may be typed, each with a space before it."""
    words = [folded(text) for text in texts]
    words += [folded(text.casefold().translate(_WRITTEN_OUT)) for text in texts]
    return " " + " ".join(dict.fromkeys(" ".join(words).split()))


def actors(pinned: Pinned) -> list[dict[str, Any]]:
    """Give every actor that takes part in a project or has an award or application."""
    return pinned.rows(
        "actors",
        "select actor_id, name, organisation_number, country_code, records_count from actors "
        "where sources <> 'brreg_enheter' order by records_count desc, name, actor_id",
    )


def _entries(visit: Visit) -> list[_Entry]:
    pinned = visit.pinned
    weight = {"region": 9, "type": 8, "county": 7, "municipality": 8, "nuts2": 4}
    found = [
        _Entry(
            "place",
            place.code,
            *(names := visit.names_of_place(place.code)),
            place.kind,
            _searchable(*names, place.code),
            weight.get(place.kind, 5) + bool(place.is_member),
        )
        for place in pinned.places.values()
    ]
    for one in pinned.activities.values():
        nb, en = one.name["nb"], one.name["en"]
        text = _searchable(nb, en, one.code)
        found.append(_Entry("activity", one.code, nb, en, one.code, text, 6))
    for row in actors(pinned):
        name = row["name"]
        detail = row["organisation_number"] or row["country_code"] or ""
        weight_of = 3 if row["country_code"] == "NO" else 1
        text = _searchable(name, row["organisation_number"] or "")
        found.append(_Entry("actor", row["actor_id"], name, name, detail, text, weight_of))
    return found


def search(visit: Visit, words: str, limit: int = 60) -> list[Hit]:
    """Give what every word of a search is the beginning of a word of, the most likely first."""
    wanted = folded(words).split()
    if not wanted:
        return []
    language = visit.language.code
    extra = [
        _Entry("area", a.id, a.name["nb"], a.name["en"], "", _searchable(*a.name.values()), 9)
        for a in visit.region.areas
    ] + [
        _Entry(
            "finding",
            f.id,
            f.title["nb"],
            f.title["en"],
            "",
            _searchable(*f.title.values(), *f.question.values()),
            2,
        )
        for f in findings().values()
    ]
    hits = []
    phrase = " ".join(wanted)
    for entry in (*extra, *visit.pinned.once("search", lambda: _entries(visit))):
        if all(f" {word}" in entry.text for word in wanted):
            name = entry.nb if language == "nb" else entry.en
            plain = folded(name)
            exact = 20 * (plain == phrase or entry.key.casefold() == words.strip().casefold())
            start = 10 * plain.startswith(phrase)
            whole = 4 * all(f" {word} " in f" {plain} " for word in wanted)
            hits.append(
                Hit(entry.kind, entry.key, name, entry.detail, entry.weight + exact + start + whole)
            )
    hits.sort(key=lambda hit: (-hit.weight, hit.name))
    return hits[:limit]
