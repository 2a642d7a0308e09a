"""Clusters in a browser: who they are, who should meet, and who should be in the room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_which_strong_environment_has_no_cluster(visitor: Visitor) -> None:
    page = visitor.opens("/nb/clusters")
    expect(page.locator(".answer")).to_contain_text("3 klynger og nettverk")
    expect(page.locator(".said")).to_contain_text("Fredrikstad: Miljø 1 er sterkt, og ingen klynge")
    rows = page.locator("#environments tbody tr")
    expect(rows).to_have_count(2)  # the third may be chance
    expect(rows.first).to_contain_text("ingen")
    page.locator("#register").get_by_role("link", name="Alfaringen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alfaringen")
    expect(page.locator("#members")).to_contain_text("Prøve AS")
    expect(page.locator("#green")).to_contain_text("31 %")
    expect(page.locator("#matches")).to_contain_text("Betalaget")


def test_who_should_meet_and_why(visitor: Visitor) -> None:
    page = visitor.opens("/en/matches")
    expect(page.locator(".answer")).to_contain_text("Alfaringen and Betalaget have most reason")
    expect(page.locator("#trial tbody tr")).to_have_count(3)
    expect(page.locator("#trial")).to_contain_text("beats 1 of the 2 plain methods")
    expect(page.locator("#history")).to_contain_text("number 2 of 3, not in the top fifth.")
    page.get_by_label("Cluster").select_option("gamma")
    expect(page).to_have_url(re.compile("cluster=gamma"))
    expect(page.locator("#ranking tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Betalaget – Gammaklyngen").first.click()
    expect(page.locator(".answer")).to_contain_text("They work together already")
    expect(page.locator("#ties")).to_contain_text("2 joint projects")
    expect(page.locator("#reasons")).to_contain_text("They have not met.")


def test_what_is_inferred_is_marked(visitor: Visitor) -> None:
    page = visitor.opens("/nb/programme")
    expect(page.locator(".answer")).to_contain_text(
        "Hva postene hører til, er utledet av hva de heter"
    )
    expect(page.locator("#items .tag")).to_have_text("utledet")
    expect(page.locator("#coverage")).to_contain_text("alle utledet")
    page = visitor.opens("/nb/clusters")
    expect(page.locator("#environments")).to_contain_text("Arbeidsmarkedsregioner")


def test_who_should_be_in_the_room(visitor: Visitor) -> None:
    page = visitor.opens("/en/meeting", javascript=False)
    page.get_by_label("Seats").fill("8")
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page).to_have_url(re.compile("seats=8"))
    seated = page.locator(".seated li")
    expect(seated).to_have_count(8)
    expect(page.locator(".answer")).to_contain_text("4 of 4 municipalities")
    compared = page.locator("#compared tbody tr")
    expect(compared).to_have_count(5)
    expect(compared.nth(1)).to_contain_text("whoever has met")
    expect(compared.last).to_contain_text("Drawn at random")
    name = seated.first.locator("strong").inner_text()
    seated.first.get_by_role("link", name="Leave out").click()
    expect(page).to_have_url(re.compile("without="))
    expect(page.locator(".seated")).not_to_contain_text(name)
    page.get_by_label("Only from a municipality or county").fill("3107")
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.locator(".seated li")).to_have_count(3)
    expect(page.locator(".seated")).not_to_contain_text("Drammen")


def test_a_meeting_that_nobody_fits_is_said_plainly(visitor: Visitor) -> None:
    page = visitor.opens("/nb/meeting?theme=xyz")
    expect(page.get_by_text("Ingen passer til det du spør om.")).to_be_visible()


def test_the_plan_as_a_file(visitor: Visitor) -> None:
    page = visitor.opens("/nb/meeting?seats=6")
    for kind, beginning in (("pdf", b"%PDF-"), ("csv", b"\xef\xbb\xbftable,name")):
        href = page.locator(f".downloads a[href*='meeting.{kind}']").first.get_attribute("href")
        assert href is not None
        answer = page.request.get(visitor.root + href)
        assert answer.ok
        assert answer.body().startswith(beginning)


def test_what_nobody_covers(visitor: Visitor) -> None:
    page = visitor.opens("/en/programme")
    expect(page.locator(".answer")).to_contain_text("They touch 1 of 2 priority areas.")
    expect(page.locator(".said")).to_contain_text("No item touches the area “ICT”")
    expect(page.locator("#coverage")).to_contain_text("Fredrikstad")
