"""What a community is called, after its projects or its members' activities, and its places."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from samspill.findings.interplay.parties import Parties
from samspill.harmonise import Workspace

__all__ = ["titles"]

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]

_LANGUAGES = ("nb", "en")
_SECOND_THEME = 0.25
_PLACE_OF_MEMBERS = 0.3
_NATIONWIDE: Mapping[str, str] = {"nb": "hele landet", "en": "nationwide"}
_AND: Mapping[str, str] = {"nb": "og", "en": "and"}


@cache
def _themes() -> Mapping[str, Mapping[str, str]]:
    """Give the words for each programme."""
    text = files("samspill.findings.interplay").joinpath("themes.toml").read_text("utf-8")
    return {
        programme: {language: theme[language] for language in _LANGUAGES}
        for theme in tomllib.loads(text)["theme"]
        for programme in theme["programmes"]
    }


def titles(
    work: Workspace, parties: Parties, community: Numbers, strengths: Floats
) -> list[dict[str, str]]:
    """Give each community a name in both languages, no two the same.

    The theme is what marks its projects off from the others' most; a second one where it makes
    up a quarter. Without programmes, its members' activities. Places are the counties of three
    members in ten or more, at most two. Equal names get the strongest member's name added.
    """
    names = _names_of_places(work)
    topics = _topics(work, parties, community)
    found: list[dict[str, str]] = []
    for number, topic in enumerate(topics):
        members = np.flatnonzero(community == number)
        counties = Counter(c for at in members if (c := parties.county[at]) is not None)
        usual = sorted(counties.items(), key=lambda item: (-item[1], item[0]))
        own = [names[c] for c, n in usual if n >= _PLACE_OF_MEMBERS * len(members) and c in names]
        found.append({one: _title(one, topic, own[:2]) for one in _LANGUAGES})
    times = Counter(one["nb"] for one in found)
    for number, one in enumerate(found):
        if times[one["nb"]] > 1:
            members = np.flatnonzero(community == number)
            first = min(members, key=lambda at: (-strengths[at], at))
            for language in _LANGUAGES:
                one[language] += f" ({parties.name[first] or parties.joint.actors[first]})"
    return found


def _title(language: str, topic: Sequence[Mapping[str, str]], places: Sequence[str]) -> str:
    """Put a title together, such as `Helse / energi, Oslo og Akershus`."""
    words = [theme[language] for theme in topic]
    theme = " / ".join([*words[:1], *map(_small, words[1:])])
    where = f" {_AND[language]} ".join(places) or _NATIONWIDE[language]
    return f"{theme}, {where}" if theme else where


def _small(word: str) -> str:
    """Write a word as within a sentence; an abbreviation keeps its capitals."""
    return word[:1].lower() + word[1:] if word[1:2].islower() else word


def _names_of_places(work: Workspace) -> dict[str, str]:
    places = work.tables["places"]
    found = dict(zip(places["place_code"].to_pylist(), places["name"].to_pylist(), strict=True))
    return {code: name.partition(" - ")[0] for code, name in found.items() if len(code) == 2}


def _topics(work: Workspace, parties: Parties, community: Numbers) -> list[list[Mapping[str, str]]]:
    """Give one or two themes for each community."""
    joint = parties.joint
    count = int(community.max(initial=-1)) + 1
    # a project is of the community that most of its actors are in
    cells = np.zeros((len(joint.projects), count))
    np.add.at(cells, (joint.project, community[joint.actor]), 1)
    home = cells.argmax(axis=1)
    themes = _themes()
    of_project = [
        None if one is None else themes.get(one, {"nb": one, "en": one})["en"]
        for one in parties.project_programme
    ]
    words = {
        theme["en"]: theme
        for one in parties.project_programme
        if one is not None
        for theme in [themes.get(one, {"nb": one, "en": one})]
    }
    acts = work.tables["activities"]
    activities = {
        code: {"nb": nb, "en": en}
        for code, nb, en in zip(
            *(acts[n].to_pylist() for n in ("activity_code", "activity_nb", "activity_en")),
            strict=True,
        )
    }
    found: list[list[Mapping[str, str]]] = []
    for number in range(count):
        own = [of_project[at] for at in np.flatnonzero(home == number)]
        best = _marked_off(own, of_project)
        topic: list[Mapping[str, str]] = [words[one] for one in best]
        if not topic:
            members = np.flatnonzero(community == number)
            best = _marked_off([parties.activity[at] for at in members], parties.activity)
            topic = [activities[one] for one in best if one in activities]
        found.append(topic)
    return found


def _marked_off(own: Sequence[str | None], everybody: Sequence[str | None]) -> list[str]:
    """Give the one or two values that mark these off from everybody most."""
    here = Counter(one for one in own if one is not None)
    there = Counter(one for one in everybody if one is not None)
    if not here:
        return []
    total, whole = sum(here.values()), sum(there.values())
    score = {
        one: count * np.log((count / total) / (there[one] / whole)) for one, count in here.items()
    }
    order = sorted(here, key=lambda one: (-score[one], -here[one], one))
    second = [one for one in order[1:2] if here[one] >= _SECOND_THEME * total and score[one] > 0]
    return [order[0], *second]
