"""Place x place: ties against what chance gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pyarrow as pa

from samspill.figures.figure import Figure, finished, layered, nothing, one_of_each, records
from samspill.figures.scales import QUOTIENT_BREAKS, class_labels, class_of, shortened
from samspill.figures.theme import DIVERGING, colour
from samspill.figures.wording import Language, number, say

__all__ = ["pair_heat"]

_NUMBERS = ("ties_observed", "ties_expected", "expected_low", "expected_high", "ratio", "q_value")


def pair_heat(
    rows: pa.Table,
    *,
    language: Language,
    title: str,
    order: Sequence[str],
    level: float = 0.05,
) -> Figure:
    """Draw ties between places over those expected as a square of cells, alike on both sides.

    Seven classes around 1 that mirror each other on a logarithmic scale; a pair whose ties are
    set apart from chance has its full colour and an outline, others are faded; a pair without
    any expected tie stays empty.

    Parameters
    ----------
    rows
        Rows of `interplay_places` of one kind of place.
    language
        Language of the labels.
    title
        What the figure is called.
    order
        Codes of the places, as they are to stand.
    level
        False discovery rate below which a pair is set apart.

    Raises
    ------
    UsageError
        Several rows speak of the same pair.
    """
    shown = [row for row in records(rows, _NUMBERS) if row["ratio"] is not None]
    one_of_each(shown, ("place_a", "place_b"), "A square of places")
    there = {row[end] for row in shown for end in ("place_a", "place_b")}
    codes = [code for code in order if code in there]
    names = {row[end]: str(row[f"{end}_name"] or row[end]) for row in shown for end in _ENDS}
    data: list[dict[str, Any]] = []
    for row in shown:
        apart = row["q_value"] is not None and row["q_value"] < level
        about = say(
            language,
            "about-pair",
            one=names[row["place_a"]],
            other=names[row["place_b"]],
            observed=number(row["ties_observed"], language),
            expected=number(row["ties_expected"], language, plain=True),
            low=number(row["expected_low"], language, plain=True),
            high=number(row["expected_high"], language, plain=True),
            verdict=say(language, "apart" if apart else "not-apart"),
        )
        for down, across in {(row["place_a"], row["place_b"]), (row["place_b"], row["place_a"])}:
            data.append(
                {
                    "down": down,
                    "across": across,
                    "class": class_of(row["ratio"], QUOTIENT_BREAKS),
                    "is_apart": apart,
                    "about": about,
                }
            )
    data.sort(key=lambda cell: (codes.index(cell["down"]), codes.index(cell["across"])))
    if not data:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = _square(data, {code: names[code] for code in codes}, language)
        description = say(
            language,
            "alt-pairs",
            places=len(codes),
            pairs=len(shown),
            apart=sum(row["q_value"] is not None and row["q_value"] < level for row in shown),
        )
    return finished(
        "pairs",
        chart,
        title=title,
        language=language,
        description=description,
        rows=rows,
        shown=shown,
        columns=(
            *("place_a_name", "place_b_name", "ties_observed", "ties_expected"),
            *("expected_low", "expected_high", "ratio", "q_value", "is_neighbour", "is_thin"),
        ),
        keys=("place_a", "place_b"),
    )


_ENDS = ("place_a", "place_b")
_CELL = 27
_START = "(width < 520 ? width * 0.36 : min(width * 0.34, 220))"


def _square(
    data: Sequence[Mapping[str, Any]], names: Mapping[str, str], language: Language
) -> alt.LayerChart:
    """Lay out the cells, the names of places on both sides; cells have no rounded corners.

    Hundreds of them would be heavy with.
    """
    codes = list(names)
    # room for the widest of the systems' typefaces
    extent = 7.3 * min(24, max(map(len, names.values()))) + 6
    words = f"({json.dumps(dict(names), ensure_ascii=False)})[datum.value]"
    x = alt.X(
        "across:N",
        scale=alt.Scale(
            domain=codes,
            range=[alt.ExprRef(_START), alt.ExprRef("width")],
            paddingInner=0.08,
            paddingOuter=0,
        ),
        axis=alt.Axis(
            orient="top",
            title=None,
            labelAngle=-90,
            labelLimit=0,
            minExtent=extent,
            maxExtent=extent,
            labelExpr=shortened(words, "170"),
            labelColor=colour("ink"),
        ),
    )
    y = alt.Y(
        "down:N",
        scale=alt.Scale(domain=codes, paddingInner=0.08, paddingOuter=0),
        axis=None,
    )
    labels = class_labels(QUOTIENT_BREAKS, language)
    shade = alt.Color(
        "class:O",
        scale=alt.Scale(
            domain=list(range(len(DIVERGING))), range=[colour(role) for role in DIVERGING]
        ),
        legend=alt.Legend(
            # a line a sentence, so that a telephone shows both
            title=say(language, "pair-legend").replace(". ", ".\n").split("\n"),
            orient="bottom",
            symbolOpacity=1,
            titleLimit=640,
            symbolType="square",
            symbolSize=180,
            columns=alt.ExprRef("width < 560 ? 2 : 4"),
            labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[datum.value]",
        ),
    )
    base = alt.Chart(alt.InlineData(list(data)))
    faded = base.transform_filter("!datum.is_apart").mark_rect(opacity=0.4)
    apart = base.transform_filter("datum.is_apart").mark_rect(
        opacity=1, stroke=colour("ink"), strokeWidth=1.5
    )
    heads = (
        alt.Chart(alt.InlineData([{"down": code, "name": names[code]} for code in codes]))
        .transform_calculate(short=shortened("datum.name", f"{_START} - 10", letter=7))
        .mark_text(align="right", baseline="middle", fontSize=12.5)
        .encode(
            x=alt.value(alt.ExprRef(f"{_START} - 10")), y=y, text="short:N", description="name:N"
        )
    )
    cells = [mark.encode(x=x, y=y, color=shade, description="about:N") for mark in (faded, apart)]
    return layered(*cells, heads, height=len(codes) * _CELL)
