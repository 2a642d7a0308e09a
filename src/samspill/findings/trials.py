"""The forecast of a series and its back-tests, as published tables.

Run in every build on the build's own figures: with presence by the plain quotient and by the
shrunken one, with places left out and with whole countries or counties left out, over the horizon
of the forecast and over twice of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill.findings.series import Series
from samspill.forecast import (
    BackTest,
    Features,
    Forecast,
    History,
    Reliability,
    Window,
    back_test,
    features,
    forecast,
    windows,
)
from samspill.indicators.entry import entry
from samspill.indicators.specialisation import location_quotient
from samspill.tables import table

__all__ = [
    "METHODS",
    "Trial",
    "Trials",
    "backtest_rows",
    "entries_rows",
    "reliability_rows",
    "run_trials",
]

Floats = NDArray[np.float64]

_SEED = 2004

METHODS: Mapping[str, tuple[str, str]] = {
    "forecast": ("Prognosen", "The forecast"),
    "lq": ("Det som nesten er der", "What is nearly there"),
    "ubiquity": ("Det som er vanlig ellers", "What is common elsewhere"),
    "density_minimum_conditional": ("Relaterthet, det vanlige målet", "Density, the usual measure"),
    "density_nearest": ("Relaterthet til de ti nærmeste", "Density among the ten nearest"),
    "density_cosine": ("Relaterthet, cosinus", "Density, cosine"),
    "density_jaccard": ("Relaterthet, Jaccard", "Density, Jaccard"),
    "density_association": ("Relaterthet, assosiasjon", "Density, association"),
    "density_probability_index": ("Relaterthet, sannsynlighet", "Density, probability index"),
    "chance": ("Tilfeldighet", "Chance"),
}
"""What the methods of the back-test are called, in Norwegian and English."""


@dataclass(frozen=True)
class Trial:
    """One back-test: by which rule of presence, with what left out, over which horizon."""

    rule: str
    fold: str
    test: BackTest

    @property
    def horizon(self) -> int:
        """Years from start to end."""
        return self.test.window.end - self.test.window.start

    @cached_property
    def reliability(self) -> list[Reliability]:
        """What came true by the probability that was given."""
        return self.test.reliability(seed=_SEED)


@dataclass(frozen=True)
class Trials:
    """What was tried on a series, and the forecast from its last year.

    Parameters
    ----------
    horizon
        Years that the forecast looks ahead; 0 where there are too few years for one.
    known
        What is known of each year, presence by the plain quotient.
    trials
        The back-tests; the first is the one that the forecast is shown with.
    forecast
        None where there is too little to learn from.
    """

    horizon: int
    known: Mapping[int, Features]
    trials: tuple[Trial, ...]
    forecast: Forecast | None


def run_trials(one: Series) -> Trials:
    """Run the back-tests of a series and forecast from its last year."""
    years = one.plain.years
    horizon = 2 if len(years) >= 5 else 1 if len(years) >= 3 else 0
    if horizon == 0:
        return Trials(0, {one.year: features(one.plain, one.year)}, (), None)
    known = {year: features(one.plain, year) for year in years}
    places = one.plain.sizes[one.year].rows.codes
    # countries of regions, counties of municipalities
    of_group = [code[:2] for code in places]
    plans: list[tuple[str, str, History, Mapping[int, Features], Sequence[str], int]] = [
        ("plain", "place", one.plain, known, places, horizon),
        ("plain", "group", one.plain, known, of_group, horizon),
    ]
    starts = {w.start for w in windows(one.shrunken, horizon)}
    of_shrunken = {year: features(one.shrunken, year) for year in starts}
    plans.append(("shrunken", "place", one.shrunken, of_shrunken, places, horizon))
    if len(years) >= 3 * horizon + 1:
        plans.append(("plain", "place", one.plain, known, places, 2 * horizon))
    trials = []
    for rule, fold, history, of_years, groups, ahead in plans:
        window = Window(one.year - ahead, one.year)
        if window.start not in history.quotients:
            continue
        found = back_test(history, of_years, window, groups, seed=_SEED)
        if found is not None:
            trials.append(Trial(rule, fold, found))
    ahead_of_us = forecast(one.plain, known, one.year, horizon, seed=_SEED)
    return Trials(horizon, known, tuple(trials), ahead_of_us)


def backtest_rows(one: Series, trials: Sequence[Trial]) -> pa.Table:
    """Give the rows of `backtest`."""
    rows = []
    for trial in trials:
        test = trial.test
        results = test.results(seed=_SEED)
        baseline = next(r.average_precision[0] for r in results if r.method == "lq")
        rows += [
            {
                "source": one.source,
                "rule": trial.rule,
                "fold": trial.fold,
                "horizon": trial.horizon,
                "method": result.method,
                "method_nb": METHODS[result.method][0],
                "method_en": METHODS[result.method][1],
                "measure": one.measure,
                "start_year": test.window.start,
                "end_year": test.window.end,
                "learnt_from": ", ".join(f"{w.start}-{w.end}" for w in test.learnt_from),
                "is_strict": test.is_strict,
                "places_count": len(np.unique(test.cells.place)),
                "cells_count": len(test.cells),
                "entries_count": int(test.cells.entered.sum()),
                "baseline": baseline,
                "verdict": result.verdict,
                **_triple("average_precision", result.average_precision),
                **_triple("precision_at_k", result.precision),
                **_triple("brier", result.brier),
                **_triple("gain", result.gain),
                **_triple("brier_gain", result.brier_gain),
            }
            for result in results
        ]
    return pa.Table.from_pylist(rows, schema=table("backtest").schema)


def _triple(name: str, values: tuple[float, float, float]) -> dict[str, float | None]:
    numbers = [None if np.isnan(value) else value for value in values]
    return dict(zip((name, f"{name}_low", f"{name}_high"), numbers, strict=True))


def reliability_rows(one: Series, trials: Sequence[Trial]) -> pa.Table:
    """Give the rows of `backtest_reliability`."""
    rows = [
        {
            "source": one.source,
            "rule": trial.rule,
            "fold": trial.fold,
            "horizon": trial.horizon,
            "method": found.method,
            "probability_from": found.low,
            "probability_to": found.high,
            "probability": found.probability,
            "cells_count": found.cells,
            "entries_count": found.entries,
            "baseline": found.baseline,
            **_triple("came_true", found.share),
        }
        for trial in trials
        for found in trial.reliability
    ]
    return pa.Table.from_pylist(rows, schema=table("backtest_reliability").schema)


def entries_rows(one: Series, horizon: int) -> pa.Table:
    """Give the rows of `backtest_entries`: what counts as entry, and what could be taken for it.

    A cell that one of the years does not observe is neither absence nor entry. An entry is *only
    of the margins* where it goes away once both years' sums are taken over the cells that both
    observe: then other figures of the region came or went, and not this activity.
    """
    rows = []
    for window in windows(one.plain, horizon) if horizon else ():
        by_rule = {
            rule: entry(
                history.quotients[window.start].select(one.plain.base),
                history.quotients[window.end].select(one.plain.base),
            ).dense
            for rule, history in (("plain", one.plain), ("shrunken", one.shrunken))
        }
        base = one.plain.sizes[window.end].rows.positions(one.plain.base)
        level = _on_common_cells(one, window)
        there = np.isfinite(level)
        for rule, events in by_rule.items():
            other = by_rule["shrunken" if rule == "plain" else "plain"]
            of_margins = (events == 1) & (level < 1)
            rows.append(
                {
                    "source": one.source,
                    "rule": rule,
                    "start_year": window.start,
                    "end_year": window.end,
                    "measure": one.measure,
                    "cells_count": int(there.sum()),
                    "unobserved_count": int((~there).sum()),
                    "leaps_count": int(
                        (one.leaps[window.start] | one.leaps[window.end])[base].sum()
                    ),
                    "at_risk_count": int(np.isfinite(events).sum()),
                    "entries_count": int((events == 1).sum()),
                    "entries_margin_count": int(of_margins.sum()) if rule == "plain" else None,
                    "entries_other_count": int(((events == 1) & (other == 1)).sum()),
                }
            )
    return pa.Table.from_pylist(rows, schema=table("backtest_entries").schema)


def _on_common_cells(one: Series, window: Window) -> Floats:
    """Give the quotients at the end with sums over the cells that both years observe."""
    start, end = (one.plain.sizes[year].select(one.plain.base) for year in window)
    both = np.isfinite(start.dense) & np.isfinite(end.dense)
    return location_quotient(end.with_values(np.where(both, end.dense, np.nan), end.unit)).dense
