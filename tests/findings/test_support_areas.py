"""The areas' shares of support against their shares of the jobs, by hand and under the null."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from samspill.errors import UsageError
from samspill.findings.support.areas import Areas, hold_areas, judge_areas
from samspill.findings.support.awards import Coded, Slice
from samspill.findings.support.places import Place
from samspill.findings.support.sharing import concentration
from samspill.findings.support.strength import Strength
from samspill.uncertainty import deal_parts

ONE = Slice("grant", "", "", 2013, 2013, ("region",))
STRENGTH = Strength(
    "here", "region", "brreg_underenheter", "employees_count", (2013,), {"C10": 300.0, "J62": 700.0}
)
IDS = ("bio", "ict", "unclassified")
JOBS = {"C10": np.array([1.0, 0.0, 0.0]), "J62": np.array([0.0, 0.5, 0.5])}


class Given:
    """Awards as the finding has them, all in the place and the slice."""

    def __init__(self, amounts, activities, actors=None):
        self.amount = np.asarray(amounts, np.float64)
        self.activity = Coded.of(activities)
        self.recipient = np.asarray(actors or range(len(amounts)), np.int64)

    def inside(self, place, kind):
        return np.ones(len(self.amount), np.bool_)

    def with_head_office(self, place, kind):
        return None


def held(given, parts, jobs=JOBS, by_code=None):
    areas = Areas(IDS, np.asarray(parts, np.float64), jobs, by_code or jobs)
    everywhere = np.ones(len(given.amount), np.bool_)
    rows = hold_areas(given, everywhere, ONE, Place.of(given, STRENGTH), areas)
    judge_areas(rows)
    return {row["area_id"]: row for row in rows}


def test_shares_by_hand():
    given = Given([100.0, 60.0, 40.0, 900.0], ["C10", "J62", "J62", "A01"])
    rows = held(given, [[0.6, 0.4, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    # what goes to farming, of which no jobs are known, is in the sum and in no share
    assert [rows[area]["amount_nok"] for area in IDS] == [960, 100, 40]
    assert [rows[area]["measured_nok"] for area in IDS] == [60, 100, 40]
    assert rows["bio"]["area_support_share"] == pytest.approx(60 / 160)
    # 300 jobs of food and half of 700 of software belong to an area
    assert rows["bio"]["area_jobs_share"] == pytest.approx(300 / 650)
    assert rows["ict"]["area_jobs_share"] == pytest.approx(350 / 650)
    # by the code alone: 100 of food, and half of the 100 of software
    assert rows["bio"]["area_support_share_by_code"] == pytest.approx(100 / 150)
    assert rows["ict"]["expected_nok"] == pytest.approx(160 * 350 / 650)
    assert rows["unclassified"]["verdict"] is None
    assert "area_support_share" not in rows["unclassified"]


def test_many_awards_to_one_area_are_called():
    given = Given([10.0] * 40, ["C10"] * 36 + ["J62"] * 4)
    parts = [[1.0, 0.0, 0.0]] * 36 + [[0.0, 1.0, 0.0]] * 4
    rows = held(given, parts)
    assert (rows["bio"]["verdict"], rows["ict"]["verdict"]) == ("above_share", "below_share")
    assert rows["bio"]["q_value"] < 1e-4


def test_what_only_the_words_say_is_not_called():
    given = Given([10.0] * 40, ["C10"] * 10 + ["J62"] * 30)
    rows = held(given, [[1.0, 0.0, 0.0]] * 36 + [[0.0, 1.0, 0.0]] * 4)
    # by words nearly all is bio, by codes less than its share of the jobs is
    assert rows["bio"]["area_support_share_by_code"] < rows["bio"]["area_jobs_share_by_code"]
    assert rows["bio"]["verdict"] == "depends_on_words"


def test_money_within_the_band_is_not_called_however_many_the_awards():
    given = Given([1.0] * 60 + [60.0, 10.0], ["C10"] * 60 + ["J62", "J62"])
    parts = [[1.0, 0.0, 0.0]] * 60 + [[0.0, 1.0, 0.0]] * 2
    rows = held(given, parts)
    assert rows["bio"]["q_value"] < 0.05
    assert rows["bio"]["expected_low"] < rows["bio"]["area_support_share"]
    assert rows["bio"]["verdict"] == "as_expected"


def test_one_recipient_many_times_is_one_when_recipients_are_dealt():
    parts = [[1.0, 0.0, 0.0]] * 40 + [[0.0, 1.0, 0.0]] * 12
    activities = ["C10"] * 40 + ["J62"] * 12
    actors = [0] * 40 + [*range(1, 13)]
    row = held(Given([10.0] * 52, activities, actors), parts)["bio"]
    assert row["q_value"] < 0.01
    assert row["q_recipients"] > 0.05


def test_what_is_in_no_area_is_held_against_nothing():
    rows = held(Given([10.0] * 5, ["J62"] * 5), [[0.0, 0.0, 1.0]] * 5)
    assert rows["unclassified"]["amount_nok"] == 50
    assert rows["bio"]["verdict"] == "no_strength_measure"


@pytest.mark.parametrize("is_shared", [False, True])
def test_under_the_null_five_per_cent_of_the_areas_have_p_below_five(is_shared):
    """Awards that fall whole on an area are called as often as they should, shared ones less."""
    random = np.random.default_rng(5)
    below = []
    for trial in range(150):
        jobs = random.dirichlet(np.full(7, 3.0))
        sizes = np.round(random.lognormal(12.5, 1.2, 150) / 1000 + 1) * 1000
        parts = np.eye(7)[random.choice(7, 150, p=jobs)]
        if is_shared:
            parts = (parts + np.eye(7)[random.choice(7, 150, p=jobs)]) / 2
        p = deal_parts(sizes, parts, jobs, seed=trial, draws=200).p
        below.append(p[jobs * 150 >= 0.5] < 0.05)
    rate = np.concatenate(below).mean()
    assert rate <= 0.03 if is_shared else 0.03 <= rate <= 0.07


def test_parts_that_are_not_one_are_refused():
    with pytest.raises(UsageError, match="sum to one"):
        deal_parts([1.0], [[0.5, 0.4]], [1.0, 1.0], seed=1)


# fragmentation


def fragments(providers, codes, amounts=None):
    """Give the rows of the country's activities."""
    count = len(providers)
    awards = SimpleNamespace(
        kind=Coded.of(["grant"] * count),
        years=(2013,),
        provider=Coded.of(providers),
        activity=Coded.of(codes),
        county=Coded.of([None] * count),
        amount=np.asarray(amounts or [1.0] * count, np.float64),
        rows=pa.table({"award_id": [str(n) for n in range(count)]}),
        inside=lambda place, kind: np.full(count, place == "NO"),
    )
    work = SimpleNamespace(tables={}, region=SimpleNamespace(sets=()))
    return {row["code"]: row for row in concentration(work, awards)}


def test_support_that_one_gives_where_many_could_is_gathered():
    # two givers of as many awards: A gives all of C10, and both give J62
    rows = fragments(["A"] * 40 + ["B"] * 50 + ["A"] * 10, ["C10"] * 40 + ["J62"] * 60)
    assert rows["C10"]["herfindahl"] == 1
    assert rows["C10"]["q_value"] < 0.05
    # 40 equal awards drawn from as many of A's as of B's: 1/2 + 1/2 · 1/40
    assert rows["C10"]["expected"] == pytest.approx(0.5 + 0.5 / 40, abs=0.005)
    assert rows["C10"]["expected_high"] < 1


def test_support_dealt_among_givers_at_random_is_not_called():
    random = np.random.default_rng(8)
    called, seen = 0, 0
    for _ in range(12):
        providers = random.choice(["A", "B", "C"], 300, p=[0.6, 0.3, 0.1])
        codes = random.choice(["C10", "J62", "F41", "G47", "I55", "M71"], 300)
        rows = fragments(providers.tolist(), codes.tolist(), random.lognormal(0, 1, 300).tolist())
        called += sum(row["p_value"] < 0.05 for row in rows.values())
        seen += len(rows)
    assert called <= 0.11 * seen


def test_a_giver_of_few_large_awards_is_no_split_by_itself():
    # B gives every tenth award, ten times as large: half of the money, in every activity alike
    providers = (["A"] * 9 + ["B"]) * 20
    amounts = ([1.0] * 9 + [9.0]) * 20
    rows = fragments(providers, ["C10"] * 100 + ["J62"] * 100, amounts)
    for row in rows.values():
        assert row["herfindahl"] == pytest.approx(0.5)
        assert row["p_value"] > 0.2


def test_where_one_alone_gives_there_is_nothing_to_compare():
    row = fragments(["A"] * 5, ["C10"] * 5)["C10"]
    assert row["herfindahl"] == 1
    assert row["q_value"] is None
    assert "expected" not in row
