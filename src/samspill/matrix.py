"""Tidy table -> place × activity: numbers that never lose their labels.

A `Matrix` is values with two `Axis`; a `Vector` is values with one. NaN means *not observed*
and never zero. Matrices of different editions do not meet: `AxisMismatch` says how to carry them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

import narwhals as nw
import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from narwhals.typing import IntoFrame
from numpy.typing import NDArray

from samspill.errors import AxisMismatch, DataError, UnknownCode

__all__ = ["Axis", "Matrix", "Vector", "panel"]

Floats = NDArray[np.float64]
Absent = Literal["zero", "not observed"]


@dataclass(frozen=True)
class Axis:
    """What the rows or the columns of a matrix are.

    Parameters
    ----------
    kind
        The kind of thing: `place`, `activity`, `actor`, `project`.
    edition
        The edition of the classification or of the borders, such as `municipality-2024`,
        `nuts-2013`, `nace-2`. Empty where there is none.
    codes
        One code for each row or column, no code twice.
    """

    kind: str
    edition: str
    codes: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a code that stands twice."""
        object.__setattr__(self, "codes", tuple(self.codes))
        if len(set(self.codes)) != len(self.codes):
            seen: set[str] = set()
            twice = next(code for code in self.codes if code in seen or seen.add(code))  # type: ignore[func-returns-value]
            raise DataError(f"the {self.kind} {twice} stands twice on one axis")

    def __len__(self) -> int:
        """Give the number of codes."""
        return len(self.codes)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.codes)}

    def __getstate__(self) -> dict[str, Any]:
        """Leave the cached look-up out of copies."""
        return {"kind": self.kind, "edition": self.edition, "codes": self.codes}

    def position(self, code: str) -> int:
        """Give the number of a code, counted from 0.

        Raises
        ------
        UnknownCode
            The axis has no such code.
        """
        try:
            return self._position[code]
        except KeyError:
            raise UnknownCode(self.kind, code, self.codes) from None

    def positions(self, codes: Sequence[str]) -> NDArray[np.intp]:
        """Give the numbers of several codes; `UnknownCode` for the first that is not there."""
        try:
            return np.fromiter(map(self._position.__getitem__, codes), np.intp, len(codes))
        except KeyError as missing:
            raise UnknownCode(self.kind, missing.args[0], self.codes) from None

    def __contains__(self, code: object) -> bool:
        """Say whether the axis has a code."""
        return code in self._position


def _edition_advice(one: Axis, other: Axis) -> str:
    if one.kind != other.kind:
        return f"one has {one.kind} codes where the other has {other.kind} codes."
    if one.edition != other.edition:
        return (
            f"one is in edition «{one.edition}» and the other in «{other.edition}». "
            f"Carry one of them first: samspill.geography.carry for places, "
            f"samspill.activities.carry for activities."
        )
    missing = sorted(set(one.codes) ^ set(other.codes))
    if missing:
        listed = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        return f"{len(missing)} codes are in only one of them: {listed}"
    return "they hold the same codes in different order; use .sorted() or .select()."


def require_same(one: Axis, other: Axis, what: str) -> None:
    """Refuse to let two axes meet that are not the same.

    Raises
    ------
    AxisMismatch
        Kind, edition, codes or their order differ.
    """
    if one is not other and (
        one.kind != other.kind or one.edition != other.edition or one.codes != other.codes
    ):
        raise AxisMismatch(f"The {what} do not agree: {_edition_advice(one, other)}")


def _locked(values: Any) -> Floats:
    array = np.array(values, dtype=np.float64, copy=None, order="C").view()
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Vector:
    """One number for each code of an axis.

    Parameters
    ----------
    values
        One float for each code; NaN where not observed or not defined.
    axis
        What the values are a property of.
    unit
        Unit of the values, in words.
    """

    values: Floats
    axis: Axis
    unit: str = ""

    def __post_init__(self) -> None:
        """Lock the values and check their number."""
        object.__setattr__(self, "values", _locked(self.values))
        if self.values.shape != (len(self.axis),):
            raise AxisMismatch(
                f"A vector of shape {self.values.shape} cannot carry {len(self.axis)} "
                f"{self.axis.kind} codes."
            )

    def __getitem__(self, code: str) -> float:
        """Give the value of a code."""
        return float(self.values[self.axis.position(code)])

    def to_frame(self, value: str = "value", *, like: Any = None) -> Any:
        """Give a dataframe with the code and the value.

        Parameters
        ----------
        value
            Name of the value's column.
        like
            A dataframe whose library is to be used; a PyArrow table without it.
        """
        columns = {f"{self.axis.kind}_code": list(self.axis.codes), value: self.values}
        return _frame(columns, like)


@dataclass(frozen=True, eq=False)
class Matrix:
    """Numbers for each place (rows) and activity (columns), or for any two axes.

    Parameters
    ----------
    values
        float64, dense of shape (rows, columns), or a SciPy CSR array in which what is not stored
        is zero. NaN means not observed.
    rows, columns
        What the rows and the columns are.
    unit
        Unit of the values, in words.
    """

    values: Floats | sp.csr_array
    rows: Axis
    columns: Axis
    unit: str = ""

    def __post_init__(self) -> None:
        """Lock the values and check their shape."""
        if sp.issparse(self.values):
            sparse: Any = sp.csr_array(cast(Any, self.values), dtype=np.float64)
            if not sparse.has_canonical_format:
                sparse = sparse.copy()
                sparse.sum_duplicates()
            object.__setattr__(self, "values", sparse)
        else:
            object.__setattr__(self, "values", _locked(self.values))
        if self.values.shape != self.shape:
            raise AxisMismatch(
                f"Values of shape {self.values.shape} cannot carry {len(self.rows)} "
                f"{self.rows.kind} rows and {len(self.columns)} {self.columns.kind} columns."
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.rows), len(self.columns)

    @property
    def is_sparse(self) -> bool:
        """Whether the values are a CSR array."""
        return sp.issparse(self.values)

    @property
    def dense(self) -> Floats:
        """The values as a dense array, locked."""
        if self.is_sparse:
            return _locked(cast(sp.csr_array, self.values).toarray())
        return cast(Floats, self.values)

    def with_values(self, values: Any, unit: str = "") -> Matrix:
        """Give other values under the same labels."""
        return Matrix(values, self.rows, self.columns, unit)

    def row(self, code: str) -> Vector:
        """Give one row as a vector."""
        number, whole = self.rows.position(code), cast(Any, self.values)
        values = whole[[number], :].toarray()[0] if self.is_sparse else whole[number]
        return Vector(values, self.columns, self.unit)

    def column(self, code: str) -> Vector:
        """Give one column as a vector."""
        number, whole = self.columns.position(code), cast(Any, self.values)
        values = whole[:, [number]].toarray()[:, 0] if self.is_sparse else whole[:, number]
        return Vector(values, self.rows, self.unit)

    def __getitem__(self, codes: tuple[str, str]) -> float:
        """Give one value by its row's and its column's code."""
        row, column = codes
        return float(self.values[self.rows.position(row), self.columns.position(column)])

    def select(
        self, rows: Sequence[str] | None = None, columns: Sequence[str] | None = None
    ) -> Matrix:
        """Give the rows and columns that are named, in the order in which they are named."""
        values, row_axis, column_axis = self.values, self.rows, self.columns
        if rows is not None:
            values = values[row_axis.positions(rows), :]
            row_axis = Axis(row_axis.kind, row_axis.edition, tuple(rows))
        if columns is not None:
            values = values[:, column_axis.positions(columns)]
            column_axis = Axis(column_axis.kind, column_axis.edition, tuple(columns))
        return Matrix(values, row_axis, column_axis, self.unit)

    def sorted(self) -> Matrix:
        """Give the same with both axes in order of code."""
        return self.select(sorted(self.rows.codes), sorted(self.columns.codes))

    @property
    def transposed(self) -> Matrix:
        """The same with rows and columns exchanged."""
        values: Any = sp.csr_array(self.values.T) if self.is_sparse else self.values.T
        return Matrix(values, self.columns, self.rows, self.unit)

    @classmethod
    def from_frame(
        cls,
        frame: IntoFrame,
        *,
        place: str,
        activity: str,
        value: str,
        place_edition: str = "",
        activity_edition: str = "",
        unit: str = "",
        absent: Absent = "zero",
        sparse: bool = False,
    ) -> Matrix:
        """Make a matrix from a tidy dataframe with one row for each observed cell.

        Parameters
        ----------
        frame
            Any dataframe that Narwhals knows: pandas, Polars, DuckDB, Spark, PyArrow.
        place, activity, value
            Names of its columns. Codes become text; rows with the same two codes are summed, and
            a cell one of whose rows is null or NaN is not observed.
        place_edition, activity_edition
            Editions of the codes.
        unit
            Unit of the values.
        absent
            What a combination without a row means: `zero`, as in a register that lists all there
            is, or `not observed`, as in a table with gaps.
        sparse
            Keep the values as CSR; then `absent` must be `zero`.

        Raises
        ------
        DataError
            A column is missing, a code is null, or a value is not a number.
        """
        table = _observed(frame, [place, activity], value)
        place_codes, place_at = _codes(table[place])
        activity_codes, activity_at = _codes(table[activity])
        numbers = table[value].to_numpy(zero_copy_only=False).astype(np.float64)
        rows = Axis("place", place_edition, place_codes)
        columns = Axis("activity", activity_edition, activity_codes)
        values = _pivot(place_at, activity_at, numbers, (len(rows), len(columns)), absent, sparse)
        return cls(values, rows, columns, unit)

    def to_frame(self, value: str = "value", *, like: Any = None) -> Any:
        """Give a tidy dataframe: a row for each cell of a dense, each stored cell of a sparse.

        Parameters
        ----------
        value
            Name of the value's column; the codes' columns are the kinds of the axes + `_code`,
            with `_a` and `_b` behind them where both axes are of one kind.
        like
            A dataframe whose library is to be used; a PyArrow table without it.
        """
        one, other = f"{self.rows.kind}_code", f"{self.columns.kind}_code"
        if one == other:
            one, other = f"{one}_a", f"{other}_b"
        row_at: Any
        column_at: Any
        if self.is_sparse:
            cells = cast(sp.csr_array, self.values).tocoo()
            (row_at, column_at), numbers = cells.coords, cells.data
        else:
            row_at, column_at = (part.ravel() for part in np.indices(self.shape))
            numbers = cast(Floats, self.values).ravel()
        columns = {
            one: _take(self.rows.codes, row_at),
            other: _take(self.columns.codes, column_at),
            value: numbers,
        }
        return _frame(columns, like)


def panel(
    frame: IntoFrame,
    *,
    place: str,
    activity: str,
    value: str,
    year: str,
    place_edition: str = "",
    activity_edition: str = "",
    unit: str = "",
    absent: Absent = "zero",
) -> dict[int, Matrix]:
    """Make one matrix for each year of a tidy dataframe, all with the same axes.

    Years are never mixed: each matrix holds the rows of its own year. A code that has rows in one
    year and none in another stands on the axes of both, with zero or *not observed* as `absent`
    says. Parameters and errors as `Matrix.from_frame`; years come back in order.
    """
    table = _observed(frame, [place, activity, year], value)
    place_codes, place_at = _codes(table[place])
    activity_codes, activity_at = _codes(table[activity])
    years = table[year].cast(pa.int64()).to_numpy()
    numbers = table[value].to_numpy(zero_copy_only=False).astype(np.float64)
    rows = Axis("place", place_edition, place_codes)
    columns = Axis("activity", activity_edition, activity_codes)
    matrices = {}
    for one in np.unique(years):
        here = years == one
        values = _pivot(
            place_at[here],
            activity_at[here],
            numbers[here],
            (len(rows), len(columns)),
            absent,
            sparse=False,
        )
        matrices[int(one)] = Matrix(values, rows, columns, unit)
    return matrices


def _observed(frame: IntoFrame, keys: list[str], value: str) -> pa.Table:
    """Collect the named columns and check that they can be pivoted."""
    lazy = nw.from_native(frame).lazy()
    schema = lazy.collect_schema()
    for name in [*keys, value]:
        if name not in schema:
            raise DataError(
                f"the dataframe has no column «{name}»; it has {', '.join(schema)}",
                advice="Name the columns with place=, activity= and value=.",
            )
    if not (schema[value].is_numeric() or schema[value] == nw.Boolean):
        raise DataError(f"the column «{value}» holds {schema[value]} and not numbers")
    chosen = lazy.select(
        *[nw.col(key) for key in dict.fromkeys(keys)], nw.col(value).cast(nw.Float64)
    )
    table = chosen.collect("pyarrow").to_native()
    for key in keys:
        if table[key].null_count:
            raise DataError(f"the column «{key}» has {table[key].null_count} rows without a code")
    return table


def _codes(column: Any) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Give the sorted codes of a column and each row's number among them."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    names = np.asarray(encoded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(names, kind="stable") if len(names) else np.empty(0, np.intp)
    rank = np.empty(len(names), np.intp)
    rank[order] = np.arange(len(names))
    return tuple(names[order]), rank[encoded.indices.to_numpy(zero_copy_only=False)]


def _pivot(
    row_at: NDArray[np.intp],
    column_at: NDArray[np.intp],
    numbers: Floats,
    shape: tuple[int, int],
    absent: Absent,
    sparse: bool,
) -> Floats | sp.csr_array:
    if sparse:
        if absent != "zero":
            raise DataError("a sparse matrix cannot say that absent cells are not observed")
        return sp.coo_array((numbers, (row_at, column_at)), shape=shape).tocsr()
    cell = row_at * shape[1] + column_at
    values = np.bincount(cell, weights=numbers, minlength=shape[0] * shape[1]).astype(np.float64)
    values = values.reshape(shape)
    if absent == "not observed":
        seen = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
        values[seen == 0] = np.nan
    return values


def _take(codes: tuple[str, ...], at: Any) -> pa.Array:
    """Repeat codes by number without making a Python object for each cell."""
    encoded = pa.DictionaryArray.from_arrays(pa.array(at, pa.int64()), pa.array(codes, pa.string()))
    return encoded.cast(pa.string())


def _frame(columns: dict[str, Any], like: Any) -> Any:
    table = pa.table(columns)
    if like is None:
        return table
    native = nw.from_native(like)
    backend = native.implementation
    eager = nw.from_native(table, eager_only=True)
    if isinstance(native, nw.LazyFrame):
        return eager.lazy(backend=backend).to_native()
    return nw.from_dict(
        {name: eager[name].to_list() for name in eager.columns}, backend=backend
    ).to_native()
