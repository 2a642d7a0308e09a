"""Reading a profile's files, with every problem noted and not only the first."""

from __future__ import annotations

import csv
import difflib
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from samspill import activities, geography
from samspill.errors import UnknownCode
from samspill.region import collaboration, greens
from samspill.region.area_texts import (
    LABEL_COLUMNS,
    QUALITY_COLUMNS,
    labels_of,
    quality_of,
    words_of,
)
from samspill.region.profile import (
    ACTOR_DECISIONS,
    INSTRUMENT_KINDS,
    INSTRUMENT_LEVELS,
    INSTRUMENT_PHASES,
    INSTRUMENT_PURPOSES,
    REFERENCE_AREAS,
    STATUSES,
    ActorDecision,
    Area,
    AreaActivity,
    Disclosure,
    Instrument,
    Member,
    MembershipGap,
    PlaceOfRegion,
    PlaceSet,
    Problem,
    Region,
    Text,
    TypeOfPlace,
)

_FILES = (
    "region.toml",
    "areas.toml",
    "places.csv",
    "members.csv",
    "types.csv",
    "instruments.csv",
    "actors.csv",
    "area_labels.csv",
    *greens.COLUMNS,
    *collaboration.COLUMNS,
    "area_quality.csv",
)
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "places.csv": tuple(PlaceOfRegion.__dataclass_fields__),
    "members.csv": tuple(Member.__dataclass_fields__),
    "types.csv": (
        "code_2024",
        "name_2024",
        "type",
        "type_status",
        "centrality",
        "centrality_status",
    ),
    "instruments.csv": (
        "instrument",
        "name_nb",
        "name_en",
        "kind",
        "provider",
        "grant_equivalent",
        "grant_equivalent_source",
        "purpose",
        "phase",
        "level",
        "status",
        "source",
    ),
    "actors.csv": tuple(ActorDecision.__dataclass_fields__),
    "area_labels.csv": LABEL_COLUMNS,
    **greens.COLUMNS,
    **collaboration.COLUMNS,
    "area_quality.csv": QUALITY_COLUMNS,
}


class Row:
    """A row of a CSV file that remembers where it stands."""

    def __init__(self, profile: Profile, file: str, line: int, cells: Mapping[str, str]) -> None:
        self.profile, self.file, self.line, self.cells = profile, file, line, cells

    def wrong(self, column: str, problem: str, advice: str) -> None:
        """Note a problem of a cell."""
        self.profile.wrong(problem, self.file, self.line, column, advice)

    def text(self, column: str) -> str:
        """Give a cell."""
        return self.cells[column]

    def required(self, column: str) -> str:
        """Give a cell that must be filled in."""
        value = self.cells[column]
        if not value:
            self.wrong(column, "the cell is empty", "It must be filled in.")
        return value

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """Give a word that must be one of some."""
        value = self.cells[column]
        if value not in allowed:
            near = difflib.get_close_matches(value, list(allowed), n=1)
            advice = f"Write {near[0]}." if near else f"Write one of {', '.join(allowed)}."
            self.wrong(column, f"«{value}» is not known here", advice)
        return value

    def status(self, column: str = "status") -> str:
        """Give how sure a row is."""
        return self.one_of(column, STATUSES)

    def _parsed(self, column: str, parse: Callable[[str], Any], what: str, advice: str) -> Any:
        value = self.cells[column]
        if not value:
            return None
        try:
            return parse(value)
        except ValueError:
            self.wrong(column, f"«{value}» is not {what}", advice)
            return None

    def day(self, column: str) -> date | None:
        """Give a day, None where the cell is empty."""
        found: date | None = self._parsed(
            column, date.fromisoformat, "a date", "Write year-month-day, as in 2018-10-19."
        )
        return found

    def whole(self, column: str) -> int | None:
        """Give a whole number, None where the cell is empty."""
        found: int | None = self._parsed(
            column, int, "a whole number", "Write digits only, or leave the cell empty."
        )
        return found

    def when(self, column: str) -> str:
        """Give a date that is as sure as it is known: a year, a month or a day."""
        value = self.cells[column]
        months = [value, f"{value}-01", f"{value}-01-01"]
        parts = re.fullmatch(r"\d{4}(-\d{2}){0,2}", value, re.ASCII)
        if value:
            try:
                date.fromisoformat(months[2 - value.count("-")] if parts else "")
            except ValueError:
                self.wrong(column, f"«{value}» is not a date", "Write 2018, 2018-11 or 2018-11-08.")
        return value

    def several(self, column: str, allowed: Collection[str], what: str) -> tuple[str, ...]:
        """Give the words of a cell, each of which must be known."""
        words = tuple(self.cells[column].split())
        for word in words:
            if word not in allowed:
                near = difflib.get_close_matches(word, list(allowed), n=1) or list(allowed)[:8]
                self.wrong(column, f"there is no {what} «{word}»", f"Write {' or '.join(near)}.")
        return words

    def amount(self, column: str) -> float | None:
        """Give a number, None where the cell is empty."""
        found: float | None = self._parsed(
            column, float, "a number", "Write a number with a point, or leave the cell empty."
        )
        return found

    def share(self, column: str) -> float | None:
        """Give a number from 0 to 1, None where the cell is empty."""
        found: float | None = self._parsed(
            column, float, "a number", "Write a number from 0 to 1 with a point."
        )
        if found is not None and not 0 <= found <= 1:
            self.wrong(column, f"{found} is not a share", "Write a number from 0 to 1.")
        return found

    def code(self, column: str, length: int = 4) -> str:
        """Give a code of so many digits, or nothing."""
        value = self.cells[column]
        if value and not re.fullmatch(rf"\d{{{length}}}", value, re.ASCII):
            hint = " A spreadsheet may have taken the leading zero away." if value.isdigit() else ""
            self.wrong(column, f"«{value}» is not a code", f"Write {length} digits.{hint}")
        return value


class Profile:
    """A folder that is being read; every problem is noted and the reading goes on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self._bytes: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        for file in _FILES:
            self._load(file)
        self.toml = self._toml("region.toml")
        self.area_toml = self._toml("areas.toml")
        self.areas = tuple(self._areas())
        self.places = tuple(self._places())
        self.memberships = tuple(self._members())
        self.gaps = tuple(self._gaps())
        self.sets = tuple(self._sets())
        self.types = tuple(self._types())
        self.instruments = tuple(self._instruments())
        self.collaboration = collaboration.read(self)
        self.actor_decisions = tuple(self._actor_decisions())
        known = [area.id for area in self.areas]
        self.area_labels = tuple(labels_of(self.rows("area_labels.csv"), known))
        self.green = tuple(greens.green_weights(self.rows("green.csv")))
        self.panels = tuple(greens.panel_regions(self.rows("panels.csv")))
        self.area_quality = tuple(quality_of(self.rows("area_quality.csv")))
        self._check_facts()
        self.disclosure = self._disclosure()

    def wrong(
        self, problem: str, file: str, line: int | None, column: str | None, advice: str
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(problem, file, line, column, advice))

    @property
    def files(self) -> dict[str, bytes]:
        """Its files as they are."""
        return dict(self._bytes)

    def region(self) -> Region:
        """Give the profile; only when there are no problems."""
        checksum = hashlib.sha256()
        for file in sorted(self._bytes):
            checksum.update(file.encode() + b"\0" + self._bytes[file] + b"\0")
        told = ("alliance", "board", "working_area", "county", "membership_total",
                "programme", "programme_goal")  # fmt: skip
        return Region(
            id=self.toml["id"],
            name=self.toml["name"],
            edition=self.toml["edition"],
            facts={name: self.toml.get(name, []) for name in told},
            sets=self.sets,
            memberships=self.memberships,
            gaps=self.gaps,
            places=self.places,
            type_names=self.table("type"),
            types=self.types,
            areas=self.areas,
            instruments=self.instruments,
            **self.collaboration,
            disclosure=self.disclosure,
            fingerprint=checksum.hexdigest(),
            actor_decisions=self.actor_decisions,
            area_labels=self.area_labels,
            green=self.green,
            panels=self.panels,
            area_quality=self.area_quality,
        )

    # files

    def _load(self, file: str) -> None:
        path = self.folder / file
        if not path.is_file():
            if file == "region.toml":
                self.wrong(
                    "the profile has no such file",
                    file,
                    None,
                    None,
                    "Start from a built-in one with `samspill init`.",
                )
            return
        self._bytes[file] = raw = path.read_bytes()
        try:
            self._texts[file] = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self.wrong("the file is not UTF-8 text", file, line, None, "Save it again as UTF-8.")

    def _toml(self, file: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._texts.get(file, ""))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else self._texts[file].count("\n") + 1
            said = re.sub(r"\s*\(at .*\)$", "", str(error))
            self.wrong(
                f"the line cannot be read as TOML ({said})",
                file,
                line,
                None,
                "Compare with the file of the built-in region.",
            )
            return {}

    def line(self, file: str, table: str, number: int, key: str = "") -> int | None:
        """Find the line of a key in the nth table of a name; the table's own line if not there."""
        seen, header = -1, None
        for at, line in enumerate(self._texts.get(file, "").splitlines(), 1):
            text = line.strip()
            if text.startswith("["):
                if header is not None or not table:
                    break
                seen += text.startswith((f"[{table}]", f"[[{table}]]"))
                header = at if seen == number else None
            elif key and (header or not table) and re.search(rf"(^|[{{\s]){re.escape(key)}", text):
                return at
        return header

    def rows(self, file: str, *, is_quiet: bool = False) -> Iterable[Row]:
        """Give the rows of a CSV file; what is wrong with its form is noted, unless quiet."""
        noted = len(self.problems)
        yield from self._rows(file)
        if is_quiet:
            del self.problems[noted:]

    def _rows(self, file: str) -> Iterable[Row]:
        text = self._texts.get(file)
        if text is None:
            return
        first = text.partition("\n")[0]
        delimiter = ";" if ";" in first and "," not in first else ","
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        columns: list[str] = []
        line = 1
        try:
            for cells in reader:
                if not columns:
                    columns = [cell.strip() for cell in cells]
                    if not self._has_columns(file, columns):
                        return
                elif any(cell.strip() for cell in cells):
                    if len(cells) != len(columns):
                        self.wrong(
                            f"the row has {len(cells)} cells and not {len(columns)}",
                            file,
                            line,
                            None,
                            "Put a cell that holds a comma in double quotes.",
                        )
                    else:
                        clean = (cell.strip() for cell in cells)
                        yield Row(self, file, line, dict(zip(columns, clean, strict=True)))
                line = reader.line_num + 1
        except csv.Error as error:
            self.wrong(
                f"the line cannot be read as CSV ({error})",
                file,
                reader.line_num,
                None,
                "Look for a double quote that is not closed.",
            )
            return
        if not columns:
            self._has_columns(file, columns)

    def _has_columns(self, file: str, columns: Sequence[str]) -> bool:
        missing = [name for name in _COLUMNS[file] if name not in columns]
        if missing:
            advice = f"The first line must be {','.join(_COLUMNS[file])}."
            self.wrong("the column is missing", file, 1, missing[0], advice)
        return not missing

    def once(self, seen: dict[Any, int], key: Any, row: Row, column: str, what: str) -> None:
        """Note a key that stands twice."""
        if key in seen:
            row.wrong(
                column,
                f"{what} stands twice, first on line {seen[key]}",
                "Take one of the two rows away.",
            )
        else:
            seen[key] = row.line

    # lists

    def _places(self) -> Iterable[PlaceOfRegion]:
        seen: dict[Any, int] = {}
        for row in self.rows("places.csv"):
            codes = [row.code(name) for name in ("code_2018", "code_2020", "code_2024")]
            self.once(seen, codes[0], row, "code_2018", f"the municipality {codes[0]}")
            for year, code in ((2018, codes[0]), (2024, codes[2])):
                county = row.code(f"county_code_{year}", 2)
                if county not in geography.counties(year) or county != code[:2]:
                    row.wrong(
                        f"county_code_{year}",
                        f"{county} is not the county of {code} in {year}",
                        "A municipality's code begins with its county's.",
                    )
            row.status()
            yield PlaceOfRegion(**{name: row.text(name) for name in _COLUMNS["places.csv"]})

    def _members(self) -> Iterable[Member]:
        known = {place.code_2018: place for place in self.places}
        seen: dict[Any, int] = {}
        for row in self.rows("members.csv"):
            code, edition = row.code("code"), row.whole("code_edition")
            place = known.get(code)
            if edition == 2018 and known and (place is None or place.name_2018 != row.text("name")):
                names = {one.name_2018: one.code_2018 for one in self.places}
                right = names.get(row.text("name"))
                row.wrong(
                    "code",
                    f"{code} is {place.name_2018} in places.csv and not {row.text('name')}"
                    if place
                    else f"{code} is no municipality of places.csv",
                    f"{row.text('name')} has {right}." if right else "Correct the code or name.",
                )
            if edition is None:
                row.wrong("code_edition", "the cell is empty", "Write the year of the code.")
            county = row.code("county_code", 2)
            if code and county != code[:2]:
                row.wrong(
                    "county_code", f"{code} is not in county {county}", "Correct one of them."
                )
            valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
            if valid_from is None and not row.text("valid_from"):
                row.wrong("valid_from", "the cell is empty", "Write the first day that is known.")
            if valid_from and valid_to and valid_to <= valid_from:
                row.wrong(
                    "valid_to",
                    f"the membership ends on {valid_to}, before it begins on {valid_from}",
                    "Exchange the dates, or leave the end empty.",
                )
            self.once(seen, (code, valid_from), row, "code", f"the member {code}")
            yield Member(
                code,
                row.required("name"),
                edition or 0,
                county,
                valid_from or date.min,
                valid_to,
                row.status(),
                row.required("source"),
            )

    def _types(self) -> Iterable[TypeOfPlace]:
        known = {place.code_2024 for place in self.places}
        seen: dict[Any, int] = {}
        for row in self.rows("types.csv"):
            code, centrality = row.code("code_2024"), row.whole("centrality")
            if known and code not in known:
                row.wrong("code_2024", f"{code} is not in places.csv", "Correct the code.")
            self.once(seen, code, row, "code_2024", f"the municipality {code}")
            if centrality is not None and centrality not in range(1, 7):
                row.wrong("centrality", f"{centrality} is no centrality", "Write 1 to 6.")
            yield TypeOfPlace(
                code,
                row.required("name_2024"),
                row.one_of("type", list(self.table("type"))),
                row.status("type_status"),
                centrality,
                row.status("centrality_status"),
            )

    def names(self, row: Row) -> Text:
        """Give a name that must stand in both languages."""
        for language, other in (("nb", "en"), ("en", "nb")):
            if not row.text(f"name_{language}"):
                row.wrong(
                    f"name_{language}",
                    f"the translation of «{row.text(f'name_{other}')}» is missing",
                    "Write the name in both languages.",
                )
        return {"nb": row.text("name_nb"), "en": row.text("name_en")}

    def _instruments(self) -> Iterable[Instrument]:
        seen: dict[Any, int] = {}
        for row in self.rows("instruments.csv"):
            key = row.required("instrument")
            self.once(seen, key.casefold(), row, "instrument", f"the instrument «{key}»")
            rate = row.share("grant_equivalent")
            if rate is not None and not row.text("grant_equivalent_source"):
                row.wrong("grant_equivalent_source", "the rate has no source", "Say who gives it.")
            yield Instrument(
                key,
                self.names(row),
                row.one_of("kind", INSTRUMENT_KINDS),
                row.required("provider"),
                rate,
                row.text("grant_equivalent_source"),
                row.one_of("purpose", INSTRUMENT_PURPOSES),
                row.one_of("phase", INSTRUMENT_PHASES),
                row.one_of("level", INSTRUMENT_LEVELS),
                row.status(),
                row.text("source"),
            )

    def _actor_decisions(self) -> Iterable[ActorDecision]:
        seen: dict[Any, int] = {}
        for row in self.rows("actors.csv"):
            sides = []
            for side in "ab":
                number = row.code(f"organisation_number_{side}", 9)
                row.code(f"place_code_{side}")
                sides.append(number or (row.text(f"name_{side}"), row.text(f"place_code_{side}")))
                if not number and not row.text(f"name_{side}").strip("* "):
                    row.wrong(
                        f"name_{side}",
                        "neither an organisation number nor a name is given",
                        "Write the number, or the name as the list has it.",
                    )
            if sides[0] == sides[1]:
                row.wrong("name_b", "both sides are the same", "Write two organisations.")
            key = frozenset(sides)
            self.once(seen, key, row, "organisation_number_a", "the decision on these two")
            row.one_of("decision", ACTOR_DECISIONS)
            row.required("reason")
            row.status()
            yield ActorDecision(**{name: row.text(name) for name in _COLUMNS["actors.csv"]})

    # TOML

    def text(self, file: str, table: str, number: int, key: str, value: Any) -> Text:
        """Check that a text stands in both languages."""
        texts = value if isinstance(value, dict) else {}
        for language in ("nb", "en"):
            if not isinstance(texts.get(language), str) or not texts[language].strip():
                self.wrong(
                    f"the text has no «{language}»",
                    file,
                    self.line(file, table, number, key),
                    key,
                    'Write { nb = "…", en = "…" }.',
                )
        return {language: str(texts.get(language, "")) for language in ("nb", "en")}

    def table(self, name: str) -> Mapping[str, Any]:
        """Give a table of region.toml, empty where it is something else."""
        found = self.toml.get(name, {})
        return found if isinstance(found, dict) else {}

    def tables(self, file: str, values: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        """Give a list of tables, empty where it is something else."""
        found = values.get(name, [])
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            return found
        self.wrong(
            f"«{name}» is not a list of tables",
            file,
            self.line(file, "", 0, name) or self.line(file, name, 0),
            name,
            f"Begin each with [[{name}]].",
        )
        return []

    def typed(
        self, file: str, table: str, number: int, values: Mapping[str, Any], key: str, kind: type
    ) -> Any:
        """Give a value of the right type, or the type's empty value after noting the problem."""
        value = values.get(key)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        word = {str: "text in double quotes", int: "a whole number", list: "a list"}[kind]
        line = self.line(file, table, number, key)
        problem = "the value is missing" if value is None else f"«{value}» is not {word}"
        self.wrong(problem, file, line, key, f"Write {key} = {word}.")
        return kind()

    def _areas(self) -> Iterable[Area]:
        file, seen = "areas.toml", Counter[str]()
        for number, values in enumerate(self.tables(file, self.area_toml, "area")):
            where = (file, "area", number)
            key = self.typed(*where, values, "id", str)
            seen[key] += 1
            if key and seen[key] > 1:
                line = self.line(*where, "id")
                self.wrong(f"the area {key} stands twice", file, line, "id", "Rename one of them.")
            colour = self.typed(*where, values, "colour", str)
            if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
                line = self.line(*where, "colour")
                advice = "Write # and six hexadecimal digits."
                self.wrong(f"«{colour}» is not a colour", file, line, "colour", advice)
            yield Area(
                key,
                self.typed(*where, values, "number", int),
                self.text(*where, "name", values.get("name")),
                self.text(*where, "short", values.get("short")),
                colour,
                tuple(self._area_activities(number, values)),
                *words_of(values, partial(self._wrong_words, number)),
            )

    def _wrong_words(
        self, number: int, name: str, at: int, key: str, problem: str, advice: str
    ) -> None:
        """Note a problem with the words of the nth area, at a position in its list."""
        before = self.area_toml["area"][:number]
        at += sum(len(area.get(name, ())) for area in before)
        line = self.line("areas.toml", f"area.{name}", at, key)
        self.wrong(problem, "areas.toml", line, key, advice)

    def _area_activities(self, number: int, values: Mapping[str, Any]) -> Iterable[AreaActivity]:
        file, seen = "areas.toml", set[str]()
        given = self.typed(file, "area", number, values, "activities", list)
        for one in given:
            one = one if isinstance(one, dict) else {}
            code, weight = str(one.get("code", "")), one.get("weight")
            line = self.line(file, "area", number, f'code = "{code}"')
            line = line or self.line(file, "area", number, "activities")
            try:
                activities.to_section(code)
            except UnknownCode as error:
                self.wrong(str(error).rstrip("."), file, line, "code", "See NACE Rev. 2.")
            if code in seen:
                advice = "Take one of the two away."
                self.wrong(f"{code} stands twice in the area", file, line, "code", advice)
            seen.add(code)
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                self.wrong(
                    f"the weight of {code} is not a number", file, line, "weight", "Write 0 to 1."
                )
                weight = 0.0
            elif not 0 <= weight <= 1:
                self.wrong(
                    f"the weight of {code} is {weight}", file, line, "weight", "Write 0 to 1."
                )
            reason = one.get("reason")
            if not isinstance(reason, str) or not reason.strip():
                advice = "Say why in a few words."
                self.wrong(f"the weight of {code} has no reason", file, line, "reason", advice)
            yield AreaActivity(code, float(weight), str(reason or ""))

    def _gaps(self) -> Iterable[MembershipGap]:
        file, name = "region.toml", "membership_gap"
        for number, values in enumerate(self.tables(file, self.toml, name)):
            where = (file, name, number)
            stated, of = (self.typed(*where, values, key, int) for key in ("stated", "of"))
            if stated > of:
                line = self.line(*where, "stated")
                self.wrong(f"{stated} members of {of}", file, line, "stated", "Exchange them.")
            gap = MembershipGap(
                self._county(*where, values, "county"),
                self.typed(*where, values, "edition", int),
                stated,
                of,
                self._status(*where, values),
                self.text(*where, "note", values.get("note")),
            )
            self._note_gap(gap, self.line(*where, "stated"))
            yield gap

    def _note_gap(self, gap: MembershipGap, line: int | None) -> None:
        """Note where the list of members is not as long as what was stated."""
        listed = sum(member.county_code == gap.county_code for member in self.memberships)
        if listed == gap.stated:
            return
        county = geography.counties(gap.edition).get(gap.county_code, gap.county_code)
        self.problems.append(
            Problem(
                f"{gap.stated} of the {gap.of} municipalities of {county} were stated to be "
                f"members, and members.csv lists {listed}",
                "region.toml",
                line,
                "stated",
                "Correct members.csv when the members are known.",
                is_note=True,
            )
        )

    def _county(
        self, file: str, table: str, number: int, values: Mapping[str, Any], key: str
    ) -> str:
        code = str(self.typed(file, table, number, values, key, str))
        edition = values.get("edition")
        if isinstance(edition, int) and code and code not in geography.counties(edition):
            line = self.line(file, table, number, key)
            advice = "Correct the code or the edition."
            self.wrong(f"there was no county {code} in {edition}", file, line, key, advice)
        return code

    def _status(self, file: str, table: str, number: int, values: Mapping[str, Any]) -> str:
        status = values.get("status")
        if status not in STATUSES:
            line = self.line(file, table, number, "status")
            advice = f"Write one of {', '.join(STATUSES)}."
            self.wrong(f"«{status}» is not known here", file, line, "status", advice)
        return str(status)

    def _sets(self) -> Iterable[PlaceSet]:
        file, name = "region.toml", "set"
        for number, values in enumerate(self.tables(file, self.toml, name)):
            where = (file, name, number)
            kind = self.typed(*where, values, "kind", str)
            counties: list[str] = []
            if kind == "counties":
                counties = self.typed(*where, values, "counties", list)
                for code in counties:
                    self._county(*where, {**values, "counties": str(code)}, "counties")
            elif kind != "members":
                line = self.line(*where, "kind")
                self.wrong(f"«{kind}» is no kind of set", file, line, "kind", "Write members.")
            yield PlaceSet(
                self.typed(*where, values, "id", str),
                kind,
                self.text(*where, "name", values.get("name")),
                self.text(*where, "inside", values.get("inside", values.get("name"))),
                values.get("edition"),
                tuple(str(code) for code in counties),
            )

    def _check_facts(self) -> None:
        file = "region.toml"
        if file not in self._texts or not self.toml:
            return
        self.typed(file, "", 0, self.toml, "id", str)
        self.typed(file, "", 0, self.toml, "edition", int)
        self.text(file, "name", 0, "", self.toml.get("name"))
        for name, keys in (("board", ("role", "office")), ("working_area", ("name",))):
            for number, values in enumerate(self.tables(file, self.toml, name)):
                for key in keys:
                    self.text(file, name, number, key, values.get(key))
        for number, values in enumerate(self.tables(file, self.toml, "county")):
            self._county(file, "county", number, values, "code")
        for key, found in self.table("type").items():
            values = found if isinstance(found, dict) else {}
            for part in ("name", "rule"):
                self.text(file, f"type.{key}", 0, part, values.get(part))

    def _disclosure(self) -> Disclosure:
        file, values = "region.toml", self.table("disclosure")
        if not self.toml:
            return Disclosure(0, ())
        threshold = self.typed(file, "disclosure", 0, values, "threshold", int)
        if threshold < 1:
            line = self.line(file, "disclosure", 0, "threshold")
            advice = "Write the least number of units behind a figure."
            self.wrong(f"a threshold of {threshold} hides nothing", file, line, "threshold", advice)
        dominance = values.get("dominance", 0.0)
        if not isinstance(dominance, int | float) or not 0 <= dominance < 1:
            line = self.line(file, "disclosure", 0, "dominance")
            problem, advice = f"«{dominance}» is no share", "Write a number from 0 (off) to 1."
            self.wrong(problem, file, line, "dominance", advice)
            dominance = 0.0
        areas = self.typed(file, "disclosure", 0, values, "reference_areas", list)
        for area in areas:
            if area not in REFERENCE_AREAS:
                line = self.line(file, "disclosure", 0, "reference_areas")
                advice = f"Write {' or '.join(REFERENCE_AREAS)}."
                self.wrong(
                    f"there is no reference area «{area}»", file, line, "reference_areas", advice
                )
        return Disclosure(threshold, tuple(str(area) for area in areas), float(dominance))
