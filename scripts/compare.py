"""Whether two builds say the same, table by table.

Usage: python scripts/compare.py ONE OTHER. Each is a home folder, whose newest build is read, or
the folder of a build. Every published table, the ledger among them, and every harmonised one must
have the same rows by key in both; text, whole numbers and dates are the same, floats to 1e-9 of
their size (of one, where they are smaller), null is null. Prints what differs and a line that sums
up; exit code 1 if anything does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samspill.store import Build, Store
from samspill.tables import table

TOLERANCE = 1e-9
_SHOWN = 3
"""Rows that are shown of each table that differs."""


def opened(folder: Path) -> Build:
    """Open a build by its own folder or by its home."""
    if (folder / "manifest.json").exists():
        return Build(folder, folder.name)
    return Store(folder).current()


def differences(one: Build, other: Build) -> Iterator[str]:
    """Give in a line each what two builds say differently."""
    ours, theirs = files(one), files(other)
    for name in sorted(ours.keys() ^ theirs.keys()):
        yield f"{name}: only in {one.id if name in ours else other.id}"
    for name in sorted(ours.keys() & theirs.keys()):
        rows, others = (pq.read_table(paths[name], partitioning=None) for paths in (ours, theirs))
        yield from (f"{name}: {said}" for said in _of_table(table(name).key, rows, others))


def files(build: Build) -> dict[str, Path]:
    """Give the files of a build's tables, published and harmonised, by name."""
    parts = (build.folder / part for part in ("tables", "tidy"))
    return {path.stem: path for part in parts for path in part.glob("*.parquet")}


def _of_table(key: tuple[str, ...], rows: pa.Table, others: pa.Table) -> Iterator[str]:
    if rows.schema.names != others.schema.names or rows.schema.types != others.schema.types:
        yield "other columns"
        return
    if rows.num_rows != others.num_rows:
        yield f"{rows.num_rows} rows and {others.num_rows}"
        return
    # a table without a key has its rows in any order
    order = [(name, "ascending") for name in key or rows.column_names]
    rows, others = rows.sort_by(order), others.sort_by(order)
    for name in rows.column_names:
        ours, theirs = rows[name].combine_chunks(), others[name].combine_chunks()
        far = _far(ours, theirs)
        if (count := pc.sum(far).as_py() or 0) == 0:
            continue
        yield f"{name} differs in {count} of {rows.num_rows} rows"
        for at in pc.indices_nonzero(far).to_pylist()[:_SHOWN]:
            where = ", ".join(f"{one}={rows[one][at].as_py()}" for one in key)
            yield f"  {where}: {ours[at].as_py()!r} and {theirs[at].as_py()!r}"


def _far(ours: pa.Array, theirs: pa.Array) -> pa.Array:
    """Say where two columns differ."""
    differ = pc.xor(pc.is_null(ours), pc.is_null(theirs))
    if pa.types.is_floating(ours.type):
        size = pc.max_element_wise(pc.abs(ours), 1.0)
        apart = pc.greater(pc.abs(pc.subtract(ours, theirs)), pc.multiply(size, TOLERANCE))
        apart = pc.or_(apart, pc.xor(pc.is_nan(ours), pc.is_nan(theirs)))
    else:
        apart = pc.not_equal(ours, theirs)
    return pc.or_(differ, pc.fill_null(apart, fill_value=False))


def largest(one: Build, other: Build) -> float:
    """Give the largest difference of two floats, in parts of their size."""
    found = 0.0
    ours, theirs = files(one), files(other)
    for name in ours.keys() & theirs.keys():
        order = [(column, "ascending") for column in table(name).key]
        rows, others = (pq.read_table(paths[name], partitioning=None) for paths in (ours, theirs))
        if not order or rows.num_rows != others.num_rows:
            continue
        rows, others = rows.sort_by(order), others.sort_by(order)
        for column, kind in zip(rows.column_names, rows.schema.types, strict=True):
            if pa.types.is_floating(kind):
                size = pc.max_element_wise(pc.abs(rows[column]), 1.0)
                apart = pc.divide(pc.abs(pc.subtract(rows[column], others[column])), size)
                found = max(found, pc.max(apart).as_py() or 0.0)
    return found


def main() -> None:
    """Compare, print, and end with 1 if there is a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    asked = parser.parse_args()
    one, other = opened(asked.one), opened(asked.other)
    said = list(differences(one, other))
    for line in said:
        sys.stdout.write(f"{line}\n")
    paths = files(one)
    rows = sum(pq.read_metadata(path).num_rows for path in paths.values())
    engines = " and ".join(str(build.manifest.get("engine")) for build in (one, other))
    verdict = "differ" if said else "say the same"
    sys.stdout.write(
        f"{one.id} and {other.id} ({engines}) {verdict}: {len(paths)} tables, {rows:,} rows, "
        f"floats at most {largest(one, other):.1e} apart\n"
    )
    sys.exit(bool(said))


if __name__ == "__main__":
    main()
