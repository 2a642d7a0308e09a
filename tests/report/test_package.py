"""The data package: whole or not at all, read alike by other programs, undefined never zero."""

from __future__ import annotations

import csv
import json
import math
import shutil
import subprocess

import igraph
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rdflib
from frictionless import Package
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from samspill.errors import StoreError, UsageError
from samspill.region import load_region
from samspill.report import export_package
from samspill.report.borders import borders_geojson
from samspill.report.package import without_nan
from samspill.store import Store
from smallbuild import publish

VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return publish(Store(tmp_path_factory.mktemp("observatory")), "20260101T000000-first")


@pytest.fixture(scope="module")
def region():
    return load_region("osloregionen")


@pytest.fixture(scope="module")
def package(tmp_path_factory, build, region):
    folder = tmp_path_factory.mktemp("export") / "package"
    export_package(build, region, folder)
    return folder


rdflib_warns_of_itself = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)


def fifteen_digits(rows):
    """Give rows with numbers as LibreOffice writes them."""
    return [[f"{one:.15g}" if type(one) is float else one for one in row] for row in rows]


def catalogue_of(folder):
    """Give the catalogue record as a graph, as another program reads it."""
    text = (folder / "dcat.jsonld").read_text(encoding="utf-8")
    base = "https://example.org/package/dcat.jsonld"
    return rdflib.Graph().parse(data=text, format="json-ld", publicID=base)


def test_every_published_table_is_in_it(package, build):
    described = json.loads((package / "datapackage.json").read_text())
    assert [one["name"] for one in described["resources"]] == list(build.tables)
    for name in build.tables:
        assert (package / f"data/{name}.csv").is_file()
        kept = pq.read_table(package / f"data/{name}.parquet")
        assert kept.num_rows == build.read(name).num_rows


def test_frictionless_finds_nothing_to_say(package):
    report = Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
    assert report.stats["tasks"] > 5


def test_frictionless_would_say_it(package, tmp_path):
    spoilt = tmp_path / "spoilt"
    shutil.copytree(package, spoilt)
    path = spoilt / "data/strengths.csv"
    path.write_text(path.read_text().replace("2024", "last year", 1))
    assert not Package(str(spoilt / "datapackage.json")).validate().valid


def test_csv_holds_what_the_table_holds(package, build):
    rows = build.read("strengths").to_pylist()
    with (package / "data/strengths.csv").open(newline="") as handle:
        read = list(csv.DictReader(handle))
    assert len(read) == len(rows)
    for got, wanted in zip(read, rows, strict=True):
        assert got["place_code"] == wanted["place_code"]  # leading zeros and all
        assert float(got["lq_shrunk"]) == wanted["lq_shrunk"]
        assert got["growth"] == ("" if wanted["growth"] is None else str(wanted["growth"]))


def test_undefined_is_empty_and_zero_is_zero():
    rows = pa.table({"value": [0.0, math.nan, None, math.inf, -1.5], "code": ["0301"] * 5})
    assert without_nan(rows)["value"].to_pylist() == [0.0, None, None, None, -1.5]


@rdflib_warns_of_itself
def test_the_catalogue_record_has_what_the_profile_asks(package, build):
    graph = catalogue_of(package)
    catalogue = graph.value(predicate=RDF.type, object=DCAT.Catalog)
    datasets = list(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(build.tables)
    assert set(graph.objects(catalogue, DCAT.dataset)) == set(datasets)
    for subject in [catalogue, *datasets]:
        for told in (DCTERMS.title, DCTERMS.description):
            languages = sorted(text.language for text in graph.objects(subject, told))
            assert languages == ["en", "nb"], (subject, told)
        # one publisher, by its address, with a name
        (publisher,) = graph.objects(subject, DCTERMS.publisher)
        assert isinstance(publisher, rdflib.URIRef)
        assert graph.value(publisher, RDF.type) == FOAF.Agent
        assert list(graph.objects(publisher, FOAF.name))
        # a contact with a name, and an e-mail address or a page
        (contact,) = graph.objects(subject, DCAT.contactPoint)
        assert graph.value(contact, RDF.type) == VCARD.Organization
        assert graph.value(contact, VCARD.fn)
        page = graph.value(contact, VCARD.hasURL)
        assert isinstance(page, rdflib.URIRef)
        assert (package / str(page).rpartition("/")[2]).is_file()
        (issued,) = graph.objects(subject, DCTERMS.issued)
        assert issued.datatype == XSD.dateTime
        assert all(
            isinstance(one, rdflib.URIRef) for one in graph.objects(subject, DCTERMS.language)
        )
    for dataset in datasets:
        themes = list(graph.objects(dataset, DCAT.theme))
        assert themes
        assert all("/authority/data-theme/" in str(one) for one in themes)
        assert len(list(graph.objects(dataset, DCTERMS.accessRights))) == 1
        distributions = list(graph.objects(dataset, DCAT.distribution))
        assert distributions
        for distribution in distributions:
            for address in (DCAT.accessURL, DCAT.downloadURL, DCTERMS["format"], DCAT.mediaType):
                assert isinstance(graph.value(distribution, address), rdflib.URIRef)
            path = str(graph.value(distribution, DCAT.accessURL)).rpartition("/data/")[2]
            size = graph.value(distribution, DCAT.byteSize).toPython()
            assert (package / "data" / path).stat().st_size == size


@rdflib_warns_of_itself
def test_the_catalogue_record_names_the_address_it_is_published_at(build, region, tmp_path):
    export_package(build, region, tmp_path / "out", url="https://example.org/samspill/")
    graph = catalogue_of(tmp_path / "out")
    addresses = {str(one) for one in graph.objects(None, DCAT.downloadURL)}
    assert "https://example.org/samspill/data/strengths.csv" in addresses


def test_borders_are_geojson(package):
    content = json.loads((package / "places.geojson").read_text())
    assert content["type"] == "FeatureCollection"
    oslo = next(one for one in content["features"] if one["properties"]["place_code"] == "0301")
    assert oslo["properties"]["name"] == "Oslo"
    assert oslo["properties"]["is_member"] is True
    assert oslo["geometry"]["type"] == "Polygon"


def test_a_region_of_europe_has_its_name(build, tmp_path):
    """The publisher's file has none."""
    features = [
        {"place_edition": "nuts:2013", "place_code": "AT11", "place_kind": "nuts2",
         "place_name": None, "geometry": '{"type": "Polygon", "coordinates": []}'}
    ]  # fmt: skip
    path = tmp_path / "borders.parquet"
    pq.write_table(pa.Table.from_pylist(features), path)
    found = borders_geojson(replace_path(build, path))
    assert found["features"][0]["properties"]["name"] == "Burgenland"


def replace_path(build, path):
    """Give a build whose borders lie elsewhere."""

    class Elsewhere:
        read = staticmethod(build.read)

        @staticmethod
        def tidy_path(name):
            assert name == "borders"
            return path

    return Elsewhere()


def test_the_network_is_graphml_with_every_actor_and_pair(package, build):
    network = igraph.Graph.Read_GraphML(str(package / "network.graphml"))
    assert network.vcount() == build.read("network_nodes").num_rows > 0
    assert network.ecount() == build.read("network_edges").num_rows > 0
    assert "network.graphml" in (package / "README.nb.md").read_text()


def test_rows_of_the_front_page_are_as_high_as_their_texts(package):
    front = openpyxl.load_workbook(package / "samspill.xlsx").worksheets[0]
    assert front.row_dimensions[1].height >= 20
    widths = {name: one.width for name, one in front.column_dimensions.items()}
    for row in front.iter_rows(min_row=2):
        lines = max(
            (
                len(str(cell.value)) / widths.get(cell.column_letter, 60)
                for cell in row
                if cell.value
            ),
            default=1,
        )
        height = front.row_dimensions[row[0].row].height or 15
        assert height >= 15 * math.ceil(lines - 0.1), row[0].value


def test_the_workbook_has_a_front_page_and_every_table(package, build):
    book = openpyxl.load_workbook(package / "samspill.xlsx", read_only=True)
    assert book.sheetnames[2:] == list(build.tables)
    front = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert any("EKSEMPELDATA" in str(cell) for cell in front)
    assert build.id in front
    rows = list(book["strengths"].iter_rows(values_only=True))
    assert rows[0] == tuple(build.read("strengths").column_names)
    assert len(rows) == 1 + build.read("strengths").num_rows


@pytest.mark.slow
def test_libreoffice_opens_the_workbook_and_reads_the_same(package, tmp_path):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program is not None, "LibreOffice is missing: sh scripts/install-for-tests"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "ods:calc8", "--outdir", str(tmp_path),
         str(package / "samspill.xlsx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
         str(tmp_path / "back"), str(tmp_path / "samspill.ods")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    ours = openpyxl.load_workbook(package / "samspill.xlsx")
    theirs = openpyxl.load_workbook(tmp_path / "back/samspill.xlsx", data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames[2:]:
        wanted = list(ours[name].iter_rows(values_only=True))
        got = [row[: len(wanted[0])] for row in theirs[name].iter_rows(values_only=True)]
        assert fifteen_digits(got[: len(wanted)]) == fifteen_digits(wanted), name


def test_both_readmes_name_tables_sources_and_licences(package, build):
    for language, words in (("nb", "Eksempeldata"), ("en", "Sample data")):
        text = (package / f"README.{language}.md").read_text()
        assert words in text
        assert "NLOD 2.0" in text
        for name in build.tables:
            assert f"`{name}`" in text


def test_a_package_replaces_the_one_before_it(build, region, tmp_path):
    folder = tmp_path / "package"
    export_package(build, region, folder)
    (folder / "data/left-over.csv").write_text("a\n")
    export_package(build, region, folder)
    assert not (folder / "data/left-over.csv").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["package"]


def test_what_is_no_package_is_left_alone(build, region, tmp_path):
    theirs = tmp_path / "letters"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="is no data package of Samspill"):
        export_package(build, region, theirs)
    assert (theirs / "letter.txt").read_text() == "dear"


def test_a_failed_export_leaves_the_one_before_and_no_debris(build, region, tmp_path, monkeypatch):
    folder = tmp_path / "package"
    export_package(build, region, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("samspill.report.package.write_workbook", full)
    with pytest.raises(StoreError, match="No space left"):
        export_package(build, region, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [one.name for one in tmp_path.iterdir()] == ["package"]


def test_the_same_build_gives_the_same_package(build, region, tmp_path):
    once, again = tmp_path / "once", tmp_path / "again"
    export_package(build, region, once)
    export_package(build, region, again)
    for path in sorted(once.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(once)).read_bytes(), path.name
