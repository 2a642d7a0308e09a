"""Figures inside pages and as files, each drawn once for a build and for what was asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from samspill.errors import UnknownCode
from samspill.figures import Figure, draw, rows_csv, rows_xlsx
from samspill.web.language import Language
from samspill.web.site import Plan, Visit

__all__ = ["KINDS", "Drawings", "Kept"]

KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file that a figure is given as, with their media types."""

_MOST = 160
_MOST_PAGES = 400
_NARROW = 330


@dataclass
class Kept:
    """A figure and what has been made of it so far."""

    figure: Figure
    language: Language
    width: int
    _made: dict[str, Any] = field(default_factory=dict)

    def _once(self, kind: str, make: Callable[[], Any]) -> Any:
        if kind not in self._made:
            self._made[kind] = make()
        return self._made[kind]

    @property
    def svg(self) -> str:
        """The drawing for a wide page, coloured by the style sheet."""
        made: str = self._once("page", lambda: draw(self.figure, "svg", width=self.width).decode())
        return made

    @property
    def narrow_svg(self) -> str:
        """The drawing for a telephone: another layout, and ids of its own."""
        own = self.figure.id

        def make() -> str:
            return draw(self.figure, "svg", width=_NARROW).decode().replace(own, f"{own}-narrow")

        made: str = self._once("narrow", make)
        return made

    @property
    def form(self) -> str:
        """What can be looked at closer: `map` or `network`; empty for all else."""
        about = getattr(self.figure.chart, "usermeta", None)
        return str(about.get("form", "map")) if isinstance(about, dict) else ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that are shown, for the table beside the drawing."""
        made: list[dict[str, Any]] = self._once("rows", self.figure.rows.to_pylist)
        return made

    def file(self, kind: str) -> bytes:
        """Give the figure as a file.

        Raises
        ------
        UnknownCode
            There is no such kind of file.
        """
        makers: dict[str, Callable[[], bytes]] = {
            "svg": lambda: draw(self.figure, "svg", width=self.width, scheme="light"),
            "png": lambda: draw(self.figure, "png", width=self.width, scheme="light"),
            "csv": lambda: rows_csv(self.figure),
            "xlsx": lambda: rows_xlsx(self.figure, self.language.code),
        }
        if kind not in makers:
            raise UnknownCode("kind of file", kind, makers)
        made: bytes = self._once(kind, makers[kind])
        return made


class Drawings:
    """The figures that were drawn lately, and the pages that were shown lately."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, visit: Visit, plan: Plan) -> Kept:
        """Give a figure of a page; it is made if it is not kept."""
        asked = tuple(pair for pair in visit.query.canonical if pair[0] not in plan.ignores)
        key = (visit.pinned.id, visit.language.code, visit.page.id, plan.id, asked)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        kept = Kept(plan.make(), visit.language, plan.width)
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return kept

    def page(self, visit: Visit, make: Callable[[], bytes]) -> bytes:
        """Give a whole page; it is made if it is not kept."""
        key = (visit.pinned.id, visit.language.code, visit.page.id, visit.query.canonical)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        made = make()
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > _MOST_PAGES:
                self._pages.popitem(last=False)
        return made
