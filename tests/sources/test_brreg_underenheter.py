"""Enhetsregisteret, establishments: bulk CSV and JSON; rows are made up."""

import json
from collections import Counter
from datetime import date

import pytest

from samspill.errors import DataError, HeaderError, TruncatedFile
from samspill.sources import brreg_underenheter as source
from samspill.tables import table


class Notes:
    """A client that only notes what it was asked for."""

    def __init__(self):
        self.urls = []

    def take(self, vault, source, download, *, vintage=None, validate=None):
        self.urls.append(download.url)
        return download.name


def read(raw):
    """Give kept rows, rejected rows and what was received; nothing may get lost between them."""
    parts = list(source.read(raw))
    kept = [row for part in parts for row in part.kept.to_pylist()]
    rejects = [part.rejected for part in parts if part.rejected is not None]
    rejected = [row for rows in rejects for row in rows.to_pylist()]
    received = Counter()
    for part in parts:
        assert part.kept.schema.equals(table(part.table).schema)
        assert part.table in source.SOURCE.tables
        received.update(part.received)
    assert received["rows"] == len(kept) + len(rejected)
    return kept, rejected, received


HEADER = (
    "organisasjonsnummer,navn,organisasjonsform.kode,naeringskode1.kode,"
    "harRegistrertAntallAnsatte,antallAnsatte,beliggenhetsadresse.kommunenummer,oppstartsdato,"
    "overordnetEnhet,nedleggelsesdato\n"
)
GOOD = (
    HEADER
    + '999000001,"PRØVE\nVERKSTED AS",BEDR,01.110,true,12,0301,2001-02-03,999000101,\n'
    + "999000002,PRØVE SKOLE,BEDR,85.201,true,,3091,2001-02-03,999000102,2020-01-31\n"
    + "999000003,PRØVE HOLDING AS,BEDR,64.202,false,,3091,,999000103,\n"
)


def test_withheld_is_not_none_and_none_is_not_zero(raw_file):
    kept, _, received = read(raw_file(GOOD, name="underenheter.csv"))
    assert [(row["has_employees"], row["employees_count"]) for row in kept] == [
        (True, 12.0),
        (True, None),
        (False, None),
    ]
    assert received == {"rows": 3, "persons_count": 12}


def test_cells_become_values_and_line_breaks_in_quotes_are_no_rows(raw_file):
    kept, _, _ = read(raw_file(GOOD, name="underenheter.csv.gz", packed=True, vintage="2023-06"))
    first, second, third = kept
    assert first["organisation_name"] == "PRØVE\nVERKSTED AS"
    assert first["activity_code"] == "01.110"
    assert first["municipality_code"] == "0301"
    assert first["parent_number"] == "999000101"
    assert first["started_on"] == date(2001, 2, 3)
    assert first["year"] == 2023
    assert first["vintage"] == "2023-06"
    assert second["closed_on"] == date(2020, 1, 31)
    assert second["organisation_name"] == "PRØVE SKOLE"
    assert third["started_on"] is None
    assert [row["source_row"] for row in kept] == [1, 2, 3]


def test_zeros_that_a_spreadsheet_ate_are_restored(raw_file):
    eaten = GOOD.replace("01.110", "1.11").replace(",0301,", ",301,").replace(",", ";")
    kept, _, _ = read(raw_file(eaten, name="underenheter.csv"))
    assert (kept[0]["activity_code"], kept[0]["municipality_code"]) == ("01.110", "0301")


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("KARI PRØVE", False),
        ("PRØVES SNEKKERI Kari Prøve", False),
        ("PRØVE & SØNN ANS", True),
        ("NAV PRØVE", True),
        ("PRØVE KOMMUNE AVD HELSE", True),
        ("PRØVELIA BARNEHAGE", True),
        ("SAMEIET PRØVEVEIEN 3", True),
        # an ending in -as is no legal form
        ("KNUT PRØVAAS", False),
    ],
)
def test_names_without_a_sign_of_an_organisation_may_be_persons(raw_file, name, is_kept):
    kept, _, _ = read(raw_file(GOOD.replace("PRØVE SKOLE", name), name="underenheter.csv"))
    assert kept[1]["organisation_name"] == (name if is_kept else None)
    assert kept[1]["organisation_number"] == "999000002"


def test_a_sole_proprietor_is_kept_without_name_and_numbers(raw_file):
    kept, _, _ = read(raw_file(GOOD.replace('AS",BEDR', 'AS",ENK'), name="underenheter.csv"))
    assert kept[0]["organisation_form"] == "ENK"
    assert kept[0]["organisation_name"] is None
    assert kept[0]["organisation_number"] is None
    assert kept[0]["parent_number"] is None
    assert kept[0]["employees_count"] == 12


ENTITY = {
    "organisasjonsnummer": "999000001",
    "navn": "PR<U+00D8>VE AS",
    "organisasjonsform": {"kode": "BEDR"},
    "naeringskode1": {"kode": "62.010"},
    "antallAnsatte": 7,
    "harRegistrertAntallAnsatte": True,
    "overordnetEnhet": "999000101",
    "oppstartsdato": "2001-02-03",
    "beliggenhetsadresse": {"kommunenummer": "0301", "adresse": ["Prøveveien 1"]},
}


@pytest.mark.parametrize(
    "document",
    [[ENTITY], {"_embedded": {"underenheter": [ENTITY]}, "page": {"size": 1}}, ENTITY],
    ids=["bulk", "page of a search", "one alone"],
)
def test_three_forms_of_json_give_the_same(raw_file, document):
    kept, _, _ = read(raw_file(json.dumps(document), name="underenheter.json"))
    assert [
        kept[0][name] for name in ("organisation_name", "employees_count", "activity_code")
    ] == [
        "PRØVE AS",
        7.0,
        "62.010",
    ]
    assert kept[0]["municipality_code"] == "0301"


def test_broken_json_is_refused(raw_file):
    cut = json.dumps([ENTITY, ENTITY])[:-30]
    with pytest.raises(TruncatedFile, match=r"behind record number 1"):
        read(raw_file(cut, name="underenheter.json"))
    wrong = json.dumps([ENTITY, {**ENTITY, "antallAnsatte": "sju"}])
    with pytest.raises(DataError, match=r"record number 2: «sju» is not a whole number"):
        read(raw_file(wrong, name="underenheter.json"))
    with pytest.raises(HeaderError, match=r"no record has «organisasjonsnummer»"):
        read(raw_file('[{"id": 1}]', name="underenheter.json"))
    with pytest.raises(DataError, match=r"the file holds no records"):
        read(raw_file('{"_embedded": {"underenheter": []}}', name="underenheter.json"))


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (",12,", ",tolv,", r"line 2, column «antallAnsatte»: «tolv» is not a whole number"),
        (",12,", ",-3,", r"«-3» employees cannot be"),
        ("999000002,", "99900000A,", r"line 4, column «organisasjonsnummer»: «99900000A» is not"),
        ("999000002,", ",", r"line 4, column «organisasjonsnummer»: the cell is empty"),
        ("true,,", "kanskje,,", r"line 4, .*«kanskje» is not true or false"),
        ("2020-01-31", "2020-02-31", r"line 4, column «nedleggelsesdato»: «2020-02-31» is not a"),
        ("85.201", "skole", r"line 4, column «naeringskode1.kode»: «skole» is not an activity"),
        (",3091,2", ",Vik,2", r"line 4, .*«Vik» is not a municipality code"),
    ],
)
def test_garbage_is_refused_with_its_line(raw_file, right, wrong, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(GOOD.replace(right, wrong, 1), name="underenheter.csv"))


def test_a_missing_column_is_named(raw_file):
    with pytest.raises(HeaderError, match=r"line 1, column «beliggenhetsadresse.kommunenummer»"):
        read(raw_file(GOOD.replace("beliggenhetsadresse", "postadresse"), name="e.csv"))


def test_a_file_without_a_year_is_refused(raw_file):
    with pytest.raises(DataError, match=r"the file's vintage is «nylig»"):
        read(raw_file(GOOD, name="underenheter.csv", vintage="nylig"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(GOOD.encode())))


def test_fetch_takes_the_register_of_today():
    client = Notes()
    assert list(source.fetch(None, client)) == ["underenheter.csv.gz"]
    assert client.urls == [source.SOURCE.downloads[0].url]
