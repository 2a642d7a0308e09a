"""Innovasjon Norge in both layouts, with every trap; all recipients are invented."""

from __future__ import annotations

from datetime import date

import pytest

from samspill.errors import DataError, EncodingError, HeaderError
from samspill.sources.innovasjon_norge import SOURCE, fetch, read
from samspill.tables import table

OLD = """\
Fylkesnavn,Kommunenavn,Org.nr,Navn,Innvilget.beløp,Virkemiddelgruppe,Innvilget.dato,\
Beslutningsenhet,Næringshovedområde,Næring
Oslo,Oslo,999999999,PRØVEFABRIKKEN AS,202000,Etablerertilskudd,11.11.14,IN Oslo,J - IKT,\
62.010 Programmeringstjenester
Akershus,Akershus,5002221,"IN Oslo, Akershus og Østfold",1000,Landbrukslån,31.12.10,IN Oslo,\
X - Uspesifisert,99.999 Uspesifisert
Troms,Troms,999999999,(personforetak),70000,GFL-flåte,04.01.10,,A2 - Fiske,Uspesifisert Uspesifisert
Oslo,Oslo,999999999,PRØVEFABRIKKEN AS,202000,Etablerertilskudd,11.11.14,IN Oslo,J - IKT,\
62.010 Programmeringstjenester
"""
TODAY = """\
Fylkesnavn;Kommunenavn;Org-nr;Bedriftsnavn;Virkemiddelkategori;Underkategori;Innvilget beløp;\
Innvilget dato;Beslutningsenhet;Næringshovedområde;Næring;Type finansiering
Østfold;Halden;00999999999;PRØVELØYPA SA;Lån;Lavrisikolån;1500000,50;01.02.2024;IN Viken;C;\
10.110 Bearbeiding;Lavrisikolån
Østfold;Halden;;Kari Prøvesen;Tilskudd;Oppstartstilskudd 1;-25000,00;29.02.2024;IN Viken;A1;\
01.110 Dyrking av korn;Tilskudd
"""
# 999999999 is a right number by hand: 9·(3+2+7+6+5+4+3+2) = 288, 288 mod 11 = 2, 11 - 2 = 9


def rows_of(raw, whole):
    kept, received, rejected = whole(read(raw))
    assert kept.schema == table("grants").schema
    return kept.to_pylist(), received, rejected


class TestOld:
    def test_a_row(self, raw_file, whole):
        raw = raw_file(OLD)
        rows, _, _ = rows_of(raw, whole)
        assert rows[0] == {
            "award_id": f"{raw.sha256[:12]}:1",
            "amount_eur": None,
            "source": "innovasjon_norge",
            "provider": "Innovasjon Norge",
            "date": date(2014, 11, 11),
            "county_name": "Oslo",
            "municipality_name": "Oslo",
            "organisation_number": "999999999",
            "organisation_name": "PRØVEFABRIKKEN AS",
            "amount_nok": 202000.0,
            "instrument": "Etablerertilskudd",
            "instrument_group": None,
            "kind": None,
            "office": "IN Oslo",
            "activity_code": "62.010",
            "file_sha256": raw.sha256,
            "source_row": 1,
        }

    def test_a_repeated_row_is_a_commitment_of_its_own(self, raw_file, whole):
        rows, received, rejected = rows_of(raw_file(OLD), whole)
        assert [row["source_row"] for row in rows] == [1, 2, 3, 4]
        assert len({row["award_id"] for row in rows}) == 4
        assert received == {"rows": 4, "amount_nok": 475000.0}
        assert rejected == []

    def test_a_possible_person_has_neither_name_nor_number(self, raw_file, whole):
        rows, _, _ = rows_of(raw_file(OLD), whole)
        assert (rows[2]["organisation_name"], rows[2]["organisation_number"]) == (None, None)
        assert rows[2]["amount_nok"] == 70000.0

    def test_internal_number_is_none(self, raw_file, whole):
        rows, _, _ = rows_of(raw_file(OLD), whole)
        assert rows[1]["organisation_number"] is None
        assert rows[1]["organisation_name"] == "IN Oslo, Akershus og Østfold"

    def test_unspecified_industry(self, raw_file, whole):
        rows, _, _ = rows_of(raw_file(OLD), whole)
        assert [row["activity_code"] for row in rows] == ["62.010", "99.999", "99.999", "62.010"]


class TestToday:
    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
    def test_rows(self, raw_file, whole, encoding):
        rows, received, rejected = rows_of(raw_file(TODAY, encoding=encoding), whole)
        assert received == {"rows": 2, "amount_nok": 1475000.5}
        assert rejected == []
        first, second = rows
        assert first["county_name"] == "Østfold"
        assert first["organisation_number"] == "999999999"
        assert first["organisation_name"] == "PRØVELØYPA SA"
        assert first["amount_nok"] == 1500000.5
        assert first["date"] == date(2024, 2, 1)
        assert (first["instrument"], first["instrument_group"]) == ("Lavrisikolån", "Lån")
        assert first["kind"] == "loan"
        # a reduction of an earlier commitment
        assert (second["amount_nok"], second["kind"]) == (-25000.0, "grant")
        assert second["organisation_name"] is None

    @pytest.mark.parametrize(
        ("says", "kind"),
        [
            ("Tilskudd", "grant"), ("Stipend", "grant"), ("Lån", "loan"), ("Risikolån", "loan"),
            ("Garanti", "guarantee"), ("Lånegaranti", "guarantee"), ("Egenkapital", "equity"),
            ("Rådgivning", None), ("", None),
        ],
    )  # fmt: skip
    def test_kind(self, raw_file, whole, says, kind):
        rows, _, _ = rows_of(raw_file(TODAY.replace(";Tilskudd\n", f";{says}\n")), whole)
        assert rows[1]["kind"] == kind


@pytest.mark.parametrize(
    "name",
    [
        "PRØVE AS", "Prøve a/s", "AS PRØVE", "PRØVE AS AVD NORD", "PRØVE ASA", "PRØVE OG SØNN ANS",
        "PRØVE DA", "PRØVE AL", "PRØVEHEI SA", "Stiftelsen Prøve", "PRØVE KOMMUNE",
        "PRØVE FYLKESKOMMUNE", "UNIVERSITETET I PRØVE", "HØGSKOLEN I PRØVE", "PRØVE SPAREBANK",
        "PRØVEBØNDENES FORENING", "PRØVE KF", "PRØVE SUS", "NORGES PRØVELAG", "IN Prøve",
        "PRØVEKLYNGEN", "PRØVE NUF", "PRØVE LTD", "PRØVE INSTITUTT", "PRØVE SJUKEHUS",
    ],
)  # fmt: skip
def test_names_of_organisations_are_kept(raw_file, whole, name):
    rows, _, _ = rows_of(raw_file(OLD.replace("PRØVEFABRIKKEN AS", name)), whole)
    assert (rows[0]["organisation_name"], rows[0]["organisation_number"]) == (name, "999999999")


@pytest.mark.parametrize(
    "name",
    [
        "KARI PRØVESEN", "OLA ÅS", "PRØVESEN GÅRD", "ENK OLA PRØVESEN", "MARIA DA PRØVA",
        "Al Prøvesen", "PRØVESENS REGNSKAP OG DESIGN", "SAM PRØVESEN", "BASTIAN SANDA", "",
        "PRØVELÅVEN v/Ola Prøvesen",
    ],
)  # fmt: skip
def test_names_that_may_be_a_persons_are_not(raw_file, whole, name):
    rows, _, _ = rows_of(raw_file(OLD.replace("PRØVEFABRIKKEN AS", name)), whole)
    assert (rows[0]["organisation_name"], rows[0]["organisation_number"]) == (None, None)


def test_contact_person_behind_a_name_is_cut_off(raw_file, whole):
    name = "PRØVE AS sus v/Kari Prøvesen og Ola Prøvesen"
    rows, _, _ = rows_of(raw_file(OLD.replace("PRØVEFABRIKKEN AS", name)), whole)
    assert rows[0]["organisation_name"] == "PRØVE AS sus"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("999999999", "999999999"),
        ("00999999999", "999999999"),
        ("999 999 999", "999999999"),
        ("999999998", None),  # wrong check digit
        ("646600001", None),  # internal, begins with 6
        ("99999999", None),  # eight digits: nothing is guessed
        ("0999999999", None),
        ("", None),
        ("UKJENT", None),
    ],
)
def test_organisation_number(raw_file, whole, number, expected):
    rows, _, _ = rows_of(raw_file(OLD.replace("999999999,PRØVE", f"{number},PRØVE")), whole)
    assert rows[0]["organisation_number"] == expected


@pytest.mark.parametrize(
    ("good", "reason", "left"),
    [
        ("70000,GFL", "amount_missing", 405000.0),
        ("04.01.10", "date_missing", 405000.0),
    ],
)
def test_a_row_without_amount_or_date_is_set_aside(raw_file, whole, good, reason, left):
    bad = good.replace("70000", "") if "70000" in good else ""
    rows, received, rejected = rows_of(raw_file(OLD.replace(good, bad)), whole)
    assert [row["source_row"] for row in rows] == [1, 2, 4]
    assert [(row["source_row"], row["reason"], row["step"]) for row in rejected] == [
        (3, reason, "read")
    ]
    assert sum(row["amount_nok"] for row in rows) == left
    assert received["rows"] == 4
    assert received["amount_nok"] == left + (rejected[0]["amount_nok"] or 0.0)
    assert "Troms" in rejected[0]["content"]


@pytest.mark.parametrize(
    ("text", "good", "bad", "line", "column"),
    [
        (OLD, "202000", "202k", 2, "Innvilget.beløp"),
        (OLD, "70000", "70.000", 4, "Innvilget.beløp"),
        (OLD, "31.12.10", "31.02.10", 3, "Innvilget.dato"),
        (OLD, "31.12.10", "10-12-31", 3, "Innvilget.dato"),
        (OLD, "62.010 Prog", "Prog", 2, "Næring"),
        (OLD, "GFL-flåte", "", 4, "Virkemiddelgruppe"),
        (TODAY, "1500000,50", "1.500.000,50", 2, "Innvilget beløp"),
        (TODAY, "29.02.2024", "29.02.2023", 3, "Innvilget dato"),
    ],
)
def test_a_cell_that_cannot_be_is_named(raw_file, text, good, bad, line, column):
    with pytest.raises(DataError) as caught:
        list(read(raw_file(text.replace(good, bad, 1), name="in.csv")))
    assert (caught.value.file, caught.value.line, caught.value.column) == ("in.csv", line, column)


@pytest.mark.parametrize("column", ["Fylkesnavn", "Org.nr", "Innvilget.beløp", "Næring\n"])
def test_a_missing_column_is_named(raw_file, column):
    with pytest.raises(HeaderError) as caught:
        list(read(raw_file(OLD.replace(column, column.replace("n", "m", 1), 1))))
    assert caught.value.line == 1


def test_text_that_changes_its_encoding(raw_file):
    body = OLD.encode().replace("GFL-flåte".encode(), "GFL-flåte".encode("cp1252"))
    with pytest.raises(EncodingError) as caught:
        list(read(raw_file(body, name="in.csv")))
    assert (caught.value.file, caught.value.line) == ("in.csv", 4)


def test_garbage(raw_file, garbage):
    with pytest.raises(garbage.error) as caught:
        list(read(raw_file(garbage.of(TODAY.encode("cp1252")), name="in.csv")))
    assert caught.value.file == "in.csv"


def test_fetch_takes_what_the_source_offers(fetched):
    assert fetched(fetch) == list(SOURCE.downloads)
    assert all(download.url.startswith("https://") for download in SOURCE.downloads)
