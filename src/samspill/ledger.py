"""The ledger: for every source and step, what came in is what was kept and what was set aside.

Rows, kroner, euro and persons are each counted on both sides, independently. A build whose
ledger does not balance fails.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from samspill.errors import LedgerError
from samspill.tables import table

__all__ = ["Entry", "Ledger"]

_SMALLEST = {"rows": 0.0, "amount_nok": 0.005, "amount_eur": 0.005, "persons_count": 0.5}
"""Half the smallest step of each unit: more than this cannot be rounding of a sum."""


@dataclass(frozen=True)
class Entry:
    """One line: a source, a step, a unit, a part of it; what came, what stayed, what did not."""

    source: str
    step: str
    unit: str
    part: str
    received: float
    kept: float
    rejected: float

    @property
    def gap(self) -> float:
        """What got lost: received - kept - rejected."""
        return self.received - self.kept - self.rejected

    @property
    def is_balanced(self) -> bool:
        """Whether received = kept + rejected, to the smallest step of the unit."""
        tolerance = max(_SMALLEST.get(self.unit, 0.0), 1e-12 * abs(self.received))
        return math.isfinite(self.gap) and abs(self.gap) <= tolerance


class Ledger:
    """The lines in the order in which the build wrote them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def enter(
        self,
        source: str,
        step: str,
        *,
        received: Mapping[str, float],
        kept: Mapping[str, float],
        rejected: Mapping[str, float] | None = None,
        part: str = "",
    ) -> None:
        """Write one line for each unit of `received`."""
        rejected = rejected or {}
        for unit, amount in received.items():
            self.entries.append(
                Entry(
                    source,
                    step,
                    unit,
                    part,
                    float(amount),
                    float(kept.get(unit, 0.0)),
                    float(rejected.get(unit, 0.0)),
                )
            )

    def check(self) -> None:
        """See that every line balances.

        Raises
        ------
        LedgerError
            One does not; the sentence says which and by how much.
        """
        for entry in self.entries:
            if not entry.is_balanced:
                part = f", part {entry.part}" if entry.part else ""
                raise LedgerError(
                    f"the ledger of {entry.source} does not balance at the step "
                    f"«{entry.step}»{part}: {entry.received:,.2f} {entry.unit} came in, "
                    f"{entry.kept:,.2f} were kept and {entry.rejected:,.2f} set aside, "
                    f"which leaves {entry.gap:,.2f}",
                    advice="Nothing was published. This is an error of Samspill; please report it.",
                )

    def rows(self) -> pa.Table:
        """Give the lines as rows of the table `ledger`."""
        content = [
            {**entry.__dict__, "order": number} for number, entry in enumerate(self.entries, 1)
        ]
        return pa.Table.from_pylist(content, schema=table("ledger").schema)
