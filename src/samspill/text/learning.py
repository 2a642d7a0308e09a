"""The classifier that learns from labelled records, and votes word by word.

A linear classifier on words and on the letters in them (TF-IDF). Since no run of letters crosses a
word's border, its whole vote is a sum over the words of the text, and can be shown as such.
"""

from __future__ import annotations

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

__all__ = ["Classifier", "Features", "Learnt", "folds_of", "learn"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_INNER_FOLDS = 5
_FEWEST = 5
"""An area with fewer labelled records than this gets no vote."""
_LETTERS = (3, 5)
_STRENGTH = 10.0
"""The inverse of how strongly the coefficients are held near zero."""


def _word_list(text: str) -> list[str]:
    return [word.casefold() for word in words(text)]


def _lengths(features: Any) -> Floats:
    """Give the lengths of texts' features, by which they are divided."""
    lengths = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
    return np.where(lengths > 0.0, lengths, 1.0)


@dataclass(frozen=True)
class Features:
    """Labelled texts as counts of words and of runs of letters, weighted by rarity."""

    vectorizers: tuple[Any, Any]
    together: Any
    border: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Features:
        """Find the words and the runs of letters, and count them."""
        by_word = TfidfVectorizer(analyzer=_word_list, norm=None, min_df=2)
        by_letters = TfidfVectorizer(analyzer="char_wb", ngram_range=_LETTERS, norm=None, min_df=3)
        parts = []
        for vectorizer in (by_word, by_letters):
            counted = csr_array(vectorizer.fit_transform(_spaced(texts)))
            parts.append(csr_array(counted.multiply(1.0 / _lengths(counted)[:, None])))
        return cls((by_word, by_letters), hstack(parts, format="csr"), parts[0].shape[1])


@dataclass(frozen=True)
class _Counted:
    """Texts as counts of their words: the words, and how often each text has each of them."""

    spoken: list[str]
    times: Any

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Counted:
        """Count the words of texts."""
        at: dict[str, int] = {}
        words_of = [[at.setdefault(word, len(at)) for word in _word_list(text)] for text in texts]
        ends = np.cumsum([0, *(len(own) for own in words_of)])
        columns = np.fromiter((one for own in words_of for one in own), np.intp, int(ends[-1]))
        times = csr_array((np.ones(len(columns)), columns, ends), shape=(len(texts), len(at)))
        times.sum_duplicates()
        return cls(list(at), times)


@dataclass(frozen=True)
class _Block:
    """One kind of features with what each of them says of each area."""

    vectorizer: Any
    coefficients: Floats

    def raw(self, counted: _Counted) -> tuple[Any, Floats]:
        """Give the features of texts and their lengths.

        A text's features are the sum of those of its words, so each word is looked at once.
        """
        alone = csr_array(self.vectorizer.transform(counted.spoken))
        features = csr_array(counted.times @ alone)
        return features, _lengths(features)


@dataclass(frozen=True)
class Classifier:
    """One linear classifier for each area, on words and the letters in them."""

    blocks: tuple[_Block, _Block]
    intercepts: Floats

    @classmethod
    def fit(cls, features: Features, rows: NDArray[np.intp], labels: Flags) -> Classifier:
        """Learn from some of the texts and which areas each of them belongs to."""
        count, size = labels.shape[1], features.together.shape[1]
        coefficients, intercepts = np.zeros((count, size)), np.zeros(count)
        for column in range(count):
            own = labels[rows, column]
            if own.sum() >= _FEWEST:
                model = LogisticRegression(
                    C=_STRENGTH, class_weight="balanced", solver="liblinear", random_state=0
                )
                model.fit(features.together[rows], own)
                coefficients[column] = model.coef_[0]
                intercepts[column] = model.intercept_[0]
        border = features.border
        by_word, by_letters = features.vectorizers
        return cls(
            (
                _Block(by_word, coefficients[:, :border]),
                _Block(by_letters, coefficients[:, border:]),
            ),
            intercepts,
        )

    def votes(self, texts: Sequence[str]) -> Floats:
        """Give the log-odds of each text for each area."""
        votes = np.tile(self.intercepts, (len(texts), 1))
        counted = _Counted.of(texts)
        if not counted.spoken:
            return votes
        for block in self.blocks:
            features, lengths = block.raw(counted)
            votes += np.asarray(features @ block.coefficients.T) / lengths[:, None]
        return votes

    def of_features(self, together: Any) -> Floats:
        """Give the log-odds of texts whose features are known."""
        coefficients = np.hstack([block.coefficients for block in self.blocks])
        votes: Floats = np.asarray(together @ coefficients.T) + self.intercepts
        return votes

    def by_words(self, texts: Sequence[str]) -> list[dict[str, Floats]]:
        """Give what each word of a text adds to its vote for each area.

        With the intercepts the words of a text sum to its votes.
        """
        counted = _Counted.of(texts)
        if not counted.spoken:
            return [{} for _ in texts]
        pieces = []
        for block in self.blocks:
            alone = csr_array(block.vectorizer.transform(counted.spoken))
            adds = np.asarray(alone @ block.coefficients.T)
            pieces.append((adds, _lengths(csr_array(counted.times @ alone))))
        ends, columns, times = (
            getattr(counted.times, name).tolist() for name in ("indptr", "indices", "data")
        )
        return [
            {
                counted.spoken[columns[at]]: sum(
                    times[at] * adds[columns[at]] / lengths[row] for adds, lengths in pieces
                )
                for at in range(ends[row], ends[row + 1])
            }
            for row in range(len(texts))
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
    features = Features.of(texts)
    fold = folds_of(len(texts), _INNER_FOLDS, seed)
    votes = np.zeros(labels.shape)
    for one in range(_INNER_FOLDS):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        trained = Classifier.fit(features, inside, labels)
        votes[outside] = trained.of_features(features.together[outside])
    classifier = Classifier.fit(features, np.arange(len(texts)), labels)
    return Learnt(_scales(pieces, votes, labels), classifier)


def _scales(pieces: Pieces, votes: Floats, labels: Flags) -> Scales:
    """Set how much each piece counts, the same for every area."""
    without = np.broadcast_to(~pieces.has_code[:, None], labels.shape)
    features = np.stack([without, pieces.code, pieces.terms, votes], axis=-1).reshape(-1, 4)
    model = LogisticRegression(C=100.0, solver="lbfgs", max_iter=1000)
    model.fit(features, labels.ravel())
    shift, code, terms, vote = (float(one) for one in model.coef_[0])
    base = float(model.intercept_[0])
    return Scales(base, base + shift, code, terms, vote)
