"""The findings recover what the sample planted, and find nothing where nothing was planted."""

import pyarrow.compute as pc
import pytest

from samspill.build import build
from samspill.cli import _import_folder
from samspill.region import load_region
from samspill.sample import write_null_sample, write_sample
from samspill.store import Store

SEED = 2019


@pytest.fixture(scope="module")
def planted_build(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("planted"), write_sample)


@pytest.fixture(scope="module")
def barren_build(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("barren"), write_null_sample)


@pytest.fixture(scope="module")
def planted(planted_build):
    return _strengths(*planted_build)


@pytest.fixture(scope="module")
def barren(barren_build):
    return _strengths(*barren_build)


def _built(folder, write):
    key = write(folder / "files", seed=SEED)
    store = Store(folder / "home")
    _import_folder(store, folder / "files")
    return key, build(load_region("osloregionen"), store)


def _strengths(key, built):
    strengths = built.read("strengths")
    here = pc.and_(
        pc.equal(strengths["measure"], "employees_count"),
        pc.and_(
            pc.equal(pc.utf8_length(strengths["place_code"]), 4),
            pc.equal(strengths["year"], pc.max(strengths["year"])),
        ),
    )
    return key, strengths.filter(here), strengths


def _called(rows):
    chosen = rows.filter(pc.equal(rows["is_strength"], True))
    return set(
        zip(chosen["place_code"].to_pylist(), chosen["activity_code"].to_pylist(), strict=True)
    )


def test_planted_strengths_of_fifty_or_more_are_found(planted):
    key, rows, _ = planted
    size = dict(
        zip(
            zip(rows["place_code"].to_pylist(), rows["activity_code"].to_pylist(), strict=True),
            rows["value"].to_pylist(),
            strict=True,
        )
    )
    due = {(one.place_code, one.activity_code) for one in key.strengths}
    # a strength that would tell of one establishment is protected; few are
    protected = {cell for cell in due if size[cell] is None}
    assert len(protected) <= 0.1 * len(due)
    due = {cell for cell in due - protected if size[cell] >= 50}
    assert len(due) >= 50
    assert len(due & _called(rows)) >= 0.9 * len(due)


def test_at_most_a_tenth_of_what_is_called_is_false(planted):
    key, rows, _ = planted
    called = _called(rows)
    false = called - {(one.place_code, one.activity_code) for one in key.strengths}
    assert len(false) <= 0.1 * len(called)


def test_nothing_is_found_where_nothing_was_planted(barren):
    key, rows, _ = barren
    assert key.strengths == ()
    # a plain quotient of at least 1 calls many of the same cells
    there = pc.sum(pc.greater(rows["lq"], 0)).as_py()
    assert pc.sum(pc.greater_equal(rows["lq"], 1)).as_py() > 0.1 * there > 100
    assert len(_called(rows)) <= 0.001 * there


def test_planted_strengths_of_european_regions_are_found(planted):
    key, _, strengths = planted
    here = pc.and_(
        pc.and_(
            pc.equal(strengths["measure"], "persons_employed"),
            pc.equal(strengths["reference"], "europe"),
        ),
        pc.equal(strengths["year"], 2014),
    )
    called = _called(strengths.filter(here))
    due = {(one.place_code, one.activity_code) for one in key.europe}
    assert len(due) >= 10
    assert len(due & called) >= 0.9 * len(due)


def test_growing_strengths_grow(planted):
    key, rows, _ = planted
    growth = dict(
        zip(
            zip(rows["place_code"].to_pylist(), rows["activity_code"].to_pylist(), strict=True),
            rows["growth"].to_pylist(),
            strict=True,
        )
    )
    growing = [growth[one.place_code, one.activity_code] for one in key.strengths if one.is_growing]
    # what is protected in the first year or the last grows by nobody knows how much
    known = [value for value in growing if value is not None]
    assert len(known) >= 0.7 * len(growing) > 0
    assert all(value > 0 for value in known)


# five digits


def _specialities(built):
    """Give the specialities of municipalities by place and subclass, and how many cells exist."""
    rows = built.read("specialities")
    rows = rows.filter(pc.equal(rows["place_kind"], "municipality"))
    called = {
        (row["place_code"], row["subclass_code"]): row
        for row in rows.filter(pc.equal(rows["is_speciality"], True)).to_pylist()
    }
    return called, rows.num_rows


def test_a_narrow_speciality_is_found_in_a_division_that_is_no_strength(planted_build):
    key, built = planted_build
    called, _ = _specialities(built)
    assert len(key.specialities) == 2
    for one in key.specialities:
        row = called[one.place_code, one.subclass_code]
        assert row["establishments_count"] == one.establishments
        assert row["excess_count"] == pytest.approx(
            one.establishments - one.expected_establishments
        )
        # the whole of the division does it here, and the division itself is no strength
        assert row["activity_share"] == 1.0
        assert row["carried_share"] == 1.0
        assert row["is_within_strength"] is False


def test_specialities_are_where_something_was_planted(planted_build):
    key, built = planted_build
    called, _ = _specialities(built)
    due = key.cells | {(one.place_code, one.activity_code) for one in key.specialities}
    false = [cell for cell, row in called.items() if (cell[0], row["activity_code"]) not in due]
    assert len(called) > 80
    assert len(false) <= 0.05 * len(called)


def test_no_speciality_is_found_where_nothing_was_planted(barren_build):
    key, built = barren_build
    called, there = _specialities(built)
    assert key.specialities == ()
    assert there > 5_000
    assert len(called) <= 0.001 * there
