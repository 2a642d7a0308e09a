"""A plan on paper: a document of tables that can be laid on the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from samspill.findings.meeting.planning import Plan
from samspill.findings.meeting.wording import (
    acquainted,
    answer,
    compared,
    heads_of_comparison,
    kind_name,
    reason,
    said,
    topic_name,
)
from samspill.typesetting import (
    Answer,
    Block,
    Document,
    Grid,
    Heading,
    Paragraph,
    Points,
)

__all__ = ["meeting_document"]

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "title": "Møteplan",
        "table": "Bord {}",
        "who": "Virksomhet",
        "what": "Hva",
        "where": "Sted",
        "why": "Hvorfor",
        "introduce": "Presenter disse for hverandre",
        "pair": "{} og {} (bord {})",
        "because": "{}: «{}» og «{}» hører sammen",
        "compared": "Målt mot andre valg av like mange",
        "missing": "Dette dekker ingen i rommet",
        "missing_of": "{}: {}",
        "organisations": "Planen nevner virksomheter, aldri personer.",
        "sample": "EKSEMPEL",
        "source": "Kilder: se nettstedets side om dataene. Bygg {}.",
        "seats": "Plasser",
        "area": "Område",
    },
    "en": {
        "title": "Meeting plan",
        "table": "Table {}",
        "who": "Organisation",
        "what": "What",
        "where": "Place",
        "why": "Why",
        "introduce": "Introduce these to each other",
        "pair": "{} and {} (table {})",
        "because": "{}: “{}” and “{}” go together",
        "compared": "Held against other choices of as many",
        "missing": "Nobody in the room covers this",
        "missing_of": "{}: {}",
        "organisations": "The plan names organisations, never persons.",
        "sample": "SAMPLE",
        "source": "Sources: see the site's page about the data. Build {}.",
        "seats": "Seats",
        "area": "Area",
    },
}
_UNCOVERED = 12


def meeting_document(
    plan: Plan,
    names: Mapping[str, Mapping[str, str]],
    *,
    language: Literal["nb", "en"],
    area: str,
    colour: str,
    region: str,
    day: str,
    build: str,
    is_sample: bool,
) -> Document:
    """Set a plan as a document.

    Parameters
    ----------
    plan
        The plan.
    names
        The activities' names by code and language.
    language
        Of the words.
    area, colour
        What the area is called, and its colour (#rrggbb).
    region, day, build
        Whose meeting it is, the date (ISO) of the figures and the build's id.
    is_sample
        Whether the figures are invented.
    """
    words = _WORDS[language]
    text, detail = answer(plan, language)
    blocks: list[Block] = [
        Answer(text, f"{detail} {acquainted(plan, language)}"),
        Grid(
            words["compared"],
            heads_of_comparison(language),
            tuple(compared(plan, language)),
            widths=(3.4, 2.0, 2.0),
        ),
    ]
    for number, table in enumerate(plan.tables, 1):
        rows = tuple(
            (
                str(one.candidate["name"]),
                kind_name(one.candidate["kind"], language),
                str(one.candidate["place_name"] or ""),
                reason(one, language),
            )
            for one in table
        )
        heads = words["who"], words["what"], words["where"], words["why"]
        blocks.append(Grid(words["table"].format(number), heads, rows, widths=(2.4, 1.5, 1.2, 3.4)))
    if plan.introductions:
        blocks += [
            Heading(words["introduce"], 1, colour),
            Points(tuple(_introductions(plan, names, words, language))),
        ]
    if plan.uncovered:
        told = [
            words["missing_of"].format(
                topic_name(one["kind"], language).capitalize(), one[f"title_{language}"]
            )
            for one in plan.uncovered[:_UNCOVERED]
        ]
        blocks += [Heading(words["missing"], 1, colour), Points(tuple(told))]
    blocks.append(
        Paragraph(f"{words['organisations']} {words['source'].format(build)}", is_soft=True)
    )
    return Document(
        f"{words['title']}: {area}",
        language,
        tuple(blocks),
        day,
        subtitle=region,
        facts=((words["area"], area), (words["seats"], str(plan.asked.seats))),
        running=region,
        watermark=words["sample"] if is_sample else "",
    )


def _introductions(
    plan: Plan,
    names: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
    language: str,
) -> Sequence[str]:
    return [
        words["because"].format(
            words["pair"].format(one.one["name"], one.other["name"], one.table),
            said(one.one["activity_code"], names, language),
            said(one.other["activity_code"], names, language),
        )
        for one in plan.introductions
    ]
