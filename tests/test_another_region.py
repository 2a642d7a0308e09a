"""A region of one's own: begun from the built-in profile, changed, checked, built and shown."""

from __future__ import annotations

import csv

import pytest
from starlette.testclient import TestClient

import samspill
from samspill.build import build
from samspill.errors import UnknownCode, UsageError
from samspill.region import check_region, copy_region, load_region, region_of
from samspill.report import export_package
from samspill.report.regional import report_document
from samspill.typesetting import Pairs, typeset
from samspill.web.app import create_app


def test_a_copy_is_in_order_and_has_its_own_name(tmp_path):
    written = copy_region("osloregionen", tmp_path / "Min Region")
    assert {path.name for path in written} >= {"region.toml", "areas.toml", "members.csv"}
    assert [one for one in check_region(tmp_path / "Min Region") if not one.is_note] == []
    region = load_region(tmp_path / "Min Region")
    assert region.id == "min-region"
    assert "min-region" in [one.id for one in region.sets]
    assert region.fingerprint != load_region("osloregionen").fingerprint


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there/region.toml").write_text("mine")
    with pytest.raises(UsageError, match="holds something already"):
        copy_region("osloregionen", tmp_path / "there")
    assert (tmp_path / "there/region.toml").read_text() == "mine"
    with pytest.raises(UnknownCode):
        copy_region("atlantis", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_ostlandet_as_a_whole_is_built_and_shown(tmp_path, sample_files, imported):
    """Every municipality of the eight counties is a member of a second region."""
    folder = tmp_path / "ostlandet-hele"
    copy_region("osloregionen", folder)
    text = (folder / "region.toml").read_text(encoding="utf-8")
    text = text.replace('nb = "Osloregionen"', 'nb = "Østlandet"')
    text = text.replace('en = "The Oslo Region"', 'en = "Eastern Norway"')
    text = text[: text.index("[[membership_gap]]")] + text[text.index("# totals that were") :]
    (folder / "region.toml").write_text(text, encoding="utf-8")
    with (folder / "places.csv").open(encoding="utf-8", newline="") as handle:
        places = list(csv.DictReader(handle))
    with (folder / "members.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(
            [
                "code",
                "name",
                "code_edition",
                "county_code",
                "valid_from",
                "valid_to",
                "status",
                "source",
            ]
        )
        for one in places:
            writer.writerow(
                [one["code_2018"], one["name_2018"], 2018, one["county_code_2018"], "2018-01-01",
                 "", "stated", "This test"]
            )  # fmt: skip
    assert [str(one) for one in check_region(folder) if not one.is_note] == []
    region = load_region(folder)
    store = imported(tmp_path / "home", sample_files)
    built = build(region, store)

    members = [row for row in built.read("places").to_pylist() if row["is_member"]]
    assert len(members) == 121  # the municipalities of 2024 in the eight counties
    with TestClient(create_app(store, region)) as client:
        for address in ("/nb", "/nb/alliance", "/nb/strengths", "/en/place/ostlandet-hele"):
            page = client.get(address)
            assert page.status_code == 200, address
            assert ("Østlandet" if address.startswith("/nb") else "Eastern Norway") in page.text
    opened = samspill.open(store.home, folder)
    assert opened.charts("alliance")
    document = report_document(built, store.vault, region, "nb")
    assert document.title == "Østlandet"
    summary = dict(next(one.items for one in document.blocks if isinstance(one, Pairs)))
    assert "121 kommuner" in summary["Alliansen"]
    assert len(summary) >= 8
    assert typeset(document).startswith(b"%PDF")
    assert export_package(built, region, tmp_path / "package")


def test_an_observatory_with_a_profile_in_its_folder_is_shown_with_that(tmp_path):
    copy_region("osloregionen", tmp_path / "home" / "profile")
    assert region_of(tmp_path / "home", "osloregionen").id == "profile"
    assert region_of(tmp_path / "elsewhere", "osloregionen").id == "osloregionen"
