"""Would the ranking have known? Later ties are hidden, pairs are ranked by what came before."""

from __future__ import annotations

from collections.abc import Sequence
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

__all__ = ["Trial", "trial_of"]

Floats = NDArray[np.float64]

_HIDDEN = 0.3
"""The part of the joint projects that is hidden, at least: those of the last years."""

_AT_LEAST = 2
_SEED, _DRAWS = 1905, 1_000
BASELINES = ("common_neighbours", "preferential_attachment", "distance", "chance")


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
        By method: average precision, its bounds, the gain of the score over it and its bounds.
    """

    since: int
    pairs_count: int
    begun_count: int
    precision: dict[str, tuple[float, float, float, float, float, float]]


def trial_of(
    work: Workspace,
    clusters: Sequence[Roster],
    series: Series,
    spots: dict[str, tuple[float, float]],
) -> Trial | None:
    """Hide the ties of the last years; None where there are none to hide or none to find."""
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
    if not begun[open_yet].any() or begun[open_yet].all():
        return None
    parts = parts_of_score(pairs, work.region.match_rules.reach_km)
    scores = {
        "score": score(parts, np.array(work.region.match_rules.weights)),
        **_baselines(before, at, pairs.distance_km),
    }
    clusters_of = tuple(side[open_yet] for side in at)
    return Trial(
        since,
        int(open_yet.sum()),
        int(begun[open_yet].sum()),
        _side_by_side(
            {name: values[open_yet] for name, values in scores.items()},
            begun[open_yet],
            clusters_of,
            len(known),
        ),
    )


def _baselines(
    before: Ties, at: tuple[NDArray[np.intp], NDArray[np.intp]], apart: Floats
) -> dict[str, Floats]:
    one, other = at
    return {
        "common_neighbours": before.common[at],
        "preferential_attachment": before.strength[one] * before.strength[other],
        "distance": -apart,
        "chance": np.zeros(len(one)),
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


def _side_by_side(
    scores: dict[str, Floats],
    begun: NDArray[np.bool_],
    clusters: tuple[NDArray[np.intp], ...],
    count: int,
) -> dict[str, tuple[float, float, float, float, float, float]]:
    """Score the methods, with intervals by redrawing clusters: a pair counts as often as both."""
    random = np.random.default_rng(_SEED)
    times = random.multinomial(count, np.full(count, 1 / count), _DRAWS).astype(float)
    weights = times[:, clusters[0]] * times[:, clusters[1]]
    everyone = np.ones((1, len(begun)))
    found = {
        name: (
            float(precisions(values, begun, everyone, 1)[0][0]),
            precisions(values, begun, weights, 1)[0],
        )
        for name, values in scores.items()
    }
    own, own_draws = found["score"]
    told = {}
    for name, (value, draws) in found.items():
        low, high = _bounds(draws)
        gain_low, gain_high = _bounds(own_draws - draws)
        told[name] = (value, low, high, own - value, gain_low, gain_high)
    return told


def _bounds(draws: Floats) -> tuple[float, float]:
    known = draws[np.isfinite(draws)]
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
