"""One award that stands in two registers: found, shown as a pair, counted once.

Two rows of different sources are the same award when they are of the same provider, recipient
and kind, the amounts are the same but for rounding and the dates are at most 31 days apart. Two
equal rows of *one* source are two awards: their publisher says so. A row is part of one pair at
the most; the nearest in amount and time go together first. What is counted is the giver's own
list, which knows more of the award than the register does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill.harmonise.workspace import Workspace, money, reject
from samspill.tables import table

__all__ = ["DAYS_APART", "ROUNDING", "double_reports", "without_double_reports"]

DAYS_APART = 31
"""Most days between the dates of two reports of one award."""

ROUNDING = (1000.0, 0.001)
"""Two amounts are the same within a thousand, or within a thousandth."""

_ORDER = ("innovasjon_norge", "forskningsradet_soknader", "forskningsradet_eu")


def double_reports(awards: pa.Table) -> pa.Table:
    """Give the pairs of rows that report one award.

    Parameters
    ----------
    awards
        As the table `awards` declares them, with their actors.

    Returns
    -------
    Table
        As `double_reports` declares: `award_id` is the row that is not counted.
    """
    together: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    wanted = (
        "award_id", "source", "provider", "instrument", "kind", "actor_id", "date",
        "amount_nok", "amount_eur",
    )  # fmt: skip
    known = awards.filter(pc.is_valid(awards["actor_id"])).select(list(wanted))
    several = known.group_by("actor_id").aggregate([("source", "count_distinct")])
    several = several.filter(pc.greater(several["source_count_distinct"], 1))
    known = known.filter(pc.is_in(known["actor_id"], several["actor_id"]))
    for row in known.to_pylist():
        together[row["actor_id"], row["provider"], row["kind"] or ""].append(row)
    pairs = [pair for rows in together.values() for pair in _pairs(rows)]
    return table("double_reports").conform(
        pa.Table.from_pylist(pairs, schema=table("double_reports").schema)
    )


def _pairs(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    of_source: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        of_source[_rank(row["source"])].append(row)
    candidates = []
    for first, second in combinations(sorted(of_source), 2):
        for one, other in product(of_source[first], of_source[second]):
            apart, days = _distance(one, other)
            if apart is not None and days <= DAYS_APART:
                candidates.append((apart, days, one["award_id"], other["award_id"], one, other))
    used: set[str] = set()
    for _, days, first, second, one, other in sorted(candidates, key=lambda c: c[:4]):
        if first in used or second in used:
            continue
        used |= {first, second}
        yield {
            "award_id": second,
            "counted_id": first,
            "source": other["source"],
            "counted_source": one["source"],
            "provider": other["provider"],
            "instrument": other["instrument"],
            "counted_instrument": one["instrument"],
            "kind": other["kind"],
            "actor_id": other["actor_id"],
            "date": other["date"],
            "counted_date": one["date"],
            "days_apart": days,
            "amount_nok": other["amount_nok"],
            "counted_nok": one["amount_nok"],
        }


def _rank(source: str) -> int:
    return _ORDER.index(source) if source in _ORDER else len(_ORDER)


def _distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[float | None, int]:
    """Give how far two amounts are apart, None where they are not the same, and the days."""
    for unit in ("amount_nok", "amount_eur"):
        a, b = one[unit], other[unit]
        if a is not None and b is not None:
            apart = abs(a - b)
            is_same = apart <= max(ROUNDING[0], ROUNDING[1] * max(abs(a), abs(b)))
            return (apart if is_same else None), abs((one["date"] - other["date"]).days)
    return None, 0


def without_double_reports(work: Workspace, awards: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Give the awards counted once, and the pairs; the ledger says what was taken off."""
    pairs = double_reports(awards)
    is_double = pc.is_in(awards["award_id"], value_set=pairs["award_id"].combine_chunks())
    doubles, counted = awards.filter(is_double), awards.filter(pc.invert(is_double))
    for source in sorted(set(doubles["source"].to_pylist())):
        parts = [one.filter(pc.equal(one["source"], source)) for one in (awards, counted, doubles)]
        received, kept, rejected = (
            {**money(p, "amount_nok"), **money(p, "amount_eur")} for p in parts
        )
        work.ledger.enter(source, "double", received=received, kept=kept, rejected=rejected)
        rows = parts[2].append_column("reason", pa.repeat("double_report", parts[2].num_rows))
        reject(work, source, "double", rows, ("provider", "instrument", "date"))
    return counted, pairs
