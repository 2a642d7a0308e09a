"""Hide sensitive cells, and as many more as it takes.

Beside the cells of the places their sums are published: of each row of places (counties), of each
column (types of place, by the sets that they are in), and of the sets. Within one activity and year
that is a table of two ways with its margins. What is hidden and still can move while every
published sum stays is a cycle in that table: plus in one cell, minus in the next of its row, plus
in the next of that column, and round. A sensitive cell is safe if it lies on a cycle whose other
cells have enough to give and to take (Cox 1980, doi:10.1080/01621459.1980.10477481; Gusfield
1988, doi:10.1137/0217034). The cheapest cycle is a shortest path, and what on it is not hidden yet
becomes so. What one sum gives away by itself, all that is hidden in it together, must not be
sensitive either, for one of the units could take itself off.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samspill.disclosure.holdings import Holdings, Mask, Numbers, Rule

__all__ = ["Layout", "Protected", "protect", "stand_ins"]

Floats = NDArray[np.float64]
Edge = tuple[int, int]

_PASSES = 50
_ROW_COSTS, _COLUMN_COSTS = 2.0, 10.0
"""So many times as dear as its size in cells is a hidden sum of a row, or of a column."""


@dataclass(frozen=True)
class Layout:
    """How places are put together to what is published beside them.

    Parameters
    ----------
    row
        The number of each place's row; every row's sum is published.
    column
        The number of each place's column; sums of columns are published.
    part
        The number of each column's part. A part is what no published set divides, so that the sum
        of every part can be worked out.
    """

    row: Numbers
    column: Numbers
    part: Numbers

    @classmethod
    def of(cls, rows: list[object], columns: list[object], parts: list[object]) -> Layout:
        """Give the layout of places whose rows, columns and parts are called something."""
        column_names = list(dict.fromkeys(zip(parts, columns, strict=True)))
        row_names, part_names = list(dict.fromkeys(rows)), list(dict.fromkeys(parts))
        return cls(
            np.asarray([row_names.index(one) for one in rows], dtype=np.intp),
            np.asarray(
                [column_names.index(one) for one in zip(parts, columns, strict=True)],
                dtype=np.intp,
            ),
            np.asarray([part_names.index(part) for part, _ in column_names], dtype=np.intp),
        )

    @property
    def rows_count(self) -> int:
        """How many rows there are."""
        return int(self.row.max(initial=-1)) + 1

    @property
    def columns_count(self) -> int:
        """How many columns there are."""
        return len(self.part)


@dataclass(frozen=True)
class Protected:
    """What is hidden, True where a figure must not be shown.

    Parameters
    ----------
    places
        Place × activity.
    rows
        Row × activity: sums of rows.
    level
        By activity, the number of the layout that could be kept; as many as there are layouts where
        none could, and then every sum is hidden.
    columns
        For each layout, column × activity: sums of columns, where that layout was kept.
    """

    places: Mask
    rows: Mask
    level: Numbers
    columns: tuple[Mask, ...]


def protect(
    held: Holdings, layouts: Sequence[Layout], rule: Rule, worth: Floats | None = None
) -> Protected:
    """Hide what is sensitive, and what would give it away.

    Parameters
    ----------
    held
        Place × activity; activities are protected each by itself.
    layouts
        Which sums are published beside the places, from the fullest to the barest: an activity gets
        the first with which nothing sensitive can be worked out. The rows are the same in all. The
        sum of all places is always taken as known.
    rule
        What is sensitive.
    worth
        What it costs to hide a cell that is not sensitive itself; its size unless given.
    """
    count = held.units.shape[1]
    worth = held.total if worth is None else worth
    places = np.zeros(held.units.shape, dtype=np.bool_)
    rows = np.zeros((layouts[0].rows_count, count), dtype=np.bool_)
    columns = tuple(np.zeros((one.columns_count, count), dtype=np.bool_) for one in layouts)
    level = np.full(count, len(layouts), dtype=np.intp)
    for at in range(count):
        own = held.of((slice(None), at))
        for number, layout in enumerate(layouts):
            one = _Activity(own, layout, rule, worth[:, at])
            if one.settle():
                places[:, at], rows[:, at] = one.hidden, one.rows_hidden
                columns[number][:, at] = one.columns_hidden
                level[at] = number
                break
        else:
            # so rare that every sum of it would tell of one unit
            places[:, at], rows[:, at] = own.units > 0, True
    return Protected(places, rows, level, columns)


def stand_ins(held: Holdings, protected: Protected, rule: Rule) -> Floats:
    """Give what takes the place of hidden cells in sums, made from what is published only.

    What all places have together, less what is shown, is spread over the hidden cells by their
    number of units. Where that sum itself is sensitive, a unit counts as units do on average.
    """
    hidden = protected.places
    left = np.where(hidden, held.total, 0.0).sum(axis=0)
    units = np.where(hidden, held.units, 0.0).sum(axis=0)
    whole = held.units.sum()
    usual = held.total.sum() / whole if whole else 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(rule.finds(held.together()), usual, left / units)
    return np.where(hidden, held.units * np.nan_to_num(each), held.total)


@dataclass
class _Activity:
    """One activity: its cells by place, and what of it is hidden so far."""

    held: Holdings
    layout: Layout
    rule: Rule
    worth: Floats
    hidden: Mask = field(init=False)
    rows_hidden: Mask = field(init=False)
    columns_hidden: Mask = field(init=False)

    def __post_init__(self) -> None:
        layout = self.layout
        self.row_sums = self.held.grouped(layout.row, layout.rows_count)
        self.column_sums = self.held.grouped(layout.column, layout.columns_count)
        self.sensitive = self.rule.finds(self.held)
        self.margins = self.rule.margin(self.held)
        # a unit has one employee at the least
        self.slack = self.held.total - self.held.units
        self.hidden = self.sensitive.copy()
        self.rows_hidden = self.rule.finds(self.row_sums)
        self.columns_hidden = self.rule.finds(self.column_sums)
        there = np.flatnonzero(self.held.units > 0)
        there = there[np.argsort(self.worth[there], kind="stable")]
        self.blocks: dict[Edge, list[int]] = {}
        for place in there.tolist():
            block = int(layout.row[place]), int(layout.column[place])
            self.blocks.setdefault(block, []).append(place)
        # the nodes behind the last row are the parts, the one behind the last column is the total
        self.total = layout.columns_count

    def settle(self) -> bool:
        """Hide until nothing sensitive can be worked out; False where that cannot be done."""
        parts = int(self.layout.part.max(initial=-1)) + 1
        of_parts = self.column_sums.grouped(self.layout.part, parts)
        if self.rule.finds(of_parts).any() or self.rule.finds(self.held.together()):
            return False
        for _ in range(_PASSES):
            before = self._state()
            if not (self._lines() and self._cycles()):
                return False
            if self._state() == before:
                return True
        return False

    def _state(self) -> tuple[int, int, int]:
        return (
            int(self.hidden.sum()),
            int(self.rows_hidden.sum()),
            int(self.columns_hidden.sum()),
        )

    # what one sum gives away

    def _lines(self) -> bool:
        """See that what is hidden in one published sum is, together, not sensitive."""
        layout = self.layout
        cells = self.hidden, self.held, self.worth
        for row in np.flatnonzero(~self.rows_hidden).tolist():
            dear = _ROW_COSTS * float(self.row_sums.total[row])
            self.rows_hidden[row] = not self._widen(*cells, layout.row == row, dear)
        for column in np.flatnonzero(~self.columns_hidden).tolist():
            dear = _COLUMN_COSTS * float(self.column_sums.total[column])
            self.columns_hidden[column] = not self._widen(*cells, layout.column == column, dear)
        sums = self.rows_hidden, self.row_sums, self.row_sums.total
        safe = self._widen(*sums, np.ones(layout.rows_count, dtype=np.bool_))
        for part in range(int(layout.part.max(initial=-1)) + 1):
            sums = self.columns_hidden, self.column_sums, self.column_sums.total
            safe &= self._widen(*sums, layout.part == part)
        return safe

    def _widen(
        self, hidden: Mask, held: Holdings, worth: Floats, line: Mask, dear: float = float("inf")
    ) -> bool:
        """Hide the cheapest more of a line that makes what is hidden in it not sensitive.

        False, and nothing more is hidden, where there is no more or it costs too much.
        """
        while True:
            inside = np.flatnonzero(hidden & line)
            if not self.rule.finds(held.of(inside).together()):
                return True
            free = np.flatnonzero(line & ~hidden & (held.units > 0))
            if not len(free):
                return False
            free = free[np.argsort(worth[free], kind="stable")]
            enough = next(
                (
                    one
                    for one in free
                    if not self.rule.finds(held.of(np.append(inside, one)).together())
                ),
                free[-1],
            )
            if worth[enough] > dear:
                return False
            hidden[enough] = True

    # what several sums give away

    def _cycles(self) -> bool:
        """See that every sensitive cell and sum lies on a cycle of what is hidden."""
        for edge, margin in list(self._sensitive()):
            within = self._within(edge)
            path, cost = self._path(edge, margin)
            if within is not None and self._cost_of(within) < cost:
                self.hidden[within] = True
            elif path is None:
                return False
            else:
                for step in path:
                    self._hide(step, margin)
        return True

    def _sensitive(self) -> Iterator[tuple[Edge, float]]:
        """Give the hidden cells and sums that would tell of a unit, and how far to keep off."""
        for edge, places in self.blocks.items():
            own = [place for place in places if self.hidden[place]]
            if own and not self._is_enough(own):
                yield edge, float(self.margins[own].max())
        rows = self.layout.rows_count
        found = self.rule.finds(self.row_sums) & self.rows_hidden
        for row in np.flatnonzero(found).tolist():
            yield (row, self.total), float(self.rule.margin(self.row_sums.of(row)))
        found = self.rule.finds(self.column_sums) & self.columns_hidden
        for column in np.flatnonzero(found).tolist():
            edge = rows + int(self.layout.part[column]), column
            yield edge, float(self.rule.margin(self.column_sums.of(column)))

    def _is_enough(self, own: list[int]) -> bool:
        """Say whether hidden cells of one block hide each other."""
        if self.rule.finds(self.held.of(own).together()):
            return False
        slack = self.slack[own]
        enough = slack.sum() - slack >= self.margins[own]
        return bool(enough[self.sensitive[own]].all())

    def _cost_of(self, places: list[int]) -> float:
        return float(self.worth[places].sum())

    def _within(self, edge: Edge) -> list[int] | None:
        """Give the cheapest one more of a block that makes its hidden cells hide each other."""
        places = self.blocks.get(edge, [])
        own = [place for place in places if self.hidden[place]]
        free = (place for place in places if not self.hidden[place])
        return next(([place] for place in free if self._is_enough([*own, place])), None)

    def _more(self, edge: Edge, margin: float) -> list[int] | None:
        """Give which more of a block to hide so that it can give and take; None if it cannot."""
        places, more = self.blocks[edge], []
        slack = sum(self.slack[place] for place in places if self.hidden[place])
        for place in places:
            if slack >= margin:
                break
            if not self.hidden[place]:
                more.append(place)
                slack += self.slack[place]
        return more if slack >= margin else None

    def _edges(self, margin: float) -> Iterator[tuple[Edge, float]]:
        """Give every cell and sum that can give and take so much, with what hiding it costs."""
        for edge in self.blocks:
            more = self._more(edge, margin)
            if more is not None:
                yield edge, self._cost_of(more)
        rows = self.layout.rows_count
        total = self.row_sums.total
        for row in np.flatnonzero(total - self.row_sums.units >= margin).tolist():
            cost = 0.0 if self.rows_hidden[row] else _ROW_COSTS * float(total[row])
            yield (row, self.total), cost
        total = self.column_sums.total
        for column in np.flatnonzero(total - self.column_sums.units >= margin).tolist():
            cost = 0.0 if self.columns_hidden[column] else _COLUMN_COSTS * float(total[column])
            yield (rows + int(self.layout.part[column]), column), cost

    def _path(self, edge: Edge, margin: float) -> tuple[list[Edge] | None, float]:
        """Give the cheapest way from an edge's row to its column that does not go through it."""
        ways: dict[tuple[str, int], list[tuple[tuple[str, int], Edge, float]]] = {}
        for one, cost in self._edges(margin):
            if one != edge:
                row, column = ("row", one[0]), ("column", one[1])
                ways.setdefault(row, []).append((column, one, cost))
                ways.setdefault(column, []).append((row, one, cost))
        start, end = ("row", edge[0]), ("column", edge[1])
        queue: list[tuple[float, int, tuple[str, int]]] = [(0.0, 0, start)]
        came: dict[tuple[str, int], tuple[tuple[str, int], Edge]] = {}
        best = {start: (0.0, 0)}
        while queue:
            cost, steps, node = heapq.heappop(queue)
            if node == end:
                return list(_back(came, start, end)), cost
            if (cost, steps) > best[node]:
                continue
            for other, one, more in ways.get(node, ()):
                reached = (cost + more, steps + 1)
                if other not in best or reached < best[other]:
                    best[other] = reached
                    came[other] = (node, one)
                    heapq.heappush(queue, (*reached, other))
        return None, float("inf")

    def _hide(self, edge: Edge, margin: float) -> None:
        row, column = edge
        if column == self.total:
            self.rows_hidden[row] = True
        elif row >= self.layout.rows_count:
            self.columns_hidden[column] = True
        else:
            self.hidden[self._more(edge, margin) or []] = True


def _back(
    came: Mapping[tuple[str, int], tuple[tuple[str, int], Edge]],
    start: tuple[str, int],
    end: tuple[str, int],
) -> Iterator[Edge]:
    node = end
    while node != start:
        node, edge = came[node]
        yield edge
