"""The areas in a build: every krone in one place only, every decision with its reason."""

import math
import re

import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samspill.region import load_region
from samspill.store import Store
from samspill.text import BY_RULE, UNCLASSIFIED, Lexicon, Record, pieces_of

AREAS = {area.id for area in load_region("osloregionen").areas} | {UNCLASSIFIED}


def weights(rows, *keys):
    """Give the weights of each record by area."""
    found = {}
    for row in rows.select([*keys, "area_id", "area_weight"]).to_pylist():
        key = tuple(row[name] for name in keys)
        found.setdefault(key, {})[row["area_id"]] = row["area_weight"]
    return found


@pytest.fixture(scope="module")
def awards(sample_home: Store):
    build = sample_home.current()
    return build.read("awards").to_pylist(), weights(build.read("award_areas"), "award_id")


@pytest.mark.parametrize(
    ("name", "keys", "of"),
    [
        ("award_areas", ("award_id",), "awards"),
        ("project_areas", ("source", "project_id"), None),
        ("actor_areas", ("actor_id",), None),
    ],
)
def test_weights_of_every_record_sum_to_one(sample_home: Store, name, keys, of):
    build = sample_home.current()
    found = weights(build.read(name), *keys)
    assert len(found) > 100
    for own in found.values():
        assert math.fsum(own.values()) == pytest.approx(1.0, abs=1e-12)
        assert min(own.values()) > 0
        assert set(own) <= AREAS
    if of:
        assert {key[0] for key in found} == set(build.read(of)["award_id"].to_pylist())


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["grant", "loan", "guarantee"]),
        "year": st.integers(2010, 2019),
        "county_code": st.sampled_from(["01", "02", "03", "04", "06"]),
        "activity_code": st.sampled_from(["C10", "J62", "F43", "I55", None]),
    },
)


@settings(max_examples=60, deadline=None)
@given(FILTERS)
def test_areas_and_unclassified_sum_to_the_total_under_every_filter(awards, chosen):
    rows, found = awards
    inside = [row for row in rows if all(row[name] == value for name, value in chosen.items())]
    total = math.fsum(row["amount_nok"] or 0.0 for row in inside)
    by_area = dict.fromkeys(AREAS, 0.0)
    for row in inside:
        for area_id, weight in found[row["award_id"],].items():
            by_area[area_id] += weight * (row["amount_nok"] or 0.0)
    assert round(math.fsum(by_area.values())) == round(total)


def test_every_decision_tells_why(sample_home: Store):
    build = sample_home.current()
    for name in ("award_areas", "project_areas", "actor_areas"):
        rows = build.read(name)
        for language in ("nb", "en"):
            assert rows[f"evidence_{language}"].null_count == 0
        placed = rows.filter(pc.not_equal(rows["area_id"], UNCLASSIFIED))
        assert placed["area_probability"].null_count == 0
        # the base that is left when the pieces are taken away is the same for every record
        odds = pc.ln(
            pc.divide(placed["area_probability"], pc.subtract(1.0, placed["area_probability"]))
        )
        rest = odds
        for piece in ("points_code", "points_terms", "points_votes"):
            rest = pc.subtract(rest, placed[piece])
        bounds = pc.min_max(rest).as_py()
        assert bounds["max"] - bounds["min"] < 1e-9


DECISIONS = ("award_areas", "project_areas", "actor_areas")


@pytest.mark.parametrize("name", DECISIONS)
def test_every_word_told_stands_in_the_text_that_was_read(sample_home: Store, name):
    """Nothing is said of a text that the text does not hold."""
    seen = 0
    for row in sample_home.current().read(name).to_pylist():
        for language, quote in (("nb", "«([^»]*)»"), ("en", "“([^”]*)”")):
            # the name of an industry is quoted too, and stands in no text
            words = re.sub(rf"(næringen|industry) {quote}", "", row[f"evidence_{language}"])
            for word in re.findall(quote, words):
                assert word.casefold() in row["text_read"].replace("-", " ").casefold()
                seen += 1
    assert seen > 100


@pytest.mark.parametrize("name", DECISIONS)
def test_nothing_is_decided_by_text_that_is_not_shown(sample_home: Store, name):
    """Whoever reads the text that is shown finds what the words were found to say."""
    region = load_region("osloregionen")
    rows = sample_home.current().read(name).to_pylist()
    texts = list(dict.fromkeys(row["text_read"] or "" for row in rows))
    pieces = pieces_of([Record(text) for text in texts], region.areas, Lexicon(region.areas))
    anew = dict(zip(texts, BY_RULE.terms * pieces.terms, strict=True))
    column = {area: at for at, area in enumerate(pieces.areas)}
    placed = [row for row in rows if row["area_id"] != UNCLASSIFIED]
    assert len(placed) > 50
    for row in placed:
        said = anew[row["text_read"] or ""][column[row["area_id"]]]
        assert row["points_terms"] == pytest.approx(said, abs=1e-12)
        if name == "project_areas":
            # of a project there is the title only, so the text that is shown is all there is
            odds = BY_RULE.base_without_code + said
            assert row["area_probability"] == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-12)


@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_explains_itself_in_words_a_clerk_accepts(sample_home: Store, name):
    """No codes, no half sentences, each language in its own words, and not too long to read."""
    of_norwegian = re.compile(r"\b(næringen|ordet|ordene|teksten|verken|igjen|ingen tekst)\b")
    of_english = re.compile(r"\b(industry|the words?|the text|neither|what is left|no text)\b")
    said = {"nb": set(), "en": set()}
    for row in sample_home.current().read(name).to_pylist():
        for language, own in said.items():
            own.add(row[f"evidence_{language}"])
            if row["area_id"] != UNCLASSIFIED:
                # whatever adds to the odds is told
                pieces = row[f"evidence_{language}"]
                assert ("næringen" in pieces or "industry" in pieces) == (row["points_code"] > 0.6)
                assert ("ord" in pieces or "word" in pieces) or row["points_terms"] == 0
    for language, (words, others) in {
        "nb": (of_norwegian, of_english), "en": (of_english, of_norwegian),
    }.items():  # fmt: skip
        assert len(said[language]) > 5
        for text in said[language]:
            alone = re.sub("«[^»]*»|“[^”]*”", "", text)
            assert not re.search(r"\b[A-U]?\d{2}(\.?\d{1,3})?\b|[{}_]|None|nan", alone), text
            assert not others.search(alone), text
            assert words.search(alone), text
            assert len(text) < 600, text
