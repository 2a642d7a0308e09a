"""What exactly a place is good at: the five-digit activities in which it is specialised.

Strengths are told by division, of which there are 88. Within one, boat building and the building of
aircraft are the same. Here establishments with employees are counted by subclass of SN2007, in
every municipality, county, type of place and set of the profile, and held against Norway. A
speciality is a subclass with a false discovery rate below 5 % among the subclasses of the place,
the whole interval of its shrunken location quotient above 1, and at least three establishments.
That is the rule for strengths, with one establishment as one observation and a stricter interval:
so many cells are tested that the rate alone would let some through of which the quotient itself is
not sure.

Nothing is said of how many work there (decision 0054). A speciality is much of one thing, and need
not be much work: whether the division is a strength by its jobs stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import activities
from samspill.catalogue import Finding, Origin, View
from samspill.findings.series import names_of
from samspill.findings.strengths import rules
from samspill.harmonise import Workspace
from samspill.indicators.specialisation import expected, location_quotient, shares
from samspill.matrix import Axis, Matrix
from samspill.tables import table
from samspill.uncertainty import shrunken_location_quotient

__all__ = ["FINDING"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Counts:
    """Establishments of the newest year by place and subclass.

    `shown` has the municipalities and what is put together from them, `kinds` what each is,
    `editions` of which edition; `norway` has the municipalities alone. `within` has for each
    subclass the number of its division in `divisions`.
    """

    year: int
    source: str
    norway: Matrix
    shown: Matrix
    kinds: NDArray[np.object_]
    editions: NDArray[np.object_]
    divisions: tuple[str, ...]
    within: NDArray[np.intp]


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give the table `specialities`: the newest year of the register."""
    rows = work.tables["subclasses"]
    if rows.num_rows == 0:
        return {"specialities": table("specialities").empty()}
    newest = pc.max(rows["year"])
    counts = _laid(work, rows.filter(pc.equal(rows["year"], newest)))
    return {"specialities": table("specialities").conform(_measured(work, counts))}


def _laid(work: Workspace, rows: pa.Table) -> _Counts:
    """Lay the counts out as places by subclasses, with the sums of counties, types and sets."""
    places, place = _numbered(rows["place_code"])
    subclasses, subclass = _numbered(rows["subclass_code"])
    laid = np.zeros((len(places), len(subclasses)))
    laid[place, subclass] = rows["establishments_count"].to_numpy()
    divisions, division = _numbered(rows["activity_code"])
    within = np.zeros(len(subclasses), np.intp)
    within[subclass] = division
    groups = work.tables["groups"]
    groups = groups.filter(pc.is_in(groups["municipality_code"], pa.array(places)))
    kind_of = dict(
        zip(groups["place_code"].to_pylist(), groups["place_kind"].to_pylist(), strict=True)
    )
    names = sorted(kind_of)
    belongs = np.zeros((len(names), len(places)))
    at = {name: number for number, name in enumerate(names)}
    column = {code: number for number, code in enumerate(places)}
    belongs[
        [at[name] for name in groups["place_code"].to_pylist()],
        [column[code] for code in groups["municipality_code"].to_pylist()],
    ] = 1.0
    edition = work.region.edition
    columns = Axis("activity", "sn-2007", subclasses)
    of_municipalities = f"municipality-{edition}"
    kinds = ["municipality"] * len(places) + [kind_of[name] for name in names]
    return _Counts(
        rows["year"][0].as_py(),
        rows["source"][0].as_py(),
        Matrix(laid, Axis("place", of_municipalities, places), columns),
        Matrix(
            np.vstack([laid, belongs @ laid]),
            Axis("place", of_municipalities, (*places, *names)),
            columns,
        ),
        np.asarray(kinds, dtype=object),
        np.asarray(
            [f"county-{edition}" if kind == "county" else of_municipalities for kind in kinds],
            dtype=object,
        ),
        divisions,
        within,
    )


def _numbered(column: pa.ChunkedArray) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Give the codes of a column in order, and which of them each row has."""
    codes, number = np.unique(column.to_numpy(), return_inverse=True)
    return tuple(codes.tolist()), number


def _shrunk(counts: _Counts) -> dict[str, Floats]:
    """Shrink the quotients of each kind of place toward that kind's own usual quotient."""
    parts = {
        name: np.full(counts.shown.shape, np.nan) for name in ("mean", "low", "high", "p", "q")
    }
    for kind in dict.fromkeys(counts.kinds):
        rows = np.flatnonzero(counts.kinds == kind)
        found = shrunken_location_quotient(
            counts.shown.select([counts.shown.rows.codes[at] for at in rows]),
            reference=counts.norway,
            clumping=1.0,
        )
        for name, values in parts.items():
            values[rows] = getattr(found, name).dense
    return parts


def _measured(work: Workspace, counts: _Counts) -> pa.Table:
    """Compute every cell, and give those in which there is something."""
    here = counts.shown.dense
    shrunk = _shrunk(counts)
    rule = rules()["samspill-1"]
    is_speciality = (
        (shrunk["q"] < rule["q_below"])
        & (shrunk["low"] > rule["shrunken_quotient_above"])
        & (here >= rule["establishments_at_least"])
    )
    awaited = expected(counts.shown, reference=counts.norway).dense
    in_division = _by_division(counts, here)
    in_norway = counts.norway.dense.sum(axis=0)
    beyond = np.maximum(here - awaited, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = here / in_division
        carried = beyond / _by_division(counts, beyond)
    row, column = there = np.nonzero(here)
    codes = pa.array(counts.shown.rows.codes, pa.string()).take(pa.array(row))
    names = names_of(work)
    known = activities.subclass_names(work.tidy("classification"))
    own = [known.get(code, (None, None)) for code in counts.shown.columns.codes]
    division = [counts.divisions[at] for at in counts.within.tolist()]

    def of_place(values: list[str | None]) -> pa.Array:
        return pa.array(values, pa.string()).take(pa.array(row))

    def of_subclass(values: list[str | None]) -> pa.Array:
        return pa.array(values, pa.string()).take(pa.array(column))

    return _with_strengths(
        work,
        counts,
        pa.table(
            {
                "place_code": codes,
                "subclass_code": of_subclass(list(counts.shown.columns.codes)),
                "year": pa.repeat(pa.scalar(counts.year, pa.int64()), len(row)),
                "place_kind": of_place(counts.kinds.tolist()),
                "place_edition": of_place(counts.editions.tolist()),
                "place_name": of_place([names.places.get(c) for c in counts.shown.rows.codes]),
                "subclass_nb": of_subclass([nb for nb, _ in own]),
                "subclass_en": of_subclass([en for _, en in own]),
                "activity_code": of_subclass(list(division)),
                "activity_nb": of_subclass([names.nb.get(code) for code in division]),
                "activity_en": of_subclass([names.en.get(code) for code in division]),
                "establishments_count": here[there],
                "share": shares(counts.shown).dense[there],
                "lq": location_quotient(counts.shown, reference=counts.norway).dense[there],
                "lq_low": shrunk["low"][there],
                "lq_high": shrunk["high"][there],
                "lq_shrunk": shrunk["mean"][there],
                "p_value": shrunk["p"][there],
                "q_value": shrunk["q"][there],
                "is_speciality": is_speciality[there],
                "activity_share": part[there],
                "activity_share_norway": (in_norway / _by_division(counts, in_norway))[column],
                "excess_count": (here - awaited)[there],
                "carried_share": carried[there],
                "source": pa.repeat(counts.source, len(row)),
            }
        ),
    )


def _by_division(counts: _Counts, values: Floats) -> Floats:
    """Give for each subclass the sum of its division's."""
    member = np.zeros((len(counts.within), len(counts.divisions)))
    member[np.arange(len(counts.within)), counts.within] = 1.0
    return np.asarray((values @ member)[..., counts.within])


def _with_strengths(work: Workspace, counts: _Counts, rows: pa.Table) -> pa.Table:
    """Add whether the division is a strength by its jobs; null where that is not told."""
    strengths = work.tables["strengths"]
    for name, value in (
        ("measure", "employees_count"), ("reference", "norway"), ("year", counts.year),
        ("source", counts.source),
    ):  # fmt: skip
        strengths = strengths.filter(pc.equal(strengths[name], value))
    told = strengths.select(["place_code", "activity_code", "is_strength"]).rename_columns(
        ["place_code", "activity_code", "is_within_strength"]
    )
    return rows.join(told, ["place_code", "activity_code"], join_type="left outer")


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the establishments behind a speciality, and the sums that it is held against."""
    del name
    place, subclass, year = ((row[key],) for key in ("place_code", "subclass_code", "year"))
    cell = {"subclass_code": subclass, "year": year}
    inside = ("groups", {"place_code": place}, {"municipality_code": "place_code"})
    if row["place_kind"] == "municipality":
        return (
            Origin(
                {"nb": "Virksomhetene i registeret", "en": "The establishments in the register"},
                "establishments",
                {"year": year, "has_employees": (True,)},
                (),
                (
                    "carried_codes",
                    {"place_code": place, "second_activity_code": subclass, "year": year},
                    {
                        "municipality_code": "municipality_code",
                        "second_activity_code": "activity_code",
                    },
                ),
            ),
            Origin(_CELL, "subclasses", {"place_code": place, **cell}, _COUNT),
            Origin(_IN_PLACE, "subclasses", {"place_code": place, "year": year}, _COUNT),
            Origin(_IN_NORWAY, "subclasses", cell, _COUNT),
        )
    return (
        Origin(
            {"nb": "Kommunene som hører til", "en": "The municipalities it consists of"},
            "subclasses", cell, _COUNT, inside,
        ),
        Origin(_IN_PLACE, "subclasses", {"year": year}, _COUNT, inside),
        Origin(_IN_NORWAY, "subclasses", cell, _COUNT),
    )  # fmt: skip


_COUNT = ("establishments_count",)
_CELL = {"nb": "Cellen selv", "en": "The cell itself"}
_IN_PLACE = {"nb": "Alle undergruppene i stedet", "en": "All subclasses of the place"}
_IN_NORWAY = {"nb": "Undergruppen i hele landet", "en": "The subclass in all of Norway"}


FINDING = Finding(
    id="specialities",
    title={"nb": "Spesialiteter", "en": "Specialities"},
    question={
        "nb": "Hva er stedene gode på, helt nøyaktig?",
        "en": "What exactly is each place good at?",
    },
    tables=("specialities",),
    needs=(
        "subclasses", "establishments", "classification", "places", "groups", "activities",
        "strengths",
    ),
    compute=compute,
    indicators=("location_quotient", "shares"),
    views={
        "specialities": View(
            columns=(
                "place_name", "subclass_code", "subclass_nb", "activity_{lang}", "year",
                "establishments_count", "lq", "lq_low", "lq_shrunk", "lq_high", "q_value",
                "activity_share", "carried_share", "is_within_strength",
            ),
            order_by="-lq_shrunk",
            focus={"is_speciality": (True,), "year": ("latest",)},
        ),
    },
    trace=trace,
)  # fmt: skip
