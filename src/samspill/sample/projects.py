"""European projects: communities that work within themselves, brokers between two, a thin border.

Each community is drawn evenly from the same counties, so that counties meet as chance would have
them meet, except the two of the thin border: no project of a community has actors of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from samspill.sample.answers import Broker, ClusterPair, Community, ThinBorder
from samspill.sample.clusters import write_clusters
from samspill.sample.economy import YEARS
from samspill.sample.files import Folder, words
from samspill.sample.municipalities import Municipality
from samspill.sample.register import Register
from samspill.sample.support import sector_of

__all__ = ["write_projects"]

_PROJECTS, _SINGLE, _PAIRS, _EACH_BROKER = 32, 60, 30, 6
_ACTORS = 12

_COUNTIES = ("03", "31", "32", "33", "34", "39")
"""Counties of 2024 from which every community is drawn, two actors from each."""

_THIN = ("33", "34")
"""Buskerud and Innlandet: neighbours that do not meet."""

# name and divisions from which its actors come
_COMMUNITIES: tuple[tuple[str, str], ...] = (
    ("Digital health", "J62 J63 M72 Q86 C26"),
    ("Advanced manufacturing", "C25 C28 C29 C30 C31 M71"),
    ("Green bioeconomy", "A01 A02 C10 C16"),
    ("Process industry and energy", "C17 C20 C22 C27 D35 E38"),
)
_PROGRAMMES = (
    (
        "EU.3.",
        "Societal Challenges",
        "EU.3.1.",
        "HEALTH",
        "Health, demographic change and wellbeing",
    ),
    (
        "EU.2.",
        "Industrial Leadership",
        "EU.2.1.",
        "LEIT",
        "Leadership in enabling and industrial technologies (LEIT)",
    ),
    ("EU.3.", "Societal Challenges", "EU.3.2.", "FOOD", "Food security, sustainable agriculture"),
    ("EU.3.", "Societal Challenges", "EU.3.3.", "ENERGY", "Secure, clean and efficient energy"),
)
_SUBJECTS = (
    ("digital health records", "home sensors for patients", "secure exchange of health data"),
    ("light alloys", "automated assembly", "robots on small series", "additive manufacturing"),
    ("timber buildings", "fish-free feed", "soil and crops", "wood fibre packaging"),
    ("low-emission chemistry", "industrial heat", "circular polymers", "flexible power grids"),
)
_COUNTIES_2020 = {
    "03": "Oslo", "11": "Rogaland", "15": "Møre og Romsdal", "18": "Nordland", "30": "Viken",
    "34": "Innlandet", "38": "Vestfold og Telemark", "42": "Agder", "46": "Vestland",
    "50": "Trøndelag", "54": "Troms og Finnmark",
}  # fmt: skip


@dataclass(frozen=True)
class _Project:
    number: str
    theme: int
    rows: tuple[int, ...]
    year: int | None = None


def write_projects(
    folder: Folder,
    rng: np.random.Generator,
    of_clusters: np.random.Generator,
    register: Register,
    size: float,
    *,
    planted: bool,
) -> tuple[
    tuple[Community, ...], tuple[Broker, ...], tuple[ThinBorder, ...], tuple[ClusterPair, ...]
]:
    """Write the participations; give communities, brokers, thin borders and pairs of clusters.

    Without planting there are as many projects with as many partners, dealt at random among
    organisations everywhere.
    """
    everyone = [
        row
        for row in register.leaders
        if register.activity(row) is not None and register.economy.stated(YEARS[-1])[row] > 0
    ]
    county = [place[:2] for place in register.economy.places().tolist()]
    groups = _groups(register, everyone) if planted else []
    inside = {row for group in groups for row in group}
    others = [row for row in everyone if row not in inside]
    pool = rng.permutation(others)[: max(24, round(160 * size))].tolist()

    rosters: list[tuple[int, list[int]]] = []
    for theme in range(len(_COMMUNITIES)):
        for _ in range(_PROJECTS):
            # one side of the thin border stays out of each project
            absent = _THIN[int(rng.integers(0, 2))]
            members = [row for row in groups[theme] if county[row] != absent] if planted else pool
            rosters.append((theme, _draw(rng, members, 2 + int(rng.integers(0, 3)))))
    between = [row for row in pool if county[row] not in _THIN]
    brokers = between[: len(_COMMUNITIES) - 1] if planted else []
    for at, broker in enumerate(brokers):
        for theme in (at, at + 1):
            # two brokers share the communities between them: each has its own projects
            first = theme * _PROJECTS + (at - theme + 1) * _EACH_BROKER
            for roster in rosters[first : first + _EACH_BROKER]:
                roster[1].append(broker)
    rest = [row for row in pool if row not in brokers]
    rosters += [(int(rng.integers(4)), _draw(rng, rest, 1)) for _ in range(_SINGLE)]
    # few enough for the size that pairs do not grow together into chains
    pairs = min(_PAIRS, len(rest) // 4)
    rosters += [(int(rng.integers(4)), _draw(rng, rest, 2)) for _ in range(pairs)]

    # the clusters have members of their own, who are in nothing else
    busy = inside | set(pool)
    meetings, of_pairs = write_clusters(
        folder, of_clusters, register, [row for row in everyone if row not in busy], planted=planted
    )
    projects = [
        _Project(str(880_100 + 7 * at), theme, tuple(rows), year)
        for at, (theme, rows, year) in enumerate(
            [(theme, rows, None) for theme, rows in rosters]
            + [(3, list(one.rows), one.year) for one in meetings]
        )
    ]
    lines = list(_lines(rng, register, projects))
    # one organisation has two parts in one project, and some have no address
    lines.insert(3, (*lines[2][:-1], "41250.5"))
    lines[5::150] = [_without_address(line) for line in lines[5::150]]
    name = "forskningsradet/bevilgningereu_dataset.csv.gz"
    folder.table(name, "bevilgningereu", lines, delimiter=";", end="\r\n")
    folder.enter("forskningsradet_eu", name, "Norges forskningsråd", "2020-10")
    return (*_key(register, projects, groups, brokers), of_pairs)


def _key(
    register: Register,
    projects: Sequence[_Project],
    groups: Sequence[Sequence[int]],
    brokers: Sequence[int],
) -> tuple[tuple[Community, ...], tuple[Broker, ...], tuple[ThinBorder, ...]]:
    communities = tuple(
        Community(
            _COMMUNITIES[at][0],
            tuple(sorted(register.companies[row].number for row in group)),
            tuple(one.number for one in projects if set(one.rows) & set(group)),
        )
        for at, group in enumerate(groups)
    )
    between = tuple(
        Broker(register.companies[row].number, (_COMMUNITIES[at][0], _COMMUNITIES[at + 1][0]))
        for at, row in enumerate(brokers)
    )
    return communities, between, (ThinBorder(*_THIN),) if groups else ()


def _groups(register: Register, everyone: Sequence[int]) -> list[list[int]]:
    """Give the actors of each community: the largest companies of its divisions by county."""
    stated = register.economy.stated(YEARS[-1])
    cells = list(
        zip(register.economy.places().tolist(), register.economy.divisions().tolist(), strict=True)
    )
    groups = []
    for _, divisions in _COMMUNITIES:
        fitting = [
            row
            for row in everyone
            if cells[row][0][:2] in _COUNTIES and cells[row][1] in divisions.split()
        ]
        fitting.sort(key=lambda row: (-int(stated[row]), row))
        # spread over the counties, so that a community is not a place
        in_county: dict[str, list[int]] = {}
        for row in fitting:
            in_county.setdefault(cells[row][0][:2], []).append(row)
        order = sorted((at, row) for rows in in_county.values() for at, row in enumerate(rows))
        groups.append([row for _, row in order[:_ACTORS]])
    return groups


def _draw(rng: np.random.Generator, members: Sequence[int], count: int) -> list[int]:
    return list(rng.choice(members, min(count, len(members)), replace=False).tolist())


def _lines(
    rng: np.random.Generator, register: Register, projects: Sequence[_Project]
) -> Iterator[tuple[str, ...]]:
    for project in projects:
        started = date(2014 + int(rng.integers(0, 7)), 1 + int(rng.integers(0, 12)), 1)
        if project.year is not None:
            started = started.replace(year=project.year)
        years = 2 + int(rng.integers(0, 3))
        head = _head(rng, project, started, years)
        for order, row in enumerate(project.rows):
            amount = round(float(np.exp(12.4 + 0.6 * rng.standard_normal())), 2)
            yield (*head, *_partner(register, row, order), str(amount))


def _head(
    rng: np.random.Generator, project: _Project, started: date, years: int
) -> tuple[str, ...]:
    area = _PROGRAMMES[project.theme]
    subjects = _SUBJECTS[project.theme]
    title = f"Sample project on {subjects[int(rng.integers(len(subjects)))]} {project.number[-4:]}"
    call = f"H2020-{area[3]}-{started.year}"
    ends = started.replace(year=started.year + years)
    before = started.year - 1

    def day(value: date) -> str:
        return f"{value:%d.%m.%Y} 00:00"

    return (
        "H2020",
        "",
        *area,
        "",
        "",
        "",
        project.number,
        f"SAMPLE{project.number[-4:]}",
        title,
        call,
        call,
        f"{area[3]}-{project.number[-2:]}-{started.year}",
        subjects[0].capitalize(),
        "RIA" if years > 2 else "IA",
        "Research and Innovation action" if years > 2 else "Innovation action",
        "SIGNED" if started.year + years > 2020 else "CLOSED",
        day(date(before, 11, 15)),
        day(started),
        day(ends),
        day(date(before, 2, 12)),
        day(date(before, 2, 11)),
        str(12 * years),
        "",
    )


def _partner(register: Register, row: int, order: int) -> tuple[str, ...]:
    company, place, activity = register.companies[row], register.place(row), register.activity(row)
    sector = sector_of(activity.division if activity else "", company.form)
    return (
        company.number,
        company.name,
        "ukjent",
        "PARTICIPANT" if order else "COORDINATOR",
        "BENEFICIARY",
        str(order + 1),
        *sector,
        "601",
        "0",
        *_address(place),
    )


def _address(place: Municipality) -> tuple[str, ...]:
    """Give the address in municipalities of 2020, without leading zeros as the publisher does."""
    county = place.code_2020[:2]
    return (
        place.code_2020.lstrip("0"),
        place.name_2020,
        county.lstrip("0"),
        _COUNTIES_2020[county],
        "",
    )


def _without_address(line: tuple[str, ...]) -> tuple[str, ...]:
    at = words("headers.toml")["bevilgningereu"].index("Adresse kommunenummer")
    return (*line[:at], "", "", "", "", *line[at + 4 :])
