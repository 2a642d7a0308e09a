"""Ask the server for many things at once: how many it answers, how fast, and in how much memory.

    python benchmarks/load.py HOME                     3,000 requests of each kind
    python benchmarks/load.py HOME --requests 12000    100,000 in all, for the memory

The server runs as anyone runs it, in a process of its own, and is asked over the loopback by one
other process; the two share the machine. First as fast as a number of connections can ask, then at
a steady rate, where a request that has to wait for its turn counts from when it was due. Prints,
and writes docs/benchmarks-load.md. Exit code 1 if an answer was wrong, if warm pages do not hold
the rate, or if the server grows.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import itertools
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from addresses import figure_addresses, page_addresses
from run import busy

from samspill.store import Store
from samspill.web.site import pages as every_page

PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks-load.md"
CONNECTIONS = 32
RATE = 300.0
"""Requests a second when the rate is steady."""
SLOWEST_MS = 100.0
"""So fast are 99 of 100 warm pages at that rate."""
GROWTH = 1.05
"""So many times its size of before may the server have after all requests."""
OF_EACH_PAGE = 600
PAGES = "pages"
UNSEEN = "pages, each at an address never asked before"
_NUMBER = itertools.count()


@dataclass(frozen=True)
class Ask:
    """One request as it is sent, and the status that is right."""

    sent: bytes
    status: int

    @classmethod
    def of(cls, path: str, status: int = 200, **headers: str) -> Ask:
        """Ask for a path, as browsers ask."""
        lines = [f"GET {path} HTTP/1.1", "host: 127.0.0.1", "accept-encoding: gzip"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return cls("\r\n".join([*lines, "", ""]).encode(), status)


class Connection:
    """A connection that is kept for one request after another."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, what: Ask) -> bool:
        """Ask and read the whole answer; say whether its status is the right one."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(what.sent)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", head)
        if length is not None:
            await self.reader.readexactly(int(length[1]))
        elif b"transfer-encoding: chunked" in head:
            while size := int(await self.reader.readline(), 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        return int(head.split()[1]) == what.status

    async def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
            await self.writer.wait_closed()


@dataclass(frozen=True)
class Told:
    """What came of many requests: how long they took in all and each, and how many went wrong."""

    seconds: float
    each: list[float]
    wrong: int

    def of_hundred(self, part: int) -> float:
        """Give the milliseconds in which so many of a hundred were answered."""
        return 1000 * statistics.quantiles(self.each, n=100)[part - 1]


async def ask_all(port: int, asks: list[Ask], rate: float | None) -> Told:
    """Ask everything over a few connections, at a rate or as fast as it goes."""
    due = iter(enumerate(asks))
    began = time.perf_counter()
    each: list[float] = []
    wrong = 0

    async def visitor() -> None:
        nonlocal wrong
        connection = Connection(port)
        for number, what in due:
            at = time.perf_counter()
            if rate is not None:
                at = began + number / rate
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
            wrong += not await connection.ask(what)
            each.append(time.perf_counter() - at)
        await connection.close()

    await asyncio.gather(*(visitor() for _ in range(CONNECTIONS)))
    return Told(time.perf_counter() - began, each, wrong)


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else float("nan")


def _fetched(port: int, path: str) -> tuple[str, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=120) as answer:
        return answer.read().decode(), answer.headers.get("ETag", "")


def _kinds(port: int, pages: Mapping[str, list[str]]) -> dict[str, list[Ask]]:
    """Give what can be asked for by its kind, each answered once before it is measured."""
    every = [path for of_page in pages.values() for path in of_page]
    read = {path: _fetched(port, path) for path in every}
    figures = sorted({link for text, _ in read.values() for link in figure_addresses(text)})[:40]
    tables = [f"/api/v1/tables/{name}?limit=50" for name in ("strengths", "standing", "areas")]
    static = [f"/static/samspill.{kind}" for kind in ("css", "js")]

    def unchanged(paths: list[str]) -> list[Ask]:
        tags = {path: read[path][1] if path in read else _fetched(port, path)[1] for path in paths}
        return [Ask.of(path, 304, if_none_match=tags[path]) for path in paths]

    named = {
        PAGES: [Ask.of(path) for path in every],
        "pages, not changed": unchanged(every),
        # where a figure comes from is asked with any field
        UNSEEN: [Ask.of(path) for path in every if "/explain/" not in path],
        "figures as SVG": [Ask.of(path) for path in figures],
        "tables": [Ask.of(path) for path in tables],
        "tables, style and script, not changed": unchanged([*tables, *static]),
        "style and script": [Ask.of(path) for path in static],
        "what is not there": [Ask.of("/nb/place/0000", 404)],
    }
    asyncio.run(ask_all(port, [one for asks in named.values() for one in asks], None))
    return named


def _row(name: str, fast: Told, steady: Told | None) -> str:
    told = [fast, *([steady] if steady else [])]
    cells = [name, f"{len(fast.each) / fast.seconds:,.0f}"]
    for one in told:
        cells += [f"{one.of_hundred(50):.1f} ms", f"{one.of_hundred(99):.1f} ms"]
    return "| " + " | ".join([*cells, str(sum(one.wrong for one in told))]) + " |"


def _many(name: str, asks: list[Ask], count: int, dealer: random.Random) -> list[Ask]:
    many = dealer.choices(asks, k=count)
    if name != UNSEEN:
        return many
    # what no page reads makes an address that nobody has asked for
    return [
        Ask(
            one.sent.replace(b" HTTP/1.1", b"%sunseen=%d HTTP/1.1" % (_joint(one), next(_NUMBER))),
            one.status,
        )
        for one in many
    ]


def _joint(ask: Ask) -> bytes:
    return b"&" if b"?" in ask.sent.split(b"\r\n", 1)[0] else b"?"


def main(home: Path, requests: int) -> int:
    """Serve, ask, tell."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    samspill = Path(sys.executable).with_name("samspill")
    server = subprocess.Popen([samspill, "serve", "--home", home, "--port", str(port)])
    try:
        while server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        pages = page_addresses(lambda path: _fetched(port, path)[0])
        kinds = _kinds(port, pages)
        rows, of_pages, wrong, asked = [], [], 0, 0
        dealer, holds, others = random.Random(2019), True, busy()
        before = _memory_mb(server.pid)
        for name, asks in kinds.items():
            fast = asyncio.run(ask_all(port, _many(name, asks, requests, dealer), None))
            many = _many(name, asks, min(requests, 3000), dealer)
            steady = asyncio.run(ask_all(port, many, RATE))
            wrong += fast.wrong + steady.wrong
            asked += requests + len(many)
            if name == PAGES:
                holds = steady.of_hundred(99) < SLOWEST_MS
            rows.append(_row(name, fast, steady))
            print(rows[-1], flush=True)
        for name, paths in pages.items():
            many = dealer.choices([Ask.of(path) for path in paths], k=OF_EACH_PAGE)
            told = asyncio.run(ask_all(port, many, None))
            wrong += told.wrong
            asked += len(many)
            of_pages.append(_row(f"`/nb/{every_page()[name].path}`", told, None))
        after = _memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    build = Store(home).current()
    data = "sample" if build.manifest["is_sample"] else "real"
    PAGE.write_text(
        "# Benchmarks under load\n\n"
        f"Measured with `python benchmarks/load.py HOME --requests {requests}` on "
        f"{datetime.datetime.now(datetime.UTC).date()}, {os.cpu_count()} processors that server "
        f"and visitors share, Python {platform.python_version()}, on the build `{build.id}` "
        f"({data} data): {CONNECTIONS} connections; {others}.\n\n"
        "| what | requests a second | half within | 99 of 100 within "
        f"| at {RATE:.0f} a second, half within | 99 of 100 within | wrong answers |\n"
        "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        f"Wanted: {RATE:.0f} warm pages a second, 99 of 100 within {SLOWEST_MS:.0f} ms. The server "
        f"held {before:,.0f} MB before these {asked:,} requests and {after:,.0f} MB after them.\n\n"
        "Each page by itself, as fast as it goes:\n\n"
        "| page | requests a second | half within | 99 of 100 within | wrong answers |\n"
        "|---|---|---|---|---|\n" + "\n".join(of_pages) + "\n",
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))
    return int(wrong > 0 or not holds or after > GROWTH * before)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=3000)
    arguments = parser.parse_args()
    raise SystemExit(main(arguments.home, arguments.requests))
