"""Formulas of docstrings as MathML; expected markup worked out by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from samspill.catalogue import indicators
from samspill.web.formula import math_of, mathml

OPEN = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>'


def test_fraction_with_indices() -> None:
    assert mathml(r"\frac{x_a}{2}") == (
        OPEN + "<mfrac><mrow><msub><mi>x</mi><mi>a</mi></msub></mrow>"
        "<mrow><mn>2</mn></mrow></mfrac></mrow></math>"
    )


def test_sum_takes_its_limits_below_and_above() -> None:
    assert "<munderover><mo>∑</mo><mi>a</mi><mi>n</mi></munderover>" in mathml(r"\sum_a^n x")


def test_greek_words_and_what_is_unknown() -> None:
    assert "<mi>ω</mi>" in mathml(r"\omega")
    assert "<mtext>share of</mtext>" in mathml(r"\text{share of}")
    assert "<mtext>strange</mtext>" in mathml(r"\strange")


def test_formulas_are_found_in_docstrings() -> None:
    text = "One.\n\n    .. math:: a = b\n\n    .. math::\n        c = d\n\n    Parameters\n"
    assert math_of(text) == ["a = b", "c = d"]


def test_every_indicators_formula_is_well_formed() -> None:
    seen = 0
    for one in indicators().values():
        for latex in math_of(one.function.__doc__ or ""):
            ET.fromstring(mathml(latex))
            seen += 1
    assert seen >= len(indicators()) * 0.8
