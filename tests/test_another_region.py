"""A region of one's own: begun from the built-in profile, changed, checked, built and shown."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest
from starlette.testclient import TestClient

import samspill
from samspill.build import build
from samspill.errors import UnknownCode, UsageError
from samspill.harmonise.places import own_regions
from samspill.region import PlaceSet, check_region, copy_region, load_region, region_of
from samspill.report import export_package
from samspill.report.regional import report_document
from samspill.tables import table
from samspill.trace import explain
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
    """Every municipality of the eight counties is a member of a second region.

    Its set of counties has a name of its own, so that nothing may know the first region's.
    """
    folder = tmp_path / "ostlandet-hele"
    copy_region("osloregionen", folder)
    text = (folder / "region.toml").read_text(encoding="utf-8")
    text = text.replace('nb = "Osloregionen"', 'nb = "Østlandet"')
    text = text.replace('en = "The Oslo Region"', 'en = "Eastern Norway"')
    text = text.replace('id = "ostlandet"', 'id = "de-atte"')
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
        for address in ("/en/standing", "/en/green", "/en/options", "/en/support"):
            page = client.get(f"{address}?place=de-atte")
            assert page.status_code == 200, address
            assert "the eight counties of 2018" in page.text, address
    assert own_regions(region) == ("de-atte", "NO01", "NO02", "NO03")
    for name, keys in (
        ("strengths", {"reference": "europe"}), ("standing", {"subject": "activity"}),
    ):  # fmt: skip
        rows = built.read(name).filter(pc.equal(built.read(name)["place_code"], "de-atte"))
        row = next(r for r in rows.to_pylist() if all(r[k] == v for k, v in keys.items()))
        asked = {key: str(row[key]) for key in table(name).key}
        told = explain(built, store.vault, name, asked)
        assert sum(len(one.cells) for one in told.pieces if one.table == "industry_statistics") > 2
    opened = samspill.open(store.home, folder)
    assert opened.charts("alliance")
    document = report_document(built, store.vault, region, "nb")
    assert document.title == "Østlandet"
    summary = dict(next(one.items for one in document.blocks if isinstance(one, Pairs)))
    assert "121 kommuner" in summary["Alliansen"]
    assert len(summary) >= 8
    assert typeset(document).startswith(b"%PDF")
    assert export_package(built, region, tmp_path / "package")


def test_a_region_elsewhere_is_found_where_its_members_are(tmp_path):
    """A profile of Trøndelag: no set that is whole regions but its own, and its own NUTS region."""
    region = load_region("osloregionen")
    trondheim = replace(
        region.places[0], code_2018="5001", county_code_2018="50", code_2020="5001",
        code_2024="5001", county_code_2024="50",
    )  # fmt: skip
    member = replace(region.memberships[0], code="5001", code_edition=2024, county_code="50")
    whole = PlaceSet(
        "trondelag", "counties", {"nb": "Trøndelag", "en": "Trøndelag"},
        {"nb": "Trøndelag", "en": "Trøndelag"}, 2018, ("50",),
    )  # fmt: skip
    elsewhere = replace(
        region, id="midt", places=(trondheim,), memberships=(member,), sets=(region.sets[0], whole)
    )
    assert own_regions(elsewhere) == ("trondelag", "NO06")


def test_no_room_knows_the_first_region():
    """Its name is the default of commands; all else about a region comes from its profile."""
    house = Path(samspill.__file__).parent
    known = re.compile("|".join(re.escape(one.id) for one in load_region("osloregionen").sets))
    may = {"cli.py", "__init__.py", "region/__init__.py"}
    found = [
        str(path.relative_to(house))
        for path in sorted([*house.rglob("*.py"), *house.rglob("*.html")])
        if path.relative_to(house).parts[0] not in ("sample", "regions")
        and known.search(path.read_text(encoding="utf-8"))
    ]
    assert [one for one in found if one not in may] == []


def test_an_observatory_with_a_profile_in_its_folder_is_shown_with_that(tmp_path):
    copy_region("osloregionen", tmp_path / "home" / "profile")
    assert region_of(tmp_path / "home", "osloregionen").id == "profile"
    assert region_of(tmp_path / "elsewhere", "osloregionen").id == "osloregionen"
