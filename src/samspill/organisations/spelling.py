"""How an organisation's name is shown: registers write in capitals what people do not.

The register of legal entities and the lists that follow it have capitals throughout. A name that
has small letters somewhere is left as it is. The name as received stands beside in `actors`.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["all_spelt", "spelt"]

_WORD = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*")
_VOWELS = re.compile(r"[AEIOUYÆØÅÄÖÜÉÈÁÓ]")
_SYLLABLE = re.compile(r"[bdfghjklmnprstv][aeiouyæøå][bdfghjklmnprstv]")
"""Behind another word, three letters that can be spoken are hardly initials."""
_SHORT = 3
"""What has so many letters or fewer is taken for initials, unless it is known to be a word."""

_WITHIN = """
and at av de del den der des det di du el et for fra frå from fylkeskommune i in kommune la med
of og om on på som the til und ved with y
"""
"""Words that begin with a capital only where they come first."""

_INITIALS = """
ERIC NIBIO NIFU NIKU NILU NINA NIVA NORCE NORSAR NTNU NUPI OBOS OREEC PRIO SINTEF
"""
"""Names of more letters that are initials all the same."""

_WORDS = """
aas air alf all alt alu ann app arv ask bad bar bay be big bil bio bit blå bo box bra bru by båt bær
bø car dag dal din dr eco egg eik ek eli elv en er eva eye fet fix fly fru fun få gas geo go god gol
gro grå hav hei hub hus ice ida ide inn is jan jet jon ju kai kro lab lan li lia lid liv lie lom los
lys løv mat max mek min mo moe mot mur my myr nes net new nor now ny nye odd oil ola ole one oss per
pro re red rig rom ros rud rør sag sea siv sjø ski sky sol spa st stor sun sør tag tec tek tom top
tor tre tun ul un uno ut van vei vel vet via vik vin vår way web yes år ås åse øra øst øy øye
"""
"""Short words that are no initials."""

_ONLY_WITHIN = frozenset(_WITHIN.split())
_ARE_INITIALS = frozenset(_INITIALS.split())
_ARE_WORDS = _ONLY_WITHIN | frozenset(_WORDS.split())
_FOREIGN_FORMS = {"APS": "ApS", "GMBH": "GmbH", "INC": "Inc", "LTD": "Ltd"}
_PLAIN = rf"^[A-ZÆØÅÄÖÜÉÈÁÓ]{{{_SHORT + 1},}}$"
"""A word that becomes small behind its first letter, unless it is one of the exceptions."""
_EXCEPTIONS = pa.array(
    sorted({*_FOREIGN_FORMS, *_INITIALS.split(), *(word.upper() for word in _ONLY_WITHIN)})
)


def spelt(name: str) -> str:
    """Give a name in capitals as people write it; initials and legal forms keep their capitals.

    Examples
    --------
    >>> spelt("NORSK INSTITUTT FOR BIOØKONOMI"), spelt("UNIVERSITETET I OSLO")
    ('Norsk Institutt for Bioøkonomi', 'Universitetet i Oslo')
    >>> spelt("SINTEF AS"), spelt("DNV GL ASA"), spelt("HELSE SØR-ØST RHF")
    ('SINTEF AS', 'DNV GL ASA', 'Helse Sør-Øst RHF')
    >>> spelt("NEDRE LI SAGBRUK AS"), spelt("GYLNE MYR TRELAST AS"), spelt("NORSK ABC DATA")
    ('Nedre Li Sagbruk AS', 'Gylne Myr Trelast AS', 'Norsk ABC Data')
    >>> spelt("FORELDRENES UTVALG (FAU)"), spelt("SiSuSoft AS"), spelt("TRENING.NO AS")
    ('Foreldrenes Utvalg (FAU)', 'SiSuSoft AS', 'Trening.no AS')
    """
    if name != name.upper():
        return name
    return _WORD.sub(lambda found: _word(found[0], name[: found.start()]), name)


def _word(word: str, before: str) -> str:
    small = word.lower()
    if word in _FOREIGN_FORMS:
        return _FOREIGN_FORMS[word]
    if word in _ARE_INITIALS or not _VOWELS.search(word) or before[-1:].isdigit():
        return word
    if before.endswith(".") and small in ("no", "com", "org", "net"):
        return small
    if before.strip() and small in _ONLY_WITHIN:
        return small
    if before.strip() and not before.endswith("(") and _SYLLABLE.fullmatch(small):
        return word[:1] + small[1:]
    is_in_brackets = before.endswith("(") and len(word) <= 2 * _SHORT
    if is_in_brackets or (len(word) <= _SHORT and small not in _ARE_WORDS):
        return word
    return word[:1] + small[1:]


def all_spelt(names: pa.ChunkedArray) -> pa.Array:
    """Give names as `spelt` does, each word of a million names looked at once.

    Parameters
    ----------
    names
        With one space between words, as `spelt` treats each word by itself and by whether it is
        the first.
    """
    names = pa.chunked_array([names]) if isinstance(names, pa.Array) else names
    joined = names.combine_chunks()
    is_capital = pc.equal(joined, pc.utf8_upper(joined))
    split = pc.split_pattern(joined, " ")
    encoded = split.flatten().dictionary_encode()
    first, later = (_all_spelt_behind(encoded.dictionary, before) for before in ("", "x "))
    first, later = (words.take(encoded.indices) for words in (first, later))
    begins = pa.array(_marked(split.offsets.to_numpy(), len(encoded)))
    whole = pa.ListArray.from_arrays(split.offsets, pc.if_else(begins, first, later))
    return pc.if_else(is_capital, pc.binary_join(whole, " "), joined)


def _marked(offsets: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Mark the first word of each name."""
    marked = np.zeros(count + 1, dtype=np.bool_)
    marked[offsets[:-1]] = True
    return marked[:count]


def _all_spelt_behind(words: pa.Array, before: str) -> pa.Array:
    """Spell words that stand behind something; what is plain needs no look."""
    is_plain = pc.and_(
        pc.match_substring_regex(words, _PLAIN),
        pc.match_substring_regex(words, _VOWELS.pattern),
    )
    is_plain = pc.and_not(is_plain, pc.is_in(words, value_set=_EXCEPTIONS))
    others = pc.if_else(is_plain, pa.scalar(None, pa.string()), words).to_pylist()
    looked_at = [None if word is None else _spelt_behind(word, before) for word in others]
    return pc.if_else(is_plain, pc.utf8_capitalize(words), pa.array(looked_at, pa.string()))


def _spelt_behind(word: str, before: str) -> str:
    return _WORD.sub(lambda found: _word(found[0], before + word[: found.start()]), word)
