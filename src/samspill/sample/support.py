"""Grants and applications: dealt in proportion to employees, with a few exceptions.

Each award falls on an establishment with a probability in proportion to its employees, so support
follows the strengths exactly, chance aside. The exceptions are planted: *gaps*, strengths on which
hardly an award falls, and *bets*, ordinary cells on which many do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from samspill.sample.activities import Activity
from samspill.sample.answers import AreaText, PlantedStrength, SupportCell
from samspill.sample.economy import YEARS
from samspill.sample.files import Folder, packaged
from samspill.sample.municipalities import Municipality
from samspill.sample.register import Register

__all__ = ["Award", "sector_of", "usual_size", "write_applications", "write_grants"]

Floats = NDArray[np.float64]

_PUBLISHER = "Innovasjon Norge"
_AWARDS, _LATER = 9_000, 700
_GAPS, _BETS, _PER_BET = 4, 4, 40
_GAP_WEIGHT = 0.04

_BET_CELLS = (
    ("3107", "C10"), ("3905", "J62"), ("3201", "J63"), ("3203", "J62"), ("3207", "J62"),
    ("3301", "M71"), ("3105", "C10"), ("3203", "M71"), ("3301", "H49"), ("3201", "N81"),
    ("3107", "F43"), ("3205", "Q86"), ("3907", "F43"), ("3207", "Q86"), ("3105", "Q86"),
    ("3209", "F43"), ("3103", "F43"), ("3909", "G47"), ("3305", "G47"), ("3301", "I56"),
)  # fmt: skip
"""Cells that may be bet on: the first that are no strength and tell of no single establishment."""

_BET_UNITS, _BET_LARGEST, _BET_QUOTIENT = 5, 0.5, 0.95

# instrument, category, share of the awards, usual amount, financing
_INSTRUMENTS = (
    ("Bedriftsutviklingstilskudd", "Regionale virkemidler", 0.20, 400_000, "Tilskudd"),
    ("Landsdekkende etablerertilskudd", "Etablering", 0.18, 250_000, "Tilskudd"),
    ("Etablerertilskudd", "Etablering", 0.12, 200_000, "Tilskudd"),
    ("Landsdekkende programmer", "Programmer", 0.12, 350_000, "Tilskudd"),
    ("Investeringstilskudd", "Regionale virkemidler", 0.08, 700_000, "Tilskudd"),
    (
        "Industrielle forsknings- og utviklingskontrakter",
        "Innovasjon",
        0.10,
        1_200_000,
        "Tilskudd",
    ),
    ("Miljøteknologi", "Innovasjon", 0.05, 2_000_000, "Tilskudd"),
    ("Lavrisikolån", "Lån", 0.06, 2_500_000, "Lån"),
    ("Landsdekkende risikolån", "Lån", 0.07, 2_000_000, "Lån"),
    ("Garantier, landsdekkende", "Garantier", 0.02, 1_500_000, "Garanti"),
)

_COUNTIES = {
    "01": "Østfold", "02": "Akershus", "03": "Oslo", "04": "Hedmark", "05": "Oppland",
    "06": "Buskerud", "07": "Vestfold", "08": "Telemark", "09": "Aust-Agder", "10": "Vest-Agder",
    "11": "Rogaland", "12": "Hordaland", "15": "Møre Og Romsdal", "18": "Nordland", "19": "Troms",
    "20": "Finnmark", "50": "Trøndelag",
}  # fmt: skip
_OF_TRØNDELAG = {"5001": "Sør-Trøndelag", "5035": "Nord-Trøndelag"}

# until the end of a year a part of a municipality had a name of its own
_PARTS = {
    "0710": (2016, ("Sandefjord", "Sandefjord", "Andebu", "Stokke")),
    "0715": (2017, ("Holmestrand", "Holmestrand", "Hof")),
    "0712": (2017, ("Larvik", "Larvik", "Larvik", "Lardal")),
    "0729": (2017, ("Nøtterøy", "Nøtterøy", "Nøtterøy", "Tjøme")),
}


@dataclass(frozen=True)
class Award:
    """An award to the establishment of a row of the register."""

    row: int
    day: date
    amount: int
    instrument: tuple[str, str, float, int, str]
    variant: float
    activity: Activity


def write_grants(
    folder: Folder,
    rng: np.random.Generator,
    register: Register,
    size: float,
    strengths: Sequence[PlantedStrength],
) -> tuple[tuple[SupportCell, ...], tuple[SupportCell, ...], tuple[Award, ...]]:
    """Write the awards in the publisher's old and new layout; give gaps, bets and awards."""
    economy = register.economy
    cells = list(zip(economy.places().tolist(), economy.divisions().tolist(), strict=True))
    weights = usual_size(register)
    weights[[cell[1] == "" for cell in cells]] = 0.0
    fair = weights / weights.sum()

    gap_cells = _gap_cells(strengths)
    bet_cells = _bet_cells(cells, weights, strengths) if strengths else []
    weights = weights * np.where([cell in gap_cells for cell in cells], _GAP_WEIGHT, 1.0)
    count, later = max(60, round(_AWARDS * size)), max(20, round(_LATER * size))
    rows = rng.choice(len(cells), count, p=weights / weights.sum()).tolist()
    for cell in bet_cells:
        own = [at for at, one in enumerate(cells) if one == cell and weights[at] > 0]
        rows += rng.choice(own, max(8, round(_PER_BET * size))).tolist()
    rows = [rows[at] for at in rng.permutation(len(rows)).tolist()]
    awards = _awards(rng, register, rows, date(2010, 1, 4), date(2018, 12, 21))
    lines = [_line_of_2018(register, award) for award in awards]
    lines += _without_place(rng, register, fair, size)
    # two awards are repeated exactly, as happens: they are awards of their own
    lines = sorted([*lines, lines[7], lines[19]], key=lambda line: (line[0], line[1], line[3]))
    name = "innovasjon_norge/tildelinger_2010_2018.csv.gz"
    folder.table(name, "tildelinger_2010_2018", lines, end="\r\n")
    folder.enter("innovasjon_norge", name, _PUBLISHER, "2019-01")

    rows_later = rng.choice(len(cells), later, p=weights / weights.sum()).tolist()
    awards_later = _awards(rng, register, rows_later, date(2019, 1, 3), date(2019, 12, 20))
    name = "innovasjon_norge/Tildelinger.csv"
    today = [_line_of_today(register, award) for award in awards_later]
    folder.table(name, "tildelinger", today, delimiter=";", end="\r\n", encoding="cp1252")
    folder.enter("innovasjon_norge", name, _PUBLISHER, "2020-01")

    dealt = [cells[row] for row in rows]
    expected = dict.fromkeys((*gap_cells, *bet_cells), 0.0)
    for cell, share in zip(cells, fair.tolist(), strict=True):
        if cell in expected:
            expected[cell] += share * len(rows)

    def key(chosen: Sequence[tuple[str, str]]) -> tuple[SupportCell, ...]:
        return tuple(
            SupportCell(*cell, dealt.count(cell), round(expected[cell], 2)) for cell in chosen
        )

    return key(gap_cells), key(bet_cells), (*awards, *awards_later)


def usual_size(register: Register) -> Floats:
    """Give the employees of each establishment, on average over the register's years."""
    years = [register.economy.stated(year) for year in YEARS]
    return np.asarray(np.mean(years, axis=0), np.float64)


def _gap_cells(strengths: Sequence[PlantedStrength]) -> list[tuple[str, str]]:
    """Give the largest strengths of Oslo but one, and the largest elsewhere."""
    by_size = sorted(strengths, key=lambda one: (-one.years[0].employees, one.activity_code))
    oslo = [one for one in by_size if one.place_code == "0301" and not one.is_growing]
    others = [one for one in by_size if one.place_code != "0301" and not one.is_growing]
    chosen = [*oslo[1:_GAPS], *others[:1]]
    return [(one.place_code, one.activity_code) for one in chosen]


def _bet_cells(
    cells: Sequence[tuple[str, str]], weights: Floats, strengths: Sequence[PlantedStrength]
) -> list[tuple[str, str]]:
    planted = {(one.place_code, one.activity_code) for one in strengths}
    in_cell: dict[tuple[str, str], list[float]] = {}
    in_place: dict[str, float] = {}
    in_division: dict[str, float] = {}
    for cell, weight in zip(cells, weights.tolist(), strict=True):
        if weight > 0:
            in_cell.setdefault(cell, []).append(weight)
        in_place[cell[0]] = in_place.get(cell[0], 0.0) + weight
        in_division[cell[1]] = in_division.get(cell[1], 0.0) + weight
    total = sum(in_place.values())
    chosen: list[tuple[str, str]] = []
    for cell in _BET_CELLS:
        own = in_cell.get(cell, [])
        is_new = all(cell[0] != one[0] for one in chosen)
        if cell in planted or not is_new or len(own) < _BET_UNITS:
            continue
        quotient = sum(own) * total / (in_place[cell[0]] * in_division[cell[1]])
        if max(own) <= _BET_LARGEST * sum(own) and quotient < _BET_QUOTIENT:
            chosen.append(cell)
    return chosen[:_BETS]


def _awards(
    rng: np.random.Generator, register: Register, rows: Sequence[int], first: date, last: date
) -> list[Award]:
    shares = np.array([one[2] for one in _INSTRUMENTS])
    kinds = rng.choice(len(_INSTRUMENTS), len(rows), p=shares / shares.sum())
    days = rng.integers(0, (last - first).days, len(rows))
    factors = np.exp(0.7 * rng.standard_normal(len(rows)))
    variants = rng.random(len(rows))
    found = []
    for at, row in enumerate(rows):
        instrument = _INSTRUMENTS[kinds[at]]
        amount = max(10_000, round(instrument[3] * float(factors[at]) / 1000) * 1000)
        activity = register.activity(row)
        if activity is not None:
            day = first + timedelta(days=int(days[at]))
            found.append(Award(row, day, amount, instrument, float(variants[at]), activity))
    return found


def _county(place: Municipality, day: date) -> str:
    if place.county_2018 == "50" and day.year < 2018:
        return _OF_TRØNDELAG[place.code_2018]
    return _COUNTIES[place.county_2018]


def _name(place: Municipality, award: Award) -> str:
    """Give the name that a municipality had on the day, now and then spelt its own way."""
    until, parts = _PARTS.get(place.code_2018, (0, ()))
    if award.day.year <= until:
        return parts[int(award.variant * len(parts))]
    if place.name_2018 == "Aurskog-Høland" and award.variant < 0.5:
        return "Aurskog Høland"
    return place.name_2018


def _recipient(register: Register, award: Award) -> tuple[str, str]:
    """Give number and name; some have a number of the publisher's own, some are persons."""
    company = register.companies[award.row]
    if award.variant < 0.02:
        return company.number[:7], "(personforetak)"
    if award.variant < 0.10:
        return company.number[-7:], company.name
    return company.number, company.name


_SECTIONS = {"A01": "A1 - Jordbruk/skogbruk", "A02": "A1 - Jordbruk/skogbruk"}


def _industry(one: Activity) -> tuple[str, str]:
    section = "A2 - Fiske/oppdrett" if one.division == "A03" else f"{one.codes[0]} - {one.names[0]}"
    return _SECTIONS.get(one.division, section), f"{one.code} {one.name}"


def _line_of_2018(register: Register, award: Award) -> tuple[str, ...]:
    place = register.place(award.row)
    county = _county(place, award.day)
    return (
        county,
        _name(place, award),
        *_recipient(register, award),
        str(award.amount),
        award.instrument[0],
        award.day.strftime("%d.%m.%y"),
        f"IN {county}",
        *_industry(award.activity),
    )


def _line_of_today(register: Register, award: Award) -> tuple[str, ...]:
    place = register.place(award.row)
    county = _county(place, award.day)
    return (
        county,
        _name(place, award),
        *_recipient(register, award),
        award.instrument[1],
        award.instrument[0],
        f"{award.amount},00",
        award.day.strftime("%d.%m.%Y"),
        f"IN {county}",
        *_industry(award.activity),
        award.instrument[4],
    )


def _without_place(
    rng: np.random.Generator, register: Register, fair: Floats, size: float
) -> Iterator[tuple[str, ...]]:
    """Give awards for a whole county, and for several municipalities at once."""
    wide, several = max(3, round(30 * size)), max(4, round(60 * size))
    rows = rng.choice(len(fair), wide + several, p=fair).tolist()
    first, last = date(2010, 1, 4), date(2018, 12, 21)
    for number, award in enumerate(_awards(rng, register, rows, first, last)):
        line = _line_of_2018(register, award)
        if number < wide:
            yield (line[0], line[0], *line[2:])
        else:
            yield ("Flere fylker/Utland", "Flere kommuner", *line[2:])


_APPLICATIONS = 800
_PROGRAMMES = (
    ("Stort program energi", "ENERGIX", "Teknologi", "Maskinfag"),
    ("Bærekraftig verdiskap mat/biobaser", "BIONÆR", "Landbruks- og fiskerifag", "Landbruksfag"),
    ("Brukerstyrt innovasjonsarena", "BIA", "Teknologi", "Materialteknologi"),
    ("IKT og digital innovasjon", "IKTPLUSS", "Teknologi", "Informasjonsteknologi"),
    ("Gode og effektive helsetjenester", "HELSEVEL", "Medisin og helsefag", "Helsefag"),
)
_COUNTY_2024 = {
    "03": "Oslo", "11": "Rogaland", "15": "Møre og Romsdal", "18": "Nordland", "31": "Østfold",
    "32": "Akershus", "33": "Buskerud", "34": "Innlandet", "39": "Vestfold", "40": "Telemark",
    "42": "Agder", "46": "Vestland", "50": "Trøndelag", "55": "Troms", "56": "Finnmark",
}  # fmt: skip


def sector_of(division: str, form: str) -> tuple[str, str, str]:
    """Give the research sector of an organisation: code, name, category."""
    if division == "M72":
        return "INS", "Instituttsektor", "Øvrige forskningsinstitutter"
    if division == "P85":
        return "UoH", "UoH-sektor", "Universiteter"
    if division == "Q86" and form == "KF":
        return "HEL", "Helseforetak", "Øvrige helseforetak"
    if form in ("KF", "FLI"):
        return "DIV", "Øvrige", "Øvrige offentlige"
    return "NÆR", "Næringsliv", "Næringsliv"


def write_applications(
    folder: Folder, rng: np.random.Generator, register: Register, size: float, *, is_planted: bool
) -> tuple[AreaText, ...]:
    """Write applications to the research council, most of them rejected.

    The first have titles of which it is known which areas they belong to.
    """
    known = {row: register.activity(row) for row in register.leaders}
    fitting = {row: activity for row, activity in known.items() if activity is not None}
    leaders = np.array(list(fitting))
    weights = usual_size(register)[leaders]
    count = max(40, round(_APPLICATIONS * size))
    rows = rng.choice(leaders, count, p=weights / weights.sum()).tolist()
    years = rng.integers(2012, 2020, count).tolist()
    chance = rng.random((count, 4))
    amounts = np.rint(np.exp(15.3 + 0.7 * rng.standard_normal(count)) / 1000) * 1000
    lines = [
        _application(
            register, row, fitting[row], 300_100 + 3 * at, years[at], chance[at], float(amounts[at])
        )
        for at, row in enumerate(rows)
    ]
    told: list[AreaText] = []
    if is_planted:
        for at, row in enumerate(packaged("area_titles.csv")[: len(lines)]):
            lines[at] = (lines[at][0], row["title"], *lines[at][2:])
            areas = tuple(row["area_ids"].split())
            told.append(AreaText("forskningsradet_soknader", lines[at][0], areas))
    name = "forskningsradet/soknader2.csv"
    folder.table(name, "soknader2", lines)
    folder.enter("forskningsradet_soknader", name, "Norges forskningsråd", "2020-10")
    return tuple(told)


def _application(
    register: Register,
    row: int,
    activity: Activity,
    number: int,
    year: int,
    chance: Floats,
    amount: float,
) -> tuple[str, ...]:
    company, place = register.companies[row], register.place(row)
    phase = "Avslag"
    if chance[0] < 0.36:
        phase = "Avsluttet" if year < 2017 else "Bevilgning"
    elif year == 2019 and chance[0] < 0.5:
        phase = "Vurderes"
    awarded = round(amount * (0.7 + 0.3 * chance[1]), -3)
    programme = _PROGRAMMES[int(chance[2] * len(_PROGRAMMES))]
    sector = sector_of(activity.division, company.form)
    county = place.code_2024[:2]
    title = f"Prøveprosjekt {number}: {activity.name.lower()}"
    if chance[3] < 0.05:
        title += "\nDel to"
    return (
        str(number),
        title,
        f"{year}-10-10 13:00:00",
        f"{year}-10-{int(chance[3] * 9) + 1:02d} 00:00:00",
        str(1253970000000 + number),
        programme[1],
        f"{programme[1]} høst {year}",
        "Prosjektstøtte",
        "Innovasjonsprosjekt" if sector[0] == "NÆR" else "Forskerprosjekt",
        "Innovasjonsprosjekt i næringslivet" if sector[0] == "NÆR" else "Fornyelse",
        str(year + 1),
        str(year + 4),
        phase,
        str(year + 1),
        str(year + 4),
        "",
        "Organisasjon",
        company.name,
        "",
        "0" if chance[1] > 0.97 else company.number,
        "601",
        "00",
        sector[1],
        sector[2],
        place.name_2024,
        place.code_2024,
        _COUNTY_2024[county],
        county,
        "",
        "1",
        "Programmer",
        "4",
        "Store programmer",
        programme[0],
        programme[1],
        programme[2],
        programme[3],
        programme[3],
        "0.0",
        "0.0",
        f"{amount:.1f}",
        f"{awarded:.1f}" if phase in ("Avsluttet", "Bevilgning") else "0.0",
    )
