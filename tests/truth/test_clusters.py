"""The sample's clusters: who should meet comes first, the decoys do not, the test is passed."""

import pytest

from samspill.build import build
from samspill.cli import _import_folder
from samspill.findings.meeting import Asked, plan_meeting, room_of
from samspill.region import load_region
from samspill.sample import write_null_sample, write_sample
from samspill.store import Store
from samspill.trace import explain

pytestmark = pytest.mark.slow

SEED = 2019


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("planted"), write_sample)


@pytest.fixture(scope="module")
def barren(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("barren"), write_null_sample)


def _built(folder, write):
    key = write(folder / "files", seed=SEED)
    store = Store(folder / "home")
    _import_folder(store, folder / "files")
    return key, build(load_region(folder / "files" / "profile"), store), store


def _rows(built, name):
    return built[1].read(name).to_pylist()


def _pairs(key, part):
    return {(one.cluster_a, one.cluster_b) for one in key.cluster_pairs if one.part == part}


def test_planted_pairs_rank_first_and_the_decoys_do_not(planted):
    rank = {(r["cluster_a"], r["cluster_b"]): r["rank"] for r in _rows(planted, "matches")}
    verdict = {(r["cluster_a"], r["cluster_b"]): r["verdict"] for r in _rows(planted, "matches")}
    due = _pairs(planted[0], "match")
    assert len(due) == 5
    assert {pair for pair, place in rank.items() if place <= 5} == due
    assert {verdict[pair] for pair in due} == {"match"}
    (together,), (unrelated,) = (_pairs(planted[0], p) for p in ("works_together", "unrelated"))
    assert verdict[together] == "works_together"
    assert verdict[unrelated] == "little_in_common"
    assert rank[unrelated] > len(rank) / 2
    assert rank[together] > len(due)


def test_pairs_that_began_are_seen_to_work_together(planted):
    verdict = {(r["cluster_a"], r["cluster_b"]): r["verdict"] for r in _rows(planted, "matches")}
    begun = _pairs(planted[0], "begins")
    assert len(begun) == 10
    assert {verdict[pair] for pair in begun} == {"works_together"}


def test_on_hidden_ties_the_ranking_beats_every_plain_method(planted):
    trial = {row["method"]: row for row in _rows(planted, "match_trial")}
    assert trial["score"]["begun_count"] == len(_pairs(planted[0], "begins"))
    plain = ("common_neighbours", "preferential_attachment", "distance", "chance")
    assert set(trial) == {"score", *plain}
    for method in plain:
        assert trial[method]["gain_low"] > 0, method
        assert trial[method]["verdict"] == "beats"


def test_without_planting_the_ranking_knows_nothing(barren):
    assert barren[0].cluster_pairs == ()
    # no pair begins to meet late in it: there is nothing to score, and nothing is claimed
    assert _rows(barren, "match_trial") == []


def test_members_are_recognised_and_pairs_are_introduced_that_have_not_met(planted):
    clusters = _rows(planted, "clusters")
    assert len(clusters) == 14
    assert all(row["listed_count"] == row["recognised_count"] == 14 for row in clusters)
    members = {(r["cluster_id"], r["actor_id"]) for r in _rows(planted, "cluster_members")}
    met = {(r["actor_a"], r["actor_b"]) for r in _rows(planted, "network_edges")}
    introduced = _rows(planted, "match_actors")
    assert introduced
    for row in introduced:
        assert (row["cluster_a"], row["actor_a"]) in members
        assert (row["cluster_b"], row["actor_b"]) in members
        assert tuple(sorted((row["actor_a"], row["actor_b"]))) not in met


def test_environments_stand_on_strengths_and_say_who_organises_them(planted):
    strong = {
        (r["place_code"], r["activity_code"])
        for r in _rows(planted, "strengths")
        if r["is_strength"]
    }
    environments = _rows(planted, "environments")
    assert any(row["q_value"] < 0.05 for row in environments)
    for row in environments:
        codes = row["activity_codes"].split()
        assert len(codes) >= 2
        assert all((row["place_code"], code) in strong for code in codes)
        assert row["is_covered"] == (row["cluster_ids"] is not None)


def _room(built, area):
    names = ("meeting_candidates", "meeting_topics", "network_edges", "activity_proximities",
             "activities")  # fmt: skip
    return room_of(area, *(_rows(built, name) for name in names))


def test_a_meeting_of_sixty_for_area_four(planted):
    room = _room(planted, "environment")
    plan = plan_meeting(room, Asked(60))
    assert len(plan.invitees) == 60
    others = {one.kind: one for one in plan.instead}
    assert set(others) == {"covering", "largest", "strong", "random"}
    # fewer who have met than by chance, by size or by strength alone, and more that is covered
    for kind in ("largest", "strong", "random"):
        assert plan.ties < others[kind].ties, kind
        assert plan.coverage > others[kind].coverage_high, kind
    # to mind who has met costs little of what is covered, and parts some who have
    assert plan.ties < others["covering"].ties
    assert others["covering"].coverage - 0.02 < plan.coverage
    assert plan.able_ties > 20
    assert plan.coverage >= 0.8 * plan.bound
    covered = {one.kind: (one.covered, one.total) for one in plan.topics}
    assert covered["strength"][0] == covered["strength"][1]
    assert covered["provider"][0] == covered["provider"][1]
    assert covered["place"][0] >= 0.5 * covered["place"][1]


def test_changing_one_constraint_changes_the_plan_as_expected(planted):
    room = _room(planted, "environment")
    whole = plan_meeting(room, Asked(60))
    fewer = plan_meeting(room, Asked(30))
    assert len(fewer.invitees) == 30
    assert fewer.coverage < whole.coverage
    here = plan_meeting(room, Asked(60, places=("0301",)))
    hosts = ("provider", "cluster")
    assert all(
        one.candidate["place_code"] == "0301" or one.candidate["kind"] in hosts
        for one in here.invitees
    )
    first = whole.invitees[0].candidate["candidate_id"]
    again = plan_meeting(room, Asked(60, without=(first,)))
    assert first not in {one.candidate["candidate_id"] for one in again.invitees}
    other = plan_meeting(_room(planted, "health"), Asked(60))
    names = [{one.candidate["name"] for one in plan.invitees} for plan in (whole, other)]
    assert len(names[0] & names[1]) < 30


def test_a_match_leads_back_to_its_figures_and_participations(planted):
    _, made, store = planted
    row = min(_rows(planted, "matches"), key=lambda one: one["rank"])
    told = explain(made, store.vault, "matches", {k: row[k] for k in ("cluster_a", "cluster_b")})
    assert [piece.table for piece in told.pieces] == ["sizes", "participations"]
    assert all(piece.rows_count for piece in told.pieces)
