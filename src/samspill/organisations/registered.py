"""Units that only the register knows: told by column, without an object for each of a million.

A unit is *quiet* as long as no list, no decision and no other unit speaks of its number, and its
record leaves nothing to be judged. It becomes an actor as it stands, unless its name is like that
of another; then `resolve` judges it with the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from samspill.organisations.describing import size_classes
from samspill.organisations.names import are_whole_numbers
from samspill.organisations.records import (
    HOSPITALS,
    NUMBER_COLUMNS,
    OFFICES,
    PERSON_FORMS,
    sector_of,
)
from samspill.organisations.spelling import all_spelt
from samspill.persons import NATURAL_PERSON
from samspill.tables import table

__all__ = ["actors_of_register", "are_quiet", "tidied"]

_ODD_SPACE = (
    r"[\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]"
)
"""Spaces that Python knows and the regular expressions of Arrow do not."""


def are_quiet(
    records: pa.Table,
    roots: Mapping[str, str],
    decisions: pa.Table,
    registers: Collection[str],
) -> pa.ChunkedArray:
    """Say which records are all that is known of a unit.

    Parameters are those of `resolve` and, of `roots_of`, what belongs to what.
    """
    number, name = records["organisation_number"], records["organisation_name"]
    is_registered = pc.is_in(records["source"], pa.array(sorted(registers), pa.string()))
    own = number.filter(is_registered)
    counts = pc.value_counts(own)
    repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    spoken_of = pa.chunked_array(
        [
            pc.unique(number.filter(pc.invert(is_registered))),
            pa.array(sorted({*roots, *roots.values()}), pa.string()),
            repeated,
            *(pc.unique(decisions[side]).cast(pa.string()) for side in NUMBER_COLUMNS),
        ],
        pa.string(),
    )
    is_plain = pc.and_(
        pc.and_(pc.match_substring_regex(name, r"\S"), pc.invert(_has(name, _ODD_SPACE))),
        pc.invert(pc.is_in(records["organisation_form"], pa.array(sorted(PERSON_FORMS)))),
    )
    found = pc.and_(is_registered, pc.and_(are_whole_numbers(number), is_plain))
    found = pc.and_(found, pc.invert(pc.is_in(number, spoken_of)))
    found = pc.and_(found, pc.is_valid(records["organisation_form"]))
    found = pc.and_(found, pc.not_equal(pc.coalesce(records["sector"], ""), NATURAL_PERSON))
    for column in ("pic", "vat_number", "country_code", "county_code"):
        found = pc.and_(found, pc.is_null(records[column]))
    return pc.fill_null(found, fill_value=False)


def _has(texts: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.match_substring_regex(texts, pattern), fill_value=False)


def tidied(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give names without spaces too many."""
    has_odd = _has(names, rf"  |^ | $|[\t-\r]|{_ODD_SPACE}")
    if not pc.any(has_odd, min_count=0).as_py():
        return names
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(names, r"\s+", " "))


def actors_of_register(records: pa.Table) -> pa.Table:
    """Tell of each quiet unit what its record says, as rows of `actors`."""
    names = records["organisation_name"]
    count = records.num_rows
    nobody = pa.nulls(count, pa.string())
    return table("actors").conform(
        pa.table(
            {
                "actor_id": records["organisation_number"],
                "organisation_number": records["organisation_number"],
                "name": all_spelt(names),
                "registered_name": names,
                "sector": _sectors(records),
                "country_code": pa.repeat("NO", count),
                "place_code": _filled(records["place_code"]),
                "county_code": nobody,
                "activity_code": _filled(records["activity_code"]),
                "employees_from": size_classes(records["employees_count"]),
                "pic": nobody,
                "records_count": pa.repeat(pa.scalar(1, pa.int64()), count),
                "sources": records["source"],
            }
        )
    )


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _sectors(records: pa.Table) -> pa.Array:
    """Give sectors; records with the same sector, form and telling words are judged once."""
    words = pc.utf8_lower(records["organisation_name"])
    telling = pc.binary_join_element_wise(
        pc.if_else(_has(words, "|".join(HOSPITALS)), HOSPITALS[0], ""),
        pc.if_else(_has(words, "|".join(OFFICES)), OFFICES[0], ""),
        pc.if_else(_has(words, " (?:as|asa)$"), " as", ""),
        pc.if_else(_has(words, " (?:sf|iks)$"), " sf", ""),
        "",
    )
    columns = (records["sector"], records["organisation_form"], telling)
    joined = pc.binary_join_element_wise(
        *(pc.fill_null(column, "") for column in columns), "|"
    ).combine_chunks()
    encoded = joined.dictionary_encode()
    found = [
        sector_of(sector or None, form or None, name) or "other"
        for sector, form, name in (one.split("|") for one in encoded.dictionary.to_pylist())
    ]
    return pa.array(found, pa.string()).take(encoded.indices)
