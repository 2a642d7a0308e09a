"""What the pages of support share: which slice is meant, and how kinds and verdicts are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pydantic import Field

from samspill.tables import table
from samspill.web.language import N_
from samspill.web.site import COUNTRY, Query, Visit

__all__ = [
    "KINDS",
    "LEVELS",
    "PHASES",
    "PURPOSES",
    "Asked",
    "Chosen",
    "choose",
    "kroner",
    "length_of",
    "rows_of",
]

KINDS = {
    "grant": N_("Grants"),
    "loan": N_("Loans"),
    "guarantee": N_("Guarantees"),
    "equity": N_("Equity"),
    "tax": N_("Tax relief"),
}
"""The kinds of support, the one to begin with first."""

PURPOSES = {
    "start_up": N_("New companies"),
    "business_development": N_("Business development"),
    "research": N_("Research and development"),
    "investment": N_("Investment and finance"),
    "environment": N_("Environment, energy and climate"),
    "agriculture": N_("Agriculture and rural areas"),
    "marine": N_("Fisheries and the sea"),
    "tourism": N_("Tourism"),
    "culture": N_("Culture and creative industries"),
    "clusters": N_("Clusters and incubators"),
    "compensation": N_("Compensation"),
    "international": N_("International work"),
    "region": N_("Regional development"),
}
PHASES = {
    "start": N_("Start"),
    "growth": N_("Growth"),
    "established": N_("Established"),
    "any": N_("Any phase"),
}
LEVELS = {"national": N_("National"), "regional": N_("Regional"), "eu": N_("European")}

_ORDER = {"region": 0, "country": 1, "type": 2, "nuts2": 3, "county": 4, "municipality": 5}


class Asked(Query):
    """What the pages of support can be asked."""

    place: str | None = Field(None, pattern=r"^[A-Za-z0-9:æøåÆØÅ_-]{1,30}$")
    kind: str | None = Field(None, pattern=r"^[a-z]{2,20}$")
    provider: str | None = Field(None, max_length=80)
    period: str | None = Field(None, pattern=r"^\d{4}(-\d{4})?$")


@dataclass(frozen=True)
class Chosen:
    """A slice of the awards in a place, and what could have been chosen instead."""

    place: str
    kind: str
    provider: str
    period: str
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    providers: tuple[str, ...]
    periods: tuple[str, ...]

    @property
    def values(self) -> tuple[str, str, str, str]:
        """The values that choose the rows."""
        return self.place, self.kind, self.provider, self.period


def choose(visit: Visit, asked: Asked) -> Chosen | None:
    """Give the slice that is asked for, or the nearest there is; None without any."""
    found = visit.pinned.rows(
        "support",
        "select place_code, place_kind, kind, provider, period, count(*) filter (verdict in "
        "('gap', 'bet')) as called from support where instrument = '' group by all",
    )
    if not found:
        return None
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in found)]
    kind = _among(asked.kind, kinds)
    found = [row for row in found if row["kind"] == kind]
    places = {row["place_code"]: row["place_kind"] for row in found}
    ordered = sorted(places, key=lambda c: (_ORDER[places[c]], visit.name_of_place(c)))
    # where nothing is set apart from chance, a region's parts say more than the region
    wide = dict.fromkeys((visit.region.id, *visit.own_regions, COUNTRY))
    first = [code for code in wide if code in places] + ordered
    called = [c for c in first if any(r["place_code"] == c and r["called"] for r in found)]
    place = _among(asked.place, places, (called or first)[0])
    here = [row for row in found if row["place_code"] == place]
    providers = sorted({row["provider"] for row in here})
    provider = _among(asked.provider, providers)
    own = [row for row in here if row["provider"] == provider]
    # the years of the statistics before all years together: like is held against like
    periods = sorted({row["period"] for row in own}, key=lambda p: (length_of(p), p))
    period = _among(asked.period, periods)
    return Chosen(
        place,
        kind,
        provider,
        period,
        tuple(ordered),
        tuple(kinds),
        tuple(providers),
        tuple(periods),
    )


def _among(asked: str | None, there: Collection[str], usual: str = "") -> str:
    """Give what is asked for if it is there, else what is usual, else the first."""
    return asked if asked is not None and asked in there else usual or next(iter(there))


def length_of(period: str) -> int:
    """Give how many years a period has behind its first."""
    first, _, last = period.partition("-")
    return int(last or first) - int(first)


def rows_of(visit: Visit, chosen: Chosen) -> list[dict[str, Any]]:
    """Give the rows of `support` of a slice, the surest first."""
    return visit.pinned.rows(
        "support",
        "select * from support where place_code = ? and kind = ? and provider = ? and period = ? "
        "and instrument = '' order by q_value nulls last, activity_code",
        *chosen.values,
    )


def as_table(name: str, rows: Sequence[Mapping[str, Any]], *more: str) -> pa.Table:
    """Give rows as a table with its declared types; `more` are columns of text beside them."""
    schema = table(name).schema
    fields = [field for field in schema if not rows or field.name in rows[0]]
    fields += [pa.field(one, pa.string()) for one in more]
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(fields))


def kroner(visit: Visit, amount: float | None) -> str:
    """Write an amount with its size in words."""
    if amount is None:
        return "–"
    return visit.text("NOK {amount}", amount=visit.language.short_number(amount))
