"""Docstrings of measures as Markdown: sections, formulas, arguments."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from textwrap import dedent
from typing import Any

__all__ = ["linked", "prose", "sections", "signature", "summary_of"]

_ROLE = re.compile(r":math:`([^`]+)`")
_DOI = re.compile(r"doi:(10\.[^\s;,]*[^\s;,.])")
_TERM = re.compile(r"^[A-Za-z_][\w, ]*$")


def linked(text: str) -> str:
    """Turn each DOI into a link."""
    return _DOI.sub(lambda found: f"[doi:{found[1]}](https://doi.org/{found[1]})", text)


def sections(thing: Any) -> dict[str, str]:
    """Give the parts of a docstring by heading; what stands before the first is under ``""``."""
    lines = (inspect.getdoc(thing) or "").splitlines()
    parts: dict[str, list[str]] = {"": []}
    heading = ""
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        if below and set(below) == {"-"} and len(below) == len(line):
            heading = line
            parts[heading] = []
        elif not (line and set(line) == {"-"}):
            parts[heading].append(line)
    return {name: "\n".join(body).strip("\n") for name, body in parts.items()}


def summary_of(thing: Any) -> str:
    """Give the first paragraph of a docstring on one line."""
    return " ".join(sections(thing)[""].split("\n\n")[0].split())


def signature(function: Callable[..., Any]) -> str:
    """Give how a function is called, without types."""
    plain = [
        one.replace(annotation=inspect.Parameter.empty)
        for one in inspect.signature(function).parameters.values()
    ]
    return f"{function.__name__}{inspect.Signature(plain)}"


def prose(text: str) -> str:
    """Turn reStructuredText of our docstrings into Markdown: formulas, terms, paragraphs."""
    blocks: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(".. math::"):
            at, formula = _formula(lines, at)
            blocks.append(formula)
        elif _is_term(lines, at):
            end = _indented(lines, at + 1)
            said = " ".join(dedent("\n".join(lines[at + 1 : end])).split())
            names = ", ".join(f"`{name.strip()}`" for name in line.split(","))
            blocks.append(f"- {names}: {_inline(said)}")
            at = end
        elif line.strip():
            end = at
            while end < len(lines) and lines[end].strip() and not _breaks(lines, end):
                end += 1
            end = max(end, at + 1)
            blocks.append(_inline(" ".join(part.strip() for part in lines[at:end])))
            at = end
        else:
            at += 1
    return _joined(blocks)


def _formula(lines: list[str], at: int) -> tuple[int, str]:
    """Read a formula on its directive's line and on those indented below it."""
    end = _indented(lines, at + 1)
    body = [
        lines[at].removeprefix(".. math::").strip(),
        *(one.strip() for one in lines[at + 1 : end]),
    ]
    return end, "$$\n" + "\n".join(one for one in body if one) + "\n$$"


def _indented(lines: list[str], at: int) -> int:
    """Give the number of the first line that is not indented, and not blank before one that is."""
    end = at
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(" ")):
        at += 1
        if lines[at - 1].strip():
            end = at
    return end


def _is_term(lines: list[str], at: int) -> bool:
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(_TERM.match(lines[at])) and following.startswith("    ")


def _breaks(lines: list[str], at: int) -> bool:
    return lines[at].startswith(".. math::") or _is_term(lines, at)


def _inline(text: str) -> str:
    return linked(_ROLE.sub(lambda found: f"${found[1]}$", text))


def _joined(blocks: list[str]) -> str:
    """Put blocks under each other; items of one list without a blank line between them."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        apart = "\n" if before.startswith("- ") and block.startswith("- ") else "\n\n"
        text += (apart if text else "") + block
    return text
