"""What a table is: its key and columns, and how rows are held against them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill.errors import DataError
from samspill.tables.fields import FIELDS, Field

__all__ = ["Table", "describe"]


@dataclass(frozen=True)
class Table:
    """A table: what it holds, its key and its columns.

    `key` is empty for a tidy table in which a publisher may repeat a row.
    """

    name: str
    nb: str
    en: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    is_published: bool = False

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its columns, the key first."""
        return tuple(FIELDS[name] for name in (*self.key, *self.columns))

    @cached_property
    def schema(self) -> pa.Schema:
        """Its columns as Arrow knows them."""
        return pa.schema([field.arrow for field in self.fields])

    def empty(self) -> pa.Table:
        """Give the table without rows."""
        return self.schema.empty_table()

    def conform(self, rows: pa.Table) -> pa.Table:
        """Put columns in the declared order and type; columns that are not there become null.

        So does NaN: what is not defined has one way to be written.

        Raises
        ------
        DataError
            There is a column that the table does not declare, or a value of another type.
        """
        known = set(self.schema.names)
        unknown = [name for name in rows.column_names if name not in known]
        if unknown:
            raise DataError(f"the table {self.name} declares no column «{unknown[0]}»")
        columns = []
        for field in self.schema:
            if field.name in rows.column_names:
                column = rows[field.name]
                try:
                    columns.append(_without_nan(column.cast(field.type)))
                except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                    raise DataError(
                        f"the column «{field.name}» of {self.name} cannot be {field.type}: {error}"
                    ) from error
            else:
                columns.append(pa.nulls(rows.num_rows, field.type))
        return pa.table(columns, schema=self.schema)

    def check(self, rows: pa.Table) -> pa.Table:
        """Conform rows, put them in order of the key and see that no key is null or stands twice.

        Raises
        ------
        DataError
            They are not what is declared.
        """
        checked = self.conform(rows)
        if not self.key:
            return checked
        for name in self.key:
            if checked[name].null_count:
                raise DataError(f"{checked[name].null_count} rows of {self.name} have no {name}")
        checked = checked.sort_by([(name, "ascending") for name in self.key])
        if checked.num_rows > 1:
            same = None
            for name in self.key:
                column = checked[name].combine_chunks()
                equal = pc.equal(column.slice(1), column.slice(0, len(column) - 1))
                same = equal if same is None else pc.and_(same, equal)
            at = pc.index(same, pa.scalar(value=True)).as_py()
            if at >= 0:
                row = checked.slice(at, 1).select(list(self.key)).to_pylist()[0]
                shown = ", ".join(f"{name}={value}" for name, value in row.items())
                raise DataError(f"the key {shown} stands twice in {self.name}")
        return checked


def _without_nan(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_floating(column.type):
        return column
    return pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)


def describe(declared: Table) -> dict[str, Any]:
    """Give a table's description as it stands in its JSON twin."""
    return {
        "name": declared.name,
        "title": {"nb": declared.nb, "en": declared.en},
        "key": list(declared.key),
        "columns": [
            {
                "name": field.name,
                "type": field.type,
                "unit": field.unit,
                "meaning": {"nb": field.nb, "en": field.en},
            }
            for field in declared.fields
        ],
    }
