"""The sample's activities: real codes of SN2007, and how large each division is in Norway.

`activities.csv` has two or three subclasses of each division with the division's employees in
thousands (approximate) and the size of its establishments against the average.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from samspill.sample.files import Folder, packaged

__all__ = ["Activity", "activities", "divisions", "write_activities"]

_PUBLISHER = "Statistisk sentralbyrå"
_LEVELS = ("section", "division", "group", "class", "subclass")


@dataclass(frozen=True)
class Activity:
    """A subclass with the levels above it."""

    division: str
    code: str
    names: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its own name."""
        return self.names[-1]


@cache
def activities() -> tuple[Activity, ...]:
    """Give the subclasses in order of code."""
    return tuple(
        Activity(
            row["division"],
            row["subclass"],
            tuple(row[f"{level}_name"] for level in _LEVELS),
            (
                row["division"][0],
                row["division"][1:],
                *(row[level] for level in _LEVELS[2:]),
            ),
        )
        for row in packaged("activities.csv")
    )


@cache
def divisions() -> dict[str, tuple[float, float]]:
    """Give the divisions: code to employees in thousands and relative size of establishments."""
    return {
        row["division"]: (float(row["employees"]), float(row["size"]))
        for row in packaged("activities.csv")
    }


def write_activities(folder: Folder) -> None:
    """Write the codes that are used, as KLASS exports them."""
    header = [f"Nace_{n}_{part}" for n in range(1, 6) for part in ("nr", "navn", "nr_navn")]
    rows = []
    for one in activities():
        row: list[str] = []
        for number, (code, name) in enumerate(zip(one.codes, one.names, strict=True)):
            joined = f"{code} - {name}" if number == 0 else f"{code} {name}"
            row += [code, name, joined]
        rows.append(row)
    name = "klass/standard_for_naeringsgruppering_SN2007.csv"
    folder.table(name, header, rows)
    folder.enter("klass_sn2007", name, _PUBLISHER, "2009")
