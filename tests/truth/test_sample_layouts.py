"""What the sample's key says is in the sample's files: counted again from the files themselves.

The figures are computed here with the csv module and arithmetic; nothing of the program that
wrote the files is used, except its readers where the test is about them.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from samspill import catalogue
from samspill.sample import AnswerKey, write_null_sample, write_sample
from samspill.sample.municipalities import municipalities
from samspill.store import Vault

YEARS = (2018, 2019, 2020)


def rows(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


@dataclass(frozen=True)
class Establishment:
    number: str
    place: str | None
    division: str
    has_employees: bool
    employees: int | None


@dataclass(frozen=True)
class Sample:
    """A sample's folder, its key, and its register in municipalities of 2024."""

    folder: Path
    key: AnswerKey
    register: dict[int, list[Establishment]]
    place_2024: dict[str, str | None]
    section: dict[str, str]


def read_sample(folder: Path, key: AnswerKey) -> Sample:
    section = {
        row["Nace_2_nr"]: row["Nace_1_nr"]
        for row in rows(folder / "klass/standard_for_naeringsgruppering_SN2007.csv")
    }
    places = to_2024(rows(folder / "klass/klass131_changes.csv"))
    # Statistics Norway: Haram left Ålesund in 2024 with what it was before they merged in 2020,
    # so the old Ålesund is the Ålesund of today, and of 1507 nothing can be told
    places["1504"], places["1507"] = "1508", None
    register = {}
    for year in YEARS:
        register[year] = [
            Establishment(
                row["organisasjonsnummer"],
                places.get(code := row["beliggenhetsadresse.kommunenummer"], code),
                section.get(head := row["naeringskode1.kode"][:2], "") + head,
                row["harRegistrertAntallAnsatte"] == "true",
                int(row["antallAnsatte"]) if row["antallAnsatte"] else None,
            )
            for row in rows(folder / f"brreg/underenheter_{year}.csv.gz")
        ]
    return Sample(folder, key, register, places, section)


def to_2024(changes: list[dict[str, str]]) -> dict[str, str | None]:
    """Follow the changes of codes from 2017 on; codes do not come back in these years."""
    step = {
        row["from_code"]: row["to_code"]
        for row in changes
        if row["changeOccurred"] > "2016" and row["from_code"] != row["to_code"]
    }
    found: dict[str, str | None] = {}
    for code in step:
        last = code
        while last in step:
            last = step[last]
        found[code] = last
    return found


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    return read_sample(folder, write_sample(folder))


@pytest.fixture(scope="module")
def null(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("null")
    return read_sample(folder, write_null_sample(folder))


def quotients(register: list[Establishment], *, withheld: int = 0) -> dict[tuple[str, str], float]:
    """Location quotients of employees; `withheld` persons for each number that is withheld."""
    cell: Counter[tuple[str, str]] = Counter()
    for one in register:
        if one.place is not None and one.has_employees:
            cell[one.place, one.division] += withheld if one.employees is None else one.employees
    place: Counter[str] = Counter()
    division: Counter[str] = Counter()
    for (p, a), persons in cell.items():
        place[p] += persons
        division[a] += persons
    total = sum(cell.values())
    return {
        (p, a): (persons / place[p]) / (division[a] / total)
        for (p, a), persons in cell.items()
        if place[p] and division[a]
    }


# every file is what its publisher's reader takes


def test_every_file_reads_and_nothing_is_lost(sample: Sample, tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    listed = tomllib.loads((sample.folder / "sources.toml").read_text(encoding="utf-8"))["file"]
    kept: Counter[str] = Counter()
    for entry in listed:
        raw = vault.add(
            sample.folder / entry["path"],
            source=entry["source"],
            name=Path(entry["path"]).name,
            vintage=entry["vintage"],
            publisher=entry["publisher"],
            licence=entry["licence"],
            origin="sample",
        )
        received = read = 0.0
        for part in catalogue.source_module(entry["source"]).read(raw):
            received += part.received["rows"]
            read += part.kept.num_rows
            kept[part.table] += part.kept.num_rows
            if part.rejected is not None:
                read += part.rejected.num_rows
        assert read == received > 0, entry["path"]
    assert kept["establishments"] == sum(len(sample.register[year]) for year in YEARS)
    assert kept["population"] == 2 * 136
    assert kept["units"] > 14_000
    assert 10_000 < kept["grants"] < 11_000
    assert 500 < kept["project_participations"] < 700
    assert kept["applications"] == 800
    # 7 regions of Norway and 49 others, and Norway; 3 measures, 7 years
    assert kept["industry_statistics"] % (57 * 3 * 7) == 0


def test_the_register_is_heavy_tailed(sample: Sample) -> None:
    for year in YEARS:
        stated = [one.employees for one in sample.register[year] if one.employees is not None]
        assert 12_000 <= len(sample.register[year]) <= 20_000
        assert 1 <= sum(persons > 500 for persons in stated) <= 40
        largest = sorted(stated)[-len(stated) // 100 :]
        assert sum(largest) > 0.08 * sum(stated)


# strengths


def test_realised_quotients_are_those_of_the_files(sample: Sample) -> None:
    assert len(sample.key.strengths) == 81
    for at, year in enumerate(YEARS):
        stated = quotients(sample.register[year])
        counted = quotients(sample.register[year], withheld=2)
        inside: dict[tuple[str | None, str], list[Establishment]] = defaultdict(list)
        for one in sample.register[year]:
            inside[one.place, one.division].append(one)
        for strength in sample.key.strengths:
            cell = (strength.place_code, strength.activity_code)
            said = strength.years[at]
            assert said.year == year
            assert said.lq == pytest.approx(stated[cell], rel=1e-9)
            assert said.lq_counted == pytest.approx(counted[cell], rel=1e-9)
            own = [one for one in inside[cell] if one.has_employees]
            assert said.employees == sum(one.employees or 0 for one in own)
            assert said.establishments == len(own)
            assert said.withheld == sum(one.employees is None for one in own)


def test_planted_strengths_reach_their_targets(sample: Sample) -> None:
    for strength in sample.key.strengths:
        last = strength.years[-1]
        assert last.lq >= 0.99 * strength.target_lq
        # a place in which fifty employees are not too many comes out as it was aimed at
        if last.employees > 90 and not strength.is_growing:
            assert last.lq == pytest.approx(strength.target_lq, rel=0.03)
        for year in strength.years:
            assert year.employees >= 50
            assert year.establishments - year.withheld >= 5


def test_growing_strengths_grow_and_the_others_do_not(sample: Sample) -> None:
    assert len(sample.key.growing) == 9
    for strength in sample.key.strengths:
        employees = [year.employees for year in strength.years]
        growth = employees[-1] / employees[0]
        if strength.is_growing:
            assert employees == sorted(employees)
            assert growth > 1.25
        else:
            assert growth == 1.0


def test_the_division_of_labour_is_that_of_the_report(sample: Sample) -> None:
    cells = sample.key.cells
    assert {("0301", "J62"), ("0301", "J59"), ("3303", "C26"), ("3443", "C29")} <= cells
    assert {("3411", "C10"), ("3420", "C16"), ("3421", "I55"), ("4001", "C20")} <= cells
    oslo = {activity[0] for place, activity in cells if place == "0301"}
    assert oslo <= set("JKMR")


def dependence(sample: Sample, year: int, *, besides_planted: bool) -> float:
    """Give the p-value of a chi-square test that place and division are independent."""
    codes = [one for one in sample.register[year] if one.place and one.division != "00"]
    if besides_planted:
        planted_places = {place for place, _ in sample.key.cells}
        codes = [one for one in codes if one.place not in planted_places]
    places, divisions = Counter(o.place for o in codes), Counter(o.division for o in codes)
    few_places = [code for code, count in places.items() if count >= 100]
    few_divisions = [code for code, count in divisions.items() if count >= 150]
    table = np.zeros((len(few_places), len(few_divisions)))
    for one in codes:
        if one.place in few_places and one.division in few_divisions:
            table[few_places.index(one.place), few_divisions.index(one.division)] += 1
    assert table.size > 100
    return float(chi2_contingency(table).pvalue)


def test_where_nothing_was_planted_establishments_fall_at_random(
    sample: Sample, null: Sample
) -> None:
    assert dependence(null, 2020, besides_planted=False) > 0.001
    assert dependence(sample, 2020, besides_planted=True) > 0.001
    # and the test can tell
    assert dependence(sample, 2020, besides_planted=False) < 1e-9


def test_withheld_cells_state_no_employees(sample: Sample) -> None:
    assert len(sample.key.withheld) > 20
    cells = {(one.place_code, one.activity_code): one.establishments for one in sample.key.withheld}
    assert cells.keys().isdisjoint(sample.key.cells)
    always: dict[tuple[str | None, str], set[str]] = {}
    for year in YEARS:
        here: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for one in sample.register[year]:
            # the code of 2020 that was split later is Ålesund all the same
            place = "1508" if one.place is None else one.place
            if (place, one.division) in cells and one.has_employees:
                assert one.employees is None
                here[place, one.division].add(one.number)
        always = {cell: here[cell] & always.get(cell, here[cell]) for cell in cells}
    assert {cell: len(numbers) for cell, numbers in always.items()} == cells


def test_rows_of_a_split_municipality_are_counted(sample: Sample) -> None:
    (said,) = sample.key.set_aside
    here = [one for one in sample.register[2020] if one.place is None]
    assert (said.file, said.place_code) == ("brreg/underenheter_2020.csv.gz", "1507")
    assert said.rows == len(here)
    assert said.employees == sum(one.employees or 0 for one in here)
    assert all(one.place is not None for one in sample.register[2019])


# support


def grants(sample: Sample) -> list[dict[str, str]]:
    return rows(sample.folder / "innovasjon_norge/tildelinger_2010_2018.csv.gz")


def test_gaps_and_bets_are_in_the_grants(sample: Sample) -> None:
    # a name that two municipalities have had, or one whose places lie in two today, tells no place
    today: defaultdict[str, set[str | None]] = defaultdict(set)
    for unit in rows(sample.folder / "klass/klass131_units.csv"):
        if unit["validTo"] == "NA" or unit["validTo"] > "2010":
            today[unit["label"]].add(sample.place_2024.get(unit["code"], unit["code"]))
    code = {name: place for name, (place, *others) in today.items() if not others}
    seen: set[tuple[str, ...]] = set()
    found: Counter[tuple[str, str]] = Counter()
    for row in grants(sample):
        place = code.get(row["Kommunenavn"])
        division = sample.section[row["Næring"][:2]] + row["Næring"][:2]
        # an exact repeat is not counted, nor a row for the whole of Oslo or another county
        if place is None or tuple(row.values()) in seen:
            continue
        seen.add(tuple(row.values()))
        found[place, division] += 1
    wide = Counter(
        sample.section[row["Næring"][:2]] + row["Næring"][:2]
        for row in grants(sample)
        if row["Kommunenavn"] == row["Fylkesnavn"]
    )
    assert len(sample.key.gaps) == len(sample.key.bets) == 4
    for cell in (*sample.key.gaps, *sample.key.bets):
        counted = found[cell.place_code, cell.activity_code]
        # in Oslo county and municipality have one name, so some thirty rows cannot be told apart
        spare = wide[cell.activity_code] if cell.place_code == "0301" else 0
        assert cell.awards <= counted <= cell.awards + spare
    assert {(one.place_code, one.activity_code) for one in sample.key.gaps} <= sample.key.cells
    for gap in sample.key.gaps:
        assert gap.expected_awards > 5
        assert gap.awards < 0.5 * gap.expected_awards
    for bet in sample.key.bets:
        assert (bet.place_code, bet.activity_code) not in sample.key.cells
        assert bet.awards > 8 * bet.expected_awards


def test_awards_otherwise_follow_employees(sample: Sample) -> None:
    """Deal as many awards by employees as fell: sums by section are near, chance aside."""
    planted = {(one.place_code, one.activity_code) for one in sample.key.gaps + sample.key.bets}
    sections = {activity[0] for _, activity in planted}
    persons: Counter[str] = Counter()
    for one in sample.register[2018]:
        persons[one.division[0]] += one.employees or 0
    found = Counter(sample.section[row["Næring"][:2]] for row in grants(sample))
    untouched = sorted(persons.keys() - sections - {"0"})
    awards = sum(found[section] for section in untouched)
    total = sum(persons[section] for section in untouched)
    chi_square = sum(
        (found[s] - awards * persons[s] / total) ** 2 / (awards * persons[s] / total)
        for s in untouched
    )
    # the 99.9 % point of chi-square with 15 degrees of freedom (printed tables)
    assert len(untouched) <= 16
    assert chi_square < 37.7


def test_two_awards_are_repeated_exactly(sample: Sample) -> None:
    counts = Counter(tuple(row.values()) for row in grants(sample))
    assert sorted(counts.values())[-3:] == [1, 2, 2]


def test_municipalities_are_named_as_they_were_on_the_day(sample: Sample) -> None:
    names = defaultdict(set)
    counties = defaultdict(set)
    for row in grants(sample):
        year = 2000 + int(row["Innvilget.dato"][-2:])
        names[year].add(row["Kommunenavn"])
        counties[year].add(row["Fylkesnavn"])
    before = set().union(*(names[year] for year in range(2010, 2018)))
    assert {"Nøtterøy", "Tjøme", "Hof", "Lardal", "Andebu"} <= before
    assert "Færder" not in before
    assert "Nøtterøy" not in names[2018]
    assert "Trøndelag" not in set().union(*(counties[year] for year in range(2010, 2018)))
    assert "Sør-Trøndelag" not in counties[2018]
    assert "Møre Og Romsdal" in counties[2014]
    nes = {row["Fylkesnavn"] for row in grants(sample) if row["Kommunenavn"] == "Nes"}
    assert nes == {"Akershus", "Buskerud"}
    våler = {row["Fylkesnavn"] for row in grants(sample) if row["Kommunenavn"] == "Våler"}
    assert våler <= {"Østfold", "Hedmark"}
    assert våler


def test_most_applications_are_rejected_and_get_nothing(sample: Sample) -> None:
    found = rows(sample.folder / "forskningsradet/soknader2.csv")
    phases = Counter(row["prosjektfase"] for row in found)
    assert set(phases) == {"Avslag", "Avsluttet", "Bevilgning", "Vurderes"}
    assert 0.5 < phases["Avslag"] / len(found) < 0.7
    for row in found:
        is_awarded = row["prosjektfase"] in ("Avsluttet", "Bevilgning")
        assert (float(row["tildelt_belop"]) > 0) == is_awarded
        assert float(row["tildelt_belop"]) <= float(row["sokt_belop"])


# projects


def partners(sample: Sample) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    path = sample.folder / "forskningsradet/bevilgningereu_dataset.csv.gz"
    for row in rows(path, delimiter=";"):
        found[row["Prosjektnr"]].append(row["Organisasjonsnummer"])
    return found


def test_communities_work_within_themselves(sample: Sample) -> None:
    found = partners(sample)
    # those of the communities, of single actors and of pairs come first; clusters meet in the rest
    first = 4 * 32 + 60 + 30
    assert sum(int(number) < 880_100 + 7 * first for number in found) == first
    assert len(found) > first
    brokers = {broker.actor for broker in sample.key.brokers}
    assert len(sample.key.communities) == 4
    actors = [set(community.actors) for community in sample.key.communities]
    assert all(a.isdisjoint(b) for a, b in itertools.combinations(actors, 2))
    for community, own in zip(sample.key.communities, actors, strict=True):
        assert len(own) == 12
        assert set(community.projects) == {p for p, those in found.items() if own & set(those)}
        for project in community.projects:
            assert set(found[project]) <= own | brokers


def test_brokers_sit_between_two_communities_and_nowhere_else(sample: Sample) -> None:
    found = partners(sample)
    of_project = {
        project: community.name
        for community in sample.key.communities
        for project in community.projects
    }
    assert len(sample.key.brokers) == 3
    for broker in sample.key.brokers:
        theirs = Counter(
            of_project.get(project) for project, those in found.items() if broker.actor in those
        )
        assert theirs == dict.fromkeys(broker.communities, 6)


def test_no_project_of_a_community_crosses_the_thin_border(sample: Sample) -> None:
    path = sample.folder / "forskningsradet/bevilgningereu_dataset.csv.gz"
    county_of = {one.code_2020.lstrip("0"): one.code_2024[:2] for one in municipalities()}
    inside = {project for one in sample.key.communities for project in one.projects}
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(path, delimiter=";"):
        if row["Prosjektnr"] in inside and row["Adresse kommunenummer"]:
            found[row["Prosjektnr"]].add(county_of[row["Adresse kommunenummer"]])
    (border,) = sample.key.thin_borders
    sides = {border.county_a, border.county_b}
    assert sum(border.county_a in counties for counties in found.values()) > 20
    assert sum(border.county_b in counties for counties in found.values()) > 20
    assert not any(sides <= counties for counties in found.values())


def test_projects_are_irregular_where_the_publisher_is(sample: Sample) -> None:
    found = rows(sample.folder / "forskningsradet/bevilgningereu_dataset.csv.gz", delimiter=";")
    pairs = Counter((row["Prosjektnr"], row["Organisasjonsnummer"]) for row in found)
    assert sorted(pairs.values())[-2:] == [1, 2]
    assert sum(row["Adresse kommunenummer"] == "" for row in found) == len(
        range(5, len(found), 150)
    )
    assert "301" in {row["Adresse kommunenummer"] for row in found}


# Europe


def test_european_strengths_have_their_quotients(sample: Sample) -> None:
    path = sample.folder / "eurostat/sbs_r_nuts06_r2.tsv.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    years = [int(cell) for cell in lines[0].split("\t")[1:]]
    assert years == list(range(2014, 2007, -1))
    persons: dict[int, dict[tuple[str, str], float]] = {year: {} for year in years}
    for line in lines[1:]:
        first, *cells = line.split("\t")
        activity, measure, region = first.split(",")
        if measure != "V16110" or region == "NO0":
            continue
        for year, cell in zip(years, cells, strict=True):
            value = cell.split(" ")[0]
            if value != ":":
                persons[year][region, activity] = float(value)
    assert len(sample.key.europe) == 18
    for year in years:
        given = persons[year]
        total = sum(given.values())
        for one in sample.key.europe:
            quotient_of = (one.place_code, one.activity_code)
            in_place = sum(v for (p, _), v in given.items() if p == one.place_code)
            in_activity = sum(v for (_, a), v in given.items() if a == one.activity_code)
            lq = given[quotient_of] / in_place / (in_activity / total)
            assert lq == pytest.approx(one.target_lq, rel=0.01)
