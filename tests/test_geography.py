"""Counties, NUTS regions, names and errors of geography, on a handful of real municipalities."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from samspill.errors import DataError, UnknownCode, UsageError
from samspill.geography import (
    PlaceGraph,
    Resolution,
    carry_places,
    counties,
    nuts2_names,
    nuts2_of_county,
    nuts2_of_places,
    place_by_name,
    resolve_place_name,
    resolve_place_names,
)

D = date.fromisoformat
OLD, REFORM, BACK = D("1964-01-01"), D("2020-01-01"), D("2024-01-01")
PORSANGER = "Porsanger - Porsángu - Porsanki"

CHANGES = [
    # from code, name, from, to -> code, name, from, to; as Statistics Norway has them
    ("0137", "Våler (Østfold)", OLD, REFORM, "3018", "Våler (Viken)", REFORM, BACK),
    ("3018", "Våler (Viken)", REFORM, BACK, "3114", "Våler (Østfold)", BACK, None),
    ("0426", "Våler (Hedmark)", OLD, REFORM, "3419", "Våler (Innlandet)", REFORM, None),
    ("0220", "Asker", OLD, REFORM, "3025", "Asker", REFORM, BACK),
    ("0627", "Røyken", OLD, REFORM, "3025", "Asker", REFORM, BACK),
    ("0628", "Hurum", OLD, REFORM, "3025", "Asker", REFORM, BACK),
    ("3025", "Asker", REFORM, BACK, "3203", "Asker", BACK, None),
    ("0221", "Aurskog-Høland", OLD, REFORM, "3026", "Aurskog-Høland", REFORM, BACK),
    ("3026", "Aurskog-Høland", REFORM, BACK, "3226", "Aurskog-Høland", BACK, None),
    ("1601", "Trondheim", OLD, D("2018-01-01"), "5001", "Trondheim", D("2018-01-01"), None),
    ("2025", "Deatnu - Tana", OLD, REFORM, "5441", "Deatnu - Tana", REFORM, BACK),
    ("5441", "Deatnu - Tana", REFORM, BACK, "5628", "Deatnu - Tana", BACK, None),
    ("1940", "Gáivuotna - Kåfjord", OLD, REFORM, "5426", "Gáivuotna - Kåfjord", REFORM, None),
    ("2020", PORSANGER, OLD, REFORM, "5436", PORSANGER, REFORM, None),
    ("0720", "Stokke", OLD, D("2017-01-01"), "0704", "Tønsberg", D("2017-01-01"), None),
    ("0720", "Stokke", OLD, D("2017-01-01"), "0710", "Sandefjord", D("2017-01-01"), None),
    ("1534", "Haram", OLD, REFORM, "1507", "Ålesund", REFORM, BACK),
    ("1504", "Ålesund", OLD, REFORM, "1507", "Ålesund", REFORM, BACK),
    ("1507", "Ålesund", REFORM, BACK, "1508", "Ålesund", BACK, None),
    ("1507", "Ålesund", REFORM, BACK, "1580", "Haram", BACK, None),
    ("0101", "Halden", OLD, REFORM, "3001", "Halden", REFORM, BACK),
    ("3001", "Halden", REFORM, BACK, "3101", "Halden", BACK, None),
]
ENDS = ("code", "name", "valid_from", "valid_to")
COLUMNS = [f"{side}_{end}" for side in ("from", "to") for end in ENDS]


@pytest.fixture(scope="module")
def graph() -> PlaceGraph:
    changes = pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in CHANGES])
    others = [("0301", "Oslo", OLD, None), ("9999", "Uoppgitt", OLD, None)]
    units = [dict(zip(ENDS, row, strict=True)) for row in others]
    return PlaceGraph(changes, pa.Table.from_pylist(units))


# counties and NUTS


def test_counties_of_three_editions() -> None:
    # 18 after the two Trøndelag became one, 11 after the reform, 15 after three were undone
    assert [len(counties(year)) for year in (2017, 2018, 2020, 2024)] == [19, 18, 11, 15]
    assert counties(2018)["02"] == "Akershus"
    assert counties(2020)["30"] == "Viken"
    assert counties(2024)["32"] == "Akershus"


def test_ostlandet_is_three_nuts_regions() -> None:
    regions = {code: nuts2_of_county(code) for code in ("01", "02", "03", "04", "05", "06", "08")}
    assert regions == {
        "01": "NO03",
        "02": "NO01",
        "03": "NO01",
        "04": "NO02",
        "05": "NO02",
        "06": "NO03",
        "08": "NO03",
    }
    assert {nuts2_of_county(code) for code in counties(2018)} == {
        f"NO0{number}" for number in range(1, 8)
    }
    assert nuts2_names()["NO03"] == {"nb": "Sør-Østlandet", "en": "South-Eastern Norway"}
    assert nuts2_names(2021)["NO08"]["nb"] == "Oslo og Viken"


def test_later_county_has_no_old_nuts_region() -> None:
    with pytest.raises(UnknownCode, match="no county of before 2020 «30»"):
        nuts2_of_county("30")
    with pytest.raises(UnknownCode, match="2013"):
        nuts2_names(1999)


SIZES = {"0221": 1.0, "0101": 1.0}


def test_municipality_across_a_nuts_border_is_flagged(graph: PlaceGraph) -> None:
    found = nuts2_of_places(graph, 2024)
    asker = found["3203"]
    # the old Asker is in NO01, Røyken and Hurum are in NO03; the name stayed with Asker
    assert (asker.nuts_code, asker.crosses) == ("NO01", True)
    assert asker.parts == {"0220": "NO01", "0627": "NO03", "0628": "NO03"}
    assert (found["3101"].nuts_code, found["3101"].crosses) == ("NO03", False)
    sized = nuts2_of_places(graph, 2024, {"0220": 60.0, "0627": 23.0, "0628": 90.0} | SIZES)
    assert sized["3203"].nuts_code == "NO03"
    assert nuts2_of_places(graph, 2018)["0220"].nuts_code == "NO01"
    with pytest.raises(UnknownCode, match="in the sizes «0220»"):
        nuts2_of_places(graph, 2024, SIZES)


# the graph


def test_names_of_a_day(graph: PlaceGraph) -> None:
    assert graph.names(2018)["0101"] == "Halden"
    assert "0101" not in graph.names(2020)
    assert "9999" not in graph.names(2020)


def test_unknown_code_says_so_with_the_day(graph: PlaceGraph) -> None:
    with pytest.raises(UnknownCode, match="no municipality of 2020-01-01 «0101»"):
        graph.find("0101", 2020)


def test_places_are_carried_forward_only(graph: PlaceGraph) -> None:
    with pytest.raises(UsageError, match="forward only"):
        graph.shares("3101", 2024, 2018)


def test_haram_finds_back_to_itself(graph: PlaceGraph) -> None:
    assert [share.code for share in graph.shares("1534", 2018, 2024)] == ["1580"]
    assert [share.code for share in graph.shares("1504", 2018, 2024)] == ["1508"]
    assert [share.code for share in graph.shares("1534", 2018, 2020)] == ["1507"]
    # a row of the merged Ålesund itself cannot be told
    assert [share.code for share in graph.shares("1507", 2021, 2024)] == ["1508", "1580"]


@pytest.mark.parametrize(
    "sizes", [(1.0, None), (-1.0, 2.0), (0.0, 0.0), (float("inf"), 1.0), (float("nan"), 1.0)]
)
def test_unusable_weights_are_refused(graph: PlaceGraph, sizes) -> None:
    pairs = zip([("0720", "0704"), ("0720", "0710")], sizes, strict=True)
    weights = {pair: size for pair, size in pairs if size is not None}
    with pytest.raises(DataError, match="split of 0720 Stokke"):
        graph.shares("0720", 2016, 2024, weights)


def test_table_without_its_columns_is_refused() -> None:
    with pytest.raises(DataError, match="place_changes has no column from_name"):
        PlaceGraph(pa.table({"from_code": ["0101"]}))


# carrying


def test_every_reject_has_its_own_reason(graph: PlaceGraph) -> None:
    codes = ["0101", None, "0101", "4242", "0720", "9999", "3101"]
    years = [2018, 2018, None, 2018, 2016, 2018, 2030]
    table = pa.table({"place_code": codes, "year": years})
    rejects = carry_places(table, graph, on="year", to=2024).rejects
    assert rejects["reason"].to_pylist() == [
        "no_code",
        "no_date",
        "unknown_code",
        "split",
        "unspecified",
        "later_edition",
    ]
    assert rejects["reason_nb"][2].as_py() == "Kommunenummer 4242 fantes ikke på den datoen."


def test_dates_timestamps_and_dictionaries_are_read(graph: PlaceGraph) -> None:
    codes = pa.array(["0101"]).dictionary_encode()
    stamps = pa.array([datetime(2018, 5, 1)], pa.timestamp("us"))
    for days in (pa.array([D("2018-05-01")]), stamps):
        table = pa.table({"place_code": codes, "day": days})
        assert carry_places(table, graph, on="day", to=2024).table["place_code"].to_pylist() == [
            "3101"
        ]


def test_empty_table_stays_empty(graph: PlaceGraph) -> None:
    table = pa.table({"place_code": pa.array([], pa.string())})
    carried = carry_places(table, graph, on=2018, to=2024)
    assert (carried.table.num_rows, carried.rejects.num_rows) == (0, 0)


def test_code_that_lost_its_zero_is_refused(graph: PlaceGraph) -> None:
    with pytest.raises(DataError, match="leading zero"):
        carry_places(pa.table({"place_code": [101]}), graph, on=2018, to=2024)
    with pytest.raises(DataError, match="neither years nor dates"):
        carry_places(
            pa.table({"place_code": ["0101"], "year": ["2018"]}), graph, on="year", to=2024
        )
    with pytest.raises(UnknownCode, match="Did you mean place_code"):
        carry_places(
            pa.table({"place_code": ["0101"]}), graph, column="place_cod", on=2018, to=2024
        )


# names


@pytest.mark.parametrize(
    ("county", "municipality", "day", "code"),
    [
        ("Østfold", "Våler", "2012-03-01", "0137"),
        ("Hedmark", "Våler", "2012-03-01", "0426"),
        ("Hedmark fylke", "VÅLER", "2012-03-01", "0426"),
        ("Akershus", "Aurskog Høland", "2012-03-01", "0221"),
        ("Finnmark", "Deatnu-Tana", "2012-03-01", "2025"),
        ("Finnmark", "Tana", "2012-03-01", "2025"),
        ("Finnmark", "Porsanger", "2012-03-01", "2020"),
        ("Troms", "Kåfjord", "2012-03-01", "1940"),
        ("Troms Romsa", "Gaivuotna Kåfjord", "2012-03-01", "1940"),
        ("Sør-Trøndelag", "Trondheim", "2017-12-31", "1601"),
        ("Trøndelag", "Trondheim", "2018-01-01", "5001"),
        ("Oslo", "Oslo", "2018-01-01", "0301"),
        ("", "Halden", "2018-01-01", "0101"),
        ("Østfold", "Halden", "2024-06-01", "3101"),
        ("Østfold", "Halden kommune", "2018-06-01", "0101"),
    ],
)
def test_name_and_county_give_the_code(graph, county, municipality, day, code) -> None:
    found = resolve_place_name(graph, county, municipality, D(day))
    assert (found.kind, found.place_code, found.reason) == ("municipality", code, "")
    assert found.valid_on == D(day)


def test_name_of_another_time_is_taken_for_the_nearest_day(graph: PlaceGraph) -> None:
    # Trøndelag did not exist in December 2017: the row was written with the next year's names
    found = resolve_place_name(graph, "Trøndelag", "Trondheim", D("2017-12-20"))
    assert found == Resolution("municipality", "5001", "50", D("2018-01-01"))
    # Stokke was gone in 2018
    found = resolve_place_name(graph, "Vestfold", "Stokke", D("2018-02-01"))
    assert found == Resolution("municipality", "0720", "07", D("2016-12-31"))


@pytest.mark.parametrize(
    ("county", "municipality", "kind", "county_code", "reason"),
    [
        ("Troms", "Troms", "county", "19", "county_wide"),
        ("Akershus", "Akershus", "county", "02", "county_wide"),
        ("Møre Og Romsdal", "Møre Og Romsdal", "county", "15", "county_wide"),
        ("Akershus", "Uspesifisert", "county", "02", "county_wide"),
        ("Akershus", "", "county", "02", "county_wide"),
        ("Akershus", "Flere kommuner", "county", "02", "several_places"),
        ("Flere fylker/Utland", "Flere kommuner", "several", None, "several_places"),
        ("Flere fylker/Utland", "Utlandet", "abroad", None, "abroad"),
        ("Svalbard", "Spitsbergen", "svalbard", None, "svalbard"),
        ("Svalbard", "Svalbard", "svalbard", None, "svalbard"),
        ("Uspesifisert", "Uspesifisert", "unspecified", None, "unspecified"),
        ("", "", "unspecified", None, "unspecified"),
        ("", "Våler", "unknown", None, "ambiguous_name"),
        ("Oslo", "Halden", "unknown", None, "other_county"),
        ("Oslo", "Gotham", "unknown", None, "unknown_name"),
    ],
)
def test_what_is_no_municipality_says_why(
    graph, county, municipality, kind, county_code, reason
) -> None:
    found = resolve_place_name(graph, county, municipality, 2015)
    assert (found.kind, found.place_code) == (kind, None)
    assert (found.county_code, found.reason) == (county_code, reason)


def test_names_of_many_rows(graph: PlaceGraph) -> None:
    found = resolve_place_names(
        graph,
        pa.array(["Østfold", None, "Oslo"]),
        pa.array(["Halden", "Våler", "Oslo"]),
        pa.array([2015, 2015, None]),
    )
    assert found["place_code"].to_pylist() == ["0101", None, None]
    assert found["reason"].to_pylist() == [None, "ambiguous_name", "no_date"]
    assert found["reason_en"].to_pylist()[1] == (
        "Several municipalities are called Våler, and the county does not say which."
    )


def test_names_of_many_days_are_those_of_each_day_alone(graph: PlaceGraph) -> None:
    borders = sorted(
        {day for place in graph.places for day in (place.valid_from, place.valid_to) if day}
    )
    days = sorted({day + timedelta(days=n) for day in borders for n in (-400, -1, 0, 1, 200)})
    names = sorted({place.plain_name for place in graph.places} | {"Nowhere"})
    rows = [(county, name, day) for county in ("", "Østfold") for name in names for day in days]
    county, name, on = (pa.array(column) for column in zip(*rows, strict=True))
    found = resolve_place_names(graph, county, name, on)
    alone = [resolve_place_name(graph, *row) for row in rows]
    for column, attribute in (
        ("place_code", "place_code"),
        ("valid_on", "valid_on"),
        ("place_kind", "kind"),
    ):
        assert found[column].to_pylist() == [getattr(one, attribute) for one in alone]
    assert len({one.place_code for one in alone}) > 10


def test_what_became_of_a_place_is_asked_for_any_day_and_edition(graph: PlaceGraph) -> None:
    first, second = (graph.shares("0101", day, 2024) for day in (2015, D("2016-06-01")))
    assert first == second != graph.shares("0101", 2015, 2016)
    with pytest.raises(UsageError, match="carried forward only"):
        graph.shares("0101", 2015, 2014)


def test_rows_keep_their_county_where_the_municipality_is_lost(graph: PlaceGraph) -> None:
    rows = pa.table(
        {
            "county": ["Østfold", "Vestfold", "Troms", "Svalbard", "Trøndelag"],
            "name": ["Halden", "Stokke", "Troms", "Svalbard", "Trondheim"],
            "date": [D("2015-05-01")] * 5,
            "amount_nok": [1, 2, 4, 8, 16],
        }
    )
    found = place_by_name(rows, graph, county="county", municipality="name", on="date", to=2024)
    kept = found.table.select(["place_code", "county_code", "nuts_code", "reason", "amount_nok"])
    assert kept.to_pydict() == {
        "place_code": ["3101", None, None, "5001"],
        "county_code": ["01", "07", "19", "50"],
        "nuts_code": ["NO03", "NO03", "NO07", "NO06"],
        "reason": [None, "split", "county_wide", None],
        "amount_nok": [1, 2, 4, 16],
    }
    assert found.rejects.select(["amount_nok", "reason"]).to_pylist() == [
        {"amount_nok": 8, "reason": "svalbard"}
    ]
