"""One actor for each real organisation: what is sure first, then names, a decision above all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.engine import Engine
from samspill.organisations.describing import actors_of, merges_of, review_of
from samspill.organisations.groups import Groups
from samspill.organisations.judging import LEAST_ALIKE, MARGIN, Verdict, judge, may_be_one
from samspill.organisations.linking import link, prepared
from samspill.organisations.names import (
    MAY_HAVE_OTHERS,
    MAY_HAVE_PARTS,
    acronym,
    other_names,
)
from samspill.organisations.records import (
    DECISIONS,
    Entity,
    Said,
    Understood,
    entities_of,
    roots_of,
)
from samspill.organisations.registered import actors_of_register, are_quiet, tidied

__all__ = ["REGISTERS", "Resolved", "resolve"]

REGISTERS = ("brreg_enheter",)
"""Sources whose name, place and employees of a unit count before those of the lists."""

_NORWAY = "NO"

_MANY = 40
"""A name that more than this bear is nobody's."""


@dataclass(frozen=True)
class Resolved:
    """What `resolve` gives.

    Parameters
    ----------
    actors, merges, review
        As the tables `actors`, `actor_merges` and `actor_review` declare them.
    records
        For each record, in the order in which they came: `source`, `record_id`, `actor_id` (null
        where it is set aside) and `reason` (why it is: `no_name_or_number`, `natural_person`).
    """

    actors: pa.Table
    records: pa.Table
    merges: pa.Table
    review: pa.Table


def resolve(
    records: pa.Table,
    *,
    decisions: pa.Table,
    engine: Engine,
    parents: pa.Table | None = None,
) -> Resolved:
    """Find which records are of the same organisation.

    Parameters
    ----------
    records
        As `RECORDS`.
    decisions
        As `DECISIONS`; they win over every rule, `not_same` over `same`.
    engine
        Who blocks and compares names.
    parents
        As `PARENTS`: establishments and their units.

    Returns
    -------
    Resolved
        The same actors whatever the order of the records; `records` and the order of `merges`
        follow it.
    """
    roots = roots_of(records, parents)
    heard = _Heard.of(records, are_quiet(records, roots, decisions, REGISTERS), roots)
    ready = prepared(_names(heard, decisions), engine)
    borne = _borne(ready, heard, decisions)
    linked = link(_asking(borne, heard), borne, engine, least=LEAST_ALIKE)
    others = list(_other_names(borne, engine))
    called = _called(ready, heard, decisions, linked, others)
    heard = heard.with_more(called, roots)
    entities = heard.entities
    with ThreadPoolExecutor(1) as pool:
        # what is told by column goes on outside of the interpreter
        quiet = pool.submit(actors_of_register, heard.quiet)
        groups, verdicts = _judged(heard, _Book(entities, called), decisions, linked, others)
        ids = _ids(groups, entities)
        actor_of = {key: ids[groups.find(key)] for key in entities}
        actors = actors_of(heard.said, heard.counts, heard.understood, actor_of, groups, ids)
        everyone = pa.concat_tables([actors, quiet.result()])
    return Resolved(
        actors=everyone.sort_by("actor_id"),
        records=heard.told(records, actor_of),
        merges=merges_of(groups, entities, actor_of, roots),
        review=review_of(groups, entities, verdicts, actor_of, actors),
    )


def _judged(
    heard: _Heard,
    book: _Book,
    decisions: pa.Table,
    linked: pa.Table,
    others: Iterable[tuple[int, int, str]],
) -> tuple[Groups, list[Verdict]]:
    """Put together what is decided, what has the same number and what is judged one."""
    groups = Groups(heard.entities)
    _decide(groups, book, decisions)
    _join_numbers(groups, heard.said, heard.understood.keys)
    found = _verdicts(book, _pairs(book, linked, others))
    verdicts = sorted(found, key=lambda one: (-one.score, one.a, one.b))
    _merge(groups, verdicts)
    return groups, verdicts


@dataclass(frozen=True, eq=False)
class _Heard:
    """What is said of whom something is to be judged, with their entities, and the quiet others.

    Parameters
    ----------
    said, counts, understood
        What records say that are not quiet, how many say each, and how it was understood.
    entities
        Whom it is about.
    number
        For each record the number of what it says; below 0 where it is quiet.
    quiet
        The records that are quiet, their names without spaces too many.
    """

    said: pa.Table
    counts: NDArray[np.intp]
    understood: Understood
    entities: Mapping[str, Entity]
    number: NDArray[np.intp]
    quiet: pa.Table

    @classmethod
    def of(cls, records: pa.Table, is_quiet: pa.ChunkedArray, roots: Mapping[str, str]) -> _Heard:
        """Make entities of those that are not quiet."""
        loud = Said.of(records.filter(pc.invert(is_quiet)))
        entities, understood = entities_of(loud.rows, loud.counts.tolist(), roots, REGISTERS)
        number = np.full(records.num_rows, -1)
        number[~is_quiet.to_numpy()] = loud.number
        quiet = records.filter(is_quiet)
        names = tidied(quiet["organisation_name"])
        quiet = quiet.set_column(
            quiet.column_names.index("organisation_name"), "organisation_name", names
        )
        return cls(loud.rows, loud.counts, understood, entities, number, quiet)

    def with_more(self, called: pa.Table, roots: Mapping[str, str]) -> _Heard:
        """Give the same without the quiet ones that bear certain names, who are heard too."""
        own = called.filter(pc.equal(called["country_code"], _NORWAY))["organisation_name"]
        is_called = pc.is_in(self.quiet["organisation_name"], value_set=own)
        more = Said.of(self.quiet.filter(is_called))
        entities, understood = entities_of(more.rows, more.counts.tolist(), roots, REGISTERS)
        number = self.number.copy()
        number[np.flatnonzero(number < 0)[is_called.to_numpy()]] = more.number + len(self.counts)
        return _Heard(
            pa.concat_tables([self.said, more.rows]),
            np.concatenate([self.counts, more.counts]),
            self.understood.followed_by(understood),
            # nobody else speaks of the number of one who was quiet
            {**self.entities, **entities},
            number,
            self.quiet.filter(pc.invert(is_called)),
        )

    def told(self, records: pa.Table, actor_of: Mapping[str, str]) -> pa.Table:
        """Give the actor of each record, or why it has none."""
        own = [None if key is None else actor_of[key] for key in self.understood.keys]
        is_quiet = self.number < 0
        at = pa.array(self.number, mask=is_quiet)
        number = pc.if_else(pa.array(is_quiet), records["organisation_number"], None)
        return pa.table(
            {
                "source": records["source"],
                "record_id": records["record_id"],
                "actor_id": pc.coalesce(number, pa.array(own, pa.string()).take(at)),
                "reason": pa.array(self.understood.reasons, pa.string()).take(at),
            }
        )


# names


def _names(heard: _Heard, decisions: pa.Table) -> pa.Table:
    """Give every name once for each country, those of the decisions too."""
    held: dict[str, set[str]] = {_NORWAY: _decided_names(decisions)}
    for entity in heard.entities.values():
        held.setdefault(entity.country, set()).update(entity.names)
    quiet = heard.quiet["organisation_name"].chunks
    columns: dict[str, list[pa.Array]] = {"organisation_name": [], "country_code": []}
    for country in sorted(held):
        spoken = pa.array(list(held[country]), pa.string())
        chunks = [spoken, *quiet] if country == _NORWAY else [spoken]
        names = pc.unique(pa.chunked_array(chunks, pa.string()))
        columns["organisation_name"].append(names.sort())
        columns["country_code"].append(pa.repeat(country, len(names)))
    rows = pa.table({name: pa.concat_arrays(pieces) for name, pieces in columns.items()})
    return rows.add_column(0, "name_id", pa.array(np.arange(rows.num_rows)))


def _decided_names(decisions: pa.Table) -> set[str]:
    return {name for side in ("name_a", "name_b") for name in decisions[side].to_pylist() if name}


def _borne(ready: pa.Table, heard: _Heard, decisions: pa.Table) -> pa.Table:
    """Give the names that somebody bears; a decision may speak of others."""
    only_decided = _decided_names(decisions)
    for entity in heard.entities.values():
        if entity.country == _NORWAY:
            only_decided.difference_update(entity.names)
    told = pa.array(sorted(only_decided), pa.string())
    nobodys = told.filter(pc.invert(pc.is_in(told, value_set=heard.quiet["organisation_name"])))
    is_nobodys = pc.and_(
        pc.equal(ready["country_code"], _NORWAY),
        pc.is_in(ready["organisation_name"], value_set=nobodys),
    )
    return ready.filter(pc.invert(is_nobodys))


def _asking(borne: pa.Table, heard: _Heard) -> pa.Table:
    """Give the names that ask: whom only the register knows is linked to, and asks for nobody."""
    asking = {
        (entity.country, name)
        for entity in heard.entities.values()
        if entity.records_count > entity.is_registered
        for name in entity.names
    }
    names = pa.array(sorted({name for _, name in asking}), pa.string())
    may = borne.filter(pc.is_in(borne["organisation_name"], value_set=names))
    columns = (may[column].to_pylist() for column in ("country_code", "organisation_name"))
    return may.filter(pa.array([one in asking for one in zip(*columns, strict=True)], pa.bool_()))


def _called(
    ready: pa.Table,
    heard: _Heard,
    decisions: pa.Table,
    linked: pa.Table,
    others: Iterable[tuple[int, int, str]],
) -> pa.Table:
    """Give the names of whom something is to be judged: more than one's, like another's, or told.

    Who is quiet and bears none of them is an actor as it stands.
    """
    names = heard.quiet["organisation_name"]
    counts = pc.value_counts(names)
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    loud = {name for entity in heard.entities.values() for name in entity.names}
    wanted = _decided_names(decisions)
    decided = ready.filter(
        pc.is_in(ready["organisation_name"], value_set=pa.array(sorted(wanted), pa.string()))
    )
    met = pa.chunked_array(
        [
            *linked["left_id"].chunks,
            *linked["right_id"].chunks,
            pa.array([number for one, other, _ in others for number in (one, other)], pa.int64()),
        ],
        pa.int64(),
    )
    spoken = pa.chunked_array([shared, pa.array(sorted(loud | wanted), pa.string())], pa.string())
    is_called = pc.or_(
        pc.is_in(ready["name_id"], value_set=met),
        pc.is_in(ready["organisation_name"], value_set=spoken),
    )
    is_called = pc.or_(is_called, pc.is_in(ready["plain"], value_set=pc.unique(decided["plain"])))
    return ready.filter(is_called)


class _Book:
    """Names as they are compared, and who bears them."""

    def __init__(self, entities: Mapping[str, Entity], called: pa.Table) -> None:
        self.entities = entities
        columns = (
            "name_id", "country_code", "organisation_name", "plain", "legal_form", "words",
        )  # fmt: skip
        rows = zip(*(called[name].to_pylist() for name in columns), strict=True)
        self.rows = {row[0]: row[1:] for row in rows}
        self.id_of = {(row[0], row[1]): number for number, row in self.rows.items()}
        self.bearers: dict[int, list[str]] = defaultdict(list)
        self.plain_bearers: dict[str, list[str]] = defaultdict(list)
        self.owner_of: dict[str, str] = {}
        for key in sorted(entities):
            entity = entities[key]
            for name in entity.names:
                number = self.id_of[entity.country, name]
                self.bearers[number].append(key)
                if entity.country == _NORWAY:
                    self.plain_bearers[str(self.rows[number][2])].append(key)
            self.owner_of.update(dict.fromkeys(entity.members, key))

    def plain(self, name: str, country: str = _NORWAY) -> str:
        """Give a name without case, accents and signs."""
        return str(self.rows[self.id_of[country, name]][2])

    def form(self, number: int) -> str:
        """Give the legal form that a name shows."""
        return str(self.rows[number][3])

    def words(self, number: int) -> str:
        """Give the words of a name."""
        return str(self.rows[number][4])


# decisions


def _sure(a: str, b: str, reason: str) -> Verdict:
    nan = float("nan")
    return Verdict(a, b, reason, 1.0, nan, nan, nan, nan, "accept")


def _decide(groups: Groups, book: _Book, decisions: pa.Table) -> None:
    """Put together and keep apart what a person has decided."""
    rows = decisions.select(DECISIONS.names).to_pylist()
    for wanted in ("not_same", "same"):
        for row in rows:
            if row["decision"] != wanted:
                continue
            sides = [sorted(set(_side(book, row, side))) for side in "ab"]
            if wanted == "not_same":
                groups.apart |= {(a, b) for a in sides[0] for b in sides[1] if a != b}
                continue
            for a in sides[0]:
                for b in sides[1]:
                    if a != b and groups.join(_sure(a, b, "decided")):
                        groups.demoted |= {a}


def _side(book: _Book, row: Mapping[str, str | None], side: str) -> list[str]:
    """Give the entities that one side of a decision speaks of."""
    number, name = row[f"organisation_number_{side}"], row[f"name_{side}"]
    place = row[f"place_code_{side}"]
    if number:
        owner = book.owner_of.get(number)
        return [] if owner is None else [owner]
    if not name:
        return []
    wanted = book.plain(name)
    if name.endswith("*"):
        begins = f"{wanted} "
        keys = [
            key
            for plain, bearers in book.plain_bearers.items()
            if plain.startswith(begins)
            for key in bearers
            if not book.entities[key].number
        ]
    else:
        keys = book.plain_bearers.get(wanted, [])
    return [key for key in keys if not place or place in book.entities[key].places]


def _join_numbers(groups: Groups, said: pa.Table, keys: list[str | None]) -> None:
    """Put together what one record names by two codes: a number and a PIC, a PIC and a VAT."""
    owner: dict[str, str] = {}
    for pic, vat, key in zip(
        said["pic"].to_pylist(), said["vat_number"].to_pylist(), keys, strict=True
    ):
        if key is None:
            continue
        for code, reason in (
            (pic and f"pic:{pic}", "same_pic"),
            (vat and f"vat:{vat}", "same_vat"),
        ):
            if code and owner.setdefault(code, key) != key:
                groups.join(_sure(owner[code], key, reason))


# names that are alike


def _verdicts(book: _Book, pairs: Iterable[tuple[str, str, float, str, int, int]]) -> list[Verdict]:
    """Judge every pair of entities whose names say that they may be one; the best for each pair."""
    best: dict[tuple[str, str], Verdict] = {}
    for a, b, score, kind, left, right in pairs:
        one, other = book.entities[a], book.entities[b]
        if not may_be_one(one, other, score, kind):
            continue
        forms = book.form(left), book.form(right)
        names = book.words(left), book.words(right)
        verdict = judge(one, other, score, kind, forms, names)
        if verdict.outcome == "neither":
            continue
        at = (min(a, b), max(a, b))
        known = best.get(at)
        rank = (verdict.outcome == "accept", verdict.score)
        if known is None or rank > (known.outcome == "accept", known.score):
            best[at] = verdict
    return list(best.values())


def _pairs(
    book: _Book, linked: pa.Table, others: Iterable[tuple[int, int, str]]
) -> Iterator[tuple[str, str, float, str, int, int]]:
    """Give pairs of entities with likeness, kind of name and the two names."""
    bearers = book.bearers
    for number, keys in bearers.items():
        if len(keys) <= _MANY:
            for a, b in combinations(keys, 2):
                yield a, b, 1.0, "name", number, number
    for one, other, score in zip(*(column.to_pylist() for column in linked.columns), strict=True):
        yield from _spread(bearers, one, other, score, "name")
    for one, other, kind in others:
        yield from _spread(bearers, one, other, 1.0, kind)


def _spread(
    bearers: Mapping[int, list[str]], one: int, other: int, score: float, kind: str
) -> Iterator[tuple[str, str, float, str, int, int]]:
    ours, theirs = bearers[one], bearers[other]
    if len(ours) <= _MANY and len(theirs) <= _MANY:
        for a in ours:
            for b in theirs:
                if a != b:
                    yield a, b, score, kind, one, other


_MEETS = frozenset(
    (("name", "part"), ("name", "acronym"), ("name", "whole"), ("part", "whole"),
     ("acronym", "whole"))
)  # fmt: skip


def _other_names(borne: pa.Table, engine: Engine) -> Iterator[tuple[int, int, str]]:
    """Give pairs of names of which one is what the other is also called, or belongs to."""
    borne = borne.filter(pc.equal(borne["country_code"], _NORWAY))
    may = borne.filter(pc.match_substring_regex(borne["organisation_name"], MAY_HAVE_OTHERS))
    owners: list[int] = []
    texts: list[str] = []
    kinds: list[str] = []
    has_parts = pc.match_substring_regex(may["organisation_name"], MAY_HAVE_PARTS)
    told = (may["name_id"], may["organisation_name"], has_parts)
    for number, name, may_have_parts in zip(*(one.to_pylist() for one in told), strict=True):
        for text, kind in other_names(name) if may_have_parts else acronym(name.split(), name):
            owners.append(number)
            texts.append(text)
            kinds.append(kind)
    ready = prepared(
        pa.table(
            {
                "name_id": pa.array(range(len(texts)), pa.int64()),
                "organisation_name": pa.array(texts, pa.string()),
                "country_code": pa.repeat(_NORWAY, len(texts)),
            }
        ),
        engine,
    )
    labels: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for at, (compact, form) in enumerate(
        zip(ready["compact"].to_pylist(), ready["legal_form"].to_pylist(), strict=True)
    ):
        labels[compact].append((owners[at], kinds[at], form))
    met = borne.filter(pc.is_in(borne["compact"], value_set=pc.unique(ready["compact"])))
    columns = (met[name].to_pylist() for name in ("name_id", "compact", "legal_form"))
    for number, compact, form in zip(*columns, strict=True):
        labels[compact].append((number, "name", form))
    for bearing in labels.values():
        if len(bearing) > _MANY:
            continue
        for (one, first, form), (other, second, other_form) in combinations(bearing, 2):
            kinds_met = (min(first, second), max(first, second))
            if (
                one == other
                or kinds_met not in _MEETS
                or (form and other_form and form != other_form)
            ):
                continue
            kind = "whole" if "whole" in kinds_met else kinds_met[kinds_met[0] == "name"]
            # what is part of the other stands first
            yield (one, other, kind) if first == "whole" else (other, one, kind)


# merging


def _merge(groups: Groups, verdicts: Iterable[Verdict]) -> None:
    """Put together what is judged one: first what has numbers, then each name to its likeliest."""
    wanted = [one for one in verdicts if one.outcome == "accept"]
    loose: dict[str, list[Verdict]] = defaultdict(list)
    entities = groups.entities
    for one in wanted:
        both = entities[one.a].number and entities[one.b].number
        if both:
            if groups.join(one) and one.reason == "part_of":
                groups.demoted.add(one.a)
            continue
        for key in (one.a, one.b):
            if not entities[key].number:
                loose[key].append(one)
    doubtful = set()
    for key, found in loose.items():
        tops = [one for one in found if one.score > found[0].score - MARGIN]
        targets = {groups.find(one.b if one.a == key else one.a) for one in tops}
        if len({root for root in targets if groups.numbers(root)}) > 1:
            doubtful.add(key)
    for one in wanted:
        if {one.a, one.b} & doubtful:
            continue
        ours, theirs = groups.numbers(one.a), groups.numbers(one.b)
        if not ours or not theirs or ours & theirs:
            groups.join(one)


def _ids(groups: Groups, entities: Mapping[str, Entity]) -> dict[str, str]:
    """Give each group its actor's id: organisation number, else PIC, else a hash of its name."""
    ids: dict[str, str] = {}
    for key in entities:
        root = groups.find(key)
        if root in ids:
            continue
        members = [entities[member] for member in groups.members(root)]
        numbered = [
            (one.key in groups.demoted, not one.is_registered, one.number)
            for one in members
            if one.number
        ]
        pics = [one.pic for one in members if one.pic]
        if numbered:
            ids[root] = min(numbered)[2]
        elif pics:
            ids[root] = f"pic:{min(pics)}"
        else:
            digest = hashlib.sha256(min(one.key for one in members).encode())
            ids[root] = f"name:{digest.hexdigest()[:12]}"
    return ids
