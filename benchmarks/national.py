"""How long a build of the whole country takes, and how it grows.

`python benchmarks/national.py [--write] SHARE[xYEARS] ...` writes raw files of each share (0.01 to
1) of a country and of so many yearly pictures of its register (one without a number) into a
temporary folder (`nation.py` says how large the whole is), imports them, and runs `samspill build`
on them in a process of its own, from raw files to published tables. Prints seconds and the most
memory that its processes had together; with `--write` as a table into
`docs/benchmarks-national.md`. Without a share, one of a hundredth. With `--within FOLDER` the raw
files are kept there and used again.

The whole should take less than 90 s and 4 GB with one year, and 480 s with ten. No process gets
more than 6 GB: what needs more ends, and is shown so.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from argparse import ArgumentParser
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from nation import write_nation

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/benchmarks-national.md"
SECONDS = {1: 90.0, 10: 480.0}
MEGABYTES = 4_000.0
_LIMIT = 6 << 30

# a build in a process of its own, which tells how long its steps took and what it used
_BUILD = """
import resource, sys, time
from pathlib import Path
from samspill.build import build
from samspill.region import region_of
from samspill.store import Store
home = Path(sys.argv[1])
started = time.perf_counter()
begun = {}
def watch(step, what):
    begun.setdefault({"finding": "findings"}.get(step, step), time.perf_counter())
done = build(region_of(home, sys.argv[2]), Store(home), processes=None, watch=watch)
begun.pop("write", None)
ends = [*list(begun.values())[1:], time.perf_counter()]
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
busy = sum(one.ru_utime + one.ru_stime for one in used)
rows = sum(done.manifest["tables"][name]["rows"] for name in done.tables)
print(f"{ends[-1] - started:.2f} {rows} {busy:.1f}")
for (name, at), until in zip(begun.items(), ends):
    print(f"{until - at:8.1f} s  {name}")
"""


class Memory:
    """The most memory that a process and those that it started had together, looked at often.

    What they share is counted once.
    """

    def __init__(self, pid: int) -> None:
        self.pid, self.most = pid, 0.0
        self._is_over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()

    def _look(self) -> None:
        while not self._is_over.wait(0.25):
            self.most = max(self.most, sum(map(self._held, self._family(self.pid))))

    def _family(self, pid: int) -> list[int]:
        try:
            lists = [one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")]
        except OSError:
            return []
        children = [int(child) for one in lists for child in one.split()]
        return [pid, *(one for child in children for one in self._family(child))]

    def _held(self, pid: int) -> float:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            return 0.0
        return int(re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[1]) / 1024

    def over(self) -> float:
        """Stop looking; give megabytes."""
        self._is_over.set()
        self._looking.join()
        return self.most


def prepared(folder: Path, share: float, years: int) -> tuple[Path, Path]:
    """Write and import one share, unless that was done before; give the raw files and the home."""
    own = folder / f"{share}x{years}"
    raw, home = own / "raw", own / "home"
    if not (own / "done").exists():
        write_nation(raw, share, years)
        program = Path(sys.executable).with_name("samspill")
        command = [str(program), "import", str(raw), "--home", str(home)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (own / "done").touch()
    shutil.rmtree(home / "builds", ignore_errors=True)
    return raw, home


def measured(folder: Path, share: float, years: int) -> dict[str, object]:
    """Build one share; give what it took."""
    raw, home = prepared(folder, share, years)
    size = sum(path.stat().st_size for path in raw.rglob("*") if path.is_file())
    built = subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(home), str(raw / "profile")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (_LIMIT, _LIMIT)),
    )
    memory = Memory(built.pid)
    output, errors = built.communicate()
    peak = memory.over()
    found: dict[str, object] = {"share": share, "years": years, "size": size / 1e6}
    print(f"{share:.0%} of the country, {years} years: {size / 1e6:,.0f} MB of raw files")
    if built.returncode:
        reason = errors.strip().splitlines()[-1] if errors.strip() else "killed"
        print(f"the build ended: {reason}")
        return found
    first, *steps = output.splitlines()
    seconds, rows, busy = (float(one) for one in first.split())
    print(f"{seconds:.1f} s ({busy:.1f} s of processors), {peak:,.0f} MB at most, ", end="")
    print(f"{rows:,.0f} rows published")
    print("\n".join(steps), flush=True)
    told = {"seconds": seconds, "busy": busy, "peak": peak, "rows": rows, "steps": steps}
    return {**found, **told, "load": os.getloadavg()[1]}


def growth(found: list[dict[str, object]]) -> str:
    """Say how much longer so much more takes, from each share of one year to the next."""
    one_year = sorted(
        (one for one in found if one["years"] == 1 and "seconds" in one), key=lambda o: o["share"]
    )
    return ", ".join(
        f"{after['share'] / before['share']:.1f} times as much takes "
        f"{after['seconds'] / before['seconds']:.1f} times as long"
        for before, after in pairwise(one_year)
    )


def page(found: list[dict[str, object]], load: float) -> str:
    """Give the page; `load` is how many programs wanted to run before it began."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        "# Benchmark of the whole country",
        "",
        f"Made by `python benchmarks/national.py` on {datetime.now(UTC):%Y-%m-%d}: "
        f"{os.cpu_count()} processors, {memory:.0f} GB, Python {platform.python_version()}.",
        f"Before it began {load:.1f} programs wanted to run at a time, and at the most "
        f"{max((one.get('load', 0.0) for one in found), default=0.0):.1f} while it ran, "
        "this one among them.",
        "",
        "The raw files are invented and laid out as the publishers do: 357 municipalities; whole,",
        "1.1 million units, 0.9 million establishments a year, 75,000 awards, 250,000",
        "applications, 310,000 participations of CORDIS. Every municipality is a member of the",
        "profile. Time is from packed raw files to published tables, all findings; memory is the",
        "most that all processes of a build had together, what they share counted once. The",
        "profile's labelled texts are of real records, which these files do not hold: texts are",
        "put in areas by codes and words, without the classifier.",
        "",
        "| share | years | raw files | time | of processors | peak memory | rows | steps |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in found:
        head = f"| {one['share']:.0%} | {one['years']} | {one['size']:,.0f} MB "
        if "seconds" not in one:
            lines.append(f"{head}| not done within 6 GB | | | | |")
            continue
        steps = [re.sub(r"^ *([\d.]+) s  (.*)$", r"\2 \1 s", text) for text in one["steps"]]
        busy = f"{one['busy']:.0f} s" if "busy" in one else "not measured"
        lines.append(
            f"{head}| {one['seconds']:.0f} s | {busy} | {one['peak']:,.0f} MB "
            f"| {one['rows']:,.0f} | {', '.join(steps)} |"
        )
    whole = [one for one in found if one["share"] == 1.0]
    lines.append("")
    for one in whole:
        years = int(one["years"])
        wanted = SECONDS.get(years)
        if wanted is None:
            continue
        said = "one year" if years == 1 else "ten years"
        if "seconds" not in one:
            lines.append(f"Wanted for {said}: {wanted:.0f} s and 4 GB. **Not reached.**")
            continue
        verdicts = ", ".join(
            f"{what} {'reached' if is_met else '**not reached**'}"
            for what, is_met in (
                ("time", one["seconds"] <= wanted),
                ("memory", one["peak"] <= MEGABYTES),
            )
        )
        told = f"{one['seconds']:.0f} s and {one['peak'] / 1000:.1f} GB"
        lines.append(f"Wanted for {said}: {wanted:.0f} s and 4 GB; it took {told}: {verdicts}.")
    if told_growth := growth(found):
        lines += ["", f"From the smallest to the largest share: {told_growth}."]
    lines += [
        "",
        "Establishments are counted by five-digit activity too, and what each place is",
        "specialised in is told by that. Sizes in jobs, protection of cells, areas and the",
        "statistics of Europe's regions speak of the 88 divisions (decision 0054). The",
        "invented establishments have the sample's 234 five-digit activities; with 820 of",
        "them the finding takes two seconds for 357 municipalities (`python",
        "benchmarks/specialities.py`).",
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--within", type=Path, help="keep raw files here, and use those there are")
    parser.add_argument("--prepare", action="store_true", help="write raw files, build nothing")
    parser.add_argument("shares", nargs="*", default=["0.01"])
    given = parser.parse_args()
    asked = [
        (float(s), int(years or 1)) for s, _, years in (o.partition("x") for o in given.shares)
    ]
    load = os.getloadavg()[1]
    with tempfile.TemporaryDirectory(prefix="samspill-national-") as temporary:
        folder = given.within or Path(temporary)
        if given.prepare:
            for one in asked:
                prepared(folder, *one)
            raise SystemExit(0)
        done = []
        for one in asked:
            done.append(measured(folder, *one))
            if given.write:
                PAGE.write_text(page(done, load), encoding="utf-8")
    raise SystemExit(any("seconds" not in one for one in done))
