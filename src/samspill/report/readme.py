"""The page that a person who opens the package reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samspill.region import Region
from samspill.report.descriptor import licences
from samspill.store import Build

__all__ = ["readme"]

_WORDS = {
    "nb": {
        "sample": "**Eksempeldata:** stedene er virkelige, alle virksomheter og tall er oppdiktet.",
        "intro": "Dette er de publiserte tabellene i bygget `{build}`, regnet ut {day}.",
        "reading": "Kodene er tekst og kan begynne med null. Andeler går fra 0 til 1, beløp er i "
        "hele kroner eller euro etter kolonnens navn. En tom celle betyr ikke observert, ikke "
        "definert eller skjult av hensyn til personvern; den betyr aldri null.",
        "files": "Filene",
        "csv": "hver tabell som CSV (UTF-8, komma, desimalpunktum) og Parquet",
        "xlsx": "alle tabellene i en arbeidsbok, med forside og forklaring av kolonnene",
        "package": "beskrivelse for programmer (Frictionless Data Package)",
        "dcat": "beskrivelse for datakataloger (DCAT-AP-NO 3)",
        "borders": "grensene som kartene er tegnet etter (WGS 84)",
        "network": "nettverket av aktører, for Gephi, igraph, R og andre (GraphML)",
        "tables": "Tabellene",
        "rows": "rader",
        "sources": "Kildene",
        "vintage": "årgang",
        "licences": "Tallene bygger på kilder med disse lisensene, som gjelder videre bruk",
    },
    "en": {
        "sample": "**Sample data:** the places are real, every organisation and figure is "
        "invented.",
        "intro": "These are the published tables of the build `{build}`, computed {day}.",
        "reading": "Codes are text and may begin with zero. Shares run from 0 to 1, money is in "
        "whole kroner or euro as the column's name says. An empty cell means not observed, not "
        "defined or suppressed for privacy; it never means zero.",
        "files": "The files",
        "csv": "each table as CSV (UTF-8, comma, decimal point) and Parquet",
        "xlsx": "all tables in one workbook, with a front page and what the columns mean",
        "package": "description for programs (Frictionless Data Package)",
        "dcat": "description for data catalogues (DCAT-AP-NO 3)",
        "borders": "the borders that the maps are drawn by (WGS 84)",
        "network": "the network of actors, for Gephi, igraph, R and others (GraphML)",
        "tables": "The tables",
        "rows": "rows",
        "sources": "The sources",
        "vintage": "vintage",
        "licences": "The figures rest on sources with these licences, which hold for further use",
    },
}


def readme(
    build: Build,
    region: Region,
    twins: Mapping[str, Mapping[str, Any]],
    sources: Sequence[Mapping[str, Any]],
    language: str,
    *,
    has_borders: bool,
    has_network: bool,
) -> str:
    """Give the package's front page in a language, as Markdown."""
    words = _WORDS[language]
    day = str(build.manifest["started"])[:10]
    lines = [f"# Samspill: {region.name[language]}", ""]
    if build.manifest["is_sample"]:
        lines += [words["sample"], ""]
    lines += [words["intro"].format(build=build.id, day=day), "", words["reading"], ""]
    lines += [f"## {words['files']}", ""]
    lines += [
        f"- `data/`: {words['csv']}",
        f"- `samspill.xlsx`: {words['xlsx']}",
        f"- `datapackage.json`: {words['package']}",
        f"- `dcat.jsonld`: {words['dcat']}",
    ]
    if has_borders:
        lines.append(f"- `places.geojson`: {words['borders']}")
    if has_network:
        lines.append(f"- `network.graphml`: {words['network']}")
    lines += ["", f"## {words['tables']}", ""]
    lines += [
        f"- `{name}`: {twin['title'][language]} ({twin['rows']} {words['rows']})"
        for name, twin in twins.items()
    ]
    lines += ["", f"## {words['sources']}", ""]
    lines += [
        f"- {one[f'title_{language}']}, {one['publisher']}, {words['vintage']} {one['vintage']} "
        f"({one['licence']})"
        for one in sources
    ]
    titles = ", ".join(one["title"] for one in licences(sources))
    lines += ["", f"{words['licences']}: {titles}.", ""]
    return "\n".join(lines)
