"""What a person comes to the options for: what may come, how sure that is, who has what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_where_can_a_place_grow_and_what_speaks_for_it(visitor: Visitor) -> None:
    page = visitor.opens("/en/options")
    expect(page.locator(".answer")).to_contain_text("32 of 100")
    expect(page.locator("#trust")).to_contain_text("Of 100 options with this probability")
    expect(page.locator("#figure-plane .only-wide svg")).to_contain_text("Near and demanding")
    page.locator("#list").get_by_role(
        "link", name="Manufacture of food products", exact=True
    ).click()
    expect(page).to_have_url(re.compile("/en/option/NO01/C10$"))
    expect(page.get_by_role("heading", name="What speaks for it, and against")).to_be_visible()
    expect(page.get_by_role("region", name="Frozen forecasts")).to_contain_text("not known yet")


def test_another_place_is_chosen_and_stands_in_the_address(visitor: Visitor) -> None:
    page = visitor.opens("/nb/options", javascript=False)
    page.get_by_label("Sted", exact=True).select_option("3107")
    page.get_by_role("button", name="Vis").click()
    expect(page).to_have_url(re.compile("place=3107"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fredrikstad")
    expect(page.locator(".answer")).to_contain_text("rangerer den enkleste regelen bedre")


def test_a_place_that_is_too_small_says_so(visitor: Visitor) -> None:
    page = visitor.opens("/en/options?place=3122")
    expect(page.get_by_role("heading", name="The figures do not suffice here")).to_be_visible()
    expect(page.locator("main svg")).to_have_count(0)


def test_how_good_is_the_forecast(visitor: Visitor) -> None:
    page = visitor.opens("/en/options")
    page.get_by_role("link", name="The whole back-test").click()
    scores = page.get_by_role("region", name="The scores")
    expect(scores.locator("tbody tr").first).to_contain_text("The forecast")
    page.get_by_label("Judged by").select_option("top")
    expect(page).to_have_url(re.compile("score=top"))
    expect(page.locator("#figure-reliability .only-wide svg")).to_be_visible()
    expect(page.get_by_role("region", name="What counts as entry")).to_contain_text("519")


def test_how_diverse_is_it_and_who_has_what_is_missing(visitor: Visitor) -> None:
    page = visitor.opens("/en/diversity")
    expect(page.locator(".answer")).to_contain_text("broader than most places")
    expect(page.locator("#figure-space .only-wide svg a").first).to_be_visible()
    partners = page.get_by_role("region", name="What they have")
    expect(partners).to_contain_text("manufacture of food products")
    page.get_by_role("link", name="The options of Oslo and Akershus").click()
    expect(page).to_have_url(re.compile("/en/options\\?place=NO01"))
