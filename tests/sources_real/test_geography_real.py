"""Statistics Norway's complete graph of municipalities, and every commitment 2010-2018.

Read from the real files beside the repository; the numbers to reconcile with are the publisher's
own sums and the eight counties of Østlandet as the folder's README has them.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.activities import classify, correspondence, nace21_names
from samspill.geography import (
    PlaceGraph,
    carry,
    counties,
    county_of,
    nuts2_of_places,
    place_by_name,
)
from samspill.region import load_region

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA") or Path(__file__).resolve().parents[2] / "../shared/data"
)
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real files are not beside the repository (../shared/data)"
)


def _day(text: str) -> date | None:
    return None if text == "NA" else date.fromisoformat(text)


@pytest.fixture(scope="module")
def graph() -> PlaceGraph:
    with (DATA / "klass/klass131_changes_1838_2024.csv").open(encoding="utf-8") as file:
        changes = list(csv.DictReader(file))
    path = DATA / "klass/klass131_units_1838_2024.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        units = list(csv.DictReader(file))
    columns: dict[str, list[object]] = {}
    for side in ("from", "to"):
        columns[f"{side}_code"] = [row[f"{side}_code"] for row in changes]
        columns[f"{side}_name"] = [row[f"{side}_name"] for row in changes]
        columns[f"{side}_valid_from"] = [_day(row[f"{side}_validFrom"]) for row in changes]
        columns[f"{side}_valid_to"] = [_day(row[f"{side}_validTo"]) for row in changes]
    return PlaceGraph(
        pa.table(columns),
        pa.table(
            {
                "code": [row["code"] for row in units],
                "name": [row["label"] for row in units],
                "valid_from": [_day(row["validFrom"]) for row in units],
                "valid_to": [_day(row["validTo"]) for row in units],
            }
        ),
    )


@pytest.fixture(scope="module")
def grants() -> pa.Table:
    path = DATA / "innovasjon_norge/tildelinger_2010_2018.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    days = [datetime.strptime(row["Innvilget.dato"], "%d.%m.%y").date() for row in rows]
    return pa.table(
        {
            "county_name": [row["Fylkesnavn"] for row in rows],
            "municipality_name": [row["Kommunenavn"] for row in rows],
            "date": days,
            "activity_code": [row["Næring"] for row in rows],
            "amount_nok": [int(row["Innvilget.beløp"]) for row in rows],
        }
    )


def test_number_of_municipalities(graph: PlaceGraph) -> None:
    # the official numbers: 428 in 2013-2016, 426 in 2017, 422 in 2018, 356 in 2020, 357 in 2024
    years = (2013, 2017, 2018, 2020, 2024)
    assert [len(graph.names(year)) for year in years] == [428, 426, 422, 356, 357]


def test_every_municipality_lies_in_a_county_of_its_time(graph: PlaceGraph) -> None:
    for year in (2010, 2018, 2020, 2024):
        assert {county_of(code) for code in graph.names(year)} == set(counties(year))


def test_every_line_of_the_profile_follows_the_graph(graph: PlaceGraph) -> None:
    region = load_region("osloregionen")
    to_2020, to_2024 = graph.carry_map(2018, 2020), graph.carry_map(2018, 2024)
    names = {year: {code: name.split(" (")[0] for code, name in graph.names(year).items()}
             for year in (2018, 2024)}  # fmt: skip
    assert len(region.places) == 137
    for place in region.places:
        assert [share.code for share in to_2020[place.code_2018]] == [place.code_2020]
        assert [share.code for share in to_2024[place.code_2018]] == [place.code_2024]
        assert names[2018][place.code_2018] == place.name_2018
        assert names[2024][place.code_2024] == place.name_2024
    for edition in (2020, 2024):
        assert region.member_codes(edition, graph) == region.member_codes(edition)


def test_only_four_places_were_split_since_2000(graph: PlaceGraph) -> None:
    splits = set()
    for year in range(2000, 2024):
        for code, shares in graph.carry_map(year, year + 1).items():
            if len(shares) > 1:
                splits.add((code, graph.names(year)[code], year + 1))
    assert splits == {
        ("0720", "Stokke", 2017),
        ("1850", "Tysfjord - Divtasvuodna", 2020),
        ("5012", "Snillfjord", 2020),
        ("1507", "Ålesund", 2024),
    }


def test_three_municipalities_cross_a_nuts_border(graph: PlaceGraph) -> None:
    found = nuts2_of_places(graph, 2024).values()
    crossing = {one.place_code: one.nuts_code for one in found if one.crosses}
    # Asker, Aurskog-Høland, and Heim, of which no part kept its name
    assert crossing == {"3203": "NO01", "3226": "NO01", "5055": None}


def test_statistics_of_2018_keep_their_total(graph: PlaceGraph) -> None:
    names = graph.names(2018)
    table = pa.table({"place_code": list(names), "units": [int(code) for code in names]})
    carried = carry(table, graph, on=2018, to=2024, measures=["units"])
    kept, left = pc.sum(carried.table["units"]).as_py(), pc.sum(carried.rejects["units"]).as_py()
    assert kept + left == sum(int(code) for code in names)
    assert sorted(carried.rejects["place_code"].to_pylist()) == ["1850", "5012"]
    stepwise = carry(
        carry(table, graph, on=2018, to=2020, measures=["units"]).table,
        graph,
        on=2020,
        to=2024,
        measures=["units"],
    )
    direct = dict(zip(*carried.table.to_pydict().values(), strict=True))
    in_steps = dict(zip(*stepwise.table.to_pydict().values(), strict=True))
    # only Ålesund and Haram need the whole way to be told apart
    assert set(direct) - set(in_steps) == {"1508", "1580"}
    assert all(direct[code] == in_steps[code] for code in in_steps)


def test_every_commitment_finds_its_place_or_a_reason(graph: PlaceGraph, grants: pa.Table) -> None:
    found = place_by_name(
        grants,
        graph,
        county="county_name",
        municipality="municipality_name",
        on="date",
        to=2024,
    )
    assert grants.num_rows == 49_466
    assert found.table.num_rows + found.rejects.num_rows == 49_466
    total = pc.sum(found.table["amount_nok"]).as_py() + pc.sum(found.rejects["amount_nok"]).as_py()
    assert total == 54_327_241_168
    assert Counter(found.table["reason"].to_pylist()) == {
        None: 46_064,
        "county_wide": 1_758,
        "split": 128,
    }
    assert Counter(found.rejects["reason"].to_pylist()) == {
        "several_places": 1_374,
        "svalbard": 115,
        "unspecified": 17,
        "abroad": 10,
    }
    # of the rows that name a Norwegian municipality, at most one in a hundred is set aside
    assert 128 / (46_064 + 128) < 0.01
    assert set(found.table["place_code"].to_pylist()) - {None} <= set(graph.names(2024))


def test_commitments_by_nuts_region_reconcile(graph: PlaceGraph, grants: pa.Table) -> None:
    found = place_by_name(
        grants,
        graph,
        county="county_name",
        municipality="municipality_name",
        on="date",
        to=2024,
    ).table
    sums = found.group_by("nuts_code").aggregate([("amount_nok", "sum"), ("amount_nok", "count")])
    by_nuts = {
        row["nuts_code"]: (row["amount_nok_count"], round(row["amount_nok_sum"] / 1e6, 1))
        for row in sums.to_pylist()
    }
    assert by_nuts["NO01"] == (3_527, 3_142.4)
    assert by_nuts["NO02"] == (5_929, 4_117.2)
    assert by_nuts["NO03"] == (6_458, 5_394.9)


def test_activities_of_the_commitments(grants: pa.Table) -> None:
    found = Counter(classify(grants["activity_code"])["reason"].to_pylist())
    assert sum(found.values()) == 49_466
    assert found["unspecified_activity"] > 0
    assert found["unknown_activity"] + found["later_activity"] <= 10
    assert set(found) <= {None, "unspecified_activity", "unknown_activity", "later_activity"}


def test_correspondence_agrees_with_the_structure_of_nace_21() -> None:
    path = DATA / "klass/NACE2.1_Structure_Label_Notes_EN.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    section_of = {
        row["NACE_CODE"]: row["PARENT_CODE"] for row in rows if row["LEVEL"] == "divisions"
    }
    classes = {
        section_of[row["NACE_CODE"][:2]] + row["NACE_CODE"].replace(".", "")
        for row in rows
        if row["LEVEL"] == "classes"
    }
    targets = {code for one in correspondence("class").values() for code in one.targets}
    # 46.89 has no link with Rev. 2, says Eurostat
    assert classes - targets == {"G4689"}
    assert targets - classes == set()
    names = nace21_names()
    for row in rows:
        if row["LEVEL"] == "divisions":
            code, name = row["NACE_CODE"], row["NAME"].split(" ", 1)[1].strip()
            assert names[section_of[code] + code] == name
