"""Every table's columns: name, type, unit, meaning and key, declared once.

`FIELDS` declares each column name once for all tables: a name means the same everywhere.
`table(name)` gives a declaration, `Table.check` holds rows against it. Tables marked *published*
are the contract with the web, the export, notebooks and other people's programs; the others are
the tidy form of a source. `REASONS` says in words why a row was set aside.
"""

from __future__ import annotations

from samspill.errors import UnknownCode
from samspill.tables.alike import alike
from samspill.tables.fields import FIELDS, Field
from samspill.tables.form import Table, describe
from samspill.tables.published import PUBLISHED
from samspill.tables.reasons import REASONS, Reason
from samspill.tables.tidy import TIDY

__all__ = ["FIELDS", "REASONS", "Field", "Reason", "Table", "alike", "describe", "table", "tables"]

_BY_NAME = {one.name: one for one in (*TIDY, *PUBLISHED)}


def table(name: str) -> Table:
    """Give a table's declaration.

    Raises
    ------
    UnknownCode
        No table has that name.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UnknownCode("table", name, _BY_NAME) from None


def tables() -> dict[str, Table]:
    """Give every table's declaration by name."""
    return dict(_BY_NAME)
