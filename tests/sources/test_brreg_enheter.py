"""Enhetsregisteret, units: bulk CSV and JSON; rows are made up."""

import json
from collections import Counter
from datetime import date

import pytest

from samspill.errors import DataError, EncodingError, HeaderError, TruncatedFile
from samspill.sources import brreg_enheter as source
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
    "harRegistrertAntallAnsatte,antallAnsatte,forretningsadresse.kommunenummer,"
    "institusjonellSektorkode.kode,stiftelsesdato,overordnetEnhet,vedtektsfestetFormaal,aktivitet\n"
)
GOOD = (
    HEADER
    + '999000001,PRØVE AS,AS,62.010,true,12,0301,2100,2001-02-03,,"Drive, og\neie","Kode\n"\n'
    + "999000002,KARI PRØVE,ENK,74.101,true,7,3091,8200,2001-02-03,,,\n"
    + "999000003,PRØVE FORENING,FLI,,false,,3091,7000,,999000101,,\n"
    + "999000004,PRØVE SA,SA,46.310,true,,,2100,2001-02-03,,,\n"
)


def test_persons_are_counted_and_nothing_of_them_is_kept(raw_file):
    kept, rejected, received = read(raw_file(GOOD, name="enheter.csv"))
    assert [row["organisation_number"] for row in kept] == ["999000001", "999000003", "999000004"]
    assert len(rejected) == 1
    assert rejected[0]["reason"] == "sole_proprietor"
    assert rejected[0]["source_row"] == 2
    assert rejected[0]["persons_count"] == 7
    assert not any("KARI" in str(cell) or "999000002" in str(cell) for cell in rejected[0].values())
    # 12 + 7
    assert received == {"rows": 4, "persons_count": 19}


def test_withheld_is_not_none_and_none_is_not_zero(raw_file):
    kept, _, _ = read(raw_file(GOOD, name="enheter.csv"))
    assert [(row["has_employees"], row["employees_count"]) for row in kept] == [
        (True, 12.0),
        (False, None),
        (True, None),
    ]


def test_cells_become_values(raw_file):
    kept, _, _ = read(raw_file(GOOD, name="enheter.csv.gz", packed=True, vintage="2023-06-01"))
    assert kept[0]["purpose"] == "Drive, og\neie"
    assert kept[0]["description"] == "Kode"
    assert kept[0]["sector"] == "2100"
    assert kept[0]["year"] == 2023
    assert kept[1]["activity_code"] is None
    assert kept[1]["parent_number"] == "999000101"
    assert kept[2]["municipality_code"] is None


def test_layouts_without_the_column_let_the_number_speak(raw_file):
    older = HEADER.replace("harRegistrertAntallAnsatte,", "") + (
        "999000001,PRØVE AS,AS,62.010,12,0301,2100,2001-02-03,,,\n"
        "999000003,PRØVE AS,AS,62.010,0,0301,2100,2001-02-03,,,\n"
        "999000004,PRØVE AS,AS,62.010,,0301,2100,2001-02-03,,,\n"
    )
    kept, _, _ = read(raw_file(older, name="enheter.csv"))
    assert [(row["has_employees"], row["employees_count"]) for row in kept] == [
        (True, 12.0),
        (False, 0.0),
        (None, None),
    ]


def test_a_number_that_came_before_is_set_aside(raw_file):
    twice = GOOD + GOOD.splitlines()[-1] + "\n"
    _, rejected, _ = read(raw_file(twice, name="enheter.csv"))
    assert [(row["reason"], row["source_row"]) for row in rejected] == [
        ("sole_proprietor", 2),
        ("repeated", 5),
    ]


ENTITY = {
    "organisasjonsnummer": "999000001",
    "navn": "PR<U+00D8>VE ASA",
    "organisasjonsform": {"kode": "ASA", "beskrivelse": "Allmennaksjeselskap"},
    "naeringskode1": {"kode": "62.010"},
    "antallAnsatte": 7,
    "harRegistrertAntallAnsatte": True,
    "stiftelsesdato": "2001-02-03",
    "forretningsadresse": {"kommunenummer": "0301", "adresse": ["Prøveveien 1"]},
    "institusjonellSektorkode": {"kode": "2100"},
    "vedtektsfestetFormaal": ["<U+00C5> drive", "med programmer."],
    "_links": {"self": {"href": "https://data.brreg.no/"}},
}


@pytest.mark.parametrize(
    "document",
    [[ENTITY], {"_embedded": {"enheter": [ENTITY]}, "page": {"size": 1}}, ENTITY],
    ids=["bulk", "page of a search", "one alone"],
)
def test_three_forms_of_json_give_the_same(raw_file, document):
    kept, _, _ = read(raw_file(json.dumps(document), name="enheter.json", packed=True))
    assert kept[0]["organisation_name"] == "PRØVE ASA"
    assert kept[0]["purpose"] == "Å drive med programmer."
    assert kept[0]["employees_count"] == 7
    assert kept[0]["started_on"] == date(2001, 2, 3)
    assert kept[0]["municipality_code"] == "0301"


def test_json_of_a_person_keeps_nothing_of_them(raw_file):
    person = {**ENTITY, "organisasjonsform": {"kode": "ENK"}}
    kept, rejected, _ = read(raw_file(json.dumps([person, person]), name="enheter.json"))
    assert kept == []
    assert [row["reason"] for row in rejected] == ["sole_proprietor"] * 2


def test_broken_json_is_refused(raw_file):
    with pytest.raises(TruncatedFile, match=r"behind record number 1"):
        read(raw_file(json.dumps([ENTITY, ENTITY])[:-30], name="enheter.json"))
    with pytest.raises(DataError, match=r"behind record number 1"):
        read(raw_file(json.dumps([ENTITY])[:-1] + ", {'a': 1}]", name="enheter.json"))
    with pytest.raises(TruncatedFile, match=r"line 1, column \d+: the file is not whole JSON"):
        read(raw_file(json.dumps(ENTITY)[:-3], name="enhet.json"))
    with pytest.raises(DataError, match=r"record number 2 is not an object"):
        read(raw_file(json.dumps([ENTITY, 7]), name="enheter.json"))
    with pytest.raises(HeaderError, match=r"no record has «organisasjonsnummer»; the first one"):
        read(raw_file('[{"id": 1}]', name="enheter.json"))


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        # line breaks inside cells count: the third record begins on line 6
        ("999000003,", "99900003,", r"line 6, column «organisasjonsnummer»: «99900003» is not"),
        (",12,", ",1O,", r"line 2, column «antallAnsatte»: «1O» is not a whole number"),
        ("FLI,,false", "FLI,,usant", r"line 6, .*«usant» is not true or false"),
        (",AS,", ",,", r"line 2, column «organisasjonsform.kode»: the cell is empty"),
        (",2100,2001-02-03,,,\n", ",2100,3. mai,,,\n", r"line 7, .*«3. mai» is not a date"),
        (",,,\n", ",,\n", r"line 5, .*the record has 11 cells where the header has 12"),
    ],
)
def test_garbage_is_refused_with_its_line(raw_file, right, wrong, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(GOOD.replace(right, wrong, 1), name="enheter.csv"))


def test_the_other_file_of_the_register_is_refused(raw_file):
    other = GOOD.replace("forretningsadresse", "beliggenhetsadresse")
    with pytest.raises(HeaderError, match=r"column «forretningsadresse.kommunenummer»"):
        read(raw_file(other, name="underenheter.csv"))
    with pytest.raises(EncodingError, match=r"enheter\.csv, line 2, column"):
        read(raw_file(GOOD, name="enheter.csv", encoding="cp1252"))


def test_a_file_without_a_year_is_refused(raw_file):
    with pytest.raises(DataError, match=r"the file's vintage is «nylig»"):
        read(raw_file(GOOD, name="enheter.csv", vintage="nylig"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(GOOD.encode())))


def test_fetch_takes_the_register_of_today():
    client = Notes()
    assert list(source.fetch(None, client)) == ["enheter.csv.gz"]
    assert client.urls == [source.SOURCE.downloads[0].url]
