"""Networks worked by hand.

Four projects of seven organisations:

========  =====================
project   who takes part
========  =====================
p         A, B, C
q         C, D
r         D, E, F
s         A, B
t         G
========  =====================

Ties and Newman's weights (1/(n-1) a project): A-B 1/2 + 1 = 3/2 in two projects, A-C 1/2, B-C 1/2,
C-D 1, D-E 1/2, D-F 1/2, E-F 1/2. G works alone. Everything below is worked on paper from these.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samspill import networks as nw

LISTED = {"p": "ABC", "q": "CD", "r": "DEF", "s": "AB", "t": "G"}
PAIRS = [(actor, project) for project, actors in LISTED.items() for actor in actors]


@pytest.fixture
def joint():
    return nw.bipartite([actor for actor, _ in PAIRS], [project for _, project in PAIRS])


@pytest.fixture
def network(joint):
    return nw.project(joint)


def test_ties_are_weighted_after_newman(network):
    found = {
        network.nodes[one] + network.nodes[other]: (weight, count)
        for one, other, weight, count in zip(
            network.one, network.other, network.weight, network.projects_count, strict=True
        )
    }
    assert found == {
        "AB": (1.5, 2), "AC": (0.5, 1), "BC": (0.5, 1), "CD": (1.0, 1), "DE": (0.5, 1),
        "DF": (0.5, 1), "EF": (0.5, 1),
    }  # fmt: skip


def test_strength_is_the_number_of_joint_projects(network):
    assert nw.strength(network).tolist() == [2, 2, 2, 2, 1, 1, 0]
    assert nw.degree(network).tolist() == [2, 2, 3, 3, 2, 2, 0]


def test_betweenness_is_the_share_of_connected_pairs_of_others(network):
    # six are connected: fifteen pairs, five of them one's own, ten of others.
    # A-D, A-E, A-F, B-D, B-E, B-F lead over C; A-E, A-F, B-E, B-F, C-E, C-F over D
    assert_allclose(nw.betweenness(network), [0, 0, 0.6, 0.6, 0, 0, 0])


def test_constraint(network):
    # A: 3/4 of its strength is with B, 1/4 with C.
    # p_BC = 1/4, p_CB = 1/4, so over C to B: 1/4 * 1/4; over B to C: 3/4 * 1/4
    of_a = (3 / 4 + 1 / 16) ** 2 + (1 / 4 + 3 / 16) ** 2
    # C: 1/4 with A, 1/4 with B, 1/2 with D; A and B have 3/4 of theirs with each other
    of_c = 2 * (1 / 4 + 1 / 4 * 3 / 4) ** 2 + (1 / 2) ** 2
    # D: 1/2 with C, 1/4 with E and F, who have half of theirs with each other
    of_d = (1 / 2) ** 2 + 2 * (1 / 4 + 1 / 4 * 1 / 2) ** 2
    # E: half with D, half with F; D has a quarter with F, F has half with D
    of_e = (1 / 2 + 1 / 2 * 1 / 2) ** 2 + (1 / 2 + 1 / 2 * 1 / 4) ** 2
    assert_allclose(nw.constraint(network), [of_a, of_a, of_c, of_d, of_e, of_e, np.nan])


def test_participation_coefficient(network):
    # C and D have one half of their strength in each of the two communities
    found = nw.participation_coefficient(network, [0, 0, 0, 1, 1, 1, 2])
    assert_allclose(found, [0, 0, 0.5, 0.5, 0, 0, np.nan])


def test_modularity_of_two_divisions_that_are_equally_good(network):
    # ABC | DEF: 5/2 and 3/2 of 5 lie within; strengths 6 and 4 of 10
    assert nw.modularity_of(network, [0, 0, 0, 1, 1, 1, 2]) == pytest.approx(0.8 - 0.36 - 0.16)
    # AB | CDEF: 3/2 and 5/2; strengths 4 and 6
    assert nw.modularity_of(network, [0, 0, 1, 1, 1, 1, 2]) == pytest.approx(0.8 - 0.16 - 0.36)
    assert nw.find_communities(network, seed=1, runs=3).modularity == pytest.approx(0.28)


def test_a_single_project_has_no_ties_and_no_place_among_the_joint(joint):
    assert joint.joint().actors == tuple("ABCDEF")
    assert joint.joint().projects == tuple("pqrs")
    assert joint.degrees.tolist() == [2, 2, 2, 2, 1, 1, 1]


def test_ei_index_by_newmans_weights(network):
    # A, B in one place, C, D in another, E, F in a third
    place = np.array([0, 0, 1, 1, 2, 2, 0])
    found = nw.ei_index(place[network.one], place[network.other], network.weight)
    # within: A-B 3/2, C-D 1, E-F 1/2; across: A-C, B-C, D-E, D-F, 1/2 each
    assert found == pytest.approx((2 - 3) / 5)


def test_ties_between_groups(network):
    place = np.array([0, 0, 1, 1, 2, 2, 0])
    found = nw.group_ties(place[network.one], place[network.other], 3)
    assert found.tolist() == [[1, 2, 0], [2, 1, 2], [0, 2, 1]]


@pytest.mark.parametrize(
    ("has", "bits"),
    [
        # every combination once: independent
        ([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], 0.0),
        # the third is there exactly when one of the other two is: one bit of synergy
        ([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], -1.0),
        # all three always together: 3 H - 3 H + H = one bit in common
        ([[0, 0, 0], [1, 1, 1]], 1.0),
    ],
)
def test_triple_helix_information(has, bits):
    assert nw.triple_helix_information(has) == pytest.approx(bits)


def test_adjusted_mutual_information_of_four_things():
    # [0,0,1,1] against [0,1,0,1]: information 0. Of the 3 ways to halve four things one agrees
    # (ln 2) and two tell nothing, so chance gives ln 2 / 3; (0 - 1/3) / (1 - 1/3) = -1/2
    found = nw.adjusted_mutual_information([0, 0, 1, 1], [0, 1, 0, 1])
    assert found == pytest.approx(-0.5)
