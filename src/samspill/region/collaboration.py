"""The clusters, what is known of them by date, how they are matched, and the programme."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from samspill import activities
from samspill.errors import UnknownCode
from samspill.region.profile import (
    Admission,
    Cluster,
    ClusterLevel,
    ClusterLink,
    ClusterMember,
    MatchInstrument,
    MatchRules,
    Problem,
    ProgrammeItem,
)

if TYPE_CHECKING:
    from samspill.region.checking import Profile, Row

__all__ = ["COLUMNS", "MEMBER_TYPES", "read"]

MEMBER_TYPES = ("company", "knowledge", "public", "other")
_KINDS = ("cluster", "network", "")
_ITEMS = ("event", "workshop", "initiative", "partner", "idea")
_TAGS = ("working_area", "area_ids", "cluster_ids", "goals", "place_code")
_WEIGHTS = ("relatedness", "complementarity", "few_ties", "nearness")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clusters.csv": (
        "cluster_id",
        "name",
        "kind",
        "founded",
        "ended",
        "theme_nb",
        "theme_en",
        "activity_codes",
        "activities_status",
        "area_ids",
        "seat_code",
        "seat_edition",
        "seat_name",
        "website",
        "members_count",
        "members_date",
        "members_source",
        "staff",
        "member_types",
        "status",
        "source",
    ),
    "cluster_levels.csv": (
        "cluster_id",
        "programme",
        "level_nb",
        "level_en",
        "valid_from",
        "valid_to",
        "status",
        "source",
    ),
    "cluster_members.csv": tuple(ClusterMember.__dataclass_fields__),
    "cluster_links.csv": tuple(ClusterLink.__dataclass_fields__),
    "programme.csv": (
        "item_id",
        "date",
        "kind",
        "theme_nb",
        "theme_en",
        "name_nb",
        "name_en",
        "partner",
        "working_area",
        "area_ids",
        "cluster_ids",
        "place_code",
        "place_edition",
        "goals",
        "tags_status",
        "status",
        "source",
    ),
}


def read(profile: Profile) -> dict[str, Any]:
    """Read these files of a profile; every problem is noted and the reading goes on."""
    clusters = tuple(_clusters(profile))
    ids = [one.id for one in clusters]
    members = tuple(_members(profile, ids))
    admission = _admission(profile)
    _note_missing(profile, clusters, members, admission)
    return {
        "clusters": clusters,
        "cluster_levels": tuple(_levels(profile, ids)),
        "cluster_members": members,
        "cluster_links": tuple(_links(profile, ids)),
        "programme": tuple(_programme(profile, ids)),
        "admission": admission,
        "match_rules": _rules(profile),
    }


# clusters


def _clusters(profile: Profile) -> Iterable[Cluster]:
    areas = [area.id for area in profile.areas]
    seen: dict[Any, int] = {}
    for row in profile.rows("clusters.csv"):
        key = row.required("cluster_id")
        profile.once(seen, key, row, "cluster_id", f"the cluster {key}")
        founded, ended = row.when("founded"), row.when("ended")
        if founded and ended and ended < founded:
            row.wrong("ended", f"{ended} comes before {founded}", "Exchange the dates.")
        codes = tuple(row.text("activity_codes").split())
        for code in codes:
            try:
                activities.to_section(code)
            except UnknownCode as error:
                row.wrong("activity_codes", str(error).rstrip("."), "See NACE Rev. 2.")
        if codes:
            row.status("activities_status")
        website = row.text("website")
        if website and not re.match(r"https?://\S+$", website):
            row.wrong("website", f"«{website}» is not an address", "Begin with https://.")
        count = row.whole("members_count")
        if count is not None and not row.text("members_source"):
            row.wrong("members_source", "the number has no source", "Say who gives it.")
        yield Cluster(
            key,
            row.required("name"),
            row.one_of("kind", _KINDS),
            founded,
            ended,
            _text(row, "theme"),
            codes,
            row.text("activities_status"),
            row.several("area_ids", areas, "area in areas.toml"),
            row.code("seat_code"),
            row.whole("seat_edition"),
            row.text("seat_name"),
            website,
            count,
            row.when("members_date"),
            row.text("members_source"),
            row.amount("staff"),
            row.several("member_types", MEMBER_TYPES, "type of member"),
            row.status(),
            row.text("source"),
        )


def _text(row: Row, name: str) -> dict[str, str]:
    """Give a text that is empty, or stands in both languages."""
    texts = {language: row.text(f"{name}_{language}") for language in ("nb", "en")}
    for language, other in (("nb", "en"), ("en", "nb")):
        if texts[other] and not texts[language]:
            row.wrong(
                f"{name}_{language}",
                f"the translation of «{texts[other]}» is missing",
                "Write it in both languages.",
            )
    return texts


def _dates(row: Row) -> tuple[str, str]:
    valid_from, valid_to = row.when("valid_from"), row.when("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        row.wrong("valid_to", f"{valid_to} comes before {valid_from}", "Exchange the dates.")
    return valid_from, valid_to


def _levels(profile: Profile, ids: list[str]) -> Iterable[ClusterLevel]:
    for row in profile.rows("cluster_levels.csv"):
        yield ClusterLevel(
            row.one_of("cluster_id", ids),
            row.required("programme"),
            _text(row, "level"),
            *_dates(row),
            row.status(),
            row.required("source"),
        )


def _members(profile: Profile, ids: list[str]) -> Iterable[ClusterMember]:
    seen: dict[Any, int] = {}
    for row in profile.rows("cluster_members.csv"):
        cluster, number = row.one_of("cluster_id", ids), row.code("organisation_number", 9)
        name = row.text("name")
        if not number and not name:
            row.wrong(
                "organisation_number",
                "neither an organisation number nor a name is given",
                "Write the number, or the name of the organisation. Never a person.",
            )
        dates = _dates(row)
        who = number or name.casefold()
        profile.once(seen, (cluster, who, dates[0]), row, "organisation_number", f"{who}")
        yield ClusterMember(
            cluster,
            number,
            name,
            row.one_of("type", (*MEMBER_TYPES, "")),
            *dates,
            row.status(),
            row.required("source"),
        )


def _links(profile: Profile, ids: list[str]) -> Iterable[ClusterLink]:
    for row in profile.rows("cluster_links.csv"):
        pair = row.one_of("cluster_a", ids), row.one_of("cluster_b", ids)
        if pair[0] == pair[1]:
            row.wrong("cluster_b", "both sides are the same", "Write two clusters.")
        when = row.when("date")
        if not when:
            row.wrong("date", "the cell is empty", "Write the year in which it began.")
        yield ClusterLink(
            min(pair),
            max(pair),
            when,
            row.text("instrument"),
            row.status(),
            row.required("source"),
        )


def _note_missing(
    profile: Profile,
    clusters: Iterable[Cluster],
    members: Iterable[ClusterMember],
    admission: Admission,
) -> None:
    """Note what the register lacks, and what the rule of admission says of each cluster."""
    listed: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    for one in members:
        if not one.valid_to:
            listed.setdefault(one.cluster_id, set()).add(one.organisation_number or one.name)
            types.setdefault(one.cluster_id, set()).add(one.type)
    lines = {
        row.cells["cluster_id"]: row.line for row in profile.rows("clusters.csv", is_quiet=True)
    }
    lacking = Counter[str]()
    for cluster in clusters:
        count = len(listed.get(cluster.id, ())) or cluster.members_count
        kinds = types.get(cluster.id, set()) - {""} or set(cluster.member_types)
        below = []
        if cluster.staff is not None and cluster.staff < admission.staff:
            below.append(f"{cluster.staff:g} full-time staff (at least {admission.staff:g})")
        if count is not None and count < admission.members:
            below.append(f"{count} members (at least {admission.members})")
        if kinds and len(kinds) < admission.member_types:
            below.append(f"{len(kinds)} type of member (at least {admission.member_types})")
        if below:
            _note(
                profile,
                f"{cluster.name} would not be admitted to the European register: it has "
                f"{', '.join(below)}",
                lines.get(cluster.id),
                "Correct the figures if they are old.",
            )
        missing = {
            "activity_codes": not cluster.activity_codes,
            "seat_code": not cluster.seat_code,
            "members_count": count is None,
            "staff": cluster.staff is None,
            "member_types": not kinds,
            "a list of members": cluster.id not in listed,
        }
        lacking.update(name for name, is_missing in missing.items() if is_missing)
    if lacking:
        told = ", ".join(f"{name} ({count})" for name, count in lacking.most_common())
        _note(
            profile,
            f"of the {len(lines)} clusters, some have no {told}",
            None,
            "Fill in what is known in clusters.csv and cluster_members.csv.",
        )


def _note(profile: Profile, problem: str, line: int | None, advice: str) -> None:
    profile.problems.append(Problem(problem, "clusters.csv", line, None, advice, is_note=True))


# rules


def _admission(profile: Profile) -> Admission:
    given = profile.table("admission")
    if not given:
        return Admission()
    return Admission(
        _number(profile, "admission", 0, given, "staff"),
        round(_number(profile, "admission", 0, given, "members")),
        round(_number(profile, "admission", 0, given, "member_types")),
    )


def _rules(profile: Profile) -> MatchRules:
    given = profile.table("matches")
    instruments = tuple(_match_instruments(profile))
    if not given:
        return MatchRules(instruments=instruments)
    weights = [_number(profile, "matches", 0, given, name) for name in _WEIGHTS]
    if not math.isclose(sum(weights), 1.0, abs_tol=1e-6):
        profile.wrong(
            f"the four weights sum to {sum(weights):g}",
            "region.toml",
            profile.line("region.toml", "matches", 0, "relatedness"),
            "relatedness",
            "They must sum to 1.",
        )
    reach = _number(profile, "matches", 0, given, "reach_km")
    one, other, third, fourth = weights
    return MatchRules(one, other, third, fourth, reach, instruments)


def _number(
    profile: Profile, table: str, number: int, values: Mapping[str, Any], key: str
) -> float:
    value = values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    line = profile.line("region.toml", table, number, key)
    problem = "the value is missing" if value is None else f"«{value}» is not a number"
    profile.wrong(problem, "region.toml", line, key, "Write a number of at least 0.")
    return 0.0


def _match_instruments(profile: Profile) -> Iterable[MatchInstrument]:
    file, name = "region.toml", "match_instrument"
    known = {one.instrument for one in profile.instruments}
    for number, values in enumerate(profile.tables(file, profile.toml, name)):
        where = (file, name, number)
        instrument = profile.typed(*where, values, "instrument", str)
        if instrument and instrument not in known:
            line = profile.line(*where, "instrument")
            profile.wrong(
                f"there is no instrument «{instrument}» in instruments.csv",
                file,
                line,
                "instrument",
                "Write its name as instruments.csv has it.",
            )
        both = profile.typed(*where, values, "both", list)
        yield MatchInstrument(
            instrument,
            tuple(str(code) for code in both),
            bool(values.get("complementary", False)),
            profile.text(*where, "reason", values.get("reason")),
        )


# the programme


def _programme(profile: Profile, ids: list[str]) -> Iterable[ProgrammeItem]:
    goals = _ids(profile, "programme_goal")
    working_areas = _ids(profile, "working_area")
    areas = [area.id for area in profile.areas]
    seen: dict[Any, int] = {}
    for row in profile.rows("programme.csv"):
        key = row.required("item_id")
        profile.once(seen, key, row, "item_id", f"the item {key}")
        if any(row.text(name) for name in _TAGS):
            row.status("tags_status")
        yield ProgrammeItem(
            key,
            row.when("date"),
            row.one_of("kind", _ITEMS),
            _text(row, "theme"),
            profile.names(row),
            row.text("partner"),
            row.one_of("working_area", (*working_areas, "")),
            row.several("area_ids", areas, "area in areas.toml"),
            row.several("cluster_ids", ids, "cluster in clusters.csv"),
            row.several("goals", goals, "goal in region.toml"),
            row.code("place_code"),
            row.whole("place_edition"),
            row.text("tags_status"),
            row.status(),
            row.text("source"),
        )


def _ids(profile: Profile, name: str) -> list[str]:
    return [
        str(values["id"])
        for values in profile.tables("region.toml", profile.toml, name)
        if "id" in values
    ]
