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


def test_do_the_areas_get_their_share(visitor: Visitor) -> None:
    page = visitor.opens("/en/support", javascript=False)
    figure = page.locator("#figure-areas")
    expect(figure.locator(".only-wide svg")).to_contain_text("Health")
    said = page.locator("main")
    expect(said).to_contain_text("Health gets less than its share: 10% of the support, 40% of")
    expect(said).to_contain_text("Bio and circular gets more than its share")
    expect(said).to_contain_text("the industry codes alone say the opposite, so it is left open")
    expect(said).not_to_contain_text("ICT gets")
    figure.get_by_text("As a table").click()
    expect(figure.get_by_role("row").filter(has_text="Health")).to_be_visible()
    page = visitor.opens("/nb/area/health")
    expect(page.locator("#figure-shares .only-wide svg")).to_contain_text("byer")


def test_where_the_money_works_and_where_the_head_office_is(visitor: Visitor) -> None:
    page = visitor.opens("/en/support")
    section = page.locator("section", has=page.get_by_role("heading", name="Workplace and head"))
    expect(section).to_contain_text("NOK 10.0 million does its work in Oslo")
    expect(section).to_contain_text("get NOK 12.0 million")
    expect(section).to_contain_text("put to work elsewhere")


def test_who_overlaps_and_who_gets_what_they_apply_for(visitor: Visitor) -> None:
    page = visitor.opens("/en/support", javascript=False)
    overlap = page.locator("#figure-overlap")
    expect(overlap.locator(".only-wide svg")).to_contain_text("Innovasjon Norge")
    expect(page.locator("main")).to_contain_text("1 pair supports the same activities more than")
    demand = page.locator("#figure-demand")
    expect(demand.locator(".only-wide svg")).to_contain_text("All (10 applications)")
    demand.get_by_text("As a table").click()
    expect(demand.get_by_role("row").nth(1)).to_contain_text("38%")
    assert demand.get_by_role("link", name="as CSV").count() == 1


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


def test_what_if_grants_were_loans(visitor: Visitor) -> None:
    page = visitor.opens("/en/what-if?place=0301", javascript=False)
    page.get_by_label("Move, per cent").fill("50")
    page.get_by_label("of what this gets").select_option("C10")
    page.get_by_label("to", exact=True).select_option("J62")
    page.get_by_label("given as").select_option("loan")
    page.get_by_label("Each keeps at least, per cent").fill("80")
    page.get_by_label("A krone becomes, in another kind").fill("3")
    page.get_by_role("button", name="Move").click()
    # of 9 million a fifth may go: 1.8 million of grants, which are 5.4 of loans
    expect(page.locator(".answer")).to_contain_text("NOK 1.8 million would change hands")
    expect(page.locator("main")).to_contain_text("NOK 2.7 million of what the moves ask for stays")
    loans = page.get_by_role("region", name="What changes most: Loans")
    expect(loans).to_contain_text("NOK 7.4 million")
    expect(page).to_have_url(re.compile("taker_kind=loan"))
    expect(page).to_have_url(re.compile("worth=3"))
