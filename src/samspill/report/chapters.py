"""A page as a chapter: what it answers, its points and figures, where they are from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samspill.catalogue import findings
from samspill.figures import draw
from samspill.typesetting import Answer, Block, Grid, Heading, Paragraph, Picture, Points
from samspill.web.method import Method, method
from samspill.web.rendering import cells, headings
from samspill.web.site import Plan, Shown, Visit
from samspill.web.views import viewed

__all__ = ["Chapter", "chapter"]

_ROWS, _COLUMNS = 12, 6
_WIDTH = 640


@dataclass(frozen=True)
class Chapter:
    """A part of the report.

    `answer` is what it says in the summary, empty where its page answers nothing in words;
    `methods` stand behind its figures.
    """

    title: str
    answer: str
    blocks: tuple[Block, ...]
    methods: tuple[Method, ...]


def chapter(visit: Visit, *, title: str = "", colour: str = "", has_table: bool = True) -> Chapter:
    """Give a page as a chapter.

    Parameters
    ----------
    visit
        The page with what is asked of it, in the language of the report.
    title
        Another title than the page's.
    colour
        That of the area the chapter is about.
    has_table
        Whether the first table of the page's finding stands at the end of it.
    """
    shown = visit.page.show(visit)
    answer = str(shown.context.get("answer") or "")
    if not answer and visit.page.answer is not None:
        answer = visit.page.answer(visit)
    blocks: list[Block] = [Heading(title or shown.title, 1, colour)]
    question = visit.page.question
    if question is not None:
        blocks.append(Paragraph(visit.language.of(question), is_soft=True))
    elif shown.lead:
        blocks.append(Paragraph(shown.lead, is_soft=True))
    if answer:
        blocks.append(Answer(answer, str(shown.context.get("detail") or "")))
    points = tuple(_texts(shown))
    if points:
        blocks.append(Points(points))
    methods = []
    for plan in shown.figures:
        behind = method(visit, plan.table, plan.indicators, plan.sources)
        methods.append(behind)
        blocks += _figure(visit, plan, behind)
    if has_table:
        blocks += _table(visit)
    return Chapter(title or shown.title, answer, tuple(blocks), tuple(methods))


def _texts(shown: Shown) -> Iterable[str]:
    """Give the findings in words that a page lists."""
    for one in shown.context.get("points") or ():
        text = one.get("text") if isinstance(one, Mapping) else one
        if text:
            yield str(text)


def _figure(visit: Visit, plan: Plan, behind: Method) -> list[Block]:
    figure = plan.make()
    if figure.rows.num_rows == 0:
        return []
    drawn = draw(figure, "svg", width=_WIDTH).decode()
    blocks: list[Block] = [
        Picture(drawn, figure.title, figure.description, _sources(visit, behind))
    ]
    if plan.note:
        blocks.append(Paragraph(plan.note, is_soft=True))
    return blocks


def _sources(visit: Visit, behind: Method) -> str:
    """Say where figures are from: the title of each source with its vintages."""
    vintages: dict[str, list[str]] = {}
    for one in behind.sources:
        title = one[f"title_{visit.language.code}"]
        vintages.setdefault(title, [])
        if one["vintage"] not in vintages[title]:
            vintages[title].append(one["vintage"])
    return "; ".join(f"{title} ({', '.join(years)})" for title, years in vintages.items())


def _table(visit: Visit) -> list[Block]:
    """Give the head of the page's finding's first table, without columns of bare codes."""
    finding = findings().get(visit.page.id)
    if finding is None or not visit.pinned.has(finding.tables[0]):
        return []
    found = viewed(visit, finding, finding.tables[0], _ROWS)
    columns = [name for name in found.columns if not name.endswith(("_code", "_id"))][:_COLUMNS]
    if not found.rows or not columns:
        return []
    cell, head = cells(visit), headings(visit.language)
    numbers = {
        at
        for at, name in enumerate(columns)
        if all(_is_number(row[name]) or row[name] is None for row in found.rows)
    }
    title = found.title
    if found.total > len(found.rows):
        title = visit.text(
            "{title}: the first {n} of {total}",
            title=title,
            n=visit.language.number(len(found.rows)),
            total=visit.language.number(found.total),
        )
    return [
        Grid(
            title,
            tuple(head(name) for name in columns),
            tuple(tuple(cell(name, row[name]) for name in columns) for row in found.rows),
            frozenset(numbers),
            tuple(1.0 if at in numbers else 2.2 for at in range(len(columns))),
            _sources(visit, method(visit, found.name, finding.indicators)),
        )
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
