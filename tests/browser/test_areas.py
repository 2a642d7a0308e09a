"""A person finds out what the areas hold, and why a record is in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor


def test_the_areas_stand_side_by_side_with_what_is_in_none(visitor: Visitor) -> None:
    page = visitor.opens("/nb/areas")
    answer = page.locator(".answer")
    # the largest by grants, its amount, and the share in none: 7 of 20 million
    expect(answer).to_contain_text("Bio og sirkulær er det største")
    expect(answer).to_contain_text("9,0 mill. kroner")
    expect(answer).to_contain_text("35 % er ikke i noen av områdene")
    expect(page.get_by_role("row").filter(has_text="Uklassifisert").first).to_be_visible()
    page.get_by_label("Målt i").select_option("employees_count")
    page.wait_for_url("**measure=employees_count**")
    expect(page.locator(".answer")).to_contain_text("300")


def test_an_area_says_why_its_records_are_in_it(visitor: Visitor) -> None:
    page = visitor.opens("/en/areas", javascript=False)
    page.get_by_role("table").get_by_role("link", name="Health").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Life science")
    expect(page.locator(".answer")).to_contain_text("4.0 million kroner")
    body = page.locator("main")
    expect(body).to_contain_text("the words “pasient” and “sykehus”")
    # what nearly came in is shown too, and how well the machine does
    expect(body).to_contain_text("not strongly enough")
    expect(body).to_contain_text("0.65–0.85")


def test_money_of_different_kinds_is_never_one_sum(visitor: Visitor) -> None:
    page = visitor.opens("/en/area/health")
    expect(page.locator("main")).to_contain_text("never added up")
    expect(page.locator(".metric").filter(has_text="Grants")).to_contain_text("2.8–4.8")
