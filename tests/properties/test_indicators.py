"""Laws that the measures keep for every matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import scipy.sparse as sparse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from matrices import axis, matrix
from samspill.indicators import concentration as con
from samspill.indicators import density as den
from samspill.indicators import growth as gro
from samspill.indicators import inequality as ine
from samspill.indicators import relatedness as rel
from samspill.indicators import specialisation as sp
from samspill.indicators import structure as stru
from samspill.indicators import variety as var
from samspill.indicators.entry import entry, exit_
from samspill.matrix import Matrix, Vector

QUICK = settings(max_examples=30, deadline=None)
SHAPES = st.tuples(st.integers(1, 6), st.integers(1, 7))
JOBS = st.one_of(st.just(0.0), st.integers(1, 9999).map(float))
SIZES = SHAPES.flatmap(lambda shape: arrays(np.float64, shape, elements=JOBS)).map(matrix)
GAPPY = SHAPES.flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.one_of(JOBS, st.just(np.nan)))
).map(matrix)
PRESENCES = SHAPES.flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0]))
).map(matrix)


def groups(sizes: Matrix) -> dict[str, str]:
    return {code: str(number % 3) for number, code in enumerate(sizes.columns.codes)}


CELLS: dict[str, Callable[[Matrix], Matrix]] = {
    "shares": sp.shares,
    "location quotient": sp.location_quotient,
    "presence": lambda m: sp.presence(sp.location_quotient(m)),
    "standardised quotient": lambda m: sp.standardised_location_quotient(sp.location_quotient(m)),
    "expected": sp.expected,
    "density": lambda m: _density(m, rel.proximity),
    "cosine density": lambda m: _density(m, rel.cosine_relatedness),
    "probability density": lambda m: _density(m, rel.probability_index),
    "nearest density": lambda m: den.nearest_density(
        sp.presence(sp.location_quotient(m)), rel.proximity(sp.presence(sp.location_quotient(m))), 2
    ),
}
OF_PLACES: dict[str, Callable[[Matrix], Vector]] = {
    "hachman": stru.hachman_index,
    "krugman": stru.krugman_specialisation,
    "krugman to others": stru.krugman_to_others,
    "gini of quotients": lambda m: stru.specialisation_gini(sp.location_quotient(m)),
    "herfindahl": stru.herfindahl,
    "entropy": var.entropy,
    "unrelated variety": lambda m: var.unrelated_variety(m, groups(m)),
    "related variety": lambda m: var.related_variety(m, groups(m)),
    "coherence": lambda m: var.coherence(m, rel.proximity(sp.presence(sp.location_quotient(m)))),
}
OF_ACTIVITIES: dict[str, Callable[[Matrix], Vector]] = {
    "hoover": con.hoover_index,
    "locational gini": con.locational_gini,
    "segregation": con.segregation_index,
    "isolation": con.isolation_index,
    "gini": ine.gini_coefficient,
    "theil": ine.theil_index,
    "atkinson": ine.atkinson_index,
    "variation": ine.coefficient_of_variation,
    "wolfson": ine.wolfson_index,
}
TIGHT = {"rtol": 1e-9, "atol": 1e-9}


def _density(sizes: Matrix, relate: Callable[[Matrix], Matrix]) -> Matrix:
    having = sp.presence(sp.location_quotient(sizes))
    return den.relatedness_density(having, relate(having))


@pytest.mark.parametrize("name", [*CELLS, *OF_PLACES, *OF_ACTIVITIES])
@QUICK
@given(sizes=GAPPY, seed=st.integers(0, 2**16))
def test_order_of_the_codes_changes_nothing(name: str, sizes: Matrix, seed: int) -> None:
    random = np.random.default_rng(seed)
    places = [sizes.rows.codes[i] for i in random.permutation(len(sizes.rows))]
    activities = [sizes.columns.codes[i] for i in random.permutation(len(sizes.columns))]
    mixed = sizes.select(places, activities)
    if name in CELLS:
        found = CELLS[name](mixed).select(sizes.rows.codes, sizes.columns.codes)
        assert_allclose(found.dense, CELLS[name](sizes).dense, **TIGHT)
        return
    measure = {**OF_PLACES, **OF_ACTIVITIES}[name]
    # groups follow the codes and not their order
    if "variety" in name:
        part = {"unrelated variety": 1, "related variety": 2}[name]
        found = var.variety(mixed, groups(sizes))[part]
        wanted = var.variety(sizes, groups(sizes))[part]
    else:
        found, wanted = measure(mixed), measure(sizes)
    at = found.axis.positions(wanted.axis.codes)
    assert_allclose(found.values[at], wanted.values, **TIGHT)


@pytest.mark.parametrize("name", [n for n in [*CELLS, *OF_PLACES, *OF_ACTIVITIES]
                                  if n != "expected"])  # fmt: skip
@QUICK
@given(sizes=GAPPY, power=st.integers(-20, 20))
def test_the_unit_changes_nothing(name: str, sizes: Matrix, power: int) -> None:
    # a power of two is exact, so that no quotient slips over the threshold
    measure = {**CELLS, **OF_PLACES, **OF_ACTIVITIES}[name]
    scaled = sizes.with_values(sizes.values * 2.0**power)
    assert_allclose(measure(scaled).values, measure(sizes).values, **TIGHT)


@pytest.mark.parametrize(
    "name", [n for n in [*CELLS, *OF_PLACES] if n not in ("standardised quotient",)]
)
@QUICK
@given(sizes=GAPPY)
def test_an_empty_place_changes_no_other_value(name: str, sizes: Matrix) -> None:
    measure = {**CELLS, **OF_PLACES}[name]
    count = len(sizes.rows)
    wider = matrix(np.vstack([sizes.values, np.zeros((1, sizes.shape[1]))]))
    assert_allclose(measure(wider).values[:count], measure(sizes).values, **TIGHT)


@pytest.mark.parametrize("name", ["location quotient", "expected", "krugman", "entropy"])
@QUICK
@given(sizes=GAPPY)
def test_what_is_not_observed_is_left_out_of_every_sum(name: str, sizes: Matrix) -> None:
    values = sizes.values
    rows, columns, total = sp.margins(sizes)
    assert_allclose(rows, np.nansum(values, axis=1))
    assert_allclose(columns, np.nansum(values, axis=0))
    assert total == pytest.approx(np.nansum(values))
    zeros = sizes.with_values(np.nan_to_num(values))
    measure = {**CELLS, **OF_PLACES}[name]
    if name == "krugman":
        # the reference's shares are taken among what the place observes
        whole = ~np.isnan(values).any(axis=1)
        assert_allclose(measure(sizes).values[whole], measure(zeros).values[whole], **TIGHT)
        return
    seen = ~np.isnan(values) if name != "entropy" else slice(None)
    assert_allclose(measure(sizes).values[seen], measure(zeros).values[seen], **TIGHT)
    if name != "entropy":
        assert np.isnan(measure(sizes).values[np.isnan(values)]).all()


@QUICK
@given(sizes=GAPPY)
def test_quotients_weighted_by_expected_sizes_give_the_sizes_back(sizes: Matrix) -> None:
    product = sp.location_quotient(sizes).values * sp.expected(sizes).values
    defined = ~np.isnan(product)
    assert_allclose(product[defined], sizes.values[defined], rtol=1e-9, atol=1e-9)


@QUICK
@given(sizes=SIZES)
def test_sparse_and_dense_agree(sizes: Matrix) -> None:
    thin = Matrix(sparse.csr_array(sizes.values), sizes.rows, sizes.columns)
    quotients, wanted = sp.location_quotient(thin), sp.location_quotient(sizes)
    assert_allclose(quotients.dense, np.nan_to_num(wanted.values), rtol=1e-12)
    having, presences = sp.presence(quotients, 1 - 1e-9), sp.presence(wanted, 1 - 1e-9)
    assert_array_equal(having.dense, presences.values)
    assert_allclose(
        den.relatedness_density(having, rel.proximity(having)).dense,
        den.relatedness_density(presences, rel.proximity(presences)).values,
        **TIGHT,
    )


@QUICK
@given(sizes=SIZES)
def test_related_and_unrelated_variety_add_up_to_entropy(sizes: Matrix) -> None:
    parts = var.variety(sizes, groups(sizes))
    assert_allclose(parts.unrelated.values + parts.related.values, parts.total.values, **TIGHT)
    assert_allclose(parts.total.values, var.entropy(sizes).values, **TIGHT)
    assert not (parts.related.values < 0).any()


@QUICK
@given(presences=PRESENCES, seed=st.integers(0, 2**16))
def test_densities_are_shares_and_parts_add_up(presences: Matrix, seed: int) -> None:
    near = rel.proximity(presences)
    whole = den.relatedness_density(presences, near).values
    defined = ~np.isnan(whole)
    assert ((whole[defined] >= 0) & (whole[defined] <= 1 + 1e-12)).all()
    weights = np.random.default_rng(seed).random(presences.shape[1])
    inside, outside = den.density_parts(presences, near, Vector(weights, presences.columns))
    assert_allclose(inside.values + outside.values, whole, **TIGHT)


@QUICK
@given(presences=PRESENCES)
def test_proximities_are_symmetric_and_between_0_and_1(presences: Matrix) -> None:
    for relate in (rel.proximity, rel.cosine_relatedness, rel.jaccard_relatedness):
        found = relate(presences).values
        assert_array_equal(found, found.T)
        defined = found[~np.isnan(found)]
        assert ((defined >= 0) & (defined <= 1 + 1e-12)).all()
    chance = rel.association_strength(presences).values
    assert_allclose(chance, chance.T)


@QUICK
@given(presences=PRESENCES)
def test_an_own_presence_says_nothing_about_itself(presences: Matrix) -> None:
    near = rel.proximity(presences)
    before = den.relatedness_density(presences, near).values
    turned = presences.values.copy()
    turned[0, 0] = 1 - turned[0, 0]
    after = den.relatedness_density(presences.with_values(turned), near).values
    assert_allclose(after[:, 0], before[:, 0], **TIGHT)


@QUICK
@given(pair=SHAPES.flatmap(lambda s: st.tuples(*[arrays(np.float64, s, elements=JOBS)] * 2)))
def test_shift_share_adds_up_to_the_change(pair: tuple[np.ndarray, np.ndarray]) -> None:
    old, new = matrix(pair[0]), matrix(pair[1])
    total = sum(part.values for part in gro.shift_share(old, new))
    defined = ~np.isnan(total)
    assert_allclose(total[defined], (pair[1] - pair[0])[defined], rtol=1e-9, atol=1e-6)
    assert_array_equal(defined, np.broadcast_to(pair[0].sum(axis=0) > 0, defined.shape))
    factors = gro.gerfin_factors(old, new)
    assert_allclose(factors.structure.values * factors.location.values, factors.net.values)


@QUICK
@given(pair=SHAPES.flatmap(
    lambda s: st.tuples(*[arrays(np.float64, s, elements=st.sampled_from([0, 0.9, 1, 2, np.nan]))]
                        * 2)))  # fmt: skip
def test_entry_forward_is_exit_backward(pair: tuple[np.ndarray, np.ndarray]) -> None:
    old, new = matrix(pair[0]), matrix(pair[1])
    entered, left = entry(old, new).values, exit_(new, old).values
    assert_array_equal(entered == 1, left == 1)
    # a cell is at risk of one of the two, if both dates observe it
    both = ~np.isnan(pair[0]) & ~np.isnan(pair[1])
    assert_array_equal(~np.isnan(entered) | ~np.isnan(exit_(old, new).values), both)
    assert not (~np.isnan(entered) & ~np.isnan(exit_(old, new).values)).any()


@QUICK
@given(sizes=SIZES)
def test_within_and_between_add_up_to_theil(sizes: Matrix) -> None:
    counties = {code: str(number % 2) for number, code in enumerate(sizes.rows.codes)}
    parts = ine.theil_decomposition(sizes, counties)
    assert_allclose(parts.within.values + parts.between.values, parts.total.values, **TIGHT)
    assert not (parts.within.values < -1e-9).any()


@QUICK
@given(presences=PRESENCES)
def test_disconnected_halves_do_not_touch(presences: Matrix) -> None:
    rows, columns = presences.shape
    both = np.zeros((2 * rows, 2 * columns))
    both[:rows, :columns] = both[rows:, columns:] = presences.values
    twice = matrix(both, axis("place", 2 * rows), axis("activity", 2 * columns))
    whole, half = rel.proximity(twice).values, rel.proximity(presences).values
    assert_allclose(whole[:columns, :columns], half)
    assert not np.nan_to_num(whole[:columns, columns:]).any()
    density = den.relatedness_density(twice, rel.proximity(twice)).values
    alone = den.relatedness_density(presences, rel.proximity(presences)).values
    assert_allclose(density[:rows, :columns], alone)
