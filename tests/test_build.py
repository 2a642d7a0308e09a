"""Raw files -> one build: the same every time, complete, balanced, or nothing and a reason."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from samspill import catalogue
from samspill.build import build
from samspill.errors import DataError, EngineError, HomeLocked, LedgerError, VaultDamaged
from samspill.reading import Part
from samspill.region import load_region
from samspill.sources import innovasjon_norge
from samspill.store import Build, RawFile, Store
from samspill.tables import REASONS, tables

REGION = load_region("osloregionen")


def digests(folder: Path, pattern: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob(pattern))
    }


def nothing_left(store: Store) -> bool:
    return not list((store.home / "builds").glob(".*"))


# the same every time


@pytest.fixture(scope="module")
def built_elsewhere(
    tmp_path_factory: pytest.TempPathFactory, imported: Callable[..., Store]
) -> Build:
    """Build the same files elsewhere, the findings side by side.

    Another home, process, order of hashes, clock and time zone.
    """
    home = tmp_path_factory.mktemp("another home")
    imported(home)
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            "import sys; from samspill.build import build; from samspill.store import Store\n"
            "from samspill.region import load_region\n"
            "build(load_region('osloregionen'), Store(sys.argv[1]), processes=2)\n",
            str(home),
        ],
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LANG": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Store(home).current()


def test_the_same_files_give_the_same_tables_byte_for_byte(
    sample_home: Store, built_elsewhere: Build
) -> None:
    here = sample_home.current()
    for pattern in ("tables/*.parquet", "tidy/*.parquet"):
        ours = digests(here.folder, pattern)
        assert len(ours) > 5
        assert digests(built_elsewhere.folder, pattern) == ours


def test_the_descriptions_differ_by_the_build_alone(
    sample_home: Store, built_elsewhere: Build
) -> None:
    here = sample_home.current()
    for name in here.tables:
        ours, theirs = here.twin(name), built_elsewhere.twin(name)
        assert ours.pop("build") == here.id
        assert theirs.pop("build") == built_elsewhere.id
        assert ours == theirs


def test_the_build_is_named_by_its_inputs(sample_home: Store, built_elsewhere: Build) -> None:
    # the second part is made from the raw files, the profile and the version
    assert sample_home.current().id.partition("-")[2] == built_elsewhere.id.partition("-")[2]


# complete


def test_every_published_table_has_inputs_that_are_in_the_vault(sample_home: Store) -> None:
    built = sample_home.current()
    manifest = built.manifest
    assert set(manifest["tables"]) == set(built.tables)
    here = {raw.sha256 for name in catalogue.sources() for raw in sample_home.vault.files(name)}
    assert set(manifest["raw"]) == here
    for name, told in manifest["tables"].items():
        assert told["rows"] == built.read(name).num_rows
        assert set(told["inputs"]) <= here
        assert told["inputs"], name


def test_a_tables_inputs_are_the_sources_it_leans_on(sample_home: Store) -> None:
    built = sample_home.current()
    raw = built.manifest["raw"]

    def sources_of(name: str) -> set[str]:
        return {raw[sha256]["source"] for sha256 in built.manifest["tables"][name]["inputs"]}

    # the grants' own register, the two that report with it, and the registers of where units are
    assert sources_of("awards") == {
        "innovasjon_norge", "forskningsradet_soknader", "forskningsradet_eu", "stotteregisteret",
        "brreg_enheter", "brreg_underenheter", "klass_kommuner", "ssb_07459",
    }  # fmt: skip
    assert {"eurostat_sbs", "brreg_underenheter"} <= sources_of("strengths")
    # knowledge, one of the stars, is read off the participations and the units' activities
    assert {"forskningsradet_eu", "brreg_enheter"} <= sources_of("stars")
    assert sources_of("ledger") == {one["source"] for one in raw.values()}


def test_the_manifest_says_what_made_the_build(sample_home: Store) -> None:
    manifest = sample_home.current().manifest
    assert manifest["is_sample"] is True
    assert manifest["region"] == {
        "id": "osloregionen",
        "fingerprint": REGION.fingerprint,
        "sets": {"ostlandet": ["NO01", "NO02", "NO03"]},
    }
    assert {"samspill", "engine", "python", "libraries", "parameters", "started"} <= set(manifest)


def test_every_table_has_a_twin_that_says_what_it_is(sample_home: Store) -> None:
    built = sample_home.current()
    for name in built.tables:
        twin = built.twin(name)
        assert twin["rows"] == built.read(name).num_rows
        assert twin["is_sample"] is True
        assert set(twin["title"]) == {"nb", "en"}
        assert [column["name"] for column in twin["columns"]] == built.read(name).column_names
        assert all(column["meaning"]["nb"] for column in twin["columns"])
        assert twin["key"] == list(tables()[name].key)
        assert twin["licence"]
        assert twin["sources"]


def test_the_licence_of_a_table_is_that_of_the_files_it_was_made_from(sample_home: Store) -> None:
    # the files of the sample are invented, whatever the publisher's own licence is
    assert sample_home.current().twin("awards")["licence"] == ["CC0 1.0 (invented)"]


def test_every_file_that_was_read_is_listed_as_a_source(sample_home: Store) -> None:
    rows = sample_home.current().read("sources")
    listed = dict(zip(rows["file_sha256"].to_pylist(), rows["vintage"].to_pylist(), strict=True))
    files = [raw for name in catalogue.sources() for raw in sample_home.vault.files(name)]
    assert listed == {raw.sha256: raw.vintage for raw in files}
    assert rows["licence"].null_count == rows["publisher"].null_count == 0


# balanced


def test_the_ledger_of_a_build_balances(sample_home: Store) -> None:
    rows = sample_home.current().read("ledger")
    gap = pc.subtract(pc.subtract(rows["received"], rows["kept"]), rows["rejected"])
    assert pc.max(pc.abs(gap)).as_py() < 0.005
    # every source that was read has a line for its rows
    reads = rows.filter(pc.and_(pc.equal(rows["step"], "read"), pc.equal(rows["unit"], "rows")))
    files = [raw for name in catalogue.sources() for raw in sample_home.vault.files(name)]
    assert set(reads["source"].to_pylist()) == {raw.source for raw in files}
    assert reads.num_rows == len(files)
    assert pc.min(reads["received"]).as_py() > 0


def test_what_the_ledger_set_aside_is_in_the_rejects(sample_home: Store) -> None:
    built = sample_home.current()
    ledger, rejects = built.read("ledger"), built.read("rejects")
    counted = ledger.filter(pc.equal(ledger["unit"], "rows"))
    told = pc.sum(counted["rejected"]).as_py()
    # a municipality that was split is a reject of persons: its source has no line of rows there
    own = rejects.filter(pc.invert(pc.and_(
        pc.equal(rejects["source"], "ssb_07459"), pc.equal(rejects["step"], "carry")
    )))  # fmt: skip
    assert told == own.num_rows > 0
    money = ledger.filter(pc.equal(ledger["unit"], "amount_nok"))
    aside = pc.sum(money["rejected"]).as_py()
    assert pc.sum(rejects["amount_nok"]).as_py() == pytest.approx(aside, abs=0.005)
    assert rejects["reason"].null_count == 0
    assert set(rejects["reason"].to_pylist()) <= set(REASONS)
    for language in ("nb", "en"):
        assert rejects[f"explanation_{language}"].null_count == 0


def lose_a_row(part: Part) -> Part:
    return Part(part.table, part.kept.slice(1), part.rejected, part.received)


def lose_a_krone(part: Part) -> Part:
    amount = pc.subtract(part.kept["amount_nok"], 1.0)
    at = part.kept.column_names.index("amount_nok")
    first = pa.chunked_array([amount.combine_chunks().slice(0, 1)])
    rest = part.kept["amount_nok"].slice(1)
    mended = pa.chunked_array([*first.chunks, *rest.chunks])
    return Part(
        part.table, part.kept.set_column(at, "amount_nok", mended), part.rejected, part.received
    )


def forget_to_count(part: Part) -> Part:
    return Part(part.table, part.kept, part.rejected, {})


def turn_to_nan(part: Part) -> Part:
    at = part.kept.column_names.index("amount_nok")
    lost = pa.repeat(pa.scalar(float("nan")), part.kept.num_rows)
    return Part(
        part.table, part.kept.set_column(at, "amount_nok", lost), part.rejected, part.received
    )


@pytest.mark.parametrize(
    ("sabotage", "unit"),
    [
        (lose_a_row, "rows"),
        (lose_a_krone, "amount_nok"),
        (forget_to_count, "rows"),
        (turn_to_nan, "amount_nok"),
    ],
)
def test_a_build_that_loses_something_fails_and_publishes_nothing(
    sabotage: Callable[[Part], Part],
    unit: str,
    tmp_path: Path,
    imported: Callable[..., Store],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = imported(tmp_path, only=("innovasjon_norge", "klass_kommuner"))
    before = build(REGION, store)
    honest = innovasjon_norge.read

    def read(raw: RawFile) -> Iterator[Part]:
        yield from map(sabotage, honest(raw))

    monkeypatch.setattr(innovasjon_norge, "read", read)
    with pytest.raises(LedgerError, match=rf"innovasjon_norge does not balance.*{unit}"):
        build(REGION, store)
    assert store.current() == before
    assert [one.id for one in store.builds()] == [before.id]
    assert nothing_left(store)


def test_a_finding_that_fails_publishes_nothing(
    tmp_path: Path, imported: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = imported(tmp_path, only=("eurostat_sbs",))

    def fail(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("samspill.build.harmonise", fail)
    with pytest.raises(ZeroDivisionError):
        build(REGION, store)
    assert store.builds() == []
    assert nothing_left(store)


# or a reason


def test_an_empty_vault_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        build(REGION, Store(tmp_path))
    for advice in ("is empty", "samspill fetch", "samspill import", "samspill demo"):
        assert advice in str(caught.value)


def test_a_damaged_file_of_the_vault_stops_the_build(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path, only=("klass_sn2007",))
    raw = store.vault.files("klass_sn2007")[0]
    raw.path.write_bytes(raw.path.read_bytes()[:-1] + b"!")
    with pytest.raises(VaultDamaged, match=r"standard_for_naeringsgruppering_SN2007\.csv"):
        build(REGION, store)
    assert store.builds() == []


def test_grants_without_the_changes_of_municipalities_say_what_is_missing(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path, only=("innovasjon_norge",))
    with pytest.raises(DataError) as caught:
        build(REGION, store)
    assert "klass_kommuner" in str(caught.value)
    assert "samspill fetch --source klass_kommuner" in str(caught.value)
    assert store.builds() == []


@pytest.mark.parametrize("source", ["brreg_underenheter", "forskningsradet_eu", "ssb_07459"])
def test_so_does_every_source_of_municipalities(
    source: str, tmp_path: Path, imported: Callable[..., Store]
) -> None:
    with pytest.raises(DataError, match="klass_kommuner"):
        build(REGION, imported(tmp_path, only=(source,)))


def test_statistics_of_europe_alone_are_enough_for_a_build(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    built = build(REGION, imported(tmp_path, only=("eurostat_sbs",)))
    strengths = built.read("strengths")
    assert set(strengths["source"].to_pylist()) == {"eurostat_sbs"}
    assert {"NO01", "NO02", "NO03"} <= set(strengths["place_code"].to_pylist())
    assert built.read("awards").num_rows == 0
    assert built.read("places").num_rows > 0


@pytest.mark.parametrize(
    "sources",
    [("klass_sn2007",), ("klass_kommuner",), ("klass_kommuner", "innovasjon_norge")],
    ids="+".join,
)
def test_few_sources_give_a_build_with_empty_tables(
    sources: tuple[str, ...], tmp_path: Path, imported: Callable[..., Store]
) -> None:
    built = build(REGION, imported(tmp_path, only=sources))
    assert built.read("strengths").num_rows == 0
    assert (built.read("awards").num_rows > 0) == ("innovasjon_norge" in sources)


def test_invented_and_real_data_do_not_go_into_one_build(
    tmp_path: Path, imported: Callable[..., Store], sample_files: Path
) -> None:
    store = imported(tmp_path, only=("eurostat_sbs",))
    listed = sample_files / "klass/standard_for_naeringsgruppering_SN2007.csv"
    store.vault.add(
        listed, source="klass_sn2007", name="SN2007.csv", vintage="2009",
        publisher="Statistisk sentralbyrå", licence="CC BY 4.0", origin="https://www.ssb.no",
    )  # fmt: skip
    with pytest.raises(DataError, match=r"sbs_r_nuts06_r2.*SN2007\.csv.*home folder of its own"):
        build(REGION, store)


def test_a_file_that_was_taken_again_replaces_the_one_before_it(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path, only=("klass_sn2007",))
    old = store.vault.files("klass_sn2007")[0]
    newer = store.vault.add(
        tmp_path / _with_one_line_less(old, tmp_path), source=old.source, name=old.name,
        vintage=old.vintage, publisher=old.publisher, licence=old.licence, origin=old.origin,
        taken_at=datetime(2025, 1, 1, tzinfo=UTC), is_sample=True,
    )  # fmt: skip
    assert list(build(REGION, store).manifest["raw"]) == [newer.sha256]


def _with_one_line_less(raw: RawFile, folder: Path) -> str:
    lines = raw.path.read_bytes().splitlines(keepends=True)
    (folder / "less.csv").write_bytes(b"".join(lines[:-1]))
    return "less.csv"


def test_a_home_that_is_built_in_already_is_left_alone(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path, only=("klass_sn2007",))
    with Store(tmp_path).locked(), pytest.raises(HomeLocked):
        build(REGION, store)
    assert store.builds() == []


def test_an_unknown_engine_is_refused(tmp_path: Path, imported: Callable[..., Store]) -> None:
    store = imported(tmp_path, only=("klass_sn2007",))
    with pytest.raises(EngineError, match="abacus"):
        build(REGION, store, engine="abacus")


def test_two_builds_within_one_second_are_both_kept(
    tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path, only=("klass_sn2007",))
    at = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    first, second = (build(REGION, store, now=lambda: at) for _ in range(2))
    assert first.id != second.id
    assert store.current() == second
    assert first.manifest["build"] == first.id
    assert json.loads(json.dumps(second.manifest))["build"] == second.id


def test_the_progress_names_each_step(tmp_path: Path, imported: Callable[..., Store]) -> None:
    told: list[str] = []
    build(
        REGION,
        imported(tmp_path, only=("klass_sn2007",)),
        watch=lambda step, what: told.append(f"{step}: {what}"),
    )
    assert told[0] == "read: klass_sn2007: standard_for_naeringsgruppering_SN2007.csv"
    assert "finding: strengths" in told
    assert told[-1].startswith("write")


def test_the_tables_are_plain_parquet(sample_home: Store) -> None:
    built = sample_home.current()
    for name in built.tables:
        assert pq.read_schema(built.path(name)).names == list(tables()[name].schema.names)
