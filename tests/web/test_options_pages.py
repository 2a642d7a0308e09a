"""The pages of options say how much to believe them, also when the simplest rule wins."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient


def words(text: str) -> str:
    """Give a page's text without its marks."""
    inside = text.split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", inside)).replace(" .", ".")


def test_the_answer_names_option_probability_and_verdict(client: TestClient) -> None:
    said = words(client.get("/en/options?place=NO01").text)
    assert re.search(r"within 2 years: manufacture of food products \(32 of 100\)\.", said)
    assert "the forecast ranks better than the simplest rule" in said
    # 0.60 and 0.44 of fifty
    assert "30 came true; of those that the simplest rule named, 22" in said


def test_where_the_simplest_rule_wins_the_page_says_so_and_orders_by_it(client: TestClient) -> None:
    text = client.get("/en/options?place=3107").text
    said = words(text)
    assert "ranks better than the forecast" in said
    # the probability that the answer names is that of the rule that won
    assert "(3 of 100)" in said
    assert re.search(r'<option value="simplest" selected>', text)
    assert "within 1 year" in said


def test_the_back_test_stands_beside_the_list(client: TestClient) -> None:
    said = words(client.get("/en/options?place=NO01").text)
    # of the options given 10 to 50 of 100, 29 came true; the simplest rule said 32; one is here
    assert re.search(r"10–50 29 \(23–35\) 32 1 ", said)
    assert "0–10 4 (3–5) 7 0 " in said


def test_a_place_without_forecast_has_the_plane_and_the_reason(client: TestClient) -> None:
    said = words(client.get("/en/options?place=31").text)
    assert "The place is too large." in said
    # the nearest had 7 of fifty, the simplest rule 22, chance 3
    assert "came true in 7 of 50 cases, what was nearly there already in 22" in said


def test_a_place_that_is_too_small_says_why_and_invents_nothing(client: TestClient) -> None:
    text = client.get("/nb/options?place=3122").text
    assert "Stedet er for lite." in text
    assert "<svg" not in text.split("<main")[1]


@pytest.mark.parametrize(
    "address",
    [
        "options?place=9999", "options?place=NO01&year=1999", "options?place=NO01&source=ssb",
        "options?place=NO01&area=none", "option/NO01/J62", "option/9999/C10",
        "backtest?source=ssb", "backtest?trial=shrunken-group-9", "diversity?place=9999",
        "diversity?place=NO01&source=ssb",
    ],
)  # fmt: skip
def test_what_there_is_not_is_said(client: TestClient, address: str) -> None:
    assert client.get(f"/en/{address}").status_code == 404


def test_an_option_opens_into_its_evidence(client: TestClient) -> None:
    text = client.get("/en/option/NO01/C10").text
    said = words(text)
    assert "32 of 100 that it has come within 2 years, by 2016 (26–38)" in said
    assert "Leans on Computer programming" in said
    assert "In the region Fredrikstad Next door none of the places with figures" in said
    # the instrument by its English name
    assert "Business development grant" in said
    assert "figures of 2012, vintage 2015-11 2014 25 (20–30) 41 did not come true" in said
    assert "figures of 2014, vintage 2017-11 2016 32 (27–37) 41 not known yet" in said
    assert "/en/explain/options?place_code=NO01" in text


def test_the_back_test_gives_every_method_and_both_rules_of_entry(client: TestClient) -> None:
    said = words(client.get("/en/backtest?source=eurostat_sbs").text)
    assert "The forecast 0.360 (0.330–0.400) 60% (55%–65%) 0.0440 (0.0400–0.0480) 0.050" in said
    assert "Density among the ten nearest 0.090" in said
    assert "the plain quotient 2012–2014 9,005 519 432 31 6,683 60" in said
    assert "the smoothed quotient 2012–2014 9,005 503 432 – 6,683 60" in said
    assert "0.0625; the simplest rule 0.1681" in said
    losing = words(client.get("/en/backtest?source=brreg_underenheter").text)
    assert "The simplest rule ranks better than the forecast" in losing


def test_diversity_says_broader_or_narrower_and_who_has_what_is_missing(
    client: TestClient,
) -> None:
    said = words(client.get("/en/diversity?place=NO01").text)
    # 3.1 against 2.6 and its band to 2.86; 1.8 within 1.71 to 2.09; 0.36 within
    assert "It is broader than most places of its kind, has about as much" in said
    assert "4.0 manufacture of food products" in said
    assert "Next door" in said


def test_figures_are_files(client: TestClient) -> None:
    for address in (
        "options/forecast.csv?place=NO01", "options/plane.svg?place=31",
                    "option/history.png?place=NO01&activity=C10", "backtest/reliability.xlsx",
                    "backtest/methods.csv?score=top", "diversity/space.svg?place=NO01",
                    "diversity/trends.csv?place=NO01", "diversity/partners.csv?place=NO01",
    ):  # fmt: skip
        assert client.get(f"/nb/figure/{address}").status_code == 200, address
