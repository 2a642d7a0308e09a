"""Where pages break: drawings give way a little, so that no page stays half empty.

What stands on a page is decided before it is set, from the heights of the blocks: a drawing may be
somewhat smaller than its largest, may stand after text that follows it, and a chapter may begin on
the page where the one before it ends. Of all ways to do so the one with the least empty paper, and
the least change, is found by going through the blocks once and keeping the best way to each height
on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from samspill.typesetting.document import (
    Answer,
    Block,
    Formula,
    Grid,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Picture,
)

__all__ = ["Height", "paginate"]

_WHOLE_TABLE, _WHOLE_PAIRS = 10.0, 18.0
"""A table and a list of pairs, such as a summary, up to so high (cm) stand on one page; the
template has the same numbers."""
_SPARE = 0.1
"""Height (cm) that is not counted on, as a line may break otherwise than was measured."""
_LINES, _ROWS, _HEAD, _LINE = 1.1, 3.0, 1.0, 0.61
"""Height (cm) of what of a text and of a table must stand before a break, of the heads that a
table has again after it, and of a line."""
_SIZES = (1.0, 0.95, 0.9, 0.85, 0.8)
"""How large a drawing may be, of its largest."""
_SMALLER, _FLOWING = 22.0, 5.0
"""What a drawing of no size would cost, and a chapter that begins lower on a page: in squares of
the empty height (cm²) that they are worth."""
_LATER, _BEYOND = 2.5, 8.0
"""What a drawing costs that stands a text later, and one that stands after the next heading."""
_PASSES = 5
"""How many texts a drawing may stand after."""
_LOWEST = 0.68
"""Share of a page that may be full where a chapter begins on it."""
_GRAIN = 0.1
"""Heights on a page (cm) that are told apart."""
_WHOLE = (Picture, Answer, Formula, Heading)
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Height:
    """The height of a block on its own, and the space between it and the block before it (cm)."""

    own: float
    above: float


@dataclass(frozen=True)
class _Run:
    """Blocks that no break parts: headings and remarks, and the beginning of what they lead to."""

    first: int
    last: int

    @property
    def blocks(self) -> range:
        """Their places in the document."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class _Way:
    """How the blocks up to here were set: what it cost, where it ends, the last step and before."""

    cost: float
    y: float
    step: tuple[tuple[int, Block], ...] = ()
    before: _Way | None = None


def paginate(
    blocks: Sequence[Block],
    heights: Sequence[Height],
    page: float,
    width: float,
    start: float = 0.0,
) -> list[Block]:
    """Give the blocks of a document in the order and size in which they fill its pages.

    Parameters
    ----------
    blocks
        The blocks of a document.
    heights
        Height of each, with drawings at their largest; a page break has that of the line under
        which a chapter begins.
    page, width
        Height and width of the text on a page (cm).
    start
        How much of the first page is taken (cm).

    Returns
    -------
    list of Block
        All of the blocks: some drawings smaller (`width`) or later, page breaks that became lines
        (`is_line`).
    """
    flow = _Flow(blocks, heights, page - _SPARE, width)
    runs = list(_runs(blocks))
    ways: list[dict[int, _Way]] = [{} for _ in range(len(runs) + 1)]
    ways[0] = {0: _Way(0.0, start)}
    for at, run in enumerate(runs):
        for way in ways[at].values():
            for reached, after in flow.options(runs, at, run, way):
                known = ways[reached].get(round(after.y / _GRAIN))
                if known is None or after.cost < known.cost:
                    ways[reached][round(after.y / _GRAIN)] = after
    best: _Way | None = min(ways[-1].values(), key=lambda way: (way.cost, way.y))
    steps = []
    while best is not None:
        steps.append(best.step)
        best = best.before
    return [block for step in reversed(steps) for _, block in step]


def _runs(blocks: Sequence[Block]) -> Iterator[_Run]:
    """Part the blocks where a page may break between them."""
    first = 0
    for at, one in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        leads = isinstance(one, Heading | Formula) or (
            isinstance(one, Paragraph) and isinstance(following, Grid | Picture)
        )
        if not leads or following is None or isinstance(following, PageBreak):
            yield _Run(first, at)
            first = at + 1


@dataclass(frozen=True)
class _Flow:
    """The paper: what it costs to set a run where another has ended."""

    blocks: Sequence[Block]
    heights: Sequence[Height]
    page: float
    width: float

    def options(
        self, runs: Sequence[_Run], at: int, run: _Run, way: _Way
    ) -> Iterator[tuple[int, _Way]]:
        """Give the ways to set a run: the number of the run that comes next, and the way."""
        last = self.blocks[run.last]
        if isinstance(last, PageBreak):
            new = replace(last, is_line=False)
            yield (
                at + 1,
                _Way(way.cost + self._empty(way.y), 0.0, ((run.last, new),), way),
            )
            if 0 < way.y <= _LOWEST * self.page:
                line = replace(last, is_line=True)
                y = way.y + self.heights[run.last].above + self.heights[run.last].own
                yield at + 1, _Way(way.cost + _FLOWING, y, ((run.last, line),), way)
            return
        for size in _SIZES if isinstance(last, Picture) else (1.0,):
            if isinstance(last, Picture) and size < 1 and last.width * size < last.least:
                break
            yield at + 1, self._set(run, way, size)
        led = any(isinstance(self.blocks[n], Heading) for n in run.blocks)
        if isinstance(last, Picture) and last.floats and not led:
            passed = way
            for more in range(1, _PASSES + 1):
                if at + more >= len(runs):
                    return
                other = [self.blocks[n] for n in runs[at + more].blocks]
                if any(isinstance(one, Picture | PageBreak) for one in other):
                    return
                dear = _BEYOND if isinstance(other[0], Heading) else _LATER
                passed = self._set(runs[at + more], passed, 1.0)
                passed = replace(passed, cost=passed.cost + dear)
                yield at + more + 1, self._set(run, passed, 1.0)

    def _set(self, run: _Run, way: _Way, size: float) -> _Way:
        """Set a run, with its drawing smaller than its largest by a size."""
        last = self.blocks[run.last]
        lead = sum(self.heights[at].own + self.heights[at + 1].above for at in run.blocks[:-1])
        own = self.heights[run.last].own
        placed = last
        cost = way.cost
        if isinstance(last, Picture) and size < 1:
            own -= (1 - size) * last.width * self.width * _ratio(last)
            placed = replace(last, width=last.width * size)
            cost += (1 - size) * _SMALLER
        y = way.y + (self.heights[run.first].above if way.y else 0.0)
        least = lead + min(own, self._least(run.last))
        if y + least > self.page:
            cost += self._empty(way.y)
            y = 0.0
        y = self._end(run.last, y + lead, own)
        step = (*((at, self.blocks[at]) for at in run.blocks[:-1]), (run.last, placed))
        return _Way(cost, min(y, self.page), step, way)

    def _end(self, at: int, y: float, own: float) -> float:
        """Say where a block ends that begins at a height, on this page or a later one."""
        if self._is_whole(at):
            return y + own
        one = self.blocks[at]
        # what breaks leaves the rest of a row empty, or half of a line
        row = own / (len(one.rows) + 1) if isinstance(one, Grid) else _LINE
        while y + own > self.page:
            own -= max(row, (self.page - y) // row * row)
            y = _HEAD if isinstance(one, Grid) else 0.0
        return y + own

    def _empty(self, y: float) -> float:
        """Say what it costs to leave a page below a height."""
        return (self.page - y) ** 2 if y else 0.0

    def _is_whole(self, at: int) -> bool:
        one = self.blocks[at]
        if isinstance(one, Grid | Pairs):
            most = _WHOLE_TABLE if isinstance(one, Grid) else _WHOLE_PAIRS
            return self.heights[at].own <= most
        return isinstance(one, _WHOLE)

    def _least(self, at: int) -> float:
        """Say how much of a block must stand before a break in it."""
        if self._is_whole(at):
            return self.heights[at].own
        return _ROWS if isinstance(self.blocks[at], Grid) else _LINES


def _ratio(picture: Picture) -> float:
    """Give the height of a drawing in widths of it."""
    size = _SIZE.search(picture.svg)
    return float(size[2]) / float(size[1]) if size else 1.0
