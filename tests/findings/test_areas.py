"""The areas in a build: every krone in one place only, every decision with its reason."""

import math

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.region import load_region
from samspill.store import Store
from samspill.text import UNCLASSIFIED

AREAS = {area.id for area in load_region("osloregionen").areas} | {UNCLASSIFIED}


def weights(rows, *keys):
    """Give the weights of each record by area."""
    found = {}
    for row in rows.select([*keys, "area_id", "area_weight"]).to_pylist():
        key = tuple(row[name] for name in keys)
        found.setdefault(key, {})[row["area_id"]] = row["area_weight"]
    return found


@pytest.fixture(scope="module")
def awards(sample_home: Store):
    build = sample_home.current()
    return build.read("awards").to_pylist(), weights(build.read("award_areas"), "award_id")


@pytest.mark.parametrize(
    ("name", "keys", "of"),
    [
        ("award_areas", ("award_id",), "awards"),
        ("project_areas", ("source", "project_id"), None),
        ("actor_areas", ("actor_id",), None),
    ],
)
def test_weights_of_every_record_sum_to_one(sample_home: Store, name, keys, of):
    build = sample_home.current()
    found = weights(build.read(name), *keys)
    assert len(found) > 100
    for own in found.values():
        assert math.fsum(own.values()) == pytest.approx(1.0, abs=1e-12)
        assert min(own.values()) > 0
        assert set(own) <= AREAS
    if of:
        assert {key[0] for key in found} == set(build.read(of)["award_id"].to_pylist())


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["grant", "loan", "guarantee"]),
        "year": st.integers(2010, 2019),
        "county_code": st.sampled_from(["01", "02", "03", "04", "06"]),
        "activity_code": st.sampled_from(["C10", "J62", "F43", "I55", None]),
    },
)


@settings(max_examples=60, deadline=None)
@given(FILTERS)
def test_areas_and_unclassified_sum_to_the_total_under_every_filter(awards, chosen):
    rows, found = awards
    inside = [row for row in rows if all(row[name] == value for name, value in chosen.items())]
    total = math.fsum(row["amount_nok"] or 0.0 for row in inside)
    by_area = dict.fromkeys(AREAS, 0.0)
    for row in inside:
        for area_id, weight in found[row["award_id"],].items():
            by_area[area_id] += weight * (row["amount_nok"] or 0.0)
    assert round(math.fsum(by_area.values())) == round(total)


def test_every_decision_tells_why(sample_home: Store):
    build = sample_home.current()
    for name in ("award_areas", "project_areas", "actor_areas"):
        rows = build.read(name)
        for language in ("nb", "en"):
            assert rows[f"evidence_{language}"].null_count == 0
        placed = rows.filter(pc.not_equal(rows["area_id"], UNCLASSIFIED))
        assert placed["area_probability"].null_count == 0
        # the base that is left when the pieces are taken away is the same for every record
        odds = pc.ln(
            pc.divide(placed["area_probability"], pc.subtract(1.0, placed["area_probability"]))
        )
        rest = odds
        for piece in ("points_code", "points_terms", "points_votes"):
            rest = pc.subtract(rest, placed[piece])
        bounds = pc.min_max(rest).as_py()
        assert bounds["max"] - bounds["min"] < 1e-9


def test_every_word_told_stands_in_the_text_that_was_read(sample_home: Store):
    """Nothing is decided by text that is not shown."""
    rows = sample_home.current().read("project_areas").to_pylist()
    told = [row for row in rows if "«" in row["evidence_nb"]]
    assert len(told) > 20
    for row in told:
        for word in row["evidence_nb"].split("«")[1:]:
            quoted = word.split("»")[0].casefold()
            assert quoted in row["text_read"].replace("-", " ").casefold()
