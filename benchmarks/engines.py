"""How what an engine computes grows, on DuckDB and on Spark, and what stays on the driver.

`python benchmarks/engines.py [--engine NAME] [--keep FILE] [--write] SIZE [SIZE ...]`, numbers of
establishment-years; without one, five from 100,000 to 10,000,000. Each engine, size and line below
is a process of its own; with `--keep` what a file holds already is not measured again:

- *carry*: bring a register's establishments of ten years to today's municipalities and divisions,
  and set aside what cannot be; *count* them by place, division and year. Both by what a build calls
  (`samspill.harmonise.sizes`); *driver* is what that does outside of the engine.
- *link*: a thirtieth as many names to as many others (`samspill.organisations.link_names`), up to
  100,000.
- *project*: the network of a tenth as many participations, as the expression that Spark computes
  (`samspill.networks.shared_projects`), and as NumPy does (`samspill.networks.project`).

Prints seconds, and with `--write` writes `docs/benchmarks-engines.md`: seconds, those of processors
too, which other programs that run do not change; what Spark's log of events says of bytes between
its workers; the most memory of Python, with DuckDB in it, and of Java; and what follows for a
billion. Ends with 1 if the two engines do not say the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from linking import _register, _slip

from samspill.activities import classify
from samspill.engine import Engine, open_engine
from samspill.geography import PlaceGraph
from samspill.harmonise import Workspace
from samspill.harmonise.sizes import sizes_of_register
from samspill.ledger import Ledger
from samspill.networks import bipartite, project, shared_projects
from samspill.organisations import link_names
from samspill.region import Region, load_region
from samspill.tables import table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/benchmarks-engines.md"
SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
ENGINES = ("duckdb", "spark")
PARTS = ("register", "link", "project")
STEPS = ("start", "carry", "count", "driver", "link", "project", "project by NumPy")
_CARRIED = ("carry", "count", "link", "project", "project by NumPy")
_TARGETS = (10**7, 10**8, 10**9)
_YEARS = range(2015, 2025)
_BLOCK = 1_000_000
_MOST_NAMES = 100_000
_COLLECTED = ("carry", "carry", "count", "count", "count")
"""What each computation is for that `sizes_of_register` asks of the engine, in order."""

_EVENTS = """\
spark.eventLog.enabled true
spark.eventLog.dir file://{folder}
spark.eventLog.compress false
spark.eventLog.rolling.enabled false
"""


@dataclass(frozen=True)
class Span:
    """When a step began and ended, and the processors' seconds that it took."""

    step: str
    begin: float
    end: float
    work: float


class Clock:
    """What steps take; an engine that is asked through it is asked for the next of `steps`."""

    def __init__(self) -> None:
        self.spans = list[Span]()

    def timed(self, step: str, compute: Callable[[], Any]) -> Any:
        """Compute a step; what it asks of the engine is no part of it."""
        began, worked, inner = time.time(), processors(), len(self.spans)
        found = compute()
        asked = [one for one in self.spans[inner:] if one.step != step]
        end = time.time() - sum(one.end - one.begin for one in asked)
        work = processors() - worked - sum(one.work for one in asked)
        self.spans.append(Span(step, began, end, work))
        return found

    def through(self, engine: Engine, steps: Sequence[str]) -> Any:
        """Give an engine whose computations are the steps, in their order."""
        return _Timed(engine, self, iter(steps))


class _Timed:
    def __init__(self, engine: Engine, clock: Clock, steps: Iterator[str]) -> None:
        self.engine, self.clock, self.steps = engine, clock, steps

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        return self.clock.timed(next(self.steps), lambda: self.engine.collect(frame))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def processors() -> float:
    """Give the processors' seconds of this program and of Java, which it has started."""
    found, waiting = 0.0, [os.getpid()]
    while waiting:
        task = Path(f"/proc/{waiting.pop()}")
        try:
            # behind the name, which may hold anything: the times are the 14th and 15th of all
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            children = [one.read_text() for one in task.glob("task/*/children")]
        except OSError:
            continue
        found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        waiting += [int(one) for text in children for one in text.split()]
    return found


# what is computed on


def write_register(path: Path, count: int, region: Region) -> None:
    """Write establishments of ten years, half of them with the codes of before 2020."""
    rng = np.random.default_rng(2019)
    places = np.array([[one.code_2018, one.code_2020, one.code_2024] for one in region.places])
    found = [f"{code:02d}.{last}00" for code in range(1, 100) for last in (1, 2)]
    known = classify(pa.chunked_array([found]))["activity_code"].is_valid().to_pylist()
    codes = np.array([code for code, is_known in zip(found, known, strict=True) if is_known])
    schema = table("establishments").schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for begin in range(0, count, _BLOCK):
            size = min(_BLOCK, count - begin)
            year = rng.choice(np.array(_YEARS), size)
            edition = np.where(year < 2020, 0, np.where(year < 2024, 1, 2))
            employees = rng.geometric(0.08, size).astype(float)
            columns = {
                "organisation_number": [f"9{at:08d}" for at in range(begin, begin + size)],
                "municipality_code": places[rng.integers(0, len(places), size), edition],
                "activity_code": codes[rng.integers(0, len(codes), size)],
                "employees_count": pa.array(employees, mask=employees < 5),
                "has_employees": employees > 1,
                "year": year,
                "file_sha256": pa.repeat("0" * 64, size),
                "source_row": np.arange(begin, begin + size),
            }
            rows = {name: pa.array(column) for name, column in columns.items()}
            nothing = {name: pa.nulls(size) for name in schema.names if name not in rows}
            writer.write_table(table("establishments").conform(pa.table({**rows, **nothing})))


def changes_of(region: Region) -> pa.Table:
    """Give the changes of 2020 and 2024 of every municipality of the profile."""
    start, reform, last = date(1838, 1, 1), date(2020, 1, 1), date(2024, 1, 1)
    ends = ("code", "name", "valid_from", "valid_to")
    rows = {}
    for place in region.places:
        first = (place.code_2018, place.name_2018, start, reform)
        then = (place.code_2020, place.name_2024, reform, last)
        now = (place.code_2024, place.name_2024, last, None)
        for old, new in ((first, then), (then, now)):
            row = {f"from_{end}": value for end, value in zip(ends, old, strict=True)}
            row |= {f"to_{end}": value for end, value in zip(ends, new, strict=True)}
            rows[old[0], new[0], new[2]] = row | {"changed_on": new[2]}
    schema = table("place_changes").schema
    return table("place_changes").conform(
        pa.Table.from_pylist(
            list(rows.values()), pa.schema([one for one in schema if one.name in row])
        )
    )


def names_of(count: int) -> tuple[pa.Table, pa.Table]:
    """Give names of a register and as many that mean them, of which every third has a slip."""
    rng = np.random.default_rng(7)
    register = _register(rng, count)
    others = [
        _slip(rng, register[at]) if number % 3 == 2 else register[at].title()
        for number, at in enumerate(rng.integers(0, count, count).tolist())
    ]
    sides = ((0, register), (count, others))
    right, left = (
        pa.table(
            {
                "name_id": pa.array(range(first, first + count), pa.int64()),
                "organisation_name": side,
                "country_code": pa.repeat("NO", count),
            }
        )
        for first, side in sides
    )
    return left, right


def participations_of(count: int) -> pa.Table:
    """Give who takes part in what: projects of ten, a few actors in very many."""
    rng = np.random.default_rng(11)
    actor = (count * rng.random(count) ** 3 / 4).astype(int)
    rows = {"actor": actor.astype(str), "project": (np.arange(count) // 10).astype(str)}
    return pa.table(rows).group_by(["actor", "project"]).aggregate([])


# measuring


def run(name: str, size: int, part: str, folder: Path) -> dict[str, Any]:
    """Compute the steps of a part; give what they took, and a checksum of what came out."""
    clock, digest, made = Clock(), hashlib.sha256(), dict[str, int]()

    def note(step: str, rows: pa.Table, count: int) -> None:
        made[step] = count
        for column in rows.columns:
            values = column.to_numpy(zero_copy_only=False)
            if values.dtype.kind == "f":
                digest.update(np.round(values, 9).tobytes())
            else:
                digest.update(repr(values.tolist()).encode())

    with ExitStack() as stack:
        engine = clock.timed("start", lambda: stack.enter_context(open_engine(name)))
        if part == "register":
            region, path = load_region("osloregionen"), folder / "establishments.parquet"
            asked = clock.through(engine, _COLLECTED)
            scan = {"establishments": lambda: engine.scan(path)}
            given = Workspace(
                region, asked, lambda one: scan[one]() if one in scan else None, Ledger()
            )
            given.graph = PlaceGraph(changes_of(region), None)
            sizes = clock.timed("driver", lambda: sizes_of_register(given))
            for step in ("carry", "count", "driver"):
                note(step, table("sizes").check(sizes), size)
        elif part == "link":
            left, right = names_of(size // 30)
            linked = clock.timed("link", lambda: link_names(left, right, engine))
            note("link", linked, 2 * left.num_rows)
        else:
            columns = (
                participations_of(size // 10)[one].to_pylist() for one in ("actor", "project")
            )
            joint = bipartite(*columns).joint()
            counted = clock.timed("project", lambda: engine.collect(shared_projects(engine, joint)))
            order = [(one, "ascending") for one in ("one", "other", "size")]
            note("project", counted.sort_by(order), len(joint.actor))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    java = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 if name == "spark" else 0.0
    if part == "project":
        network = clock.timed("project by NumPy", lambda: project(joint))
        made["project by NumPy"] = made["project"]
        if int(network.projects_count.sum()) != pc.sum(counted["projects_count"]).as_py():
            raise SystemExit("NumPy and the engine do not find the same ties")
    took: dict[str, float] = defaultdict(float)
    worked: dict[str, float] = defaultdict(float)
    for span in clock.spans:
        took[span.step] += span.end - span.begin
        worked[span.step] += span.work
    return {
        "engine": name, "size": size, "part": part, "took": took, "worked": worked, "rows": made,
        "own": own, "java": java, "digest": digest.hexdigest(), "load": os.getloadavg()[0],
        "between": bytes_between(folder / f"events-{part}", clock.spans) if name == "spark" else {},
    }  # fmt: skip


def bytes_between(events: Path, spans: Sequence[Span]) -> dict[str, list[int]]:
    """Give what Spark's log of events says of each step: tasks end within its time.

    Of each step the bytes and rows that went between workers, the bytes that went to the driver,
    and those that were spilled to disk for want of memory.
    """
    found = {span.step: [0, 0, 0, 0] for span in spans}
    (path,) = events.iterdir()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith('{"Event":"SparkListenerTaskEnd"'):
                continue
            event = json.loads(line)
            ended, told = event["Task Info"]["Finish Time"] / 1000, event["Task Metrics"]
            written = told["Shuffle Write Metrics"]
            values = (written["Shuffle Bytes Written"], written["Shuffle Records Written"],
                      told["Result Size"], told["Disk Bytes Spilled"])  # fmt: skip
            # the innermost comes first
            span = next((one for one in spans if one.begin <= ended <= one.end), None)
            if span is not None:
                for at, value in enumerate(values):
                    found[span.step][at] += value
    return found


def measured(size: int, name: str, part: str, folder: Path) -> dict[str, Any]:
    """Measure a part of a size on an engine, in a process of its own."""
    folder = folder / f"{size}"
    folder.mkdir(exist_ok=True)
    register = folder / "establishments.parquet"
    if part == "register" and not register.exists():
        write_register(register, size, load_region("osloregionen"))
    events, settings = folder / f"events-{part}", folder / f"settings-{part}"
    for one in (events, settings):
        one.mkdir(exist_ok=True)
    (settings / "spark-defaults.conf").write_text(_EVENTS.format(folder=events), encoding="utf-8")
    command = [sys.executable, __file__, "--one", name, part, str(folder), str(size)]
    environment = {**os.environ, "SPARK_CONF_DIR": str(settings)}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in found["took"].items())
    print(f"{size:,} {name}: {steps}", flush=True)
    return found


# the page


def page(parts: Sequence[dict[str, Any]]) -> str:
    """Give the page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = _put_together(parts)
    lines = [
        "# Benchmark of the engines",
        "",
        f"Made by `python benchmarks/engines.py` on {datetime.now(UTC):%Y-%m-%d}: "
        f"{os.cpu_count()} processors, {memory:.0f} GB, Python {platform.python_version()}.",
        "",
        "Establishment-years are invented: ten years, the municipalities of the region with the",
        "codes of their year, divisions by chance. Names are a thirtieth as many on each of two",
        f"sides, up to {_MOST_NAMES:,}; participations a tenth. Both engines gave the same tables.",
        "What is counted has at most a row for each place, division and year, and so much has the",
        "driver to do. *Load* is how many programs wanted to run in the last minute, this one",
        "among them: above the number of processors, a step waited for others.",
        "",
        "## Seconds",
        "",
        *_table(found, "took"),
        "",
        "## Seconds of processors",
        "",
        "Of Python and Java together, with what Java takes to compile and to tidy up. Others that",
        "run change them little.",
        "",
        *_table(found, "worked"),
        "",
        *_growth(found),
        "",
        *_between(found),
        "",
        *_carried_on(found),
    ]
    return "\n".join(lines) + "\n"


def _put_together(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give one for each size and engine."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for part in sorted(parts, key=lambda one: PARTS.index(one["part"])):
        key = part["size"], ENGINES.index(part["engine"])
        one = found.setdefault(key, {"engine": part["engine"], "size": part["size"]})
        for name in ("took", "worked", "rows", "between"):
            one[name] = {**part[name], **one.get(name, {})}
        for name in ("own", "java", "load"):
            one[name] = max(part[name], one.get(name, 0.0))
    return [found[key] for key in sorted(found)]


def _table(found: Sequence[dict[str, Any]], what: str) -> list[str]:
    lines = [
        "| establishment-years | engine | " + " | ".join(STEPS) + " | Python | Java | load |",
        "|---" * (len(STEPS) + 5) + "|",
    ]
    for one in found:
        steps = [f"{one[what][step]:.1f}" if step in one[what] else "–" for step in STEPS]
        lines.append(
            f"| {one['size']:,} | {one['engine']} | {' | '.join(steps)} | {one['own']:,.0f} MB | "
            f"{one['java']:,.0f} MB | {one['load']:.1f} |"
        )
    return lines


def _growth(found: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "Growth from each size to the next, as the power of the size that the processors' seconds",
        "follow (1 is in proportion; below 1, a cost that does not grow is part of it):",
        "",
        "| from | to | engine | " + " | ".join(STEPS[1:]) + " |",
        "|---" * (len(STEPS) + 2) + "|",
    ]
    for name in ENGINES:
        for one, more in pairwise(_of(found, name)):
            powers = " | ".join(power(one, more, step) for step in STEPS[1:])
            lines.append(f"| {one['size']:,} | {more['size']:,} | {name} | {powers} |")
    return lines


def power(one: dict[str, Any], more: dict[str, Any], step: str) -> str:
    """Give the power of the size that a step's work follows; a dash where it is not known."""
    if step not in one["worked"] or step not in more["worked"]:
        return "–"
    ratio = max(more["worked"][step], 1e-2) / max(one["worked"][step], 1e-2)
    return f"{np.log(ratio) / np.log(more['size'] / one['size']):.2f}"


def _between(found: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "## What goes between Spark's workers",
        "",
        "From its log of events: bytes as they are packed and written for other workers, for each",
        "row that a step is of (establishment-years, names of both sides, participations); rows",
        "that are written for each of these; bytes that tasks give the driver, for it or for it to",
        "send to all; bytes that are spilled for want of memory.",
        "",
        "| establishment-years | step | rows of it | between workers | a row | rows written a row "
        "| to the driver | spilled |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in _of(found, "spark"):
        for step in _CARRIED[:-1]:
            if step not in one["between"]:
                continue
            shuffled, records, result, spilled = one["between"][step]
            count = one["rows"][step]
            lines.append(
                f"| {one['size']:,} | {step} | {count:,} | {shuffled / 1e6:,.1f} MB | "
                f"{shuffled / count:,.1f} bytes | {records / count:.2f} | {result / 1e6:,.1f} MB | "
                f"{spilled / 1e6:,.1f} MB |"
            )
    return lines


def _carried_on(found: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "## To a billion, calculated",
        "",
        "Time of one processor: what a step took at its largest size, and for each row more what",
        "it took from the second largest to the largest, which is the last column. As many",
        "processors divide it as there are parts of the rows. Nobody has measured these.",
        "",
        "| step | engine | measured up to | "
        + " | ".join(f"{one:,}" for one in _TARGETS)
        + " | seconds for a million |",
        "|---" * (len(_TARGETS) + 4) + "|",
    ]
    for step in _CARRIED:
        for name in ENGINES:
            own = [one for one in _of(found, name) if step in one["worked"]]
            if len(own) < 2:
                continue
            slope = slope_of(own, step)
            most = own[-1]
            cells = [
                _duration(most["worked"][step] + slope * (target - most["size"]))
                for target in _TARGETS
            ]
            lines.append(
                f"| {step} | {name} | {most['size']:,} | {' | '.join(cells)} | {1e6 * slope:.2f} |"
            )
    return lines


def slope_of(own: Sequence[dict[str, Any]], step: str) -> float:
    """Give a processor's seconds for an establishment-year more, from the two largest sizes."""
    less, most = own[-2:]
    slope = (most["worked"][step] - less["worked"][step]) / (most["size"] - less["size"])
    return float(max(slope, 0.0))


def _of(found: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [one for one in found if one["engine"] == name]


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def main() -> int:
    """Measure, print, write; 1 if the engines do not say the same."""
    parser = ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--keep", type=Path, help="a file of what is measured, to go on with")
    parser.add_argument("--engine", choices=ENGINES, help="one engine alone")
    parser.add_argument("--part", choices=PARTS, help="one part alone")
    parser.add_argument("--one", nargs=3, help="an engine, a part and a folder, for a process")
    parser.add_argument("sizes", nargs="*", type=lambda one: int(one.replace("_", "")))
    asked = parser.parse_args()
    if asked.one:
        name, part, folder = asked.one
        print(json.dumps(run(name, asked.sizes[0], part, Path(folder))))
        return 0
    found: list[dict[str, Any]] = []
    if asked.keep and asked.keep.exists():
        found = json.loads(asked.keep.read_text(encoding="utf-8"))
    there = {(one["size"], one["engine"], one["part"]) for one in found}
    with tempfile.TemporaryDirectory(prefix="samspill-engines-") as folder:
        for size, part, name in product(asked.sizes or SIZES, PARTS, ENGINES):
            if asked.engine not in (None, name) or asked.part not in (None, part):
                continue
            if (size, name, part) in there or (part == "link" and size // 30 > _MOST_NAMES):
                continue
            found.append(measured(size, name, part, Path(folder)))
            if asked.keep:
                asked.keep.write_text(json.dumps(found), encoding="utf-8")
    for size, part in product({one["size"] for one in found}, PARTS):
        said = {one["digest"] for one in found if (one["size"], one["part"]) == (size, part)}
        if len(said) > 1:
            print(f"The engines do not say the same of {size:,}: {part}.")
            return 1
    if asked.write:
        PAGE.write_text(page(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
