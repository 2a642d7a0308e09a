"""Support to green activities against the green strengths of the place that got it.

The same awards are dealt at random to the place's activities in proportion to jobs, each whole: so
the band shows how far large single awards alone can take an activity's part of the money.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.findings.green.shares import jobs_of
from samspill.findings.green.weights import Weights
from samspill.findings.series import Series, names_of
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets, own_regions
from samspill.tables import table
from samspill.uncertainty import benjamini_hochberg

__all__ = ["dealt", "green_support"]

Floats = NDArray[np.float64]

_DEALS = 499
_SEED = 2019


def green_support(work: Workspace, weights: Weights, series: Series | None) -> pa.Table:
    """Give each green activity's part of a kind of support and of the jobs, by region."""
    awards = work.tables["awards"]
    awards = awards.filter(
        pc.and_(pc.is_valid(awards["activity_code"]), pc.greater(awards["amount_nok"], 0))
    )
    rows: list[dict[str, Any]] = []
    if series is not None and awards.num_rows and series.source == "eurostat_sbs":
        rng = np.random.default_rng(_SEED)
        codes = np.asarray(awards["nuts_code"].to_pylist(), dtype=object)
        sets = nuts_of_sets(work.region)
        for place in own_regions(work.region):
            if place in series.plain.sizes[series.year].rows:
                parts = sorted(sets.get(place, (place,)))
                inside = awards.filter(pa.array(np.isin(codes.astype(str), parts)))
                rows += _of_place(work, weights, series, place, inside, rng)
    return pa.Table.from_pylist(rows, schema=table("green_support").schema)


def _of_place(
    work: Workspace,
    weights: Weights,
    series: Series,
    place: str,
    awards: pa.Table,
    rng: np.random.Generator,
) -> Iterator[dict[str, Any]]:
    names = names_of(work)
    jobs = jobs_of(series, place, series.year)
    at_of = {code: at for at, code in enumerate(jobs.codes)}
    strong = _strong(work, place)
    each = weights.each(jobs.codes)
    parts = jobs.amounts / jobs.amounts.sum()
    known = awards.filter(pc.is_in(awards["activity_code"], pa.array(jobs.codes, pa.string())))
    for kind in sorted(set(known["kind"].to_pylist())):
        own = known.filter(pc.equal(known["kind"], kind))
        money = own["amount_nok"].to_numpy()
        if len(money) < work.region.disclosure.threshold:
            continue
        to = np.asarray([at_of[code] for code in own["activity_code"].to_pylist()])
        observed = np.bincount(to, weights=money, minlength=len(parts)) / money.sum()
        count = np.bincount(to, minlength=len(parts))
        low, high, p = dealt(money, parts, observed, rng)
        green = np.flatnonzero(each[:, 2] > 0)
        q = np.full(len(parts), np.nan)
        q[green] = benjamini_hochberg(p[green])
        for act in green.tolist():
            if 0 < count[act] < work.region.disclosure.threshold:
                continue
            code = jobs.codes[act]
            yield {
                "place_code": place,
                "activity_code": code,
                "kind": kind,
                "place_name": names.places.get(place),
                "activity_nb": names.nb.get(code),
                "activity_en": names.en.get(code),
                "green_weight": float(each[act, 0]),
                "green_weight_low": float(each[act, 1]),
                "green_weight_high": float(each[act, 2]),
                "awards_count": int(count[act]),
                "amount_nok": float(observed[act] * money.sum()),
                "green_nok": float(observed[act] * money.sum() * each[act, 0]),
                "support_share": float(observed[act]),
                "jobs_share": float(parts[act]),
                "expected_low": float(low[act]),
                "expected_high": float(high[act]),
                "p_value": float(p[act]),
                "q_value": float(q[act]),
                "is_strength": strong.get(code),
                "verdict": _verdict(q[act], observed[act], parts[act]),
                "year": series.year,
            }


def _strong(work: Workspace, place: str) -> Mapping[str, bool]:
    rows = work.tables["strengths"]
    chosen = pc.and_(
        pc.and_(pc.equal(rows["place_code"], place), pc.equal(rows["reference"], "europe")),
        pc.equal(rows["measure"], "persons_employed"),
    )
    rows = rows.filter(chosen)
    if rows.num_rows == 0:
        return {}
    observed = rows.filter(pc.is_valid(rows["value"]))
    rows = observed.filter(pc.equal(observed["year"], pc.max(observed["year"])))
    return dict(
        zip(rows["activity_code"].to_pylist(), rows["is_strength"].to_pylist(), strict=True)
    )


def _verdict(q: float, observed: float, expected: float) -> str:
    if not q < 0.05:
        return "as_expected"
    return "more" if observed > expected else "less"


def dealt(
    money: Floats, parts: Floats, observed: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Deal awards at random; give the band of 95 % of each activity's share, and two-sided p.

    Parameters
    ----------
    money
        Each award.
    parts
        The chance that an award goes to each activity; they add up to 1.
    observed
        Each activity's share of the money.
    rng
        The stream of randomness.
    """
    shares = np.empty((_DEALS, len(parts)))
    for at in range(_DEALS):
        to = rng.choice(len(parts), size=len(money), p=parts)
        shares[at] = np.bincount(to, weights=money, minlength=len(parts))
    shares /= money.sum()
    above = (shares >= observed).sum(axis=0) + 1
    below = (shares <= observed).sum(axis=0) + 1
    p = np.minimum(1.0, 2 * np.minimum(above, below) / (_DEALS + 1))
    low, high = np.quantile(shares, (0.025, 0.975), axis=0)
    return low, high, p
