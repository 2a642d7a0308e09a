"""Whole files of every source, small: what is broken and fuzzed begins as one of these.

They are the sample's files, cut to a few records, and what the sources' own tests have as files:
each constant of `tests/sources/test_<id>.py` that is text, bytes or JSON. A source that is added
with its tests is therefore here too.
"""

from __future__ import annotations

import gzip
import importlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from samspill.catalogue import source_module, sources
from samspill.errors import SamspillError
from samspill.store import RawFile, Store

__all__ = ["JSON_FILES", "Whole", "put", "whole_files"]

_RECORDS = 12


@dataclass(frozen=True)
class Whole:
    """A file that its source reads."""

    source: str
    name: str
    content: bytes

    @property
    def is_json(self) -> bool:
        return self.content[:1] in (b"[", b"{")


def put(home: Path, source: str, name: str, content: bytes, vintage: str = "2020") -> RawFile:
    """Put a file into a vault."""
    return Store(home).vault.add(
        io.BytesIO(content),
        source=source,
        name=name,
        vintage=vintage,
        publisher="Prøveforlaget",
        licence="CC0",
        origin="https://example.org/",
    )


def whole_files(sample: Path, home: Path) -> dict[str, list[Whole]]:
    """Give the whole files of every source by its id; `home` is where they are tried."""
    found: dict[str, list[Whole]] = {source: [] for source in sources()}
    for one in (*_of_sample(sample), *_of_tests()):
        raw = put(home, one.source, one.name, one.content)
        try:
            kept = sum(part.kept.num_rows for part in source_module(one.source).read(raw))
        except SamspillError:
            continue  # a constant that is a piece of a file, or a file that is to be refused
        if kept:
            found[one.source].append(one)
    return found


def _of_sample(sample: Path) -> Iterator[Whole]:
    listing = tomllib.loads((sample / "sources.toml").read_text(encoding="utf-8"))
    for entry in listing["file"]:
        path = sample / entry["path"]
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        if content[:1] == b"[":
            content = json.dumps(json.loads(content)[:_RECORDS], ensure_ascii=False).encode()
        else:
            content = b"".join(content.splitlines(keepends=True)[: _RECORDS + 1])
        yield Whole(entry["source"], path.name.removesuffix(".gz"), content)


def _of_tests() -> Iterator[Whole]:
    for name, (source, _, content, *_) in JSON_FILES.items():
        yield Whole(source, name, content)
    for source in sources():
        module = importlib.import_module(f"sources.test_{source}")
        constants = {name: value for name, value in vars(module).items() if name.isupper()}
        for name, value in constants.items():
            if isinstance(value, str):
                for encoding in ("utf-8", "cp1252"):
                    yield Whole(source, f"{name}.{encoding}.csv", value.encode(encoding, "replace"))
            elif isinstance(value, bytes):
                yield Whole(source, f"{name}.bin", value)
            elif isinstance(value, list | dict):
                for shape in (value, {"codes": value}, {"codeChanges": value}, [value]):
                    with_letters = json.dumps(shape, ensure_ascii=False, default=str).encode()
                    yield Whole(source, f"{name}.json", with_letters)
        texts = {name: value for name, value in constants.items() if isinstance(value, str)}
        if {"ORGANIZATIONS", "PROJECTS"} <= texts.keys():
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as folder:
                folder.writestr("organization.csv", texts["ORGANIZATIONS"])
                folder.writestr("project.csv", texts["PROJECTS"])
            yield Whole(source, "projects.zip", packed.getvalue())


# files of JSON that no sample has


def _square(east: float, north: float) -> list[list[list[float]]]:
    return [[[east, north], [east, north + 1], [east + 1, north + 1], [east, north]]]


def _features(**properties: list[object]) -> bytes:
    names = list(properties)
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(names, values, strict=True)),
            "geometry": {"type": "Polygon", "coordinates": _square(10 + number, 60)},
        }
        for number, values in enumerate(zip(*properties.values(), strict=True))
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1
    ).encode()


def _register(form: str, **more: object) -> bytes:
    """Write three units or establishments as the register does."""
    rows = [
        {
            "organisasjonsnummer": f"80000000{number}",
            "navn": "PRØVE AS",
            "organisasjonsform": {"kode": form},
            "naeringskode1": {"kode": "62.010"},
            "harRegistrertAntallAnsatte": True,
            "antallAnsatte": 12,
            **more,
        }
        for number in range(3)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


_IN_OSLO = {"kommunenummer": "0301"}

JSON_FILES: Mapping[str, tuple[str, str, bytes, str, str]] = {
    # name -> source, a property that is needed, the whole file, a value, what is wrong in its place
    "kommuner.geojson": (
        "kartverket_kommuner",
        "kommunenummer",
        _features(kommunenummer=["3301", "0301"], kommunenavn=["Drammen", "Oslø"]),
        '"3301"',
        '"tolv"',
    ),
    "nuts2.geojson": (
        "gisco_nuts2",
        "NUTS_ID",
        _features(NUTS_ID=["NO08", "NO02"], NAME_LATN=["Oslo og Viken", "Innlandet ø"]),
        '"NO08"',
        '"tolv"',
    ),
    "changes.json": (
        "klass_kommuner",
        "oldCode",
        json.dumps(
            {
                "codeChanges": [
                    {
                        "oldCode": "3001",
                        "oldName": "Halden ø",
                        "newCode": "3101",
                        "newName": "Halden ø",
                        "changeOccurred": "2024-01-01",
                    }
                ]
            },
            ensure_ascii=False,
            indent=1,
        ).encode(),
        '"2024-01-01"',
        '"tolv"',
    ),
    "underenheter.json": (
        "brreg_underenheter",
        "organisasjonsnummer",
        _register("BEDR", overordnetEnhet="800000008", beliggenhetsadresse=_IN_OSLO),
        '"antallAnsatte": 12',
        '"antallAnsatte": "tolv"',
    ),
    "enheter.json": (
        "brreg_enheter",
        "organisasjonsnummer",
        _register("AS", forretningsadresse=_IN_OSLO),
        '"antallAnsatte": 12',
        '"antallAnsatte": "tolv"',
    ),
    "07459.json": (
        "ssb_07459",
        "Region",
        json.dumps(
            {
                "class": "dataset",
                "id": ["Region", "ContentsCode", "Tid"],
                "size": [2, 1, 1],
                "dimension": {
                    "Region": {
                        "category": {
                            "index": {"0301": 0, "3301": 1},
                            "label": {"0301": "Oslo ø", "3301": "Drammen"},
                        }
                    },
                    "ContentsCode": {
                        "category": {"index": {"Personer1": 0}, "label": {"Personer1": "Personer"}}
                    },
                    "Tid": {"category": {"index": {"2024": 0}, "label": {"2024": "2024"}}},
                },
                "value": [12, 13],
            },
            ensure_ascii=False,
            indent=1,
        ).encode(),
        " 12,",
        ' "tolv",',
    ),
}
