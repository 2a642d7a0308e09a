"""Standing: ranks by hand and by simulation, regions that changed code, partners by project."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from samspill.findings.standing.event import Year, event_rows
from samspill.findings.standing.lineage import carried, lineage
from samspill.findings.standing.partners import _own_projects, share_by_project
from samspill.findings.standing.ranking import ranks_among, spread
from samspill.matrix import Axis, Matrix
from samspill.tables import table
from samspill.uncertainty import shrunken_location_quotient

# ranks


def test_ranks_by_hand():
    draws = np.array([[3.0, 1.0, 2.0, 2.5], [1.0, 3.0, 2.0, 0.5]])
    everybody = np.array([[False, True, True], [True, True, False]])
    # the fourth row is a set that is ranked among the first two alone
    found = ranks_among(draws, np.array([0, 3]), everybody)
    assert found.tolist() == [[1, 2], [3, 3]]


def test_the_spread_of_ranks_is_of_whole_ranks():
    ranks = np.array([[1], [1], [2], [9]])
    found = spread(ranks)
    assert (found.rank[0], found.low[0], found.high[0]) in {(1, 1, 9), (2, 1, 9)}
    assert spread(np.full((50, 1), 7)).low.tolist() == [7]


def test_a_rank_interval_holds_the_true_rank_as_often_as_it_says():
    rng = np.random.default_rng(4)
    places, acts = (
        Axis("place", "", tuple(f"P{n}" for n in range(60))),
        Axis("activity", "", ("x", "y")),
    )
    held, of = 0, 0
    for _ in range(25):
        truth = rng.gamma(4.0, 0.25, 60)
        size = rng.gamma(2.0, 1_000, 60) + 500
        part = 0.05 * truth
        lumps = 10.0
        drawn = (
            np.stack(
                [rng.poisson(size * part / lumps), rng.poisson(size * (1 - part) / lumps)], axis=1
            )
            * lumps
        )
        missing = rng.random(60) < 0.1
        drawn[missing, 0] = np.nan
        found = shrunken_location_quotient(Matrix(drawn, places, acts), clumping=lumps)
        cells = found.draws(rng, 200)[:, :, 0]
        against = ~np.eye(60, dtype=bool)
        ranks = spread(ranks_among(cells, np.arange(60), against))
        true_rank = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
        seen = ~missing
        held += int(((ranks.low <= true_rank) & (true_rank <= ranks.high))[seen].sum())
        of += int(seen.sum())
    assert held / of >= 0.92


def test_a_cell_that_is_not_observed_is_drawn_from_what_is_usual():
    places, acts = Axis("place", "", ("A", "B", "C")), Axis("activity", "", ("x", "y"))
    sizes = Matrix([[100, 900], [120, 880], [np.nan, 1_000]], places, acts)
    found = shrunken_location_quotient(sizes, clumping=1.0)
    assert found.shape["C", "x"] == found.prior_shape.values[0]
    drawn = found.draws(np.random.default_rng(1), 4_000)
    assert drawn[:, 0, 0].mean() == pytest.approx(found.mean["A", "x"], rel=0.02)
    usual = found.prior_shape.values[0] / found.prior_rate.values[0]
    assert drawn[:, 2, 0].mean() == pytest.approx(usual, rel=0.05)


# regions that changed


def changes(*rows):
    names = ("from_edition", "from_code", "to_edition", "to_code", "change")
    content = [dict(zip(names, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(content, schema=table("region_changes").schema)


REFORMS = changes(
    ("nuts-2006", "ITD3", "nuts-2010", "ITH3", "recoded"),
    ("nuts-2006", "DE41", "nuts-2010", "DE40", "merged"),
    ("nuts-2006", "DE42", "nuts-2010", "DE40", "merged"),
    ("nuts-2006", "UKD2", "nuts-2010", "UKD6", "boundary_shift"),
    ("nuts-2006", "FI18", "nuts-2010", "FI1B", "split"),
    ("nuts-2006", "FI18", "nuts-2010", "FI1C", "split"),
    ("nuts-2013", "FR24", "nuts-2016", "FRB0", "recoded"),
)
CODES = ("DE40", "DE41", "DE42", "FI18", "FI1B", "FI1C", "FR24", "ITD3", "ITH3", "UKD2", "UKD6")


def test_codes_of_one_region_are_one_series():
    found = lineage(REFORMS, CODES)
    assert found.region_of["ITD3"] == found.region_of["ITH3"] == "ITH3"
    assert found.region_of["DE41"] == found.region_of["DE42"] == "DE40"
    assert found.region_of["UKD2"] == "UKD6"
    # a split region and its parts are not the same, and a reform without figures has not come
    assert found.region_of["FI18"] == "FI18"
    assert found.region_of["FR24"] == "FR24"


def test_what_is_no_longer_the_same_region_is_a_stated_break():
    found = lineage(REFORMS, CODES)
    assert [link.change for link in found.broken("UKD6")] == ["boundary_shift"]
    assert [link.change for link in found.broken("FI1B")] == ["split"]
    assert found.broken("ITH3") == ()
    assert found.broken("DE40") == ()


def test_figures_of_a_merged_region_need_all_its_parts():
    found = lineage(REFORMS, CODES)
    values = np.full((len(CODES), 2), np.nan)
    for code, row in (("DE41", (1, 2)), ("DE42", (3, np.nan)), ("ITD3", (5, 6)), ("UKD2", (7, 8))):
        values[CODES.index(code)] = row
    regions, sums = carried(values, CODES, found)
    of = dict(zip(regions, sums.tolist(), strict=True))
    assert of["DE40"][0] == 4
    assert np.isnan(of["DE40"][1])
    assert of["ITH3"] == [5, 6]
    assert of["UKD6"] == [7, 8]
    assert not {"DE41", "DE42", "ITD3", "UKD2"} & set(regions)


def test_a_region_that_stands_under_both_codes_in_a_year_counts_once():
    found = lineage(REFORMS, CODES)
    values = np.full((len(CODES), 1), np.nan)
    for code, one in (("FI18", 100), ("FI1B", 60), ("FI1C", 40), ("DE41", 1), ("DE40", 9)):
        values[CODES.index(code)] = one
    regions, sums = carried(values, CODES, found)
    assert np.nansum(sums) == 109
    assert "FI18" not in regions
    of = dict(zip(regions, sums[:, 0].tolist(), strict=True))
    assert of["DE40"] == 9


def test_a_region_that_was_split_before_the_figures_begin_goes_on():
    split = changes(
        ("nuts-1999", "ES63", "nuts-2003", "ES63", "split"),
        ("nuts-1999", "ES63", "nuts-2003", "ES64", "split"),
    )
    found = lineage(split, ("ES63", "ES64"), since=2006)
    regions, sums = carried(np.array([[1.0], [2.0]]), ("ES63", "ES64"), found)
    assert dict(zip(regions, sums[:, 0].tolist(), strict=True)) == {"ES63": 1.0, "ES64": 2.0}


def test_without_a_list_of_changes_every_code_is_itself():
    found = lineage(table("region_changes").empty(), CODES)
    assert found.region_of == {code: code for code in CODES}
    assert found.links == ()


# before and after


def a_history(years, jump=1.0):
    """Give 60 regions that drift at random, and one that changes after 2019 by a factor."""
    rng = np.random.default_rng(5)
    regions = ("HERE", *(f"R{n}" for n in range(60)))
    walk = np.exp(np.cumsum(0.03 * rng.standard_normal((len(years), len(regions))), axis=0))
    found = {}
    for at, year in enumerate(years):
        values = walk[at].copy()
        values[0] *= jump if year > 2019 else 1.0
        found[year] = Year(regions, {("green", "green"): values})
    return found


def test_figures_that_end_before_the_year_say_nothing_of_it():
    (row,) = event_rows(a_history(range(2008, 2015)), ("HERE",), ())
    assert row["verdict"] == "ends_before"
    assert row["end_year"] == 2014
    assert row.get("ratio") is None


def test_a_large_change_stands_out_and_a_usual_one_does_not():
    years = range(2014, 2024)
    (usual,) = event_rows(a_history(years), ("HERE",), ("R1", "R2"))
    assert usual["verdict"] == "as_elsewhere"
    assert usual["controls_count"] == 58
    assert usual["expected_low"] < 1 < usual["expected_high"]
    # what the page calls detectable is what it takes
    (large,) = event_rows(a_history(years, 1.1 * usual["detectable"] ** 2), ("HERE",), ())
    assert large["verdict"] == "stands_out"
    assert large["p_value"] < 0.05


def test_few_controls_tell_nothing():
    years = a_history(range(2014, 2024))
    (row,) = event_rows(years, ("HERE",), [f"R{n}" for n in range(50)])
    assert row["verdict"] == "too_few"


# partners


def test_a_project_is_in_the_areas_of_its_title_else_of_who_takes_part():
    def rows(name, *given):
        return pa.Table.from_pylist(list(given), schema=table(name).schema)

    def decided(key, one, area, weight):
        return {key: one, "area_id": area, "area_weight": weight, "source": "cordis"}

    tables = {
        "actors": rows(
            "actors",
            *({"actor_id": one, "place_code": "0301", "name": one} for one in ("firm", "lab")),
            {"actor_id": "elsewhere", "place_code": "4601", "name": "elsewhere"},
        ),
        "groups": rows(
            "groups", {"place_code": "us", "place_kind": "region", "municipality_code": "0301"}
        ),
        "actor_areas": pa.Table.from_pylist(
            [
                decided("actor_id", "firm", "health", 0.9),
                decided("actor_id", "lab", "health", 0.3),
                decided("actor_id", "lab", "unclassified", 0.7),
                decided("actor_id", "elsewhere", "bio", 1.0),
            ]
        ),
        "project_areas": pa.Table.from_pylist(
            [
                decided("project_id", "titled", "ict", 0.8),
                decided("project_id", "titled", "bio", 0.2),
                decided("project_id", "vague", "unclassified", 1.0),
            ]
        ),
        "participations": rows(
            "participations",
            *(
                {"project_id": project, "actor_id": actor, "country_code": "NO"}
                for project, actor in (
                    ("untitled", "firm"), ("untitled", "lab"), ("of the lab", "lab"),
                    ("titled", "firm"), ("vague", "firm"), ("untitled", "elsewhere"),
                )
            ),
        ),
    }  # fmt: skip
    assert _own_projects(SimpleNamespace(tables=tables)) == {
        "us": {"untitled": {"health"}, "of the lab": set(), "titled": {"ict"}, "vague": set()}
    }


def test_a_share_by_project_by_hand():
    # two projects: 1 of 4 and 3 of 4 partners: share 1/2, variance (1 + 1) / 64
    share, low, high = share_by_project(np.array([1.0, 3.0]), np.array([4.0, 4.0]))
    assert share == 0.5
    # a proportion of 0.5 with variance 1/32 is one of 8 throws
    assert low == pytest.approx(0.199, abs=1e-3)
    assert high == pytest.approx(1 - low)


def test_partners_that_come_together_are_less_sure_than_ones_that_come_apart():
    together = share_by_project(np.array([4.0, 0, 0, 0]), np.full(4, 4.0))
    apart = share_by_project(np.array([2.0, 1, 1, 0]), np.full(4, 4.0))
    assert together[0] == apart[0] == 0.25
    assert together[2] - together[1] > apart[2] - apart[1]
