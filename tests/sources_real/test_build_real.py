"""The publishers' real files through import and build: figures that others have published or
counted, within the time and memory of an ordinary computer.

The expected figures stand in the README beside the files; whoever put the files together counted
them with other programs. Location quotients there are from persons employed in the divisions of
the NUTS 2 regions, cells that are missing left out of every sum.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from evidence import drawn_at_random, told, unexplained
from samspill import trace
from samspill.findings.meeting import Asked, acquainted, plan_meeting, room_of
from samspill.region import load_region
from samspill.store import Build, Store
from twobuilds import compare

COMMAND = "import sys; from samspill.cli import main; main()"
GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class Built:
    """A home with the real files and their build, and what it took."""

    store: Store
    seconds: float
    memory_bytes: int
    told: str

    @property
    def build(self) -> Build:
        return self.store.current()


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    home = tmp_path_factory.mktemp("real-home")
    told, seconds, memory = "", 0.0, 0
    for words in (("import", str(real_data)), ("build", "--lang", "en")):
        log = home.parent / f"{home.name}.log"
        began = time.monotonic()
        with log.open("w+b") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, *words, "--home", str(home)],
                stdout=output,
                stderr=output,
            )
            # the memory of this one child, at its highest
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        told = log.read_text(encoding="utf-8")
        assert process.returncode == 0, told
        seconds += time.monotonic() - began
        memory = max(memory, used.ru_maxrss * 1024)
    return Built(Store(home), seconds, memory, told)


@pytest.mark.slow
def test_spark_says_the_same(real: Built, real_data: Path, tmp_path: Path) -> None:
    for words in (("import", str(real_data)), ("build", "--engine", "spark")):
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *words, "--home", str(tmp_path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert list(compare.differences(real.build, Store(tmp_path).current())) == []


def where(rows: pa.Table, **values: object) -> pa.Table:
    for name, value in values.items():
        rows = rows.filter(pc.equal(rows[name], pa.scalar(value, rows[name].type)))
    return rows


def test_it_fits_in_the_memory_of_an_ordinary_computer(real: Built) -> None:
    # the time depends on what else the computer does; it is told (pytest -s) and not judged
    sys.stdout.write(f"\n{real.seconds:.1f} s, {real.memory_bytes / GIBIBYTE:.2f} GiB\n")
    assert real.memory_bytes < 2 * GIBIBYTE


@pytest.mark.parametrize(
    ("place", "activity", "year", "expected"),
    [
        ("NO01", "J62", 2014, 2.8173),
        ("NO03", "C26", 2014, 2.3823),
        ("NO02", "C16", 2014, 7.1495),
        ("NO01", "C10", 2014, 0.6841),
        ("NO01", "J62", 2010, 2.3001),
    ],
)
def test_location_quotients_are_those_that_were_counted(
    real: Built, place: str, activity: str, year: int, expected: float
) -> None:
    rows = where(
        real.build.read("strengths"), place_code=place, activity_code=activity, year=year,
        measure="persons_employed", reference="europe",
    ).to_pylist()  # fmt: skip
    assert len(rows) == 1
    assert rows[0]["lq"] == pytest.approx(expected, abs=0.0005)
    assert rows[0]["lq_low"] < rows[0]["lq_shrunk"] < rows[0]["lq_high"]


def test_what_is_judged_rests_on_sums_without_the_year_that_leaps(real: Built) -> None:
    rows = where(
        real.build.read("strengths"), place_code="NO01", year=2014, measure="persons_employed",
        reference="europe",
    ).to_pylist()  # fmt: skip
    by_activity = {row["activity_code"]: row for row in rows}
    it, trade = by_activity["J62"], by_activity["G46"]
    # a quarter of the region's persons, all trade, stands elsewhere in 2014; decision 0006
    assert it["lq"] == pytest.approx(2.82, abs=0.01)
    assert it["lq_shrunk"] == pytest.approx(2.08, abs=0.02)
    assert it["flag"] is None or "!" not in it["flag"]
    assert "!" in trade["flag"]
    assert trade["lq_shrunk"] is trade["is_strength"] is trade["q_value"] is None


@pytest.mark.parametrize(
    ("year", "persons", "missing"), [(2014, 133_361_628, 0.1186), (2010, None, 0.1259)]
)
def test_what_is_missing_stays_missing(
    real: Built, year: int, persons: int | None, missing: float
) -> None:
    path = real.build.tidy_path("sizes")
    assert path is not None
    sizes = where(
        pq.read_table(path), source="eurostat_sbs", place_kind="nuts2",
        measure="persons_employed", year=year,
    )  # fmt: skip
    observed = sizes.filter(pc.is_valid(sizes["value"]))
    places = len(pc.unique(observed["place_code"]))
    activities = len(pc.unique(observed["activity_code"]))
    assert (places, activities) == (282, 68)
    assert 1 - observed.num_rows / (places * activities) == pytest.approx(missing, abs=0.00005)
    assert persons is None or pc.sum(observed["value"]).as_py() == persons


@pytest.mark.parametrize("step", ["read", "carry"])
@pytest.mark.parametrize(
    ("source", "unit", "amount", "within"),
    [
        ("innovasjon_norge", "rows", 49_466, 0),
        ("innovasjon_norge", "amount_nok", 54_327_241_168, 0),
        ("forskningsradet_eu", "rows", 2_931, 0),
        ("forskningsradet_eu", "amount_eur", 1_672_234_782.37, 0.005),
    ],
)
def test_the_ledger_begins_with_all_there_is(
    real: Built, step: str, source: str, unit: str, amount: float, within: float
) -> None:
    rows = where(real.build.read("ledger"), source=source, step=step, unit=unit, part="")
    assert rows["received"].to_pylist() == [pytest.approx(amount, abs=within)]


@pytest.mark.parametrize(
    ("region", "rows", "millions"),
    [("NO01", 3_527, 3_142.4), ("NO02", 5_929, 4_117.2), ("NO03", 6_458, 5_394.9)],
)
def test_the_grants_of_ostlandet_are_those_that_were_counted(
    real: Built, region: str, rows: int, millions: float
) -> None:
    ledger = where(real.build.read("ledger"), source="innovasjon_norge", step="carry", part=region)
    assert where(ledger, unit="rows")["kept"].to_pylist() == [rows]
    kept = where(ledger, unit="amount_nok")["kept"].to_pylist()
    assert kept == [pytest.approx(millions * 1e6, abs=0.05e6)]
    # the published table says the same
    awards = where(real.build.read("awards"), source="innovasjon_norge", nuts_code=region)
    assert awards.num_rows == rows
    assert pc.sum(awards["amount_nok"]).as_py() == kept[0]


@pytest.mark.parametrize(
    ("place", "rows", "millions"), [("0301", 820, 577.51), ("3201", 164, 90.11)]
)
def test_participations_in_horizon_2020_are_those_that_were_counted(
    real: Built, place: str, rows: int, millions: float
) -> None:
    # Bærum was 3024 when the file was made and is 3201 in the edition of the profile
    found = where(real.build.read("participations"), source="forskningsradet_eu", place_code=place)
    assert found.num_rows == rows
    assert pc.sum(found["amount_eur"]).as_py() == pytest.approx(millions * 1e6, abs=0.005e6)


def test_hardly_a_grant_that_names_a_municipality_is_without_a_place(real: Built) -> None:
    path = real.build.tidy_path("grants")
    assert path is not None
    grants = pq.read_table(path, columns=["award_id", "county_name", "municipality_name"])
    # what names none: abroad, several, unspecified, Svalbard, and a county in both columns
    none = pa.array(["Flere kommuner", "Utlandet", "Uspesifisert", "Svalbard", "Spitsbergen"])
    name, county = grants["municipality_name"], grants["county_name"]
    is_county = pc.and_(pc.equal(name, county), pc.not_equal(name, "Oslo"))
    names_one = pc.invert(pc.or_(is_county, pc.is_in(name, none)))
    named = grants.filter(names_one)
    assert named.num_rows > 45_000
    awards = real.build.read("awards")
    placed = awards.filter(pc.is_valid(awards["place_code"]))["award_id"]
    lost = named.filter(pc.invert(pc.is_in(named["award_id"], placed.combine_chunks())))
    assert lost.num_rows / named.num_rows <= 0.01, pc.value_counts(
        lost["municipality_name"]
    ).to_pylist()[:20]


def test_a_figure_leads_back_to_its_cell_file_licence_and_vintage(real: Built) -> None:
    keys = {"place_code": "NO01", "activity_code": "J62", "year": "2014", "reference": "europe"}
    told = trace.explain(real.build, real.store.vault, "strengths", keys)
    file = told.files[0]
    assert (file.name, file.publisher) == ("sbs_r_nuts06_r2.tsv.gz", "Eurostat")
    assert (file.licence, file.vintage) == ("CC BY 4.0 (EU reuse)", "2017-11")
    assert file.sha256.startswith("7e5843901bb96a89")
    # the line as `zcat | grep -n` gives it
    cell = told.pieces[0].cells[0]
    assert cell.line == 159_832
    assert cell.content["nace_r2,indic_sb,geo\\time"] == "J62,V16110,NO01"
    assert cell.content["2014"].strip() == "23095"
    assert told.row["value"] == 23_095
    assert told.pieces[0].sums == {"value": 23_095}
    # the quotient can be counted again from the sums that are shown and the total of Europe
    own, of_place, of_activity = (told.pieces[n].sums["value"] for n in (0, 2, 3))
    assert (own / of_place) / (of_activity / 133_361_628) == pytest.approx(told.row["lq"])


def test_a_meeting_of_sixty_for_area_four(real: Built) -> None:
    names = ("meeting_candidates", "meeting_topics", "network_edges", "activity_proximities",
             "activities")  # fmt: skip
    room = room_of("environment", *(real.build.read(name).to_pylist() for name in names))
    plan = plan_meeting(room, Asked(60))
    assert len(plan.invitees) == 60
    # so few have met that the large in the strong environments have not either; the page says so
    assert plan.ties == plan.choice("strong").ties == 0
    assert 0 < plan.able_ties < 40
    assert "the largest in the strong environments" in acquainted(plan, "en")
    assert plan.ties < plan.choice("largest").ties
    assert plan.ties < plan.choice("random").ties
    assert plan.ties < plan.choice("covering").ties
    for kind in ("largest", "strong", "random"):
        assert plan.coverage > plan.choice(kind).coverage_high + 0.1, kind
    assert plan.coverage >= 0.85 * plan.bound
    covered = {one.kind: one.covered / one.total for one in plan.topics}
    assert covered["strength"] == covered["provider"] == covered["place"] == 1.0


def test_of_partners_abroad_no_area_has_more_projects_than_there_are(real: Built) -> None:
    rows = where(real.build.read("partners"), place_code="ostlandet").to_pylist()
    projects = {row["area_id"]: row["projects_of_place_count"] for row in rows}
    # the file has no titles, and research institutes of all trades belong to no one area
    assert projects[""] == 70
    assert sum(count for area, count in projects.items() if area) < 70
    assert all(count >= 3 for count in projects.values())


def test_the_summary_shows_the_ledger_in_whole_numbers(real: Built) -> None:
    for number in ("54,327,241,168", "1,672,234,782", "49,466"):
        assert number in real.told
    assert "SAMPLE DATA" not in real.told


@pytest.mark.parametrize("code", ["nb", "en"])
def test_every_number_of_the_report_is_that_of_what_its_text_is_about(
    real: Built, code: str
) -> None:
    _, chapters = told(real.store, load_region("osloregionen"), code)
    for chapter, evidence in chapters:
        assert unexplained(chapter, evidence, code) == [], chapter.title
    # how much the check is worth: numbers drawn at random in their stead hardly pass
    passed, tried = drawn_at_random(chapters, code, seed=1, least=3)
    assert tried > 300
    assert passed < 0.25 * tried, (passed, tried)
