"""What is told of each actor, what was merged and why, and what a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from samspill.organisations.groups import Groups
from samspill.organisations.judging import Verdict
from samspill.organisations.records import Entity, sector_of
from samspill.organisations.spelling import spelt
from samspill.tables import table

__all__ = ["SIZES", "actors_of", "merges_of", "review_of"]

_ORDER = ("brreg_enheter", "forskningsradet_eu", "forskningsradet_soknader", "innovasjon_norge")
"""Whose name and place of an actor count first."""
_SECTOR_ORDER = ("forskningsradet_eu", "forskningsradet_soknader", "cordis")
"""Whose sector counts first."""


def actors_of(
    records: pa.Table,
    keys: list[str | None],
    actor_of: Mapping[str, str],
    groups: Groups,
    ids: Mapping[str, str],
) -> pa.Table:
    """Tell of each actor what its records say, the register before the lists."""
    columns = (
        "source", "organisation_name", "organisation_form", "sector", "country_code", "place_code",
        "county_code", "activity_code", "employees_count", "pic",
    )  # fmt: skip
    told: dict[str, _Told] = {}
    own = records["organisation_number"].to_pylist()
    cells = [records[name].to_pylist() for name in columns]
    for row, key in enumerate(keys):
        if key is None:
            continue
        actor = actor_of[key]
        one = told.get(actor)
        if one is None:
            one = told[actor] = _Told()
        is_own = own[row] in (None, actor)
        one.hear(*(column[row] for column in cells), is_own=is_own)
    numbers = {ids[root]: groups.numbers(root) for root in ids}
    rows = [
        {
            "actor_id": actor,
            "organisation_number": actor if actor in numbers[actor] else None,
            **told[actor].row(),
        }
        for actor in sorted(told)
    ]
    return table("actors").conform(pa.Table.from_pylist(rows, schema=table("actors").schema))


class _Told:
    """What the records of one actor say; the likeliest wins, ties go to the first in order."""

    def __init__(self) -> None:
        self.count = 0
        self.sources: set[str] = set()
        self.pics: set[str] = set()
        self.employees: float | None = None
        self.votes: dict[str, Counter[tuple[int, str]]] = {
            name: Counter() for name in ("name", "sector", "country", "place", "county", "activity")
        }

    def hear(
        self,
        source: str,
        name: str | None,
        form: str | None,
        sector: str | None,
        country: str | None,
        place: str | None,
        county: str | None,
        activity: str | None,
        employees: float | None,
        pic: str | None,
        *,
        is_own: bool,
    ) -> None:
        """Take a record in; what a merged part says counts after what the actor itself says."""
        self.count += 1
        self.sources.add(source)
        if pic:
            self.pics.add(pic)
        if employees is not None and is_own and self.employees is None:
            self.employees = employees
        later = 0 if is_own else 10
        rank = later + (_ORDER.index(source) if source in _ORDER else len(_ORDER))
        sure = later + (
            _SECTOR_ORDER.index(source) if source in _SECTOR_ORDER else len(_SECTOR_ORDER)
        )
        said: dict[str, tuple[int, Any]] = {
            "name": (rank, name and " ".join(name.split())),
            "sector": (sure, sector_of(sector, form, name)),
            "country": (rank, country or (None if pic else "NO")),
            "place": (rank, place),
            "county": (rank, county),
            "activity": (rank, activity),
        }
        for what, (order, value) in said.items():
            if value:
                self.votes[what][order, value] += 1

    def _best(self, what: str) -> str | None:
        votes = self.votes[what]
        if not votes:
            return None
        return min(votes, key=lambda vote: (vote[0], -votes[vote], vote[1]))[1]

    def row(self) -> dict[str, object]:
        """Give the columns of `actors`."""
        name = self._best("name")
        return {
            "name": spelt(name) if name else f"PIC {min(self.pics)}",
            "registered_name": name,
            "sector": self._best("sector") or "other",
            "country_code": self._best("country"),
            "place_code": self._best("place"),
            "county_code": self._best("county"),
            "activity_code": self._best("activity"),
            "employees_from": size_class(self.employees),
            "pic": min(self.pics, default=None),
            "records_count": self.count,
            "sources": ", ".join(sorted(self.sources)),
        }


SIZES = (5.0, 10.0, 20.0, 50.0, 100.0, 250.0, 500.0, 1000.0)
"""The lower ends of the size classes that are told."""


def size_class(employees: float | None) -> float | None:
    """Give the lower end of an organisation's size class, None where it is not known or below five.

    The exact number would give away a cell in which the organisation is alone.

    Examples
    --------
    >>> size_class(48.0), size_class(5.0), size_class(4.0), size_class(None)
    (20.0, 5.0, None, None)
    """
    if employees is None:
        return None
    return max((least for least in SIZES if least <= employees), default=None)


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
