"""How a figure is computed: formulas, sources with vintage and licence, and the ledger's lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from samspill.catalogue import indicators
from samspill.formula import math_of, mathml
from samspill.web.site import Visit

__all__ = ["Definition", "Method", "method"]


@dataclass(frozen=True)
class Definition:
    """An indicator as its docstring defines it; `formulas` are MathML, `latex` what they say."""

    name: str
    title: str
    unit: str
    latex: tuple[str, ...]
    formulas: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Method:
    """What stands behind a figure."""

    definitions: tuple[Definition, ...]
    sources: tuple[dict[str, Any], ...]
    ledger: tuple[dict[str, Any], ...]


def method(
    visit: Visit, table: str, names: Sequence[str] = (), sources: Sequence[str] = ()
) -> Method:
    """Give what stands behind figures from a published table.

    Parameters
    ----------
    visit
        The request.
    table
        The published table.
    names
        The indicators in it.
    sources
        Ids of the sources of the rows shown; those of the whole table without it.
    """
    language = visit.language.code
    known = indicators()
    wanted = set(sources) or set(visit.pinned.build.twin(table).get("sources", ()))
    described = visit.pinned.rows("sources", "select * from sources order by source, vintage")
    ledger = visit.pinned.rows(
        "ledger",
        "select * from ledger where unit = 'rows' and part in ('', 'observed cells') "
        'order by "order"',
    )
    return Method(
        definitions=tuple(_definition(name, language) for name in names if name in known),
        sources=tuple(row for row in described if row["source"] in wanted),
        ledger=tuple(row for row in ledger if row["source"] in wanted),
    )


@cache
def _definition(name: str, language: str) -> Definition:
    one = indicators()[name]
    latex = tuple(math_of(one.function.__doc__ or ""))
    formulas = tuple(mathml(formula) for formula in latex)
    return Definition(name, one.title[language], one.unit[language], latex, formulas, one.source)
