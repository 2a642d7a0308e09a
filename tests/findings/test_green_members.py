"""How green clusters are, by hand: of what their members do, and of the theme without members."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from samspill.findings.green import trace
from samspill.findings.green.members import cluster_rows
from samspill.findings.green.weights import Weights
from samspill.region import Cluster, ClusterMember
from samspill.tables import table

WEIGHTS = Weights(
    {"E38": (1.0, 0.8, 1.0), "C10": (0.1, 0.0, 0.2)},
    {"Energy": (0.9, 0.8, 1.0), "ERC": (0.1, 0.0, 0.3)},
)
ACTORS = (("1", "E38", 30.0), ("2", "C10", 60.0), ("3", "C10", 10.0), ("4", "E38", None))


def cluster(key):
    text = {"nb": "", "en": ""}
    return Cluster(key, key.upper(), "cluster", "", "", text, ("E38",), "", (), "", None, "", "",
                   None, "", "", None, (), "stated", "")  # fmt: skip


def rows(name, *given):
    return pa.Table.from_pylist(list(given), schema=table(name).schema)


def work(members, threshold=3):
    named = [
        ClusterMember("alpha", number, "", "company", "", "", "stated", "") for number in members
    ]
    region = SimpleNamespace(
        clusters=(cluster("alpha"), cluster("beta")),
        cluster_members=tuple(named),
        disclosure=SimpleNamespace(threshold=threshold),
        edition=2024,
        places=(),
    )
    actors = [
        {"actor_id": number, "organisation_number": number, "name": f"A{number}",
         "activity_code": code, "employees_from": None if employees is None else int(employees)}
        for number, code, employees in ACTORS
    ]  # fmt: skip
    awards = [
        {"award_id": f"w{at}", "actor_id": actor, "activity_code": code, "kind": "grant",
         "amount_nok": amount, "year": 2015 + at}
        for at, (actor, code, amount) in enumerate(
            [("1", "E38", 300.0), ("2", "C10", 500.0), ("3", "C10", 200.0), ("9", "E38", 900.0)]
        )
    ]  # fmt: skip
    parts = [
        {"project_id": project, "actor_id": actor, "source": "forskningsradet_eu", "year": 2018,
         "programme": programme}
        for project, actor, programme in [
            ("p", "1", "Energy"), ("p", "2", "Energy"), ("q", "2", "ERC"), ("r", "3", "ERC"),
            ("s", "9", "Energy"),
        ]
    ]  # fmt: skip
    return SimpleNamespace(
        region=region,
        graph=None,
        vintages={"brreg_enheter": "2024-01-01"},
        tables={
            "actors": rows("actors", *actors),
            "actor_merges": rows("actor_merges"),
            "awards": rows("awards", *awards),
            "participations": rows("participations", *parts),
        },
    )


def test_a_cluster_is_as_green_as_its_members():
    found = {row["measure"]: row for row in cluster_rows(work("1234"), WEIGHTS, None)}
    assert set(found) == {"employees_count", "grant_nok", "projects_count"}
    # 30 wholly green, 60 and 10 a tenth; the one whose number is withheld is not none
    assert found["employees_count"]["green_share"] == pytest.approx((30 + 6 + 1) / 100)
    assert found["employees_count"]["value"] == 100.0
    assert found["employees_count"]["units_count"] == 3.0
    assert found["employees_count"]["period"] == "2024"
    # 300 green, 700 a tenth; what others got is theirs
    assert found["grant_nok"]["green_share"] == pytest.approx(0.37)
    assert found["grant_nok"]["period"] == "2015-2017"
    # one project of energy that two take part in, two of the ERC
    assert found["projects_count"]["green_share"] == pytest.approx((0.9 + 0.1 + 0.1) / 3)
    for row in found.values():
        assert (row["subject"], row["within"]) == ("cluster", "")
        assert row["green_share_low"] < row["green_share"] < row["green_share_high"]
        assert row["weights_low"] < row["green_share"] < row["weights_high"]


def test_few_members_are_not_shown():
    assert list(cluster_rows(work("12"), WEIGHTS, None)) == []


def test_a_share_of_members_leads_back_to_what_is_theirs():
    for row in cluster_rows(work("1234"), WEIGHTS, None):
        (origin,) = trace("green_shares", row)
        assert origin.through is not None
        assert origin.through[:2] == ("cluster_members", {"cluster_id": ("alpha",)})
        wanted = {"employees_count": "units", "grant_nok": "awards"}
        assert origin.table == wanted.get(row["measure"], "participations")
