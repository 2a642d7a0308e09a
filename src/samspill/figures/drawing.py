"""From a figure to bytes: SVG for the page and for paper, PNG, PDF. Pure and deterministic."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any, Literal

import altair as alt
import vl_convert as vlc

from samspill.errors import UsageError
from samspill.figures.figure import Figure
from samspill.figures.theme import FONT, NARROW, ROLES, role_of

__all__ = ["draw"]

_NARROWEST = 240
_BASE = "https://vega.github.io/vega-datasets/"
"""What vl-convert puts before an address without a host; it is taken away again."""

_MOST_HINTS = 150
"""With more marks their names are not written twice; the site's script shows them all the same."""

_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_RESOURCES = re.compile(rb"(?:^ +/[a-z]+\d+ \d+ 0 R\n){2,}", re.MULTILINE)
_NOISE = {
    # nothing overflows its plot, and clips are numbered through all drawings of a process
    "clip-path",
    "pointer-events",
    "stroke-miterlimit",
    "aria-roledescription",
    "class",
    "font-family",
    "version",
}
_NEEDLESS = {"opacity": "1", "font-weight": "normal", "stroke-width": "0"}
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_TITLED = ("graphics-symbol",)

Paint = Callable[[ET.Element, str, str], None]


def draw(
    figure: Figure,
    format: Literal["svg", "png", "pdf"],  # noqa: A002
    *,
    width: int = 720,
    scheme: Literal["light", "dark", "auto"] = "auto",
) -> bytes:
    """Draw a figure.

    Parameters
    ----------
    figure
        The figure.
    format
        SVG, PNG (at twice the size, for sharp screens) or PDF.
    width
        Width in CSS pixels. Text keeps its size: a narrow drawing is another layout and no
        reduction.
    scheme
        Light or dark colours; `auto` is for a page: an SVG without fixed size, background and
        visible title (the page has a heading), whose colours the site's style sheet sets
        (`figure_css`). PNG and PDF cannot follow a page: `auto` is light there.

    Returns
    -------
    bytes
        The same figure gives the same bytes. A PDF has one weight of type.

    Raises
    ------
    UsageError
        It is too narrow for any figure.
    """
    if width < _NARROWEST:
        raise UsageError(f"A figure cannot be {width} pixels wide; {_NARROWEST} is the narrowest.")
    shown_on_page = scheme == "auto" and format == "svg"
    spec = _sized(figure, width, with_title=not shown_on_page)
    stops = spec.get("usermeta", {}).get("stops")
    root = _tidied(ET.fromstring(vlc.vegalite_to_svg(spec)), figure, stops)
    if shown_on_page:
        _paint(root, _classed)
        for name in ("width", "height"):
            root.attrib.pop(name, None)
        return _text(root).encode()
    dark = scheme == "dark"
    _paint(root, _darkened if dark else _unchanged)
    background = ET.Element("rect", width="100%", height="100%")
    background.set("fill", ROLES["ground"][1 if dark else 0])
    root.insert(2, background)
    if format == "svg":
        return _text(root).encode()
    root.set("font-family", FONT.partition(", ")[2])
    if format == "pdf":
        # with two fonts in it, the PDF's objects come in another order each time
        for element in root.iter("text"):
            element.attrib.pop("font-weight", None)
    if format == "png":
        drawn: bytes = vlc.svg_to_png(_text(root), scale=2)
        return drawn
    return _ordered(vlc.svg_to_pdf(_text(root)))


def _ordered(pdf: bytes) -> bytes:
    """Put a page's resources in order: they come in another one each time.

    Nothing changes its length, so that every object stays where the PDF says it is.
    """
    return _RESOURCES.sub(lambda found: b"".join(sorted(found[0].splitlines(True))), pdf)


def _sized(figure: Figure, width: int, *, with_title: bool) -> dict[str, Any]:
    """Give the chart's specification for a total width."""
    # named data go past Altair, which would walk through every point of a border
    chart: Any = figure.chart
    bare = chart.copy(deep=False)
    bare.datasets = alt.Undefined
    spec: dict[str, Any] = bare.to_dict(validate=False)
    if chart.datasets is not alt.Undefined:
        spec["datasets"] = {**spec.get("datasets", {}), **chart.datasets}
    padding = spec["config"]["padding"]
    inner = width - padding["left"] - padding["right"]
    about = spec.get("usermeta", {})
    if about.get("scales"):
        spec["height"] = round(spec["height"] * inner / spec["width"])
    elif inner < about.get("narrow", {}).get("below", 0):
        # another layout, with names above what they name
        spec["height"] = about["narrow"]["height"]
    spec["width"] = inner
    spec["background"] = "transparent"
    # Vega knows this, Altair's schema does not: legends keep apart, and stand one below the other
    # where there is no room beside
    beside = inner >= NARROW
    layout = {"direction": "horizontal" if beside else "vertical", "margin": 30 if beside else 6}
    spec["config"]["legend"] = {**spec["config"]["legend"], "layout": {"top": layout}}
    if with_title:
        spec["title"] = _wrapped(figure.title, inner / 9.4)
    else:
        del spec["title"]
    return spec


def _wrapped(text: str, letters: float) -> list[str]:
    """Break a title into lines of about so many letters."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _tidied(root: ET.Element, figure: Figure, stops: int | None) -> ET.Element:
    """Give the drawing its name, clean links and short numbers; take out what does nothing.

    The keyboard stops at the first `stops` links, which are the most important; the table beside
    has all of them.
    """
    linked: set[str] = set()
    _prune(root)
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        for name in [name for name in element.attrib if name in _NOISE]:
            del element.attrib[name]
        for name, value in _NEEDLESS.items():
            if element.get(name) == value:
                del element.attrib[name]
        for name in ("d", "transform", "x", "y", "x2", "y2", "width", "height"):
            if name in element.attrib:
                digits = 1 if name == "d" and len(element.attrib[name]) > 200 else 2
                element.set(name, _short(element.attrib[name], digits))
    for element in root.iter("a"):
        _link(element, linked, stops)
    if stops is not None:
        _name_links_only(root)
    named = [
        element
        for element in root.iter()
        if element.get("role") in _TITLED and "aria-label" in element.attrib
    ]
    for element in named:
        _name(element, with_hint=len(named) <= _MOST_HINTS)
    _entitle(root, figure, has_links=bool(linked))
    return root


def _prune(parent: ET.Element) -> None:
    """Take out invisible helpers: empty paths and groups without content."""
    for child in list(parent):
        _prune(child)
        tag = child.tag.removeprefix(_SVG)
        hidden = child.get("display") == "none" or child.get("fill") == "transparent"
        blank = tag == "path" and child.get("d", "") in ("", "M0,0h0v0h0Z")
        frame = tag == "path" and child.get("aria-hidden") == "true" and not _inked(child)
        if hidden or blank or frame or tag == "defs" or (tag == "g" and len(child) == 0):
            parent.remove(child)


def _inked(element: ET.Element) -> bool:
    return element.get("fill") is not None or element.get("stroke") is not None


def _short(text: str, digits: int) -> str:
    """Write numbers with few decimals."""

    def rounded(found: re.Match[str]) -> str:
        value = f"{float(found[0]):.{digits}f}".rstrip("0").rstrip(".")
        return "0" if value == "-0" else value

    return _LONG.sub(rounded, text)


def _link(element: ET.Element, linked: set[str], stops: int | None) -> None:
    """Give a link its own address and name; the keyboard stops once at each address."""
    href = element.attrib.pop(f"{_XLINK}href", element.get("href", "")).removeprefix(_BASE)
    element.set("href", href)
    label = next((one.get("aria-label") for one in element.iter() if one.get("aria-label")), None)
    if label is not None:
        element.set("aria-label", label)
    if href in linked or (stops is not None and len(linked) >= stops):
        element.set("tabindex", "-1")
    linked.add(href)
    element.attrib.pop("target", None)


def _name_links_only(root: ET.Element) -> None:
    """Let each link alone say its name: among hundreds of marks, once is enough."""
    for link in root.iter("a"):
        for mark in link.iter():
            if mark is not link:
                for name in ("role", "aria-label"):
                    mark.attrib.pop(name, None)


def _name(element: ET.Element, *, with_hint: bool) -> None:
    """Let a mark be an image with a name, and show the name where the pointer rests."""
    element.set("role", "img")
    if element.tag != "text" and with_hint:
        hint = ET.Element("title")
        hint.text = element.get("aria-label")
        element.insert(0, hint)


def _entitle(root: ET.Element, figure: Figure, *, has_links: bool) -> None:
    """Give the drawing title, description and role.

    An image has no parts for a screen reader: a drawing with links is a group.
    """
    title, described = ET.Element("title"), ET.Element("desc")
    title.set("id", f"{figure.id}-title")
    described.set("id", f"{figure.id}-desc")
    title.text, described.text = figure.title, figure.description
    root.insert(0, title)
    root.insert(1, described)
    root.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "group" if has_links else "img",
            "aria-labelledby": title.get("id", ""),
            "aria-describedby": described.get("id", ""),
            "class": "drawing",
            "font-family": "system-ui, sans-serif",
        }
    )


def _paint(root: ET.Element, paint: Paint) -> None:
    """Turn each colour that is a role's into what the scheme wants."""
    for element in list(root.iter()):
        for attribute in ("fill", "stroke"):
            role = role_of(element.get(attribute, ""))
            if role is not None:
                paint(element, attribute, role)


def _unchanged(element: ET.Element, attribute: str, role: str) -> None:
    element.set(attribute, ROLES[role][0])


def _darkened(element: ET.Element, attribute: str, role: str) -> None:
    element.set(attribute, ROLES[role][1])


def _classed(element: ET.Element, attribute: str, role: str) -> None:
    """Leave the light value for a reader without the style sheet, and name the role."""
    element.set(attribute, ROLES[role][0])
    classes = [element.get("class", ""), f"{attribute[0]}-{role}"]
    element.set("class", " ".join(filter(None, classes)))


def _text(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)
