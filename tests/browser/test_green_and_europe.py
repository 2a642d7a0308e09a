"""What is green, how the region stands in Europe, whom it meets there, and what to hand out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_how_green_are_the_jobs_and_how_sure_is_that(visitor: Visitor) -> None:
    page = visitor.opens("/en/green")
    answer = page.locator(".answer")
    expect(answer).to_contain_text("About 7.4% of the jobs in Oslo and Akershus are green")
    expect(answer).to_contain_text("Between 3.0% and 16%")
    expect(answer).to_contain_text("Grants: 12% green")
    row = page.get_by_role("region", name="Green strengths").locator("tbody tr")
    expect(row).to_contain_text("Computer programming")
    row.get_by_role("link", name="Where the figure").click()
    expect(page).to_have_url(re.compile("explain/green_strengths"))


def test_which_green_option_leans_on_what_is_not_green(visitor: Visitor) -> None:
    page = visitor.opens("/en/green?place=NO01")
    options = page.get_by_role("region", name="Green options, and what they lean on")
    expect(options.locator("tbody tr")).to_contain_text("activities that are not green")
    expect(options.locator("tbody tr")).to_contain_text("10%–30%")
    page.get_by_label("By", exact=True).select_option("area")
    expect(page).to_have_url(re.compile("by=area"))
    expect(page.locator("#figure-shares .only-wide svg")).to_contain_text("ICT")


def test_how_green_is_an_activity_judged_to_be(visitor: Visitor) -> None:
    page = visitor.opens("/nb/green")
    page.get_by_text("Hvor grønn hver næring er satt til å være").click()
    expect(page.get_by_role("cell", name="utledet").first).to_be_visible()
    expect(page.locator("#weights").get_by_role("cell", name="Oppdiktet").first).to_be_visible()
    # beside the figure that rests on it, too
    expect(page.get_by_role("region", name="Grønne styrker")).to_contain_text("utledet")


def test_where_does_the_region_stand_in_europe(visitor: Visitor) -> None:
    page = visitor.opens("/nb/standing")
    expect(page.locator(".answer")).to_contain_text("nummer 12 av 281 regioner (9–18)")
    expect(page.locator(".answer")).to_contain_text("før Oslos år som miljøhovedstad i 2019")
    expect(page.locator("#figure-ranks .only-wide svg")).to_contain_text("12 (9–18)")
    moved = page.get_by_role("region", name="Hva som sikkert har flyttet seg")
    expect(moved.locator("tbody tr")).to_contain_text("2 til 14")
    expect(page.get_by_text("Alliansen selv kan ikke rangeres")).to_be_visible()
    page.get_by_text("Regioner som byttet kode eller grenser").click()
    expect(page.get_by_role("cell", name="andre grenser: et brudd")).to_be_visible()


def test_whom_is_it_like_without_javascript(visitor: Visitor) -> None:
    page = visitor.opens("/en/standing", javascript=False)
    page.get_by_role("link", name="Whom it is like, and beside whom").click()
    expect(page.locator("#figure-peers .only-wide svg")).to_contain_text("Stockholm")
    expect(page.locator("#figure-panel .only-wide svg")).to_contain_text("Stockholm")
    page.get_by_role("link", name="Whom the region works with abroad").click()
    expect(page.locator(".answer")).to_contain_text("partners from the United Kingdom most often")
    expect(page.get_by_role("rowheader", name="Sweden")).to_be_visible()


def test_a_page_to_hand_out_abroad_is_in_english_on_one_sheet(visitor: Visitor) -> None:
    page = visitor.opens("/nb/pitch/ict")
    article = page.locator("article")
    expect(article).to_have_attribute("lang", "en")
    cards = article.locator(".metric")
    expect(cards).to_have_count(5)
    for at in range(5):
        expect(cards.nth(at)).to_contain_text("Source:")
        expect(cards.nth(at)).to_contain_text(re.compile(r"\d+(\.\d+)?%?–\d"))
    page.emulate_media(media="print")
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
