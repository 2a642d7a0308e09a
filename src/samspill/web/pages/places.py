"""Every place that has a page, by kind."""

from __future__ import annotations

from samspill.web.site import Page, Shown, Visit

__all__ = ["PAGE"]


def show(visit: Visit) -> Shown:
    """Give the region's places, the rest of Norway and the regions of Europe."""
    everywhere = visit.pinned.places.values()
    region = [p for p in everywhere if p.kind == "municipality" and p.type]
    return Shown(
        title=visit.text("Places"),
        lead=visit.text("Choose a municipality, a county, a type of place or a region of Europe."),
        context={
            "sets": [p for p in everywhere if p.kind in ("region", "type")],
            "counties": [p for p in everywhere if p.kind == "county"],
            "by_type": {
                code: [p for p in region if p.type == code]
                for code in dict.fromkeys(p.type for p in region)
            },
            "elsewhere": [p for p in everywhere if p.kind == "municipality" and not p.type],
            "regions": sorted(
                (p for p in everywhere if p.kind == "nuts2"), key=lambda p: (p.code[:2], p.code)
            ),
        },
    )


PAGE = Page(
    id="places",
    path="places",
    title={"nb": "Steder", "en": "Places"},
    show=show,
    is_entrance=True,
    order=80,
    group="region",
)
