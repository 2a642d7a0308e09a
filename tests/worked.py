"""Measures worked by hand: tables in, tables out, which are a test and a page at once.

`spec/tables/<family>.toml` holds them, one `[[table]]` each:

- `measure`: the function, in `samspill.indicators.<family>` or `samspill.uncertainty`;
- `says`: what the table shows, in a sentence;
- `given.<argument>`: what the measure is given;
- `expected`, or `expected.<part>` where it gives several things: what must come out;
- `arithmetic`: how a person gets there;
- `source`: who worked it, where it was not us by hand.

A table is text: a line of heads, then a line for each code. Its first word says what the rows and
the columns are (`place×activity`); with one kind (`place`) it is a vector. A cell is a number or
arithmetic without blanks (`2/3`, `sqrt(3/2)`, `ln(2)`), and `nan` where there is none.
"""

from __future__ import annotations

import ast
import math
import operator
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from samspill.matrix import Axis, Matrix, Vector

FOLDER = Path(__file__).with_name("spec") / "tables"

_KEYS = {"measure", "says", "given", "expected", "arithmetic", "source"}
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "ln": math.log,
    "log2": math.log2,
    "exp": math.exp,
    "arctan": math.atan,
}
_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True)
class Worked:
    """One table worked by hand."""

    family: str
    number: int
    measure: str
    says: str
    given: dict[str, Any]
    expected: Any
    arithmetic: str
    source: str

    @property
    def function(self) -> Callable[..., Any]:
        """The measure itself."""
        home = "samspill" if self.family == "uncertainty" else "samspill.indicators"
        function: Callable[..., Any] = getattr(import_module(f"{home}.{self.family}"), self.measure)
        return function

    @property
    def parts(self) -> dict[str, Any]:
        """What must come out, by part; the part is empty where it is the whole answer."""
        return self.expected if isinstance(self.expected, dict) else {"": self.expected}


def number(text: str) -> float:
    """Work out a cell: a number, or arithmetic with numbers."""
    if text == "nan":
        return math.nan

    def worth(node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as value):
                return float(value)
            case ast.UnaryOp(op=ast.USub(), operand=of):
                return -worth(of)
            case ast.BinOp(left=left, op=op, right=right):
                return _OPERATIONS[type(op)](worth(left), worth(right))
            case ast.Call(func=ast.Name(id=name), args=[of]):
                return _FUNCTIONS[name](worth(of))
        raise ValueError(f"«{text}» is no number and no arithmetic")

    return worth(ast.parse(text, mode="eval").body)


def is_table(value: Any) -> bool:
    """Whether a value is the text of a table."""
    return isinstance(value, str) and "\n" in value


def cells(text: str) -> list[list[str]]:
    """Give the words of a table, the heads first."""
    lines = [line.split() for line in text.strip().splitlines()]
    for line in lines:
        if len(line) != len(lines[0]):
            raise ValueError(f"the line «{' '.join(line)}» has not as many cells as the heads")
    return lines


def read_table(text: str) -> Matrix | Vector:
    """Read a table as the matrix or the vector that it is."""
    heads, *lines = cells(text)
    kind, _, other = heads[0].partition("×")
    codes = tuple(line[0] for line in lines)
    values = np.array([[number(cell) for cell in line[1:]] for line in lines])
    if other:
        columns = Axis(other, "", tuple(heads[1:]))
        rows = Axis(kind, "", codes)
        return Matrix(values, columns if (kind, codes) == (other, columns.codes) else rows, columns)
    if values.shape[1] != 1:
        raise ValueError(f"a vector has one column, and «{' '.join(heads)}» names more")
    return Vector(values[:, 0], Axis(kind, "", codes))


def read(value: Any) -> Any:
    """Read an argument: tables as matrices, lists as arrays or, of tables, as tuples."""
    if is_table(value):
        return read_table(value)
    if isinstance(value, list):
        if all(is_table(one) for one in value):
            return tuple(read_table(one) for one in value)
        return np.array([number(str(one)) for one in value])
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: read(one) for key, one in value.items()}
    return value


def worked(family: str | None = None) -> Iterator[Worked]:
    """Give the tables of a family, or of all, as they stand in the files."""
    for path in sorted(FOLDER.glob("*.toml")):
        if family not in (None, path.stem):
            continue
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["table"]
        for position, entry in enumerate(entries, start=1):
            if unknown := set(entry) - _KEYS:
                raise ValueError(f"{path.name}, table {position}: unknown {sorted(unknown)}")
            yield Worked(
                family=path.stem,
                number=position,
                measure=entry["measure"],
                says=entry["says"],
                given=entry["given"],
                expected=entry["expected"],
                arithmetic=entry.get("arithmetic", ""),
                source=entry.get("source", "by hand"),
            )
