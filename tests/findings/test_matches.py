"""What speaks for two clusters, worked by hand, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from samspill.findings.matches.pairs import (
    Pairs,
    complementarity,
    parts_of_score,
    relatedness,
    score,
    stability,
)
from samspill.findings.matches.ties import ties_between
from samspill.findings.matches.wording import Facts, reasons, shortcoming
from samspill.findings.rosters import Member, Roster, distance_km
from samspill.networks import bipartite
from samspill.region import Cluster, ClusterMember, MatchInstrument, MatchRules

NEAR = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.2], [0.0, 0.2, 1.0]])


def roster(key, actors):
    text = {"nb": "", "en": ""}
    cluster = Cluster(key, key, "cluster", "", "", text, (), "", (), "", None, "", "", None, "", "",
                      None, (), "stated", "")  # fmt: skip
    members = tuple(
        Member(
            ClusterMember(key, actor, "", "company", "", "", "stated", ""),
            {"actor_id": actor, "name": actor, "activity_code": "C10", "employees_from": 10,
             "place_code": "0301"},
        )
        for actor in actors
    )  # fmt: skip
    return Roster(cluster, members, "0301")


def test_relatedness_by_hand():
    shares = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    # half of the second's is 0.6 from the first's, half is not related at all
    assert relatedness(shares, NEAR)[0, 1] == pytest.approx(0.3)
    assert relatedness(shares, NEAR)[0, 0] == pytest.approx(1.0)


def test_complementarity_by_hand_and_directed():
    there = np.array([[True, False, False], [False, True, False], [True, True, True]])
    found = complementarity(there, NEAR)
    # the first lacks 2 and 3 and is near to 2 only; of 2's neighbourhood (1.8 with itself) the
    # second has 2 itself: 1 / 1.8. The third adds 2 and 3: (1 + 0.2) / 1.8
    assert found[0, 1] == pytest.approx(1 / 1.8)
    assert found[0, 2] == pytest.approx(1.2 / 1.8)
    # the second is near to 1 (0.6 / 0.6) and 3 (0.2 / 0.2); the first adds 1: 1 / 1.6 of the one,
    # nothing of the other
    assert found[1, 0] == pytest.approx((1 / 1.6 + 0) / 2)
    # who has everything lacks nothing
    assert found[2].tolist() == [0.0, 0.0, 0.0]


def test_ties_are_counted_and_held_against_chance():
    joint = bipartite(
        ["a1", "b1", "a2", "b2", "a1", "b2", "x", "y", "x", "z"],
        ["p", "p", "q", "q", "r", "r", "s", "s", "t", "t"],
    ).joint()
    ties = ties_between(joint, [roster("a", ["a1", "a2"]), roster("b", ["b1", "b2"]),
                                roster("c", [])])  # fmt: skip
    assert ties.count[0, 1] == 3
    assert ties.count[0, 1] == ties.count[1, 0]
    assert 0 < ties.expected[0, 1] < 3
    assert ties.log[0, 1] > 0
    # who has no known members has no ties to speak of, which is not none
    assert np.isnan(ties.count[0, 2])
    assert np.isnan(ties.log[2, 1])


def test_without_projects_or_members_nothing_is_known():
    for joint, members in ((None, ["a1"]), (bipartite(["a", "b"], ["p", "p"]), [])):
        ties = ties_between(joint, [roster("a", members), roster("b", members)])
        assert np.isnan(ties.count).all()
        assert np.isnan(ties.log).all()


def pairs(**columns):
    given = {"relatedness": [0.1, 0.2, 0.3], "adds_to_one": [0.1, 0.2, 0.3],
             "adds_to_other": [0.1, 0.2, 0.3], "ties_log": [np.nan] * 3,
             "distance_km": [0.0, 150.0, 300.0], **columns}  # fmt: skip
    numbers = np.arange(3)
    return Pairs(numbers, numbers + 1, **{k: np.array(v, float) for k, v in given.items()})


def test_parts_of_the_score():
    parts = parts_of_score(pairs(ties_log=[1.0, 0.0, -1.0]), 150.0)
    assert parts.tolist() == [[0.0, 0.0, 0.0, 1.0], [0.5, 0.5, 0.5, 0.0], [1.0, 1.0, 1.0, 0.0]]
    assert np.isnan(parts_of_score(pairs(), 150.0)[:, 2]).all()


def test_what_is_not_known_speaks_neither_for_nor_against():
    weights = np.array(MatchRules().weights)
    parts = np.array([[1.0, 1.0, np.nan, 1.0], [1.0, 1.0, np.nan, np.nan], [1.0, 1.0, np.nan, 0.0]])
    far, unknown, near = score(parts, weights)[[2, 1, 0]]
    assert far < unknown < near
    assert unknown == pytest.approx((far + near) / 2)


def test_stability_is_a_share_and_the_best_by_all_parts_always_stays():
    random = np.random.default_rng(1)
    parts = random.random((60, 4)) * 0.8
    parts[7] = 1.0
    found = stability(parts, MatchRules())
    assert found[7] == 1.0
    assert found.sum() == pytest.approx(10.0)


def test_distances():
    spots = {"0301": (10.75, 59.91), "3107": (10.93, 59.22)}
    assert distance_km(spots, "0301", "3107") == pytest.approx(77, abs=2)  # by a map
    assert distance_km({}, "0301", "0301") == 0.0
    assert distance_km({}, "0301", "3107") > 0  # between the counties
    assert np.isnan(distance_km({}, "3107", "3105"))
    assert np.isnan(distance_km(spots, None, "0301"))


def test_reasons_in_both_languages():
    names = {"nb": {"C10": "Matindustri", "J62": "Programmering"},
             "en": {"C10": "Food industry", "J62": "Programming"}}  # fmt: skip
    fits = MatchInstrument("Katapult", (), False, {"nb": "de kan", "en": "they can"})
    facts = Facts("A", "B", 0.93, [], ("C10", "J62"), "J62", None, 0.0, 1.25, [], 126.4, 150.0,
                  fits)  # fmt: skip
    told = reasons(facts, names)
    assert told["nb"].split("\n") == [
        "Mer beslektet enn 93 av 100 par: «matindustri» og «programmering» hører sammen i Europas "
        "regioner.",
        "B har noe som A mangler og ligger nær: «programmering».",
        "Medlemmene har ingen felles prosjekter; tilfeldighet ville gitt 1,2.",
        "Det er 126 km mellom setene.",
        "Virkemiddelet Katapult passer: de kan.",
    ]
    met = reasons(replace(facts, ties=3.0, distance_km=0.0), names)["en"].split("\n")
    assert met[2] == "Their members meet 3 times in joint projects, where chance would give 1.2."
    assert met[3] == "Their seats are in one municipality."
    unknown = Facts("A", "B", 0.2, ["C10"], None, None, None, np.nan, np.nan, ["A", "B"], np.nan,
                    150.0, None)  # fmt: skip
    assert "the members of A and B are not given" in reasons(unknown, names)["en"]
    assert shortcoming({"relatedness": 0.9, "nearness": 0.16})["en"] == (
        "Their seats are far apart: nearness counts 16 of 100."
    )
