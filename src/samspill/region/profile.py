"""What a region's profile holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from samspill.errors import ProfileError, UnknownCode
from samspill.geography import PlaceGraph
from samspill.region.in_norwegian import in_norwegian

STATUSES = ("stated", "inferred", "unverified")
INSTRUMENT_KINDS = ("grant", "loan", "guarantee", "equity", "tax")
INSTRUMENT_PURPOSES = (
    "start_up", "business_development", "research", "investment", "environment", "agriculture",
    "marine", "tourism", "culture", "clusters", "compensation", "international", "region",
)  # fmt: skip
INSTRUMENT_PHASES = ("start", "growth", "established", "any")
INSTRUMENT_LEVELS = ("national", "regional", "eu")
ACTOR_DECISIONS = ("same", "not_same")
REFERENCE_AREAS = ("norway", "europe")
GREEN_KINDS = ("activity", "programme")

Text = Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Something in a profile that is wrong, or that its owner should know (a note).

    Its text says all of it: file, line, column, what is wrong and what to do.
    """

    problem: str
    file: str
    line: int | None
    column: str | None
    advice: str
    is_note: bool = False

    @property
    def error(self) -> ProfileError:
        """The problem as an error."""
        return ProfileError(
            self.problem, file=self.file, line=self.line, column=self.column, advice=self.advice
        )

    def __str__(self) -> str:
        """Say all of it."""
        return str(self.error)

    def said(self, language: str) -> str:
        """Say all of it in a language; what has no Norwegian words stays English."""
        if language != "nb":
            return str(self)
        problem, advice = (in_norwegian(one) or one for one in (self.problem, self.advice))
        told = replace(self, problem=problem, advice=advice)
        return told.error.sentence("linje", "kolonne")


@dataclass(frozen=True)
class Member:
    """A municipality's membership of the alliance.

    `valid_from` is the first day on which the membership is documented, `valid_to` the first day
    without it. The code is of the municipalities of `code_edition`.
    """

    code: str
    name: str
    code_edition: int
    county_code: str
    valid_from: date
    valid_to: date | None
    status: str
    source: str


@dataclass(frozen=True)
class MembershipGap:
    """How many members were stated in a county where they cannot all be named for certain."""

    county_code: str
    edition: int
    stated: int
    of: int
    status: str
    note: Text


@dataclass(frozen=True)
class PlaceOfRegion:
    """A municipality of the region's geography, with its codes of three editions."""

    code_2018: str
    name_2018: str
    county_code_2018: str
    code_2020: str
    code_2024: str
    name_2024: str
    county_code_2024: str
    status: str


@dataclass(frozen=True)
class TypeOfPlace:
    """A municipality's type of place and its centrality, 1 (most central) to 6."""

    code: str
    name: str
    type: str
    type_status: str
    centrality: int | None
    centrality_status: str


@dataclass(frozen=True)
class PlaceSet:
    """A named set of places: the members, or the municipalities of some counties.

    `inside` is what it is called inside a sentence.
    """

    id: str
    kind: str
    name: Text
    inside: Text
    edition: int | None = None
    counties: tuple[str, ...] = ()


@dataclass(frozen=True)
class AreaActivity:
    """The part (0-1) of an activity that belongs to an area, judged by its code alone."""

    code: str
    weight: float
    reason: str


@dataclass(frozen=True)
class AreaTerms:
    """Words and phrases of one language that speak for an area, with their weight (0-1).

    An asterisk at an end of a word stands for any letters; a word without one is met in every
    inflection.
    """

    language: str
    weight: float
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class AreaExclusions:
    """Words and phrases of one language in which a term of the area misleads."""

    language: str
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Area:
    """One of the region's priority areas."""

    id: str
    number: int
    name: Text
    short: Text
    colour: str
    activities: tuple[AreaActivity, ...]
    terms: tuple[AreaTerms, ...] = ()
    exclusions: tuple[AreaExclusions, ...] = ()


@dataclass(frozen=True)
class AreaLabel:
    """What a person who read a record said of it: its areas; none means unclassified."""

    source: str
    record_id: str
    area_ids: tuple[str, ...]


@dataclass(frozen=True)
class AreaQuality:
    """How well a method puts records in an area, by the labelled records; None where unknown."""

    method: str
    area_id: str
    measure: str
    decided_as: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Cluster:
    """An organised cluster or network.

    Dates are as sure as they are known: a year, a month or a day (`2018`, `2018-11`,
    `2018-11-08`). `activity_codes` are the activities of its theme, which stand for its members
    where they are not listed.
    """

    id: str
    name: str
    kind: str
    founded: str
    ended: str
    theme: Text
    activity_codes: tuple[str, ...]
    activities_status: str
    area_ids: tuple[str, ...]
    seat_code: str
    seat_edition: int | None
    seat_name: str
    website: str
    members_count: int | None
    members_date: str
    members_source: str
    staff: float | None
    member_types: tuple[str, ...]
    status: str
    source: str


@dataclass(frozen=True)
class ClusterLevel:
    """A level that a cluster has had in a programme, by date."""

    cluster_id: str
    programme: str
    level: Text
    valid_from: str
    valid_to: str
    status: str
    source: str


@dataclass(frozen=True)
class ClusterMember:
    """An organisation that is or was a member of a cluster; not a member of the alliance."""

    cluster_id: str
    organisation_number: str
    name: str
    type: str
    valid_from: str
    valid_to: str
    status: str
    source: str


@dataclass(frozen=True)
class ClusterLink:
    """Two clusters that are known to have begun to work together, and under which instrument."""

    cluster_a: str
    cluster_b: str
    date: str
    instrument: str
    status: str
    source: str


@dataclass(frozen=True)
class Admission:
    """What a cluster organisation needs to be admitted to the European register."""

    staff: float = 0.5
    members: int = 15
    member_types: int = 2


@dataclass(frozen=True)
class MatchInstrument:
    """An instrument for two clusters together, and when it fits.

    `both` names activities of which each cluster must have some, `complementary` asks for a
    complementarity in the upper half of all pairs.
    """

    instrument: str
    both: tuple[str, ...]
    complementary: bool
    reason: Text


@dataclass(frozen=True)
class MatchRules:
    """What counts how much when clusters are matched; the four weights sum to 1."""

    relatedness: float = 0.35
    complementarity: float = 0.30
    few_ties: float = 0.20
    nearness: float = 0.15
    reach_km: float = 150.0
    instruments: tuple[MatchInstrument, ...] = ()

    @property
    def weights(self) -> tuple[float, float, float, float]:
        """Relatedness, complementarity, few ties, nearness."""
        return self.relatedness, self.complementarity, self.few_ties, self.nearness


@dataclass(frozen=True)
class Instrument:
    """A support scheme, by the name that its provider's files use.

    `grant_equivalent` is the share of an amount that counts as support; None where no source
    gives it. `purpose`, `phase` (of the recipient) and `level` are words of the profile's own.
    """

    instrument: str
    name: Text
    kind: str
    provider: str
    grant_equivalent: float | None
    grant_equivalent_source: str
    purpose: str
    phase: str
    level: str
    status: str
    source: str


@dataclass(frozen=True)
class ProgrammeItem:
    """An event, a workshop, an initiative, a partner or an idea of the region's programme.

    `tags_status` says how sure its areas, clusters, goals, working area and place are.
    """

    id: str
    date: str
    kind: str
    theme: Text
    name: Text
    partner: str
    working_area: str
    area_ids: tuple[str, ...]
    cluster_ids: tuple[str, ...]
    goals: tuple[str, ...]
    place_code: str
    place_edition: int | None
    tags_status: str
    status: str
    source: str


@dataclass(frozen=True)
class ActorDecision:
    """What a person has decided about two records of organisations: the same, or not the same.

    A side is an organisation number, or else a name (an asterisk at its end stands for any ending)
    with a place where the name alone does not say it. Of two numbers that are the same, the actor
    keeps that of b.
    """

    decision: str
    organisation_number_a: str
    name_a: str
    place_code_a: str
    organisation_number_b: str
    name_b: str
    place_code_b: str
    reason: str
    source: str
    status: str


@dataclass(frozen=True)
class GreenWeight:
    """The part (0-1) of an activity, or of a research programme, that is green, and its bounds."""

    kind: str
    code: str
    weight: float
    low: float
    high: float
    reason: Text
    source: str
    status: str


@dataclass(frozen=True)
class PanelRegion:
    """A region of Europe that the region is compared with, in one of the profile's panels.

    `year` is the year that the panel is about, such as that of an award; `code_status` says how
    sure it is that the city lies in that NUTS 2 region.
    """

    panel: str
    place_code: str
    place_edition: int
    year: int | None
    name: Text
    reason: str
    source: str
    status: str
    code_status: str


@dataclass(frozen=True)
class Disclosure:
    """Figures that could tell of one unit are not shown.

    Those of fewer units than the threshold, and those in which the units beyond the two largest
    come to less than `dominance` times the largest.
    """

    threshold: int
    reference_areas: tuple[str, ...]
    dominance: float = 0.0


@dataclass(frozen=True)
class Region:
    """A region's profile.

    Parameters
    ----------
    id, name
        Its short name in commands, and its name in both languages.
    edition
        The year of the municipalities that are shown.
    facts
        Host, founding, purpose, governance, board, working areas, counties and published totals
        of members, as `region.toml` has them.
    memberships, gaps
        Who is a member, and where that is not known in full.
    fingerprint
        A checksum of all the profile's files.
    actor_decisions
        Which records of organisations are the same, and which are not, as a person decided.
    area_labels
        Which areas a person who read a record put it in; docs/labelling.md says how.
    green
        Which part of an activity or a programme is green.
    panels
        Regions of Europe to compare with.
    cluster_levels, cluster_members, cluster_links
        What is known of the clusters by date.
    admission, match_rules
        When a cluster organisation is admitted to the European register, and what counts when
        clusters are matched.
    area_quality
        How well records are put in areas, as measured on the labelled ones.
    """

    id: str
    name: Text
    edition: int
    facts: Mapping[str, Any]
    sets: tuple[PlaceSet, ...]
    memberships: tuple[Member, ...]
    gaps: tuple[MembershipGap, ...]
    places: tuple[PlaceOfRegion, ...]
    type_names: Mapping[str, Mapping[str, Text]]
    types: tuple[TypeOfPlace, ...]
    areas: tuple[Area, ...]
    clusters: tuple[Cluster, ...]
    instruments: tuple[Instrument, ...]
    programme: tuple[ProgrammeItem, ...]
    disclosure: Disclosure
    fingerprint: str
    actor_decisions: tuple[ActorDecision, ...] = ()
    area_labels: tuple[AreaLabel, ...] = ()
    green: tuple[GreenWeight, ...] = ()
    panels: tuple[PanelRegion, ...] = ()
    cluster_levels: tuple[ClusterLevel, ...] = ()
    cluster_members: tuple[ClusterMember, ...] = ()
    cluster_links: tuple[ClusterLink, ...] = ()
    admission: Admission = Admission()
    match_rules: MatchRules = MatchRules()
    area_quality: tuple[AreaQuality, ...] = ()

    def members(
        self, on: date | None = None, statuses: Collection[str] = STATUSES
    ) -> tuple[Member, ...]:
        """Give the memberships of a day, or those without an end.

        Parameters
        ----------
        on
            The day.
        statuses
            How sure they must be; candidates are `unverified`, and `gaps` says how many of them
            are members.
        """
        return tuple(
            member
            for member in self.memberships
            if member.status in statuses
            and (on is None or member.valid_from <= on)
            and (member.valid_to is None or (on is not None and on < member.valid_to))
        )

    def member_codes(
        self,
        edition: int,
        graph: PlaceGraph | None = None,
        on: date | None = None,
        statuses: Collection[str] = STATUSES,
    ) -> tuple[str, ...]:
        """Give the municipalities of an edition that hold a member, in order of code.

        A municipality that was merged from members and others counts as one that holds a member.

        Parameters
        ----------
        edition
            The year of the municipalities.
        graph
            The places and their changes; without it, the profile's own `places.csv` is used,
            which knows 2018, 2020 and 2024.
        on, statuses
            As in `members`.
        """
        codes: set[str] = set()
        for member in self.members(on, statuses):
            if member.code_edition == edition:
                codes.add(member.code)
            elif graph is not None:
                shares = graph.shares(member.code, member.code_edition, edition)
                codes.update(share.code for share in shares)
            else:
                codes.add(self._carried(member.code, edition))
        return tuple(sorted(codes))

    def _carried(self, code: str, edition: int) -> str:
        for place in self.places:
            if place.code_2018 == code:
                found = {2018: code, 2020: place.code_2020, 2024: place.code_2024}.get(edition)
                if found is not None:
                    return found
                raise UnknownCode("edition in places.csv", str(edition), ("2018", "2020", "2024"))
        raise UnknownCode("municipality of 2018 in places.csv", code)

    def codes_of_set(self, set_id: str, graph: PlaceGraph | None = None) -> tuple[str, ...]:
        """Give the municipalities of a named set, in the profile's edition.

        A municipality that was merged across the border of a county belongs to the set if any of
        its parts does.

        Raises
        ------
        UnknownCode
            There is no such set.
        """
        found = next((one for one in self.sets if one.id == set_id), None)
        if found is None:
            raise UnknownCode("set of places", set_id, [one.id for one in self.sets])
        if found.kind == "members":
            return self.member_codes(self.edition, graph)
        inside = [place for place in self.places if place.county_code_2018 in found.counties]
        return tuple(sorted({self._carried(place.code_2018, self.edition) for place in inside}))

    @cached_property
    def _types(self) -> Mapping[str, TypeOfPlace]:
        return {place.code: place for place in self.types}

    def type_of(self, code: str) -> str | None:
        """Give a municipality's type of place, None outside the region's geography."""
        found = self._types.get(code)
        return found.type if found else None

    def centrality_of(self, code: str) -> int | None:
        """Give a municipality's centrality, None where it is not known."""
        found = self._types.get(code)
        return found.centrality if found else None

    def area(self, area_id: str) -> Area:
        """Give an area by its id.

        Raises
        ------
        UnknownCode
            There is no such area.
        """
        for area in self.areas:
            if area.id == area_id:
                return area
        raise UnknownCode("area", area_id, [area.id for area in self.areas])

    def instrument(self, name: str) -> Instrument | None:
        """Give an instrument by the name that its provider's files use, None if not known."""
        return self._instruments.get(name.strip().casefold())

    @cached_property
    def _instruments(self) -> Mapping[str, Instrument]:
        return {one.instrument.casefold(): one for one in self.instruments}

    @property
    def parameters(self) -> dict[str, Any]:
        """The choices of the profile that a build's manifest records."""
        return {
            "edition": self.edition,
            "disclosure_threshold": self.disclosure.threshold,
            "disclosure_dominance": self.disclosure.dominance,
            "reference_areas": list(self.disclosure.reference_areas),
        }
