"""The forecast knows nothing of later years, and its scores are the usual ones."""

import numpy as np
import pytest

from samspill.errors import UsageError
from samspill.forecast import (
    Cells,
    History,
    Window,
    back_test,
    cells_at_risk,
    features,
    forecast,
    learning_windows,
    windows,
)
from samspill.forecast.model import calibrated, fit_member, logit
from samspill.forecast.scoring import brier, draws_of_places, interval, precisions
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix

YEARS = range(2010, 2017)


def history(seed=0, places=60, acts=24, change=None):
    """Sizes that wander; `change(year, values)` may alter the later ones."""
    random = np.random.default_rng(seed)
    rows = Axis("place", "", tuple(f"P{n:02}" for n in range(places)))
    columns = Axis("activity", "", tuple(f"A{n:02}" for n in range(acts)))
    level = random.normal(0, 0.6, (places, acts))
    sizes, wages = {}, {}
    for year in YEARS:
        level = level + random.normal(0, 0.15, level.shape)
        values = np.exp(5 + level)
        if change is not None:
            values = change(year, values)
        sizes[year] = Matrix(values, rows, columns, "persons")
        wages[year] = location_quotient(sizes[year].with_values(values * 1.1, ""))
    quotients = {year: location_quotient(one) for year, one in sizes.items()}
    return History(sizes, quotients, rows.codes, {"wages": wages})


def known(past, horizon=2):
    return {year: features(past, year) for year in past.years}


# nothing looks past the start


@pytest.mark.parametrize("seed", [1, 2])
def test_features_are_the_same_whatever_the_later_years_hold(seed):
    random = np.random.default_rng(seed)

    def shuffled(year, values):
        return values if year <= 2012 else random.permutation(values.ravel()).reshape(values.shape)

    honest, tampered = features(history(), 2012), features(history(change=shuffled), 2012)
    for name, values in honest.values.items():
        np.testing.assert_array_equal(values, tampered.values[name], err_msg=name)
    # the test can fail: a year that did change gives other features
    other = features(history(change=shuffled), 2013)
    assert not np.array_equal(features(history(), 2013).values["lq"], other.values["lq"])


def test_features_are_the_same_when_the_later_years_are_not_there_at_all():
    whole = features(history(), 2012)
    cut = features(history().until(2012), 2012)
    for name, values in whole.values.items():
        np.testing.assert_array_equal(values, cut.values[name], err_msg=name)


def test_a_forecast_is_the_same_whatever_comes_after_its_year():
    def shifted(year, values):
        return values if year <= 2014 else np.roll(values, 3, axis=1)

    made = []
    for past in (history(), history(change=shifted)):
        of_years = {year: features(past, year) for year in past.years if year <= 2014}
        made.append(forecast(past, of_years, 2014, 2, members=2, seed=3))
    np.testing.assert_array_equal(made[0].probability.dense, made[1].probability.dense)
    assert all(w.end <= 2014 for w in made[0].learnt_from)


def test_a_back_test_learns_from_windows_that_are_over():
    learnt, strict = learning_windows(history(), Window(2014, 2016))
    assert strict
    assert learnt == (Window(2010, 2012), Window(2011, 2013), Window(2012, 2014))
    overlapping, strict = learning_windows(history(), Window(2012, 2016))
    assert not strict
    assert overlapping == (Window(2010, 2014), Window(2011, 2015))
    assert windows(history(), 6) == (Window(2010, 2016),)


def test_what_came_of_the_tested_window_is_never_learnt_from():
    """With the outcomes of a place turned round, what was said of it stays the same."""
    past = history()
    test = back_test(past, known(past), Window(2014, 2016), past.base, seed=5)
    first = test.cells.place == test.cells.place[0]

    def raised(year, values):
        changed = values.copy()
        if year == 2016:
            changed[test.cells.place[0]] = values[test.cells.place[0]][::-1]
        return changed

    other = history(change=raised)
    again = back_test(other, known(other), Window(2014, 2016), other.base, seed=5)
    same = again.cells.place == test.cells.place[0]
    np.testing.assert_array_equal(
        test.probabilities["forecast"][first], again.probabilities["forecast"][same]
    )


# missing is neither absence nor entry


def test_a_region_of_another_edition_never_enters():
    def unborn(year, values):
        changed = values.copy()
        if year < 2013:
            changed[:5] = np.nan
        return changed

    past = history(change=unborn)
    cells = cells_at_risk(past, Window(2012, 2014), features(past, 2012))
    assert set(cells.place) == set(range(5, 60))
    assert (cells_at_risk(past, Window(2013, 2015), features(past, 2013)).place < 5).any()


def test_a_confidential_cell_is_not_at_risk():
    def hidden(year, values):
        changed = values.copy()
        if year == 2014:
            changed[7, 3] = np.nan
        return changed

    past = history(change=hidden)
    for window in (Window(2012, 2014), Window(2014, 2016)):
        cells = cells_at_risk(past, window, features(past, window.start))
        assert not ((cells.place == 7) & (cells.activity == 3)).any()


def test_too_few_entries_give_no_forecast():
    past = history(places=4, acts=6)
    assert forecast(past, known(past), 2016, 2, seed=1) is None
    cells = cells_at_risk(past, Window(2012, 2014), features(past, 2012))
    with pytest.raises(UsageError, match="entries to learn from"):
        fit_member(cells, frozenset(), seed=1)


def test_a_year_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no year 1999"):
        features(history(), 1999)


# scores, against scikit-learn and by hand


def test_scores_agree_with_scikit_learn():
    from sklearn.metrics import average_precision_score, brier_score_loss

    random = np.random.default_rng(4)
    score, came = random.integers(0, 30, 400) / 30, random.random(400) < 0.2
    times = random.integers(0, 3, (3, 400)).astype(float)
    found, _ = precisions(score, came, times, 50)
    for row, value in zip(times, found, strict=True):
        assert value == pytest.approx(average_precision_score(came, score, sample_weight=row))
    for row, value in zip(times, brier(score, came, times), strict=True):
        assert value == pytest.approx(brier_score_loss(came, score, sample_weight=row))


def test_precision_at_the_top_by_hand():
    # three cells share the last place but one: 2 of 3 came, and one of the three counts
    score = np.array([0.9, 0.8, 0.5, 0.5, 0.5, 0.1])
    came = np.array([True, False, True, True, False, True])
    _, found = precisions(score, came, np.ones((1, 6)), 3)
    assert found[0] == pytest.approx((1 + 0 + 2 / 3) / 3)


def test_nan_is_last_and_chance_gives_the_rate():
    came = np.array([True, False, False, False])
    _, last = precisions(np.array([np.nan, 3, 2, 1]), came, np.ones((1, 4)), 3)
    assert last[0] == 0
    average, _ = precisions(np.zeros(4), came, np.ones((1, 4)), 2)
    assert average[0] == 0.25


def test_drawing_places_keeps_their_cells_together():
    place = np.array([3, 3, 9, 9, 9])
    weights = draws_of_places(place, repeats=50, seed=1)
    assert (weights[0] == 1).all()
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, [0, 2]].sum(axis=1) == 2).all()
    assert interval(np.array([1.0, 2.0, 2.0])) == (1.0, 2.0, 2.0)


def test_calibration_recovers_the_curve_that_made_the_outcomes():
    random = np.random.default_rng(8)
    score = random.normal(-1, 1.5, 40_000)
    came = random.random(40_000) < 1 / (1 + np.exp(-(0.7 * score - 0.4)))
    curve = calibrated(score, came)
    assert curve.slope == pytest.approx(0.7, abs=0.04)
    assert curve.level == pytest.approx(-0.4, abs=0.04)
    assert logit(np.array([0.5]))[0] == 0


def test_the_chance_never_falls_when_the_quotient_rises():
    random = np.random.default_rng(2)
    values = random.normal(size=(3000, 2))
    # outcomes that fall with the first feature: what is said may then be flat, and never falls
    came = random.random(3000) < 0.3 * (values[:, 0] < 0)
    cells = Cells(np.arange(3000) % 50, np.zeros(3000, int), ("lq", "size"), values, came)
    member = fit_member(cells, frozenset({"lq"}), seed=1)
    grid = np.column_stack([np.linspace(-2, 2, 60), np.zeros(60)])
    by_trees = member.trees.predict_proba(grid)[:, 1]
    assert (np.diff(by_trees) >= -1e-12).all()


def test_the_same_seed_gives_the_same_forecast():
    past = history()
    made = [forecast(past, known(past), 2016, 2, members=2, seed=6) for _ in range(2)]
    for part in ("probability", "low", "high"):
        np.testing.assert_array_equal(getattr(made[0], part).dense, getattr(made[1], part).dense)
    chance = made[0].probability.dense
    seen = np.isfinite(chance)
    assert (made[0].low.dense[seen] <= chance[seen]).all()
    assert (made[0].high.dense[seen] >= chance[seen]).all()
    # only what is absent is forecast
    assert (past.quotients[2016].dense[seen] < 1).all()
