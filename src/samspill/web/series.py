"""Which series of strengths there are for what is shown, and which of them is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from samspill.errors import UnknownCode
from samspill.tables import table
from samspill.web.language import N_
from samspill.web.site import Visit

__all__ = ["MEASURES", "REFERENCES", "Choice", "as_table", "choose", "rows_of_place"]

MEASURES = {
    "employees_count": N_("Employees"),
    "establishments_count": N_("Establishments"),
    "persons_employed": N_("Persons employed"),
    "local_units": N_("Local units"),
    "wages_meur": N_("Wages, million euro"),
    "grant_nok": N_("Grants"),
    "loan_nok": N_("Loans"),
    "guarantee_nok": N_("Guarantees"),
    "equity_nok": N_("Equity"),
    "tax_nok": N_("Tax relief"),
    "awards_count": N_("Awards"),
    "projects_count": N_("EU projects"),
    "project_eur": N_("EU funding"),
    "actors_count": N_("Actors with support or projects"),
}
"""The measures that have a name of their own, the one to begin with first."""

REFERENCES = {"norway": N_("Norway"), "europe": N_("Europe")}


@dataclass(frozen=True)
class Choice:
    """One series and year of strengths, and what could have been chosen instead."""

    measure: str
    reference: str
    year: int
    source: str
    measures: tuple[str, ...]
    references: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def values(self) -> tuple[str, str, int]:
        """The values that choose the rows."""
        return self.measure, self.reference, self.year


def _rank(name: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(name) if name in order else len(order), name)


def choose(
    found: Sequence[Mapping[str, Any]],
    measure: str | None,
    reference: str | None,
    year: int | None,
) -> Choice | None:
    """Give the series that is asked for, or the first one there is; None without any.

    Parameters
    ----------
    found
        Rows with `measure`, `reference`, `year` and `source`, one for each that has strengths.
    measure, reference, year
        What was asked for; None leaves it open.

    Raises
    ------
    UnknownCode
        It is not among them.
    """
    if not found:
        return None
    measures = sorted({r["measure"] for r in found}, key=lambda m: _rank(m, list(MEASURES)))
    chosen = _one_of("measure", measure, measures, measures[0])
    found = [row for row in found if row["measure"] == chosen]
    references = sorted({r["reference"] for r in found}, key=lambda r: _rank(r, list(REFERENCES)))
    against = _one_of("reference", reference, references, references[0])
    found = [row for row in found if row["reference"] == against]
    years = sorted({row["year"] for row in found})
    when = _one_of("year", None if year is None else str(year), list(map(str, years)), "")
    shown = int(when) if when else years[-1]
    source = next(row["source"] for row in found if row["year"] == shown)
    return Choice(chosen, against, shown, source, tuple(measures), tuple(references), tuple(years))


def _one_of(what: str, asked: str | None, known: Sequence[str], otherwise: str) -> str:
    if asked is None:
        return otherwise
    if asked not in known:
        raise UnknownCode(what, asked, known)
    return asked


def as_table(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Give rows of `strengths` as figures are made from them: places named in the language."""
    named = [{**row, "place_name": visit.name_of_place(row["place_code"])} for row in rows]
    return pa.Table.from_pylist(named, schema=table("strengths").schema)


def rows_of_place(visit: Visit, code: str, choice: Choice) -> list[dict[str, Any]]:
    """Give a place's rows of a series and year, the strongest first."""
    return visit.pinned.rows(
        "strengths",
        "select * from strengths where place_code = ? and measure = ? and reference = ? "
        "and year = ? order by lq_shrunk desc nulls last, activity_code",
        code,
        *choice.values,
    )
