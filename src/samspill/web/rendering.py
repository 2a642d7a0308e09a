"""Pages from templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import samspill
from samspill.catalogue import sources
from samspill.errors import SamspillError
from samspill.region import Region
from samspill.tables import FIELDS, REASONS
from samspill.web.drawing import Drawings
from samspill.web.language import LANGUAGES, N_, Language
from samspill.web.method import Method, method
from samspill.web.networks import SECTORS
from samspill.web.pinned import Newest
from samspill.web.series import MEASURES, REFERENCES
from samspill.web.site import Page, Plan, Query, Shown, Visit
from samspill.web.wayfinding import near

__all__ = ["Wrong", "advice_of_error", "cells", "error", "headings", "page", "title_of_error"]

_NOWHERE = Page(id="nowhere", path="", title={"nb": "", "en": ""}, show=lambda _: Shown(title=""))
"""Where a visitor is whose address leads to no page."""

_ROLES = {
    "coordinator": N_("Coordinator"),
    "participant": N_("Participant"),
    "beneficiary": N_("Participant"),
    "thirdparty": N_("Third party"),
    "third_party": N_("Third party"),
    "partner": N_("Partner"),
    "internationalpartner": N_("International partner"),
    "associatedpartner": N_("Associated partner"),
    "hostinstitution": N_("Host institution"),
}
_KINDS_OF_AWARD = {
    "grant": N_("Grant"),
    "loan": N_("Loan"),
    "guarantee": N_("Guarantee"),
    "equity": N_("Equity"),
    "tax": N_("Tax relief"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "measure": MEASURES,
    "reference": REFERENCES,
    "sector": SECTORS,
    "role": _ROLES,
    "kind": _KINDS_OF_AWARD,
}
"""What the codes of a column are called; another code is shown as it is."""


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("samspill.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["markup"] = Markup
    environment.filters["lower_first"] = _lower_first
    return environment


def _lower_first(text: str) -> str:
    """Begin a name with a small letter, as inside a sentence; an abbreviation stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def page(visit: Visit, drawings: Drawings, fingerprint: str) -> str:
    """Give a page as HTML."""
    shown = visit.page.show(visit)
    plans = {plan.id: plan for plan in shown.figures}

    def drawn(plan: Plan) -> Any:
        return drawings.of(visit, plan)

    def made(plan: Plan) -> Method:
        return method(visit, plan.table, plan.indicators, plan.sources)

    template = _templates().get_template(visit.page.template or f"{visit.page.id}.html")
    return template.render(
        **_words(visit.language, fingerprint),
        visit=visit,
        pinned=visit.pinned,
        shown=shown,
        plans=plans,
        drawn=drawn,
        method_of=made,
        **_foot(visit),
        cell=cells(visit),
        field_name=headings(visit.language),
        measure_name=lambda name: _name(visit.language, MEASURES, name),
        reason_name=lambda name: visit.language.of(REASONS[name].title),
        reference_name=lambda name: _name(visit.language, REFERENCES, name),
        **shown.context,
    )


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a request.

    `told` says it in the reader's language; `detail` is the program's own English for who looks
    for it, shown where there is no better; `near` are codes like the one that was asked for.
    """

    status: int
    path: str
    told: str
    detail: str
    near: tuple[str, ...]


def error(
    newest: Newest, region: Region, language: Language, wrong: Wrong, fingerprint: str
) -> str:
    """Give the page that says what is wrong and where to go on."""
    try:
        visit = Visit(newest.pinned(), region, language, _NOWHERE, Query())
    except SamspillError:
        whole, led = {}, []
    else:
        whole = {"visit": visit, "pinned": visit.pinned, **_foot(visit)}
        led = near(visit, wrong.path, wrong.near) if wrong.status == 404 else []
    return (
        _templates()
        .get_template("error.html")
        .render(
            **_words(language, fingerprint),
            **whole,
            wrong=wrong,
            title=title_of_error(language, wrong.status),
            advice=advice_of_error(language, wrong.status),
            near=led,
        )
    )


def title_of_error(language: Language, status: int) -> str:
    """Give the heading of an error."""
    _ = language.text
    return {
        404: _("We do not have that"),
        405: _("That cannot be done here"),
        422: _("We did not understand the address"),
        503: _("Nothing has been built yet"),
    }.get(status, _("Something went wrong"))


def advice_of_error(language: Language, status: int) -> str:
    """Give what to do about an error."""
    _ = language.text
    return {
        404: _("The address may be old or misspelt. Search, or begin at the overview."),
        405: _("Pages here can only be read."),
        422: _("A part of the address cannot be what it is. Begin at the overview."),
        503: _("Run samspill build, or samspill demo for the sample region, and come back."),
    }.get(status, _("Try again in a moment."))


def _words(language: Language, fingerprint: str) -> dict[str, Any]:
    return {
        "_": language.text,
        "ntext": language.ntext,
        "language": language,
        "languages": LANGUAGES,
        "number": language.number,
        "percent": language.percent,
        "day": language.day,
        "of": language.of,
        "fingerprint": fingerprint,
        "version": samspill.__version__,
    }


def _foot(visit: Visit) -> dict[str, Any]:
    return {"built_on": _built_on(visit), "vintages": _vintages(visit)}


def _built_on(visit: Visit) -> str:
    started = datetime.fromisoformat(str(visit.pinned.manifest["started"]))
    return visit.language.day(started.astimezone(UTC).date())


def _vintages(visit: Visit) -> tuple[str, str]:
    """Give the years of the oldest and of the newest source."""
    found = visit.pinned.rows(
        "sources", "select min(vintage) oldest, max(vintage) newest from sources"
    )
    if not found or not found[0]["newest"]:
        return "–", "–"
    return found[0]["oldest"][:4], found[0]["newest"][:4]


def _name(language: Language, names: Mapping[str, str], name: str) -> str:
    return language.text(names[name]) if name in names else name.replace("_", " ")


def _edition(language: Language, edition: str) -> str:
    kind, _, year = edition.partition("-")
    told = {"municipality": N_("municipalities of {year}"), "nuts": N_("NUTS regions of {year}")}
    return language.text(told[kind], year=year) if kind in told and year else edition


def headings(language: Language) -> Callable[[str], str]:
    """Give a column's heading: its declared meaning up to the first colon.

    What is in the page's own language need not say so.
    """
    own = ", bokmål" if language.code == "nb" else ", English"

    def heading(name: str) -> str:
        if name not in FIELDS:
            return name
        meaning = FIELDS[name].nb if language.code == "nb" else FIELDS[name].en
        return meaning.partition(":")[0].removesuffix(own)

    return heading


def cells(visit: Visit) -> Callable[[str, Any], str]:
    """Give how a value of a column is written."""
    language = visit.language
    shares = {
        *("growth", "share", "share_within", "share_abroad", "stability", "loyalty"),
        *("density", "ubiquity", "forecast", "forecast_low", "forecast_high", "probability"),
        *("probability_from", "probability_to", "came_true", "came_true_low", "came_true_high"),
        *("precision_at_k", "precision_at_k_low", "precision_at_k_high"),
        *("success", "success_low", "success_high"),
    }
    known = sources()
    areas = {area.id: language.of(area.short) for area in visit.region.areas}

    def cell(name: str, value: Any) -> str:
        if value is None:
            return "–"
        if isinstance(value, bool):
            return language.text("yes") if value else language.text("no")
        if hasattr(value, "isoformat"):
            return language.day(value)
        if name in shares:
            return language.percent(value)
        if name in ("year", "order"):
            return str(value)
        if isinstance(value, int | float):
            if name in ("p_value", "q_value"):
                return (
                    language.text("under {n}", n=language.number(0.001, 3))
                    if value < 0.001
                    else language.number(value, 3)
                )
            return language.number(value)
        if name == "source" and value in known:
            return language.of(known[value].title)
        if name == "area_id":
            return areas.get(value, language.text("Unclassified"))
        if name == "country_code":
            return language.country(value)
        if name == "place_edition":
            return _edition(language, str(value))
        if name in _WORDS:
            return _name(language, _WORDS[name], str(value))
        return str(value)

    return cell
