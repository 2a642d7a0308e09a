"""Records of organisations as the registers and lists give them, and who is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.organisations.names import are_whole_numbers
from samspill.persons import NATURAL_PERSON, is_person_name
from samspill.tables import alike

__all__ = [
    "DECISIONS",
    "HOSPITALS",
    "NUMBER_COLUMNS",
    "OFFICES",
    "PARENTS",
    "PERSON_FORMS",
    "RECORDS",
    "Entity",
    "Said",
    "Understood",
    "entities_of",
    "roots_of",
    "sector_of",
]

RECORDS = pa.schema(
    [
        ("source", pa.string()),
        ("record_id", pa.string()),
        ("organisation_number", pa.string()),
        ("parent_number", pa.string()),
        ("vat_number", pa.string()),
        ("pic", pa.string()),
        ("organisation_name", pa.string()),
        ("organisation_form", pa.string()),
        ("sector", pa.string()),
        ("country_code", pa.string()),
        ("place_code", pa.string()),
        ("county_code", pa.string()),
        ("activity_code", pa.string()),
        ("employees_count", pa.float64()),
    ]
)
"""What `resolve` takes: a record each time somebody names an organisation; all but `source` and
`record_id` may be null."""

PARENTS = pa.schema([("organisation_number", pa.string()), ("parent_number", pa.string())])
"""Which unit a sub-unit belongs to."""

DECISIONS = pa.schema(
    [
        ("decision", pa.string()),
        ("organisation_number_a", pa.string()),
        ("name_a", pa.string()),
        ("place_code_a", pa.string()),
        ("organisation_number_b", pa.string()),
        ("name_b", pa.string()),
        ("place_code_b", pa.string()),
        ("reason", pa.string()),
    ]
)
"""What a person has decided: `same` or `not_same`. A side is an organisation number, or else a name
(an asterisk at its end stands for any ending, among names without number) and, where the name alone
does not say it, a place. Where both sides of `same` have a number, the actor keeps that of b."""

NUMBER_COLUMNS = ("organisation_number_a", "organisation_number_b")
"""The columns of decisions that hold organisation numbers."""

_SUB_UNITS = frozenset(("BEDR", "AAFY"))
PERSON_FORMS = frozenset(("ENK", "PERS"))
"""Legal forms of natural persons."""
_MUNICIPAL = "6500"
_SURE_SECTORS = frozenset(("university", "institute", "hospital", "public"))

_SECTORS: Mapping[str, str] = {
    "Næringsliv": "company",
    "UoH-sektor": "university",
    "Instituttsektor": "institute",
    "Helseforetak": "hospital",
    "Offentlig sektor": "public",
    "Norges forskningsråd": "public",
    "PRC": "company",
    "HES": "university",
    "REC": "institute",
    "PUB": "public",
    "6100": "public",
    "6500": "public",
    "3900": "public",
}
_FORMS: Mapping[str, str] = {
    **dict.fromkeys(("AS", "ASA", "ANS", "DA", "NUF", "SA", "KS", "BA", "SE", "BBL"), "company"),
    **dict.fromkeys(("ORGL", "KOMM", "FYLK", "STAT", "SF", "IKS", "KF", "FKF", "ADOS"), "public"),
}
HOSPITALS = ("sykehus", "sjukehus", "hospital", "helse bergen hf", "helse stavanger hf")
OFFICES = ("kommune", "fylkeskommune", "direktorat", "departement", "etaten", "statens ", "verket")
"""What a name says of its sector when it holds one of these."""


def sector_of(sector: str | None, form: str | None, name: str | None) -> str | None:
    """Give company, university, institute, hospital, public or other; None where nothing tells.

    Examples
    --------
    >>> sector_of("HES", None, "HELSE BERGEN HF*HAUKELAND UNIVERSITY HOSPITAL")
    'hospital'
    >>> sector_of("Øvrige", None, "OSLO KOMMUNE"), sector_of("Øvrige", None, "NORSK SAU OG GEIT")
    ('public', 'other')
    """
    words = (name or "").casefold()
    form = (form or "").upper()
    found = _SECTORS.get(sector or "")
    health = any(word in words for word in HOSPITALS)
    if form in ("HF", "RHF") or (health and found in ("university", "public", None)):
        return "hospital"
    if found is not None:
        return found
    if form in _FORMS:
        return _FORMS[form]
    if any(word in words for word in OFFICES):
        return "public"
    if words.endswith((" as", " asa", " sf", " iks")):
        return "company" if words.endswith((" as", " asa")) else "public"
    return "other" if sector or form else None


@dataclass
class Entity:
    """What is one organisation before any names are compared: a number, a PIC, or a name."""

    key: str
    number: str = ""
    pic: str = ""
    is_registered: bool = False
    countries: set[str] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    counties: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    activities: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    records_count: int = 0

    @property
    def country(self) -> str:
        """The country, empty where none is given."""
        return max(self.countries, default="")


def roots_of(records: pa.Table, parents: pa.Table | None) -> dict[str, str]:
    """Give for each sub-unit's number that of the unit on top of it.

    An establishment belongs to its unit, a part of a municipality to the municipality. A state
    agency is an organisation of its own, though the register puts it under a ministry.
    """
    above: dict[str, str] = {}
    if parents is not None:
        pairs = (parents[name].to_pylist() for name in ("organisation_number", "parent_number"))
        above.update((child, parent) for child, parent in zip(*pairs, strict=True) if child)
    form = records["organisation_form"]
    is_part = pc.and_(pc.equal(form, "ORGL"), pc.equal(records["sector"], _MUNICIPAL))
    is_below = pc.or_kleene(pc.is_in(form, pa.array(sorted(_SUB_UNITS))), is_part)
    below = records.filter(pc.and_(is_below, pc.is_valid(records["parent_number"])))
    pairs = (below[name].to_pylist() for name in ("organisation_number", "parent_number"))
    above.update((child, parent) for child, parent in zip(*pairs, strict=True) if child and parent)
    roots = {}
    for child in above:
        at, seen = child, {child}
        while (parent := above.get(at)) and parent not in seen:
            at = parent
            seen.add(at)
        if at != child:
            roots[child] = at
    return roots


@dataclass(frozen=True, eq=False)
class Said:
    """What records say, each saying once however many records say the same.

    Parameters
    ----------
    rows
        As `RECORDS`, in order of the first record that says so.
    counts
        How many records say it.
    number
        For each record the number of what it says.
    """

    rows: pa.Table
    counts: NDArray[np.intp]
    number: NDArray[np.intp]

    @classmethod
    def of(cls, records: pa.Table) -> Said:
        """Find the records that say the same."""
        first, number = alike(records, [name for name in RECORDS.names if name != "record_id"])
        return cls(records.take(first), np.bincount(number, minlength=len(first)), number)


@dataclass(frozen=True, eq=False)
class Understood:
    """Of what records say: who it is about, and how it is read.

    Parameters
    ----------
    keys
        The key of the entity; None where the saying is set aside.
    reasons
        Why it is set aside.
    names, sectors
        The name without spaces too many, and the sector that it tells; empty and None without one.
    """

    keys: list[str | None] = field(default_factory=list)
    reasons: list[str | None] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    sectors: list[str | None] = field(default_factory=list)

    def take(self, key: str | None, reason: str | None, name: str, sector: str | None) -> None:
        """Enter the next."""
        self.keys.append(key)
        self.reasons.append(reason)
        self.names.append(name)
        self.sectors.append(sector)

    def followed_by(self, other: Understood) -> Understood:
        """Give this and another, one after the other."""
        return Understood(
            self.keys + other.keys,
            self.reasons + other.reasons,
            self.names + other.names,
            self.sectors + other.sectors,
        )


def entities_of(
    said: pa.Table, counts: Sequence[int], roots: Mapping[str, str], registers: Iterable[str]
) -> tuple[dict[str, Entity], Understood]:
    """Put what is said together by number, else PIC, else VAT number, else name and place.

    Parameters
    ----------
    said, counts
        As `RECORDS`, and how many records say the same.
    roots
        As of `roots_of`.
    registers
        Sources that know an organisation by its number.

    Returns
    -------
    tuple
        The entities by key, and how what is said was understood.
    """
    registers = frozenset(registers)
    columns = [said[name].to_pylist() for name in RECORDS.names]
    given = pc.unique(said["organisation_number"]).drop_null()
    numbers = set(given.filter(are_whole_numbers(pa.chunked_array([given]))).to_pylist())
    entities: dict[str, Entity] = {}
    understood = Understood()
    for count, *cells in zip(counts, *columns, strict=True):
        (source, _, known, _, vat, pic, name, form, sector, country, place, county, activity, _) = (
            cells
        )
        name = " ".join(name.split()) if name else ""
        number = known if known in numbers else ""
        kind = sector_of(sector, form, name)
        is_person = (
            sector == NATURAL_PERSON
            or form in PERSON_FORMS
            or (not form and kind not in _SURE_SECTORS and is_person_name(name))
        )
        if is_person:
            understood.take(None, "natural_person", name, kind)
            continue
        if not (number or pic or vat or name):
            understood.take(None, "no_name_or_number", name, kind)
            continue
        # who has nothing but a code of the EU may be from anywhere
        country = country or ("" if pic and not number else "NO")
        root = roots.get(number, number)
        if root:
            key = root
        elif pic:
            key = f"pic:{pic}"
        elif vat:
            key = f"vat:{vat}"
        else:
            key = f"name:{country}:{place or ''}:{name.casefold()}"
        entity = entities.get(key)
        if entity is None:
            entity = entities[key] = Entity(key, root)
        entity.records_count += count
        entity.countries.add(country)
        if number:
            entity.members.add(number)
        if pic:
            entity.pic = min(entity.pic or pic, pic)
        if name and number == root:
            entity.names[name] = entity.names.get(name, 0) + count
        if place:
            entity.places.add(place)
        if place and country == "NO":
            entity.counties.add(place[:2])
        elif county:
            entity.counties.add(county)
        if activity:
            entity.activities.add(activity)
        if kind:
            entity.sectors.add(kind)
        entity.is_registered |= source in registers and number == root
        understood.take(key, None, name, kind)
    return entities, understood
