"""What would change if some of the money were moved: a pure function of published rows.

It stands here and not with the pages, which compute nothing: a page asks, this room answers, and
so do a notebook and a test (decision 0031).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from samspill.errors import UsageError
from samspill.uncertainty import mismatch

__all__ = ["Answer", "Move", "moved"]


@dataclass(frozen=True)
class Move:
    """A part of what one activity gets, given to another.

    Parameters
    ----------
    giver, taker
        Activities; an area's activities together have its name as the key of `groups`.
    share
        The part of the giver's money, 0-1.
    """

    giver: str
    taker: str
    share: float


@dataclass(frozen=True)
class Answer:
    """The money before and after, and what that means.

    Parameters
    ----------
    before, after
        Activity -> kroner.
    mismatch_before, mismatch_after
        Share that would have to move for the money to follow the strengths.
    concentration_before, concentration_after
        Herfindahl over the activities: 1 where one gets all.
    moved_nok
        Kroner that changed hands, each move by itself.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    mismatch_before: float
    mismatch_after: float
    concentration_before: float
    concentration_after: float
    moved_nok: float


def moved(
    rows: Sequence[Mapping[str, Any]],
    moves: Sequence[Move],
    groups: Mapping[str, Mapping[str, float]] | None = None,
) -> Answer:
    """Move money and say how mismatch and concentration change; the total stays.

    A group gives from each of its activities in proportion to what that gets there, and takes in
    proportion to the activities' strength. Moves are made in their order, each of what is left.

    Parameters
    ----------
    rows
        Rows of `support` of one slice and place: `activity_code`, `amount_nok`,
        `strength_share`. A row without a measure of strength is left out.
    moves
        What to move.
    groups
        Name -> activity -> the part of the activity that belongs to the group, 0-1.

    Raises
    ------
    UsageError
        A share is outside 0-1, or nobody is called so.

    Examples
    --------
    >>> rows = [{"activity_code": "A", "amount_nok": 80.0, "strength_share": 0.5},
    ...         {"activity_code": "B", "amount_nok": 20.0, "strength_share": 0.5}]
    >>> answer = moved(rows, [Move("A", "B", 0.25)])
    >>> answer.after, round(answer.mismatch_before, 3), round(answer.mismatch_after, 3)
    ({'A': 60.0, 'B': 40.0}, 0.3, 0.1)
    """
    known = {str(row["activity_code"]): row for row in rows if row["strength_share"] is not None}
    codes = list(known)
    strength = np.array([float(known[code]["strength_share"]) for code in codes])
    before = np.array([float(known[code]["amount_nok"]) for code in codes])
    after, total = before.copy(), 0.0
    for move in moves:
        if not 0 <= move.share <= 1:
            raise UsageError(f"{move.share} is not a share 0-1 of what there is.")
        out, into = (_parts(name, codes, groups or {}) for name in (move.giver, move.taker))
        given = after * out * move.share
        weight = strength * into
        if weight.sum() > 0:
            after = after - given + given.sum() * weight / weight.sum()
            total += float(given.sum())
    return Answer(
        dict(zip(codes, before.tolist(), strict=True)),
        dict(zip(codes, after.tolist(), strict=True)),
        mismatch(before, strength),
        mismatch(after, strength),
        _herfindahl(before),
        _herfindahl(after),
        total,
    )


def _parts(name: str, codes: Sequence[str], groups: Mapping[str, Mapping[str, float]]) -> Any:
    of = groups.get(name, {name: 1.0})
    if name not in groups and name not in codes:
        raise UsageError(f"«{name}» gets no support here and has no strength: there is no {name}.")
    return np.array([of.get(code, 0.0) for code in codes])


def _herfindahl(money: Any) -> float:
    share = money / money.sum() if money.sum() > 0 else money * np.nan
    return float(share @ share)
