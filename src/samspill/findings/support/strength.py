"""What support is held against: how much of each activity a place has, and how strong it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from samspill import geography
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets
from samspill.harmonise.sizes import leaping

__all__ = ["COUNTRY", "Strength", "is_thin", "strengths_of_places"]

COUNTRY = "NO"
"""The code of the whole country, which is the sum of its NUTS 2 regions."""

THIN = 10.0
"""Fewer establishments a municipality than this, and the register says nothing of strength."""

_YEARS = 5

Quotients = tuple[Mapping[str, float], Mapping[str, float], Mapping[str, bool]]


@dataclass(frozen=True)
class Strength:
    """The strength of the activities of one place.

    Parameters
    ----------
    place_code, place_kind
        The place.
    source, measure, years
        What it was measured by, and the years that it is the mean of.
    persons
        Persons employed in each activity that was observed in at least one of the years, without
        figures that leap (decision 0006).
    lq, lq_shrunk, is_strength
        Of the last of the years in which no figure of the place leaps.
    density
        Relatedness density, where it is known.
    """

    place_code: str
    place_kind: str
    source: str
    measure: str
    years: tuple[int, ...]
    persons: Mapping[str, float]
    lq: Mapping[str, float] = field(default_factory=dict)
    lq_shrunk: Mapping[str, float] = field(default_factory=dict)
    is_strength: Mapping[str, bool] = field(default_factory=dict)
    density: Mapping[str, float] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The years in words: `2010-2014`."""
        return f"{self.years[0]}-{self.years[-1]}" if len(self.years) > 1 else str(self.years[0])


def strengths_of_places(work: Workspace) -> list[Strength]:
    """Give the strength of every place that has one, each place once.

    Two sources tell it: the statistics of regions, and the register of establishments unless it
    is too thin to say anything. For a region that both know, the register counts if it shows a
    year in which awards were given, else the statistics.
    """
    statistics, register = list(_of_statistics(work)), list(_of_register(work))
    given = set(pc.unique(work.tables["awards"]["year"]).to_pylist())
    is_of_the_time = any(given & set(one.years) for one in register)
    order = (*register, *statistics) if is_of_the_time else (*statistics, *register)
    found: dict[str, Strength] = {}
    for one in order:
        found.setdefault(one.place_code, one)
    return list(found.values())


def _of_statistics(work: Workspace) -> Iterator[Strength]:
    sizes = work.tables["sizes"]
    own = sizes.filter(
        pc.and_(
            pc.and_(
                pc.equal(sizes["source"], "eurostat_sbs"),
                pc.equal(sizes["measure"], "persons_employed"),
            ),
            pc.and_(pc.starts_with(sizes["place_code"], "NO"), pc.is_valid(sizes["value"])),
        )
    )
    if own.num_rows == 0:
        return
    last = pc.max(own["year"]).as_py()
    years = tuple(y for y in sorted(pc.unique(own["year"]).to_pylist()) if y > last - _YEARS)
    means = _means(own, years)
    leaping = _years_that_leap(own)
    quotient_year = max((y for y in years if y not in leaping), default=last)
    quotients = _quotients(work, "persons_employed", quotient_year)
    density = _densities(work, "eurostat_sbs")
    everywhere = set(means)
    groups = {code: frozenset({code}) for code in sorted(means)}
    groups |= {name: its & everywhere for name, its in nuts_of_sets(work.region).items()}
    groups[COUNTRY] = frozenset(everywhere)
    country = _summed(means[part] for part in sorted(everywhere))
    for code, parts in groups.items():
        persons = _summed(means[part] for part in sorted(parts))
        kind = "nuts2" if code in everywhere else "country" if code == COUNTRY else "region"
        plain = ({}, {}, {}) if code == COUNTRY else _plain(persons, country)
        yield Strength(
            code,
            kind,
            "eurostat_sbs",
            "persons_employed",
            years,
            persons,
            *quotients.get(code, plain),
            density.get(code, {}),
        )


def _of_register(work: Workspace) -> Iterator[Strength]:
    sizes = work.tables["sizes"]
    own = sizes.filter(
        pc.and_(
            pc.equal(sizes["source"], "brreg_underenheter"),
            pc.equal(sizes["measure"], "employees_count"),
        )
    )
    if own.num_rows == 0 or is_thin(work):
        return
    years = tuple(sorted(pc.unique(own["year"]).to_pylist()))
    kinds = dict(zip(own["place_code"].to_pylist(), own["place_kind"].to_pylist(), strict=True))
    # a protected cell has no measure; in sums over places it is what stands in for it
    means, held = _means(own, years), _means(own, years, "held_value")
    quotients = _quotients(work, "employees_count", years[-1])
    density = _densities(work, "brreg_underenheter")
    for region, parts in _regions(work, held, kinds).items():
        kinds[region] = "country" if region == COUNTRY else "nuts2"
        means[region] = _summed(held[part] for part in parts if part in held)
        quotients[region] = _plain(means[region], means[COUNTRY])
    for code in sorted(means):
        kind = kinds[code]
        if kind == "municipality" and work.region.type_of(code) is None:
            continue
        yield Strength(
            code,
            kind,
            "brreg_underenheter",
            "employees_count",
            years,
            means[code],
            *quotients.get(code, ({}, {}, {})),
            density.get(code, {}),
        )


def is_thin(work: Workspace) -> bool:
    """Say whether the register has too few establishments to tell what a place is strong at."""
    sizes = work.tables["sizes"]
    own = sizes.filter(
        pc.and_(
            pc.and_(
                pc.equal(sizes["source"], "brreg_underenheter"),
                pc.equal(sizes["measure"], "employees_count"),
            ),
            pc.equal(sizes["place_kind"], "municipality"),
        )
    )
    if own.num_rows == 0:
        return True
    newest = own.filter(pc.equal(own["year"], pc.max(own["year"])))
    places = work.tables["places"]
    there = pc.sum(pc.equal(places["place_kind"], "municipality")).as_py() or 1
    return bool((pc.sum(newest["establishments_count"]).as_py() or 0) < THIN * there)


def _regions(
    work: Workspace, means: Mapping[str, object], kinds: Mapping[str, str]
) -> dict[str, list[str]]:
    """Give the country and its NUTS 2 regions, each with its municipalities."""
    own = [code for code in sorted(means) if kinds[code] == "municipality"]
    found: dict[str, list[str]] = {COUNTRY: own}
    if work.graph is not None:
        of = geography.nuts2_of_places(work.graph, work.region.edition)
        for code in own:
            region = of[code].nuts_code if code in of else None
            if region is not None:
                found.setdefault(region, []).append(code)
    return found


def _summed(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for part in parts:
        for activity, value in part.items():
            total[activity] += value
    return dict(total)


def _plain(place: Mapping[str, float], country: Mapping[str, float]) -> Quotients:
    """Give the location quotients of a region that is put together, without shrinking."""
    if place is country:
        return {}, {}, {}
    size, whole = sum(place.values()), sum(country.values())
    lq = {
        code: (persons / size) / (country[code] / whole)
        for code, persons in place.items()
        if country.get(code)
    }
    return lq, {}, {}


def _means(
    rows: pa.Table, years: tuple[int, ...], column: str = "value"
) -> dict[str, dict[str, float]]:
    """Give place -> activity -> mean over its observed years, without figures that leap."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    inside = rows.filter(pc.invert(leaping(rows)))
    inside = inside.filter(pc.is_in(inside["year"], pa.array(years, pa.int64())))
    columns = ("place_code", "activity_code", column)
    for code, activity, value in zip(*(inside[c].to_pylist() for c in columns), strict=True):
        if value is not None:
            values[code][activity].append(value)
    return {
        code: {activity: sum(all_) / len(all_) for activity, all_ in its.items()}
        for code, its in values.items()
    }


def _years_that_leap(rows: pa.Table) -> set[int]:
    leaps = leaping(rows)
    return set(pc.unique(rows.filter(leaps)["year"]).to_pylist())


def _quotients(work: Workspace, measure: str, year: int) -> dict[str, Quotients]:
    """Give the quotients against Norway and whether each is a strength, by place and activity."""
    rows = work.tables["strengths"]
    chosen = rows.filter(
        pc.and_(
            pc.and_(pc.equal(rows["measure"], measure), pc.equal(rows["reference"], "norway")),
            pc.equal(rows["year"], year),
        )
    )
    found: dict[str, tuple[dict[str, float], dict[str, float], dict[str, bool]]]
    found = defaultdict(lambda: ({}, {}, {}))
    wanted = ("place_code", "activity_code", "lq", "lq_shrunk", "is_strength")
    for row in chosen.select(list(wanted)).to_pylist():
        lq, shrunken, strong = found[row["place_code"]]
        code = row["activity_code"]
        if row["lq"] is not None:
            lq[code] = row["lq"]
        if row["lq_shrunk"] is not None:
            shrunken[code] = row["lq_shrunk"]
        if row["is_strength"] is not None:
            strong[code] = row["is_strength"]
    return dict(found)


def _densities(work: Workspace, source: str) -> dict[str, dict[str, float]]:
    rows = work.tables.get("relatedness_presences")
    found: dict[str, dict[str, float]] = defaultdict(dict)
    if rows is None:
        return found
    for row in rows.filter(pc.equal(rows["source"], source)).to_pylist():
        if row["density"] is not None:
            found[row["place_code"]][row["activity_code"]] = row["density"]
    return found
