"""Branches and errors of the networks, and what they are held against."""

from collections import Counter
from contextlib import closing
from itertools import combinations

import igraph
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from samspill import networks as nw
from samspill.engine import DuckEngine
from samspill.errors import DataError, UsageError
from samspill.networks import layouts


def made(text):
    """Give a list from words: each a project, each letter an actor."""
    pairs = [(actor, f"{at}") for at, word in enumerate(text.split()) for actor in word]
    return nw.bipartite([actor for actor, _ in pairs], [project for _, project in pairs])


def at_random(seed, actors=80, projects=90, sizes=(2, 3, 4)):
    random = np.random.default_rng(seed)
    busy = random.pareto(1.5, actors) + 0.3
    pairs = [
        (f"a{actor:03}", f"p{project:03}")
        for project in range(projects)
        for actor in random.choice(actors, random.choice(sizes), replace=False, p=busy / busy.sum())
    ]
    return nw.bipartite([a for a, _ in pairs], [p for _, p in pairs]).joint()


def test_a_list_with_a_missing_actor_is_refused():
    with pytest.raises(DataError, match="1 participations have no actor"):
        nw.bipartite(["A", None], ["p", "p"])


def test_lists_of_different_length_are_refused():
    with pytest.raises(DataError, match="2 actors for 1 projects"):
        nw.bipartite(["A", "B"], ["p"])


def test_ties_are_every_two_in_each_project():
    joint = made("ABC CD E ABCD")
    first, second = joint.ties
    found = Counter(
        (
            joint.projects[joint.project[a]],
            joint.actors[joint.actor[a]],
            joint.actors[joint.actor[b]],
        )
        for a, b in zip(first, second, strict=True)
    )
    due = Counter(
        (f"{at}", *pair)
        for at, word in enumerate(["ABC", "CD", "E", "ABCD"])
        for pair in combinations(word, 2)
    )
    assert found == due


def test_a_list_without_joint_projects_makes_an_empty_network():
    alone = made("A B C")
    assert len(alone.joint().actors) == 0
    network = nw.project(alone)
    assert len(network.one) == 0
    assert nw.degree(network).tolist() == [0, 0, 0]
    assert np.isnan(nw.constraint(network)).all()
    assert np.isnan(nw.modularity_of(network, [0, 1, 2]))
    assert nw.layout(nw.project(alone.joint()), []).shape == (0, 2)


class Elsewhere(DuckEngine):
    """An engine that is asked as one that computes elsewhere."""

    in_process = False


def test_shared_projects_are_counted_by_size():
    with closing(DuckEngine()) as engine:
        counted = engine.collect(nw.shared_projects(engine, made("ABC AB BA CBA D")))
    rows = sorted(tuple(int(value) for value in row.values()) for row in counted.to_pylist())
    assert counted.column_names == ["one", "other", "size", "projects_count"]
    # A-B twice among two and twice among three, the others twice among three
    assert rows == [(0, 1, 2, 2), (0, 1, 3, 2), (0, 2, 3, 2), (1, 2, 3, 2)]


@pytest.mark.parametrize(
    "joint",
    [
        made("ABC AB BA CBA D ABCDEFG GFEDCBA ABCD"),
        at_random(3, sizes=(2, 3, 4, 7, 11)),
        made("A B C"),
        made(""),
    ],
    ids=["by hand", "at random", "no ties", "nobody"],
)
def test_a_network_is_the_same_wherever_it_is_counted(joint):
    here = nw.project(joint)
    for kind in (DuckEngine, Elsewhere):
        with closing(kind()) as engine:
            found = nw.project_on(engine, joint)
        assert found.nodes == here.nodes
        for name in ("one", "other", "weight", "projects_count"):
            # in every digit: communities turn on the last one
            assert_array_equal(getattr(found, name), getattr(here, name))
            assert getattr(found, name).dtype == getattr(here, name).dtype


def test_a_weight_hangs_on_no_order():
    # three times a tenth is 0.30000000000000004 if added one by one
    network = nw.project(made(" ".join(["ABCDEFGHIJK"] * 3)))
    assert set(network.weight.tolist()) == {3 / 10}


def test_every_deal_is_equally_likely():
    """All 0/1 tables with rows 2, 1, 1 (projects) and columns 2, 1, 1 (actors), by listing."""
    joint = nw.bipartite(["A", "B", "A", "C"], ["p", "p", "q", "r"])
    tables = set()
    for actors in combinations("ABC", 2):
        for q in "ABC":
            for r in "ABC":
                if Counter([*actors, q, r]) == {"A": 2, "B": 1, "C": 1}:
                    tables.add((actors, q, r))
    draws = nw.null_draws(joint, seed=5, draws=4_000, thin=3)
    seen = Counter(
        (tuple(sorted(joint.actors[a] for a in d[:2])), joint.actors[d[2]], joint.actors[d[3]])
        for d in draws
    )
    assert seen.keys() == tables
    assert len(tables) == 5
    # chi-squared with four degrees of freedom: above 18.5 once in a thousand; draws are
    # nearly independent
    expected = len(draws) / len(tables)
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 18.5


def test_draws_hang_on_the_seed_only():
    joint = at_random(1)
    one, again, other = (nw.null_draws(joint, seed=s, draws=4) for s in (1, 1, 2))
    assert_array_equal(one, again)
    assert (one != other).any()
    with pytest.raises(UsageError, match="0 draws"):
        nw.null_draws(joint, seed=1, draws=0)


@pytest.mark.parametrize(
    ("known", "mean", "variance"),
    [
        (stats.binom(12, 0.3), 3.6, 2.52),
        (stats.nbinom(4, 0.4), 6.0, 15.0),
        (stats.poisson(2.5), 2.5, 2.5),
    ],
)
def test_tails_are_those_of_the_distribution_with_that_mean_and_variance(known, mean, variance):
    x = np.arange(0, 13)
    high, low = nw.count_tails(x, mean, variance)
    assert_allclose(high, known.sf(x - 1), atol=1e-10)
    assert_allclose(low, known.cdf(x), atol=1e-10)


def test_a_pair_with_one_chance_has_the_chance_itself_for_p():
    # three projects of two, six actors of one project each: a given pair meets in one deal of 5
    joint = made("AB CD EF")
    found = nw.pairs_by_chance(joint, nw.null_draws(joint, seed=1, draws=400))
    assert found.all_pairs == 15
    assert_allclose(found.expected, 0.2, atol=0.005)
    assert_allclose(found.p, 0.2, atol=0.005)


def test_expected_meetings_of_exchangeable_pairs_are_their_mean():
    joint = at_random(3)
    drawn = nw.null_draws(joint, seed=4, draws=300)
    found = nw.pairs_by_chance(joint, drawn)
    network = nw.project(joint)
    busiest = int(np.argmax(network.projects_count))
    pair = network.one[busiest], network.other[busiest]
    degrees = np.sort(joint.degrees)[::-1]
    assert sorted(joint.degrees[list(pair)], reverse=True) == degrees[:2].tolist()
    assert len(set(degrees[:3])) == 3, "the two busiest are alone in their class"
    met = []
    for takes in drawn:
        again = nw.project(joint, takes)
        at = (again.one == pair[0]) & (again.other == pair[1])
        met.append(again.projects_count[at].sum())
    assert found.expected[busiest] == pytest.approx(np.mean(met), abs=0.05)
    assert found.p[busiest] == pytest.approx(
        np.mean(np.array(met) >= network.projects_count[busiest]), abs=0.05
    )


def test_upper_p_counts_draws_of_the_whole_class_and_says_nothing_of_a_constant():
    drawn = np.array([[1.0, 2.0, 0.0]] * 20 + [[3.0, 4.0, 0.0]] * 20)
    p = nw.upper_p_by_class([3.0, 1.0, 0.0], drawn, [2, 2, 1])
    assert_allclose(p, [(1 + 40) / 81, 1.0, np.nan])


def test_broker_p_is_undefined_where_nobody_stands_between():
    assert np.isnan(nw.broker_p([0.0, 0.0], np.zeros((3, 2)), [2, 2])).all()


def test_sampled_betweenness_of_all_is_betweenness():
    network = nw.project(at_random(5))
    found = nw.sampled_betweenness(network, sources=len(network.nodes), seed=1)
    assert_allclose(found.value, nw.betweenness(network), atol=1e-12)
    assert_allclose(found.standard_error, 0, atol=1e-12)


def test_the_stated_error_of_sampled_betweenness_is_right():
    network = nw.project(at_random(5))
    exact = nw.betweenness(network)
    runs = [nw.sampled_betweenness(network, sources=30, seed=seed) for seed in range(60)]
    values = np.stack([run.value for run in runs])
    central = exact > np.quantile(exact, 0.85)
    assert_allclose(values.mean(axis=0)[central], exact[central], rtol=0.1)
    stated = np.stack([run.standard_error for run in runs]).mean(axis=0)
    real = values.std(axis=0, ddof=1)
    assert 0.8 < np.median(stated[central] / real[central]) < 1.25


def test_too_few_sources_are_refused():
    with pytest.raises(UsageError, match="5 sources do not fill 10 batches"):
        nw.sampled_betweenness(nw.project(at_random(5)), sources=5, seed=1)


def test_constraint_in_pieces_is_the_same(monkeypatch):
    network = nw.project(at_random(6))
    whole = nw.constraint(network)
    monkeypatch.setattr("samspill.networks.positions._PIECE", 50)
    assert_allclose(nw.constraint(network), whole)


def test_an_actor_between_two_equal_halves_wanders():
    # X has one project with each member of each of two cliques
    left = " ".join("".join(pair) for pair in combinations("ABCDE", 2))
    right = " ".join("".join(pair) for pair in combinations("FGHIJ", 2))
    bridges = " ".join(f"{other}X" for other in "ABCDEFGHIJ")
    network = nw.project(made(f"{left} {right} {bridges}"))
    found = nw.find_communities(network, seed=3, runs=40)
    at = network.nodes.index("X")
    assert found.wanders.tolist() == [node == "X" for node in network.nodes]
    assert 0.25 < found.loyalty[at] < 0.75
    # the mean overlap of the five with five or six
    assert np.all(found.stability < 1)
    assert found.agreement < 1


def test_one_run_says_nothing_of_stability():
    with pytest.raises(UsageError, match="two runs or more"):
        nw.find_communities(nw.project(made("AB")), seed=1, runs=1)


def test_partitions_of_different_things_cannot_be_compared():
    with pytest.raises(UsageError, match="of 2 and of 3 things"):
        nw.adjusted_mutual_information([0, 1], [0, 1, 2])


def test_mean_agreement_of_random_partitions_is_zero():
    """What adjustment is for: an expectation of zero over all ways to deal the same sizes."""
    random = np.random.default_rng(2)
    one = np.repeat([0, 1, 2, 3], [12, 9, 6, 3])
    found = [
        nw.adjusted_mutual_information(one, random.permutation(np.repeat([0, 1, 2], 10)))
        for _ in range(2_000)
    ]
    assert abs(np.mean(found)) < 0.006  # four standard errors of the mean


def test_a_helix_has_three_spheres():
    with pytest.raises(UsageError, match="three spheres and not 2"):
        nw.triple_helix_information([[0, 1]])
    assert np.isnan(nw.triple_helix_information([[0, 1, 1]], weight=[0.0]))


def test_groups_by_draws_are_those_of_each_draw():
    random = np.random.default_rng(1)
    one, other = random.integers(-1, 4, (2, 5, 30))
    weight = random.random(30)
    all_at_once = nw.group_weights(one, other, 4, weight)
    for at in range(5):
        assert_allclose(all_at_once[at], nw.group_weights(one[at], other[at], 4, weight))
    assert np.isnan(nw.ei_index([-1], [0]))


def test_a_layout_changes_little_when_a_project_goes():
    joint = at_random(9)
    rest = joint.project != 40
    less = nw.bipartite(
        [joint.actors[at] for at in joint.actor[rest]],
        [joint.projects[at] for at in joint.project[rest]],
    ).joint()
    spots = {}
    for name, part in (("before", joint), ("after", less)):
        network = nw.project(part)
        found = nw.find_communities(network, seed=1)
        placed = nw.layout(network, found.community)
        spots[name] = dict(zip(network.nodes, placed, strict=True))
    both = sorted(spots["before"].keys() & spots["after"].keys())
    assert len(both) >= len(joint.actors) - 3
    moved = [np.hypot(*(spots["before"][one] - spots["after"][one])) for one in both]
    # two spots at random are half the picture's width apart
    assert np.median(moved) < 0.2


def test_partners_are_drawn_nearer_than_others():
    network = nw.project(at_random(9))
    spots = nw.layout(network, nw.find_communities(network, seed=1, runs=3).community)
    apart = np.hypot(*(spots[network.one] - spots[network.other]).T)
    everybody = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))
    assert np.median(apart) < 0.6 * np.median(everybody[np.triu_indices(len(spots), 1)])


def test_a_large_network_is_drawn_by_community(monkeypatch):
    monkeypatch.setattr(layouts, "_BY_FORCES", 50)
    network = nw.project(at_random(9))
    group = nw.find_communities(network, seed=1, runs=3).community
    spots = nw.layout(network, group)
    assert np.all((spots >= 0) & (spots <= 1))
    assert len(np.unique(spots.round(9), axis=0)) == len(spots)
    # the discs do not lie on one another: nearest neighbours are of one community
    apart = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    large = np.bincount(group)[group] >= 5
    assert np.mean(group[apart.argmin(axis=1)][large] == group[large]) > 0.9


def test_projects_memberships_and_consortia_make_one_network():
    kinds = {
        "project": nw.bipartite(["A", "B", "D"], ["1", "1", "2"]),
        "membership": nw.bipartite(["A", "B", "C"], ["1", "1", "1"]),
        "award": nw.bipartite(["B", "C"], ["9", "9"]),
    }
    both = nw.together(kinds)
    assert both.projects == ("award:9", "membership:1", "project:1", "project:2")
    network = nw.project(both.joint())
    # A-B in a project of two and a cluster of three, B-C in a cluster and a consortium of two
    assert network.nodes == ("A", "B", "C")
    assert_allclose(network.weight, [1.5, 0.5, 1.5])
    assert network.projects_count.tolist() == [2, 1, 2]
    # D is alone in its project, and its list alone gives what it gave
    assert nw.project(nw.together({"project": kinds["project"]})).weight.tolist() == [1.0]
    assert nw.together({}).projects == ()


def test_graphml_is_read_back_whole(tmp_path):
    nodes = [
        {"id": "A B", "name": "Æ <1>", "size": 2, "share": 0.25, "is_hub": True},
        {"id": "C", "name": None, "size": 3, "share": float("nan"), "is_hub": False},
    ]
    edges = [{"a": "A B", "b": "C", "weight": 1.5}]
    path = tmp_path / "network.graphml"
    path.write_bytes(nw.graphml(nodes, edges, node="id", ends=("a", "b"), about="made by hand"))
    graph = igraph.Graph.Read_GraphML(str(path))
    assert graph.vs["id"] == ["A B", "C"]
    assert graph.vs["name"][0] == "Æ <1>"
    assert graph.vs["size"] == [2, 3]
    assert graph.vs["is_hub"] == [True, False]
    assert graph.es["weight"] == [1.5]
    # undefined is left out, and igraph has no number for it
    assert path.read_text(encoding="utf-8").count("node_share") == 2


def test_graphml_of_nothing_is_a_graph_of_nothing(tmp_path):
    path = tmp_path / "empty.graphml"
    path.write_bytes(nw.graphml([], [], node="id", ends=("a", "b")))
    assert igraph.Graph.Read_GraphML(str(path)).vcount() == 0
