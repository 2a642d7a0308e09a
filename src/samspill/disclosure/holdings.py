"""What is in each cell: how many units, how much, how large the two largest are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Holdings", "Rule"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Holdings:
    """Cells of a table, all arrays of one shape; a cell of no units holds zeros.

    Parameters
    ----------
    units
        How many units are in the cell.
    total
        Their sizes added up.
    first, second
        The sizes of the two largest.
    """

    units: Floats
    total: Floats
    first: Floats
    second: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        shapes = {one.shape for one in (self.units, self.total, self.first, self.second)}
        if len(shapes) != 1:
            raise ValueError(f"the arrays are of different shapes: {shapes}")

    def of(self, which: Any) -> Holdings:
        """Give some of the cells, chosen as an array is indexed."""
        return Holdings(*(one[which] for one in self._arrays()))

    def _arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.units, self.total, self.first, self.second

    def together(self) -> Holdings:
        """Put all rows together to one, column by column.

        The two largest of a union are among the two largest of its parts.
        """
        if self.units.shape[0] == 0:
            nothing = np.zeros(self.units.shape[1:])
            return Holdings(nothing, nothing, nothing, nothing)
        largest = np.sort(np.concatenate([self.first, self.second]), axis=0)
        return Holdings(self.units.sum(axis=0), self.total.sum(axis=0), largest[-1], largest[-2])

    def grouped(self, group: Numbers, count: int) -> Holdings:
        """Put rows of one group together; `group` gives the number of each row's group."""
        parts = [self.of(group == one).together() for one in range(count)]
        columns = [[getattr(part, name) for part in parts] for name in _NAMES]
        shape = (count, *self.units.shape[1:])
        return Holdings(*(np.asarray(one, dtype=np.float64).reshape(shape) for one in columns))


_NAMES = ("units", "total", "first", "second")


@dataclass(frozen=True)
class Rule:
    """When a figure is sensitive.

    Parameters
    ----------
    units
        A figure of fewer units than this is (the threshold rule).
    dominance
        p of the p % rule, a share: a figure is if the units beyond the two largest come to less
        than p times the largest, for then the second largest could reckon the largest to within p
        of its size. Zero turns the rule off.
    """

    units: int
    dominance: float = 0.0

    def finds(self, held: Holdings) -> Mask:
        """Say which cells are sensitive; a cell of no units is not."""
        few = held.units < self.units
        rest = held.total - held.first - held.second
        # a hair's breadth, so that what is just enough is enough
        ruled = rest < self.dominance * held.first - 1e-9
        return np.asarray((held.units > 0) & (few | ruled))

    def margin(self, held: Holdings) -> Floats:
        """Give how far a reckoning of the cell must stay from it, at the least, either way."""
        return np.asarray(np.maximum(1.0, self.dominance * held.first))
