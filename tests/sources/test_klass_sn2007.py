"""KLASS 6, industries: the wide export and the API; rows are made up."""

import json
from collections import Counter

import pytest

from samspill.errors import DataError, HeaderError, TruncatedFile
from samspill.sources import klass_sn2007 as source
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


HEADER = ",".join(f"Nace_{n}_nr,Nace_{n}_navn,Nace_{n}_nr_navn" for n in range(1, 6))
WIDE = (
    HEADER
    + "\nJ,Informasjon,J - Informasjon,62,IT-tjenester,62 IT-tjenester,62.0,IT,62.0 IT,"
    + '62.01,Programmering,62.01 P,62.010,"Programmering, egen",62.010 P'
    + "\nJ,Informasjon,J - Informasjon,62,IT-tjenester,62 IT-tjenester,62.0,IT,62.0 IT,"
    + "62.02,Rådgivning,62.02 R,62.020,Rådgivning,62.020 R\n"
)


def code(code, parent, level, name):
    return {"code": code, "parentCode": parent, "level": str(level), "name": name}


API = [
    code("A", None, 1, "Jordbruk"),
    code("J", None, 1, "Informasjon"),
    code("62", "J", 2, "IT-tjenester"),
    code("62.0", "62", 3, "IT"),
    code("62.01", "62.0", 4, "Programmering"),
    code("62.010", "62.01", 5, "Programmering"),
]


def test_five_levels_in_a_row_become_one_row_a_code(raw_file):
    # 2 records with 5 codes each, of which J, 62 and 62.0 are the same: 7 codes
    kept, rejected, received = read(raw_file(WIDE, name="sn2007.csv"))
    assert rejected == []
    assert received["rows"] == 7
    assert [
        (row["activity_code"], row["activity_level"], row["activity_parent"]) for row in kept
    ] == [
        ("J", "section", None),
        ("J62", "division", "J"),
        ("J620", "group", "J62"),
        ("J6201", "class", "J620"),
        ("62.010", "subclass", "J6201"),
        ("J6202", "class", "J620"),
        ("62.020", "subclass", "J6202"),
    ]
    assert kept[4]["activity_nb"] == "Programmering, egen"
    assert {row["activity_en"] for row in kept} == {None}
    assert {row["activity_edition"] for row in kept} == {"sn-2007"}
    assert kept[5]["source_row"] == 2


def test_the_api_gives_the_same_codes(raw_file):
    kept, _, _ = read(raw_file(json.dumps({"codes": API}), name="klass6.json"))
    assert [row["activity_code"] for row in kept] == ["A", "J", "J62", "J620", "J6201", "62.010"]
    assert kept[-1]["activity_parent"] == "J6201"
    assert kept[2]["activity_nb"] == "IT-tjenester"
    assert kept[2]["activity_en"] is None


def test_the_english_answer_fills_the_english_names(raw_file):
    english = [{**API[0], "name": "Agriculture, forestry and fishing"}, *API[1:]]
    kept, _, _ = read(raw_file(json.dumps({"codes": english}), name="klass6_en.json"))
    assert kept[0]["activity_en"] == "Agriculture, forestry and fishing"
    assert kept[0]["activity_nb"] is None


def test_a_code_with_two_names_is_refused(raw_file):
    twice = WIDE.replace("62,IT-tjenester,62 IT-tjenester,62.0,IT", "62,Noe,62 Noe,62.0,IT", 1)
    with pytest.raises(DataError, match=r"record number 2: the code «J62» has two values"):
        read(raw_file(twice, name="sn2007.csv"))


def test_a_code_without_its_parent_is_refused(raw_file):
    orphan = [one for one in API if one["code"] != "62.0"]
    with pytest.raises(DataError, match=r"record number 4: the code «62\.01» is of level 4"):
        read(raw_file(json.dumps({"codes": orphan}), name="klass6.json"))


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        (",6Z,", ",62,", r"line 2, column «Nace_2_nr»: «6Z» is not a code such as 62"),
        (",62.10,", ",62.010,", r"«Nace_5_nr»: «62\.10» is not a code such as 62\.010"),
        (",,", ",62.0,", r"line 2, column «Nace_3_nr»: the cell is empty"),
    ],
)
def test_garbage_is_refused_with_its_line(raw_file, wrong, right, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(WIDE.replace(right, wrong, 1), name="sn2007.csv"))


def test_another_file_is_refused(raw_file):
    with pytest.raises(HeaderError, match=r"other\.csv, line 1, column «Nace_1_nr»: 10 columns"):
        read(raw_file("code;name\nA;B\n", name="other.csv"))
    with pytest.raises(
        TruncatedFile, match=r"half\.json, line 1, column \d+: the file is not whole"
    ):
        read(raw_file(json.dumps({"codes": API})[:-1], name="half.json"))


def test_latin_1_is_read_too(raw_file):
    kept, _, _ = read(raw_file(WIDE.encode("latin-1"), name="sn2007.csv"))
    assert kept[5]["activity_nb"] == "Rådgivning"


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(WIDE.encode())))


def test_fetch_takes_both_languages():
    client = Notes()
    list(source.fetch(None, client))
    assert [url.rpartition("=")[2] for url in client.urls] == ["nb", "en"]
