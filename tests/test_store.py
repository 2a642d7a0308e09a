"""The vault keeps what came, a build is seen whole or not at all, refusals are sentences."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from samspill.errors import (
    DataError,
    HomeLocked,
    NoBuild,
    StoreError,
    UnknownCode,
    VaultDamaged,
)
from samspill.store import Build, Draft, RawFile, Store, Vault
from samspill.tables import table


def add(vault: Vault, content: bytes, **more: Any) -> RawFile:
    described: dict[str, Any] = {
        "source": "trial",
        "name": "file.csv",
        "vintage": "2024",
        "publisher": "Prøveforlaget",
        "licence": "CC0",
        "origin": "https://example.org/file.csv",
    }
    return vault.add(io.BytesIO(content), **(described | more))


def publish(store: Store, build_id: str, content: str = "here") -> Build:
    with store.locked(), store.draft(build_id) as draft:
        write(draft, content)
        return store.publish(draft, {"build": build_id})


def write(draft: Draft, content: str) -> None:
    rows = pa.table({"activity_edition": ["nace-2"], "activity_code": ["A01"]})
    rows = rows.append_column("activity_nb", pa.array([content]))
    draft.write_table("activities", table("activities").conform(rows), twin={"sources": []})


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".*"))


# the vault


def test_a_file_is_kept_as_it_came_under_its_checksum(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"a,b\n1,2\n", taken_at=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert raw.path.read_bytes() == b"a,b\n1,2\n"
    assert raw.path.name == raw.sha256 == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    described = json.loads(raw.path.with_name(f"{raw.sha256}.json").read_text(encoding="utf-8"))
    assert described["publisher"] == "Prøveforlaget"
    assert described["licence"] == "CC0"
    assert described["taken_at"] == "2024-01-02T03:04:05+00:00"
    assert described["bytes_count"] == 8
    assert "path" not in described
    assert left_behind(tmp_path) == []


def test_a_path_is_taken_like_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"the same")
    vault = Vault(tmp_path / "raw")
    described: dict[str, Any] = {
        "source": "trial", "name": "f", "vintage": "1", "publisher": "p", "licence": "l",
        "origin": "o",
    }  # fmt: skip
    assert vault.add(path, **described).sha256 == add(vault, b"the same").sha256


def test_the_same_bytes_twice_are_one_file_and_its_first_description(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    first = add(vault, b"same", taken_at=datetime(2024, 1, 1, tzinfo=UTC))
    again = add(vault, b"same", taken_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert again == first
    assert vault.files("trial") == [first]
    assert len(list((tmp_path / "raw/trial").iterdir())) == 2


def test_the_same_bytes_of_another_vintage_have_both_descriptions_and_the_newest_counts(
    tmp_path: Path,
) -> None:
    vault = Vault(tmp_path / "raw")
    first = add(vault, b"same", vintage="2023")
    corrected = add(vault, b"same", vintage="2024")
    assert (corrected.vintage, corrected.sha256) == ("2024", first.sha256)
    assert corrected.path == first.path
    assert vault.files("trial") == [corrected]
    assert vault.find(first.sha256) == corrected
    vault.verify(corrected)
    # what was said before is kept
    folder = tmp_path / "raw/trial"
    said = {path.name.removeprefix(first.sha256) for path in folder.iterdir()}
    assert said == {"", ".json", ".2.json"}
    kept = json.loads((folder / f"{first.sha256}.json").read_text(encoding="utf-8"))
    assert kept["vintage"] == "2023"
    # the same said again is no description more
    assert add(vault, b"same", vintage="2024") == corrected
    # a change of mind is one, and none is written over where another was lost
    (folder / f"{first.sha256}.json").unlink()
    assert add(vault, b"same", vintage="2023").vintage == "2023"
    assert vault.files("trial")[0].vintage == "2023"
    assert (folder / f"{first.sha256}.3.json").exists()


def test_a_file_whose_description_was_lost_gets_one_again(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"same")
    raw.path.with_name(f"{raw.sha256}.json").unlink()
    assert vault.files("trial") == []
    assert add(vault, b"same").sha256 == raw.sha256
    assert [one.sha256 for one in vault.files("trial")] == [raw.sha256]


def test_files_come_oldest_vintage_first_then_oldest_taken(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    for content, vintage, day in (
        (b"4", "2024", 1), (b"2", "2019", 9), (b"1", "2019", 3), (b"3", "2020-01", 2),
    ):  # fmt: skip
        add(vault, content, vintage=vintage, taken_at=datetime(2025, 1, day, tzinfo=UTC))
    assert [one.path.read_bytes() for one in vault.files("trial")] == [b"1", b"2", b"3", b"4"]
    assert [one.year for one in vault.files("trial")] == [2019, 2019, 2020, 2024]
    assert vault.files("another") == []


def test_a_vintage_without_a_year_has_none(tmp_path: Path) -> None:
    assert add(Vault(tmp_path / "raw"), b"x", vintage="spring").year is None


def test_the_partial_path_is_one_for_each_address_and_no_file_of_the_vault(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    one = vault.partial("trial", "https://example.org/a")
    assert one == vault.partial("trial", "https://example.org/a")
    assert one != vault.partial("trial", "https://example.org/b")
    one.write_bytes(b"half")
    assert vault.files("trial") == []


def test_a_file_that_is_not_there_cannot_be_added(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    with pytest.raises(StoreError, match=r"nowhere\.csv is not there\."):
        vault.add(
            tmp_path / "nowhere.csv", source="trial", name="f", vintage="1", publisher="p",
            licence="l", origin="o",
        )  # fmt: skip
    assert left_behind(tmp_path) == []


def test_a_stream_that_breaks_leaves_nothing_in_the_vault(tmp_path: Path) -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(4)

    vault = Vault(tmp_path / "raw")
    with pytest.raises(StoreError, match="Input/output error"):
        vault.add(
            Breaking(b"much more"), source="trial", name="f", vintage="1", publisher="p",
            licence="l", origin="o",
        )  # fmt: skip
    assert list((tmp_path / "raw/trial").iterdir()) == []


def test_verify_finds_a_changed_byte(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"good bytes")
    vault.verify(raw)
    raw.path.write_bytes(b"gooD bytes")
    with pytest.raises(VaultDamaged) as caught:
        vault.verify(raw)
    told = str(caught.value)
    assert "file.csv (trial)" in told
    assert raw.sha256[:12] in told
    assert hashlib.sha256(b"gooD bytes").hexdigest()[:12] in told
    assert "import or fetch the file again" in told


def test_the_advice_for_a_damaged_file_works(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"good bytes")
    raw.path.write_bytes(b"bad")
    raw.path.unlink()
    raw.path.with_name(f"{raw.path.name}.json").unlink()
    vault.verify(add(vault, b"good bytes"))


def test_verify_finds_that_a_file_is_gone(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"good bytes")
    raw.path.unlink()
    with pytest.raises(VaultDamaged, match=r"gone from the vault.*import or fetch"):
        vault.verify(raw)


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", "null", '{"source": "trial"}', '{"colour": 1}', "\udcff"],
    ids=["empty", "cut off", "a list", "null", "too little", "too much", "no text"],
)
def test_a_broken_description_is_said_plainly(tmp_path: Path, broken: str) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"good bytes")
    described = raw.path.with_name(f"{raw.path.name}.json")
    described.write_bytes(broken.encode("utf-8", "surrogateescape"))
    with pytest.raises(VaultDamaged) as caught:
        vault.files("trial")
    assert str(described) in str(caught.value)
    assert "Delete it" in str(caught.value)


def test_find_gives_a_file_of_any_source_or_says_what_to_do(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "raw")
    raw = add(vault, b"good bytes", source="other")
    assert vault.find(raw.sha256) == raw
    with pytest.raises(VaultDamaged, match="Import or fetch it again"):
        vault.find("0" * 64)


# builds


def test_nothing_is_built_yet(tmp_path: Path) -> None:
    with pytest.raises(NoBuild, match="samspill build"):
        Store(tmp_path).current()
    assert Store(tmp_path).builds() == []


@pytest.mark.parametrize("pointed_at", ["gone", "", "\n"])
def test_a_pointer_to_nothing_is_said_plainly(tmp_path: Path, pointed_at: str) -> None:
    store = Store(tmp_path)
    publish(store, "one")
    (tmp_path / "builds/current").write_text(pointed_at, encoding="utf-8")
    with pytest.raises(NoBuild, match=r"is not there\. Run `samspill build`"):
        store.current()


def test_a_pointer_that_is_a_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "builds/current").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be read"):
        Store(tmp_path).current()


def test_a_published_build_can_be_read(tmp_path: Path) -> None:
    store = Store(tmp_path)
    built = publish(store, "one", "ett")
    assert store.current() == built
    assert built.tables == ("activities",)
    assert built.manifest == {"build": "one"}
    assert built.read("activities")["activity_nb"].to_pylist() == ["ett"]
    assert built.twin("activities")["build"] == "one"
    assert built.twin("activities")["rows"] == 1
    assert built.tidy_path("grants") is None
    with pytest.raises(UnknownCode, match="Did you mean activities"):
        built.read("activity")


def test_builds_are_given_oldest_first_and_drafts_are_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("20240102", "20240101", "20240103"):
        publish(store, name)
    (tmp_path / "builds/.draft-x").mkdir()
    (tmp_path / "builds/.draft-x/manifest.json").write_text("{}", encoding="utf-8")
    assert [one.id for one in store.builds()] == ["20240101", "20240102", "20240103"]


def test_what_is_drafted_is_not_seen_before_it_is_published(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "one")
    with store.draft("two") as draft:
        write(draft, "two")
        assert store.current().id == "one"
        assert [one.id for one in store.builds()] == ["one"]
        store.publish(draft, {})
    assert store.current().id == "two"


def test_a_draft_that_fails_leaves_nothing_and_the_build_before_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "one")

    def fail() -> None:
        with store.draft("two") as draft:
            write(draft, "two")
            raise DataError("something")

    with pytest.raises(DataError):
        fail()
    assert store.current().id == "one"
    assert left_behind(tmp_path) == []


def test_what_a_killed_build_leaves_is_removed_by_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / "builds/.draft-killed/tables").mkdir(parents=True)
    (tmp_path / "builds/.draft-killed/tables/x.parquet").write_bytes(b"half")
    (tmp_path / "builds/.new-pointer").write_bytes(b"half a poin")
    publish(store, "one")
    assert left_behind(tmp_path) == []


def test_two_builds_of_one_name_are_two_builds(tmp_path: Path) -> None:
    # builds are named by the second they began in
    store = Store(tmp_path)
    first, second = publish(store, "one", "first"), publish(store, "one", "second")
    assert first.id != second.id
    assert first.read("activities")["activity_nb"].to_pylist() == ["first"]
    assert store.current() == second
    assert second.twin("activities")["build"] == second.id
    assert [one.id for one in store.builds()] == [first.id, second.id]


def test_rows_that_are_not_as_declared_are_not_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    rows = pa.table({"activity_edition": ["nace-2"] * 2, "activity_code": ["A01"] * 2})
    with store.draft("one") as draft, pytest.raises(DataError, match="stands twice"):
        draft.write_table("activities", rows, twin={})


def test_reading_never_fails_while_builds_are_published(tmp_path: Path) -> None:
    store = Store(tmp_path)
    publish(store, "00", "00")
    seen: list[str] = []
    problems: list[BaseException] = []
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            try:
                built = store.current()
                content = built.read("activities")["activity_nb"].to_pylist()
                whole = content == [built.id] and built.manifest == {"build": built.id}
                seen.append(built.id if whole else "not whole")
            except BaseException as problem:  # noqa: BLE001 - it is shown by the test's thread
                problems.append(problem)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 21):
        publish(store, f"{number:02}", f"{number:02}")
    is_done.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert set(seen) <= {f"{number:02}" for number in range(21)}
    # the readers have seen the pointer move, else this proves nothing
    assert len(set(seen)) > 1


# the home folder


def test_a_home_that_another_process_builds_in_is_said_to_be_busy(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from samspill.store import Store\n"
            "with Store(sys.argv[1]).locked():\n"
            "    print('held', flush=True)\n"
            "    sys.stdin.read()\n",
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(HomeLocked, match="Wait until it has finished"),
            Store(tmp_path).locked(),
        ):
            pytest.fail("two processes hold the same home")
        holder.communicate("")
    # the lock goes with the process that held it
    with Store(tmp_path).locked():
        pass


def test_a_home_that_is_a_file_is_said_plainly(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_bytes(b"")
    with pytest.raises(StoreError, match=f"{home} cannot be used"), Store(home).locked():
        pytest.fail("a file is no home")
    with pytest.raises(StoreError, match="home"):
        add(Store(home).vault, b"x")
    with pytest.raises(StoreError, match="home"):
        Store(home).current()


def test_a_folder_of_builds_that_is_a_file_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "builds").write_bytes(b"")
    with pytest.raises(StoreError, match="builds"), Store(tmp_path).draft("one"):
        pytest.fail("a file holds no builds")


def test_a_refused_folder_tells_how_to_choose_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # who runs the tests may be allowed everything, so the refusal is acted
    def refuse(self: Path, *args: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match=r"no permission.*--home"), Store(tmp_path / "h").locked():
        pytest.fail("the folder cannot be made")


def test_a_full_disk_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    publish(store, "one")

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("samspill.store.os.fsync", full)
    with pytest.raises(StoreError, match=r"No space left.*last finished build is untouched"):
        publish(store, "two")
    monkeypatch.undo()
    assert store.current().id == "one"
    assert left_behind(tmp_path) == []
