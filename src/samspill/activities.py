"""Activities and their editions: the levels of NACE Rev. 2, their names, and the way to Rev. 2.1.

Codes are written as Eurostat writes them: section `J`, division `J62`, group `J620`, class
`J6201`. Norway's SN2007 has the same four levels and a fifth of its own (`62.010`). A record
without an industry (`99.999`, `00.000`) is *unspecified*, which is never an industry.

The correspondence covers every class of NACE Rev. 2 (615). It holds the pairs of codes of
Eurostat's table NACE Rev. 2 - NACE Rev. 2.1; groups, divisions and sections follow from their
classes. It says nothing of the fifth, national digit: subclasses are counted in SN2007 and never
carried.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samspill.errors import UnknownCode
from samspill.tables import REASONS

__all__ = [
    "Carried",
    "Correspondence",
    "Level",
    "Relation",
    "carry",
    "classify",
    "classify_subclasses",
    "correspondence",
    "is_unspecified",
    "nace2_names",
    "nace21_names",
    "subclass_names",
    "to_class",
    "to_division",
    "to_group",
    "to_section",
]

Level = Literal["section", "division", "group", "class"]
Relation = Literal["one_to_one", "merged", "changed", "split"]
_ONE_TO_ONE: tuple[Relation, ...] = ("one_to_one",)

_DIGITS: Mapping[Level, int] = {"section": 0, "division": 2, "group": 3, "class": 4}


def _packaged(name: str) -> list[dict[str, str]]:
    text = (files("samspill") / "classifications" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _classes() -> Mapping[str, tuple[str, ...]]:
    """Give every class of NACE Rev. 2 with its classes of NACE Rev. 2.1, digits only."""
    return {
        row["code"].replace(".", ""): tuple(row["targets"].replace(".", "").split())
        for row in _packaged("nace2_to_nace21.csv")
    }


@cache
def _sections() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Give the section of each division, in NACE Rev. 2 and in NACE Rev. 2.1."""
    old, new = (
        {row["code"][1:]: row["parent"] for row in _packaged(name) if row["level"] == "division"}
        for name in ("nace2_names.csv", "nace21_names.csv")
    )
    return old, new


@cache
def _known() -> frozenset[str]:
    """Give every division, group and class of NACE Rev. 2, digits only."""
    return frozenset(code[:length] for code in _classes() for length in (2, 3, 4))


@cache
def _known_later() -> frozenset[str]:
    targets = {target for targets in _classes().values() for target in targets} | {"4689"}
    return frozenset(code[:length] for code in targets for length in (2, 3, 4))


# the levels of NACE Rev. 2


_CODE = re.compile(r"([A-U])?(\d\d)(?:\.?(\d)(\d)?(\d)?)?", re.ASCII)
_UNSPECIFIED = frozenset({"99999", "00000", "0000", "00", "X", "USPESIFISERT", "UOPPGITT"})


def _first_word(text: str) -> str:
    """Give the code of a cell that may hold the name as well: `62.010 Programmeringstjenester`."""
    words = text.split(maxsplit=1)
    return words[0] if words else ""


def is_unspecified(code: str) -> bool:
    """Say whether a code means that the activity is not given: `99.999`, `00.000`, `X`."""
    return _first_word(code).replace(".", "").upper() in _UNSPECIFIED


def _digits(code: str) -> str:
    """Give a code's section, or its digits as far as the class.

    Raises
    ------
    UnknownCode
        It is no code of NACE Rev. 2 or SN2007.
    """
    word = _first_word(code)
    old, _ = _sections()
    if word in set(old.values()):
        return word
    found = _CODE.fullmatch(word)
    if found is not None:
        section, division, *finer = found.groups()
        digits = division + "".join(digit or "" for digit in finer[:2])
        if digits in _known() and section in (None, old[division]):
            return digits
    raise UnknownCode("activity in NACE Rev. 2 or SN2007", word)


def _written(digits: str, sections: Mapping[str, str]) -> str:
    return digits if digits.isalpha() else sections[digits[:2]] + digits


def _at(code: str, level: Level) -> str:
    digits = _digits(code)
    old, _ = _sections()
    if level == "section":
        return digits if digits.isalpha() else old[digits[:2]]
    if digits.isalpha() or len(digits) < _DIGITS[level]:
        raise UnknownCode(f"{level} of an activity in a coarser code, namely", _first_word(code))
    return _written(digits[: _DIGITS[level]], old)


def to_section(code: str) -> str:
    """Give a code's section: `62.010` is in `J`; `UnknownCode` where it is no code."""
    return _at(code, "section")


def to_division(code: str) -> str:
    """Give a code's division: `62.010` is in `J62`; `UnknownCode` where it has none."""
    return _at(code, "division")


def to_group(code: str) -> str:
    """Give a code's group: `62.010` is in `J620`; `UnknownCode` where it has none."""
    return _at(code, "group")


def to_class(code: str) -> str:
    """Give a code's class: `62.010` is in `J6201`; `UnknownCode` where it has none."""
    return _at(code, "class")


def _reason(code: str | None) -> str:
    if code is None or not code.strip():
        return "no_activity"
    if is_unspecified(code):
        return "unspecified_activity"
    try:
        _digits(code)
    except UnknownCode:
        found = _CODE.fullmatch(_first_word(code))
        later = found is not None and (
            found[2] + (found[3] or "") + (found[4] or "") in _known_later()
        )
        return "later_activity" if later else "unknown_activity"
    return "too_coarse"


def _column(values: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    values = values.cast(pa.string())
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values.dictionary_encode()


def _by_code(column: pa.DictionaryArray, answers: Sequence[Sequence[str | None]]) -> pa.Table:
    """Spread answers by different code over the rows; the last answer is for null."""
    rows = column.indices.fill_null(len(column.dictionary))
    names = ("activity_code", "reason", "reason_nb", "reason_en")
    return pa.table(
        {
            name: pa.array([answer[number] for answer in answers], pa.string()).take(rows)
            for number, name in enumerate(names)
        }
    )


def _answer(code: str | None, reason: str, what: str) -> tuple[str | None, ...]:
    if not reason:
        return code, None, None, None
    said = REASONS[reason].said(what)
    return None, reason, said["nb"], said["en"]


def classify(codes: pa.Array | pa.ChunkedArray, level: Level = "division") -> pa.Table:
    """Give the activity of every row at one level of NACE Rev. 2.

    Parameters
    ----------
    codes
        A column of codes of any level and way of writing: `62.010`, `62.01`, `J62`, also with the
        name behind (`62.010 Programmeringstjenester`).
    level
        The level that is wanted.

    Returns
    -------
    pyarrow.Table
        A row for each row: activity_code, and where that is null a `reason` (a key of
        `samspill.tables.REASONS`) with the sentences reason_nb and reason_en.
    """
    column = _column(codes)
    answers = []
    for code in [*column.dictionary.to_pylist(), None]:
        try:
            found = None if code is None or is_unspecified(code) else _at(code, level)
        except UnknownCode:
            found = None
        reason = "" if found else _reason(code)
        answers.append(_answer(found, reason, _first_word(code or "")))
    return _by_code(column, answers)


_SUBCLASS = re.compile(r"(\d\d)\.?(\d\d)(\d)", re.ASCII)


def _subclass(word: str) -> str | None:
    """Give a code of five digits below a class of NACE Rev. 2 as registers write it, else None."""
    found = _SUBCLASS.fullmatch(word)
    if found is None or found[1] + found[2] not in _known():
        return None
    return f"{found[1]}.{found[2]}{found[3]}"


def classify_subclasses(
    codes: pa.Array | pa.ChunkedArray, known: Collection[str] | None = None
) -> pa.Table:
    """Give the subclass of SN2007 of every row, as registers write it: `62.010`.

    Parameters
    ----------
    codes
        A column of codes of any level, also with the name behind.
    known
        The subclasses that there are; without them any five digits below a known class are one.

    Returns
    -------
    pyarrow.Table
        As `classify` gives it: a code of fewer digits is `too_coarse`, and one whose fifth digit
        is not listed an `unknown_activity`.
    """
    column = _column(codes)
    answers = []
    for code in [*column.dictionary.to_pylist(), None]:
        word = _first_word(code or "")
        found = _subclass(word)
        if found is not None and (known is None or found in known):
            answers.append(_answer(found, "", word))
        else:
            answers.append(_answer(None, "unknown_activity" if found else _reason(code), word))
    return _by_code(column, answers)


# names


def subclass_names(classification: pa.Table) -> dict[str, tuple[str | None, str | None]]:
    """Give the subclasses below the classes of NACE Rev. 2 with their names, bokmål and English.

    Parameters
    ----------
    classification
        Table `classification` of Statistics Norway. The wide export has Norwegian names only; the
        KLASS API has a file of each language, whose rows complete each other.
    """
    rows = classification.filter(pc.equal(classification["activity_level"], "subclass"))
    found: dict[str, tuple[str | None, str | None]] = {}
    for code, *names in zip(
        *(rows[name].to_pylist() for name in ("activity_code", "activity_nb", "activity_en")),
        strict=True,
    ):
        if _subclass(code) is not None:
            nb, en = found.get(code, (None, None))
            found[code] = (nb or names[0], en or names[1])
    return dict(sorted(found.items()))


def nace2_names(classification: pa.Table | None = None) -> pa.Table:
    """Give the activities of NACE Rev. 2 with their names in both languages.

    Parameters
    ----------
    classification
        Table `classification` of Statistics Norway, if it is at hand: it names groups and classes
        as well. Sections and divisions have the names that come with the package.

    Returns
    -------
    pyarrow.Table
        activity_edition, activity_code, activity_level, activity_parent, activity_nb,
        activity_en; English names of groups and classes are null.
    """
    rows: list[tuple[str | None, ...]] = [
        (row["code"], row["level"], row["parent"] or None, row["name_nb"], row["name_en"])
        for row in _packaged("nace2_names.csv")
    ]
    if classification is not None:
        official: dict[str, str] = {}
        pairs = zip(
            classification["activity_code"].to_pylist(),
            classification["activity_nb"].to_pylist(),
            strict=True,
        )
        for code, name in pairs:
            try:
                digits = _digits(code)
            except UnknownCode:
                continue
            # the fifth digit is national, and sections and divisions have our names
            is_national = len(re.sub(r"\D", "", _first_word(code))) > 4
            if len(digits) > 2 and not is_national:
                official[_written(digits, _sections()[0])] = name
        for code, name in sorted(official.items()):
            level = "group" if len(code) == 4 else "class"
            rows.append((code, level, code[:-1], name, None))
    columns = ("activity_code", "activity_level", "activity_parent", "activity_nb", "activity_en")
    data = {name: [row[number] for row in rows] for number, name in enumerate(columns)}
    return pa.table(
        {"activity_edition": ["nace-2"] * len(rows), **data},
        schema=pa.schema([(name, pa.string()) for name in ("activity_edition", *columns)]),
    )


def nace21_names() -> dict[str, str]:
    """Give the sections and divisions of NACE Rev. 2.1: code to English name."""
    return {row["code"]: row["name_en"] for row in _packaged("nace21_names.csv")}


# NACE Rev. 2 -> NACE Rev. 2.1


@dataclass(frozen=True)
class Correspondence:
    """What became of a code of NACE Rev. 2 in NACE Rev. 2.1.

    Parameters
    ----------
    code
        The code in Rev. 2.
    targets
        Its codes in Rev. 2.1.
    relation
        `one_to_one`: one code, with the same content. `merged`: one code, together with other
        whole codes. `changed`: one code, which also received parts of split codes. `split`:
        several codes.
    """

    code: str
    targets: tuple[str, ...]
    relation: Relation


@cache
def correspondence(level: Level) -> Mapping[str, Correspondence]:
    """Give every code of a level of NACE Rev. 2 with its codes of that level in Rev. 2.1.

    A level above the class follows from its classes: a division has the divisions of all the
    classes that its own classes went to.
    """
    old, new = _sections()

    def code_at(digits: str, sections: Mapping[str, str]) -> str:
        if level == "section":
            return sections[digits[:2]]
        return _written(digits[: _DIGITS[level]], sections)

    targets: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    for digits, later in _classes().items():
        for target in later:
            targets[code_at(digits, old)].add(code_at(target, new))
            sources[code_at(target, new)].add(code_at(digits, old))

    def relation(code: str) -> Relation:
        if len(targets[code]) > 1:
            return "split"
        others = sources[next(iter(targets[code]))] - {code}
        if not others:
            return "one_to_one"
        return "merged" if all(len(targets[other]) == 1 for other in others) else "changed"

    return {
        code: Correspondence(code, tuple(sorted(targets[code])), relation(code))
        for code in sorted(targets)
    }


@dataclass(frozen=True)
class Carried:
    """A table in NACE Rev. 2.1, and the rows that could not be carried with the reason.

    `rejects` has the columns of the table that came in and `reason`, `reason_nb`, `reason_en`.
    """

    table: pa.Table
    rejects: pa.Table


def carry(
    table: pa.Table,
    *,
    column: str = "activity_code",
    level: Level = "division",
    relations: Collection[Relation] = _ONE_TO_ONE,
) -> Carried:
    """Carry the rows of a table from NACE Rev. 2 to NACE Rev. 2.1 at one level.

    Parameters
    ----------
    table
        Any table with a column of codes of Rev. 2 or SN2007.
    column
        The column with the codes; it holds the later codes afterwards.
    level
        The level to carry at; finer codes are taken to it first.
    relations
        Which kinds of correspondence are good enough. `one_to_one` is right for everything.
        `merged` may be added where rows are summed afterwards, `changed` where it is enough that
        each row stands in its right place. A code that was split is never carried.

    Returns
    -------
    Carried
        Rows in their order; table and rejects together are what came in.
    """
    if column not in table.column_names:
        raise UnknownCode("column in the table", column, table.column_names)
    encoded = _column(table[column])
    here = classify(encoded.dictionary, level)
    answers: list[tuple[str | None, ...]] = []
    for row in here.to_pylist():
        if row["reason"]:
            answers.append((None, row["reason"], row["reason_nb"], row["reason_en"]))
            continue
        found = correspondence(level)[row["activity_code"]]
        if found.relation != "split" and found.relation in relations:
            answers.append(_answer(found.targets[0], "", ""))
        else:
            what = f"{found.code} → {', '.join(found.targets)}"
            answers.append(_answer(None, f"{found.relation}_activity", what))
    answers.append(_answer(None, "no_activity", ""))
    carried = _by_code(encoded, answers)
    is_carried = np.asarray(carried["activity_code"].is_valid())
    kept, left = np.flatnonzero(is_carried), np.flatnonzero(~is_carried)
    position = table.column_names.index(column)
    moved = table.set_column(position, column, carried["activity_code"]).take(kept)
    rejects = table.take(left)
    for name in ("reason", "reason_nb", "reason_en"):
        rejects = rejects.append_column(name, carried[name].take(left))
    return Carried(moved, rejects)
