"""Where names stand beside their points so that none stands on another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Box", "Spot", "beside"]

_LETTER, _LINE = 6.7, 16.0
_NEAR = 9.0
_FURTHER = (0.0, 12.0, 26.0, 42.0)
_LEADER_FROM = 10.0


@dataclass(frozen=True)
class Box:
    """A part of the drawing, in pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Say whether two parts lie over each other."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        """Say whether it lies inside another part."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class Spot:
    """Where a name stands: how far from its point, on which side, and whether a line leads there.

    `side` is the end of the text that lies at the spot; `dx` and `dy` are pixels.
    """

    dx: float
    dy: float
    side: Literal["left", "center", "right"]
    has_leader: bool


def beside(
    points: Sequence[tuple[float, float]],
    names: Sequence[tuple[int, str]],
    frame: Box,
    *,
    taken: Sequence[Box] = (),
    radius: float = 6.0,
) -> dict[int, Spot]:
    """Find a place for as many names as there is room for, the first names first.

    Parameters
    ----------
    points
        Every point of the drawing, in pixels. No name stands on one.
    names
        Which points have a name, by number, the most important first.
    frame
        What names must stay inside.
    taken
        Parts that hold something already.
    radius
        Of a point.

    Returns
    -------
    dict
        By the point's number. A name without room is not in it: it is never drawn over another.
    """
    dots = [Box(x - radius, y - radius, x + radius, y + radius) for x, y in points]
    used = list(taken)
    found: dict[int, Spot] = {}
    for number, name in names:
        x, y = points[number]
        wide = _LETTER * len(name)
        for spot in _spots():
            box = _box(x + spot.dx, y + spot.dy, wide, spot.side)
            others = (dot for at, dot in enumerate(dots) if at != number or spot.has_leader)
            free = box.within(frame) and not any(map(box.meets, used))
            if free and not any(map(box.meets, others)):
                found[number] = spot
                used.append(box)
                break
    return found


def _box(x: float, y: float, wide: float, side: str) -> Box:
    left = {"left": x, "center": x - wide / 2, "right": x - wide}[side]
    return Box(left, y - _LINE / 2, left + wide, y + _LINE / 2)


def _spots() -> Iterator[Spot]:
    """Give the places for a name, the best first: to the right, the left, above, below, further."""
    for more in _FURTHER:
        near, has_leader = _NEAR + more, more >= _LEADER_FROM
        across, down = near * 0.8, (near + 4) * 0.9
        yield Spot(near, 0.0, "left", has_leader)
        yield Spot(-near, 0.0, "right", has_leader)
        yield Spot(0.0, -near - 5, "center", has_leader)
        yield Spot(0.0, near + 5, "center", has_leader)
        yield Spot(across, -down, "left", has_leader)
        yield Spot(across, down, "left", has_leader)
        yield Spot(-across, -down, "right", has_leader)
        yield Spot(-across, down, "right", has_leader)
