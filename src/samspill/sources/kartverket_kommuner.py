"""Kartverket: borders of the municipalities, as GeoJSON.

Three flavours are read: `kommunenummer` and `kommunenavn` in WGS 84, the older `Kommunenum` and
`Kommunenav` with the code as a number, and coordinates in EUREF89 / UTM (EPSG:25832-25835), which
are carried to WGS 84. The publisher's zip is read too.

The edition is decided from the codes: the counties they begin with are those of one reform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import DataError
from samspill.geojson import border, feature_property, features, places_of_decimals, utm_zone
from samspill.reading import Part, Rejects, read_json
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["SOURCE", "fetch", "read"]

SOURCE = Source(
    id="kartverket_kommuner",
    title={"nb": "Kommunegrenser", "en": "Borders of the municipalities"},
    publisher="Kartverket",
    homepage="https://kartkatalog.geonorge.no/metadata/041f1e6e-bdbc-4091-b48f-8a5990f3cc5b",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    description={
        "nb": "Grensene til hver kommune, for kartene.",
        "en": "The border of each municipality, for the maps.",
    },
    tables=("borders",),
    downloads=(
        Download(
            "https://nedlasting.geonorge.no/geonorge/Basisdata/Kommuner/GeoJSON/"
            "Basisdata_0000_Norge_25833_Kommuner_GeoJSON.zip",
            "Basisdata_0000_Norge_25833_Kommuner_GeoJSON.zip",
        ),
    ),
    keeps="every",
    cadence={"nb": "hvert år og ved endringer", "en": "every year and when they change"},
)

_SINCE_2020 = frozenset({"03", "11", "15", "18", "34", "42", "46", "50"})
_EDITIONS: Mapping[int, frozenset[str]] = {
    2018: frozenset({f"{number:02}" for number in range(1, 21)} - {"13", "16", "17"}) | {"50"},
    2020: _SINCE_2020 | {"30", "38", "54"},
    2024: _SINCE_2020 | {"31", "32", "33", "39", "40", "55", "56"},
}
"""The year of a reform -> the counties of all its municipality codes."""

_NO_COUNTY = ("21", "22", "23", "99")
_CODES = ("kommunenummer", "Kommunenum", "KOMMUNENUM", "komm", "KOMM")
_NAMES = ("kommunenavn", "Kommunenav", "KOMMUNENAV", "navn", "NAVN")
_ADVICE = "Check that the right file was imported for this source."
_GEOJSON = r"(?i)\.(?:geo)?json$"


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the borders of today from Geonorge."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file to `borders` of the edition `municipality-2018`, `-2020` or `-2024`.

    `source_row` is the number of the feature. Set aside: `no_municipality` (Svalbard, Jan Mayen,
    the sea), `no_border` (nothing is left of it at five decimals).

    Raises
    ------
    DataError
        With the file and the number of the feature.
    """
    found, crs = features(read_json(raw, _GEOJSON), _CODES, file=raw.name)
    zone, decimals = utm_zone(crs, file=raw.name), places_of_decimals(found)
    rejects = Rejects(SOURCE.id, raw.sha256)
    rows: list[dict[str, object]] = []
    for number, feature in enumerate(found, 1):
        code, name = _identity(feature, number, raw)
        reason = "no_municipality" if code[:2] in _NO_COUNTY else ""
        geometry = (
            None if reason else border(feature, number, zone=zone, decimals=decimals, file=raw.name)
        )
        if geometry is None:
            rejects.add(
                number,
                step="read",
                reason=reason or "no_border",
                content=f"{code} {name}",
            )
            continue
        rows.append(
            {
                "place_code": code,
                "place_kind": "municipality",
                "place_name": name,
                "geometry": geometry,
                "file_sha256": raw.sha256,
                "source_row": number,
            }
        )
    edition = f"municipality-{_edition([str(row['place_code']) for row in rows], raw)}"
    for row in rows:
        row["place_edition"] = edition
    kept = pa.Table.from_pylist(rows, schema=table("borders").schema)
    yield Part("borders", kept, rejects.rows(), {"rows": float(len(found))})


def _identity(feature: Any, number: int, raw: RawFile) -> tuple[str, str]:
    code = str(feature_property(feature, _CODES)).strip().zfill(4)
    if not re.fullmatch(r"\d{4}", code):
        raise DataError(
            f"feature number {number}: «{code.lstrip('0')}» is not a municipality code of four "
            "digits",
            file=raw.name,
            column="kommunenummer",
            advice=_ADVICE,
        )
    name = feature_property(feature, _NAMES)
    if isinstance(name, list) and name:
        # newer files list the names by language, the first one first
        name = name[0].get("navn") if isinstance(name[0], dict) else name[0]
    return code, str(name or "").strip()


def _edition(codes: Sequence[str], raw: RawFile) -> int:
    counties = {code[:2] for code in codes}
    fitting = [year for year, known in _EDITIONS.items() if counties <= known]
    if raw.year is not None and len(fitting) > 1:
        # a file of few counties can be of several reforms: the vintage tells
        fitting = [max(y for y in fitting if y <= max(raw.year, fitting[0]))]
    if not counties or len(fitting) != 1:
        closest = max(_EDITIONS, key=lambda year: len(counties & _EDITIONS[year]))
        strange = sorted(code for code in codes if code[:2] not in _EDITIONS[closest])
        raise DataError(
            "the municipality codes are of no one edition of 2018, 2020 or 2024; closest is "
            f"{closest}, to which {', '.join(strange[:5]) or 'nothing'} does not belong",
            file=raw.name,
            column="kommunenummer",
            advice="Import a file of one edition of the borders.",
        )
    return fitting[0]
