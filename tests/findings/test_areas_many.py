"""Areas of very many records: what reads alike is read once, and nothing is decided otherwise."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.engine import open_engine
from samspill.findings.areas import records
from samspill.region import load_region
from samspill.tables import table
from samspill.text import Lexicon, Record

AREAS = load_region("osloregionen").areas
LEXICON = Lexicon(AREAS)
TERMS = sorted({term.strip("*") for area in AREAS for one in area.terms for term in one.words})
NOT_TERMS = sorted(
    {term.strip("*") for area in AREAS for one in area.exclusions for term in one.words}
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(TERMS),
        st.sampled_from(NOT_TERMS or TERMS),
        st.sampled_from(["OG", "Selskapet", "0", "5", "x-ray", "Ål", "I", "ßen", "İx", ",", "·"]),
    ).flatmap(lambda word: st.sampled_from([word, word.upper(), word.capitalize()])),
    max_size=9,
).map(" ".join)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_as_much_is_met_in_a_bare_text(text):
    (bare,) = LEXICON.bare([text]).to_pylist()
    assert LEXICON.hits(bare) == LEXICON.hits(text)


def test_texts_that_say_the_same_are_the_same_when_bare():
    texts = ["Selskapet dyrker ALGER nær Fjordvik", "Vi i Tangverket liker ALGER best", "", "Intet"]
    assert LEXICON.bare(texts).to_pylist() == ["ALGER", "ALGER", "", ""]
    assert LEXICON.bare(["alger Xyz, alger, alger"]).to_pylist() == ["alger 0 alger alger"]
    assert LEXICON.bare([]).to_pylist() == []


def workspace(engine, **tables):
    return SimpleNamespace(
        engine=engine,
        scan=lambda name: engine.take(tables[name]) if name in tables else None,
        tables=tables,
    )


def test_establishments_that_read_alike_are_one_record():
    names = ["A AS", "A AS", None, "B AS", "A AS", "A AS"]
    parents = ["1", "1", "1", "2", "2", "1"]
    codes = ["62.010", "62.010", "62.010", None, "62.010", "62.010"]
    rows = table("establishments").conform(
        pa.table(
            {
                "organisation_name": pa.array(names),
                "parent_number": pa.array(parents),
                "activity_code": pa.array(codes),
                "municipality_code": pa.array(["0301", "0301", "3101", "3101", "3101", "3101"]),
                "has_employees": pa.array([True, True, True, True, None, True]),
                "year": pa.array([2019, 2020, 2020, 2020, 2020, 2020]),
            }
        )
    )
    with open_engine() as engine:
        found = records.establishments(workspace(engine, establishments=rows))
    assert found.rows["year"].to_pylist() == [2019, 2020, 2020, 2020, 2020]
    assert found.record[0] == found.record[1] == found.record[4]
    assert len({int(one) for one in found.record}) == found.keys.num_rows == 3
    units = {"1": records.Unit("A AS", "Dyrker alger", None)}
    read = found.records(units)
    assert [read[at] for at in found.record] == [
        Record("A AS · Dyrker alger", "62.010"),
        Record("A AS · Dyrker alger", "62.010"),
        Record("Dyrker alger", "62.010"),
        Record("B AS", None),
        Record("A AS · Dyrker alger", "62.010"),
    ]


def test_who_is_put_in_areas():
    def actor(actor_id, **more):
        return {
            "actor_id": actor_id,
            "name": "X",
            "country_code": "NO",
            "sources": "brreg_enheter",
            "records_count": 1,
        } | more

    actors = [
        actor("small and in no list"),
        actor("has a size", employees_from=5.0),
        actor("in a list", sources="brreg_enheter, cordis", records_count=2),
        actor("two in one", records_count=2),
        actor("a member"),
        actor("abroad", country_code="SE", employees_from=5.0),
    ]
    members = pa.table({"actor_id": pa.array(["a member", None])})
    given_rows = pa.Table.from_pylist(actors, schema=table("actors").schema)
    found = records.spoken_of(SimpleNamespace(tables={"actors": given_rows}))
    assert found["actor_id"].to_pylist() == ["has a size", "in a list", "two in one"]
    tables = {"actors": given_rows, "cluster_members": members}
    found = records.spoken_of(SimpleNamespace(tables=tables))
    assert found["actor_id"].to_pylist() == ["has a size", "in a list", "two in one", "a member"]
