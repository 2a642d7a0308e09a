"""The sample region: every organisation has one invented number, so no two may become one."""

from __future__ import annotations

import pyarrow.compute as pc
import pyarrow.parquet as pq

from samspill.sample.organisations import is_invented
from samspill.store import Store


def test_each_record_with_a_number_is_that_numbers_actor(sample_home: Store) -> None:
    built = sample_home.current()
    establishments = pq.read_table(built.tidy_path("establishments"), partitioning=None)
    unit_of = {
        row["organisation_number"]: row["parent_number"]
        for row in establishments.select(["organisation_number", "parent_number"]).to_pylist()
    }
    for name in ("participations", "awards"):
        rows = built.read(name)
        rows = rows.filter(pc.is_valid(rows["organisation_number"]))
        assert rows.num_rows > 100
        # the state-aid register names sub-units too: the actor is the unit they are of
        units = [unit_of.get(one, one) for one in rows["organisation_number"].to_pylist()]
        assert rows["actor_id"].to_pylist() == units


def test_every_row_has_an_actor_or_is_among_the_rejects(sample_home: Store) -> None:
    built = sample_home.current()
    rejects = built.read("rejects")
    aside = rejects.filter(pc.equal(rejects["step"], "actors")).num_rows
    nameless = sum(built.read(n)["actor_id"].null_count for n in ("participations", "awards"))
    assert aside == nameless > 0


def test_every_actor_is_invented_or_has_no_number_and_is_counted_once(sample_home: Store) -> None:
    actors = sample_home.current().read("actors")
    numbers = [one for one in actors["organisation_number"].to_pylist() if one]
    assert len(numbers) == len(set(numbers)) > 500
    assert all(is_invented(one) for one in numbers)
    assert actors["name"].null_count == 0


def test_nothing_was_merged_that_the_sample_did_not_plant(sample_home: Store) -> None:
    built = sample_home.current()
    reasons = set(built.read("actor_merges")["reason"].to_pylist())
    # lists of the sample write some organisations without number, by the name of the register
    assert reasons <= {"same_name", "sub_unit"}
