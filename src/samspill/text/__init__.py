"""Texts and activity codes to areas, each decision with its evidence.

`Lexicon` finds the profile's words in a text, `pieces_of` gathers what speaks for each area,
`learn` learns from labelled records, and a `Judged` holds what was decided and why.
"""

from __future__ import annotations

from samspill.text.judging import (
    BY_RULE,
    UNCLASSIFIED,
    Judged,
    Pieces,
    Record,
    Scales,
    code_weights,
    pieces_of,
)
from samspill.text.learning import Classifier, Learnt, folds_of, learn
from samspill.text.words import Hit, Lexicon, words

__all__ = [
    "BY_RULE",
    "UNCLASSIFIED",
    "Classifier",
    "Hit",
    "Judged",
    "Learnt",
    "Lexicon",
    "Pieces",
    "Record",
    "Scales",
    "code_weights",
    "folds_of",
    "learn",
    "pieces_of",
    "words",
]
