"""Which names may be the same organisation: blocking and likeness, in the engine.

Names that are the same once they are prepared are found by a join. The others are compared only
where they share a word that few names have, or a beginning, or an end; of these the likeliest are
kept and compared by their letters. Weights are whole numbers, so that sums do not depend on the
order in which an engine adds.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from samspill.engine import Engine
from samspill.organisations.names import prepare

__all__ = ["compare", "link", "prepared"]

_EDGE = 7
"""Letters of the beginning and of the end of a word that make a block."""
_COMMON = 60
"""A block of more names than this says nothing."""
_KEPT = 4
"""Names kept for each name before their letters are compared."""
_LONGEST = 90
"""Letters of a name that are compared."""
_GRAM = 3
_CUTS = (64, 32, 16, 8, 4, 2, 1)

_PAIRS = pa.schema(
    [("left_id", pa.int64()), ("right_id", pa.int64()), ("name_score", pa.float64())]
)


def prepared(names: pa.Table, engine: Engine) -> pa.Table:
    """Give names with what is compared of them, in order of `name_id`.

    Parameters
    ----------
    names
        With the columns `name_id` (whole number, once), `organisation_name` and `country_code`.
    engine
        Who computes.
    """
    return engine.collect(prepare(engine.take(names))).sort_by("name_id")


def link(left: pa.Table, right: pa.Table, engine: Engine, *, least: float = 0.0) -> pa.Table:
    """Give for each name on the left the likeliest on the right, in the same country.

    Parameters
    ----------
    left, right
        Names as `prepared` gives them. An id that stands on both sides is one name.
    engine
        Who computes.
    least
        Pairs of names less alike than this are left out.

    Returns
    -------
    Table
        `left_id`, `right_id`, `name_score`: 1 where the prepared names are the same; else the
        share of their weighted threes of letters that they have in common, below 1. In order of
        the ids.

    Undefined
    ---------
    A name that many share (more than 60 on the right) says nothing and is linked to none.
    """
    columns = ["name_id", "country_code", "words", "compact"]
    here, there = (engine.take(side.select(columns)) for side in (left, right))
    same = engine.collect(_same(here, there))
    rest = left.filter(pc.invert(pc.is_in(left["name_id"], value_set=pc.unique(same["left_id"]))))
    pairs = [same.cast(_PAIRS)]
    if rest.num_rows:
        near = engine.collect(_near(engine.take(rest.select(columns)), there, engine))
        pairs.append(compare(near, rest, right, engine, least=least))
    return pa.concat_tables(pairs).sort_by([("left_id", "ascending"), ("right_id", "ascending")])


def _same(left: nw.LazyFrame[Any], right: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give pairs whose prepared names are the same."""
    on = ["country_code", "compact"]
    few = right.group_by(on).agg(names_count=nw.len()).filter(nw.col("names_count") <= _COMMON)
    names = right.select(*on, right_id="name_id").join(few.select(on), on=on, how="inner")
    return (
        left.select(*on, left_id="name_id")
        .join(names, on=on, how="inner")
        .filter(nw.col("left_id") != nw.col("right_id"))
        .select("left_id", "right_id", name_score=nw.lit(1.0))
    )


def _keys(names: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give each name's blocks: its words, beginnings and ends of these and of the whole.

    One that a name has twice stands twice.
    """
    country = nw.col("country_code")
    words = names.select("name_id", country, key=nw.col("words").str.split(" ")).explode("key")
    whole = names.filter(nw.col("words") != nw.col("compact")).select(
        "name_id", country, key=nw.col("compact")
    )
    pieces = [words.filter(nw.col("key").str.len_chars() > 1), whole]
    begins = nw.concat_str(nw.lit("^"), nw.col("key").str.slice(0, _EDGE))
    ends = nw.concat_str(nw.col("key").str.slice(-_EDGE), nw.lit("$"))
    for texts in (words, whole):
        long = texts.filter(nw.col("key").str.len_chars() > _EDGE)
        pieces += [long.select("name_id", country, key=key) for key in (begins, ends)]
    return nw.concat(pieces, how="vertical")


def _near(left: nw.LazyFrame[Any], right: nw.LazyFrame[Any], engine: Engine) -> nw.LazyFrame[Any]:
    """Give pairs that share a block, for each name the few that share the rarest."""
    on = ["country_code", "key"]
    keys = _keys(left).select(*on, left_id="name_id")
    # only blocks that somebody on the left has need to be counted, and a number is compared faster
    asked = engine.collect(_once(keys.select(on)))
    numbered = engine.take(asked.append_column("block", pa.array(range(asked.num_rows))))
    mine = _once(keys.join(numbered, on=on).select("block", "left_id"))
    theirs = _keys(right).select(*on, right_id="name_id").join(numbered, on=on)
    theirs = engine.hold(_once(theirs.select("block", "right_id")))
    sizes = theirs.group_by("block").agg(size=nw.len()).filter(nw.col("size") <= _COMMON)
    weight = _whole(1000 / nw.col("size").cast(nw.Float64()).sqrt())
    rare = sizes.with_columns(weight=weight).select("block", "weight")
    shared = (
        mine.join(rare, on="block")
        .join(theirs, on="block")
        .filter(nw.col("left_id") != nw.col("right_id"))
        .group_by("left_id", "right_id")
        .agg(shared=nw.col("weight").sum().cast(nw.Int64()))
    )
    place = nw.col("shared").rank("min", descending=True).over("left_id")
    return (
        shared.with_columns(place=place)
        .filter(nw.col("place") <= _KEPT)
        .select("left_id", "right_id")
    )


def compare(
    pairs: pa.Table, left: pa.Table, right: pa.Table, engine: Engine, *, least: float = 0.0
) -> pa.Table:
    """Give the likeness of pairs of names by their letters: the share of weighted threes in common.

    A three that few names have weighs more. `pairs` has `left_id` and `right_id`; the names are
    as `prepared` gives them. Pairs less alike than `least` are left out.
    """
    if pairs.num_rows == 0:
        return _PAIRS.empty_table()
    sides = []
    for column, side in (("left_id", left), ("right_id", right)):
        wanted = pc.unique(pairs[column])
        sides.append(side.filter(pc.is_in(side["name_id"], value_set=wanted)))
    total = float(sum(side.num_rows for side in sides) + 1)
    names = pa.concat_tables([side.select(["name_id", "compact"]) for side in sides])
    names = names.group_by(["name_id", "compact"]).aggregate([])
    # held before they are counted: an engine may else cut a text anew for each that it is cut to
    grams = engine.hold(_once(engine.hold(_grams(engine.take(names), engine))))
    counts = engine.collect(grams.group_by("gram").agg(size=nw.len()))
    numbered = engine.take(counts.append_column("number", pa.array(range(counts.num_rows))))
    weight = _whole(100 * (total / nw.col("size").cast(nw.Float64())).log())
    weighed = grams.join(numbered.select("gram", "number", weight=weight), on="gram")
    weighed = engine.hold(weighed.select("name_id", "number", "weight"))
    norm = weighed.group_by("name_id").agg(norm=nw.col("weight").sum().cast(nw.Float64()))
    asked = engine.take(pairs.select(["left_id", "right_id"]))
    dots = (
        asked.join(weighed.select("number", "weight", left_id="name_id"), on="left_id")
        .join(weighed.select("number", right_id="name_id"), on=["right_id", "number"])
        .group_by("left_id", "right_id")
        .agg(dot=nw.col("weight").sum().cast(nw.Float64()))
    )
    scored = (
        dots.join(norm.select(left_norm="norm", left_id="name_id"), on="left_id")
        .join(norm.select(right_norm="norm", right_id="name_id"), on="right_id")
        .select(
            "left_id",
            "right_id",
            # names that are not the same are never quite alike
            name_score=0.999 * nw.col("dot") / (nw.col("left_norm") * nw.col("right_norm")).sqrt(),
        )
    )
    found = engine.collect(scored).cast(_PAIRS)
    # not in the engine, which would change the order of its joins for it
    return found.filter(pc.greater_equal(found["name_score"], least))


def _once(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give each row once; rows are grouped, where `unique` would number them all."""
    columns = frame.collect_schema().names()
    return frame.group_by(columns).agg(times_count=nw.len()).select(columns)


def _whole(number: nw.Expr) -> nw.Expr:
    # a cast alone rounds in one engine and cuts in another
    return number.round().cast(nw.Int64())


def _grams(names: nw.LazyFrame[Any], engine: Engine) -> nw.LazyFrame[Any]:
    """Give the threes of letters of each name, beginning and end marked."""
    edged = names.select(
        "name_id",
        text=nw.concat_str(nw.lit("^"), nw.col("compact").str.slice(0, _LONGEST), nw.lit("$")),
    ).with_columns(length=nw.col("text").str.len_chars().cast(nw.Int64()))
    # a row for each place where a three begins; to begin there, the text is cut by powers of two
    pieces = edged.join(engine.take(_places()), on="length")
    for cut in _CUTS:
        shorter = nw.when(nw.col(f"cut_{cut}")).then(nw.col("text").str.slice(cut))
        pieces = pieces.with_columns(text=shorter.otherwise(nw.col("text")))
    return pieces.select("name_id", gram=nw.col("text").str.slice(0, _GRAM))


def _places() -> pa.Table:
    """Give for each length of a text where threes begin, and the cuts that lead there."""
    lengths, begins = zip(
        *((n, at) for n in range(_GRAM, _LONGEST + 3) for at in range(n - _GRAM + 1)), strict=True
    )
    cuts = {f"cut_{cut}": [bool(at & cut) for at in begins] for cut in _CUTS}
    return pa.table({"length": pa.array(lengths, pa.int64()), **cuts})
