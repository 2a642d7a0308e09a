"""Texts and codes to areas: what is met, what misleads, what adds up."""

import math
from dataclasses import replace

import numpy as np
import pytest

from samspill.region import Area, AreaActivity, AreaExclusions, AreaTerms, load_region
from samspill.text import (
    BY_RULE,
    UNCLASSIFIED,
    Judged,
    Learnt,
    Lexicon,
    Record,
    code_weights,
    folds_of,
    learn,
    pieces_of,
    words,
)


def area(key, number, activities=(), terms=(), exclusions=()):
    return Area(
        key,
        number,
        {"nb": key, "en": key},
        {"nb": key, "en": key},
        "#000000",
        tuple(AreaActivity(code, weight, "because") for code, weight in activities),
        tuple(AreaTerms(*one, "because") for one in terms),
        tuple(AreaExclusions(*one, "because") for one in exclusions),
    )


AREAS = (
    area(
        "health",
        1,
        [("Q86", 0.5), ("Q8621", 1.0)],
        [("nb", 1.0, ("helse*", "pasient", "lege")), ("en", 1.0, ("cell", "heart", "patient"))],
        [("en", ("fuel cell*",)), ("nb", ("helse miljø og sikkerhet",))],
    ),
    area(
        "energy",
        2,
        [("D35", 1.0)],
        [("nb", 1.0, ("fornybar energi", "*kraft", "sol")), ("en", 0.4, ("power", "fuel cell*"))],
    ),
)
LEXICON = Lexicon(AREAS)


def met(text):
    return [(hit.area_id, hit.found) for hit in LEXICON.hits(text)]


def test_a_hyphen_parts_two_words():
    assert words("Helse- og omsorgstjenester, CO2-fangst") == [
        "Helse", "og", "omsorgstjenester", "CO2", "fangst",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # inflections of both languages
        ("pasienter", [("health", "pasienter")]),
        ("Pasientene", [("health", "Pasientene")]),
        ("patients' hearts", [("health", "patients"), ("health", "hearts")]),
        # no word within another where the term has no asterisk
        ("collegeleger", []),
        ("kulør i college", []),
        # compounds to the right and to the left
        ("helseforetaket", [("health", "helseforetaket")]),
        ("vindkraft", [("energy", "vindkraft")]),
        ("kraften", []),
        # a short word in few inflections: sole and solar are other words
        ("Sol og solen", [("energy", "Sol"), ("energy", "solen")]),
        ("solar sole", []),
        # a phrase where its words follow one another, each inflected
        ("fornybar energi", [("energy", "fornybar energi")]),
        ("fornybare energier", [("energy", "fornybare energier")]),
        ("fornybar og energi", []),
        # what misleads does not count for its area, and does for another
        ("fuel cells for ships", [("energy", "fuel cells")]),
        ("fuel for a cell", [("health", "cell")]),
        ("helse, miljø og sikkerhet", []),
        # each word once
        ("lege, lege og lege", [("health", "lege")]),
        ("", []),
    ],
)
def test_words_are_met(text, expected):
    assert met(text) == expected


def test_the_finest_code_counts():
    found = code_weights(AREAS, "86.211")
    assert {key: one.weight for key, one in found.items()} == {"health": 1.0}
    assert code_weights(AREAS, "86.901")["health"].weight == 0.5
    assert code_weights(AREAS, "Q86")["health"].weight == 0.5
    for nothing in (None, "", "99.999", "00.000", "62.010", "nonsense"):
        assert code_weights(AREAS, nothing) == {}


def judge(*records):
    return Learnt(BY_RULE).judge(
        [record.text for record in records], pieces_of(records, AREAS, LEXICON)
    )


def test_log_odds_add_up_by_hand():
    judged = judge(Record("pasient", "86.901"), Record("pasient og vindkraft"))
    # base -3; code 4.5 x 0.5; one word that speaks for health alone 3.4 x 1
    assert judged.probability[0, 0] == pytest.approx(1 / (1 + math.exp(-(-3 + 2.25 + 3.4))))
    # base without a code -2.5; two words that share: 3.4 x 1 x min(1, 1.5 x 1/2)
    assert judged.probability[1] == pytest.approx([1 / (1 + math.exp(-(-2.5 + 2.55)))] * 2)
    assert judged.belongs.tolist() == [[True, False], [True, True]]


def test_weights_of_a_record_sum_to_one_with_what_is_unclassified():
    judged = judge(
        Record("pasient, helse og lege, vindkraft"), Record("ingenting"), Record(""),
        Record("power"), Record("lege", "D35"),
    )  # fmt: skip
    np.testing.assert_allclose(judged.weights.sum(axis=1), 1.0, rtol=0, atol=1e-15)
    assert (judged.weights >= 0).all()
    assert judged.weights[1].tolist() == [0.0, 0.0, 1.0]
    assert UNCLASSIFIED not in judged.pieces.areas


def test_a_hint_is_doubtful_and_nothing_is_not():
    hint = replace(BY_RULE, terms=5.0)
    pieces = pieces_of([Record("power"), Record("ingenting")], AREAS, LEXICON)
    judged = Judged(pieces, hint, np.zeros((2, 2)))
    # -2.5 + 5 x 0.4 = -0.5, a probability of 0.38
    assert judged.is_doubtful.tolist() == [True, False]
    assert not judged.belongs.any()


def corpus():
    """Give two hundred invented texts in which two words decide, and two that say nothing."""
    rng = np.random.default_rng(3)
    own = ["tindrende", "skarpladde"]
    rest = [f"ord{letter}{other}" for letter in "abcdefgh" for other in "klmnop"]
    texts, labels = [], []
    for _ in range(200):
        flags = rng.random(2) < 0.3
        said = [word for word, flag in zip(own, flags, strict=True) if flag]
        said += rng.choice(rest, 6).tolist()
        texts.append(" ".join(rng.permutation(said)))
        labels.append(flags)
    return texts, np.asarray(labels)


def test_the_classifier_learns_what_neither_code_nor_terms_know():
    texts, labels = corpus()
    records = [Record(text) for text in texts]
    learnt = learn(texts[:150], pieces_of(records[:150], AREAS, LEXICON), labels[:150], seed=1)
    judged = learnt.judge(texts[150:], pieces_of(records[150:], AREAS, LEXICON))
    assert (judged.belongs == labels[150:]).mean() > 0.97
    assert (~Learnt(BY_RULE).judge(texts, pieces_of(records, AREAS, LEXICON)).belongs).all()


def test_votes_are_sums_over_the_words_of_the_text():
    texts, labels = corpus()
    pieces = pieces_of([Record(text) for text in texts], AREAS, LEXICON)
    classifier = learn(texts, pieces, labels, seed=1).classifier
    assert classifier is not None
    # words seen and unseen, one of them twice
    new = ["tindrende ordak, Ukjent-ordbl tindrende", "skarpladde", ""]
    votes = classifier.votes(new)
    for own, vote in zip(classifier.by_words(new), votes, strict=True):
        told = sum(own.values()) + classifier.intercepts if own else classifier.intercepts
        np.testing.assert_allclose(told, vote, atol=1e-12)
    said = classifier.by_words(new)[0]
    assert max(said, key=lambda word: said[word][0]) == "tindrende"


def test_learning_is_the_same_every_time_and_needs_enough():
    texts, labels = corpus()
    pieces = pieces_of([Record(text) for text in texts], AREAS, LEXICON)
    one, two = (learn(texts, pieces, labels, seed=5) for _ in range(2))
    assert one.scales == two.scales
    rows = np.arange(20)
    few = learn(texts[:20], pieces.take(rows), labels[:20], seed=5)
    assert few == Learnt(BY_RULE)


def test_folds_are_even_and_fixed():
    fold = folds_of(103, 5, 7)
    assert sorted(np.bincount(fold).tolist()) == [20, 20, 21, 21, 21]
    assert (fold == folds_of(103, 5, 7)).all()


def test_every_word_of_the_profile_is_met_by_itself():
    """A word that its own exclusion covers, or that nothing meets, is dead."""
    region = load_region("osloregionen")
    lexicon = Lexicon(region.areas)
    dead = [
        (one.id, word)
        for one in region.areas
        for group in one.terms
        for word in group.words
        if one.id not in {hit.area_id for hit in lexicon.hits(word.replace("*", ""))}
    ]
    assert dead == []
