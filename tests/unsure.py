"""The tiny build in a world where nothing is sure: every interval holds what chance gives."""

from __future__ import annotations

import math
from typing import Any

Row = dict[str, Any]

_FLAGS = ("is_strength", "is_beyond_chance", "is_broker", "is_thin", "is_isolated",
          "is_in_top_fifth", "is_speciality", "is_within_strength")  # fmt: skip
_NEUTRAL = {
    "support": "as_expected",
    "support_areas": "as_expected",
    "green_support": "as_expected",
    "backtest": "does_not_beat",
    "match_trial": "does_not_beat",
    "matches": "little_in_common",
    "standing_event": "as_elsewhere",
}
_REGIONS = 281
_NOTHING = {"lq": 1.0, "ratio": 1.0, "similarity": 0.0, "gain": 0.0, "brier_gain": 0.0,
            "rank_gain": 0.0}  # fmt: skip
"""What each of these would be if there were nothing to tell."""


def unsure(name: str, row: Row) -> Row:
    """Give a row of a published table as it is where nothing is sure.

    Values stay, all that says how sure they are gives way.
    """
    row = dict(row)
    for flag in _FLAGS:
        if flag in row:
            row[flag] = False
    for known in ("p_value", "q_value", "q_recipients"):
        if row.get(known) is not None:
            row[known] = 0.9
    if "stars" in row:
        row["stars"] = 0
    if row.get("verdict") not in ("baseline", "score", "ends_before", None):
        row["verdict"] = _NEUTRAL[name]
    for column, nothing in _NOTHING.items():
        if row.get(f"{column}_low") is not None:
            row[f"{column}_low"] = min(row[f"{column}_low"], nothing - 0.5)
            row[f"{column}_high"] = max(row[f"{column}_high"], nothing + 0.5)
    if row.get("expected_low") is not None:
        most = max(abs(v) for v in row.values() if isinstance(v, float) and math.isfinite(v))
        row["expected_low"], row["expected_high"] = 0.0, max(1.0, most)
    if row.get("rank_low") is not None:
        row["rank_low"], row["rank_high"] = 1, row.get("regions_count", _REGIONS)
    if row.get("usual_low") is not None:
        row["usual_low"], row["usual_high"] = row["usual"] - 100.0, row["usual"] + 100.0
    if name in ("areas", "area_totals"):
        row["low"], row["high"] = 0.0, 10.0 * row["value"]
    if name == "green_options":
        row["leans_on"] = "neither"
    return row
