"""Tidy tables -> one edition of places and activities, nothing lost on the way.

What a source says is carried to the municipalities of the profile's edition and to the divisions
of NACE Rev. 2. A row whose place or activity cannot be told goes to the rejects with the reason,
and the ledger gets a line for each step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities, geography, organisations
from samspill.engine import Engine
from samspill.errors import DataError
from samspill.geography import PlaceGraph
from samspill.ledger import Ledger
from samspill.region import Region
from samspill.tables import table

__all__ = ["WITHHELD_EMPLOYEES", "Workspace", "harmonise"]

WITHHELD_EMPLOYEES = 2.0
"""Employees of an establishment whose number (1-4) the register withholds; decision 0002."""

_SBS_MEASURES = ("persons_employed", "local_units", "wages_meur")


@dataclass
class Workspace:
    """What the findings of a build work on.

    Parameters
    ----------
    region
        The region's profile.
    engine
        Who computes on big tables.
    scan
        Gives a tidy table by name as a lazy frame, None where no source has given it.
    ledger
        The build's ledger.
    graph
        The municipalities and their changes; None in a build without municipalities.
    tables
        Harmonised and published tables by name, each as `samspill.tables` declares it.
    rejects
        Rows of `rejects` that the harmonising set aside.
    vintages
        The newest vintage of each source that was read.
    earlier
        Tables of the build before this one that are carried on, such as the forecasts it froze.
    """

    region: Region
    engine: Engine
    scan: Callable[[str], nw.LazyFrame[Any] | None]
    ledger: Ledger
    graph: PlaceGraph | None = None
    tables: dict[str, pa.Table] = field(default_factory=dict)
    rejects: list[pa.Table] = field(default_factory=list)
    vintages: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)

    def tidy(self, name: str) -> pa.Table:
        """Give a tidy table whole; empty where no source has given it."""
        frame = self.scan(name)
        return table(name).empty() if frame is None else self.engine.collect(frame)

    def give(self, name: str, rows: pa.Table) -> None:
        """Put a harmonised or published table in the workspace, checked."""
        self.tables[name] = table(name).check(rows)

    @property
    def municipalities(self) -> PlaceGraph:
        """The municipalities and their changes.

        Raises
        ------
        DataError
            Their source has not been imported.
        """
        if self.graph is None:
            raise DataError(
                "figures for municipalities cannot be carried to one edition, because the "
                "changes of municipalities (source klass_kommuner) are missing",
                advice="Run `samspill fetch --source klass_kommuner`, or import the file.",
            )
        return self.graph


def harmonise(work: Workspace) -> None:
    """Fill a workspace: places, activities, sizes, awards, participations, applications.

    Raises
    ------
    DataError
        A source that others lean on, the municipality changes, has not been imported.
    """
    changes = work.tidy("place_changes")
    if changes.num_rows:
        units = work.tidy("place_units")
        work.graph = PlaceGraph(changes, units if units.num_rows else None)
    classification = work.tidy("classification")
    classification = classification.filter(pc.is_valid(classification["activity_nb"]))
    names = activities.nace2_names(classification if classification.num_rows else None)
    work.give("activities", names)
    work.give("places", _places(work))
    work.give("groups", _group_members(work))
    work.give("sizes", pa.concat_tables([_sizes_of_statistics(work), _sizes_of_register(work)]))
    work.give("awards", _awards(work))
    work.give("participations", _participations(work))
    work.give("applications_carried", _applications(work))
    _actors(work)


# places


def _places(work: Workspace) -> pa.Table:
    """Municipalities of the profile's edition, counties, NUTS regions, types and sets."""
    region, edition = work.region, work.region.edition
    rows: list[dict[str, object]] = []
    population = _population(work)
    if work.graph is not None:
        members = _statuses_of_members(work)
        rows += [
            {
                "place_edition": f"municipality-{edition}",
                "place_code": code,
                "name": name,
                "place_kind": "municipality",
                "parent_code": geography.county_of(code),
                "type": region.type_of(code),
                "is_member": code in members,
                "centrality": region.centrality_of(code),
                "population": population.get(code),
                "status": members.get(code),
            }
            for code, name in sorted(work.graph.names(edition).items())
            if code != "9999"
        ]
        rows += [
            {
                "place_edition": f"county-{edition}",
                "place_code": code,
                "name": name,
                "place_kind": "county",
                "parent_code": "NO",
                "population": _total([n for c, n in population.items() if c[:2] == code]),
            }
            for code, name in sorted(geography.counties(edition).items())
        ]
    rows += [
        {
            "place_edition": "nuts-2013",
            "place_code": code,
            "name": names["nb"],
            "place_kind": "nuts2",
            "parent_code": "NO",
        }
        for code, names in sorted(geography.nuts2_names().items())
    ]
    return pa.Table.from_pylist([*rows, *_groups(work, population)], schema=table("places").schema)


def _statuses_of_members(work: Workspace) -> dict[str, str]:
    """Give the municipalities that hold a member, each with its least certain status."""
    order = ("stated", "inferred", "unverified")
    statuses: dict[str, str] = {}
    for status in order:
        for code in work.region.member_codes(
            work.region.edition, work.municipalities, statuses=(status,)
        ):
            statuses[code] = status
    return statuses


def _groups(work: Workspace, population: Mapping[str, float]) -> list[dict[str, object]]:
    """Give the profile's named sets and types of place as places of their own."""
    region = work.region
    names = {one.id: one.name["nb"] for one in region.sets} | {
        f"type:{name}": words["name"]["nb"] for name, words in region.type_names.items()
    }
    return [
        {
            "place_edition": f"municipality-{region.edition}",
            "place_code": code,
            "name": names[code],
            "place_kind": kind,
            "population": _total([population[c] for c in members if c in population]),
        }
        for kind, groups in _members_of_groups(work).items()
        for code, members in sorted(groups.items())
    ]


def _members_of_groups(work: Workspace) -> dict[str, dict[str, frozenset[str]]]:
    """Give for each kind of group its groups and their municipalities of the profile's edition."""
    region = work.region
    if work.graph is None:
        return {"region": {one.id: frozenset() for one in region.sets}, "type": {}}
    types: dict[str, set[str]] = {f"type:{name}": set() for name in region.type_names}
    for place in region.types:
        types[f"type:{place.type}"].add(place.code)
    return {
        "region": {
            one.id: frozenset(region.codes_of_set(one.id, work.graph)) for one in region.sets
        },
        "type": {name: frozenset(codes) for name, codes in types.items()},
    }


def _nuts_of_sets(region: Region) -> dict[str, frozenset[str]]:
    """Give the sets that are whole NUTS 2 regions, with these regions."""
    regions_of = {
        one.id: frozenset(geography.nuts2_of_county(code) for code in one.counties)
        for one in region.sets
        if one.counties
    }
    counties = geography.counties(2018)
    return {
        one.id: regions_of[one.id]
        for one in region.sets
        if one.counties
        and {c for c in counties if geography.nuts2_of_county(c) in regions_of[one.id]}
        == set(one.counties)
    }


def _group_members(work: Workspace) -> pa.Table:
    rows = [
        {"place_code": group, "municipality_code": code, "place_kind": kind}
        for kind, groups in _members_of_groups(work).items()
        for group, members in groups.items()
        for code in members
    ]
    if work.graph is not None:
        rows += [
            {"place_code": code[:2], "municipality_code": code, "place_kind": "county"}
            for code in work.graph.names(work.region.edition)
        ]
    return pa.Table.from_pylist(rows, schema=table("groups").schema)


def _total(values: Sequence[float]) -> float | None:
    return math.fsum(values) if values else None


def _population(work: Workspace) -> dict[str, float]:
    """Give the newest population of each municipality of the profile's edition."""
    rows = work.tidy("population")
    if rows.num_rows == 0:
        return {}
    found: dict[str, float] = {}
    for year in sorted(pc.unique(rows["year"]).to_pylist()):
        newest = rows.filter(pc.equal(rows["year"], year))
        # two files of one year: the later vintage, which was read last, counts
        newest = newest.filter(pc.equal(newest["file_sha256"], newest["file_sha256"][-1]))
        carried = geography.carry(
            newest.select(["place_code", "population"]),
            work.municipalities,
            on=year,
            to=max(year, work.region.edition),
            measures=["population"],
        )
        work.ledger.enter(
            "ssb_07459",
            "carry",
            part=str(year),
            received=_persons(newest, "population"),
            kept=_persons(carried.table, "population"),
            rejected=_persons(carried.rejects, "population"),
        )
        _reject(work, "ssb_07459", "carry", carried.rejects, ("place_code",))
        pairs = zip(
            carried.table["place_code"].to_pylist(),
            carried.table["population"].to_pylist(),
            strict=True,
        )
        found |= {code: float(count) for code, count in pairs if count is not None}
    return found


def _persons(rows: pa.Table, column: str) -> dict[str, float]:
    return {"persons_count": _sum(rows, column)}


def _sum(rows: pa.Table, column: str) -> float:
    return math.fsum(value for value in rows[column].to_pylist() if value is not None)


# sizes


def _sizes_of_statistics(work: Workspace) -> pa.Table:
    """Sizes of NUTS 2 regions by division, from Europe's structural business statistics."""
    frame = work.scan("industry_statistics")
    if frame is None:
        return table("sizes").empty()
    code, place = nw.col("activity_code"), nw.col("place_code")
    chosen = frame.filter(
        code.str.len_chars() == 3,
        place.str.len_chars() == 4,
        ~place.str.ends_with("ZZ"),
        nw.col("measure").is_in(_SBS_MEASURES),
    )
    units = chosen.filter(nw.col("measure") == "local_units").select(
        "place_code", "activity_code", "year", establishments_count="value"
    )
    rows = work.engine.collect(
        chosen.join(units, on=["place_code", "activity_code", "year"], how="left").select(
            "source",
            "place_edition",
            "place_code",
            "activity_code",
            "measure",
            "year",
            "value",
            "establishments_count",
            "flag",
            "file_sha256",
            "source_row",
        )
    )
    # engines give rows in any order, and the last digit of a sum depends on it
    order = ("measure", "year", "place_code", "activity_code")
    rows = rows.sort_by([(name, "ascending") for name in order])
    rows = _without_negatives(work, rows)
    rows = rows.append_column("place_kind", pa.repeat("nuts2", rows.num_rows))
    pieces = [table("sizes").conform(rows)]
    for name, regions in _nuts_of_sets(work.region).items():
        parts = rows.filter(pc.is_in(rows["place_code"], pa.array(sorted(regions))))
        pieces.append(_together(parts, "region", name, len(regions)))
    return pa.concat_tables(pieces)


def _without_negatives(work: Workspace, rows: pa.Table) -> pa.Table:
    """Set aside negative sizes, which no share can be taken of; the cell becomes not observed."""
    negative = pc.fill_null(pc.less(rows["value"], 0), fill_value=False)
    wrong = rows.filter(negative)
    content = [
        f"{row['activity_code']} {row['place_code']} {row['year']} {row['measure']} {row['value']}"
        for row in wrong.to_pylist()
    ]
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    "source": wrong["source"],
                    "file_sha256": wrong["file_sha256"],
                    "source_row": wrong["source_row"],
                    "step": pa.repeat("sizes", wrong.num_rows),
                    "reason": pa.repeat("negative_size", wrong.num_rows),
                    "explanation": pa.repeat(
                        "En størrelse kan ikke være negativ; cellen regnes som ikke observert.",
                        wrong.num_rows,
                    ),
                    "content": pa.array(content, pa.string()),
                }
            ).sort_by([("source_row", "ascending"), ("content", "ascending")])
        )
    )
    observed = rows.num_rows - rows["value"].null_count
    work.ledger.enter(
        "eurostat_sbs",
        "sizes",
        part="observed cells",
        received={"rows": observed},
        kept={"rows": observed - wrong.num_rows},
        rejected={"rows": wrong.num_rows},
    )
    value = pc.if_else(negative, pa.scalar(None, pa.float64()), rows["value"])
    return rows.set_column(rows.column_names.index("value"), "value", value).drop_columns(
        ["file_sha256", "source_row"]
    )


def _together(rows: pa.Table, kind: str, code: str, parts: int) -> pa.Table:
    """Add places up to one; a cell that one of them lacks is not observed in the sum."""
    if rows.num_rows == 0:
        return table("sizes").empty()
    strict = pc.ScalarAggregateOptions(skip_nulls=False)
    sums = rows.group_by(
        ["source", "activity_code", "measure", "year"], use_threads=False
    ).aggregate(
        [
            ("value", "sum", strict),
            ("establishments_count", "sum", strict),
            ("place_edition", "min"),
            ([], "count_all"),
        ]
    )
    whole = pc.equal(sums["count_all"], parts)
    return table("sizes").conform(
        pa.table(
            {
                **{n: sums[n] for n in ("source", "activity_code", "measure", "year")},
                "place_kind": pa.repeat(kind, sums.num_rows),
                "place_code": pa.repeat(code, sums.num_rows),
                "place_edition": sums["place_edition_min"],
                "value": pc.if_else(whole, sums["value_sum"], None),
                "establishments_count": pc.if_else(whole, sums["establishments_count_sum"], None),
            }
        )
    )


def _sizes_of_register(work: Workspace) -> pa.Table:
    """Sizes of municipalities by division, from the register of establishments."""
    frame = work.scan("establishments")
    if frame is None:
        return table("sizes").empty()
    source = "brreg_underenheter"
    frame = frame.with_columns(
        nw.col("municipality_code").fill_null(""), nw.col("activity_code").fill_null("")
    )
    found = _code_map(work, frame)
    joined = frame.join(found, on=["municipality_code", "activity_code", "year"], how="left")
    known = nw.col("place_code").is_null() | nw.col("division").is_null()
    lost = work.engine.collect(
        joined.filter(known).select(
            "file_sha256", "source_row", "reason", "explanation", "content", "employees_count"
        )
    )
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    **{
                        name: lost[name]
                        for name in (
                            "file_sha256",
                            "source_row",
                            "reason",
                            "explanation",
                            "content",
                        )
                    },
                    "source": pa.repeat(source, lost.num_rows),
                    "step": pa.repeat("carry", lost.num_rows),
                    "persons_count": lost["employees_count"],
                }
            ).sort_by([("file_sha256", "ascending"), ("source_row", "ascending")])
        )
    )
    employees = nw.col("employees_count").cast(nw.Float64)
    has = nw.col("has_employees").fill_null(False)
    withheld = has & nw.col("employees_count").is_null()
    cells = work.engine.collect(
        joined.filter(~known)
        .with_columns(
            size=nw.when(has).then(employees.fill_null(WITHHELD_EMPLOYEES)).otherwise(0.0),
            is_counted=has.cast(nw.Int64),
            is_withheld=withheld.cast(nw.Int64),
            observed=employees.fill_null(0.0),
        )
        .with_columns(square=nw.col("size") * nw.col("size"))
        .group_by("place_code", "division", "year")
        .agg(
            nw.col("size").sum(),
            nw.col("square").sum(),
            nw.col("is_counted").sum(),
            nw.col("is_withheld").sum(),
            nw.col("observed").sum(),
            rows=nw.len(),
        )
    )
    total = work.engine.collect(frame.select(nw.len().alias("rows"), employees.sum()))
    work.ledger.enter(
        source,
        "carry",
        received={
            "rows": total["rows"][0].as_py(),
            "persons_count": _sum(total, "employees_count"),
        },
        kept={"rows": _sum(cells, "rows"), "persons_count": _sum(cells, "observed")},
        rejected={"rows": lost.num_rows, "persons_count": _sum(lost, "employees_count")},
    )
    return _by_place_and_group(work, cells, source)


def _code_map(work: Workspace, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give for every place, activity and year that occurs its carried codes, or the reason."""
    keys = work.engine.collect(
        frame.select("municipality_code", "activity_code", "year").unique()
    ).sort_by([(n, "ascending") for n in ("municipality_code", "activity_code", "year")])
    keys = keys.set_column(0, "municipality_code", _null_if_empty(keys["municipality_code"]))
    division = activities.classify(_null_if_empty(keys["activity_code"]))
    numbered = keys.append_column("at", pa.array(range(keys.num_rows)))
    carried = geography.carry_places(
        numbered.rename_columns(["place_code", "activity_code", "year", "at"]),
        work.municipalities,
        on="year",
        to=max(work.region.edition, *(pc.unique(keys["year"]).to_pylist() or [0])),
    )
    place_of = dict(
        zip(carried.table["at"].to_pylist(), carried.table["place_code"].to_pylist(), strict=True)
    )
    why = {row["at"]: (row["reason"], row["reason_nb"]) for row in carried.rejects.to_pylist()}
    rows = []
    for at, (key, act) in enumerate(zip(keys.to_pylist(), division.to_pylist(), strict=True)):
        reason = why.get(at) or (act["reason"], act["reason_nb"])
        shown = f"kommune {key['municipality_code'] or '–'}, næring {key['activity_code'] or '–'}"
        rows.append(
            {
                **{name: "" if value is None else value for name, value in key.items()},
                "place_code": place_of.get(at),
                "division": act["activity_code"],
                "reason": reason[0],
                "explanation": reason[1],
                "content": shown,
            }
        )
    schema = pa.schema(
        [
            ("municipality_code", pa.string()),
            ("activity_code", pa.string()),
            ("year", pa.int64()),
            *((n, pa.string()) for n in ("place_code", "division", "reason", "explanation")),
            ("content", pa.string()),
        ]
    )
    codes = pa.Table.from_pylist(rows, schema=schema)
    work.give(
        "carried_codes",
        codes.select(
            ["municipality_code", "activity_code", "year", "place_code", "division"]
        ).rename_columns(
            ["municipality_code", "second_activity_code", "year", "place_code", "activity_code"]
        ),
    )
    return work.engine.take(codes)


def _null_if_empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _by_place_and_group(work: Workspace, cells: pa.Table, source: str) -> pa.Table:
    """Give the sizes of municipalities, and summed up to counties, types of place and sets."""
    base = pa.table(
        {
            "place_code": cells["place_code"],
            "activity_code": cells["division"],
            "year": cells["year"],
            "size": cells["size"],
            "squares": cells["square"],
            "establishments_count": cells["is_counted"].cast(pa.float64()),
            "withheld_count": cells["is_withheld"].cast(pa.float64()),
        }
    )
    edition = work.region.edition
    pieces = [_measured(base, source, "municipality", f"municipality-{edition}")]
    in_county = pc.utf8_slice_codeunits(base["place_code"], 0, 2)
    county = base.set_column(0, "place_code", in_county)
    pieces.append(_measured(_summed(county), source, "county", f"county-{edition}"))
    for kind, groups in _members_of_groups(work).items():
        for code, members in sorted(groups.items()):
            inside = base.filter(pc.is_in(base["place_code"], pa.array(sorted(members))))
            renamed = inside.set_column(0, "place_code", pa.repeat(code, inside.num_rows))
            pieces.append(_measured(_summed(renamed), source, kind, f"municipality-{edition}"))
    return pa.concat_tables(pieces)


def _summed(rows: pa.Table) -> pa.Table:
    numbers = ("size", "squares", "establishments_count", "withheld_count")
    sums = rows.group_by(["place_code", "activity_code", "year"], use_threads=False).aggregate(
        [(name, "sum") for name in numbers]
    )
    return sums.rename_columns([name.removesuffix("_sum") for name in sums.column_names])


def _measured(rows: pa.Table, source: str, kind: str, edition: str) -> pa.Table:
    """Give cells once as employees and once as establishments."""
    count = rows.num_rows
    withheld = pc.cast(rows["withheld_count"], pa.int64())
    note = pc.binary_join_element_wise("w", pc.cast(withheld, pa.string()), "")
    same = {
        "source": pa.repeat(source, count),
        "place_kind": pa.repeat(kind, count),
        "place_edition": pa.repeat(edition, count),
        **{name: rows[name] for name in ("place_code", "activity_code", "year")},
        "establishments_count": rows["establishments_count"],
        "withheld_count": rows["withheld_count"],
    }
    employees = {
        **same,
        "measure": pa.repeat("employees_count", count),
        "value": rows["size"],
        "squares": rows["squares"],
        "flag": pc.if_else(pc.greater(withheld, 0), note, pa.scalar(None, pa.string())),
    }
    establishments = {
        **same,
        "measure": pa.repeat("establishments_count", count),
        "value": rows["establishments_count"],
        "squares": rows["establishments_count"],
    }
    declared = table("sizes")
    return pa.concat_tables(
        [declared.conform(pa.table(employees)), declared.conform(pa.table(establishments))]
    )


# awards, participations, applications


def _awards(work: Workspace) -> pa.Table:
    """Carry awards to places by the names that a clerk wrote, and to divisions."""
    rows = work.tidy("grants")
    if rows.num_rows == 0:
        return table("awards").empty()
    source = "innovasjon_norge"
    rows = _without_superseded(work, rows, source)
    found = geography.place_by_name(
        rows,
        work.municipalities,
        county="county_name",
        municipality="municipality_name",
        on="date",
        to=work.region.edition,
    )
    kept = found.table
    for part in (None, *sorted({n for n in kept["nuts_code"].to_pylist() if n})):
        received = rows if part is None else kept.filter(pc.equal(kept["nuts_code"], part))
        stayed = kept if part is None else received
        work.ledger.enter(
            source,
            "carry",
            part=part or "",
            received=_money(received, "amount_nok"),
            kept=_money(stayed, "amount_nok"),
            rejected=_money(found.rejects, "amount_nok") if part is None else {},
        )
    _reject(work, source, "carry", found.rejects, ("county_name", "municipality_name"))
    kind = [
        given or _kind_of(work.region, instrument)
        for given, instrument in zip(
            kept["kind"].to_pylist(), kept["instrument"].to_pylist(), strict=True
        )
    ]
    return table("awards").conform(
        pa.table(
            {
                **{
                    name: kept[name]
                    for name in (
                        "award_id", "source", "provider", "instrument", "date", "amount_nok",
                        "organisation_number", "place_code", "county_code", "nuts_code",
                        "file_sha256", "source_row",
                    )
                },
                "kind": pa.array(kind, pa.string()),
                "year": pc.year(kept["date"]),
                "activity_code": activities.classify(kept["activity_code"])["activity_code"],
            }
        )
    )  # fmt: skip


def _without_superseded(work: Workspace, rows: pa.Table, source: str) -> pa.Table:
    """Set aside what an older file says of the time that a newer one covers.

    The publisher's file grows every night and holds all since its first day, so the same award
    would be counted once for each vintage.
    """
    files = pc.unique(rows["file_sha256"]).to_pylist()
    if len(files) < 2:
        return rows
    first_day = {
        name: pc.min(rows.filter(pc.equal(rows["file_sha256"], name))["date"]).as_py()
        for name in files
    }
    is_old = pa.chunked_array([pa.array([False] * rows.num_rows)])
    for number, name in enumerate(files[:-1]):
        covered = pa.scalar(min(first_day[later] for later in files[number + 1 :]), pa.date32())
        own = pc.equal(rows["file_sha256"], name)
        is_old = pc.or_(is_old, pc.and_(own, pc.greater_equal(rows["date"], covered)))
    old, kept = rows.filter(is_old), rows.filter(pc.invert(is_old))
    work.ledger.enter(
        source,
        "supersede",
        received=_money(rows, "amount_nok"),
        kept=_money(kept, "amount_nok"),
        rejected=_money(old, "amount_nok"),
    )
    sentence = "En nyere fil fra utgiveren dekker samme tid, og raden regnes fra den."
    reasons = {"reason": "superseded", "reason_nb": sentence}
    for name, text in reasons.items():
        old = old.append_column(name, pa.repeat(text, old.num_rows))
    _reject(work, source, "supersede", old, ("instrument", "date"))
    return kept


def _kind_of(region: Region, instrument: str | None) -> str | None:
    known = region.instrument(instrument or "")
    return known.kind if known else None


def _participations(work: Workspace) -> pa.Table:
    """Carry participations in projects to places; foreign ones keep their country."""
    rows = work.tidy("project_participations")
    if rows.num_rows == 0:
        return table("participations").empty()
    activity_of = _activity_of_units(work)
    carried = _carry_codes(work, rows, 2020)
    return table("participations").conform(
        pa.table(
            {
                **{
                    name: carried[name]
                    for name in (
                        "source", "project_id", "project_title", "programme",
                        "organisation_number", "organisation_name", "role", "sector",
                        "country_code", "county_code", "place_code", "amount_eur",
                        "file_sha256", "source_row",
                    )
                },
                "year": pc.year(pc.coalesce(carried["started_on"], carried["date"])),
                "activity_code": pa.array(
                    [activity_of.get(n or "") for n in carried["organisation_number"].to_pylist()],
                    pa.string(),
                ),
            }
        )
    )  # fmt: skip


def _applications(work: Workspace) -> pa.Table:
    """Carry applications to places, with their year."""
    rows = work.tidy("applications")
    if rows.num_rows == 0:
        return table("applications_carried").empty()
    carried = _carry_codes(work, rows, 2020)
    return table("applications_carried").conform(
        pa.table(
            {
                **{
                    name: carried[name]
                    for name in (
                        "project_id", "source", "provider", "date", "project_title",
                        "project_phase", "instrument", "organisation_number",
                        "organisation_name", "sector", "place_code", "county_code",
                        "applied_nok", "awarded_nok", "file_sha256", "source_row",
                    )
                },
                "year": pc.year(carried["date"]),
            }
        )
    )  # fmt: skip


def _carry_codes(work: Workspace, rows: pa.Table, edition: int) -> pa.Table:
    """Carry rows with a municipality code of one edition; what has none keeps a null place.

    A row is never dropped here: a code that cannot be carried is told in the rejects as a note
    with nothing taken off, so that project and money stay in the sums that need no place.
    """
    places = rows["municipality_code"].to_pylist()
    known = sorted({code for code in places if code})
    target = work.municipalities.carry_map(edition, work.region.edition)
    place_of = {code: target[code][0].code for code in known if len(target.get(code, ())) == 1}
    carried = rows.drop_columns([n for n in ("place_code",) if n in rows.column_names])
    carried = carried.append_column(
        "place_code", pa.array([place_of.get(code or "") for code in places], pa.string())
    )
    for source in sorted(set(rows["source"].to_pylist())):
        came, stayed = (one.filter(pc.equal(one["source"], source)) for one in (rows, carried))
        for unit in ("amount_eur", "awarded_nok"):
            if unit not in came.column_names or came[unit].null_count == came.num_rows:
                continue
            for part in ("", *sorted({c for c in came["county_code"].to_pylist() if c})):
                received, kept = (
                    one.filter(pc.equal(one["county_code"], part)) if part else one
                    for one in (came, stayed)
                )
                work.ledger.enter(
                    source,
                    "carry",
                    part=part,
                    received=_money(received, unit),
                    kept=_money(kept, unit),
                )
    return carried


# actors


def _actors(work: Workspace) -> None:
    """Find which organisation each row is of; who cannot be told is set aside with the reason."""
    made_from = {
        "participations": "project_participations",
        "awards": "grants",
        "applications_carried": "applications",
    }
    lists = {name: work.tables[name] for name in made_from}
    parts = [
        organisations.gather(_placed_units(work), source="brreg_enheter"),
        *(organisations.gather(lists[name], work.tidy(tidy)) for name, tidy in made_from.items()),
    ]
    found = organisations.resolve(
        pa.concat_tables(parts),
        decisions=organisations.decided(work.region.actor_decisions),
        engine=work.engine,
        parents=work.tidy("establishments").select(organisations.PARENTS.names),
    )
    start = parts[0].num_rows
    for name, rows in lists.items():
        here = found.records.slice(start, rows.num_rows)
        start += rows.num_rows
        for source in pc.unique(rows["source"]).to_pylist():
            own = pc.equal(rows["source"], source)
            unnamed = organisations.unnamed(rows.filter(own), here.filter(own))
            count = float(pc.sum(own).as_py())
            work.ledger.enter(
                source,
                "actors",
                received={"rows": count},
                kept={"rows": count - here.filter(own)["actor_id"].null_count},
                rejected={"rows": unnamed.num_rows},
            )
            work.rejects.append(unnamed)
        work.give(name, organisations.with_actors(rows, here))
    work.give("actors", found.actors)
    work.give("actor_merges", found.merges)
    work.give("actor_review", found.review)


def _placed_units(work: Workspace) -> pa.Table:
    """Give the newest vintage of the register's units with place and division."""
    units = work.tidy("units")
    if units.num_rows == 0:
        return units
    newest = pc.max(units["year"]).as_py()
    units = units.filter(pc.equal(units["year"], newest)).sort_by("organisation_number")
    shares: Mapping[str, Any] = {}
    if work.graph is not None:
        shares = work.graph.carry_map(newest, max(newest, work.region.edition))
    place_of = {code: to[0].code for code, to in shares.items() if len(to) == 1}
    places = [place_of.get(code or "") for code in units["municipality_code"].to_pylist()]
    division = activities.classify(units["activity_code"])["activity_code"]
    return units.append_column("place_code", pa.array(places, pa.string())).set_column(
        units.column_names.index("activity_code"), "activity_code", division
    )


def _activity_of_units(work: Workspace) -> dict[str, str]:
    """Give the division of each unit in the register, from its newest vintage."""
    frame = work.scan("units")
    if frame is None:
        return {}
    rows = work.engine.collect(
        frame.select("organisation_number", "activity_code", "year")
    ).sort_by("year")
    division = activities.classify(rows["activity_code"])["activity_code"].to_pylist()
    pairs = zip(rows["organisation_number"].to_pylist(), division, strict=True)
    return {number: code for number, code in pairs if number and code}


def _money(rows: pa.Table, unit: str) -> dict[str, float]:
    return {"rows": float(rows.num_rows), unit: _sum(rows, unit)}


def _reject(
    work: Workspace, source: str, step: str, rejected: pa.Table, shown: Sequence[str]
) -> None:
    """Set rows aside that geography could not place, with its sentence."""
    if rejected.num_rows == 0:
        return
    cells = rejected.select([name for name in shown if name in rejected.column_names]).to_pylist()
    content = [" / ".join(str(value) for value in cell.values()) for cell in cells]
    amounts = {
        name: rejected[name]
        for name in ("amount_nok", "amount_eur", "file_sha256", "source_row")
        if name in rejected.column_names
    }
    work.rejects.append(
        table("rejects").conform(
            pa.table(
                {
                    "source": pa.repeat(source, rejected.num_rows),
                    "step": pa.repeat(step, rejected.num_rows),
                    "reason": rejected["reason"],
                    "explanation": rejected["reason_nb"],
                    "content": pa.array(content, pa.string()),
                    **amounts,
                }
            )
        )
    )
