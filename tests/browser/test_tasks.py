"""What a person comes to do, each page's question in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_overview_says_who_strong_changed_and_how_old(visitor: Visitor) -> None:
    page = visitor.opens("/en")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Oslo Region")
    capital = page.locator("section.card", has=page.get_by_role("link", name="The capital"))
    expect(capital).to_contain_text("Computer programming")
    expect(capital).to_contain_text("2.2 times the country (1.8–2.9)")
    expect(page.get_by_text("Became strengths")).to_be_visible()
    expect(page.get_by_role("heading", name="What the data are")).to_be_visible()
    expect(page.get_by_text("Sample data.")).to_be_visible()


def test_who_is_the_alliance(visitor: Visitor) -> None:
    page = visitor.opens("/nb")
    page.get_by_role("link", name="Hvem er alliansen?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alliansen")
    page.get_by_role("link", name="Fredrikstad", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fredrikstad")


def test_what_is_it_strong_at(visitor: Visitor) -> None:
    page = visitor.opens("/en/strengths")
    page.get_by_label("By", exact=True).select_option("municipality")
    expect(page).to_have_url(re.compile("kind=municipality"))
    rows = page.get_by_role("region", name="Strengths").locator("tbody tr")
    expect(rows).to_have_count(3)  # Oslo and Bærum in J62, Fredrikstad in C10
    expect(rows.first).to_contain_text("Oslo")


def test_what_exactly_is_it_good_at(visitor: Visitor) -> None:
    page = visitor.opens("/en/strengths")
    page.get_by_role("link", name="Within the strengths: what exactly?").click()
    expect(page.locator(".answer")).to_contain_text("2 municipalities stand out")
    page.get_by_label("Place", exact=True).select_option("0301")
    expect(page).to_have_url(re.compile("specialities.place=0301"))
    row = page.get_by_role("region", name="Specialities").locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("240")
    # the source has no English name of it
    expect(row.locator("[lang=nb]")).to_have_text("Programmeringstjenester")
    within = page.get_by_role("region", name="Within the strengths: what exactly?")
    expect(within).to_contain_text("70%")
    page.get_by_role("link", name="Computer programming").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Computer programming")


def test_how_is_my_municipality_beside_another(visitor: Visitor) -> None:
    page = visitor.opens("/en")
    page.get_by_role("searchbox").fill("fredrik")
    page.get_by_role("searchbox").press("Enter")
    page.locator("main").get_by_role("link", name="Fredrikstad").click()
    page.get_by_label("Add a place").fill("0301")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("compare=0301"))
    expect(page.locator("#figure-compare .only-wide svg")).to_contain_text("Oslo")
    page.go_back()
    expect(page.get_by_role("checkbox")).to_have_count(0)


def test_where_is_an_activity_strong(visitor: Visitor) -> None:
    page = visitor.opens("/nb/activity/J62")
    expect(page.locator("#figure-map .only-wide svg a").first).to_be_visible()
    page.get_by_role("region", name="Steder").get_by_role("link", name="Oslo").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oslo")


def test_where_does_a_figure_come_from(visitor: Visitor) -> None:
    page = visitor.opens("/en/place/0301")
    figure = page.locator("#figure-strengths")
    figure.get_by_text("How is this computed?").click()
    expect(figure.locator("math").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Where the figure for Computer")).click()
    expect(page.get_by_role("heading", name="The files")).to_be_visible()
    expect(page.locator("main")).to_contain_text("underenheter.csv")


def test_a_table_and_a_file_of_every_figure(visitor: Visitor) -> None:
    page = visitor.opens("/en/place/0301")
    figure = page.locator("#figure-strengths")
    figure.get_by_text("As a table").click()
    expect(figure.get_by_role("cell", name="2.40")).to_be_visible()
    with page.expect_download() as download:
        figure.get_by_role("link", name=re.compile("as CSV$")).click()
    assert "lq_shrunk" in download.value.path().read_text()


def test_about_the_data(visitor: Visitor) -> None:
    page = visitor.opens("/en/about")
    expect(page.get_by_role("region", name="The ledger")).to_contain_text("990")
    expect(page.get_by_role("region", name="Set aside, by reason")).to_contain_text("No code")


def test_language_switch_keeps_the_place(visitor: Visitor) -> None:
    page = visitor.opens("/en/place/3301?compare=0301")
    page.get_by_role("link", name="Norsk").click()
    expect(page).to_have_url(re.compile("/nb/place/3301\\?compare=0301"))
    expect(page.get_by_role("heading", name="Hva Drammen er spesialisert i")).to_be_visible()


def test_maps_come_closer_and_names_stand_by_the_pointer(visitor: Visitor) -> None:
    page = visitor.opens("/en/activity/J62")
    drawing = page.locator("#figure-map .only-wide svg")
    before = drawing.get_attribute("viewBox")
    page.locator("#figure-map .only-wide").get_by_role("button", name="Closer").click()
    assert drawing.get_attribute("viewBox") != before
    mark = page.locator("#figure-places .only-wide svg a path[aria-label]").first
    mark.scroll_into_view_if_needed()
    mark.hover()
    page.mouse.move(0, 0)
    mark.hover()
    expect(page.locator(".hint")).to_be_visible()


@pytest.mark.parametrize("address", ["/en/place/0302", "/en/place/0301?year=soon"])
def test_a_wrong_address_helps(visitor: Visitor, address: str) -> None:
    page = visitor.opens(address)
    expect(page.get_by_role("link", name="To the overview")).to_be_visible()
    # the browser itself notes the status of the page as an error
    assert all("Failed to load resource" in error for error in visitor.errors)
    visitor.errors.clear()
