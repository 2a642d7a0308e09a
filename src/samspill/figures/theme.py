"""Colours, type and the style sheet that every figure shares.

A colour has a *role*, and each role has a light and a dark value. The light value is written into
a chart, so that a chart looks right wherever Altair shows it; `draw` knows the role again by its
light value and turns it into the dark one, or into a class that the site's style sheet colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

__all__ = [
    "AREAS",
    "CATEGORIES",
    "CONFIG",
    "DEEP",
    "DIVERGING",
    "FONT",
    "NARROW",
    "ROLES",
    "SEQUENTIAL",
    "colour",
    "figure_css",
    "role_of",
    "sequential",
]

FONT = "system-ui, Liberation Sans, sans-serif"
"""What text is measured with: Liberation Sans comes with vl-convert, so widths are the same
everywhere; a reader's browser takes its own system typeface."""

ROLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "ground": ("#ffffff", "#12181f"),
        "ink": ("#1b2733", "#e6ebf0"),
        "ink-soft": ("#52606c", "#a7b3bf"),
        "grid": ("#e2e7ec", "#2a343e"),
        "rule": ("#7a8793", "#8593a0"),
        "missing": ("#fdfdfd", "#151c23"),
        "accent": ("#00526a", "#9be1f3"),
        "accent-soft": ("#4b99b0", "#37798e"),
        "grey": ("#47535f", "#c3ccd4"),
        "grey-soft": ("#85919d", "#66737f"),
        "seq-1": ("#cde7e2", "#1f4450"),
        "seq-2": ("#9dd0cf", "#235967"),
        "seq-3": ("#67b1ba", "#2b7181"),
        "seq-4": ("#2b7f95", "#56a5b1"),
        "seq-5": ("#1a627d", "#8ecad0"),
        "seq-6": ("#0d4059", "#d0efea"),
        "div-1": ("#9a5312", "#eca961"),
        "div-2": ("#cd924f", "#8c5a22"),
        "div-3": ("#ecd0a4", "#5d4428"),
        "div-4": ("#e0ddd3", "#363c44"),
        "div-5": ("#b5dbdd", "#234f5a"),
        "div-6": ("#56a7b1", "#24717f"),
        "div-7": ("#0b6072", "#8ce0ec"),
        "cat-1": ("#0072b2", "#4aa8e0"),
        "cat-2": ("#c25200", "#f0853a"),
        "cat-3": ("#00805d", "#2fc298"),
        "cat-4": ("#a34e88", "#d992c2"),
        "cat-5": ("#8f6500", "#e9b440"),
        "cat-6": ("#5b5fb8", "#a5a9f0"),
        "cat-7": ("#5c5c5c", "#b5b5b5"),
    }
)
"""Role -> its light and its dark value."""

SEQUENTIAL = tuple(role for role in ROLES if role.startswith("seq-"))
DIVERGING = tuple(role for role in ROLES if role.startswith("div-"))
CATEGORIES = tuple(role for role in ROLES if role.startswith("cat-"))

AREAS = ("cat-3", "cat-4", "cat-1", "cat-6", "cat-5", "cat-2", "cat-7")
"""Roles of the priority areas by their numbers from 1; the site's style sheet has the same."""

DEEP = frozenset({*SEQUENTIAL[3:], DIVERGING[0], DIVERGING[-1], *CATEGORIES})
"""Roles that text in the colour of the ground reads well on; on all others ink does."""

_BY_LIGHT = {light: role for role, (light, _) in ROLES.items()}


def colour(role: str) -> str:
    """Give the light value of a role: what is written into a chart."""
    return ROLES[role][0]


def role_of(value: str) -> str | None:
    """Give the role of a light value, None for a colour that is nobody's role."""
    return _BY_LIGHT.get({"white": "#ffffff"}.get(value, value.lower()))


def sequential(count: int) -> Sequence[str]:
    """Give so many of the sequential roles, spread over the whole scale."""
    last = len(SEQUENTIAL) - 1
    if count < 1:
        return ()
    if count == 1:
        return (SEQUENTIAL[last // 2 + 1],)
    return tuple(SEQUENTIAL[round(step * last / (count - 1))] for step in range(count))


def figure_css() -> str:
    """Give the style sheet for figures drawn with the scheme `auto`.

    Every role is a custom property `--figure-<role>`; `f-<role>` fills with it and `s-<role>`
    draws lines with it. The dark values hold where the reader's system asks for dark, unless the
    page says `data-theme="light"`, and where the page says `data-theme="dark"`. Paper is light.
    """
    light = "".join(f"--figure-{role}:{values[0]};" for role, values in ROLES.items())
    dark = "".join(f"--figure-{role}:{values[1]};" for role, values in ROLES.items())
    rules = [
        f":root{{{light}}}",
        "@media screen and (prefers-color-scheme:dark)"
        f'{{:root:not([data-theme="light"]){{{dark}}}}}',
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}',
    ]
    for role in ROLES:
        rules.append(f".drawing .f-{role}{{fill:var(--figure-{role})}}")
        rules.append(f".drawing .s-{role}{{stroke:var(--figure-{role})}}")
    rules += [
        ".drawing{display:block;width:100%;height:auto;max-width:60rem}",
        ".drawing a:hover,.drawing a:focus-visible{opacity:.8}",
        ".drawing a:focus-visible{outline:2px solid var(--figure-accent);outline-offset:1px}",
    ]
    return "\n".join(rules) + "\n"


NARROW = 480
"""Below so many pixels, what a legend names stands one below the other."""

CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "font": FONT,
        "background": colour("ground"),
        "padding": {"left": 4, "right": 10, "top": 6, "bottom": 6},
        "view": {"stroke": None, "fill": None},
        "title": {
            "anchor": "start",
            "frame": "group",
            "color": colour("ink"),
            "fontSize": 17,
            "fontWeight": 600,
            "offset": 16,
            "lineHeight": 22,
            "subtitleColor": colour("ink-soft"),
            "subtitleFontSize": 13,
        },
        "axis": {
            "domain": False,
            "ticks": False,
            "gridColor": colour("grid"),
            "labelColor": colour("ink-soft"),
            "labelFontSize": 12,
            "labelPadding": 6,
            "labelSeparation": 6,
            "titleColor": colour("ink-soft"),
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 10,
        },
        "legend": {
            "labelColor": colour("ink"),
            "labelFontSize": 12,
            "labelLimit": 220,
            "titleColor": colour("ink-soft"),
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleLimit": 360,
            "columnPadding": 22,
            "rowPadding": 5,
            "symbolStrokeWidth": 0,
        },
        "text": {"color": colour("ink"), "fontSize": 13},
    }
)
"""Vega-Lite's `config` of every figure."""
