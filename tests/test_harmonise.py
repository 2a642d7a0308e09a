"""Tidy tables carried to one edition, by hand: Moss and Rygge become Moss, and nothing is lost."""

from datetime import date

import pyarrow as pa
import pytest

from samspill.engine import DuckEngine
from samspill.errors import DataError
from samspill.harmonise import PROTECTED_FLAG, WITHHELD_EMPLOYEES, Workspace, harmonise
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.tables import table

ENGINES = []


@pytest.fixture(autouse=True)
def _closed():
    yield
    while ENGINES:
        ENGINES.pop().close()


START, REFORM, LAST = date(1838, 1, 1), date(2020, 1, 1), date(2024, 1, 1)


def changes():
    """Give the changes of 2020 and 2024 of every municipality of the profile."""
    ends = ("code", "name", "valid_from", "valid_to")
    rows = {}
    for place in load_region("osloregionen").places:
        first = (place.code_2018, place.name_2018, START, REFORM)
        then = (place.code_2020, place.name_2024, REFORM, LAST)
        last = (place.code_2024, place.name_2024, LAST, None)
        for old, new in ((first, then), (then, last)):
            row = {f"from_{end}": value for end, value in zip(ends, old, strict=True)}
            row |= {f"to_{end}": value for end, value in zip(ends, new, strict=True)}
            rows[old[0], new[0], new[2]] = row | {"changed_on": new[2]}
    return list(rows.values())


def establishment(row, place, activity, employees, *, has=True, year=2018):
    return {
        "organisation_number": f"81000000{row}",
        "activity_code": activity,
        "has_employees": has,
        "employees_count": employees,
        "municipality_code": place,
        "year": year,
        "file_sha256": "f",
        "source_row": row,
    }


def grant(row, county, municipality, amount, *, sha="old", day=date(2015, 1, 1), **more):
    return {
        "award_id": f"{sha}:{row}",
        "source": "innovasjon_norge",
        "provider": "Innovasjon Norge",
        "date": day,
        "county_name": county,
        "municipality_name": municipality,
        "amount_nok": float(amount),
        "organisation_name": "PRØVE VERKSTED AS",
        "instrument": "Etablerertilskudd",
        "activity_code": "62.010",
        "file_sha256": sha,
        "source_row": row,
        **more,
    }


def workspace(**tidy):
    engine = DuckEngine(threads=1)
    ENGINES.append(engine)
    held = {"place_changes": changes()} | tidy
    rows = {
        name: pa.Table.from_pylist(content, schema=table(name).schema)
        for name, content in held.items()
    }
    return Workspace(
        load_region("osloregionen"),
        engine,
        lambda name: engine.take(rows[name]) if name in rows else None,
        Ledger(),
    )


def harmonised(**tidy):
    work = workspace(**tidy)
    harmonise(work)
    work.ledger.check()
    return work


def sizes(work, kind="municipality", measure="employees_count"):
    return {
        (row["place_code"], row["activity_code"]): row
        for row in work.tables["sizes"].to_pylist()
        if row["place_kind"] == kind and row["measure"] == measure
    }


def reasons(work):
    return [
        (row["source_row"], row["reason"]) for table_ in work.rejects for row in table_.to_pylist()
    ]


def test_merged_municipalities_are_summed_and_withheld_numbers_are_counted_as_two():
    work = harmonised(
        establishments=[
            establishment(1, "0104", "62.010", 10),
            establishment(2, "0136", "62.020", 20),
            establishment(3, "0136", "62.020", None),
            establishment(4, "0101", "62.010", None, has=False),
        ]
    )
    moss = sizes(work)["3103", "J62"]
    assert moss["value"] == 10 + 20 + WITHHELD_EMPLOYEES
    assert moss["establishments_count"] == 3
    # lumps of (400 + 100 + 4) / 32 = 15.75, in steps of 1.5 to a power: 1.5^7 = 17.09
    assert moss["squares"] == pytest.approx(32 * 1.5**7)
    # that one is withheld would tell the sum of the two others
    assert (moss["flag"], moss["withheld_count"]) == ("w", None)
    halden = sizes(work)["3101", "J62"]
    assert (halden["value"], halden["establishments_count"]) == (0, 0)
    assert sizes(work, measure="establishments_count")["3103", "J62"]["value"] == 3
    assert sizes(work, "county")["31", "J62"]["value"] == 32
    assert sizes(work, "region")["osloregionen", "J62"]["value"] == 32


def test_a_cell_of_two_establishments_has_no_value_and_takes_others_with_it():
    # Halden has two plants and Fredrikstad one, and without Moss Østfold less Sarpsborg tells both
    sizes_of = {"0101": (40, 30), "0104": (9, 8, 7, 6), "0105": (60, 50, 40, 30), "0106": (12,)}
    places = [(place, size) for place, own in sizes_of.items() for size in own]
    work = harmonised(
        establishments=[
            establishment(at, place, "62.010", size) for at, (place, size) in enumerate(places, 1)
        ]
    )
    found = sizes(work)
    hidden = {code for code, _ in found if found[code, "J62"]["flag"] == PROTECTED_FLAG}
    assert {"3101", "3107"} <= hidden < {"3101", "3103", "3105", "3107"}
    for code, one in ((code, found[code, "J62"]) for code in hidden):
        assert one["value"] is None, "never zero"
        assert one["establishments_count"] == len(
            sizes_of[{"3101": "0101", "3107": "0106"}.get(code, "0104")]
        )
        assert one["held_value"] > 0
    # sums are what they were, and what stands in for the hidden cells comes to what is hidden
    total = sum(size for _, size in places)
    assert sizes(work, "county")["31", "J62"]["value"] == total
    assert sum(one["held_value"] for one in found.values()) == pytest.approx(total)


def test_an_establishment_without_place_or_industry_is_set_aside_with_the_reason():
    work = harmonised(
        establishments=[
            establishment(1, "0104", "62.010", 10),
            establishment(2, None, "62.010", 7),
            establishment(3, "0104", None, 6),
            establishment(4, "0104", "00.000", 5),
            establishment(5, "9998", "62.010", 8),
        ]
    )
    assert sizes(work)["3103", "J62"]["held_value"] == 10
    assert sorted(reasons(work)) == [
        (2, "no_code"),
        (3, "no_activity"),
        (4, "unspecified_activity"),
        (5, "unknown_code"),
    ]
    persons = next(one for one in work.ledger.entries if one.unit == "persons_count")
    assert (persons.received, persons.kept, persons.rejected) == (36, 10, 26)


def test_establishments_with_employees_are_counted_by_subclass_and_nothing_else_is_told():
    listed = [
        {"activity_edition": "sn-2007", "activity_code": code, "activity_level": "subclass",
         "activity_nb": "navn"}
        for code in ("62.010", "62.020", "62.100")
    ]  # fmt: skip
    work = harmonised(
        establishments=[
            establishment(1, "0104", "62.010", 10),
            establishment(2, "0136", "62.010", None),
            establishment(3, "0136", "62.020", 7),
            establishment(4, "0136", "62.010", None, has=False),
            establishment(5, "0136", "62.019", 7),
            establishment(6, "0136", "62", 7),
            establishment(7, "0136", "62.100", 7),
            establishment(8, "0136", "00.000", 7),
            establishment(9, "0136", "62.010", 8, year=2019),
        ],
        classification=listed,
    )
    rows = work.tables["subclasses"].to_pylist()
    assert {(row["subclass_code"], row["year"]): row["establishments_count"] for row in rows} == {
        ("62.010", 2018): 2,
        ("62.020", 2018): 1,
        ("62.010", 2019): 1,
    }
    assert {(row["place_code"], row["activity_code"]) for row in rows} == {("3103", "J62")}
    assert not [field.name for field in table("subclasses").fields if "employ" in field.name]
    # what has a division and no subclass is in the sizes, and set aside here alone
    of_2018 = [
        row["establishments_count"]
        for row in work.tables["sizes"].to_pylist()
        if (row["place_kind"], row["year"], row["measure"])
        == ("municipality", 2018, "establishments_count")
    ]
    assert of_2018 == [5]
    assert sorted(reasons(work)) == [
        (5, "unknown_activity"),
        (6, "too_coarse"),
        (7, "later_activity"),
        (8, "unspecified_activity"),
    ]
    line = next(one for one in work.ledger.entries if one.step == "subclass")
    assert (line.received, line.kept, line.rejected) == (7, 5, 2)


def test_without_the_classification_any_fifth_digit_below_a_known_class_counts():
    work = harmonised(establishments=[establishment(1, "0104", "62.019", 10)])
    assert work.tables["subclasses"]["subclass_code"].to_pylist() == ["62.019"]


def test_grants_find_their_place_by_name_and_county():
    work = harmonised(
        grants=[
            grant(1, "Østfold", "Rygge", 100),
            grant(2, "Østfold", "Østfold", 50),
            grant(3, "Flere fylker/Utland", "Flere kommuner", 7),
        ]
    )
    awards = {row["source_row"]: row for row in work.tables["awards"].to_pylist()}
    assert awards[1]["place_code"] == "3103"
    assert awards[1]["activity_code"] == "J62"
    assert awards[1]["kind"] == "grant"
    assert (awards[2]["place_code"], awards[2]["nuts_code"]) == (None, "NO03")
    assert 3 not in awards
    assert reasons(work) == [(3, "several_places")]
    whole = next(one for one in work.ledger.entries if one.unit == "amount_nok" and not one.part)
    assert (whole.received, whole.kept, whole.rejected) == (157, 150, 7)


def test_a_newer_file_takes_the_place_of_an_older_one_for_the_time_it_covers():
    work = harmonised(
        grants=[
            grant(1, "Østfold", "Moss", 1, day=date(2012, 1, 1)),
            grant(2, "Østfold", "Moss", 2, day=date(2014, 1, 1)),
            grant(1, "Østfold", "Moss", 2, sha="new", day=date(2014, 1, 1)),
            grant(2, "Østfold", "Moss", 4, sha="new", day=date(2019, 1, 1)),
        ]
    )
    assert sorted(work.tables["awards"]["amount_nok"].to_pylist()) == [1, 2, 4]
    assert reasons(work) == [(2, "superseded")]


def test_a_negative_size_is_set_aside_and_not_observed():
    cell = {
        "source": "eurostat_sbs",
        "place_edition": "nuts-2013",
        "place_code": "NO06",
        "activity_edition": "nace-2",
        "year": 2014,
        "file_sha256": "f",
        "source_row": 1,
    }
    work = harmonised(
        industry_statistics=[
            {**cell, "activity_code": "B06", "measure": "wages_meur", "value": -8.3},
            {**cell, "activity_code": "B06", "measure": "local_units", "value": 4.0},
            {**cell, "activity_code": "B", "measure": "local_units", "value": 5.0},
        ]
    )
    wages = sizes(work, "nuts2", "wages_meur")["NO06", "B06"]
    assert (wages["value"], wages["establishments_count"]) == (None, 4)
    assert reasons(work) == [(1, "negative_size")]
    assert set(sizes(work, "nuts2", "local_units")) == {("NO06", "B06")}


def test_a_set_of_regions_is_observed_only_where_all_of_them_are():
    def cell(place, activity, value):
        return {
            "source": "eurostat_sbs",
            "place_edition": "nuts-2013",
            "place_code": place,
            "activity_code": activity,
            "activity_edition": "nace-2",
            "measure": "persons_employed",
            "year": 2014,
            "value": value,
            "file_sha256": "f",
            "source_row": 1,
        }

    work = harmonised(
        industry_statistics=[
            cell("NO01", "J62", 1.0),
            cell("NO02", "J62", 2.0),
            cell("NO03", "J62", 4.0),
            cell("NO01", "C10", 1.0),
            cell("NO02", "C10", None),
            cell("NO03", "C10", 4.0),
        ]
    )
    found = sizes(work, "region", "persons_employed")
    assert found["ostlandet", "J62"]["value"] == 7
    assert found["ostlandet", "C10"]["value"] is None


def test_participations_without_a_municipality_stay_with_their_money():
    def participation(row, code, amount):
        return {
            "source": "forskningsradet_eu",
            "project_id": "1",
            "municipality_code": code,
            "county_code": code and code[:2],
            "amount_eur": amount,
            "date": date(2020, 5, 1),
            "file_sha256": "f",
            "source_row": row,
        }

    work = harmonised(
        project_participations=[participation(1, "3002", 10.0), participation(2, None, 5.0)]
    )
    rows = work.tables["participations"].to_pylist()
    assert [row["place_code"] for row in rows] == ["3103", None]
    assert sum(row["amount_eur"] for row in rows) == 15


def test_the_newest_population_counts_once_however_often_it_was_taken():
    def people(sha, year, code, count):
        return {
            "place_code": code,
            "year": year,
            "place_name": "x",
            "population": count,
            "file_sha256": sha,
            "source_row": 1,
        }

    work = harmonised(
        population=[
            people("a", 2018, "0104", 100.0),
            people("a", 2018, "0136", 11.0),
            people("b", 2018, "0104", 101.0),
            people("b", 2018, "0136", 12.0),
        ]
    )
    places = {row["place_code"]: row for row in work.tables["places"].to_pylist()}
    assert places["3103"]["population"] == 113
    assert places["31"]["population"] == 113
    assert places["3103"]["is_member"]


def test_figures_for_municipalities_need_their_changes():
    work = workspace(place_changes=[], grants=[grant(1, "Østfold", "Moss", 1)])
    with pytest.raises(DataError, match="klass_kommuner"):
        harmonise(work)


def cell(place, year, value, measure="persons_employed"):
    return {
        "source": "eurostat_sbs",
        "place_edition": "nuts-2013",
        "place_code": place,
        "activity_code": "G46",
        "activity_edition": "nace-2",
        "measure": measure,
        "year": year,
        "value": value,
        "flag": "b" if year == 2014 else None,
        "file_sha256": "f",
        "source_row": 1,
    }


def held(*cells):
    work = harmonised(industry_statistics=list(cells))
    return {
        (row["place_code"], row["measure"], row["year"]): (
            row["value"],
            row["held_value"],
            row["flag"],
        )
        for row in work.tables["sizes"].to_pylist()
    }


def test_a_large_figure_that_leaps_is_kept_flagged_and_held_at_the_year_before():
    found = held(
        cell("NO01", 2013, 39000.0),
        cell("NO01", 2014, 0.0),
        cell("NO02", 2013, 900.0),
        cell("NO02", 2014, 100.0),
        cell("NO03", 2013, 7000.0),
        cell("NO03", 2014, 7100.0),
        cell("NO04", 2013, 20000.0),
        cell("NO04", 2014, 79000.0),
    )
    persons = "persons_employed"
    assert found["NO01", persons, 2014] == (0.0, 39000.0, "b!")
    # too small to tell, and not quite four times
    assert found["NO02", persons, 2014] == (100.0, 100.0, "b")
    assert found["NO04", persons, 2014] == (79000.0, 79000.0, "b")
    assert found["NO01", persons, 2013] == (39000.0, 39000.0, None)
    # a sum is doubted where a part of it is
    assert found["ostlandet", persons, 2014] == (7200.0, 46200.0, "!")
    assert found["ostlandet", persons, 2013] == (46900.0, 46900.0, None)


def test_a_figure_put_right_does_not_leap_and_a_lasting_change_leaps_once():
    right = [cell("NO01", y, v) for y, v in ((2012, 5e3), (2013, 0.0), (2014, 5.1e3))]
    lasting = [cell("NO02", y, v) for y, v in ((2012, 5e3), (2013, 3e4), (2014, 3.1e4))]
    gap = [cell("NO03", y, v) for y, v in ((2011, 5e3), (2013, 1e5), (2014, None))]
    found = {
        (place, year): (kept, flag)
        for (place, _, year), (_, kept, flag) in held(*right, *lasting, *gap).items()
        if place.startswith("NO")
    }
    assert found["NO01", 2013] == (5e3, "!")
    assert found["NO01", 2014] == (5.1e3, "b")
    assert found["NO02", 2013] == (5e3, "!")
    assert found["NO02", 2014] == (3.1e4, "b")
    # nothing is known of the year before, and what is not observed is not held
    assert found["NO03", 2013] == (1e5, None)
    assert found["NO03", 2014] == (None, "b")


def test_what_is_counted_beside_persons_that_leap_is_doubted_too():
    found = held(
        *(cell("NO01", year, value) for year, value in ((2013, 39000.0), (2014, 0.0))),
        *(cell("NO01", year, value, "local_units") for year, value in ((2013, 900.0), (2014, 0.0))),
        *(cell("NO01", year, value, "wages_meur") for year, value in ((2013, 2e4), (2014, 1.0))),
        *(cell("NO02", year, value, "wages_meur") for year, value in ((2013, 2e4), (2014, 1.0))),
    )
    assert found["NO01", "local_units", 2014] == (0.0, 900.0, "b!")
    assert found["NO01", "wages_meur", 2014] == (1.0, 2e4, "b!")
    # wages alone are too uneven to tell by
    assert found["NO02", "wages_meur", 2014] == (1.0, 1.0, "b")


@pytest.mark.parametrize(("code", "place"), [("3002", "3103"), ("3103", "3103"), ("0301", "0301")])
def test_applications_carry_codes_of_2020_and_of_2024(code, place):
    work = harmonised(
        applications=[
            {
                "project_id": "1",
                "source": "forskningsradet_soknader",
                "date": date(2020, 5, 1),
                "municipality_code": code,
                "county_code": code[:2],
                "awarded_nok": 5.0,
                "organisation_name": "PRØVE VERKSTED AS",
                "file_sha256": "f",
                "source_row": 1,
            }
        ]
    )
    assert work.tables["applications_carried"]["place_code"].to_pylist() == [place]
