"""Measure the pages: time of a warm page, of a page and a figure seen first, and their sizes.

    python benchmarks/web.py HOME       an observatory that has been built

Requests go through the whole application in this process, without a network. Writes
docs/benchmarks-web.md.
"""

from __future__ import annotations

import argparse
import datetime
import html
import os
import platform
import re
import statistics
import time
from pathlib import Path

from starlette.testclient import TestClient

from samspill.region import region_of
from samspill.store import Store
from samspill.web.app import create_app
from samspill.web.site import pages

PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks-web.md"
OF_EACH = 2
"""So many addresses are measured of each kind of page that takes a name."""

GZIP = {"accept-encoding": "gzip"}


def _timed(client: TestClient, address: str) -> tuple[float, int, str]:
    began = time.perf_counter()
    with client.stream("GET", address, headers=GZIP) as answer:
        raw = b"".join(answer.iter_raw())
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, (address, answer.status_code)
        packed = answer.headers.get("content-encoding", "")
    return seconds, len(raw), packed


def _found(client: TestClient) -> list[str]:
    """Give an address of every page, found as a visitor finds it: by the links of the others."""
    patterns = {
        page.id: re.compile(
            re.sub(r"\{\w+(?::\w+)?\}", "[^/?]+", f"/nb/{page.path}").rstrip("/") + r"(\?|$)"
        )
        for page in pages().values()
    }
    found: dict[str, list[str]] = {
        page.id: [] if page.fields_of_path else [f"/nb/{page.path}".rstrip("/")]
        for page in pages().values()
    }
    unread = [address for addresses in found.values() for address in addresses]
    while unread and not all(found.values()):
        text = client.get(unread.pop(0)).text
        for link in dict.fromkeys(re.findall(r'href="(/nb/[^"#]+)"', text)):
            for name, pattern in patterns.items():
                if (
                    pattern.match(link)
                    and len(found[name]) < OF_EACH
                    and pages()[name].fields_of_path
                ):
                    address = html.unescape(link)
                    found[name].append(address)
                    unread.append(address)
    never = [name for name, addresses in found.items() if not addresses]
    if never:
        raise SystemExit(f"no link leads to these pages: {', '.join(never)}")
    every = [address for addresses in found.values() for address in addresses]
    return every + [address.replace("/nb", "/en", 1) for address in every]


def main(home: Path) -> None:
    """Measure and write the page."""
    store = Store(home)
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        addresses = _found(client)
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        _timed(client, "/en")
        first = {address: _timed(client, address) for address in addresses}
        warm = {
            address: statistics.median(_timed(client, address)[0] for _ in range(5))
            for address in addresses
        }
        figures = sorted(
            {
                link
                for address in addresses
                for link in re.findall(
                    r'href="(/[a-z]{2}/figure/[^"]+\.svg[^"]*)"', client.get(address).text
                )
            }
        )
    # figures anew, in an application that has drawn none of them
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        _timed(client, "/en/about")
        cold = {link: _timed(client, link.replace("&amp;", "&")) for link in figures}
    day, build = datetime.datetime.now(datetime.UTC).date(), store.current()
    data = "sample" if build.manifest["is_sample"] else "real"
    largest = max(first, key=lambda address: first[address][1])
    rows = [
        ("warm page, median", f"{1000 * statistics.median(warm.values()):.1f} ms", "30 ms"),
        ("warm page, slowest", f"{1000 * max(warm.values()):.1f} ms", ""),
        (
            "page seen first, median",
            f"{1000 * statistics.median(one[0] for one in first.values()):.0f} ms",
            "",
        ),
        (
            "figure drawn first, median",
            f"{1000 * statistics.median(one[0] for one in cold.values()):.0f} ms",
            "400 ms",
        ),
        (
            "figure drawn first, slowest",
            f"{1000 * max(one[0] for one in cold.values()):.0f} ms",
            "",
        ),
        (f"largest page, compressed ({largest})", f"{first[largest][1] / 1000:.1f} kB", "100 kB"),
    ]
    PAGE.write_text(
        "# Benchmarks of the pages\n\n"
        f"Measured with `python benchmarks/web.py HOME` on {day}, "
        f"{os.cpu_count()} processors, Python {platform.python_version()}, on the build "
        f"`{build.id}` ({data} data): "
        f"{len(addresses)} pages five times each, {len(cold)} figures once.\n\n"
        "| what | measured | wanted below |\n|---|---|---|\n"
        + "".join(f"| {what} | {value} | {goal} |\n" for what, value, goal in rows),
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    main(parser.parse_args().home)
