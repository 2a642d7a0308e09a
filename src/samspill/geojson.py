"""GeoJSON of any projection a mapping authority uses -> compact, valid borders in WGS 84.

Rings come out closed, without repeated points, clockwise on the outside and counter-clockwise
around holes: as d3 and Vega draw them. (RFC 7946 wishes the opposite and asks readers to take
both.) EUREF89 is taken for WGS 84; the two differ by less than a metre.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from samspill.errors import DataError, HeaderError

__all__ = ["border", "feature_property", "features", "from_utm", "places_of_decimals", "utm_zone"]

_ADVICE = "Check that the right file was imported for this source."
_MANY_POINTS = 400_000
_FARTHEST = (3e6, 1e7)
"""No place is so many metres east and north in a UTM zone, or in one of its neighbours."""

_Numbers = np.ndarray[Any, np.dtype[np.float64]]


def features(document: Any, names: Sequence[str], *, file: str) -> tuple[list[Any], Any]:
    """Give the features that have one of the properties, and the collection's `crs`.

    Some publishers put the collection under a name of its own, beside others.

    Raises
    ------
    HeaderError
        No collection has such features.
    """
    candidates = [document]
    if isinstance(document, dict):
        candidates += list(document.values())
    for one in candidates:
        found = one.get("features") if isinstance(one, dict) else None
        if not isinstance(found, list) or not found:
            continue
        properties = found[0].get("properties") if isinstance(found[0], dict) else None
        if isinstance(properties, dict) and any(name in properties for name in names):
            return found, one.get("crs")
    raise HeaderError(
        f"no collection of features with the property «{names[0]}» is in the file",
        file=file,
        line=1,
        column=names[0],
        advice=_ADVICE,
    )


def feature_property(feature: Any, names: Sequence[str]) -> Any:
    """Give the first of the properties that a feature has, None where it has none."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    given = properties if isinstance(properties, dict) else {}
    return next((given[name] for name in names if given.get(name) not in (None, "")), None)


def utm_zone(crs: Any, *, file: str) -> int | None:
    """Give the UTM zone of a collection's `crs`, None where it is longitude and latitude.

    Raises
    ------
    DataError
        It is another system.
    """
    try:
        name = str(crs["properties"]["name"])
    except (KeyError, TypeError):
        return None
    if re.search(r"CRS84|4326|4258", name):
        return None
    utm = re.search(r"(?:258|326)(3[0-8])$", name)
    if utm is None:
        raise DataError(
            f"the coordinates are in {name}, which is not known here",
            file=file,
            column="crs",
            advice="Use a file in WGS 84 (EPSG:4326), EUREF89 (EPSG:4258) or UTM (EPSG:25833).",
        )
    return int(utm[1])


def places_of_decimals(found: Sequence[Any]) -> int:
    """Give the decimals that borders are rounded to: 5 (a metre), 3 where they are very fine.

    Neighbours share their points, and a shared point is rounded to the same place in both: no
    gaps come between them.
    """
    points = sum(_count(one.get("geometry")) for one in found if isinstance(one, dict))
    return 5 if points <= _MANY_POINTS else 3


def _count(geometry: Any) -> int:
    parts = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(parts, list):
        return 0
    rings = parts
    if geometry.get("type") == "MultiPolygon":
        rings = [ring for part in parts if isinstance(part, list) for ring in part]
    return sum(len(ring) for ring in rings if isinstance(ring, list))


def border(
    feature: Mapping[str, Any], number: int, *, zone: int | None, decimals: int, file: str
) -> str | None:
    """Give a feature's geometry as compact text, None where no area is left of it.

    Parameters
    ----------
    feature
        A feature with a polygon or several.
    number
        Its number in the file, for errors.
    zone
        UTM zone of the coordinates, None for longitude and latitude.
    decimals
        Decimals of the degrees.
    file
        What the file is called, for errors.

    Raises
    ------
    DataError
        It is no polygon, or its coordinates are not what `zone` says.
    """
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _wrong(f"is a {kind} and no polygon", number, file)
    coordinates = geometry.get("coordinates")
    drawn = []
    for part in [coordinates] if kind == "Polygon" else _listed(coordinates, number, file):
        rings: list[list[list[float]]] = []
        for position, ring in enumerate(_listed(part, number, file)):
            lonlat = _degrees(_points(ring, number, file), zone, number, file)
            tidy = _ring(lonlat, decimals, is_hole=position > 0)
            if tidy is not None:
                rings.append(tidy)
            elif position == 0:
                # without its outside the holes mean nothing
                break
        if rings:
            drawn.append(rings)
    if not drawn:
        return None
    content: dict[str, Any] = {"type": "MultiPolygon", "coordinates": drawn}
    if len(drawn) == 1:
        content = {"type": "Polygon", "coordinates": drawn[0]}
    return json.dumps(content, separators=(",", ":"))


def _wrong(what: str, number: int, file: str) -> DataError:
    return DataError(
        f"feature number {number} {what}", file=file, column="geometry", advice=_ADVICE
    )


def _listed(given: Any, number: int, file: str) -> list[Any]:
    if given is not None and not isinstance(given, list):
        raise _wrong("has coordinates that are no list", number, file)
    return given or []


def _points(ring: Any, number: int, file: str) -> _Numbers:
    try:
        points = np.array([(point[0], point[1]) for point in ring], dtype=np.float64)
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise _wrong("has coordinates that are not pairs of numbers", number, file) from error
    if points.size and not np.isfinite(points).all():
        raise _wrong("has coordinates that are not finite", number, file)
    return points.reshape(-1, 2)


def _degrees(points: _Numbers, zone: int | None, number: int, file: str) -> _Numbers:
    if zone is not None:
        if (np.abs(points) > _FARTHEST).any():
            raise _wrong(f"has coordinates that are no metres of zone {zone}", number, file)
        return from_utm(points[:, 0], points[:, 1], zone=zone)
    if (np.abs(points) > (180, 90)).any():
        raise _wrong(
            "has coordinates that are no longitude and latitude, and the file names no other "
            "system (crs)",
            number,
            file,
        )
    return points


def _ring(points: _Numbers, decimals: int, *, is_hole: bool) -> list[list[float]] | None:
    """Round, close and turn a ring; None where no area is left."""
    # adding zero turns -0.0 into 0.0
    rounded = np.round(points, decimals) + 0.0
    if len(rounded) < 3:
        return None
    rounded = rounded[(rounded != np.roll(rounded, 1, axis=0)).any(axis=1)]
    x, y = rounded[:, 0], rounded[:, 1]
    twice_area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))
    if len(rounded) < 3 or twice_area == 0:
        return None
    if (twice_area < 0) == is_hole:
        rounded = rounded[::-1]
    closed: list[list[float]] = np.vstack([rounded, rounded[:1]]).tolist()
    return closed


def from_utm(
    easting: np.ndarray[Any, Any], northing: np.ndarray[Any, Any], *, zone: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    r"""Carry UTM coordinates of the northern hemisphere to longitude and latitude.

    Krüger's series to the fourth order in the third flattening, on the GRS 80 ellipsoid; exact
    to far less than a millimetre over all of Norway from one zone.

    Parameters
    ----------
    easting, northing
        Metres.
    zone
        1-60; 33 covers all of Norway by convention.

    Returns
    -------
    numpy.ndarray
        Longitude and latitude in degrees, one row for each point.

    References
    ----------
    Krüger (1912), Konforme Abbildung des Erdellipsoids in der Ebene; Karney (2011), Journal of
    Geodesy 85:475-485, doi:10.1007/s00190-011-0445-3.
    """
    flattening = 1 / 298.257222101
    n = flattening / (2 - flattening)
    radius = 6378137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    delta = (
        2 * n - 2 * n**2 / 3 - 2 * n**3 + 116 * n**4 / 45,
        7 * n**2 / 3 - 8 * n**3 / 5 - 227 * n**4 / 45,
        56 * n**3 / 15 - 136 * n**4 / 35,
        4279 * n**4 / 630,
    )
    xi = np.asarray(northing, dtype=np.float64) / (0.9996 * radius)
    eta = (np.asarray(easting, dtype=np.float64) - 500_000) / (0.9996 * radius)
    xi_sphere, eta_sphere = xi.copy(), eta.copy()
    for order, factor in enumerate(beta, 1):
        xi_sphere -= factor * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        eta_sphere -= factor * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    conformal = np.arcsin(np.sin(xi_sphere) / np.cosh(eta_sphere))
    latitude = conformal.copy()
    for order, factor in enumerate(delta, 1):
        latitude += factor * np.sin(2 * order * conformal)
    longitude = np.arctan2(np.sinh(eta_sphere), np.cos(xi_sphere))
    return np.column_stack([np.degrees(longitude) + (zone * 6 - 183), np.degrees(latitude)])
