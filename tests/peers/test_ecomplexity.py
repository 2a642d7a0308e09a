"""ecomplexity 0.5.3, run here: where we agree, and its traps."""

from __future__ import annotations

import tracemalloc
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest
from ecomplexity import ecomplexity
from ecomplexity import proximity as peer_proximity
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix, of_places, tiny
from samspill.indicators import relatedness, specialisation
from samspill.indicators.complexity import product_complexity
from samspill.indicators.density import nearest_density, quotient_density, relatedness_density
from samspill.indicators.diversity import diversity, ubiquity
from samspill.matrix import Matrix

# it warns about itself; here its numbers matter
pytestmark = pytest.mark.filterwarnings("ignore")

COLUMNS = {"time": "year", "loc": "place", "prod": "activity", "val": "value"}
SIZES = matrix(tiny().values, axis("place", 12), axis("activity", 15)).sorted()
QUOTIENTS = specialisation.location_quotient(SIZES)
PRESENCE = specialisation.presence(QUOTIENTS)


def frame(sizes: Matrix) -> pd.DataFrame:
    rows, columns = sizes.shape
    return pd.DataFrame(
        {
            "year": 2020,
            "place": np.repeat(sizes.rows.codes, columns),
            "activity": np.tile(sizes.columns.codes, rows),
            "value": sizes.values.ravel(),
        }
    )


def run(sizes: Matrix, **options: object) -> pd.DataFrame:
    return ecomplexity(
        frame(sizes), COLUMNS, verbose=False, check_logsupermodularity=False, **options
    )


def table(found: pd.DataFrame, column: str) -> np.ndarray:
    return found.pivot_table(index="place", columns="activity", values=column).to_numpy()


def own_proximity(**options: object) -> np.ndarray:
    found = peer_proximity(frame(SIZES), COLUMNS, **options)
    return found.pivot_table(
        index="activity_1", columns="activity_2", values="proximity"
    ).to_numpy()


def test_the_version_that_was_read() -> None:
    assert version("ecomplexity") == "0.5.3"


def test_quotients_presences_and_counts_agree() -> None:
    found = run(SIZES)
    assert_allclose(QUOTIENTS.values, table(found, "rca"), rtol=1e-12)
    assert_array_equal(PRESENCE.values, table(found, "mcp"))
    assert_array_equal(diversity(PRESENCE).values, table(found, "diversity")[:, 0])
    assert_array_equal(ubiquity(PRESENCE).values, table(found, "ubiquity")[0])


def test_proximities_agree_off_the_diagonal() -> None:
    off = ~np.eye(15, dtype=bool)
    assert_allclose(relatedness.proximity(PRESENCE).values[off], own_proximity()[off], rtol=1e-12)
    ours = relatedness.continuous_proximity(QUOTIENTS).values[off]
    assert_allclose(ours, own_proximity(continuous=True)[off], rtol=1e-9)
    ours = relatedness.conditional_probability(PRESENCE).values.T[off]
    assert_allclose(ours, own_proximity(asymmetric=True)[off], rtol=1e-12)


def test_population_quotients_agree() -> None:
    people = pd.DataFrame(
        {"year": 2020, "place": SIZES.rows.codes, "people": np.arange(1.0, 13) * 10}
    )
    found = run(SIZES, presence_test="rpop", pop=people)
    population = of_places(people["people"])
    ours = specialisation.population_quotient(
        SIZES, type(population)(population.values, SIZES.rows)
    )
    assert_allclose(ours.values, table(found, "rpop"), rtol=1e-12)


def test_trap_2_its_nearest_density_is_a_count() -> None:
    peer = table(run(SIZES, knn=3), "density")
    assert set(np.unique(peer)) == {0, 1, 2, 3}
    ours = nearest_density(PRESENCE, relatedness.proximity(PRESENCE), 3).values
    assert ours.min() >= 0
    assert ours.max() <= 1
    assert len(np.unique(ours)) > 4


def test_trap_3_presence_of_both_kinds_adds_up_to_two() -> None:
    people = pd.DataFrame(
        {"year": 2020, "place": SIZES.rows.codes, "people": np.arange(1.0, 13) * 10}
    )
    peer = table(run(SIZES, presence_test="both", pop=people), "mcp")
    assert set(np.unique(peer)) == {0, 1, 2}
    heads = of_places(people["people"])
    other = specialisation.presence(
        specialisation.population_quotient(SIZES, type(heads)(heads.values, SIZES.rows))
    )
    ours = PRESENCE.values * other.values
    assert set(np.unique(ours)) == {0, 1}
    assert_array_equal(ours == 1, peer == 2)


def test_trap_4_its_product_complexity_has_the_scale_of_the_places() -> None:
    found = run(SIZES)
    places, activities = table(found, "eci")[:, 0], table(found, "pci")[0]
    assert places.mean() == pytest.approx(0, abs=1e-12)
    assert places.std() == pytest.approx(1)
    # stored from version 0.5.3: mean and standard deviation are neither 0 nor 1
    assert activities.mean() == pytest.approx(0.43667778, abs=1e-7)
    assert activities.std() == pytest.approx(1.69204361, abs=1e-7)
    # what its scale keeps: a place's complexity is the mean of its activities'
    mean = PRESENCE.values @ activities / PRESENCE.values.sum(axis=1)
    assert_allclose(mean, places, atol=1e-9)
    # ours has a scale of its own
    ours = product_complexity(PRESENCE).values
    assert ours.mean() == pytest.approx(0, abs=1e-12)
    assert ours.std() == pytest.approx(1)
    assert_allclose(ours, (activities - activities.mean()) / activities.std(), atol=1e-8)


def test_trap_5_a_repeated_row_is_added_and_not_dropped() -> None:
    again = frame(SIZES)
    again = pd.concat([again, again.iloc[:1].assign(value=1000.0)])
    found = ecomplexity(again, COLUMNS, verbose=False, check_logsupermodularity=False)
    here = (found["place"] == "p0") & (found["activity"] == "a0") & found["rca"].notna()
    assert_allclose(found.loc[here, "rca"], QUOTIENTS["p0", "a0"])
    ours = Matrix.from_frame(again, place="place", activity="activity", value="value")
    assert ours["p0", "a0"] == pytest.approx(SIZES["p0", "a0"] + 1000)


def test_trap_6_its_density_counts_the_activity_itself() -> None:
    peer = table(run(SIZES), "density")
    phi = own_proximity()
    assert_array_equal(phi.diagonal(), 1)
    around = phi.sum(axis=0) - 1
    ours = relatedness_density(PRESENCE, relatedness.proximity(PRESENCE)).values
    assert_allclose((ours * around + PRESENCE.values) / (around + 1), peer, rtol=1e-9)
    # a presence always lifts the peer's density of itself, and never ours
    there, gone = PRESENCE.values == 1, PRESENCE.values == 0
    assert (peer > ours)[there].all()
    assert (peer < ours)[gone & (ours > 0)].all()


def test_trap_6_also_in_the_continuous_density() -> None:
    peer = table(run(SIZES, continuous=True), "density")
    phi = own_proximity(continuous=True)
    around = phi.sum(axis=0) - 1
    ours = quotient_density(QUOTIENTS, relatedness.continuous_proximity(QUOTIENTS)).values
    assert_allclose((ours * around + QUOTIENTS.values) / (around + 1), peer, rtol=1e-9)


def test_trap_7_no_matrix_of_places_by_places() -> None:
    random = np.random.default_rng(7)
    many = matrix(random.lognormal(size=(2000, 6)))
    places_squared = 2000 * 2000 * 8

    def peak(call: object) -> int:
        tracemalloc.start()
        try:
            call()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def ours() -> None:
        having = specialisation.presence(specialisation.location_quotient(many))
        relatedness_density(having, relatedness.proximity(having))

    assert peak(lambda: run(many)) > places_squared
    assert peak(ours) < places_squared / 10
