"""The answer key: what was planted in the sample region, and what came out of it in the files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "AnswerKey",
    "AreaText",
    "Broker",
    "CellYear",
    "ClusterPair",
    "Community",
    "DoubleReport",
    "EuropeanEntry",
    "EuropeanStrength",
    "GreenOption",
    "Overlap",
    "PlantedSpeciality",
    "PlantedStrength",
    "SetAside",
    "SupportCell",
    "ThinBorder",
    "WithheldCell",
]


@dataclass(frozen=True)
class CellYear:
    """A planted cell in the register of one year.

    Parameters
    ----------
    employees
        Employees that the register states.
    establishments
        Establishments with registered employees, those below five included.
    withheld
        Those of them whose number (1-4) is withheld.
    lq
        Location quotient of the stated employees against all stated employees of the file.
    lq_counted
        The same with two employees for each establishment whose number is withheld.
    """

    year: int
    employees: int
    establishments: int
    withheld: int
    lq: float
    lq_counted: float


@dataclass(frozen=True)
class PlantedStrength:
    """A place (municipality of 2024) and a division in which it was made strong.

    `target_lq` is for the last year. A small place comes out higher, because fewer than about
    fifty employees are not planted anywhere; a growing strength comes to it from below.
    """

    place_code: str
    place_name: str
    activity_code: str
    target_lq: float
    is_growing: bool
    years: tuple[CellYear, ...]


@dataclass(frozen=True)
class PlantedSpeciality:
    """A place (municipality of 2024) in which all of a division does one thing, a subclass.

    `establishments` are those with employees in the last year, `expected_establishments` what the
    subclass's share of all of them would give.
    """

    place_code: str
    place_name: str
    activity_code: str
    subclass_code: str
    establishments: int
    expected_establishments: float


@dataclass(frozen=True)
class WithheldCell:
    """A cell in which every establishment with employees has fewer than five, in every year."""

    place_code: str
    activity_code: str
    establishments: int


@dataclass(frozen=True)
class SetAside:
    """Rows of a file whose municipality was split later, so that they have no place in 2024."""

    file: str
    reason: str
    place_code: str
    rows: int
    employees: int


@dataclass(frozen=True)
class SupportCell:
    """A cell with much less or much more support than chance would give it.

    `awards` are those of 2010-2018 that name a municipality, an exact repeat counted once;
    `expected_awards` is what employees alone would give.
    """

    place_code: str
    activity_code: str
    awards: int
    expected_awards: float


@dataclass(frozen=True)
class DoubleReport:
    """An award that stands in its giver's list and in the state-aid register."""

    organisation_number: str
    amount_nok: int
    date: str


@dataclass(frozen=True)
class Overlap:
    """Two providers that support mostly the same activities."""

    provider_a: str
    provider_b: str
    activity_codes: tuple[str, ...]


@dataclass(frozen=True)
class Community:
    """Organisations that work together far more than with others."""

    name: str
    actors: tuple[str, ...]
    projects: tuple[str, ...]


@dataclass(frozen=True)
class Broker:
    """An organisation that takes part in the projects of two communities."""

    actor: str
    communities: tuple[str, str]


@dataclass(frozen=True)
class ThinBorder:
    """Two neighbouring counties of 2024 whose organisations avoid each other."""

    county_a: str
    county_b: str


@dataclass(frozen=True)
class EuropeanStrength:
    """A region and a division with a location quotient among the regions, in every year."""

    place_code: str
    activity_code: str
    target_lq: float


@dataclass(frozen=True)
class EuropeanEntry:
    """A region and a division that is scarce there before a year and present from it on."""

    place_code: str
    activity_code: str
    year: int


@dataclass(frozen=True)
class AreaText:
    """A record whose text says which areas it belongs to; none means unclassified."""

    source: str
    record_id: str
    area_ids: tuple[str, ...]


@dataclass(frozen=True)
class GreenOption:
    """A green division that a region lacks beside much of what is near it and is not green.

    `control_code` is a region that lacks the division and what is near it alike.
    """

    place_code: str
    activity_code: str
    control_code: str


@dataclass(frozen=True)
class ClusterPair:
    """Two clusters and the part they play.

    `match` are related and complementary and have not met; `begins` are too, and begin to work
    together in the last years; `works_together` is a decoy that does so already; `unrelated` is a
    decoy that neither meets nor has anything in common.
    """

    cluster_a: str
    cluster_b: str
    part: str


@dataclass(frozen=True)
class AnswerKey:
    """Everything that was planted; what is not here is chance.

    Parameters
    ----------
    seed, size
        What the files were made with.
    is_planted
        False for a sample in which nothing was planted.
    place_edition
        Year of the municipalities in which the key speaks.
    strengths
        Planted strengths, with what is really in the files.
    specialities
        Planted specialities, in divisions that are no strengths there.
    withheld
        Cells of two establishments or more of which no number of employees is given. They were
        not planted; they are what the register withholds.
    set_aside
        Rows that cannot be carried to `place_edition` without weights.
    gaps, bets
        Strengths without support, and support without a strength, in the grants.
    double_reports
        Awards that stand in two registers; they are counted once.
    overlaps
        Providers that support the same, far more than chance would have it.
    communities, brokers, thin_borders
        In the European projects.
    europe
        In the European statistics.
    entries
        Divisions that enter a European region, where what they are related to is strong.
    area_texts
        Applications of which it is known which areas they belong to.
    green_options
        Green options that rest on what is not green.
    cluster_pairs
        Of the sample's own clusters; see `clusters`.
    """

    seed: int
    size: float
    is_planted: bool
    place_edition: int = 2024
    strengths: tuple[PlantedStrength, ...] = ()
    specialities: tuple[PlantedSpeciality, ...] = ()
    withheld: tuple[WithheldCell, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    gaps: tuple[SupportCell, ...] = ()
    bets: tuple[SupportCell, ...] = ()
    double_reports: tuple[DoubleReport, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    communities: tuple[Community, ...] = ()
    brokers: tuple[Broker, ...] = ()
    thin_borders: tuple[ThinBorder, ...] = ()
    europe: tuple[EuropeanStrength, ...] = ()
    entries: tuple[EuropeanEntry, ...] = ()
    area_texts: tuple[AreaText, ...] = ()
    green_options: tuple[GreenOption, ...] = ()
    cluster_pairs: tuple[ClusterPair, ...] = ()

    @property
    def growing(self) -> tuple[PlantedStrength, ...]:
        """The strengths that grow from year to year."""
        return tuple(strength for strength in self.strengths if strength.is_growing)

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The planted strengths as (place, activity)."""
        return frozenset((one.place_code, one.activity_code) for one in self.strengths)

    def to_json(self) -> str:
        """Give the key as it stands in `answer_key.json`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> AnswerKey:
        """Read a key that `to_json` gave."""
        content: dict[str, Any] = json.loads(text)
        strengths = tuple(
            PlantedStrength(**{**one, "years": tuple(CellYear(**year) for year in one["years"])})
            for one in content.pop("strengths")
        )
        lists: Mapping[str, Any] = {
            "specialities": PlantedSpeciality,
            "withheld": WithheldCell,
            "set_aside": SetAside,
            "gaps": SupportCell,
            "bets": SupportCell,
            "double_reports": DoubleReport,
            "overlaps": Overlap,
            "communities": Community,
            "brokers": Broker,
            "thin_borders": ThinBorder,
            "europe": EuropeanStrength,
            "entries": EuropeanEntry,
            "area_texts": AreaText,
            "green_options": GreenOption,
            "cluster_pairs": ClusterPair,
        }
        parts: dict[str, Any] = {
            name: tuple(kind(**_frozen(one)) for one in content.pop(name))
            for name, kind in lists.items()
        }
        return cls(strengths=strengths, **parts, **content)

    @classmethod
    def read(cls, folder: Path) -> AnswerKey:
        """Read the key beside the files of a sample."""
        return cls.from_json((folder / "answer_key.json").read_text(encoding="utf-8"))


def _frozen(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in one.items()}
