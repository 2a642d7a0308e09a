"""Writing files that are the same byte for byte, and the list that says what they are."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

__all__ = ["Folder", "packaged", "words"]


def packaged(name: str, *, room: str = "sample") -> list[dict[str, str]]:
    """Read a table that comes with the package."""
    text = files("samspill").joinpath(room, name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def words(name: str) -> dict[str, Any]:
    """Read lists of words that come with the sample."""
    return tomllib.loads(files("samspill").joinpath("sample", name).read_text(encoding="utf-8"))


@dataclass
class Folder:
    """The folder of a sample: its files, and an entry for each in `sources.toml`."""

    path: Path
    _entries: list[str] = field(default_factory=list)

    def table(
        self,
        name: str,
        header: Sequence[str] | str,
        rows: Iterable[Sequence[object]],
        *,
        delimiter: str = ",",
        end: str = "\n",
        encoding: str = "utf-8",
        quoting: Literal[0, 1] = csv.QUOTE_MINIMAL,
    ) -> None:
        """Write a delimited file; a name that ends in `.gz` is packed.

        `header` is the name of one in `headers.toml`, or its columns.
        """
        columns = words("headers.toml")[header] if isinstance(header, str) else header
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerow(columns)
        writer.writerows(rows)
        self.write(name, text.getvalue().encode(encoding))

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".gz"):
            packed = io.BytesIO()
            # neither a name nor a time goes into the head of the file
            with gzip.GzipFile("", "wb", 6, packed, mtime=0) as stream:
                stream.write(content)
            content = packed.getvalue()
        target.write_bytes(content)

    def enter(self, source: str, name: str, publisher: str, vintage: str) -> None:
        """List a file as one of a source."""
        entry = {
            "source": source,
            "path": name,
            "publisher": f"{publisher} (layout only: sample data, invented by Samspill)",
            "licence": "CC0 1.0 (invented)",
            "vintage": vintage,
        }
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
        self._entries.append("\n".join(["[[file]]", *lines, "is_sample = true", ""]))

    def close(self) -> None:
        """Write `sources.toml`."""
        head = "# Sample data: real places, invented organisations and figures.\n"
        self.write("sources.toml", (head + "".join(self._entries)).encode())
