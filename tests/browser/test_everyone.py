"""Everyone can read it: axe in both languages and schemes, keyboard, no JavaScript, telephone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visitor

ADDRESSES = (
    "", "/alliance", "/strengths", "/places", "/activities?area=ict", "/about",
    "/place/3107?compare=0301", "/place/NO01?reference=europe", "/activity/J62", "/search?q=o",
    "/actor/999999999", "/interplay", "/interplay?county=03&by=sector", "/community/999999998",
    "/explain/strengths?place_code=0301&activity_code=J62",
    "/green", "/green?place=NO01&by=area", "/standing?place=NO01", "/standing?view=whom",
    "/partners", "/pitch/ict",
    "/support", "/instrument?name=Prøvetilskudd", "/what-if?move=C10>J62>50",
    "/clusters", "/cluster/alpha", "/matches", "/match/alpha/beta", "/meeting?seats=8",
    "/programme",
    "/areas", "/areas?measure=employees_count&place=31", "/area/health",
    "/options", "/options?place=31", "/option/NO01/C10", "/backtest", "/diversity",
    "/specialities?place=0301",
)  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_axe_finds_nothing(visitor: Visitor, language: str, scheme: str) -> None:
    axe = Axe()
    found = []
    for address in ADDRESSES:
        page = visitor.opens(f"/{language}{address}", scheme=scheme)
        # what is folded is looked at too
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        result = axe.run(page, options=RULES)
        found += [
            (address, one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
            for one in result.response["violations"]
        ]
        page.context.close()
    assert found == []


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", [390, 1920])
def test_no_sideways_scrolling(visitor: Visitor, address: str, width: int) -> None:
    page = visitor.opens(f"/nb{address}", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 390:
        wide = page.locator(".drawn.only-wide")
        for number in range(wide.count()):
            expect(wide.nth(number)).to_be_hidden()


def test_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.opens("/en/strengths")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
        if seen[-1] == "How is this computed?":
            break
    assert seen[-1] == "How is this computed?"
    page.keyboard.press("Enter")
    expect(page.locator("math").first).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


@pytest.mark.parametrize("width", [390, 1280])
def test_menu_by_keyboard(visitor: Visitor, width: int) -> None:
    page = visitor.opens("/en/strengths", width=width)
    menu = page.get_by_role("navigation", name="Pages")
    group = menu.locator("summary", has_text="The region")
    group.focus()
    page.keyboard.press("Enter")
    places = menu.locator(".panel").get_by_role("link", name=re.compile("^Places"))
    expect(places).to_be_visible()
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    expect(group).to_be_focused()
    page.keyboard.press("Enter")
    # who goes on has it folded behind them
    page.get_by_role("searchbox").focus()
    expect(places).to_be_hidden()


def test_menu_without_javascript(visitor: Visitor) -> None:
    page = visitor.opens("/nb/about", javascript=False, width=390)
    menu = page.get_by_role("navigation", name="Sider")
    menu.locator("summary", has_text="Regionen").click()
    menu.locator(".panel").get_by_role("link", name=re.compile("^Steder")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Steder")
    menu.locator("summary", has_text="Regionen").click()
    expect(menu.locator(".panel [aria-current=page]")).to_contain_text("Steder")


def test_without_javascript(visitor: Visitor) -> None:
    page = visitor.opens("/en/place/0301", javascript=False)
    page.get_by_label("Add a place").fill("Fredrikstad")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("compare=Fredrikstad"))
    expect(page.locator("#figure-compare .only-wide svg")).to_contain_text("Fredrikstad")
    page.get_by_role("link", name="Specialisation").first.click()
    page.locator("#figure-strengths").get_by_text("As a table").click()
    expect(page.locator("#figure-strengths").get_by_role("cell", name="2.40")).to_be_visible()
    page.get_by_role("searchbox").fill("naering")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Manufacture of food products")).to_be_visible()


def test_on_paper(visitor: Visitor) -> None:
    page = visitor.opens("/en/place/0301", scheme="dark")
    page.emulate_media(media="print")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_text("Sample data.")).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
