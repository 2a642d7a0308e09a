"""Who works with whom by kind and between places, each against the null."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill import geography
from samspill.findings.interplay.parties import SPHERES, Parties
from samspill.harmonise import Workspace
from samspill.networks import group_ties, triple_helix_information, two_sided_p
from samspill.tables import table
from samspill.uncertainty import benjamini_hochberg

__all__ = ["LEVEL", "Share", "between_places", "mixing_shares", "sets_of_places", "shares_table"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Drawn = NDArray[np.int32]

LEVEL = 0.05
"""False discovery rate below which something is said to be beyond chance."""


@dataclass(frozen=True, eq=False)
class Share:
    """One measure of one kind in one period: the value, and what it was in every draw."""

    measure: str
    kind: str
    period: str
    value: float
    drawn: Floats
    ties_count: int | None = None


def _two_sided(value: float, drawn: Floats) -> float:
    """Give the chance of a value as far out as this on either side; NaN without draws."""
    usable = drawn[np.isfinite(drawn)]
    if np.isnan(value) or len(usable) == 0 or usable.max() - usable.min() < 1e-12:
        return float("nan")
    above = (1 + np.count_nonzero(usable >= value - 1e-12)) / (1 + len(usable))
    below = (1 + np.count_nonzero(usable <= value + 1e-12)) / (1 + len(usable))
    return float(min(1.0, 2 * min(above, below)))


def shares_table(shares: Sequence[Share]) -> pa.Table:
    """Give the published rows; q within each measure, over all years and over each year apart."""
    rows: list[dict[str, object]] = []
    for one in shares:
        usable = one.drawn[np.isfinite(one.drawn)]
        low, high = np.quantile(usable, [0.025, 0.975]) if len(usable) else (None, None)
        rows.append(
            {
                "measure": one.measure,
                "kind": one.kind,
                "period": one.period,
                "value": one.value,
                "expected": usable.mean() if len(usable) else None,
                "expected_low": low,
                "expected_high": high,
                "p_value": _two_sided(one.value, one.drawn),
                "ties_count": one.ties_count,
            }
        )
    p = np.array([float(str(row["p_value"])) for row in rows])
    q = np.full(len(rows), np.nan)
    # the sum of the years is one question, each year another
    names = np.array([f"{row['measure']} {row['period'] == 'all'}" for row in rows])
    for name in np.unique(names):
        q[names == name] = benjamini_hochberg(p[names == name])
    content = {
        name: pa.array([row[name] for row in rows], from_pandas=True)
        for name in table("interplay_shares").schema.names
        if name != "q_value"
    }
    return table("interplay_shares").conform(
        pa.table({**content, "q_value": pa.array(q, from_pandas=True)})
    )


def _coded(values: Sequence[str | None], codes: Sequence[str]) -> Numbers:
    """Give the number of each value among the codes, -1 where it is none of them."""
    at = {code: number for number, code in enumerate(codes)}
    return np.array([at.get(value or "", -1) for value in values], np.intp)


def _numbered(values: Sequence[str | None]) -> tuple[Numbers, tuple[str, ...]]:
    """Give the number of each value, -1 for None, and the values in order."""
    codes = tuple(sorted({value for value in values if value is not None}))
    return _coded(values, codes), codes


class _Ties:
    """Every tie of the joint projects, as it is and as it was dealt, with its period."""

    def __init__(self, parties: Parties, drawn: Drawn) -> None:
        joint = parties.joint
        self.first, self.second = joint.ties
        self.weight = joint.tie_weights
        # what is and what was dealt are computed in one go: the first row is what is
        self.takes = np.concatenate([joint.actor[None, :].astype(np.int32), drawn])
        years = np.array([year or 0 for year in parties.project_year], np.intp)
        self.periods = ["all", *(str(year) for year in np.unique(years[years > 0]))]
        own = years[joint.project[self.first]]
        self.in_period = np.stack(
            [np.ones(len(own)), *((own == int(year)) for year in self.periods[1:])], axis=1
        )
        self.project_in_period = np.stack(
            [np.ones(len(years)), *((years == int(year)) for year in self.periods[1:])], axis=1
        )

    def ends(self, of_actor: Numbers) -> tuple[Numbers, Numbers]:
        """Give a property of both ends of every tie: rows x ties."""
        taken = of_actor[self.takes]
        return taken[:, self.first], taken[:, self.second]

    def shares(
        self, measure: str, kind: str, part: NDArray[np.bool_], base: NDArray[np.bool_]
    ) -> Iterator[Share]:
        """Give the weight of a part of the ties against that of a base, for each period."""
        weights = self.weight[:, None] * self.in_period
        with np.errstate(divide="ignore", invalid="ignore"):
            value = ((part & base) @ weights) / (base @ weights)
        counts = base[0] @ self.in_period
        for at, period in enumerate(self.periods):
            if counts[at]:
                yield Share(
                    measure, kind, period, float(value[0, at]), value[1:, at], int(counts[at])
                )


def mixing_shares(work: Workspace, parties: Parties, drawn: Drawn) -> Iterator[Share]:
    """Give E-I indices, shares by place and the triple helix, for all years and each one."""
    ties = _Ties(parties, drawn)
    groups = {
        "municipality": parties.place,
        "county": parties.county,
        "sector": parties.sector,
        "area": parties.area(work.region),
    }
    for kind, values in groups.items():
        one, other = ties.ends(_numbered(values)[0])
        known = (one >= 0) & (other >= 0)
        for share in ties.shares("ei_index", kind, one != other, known):
            # a share of ties that lead out as an index from -1 to 1
            yield Share(
                share.measure, kind, share.period, 2 * share.value - 1, 2 * share.drawn - 1,
                share.ties_count,
            )  # fmt: skip
    for name, members in sets_of_places(work).items():
        inside = np.array([-1 if p is None else int(p in members) for p in parties.place], np.intp)
        one, other = ties.ends(inside)
        base = (one >= 0) & (other >= 0) & ((one == 1) | (other == 1))
        yield from ties.shares("share_within_region", name, (one == 1) & (other == 1), base)
        yield from ties.shares("share_rest_of_norway", name, one != other, base)
    yield from _helix(ties, parties)
    yield from _sums(ties, parties)


def _helix(ties: _Ties, parties: Parties) -> Iterator[Share]:
    sphere = _coded(parties.sphere, SPHERES)
    one, other = ties.ends(sphere)
    known = (one >= 0) & (other >= 0)
    for low, first in enumerate(SPHERES):
        for high, second in enumerate(SPHERES[low:], low):
            pair = (np.minimum(one, other) == low) & (np.maximum(one, other) == high)
            yield from ties.shares("triple_helix_share", f"{first}-{second}", pair, known)
    # which spheres each project has
    taken = sphere[ties.takes]
    starts = np.concatenate([[0], np.cumsum(parties.joint.sizes)[:-1]])
    has = np.stack(
        [np.maximum.reduceat(taken == at, starts, axis=1) for at in range(len(SPHERES))], axis=2
    )
    for at, period in enumerate(ties.periods):
        bits = triple_helix_information(has, ties.project_in_period[:, at])
        count = int(ties.in_period[:, at].sum())
        yield Share("triple_helix_information", "all", period, float(bits[0]), bits[1:], count)


def _sums(ties: _Ties, parties: Parties) -> Iterator[Share]:
    """Give how many there are in each period; the null keeps them."""
    nothing = np.empty(0)
    slots = ties.project_in_period[parties.joint.project].astype(bool)
    for at, period in enumerate(ties.periods):
        here = slots[:, at]
        sums = {
            "actors_count": len(np.unique(parties.joint.actor[here])),
            "projects_count": len(np.unique(parties.joint.project[here])),
            "ties_count": int(ties.in_period[:, at].sum()),
        }
        for measure, value in sums.items():
            yield Share(measure, "all", period, float(value), nothing)


def sets_of_places(work: Workspace) -> dict[str, frozenset[str]]:
    """Give the profile's named sets with their municipalities."""
    found: dict[str, set[str]] = {}
    for row in work.tables["groups"].to_pylist():
        if row["place_kind"] == "region":
            found.setdefault(row["place_code"], set()).add(row["municipality_code"])
    return {name: frozenset(members) for name, members in sorted(found.items())}


def between_places(work: Workspace, parties: Parties, drawn: Drawn) -> pa.Table:
    """Give the ties between counties and between types of place, against what chance gives.

    A tie is two actors in one project; two in two projects have two. The p-value is of as far
    from the expected on either side; q is within the kind of place. A tie between two actors of
    one place counts once.
    """
    names = dict(
        zip(
            work.tables["places"]["place_code"].to_pylist(),
            work.tables["places"]["name"].to_pylist(),
            strict=True,
        )
    )
    ties = _Ties(parties, drawn)
    region = work.region
    types = tuple(f"type:{region.type_of(p)}" if p else None for p in parties.place)
    kinds = {
        "county": parties.county,
        "type": tuple(one if one in names else None for one in types),
    }
    pieces = [table("interplay_places").empty()]
    for kind, values in kinds.items():
        at, codes = _numbered(values)
        if len(codes) < 2:
            continue
        one, other = ties.ends(at)
        sums = group_ties(one, other, len(codes))
        low, high = np.triu_indices(len(codes))
        pieces.append(_pairs(kind, codes, names, sums[:, low, high], low, high, region.edition))
    return pa.concat_tables(pieces)


def _pairs(
    kind: str,
    codes: tuple[str, ...],
    names: Mapping[str, str],
    sums: NDArray[np.int64],
    low: Numbers,
    high: Numbers,
    edition: int,
) -> pa.Table:
    observed, by_chance = sums[0], sums[1:].astype(np.float64)
    mean, p = by_chance.mean(axis=0), two_sided_p(observed, by_chance)
    q = benjamini_hochberg(p)
    pairs = geography.county_pairs(edition) if kind == "county" else {}
    found = [pairs.get((codes[a], codes[b])) for a, b in zip(low, high, strict=True)]
    apart = np.array([one.distance_km if one else np.nan for one in found])
    is_neighbour = np.array([bool(one and one.is_neighbour) for one in found])
    by_distance = _by_distance(observed.astype(np.float64), mean, apart)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, ratio_distance = observed / mean, observed / by_distance
    bounds = np.quantile(by_chance, [0.025, 0.975], axis=0)
    known = np.array([one is not None for one in found])
    return table("interplay_places").conform(
        pa.table(
            {
                "place_kind": pa.repeat(kind, len(low)),
                "place_a": [codes[at] for at in low],
                "place_b": [codes[at] for at in high],
                "place_a_name": [names.get(codes[at]) for at in low],
                "place_b_name": [names.get(codes[at]) for at in high],
                "ties_observed": observed,
                "ties_expected": mean,
                "expected_low": bounds[0],
                "expected_high": bounds[1],
                "ratio": pa.array(np.where(mean > 0, ratio, np.nan), from_pandas=True),
                "p_value": pa.array(p, from_pandas=True),
                "q_value": pa.array(q, from_pandas=True),
                "is_neighbour": pa.array(is_neighbour, mask=~known),
                "is_thin": pa.array(is_neighbour & (q < LEVEL) & (observed < mean), mask=~known),
                "distance_km": pa.array(apart, from_pandas=True),
                "ties_expected_distance": pa.array(by_distance, from_pandas=True),
                "ratio_distance": pa.array(
                    np.where(by_distance > 0, ratio_distance, np.nan), from_pandas=True
                ),
            }
        )
    )


def _by_distance(observed: Floats, expected: Floats, apart: Floats) -> Floats:
    """Give the ties expected from the null and the distance: expected x a x distance^b.

    Poisson regression of the ties on the logarithm of the distance, the null's expectation as
    exposure. NaN where the distance is not known, or for fewer than ten pairs with one.
    """
    fits = np.isfinite(apart) & (apart > 0) & (expected > 0)
    result = np.full(len(observed), np.nan)
    if fits.sum() < 10 or observed[fits].sum() == 0:
        return result
    y, exposure = observed[fits], expected[fits]
    design = np.stack([np.ones(len(y)), np.log(apart[fits])], axis=1)
    effect = np.array([np.log(y.sum() / exposure.sum()), 0.0])
    for _ in range(50):
        mean = exposure * np.exp(design @ effect)
        step = np.linalg.solve(design.T @ (mean[:, None] * design), design.T @ (y - mean))
        effect = effect + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-10:
            break
    result[fits] = exposure * np.exp(design @ effect)
    return result
