"""The data package: every published table as CSV and Parquet, described for people and programs."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from samspill.errors import StoreError, UsageError
from samspill.networks import about_actors, graphml
from samspill.region import Region
from samspill.report.borders import borders_geojson
from samspill.report.catalogue_record import dcat_record
from samspill.report.descriptor import descriptor
from samspill.report.readme import readme
from samspill.report.workbook import write_workbook
from samspill.store import Build

__all__ = ["export_package"]


def export_package(build: Build, region: Region, folder: Path, *, url: str = "") -> list[Path]:
    """Write a build as a data package that stands on its own.

    The folder is written under another name and renamed when it is whole, so that nobody finds
    half a package. An earlier package of Samspill in its place is replaced; nothing else is.

    Parameters
    ----------
    build
        The build; its tables are written as they are published, suppression included.
    region
        The profile it was built with.
    folder
        Where the package goes.
    url
        Address at which the folder will be published; without it the catalogue record names its
        files by their place in the folder.

    Returns
    -------
    list of Path
        The files written, relative to the folder.

    Raises
    ------
    UsageError
        The folder holds something that is not a package of Samspill.
    StoreError
        The folder cannot be written.
    """
    if folder.exists() and not _may_be_replaced(folder):
        raise UsageError(
            f"{folder} is there already and is no data package of Samspill. Name a new folder."
        )
    with _plain_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _fill(draft, build, region, url)
            draft.chmod(0o755)
            _put(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _fill(draft: Path, build: Build, region: Region, url: str) -> None:
    """Write every part of the package."""
    data = draft / "data"
    data.mkdir()
    sizes: dict[str, int] = {}
    for name in build.tables:
        rows = without_nan(build.read(name))
        pyarrow.csv.write_csv(rows, data / f"{name}.csv")
        pq.write_table(rows, data / f"{name}.parquet", compression="zstd")
        for kind in ("csv", "parquet"):
            sizes[f"data/{name}.{kind}"] = (data / f"{name}.{kind}").stat().st_size
    twins = {name: build.twin(name) for name in build.tables}
    sources = build.read("sources").to_pylist()
    _write_json(draft / "datapackage.json", descriptor(build, region, twins, sources, sizes))
    _write_json(draft / "dcat.jsonld", dcat_record(build, region, twins, sources, sizes, url))
    borders = borders_geojson(build)
    if borders is not None:
        _write_json(draft / "places.geojson", borders, indent=None)
    network = _network(build)
    if network is not None:
        (draft / "network.graphml").write_bytes(network)
    write_workbook(draft / "samspill.xlsx", build, region, twins, sources)
    for language in ("nb", "en"):
        text = readme(
            build,
            region,
            twins,
            sources,
            language,
            has_borders=borders is not None,
            has_network=network is not None,
        )
        (draft / f"README.{language}.md").write_text(text, encoding="utf-8")


def _network(build: Build) -> bytes | None:
    """Give the network of actors as GraphML; None where the build has none."""
    names = ("network_nodes", "network_edges")
    if not {*names} <= {*build.tables}:
        return None
    nodes, edges = (build.read(name).to_pylist() for name in names)
    about = about_actors(build.id, is_sample=bool(build.manifest["is_sample"]))
    return graphml(nodes, edges, node="actor_id", ends=("actor_a", "actor_b"), about=about)


def without_nan(rows: pa.Table) -> pa.Table:
    """Give rows with what is undefined as null."""
    columns = []
    for column in rows.columns:
        if pa.types.is_floating(column.type):
            finite = pc.is_finite(column)
            column = pc.if_else(pc.fill_null(finite, fill_value=False), column, None)
        columns.append(column)
    return pa.table(columns, names=rows.column_names)


def _may_be_replaced(folder: Path) -> bool:
    """Whether a folder is empty or an earlier package of ours."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, Mapping) and str(content.get("name", "")).startswith("samspill-")


def _put(draft: Path, folder: Path) -> None:
    """Put a whole package in its place, and take away the one before it."""
    if not folder.exists():
        draft.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    folder.rename(old / "before")
    draft.rename(folder)
    shutil.rmtree(old)


def _write_json(path: Path, content: Mapping[str, Any], indent: int | None = 1) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=indent, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value)


@contextlib.contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise StoreError(
            f"The package cannot be written to {folder}: {error.strerror}. "
            "What was there before is untouched."
        ) from error
