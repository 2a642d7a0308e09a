"""The report of a region, of one place or of one area: cover, summary, a chapter a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from pydantic import ValidationError

import samspill
from samspill import geography
from samspill.catalogue import findings
from samspill.errors import UnknownCode, UsageError
from samspill.region import Area, Region
from samspill.report.chapters import Chapter, chapter
from samspill.store import Build, Vault
from samspill.typesetting import (
    Block,
    Document,
    Formula,
    Grid,
    Heading,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Points,
    typeset,
)
from samspill.web.language import Language, language
from samspill.web.method import Method
from samspill.web.pinned import Pinned
from samspill.web.site import GROUPS, Page, Visit, pages

__all__ = ["report_document", "write_report"]


@dataclass(frozen=True)
class _About:
    """Whom or what a report is about: the region, or one place or area of it."""

    title: str
    subtitle: str
    fields: Mapping[str, str]
    area: Area | None = None


def write_report(
    build: Build,
    vault: Vault,
    region: Region,
    code: str,
    *,
    place: str | None = None,
    area: str | None = None,
) -> bytes:
    """Give the report as a PDF by PDF/UA-1.

    Parameters
    ----------
    build, vault, region
        What it reports, what that was made from, and the profile.
    code
        Its language, `nb` or `en`.
    place, area
        Code of the place or id of the area that it is about; the whole region without them.

    Raises
    ------
    UnknownCode
        There is no such place, area or language.
    UsageError
        Both a place and an area are asked for.
    """
    return typeset(report_document(build, vault, region, code, place=place, area=area))


def report_document(
    build: Build,
    vault: Vault,
    region: Region,
    code: str,
    *,
    place: str | None = None,
    area: str | None = None,
) -> Document:
    """Give the report as a document that has not been set yet; as `write_report`."""
    if place is not None and area is not None:
        raise UsageError("A report is about a place or about an area. Ask for one of them.")
    pinned, spoken = Pinned(build, vault), language(code)
    overview = Visit(pinned, region, spoken, pages()["overview"], pages()["overview"].query())
    about = _about(overview, place, area)
    chapters: list[Chapter] = []
    silent: list[Page] = []
    for page, made in _chapters(overview, about):
        if made is None:
            silent.append(page)
        else:
            chapters.append(made)
    started = datetime.fromisoformat(str(build.manifest["started"])).astimezone(UTC).date()
    _ = spoken.text
    return Document(
        title=about.title,
        subtitle=about.subtitle,
        language=spoken.code,
        day=started.isoformat(),
        facts=_facts(overview, started),
        running=_("Figures of {day} · build {build}", day=spoken.day(started), build=build.id),
        watermark=_("SAMPLE DATA") if pinned.is_sample else "",
        has_cover=True,
        has_contents=True,
        blocks=(
            *_summary(spoken, chapters),
            *(block for one in chapters for block in (PageBreak(), *one.blocks)),
            *_methods(spoken, [behind for one in chapters for behind in one.methods]),
            *_sources(overview),
            *_ledger(overview),
            *_limits(overview, about, silent),
        ),
    )


def _about(visit: Visit, place: str | None, area: str | None) -> _About:
    name = visit.language.of(visit.region.name)
    if place is not None:
        known = visit.pinned.place(place)
        return _About(
            visit.name_of_place(known.code),
            visit.text("Strengths, interplay and opportunities. A report of {region}", region=name),
            {"place": known.code, "code": known.code},
        )
    if area is not None:
        chosen = visit.region.area(area)
        return _About(
            visit.language.of(chosen.name),
            visit.text("One of the priority areas of {region}", region=name),
            {"area": chosen.id},
            chosen,
        )
    return _About(
        name,
        visit.text("Strengths, interplay, public support and where to grow"),
        {},
    )


def _facts(visit: Visit, started: date) -> tuple[tuple[str, str], ...]:
    _ = visit.text
    newest = visit.pinned.rows("sources", "select max(vintage) newest from sources")
    sample = (
        (
            (
                _("Sample data"),
                _("The places are real; every organisation and every figure is invented."),
            ),
        )
        if visit.pinned.is_sample
        else ()
    )
    return (
        *sample,
        (_("Computed"), visit.language.day(started)),
        (_("Newest source"), str(newest[0]["newest"]) if newest else "–"),
        (_("Build"), visit.pinned.id),
        ("Samspill", samspill.__version__),
    )


# chapters


def _chapters(visit: Visit, about: _About) -> Iterator[tuple[Page, Chapter | None]]:
    """Give each page that can be asked for what the report is about, with its chapter.

    A page that has no figures of the place has none.
    """
    numbers = {source: at for at, (source, _rows) in enumerate(_described(visit), start=1)}
    for page in _in_order(visit):
        fields = {name: value for name, value in about.fields.items() if _takes(page, name)}
        if about.fields and not fields:
            continue
        if not about.fields and page.fields_of_path:
            continue
        try:
            query = page.query.model_validate(fields)
            asked = Visit(visit.pinned, visit.region, visit.language, page, query)
            place = fields.get("place")
            if place is not None and page.speaks_of and page.speaks_of(asked) != place:
                yield page, None
                continue
            made = chapter(
                asked,
                numbers,
                title=visit.text("Portrait") if page.fields_of_path else "",
                colour=about.area.colour if about.area and page.fields_of_path else "",
            )
        except (UnknownCode, ValidationError):
            # the page speaks of other places only, such as those that figures suffice for
            if page.speaks_of:
                yield page, None
            continue
        yield page, made


def _in_order(visit: Visit) -> list[Page]:
    """Give the pages that answer a question, as the navigation has them; portraits first."""
    known = findings()
    groups = [one.id for one in GROUPS]
    answering = [page for page in visit.entrances() if page.id in known]
    answering.sort(key=lambda page: groups.index(page.group) if page.group in groups else 99)
    return [pages()[name] for name in ("place", "area") if name in pages()] + answering


def _takes(page: Page, name: str) -> bool:
    """Whether a page can be asked for a place (`place`, or `code` of the place page) or area."""
    if name == "code":
        return page.id == "place"
    return name in page.query.model_fields


# what stands around the chapters


def _summary(spoken: Language, chapters: Iterable[Chapter]) -> list[Block]:
    answered = [one for one in chapters if one.answer]
    if not answered:
        return []
    return [
        PageBreak(),
        Heading(spoken.text("Summary")),
        Pairs(tuple((one.title, one.answer) for one in answered)),
    ]


def _methods(spoken: Language, methods: Iterable[Method]) -> list[Block]:
    """Say what each measure is that a figure shows."""
    _ = spoken.text
    used = {one: None for behind in methods for one in behind.definitions}
    blocks: list[Block] = [
        PageBreak(),
        Heading(_("How it is computed")),
        Paragraph(
            _(
                "Small numbers are pulled towards the reference, as far as their thinness demands. "
                "The interval holds the true value in 95 of 100 cases. A strength is an activity "
                "whose quotient is above 1, with less than 5% expected to be false."
            )
        ),
        Paragraph(
            _(
                "What could come of chance alone is computed for every finding and stands beside "
                "it. Undefined, missing and suppressed figures are left out and never zero."
            )
        ),
    ]
    if used:
        blocks += [Heading(_("The measures in this report"), 2), Paragraph(_signs(spoken))]
        for one in sorted(used, key=lambda one: one.title):
            blocks += [
                Heading(one.title, 3),
                *(Formula(latex) for latex in one.latex),
                Paragraph(
                    _("Unit: {unit}. Defined by {source}.", unit=one.unit, source=one.source),
                    is_soft=True,
                ),
            ]
    return blocks


def _signs(spoken: Language) -> str:
    """Say what the letters of the formulas stand for."""
    return spoken.text(
        "In the formulas p and q are places, a and b are activities. x is a size, such as persons "
        "employed, and a dot in an index stands for the sum over it. s is a share, M is 1 where a "
        "place has an activity and 0 where it has not, φ is how related two activities are, k a "
        "count and LQ the location quotient."
    )


def _described(visit: Visit) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give every source with its files, in the order in which they are numbered."""
    rows = visit.pinned.rows("sources", "select * from sources order by source, vintage, name")
    return [(source, list(files)) for source, files in groupby(rows, key=lambda r: r["source"])]


def _sources(visit: Visit) -> list[Block]:
    _, code = visit.text, visit.language.code
    return [
        PageBreak(),
        Heading(_("Sources")),
        Grid(
            "",
            (_("No."), _("Source"), _("Publisher"), _("Vintage"), _("Licence"), _("Rows")),
            tuple(
                (str(at), row[f"title_{code}"], row["publisher"] or "–", row["vintage"] or "–",
                 row["licence"] or "–", visit.language.number(row["rows"]))
                for at, (_source, files) in enumerate(_described(visit), start=1)
                for row in files
            ),
            frozenset({5}),
            (0.4, 2.5, 1.6, 0.8, 1.2, 0.9),
        ),
    ]  # fmt: skip


def _ledger(visit: Visit) -> list[Block]:
    """Show that what came in is what was kept and what was set aside."""
    _, number = visit.text, visit.language.number
    rows = visit.pinned.rows(
        "ledger",
        "select source, step, unit, sum(received) received, sum(kept) kept, sum(rejected) rejected "
        "from ledger where part = '' group by source, step, unit "
        'order by min("order"), source, step, unit',
    )
    titles = {
        row["source"]: row[f"title_{visit.language.code}"]
        for row in visit.pinned.rows("sources", "select * from sources")
    }
    steps = {"read": _("reading"), "carry": _("carrying to today's codes"),
             "sizes": _("adding up"), "actors": _("telling actors apart"),
             "supersede": _("leaving out older editions"),
             "double": _("leaving out what two sources report"),
             "awards": _("making awards of what was granted")}  # fmt: skip
    if not rows:
        return []
    return [
        Heading(_("The ledger")),
        Paragraph(_("Nothing is lost: what came in is what was kept and what was set aside.")),
        Grid(
            "",
            (_("Source"), _("Step"), _("Unit"), _("Came in"), _("Kept"), _("Set aside")),
            tuple(
                (str(titles.get(row["source"], row["source"])),
                 str(steps.get(row["step"], row["step"])),
                 _unit(visit.language, row["unit"]), number(row["received"], 0),
                 number(row["kept"], 0), number(row["rejected"], 0))
                for row in rows
            ),
            frozenset({3, 4, 5}),
            (3.0, 1.7, 0.95, 1.5, 1.5, 1.2),
        ),
    ]  # fmt: skip


def _unit(spoken: Language, unit: str) -> str:
    _ = spoken.text
    return {"rows": _("rows"), "amount_nok": "NOK", "amount_eur": "EUR",
            "applied_nok": _("NOK applied for"), "awarded_nok": _("NOK awarded"),
            "persons_count": _("persons")}.get(unit, unit.replace("_", " "))  # fmt: skip


def _limits(visit: Visit, about: _About, silent: Sequence[Page]) -> list[Block]:
    """Say what the build cannot say, and on which pages it has nothing of a place."""
    _, code = visit.text, visit.language.code
    unanswered = tuple(
        finding.question[code]
        for finding in findings().values()
        if not any(
            visit.pinned.has(name) and visit.pinned.rows(name, f'select 1 from "{name}" limit 1')
            for name in finding.tables
        )
    )
    counties = geography.counties(2018)
    gaps: tuple[dict[str, Any], ...] = tuple(
        visit.pinned.rows(
            "alliance_facts", "select * from alliance_facts where fact = 'membership_gap'"
        )
    )
    blocks: list[Block] = [Heading(_("What these figures cannot say"))]
    points = [
        _(
            "Each figure is as old as its source. The vintage stands under every figure; a "
            "newer file is taken in with one command, and the report is made anew."
        ),
        _(
            "A relation between figures is no cause: that something came after a measure does not "
            "mean that it came of it."
        ),
        *(
            _(
                "Membership, {county}: {what}",
                county=counties.get(row["value_text"], row["value_text"]),
                what=row[f"title_{code}"],
            )
            for row in gaps
        ),
    ]
    if silent:
        points.append(
            _(
                "There are too few figures of {place} to say anything of it here: {questions}.",
                place=about.title,
                questions=visit.listed([visit.language.of(page.title).lower() for page in silent]),
            )
        )
    blocks.append(Points(tuple(points)))
    if unanswered:
        blocks.append(
            Note(_("This build has no figures for these questions"), "\n".join(unanswered))
        )
    return blocks
