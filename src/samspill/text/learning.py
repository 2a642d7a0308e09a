"""The classifier that learns from labelled records, and votes word by word.

A linear classifier on words and on the letters in them (TF-IDF). Since no run of letters crosses a
word's border, its whole vote is a sum over the words of the text, and can be shown as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from samspill.text.judging import BY_RULE, Judged, Pieces, Scales
from samspill.text.words import words

__all__ = ["Classifier", "Learnt", "folds_of", "learn"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_INNER_FOLDS = 5
_FEWEST = 5
"""An area with fewer labelled records than this gets no vote."""
_LETTERS = (3, 5)


def _word_list(text: str) -> list[str]:
    return [word.casefold() for word in words(text)]


@dataclass(frozen=True)
class _Block:
    """One kind of features: counts of words or of runs of letters, weighted by rarity."""

    vectorizer: Any
    coefficients: Floats

    def raw(self, texts: Sequence[str]) -> tuple[Any, Floats]:
        """Give the features of texts and their lengths, by which they are divided."""
        features = csr_array(self.vectorizer.transform(_spaced(texts)))
        lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
        return features, np.where(lengths > 0.0, lengths, 1.0)


@dataclass(frozen=True)
class Classifier:
    """One linear classifier for each area, on words and the letters in them."""

    blocks: tuple[_Block, _Block]
    intercepts: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Flags, strength: float = 10.0) -> Classifier:
        """Learn from texts and which areas each belongs to.

        Parameters
        ----------
        texts, labels
            The texts, and for each whether it belongs to each area.
        strength
            The inverse of how strongly the coefficients are held near zero.
        """
        nothing = np.zeros((0, 0))
        blocks = [
            _Block(TfidfVectorizer(analyzer=_word_list, norm=None, min_df=2), nothing),
            _Block(
                TfidfVectorizer(analyzer="char_wb", ngram_range=_LETTERS, norm=None, min_df=3),
                nothing,
            ),
        ]
        parts = []
        for block in blocks:
            block.vectorizer.fit(_spaced(texts))
            features, lengths = block.raw(texts)
            parts.append(features.multiply(1.0 / lengths[:, None]).tocsr())
        together = hstack(parts, format="csr")
        count = labels.shape[1]
        coefficients, intercepts = np.zeros((count, together.shape[1])), np.zeros(count)
        for column in range(count):
            if labels[:, column].sum() >= _FEWEST:
                model = LogisticRegression(
                    C=strength, class_weight="balanced", solver="liblinear", random_state=0
                )
                model.fit(together, labels[:, column])
                coefficients[column] = model.coef_[0]
                intercepts[column] = model.intercept_[0]
        border = parts[0].shape[1]
        return cls(
            (
                _Block(blocks[0].vectorizer, coefficients[:, :border]),
                _Block(blocks[1].vectorizer, coefficients[:, border:]),
            ),
            intercepts,
        )

    def votes(self, texts: Sequence[str]) -> Floats:
        """Give the log-odds of each text for each area."""
        votes = np.tile(self.intercepts, (len(texts), 1))
        for block in self.blocks:
            features, lengths = block.raw(texts)
            votes += np.asarray(features @ block.coefficients.T) / lengths[:, None]
        return votes

    def by_words(self, texts: Sequence[str]) -> list[dict[str, Floats]]:
        """Give what each word of a text adds to its vote for each area.

        With the intercepts the words of a text sum to its votes.
        """
        counts = [Counter(_word_list(text)) for text in texts]
        spoken = sorted(set().union(*counts)) if counts else []
        if not spoken:
            return [{} for _ in texts]
        at = {word: row for row, word in enumerate(spoken)}
        pieces = []
        for block in self.blocks:
            alone, _ = block.raw(spoken)
            pieces.append((np.asarray(alone @ block.coefficients.T), block.raw(texts)[1]))
        return [
            {
                word: sum(times * adds[at[word]] / lengths[row] for adds, lengths in pieces)
                for word, times in own.items()
            }
            for row, own in enumerate(counts)
        ]


def _spaced(texts: Sequence[str]) -> list[str]:
    """Give the texts as words with spaces between, so that letters never cross a word."""
    return [" ".join(_word_list(text)) for text in texts]


@dataclass(frozen=True)
class Learnt:
    """What was learnt: the classifier, and how much each piece of evidence counts beside it."""

    scales: Scales
    classifier: Classifier | None = None

    def judge(self, texts: Sequence[str], pieces: Pieces) -> Judged:
        """Decide on records; equal texts are read once."""
        votes = np.zeros(pieces.code.shape)
        if self.classifier is not None and len(texts):
            distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
            found = self.classifier.votes(list(distinct))
            votes = found[[distinct[text] for text in texts]]
        return Judged(pieces, self.scales, votes)


def folds_of(count: int, folds: int, seed: int) -> NDArray[np.intp]:
    """Deal records to folds of equal size; the same seed deals the same."""
    return np.random.default_rng(seed).permutation(np.arange(count) % folds)


def learn(
    texts: Sequence[str], pieces: Pieces, labels: Flags, *, seed: int, least: int = 100
) -> Learnt:
    """Learn from labelled records.

    The classifier's votes on the records it learnt from would be far too sure, so the scales are
    set by votes of classifiers that had not seen the record.

    Parameters
    ----------
    texts, pieces, labels
        The records: text, evidence, and whether each belongs to each area.
    seed
        How the inner folds are dealt.
    least
        With fewer records nothing is learnt: the code and the terms decide by the rule.
    """
    if len(texts) < least:
        return Learnt(BY_RULE)
    fold: NDArray[np.intp] = folds_of(len(texts), _INNER_FOLDS, seed)
    votes = np.zeros(labels.shape)
    for one in range(_INNER_FOLDS):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        trained = Classifier.fit([texts[int(row)] for row in inside], labels[inside])
        votes[outside] = trained.votes([texts[int(row)] for row in outside])
    return Learnt(_scales(pieces, votes, labels), Classifier.fit(texts, labels))


def _scales(pieces: Pieces, votes: Floats, labels: Flags) -> Scales:
    """Set how much each piece counts, the same for every area."""
    without = np.broadcast_to(~pieces.has_code[:, None], labels.shape)
    features = np.stack([without, pieces.code, pieces.terms, votes], axis=-1).reshape(-1, 4)
    model = LogisticRegression(C=100.0, solver="lbfgs", max_iter=1000)
    model.fit(features, labels.ravel())
    shift, code, terms, vote = (float(one) for one in model.coef_[0])
    base = float(model.intercept_[0])
    return Scales(base, base + shift, code, terms, vote)
