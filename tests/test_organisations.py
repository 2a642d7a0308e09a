"""One actor for each organisation: invented names and numbers, hard cases, decided by hand.

What is the same and what is not was written down before the rules were run.
"""

from __future__ import annotations

from itertools import count

import pyarrow as pa
import pytest

from samspill.engine import open_engine
from samspill.organisations import (
    DECISIONS,
    PARENTS,
    RECORDS,
    decided,
    gather,
    is_whole_number,
    link_names,
    resolve,
    sector_of,
    unnamed,
    with_actors,
)
from samspill.organisations.judging import LEAST_ALIKE, judge
from samspill.organisations.linking import link, prepared
from samspill.organisations.names import other_names
from samspill.organisations.records import Entity
from samspill.persons import is_person_name
from samspill.region import ActorDecision
from samspill.sample.organisations import is_invented

# invented, with a right check digit
ONE, TWO, THREE, FOUR = "800000106", "800000203", "800000300", "800000408"


def records(*rows):
    numbers = count(1)
    full = [
        {"source": "list", "record_id": f"row:{next(numbers)}", "country_code": "NO"} | row
        for row in rows
    ]
    return pa.Table.from_pylist(full, schema=RECORDS)


def resolved(*rows, decisions=(), parents=None):
    with open_engine() as engine:
        return resolve(
            records(*rows),
            decisions=pa.Table.from_pylist(list(decisions), schema=DECISIONS),
            engine=engine,
            parents=parents,
        )


def actors(*rows, **more):
    return resolved(*rows, **more).records["actor_id"].to_pylist()


def numbered(number, name, place="0301", **more):
    return {"organisation_number": number, "organisation_name": name, "place_code": place} | more


def by_pic(pic, name, country="NO"):
    return {"pic": pic, "organisation_name": name, "country_code": country, "source": "cordis"}


def decision(kind, a, b):
    def side(letter, given):
        is_number = given.isdigit()
        return {
            f"organisation_number_{letter}": given if is_number else None,
            f"name_{letter}": None if is_number else given,
        }

    return {"decision": kind, "reason": "we know", **side("a", a), **side("b", b)}


def test_the_numbers_of_these_tests_are_invented():
    assert all(is_invented(one) and is_whole_number(one) for one in (ONE, TWO, THREE, FOUR))


# the same


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("FJORDVIK ØKOLOGI AS", "FJORDVIK OEKOLOGI A/S"),
        ("FJORDVIK ØKOLOGI AS", "Fjordvik Okologi As"),
        ("ÅRSTAD MÅLETEKNIKK AS", "AARSTAD MAALETEKNIKK AS"),
        ("NORDLYS VANNINSTITUTT", "NORDLYS VANN INSTITUTT"),
        ("INSTITUTT FOR FJORDFORSKNING", "INSTITUT FOR FJORDFORSKNING"),
        ("INSTITUTT FOR FJORDFORSKNING (IFF)", "INSTITUTT FOR FJORDFORSKNING"),
        ("IFFO - INSTITUTT FOR FJORDFORSKNING OG ORKNER", "IFFO"),
        ("UNIVERSITETET I FJORDVIK", "UNIVERSITY OF FJORDVIK"),
        ("FJORDVIK SJUKEHUS HF", "FJORDVIK SYKEHUS HF"),
        ("FJORDVIK HELSE HF", "FJORDVIK HELSE HF*STORE FJORD UNIVERSITY HOSPITAL"),
        ("STIFTELSEN FJORDFORSKNINGSSENTERET", "FJORDFORSKNINGSSENTERET"),
        ("NORDISK INSTITUTT FOR HAVBUNN OG TARESKOG", "NORDISK INSTITUTT FOR HAVBUN OG TARESKOG"),
    ],
)
def test_a_name_without_number_finds_its_number(name, other):
    found = actors(numbered(ONE, name), by_pic("950000001", other), numbered(TWO, "ANNET VERK AS"))
    assert found == [ONE, ONE, TWO]


@pytest.mark.parametrize(
    "part",
    [
        "FJORDVIK UNIVERSITET DET MATEMATISKE FAKULTET",
        "FJORDVIK UNIVERSITET, avd. Skogen",
        "FJORDVIK UNIVERSITET INSTITUTT FOR STEIN",
    ],
)
def test_a_faculty_with_a_number_of_its_own_is_part_of_its_university(part):
    assert actors(numbered(ONE, "FJORDVIK UNIVERSITET"), numbered(TWO, part)) == [ONE, ONE]


def test_a_faculty_finds_its_university_by_its_acronym():
    whole = "FJORDVIK HAVBUNNS UNDERSØKENDE INSTITUTT FHUI"
    assert actors(numbered(TWO, whole), numbered(ONE, "FHUI FAKULTET FOR STEIN")) == [TWO, TWO]


def test_a_firm_that_got_a_new_number_is_the_same_firm():
    found = resolved(numbered(ONE, "TANGVERKET AS"), numbered(TWO, "TANGVERKET AS"))
    assert found.records["actor_id"].to_pylist() == [ONE, ONE]
    (merge,) = found.merges.to_pylist()
    assert merge["reason"] == "taken_over"
    assert (merge["name_score"], merge["place_score"], merge["form_score"]) == (1.0, 1.0, 1.0)


def test_a_partnership_that_became_a_company_is_the_same_firm():
    assert actors(numbered(ONE, "TANGVERKET DA"), numbered(TWO, "TANGVERKET AS")) == [ONE, ONE]


def test_establishments_and_parts_of_a_municipality_go_to_the_unit_on_top():
    parents = pa.table({"organisation_number": [TWO], "parent_number": [ONE]}, schema=PARENTS)
    school = numbered(THREE, "FJORDVIK KOMMUNE SKOLE", organisation_form="ORGL", sector="6500")
    found = resolved(
        numbered(ONE, "FJORDVIK KOMMUNE"),
        numbered(TWO, "RÅDHUSET"),
        school | {"parent_number": ONE},
        parents=parents,
    )
    assert found.records["actor_id"].to_pylist() == [ONE, ONE, ONE]
    assert found.actors["name"].to_pylist() == ["Fjordvik kommune"]
    assert found.actors["registered_name"].to_pylist() == ["FJORDVIK KOMMUNE"]
    assert set(found.merges["reason"].to_pylist()) == {"sub_unit"}


def test_a_state_agency_does_not_become_its_ministry():
    agency = numbered(TWO, "FJORDETATEN", organisation_form="ORGL", sector="6100")
    found = actors(numbered(ONE, "FJORDDEPARTEMENTET"), agency | {"parent_number": ONE})
    assert found == [ONE, TWO]


def test_a_record_with_number_and_pic_joins_the_two():
    both = by_pic("950000001", "FJORDVIK LAB") | {"organisation_number": ONE}
    found = actors(both, by_pic("950000001", "Something quite different"))
    assert found == [ONE, ONE]


def test_one_participant_may_have_two_codes_abroad():
    name = "Fjordwerke GmbH"
    found = actors(by_pic("950000001", name, "DE"), by_pic("950000002", name.upper(), "DE"))
    assert found == ["pic:950000001"] * 2


# not the same


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("FJORDVIK ENERGI AS", "FJORDVIK ENERGI NETT AS"),
        ("FJORDVIK AS", "FJORDVIK HOLDING AS"),
        ("UNIVERSITETET I FJORDVIK", "UNIVERSITETET I SKOGVIK"),
        ("TANGVERKET 1 AS", "TANGVERKET 2 AS"),
        ("INSTITUTT FOR FJORDFORSKNING", "INSTITUTT FOR FJELLFORSKNING"),
        ("FJORDVIK UNIVERSITETSSYKEHUS HF", "SKOGVIK UNIVERSITETSSYKEHUS HF"),
        ("FHUI", "FHUI SAMFUNNSFORSKNING AS"),
        ("TANGVERKET AS", "STIFTELSEN TANGVERKET"),
    ],
)
def test_organisations_that_are_alike_stay_apart(name, other):
    assert actors(numbered(ONE, name), numbered(TWO, other)) == [ONE, TWO]
    assert actors(numbered(ONE, name), by_pic("950000001", other)) == [ONE, "pic:950000001"]


def test_the_same_common_name_elsewhere_is_another():
    there = numbered(TWO, "GRANLY AS", "5501", activity_code="C10")
    found = resolved(numbered(ONE, "GRANLY AS", activity_code="J62"), there)
    assert found.records["actor_id"].to_pylist() == [ONE, TWO]
    (doubt,) = found.review.to_pylist()
    assert (doubt["actor_a"], doubt["actor_b"], doubt["reason"]) == (ONE, TWO, "same_name")


def test_a_group_abroad_is_told_apart_by_what_stands_in_brackets():
    names = ("FJORDWERKE (NORD) LTD", "FJORDWERKE LTD")
    found = actors(by_pic("950000001", names[0], "UK"), by_pic("950000002", names[1], "UK"))
    assert found == ["pic:950000001", "pic:950000002"]


def test_countries_are_not_mixed():
    found = actors(by_pic("950000001", "Tang AB", "SE"), by_pic("950000002", "Tang AB", "FI"))
    assert len(set(found)) == 2


def test_a_name_that_fits_two_goes_to_review_and_to_neither():
    found = resolved(
        numbered(ONE, "GRANLY AS", "0301"),
        numbered(TWO, "GRANLY AS", "5501"),
        by_pic("950000001", "GRANLY AS"),
    )
    assert found.records["actor_id"].to_pylist() == [ONE, TWO, "pic:950000001"]
    assert found.review["reason"].to_pylist().count("more_than_one") == 2


# decisions


def test_a_decision_joins_what_no_rule_could():
    rows = (numbered(ONE, "HØGSKOLEN I FJORDVIK"), numbered(TWO, "UNIVERSITETET I SKOGVIK"))
    assert actors(*rows, decisions=[decision("same", ONE, TWO)]) == [TWO, TWO]
    assert actors(*rows, decisions=[decision("same", TWO, ONE)]) == [ONE, ONE]


def test_a_decision_keeps_apart_what_every_rule_would_join():
    rows = (numbered(ONE, "TANGVERKET AS"), numbered(TWO, "TANGVERKET AS"))
    found = resolved(*rows, decisions=[decision("not_same", ONE, TWO)])
    assert found.records["actor_id"].to_pylist() == [ONE, TWO]
    assert found.review.num_rows == 0


def test_a_decision_holds_also_through_a_third():
    rows = (numbered(ONE, "TANGVERKET AS"), numbered(TWO, "TANG"), numbered(THREE, "TANG TRE"))
    told = [decision("not_same", ONE, TWO), decision("same", ONE, THREE)]
    assert actors(*rows, decisions=[*told, decision("same", THREE, TWO)]) == [THREE, TWO, THREE]


def test_a_decision_may_name_what_has_no_number_with_any_ending_and_place():
    rows = (
        numbered(ONE, "FJORDVIK INNOVASJON"),
        {"organisation_name": "FI Nord", "place_code": "5501"},
        {"organisation_name": "FI Sør", "place_code": "4204"},
        numbered(TWO, "FI TANG AS"),
        {"organisation_name": "DET MEDISINSKE FAKULTET", "place_code": "0301"},
        {"organisation_name": "DET MEDISINSKE FAKULTET", "place_code": "4601"},
    )
    here = decision("same", "DET MEDISINSKE FAKULTET", ONE) | {"place_code_a": "0301"}
    found = actors(*rows, decisions=[decision("same", "FI *", ONE), here])
    assert found[:5] == [ONE, ONE, ONE, TWO, ONE]
    assert found[5].startswith("name:")


def test_decisions_about_nobody_change_nothing():
    told = [decision("same", FOUR, ONE), decision("same", "NOBODY", ONE)]
    assert actors(numbered(ONE, "TANGVERKET AS"), decisions=told) == [ONE]


def test_a_profiles_decisions_become_a_table():
    one = ActorDecision("same", ONE, "", "", "", "TANG", "", "we know", "us", "stated")
    assert decided([one]).to_pylist()[0]["name_b"] == "TANG"


# who is none


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "no_name_or_number"),
        ({"organisation_number": "123456789"}, "no_name_or_number"),
        ({"organisation_name": "KARI TVERRLI"}, "natural_person"),
        (numbered(ONE, "KARI TVERRLI", sector="Næringsliv"), "natural_person"),
        (numbered(ONE, "TVERRLI REGNSKAP", organisation_form="ENK"), "natural_person"),
    ],
)
def test_who_cannot_be_an_actor_is_set_aside_with_the_reason(row, reason):
    found = resolved(row)
    assert found.records.select(["actor_id", "reason"]).to_pylist() == [
        {"actor_id": None, "reason": reason}
    ]
    assert found.actors.num_rows == 0


@pytest.mark.parametrize(
    "name",
    ["KARI TVERRLI AS", "Emil Aarestrup Museum", "OLE & SØNNER", "TVERRLI", "Anna 24", "JAN LAB"],
)
def test_a_firm_is_no_person(name):
    assert not is_person_name(name)


def test_a_researcher_sector_is_no_person():
    assert actors({"organisation_name": "JOHAN SVERDRUP", "sector": "REC"})[0] is not None


# what is told


def test_the_register_counts_before_the_lists():
    unit = numbered(ONE, "TANGVERKET AS", "4601", source="brreg_enheter", organisation_form="AS")
    found = resolved(
        numbered(ONE, "Tangverket (gamle)", "0301"),
        unit | {"activity_code": "C10", "employees_count": 12.0},
    )
    (one,) = found.actors.to_pylist()
    assert one["name"] == "Tangverket AS"
    assert (one["place_code"], one["activity_code"]) == ("4601", "C10")
    assert (one["employees_from"], one["sector"]) == (10.0, "company")
    assert (one["records_count"], one["sources"]) == (2, "brreg_enheter, list")


@pytest.mark.parametrize(
    ("given", "sector"),
    [
        (("Næringsliv", None, "X AS"), "company"),
        (("HES", None, "UNIVERSITETET I X"), "university"),
        (("HES", None, "X UNIVERSITY HOSPITAL"), "hospital"),
        (("PUB", "HF", "X HF"), "hospital"),
        (("Instituttsektor", None, "X"), "institute"),
        (("Øvrige", None, "X KOMMUNE"), "public"),
        ((None, "ORGL", "X"), "public"),
        (("OTH", None, "X FORBUND"), "other"),
        ((None, None, "X"), None),
    ],
)
def test_sectors(given, sector):
    assert sector_of(*given) == sector


def test_ids_do_not_depend_on_the_order_of_records():
    rows = [
        numbered(TWO, "TANGVERKET AS"),
        numbered(ONE, "TANGVERKET AS"),
        by_pic("950000002", "Fjordwerke GmbH", "DE"),
        by_pic("950000001", "FJORDWERKE GMBH", "DE"),
        {"organisation_name": "Tanglaget"},
    ]
    forth, back = actors(*rows), actors(*rows[::-1])
    assert forth == back[::-1]


def test_a_code_without_a_name_is_shown_by_its_code():
    found = resolved({"pic": "950000001", "country_code": None})
    assert found.actors.select(["name", "country_code"]).to_pylist() == [
        {"name": "PIC 950000001", "country_code": None}
    ]


def test_other_names_of_a_name():
    assert other_names("HØGSKOLEN I FJORDVIK - NORD") == [("HØGSKOLEN I FJORDVIK", "part")]
    assert other_names("TANGVERKET AS") == []


def test_numbers_have_nine_digits_and_a_check_digit():
    assert is_whole_number(ONE)
    assert not any(is_whole_number(one) for one in ("800000107", "80000010", "80000010x", ""))


# linking and gathering


def test_names_are_linked_by_sameness_and_by_likeness():
    left = pa.table(
        {
            "name_id": [10, 11, 12],
            "organisation_name": ["Tangverket A/S", "FJORDVIK HAVBRUK AS", "UKJENT AS"],
            "country_code": ["NO"] * 3,
        }
    )
    right = pa.table(
        {
            "name_id": [0, 1],
            "organisation_name": ["TANGVERKET AS", "FJRDVIK HAVBRUK AS"],
            "country_code": ["NO"] * 2,
        }
    )
    with open_engine() as engine:
        pairs = link_names(left, right, engine).to_pylist()
    assert [(one["left_id"], one["right_id"]) for one in pairs] == [(10, 0), (11, 1)]
    assert pairs[0]["name_score"] == 1.0
    assert 0.6 < pairs[1]["name_score"] < 1.0


def test_names_less_alike_than_could_be_judged_are_left_out():
    names = ["FJORDVIK HAVBRUK AS", "FJRDVIK HAVBRUK AS", "FJORDVIK BAKERI OG KONDITORI AS"]
    rows = pa.table({"name_id": [0, 1, 2], "organisation_name": names, "country_code": ["NO"] * 3})
    with open_engine() as engine:
        ready = prepared(rows, engine)
        every = link(ready, ready, engine).to_pylist()
        likely = link(ready, ready, engine, least=LEAST_ALIKE).to_pylist()
    assert {(one["left_id"], one["right_id"]) for one in every} >= {(0, 1), (0, 2)}
    assert likely == [one for one in every if one["name_score"] >= LEAST_ALIKE]
    assert {(one["left_id"], one["right_id"]) for one in likely} == {(0, 1), (1, 0)}


@pytest.mark.parametrize(("name_score", "outcome"), [(0.583, "neither"), (0.584, "review")])
def test_whatever_speaks_for_it_names_must_be_so_much_alike(name_score, outcome):
    # 0.72 x 0.584 + 0.12 + 0.10 + 0.06 is above 0.70, with 0.583 it is below
    one, other = (
        Entity(key, countries={"NO"}, places={"0301"}, sectors={"company"}) for key in "ab"
    )
    assert judge(one, other, name_score, "name", ("as", "as"), ("a", "b")).outcome == outcome
    assert (name_score >= LEAST_ALIKE) == (outcome == "review")


def test_a_person_loses_name_and_number_in_the_table():
    rows = pa.table(
        {
            "source": ["list", "list"],
            "file_sha256": ["ab" * 32] * 2,
            "source_row": [1, 2],
            "organisation_name": ["KARI TVERRLI", "TANGVERKET AS"],
            "organisation_number": pa.array([None, ONE], pa.string()),
            "actor_id": pa.nulls(2, pa.string()),
        }
    )
    gathered = gather(rows)
    assert gathered["record_id"].to_pylist() == ["abababababab:1", "abababababab:2"]
    with open_engine() as engine:
        found = resolve(gathered, decisions=DECISIONS.empty_table(), engine=engine)
    told = with_actors(rows, found.records)
    assert told["organisation_name"].to_pylist() == [None, "TANGVERKET AS"]
    assert told["actor_id"].to_pylist() == [None, ONE]
    aside = unnamed(rows, found.records)
    assert aside["reason"].to_pylist() == ["natural_person"]
    assert aside["content"].to_pylist() == [None]


def test_what_a_carried_table_lacks_is_taken_from_the_tidy_one():
    key = {"source": ["list"], "file_sha256": ["ab" * 32], "source_row": [7]}
    carried = pa.table({**key, "place_code": ["0301"]})
    tidy = pa.table({**key, "place_code": ["9999"], "pic": ["950000001"]})
    (one,) = gather(carried, tidy).to_pylist()
    assert (one["place_code"], one["pic"]) == ("0301", "950000001")


def test_nobody_gives_no_actors():
    found = resolved()
    assert found.actors.num_rows == found.merges.num_rows == found.review.num_rows == 0
