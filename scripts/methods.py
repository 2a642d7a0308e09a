"""Write the chapters that the code and its tests already hold: docs/methods and docs/data.

Usage: python scripts/methods.py [FOLDER]. FOLDER is docs unless given. Nothing is written here that
stands elsewhere: measures come from the catalogue and their docstrings, tables worked by hand from
tests/spec/tables, peers and traps from tests/peers, sources and columns from their declarations.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from datapages import data_pages
from docstrings import linked, prose, sections, signature, summary_of
from edgepages import edge_pages
from peerpages import peer_pages

from samspill.catalogue import Indicator, indicators

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from worked import Worked, cells, is_table, number, worked  # noqa: E402

NOTICE = "<!-- written by scripts/methods.py (make docs); change the docstring or the table -->\n\n"

NOTATION = {
    "x_{pa}": "size of activity $a$ in place $p$: persons, establishments, patents, kroner",
    r"x_{p\cdot},\ x_{\cdot a},\ x_{\cdot\cdot}": "its sums over the cells that are observed",
    "s_{pa}": "share of the activity in the place",
    "LQ_{pa}": "location quotient",
    "M_{pa}": "presence, 0 or 1",
    r"k_p = \sum_a M_{pa},\ k_a = \sum_p M_{pa}": "diversity of a place, ubiquity of an activity",
    r"\phi_{ab}": "proximity of two activities; its diagonal is zero",
    r"\omega_{pa}": "density of a place around an activity",
}

# a number, a fraction, one root or logarithm: needs no decimals beside it
_PLAIN = re.compile(r"^-?(\d[\d.]*(/\d[\d.]*)?|(sqrt|ln)\([\d/]+\))$")
_SUM = re.compile(r"^[-+*/().\d]*((sqrt|ln|log2|exp|arctan)\([-+*/().\d]*)*$")
_ROOTS = re.compile(r"sqrt\(((?:[^()]|\([^()]*\))*)\)")


def family_title(family: str) -> tuple[str, str]:
    """Give a family's title and what it is about, from its module's first line."""
    module = import_module(_home(family))
    title, _, about = summary_of(module).partition(": ")
    return title, about


def _home(family: str) -> str:
    return f"samspill.{'' if family == 'uncertainty' else 'indicators.'}{family}"


def _others(family: str, known: Mapping[str, Indicator]) -> list[Any]:
    """Give the public functions and classes of a family that are not in the catalogue."""
    module = import_module(_home(family))
    public = [getattr(module, name) for name in module.__all__ if name not in known]
    return [one for one in public if inspect.isfunction(one) or inspect.isclass(one)]


def _bullets(indicator: Indicator) -> str:
    of = " × ".join(indicator.of)
    return (
        f"- **Norsk:** {indicator.title['nb']}\n"
        f"- **Unit:** {indicator.unit['en']}; norsk: {indicator.unit['nb']}\n"
        f"- **A property of:** {of}\n"
        f"- **Source:** {linked(indicator.source)}\n"
    )


def _entry(thing: Any, title: str, bullets: str, tables: list[Worked]) -> str:
    """Describe one measure."""
    parts = sections(thing)
    is_function = inspect.isfunction(thing)
    text = f'<a id="{thing.__name__}"></a>\n\n## {title}\n\n'
    text += f"`{signature(thing) if is_function else thing.__name__}`\n\n{prose(parts[''])}\n\n"
    text += f"{bullets}\n" if bullets else ""
    for heading, said in (
        ("Parameters", "Takes" if is_function else "Holds"),
        ("Returns", "Gives"),
        ("Undefined", "Undefined"),
        ("Raises", "Refuses"),
        ("Notes", "Notes"),
        ("Peers", "Peers"),
    ):
        if parts.get(heading):
            body = prose(parts[heading])
            apart = "\n\n" if body.startswith(("- ", "$$")) else " "
            text += f"**{said}.**{apart}{body}\n\n"
    if parts.get("Examples"):
        text += f"**Example.**\n\n```pycon\n{parts['Examples']}\n```\n\n"
    return text + "".join(_worked(table, known) for table, known in _sharing(tables))


def _sharing(tables: list[Worked]) -> Iterator[tuple[Worked, dict[str, Any]]]:
    """Give each table with what the one before it was given, so that it is not shown again."""
    before: dict[str, Any] = {}
    for table in tables:
        yield table, before
        before = table.given


def _worked(table: Worked, before: Mapping[str, Any]) -> str:
    """Show one table worked by hand: what goes in, what comes out, how a person gets there."""
    by = "" if table.source == "by hand" else f" ({table.source})"
    text = f"**Worked by hand{by}.** {table.says}\n\n"
    for name, value in table.given.items():
        again = name in before and before[name] == value and is_table(value)
        text += f"`{name}` as above.\n\n" if again else _shown(f"`{name}`", value)
    for part, value in table.parts.items():
        text += _shown(f"gives `{part}`" if part else "gives", value)
    return text + f"*How:* {' '.join(table.arithmetic.split())}\n\n"


def _shown(label: str, value: Any) -> str:
    """Show an argument or an answer: a table, a list of them, a list of numbers, a word."""
    if is_table(value):
        return f"{label}:\n\n{_table(value)}\n\n"
    if isinstance(value, list) and all(is_table(one) for one in value):
        return "".join(_shown(f"{label}, {count}", one) for count, one in enumerate(value, start=1))
    if isinstance(value, dict) and any(is_table(one) for one in value.values()):
        return "".join(_shown(f"{label}, {key}", one) for key, one in value.items())
    if isinstance(value, dict):
        said = ", ".join(f"{key} → {one}" for key, one in value.items())
    elif isinstance(value, list):
        said = ", ".join(_cell(str(one)) for one in value)
    else:
        said = _cell(str(value))
    return f"{label}: {said}\n\n"


def _table(text: str) -> str:
    heads, *lines = cells(text)
    kind, cross, other = heads[0].partition("×")
    rows = [f"| {kind} {cross} {other}".rstrip() + " | " + " | ".join(heads[1:]) + " |"]
    rows.append("|---|" + "---:|" * (len(heads) - 1))
    rows += [f"| {line[0]} | " + " | ".join(map(_cell, line[1:])) + " |" for line in lines]
    return "\n".join(rows)


def _cell(text: str) -> str:
    """Write a cell as a person would: roots, powers, times, minus, and what it comes to."""
    if text == "nan":
        return "NaN"
    about = "" if _PLAIN.match(text) or not _SUM.match(text) else f" ≈ {number(text):.4g}"
    text = _ROOTS.sub(
        lambda found: f"√{found[1]}" if found[1].isdigit() else f"√({found[1]})", text
    )
    text = text.replace("**2", "²").replace("*", "·").replace("3.141592653589793", "π")
    return re.sub(r"(?<=[\d)²])([-+])", r" \1 ", text + about).replace("-", "−")


def family_page(family: str) -> str:
    """Write the page of a family of indicators, or of uncertainty."""
    module = import_module(_home(family))
    title, about = family_title(family)
    known = {name: one for name, one in indicators().items() if one.family == family}
    tables: dict[str, list[Worked]] = {}
    for table in worked(family):
        tables.setdefault(table.measure, []).append(table)
    rest = prose(sections(module)[""].partition("\n\n")[2])
    text = f"{NOTICE}# {title}\n\n{about[0].upper()}{about[1:]}\n\n{rest}".rstrip() + "\n\n"
    for name, one in known.items():
        text += _entry(one.function, one.title["en"], _bullets(one), tables.get(name, []))
    for thing in _others(family, known):
        text += _entry(thing, f"`{thing.__name__}`", "", tables.get(thing.__name__, []))
    return text.rstrip() + "\n"


def families() -> list[str]:
    """Give the families in the order in which they are read, uncertainty last."""
    order = [
        "specialisation", "structure", "concentration", "agglomeration", "inequality", "growth",
        "entry", "relatedness", "density", "variety", "diversity", "complexity", "difficulty",
        "opportunity", "green_complexity",
    ]  # fmt: skip
    found = {one.family for one in indicators().values()}
    return [*(name for name in order if name in found), *sorted(found - set(order)), "uncertainty"]


def index_page() -> str:
    """Write the index: notation, families, every measure."""
    known = indicators()
    text = (
        f"{NOTICE}# Methods\n\nWhat every measure means, with its formula, where it is undefined, "
    )
    text += (
        "how other programs differ, and tables worked by hand that are at the same time tests.\n\n"
    )
    text += "## Notation\n\n| sign | means |\n|---|---|\n"
    text += "".join(f"| ${sign}$ | {meaning} |\n" for sign, meaning in NOTATION.items())
    text += (
        "\nNaN is *not observed* or *not defined*, never zero: it is left out of every sum and "
        "stays NaN in the result.\n\n## Families\n\n| family | about | measures |\n|---|---|---:|\n"
    )
    for family in families():
        title, about = family_title(family)
        count = sum(one.family == family for one in known.values())
        count = count or len(_others(family, known))
        text += f"| [{title}]({family}.md) | {about} | {count} |\n"
    text += (
        "\n[The field's other programs](peers.md): every function of theirs and ours beside it. "
        "[Traps](traps.md): where they go wrong, and the test that we do not. "
        "[Inputs at the edge](degenerate.md): what every measure gives for inputs that are empty, "
        "unknown or otherwise odd.\n\n## Measures\n\n"
        "| measure | norsk | a property of | unit |\n|---|---|---|---|\n"
    )
    for one in sorted(known.values(), key=lambda one: one.title["en"].casefold()):
        link = f"[{one.title['en']}]({one.family}.md#{one.name})"
        text += f"| {link} | {one.title['nb']} | {' × '.join(one.of)} | {one.unit['en']} |\n"
    text += "\n## How sure\n\n| function | gives |\n|---|---|\n"
    for thing in filter(inspect.isfunction, _others("uncertainty", {})):
        name = thing.__name__
        text += f"| [`{name}`](uncertainty.md#{name}) | {summary_of(thing)} |\n"
    return text


def pages() -> dict[str, str]:
    """Give every page by its path in docs."""
    found = {"methods/index.md": index_page()}
    found |= {f"methods/{family}.md": family_page(family) for family in families()}
    return found | peer_pages(ROOT, NOTICE) | edge_pages(ROOT, NOTICE) | data_pages(NOTICE)


def main(folder: Path) -> None:
    """Write the pages and remove those that are no more."""
    written = pages()
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in [*folder.glob("methods/*.md"), *folder.glob("data/*.md")]:
        if path.relative_to(folder).as_posix() not in written:
            path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
