"""Pages about the field's other programs: their functions beside ours, and their traps."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from samspill.catalogue import indicators

__all__ = ["peer_pages", "tests_of_traps"]

_TRAP = re.compile(r"\b[Tt]rap (\d+)\b")
_NAMED = re.compile(r"^test_trap_(\d+)_")


def peer_pages(root: Path, notice: str) -> dict[str, str]:
    """Give the pages by their path in docs."""
    folder = root / "tests" / "peers"
    return {
        "methods/peers.md": _peers(folder, notice),
        "methods/traps.md": _traps(folder, notice),
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _peers(folder: Path, notice: str) -> str:
    by_peer: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("functions_*.csv")):
        for row in _rows(path):
            by_peer.setdefault(row["peer"], []).append(row)
    text = f"{notice}# The field's other programs\n\n"
    text += (
        "Every function that they offer, ours beside it, and whether the two agree. Agreement is "
        "held by the tests in `tests/peers`: against the program itself (ecomplexity, bicm), its "
        "stored answers (EconGeo, economiccomplexity, Datawheel) or the examples of its manual "
        "(PySAL, REAT). What has no example there was compared by reading its formula. That no "
        "function is missing is tested against the lists of what each program exports "
        "(`tests/peers/exports.toml`).\n\n"
    )
    offered = {
        one["peer"]: str(len(one["functions"]))
        for one in tomllib.loads((folder / "exports.toml").read_text(encoding="utf-8"))["program"]
    }
    text += "| program | functions it offers | rows below | with one of ours | with a reason |\n"
    text += "|---|---:|---:|---:|---:|\n"
    for peer, rows in by_peer.items():
        ours = sum(bool(row["ours"]) for row in rows)
        anchor = re.sub(r"[^a-z0-9 -]", "", peer.lower()).replace(" ", "-")
        text += f"| [{peer}](#{anchor}) | {offered.get(peer, '–')} | {len(rows)} | {ours} | "
        text += f"{len(rows) - ours} |\n"
    for peer, rows in by_peer.items():
        text += f"\n## {peer}\n\n| theirs | ours | agreement |\n|---|---|---|\n"
        for row in sorted(rows, key=lambda row: row["peer_function"].casefold()):
            text += f"| `{row['peer_function']}` | {_link(row['ours'])} | {row['agreement']} |\n"
    return text


def _link(ours: str) -> str:
    """Link to where our function is described."""
    if not ours:
        return "–"
    module, name, *_ = ours.split(".")
    if module == "matrix":
        return f"`{ours.removeprefix('matrix.')}`"
    families = {one.family for one in indicators().values()} | {"uncertainty"}
    if module not in families:
        raise ValueError(f"{ours} is in no family of measures")
    home = "samspill" if module == "uncertainty" else "samspill.indicators"
    if not hasattr(import_module(f"{home}.{module}"), name):
        raise ValueError(f"{ours} is not there")
    return f"[`{ours.removeprefix(f'{module}.')}`]({module}.md#{name})"


def tests_of_traps(folder: Path) -> Iterator[tuple[int, str, str]]:
    """Give trap, file and test for each test that names a trap in its name or its docstring."""
    for path in sorted(folder.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if not (isinstance(node, ast.FunctionDef) and node.name.startswith("test_")):
                continue
            named = _NAMED.findall(node.name) + _TRAP.findall(ast.get_docstring(node) or "")
            for trap in sorted({int(number) for number in named}):
                yield trap, path.name, node.name


def _traps(folder: Path, notice: str) -> str:
    found: dict[int, list[str]] = {}
    for trap, file, test in tests_of_traps(folder):
        found.setdefault(trap, []).append(f"[`{test}`](../../tests/peers/{file})")
    text = f"{notice}# Traps\n\n"
    text += (
        "Where the field's other programs, or the measures themselves, mislead, what ours do "
        "instead, and the tests that assert it.\n\n"
        "| | program | what goes wrong | ours | asserted by |\n|---:|---|---|---|---|\n"
    )
    for row in _rows(folder / "traps.csv"):
        tests = "<br>".join(found.get(int(row["trap"]), []))
        text += (
            f"| {row['trap']} | {row['peer']} | {row['goes_wrong']} | {row['ours']} | {tests} |\n"
        )
    return text
