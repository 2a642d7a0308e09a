"""What a measure refuses, its docstring says under *Raises*, and the other way round."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from edges import INPUTS, arguments
from samspill.catalogue import indicators
from samspill.errors import SamspillError
from samspill.matrix import Axis, Matrix, Vector

ERRORS = ("AxisMismatch", "DataError", "UnknownCode", "UsageError")
IMPOSSIBLE = {"threshold": 0.0, "aversion": -1.0, "nearest": 0, "years": 0.0}
# said, and seen only with arguments that may be left out or with groups
OPTIONAL = {"AxisMismatch", "UnknownCode", "UsageError"}
# a negative proximity is refused there, and a place or an activity that only one date has is NaN
SIZES = {"sizes", "plants", "levels", "before", "after", "presence", "works", "one", "other",
         "proximity", "nearness", "plant_herfindahl", "part", "green", "panel"}  # fmt: skip


def said(name: str) -> set[str]:
    text = inspect.getdoc(indicators()[name].function) or ""
    section = text.partition("Raises\n------\n")[2].partition("\n\n")[0]
    return {error for error in ERRORS if error in section}


def changed(one: Any, number: float) -> Any:
    """Give the same with another number beside its middle."""
    if isinstance(one, dict):
        return {key: changed(value, number) for key, value in one.items()}
    values = np.array(one.dense if isinstance(one, Matrix) else one.values)
    values.flat[values.size // 2 + 1] = number
    return one.with_values(values) if isinstance(one, Matrix) else Vector(values, one.axis)


def carried(one: Any) -> Any:
    """Give the same in another edition."""
    axes = (one.rows, one.columns) if isinstance(one, Matrix) else (one.axis,)
    other = [Axis(axis.kind, "another", axis.codes) for axis in axes]
    return Matrix(one.values, *other) if isinstance(one, Matrix) else Vector(one.values, *other)


def seen(name: str) -> set[str]:
    """Give the errors that wrong arguments lead to."""
    function = indicators()[name].function
    right = arguments(function, INPUTS["ordinary"])
    labelled = [key for key, value in right.items() if isinstance(value, (Matrix, Vector))]
    wrong = [{key: changed(right[key], -1.0)} for key in right if key in SIZES]
    wrong += [{key: carried(right[key])} for key in labelled if len(labelled) > 1]
    asked = inspect.signature(function).parameters
    wrong += [{key: value} for key, value in IMPOSSIBLE.items() if key in asked]
    found = set()
    for one in wrong:
        try:
            function(**{**right, **one})
        except SamspillError as error:
            found.add(type(error).__name__)
    return found


@pytest.mark.parametrize("name", indicators())
def test_what_is_refused_is_said(name: str) -> None:
    assert seen(name) - said(name) == set()
    assert said(name) - seen(name) <= OPTIONAL
