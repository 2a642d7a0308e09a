"""Laws of carrying: totals are kept, whatever merges and splits."""

from __future__ import annotations

import math
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from samspill.geography import PlaceGraph, carry, carry_places

OLD = [f"01{number:02d}" for number in range(8)]
NEW = [f"30{number:02d}" for number in range(5)]
START, REFORM = date(1990, 1, 1), date(2020, 1, 1)
YEARS = (1985, 1995, 2019, 2021)

successors = st.lists(st.sampled_from(NEW), min_size=1, max_size=3, unique=True)
reforms = st.fixed_dictionaries(dict.fromkeys(OLD, successors))
amounts = st.one_of(st.none(), st.integers(-(10**9), 10**9))
rows = st.lists(
    st.tuples(
        st.sampled_from([*OLD, *NEW, "9999", "4242"]),
        st.sampled_from(YEARS),
        st.sampled_from(["J62", "C10"]),
        amounts,
        amounts,
    ),
    max_size=40,
)


def graph_of(reform: dict[str, list[str]]) -> PlaceGraph:
    changes = [
        {
            "from_code": old,
            "from_name": f"Old {old}",
            "from_valid_from": START,
            "from_valid_to": REFORM,
            "to_code": new,
            "to_name": f"New {new}",
            "to_valid_from": REFORM,
            "to_valid_to": None,
        }
        for old, news in reform.items()
        for new in news
    ]
    schema = pa.schema(
        [
            (f"{side}_{end}", kind)
            for side in ("from", "to")
            for end, kind in (
                ("code", pa.string()),
                ("name", pa.string()),
                ("valid_from", pa.date32()),
                ("valid_to", pa.date32()),
            )
        ]
    )
    return PlaceGraph(pa.Table.from_pylist(changes, schema=schema))


def table_of(records: list[tuple[str, int, str, int | None, int | None]]) -> pa.Table:
    names = ("place_code", "year", "activity", "jobs", "nok")
    kinds = (pa.string(), pa.int64(), pa.string(), pa.int64(), pa.int64())
    columns = list(zip(*records, strict=True)) if records else [()] * len(names)
    return pa.table(
        {
            name: pa.array(column, kind)
            for name, column, kind in zip(names, columns, kinds, strict=True)
        }
    )


def total(table: pa.Table, name: str) -> float:
    return math.fsum(value for value in table[name].to_pylist() if value is not None)


@given(reforms, rows)
def test_statistics_keep_their_totals_exactly(reform, records) -> None:
    table = table_of(records)
    carried = carry(table, graph_of(reform), on="year", to=2021, measures=["jobs", "nok"])
    for name in ("jobs", "nok"):
        assert total(table, name) == total(carried.table, name) + total(carried.rejects, name)


@given(reforms, rows, st.lists(st.integers(1, 1000), min_size=5, max_size=5))
def test_weights_share_out_and_keep_totals(reform, records, sizes) -> None:
    table = table_of(records)
    size_of = dict(zip(NEW, sizes, strict=True))
    weights = {(old, new): size_of[new] for old, news in reform.items() for new in news}
    carried = carry(
        table, graph_of(reform), on="year", to=2021, measures=["jobs", "nok"], weights=weights
    )
    assert "split" not in carried.rejects["reason"].to_pylist()
    for name in ("jobs", "nok"):
        kept = total(carried.table, name) + total(carried.rejects, name)
        scale = math.fsum(abs(value) for value in table[name].to_pylist() if value is not None)
        assert abs(total(table, name) - kept) <= 1e-9 * max(scale, 1.0)


@given(reforms, rows)
def test_records_are_kept_or_rejected_once_and_in_order(reform, records) -> None:
    table = table_of(records).append_column("id", pa.array(range(len(records)), pa.int64()))
    carried = carry_places(table, graph_of(reform), on="year", to=2021)
    kept, left = carried.table["id"].to_pylist(), carried.rejects["id"].to_pylist()
    assert sorted(kept + left) == list(range(len(records)))
    assert kept == sorted(kept)
    assert left == sorted(left)
    assert set(carried.table["place_code"].to_pylist()) <= set(NEW)


@given(reforms, rows)
def test_a_table_that_was_carried_carries_to_itself(reform, records) -> None:
    graph = graph_of(reform)
    once = carry(table_of(records), graph, on="year", to=2021, measures=["jobs", "nok"]).table
    twice = carry(once, graph, on=2021, to=2021, measures=["jobs", "nok"])
    assert twice.table.equals(once)
    assert twice.rejects.num_rows == 0
