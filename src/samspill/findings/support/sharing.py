"""Who supports what: how gathered or split it is, who overlaps, and demand against success."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import geography
from samspill.findings.support.awards import Awards, Bools, Coded, Numbers
from samspill.findings.support.cells import draws_for
from samspill.findings.support.strength import COUNTRY, Strength
from samspill.harmonise import Workspace
from samspill.uncertainty import benjamini_hochberg, deal, monte_carlo_p

__all__ = ["concentration", "demand", "overlap"]

Floats = NDArray[np.float64]

_DRAWS = 499
_DRAWS_OF_GIVERS = (199, 999)
_BLOCK = 1 << 15
"""Awards drawn at a time, so few that they stay near the processor."""
_LEAST = 20
"""Fewer awards than this, and a provider or a county has no distribution to compare."""

_APPROVED, _OPEN = ("Bevilgning", "Avsluttet"), ("Mottatt", "Vurderes")


def concentration(work: Workspace, awards: Awards) -> list[dict[str, Any]]:
    """Give for activities, areas and places what each provider gives and Herfindahl over them.

    Herfindahl is the sum of the providers' squared shares: 1 where one gives all, low where the
    support is split among many. An award that belongs to an area by half counts by half there.

    The expected is what Herfindahl would be if as many awards were drawn at random from all of the
    kind in the place, each with its provider and its size. So a support that is more split, or more
    gathered, than chance gives is more than that there are several who give.
    """
    period = f"{awards.years[0]}-{awards.years[-1]}" if awards.years else ""
    of_area = _area_weights(work, awards)
    rows: list[dict[str, Any]] = []
    for place, kind_of_place in _sets(work):
        inside = awards.inside(place, kind_of_place)
        for kind in awards.kind.codes.tolist():
            own = inside & awards.kind.is_in(kind)
            if not own.any():
                continue
            same = {"kind": kind, "period": period, "place_code": place}
            givers = [name for name, _ in awards.provider.counts(own)]
            giver = awards.provider.among(givers)[awards.provider.at]
            usual = _Usual(np.array(givers), giver[own], awards.amount[own])
            for dimension, parts in (
                ("activity", _by_code(awards.activity, own)),
                ("county", _by_code(awards.county, own)),
                ("area", of_area),
            ):
                family: list[dict[str, Any]] = []
                for code, (at, weight) in sorted(parts.items()):
                    chosen = own[at]
                    family += _of_providers(
                        {**same, "dimension": dimension, "code": code},
                        giver[at[chosen]],
                        awards.amount[at[chosen]],
                        weight[chosen],
                        usual,
                    )
                rows += _judged(family)
    return rows


Part = tuple[Numbers, Floats]


def _sets(work: Workspace) -> list[tuple[str, str]]:
    return [(COUNTRY, "country"), *((one.id, "region") for one in work.region.sets)]


def _by_code(coded: Coded, own: Bools) -> dict[str, Part]:
    """Give for each code the awards of some that have it, all with their whole weight."""
    at = np.flatnonzero(own & ~coded.is_in(""))
    parts = _parted(coded.at[at], len(coded.codes))
    return {str(coded.codes[code]): (at[part], np.ones(len(part))) for code, part in parts}


def _parted(number: Numbers, count: int) -> Iterator[tuple[int, Numbers]]:
    """Give for each number that occurs, of so many, where it stands, in order: sorted but once."""
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(np.bincount(number, minlength=count))
    for one, part in enumerate(np.split(order, ends[:-1])):
        if len(part):
            yield one, part


def _area_weights(work: Workspace, awards: Awards) -> dict[str, Part]:
    """Give for each area the awards in it and by how much, from the classified awards."""
    rows = work.tables.get("award_areas")
    if rows is None or rows.num_rows == 0:
        return {}
    at, area = awards.rows_of(rows["award_id"]), Coded.of(rows["area_id"])
    weight = pc.fill_null(rows["area_weight"], 0.0).to_numpy()
    has_part = np.flatnonzero((at >= 0) & (weight != 0))
    return {
        str(area.codes[code]): (at[has_part[part]], weight[has_part[part]])
        for code, part in _parted(area.at[has_part], len(area.codes))
    }


@dataclass(frozen=True, eq=False)
class _Usual:
    """All awards of a kind in a place: who gives there, who gave each, and how much."""

    givers: NDArray[np.str_]
    giver: Numbers
    amount: Floats


def _of_providers(
    same: Mapping[str, Any],
    giver: Numbers,
    amount: Floats,
    weight: Floats,
    usual: _Usual,
) -> Iterator[dict[str, Any]]:
    """Give what each provider gives, against awards drawn from the usual ones."""
    if len(amount) == 0:
        return
    givers = usual.givers
    money = np.bincount(giver, weights=amount * weight, minlength=len(givers))
    number = np.bincount(giver, minlength=len(givers))
    share = money / money.sum()
    observed = float(share @ share)
    null: dict[str, Any] = {}
    if len(givers) > 1:
        seed = zlib.crc32("|".join(str(value) for value in same.values()).encode())
        by_chance = _herfindahl_by_chance(weight, usual, seed)
        low, high = np.quantile(by_chance, [0.025, 0.975])
        null = {
            "expected": float(by_chance.mean()),
            "expected_low": float(low),
            "expected_high": float(high),
            "p_value": float(monte_carlo_p(observed, by_chance, tail="both")),
        }
    for at in np.flatnonzero(number).tolist():
        yield {
            **same,
            "provider": str(givers[at]),
            "awards_count": int(number[at]),
            "amount_nok": float(money[at]),
            "share": float(share[at]),
            "herfindahl": observed,
            "providers_count": int((number > 0).sum()),
            **null,
        }


def _herfindahl_by_chance(weight: Floats, usual: _Usual, seed: int) -> Floats:
    """Give Herfindahl of as many awards drawn at random, with the weights that these have."""
    random = np.random.default_rng(seed)
    draws, width = draws_for(len(weight), _DRAWS_OF_GIVERS), len(usual.givers)
    step = max(1, _BLOCK // len(weight))
    is_whole = bool(np.all(weight == 1))
    found = []
    for first in range(0, draws, step):
        count = min(step, draws - first)
        drawn = random.integers(0, len(usual.giver), (count, len(weight)))
        to = usual.giver.take(drawn)
        to += width * np.arange(count)[:, None]
        amount = usual.amount.take(drawn)
        if not is_whole:
            amount *= weight
        money = np.bincount(to.ravel(), weights=amount.ravel(), minlength=count * width).reshape(
            count, width
        )
        found.append(((money / money.sum(axis=1, keepdims=True)) ** 2).sum(axis=1))
    return np.concatenate(found)


def _judged(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the q-values of what is compared; the rows of one code have one p-value together."""
    p = {row["code"]: row["p_value"] for row in rows if "p_value" in row}
    q = dict(zip(p, benjamini_hochberg(list(p.values())).tolist(), strict=True)) if p else {}
    return [{**row, "q_value": q.get(row["code"])} for row in rows]


def overlap(
    work: Workspace, awards: Awards, strengths: Mapping[str, Strength]
) -> list[dict[str, Any]]:
    """Give how alike the activities are that two providers, or two counties, support.

    The expected is what two would have in common if the awards of each were dealt in proportion
    to strength: the whole country's for providers, its own for a county. So an overlap beyond
    chance is more than that both live in the same economy.
    """
    country = strengths.get(COUNTRY)
    rows: list[dict[str, Any]] = []
    names = geography.counties(work.region.edition)
    for kind in awards.kind.codes.tolist():
        own = awards.kind.is_in(kind)
        if country is not None:
            providers = {
                name: (own & awards.provider.is_in(name), country)
                for name, _ in awards.provider.counts(own)
            }
            rows += _pairs(awards, kind, "provider", providers, {})
        counties = {
            code: (own & awards.county.is_in(code), its)
            for code, _ in awards.county.counts(own)
            if code in names
            and (its := strengths.get(code) or _region_of(work, code, strengths)) is not None
        }
        rows += _pairs(awards, kind, "county", counties, names)
    return rows


def _region_of(work: Workspace, county: str, strengths: Mapping[str, Strength]) -> Strength | None:
    """Give the strength of the region that most municipalities of a county lie in."""
    if work.graph is None:
        return None
    regions = geography.nuts2_of_places(work.graph, work.region.edition)
    votes: dict[str, int] = defaultdict(int)
    for code, one in regions.items():
        if code.startswith(county) and one.nuts_code:
            votes[one.nuts_code] += 1
    best = max(sorted(votes), key=lambda code: votes[code], default="")
    return strengths.get(best)


def _pairs(
    awards: Awards,
    kind: str,
    dimension: str,
    parties: Mapping[str, tuple[Bools, Strength]],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    acts = sorted({code for _, one in parties.values() for code, v in one.persons.items() if v > 0})
    number = awards.activity.among(acts)[awards.activity.at]
    money: dict[str, Floats] = {}
    drawn: dict[str, Floats] = {}
    for name, (chosen, strength) in parties.items():
        own = chosen & (number >= 0)
        persons = np.array([strength.persons.get(code, 0.0) for code in acts])
        if own.sum() >= _LEAST:
            seed = zlib.crc32(f"{kind}|{dimension}|{name}".encode())
            dealt = deal(awards.amount[own], number[own], persons, seed=seed, draws=_DRAWS)
            money[name], drawn[name] = dealt.observed, dealt.draws
    rows: list[dict[str, Any]] = []
    for one, other in combinations(sorted(money), 2):
        by_chance = _cosine(drawn[one], drawn[other])
        observed = float(_cosine(money[one][None], money[other][None])[0])
        has_one, has_other = money[one] > 0, money[other] > 0
        either = int((has_one | has_other).sum())
        low, high = np.quantile(by_chance, [0.025, 0.975])
        rows.append(
            {
                "kind": kind,
                "period": f"{awards.years[0]}-{awards.years[-1]}",
                "dimension": dimension,
                "one": one,
                "other": other,
                "one_name": names.get(one, one),
                "other_name": names.get(other, other),
                "cosine": observed,
                "expected": float(by_chance.mean()),
                "expected_low": float(low),
                "expected_high": float(high),
                "p_value": float(monte_carlo_p(observed, by_chance)),
                "jaccard": float((has_one & has_other).sum() / either),
                "common_count": int((has_one & has_other).sum()),
            }
        )
    q = benjamini_hochberg([row["p_value"] for row in rows]).tolist()
    for row, value in zip(rows, q, strict=True):
        row |= {"q_value": value, "is_beyond_chance": value < 0.05}
    return rows


def _cosine(one: Floats, other: Floats) -> Floats:
    lengths = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    return np.asarray((one * other).sum(axis=1) / lengths)


def demand(work: Workspace) -> list[dict[str, Any]]:
    """Give applications and how many of the decided ones were approved, with Wilson's interval."""
    rows = work.tables["applications_carried"]
    if rows.num_rows == 0:
        return []
    rows = rows.combine_chunks()
    county = pc.utf8_slice_codeunits(rows["place_code"], 0, 2)
    counted = rows.select(["project_phase", "applied_nok", "awarded_nok"])
    found: list[dict[str, Any]] = []
    for dimension, codes in (
        ("all", pa.repeat("all", rows.num_rows)),
        ("year", rows["year"]),
        ("county", county),
        ("instrument", rows["instrument"]),
        ("sector", rows["sector"]),
    ):
        keys = codes.cast(pa.string())
        for code in sorted(one for one in pc.unique(keys).to_pylist() if one):
            own = counted.filter(pc.equal(keys, code))
            found.append({"provider": "Forskningsrådet", "dimension": dimension, "code": code})
            found[-1] |= _counted(own)
    return found


def _counted(rows: pa.Table) -> dict[str, Any]:
    approved, waiting = (
        pc.sum(pc.is_in(rows["project_phase"], pa.array(phases)), min_count=0).as_py()
        for phases in (_APPROVED, _OPEN)
    )
    decided = rows.num_rows - waiting
    low, high = _wilson(approved, decided)
    return {
        "applications_count": rows.num_rows,
        "approved_count": approved,
        "rejected_count": decided - approved,
        "open_count": waiting,
        "success": approved / decided if decided else None,
        "success_low": low,
        "success_high": high,
        "applied_nok": pc.sum(rows["applied_nok"], min_count=1).as_py(),
        "awarded_nok": pc.sum(rows["awarded_nok"], min_count=1).as_py(),
    }


def _wilson(hits: int, count: int) -> tuple[float | None, float | None]:
    """Give the 95 % interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953)."""
    if count == 0:
        return None, None
    z = 1.959963984540054
    centre = (hits + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * (hits * (count - hits) / count + z * z / 4) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)
