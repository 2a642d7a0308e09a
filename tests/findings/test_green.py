"""Green: shares by hand, intervals that hold, and a weight that changes what rests on it alone."""

from __future__ import annotations

import shutil
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspill.build import build
from samspill.findings.green import FINDING
from samspill.findings.green.funding import dealt
from samspill.findings.green.outlook import _alike, _leans_on, _standing
from samspill.findings.green.shares import parts_of_areas
from samspill.findings.green.weights import share_of, weights_of
from samspill.matrix import Axis, Matrix
from samspill.region import load_region
from samspill.tables import table

# shares


def test_a_share_by_hand():
    # 100 jobs wholly green, 300 a tenth green (0.05 to 0.3): (100 + 30) / 400
    weights = np.array([[1.0, 0.8, 1.0], [0.1, 0.05, 0.3]])
    found = share_of(weights, np.array([100.0, 300.0]), np.array([1.0, 1.0]))
    assert found.value == pytest.approx(0.325)
    assert found.weights_low == pytest.approx((80 + 15) / 400)
    assert found.weights_high == pytest.approx((100 + 90) / 400)
    # variance by hand: ((0.675)² 100 + (0.225)² 300) / 400²
    spread = np.sqrt((0.675**2 * 100 + 0.225**2 * 300) / 400**2)
    assert found.low == pytest.approx(0.325 - 1.96 * spread, abs=0.003)
    assert found.high == pytest.approx(0.325 + 1.96 * spread, abs=0.003)


def test_nothing_has_no_share_and_a_single_plant_is_hardly_known():
    assert share_of(np.zeros((0, 3)), np.array([]), np.array([])) is None
    assert share_of(np.zeros((1, 3)), np.array([0.0]), np.array([1.0])) is None
    one = share_of(np.ones((1, 3)), np.array([500.0]), np.array([500.0]))
    assert one.value == one.high == 1.0
    # one plant says as much as one throw: Jeffreys after one success
    assert one.low == pytest.approx(0.1466, abs=1e-3)


def test_what_has_one_weight_has_the_interval_of_its_plain_number():
    # 0.95 is not exact in binary, and neither is the mean of many of it
    weights = np.full((9, 3), 0.95)
    found = share_of(weights, np.ones(9), np.ones(9))
    assert found.value == pytest.approx(0.95)
    # Jeffreys for 8.55 of 9: Beta(9.05, 0.95) by scipy.stats.beta.ppf
    assert (found.low, found.high) == (
        pytest.approx(0.6724, abs=1e-4),
        pytest.approx(0.9977, abs=1e-4),
    )


def test_the_interval_holds_the_true_share_as_often_as_it_says():
    rng = np.random.default_rng(1)
    weights = rng.random(30) * (rng.random(30) < 0.4)
    each = np.stack([weights] * 3, axis=1)
    expected = rng.gamma(1.0, 40.0, 30)  # establishments, of 10 jobs each
    truth = (weights * expected).sum() / expected.sum()
    held = 0
    for _ in range(400):
        drawn = rng.poisson(expected) * 10.0
        found = share_of(each, drawn, np.full(30, 10.0))
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.98


def test_of_a_division_an_area_has_the_part_that_is_its_own():
    # an area that names a class of wholesale trade has not the whole of it
    parts = [
        {"activity_code": code, "area_id": area, "area_part": 0.9, "area_part_by_code": part,
         "basis": "code"}
        for code, area, part in (
            ("G46", "ict", 0.02), ("J62", "ict", 0.8), ("J62", "smart", 0.2), ("A01", "bio", 1.0),
        )
    ]  # fmt: skip
    schema = table("area_activities").schema
    work = SimpleNamespace(tables={"area_activities": pa.Table.from_pylist(parts, schema=schema)})
    codes = ("A01", "G46", "J62", "Q86")
    assert parts_of_areas(work, ("ict",), codes).tolist() == [0.0, 0.02, 0.8, 0.0]
    # a cluster of two areas has what either has
    assert parts_of_areas(work, ("ict", "smart"), codes).tolist() == [0.0, 0.02, 1.0, 0.0]


# options


@pytest.mark.parametrize(
    ("green", "other", "said"),
    [(0.9, 0.9, "both"), (0.9, 0.5, "green"), (0.5, 0.8, "other"), (0.1, 0.79, "neither")],
)
def test_what_an_option_leans_on(green, other, said):
    assert _leans_on(green, other) == said
    assert _leans_on(np.nan, other) == "unknown"


def test_a_position_counts_the_places_that_lack_the_activity():
    places, acts = Axis("place", "", ("A", "B", "C", "D")), Axis("activity", "", ("x",))
    quotients = Matrix([[0.5], [2.0], [0.1], [0.2]], places, acts)
    near = np.array([[0.3], [0.9], [0.1], [0.1]])
    # B has it: A is above both others, C and D tie
    found = _standing(near, quotients, places.codes)
    assert found[:, 0].tolist() == pytest.approx([2.5 / 3, 1.0, 1 / 3, 1 / 3])


# support


def test_places_that_are_all_alike_have_no_correlation():
    flat, rising = np.zeros(4), np.array([1.0, 2.0, 3.0, 4.0])
    assert _alike(rising, 2 * rising + 1) == pytest.approx(1.0)
    # nothing is called green in the profile, or two places only are known
    assert _alike(flat, rising) is _alike(rising, flat) is _alike(rising[:2], rising[:2]) is None


def test_awards_dealt_by_jobs_are_seldom_called_anything_else():
    rng = np.random.default_rng(2)
    parts = np.array([0.5, 0.3, 0.15, 0.05])
    called = 0
    for _ in range(60):
        money = rng.lognormal(12, 1.5, 80)
        to = rng.choice(4, size=80, p=parts)
        observed = np.bincount(to, weights=money, minlength=4) / money.sum()
        low, high, p = dealt(money, parts, observed, rng)
        assert (low <= parts).all()
        assert (parts <= high).all()
        called += int((p < 0.05).sum())
    assert called / 240 < 0.08


def test_money_that_all_goes_to_a_small_activity_is_more_than_chance():
    rng = np.random.default_rng(3)
    _, high, p = dealt(np.ones(100), np.array([0.9, 0.1]), np.array([0.0, 1.0]), rng)
    assert p[1] < 0.01
    assert high[1] < 0.2


# the weights


def test_the_profile_weighs_in_part_by_default_and_says_why():
    region = load_region("osloregionen")
    activities = [one for one in region.green if one.kind == "activity"]
    assert len(activities) > 40
    partial = [one for one in activities if 0 < one.weight < 1]
    assert len(partial) > 0.9 * len(activities)
    assert all(
        one.low <= one.weight <= one.high and one.reason and one.source for one in activities
    )
    weights = weights_of(region)
    assert weights.each(["E38", "A99"]).tolist() == [[0.95, 0.8, 1.0], [0.0, 0.0, 0.0]]


@pytest.fixture(scope="module")
def two_builds(tmp_path_factory, imported):
    """Build the sample twice: as it is, and with another weight of one activity."""
    folder = tmp_path_factory.mktemp("regions") / "osloregionen"
    shutil.copytree(str(files("samspill") / "regions" / "osloregionen"), folder)
    path = folder / "green.csv"
    text = path.read_text(encoding="utf-8")
    assert "activity,C27,0.35,0.15,0.6," in text
    path.write_text(
        text.replace("activity,C27,0.35,0.15,0.6,", "activity,C27,0.5,0.2,0.7,"), encoding="utf-8"
    )
    return [
        build(load_region(region), imported(tmp_path_factory.mktemp("home")))
        for region in ("osloregionen", folder)
    ]


def told_apart(one, other, name):
    """Give the rows of a table of one build that the other build does not have."""

    def known(of_build):
        return {repr(sorted(row.items())): row for row in of_build.read(name).to_pylist()}

    there = known(other)
    return [row for key, row in known(one).items() if key not in there]


@pytest.mark.slow
def test_a_green_weight_changes_exactly_the_figures_that_rest_on_it(two_builds):
    before, after = two_builds
    listed = before.manifest["tables"]
    judged = {name for name in listed if "green.csv" in listed[name]["profile"]}
    assert set(FINDING.tables) < judged
    changed = {name: told_apart(before, after, name) for name in listed}
    # what the manifest does not name is the same to the last digit
    assert {name for name in listed if changed[name]} <= judged
    # of what it names, the rows that are about the activity, or add it up
    for name in ("green_weights", "green_strengths", "green_support"):
        acts = {row.get("activity_code", row.get("code")) for row in changed[name]}
        assert acts <= {"C27"}, name
        assert acts or name == "green_support", name
    assert len(changed["green_weights"]) == 1
    # every share of jobs among which the activity is, and no other
    shares = before.read("green_shares").to_pylist()
    sizes = pq.read_table(before.tidy_path("sizes"))
    for measure in ("persons_employed", "employees_count"):
        own = sizes.filter(
            pc.and_(pc.equal(sizes["activity_code"], "C27"), pc.equal(sizes["measure"], measure))
        )
        has_it = {
            (row["place_code"], str(row["year"]))
            for row in own.to_pylist()
            # what is protected has no value, and counts in sums as what stands in for it
            if (row["held_value"] or row["value"] or 0) > 0
        }
        told, moved = (
            {
                (row["subject_code"], row["period"])
                for row in rows
                if row["subject"] == "place" and row["measure"] == measure
            }
            for rows in (shares, changed["green_shares"])
        )
        assert moved == told & has_it, measure
        assert moved < told, measure
    assert {row["subject"] for row in changed["standing"]} == {"green"}
    # ranks among few regions need not move
    assert {row["subject"] for row in changed["standing_panels"]} <= {"green"}
    assert changed["standing_peers"] == []
    assert "projects_count" not in {row["measure"] for row in changed["green_shares"]}
    # the density is what it was; only what of it is green moves
    for name in ("density", "complexity", "forecast"):
        kept = [one.read("green_options")[name].to_pylist() for one in two_builds]
        assert kept[0] == kept[1]
    green = [pc.sum(one.read("green_options")["density_green"]).as_py() for one in two_builds]
    assert green[0] < green[1]
