"""Findings side by side, each in a process of its own.

Which findings wait for which is told by the tables that they need. Those that wait for nothing of
each other are computed at the same time: a process reads the tables that its finding needs from the
draft and writes those that it makes into it, so that only names go between processes. The tables
are the same whoever computes them, and in whatever order (decision 0053).
"""

from __future__ import annotations

import atexit
import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samspill.catalogue import Finding, findings
from samspill.engine import Engine, open_engine
from samspill.errors import EngineError
from samspill.geography import PlaceGraph
from samspill.harmonise import Workspace, scanner
from samspill.ledger import Ledger
from samspill.region import Region
from samspill.store import Draft
from samspill.tables import table

__all__ = [
    "Processes",
    "Setting",
    "Twins",
    "advised",
    "give_back",
    "in_order",
    "longest_way_first",
    "started_up",
    "waits_for",
]

Twins = Mapping[str, Mapping[str, Any]]
"""What a published table's JSON twin says of its sources, by the table's name."""

_MOST = 4
"""More processes than this have nothing to do: the findings wait for each other."""

_WORTH = 100_000_000
"""Raw files of so many bytes are built in about a minute by one process, with less memory."""


@dataclass(frozen=True)
class Setting:
    """What a process has to know before it can compute a finding.

    `given` names the draft's harmonised tables; the tidy ones are scanned where they lie.
    """

    region: Region
    draft: Draft
    given: frozenset[str]
    graph: PlaceGraph | None
    vintages: Mapping[str, str]
    earlier: Mapping[str, pa.Table]

    @classmethod
    def of(cls, work: Workspace, draft: Draft) -> Setting:
        """Give what a workspace has, after its tables were written into the draft."""
        given = frozenset(work.tables)
        return cls(work.region, draft, given, work.graph, work.vintages, work.earlier)


def advised(raw_bytes: int) -> int:
    """Give how many processes are worth their start for so many bytes of raw files."""
    if raw_bytes < _WORTH:
        return 1
    return max(1, min(_processors(), _MOST))


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # elsewhere than on Linux
        return os.cpu_count() or 1


def waits_for(found: Iterable[Finding]) -> dict[str, set[str]]:
    """Give for each finding those whose tables it needs."""
    by_id = {finding.id: finding for finding in found}
    maker = {name: finding.id for finding in by_id.values() for name in finding.tables}
    return {
        finding.id: {maker[need] for need in finding.needs if need in maker}
        for finding in by_id.values()
    }


def in_order(found: Iterable[Finding]) -> list[str]:
    """Give the findings so that each comes after those whose tables it needs."""
    return list(TopologicalSorter(waits_for(found)).static_order())


def longest_way_first(ready: Iterable[str], found: Mapping[str, Finding]) -> list[str]:
    """Put those first after which most is left to do: their own cost and that of who waits."""
    before = waits_for(found.values())

    def left(one: str) -> float:
        after = (left(other) for other, needs in before.items() if one in needs)
        return found[one].cost + max(after, default=0.0)

    return sorted(ready, key=lambda one: (-left(one), one))


class Processes:
    """Processes that compute findings; they start while other things are done.

    Parameters
    ----------
    count
        How many findings at a time.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin)
        # all at once: a process that were started later, while another is found dead, would fail
        for _ in range(count):
            self._pool.submit(findings)

    def end(self) -> None:
        """End the processes; what they are at is waited for."""
        self._pool.shutdown(cancel_futures=True)

    def compute(
        self, setting: Setting, twins: Twins, watch: Callable[[str, str], None]
    ) -> dict[str, int]:
        """Compute every finding into the draft.

        Parameters
        ----------
        setting
            With a draft that holds the tidy and the harmonised tables.
        twins
            What each published table's twin says of its sources.
        watch
            Called with `finding` and its id when one begins.

        Returns
        -------
        dict[str, int]
            Rows of each published table.

        Raises
        ------
        EngineError
            A process ended before it was done.
        SamspillError
            What a finding raised.
        """
        order = TopologicalSorter(waits_for(findings().values()))
        order.prepare()
        rows: dict[str, int] = {}
        ready: list[str] = []
        running: dict[Future[dict[str, int]], str] = {}
        while order.is_active():
            ready = longest_way_first([*ready, *order.get_ready()], findings())
            while ready and len(running) < self.count:
                one = ready.pop(0)
                watch("finding", one)
                own = {name: twins[name] for name in findings()[one].tables}
                running[self._submit(one, setting, own)] = one
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                one = running.pop(future)
                with _plain_errors(one):
                    rows |= future.result()
                order.done(one)
        return rows

    def _submit(self, finding: str, setting: Setting, twins: Twins) -> Future[dict[str, int]]:
        with _plain_errors(finding):
            return self._pool.submit(_compute, finding, setting, twins)


@contextmanager
def started_up(count: int) -> Iterator[Processes | None]:
    """Start so many processes and end them afterwards; none where one is enough."""
    if count == 1:
        yield None
        return
    side = Processes(count)
    try:
        yield side
    finally:
        side.end()


@contextmanager
def _plain_errors(finding: str) -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise EngineError(
            f"The process that computed «{finding}» ended before it was done, most likely because "
            "memory ran out. Close other programs, or build with `--processes 1`, which needs "
            "less. The last finished build is untouched."
        ) from error


class _Worker:
    """What a process keeps from one finding to the next."""

    def __init__(self, setting: Setting, engine: Engine) -> None:
        self._draft = setting.draft
        self._given = setting.given | {n for one in findings().values() for n in one.tables}
        self._work = Workspace(
            setting.region,
            engine,
            scanner(setting.draft, engine),
            Ledger(),
            graph=setting.graph,
            vintages=setting.vintages,
            earlier=setting.earlier,
        )

    def compute(self, finding: Finding, twins: Twins) -> dict[str, int]:
        self._work.tables = {}
        give_back()
        needs = self._given.intersection(finding.needs)
        self._work.tables = {name: self._read(name) for name in needs}
        made = finding.compute(self._work)
        return {
            name: self._draft.write_table(name, rows, twin=twins[name]).num_rows
            for name, rows in made.items()
        }

    def _read(self, name: str) -> pa.Table:
        declared = table(name)
        path = self._draft.table_path if declared.is_published else self._draft.tidy_path
        return declared.conform(pq.read_table(path(name)))


_engine: list[Engine] = []
_workers: dict[Path, _Worker] = {}
"""This process's own, where it is one that computes findings: one for the draft it works on."""


def _begin() -> None:
    """Make a process ready to compute findings."""
    # who started it may be killed: then nobody waits for what is computed here
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.disable()
    stack = ExitStack()
    _engine.append(stack.enter_context(open_engine()))
    for forget in (stack.close, _engine.clear, _workers.clear):
        atexit.register(forget)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _compute(finding: str, setting: Setting, twins: Twins) -> dict[str, int]:
    """Compute one finding from the draft's tables into the draft; give rows by table."""
    folder = setting.draft.folder
    if folder not in _workers:
        _workers[folder] = _Worker(setting, _engine[0])
    return _workers[folder].compute(findings()[finding], twins)


def give_back() -> None:
    """Let other processes have the memory that tables took that are no longer held."""
    pa.default_memory_pool().release_unused()
