"""How much a list of options is to be believed: its back-test, as the pages say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samspill.web.site import Visit

__all__ = ["TOP", "Trust", "of_hundred", "trust", "verdict"]

TOP = 50
"""How many cells the published precision at the top looks at."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Trust:
    """The back-test that a source's forecasts are shown with.

    `bands` are the rows of `backtest_reliability` of the forecast, from the highest probability.
    """

    forecast: Row
    simplest: Row
    density: Row
    chance: Row
    bands: Sequence[Row]

    @property
    def verdict(self) -> str:
        """Whether the forecast beats the simplest rule: beats, does_not_beat, loses."""
        return str(self.forecast["verdict"])

    @property
    def years(self) -> int:
        """How many years it looks ahead."""
        return int(self.forecast["horizon"])

    @property
    def top(self) -> int:
        """How many cells each method was asked to name."""
        return TOP

    def hits(self, row: Row) -> int:
        """Give how many of the cells that a method believed most in came true."""
        return round(TOP * float(row["precision_at_k"]))


def trust(visit: Visit, source: str) -> Trust | None:
    """Give the back-test of a source; None where none could be made."""
    rows = visit.pinned.rows(
        "backtest",
        "select * from backtest where source = ? and rule = 'plain' and fold = 'place' "
        "order by horizon, method",
        source,
    )
    own = {row["method"]: row for row in rows if row["horizon"] == rows[0]["horizon"]}
    if not {"forecast", "lq", "chance"} <= set(own):
        return None
    bands = visit.pinned.rows(
        "backtest_reliability",
        "select * from backtest_reliability where source = ? and rule = 'plain' "
        "and fold = 'place' and horizon = ? and method = 'forecast' order by probability_from desc",
        source,
        own["forecast"]["horizon"],
    )
    densities = [row for name, row in own.items() if name.startswith("density")]
    best = max(densities, key=lambda row: row["average_precision"], default=own["chance"])
    return Trust(own["forecast"], own["lq"], best, own["chance"], bands)


def verdict(visit: Visit, told: Trust) -> str:
    """Say whether the forecast or the simplest rule did better."""
    _ = visit.text
    which = {
        "beats": _(
            "In the back-test the forecast ranks better than the simplest rule, which is that "
            "what is nearly there already comes first."
        ),
        "loses": _(
            "In the back-test the simplest rule, which is that what is nearly there already comes "
            "first, ranks better than the forecast."
        ),
        "does_not_beat": _(
            "In the back-test the forecast does not rank surely better than the simplest rule, "
            "which is that what is nearly there already comes first."
        ),
    }[told.verdict]
    hits = _(
        "Of the {k} that the forecast believed most in, {n} came true; of those that the simplest "
        "rule named, {m}.",
        k=TOP,
        n=told.hits(told.forecast),
        m=told.hits(told.simplest),
    )
    return f"{which} {hits}"


def of_hundred(visit: Visit, chance: float) -> str:
    """Write a probability as so many of a hundred."""
    digits = 0 if chance >= 0.01 or chance == 0 else 1
    return visit.text("{n} of 100", n=visit.language.number(100 * chance, digits))
