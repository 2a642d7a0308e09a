"""Which codes of regions are one region over the years.

A region that got another code, or was merged from others, is one series. A region whose borders
shifted goes on as one region with a break; one that was split ends, and its parts begin. In a year
that has figures under the new code, those under the old one are left out: the statistics give a
region twice in the year of a reform.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Lineage", "Link", "carried", "lineage"]

Floats = NDArray[np.float64]

_GOES_ON = ("recoded", "merged", "boundary_shift")
_BREAKS = ("boundary_shift", "split", "ended")


@dataclass(frozen=True)
class Link:
    """One change: the code before, the code behind, and what kind of change it was."""

    from_code: str
    to_code: str
    change: str
    from_edition: str
    to_edition: str

    @property
    def is_break(self) -> bool:
        """Say whether figures before and behind are of different borders."""
        return self.change in _BREAKS


@dataclass(frozen=True)
class Lineage:
    """The region that each code belongs to, and the changes that touch the codes."""

    region_of: Mapping[str, str]
    links: tuple[Link, ...]

    def broken(self, region: str) -> tuple[Link, ...]:
        """Give the changes of borders within a region's series."""
        return tuple(
            link
            for link in self.links
            if link.is_break and region in (self.region_of.get(link.to_code), link.from_code)
        )


def lineage(changes: pa.Table, codes: Collection[str], since: int = 0) -> Lineage:
    """Find which of some codes are one region.

    Parameters
    ----------
    changes
        Rows of `region_changes`; without any, each code is a region of its own.
    codes
        The codes that have figures. A change to a code without figures has not happened yet.
    since
        The first edition whose changes the figures can show; a region that was split long before
        may go on under its old code.
    """
    links = [
        Link(
            row["from_code"],
            row["to_code"],
            row["change"],
            row["from_edition"],
            row["to_edition"],
        )
        for row in sorted(
            changes.to_pylist(), key=lambda row: (row["to_edition"], row["from_code"] or "")
        )
        if row["from_code"] in codes
        and row["to_code"] in codes
        and row["from_code"] != row["to_code"]
        and int(row["to_edition"][-4:]) >= since
    ]
    onward = {link.from_code: link.to_code for link in links if link.change in _GOES_ON}
    region_of = {}
    for code in codes:
        last, seen = code, {code}
        while last in onward and onward[last] not in seen:
            last = onward[last]
            seen.add(last)
        region_of[code] = last
    return Lineage(region_of, tuple(links))


def carried(
    values: Floats, codes: tuple[str, ...], found: Lineage
) -> tuple[tuple[str, ...], Floats]:
    """Bring the figures of one year to regions.

    A cell of a region that is merged is the sum of its parts, and not observed where one of the
    parts is not.

    Parameters
    ----------
    values
        Figures, code × anything; NaN where not observed.
    codes
        The code of each row.
    found
        Which codes are one region.
    """
    at = {code: row for row, code in enumerate(codes)}
    seen = np.asarray(np.isfinite(values).any(axis=1))
    replaced = {
        link.from_code
        for link in found.links
        if link.from_code in at and link.to_code in at and seen[at[link.to_code]]
    }
    parts: dict[str, list[int]] = {}
    for code in codes:
        if code not in replaced:
            parts.setdefault(found.region_of.get(code, code), []).append(at[code])
    merged = {link.to_code for link in found.links if link.change == "merged"}
    result = []
    regions = tuple(sorted(parts))
    for region in regions:
        rows = [row for row in parts[region] if seen[row]]
        if region in merged and region in at and not seen[at[region]]:
            # all parts of the merger must be there
            rows = [row for row in parts[region] if row != at[region]]
        if not rows:
            result.append(np.full(values.shape[1], np.nan))
        else:
            result.append(values[rows].sum(axis=0))
    return regions, np.asarray(result)
