"""Awards, participations and applications, carried to places and divisions."""

from __future__ import annotations

from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities, geography
from samspill.harmonise.award_places import locate, placed
from samspill.harmonise.workspace import Workspace, money, reject, sum_of
from samspill.region import Region
from samspill.tables import alike, table

__all__ = ["applications", "awards", "awards_of_projects", "instruments", "participations"]

PROVIDERS = MappingProxyType(
    {
        "innovasjon norge": "Innovasjon Norge",
        "norges forskningsråd": "Forskningsrådet",
        "forskningsrådet": "Forskningsrådet",
        "siva": "Siva",
        "enova": "Enova",
        "eksportfinansiering norge": "Eksfin",
        "eksfin": "Eksfin",
    }
)
"""What the name of a provider begins with in a source -> its one name here."""

_APPROVED = ("Bevilgning", "Avsluttet")


def awards(work: Workspace) -> pa.Table:
    """Carry the lists of awards to places and divisions: the giver's own, and the register's."""
    rows = work.tidy("grants")
    of_register = pc.equal(rows["source"], "stotteregisteret")
    return pa.concat_tables(
        [
            _awards_by_name(work, rows.filter(pc.invert(of_register))),
            _awards_by_number(work, rows.filter(of_register)),
        ]
    )


def _awards_by_name(work: Workspace, rows: pa.Table) -> pa.Table:
    """Carry awards to places by the names that a clerk wrote, and to divisions."""
    if rows.num_rows == 0:
        return table("awards").empty()
    source = "innovasjon_norge"
    rows = _without_superseded(work, rows, source)
    found = geography.place_by_name(
        rows,
        work.municipalities,
        county="county_name",
        municipality="municipality_name",
        on="date",
        to=work.region.edition,
    )
    kept = found.table
    for part in (None, *_told(kept["nuts_code"])):
        received = rows if part is None else kept.filter(pc.equal(kept["nuts_code"], part))
        stayed = kept if part is None else received
        work.ledger.enter(
            source,
            "carry",
            part=part or "",
            received=money(received, "amount_nok"),
            kept=money(stayed, "amount_nok"),
            rejected=money(found.rejects, "amount_nok") if part is None else {},
        )
    reject(work, source, "carry", found.rejects, ("county_name", "municipality_name"))
    numbers = set(kept["organisation_number"].drop_null().to_pylist())
    head_office = locate(work, numbers).head_office
    return table("awards").conform(
        pa.table(
            {
                **{
                    name: kept[name]
                    for name in (
                        "award_id", "source", "provider", "instrument", "date", "amount_nok",
                        "organisation_number", "place_code", "county_code", "nuts_code",
                        "file_sha256", "source_row",
                    )
                },
                "kind": pc.coalesce(kept["kind"], _kinds(work.region, kept["instrument"])),
                "year": pc.year(kept["date"]),
                "activity_code": activities.classify(kept["activity_code"])["activity_code"],
                "place_basis": pa.repeat("as_reported", kept.num_rows),
                "head_office_code": placed(kept["organisation_number"], head_office),
            }
        )
    )  # fmt: skip


def _awards_by_number(work: Workspace, rows: pa.Table) -> pa.Table:
    """Place the register's awards by the recipient's number: at the workplace if that is known."""
    if rows.num_rows == 0:
        return table("awards").empty()
    numbers = rows["organisation_number"]
    found = locate(work, set(numbers.drop_null().to_pylist()))
    workplace, head_office = placed(numbers, found.workplace), placed(numbers, found.head_office)
    place = pc.coalesce(workplace, head_office)
    no_basis = pa.scalar(None, pa.string())
    basis = pc.if_else(
        pc.is_valid(workplace),
        "workplace",
        pc.if_else(pc.is_valid(head_office), "head_office", no_basis),
    )
    code = pc.coalesce(rows["activity_code"], placed(numbers, found.activity))
    work.ledger.enter(
        "stotteregisteret",
        "carry",
        received={**money(rows, "amount_nok"), **money(rows, "amount_eur")},
        kept={**money(rows, "amount_nok"), **money(rows, "amount_eur")},
    )
    return table("awards").conform(
        pa.table(
            {
                **{
                    name: rows[name]
                    for name in (
                        "award_id", "source", "instrument", "kind", "date", "amount_nok",
                        "amount_eur", "organisation_number", "file_sha256", "source_row",
                    )
                },
                "provider": _providers(rows["provider"]),
                "year": pc.year(rows["date"]),
                "place_code": place,
                "place_basis": basis,
                "head_office_code": head_office,
                "nuts_code": _regions(work, place),
                "activity_code": activities.classify(code)["activity_code"],
            }
        )
    )  # fmt: skip


def _providers(names: pa.ChunkedArray) -> pa.Array:
    """Give providers by the one name that they have here."""
    known: dict[str, str] = {}
    for name in pc.unique(pc.fill_null(names, "")).to_pylist():
        folded = name.casefold()
        first = next((ours for start, ours in PROVIDERS.items() if folded.startswith(start)), None)
        known[name] = first or _capitals_lowered(name)
    return placed(pc.fill_null(names, ""), known)


def _capitals_lowered(name: str) -> str:
    """Give a name that the register writes in capitals as it is read."""
    return " ".join(word.capitalize() for word in name.split()) if name.isupper() else name


def _regions(work: Workspace, places: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the NUTS 2 region of municipalities."""
    if work.graph is None:
        return pa.nulls(len(places), pa.string())
    regions = geography.nuts2_of_places(work.graph, work.region.edition)
    of = {code: one.nuts_code for code, one in regions.items() if one.nuts_code}
    return placed(places, of)


def awards_of_projects(work: Workspace) -> pa.Table:
    """Give the research council's approved applications and the EU's participations as awards.

    They come from the lists that have their actors and places already. The council's amount is
    for the whole project; the EU's is the organisation's own, in euro, and never added to kroner.
    """
    given = work.tables["applications_carried"]
    is_approved = pc.and_(
        pc.is_in(given["project_phase"], pa.array(_APPROVED)),
        pc.fill_null(pc.greater(given["awarded_nok"], 0), fill_value=False),
    )
    approved = given.filter(is_approved)
    if given.num_rows:
        parts = (given, approved, given.filter(pc.invert(is_approved)))
        received, kept, left = ({"awarded_nok": sum_of(rows, "awarded_nok")} for rows in parts)
        work.ledger.enter(
            "forskningsradet_soknader", "awards", received=received, kept=kept, rejected=left
        )
    europe = work.tables["participations"]
    europe = europe.filter(pc.equal(europe["source"], "forskningsradet_eu"))
    dates = _dates_of_participations(work)
    pieces = []
    for rows, provider, more in (
        (
            approved,
            _providers(approved["provider"]),
            {
                "instrument": approved["instrument"],
                "date": approved["date"],
                "amount_nok": approved["awarded_nok"],
                "activity_code": placed(
                    approved["organisation_number"],
                    _activity_of_units(work, approved["organisation_number"]),
                ),
            },
        ),
        (
            europe,
            pa.repeat("EU", europe.num_rows),
            {
                "instrument": pa.repeat("Horisont 2020", europe.num_rows),
                "date": pa.array(
                    [dates.get(n) for n in europe["source_row"].to_pylist()], pa.date32()
                ),
                "amount_eur": europe["amount_eur"],
                "activity_code": europe["activity_code"],
            },
        ),
    ):
        numbers = set(rows["organisation_number"].drop_null().to_pylist())
        same = (
            "source",
            "actor_id",
            "organisation_number",
            "place_code",
            "year",
            "file_sha256",
            "source_row",
        )
        file = pc.utf8_slice_codeunits(rows["file_sha256"], 0, 12)
        kinds = pc.coalesce(_kinds(work.region, more["instrument"]), "grant")
        pieces.append(
            table("awards").conform(
                pa.table(
                    {
                        **{name: rows[name] for name in same},
                        **more,
                        "award_id": pc.binary_join_element_wise(
                            file, pc.cast(rows["source_row"], pa.string()), ":"
                        ),
                        "provider": provider,
                        "kind": kinds,
                        "place_basis": pa.repeat("as_reported", rows.num_rows),
                        "head_office_code": placed(
                            rows["organisation_number"], locate(work, numbers).head_office
                        ),
                        "nuts_code": _regions(work, rows["place_code"]),
                    }
                )
            )
        )
    return pa.concat_tables(pieces)


def _dates_of_participations(work: Workspace) -> dict[int, object]:
    rows = work.tidy("project_participations")
    rows = rows.filter(pc.equal(rows["source"], "forskningsradet_eu"))
    day = pc.coalesce(rows["date"], rows["started_on"])
    return dict(zip(rows["source_row"].to_pylist(), day.to_pylist(), strict=True))


def instruments(work: Workspace) -> pa.Table:
    """Give the instruments: the profile's, and those that only a source names."""
    rows: dict[str, dict[str, object]] = {
        one.instrument: {
            "instrument": one.instrument,
            "name_nb": one.name["nb"],
            "name_en": one.name["en"],
            "provider": one.provider,
            "kind": one.kind,
            "purpose": one.purpose,
            "phase": one.phase,
            "level": one.level,
            "grant_equivalent": one.grant_equivalent,
            "grant_equivalent_source": one.grant_equivalent_source or None,
            "status": one.status,
            "source": one.source,
        }
        for one in work.region.instruments
    }
    given = work.tables["awards"].select(["instrument", "provider", "kind", "source"])
    first, _ = alike(given, ["instrument"])
    for row in given.take(first).to_pylist():
        name = row["instrument"] or ""
        if name and work.region.instrument(name) is None and name not in rows:
            rows[name] = {**row, "name_nb": name, "name_en": name, "status": "unverified"}
    return pa.Table.from_pylist(list(rows.values()), schema=table("instruments").schema)


def _without_superseded(work: Workspace, rows: pa.Table, source: str) -> pa.Table:
    """Set aside what an older file says of the time that a newer one covers.

    The publisher's file grows every night and holds all since its first day, so the same award
    would be counted once for each vintage.
    """
    files = pc.unique(rows["file_sha256"]).to_pylist()
    if len(files) < 2:
        return rows
    first_day = {
        name: pc.min(rows.filter(pc.equal(rows["file_sha256"], name))["date"]).as_py()
        for name in files
    }
    is_old = pa.chunked_array([pa.array([False] * rows.num_rows)])
    for number, name in enumerate(files[:-1]):
        covered = pa.scalar(min(first_day[later] for later in files[number + 1 :]), pa.date32())
        own = pc.equal(rows["file_sha256"], name)
        is_old = pc.or_(is_old, pc.and_(own, pc.greater_equal(rows["date"], covered)))
    old, kept = rows.filter(is_old), rows.filter(pc.invert(is_old))
    work.ledger.enter(
        source,
        "supersede",
        received=money(rows, "amount_nok"),
        kept=money(kept, "amount_nok"),
        rejected=money(old, "amount_nok"),
    )
    old = old.append_column("reason", pa.repeat("superseded", old.num_rows))
    reject(work, source, "supersede", old, ("instrument", "date"))
    return kept


def _told(column: pa.Array | pa.ChunkedArray) -> list[str]:
    """Give the texts of a column in their order, each once, without what is empty."""
    return sorted(text for text in pc.unique(column).to_pylist() if text)


def _kinds(region: Region, instruments: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Give the kinds of instruments, null where the profile does not know one."""
    known = {name: region.instrument(name) for name in _told(instruments)}
    return placed(instruments, {name: one.kind for name, one in known.items() if one and one.kind})


def participations(work: Workspace) -> pa.Table:
    """Carry participations in projects to places; foreign ones keep their country."""
    rows = work.tidy("project_participations")
    if rows.num_rows == 0:
        return table("participations").empty()
    activity_of = _activity_of_units(work, rows["organisation_number"])
    carried = _carry_codes(work, rows)
    return table("participations").conform(
        pa.table(
            {
                **{
                    name: carried[name]
                    for name in (
                        "source", "project_id", "project_title", "programme",
                        "organisation_number", "organisation_name", "role", "sector",
                        "country_code", "county_code", "place_code", "amount_eur",
                        "file_sha256", "source_row",
                    )
                },
                "year": pc.year(pc.coalesce(carried["started_on"], carried["date"])),
                "activity_code": placed(carried["organisation_number"], activity_of),
            }
        )
    )  # fmt: skip


def applications(work: Workspace) -> pa.Table:
    """Carry applications to places, with their year."""
    rows = work.tidy("applications")
    if rows.num_rows == 0:
        return table("applications_carried").empty()
    carried = _carry_codes(work, rows)
    return table("applications_carried").conform(
        pa.table(
            {
                **{
                    name: carried[name]
                    for name in (
                        "project_id", "source", "provider", "date", "project_title",
                        "project_phase", "instrument", "organisation_number",
                        "organisation_name", "sector", "place_code", "county_code",
                        "applied_nok", "awarded_nok", "file_sha256", "source_row",
                    )
                },
                "year": pc.year(carried["date"]),
            }
        )
    )  # fmt: skip


def _carry_codes(work: Workspace, rows: pa.Table) -> pa.Table:
    """Carry rows with a municipality code of 2020 or later; what has none keeps a null place.

    A row is never dropped here: a code that cannot be carried is told in the rejects as a note
    with nothing taken off, so that project and money stay in the sums that need no place.
    """
    known = _told(rows["municipality_code"])
    # the publisher brings its files to the municipalities of the day: those of 2020, then of 2024
    target = work.municipalities.carry_map(2020, work.region.edition)
    place_of = {code: target[code][0].code for code in known if len(target.get(code, ())) == 1}
    today = work.municipalities.names(work.region.edition)
    place_of |= {code: code for code in known if code not in target and code in today}
    carried = rows.drop_columns([n for n in ("place_code",) if n in rows.column_names])
    carried = carried.append_column("place_code", placed(rows["municipality_code"], place_of))
    for source in _told(rows["source"]):
        came, stayed = (one.filter(pc.equal(one["source"], source)) for one in (rows, carried))
        for unit in ("amount_eur", "awarded_nok"):
            if unit not in came.column_names or came[unit].null_count == came.num_rows:
                continue
            for part in ("", *_told(came["county_code"])):
                received, kept = (
                    one.filter(pc.equal(one["county_code"], part)) if part else one
                    for one in (came, stayed)
                )
                work.ledger.enter(
                    source,
                    "carry",
                    part=part,
                    received=money(received, unit),
                    kept=money(kept, unit),
                )
    return carried


def _activity_of_units(work: Workspace, numbers: pa.ChunkedArray) -> dict[str, str]:
    """Give the division of units in the register, each from its newest vintage."""
    frame = work.scan("units")
    if frame is None:
        return {}
    asked = work.engine.take(pa.table({"organisation_number": pc.drop_null(pc.unique(numbers))}))
    rows = work.engine.collect(
        frame.select("organisation_number", "activity_code", "year").join(
            asked, on="organisation_number", how="semi"
        )
    ).sort_by("year")
    division = activities.classify(rows["activity_code"])["activity_code"].to_pylist()
    pairs = zip(rows["organisation_number"].to_pylist(), division, strict=True)
    return {number: code for number, code in pairs if number and code}
