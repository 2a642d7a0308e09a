"""How what an engine computes grows, on DuckDB and on Spark, and what stays on the driver.

`python benchmarks/engines.py [--write] SIZE [SIZE ...]`, numbers of establishment-years; without
one, four from 30,000 to 1,000,000. Each engine and size is a process of its own:

- *carry*: bring a register's establishments of ten years to today's municipalities and divisions,
  and set aside what cannot be; *count* them by place, division and year. Both by what a build calls
  (`samspill.harmonise.sizes`); *driver* is what that does outside of the engine.
- *link*: a thirtieth as many names, at most 20,000, to as many others
  (`samspill.organisations.link_names`).
- *project*: ties of a tenth as many participations, as an expression in the engine, and as a build
  makes them, on the driver (`samspill.networks.project`).

Prints seconds and the most memory of Python, with DuckDB in it, and of Java; with `--write` also
into `docs/benchmarks-engines.md`. Ends with 1 if the two engines do not say the same.
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
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from linking import _register, _slip

from samspill.activities import classify
from samspill.engine import Engine, open_engine
from samspill.geography import PlaceGraph
from samspill.harmonise import Workspace
from samspill.harmonise.sizes import sizes_of_register
from samspill.ledger import Ledger
from samspill.networks import bipartite, project
from samspill.organisations import link_names
from samspill.region import Region, load_region
from samspill.tables import table

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/benchmarks-engines.md"
SIZES = (30_000, 100_000, 300_000, 1_000_000)
STEPS = ("start", "carry", "count", "driver", "link", "project", "project on the driver")
_YEARS = range(2015, 2025)
_BLOCK = 1_000_000
_MOST_NAMES = 20_000
_COLLECTED = ("carry", "carry", "count", "count", "count")
"""What each computation is for that `sizes_of_register` asks of the engine, in order."""


class Timed:
    """An engine that tells how long each computation took."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name, self.took = engine, engine.name, list[float]()

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        began = time.perf_counter()
        rows = self.engine.collect(frame)
        self.took.append(time.perf_counter() - began)
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


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


def tied(engine: Engine, rows: pa.Table) -> nw.LazyFrame[Any]:
    """Give how many projects every two actors share."""
    held = engine.take(rows)
    return (
        held.join(held.select("project", other="actor"), on="project")
        .filter(nw.col("actor") < nw.col("other"))
        .group_by("actor", "other")
        .agg(projects=nw.len())
    )


# measuring


def run(name: str, size: int, folder: Path) -> dict[str, Any]:
    """Compute all steps; give seconds, and a checksum of what came out."""
    region, path = load_region("osloregionen"), folder / "establishments.parquet"
    took: dict[str, float] = defaultdict(float)
    made: dict[str, int] = {}
    digest = hashlib.sha256()

    def timed(step: str, compute: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        found = compute()
        took[step] += time.perf_counter() - began
        return found

    def note(step: str, rows: pa.Table) -> None:
        made[step] = rows.num_rows
        for row in rows.to_pylist():
            told = [round(one, 9) if isinstance(one, float) else one for one in row.values()]
            digest.update(repr(told).encode())

    began = time.perf_counter()
    with open_engine(name) as opened:
        took["start"] = time.perf_counter() - began
        engine = Timed(opened)
        scan = {"establishments": lambda: engine.scan(path)}
        work = Workspace(region, engine, lambda one: scan[one]() if one in scan else None, Ledger())
        work.graph = PlaceGraph(changes_of(region), None)
        sizes = timed("driver", lambda: sizes_of_register(work))
        for step, seconds in zip(_COLLECTED, engine.took, strict=True):
            took[step] += seconds
            took["driver"] -= seconds
        note("count", table("sizes").check(sizes))
        left, right = names_of(min(size // 30, _MOST_NAMES))
        note("link", timed("link", lambda: link_names(left, right, engine)))
        rows = participations_of(size // 10)
        ties = timed("project", lambda: engine.collect(tied(engine, rows)))
        note("project", ties.sort_by([("actor", "ascending"), ("other", "ascending")]))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    java = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 if name == "spark" else 0.0
    columns = (rows[column].to_pylist() for column in ("actor", "project"))
    network = timed("project on the driver", lambda: project(bipartite(*columns)))
    if len(network.one) != ties.num_rows:
        raise SystemExit("the driver and the engine do not find the same ties")
    return {
        "engine": name, "size": size, "took": took, "made": made, "own": own, "java": java,
        "digest": digest.hexdigest(), "load": os.getloadavg()[0],
    }  # fmt: skip


def measured(size: int) -> list[dict[str, Any]]:
    """Measure a size on both engines, each in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory(prefix="samspill-engines-") as folder:
        write_register(Path(folder) / "establishments.parquet", size, load_region("osloregionen"))
        for name in ("duckdb", "spark"):
            command = [sys.executable, __file__, "--one", name, folder, str(size)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            found.append(json.loads(done.stdout))
            one = found[-1]
            steps = ", ".join(f"{step} {one['took'].get(step, 0.0):.1f}" for step in STEPS)
            memory = f"{one['own']:,.0f} MB and Java {one['java']:,.0f} MB"
            print(f"{size:,} {name}: {steps} s; {memory}; {one['made']}", flush=True)
    return found


def page(found: list[dict[str, Any]]) -> str:
    """Give the page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = max(one["load"] for one in found)
    lines = [
        "# Benchmark of the engines",
        "",
        f"Made by `python benchmarks/engines.py` on {datetime.now(UTC):%Y-%m-%d}: "
        f"{os.cpu_count()} processors, {memory:.0f} GB, Python {platform.python_version()}.",
        f"At the most {load:.1f} programs wanted to run at a time, this one among them.",
        "",
        "Establishment-years are invented: ten years, the municipalities of the region with the",
        "codes of their year, divisions by chance. Names are a thirtieth as many, at most 20,000;",
        "participations a tenth. Seconds; both engines gave the same tables. What is counted has",
        "at most a row for each place, division and year, and so much has the driver to do.",
        "",
        "| establishment-years | engine | " + " | ".join(STEPS) + " | Python | Java |",
        "|---" * (len(STEPS) + 4) + "|",
    ]
    for one in found:
        steps = " | ".join(f"{one['took'].get(step, 0.0):.1f}" for step in STEPS)
        lines.append(
            f"| {one['size']:,} | {one['engine']} | {steps} | {one['own']:,.0f} MB | "
            f"{one['java']:,.0f} MB |"
        )
    lines += [
        "",
        "Growth from each size to the next, as the power of the size that the time follows (1 is",
        "in proportion; below 1, a cost that does not grow is part of it):",
        "",
        "| from | to | engine | " + " | ".join(STEPS[1:]) + " |",
        "|---" * (len(STEPS) + 2) + "|",
    ]
    for name in ("duckdb", "spark"):
        own = [one for one in found if one["engine"] == name]
        for one, more in pairwise(own):
            powers = " | ".join(f"{power(one, more, step):.2f}" for step in STEPS[1:])
            lines.append(f"| {one['size']:,} | {more['size']:,} | {name} | {powers} |")
    return "\n".join(lines) + "\n"


def power(one: dict[str, Any], more: dict[str, Any], step: str) -> float:
    """Give the power of the size that a step's time follows."""
    ratio = max(more["took"][step], 1e-3) / max(one["took"][step], 1e-3)
    return float(np.log(ratio) / np.log(more["size"] / one["size"]))


def main() -> int:
    """Measure, print, write; 1 if the engines do not say the same."""
    parser = ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--one", nargs=2, help="an engine and a folder, for a process of its own")
    parser.add_argument("sizes", nargs="*", type=lambda one: int(one.replace("_", "")))
    asked = parser.parse_args()
    if asked.one:
        name, folder = asked.one
        print(json.dumps(run(name, asked.sizes[0], Path(folder))))
        return 0
    found: list[dict[str, Any]] = []
    for size in asked.sizes or SIZES:
        both = measured(size)
        if len({one["digest"] for one in both}) > 1:
            print(f"The engines do not say the same of {size:,}.")
            return 1
        found += both
        if asked.write:
            PAGE.write_text(page(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
