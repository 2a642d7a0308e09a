"""Would the ranking have known? Later ties are hidden, pairs are ranked by what came before.

Chance is what the very same scores come to when the clusters exchange them: a cluster that scores
high with all keeps doing so, but not with those that it came to work with. Against the other
methods the interval of the difference comes from redrawing clusters. Both are held to what they
claim on ties that fell at random (`tests/findings/test_matches_trial.py`), which with fewer than
four pairs that begin the redrawing is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.findings.matches.pairs import pairs_of, parts_of_score, score
from samspill.findings.matches.ties import SOURCES, Ties, joint_projects, ties_between
from samspill.findings.rosters import Roster, mean_proximity
from samspill.findings.series import Series
from samspill.forecast.scoring import precisions
from samspill.harmonise import Workspace

__all__ = ["Trial", "side_by_side", "trial_of"]

Floats = NDArray[np.float64]

_HIDDEN = 0.3
"""The part of the joint projects that is hidden, at least: those of the last years."""

_AT_LEAST = 2
_LEAST_BEGUN = 4
"""With fewer pairs that begin, nothing is said."""

_SEED, _DRAWS = 1905, 1_000


Told = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, eq=False)
class Trial:
    """Methods side by side on hidden ties.

    Parameters
    ----------
    since
        The first hidden year.
    pairs_count, begun_count
        Pairs that did not work together more than chance before it, and those of them that did
        from then on.
    precision
        By method, `score` first and `chance` last: average precision, its bounds, the gain of the
        score over it and its bounds.
    """

    since: int
    pairs_count: int
    begun_count: int
    precision: dict[str, Told]


def trial_of(
    work: Workspace,
    clusters: Sequence[Roster],
    series: Series,
    spots: dict[str, tuple[float, float]],
) -> Trial | None:
    """Hide the ties of the last years; None where there are none to hide or too few to find."""
    since = _first_hidden_year(work)
    near = None if since is None else mean_proximity(series, since)
    if since is None or near is None:
        return None
    known = [one for one in clusters if one.actor_ids]
    before = ties_between(joint_projects(work, before=since), known)
    after = ties_between(joint_projects(work, since=since), known)
    pairs = pairs_of(known, near, before, spots)
    at = pairs.one, pairs.other
    # who works together already has nothing to begin
    open_yet = ~(before.log[at] > 0) | ~(before.count[at] >= 1)
    begun = (after.count[at] >= _AT_LEAST) & (after.log[at] > 0)
    if begun[open_yet].sum() < _LEAST_BEGUN or begun[open_yet].all():
        return None
    parts = parts_of_score(pairs, work.region.match_rules.reach_km)
    scores = {
        "score": score(parts, np.array(work.region.match_rules.weights)),
        **_baselines(before, at, pairs.distance_km),
    }
    return Trial(
        since,
        int(open_yet.sum()),
        int(begun[open_yet].sum()),
        side_by_side(scores, begun, open_yet, at, len(known)),
    )


def _baselines(
    before: Ties, at: tuple[NDArray[np.intp], NDArray[np.intp]], apart: Floats
) -> dict[str, Floats]:
    one, other = at
    return {
        "common_neighbours": before.common[at],
        "preferential_attachment": before.strength[one] * before.strength[other],
        "distance": -apart,
    }


def _first_hidden_year(work: Workspace) -> int | None:
    """Give the latest year such that at least the hidden part of joint projects starts from it."""
    rows = work.tables["participations"]
    sources = pc.is_in(rows["source"], pa.array(SOURCES))
    rows = rows.filter(pc.and_(sources, pc.is_valid(rows["year"])))
    first: dict[str, int] = {}
    size: dict[str, set[str | None]] = {}
    for project, year, actor in zip(
        rows["project_id"].to_pylist(),
        rows["year"].to_pylist(),
        rows["actor_id"].to_pylist(),
        strict=True,
    ):
        first[project] = year
        size.setdefault(project, set()).add(actor)
    years = sorted((first[p] for p, actors in size.items() if len(actors) > 1), reverse=True)
    if len(set(years)) < 2:
        return None
    since = years[int(_HIDDEN * len(years))]
    return since if since > years[-1] else None


def side_by_side(
    scores: dict[str, Floats],
    begun: NDArray[np.bool_],
    open_yet: NDArray[np.bool_],
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    count: int,
) -> dict[str, Told]:
    """Score the methods on the pairs that are open yet, and hold the score against chance.

    Parameters
    ----------
    scores
        Of all pairs, by method.
    begun, open_yet
        Which pairs began, and which had not begun before.
    pairs
        The two clusters of each pair.
    count
        How many clusters there are.
    """
    came = begun[open_yet]
    random = np.random.default_rng(_SEED)
    times = random.multinomial(count, np.full(count, 1 / count), _DRAWS).astype(float)
    # a pair counts as often as both of its clusters
    weights = (times[:, pairs[0]] * times[:, pairs[1]])[:, open_yet]
    weights = weights[weights.any(axis=1)]
    found = {
        name: (
            _precision(values[open_yet], came),
            precisions(values[open_yet], came, weights, 1)[0],
        )
        for name, values in scores.items()
    }
    own, own_draws = found["score"]
    told = {}
    for name, (value, draws) in found.items():
        low, high = _bounds(draws)
        told[name] = (value, low, high, own - value, *_bounds(own_draws - draws))
    exchanged = np.array(
        [
            _precision(values[open_yet], came)
            for values in _exchanged(scores["score"], pairs, count, random)
        ]
    )
    usual, (low, high) = float(exchanged.mean()), _bounds(exchanged)
    told["chance"] = (usual, low, high, own - usual, own - high, own - low)
    return told


def _precision(values: Floats, came: NDArray[np.bool_]) -> float:
    return float(precisions(values, came, np.ones((1, len(came))), 1)[0][0])


def _exchanged(
    values: Floats,
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    count: int,
    random: np.random.Generator,
) -> Iterator[Floats]:
    """Give the scores of the pairs again and again when the clusters change places at random."""
    square = np.full((count, count), np.nan)
    square[pairs] = square[pairs[::-1]] = values
    there = np.unique(np.concatenate(pairs))
    for _ in range(_DRAWS):
        place = np.arange(count)
        place[there] = random.permutation(there)
        yield square[place[pairs[0]], place[pairs[1]]]


def _bounds(draws: Floats) -> tuple[float, float]:
    known = draws[np.isfinite(draws)]
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
