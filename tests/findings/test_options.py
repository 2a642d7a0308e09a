"""Options: the plane by hand, what leaps, what is too thin, the log that is never rewritten."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.findings.options import FINDING
from samspill.findings.plane import nearest_of, plane
from samspill.findings.prospective import log, scores
from samspill.findings.series import Series
from samspill.forecast import History
from samspill.matrix import Axis, Matrix
from samspill.store import Store
from samspill.tables import table

ACTS = Axis("activity", "nace-2", ("A01", "B05", "C10", "C11", "C12"))
PLACES = Axis("place", "nuts-2013", ("P1", "P2", "P3", "P4"))
# A01 and B05 go together, C10 and C11 do
QUOTIENTS = Matrix(
    [[2, 2, 0, 0, 0], [2, 2, 0, 0, 0], [0, 0, 2, 2, 2], [2, 0.5, 0, np.nan, 0.2]], PLACES, ACTS
)


def past(quotients=QUOTIENTS):
    return History({2014: quotients}, {2014: quotients}, PLACES.codes)


def series(quotients=QUOTIENTS):
    return Series(
        "eurostat_sbs", "persons_employed", "nuts-2013", np.array(["nuts2"] * 4, dtype=object),
        past(quotients), {2014: quotients}, {2014: quotients},
        {2014: np.zeros(quotients.shape, dtype=bool)},
        {2014: np.zeros(quotients.shape, dtype=bool)},
    )  # fmt: skip


def test_the_plane_holds_what_is_absent_and_observed():
    laid = plane(past(), 2014)
    assert laid.options[3].tolist() == [False, True, True, False, True]
    # B05 is with A01 in two places of the three that have A01: proximity 2/3, its only neighbour
    assert laid.density[3, 1] == 1.0
    assert laid.density[3, 2] == 0.0
    # two groups that no place joins have no complexity in common, so nothing is cut
    assert np.isnan(laid.complexity[3, 1])
    assert laid.quadrant[3, 1] is None
    assert laid.quadrant[3, 0] is None
    assert laid.quadrant[3, 3] is None
    assert np.isnan(laid.stability[3, 0])
    # so few activities that every option is among the first ten under every choice that can judge
    assert set(laid.stability[np.isfinite(laid.stability)]) == {1.0}


def test_quadrants_are_cut_at_the_medians_of_the_place():
    random = np.random.default_rng(1)
    acts = Axis("activity", "nace-2", tuple(f"C{n}" for n in range(10, 40)))
    places = Axis("place", "", tuple(f"P{n}" for n in range(30)))
    quotients = Matrix(np.exp(random.normal(size=(30, 30))), places, acts)
    laid = plane(History({2014: quotients}, {2014: quotients}, places.codes), 2014)
    for at in range(30):
        own = np.flatnonzero(laid.options[at])
        near = laid.density[at, own] >= np.median(laid.density[at, own])
        roads = [q in ("high_road", "slow_road") for q in laid.quadrant[at, own]]
        assert near.tolist() == roads
        assert sorted(laid.rank[at, own]) == list(range(1, len(own) + 1))
    inside = laid.stability[laid.options]
    assert ((inside >= 0) & (inside <= 1)).all()
    # what is among the first ten by the usual choice stays there more often than what is not
    assert laid.stability[laid.rank <= 10].mean() > laid.stability[laid.rank > 10].mean() + 0.1


def test_the_nearest_are_named_in_order():
    near = Matrix([[0, 0.2, 0.6], [0.2, 0, 0], [0.6, 0, 0]], *[Axis("activity", "", "abc")] * 2)
    found = nearest_of(near, np.array([False, True, True]), 3)
    assert found == {0: ["c", "b"], 1: [], 2: []}


# frozen forecasts


def forecasts(**columns):
    row = {
        "source": ["eurostat_sbs"] * 2, "vintage": ["2015"] * 2, "version": ["1"] * 2,
        "place_code": ["P1", "P4"], "activity_code": ["C10", "A01"], "start_year": [2012] * 2,
        "end_year": [2014] * 2, "measure": ["persons_employed"] * 2, "forecast": [0.2, 0.6],
        "forecast_low": [0.1, 0.5], "forecast_high": [0.3, 0.7], "baseline": [0.1, 0.4],
        "lq": [0.5, 0.9],
    } | columns  # fmt: skip
    return table("forecast_log").conform(pa.table(row))


def test_a_frozen_forecast_is_scored_and_never_rewritten():
    kept = log(forecasts(), [forecasts(forecast=[0.9, 0.9])], [series()])
    assert kept["forecast"].to_pylist() == [0.2, 0.6]
    assert kept["outcome"].to_pylist() == ["did_not", "came_true"]
    assert kept["lq_end"].to_pylist() == [0.0, 2.0]
    told = scores(kept).to_pylist()[0]
    assert (told["cells_count"], told["at_risk_count"], told["entries_count"]) == (2, 2, 1)
    assert told["expected_count"] == pytest.approx(0.8)
    assert told["brier"] == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert told["baseline"] == pytest.approx((0.1**2 + 0.6**2) / 2)
    assert told["average_precision"] == 1.0


def test_a_forecast_whose_year_has_not_come_is_pending_and_an_unobserved_cell_is_no_failure():
    fresh = forecasts(start_year=[2014, 2012], end_year=[2016, 2014], activity_code=["C10", "C11"])
    kept = log(table("forecast_log").empty(), [fresh], [series()])
    assert sorted(kept["outcome"].to_pylist()) == ["not_observed", "pending"]
    assert scores(kept)["entries_count"].to_pylist() == [None, None]


def test_another_version_of_the_program_is_another_forecast():
    kept = log(forecasts(), [forecasts(version=["2"] * 2)], [series()])
    assert kept.num_rows == 4


# in a build


def test_every_option_is_absent_and_has_its_place_in_the_list(sample_home: Store):
    build = sample_home.current()
    options = build.read("options")
    assert options.num_rows > 1000
    assert pc.max(options["lq"]).as_py() < 1
    for place in ("NO01", "0301"):
        own = options.filter(pc.equal(options["place_code"], place)).to_pylist()
        ranks = sorted(row["rank"] for row in own if row["rank"] is not None)
        assert ranks == list(range(1, len(ranks) + 1))
        told = [row for row in own if row["forecast"] is not None]
        ordered = [row["forecast"] for row in sorted(told, key=lambda row: row["rank"])]
        assert ordered == sorted(ordered, reverse=True)
        for row in told:
            assert row["forecast_low"] <= row["forecast"] <= row["forecast_high"]


def test_places_without_a_forecast_say_why(sample_home: Store):
    basis = sample_home.current().read("options_basis").to_pylist()
    assert {row["basis"] for row in basis} >= {"forecast", "none"}
    for row in basis:
        assert bool(row["reason_nb"]) == bool(row["reason_en"]) == (row["basis"] != "forecast")
    alliance = next(row for row in basis if row["place_code"] == "osloregionen")
    assert (alliance["basis"], alliance["reason"]) == ("plane", "larger_than_places")


def test_every_published_list_has_its_baseline_beside_it(sample_home: Store):
    build = sample_home.current()
    back = build.read("backtest")
    for source in set(build.read("options")["source"].to_pylist()):
        methods = set(back.filter(pc.equal(back["source"], source))["method"].to_pylist())
        assert {"chance", "ubiquity", "lq", "forecast"} <= methods


def test_every_row_is_traced(sample_home: Store):
    build = sample_home.current()
    for name in FINDING.tables:
        rows = build.read(name).slice(0, 1).to_pylist()
        for row in rows:
            origins = FINDING.trace(name, row)
            assert origins
            assert all(origin.table in ("sizes", "industry_statistics") for origin in origins)
