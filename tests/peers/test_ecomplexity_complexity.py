"""ecomplexity 0.5.3, run here: complexities and outlooks, and its traps."""

from __future__ import annotations

import json
import os
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ecomplexity import ecomplexity
from numpy.testing import assert_allclose
from scipy.stats import pearsonr

from matrices import matrix, square
from samspill.indicators import complexity as cx
from samspill.indicators.opportunity import (
    complexity_outlook_gain,
    complexity_outlook_gain_gross,
    complexity_outlook_index,
)
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import location_quotient, presence
from samspill.matrix import Axis, Matrix, Vector

# it warns about itself; here its numbers matter
pytestmark = pytest.mark.filterwarnings("ignore")

STORED = json.loads((Path(__file__).parent / "golden_b.json").read_text())
COLUMNS = {"time": "year", "loc": "place", "prod": "activity", "val": "value"}
REAL = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)


def sizes(seed: int = 3, rows: int = 20, columns: int = 16) -> Matrix:
    """Give sizes whose codes sort as they stand."""
    random = np.random.default_rng(seed)
    able = np.linspace(1, 0, rows)[:, None]
    hard = np.linspace(0, 1, columns)
    there = random.random((rows, columns)) < 1 / (1 + np.exp(-6 * (able - hard)))
    values = np.where(there, random.lognormal(2, 1, (rows, columns)), 0)
    values[:, 0] += 1
    values[0] += 1
    places = Axis("place", "", tuple(f"p{number:02}" for number in range(rows)))
    activities = Axis("activity", "", tuple(f"a{number:02}" for number in range(columns)))
    return matrix(values, places, activities)


def run(given: Matrix, **options: object) -> pd.DataFrame:
    rows, columns = given.shape
    frame = pd.DataFrame(
        {
            "year": 2020,
            "place": np.repeat(given.rows.codes, columns),
            "activity": np.tile(given.columns.codes, rows),
            "value": given.values.ravel(),
        }
    )
    return ecomplexity(frame, COLUMNS, verbose=False, check_logsupermodularity=False, **options)


def of_each(found: pd.DataFrame, by: str, column: str) -> np.ndarray:
    return found.groupby(by)[column].first().to_numpy()


SIZES = sizes()
HAS = presence(location_quotient(SIZES))


@pytest.fixture(scope="module")
def theirs_all() -> pd.DataFrame:
    """Give the peer's whole answer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run(SIZES)


def raw() -> tuple[np.ndarray, np.ndarray]:
    """Give ours on the peer's raw scale: the eigenvector itself, whose zero is not the mean.

    A walk there and back takes the score z to slope z + shift, and the vector z + c to slope times
    itself, so that c = shift / (slope - 1).
    """
    has = HAS.values
    pci = cx.complexity(HAS).activities.values
    forth = has / has.sum(axis=1, keepdims=True)
    slope, shift = np.polyfit(pci, (has / has.sum(axis=0)).T @ forth @ pci, 1)
    pci = pci + shift / (slope - 1)
    return forth @ pci, pci


def test_the_version_that_was_read() -> None:
    assert version("ecomplexity") == "0.5.3"


def test_eci_agrees(theirs_all: pd.DataFrame) -> None:
    assert_allclose(
        cx.economic_complexity(HAS).values, of_each(theirs_all, "place", "eci"), atol=1e-9
    )


def test_pci_agrees_but_for_the_scale(theirs_all: pd.DataFrame) -> None:
    """Trap 4: PCI is standardised with ECI's mean and deviation: not mean 0, not deviation 1."""
    theirs = of_each(theirs_all, "activity", "pci")
    eci, pci = raw()
    assert_allclose((pci - eci.mean()) / eci.std(), theirs, atol=1e-9)
    assert abs(theirs.std() - 1) > 0.2
    ours = cx.product_complexity(HAS).values
    assert_allclose([ours.mean(), ours.std()], [0, 1], atol=1e-12)
    assert_allclose((theirs - theirs.mean()) / theirs.std(), ours, atol=1e-9)


def test_stored_answers_agree() -> None:
    """The same for the stored 12 × 15, in numbers that do not need the peer."""
    has = presence(location_quotient(matrix(STORED["sizes"])))
    stored = {name: np.array(value) for name, value in STORED["ecomplexity"].items()}
    found = cx.complexity(has)
    assert_allclose(found.places.values, stored["eci"], atol=1e-9)
    theirs = (stored["pci"] - stored["pci"].mean()) / stored["pci"].std()
    assert_allclose(found.activities.values, theirs, atol=1e-9)


def test_one_empty_place_empties_the_year() -> None:
    """Trap 1: a place without any presence turns all of the peer's ECI and PCI into NaN."""
    # one place is like all of them together: it has no quotient of 1.5
    values = SIZES.values.copy()
    values[7] = np.delete(values, 7, axis=0).sum(axis=0)
    given = matrix(values, SIZES.rows, SIZES.columns)
    theirs = run(given, rca_mcp_threshold=1.5)
    assert theirs["eci"].isna().all()
    assert theirs["pci"].isna().all()
    has = presence(location_quotient(given), 1.5)
    found = cx.complexity(has)
    assert np.isnan(found.places.values).tolist() == [number == 7 for number in range(20)]
    alone = cx.economic_complexity(matrix(np.delete(has.values, 7, axis=0))).values
    assert_allclose(np.delete(found.places.values, 7), alone, atol=1e-9)


def test_the_outlook_agrees_given_the_peers_diagonal_and_scales(
    theirs_all: pd.DataFrame,
) -> None:
    around = square(proximity(HAS).values + np.eye(16))
    density = HAS.with_values(HAS.values @ around.values / around.values.sum(axis=0))
    eci, pci = raw()
    sum_ = complexity_outlook_index(
        HAS, Matrix(density.values, HAS.rows, HAS.columns), of_codes(pci)
    ).values
    assert_allclose(
        (sum_ - sum_.mean()) / sum_.std(), of_each(theirs_all, "place", "coi"), atol=1e-9
    )
    gross = complexity_outlook_gain_gross(
        HAS, Matrix(around.values, HAS.columns, HAS.columns), of_codes(pci)
    ).values
    theirs = theirs_all.pivot_table(index="place", columns="activity", values="cog").to_numpy()
    absent = HAS.values == 0
    assert_allclose((gross / eci.std())[absent], theirs[absent], atol=1e-9)
    assert (theirs[~absent] == 0).all()


def of_codes(values: np.ndarray) -> Vector:
    """Give a vector over the activities of these tests."""
    return Vector(values, HAS.columns)


def test_the_peers_gain_lacks_what_the_outlook_loses() -> None:
    """The Atlas subtracts what the activity itself gave to the outlook; the peer does not."""
    near = proximity(HAS)
    density = HAS.with_values(HAS.values @ near.values / near.values.sum(axis=0))
    _, pci = raw()
    value = of_codes(pci)
    gross = complexity_outlook_gain_gross(HAS, near, value).values
    net = complexity_outlook_gain(HAS, near, density, value).values
    absent = HAS.values == 0
    assert_allclose((gross - net)[absent], (density.values * pci)[absent], atol=1e-12)
    assert np.abs((gross - net)[absent]).max() > 0.1


def test_a_disconnected_year_is_given_as_one_component_label() -> None:
    """Trap 21: the second eigenvector of two components tells them apart and nothing else."""
    values = np.zeros((20, 16))
    values[:10, :8] = SIZES.values[:10, :8] + np.eye(10, 8)
    values[10:, 8:] = SIZES.values[:10, :8] + np.eye(10, 8)
    given = matrix(values, SIZES.rows, SIZES.columns)
    has = presence(location_quotient(given))
    found = cx.complexity(has)
    assert np.unique(found.place_component.values).tolist() == [0, 1]
    theirs = of_each(run(given), "place", "eci")
    # within each half the peer's values hardly differ, or mix the halves
    within = max(theirs[:10].std(), theirs[10:].std())
    assert within < 1e-3 * abs(theirs[:10].mean() - theirs[10:].mean()) or np.isnan(theirs).any()
    # ours: each half standardised by itself, and the same in both
    assert_allclose(found.places.values[:10].std(), 1)
    assert_allclose(found.places.values[:10], found.places.values[10:], atol=1e-9)


@pytest.mark.skipif(
    not (REAL / "complexity").is_dir(), reason="the folder ../shared/data is missing"
)
def test_published_indices_are_fitness_after_twenty_iterations() -> None:
    """226 countries × 785 products: the published complexity is fitness, not the eigenvector."""
    folder = REAL / "complexity"
    kinds = {"country": str, "product": str}
    trade = pd.read_csv(
        folder / "world_trade_avg_1998_to_2000.csv.gz", dtype=kinds, keep_default_na=False
    )
    trade["value"] = trade["value"].astype(float)
    given = Matrix.from_frame(trade, place="country", activity="product", value="value")
    has = presence(location_quotient(given))
    found = cx.fitness_complexity(has, rounds=19)
    for name, side, column in (
        ("published_eci_country.csv", found.places, "eci"),
        ("published_pci_product.csv", found.activities, "pci"),
    ):
        table = pd.read_csv(folder / name, dtype={0: str, 1: float}, keep_default_na=False)
        codes = table.iloc[:, 0].tolist()
        ours = np.array([side[code] for code in codes])
        # the published numbers, and not only their order
        assert_allclose(ours, table[column].to_numpy(), rtol=1e-6)
        assert pearsonr(ours, table[column]).statistic == pytest.approx(1, abs=1e-12)
    eigen = cx.economic_complexity(has)
    published = pd.read_csv(folder / "published_eci_country.csv", keep_default_na=False)
    other = np.array([eigen[code] for code in published["country"]])
    assert pearsonr(other, published["eci"].astype(float)).statistic < 0.9
