"""What a figure is: a chart that is a value, the sentence that says what it shows, and its rows."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pyarrow as pa

from samspill.errors import UsageError
from samspill.figures.theme import CONFIG, colour
from samspill.figures.wording import Language, say

__all__ = [
    "WIDTH",
    "Figure",
    "Label",
    "Link",
    "Row",
    "address",
    "finished",
    "identity",
    "layered",
    "nothing",
    "one_of_each",
    "records",
]

Label = Literal["activity", "place"]
Row = dict[str, Any]
Link = Callable[[Mapping[str, Any]], str]
"""From a row to the address of its page: `/nb/…`, `?…`, `#…` or `https://…`."""

WIDTH = 620
"""Width of a chart where nobody says another."""

_ADDRESS = re.compile(r"(https?://|[/?#.])")


@dataclass(frozen=True)
class Figure:
    """A chart, what it says, and the rows it shows.

    `description` is one sentence that says what the chart shows, its uncertainty included;
    `rows` are exactly the rows shown, in published column names, and `columns` those of them
    that stand in the table beside the chart.
    """

    id: str
    title: str
    description: str
    chart: alt.TopLevelMixin
    rows: pa.Table
    columns: tuple[str, ...]


def records(rows: pa.Table, numbers: Sequence[str]) -> list[Row]:
    """Give rows as dictionaries, `numbers` that are missing or not finite as None.

    Each row carries its place in the table as `_at`.
    """
    found: list[Row] = rows.to_pylist()
    for position, row in enumerate(found):
        row["_at"] = position
        for name in numbers:
            value = row.get(name)
            row[name] = float(value) if value is not None and math.isfinite(value) else None
    return found


def one_of_each(rows: Iterable[Row], keys: Sequence[str], what: str) -> None:
    """Hold that no two rows speak of the same thing.

    Raises
    ------
    UsageError
        Two do: several measures, years or references are mixed.
    """
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        key = tuple(row.get(name) for name in keys)
        if key in seen:
            named = ", ".join(f"{name} {part}" for name, part in zip(keys, key, strict=True))
            raise UsageError(
                f"{what} shows one row for each {' and '.join(keys)}, and there are several for "
                f"{named}. Choose one measure, year and reference first."
            )
        seen.add(key)


def address(link: Link | None, row: Mapping[str, Any]) -> str | None:
    """Give the address of a row's page, None without one.

    Raises
    ------
    UsageError
        The address could be a script or another scheme.
    """
    href = link(row) if link is not None else ""
    if not href:
        return None
    if not _ADDRESS.match(href):
        raise UsageError(
            f"A figure cannot link to «{href}»: an address begins with /, ?, #, a dot or https://."
        )
    return href


def identity(kind: str, title: str, language: str, keys: Iterable[object]) -> str:
    """Give a figure's id: its kind and a checksum of what it is about."""
    about = "\x1f".join([title, language, *map(str, keys)])
    return f"{kind}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"


def layered(*layers: alt.Chart, height: float, own_colours: bool = False) -> alt.LayerChart:
    """Lay charts over each other, each with a colour scale of its own where that is wished."""
    chart: Any = alt.layer(*layers)
    if own_colours:
        chart = chart.resolve_scale(color="independent")
    result: alt.LayerChart = chart.properties(width=WIDTH, height=height)
    return result


def nothing(language: Language) -> alt.LayerChart:
    """Give the chart that says that there is nothing to show."""
    text = say(language, "empty")
    mark = (
        alt.Chart(alt.InlineData([{"text": text}]))
        .mark_text(color=colour("ink-soft"), fontSize=14, align="left")
        .encode(x=alt.value(0), y=alt.value(24), text="text:N", description=alt.value(text))
    )
    return layered(mark, height=48)


def finished(
    kind: str,
    chart: alt.LayerChart,
    *,
    title: str,
    language: Language,
    description: str,
    rows: pa.Table,
    shown: Sequence[Row],
    columns: Sequence[str],
    keys: Sequence[str],
    datasets: Mapping[str, Any] | None = None,
) -> Figure:
    """Give a chart its theme, its title and its named data; make it a figure of the rows shown."""
    themed = chart.properties(title=title, description=description).configure(**dict(CONFIG))
    if datasets:
        themed.datasets = dict(datasets)
    return Figure(
        id=identity(kind, title, language, ([row.get(name) for name in keys] for row in shown)),
        title=title,
        description=description,
        chart=themed,
        rows=rows.take(pa.array([row["_at"] for row in shown], pa.int64())),
        columns=tuple(name for name in columns if name in rows.column_names),
    )
