"""Diversity in a build: parts add up, the drawing stands still, partners have what is missing."""

import numpy as np
import pyarrow.compute as pc
import pytest

from samspill.findings.diversity import FINDING, compute
from samspill.store import Store


def test_variety_has_two_parts_that_add_up(sample_home: Store):
    rows = sample_home.current().read("diversity")
    total, between, within = (
        rows[name].to_numpy() for name in ("entropy", "unrelated_variety", "related_variety")
    )
    assert len(total) > 500
    np.testing.assert_allclose(between + within, total, atol=1e-9)
    for name in ("herfindahl", "inner_density", "outer_density"):
        values = rows[name].drop_null().to_numpy()
        assert ((values >= 0) & (values <= 1)).all()
    # more than one year of the same place
    place = rows.filter(pc.equal(rows["place_code"], "NO01"))
    assert len(set(place["year"].to_pylist())) >= 5


def test_related_activities_hang_together_in_the_sample(sample_home: Store):
    """The sample's groups of related divisions make what is there denser than what is not."""
    rows = sample_home.current().read("diversity")
    regions = rows.filter(pc.equal(rows["source"], "eurostat_sbs"))
    gap = pc.subtract(regions["inner_density"], regions["outer_density"]).drop_null().to_numpy()
    assert gap.mean() > 0.02


def test_every_activity_has_a_spot_and_ties(sample_home: Store):
    build = sample_home.current()
    nodes, edges = build.read("relatedness_nodes"), build.read("relatedness_edges")
    for source in ("eurostat_sbs", "brreg_underenheter"):
        own = nodes.filter(pc.equal(nodes["source"], source))
        spots = set(zip(own["x"].to_pylist(), own["y"].to_pylist(), strict=True))
        assert len(spots) == own.num_rows
        tied = edges.filter(pc.equal(edges["source"], source))
        ends = set(tied["activity_a"].to_pylist()) | set(tied["activity_b"].to_pylist())
        assert ends <= set(own["activity_code"].to_pylist())
    assert pc.all(pc.less(edges["activity_a"], edges["activity_b"])).as_py()
    assert 0 < pc.min(edges["proximity"]).as_py() <= pc.max(edges["proximity"]).as_py() <= 1


def test_partners_have_what_is_missing(sample_home: Store):
    build = sample_home.current()
    rows = build.read("complementarity").to_pylist()
    has = {
        (row["source"], row["place_code"], row["activity_code"]): row["is_present"]
        for row in build.read("relatedness_presences").to_pylist()
    }
    assert rows
    checked = 0
    for row in rows:
        assert row["place_a"] != row["place_b"]
        assert row["excess"] == pytest.approx(row["value"] - row["expected"])
        for act in row["activity_codes"].split():
            assert has[row["source"], row["place_a"], act] is False
            if (there := has.get((row["source"], row["place_b"], act))) is not None:
                assert there
                checked += 1
    assert checked > 100
    best = [row for row in rows if row["rank"] == 1]
    assert all(row["excess"] > 0 for row in best)


def test_every_row_is_traced(sample_home: Store):
    build = sample_home.current()
    assert FINDING.compute is compute
    for name in FINDING.tables:
        for row in build.read(name).slice(0, 1).to_pylist():
            assert all(origin.table == "sizes" for origin in FINDING.trace(name, row))
