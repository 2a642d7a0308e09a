"""Which rows of a table say the same, so that what many say is worked out once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["alike"]

_MANY = 1 << 62


def alike(rows: pa.Table, columns: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the same number to rows that have the same values; null is a value of its own.

    Parameters
    ----------
    rows
        Any table.
    columns
        What has to be the same.

    Returns
    -------
    tuple
        For each number the first row that has it, in order of the rows; and each row's number.

    Examples
    --------
    >>> first, number = alike(pa.table({"a": ["x", None, "x"], "b": [1, 2, 1]}), ["a", "b"])
    >>> first.tolist(), number.tolist()
    ([0, 1], [0, 1, 0])
    """
    number, count = np.zeros(rows.num_rows, np.int64), 1
    for name in columns:
        encoded = rows[name].combine_chunks().dictionary_encode()
        values = len(encoded.dictionary) + 1
        if count * values > _MANY:
            known, number = np.unique(number, return_inverse=True)
            count = len(known)
        own = pc.fill_null(encoded.indices, values - 1).to_numpy(zero_copy_only=False)
        number, count = number * values + own, count * values
    _, first, number = np.unique(number, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], place[number]
