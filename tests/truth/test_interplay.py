"""Communities, brokers and the thin border of the sample are found, and none where none is."""

import pytest

from samspill.build import build
from samspill.cli import _import_folder
from samspill.networks import adjusted_mutual_information
from samspill.region import load_region
from samspill.sample import write_null_sample, write_sample
from samspill.store import Store
from samspill.trace import explain

pytestmark = pytest.mark.slow

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
    return key, build(load_region("osloregionen"), store), store


def _rows(built, name):
    return built[1].read(name).to_pylist()


def test_planted_communities_are_recovered(planted):
    found = {row["actor_id"]: row["community"] for row in _rows(planted, "network_nodes")}
    pairs = [
        (number, found[actor])
        for number, community in enumerate(planted[0].communities)
        for actor in community.actors
    ]
    assert len(pairs) >= 40
    names = sorted({name for _, name in pairs})
    agreement = adjusted_mutual_information(
        [number for number, _ in pairs], [names.index(name) for _, name in pairs]
    )
    assert agreement >= 0.9
    named = {row["community"]: row for row in _rows(planted, "communities")}
    assert all(named[name]["is_beyond_chance"] for name in names)
    assert all(named[name]["stability"] > 0.8 for name in names)


def test_planted_brokers_are_found_and_no_others(planted):
    called = {row["actor_id"] for row in _rows(planted, "network_nodes") if row["is_broker"]}
    due = {broker.actor for broker in planted[0].brokers}
    assert len(due) == 3
    assert called == due


def test_the_thin_border_is_found_and_no_other(planted):
    called = {
        (r["place_a"], r["place_b"]) for r in _rows(planted, "interplay_places") if r["is_thin"]
    }
    assert called == {(one.county_a, one.county_b) for one in planted[0].thin_borders}
    assert len(called) == 1


def test_nothing_is_found_where_nothing_was_planted(barren):
    key = barren[0]
    assert (key.communities, key.brokers, key.thin_borders) == ((), (), ())
    nodes = _rows(barren, "network_nodes")
    assert len(nodes) > 100
    assert not any(row["is_broker"] for row in nodes)
    assert not any(row["is_thin"] for row in _rows(barren, "interplay_places"))
    assert not any(row["is_beyond_chance"] for row in _rows(barren, "communities"))
    assert not any(row["q_value"] < 0.05 for row in _rows(barren, "network_edges"))
    assert not any(row["is_isolated"] for row in _rows(barren, "isolated_strengths"))


def test_a_tie_leads_back_to_the_rows_of_its_projects(planted):
    _, made, store = planted
    edge = max(_rows(planted, "network_edges"), key=lambda row: row["projects_count"])
    keys = {name: edge[name] for name in ("actor_a", "actor_b")}
    shared = explain(made, store.vault, "network_edges", keys).pieces[0]
    assert shared.table == "participations"
    # a participation listed twice is two rows of one project
    projects = {cell.tidy["project_id"] for cell in shared.cells}
    assert len(projects) == min(edge["projects_count"], len(shared.cells))
    assert shared.rows_count >= edge["projects_count"]
