"""The awards as arrays, which of them lie in a place, and the slices that are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill import geography
from samspill.harmonise import Workspace
from samspill.harmonise.places import nuts_of_sets

__all__ = ["Awards", "Coded", "Slice", "slices"]

Bools = NDArray[np.bool_]
Numbers = NDArray[np.intp]

_LEAST = 30
"""Fewer awards than this in the whole country, and a provider or an instrument has no slice."""

_MANY = 500
"""Fewer awards of a kind than this, and there is nothing to see by municipality or by year."""

_COARSE = ("country", "region", "nuts2")
_BROAD = (*_COARSE, "type", "county")
_ALL = (*_BROAD, "municipality")


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of codes as numbers, so that a text is compared once and not for each award.

    Parameters
    ----------
    codes
        Those that occur, sorted; empty for what has none.
    at
        Of each award, the number of its code.
    """

    codes: NDArray[np.str_]
    at: Numbers

    @classmethod
    def of(cls, column: pa.Array | pa.ChunkedArray | Sequence[str | None]) -> Coded:
        """Read a column of texts; null is the empty code."""
        texts = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
        found = pc.fill_null(texts.cast(pa.string()), "").combine_chunks().dictionary_encode()
        names = np.asarray(found.dictionary.to_pylist(), dtype=np.str_)
        codes, number = np.unique(names, return_inverse=True)
        return cls(codes, number[found.indices.to_numpy()])

    def is_in(self, *codes: str) -> Bools:
        """Say which awards have one of some codes."""
        return np.asarray(np.isin(self.codes, codes)[self.at])

    def cut(self, length: int) -> Coded:
        """Give the first letters of the codes: the county of a municipality."""
        codes, number = np.unique(self.codes.astype(f"U{length}"), return_inverse=True)
        return Coded(codes, number[self.at])

    def counts(self, own: Bools) -> Iterator[tuple[str, int]]:
        """Give each code that some of the awards have, and how many have it."""
        counts = np.bincount(self.at[own], minlength=len(self.codes))
        there = np.flatnonzero(counts)
        return zip(self.codes[there].tolist(), counts[there].tolist(), strict=True)

    def among(self, codes: Iterable[str]) -> Numbers:
        """Give for each of the codes its number among others; below 0 where it is none of them."""
        number = {code: at for at, code in enumerate(codes)}
        return np.array([number.get(code, -1) for code in self.codes.tolist()], np.intp)


class Awards:
    """Awards in kroner above zero, a column each; `amount_eur` alone is never among them."""

    def __init__(self, work: Workspace) -> None:
        rows = work.tables["awards"]
        in_kroner = pc.fill_null(pc.greater(rows["amount_nok"], 0), fill_value=False)
        rows = rows.filter(pc.and_(in_kroner, pc.is_valid(rows["kind"])))
        self.rows = rows
        self.amount: NDArray[np.float64] = rows["amount_nok"].to_numpy()
        self.year: NDArray[np.int64] = rows["year"].to_numpy()
        self.provider = Coded.of(rows["provider"])
        self.instrument = Coded.of(rows["instrument"])
        self.kind = Coded.of(rows["kind"])
        self.activity = Coded.of(rows["activity_code"])
        self.recipient = _recipients(rows["actor_id"])
        self.place = Coded.of(rows["place_code"])
        self.county = self.place.cut(2)
        self.head_office = Coded.of(rows["head_office_code"])
        self.nuts = Coded.of(rows["nuts_code"])
        self._nuts_of_sets = nuts_of_sets(work.region)
        self._head_office_or_place = _first_known(self.head_office, self.place)
        self._county_of_head_office = self._head_office_or_place.cut(2)
        self._nuts_of_head_office = _first_known(_regions_of(work, self.head_office), self.nuts)
        groups = work.tables["groups"]
        self._members: dict[str, set[str]] = {}
        for row in groups.to_pylist():
            self._members.setdefault(row["place_code"], set()).add(row["municipality_code"])

    def inside(self, place_code: str, place_kind: str) -> Bools:
        """Say which awards do their work in a place; in the country all, also without a region."""
        if place_kind == "country":
            return np.ones(len(self.amount), np.bool_)
        if place_kind == "nuts2" or place_code in self._nuts_of_sets:
            return self.nuts.is_in(*self._regions(place_code))
        if place_kind == "county":
            return self.county.is_in(place_code)
        return self.place.is_in(*self._municipalities(place_code, place_kind))

    def with_head_office(self, place_code: str, place_kind: str) -> Bools | None:
        """Say whose recipients have their head office in a place; None of the whole country.

        What has no head office in the register is where its giver says that it is.
        """
        if place_kind == "country":
            return None
        if place_kind == "nuts2" or place_code in self._nuts_of_sets:
            return self._nuts_of_head_office.is_in(*self._regions(place_code))
        if place_kind == "county":
            return self._county_of_head_office.is_in(place_code)
        return self._head_office_or_place.is_in(*self._municipalities(place_code, place_kind))

    def _municipalities(self, place_code: str, place_kind: str) -> Iterable[str]:
        return (place_code,) if place_kind == "municipality" else self._members.get(place_code, ())

    def _regions(self, place_code: str) -> frozenset[str]:
        return self._nuts_of_sets.get(place_code, frozenset({place_code}))

    def rows_of(self, award_ids: pa.ChunkedArray) -> Numbers:
        """Give the numbers of awards by their names; below 0 where it is none of these."""
        found = pc.index_in(award_ids, self.rows["award_id"].combine_chunks())
        return np.asarray(pc.fill_null(found, -1).to_numpy(), np.intp)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year with an award."""
        return tuple(np.unique(self.year).tolist())


def _recipients(actors: pa.ChunkedArray) -> NDArray[np.int64]:
    """Give recipients as numbers; who is unknown has a number of its own."""
    numbers = actors.combine_chunks().dictionary_encode().indices
    known = pc.fill_null(numbers, -1).to_numpy().astype(np.int64)
    alone = len(known) + np.arange(len(known))
    return np.where(known >= 0, known, alone)


def _first_known(one: Coded, other: Coded) -> Coded:
    """Give the one code of each award; the other where it has none."""
    codes = np.unique(np.concatenate([one.codes, other.codes]))
    ours, theirs = (np.searchsorted(codes, held.codes)[held.at] for held in (one, other))
    return Coded(codes, np.where(one.is_in(""), theirs, ours))


def _regions_of(work: Workspace, places: Coded) -> Coded:
    """Give the NUTS 2 region of places; none where it is not known."""
    known: dict[str, str] = {}
    if work.graph is not None:
        of = geography.nuts2_of_places(work.graph, work.region.edition)
        known = {code: one.nuts_code or "" for code, one in of.items()}
    found = [known.get(code, "") for code in places.codes.tolist()]
    codes, number = np.unique(np.asarray(found, dtype=np.str_), return_inverse=True)
    return Coded(codes, number[places.at])


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
        chosen = awards.kind.is_in(self.kind) & (awards.year >= self.first)
        chosen &= awards.year <= self.last
        if self.provider:
            chosen &= awards.provider.is_in(self.provider)
        if self.instrument:
            chosen &= awards.instrument.is_in(self.instrument)
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
    for kind in awards.kind.codes.tolist():
        own = awards.kind.is_in(kind)
        is_many = int(own.sum()) >= _MANY
        yield Slice(kind, "", "", first, last, _ALL if is_many else _BROAD)
        is_window = first <= window[0] and window[1] <= last and window != (first, last)
        if is_window:
            yield Slice(kind, "", "", *window, _COARSE)
        for year in awards.years if is_many else ():
            kinds = ("country", "region", "nuts2", "type")
            yield Slice(kind, "", "", year, year, kinds, is_trend=True)
        for provider, count in awards.provider.counts(own):
            if count >= _LEAST:
                yield Slice(kind, provider, "", first, last, _BROAD)
                if is_window:
                    yield Slice(kind, provider, "", *window, _COARSE)
        for provider, _ in awards.provider.counts(own):
            given = own & awards.provider.is_in(provider)
            for instrument, count in awards.instrument.counts(given):
                if count >= _LEAST and instrument:
                    yield Slice(kind, provider, instrument, first, last, ("country", "region"))
