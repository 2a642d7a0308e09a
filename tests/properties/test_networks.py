"""Laws of networks."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from samspill import networks as nw

LISTS = st.lists(
    st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("pqrstuv")), min_size=1, max_size=40
)
PARTITIONS = st.integers(1, 25).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(0, 5), min_size=n, max_size=n) for _ in "ab"))
)


def made(pairs: list[tuple[str, str]]) -> nw.Bipartite:
    return nw.bipartite([actor for actor, _ in pairs], [project for _, project in pairs])


@given(LISTS)
@settings(max_examples=100, deadline=None)
def test_strengths_are_joint_projects_and_weights_half_their_participations(
    pairs: list[tuple[str, str]],
) -> None:
    joint = made(pairs).joint()
    network = nw.project(joint)
    assert_allclose(nw.strength(network), joint.degrees)
    assert_allclose(network.weight.sum(), len(joint.actor) / 2)
    assert network.projects_count.sum() == (joint.sizes * (joint.sizes - 1) // 2).sum()


@given(LISTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_list_and_the_names_change_nothing(
    pairs: list[tuple[str, str]], random: object
) -> None:
    shuffled = pairs + pairs[:3]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = made(pairs), made(shuffled)
    assert one.actors == other.actors
    assert_array_equal(one.actor, other.actor)
    # other names in another order: the same values for the same actor
    swap = dict(zip("ABCDEFGH", "HGFEDCBA", strict=True))
    renamed = nw.project(made([(swap[actor], project) for actor, project in pairs]))
    network = nw.project(one)
    at = [renamed.nodes.index(swap[node]) for node in network.nodes]
    assert_allclose(nw.betweenness(renamed)[at], nw.betweenness(network), atol=1e-12)
    assert_allclose(nw.constraint(renamed)[at], nw.constraint(network))


@given(LISTS, st.integers(0, 2**31))
@settings(max_examples=100, deadline=None)
def test_draws_keep_sizes_and_degrees_and_nobody_is_twice_in_a_project(
    pairs: list[tuple[str, str]], seed: int
) -> None:
    joint = made(pairs)
    for takes in nw.null_draws(joint, seed=seed, draws=3, thin=2, burn=5):
        assert_array_equal(np.bincount(takes, minlength=len(joint.actors)), joint.degrees)
        assert len(set(zip(takes.tolist(), joint.project.tolist(), strict=True))) == len(takes)


@given(LISTS)
@settings(max_examples=100, deadline=None)
def test_positions_lie_within_their_bounds(pairs: list[tuple[str, str]]) -> None:
    network = nw.project(made(pairs).joint())
    assume(len(network.nodes))
    between = nw.betweenness(network)
    assert np.all(np.isnan(between) | ((between >= -1e-12) & (between <= 1 + 1e-12)))
    limit = nw.constraint(network)
    assert np.all((limit > 0) & (limit <= 2))
    assert_allclose(limit[nw.degree(network) == 1], 1)
    found = nw.find_communities(network, seed=1, runs=2)
    spread = nw.participation_coefficient(network, found.community)
    assert np.all((spread > -1e-9) & (spread < 1))
    assert np.all((found.loyalty >= 0) & (found.loyalty <= 1))


@given(LISTS)
@settings(max_examples=40, deadline=None)
def test_a_layout_is_in_the_square_the_same_each_time_and_has_no_two_on_one_spot(
    pairs: list[tuple[str, str]],
) -> None:
    network = nw.project(made(pairs))
    group = np.zeros(len(network.nodes), np.intp)
    spots = nw.layout(network, group)
    assert np.all((spots >= -1e-9) & (spots <= 1 + 1e-9))
    assert_array_equal(spots, nw.layout(network, group))
    assert len(np.unique(spots.round(9), axis=0)) == len(spots)


@given(PARTITIONS)
@settings(max_examples=150, deadline=None)
def test_agreement_is_symmetric_at_most_one_and_one_with_itself(
    pair: tuple[list[int], list[int]],
) -> None:
    one, other = pair
    found = nw.adjusted_mutual_information(one, other)
    assert found <= 1 + 1e-9
    assert_allclose(found, nw.adjusted_mutual_information(other, one), atol=1e-9)
    assert_allclose(nw.adjusted_mutual_information(one, one), 1)
    renamed = [(number * 7 + 3) % 11 for number in one]
    assert_allclose(nw.adjusted_mutual_information(one, renamed), 1)


@given(st.integers(0, 40), st.floats(0.01, 20), st.floats(0.05, 3))
@settings(max_examples=150, deadline=None)
def test_tails_of_counts_meet(observed: int, mean: float, spread: float) -> None:
    high, low = nw.count_tails([observed], [mean], [mean * spread])
    above, _ = nw.count_tails([observed + 1], [mean], [mean * spread])
    assert 0 <= above[0] <= high[0] <= 1
    assert_allclose(low[0] + above[0], 1)
