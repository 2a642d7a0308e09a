"""Tables as a person reads them in a terminal, 80 columns wide or more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from samspill.catalogue import Finding, View, findings
from samspill.findings import meeting
from samspill.store import Build
from samspill.tables import FIELDS, REASONS, table

__all__ = [
    "print_ledger",
    "print_list",
    "print_meeting",
    "print_meeting_file",
    "print_summary",
    "print_view",
]

_WORDS = {
    "en": {
        "all": "All rows: {facts}.",
        "chosen": "Shown: {facts}. Choose otherwise with the options.",
        "more": "{count} rows more; --format csv gives all.",
        "narrow": "Too narrow for {facts}; a wider window or --format csv has them.",
        "none": "No rows.",
        "needs": "They would be made from: {facts}.",
        "yes": "yes",
        "no": "no",
        "ledger": "Ledger: came in = kept + set aside",
        "aside": "Set aside, by reason (samspill explain and the table rejects have each row)",
        "sample": "SAMPLE DATA: real places, invented organisations and figures",
    },
    "nb": {
        "all": "Alle rader: {facts}.",
        "chosen": "Vist: {facts}. Velg annerledes med valgene.",
        "more": "{count} rader til; --format csv gir alle.",
        "narrow": "For smalt for {facts}; et bredere vindu eller --format csv har dem.",
        "none": "Ingen rader.",
        "needs": "De lages av: {facts}.",
        "yes": "ja",
        "no": "nei",
        "ledger": "Regnskap: kom inn = beholdt + lagt til side",
        "aside": "Lagt til side, etter grunn (samspill explain og tabellen rejects har hver rad)",
        "sample": "EKSEMPELDATA: virkelige steder, oppdiktede virksomheter og tall",
    },
}

_HEADINGS = {
    "lq_shrunk": {"en": "shrunken", "nb": "krympet"},
    "lq_low": {"en": "low", "nb": "nedre"},
    "lq_high": {"en": "high", "nb": "øvre"},
    "q_value": {"en": "q", "nb": "q"},
    "place_name": {"en": "place", "nb": "sted"},
    "activity_code": {"en": "code", "nb": "kode"},
    "activity_nb": {"en": "activity", "nb": "aktivitet"},
    "activity_en": {"en": "activity", "nb": "aktivitet"},
    "is_strength": {"en": "strengths only", "nb": "bare styrker"},
    "measure": {"en": "measure", "nb": "mål"},
    "reference": {"en": "against", "nb": "mot"},
    "share": {"en": "share", "nb": "andel"},
    "stars": {"en": "stars", "nb": "stjerner"},
    "value": {"en": "value", "nb": "verdi"},
    "year": {"en": "year", "nb": "år"},
}
"""Short headings; other columns are headed by their own name."""


def _heading(column: str, language: str) -> str:
    return _HEADINGS.get(column, {}).get(language, column)


def print_view(
    console: Console,
    finding: Finding | None,
    name: str,
    rows: pa.Table,
    given: set[str],
    language: str,
    region: Mapping[str, Any],
    limit: int = 40,
) -> None:
    """Print a published table as its finding, if it has one, wishes it to be shown.

    Parameters
    ----------
    console
        Where to.
    finding, name
        The finding and which of its tables.
    rows
        The rows that were asked for.
    given
        Columns by which they were chosen already.
    language
        `nb` or `en`.
    region
        What the build's manifest says of the region.
    limit
        At most so many rows.
    """
    words = _WORDS[language]
    view = View(tuple(rows.column_names), rows.column_names[0])
    if finding is not None:
        view = finding.views.get(name, view)
    rows, narrowed = _focus(rows, view, given, region)
    descending = view.order_by.startswith("-")
    rows = rows.sort_by([(view.order_by.lstrip("-"), "descending" if descending else "ascending")])
    columns = [column.format(lang=language) for column in view.columns]
    columns = [column for column in columns if column in rows.column_names]
    declared = table(name)
    title = declared.nb if language == "nb" else declared.en
    if finding is not None and name == finding.tables[0]:
        title = f"{finding.title[language]}: {finding.question[language]}"
    console.print(title, style="bold", markup=False)
    if rows.num_rows == 0:
        told = words["none"]
        if finding is not None:
            told = f"{told} {words['needs'].format(facts=', '.join(finding.needs))}"
        console.print(told)
        return
    # what is the same in every row is said once, above the table
    same = {} if rows.num_rows == 1 else _constant(rows, columns)
    if same:
        facts = "; ".join(
            f"{_heading(name, language)} {_cell(value, name, words)}"
            for name, value in same.items()
        )
        console.print(words["all"].format(facts=facts), markup=False)
    columns = [column for column in columns if column not in same]
    cells = [
        [_cell(row[column], column, words) for column in columns]
        for row in rows.slice(0, limit).select(columns).to_pylist()
    ]
    headings = [_heading(column, language) for column in columns]
    numbers = [_is_number(rows.schema, column) for column in columns]
    shown, left_out = _table(console, headings, numbers, cells)
    console.print(shown)
    if left_out:
        facts = ", ".join(left_out)
        console.print(words["narrow"].format(facts=facts), markup=False, soft_wrap=True)
    if narrowed:
        facts = "; ".join(
            _heading(name, language) if value is True else f"{_heading(name, language)} {value}"
            for name, value in narrowed.items()
        )
        console.print(words["chosen"].format(facts=facts), markup=False, soft_wrap=True)
    if rows.num_rows > limit:
        console.print(words["more"].format(count=f"{rows.num_rows - limit:,}"))


def _focus(
    rows: pa.Table, view: View, given: set[str], region: Mapping[str, Any]
) -> tuple[pa.Table, dict[str, object]]:
    """Narrow rows to what the view shows first, and tell by what they were narrowed."""
    narrowed: dict[str, object] = {}
    for column in view.focus:
        there = [one for one in pc.unique(rows[column]).to_pylist() if one is not None]
        if column in given or not there:
            continue
        wanted = view.first(column, there, region)
        if wanted is None:
            continue
        if len(there) > 1:
            narrowed[column] = wanted
        rows = rows.filter(pc.equal(rows[column], pa.scalar(wanted, rows[column].type)))
    return rows, narrowed


def _constant(rows: pa.Table, columns: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in columns:
        values = pc.unique(rows[column])
        if len(values) == 1:
            found[column] = values[0].as_py()
    return found


def _is_number(schema: pa.Schema, column: str) -> bool:
    kind = schema.field(column).type
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def _table(
    console: Console,
    headings: Sequence[str],
    is_number: Sequence[bool],
    cells: Sequence[Sequence[str]],
) -> tuple[RichTable, Sequence[str]]:
    """Lay cells out so that numbers are whole and the longest words give way.

    Gives the table, and the headings of the last columns where there is no room for them.
    """
    natural = [
        max([len(heading), *(len(row[at]) for row in cells)]) for at, heading in enumerate(headings)
    ]
    widths, gap = _widths(natural, is_number, console.width)
    fitting = len(widths)
    shown = RichTable(box=None, header_style="bold", pad_edge=False, padding=(0, gap, 0, 0))
    for heading, width, number in zip(headings[:fitting], widths, is_number, strict=False):
        shown.add_column(
            heading,
            justify="right" if number else "left",
            width=width,
            no_wrap=True,
            overflow="ellipsis",
        )
    for row in cells:
        shown.add_row(*map(Text, row[:fitting]))
    return shown, headings[fitting:]


_LEGIBLE, _SHORT, _SHORTEST = 24, 12, 6
"""So many characters of a word tell it from another as a rule, sometimes, and hardly."""


def _widths(
    natural: Sequence[int], is_number: Sequence[bool], room: int
) -> tuple[Sequence[int], int]:
    """Give the widths of as many columns as fit, and the gap between them.

    A few of the last columns give way before words become too short to be told apart; then words
    become as short as need be, and then more columns give way.
    """
    whole = len(natural)
    tried = [(_LEGIBLE, count) for count in range(whole, math.ceil(0.6 * whole) - 1, -1)]
    tried += [(_SHORT, count) for count in range(whole, math.ceil(0.4 * whole) - 1, -1)]
    tried += [(_SHORTEST, count) for count in range(whole, 1, -1)]
    for shortest, count in tried:
        widths, gap = list(natural[:count]), 2
        # the widest column of words becomes narrower until the row fits, then the gaps
        while sum(widths) + gap * count > room:
            words = [at for at in range(count) if not is_number[at] and widths[at] > shortest]
            if words:
                widths[max(words, key=lambda at: widths[at])] -= 1
            elif gap == 2:
                gap = 1
            else:
                break
        else:
            return widths, gap
    return natural[:1], 1


def _cell(value: object, column: str, words: Mapping[str, str]) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if isinstance(value, float):
        unit = FIELDS[column].unit if column in FIELDS else ""
        if unit.startswith(("share", "probability")):
            return f"{value:.3f}"
        if unit.startswith("ratio"):
            return f"{value:.2f}"
        return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:,.2f}"
    return str(value)


def print_summary(console: Console, built: Build, language: str) -> None:
    """Print the strengths of a build, its ledger and what was set aside."""
    words = _WORDS[language]
    if built.manifest["is_sample"]:
        console.print(words["sample"], style="bold")
    finding, region = findings()["strengths"], built.manifest["region"]
    strengths = _of_region(built.read("strengths"), region)
    print_view(console, finding, "strengths", strengths, set(), language, region, 20)
    console.print(f"\n{words['ledger']}", style="bold")
    print_ledger(console, built, language, is_whole=False)
    _print_rejects(console, built.read("rejects"), language)


def _of_region(rows: pa.Table, region: Mapping[str, Any]) -> pa.Table:
    """Leave out the regions of Europe's statistics that are not the region's own, if it has any."""
    own = sorted({code for codes in region.get("sets", {}).values() for code in codes})
    if not own:
        return rows
    is_regional = pc.match_substring_regex(rows["place_code"], "^[A-Z]")
    is_own = pc.is_in(rows["place_code"], pa.array(own, rows["place_code"].type))
    return rows.filter(pc.or_(pc.invert(is_regional), is_own))


def print_ledger(console: Console, built: Build, language: str, *, is_whole: bool) -> None:
    """Print a build's ledger: whole, or without the parts of steps that set nothing aside."""
    rows = built.read("ledger").sort_by("order").to_pylist()
    rows.sort(key=lambda row: row["source"])
    lossy = {(row["source"], row["step"]) for row in rows if row["rejected"] and not row["part"]}
    line = "  {:<9} {:<16} {:<9} {:>14} {:>14} {:>11}"
    console.print(line.format(*_LEDGER_HEADS[language]), style="bold")
    source = ""
    for row in rows:
        if not is_whole and _is_part_of_carry(row) and (row["source"], row["step"]) not in lossy:
            continue
        if row["source"] != source:
            source = row["source"]
            console.print(source, markup=False)
        part = row["part"] if len(row["part"]) <= 16 else f"…{row['part'][-15:]}"
        numbers = [f"{row[name]:,.0f}" for name in ("received", "kept", "rejected")]
        unit = _UNITS[language].get(row["unit"], row["unit"])
        console.print(line.format(row["step"], part, unit, *numbers), markup=False, soft_wrap=True)


_LEDGER_HEADS = {
    "en": ("step", "part", "unit", "came in", "kept", "set aside"),
    "nb": ("trinn", "del", "enhet", "kom inn", "beholdt", "til side"),
}

_UNITS = {
    "en": {
        "amount_nok": "NOK",
        "amount_eur": "EUR",
        "applied_nok": "NOK asked",
        "awarded_nok": "NOK given",
        "persons_count": "persons",
    },
    "nb": {
        "rows": "rader",
        "amount_nok": "kroner",
        "amount_eur": "euro",
        "applied_nok": "kr søkt",
        "awarded_nok": "kr gitt",
        "persons_count": "personer",
    },
}


def _is_part_of_carry(row: Mapping[str, Any]) -> bool:
    return bool(row["part"]) and row["step"] == "carry"


def _print_rejects(console: Console, rejects: pa.Table, language: str) -> None:
    if rejects.num_rows == 0:
        return
    console.print(f"\n{_WORDS[language]['aside']}", style="bold")
    counts = rejects.group_by(["source", "step", "reason"]).aggregate([([], "count_all")])
    shown = RichTable(box=None, header_style="bold", pad_edge=False, show_header=False)
    for justify in ("right", "left", "left", "left"):
        shown.add_column(justify=justify, no_wrap=True)
    order = [("count_all", "descending"), ("source", "ascending"), ("reason", "ascending")]
    for row in counts.sort_by(order).to_pylist()[:12]:
        shown.add_row(
            f"{row['count_all']:,}",
            row["source"],
            row["step"],
            REASONS[row["reason"]].title[language],
        )
    console.print(shown)


_LIST_HEADINGS = {
    "family": "familie",
    "homepage": "nettside",
    "id": "id",
    "licence": "lisens",
    "name": "navn",
    "of": "av",
    "publisher": "utgiver",
    "question": "spørsmål",
    "source": "kilde",
    "tables": "tabeller",
    "title": "tittel",
    "unit": "enhet",
}
"""The heads of the lists in Norwegian; the English ones are the names of the values."""


def print_list(console: Console, rows: Sequence[Mapping[str, Any]], language: str) -> None:
    """Print what the catalogue has, one thing a row; its name is whole, to be typed again."""
    names = list(rows[0])
    key = max(len(str(row[names[0]])) for row in rows) + 2
    others = max(1, min(len(names) - 1, (console.width - key) // 18))
    shown = RichTable(box=None, header_style="bold", pad_edge=False)
    for at, name in enumerate(names[: others + 1]):
        heading = name if language == "en" else _LIST_HEADINGS[name]
        shown.add_column(heading, overflow="fold", no_wrap=at == 0)
    for row in rows:
        shown.add_row(*[Text(str(row[name])) for name in names[: others + 1]])
    console.print(shown)
    if left_out := names[others + 1 :]:
        if language == "nb":
            left_out = [_LIST_HEADINGS[name] for name in left_out]
        told = _WORDS[language]["narrow"].format(facts=", ".join(left_out))
        console.print(told, markup=False, soft_wrap=True)


_MEETING = {
    "en": {"table": "Table {}", "introduce": "Introduce these to each other",
           "file": "The plan lies in {}", "compared": "Held against other choices of as many",
           "heads": ("organisation", "what", "place", "why")},
    "nb": {"table": "Bord {}", "introduce": "Presenter disse for hverandre",
           "file": "Planen ligger i {}", "compared": "Målt mot andre valg av like mange",
           "heads": ("virksomhet", "hva", "sted", "hvorfor")},
}  # fmt: skip


def print_meeting(
    console: Console,
    plan: meeting.Plan,
    names: Mapping[str, Mapping[str, str]],
    language: str,
) -> None:
    """Print a plan of a meeting: what it covers, table by table, and whom to introduce."""
    words = _MEETING[language]
    for sentence in meeting.answer(plan, language):
        console.print(sentence, markup=False)
    _print_rows(
        console,
        str(words["compared"]),
        meeting.heads_of_comparison(language),
        meeting.compared(plan, language),
    )
    console.print(meeting.acquainted(plan, language), markup=False)
    for number, seated in enumerate(plan.tables, 1):
        rows = (
            (
                str(one.candidate["name"]),
                meeting.kind_name(one.candidate["kind"], language),
                one.candidate["place_name"] or "",
                meeting.reason(one, language),
            )
            for one in seated
        )
        _print_rows(console, str(words["table"]).format(number), words["heads"], rows)
    if plan.introductions:
        console.print(f"\n{words['introduce']}", markup=False)
    for pair in plan.introductions:
        console.print(
            f"  {pair.one['name']} – {pair.other['name']}: "
            f"{meeting.said(pair.one['activity_code'], names, language)} – "
            f"{meeting.said(pair.other['activity_code'], names, language)}",
            markup=False,
        )


def print_meeting_file(console: Console, path: Path, language: str) -> None:
    """Say where the plan of a meeting was written."""
    console.print(str(_MEETING[language]["file"]).format(path), markup=False, soft_wrap=True)


def _print_rows(
    console: Console, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    shown = RichTable(title=title, title_justify="left", box=None, pad_edge=False)
    for head in heads:
        shown.add_column(head)
    for row in rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print()
    console.print(shown)
