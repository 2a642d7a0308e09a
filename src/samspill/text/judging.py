r"""From a record's activity code and its words to the areas it belongs to, with the evidence.

For every area the log-odds that a record belongs add up from pieces that a person can follow:

.. math::
    \ell_a = b + c\,w_a + t\,s_a + v\,d_a, \qquad p_a = 1/(1 + e^{-\ell_a})

where *w* is the weight of the record's activity code in the area, *s* what the area's terms in the
text amount to, and *d* the vote of a classifier trained on labelled records, where there is one.
The base *b* is another one for a record without an activity code.

A record belongs to each area with :math:`p \ge 1/2`. Its weights are these probabilities, brought
down to a sum of one where they exceed it; what is left of one is *unclassified*. Where no area is
reached but one comes near (:math:`p \ge 0.3`), the record is *doubtful*: the machine abstains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill import activities
from samspill.errors import UnknownCode
from samspill.region import Area, AreaActivity
from samspill.text.words import Hit, Lexicon

__all__ = [
    "BELONGS",
    "BY_RULE",
    "NEAR",
    "UNCLASSIFIED",
    "Judged",
    "Pieces",
    "Record",
    "Scales",
    "code_weights",
    "pieces_of",
]

Floats = NDArray[np.float64]

UNCLASSIFIED = "unclassified"
BELONGS = 0.5
NEAR = 0.3
_FULL = 1.5
"""Terms of a weight of so much together are as much as terms can say."""
_SHARED = 1.5
"""An area whose terms are two thirds of all that are met has them in full."""
_ROUNDING = 1e-12


class Record(NamedTuple):
    """What is judged: what it is read from, and its activity code where it has one."""

    text: str
    activity_code: str | None = None


@dataclass(frozen=True)
class Scales:
    """How much each piece of evidence counts, in log-odds."""

    base: float
    base_without_code: float
    code: float
    terms: float
    votes: float = 0.0


BY_RULE = Scales(base=-3.0, base_without_code=-2.5, code=4.5, terms=3.4)
"""Set by hand and by nothing else: a code of weight 1, or a word that speaks for an area,
is enough; a code of weight 0.5 needs a word beside it."""


def code_weights(areas: Sequence[Area], code: str | None) -> dict[str, AreaActivity]:
    """Give for each area the activity that a code falls under, the finest one; none where none.

    Examples
    --------
    `62.010` falls under `J62`, and under nothing finer.
    """
    if not code or activities.is_unspecified(code):
        return {}
    try:
        full = _finest(code)
    except UnknownCode:
        return {}
    found = {}
    for area in areas:
        fitting = [one for one in area.activities if full.startswith(one.code)]
        if fitting:
            found[area.id] = max(fitting, key=lambda one: len(one.code))
    return found


def _finest(code: str) -> str:
    for carry in (activities.to_class, activities.to_group, activities.to_division):
        try:
            return carry(code)
        except UnknownCode:
            continue
    return activities.to_section(code)


@dataclass(frozen=True)
class Pieces:
    """The evidence of records, areas in the columns.

    Parameters
    ----------
    areas
        Ids of the areas.
    has_code
        Whether the record has an activity.
    code
        Weight of its activity code in each area, 0-1.
    terms
        What the area's terms amount to, 0-1.5.
    hits, codes
        The terms that are met together in a text, and the activities that a code falls under.
    of_text, of_code
        Which of these each record has.
    """

    areas: tuple[str, ...]
    has_code: NDArray[np.bool_]
    code: Floats
    terms: Floats
    hits: tuple[tuple[Hit, ...], ...]
    codes: tuple[Mapping[str, AreaActivity], ...]
    of_text: NDArray[np.intp]
    of_code: NDArray[np.intp]

    def take(self, rows: NDArray[np.intp]) -> Pieces:
        """Give the evidence of some of the records."""
        return Pieces(
            self.areas,
            self.has_code[rows],
            self.code[rows],
            self.terms[rows],
            self.hits,
            self.codes,
            self.of_text[rows],
            self.of_code[rows],
        )


def pieces_of(records: Sequence[Record], areas: Sequence[Area], lexicon: Lexicon) -> Pieces:
    """Look for the evidence in records; what reads alike and equal codes are looked at once."""
    ids = tuple(area.id for area in areas)
    at = {area_id: column for column, area_id in enumerate(ids)}
    bare = lexicon.bare([record.text for record in records]).dictionary_encode()
    coded = pa.array([record.activity_code or "" for record in records]).dictionary_encode()
    hits = tuple(lexicon.hits(text) for text in bare.dictionary.to_pylist())
    codes = coded.dictionary.to_pylist()
    under = tuple(code_weights(areas, code) for code in codes)
    amounts = [_amount(found, at) for found in hits]
    weights = [[own[one].weight if one in own else 0.0 for one in ids] for own in under]
    is_given = [bool(code) and not activities.is_unspecified(code) for code in codes]
    of_text, of_code = (one.indices.to_numpy().astype(np.intp) for one in (bare, coded))
    return Pieces(
        ids,
        np.array(is_given, np.bool_)[of_code],
        np.array(weights, np.float64).reshape(-1, len(ids))[of_code],
        np.array(amounts, np.float64).reshape(-1, len(ids))[of_text],
        hits,
        under,
        of_text,
        of_code,
    )


def _amount(hits: Sequence[Hit], at: Mapping[str, int]) -> list[float]:
    """Give what the terms of each area amount to: their weights, less where others speak too."""
    weights = [0.0] * len(at)
    for hit in hits:
        weights[at[hit.area_id]] += hit.weight
    total = sum(weights)
    if total == 0.0:
        return weights
    return [min(own, _FULL) * min(1.0, _SHARED * own / total) for own in weights]


@dataclass(frozen=True)
class Judged:
    """What was decided of records.

    Parameters
    ----------
    pieces
        The evidence.
    scales
        What each piece counts.
    votes
        The classifier's votes in log-odds; zero without one.
    """

    pieces: Pieces
    scales: Scales
    votes: Floats

    @cached_property
    def points_code(self) -> Floats:
        """What the activity code adds to the log-odds, the base without a code included."""
        added = self.scales.code * self.pieces.code
        shift = self.scales.base_without_code - self.scales.base
        return added + np.where(self.pieces.has_code[:, None], 0.0, shift)

    @cached_property
    def points_terms(self) -> Floats:
        """What the terms add to the log-odds."""
        return self.scales.terms * self.pieces.terms

    @cached_property
    def points_votes(self) -> Floats:
        """What the classifier adds to the log-odds."""
        return self.scales.votes * self.votes

    @cached_property
    def probability(self) -> Floats:
        """Probability that the record belongs to each area."""
        points = self.scales.base + self.points_code + self.points_terms + self.points_votes
        return 1.0 / (1.0 + np.exp(-points))

    @cached_property
    def belongs(self) -> NDArray[np.bool_]:
        """Whether the record belongs to each area."""
        return self.probability >= BELONGS

    @cached_property
    def is_doubtful(self) -> NDArray[np.bool_]:
        """Whether no area is reached and one comes near."""
        best = self.probability.max(axis=1, initial=0.0)
        doubtful: NDArray[np.bool_] = (best >= NEAR) & (best < BELONGS)
        return doubtful

    @cached_property
    def weights(self) -> Floats:
        """Weight of each area and, in the last column, of unclassified; each row sums to one."""
        inside = np.where(self.belongs, self.probability, 0.0)
        inside = inside / np.maximum(1.0, inside.sum(axis=1, keepdims=True))
        rest = 1.0 - inside.sum(axis=1)
        # what rounding leaves is nothing
        return np.column_stack([inside, np.where(rest > _ROUNDING, rest, 0.0)])
