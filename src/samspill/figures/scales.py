"""The logarithmic scale around 1 that quotients are drawn on, and classes for maps."""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal

import altair as alt

from samspill.figures.theme import colour
from samspill.figures.wording import Language, label_expression, number, say, tail_of

__all__ = [
    "LOWEST",
    "QUOTIENT_BREAKS",
    "breaks",
    "clamped",
    "class_labels",
    "class_of",
    "quotient_axis",
    "quotient_scale",
    "reference_of",
    "rule_at_one",
    "shortened",
]

LOWEST = 1 / 8
"""Quotients below this are drawn at the edge: their logarithm says nothing to a reader."""

_HIGHEST = 128.0

QUOTIENT_BREAKS = (0.25, 0.5, 0.8, 1.25, 2.0, 4.0)
"""Bounds of seven classes around 1 that mirror each other on a logarithmic scale."""


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


def quotient_axis(
    language: Language,
    title: str | None,
    bounds: tuple[float, float],
    rows: Iterable[dict[str, Any]] = (),
) -> alt.Axis:
    """Give the axis of a quotient: powers of two, every second where they are many.

    Where a quotient of `rows` lies beyond a bound, that bound says so.
    """
    first, last = round(math.log2(bounds[0])), round(math.log2(bounds[1]))
    step = 1 if last - first <= 7 else 2
    ticks = [2.0**power for power in range(first, last + 1) if power % step == 0]
    values = [row["lq_shrunk"] for row in rows]
    text = label_expression(language)
    if any(value < bounds[0] for value in values):
        text = f"datum.value == {bounds[0]} ? '≤ ' + {text} : {text}"
    if any(value > bounds[1] for value in values):
        text = f"datum.value == {bounds[1]} ? '≥ ' + {text} : {text}"
    return alt.Axis(
        values=ticks,
        title=title,
        labelExpr=text,
        labelOverlap="greedy",
        labelFlush=False,
    )


def reference_of(
    rows: Iterable[dict[str, Any]],
    language: Language,
    form: Literal["axis", "class-axis"] = "axis",
) -> str:
    """Give the title of an axis, or of classes, for the reference that the rows share."""
    found = {row.get("reference") for row in rows}
    known = found.pop() if len(found) == 1 else None
    return say(language, f"{form}-{known}" if known in ("norway", "europe") else form)


def rule_at_one() -> alt.Chart:
    """Give the line where a place is as the reference."""
    base: alt.Chart = alt.Chart(alt.InlineData([{"one": 1}]))
    mark: alt.Chart = base.mark_rule(color=colour("rule"), strokeWidth=1.25, aria=False)
    return mark.encode(x=alt.X("one:Q"))


def shortened(field: str, room: str, *, letter: float | str = 7.3, ellipsis: str = "…") -> str:
    """Give Vega's expression that shortens a text to the room there is, in pixels.

    By its letters: measuring every text takes longer than all the rest of a drawing, and the
    reader's typeface is not known.
    """
    return f"truncate({field}, max(4, floor(({room}) / {letter})), 'right', '{ellipsis}')"


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


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Give the class of a value: each holds its lower bound."""
    return bisect.bisect_right(bounds, value)


def class_labels(
    bounds: Sequence[float],
    language: Language,
    *,
    unit: str = "",
    single: Sequence[float] | None = None,
) -> list[str]:
    """Name classes by their bounds, or by their one value where they have one."""
    if single is not None:
        return [number(value, language, unit=unit, plain=True) for value in single]
    if not bounds:
        return []
    texts = [number(bound, language, plain=True) for bound in bounds]
    tail = tail_of(unit, language)
    between = [f"{low}–{high}{tail}" for low, high in pairwise(texts)]
    return [
        say(language, "under", high=texts[0] + tail),
        *between,
        say(language, "over", low=texts[-1] + tail),
    ]


def _rounded(value: float) -> float:
    """Round to two figures that matter."""
    if value == 0:
        return 0.0
    return round(value, 1 - math.floor(math.log10(abs(value))))
