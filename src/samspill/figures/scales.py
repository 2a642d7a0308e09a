"""The logarithmic scale around 1 that quotients are drawn on, and classes for maps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from samspill.figures.theme import colour
from samspill.figures.wording import Language, label_expression, say

__all__ = ["LOWEST", "breaks", "clamped", "quotient_axis", "quotient_scale", "reference_of"]

LOWEST = 1 / 8
"""Quotients below this are drawn at the edge: their logarithm says nothing to a reader."""

_HIGHEST = 128.0


def quotient_scale(values: Iterable[float | None]) -> tuple[float, float]:
    """Give the bounds of a logarithmic scale that holds values and 1: powers of two.

    Values below an eighth and above 128 do not stretch it; they are drawn at its edge.
    """
    known = [value for value in values if value is not None and value > 0]
    low = max(LOWEST, min([1 / 2, *known]))
    high = min(_HIGHEST, max([2.0, *known]))
    return 2.0 ** math.floor(math.log2(low)), 2.0 ** math.ceil(math.log2(high))


def clamped(value: float | None, bounds: tuple[float, float]) -> float | None:
    """Bring a value into the bounds of a scale."""
    return None if value is None else min(max(value, bounds[0]), bounds[1])


def quotient_axis(language: Language, title: str | None, bounds: tuple[float, float]) -> alt.Axis:
    """Give the axis of a quotient: powers of two, every second where they are many."""
    first, last = round(math.log2(bounds[0])), round(math.log2(bounds[1]))
    step = 1 if last - first <= 7 else 2
    ticks = [2.0**power for power in range(first, last + 1) if power % step == 0]
    return alt.Axis(
        values=ticks,
        title=title,
        labelExpr=label_expression(language),
        labelOverlap="greedy",
        labelFlush=False,
    )


def reference_of(rows: Iterable[dict[str, Any]], language: Language) -> str:
    """Give the axis title for the reference that the rows share."""
    found = {row.get("reference") for row in rows}
    known = found.pop() if len(found) == 1 else None
    return say(language, f"axis-{known}" if known in ("norway", "europe") else "axis")


def rule_at_one(horizontal: bool = False) -> alt.Chart:
    """Give the line where a place is as the reference."""
    mark = alt.Chart(alt.InlineData([{"one": 1}])).mark_rule(
        color=colour("rule"), strokeWidth=1.25, aria=False
    )
    return mark.encode(y=alt.Y("one:Q")) if horizontal else mark.encode(x=alt.X("one:Q"))


def breaks(values: Sequence[float], classes: int) -> list[float]:
    """Give the inner bounds of at most so many classes of about equal number, rounded.

    Few distinct values each get a class of their own.
    """
    distinct = sorted(set(values))
    if len(distinct) <= classes:
        return distinct[1:]
    ordered = sorted(values)
    bounds: list[float] = []
    for step in range(1, classes):
        bound = _rounded(ordered[min(len(ordered) - 1, step * len(ordered) // classes)])
        if distinct[0] < bound <= distinct[-1] and (not bounds or bound > bounds[-1]):
            bounds.append(bound)
    return bounds


def _rounded(value: float) -> float:
    """Round to two figures that matter."""
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))
