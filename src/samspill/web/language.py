"""Words, numbers and dates in Norwegian and English.

Texts are written in English where they are used and translated through gettext; the catalogues
are the `.po` files under `locale/`, compiled in memory when the program starts.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from babel.core import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.support import Translations

from samspill.errors import UnknownCode

__all__ = ["LANGUAGES", "N_", "Language", "language"]

Code = Literal["nb", "en"]
LANGUAGES: tuple[Code, ...] = ("nb", "en")
_LOCALES = {"nb": "nb_NO", "en": "en_GB"}
_MISSING = "–"
_EUROSTAT = {"EL": "GR", "UK": "GB"}
"""Eurostat's codes of countries that ISO writes otherwise."""


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Language:
    """One language: its words and how it writes numbers and dates."""

    code: Code
    locale: Locale
    translations: Translations
    group: str
    decimal: str

    def text(self, message: str, **values: object) -> str:
        """Translate a text; `{name}` in it is replaced by the value of that name."""
        translated = self.translations.ugettext(message)
        return translated.format(**values) if values else translated

    def ntext(self, one: str, many: str, n: float, **values: object) -> str:
        """Translate a text whose words depend on a number, written `{n}`."""
        translated = self.translations.ungettext(one, many, 1 if n == 1 else 2)
        return translated.format(n=self.number(n), **values)

    def number(self, value: object, digits: int | None = None) -> str:
        """Write a number; undefined and missing are a dash.

        Without `digits` a number has as many as its size gives a meaning to.
        """
        if value is None or isinstance(value, str):
            return value or _MISSING
        amount = float(value)  # type: ignore[arg-type]
        if not math.isfinite(amount):
            return _MISSING
        if digits is None:
            size = abs(amount)
            digits = 0 if amount.is_integer() or size >= 100 else 1 if size >= 10 else 2
        plain = f"{amount:,.{digits}f}"
        if plain.startswith("-"):
            plain = "−" + plain[1:]
        return plain.translate({ord(","): self.group, ord("."): self.decimal})

    def percent(self, value: object, digits: int | None = None) -> str:
        """Write a share 0-1 as per cent."""
        if not isinstance(value, int | float) or not math.isfinite(value):
            return _MISSING
        shown = 100 * value
        if digits is None:
            digits = 0 if abs(shown) >= 10 or shown == 0 else 1
        gap = "" if self.code == "en" else "\N{NO-BREAK SPACE}"
        return f"{self.number(shown, digits)}{gap}%"

    def short_number(self, value: float) -> str:
        """Write a large number with its size in words, as in 2.1 million."""
        if abs(value) >= 1e9:
            return self.text("{n} billion", n=self.number(value / 1e9, 1))
        if abs(value) >= 1e6:
            return self.text("{n} million", n=self.number(value / 1e6, 1))
        return self.number(value, 0)

    def day(self, value: date | None) -> str:
        """Write a date."""
        return _MISSING if value is None else str(format_date(value, "long", locale=self.locale))

    def country(self, code: str | None) -> str:
        """Give a country's name by its ISO code or Eurostat's, or the code where it has none."""
        if not code:
            return _MISSING
        return str(self.locale.territories.get(_EUROSTAT.get(code, code), code))

    def when(self, text: str | None) -> str:
        """Write a date that is as sure as it is known: a year, a month or a day (ISO)."""
        if not text or len(text) < 7:
            return text or "–"
        if len(text) == 7:
            month = date.fromisoformat(f"{text}-01")
            return str(format_date(month, "MMMM y", locale=self.locale))
        return self.day(date.fromisoformat(text))

    def of(self, both: Mapping[str, str]) -> str:
        """Give a text of the catalogue or the profile in this language."""
        return both[self.code]


@cache
def language(code: str) -> Language:
    """Give a language by its code.

    Raises
    ------
    UnknownCode
        The site does not speak it.
    """
    if code not in LANGUAGES:
        raise UnknownCode("language", code, LANGUAGES)
    path = files("samspill.web").joinpath("locale", code, "LC_MESSAGES", "samspill.po")
    with path.open("rb") as handle:
        catalogue = read_po(handle, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    locale = _LOCALES[code]
    return Language(
        code=code,
        locale=Locale.parse(locale),
        translations=Translations(fp=compiled),
        group=get_group_symbol(locale=locale),
        decimal=get_decimal_symbol(locale=locale),
    )
