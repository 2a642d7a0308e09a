"""What a person comes to the pages of support for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_does_the_money_go_where_the_strengths_are(visitor: Visitor) -> None:
    page = visitor.opens("/en")
    page.get_by_role("navigation", name="Pages").get_by_role(
        "link", name="Support and strength"
    ).click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("In Oslo 50% of the support would have to move")
    expect(answer).to_contain_text("Chance alone would give 8.0% to 22%")
    expect(answer).to_contain_text("1 strong activity gets less")
    gaps = page.locator("section", has=page.get_by_role("heading", name="Gaps: strong"))
    expect(gaps).to_contain_text("Computer programming: NOK 1.0 million in 4 awards")
    expect(gaps).to_contain_text("All but certainly not chance.")
    bets = page.locator("section", has=page.get_by_role("heading", name="Bets: no strength"))
    expect(bets).to_contain_text("Fewer than one in twenty on such a list would be chance.")
    expect(bets).to_contain_text("It rests on few recipients")
    expect(page.locator("#figure-quadrants .only-wide svg")).to_contain_text("Gaps")
    expect(page.locator("#figure-course .only-wide svg")).to_contain_text("2012")
    expect(page.get_by_role("region", name="Who supports the same")).to_contain_text(
        "Overlap beyond chance"
    )


def test_another_place_in_the_address(visitor: Visitor) -> None:
    page = visitor.opens("/nb/support", javascript=False)
    page.get_by_label("Sted").select_option(label="Fredrikstad")
    page.get_by_role("button", name="Vis").click()
    expect(page).to_have_url(re.compile("place=3107"))
    expect(page.locator(".answer")).to_contain_text("I Fredrikstad følger støtten arbeidsplassene")
    expect(page.locator("main")).to_contain_text("Ingen skiller seg fra det tilfeldige her.")


def test_what_is_this_instrument(visitor: Visitor) -> None:
    page = visitor.opens("/en/support")
    page.get_by_role("link", name="Prøvetilskudd").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trial grant")
    expect(page.locator(".answer")).to_contain_text("NOK 2.0 million in 4 awards to 1 known")
    expect(page.locator("main")).to_contain_text("Research and development")
    expect(page.get_by_role("link", name="Oslo", exact=True)).to_be_visible()


def test_what_if_some_of_the_money_were_moved(visitor: Visitor) -> None:
    page = visitor.opens("/en/support", javascript=False)
    page.get_by_role("link", name="What if some of the money were moved?").click()
    expect(page.locator(".answer")).to_contain_text("Today 40% of the support would have to move")
    page.get_by_label("Move, per cent").fill("50")
    page.get_by_label("of what this gets").select_option("C10")
    page.get_by_label("to", exact=True).select_option("J62")
    page.get_by_role("button", name="Move").click()
    # 9 and 1 million; half of the 9 goes over: 4.5 and 5.5
    expect(page.locator(".answer")).to_contain_text("NOK 4.5 million would change hands")
    expect(page.locator(".answer")).to_contain_text("from 40.0% to 5.0%")
    expect(page).to_have_url(re.compile("giver=C10"))
    page.get_by_role("link", name="Take away the move").click()
    expect(page.locator(".answer")).to_contain_text("Today 40%")
    page = visitor.opens("/en/what-if?move=C10>Z99>10")
    expect(page.locator("main")).to_contain_text("nothing was moved")
