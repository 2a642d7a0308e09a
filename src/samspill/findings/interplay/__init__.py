"""Who works with whom: communities, brokers, thin borders, isolated strengths.

The network at home is made of the joint projects of Norwegian actors, each weighted after Newman;
how far it reaches abroad comes from CORDIS, which lists the partners of all countries. Everything
is held against one null: the same projects and the same actors, each as busy as it is, dealt at
random. Change over time is by the year in which projects start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import stats

from samspill.catalogue import Finding, Origin, View
from samspill.findings.interplay.measures import (
    LEVEL,
    Share,
    between_places,
    mixing_shares,
    sets_of_places,
    shares_table,
)
from samspill.findings.interplay.naming import titles
from samspill.findings.interplay.parties import ABROAD, REGIONAL, Parties, parties
from samspill.findings.interplay.ties import edges, ties
from samspill.harmonise import Workspace
from samspill.networks import (
    Communities,
    betweenness,
    betweenness_draws,
    broker_p,
    constraint,
    degree,
    find_communities,
    layout,
    null_draws,
    participation_coefficient,
    project,
    strength,
)
from samspill.tables import table
from samspill.uncertainty import benjamini_hochberg

__all__ = ["FINDING"]

Floats = NDArray[np.float64]
Drawn = NDArray[np.int32]

_SEED = 20041
_DRAWS, _BROKER_DRAWS, _COMMUNITY_DRAWS, _ABROAD_DRAWS = 400, 150, 60, 40
_CENTRAL = 3


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the tables of nodes, edges, communities, places, shares and isolated strengths."""
    home = parties(work, REGIONAL)
    if len(home.network.one) == 0:
        nothing = {name: table(name).empty() for name in FINDING.tables}
        return {**nothing, "interplay_shares": shares_table(_abroad(work, {})[0])}
    place_of = dict(zip(home.joint.actors, home.place, strict=True))
    # what is drawn at home and what is drawn abroad go on at once, outside of the interpreter
    with ThreadPoolExecutor(1) as pool:
        of_abroad = pool.submit(_abroad, work, place_of)
        drawn = null_draws(home.joint, seed=_SEED, draws=_DRAWS)
        found = find_communities(home.network, seed=_SEED)
        divided = _communities_by_chance(home, found, drawn)
        shares, abroad = of_abroad.result()
    return {
        "network_nodes": _nodes(work, home, found, drawn, abroad),
        "network_edges": edges(home, drawn),
        "network_ties": ties(home),
        "communities": _communities(work, home, found, divided[0]),
        "interplay_places": between_places(work, home, drawn),
        "interplay_shares": shares_table([*mixing_shares(work, home, drawn), *divided, *shares]),
        "isolated_strengths": _isolated(work, home),
    }


# actors and pairs


def _nodes(
    work: Workspace,
    home: Parties,
    found: Communities,
    drawn: Drawn,
    abroad: Mapping[str, float],
) -> pa.Table:
    network = home.network
    between = betweenness(network)
    by_chance = betweenness_draws(home.joint, drawn[:_BROKER_DRAWS])
    p = broker_p(between, by_chance, home.joint.degrees)
    q = benjamini_hochberg(p)
    expected = _mean_by_class(by_chance, home.joint.degrees)
    spots = layout(network, found.community)
    ids = _community_ids(home, found)
    names = dict(
        zip(
            work.tables["places"]["place_code"].to_pylist(),
            work.tables["places"]["name"].to_pylist(),
            strict=True,
        )
    )
    return table("network_nodes").conform(
        pa.table(
            {
                "actor_id": list(home.joint.actors),
                "name": pa.array(home.name, pa.string()),
                "sector": pa.array(home.sector, pa.string()),
                "sphere": list(home.sphere),
                "place_code": pa.array(home.place, pa.string()),
                "place_name": pa.array([names.get(p or "") for p in home.place], pa.string()),
                "county_code": pa.array(home.county, pa.string()),
                "activity_code": pa.array(home.activity, pa.string()),
                "area_id": pa.array(home.area(work.region), pa.string()),
                "projects_count": home.projects_count,
                "degree": degree(network),
                "strength": strength(network),
                "betweenness": pa.array(between, from_pandas=True),
                "betweenness_expected": pa.array(expected, from_pandas=True),
                "constraint": constraint(network),
                "participation_coefficient": participation_coefficient(network, found.community),
                "community": [ids[number] for number in found.community],
                "loyalty": found.loyalty,
                "wanders": found.wanders,
                "is_broker": (q < LEVEL) & (between > expected),
                "p_value": pa.array(p, from_pandas=True),
                "q_value": pa.array(q, from_pandas=True),
                "share_abroad": pa.array(
                    [abroad.get(actor) for actor in home.joint.actors], pa.float64()
                ),
                "x": spots[:, 0],
                "y": spots[:, 1],
            }
        )
    )


def _mean_by_class(drawn: Floats, classes: NDArray[np.intp]) -> Floats:
    """Give the mean over all draws of all actors of the same class."""
    _, kind = np.unique(classes, return_inverse=True)
    sums = np.bincount(kind, drawn.mean(axis=0))
    return np.asarray((sums / np.bincount(kind))[kind])


# communities


def _community_ids(home: Parties, found: Communities) -> list[str]:
    """Call each community after its strongest actor, which stays when others come and go."""
    weights = strength(home.network)
    order = np.lexsort((np.arange(len(weights)), -weights))
    ids = [""] * (int(found.community.max()) + 1)
    for at in order:
        ids[found.community[at]] = ids[found.community[at]] or home.joint.actors[at]
    return ids


def _communities_by_chance(home: Parties, found: Communities, drawn: Drawn) -> list[Share]:
    """Give how much the network divides and how surely, against networks dealt at random."""
    again = [
        find_communities(project(home.joint, takes), seed=_SEED, runs=2)
        for takes in drawn[:_COMMUNITY_DRAWS]
    ]
    count = len(home.joint.ties[0])
    return [
        Share("modularity", "all", "all", found.modularity,
              np.array([one.modularity for one in again]), count),
        Share("community_agreement", "all", "all", found.agreement,
              np.array([one.agreement for one in again]), count),
    ]  # fmt: skip


def _communities(work: Workspace, home: Parties, found: Communities, divided: Share) -> pa.Table:
    network, community = home.network, found.community
    weights = strength(network)
    count = len(found.stability)
    inside = community[network.one] == community[network.other]
    within = np.bincount(community[network.one[inside]], network.weight[inside], count)
    whole = np.bincount(community, weights, count)
    projects = np.unique(np.stack([home.joint.project, community[home.joint.actor]]), axis=1)[1]
    beyond = (1 + np.count_nonzero(divided.drawn >= divided.value)) / (1 + len(divided.drawn))
    rows = []
    named = zip(_community_ids(home, found), titles(work, home, community, weights), strict=True)
    for number, (name, title) in enumerate(named):
        members = np.flatnonzero(community == number)
        central = members[np.lexsort((members, -weights[members]))][:_CENTRAL]
        rows.append(
            {
                "community": name,
                "order": number + 1,
                "title_nb": title["nb"],
                "title_en": title["en"],
                "members_count": len(members),
                "wanderers_count": int(found.wanders[members].sum()),
                "projects_count": int((projects == number).sum()),
                "share_within": 2 * within[number] / whole[number],
                "stability": found.stability[number],
                "is_beyond_chance": beyond < LEVEL,
                "central_actors": "; ".join(
                    home.name[at] or home.joint.actors[at] for at in central
                ),
            }
        )
    return pa.Table.from_pylist(rows, schema=table("communities").schema)


# abroad


def _abroad(
    work: Workspace, place_of: Mapping[str, str | None]
) -> tuple[list[Share], dict[str, float]]:
    """Give the share of Norwegian actors' ties that lead abroad: by set of places, by actor."""
    world = parties(work, ABROAD)
    norwegian = np.array([country == "NO" for country in world.country], bool)
    if not norwegian.any():
        return [], {}
    joint = world.joint
    drawn = null_draws(joint, seed=_SEED, draws=_ABROAD_DRAWS, thin=6, burn=60)
    takes = np.concatenate([joint.actor[None, :].astype(np.int32), drawn])
    groups = {"norway": norwegian}
    for name, members in sets_of_places(work).items():
        at_home = [place_of.get(actor) in members for actor in joint.actors]
        groups[name] = norwegian & np.array(at_home, bool)
    groups = {name: inside for name, inside in groups.items() if inside.any()}
    found = [_shares_out(world, one, list(groups.values()), norwegian) for one in takes]
    shares = [
        Share(
            "share_abroad",
            name,
            "all",
            found[0][at][0],
            np.array([one[at][0] for one in found[1:]]),
            found[0][at][1],
        )
        for at, name in enumerate(groups)
    ]
    return shares, _abroad_of_actors(world, norwegian)


def _shares_out(
    world: Parties,
    takes: Drawn,
    groups: Sequence[NDArray[np.bool_]],
    norwegian: NDArray[np.bool_],
) -> list[tuple[float, int]]:
    """Give for groups of Norwegians the share of their ties that lead abroad, and how many."""
    one, other = world.joint.ties
    ours = np.flatnonzero(norwegian[takes[one]] | norwegian[takes[other]])
    first, second = takes[one[ours]], takes[other[ours]]
    weight, out = world.joint.tie_weights[ours], ~(norwegian[first] & norwegian[second])
    found = []
    for inside in groups:
        base = inside[first] | inside[second]
        weights = weight[base]
        total = float(weights.sum())
        share = float(weights[out[base]].sum()) / total if total else float("nan")
        found.append((share, int(base.sum())))
    return found


def _abroad_of_actors(world: Parties, norwegian: NDArray[np.bool_]) -> dict[str, float]:
    network = world.network
    ends = np.concatenate([network.one, network.other])
    others = np.concatenate([network.other, network.one])
    weights = np.concatenate([network.weight, network.weight])
    out = np.bincount(ends, weights * ~norwegian[others], len(norwegian))
    share = out / strength(network)
    return {world.joint.actors[at]: float(share[at]) for at in np.flatnonzero(norwegian)}


# isolated strengths


def _isolated(work: Workspace, home: Parties) -> pa.Table:
    """Hold the actors of each strong environment that are in joint projects against its size.

    If the actors of an activity fell on its establishments at random, an environment would have
    a binomial number of them. p is of as few as there are; q is over all strengths of the newest
    year, of municipalities and counties.
    """
    strengths = work.tables.get("strengths")
    declared = table("isolated_strengths")
    if strengths is None or strengths.num_rows == 0:
        return declared.empty()
    rows = strengths.filter(
        pc.and_(
            pc.equal(strengths["measure"], "establishments_count"),
            pc.equal(strengths["reference"], "norway"),
        )
    )
    if rows.num_rows == 0:
        return declared.empty()
    newest = pc.max(rows["year"])
    rows = rows.filter(pc.equal(rows["year"], newest))
    national = rows.filter(pc.match_substring_regex(rows["place_code"], r"^\d{4}$"))
    sums = national.group_by("activity_code").aggregate([("value", "sum")])
    whole = dict(zip(sums["activity_code"].to_pylist(), sums["value_sum"].to_pylist(), strict=True))
    actors: dict[tuple[str, str], int] = {}
    for place, activity in zip(home.place, home.activity, strict=True):
        if place and activity:
            for code in (place, place[:2], "NO"):
                actors[code, activity] = actors.get((code, activity), 0) + 1
    employees = strengths.filter(
        pc.and_(
            pc.and_(
                pc.equal(strengths["measure"], "employees_count"),
                pc.equal(strengths["reference"], "norway"),
            ),
            pc.and_(
                pc.equal(strengths["is_strength"], pa.scalar(value=True)),
                pc.equal(strengths["year"], newest),
            ),
        )
    )
    strong = employees.filter(
        pc.match_substring_regex(employees["place_code"], r"^(\d{2}|\d{4})$")
    ).to_pylist()
    found, p, expected = [], [], []
    for row in strong:
        place, activity = row["place_code"], row["activity_code"]
        everywhere = actors.get(("NO", activity), 0)
        size, total = row["establishments_count"], whole.get(activity)
        share = min(1.0, size / total) if size and total else float("nan")
        here = actors.get((place, activity), 0)
        found.append(here)
        expected.append(everywhere * share)
        p.append(float(stats.binom.cdf(here, everywhere, share)) if everywhere else float("nan"))
    q = benjamini_hochberg(np.array(p))
    columns = ("place_code", "activity_code", "place_name", "activity_nb", "activity_en", "year",
               "lq_shrunk", "establishments_count")  # fmt: skip
    return declared.conform(
        pa.table(
            {
                **{
                    name: pa.array([row[name] for row in strong], declared.schema.field(name).type)
                    for name in columns
                },
                "actors_count": pa.array(found, pa.int64()),
                "actors_expected": pa.array(np.array(expected), pa.float64(), from_pandas=True),
                "p_value": pa.array(np.array(p), pa.float64(), from_pandas=True),
                "q_value": pa.array(q, pa.float64(), from_pandas=True),
                "is_isolated": pa.array(q < LEVEL, mask=np.isnan(q)),
            }
        )
    )


# back to the rows


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the participations behind a row: of an actor, of a pair, of those of a place."""
    if name == "network_nodes":
        return (_participations(_OF_ACTOR, {"actor_id": (row["actor_id"],)}),)
    if name == "network_edges":
        pair = (row["actor_a"], row["actor_b"])
        shared = ("participations", {"actor_id": pair[:1]}, {"project_id": "project_id"})
        return (
            _participations(_OF_ACTOR, {"actor_id": pair[1:]}, shared),
            _participations(_OF_BOTH, {"actor_id": pair}),
        )
    if name == "network_ties":
        pair = (row["actor_a"], row["actor_b"])
        return (_participations(_OF_BOTH, {"actor_id": pair, "project_id": (row["project_id"],)}),)
    if name == "communities":
        members = ("network_nodes", {"community": (row["community"],)}, _BY_ACTOR)
        return (_participations(_OF_MEMBERS, {}, members),)
    if name == "isolated_strengths":
        cell = {key: (row[key],) for key in ("place_code", "activity_code")}
        return (_participations(_OF_PLACE, cell),)
    if name == "interplay_places" and row["place_kind"] == "county":
        both = ("network_nodes", {"county_code": (row["place_a"], row["place_b"])}, _BY_ACTOR)
        return (_participations(_OF_PLACE, {}, both),)
    if name == "interplay_places":
        return (_participations(_OF_ALL, {}),)
    where = {} if row["period"] == "all" else {"year": (int(row["period"]),)}
    sources = ABROAD if row["measure"] == "share_abroad" else REGIONAL
    return (_participations(_OF_ALL, where, sources=sources),)


def _participations(
    title: Mapping[str, str],
    where: Mapping[str, tuple[object, ...]],
    through: tuple[str, Mapping[str, tuple[object, ...]], Mapping[str, str]] | None = None,
    *,
    sources: tuple[str, ...] = REGIONAL,
) -> Origin:
    return Origin(title, "participations", {"source": sources, **where}, (), through)


_BY_ACTOR = {"actor_id": "actor_id"}
_OF_ACTOR = {"nb": "Aktørens deltakelser", "en": "The actor's participations"}
_OF_BOTH = {"nb": "Deltakelsene til de to", "en": "The participations of the two"}
_OF_MEMBERS = {"nb": "Medlemmenes deltakelser", "en": "The members' participations"}
_OF_PLACE = {"nb": "Deltakelsene fra stedene", "en": "The participations from the places"}
_OF_ALL = {"nb": "Alle deltakelsene", "en": "All participations"}


FINDING = Finding(
    id="interplay",
    title={"nb": "Samarbeid", "en": "Interplay"},
    question={"nb": "Hvordan samspiller aktørene?", "en": "How do the actors interact?"},
    tables=(
        "network_nodes", "network_edges", "network_ties", "communities", "interplay_places",
        "interplay_shares", "isolated_strengths",
    ),
    needs=("participations", "actors", "places", "groups", "activities", "strengths"),
    compute=compute,
    views={
        "network_nodes": View(
            columns=(
                "name", "place_name", "sector", "degree", "strength", "betweenness",
                "betweenness_expected", "q_value", "is_broker", "community",
            ),
            order_by="-strength",
        ),
        "network_edges": View(
            columns=(
                "actor_a", "actor_b", "weight", "projects_count", "projects_expected", "q_value",
                "first_year", "last_year",
            ),
            order_by="-weight",
        ),
        "network_ties": View(
            columns=("actor_a", "actor_b", "project_id", "year", "weight"), order_by="-year"
        ),
        "communities": View(
            columns=(
                "title_{lang}", "members_count", "wanderers_count", "share_within", "stability",
                "central_actors",
            ),
            order_by="order",
        ),
        "interplay_places": View(
            columns=(
                "place_a_name", "place_b_name", "ties_observed", "ties_expected", "expected_low",
                "expected_high", "ratio", "q_value", "is_neighbour", "is_thin",
            ),
            order_by="ratio",
            focus={"place_kind": ("county",)},
        ),
        "interplay_shares": View(
            columns=(
                "measure", "kind", "period", "value", "expected", "expected_low",
                "expected_high", "q_value",
            ),
            order_by="measure",
            focus={"period": ("all",)},
        ),
        "isolated_strengths": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "lq_shrunk", "actors_count",
                "actors_expected", "q_value", "is_isolated",
            ),
            order_by="q_value",
        ),
    },
    trace=trace,
    cost=8.0,
)  # fmt: skip
