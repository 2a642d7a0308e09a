"""Whom they work with: the network, a community and an actor, as a person uses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_how_do_the_actors_interact(visitor: Visitor) -> None:
    page = visitor.opens("/en")
    # the overview asks the question; the menu has the page in a group that is folded
    page.locator(".questions a[href='/en/interplay']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Interplay")
    expect(page.locator(".answer")).to_contain_text("5 actors work together in 4 projects")
    drawing = page.locator("#figure-network .only-wide svg")
    expect(drawing.locator("a")).to_have_count(5)
    page.get_by_label("County", exact=True).select_option("32")
    expect(page).to_have_url(re.compile("county=32"))
    # the institute with its three partners
    expect(drawing.locator("a")).to_have_count(4)
    page.get_by_label("Projects from").select_option("2018")
    expect(page).to_have_url(re.compile("county=32.*since=2018"))
    expect(drawing.locator("a")).to_have_count(2)
    page.go_back()
    expect(drawing.locator("a")).to_have_count(4)


def test_the_network_comes_closer_and_a_click_leads_to_the_actor(visitor: Visitor) -> None:
    page = visitor.opens("/nb/interplay")
    box = page.locator("#figure-network .only-wide")
    before = box.locator("svg").get_attribute("viewBox")
    box.get_by_role("button", name="Nærmere").click()
    assert box.locator("svg").get_attribute("viewBox") != before
    box.get_by_role("button", name="Lenger unna").click()
    box.get_by_role("link", name=re.compile("^Institutt for Prøver")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Institutt for Prøver")
    expect(page.locator(".answer")).to_contain_text("brobygger")


def test_from_a_community_to_an_actor_and_its_partners(visitor: Visitor) -> None:
    page = visitor.opens("/en/interplay")
    page.get_by_role("region", name="Communities").get_by_role("link", name="Health").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Health, Oslo")
    page.get_by_role("region", name="Actors").get_by_role("link", name="Ærfugl Øst AS").click()
    partners = page.get_by_role("region", name="Partners").locator("tbody tr")
    expect(partners).to_have_count(2)
    # the heaviest tie first: two projects with the university
    expect(partners.first).to_contain_text("Universitetet i Fjord")
    expect(page.get_by_role("region", name="What it was put together from")).to_contain_text(
        "nearly the same name"
    )


def test_the_network_is_taken_home_as_a_file(visitor: Visitor) -> None:
    page = visitor.opens("/en/interplay?county=33")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("GraphML$")).first.click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.count("<node ") == 3
    assert "Drammen Kraft AS" in text


def test_borders_and_years_without_javascript(visitor: Visitor) -> None:
    page = visitor.opens("/en/interplay", javascript=False)
    pairs = page.get_by_role("region", name="Pairs of places")
    expect(pairs).to_contain_text("Oslo–Østfold")
    expect(pairs).to_contain_text("thin border")
    page.get_by_label("Follow").select_option("company-knowledge")
    page.locator("#trend").get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("trend=company-knowledge"))
    expect(page.locator("#figure-trend h3").first).to_contain_text("Ties between companies")
