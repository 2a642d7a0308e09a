"""KLASS 6, industries: the wide export and the API; rows are made up."""

import gzip
import io
import json
from collections import Counter

import pytest

from samspill.errors import DataError, HeaderError, TruncatedFile
from samspill.sources import klass_sn2007 as source
from samspill.store import Vault
from samspill.tables import table


class Nobody:
    """A client that only notes what it was asked for."""

    def __init__(self):
        self.asked = []

    def take(self, vault, source, download, *, vintage=None, validate=None):
        self.asked.append((source.id, download.url))
        return download.name


@pytest.fixture
def raw_file(tmp_path):
    def make(content, name, *, vintage="2024", origin="imported"):
        data = content.encode() if isinstance(content, str) else content
        return Vault(tmp_path).add(
            io.BytesIO(data),
            source=source.SOURCE.id,
            name=name,
            vintage=vintage,
            publisher=source.SOURCE.publisher,
            licence=source.SOURCE.licence,
            origin=origin,
        )

    return make


def read(raw):
    """Give kept rows, rejected rows and what was received."""
    parts = list(source.read(raw))
    kept = [row for part in parts for row in part.kept.to_pylist()]
    rejected = [
        row for part in parts if part.rejected is not None for row in part.rejected.to_pylist()
    ]
    received = Counter()
    for part in parts:
        assert part.table in source.SOURCE.tables
        assert part.kept.schema.equals(table(part.table).schema)
        received.update(part.received)
    # nothing is lost
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
    kept, rejected, received = read(raw_file(WIDE, "sn2007.csv"))
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
    kept, _, _ = read(raw_file(json.dumps({"codes": API}), "klass6.json"))
    assert [row["activity_code"] for row in kept] == ["A", "J", "J62", "J620", "J6201", "62.010"]
    assert kept[-1]["activity_parent"] == "J6201"
    assert kept[2]["activity_nb"] == "IT-tjenester"
    assert kept[2]["activity_en"] is None


def test_the_english_answer_fills_the_english_names(raw_file):
    english = [{**API[0], "name": "Agriculture, forestry and fishing"}, *API[1:]]
    kept, _, _ = read(raw_file(json.dumps({"codes": english}), "klass6_en.json"))
    assert kept[0]["activity_en"] == "Agriculture, forestry and fishing"
    assert kept[0]["activity_nb"] is None


def test_a_code_with_two_names_is_refused(raw_file):
    twice = WIDE.replace("62,IT-tjenester,62 IT-tjenester,62.0,IT", "62,Noe,62 Noe,62.0,IT", 1)
    with pytest.raises(DataError, match=r"record number 2: the code «J62» has two values"):
        read(raw_file(twice, "sn2007.csv"))


def test_a_code_without_its_parent_is_refused(raw_file):
    orphan = [one for one in API if one["code"] != "62.0"]
    with pytest.raises(DataError, match=r"record number 4: the code «62\.01» is of level 4"):
        read(raw_file(json.dumps({"codes": orphan}), "klass6.json"))


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
        read(raw_file(WIDE.replace(right, wrong, 1), "sn2007.csv"))


def test_another_file_is_refused(raw_file):
    with pytest.raises(HeaderError, match=r"other\.csv, line 1, column «Nace_1_nr»: 10 columns"):
        read(raw_file("code;name\nA;B\n", "other.csv"))
    with pytest.raises(
        TruncatedFile, match=r"half\.json, line 1, column \d+: the file is not whole"
    ):
        read(raw_file(json.dumps({"codes": API})[:-1], "half.json"))


def test_latin_1_is_read_too(raw_file):
    kept, _, _ = read(raw_file(WIDE.encode("latin-1"), "sn2007.csv"))
    assert kept[5]["activity_nb"] == "Rådgivning"


def test_a_web_page_an_empty_file_and_a_cut_one_are_told_apart(raw_file):
    with pytest.raises(DataError, match=r"side\.html, line 1, column 1: the file is a web page"):
        read(raw_file("<!DOCTYPE html><html><body>Moved</body></html>", "side.html"))
    with pytest.raises(DataError, match=r"empty\.csv, line 1: the file is empty"):
        read(raw_file("", "empty.csv"))
    with pytest.raises(TruncatedFile, match=r"cut\.gz: the file is packed with gzip and ends"):
        read(raw_file(gzip.compress(WIDE.encode() * 40)[:-12], "cut.gz"))


def test_fetch_takes_both_languages():
    client = Nobody()
    list(source.fetch(None, client))
    assert [url.rpartition("=")[2] for _, url in client.asked] == ["nb", "en"]
