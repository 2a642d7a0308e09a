"""Both languages are complete, and write numbers and dates as their readers do."""

from __future__ import annotations

import importlib.util
import re
import string
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from samspill.errors import UnknownCode
from samspill.web.language import language

ROOT = Path(__file__).resolve().parents[2]


def _texts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("texts", ROOT / "scripts" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("code", ["nb", "en"])
def test_every_text_of_the_site_is_translated(code: str) -> None:
    texts = _texts()
    wanted = {message.id for message in texts.extracted() if message.id}
    with texts.path_of(code).open("rb") as handle:
        catalogue = read_po(handle, locale=code)
    known = {message.id: message.string for message in catalogue if message.id}
    assert wanted == set(known)
    for original, translated in known.items():
        forms = translated if isinstance(translated, tuple) else (translated,)
        assert all(forms), original
        originals = original if isinstance(original, tuple) else (original,)
        for form in forms:
            fields = {name for _, name, _, _ in string.Formatter().parse(form) if name}
            assert fields <= {
                name for one in originals for _, name, _, _ in string.Formatter().parse(one) if name
            }


def test_no_translation_has_swallowed_another_text() -> None:
    """A merge of two catalogues can join the lines of two texts into one."""
    with _texts().path_of("nb").open("rb") as handle:
        known = [message for message in read_po(handle, locale="nb") if isinstance(message.id, str)]
    long = [message.id for message in known if len(message.id) > 40]
    swallowed = [
        (message.id, one)
        for message in known
        for one in long
        if one != message.id and one in message.string
    ]
    assert swallowed == []


def test_templates_hold_no_words_of_their_own() -> None:
    for path in (ROOT / "src/samspill/web/templates").glob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", path.read_text(), flags=re.S)
        words = set(re.findall(r"[A-Za-zÆØÅæøå]{3,}", text)) - {
            "Samspill", "EUPL", "API", "doctype", "html", "CSV", "JSON", "sha", "api", "openapi",
            "json",
        }  # fmt: skip
        assert words == set(), path.name


def test_numbers_by_hand() -> None:
    nb, en, gap = language("nb"), language("en"), "\N{NO-BREAK SPACE}"
    assert nb.number(1234567) == f"1{gap}234{gap}567"
    assert en.number(1234567) == "1,234,567"
    assert nb.number(2.344) == "2,34"
    assert nb.number(-0.5) == "−0,50"
    assert nb.number(None) == nb.number(float("nan")) == "–"
    assert nb.percent(0.124) == f"12{gap}%"
    assert en.percent(0.051) == "5.1%"
    assert nb.day(date(2026, 5, 17)) == "17. mai 2026"
    assert en.day(date(2026, 5, 17)) == "17 May 2026"
    assert nb.ntext("{n} row", "{n} rows", 1) == "1 rad"
    assert nb.ntext("{n} row", "{n} rows", 2000) == f"2{gap}000 rader"


def test_a_language_that_we_do_not_speak() -> None:
    with pytest.raises(UnknownCode):
        language("fr")
