"""The build's borders as GeoJSON, for programs that draw maps."""

from __future__ import annotations

import json
from typing import Any

import pyarrow.parquet as pq

from samspill.geography import region_names
from samspill.store import Build

__all__ = ["borders_geojson"]


def borders_geojson(build: Build) -> dict[str, Any] | None:
    """Give each place of `places` that the build has borders for, in WGS 84; None without any."""
    path = build.tidy_path("borders")
    if path is None:
        return None
    facts = {
        (one["place_edition"], one["place_code"]): one for one in build.read("places").to_pylist()
    }
    regions = {code: names["nb"] for code, names in region_names().items()}
    features = []
    for row in pq.read_table(path, partitioning=None).to_pylist():
        known = facts.get((row["place_edition"], row["place_code"]), {})
        features.append(
            {
                "type": "Feature",
                "id": f"{row['place_edition']}/{row['place_code']}",
                "properties": {
                    "place_edition": row["place_edition"],
                    "place_code": row["place_code"],
                    "place_kind": row["place_kind"],
                    "name": known.get("name")
                    or row["place_name"]
                    or regions.get(row["place_code"]),
                    "is_member": known.get("is_member"),
                    "type": known.get("type"),
                    "population": known.get("population"),
                },
                "geometry": json.loads(row["geometry"]),
            }
        )
    return {"type": "FeatureCollection", "features": features} if features else None
