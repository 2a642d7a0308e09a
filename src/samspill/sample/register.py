"""The register of legal entities: invented companies, and their establishments in three years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from samspill.sample.activities import Activity, activities
from samspill.sample.economy import YEARS, Economy
from samspill.sample.files import Folder, words
from samspill.sample.municipalities import Municipality
from samspill.sample.organisations import Names, numbers

__all__ = ["Company", "Register", "enrol"]

_PUBLISHER = "Brønnøysundregistrene"


# legal form, its name, its ending in a company's name, sector code and name
_FORMS = {
    "AS": ("Aksjeselskap", "AS", "2100", "Private aksjeselskaper mv."),
    "SA": ("Samvirkeforetak", "SA", "2300", "Personlige foretak mv."),
    "KF": ("Kommunalt foretak", "KF", "6500", "Kommuneforvaltningen"),
    "STI": ("Stiftelse", "Stiftelse", "7000", "Ideelle organisasjoner"),
    "ENK": ("Enkeltpersonforetak", "", "8200", "Personlig næringsdrivende"),
    "FLI": ("Forening/lag/innretning", "Forening", "7000", "Ideelle organisasjoner"),
}
_PROPRIETORS = 25


@dataclass(frozen=True)
class Company:
    """An invented company; `leader` is the row of its first establishment."""

    number: str
    name: str
    form: str
    leader: int


@dataclass(frozen=True)
class Register:
    """Who is behind the establishments of an economy.

    Parameters
    ----------
    economy
        The establishments.
    numbers
        The number of each establishment.
    companies
        The company of each establishment.
    started
        The day on which each establishment started.
    proprietors
        Numbers of sole proprietors, of whom the sample tells no more than that they are.
    """

    economy: Economy
    numbers: tuple[str, ...]
    companies: tuple[Company, ...]
    started: tuple[str, ...]
    proprietors: tuple[str, ...]

    def place(self, row: int) -> Municipality:
        """Give the municipality of an establishment."""
        return self.economy.towns[int(self.economy.place[row])]

    def activity(self, row: int) -> Activity | None:
        """Give the activity of an establishment, None where it is unspecified."""
        at = int(self.economy.activity[row])
        return activities()[at] if at >= 0 else None

    @cached_property
    def leaders(self) -> tuple[int, ...]:
        """Give the first establishment of every company that exists in all years."""
        alive = self.economy.employees.min(axis=1) >= 0
        own = self.economy.company == np.arange(len(alive))
        return tuple(np.flatnonzero(alive & own).tolist())

    def write(self, folder: Folder) -> None:
        """Write the establishments of every year, and the companies of the last year."""
        for number, year in enumerate(YEARS):
            name = f"brreg/underenheter_{year}.csv.gz"
            folder.table(name, "underenheter", self._establishments(number, year))
            folder.enter("brreg_underenheter", name, _PUBLISHER, str(year))
        name = f"brreg/enheter_{YEARS[-1]}.csv.gz"
        folder.table(name, "enheter", self._units(len(YEARS) - 1, YEARS[-1]))
        folder.enter("brreg_enheter", name, _PUBLISHER, str(YEARS[-1]))

    def _establishments(self, number: int, year: int) -> Iterator[tuple[str, ...]]:
        for row, persons in enumerate(self.economy.employees[:, number].tolist()):
            if persons < 0:
                continue
            company, place = self.companies[row], self.place(row)
            name = company.name
            if company.leader != row:
                name += f" AVD {place.name(year).upper()}"
            yield (
                self.numbers[row],
                name,
                "BEDR",
                "Underenhet til næringsdrivende og offentlig forvaltning",
                *self._head(row, persons),
                *_address(place, year, row),
                self.started[row],
                "",
                "false",
                self.started[row],
                "",
                company.number,
                "",
            )

    def _head(self, row: int, persons: int) -> tuple[str, ...]:
        """Give activity and employees, and a post address that nobody has filled in."""
        one = self.activity(row)
        first = (one.code, one.name) if one else ("00.000", "Uoppgitt")
        # the register says that there are employees, and from five on how many
        stated = ("true" if persons else "false", str(persons) if persons >= 5 else "")
        return (*first, *[""] * 6, *stated, *[""] * 8)

    def _units(self, number: int, year: int) -> Iterator[tuple[str, ...]]:
        persons: dict[str, int] = {}
        for row, count in enumerate(self.economy.employees[:, number].tolist()):
            if count >= 0:
                number_of = self.companies[row].number
                persons[number_of] = persons.get(number_of, 0) + count
        written = set()
        for row, company in enumerate(self.companies):
            if company.number not in persons or company.number in written:
                continue
            written.add(company.number)
            yield self._unit(company, row, persons[company.number], year)
        for row, proprietor in enumerate(self.proprietors):
            one = Company(proprietor, "(PERSONFORETAK)", "ENK", row)
            yield self._unit(one, row, 0, year)

    def _unit(self, company: Company, row: int, persons: int, year: int) -> tuple[str, ...]:
        form, _, sector, sector_name = _FORMS[company.form]
        one = self.activity(company.leader)
        purpose, description = _purpose(one, row)
        started = self.started[company.leader]
        return (
            company.number,
            company.name,
            company.form,
            form,
            *self._head(company.leader, persons),
            *_address(self.place(company.leader), year, company.leader),
            sector,
            sector_name,
            str(year - 1),
            started,
            started,
            "true",
            "",
            "true" if company.form == "FLI" else "false",
            "true",
            "true" if company.form == "STI" else "false",
            "false",
            "",
            "false",
            "",
            "false",
            *[""] * 6,
            "Nynorsk" if row % 12 == 0 else "Bokmål",
            started,
            purpose,
            description,
        )


def _address(place: Municipality, year: int, row: int) -> tuple[str, ...]:
    street = ("Industriveien", "Storgata", "Stasjonsveien", "Fabrikkgata")[row % 4]
    name = place.name(year).upper()
    return f"{street} {row % 97 + 1}", name, "", name, place.code(year), "Norge", "NO"


def _purpose(one: Activity | None, row: int) -> tuple[str, str]:
    """Give a company's purpose and its activity in a few words."""
    if one is None:
        return "", ""
    what = one.name[0].lower() + one.name[1:]
    patterns = words("words.toml")["purposes"]
    pattern = patterns.get(one.division) or patterns[one.division[0]]
    sentence = f"Selskapets formål er å {pattern.format(what)}."
    if row % 10 == 0:
        # line breaks within a cell are common in the register
        sentence += "\nSelskapet kan delta i andre selskaper med liknende formål."
    return sentence, f"{one.name}."


def enrol(rng: np.random.Generator, economy: Economy) -> Register:
    """Give every establishment and every company a number, a name and a first day."""
    give, names = numbers(rng), Names(rng)
    known = activities()
    found: dict[int, Company] = {}
    days = rng.integers(0, 365, len(economy.place))
    ages = rng.integers(2, 30, len(economy.place))
    forms = rng.random(len(economy.place))
    started = []
    for row, leader in enumerate(economy.company.tolist()):
        if leader not in found:
            at = int(economy.activity[leader])
            division = known[at].division if at >= 0 else "N82"
            form = _form(division, float(forms[leader]))
            name = names.name(division, _FORMS[form][1]).upper()
            found[leader] = Company(next(give), name, form, leader)
        lives = np.flatnonzero(economy.employees[row] >= 0)
        first = YEARS[lives[0]] if len(lives) else YEARS[-1]
        year = first - (int(ages[row]) if first == YEARS[0] else 1)
        started.append(f"{year}-{days[row] // 31 + 1:02d}-{days[row] % 28 + 1:02d}")
    return Register(
        economy,
        tuple(next(give) for _ in range(len(economy.place))),
        tuple(found[leader] for leader in economy.company.tolist()),
        tuple(started),
        tuple(next(give) for _ in range(_PROPRIETORS)),
    )


def _form(division: str, chance: float) -> str:
    """Give a legal form that is usual in a division."""
    usual = {
        "A": ("SA", 0.2),
        "O": ("KF", 1.0),
        "P": ("KF", 0.8),
        "Q": ("KF", 0.5),
        "S": ("FLI", 0.6),
    }
    if division == "M72":
        return "STI" if chance < 0.3 else "AS"
    form, share = usual.get(division[0], ("AS", 1.0))
    return form if chance < share else "AS"
