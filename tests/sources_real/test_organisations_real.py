"""The real files: one actor for each organisation, held against pairs labelled by hand.

`tests/truth/organisation_pairs.csv` refers to organisations by number or PIC. `kind` says what
sort of pair it is: `holdout` pairs were labelled after the rules were last changed, `successor`
pairs are mergers that no name can tell and that the profile's `actors.csv` decides.
`docs/quality-organisations.md` has the figures that this test holds.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspill.build import build
from samspill.engine import open_engine
from samspill.organisations import DECISIONS, PARENTS, gather, resolve
from samspill.region import load_region
from samspill.store import Build, Store

pytestmark = pytest.mark.slow

PAIRS = Path(__file__).resolve().parents[1] / "truth" / "organisation_pairs.csv"
NEEDED = {
    "brreg_enheter", "brreg_underenheter", "cordis", "forskningsradet_eu",
    "forskningsradet_soknader", "innovasjon_norge", "klass_kommuner",
}  # fmt: skip
SINTEF, SINTEF_BEFORE = "919303808", "948007029"
BEFORE, AFTER = (466, 1313), (462, 1242)
NTNU, OUS = "974767880", "993467049"


@pytest.fixture(scope="module")
def built(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    store = Store(tmp_path_factory.mktemp("real-actors"))
    for entry in tomllib.loads((real_data / "sources.toml").read_text(encoding="utf-8"))["file"]:
        if entry["source"] in NEEDED:
            path = real_data / entry["path"]
            store.vault.add(
                path,
                source=entry["source"],
                name=path.name,
                vintage=str(entry["vintage"]),
                publisher=entry["publisher"],
                licence=entry["licence"],
                origin="file",
            )
    return build(load_region("osloregionen"), store)


@pytest.fixture(scope="module")
def by_rules(built: Build) -> dict[str, str]:
    """Give the actor of each number and PIC by the rules alone, without any decision."""
    lists = {
        "participations": "project_participations",
        "awards": "grants",
        "applications_carried": "applications",
    }
    parts = [gather(tidy_of(built, "units"), source="brreg_enheter")]
    for name, tidy in lists.items():
        rows = built.read(name) if name in built.tables else tidy_of(built, name)
        parts.append(gather(rows, tidy_of(built, tidy)))
    records = pa.concat_tables(parts)
    with open_engine() as engine:
        found = resolve(
            records,
            decisions=DECISIONS.empty_table(),
            engine=engine,
            parents=tidy_of(built, "establishments").select(PARENTS.names),
        )
    return actor_of_codes(records, found.records["actor_id"])


def tidy_of(built: Build, name: str) -> pa.Table:
    return pq.read_table(built.tidy_path(name))


def actor_of_codes(records: pa.Table, actors: pa.ChunkedArray) -> dict[str, str]:
    actor_of: dict[str, str] = {}
    for number, pic, actor in zip(
        records["organisation_number"].to_pylist(),
        records["pic"].to_pylist(),
        actors.to_pylist(),
        strict=True,
    ):
        for code in (number, pic and f"pic:{pic}"):
            if code and actor:
                actor_of.setdefault(code, actor)
    return actor_of


@pytest.fixture(scope="module")
def as_built(built: Build) -> dict[str, str]:
    """Give the actor of each number and PIC as the build has them, decisions included."""
    actor_of: dict[str, str] = {}
    for name, tidy in (("participations", "project_participations"), ("awards", "grants")):
        rows = built.read(name)
        gathered = gather(rows.drop_columns(["actor_id"]), tidy_of(built, tidy))
        actor_of = actor_of_codes(gathered, rows["actor_id"]) | actor_of
    rows = tidy_of(built, "applications_carried")
    return actor_of_codes(gather(rows.drop_columns(["actor_id"])), rows["actor_id"]) | actor_of


def labelled() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def judged(actor_of: dict[str, str], kinds: set[str] | None = None) -> Counter[tuple[bool, bool]]:
    """Count pairs by what the label says and what was done."""
    told: Counter[tuple[bool, bool]] = Counter()
    for pair in labelled():
        a, b = pair["a"], pair["b"]
        if (kinds is None or pair["kind"] in kinds) and a in actor_of and b in actor_of:
            told[pair["is_same"] == "yes", actor_of[a] == actor_of[b]] += 1
    return told


def test_there_are_enough_labels_and_hard_ones_among_them() -> None:
    pairs = labelled()
    assert len(pairs) >= 500
    assert len({frozenset((one["a"], one["b"])) for one in pairs}) == len(pairs)
    assert sum(one["is_same"] == "yes" for one in pairs) >= 240
    assert sum(one["kind"] == "holdout" for one in pairs) >= 100


def test_precision_and_recall_by_the_rules_alone(by_rules: dict[str, str]) -> None:
    told = judged(by_rules)
    assert sum(told.values()) >= 540
    assert told[False, True] == 0
    # mergers of organisations are not written in names
    knowable = judged(by_rules, {one["kind"] for one in labelled()} - {"successor"})
    assert knowable[True, True] / (knowable[True, True] + knowable[True, False]) >= 0.90


def test_precision_and_recall_with_the_decisions(as_built: dict[str, str]) -> None:
    told = judged(as_built)
    assert told[False, True] == 0
    assert told[True, True] / (told[True, True] + told[True, False]) >= 0.95


def ties(rows: pa.Table, column: str) -> tuple[int, int]:
    """Count organisations that share a project, and pairs of them."""
    rows = rows.filter(pc.equal(rows["source"], "forskningsradet_eu"))
    projects: dict[str, set[str]] = {}
    for project, who in zip(rows["project_id"].to_pylist(), rows[column].to_pylist(), strict=True):
        if who:
            projects.setdefault(project, set()).add(who)
    pairs = {pair for who in projects.values() for pair in combinations(sorted(who), 2)}
    return len({one for pair in pairs for one in pair}), len(pairs)


def test_ties_before_and_after(built: Build) -> None:
    # the publisher's file has 467 and 1,319; one of them is a natural person, who has no number
    # behind the reading
    before = tidy_of(built, "project_participations")
    assert ties(before, "organisation_number") == BEFORE
    assert ties(built.read("participations"), "actor_id") == AFTER


def test_sintef_ntnu_and_the_university_hospitals(as_built: dict[str, str]) -> None:
    assert {as_built[one] for one in (SINTEF, SINTEF_BEFORE, "pic:999980761")} == {SINTEF}
    # companies of the group are organisations of their own
    assert as_built["939350675"] == "939350675"
    assert as_built["937357370"] == as_built["pic:997806603"] == as_built["pic:999940506"]
    ntnu = ("974767880", "pic:999977851", "981554140", "881553082", "974019477", "970937668")
    assert {as_built[one] for one in ntnu} == {NTNU}
    assert as_built["986243836"] == "986243836"
    assert as_built["pic:991104000"] == OUS
    assert as_built["pic:983562444"] == "983974724"
    assert len({as_built[one] for one in ("993467049", "983971636", "983974899")}) == 3


def test_what_was_merged_has_its_reason_and_nobody_is_a_person(built: Build) -> None:
    merges = built.read("actor_merges")
    assert merges["reason"].null_count == 0
    assert {"taken_over", "part_of", "same_name", "decided", "sub_unit"} <= set(
        merges["reason"].to_pylist()
    )
    rejects = built.read("rejects")
    people = rejects.filter(pc.equal(rejects["reason"], "natural_person"))
    assert people.num_rows >= 5
    assert people["content"].null_count == people.num_rows
    participations = built.read("participations")
    nameless = participations.filter(pc.is_null(participations["actor_id"]))
    assert nameless["organisation_name"].null_count == nameless.num_rows
