"""Place x place: ties against what chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from samspill.figures.figure import Figure, finished, nothing, one_of_each, records
from samspill.figures.heat import cells
from samspill.figures.scales import QUOTIENT_BREAKS, class_of
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
                    "strong": apart,
                    "about": about,
                }
            )
    data.sort(key=lambda cell: (codes.index(cell["down"]), codes.index(cell["across"])))
    if not data:
        chart, description = nothing(language), f"{title}: {say(language, 'empty').lower()}."
    else:
        chart = cells(
            data,
            {side: {code: names[code] for code in codes} for side in ("down", "across")},
            {side: list(codes) for side in ("down", "across")},
            say(language, "pair-legend"),
            language,
            with_links=False,
            corner=0,
        )
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
