"""What an address that leads nowhere may have meant, and what is wrong with it, in words."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from samspill.errors import UnknownCode
from samspill.web.language import N_, Language
from samspill.web.searching import folded
from samspill.web.site import Visit, pages

__all__ = ["near", "what_is_impossible", "what_is_unknown"]

_MOST, _ALIKE = 5, 0.6
_UNKNOWN = {
    "place": N_("There is no place “{given}” here."),
    "activity": N_("There is no activity “{given}” here."),
    "area": N_("There is no area “{given}” here."),
    "actor": N_("There is no actor “{given}” here."),
    "cluster": N_("There is no cluster “{given}” here."),
    "community": N_("There is no community “{given}” here."),
    "instrument": N_("There is no instrument “{given}” here."),
    "year": N_("There are no figures of the year “{given}” here."),
    "measure": N_("Nothing is counted in “{given}” here."),
    "reference": N_("Nothing is compared with “{given}” here."),
    "figure": N_("There is no figure “{given}” here."),
    "table": N_("There is no table “{given}” here."),
}


def what_is_unknown(language: Language, error: UnknownCode) -> str:
    """Say what there is not."""
    said = _UNKNOWN.get(error.what, N_("There is no “{given}” here."))
    return language.text(said, given=error.given) if error.given else ""


def what_is_impossible(language: Language, problems: Sequence[Any]) -> str:
    """Say which parts of an address cannot be what they are."""
    told = {}
    for one in problems:
        field = ".".join(str(part) for part in one["loc"] if isinstance(part, str))
        told[field] = (
            language.text("“{field}” cannot be “{value}”.", field=field, value=one["input"][:60])
            if isinstance(one["input"], str)
            else language.text("“{field}” cannot be as it stands there.", field=field)
        )
    return " ".join(told.values())


def near(visit: Visit, path: str, suggested: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Give the addresses and names of what an unknown address may have meant.

    Parameters
    ----------
    visit
        The build and the language.
    path
        The address that was asked for.
    suggested
        Codes that are written nearly like the one that was asked for.
    """
    parts = [unquote(part) for part in path.strip("/").split("/")][1:]
    if not parts:
        return []
    of_kind = [one for one in _everything(visit) if one[0] == parts[0]]
    known = of_kind or _everything(visit)
    wanted = folded(parts[-1])
    # several may have one name: a county and a municipality
    names = {name for _, _, name, _, _ in known}
    alike = difflib.get_close_matches(wanted, sorted(names), n=_MOST, cutoff=_ALIKE)
    found = [one[3:] for name in alike for one in known if one[2] == name] or [
        one[3:] for code in suggested for one in known if one[1] == code
    ]
    return list(dict.fromkeys(found))[:_MOST]


def _everything(visit: Visit) -> list[tuple[str, str, str, str, str]]:
    """Give what has a page: its kind, its code, its name to be held against, its address, its name.

    A name is known in both languages.
    """
    made: list[tuple[str, str, str, str, str]] = visit.pinned.once(
        f"everything in {visit.language.code}",
        lambda: [
            (kind, code, folded(name), address, title)
            for kind, code, names, address, title in _named(visit)
            for name in dict.fromkeys(names)
        ],
    )
    return made


def _named(visit: Visit) -> Iterator[tuple[str, str, tuple[str, ...], str, str]]:
    at = visit.language.code
    for page in visit.entrances():
        names = (*page.title.values(), page.id)
        yield "", page.id, names, visit.url(page.id), page.title[at]
    for area in visit.region.areas:
        names = (*area.short.values(), *area.name.values(), area.id)
        yield "area", area.id, names, visit.url_of_area(area), area.name[at]
    for code in visit.pinned.places:
        names = visit.names_of_place(code)
        yield "place", code, names, visit.url("place", code=code), visit.name_of_place(code)
    for code, one in visit.pinned.activities.items():
        names = tuple(name for name in one.name.values() if name)
        yield "activity", code, names, visit.url("activity", code=code), one.name[at] or code
    for row in visit.pinned.rows("clusters", "select cluster_id, name from clusters"):
        if "cluster" in pages():
            code = row["cluster_id"]
            yield "cluster", code, (row["name"],), visit.url("cluster", cluster=code), row["name"]
