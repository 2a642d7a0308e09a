"""Measure Samspill beside its peers and beside bare kernels; write docs/benchmarks.md.

    python benchmarks/run.py            everything, about ten minutes
    python benchmarks/run.py --quick    a small matrix once, to see that it runs; writes nothing

Each measurement runs in a process of its own, which is stopped at its time-out.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs/benchmarks.md"
THREADS = "2"


@dataclass(frozen=True)
class Answer:
    """What one measurement gave; without seconds it was stopped or it died."""

    seconds: float | None
    peak_mb: float | None
    note: str = ""

    def time(self) -> str:
        """Give the seconds in words."""
        return self.note if self.seconds is None else f"{self.seconds:.3g} s"

    def memory(self) -> str:
        """Give the peak in words."""
        return "" if self.peak_mb is None else f"{self.peak_mb:,.0f} MB"


@dataclass(frozen=True)
class Case:
    """A task: what ours is, whom it is compared with, and how long they may take."""

    title: str
    given: str
    ours: str
    others: tuple[str, ...] = ()
    timeout: float = 60
    repeats: int = 5


NAMES = {
    "ours": "samspill",
    "panel_ours": "samspill",
    "all_measures": "samspill",
    "bicm_ours": "samspill, exact",
    "bicm_refined": "samspill, refined normal",
    "shrunken": "samspill",
    "co_occurrence_ours": "samspill",
    "bare": "bare kernels",
    "co_occurrence_bare": "bare SciPy product, float32",
    "ecomplexity_peer": "ecomplexity, without its check of log-supermodularity",
    "ecomplexity_default": "ecomplexity, as called by default",
    "panel_ecomplexity": "ecomplexity, without its check",
    "bicm_peer": "bicm, Poisson",
    "bicm_peer_exact": "bicm, exact (poibin)",
}
CHAIN = "LQ → presence → proximity → density → ECI, PCI → COI, COG"
PROJECTION = "configuration model and p-values of all pairs of activities"
EVERYTHING = "four norms with densities, ECI, PCI, fitness, COI, COG"
PEER = ("bare", "ecomplexity_peer")
BOTH = (*PEER, "ecomplexity_default")
CASES = (
    Case(CHAIN, "250x800", "ours", BOTH, 60),
    Case(CHAIN, "2000x700", "ours", BOTH, 90),
    Case(CHAIN, "5000x1200", "ours", PEER, 600),
    Case(CHAIN, "40000x650", "ours", PEER, 60, 3),
    Case(f"{CHAIN}, 30 years", "panel 250x800x30", "panel_ours", ("panel_ecomplexity",), 400, 3),
    Case(EVERYTHING, "357x600", "all_measures"),
    Case(PROJECTION, "presence 250x800", "bicm_ours", ("bicm_refined", "bicm_peer"), 180),
    Case(PROJECTION, "presence 357x600", "bicm_ours", ("bicm_refined",), 60),
    Case("shrunken quotients with interval, p, q", "357x600", "shrunken"),
    Case(
        "who meets whom, 2 million participations",
        "participations 400000 1000000 2000000",
        "co_occurrence_ours",
        ("co_occurrence_bare",),
        120,
        3,
    ),
)
QUICK = (
    Case(CHAIN, "60x80", "ours", PEER, 60, 1),
    Case(EVERYTHING, "60x80", "all_measures", repeats=1),
    Case(PROJECTION, "presence 60x80", "bicm_ours", ("bicm_refined", "bicm_peer_exact"), 60, 1),
    Case("shrunken quotients with interval, p, q", "60x80", "shrunken", repeats=1),
    Case(
        "who meets whom",
        "participations 400 1000 2000",
        "co_occurrence_ours",
        ("co_occurrence_bare",),
        60,
        1,
    ),
)


def prepared(given: str, folder: Path) -> Path:
    """Make an input once, in a process of its own: a child's peak starts at its parent's size."""
    path = folder / f"{given.replace(' ', '_')}.npy"
    if not path.exists():
        subprocess.run([sys.executable, str(HERE / "recipe.py"), given, str(path)], check=True)
    return path


def measured(name: str, path: Path, repeats: int, timeout: float) -> Answer:
    """Run one measurement in a process of its own."""
    threads = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), THREADS
    )
    try:
        done = subprocess.run(
            [sys.executable, str(HERE / "measure.py"), name, str(path), str(repeats)],
            capture_output=True,
            text=True,
            timeout=timeout * max(1, repeats),
            env=os.environ | threads,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(None, None, f"stopped at {timeout:.0f} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Answer(None, None, f"died ({last[:80]})")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Answer(found["seconds"], found["peak_mb"])


def middle(runs: list[Answer]) -> Answer:
    """Give the run with the median time; the first that was stopped or died, if one did."""
    failed = [run for run in runs if run.seconds is None]
    return failed[0] if failed else sorted(runs, key=lambda run: run.seconds or 0)[len(runs) // 2]


def ratio(other: float | None, own: float | None) -> str:
    """Give how many times ours the other is."""
    if other is None or own is None:
        return ""
    return f"{other / own:,.1f}" if other < 100 * own else f"{other / own:,.0f}"


def rows(case: Case, folder: Path) -> list[str]:
    """Measure a case and give its rows of the table."""
    path = prepared(case.given, folder)
    # ours before, between and after the others, so that what else the machine does meets all alike
    runs, found = [measured(case.ours, path, case.repeats, case.timeout)], {}
    for other in case.others:
        # a peer that takes long is measured once
        repeats = 1 if other.endswith(("peer", "exact", "ecomplexity", "default")) else case.repeats
        found[other] = measured(other, path, repeats, case.timeout)
        runs.append(measured(case.ours, path, case.repeats, case.timeout))
    own = middle(runs)
    lines = [f"| {NAMES[case.ours]} | {own.time()} | {own.memory()} | 1 | 1 |"]
    for other, one in found.items():
        lines.append(
            f"| {NAMES[other]} | {one.time()} | {one.memory()} "
            f"| {ratio(one.seconds, own.seconds)} | {ratio(one.peak_mb, own.peak_mb)} |"
        )
    return lines


def machine() -> str:
    """Say on what this ran."""
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        named = [line for line in cpu.read_text().splitlines() if line.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ("numpy", "scipy", "pandas", "ecomplexity", "bicm")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return (
        f"{model}, {os.cpu_count()} processors, {memory:.0f} GB; Python "
        f"{platform.python_version()}, {versions}; {THREADS} threads"
    )


def busy() -> str:
    """Say how much else the machine had to do as the run began."""
    waiting = os.getloadavg()[1]
    quiet = waiting < 0.5
    return "nothing else ran" if quiet else f"on average {waiting:.1f} other programs wanted to run"


def page(cases: tuple[Case, ...]) -> str:
    """Measure all cases and give the page."""
    lines = [
        "# Benchmarks",
        "",
        f"Made by `python benchmarks/run.py` on {datetime.date.today().isoformat()}: {machine()}; "
        f"{busy()}.",
        "",
        "Medians of several runs (peers once), each row a process of its own; ours is run before,",
        "between and after the others. Memory is the",
        "process's peak with Python, libraries and input in it. *Times ours* says how many times",
        "the time (the memory) of Samspill in the same block another takes; below 1 it is less.",
        "*Bare kernels* are the least that any program must do for the chain: one pass for the",
        "quotients, one MᵀM, one density product, in NumPy with the same BLAS and float64. Inputs",
        "are made by `benchmarks/recipe.py`.",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            print(f"{case.given}: {case.title}", file=sys.stderr, flush=True)
            found = rows(case, Path(folder))
            print("\n".join(found), file=sys.stderr, flush=True)
            lines += [
                "",
                f"## {case.given}: {case.title}",
                "",
                "| | time | peak memory | times ours, time | times ours, memory |",
                "|---|---|---|---|---|",
                *found,
            ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small inputs once; writes nothing")
    if parser.parse_args().quick:
        print(page(QUICK))
        return
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(CASES), encoding="utf-8")


if __name__ == "__main__":
    main()
