"""The region's profile: members by date, types of place, areas, clusters, instruments, actors.

A profile is a folder of small files that the alliance itself can correct: `region.toml` and
`areas.toml`, and one CSV for each list (`programme.csv`: its events; `actors.csv`: which records
are of the same organisation; `area_labels.csv`: which areas a person put a record in; `green.csv`:
how green activities are; `panels.csv`: regions of Europe to compare with; `cluster_levels.csv`,
`cluster_members.csv` and `cluster_links.csv`: what is known of the clusters by date). Every row
says whether it was *stated* in a public source, *inferred* from one, or is *unverified*.
`load_region` reads a profile, `check_region` says everything that is wrong with one, with file and
line.
"""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path

from samspill.errors import UnknownCode, UsageError
from samspill.region.checking import Profile
from samspill.region.profile import (
    INSTRUMENT_KINDS,
    STATUSES,
    ActorDecision,
    Admission,
    Area,
    AreaActivity,
    AreaExclusions,
    AreaLabel,
    AreaQuality,
    AreaTerms,
    Cluster,
    ClusterLevel,
    ClusterLink,
    ClusterMember,
    Disclosure,
    GreenWeight,
    Instrument,
    MatchInstrument,
    MatchRules,
    Member,
    MembershipGap,
    PanelRegion,
    PlaceOfRegion,
    PlaceSet,
    Problem,
    ProgrammeItem,
    Region,
    TypeOfPlace,
)

__all__ = [
    "INSTRUMENT_KINDS",
    "STATUSES",
    "ActorDecision",
    "Admission",
    "Area",
    "AreaActivity",
    "AreaExclusions",
    "AreaLabel",
    "AreaQuality",
    "AreaTerms",
    "Cluster",
    "ClusterLevel",
    "ClusterLink",
    "ClusterMember",
    "Disclosure",
    "GreenWeight",
    "Instrument",
    "MatchInstrument",
    "MatchRules",
    "Member",
    "MembershipGap",
    "PanelRegion",
    "PlaceOfRegion",
    "PlaceSet",
    "Problem",
    "ProgrammeItem",
    "Region",
    "TypeOfPlace",
    "built_in_regions",
    "check_region",
    "copy_region",
    "load_region",
    "region_of",
]


def built_in_regions() -> tuple[str, ...]:
    """Give the names of the profiles that come with the package."""
    folder = files("samspill") / "regions"
    names = [entry.name for entry in folder.iterdir() if (entry / "region.toml").is_file()]
    return tuple(sorted(names))


def load_region(name_or_folder: str | Path) -> Region:
    """Read a profile.

    Parameters
    ----------
    name_or_folder
        A built-in name such as `osloregionen`, or a folder.

    Raises
    ------
    ProfileError
        Something in the profile is wrong; `check_region` tells all of it.
    UnknownCode
        There is no such built-in region and no such folder.
    """
    profile = _read(name_or_folder)
    for problem in profile.problems:
        if not problem.is_note:
            raise problem.error
    return profile.region()


def region_of(home: Path, name_or_folder: str | Path) -> Region:
    """Give the profile of an observatory: the one that lies in its folder, else the named one.

    The sample's observatory has its profile in `<home>/profile`, with clusters that are as
    invented as the rest.

    Raises
    ------
    ProfileError, UnknownCode
        As `load_region`.
    """
    own = home / "profile"
    return load_region(own if (own / "region.toml").is_file() else name_or_folder)


def check_region(name_or_folder: str | Path) -> list[Problem]:
    """Give everything that is wrong with a profile, in order of file and line, notes included.

    Each problem knows its file, line, column and what to do; its text says all of it. A note
    (`is_note`) is no error: it says what the profile cannot know yet.
    """
    problems = _read(name_or_folder).problems
    return sorted(problems, key=lambda one: (one.file, one.line or 0))


def _read(name_or_folder: str | Path) -> Profile:
    folder = Path(name_or_folder)
    if folder.is_dir():
        return Profile(folder)
    if str(name_or_folder) not in built_in_regions():
        raise UnknownCode("region or folder", str(name_or_folder), built_in_regions())
    with as_file(files("samspill") / "regions" / str(name_or_folder)) as built_in:
        return Profile(built_in)


def copy_region(name_or_folder: str | Path, folder: Path) -> list[Path]:
    """Begin a profile from one that is there; its id becomes the folder's name.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    UsageError
        The folder holds something already.
    UnknownCode
        There is no such profile to begin with.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} holds something already. Name a new folder.")
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    if not name:
        raise UsageError(f"The name of {folder} has no letter or digit to call the region by.")
    begun_with = _read(name_or_folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in begun_with.files.items():
        (folder / file).write_bytes(content)
    described = folder / "region.toml"
    text = described.read_text(encoding="utf-8")
    # the set of its members bears the region's own id
    old = re.escape(str(begun_with.toml.get("id", "")))
    described.write_text(re.sub(rf'(?m)^id = "{old}"', f'id = "{name}"', text), encoding="utf-8")
    return sorted(folder.iterdir())
