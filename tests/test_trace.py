"""A published figure leads back to its files, rows and cells, and to nobody's name."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspill import catalogue
from samspill.errors import UnknownCode, UsageError, VaultDamaged
from samspill.store import Build, Store, Vault
from samspill.trace import Explanation, explain


@pytest.fixture
def built(sample_home: Store) -> Build:
    return sample_home.current()


@pytest.fixture
def vault(sample_home: Store) -> Vault:
    return sample_home.vault


def lines_of(sample_files: Path, name: str) -> list[str]:
    path = next(sample_files.glob(f"*/{name}"))
    content = path.read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode().split("\n")


def one_strength(built: Build, **values: object) -> dict[str, Any]:
    rows = built.read("strengths")
    for name, value in values.items():
        rows = rows.filter(pc.equal(rows[name], pa.scalar(value, rows[name].type)))
    found: dict[str, Any] = rows.sort_by([("value", "descending")]).to_pylist()[0]
    return found


def of(built: Build, vault: Vault, row: dict[str, Any], language: str = "en") -> Explanation:
    keys = ("place_code", "activity_code", "measure", "year", "reference")
    return explain(built, vault, "strengths", {name: str(row[name]) for name in keys}, language)


def test_a_figure_of_europes_statistics_leads_to_its_line(
    built: Build, vault: Vault, sample_files: Path
) -> None:
    row = one_strength(
        built, place_code="NO01", activity_code="J62", measure="persons_employed", year=2014
    )
    told = of(built, vault, row)
    cell = told.pieces[0].cells[0]
    assert cell.line is not None
    line = lines_of(sample_files, cell.file)[cell.line - 1]
    assert line.startswith("J62,V16110,NO01\t")
    years = lines_of(sample_files, cell.file)[0].split("\t")
    at = [year.strip() for year in years].index("2014")
    assert float(line.split("\t")[at].split()[0]) == row["value"]
    assert told.pieces[0].sums == {"value": row["value"]}
    assert cell.sha256 == vault.files("eurostat_sbs")[0].sha256


def test_the_employees_of_a_municipality_are_those_of_its_establishments(
    built: Build, vault: Vault, sample_files: Path
) -> None:
    row = one_strength(built, place_code="3105", measure="employees_count", year=2020)
    told = of(built, vault, row)
    own = told.pieces[0]
    assert own.table == "establishments"
    assert own.rows_count == row["establishments_count"]
    # how many are employed in each of them is not told (decision 0044)
    assert own.sums == {}
    for cell in own.cells:
        assert "employees_count" not in cell.tidy
        assert "antallAnsatte" not in cell.content
        assert cell.line is not None
        text = "\n".join(lines_of(sample_files, cell.file)[cell.line - 1 :])
        record = next(csv.reader(io.StringIO(text, newline="")))
        number = cell.tidy["organisation_number"]
        assert number is None or number in record
        assert cell.tidy["source_row"] == cell.source_row


def test_a_sum_leads_to_the_places_it_consists_of(built: Build, vault: Vault) -> None:
    row = one_strength(built, place_code="31", measure="employees_count", year=2020)
    told = of(built, vault, row)
    assert told.pieces[0].table == "sizes"
    # a municipality that is protected is in the sum without its size being told
    assert told.pieces[0].sums == {"establishments_count": row["establishments_count"]}
    assert told.pieces[1].sums["value"] == row["value"]


def test_of_a_protected_figure_nothing_is_told_but_where_it_comes_from(
    built: Build, vault: Vault
) -> None:
    row = one_strength(built, measure="employees_count", flag="x")
    told = of(built, vault, row)
    assert row["value"] is None
    cell = next(piece for piece in told.pieces if piece.title == "The cell itself")
    assert "value" not in cell.sums, "not told, and not zero"


def test_the_quotient_can_be_counted_again_from_the_pieces(built: Build, vault: Vault) -> None:
    row = one_strength(built, place_code="3105", measure="employees_count", year=2020)
    pieces = of(built, vault, row).pieces
    # the cell, all activities of the place, the activity in all places
    own, of_place, of_activity = (
        pieces[at].sums[name] for at, name in ((1, "value"), (2, "held_value"), (3, "held_value"))
    )
    cells = pq.read_table(built.tidy_path("sizes"), partitioning=None)
    for column, value in (
        ("measure", "employees_count"), ("year", 2020), ("place_kind", "municipality"),
    ):  # fmt: skip
        cells = cells.filter(pc.equal(cells[column], pa.scalar(value, cells[column].type)))
    total = pc.sum(cells["held_value"]).as_py()
    assert own == row["value"]
    assert (own / of_place) / (of_activity / total) == pytest.approx(row["lq"])


def test_nobody_is_named_who_may_be_a_person(
    built: Build, vault: Vault, sample_files: Path
) -> None:
    # the files hold names and addresses; a cell that the tidy table left out stays out
    row = one_strength(built, place_code="0301", measure="employees_count", year=2020)
    for cell in of(built, vault, row).pieces[0].cells:
        assert not {header for header in cell.content if header == "navn" or "adresse.ad" in header}


@pytest.mark.parametrize("table", ["awards", "participations", "rejects"])
def test_a_row_of_a_file_leads_to_that_row(built: Build, vault: Vault, table: str) -> None:
    row = next(
        one for one in built.read(table).to_pylist()
        if one["source_row"] is not None and one["file_sha256"]
    )  # fmt: skip
    keys = {"file_sha256": row["file_sha256"], "source_row": str(row["source_row"])}
    told = explain(built, vault, table, keys)
    assert [file.sha256 for file in told.files] == [row["file_sha256"]]
    assert told.row["source_row"] == row["source_row"]
    if table != "rejects":
        assert [cell.source_row for cell in told.pieces[0].cells] == [row["source_row"]]


def test_every_table_is_explained_by_its_files(built: Build, vault: Vault) -> None:
    for name in built.tables:
        rows = built.read(name)
        if rows.num_rows == 0:
            continue
        row = rows.to_pylist()[0]
        keys = {column: str(value) for column, value in row.items() if isinstance(value, str | int)}
        told = explain(built, vault, name, keys)
        assert told.files, name
        assert json.loads(json.dumps(told.as_dict(), default=str))["table"] == name
        for language in ("nb", "en"):
            assert explain(built, vault, name, keys, language).text()


def test_every_explanation_has_definitions_licence_and_vintage(built: Build, vault: Vault) -> None:
    row = one_strength(built, place_code="NO01", measure="persons_employed", year=2014)
    for language in ("nb", "en"):
        told = of(built, vault, row, language)
        finding = catalogue.findings()["strengths"]
        assert len(told.definitions) == len(finding.indicators) > 0
        for file in told.files:
            assert file.licence in told.text()
            assert file.vintage in told.text()
            assert file.sha256 in told.text()


def test_key_columns_that_are_left_open_are_filled_as_the_view_shows_them(
    built: Build, vault: Vault
) -> None:
    told = explain(built, vault, "strengths", {"place_code": "0301", "activity_code": "J62"})
    assert told.row["year"] == 2020
    assert told.row["measure"] == "employees_count"


def test_what_fits_several_rows_says_what_to_add(built: Build, vault: Vault) -> None:
    with pytest.raises(UsageError, match=r"rows of places fit\. Say also .*place_code="):
        explain(built, vault, "places", {"place_kind": "county"})


@pytest.mark.parametrize(
    ("table", "keys", "sentence"),
    [
        ("strength", {"year": "2020"}, "Did you mean strengths"),
        ("strengths", {"yeer": "2020"}, "Did you mean year"),
        ("strengths", {"place_code": "NO1"}, "Did you mean"),
        ("strengths", {"place_code": "0301", "year": "1999"}, "no year"),
    ],
)
def test_what_is_not_there_is_refused(
    built: Build, vault: Vault, table: str, keys: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UnknownCode, match=sentence):
        explain(built, vault, table, keys)


def test_a_value_of_another_type_is_refused(built: Build, vault: Vault) -> None:
    with pytest.raises(UsageError, match=r"year is .* and cannot be «soon»"):
        explain(built, vault, "strengths", {"year": "soon"})


def test_a_file_that_has_left_the_vault_is_said_plainly(built: Build, tmp_path: Path) -> None:
    keys = {"place_code": "NO01", "activity_code": "J62", "year": "2014"}
    with pytest.raises(VaultDamaged, match="Import or fetch it again"):
        explain(built, Vault(tmp_path / "raw"), "strengths", keys)
