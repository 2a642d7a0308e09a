"""One slice of the awards in one place: each activity against the null, and all together."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill.findings.support.awards import Awards, Bools, Slice
from samspill.findings.support.places import Place
from samspill.findings.support.strength import Strength
from samspill.uncertainty import (
    Dealt,
    benjamini_hochberg,
    deal,
    mismatch,
    mismatch_of_draws,
    monte_carlo_p,
)

__all__ = [
    "LEAST_EXPECTED",
    "RATE",
    "Held",
    "draws_for",
    "give_q_values",
    "hold",
    "judge",
    "one_sided_p",
]

Floats = NDArray[np.float64]

RATE = 0.05
"""The false discovery rate at which a cell is called."""

LEAST_EXPECTED = 0.5
"""A cell that would get fewer awards than this is too small to be tested."""

LEAST_OF_A_BET = 3
"""A bet takes as many awards: one, however large, is none."""

_DRAWN = 500_000
"""Awards dealt for a place, so that many awards make fewer draws; bands of many vary less."""

_DRAWS, _DRAWS_OF_TREND = (120, 400), (100, 200)


def draws_for(count: int, bounds: tuple[int, int]) -> int:
    """Give how many draws so many awards are dealt, within bounds."""
    return int(np.clip(_DRAWN // max(count, 1), *bounds))


@dataclass
class Held:
    """A place's awards of a slice held against its strengths: a row for all, rows for each."""

    whole: dict[str, Any]
    cells: list[dict[str, Any]] = field(default_factory=list)


def hold(
    awards: Awards, chosen: Bools, one: Slice, place: Place, country: Mapping[str, float]
) -> Held | None:
    """Hold the awards of a slice in a place against the place's strengths.

    Parameters
    ----------
    awards, chosen
        The awards, and which of them are in the slice.
    one, place
        The slice and the place.
    country
        Activity -> share of the slice's money in the whole country.

    Returns
    -------
    Held or None
        None where the place has no award of the slice to an activity that has a strength.
    """
    here = place.of_slice(chosen)
    strength, acts, persons = place.strength, place.activities, place.persons
    activity_at, amount = awards.activity.at[here], awards.amount[here]
    number = place.measured_as[activity_at]
    measured = number >= 0
    if not measured.any() or len(acts) < 2:
        return None
    seed = zlib.crc32(
        f"{one.kind}|{one.provider}|{one.instrument}|{one.period}|{strength.place_code}".encode()
    )
    draws = draws_for(int(measured.sum()), _DRAWS_OF_TREND if one.is_trend else _DRAWS)
    dealt = deal(amount[measured], number[measured], persons, seed=seed, draws=draws)
    whole = _whole(one, strength, acts, dealt.observed, persons, dealt.draws)
    if (head := place.head_offices) is not None:
        whole["head_office_nok"] = float(awards.amount[head[chosen[head]]].sum())
        is_known = ~awards.head_office.is_in("")[here]
        whole["head_office_known_nok"] = float(amount[is_known].sum())
    whole |= {
        "awards_count": len(here),
        "amount_nok": float(amount.sum()),
        "intensity": float(amount[measured].sum() / persons.sum()),
    }
    held = Held(whole)
    if one.is_trend:
        return held
    together = _by_recipient(awards.recipient[here][measured], number[measured], amount[measured])
    few = draws_for(len(together[0]), _DRAWS_OF_TREND)
    p_recipients = one_sided_p(
        deal(*together, persons, seed=seed, draws=few),
        np.bincount(together[1], minlength=len(acts)),
        persons / persons.sum(),
    )
    same = _same(one, strength)
    count = np.bincount(number[measured], minlength=len(acts))
    share = persons / persons.sum()
    money_named = float(amount[awards.activity.codes[activity_at] != ""].sum())
    expected_count = share * measured.sum()
    is_tested = expected_count >= LEAST_EXPECTED
    columns: dict[str, Sequence[Any]] = {
        "activity_code": acts,
        "awards_count": count.tolist(),
        "awards_expected": expected_count.tolist(),
        "amount_nok": dealt.observed.tolist(),
        "share": (dealt.observed / dealt.observed.sum()).tolist(),
        "strength_share": share.tolist(),
        "lq": [strength.lq.get(code) for code in acts],
        "lq_shrunk": [strength.lq_shrunk.get(code) for code in acts],
        "is_strength": [strength.is_strength.get(code) for code in acts],
        "density": [strength.density.get(code) for code in acts],
        "quotient": list(
            map(_ratio, (dealt.observed / money_named).tolist(), map(country.get, acts))
        ),
        "intensity": (dealt.observed / persons).tolist(),
        "expected_nok": dealt.expected.tolist(),
        "expected_low": dealt.low.tolist(),
        "expected_high": dealt.high.tolist(),
        "ratio": (dealt.observed / dealt.expected).tolist(),
        "chance_low": (dealt.low / dealt.expected).tolist(),
        "chance_high": (dealt.high / dealt.expected).tolist(),
        "p_value": _given(dealt.p, is_tested),
        "p_recipients": _given(p_recipients, is_tested),
        "quadrant": _quadrants(dealt, strength, acts),
        "is_one_sided": ((count >= expected_count) == (dealt.observed >= dealt.expected)).tolist(),
    }
    held.cells += [
        {**same, **dict(zip(columns, values, strict=True))}
        for values in zip(*columns.values(), strict=True)
    ]
    for of_all in np.unique(activity_at[~measured]).tolist():
        if not (code := str(awards.activity.codes[of_all])):
            continue
        own = activity_at == of_all
        held.cells.append(
            {
                **same,
                "activity_code": code,
                "awards_count": int(own.sum()),
                "amount_nok": float(amount[own].sum()),
                "quotient": _ratio(float(amount[own].sum()) / money_named, country.get(code)),
                "verdict": "no_strength_measure",
            }
        )
    return held


def _same(one: Slice, strength: Strength) -> dict[str, Any]:
    return {
        "provider": one.provider,
        "instrument": one.instrument,
        "kind": one.kind,
        "period": one.period,
        "place_code": strength.place_code,
        "place_kind": strength.place_kind,
        "strength_source": strength.source,
        "strength_period": strength.period,
    }


def _by_recipient(
    recipient: NDArray[np.int64], number: NDArray[np.intp], amount: Floats
) -> tuple[Floats, NDArray[np.intp]]:
    """Put what one recipient got in one activity together."""
    keys = recipient * (int(number.max()) + 1) + number
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    return np.bincount(group, weights=amount).astype(np.float64), number[first]


def one_sided_p(dealt: Dealt, count: NDArray[Any], share: Floats) -> Floats:
    """Give p where money and number lie on the same side of the expected; elsewhere it is 1.

    Much money to few recipients is no sign of too much, and none of too little.
    """
    is_one_sided = (count >= share * count.sum()) == (dealt.observed >= dealt.expected)
    return np.asarray(np.where(is_one_sided, dealt.p, 1.0))


def _ratio(share: float, reference: float | None) -> float | None:
    return float(share / reference) if reference else None


def _given(values: Floats, is_given: Bools) -> list[float | None]:
    pairs = zip(values.tolist(), is_given.tolist(), strict=True)
    return [value if is_ else None for value, is_ in pairs]


def _quadrants(dealt: Dealt, strength: Strength, acts: Sequence[str]) -> list[str | None]:
    """Give for each activity whether it is strong and supported; none without a quotient."""
    quotients = [strength.lq_shrunk.get(code, strength.lq.get(code)) for code in acts]
    is_supported = (dealt.observed >= dealt.expected).tolist()
    return [
        None
        if quotient is None or np.isnan(quotient)
        else f"{'strong' if quotient > 1 else 'weak'}_{'supported' if is_ else 'unsupported'}"
        for quotient, is_ in zip(quotients, is_supported, strict=True)
    ]


def _whole(
    one: Slice,
    strength: Strength,
    acts: Sequence[str],
    money: Floats,
    persons: Floats,
    draws: Floats,
) -> dict[str, Any]:
    """Give how far the whole distribution is from the strengths."""
    distance = mismatch(money, persons)
    by_chance = mismatch_of_draws(draws, persons)
    low, high = np.quantile(by_chance, [0.025, 0.975])
    row = _same(one, strength)
    del row["strength_period"]
    row |= {
        "measured_nok": float(money.sum()),
        "mismatch": distance,
        "expected": float(by_chance.mean()),
        "expected_low": float(low),
        "expected_high": float(high),
        "p_value": float(monte_carlo_p(distance, by_chance)),
    }
    if one.is_trend:
        return row
    for name, values in (
        ("strength", dict(zip(acts, persons.tolist(), strict=True))),
        ("specialisation", strength.lq),
        ("density", strength.density),
    ):
        known = [at for at, code in enumerate(acts) if values.get(code) is not None]
        x = np.array([values[acts[at]] for at in known])
        row[f"spearman_{name}"], row[f"cosine_{name}"] = _alike(money[known], x)
    return row


def _alike(money: Floats, x: Floats) -> tuple[float | None, float | None]:
    """Give rank correlation and cosine; none where one of the two does not vary."""
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(money) == 0:
        return None, None
    ranks = [_ranks(values) - (len(values) + 1) / 2 for values in (money, x)]
    return _cosine(*ranks), _cosine(money, x)


def _ranks(values: Floats) -> Floats:
    """Give the ranks from 1; what is the same has the mean of its ranks."""
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[at])


def _cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def give_q_values(rows: Sequence[dict[str, Any]]) -> None:
    """Give every row that has p-values its q-values; the places of one kind are one family."""
    families: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row.get("p_value") is not None:
            key = tuple(row[n] for n in ("provider", "instrument", "kind", "period", "place_kind"))
            families.setdefault(key, []).append(row)
    for family in families.values():
        for p, q in (("p_value", "q_value"), ("p_recipients", "q_recipients")):
            found = benjamini_hochberg([row[p] for row in family])
            for row, value in zip(family, found.tolist(), strict=True):
                row[q] = value


def judge(cells: list[dict[str, Any]]) -> None:
    """Give every cell its q-value and its verdict."""
    give_q_values(cells)
    for cell in cells:
        cell.setdefault("verdict", _verdict(cell))
        cell.pop("p_recipients", None)
        cell.pop("is_one_sided", None)


def _verdict(cell: Mapping[str, Any]) -> str:
    if cell.get("q_value") is None:
        return "too_small"
    # many small awards that are little money, or one large, are neither too much nor too little
    if cell["q_value"] >= RATE or not cell["is_one_sided"]:
        return "as_expected"
    if cell["quadrant"] is None:
        return "above_share" if cell["amount_nok"] > cell["expected_nok"] else "below_share"
    verdict = {
        "strong_unsupported": "gap",
        "weak_supported": "bet",
        "strong_supported": "backed",
        "weak_unsupported": "passed_over",
    }[cell["quadrant"]]
    if verdict in ("bet", "backed") and cell["awards_count"] < LEAST_OF_A_BET:
        return "as_expected"
    return verdict
