"""JSON-stat 2: a statistical cube as text -> its numbers with the codes they belong to.

The format of Statistics Norway's PxWebApi v2 and of Eurostat's API (https://json-stat.org/full).
A cube has dimensions, each with categories in an order; its values stand in one row-major list,
or, where most are missing, in an object from position to value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from samspill.errors import DataError

__all__ = ["Cube", "Dimension", "parse"]

_ADVICE = "Fetch the file again; if that does not help, the publisher has changed its answers."

_MOST_CELLS = 50_000_000
"""A small file may speak of a cube that no memory holds."""


@dataclass(frozen=True)
class Dimension:
    """One dimension: its id, its name, its categories' codes in order and their labels."""

    id: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Cube:
    """A cube's dimensions and values.

    `values` has one axis for each dimension, in order. NaN is a value that the publisher does
    not give; `status` says why, by position in the row-major list, where the publisher does.
    """

    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    status: Mapping[int, str]

    def dimension(self, *ids: str) -> Dimension | None:
        """Give the first dimension that has one of the ids, None where none has."""
        return next((one for one in self.dimensions if one.id in ids), None)

    def table(self) -> pa.Table:
        """Give the cube long: a column of codes for each dimension, `value` and `status`.

        One row for each cell, in row-major order; a value that is not given is null.
        """
        cells = self.values.reshape(-1)
        columns: dict[str, Any] = {}
        positions = np.indices(self.values.shape, dtype=np.int32).reshape(
            len(self.dimensions), cells.size
        )
        for dimension, at in zip(self.dimensions, positions, strict=True):
            codes = pa.array(dimension.codes, pa.string())
            columns[dimension.id] = codes.take(pa.array(at))
        columns["value"] = pa.array(cells, pa.float64(), from_pandas=True)
        flags: list[str | None] = [None] * cells.size
        for position, flag in self.status.items():
            flags[position] = flag
        columns["status"] = pa.array(flags, pa.string())
        return pa.table(columns)


def parse(document: object, *, file: str = "the answer") -> Cube:
    """Read a JSON-stat 2 dataset.

    Parameters
    ----------
    document
        The JSON as Python objects.
    file
        What the file is called, for errors.

    Raises
    ------
    DataError
        It is not a JSON-stat 2 dataset, is an error message of the publisher, or its parts do not
        fit each other.
    """
    if not isinstance(document, dict):
        raise _wrong("the JSON is not an object", file)
    if document.get("class") != "dataset":
        raise _not_a_dataset(document, file)
    ids, sizes = document.get("id"), document.get("size")
    if (
        not isinstance(ids, list)
        or not isinstance(sizes, list)
        or not ids
        or len(ids) != len(sizes)
        or not all(isinstance(one, str) for one in ids)
        or not all(_is_whole(one) and one > 0 for one in sizes)
        or len(set(ids)) < len(ids)
    ):
        raise _wrong("«id» and «size» do not list the same dimensions", file)
    if math.prod(sizes) > _MOST_CELLS:
        raise _wrong(f"the dimensions make more than {_MOST_CELLS:,} cells", file)
    dimensions = tuple(_dimension(document, one, file) for one in ids)
    for dimension, size in zip(dimensions, sizes, strict=True):
        if len(dimension.codes) != size:
            raise _wrong(
                f"the dimension «{dimension.id}» has {len(dimension.codes)} categories where "
                f"«size» says {size}",
                file,
            )
    values = _values(document.get("value"), math.prod(sizes), file)
    return Cube(
        label=str(document.get("label", "")),
        source=str(document.get("source", "")),
        updated=str(document.get("updated", "")),
        dimensions=dimensions,
        values=values.reshape(sizes),
        status=_status(document.get("status"), values.size, file),
    )


def _wrong(problem: str, file: str) -> DataError:
    return DataError(problem, file=file, advice=_ADVICE)


def _not_a_dataset(document: Mapping[str, Any], file: str) -> DataError:
    message = document.get("detail") or document.get("title") or document.get("error")
    if message:
        return _wrong(f"the publisher answered with an error: {str(message)[:200]}", file)
    kind = document.get("class")
    if kind is None:
        return _wrong("the JSON is not JSON-stat 2: it says no «class»", file)
    return _wrong(f"the JSON-stat is of the class «{kind}» and not a dataset", file)


def _dimension(document: Mapping[str, Any], name: str, file: str) -> Dimension:
    held = document.get("dimension")
    one = held.get(name) if isinstance(held, dict) else None
    category = one.get("category") if isinstance(one, dict) else None
    if not isinstance(one, dict) or not isinstance(category, dict):
        raise _wrong(f"the dimension «{name}» is not described", file)
    labels, index = category.get("label"), category.get("index")
    labels = labels if isinstance(labels, dict) else {}
    if isinstance(index, list):
        codes = [str(code) for code in index]
    elif isinstance(index, dict) and all(_is_whole(place) for place in index.values()):
        codes = sorted(index, key=lambda code: index[code])
    elif index is None and len(labels) == 1:
        # a dimension of one category needs no index
        codes = list(labels)
    else:
        raise _wrong(f"the categories of the dimension «{name}» are not listed", file)
    if len(set(codes)) < len(codes):
        raise _wrong(f"a category of the dimension «{name}» stands twice", file)
    return Dimension(
        id=name,
        label=str(one.get("label", name)),
        codes=tuple(codes),
        labels=tuple(str(labels.get(code, code)) for code in codes),
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _values(given: object, size: int, file: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = np.full(size, np.nan)
    if isinstance(given, dict):
        for position, value in given.items():
            at = _position(position)
            if not 0 <= at < size:
                raise _wrong(f"the value at position «{position}» lies outside the cube", file)
            values[at] = _number(value, position, file)
    elif isinstance(given, list):
        if len(given) != size:
            raise _wrong(f"there are {len(given)} values where the dimensions make {size}", file)
        for at, value in enumerate(given):
            values[at] = _number(value, at, file)
    else:
        raise _wrong("the JSON-stat has no «value»", file)
    return values


def _position(key: str) -> int:
    """Give a position in the list of values, -1 where the key is none."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else -1


def _number(value: object, position: object, file: str) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300:
        raise _wrong(f"the value «{str(value)[:40]}» at position {position} is not a number", file)
    return float(value)


def _status(given: object, size: int, file: str) -> dict[int, str]:
    if given is None:
        return {}
    if isinstance(given, str):
        return dict.fromkeys(range(size), given)
    if isinstance(given, list) and len(given) in (1, size):
        flags = given * size if len(given) == 1 else given
        return {at: str(flag) for at, flag in enumerate(flags) if flag}
    if isinstance(given, dict) and all(0 <= _position(key) < size for key in given):
        return {_position(key): str(flag) for key, flag in given.items() if flag}
    raise _wrong("«status» does not fit the cube", file)
