"""Finding the words that speak for an area in a text, in every inflection and compound.

A text is taken apart into words (letters and digits; a hyphen parts two words, so that *helse- og
omsorg* has the word *helse*). A term without an asterisk is met in the inflections of its
language, `helse*` in every word that begins so, `*alger` in every word that ends so, and a term of
several words where they follow one another. What an exclusion of an area covers does not count
for that area: *fuel cell* holds no cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.region import Area

__all__ = ["Hit", "Lexicon", "words"]

Bools = NDArray[np.bool_]

_WORD = re.compile(r"[^\W_]+")

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "nb": (
        "", "a", "ane", "ar", "e", "en", "ene", "enes", "ens", "er", "ers", "es", "et", "ets",
        "n", "ne", "nes", "ns", "r", "s", "t", "ts",
    ),
    "en": ("", "es", "s"),
}  # fmt: skip
"""Inflections of nouns and adjectives; Norwegian with the endings of Nynorsk."""
_BLOCK = 100_000
"""Texts that are taken apart at a time, since their words together are much more than they."""
_GAP = "0"
"""What stands in a bare text for words that are not met."""
_SHORT = 3
"""Norwegian words of up to so many letters are met with these endings only."""
_ENDINGS_OF_SHORT = ("", "en", "et", "ene", "er", "ens", "ets")


def words(text: str) -> list[str]:
    """Give the words of a text as they stand in it.

    Examples
    --------
    >>> words("Helse- og omsorgstjenester, CO2")
    ['Helse', 'og', 'omsorgstjenester', 'CO2']
    """
    return _WORD.findall(text)


@dataclass(frozen=True)
class Hit:
    """A term met in a text: as the profile writes it, and as the text has it."""

    area_id: str
    term: str
    found: str
    weight: float
    reason: str


@dataclass(frozen=True)
class _Phrase:
    """A term or an exclusion: the area it speaks of and the words that follow one another."""

    number: int
    area_id: str
    term: str
    pieces: tuple[str, ...]
    weight: float
    reason: str
    is_exclusion: bool


class _Met(dict[str, frozenset[str]]):
    """The pieces that each word is met by, as it is written; a word is looked at once."""

    def __init__(self, look: Callable[[str], Iterator[str]]) -> None:
        super().__init__()
        self.look = look

    def __missing__(self, word: str) -> frozenset[str]:
        found = self[word] = frozenset(self.look(word.casefold()))
        return found


@dataclass
class _Pieces:
    """Which pieces of terms a word is met by."""

    plain: dict[str, set[str]] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    def add(self, piece: str, language: str) -> str:
        """Enter a piece, and give the name it goes by; only inflections differ by language."""
        name = piece if "*" in piece else f"{language}:{piece}"
        inner = piece.strip("*")
        if piece.startswith("*") and piece.endswith("*"):
            self.within[inner] = name
        elif piece.endswith("*"):
            self.beginnings[inner] = name
        elif piece.startswith("*"):
            self.endings[inner] = name
        else:
            is_short = language == "nb" and len(inner) <= _SHORT
            for ending in _ENDINGS_OF_SHORT if is_short else _ENDINGS[language]:
                self.plain.setdefault(inner + ending, set()).add(name)
        return name

    def may_meet(self, small: pa.Array) -> Bools:
        """Say of which words in small letters `of` gives anything; the others need no look."""
        found = pc.is_in(small, value_set=pa.array(sorted(self.plain), pa.string()))
        for pieces, is_end in ((self.beginnings, False), (self.endings, True)):
            for length in sorted({len(piece) for piece in pieces}):
                own = [piece for piece in pieces if len(piece) == length]
                bounds = (-length, None) if is_end else (0, length)
                edge = pc.utf8_slice_codeunits(small, *bounds)
                found = pc.or_(found, pc.is_in(edge, value_set=pa.array(own, pa.string())))
        for inner in self.within:
            found = pc.or_(found, pc.match_substring(small, inner))
        return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)

    def of(self, word: str) -> Iterator[str]:
        """Give the pieces that a word in small letters is met by."""
        yield from self.plain.get(word, ())
        for length in range(1, len(word) + 1):
            if (name := self.beginnings.get(word[:length])) is not None:
                yield name
            if (name := self.endings.get(word[-length:])) is not None:
                yield name
        yield from (name for inner, name in self.within.items() if inner in word)


class Lexicon:
    """The terms and the exclusions of a region's areas, ready to be looked for.

    Parameters
    ----------
    areas
        The areas of the profile.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        self._pieces = _Pieces()
        self._met = _Met(self._pieces.of)
        self._read: dict[str, tuple[Hit, ...]] = {}
        self._by_first: dict[str, list[_Phrase]] = {}
        self._alone: set[str] = set()
        number = 0
        for area in areas:
            groups = [(one, one.weight, False) for one in area.terms]
            groups += [(one, 0.0, True) for one in area.exclusions]  # type: ignore[misc]
            for group, weight, is_exclusion in groups:
                for term in group.words:
                    pieces = tuple(
                        self._pieces.add(piece, group.language)
                        for piece in re.findall(r"[^\W_]+\*?|\*[^\W_]+\*?", term.casefold())
                    )
                    phrase = _Phrase(
                        number, area.id, term, pieces, weight, group.reason, is_exclusion
                    )
                    self._by_first.setdefault(pieces[0], []).append(phrase)
                    if len(pieces) == 1:
                        self._alone.add(pieces[0])
                    number += 1

    def bare(self, texts: Sequence[str]) -> pa.Array:
        """Give the words of texts that are met, as they stand there, and a gap between others.

        As much is met in it as in the text, and many texts are the same when they are bare. A word
        of many texts is looked at once.
        """
        blocks = range(0, max(len(texts), 1), _BLOCK)
        return pa.concat_arrays([self._bare(texts[at : at + _BLOCK]) for at in blocks])

    def _bare(self, texts: Sequence[str]) -> pa.Array:
        whole = pc.replace_substring_regex(pa.array(texts, pa.string()), r"[^\pL\pN]+", " ")
        split = pc.split_pattern(pc.utf8_trim(whole, " "), " ")
        written = split.flatten().dictionary_encode()
        spoken, word = written.dictionary, written.indices.to_numpy()
        is_met, is_alone = self._looked_up(spoken)
        offsets = split.offsets.to_numpy()
        text = np.repeat(np.arange(len(texts)), np.diff(offsets))
        # a word that is met only together with others must have one beside it
        met = np.flatnonzero(is_met[word])
        follows = (np.diff(met) == 1) & (np.diff(text[met]) == 0)
        counts = is_alone[word[met]]
        counts[:-1] |= follows
        counts[1:] |= follows
        kept = met[counts]
        has_gap = np.zeros(len(kept), np.bool_)
        has_gap[1:] = (np.diff(kept) > 1) & (np.diff(text[kept]) == 0)
        behind_gap = pc.binary_join_element_wise(_GAP, spoken, " ")
        at = pa.array(word[kept] + np.where(has_gap, len(spoken), 0))
        ends = np.cumsum(np.bincount(text[kept], minlength=len(texts)))
        shown = pa.concat_arrays([spoken, behind_gap]).take(at)
        lists = pa.ListArray.from_arrays(pa.array(np.insert(ends, 0, 0), pa.int32()), shown)
        return pc.binary_join(lists, " ")

    def _looked_up(self, spoken: pa.Array) -> tuple[Bools, Bools]:
        """Say which words are met at all, and which of them alone."""
        small = pa.array([word.casefold() for word in spoken.to_pylist()], pa.string())
        at = np.flatnonzero(self._pieces.may_meet(small))
        met = [self._met[word] for word in spoken.take(pa.array(at)).to_pylist()]
        is_met, is_alone = np.zeros((2, len(spoken)), np.bool_)
        is_met[at] = [bool(one) for one in met]
        is_alone[at] = [not self._alone.isdisjoint(one) for one in met]
        return is_met, is_alone

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Give the terms met in a text, each once for its area, in order of the text.

        Where several terms of an area are met by the same words, the weightiest counts, of those
        the longest. A text is looked at once.
        """
        if text not in self._read:
            self._read[text] = self._hits(text)
        return self._read[text]

    def _hits(self, text: str) -> tuple[Hit, ...]:
        written = words(text)
        met = [self._met[word] for word in written]
        if not any(met):
            return ()
        covered: dict[str, set[int]] = {}
        found: list[tuple[int, int, _Phrase]] = []
        for start, names in enumerate(met):
            for name in names:
                for phrase in self._by_first.get(name, ()):
                    length = len(phrase.pieces)
                    if length == 1 or (
                        start + length <= len(met)
                        and all(
                            piece in met[start + step] for step, piece in enumerate(phrase.pieces)
                        )
                    ):
                        if phrase.is_exclusion:
                            covered.setdefault(phrase.area_id, set()).update(
                                range(start, start + length)
                            )
                        else:
                            found.append((start, length, phrase))
        return tuple(_chosen(found, covered, lambda a, b: " ".join(written[a:b])))


def _chosen(
    found: list[tuple[int, int, _Phrase]],
    covered: Mapping[str, set[int]],
    spoken: Callable[[int, int], str],
) -> Iterator[Hit]:
    """Take the weightiest term for each stretch of the text, and each stretch once."""
    taken: dict[str, set[int]] = {area: set(places) for area, places in covered.items()}
    said: set[tuple[str, str]] = set()
    kept: list[tuple[int, Hit]] = []
    if len(found) > 1:
        found.sort(key=lambda one: (-one[2].weight, -one[1], one[0], one[2].number))
    for start, length, phrase in found:
        span = set(range(start, start + length))
        own = taken.setdefault(phrase.area_id, set())
        as_found = spoken(start, start + length)
        if own & span:
            continue
        own |= span
        key = (phrase.area_id, as_found.casefold())
        if key not in said:
            said.add(key)
            kept.append(
                (
                    start,
                    Hit(phrase.area_id, phrase.term, as_found, phrase.weight, phrase.reason),
                )
            )
    kept.sort(key=lambda one: (one[0], one[1].area_id))
    return (hit for _, hit in kept)
