"""KLASS 131: changes and units of municipalities; rows are made up."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from samspill.errors import DataError, EncodingError, HeaderError
from samspill.sources import klass_kommuner as source
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


CHANGES = (
    '"from_code","from_name","from_validFrom","from_validTo","to_code","to_name",'
    '"to_validFrom","to_validTo","changeOccurred"\n'
    '"0191","Gamlevik","1838-01-01","1950-01-01","0192","Vik","1950-01-01","2020-01-01",'
    '"1950-01-01"\n'
    '"0192","Vik","1950-01-01","2020-01-01","3091","Vik","2020-01-01","NA","2020-01-01"\n'
)
UNITS = (
    '"name","code","label","variant","validFrom","validTo"\n'
    '"1","0191","Gamlevik","1","1838-01-01","1950-01-01"\n'
    '"2","0191","Nyvik (Østfold)","2","1960-01-01",NA\n'
    '"3","9999","Uoppgitt","1","1838-01-01",NA\n'
)


def test_changes_keep_validity_and_open_ends_are_null(raw_file):
    kept, rejected, _ = read(raw_file(CHANGES, name="changes.csv"))
    assert rejected == []
    assert kept[0]["from_code"] == "0191"
    assert kept[0]["from_valid_from"] == date(1838, 1, 1)
    assert kept[1]["to_name"] == "Vik"
    assert kept[1]["to_valid_to"] is None
    assert kept[1]["changed_on"] == date(2020, 1, 1)
    assert [row["source_row"] for row in kept] == [1, 2]


def test_units_are_recognised_and_the_graphs_own_numbers_are_no_names(raw_file):
    kept, rejected, _ = read(raw_file(gzip.compress(UNITS.encode()), name="units.csv.gz"))
    assert [(row["code"], row["name"], row["valid_to"]) for row in kept] == [
        ("0191", "Gamlevik", date(1950, 1, 1)),
        ("0191", "Nyvik (Østfold)", None),
    ]
    assert [(row["reason"], row["source_row"]) for row in rejected] == [("not_stated", 3)]


def test_lost_leading_zeros_are_restored(raw_file):
    kept, _, _ = read(raw_file(UNITS.replace('"0191"', "191"), name="units.csv"))
    assert {row["code"] for row in kept} == {"0191"}


def change(old, new, day):
    return {
        "oldCode": old,
        "oldName": f"Navn {old}",
        "oldShortName": None,
        "newCode": new,
        "newName": f"Navn {new}",
        "newShortName": None,
        "changeOccurred": day,
    }


def test_the_api_has_no_validity_and_it_follows_from_the_changes(raw_file):
    # by hand: 0191 until 1950, 0192 until 2020; 0191 is used again from 1960, for another place
    changes = [
        change("0192", "3091", "2020-01-01"),
        change("0191", "0192", "1950-01-01"),
        change("0193", "0191", "1960-01-01"),
        change("0191", "3091", "2020-01-01"),
        change("0195", None, "1964-01-01"),
    ]
    raw = raw_file(json.dumps({"codeChanges": changes}), name="changes.json")
    kept, rejected, _ = read(raw)
    spans = {
        (row["from_code"], row["to_code"]): (
            row["from_valid_from"].year,
            row["from_valid_to"].year,
            row["to_valid_from"].year,
            row["to_valid_to"] and row["to_valid_to"].year,
        )
        for row in kept
    }
    assert spans == {
        ("0192", "3091"): (1950, 2020, 2020, None),
        ("0191", "0192"): (1838, 1950, 1950, 2020),
        ("0193", "0191"): (1838, 1960, 1960, 2020),
        ("0191", "3091"): (1960, 2020, 2020, None),
    }
    assert [(row["reason"], row["source_row"]) for row in rejected] == [("one_sided_change", 5)]


def test_the_api_cuts_validity_off_at_the_day_that_was_asked_for(raw_file):
    codes = [
        {
            "code": "0191",
            "parentCode": None,
            "level": "1",
            "name": "Vik",
            "validFrom": None,
            "validTo": None,
            "validFromInRequestedRange": "1838-01-01",
            "validToInRequestedRange": end,
        }
        for end in ("1950-01-01", "2024-01-02", None)
    ]
    asked = "https://data.ssb.no/api/klass/v1/classifications/131/codes.json?to=2024-01-02"
    raw = raw_file(json.dumps({"codes": codes}), name="codes.json")
    kept, _, _ = read(replace(raw, origin=asked))
    assert [row["valid_to"] for row in kept] == [date(1950, 1, 1), None, None]


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        (
            "1950-13-01",
            "1950-01-01",
            r"changes\.csv, line 3, column «from_validFrom»: «1950-13-01» is not a date",
        ),
        ('"O192"', '"0192"', r"changes\.csv, line 3, column «from_code»: «O192» is not a munic"),
        ('""', '"Gamlevik"', r"line 2, column «from_name»: the cell is empty"),
    ],
)
def test_garbage_is_refused_with_its_line(raw_file, wrong, right, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(CHANGES.replace(right, wrong), name="changes.csv"))


def test_another_file_is_refused(raw_file):
    with pytest.raises(HeaderError, match=r"other\.csv, line 1"):
        read(raw_file("a,b\n1,2\n", name="other.csv"))
    with pytest.raises(HeaderError, match=r"no record has «oldCode»"):
        read(raw_file('{"codeChanges": [{"code": "0191"}]}', name="other.json"))
    with pytest.raises(DataError, match=r"none\.json: the file holds no records"):
        read(raw_file('{"codeChanges": []}', name="none.json"))
    with pytest.raises(EncodingError, match=r"line 2, column"):
        read(raw_file(CHANGES.replace("Gamlevik", "Gamlevåg").encode("latin-1"), name="latin.csv"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(CHANGES.encode())))


def test_fetch_takes_changes_and_codes():
    client = Notes()
    assert list(source.fetch(None, client)) == ["klass131_changes.json", "klass131_codes.json"]
    assert all(url.endswith(".json?from=1838-01-01") for url in client.urls)
