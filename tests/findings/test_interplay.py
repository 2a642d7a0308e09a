"""The finding on participations written by hand."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from samspill.catalogue import findings
from samspill.findings.interplay import FINDING, compute, trace
from samspill.findings.interplay.measures import Share, shares_table
from samspill.parallel import in_order
from samspill.region import load_region
from samspill.tables import table

# two of them are neighbours in the region, the last is elsewhere
OSLO, BAERUM, HAMAR, BERGEN = "0301", "3201", "3403", "4601"
WHO = {
    "1": ("Company One", "Næringsliv", OSLO, "J62"),
    "2": ("University Two", "UoH-sektor", OSLO, "P85"),
    "3": ("Institute Three", "Instituttsektor", BAERUM, "M72"),
    "4": ("Company Four", "Næringsliv", HAMAR, "A02"),
    "5": ("Municipality Five", "Øvrige", BERGEN, None),
    "6": ("Alone Six", "Næringsliv", BERGEN, None),
}
PROJECTS = {
    "p": (2015, "Secure, clean and efficient energy", "123"),
    "q": (2016, "Secure, clean and efficient energy", "12"),
    "r": (2016, "Smart, green and integrated transport", "45"),
    "s": (2017, "Smart, green and integrated transport", "6"),
}


def participations(extra=()):
    rows = [
        {
            "source": "forskningsradet_eu",
            "file_sha256": "f",
            "source_row": at,
            "project_id": project,
            "organisation_number": number,
            "organisation_name": WHO[number][0],
            "sector": WHO[number][1],
            "place_code": WHO[number][2],
            "activity_code": WHO[number][3],
            "country_code": "NO",
            "programme": programme,
            "year": year,
        }
        for at, (project, year, programme, number) in enumerate(
            (project, year, programme, number)
            for project, (year, programme, members) in PROJECTS.items()
            for number in members
        )
    ]
    return pa.Table.from_pylist([*rows, *extra], schema=table("participations").schema)


def workspace(extra=(), **tables):
    region = load_region("osloregionen")
    names = {OSLO: "Oslo", BAERUM: "Bærum", HAMAR: "Hamar", BERGEN: "Bergen", "03": "Oslo",
             "32": "Akershus", "34": "Innlandet", "46": "Vestland"}  # fmt: skip
    places = [
        {"place_edition": "e", "place_code": code, "name": name} for code, name in names.items()
    ]
    groups = [
        {"place_code": "osloregionen", "municipality_code": code, "place_kind": "region"}
        for code in (OSLO, BAERUM, HAMAR)
    ]
    given = {
        "participations": participations(extra),
        "places": pa.Table.from_pylist(places, schema=table("places").schema),
        "groups": pa.Table.from_pylist(groups, schema=table("groups").schema),
        "activities": table("activities").empty(),
    } | tables
    engine = SimpleNamespace(in_process=True)
    return SimpleNamespace(region=region, tables=given, engine=engine)


@pytest.fixture(scope="module")
def found():
    tables = compute(workspace())
    return {name: table(name).check(rows).to_pylist() for name, rows in tables.items()}


def test_actors_with_ties_are_the_nodes(found):
    nodes = {row["actor_id"]: row for row in found["network_nodes"]}
    assert nodes.keys() == set("12345")
    one = nodes["1"]
    assert (one["name"], one["sphere"], one["place_code"]) == ("Company One", "company", OSLO)
    assert (one["county_code"], one["degree"], one["projects_count"]) == ("03", 2, 2)
    assert one["strength"] == pytest.approx(2)
    # J62 is wholly in the area of ICT, by the profile
    assert one["area_id"] == "ict"
    assert nodes["5"]["sphere"] == "other"
    # an actor of one project cannot stand between its own partners
    assert nodes["3"]["p_value"] is None


def test_edges_have_weights_and_years(found):
    edges = {(row["actor_a"], row["actor_b"]): row for row in found["network_edges"]}
    assert edges.keys() == {("1", "2"), ("1", "3"), ("2", "3"), ("4", "5")}
    both = edges["1", "2"]
    assert both["weight"] == pytest.approx(1.5)
    assert (both["projects_count"], both["first_year"], both["last_year"]) == (2, 2015, 2016)


def test_ties_are_each_project_of_each_pair_and_add_up_to_the_edges(found):
    ties = found["network_ties"]
    assert [(row["actor_a"], row["actor_b"], row["project_id"]) for row in ties] == [
        ("1", "2", "p"), ("1", "2", "q"), ("1", "3", "p"), ("2", "3", "p"), ("4", "5", "r"),
    ]  # fmt: skip
    assert [row["weight"] for row in ties] == [0.5, 1.0, 0.5, 0.5, 1.0]
    assert [row["year"] for row in ties] == [2015, 2016, 2015, 2015, 2016]
    for edge in found["network_edges"]:
        own = [row for row in ties if (row["actor_a"], row["actor_b"]) ==
               (edge["actor_a"], edge["actor_b"])]  # fmt: skip
        assert edge["weight"] == pytest.approx(sum(row["weight"] for row in own))
        assert edge["projects_count"] == len(own)


def test_the_table_of_actors_says_who_they_are():
    facts = [
        {"actor_id": "1", "name": "Company One AS", "sector": "public", "place_code": BERGEN,
         "activity_code": "C10"},
        {"actor_id": "5", "name": "Municipality Five", "sector": "public", "activity_code": "O84"},
    ]  # fmt: skip
    actors = pa.Table.from_pylist(facts, schema=table("actors").schema)
    nodes = {
        row["actor_id"]: row
        for row in compute(workspace(actors=actors))["network_nodes"].to_pylist()
    }
    one = nodes["1"]
    # its name, sector and activity are the register's, its place is where it took part
    assert (one["name"], one["sector"], one["sphere"]) == ("Company One AS", "public", "public")
    assert (one["activity_code"], one["place_code"]) == ("C10", OSLO)
    assert (nodes["5"]["sphere"], nodes["5"]["activity_code"]) == ("public", "O84")
    # who is not in it keeps what its participations say
    assert (nodes["2"]["name"], nodes["2"]["sector"]) == ("University Two", "university")


def test_communities_are_named_after_projects_and_places(found):
    named = {row["community"]: row for row in found["communities"]}
    assert named.keys() == {"1", "4"}
    assert named["1"]["title_nb"] == "Energi, Oslo og Akershus"
    assert named["1"]["title_en"] == "Energy, Oslo and Akershus"
    assert named["4"]["title_en"] == "Transport, Innlandet and Vestland"
    assert named["1"]["members_count"] == 3
    assert named["1"]["share_within"] == pytest.approx(1)
    assert named["1"]["central_actors"] == "Company One; University Two; Institute Three"


def test_ties_between_counties_are_counted_by_project(found):
    rows = {(row["place_a"], row["place_b"]): row for row in found["interplay_places"]
            if row["place_kind"] == "county"}  # fmt: skip
    observed = {pair: row["ties_observed"] for pair, row in rows.items() if row["ties_observed"]}
    # Oslo with itself in p and q, with Akershus twice in p; Innlandet with Vestland in r
    assert observed == {("03", "03"): 2, ("03", "32"): 2, ("34", "46"): 1}
    assert sum(row["ties_expected"] for row in rows.values()) == pytest.approx(5)
    assert rows["32", "34"]["is_neighbour"]
    assert not rows["03", "34"]["is_neighbour"]
    assert rows["03", "03"]["is_neighbour"] is None
    assert not any(row["is_thin"] for row in rows.values())


def test_shares_by_hand(found):
    shares = {(r["measure"], r["kind"], r["period"]): r["value"] for r in found["interplay_shares"]}
    # weights: 1-2 1.5, 1-3 0.5, 2-3 0.5, 4-5 1; the last leads out of the region
    assert shares["share_within_region", "osloregionen", "all"] == pytest.approx(2.5 / 3.5)
    assert shares["share_rest_of_norway", "osloregionen", "all"] == pytest.approx(1 / 3.5)
    assert shares["share_within_region", "osloregionen", "2015"] == 1
    assert shares["share_within_region", "osloregionen", "2016"] == pytest.approx(1 / 2)
    # within a municipality only 1-2
    assert shares["ei_index", "municipality", "all"] == pytest.approx((2 - 1.5) / 3.5)
    # with two known spheres: 1-2 and 1-3 company with knowledge, 2-3 knowledge
    assert shares["triple_helix_share", "company-knowledge", "all"] == pytest.approx(2 / 2.5)
    assert shares["projects_count", "all", "all"] == 3
    assert shares["actors_count", "all", "2016"] == 4
    assert not any(measure == "share_abroad" for measure, _, _ in shares)


def test_the_same_tables_every_time(found):
    again = {
        name: table(name).check(rows).to_pylist() for name, rows in compute(workspace()).items()
    }
    assert str(again) == str(found)


def test_partners_abroad_come_from_cordis():
    world = [("1", "NO", "x"), ("DE1", "DE", "x"), ("FR1", "FR", "x"), ("2", "NO", "y"),
             ("1", "NO", "y"), ("SE1", "SE", "z"), ("DE1", "DE", "z")]  # fmt: skip
    extra = [
        {"source": "cordis", "file_sha256": "c", "source_row": at, "project_id": project,
         "actor_id": actor, "country_code": country, "year": 2014}
        for at, (actor, country, project) in enumerate(world)
    ]  # fmt: skip
    tables = compute(workspace(extra))
    rows = {
        row["kind"]: row
        for row in tables["interplay_shares"].to_pylist()
        if row["measure"] == "share_abroad"
    }
    # with Norwegians: 1-DE1 and 1-FR1, 1/2 each, and 1-2 with 1; SE1-DE1 is none of theirs
    assert rows["norway"]["value"] == pytest.approx(0.5)
    assert rows["osloregionen"]["value"] == pytest.approx(0.5)
    abroad = {row["actor_id"]: row["share_abroad"] for row in tables["network_nodes"].to_pylist()}
    assert abroad["1"] == pytest.approx(0.5)
    assert abroad["2"] == 0
    assert abroad["3"] is None


def test_a_participation_of_nobody_known_makes_no_tie():
    extra = [{"source": "forskningsradet_eu", "file_sha256": "f", "source_row": 99,
              "project_id": "q", "year": 2016}]  # fmt: skip
    assert compute(workspace(extra))["network_edges"].num_rows == 4


def test_without_participations_there_is_nothing():
    tables = compute(workspace(participations=table("participations").empty()))
    assert set(tables) == set(FINDING.tables)
    assert all(rows.num_rows == 0 for rows in tables.values())


def test_isolated_strengths_are_held_against_their_size():
    """Half the country's establishments of an activity, and none of its twelve actors."""
    keys = {"activity_code": "J62", "year": 2020, "reference": "norway"}
    cells = [(OSLO, 50.0), (BERGEN, 50.0)]
    rows = [
        {**keys, "place_code": place, "measure": measure, "value": size,
         "establishments_count": size, "is_strength": place == BERGEN}
        for place, size in cells
        for measure in ("establishments_count", "employees_count")
    ]  # fmt: skip
    extra = [
        {"source": "forskningsradet_eu", "file_sha256": "f", "source_row": 100 + at,
         "project_id": f"x{at // 2}", "organisation_number": f"o{at}", "place_code": OSLO,
         "activity_code": "J62", "year": 2016}
        for at in range(12)
    ]  # fmt: skip
    strengths = pa.Table.from_pylist(rows, schema=table("strengths").schema)
    (row,) = compute(workspace(extra, strengths=strengths))["isolated_strengths"].to_pylist()
    assert (row["place_code"], row["actors_count"]) == (BERGEN, 0)
    # twelve, and Company One, half of them
    assert row["actors_expected"] == pytest.approx(6.5)
    assert row["p_value"] == pytest.approx(0.5**13)
    assert row["is_isolated"]


def test_a_value_that_no_draw_can_change_has_no_p_value():
    shares = [
        Share("a", "all", "all", 0.5, np.full(9, 0.5), 3),
        Share("a", "all", "2015", 0.9, np.linspace(0, 0.5, 99), 3),
        Share("b", "all", "all", 4.0, np.empty(0)),
    ]
    rows = {(r["measure"], r["period"]): r for r in shares_table(shares).to_pylist()}
    assert rows["a", "all"]["p_value"] is None
    # one in a hundred on this side, twice
    assert rows["a", "2015"]["p_value"] == pytest.approx(0.02)
    assert rows["a", "2015"]["q_value"] == pytest.approx(0.02)
    assert rows["b", "all"]["expected"] is None


def test_it_comes_after_the_finding_whose_table_it_needs():
    order = in_order(findings().values())
    assert order.index("strengths") < order.index("interplay")
    assert sorted(order) == sorted(findings())


def test_every_row_leads_back_to_participations(found):
    for name, rows in found.items():
        for row in rows[:1]:
            for origin in trace(name, row):
                assert origin.table == "participations"
    edge = next(row for row in found["network_edges"] if row["actor_b"] == "2")
    shared, both = trace("network_edges", edge)
    assert shared.where["actor_id"] == ("2",)
    assert shared.through == ("participations", {"actor_id": ("1",)}, {"project_id": "project_id"})
    assert both.where["actor_id"] == ("1", "2")
