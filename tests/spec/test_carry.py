"""Carrying, table in and table out; worked by hand.

The little country: Askdal (0101) and Bodal (0102) merge into Dalen (3001) in 2020. Cedal (0103)
is split in 2020 between Dalen and Eidet (3002). Eidet is code 3002 until 2024 and 3102 after it.
Code 0104 was Foss until 1990, when Foss became 0105, and is Gran from 2000.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from samspill.geography import PlaceGraph, Share, carry, carry_places

START = date(1960, 1, 1)
REFORM = date(2020, 1, 1)
LATER = date(2024, 1, 1)
ENDS = ("code", "name", "valid_from", "valid_to")


@pytest.fixture
def graph() -> PlaceGraph:
    askdal = ("0101", "Askdal", START, REFORM)
    bodal = ("0102", "Bodal", START, REFORM)
    cedal = ("0103", "Cedal", START, REFORM)
    foss = ("0104", "Foss", START, date(1990, 1, 1))
    foss_later = ("0105", "Foss", date(1990, 1, 1), None)
    gran = ("0104", "Gran", date(2000, 1, 1), None)
    dalen = ("3001", "Dalen", REFORM, None)
    eidet = ("3002", "Eidet", REFORM, LATER)
    eidet_later = ("3102", "Eidet", LATER, None)
    steps = [
        (askdal, dalen),
        (bodal, dalen),
        (cedal, dalen),
        (cedal, eidet),
        (eidet, eidet_later),
        (foss, foss_later),
    ]
    columns = [f"{side}_{end}" for side in ("from", "to") for end in ENDS]
    changes = [dict(zip(columns, old + new, strict=True)) for old, new in steps]
    places = [askdal, bodal, cedal, foss, foss_later, gran, dalen, eidet, eidet_later]
    units = [dict(zip(ENDS, place, strict=True)) for place in places]
    return PlaceGraph(pa.Table.from_pylist(changes), pa.Table.from_pylist(units))


def test_merged_places_are_summed(graph: PlaceGraph) -> None:
    jobs = pa.table({"place_code": ["0101", "0102"], "activity": ["J62", "J62"], "jobs": [30, 12]})
    carried = carry(jobs, graph, on=2019, to=2024, measures=["jobs"])
    assert carried.table.to_pylist() == [{"place_code": "3001", "activity": "J62", "jobs": 42}]
    assert carried.rejects.num_rows == 0


def test_records_stay_records(graph: PlaceGraph) -> None:
    awards = pa.table({"award": ["a", "b"], "place_code": ["0101", "0102"], "year": [2012, 2019]})
    carried = carry_places(awards, graph, on="year", to=2024)
    assert carried.table.to_pydict() == {
        "award": ["a", "b"],
        "place_code": ["3001", "3001"],
        "year": [2012, 2019],
    }


def test_split_place_needs_weights(graph: PlaceGraph) -> None:
    jobs = pa.table({"place_code": ["0103"], "jobs": [10]})
    carried = carry(jobs, graph, on=2019, to=2020, measures=["jobs"])
    assert carried.table.num_rows == 0
    assert carried.rejects.to_pylist() == [
        {
            "place_code": "0103",
            "jobs": 10,
            "reason": "split",
            "reason_nb": "0103 Cedal ble delt, og raden sier ikke hvilken del den gjelder; "
            "oppgi vekter, for eksempel folketall.",
            "reason_en": "0103 Cedal was split, and the row does not say which part it belongs "
            "to; give weights, such as population.",
        }
    ]


def test_split_place_with_weights_is_shared_out(graph: PlaceGraph) -> None:
    # 300 of 400 inhabitants went to Dalen: 7.5 and 2.5 of 10 jobs
    weights = {("0103", "3001"): 300.0, ("0103", "3002"): 100.0}
    jobs = pa.table({"place_code": ["0103", "0101"], "jobs": [10, 1]})
    carried = carry(jobs, graph, on=2019, to=2024, measures=["jobs"], weights=weights)
    assert carried.table.to_pydict() == {"place_code": ["3001", "3102"], "jobs": [8.5, 2.5]}


def test_reused_code_is_told_apart_by_its_year(graph: PlaceGraph) -> None:
    rows = pa.table({"place_code": ["0104", "0104", "0104"], "year": [2010, 1995, 1985]})
    carried = carry_places(rows, graph, on="year", to=2024)
    assert carried.table.to_pydict() == {"place_code": ["0104", "0105"], "year": [2010, 1985]}
    assert carried.rejects.select(["year", "reason"]).to_pylist() == [
        {"year": 1995, "reason": "unknown_code"}
    ]


def test_sum_with_a_missing_part_is_not_known(graph: PlaceGraph) -> None:
    jobs = pa.table({"place_code": ["0101", "0102"], "jobs": [30, None], "firms": [3, 4]})
    carried = carry(jobs, graph, on=2019, to=2020, measures=["jobs", "firms"])
    assert carried.table.to_pylist() == [{"place_code": "3001", "jobs": None, "firms": 7}]
    assert carried.rejects.select(["place_code", "jobs", "firms", "reason"]).to_pylist() == [
        {"place_code": "3001", "jobs": 30, "firms": None, "reason": "part_missing"}
    ]


def test_carry_map_gives_every_place_its_shares(graph: PlaceGraph) -> None:
    found = graph.carry_map(2019, 2024, {("0103", "3001"): 1.0, ("0103", "3002"): 3.0})
    assert found == {
        "0101": (Share("3001", 1.0),),
        "0102": (Share("3001", 1.0),),
        "0103": (Share("3001", 0.25), Share("3102", 0.75)),
        "0104": (Share("0104", 1.0),),
        "0105": (Share("0105", 1.0),),
        # the four that never changed stand in no list of changes
        **{code: (Share(code, 1.0),) for code in ("1120", "1121", "1815", "1840")},
    }
