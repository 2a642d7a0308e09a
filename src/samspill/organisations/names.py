"""The name of an organisation as it is compared: letters, legal form, words, everything joined.

All of it is expressions for the engine, so that a million names need no loop. Both sides of a
comparison go through the same steps; what is lost on the way is lost on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "LEGAL_FORMS",
    "MAY_HAVE_OTHERS",
    "MAY_HAVE_PARTS",
    "acronym",
    "are_whole_numbers",
    "is_whole_number",
    "other_names",
    "prepare",
]

_USUAL_FORMS: tuple[tuple[str, str], ...] = (
    ("stiftelse", r" (?:stiftelsen?|stiftinga|stifting|foundation) "),
    ("forening", r" (?:foreningen|forening) $"),
    ("as", r" (?:as|aksjeselskap) "),
)
_OTHER_FORMS: tuple[tuple[str, str], ...] = (
    ("asa", r" asa "),
    ("ans", r" (?:ans|da) $"),
    ("sa", r" (?:sa|al|ba|bbl|brl) $"),
    ("ks", r" ks $"),
    ("hf", r" hf "),
    ("rhf", r" rhf "),
    ("iks", r" iks "),
    ("sf", r" sf $"),
    ("kf", r" f?kf $"),
    ("nuf", r" nuf $"),
    ("erik", r" eric $"),
    (
        "abroad",
        r" (?:gmbh|gmbh  co  kg|ltd|limited|plc|llc|llp|inc|corp|spa|srl|srls|sprl|bvba|sarl|sas"
        r"|slu|ohg|aps|oyj?|doo|sro|kft|zrt|nyrt|ood|eood|uab|sia|eirl|lda) |"
        r" (?:ab|ag|bv|nv|sl|kg|ev|se|ou|ad|scrl|snc|scarl|sp  z  oo|sp  zoo) $",
    ),
)
LEGAL_FORMS = (*_USUAL_FORMS, *_OTHER_FORMS)
"""Legal forms with the pattern that shows them among words with spaces of their own (`_spaced`);
the longer ones first: what is found later wins."""

_NORWEGIAN_LETTERS = (("å", "a"), ("æ", "ae"), ("ø", "o"))
_LETTERS = (
    ("[àáâãäāăą]", "a"),
    ("[çćčĉ]", "c"),
    ("[ďđð]", "d"),
    ("[èéêëēěęė]", "e"),
    ("[ğģ]", "g"),
    ("[ìíîïīıį]", "i"),
    ("[ķ]", "k"),
    ("[łľļ]", "l"),
    ("[ñńňņŋ]", "n"),
    ("[òóôõöőō]", "o"),
    ("[œ]", "oe"),
    ("[řŕ]", "r"),
    ("[šśșş]", "s"),
    ("ß", "ss"),
    ("[ťțţŧ]", "t"),
    ("[þ]", "th"),
    ("[ùúûüůűūų]", "u"),
    ("[ýÿ]", "y"),
    ("[žźż]", "z"),
    # a letter of the end of a word, and the dot that a large İ leaves
    ("ς", "σ"),
    ("\u0307", ""),
)
_KEYBOARD = (("oe", "o"), ("aa", "a"), ("ae", "a"), ("ue", "u"))
"""What those who have no ø, å, ä or ü on their keyboard write for them."""
_ALONE = r"(?:^|[^\pL\pN]){}(?:$|[^\pL\pN])"
"""A word among signs. Beside letters such as ħ, engines do not agree where a word ends (`\\b`)."""
_SIGNS = (
    (r"[\s,]+[vc]/.*$", ""),
    (_ALONE.format("(?:sus|under stiftelse)"), " "),
    (r"[.'’`´]", ""),
    *((_ALONE.format(f"{one}/{two}"), f" {one}{two} ")
      for one, two in ("as", "sa", "al", "ba", "da", "ks", "ll")),
    (r"[^\pL\pN]+", " "),
)  # fmt: skip
_HAS_SIGNS = r"[^a-z0-9 ]|  |sus|under stiftelse"
"""A name without any of these has no signs to take away."""
_SAME_WORDS = (
    (" (?:og|and|for|the|of|av|til|pa|at|de|den|det|du|des|et|und|der|di|y) ", " "),
    ("  (?:i|in)  ", "  "),
    (" (?:universitetet|university|universite|universitat|universita|universidad) ",
     " universitet "),
    (" (?:instituttet|institutet|institutt|institute|instituto|istituto) ", " institut "),
    (" (?:hogskolen|hogskulen|hoyskolen|hoyskole|hogskule) ", " hogskole "),
    (" (?:sykehuset|sjukehuset|sjukehus) ", " sykehus "),
    ("sykehuset ", "sykehus "),
    (" (?:senteret|centre|center|centrum) ", " senter "),
    (" (?:kommunen|municipality) ", " kommune "),
    (" (?:norge|noreg|norway|norwegian) ", " norge "),
    (" (?:gruppen|gruppe|group) ", " gruppe "),
    (" (?:technology|technologies|teknologi) ", " teknologi "),
    (" (?:avdeling|department|dept) ", " avd "),
    (" inst ", " institut "),
    (" univ ", " universitet "),
)  # fmt: skip


def prepare(names: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add what is compared to a frame with `organisation_name`.

    Parameters
    ----------
    names
        Any frame with the name and `country_code`.

    Returns
    -------
    LazyFrame
        With four more columns: `plain` (lower case, no accents, no signs, what stands in brackets
        left out), `legal_form` (a key of `LEGAL_FORMS`, empty where the name shows none), `words`
        (`plain` without legal form and small words, synonyms made equal), `compact` (`words`
        without spaces; where nothing would be left, all of `plain`).
    """
    name = nw.col("organisation_name").str.to_lowercase()
    # in brackets stands an acronym in Norway, and elsewhere what tells two of a group apart
    without_brackets = name.str.replace_all(r"\([^)]*\)", " ")
    is_named = without_brackets.str.contains(r"\pL") & (nw.col("country_code") == nw.lit("NO"))
    has_brackets = name.str.contains("(", literal=True)
    frame = names.with_columns(
        plain=nw.when(has_brackets & is_named).then(without_brackets).otherwise(name)
    )
    # a step that most names do not need is taken only by those that do
    not_ascii = r"[^\x00-\x7F]"
    frame = frame.with_columns(plain=_where("plain", not_ascii, _NORWEGIAN_LETTERS, literal=True))
    frame = frame.with_columns(plain=_where("plain", not_ascii, _LETTERS))
    frame = frame.with_columns(plain=_where("plain", _HAS_SIGNS, _SIGNS).str.strip_chars())
    every = "|".join(pattern for _, pattern in LEGAL_FORMS)
    # most names show a usual form: one look says that no other needs to be looked for
    is_other = nw.col("spaced").str.contains("|".join(pattern for _, pattern in _OTHER_FORMS))
    form = nw.when(is_other).then(_shown(_OTHER_FORMS)).otherwise(_shown(_USUAL_FORMS))
    frame = frame.with_columns(spaced=_spaced("plain"))
    frame = frame.with_columns(words=nw.col("spaced").str.replace_all(every, " "))
    frame = frame.with_columns(
        legal_form=nw.when(nw.col("words") != nw.col("spaced")).then(form).otherwise(nw.lit(""))
    ).drop("spaced")
    frame = _tidied(frame)
    frame = frame.with_columns(words=_where("words", "oe|aa|ae|ue", _KEYBOARD))
    some = "|".join(pattern for pattern, _ in _SAME_WORDS)
    frame = frame.with_columns(words=_spaced("words"))
    frame = frame.with_columns(words=_where("words", some, _SAME_WORDS))
    frame = _tidied(frame)
    joined = nw.col("words").str.replace_all(" ", "", literal=True)
    return frame.with_columns(
        compact=nw.when(joined != nw.lit(""))
        .then(joined)
        .otherwise(nw.col("plain").str.replace_all(" ", "", literal=True))
    )


def _spaced(column: str) -> Any:
    """Give each word a space of its own before it and behind it."""
    between = nw.col(column).str.replace_all(" ", "  ", literal=True)
    return nw.concat_str(nw.lit(" "), between, nw.lit(" "))


def _shown(forms: Iterable[tuple[str, str]]) -> Any:
    """Give the last legal form that a name with spaces shows, empty where it shows none."""
    form: Any = nw.lit("")
    for key, pattern in forms:
        form = nw.when(nw.col("spaced").str.contains(pattern)).then(nw.lit(key)).otherwise(form)
    return form


def _where(
    column: str, pattern: str, steps: Iterable[tuple[str, str]], *, literal: bool = False
) -> Any:
    """Replace one after the other, where a pattern says that there is something to replace."""
    changed: Any = nw.col(column)
    for old, new in steps:
        changed = changed.str.replace_all(old, new, literal=literal)
    return nw.when(nw.col(column).str.contains(pattern)).then(changed).otherwise(nw.col(column))


def _tidied(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Take spaces too many out of the words."""
    words = nw.col("words").str.strip_chars()
    # two spaces between two words are the rule, four are rare; there are no other signs
    for _ in range(2):
        words = words.str.replace_all("  ", " ", literal=True)
    frame = frame.with_columns(words=words)
    return frame.with_columns(words=_where("words", "  ", ((" +", " "),)))


_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_BREAKS = re.compile(r"\s+[-–—]+\s+|\s-(?=\w)|[()*|;]|\s/\s")
_PART_OF = re.compile(
    r"[\s,]+(?:-\s*)?(?:det\s+[\w-]+\s+)?(?:fakultet|faculty|avd\b|avdeling|seksjon|campus"
    r"|divisjon).*$",
    re.IGNORECASE,
)
_UNIT_OF = re.compile(
    r"((?:universitet|h[øo][gy]sk[ou]le|sykehus|sjukehus|\bhf\b|^ntnu\b|^uio\b|^uib\b).*?)[\s,-]+"
    r"(?:institutt|senter|department|dept\b).*$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"^[^\W\d_]{3,7}$")
_SMALL = frozenset(
    ("og", "for", "i", "av", "til", "på", "ved", "and", "of", "the", "in", "de", "den")
)
MAY_HAVE_PARTS = (
    r"(?i)[()*|;/,–—-]|fakultet|faculty|avd|seksjon|campus|divisjon|institutt|senter|department"
    r"|dept"
)
"""A name without any of this has no other names but an acronym; in regular expressions of RE2."""
MAY_HAVE_OTHERS = rf"{MAY_HAVE_PARTS}|(?:\S+\s+){{3}}(?:.*\s)?[^\s\d_]{{3,7}}\s*$"
"""A name without any of this has no other names."""


def other_names(name: str) -> list[tuple[str, str]]:
    """Give what else an organisation is called by its own name, each with its kind.

    The kinds: `part`, what stands before or after a dash, in brackets, after an asterisk;
    `acronym`, a word that is the initials of the others; `whole`, the organisation whose faculty,
    department or branch it is.

    Examples
    --------
    >>> other_names("NIBIO - NORSK INSTITUTT FOR BIOØKONOMI")
    [('NIBIO', 'part'), ('NORSK INSTITUTT FOR BIOØKONOMI', 'part')]
    >>> other_names("READ AS AVD READ WELL SERVICES ASKER")
    [('READ AS', 'whole')]
    >>> other_names("NORGES TEKNISK-NATURVITENSKAPELIGE UNIVERSITET NTNU")
    [('NORGES TEKNISK-NATURVITENSKAPELIGE UNIVERSITET', 'acronym'), ('NTNU', 'acronym')]
    """
    found: dict[str, str] = {}
    whole = _UNIT_OF.sub(r"\1", _PART_OF.sub("", name)).strip(" ,-")
    if whole and whole != name.strip():
        found[whole] = "whole"
    parts = [part.strip(" ,-") for part in _BREAKS.split(name)]
    in_brackets = _IN_BRACKETS.findall(name)
    for at, part in enumerate(parts if len(parts) > 1 else ()):
        # a single word behind a dash is a place or a unit
        says_much = at == 0 or part in in_brackets or len(part.split()) > 1
        if says_much and sum(letter.isalnum() for letter in part) >= 3:
            found.setdefault(part, "part")
    found.update(acronym([word for word in re.split(r"[\s,/-]+", name) if word], name))
    found.pop(name.strip(), None)
    return list(found.items())


def acronym(words: Sequence[str], name: str) -> list[tuple[str, str]]:
    """Give a name's acronym, where its last word is one, and the name without it.

    Examples
    --------
    >>> name = "NORSK REGNESENTRAL FOR FORSKNING NRF"
    >>> acronym(name.split(), name)
    [('NORSK REGNESENTRAL FOR FORSKNING', 'acronym'), ('NRF', 'acronym')]
    """
    if len(words) < 4 or not _ACRONYM.match(words[-1]):
        return []
    initials = "".join(word[0] for word in words[:-1] if word.casefold() not in _SMALL)
    if initials.casefold() != words[-1].casefold():
        return []
    without = name.strip()[: -len(words[-1])].strip(" ,-")
    return [(without, "acronym"), (words[-1], "acronym")]


_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def is_whole_number(number: str) -> bool:
    """Say whether a text is an organisation number: nine digits, the last a check digit.

    Examples
    --------
    >>> is_whole_number("974767880"), is_whole_number("974767881")
    (True, False)
    """
    if len(number) != 9 or not number.isascii() or not number.isdigit():
        return False
    total = sum(int(digit) * w for digit, w in zip(number, _WEIGHTS, strict=False))
    return (11 - total % 11) % 11 == int(number[8])


def are_whole_numbers(numbers: pa.ChunkedArray) -> pa.Array:
    """Say the same of a column; null is none."""
    fits = pc.fill_null(pc.match_substring_regex(numbers, r"^\d{9}$"), fill_value=False)
    value = pc.if_else(fits, numbers, "000000000").cast(pa.int64()).to_numpy()
    total = sum(value // 10 ** (8 - at) % 10 * weight for at, weight in enumerate(_WEIGHTS))
    is_valid = (11 - total % 11) % 11 == value % 10
    return pa.array(np.asarray(fits.to_numpy(zero_copy_only=False), np.bool_) & is_valid)
