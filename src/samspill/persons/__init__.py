"""Who is a natural person and therefore no actor.

The registers that Samspill reads leave persons out or withhold their names where they can. What
is left are firms of one person in lists that have no legal form: their name is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["NATURAL_PERSON", "is_person_name", "without_persons"]

NATURAL_PERSON = "natural_person"
"""What stands as the sector of a natural person, whose name and numbers are taken away."""

_TELLING = ("organisation_name", "organisation_number", "pic", "vat_number")
"""Columns that say who it is."""

_GIVEN_NAMES = frozenset(
    (files("samspill.persons") / "given_names.txt").read_text(encoding="utf-8").split()
)
"""Given names that are common in Norway."""
_ORGANISED = re.compile(
    r"(?:^|\W)(?:a/?s|asa|ans|da|sa|ba|ks|nuf|hf|rhf|iks|sf|kf|al|ab|oy|ag|gmbh|ltd|limited|plc|bv|nv"
    r"|spa|srl|sarl|sas|inc|llc|aps|stiftelsen?|stiftinga|foundation|fond\w*|sus|sti"
    r"|kommune\w*|fylkeskommune\w*|universit\w*|h[øo][gy]sk\w*|institu\w*|senter\w*|cent\w*"
    r"|forening\w*|forbund\w*|lag|sykehus\w*|hospital\w*|museum\w*|museet|skole\w*|school|college"
    r"|gruppen?|group|holding|invest\w*|consult\w*|konsult\w*|rådgivning|r[åa]dgiv\w*|design\w*"
    r"|arkitekt\w*|technolog\w*|teknologi\w*|research|forskning\w*|solutions?|systems?|service\w*"
    r"|industri\w*|energy|energi|kraft|media|data|software|lab\w*|partners?|ventures?|studio|farm"
    r"|gård|fisk\w*|maskin\w*|bygg\w*|transport\w*|network\w*|nettverk\w*|cluster|klynge\w*|norge"
    r"|norway|international|memorial|trust|church|kirke\w*|verk\w*|havn\w*|s[øo]nner|eftf|co|og"
    r"|and|firma|ingeni[øo]rfirma|fabri\w*|produk\w*|marine?|shipping|rederi\w*|hotell?)(?:\W|$)",
    re.IGNORECASE,
)


def is_person_name(name: str) -> bool:
    """Say whether a name is a person's: two to four words, the first a given name, no firm's word.

    Examples
    --------
    >>> is_person_name("KARI TVERRLI NORDMANN"), is_person_name("Ola Ødegård")
    (True, True)
    >>> is_person_name("KARI NORDMANN AS"), is_person_name("Ole Industrier")
    (False, False)
    """
    words = name.replace("-", " ").split()
    if not 2 <= len(words) <= 4 or not all(word.replace(".", "").isalpha() for word in words):
        return False
    return words[0].casefold() in _GIVEN_NAMES and _ORGANISED.search(name) is None


def without_persons(rows: pa.Table, sure: Collection[str]) -> pa.Table:
    """Take away who it is from every row whose name is a person's.

    The row stays and counts; its sector becomes `NATURAL_PERSON`.

    Parameters
    ----------
    rows
        With `organisation_name` and `sector`.
    sure
        The publisher's sectors in which there are organisations only.
    """
    names = rows["organisation_name"]
    persons = [name for name in pc.unique(names).to_pylist() if name and is_person_name(name)]
    is_person = pc.and_(
        pc.is_in(names, value_set=pa.array(persons, pa.string())),
        pc.invert(pc.is_in(rows["sector"], value_set=pa.array(sorted(sure), pa.string()))),
    )
    if not pc.any(is_person).as_py():
        return rows
    nobody = pa.scalar(None, pa.string())
    for name in (one for one in _TELLING if one in rows.column_names):
        rows = rows.set_column(
            rows.column_names.index(name), name, pc.if_else(is_person, nobody, rows[name])
        )
    sector = pc.if_else(is_person, pa.scalar(NATURAL_PERSON), rows["sector"])
    return rows.set_column(rows.column_names.index("sector"), "sector", sector)
