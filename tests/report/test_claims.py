"""The text never says more than the numbers do: no claim where every interval holds chance."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from starlette.testclient import TestClient

from evidence import parts
from samspill.region import load_region
from samspill.report import regional
from samspill.store import Store
from samspill.web import language as languages
from samspill.web.app import create_app
from smallbuild import publish
from unsure import unsure

PAGES = ("overview", "activity/J62", "place/0301", "place/NO01", "areas", "area/bio", "options",
         "backtest", "clusters", "matches", "interplay", "standing", "support",
         "green", "specialities", "specialities?place=0301")  # fmt: skip

CLAIMS = (
    "Measured against the country, these stand out most:",
    "{area} is the largest area in {place}, with {amount} ({measure}, {span}).",
    "It is broader than most places of its kind,",
    "In the back-test the forecast ranks better than the simplest rule, which is that what is "
    "nearly there already comes first.",
    "The forecast ranks better than the simplest rule, also with the uncertainty taken in:",
    "{place} stands highest in Europe in {activity}: number {rank} of {n} regions ({low}–{high}).",
    "{share} of the ties of the region's actors stay in the region, more than the {expected} that "
    "chance would give.",
    "More of the shortest ways run through it than chance gives.",
    "More than chance gives.",
    "Actors that work more with each other than with others. The network as a whole is divided "
    "more clearly than chance gives.",
    "The figures show {n} strong environment of related activities.",
    "{place}: {what} is strong, and no cluster organises it",
    "Of {n} pairs, {one} and {other} have most reason to meet.",
    "In {place} {share} of the support would have to move for it to follow the jobs ({period}). "
    "Chance alone would give {low} to {high}, so the support follows something else than the size "
    "of the activities.",
    "{n} strong activity gets less than chance would give it.",
    "All but certainly not chance.",
    "Fewer than one in twenty on such a list would be chance.",
    "{area} gets more than its share: {support} of the support, {jobs} of the jobs.",
    "{area} gets less than its share: {support} of the support, {jobs} of the jobs.",
    "{n} pair supports the same activities more than chance gives: {first}.",
    "{n} of the {m} municipalities of the alliance stands out in at least one activity ({year}).",
    "{place} stands out in {n} narrow activity ({year}): {best}.",
    "{n} municipality stands out in a narrow activity ({year}): {best}.",
)
"""What may be said only where the figures are sure of it."""

SAYS_NO_MORE = (
    "Measured against Europe, these stand out most:",
    "Fewer than chance gives.",
    "Fewer than one in a hundred on such a list would be chance.",
    "In the back-test the simplest rule, which is that what is nearly there already comes first, "
    "ranks better than the forecast.",
    "The simplest rule ranks better than the forecast, also with the uncertainty taken in:",
    "It is a broker: others meet through it more than chance would have them.",
    "It is gathered on few providers more than chance gives in {areas}.",
    "It is narrower than most places of its kind,",
    "The network is divided more clearly than chance gives.",
    "The support is split among the providers more than chance gives in {areas}.",
    "They work together already, more than chance would give.",
)
"""The same claims in another case, which the small build has none of."""

SOUNDS_SURE = re.compile(
    r"than chance|beyond chance|stands? out|set apart|is the largest|stands highest|ranks better"
    r"|surely|broader than|narrower than|most reason|than its share|not chance|be chance"
    r"|beyond doubt",
    re.IGNORECASE,
)
IS_NO_CLAIM = re.compile(
    r"^(no|none|nobody|it is not|it stands out from chance in no|actors that .* chance alone"
    r"|chance alone|the one pair .* no more)\b|does not rank surely|by chance|no activity|95%"
    r"|in no activity|would have stood out",
    re.IGNORECASE,
)
EXPLAINS = (
    "Activities that many places have together",
    "Activities that weigh more here",
    "Beyond chance",
    "Bets: no strength, and more than chance gives",
    "Gaps: strong, and less than chance gives",
    "Of the ten options that lie nearest",
    "Pairs of places set apart from chance",
    "The same awards are dealt",
    "There are newer ones",
    "These are figures of",
    "Two or more related activities",
    "What has moved beyond doubt",
    "Where {place} stands highest",
    "{n} more may be chance",
    "{place} has {n} of the {m} activities with figures, more than its share",
)
"""Headings and explanations: what they stand over is judged row by row."""

COUNTS = {
    "In {n} activity it is surely among the foremost tenth.": {
        "en": r"In (\d+) activit\w+ it is surely", "nb": r"I (\d+) næring(?:er)? er den sikkert",
    },
    "The ties from {year} on were hidden, and {n} of {m} pairs began to work together then. The "
    "ranking beats {k} of the {l} plain methods beyond doubt; its average precision is {value}.": {
        "en": r"The ranking beats (\d+) of", "nb": r"Rangeringen slår (\d+) av",
    },
}  # fmt: skip
"""Claims that say of how many they hold: none of them where nothing is sure."""

STRONGER_THAN_ANY_NUMBER = {
    "en": r"prov(e|es|ed|en|ing)|because of|leads? to|caus(e|es|ed)|due to|thanks to|definitely|"
    r"undoubtedly|always|demonstrates?|shows that|obvious(ly)?|guarantees that|never fails?",
    "nb": r"bevise[rt]?|fører til|førte til|skyldes|på grunn av|takket være|definitivt|utvilsomt|"
    r"viser at|forårsake[rt]?|åpenbart|garanterer",
}
DENIED = {
    "en": r"do not prove|is no cause|does not mean",
    "nb": r"beviser ikke|er ingen årsak|betyr ikke",
}


def catalogue(code):
    """Give every message with its texts in a language."""
    path = languages.files("samspill.web").joinpath("locale", code, "LC_MESSAGES", "samspill.po")
    with path.open("rb") as handle:
        known = [message for message in read_po(handle, locale=code) if message.id]
    return {many(message.id)[0]: many(message.string) for message in known}


def many(text):
    return [text] if isinstance(text, str) else list(text)


def pattern(message, code):
    """Give how a message reads in a language, whatever is put in for what stands in braces."""
    put_in = {"n": r"[\d.,\s]+"}
    return re.compile("|".join(
        "".join(
            put_in.get(part[1:-1], ".{1,300}?") if part.startswith("{") else re.escape(part)
            for part in re.split(r"({\w+})", text)
        )
        for text in catalogue(code)[message]
    ))  # fmt: skip


@pytest.fixture(scope="module", params=["nb", "en"])
def code(request):
    return request.param


@pytest.fixture(scope="module")
def worlds(tmp_path_factory, code):
    """Give all that report and pages say of the tiny build, and of it where nothing is sure."""
    region = load_region("osloregionen")
    told = []
    for name, change in (("sure", lambda _name, row: row), ("unsure", unsure)):
        store = Store(tmp_path_factory.mktemp(name))
        built = publish(store, "20260101T000000-first", change=change)
        document = regional.report_document(built, store.vault, region, code)
        said = [text for block in document.blocks for text in parts(block)]
        with TestClient(create_app(store, region)) as client:
            for page in PAGES:
                address = f"/{code}/{page}".removesuffix("/overview")
                answer = client.get(address)
                assert answer.status_code == 200, address
                main = answer.text.split("<main", 1)[1].split("</main>")[0]
                said.append(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main)))
        told.append("\n".join(said))
    return told


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_made_where_the_figures_are_sure_and_only_there(worlds, code, claim):
    sure, nothing_is = worlds
    reads = pattern(claim, code)
    assert reads.search(sure), "the small build does not say it, so that this tests nothing"
    assert reads.search(nothing_is) is None


def test_every_sentence_that_sounds_sure_is_known():
    """A new one has to be put among the claims, where a test holds it, or shown to be none."""
    unknown = [
        message
        for message in catalogue("en")
        if SOUNDS_SURE.search(message)
        and message not in CLAIMS
        and message not in (*SAYS_NO_MORE, *COUNTS)
        and not IS_NO_CLAIM.search(message)
        and not message.startswith(EXPLAINS)
    ]
    assert unknown == []
    assert {*SAYS_NO_MORE, *COUNTS} <= set(catalogue("en"))


@pytest.mark.parametrize("claim", COUNTS)
def test_a_claim_that_counts_counts_none_where_nothing_is_sure(worlds, code, claim):
    _, nothing_is = worlds
    found = re.search(COUNTS[claim][code], nothing_is)
    assert found is not None
    assert found[1] == "0"


def test_no_sentence_is_stronger_than_any_number_could_make_it(code):
    strong = re.compile(rf"\b({STRONGER_THAN_ANY_NUMBER[code]})\b", re.IGNORECASE)
    denied = re.compile(DENIED[code], re.IGNORECASE)
    found = [
        text
        for texts in catalogue(code).values()
        for text in texts
        if strong.search(text) and not denied.search(text)
    ]
    assert found == []
