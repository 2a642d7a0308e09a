"""The recovery attack on a build of the sample: nothing that is hidden can be worked out.

What the register says of every establishment is the truth that the attack is held against. It is
given all that is published, and more: the borders of every group and the national sums.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from disclosure.attack import Known, Target, recovered
from disclosure.served import of_package, of_report, of_site
from samspill import trace
from samspill.build import build
from samspill.disclosure import Holdings, Rule
from samspill.engine import open_engine
from samspill.geography import PlaceGraph
from samspill.harmonise import PROTECTED_FLAG, WITHHELD_EMPLOYEES, Workspace
from samspill.harmonise.sizes import sizes_of_register
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.store import Build, Store

Key = tuple[str, int]
REGION = load_region("osloregionen")
RULE = Rule(REGION.disclosure.threshold, REGION.disclosure.dominance)


@dataclass(frozen=True)
class Truth:
    """The establishments of each municipality, activity and year, and who belongs to what."""

    places: tuple[str, ...]
    sizes: Mapping[tuple[str, Key], list[float]]
    groups: Mapping[str, np.ndarray]

    @property
    def keys(self) -> list[Key]:
        return sorted({key for _, key in self.sizes})

    def held(self, key: Key) -> Holdings:
        cells = [sorted(self.sizes.get((place, key), ()), reverse=True) for place in self.places]
        rows = [(len(one), sum(one), *(*one, 0.0, 0.0)[:2]) for one in cells]
        return Holdings(*np.asarray(rows, dtype=np.float64).T)

    def targets(self, key: Key) -> list[Target]:
        """Give every sensitive figure: of municipalities, and of what they are put together to."""
        held = self.held(key)
        alone = np.eye(len(self.places), dtype=bool)
        found = []
        for members in (*alone[held.units > 0], *self.groups.values()):
            one = held.of(members).together()
            if RULE.finds(one).item():
                found.append(Target(members, one.total.item(), RULE.margin(one).item()))
        return found


def tidy(built: Build, name: str) -> pa.Table:
    return pq.read_table(built.tidy_path(name), partitioning=None)


@pytest.fixture(scope="module")
def built(sample_home: Store) -> Build:
    return sample_home.current()


@pytest.fixture(scope="module")
def truth(built: Build) -> Truth:
    codes = {
        (row["municipality_code"], row["second_activity_code"], row["year"]): (
            row["place_code"],
            (row["activity_code"], row["year"]),
        )
        for row in tidy(built, "carried_codes").to_pylist()
        if row["place_code"] and row["activity_code"]
    }
    sizes: dict[tuple[str, Key], list[float]] = defaultdict(list)
    for row in tidy(built, "establishments").to_pylist():
        at = (row["municipality_code"] or "", row["activity_code"] or "", row["year"])
        if row["has_employees"] and at in codes:
            sizes[codes[at]].append(row["employees_count"] or WITHHELD_EMPLOYEES)
    places = tuple(sorted({place for place, _ in sizes}))
    members = defaultdict(set)
    for row in tidy(built, "groups").to_pylist():
        members[row["place_code"]].add(row["municipality_code"])
    groups = {
        code: np.asarray([place in own for place in places])
        for code, own in sorted(members.items())
        if own & set(places)
    }
    return Truth(places, sizes, groups)


def published(built: Build) -> dict[Key, dict[str, float | None]]:
    rows = built.read("strengths")
    rows = rows.filter(pc.equal(rows["measure"], "employees_count"))
    found: dict[Key, dict[str, float | None]] = defaultdict(dict)
    for row in rows.to_pylist():
        found[row["activity_code"], row["year"]][row["place_code"]] = row["value"]
    return found


def known(truth: Truth, key: Key, shown: Mapping[str, float | None]) -> Known:
    """Give what a reader knows, the national sum included unless it is sensitive itself."""
    held = truth.held(key)
    cells = [shown.get(place, 0.0) for place in truth.places]
    sums = [
        (members, value)
        for code, members in truth.groups.items()
        if (value := shown.get(code)) is not None
    ]
    if not RULE.finds(held.together()).item():
        sums.append((np.ones(len(truth.places), dtype=bool), float(held.total.sum())))
    return Known(np.asarray(cells, dtype=np.float64), held.units, sums)


def test_what_is_shown_is_true_and_what_is_sensitive_is_not_shown(
    built: Build, truth: Truth
) -> None:
    shown = published(built)
    hidden = 0
    for key in truth.keys:
        held = truth.held(key)
        for at, place in enumerate(truth.places):
            value = shown[key].get(place, 0.0)
            if value is not None:
                assert value == held.total[at]
                assert not RULE.finds(held.of([at])).item()
            hidden += value is None
    assert hidden > 500


def test_hidden_alone_the_sensitive_cells_are_recovered(truth: Truth) -> None:
    """The attack works: without secondary suppression it finds a good part of the cells."""
    caught = tried = 0
    for key in truth.keys[::7]:
        held = truth.held(key)
        sensitive = RULE.finds(held)
        shown = {
            place: None if sensitive[at] else float(held.total[at])
            for at, place in enumerate(truth.places)
        }
        for code, members in truth.groups.items():
            one = held.of(members).together()
            shown[code] = None if RULE.finds(one).item() else one.total.item()
        targets = truth.targets(key)
        tried += len(targets)
        caught += len(recovered(known(truth, key, shown), targets))
    assert caught > 0.05 * tried > 0


@pytest.mark.slow
def test_no_sensitive_figure_is_recovered(built: Build, truth: Truth) -> None:
    shown = published(built)
    tried = 0
    for key in truth.keys:
        targets = truth.targets(key)
        tried += len(targets)
        assert recovered(known(truth, key, shown[key]), targets) == [], key
    assert tried > 500


# five digits


def counted(built: Build) -> dict[Key, list[tuple[str, float]]]:
    """Give for each activity of the newest year the place and number of every subclass's cell."""
    rows = built.read("specialities")
    found = defaultdict(list)
    for row in rows.filter(pc.equal(rows["place_kind"], "municipality")).to_pylist():
        key = row["activity_code"], row["year"]
        found[key].append((row["place_code"], row["establishments_count"]))
    return found


@pytest.mark.slow
def test_no_sensitive_figure_is_recovered_with_the_counts_of_subclasses(
    built: Build, truth: Truth
) -> None:
    """Every cell is as many unknown parts as it has subclasses, each with its own least size."""
    shown, fine = published(built), counted(built)
    tried = 0
    for key in sorted(fine)[::3]:
        by_division = known(truth, key, shown[key])
        at = np.asarray([truth.places.index(place) for place, _ in fine[key]])
        least = np.asarray([count for _, count in fine[key]])
        # they say how many establishments there are, as the cell of the division does
        assert np.array_equal(np.bincount(at, least, len(truth.places)), by_division.least)
        told = np.flatnonzero(~np.isnan(by_division.cells) & (by_division.least > 0))
        of_cells = [(at == place, float(by_division.cells[place])) for place in told]
        sums = [(members[at], value) for members, value in by_division.sums]
        parts = Known(np.full(len(at), np.nan), least, [*of_cells, *sums])
        targets = [Target(one.members[at], one.truth, one.margin) for one in truth.targets(key)]
        tried += len(targets)
        assert recovered(parts, targets) == [], key
    assert tried > 50


def test_below_the_division_nothing_is_told_of_employees(built: Build) -> None:
    """What is a number there is one of establishments, and what is said of strengths is said."""
    numbers = {
        "establishments_count", "share", "lq", "lq_low", "lq_high", "lq_shrunk", "p_value",
        "q_value", "is_speciality", "activity_share", "activity_share_norway", "excess_count",
        "carried_share", "is_within_strength", "year",
    }  # fmt: skip
    rows = built.read("specialities")
    assert {one.name for one in rows.schema if one.type != pa.string()} == numbers
    told = {
        (row["place_code"], row["activity_code"]): row["is_strength"]
        for row in built.read("strengths").to_pylist()
        if (row["measure"], row["year"]) == ("employees_count", rows["year"][0].as_py())
    }
    hidden = 0
    for row in rows.to_pylist():
        is_strength = told.get((row["place_code"], row["activity_code"]))
        assert row["is_within_strength"] is is_strength
        hidden += is_strength is None
    assert hidden > 100


def test_a_hidden_cell_has_nothing_but_its_number_of_establishments(built: Build) -> None:
    rows = built.read("strengths")
    hidden = rows.filter(pc.equal(rows["flag"], PROTECTED_FLAG))
    assert hidden.num_rows > 500
    for name in (
        "value", "share", "lq", "lq_low", "lq_high", "lq_shrunk", "p_value", "q_value",
        "is_strength", "growth", "effective_count", "stars",
    ):  # fmt: skip
        assert hidden[name].null_count == hidden.num_rows, name
    keys = ["place_code", "activity_code", "measure", "year", "reference"]
    stars = built.read("stars").join(hidden.select(keys), keys, join_type="inner")
    assert stars.num_rows >= hidden.num_rows
    for name in (one for one in stars.column_names if one.startswith("star")):
        if name != "stars_possible":
            assert stars[name].null_count == stars.num_rows, name


# two worlds that differ in hidden cells only


def moves(truth: Truth, built: Build) -> dict[tuple[int, str], int]:
    """Move one employee between two hidden cells that every published sum holds both of or none.

    Only between establishments whose cell has fewer than the threshold, once an activity and year.
    """
    numbers = defaultdict(list)
    codes = {
        (row["municipality_code"], row["second_activity_code"], row["year"]): (
            row["place_code"], (row["activity_code"], row["year"])
        )
        for row in tidy(built, "carried_codes").to_pylist()
    }  # fmt: skip
    for row in tidy(built, "establishments").to_pylist():
        at = (row["municipality_code"] or "", row["activity_code"] or "", row["year"])
        if row["has_employees"] and (row["employees_count"] or 0) > 6 and at in codes:
            numbers[codes[at]].append(row["organisation_number"])
    belongs = {
        place: tuple(bool(own[at]) for own in truth.groups.values())
        for at, place in enumerate(truth.places)
    }
    found: dict[tuple[int, str], int] = {}
    for key in truth.keys:
        blocks = defaultdict(list)
        for place in truth.places:
            own = truth.sizes.get((place, key), [])
            if 0 < len(own) < RULE.units and numbers[place, key]:
                blocks[belongs[place]].append(place)
        pair = next((places for places in blocks.values() if len(places) > 1), None)
        if pair is not None:
            found[key[1], numbers[pair[0], key][0]] = 1
            found[key[1], numbers[pair[1], key][0]] = -1
    return found


def those_that_keep_the_pattern(
    built: Build, by: Mapping[tuple[int, str], int]
) -> dict[tuple[int, str], int]:
    """Leave out moves that change what is hidden, or a step of the lumps of a sum that is shown.

    A size that is hidden may decide what else is, and lumps are told in steps.
    """
    rows = tidy(built, "establishments")
    keys = zip(rows["year"].to_pylist(), rows["organisation_number"].to_pylist(), strict=True)
    more = pa.array([float(by.get(key, 0)) for key in keys])
    employees = pc.add(rows["employees_count"].cast(pa.float64()), more)
    at = rows.column_names.index("employees_count")
    type_of = rows.schema.field("employees_count").type
    changed = rows.set_column(at, "employees_count", employees.cast(type_of))
    with open_engine("duckdb") as engine:
        work = Workspace(REGION, engine, lambda name: engine.take(changed), Ledger())
        work.graph = PlaceGraph(tidy(built, "place_changes"), tidy(built, "place_units"))
        after = sizes_of_register(work)

    def told(sizes: pa.Table) -> set[tuple[object, ...]]:
        own = sizes.filter(pc.equal(sizes["source"], "brreg_underenheter"))
        names = ("activity_code", "year", "place_code", "measure", "value", "squares", "flag")
        return set(zip(*(own[name].to_pylist() for name in names), strict=True))

    different = {row[:2] for row in told(after) ^ told(tidy(built, "sizes"))}
    activity = {
        (row["municipality_code"], row["second_activity_code"], row["year"]): row["activity_code"]
        for row in tidy(built, "carried_codes").to_pylist()
    }
    key_of = {
        (row["year"], row["organisation_number"]): (
            activity.get((row["municipality_code"] or "", row["activity_code"] or "", row["year"])),
            row["year"],
        )
        for row in rows.to_pylist()
    }
    return {one: step for one, step in by.items() if key_of[one] not in different}


def in_order(rows: pa.Table) -> pa.Table:
    """Leave out the files' checksums, which differ, and their order, which follows them."""
    names = [name for name in rows.column_names if name != "file_sha256"]
    rows = rows.select(names)
    if {"sources", "name"} & {*names} or "source_row" in names or "received" in names:
        rows = rows.sort_by([(name, "ascending") for name in names])
    return rows


def moved(folder: Path, target: Path, by: Mapping[tuple[int, str], int]) -> Path:
    """Copy the sample's files, with the employees of some establishments moved."""
    for path in folder.rglob("*"):
        if path.is_file():
            (target / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(folder)).write_bytes(path.read_bytes())
    for path in sorted((target / "brreg").glob("underenheter_*.csv.gz")):
        year = int(path.name.split("_")[1][:4])
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        number, employees = head.index("organisasjonsnummer"), head.index("antallAnsatte")
        for row in rows:
            if (year, row[number]) in by:
                row[employees] = str(int(row[employees]) + by[year, row[number]])
        out = io.StringIO(newline="")
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows([head, *rows])
        path.write_bytes(gzip.compress(out.getvalue().encode("utf-8"), mtime=0))
    return target


@dataclass(frozen=True)
class Worlds:
    """Two homes whose files differ in hidden cells only, and the cells that differ."""

    one: Store
    other: Store
    cells: tuple[tuple[str, str, int], ...]

    @property
    def builds(self) -> tuple[Build, Build]:
        return self.one.current(), self.other.current()


@pytest.fixture(scope="module")
def worlds(
    sample_home: Store,
    built: Build,
    truth: Truth,
    imported,
    sample_files: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Worlds:
    by = moves(truth, built)
    by = those_that_keep_the_pattern(built, by)
    assert len(by) > 40
    folder = tmp_path_factory.mktemp("other-world")
    other_home = imported(folder / "home", moved(sample_files, folder / "files", by))
    other = build(REGION, other_home)
    # the other world differs
    rows = tidy(built, "establishments").to_pylist()
    assert [row["employees_count"] for row in rows] != tidy(other, "establishments")[
        "employees_count"
    ].to_pylist()
    codes = {
        (row["municipality_code"], row["second_activity_code"], row["year"]): (
            row["place_code"], row["activity_code"], row["year"]
        )
        for row in tidy(built, "carried_codes").to_pylist()
    }  # fmt: skip
    cells = {
        codes[row["municipality_code"], row["activity_code"], row["year"]]
        for row in rows
        if (row["year"], row["organisation_number"]) in by
    }
    return Worlds(sample_home, other_home, tuple(sorted(cells)))


@pytest.mark.slow
def test_every_published_table_is_the_same_in_two_worlds_that_differ_in_what_is_hidden(
    worlds: Worlds,
) -> None:
    built, other = worlds.builds
    for name in built.manifest["tables"]:
        one, two = (in_order(each.read(name)) for each in (built, other))
        assert one.equals(two), name


def addresses(cells: Sequence[tuple[str, str, int]]) -> list[str]:
    """Give where one would look for cells: what they are explained by, their places, activities."""
    found = []
    for place, activity, year in cells:
        key = f"place_code={place}&activity_code={activity}&measure=employees_count&year={year}"
        found += [
            f"/nb/explain/strengths?{key}&reference=norway",
            f"/en/place/{place}?measure=employees_count&year={year}&reference=norway",
            f"/nb/activity/{activity}?measure=employees_count&year={year}&reference=norway",
            f"/en/specialities?place={place}",
        ]
    return list(dict.fromkeys(found))


def words(text: str, built: Build) -> Counter[str]:
    """Give the words of a text without what tells the files, the build and the hour apart."""
    text = text.replace(built.id, "BUILD")
    for number, raw in enumerate(sorted(built.manifest["raw"].items(), key=_name_of)):
        text = re.sub(f"{raw[0][:12]}[0-9a-f]*", f"FILE{number}", text)
    # a file that names other checksums has another one itself
    text = re.sub(r'"(hash|bytes|seconds|spdx:checksumValue)": [^,}]+', "SIZE", text)
    text = re.sub(r"byteSize\W[^}]*?\d+", "SIZE", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+Z]+", "HOUR", text)
    return Counter(re.split(r"[\s<>]+", text))


def _name_of(raw: tuple[str, Mapping[str, str]]) -> tuple[str, str]:
    return raw[1]["source"], raw[1]["name"]


def differences(worlds: Worlds, give: Callable[[Store], Mapping[str, str]]) -> list[str]:
    """Give where more or other words stand in one world than in the other, and which."""
    told, again = give(worlds.one), give(worlds.other)
    assert told.keys() == again.keys()
    built, other = worlds.builds
    pairs = {where: words(text, built) - words(again[where], other) for where, text in told.items()}
    return [f"{where}: {' '.join(list(more)[:8])}" for where, more in pairs.items() if more]


@pytest.mark.slow
def test_everything_served_is_the_same_in_two_worlds_that_differ_in_what_is_hidden(
    worlds: Worlds,
) -> None:
    """Pages read more than published tables: what figures are led back to, borders, the vault."""
    first = addresses(worlds.cells[:4])
    told: dict[str, str] = {}

    def give(home: Store) -> Mapping[str, str]:
        found = of_site(home, REGION, first, 30)
        told.update(found)
        return found

    assert differences(worlds, give) == []
    kinds = {f"{where}//".replace("?", "/").split("/")[2] for where in told}
    assert kinds >= {"explain", "place", "activity", "figure", "v1"}


@pytest.mark.slow
def test_a_report_and_the_package_are_the_same_in_two_worlds_that_differ_in_what_is_hidden(
    worlds: Worlds, tmp_path: Path
) -> None:
    def give(home: Store) -> Mapping[str, str]:
        folder = tmp_path / home.current().id
        report = of_report(home.current(), home, REGION, {"place": worlds.cells[0][0]})
        return report | of_package(home.current(), REGION, folder)

    assert differences(worlds, give) == []


@pytest.mark.slow
def test_a_page_that_tells_what_is_hidden_is_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk sees it where the rows of the register are shown whole."""
    monkeypatch.setattr(trace, "_OF_ONE_UNIT", frozenset())
    first = [one for one in addresses(worlds.cells[:3]) if "/explain/" in one]
    assert differences(worlds, lambda home: of_site(home, REGION, first, len(first), api=False))
