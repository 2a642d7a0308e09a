"""The reasons for a match in words, in both languages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samspill.findings.rosters import brief
from samspill.region import MatchInstrument

__all__ = ["Facts", "reasons", "shortcoming"]

Names = Mapping[str, Mapping[str, str]]
"""Names of activities by language and code."""


@dataclass(frozen=True)
class Facts:
    """What is known of a pair, for its reasons.

    Parameters
    ----------
    name_a, name_b
        What the clusters are called.
    related_to
        The share of pairs that are less related.
    alike
        Activities that both have.
    kin
        The two activities that tie them most, one of each.
    gives_a, gives_b
        What b has and a lacks that lies nearest to what a does, and the other way.
    ties, expected
        Joint projects of their members; NaN where members are not known.
    lacking
        Names of the clusters whose members are not known.
    distance_km, reach_km
        Between the seats.
    instrument
        The instrument that fits.
    """

    name_a: str
    name_b: str
    related_to: float
    alike: Sequence[str]
    kin: tuple[str, str] | None
    gives_a: str | None
    gives_b: str | None
    ties: float
    expected: float
    lacking: Sequence[str]
    distance_km: float
    reach_km: float
    instrument: MatchInstrument | None


def reasons(facts: Facts, names: Names) -> dict[str, str]:
    """Give the reasons, one sentence a line, by language."""
    return {language: "\n".join(_sentences(facts, names, language)) for language in ("nb", "en")}


def _sentences(facts: Facts, names: Names, language: str) -> list[str]:
    say = _WORDS[language]

    def called(code: str) -> str:
        name = brief(names[language].get(code) or code)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    told = [say["related"].format(_number(100 * facts.related_to, language))]
    if facts.kin is not None:
        told[0] += say["kin"].format(called(facts.kin[0]), called(facts.kin[1]))
    elif facts.alike:
        told[0] += say["alike"].format(called(facts.alike[0]))
    for code, giver, taker in (
        (facts.gives_a, facts.name_b, facts.name_a),
        (facts.gives_b, facts.name_a, facts.name_b),
    ):
        if code is not None:
            told.append(say["gives"].format(giver=giver, taker=taker, what=called(code)))
    if math.isnan(facts.ties):
        told.append(say["unknown"].format(say["and"].join(facts.lacking)))
    elif facts.ties == 0:
        told.append(say["no ties"].format(_number(facts.expected, language, 1)))
    else:
        told.append(
            say["ties"].format(_number(facts.ties, language), _number(facts.expected, language, 1))
        )
    if facts.distance_km == 0:
        told.append(say["same"])
    elif math.isfinite(facts.distance_km):
        within = "near" if facts.distance_km <= facts.reach_km else "far"
        told.append(
            say[within].format(
                _number(facts.distance_km, language), _number(facts.reach_km, language)
            )
        )
    if facts.instrument is not None:
        told.append(
            say["instrument"].format(facts.instrument.instrument, facts.instrument.reason[language])
        )
    return [one[:1].upper() + one[1:] for one in told]


_WORDS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "related": "mer beslektet enn {} av 100 par",
        "kin": ": «{}» og «{}» hører sammen i Europas regioner.",
        "alike": ": begge driver med «{}».",
        "gives": "{giver} har noe som {taker} mangler og ligger nær: «{what}».",
        "unknown": (
            "Hvor mye de alt arbeider sammen, kan vi ikke si: medlemmene i {} er ikke oppgitt."
        ),
        "ties": "Medlemmene møtes {} ganger i felles prosjekter, der tilfeldighet ville gitt {}.",
        "no ties": "Medlemmene har ingen felles prosjekter; tilfeldighet ville gitt {}.",
        "same": "Setene ligger i samme kommune.",
        "near": "Det er {} km mellom setene.",
        "far": "Det er {} km mellom setene, mer enn de {} km som regnes som innen rekkevidde.",
        "instrument": "Virkemiddelet {} passer: {}.",
        "and": " og ",
    },
    "en": {
        "related": "more related than {} of 100 pairs",
        "kin": ": “{}” and “{}” go together in the regions of Europe.",
        "alike": ": both do “{}”.",
        "gives": "{giver} has something that {taker} lacks and is close to: “{what}”.",
        "unknown": (
            "How much they work together already cannot be said: the members of {} are not given."
        ),
        "ties": "Their members meet {} times in joint projects, where chance would give {}.",
        "no ties": "Their members have no joint projects; chance would give {}.",
        "same": "Their seats are in one municipality.",
        "near": "Their seats are {} km apart.",
        "far": "Their seats are {} km apart, more than the {} km that count as within reach.",
        "instrument": "The instrument {} fits: {}.",
        "and": " and ",
    },
}


def shortcoming(parts: Mapping[str, float]) -> dict[str, str]:
    """Say what held a pair back: the weakest of what counts, by language."""
    known = {name: value for name, value in parts.items() if math.isfinite(value)}
    if not known:
        return {"nb": "Ingenting er kjent om paret.", "en": "Nothing is known of the pair."}
    weakest = min(known, key=lambda name: known[name])
    return {
        language: _WEAK[language][weakest].format(_number(100 * known[weakest], language))
        for language in ("nb", "en")
    }


_WEAK: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "relatedness": "De er lite beslektet: bare {} av 100 par er mindre.",
        "complementarity": (
            "De gjør mye av det samme og utfyller hverandre lite: bare {} av 100 par mindre."
        ),
        "few_ties": "De arbeider alt mye sammen: bare {} av 100 par mer.",
        "nearness": "Setene ligger langt fra hverandre: nærheten teller {} av 100.",
    },
    "en": {
        "relatedness": "They are little related: only {} of 100 pairs are less.",
        "complementarity": (
            "They do much the same and complement each other little: only {} of 100 pairs less."
        ),
        "few_ties": "They work together much already: only {} of 100 pairs more.",
        "nearness": "Their seats are far apart: nearness counts {} of 100.",
    },
}


def _number(value: float, language: str, digits: int = 0) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "nb" else text
