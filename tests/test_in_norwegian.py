"""What `samspill check` says, in Norwegian: every sentence has its words, and says the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import samspill.region
from samspill.region import Problem
from samspill.region.in_norwegian import WORDS, in_norwegian

ROOM = Path(samspill.region.__file__).parent
KINDS = ("a date", "a number", "a whole number", "a list", "text in double quotes")
COMPOSED = ("«{}» is not {}", "Write {} = {}.", "there is no {} «{}»", "Write {} digits.{}")
"""What a value may have to be, and sentences in which that or a kind of thing stands."""


def template(node: ast.expr) -> str | None:
    """Give a text of the source with {} for what differs."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
        return "".join(map(str, parts))
    return None


def texts_of(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from texts_of(node.body)
        yield from texts_of(node.orelse)
    elif (text := template(node)) and " " in text.strip():
        yield text


def sentences() -> Iterator[tuple[str, str]]:
    """Give every problem and every advice that the room's source has, with where it stands."""
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found: list[ast.expr] = []
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in ("wrong", "Problem", "_parsed"):
                    found = node.args
                elif called == "once":
                    for text in texts_of(node.args[-1]):
                        yield path.name, f"{text} stands twice, first on line {{}}"
                elif called == "several":
                    for text in texts_of(node.args[-1]):
                        yield path.name, f"there is no {text} «{{}}»"
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
                "advice", "problem",
            ):  # fmt: skip
                found = [node.value]
            for one in found:
                for text in texts_of(one):
                    if text not in (*KINDS, *COMPOSED):
                        yield path.name, text


def test_every_sentence_has_norwegian_words() -> None:
    written = list(sentences())
    assert len(written) > 100
    missing = [(file, text) for file, text in written if in_norwegian(text) is None]
    assert missing == []
    for kind in KINDS:
        assert f"«{{}}» is not {kind}" in WORDS


def test_what_differs_stands_in_both_languages() -> None:
    for english, norwegian in WORDS.items():
        assert english.count("{}") == norwegian.count("{}"), english
        assert english.endswith(".") == norwegian.endswith("."), english


@pytest.mark.parametrize(
    ("english", "norwegian"),
    [
        ("the cell is empty", "cellen er tom"),
        ("«2018-13» is not a date", "«2018-13» er ikke en dato"),
        ("the member 0301 stands twice, first on line 4",
         "medlemmet 0301 står to ganger, først på linje 4"),
        ("0301 stands twice, first on line 4", "0301 står to ganger, først på linje 4"),
        ("Write norway or europe.", "Skriv norway eller europe."),
        ("There is no activity in NACE Rev. 2 or SN2007 «C9». Did you mean C09 or C10?",
         "det finnes ingen næring «C9» i NACE Rev. 2 eller SN2007. Mente du C09 eller C10?"),
        ("of the 20 clusters, some have no staff (20), a list of members (3)",
         "av de 20 klyngene mangler noen staff (20), liste over medlemmer (3)"),
        ("no sentence of the profile's", None),
    ],
)  # fmt: skip
def test_a_sentence_is_said_in_norwegian(english: str, norwegian: str | None) -> None:
    assert in_norwegian(english) == norwegian


def test_a_problem_is_said_with_where_it_stands() -> None:
    problem = Problem("the cell is empty", "members.csv", 7, "name", "It must be filled in.")
    assert problem.said("nb") == (
        "members.csv, linje 7, kolonne «name»: cellen er tom. Den må fylles ut."
    )
    assert problem.said("en") == str(problem)
    unknown = Problem("a matter of its own", "region.toml", None, None, "")
    assert unknown.said("nb") == "region.toml: a matter of its own."
