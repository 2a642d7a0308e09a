"""Measure the pages: time of a warm page, of a page and a figure seen first, and their sizes.

    python benchmarks/web.py HOME       an observatory that has been built

Requests go through the whole application in this process, without a network. Writes
docs/benchmarks-web.md.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import statistics
import time
from pathlib import Path

from addresses import figure_addresses, page_addresses
from starlette.testclient import TestClient

from samspill.region import region_of
from samspill.store import Store
from samspill.web.app import create_app

PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks-web.md"
GZIP = {"accept-encoding": "gzip"}


def _timed(client: TestClient, address: str) -> tuple[float, int, str]:
    began = time.perf_counter()
    with client.stream("GET", address, headers=GZIP) as answer:
        raw = b"".join(answer.iter_raw())
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, (address, answer.status_code)
        packed = answer.headers.get("content-encoding", "")
    return seconds, len(raw), packed


def main(home: Path) -> None:
    """Measure and write the page."""
    store = Store(home)
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        found = page_addresses(lambda address: client.get(address).text)
    addresses = [address for of_page in found.values() for address in of_page]
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        _timed(client, "/en")
        first = {address: _timed(client, address) for address in addresses}
        warm = {
            address: statistics.median(_timed(client, address)[0] for _ in range(5))
            for address in addresses
        }
        figures = sorted(
            {link for address in addresses for link in figure_addresses(client.get(address).text)}
        )
    # figures anew, in an application that has drawn none of them
    with TestClient(create_app(store, region_of(store.home, "osloregionen"))) as client:
        _timed(client, "/en/about")
        cold = {link: _timed(client, link) for link in figures}
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
