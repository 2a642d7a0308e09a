"""The package's entry in a data catalogue: DCAT-AP-NO 3, as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import samspill
from samspill.region import Region
from samspill.report.descriptor import licences
from samspill.store import Build

__all__ = ["dcat_record"]

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THEMES = ("ECON", "REGI", "TECH")
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_LANGUAGES = ("NOB", "ENG")
_FORMATS = {"csv": "CSV", "parquet": "PARQUET", "xlsx": "XLSX"}
_MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def dcat_record(
    build: Build,
    region: Region,
    twins: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    sizes: Mapping[str, int],
    url: str,
) -> dict[str, Any]:
    """Give a catalogue with a dataset for each table, its files and where it comes from.

    The properties that DCAT-AP-NO 3 asks of a catalogue (title, description, publisher, contact
    point), a dataset (the same and a theme) and a distribution (access address) are all there. A
    publisher is named by an address, and a contact has a page: the package's own description.
    """
    root = f"{url.rstrip('/')}/" if url else ""
    agent = {
        "@id": f"{root}dcat.jsonld#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _both(region.name),
    }
    contact = {
        "@id": f"{root}dcat.jsonld#contact",
        "@type": "vcard:Organization",
        "vcard:fn": region.name["nb"],
        "vcard:hasURL": {"@id": f"{root}README.nb.md"},
    }
    made = {"@type": "xsd:dateTime", "@value": build.manifest["started"]}
    shared = {
        "dct:publisher": agent,
        "dcat:contactPoint": contact,
        "dct:issued": made,
        "dct:language": [{"@id": f"{_AUTHORITY}/language/{code}"} for code in _LANGUAGES],
    }
    return {
        "@context": _CONTEXT,
        "@id": f"{root}dcat.jsonld#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _both({k: f"Samspill: {name}" for k, name in region.name.items()}),
        "dct:description": _both(
            {
                "nb": "De publiserte tabellene i et regionalt kunnskapsgrunnlag om næringsliv, "
                "samspill og virkemidler.",
                "en": "The published tables of a regional observatory of business, interplay and "
                "support.",
            }
        ),
        **shared,
        "dcat:dataset": [
            {
                "@id": f"{root}dcat.jsonld#{name}",
                "@type": "dcat:Dataset",
                "dct:identifier": f"{build.id}/{name}",
                "dct:title": _both(twin["title"]),
                "dct:description": _both(_description(twin)),
                **shared,
                "dcat:version": samspill.__version__,
                "dcat:theme": [{"@id": f"{_AUTHORITY}/data-theme/{theme}"} for theme in _THEMES],
                "dct:accessRights": {"@id": f"{_AUTHORITY}/access-right/PUBLIC"},
                "dct:source": [
                    {"@id": one["url"]} for one in _of(twin, sources) if _is_address(one["url"])
                ],
                "dcat:distribution": [
                    _distribution(f"data/{name}.{kind}", kind, root, sizes, _of(twin, sources))
                    for kind in ("csv", "parquet")
                ],
            }
            for name, twin in twins.items()
        ],
    }


def _distribution(
    path: str,
    kind: str,
    root: str,
    sizes: Mapping[str, int],
    sources: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": f"{root}{path}"},
        "dcat:downloadURL": {"@id": f"{root}{path}"},
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{_FORMATS[kind]}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{_MEDIA[kind]}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(sizes[path])},
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "dct:description": "; ".join(one["title"] for one in licences(sources)),
        },
    }


def _of(twin: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in sources if one["source"] in twin["sources"]]


def _description(twin: Mapping[str, Any]) -> dict[str, str]:
    opening = {"nb": "Kolonner", "en": "Columns"}
    return {
        language: f"{twin['title'][language]}. {opening[language]}: "
        + "; ".join(f"{one['name']} ({one['meaning'][language]})" for one in twin["columns"])
        + "."
        for language in opening
    }


def _both(text: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text[language]} for language in ("nb", "en")]


def _is_address(text: str | None) -> bool:
    return bool(text) and str(text).startswith(("http://", "https://"))
