"""What exactly a place is good at, by hand; and where establishments fall by chance, nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspill.findings import specialities
from samspill.findings.strengths import rules
from samspill.harmonise import Workspace
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.store import Build, Store
from samspill.tables import table
from samspill.trace import explain

Cell = tuple[str, str, float]


def cell(place: str, subclass: str, count: float, year: int = 2020) -> dict[str, Any]:
    return {
        "source": "brreg_underenheter",
        "place_code": place,
        "subclass_code": subclass,
        "year": year,
        "activity_code": {"30": "C30", "62": "J62"}[subclass[:2]],
        "establishments_count": float(count),
    }


def found(
    rows: Iterable[Mapping[str, Any]],
    groups: Iterable[tuple[str, str, str]] = (),
    strengths: Iterable[Mapping[str, Any]] = (),
    classification: Iterable[Mapping[str, Any]] = (),
) -> dict[tuple[str, str], dict[str, Any]]:
    work = Workspace(load_region("osloregionen"), None, lambda name: None, Ledger())  # type: ignore[arg-type]
    names = ("place_code", "municipality_code", "place_kind")
    content: dict[str, list[Any]] = {
        "subclasses": list(rows),
        "groups": [dict(zip(names, one, strict=True)) for one in groups],
        "strengths": list(strengths),
        "places": [{"place_edition": "m", "place_code": "3301", "name": "Drammen"}],
        "activities": [
            {"activity_edition": "nace-2", "activity_code": "C30", "activity_nb": "Skip og fly"}
        ],
    }
    for name, one in content.items():
        work.tables[name] = pa.Table.from_pylist(one, schema=table(name).schema)
    listed = pa.Table.from_pylist(list(classification), schema=table("classification").schema)
    work.tidy = lambda name: listed  # type: ignore[method-assign]
    checked = table("specialities").check(specialities.compute(work)["specialities"])
    return {(row["place_code"], row["subclass_code"]): row for row in checked.to_pylist()}


# Drammen builds boats, Oslo does the rest: 100 of 1,000 establishments are in Drammen
BOATS = [
    cell("3301", "30.120", 20),
    cell("3301", "30.300", 5),
    cell("3301", "62.010", 75),
    cell("0301", "30.120", 20),
    cell("0301", "30.300", 55),
    cell("0301", "62.010", 800),
    cell("0301", "62.020", 25),
]


def test_quotient_shares_and_what_is_beyond_norways_share_by_hand() -> None:
    rows = found(BOATS)
    boats = rows["3301", "30.120"]
    # 20 of 100 against 40 of 1,000: five times as many; 4 would be usual
    assert boats["lq"] == pytest.approx(5.0)
    assert boats["excess_count"] == pytest.approx(16.0)
    assert boats["share"] == pytest.approx(0.20)
    # of all that builds ships and planes: 20 of 25 here, 40 of 100 in Norway
    assert boats["activity_share"] == pytest.approx(0.80)
    assert boats["activity_share_norway"] == pytest.approx(0.40)
    # planes: 5 here where 6 would be usual, so that boats carry all that is beyond it
    assert rows["3301", "30.300"]["excess_count"] == pytest.approx(-1.0)
    assert boats["carried_share"] == pytest.approx(1.0)
    assert rows["3301", "30.300"]["carried_share"] == 0
    assert (boats["place_name"], boats["activity_nb"]) == ("Drammen", "Skip og fly")
    assert boats["lq_low"] < boats["lq_shrunk"] < boats["lq_high"]


def test_a_cell_without_establishments_has_no_row_and_an_activity_that_is_nowhere_too_many() -> (
    None
):
    rows = found(BOATS)
    assert ("3301", "62.020") not in rows
    # 75 in Drammen where 87.5 are usual: nothing of computing is beyond Norway's share
    assert rows["3301", "62.010"]["carried_share"] is None
    assert rows["3301", "62.010"]["activity_share"] == 1.0


def test_a_speciality_is_sure_by_its_rate_its_interval_and_its_number() -> None:
    rows = found(BOATS)
    rule = rules()["samspill-1"]
    assert rows["3301", "30.120"]["q_value"] < rule["q_below"]
    assert rows["3301", "30.120"]["is_speciality"]
    assert [key for key, row in rows.items() if row["is_speciality"]] == [("3301", "30.120")]
    # two of two in Norway are no speciality, however unlikely
    rare = [cell("3301", "30.910", 2), cell("0301", "62.010", 90_000), cell("3301", "62.010", 10)]
    one = found(rare)["3301", "30.910"]
    assert one["q_value"] < rule["q_below"]
    assert one["is_speciality"] is False


def test_only_the_newest_year_is_told() -> None:
    rows = found([*BOATS, *(one | {"year": 2019, "establishments_count": 1.0} for one in BOATS)])
    assert {row["year"] for row in rows.values()} == {2020}
    assert rows["3301", "30.120"]["establishments_count"] == 20


def test_counties_and_sets_are_sums_and_are_held_against_all_municipalities() -> None:
    groups = [
        ("33", "3301", "county"), ("03", "0301", "county"), ("33", "3399", "county"),
        ("own", "3301", "region"), ("own", "0301", "region"),
    ]  # fmt: skip
    rows = found(BOATS, groups)
    assert rows["33", "30.120"]["lq"] == pytest.approx(5.0)
    assert rows["33", "30.120"]["place_edition"].startswith("county-")
    assert rows["own", "30.120"]["establishments_count"] == 40
    assert rows["own", "30.120"]["lq"] == pytest.approx(1.0)
    assert rows["own", "30.120"]["place_kind"] == "region"


def test_whether_the_activity_is_a_strength_is_said_as_it_is_told_and_not_where_it_is_not() -> None:
    def strength(measure: str, activity: str, *, is_one: bool | None) -> dict[str, Any]:
        return {
            "place_code": "3301", "activity_code": activity, "measure": measure, "year": 2020,
            "reference": "norway", "source": "brreg_underenheter", "is_strength": is_one,
        }  # fmt: skip

    rows = found(
        BOATS,
        strengths=[
            strength("employees_count", "C30", is_one=True),
            strength("establishments_count", "C30", is_one=False),
            strength("employees_count", "J62", is_one=None),
        ],
    )
    assert rows["3301", "30.120"]["is_within_strength"] is True
    assert rows["3301", "62.010"]["is_within_strength"] is None
    assert rows["0301", "30.120"]["is_within_strength"] is None


def test_names_are_the_classifications_and_english_only_where_it_has_them() -> None:
    listed = [
        {"activity_edition": "sn-2007", "activity_code": code, "activity_level": "subclass",
         "activity_nb": nb, "activity_en": en}
        for code, nb, en in (
            ("30.120", "Bygging av fritidsbåter", None),
            ("30.120", None, "Building of pleasure boats"),
            ("30.300", "Produksjon av luftfartøyer", None),
        )
    ]  # fmt: skip
    rows = found(BOATS, classification=listed)
    boats, planes = rows["3301", "30.120"], rows["3301", "30.300"]
    assert (boats["subclass_nb"], boats["subclass_en"]) == (
        "Bygging av fritidsbåter",
        "Building of pleasure boats",
    )
    assert (planes["subclass_nb"], planes["subclass_en"]) == ("Produksjon av luftfartøyer", None)


def test_no_register_gives_an_empty_table() -> None:
    assert found([]) == {}


def test_where_establishments_fall_by_chance_few_places_have_any_speciality() -> None:
    """The rate promises 5 % of places; with the interval above 1 as well it is far fewer."""
    random = np.random.default_rng(11)
    places = [f"{code:04d}" for code in range(1001, 1101)]
    codes = [f"{division}.{digits:03d}" for division in (30, 62) for digits in range(100, 300)]
    share = np.exp(random.normal(0, 1.2, len(places)))
    usual = np.exp(random.normal(0, 1.2, len(codes)))
    called, above = 0, 0
    worlds = 5
    for _ in range(worlds):
        chance = np.outer(share, usual).ravel()
        fell = random.multinomial(30_000, chance / chance.sum()).reshape(len(places), len(codes))
        rows = found(
            cell(places[p], codes[s], fell[p, s]) for p, s in zip(*np.nonzero(fell), strict=True)
        )
        called += len({place for (place, _), row in rows.items() if row["is_speciality"]})
        above += sum(row["lq"] > 1 for row in rows.values())
    # a plain quotient above 1 calls half of what is there
    assert above > 5_000
    assert called <= 0.02 * worlds * len(places)


# on a build of the sample


@pytest.fixture(scope="module")
def built(sample_home: Store) -> Build:
    return sample_home.current()


def tidy(built: Build, name: str) -> pa.Table:
    return pq.read_table(built.tidy_path(name), partitioning=None)


def counts(rows: pa.Table, **values: object) -> dict[tuple[str, str, int], float]:
    """Sum the establishments of each place, division and year."""
    for name, value in values.items():
        rows = rows.filter(pc.equal(rows[name], value))
    sums: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in rows.to_pylist():
        if row["establishments_count"]:
            key = row["place_code"], row["activity_code"], row["year"]
            sums[key] += row["establishments_count"]
    return sums


def test_subclasses_add_up_to_the_establishments_of_their_division(built: Build) -> None:
    """In the sample every code that has a division has five digits."""
    sizes = tidy(built, "sizes")
    wanted = counts(sizes, place_kind="municipality", measure="establishments_count")
    assert len(wanted) > 5_000
    assert counts(tidy(built, "subclasses")) == wanted


def test_what_is_published_adds_up_for_every_kind_of_place(built: Build) -> None:
    rows = built.read("specialities")
    year = rows["year"][0].as_py()
    for kind in ("municipality", "county", "type", "region"):
        wanted = counts(
            tidy(built, "sizes"), place_kind=kind, measure="establishments_count", year=year,
            source="brreg_underenheter",
        )  # fmt: skip
        assert len(wanted) > 100
        assert counts(rows, place_kind=kind) == wanted


def test_a_speciality_is_led_back_to_as_many_establishments_as_it_has(
    built: Build, sample_home: Store
) -> None:
    rows = built.read("specialities")
    for kind, has_line in (("municipality", True), ("county", False)):
        own = rows.filter(
            pc.and_(pc.equal(rows["place_kind"], kind), pc.equal(rows["is_speciality"], True))
        )
        row = own.sort_by([("establishments_count", "descending")]).to_pylist()[0]
        keys = {name: str(row[name]) for name in ("place_code", "subclass_code")}
        told = explain(built, sample_home.vault, "specialities", keys)
        cells, *sums = told.pieces
        if has_line:
            assert cells.rows_count == row["establishments_count"]
            assert all(one.line for one in cells.cells)
            assert not [one for one in cells.cells if "antallAnsatte" in one.content]
        else:
            assert cells.sums["establishments_count"] == row["establishments_count"]
        here, in_place, in_norway = [*([] if has_line else [cells]), *sums]
        here, in_place, in_norway = (
            one.sums["establishments_count"] for one in (here, in_place, in_norway)
        )
        everything = pc.sum(
            tidy(built, "subclasses").filter(
                pc.equal(tidy(built, "subclasses")["year"], row["year"])
            )["establishments_count"]
        ).as_py()
        assert row["lq"] == pytest.approx(here / in_place / (in_norway / everything))
