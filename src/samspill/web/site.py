"""What a page is: an address, a query that is checked, figures, and what its template is given."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict

from samspill.catalogue import Finding, findings
from samspill.errors import SamspillError
from samspill.figures.wording import joined
from samspill.geography import region_names
from samspill.harmonise.places import nuts_of_sets, own_regions
from samspill.region import Area, Region
from samspill.web.language import Language, language
from samspill.web.pinned import Pinned

if TYPE_CHECKING:
    from samspill.figures import Figure

__all__ = ["COUNTRY", "GROUPS", "Group", "Page", "Plan", "Query", "Shown", "Visit", "pages"]


COUNTRY = "NO"
"""The country as a place."""


@dataclass(frozen=True)
class Group:
    """A part of the navigation: pages that answer one kind of question."""

    id: str
    title: Mapping[str, str]


GROUPS = (
    Group("region", {"nb": "Regionen", "en": "The region"}),
    Group("strengths", {"nb": "Sterke sider", "en": "Strong points"}),
    Group("interplay", {"nb": "Samspill", "en": "Working together"}),
    Group("support", {"nb": "Virkemidler", "en": "Public support"}),
    Group("data", {"nb": "Om dataene", "en": "The data"}),
)
"""The parts of the navigation in order."""


class Query(BaseModel):
    """What a page can be asked: each field is checked, what has no field is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=200)

    @property
    def canonical(self) -> tuple[tuple[str, str], ...]:
        """The fields that are not at their default, in order of name."""
        given = self.model_dump(exclude_defaults=True, mode="json")
        pairs = [
            (name, str(one))
            for name, value in given.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return tuple(sorted(pairs))


@dataclass(frozen=True)
class Plan:
    """A figure that a page shows; it is drawn only if no drawing of it is kept.

    `table` is the published table that it was read from, `indicators` the measures in it,
    `sources` the ids of the sources of the rows that are shown (all of the table's without it);
    `ignores` names fields of the page's query that do not change the figure; `width` is that of the
    drawing in a wide page.
    """

    id: str
    make: Callable[[], Figure]
    table: str
    indicators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""
    ignores: tuple[str, ...] = ()
    width: int = 680


@dataclass(frozen=True)
class Shown:
    """What a page gives its template."""

    title: str
    context: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Plan, ...] = ()
    lead: str = ""


@dataclass(frozen=True)
class Page:
    """A page: where it lives under the language, what it can be asked, what it shows.

    `is_entrance` pages stand in the navigation, in their group and in the order of `order`. A page
    that is no entrance names its group too, so that a visitor sees which part it belongs to.
    `asks` is the question that it answers, where it is not the page of a finding; `answer` gives
    what it answers in a sentence or two, for the overview (empty where the build cannot say). It
    reads no more than its sentences need. `speaks_of` gives the place that a page shows which can
    be asked for one: another than was asked for, or none, where there are no figures of that.
    `files` are what it can be downloaded as, by the ending of the name.
    """

    id: str
    path: str
    title: Mapping[str, str]
    show: Callable[[Visit], Shown]
    query: type[Query] = Query
    template: str = ""
    is_entrance: bool = False
    order: int = 100
    group: str = ""
    asks: Mapping[str, str] | None = None
    answer: Callable[[Visit], str] | None = None
    speaks_of: Callable[[Visit], str] | None = None
    files: Mapping[str, Callable[[Visit], bytes]] = field(default_factory=dict)

    @property
    def question(self) -> Mapping[str, str] | None:
        """The question that the page answers."""
        finding = findings().get(self.id)
        return finding.question if finding else self.asks

    @property
    def fields_of_path(self) -> tuple[str, ...]:
        """The fields of the query that stand in the path."""
        return tuple(re.findall(r"{(\w+)}", self.path))


@dataclass(frozen=True)
class Visit:
    """One request: the build it is answered from, the language, the page and what was asked."""

    pinned: Pinned
    region: Region
    language: Language
    page: Page
    query: Any

    def text(self, message: str, **values: object) -> str:
        """Translate a text."""
        return self.language.text(message, **values)

    def url(self, page_id: str, **fields: Any) -> str:
        """Give the address of a page in the visit's language."""
        return _address(self.language.code, pages()[page_id], fields)

    def here(self, **changes: Any) -> str:
        """Give the address of this page with some fields changed; None leaves one out."""
        return _address(self.language.code, self.page, self._asked | changes)

    def in_language(self, code: str) -> str:
        """Give the address of this very page in another language."""
        return _address(code, self.page, self._asked)

    def figure_url(self, figure: str, kind: str) -> str:
        """Give the address of a figure of this page as a file."""
        address = f"/{self.language.code}/figure/{self.page.id}/{figure}.{kind}"
        return address + _tail(self._asked)

    def file_url(self, kind: str) -> str:
        """Give the address of this page as a file."""
        address = f"/{self.language.code}/file/{self.page.id}.{kind}"
        return address + _tail(self._asked)

    @property
    def _asked(self) -> dict[str, Any]:
        given: dict[str, Any] = self.query.model_dump(exclude_defaults=True, mode="json")
        return given

    def areas_of(self, activity_code: str) -> list[Area]:
        """Give the priority areas that an activity belongs to, wholly or in part."""
        return [
            area
            for area in self.region.areas
            if any(
                one.code.startswith(activity_code) or activity_code.startswith(one.code)
                for one in area.activities
            )
            and len(activity_code) > 1
        ]

    def name_of_place(self, code: str) -> str:
        """Give a place's name, or its code where nobody knows it."""
        return self.names_of_place(code)[0 if self.language.code == "nb" else 1]

    def names_of_place(self, code: str) -> tuple[str, str]:
        """Give a place's Norwegian and its English name."""
        spoken = self._spoken_names.get(code)
        if spoken is not None:
            return spoken["nb"], spoken["en"]
        place = self.pinned.places.get(code)
        name = place.name if place else code
        return name, name

    def place_inside(self, code: str) -> str:
        """Give a place's name as it stands inside a sentence."""
        name = self.name_of_place(code)
        if code.startswith("type:"):
            return name[:1].lower() + name[1:]
        sets = {one.id: one for one in self.region.sets}
        return self.language.of(sets[code].inside) if code in sets else name

    def place_first(self, code: str) -> str:
        """Give a place's name as it begins a sentence."""
        name = self.place_inside(code)
        return name[:1].upper() + name[1:]

    @property
    def _spoken_names(self) -> Mapping[str, Mapping[str, str]]:
        """The places whose names differ between the languages."""
        names: Mapping[str, Mapping[str, str]] = self.pinned.once(
            "spoken names",
            lambda: {
                "NO": {"nb": "Norge", "en": "Norway"},
                **{code: _with_country(code, both) for code, both in region_names().items()},
                **{one.id: one.name for one in self.region.sets},
                **{f"type:{key}": one["name"] for key, one in self.region.type_names.items()},
            },
        )
        return names

    def name_of_activity(self, code: str) -> str:
        """Give an activity's official name, or its code where the build does not know it."""
        activity = self.pinned.activities.get(code)
        return (activity.name[self.language.code] if activity else "") or code

    def name_of_instrument(self, instrument: str) -> str:
        """Give the name that the profile has for a support scheme, or the publisher's own."""
        known = self.region.instrument(instrument)
        return self.language.of(known.name) if known else instrument

    def name_inside(self, code: str) -> str:
        """Give an activity's name as it stands inside a sentence."""
        name = self.name_of_activity(code)
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]

    @property
    def own_regions(self) -> tuple[str, ...]:
        """Where the alliance is found in statistics by region: its whole sets, then its parts."""
        found: tuple[str, ...] = self.pinned.once("own regions", lambda: own_regions(self.region))
        return found

    @property
    def wide_places(self) -> tuple[str, ...]:
        """The alliance, its sets that are whole regions, and the country."""
        return tuple(dict.fromkeys((self.region.id, *nuts_of_sets(self.region), COUNTRY)))

    def listed(self, names: Sequence[str]) -> str:
        """Write names as a sentence lists them."""
        return joined(names, self.language.code)

    def answer_of(self, page: Page) -> str:
        """Give what a page answers in words when nothing special is asked; empty without any.

        It is put together once for a build. A page that cannot be shown from the build says so
        itself, and has no answer elsewhere.
        """
        asked = Visit(self.pinned, self.region, self.language, page, page.query())

        def put() -> str:
            try:
                return page.answer(asked) if page.answer is not None else ""
            except SamspillError:
                return ""

        words: str = self.pinned.once(f"answer of {page.id} in {self.language.code}", put)
        return words

    def entrances(self) -> list[Page]:
        """Give the pages of the navigation in order."""
        shown = [
            page
            for page in pages().values()
            if page.is_entrance and (page.id not in findings() or self._has(findings()[page.id]))
        ]
        return sorted(shown, key=lambda page: page.order)

    def menu(self) -> list[tuple[Group, list[Page]]]:
        """Give the navigation: each group with its pages, those without a page left out."""
        entrances = self.entrances()
        groups = [(one, [page for page in entrances if page.group == one.id]) for one in GROUPS]
        return [(one, inside) for one, inside in groups if inside]

    def url_of_area(self, area: Area) -> str:
        """Give the address of an area's page."""
        page = pages().get("area")
        if page is None:
            return self.url("strengths", area=area.id)
        return self.url(page.id, **{page.fields_of_path[0]: area.id})

    def _has(self, finding: Finding) -> bool:
        return any(self.pinned.has(name) for name in finding.tables)


def _with_country(code: str, both: Mapping[str, str]) -> Mapping[str, str]:
    """Give a region's names, those abroad with the country they are in."""
    if code.startswith("NO"):
        return both
    named = {}
    for spoken, name in both.items():
        country = language(spoken).country(code[:2])
        whole = code.endswith("00") or country in name
        named[spoken] = name if whole else f"{name}, {country}"
    return named


def _address(code: str, page: Page, fields: Mapping[str, Any]) -> str:
    inside = page.fields_of_path
    path = page.path.format(**{name: quote(str(fields[name]), safe=":") for name in inside})
    rest = {name: value for name, value in fields.items() if name not in inside}
    return f"/{code}/{path}".rstrip("/") + _tail(rest)


def _tail(fields: Mapping[str, Any]) -> str:
    given = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
    return "?" + urlencode(given, doseq=True, safe=":") if given else ""


@cache
def pages() -> Mapping[str, Page]:
    """Give every page by its id: one for each module of `web.pages`, and one for each finding.

    A finding without a module of its own has the page that shows its tables as its views say.
    """
    package = importlib.import_module("samspill.web.pages")
    found: dict[str, Page] = {}
    for entry in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{entry.name}")
        if hasattr(module, "PAGE"):
            found[module.PAGE.id] = module.PAGE
    of_finding = importlib.import_module("samspill.web.pages.finding").page_of
    for number, finding in enumerate(findings().values()):
        if finding.id not in found:
            found[finding.id] = of_finding(finding, 20 + number)
    return found
