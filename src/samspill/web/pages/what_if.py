"""What would change if some of the support were moved: the moves stand in the address.

The arithmetic is `samspill.findings.support.what_if`; this page asks it and shows the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field, field_validator

from samspill.errors import UsageError
from samspill.findings.support.what_if import ALL, Answer, Move, moved_between_kinds
from samspill.web import support
from samspill.web.site import Page, Shown, Visit
from samspill.web.support import KINDS, Chosen, kroner

__all__ = ["PAGE"]

_MOST = 4
_NAME = r"[A-Z]\d{2}|[a-z][a-z-]{0,30}"
_KIND = r"[a-z]{2,20}"
_SHAPE = re.compile(rf"^(?:({_KIND}):)?({_NAME})>(?:({_KIND}):)?({_NAME})>(\d{{1,3}})$")
_SHOWN = 10


class Asked(support.Asked):
    """What the page can be asked: a slice, moves, limits, and one more move to add.

    A move is written `from>to>per cent`; `grant:G47>loan:J62>10` names the kinds too.
    """

    move: list[str] = Field(default_factory=list, max_length=_MOST)
    giver: str | None = Field(None, pattern=rf"^({_NAME})$")
    taker: str | None = Field(None, pattern=rf"^({_NAME})$")
    taker_kind: str | None = Field(None, pattern=rf"^{_KIND}$")
    share: int = Field(0, ge=0, le=100)
    keep: int = Field(0, ge=0, le=100)
    worth: float = Field(1.0, ge=0.01, le=100)

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
    rows = _rows_of_kinds(visit, chosen)
    groups = _groups(visit)
    texts = list(asked.move)
    if asked.giver and asked.taker and asked.share and len(texts) < _MOST:
        other = asked.taker_kind if asked.taker_kind not in (None, chosen.kind) else ""
        of_kinds = (f"{chosen.kind}:", f"{other}:") if other else ("", "")
        texts.append(f"{of_kinds[0]}{asked.giver}>{of_kinds[1]}{asked.taker}>{asked.share}")
    moves, problem = _moves(texts, chosen.kind), ""
    limits = {"keeps": asked.keep / 100, "worth": asked.worth}
    try:
        answers = moved_between_kinds(rows, moves, groups, **limits)
    except UsageError:
        moves, texts = [], []
        answers = moved_between_kinds(rows, [])
        problem = visit.text(
            "One of the moves names an activity or a kind that has neither support nor strength "
            "here, so nothing was moved."
        )
    names = _names(visit, rows[chosen.kind])
    kind_names = {kind: visit.text(name) for kind, name in KINDS.items()}
    involved = dict.fromkeys(
        [chosen.kind, *(kind for one in moves for kind in (one.giver_kind, one.taker_kind))]
    )
    is_between = any(one.giver_kind != one.taker_kind for one in moves)
    added: dict[str, Any] = dict.fromkeys(("giver", "taker", "taker_kind", "share"))
    return Shown(
        title=title,
        context={
            "chosen": chosen,
            "kind_names": kind_names,
            "answer": _answer(visit, answers[chosen.kind], bool(moves)),
            "problem": problem,
            "held_back": sum(answers[kind].held_back_nok for kind in involved),
            "results": [
                {
                    "kind": kind_names[kind],
                    "answer": answers[kind],
                    "changed": _changed(visit, answers[kind], rows[kind], is_moved=bool(moves)),
                }
                for kind in involved
            ],
            "moves": [
                {
                    "text": text,
                    "giver": _called(names, kind_names, move.giver, move.giver_kind, is_between),
                    "taker": _called(names, kind_names, move.taker, move.taker_kind, is_between),
                    "share": visit.language.percent(move.share),
                    "without": visit.here(move=[t for t in texts if t is not text], **added),
                }
                for text, move in zip(texts, moves, strict=True)
            ],
            "texts": texts,
            "is_full": len(texts) >= _MOST,
            "is_between": is_between,
            "names": names,
            "kinds": [kind for kind in kind_names if kind in rows],
            "everything": ALL,
            "keep": asked.keep,
            "worth": f"{asked.worth:g}",
            "areas": [area for area in visit.region.areas if groups.get(area.id)],
            "kroner": lambda amount: kroner(visit, amount),
            "start": visit.here(move=None, keep=None, worth=None, **added),
        },
    )


def _rows_of_kinds(visit: Visit, chosen: Chosen) -> dict[str, list[dict[str, Any]]]:
    """Give the rows of each kind in the place and years looked at, the chosen kind first."""
    found = {}
    for kind in (chosen.kind, *(one for one in chosen.kinds if one != chosen.kind)):
        rows = support.rows_of(visit, replace(chosen, kind=kind))
        measured = [row for row in rows if row["strength_share"] is not None]
        if measured or kind == chosen.kind:
            found[kind] = measured
    return found


def _moves(texts: Sequence[str], kind: str) -> list[Move]:
    """Read moves; a kind that is not named is the one that is looked at."""
    found = [one for one in (_SHAPE.match(text) for text in texts) if one]
    return [
        Move(one[2], one[4], min(int(one[5]), 100) / 100, one[1] or kind, one[3] or kind)
        for one in found
    ]


def _called(
    names: Mapping[str, str], kind_names: Mapping[str, str], name: str, kind: str, is_between: bool
) -> str:
    called = names.get(name, name)
    return f"{called} ({kind_names.get(kind, kind).lower()})" if is_between else called


def _groups(visit: Visit) -> dict[str, dict[str, float]]:
    """Give each area its activities with the part of their jobs that belongs to it."""
    known = {area.id for area in visit.region.areas}
    groups: dict[str, dict[str, float]] = {}
    for row in visit.pinned.rows(
        "area_activities", "select activity_code, area_id, area_part from area_activities"
    ):
        if row["area_id"] in known and row["area_part"]:
            groups.setdefault(row["area_id"], {})[row["activity_code"]] = row["area_part"]
    return groups


def _names(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    names = {area.id: visit.language.of(area.short) for area in visit.region.areas}
    names |= {ALL: visit.text("Everything")}
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
    visit: Visit, answer: Answer, rows: Sequence[Mapping[str, Any]], *, is_moved: bool
) -> list[dict[str, Any]]:
    """Give the activities that change most, or the largest where nothing is moved."""
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
    if is_moved:
        found = [row for row in found if row["after"] != row["before"]] or found
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
