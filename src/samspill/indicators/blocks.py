"""Rows a block at a time: passes over a large matrix that stay in the processor's cache.

What each row's result is does not depend on the other rows, so neither the size of the blocks nor
how many are worked on at once changes a number; results come back in the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["by_blocks"]

T = TypeVar("T")

_CELLS = 2**16
"""Cells of a block: three arrays of them lie in a core's own cache."""

_MANY = 2**19
"""Cells from which a second thread is worth its start. NumPy lets go of the lock meanwhile."""

_THREADS = 4
"""Memory gives no more than so many threads can take."""


def by_blocks(shape: tuple[int, int], work: Callable[[slice], T]) -> list[T]:
    """Let work be done on one block of rows after the other, several at once where there are many.

    Parameters
    ----------
    shape
        Rows and columns of the matrix.
    work
        Takes the rows as a slice and writes to those rows only. It sets `np.errstate` itself.

    Returns
    -------
    list
        What the work gave for each block, in the order of the rows; one empty block where there
        are no rows.
    """
    rows, columns = shape
    step = max(1, _CELLS // max(1, columns))
    blocks = [slice(start, min(start + step, rows)) for start in range(0, max(rows, 1), step)]
    if rows * columns < _MANY:
        return [work(block) for block in blocks]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, blocks))
