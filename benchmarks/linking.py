"""How long it takes to link 100,000 names to 1,000,000.

`python benchmarks/linking.py [LEFT RIGHT]` with other numbers of names.

The names are generated: two invented words, a trade and a legal form, as in a register of
enterprises. Of the names on the left a third are as in the register, a third are written another
way (letters, legal form, word order kept), a third have a slip of the pen; every fifth of them all
is in no register. Prints seconds, and how many of those that are in the register were found; it
may take 30 seconds.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pyarrow as pa

from samspill.engine import open_engine
from samspill.organisations import link_names

_SECONDS = 30.0

_SYLLABLES = [
    first + middle + last
    for first in ("b", "d", "f", "g", "h", "k", "l", "m", "n", "r", "s", "t", "v", "br", "kr", "st")
    for middle in ("a", "e", "i", "o", "u", "ø", "å")
    for last in ("", "n", "r", "l", "s")
]
_TRADES = [
    "Bygg",
    "Eiendom",
    "Transport",
    "Regnskap",
    "Maskin",
    "Elektro",
    "Data",
    "Consult",
    "Fisk",
    "Drift",
    "Holding",
    "Invest",
    "Rør",
    "Maling",
    "Design",
    "Media",
    "Energi",
    "Shipping",
    "Gård",
    "Service",
    "Teknikk",
    "Handel",
    "Reklame",
    "Tannklinikk",
]
_FORMS = ("AS", "AS", "AS", "AS", "ANS", "DA", "SA", "ASA")


def _register(rng: np.random.Generator, count: int) -> list[str]:
    parts = rng.integers(0, len(_SYLLABLES), (count, 5))
    trades = rng.integers(0, len(_TRADES), count)
    forms = rng.integers(0, len(_FORMS), count)
    names = []
    for row, trade, form in zip(parts.tolist(), trades.tolist(), forms.tolist(), strict=True):
        first, second = ("".join(_SYLLABLES[at] for at in part) for part in (row[:3], row[3:]))
        names.append(f"{first} {second} {_TRADES[trade]} {_FORMS[form]}".upper())
    return names


def _slip(rng: np.random.Generator, name: str) -> str:
    at = int(rng.integers(1, 7))
    return name[:at] + name[at + 1 :]


def main(left_count: int = 100_000, right_count: int = 1_000_000) -> int:
    """Generate, link, print; 1 if it took longer than it may."""
    rng = np.random.default_rng(2019)
    register = _register(rng, right_count)
    chosen = rng.integers(0, right_count, left_count).tolist()
    names = []
    for number, at in enumerate(chosen):
        name = register[at]
        if number % 3 == 1:
            name = name.title().replace("Ø", "OE").replace("ø", "o").replace("Å", "AA")
        elif number % 3 == 2:
            name = _slip(rng, name)
        if number % 5 == 0:
            name, chosen[number] = f"{name.split()[0][::-1]} {number}", -1
        names.append(name)
    sides = []
    for first, side in ((0, register), (right_count, names)):
        size = len(side)
        sides.append(
            pa.table(
                {
                    "name_id": pa.array(range(first, first + size)),
                    "organisation_name": side,
                    "country_code": ["NO"] * size,
                }
            )
        )
    right, left = sides
    started = time.perf_counter()
    with open_engine() as engine:
        pairs = link_names(left, right, engine)
    seconds = time.perf_counter() - started
    columns = (column.to_pylist() for column in pairs.columns)
    found = {(a - right_count, register[b]) for a, b, _ in zip(*columns, strict=True)}
    known = [(number, register[at]) for number, at in enumerate(chosen) if at >= 0]
    hits = sum(pair in found for pair in known)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{left_count:,} names linked to {right_count:,}: {seconds:.1f} s, {peak:,.0f} MB at most"
    )
    print(f"{pairs.num_rows:,} pairs; the right one among them for {hits / len(known):.1%}")
    print(f"{seconds:.1f} s of {_SECONDS:.0f}, on a machine that does nothing else")
    return int(seconds > _SECONDS)


if __name__ == "__main__":
    raise SystemExit(main(*(int(argument.replace("_", "")) for argument in sys.argv[1:3])))
