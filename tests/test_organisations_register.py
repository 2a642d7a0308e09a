"""Units that only the register knows: told by column, and as they would be one by one."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.engine import open_engine
from samspill.organisations import DECISIONS, PARENTS, RECORDS, is_whole_number, resolve
from samspill.organisations.names import MAY_HAVE_OTHERS, are_whole_numbers, other_names
from samspill.organisations.registered import are_quiet
from samspill.organisations.spelling import all_spelt, spelt
from samspill.sample.organisations import numbers

NUMBERS = list(islice(numbers(np.random.default_rng(7)), 40))

PIECES = (
    "NORSK", "VEI", "OG", "VANN", "FOR", "NVV", "NFV", "-", "(", ")", ",", "/", "FAKULTET", "AVD",
    "INSTITUTT", "UNIVERSITETET", "UNI2", "Ø", "SENTER", "AS", "ØÆÅ", "CAMPUS",
)  # fmt: skip
WORDS = st.text("ABEINSÆØÅ12.'-()/ab", min_size=1, max_size=7)


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), max_size=6))
def test_many_names_are_spelt_as_one_by_one(names):
    assert all_spelt(pa.array(names, pa.string())).to_pylist() == [spelt(name) for name in names]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text("0123456789x", max_size=10)), max_size=8))
def test_many_numbers_are_checked_as_one_by_one(texts):
    column = pa.chunked_array([pa.array([*texts, *NUMBERS], pa.string())])
    expected = [is_whole_number(text or "") for text in [*texts, *NUMBERS]]
    assert are_whole_numbers(column).to_pylist() == expected
    assert all(expected[-len(NUMBERS) :])


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        min_size=1,
        max_size=7,
    ).map(" ".join)
)
def test_no_name_with_other_names_is_passed_over(name):
    may = pa.compute.match_substring_regex(pa.array([name]), MAY_HAVE_OTHERS)[0].as_py()
    assert may or not other_names(name)


def unit(at, name, form="AS", place="0301", **more):
    return {
        "source": "brreg_enheter",
        "record_id": f"unit:{at}",
        "organisation_number": NUMBERS[at],
        "organisation_name": name,
        "organisation_form": form,
        "place_code": place,
        "employees_count": 5.0 + at,
    } | more


def named(at, name, **more):
    row = {"source": "list", "record_id": f"row:{at}", "organisation_name": name}
    return row | {"country_code": "NO"} | more


UNITS = [
    unit(0, "TANGVERKET AS"),
    # nobody else's name, and one that another list writes otherwise
    unit(1, "FJORDVIK HAVBRUK AS", activity_code="A03", sector="2100"),
    unit(2, "NORDRE LI SAGBRUK AS", place=None, employees_count=None),
    # one firm after the other, and a branch with a number of its own
    unit(3, "GYLNE MYR TRELAST AS"),
    unit(4, "GYLNE MYR TRELAST AS"),
    unit(5, "TANGVERKET AS AVD READ"),
    # what it is shows in its name, its form or its sector
    unit(6, "FJORDVIK  SYKEHUS", "HF", sector="6100"),
    unit(7, "FJORDVIK KOMMUNE", "ORGL", sector="6500"),
    unit(8, "SKOLEN I FJORDVIK", "ORGL", sector="6500", parent_number=NUMBERS[7]),
    unit(9, "VEIVESENETS ETAT I STATENS HUS", "ANNA"),
    unit(10, "LAGET FOR ALLE", "FLI", sector="7000", employees_count=4.0),
    # not to be taken as it stands: no form, a number that is none, a person, no name
    unit(11, "KARI TVERRLI", None),
    unit(12, "SKJULTE ODDE AS", organisation_number="800000107"),
    unit(13, "OLA TVERRLI", "ENK"),
    unit(14, "  ", "AS", pic="950000009", country_code="NO"),
    unit(15, "STILLE VIK DRIFT SUS AS"),
    unit(16, "STILLE VIK EIENDOM AS"),
    unit(17, "A\u00a0B DATA AS"),
]
LISTS = [
    named(1, "Fjordvik Havbruk A/S", place_code="0301"),
    named(2, "FJORDVIK HAVBRK AS", place_code="0301"),
    named(3, "Noe annet AS", organisation_number=NUMBERS[20]),
    named(4, "Stille Vik Drift", organisation_number=NUMBERS[21]),
    named(5, "TANGVERKET", place_code="4601"),
]
DECIDED = [
    {"decision": "same", "name_a": "Noe annet AS", "name_b": "Nordre Li Sagbruk AS"},
    {"decision": "not_same", "name_a": "TANGVERKET", "organisation_number_b": NUMBERS[0]},
]
BELOW = [{"organisation_number": NUMBERS[21], "parent_number": NUMBERS[15]}]


def resolved(rows, decisions=()):
    with open_engine() as engine:
        return resolve(
            pa.Table.from_pylist(rows, schema=RECORDS),
            decisions=pa.Table.from_pylist(list(decisions), schema=DECISIONS),
            engine=engine,
            parents=pa.Table.from_pylist(BELOW, schema=PARENTS),
        )


def quiet(rows, roots=(), decisions=()):
    found = are_quiet(
        pa.Table.from_pylist(rows, schema=RECORDS),
        dict(roots),
        pa.Table.from_pylist(list(decisions), schema=DECISIONS),
        ("brreg_enheter",),
    )
    return [row["record_id"] for row, one in zip(rows, found.to_pylist(), strict=True) if one]


def test_who_is_quiet():
    roots = {NUMBERS[21]: NUMBERS[15], NUMBERS[8]: NUMBERS[7]}
    expected = {f"unit:{at}" for at in range(18)}
    spoken_of = {"unit:0", "unit:7", "unit:8", "unit:15"}
    to_judge = {"unit:11", "unit:12", "unit:13", "unit:14", "unit:17"}
    assert set(quiet([*UNITS, *LISTS], roots, DECIDED)) == expected - spoken_of - to_judge


@pytest.mark.parametrize("decisions", [(), DECIDED])
def test_the_quiet_become_the_actors_that_they_would_be_if_each_was_judged(decisions):
    # a country says nothing new of a Norwegian unit, but then no unit is quiet
    loud = [row | {"country_code": "NO"} for row in UNITS]
    assert quiet([*UNITS, *LISTS])
    assert not quiet([*loud, *LISTS])
    found, expected = resolved([*UNITS, *LISTS], decisions), resolved([*loud, *LISTS], decisions)
    for name in ("actors", "records", "merges", "review"):
        assert getattr(found, name).to_pylist() == getattr(expected, name).to_pylist()
    assert found.merges.num_rows > 3


def test_a_unit_that_nobody_speaks_of_changes_nothing_of_the_others():
    before = resolved([*UNITS, *LISTS])
    after = resolved([unit(30, "HELT FOR SEG SELV AS"), *UNITS, *LISTS])
    assert after.actors.num_rows == before.actors.num_rows + 1
    assert after.merges.equals(before.merges)
    assert after.review.equals(before.review)
