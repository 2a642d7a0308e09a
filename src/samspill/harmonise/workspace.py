"""What a build's steps work on: its tables, its rejects, its ledger."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import narwhals as nw
import pyarrow as pa

from samspill.engine import Engine
from samspill.errors import DataError
from samspill.geography import PlaceGraph
from samspill.ledger import Ledger
from samspill.region import Region
from samspill.store import Draft
from samspill.tables import REASONS, table

__all__ = ["Workspace", "money", "persons", "reject", "scanner", "sum_of"]

T = TypeVar("T")


@dataclass
class Workspace:
    """What the findings of a build work on.

    Parameters
    ----------
    region
        The region's profile.
    engine
        Who computes on big tables.
    scan
        Gives a tidy table by name as a lazy frame, None where no source has given it.
    ledger
        The build's ledger.
    graph
        The municipalities and their changes; None in a build without municipalities.
    tables
        Harmonised and published tables by name, each as `samspill.tables` declares it.
    rejects
        Rows of `rejects` that the harmonising set aside.
    vintages
        The newest vintage of each source that was read.
    earlier
        Tables of the build before this one that are carried on, such as the forecasts it froze.
    made
        What several findings share, by name; see `once`.
    """

    region: Region
    engine: Engine
    scan: Callable[[str], nw.LazyFrame[Any] | None]
    ledger: Ledger
    graph: PlaceGraph | None = None
    tables: dict[str, pa.Table] = field(default_factory=dict)
    rejects: list[pa.Table] = field(default_factory=list)
    vintages: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    def tidy(self, name: str) -> pa.Table:
        """Give a tidy table whole; empty where no source has given it."""
        frame = self.scan(name)
        return table(name).empty() if frame is None else self.engine.collect(frame)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Give what several findings share; the first to ask has it made."""
        if name not in self.made:
            self.made[name] = make()
        found: T = self.made[name]
        return found

    def give(self, name: str, rows: pa.Table) -> None:
        """Put a harmonised or published table in the workspace, checked."""
        self.tables[name] = table(name).check(rows)

    @property
    def municipalities(self) -> PlaceGraph:
        """The municipalities and their changes.

        Raises
        ------
        DataError
            Their source has not been imported.
        """
        if self.graph is None:
            raise DataError(
                "figures for municipalities cannot be carried to one edition, because the "
                "changes of municipalities (source klass_kommuner) are missing",
                advice="Run `samspill fetch --source klass_kommuner`, or import the file.",
            )
        return self.graph


def scanner(draft: Draft, engine: Engine) -> Callable[[str], nw.LazyFrame[Any] | None]:
    """Give what scans a draft's tidy tables by name; None where no source has given one."""

    def scan(name: str) -> nw.LazyFrame[Any] | None:
        path = draft.tidy_path(name)
        return engine.scan(path) if path.exists() else None

    return scan


def persons(rows: pa.Table, column: str) -> dict[str, float]:
    """Count a column of persons for the ledger."""
    return {"persons_count": sum_of(rows, column)}


def sum_of(rows: pa.Table, column: str) -> float:
    """Sum a column exactly; nulls are left out."""
    return math.fsum(rows[column].drop_null().to_numpy().tolist())


def money(rows: pa.Table, unit: str) -> dict[str, float]:
    """Count rows and an amount for the ledger."""
    return {"rows": float(rows.num_rows), unit: sum_of(rows, unit)}


def reject(
    work: Workspace, source: str, step: str, rejected: pa.Table, shown: Sequence[str]
) -> None:
    """Set rows aside that have a `reason`, with its sentence."""
    if rejected.num_rows == 0:
        return
    cells = rejected.select([name for name in shown if name in rejected.column_names]).to_pylist()
    content = [" / ".join(str(value) for value in cell.values()) for cell in cells]
    amounts = {
        name: rejected[name]
        for name in ("amount_nok", "amount_eur", "file_sha256", "source_row")
        if name in rejected.column_names
    }
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    "source": pa.repeat(source, rejected.num_rows),
                    "step": pa.repeat(step, rejected.num_rows),
                    "reason": rejected["reason"],
                    **_explained(rejected),
                    "content": pa.array(content, pa.string()),
                    **amounts,
                }
            )
        )
    )


def _explained(rejected: pa.Table) -> dict[str, pa.ChunkedArray | pa.Array]:
    """Give the sentences that came with the rows, else those of their reasons."""
    languages = ("nb", "en")
    if "reason_nb" in rejected.column_names:
        return {f"explanation_{one}": rejected[f"reason_{one}"] for one in languages}
    said = [REASONS[reason].said() for reason in rejected["reason"].to_pylist()]
    return {
        f"explanation_{one}": pa.array([each[one] for each in said], pa.string())
        for one in languages
    }
