"""How good the figures about a place are: how much is observed, how old, how much is withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samspill.harmonise import PROTECTED_FLAG

__all__ = ["Quality", "quality"]


@dataclass(frozen=True)
class Quality:
    """What is known about the figures of a place in one series, and a grade from A to D.

    The grade begins at A and falls by one for each of these: fewer than 9 of 10 activities
    observed; the figures more than two years older than the build; more than 1 of 10 present
    activities marked or estimated by the publisher. It falls to D where fewer than half of the
    activities are observed or where the figures are more than eight years old. What is protected is
    known and not shown; it does not count.
    """

    activities: int
    observed: int
    present: int
    marked: int
    protected: int
    year: int
    age: int
    grade: str


def quality(rows: Sequence[Mapping[str, Any]], year: int, built_in: int) -> Quality:
    """Grade the rows of one place, series and year.

    Parameters
    ----------
    rows
        Rows of `strengths`.
    year
        The year that they are about.
    built_in
        The year in which the build was made.
    """
    told = [row for row in rows if row["flag"] != PROTECTED_FLAG]
    observed = [row for row in told if row["lq"] is not None or row["value"]]
    present = [row for row in observed if row["value"]]
    marked = [row for row in present if row["flag"]]
    age = max(built_in - year, 0)
    falls = (
        (len(observed) < 0.9 * len(told)) + (age > 2) + (len(marked) > 0.1 * max(len(present), 1))
    )
    if len(observed) < 0.5 * len(told) or age > 8:
        falls = 3
    return Quality(
        activities=len(told),
        observed=len(observed),
        present=len(present),
        marked=len(marked),
        protected=len(rows) - len(told),
        year=year,
        age=age,
        grade="ABCD"[falls],
    )
