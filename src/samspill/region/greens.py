"""Reading what a profile says of the green: `green.csv`, and of regions to compare: `panels.csv`.

A weight says which part of an activity, or of a programme of research, is green. It is a judgement,
so each has a low and a high bound, a reason and a source.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from samspill import activities
from samspill.errors import UnknownCode
from samspill.region.profile import GREEN_KINDS, GreenWeight, PanelRegion

__all__ = ["COLUMNS", "green_weights", "panel_regions"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "green.csv": (
        "kind",
        "code",
        "weight",
        "low",
        "high",
        "reason_nb",
        "reason_en",
        "source",
        "status",
    ),
    "panels.csv": (
        "panel",
        "place_code",
        "place_edition",
        "year",
        "name_nb",
        "name_en",
        "reason",
        "source",
        "status",
        "code_status",
    ),
}


class _Row(Protocol):
    """A row of a file of the profile."""

    line: int

    def one_of(self, column: str, allowed: Collection[str]) -> str: ...

    def required(self, column: str) -> str: ...

    def share(self, column: str) -> float | None: ...

    def status(self, column: str = "status") -> str: ...

    def text(self, column: str) -> str: ...

    def whole(self, column: str) -> int | None: ...

    def wrong(self, column: str, problem: str, advice: str) -> None: ...


def green_weights(rows: Iterable[_Row]) -> Iterator[GreenWeight]:
    """Give the green weights, with everything that is wrong with one noted in its row."""
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        kind, code = row.one_of("kind", GREEN_KINDS), row.required("code")
        if kind == "activity":
            _check_division(row, code)
        if (kind, code) in seen:
            row.wrong(
                "code",
                f"{code} stands twice, first on line {seen[kind, code]}",
                "Take one of the two rows away.",
            )
        seen.setdefault((kind, code), row.line)
        weight, low, high = (row.share(name) for name in ("weight", "low", "high"))
        for name in ("weight", "low", "high"):
            row.required(name)
        if (
            weight is not None
            and low is not None
            and high is not None
            and not low <= weight <= high
        ):
            row.wrong(
                "weight",
                f"the weight {weight:g} is not between {low:g} and {high:g}",
                "The low bound comes first, the high one last.",
            )
        yield GreenWeight(
            kind,
            code,
            weight or 0.0,
            low or 0.0,
            high or 0.0,
            {language: row.required(f"reason_{language}") for language in ("nb", "en")},
            row.required("source"),
            row.status(),
        )


def _check_division(row: _Row, code: str) -> None:
    """Note a code that is no division: a finer weight would find no figures."""
    try:
        activities.to_section(code)
    except UnknownCode as error:
        row.wrong("code", str(error).rstrip("."), "See NACE Rev. 2.")
        return
    if not re.fullmatch(r"[A-U]\d{2}", code):
        row.wrong(
            "code",
            f"{code} is no division",
            "Write a letter and two digits, as in D35: the figures are of divisions.",
        )


def panel_regions(rows: Iterable[_Row]) -> Iterator[PanelRegion]:
    """Give the regions of Europe that ours is compared with."""
    seen: dict[tuple[str, str, int | None], int] = {}
    for row in rows:
        panel, code, year = row.required("panel"), row.required("place_code"), row.whole("year")
        if code and not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2}", code):
            row.wrong(
                "place_code",
                f"«{code}» is no NUTS 2 region",
                "Write two letters and two more signs, as in SE11.",
            )
        if (panel, code, year) in seen:
            row.wrong(
                "place_code",
                f"{code} stands twice in the panel, first on line {seen[panel, code, year]}",
                "Take one of the two rows away.",
            )
        seen.setdefault((panel, code, year), row.line)
        yield PanelRegion(
            panel,
            code,
            row.whole("place_edition") or 0,
            year,
            {language: row.required(f"name_{language}") for language in ("nb", "en")},
            row.text("reason"),
            row.required("source"),
            row.status(),
            row.status("code_status"),
        )
