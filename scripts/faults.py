"""What can go wrong around Samspill, made to go wrong: each ends in the old or the new state.

Usage: python scripts/faults.py [--kills 100] [--only TRIAL ...] [--folder FOLDER]. Writes a small
sample, builds it, and then kills, fills, locks and corrupts. Each trial checks that the build that
is shown is whole, to the row of every table, that files of the vault are as they were, and that
what the user is told is one plain paragraph and no traceback. Prints a line a trial; exit code 1
if one fails.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import ctypes
import hashlib
import http.client
import json
import os
import random
import resource
import select
import shutil
import signal
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
_READY = """
import os, sys
from samspill.catalogue import findings, sources
from samspill.cli import main

findings(), sources()
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        sys.argv = ["samspill", *line.rstrip("\\n").split("\\t")]
        code = 1
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        finally:
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_SOURCES = ("klass_kommuner", "innovasjon_norge", "ssb_07459", "brreg_underenheter")
"""Few sources make a short build, and more of the kills come while something is written."""
_DAC_OVERRIDE, _PR_CAPBSET_DROP = 1, 24
"""What lets root write where nobody may, and how a process gives it away (Linux)."""


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

    def words(self, *words: str) -> list[str]:
        """Give the words of a command of Samspill on this home."""
        return [*words, "--home", str(self.folder)]

    def command(self, *words: str) -> list[str]:
        """Give a command of Samspill on this home."""
        return [sys.executable, "-c", _COMMAND, *self.words(*words)]

    def remove(self) -> None:
        """Take it away."""
        shutil.rmtree(self.folder, ignore_errors=True)

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
    drafts = 0
    with Ready() as ready:
        moments = Moments(kills, chance, ready.took(home.words("build")))
        vault, shown = home.vault, home.shown
        builds = {build.id for build in Store(home.folder).builds()}
        for moment in moments:
            moments.tell(*ready.killed(home.words("build"), moment))
            drafts += bool(list((home.folder / "builds").glob(".draft-*")))
            after = {build.id for build in Store(home.folder).builds()}
            check(builds <= after, "a build is gone")
            now = home.shown
            check(now in {shown, *(after - builds)}, "another build is shown")
            check(home.vault == vault, "the vault has changed")
            builds, shown = after, now
    ended = home.run("build")
    check(ended.code == 0, f"after the kills a build fails: {ended.said[-300:]}")
    check(not list((home.folder / "builds").glob(".draft-*")), "drafts are left")
    check(drafts > 0, "no kill came while a build was written")
    return f"{moments.verdict}; {drafts} left a draft"


def kills_of_import(home: Home, kills: int, chance: random.Random) -> str:
    """Kill an import with -9 at random moments."""
    other = Home(home.folder.parent / "imported", home.files)
    whole = Home(home.folder.parent / "whole", home.files)
    words = other.words("import", str(home.files))
    with Ready() as ready:
        check(whole.run("import", str(home.files)).code == 0, "an import without a fault fails")
        moments = Moments(kills, chance, ready.took(words, other.remove))
        for moment in moments:
            other.remove()
            moments.tell(*ready.killed(words, moment))
            check(set(other.vault) <= set(whole.vault), "files from nowhere")
    check(other.run("import", str(home.files)).code == 0, "after the kills an import fails")
    check(set(other.vault) == set(whole.vault), "after the kills the import is not whole")
    return moments.verdict


class Ready:
    """A process that has loaded the program: commands are its children, and begin at once."""

    def __enter__(self) -> Ready:
        """Load the program."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _READY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        """Let it go."""
        self._process.communicate()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _told(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def took(self, words: list[str], before: Callable[[], object] = lambda: None) -> float:
        """Give how many seconds a command takes that has been done before, when all is warm."""
        for _ in range(2):
            before()
            self._tell("\t".join(words))
            _, began = self._told(), time.monotonic()
            check(self._told() == 0, f"{words[0]} without a fault fails")
        return time.monotonic() - began

    def killed(self, words: list[str], moment: float) -> tuple[bool, float]:
        """Kill a command at a moment; say whether it was still at work, and how long it lived."""
        self._tell("\t".join(words))
        child, began = self._told(), time.monotonic()
        select.select([self._process.stdout], [], [], moment)
        lived = time.monotonic() - began
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return self._told() == -signal.SIGKILL, lived


class Moments:
    """Moments to kill at, one by chance in each stretch of the time that the work takes."""

    def __init__(self, kills: int, chance: random.Random, seconds: float) -> None:
        self.kills, self.chance, self.seconds = kills, chance, seconds
        self.caught = 0

    def __iter__(self) -> Iterator[float]:
        """Give the moments in an order by chance."""
        for part in self.chance.sample(range(self.kills), self.kills):
            yield self.seconds * (0.1 + 0.88 * (part + self.chance.random()) / self.kills)

    def tell(self, was_at_work: bool, lived: float) -> None:
        """Tell how a kill went: one that came too late shows how long the work really takes."""
        self.caught += was_at_work
        if not was_at_work:
            self.seconds = min(self.seconds, lived)

    @property
    def verdict(self) -> str:
        """How many came while it worked; too few are no trial."""
        told = f"{self.caught} of {self.kills} caught at work, of {self.seconds:.1f} s"
        check(2 * self.caught >= self.kills, f"too few kills came in time: {told}")
        return told


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
    folders = [home.folder, *home.folder.rglob("*/"), home.folder / "builds"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ended = home.run("build", before=as_anyone)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    check(ended.code == 1 and ended.is_plain, f"exit code {ended.code}: {ended.said[-300:]}")
    check(home.shown == shown, "another build is shown")
    return ended.said.strip().split("\n")[0][:60]


def as_anyone() -> None:
    """Be bound by permissions, also as root."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, _DAC_OVERRIDE, 0, 0, 0)


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
    """Give a build no more memory once it has begun: it ends, and harms nothing."""
    del kills, chance
    shown, codes = home.shown, []
    for megabytes in (0, 40, 160):
        # the draft of the build before this one may still lie there
        left = set((home.folder / "builds").glob(".draft-*"))
        process = subprocess.Popen(
            home.command("build"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        while process.poll() is None and not (
            set((home.folder / "builds").glob(".draft-*")) - left
        ):
            time.sleep(0.02)
        pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[0]
        limit = int(pages) * resource.getpagesize() + megabytes * 2**20
        resource.prlimit(process.pid, resource.RLIMIT_AS, (limit, limit))
        said, _ = process.communicate()
        ended = Ended(process.returncode, said)
        check(ended.is_plain or ended.code < 0, f"{megabytes} MB: {ended.said[-400:]}")
        codes.append(ended.code)
        after = home.shown
        check(after == shown or ended.code == 0, "another build is shown")
        shown = after
    check(any(codes), "there was memory enough, so nothing was tried")
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
    shown, cut, tried = home.shown, 0, 0
    while cut == 0 and tried < 20:
        tried += 1
        with serving(home) as (port, process), concurrent.futures.ThreadPoolExecutor(4) as many:
            asked = [
                many.submit(get, port, f"/api/v1/tables/strengths?limit=10000&offset={number}")
                for number in range(12)
            ]
            time.sleep(chance.uniform(0.05, 0.4))
            process.kill()
            cut = sum(one.exception() is not None for one in asked)
    check(cut > 0, "no answer was cut, so nothing was tried")
    check(home.shown == shown, "another build is shown")
    with serving(home) as (port, _):
        status, content = get(port, "/api/v1/tables/strengths?limit=10")
        check(status == 200 and json.loads(content)["build"] == shown, "the next does not answer")
    return f"{cut} of 12 answers cut"


def swapped(home: Home, kills: int, chance: random.Random) -> str:
    """Make a build the current one while pages are asked for."""
    del kills, chance
    seen: dict[str, int] = {}
    count = 0
    with serving(home) as (port, _), concurrent.futures.ThreadPoolExecutor(1) as beside:
        before = home.shown
        building = beside.submit(home.run, "build")
        until = time.monotonic() + 300
        while len(seen) < 2 and time.monotonic() < until:
            # an address that nobody has asked for, so that every answer is made
            number = count // 2
            asked = (f"/en/about?n={number}", f"/api/v1/tables/awards?limit={number % 500 + 1}")
            status, content = get(port, asked[count % 2])
            check(status == 200, f"answer {status} at {asked[count % 2]}")
            if count % 2:
                whole = json.loads(content)
                rows = min(whole["total"], whole["limit"])
                check(len(whole["rows"]) == rows, "an answer is not whole")
                seen[whole["build"]] = seen.get(whole["build"], 0) + 1
            else:
                check(content.endswith(b"</html>\n") or b"</html>" in content[-20:], "half a page")
            count += 1
        check(building.result().code == 0, building.result().said[-300:])
        check(set(seen) == {before, home.shown}, f"answers from {sorted(seen)}")
    return f"{count} answers, all whole, of the one build and then of the other"


_TRIALS = (
    kills_of_build, kills_of_import, full_disk, no_writing, two_at_once, clock_jump, corrupted,
    no_memory, server_killed, swapped,
)  # fmt: skip


def main() -> int:
    """Run every trial and tell how each went."""
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    given.add_argument("--kills", type=int, default=100)
    given.add_argument("--seed", type=int, default=2019)
    given.add_argument("--only", nargs="*", default=[trial.__name__ for trial in _TRIALS])
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
    for trial in (one for one in _TRIALS if one.__name__ in asked.only):
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
