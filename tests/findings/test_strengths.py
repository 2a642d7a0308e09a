"""The finding on a workspace small enough to do by hand."""

import numpy as np
import pyarrow as pa
import pytest

from samspill.findings import strengths
from samspill.harmonise import Workspace
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.tables import table


def size(
    place, activity, value, *, units=50.0, year=2014, measure="persons_employed", kind="nuts2"
):
    register = kind != "nuts2"
    return {
        "source": "brreg_underenheter" if register else "eurostat_sbs",
        "place_kind": kind,
        "place_edition": "municipality-2024" if register else "nuts-2013",
        "place_code": place,
        "activity_code": activity,
        "measure": measure,
        "year": year,
        "value": value,
        "establishments_count": units,
        "squares": None if value is None or not register else value * 10,
    }


def found(rows, participations=()):
    work = Workspace(load_region("osloregionen"), None, lambda name: None, Ledger())
    for name, content in {
        "sizes": [{"held_value": row["value"], **row} for row in rows],
        "places": [
            {"place_edition": "nuts-2013", "place_code": "NO01", "name": "Oslo og Akershus"}
        ],
        "activities": [
            {
                "activity_edition": "nace-2",
                "activity_code": "J62",
                "activity_nb": "IT",
                "activity_en": "Computing",
            }
        ],
        "participations": list(participations),
    }.items():
        work.tables[name] = pa.Table.from_pylist(content, schema=table(name).schema)
    tables = strengths.compute(work)
    for name, rows_ in tables.items():
        table(name).check(rows_)
    return {
        name: {
            (row["place_code"], row["activity_code"], row["year"], row["reference"]): row
            for row in rows_.to_pylist()
            if row["rule_set"] == "samspill-1"
        }
        for name, rows_ in tables.items()
    }


REGIONS = [
    size("NO01", "J62", 6000.0, units=1000.0),
    size("NO01", "C10", 2000.0, units=100.0),
    size("NO02", "J62", 1000.0, units=300.0),
    size("NO02", "C10", 3000.0, units=150.0),
    size("DE11", "J62", 9000.0, units=1500.0),
    size("DE11", "C10", 79000.0, units=4000.0),
]


def test_the_quotient_is_taken_against_the_reference():
    rows = found(REGIONS)["strengths"]
    # by hand: (6000/8000) / (16000/100000) in Europe, (6000/8000) / (7000/12000) in Norway
    assert rows["NO01", "J62", 2014, "europe"]["lq"] == pytest.approx(4.6875)
    assert rows["NO01", "J62", 2014, "norway"]["lq"] == pytest.approx(9 / 7)
    assert ("DE11", "J62", 2014, "norway") not in rows


def test_interval_shrinkage_and_names():
    row = found(REGIONS)["strengths"]["NO01", "J62", 2014, "europe"]
    assert row["lq_low"] < row["lq_shrunk"] < row["lq_high"]
    assert row["is_strength"]
    assert (row["place_name"], row["activity_en"]) == ("Oslo og Akershus", "Computing")
    # 6 persons a unit, times 1 + 10: 66 persons to one independent unit
    assert row["effective_count"] == pytest.approx(6000 / 66)


def test_what_is_not_observed_is_left_out_of_every_sum_and_has_no_row():
    rows = [one for one in REGIONS if (one["place_code"], one["activity_code"]) != ("DE11", "J62")]
    rows.append(size("DE11", "J62", None))
    strengths_ = found(rows)["strengths"]
    assert ("DE11", "J62", 2014, "europe") not in strengths_
    # by hand: (6000/8000) / (7000/91000)
    assert strengths_["NO01", "J62", 2014, "europe"]["lq"] == pytest.approx(9.75)


def test_two_establishments_are_no_environment():
    rows = [one | {"establishments_count": 2.0} for one in REGIONS]
    assert not any(row["is_strength"] for row in found(rows)["strengths"].values())


def test_growth_is_yearly_since_the_first_year_and_unknown_in_it():
    rows = [
        *[one | {"year": 2012} for one in REGIONS],
        *[one | {"value": one["value"] * 1.21} for one in REGIONS],
    ]
    strengths_ = found(rows)["strengths"]
    assert strengths_["NO01", "J62", 2012, "europe"]["growth"] is None
    assert strengths_["NO01", "J62", 2014, "europe"]["growth"] == pytest.approx(0.1)


def test_the_growing_star_is_for_more_than_the_activity_grew():
    rows = [one | {"year": 2012} for one in REGIONS] + [
        one | {"value": one["value"] * (2.0 if one["place_code"] == "NO01" else 1.5)}
        for one in REGIONS
    ]
    stars = found(rows)["stars"]
    assert stars["NO01", "J62", 2014, "europe"]["star_growing"]
    assert stars["NO02", "J62", 2014, "europe"]["star_growing"] is False
    assert stars["NO01", "J62", 2012, "europe"]["star_growing"] is None


def test_stars_that_cannot_be_told_are_not_counted_as_missing():
    stars = found(REGIONS)["stars"]["NO01", "J62", 2014, "europe"]
    # three regions are too few to say which are the largest; no year before, no projects
    assert stars["star_sizeable"] is None
    assert stars["star_knowledge"] is None
    assert stars["star_connected"] is None
    assert (stars["stars"], stars["stars_possible"]) == (1, 1)


def test_the_knowledge_star_follows_research_participations():
    municipal = [
        size(place, activity, 100.0, measure="employees_count", kind="municipality", year=2020)
        for place in ("0301", "3303")
        for activity in ("J62", "C26")
    ]
    taking_part = [
        {
            "source": "x",
            "file_sha256": "f",
            "source_row": number,
            "place_code": place,
            "activity_code": activity,
        }
        for number, (place, activity) in enumerate(
            [("0301", "J62")] * 3 + [("0301", "C26")] + [("3303", "C26")] * 2
        )
    ]
    stars = found(municipal, taking_part)["stars"]
    assert stars["3303", "C26", 2020, "norway"]["star_knowledge"]
    assert stars["0301", "C26", 2020, "norway"]["star_knowledge"] is False


def test_the_register_lists_all_there_is_so_what_is_not_in_it_is_zero():
    municipal = [
        size("0301", "J62", 100.0, measure="employees_count", kind="municipality", year=2020),
        size("3303", "C26", 100.0, measure="employees_count", kind="municipality", year=2020),
    ]
    rows = found(municipal)["strengths"]
    assert rows["0301", "C26", 2020, "norway"]["value"] == 0
    assert rows["0301", "C26", 2020, "norway"]["lq"] == 0


def test_every_rule_set_cites_its_source_and_names_its_stars():
    for rule in strengths.rules().values():
        assert rule["source"]
        for star in rule["stars"]:
            assert f"star_{star}" in {field.name for field in table("stars").fields}


def test_the_observatorys_three_stars():
    random = np.random.default_rng(3)
    rows = [
        size(f"DE{n:02d}", activity, float(random.integers(low, 2 * low)), units=20.0)
        for n in range(20)
        for activity, low in (("J62", 10), ("C10", 100), ("C20", 100))
    ]
    rows[0]["value"] = 400.0
    work = Workspace(load_region("osloregionen"), None, lambda name: None, Ledger())
    for name, content in {
        "sizes": [{"held_value": row["value"], **row} for row in rows],
        "places": [],
        "activities": [],
        "participations": [],
    }.items():
        work.tables[name] = pa.Table.from_pylist(content, schema=table(name).schema)
    stars = [
        row
        for row in strengths.compute(work)["stars"].to_pylist()
        if row["rule_set"] == "observatory-2007" and row["reference"] == "europe"
    ]
    best = [row for row in stars if row["stars"] == 3]
    # by hand: only the planted cell is large, at least twice the reference, and in focus
    assert [(row["place_code"], row["activity_code"]) for row in best] == [("DE00", "J62")]


def test_each_place_says_its_own_edition():
    county = size("31", "J62", 100.0, measure="employees_count", kind="county", year=2020)
    municipal = [
        size("3103", "J62", 100.0, measure="employees_count", kind="municipality", year=2020),
        county | {"place_edition": "county-2024"},
    ]
    rows = found(municipal)["strengths"]
    assert rows["3103", "J62", 2020, "norway"]["place_edition"] == "municipality-2024"
    assert rows["31", "J62", 2020, "norway"]["place_edition"] == "county-2024"
