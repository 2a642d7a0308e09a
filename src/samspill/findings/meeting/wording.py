"""A plan in words: what an invitee is and why it is asked, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samspill.findings.meeting.planning import Invitee, Plan
from samspill.findings.rosters import brief

__all__ = [
    "acquainted",
    "answer",
    "compared",
    "heads_of_comparison",
    "kind_name",
    "lines",
    "reason",
    "said",
    "topic_name",
]

_NAMED = 3

_KINDS: Mapping[str, Mapping[str, str]] = {
    "company": {"nb": "Bedrift", "en": "Company"},
    "knowledge": {"nb": "Forskning og utdanning", "en": "Research and education"},
    "public": {"nb": "Offentlig", "en": "Public body"},
    "provider": {"nb": "Virkemiddelaktør", "en": "Provider of support"},
    "cluster": {"nb": "Klynge", "en": "Cluster"},
    "other": {"nb": "Annen", "en": "Other"},
}

_TOPICS: Mapping[str, Mapping[str, str]] = {
    "strength": {"nb": "sterke miljøer", "en": "strong environments"},
    "knowledge": {"nb": "kunnskapsmiljøer", "en": "knowledge organisations"},
    "provider": {"nb": "virkemiddelaktører", "en": "providers of support"},
    "cluster": {"nb": "klynger", "en": "clusters"},
    "place": {"nb": "kommuner", "en": "municipalities"},
}

_REASONS: Mapping[str, Mapping[str, str]] = {
    "strength": {"nb": "er i et sterkt miljø: {}", "en": "is in a strong environment: {}"},
    "knowledge": {"nb": "kan området", "en": "knows the area"},
    "provider": {"nb": "forvalter virkemidler for området", "en": "runs instruments for the area"},
    "cluster": {"nb": "taler for klyngen {}", "en": "speaks for the cluster {}"},
    "place": {"nb": "kommer fra {}", "en": "comes from {}"},
}
_ELSE: Mapping[str, str] = {
    "nb": "er blant de største i området",
    "en": "is among the largest in the area",
}

_ANSWERS: Mapping[str, tuple[str, str, str]] = {
    "nb": (
        "{n} virksomheter dekker {parts}.",
        " {ties} av parene i rommet har arbeidet sammen før; blant de {n} største hadde "
        "{strongest} av parene det, og de ville dekket {less}.",
        "Planen gir {share} av det {n} virksomheter i det høyeste kan dekke.",
    ),
    "en": (
        "{n} organisations cover {parts}.",
        " {ties} of the pairs in the room have worked together before; among the {n} largest, "
        "{strongest} of the pairs have, and they would cover {less}.",
        "The plan gives {share} of the most that {n} organisations can cover.",
    ),
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "plan": {"nb": "Denne planen", "en": "This plan"},
    "covering": {
        "nb": "De som dekker mest, uansett hvem som har møttes",
        "en": "Those that cover most, whoever has met",
    },
    "largest": {"nb": "De største i området", "en": "The largest in the area"},
    "strong": {
        "nb": "De største i de sterke miljøene",
        "en": "The largest in the strong environments",
    },
    "random": {
        "nb": "Trukket tilfeldig (i parentes: 95 % av trekningene)",
        "en": "Drawn at random (in brackets: 95% of the draws)",
    },
}
_COMPARED: Mapping[str, tuple[str, str, str]] = {
    "nb": ("Hvem som inviteres", "Par som har arbeidet sammen før", "Dekket av det som kan dekkes"),
    "en": ("Who is invited", "Pairs that have worked together", "Covered of what can be covered"),
}
_MET: Mapping[str, tuple[str, str, str]] = {
    "nb": (
        "Av de {n} som kan inviteres, har {pairs} felles prosjekter i kildene.",
        "ingen par|ett par|{} par",
        " Like få eller færre som har møttes, samler også {what}; da er forskjellen hva rommet "
        "dekker.",
    ),
    "en": (
        "Of the {n} that can be invited, {pairs} joint projects in the sources.",
        "no pair has|one pair has|{} pairs have",
        " As few who have met, or fewer, are brought together by {what} too; the difference then "
        "is what the room covers.",
    ),
}
_OF: Mapping[str, tuple[str, str, str, str]] = {
    "nb": ("{} av {} {}", " og ", "like mye", "{} prosent så mye"),
    "en": ("{} of {} {}", " and ", "as much", "{} per cent as much"),
}


def kind_name(kind: str, language: str) -> str:
    """Give what a kind of candidate is called."""
    return _KINDS.get(kind, _KINDS["other"])[language]


def topic_name(kind: str, language: str) -> str:
    """Give what a kind of topic is called, in the plural."""
    return _TOPICS[kind][language]


def reason(invitee: Invitee, language: str) -> str:
    """Give why an organisation is asked, in a sentence."""
    told = []
    for topic in invitee.topics[:_NAMED]:
        text = _REASONS[topic["kind"]][language].format(topic[f"title_{language}"])
        if text not in told:
            told.append(text)
    words = "; ".join(told) or _ELSE[language]
    return words[:1].upper() + words[1:]


def answer(plan: Plan, language: str) -> tuple[str, str]:
    """Give what a plan achieves, in two sentences, and how good it is."""
    first, second, third = _ANSWERS[language]
    of, word, equal, part = _OF[language]
    parts = [of.format(t.covered, t.total, topic_name(t.kind, language)) for t in plan.topics]
    listed = ", ".join(parts[:-1]) + (word if len(parts) > 1 else "") + parts[-1] if parts else "–"
    largest = plan.choice("largest")
    ratio = largest.coverage / plan.coverage if plan.coverage else 1.0
    less = equal if ratio > 0.995 else part.format(round(100 * ratio))
    count, none = len(plan.invitees), {"nb": "ingen", "en": "none"}[language]
    share = plan.coverage / plan.bound if plan.bound else 1.0
    percent = f"{100 * share:.0f} %" if language == "nb" else f"{100 * share:.0f} per cent"
    return (
        first.format(n=count, parts=listed)
        + second.format(
            n=count,
            ties=str(plan.ties) if plan.ties else none.capitalize(),
            strongest=str(round(largest.ties)) if largest.ties else none,
            less=less,
        ),
        third.format(n=count, share=percent),
    )


def heads_of_comparison(language: str) -> tuple[str, str, str]:
    """Give the heads of the columns of `compared`."""
    return _COMPARED[language]


def compared(plan: Plan, language: str) -> Iterator[tuple[str, str, str]]:
    """Give the plan and the simpler choices: what each is, pairs that have met, what it covers."""

    def number(value: float) -> str:
        text = f"{value:.1f}".removesuffix(".0")
        return text.replace(".", ",") if language == "nb" else text

    def percent(value: float) -> str:
        return f"{100 * value:.0f}" + (" %" if language == "nb" else "%")

    yield _CHOICES["plan"][language], number(plan.ties), percent(plan.coverage)
    for one in plan.instead:
        ties, coverage = number(one.ties), percent(one.coverage)
        if one.ties_low < one.ties_high or one.coverage_low < one.coverage_high:
            ties += f" ({number(one.ties_low)}–{number(one.ties_high)})"
            coverage += f" ({percent(one.coverage_low)}–{percent(one.coverage_high)})"
        yield _CHOICES[one.kind][language], ties, coverage


def acquainted(plan: Plan, language: str) -> str:
    """Say how many of those who can come have met, and what that means for the comparison."""
    first, pairs, equal = _MET[language]
    and_ = _OF[language][1]
    none, one, several = pairs.split("|")
    told = {0: none, 1: one}.get(plan.able_ties, several.format(plan.able_ties))
    text = first.format(n=plan.able_count, pairs=told)
    as_few = [
        name[:1].lower() + name[1:]
        for other in plan.instead
        if other.kind in ("largest", "strong") and other.ties <= plan.ties
        for name in (_CHOICES[other.kind][language],)
    ]
    return text + (equal.format(what=and_.join(as_few)) if as_few else "")


def said(code: str | None, names: Mapping[str, Mapping[str, str]], language: str) -> str:
    """Give the name of an activity, empty where there is none."""
    return brief(names.get(code or "", {}).get(language, "")) if code else ""


def lines(
    plan: Plan, names: Mapping[str, Mapping[str, str]], language: str
) -> Iterator[dict[str, Any]]:
    """Give one row for each invitee, table by table, as it is written to a file."""
    for table in plan.tables:
        for one in table:
            candidate = one.candidate
            yield {
                "table": one.table,
                "name": candidate["name"],
                "kind": kind_name(candidate["kind"], language),
                "place": candidate["place_name"] or "",
                "activity": said(candidate["activity_code"], names, language),
                "reason": reason(one, language),
                "organisation_number": candidate["actor_id"]
                if str(candidate["actor_id"] or "").isdigit()
                else "",
            }
