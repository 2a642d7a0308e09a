"""The awards as arrays, which of them lie in a place, and the slices that are looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import geography
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets

__all__ = ["Awards", "Slice", "slices"]

Bools = NDArray[np.bool_]

_LEAST = 30
"""Fewer awards than this in the whole country, and a provider or an instrument has no slice."""

_MANY = 500
"""Fewer awards of a kind than this, and there is nothing to see by municipality or by year."""

_COARSE = ("country", "region", "nuts2")
_BROAD = (*_COARSE, "type", "county")
_ALL = (*_BROAD, "municipality")


class Awards:
    """Awards in kroner above zero, a column each; `amount_eur` alone is never among them.

    `activities` are all there are, and `activity_at` says which of them each award is in.
    """

    def __init__(self, work: Workspace) -> None:
        rows = work.tables["awards"]
        in_kroner = pc.fill_null(pc.greater(rows["amount_nok"], 0), fill_value=False)
        rows = rows.filter(pc.and_(in_kroner, pc.is_valid(rows["kind"])))
        self.rows = rows
        self.amount: NDArray[np.float64] = rows["amount_nok"].to_numpy()
        self.year: NDArray[np.int64] = rows["year"].to_numpy()
        self.provider = _texts(rows["provider"])
        self.instrument = _texts(rows["instrument"])
        self.kind = _texts(rows["kind"])
        self.activity = _texts(rows["activity_code"])
        self.activities, self.activity_at = np.unique(self.activity, return_inverse=True)
        self.recipient = _recipients(rows["actor_id"])
        self.place = _texts(rows["place_code"])
        self.head_office = _texts(rows["head_office_code"])
        self.nuts = _texts(rows["nuts_code"])
        self._nuts_of_sets = nuts_of_sets(work.region)
        self._nuts_of_head_office = _regions_of(work, self.head_office, self.nuts)
        groups = work.tables["groups"]
        self._members: dict[str, set[str]] = {}
        for row in groups.to_pylist():
            self._members.setdefault(row["place_code"], set()).add(row["municipality_code"])

    def inside(self, place_code: str, place_kind: str) -> Bools:
        """Say which awards do their work in a place; in the country all, also without a region."""
        if place_kind == "country":
            return np.ones(len(self.nuts), np.bool_)
        if place_kind == "nuts2" or place_code in self._nuts_of_sets:
            return np.isin(self.nuts, sorted(self._regions(place_code)))
        return self._in(self.place, place_code, place_kind)

    def with_head_office(self, place_code: str, place_kind: str) -> Bools | None:
        """Say whose recipients have their head office in a place; None of the whole country.

        What has no head office in the register is where its giver says that it is.
        """
        if place_kind == "country":
            return None
        if place_kind == "nuts2" or place_code in self._nuts_of_sets:
            return np.isin(self._nuts_of_head_office, sorted(self._regions(place_code)))
        code = np.where(self.head_office != "", self.head_office, self.place)
        return self._in(code, place_code, place_kind)

    def _in(self, codes: NDArray[np.str_], place_code: str, place_kind: str) -> Bools:
        if place_kind == "municipality":
            return np.asarray(codes == place_code)
        if place_kind == "county":
            return np.asarray(codes.astype("U2") == place_code)
        return np.isin(codes, sorted(self._members.get(place_code, set())))

    def _regions(self, place_code: str) -> frozenset[str]:
        return self._nuts_of_sets.get(place_code, frozenset({place_code}))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year with an award."""
        return tuple(sorted({int(year) for year in self.year}))


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.asarray(pc.fill_null(column, "").to_pylist(), dtype=np.str_)


def _recipients(actors: pa.ChunkedArray) -> NDArray[np.int64]:
    """Give recipients as numbers; who is unknown has a number of its own."""
    numbers = pa.array(actors.to_pylist(), pa.string()).dictionary_encode().indices
    known = pc.fill_null(numbers, -1).to_numpy().astype(np.int64)
    alone = len(known) + np.arange(len(known))
    return np.where(known >= 0, known, alone)


def _regions_of(
    work: Workspace, places: NDArray[np.str_], otherwise: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Give the NUTS 2 region of places; what is given otherwise where a place is not known."""
    if work.graph is None:
        return otherwise
    of = geography.nuts2_of_places(work.graph, work.region.edition)
    known = {code: one.nuts_code or "" for code, one in of.items()}
    found = np.array([known.get(code, "") for code in places.tolist()], dtype=np.str_)
    return np.where(found != "", found, otherwise)


@dataclass(frozen=True)
class Slice:
    """Some of the awards: of one kind, of all providers or one, in some years.

    `provider` and `instrument` are empty for all of them. `kinds_of_place` says which places are
    looked at; `is_trend` slices tell how far support is from the strengths and nothing of single
    activities.
    """

    kind: str
    provider: str
    instrument: str
    first: int
    last: int
    kinds_of_place: tuple[str, ...]
    is_trend: bool = False

    @property
    def period(self) -> str:
        """The years in words."""
        return f"{self.first}-{self.last}" if self.last > self.first else str(self.first)

    def of(self, awards: Awards) -> Bools:
        """Say which awards are in it."""
        chosen = (awards.kind == self.kind) & (awards.year >= self.first)
        chosen &= awards.year <= self.last
        if self.provider:
            chosen &= awards.provider == self.provider
        if self.instrument:
            chosen &= awards.instrument == self.instrument
        return np.asarray(chosen)


def slices(awards: Awards, strength_years: tuple[int, ...]) -> Iterator[Slice]:
    """Give every slice that is looked at.

    All years together; the years one behind those of the regional statistics (2010-2014: awards
    of 2011-2015); and every year by itself, for the trend.
    """
    if not awards.years:
        return
    first, last = awards.years[0], awards.years[-1]
    window = (strength_years[0] + 1, strength_years[-1] + 1) if strength_years else (first, last)
    for kind in sorted(set(awards.kind.tolist())):
        own = awards.kind == kind
        is_many = int(own.sum()) >= _MANY
        yield Slice(kind, "", "", first, last, _ALL if is_many else _BROAD)
        is_window = first <= window[0] and window[1] <= last and window != (first, last)
        if is_window:
            yield Slice(kind, "", "", *window, _COARSE)
        for year in awards.years if is_many else ():
            kinds = ("country", "region", "nuts2", "type")
            yield Slice(kind, "", "", year, year, kinds, is_trend=True)
        for provider, count in sorted(Counter(awards.provider[own].tolist()).items()):
            if count >= _LEAST:
                yield Slice(kind, provider, "", first, last, _BROAD)
                if is_window:
                    yield Slice(kind, provider, "", *window, _COARSE)
        named = zip(awards.provider[own].tolist(), awards.instrument[own].tolist(), strict=True)
        for (provider, instrument), count in sorted(Counter(named).items()):
            if count >= _LEAST and instrument:
                yield Slice(kind, provider, instrument, first, last, ("country", "region"))
