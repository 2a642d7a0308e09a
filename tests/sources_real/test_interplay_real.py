"""The network in the Research Council's file on H2020, and neighbours in Kartverket's borders."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from samspill import geography
from samspill import networks as nw
from samspill.sources import kartverket_kommuner
from samspill.store import Vault

DATA = Path(
    os.environ.get("SAMSPILL_REAL_DATA", Path(__file__).resolve().parents[2] / "../shared/data")
)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared/data is not here")


def _read(module: Any, path: Path, folder: Path) -> pa.Table:
    raw = Vault(folder).add(
        path, source=module.SOURCE.id, name=path.name, vintage="2024", publisher="", licence="",
        origin="",
    )  # fmt: skip
    return pa.concat_tables([part.kept for part in module.read(raw)])


@pytest.fixture(scope="module")
def listed() -> tuple[list[str | None], list[str]]:
    # as the publisher has it: a natural person among them has no number behind the reading
    path = DATA / "forskningsradet/bevilgningereu_dataset.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    numbers = [line["Organisasjonsnummer"] or None for line in lines]
    return numbers, [line["Prosjektnr"] for line in lines]


def test_468_actors_and_1322_pairs_by_organisation_number(
    listed: tuple[list[str | None], list[str]],
) -> None:
    # an empty number counts as one actor here, as it did in the count that this is held against
    joint = nw.bipartite([str(number) for number in listed[0]], listed[1]).joint()
    assert len(joint.projects) == 545
    assert len(joint.actors) == 468
    assert len(nw.project(joint).one) == 1_322


def test_three_participations_are_of_nobody_known(
    listed: tuple[list[str | None], list[str]],
) -> None:
    known = [(number, project) for number, project in zip(*listed, strict=True) if number]
    assert len(listed[0]) - len(known) == 3
    joint = nw.bipartite([number for number, _ in known], [project for _, project in known]).joint()
    assert len(joint.actors) == 467
    assert len(nw.project(joint).one) == 1_319


def test_communities_are_far_beyond_chance_and_stable(
    listed: tuple[list[str | None], list[str]],
) -> None:
    joint = nw.bipartite([str(number) for number in listed[0]], listed[1]).joint()
    found = nw.find_communities(nw.project(joint), seed=1)
    by_chance = [
        nw.find_communities(nw.project(joint, takes), seed=1, runs=2).modularity
        for takes in nw.null_draws(joint, seed=1, draws=20)
    ]
    assert found.modularity > 0.5
    assert max(by_chance) < 0.45
    assert found.agreement > 0.85


def test_the_layout_of_the_real_network_keeps_actors_apart(
    listed: tuple[list[str | None], list[str]],
) -> None:
    joint = nw.bipartite([str(number) for number in listed[0]], listed[1]).joint()
    network = nw.project(joint)
    spots = nw.layout(network, nw.find_communities(network, seed=1).community)
    apart = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    # a thousandth of the picture is a pixel where it is a thousand wide
    assert apart.min() > 0.008


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        yield round(coordinates[0], 4), round(coordinates[1], 4)
    else:
        for part in coordinates:
            yield from _points(part)


def test_neighbouring_counties_are_those_whose_borders_meet(tmp_path: Path) -> None:
    path = DATA / "geo/osmno_kommuner2024.geojson"
    rows = _read(kartverket_kommuner, path, tmp_path).to_pylist()
    corners: dict[str, set[tuple[float, float]]] = defaultdict(set)
    for row in rows:
        geometry = json.loads(row["geometry"])
        corners[row["place_code"][:2]] |= set(_points(geometry["coordinates"]))
    assert len(corners) == 15
    listed = geography.county_pairs(2024)
    assert len(listed) == 15 * 14 / 2
    for (one, other), pair in listed.items():
        assert pair.is_neighbour == bool(corners[one] & corners[other]), (one, other)
