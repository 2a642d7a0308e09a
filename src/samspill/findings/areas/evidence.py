"""What was decided of records as rows of a table, each decision in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill import activities
from samspill.findings.areas.records import Listed
from samspill.region import Region
from samspill.tables import alike, table
from samspill.text import UNCLASSIFIED, Classifier, Judged

__all__ = ["decisions"]

Language = Literal["nb", "en"]

_SHOWN_WORDS = 5
_VOTING_WORDS = 3
_SMALL_WORDS = frozenset(
    (
        "and", "for", "from", "the", "with", "into", "under", "over", "this", "that", "their",
        "through", "using", "based", "towards", "och", "eller", "som", "med", "til", "fra",
        "ved", "innen", "samt", "hva", "alt", "drive", "andre", "dette", "annen", "selskaper",
        "landsdekkende", "nasjonale", "tilskudd", "etablerertilskudd",
        "bedriftsutviklingstilskudd",
    )
)  # fmt: skip
"""Words whose vote is not told, because they say nothing by themselves."""
_MATTERS = 0.25
"""Log-odds below which a piece of evidence is not worth a word."""

_WORDING: Mapping[Language, Mapping[str, str]] = {
    "nb": {
        "code": "næringen «{name}» hører til området med vekt {weight}",
        "code_of": "en del av næringen «{name}» hører til området med vekt {weight}",
        "word": "ordet {words}",
        "words": "ordene {words}",
        "for": "teksten likner dem som er lest og lagt til området ({words})",
        "for_": "teksten likner dem som er lest og lagt til området",
        "against": "teksten likner lite på dem som er lagt til området",
        "nothing": "verken næringen eller teksten peker mot et område",
        "no_text": "det er ingen tekst og ingen næring å gå etter",
        "near": "peker mot {area}, men ikke sterkt nok: {why}",
        "rest": "det som er igjen når områdene har fått sitt, fordi ingen av dem er helt sikre",
        "and": " og ",
        "point": ",",
    },
    "en": {
        "code": "the industry “{name}” belongs to the area with a weight of {weight}",
        "code_of": "a part of the industry “{name}” belongs to the area with a weight of {weight}",
        "word": "the word {words}",
        "words": "the words {words}",
        "for": "the text is like those that were read and put in the area ({words})",
        "for_": "the text is like those that were read and put in the area",
        "against": "the text is little like those that were put in the area",
        "nothing": "neither the industry nor the text points to an area",
        "no_text": "there is no text and no industry to go by",
        "near": "points to {area}, but not strongly enough: {why}",
        "rest": "what is left when the areas have theirs, as none of them is entirely sure",
        "and": " and ",
        "point": ".",
    },
}


def decisions(
    name: str,
    listed: Listed,
    judged: Judged,
    region: Region,
    names: Mapping[str, Mapping[str, str]],
    classifier: Classifier | None,
) -> pa.Table:
    """Give a row for each record and area it belongs to, and for what is unclassified.

    Parameters
    ----------
    name
        The table that the rows are of.
    listed, judged
        The records and what was decided of them.
    names
        The names of activities in both languages, by code.
    classifier
        Whose words are told where its vote counted.
    """
    areas = [*judged.pieces.areas, UNCLASSIFIED]
    weights = judged.weights
    teller = _Teller(listed, judged, region, names, classifier)
    at, column = np.nonzero(weights > 0.0)
    inside = column < len(areas) - 1
    safe = np.where(inside, column, 0)

    def points(values: NDArray[np.float64]) -> pa.Array:
        return pa.array(np.where(inside, values[at, safe], np.nan), from_pandas=True)

    told = pa.array(at)
    alike_row, told_as = alike(teller.evidence(at, column), teller.DECIDES)
    said = [teller.of(int(at[one]), int(column[one])) for one in alike_row]
    texts = pa.array([record.text or None for record in listed.records], pa.string())
    return table(name).conform(
        pa.table(
            {
                **{
                    key: pa.array(values, pa.string()).take(told)
                    for key, values in listed.keys.items()
                },
                "area_id": pa.array(areas, pa.string()).take(pa.array(column)),
                "area_weight": weights[at, column],
                "area_probability": points(judged.probability),
                "is_doubtful": judged.is_doubtful[at],
                "points_code": points(judged.points_code),
                "points_terms": points(judged.points_terms),
                "points_votes": points(judged.points_votes),
                "evidence_nb": pa.array([nb for nb, _ in said], pa.string()).take(told_as),
                "evidence_en": pa.array([en for _, en in said], pa.string()).take(told_as),
                "text_read": texts.take(told),
            }
        )
    )


class _Teller:
    """Says in words why a record was put where it was."""

    DECIDES = ("column", "is_rest", "is_blank", "of_text", "of_code", "vote", "text")
    """What is the same is told in the same words."""

    def __init__(
        self,
        listed: Listed,
        judged: Judged,
        region: Region,
        names: Mapping[str, Mapping[str, str]],
        classifier: Classifier | None,
    ) -> None:
        self.listed, self.judged, self.region, self.names = listed, judged, region, names
        self._votes = _voting_words(listed, judged, classifier)

    def evidence(self, row: NDArray[np.intp], column: NDArray[np.intp]) -> pa.Table:
        """Give what the words about records in areas depend on; 0 where it does not matter."""
        judged = self.judged
        is_rest = column == len(judged.pieces.areas)
        # of what is unclassified, the area that came nearest is told
        nearest = judged.probability.argmax(axis=1)[row]
        is_near = is_rest & judged.is_doubtful[row]
        about = np.where(is_near, nearest, column)
        says_why = ~is_rest | is_near
        vote = judged.points_votes[row, np.where(says_why, about, 0)]
        kind = np.where(vote > _MATTERS, 1, np.where(vote < -_MATTERS, -1, 0))
        texts = pa.array([record.text for record in self.listed.records], pa.string())
        text = texts.dictionary_encode().indices.to_numpy()[row]
        is_empty = np.array([not record.text for record in self.listed.records], np.bool_)
        return pa.table(
            {
                "column": about,
                "is_rest": is_rest + 2 * (is_rest & judged.belongs[row].any(axis=1)),
                "is_blank": (is_empty & ~judged.pieces.has_code)[row] & is_rest,
                "of_text": np.where(says_why, judged.pieces.of_text[row], 0),
                "of_code": np.where(says_why, judged.pieces.of_code[row], 0),
                "vote": np.where(says_why, kind, 0),
                "text": np.where(says_why & (kind > 0), text, 0),
            }
        )

    def of(self, row: int, column: int) -> tuple[str, str]:
        """Give the evidence in both languages."""
        tell = self._area if column < len(self.judged.pieces.areas) else self._rest
        return tell(row, column, "nb"), tell(row, column, "en")

    def _area(self, row: int, column: int, language: Language) -> str:
        said, pieces = _WORDING[language], self.judged.pieces
        area_id = pieces.areas[column]
        parts = []
        activity = pieces.codes[pieces.of_code[row]].get(area_id)
        if activity is not None:
            name = self.names.get(activity.code, {}).get(language)
            weight = f"{activity.weight:.1f}".replace(".", said["point"])
            form = "code" if name else "code_of"
            if not name:
                # a group without a name in the language is told by the division it is a part of
                name = self.names.get(activities.to_division(activity.code), {}).get(language)
            parts.append(said[form].format(name=name or activity.code, weight=weight))
        hits = [hit for hit in pieces.hits[pieces.of_text[row]] if hit.area_id == area_id]
        if hits:
            shown = [hit.found for hit in sorted(hits, key=lambda hit: -hit.weight)]
            form = "word" if len(shown) == 1 else "words"
            parts.append(said[form].format(words=_listed(shown[:_SHOWN_WORDS], language)))
        vote = self.judged.points_votes[row, column]
        if vote > _MATTERS:
            words = self._votes.get((self.listed.records[row].text, column), [])
            form = "for" if words else "for_"
            parts.append(said[form].format(words=_listed(words, language)))
        elif vote < -_MATTERS and parts:
            parts.append(said["against"])
        return "; ".join(parts) or said["nothing"]

    def _rest(self, row: int, column: int, language: Language) -> str:
        del column
        said = _WORDING[language]
        if self.judged.belongs[row].any():
            return said["rest"]
        if self.judged.is_doubtful[row]:
            best = int(np.argmax(self.judged.probability[row]))
            area = self.region.area(self.judged.pieces.areas[best])
            return said["near"].format(
                area=area.short[language], why=self._area(row, best, language)
            )
        is_blank = not self.listed.records[row].text and not self.judged.pieces.has_code[row]
        return said["no_text" if is_blank else "nothing"]


def _listed(words: Sequence[str], language: Language) -> str:
    quoted = [f"«{word}»" if language == "nb" else f"“{word}”" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return ", ".join(quoted[:-1]) + _WORDING[language]["and"] + quoted[-1]


def _voting_words(
    listed: Listed, judged: Judged, classifier: Classifier | None
) -> dict[tuple[str, int], list[str]]:
    """Give for each text and area the words that voted most for it, where the vote counted."""
    if classifier is None:
        return {}
    shown = judged.belongs | judged.is_doubtful[:, None]
    wanted: dict[tuple[str, int], None] = {}
    for row, column in zip(*np.nonzero(shown & (judged.points_votes > _MATTERS)), strict=True):
        wanted[listed.records[row].text, int(column)] = None
    texts = list(dict.fromkeys(text for text, _ in wanted))
    spoken = dict(zip(texts, classifier.by_words(texts), strict=True))
    found = {}
    for text, column in wanted:
        votes = sorted(
            ((float(adds[column]), word) for word, adds in spoken[text].items()), reverse=True
        )
        found[text, column] = [
            word
            for add, word in votes
            if add > 0.0 and len(word) > 3 and word.isalpha() and word not in _SMALL_WORDS
        ][:_VOTING_WORDS]
    return found
