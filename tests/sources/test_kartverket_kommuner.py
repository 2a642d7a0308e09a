"""Kartverket's borders of municipalities: three flavours; places are made up."""

import io
import json
import zipfile
from collections import Counter

import pytest

from samspill.errors import DataError, TruncatedFile
from samspill.sources import kartverket_kommuner as source
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


def square(x, y, size=1.0):
    return [[x, y], [x, y + size], [x + size, y + size], [x + size, y], [x, y]]


def feature(properties, *rings, kind="Polygon"):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": list(rings)},
    }


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def place(code, name="Vik", **more):
    return feature({"kommunenummer": code, "kommunenavn": name}, square(10, 60), **more)


GOOD = collection(place("3301"), place("0301", "Oslo"))


@pytest.mark.parametrize(
    ("codes", "edition"),
    [
        (("0602", "5001", "0301"), "municipality-2018"),
        (("3005", "5001", "0301"), "municipality-2020"),
        (("3301", "5001", "0301"), "municipality-2024"),
    ],
)
def test_the_codes_decide_the_edition_and_not_the_name(raw_file, codes, edition):
    kept, rejected, _ = read(raw_file(collection(*map(place, codes)), name="kommuner2019.json"))
    assert {row["place_edition"] for row in kept} == {edition}
    assert rejected == []
    assert {row["place_kind"] for row in kept} == {"municipality"}


def test_where_few_codes_fit_several_editions_the_vintage_tells(raw_file):
    raw = raw_file(collection(place("0301"), place("1103")), name="k.json", vintage="2021")
    assert read(raw)[0][0]["place_edition"] == "municipality-2020"


@pytest.mark.parametrize("codes", [("0602", "3301"), ("1601", "0301"), ("3005", "3301")])
def test_codes_of_two_reforms_are_refused(raw_file, codes):
    with pytest.raises(DataError, match=r"of no one edition of 2018, 2020 or 2024"):
        read(raw_file(collection(*map(place, codes)), name="k.json"))


def test_codes_as_numbers_and_coordinates_in_metres(raw_file):
    # 500000 east is 15 degrees in zone 33; 6651411.19 north is 60 degrees: the meridian arc from
    # the equator, 6654072.819 m on GRS 80, times 0.9996
    ring = [[500000, 6651411.19], [500000, 6660000], [510000, 6660000], [500000, 6651411.19]]
    old = feature({"Kommunenum": 301, "Kommunenav": "Oslo"}, [ring], kind="MultiPolygon")
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}
    document = collection(old, feature({"Kommunenum": 602}, ring), crs=crs)
    kept, _, _ = read(raw_file(document, name="kommuner.json"))
    assert [row["place_code"] for row in kept] == ["0301", "0602"]
    assert [15.0, 60.0] in json.loads(kept[0]["geometry"])["coordinates"][0]
    assert kept[1]["place_name"] == ""


def test_the_publishers_zip_with_the_collection_under_a_name(raw_file):
    inner = {"administrative_enheter.kommunegrense": {"features": [feature({"a": 1}, [])]}}
    inner["administrative_enheter.kommune"] = json.loads(
        collection(
            feature(
                {"kommunenummer": "3301", "kommunenavn": [{"navn": "Vik", "rekkefolge": "a"}]},
                square(10, 60),
            ),
            feature({"kommunenummer": "2111", "navn": "Longyearbyen"}, square(15, 78)),
        )
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("Kommuner.geojson", json.dumps(inner))
    kept, rejected, _ = read(raw_file(packed.getvalue(), name="Kommuner.zip"))
    assert [(row["place_code"], row["place_name"]) for row in kept] == [("3301", "Vik")]
    assert [(row["reason"], row["content"]) for row in rejected] == [
        ("no_municipality", "2111 Longyearbyen")
    ]
    with pytest.raises(TruncatedFile, match=r"packed with zip and ends"):
        read(raw_file(packed.getvalue()[:-30], name="Kommuner.zip"))
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("les.txt", "ingenting")
    with pytest.raises(DataError, match=r"zip with none of the files that are wanted.*les\.txt"):
        read(raw_file(packed.getvalue(), name="Kommuner.zip"))


def test_a_border_without_area_is_set_aside(raw_file):
    flat = feature({"kommunenummer": "3303"}, [[10, 60], [11, 60], [12, 60], [10, 60]])
    missing = {"type": "Feature", "properties": {"kommunenummer": "3305"}, "geometry": None}
    kept, rejected, _ = read(raw_file(collection(place("3301"), flat, missing), name="k.json"))
    assert [row["place_code"] for row in kept] == ["3301"]
    assert [(row["reason"], row["source_row"]) for row in rejected] == [
        ("no_border", 2),
        ("no_border", 3),
    ]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (collection(place("3301"), place("33O1")), r"feature number 2: «33O1» is not a munici"),
        (collection(place("3301"), place(None)), r"feature number 2: «None» is not"),
        (collection(place("3301", kind="Point")), r"feature number 1 is a Point and no polygon"),
        (
            collection(feature({"kommunenummer": "3301"}, square(262000, 6649000))),
            r"feature number 1 has coordinates that are no longitude and latitude",
        ),
        (
            collection(feature({"kommunenummer": "3301"}, [["øst", "nord"]] * 4)),
            r"feature number 1 has coordinates that are not pairs of numbers",
        ),
        (
            collection(place("3301"), crs={"properties": {"name": "EPSG:3006"}}),
            r"coordinates are in EPSG:3006, which is not known",
        ),
        (collection(feature({"navn": "Vik"}, square(10, 60))), r"property «kommunenummer» is in"),
        ("{}", r"no collection of features"),
        (GOOD[:-2], r"line 1, column \d+: the file is not whole JSON"),
    ],
)
def test_garbage_is_refused_with_its_place(raw_file, document, sentence):
    with pytest.raises(DataError, match=rf"k\.json.*{sentence}"):
        read(raw_file(document, name="k.json"))


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        read(raw_file(garbage.of(json.dumps(json.loads(GOOD), indent=1).encode())))


def test_fetch_takes_the_borders_of_today():
    client = Notes()
    assert list(source.fetch(None, client)) == [source.SOURCE.downloads[0].name]
    assert client.urls[0].startswith("https://nedlasting.geonorge.no/")
