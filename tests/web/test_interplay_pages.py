"""The pages of the network: what is said follows from the tables, and it is all in the address."""

from __future__ import annotations

import csv
import io
import re

import igraph
import pytest
from starlette.testclient import TestClient


def figure_of(text: str, name: str) -> str:
    return text.split(f'id="figure-{name}"')[1].split("</section>")[0]


def drawn_actors(client: TestClient, address: str) -> set[str]:
    """Give the actors in the network's drawing."""
    text = client.get(address).text
    wide = figure_of(text, "network").split("only-narrow")[0]
    return set(re.findall(r'<a href="/en/actor/(\d+)"', wide))


def test_the_answer_comes_first_and_from_the_tables(client: TestClient) -> None:
    text = client.get("/en/interplay").text
    answer = text.split('class="answer"')[1].split("</div>")[0]
    # five actors, four projects, one community of three or more
    assert "5 actors work together in 4 projects, and they gather in 1 community" in answer
    assert "60% of the ties" in answer
    assert "stay in the region, more than the 30% that chance would give." in answer
    assert "Institutt for Prøver" in answer, "the broker"
    assert "Oslo–Østfold (1 tie, expected 6)" in answer, "the thin border"
    assert "Manufacture of food products, Fredrikstad" in answer, "the isolated environment"
    assert text.index('class="answer"') < text.index("<svg")


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        ("", {"5", "6", "7", "8", "9"}),
        # actors that are asked for stand with their partners
        ("?county=33", {"5", "6", "7"}),
        ("?sector=public", {"5", "6"}),
        ("?since=2018", {"5", "6", "7"}),
        ("?until=2016", {"7", "8", "9"}),
        ("?since=2017&until=2017", {"8", "9"}),
        # the area of a project chooses it: one project of three partners
        ("?area=health", {"7", "8", "9"}),
        ("?sector=company&since=2019", {"6", "7"}),
    ],
)
def test_filters_are_in_the_address(client: TestClient, asked: str, drawn: set[str]) -> None:
    assert drawn_actors(client, f"/en/interplay{asked}") == {f"99999999{one}" for one in drawn}


def test_partners_from_elsewhere_are_faded_and_said(client: TestClient) -> None:
    text = client.get("/en/interplay?county=33").text
    assert "1 actor, with 2 partners from elsewhere, 2 pairs that work together" in text
    assert "Faded: partners from elsewhere" in figure_of(text, "network")


def test_a_part_where_nobody_works_together_says_so(client: TestClient) -> None:
    text = client.get("/en/interplay?county=03&since=2019").text
    assert "Nobody works together in this part of the network" in text


@pytest.mark.parametrize(
    "asked",
    ["area=moon", "county=99", "sector=alien", "since=2019&until=2016", "trend=luck", "by=mood"],
)
def test_what_there_is_not_is_said_plainly(client: TestClient, asked: str) -> None:
    assert client.get(f"/en/interplay?{asked}").status_code in (404, 422)


def test_an_actor_keeps_its_place_when_others_leave(client: TestClient) -> None:
    # the drawing fits what is shown; the order from left to right stays
    def order(address: str) -> list[str]:
        wide = figure_of(client.get(address).text, "network").split("only-narrow")[0]
        at = re.findall(r'<a href="/en/actor/(\d+)".*?translate\(([\d.]+),', wide)
        return [actor for actor, x in sorted(at, key=lambda one: float(one[1]))]

    assert order("/en/interplay?since=2018") == [
        actor
        for actor in order("/en/interplay")
        if actor in ("999999997", "999999996", "999999995")
    ]


def test_communities_lead_to_their_pages(client: TestClient) -> None:
    assert 'href="/en/community/999999998"' in client.get("/en/interplay").text
    text = client.get("/en/community/999999998").text
    assert "Health, Oslo" in text
    assert "3 actors that work more with each other than with anyone else" in text
    assert "Grønn havn" in text, "a project that holds it together"
    neighbours = text.split('id="neighbours"')[1].split("</section>")[0]
    assert ">Energy</a>" in neighbours
    assert client.get("/en/community/nobody").status_code == 404


def test_an_actor_tells_who_it_is_and_whom_it_works_with(client: TestClient) -> None:
    text = client.get("/en/actor/999999997").text
    answer = text.split('class="answer"')[1].split("</div>")[0]
    assert (
        "Institutt for Prøver takes part in 2 EU projects and works with 3 Norwegian actors."
        in answer
    )
    assert "It is a broker" in answer
    assert "by chance 10% for one as busy" in text
    partners = text.split('id="partners"')[1].split("</section>")[0]
    assert 'href="/en/actor/999999996"' in partners
    assert "Health, Oslo" in text
    assert "The source eurostat_sbs" in text.split('id="records"')[1]


def test_the_ego_network_holds_the_partners_and_their_ties(client: TestClient) -> None:
    assert drawn_actors(client, "/en/actor/999999999") == {"999999999", "999999998", "999999997"}
    text = client.get("/api/v1/network.csv?actor=999999999").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["actor_a"], row["actor_b"], row["weight"]) for row in rows] == [
        ("999999997", "999999998", "0.5"),
        ("999999997", "999999999", "0.5"),
        ("999999998", "999999999", "1.5"),
    ]


def test_a_number_that_was_merged_leads_to_its_actor(client: TestClient) -> None:
    text = client.get("/nb/actor/888888888").text
    assert "<h1>Ærfugl Øst AS</h1>" in text
    assert "nesten samme navn" in text
    assert "0,93" in text
    assert client.get("/nb/actor/777777777").status_code == 404


def test_graphml_is_read_by_another_program(client: TestClient, tmp_path) -> None:
    answer = client.get("/api/v1/network.graphml")
    assert answer.status_code == 200
    assert 'filename="network.graphml"' in answer.headers["content-disposition"]
    path = tmp_path / "network.graphml"
    path.write_bytes(answer.content)
    graph = igraph.Graph.Read_GraphML(str(path))
    assert (graph.vcount(), graph.ecount(), graph.is_directed()) == (5, 5, False)
    assert set(graph.vs["name"]) >= {"Ærfugl Øst AS", "Marker kommune"}
    assert sum(graph.es["weight"]) == pytest.approx(4.5)
    assert set(graph.vs["is_broker"]) == {True, False}
    part = client.get("/api/v1/network.graphml?county=33").text
    assert part.count("<node ") == 3
    assert client.get("/api/v1/network.graphml?county=abc").status_code == 422
    assert client.get("/api/v1/network.graphml?nonsense=1").status_code == 422


def test_every_table_of_the_page_has_a_way_to_its_source(client: TestClient) -> None:
    text = client.get("/en/interplay").text
    addresses = re.findall(r'href="(/en/explain/[^"]+)"', text)
    assert "/en/explain/network_nodes?actor_id=999999997" in addresses
    pair = "place_kind=county&amp;place_a=03&amp;place_b=31"
    assert f"/en/explain/interplay_places?{pair}" in addresses


def test_the_overview_gives_the_same_answer(client: TestClient) -> None:
    assert "5 actors work together in 4 projects" in client.get("/en").text


def test_the_page_is_an_entrance(client: TestClient) -> None:
    assert re.search(r'href="/nb/interplay"[^>]*>\s*Samarbeid', client.get("/nb").text)
