"""Before and after the Green Capital year: what changed beyond what changed elsewhere.

One region and one year cannot prove an effect. What can be told is whether the region's change
stands out among the changes of all regions that never were Green Capital, and how large a change
would have had to be to stand out at all: that is the power, and it is said beside the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["EVENT_YEAR", "Year", "event_rows"]

Floats = NDArray[np.float64]

EVENT_YEAR = 2019
_YEARS_EACH_SIDE = 2
_CONTROLS_AT_LEAST = 20


class Year(NamedTuple):
    """The quotients of one year: the regions, and for each subject one value a region."""

    regions: tuple[str, ...]
    quotients: Mapping[tuple[str, str], Floats]


def event_rows(
    years: Mapping[int, Year], places: Sequence[str], winners: Collection[str]
) -> Iterator[dict[str, Any]]:
    r"""Give each place's change over the event against the changes of the controls.

    .. math:: d_r = \overline{\log q_r}^{\,after} - \overline{\log q_r}^{\,before}, \qquad
        e = d_{place} - \mathrm{median}_{controls}\, d_r

    The band holds 95 % of the controls' own :math:`d_r` less their median, p is the part of them
    that is at least as far out, and `detectable` is the least change that would lie outside.

    Parameters
    ----------
    years
        The quotients by year; the year of the event itself belongs to neither side.
    places
        Whose change is told.
    winners
        Regions that have been Green Capital, or were in the running: they are no controls.
    """
    before = sorted(year for year in years if year < EVENT_YEAR)
    after = sorted(year for year in years if year > EVENT_YEAR)
    subjects = years[max(years)].quotients if years else {}
    for subject, code in subjects:
        named = {
            "subject": subject,
            "subject_code": code,
            "event_year": EVENT_YEAR,
            "start_year": min(years),
            "end_year": max(years),
        }
        reaches = min(len(before), len(after)) >= _YEARS_EACH_SIDE
        changes = _changes(years, before, after, (subject, code)) if reaches else {}
        controls = [region for region in changes if region not in {*winners, *places}]
        for place in places:
            row = {"place_code": place, **named, "controls_count": len(controls)}
            if not reaches:
                yield {**row, "verdict": "ends_before"}
            elif place not in changes or len(controls) < _CONTROLS_AT_LEAST:
                yield {**row, "verdict": "too_few"}
            else:
                among = np.asarray([changes[region] for region in controls])
                yield {**row, **_held(changes[place], among)}


def _changes(
    years: Mapping[int, Year], before: Sequence[int], after: Sequence[int], key: tuple[str, str]
) -> dict[str, float]:
    """Give the change of every region with figures in all the years."""
    logs: dict[int, dict[str, float]] = {}
    for year in (*before, *after):
        found = years[year]
        values = found.quotients.get(key)
        if values is not None:
            logs[year] = {
                region: float(np.log(value))
                for region, value in zip(found.regions, values, strict=False)
                if value > 0
            }
    if len(logs) < len(before) + len(after):
        return {}
    common = set.intersection(*(set(one) for one in logs.values()))
    return {
        region: float(
            np.mean([logs[year][region] for year in after])
            - np.mean([logs[year][region] for year in before])
        )
        for region in sorted(common)
    }


def _held(own: float, among: Floats) -> dict[str, Any]:
    """Hold one change against those of the controls; as ratios, 1 is no change beyond theirs."""
    middle = float(np.median(among))
    effect, others = own - middle, among - middle
    low, high = np.quantile(others, (0.025, 0.975))
    p = (1 + int((np.abs(others) >= abs(effect)).sum())) / (1 + len(others))
    return {
        "ratio": float(np.exp(effect)),
        "expected_low": float(np.exp(low)),
        "expected_high": float(np.exp(high)),
        "detectable": float(np.exp(np.quantile(np.abs(others), 0.95))),
        "p_value": p,
        "verdict": "stands_out" if p < 0.05 else "as_elsewhere",
    }
