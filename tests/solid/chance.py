"""Files that were changed by chance: their bytes, their cells, their JSON, their settings.

Few are tried, the same ones each time; `SAMSPILL_FUZZ=2000` tries so many, others each time, and
looks for the smallest that fails.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

__all__ = ["STRANGE", "bounded", "cells", "fuzz", "of_bytes", "of_cells", "of_json", "of_settings"]

TRIES = int(os.environ.get("SAMSPILL_FUZZ", "0"))
LONGEST, MOST_MEMORY = 20, 2 * 2**30
"""Seconds, and bytes beyond what the process has, that one small file may take."""

STRANGE = (
    "", " ", "-", "0", "-1", "1e99", "1e999", "-1e308", "NaN", "inf", "1,5", "1.5", "1 000",
    "9" * 18, "9" * 19, "9" * 5000, "²", "٣", "١٢٣٤", "½", "NA", ":", "null", "true", "[]", "{}",
    "31.02.2019", "00.00.0000", "2019-13-45", "9999-12-31", "0000-00-00", "-0001-01-01", "ÆØÅ",
    "ﷺ" * 40, "\x1b[31m", "\x07", "\u202e", "\u2028", "\x85", "\ufeff", "\U0001f600", "x" * 200_000,
    '"', '""', "'", ";", ",", "\t", "\r", "\n", "\r\n", "\\", "=1+1", "%s", "{value}", "{", "}",
    "9999", "0301", "NO01", "nuts_level_2", "A", "J62", "62.010", "99.999", "ENK", "Uspesifisert",
)  # fmt: skip
BYTES = (
    b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xff\xfe", b'"', b"\n", b"\r", b";", b",", b"\t",
    b"[", b"]", b"{", b"}", b"[" * 3000, b'{"a":' * 3000, b"1" * 5000, b"-", b"NaN", b"1e999",
    b"\xed\xa0\x80", b"\\ud800", b"\x1f\x8b", b"PK\x03\x04", b"<html>", b"x" * 140_000,
)  # fmt: skip


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """See that what is done within ends soon and in little memory."""

    def late(*_: object) -> None:
        raise AssertionError(f"it takes longer than {LONGEST} seconds")

    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    most = size * resource.getpagesize() + MOST_MEMORY
    old = signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
        resource.setrlimit(resource.RLIMIT_AS, before)


def fuzz(few: int) -> settings:
    """Give how much is tried: so few each time, and many by hand."""
    return settings(
        max_examples=TRIES or few,
        deadline=None,
        database=None,
        derandomize=not TRIES,
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if TRIES else ())),
        suppress_health_check=list(HealthCheck),
    )


# files by chance


def cells() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(STRANGE), st.text(max_size=12))


def of_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.sampled_from((0, 1, 1, 2, 7, 40, 4000))))
        new = draw(st.one_of(st.sampled_from(BYTES), st.binary(max_size=6), st.just(b"")))
        twice = draw(st.sampled_from((False, False, False, True)))
        content = content[:at] + new + content[at if twice else end :]
    return content


def of_cells(draw: st.DrawFn, content: bytes) -> bytes:
    encoding = "utf-8"
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text, encoding = content.decode("cp1252", "replace"), "cp1252"
    delimiter = max("\t;,", key=text.count)
    grid = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for _ in range(draw(st.integers(1, 5))):
        row = draw(st.sampled_from(grid))
        if row:
            at = draw(st.integers(0, len(row) - 1))
            what = draw(st.sampled_from(("set", "set", "set", "drop", "twice", "empty", "swap")))
            if what == "set":
                row[at] = draw(cells())
            elif what == "drop":
                del row[at]
            elif what == "twice":
                row.insert(at, row[at])
            elif what == "empty":
                row.clear()
            else:
                row[at], row[0] = row[0], row[at]
    out = io.StringIO(newline="")
    delimiter = draw(st.sampled_from((delimiter, delimiter, delimiter, ",", ";", "\t")))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    ends = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ends).writerows(grid)
    return out.getvalue().encode(encoding, "replace")


def nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Give each place in a JSON document: what holds it, and where."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for at, value in list(pairs):
        yield tree, at
        if isinstance(value, dict | list):
            yield from nodes(value)


def of_json(draw: st.DrawFn, content: bytes) -> bytes:
    whole = [json.loads(content)]
    strange = st.one_of(
        cells(),
        st.none(),
        st.booleans(),
        st.sampled_from((0, -1, 10**9, 10**25, 1e300, float("nan"), float("inf"), [], {}, [[]])),
        st.lists(st.one_of(st.none(), st.integers(-5, 5), cells()), max_size=3),
        st.dictionaries(cells(), st.one_of(st.none(), st.integers(), cells()), max_size=3),
    )
    for _ in range(draw(st.integers(1, 4))):
        holder, at = draw(st.sampled_from(list(nodes(whole))))
        what = draw(st.sampled_from(("set", "set", "set", "drop", "wrap", "name")))
        if what == "set" or holder is whole:
            holder[at] = draw(strange)
        elif what == "drop":
            del holder[at]
        elif what == "wrap":
            holder[at] = draw(st.sampled_from(([holder[at]], {"a": holder[at]}, [holder[at]] * 3)))
        elif isinstance(holder, dict):
            holder[draw(cells())] = holder.pop(at)
        if not isinstance(whole[0], dict | list) or not whole[0]:
            break
    return json.dumps(whole[0], ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


LITERALS = (
    '""', '"x"', '"0301"', "0", "-1", "1.5", "1e99", "nan", "inf", "true", "[]", "[[]]", "[{}]",
    "{}",
    '{ nb = 1 }', '["a", 1]', "1979-05-27", "9999999999999999999", '"\\u0000"', "'", "[",
)  # fmt: skip


def of_settings(draw: st.DrawFn, content: bytes) -> bytes:
    """Change lines of TOML: a value, a key, the head of a table."""
    lines = content.decode().splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key, is_pair, _ = lines[at].partition(" = ")
        what = draw(st.sampled_from(("value", "value", "drop", "twice", "key")))
        if what == "value" and is_pair:
            lines[at] = f"{key} = {draw(st.sampled_from(LITERALS))}"
        elif what == "key" and is_pair:
            lines[at] = lines[at].replace(key, draw(st.sampled_from(("id", "x", "name.nb"))), 1)
        elif what == "twice":
            lines.insert(at, lines[at])
        else:
            lines[at] = ""
    return "\n".join(lines).encode()
