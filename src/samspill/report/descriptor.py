"""The package's own description: a Frictionless data package (Data Package 1, Table Schema)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import samspill
from samspill.catalogue import sources as known_sources
from samspill.region import Region
from samspill.store import Build

__all__ = ["descriptor", "licences", "slug"]

_TYPES = {
    "text": "string",
    "whole": "integer",
    "number": "number",
    "yes/no": "boolean",
    "date": "date",
}


def descriptor(
    build: Build,
    region: Region,
    twins: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    sizes: Mapping[str, int],
) -> dict[str, Any]:
    """Give `datapackage.json`: each table a resource with its schema, units and sources.

    Parameters
    ----------
    build, region
        What the package is of.
    twins
        The published tables' descriptions by name.
    sources
        The rows of the table `sources`.
    sizes
        Bytes of each file by its place in the package.
    """
    return {
        "profile": "data-package",
        "name": slug(f"samspill-{region.id}"),
        "id": build.id,
        "title": f"Samspill: {region.name['nb']} / {region.name['en']}",
        "description": (
            "The published tables of a regional innovation observatory. Shares are 0-1, money in "
            "whole units of the currency in the column's name, codes are text; an empty cell is "
            "not observed, not defined or suppressed, and never zero."
        ),
        "version": samspill.__version__,
        "created": build.manifest["started"],
        "isSample": bool(build.manifest["is_sample"]),
        "licenses": licences(sources),
        "sources": [
            {
                "title": f"{one['title_en']} ({one['publisher']}, {one['vintage']})",
                "path": one["url"],
                "file": one["name"],
                "sha256": one["file_sha256"],
            }
            for one in sources
        ],
        "resources": [_resource(name, twin, sizes) for name, twin in twins.items()],
    }


def _resource(name: str, twin: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": f"{twin['title']['nb']} / {twin['title']['en']}",
        "path": f"data/{name}.csv",
        "parquet": f"data/{name}.parquet",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": sizes[f"data/{name}.csv"],
        "rows": twin["rows"],
        "sourceIds": twin["sources"],
        "schema": {
            "fields": [
                {
                    "name": column["name"],
                    "type": _TYPES[column["type"]],
                    "title": column["meaning"]["nb"],
                    "description": column["meaning"]["en"],
                    **({"unit": column["unit"]} if column["unit"] else {}),
                }
                for column in twin["columns"]
            ],
            "missingValues": [""],
            **({"primaryKey": twin["key"]} if twin["key"] else {}),
        },
    }


def licences(sources: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Give each licence of the sources once, with its address where a source states it."""
    address = {one.licence: one.licence_url for one in known_sources().values()}
    names = sorted({one["licence"] for one in sources if one["licence"]})
    return [
        {"name": slug(name), "title": name, **({"path": address[name]} if name in address else {})}
        for name in names
    ]


def slug(text: str) -> str:
    """Give a text as a name that programs take: small letters, digits, hyphens and dots."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-")
