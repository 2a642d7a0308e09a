"""What all sources' tests share: files in a vault, and ways in which a file is garbage."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from samspill.catalogue import Download, Source
from samspill.errors import DataError, TruncatedFile
from samspill.reading import Part
from samspill.store import RawFile, Vault


@pytest.fixture
def raw_file(tmp_path: Path) -> Callable[..., RawFile]:
    """Give a maker of vault files: from text or bytes, in an encoding, packed or not."""
    vault = Vault(tmp_path / "raw")

    def make(
        content: str | bytes,
        *,
        source: str = "trial",
        name: str = "file.csv",
        vintage: str = "2024",
        encoding: str = "utf-8",
        packed: bool = False,
        is_sample: bool = False,
    ) -> RawFile:
        body = content.encode(encoding) if isinstance(content, str) else content
        path = tmp_path / "incoming"
        path.write_bytes(gzip.compress(body, mtime=0) if packed else body)
        return vault.add(
            path,
            source=source,
            name=name,
            vintage=vintage,
            publisher="Prøveforlaget",
            licence="CC0",
            origin="trial",
            is_sample=is_sample,
        )

    return make


@pytest.fixture
def fetched() -> Callable[[Callable[..., Iterator[RawFile]]], list[Download]]:
    """Give what a source's `fetch` asks a client to take."""

    class Recorder:
        def take(self, vault: object, source: Source, download: Download) -> Download:
            return download

    return lambda fetch: list(fetch(None, Recorder()))


@dataclass(frozen=True)
class Garbage:
    """A way of being garbage, made from a good file, and the error it has to raise."""

    of: Callable[[bytes], bytes]
    error: type[DataError]


_KINDS = {
    "empty": Garbage(lambda good: b"", DataError),
    "blank lines": Garbage(lambda good: b"\n\n  \n", DataError),
    "web page": Garbage(lambda good: b"<!DOCTYPE html>\n<html><body>404</body></html>", DataError),
    "another source": Garbage(lambda good: b"colour,taste\ngreen,sour\n", DataError),
    "header alone": Garbage(lambda good: good.split(b"\n")[0] + b"\n", DataError),
    "truncated gzip": Garbage(lambda good: gzip.compress(good * 50)[:-20], TruncatedFile),
    "utf-16": Garbage(lambda good: good.decode("cp1252").encode("utf-16"), DataError),
    "a picture": Garbage(lambda good: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, DataError),
}


@pytest.fixture(params=_KINDS.values(), ids=_KINDS.keys())
def garbage(request: pytest.FixtureRequest) -> Garbage:
    """Give each way of being garbage in turn."""
    kind: Garbage = request.param
    return kind


@pytest.fixture
def whole() -> Callable[[Iterator[Part]], tuple[pa.Table, dict[str, float], list[dict]]]:
    """Give a reader's parts as one: kept rows, what was received, rejected rows."""

    def join(parts: Iterator[Part]) -> tuple[pa.Table, dict[str, float], list[dict]]:
        kept, rejected, received = [], [], {}
        for part in parts:
            kept.append(part.kept)
            rejected += [] if part.rejected is None else part.rejected.to_pylist()
            for unit, amount in part.received.items():
                received[unit] = received.get(unit, 0) + amount
        return pa.concat_tables(kept), received, rejected

    return join
