"""Formulas of docstrings in three writings; expected markup worked out by hand."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
import typst

from samspill.catalogue import indicators
from samspill.formula import math_of, mathml, plain_math, typst_math

OPEN = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>'
FORMULAS = [
    (name, latex)
    for name, one in indicators().items()
    for latex in math_of(one.function.__doc__ or "")
]


def test_fraction_with_indices():
    assert mathml(r"\frac{x_a}{2}") == (
        OPEN + "<mfrac><mrow><msub><mi>x</mi><mi>a</mi></msub></mrow>"
        "<mrow><mn>2</mn></mrow></mfrac></mrow></math>"
    )
    assert typst_math(r"\frac{x_a}{2}") == "frac(attach(x, b: a), 2)"
    assert plain_math(r"\frac{x_a}{2}") == "(x_a) / 2"


def test_sum_takes_its_limits_below_and_above():
    assert "<munderover><mo>∑</mo><mi>a</mi><mi>n</mi></munderover>" in mathml(r"\sum_a^n x")
    assert typst_math(r"\sum_a^n x") == "attach(∑, b: a, t: n) x"


def test_a_fraction_takes_one_digit_without_braces():
    # \tfrac12 is a half and not twelve over what follows
    assert "<mfrac><mn>1</mn><mn>2</mn></mfrac>" in mathml(r"\tfrac12 \sum_a x_a")
    assert plain_math(r"\tfrac12 x") == "1 / 2x"


def test_a_prime_stands_before_the_index_is_read():
    assert "<msubsup><mi>x</mi><mrow><mi>p</mi><mi>a</mi></mrow><mo>′</mo></msubsup>" in mathml(
        "x'_{pa}"
    )
    assert plain_math("x'_{pa}") == "x′_pa"


def test_brackets_are_one_thing_that_has_a_power():
    assert typst_math("(a - b)^2") == "attach(lr(\\( a − b \\)), t: 2)"
    assert "<msup><mrow><mo>(</mo>" in mathml("(a - b)^2")
    # one that is not closed is a sign
    assert mathml("( a") == OPEN + "<mo>(</mo><mi>a</mi></mrow></math>"


def test_roots_accents_braces_and_words():
    assert "<mroot><mrow><mi>y</mi></mrow><mrow><mi>n</mi></mrow></mroot>" in mathml(r"\sqrt[n]{y}")
    assert typst_math(r"\widetilde{C}") == "tilde(C)"
    assert typst_math(r"\underbrace{a}_{UV}") == "underbrace(a, U V)"
    assert typst_math(r'\text{ say "x"}') == r'" say \"x\""'
    assert "<mtext>share\N{NO-BREAK SPACE}of</mtext>" in mathml(r"\text{share of}")
    assert "<mi>ω</mi>" in mathml(r"\omega")
    assert "<mtext>strange</mtext>" in mathml(r"\strange")


def test_what_means_something_to_typst_is_a_sign_there():
    assert typst_math("a / b # $") == r"a \/ b \# \$"


def test_formulas_are_found_in_docstrings():
    text = "One.\n\n    .. math:: a = b\n\n    .. math::\n        c = d\n\n    Parameters\n"
    assert math_of(text) == ["a = b", "c = d"]


def test_every_measure_has_a_formula():
    assert {name for name, _ in FORMULAS} == set(indicators())


@pytest.mark.parametrize(("name", "latex"), FORMULAS, ids=[name for name, _ in FORMULAS])
def test_every_measures_formula_is_known_in_full(name, latex):
    ET.fromstring(mathml(latex))
    said = set(re.findall(r"\\text{([^}]*)}", latex))
    for words in re.findall(r"<mtext>([^<]*)</mtext>", mathml(latex)):
        assert words.replace("\N{NO-BREAK SPACE}", " ") in said, f"unknown command {words}"
    assert "\\" not in plain_math(latex)


def test_every_measures_formula_is_set():
    lines = [
        f"#math.equation(block: true, alt: {json.dumps(plain_math(latex), ensure_ascii=False)}, "
        f'eval({json.dumps(typst_math(latex), ensure_ascii=False)}, mode: "math"))'
        for _, latex in FORMULAS
    ]
    text = '#set document(title: [Formulas])\n#set text(lang: "en")\n' + "\n".join(lines)
    made = typst.compile(text.encode(), format="pdf", pdf_standards="ua-1")
    assert made.startswith(b"%PDF")
