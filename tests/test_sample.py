"""The sample: the same bytes for the same seed, nothing real but the places, nobody a person."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import itertools
import os
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from samspill.errors import UsageError
from samspill.region import check_region, load_region
from samspill.sample import AnswerKey, write_null_sample, write_sample
from samspill.sample.municipalities import municipalities, on
from samspill.sample.organisations import is_invented, numbers

_REAL = Path(
    os.environ.get("SAMSPILL_REAL_DATA") or Path(__file__).resolve().parents[1] / "../shared/data"
)
needs_real_data = pytest.mark.skipif(
    not _REAL.is_dir(), reason="the publishers' real files are not beside the project"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder, seed=7, size=0.2)
    return folder


def rows(path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> list[dict[str, str]]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = io.StringIO(content.decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def register(folder: Path, year: int) -> list[dict[str, str]]:
    return rows(folder / f"brreg/underenheter_{year}.csv.gz")


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    key = write_sample(tmp_path / "again", seed=7, size=0.2)
    assert digests(tmp_path / "again") == digests(small)
    assert key == AnswerKey.read(small)


def test_another_seed_gives_other_invented_files_and_the_same_facts(
    small: Path, tmp_path: Path
) -> None:
    write_sample(tmp_path, seed=8, size=0.2)
    mine, other = digests(small), digests(tmp_path)
    assert mine.keys() == other.keys()
    same = {name for name in mine if mine[name] == other[name]}
    # municipalities, activity codes, populations and the list of files do not hang on the seed
    assert {name for name in same if not name.startswith("profile/")} == {
        "klass/klass131_changes.csv",
        "klass/klass131_units.csv",
        "klass/standard_for_naeringsgruppering_SN2007.csv",
        "sources.toml",
        "ssb/Personer2020.csv",
        "ssb/Personer2021.csv",
    }


@pytest.mark.parametrize("size", [0.0, 0.05, 5.0, -1.0, float("nan")])
def test_a_size_out_of_range_is_refused(size: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"give a size from 0\.1 to 4"):
        write_sample(tmp_path, size=size)
    assert list(tmp_path.iterdir()) == []


def test_every_file_is_listed_as_sample_data(small: Path) -> None:
    listed = tomllib.loads((small / "sources.toml").read_text(encoding="utf-8"))["file"]
    assert all(one["is_sample"] is True for one in listed)
    assert all("sample data" in one["publisher"] for one in listed)
    # beside the publishers' files lie the list, the key and the sample's own profile
    on_disk = {
        name
        for name in set(digests(small)) - {"sources.toml", "answer_key.json"}
        if not name.startswith("profile/")
    }
    assert {one["path"] for one in listed} == on_disk
    assert len(listed) == len(on_disk)


def test_numbers_have_the_check_digit_of_modulus_11() -> None:
    given = list(itertools.islice(numbers(np.random.default_rng(1)), 2_000))
    assert len(set(given)) == len(given)
    for number in given:
        # the whole number, with weight 1 on the check digit, is a multiple of 11
        weighed = sum(int(d) * w for d, w in zip(number, (3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True))
        assert weighed % 11 == 0
        assert is_invented(number)


def test_every_organisation_number_in_the_files_is_invented(small: Path) -> None:
    found = set()
    for year in (2018, 2019, 2020):
        for row in register(small, year):
            found |= {row["organisasjonsnummer"], row["overordnetEnhet"]}
    found |= {row["organisasjonsnummer"] for row in rows(small / "brreg/enheter_2020.csv.gz")}
    projects = rows(small / "forskningsradet/bevilgningereu_dataset.csv.gz", delimiter=";")
    found |= {row["Organisasjonsnummer"] for row in projects}
    applications = rows(small / "forskningsradet/soknader2.csv")
    found |= {row["organisasjonsnummer"] for row in applications} - {"0"}
    grants = rows(small / "innovasjon_norge/tildelinger_2010_2018.csv.gz")
    found |= {row["Org.nr"] for row in grants if len(row["Org.nr"]) == 9}
    assert len(found) > 3_000
    assert all(is_invented(number) for number in found)


@needs_real_data
def test_no_real_organisation_has_a_number_or_a_name_of_the_sample(small: Path) -> None:
    taken, names = set(), set()
    for name in ("enheter", "underenheter"):
        for row in rows(_REAL / f"brreg/{name}.csv.gz"):
            taken |= {row["organisasjonsnummer"], row["overordnetEnhet"]}
            names.add(row["navn"])
    for row in rows(_REAL / "innovasjon_norge/tildelinger_2010_2018.csv.gz"):
        taken.add(row["Org.nr"])
        names.add(row["Navn"].upper())
    real = {number for number in taken if len(number) == 9}
    assert len(real) > 10_000
    assert not any(is_invented(number) for number in real)
    ours = {row["navn"] for row in rows(small / "brreg/enheter_2020.csv.gz")}
    assert (ours - {"(PERSONFORETAK)"}).isdisjoint(names)


def test_an_establishment_exists_once_a_year_and_keeps_its_number(small: Path) -> None:
    years = [
        Counter(row["organisasjonsnummer"] for row in register(small, year))
        for year in (2018, 2019, 2020)
    ]
    assert all(max(year.values()) == 1 for year in years)
    stayed = years[0].keys() & years[2].keys()
    assert len(stayed) > 0.85 * len(years[0])
    assert years[2].keys() - years[0].keys()
    assert years[0].keys() - years[2].keys()


def test_fewer_than_five_employees_are_withheld(small: Path) -> None:
    for year in (2018, 2019, 2020):
        here = register(small, year)
        stated = [int(row["antallAnsatte"]) for row in here if row["antallAnsatte"]]
        assert min(stated) == 5
        assert max(stated) > 100
        kinds = Counter(
            (row["harRegistrertAntallAnsatte"], bool(row["antallAnsatte"])) for row in here
        )
        # with employees and a number, with employees and none, without employees
        assert set(kinds) == {("true", True), ("true", False), ("false", False)}
        assert 0.2 < kinds["true", False] / len(here) < 0.5


def test_establishments_are_where_municipalities_were_in_the_year(small: Path) -> None:
    for year in (2018, 2019, 2020):
        known = on(year)
        found = {
            (
                row["beliggenhetsadresse.kommunenummer"],
                row["beliggenhetsadresse.kommune"],
            )
            for row in register(small, year)
        }
        assert found <= {(code, name.upper()) for code, name in known.items()}
    # Asker, Røyken and Hurum were three municipalities until 2020
    assert {one.code_2020 for one in municipalities() if one.code_2018 in _ASKER} == {"3025"}
    before = {row["beliggenhetsadresse.kommunenummer"] for row in register(small, 2019)}
    after = {row["beliggenhetsadresse.kommunenummer"] for row in register(small, 2020)}
    assert before >= _ASKER
    assert after.isdisjoint(_ASKER)
    assert "3025" in after


_ASKER = {"0220", "0627", "0628"}


def test_nobody_in_the_files_is_a_person(small: Path) -> None:
    for row in rows(small / "brreg/enheter_2020.csv.gz"):
        if row["organisasjonsform.kode"] == "ENK":
            assert row["navn"] == "(PERSONFORETAK)"
        else:
            assert row["navn"].endswith((" AS", " SA", " KF", " STIFTELSE", " FORENING"))
    grants = rows(small / "innovasjon_norge/tildelinger_2010_2018.csv.gz")
    hidden = [row for row in grants if row["Navn"] == "(personforetak)"]
    assert hidden
    assert all(len(row["Org.nr"]) < 9 for row in hidden)
    applications = rows(small / "forskningsradet/soknader2.csv")
    assert {row["prosjektansvarlig_type"] for row in applications} == {"Organisasjon"}
    assert {row["prosjektleder_kjonn"] for row in applications} == {""}


def test_purposes_hold_line_breaks_as_the_register_does(small: Path) -> None:
    purposes = [row["vedtektsfestetFormaal"] for row in rows(small / "brreg/enheter_2020.csv.gz")]
    assert any("\n" in purpose for purpose in purposes)
    assert any("programvare" in purpose for purpose in purposes)


def test_there_are_152_municipalities_with_known_paths() -> None:
    known = {one.code_2018: one for one in municipalities()}
    assert len(known) == 137 + 15
    # as written down in the profile's sources, one of each kind
    assert (known["0101"].code_2020, known["0101"].code_2024) == ("3001", "3101")
    assert (known["0711"].code_2020, known["0711"].name_2024) == ("3005", "Drammen")
    assert (known["1902"].code_2020, known["1902"].code_2024) == ("5401", "5501")
    assert known["0616"].name(2018) == "Nes"
    assert known["0616"].name(2020) == "Nesbyen"
    assert known["5001"].name(2020) == "Trondheim"
    assert known["2004"].code(2019) == "2004"
    assert known["2004"].code(2023) == "5406"
    assert known["2004"].code(2024) == "5603"


@needs_real_data
def test_every_change_of_a_municipality_is_a_real_one(small: Path) -> None:
    def changes(path: Path) -> set[tuple[str, str, str]]:
        return {(row["from_code"], row["to_code"], row["changeOccurred"]) for row in rows(path)}

    ours = changes(small / "klass/klass131_changes.csv")
    assert len(ours) > 240
    assert ours <= changes(_REAL / "klass/klass131_changes_1838_2024.csv")


@needs_real_data
def test_headers_are_the_publishers_own(small: Path) -> None:
    pairs = {
        "brreg/underenheter_2018.csv.gz": ("brreg/underenheter.csv.gz", ","),
        "brreg/enheter_2020.csv.gz": ("brreg/enheter.csv.gz", ","),
        "innovasjon_norge/tildelinger_2010_2018.csv.gz": (None, ","),
        "forskningsradet/bevilgningereu_dataset.csv.gz": (None, ";"),
        "forskningsradet/soknader2.csv": ("forskningsradet/soknader2_sample.csv", ","),
        "klass/standard_for_naeringsgruppering_SN2007.csv": (None, ","),
        "klass/klass131_changes.csv": ("klass/klass131_changes_1838_2024.csv", ","),
        "klass/klass131_units.csv": ("klass/klass131_units_1838_2024.csv.gz", ","),
    }
    for ours, (theirs, delimiter) in pairs.items():
        mine = rows(small / ours, delimiter=delimiter)[0].keys()
        assert list(mine) == list(rows(_REAL / (theirs or ours), delimiter=delimiter)[0])


@needs_real_data
def test_activity_codes_are_real_ones(small: Path) -> None:
    real = {
        row["Nace_5_nr"] for row in rows(_REAL / "klass/standard_for_naeringsgruppering_SN2007.csv")
    }
    used = {row["naeringskode1.kode"] for row in register(small, 2018)} - {"00.000"}
    assert len(used) > 200
    assert used <= real


def test_populations_are_those_of_the_municipalities_of_2020(small: Path) -> None:
    text = (small / "ssb/Personer2020.csv").read_text(encoding="latin-1")
    found: Counter[str] = Counter()
    for line in text.splitlines()[1:]:
        region, _, persons = line.split("\t")
        found[region.strip('"')] += int(persons)
    # Statistics Norway, table 07459: 693,494 and 101,386 on 1 January 2020, rounded to hundreds
    assert found["K-0301 Oslo"] == 693_500
    assert found["K-3005 Drammen"] == pytest.approx(101_400, abs=300)
    assert found["K-Rest Divided municalities and unknown"] == 0
    assert len(found) == len(on(2020)) + 1


def test_a_sample_without_planting_has_the_same_files_and_an_empty_key(
    small: Path, tmp_path: Path
) -> None:
    key = write_null_sample(tmp_path, seed=7, size=0.2)
    assert digests(tmp_path).keys() == digests(small).keys()
    assert not key.is_planted
    assert key == AnswerKey.read(tmp_path)
    planted = (key.strengths, key.gaps, key.bets, key.communities, key.brokers, key.europe)
    assert planted == ((),) * 6
    assert key.thin_borders == ()
    assert key.cells == frozenset()


def test_the_sample_has_a_profile_of_its_own_that_is_in_order(small: Path) -> None:
    assert [one for one in check_region(small / "profile") if not one.is_note] == []
    region = load_region(small / "profile")
    assert region.id == "osloregionen"
    assert {one.source for one in region.clusters} == {"Samspill (oppdiktet, invented)"}
    assert all(is_invented(one.organisation_number) for one in region.cluster_members)
    numbers_of = [one.organisation_number for one in region.cluster_members]
    assert len(numbers_of) == len(set(numbers_of))  # nobody is in two clusters
    real = {one.id for one in load_region("osloregionen").clusters}
    assert not real & {one.id for one in region.clusters}
