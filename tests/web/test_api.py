"""The API: tables with filters and paging, tags, stable errors."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from samspill.tables import tables

ROOT = "/api/v1"


def test_index_lists_the_tables_of_the_build(client: TestClient) -> None:
    index = client.get(ROOT).json()
    assert index["is_sample"] is True
    names = [one["name"] for one in index["tables"]]
    assert names == sorted(names)
    for one in index["tables"]:
        assert client.get(one["href"]).json()["total"] == one["rows"]
        described = client.get(one["description"]).json()
        assert [c["name"] for c in described["columns"]]


def test_filters_paging_and_order(client: TestClient) -> None:
    asked = {"place_code": ["0301", "3107"], "activity_code": "J62", "order_by": "-lq_shrunk"}
    answer = client.get(f"{ROOT}/tables/strengths", params=asked).json()
    assert [row["place_code"] for row in answer["rows"]] == ["0301", "3107"]
    assert answer["total"] == 2
    first = client.get(f"{ROOT}/tables/strengths", params=asked | {"limit": 1}).json()
    assert len(first["rows"]) == 1
    second = client.get(first["next"]).json()
    assert second["rows"][0]["place_code"] == "3107"
    assert second["next"] is None


def test_csv_holds_the_same_rows(client: TestClient) -> None:
    asked = {"is_strength": "true", "year": 2024}
    as_json = client.get(f"{ROOT}/tables/strengths", params=asked).json()
    answer = client.get(f"{ROOT}/tables/strengths", params=asked | {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == as_json["total"] == int(answer.headers["x-total-count"])
    assert rows[0]["place_code"] == as_json["rows"][0]["place_code"]
    by_accept = client.get(f"{ROOT}/tables/strengths", params=asked, headers={"accept": "text/csv"})
    assert by_accept.text == answer.text


def test_undefined_is_null(client: TestClient) -> None:
    asked = {"place_code": "0301", "activity_code": "J62"}
    row = client.get(f"{ROOT}/tables/strengths", params=asked).json()["rows"][0]
    assert row["growth"] is None


def test_same_build_same_tag(client: TestClient) -> None:
    first = client.get(f"{ROOT}/tables/places")
    again = client.get(f"{ROOT}/tables/places", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tables/strenghts", 404),
        ("/tables/stars", 404),
        ("/tables/strengths?planet=mars", 422),
        ("/tables/strengths?year=soon", 422),
        ("/tables/strengths?limit=0", 422),
    ],
)
def test_errors_are_problems(client: TestClient, address: str, status: int) -> None:
    answer = client.get(ROOT + address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "instance", "near"} <= set(problem)


def test_description_covers_every_published_table(client: TestClient) -> None:
    described = client.get(f"{ROOT}/openapi.json").json()
    for one in tables().values():
        if one.is_published:
            assert f"{ROOT}/tables/{one.name}" in described["paths"]
    problem = described["components"]["schemas"]["Problem"]
    assert problem["properties"]["status"]["examples"] == [404]
    parameters = described["paths"][f"{ROOT}/tables/strengths"]["get"]["parameters"]
    place = next(one for one in parameters if one["name"] == "place_code")
    assert ["0301"] in (place.get("examples") or place["schema"]["examples"])
