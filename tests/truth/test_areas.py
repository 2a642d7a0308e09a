"""The sample's applications with a known area are put there, and the others in none."""

import pytest

from samspill.build import build
from samspill.cli import _import_folder
from samspill.region import load_region
from samspill.sample import write_sample
from samspill.store import Store
from samspill.text import UNCLASSIFIED

pytestmark = pytest.mark.slow


def test_texts_of_a_known_area_are_found(tmp_path):
    key = write_sample(tmp_path / "files", size=0.2)
    store = Store(tmp_path / "home")
    _import_folder(store, tmp_path / "files")
    made = build(load_region("osloregionen"), store)
    found = {}
    for row in made.read("project_areas").to_pylist():
        if row["area_id"] != UNCLASSIFIED:
            found.setdefault((row["source"], row["project_id"]), set()).add(row["area_id"])
    assert len(key.area_texts) == 42
    exact, falsely = 0, 0
    for one in key.area_texts:
        own = found.get((one.source, one.record_id), set())
        exact += own == set(one.area_ids)
        falsely += bool(own - set(one.area_ids))
    # the words of the profile are not made for these titles: most are found, hardly one is wrong
    assert exact >= 36
    assert falsely <= 1
    controls = [one for one in key.area_texts if not one.area_ids]
    assert len(controls) == 8
    assert not any(found.get((one.source, one.record_id)) for one in controls)
