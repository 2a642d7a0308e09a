"""The levels of NACE Rev. 2 and the way to Rev. 2.1.

Expected counts of codes are Eurostat's for NACE Rev. 2: 21 sections, 88 divisions, 272 groups,
615 classes. Expected pairs of codes are read off Eurostat's table NACE Rev. 2 - NACE Rev. 2.1.
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from samspill.activities import (
    carry,
    classify,
    classify_subclasses,
    correspondence,
    is_unspecified,
    nace2_names,
    nace21_names,
    subclass_names,
    to_class,
    to_division,
    to_group,
    to_section,
)
from samspill.errors import UnknownCode

# levels


@pytest.mark.parametrize(
    "code",
    ["62.010", "62.01", "62010", "6201", "J6201", "J62.01", "62.010 Programmeringstjenester"],
)
def test_any_way_of_writing_gives_the_same_levels(code: str) -> None:
    levels = (to_section(code), to_division(code), to_group(code), to_class(code))
    assert levels == ("J", "J62", "J620", "J6201")


@pytest.mark.parametrize(
    ("code", "division"), [("01.110", "A01"), ("C10", "C10"), ("99.000", "U99"), ("35", "D35")]
)
def test_division_has_the_letter_of_its_section(code: str, division: str) -> None:
    assert to_division(code) == division


def test_section_is_its_own_section() -> None:
    assert to_section("C") == "C"


@pytest.mark.parametrize("code", ["99.999", "00.000", "99.999 Uspesifisert", "X", "Uspesifisert"])
def test_unspecified_is_no_activity(code: str) -> None:
    assert is_unspecified(code)
    with pytest.raises(UnknownCode):
        to_division(code)


def test_international_organisations_are_an_activity() -> None:
    assert not is_unspecified("99.000")


@pytest.mark.parametrize("code", ["K62", "04", "62.10", "B-N_S95_X_K", "", "6", "62.01x", "٦٢"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownCode):
        to_section(code)


def test_coarse_code_has_no_finer_level() -> None:
    with pytest.raises(UnknownCode, match="class of an activity"):
        to_class("J62")


def test_column_is_classified_with_reasons() -> None:
    codes = ["62.010", "99.999 Uspesifisert", None, "J", "62.100", "02.020", "TOTAL", " "]
    found = classify(pa.chunked_array([codes]))
    assert found["activity_code"].to_pylist() == ["J62", *[None] * 7]
    assert found["reason"].to_pylist() == [
        None,
        "unspecified_activity",
        "no_activity",
        "too_coarse",
        "later_activity",
        "unknown_activity",
        "unknown_activity",
        "no_activity",
    ]
    assert found["reason_en"][4].as_py() == (
        "62.100 is a code of NACE Rev. 2.1 (SN2025) and not of NACE Rev. 2 (SN2007)."
    )
    assert classify(pa.array(["62.010", "C"]), "section")["activity_code"].to_pylist() == ["J", "C"]


def test_empty_column_is_classified() -> None:
    assert classify(pa.array([], pa.string())).num_rows == 0


# names


def test_sections_and_divisions_have_names_in_both_languages() -> None:
    names = nace2_names()
    assert Counter(names["activity_level"].to_pylist()) == {"section": 21, "division": 88}
    assert names["activity_nb"].null_count == names["activity_en"].null_count == 0
    by_code = {row["activity_code"]: row for row in names.to_pylist()}
    assert by_code["J62"]["activity_nb"] == "Tjenester tilknyttet informasjonsteknologi"
    assert by_code["J62"]["activity_parent"] == "J"
    assert by_code["J"]["activity_en"] == "Information and communication"
    assert set(names["activity_edition"].to_pylist()) == {"nace-2"}


def test_official_classification_adds_groups_and_classes() -> None:
    official = pa.table(
        {
            "activity_code": ["J", "J62", "J620", "62.01", "62.010", "62.10"],
            "activity_nb": ["s", "d", "Gruppen", "Klassen", "Den femte", "Senere utgave"],
        }
    )
    names = nace2_names(official).to_pylist()
    assert [row["activity_code"] for row in names[109:]] == ["J620", "J6201"]
    assert names[-1]["activity_nb"] == "Klassen"
    assert names[-1]["activity_parent"] == "J620"
    assert names[-1]["activity_en"] is None


def test_later_edition_has_its_own_sections() -> None:
    names = nace21_names()
    assert len(names) == 22 + 87
    assert names["K62"] == "Computer programming, consultancy and related activities"


# NACE Rev. 2.1


def test_correspondence_covers_every_code() -> None:
    sizes = {level: len(correspondence(level)) for level in LEVELS}
    assert sizes == {"section": 21, "division": 88, "group": 272, "class": 615}


LEVELS = ("section", "division", "group", "class")


@pytest.mark.parametrize(
    ("level", "code", "targets", "relation"),
    [
        # 62 is 62, now in section K
        ("division", "J62", ("K62",), "one_to_one"),
        ("division", "C10", ("C10",), "one_to_one"),
        # 42.11 gives part of itself to 43.50
        ("division", "F42", ("F42", "F43"), "split"),
        # 46 stays whole and receives wholesale of motor vehicles from 45
        ("division", "G46", ("G46",), "changed"),
        ("division", "G45", ("G46", "G47", "T95"), "split"),
        ("group", "J631", ("J602", "J603", "K631", "K639"), "split"),
        ("class", "J6201", ("K6210",), "one_to_one"),
        # 62.02 and 62.03 are one class
        ("class", "J6202", ("K6220",), "merged"),
        ("class", "J6203", ("K6220",), "merged"),
        ("class", "F4110", ("M6812",), "one_to_one"),
        ("class", "A0130", ("A0130",), "one_to_one"),
        ("class", "A0113", ("A0113",), "changed"),
        ("class", "A0119", ("A0113", "A0119"), "split"),
        # the code 20.51 is another class now
        ("class", "C2051", ("C2059",), "changed"),
        ("section", "K", ("L",), "one_to_one"),
    ],
)
def test_correspondence(level, code, targets, relation) -> None:
    found = correspondence(level)[code]
    assert (found.targets, found.relation) == (targets, relation)


def test_relations_follow_from_the_targets() -> None:
    for level in LEVELS:
        table = correspondence(level)
        sources = Counter(target for one in table.values() for target in one.targets)
        for one in table.values():
            assert (one.relation == "split") == (len(one.targets) > 1)
            if one.relation == "one_to_one":
                assert sources[one.targets[0]] == 1
            elif one.relation != "split":
                assert sources[one.targets[0]] > 1


def test_one_to_one_codes_are_carried_and_the_others_say_why() -> None:
    table = pa.table({"activity_code": ["62.010", "J61", "F42", None, "99.999"], "n": range(5)})
    carried = carry(table)
    assert carried.table.to_pydict() == {"activity_code": ["K62"], "n": [0]}
    assert carried.rejects.select(["activity_code", "n", "reason"]).to_pylist() == [
        {"activity_code": "J61", "n": 1, "reason": "changed_activity"},
        {"activity_code": "F42", "n": 2, "reason": "split_activity"},
        {"activity_code": None, "n": 3, "reason": "no_activity"},
        {"activity_code": "99.999", "n": 4, "reason": "unspecified_activity"},
    ]
    assert carried.rejects["reason_en"][1].as_py() == (
        "F42 → F42, F43 in NACE Rev. 2.1, and the code does not say which part the row is."
    )


def test_merged_codes_are_carried_when_asked_for() -> None:
    table = pa.table({"activity_code": ["62.020", "62.030", "01.130"]})
    carried = carry(table, level="class", relations=("one_to_one", "merged"))
    assert carried.table["activity_code"].to_pylist() == ["K6220", "K6220"]
    assert carried.rejects["reason"].to_pylist() == ["changed_activity"]
    wider = carry(table, level="class", relations=("one_to_one", "merged", "changed", "split"))
    assert wider.rejects.num_rows == 0
    # a split code is never carried, whatever is asked for
    split = carry(pa.table({"activity_code": ["F42"]}), relations=("one_to_one", "split"))
    assert split.table.num_rows == 0


def test_missing_column_is_named() -> None:
    with pytest.raises(UnknownCode, match="Did you mean activity_code"):
        carry(pa.table({"activity_code": ["J62"]}), column="activity_kode")


# subclasses


def test_subclasses_are_written_as_registers_write_them() -> None:
    codes = pa.array(["62.010", "62010", "62.010 Programmeringstjenester", None, "62.01", "62"])
    found = classify_subclasses(codes)
    assert found["activity_code"].to_pylist() == ["62.010"] * 3 + [None] * 3
    assert found["reason"].to_pylist() == [None] * 3 + ["no_activity", "too_coarse", "too_coarse"]


def test_a_fifth_digit_that_is_not_listed_is_no_subclass() -> None:
    # 62.100 is of SN2025; 62.019 would be of class 62.01, and there is none
    codes = pa.array(["62.010", "62.019", "62.100", "00.000", "98.765"])
    found = classify_subclasses(codes, {"62.010", "62.100"})
    assert found["activity_code"].to_pylist() == ["62.010", None, None, None, None]
    assert found["reason"].to_pylist() == [
        None,
        "unknown_activity",
        "later_activity",
        "unspecified_activity",
        "unknown_activity",
    ]
    assert "62.019" in found["reason_nb"][1].as_py()


def test_names_of_subclasses_come_from_two_files_and_only_below_known_classes() -> None:
    rows = [
        ("62.010", "subclass", "Programmeringstjenester", None),
        ("62.010", "subclass", None, "Computer programming activities"),
        ("62.020", "subclass", "Konsulentvirksomhet", None),
        ("62.100", "subclass", "Dataprogrammering", None),
        ("J6201", "class", "Programmeringstjenester", None),
    ]
    names = ("activity_code", "activity_level", "activity_nb", "activity_en")
    found = subclass_names(pa.table(dict(zip(names, zip(*rows, strict=True), strict=True))))
    assert found == {
        "62.010": ("Programmeringstjenester", "Computer programming activities"),
        "62.020": ("Konsulentvirksomhet", None),
    }
