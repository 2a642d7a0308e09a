"""Awards, participations and applications, carried to places and divisions."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities, geography
from samspill.harmonise.workspace import Workspace, money, reject
from samspill.region import Region
from samspill.tables import table

__all__ = ["applications", "awards", "participations"]


def awards(work: Workspace) -> pa.Table:
    """Carry awards to places by the names that a clerk wrote, and to divisions."""
    rows = work.tidy("grants")
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
    for part in (None, *sorted({n for n in kept["nuts_code"].to_pylist() if n})):
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
    kind = [
        given or _kind_of(work.region, instrument)
        for given, instrument in zip(
            kept["kind"].to_pylist(), kept["instrument"].to_pylist(), strict=True
        )
    ]
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
                "kind": pa.array(kind, pa.string()),
                "year": pc.year(kept["date"]),
                "activity_code": activities.classify(kept["activity_code"])["activity_code"],
            }
        )
    )  # fmt: skip


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


def _kind_of(region: Region, instrument: str | None) -> str | None:
    known = region.instrument(instrument or "")
    return known.kind if known else None


def participations(work: Workspace) -> pa.Table:
    """Carry participations in projects to places; foreign ones keep their country."""
    rows = work.tidy("project_participations")
    if rows.num_rows == 0:
        return table("participations").empty()
    activity_of = _activity_of_units(work)
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
                "activity_code": pa.array(
                    [activity_of.get(n or "") for n in carried["organisation_number"].to_pylist()],
                    pa.string(),
                ),
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
    places = rows["municipality_code"].to_pylist()
    known = sorted({code for code in places if code})
    # the publisher brings its files to the municipalities of the day: those of 2020, then of 2024
    target = work.municipalities.carry_map(2020, work.region.edition)
    place_of = {code: target[code][0].code for code in known if len(target.get(code, ())) == 1}
    today = work.municipalities.names(work.region.edition)
    place_of |= {code: code for code in known if code not in target and code in today}
    carried = rows.drop_columns([n for n in ("place_code",) if n in rows.column_names])
    carried = carried.append_column(
        "place_code", pa.array([place_of.get(code or "") for code in places], pa.string())
    )
    for source in sorted(set(rows["source"].to_pylist())):
        came, stayed = (one.filter(pc.equal(one["source"], source)) for one in (rows, carried))
        for unit in ("amount_eur", "awarded_nok"):
            if unit not in came.column_names or came[unit].null_count == came.num_rows:
                continue
            for part in ("", *sorted({c for c in came["county_code"].to_pylist() if c})):
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


def _activity_of_units(work: Workspace) -> dict[str, str]:
    """Give the division of each unit in the register, from its newest vintage."""
    frame = work.scan("units")
    if frame is None:
        return {}
    rows = work.engine.collect(
        frame.select("organisation_number", "activity_code", "year")
    ).sort_by("year")
    division = activities.classify(rows["activity_code"])["activity_code"].to_pylist()
    pairs = zip(rows["organisation_number"].to_pylist(), division, strict=True)
    return {number: code for number, code in pairs if number and code}
