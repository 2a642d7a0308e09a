"""Norwegian participations in H2020; projects and organisations are invented."""

from __future__ import annotations

from datetime import date

import pytest

from samspill.errors import DataError, EncodingError, HeaderError
from samspill.sources.forskningsradet_eu import SOURCE, fetch, read
from samspill.tables import table

HEADER = (
    "Rammeprogram;Traktat kode (H2020);Programområde (H2020);Program (H2020);Prosjektnr;"
    "Prosjektnavn;Kontrakt signeringsdato;Kontrakt startdato;Kontrakt sluttdato;"
    "Organisasjonsnummer;Organisasjonsnavn;Organisasjon rolle;FoU sektor;"
    "Adresse kommunenummer;Adresse fylkenummer;Innvilget beløp organisasjon EUR\n"
)
GOOD = HEADER + (
    "H2020;;Societal Challenges;Prøveprogrammet;951956;Prøver for alle;25.05.2020 00:00;"
    "01.06.2020 00:00;31.05.2024 00:00;999999999;PRØVESENTERET AS;COORDINATOR;Instituttsektor;"
    "301;3;3518202.75\n"
    "H2020;;Societal Challenges;Prøveprogrammet;951956;Prøver for alle;25.05.2020 00:00;"
    "01.06.2020 00:00;31.05.2024 00:00;999999999;PRØVESENTERET AS;PARTICIPANT;Instituttsektor;"
    "1103;11;626199.99999984\n"
    "H2020;EURATOM;;;123;Uten kommune;06.09.2019 00:00;;;;ukjent;PARTICIPANT;ukjent;;;0\n"
)


def test_a_row(raw_file, whole):
    raw = raw_file(GOOD)
    kept, _, _ = whole(read(raw))
    assert kept.schema == table("project_participations").schema
    assert kept.to_pylist()[0] == {
        "source": "forskningsradet_eu",
        "project_id": "951956",
        "project_title": "Prøver for alle",
        "programme": "Prøveprogrammet",
        "date": date(2020, 5, 25),
        "started_on": date(2020, 6, 1),
        "ended_on": date(2024, 5, 31),
        "organisation_number": "999999999",
        "pic": None,
        "vat_number": None,
        "organisation_name": "PRØVESENTERET AS",
        "sector": "Instituttsektor",
        "role": "coordinator",
        "country_code": "NO",
        "county_code": "03",
        "municipality_code": "0301",
        "place_code": None,
        "amount_eur": 3518202.75,
        "file_sha256": raw.sha256,
        "source_row": 1,
    }


def test_one_organisation_twice_in_a_project_is_two_participations(raw_file, whole):
    kept, received, rejected = whole(read(raw_file(GOOD, packed=True)))
    assert kept["source_row"].to_pylist() == [1, 2, 3]
    assert received["rows"] == 3
    assert received["amount_eur"] == pytest.approx(4144402.74999984, abs=1e-6)
    assert rejected == []


def test_what_the_file_does_not_know_is_null(raw_file, whole):
    kept, _, _ = whole(read(raw_file(GOOD)))
    row = kept.to_pylist()[2]
    unknown = (
        "organisation_number", "organisation_name", "sector", "municipality_code", "county_code",
        "started_on", "ended_on",
    )  # fmt: skip
    assert {name: row[name] for name in unknown} == dict.fromkeys(unknown)
    assert row["programme"] == "EURATOM"
    assert row["amount_eur"] == 0.0


def test_a_row_without_an_amount_is_set_aside(raw_file, whole):
    kept, received, rejected = whole(read(raw_file(GOOD.replace("3518202.75", ""))))
    assert kept["source_row"].to_pylist() == [2, 3]
    assert received["rows"] == 3
    assert [(row["source_row"], row["reason"], row["amount_eur"]) for row in rejected] == [
        (1, "amount_missing", None)
    ]


@pytest.mark.parametrize(
    ("good", "bad", "line", "column"),
    [
        ("626199.99999984", "626199,99", 3, "Innvilget beløp organisasjon EUR"),
        ("626199.99999984", "mye", 3, "Innvilget beløp organisasjon EUR"),
        ("25.05.2020 00:00", "2020-05-25", 2, "Kontrakt signeringsdato"),
        ("25.05.2020 00:00", "25.05.20 00:00", 2, "Kontrakt signeringsdato"),
        (";1103;", ";Prøvestad;", 3, "Adresse kommunenummer"),
        (";1103;", ";11;", 3, "Adresse kommunenummer"),
        (";11;626", ";111;626", 3, "Adresse fylkenummer"),
        ("951956", "H95", 2, "Prosjektnr"),
    ],
)
def test_a_cell_that_cannot_be_is_named(raw_file, good, bad, line, column):
    with pytest.raises(DataError) as caught:
        list(read(raw_file(GOOD.replace(good, bad, 1), name="eu.csv")))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("eu.csv", line, column)


def test_a_missing_column_is_named(raw_file):
    with pytest.raises(HeaderError) as caught:
        list(read(raw_file(GOOD.replace("FoU sektor;", "FoU-sektor;", 1))))
    assert (caught.value.line, caught.value.column) == (1, "FoU sektor")


def test_wrong_encoding(raw_file):
    with pytest.raises(EncodingError) as caught:
        list(read(raw_file(GOOD, encoding="cp1252")))
    assert caught.value.line == 1


def test_garbage(raw_file, garbage):
    with pytest.raises(garbage.error) as caught:
        list(read(raw_file(garbage.of(GOOD.encode()), name="eu.csv")))
    assert caught.value.file == "eu.csv"


def test_fetch_takes_what_the_source_offers(fetched):
    assert fetched(fetch) == list(SOURCE.downloads)
    assert all(download.url.startswith("https://") for download in SOURCE.downloads)


def test_a_natural_person_has_no_name_from_the_reading_on(raw_file, whole):
    line = (
        "H2020;;Societal Challenges;Prøveprogrammet;951957;Prøver;25.05.2020 00:00;;;"
        "{number};{name};PARTICIPANT;{sector};301;3;10\n"
    )
    listed = (
        ("999999998", "KARI TVERRLI NORDMANN", "Næringsliv"),
        ("999999997", "KARI NORDMANN AS", "Næringsliv"),
        # a sector in which there are organisations only
        ("999999996", "KARI NORDMANN", "UoH-sektor"),
    )
    content = HEADER + "".join(line.format(number=n, name=w, sector=s) for n, w, s in listed)
    kept, received, _ = whole(read(raw_file(content)))
    person, company, institute = kept.to_pylist()
    assert (person["organisation_name"], person["organisation_number"]) == (None, None)
    assert person["sector"] == "natural_person"
    assert company["organisation_name"] == "KARI NORDMANN AS"
    assert institute["organisation_name"] == "KARI NORDMANN"
    # the row stays and counts
    assert person["amount_eur"] == 10
    assert received == {"rows": 3, "amount_eur": 30}
    assert "NORDMANN" not in str(person)
