"""No natural person by name: not in a table, not where a figure is led back, not in the search.

The publishers' files do hold the names of sole proprietors. The sample's have a mark in their
place; here the mark is a name, and their establishments are listed under it as the register does.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from disclosure.served import of_report, of_site
from samspill.build import build
from samspill.region import load_region
from samspill.report import export_package
from samspill.store import Store
from samspill.trace import explain

SURNAME = "Svarttjernlien"
GIVEN = ("Kari", "Ola", "Ingrid", "Per", "Anne Marit")
MARK = "(personforetak)"


def named(sample_files: Path, folder: Path) -> int:
    """Copy the sample's files with names of persons where the mark stands; count them."""
    shutil.copytree(sample_files, folder)
    count = 0
    for path in sorted(folder.rglob("*.csv*")):
        content = path.read_bytes()
        packed = path.suffix == ".gz"
        content = gzip.decompress(content) if packed else content
        for mark in (MARK, MARK.upper()):
            parts = content.split(mark.encode())
            names = [f"{GIVEN[at % len(GIVEN)]} {SURNAME}" for at in range(len(parts) - 1)]
            names = [one.upper() if mark.isupper() else one for one in names]
            count += len(names)
            content = b"".join(
                part + name.encode() for part, name in zip(parts, [*names, ""], strict=True)
            )
        path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return count + establishments(folder)


def establishments(folder: Path) -> int:
    """List establishments of the sole proprietors, which the register calls by the person."""
    units = gzip.decompress(next((folder / "brreg").glob("enheter_*")).read_bytes()).decode()
    head, *rows = csv.reader(io.StringIO(units, newline=""))
    owners = [dict(zip(head, row, strict=True)) for row in rows]
    owners = [one for one in owners if one["organisasjonsform.kode"] == "ENK"]
    for path in sorted((folder / "brreg").glob("underenheter_*")):
        text = gzip.decompress(path.read_bytes()).decode()
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        for at, owner in enumerate(owners):
            one = dict(zip(head, rows[at], strict=True))
            one |= {
                "organisasjonsnummer": f"81{at:07d}",
                "navn": owner["navn"],
                "overordnetEnhet": owner["organisasjonsnummer"],
            }
            rows.append(list(one.values()))
        out = io.StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([head, *rows])
        path.write_bytes(gzip.compress(out.getvalue().encode(), mtime=0))
    return len(owners)


@pytest.fixture(scope="module")
def home(sample_files: Path, imported, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("persons")
    assert named(sample_files, folder / "files") > 100
    store: Store = imported(folder / "home", folder / "files")
    build(load_region("osloregionen"), store)
    return store


def names_a_person(text: str) -> bool:
    return SURNAME.casefold() in text.casefold()


def texts(rows: pa.Table) -> list[str]:
    columns = [rows[f.name] for f in rows.schema if pa.types.is_string(f.type)]
    return [text for column in columns for text in pc.unique(column).to_pylist() if text]


@pytest.mark.slow
def test_no_table_names_a_sole_proprietor(home: Store) -> None:
    built = home.current()
    paths = [built.path(name) for name in built.manifest["tables"]]
    paths += sorted(built.tidy_path("sizes").parent.glob("*.parquet"))
    assert len(paths) > 60
    for path in paths:
        rows = pq.read_table(path, partitioning=None)
        assert not [text for text in texts(rows) if names_a_person(text)], path.name


@pytest.mark.slow
def test_a_figure_led_back_to_the_files_names_no_sole_proprietor(home: Store) -> None:
    """The vault's files do name them."""
    built = home.current()
    listed = pq.read_table(built.tidy_path("establishments"), partitioning=None)
    codes = pq.read_table(built.tidy_path("carried_codes"), partitioning=None)
    of_persons = listed.filter(pc.starts_with(listed["organisation_number"].fill_null("81"), "81"))
    at = of_persons.slice(0, 12).to_pylist()
    assert at
    told = []
    for row in at:
        where = codes.filter(
            pc.and_(
                pc.equal(codes["municipality_code"], row["municipality_code"] or ""),
                pc.and_(
                    pc.equal(codes["second_activity_code"], row["activity_code"] or ""),
                    pc.equal(codes["year"], row["year"]),
                ),
            )
        ).to_pylist()
        for one in where:
            if one["place_code"] and one["activity_code"]:
                keys = {
                    "place_code": one["place_code"], "activity_code": one["activity_code"],
                    "measure": "employees_count", "year": str(one["year"]), "reference": "norway",
                }  # fmt: skip
                found = explain(built, home.vault, "strengths", keys)
                told.append(json.dumps(found.as_dict(), ensure_ascii=False, default=str))
    rejects = built.read("rejects")
    told += [str(row) for row in rejects.to_pylist()]
    assert len(told) > 10
    assert not [text for text in told if names_a_person(text)]


@pytest.mark.slow
def test_the_data_package_names_no_sole_proprietor(home: Store, tmp_path: Path) -> None:
    export_package(home.current(), load_region("osloregionen"), tmp_path / "package")
    files = [path for path in (tmp_path / "package").rglob("*") if path.is_file()]
    assert len(files) > 60
    for path in files:
        content = path.read_bytes()
        if path.suffix not in {".parquet", ".xlsx"}:
            assert not names_a_person(content.decode("utf-8")), path.name


@pytest.mark.slow
def test_no_page_figure_answer_or_report_names_a_sole_proprietor(home: Store) -> None:
    region = load_region("osloregionen")
    built = home.current()
    places = built.read("places")
    codes = places.filter(pc.equal(places["place_kind"], "municipality"))["place_code"].to_pylist()
    first = ["/nb", "/en/interplay", "/nb/partners", "/nb/meeting", "/nb/support", "/nb/clusters"]
    first += [f"/nb/place/{code}" for code in sorted(codes)[:6]]
    told = of_site(home, region, first, 24)
    assert len(told) > 80
    told |= of_report(built, home, region, {"place": "0301"})
    assert not [where for where, text in told.items() if names_a_person(text)]


@pytest.mark.slow
def test_the_search_finds_no_sole_proprietor(home: Store) -> None:
    """It says again what was asked for, and as often for a name that nobody has."""
    nobody = SURNAME.replace("Svart", "Hvit")
    asked = [f"/nb/search?q={name}" for name in (SURNAME, nobody)]
    one, other = of_site(home, load_region("osloregionen"), asked, 2, api=False).values()
    assert one.count(SURNAME) == other.count(nobody) > 0
