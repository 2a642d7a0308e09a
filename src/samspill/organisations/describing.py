"""What is told of each actor, what was merged and why, and what a person should look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.organisations.groups import Groups
from samspill.organisations.judging import Verdict
from samspill.organisations.records import Entity, Understood
from samspill.organisations.spelling import all_spelt
from samspill.tables import table

__all__ = ["actors_of", "merges_of", "review_of", "size_classes"]

_ORDER = ("brreg_enheter", "forskningsradet_eu", "forskningsradet_soknader", "innovasjon_norge")
"""Whose name and place of an actor count first."""
_SECTOR_ORDER = ("forskningsradet_eu", "forskningsradet_soknader", "cordis")
"""Whose sector counts first."""


def actors_of(
    said: pa.Table,
    counts: NDArray[np.intp],
    understood: Understood,
    actor_of: Mapping[str, str],
    groups: Groups,
    ids: Mapping[str, str],
) -> pa.Table:
    """Tell of each actor what its records say, the register before the lists.

    Parameters
    ----------
    said, counts, understood
        What records say, how many say it, and how it was understood.
    actor_of
        Entity -> actor.
    groups, ids
        Who was put together, and the actor of each group.
    """
    own = [None if key is None else actor_of[key] for key in understood.keys]
    told = _Told.of(said, counts, pa.array(own, pa.string()))
    here = told.rows
    names = pa.array(understood.names, pa.string()).take(here)
    sectors = pa.array(understood.sectors, pa.string()).take(here)
    by_source, by_sector = told.order(_ORDER), told.order(_SECTOR_ORDER)
    country = pc.coalesce(
        _filled(told.said["country_code"]),
        pc.if_else(pc.is_valid(_filled(told.said["pic"])), pa.scalar(None, pa.string()), "NO"),
    )
    registered, pic = told.best(names, by_source), told.least(told.said["pic"])
    numbered = [actor for root, actor in ids.items() if actor in groups.numbers(root)]
    is_numbered = pc.is_in(told.actors, value_set=pa.array(numbered, pa.string()))
    return table("actors").conform(
        pa.table(
            {
                "actor_id": told.actors,
                "organisation_number": pc.if_else(is_numbered, told.actors, None),
                "name": pc.coalesce(
                    all_spelt(registered), pc.binary_join_element_wise("PIC", pic, " ")
                ),
                "registered_name": registered,
                "sector": pc.coalesce(told.best(sectors, by_sector), "other"),
                "country_code": told.best(country, by_source),
                "place_code": told.best(told.said["place_code"], by_source),
                "county_code": told.best(told.said["county_code"], by_source),
                "activity_code": told.best(told.said["activity_code"], by_source),
                "employees_from": size_classes(told.employees()),
                "pic": pic,
                "records_count": np.bincount(told.actor, weights=told.counts).astype(np.int64),
                "sources": told.sources(),
            }
        )
    )


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column in which what is empty is null."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


@dataclass(frozen=True, eq=False)
class _Told:
    """What is said of actors; the likeliest wins, ties go to the first in order.

    Parameters
    ----------
    actors
        The actors, sorted.
    rows
        Which of all that is said is of an actor.
    said, counts
        These, and how many records say each.
    actor
        The number of the actor that each is of.
    is_own
        Whether it is said of the actor itself, and not of a part that was merged.
    """

    actors: pa.Array
    rows: pa.Array
    said: pa.Table
    counts: NDArray[np.intp]
    actor: NDArray[np.intp]
    is_own: NDArray[np.bool_]

    @classmethod
    def of(cls, said: pa.Table, counts: NDArray[np.intp], own: pa.Array) -> _Told:
        """Leave out what is of no actor, and number the actors."""
        rows = pa.array(np.flatnonzero(pc.is_valid(own).to_numpy(zero_copy_only=False)))
        actors = pc.unique(own.drop_null()).sort()
        said, own = said.take(rows), own.take(rows)
        number = said["organisation_number"]
        return cls(
            actors,
            rows,
            said,
            counts[rows.to_numpy()],
            pc.index_in(own, value_set=actors).to_numpy().astype(np.intp),
            pc.fill_null(pc.equal(number, own), fill_value=True).to_numpy(),
        )

    def order(self, sources: Sequence[str]) -> NDArray[np.intp]:
        """Say how late each counts: in order of its source, what is not the actor's own last."""
        at = pc.index_in(self.said["source"], value_set=pa.array(sources, pa.string()))
        rank = pc.fill_null(at, len(sources)).to_numpy().astype(np.intp)
        return np.asarray(rank + np.where(self.is_own, 0, len(sources) + 1))

    def best(self, values: pa.Array | pa.ChunkedArray, order: NDArray[np.intp]) -> pa.Array:
        """Give for each actor the value that counts first, of these the most frequent."""
        votes = pa.table(
            {"actor": self.actor, "order": order, "value": _filled(values), "count": self.counts}
        )
        votes = votes.filter(pc.is_valid(votes["value"]))
        votes = votes.group_by(["actor", "order", "value"]).aggregate([("count", "sum")])
        ranked = (("actor", True), ("order", True), ("count_sum", False), ("value", True))
        votes = votes.sort_by([(n, "ascending" if up else "descending") for n, up in ranked])
        return self._spread(votes["actor"].to_numpy(), votes["value"])

    def _spread(self, actor: NDArray[np.intp], values: pa.ChunkedArray) -> pa.Array:
        """Give for each actor the first of its values; null where it has none."""
        known, first = np.unique(actor, return_index=True)
        at = np.full(len(self.actors), -1)
        at[known] = first
        return values.combine_chunks().take(pa.array(at, mask=at < 0))

    def least(self, values: pa.ChunkedArray) -> pa.Array:
        """Give for each actor the smallest of its values."""
        own = pa.table({"actor": self.actor, "value": _filled(values)})
        own = own.filter(pc.is_valid(own["value"]))
        own = own.sort_by([("actor", "ascending"), ("value", "ascending")])
        return self._spread(own["actor"].to_numpy(), own["value"])

    def employees(self) -> pa.Array:
        """Give for each actor the number of employees that is said of it itself first."""
        number = self.said["employees_count"]
        is_said = pc.is_valid(number).to_numpy() & self.is_own
        return self._spread(self.actor[is_said], number.filter(pa.array(is_said)))

    def sources(self) -> pa.Array:
        """Give for each actor its sources in order of their names."""
        pairs = pa.table({"actor": self.actor, "source": self.said["source"]})
        listed = pairs.group_by(["actor", "source"]).aggregate([])
        listed = listed.sort_by([("actor", "ascending"), ("source", "ascending")])
        ends = np.cumsum(np.bincount(listed["actor"].to_numpy(), minlength=len(self.actors)))
        offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
        source = listed["source"].combine_chunks()
        return pc.binary_join(pa.ListArray.from_arrays(offsets, source), ", ")


SIZES = (5.0, 10.0, 20.0, 50.0, 100.0, 250.0, 500.0, 1000.0)
"""The lower ends of the size classes that are told."""


def size_classes(employees: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the lower end of each size class, null where it is not known or below the least.

    The exact number would give away a cell in which the organisation is alone.

    Examples
    --------
    >>> size_classes(pa.array([48.0, 5.0, 4.0, None])).to_pylist()
    [20.0, 5.0, None, None]
    """
    values = pc.fill_null(employees, float("nan")).to_numpy()
    with np.errstate(invalid="ignore"):
        at = np.searchsorted(np.asarray(SIZES), values, side="right") - 1
    known = (at >= 0) & ~np.isnan(values)
    return pa.array(np.asarray(SIZES)[np.where(known, at, 0)], pa.float64(), mask=~known)


def _name_of(entity: Entity) -> str | None:
    return min(entity.names, key=lambda name: (-entity.names[name], name), default=None)


def _parts(one: Verdict) -> dict[str, float | None]:
    names = ("name_score", "place_score", "form_score", "sector_score")
    held = {name: getattr(one, name) for name in names}
    return {"score": one.score, **{n: None if v != v else v for n, v in held.items()}}


def merges_of(
    groups: Groups,
    entities: Mapping[str, Entity],
    actor_of: Mapping[str, str],
    roots: Mapping[str, str],
) -> pa.Table:
    """List what was put together, each time with whom and why."""
    rows: list[dict[str, object]] = []
    for number, one in enumerate(groups.edges, 1):
        a, b = entities[one.a], entities[one.b]
        rows.append(
            {
                "actor_id": actor_of[one.a],
                "order": number,
                "merged_a": a.key,
                "merged_b": b.key,
                "name_a": _name_of(a),
                "name_b": _name_of(b),
                "reason": one.reason,
                **_parts(one),
            }
        )
    units = (
        sorted(
            (member, entity)
            for entity in entities.values()
            for member in entity.members
            if member in roots
        )
        if roots
        else []
    )
    for member, entity in units:
        rows.append(
            {
                "actor_id": actor_of[entity.key],
                "order": len(rows) + 1,
                "merged_a": member,
                "merged_b": entity.key,
                "name_b": _name_of(entity),
                "reason": "sub_unit",
                "score": 1.0,
            }
        )
    return pa.Table.from_pylist(rows, schema=table("actor_merges").schema)


def review_of(
    groups: Groups,
    entities: Mapping[str, Entity],
    verdicts: Sequence[Verdict],
    actor_of: Mapping[str, str],
    actors: pa.Table,
) -> pa.Table:
    """List pairs of actors that may be one, the likeliest of each pair, without those decided."""
    name_of = dict(zip(actors["actor_id"].to_pylist(), actors["name"].to_pylist(), strict=True))
    settled = {
        key: one.score
        for one in reversed(verdicts)
        for key in (one.a, one.b)
        if one.outcome == "accept"
        and not entities[key].number
        and groups.find(one.a) == groups.find(one.b)
    }
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for one in verdicts:
        if max(settled.get(one.a, 0.0), settled.get(one.b, 0.0)) > one.score:
            continue
        a, b = sorted((actor_of[one.a], actor_of[one.b]))
        if a == b or (a, b) in rows or not groups.may_join(one.a, one.b):
            continue
        rows[a, b] = {
            "actor_a": a,
            "actor_b": b,
            "name_a": name_of[a],
            "name_b": name_of[b],
            "reason": "more_than_one" if one.outcome == "accept" else one.reason,
            **_parts(one),
        }
    content = [rows[at] for at in sorted(rows)]
    return pa.Table.from_pylist(content, schema=table("actor_review").schema)
