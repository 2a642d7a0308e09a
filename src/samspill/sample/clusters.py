"""The sample's own clusters, with members, and a profile that names them.

Fourteen clusters lie in the four groups of related divisions of the European statistics, one of
them in none. Clusters of one group are related and complementary: no two share a division. Some of
these pairs have not met (they should), others begin to work together in the last years, and one
works together already. Every other joint project of a member is with a cluster picked at random.
Without planting, members and projects are dealt at random.

The profile is that of the Oslo Region with invented clusters and an invented programme in the
place of the real ones, so that no real organisation stands among invented figures.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations

import numpy as np

from samspill.region.collaboration import COLUMNS
from samspill.sample.answers import ClusterPair
from samspill.sample.economy import YEARS
from samspill.sample.files import Folder, packaged
from samspill.sample.register import Register

__all__ = ["Meeting", "write_clusters"]

_MEMBERS, _NOISE = 14, 22
_EARLY, _LATE = (2014, 2018), (2019, 2020)
_TOGETHER, _BEGUN = 5, 3

_COUNTIES = ("03", "31", "32", "33", "34", "39")
_THIN = {"33", "34"}
"""Two counties that do not meet in any project; see `projects`."""


@dataclass(frozen=True)
class _Plan:
    id: str
    name: str
    theme_nb: str
    theme_en: str
    divisions: str
    seat: str
    areas: str
    group: str


def _plans() -> tuple[_Plan, ...]:
    """Give the invented clusters, as `clusters.csv` has them."""
    return tuple(_Plan(**row) for row in packaged("clusters.csv"))


_MATCHES = (
    ("minerals", "vehicles"), ("transport", "travel"), ("media", "research"),
    ("software", "advice"), ("food", "timber"),
)  # fmt: skip
_BEGIN = (
    ("electronics", "vehicles"), ("minerals", "electronics"), ("metals", "vehicles"),
    ("metals", "electronics"), ("media", "software"), ("advice", "research"),
    ("media", "advice"), ("software", "research"), ("timber", "building"), ("food", "building"),
)  # fmt: skip
_WORKS_TOGETHER = ("minerals", "metals")
_UNRELATED = ("electronics", "travel")


@dataclass(frozen=True)
class Meeting:
    """A joint project of members of two clusters, and the year in which it starts."""

    rows: tuple[int, int]
    year: int


def write_clusters(
    folder: Folder,
    rng: np.random.Generator,
    register: Register,
    free: Sequence[int],
    *,
    planted: bool,
) -> tuple[tuple[Meeting, ...], tuple[ClusterPair, ...]]:
    """Write the sample's profile; give the joint projects of members and what was planted."""
    members = _members(rng, register, free, planted=planted)
    meetings = tuple(_meetings(rng, register, members, planted=planted))
    _write_profile(folder, register, members)
    if not planted:
        return meetings, ()
    parts = {
        "match": _MATCHES,
        "begins": _BEGIN,
        "works_together": (_WORKS_TOGETHER,),
        "unrelated": (_UNRELATED,),
    }
    return meetings, tuple(
        ClusterPair(min(pair), max(pair), part) for part, pairs in parts.items() for pair in pairs
    )


def _members(
    rng: np.random.Generator, register: Register, free: Sequence[int], *, planted: bool
) -> dict[str, list[int]]:
    """Give the members of each cluster, evenly from the counties; no one is in two clusters."""
    counties = [place[:2] for place in register.economy.places().tolist()]
    divisions = register.economy.divisions().tolist()
    stated = register.economy.stated(YEARS[-1])
    taken: set[int] = set()
    found = {}
    for plan in _plans():
        wanted = plan.divisions.split()
        fitting = [
            row
            for row in free
            if counties[row] in _COUNTIES
            and row not in taken
            and (divisions[row] in wanted or not planted)
        ]
        if not planted:
            fitting = rng.permutation(fitting).tolist()
        if planted:
            # the larger first, by turns of county and then of division, so that a cluster is
            # neither a place nor one division
            fitting.sort(key=lambda r: (-int(stated[r]), r))
            of_county = _in_turn(fitting, [f"{divisions[r]} {counties[r]}" for r in fitting])
            fitting = _in_turn(of_county, [divisions[r] for r in of_county])
        found[plan.id] = fitting[:_MEMBERS]
        taken.update(found[plan.id])
    return found


def _in_turn(rows: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """Give rows so that each kind has its first, then each its second, and so on."""
    seen: dict[str, int] = {}
    keyed = []
    for at, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        seen[kind] = seen.get(kind, 0) + 1
        keyed.append((seen[kind], at, row))
    return [row for _, _, row in sorted(keyed)]


def _meetings(
    rng: np.random.Generator,
    register: Register,
    members: dict[str, list[int]],
    *,
    planted: bool,
) -> Iterator[Meeting]:
    """Give the joint projects; a member takes part in one at most."""
    counties = [place[:2] for place in register.economy.places().tolist()]
    unused = {name: list(rows) for name, rows in members.items()}

    def met(one: str, other: str, years: tuple[int, int]) -> Meeting | None:
        for a in unused[one]:
            for b in unused[other]:
                if {counties[a], counties[b]} != _THIN:
                    unused[one].remove(a)
                    unused[other].remove(b)
                    return Meeting((a, b), int(rng.integers(years[0], years[1] + 1)))
        return None

    wanted: list[tuple[str, str, tuple[int, int]]] = []
    if planted:
        wanted += [(*_WORKS_TOGETHER, _EARLY)] * _TOGETHER
        wanted += [(*pair, _LATE) for pair in _BEGIN for _ in range(_BEGUN)]
    group = {plan.id: plan.group or plan.id for plan in _plans()}
    apart = [
        pair
        for pair in combinations(members, 2)
        if not planted or (group[pair[0]] != group[pair[1]] and set(pair) != set(_UNRELATED))
    ]
    count = _NOISE if planted else _NOISE + _TOGETHER + _BEGUN * len(_BEGIN)
    for at in range(count):
        one, other = apart[int(rng.integers(len(apart)))]
        # as many late ones as the planted sample has, so that something can be hidden
        is_late = not planted and at % 3 == 0
        wanted.append((one, other, _LATE if is_late else _EARLY))
    for one, other, years in wanted:
        found = met(one, other, years)
        if found is not None:
            yield found


# the profile


def _write_profile(folder: Folder, register: Register, members: dict[str, list[int]]) -> None:
    own = {
        "clusters.csv": _clusters(members),
        "cluster_levels.csv": (
            (plan.id, "Prøveprogrammet", "Arena", "Arena", "2014", "", "stated", _SOURCE)
            for plan in _plans()
        ),
        "cluster_members.csv": (
            (
                plan.id,
                register.companies[row].number,
                register.companies[row].name,
                "knowledge" if _division(register, row) in ("M72", "P85") else "company",
                "2014",
                "",
                "stated",
                _SOURCE,
            )
            for plan in _plans()
            for row in sorted(members[plan.id])
        ),
        "cluster_links.csv": (),
        "programme.csv": _PROGRAMME,
    }
    for entry in sorted(
        (files("samspill") / "regions" / "osloregionen").iterdir(), key=lambda entry: entry.name
    ):
        if entry.name not in own:
            folder.write(f"profile/{entry.name}", entry.read_bytes())
    for name, rows in own.items():
        folder.write(f"profile/{name}", _csv(COLUMNS[name], rows))


_SOURCE = "Samspill (oppdiktet, invented)"


def _division(register: Register, row: int) -> str:
    one = register.activity(row)
    return one.division if one else ""


def _clusters(members: dict[str, list[int]]) -> Iterator[tuple[object, ...]]:
    for plan in _plans():
        yield (
            plan.id, plan.name, "cluster", "2014", "", plan.theme_nb, plan.theme_en,
            plan.divisions, "stated", plan.areas, plan.seat, "2024", "", "",
            len(members[plan.id]), "2020", _SOURCE, "1.5", "company knowledge", "stated", _SOURCE,
        )  # fmt: skip


_PROGRAMME: tuple[tuple[object, ...], ...] = (
    ("opening", "2019-02", "event", "", "", "Åpningsdagen", "The opening day", "Prøvepartneren",
     "international", "", "", "0301", "2024", "international citizens", "stated", "stated",
     _SOURCE),
    ("circular-days", "2019-05", "event", "ombruk", "reuse", "Ombruksdagene", "The reuse days",
     "Prøvepartneren", "climate", "bio", "timber building", "3403", "2024", "citizens", "stated",
     "stated", _SOURCE),
    ("clean-power", "2019-06", "workshop", "ren energi", "clean energy", "Verksted om ren energi",
     "Workshop on clean energy", "Prøvepartneren", "value", "environment", "energy", "3301",
     "2024", "economy", "stated", "stated", _SOURCE),
    ("smart-streets", "2019", "idea", "", "", "Smarte gater", "Smart streets", "",
     "climate", "smart ict", "software", "3107", "2024", "role-model", "inferred", "inferred",
     _SOURCE),
)  # fmt: skip


def _csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
