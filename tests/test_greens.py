"""What `samspill check` says of green weights and of panels of regions."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from samspill.region import check_region, load_region


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "minregion"
    shutil.copytree(str(files("samspill") / "regions" / "osloregionen"), copy)
    return copy


def said(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    found = [one for one in check_region(folder) if not one.is_note]
    return [(one.file, one.line, one.column, one.problem) for one in found]


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("activity,D99,0.5,0.2,0.8,x,x,y,inferred", "code", "D99"),
        ("activity,D351,0.5,0.2,0.8,x,x,y,inferred", "code", "is no division"),
        ("activity,D35,0.5,0.2,0.8,x,x,y,inferred", "code", "stands twice, first on line"),
        ("activity,A03,0.9,0.2,0.8,x,x,y,inferred", "code", "stands twice"),
        ("programme,New,0.9,0.2,0.8,x,x,y,inferred", "weight", "0.9 is not between 0.2 and 0.8"),
        ("programme,New,1.5,0.2,0.8,x,x,y,inferred", "weight", "1.5 is not a share"),
        ("programme,New,a lot,0.2,0.8,x,x,y,inferred", "weight", "is not a number"),
        ("programme,New,0.5,,0.8,x,x,y,inferred", "low", "empty"),
        ("programme,New,0.5,0.2,0.8,,x,y,inferred", "reason_nb", "empty"),
        ("programme,New,0.5,0.2,0.8,x,x,,inferred", "source", "empty"),
        ("programme,New,0.5,0.2,0.8,x,x,y,sure", "status", "«sure» is not known here"),
        ("industry,New,0.5,0.2,0.8,x,x,y,inferred", "kind", "«industry» is not known here"),
    ],
)
def test_a_wrong_weight_is_told_with_its_line(
    folder: Path, row: str, column: str, problem: str
) -> None:
    path = folder / "green.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{row}\n", encoding="utf-8")
    file, line, named, told = said(folder)[0]
    assert (file, line, named) == ("green.csv", text.count("\n") + 1, column)
    assert problem in told


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("chosen,SE11,2013,,Stockholm,Stockholm,x,y,inferred,inferred", "place_code", "twice"),
        ("chosen,se1,2013,,X,X,x,y,inferred,inferred", "place_code", "is no NUTS 2 region"),
        ("chosen,SE12,2013,soon,X,X,x,y,inferred,inferred", "year", "whole number"),
        ("chosen,SE12,2013,,X,,x,y,inferred,inferred", "name_en", "empty"),
        ("chosen,SE12,2013,,X,X,x,y,inferred,maybe", "code_status", "«maybe»"),
    ],
)
def test_a_wrong_region_to_compare_with_is_told(
    folder: Path, row: str, column: str, problem: str
) -> None:
    path = folder / "panels.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{row}\n", encoding="utf-8")
    file, line, named, told = said(folder)[0]
    assert (file, line, named) == ("panels.csv", text.count("\n") + 1, column)
    assert problem in told


def test_the_winners_of_every_year_are_there() -> None:
    winners = [one for one in load_region("osloregionen").panels if one.panel == "green_capital"]
    assert [one.year for one in winners] == list(range(2010, 2028))
    assert next(one.name["en"] for one in winners if one.year == 2019) == "Oslo"
    assert {one.code_status for one in winners} == {"unverified"}


def test_a_profile_without_the_files_has_nothing_green(folder: Path) -> None:
    (folder / "green.csv").unlink()
    (folder / "panels.csv").unlink()
    assert said(folder) == []
    assert load_region(folder).green == ()
