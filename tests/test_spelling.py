"""Names as people write them: what the rule does with capitals, and what it leaves alone."""

from __future__ import annotations

import pytest

from samspill.organisations.spelling import spelt


@pytest.mark.parametrize(
    ("registered", "shown"),
    [
        ("NORSK INSTITUTT AS", "Norsk Institutt AS"),
        ("OSLO KOMMUNE", "Oslo kommune"),
        ("HØGSKULEN PÅ VESTLANDET", "Høgskulen på Vestlandet"),
        ("NIBIO - NORSK INSTITUTT FOR BIOØKONOMI", "NIBIO - Norsk Institutt for Bioøkonomi"),
        # initials: without a vowel, short, known, in brackets
        ("NTNU SAMFUNNSFORSKNING AS", "NTNU Samfunnsforskning AS"),
        ("ABB AS", "ABB AS"),
        ("STIFTELSEN SINTEF", "Stiftelsen SINTEF"),
        ("FORSKERNES UTVALG (FORUT)", "Forskernes Utvalg (FORUT)"),
        # short words are no initials; a small word that comes first begins with a capital
        ("SJØ OG LAND DA", "Sjø og Land DA"),
        ("DEN GODE SKOLEN SA", "Den Gode Skolen SA"),
        ("H. OLSEN & SØNN ANS", "H. Olsen & Sønn ANS"),
        ("SIGMA2 AS", "Sigma2 AS"),
        ("HY5PRO AS", "HY5PRO AS"),
        ("HAVET'S BESTE AS", "Havet's Beste AS"),
        ("NETTHANDEL.NO AS", "Netthandel.no AS"),
        ("FIRMA GMBH", "Firma GmbH"),
    ],
)
def test_capitals(registered: str, shown: str) -> None:
    assert spelt(registered) == shown


@pytest.mark.parametrize("name", ["SiSuSoft AS", "IN Bærekraft", "eSmart Systems AS", "ukjent", ""])
def test_a_name_with_small_letters_is_left_alone(name: str) -> None:
    assert spelt(name) == name


@pytest.mark.parametrize("name", ["NORSK INSTITUTT AS", "OSLO KOMMUNE", "X.NO AS"])
def test_letters_stay_the_same_and_twice_is_once(name: str) -> None:
    assert spelt(name).upper() == name
    assert spelt(spelt(name)) == spelt(name)
