"""The back-test: learn from earlier windows, forecast a later one, in places left out.

Every method gets the same cells: chance, ubiquity, the quotient itself, each density, and the
forecast. For the Brier score each of them gets probabilities of its own, from how its values
turned into entries in the earlier windows of other places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspill.errors import UsageError
from samspill.forecast.history import Cells, Features, History, Window, cells_at_risk, windows
from samspill.forecast.model import ENTRIES_AT_LEAST, calibrated, fit_member, redrawn
from samspill.forecast.scoring import (
    brier,
    draws_of_places,
    interval,
    precisions,
)
from samspill.matrix import Matrix

__all__ = [
    "BINS",
    "FIRST",
    "BackTest",
    "Forecast",
    "Reliability",
    "Score",
    "back_test",
    "forecast",
    "learning_windows",
]

Floats = NDArray[np.float64]

FIRST = 50
"""How many cells the precision at the top looks at."""

BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Edges of the probabilities that are counted together in the table of reliability."""

_FOLDS = 5


@dataclass(frozen=True)
class Score:
    """How one method did, each value with its 95 % interval over redrawn places.

    Triples are value, low, high. The differences are to the quotient itself: average precision,
    higher is better, and Brier, lower is better.
    """

    method: str
    average_precision: tuple[float, float, float]
    precision: tuple[float, float, float]
    brier: tuple[float, float, float]
    gain: tuple[float, float, float]
    brier_gain: tuple[float, float, float]

    @property
    def verdict(self) -> str:
        """Whether it orders better than the quotient: beats, does_not_beat, loses, baseline."""
        if self.method == "lq":
            return "baseline"
        if self.gain[1] > 0:
            return "beats"
        return "loses" if self.gain[2] < 0 else "does_not_beat"


@dataclass(frozen=True)
class Reliability:
    """Of cells with probabilities between two edges, how many came true.

    `baseline` is the mean probability that the quotient alone gives the same cells.
    """

    method: str
    low: float
    high: float
    cells: int
    entries: int
    probability: float
    share: tuple[float, float, float]
    baseline: float


@dataclass(frozen=True)
class BackTest:
    """What every method said of cells whose outcome it had not seen.

    Parameters
    ----------
    window
        The window that was forecast.
    learnt_from
        The windows before it.
    is_strict
        Whether every one of them had ended when the window began.
    cells
        The cells, with what came.
    scores, probabilities
        By method, one for each cell.
    """

    window: Window
    learnt_from: tuple[Window, ...]
    is_strict: bool
    cells: Cells
    scores: Mapping[str, Floats]
    probabilities: Mapping[str, Floats]

    def results(self, *, seed: int, repeats: int = 200) -> list[Score]:
        """Score every method; the same redrawn places for all."""
        weights = draws_of_places(self.cells.place, repeats=repeats, seed=seed)
        came = self.cells.entered
        both = {n: precisions(s, came, weights, FIRST) for n, s in self.scores.items()}
        precision = {name: found[0] for name, found in both.items()}
        at_top = {name: found[1] for name, found in both.items()}
        distance = {n: brier(p, came, weights) for n, p in self.probabilities.items()}
        return [
            Score(
                name,
                interval(precision[name]),
                interval(at_top[name]),
                interval(distance[name]),
                interval(precision[name] - precision["lq"]),
                interval(distance[name] - distance["lq"]),
            )
            for name in self.scores
        ]

    def reliability(
        self, *, seed: int, repeats: int = 200, methods: Sequence[str] = ("forecast", "lq")
    ) -> list[Reliability]:
        """Count what came true by the probability that was given."""
        weights = draws_of_places(self.cells.place, repeats=repeats, seed=seed)
        came = self.cells.entered.astype(np.float64)
        found = []
        for name in methods:
            said = self.probabilities[name]
            at = np.clip(np.searchsorted(BINS, said, side="right") - 1, 0, len(BINS) - 2)
            for number in range(len(BINS) - 1):
                here = at == number
                if not here.any():
                    continue
                drawn = weights[:, here].sum(axis=1)
                share = weights[:, here] @ came[here] / np.where(drawn > 0, drawn, np.nan)
                found.append(
                    Reliability(
                        name,
                        BINS[number],
                        BINS[number + 1],
                        int(here.sum()),
                        int(came[here].sum()),
                        float(said[here].mean()),
                        interval(share),
                        float(self.probabilities["lq"][here].mean()),
                    )
                )
        return found


@dataclass(frozen=True)
class Forecast:
    """The chance that an absent activity is present so many years later, 0-1.

    `low` and `high` are a 95 % interval of the probability itself, from learning of other places;
    what comes is 0 or 1 either way. NaN where the activity is present or not observed.
    """

    probability: Matrix
    low: Matrix
    high: Matrix
    baseline: Matrix
    window: Window
    learnt_from: tuple[Window, ...]


def learning_windows(history: History, window: Window) -> tuple[tuple[Window, ...], bool]:
    """Give the windows to learn from for forecasting one, and whether they all ended before it.

    Where no window of the horizon ended in time, those that began earlier are taken: then only
    the places left out keep the outcomes apart.
    """
    horizon = window.end - window.start
    strict = windows(history, horizon, until=window.start)
    if strict:
        return strict, True
    overlapping = [w for w in windows(history, horizon) if w.start < window.start]
    return tuple(overlapping), False


def back_test(
    history: History,
    known: Mapping[int, Features],
    window: Window,
    groups: Sequence[str],
    *,
    seed: int,
) -> BackTest | None:
    """Forecast a window that is over, in places left out, and keep what every method said.

    Parameters
    ----------
    history
        Has the window.
    known
        `features` of every year in which a window begins.
    window
        What to forecast.
    groups
        For each place of the history what is left out together: the place itself, its country.
    seed
        For the folds and the models.

    Returns
    -------
    BackTest or None
        None where there are too few entries in the earlier windows, or none in this one.
    """
    learnt_from, is_strict = learning_windows(history, window)
    if not learnt_from:
        return None
    parts = [cells_at_risk(history, one, known[one.start]) for one in learnt_from]
    train = Cells.together(parts)
    test = cells_at_risk(history, window, known[window.start])
    fold = _folds(groups, seed)
    enough = [train.entered[fold[train.place] != k].sum() >= ENTRIES_AT_LEAST for k in set(fold)]
    if not all(enough) or not test.entered.any():
        return None
    scores = {
        "chance": np.zeros(len(test)),
        "ubiquity": test.column("ubiquity"),
        "lq": test.column("lq"),
        **{n: test.column(n) for n in test.names if n.startswith("density")},
    }
    before = {name: train.column(name) for name in scores if name != "chance"}
    before["chance"] = np.zeros(len(train))
    probabilities = {
        name: _own_probabilities(before[name], train, scores[name], test, fold) for name in scores
    }
    said = _left_out(train, test, fold, known[window.start].rising, seed)
    scores["forecast"] = probabilities["forecast"] = said
    return BackTest(window, learnt_from, is_strict, test, scores, probabilities)


def _folds(groups: Sequence[str], seed: int) -> NDArray[np.intp]:
    """Give each place a fold, places of one group the same."""
    names, at = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:
        raise UsageError("Places cannot be left out where there is only one group of them.")
    random = np.random.default_rng(seed)
    return np.asarray(random.permutation(len(names)) % min(_FOLDS, len(names)), dtype=np.intp)[at]


def _left_out(
    train: Cells, test: Cells, fold: NDArray[np.intp], rising: frozenset[str], seed: int
) -> Floats:
    """Give the calibrated probability of each cell by a model that has not seen its place."""
    of_train, of_test = np.empty(len(train)), np.empty(len(test))
    for k in range(int(fold.max()) + 1):
        seen = fold[train.place] != k
        member = fit_member(train.chosen(seen), rising, seed=seed + k)
        of_train[~seen] = member.score(train.chosen(~seen))
        hidden = fold[test.place] == k
        of_test[hidden] = member.score(test.chosen(hidden))
    said = np.empty(len(test))
    for k in range(int(fold.max()) + 1):
        seen, hidden = fold[train.place] != k, fold[test.place] == k
        curve = calibrated(of_train[seen], train.entered[seen])
        said[hidden] = curve.probability(of_test[hidden])
    return said


def _own_probabilities(
    before: Floats, train: Cells, score: Floats, test: Cells, fold: NDArray[np.intp]
) -> Floats:
    """Turn a method's own values into probabilities, by how they did in other places before."""
    said = np.empty(len(test))
    for k in range(int(fold.max()) + 1):
        seen, hidden = fold[train.place] != k, fold[test.place] == k
        said[hidden] = _stepwise(before[seen], train.entered[seen], score[hidden])
    return said


def _stepwise(before: Floats, entered: NDArray[np.bool_], score: Floats) -> Floats:
    """Isotonic regression: the chance never falls when the value rises."""
    from sklearn.isotonic import IsotonicRegression

    lowest = np.nanmin(before, initial=0.0) - 1.0
    curve = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0)
    curve.fit(np.where(np.isnan(before), lowest, before), entered.astype(np.float64))
    return np.asarray(curve.predict(np.where(np.isnan(score), lowest, score)), dtype=np.float64)


def forecast(
    history: History,
    known: Mapping[int, Features],
    year: int,
    horizon: int,
    *,
    members: int = 10,
    seed: int,
) -> Forecast | None:
    """Forecast entries from a year, learning from every window that is over by then.

    Parameters
    ----------
    history
        What is known; nothing after `year` is looked at.
    known
        `features` of every year in which a window begins, and of `year`.
    year
        From when.
    horizon
        Years until then.
    members
        How many times places are redrawn to learn from.
    seed
        The same seed gives the same forecast.

    Returns
    -------
    Forecast or None
        None where there are too few entries to learn from.
    """
    learnt_from = windows(history, horizon, until=year)
    if not learnt_from:
        return None
    parts = [cells_at_risk(history, one, known[one.start]) for one in learnt_from]
    train = Cells.together(parts)
    # half of the entries may be missing from one draw of places
    if train.entered.sum() < 2 * ENTRIES_AT_LEAST:
        return None
    now = _absent(history, known[year], year)
    random = np.random.default_rng(seed)
    places = np.unique(train.place).astype(np.intp)
    of_train, times = np.zeros(len(train)), np.zeros(len(train))
    of_now = np.empty((members, len(now)))
    for number in range(members):
        drawn = redrawn(train, places, random)
        member = fit_member(drawn, known[year].rising, seed=seed + number)
        unseen = ~np.isin(train.place, drawn.place)
        of_train[unseen] += member.score(train.chosen(unseen))
        times[unseen] += 1
        of_now[number] = member.score(now)
    judged = times > 0
    curve = calibrated(of_train[judged] / times[judged], train.entered[judged])
    middle, spread = of_now.mean(axis=0), of_now.std(axis=0, ddof=1)
    at_start = history.quotients[year]

    def laid(values: Floats) -> Matrix:
        every = np.full(at_start.shape, np.nan)
        every[now.place, now.activity] = values
        return at_start.with_values(every, "probability, 0-1")

    return Forecast(
        laid(curve.probability(middle)),
        laid(curve.probability(middle - 1.96 * spread)),
        laid(curve.probability(middle + 1.96 * spread)),
        laid(_stepwise(train.column("lq"), train.entered, now.column("lq"))),
        Window(year, year + horizon),
        learnt_from,
    )


def _absent(history: History, known: Features, year: int) -> Cells:
    """Give every cell in which an activity is absent; sums of places only up to the largest place.

    A sum that is larger than every place is beyond what can be learnt from places.
    """
    quotient = history.quotients[year]
    size = known.values["size_of_place"][:, 0]
    largest = np.nanmax(size[quotient.rows.positions(history.base)])
    absent = (quotient.dense < 1) & (size <= largest)[:, None]
    place, activity = np.nonzero(absent)
    names = tuple(known.values)
    values = np.column_stack([known.values[name][place, activity] for name in names])
    return Cells(place, activity, names, values, np.zeros(len(place), dtype=np.bool_))
