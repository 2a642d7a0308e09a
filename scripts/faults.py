"""What can go wrong around Samspill, made to go wrong: each ends in the old or the new state.

Usage: python scripts/faults.py [--kills 100] [--folder FOLDER]. Writes a small sample, builds it,
and then kills, fills, locks and corrupts. Each trial checks that the build that is shown is whole,
to the row of every table, that files of the vault are as they were, and that what the user is told
is one plain paragraph and no traceback. Prints a line a trial; exit code 1 if one fails.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import hashlib
import http.client
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from samspill.sample import write_sample
from samspill.store import Store

_COMMAND = "import sys; from samspill.cli import main; sys.argv[0] = 'samspill'; main()"
_SOURCES = ("klass_kommuner", "innovasjon_norge", "ssb_07459", "brreg_underenheter")
"""Few sources make a short build, and more of the kills come while something is written."""


@dataclass
class Ended:
    """How a command ended and what it said."""

    code: int
    said: str

    @property
    def is_plain(self) -> bool:
        """Whether it ended in order, or with a message and no traceback."""
        return "Traceback" not in self.said and (self.code == 0 or bool(self.said.strip()))


class Home:
    """A home folder under trial."""

    def __init__(self, folder: Path, files: Path) -> None:
        self.folder, self.files = folder, files

    def command(self, *words: str) -> list[str]:
        """Give a command of Samspill on this home."""
        return [sys.executable, "-c", _COMMAND, *words, "--home", str(self.folder)]

    def run(self, *words: str, before: Callable[[], None] | None = None) -> Ended:
        """Run a command to its end, under limits if there are any."""
        done = subprocess.run(
            self.command(*words), capture_output=True, text=True, check=False, preexec_fn=before
        )
        return Ended(done.returncode, done.stdout + done.stderr)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command."""
        return subprocess.Popen(
            self.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    @property
    def shown(self) -> str:
        """The build that is shown, after a look at every row of every table of it."""
        built = Store(self.folder).current()
        for name in built.tables:
            rows = built.read(name).num_rows
            if rows != built.manifest["tables"][name]["rows"]:
                raise AssertionError(f"{built.id}: {name} has {rows} rows")
            if built.twin(name)["build"] != built.id:
                raise AssertionError(f"{built.id}: the twin of {name} is of another build")
        return built.id

    @property
    def vault(self) -> dict[str, str]:
        """The checksum of every file in the vault, of which none may be half written."""
        found = {}
        for path in sorted((self.folder / "raw").glob("*/*")):
            if path.is_file() and not path.name.startswith("."):
                found[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
                if path.suffix != ".json" and path.name != found[path.name]:
                    raise AssertionError(f"{path} does not hold what it is called by")
        return found


def check(condition: object, why: str) -> None:
    """Fail a trial."""
    if not condition:
        raise AssertionError(why)


# trials


def kills_of_build(home: Home, kills: int, chance: random.Random) -> str:
    """Kill a build with -9 at random moments."""
    began = time.monotonic()
    check(home.run("build").code == 0, "a build without a fault fails")
    seconds = time.monotonic() - began
    vault, caught = home.vault, 0
    for _ in range(kills):
        before = {build.id for build in Store(home.folder).builds()}
        shown = home.shown
        with home.start("build") as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds * chance.uniform(0.05, 0.9))
            process.kill()
        caught += process.returncode == -9
        after = {build.id for build in Store(home.folder).builds()}
        check(home.shown in {shown, *(after - before)}, "another build is shown")
        check(before <= after, "a build is gone")
        check(home.vault == vault, "the vault has changed")
    check(home.run("build").code == 0, "after the kills a build fails")
    check(not list((home.folder / "builds").glob(".draft-*")), "drafts are left")
    check(caught > 0, "no kill came while it worked, so nothing was tried")
    return f"{caught} of {kills} caught at work"


def kills_of_import(home: Home, kills: int, chance: random.Random) -> str:
    """Kill an import with -9 at random moments."""
    other = Home(home.folder.parent / "imported", home.files)
    whole = Home(home.folder.parent / "whole", home.files)
    began = time.monotonic()
    check(whole.run("import", str(home.files)).code == 0, "an import without a fault fails")
    seconds = time.monotonic() - began
    caught = 0
    for _ in range(kills):
        shutil.rmtree(other.folder, ignore_errors=True)
        with other.start("import", str(home.files)) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds * chance.uniform(0.05, 0.9))
            process.kill()
        caught += process.returncode == -9
        check(len(other.vault) <= len(whole.vault), "files from nowhere")
    check(other.run("import", str(home.files)).code == 0, "after the kills an import fails")
    check(set(other.vault) == set(whole.vault), "after the kills the import is not whole")
    check(caught > 0, "no kill came while it worked, so nothing was tried")
    return f"{caught} of {kills} caught at work"


def full_disk(home: Home, kills: int, chance: random.Random) -> str:
    """Leave no room on the disk: no file may grow beyond some kilobytes."""
    del kills, chance
    shown, said = home.shown, []
    for kilobytes in (0, 4, 64):
        limit = kilobytes * 1024

        def small(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ended = home.run("build", before=small)
        check(ended.code != 0, f"a build of files of {kilobytes} kB goes through")
        check(ended.is_plain or ended.code < 0, f"{kilobytes} kB: {ended.said[-300:]}")
        check(home.shown == shown, "another build is shown")
        said.append(ended.said.strip().split("\n")[0][:60])
    return said[-1]


def no_writing(home: Home, kills: int, chance: random.Random) -> str:
    """Let nobody write in the home."""
    del kills, chance
    shown = home.shown
    if os.geteuid() == 0:
        # root may write anywhere: a file where the folder of builds should be is the same to it
        other = Home(home.folder.parent / "unwritable", home.files)
        other.folder.mkdir(exist_ok=True)
        (other.folder / "raw").write_text("")
        ended = other.run("import", str(home.files))
    else:
        home.folder.chmod(0o555)
        (home.folder / "builds").chmod(0o555)
        ended = home.run("build")
        home.folder.chmod(0o755)
        (home.folder / "builds").chmod(0o755)
    check(ended.code == 1 and ended.is_plain, ended.said[-300:])
    check(home.shown == shown, "another build is shown")
    return ended.said.strip().split("\n")[0][:60]


def two_at_once(home: Home, kills: int, chance: random.Random) -> str:
    """Build one home twice at once."""
    del kills, chance
    with concurrent.futures.ThreadPoolExecutor(2) as both:
        ended = list(both.map(lambda _: home.run("build"), range(2)))
    check(all(one.is_plain for one in ended), str(ended))
    codes = sorted(one.code for one in ended)
    check(codes in ([0, 0], [0, 1]), f"exit codes {codes}")
    _ = home.shown
    return f"exit codes {codes}"


def clock_jump(home: Home, kills: int, chance: random.Random) -> str:
    """Set the clock back a year: the build that was made last is the one shown."""
    del kills, chance
    script = (
        "import sys; from datetime import UTC, datetime, timedelta; from pathlib import Path\n"
        "from samspill.build import build; from samspill.region import load_region\n"
        "from samspill.store import Store\n"
        "now = lambda: datetime.now(UTC) - timedelta(days=365)\n"
        "print(build(load_region('osloregionen'), Store(Path(sys.argv[1])), now=now).id)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home.folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    check(done.returncode == 0, done.stderr[-300:])
    check(home.shown == done.stdout.strip(), "the build made last is not shown")
    check(home.run("build").code == 0, "after the jump a build fails")
    return done.stdout.strip()


def corrupted(home: Home, kills: int, chance: random.Random) -> str:
    """Change one bit of a file in the vault."""
    del kills
    shown = home.shown
    files = [
        path
        for path in sorted((home.folder / "raw").glob("*/*"))
        if path.is_file() and path.suffix != ".json"
    ]
    path = chance.choice(files)
    content = path.read_bytes()
    at = chance.randrange(len(content))
    path.chmod(0o644)
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    ended = home.run("build")
    path.write_bytes(content)
    check(ended.code == 1 and ended.is_plain, ended.said[-300:])
    check(home.shown == shown, "another build is shown")
    return ended.said.strip().split("\n")[0][:60]


def no_memory(home: Home, kills: int, chance: random.Random) -> str:
    """Give less memory than a build takes: it ends, and harms nothing."""
    del kills, chance
    shown, codes = home.shown, []
    for megabytes in (700, 1000, 1400):

        def small(limit: int = megabytes * 2**20) -> None:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

        ended = home.run("build", before=small)
        codes.append(ended.code)
        after = home.shown
        check(after == shown or ended.code == 0, "another build is shown")
        shown = after
    return f"exit codes {codes}"


@contextlib.contextmanager
def serving(home: Home) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve the home on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = home.start("serve", "--port", str(port))
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                get(port, "/en/about")
                break
            time.sleep(0.1)
        yield port, process
    finally:
        process.kill()
        process.wait()


def get(port: int, path: str) -> tuple[int, bytes]:
    """Ask for a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def server_killed(home: Home, kills: int, chance: random.Random) -> str:
    """Kill the server while it answers; the next one serves the same."""
    del kills
    shown = home.shown
    with serving(home) as (port, process), concurrent.futures.ThreadPoolExecutor(4) as many:
        asked = [many.submit(get, port, "/api/v1/awards?limit=1000") for _ in range(12)]
        time.sleep(chance.uniform(0.0, 0.05))
        process.kill()
        cut = sum(one.exception() is not None for one in asked)
    check(home.shown == shown, "another build is shown")
    with serving(home) as (port, _):
        status, content = get(port, "/api/v1/awards?limit=10")
        check(status == 200 and content, "the next server does not answer")
    return f"{cut} of 12 answers cut"


def swapped(home: Home, kills: int, chance: random.Random) -> str:
    """Make a build the current one while pages are asked for."""
    del kills, chance
    wrong: list[int] = []
    count = 0
    with serving(home) as (port, _), concurrent.futures.ThreadPoolExecutor(1) as beside:
        before = home.shown
        building = beside.submit(home.run, "build")
        while not building.done() or count < 50:
            status, _content = get(port, ("/en/about", "/api/v1/awards?limit=50")[count % 2])
            count += 1
            if status != 200:
                wrong.append(status)
        check(building.result().code == 0, building.result().said[-300:])
        check(home.shown != before, "the new build is not shown")
    check(not wrong, f"answers {wrong[:5]}")
    return f"{count} answers, all whole"


_TRIALS = (
    kills_of_build, kills_of_import, full_disk, no_writing, two_at_once, clock_jump, corrupted,
    no_memory, server_killed, swapped,
)  # fmt: skip


def main() -> int:
    """Run every trial and tell how each went."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("--kills", type=int, default=100)
    given.add_argument("--seed", type=int, default=2019)
    given.add_argument("--folder", type=Path)
    asked = given.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="samspill-faults-"))
    chance, failed = random.Random(asked.seed), 0
    files = folder / "files"
    write_sample(files, size=0.1)
    _keep(files, _SOURCES)
    home = Home(folder / "home", files)
    check(home.run("import", str(files)).code == 0, "the sample cannot be imported")
    check(home.run("build").code == 0, "the sample cannot be built")
    for trial in _TRIALS:
        began = time.monotonic()
        try:
            told, mark = trial(home, asked.kills, chance), "holds"
        except AssertionError as wrong:
            told, mark, failed = str(wrong), "FAILS", failed + 1
        seconds = time.monotonic() - began
        what = (trial.__doc__ or "").split("\n")[0]
        sys.stdout.write(f"{mark}  {what}  ({told}; {seconds:.0f} s)\n")
        sys.stdout.flush()
    if asked.folder is None:
        shutil.rmtree(folder)
    return 1 if failed else 0


def _keep(files: Path, sources: tuple[str, ...]) -> None:
    """Leave only the files of some sources in the sample's listing."""
    listing = files / "sources.toml"
    head, *entries = listing.read_text(encoding="utf-8").split("[[file]]")
    kept = [one for one in entries if any(f'"{source}"' in one for source in sources)]
    listing.write_text(head + "".join(f"[[file]]{one}" for one in kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
