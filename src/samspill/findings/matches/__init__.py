"""Which clusters should meet: related, complementary, hardly in touch, within reach.

Each two clusters are compared by the profile of their members over activities, or by their
declared themes where no members are listed; what is not known is said and does not count. Beside
the ranking stand its stability under other weights, the pairs of actors to introduce, the
instrument that fits, how the ranking would have done on ties that were hidden from it, and where
it would have put the pairs that are known to have begun. Clusters that have ended are asked to no
meeting; they count in the test and in the history, as long as they were there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from samspill.catalogue import Finding, Origin, View
from samspill.findings.matches.introductions import actor_pairs, existing_ties
from samspill.findings.matches.pairs import (
    Pairs,
    best_addition,
    pairs_of,
    parts_of_score,
    profiles,
    score,
    stability,
)
from samspill.findings.matches.ties import SOURCES, Ties, joint_projects, ties_between
from samspill.findings.matches.trial import Trial, trial_of
from samspill.findings.matches.wording import Facts, reasons, shortcoming
from samspill.findings.rosters import (
    Roster,
    began,
    mean_proximity,
    relatedness_series,
    rosters,
    spots_of,
    year_of,
)
from samspill.findings.series import Names, Series, names_of
from samspill.harmonise import Workspace
from samspill.matrix import Matrix
from samspill.networks import project_on
from samspill.region import MatchInstrument, Region
from samspill.tables import table

__all__ = ["FINDING"]

Floats = NDArray[np.float64]

_PARTS = ("relatedness", "complementarity", "few_ties", "nearness")
_RELATED, _TOP_FIFTH = 0.5, 0.2


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the ranking, who to introduce, the ties that are there, the test and the history."""
    nothing = {name: table(name).empty() for name in FINDING.tables}
    clusters, series = rosters(work), relatedness_series(work)
    near = None if series is None else mean_proximity(series)
    if series is None or near is None or not clusters:
        return nothing
    spots, names = spots_of(work), names_of(work)
    joint = joint_projects(work)
    active = [one for one in clusters if not one.cluster.ended]
    ties = ties_between(joint, active)
    pairs = pairs_of(active, near, ties, spots)
    if len(pairs.one) == 0:
        return {**nothing, "activity_proximities": _proximities(near, series.source)}
    parts = parts_of_score(pairs, work.region.match_rules.reach_km)
    rows = _rows(work.region, active, near, ties, pairs, parts, names, series.source)
    network = None if joint is None else project_on(work.engine, joint)
    return {
        "matches": pa.Table.from_pylist(rows, schema=table("matches").schema),
        "match_actors": actor_pairs(work, active, near, network, rows),
        "match_ties": existing_ties(active, network),
        "match_trial": _trial(trial_of(work, clusters, series, spots)),
        "match_history": _history(work, clusters, spots, series),
        "activity_proximities": _proximities(near, series.source),
    }


def _rows(
    region: Region,
    clusters: Sequence[Roster],
    near: Matrix,
    ties: Ties,
    pairs: Pairs,
    parts: Floats,
    names: Names,
    source: str,
) -> list[dict[str, Any]]:
    rules = region.match_rules
    total = score(parts, np.array(rules.weights))
    steady = stability(parts, rules)
    order = np.lexsort((pairs.other, pairs.one, -np.nan_to_num(total, nan=-1.0)))
    there = np.nan_to_num(profiles(clusters, near)) > 0
    called = {"nb": names.nb, "en": names.en}
    half = float(np.median(pairs.complementarity))
    rows = []
    for rank, at in enumerate(order.tolist(), 1):
        a, b = int(pairs.one[at]), int(pairs.other[at])
        one, other = clusters[a], clusters[b]
        is_complementary = bool(pairs.complementarity[at] >= half)
        instrument = _instrument(rules.instruments, one, other, is_complementary=is_complementary)
        told = reasons(
            Facts(
                one.cluster.name,
                other.cluster.name,
                float(parts[at, 0]),
                [c for c in one.profile if c in other.profile],
                _kin(one, other, near),
                best_addition(there[a], there[b], near),
                best_addition(there[b], there[a], near),
                float(ties.count[a, b]),
                float(ties.expected[a, b]),
                [c.cluster.name for c in (one, other) if not c.actor_ids],
                float(pairs.distance_km[at]),
                rules.reach_km,
                instrument,
            ),
            called,
        )
        rows.append(
            {
                "cluster_a": one.id,
                "cluster_b": other.id,
                "name_a": one.cluster.name,
                "name_b": other.cluster.name,
                "basis_a": one.basis,
                "basis_b": other.basis,
                "relatedness": float(pairs.relatedness[at]),
                "relatedness_rank": float(parts[at, 0]),
                "complementarity_ab": float(pairs.adds_to_one[at]),
                "complementarity_ba": float(pairs.adds_to_other[at]),
                "complementarity_rank": float(parts[at, 1]),
                "ties_observed": _whole(ties.count[a, b]),
                "ties_expected": _known(ties.expected[a, b]),
                "ties_log": _known(ties.log[a, b]),
                "ties_log_low": _known(ties.low[a, b]),
                "ties_log_high": _known(ties.high[a, b]),
                "members_shared": int(ties.shared[a, b]) if one.members and other.members else None,
                "distance_km": _known(pairs.distance_km[at]),
                "score": _known(total[at]),
                "rank": rank,
                "pairs_count": len(order),
                "stability": float(steady[at]),
                "verdict": _verdict(parts[at], ties, (a, b), rank / len(order)),
                "instrument": instrument.instrument if instrument else None,
                "reasons_nb": told["nb"],
                "reasons_en": told["en"],
                "source": source,
            }
        )
    return rows


def _verdict(parts: Floats, ties: Ties, pair: tuple[int, int], place: float) -> str:
    """Say what a pair is: at work beyond chance, a match, related but no match, or neither.

    A match is related and complementary, more than half of the pairs, and in the first fifth.
    """
    if ties.log[pair] > max(ties.high[pair], 0.0):
        return "works_together"
    if not (parts[0] >= _RELATED and parts[1] >= _RELATED):
        return "little_in_common"
    return "match" if place <= _TOP_FIFTH else "related"


def _kin(one: Roster, other: Roster, near: Matrix) -> tuple[str, str] | None:
    """Give the two different activities that tie two profiles most; None where there are none."""
    at = {code: number for number, code in enumerate(near.rows.codes)}
    best, found = 0.0, None
    for code, share in one.profile.items():
        for second, part in other.profile.items():
            if code in at and second in at and code != second:
                value = share * part * float(near.dense[at[code], at[second]])
                if value > best:
                    best, found = value, (code, second)
    return found


def _instrument(
    instruments: Iterable[MatchInstrument], one: Roster, other: Roster, *, is_complementary: bool
) -> MatchInstrument | None:
    """Give the first instrument that fits two clusters."""
    for instrument in instruments:
        has_both = not instrument.both or all(
            any(code.startswith(wanted) for wanted in instrument.both for code in roster.profile)
            for roster in (one, other)
        )
        if has_both and (is_complementary or not instrument.complementary):
            return instrument
    return None


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _whole(value: float) -> int | None:
    return round(float(value)) if np.isfinite(value) else None


# the test, the history, the proximities


def _trial(trial: Trial | None) -> pa.Table:
    if trial is None:
        return table("match_trial").empty()
    rows = [
        {
            "method": method,
            "start_year": trial.since,
            "pairs_count": trial.pairs_count,
            "begun_count": trial.begun_count,
            "average_precision": value,
            "average_precision_low": low,
            "average_precision_high": high,
            "gain": None if method == "score" else gain,
            "gain_low": None if method == "score" else gain_low,
            "gain_high": None if method == "score" else gain_high,
            "verdict": "score" if method == "score" else _judged(gain_low, gain_high),
        }
        for method, (value, low, high, gain, gain_low, gain_high) in trial.precision.items()
    ]
    return pa.Table.from_pylist(rows, schema=table("match_trial").schema)


def _judged(low: float, high: float) -> str:
    """Say how the score does against a plain method, by the interval of the difference."""
    return "beats" if low > 0 else "loses" if high < 0 else "does_not_beat"


def _history(
    work: Workspace,
    clusters: Sequence[Roster],
    spots: dict[str, tuple[float, float]],
    series: Series,
) -> pa.Table:
    """Rank the pairs that are known to have begun by what could be known the year before."""
    rows = []
    for link in sorted(work.region.cluster_links, key=lambda one: (one.date, one.cluster_a)):
        year = year_of(link.date)
        near = None if year is None else mean_proximity(series, year)
        if year is None or near is None:
            continue
        there = [
            c
            for c in clusters
            if (began(work.region, c.cluster) or year) < year
            and (year_of(c.cluster.ended) or year) >= year
        ]
        ties = ties_between(joint_projects(work, before=year), there)
        pairs = pairs_of(there, near, ties, spots)
        parts = parts_of_score(pairs, work.region.match_rules.reach_km)
        total = score(parts, np.array(work.region.match_rules.weights))
        ids = [one.id for one in there]
        found = [
            at
            for at, (a, b) in enumerate(zip(pairs.one, pairs.other, strict=True))
            if (ids[a], ids[b]) == (link.cluster_a, link.cluster_b)
        ]
        rank = 1 + int((total > total[found[0]]).sum()) if found else None
        why = shortcoming(dict(zip(_PARTS, parts[found[0]].tolist(), strict=True)) if found else {})
        rows.append(
            {
                "cluster_a": link.cluster_a,
                "cluster_b": link.cluster_b,
                "year": year,
                "instrument": link.instrument or None,
                "rank": rank,
                "pairs_count": len(total),
                "is_in_top_fifth": None if rank is None else rank <= _TOP_FIFTH * len(total),
                "reason_nb": why["nb"],
                "reason_en": why["en"],
                "status": link.status,
                "source": link.source,
            }
        )
    return pa.Table.from_pylist(rows, schema=table("match_history").schema)


def _proximities(near: Matrix, source: str) -> pa.Table:
    one, other = np.triu_indices(len(near.rows.codes), 1)
    codes = np.asarray(near.rows.codes, dtype=object)
    return table("activity_proximities").conform(
        pa.table(
            {
                "activity_a": pa.array(codes[one], pa.string()),
                "activity_b": pa.array(codes[other], pa.string()),
                "proximity": pa.array(near.dense[one, other]),
                "source": pa.repeat(source, len(one)),
            }
        )
    )


# back to the sources


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the sizes that relatedness rests on, and the participations of the members."""
    both: dict[str, tuple[object, ...]] = {}
    if name in ("matches", "match_actors", "match_history"):
        both = {"cluster_id": (row["cluster_a"], row["cluster_b"])}
    if name == "activity_proximities":
        both = {"activity_code": (row["activity_a"], row["activity_b"])}
        return (Origin(_SIZES, "sizes", {"source": (row["source"],), **both}, ("value",)),)
    if name == "match_ties":
        pair = (row["actor_a"], row["actor_b"])
        shared = ("participations", {"actor_id": pair[:1]}, {"project_id": "project_id"})
        where = {"source": SOURCES, "actor_id": pair[1:]}
        return (Origin(_OF_MEMBERS, "participations", where, (), shared),)
    members = ("cluster_members", both, {"actor_id": "actor_id"})
    ties = Origin(_OF_MEMBERS, "participations", {"source": SOURCES}, (), members)
    if name == "matches":
        return (Origin(_SIZES, "sizes", {"source": (row["source"],)}, ("value",)), ties)
    return (ties,)


_SIZES = {
    "nb": "Tallene som slektskapet mellom aktiviteter bygger på",
    "en": "The figures that the relatedness of activities rests on",
}
_OF_MEMBERS = {"nb": "Medlemmenes deltakelser", "en": "The members' participations"}


FINDING = Finding(
    id="matches",
    title={"nb": "Koblinger", "en": "Matches"},
    question={"nb": "Hvilke klynger bør møtes?", "en": "Which clusters should meet?"},
    tables=(
        "matches", "match_actors", "match_ties", "match_trial", "match_history",
        "activity_proximities",
    ),
    needs=(
        "sizes", "participations", "places", "borders", "activities", "actors", "actor_merges",
        "clusters",
    ),
    compute=compute,
    indicators=("proximity", "relatedness_density"),
    views={
        "matches": View(
            columns=(
                "rank", "name_a", "name_b", "score", "stability", "relatedness",
                "complementarity_ab", "complementarity_ba", "ties_observed", "ties_expected",
                "distance_km", "verdict", "instrument",
            ),
            order_by="rank",
        ),
        "match_actors": View(
            columns=("cluster_a", "cluster_b", "order", "name_a", "name_b", "proximity", "basis"),
            order_by="cluster_a",
        ),
        "match_ties": View(
            columns=("cluster_a", "cluster_b", "actor_a", "actor_b", "projects_count"),
            order_by="-projects_count",
        ),
        "match_trial": View(
            columns=(
                "method", "average_precision", "average_precision_low", "average_precision_high",
                "gain", "gain_low", "gain_high", "verdict",
            ),
            order_by="-average_precision",
        ),
        "match_history": View(
            columns=(
                "cluster_a", "cluster_b", "year", "rank", "pairs_count", "is_in_top_fifth",
                "reason_{lang}",
            ),
            order_by="year",
        ),
        "activity_proximities": View(
            columns=("activity_a", "activity_b", "proximity"), order_by="-proximity"
        ),
    },
    trace=trace,
    profile=("clusters.csv", "cluster_members.csv", "cluster_links.csv", "region.toml"),
)  # fmt: skip
