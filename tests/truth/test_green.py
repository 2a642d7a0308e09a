"""The green option planted beside what is not green is found, and not where nothing is near."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from samspill.build import build
from samspill.findings.green.outlook import positions
from samspill.findings.green.weights import weights_of
from samspill.forecast import NORMS
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix
from samspill.region import load_region
from samspill.sample import write_null_sample, write_sample
from samspill.sample.europe import write_europe
from samspill.sample.files import Folder


@pytest.fixture(scope="module")
def found(tmp_path_factory, imported):
    """Build the statistics of the sample, and of one in which nothing is planted."""
    result = {}
    for name, write in (("planted", write_sample), ("barren", write_null_sample)):
        folder = tmp_path_factory.mktemp(name)
        key = write(folder, seed=2019, size=0.3)
        store = imported(tmp_path_factory.mktemp("home"), folder, only=("eurostat_sbs",))
        result[name] = key, build(load_region("osloregionen"), store)
    return result


def test_the_planted_option_rests_on_what_is_not_green(found):
    key, built = found["planted"]
    (option,) = key.green_options
    rows = {
        row["place_code"]: row
        for row in built.read("green_options").to_pylist()
        if row["activity_code"] == option.activity_code
    }
    planted, control = rows[option.place_code], rows[option.control_code]
    assert planted["leans_on"] == "other"
    # under every norm of proximity
    assert planted["position_other_low"] >= 0.8
    assert planted["density_other"] > planted["density_green"]
    assert control["leans_on"] == "neither"
    assert control["position_other_high"] < 0.8


def test_parts_of_a_density_add_up_under_every_weight(found):
    for _, built in found.values():
        for row in built.read("green_options").to_pylist():
            for pair in (
                ("density_green", "density_other"),
                ("density_green_low", "density_other_high"),
                ("density_green_high", "density_other_low"),
            ):
                assert row[pair[0]] + row[pair[1]] == pytest.approx(row["density"], abs=1e-9)


def test_where_nothing_is_planted_options_lean_on_either_side_by_chance_alone(found):
    key, built = found["barren"]
    assert key.green_options == ()
    rows = built.read("green_options").to_pylist()
    leaning = sum(row["leans_on"] == "other" for row in rows) / len(rows)
    # a fifth stand out on each side by definition; more than that would be bias
    assert leaning < 0.25


def quotients_of(path: Path) -> Matrix:
    """Read the quotients of persons employed in the newest year from the file's lines."""
    cells = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines()[1:]:
        keys, newest, *_earlier = line.split("\t")
        activity, measure, region = keys.split(",")
        if measure == "V16110" and len(region) == 4:
            given = newest.split(" ")[0]
            cells[region, activity] = np.nan if given == ":" else float(given)
    regions, activities = (tuple(sorted({key[side] for key in cells})) for side in (0, 1))
    values = [[cells[region, activity] for activity in activities] for region in regions]
    axes = Axis("place", "nuts-2013", regions), Axis("activity", "nace-2", activities)
    return location_quotient(Matrix(values, *axes))


@pytest.mark.parametrize("seed", range(1, 13))
def test_the_planting_holds_for_other_seeds_too(tmp_path, seed):
    folder = Folder(tmp_path)
    *_, (option,) = write_europe(folder, np.random.default_rng(seed), planted=True)
    quotients = quotients_of(tmp_path / "eurostat/sbs_r_nuts06_r2.tsv.gz")
    base = quotients.rows.codes
    weights = weights_of(load_region("osloregionen")).along(quotients.columns)
    found = positions(quotients, base, weights, NORMS.values())
    act = quotients.columns.codes.index(option.activity_code)
    planted, control = (
        found["outside"][:, base.index(place), act]
        for place in (option.place_code, option.control_code)
    )
    assert planted.min() >= 0.8
    assert control.max() < 0.8
