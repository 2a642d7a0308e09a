"""What would change if some of the money were moved: a pure function of published rows.

It stands here and not with the pages, which compute nothing: a page asks, this room answers, and
so do a notebook and a test (decisions 0031 and 0042).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill.errors import UsageError
from samspill.uncertainty import mismatch

__all__ = ["ALL", "Answer", "Move", "moved", "moved_between_kinds"]

ALL = "all"
"""The name of everything that gets money, as the giver or the taker of a move."""

Floats = NDArray[np.float64]
Rows = Sequence[Mapping[str, Any]]
Groups = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Move:
    """A part of what one activity gets, given to another.

    Parameters
    ----------
    giver, taker
        Activities; an area's activities together have its name as the key of `groups`, and all
        that get money are `ALL`.
    share
        The part of the giver's money, 0-1.
    giver_kind, taker_kind
        The kinds of support that the money is taken from and given as; empty for the only one.
    """

    giver: str
    taker: str
    share: float
    giver_kind: str = ""
    taker_kind: str = ""


@dataclass(frozen=True)
class Answer:
    """The money of one kind before and after, and what that means.

    Parameters
    ----------
    before, after
        Activity -> kroner.
    mismatch_before, mismatch_after
        Share that would have to move for the money to follow the strengths.
    concentration_before, concentration_after
        Herfindahl over the activities: 1 where one gets all.
    moved_nok
        Kroner of this kind that were given away, each move by itself.
    held_back_nok
        Kroner that the moves asked for and the limit kept where they were.
    """

    before: Mapping[str, float]
    after: Mapping[str, float]
    mismatch_before: float
    mismatch_after: float
    concentration_before: float
    concentration_after: float
    moved_nok: float
    held_back_nok: float = 0.0

    @property
    def total_before(self) -> float:
        """All the kind's money before the moves."""
        return sum(self.before.values())

    @property
    def total_after(self) -> float:
        """All the kind's money after them; another sum where kinds were exchanged."""
        return sum(self.after.values())


def moved(
    rows: Rows, moves: Sequence[Move], groups: Groups | None = None, *, keeps: float = 0.0
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
    keeps
        The part of what it had that no activity goes below by giving, 0-1.

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
    return moved_between_kinds({"": rows}, moves, groups, keeps=keeps)[""]


def moved_between_kinds(
    rows_of_kinds: Mapping[str, Rows],
    moves: Sequence[Move],
    groups: Groups | None = None,
    *,
    keeps: float = 0.0,
    worth: float = 1.0,
) -> dict[str, Answer]:
    """Move money within kinds of support and between them, and say what changes in each.

    Kinds are never added up: each has its own mismatch and concentration, before and after. What
    a krone of one kind becomes in another is an assumption of whoever asks, and no figure of ours.

    Parameters
    ----------
    rows_of_kinds
        Kind -> rows of `support` of the same place and years, as for `moved`.
    moves, groups, keeps
        As for `moved`.
    worth
        Kroner of the taker's kind for a krone of the giver's, where the kinds differ; above 0.

    Raises
    ------
    UsageError
        As for `moved`; a kind has no rows, or `worth` is not above 0.

    Examples
    --------
    >>> grants = [{"activity_code": "A", "amount_nok": 80.0, "strength_share": 0.5},
    ...           {"activity_code": "B", "amount_nok": 20.0, "strength_share": 0.5}]
    >>> loans = [{**row, "amount_nok": 100.0} for row in grants]
    >>> move = Move("A", "B", 0.25, "grant", "loan")
    >>> found = moved_between_kinds({"grant": grants, "loan": loans}, [move], worth=4.0)
    >>> found["grant"].after, found["loan"].after
    ({'A': 60.0, 'B': 20.0}, {'A': 100.0, 'B': 180.0})
    """
    for name, share in (("to keep", keeps), *(("to move", move.share) for move in moves)):
        if not 0 <= share <= 1:
            raise UsageError(f"{share} is not a share 0-1 {name} of what there is.")
    if not worth > 0:
        raise UsageError(f"A krone of one kind cannot become {worth} kroner of another.")
    pots = {kind: _Pot(rows) for kind, rows in rows_of_kinds.items()}
    for move in moves:
        for kind in (move.giver_kind, move.taker_kind):
            if kind not in pots:
                raise UsageError(f"There is no support of the kind «{kind}» here.")
        giver, taker = pots[move.giver_kind], pots[move.taker_kind]
        asked = giver.money * giver.parts(move.giver, groups or {}) * move.share
        given = np.minimum(asked, np.maximum(0.0, giver.money - keeps * giver.before))
        weight = taker.strength * taker.parts(move.taker, groups or {})
        if weight.sum() > 0:
            giver.money = giver.money - given
            rate = 1.0 if giver is taker else worth
            taker.money = taker.money + rate * given.sum() * weight / weight.sum()
            giver.given += float(given.sum())
            giver.held_back += float((asked - given).sum())
    return {kind: pot.answer() for kind, pot in pots.items()}


class _Pot:
    """The money of one kind: what each activity has of it as the moves go on."""

    def __init__(self, rows: Rows) -> None:
        known = {str(r["activity_code"]): r for r in rows if r["strength_share"] is not None}
        self.codes = list(known)
        self.strength: Floats = np.array([float(r["strength_share"]) for r in known.values()])
        self.before: Floats = np.array([float(r["amount_nok"]) for r in known.values()])
        self.money = self.before.copy()
        self.given = self.held_back = 0.0

    def parts(self, name: str, groups: Groups) -> Floats:
        """Give the part of each activity that is meant by a name."""
        if name == ALL:
            return np.ones(len(self.codes))
        if name not in groups and name not in self.codes:
            raise UsageError(
                f"«{name}» gets no support here and has no strength: there is no {name}."
            )
        of = groups.get(name, {name: 1.0})
        return np.array([of.get(code, 0.0) for code in self.codes])

    def answer(self) -> Answer:
        """Give what the moves have made of it."""
        return Answer(
            dict(zip(self.codes, self.before.tolist(), strict=True)),
            dict(zip(self.codes, self.money.tolist(), strict=True)),
            mismatch(self.before, self.strength),
            mismatch(self.money, self.strength),
            _herfindahl(self.before),
            _herfindahl(self.money),
            self.given,
            self.held_back,
        )


def _herfindahl(money: Floats) -> float:
    share = money / money.sum() if money.sum() > 0 else money * np.nan
    return float(share @ share)
