"""Places to choose among, in groups by kind."""

from __future__ import annotations

from collections.abc import Iterable

from samspill.web.language import N_
from samspill.web.site import Visit

__all__ = ["Grouped", "grouped_places"]

_KINDS = {
    "region": N_("Sets of municipalities"),
    "type": N_("Types of place"),
    "county": N_("Counties"),
    "municipality": N_("Municipalities"),
    "nuts2": N_("Regions (NUTS 2)"),
}

Grouped = list[tuple[str, list[tuple[str, str]]]]
"""Headings, each with codes and names in order of name."""


def grouped_places(visit: Visit, codes: Iterable[str]) -> Grouped:
    """Give places by kind; of the municipalities only those of the region's geography."""
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in _KINDS}
    for code in dict.fromkeys(codes):
        place = visit.pinned.places.get(code)
        kind = place.kind if place is not None and place.kind in _KINDS else "nuts2"
        if place is not None and kind == "municipality" and place.type is None:
            continue
        found[kind].append((code, visit.name_of_place(code)))
    return [
        (visit.text(_KINDS[kind]), sorted(places, key=lambda one: one[1]))
        for kind, places in found.items()
        if places
    ]
