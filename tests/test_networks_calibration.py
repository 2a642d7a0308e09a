"""The null is right: of networks drawn from it, one in twenty is called significant.

A pair of actors that meet rarely cannot have a p-value near 0.05: it has met, with a small p, or
it has not, with p = 1. For such counts calibration is seen on p-values spread at random between
P(X > x) and P(X >= x) (Dunn & Smyth 1996, J. Comp. Graph. Stat. 5:236-244), which are exactly
uniform if the null is right; the published ones are never smaller than these.
"""

import numpy as np
import pytest

from samspill import networks as nw

DRAWS, SEEN = 300, 40


def dealt(actors, projects, sizes, seed):
    """Give a list in which actors differ in how busy they are, a draw of its null as observed."""
    random = np.random.default_rng(seed)
    busy = random.pareto(2.0, actors) + 0.2
    pairs = [
        (f"a{actor:03}", f"p{project:03}")
        for project in range(projects)
        for actor in random.choice(actors, random.choice(sizes), replace=False, p=busy / busy.sum())
    ]
    joint = nw.bipartite([a for a, _ in pairs], [p for _, p in pairs]).joint()
    return (
        joint,
        nw.null_draws(joint, seed=seed + 1, draws=DRAWS),
        nw.null_draws(joint, seed=seed + 2, draws=SEEN),
    )


@pytest.fixture(scope="module")
def sparse():
    return dealt(120, 150, (2, 2, 3, 4), 10)


@pytest.fixture(scope="module")
def dense():
    return dealt(24, 300, (3, 4, 5, 6), 20)


def test_pairs_that_often_meet(dense):
    joint, drawn, seen = dense
    p = np.concatenate([nw.pairs_by_chance(joint, drawn, takes).p for takes in seen])
    assert 0.03 <= np.mean(p < 0.05) <= 0.07


def test_pairs_that_rarely_meet(sparse):
    joint, drawn, seen = sparse
    random = np.random.default_rng(1)
    spread, called, possible = [], 0, 0
    for takes in seen:
        found = nw.pairs_by_chance(joint, drawn, takes)
        times = nw.project(joint, takes).projects_count
        above, once = (
            nw.count_tails(x, found.expected, found.variance)[0]
            for x in (times + 1, np.ones(len(times)))
        )
        # only pairs that met are listed: their p-values are uniform below that of having met
        spread.append((above + random.random(len(times)) * (found.p - above)) / once)
        called += np.count_nonzero(found.p < 0.05)
        possible += found.all_pairs
    assert 0.03 <= np.mean(np.concatenate(spread) < 0.05) <= 0.07
    assert called / possible <= 0.05


@pytest.mark.parametrize("places", [6, 12])
def test_borders(sparse, places):
    joint, drawn, seen = sparse
    of_actor = np.random.default_rng(3).integers(0, places, len(joint.actors))
    low, high = np.triu_indices(places)
    first, second = joint.ties

    def between(takes):
        at = of_actor[takes]
        return nw.group_ties(at[:, first], at[:, second], places)[:, low, high]

    by_chance = between(drawn)
    p = np.stack([nw.two_sided_p(one, by_chance) for one in between(seen)])
    # counts are whole numbers here too; with six places there are 20 ties or so between two
    assert 0.03 <= np.nanmean(p < 0.05) <= 0.07


def test_brokers(sparse):
    joint, drawn, seen = sparse
    by_chance = nw.betweenness_draws(joint, drawn)
    p = np.stack(
        [
            nw.broker_p(nw.betweenness(nw.project(joint, takes)), by_chance, joint.degrees)
            for takes in seen
        ]
    )
    assert np.isnan(p[:, joint.degrees == 1]).all()
    assert 0.03 <= np.nanmean(p < 0.05) <= 0.07


def test_what_is_not_from_the_null_is_called(sparse):
    """A list of two halves that never meet has borders, and an actor in both is a broker."""
    random = np.random.default_rng(4)
    halves = [[f"{side}{at:02}" for at in range(30)] for side in "lr"]
    lists = [random.choice(halves[at % 2], 3, replace=False).tolist() for at in range(80)]
    for at in range(6):
        lists[at].append("broker")
    pairs = [(actor, f"p{at}") for at, actors in enumerate(lists) for actor in actors]
    joint = nw.bipartite([a for a, _ in pairs], [p for _, p in pairs])
    drawn = nw.null_draws(joint, seed=1, draws=DRAWS)
    side = np.array([actor.startswith("l") for actor in joint.actors]).astype(int)
    first, second = joint.ties
    observed, by_chance = (
        nw.group_ties(side[takes][..., first], side[takes][..., second], 2)[..., 0, 1]
        for takes in (joint.actor, drawn)
    )
    assert nw.two_sided_p([observed], by_chance[:, None])[0] < 1e-6
    p = nw.broker_p(
        nw.betweenness(nw.project(joint)), nw.betweenness_draws(joint, drawn), joint.degrees
    )
    assert joint.actors[int(np.nanargmin(p))] == "broker"
    assert np.nanmin(p) < 1e-4
