"""Support recovers the gaps, bets, double reports and overlap of the sample, and no more."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

import samspill.build
from samspill.build import build
from samspill.catalogue import findings
from samspill.cli import _import_folder
from samspill.region import load_region
from samspill.sample import write_null_sample, write_sample
from samspill.store import Store

SEED = 2019


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("planted"), write_sample)


@pytest.fixture(scope="module")
def barren(tmp_path_factory):
    return _built(tmp_path_factory.mktemp("barren"), write_null_sample)


def _built(folder, write):
    key = write(folder / "files", seed=SEED)
    store = Store(folder / "home")
    _import_folder(store, folder / "files")
    wanted = ("strengths", "diversity", "support")
    with pytest.MonkeyPatch.context() as patch:
        some = {name: one for name, one in findings().items() if name in wanted}
        patch.setattr(samspill.build, "findings", lambda: some)
        return key, build(load_region("osloregionen"), store)


def _grants(made, kind="grant", place_kind="municipality"):
    rows = made.read("support")
    chosen = pc.and_(pc.equal(rows["kind"], kind), pc.equal(rows["place_kind"], place_kind))
    of_all = pc.and_(pc.equal(rows["provider"], ""), pc.equal(rows["instrument"], ""))
    return rows.filter(pc.and_(chosen, of_all)).to_pylist()


def _called(rows):
    return {
        (row["place_code"], row["activity_code"], row["verdict"])
        for row in rows
        if row["verdict"] in ("gap", "bet")
    }


def test_every_planted_gap_and_bet_is_found_and_at_most_a_tenth_is_false(planted):
    key, made = planted
    due = {(one.place_code, one.activity_code, "gap") for one in key.gaps}
    due |= {(one.place_code, one.activity_code, "bet") for one in key.bets}
    rows = _grants(made)
    called = _called(rows)
    assert len(due) == 8
    # one that lies in a protected cell cannot be seen; few do
    unmeasured = {
        (row["place_code"], row["activity_code"])
        for row in rows
        if row["verdict"] == "no_strength_measure"
    }
    due = {one for one in due if one[:2] not in unmeasured}
    assert len(due) >= 6
    assert due <= called
    assert len(called - due) <= 0.1 * len(called)


def test_nothing_is_found_where_nothing_was_planted(barren):
    key, made = barren
    assert key.gaps == key.bets == key.double_reports == key.overlaps == ()
    for kind in ("grant", "loan"):
        assert _called(_grants(made, kind)) == set()
    assert made.read("double_reports").num_rows == 0
    overlaps = made.read("support_overlap")
    assert not any(overlaps["is_beyond_chance"].to_pylist())


def test_under_the_null_five_per_cent_of_the_cells_have_p_below_five(barren):
    _, made = barren
    p = [row["p_value"] for row in _grants(made) if row["p_value"] is not None]
    assert len(p) > 500
    assert 0.03 <= np.mean(np.array(p) < 0.05) <= 0.07


def test_every_double_report_is_found_and_nothing_that_only_looks_like_one(planted):
    key, made = planted
    pairs = made.read("double_reports").to_pylist()
    found = {(one["counted_nok"], one["counted_date"].isoformat()) for one in pairs}
    assert found == {(one.amount_nok, one.date) for one in key.double_reports}
    assert len(pairs) == len(key.double_reports) == 8
    counted = set(made.read("awards")["award_id"].to_pylist())
    assert not counted & {one["award_id"] for one in pairs}
    assert {one["counted_id"] for one in pairs} <= counted


def test_the_planted_overlap_between_providers_is_the_only_one(planted):
    key, made = planted
    rows = made.read("support_overlap").to_pylist()
    beyond = {
        (row["one"], row["other"])
        for row in rows
        if row["dimension"] == "provider" and row["is_beyond_chance"]
    }
    assert beyond == {(one.provider_a, one.provider_b) for one in key.overlaps}


def test_money_of_the_activities_and_of_the_place_is_the_same(planted):
    _, made = planted
    wholes = {
        row["place_code"]: row
        for row in made.read("support_mismatch").to_pylist()
        if (row["kind"], row["provider"], row["instrument"]) == ("grant", "", "")
        and row["place_kind"] == "municipality"
    }
    rows = _grants(made)
    for place, whole in wholes.items():
        own = [row for row in rows if row["place_code"] == place]
        measured = sum(r["amount_nok"] for r in own if r["verdict"] != "no_strength_measure")
        assert measured == pytest.approx(whole["measured_nok"], abs=0.01)
        assert sum(r["share"] for r in own if r["share"] is not None) == pytest.approx(1)
        assert sum(r["strength_share"] for r in own if r["share"] is not None) == pytest.approx(1)
