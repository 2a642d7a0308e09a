"""Raw files as large as those of all Norway, laid out as the publishers do; all of it invented.

`python benchmarks/nation.py FOLDER [SHARE] [YEARS]`, a share of 0.01 to 1 and 1 to 10 years. Whole,
it is 357 municipalities, 1.1 million units, 0.9 million establishments a year, 75,000 awards,
250,000 applications, and the EU's projects with their participants in all countries. The register
is written a block at a time, the lists by the writers of the sample. Beside the files stands
`profile`, in which every municipality is a member.

Organisation numbers that are awarded anything begin with 80, as those of the sample; the others
with a digit that no organisation's number in Norway begins with.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from samspill.sample.activities import activities, divisions, write_activities
from samspill.sample.economy import Economy
from samspill.sample.europe import write_europe
from samspill.sample.files import Folder, words
from samspill.sample.municipalities import (
    Municipality,
    municipalities,
    write_places,
    write_population,
)
from samspill.sample.projects import write_projects
from samspill.sample.register import Company, Register
from samspill.sample.state_aid import write_state_aid
from samspill.sample.support import write_applications, write_grants

UNITS, ESTABLISHMENTS = 1_100_000, 900_000
AWARDS, APPLICATIONS, AIDED = 75_000, 250_000, 24_000
LAST_YEAR, YEARS = 2026, 10
_SAMPLE_AWARDS, _SAMPLE_APPLICATIONS = 9_700, 800
_PROJECTS, _ORGANISATIONS, _PARTICIPATIONS = (36_000, 20_000), (42_000, 36_000), (180_000, 130_000)
_BLOCK = 100_000
_TURNOVER = 0.05
"""Share of the establishments that a year begins without, and ends with."""

# how many municipalities of 2024 a county has beside those of the sample; its codes before
_MORE = (
    ("11", "11", "11", 35), ("15", "15", "15", 45), ("18", "18", "18", 53), ("10", "42", "42", 23),
    ("12", "46", "46", 42), ("19", "54", "55", 20), ("20", "54", "56", 18),
)  # fmt: skip
_TWO = (
    [f"{number:02d}" for number in (*range(60, 80), *range(81, 100), *range(40, 60))],
    [f"{number:02d}" for number in range(81, 100)],
)
"""How codes of invented municipalities end; apart for one of two counties that became one."""

# legal form, its name, its ending, sector, share of the units and of those with establishments
_FORMS = (
    ("ENK", "Enkeltpersonforetak", "", "8200", "Personlig næringsdrivende", 0.38),
    ("AS", "Aksjeselskap", "AS", "2100", "Private aksjeselskaper mv.", 0.38),
    ("FLI", "Forening/lag/innretning", "FORENING", "7000", "Ideelle organisasjoner", 0.11),
    (
        "NUF",
        "Norskregistrert utenlandsk foretak",
        "NUF",
        "2100",
        "Private aksjeselskaper mv.",
        0.03,
    ),
    ("ESEK", "Eierseksjonssameie", "SAMEIE", "8500", "Husholdninger", 0.04),
    ("ANS", "Ansvarlig selskap", "ANS", "2300", "Personlige foretak mv.", 0.02),
    ("SA", "Samvirkeforetak", "SA", "2300", "Personlige foretak mv.", 0.02),
    ("STI", "Stiftelse", "STIFTELSE", "7000", "Ideelle organisasjoner", 0.01),
    ("KF", "Kommunalt foretak", "KF", "6500", "Kommuneforvaltningen", 0.01),
)
_SYLLABLES = [
    first + middle + last
    for first in ("b", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "t", "v", "br", "kr", "st")
    for middle in ("a", "e", "i", "o", "u", "ø", "å")
    for last in ("", "n", "r", "l", "s")
]
_SUB_UNIT = "Underenhet til næringsdrivende og offentlig forvaltning"
_EXTRAS = (
    "kjøp og salg av eiendom", "utleie av arbeidskraft", "deltakelse i andre selskaper",
    "handel med utstyr", "rådgivning til bedrifter", "drift av nettbutikk", "investeringer",
    "forvaltning av verdipapirer", "kurs og opplæring", "transport i egen regi",
)  # fmt: skip
_COUNTRIES = (
    "DE", "ES", "IT", "FR", "UK", "NL", "BE", "EL", "AT", "SE", "PT", "FI", "DK", "CH", "PL", "IE",
    "CZ", "IL", "NO", "HU", "SI", "RO", "TR", "CY", "BG", "LU", "EE", "HR", "SK", "LT", "LV", "RS",
)  # fmt: skip


def towns() -> tuple[Municipality, ...]:
    """Give 357 municipalities of 2024: those of the sample, and invented ones elsewhere."""
    lists = words("words.toml")
    names = iter(
        f"{first} {second.lower()}" for second in lists["second"] for first in lists["first"]
    )
    rng = np.random.default_rng(357)
    found = list(municipalities())
    wanted = 357 - len({one.code_2024 for one in found})
    for before, of_2020, of_2024, count in _MORE:
        for two in _TWO[before == "20"][: min(count, wanted)]:
            name = next(names)
            # where the code stays, the name changes, so that each is in the list of changes
            later = f"{name} - {name.split()[1].capitalize()}" if before == of_2024 else name
            found.append(
                Municipality(
                    before + two, name, before, of_2020 + two, of_2024 + two, later,
                    date(1964, 1, 1), int(np.exp(8.5 + 0.9 * rng.standard_normal())),
                )
            )  # fmt: skip
        wanted -= min(count, wanted)
    return tuple(found)


@dataclass(frozen=True)
class Nation:
    """Units and establishments as arrays; an establishment's `unit` is its position."""

    towns: tuple[Municipality, ...]
    numbers: np.ndarray
    form: np.ndarray
    unit_town: np.ndarray
    unit_activity: np.ndarray
    unit: np.ndarray
    own_numbers: np.ndarray
    town: np.ndarray
    activity: np.ndarray
    size: np.ndarray
    first: np.ndarray
    last: np.ndarray


def _numbers(start: int, count: int) -> np.ndarray:
    """Give organisation numbers with their check digit, from the first eight digits on."""
    first = np.arange(start, start + int(count * 1.12) + 20)
    rest = sum(first // 10 ** (7 - at) % 10 * w for at, w in enumerate((3, 2, 7, 6, 5, 4, 3, 2)))
    check = (11 - rest % 11) % 11
    return (first * 10 + check)[check < 10][:count]


def nation(rng: np.random.Generator, share: float, years: int) -> Nation:
    """Let units and establishments fall on municipalities and activities."""
    places = towns()
    units, a_year = round(UNITS * share), round(ESTABLISHMENTS * share)
    count = round(a_year * (1 + _TURNOVER * (years - 1)))
    persons = np.array([one.population for one in places], dtype=np.float64)
    facts = divisions()
    listed = [one.division for one in activities()]
    relative = np.array([facts[one][1] for one in listed])
    weights = np.array([facts[one][0] / facts[one][1] / listed.count(one) for one in listed])

    unit_town = rng.choice(len(persons), units, p=persons / persons.sum()).astype(np.int16)
    unit_activity = rng.choice(len(weights), units, p=weights / weights.sum()).astype(np.int16)
    shares = np.array([one[-1] for one in _FORMS])
    form = rng.choice(len(_FORMS), units, p=shares / shares.sum()).astype(np.int8)
    # one in sixteen is a branch, in another place
    unit = np.where(
        rng.random(count) < 1 / 16, rng.integers(0, units, count), np.arange(count) % units
    )
    town = unit_town[unit].copy()
    away = rng.random(count) < 0.08
    town[away] = rng.choice(len(persons), int(away.sum()), p=persons / persons.sum())
    activity = unit_activity[unit].copy()
    size = np.exp(np.log(5 * relative[activity]) + 1.1 * rng.standard_normal(count))
    big = rng.random(count) < 0.0008
    size[big] = np.exp(np.log(550) + 0.5 * rng.standard_normal(int(big.sum())))
    size[rng.random(count) < 0.62] = 0.0

    first, last = np.zeros(count, np.int8), np.full(count, years, np.int8)
    born = np.arange(count) >= a_year
    first[born] = rng.integers(1, max(2, years), int(born.sum()))
    gone = rng.permutation(a_year)[: int(born.sum())]
    last[gone] = rng.integers(1, max(2, years), len(gone))
    order = rng.permutation(count)
    companies = np.concatenate(
        [_numbers(80_000_000, min(units, 900_000)), _numbers(10_000_000, max(0, units - 900_000))]
    )
    own = (unit, _numbers(20_000_000, count), town, activity, size, first, last)
    return Nation(places, companies, form, unit_town, unit_activity, *(one[order] for one in own))


class _Words:
    """Columns of text by position; a null is an empty cell."""

    def __init__(self, places: Sequence[Municipality]) -> None:
        known = activities()
        lists = words("words.toml")
        self.codes = pa.array([one.code for one in known])
        self.names = pa.array([one.name for one in known])
        self.syllables = pa.array([one.upper() for one in _SYLLABLES])
        trades = [
            lists["trades"].get(one.division) or lists["trades"][one.division[0]] for one in known
        ]
        self.trades = [pa.array([own[at % len(own)].upper() for own in trades]) for at in range(3)]
        patterns = [
            lists["purposes"].get(one.division) or lists["purposes"][one.division[0]]
            for one in known
        ]
        self.purposes = pa.array(
            [
                "Selskapets formål er å " + pattern.format(one.name[0].lower() + one.name[1:])
                for pattern, one in zip(patterns, known, strict=True)
            ]
        )
        self.lower = pa.array([one.name.lower() for one in known])
        self.extras = pa.array(_EXTRAS)
        self.places = places

    def town_codes(self, year: int) -> pa.Array:
        return pa.array([one.code(year) for one in self.places])

    def town_names(self, year: int) -> pa.Array:
        return pa.array([one.name(year).upper() for one in self.places])

    def unit_names(self, at: np.ndarray, form: np.ndarray, activity: np.ndarray) -> pa.Array:
        """Give units their names, by position, so that no name need be kept."""
        mixed = (at.astype(np.uint64) * np.uint64(2_654_435_761)) % np.uint64(2**32)
        parts = [
            self.syllables.take(
                pa.array((mixed // np.uint64(step) % np.uint64(560)).astype(np.int32))
            )
            for step in (1, 560, 7, 560 * 560)
        ]
        trade = pc.choose(
            pa.array((at % 3).astype(np.int64)), *(t.take(pa.array(activity)) for t in self.trades)
        )
        endings = pa.array([one[2] or None for one in _FORMS]).take(pa.array(form))
        name = pc.binary_join_element_wise(
            pc.binary_join_element_wise(parts[0], parts[1], ""),
            pc.binary_join_element_wise(parts[2], parts[3], ""),
            trade, endings, " ", null_handling="skip",
        )  # fmt: skip
        is_person = pa.array(form == 0)
        return pc.if_else(is_person, pa.scalar("(PERSONFORETAK)"), name)


def _write(folder: Folder, name: str, header: Sequence[str], blocks: Iterator[pa.Table]) -> None:
    """Write a delimited file a block at a time, packed lightly."""
    target = folder.path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    options = pacsv.WriteOptions(include_header=False)
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        packed.write((",".join(header) + "\n").encode())
        for block in blocks:
            text = pa.BufferOutputStream()
            pacsv.write_csv(block.select(list(header)), text, options)
            packed.write(memoryview(text.getvalue()))


def _filled(header: Sequence[str], columns: dict[str, pa.Array | str], count: int) -> pa.Table:
    """Give a table with every column of a header; what is not given is empty."""
    empty = pa.nulls(count, pa.string())
    return pa.table(
        {
            name: pa.repeat(value, count)
            if isinstance(value := columns.get(name, empty), str)
            else value
            for name in header
        }
    )


def _address(
    kind: str, code: pa.Array, name: pa.Array, at: np.ndarray
) -> dict[str, pa.Array | str]:
    streets = pa.array(
        [
            f"{street} {number}"
            for street in ("Storgata", "Industriveien", "Skolegata")
            for number in range(1, 60)
        ]
    )
    return {
        f"{kind}.adresse": streets.take(pa.array(at % len(streets))),
        f"{kind}.poststed": name,
        f"{kind}.postnummer": code,
        f"{kind}.kommune": name,
        f"{kind}.kommunenummer": code,
        f"{kind}.land": "Norge",
        f"{kind}.landkode": "NO",
    }


def _employees(size: np.ndarray, at: np.ndarray, year: int) -> np.ndarray:
    """Give the employees of a year; a size wanders a little from year to year."""
    wander = np.sin(at * 0.7 + year * 0.9) * 0.08 + 0.01 * (year - LAST_YEAR)
    return np.where(size > 0, np.maximum(1, np.rint(size * np.exp(wander))), 0).astype(np.int64)


def _stated(persons: np.ndarray) -> dict[str, pa.Array]:
    return {
        "harRegistrertAntallAnsatte": pa.array(np.where(persons > 0, "true", "false")),
        "antallAnsatte": pa.array(persons.astype(str), mask=persons < 5),
    }


def write_register(folder: Folder, found: Nation, years: int) -> None:
    """Write the establishments of every year, and the units of the last."""
    said = _Words(found.towns)
    day = pa.array([f"{1985 + at % 40}-{at % 12 + 1:02d}-{at % 28 + 1:02d}" for at in range(3360)])
    header = words("headers.toml")["underenheter"]

    def establishments(number: int, year: int) -> Iterator[pa.Table]:
        alive = np.flatnonzero((found.first <= number) & (number < found.last))
        codes, names = said.town_codes(year), said.town_names(year)
        for start in range(0, len(alive), _BLOCK):
            at = alive[start : start + _BLOCK]
            unit, activity, town = found.unit[at], found.activity[at], pa.array(found.town[at])
            own = said.unit_names(unit, found.form[unit], found.unit_activity[unit])
            branch = pc.binary_join_element_wise(own, names.take(town), " AVD ")
            is_branch = pa.array(
                (unit != at % len(found.numbers)) & (at % 16 == 0) & (found.form[unit] > 0)
            )
            begun = day.take(pa.array(at % len(day)))
            yield _filled(
                header,
                {
                    "organisasjonsnummer": pc.cast(pa.array(found.own_numbers[at]), pa.string()),
                    "navn": pc.if_else(is_branch, branch, own),
                    "organisasjonsform.kode": "BEDR",
                    "organisasjonsform.beskrivelse": _SUB_UNIT,
                    "naeringskode1.kode": said.codes.take(pa.array(activity)),
                    "naeringskode1.beskrivelse": said.names.take(pa.array(activity)),
                    **_stated(_employees(found.size[at], at, year)),
                    **_address("beliggenhetsadresse", codes.take(town), names.take(town), at),
                    "registreringsdatoIEnhetsregisteret": begun,
                    "registrertIMvaregisteret": "false",
                    "oppstartsdato": begun,
                    "overordnetEnhet": pc.cast(pa.array(found.numbers[unit]), pa.string()),
                },
                len(at),
            )

    for number in range(years):
        year = LAST_YEAR - years + 1 + number
        name = f"brreg/underenheter_{year}.csv.gz"
        _write(folder, name, header, establishments(number, year))
        folder.enter("brreg_underenheter", name, "Brønnøysundregistrene", str(year))
    name = f"brreg/enheter_{LAST_YEAR}.csv.gz"
    _write(folder, name, words("headers.toml")["enheter"], _units(found, said, day))
    folder.enter("brreg_enheter", name, "Brønnøysundregistrene", str(LAST_YEAR))


def _units(found: Nation, said: _Words, day: pa.Array) -> Iterator[pa.Table]:
    header = words("headers.toml")["enheter"]
    codes, names = said.town_codes(LAST_YEAR), said.town_names(LAST_YEAR)
    persons = np.bincount(
        found.unit,
        _employees(found.size, np.arange(len(found.unit)), LAST_YEAR),
        len(found.numbers),
    ).astype(np.int64)
    columns = [pa.array([one[at] for one in _FORMS]) for at in (0, 1, 3, 4)]
    for start in range(0, len(found.numbers), _BLOCK):
        at = np.arange(start, min(start + _BLOCK, len(found.numbers)))
        form, activity = found.form[at], pa.array(found.unit_activity[at])
        town = pa.array(found.unit_town[at])
        begun = day.take(pa.array(at % len(day)))
        mixed = (at * 7919) % 1_000_003
        extras = [said.extras.take(pa.array(mixed // step % len(_EXTRAS))) for step in (1, 10)]
        # about as many words speak for an area as in the register
        other = said.lower.take(pa.array(mixed % len(said.lower)))
        purpose = pc.binary_join_element_wise(
            said.purposes.take(activity),
            pc.if_else(pa.array(at % 5 == 0), other, None),
            *extras,
            names.take(town),
            ", ",
            null_handling="skip",
        )
        # line breaks within a cell are common in the register
        purpose = pc.if_else(
            pa.array(at % 10 == 0), pc.binary_join_element_wise(purpose, "annet.", "\n"), purpose
        )
        has_purpose = pa.array((form != 0) & (at % 5 > 0))
        kind = [column.take(pa.array(form)) for column in columns]
        yield _filled(
            header,
            {
                "organisasjonsnummer": pc.cast(pa.array(found.numbers[at]), pa.string()),
                "navn": said.unit_names(at, form, found.unit_activity[at]),
                "organisasjonsform.kode": kind[0],
                "organisasjonsform.beskrivelse": kind[1],
                "naeringskode1.kode": said.codes.take(activity),
                "naeringskode1.beskrivelse": said.names.take(activity),
                **_stated(persons[at]),
                **_address("forretningsadresse", codes.take(town), names.take(town), at),
                "institusjonellSektorkode.kode": kind[2],
                "institusjonellSektorkode.beskrivelse": kind[3],
                "registreringsdatoenhetsregisteret": begun,
                "stiftelsesdato": begun,
                "registrertIMvaRegisteret": "true",
                "konkurs": "false",
                "underAvvikling": "false",
                "maalform": "Bokmål",
                "vedtektsdato": begun,
                "vedtektsfestetFormaal": pc.if_else(has_purpose, purpose, None),
                "aktivitet": pc.binary_join_element_wise(extras[0], extras[1], " og "),
            },
            len(at),
        )  # fmt: skip


def _aided(rng: np.random.Generator, found: Nation, share: float) -> Register:
    """Give the establishments that lists may name, as the writers of the sample take them."""
    alive = (found.first == 0) & (found.last == found.last.max()) & (found.size >= 1)
    begins = found.unit < 900_000
    form = np.array([one[0] for one in _FORMS])[found.form]
    fits = alive & begins & np.isin(form[found.unit], ["AS", "SA", "STI", "KF", "ENK", "FLI"])
    rows = np.flatnonzero(fits)
    rows = rng.permutation(rows)[: max(400, round(AIDED * share))]
    said = _Words(found.towns)
    unit = found.unit[rows]
    names = said.unit_names(unit, found.form[unit], found.unit_activity[unit]).to_pylist()
    persons = np.stack(
        [
            _employees(found.size[rows], rows, year)
            for year in (LAST_YEAR - 2, LAST_YEAR - 1, LAST_YEAR)
        ],
        axis=1,
    )
    first_of = dict(zip(unit.tolist()[::-1], range(len(rows) - 1, -1, -1), strict=True))
    company = np.array([first_of[one] for one in unit.tolist()])
    economy = Economy(
        found.town[rows].astype(np.int64),
        found.activity[rows].astype(np.int64),
        persons,
        company,
        found.towns,
    )
    companies = [
        Company(str(number), name, kind, leader)
        for number, name, kind, leader in zip(
            found.numbers[unit].tolist(), names, form[unit].tolist(), company.tolist(), strict=True
        )
    ]
    return Register(
        economy,
        tuple(str(one) for one in found.own_numbers[rows].tolist()),
        tuple(companies),
        tuple("2010-01-01" for _ in rows),
        (),
    )


def write_cordis(
    folder: Folder, rng: np.random.Generator, register: Register, share: float
) -> None:
    """Write the participants and projects of two framework programmes, as the publisher's zips."""
    lists = words("words.toml")
    norwegian = [one for one in register.companies if one.form == "AS"]
    for name, programme, *counts in (
        ("h2020", "H2020", _PROJECTS[0], _ORGANISATIONS[0], _PARTICIPATIONS[0]),
        ("HORIZON", "HORIZON", _PROJECTS[1], _ORGANISATIONS[1], _PARTICIPATIONS[1]),
    ):
        projects, organisations, participations = (max(60, round(one * share)) for one in counts)
        country = rng.choice(len(_COUNTRIES), organisations, p=_zipf(len(_COUNTRIES)))
        parts = rng.integers(0, len(_SYLLABLES), (organisations, 4)).tolist()
        kinds = rng.choice(
            ["PRC", "HES", "REC", "PUB", "OTH"], organisations, p=[0.6, 0.12, 0.13, 0.09, 0.06]
        ).tolist()
        named = []
        for at, (a, b, c, d) in enumerate(parts):
            first, second = _SYLLABLES[a] + _SYLLABLES[b], _SYLLABLES[c] + _SYLLABLES[d]
            form = "LIMITED" if kinds[at] == "PRC" else "UNIVERSITY"
            name_of = f"{first} {second} {lists['second'][at % 35]} {form}".upper()
            vat = ""
            if _COUNTRIES[country[at]] == "NO":
                own = norwegian[at % len(norwegian)]
                name_of, vat = own.name, f"NO{own.number}MVA"
            named.append(
                (str(999_000_000 - 13 * at), vat, name_of, kinds[at], _COUNTRIES[country[at]])
            )
        member = rng.choice(organisations, participations, p=_zipf(organisations)).tolist()
        project = np.sort(rng.integers(0, projects, participations)).tolist()
        amounts = np.exp(12.2 + 0.9 * rng.standard_normal(participations)).round(2).tolist()
        start = 101_000_000 if name == "HORIZON" else 633_000
        seen: set[tuple[int, int]] = set()
        rows = []
        for at, (one, who) in enumerate(zip(project, member, strict=True)):
            if (one, who) not in seen:
                role = "participant" if seen and at and project[at - 1] == one else "coordinator"
                seen.add((one, who))
                pic, vat, name_of, kind, land = named[who]
                rows.append(
                    (start + one, pic, vat, name_of, kind, role, land, "", amounts[at], amounts[at])
                )
        activity = rng.integers(0, len(activities()), projects).tolist()
        titles = [
            (start + at, f"Advanced {activities()[one].name.lower()} for Europe {at}", programme,
             f"{2014 + at % 7}-03-01", f"{2014 + at % 7}-06-01", f"{2017 + at % 7}-05-31")
            for at, one in enumerate(activity)
        ]  # fmt: skip
        path = f"cordis/cordis-{name}projects-csv.zip"
        target = folder.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr("organization.csv", _delimited(_PARTICIPANTS, rows))
            packed.writestr("project.csv", _delimited(_PROJECT, titles))
        folder.enter("cordis", path, "CORDIS, Publications Office of the EU", "2026")


_PARTICIPANTS = (
    "projectID", "organisationID", "vatNumber", "name", "activityType", "role", "country",
    "nutsCode", "netEcContribution", "ecContribution",
)  # fmt: skip
_PROJECT = ("id", "title", "frameworkProgramme", "ecSignatureDate", "startDate", "endDate")


def _zipf(count: int) -> np.ndarray:
    weights = 1.0 / np.arange(1, count + 1) ** 0.75
    return weights / weights.sum()


def _delimited(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _type_of(one: Municipality) -> str:
    if one.code_2024 == "0301":
        return "capital"
    return "town" if one.population > 20_000 else "district"


def write_profile(folder: Folder, places: Sequence[Municipality]) -> None:
    """Turn the profile that the sample's writers left into one of the whole country."""
    profile = folder.path / "profile"
    text = (profile / "region.toml").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\[)", text)
    dropped = ("[[set]]", "[[county]]", "[[membership_gap]]", "[[membership_total]]")
    kept = [block for block in blocks if not block.startswith(dropped)]
    own = (
        '[[set]]\nid = "norge"\nkind = "members"\n'
        'name = { nb = "Hele landet", en = "The whole country" }\n'
        'inside = { nb = "landet", en = "the country" }\n\n'
    )
    text = "".join([kept[0].replace('id = "osloregionen"', 'id = "norge"'), own, *kept[1:]])
    (profile / "region.toml").write_text(text, encoding="utf-8")
    today: dict[str, Municipality] = {one.code_2024: one for one in places}
    rows = {
        "places.csv": (
            "code_2018,name_2018,county_code_2018,code_2020,code_2024,name_2024,county_code_2024,status",
            [
                (one.code_2018, one.name_2018, one.county_2018, one.code_2020, one.code_2024,
                 one.name_2024, one.code_2024[:2], "stated")
                for one in places
            ],
        ),
        "members.csv": (
            "code,name,code_edition,county_code,valid_from,valid_to,status,source",
            [
                (one.code_2024, one.name_2024, "2024", one.code_2024[:2], "2024-01-01", "",
                 "stated", "invented")
                for one in today.values()
            ],
        ),
        "types.csv": (
            "code_2024,name_2024,type,type_status,centrality,centrality_status",
            [
                (code, one.name_2024, _type_of(one), "stated", "3", "stated")
                for code, one in today.items()
            ],
        ),
    }  # fmt: skip
    for name, (header, lines) in rows.items():
        content = io.StringIO(newline="")
        csv.writer(content, lineterminator="\n").writerows([header.split(","), *lines])
        (profile / name).write_text(content.getvalue(), encoding="utf-8")


def write_nation(path: Path, share: float = 1.0, years: int = 1, seed: int = 2019) -> None:
    """Write everything into a folder."""
    rngs = [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(8)]
    folder = Folder(path)
    found = nation(rngs[0], share, years)
    write_places(folder, found.towns)
    write_activities(folder)
    write_population(folder, found.towns)
    write_register(folder, found, years)
    register = _aided(rngs[1], found, share)
    size = AWARDS * share / _SAMPLE_AWARDS
    _, _, awards = write_grants(folder, rngs[2], register, size, ())
    write_state_aid(folder, rngs[3], register, size, awards, planted=False)
    applied = APPLICATIONS * share / _SAMPLE_APPLICATIONS
    write_applications(folder, rngs[4], register, applied, is_planted=False)
    write_projects(folder, rngs[5], rngs[6], register, 20 * share, planted=False)
    write_europe(folder, rngs[7], planted=False)
    write_cordis(folder, rngs[1], register, share)
    write_profile(folder, found.towns)
    folder.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    write_nation(
        Path(given[0]), *(float(one) for one in given[1:2]), *(int(one) for one in given[2:3])
    )
