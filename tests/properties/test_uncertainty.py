"""Laws of intervals, discoveries and null models."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from matrices import matrix
from samspill import uncertainty as unc

SHAPES = st.tuples(st.integers(1, 8), st.integers(1, 8))
PRESENCES = SHAPES.flatmap(lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1)))
SIZES = SHAPES.flatmap(
    lambda shape: arrays(
        np.float64, shape, elements=st.one_of(st.integers(0, 2000), st.just(np.nan))
    )
)
P_VALUES = arrays(
    np.float64, st.integers(1, 30), elements=st.one_of(st.floats(0, 1), st.just(np.nan))
)


@given(P_VALUES)
@settings(max_examples=100, deadline=None)
def test_q_is_never_below_p_and_in_its_order(p: np.ndarray) -> None:
    q = unc.benjamini_hochberg(p)
    seen = ~np.isnan(p)
    assert_array_equal(np.isnan(q), ~seen)
    assert (q[seen] >= p[seen] * (1 - 1e-12)).all()
    assert (q[seen] <= 1).all()
    order = np.argsort(p[seen], kind="stable")
    assert (np.diff(q[seen][order]) >= 0).all()


@given(P_VALUES, st.floats(0.01, 0.5))
@settings(max_examples=100, deadline=None)
def test_what_q_calls_is_what_the_step_up_procedure_rejects(p: np.ndarray, rate: float) -> None:
    seen = np.sort(p[~np.isnan(p)])
    # a rate that is a step's own bound, to the last digit, could fall on either side of it
    assume(all(abs(one * len(seen) / number - rate) > 1e-9 for number, one in enumerate(seen, 1)))
    allowed = [number for number, one in enumerate(seen, 1) if one * len(seen) / number <= rate]
    assert np.count_nonzero(unc.benjamini_hochberg(p) <= rate) == max(allowed, default=0)


@given(SIZES, st.floats(0.5, 50))
@settings(max_examples=60, deadline=None)
def test_the_mean_lies_within_its_interval(sizes: np.ndarray, clumping: float) -> None:
    found = unc.shrunken_location_quotient(matrix(sizes), clumping=clumping)
    known = ~np.isnan(found.mean.values)
    total = np.nansum(sizes)
    lost = np.isnan(sizes) | (np.nansum(sizes, axis=1, keepdims=True) == 0)
    assert_array_equal(known, ~lost & (np.nansum(sizes, axis=0) > 0) & (total > 0))
    assert (found.low.values < found.mean.values)[known].all()
    assert (found.mean.values < found.high.values)[known].all()
    assert ((found.p.values >= 0) & (found.p.values <= found.q.values * (1 + 1e-12)))[known].all()


@given(SIZES, st.floats(0.1, 10))
@settings(max_examples=40, deadline=None)
def test_persons_and_clumping_in_another_unit_give_the_same(sizes: np.ndarray, unit: float) -> None:
    one = unc.shrunken_location_quotient(matrix(sizes), clumping=5.0)
    other = unc.shrunken_location_quotient(matrix(sizes * unit), clumping=5.0 * unit)
    assert_allclose(other.p.values, one.p.values, rtol=1e-6, atol=1e-12)
    assert_allclose(other.mean.values, one.mean.values, rtol=1e-6)


@given(PRESENCES)
@settings(max_examples=100, deadline=None)
def test_the_configuration_model_keeps_every_degree(values: np.ndarray) -> None:
    found = unc.configuration_model(matrix(values))
    p = found.probability.values
    assert ((p >= 0) & (p <= 1)).all()
    assert_allclose(p.sum(axis=0), values.sum(axis=0), atol=1e-6)
    assert_allclose(p.sum(axis=1), values.sum(axis=1), atol=1e-6)


@given(PRESENCES)
@settings(max_examples=60, deadline=None)
def test_p_values_are_symmetric_probabilities_and_1_where_nothing_is_shared(
    values: np.ndarray,
) -> None:
    has = matrix(values)
    shared = values.T.astype(int) @ values
    off = ~np.eye(len(shared), dtype=bool)
    for method in ("exact", "refined normal", "poisson"):
        p = unc.co_occurrence_p(has, method=method).values  # type: ignore[arg-type]
        assert_array_equal(p, p.T)
        assert ((p >= 0) & (p <= 1))[off].all()
        assert (p[off & (shared == 0)] == 1).all()


@given(PRESENCES, st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_the_curveball_keeps_every_degree_exactly(values: np.ndarray, seed: int) -> None:
    drawn = unc.curveball(matrix(values), seed=seed).values
    assert_array_equal(drawn.sum(axis=0), values.sum(axis=0))
    assert_array_equal(drawn.sum(axis=1), values.sum(axis=1))


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 500)),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_clumping_lies_between_the_mean_size_and_the_cell(
    establishments: list[tuple[int, int, int]],
) -> None:
    jobs, units = np.zeros((4, 4)), np.zeros((4, 4))
    for place, activity, size in establishments:
        jobs[place, activity] += size
        units[place, activity] += 1
    assume(jobs.any())
    like = matrix(jobs)
    found = unc.clumping_factor(
        [size for _, _, size in establishments],
        [f"p{place}" for place, _, _ in establishments],
        [f"a{activity}" for _, activity, _ in establishments],
        rows=like.rows,
        columns=like.columns,
    ).values
    there = jobs > 0
    assert_array_equal(~np.isnan(found), there)
    assert (found[there] <= jobs[there] * (1 + 1e-12)).all()
    assert (found[there] >= jobs[there] / units[there] * (1 - 1e-12)).all()
    guess = unc.clumping_from_units(like, matrix(units)).values
    assert (guess[~np.isnan(guess)] <= jobs[~np.isnan(guess)] * (1 + 1e-12)).all()
