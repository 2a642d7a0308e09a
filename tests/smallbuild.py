"""A tiny build, written through the store: few places, few activities, invented figures."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

import smallclusters
import smallnetwork
from areabuild import area_tables
from samspill.store import Build, RawFile, Store
from samspill.tables import REASONS, table
from smallgreen import tables as of_green_and_europe
from smalloptions import tables_of_options
from smallsupport import support_tables

ACTIVITIES = (
    ("C", "section", None, "Industri", "Manufacturing"),
    ("C10", "division", "C", "Produksjon av næringsmidler", "Manufacture of food products"),
    ("J", "section", None, "Informasjon og kommunikasjon", "Information and communication"),
    ("J62", "division", "J", "Tjenester tilknyttet informasjonsteknologi", "Computer programming"),
)
PLACES = (
    ("0301", "Oslo", "municipality", "03", "capital", True, 1, 700_000.0),
    ("3201", "Bærum", "municipality", "32", "capital", True, 1, 130_000.0),
    ("3107", "Fredrikstad", "municipality", "31", "town", True, 1, 84_000.0),
    ("3301", "Drammen", "municipality", "33", "town", True, 2, 101_386.0),
    ("3122", "Marker", "municipality", "31", "district", False, 3, 3_600.0),
    ("31", "Østfold", "county", "NO", None, None, None, 300_000.0),
    ("03", "Oslo", "county", "NO", None, None, None, 700_000.0),
    ("NO01", "Oslo og Akershus", "nuts2", "NO", None, None, None, None),
    ("osloregionen", "Osloregionen, medlemmene", "region", None, None, None, None, 2_091_616.0),
    ("type:capital", "Hovedstaden", "type", None, None, None, None, 1_246_049.0),
    ("type:town", "Små og mellomstore byer", "type", None, None, None, None, 794_821.0),
    ("type:district", "Spredtbygde distrikter", "type", None, None, None, None, 684_570.0),
)
QUOTIENTS = {"0301": (0.5, 2.4), "3201": (0.8, 1.9), "3107": (1.8, 0.7), "3301": (1.2, 0.9),
             "31": (1.6, 0.6), "type:capital": (0.6, 2.2), "type:town": (1.5, 0.8),
             "type:district": (1.9, 0.3), "osloregionen": (0.9, 1.4)}  # fmt: skip


def strengths() -> list[dict[str, Any]]:
    """Give the rows of `strengths`: a register year for all, two years of Europe for NO01."""
    rows = []
    for code, (food, software) in QUOTIENTS.items():
        for activity, quotient in (("C10", food), ("J62", software)):
            rows.append(_row(code, activity, "employees_count", 2024, "norway", quotient))
    for year, quotient in ((2013, 1.1), (2014, 2.8)):
        for reference in ("norway", "europe"):
            rows.append(_row("NO01", "J62", "persons_employed", year, reference, quotient))
            rows.append(_row("NO01", "C10", "persons_employed", year, reference, 0.4))
    rows.append(_row("SE11", "J62", "persons_employed", 2014, "europe", 2.0))
    return rows


def _row(
    place: str, activity: str, measure: str, year: int, reference: str, quotient: float
) -> dict[str, Any]:
    names = {code: (nb, en) for code, _level, _parent, nb, en in ACTIVITIES}
    is_strength = quotient > 1.3
    return {
        "place_code": place,
        "activity_code": activity,
        "measure": measure,
        "year": year,
        "reference": reference,
        "place_edition": "nuts-2013" if place[:2].isalpha() else "municipality-2024",
        "place_name": next((p[1] for p in PLACES if p[0] == place), None),
        "activity_nb": names[activity][0],
        "activity_en": names[activity][1],
        "value": 1234.0 * quotient,
        "share": 0.05 * quotient,
        "lq": quotient * 1.1,
        "lq_low": quotient * 0.8,
        "lq_high": quotient * 1.3,
        "lq_shrunk": quotient,
        "p_value": 0.0001 if is_strength else 0.4,
        "q_value": 0.0002 if is_strength else 0.6,
        "is_strength": is_strength,
        "growth": None if year == 2024 else 0.031,
        "effective_count": 40.0,
        "stars": 3 if is_strength else 0,
        "rule_set": "samspill-1",
        "flag": "w2" if place == "3301" else None,
        "source": "eurostat_sbs" if year < 2024 else "brreg_underenheter",
    }


def specialities() -> list[dict[str, Any]]:
    """Give the rows of `specialities`: three places, one of them with nothing that is sure."""
    names = {code: (nb, en) for code, _level, _parent, nb, en in ACTIVITIES}
    rows = []
    for place, kind, subclass, name, english, activity, count, quotient in (
        ("0301", "municipality", "62.010", "Programmeringstjenester", None, "J62", 240, 2.6),
        ("0301", "municipality", "62.020", "Konsulentvirksomhet IKT", None, "J62", 90, 1.1),
        ("3107", "municipality", "10.710", "Produksjon av brød", "Making of bread", "C10", 12, 2.2),
        ("3301", "municipality", "10.510", "Produksjon av meierivarer", None, "C10", 2, 1.2),
        ("31", "county", "10.710", "Produksjon av brød", "Making of bread", "C10", 20, 1.9),
    ):
        is_one = quotient > 1.3
        rows.append(
            {
                "place_code": place,
                "subclass_code": subclass,
                "year": 2024,
                "place_kind": kind,
                "place_edition": f"{kind}-2024",
                "place_name": next(p[1] for p in PLACES if p[0] == place),
                "subclass_nb": name,
                "subclass_en": english,
                "activity_code": activity,
                "activity_nb": names[activity][0],
                "activity_en": names[activity][1],
                "establishments_count": float(count),
                "share": 0.01 * quotient,
                "lq": quotient * 1.1,
                "lq_low": quotient * 0.8,
                "lq_high": quotient * 1.3,
                "lq_shrunk": quotient,
                "p_value": 0.0001 if is_one else 0.4,
                "q_value": 0.0002 if is_one else 0.6,
                "is_speciality": is_one,
                "activity_share": 0.7 if is_one else 0.3,
                "activity_share_norway": 0.4,
                "excess_count": count / 2,
                "carried_share": 0.9 if is_one else 0.1,
                "is_within_strength": None if place == "3301" else is_one,
                "source": "brreg_underenheter",
            }
        )
    return rows


def _raw(store: Store, source: str, name: str, vintage: str) -> RawFile:
    return store.vault.add(
        io.BytesIO(f"invented,{source}\n".encode()),
        source=source,
        name=name,
        vintage=vintage,
        publisher="Brønnøysundregistrene",
        licence="NLOD 2.0",
        origin="",
        taken_at=datetime(2026, 1, 1, tzinfo=UTC),
        is_sample=True,
    )


def publish(
    store: Store,
    build_id: str,
    *,
    is_sample: bool = True,
    change: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda _name, row: row,
) -> Build:
    """Write and publish the tiny build, each row of it changed."""
    files = [
        _raw(store, "brreg_underenheter", "underenheter.csv", "2024"),
        _raw(store, "eurostat_sbs", "sbs.tsv", "2017-11"),
    ]
    changed = {
        name: [change(name, row) for row in rows]
        for name, rows in _tables(files, is_sample).items()
    }
    tables = {name: table(name).conform(pa.Table.from_pylist(rows, schema=_schema(name, rows)))
              for name, rows in changed.items()}  # fmt: skip
    square = {"type": "Polygon"}
    borders = [
        {
            "place_edition": "municipality-2024",
            "place_code": code,
            "place_kind": "municipality",
            "place_name": name,
            "geometry": json.dumps(
                square
                | {"coordinates": [[[x, 59.0], [x + 1, 59.0], [x + 1, 60.0], [x, 60.0], [x, 59.0]]]}
            ),
        }
        for x, (code, name, kind, *_) in enumerate(PLACES, start=8)
        if kind == "municipality"
    ]
    with store.locked(), store.draft(build_id) as draft:
        for name, rows in tables.items():
            sources = sorted(raw.source for raw in files)
            draft.write_table(
                name, rows, twin={"sources": sources, "licence": ["NLOD 2.0"], "is_sample": True}
            )
        schema = table("borders").schema
        draft.write_tidy("borders", pa.Table.from_pylist(borders, schema=schema))
        manifest = {
            "build": build_id,
            "samspill": "0.1.0",
            "region": {"id": "osloregionen", "fingerprint": "0", "sets": {}},
            "started": "2026-01-01T00:00:00+00:00",
            "is_sample": is_sample,
            "tables": {
                name: {"rows": rows.num_rows, "inputs": [files[0].sha256]}
                for name, rows in tables.items()
            },
            "raw": {raw.sha256: {"source": raw.source, "tables": ["x"]} for raw in files},
        }
        return store.publish(draft, manifest)


def _schema(name: str, rows: list[dict[str, Any]]) -> pa.Schema:
    there = set(rows[0])
    return pa.schema([field for field in table(name).schema if field.name in there])


def _tables(files: list[RawFile], is_sample: bool) -> dict[str, list[dict[str, Any]]]:
    return {
        **of_green_and_europe(),
        **tables_of_options(),
        "places": [
            {
                "place_edition": "municipality-2024",
                "place_code": code,
                "name": name,
                "place_kind": kind,
                "parent_code": parent,
                "type": type_,
                "is_member": member,
                "centrality": centrality,
                "population": population,
            }
            for code, name, kind, parent, type_, member, centrality, population in PLACES
        ],
        "activities": [
            {
                "activity_edition": "nace-2",
                "activity_code": code,
                "activity_level": level,
                "activity_parent": parent,
                "activity_nb": nb,
                "activity_en": en,
            }
            for code, level, parent, nb, en in ACTIVITIES
        ],
        "strengths": strengths(),
        "specialities": specialities(),
        **area_tables(),
        **smallnetwork.tables(files[0].sha256),
        **support_tables(),
        "alliance": [
            {
                "place_edition": "municipality-2018",
                "place_code": "0106",
                "valid_from": date(2015, 1, 1),
                "name": "Fredrikstad",
                "to_code": "3107",
                "county_code": "31",
                "county_name": "Østfold",
                "type": "town",
                "status": "inferred",
                "source": "invented",
            }
        ],
        "alliance_facts": [
            {"fact": fact, "order": 1, "title_nb": nb, "title_en": en, "value_text": value,
             "status": "stated", "source": ""}
            for fact, nb, en, value in (
                ("purpose", "Å styrke regionen.", "To strengthen the region.", ""),
                ("founded", "Stiftet", "Founded", "2004-12"),
                ("host", "Oslo kommune", "City of Oslo", ""),
                ("membership_gap", "3 av 26 er oppgitt.", "3 of 26 are stated.", "05"),
            )
        ],
        "sources": [
            {
                "source": raw.source,
                "file_sha256": raw.sha256,
                "title_nb": f"Kilden {raw.source}",
                "title_en": f"The source {raw.source}",
                "publisher": raw.publisher,
                "licence": raw.licence,
                "vintage": raw.vintage,
                "name": raw.name,
                "url": "",
                "date": date(2026, 1, 1),
                "rows": 1000,
                "is_sample": is_sample,
            }
            for raw in files
        ],
        "ledger": [
            {"source": raw.source, "step": "read", "unit": "rows", "part": "", "received": 1000.0,
             "kept": 990.0, "rejected": 10.0, "order": number}
            for number, raw in enumerate(files)
        ],
        "rejects": [
            {"source": "brreg_underenheter", "file_sha256": files[0].sha256, "source_row": 7,
             "step": "read", "reason": "no_code", **REASONS["no_code"].explained(), "content": "x"}
        ],
        **smallclusters.tables(),
    }  # fmt: skip
