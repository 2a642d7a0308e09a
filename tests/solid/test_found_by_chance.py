"""Files that once broke a reader, each as small as it gets: refused in a sentence ever since."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from samspill import reading
from samspill.catalogue import source_module
from samspill.errors import DataError, EncodingError, TruncatedFile, UnknownCode
from samspill.store import RawFile
from solid.wholefiles import JSON_FILES, put

Reader = Callable[..., None]


@pytest.fixture
def refuses(tmp_path: Path) -> Reader:
    """Give what sees that a source refuses a file with a sentence that has some words."""

    def see(source: str, content: bytes, words: str, kind: type[DataError] = DataError) -> None:
        raw: RawFile = put(tmp_path, source, "prøve.fil", content)
        with pytest.raises(kind, match=words) as told:
            list(source_module(source).read(raw))
        assert str(told.value).startswith("prøve.fil")
        assert str(told.value).replace("\u00a0", " ").isprintable()
        assert len(str(told.value)) < 1200

    return see


def zipped(how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as folder:
        folder.writestr("project.csv", "id;title\n1;x\n")
    return packed.getvalue()


def locked() -> bytes:
    content = bytearray(zipped())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped()[:4] + zipped()[14:], "packed with zip and ends or breaks"),
        (locked(), "encrypted, password required"),
        (zipped(zipfile.ZIP_BZIP2), "way of packing, 12, is unknown"),
    ],
    ids=["lists that lead out of the file", "a password", "another way of packing"],
)
def test_a_zip_that_cannot_be_opened(refuses: Reader, content: bytes, words: str) -> None:
    refuses("cordis", content, words, TruncatedFile)


@pytest.mark.parametrize("source", ["klass_sn2007", "brreg_enheter"])
def test_a_header_of_one_endless_cell(refuses: Reader, source: str) -> None:
    refuses(source, b"x" * 140_000 + b"\n1\n", "columns are missing")


def test_an_endless_cell_before_a_cell_that_is_wrong(tmp_path: Path, refuses: Reader) -> None:
    head = b"nace_r2,indic_sb,geo\\time\t2013 \n"
    rows = b"J62,V16110," + b"N" * 140_000 + b"\t1 \nJ62,V16110,NO01\ttolv\n"
    refuses("eurostat_sbs", head + rows, "line [23]")


def test_a_line_without_end(refuses: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LONGEST", 1000)
    refuses("brreg_enheter", b"organisasjonsnummer" * 100, "line 1: the line is longer than 1,000")


def test_a_record_without_end(refuses: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_RECORD", 1 << 17)
    refuses("brreg_enheter", b'[{"a": "' + b"x" * (1 << 20), "a record is larger than 131,072")


def test_many_records_are_no_large_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_RECORD", 1 << 17)
    source, _, content, *_ = JSON_FILES["enheter.json"]
    (one, *_) = json.loads(content)
    many = [{**one, "organisasjonsnummer": f"8{number:08d}"} for number in range(2000)]
    raw = put(tmp_path, source, "mange.json", json.dumps(many).encode())
    assert raw.bytes_count > 1 << 18
    assert sum(part.kept.num_rows for part in source_module(source).read(raw)) == 2000


def test_more_json_than_is_read_whole(refuses: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_JSON", 100)
    refuses("gisco_nuts2", b'{"a": "' + b"x" * 100 + b'"}', "larger than 100 bytes")


@pytest.mark.parametrize("content", [b'{"a": ' * 3000, b"[" * 3000, b'{"a": ' + b"1" * 5000 + b"}"])
@pytest.mark.parametrize("source", ["gisco_nuts2", "kartverket_kommuner"])
def test_json_beyond_all_measure(refuses: Reader, source: str, content: bytes) -> None:
    refuses(source, content, "beyond all measure|not whole JSON")


def map_of(geometry: object, name: object = "Oslo", **more: object) -> bytes:
    one = {"properties": {"kommunenummer": "0301", "kommunenavn": name}, "geometry": geometry}
    return json.dumps({"features": [one], **more}).encode()


@pytest.mark.parametrize("coordinates", [7.5, [7.5], "x", [["x"]], [[[1.0]]], {"a": 1}])
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_borders_that_are_no_lists_of_points(
    refuses: Reader, kind: str, coordinates: object
) -> None:
    content = map_of({"type": kind, "coordinates": coordinates})
    refuses("kartverket_kommuner", content, "feature number 1 has coordinates that are")


def test_borders_beyond_the_earth(refuses: Reader) -> None:
    square = [[[1e300, 6e6], [5e5, 6e6], [5e5, 7e6], [1e300, 6e6]]]
    zone = {"properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}
    content = map_of({"type": "Polygon", "coordinates": square}, crs=zone)
    refuses("kartverket_kommuner", content, "no metres of zone 33")


def test_a_municipality_with_an_empty_list_of_names(tmp_path: Path) -> None:
    square = [[[10, 60], [10, 61], [11, 61], [10, 60]]]
    content = map_of({"type": "Polygon", "coordinates": square}, name=[])
    raw = put(tmp_path, "kartverket_kommuner", "kommuner.geojson", content)
    (part,) = source_module("kartverket_kommuner").read(raw)
    assert part.kept["place_name"].to_pylist() == [""]


def test_half_a_letter_in_a_stream_of_records(refuses: Reader) -> None:
    content = b'[{"stoettetiltaksnummer": "TT-1", "a": "' + b'\xed\xa0\x80"}]'
    refuses("stotteregisteret", content, "behind record number 0 is not utf-8", EncodingError)


def test_more_employees_than_a_number_tells_apart(refuses: Reader) -> None:
    source, _, content, given, _ = JSON_FILES["enheter.json"]
    content = content.replace(given.encode(), b'"antallAnsatte": 999999999999999999', 1)
    refuses(source, content, "is not a whole number")


def test_a_class_without_a_level(refuses: Reader) -> None:
    content = json.dumps([{"code": "A", "parentCode": None, "level": None, "name": "Jordbruk"}])
    refuses("klass_sn2007", content.encode(), "level")


def test_no_region_of_the_level(refuses: Reader) -> None:
    years = (1999, 2003, 2006, 2010, 2013, 2016, 2021)
    names = [f"code_{year}" for year in years]
    names += [f"{kind}_{year}" for kind in ("geo_name", "change") for year in years[1:]]
    head = ",".join(["typology", "start_year", "end_year", *names])
    row = ",".join(["nuts_level_1", *["NA"] * (head.count(","))])
    refuses("nuts_changes", f"{head}\n{row}\n".encode(), "no record is a change of a region")


def cube(**changes: object) -> bytes:
    whole = json.loads(JSON_FILES["07459.json"][2])
    region = {"category": {"index": {"0301": 0, "3301": 1}, "label": {}}}
    for name, value in changes.items():
        if name in ("index", "label"):
            region["category"][name] = value
        else:
            whole[name] = value
    return json.dumps({**whole, "dimension": {**whole["dimension"], "Region": region}}).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (cube(index={"0301": None, "3301": "x"}), "not listed"),
        (cube(index=["0301", "0301"]), "stands twice"),
        (cube(id=["Tid"] * 9, size=[1] * 9), "same dimensions"),
        (cube(size=[True, 1, 1]), "same dimensions"),
        (cube(value={"²": 1}), "outside the cube"),
        (cube(value=[1e308, float("inf")]), "is not a number"),
        (cube(status={"-1": "."}), "does not fit"),
        (cube(status=[".", ".", "."]), "does not fit"),
    ],
)
def test_a_cube_that_does_not_fit_itself(refuses: Reader, content: bytes, words: str) -> None:
    refuses("ssb_07459", content, words)


def test_labels_that_are_no_labels(tmp_path: Path) -> None:
    raw = put(tmp_path, "ssb_07459", "07459.json", cube(label="Oslo"))
    (part,) = source_module("ssb_07459").read(raw)
    assert part.kept["place_code"].to_pylist() == []
    assert part.rejected.num_rows == 2


def test_a_small_text_that_speaks_of_a_cube_without_end(refuses: Reader) -> None:
    axes = [f"D{number}" for number in range(8)]
    codes = {"category": {"index": [str(code) for code in range(40)]}}
    content = {
        "class": "dataset", "id": axes, "size": [40] * 8, "value": {"0": 1},
        "dimension": dict.fromkeys(axes, codes),
    }  # fmt: skip
    refuses("ssb_07459", json.dumps(content).encode(), "more than 50,000,000 cells")


def test_what_a_terminal_would_obey_is_written_out(refuses: Reader) -> None:
    assert "\\x1b[2J" in str(UnknownCode("place", "\x1b[2J"))
    assert "\\u202e" in str(DataError("«\u202e»", file="a"))
    refuses("gisco_nuts2", b'{"features": [{"properties": {"NUTS_ID": "\\u001b[2J\\n"}}]}', "NUTS")
