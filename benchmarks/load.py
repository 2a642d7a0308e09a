"""Ask the server for many things at once: how many it answers, how fast, and in how much memory.

    python benchmarks/load.py HOME                      3,000 requests of each kind
    python benchmarks/load.py HOME --requests 100000    long, for the memory

The server runs as anyone runs it, in a process of its own, and is asked over the loopback by one
other process; the two share the machine. First as fast as a number of connections can ask, then at
a steady rate, where a request that has to wait for its turn counts from when it was due. Prints,
and writes docs/benchmarks-load.md; 1 if an answer was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
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
from dataclasses import dataclass
from pathlib import Path

from addresses import figure_addresses, page_addresses

PAGE = Path(__file__).resolve().parents[1] / "docs/benchmarks-load.md"
CONNECTIONS = 32
RATE = 300.0
"""Requests a second when the rate is steady."""


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


def _kinds(port: int) -> dict[str, list[Ask]]:
    """Give what can be asked for by its kind, each answered once before it is measured."""

    def fetched(path: str) -> tuple[str, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=120) as answer:
            return answer.read().decode(), answer.headers.get("ETag", "")

    pages = page_addresses(lambda path: fetched(path)[0])
    every = [path for of_page in pages.values() for path in of_page]
    read = {path: fetched(path) for path in every}
    figures = sorted({link for text, _ in read.values() for link in figure_addresses(text)})[:40]
    tables = [f"/api/v1/tables/{name}?limit=50" for name in ("strengths", "standing", "areas")]
    named = {
        "pages": [Ask.of(path) for path in every],
        "pages, not changed": [Ask.of(path, 304, if_none_match=read[path][1]) for path in every],
        "figures as SVG": [Ask.of(path) for path in figures],
        "tables": [Ask.of(path) for path in tables],
        "style and script": [Ask.of(f"/static/samspill.{kind}") for kind in ("css", "js")],
        "what is not there": [Ask.of("/nb/place/0000", 404)],
    }
    asyncio.run(ask_all(port, [one for asks in named.values() for one in asks], None))
    return named


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
        kinds = _kinds(port)
        rows, wrong = [], 0
        dealer = random.Random(2019)
        before = _memory_mb(server.pid)
        for name, asks in kinds.items():
            many = dealer.choices(asks, k=requests)
            fast = asyncio.run(ask_all(port, many, None))
            steady = asyncio.run(ask_all(port, many[: min(requests, 3000)], RATE))
            wrong += fast.wrong + steady.wrong
            rows.append(
                f"| {name} | {requests / fast.seconds:,.0f} | {fast.of_hundred(50):.1f} ms | "
                f"{fast.of_hundred(99):.1f} ms | {steady.of_hundred(50):.1f} ms | "
                f"{steady.of_hundred(99):.1f} ms | {fast.wrong + steady.wrong} |"
            )
            print(rows[-1], flush=True)
        after = _memory_mb(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    asked = len(kinds) * (requests + min(requests, 3000))
    PAGE.write_text(
        "# Benchmarks under load\n\n"
        f"Measured with `python benchmarks/load.py HOME --requests {requests}` on "
        f"{datetime.datetime.now(datetime.UTC).date()}, {os.cpu_count()} processors that server "
        f"and visitors share, Python {platform.python_version()}: {CONNECTIONS} connections.\n\n"
        "| what | requests a second | half within | 99 of 100 within "
        f"| at {RATE:.0f} a second, half within | 99 of 100 within | wrong answers |\n"
        "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        f"The server held {before:,.0f} MB before these {asked:,} requests and {after:,.0f} MB "
        "after them.\n",
        encoding="utf-8",
    )
    print(PAGE.read_text(encoding="utf-8"))
    return int(wrong > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=3000)
    arguments = parser.parse_args()
    raise SystemExit(main(arguments.home, arguments.requests))
