"""Table 07459, population: two export layouts and JSON-stat 2; rows are made up."""

import json
from collections import Counter

import pytest

from samspill.errors import DataError, EncodingError, HeaderError
from samspill.sources import ssb_07459 as source
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


TAB = (
    '"region"\t"age"\t"Persons 2020"\n'
    '"K-3091 Vik"\t"0 years"\t12\n'
    '"K-3091 Vik"\t"1 year"\t30\n'
    '"K-3092 Nyvåg"\t"0 years"\t0\n'
    '"K-3092 Nyvåg"\t"1 year"\t0\n'
    '"K-21-22 Svalbard and Jan Mayen"\t"0 years"\t3\n'
    '"K-21-22 Svalbard and Jan Mayen"\t"1 year"\t4\n'
)
TITLED = (
    '"07459: Population, by region, age, contents and year"\n\n'
    '"region";"age";"Persons 2020";"Persons 2021"\n'
    '"K-3091 Vik";"0 years";12;13\n'
    '"K-3091 Vik";"1 year";30;31\n'
)


def test_ages_are_summed_and_zero_is_not_observed(raw_file):
    kept, rejected, received = read(raw_file(TAB.encode("latin-1"), name="Personer2020.csv"))
    assert [
        (row["place_code"], row["place_name"], row["year"], row["population"]) for row in kept
    ] == [("3091", "Vik", 2020, 42.0)]
    assert [(row["reason"], row["source_row"], row["persons_count"]) for row in rejected] == [
        ("not_existing", 3, 0.0),
        ("not_a_municipality", 5, 7.0),
    ]
    # 12 + 30 + 3 + 4
    assert received == {"rows": 3, "persons_count": 49}


def test_a_title_and_several_years(raw_file):
    kept, _, received = read(raw_file(TITLED, name="Personer.csv"))
    assert [(row["year"], row["population"]) for row in kept] == [(2020, 42.0), (2021, 44.0)]
    assert received == {"rows": 2, "persons_count": 86}


def test_norwegian_headers_validity_in_the_name_and_totals(raw_file):
    text = (
        '"region";"kjønn";"alder";"Personer 2019"\n'
        '"0191 Gamlevik (-2019)";"Menn";"0 år";5\n'
        '"0191 Gamlevik (-2019)";"Kvinner";"0 år";6\n'
        '"0191 Gamlevik (-2019)";"Begge kjønn";"0 år";11\n'
    )
    kept, _, received = read(raw_file(text, name="Personer2019.csv"))
    assert [(row["place_code"], row["place_name"], row["population"]) for row in kept] == [
        ("0191", "Gamlevik", 11.0)
    ]
    assert received["persons_count"] == 11


def test_what_the_publisher_withholds_is_not_zero(raw_file):
    kept, rejected, received = read(
        raw_file(TAB.replace('"1 year"\t30', '"1 year"\t:'), name="p.csv")
    )
    assert kept == []
    assert rejected[0]["reason"] == "withheld"
    assert rejected[0]["persons_count"] == 12
    assert received["persons_count"] == 19


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ("\t3O\n", "\t30\n", r"p\.csv, line 3, column «Persons 2020»: «3O» is not a whole number"),
        ("\t-30\n", "\t30\n", r"record number 2: «-30» persons cannot be"),
        ('"0 years"\t30\n', '"1 year"\t30\n', r"record number 2: «K-3091 Vik  ?0 years»? ?.*twice"),
        ("30\textra\n", "30\n", r"line 3, .*the record has 4 cells where the header has 3"),
        (
            '"Persons"',
            '"Persons 2020"',
            r"line 1, column «Persons»: no column of persons with a year",
        ),
    ],
)
def test_garbage_is_refused_with_its_place(raw_file, wrong, right, sentence):
    with pytest.raises(DataError, match=sentence):
        read(raw_file(TAB.replace(right, wrong, 1), name="p.csv"))


def test_another_table_is_refused(raw_file):
    with pytest.raises(DataError, match=r"p\.csv, line 1: the file is table 13470 and not 07459"):
        read(raw_file(TITLED.replace("07459", "13470"), name="p.csv"))
    with pytest.raises(HeaderError, match=r"«region»: the column is missing"):
        read(raw_file("by;antall\nVik;3\n", name="p.csv"))
    with pytest.raises(EncodingError):
        read(raw_file(TAB.encode("utf-16"), name="p.csv"))


def cube(values, *, regions=("0", "3091", "3092"), contents="Personer1", **more):
    labels = {"0": "Hele landet", "3091": "Vik (2020-2023)", "3092": "Nyvåg"}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "07459: Befolkning",
        "source": "Statistisk sentralbyrå",
        "updated": "2024-02-21T07:00:00Z",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [len(regions), 1, 2],
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {code: at for at, code in enumerate(regions)},
                    "label": {code: labels[code] for code in regions},
                },
            },
            "ContentsCode": {
                "label": "statistikkvariabel",
                "category": {"index": {contents: 0}, "label": {contents: "Personer"}},
            },
            "Tid": {
                "label": "år",
                "category": {"index": {"2020": 0, "2021": 1}, "label": {"2020": "2020"}},
            },
        },
        "value": values,
        **more,
    }


def test_json_stat_of_places_and_years(raw_file):
    document = cube([100, 110, 42, 44, None, 0], status={"4": "."})
    kept, rejected, received = read(raw_file(json.dumps(document), name="07459.json"))
    assert [
        (row["place_code"], row["place_name"], row["year"], row["population"]) for row in kept
    ] == [
        ("3091", "Vik", 2020, 42.0),
        ("3091", "Vik", 2021, 44.0),
    ]
    assert [row["reason"] for row in rejected] == [
        "not_a_municipality",
        "not_a_municipality",
        "not_existing",
        "not_existing",
    ]
    assert received == {"rows": 6, "persons_count": 296}


def test_json_stat_without_a_value_is_withheld(raw_file):
    document = cube([100, 110, None, 44, 1, 2], status={"2": ":"})
    _, rejected, _ = read(raw_file(json.dumps(document), name="07459.json"))
    assert [(row["reason"], row["content"]) for row in rejected][2:] == [
        ("withheld", "3091 Vik (2020-2023), 2020")
    ]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (cube([1] * 6, contents="Folketilvekst"), r"has the contents Personer"),
        (cube([1] * 5), r"there are 5 values where the dimensions make 6"),
        ({"title": "Not found", "status": 404}, r"answered with an error: Not found"),
    ],
)
def test_another_cube_is_refused(raw_file, document, sentence):
    with pytest.raises(DataError, match=rf"07459\.json.*{sentence}"):
        read(raw_file(json.dumps(document), name="07459.json"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(TAB.encode())))


def test_fetch_names_every_value_it_asks_for():
    client = Notes()
    assert list(source.fetch(None, client)) == ["07459.json"]
    assert "valueCodes%5BRegion%5D=*" in client.urls[0]
