"""Where the regions that are shown stand: by activity, by area, and in what is green."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill import geography
from samspill.findings.standing.panel import Panel
from samspill.findings.standing.ranking import ranks_among, spread
from samspill.harmonise import Workspace
from samspill.region import PanelRegion

__all__ = [
    "Subject",
    "Theme",
    "change_rows",
    "drawn_of",
    "panel_rows",
    "position_rows",
    "themes_of",
]

Floats = NDArray[np.float64]

_DRAWS = 200
_SEED = 20190


@dataclass(frozen=True)
class Theme:
    """Several activities taken together by weight: an area, or what is green.

    The weights are a judgement with a low and a high bound.
    """

    subject: str
    code: str
    name: Mapping[str, str]
    weights: Mapping[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Subject:
    """What is ranked, with the quotients drawn for each region: draw × region."""

    subject: str
    code: str
    name: Mapping[str, str]
    draws: Floats
    column: int | None


def themes_of(work: Workspace) -> list[Theme]:
    """Give the profile's areas and its green weights as themes.

    Figures are of divisions. Where an area names a part of a division, nobody knows how large that
    part is in a region: anything from none of the division to the weight of the whole.
    """
    found = []
    for area in work.region.areas:
        weights: dict[str, tuple[float, float, float]] = {}
        for one in area.activities:
            division = one.code[:3]
            own = (one.weight,) * 3 if len(one.code) == 3 else (one.weight / 2, 0.0, one.weight)
            weights[division] = max(weights.get(division, own), own)
        found.append(Theme("area", area.id, area.name, weights))
    green = {
        one.code: (one.weight, one.low, one.high)
        for one in work.region.green
        if one.kind == "activity"
    }
    if green:
        name = {"nb": "Grønn økonomi", "en": "The green economy"}
        found.append(Theme("green", "green", name, green))
    return found


def drawn_of(
    panel: Panel, themes: Sequence[Theme], names: Mapping[str, Mapping[str, str]]
) -> list[Subject]:
    """Draw the quotients of every activity and theme, for all regions."""
    # a stream of its own for what is judged, so that a weight changes nothing but its theme
    rng = np.random.default_rng([_SEED, panel.year, len(panel.measure)])
    cells = panel.shrunken.draws(rng, _DRAWS)
    # one activity after the other in memory: they are ranked one by one
    by_act = np.ascontiguousarray(cells.transpose(2, 0, 1))
    acts = panel.sizes.columns.codes
    subjects = [
        Subject("activity", act, names.get(act, {"nb": act, "en": act}), by_act[at], at)
        for at, act in enumerate(acts)
    ]
    whole = cells @ np.nan_to_num(panel.share)
    for number, theme in enumerate(themes):
        weights = np.asarray([theme.weights.get(act, (0.0, 0.0, 0.0)) for act in acts])
        if not (weights[:, 2] * panel.share > 0).any():
            continue
        of_weights = np.random.default_rng([_SEED, panel.year, 1000 + number])
        low, high = weights[:, 1], weights[:, 2]
        judged = low + (high - low) * of_weights.random((_DRAWS, 1))
        part = np.einsum("dpa,da->dp", cells, judged * panel.share)
        everywhere = (judged * panel.share).sum(axis=1, keepdims=True)
        subjects.append(
            Subject(theme.subject, theme.code, theme.name, part / whole / everywhere, None)
        )
    return subjects


def position_rows(
    panel: Panel, subjects: Sequence[Subject], shown: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Give the rank of every place that is shown in every subject."""
    places = [place for place in shown if place in panel.sizes.rows]
    rows = panel.sizes.rows.positions(places)
    against = panel.opponents(places)
    for subject in subjects:
        ranks = spread(ranks_among(subject.draws, rows, against))
        low, middle, high = np.quantile(subject.draws[:, rows], (0.025, 0.5, 0.975), axis=0)
        seen, plain = _observed(panel, subject)
        for number, (place, at) in enumerate(zip(places, rows.tolist(), strict=True)):
            others = against[number]
            row: dict[str, Any] = {
                **_keys(panel, subject, place),
                "is_observed": bool(seen[at]),
                "regions_count": int(others.sum()) + 1,
                "missing_count": int((~seen[: len(others)] & others).sum()),
                "flag": _flag(panel, subject, at),
            }
            if seen[at]:
                row |= {
                    "lq_low": float(low[number]),
                    "lq_shrunk": float(middle[number]),
                    "lq_high": float(high[number]),
                    "rank": int(ranks.rank[number]),
                    "rank_low": int(ranks.low[number]),
                    "rank_high": int(ranks.high[number]),
                }
            if seen[at] and subject.column is not None:
                inside = others & seen[: len(others)]
                row |= {
                    "value": float(panel.sizes.dense[at, subject.column]),
                    "lq": float(plain[at]),
                    "rank_observed": 1 + int((plain[: len(others)][inside] > plain[at]).sum()),
                }
            yield row


def _observed(panel: Panel, subject: Subject) -> tuple[NDArray[np.bool_], Floats]:
    """Give which regions have a figure of the subject, and their plain quotients."""
    if subject.column is None:
        everybody = np.ones(len(panel.sizes.rows), dtype=np.bool_)
        return everybody, np.full(len(panel.sizes.rows), np.nan)
    return panel.observed[:, subject.column], panel.quotient.dense[:, subject.column]


def _keys(panel: Panel, subject: Subject, place: str) -> dict[str, Any]:
    spoken = geography.region_names().get(place, {})
    return {
        "place_code": place,
        "subject": subject.subject,
        "subject_code": subject.code,
        "measure": panel.measure,
        "year": panel.year,
        "place_name": spoken.get("nb"),
        "title_nb": subject.name["nb"],
        "title_en": subject.name["en"],
    }


def _flag(panel: Panel, subject: Subject, at: int) -> str | None:
    if subject.column is not None:
        return "!" if panel.leapt[at, subject.column] else None
    return "!" if panel.leapt[at].any() else None


def panel_rows(
    panel: Panel, subjects: Sequence[Subject], ours: Sequence[str], members: Sequence[PanelRegion]
) -> Iterator[dict[str, Any]]:
    """Give the rank of our regions among those of each of the profile's panels."""
    by_panel: dict[str, list[str]] = {}
    for one in members:
        codes = by_panel.setdefault(one.panel, [])
        if one.place_code in panel.base and one.place_code not in codes:
            codes.append(one.place_code)
    places = [place for place in ours if place in panel.sizes.rows]
    rows = panel.sizes.rows.positions(places)
    for name, codes in by_panel.items():
        against = panel.opponents(places) & np.isin(panel.base, codes)
        for subject in subjects:
            ranks = spread(ranks_among(subject.draws, rows, against))
            seen, _ = _observed(panel, subject)
            for number, (place, at) in enumerate(zip(places, rows.tolist(), strict=True)):
                if seen[at] and against[number].any():
                    yield {
                        "panel": name,
                        **_keys(panel, subject, place),
                        "rank": int(ranks.rank[number]),
                        "rank_low": int(ranks.low[number]),
                        "rank_high": int(ranks.high[number]),
                        "regions_count": int(against[number].sum()) + 1,
                    }


def change_rows(
    first: tuple[Panel, Sequence[Subject]],
    last: tuple[Panel, Sequence[Subject]],
    shown: Sequence[str],
    broken: frozenset[str],
) -> Iterator[dict[str, Any]]:
    """Give what changed between two years, among the regions with figures in both.

    The two years are drawn apart. Much of what clumps in one year is there in the other too, so
    that the interval of a change is rather too wide than too narrow.

    Parameters
    ----------
    first, last
        The two years.
    shown
        The places to give.
    broken
        Regions whose borders changed in between: nothing is said of them, nor are they counted.
    """
    (then, subjects_then), (now, subjects_now) = first, last
    places = [
        place
        for place in shown
        if place in now.sizes.rows and place in then.sizes.rows and place not in broken
    ]
    common = [code for code in now.base if code in then.base and code not in broken]
    rows = [panel.sizes.rows.positions(places) for panel in (then, now)]
    against = [panel.opponents(places) & np.isin(panel.base, common) for panel in (then, now)]
    earlier = {(one.subject, one.code): one for one in subjects_then}
    for subject in subjects_now:
        before = earlier.get((subject.subject, subject.code))
        if before is None:
            continue
        drawn = [
            ranks_among(one.draws, at, others)
            for one, at, others in zip((before, subject), rows, against, strict=True)
        ]
        ranks = [spread(one) for one in drawn]
        moved = spread(drawn[0] - drawn[1])
        ratio = subject.draws[:, rows[1]] / before.draws[:, rows[0]]
        low, middle, high = np.quantile(ratio, (0.025, 0.5, 0.975), axis=0)
        seen = [_observed(then, before)[0][rows[0]], _observed(now, subject)[0][rows[1]]]
        for number, place in enumerate(places):
            if seen[0][number] and seen[1][number]:
                yield {
                    **_keys(now, subject, place),
                    "start_year": then.year,
                    "end_year": now.year,
                    "ratio": float(middle[number]),
                    "ratio_low": float(low[number]),
                    "ratio_high": float(high[number]),
                    "rank_start": int(ranks[0].rank[number]),
                    "rank_end": int(ranks[1].rank[number]),
                    "rank_gain": int(moved.rank[number]),
                    "rank_gain_low": int(moved.low[number]),
                    "rank_gain_high": int(moved.high[number]),
                    "regions_count": int(against[1][number].sum()) + 1,
                }
