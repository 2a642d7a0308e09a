"""How well records are put in areas: cross-validated, against plain baselines, with intervals.

Every record is judged by what was learnt from the other folds. *Unclassified* is a category of its
own, of the records that belong to no area, so that a method gains nothing by calling everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from samspill.text.judging import BELONGS, BY_RULE, NEAR, UNCLASSIFIED, Pieces
from samspill.text.learning import Learnt, folds_of, learn

__all__ = ["METHODS", "Agreed", "Score", "Trial", "agreement", "cross_validated", "plain"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

METHODS = ("combined", "by_rule", "code_alone", "text_baseline", "text_and_industry_baseline")
"""What is held against what, the method of a build first."""
_DRAWS = 1000


@dataclass(frozen=True)
class Score:
    """A figure of quality with its 95 % interval over the labelled records.

    `decided_as` is the area decided on in the confusion of one with another.
    """

    method: str
    area_id: str
    measure: str
    value: float
    low: float = float("nan")
    high: float = float("nan")
    decided_as: str = ""


@dataclass(frozen=True)
class Trial:
    """What was decided of labelled records by each method, none of which had seen the record.

    Parameters
    ----------
    areas
        Ids of the areas.
    labels
        Whether each record belongs to each area, as a person said.
    decided
        The same as each method decided.
    probability
        Of the methods that give one, the first among them.
    """

    areas: tuple[str, ...]
    labels: Flags
    decided: dict[str, Flags]
    probability: dict[str, Floats]

    def scores(self, seed: int) -> list[Score]:
        """Give the figures of every method.

        `f1`, `precision` and `recall` for each area and *unclassified*, and their plain mean over
        these as `f1` of `all`; `log_loss` how surprising the labels are by the probabilities, low
        is good; `f1_gain` is that of the combined method above another's;
        `abstained` the share of records of which it is in doubt; `decided` how many records
        labelled with one area were decided to be of another. Intervals redraw the records.
        """
        draws = np.random.default_rng(seed).multinomial(
            len(self.labels), np.full(len(self.labels), 1 / len(self.labels)), size=_DRAWS
        )
        found: list[Score] = []
        names = (*self.areas, UNCLASSIFIED)
        means = {}
        for method in self.decided:
            label, decided = _with_rest(self.labels), _with_rest(self.decided[method])
            for measure, compute in (("f1", _f1), ("precision", _precision), ("recall", _recall)):
                once = compute(label, decided, np.ones((1, len(label)), dtype=np.int_))[0]
                drawn = compute(label, decided, draws)
                there = np.isfinite(once)
                low, high = np.full((2, len(names)), np.nan)
                low[there], high[there] = np.nanquantile(drawn[:, there], (0.025, 0.975), axis=0)
                found += [
                    Score(method, name, measure, float(once[at]), float(low[at]), float(high[at]))
                    for at, name in enumerate(names)
                ]
                if measure == "f1":
                    means[method] = (np.nanmean(once), np.nanmean(drawn, axis=1))
        first = next(iter(self.decided))
        for method, (value, drawn) in means.items():
            found.append(_told(method, "f1", value, drawn))
            if method != first:
                gain = means[first][0] - value
                found.append(_told(method, "f1_gain", gain, means[first][1] - drawn))
        for method, given in self.probability.items():
            # the mean over areas of how surprising the labels are
            surprise = -np.log(np.where(self.labels, given, 1.0 - given)).mean(axis=1)
            found.append(
                _told(method, "log_loss", surprise.mean(), draws @ surprise / len(surprise))
            )
        best = self.probability[first].max(axis=1)
        doubtful = (best >= NEAR) & (best < BELONGS)
        shares = draws @ doubtful / len(doubtful)
        found.append(_told(first, "abstained", doubtful.mean(), shares))
        return found + self._confusion(first, names)

    def _confusion(self, method: str, names: Sequence[str]) -> list[Score]:
        label, decided = _with_rest(self.labels), _with_rest(self.decided[method])
        together = label.T.astype(int) @ decided.astype(int)
        return [
            Score(method, one, "decided", float(together[row, column]), decided_as=other)
            for row, one in enumerate(names)
            for column, other in enumerate(names)
        ]


def _told(method: str, measure: str, value: float, drawn: Floats) -> Score:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Score(method, "all", measure, float(value), float(low), float(high))


def _with_rest(flags: Flags) -> Flags:
    return np.column_stack([flags, ~flags.any(axis=1)])


def _counts(label: Flags, decided: Flags, draws: NDArray[np.int_]) -> list[Floats]:
    """Count for each draw and area what is both, what is labelled, what is decided."""
    return [np.asarray(draws @ one.astype(np.float64)) for one in (label & decided, label, decided)]


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; where there is nothing to divide by there is no figure."""
    found: Floats = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0.0)
    return found


def _f1(label: Flags, decided: Flags, draws: NDArray[np.int_]) -> Floats:
    both, labelled, said = _counts(label, decided, draws)
    # an area without a labelled record has no figure
    return _ratio(2.0 * both, np.where(labelled > 0.0, labelled + said, 0.0))


def _precision(label: Flags, decided: Flags, draws: NDArray[np.int_]) -> Floats:
    both, _, said = _counts(label, decided, draws)
    return _ratio(both, said)


def _recall(label: Flags, decided: Flags, draws: NDArray[np.int_]) -> Floats:
    both, labelled, _ = _counts(label, decided, draws)
    return _ratio(both, labelled)


@dataclass(frozen=True)
class Agreed:
    """How far two labellings agree: records with the very same areas, and Cohen's kappa."""

    records_count: int
    same_count: int
    kappa: float


def agreement(one: Flags, other: Flags) -> Agreed:
    """Compare two labellings of the same records.

    Kappa is of the decisions record by area, *unclassified* among them.
    """
    a, b = _with_rest(one), _with_rest(other)
    observed = float((a == b).mean())
    chance = float(
        (a.mean(axis=0) * b.mean(axis=0) + (1 - a.mean(axis=0)) * (1 - b.mean(axis=0))).mean()
    )
    same = int((a == b).all(axis=1).sum())
    return Agreed(len(a), same, (observed - chance) / (1.0 - chance) if chance < 1.0 else 1.0)


def cross_validated(
    texts: Sequence[str],
    industries: Sequence[str],
    pieces: Pieces,
    labels: Flags,
    *,
    folds: int,
    seed: int,
) -> Trial:
    """Judge every record by each method, by what was learnt from the other folds.

    Parameters
    ----------
    texts, pieces, labels
        The records: text, evidence, whether each belongs to each area.
    industries
        The name of each record's industry, which one of the baselines reads behind the text.
    folds, seed
        How the records are dealt; every method has the same folds.
    """
    ruled = Learnt(BY_RULE).judge(texts, pieces)
    both = [f"{text} {industry}" for text, industry in zip(texts, industries, strict=True)]
    decided = {
        "combined": np.zeros(labels.shape, dtype=np.bool_),
        "by_rule": ruled.belongs,
        "code_alone": pieces.code >= BELONGS,
        "text_baseline": _out_of_fold(texts, labels, folds, seed, plain),
        "text_and_industry_baseline": _out_of_fold(both, labels, folds, seed, plain),
    }
    probability = {"combined": np.zeros(labels.shape), "by_rule": ruled.probability}
    fold = folds_of(len(texts), folds, seed)
    for one in range(folds):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        learnt = learn(_some(texts, inside), pieces.take(inside), labels[inside], seed=seed + one)
        judged = learnt.judge(_some(texts, outside), pieces.take(outside))
        decided["combined"][outside] = judged.belongs
        probability["combined"][outside] = judged.probability
    return Trial(pieces.areas, labels, decided, probability)


def _out_of_fold(
    texts: Sequence[str],
    labels: Flags,
    folds: int,
    seed: int,
    decide: Callable[[Sequence[str], Flags, Sequence[str]], Flags],
) -> Flags:
    fold = folds_of(len(texts), folds, seed)
    decided = np.zeros(labels.shape, dtype=np.bool_)
    for one in range(folds):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        decided[outside] = decide(_some(texts, inside), labels[inside], _some(texts, outside))
    return decided


def _some(texts: Sequence[str], rows: NDArray[np.intp]) -> list[str]:
    return [texts[int(row)] for row in rows]


def plain(known: Sequence[str], labels: Flags, new: Sequence[str]) -> Flags:
    """Decide by TF-IDF of words and logistic regression: the field's plain baseline.

    Of the strengths 1, 10 and 100, with and without balanced classes, the best on the labelled
    records was taken, which favours the baseline.
    """
    vectorizer = TfidfVectorizer()
    features, asked = vectorizer.fit_transform(known), vectorizer.transform(new)
    decided = np.zeros((len(new), labels.shape[1]), dtype=np.bool_)
    for column in range(labels.shape[1]):
        if labels[:, column].any():
            model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)
            model.fit(features, labels[:, column])
            decided[:, column] = model.predict(asked)
    return decided
