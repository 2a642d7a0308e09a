"""Actors: one for each organisation that a record names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities, organisations
from samspill.harmonise.workspace import Workspace

__all__ = ["actors"]


def actors(work: Workspace) -> None:
    """Find which organisation each row is of; who cannot be told is set aside with the reason."""
    made_from = {
        "participations": "project_participations",
        "awards": "grants",
        "applications_carried": "applications",
    }
    lists = {name: work.tables[name] for name in made_from}
    parts = [
        organisations.gather(_placed_units(work), source="brreg_enheter"),
        *(organisations.gather(lists[name], work.tidy(tidy)) for name, tidy in made_from.items()),
    ]
    found = organisations.resolve(
        pa.concat_tables(parts),
        decisions=organisations.decided(work.region.actor_decisions),
        engine=work.engine,
        parents=work.tidy("establishments").select(organisations.PARENTS.names),
    )
    start = parts[0].num_rows
    for name, rows in lists.items():
        here = found.records.slice(start, rows.num_rows)
        start += rows.num_rows
        for source in pc.unique(rows["source"]).to_pylist():
            own = pc.equal(rows["source"], source)
            unnamed = organisations.unnamed(rows.filter(own), here.filter(own))
            count = float(pc.sum(own).as_py())
            work.ledger.enter(
                source,
                "actors",
                received={"rows": count},
                kept={"rows": count - here.filter(own)["actor_id"].null_count},
                rejected={"rows": unnamed.num_rows},
            )
            work.rejects.append(unnamed)
        work.give(name, organisations.with_actors(rows, here))
    work.give("actors", found.actors)
    work.give("actor_merges", found.merges)
    work.give("actor_review", found.review)


def _placed_units(work: Workspace) -> pa.Table:
    """Give the newest vintage of the register's units with place and division."""
    units = work.tidy("units")
    if units.num_rows == 0:
        return units
    newest = pc.max(units["year"]).as_py()
    units = units.filter(pc.equal(units["year"], newest)).sort_by("organisation_number")
    shares: Mapping[str, Any] = {}
    if work.graph is not None:
        shares = work.graph.carry_map(newest, max(newest, work.region.edition))
    place_of = {code: to[0].code for code, to in shares.items() if len(to) == 1}
    places = [place_of.get(code or "") for code in units["municipality_code"].to_pylist()]
    division = activities.classify(units["activity_code"])["activity_code"]
    return units.append_column("place_code", pa.array(places, pa.string())).set_column(
        units.column_names.index("activity_code"), "activity_code", division
    )
