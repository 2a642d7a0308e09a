"""How a source, an indicator and a finding describe themselves.

Each of them is described once, where it is written; the command line, the API, the pages, the
documentation and the tests read that description from here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, Literal, Protocol, TypeVar

from samspill.errors import UnknownCode

__all__ = [
    "Download",
    "Finding",
    "Indicator",
    "Origin",
    "Source",
    "View",
    "findings",
    "indicator",
    "indicators",
    "source_module",
    "sources",
]

Text = Mapping[str, str]
"""The same words in both languages: keys `nb` and `en`."""


@dataclass(frozen=True)
class Download:
    """One file that a publisher offers.

    `name` is what the file is called in the vault; `method` and `body` are given where the
    publisher wants a POST.
    """

    url: str
    name: str
    method: Literal["GET", "POST"] = "GET"
    body: bytes | None = None
    accept: str = "*/*"


@dataclass(frozen=True)
class Source:
    """What a publisher publishes and how Samspill takes it.

    `keeps` says which vintages a build reads: `newest` where each file holds all that came
    before, `every` where each file is a picture of its own date.
    """

    id: str
    title: Text
    publisher: str
    homepage: str
    licence: str
    licence_url: str
    description: Text
    tables: tuple[str, ...]
    downloads: tuple[Download, ...] = ()
    keeps: Literal["newest", "every"] = "newest"
    cadence: Text = field(default_factory=lambda: MappingProxyType({"nb": "", "en": ""}))


@dataclass(frozen=True)
class Indicator:
    """A measure: what it is called, its unit, what it is a property of, who defined it."""

    name: str
    title: Text
    unit: Text
    of: tuple[str, ...]
    source: str
    family: str
    function: Callable[..., Any]


class Compute(Protocol):
    """A finding's computation: from a workspace of harmonised tables to its published tables."""

    def __call__(self, workspace: Any, /) -> Mapping[str, Any]:
        """Give each published table by name."""


@dataclass(frozen=True)
class View:
    """How a published table is shown to a person who has not said what they want of it.

    `columns` are shown in this order; `order_by` says by which column, a minus before it for
    descending; `focus` gives for a column the values tried in order until one is in the table:
    `latest` is the last year, `alliance` the profile's own place, `sets` its sets that are whole
    regions of the statistics.
    """

    columns: tuple[str, ...]
    order_by: str
    focus: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    def first(self, column: str, there: Sequence[Any], region: Mapping[str, Any]) -> Any:
        """Give the value of a column that is shown first; None where the focus does not decide.

        Parameters
        ----------
        column
            The column.
        there
            Its values.
        region
            What the build's manifest says of the region.
        """
        own = {"alliance": (region["id"],), "sets": tuple(region.get("sets", ()))}
        for wish in self.focus.get(column, ()):
            if wish == "latest" and there:
                return max(there)
            for one in own.get(str(wish), (wish,)):
                if one in there:
                    return one
        return None


@dataclass(frozen=True)
class Origin:
    """Rows of a tidy table that a published figure was made from.

    `where` gives for a column the values that count; `through` names another tidy table, which
    rows of it count, and which of its columns give the values for which of this one's.
    `measures` are the columns to sum.
    """

    title: Text
    table: str
    where: Mapping[str, tuple[object, ...]]
    measures: tuple[str, ...] = ()
    through: tuple[str, Mapping[str, tuple[object, ...]], Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Finding:
    """A question of the region and the published tables that answer it.

    `needs` names the tables it reads; a finding whose needed tables are empty says so instead of
    showing nothing. `views` says how its tables are shown; `trace` gives, for a row of one of its
    tables, the tidy rows behind it. `profile` names files of the region's profile whose judgements
    its figures rest on, so that it can be told what a change of one of them changes. `cost` is
    about how long it takes next to the others, so that the longest way begins first.
    """

    id: str
    title: Text
    question: Text
    tables: tuple[str, ...]
    needs: tuple[str, ...]
    compute: Compute
    indicators: tuple[str, ...] = ()
    views: Mapping[str, View] = field(default_factory=dict)
    trace: Callable[[str, Mapping[str, Any]], tuple[Origin, ...]] | None = None
    profile: tuple[str, ...] = ()
    cost: float = 1.0


_INDICATORS: dict[str, Indicator] = {}
F = TypeVar("F", bound=Callable[..., Any])


def indicator(*, title: Text, unit: Text, of: tuple[str, ...], source: str) -> Callable[[F], F]:
    """Enter a function in the catalogue of indicators.

    Parameters
    ----------
    title
        Its name in both languages.
    unit
        Unit of the values it gives, in both languages.
    of
        What the values are a property of: `("place",)`, `("place", "activity")`, ...
    source
        Who defined it, with a DOI where there is one.
    """

    def enter(function: F) -> F:
        name = function.__name__
        family = function.__module__.rpartition(".")[2]
        _INDICATORS[name] = Indicator(name, title, unit, of, source, family, function)
        return function

    return enter


def _modules(package: str) -> list[ModuleType]:
    """Give the modules of a package in order of name."""
    parent = importlib.import_module(package)
    return [
        importlib.import_module(f"{package}.{entry.name}")
        for entry in sorted(pkgutil.iter_modules(parent.__path__), key=lambda entry: entry.name)
    ]


def sources() -> dict[str, Source]:
    """Give every source by its id, in order of id."""
    found = [m.SOURCE for m in _modules("samspill.sources") if hasattr(m, "SOURCE")]
    return {source.id: source for source in sorted(found, key=lambda source: source.id)}


def source_module(source_id: str) -> ModuleType:
    """Give the module that reads and fetches a source.

    Raises
    ------
    UnknownCode
        No source has that id.
    """
    for module in _modules("samspill.sources"):
        if getattr(getattr(module, "SOURCE", None), "id", None) == source_id:
            return module
    raise UnknownCode("source", source_id, sources())


def indicators() -> dict[str, Indicator]:
    """Give every indicator by name, in order of family and name."""
    _modules("samspill.indicators")
    return dict(sorted(_INDICATORS.items(), key=lambda item: (item[1].family, item[0])))


def findings() -> dict[str, Finding]:
    """Give every finding by its id, in the order in which their modules wish to be shown."""
    found = [m for m in _modules("samspill.findings") if hasattr(m, "FINDING")]
    return {module.FINDING.id: module.FINDING for module in found}
