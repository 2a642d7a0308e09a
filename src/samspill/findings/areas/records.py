"""What is judged: awards, projects and actors, each with the text that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.harmonise import Workspace
from samspill.region import Region
from samspill.tables import alike, table
from samspill.text import Record

__all__ = [
    "PARTED",
    "Establishments",
    "Listed",
    "Unit",
    "actors",
    "awards",
    "establishments",
    "labelled",
    "projects",
    "spoken_of",
    "units_named",
    "units_of",
]

_REGISTER = "brreg_enheter"

PARTED = " · "
"""What stands between the parts of a text."""


@dataclass(frozen=True)
class Listed:
    """Records to judge: the keys of their table, a column each, and what is read."""

    keys: Mapping[str, list[str]]
    records: tuple[Record, ...]


class Unit(NamedTuple):
    """What the register says of an organisation."""

    name: str | None
    text: str
    activity_code: str | None


def _joined(parts: Iterable[str | None]) -> str:
    """Join the parts of a text; a part that says what one before it said is left out."""
    filled = [part for part in parts if part]
    if len(filled) < 2:
        return filled[0] if filled else ""
    if len(filled) == 2 and len(filled[0]) != len(filled[1]) and all(map(str.isascii, filled)):
        # letters of ASCII stay as many when they are folded, so the two cannot say the same
        return PARTED.join(filled)
    said: dict[str, str] = {}
    for part in filled:
        said.setdefault(part.casefold(), part)
    return PARTED.join(said.values())


def units_of(tidy: Callable[[str], pa.Table]) -> dict[str, Unit]:
    """Give the register's units by number, of the newest vintage."""
    rows = tidy("units").sort_by("year")
    return {
        number: Unit(name, _joined((purpose, description)), code)
        for number, name, purpose, description, code in zip(
            *(rows[column].to_pylist() for column in _TOLD), strict=True
        )
    }


_TOLD = (
    "organisation_number", "organisation_name", "purpose", "description", "activity_code",
)  # fmt: skip


def awards(work: Workspace, units: Mapping[str, Unit]) -> Listed:
    """Give every award: its project's title, or its recipient, instrument, and what that one does.

    Of a recipient who may be a person there is no name, and the instrument and the activity decide.
    """
    rows = work.tables["awards"]
    names = _names(work)
    grants = work.tidy("grants").select(["award_id", "organisation_name", "activity_code"])
    given = {award_id: own for award_id, *own in zip(*grants.to_pydict().values(), strict=True)}
    titles = _titles(work, rows)
    records = []
    columns = ("award_id", "actor_id", "instrument", "activity_code")
    for award_id, actor_id, instrument, code, title in zip(
        *(rows[column].to_pylist() for column in columns), titles, strict=True
    ):
        name, fine = given.get(award_id, (names.get(actor_id or ""), None))
        unit = units.get(actor_id or "")
        # a project is what its title says; else the award is for what the recipient does
        said = (title,) if title else (name, instrument, unit.text if unit else None)
        own = fine or (unit.activity_code if unit else None) or code
        records.append(Record(_joined(said), None if title else own))
    return Listed({"award_id": rows["award_id"].to_pylist()}, tuple(records))


def _names(work: Workspace) -> dict[str, str | None]:
    rows = work.tables["actors"]
    return dict(zip(rows["actor_id"].to_pylist(), rows["name"].to_pylist(), strict=True))


def _titles(work: Workspace, awards: pa.Table) -> list[str | None]:
    """Give the title of the project that each award was made from, by file and row."""
    columns = ["file_sha256", "source_row", "project_title"]
    rows = _titled(work, columns)
    rows = rows.filter(pc.not_equal(rows["project_title"], ""))
    # of the same row, the one that is told last counts
    _, number = alike(
        pa.concat_tables([awards.select(columns[:2]), rows.select(columns[:2])]), columns[:2]
    )
    title_of = np.full(number.max(initial=-1) + 1, -1)
    title_of[number[awards.num_rows :]] = np.arange(rows.num_rows)
    at = title_of[number[: awards.num_rows]]
    found: list[str | None] = rows["project_title"].take(pa.array(at, mask=at < 0)).to_pylist()
    return found


def _titled(work: Workspace, columns: list[str]) -> pa.Table:
    """Give the participations and applications that have a title."""
    names = ("participations", "applications_carried")
    rows = pa.concat_tables([work.tables[name].select(columns) for name in names])
    return rows.filter(pc.is_valid(rows["project_title"]))


def projects(work: Workspace) -> Listed:
    """Give every project and application that has a title; a title is all that is read."""
    columns = ["source", "project_id", "project_title"]
    rows = _titled(work, columns)
    # of a project that is told twice, what is told first
    first, _ = alike(rows, columns[:2])
    rows = rows.take(np.sort(first)).sort_by([(name, "ascending") for name in columns[:2]])
    return Listed(
        {name: rows[name].to_pylist() for name in columns[:2]},
        tuple(map(Record, rows["project_title"].to_pylist())),
    )


def spoken_of(work: Workspace) -> pa.Table:
    """Give the Norwegian actors that are put in areas one by one.

    They are those that a list or a cluster names, or that have a size. Of the many others the
    register alone knows, and they have no part in any figure but the jobs of their establishments.
    """
    rows = work.tables["actors"]
    members = work.tables["cluster_members"]["actor_id"] if "cluster_members" in work.tables else []
    is_named = pc.or_(
        pc.or_(pc.not_equal(rows["sources"], _REGISTER), pc.greater(rows["records_count"], 1)),
        pc.is_in(rows["actor_id"], value_set=pa.array(members, pa.string())),
    )
    is_there = pc.or_(is_named, pc.is_valid(rows["employees_from"]))
    return rows.filter(pc.and_(pc.equal(rows["country_code"], "NO"), is_there))


def actors(rows: pa.Table, units: Mapping[str, Unit]) -> Listed:
    """Give actors, each with its name, what the register says of it, and its activity."""
    records = []
    for actor_id, name, code in zip(
        *(rows[column].to_pylist() for column in ("actor_id", "name", "activity_code")), strict=True
    ):
        unit = units.get(actor_id)
        records.append(
            Record(
                _joined((name, unit.text if unit else None)),
                (unit.activity_code if unit else None) or code,
            )
        )
    return Listed({"actor_id": rows["actor_id"].to_pylist()}, tuple(records))


@dataclass(frozen=True)
class Establishments:
    """The establishments that have employees, of all years; those that read alike are one record.

    Parameters
    ----------
    rows
        Where each lies, what it does, and the year.
    record
        The number of each row's record.
    keys
        Name, parent and activity of each record.
    """

    rows: pa.Table
    record: NDArray[np.intp]
    keys: pa.Table

    def records(self, units: Mapping[str, Unit]) -> tuple[Record, ...]:
        """Give what is read of each: its name, and what the register says of its unit."""
        found = []
        columns = (self.keys[name].to_pylist() for name in self.keys.column_names)
        for name, parent, code in zip(*columns, strict=True):
            unit = units.get(parent or "")
            found.append(Record(_joined((name, unit.text if unit else None)), code))
        return tuple(found)


_READ = ("organisation_name", "parent_number", "activity_code")
_PLACED = ("municipality_code", "activity_code", "year")


def establishments(work: Workspace) -> Establishments:
    """Give the establishments that have employees."""
    frame = work.scan("establishments")
    columns = [*dict.fromkeys((*_READ, *_PLACED))]
    if frame is None:
        rows = table("establishments").empty().select(columns)
    else:
        rows = work.engine.collect(frame.filter(nw.col("has_employees")).select(*columns))
    first, record = alike(rows, _READ)
    return Establishments(rows.select(_PLACED), record, rows.select(_READ).take(first))


def units_named(work: Workspace, numbers: pa.ChunkedArray) -> dict[str, Unit]:
    """Give the register's units that have certain numbers, of the newest vintage."""
    frame = work.scan("units")
    if frame is None:
        return {}
    asked = work.engine.take(pa.table({"organisation_number": pc.drop_null(pc.unique(numbers))}))
    wanted = frame.select(*_TOLD, "year").join(asked, on="organisation_number", how="semi")
    rows = work.engine.collect(wanted)
    return units_of(lambda _: rows)


def labelled(
    region: Region, tidy: Callable[[str], pa.Table], units: Mapping[str, Unit]
) -> tuple[list[Record], list[tuple[str, ...]]]:
    """Give the records that a person has labelled and the tidy tables have, with their areas."""
    wanted = {(one.source, one.record_id) for one in region.area_labels}
    if not wanted:
        return [], []
    found: dict[tuple[str, str], Record] = {}
    for name in ("project_participations", "applications"):
        rows = tidy(name).select(["source", "project_id", "project_title"])
        for source, project_id, title in zip(*rows.to_pydict().values(), strict=True):
            key = (source, project_id)
            if title and key in wanted and key not in found:
                found[key] = Record(title)
    for source, number in wanted:
        unit = units.get(number) if source == "brreg_enheter" else None
        if unit is not None:
            found[source, number] = Record(_joined((unit.name, unit.text)), unit.activity_code)
    rows = tidy("grants").select(["award_id", "organisation_name", "instrument", "activity_code"])
    rows = rows.filter(pc.is_in(rows["award_id"], pa.array(sorted(one[1] for one in wanted))))
    for award_id, name, instrument, code in zip(*rows.to_pydict().values(), strict=True):
        found["innovasjon_norge", award_id] = Record(_joined((name, instrument)), code)
    known = [one for one in region.area_labels if (one.source, one.record_id) in found]
    return (
        [found[one.source, one.record_id] for one in known],
        [one.area_ids for one in known],
    )
