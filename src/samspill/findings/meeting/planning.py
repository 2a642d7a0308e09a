"""Who should be in the room, at which table, and who should be introduced to whom.

A plan is a pure function of the candidates, of what the meeting should cover, of the ties that are
there and of what is asked: no disk, no clock, no chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill.errors import UsageError

__all__ = [
    "Asked",
    "Choice",
    "Introduction",
    "Invitee",
    "Plan",
    "Room",
    "Topic",
    "plan_meeting",
]

Floats = NDArray[np.float64]
Row = Mapping[str, Any]

_TIE_COST = 0.6
"""What an existing tie costs, in seats' worth of coverage."""

_PREFER = 0.02
"""How much the weight of a candidate itself counts, in seats' worth of coverage."""

_AT_TABLE = 8
_INTRODUCED, _EACH = 15, 2
_LEAST, _MOST = 4, 300
_RANDOM_DRAWS, _SEED = 200, 1789


@dataclass(frozen=True)
class Asked:
    """What is asked of a meeting.

    Parameters
    ----------
    seats
        How many organisations there is room for.
    places
        Municipalities that invitees come from, all where empty; who runs instruments and who
        organises a cluster may come from anywhere.
    theme
        Words; only candidates whose activity bears one of them in its name are asked, and those
        who run instruments. Empty: the whole area.
    without
        Candidates that are not asked.
    """

    seats: int
    places: tuple[str, ...] = ()
    theme: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """What a plan is made from: the rows of an area, the ties, the relatedness, the names.

    Parameters
    ----------
    candidates, topics
        Rows of `meeting_candidates` and of `meeting_topics`.
    ties
        Joint projects of two actors, by their ids in order.
    proximity
        Relatedness of two activities, by their codes in order.
    activity_names
        By code: the names in both languages.
    """

    candidates: Sequence[Row]
    topics: Sequence[Row]
    ties: Mapping[tuple[str, str], int]
    proximity: Mapping[tuple[str, str], float]
    activity_names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Invitee:
    """An organisation that is invited: why, in order of weight, and where it sits.

    `topics` are those that it covers, the one it adds most to first.
    """

    candidate: Row
    table: int
    topics: tuple[Row, ...]


@dataclass(frozen=True)
class Introduction:
    """Two invitees at one table who have not met and whose activities go together."""

    one: Row
    other: Row
    table: int
    proximity: float


@dataclass(frozen=True)
class Topic:
    """How much of one kind of what a meeting should cover is covered."""

    kind: str
    covered: int
    total: int


@dataclass(frozen=True)
class Choice:
    """Another way to choose as many, held against the plan.

    Parameters
    ----------
    kind
        `covering`: those that cover most, whoever has met; `largest`: the largest by their weight
        in the area; `strong`: those in its strong environments, the largest first; `random`:
        drawn at random.
    ties, coverage
        Pairs that have joint projects, and the value of what is covered; the mean over the draws
        where chosen at random.
    ties_low, ties_high, coverage_low, coverage_high
        What holds 95 % of the draws; where nothing is drawn, the number itself.
    """

    kind: str
    ties: float
    ties_low: float
    ties_high: float
    coverage: float
    coverage_low: float
    coverage_high: float


@dataclass(frozen=True)
class Plan:
    """A meeting.

    Parameters
    ----------
    invitees
        In the order in which they were chosen.
    introductions
        Who to introduce to whom, the most related first.
    coverage
        The value of what is covered, 0-1.
    bound
        What no set of so many can exceed.
    topics
        What is covered, by kind.
    uncovered
        Topics that nobody in the room covers, the heaviest first.
    ties
        Pairs of invitees that have joint projects.
    able_count, able_ties
        Who fits what is asked, and the pairs of them that have joint projects.
    instead
        Other choices of as many, for comparison.
    """

    asked: Asked
    invitees: tuple[Invitee, ...]
    introductions: tuple[Introduction, ...]
    coverage: float
    bound: float
    topics: tuple[Topic, ...]
    uncovered: tuple[Row, ...]
    ties: int
    able_count: int
    able_ties: int
    instead: tuple[Choice, ...]

    def choice(self, kind: str) -> Choice:
        """Give one of the other choices."""
        return next(one for one in self.instead if one.kind == kind)

    @property
    def tables(self) -> tuple[tuple[Invitee, ...], ...]:
        """The invitees by table."""
        count = max((one.table for one in self.invitees), default=0)
        return tuple(
            tuple(one for one in self.invitees if one.table == number)
            for number in range(1, count + 1)
        )


def plan_meeting(room: Room, asked: Asked) -> Plan:
    r"""Choose whom to invite, seat them, and say whom to introduce.

    What is covered is worth :math:`f(S) = \sum_t w_t (1 - \prod_{i \in S} (1 - c_{it}))`, a
    monotone submodular function: each further invitee adds less. Chosen is the one that adds most
    to f less what its ties with those in the room cost, one after the other; for f alone this
    reaches at least 1 - 1/e of the best set (Nemhauser, Wolsey & Fisher 1978, Mathematical
    Programming 14:265-294, doi:10.1007/BF01588971). The bound that is given is sharper and of
    this very plan: no set of k is worth more than f(S) and the k largest gains that are left.

    Raises
    ------
    UsageError
        There is room for fewer than four or more than three hundred, or nobody fits.
    """
    if not _LEAST <= asked.seats <= _MOST:
        raise UsageError(f"A meeting of {asked.seats} cannot be planned: {_LEAST} to {_MOST} can.")
    candidates = _fitting(room, asked)
    if not candidates:
        raise UsageError("Nobody fits what is asked; take a place or a word of the theme away.")
    covers = _covers(candidates, room.topics)
    weights = _weights(room.topics, covers)
    met = _met(candidates, room.ties)
    importance = np.array([one["importance"] or 0.0 for one in candidates])
    seats = min(asked.seats, len(candidates))
    chosen, gave = _greedy(covers, weights, met, importance, seats)
    inside = np.array(chosen, np.intp)
    coverage = _coverage(covers[inside], weights)
    kin = _kinship(candidates, inside, room.proximity)
    among = met[np.ix_(inside, inside)]
    table = _seat(candidates, inside, among, kin)
    invitees = tuple(
        Invitee(candidates[at], int(table[order]), _named(gave[order], room.topics))
        for order, at in enumerate(chosen)
    )
    there = covers[inside].max(axis=0) > 0 if len(inside) else np.zeros(len(weights), bool)
    return Plan(
        asked,
        invitees,
        _introductions(invitees, among, kin),
        coverage,
        _bound(covers, weights, inside, seats, coverage),
        _by_kind(room.topics, there, covers),
        tuple(
            room.topics[at]
            for at in np.argsort(-weights, kind="stable")
            if not there[at] and covers[:, at].any()
        ),
        int(np.triu(among > 0, 1).sum()),
        len(candidates),
        int(np.triu(met > 0, 1).sum()),
        tuple(_instead(room.topics, covers, weights, met, importance, seats)),
    )


# who can come, and what they cover


def _fitting(room: Room, asked: Asked) -> list[Row]:
    words = [word.casefold() for word in asked.theme.split() if len(word) > 2]
    activities = {
        code
        for code, names in room.activity_names.items()
        if any(word in name.casefold() for word in words for name in names.values())
    }
    found = []
    for one in room.candidates:
        if one["candidate_id"] in asked.without:
            continue
        if one["kind"] not in ("provider", "cluster"):
            if asked.places and one["place_code"] not in asked.places:
                continue
            if words and one["activity_code"] not in activities:
                continue
        found.append(one)
    return found


def _covers(candidates: Sequence[Row], topics: Sequence[Row]) -> Floats:
    """Give how well each candidate covers each topic, 0-1."""
    at = {one["topic_id"]: number for number, one in enumerate(topics)}
    covers = np.zeros((len(candidates), len(topics)))
    for row, one in enumerate(candidates):
        for topic in (one["topic_ids"] or "").split():
            if topic in at:
                covers[row, at[topic]] = 0.5 + 0.5 * (one["importance"] or 0.0)
    return covers


def _weights(topics: Sequence[Row], covers: Floats) -> Floats:
    """Give the topics' weights: a sum of 1 over those that somebody can cover."""
    weights = np.array([one["importance"] for one in topics], np.float64)
    weights = np.where(covers.any(axis=0), weights, 0.0) if len(topics) else weights
    total = weights.sum()
    return np.asarray(weights / total if total > 0 else weights)


def _met(candidates: Sequence[Row], ties: Mapping[tuple[str, str], int]) -> Floats:
    """Give how many joint projects each two candidates have."""
    at: dict[str, list[int]] = {}
    for row, one in enumerate(candidates):
        if one["actor_id"]:
            at.setdefault(one["actor_id"], []).append(row)
    met = np.zeros((len(candidates), len(candidates)))
    for (a, b), count in ties.items():
        for row in at.get(a, ()):
            for column in at.get(b, ()):
                met[row, column] = met[column, row] = count
    return met


# whom to invite


def _greedy(
    covers: Floats, weights: Floats, met: Floats, importance: Floats, seats: int
) -> tuple[list[int], list[Floats]]:
    """Give the chosen in order, and what each added to each topic."""
    missing = np.ones(len(weights))
    known = np.zeros(len(covers))
    taken = np.zeros(len(covers), bool)
    chosen: list[int] = []
    gave: list[Floats] = []
    for _ in range(seats):
        value = covers @ (weights * missing)
        value += (_PREFER * importance - _TIE_COST * known) / seats
        best = int(np.argmax(np.where(taken, -np.inf, value)))
        taken[best] = True
        chosen.append(best)
        gave.append(covers[best] * weights * missing)
        missing = missing * (1 - covers[best])
        known = known + (met[best] > 0)
    return chosen, gave


def _coverage(covers: Floats, weights: Floats) -> float:
    return float(weights @ (1 - np.prod(1 - covers, axis=0)))


def _bound(
    covers: Floats, weights: Floats, inside: NDArray[np.intp], seats: int, coverage: float
) -> float:
    """Give what no set of so many can exceed: this one, and the largest gains that are left."""
    missing = np.prod(1 - covers[inside], axis=0)
    gains = covers @ (weights * missing)
    gains[inside] = 0.0
    return min(1.0, coverage + float(np.sort(gains)[::-1][:seats].sum()))


def _instead(
    topics: Sequence[Row],
    covers: Floats,
    weights: Floats,
    met: Floats,
    importance: Floats,
    seats: int,
) -> Iterator[Choice]:
    """Give what other choices of as many would come to."""
    strong = np.array([one["kind"] == "strength" for one in topics], bool)
    is_strong = covers[:, strong].any(axis=1)
    random = np.random.default_rng(_SEED)
    covering, _ = _greedy(covers, weights, np.zeros_like(met), importance, seats)
    sets = {
        "covering": [np.array(covering, np.intp)],
        "largest": [np.argsort(-importance, kind="stable")[:seats]],
        "strong": [np.lexsort((-importance, ~is_strong))[:seats]],
        "random": [random.permutation(len(covers))[:seats] for _ in range(_RANDOM_DRAWS)],
    }
    for kind, chosen in sets.items():
        known = np.array([np.triu(met[np.ix_(s, s)] > 0, 1).sum() for s in chosen], np.float64)
        reached = np.array([_coverage(covers[s], weights) for s in chosen])
        fewest, most = np.quantile(known, (0.025, 0.975)).tolist()
        least, greatest = np.quantile(reached, (0.025, 0.975)).tolist()
        yield Choice(
            kind, float(known.mean()), fewest, most, float(reached.mean()), least, greatest
        )


def _named(gave: Floats, topics: Sequence[Row]) -> tuple[Row, ...]:
    order = np.argsort(-gave, kind="stable")
    return tuple(topics[at] for at in order if gave[at] > 0)


def _by_kind(topics: Sequence[Row], there: NDArray[np.bool_], covers: Floats) -> tuple[Topic, ...]:
    able = covers.any(axis=0)
    kinds = list(dict.fromkeys(one["kind"] for one in topics))
    of_kind = {kind: np.array([one["kind"] == kind for one in topics], bool) for kind in kinds}
    return tuple(
        Topic(kind, int((there & here & able).sum()), int((here & able).sum()))
        for kind, here in of_kind.items()
    )


# where they sit


def _kinship(
    candidates: Sequence[Row], inside: Iterable[int], proximity: Mapping[tuple[str, str], float]
) -> Floats:
    """Give how related the activities of each two invitees are; the same activity is not new."""
    codes = [candidates[at]["activity_code"] or "" for at in inside]
    kin = np.zeros((len(codes), len(codes)))
    for row, one in enumerate(codes):
        for column, other in enumerate(codes):
            if one != other:
                kin[row, column] = proximity.get((min(one, other), max(one, other)), 0.0)
    return kin


def _seat(
    candidates: Sequence[Row], inside: Sequence[int] | NDArray[np.intp], met: Floats, kin: Floats
) -> NDArray[np.intp]:
    """Give each invitee a table: those who have met apart, the related together, kinds mixed.

    One after the other to the table that suits best, then two exchange seats as long as that helps.
    """
    count = len(inside)
    tables = max(1, math.ceil(count / _AT_TABLE))
    room = np.full(tables, count // tables)
    room[: count % tables] += 1
    cost = 3.0 * (met > 0) - kin
    for key, price in (("kind", 1.0), ("place_code", 0.5), ("activity_code", 0.3)):
        values = [candidates[at][key] for at in inside]
        alike = np.array([[a is not None and a == b for b in values] for a in values], float)
        if key == "kind":
            # most are companies, so that two of them are no crowd; all others spread over tables
            business = np.array([value == "company" for value in values], bool)
            alike[np.ix_(business, business)] = 0.0
            alike[np.ix_(~business, ~business)] += 0.6
        cost += price * alike
    np.fill_diagonal(cost, 0.0)
    table = np.full(count, -1, np.intp)
    for one in range(count):
        prices = np.array([cost[one, table == number].sum() for number in range(tables)])
        full = np.bincount(table[table >= 0], minlength=tables) >= room
        table[one] = int(np.argmin(np.where(full, np.inf, prices)))
    for _ in range(4 * count):
        seated = np.eye(tables)[table]
        at = cost @ seated
        own = at[np.arange(count), table]
        # what is saved if i and j exchange; their own pair is counted twice on the way
        moved = at[:, table] - cost + (at[:, table] - cost).T - own[:, None] - own[None, :]
        moved[table[:, None] == table[None, :]] = np.inf
        best = np.unravel_index(np.argmin(moved), moved.shape)
        if not moved[best] < -1e-9:
            break
        table[best[0]], table[best[1]] = table[best[1]], table[best[0]]
    return table + 1


def _introductions(
    invitees: Sequence[Invitee], met: Floats, kin: Floats
) -> tuple[Introduction, ...]:
    """Give pairs at one table that have not met, the most related first, two at most for each."""
    found: list[Introduction] = []
    times = np.zeros(len(invitees), int)
    pairs = [
        (-kin[a, b], a, b)
        for a in range(len(invitees))
        for b in range(a + 1, len(invitees))
        if invitees[a].table == invitees[b].table and not met[a, b] and kin[a, b] > 0
    ]
    for closeness, a, b in sorted(pairs):
        if times[a] < _EACH and times[b] < _EACH and len(found) < _INTRODUCED:
            times[[a, b]] += 1
            one, other = invitees[a], invitees[b]
            found.append(Introduction(one.candidate, other.candidate, one.table, -closeness))
    return tuple(found)
