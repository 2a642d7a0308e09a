"""Presences as a bipartite graph: checked, its components, and its second eigenvector.

A graph is walked as CSR even where the matrix is dense: less memory passes by than in dense
products, and nothing waits for a second thread where the processors have other work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import eigh, eigh_tridiagonal
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh

from samspill.errors import DataError
from samspill.indicators.blocks import by_blocks
from samspill.matrix import Matrix

__all__ = ["components", "presences", "require_presences", "second_vectors", "singles"]

Floats = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.floating]
Numbers = NDArray[np.intp]

_COUNTS = 2**24
"""Up to here single precision counts without error."""

_DENSE = 200
"""Up to so many rows of its smaller side a component is solved whole, beyond by Lanczos."""

_TIE = 1e-9
"""Eigenvalues that are nearer to each other than this are a tie."""

_LANCZOS, _FOUND = 60, 1e-15
"""Lanczos steps before ARPACK takes over, and the residual at which a vector counts as found."""

_STEPS = 3
"""Steps to and fro by which nearly every graph is seen to be connected."""


def _require_presences(are_right: bool) -> None:
    if not are_right:
        raise DataError(
            "a presence is not 0 or 1",
            advice="Make presences of quotients with samspill.presence(); cells that are not "
            "observed count as absent there.",
        )


def _are_presences(values: Floats) -> bool:
    return bool(((values == 0) | (values == 1)).all())


def require_presences(presence: Matrix) -> None:
    """Refuse what is neither 0 nor 1; NaN passes."""
    values = presence.values
    numbers = values.data if isinstance(values, sp.csr_array) else values
    _require_presences(_are_presences(numbers[~np.isnan(numbers)]))


def presences(presence: Matrix) -> sp.csr_array:
    """Give the presences as CSR without stored zeros, checked to be 0 and 1."""
    values = presence.values
    if isinstance(values, sp.csr_array):
        _require_presences(_are_presences(values.data))
        has = values.copy()
        has.eliminate_zeros()
        return has
    # faster than SciPy's own way from dense to sparse
    columns = values.shape[1]

    def found(part: slice) -> tuple[Numbers, NDArray[np.int32], bool]:
        block = values[part]
        cells, starts = np.flatnonzero(block != 0), np.arange(len(block)) * columns
        in_row = np.diff(np.searchsorted(cells, starts), append=len(cells))
        cells -= np.repeat(starts, in_row)
        return in_row, cells.astype(np.int32), np.count_nonzero(block == 1) == len(cells)

    in_rows, cells, ones = zip(*by_blocks(presence.shape, found), strict=True)
    _require_presences(all(ones))
    ends = np.concatenate([[0], np.cumsum(np.concatenate(in_rows))]).astype(np.int32)
    at = np.concatenate(cells)
    return sp.csr_array((np.ones(len(at)), at, ends), presence.shape)


def singles(presence: Matrix) -> Singles | sp.csr_array:
    """Give the presences in single precision, which counts exactly and twice as fast; checked."""
    if presence.is_sparse:
        stored = cast(sp.csr_array, presence.values)
        _require_presences(_are_presences(stored.data))
        return stored
    values = presence.dense
    ones: Singles = np.empty(presence.shape, np.float32 if len(values) < _COUNTS else np.float64)

    def copy(part: slice) -> bool:
        ones[part] = values[part]
        return _are_presences(values[part])

    _require_presences(all(by_blocks(presence.shape, copy)))
    return ones


def _degrees(has: sp.csr_array) -> tuple[Floats, Floats]:
    """Give how many each row and each column has."""
    ubiquity = np.bincount(has.indices, minlength=has.shape[1])
    return np.diff(has.indptr).astype(np.float64), ubiquity.astype(np.float64)


def components(has: sp.csr_array) -> tuple[Floats, Floats, int]:
    """Give the component of each row and column, the largest first, and how many there are."""
    diversity, ubiquity = _degrees(has)
    linked = np.concatenate([diversity, ubiquity]) > 0
    number = np.where(linked, 0.0, np.nan)
    rows, count = len(diversity), int(linked.any())
    if count and not _is_connected(has, diversity):
        # one triangle of the graph, which is enough where direction does not count
        ends = np.concatenate([has.indptr, np.full(len(ubiquity), has.nnz, has.indptr.dtype)])
        graph = sp.csr_array((has.data, has.indices + rows, ends), (len(linked),) * 2)
        _, label = connected_components(graph, directed=False)
        size = np.bincount(label[linked], minlength=label.max() + 1)
        order = np.argsort(-size, kind="stable")
        rank = np.empty(len(order))
        rank[order] = np.arange(len(order))
        number = np.where(linked, rank[label], np.nan)
        count = int(np.count_nonzero(size))
    return number[:rows], number[rows:], count


def _is_connected(has: sp.csr_array, diversity: Floats) -> bool:
    """Say whether a few steps from the most diverse place lead to all that have anything."""
    reached = np.zeros(len(diversity))
    reached[np.argmax(diversity)] = 1.0
    for _ in range(_STEPS):
        reached = np.asarray(has @ ((reached @ has) > 0).astype(np.float64))
        if np.count_nonzero(reached) == np.count_nonzero(diversity):
            return True
    return False


def second_vectors(has: sp.csr_array) -> tuple[Floats, Floats] | None:
    r"""Give the second eigenvector of each side of a connected component, or None where none is.

    With :math:`B = D_k^{-1/2} M D_u^{-1/2}` the matrices of both sides are similar to
    :math:`BB^T` and :math:`B^TB`, whose first eigenvector is known (the roots of the degrees).
    """
    diversity, ubiquity = _degrees(has)
    # the smaller side carries the eigenproblem; transposing is free
    flipped = has.shape[0] > has.shape[1]
    forth, back = (has.T, has) if flipped else (has, has.T)
    small, large = (ubiquity, diversity) if flipped else (diversity, ubiquity)
    root = np.sqrt(small)
    first = root / np.sqrt(small.sum())
    if len(small) <= _DENSE:
        walk = (forth @ (sp.diags_array(1 / large) @ back)).toarray()
        gram = walk / root / root[:, None] - np.outer(first, first)
        top = [max(0, len(small) - 2), len(small) - 1]
        values, vectors = eigh(gram, subset_by_index=top, driver="evr")
    else:

        def product(vector: Floats) -> Floats:
            flat = vector.ravel()
            met = (back @ (flat / root)) / large
            return np.asarray((forth @ met) / root - first * (first @ flat))

        # a fixed start near the answer: the mean degree of the neighbours
        near = product(small * first) + 1e-3 * np.cos(np.arange(len(small)))
        values, vectors = _two_largest(product, near)
    order = np.argsort(values)[::-1]
    best, next_best = values[order[0]], values[order[1]]
    if best < _TIE or best - next_best < _TIE:
        return None
    own = vectors[:, order[0]] / root
    other = np.asarray(back @ own) / large
    return (other, own) if flipped else (own, other)


def _two_largest(product: Callable[[Floats], Floats], start: Floats) -> tuple[Floats, Floats]:
    """Give the two largest eigenvalues of a symmetric product and their vectors, by Lanczos.

    The first is exact to the last digits. The second, which only tells whether there is a tie, is
    as good as it became meanwhile; where that leaves a doubt ARPACK finds both.
    """
    basis = np.empty((_LANCZOS + 1, len(start)))
    along, across = np.empty(_LANCZOS), np.empty(_LANCZOS)
    basis[0] = start / np.linalg.norm(start)
    for step in range(1, _LANCZOS + 1):
        known, last = basis[:step], step - 1
        vector = product(known[last])
        along[last] = known[last] @ vector
        # twice, so that the vectors stay at right angles
        for _ in range(2):
            vector -= (known @ vector) @ known
        across[last] = np.linalg.norm(vector)
        if across[last] < _FOUND:
            break
        basis[step] = vector / across[last]
        if step > 2:
            values, mixed = eigh_tridiagonal(
                along[:step], across[:last], select="i", select_range=(step - 2, last)
            )
            off = across[last] * np.abs(mixed[-1])
            if off[1] < _FOUND and off[0] < values[1] - values[0] - _TIE:
                return np.asarray(values, np.float64), np.asarray(known.T @ mixed)
    operator = LinearOperator((len(start),) * 2, matvec=product, dtype=np.float64)
    values, vectors = eigsh(operator, k=2, which="LA", v0=start, tol=0)
    return np.asarray(values, np.float64), np.asarray(vectors, np.float64)
