"""A build that is killed at any moment leaves the build before it in place, to the byte."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from samspill.sample import write_sample
from samspill.store import Store

KILLS = 20
BUILD = "import sys; from samspill.cli import main; sys.argv[0] = 'samspill'; main()"


def start(home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, "build", "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def finish(home: Path) -> None:
    with start(home) as process:
        _, told = process.communicate()
        assert process.returncode == 0, told.decode()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_a_build_that_is_killed_harms_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, imported: Callable[..., Store]
) -> None:
    files = tmp_path_factory.mktemp("smallest")
    write_sample(files, size=0.1)
    # fewer sources make a shorter build, and more of the kills come while it is written
    store = imported(tmp_path, files, only=("klass_kommuner", "innovasjon_norge", "ssb_07459"))
    finish(tmp_path)

    # a second build, to know how long one takes
    began = time.monotonic()
    finish(tmp_path)
    seconds = time.monotonic() - began
    raw = digests(tmp_path / "raw")
    builds = {built.id: digests(built.folder) for built in store.builds()}
    served = store.current().id

    chance = random.Random(2019)
    caught_in_the_act = 0
    for number in range(KILLS):
        # one moment in each stretch of the build, the start of Python left out
        moment = seconds * (0.25 + 0.8 * (number + chance.random()) / KILLS)
        with start(tmp_path) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.kill()
            _, told = process.communicate()
        assert process.returncode in (0, -9), told.decode()
        caught_in_the_act += bool(list((tmp_path / "builds").glob(".draft-*")))

        # the pointer leads to a whole build: the one before, or the new one
        built = store.current()
        fresh = {one.id: digests(one.folder) for one in store.builds() if one.id not in builds}
        assert built.id in {served, *fresh}
        assert not built.folder.name.startswith(".")
        for name in built.tables:
            assert built.read(name).num_rows == built.manifest["tables"][name]["rows"]
            assert built.twin(name)["build"] == built.id
        # what was finished before is as it was, in the vault too
        assert digests(tmp_path / "raw") == raw
        for build_id, before in builds.items():
            assert digests(tmp_path / "builds" / build_id) == before
        builds |= fresh
        served = built.id

    # else every kill came too early or too late, and this proves nothing
    assert caught_in_the_act >= 3

    finish(tmp_path)
    assert store.current().id not in builds
    assert sorted(path.name for path in (tmp_path / "builds").glob(".*")) == []


DRIVER = """
import json, os, signal, sys
from pathlib import Path
import pyarrow as pa
from samspill.store import Store
from samspill.tables import table

home = Path(sys.argv[1])
store = Store(home)


def publish(number):
    rows = pa.table({"activity_edition": ["nace-2"], "activity_code": ["A01"]})
    rows = rows.append_column("activity_nb", pa.array([number]))
    with store.locked(), store.draft(number) as draft:
        draft.write_table("activities", table("activities").conform(rows), twin={})
        draft.write_tidy("activities", rows)
        store.publish(draft, {"build": number})


def killed_at(last, number):
    seen = 0

    def watch(event, arguments):
        nonlocal seen
        if event == "open" or event.startswith(("os.", "shutil.", "tempfile.", "fcntl.")):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        sys.addaudithook(watch)
        publish(number)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


publish("before")
for step in range(1, 500):
    code = killed_at(step, f"build-{step:03}")
    built = store.current()
    print(json.dumps({
        "code": code,
        "current": built.id,
        "holds": built.read("activities")["activity_nb"].to_pylist(),
        "manifest": built.manifest["build"],
        "names": sorted(one.id for one in store.builds()),
    }))
    if code == 0:
        break
"""


def test_a_kill_before_every_single_step_of_publishing_harms_nothing(tmp_path: Path) -> None:
    # the driver kills itself before the first, second, ... step that touches the disk
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(steps) > 20
    assert [step["code"] for step in steps] == [-9] * (len(steps) - 1) + [0]
    served = ["before"]
    for number, step in enumerate(steps, 1):
        # whatever is served is whole
        assert step["holds"] == [step["current"]] == [step["manifest"]]
        assert step["current"] in (served[-1], f"build-{number:03}")
        served.append(step["current"])
        assert not [name for name in step["names"] if name.startswith(".")]
    # most kills come before the pointer is swapped, and the last build goes through
    assert served.count("before") > 10
    assert served[-1] == f"build-{len(steps):03}"
    assert [path.name for path in tmp_path.rglob(".*")] == []
