"""A meeting planned by hand-made rooms: what is chosen, the bound, the ties, the tables."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from samspill.errors import UsageError
from samspill.findings.meeting import (
    Asked,
    Room,
    acquainted,
    lines,
    meeting_document,
    plan_meeting,
    reason,
)
from samspill.findings.meeting.planning import _coverage, _covers, _weights
from samspill.typesetting import typeset

NAMES = {
    "C10": {"nb": "Matindustri", "en": "Food industry"},
    "J62": {"nb": "Programmering", "en": "Programming"},
}


def candidate(key, topics, *, kind="company", place="0301", activity="C10", importance=0.5):
    return {
        "candidate_id": key, "area_id": "bio", "name": key.upper(), "kind": kind,
        "place_code": place, "place_name": place, "activity_code": activity, "actor_id": key,
        "importance": importance, "topic_ids": " ".join(topics), "cluster_ids": None,
    }  # fmt: skip


def topic(key, weight, kind="place"):
    return {"area_id": "bio", "topic_id": key, "kind": kind, "place_code": None,
            "activity_code": None, "title_nb": key, "title_en": key,
            "importance": weight}  # fmt: skip


def room(candidates, topics, ties=None, proximity=None):
    return Room(candidates, topics, ties or {}, proximity or {}, NAMES)


def random_room(seed, people=14, things=6):
    random = np.random.default_rng(seed)
    return room(
        [
            candidate(
                f"a{n:02d}",
                [f"t{t}" for t in range(things) if random.random() < 0.3],
                importance=float(random.random()),
                place=str(n % 3),
                activity=("C10", "J62")[n % 2],
            )
            for n in range(people)
        ],
        [topic(f"t{t}", 1 / things) for t in range(things)],
        {
            (f"a{a:02d}", f"a{b:02d}"): 1
            for a, b in combinations(range(people), 2)
            if random.random() < 0.2
        },
        {("C10", "J62"): 0.4},
    )


def test_worked_by_hand():
    # a covers x and y with 0.75 each, b covers x, c covers z: weights 0.5, 0.3, 0.2
    people = [candidate("a", ["x", "y"]), candidate("b", ["x"]), candidate("c", ["z"]),
              candidate("d", [], importance=0.0)]  # fmt: skip
    topics = [topic("x", 0.5), topic("y", 0.3), topic("z", 0.2)]
    plan = plan_meeting(room(people, topics), Asked(4))
    assert [one.candidate["candidate_id"] for one in plan.invitees] == ["a", "c", "b", "d"]
    # two cover x, so that a quarter of a quarter is missing; of the others a quarter is
    assert plan.coverage == pytest.approx(0.5 * 0.9375 + 0.3 * 0.75 + 0.2 * 0.75)
    assert plan.bound == pytest.approx(plan.coverage)
    assert plan.ties == 0
    assert [(t.covered, t.total) for t in plan.topics] == [(3, 3)]


@pytest.mark.parametrize("seed", range(12))
def test_no_set_is_worth_more_than_the_bound_and_greedy_keeps_its_word(seed):
    made = random_room(seed)
    covers = _covers(made.candidates, made.topics)
    weights = _weights(made.topics, covers)
    best = max(
        _coverage(covers[list(some)], weights)
        for some in combinations(range(len(made.candidates)), 5)
    )
    free = plan_meeting(Room(made.candidates, made.topics, {}, {}, NAMES), Asked(5))
    assert best <= free.bound + 1e-12
    assert free.coverage >= (1 - 1 / np.e) * best
    with_ties = plan_meeting(made, Asked(5))
    assert best <= with_ties.bound + 1e-12


def test_who_has_met_is_not_asked_twice():
    people = [candidate(k, ["x"], importance=0.5) for k in ("a", "b", "c", "d", "e")]
    made = room(people, [topic("x", 1.0)], {("a", "b"): 3})
    chosen = {one.candidate["candidate_id"] for one in plan_meeting(made, Asked(4)).invitees}
    assert chosen == {"a", "c", "d", "e"}


def test_other_choices_are_measured_in_the_same_way():
    # a and b have met, and cover x and y; c covers y less well; d and e nothing
    people = [
        candidate("a", ["x"], importance=1.0), candidate("b", ["y"], importance=1.0),
        candidate("c", ["y"], importance=0.9), candidate("d", [], importance=0.2),
        candidate("e", [], importance=0.1),
    ]  # fmt: skip
    made = room(people, [topic("x", 0.5), topic("y", 0.5)], {("a", "b"): 2})
    plan = plan_meeting(made, Asked(4))
    assert [one.candidate["candidate_id"] for one in plan.invitees] == ["a", "c", "d", "e"]
    assert (plan.able_count, plan.able_ties, plan.ties) == (5, 1, 0)
    covering = plan.choice("covering")
    # a and b cover both wholly: whoever has met
    assert (covering.ties, covering.coverage) == (1, pytest.approx(1.0))
    assert plan.coverage == pytest.approx(0.5 + 0.5 * 0.95)
    assert (plan.choice("largest").ties, plan.choice("strong").ties) == (1, 1)
    # both are there in three of five draws: of five candidates four are drawn
    assert plan.choice("random").ties == pytest.approx(0.6, abs=0.12)
    assert acquainted(plan, "en") == (
        "Of the 5 that can be invited, one pair has joint projects in the sources."
    )
    strangers = plan_meeting(room(people, [topic("x", 0.5), topic("y", 0.5)]), Asked(4))
    assert "ingen par felles prosjekter" in acquainted(strangers, "nb")
    assert "by the largest in the area and the largest in the strong" in acquainted(strangers, "en")


def test_one_constraint_changes_the_plan_as_expected():
    made = random_room(3)
    whole = plan_meeting(made, Asked(8))
    small = plan_meeting(made, Asked(5))
    ids = [one.candidate["candidate_id"] for one in whole.invitees]
    # seats weigh alike in both, so that the first are the same
    assert small.coverage <= whole.coverage
    assert len(small.invitees) == 5
    there = plan_meeting(made, Asked(8, places=("1",)))
    assert {one.candidate["place_code"] for one in there.invitees} == {"1"}
    without = plan_meeting(made, Asked(8, without=(ids[0],)))
    assert ids[0] not in {one.candidate["candidate_id"] for one in without.invitees}
    themed = plan_meeting(made, Asked(8, theme="programmering"))
    assert {one.candidate["activity_code"] for one in themed.invitees} == {"J62"}


def test_tables_part_those_who_have_met_and_are_even():
    people = [candidate(f"a{n:02d}", ["x"], importance=0.5 - n / 100) for n in range(20)]
    ties = {(f"a{n:02d}", f"a{n + 1:02d}"): 1 for n in range(0, 20, 2)}
    plan = plan_meeting(room(people, [topic("x", 1.0)], ties), Asked(20))
    assert sorted(len(table) for table in plan.tables) == [6, 7, 7]
    at = {one.candidate["candidate_id"]: one.table for one in plan.invitees}
    assert all(at[a] != at[b] for a, b in ties)
    assert plan.ties == len(ties)


def test_only_related_ones_who_have_not_met_are_introduced():
    people = [candidate("a", ["x"]), candidate("b", ["x"], activity="J62"),
              candidate("c", ["x"], activity="J62"), candidate("d", ["x"])]  # fmt: skip
    made = room(people, [topic("x", 1.0)], {("a", "b"): 1}, {("C10", "J62"): 0.4})
    pairs = {
        (one.one["candidate_id"], one.other["candidate_id"])
        for one in plan_meeting(made, Asked(4)).introductions
    }
    assert {tuple(sorted(pair)) for pair in pairs} == {("a", "c"), ("b", "d"), ("c", "d")}


def test_what_cannot_be_planned():
    made = random_room(1)
    for seats in (3, 301):
        with pytest.raises(UsageError, match="cannot be planned"):
            plan_meeting(made, Asked(seats))
    with pytest.raises(UsageError, match="Nobody fits"):
        plan_meeting(made, Asked(8, theme="romfart"))


def test_in_words_and_on_paper():
    people = [
        candidate("a", ["strength:x"]), candidate("b", ["p"], kind="provider"),
        candidate("c", [], importance=0.1), candidate("d", ["strength:x"], activity="J62"),
    ]  # fmt: skip
    topics = [topic("strength:x", 0.6, "strength"), topic("p", 0.4, "provider")]
    plan = plan_meeting(room(people, topics, proximity={("C10", "J62"): 0.5}), Asked(4))
    told = {one.candidate["name"]: reason(one, "nb") for one in plan.invitees}
    assert told["A"] == "Er i et sterkt miljø: strength:x"
    assert told["B"] == "Forvalter virkemidler for området"
    assert told["C"] == "Er blant de største i området"
    rows = list(lines(plan, NAMES, "en"))
    assert {row["activity"] for row in rows} <= {"Food industry", "Programming", ""}
    for language in ("nb", "en"):
        document = meeting_document(
            plan, NAMES, language=language, area="Bio", colour="#009E73", region="Prøve",
            day="2026-01-01", build="b", is_sample=True,
        )  # fmt: skip
        assert typeset(document).startswith(b"%PDF-")
