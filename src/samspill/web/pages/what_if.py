"""What would change if some of the support were moved: the moves stand in the address.

The arithmetic is `samspill.findings.support.what_if`; this page asks it and shows the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field, field_validator

from samspill.errors import UsageError
from samspill.findings.support.what_if import Answer, Move, moved
from samspill.web import support
from samspill.web.site import Page, Shown, Visit
from samspill.web.support import KINDS, kroner

__all__ = ["PAGE"]

_MOST = 4
_SHAPE = re.compile(r"^([A-Z]\d{2}|[a-z][a-z-]{0,30})>([A-Z]\d{2}|[a-z][a-z-]{0,30})>(\d{1,3})$")
_SHOWN = 10


class Asked(support.Asked):
    """What the page can be asked: a slice, moves `from>to>per cent`, and one more to add."""

    move: list[str] = Field(default_factory=list, max_length=_MOST)
    giver: str | None = Field(None, pattern=r"^([A-Z]\d{2}|[a-z][a-z-]{0,30})$")
    taker: str | None = Field(None, pattern=r"^([A-Z]\d{2}|[a-z][a-z-]{0,30})$")
    share: int = Field(0, ge=0, le=100)

    @field_validator("move")
    @classmethod
    def _has_its_shape(cls, moves: list[str]) -> list[str]:
        for one in moves:
            if not _SHAPE.match(one):
                raise ValueError("a move is written from>to>per cent, such as G47>J62>10")
        return moves


def show(visit: Visit) -> Shown:
    """Give what the moves would change."""
    asked: Asked = visit.query
    title = visit.language.of(PAGE.title)
    chosen = support.choose(visit, asked)
    if chosen is None:
        return Shown(title=title, context={"chosen": None})
    rows = [r for r in support.rows_of(visit, chosen) if r["strength_share"] is not None]
    groups = _groups(visit)
    texts = list(asked.move)
    if asked.giver and asked.taker and asked.share and len(texts) < _MOST:
        texts.append(f"{asked.giver}>{asked.taker}>{asked.share}")
    moves, problem = _moves(texts), ""
    try:
        answer = moved(rows, moves, groups)
    except UsageError:
        moves, texts = [], []
        answer = moved(rows, [])
        problem = visit.text(
            "One of the moves names an activity that has neither support nor strength here, so "
            "nothing was moved."
        )
    names = _names(visit, rows)
    return Shown(
        title=title,
        context={
            "chosen": chosen,
            "kind_names": {kind: visit.text(name) for kind, name in KINDS.items()},
            "answer": _answer(visit, answer, bool(moves)),
            "problem": problem,
            "result": answer,
            "moves": [
                {
                    "text": text,
                    "giver": names.get(move.giver, move.giver),
                    "taker": names.get(move.taker, move.taker),
                    "share": visit.language.percent(move.share),
                    "without": visit.here(
                        move=[t for t in texts if t is not text], giver=None, taker=None, share=None
                    ),
                }
                for text, move in zip(texts, moves, strict=True)
            ],
            "texts": texts,
            "is_full": len(texts) >= _MOST,
            "names": names,
            "areas": [area for area in visit.region.areas if groups.get(area.id)],
            "changed": _changed(visit, answer, rows),
            "kroner": lambda amount: kroner(visit, amount),
            "start": visit.here(move=None, giver=None, taker=None, share=None),
        },
    )


def _moves(texts: Sequence[str]) -> list[Move]:
    found = [_SHAPE.match(text) for text in texts]
    return [Move(one[1], one[2], min(int(one[3]), 100) / 100) for one in found if one]


def _groups(visit: Visit) -> dict[str, dict[str, float]]:
    """Give each area its activities with the part of them that belongs to it."""
    groups: dict[str, dict[str, float]] = {}
    for area in visit.region.areas:
        parts: dict[str, float] = {}
        for one in area.activities:
            code = one.code[:3]
            parts[code] = max(one.weight, parts.get(code, 0.0))
        groups[area.id] = parts
    return groups


def _names(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    names = {area.id: visit.language.of(area.short) for area in visit.region.areas}
    return names | {r["activity_code"]: r[f"activity_{visit.language.code}"] for r in rows}


def _answer(visit: Visit, answer: Answer, is_moved: bool) -> str:
    _ = visit.text
    percent = visit.language.percent
    if not is_moved:
        return _(
            "Today {before} of the support would have to move for it to follow the jobs. Choose "
            "what to move, and see what that changes.",
            before=percent(answer.mismatch_before),
        )
    told = _(
        "{amount} would change hands. The share that would have to move for the support to follow "
        "the jobs goes from {before} to {after}.",
        amount=kroner(visit, answer.moved_nok),
        before=percent(answer.mismatch_before, 1),
        after=percent(answer.mismatch_after, 1),
    )
    if answer.concentration_after > answer.concentration_before:
        return told + " " + _("The support becomes more concentrated on few activities.")
    return told + " " + _("The support becomes more evenly spread over the activities.")


def _changed(
    visit: Visit, answer: Answer, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give the activities that change most, or the largest where none does."""
    code = visit.language.code
    found = [
        {
            "activity_code": row["activity_code"],
            "name": row[f"activity_{code}"],
            "before": answer.before[row["activity_code"]],
            "after": answer.after[row["activity_code"]],
            "expected": row["expected_nok"],
        }
        for row in rows
    ]
    found.sort(key=lambda r: (-abs(r["after"] - r["before"]), -r["before"]))
    return found[:_SHOWN]


PAGE = Page(
    id="what-if",
    path="what-if",
    title={"nb": "Hva om", "en": "What if"},
    show=show,
    query=Asked,
    template="what_if.html",
    group="support",
)
