"""The priority areas against the null: an area's share of the support beside its share of the jobs.

Like is held against like. What belongs to no area is left out on both sides, and so is what goes to
activities without a measure of strength: shares are of the support, and of the jobs, that belong to
some area. By chance each award falls whole on one area, with the probability of the area's share of
the jobs.

Awards are put in areas by code and words, and most jobs by what is known of them only by a code. So
each is held against the other by the code alone too, and where the two ways disagree on whether the
area gets more or less than its share, no area is called. One whose share of the money lies within
the band is never called, however many small awards it has.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.findings.support.awards import Awards, Bools, Slice
from samspill.findings.support.cells import (
    LEAST_EXPECTED,
    RATE,
    draws_for,
    give_q_values,
    one_sided_p,
)
from samspill.findings.support.places import Place
from samspill.findings.support.strength import Strength
from samspill.harmonise import Workspace
from samspill.text import UNCLASSIFIED
from samspill.uncertainty import Dealt, deal_parts

__all__ = ["Areas", "hold_areas", "judge_areas"]

Floats = NDArray[np.float64]

_DRAWS = (120, 400)


@dataclass(frozen=True)
class Areas:
    """How much of each award, and of the jobs of each activity, belongs to each area.

    Parameters
    ----------
    ids
        The areas, and in the last place what belongs to none.
    of_awards
        awards x areas; each row sums to one.
    of_jobs, of_jobs_by_code
        Activity -> areas, as decided and by the code alone.
    """

    ids: tuple[str, ...]
    of_awards: Floats
    of_jobs: Mapping[str, Floats]
    of_jobs_by_code: Mapping[str, Floats]

    @classmethod
    def of(cls, work: Workspace, awards: Awards) -> Areas | None:
        """Read them; None where the awards were put in no areas."""
        decided, jobs = (work.tables.get(name) for name in ("award_areas", "area_activities"))
        if not decided or not jobs:
            return None
        own = sorted({*decided["area_id"].to_pylist(), *jobs["area_id"].to_pylist()})
        ids = tuple(sorted(own, key=lambda area: (area == UNCLASSIFIED, area)))
        column = {area: at for at, area in enumerate(ids)}
        row = awards.rows_of(decided["award_id"])
        area = pc.index_in(decided["area_id"], pa.array(ids)).to_numpy()
        of_awards = np.zeros((len(awards.amount), len(ids)))
        of_awards[row[row >= 0], area[row >= 0]] = decided["area_weight"].to_numpy()[row >= 0]
        # an award that nobody has judged is in none of the areas
        of_awards[:, -1] += 1.0 - of_awards.sum(axis=1)
        as_decided, by_code = (
            _by_activity(jobs, name, column) for name in ("area_part", "area_part_by_code")
        )
        return cls(ids, of_awards, as_decided, by_code)

    def parts(self, of: Mapping[str, Floats], activities: Sequence[str]) -> Floats:
        """Give activities x areas; of an activity that nobody knows all is in none."""
        nothing = np.eye(len(self.ids))[-1]
        return np.array([of.get(code, nothing) for code in activities])


def _by_activity(jobs: pa.Table, name: str, column: Mapping[str, int]) -> Mapping[str, Floats]:
    found: dict[str, Floats] = {}
    names = ("activity_code", "area_id", name)
    for code, area, part in zip(*(jobs[n].to_pylist() for n in names), strict=True):
        found.setdefault(code, np.zeros(len(column)))[column[area]] = part
    return found


def hold_areas(
    awards: Awards, chosen: Bools, one: Slice, place: Place, areas: Areas
) -> list[dict[str, Any]]:
    """Hold the areas' shares of a slice of the awards in a place against their shares of the jobs.

    Gives a row for each area and one for what is in none; the amounts of all sum to the place's.
    """
    here = place.of_slice(chosen)
    strength, acts, persons = place.strength, place.activities, place.persons
    activity = place.measured_as[awards.activity.at[here]]
    is_measured = activity >= 0
    amount, part = awards.amount[here], areas.of_awards[here]
    money, measured = amount @ part, amount[is_measured] @ part[is_measured]
    jobs = persons @ areas.parts(areas.of_jobs, acts)
    found: list[dict[str, Any]] = [
        {
            "provider": one.provider,
            "instrument": one.instrument,
            "kind": one.kind,
            "period": one.period,
            "place_code": strength.place_code,
            "place_kind": strength.place_kind,
            "strength_source": strength.source,
            "strength_period": strength.period,
            "area_id": area,
            "awards_count": int((part[:, at] > 0).sum()),
            "amount_nok": float(money[at]),
            "measured_nok": float(measured[at]),
        }
        for at, area in enumerate(areas.ids)
    ]
    dealt, count = _dealt(one, strength, amount[is_measured], part[is_measured], jobs[:-1])
    if dealt is None:
        return found
    total = dealt.observed.sum()
    of_recipients = _by_recipient(
        awards.recipient[here][is_measured], amount[is_measured], part[is_measured]
    )
    together, recipients = _dealt(one, strength, *of_recipients, jobs[:-1])
    by_code = areas.parts(areas.of_jobs_by_code, acts)
    spent = np.bincount(activity[is_measured], weights=amount[is_measured], minlength=len(acts))
    p_recipients = one_sided_p(together, recipients, _shares(jobs)) if together else None
    low, high = dealt.low / total, dealt.high / total
    shares = [_shares(held) for held in (measured, jobs, spent @ by_code, persons @ by_code)]
    for at, row in enumerate(found[:-1]):
        expected_count = float(shares[1][at] * count.sum())
        is_tested = expected_count >= LEAST_EXPECTED and np.isfinite(dealt.p[at])
        row |= {
            "area_support_share": float(shares[0][at]),
            "area_jobs_share": float(shares[1][at]),
            "area_support_share_by_code": _known(shares[2][at]),
            "area_jobs_share_by_code": _known(shares[3][at]),
            "expected_nok": float(dealt.expected[at]),
            "expected_low": float(low[at]),
            "expected_high": float(high[at]),
            "ratio": _known(dealt.observed[at] / dealt.expected[at]) if shares[1][at] else None,
            "p_value": float(dealt.p[at]) if is_tested else None,
            "p_recipients": (
                float(p_recipients[at]) if is_tested and p_recipients is not None else None
            ),
            "is_one_sided": (count[at] >= expected_count) == (shares[0][at] >= shares[1][at]),
        }
    return found


def _dealt(
    one: Slice, strength: Strength, amount: Floats, part: Floats, jobs: Floats
) -> tuple[Dealt | None, Floats]:
    """Deal what belongs to some area; give also how many awards each area has a part of."""
    inside = part[:, :-1].sum(axis=1)
    has_area = inside > 1e-9
    if not has_area.any() or not jobs.sum() > 0:
        return None, np.zeros(len(jobs))
    size = amount[has_area] * inside[has_area]
    parts = part[has_area, :-1] / inside[has_area, None]
    seed = zlib.crc32(
        f"areas|{one.kind}|{one.provider}|{one.instrument}|{one.period}|{strength.place_code}".encode()
    )
    drawn = draws_for(len(size), _DRAWS)
    return deal_parts(size, parts, jobs, seed=seed, draws=drawn), parts.sum(axis=0)


def _by_recipient(
    recipient: NDArray[np.int64], amount: Floats, part: Floats
) -> tuple[Floats, Floats]:
    """Put what one recipient got together."""
    _, group = np.unique(recipient, return_inverse=True)
    money = np.asarray(np.bincount(group, weights=amount), np.float64)
    held = np.column_stack([np.bincount(group, weights=amount * one) for one in part.T])
    return money, held / money[:, None]


def _shares(held: Floats) -> Floats:
    inside = held[:-1]
    return inside / inside.sum() if inside.sum() > 0 else np.full(len(inside), np.nan)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def judge_areas(rows: Sequence[dict[str, Any]]) -> None:
    """Give every area its q-value and its verdict."""
    give_q_values(rows)
    for row in rows:
        row["verdict"] = _verdict(row)
        for name in ("p_recipients", "is_one_sided"):
            row.pop(name, None)


def _verdict(row: Mapping[str, Any]) -> str | None:
    if row["area_id"] == UNCLASSIFIED:
        return None
    if row.get("area_support_share") is None:
        return "no_strength_measure"
    if row.get("q_value") is None:
        return "too_small"
    if row["q_value"] >= RATE or not row["is_one_sided"]:
        return "as_expected"
    # many small awards may be more than chance gives and their money be what chance gives
    if row["expected_low"] <= row["area_support_share"] <= row["expected_high"]:
        return "as_expected"
    is_above = row["area_support_share"] > row["area_jobs_share"]
    ours, theirs = row["area_support_share_by_code"], row["area_jobs_share_by_code"]
    if ours is None or theirs is None or (ours > theirs) != is_above:
        return "depends_on_words"
    return "above_share" if is_above else "below_share"
