"""A page as a chapter: what it says, its lists, tables and figures, and where they are from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from samspill.figures import Figure, draw
from samspill.report.printed import printed
from samspill.typesetting import Answer, Block, Grid, Heading, Paragraph, Picture
from samspill.web import rendering
from samspill.web.drawing import Drawings, Kept
from samspill.web.method import Method, method
from samspill.web.site import Plan, Visit

__all__ = ["Chapter", "chapter"]

_WIDTH, _LEAST = 640, 280
_TALLEST, _TALL = 0.85, 1.3
"""Height of a drawing in widths of the text, so that its words have room on its page; one that
would be too small to read gets most of a page."""
_READABLE = 0.8
"""How large a drawing must be, of its usual size, for its letters to be read with ease."""
_FORM, _NEARLY = 0.65, 0.1
"""Height of a map or a network, nearly: they are drawn anew if they come out otherwise."""
_FORM_WIDTH = 0.55
"""What most of those are wide then, in widths of the text."""
_SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_NAMED = 2
"""Up to so many sources stand under a figure by name; more by their number in the list."""


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


class _Mark(Kept):
    """A figure that is drawn where it is set, and not on the page that tells where."""

    @property
    def svg(self) -> str:
        """Nothing."""
        return ""

    @property
    def narrow_svg(self) -> str:
        """Nothing."""
        return ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Nothing."""
        return []


class _Marks(Drawings):
    """The figures of a page by id, none of them drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.plans: dict[str, tuple[Plan, Figure]] = {}

    def of(self, visit: Visit, plan: Plan) -> Kept:
        """Make a figure and keep it."""
        made = plan.make()
        self.plans[plan.id] = plan, made
        return _Mark(made, visit.language, plan.width)


def chapter(
    visit: Visit, numbers: Mapping[str, int], *, title: str = "", colour: str = ""
) -> Chapter:
    """Give a page as a chapter.

    Parameters
    ----------
    visit
        The page with what is asked of it, in the language of the report.
    numbers
        The number of each source, by its id, in the report's list of sources.
    title
        Another title than the page's.
    colour
        That of the area the chapter is about.
    """
    marks = _Marks()
    html = rendering.page(visit, marks, "")
    methods: list[Method] = []

    def figure(name: str) -> Sequence[Block]:
        plan, made = marks.plans[name]
        behind = method(visit, plan.table, plan.indicators, plan.sources)
        methods.append(behind)
        form = _Mark(made, visit.language, plan.width).form
        return _figure(plan, made, form, _sources(visit, behind, numbers))

    page = printed(html, figure, visit.language)
    answer = page.answer
    heading = Heading(title or page.title, 1, colour)
    blocks: list[Block] = [heading]
    question = visit.page.question
    if question is not None:
        blocks.append(Paragraph(visit.language.of(question), is_soft=True))
    # what a page answers elsewhere is about the region
    if not answer and visit.page.answer is not None and not visit.query.canonical:
        answer = visit.page.answer(visit)
        blocks += [Answer(answer)] if answer else []
    return Chapter(heading.text, answer, _afloat([*blocks, *page.blocks]), tuple(methods))


def _afloat(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Let a drawing stand after what follows it, but not where a heading leads to it."""
    placed = list(blocks)
    for at, one in enumerate(placed):
        before = placed[max(0, at - 2) : at]
        led = not before or isinstance(before[-1], Heading | Grid | Picture)
        if before and isinstance(before[-1], Paragraph):
            led = isinstance(before[0], Heading)
        if isinstance(one, Picture) and not led:
            placed[at] = replace(one, floats=True)
    return tuple(placed)


def _figure(plan: Plan, figure: Figure, form: str, source: str) -> list[Block]:
    if figure.rows.num_rows == 0:
        return []
    # the letters of a map or a network keep their size, as on a narrow page
    width = _FORM_WIDTH if form else 1.0
    drawn, height = _drawn(figure, round(width * _WIDTH))
    if form and abs(width * height - _FORM) > _NEARLY:
        width = min(1.0, _FORM / height)
        drawn, height = _drawn(figure, max(_LEAST, round(width * _WIDTH)))
    if not form:
        width = min(1.0, _TALLEST / height)
        if width < _READABLE:
            width = min(_READABLE, _TALL / height)
    # a tall drawing is as small as it may be
    least = _READABLE * width if form else min(width, _READABLE)
    return [
        Picture(
            drawn,
            figure.title,
            figure.description,
            source,
            width,
            plan.note,
            least=least,
        )
    ]


def _drawn(figure: Figure, width: int) -> tuple[str, float]:
    """Draw a figure; its height is in widths of it."""
    drawn = draw(figure, "svg", width=width).decode()
    size = _SIZE.search(drawn)
    return drawn, float(size[2]) / float(size[1]) if size else 1.0


def _sources(visit: Visit, behind: Method, numbers: Mapping[str, int]) -> str:
    """Say where figures are from: a few sources by name, more by their number in the list."""
    vintages: dict[str, list[str]] = {}
    for one in behind.sources:
        known = vintages.setdefault(one["source"], [])
        if one["vintage"] not in known:
            known.append(one["vintage"])
    if len(vintages) > _NAMED:
        return visit.text(
            "no. {numbers} in the list of sources",
            numbers=_runs(sorted(numbers[source] for source in vintages)),
        )
    titles = {one["source"]: one[f"title_{visit.language.code}"] for one in behind.sources}
    return "; ".join(f"{titles[name]} ({', '.join(years)})" for name, years in vintages.items())


def _runs(numbers: Sequence[int]) -> str:
    """Write numbers with those that follow each other as a range: 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
