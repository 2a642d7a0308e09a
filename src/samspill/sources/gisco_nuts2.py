"""Eurostat GISCO: borders of the NUTS 2 regions, as GeoJSON.

GISCO's own files (`NUTS_ID`, `LEVL_CODE`, `NAME_LATN`) and the older layout (`NUTS_ID`,
`STAT_LEVL_`) are read; regions of another level are set aside. Greece is `EL` and the United
Kingdom `UK`, as Eurostat writes them.

The edition is decided from the codes: each reform of NUTS left codes that are only in some
editions. Where they fit several, the file's vintage decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.errors import DataError
from samspill.geojson import border, feature_property, features, places_of_decimals, utm_zone
from samspill.reading import Part, Rejects, read_json
from samspill.store import RawFile, Vault
from samspill.tables import table

__all__ = ["SOURCE", "fetch", "read"]

_GISCO = "https://gisco-services.ec.europa.eu/distribution/v2/nuts/geojson"

SOURCE = Source(
    id="gisco_nuts2",
    title={"nb": "Grenser for NUTS 2-regionene", "en": "Borders of the NUTS 2 regions"},
    publisher="Eurostat GISCO, © EuroGeographics",
    homepage="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
    licence="EuroGeographics terms",
    licence_url="https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units",
    description={
        "nb": "Grensene til Europas NUTS 2-regioner, for kartene; ikke til kommersiell bruk.",
        "en": "Borders of Europe's NUTS 2 regions, for the maps; not for commercial use.",
    },
    tables=("borders",),
    downloads=tuple(
        Download(f"{_GISCO}/{name}", name)
        for name in (f"NUTS_RG_20M_{year}_4326_LEVL_2.geojson" for year in (2013, 2016, 2021))
    ),
    keeps="every",
    cadence={"nb": "ved nye utgaver av NUTS", "en": "with each edition of NUTS"},
)

_EDITIONS = (2006, 2010, 2013, 2016, 2021, 2024)

# codes that the reforms made or ended -> first and last edition that has them
_MARKS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("GR30", "DE41", "ITD3", "FI13"), (2006, 2006)),
    **dict.fromkeys(("EL11", "EL14"), (2010, 2010)),
    **dict.fromkeys(("UKI1", "SI01"), (2006, 2010)),
    **dict.fromkeys(("FR24", "PL12", "HU10", "IE01", "LT00", "UKM2"), (2006, 2013)),
    "NO01": (2006, 2016),
    **dict.fromkeys(("PT16", "NL33"), (2006, 2021)),
    **dict.fromkeys(("DE40", "ITH3", "FI1B"), (2010, 2024)),
    "HR04": (2010, 2016),
    **dict.fromkeys(("EL51", "EL54", "SI03"), (2013, 2024)),
    "UKI3": (2013, 2021),
    **dict.fromkeys(("FRB0", "PL92", "HU11", "IE04", "LT01"), (2016, 2024)),
    "UKM7": (2016, 2021),
    **dict.fromkeys(("HR05", "NO08"), (2021, 2024)),
    **dict.fromkeys(("PT19", "NL35"), (2024, 2024)),
}
_ADVICE = "Check that the right file was imported for this source."


def fetch(vault: Vault, client: Client) -> Iterator[RawFile]:
    """Take the editions 2013, 2016 and 2021 from GISCO."""
    for download in SOURCE.downloads:
        yield client.take(vault, SOURCE, download)


def read(raw: RawFile) -> Iterator[Part]:
    """Read a file to `borders` of an edition such as `nuts-2013`.

    `source_row` is the number of the feature; `place_name` is null in the layout without names.
    Set aside: `other_level` (countries, NUTS 1, NUTS 3) and `no_border`.

    Raises
    ------
    DataError
        With the file and the number of the feature.
    """
    found, crs = features(read_json(raw), ("NUTS_ID", "NUTS_CODE"), file=raw.name)
    zone, decimals = utm_zone(crs, file=raw.name), places_of_decimals(found)
    rejects = Rejects(SOURCE.id, raw.sha256)
    rows: list[dict[str, object]] = []
    for number, feature in enumerate(found, 1):
        code = str(feature_property(feature, ("NUTS_ID", "NUTS_CODE"))).strip()
        if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
            raise DataError(
                f"feature number {number}: «{code}» is not a NUTS code",
                file=raw.name,
                column="NUTS_ID",
                advice=_ADVICE,
            )
        name = feature_property(feature, ("NAME_LATN", "NUTS_NAME"))
        geometry = None
        if len(code) == 4:
            geometry = border(feature, number, zone=zone, decimals=decimals, file=raw.name)
        if geometry is None:
            rejects.add(
                number,
                step="read",
                reason="no_border" if len(code) == 4 else "other_level",
                content=f"{code} {name or ''}".strip(),
            )
            continue
        rows.append(
            {
                "place_code": code,
                "place_kind": "nuts2",
                "place_name": None if name is None else str(name),
                "geometry": geometry,
                "file_sha256": raw.sha256,
                "source_row": number,
            }
        )
    edition = _edition({str(row["place_code"]) for row in rows}, raw)
    for row in rows:
        row["place_edition"] = f"nuts-{edition}"
    kept = pa.Table.from_pylist(rows, schema=table("borders").schema)
    yield Part("borders", kept, rejects.rows(), {"rows": float(len(found))})


def _edition(codes: set[str], raw: RawFile) -> int:
    if not codes:
        raise _undecided("the file has no region of level 2", raw)
    marks = {code: _MARKS[code] for code in sorted(codes & set(_MARKS))}
    fitting = [
        edition
        for edition in _EDITIONS
        if all(first <= edition <= last for first, last in marks.values())
    ]
    if raw.year is not None and len(fitting) > 1:
        fitting = [max(e for e in fitting if e <= max(raw.year, fitting[0]))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise _undecided(f"the codes fit the editions {', '.join(map(str, fitting))} alike", raw)
    spans = ", ".join(f"{code} ({first}-{last})" for code, (first, last) in marks.items())
    raise _undecided(f"the codes are of no one edition of NUTS: {spans[:200]}", raw)


def _undecided(problem: str, raw: RawFile) -> DataError:
    return DataError(
        problem,
        file=raw.name,
        column="NUTS_ID",
        advice="Import a file of one edition of NUTS and give its year as the vintage.",
    )
