"""The whole flow on one screen: vault -> tidy -> harmonised -> findings -> a build."""

from __future__ import annotations

import gc
import hashlib
import math
import os
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import samspill
from samspill.catalogue import Source, findings, source_module, sources
from samspill.engine import open_engine
from samspill.errors import DataError, NoBuild
from samspill.harmonise import Workspace, harmonise, scanner
from samspill.harmonise.places import nuts_of_sets
from samspill.ledger import Ledger
from samspill.parallel import (
    Setting,
    Twins,
    advised,
    give_back,
    in_order,
    started_up,
)
from samspill.region import Region
from samspill.store import Build, Draft, RawFile, Store
from samspill.tables import table, tables

__all__ = ["build"]

Watch = Callable[[str, str], None]


def _quiet(step: str, what: str) -> None:
    """Show no progress."""


def build(
    region: Region,
    store: Store,
    *,
    engine: str = "duckdb",
    processes: int | None = 1,
    watch: Watch = _quiet,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Build:
    """Compute the observatory of a region from what its vault holds.

    Parameters
    ----------
    region
        The region's profile.
    store
        The home folder: the vault to read from, the builds to add to.
    engine
        Who computes on big tables.
    processes
        How many findings are computed at a time, each in a process of its own; None: as many as
        the processors and the size of the raw files make worth while. A script that asks for
        several runs only under ``if __name__ == "__main__":``, as `multiprocessing` wants it.
    watch
        Called with a step and what it works on, for a progress display.
    now
        The clock; the tables do not depend on it.

    Returns
    -------
    Build
        The new build, which is now the current one.

    Raises
    ------
    DataError
        A file holds what cannot be right, or the vault is empty.
    LedgerError
        Rows or money got lost; nothing is published.
    HomeLocked, StoreError, VaultDamaged
        The home folder cannot be used.
    """
    with store.locked(), open_engine(engine) as computer, _uncollected():
        chosen = _choose(store, region)
        if processes is None:
            size = sum(raw.bytes_count for _, raw in chosen)
            processes = advised(size) if engine == "duckdb" else 1
        started = now()
        with (
            store.draft(_build_id(started, region, chosen)) as draft,
            started_up(processes) as side,
        ):
            ledger = Ledger()
            taken = _read(store, chosen, draft, ledger, watch)
            work = Workspace(
                region,
                computer,
                scanner(draft, computer),
                ledger,
                vintages={one.source.id: one.raw.vintage for one in taken},
                earlier=_earlier(store),
            )
            watch("harmonise", "places, activities, actors")
            harmonise(work)
            ledger.check()
            twins = _twins(taken)
            written = _write(draft, work, twins, work.tables)
            with ThreadPoolExecutor(1) as beside:
                told = beside.submit(_tell, draft, work, twins, taken)
                if side is None:
                    written |= _one_after_another(draft, work, twins, watch)
                else:
                    setting = Setting.of(work, draft)
                    work.tables.clear()
                    give_back()
                    written |= side.compute(setting, twins, watch)
                written |= told.result()
            manifest = _manifest(draft.id, region, started, now(), computer.name, taken, written)
            return store.publish(draft, manifest)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let nobody look for circles among the millions of things that a build makes: it has none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_CARRIED_ON = ("forecast_log",)
"""Tables of the build before that this one carries on; decision 0011."""


def _earlier(store: Store) -> dict[str, pa.Table]:
    """Give the tables of the build before that are carried on; none where it has none of them."""
    try:
        before = store.current()
    except NoBuild:
        return {}
    return {
        name: table(name).conform(before.read(name))
        for name in _CARRIED_ON
        if name in before.tables
    }


@dataclass
class _Taken:
    """What was read from one file of a source."""

    source: Source
    raw: RawFile
    tables: set[str] = field(default_factory=set)
    rows: int = 0
    rejects: list[pa.Table] = field(default_factory=list)
    # rows are counted also where a source forgets to say how many came
    received: dict[str, float] = field(default_factory=lambda: {"rows": 0.0})
    kept: dict[str, float] = field(default_factory=lambda: {"rows": 0.0})
    rejected: dict[str, float] = field(default_factory=lambda: {"rows": 0.0})


def _choose(store: Store, region: Region) -> list[tuple[Source, RawFile]]:
    """Give the vault's files that a build reads: the newest, or every vintage."""
    chosen: list[tuple[Source, RawFile]] = []
    for source in sources().values():
        files = store.vault.files(source.id)
        # a file that was taken again in the same vintage replaces the one before it
        by_vintage = {(raw.vintage, raw.name): raw for raw in files}
        files = list(by_vintage.values())
        if source.keeps == "newest":
            files = list({raw.name: raw for raw in files}.values())
        chosen += [(source, raw) for raw in files]
    if not chosen:
        raise DataError(
            f"the vault in {store.vault.root} is empty",
            advice=f"Run `samspill fetch {region.id}` to download from the publishers, `samspill "
            f"import FOLDER --region {region.id}` for files that you have, or `samspill demo` for "
            "the sample region.",
        )
    invented = [raw.name for _, raw in chosen if raw.is_sample]
    if 0 < len(invented) < len(chosen):
        real = next(raw.name for _, raw in chosen if not raw.is_sample)
        raise DataError(
            f"the vault in {store.vault.root} holds invented sample data ({invented[0]}) and real "
            f"data ({real}), which do not go into one observatory",
            advice="Give each a home folder of its own with --home.",
        )
    for _, raw in chosen:
        store.vault.verify(raw)
    return chosen


def _build_id(started: datetime, region: Region, chosen: list[tuple[Source, RawFile]]) -> str:
    digest = hashlib.sha256(f"{samspill.__version__} {region.fingerprint}".encode())
    for _, raw in chosen:
        digest.update(raw.sha256.encode())
    return f"{started:%Y%m%dT%H%M%S}-{digest.hexdigest()[:10]}"


def _read(
    store: Store,
    chosen: list[tuple[Source, RawFile]],
    draft: Draft,
    ledger: Ledger,
    watch: Watch,
) -> list[_Taken]:
    """Read every file into the tidy tables, a batch at a time, and enter it in the ledger."""

    def read(files: list[int]) -> dict[int, _Taken]:
        taken = {}
        with ExitStack() as stack:
            writers: dict[str, pq.ParquetWriter] = {}

            def write(name: str, rows: pa.Table) -> None:
                if name not in writers:
                    path = draft.tidy_path(name)
                    writers[name] = stack.enter_context(
                        pq.ParquetWriter(path, table(name).schema, compression="zstd")
                    )
                writers[name].write_table(rows)

            for number in files:
                source, raw = chosen[number]
                watch("read", f"{source.id}: {raw.name}")
                taken[number] = _take(source, raw, write)
        return taken

    # unpacking, and telling records apart, go on outside of the interpreter
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        coming = [pool.submit(read, files) for files in _by_tables(chosen)]
        try:
            found = {number: one for pieces in coming for number, one in pieces.result().items()}
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    taken = [found[number] for number in range(len(chosen))]
    for one in taken:
        ledger.enter(
            one.source.id,
            "read",
            received=one.received,
            kept=one.kept,
            rejected=one.rejected,
            part=one.raw.name if len(store.vault.files(one.source.id)) > 1 else "",
        )
    return taken


_AT_A_TIME = 2
"""So many files are read at a time: each has a block in memory, and another one that is coming."""


def _by_tables(chosen: list[tuple[Source, RawFile]]) -> list[list[int]]:
    """Give the numbers of files that go into the same tables, whose rows stand in their order."""
    groups: list[tuple[set[str], list[int]]] = []
    for number, (source, _) in enumerate(chosen):
        names, files = {*source.tables}, [number]
        for group in [one for one in groups if one[0] & names]:
            groups.remove(group)
            names, files = names | group[0], sorted(files + group[1])
        groups.append((names, files))
    return sorted(files for _, files in groups)


def _take(source: Source, raw: RawFile, write: Callable[[str, pa.Table], None]) -> _Taken:
    """Read a file, a batch at a time, and count what comes."""
    one = _Taken(source, raw)
    for part in source_module(source.id).read(raw):
        rows = table(part.table).conform(part.kept)
        write(part.table, rows)
        one.tables.add(part.table)
        one.rows += rows.num_rows
        for unit, amount in part.received.items():
            one.received[unit] = one.received.get(unit, 0.0) + amount
        for unit in {"rows", *part.received}:
            one.kept[unit] = one.kept.get(unit, 0.0) + _sum(rows, unit)
            if part.rejected is not None:
                one.rejected[unit] = one.rejected.get(unit, 0.0) + _sum(part.rejected, unit)
        if part.rejected is not None and part.rejected.num_rows:
            one.rejects.append(part.rejected)
    return one


_COLUMN_OF = {"persons_count": ("persons_count", "employees_count", "population")}


def _sum(rows: pa.Table, unit: str) -> float:
    """Sum what a unit of the ledger counts over rows."""
    if unit == "rows":
        return float(rows.num_rows)
    for name in _COLUMN_OF.get(unit, (unit,)):
        if name in rows.column_names:
            column = rows[name].drop_null().to_numpy()
            return math.fsum(column)
    return 0.0


def _sources(taken: list[_Taken]) -> pa.Table:
    content = [
        {
            "source": one.source.id,
            "file_sha256": one.raw.sha256,
            "title_nb": one.source.title["nb"],
            "title_en": one.source.title["en"],
            "publisher": one.raw.publisher or one.source.publisher,
            "licence": one.raw.licence or one.source.licence,
            "vintage": one.raw.vintage,
            "name": one.raw.name,
            "url": one.raw.origin,
            "date": datetime.fromisoformat(one.raw.taken_at).date(),
            "rows": one.rows,
            "is_sample": one.raw.is_sample,
        }
        for one in taken
    ]
    return pa.Table.from_pylist(content, schema=table("sources").schema)


def _rejects(taken: list[_Taken], work: Workspace) -> pa.Table:
    pieces = [piece for one in taken for piece in one.rejects] + work.rejects
    declared = table("rejects")
    return pa.concat_tables([declared.empty(), *(declared.conform(piece) for piece in pieces)])


def _twins(taken: list[_Taken]) -> dict[str, dict[str, Any]]:
    """Give what the JSON twin of each published table says of its sources."""
    is_sample = any(one.raw.is_sample for one in taken)

    def twin(name: str) -> dict[str, Any]:
        inputs = set(_inputs(name, taken))
        files = [one for one in taken if one.raw.sha256 in inputs]
        return {
            "sources": sorted({one.source.id for one in files}),
            "licence": sorted({one.raw.licence or one.source.licence for one in files}),
            "is_sample": is_sample,
        }

    return {name: twin(name) for name, declared in tables().items() if declared.is_published}


def _tell(draft: Draft, work: Workspace, twins: Twins, taken: list[_Taken]) -> dict[str, int]:
    """Write what a build tells of itself: its sources, what it set aside, its ledger."""
    told = {
        "sources": _sources(taken),
        "rejects": _rejects(taken, work),
        "ledger": work.ledger.rows(),
    }
    return {
        name: draft.write_table(name, rows, twin=twins[name]).num_rows
        for name, rows in told.items()
    }


def _one_after_another(draft: Draft, work: Workspace, twins: Twins, watch: Watch) -> dict[str, int]:
    """Compute every finding here, and write its tables."""
    known = set(work.tables)
    for finding in in_order(findings().values()):
        watch("finding", finding)
        for name, rows in findings()[finding].compute(work).items():
            work.give(name, rows)
    watch("write", "tables")
    return _write(draft, work, twins, work.tables.keys() - known)


def _write(draft: Draft, work: Workspace, twins: Twins, names: Iterable[str]) -> dict[str, int]:
    """Write published tables with their twins, the harmonised ones beside the tidy ones."""

    def write(name: str) -> int | None:
        rows = work.tables[name]
        if name not in twins:
            draft.write_tidy(name, rows)
            return None
        count: int = draft.write_table(name, rows, twin=twins[name]).num_rows
        return count

    names = sorted(names)
    # packing, and waiting for the disk, go on outside of the interpreter
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(zip(names, pool.map(write, names), strict=True))
    return {name: count for name, count in counts.items() if count is not None}


def _inputs(name: str, taken: list[_Taken]) -> Iterator[str]:
    """Give the checksums of the files that a published table leans on."""
    needs = _behind(name)
    for one in taken:
        if name in ("sources", "ledger", "rejects") or one.tables & needs:
            yield one.raw.sha256


def _behind(name: str) -> set[str]:
    """Give the tables that a table is made from, and those that they are made from."""
    made_from = {**_NEEDS, **{n: f.needs for f in findings().values() for n in f.tables}}
    needs = set(made_from.get(name, ()))
    while more := {n for need in needs for n in made_from.get(need, ())} - needs:
        needs |= more
    return needs


def _judged_by(name: str) -> list[str]:
    """Give the files of the profile whose judgements a table rests on, itself or through others."""
    there = {name} | _behind(name)
    return sorted({file for f in findings().values() if there & {*f.tables} for file in f.profile})


_NEEDS: Mapping[str, tuple[str, ...]] = {
    "sizes": ("industry_statistics", "establishments", "places"),
    "places": ("place_changes", "place_units", "population"),
    "activities": ("classification",),
    "awards": ("grants", "places", "units", "establishments", "applications", "participations"),
    "double_reports": ("awards",),
    "instruments": ("awards",),
    "participations": ("project_participations", "places", "units"),
    "actors": ("units", "establishments", "project_participations", "grants", "applications"),
    "actor_merges": ("actors",),
    "actor_review": ("actors",),
}
"""Harmonised and published tables that no finding makes, and what they are made from."""


def _manifest(
    build_id: str,
    region: Region,
    started: datetime,
    ended: datetime,
    engine: str,
    taken: list[_Taken],
    written: dict[str, int],
) -> dict[str, Any]:
    versions = ["duckdb", "narwhals", "numpy", "pyarrow", "scipy"]
    if engine == "spark":
        versions.append("pyspark")
    return {
        "build": build_id,
        "samspill": samspill.__version__,
        "region": {
            "id": region.id,
            "fingerprint": region.fingerprint,
            "sets": {name: sorted(regions) for name, regions in nuts_of_sets(region).items()},
        },
        "engine": engine,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in versions},
        "started": started.isoformat(timespec="seconds"),
        "seconds": round((ended - started).total_seconds(), 2),
        "is_sample": any(one.raw.is_sample for one in taken),
        "parameters": region.parameters,
        "tables": {
            name: {
                "rows": rows,
                "inputs": sorted(_inputs(name, taken)),
                "profile": _judged_by(name),
            }
            for name, rows in written.items()
        },
        "raw": {
            one.raw.sha256: {
                "source": one.source.id,
                "name": one.raw.name,
                "vintage": one.raw.vintage,
                "licence": one.raw.licence,
                "rows": one.rows,
                "tables": sorted(one.tables),
            }
            for one in taken
        },
    }
