"""Applications to the Research Council, rejected ones included; all are invented."""

from __future__ import annotations

from datetime import date

import pytest

from samspill.errors import DataError, EncodingError, HeaderError
from samspill.sources.forskningsradet_soknader import SOURCE, fetch, read
from samspill.tables import table

HEADER = (
    "prosjektnummer,prosjekttittel,soknadsfrist,soknadsdato,soknadstype,soknadstypevariant,"
    "prosjektfase,prosjektleder_kjonn,prosjektansvarlig_type,prosjektansvarlig_navn,"
    "organisasjonsnummer,sektor,kommunenummer,fylkenummer,virkemiddel,aktivitet,sokt_belop,"
    "tildelt_belop\n"
)
GOOD = HEADER + (
    '225873,"Prøver på\nto linjer, med komma",2012-10-17 13:00:00,2012-10-16 22:25:17,'
    "Innovasjonsprosjekt,Næringsliv,Avsluttet,KVINNE,Organisasjon,PRØVE AS,999999999,Næringsliv,"
    "0301,03,Programmer,ENERGIX,8000000.0,6978124.0\n"
    "225874,Avslått prøve,2012-10-17 13:00:00,,Forskerprosjekt,Fornyelse,Avslag,MANN,"
    "Organisasjon,DET PRØVENDE FAKULTET,0,UoH-sektor,301,3,Programmer,ENERGIX,10000000.0,0.0\n"
    "225875,Under arbeid,,2024-02-29 00:00:00,Forskerprosjekt,Fornyelse,Vurderes,MANN,"
    "Organisasjon,PRØVE AS,999999999,Næringsliv,1103,11,Programmer,ENERGIX,500.0,0.0\n"
    "225876,Stipend,,2024-03-01 00:00:00,Stipend,,Bevilgning,KVINNE,Person,Kari Prøvesen,"
    "999999999,Øvrige,,,Nettverkstiltak,UTLAND,250.0,\n"
)


def rows_of(raw, whole):
    kept, received, rejected = whole(read(raw))
    assert kept.schema == table("applications").schema
    assert rejected == []
    return kept.to_pylist(), received


def test_a_row_with_a_title_of_two_lines(raw_file, whole):
    raw = raw_file(GOOD)
    rows, _ = rows_of(raw, whole)
    assert rows[0] == {
        "project_id": "225873",
        "source": "forskningsradet_soknader",
        "provider": "Norges forskningsråd",
        "date": date(2012, 10, 16),
        "project_title": "Prøver på to linjer, med komma",
        "project_phase": "Avsluttet",
        "instrument": "Innovasjonsprosjekt",
        "instrument_group": "Programmer",
        "programme": "ENERGIX",
        "organisation_number": "999999999",
        "organisation_name": "PRØVE AS",
        "sector": "Næringsliv",
        "municipality_code": "0301",
        "county_code": "03",
        "applied_nok": 8000000.0,
        "awarded_nok": 6978124.0,
        "file_sha256": raw.sha256,
        "source_row": 1,
    }


def test_everything_that_came_in_is_counted(raw_file, whole):
    rows, received = rows_of(raw_file(GOOD), whole)
    assert [row["source_row"] for row in rows] == [1, 2, 3, 4]
    assert received == {"rows": 4, "applied_nok": 18000750.0, "awarded_nok": 6978124.0}


def test_rejected_is_zero_and_undecided_is_null(raw_file, whole):
    rows, _ = rows_of(raw_file(GOOD), whole)
    assert [(row["project_phase"], row["awarded_nok"]) for row in rows] == [
        ("Avsluttet", 6978124.0), ("Avslag", 0.0), ("Vurderes", None), ("Bevilgning", None),
    ]  # fmt: skip


def test_the_deadline_stands_in_for_a_missing_date(raw_file, whole):
    rows, _ = rows_of(raw_file(GOOD), whole)
    assert [row["date"] for row in rows] == [
        date(2012, 10, 16), date(2012, 10, 17), date(2024, 2, 29), date(2024, 3, 1),
    ]  # fmt: skip


def test_a_person_keeps_neither_name_nor_number(raw_file, whole):
    rows, _ = rows_of(raw_file(GOOD), whole)
    assert (rows[3]["organisation_name"], rows[3]["organisation_number"]) == (None, None)
    assert "Kari" not in str(rows)


def test_a_faculty_has_a_name_and_no_number(raw_file, whole):
    rows, _ = rows_of(raw_file(GOOD), whole)
    assert rows[1]["organisation_number"] is None
    assert rows[1]["organisation_name"] == "DET PRØVENDE FAKULTET"


def test_lost_zeros_are_put_back(raw_file, whole):
    rows, _ = rows_of(raw_file(GOOD), whole)
    assert [row["municipality_code"] for row in rows] == ["0301", "0301", "1103", None]
    assert [row["county_code"] for row in rows] == ["03", "03", "11", None]


def test_layout_with_semicolons_and_without_variants(raw_file, whole):
    text = HEADER.replace("soknadstypevariant,", "").replace(",", ";")
    row = "1;T;;2024-01-31;Forskerprosjekt;Mottatt;MANN;Organisasjon;A;0;B;301;3;P;E;1.0;\n"
    rows, received = rows_of(raw_file(text + row), whole)
    assert rows[0]["date"] == date(2024, 1, 31)
    assert received["applied_nok"] == 1.0


@pytest.mark.parametrize(
    ("good", "bad", "line", "column"),
    [
        # the first record takes two lines of the file
        ("10000000.0,0.0", "10 mill,0.0", 4, "sokt_belop"),
        ("8000000.0,6978124.0", "8000000.0,ja", 2, "tildelt_belop"),
        (",Avslag,", ",Kanskje,", 4, "prosjektfase"),
        ("2024-02-29 00:00:00", "2023-02-29 00:00:00", 5, "soknadsdato"),
        (",Person,", ",Robot,", 6, "prosjektansvarlig_type"),
        ("225875,", "P-1,", 5, "prosjektnummer"),
        (",1103,", ",Prøvestad,", 5, "kommunenummer"),
    ],
)
def test_a_cell_that_cannot_be_is_named(raw_file, good, bad, line, column):
    with pytest.raises(DataError) as caught:
        list(read(raw_file(GOOD.replace(good, bad, 1), name="s.csv")))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("s.csv", line, column)


def test_a_missing_column_is_named(raw_file):
    with pytest.raises(HeaderError) as caught:
        list(read(raw_file(GOOD.replace("sokt_belop", "belop", 1))))
    assert (caught.value.line, caught.value.column) == (1, "sokt_belop")


def test_wrong_encoding(raw_file):
    with pytest.raises(EncodingError) as caught:
        list(read(raw_file(GOOD, encoding="cp1252", name="s.csv")))
    assert (caught.value.file, caught.value.line) == ("s.csv", 2)


def test_a_missing_quotation_mark(raw_file):
    with pytest.raises(DataError):
        list(read(raw_file(GOOD.replace('med komma"', "med komma"))))


def test_garbage(raw_file, garbage):
    with pytest.raises(garbage.error) as caught:
        list(read(raw_file(garbage.of(GOOD.encode()), name="s.csv")))
    assert caught.value.file == "s.csv"


def test_fetch_takes_what_the_source_offers(fetched):
    assert fetched(fetch) == list(SOURCE.downloads)
    assert all(download.url.startswith("https://") for download in SOURCE.downloads)
