"""How sure it is that two are one: score parts that can be explained, and what they amount to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from samspill.organisations.records import Entity

__all__ = ["ACCEPTED", "LEAST_ALIKE", "MARGIN", "REVIEWED", "Verdict", "judge", "may_be_one"]

ACCEPTED = 0.80
"""From this score on, two are one."""
REVIEWED = 0.70
"""From this score on, a person should look."""
MARGIN = 0.03
"""By so much the likeliest must be ahead of the next."""
_LIKE = 0.78
"""Names less alike than this are not merged, whatever speaks for it besides."""

_NAME, _PLACE, _FORM, _SECTOR = 0.72, 0.12, 0.10, 0.06
"""What each part counts in the score."""
LEAST_ALIKE = (REVIEWED - _PLACE - _FORM - _SECTOR) / _NAME - 1e-6
"""Names less alike than this are not looked at, even if all besides speaks for it."""

_COUNTY = 0.7
"""What another municipality in the same county counts."""
_TELLING = 7
"""Letters that a name must have to tell a firm outside of its municipality."""

_OF_KIND = {"name": 1.0, "acronym": 0.95, "whole": 0.95, "part": 0.92}
_NEAR_FORMS = (frozenset(("as", "asa")), frozenset(("as", "nuf")), frozenset(("as", "abroad")))
_CHANGED_FORMS = (frozenset(("as", "ans")), frozenset(("as", "sa")), frozenset(("as", "asa")))
"""A partnership or a cooperative that becomes a limited company gets a number anew."""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Verdict:
    """Two entities, the parts of their score, 0-1, and what follows: accept, review or neither."""

    a: str
    b: str
    reason: str
    score: float
    name_score: float
    place_score: float
    form_score: float
    sector_score: float
    outcome: str


def may_be_one(a: Entity, b: Entity, name_score: float, kind: str) -> bool:
    """Say whether `judge` may find that two are one; most of whom the EU knows abroad are not.

    Where each has a code of its own there and none is Norwegian, only the very same name says so.
    """
    if not (a.pic and b.pic) or (a.number and b.number):
        return True
    return (name_score == 1.0 and kind == "name") or "NO" in a.countries


def judge(
    a: Entity,
    b: Entity,
    name_score: float,
    kind: str,
    forms: tuple[str, str],
    names: tuple[str, str],
) -> Verdict:
    """Judge two entities by a pair of their names.

    The score is 0.72 name + 0.12 place + 0.10 legal form + 0.06 sector. What is not known counts
    half. Two numbers are two organisations unless one is named as part of the other, or both bear
    the same name with legal form in the same municipality, or the very same in the same county or
    activity, which the law allows only after one another; then the one has taken over from the
    other. A partnership or cooperative that became a limited company counts as that, too.

    Parameters
    ----------
    a, b
        The two.
    name_score
        Likeness of the two names, 0-1.
    kind
        `name` where whole names were compared, else what kind of other name it was.
    forms
        The legal form that each name shows, empty where none.
    names
        The words of the two names.
    """
    name = name_score * _OF_KIND[kind]
    if name_score < 1.0 and sorted(_DIGITS.findall(names[0])) != sorted(_DIGITS.findall(names[1])):
        name *= 0.6
    place, form, sector = _place(a, b), _form(*forms), _sector(a, b)
    score = _NAME * name + _PLACE * place + _FORM * form + _SECTOR * sector
    reason = {"whole": "part_of", "part": "other_name", "acronym": "other_name"}.get(
        kind, "same_name" if name_score == 1.0 else "similar_name"
    )
    is_same = name_score == 1.0 and kind == "name"
    is_same_firm = is_same and _is_same_firm(a, b, place, forms, names)
    outcome = _outcome(
        a, b, score, name, place, form, kind, is_same, is_same_firm, forms[0] == forms[1] != ""
    )
    if outcome == "accept" and a.number and b.number and reason == "same_name":
        reason = "taken_over"
    return Verdict(a.key, b.key, reason, score, name, place, form, sector, outcome)


def _outcome(
    a: Entity,
    b: Entity,
    score: float,
    name: float,
    place: float,
    form: float,
    kind: str,
    is_same: bool,
    is_same_firm: bool,
    has_form: bool,
) -> str:
    if a.number and b.number:
        if kind == "whole" and form > 0:
            return "accept"
        if is_same_firm:
            return "accept"
        doubtful = is_same or (name >= 0.9 and place >= _COUNTY)
        return "review" if doubtful and score >= REVIEWED else "neither"
    if a.pic and b.pic:
        if is_same and form == 1.0:
            return "accept"
        return "review" if "NO" in a.countries and score >= ACCEPTED else "neither"
    # where nothing but the place tells two apart, it does
    is_elsewhere = place == 0.0 and not (is_same and has_form)
    if score >= ACCEPTED and name >= _LIKE and form > 0 and not is_elsewhere:
        return "accept"
    return "review" if score >= REVIEWED else "neither"


def _is_same_firm(
    a: Entity, b: Entity, place: float, forms: tuple[str, str], names: tuple[str, str]
) -> bool:
    """Say whether two numbers under one name are one after the other."""
    if names[0].endswith("kommune"):
        return place >= _COUNTY
    has_form = forms[0] == forms[1] != "" or frozenset(forms) in _CHANGED_FORMS
    if not has_form or place == 1.0:
        return has_form
    # in another municipality the name must be the same to the space, and the firm do the same
    is_spelt_so = names[0] == names[1] and len(names[0]) >= _TELLING
    return is_spelt_so and (place >= _COUNTY or bool(a.activities & b.activities))


def _place(a: Entity, b: Entity) -> float:
    if a.places & b.places:
        return 1.0
    if a.counties & b.counties:
        return _COUNTY
    if not a.counties or not b.counties:
        return 0.5
    return 0.0


def _form(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if not a or not b:
        return 0.6
    return 0.5 if frozenset((a, b)) in _NEAR_FORMS else 0.0


def _sector(a: Entity, b: Entity) -> float:
    if a.sectors & b.sectors:
        return 1.0
    return 0.5 if not a.sectors or not b.sectors else 0.0
