"""Addresses of every page, found as a visitor finds them: by the links of the others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from samspill.web.site import pages

__all__ = ["figure_addresses", "page_addresses"]

OF_EACH = 2
"""So many addresses are given of each kind of page that takes a name."""


def page_addresses(read: Callable[[str], str]) -> dict[str, list[str]]:
    """Give addresses of each page by its id, in both languages.

    Parameters
    ----------
    read
        Gives the text of an address.

    Raises
    ------
    SystemExit
        No link leads to a page.
    """
    named = {page.id for page in pages().values() if page.fields_of_path}
    patterns = {
        name: re.compile(re.sub(r"\{\w+\}", "[^/?]+", f"/nb/{pages()[name].path}") + r"(\?|$)")
        for name in named
    }
    found: dict[str, list[str]] = {
        page.id: [] if page.id in named else [f"/nb/{page.path}".rstrip("/")]
        for page in pages().values()
    }
    unread = [address for addresses in found.values() for address in addresses]
    while unread and not all(found.values()):
        for link in dict.fromkeys(re.findall(r'href="(/nb/[^"#]+)"', read(unread.pop(0)))):
            for name, pattern in patterns.items():
                if pattern.match(link) and len(found[name]) < OF_EACH:
                    found[name].append(html.unescape(link))
                    unread.append(found[name][-1])
    never = sorted(name for name, addresses in found.items() if not addresses)
    if never:
        raise SystemExit(f"no link leads to these pages: {', '.join(never)}")
    return {
        name: addresses + [address.replace("/nb", "/en", 1) for address in addresses]
        for name, addresses in found.items()
    }


def figure_addresses(text: str) -> list[str]:
    """Give the addresses of the figures of a page as SVG."""
    return [
        html.unescape(link)
        for link in re.findall(r'href="(/[a-z]{2}/figure/[^"]+\.svg[^"]*)"', text)
    ]
