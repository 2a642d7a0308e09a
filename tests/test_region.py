"""The profile of the Oslo Region, and what is said of a profile that is wrong."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from samspill import activities
from samspill.errors import ProfileError, UnknownCode
from samspill.region import (
    INSTRUMENT_KINDS,
    STATUSES,
    Region,
    built_in_regions,
    check_region,
    load_region,
)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("osloregionen")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "minregion"
    shutil.copytree(str(files("samspill") / "regions" / "osloregionen"), copy)
    return copy


def problems(folder: Path) -> list[tuple[str, int | None, str | None]]:
    found = [one for one in check_region(folder) if not one.is_note]
    return [(one.file, one.line, one.column) for one in found]


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Change the first place of a text and give its line."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# the Oslo Region


def test_profile_is_in_order_and_says_what_it_does_not_know() -> None:
    assert built_in_regions() == ("osloregionen",)
    notes = check_region("osloregionen")
    assert all(note.is_note for note in notes)
    assert ["Buskerud" in str(note) for note in notes] == [False, True, False]
    assert "a list of members (20)" in str(notes[0])
    assert "8 of the 14 municipalities of Vestfold were stated to be members" in str(notes[2])


def test_members_are_dated_and_sure_to_a_degree(region: Region) -> None:
    # 18 of Østfold, 22 of Akershus, Oslo; 10, 3 and 3 inferred; 15 candidates of Buskerud
    assert Counter(member.county_code for member in region.members(date(2018, 6, 1))) == {
        "01": 18,
        "02": 22,
        "03": 1,
        "04": 10,
        "05": 3,
        "06": 15,
        "08": 3,
    }
    assert len(region.members(statuses=("stated",))) == 41
    assert region.members(date(2004, 1, 1)) == ()
    # what was stated in 2015 is 78: the names of 8 of Vestfold are missing, Buskerud has 2 too many
    assert sum(gap.stated for gap in region.gaps) + 41 == 78
    assert len(region.members()) + 8 - 2 == 78


def test_members_in_the_municipalities_of_2024(region: Region) -> None:
    # by hand from the table of codes: Østfold 18 -> 13, one of them shared with Akershus 22 -> 19;
    # Oslo 1; Hedmark 10; Oppland 3; Buskerud 15 -> 14 with Røyken and Hurum in Asker,
    # so 12 new ones; Telemark 3
    codes = region.member_codes(2024)
    assert Counter(code[:2] for code in codes) == {
        "31": 12,
        "32": 21,
        "03": 1,
        "33": 12,
        "34": 11,
        "40": 3,
    }
    assert len(codes) == 60
    assert len(region.member_codes(2020)) == 60
    assert len(region.member_codes(2018)) == 72
    with pytest.raises(UnknownCode, match=r"edition in places\.csv"):
        region.member_codes(2022)


def test_ostlandet_is_another_set_than_the_alliance(region: Region) -> None:
    assert len(region.places) == 137
    ostlandet = region.codes_of_set("ostlandet")
    assert len(ostlandet) == 121
    assert set(region.codes_of_set("osloregionen")) < set(ostlandet)
    with pytest.raises(UnknownCode, match="ostlandet"):
        region.codes_of_set("ostland")


def test_codes_of_three_editions(region: Region) -> None:
    merged = Counter(place.code_2024 for place in region.places)
    assert sum(count > 1 for count in merged.values()) == 10
    across = {
        place.name_2024
        for place in region.places
        for other in region.places
        if place.code_2024 == other.code_2024 and place.county_code_2018 != other.county_code_2018
    }
    assert across == {"Aurskog-Høland", "Asker", "Drammen"}
    by_name = {place.name_2018: place for place in region.places}
    assert by_name["Jevnaker"].code_2024 == "3236"
    assert by_name["Lunner"].code_2020 == "3054"


def test_types_of_place(region: Region) -> None:
    types = Counter(place.type for place in region.types)
    assert sum(types.values()) == 121
    assert types["town"] == 18
    assert set(types) == set(region.type_names) == {"capital", "town", "district"}
    assert region.type_of("0301") == "capital"
    assert (region.type_of("3403"), region.centrality_of("3403")) == ("town", 2)
    assert (region.type_of("3424"), region.centrality_of("3424")) == ("district", None)
    assert (region.type_of("4601"), region.centrality_of("4601")) == (None, None)


def test_seven_areas_each_with_its_colour_and_activities(region: Region) -> None:
    assert [area.number for area in region.areas] == list(range(1, 8))
    assert len({area.colour for area in region.areas}) == 7
    assert region.area("ict").name["en"] == "ICT products, services, systems"
    assert region.area("bio").name["nb"] == "Bio- og sirkulærøkonomi"
    for area in region.areas:
        assert area.activities
        for one in area.activities:
            assert activities.to_section(one.code)
            assert 0 < one.weight <= 1
            assert one.reason
    with pytest.raises(UnknownCode, match="Did you mean"):
        region.area("healt")


def test_clusters_instruments_and_programme(region: Region) -> None:
    assert {cluster.status for cluster in region.clusters} <= set(STATUSES)
    raufoss = next(one for one in region.clusters if one.id == "raufoss")
    assert (raufoss.seat_code, raufoss.area_ids, raufoss.ended) == ("0529", ("process",), "")
    levels = [
        (one.level["en"], one.valid_from)
        for one in region.cluster_levels
        if one.cluster_id == "heidner-biocluster"
    ]
    assert levels == [("Arena", ""), ("NCE", "2018-11-08")]
    assert region.cluster_members == ()  # the alliance fills the list
    assert ("raufoss", "systems-engineering", "2015") in {
        (one.cluster_a, one.cluster_b, one.date) for one in region.cluster_links
    }
    assert sum(region.match_rules.weights) == pytest.approx(1)
    assert (region.admission.staff, region.admission.members) == (0.5, 15)
    assert {one.kind for one in region.instruments} <= set(INSTRUMENT_KINDS)
    low_risk = region.instrument("Lavrisikolån")
    assert low_risk is not None
    assert (low_risk.kind, low_risk.grant_equivalent) == ("loan", None)
    assert region.instrument("Garantier til fiskerinæringa").kind == "guarantee"  # type: ignore[union-attr]
    assert region.instrument("Ukjent ordning") is None
    kinds = Counter(item.kind for item in region.programme)
    assert kinds == {"idea": 6, "workshop": 2, "event": 1, "initiative": 2}
    best = next(item for item in region.programme if item.id == "best2019")
    assert (best.date, best.goals) == ("2019-02-07", ("international",))


def test_no_person_is_named(region: Region) -> None:
    assert {entry["office"]["en"] for entry in region.facts["board"]} == {
        "Governing mayor, Oslo",
        "Mayor, Drammen",
    }


def test_fingerprint_changes_with_any_file(region: Region, folder: Path) -> None:
    assert load_region(folder).fingerprint == region.fingerprint
    change(folder, "programme.csv", "Cycling festival", "Cycling festivals")
    assert load_region(folder).fingerprint != region.fingerprint


def test_parameters_name_the_choices(region: Region) -> None:
    assert region.parameters == {
        "edition": 2024,
        "disclosure_threshold": 3,
        "disclosure_dominance": 0.1,
        "reference_areas": ["norway", "europe"],
    }


# what is wrong with a profile


def test_unknown_region_suggests_the_right_one() -> None:
    with pytest.raises(UnknownCode, match="Did you mean osloregionen"):
        load_region("osloregion")


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "says"),
    [
        ("members.csv", "0104,Moss", "0105,Moss", "code", "Moss has 0104"),
        ("members.csv", "0104,Moss", "104,Moss", "code", "leading zero"),
        ("members.csv", "0104,Moss,2018,01", "0104,Moss,2018,02", "county_code", "not in county"),
        ("members.csv", "2015-01-01,,stated", "2015-01-01,2014-01-01,stated", "valid_to", "before"),
        ("members.csv", "2015-01-01,,stated", "01.01.2015,,stated", "valid_from", "2018-10-19"),
        ("members.csv", ",,stated", ",,statet", "status", "Write stated."),
        ("members.csv", "Halden,2018", "Halden,", "code_edition", "empty"),
        ("places.csv", "0301,Oslo,03", "0301,Oslo,04", "county_code_2018", "not the county"),
        ("places.csv", "0104,Moss", "0101,Moss", "code_2018", "stands twice, first on line 2"),
        ("types.csv", "3101,Halden,town", "3101,Halden,by", "type", "capital, town, district"),
        ("types.csv", "inferred,2,", "inferred,7,", "centrality", "Write 1 to 6"),
        ("types.csv", "3101,Halden", "3102,Halden", "code_2024", "not in places.csv"),
        ("clusters.csv", ",health,0301", ",helth,0301", "area_ids", "Write health"),
        ("clusters.csv", "cluster,2009,,", "cluster,2009,2001,", "ended", "comes before"),
        ("clusters.csv", "C21 M72 Q86", "C21 X72 Q86", "activity_codes", "X72"),
        ("clusters.csv", "https://oslocancercluster.no,", "oslocancer,", "website", "address"),
        (
            "clusters.csv",
            "90,2019,The cluster about itself",
            "90,2019,",
            "members_source",
            "source",
        ),
        (
            "clusters.csv",
            ",2018,Hamar,,49,2018,",
            ",2018,Hamar,,49,2018-13,",
            "members_date",
            "2018-11",
        ),
        ("clusters.csv", ",kreft,", ",,", "theme_nb", "translation"),
        ("cluster_levels.csv", "raufoss,Norwegian", "raufos,Norwegian", "cluster_id", "raufoss"),
        ("cluster_levels.csv", ",2009,2019,", ",2009,2001,", "valid_to", "comes before"),
        ("cluster_links.csv", ",2015,", ",,", "date", "empty"),
        (
            "cluster_links.csv",
            "raufoss,systems",
            "systems-engineering,systems",
            "cluster_b",
            "same",
        ),
        (
            "programme.csv",
            ",international,,,0301",
            ",internasjonal,,,0301",
            "working_area",
            "international",
        ),
        ("programme.csv", ",citizens support,", ",citizens supports,", "goals", "support"),
        ("instruments.csv", ",grant,", ",gift,", "kind", "grant"),
        ("instruments.csv", "loan,Innovasjon Norge,,", "loan,Innovasjon Norge,1.5,x", None, ""),
        ("instruments.csv", "Low-risk loan", "", "name_en", "both languages"),
        ("programme.csv", "2019-02-07", "7.2.2019", "date", "not a date"),
        ("areas.toml", "weight = 0.8", "weight = 1.8", "weight", "Write 0 to 1"),
        ("areas.toml", "weight = 0.8", "weight = true", "weight", "not a number"),
        ("areas.toml", 'code = "C10"', 'code = "C04"', "code", "C04"),
        ("areas.toml", 'colour = "#0072B2"', 'colour = "blue"', "colour", "hexadecimal"),
        ("areas.toml", 'short = { nb = "IKT"', 'short = { no = "IKT"', "short", "«nb»"),
        ("areas.toml", 'id = "ict"', 'id = "bio"', "id", "stands twice"),
        ("region.toml", "edition = 2024 #", 'edition = "2024" #', "edition", "whole number"),
        ("region.toml", "threshold = 3", "threshold = 0", "threshold", "hides nothing"),
        ("region.toml", '["norway", "europe"]', '["mars"]', "reference_areas", "mars"),
        ("region.toml", 'code = "01"', 'code = "30"', "code", "no county 30 in 2018"),
        ("region.toml", 'kind = "members"', 'kind = "friends"', "kind", "no kind of set"),
        ("region.toml", 'status = "unverified"', 'status = "maybe"', "status", "«maybe»"),
        ("region.toml", "stated = 13", "stated = 33", "stated", "33 members of 21"),
        ("region.toml", "relatedness = 0.35", "relatedness = 0.5", "relatedness", "sum to 1"),
        ("region.toml", "reach_km = 150", 'reach_km = "far"', "reach_km", "not a number"),
        ("region.toml", '= "Norsk katapult"', '= "Katapult"', "instrument", "instruments.csv"),
    ],
)
def test_problem_has_file_line_and_advice(folder: Path, file, old, new, column, says) -> None:
    line = change(folder, file, old, new)
    found = [one for one in check_region(folder) if not one.is_note]
    assert found
    here = [one for one in found if (one.file, one.line) == (file, line)]
    assert here, [str(one) for one in found]
    if column is not None:
        assert column in {one.column for one in here}
        assert any(says in str(one) for one in here)
    with pytest.raises(ProfileError):
        load_region(folder)


def _fill_in_members(folder: Path, *lines: str) -> None:
    path = folder / "cluster_members.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")


def test_members_of_clusters_are_read_and_checked(folder: Path) -> None:
    _fill_in_members(
        folder,
        "raufoss,800000004,Prøve AS,company,2017,,stated,The cluster",
        "raufoss,,Et institutt,knowledge,2017-05,,inferred,The cluster",
    )
    assert problems(folder) == []
    first, second = load_region(folder).cluster_members
    assert (first.organisation_number, first.type, first.valid_from) == (
        "800000004",
        "company",
        "2017",
    )
    assert second.name == "Et institutt"
    _fill_in_members(
        folder,
        "raufoss,800000004,Prøve AS,company,2017,,stated,The cluster",
        "raufoss,80000,Kort AS,company,,,stated,The cluster",
        "raufoss,,,company,,,stated,The cluster",
        "nobody,800000005,Prøve AS,firm,2019,2017,stated,",
    )
    assert problems(folder) == [
        ("cluster_members.csv", 4, "organisation_number"),
        ("cluster_members.csv", 5, "organisation_number"),
        ("cluster_members.csv", 6, "organisation_number"),
        ("cluster_members.csv", 7, "cluster_id"),
        ("cluster_members.csv", 7, "valid_to"),
        ("cluster_members.csv", 7, "type"),
        ("cluster_members.csv", 7, "source"),
    ]


def test_the_rule_of_admission_is_a_note_and_no_error(folder: Path) -> None:
    line = change(
        folder, "clusters.csv", ',49,2018,"Hamar kommune, 2018",,,', ",9,2018,Hamar,0.2,company,"
    )
    assert problems(folder) == []
    notes = [one for one in check_region(folder) if one.line == line]
    assert len(notes) == 1
    assert "0.2 full-time staff (at least 0.5), 9 members (at least 15), 1 type of member" in str(
        notes[0]
    )
    _fill_in_members(
        folder,
        *(
            f"raufoss,8000000{n:02d},Prøve {n} AS,company,2017,,stated,The cluster"
            for n in range(9)
        ),
    )
    notes = [str(one) for one in check_region(folder) if "NCE Raufoss" in str(one)]
    assert "9 members (at least 15), 1 type of member (at least 2)" in notes[0]


def test_instrument_rate_must_be_a_share(folder: Path) -> None:
    line = change(folder, "instruments.csv", "loan,Innovasjon Norge,,", "loan,Innovasjon Norge,x,")
    assert problems(folder) == [("instruments.csv", line, "grant_equivalent")]


def test_all_problems_are_told_at_once(folder: Path) -> None:
    change(folder, "members.csv", "0101,Halden", "0199,Halden")
    change(folder, "areas.toml", "weight = 1.0", "weight = 2.0")
    change(folder, "region.toml", "threshold = 3", "threshold = 0")
    assert [file for file, _, _ in problems(folder)] == ["areas.toml", "members.csv", "region.toml"]


@pytest.mark.parametrize(
    ("file", "content", "line", "says"),
    [
        ("region.toml", b"id = osloregionen\n", 1, "cannot be read as TOML"),
        ("region.toml", b"name = 3\ntype = 4\ndisclosure = 5\nset = 6\n", None, "text"),
        ("areas.toml", b"\n\n[[area]\n", 3, "cannot be read as TOML"),
        ("areas.toml", b"area = 3\n", 1, "not a list of tables"),
        ("members.csv", "code,name\n0101,Åsnes\n".encode("latin-1"), 2, "not UTF-8"),
        ("members.csv", b"code,name\n0101,Halden\n", 1, "column is missing"),
        ("members.csv", b"", 1, "column is missing"),
        ("members.csv", b"\x00\x01\x02", 1, "column is missing"),
        ("clusters.csv", b"\xff\xfe\x00c", 1, "not UTF-8"),
    ],
)
def test_garbage_gives_a_plain_message(folder: Path, file, content, line, says) -> None:
    (folder / file).write_bytes(content)
    found = [one for one in check_region(folder) if one.file == file and not one.is_note]
    assert any(says in str(one) and line in (None, one.line) for one in found), found


def test_row_with_too_many_cells_and_open_quotes(folder: Path) -> None:
    members = (folder / "members.csv").read_text(encoding="utf-8").splitlines()
    members[3] += ",one more"
    (folder / "members.csv").write_text("\n".join(members), encoding="utf-8")
    assert ("members.csv", 4, None) in problems(folder)
    (folder / "members.csv").write_text(members[0] + '\n0101,"Halden', encoding="utf-8")
    assert any("as CSV" in str(one) for one in check_region(folder))


def test_spreadsheet_with_semicolons_and_a_mark_at_the_start_is_read(folder: Path) -> None:
    text = (folder / "places.csv").read_text(encoding="utf-8").replace(",", ";")
    (folder / "places.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert problems(folder) == []


def test_folder_without_its_main_file_says_so(tmp_path: Path) -> None:
    assert problems(tmp_path) == [("region.toml", None, None)]
    with pytest.raises(ProfileError, match="samspill init"):
        load_region(tmp_path)
