"""The region's strong business and innovation environments today.

Every municipality, county, type of place and the alliance is held against Norway; every NUTS 2
region against Norway and against Europe. A strength is an activity whose shrunken location
quotient is above 1 with a false discovery rate below 5 % within its place and year. It
takes at least three establishments: one plant, however large, is not an environment. Rules that
give stars are data with a citation (`strength_rules.toml`).

The plain quotient and the share are of the figures as published. What is judged, the shrunken
quotient with its interval and the stars, leaves out figures that leap from one year to the next,
and rests on sums that hold the figure of the year before in their place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import geography
from samspill.catalogue import Finding, Origin, View
from samspill.harmonise import Workspace, leaping, protected_cells
from samspill.indicators.specialisation import location_quotient, shares
from samspill.matrix import Axis, Matrix
from samspill.tables import table
from samspill.uncertainty import (
    clumping_from_dispersion,
    shrunken_location_quotient,
)

__all__ = ["FINDING", "rules"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Panel:
    """Sizes of one source and measure in one year: the places shown and the reference.

    `published` and `of_all` are as the publisher has them. `shown` and `against` are what is
    judged: a figure that leaps is not observed itself, and sums hold that of the year before. A
    protected cell is `hidden`: both hold what stands in for it, and nothing of it is shown.
    """

    source: str
    measure: str
    year: int
    reference: str
    editions: NDArray[np.object_]
    published: Matrix
    of_all: Matrix
    shown: Matrix
    against: Matrix
    leaps: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    establishments: Matrix
    squares: Matrix
    flags: NDArray[np.object_]
    kinds: NDArray[np.object_]
    knowledge: Floats


@cache
def rules() -> Mapping[str, Mapping[str, Any]]:
    """Give the rule sets for stars by name, each with its thresholds and its citation."""
    text = files("samspill.findings").joinpath("strength_rules.toml").read_text(encoding="utf-8")
    return {rule["id"]: rule for rule in tomllib.loads(text)["rule_set"]}


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the tables `strengths` and `stars`."""
    strengths, stars = [], []
    first: dict[tuple[str, str, str], _Panel] = {}
    for panel in _panels(work):
        since = first.setdefault((panel.source, panel.measure, panel.reference), panel)
        rows, evidence = _one(panel, since, work)
        strengths.append(rows)
        stars.append(evidence)
    return {
        "strengths": pa.concat_tables([table("strengths").empty(), *strengths]),
        "stars": pa.concat_tables([table("stars").empty(), *stars]),
    }


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the tidy rows behind a strength: its own cell and the sums it is held against."""
    del name
    here = {"place_code": (row["place_code"],), "year": (row["year"],)}
    cell = {**here, "activity_code": (row["activity_code"],), "measure": (row["measure"],)}
    if row["measure"] in ("employees_count", "establishments_count"):
        return _trace_register(row, here, cell)
    base: dict[str, tuple[object, ...]] = {
        "source": ("eurostat_sbs",),
        "place_kind": ("nuts2",),
    }
    if row["reference"] == "norway":
        base["place_code"] = tuple(geography.nuts2_names())
    return (
        Origin(_CELL, "industry_statistics", cell, ("value",)),
        Origin(
            {"nb": "Antall virksomheter i cellen", "en": "Number of establishments in the cell"},
            "industry_statistics",
            {**cell, "measure": ("local_units",)},
            ("value",),
        ),
        Origin(_IN_PLACE, "sizes", {**here, "measure": cell["measure"]}, _SUMS),
        Origin(
            _IN_ALL,
            "sizes",
            {**base, **{key: cell[key] for key in ("activity_code", "measure", "year")}},
            _SUMS,
        ),
    )


def _trace_register(
    row: Mapping[str, Any],
    here: Mapping[str, tuple[object, ...]],
    cell: Mapping[str, tuple[object, ...]],
) -> tuple[Origin, ...]:
    in_activity = {"activity_code": (row["activity_code"],), "year": (row["year"],)}
    is_municipality = row["place_code"].isdigit() and len(row["place_code"]) == 4
    to_codes = {"municipality_code": "municipality_code", "second_activity_code": "activity_code"}
    base = {"place_kind": ("municipality",), "measure": (row["measure"],)}
    own = (
        Origin(
            {"nb": "Virksomhetene i registeret", "en": "The establishments in the register"},
            "establishments",
            {"year": (row["year"],), "has_employees": (True,)},
            (),
            ("carried_codes", {**here, **in_activity}, to_codes),
        )
        if is_municipality
        else Origin(
            {"nb": "Kommunene som hører til", "en": "The municipalities it consists of"},
            "sizes",
            {**in_activity, **base},
            # a protected municipality is in the sum, but its own size is not told
            ("establishments_count",),
            (
                "groups",
                {"place_code": (row["place_code"],)},
                {"municipality_code": "place_code"},
            ),
        )
    )
    return (
        own,
        Origin(_CELL, "sizes", cell, ("value", "establishments_count", "withheld_count")),
        Origin(_IN_PLACE, "sizes", {**here, "measure": cell["measure"]}, ("held_value",)),
        Origin(_IN_ALL, "sizes", {**in_activity, **base}, ("held_value",)),
    )


_SUMS = ("value", "held_value")
_CELL = {"nb": "Cellen selv", "en": "The cell itself"}
_IN_PLACE = {"nb": "Alle aktivitetene i stedet", "en": "All activities of the place"}
_IN_ALL = {"nb": "Aktiviteten i alle stedene", "en": "The activity in all places"}


FINDING = Finding(
    id="strengths",
    title={"nb": "Styrker", "en": "Strengths"},
    question={
        "nb": "Hva er regionens sterke nærings- og innovasjonsmiljøer i dag?",
        "en": "What are the region's strong business and innovation environments today?",
    },
    tables=("strengths", "stars"),
    needs=("sizes", "places", "activities", "participations"),
    compute=compute,
    indicators=("location_quotient", "shares"),
    views={
        "strengths": View(
            columns=(
                "place_name", "activity_code", "activity_{lang}", "year", "lq", "lq_low",
                "lq_shrunk", "lq_high", "stars", "value", "q_value", "share",
            ),
            order_by="-lq_shrunk",
            focus={
                "is_strength": (True,),
                "measure": ("employees_count", "persons_employed"),
                "reference": ("norway", "europe"),
                "year": ("latest",),
            },
        ),
        "stars": View(
            columns=(
                "place_code", "activity_code", "year", "rule_set", "stars", "stars_possible",
                "star_specialised", "star_sizeable", "star_growing", "star_knowledge",
                "star_connected", "star_focus",
            ),
            order_by="-stars",
            focus={
                "rule_set": ("samspill-1",),
                "measure": ("employees_count", "persons_employed"),
                "reference": ("norway", "europe"),
                "year": ("latest",),
            },
        ),
    },
    trace=trace,
)  # fmt: skip


def _panels(work: Workspace) -> Iterator[_Panel]:
    """Give every panel, the years of a series in order."""
    sizes = work.tables["sizes"]
    for source, kinds, references, absent in (
        ("eurostat_sbs", ("nuts2", "region"), ("europe", "norway"), np.nan),
        # the register lists all there is: what is not in it is not there
        ("brreg_underenheter", ("municipality", "county", "type", "region"), ("norway",), 0.0),
    ):
        own = sizes.filter(pc.equal(sizes["source"], source))
        for measure in sorted(pc.unique(own["measure"]).to_pylist()):
            series = own.filter(pc.equal(own["measure"], measure))
            rows = Axis("place", _edition(series, kinds[0]), _places(series, kinds))
            columns = Axis("activity", "nace-2", _codes(series, "activity_code"))
            knowledge = _knowledge(work, rows.codes, columns.codes)
            for year in sorted(pc.unique(series["year"]).to_pylist()):
                here = series.filter(pc.equal(series["year"], year))
                pivoted = _pivot(here, rows, columns, absent)
                flags = _flags(here, rows, columns)
                base = _places(series, kinds[:1])
                for reference in references:
                    inside = [c for c in base if reference == "europe" or _is_norwegian(c)]
                    shown = list(rows.codes) if reference == "europe" else _norwegian(rows)
                    yield _Panel(
                        source,
                        measure,
                        year,
                        reference,
                        _each(here, rows, "place_edition")[rows.positions(shown)],
                        pivoted["value"].select(shown),
                        pivoted["value"].select(inside),
                        pivoted["held_value"].select(shown),
                        pivoted["held_value"].select(inside),
                        pivoted["leaps"].select(shown).dense > 0,
                        pivoted["hidden"].select(shown).dense > 0,
                        pivoted["establishments_count"].select(shown),
                        pivoted["squares"].select(shown),
                        flags[rows.positions(shown)],
                        _each(here, rows, "place_kind")[rows.positions(shown)],
                        knowledge[rows.positions(shown)],
                    )


def _is_norwegian(place_code: str) -> bool:
    return place_code.startswith("NO") or not place_code[:2].isalpha() or ":" in place_code


def _norwegian(rows: Axis) -> list[str]:
    return [code for code in rows.codes if _is_norwegian(code)]


def _edition(series: pa.Table, kind: str) -> str:
    editions = pc.unique(
        series.filter(pc.equal(series["place_kind"], kind))["place_edition"]
    ).to_pylist()
    return str(editions[0]) if editions else ""


def _codes(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(rows[column]).to_pylist()))


def _places(rows: pa.Table, kinds: tuple[str, ...]) -> tuple[str, ...]:
    chosen = rows.filter(pc.is_in(rows["place_kind"], pa.array(kinds)))
    return _codes(chosen, "place_code")


def _pivot(rows: pa.Table, places: Axis, acts: Axis, absent: float) -> dict[str, Matrix]:
    """Give the columns of numbers as matrices; what has no row is not observed."""
    at = _cells(rows, places, acts)
    matrices = {}
    for name in ("value", "held_value", "establishments_count", "squares"):
        values = np.full((len(places), len(acts)), absent)
        values[at] = rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False)
        matrices[name] = Matrix(values, places, acts)
    leaps, hidden = np.zeros((2, len(places), len(acts)))
    leaps[at] = leaping(rows)
    hidden[at] = protected_cells(rows)
    value, held = matrices["value"], matrices["held_value"]
    filled = value.with_values(np.where(hidden > 0, held.dense, value.dense), value.unit)
    return {
        **matrices,
        "value": filled,
        "leaps": Matrix(leaps, places, acts),
        "hidden": Matrix(hidden, places, acts),
    }


def _cells(rows: pa.Table, places: Axis, acts: Axis) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give where the rows stand."""
    place, act = rows["place_code"].to_pylist(), rows["activity_code"].to_pylist()
    return places.positions(place), acts.positions(act)


def _flags(rows: pa.Table, places: Axis, acts: Axis) -> NDArray[np.object_]:
    flags = np.full((len(places), len(acts)), None, dtype=object)
    flags[_cells(rows, places, acts)] = rows["flag"].to_pylist()
    return flags


def _each(rows: pa.Table, places: Axis, column: str) -> NDArray[np.object_]:
    """Give a fact of each place; None for one that has no row this year."""
    known = dict(zip(rows["place_code"].to_pylist(), rows[column].to_pylist(), strict=True))
    return np.asarray([known.get(code) for code in places.codes], dtype=object)


def _knowledge(work: Workspace, places: tuple[str, ...], acts: tuple[str, ...]) -> Floats:
    """Give the location quotient of the places' participations in research projects."""
    rows = work.tables["participations"]
    rows = rows.filter(pc.and_(pc.is_valid(rows["place_code"]), pc.is_valid(rows["activity_code"])))
    result = np.full((len(places), len(acts)), np.nan)
    if rows.num_rows == 0:
        return result
    counts = rows.group_by(["place_code", "activity_code"]).aggregate([([], "count_all")])
    quotient = location_quotient(
        Matrix.from_frame(counts, place="place_code", activity="activity_code", value="count_all")
    )
    row_at = [(at, p) for at, p in enumerate(places) if p in quotient.rows]
    column_at = [(at, a) for at, a in enumerate(acts) if a in quotient.columns]
    if row_at and column_at:
        block = quotient.select([p for _, p in row_at], [a for _, a in column_at]).dense
        result[np.ix_([at for at, _ in row_at], [at for at, _ in column_at])] = block
    return result


def _clumping(panel: _Panel) -> Matrix:
    """Give how much comes together: by sizes where known, else by number of establishments."""
    if panel.measure in ("local_units", "establishments_count"):
        return panel.shown.with_values(np.ones(panel.shown.shape), "establishments")
    if np.isfinite(panel.squares.dense).any():
        with np.errstate(invalid="ignore", divide="ignore"):
            lumps = panel.squares.dense / panel.shown.dense
        return panel.shown.with_values(np.where(lumps > 0, lumps, np.nan), "persons")
    return clumping_from_dispersion(panel.shown, panel.establishments)


def _shrunk(panel: _Panel, clumping: Matrix) -> dict[str, Floats]:
    """Shrink the quotients of each kind of place toward that kind's own usual quotient."""
    parts = {name: np.full(panel.shown.shape, np.nan) for name in ("mean", "low", "high", "p", "q")}
    for kind in dict.fromkeys(panel.kinds):
        rows = np.flatnonzero(panel.kinds == kind)
        codes = [panel.shown.rows.codes[at] for at in rows]
        found = shrunken_location_quotient(
            panel.shown.select(codes), reference=panel.against, clumping=clumping.select(codes)
        )
        for name, values in parts.items():
            values[rows] = getattr(found, name).dense
    return {name: _judged(panel, values) for name, values in parts.items()}


def _judged(panel: _Panel, values: Floats) -> Floats:
    """Leave out cells whose own figure leaps or is protected."""
    return np.where(panel.leaps | panel.hidden, np.nan, values)


def _one(panel: _Panel, since: _Panel, work: Workspace) -> tuple[pa.Table, pa.Table]:
    """Compute one panel."""
    clumping = _clumping(panel)
    shrunk = _shrunk(panel, clumping)
    rule = rules()["samspill-1"]
    is_strength = (
        (shrunk["q"] < rule["q_below"])
        & (shrunk["mean"] > rule["shrunken_quotient_above"])
        & (panel.establishments.dense >= rule["establishments_at_least"])
        & ~panel.hidden
    )
    growth = _growth(panel, since)
    evidence = _evidence(panel, is_strength, since)
    default = evidence["samspill-1"]
    observed = np.isfinite(panel.published.dense)
    names = _names(work)
    row_at, column_at = np.nonzero(observed)
    codes = np.asarray(panel.shown.rows.codes, dtype=object)[row_at]
    acts = np.asarray(panel.shown.columns.codes, dtype=object)[column_at]
    keys = {
        "place_code": pa.array(codes, pa.string()),
        "activity_code": pa.array(acts, pa.string()),
        "measure": pa.repeat(panel.measure, len(codes)),
        "year": pa.repeat(pa.scalar(panel.year, pa.int64()), len(codes)),
        "reference": pa.repeat(panel.reference, len(codes)),
    }

    hidden = panel.hidden[observed]

    def cells(values: Floats) -> pa.Array:
        return pa.array(np.where(hidden, np.nan, values[observed]), from_pandas=True)

    columns = {
        **keys,
        "place_edition": pa.array(panel.editions[row_at], pa.string()),
        "place_name": pa.array([names.places.get(code) for code in codes], pa.string()),
        "activity_nb": pa.array([names.nb.get(code) for code in acts], pa.string()),
        "activity_en": pa.array([names.en.get(code) for code in acts], pa.string()),
        "value": cells(panel.published.dense),
        # how many there are is in the register by name, and tells nothing of their size
        "establishments_count": pa.array(panel.establishments.dense[observed], from_pandas=True),
        "share": cells(shares(panel.published).dense),
        "lq": cells(location_quotient(panel.published, reference=panel.of_all).dense),
        "lq_low": cells(shrunk["low"]),
        "lq_high": cells(shrunk["high"]),
        "lq_shrunk": cells(shrunk["mean"]),
        "p_value": cells(shrunk["p"]),
        "q_value": cells(shrunk["q"]),
        "is_strength": pa.array(
            is_strength[observed], mask=hidden | np.isnan(shrunk["q"][observed])
        ),
        "growth": cells(growth),
        "effective_count": cells(_judged(panel, panel.shown.dense / clumping.dense)),
        "stars": pa.array(_count(default)[observed], pa.int64(), mask=hidden),
        "rule_set": pa.repeat("samspill-1", len(codes)),
        "flag": pa.array(panel.flags[observed], pa.string()),
        "source": pa.repeat(panel.source, len(codes)),
    }
    strengths = table("strengths").conform(pa.table(columns))
    stars = [
        table("stars").conform(
            pa.table(
                {
                    **keys,
                    "rule_set": pa.repeat(name, len(codes)),
                    "stars": pa.array(_count(facts)[observed], pa.int64(), mask=hidden),
                    "stars_possible": pa.array(_known(facts)[observed], pa.int64()),
                    **{
                        f"star_{fact}": pa.array(
                            values[observed] == 1, mask=np.isnan(values[observed])
                        )
                        for fact, values in facts.items()
                    },
                }
            )
        )
        for name, facts in evidence.items()
    ]
    return strengths, pa.concat_tables(stars)


@dataclass(frozen=True)
class _Names:
    places: Mapping[str, str]
    nb: Mapping[str, str]
    en: Mapping[str, str]


def _names(work: Workspace) -> _Names:
    places, acts = work.tables["places"], work.tables["activities"]
    codes = acts["activity_code"].to_pylist()
    return _Names(
        dict(zip(places["place_code"].to_pylist(), places["name"].to_pylist(), strict=True)),
        dict(zip(codes, acts["activity_nb"].to_pylist(), strict=True)),
        dict(zip(codes, acts["activity_en"].to_pylist(), strict=True)),
    )


def _growth(panel: _Panel, since: _Panel) -> Floats:
    """Give the yearly growth since the first year of the series, NaN in that year."""
    if since.year == panel.year:
        return np.full(panel.shown.shape, np.nan)
    start = since.shown.dense
    began = np.where((start > 0) & ~since.hidden, start, np.nan)
    grown = (panel.shown.dense / began) ** (1 / (panel.year - since.year)) - 1
    return _judged(panel, np.asarray(grown))


def _competitive_effect(panel: _Panel, since: _Panel) -> Floats:
    """Give what a place's activity grew beyond the activity's growth in the places shown."""
    if since.year == panel.year:
        return np.full(panel.shown.shape, np.nan)
    start = since.shown.dense
    both = np.isfinite(start) & np.isfinite(panel.shown.dense)
    at_start = np.where(both, start, 0.0).sum(axis=0)
    at_end = np.where(both, panel.shown.dense, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        overall = np.where(at_start > 0, at_end / at_start, np.nan)
    grown = np.where(since.hidden, np.nan, panel.shown.dense - start * overall)
    return _judged(panel, grown)


def _evidence(
    panel: _Panel,
    is_strength: NDArray[np.bool_],
    since: _Panel,
) -> dict[str, dict[str, Floats]]:
    """Give for each rule set its stars: 1 earned, 0 not, NaN without figures to tell by."""
    ours, theirs = rules()["samspill-1"], rules()["observatory-2007"]
    nothing = np.full(panel.shown.shape, np.nan)
    effect = _competitive_effect(panel, since)
    size = _judged(panel, panel.shown.dense)
    share = _judged(panel, shares(panel.shown).dense)
    quotient = _judged(panel, location_quotient(panel.shown, reference=panel.against).dense)
    return {
        "samspill-1": {
            "specialised": np.where(panel.hidden, np.nan, is_strength),
            "sizeable": _among_largest(panel, size, ours["size_share_of_places"]),
            "growing": _above(effect, ours["competitive_effect_above"]),
            "knowledge": np.where(
                panel.hidden, np.nan, _above(panel.knowledge, ours["knowledge_quotient_above"])
            ),
            "connected": nothing,
        },
        "observatory-2007": {
            "sizeable": _among_largest(panel, size, theirs["size_share_of_places"]),
            "specialised": np.where(
                np.isnan(quotient), np.nan, quotient >= theirs["quotient_at_least"]
            ),
            "focus": _among_largest(panel, share, theirs["focus_share_of_places"]),
        },
    }


def _above(values: Floats, threshold: float) -> Floats:
    return np.where(np.isnan(values), np.nan, values > threshold)


def _among_largest(panel: _Panel, values: Floats, part: float) -> Floats:
    """Say which cells are among the largest part of the places of their own kind.

    Not defined where fewer than five places of the kind have the activity.
    """
    result = np.full(values.shape, np.nan)
    for kind in dict.fromkeys(panel.kinds):
        rows = np.flatnonzero(panel.kinds == kind)
        block = values[rows]
        known = np.isfinite(block).sum(axis=0)
        with np.errstate(invalid="ignore"):
            order = np.where(np.isnan(block), np.inf, -block).argsort(axis=0).argsort(axis=0)
            top = (order < np.floor(part * known)) & (block > 0)
        result[rows] = np.where(np.isnan(block) | (known < 5), np.nan, top)
    return result


def _count(facts: Mapping[str, Floats]) -> NDArray[np.int64]:
    """Count the stars that are earned."""
    return np.asarray(sum((values == 1).astype(np.int64) for values in facts.values()))


def _known(facts: Mapping[str, Floats]) -> NDArray[np.int64]:
    """Count the stars for which there are figures."""
    return np.asarray(sum(np.isfinite(values).astype(np.int64) for values in facts.values()))
