"""A build held in memory so that it can be asked quickly, and the newest one of a store.

A request is answered from one `Pinned` build from its first line to its last. A new build is
loaded beside the one that is shown and then takes its place.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from samspill.errors import SamspillError, UnknownCode
from samspill.store import Build, Store, Vault
from samspill.tables import tables

__all__ = ["Activity", "Newest", "Pinned", "Place"]

Row = dict[str, Any]
_RESULTS = 2048
_LOOK_EVERY = 1.0
"""Seconds between two looks at the pointer of the store."""


@dataclass(frozen=True)
class Place:
    """A place as the build knows it."""

    code: str
    name: str
    kind: str
    type: str | None = None
    is_member: bool | None = None
    centrality: int | None = None
    population: float | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Activity:
    """An activity as the build knows it."""

    code: str
    level: str
    parent: str | None
    name: Mapping[str, str]


class Pinned:
    """One build's published tables in memory.

    Parameters
    ----------
    build
        The build.
    vault
        The vault that it was made from, for tracing figures.
    """

    def __init__(self, build: Build, vault: Vault) -> None:
        self.build = build
        self.vault = vault
        self.id = build.id
        self.manifest = build.manifest
        self.tables = build.tables
        # values from a request are bound as parameters; the engine itself may not touch files
        self._engine = duckdb.connect(config={"threads": "2", "enable_external_access": "false"})
        self._loaded: set[str] = set()
        self._lock = threading.Lock()
        self._made: dict[str, Any] = {}
        self._results: OrderedDict[tuple[Any, ...], list[Row]] = OrderedDict()

    @property
    def is_sample(self) -> bool:
        """Whether it was made from sample data."""
        return bool(self.manifest.get("is_sample"))

    @property
    def version(self) -> str:
        """The version of Samspill that made it."""
        return str(self.manifest["samspill"])

    def has(self, table: str) -> bool:
        """Say whether the build has a table."""
        return table in self.tables

    def load(self, table: str) -> None:
        """Bring a published table into memory; a column that it is older than is null.

        Raises
        ------
        UnknownCode
            The build has no such table.
        """
        if table in self._loaded:
            return
        with self._lock:
            if table not in self._loaded:
                rows = _as_declared(table, self.build.read(table))
                cursor = self._engine.cursor()
                cursor.register("incoming", rows)
                cursor.execute(f'create table "{table}" as select * from incoming')
                cursor.unregister("incoming")
                self._loaded.add(table)

    def rows(self, table: str, query: str, *values: object) -> list[Row]:
        """Ask a table; the rows come as dictionaries and are not to be changed.

        Parameters
        ----------
        table
            The published table that the query reads; a table that the build does not have gives
            no rows.
        query
            SQL of ours; what a visitor gave stands in it as `?`.
        values
            The values for the question marks.
        """
        if not self.has(table):
            return []
        key = (query, *(tuple(v) if isinstance(v, list) else v for v in values))
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        found = self.fresh_rows(table, query, *values)
        with self._lock:
            self._results[key] = found
            while len(self._results) > _RESULTS:
                self._results.popitem(last=False)
        return found

    def fresh_rows(self, table: str, query: str, *values: object) -> list[Row]:
        """Ask a table as `rows` does and keep nothing of the answer."""
        self.load(table)
        cursor = self._engine.cursor()
        answer = cursor.execute(query, list(values))
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Give what was made of this build under a name; make it the first time."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every place that has a page: those of `places`, and others that have strengths."""
        places = {}
        for row in self.rows("places", "select * from places order by place_kind, name"):
            places[row["place_code"]] = Place(
                code=row["place_code"],
                name=row["name"] or row["place_code"],
                kind=row["place_kind"],
                type=row["type"],
                is_member=row["is_member"],
                centrality=row["centrality"],
                population=row["population"],
                parent=row["parent_code"],
            )
        names = self._names_on_maps
        for row in self.rows("strengths", "select distinct place_code, place_name from strengths"):
            code = row["place_code"]
            if code not in places:
                name = row["place_name"] or names.get(code) or code
                places[code] = Place(code=code, name=name, kind="nuts2")
        return places

    @cached_property
    def _names_on_maps(self) -> Mapping[str, str]:
        path = self.build.tidy_path("borders")
        if path is None:
            return {}
        rows = pq.read_table(path, columns=["place_code", "place_name"], partitioning=None)
        return {code: name for code, name in zip(*rows.to_pydict().values(), strict=True) if name}

    @cached_property
    def activities(self) -> Mapping[str, Activity]:
        """Every activity of the build's classification, in order of code."""
        found = self.rows("activities", "select * from activities order by activity_code")
        return {
            row["activity_code"]: Activity(
                row["activity_code"],
                row["activity_level"],
                row["activity_parent"],
                {"nb": row["activity_nb"] or "", "en": row["activity_en"] or ""},
            )
            for row in found
        }

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The municipalities of today that hold a member, in order of code."""
        members = [p.code for p in self.places.values() if p.is_member]
        return tuple(sorted(members))

    def borders(self) -> pa.Table | None:
        """Give the borders of places, None where the build has none."""
        path = self.build.tidy_path("borders")
        if path is None:
            return None
        rows = pq.read_table(path, partitioning=None)
        return rows if rows.num_rows else None

    def place(self, code: str) -> Place:
        """Give a place by its code.

        Raises
        ------
        UnknownCode
            There is none.
        """
        try:
            return self.places[code]
        except KeyError:
            raise UnknownCode("place", code, self.places) from None

    def activity(self, code: str) -> Activity:
        """Give an activity by its code.

        Raises
        ------
        UnknownCode
            There is none.
        """
        try:
            return self.activities[code]
        except KeyError:
            raise UnknownCode("activity", code, self.activities) from None


def _as_declared(name: str, rows: pa.Table) -> pa.Table:
    """Give a table the columns that it has been declared with since the build was made."""
    declared = tables().get(name)
    for field in declared.schema if declared is not None else ():
        if field.name not in rows.column_names:
            rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    return rows


class Newest:
    """The newest build of a store, taken up without a restart.

    Parameters
    ----------
    store
        The home folder.
    ready
        What is made of a build before it is shown, so that its first visitor need not wait.
    """

    def __init__(self, store: Store, ready: Callable[[Pinned], None] = lambda _: None) -> None:
        self.store = store
        self._ready = ready
        self._pinned: Pinned | None = None
        self._looked_at = 0.0
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None

    def pinned(self) -> Pinned:
        """Give the build to answer from.

        Raises
        ------
        NoBuild
            Nothing has been built yet.
        """
        shown = self._pinned
        if shown is None:
            with self._lock:
                if self._pinned is None:
                    self._pinned = self._warm(self.store.current())
                return self._pinned
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_EVERY:
            self._looked_at = now
            self._look(shown)
        return shown

    def at_hand(self) -> Pinned | None:
        """Give the build to answer from without waiting for it; None while the first is loaded."""
        return None if self._pinned is None else self.pinned()

    def _look(self, shown: Pinned) -> None:
        """Begin to load a newer build, if there is one and none is being loaded."""
        try:
            newest = self.store.current()
        except SamspillError:
            return  # the build that is shown stays readable
        with self._lock:
            busy = self._loading is not None and self._loading.is_alive()
            if newest.id != shown.id and not busy:
                self._loading = threading.Thread(target=self._replace, args=(newest,), daemon=True)
                self._loading.start()

    def _replace(self, newest: Build) -> None:
        try:
            pinned = self._warm(newest)
            self._ready(pinned)
        except SamspillError:
            return  # the build that is shown stays; the next look tries again
        self._pinned = pinned

    def _warm(self, build: Build) -> Pinned:
        pinned = Pinned(build, self.store.vault)
        for table in ("places", "activities", "strengths"):
            if pinned.has(table):
                pinned.load(table)
        _ = pinned.places, pinned.activities
        return pinned
