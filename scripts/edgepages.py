"""The page about inputs at the edge: what every measure gives for them."""

from __future__ import annotations

import csv
from pathlib import Path

from samspill.catalogue import indicators

__all__ = ["edge_pages"]

INPUTS = {
    "ordinary": "six places, five activities, a third of the cells zero",
    "nothing": "neither places nor activities",
    "no place": "activities, and no place",
    "no activity": "places, and no activity",
    "all zero": "every size is zero",
    "all unknown": "every size is NaN; presences made of them are 0",
    "constant": "every size is the same, so that nobody is specialised",
    "one place": "a single place, which is its own reference",
    "one activity": "a single activity, which has no neighbours",
    "huge range": "sizes from 1e-150 to 1e150",
    "each place twice": "two places of each kind: they get the same answer",
    "disconnected": "two sets of places and activities with nothing in common",
}
WORDS = {
    "defined": "a number in every cell",
    "partly": "NaN in some cells: those of which *Undefined* speaks",
    "NaN": "NaN in every cell",
    "none": "an answer without cells, labelled all the same",
}


def edge_pages(root: Path, notice: str) -> dict[str, str]:
    """Give the page by its path in docs."""
    path = root / "tests/spec/degenerate.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = indicators()
    text = f"{notice}# Inputs at the edge\n\n"
    text += (
        "What every measure gives for inputs that are empty, unknown, constant, single, huge, "
        "doubled or disconnected; nothing is infinite, no warning is given, and what is a share "
        "lies between 0 and 1. Held by `tests/spec/test_degenerate.py`. An input that is wrong, "
        "such as a negative size, is refused with a sentence: *Refuses* of each measure.\n\n"
    )
    text += "| input | is |\n|---|---|\n"
    text += "".join(f"| {name} | {said} |\n" for name, said in INPUTS.items())
    text += "\n| word | means |\n|---|---|\n"
    text += "".join(f"| {name} | {said} |\n" for name, said in WORDS.items())
    text += f"\n| measure | {' | '.join(INPUTS)} |\n|---|{'---|' * len(INPUTS)}\n"
    for row in rows:
        name = row["measure"]
        link = f"[{known[name].title['en']}]({known[name].family}.md#{name})"
        text += f"| {link} | {' | '.join(row[one] for one in INPUTS)} |\n"
    return {"methods/degenerate.md": text}
