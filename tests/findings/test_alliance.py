import pyarrow as pa

from samspill.findings import alliance
from samspill.harmonise import Workspace
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.tables import table


def found():
    work = Workspace(load_region("osloregionen"), None, lambda name: None, Ledger())
    tables = alliance.compute(work)
    return {name: table(name).check(rows) for name, rows in tables.items()}


def test_every_membership_has_a_date_and_a_certainty():
    members = found()["alliance"].to_pylist()
    assert len(members) == len(load_region("osloregionen").memberships)
    assert {row["status"] for row in members} <= {"stated", "inferred", "unverified"}
    assert all(row["valid_from"] for row in members)


def test_the_certain_members_are_the_forty_one_of_oslo_akershus_and_ostfold():
    members = found()["alliance"].to_pylist()
    stated = [row["place_code"] for row in members if row["status"] == "stated"]
    assert len(stated) == 41
    assert {code[:2] for code in stated} == {"01", "02", "03"}


def test_facts_say_who_the_alliance_is_and_name_no_person():
    facts = found()["alliance_facts"]
    kinds = set(facts["fact"].to_pylist())
    assert {"founded", "host", "purpose", "board", "working_area", "members"} <= kinds
    text = " ".join(facts["title_nb"].to_pylist() + facts["title_en"].to_pylist())
    # the chair and the deputy of 2018 were public persons; their offices are shown
    assert "Johansen" not in text
    assert "Hansen" not in text
    assert isinstance(facts, pa.Table)
