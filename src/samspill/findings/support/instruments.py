"""What the money of each instrument goes to, year by year."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from samspill import activities
from samspill.findings.series import Names
from samspill.findings.support.awards import Awards

__all__ = ["instrument_years"]


def instrument_years(awards: Awards, names: Names) -> list[dict[str, Any]]:
    """Give each section's share of the money that an instrument gave in a year.

    Shares are of what went to a known activity; an award in euro alone is in none.
    """
    rows = awards.rows.select(["instrument", "activity_code", "year", "amount_nok"])
    rows = rows.filter(pc.and_(pc.is_valid(rows["instrument"]), pc.is_valid(rows["activity_code"])))
    if rows.num_rows == 0:
        return []
    section = {
        code: activities.to_section(code) for code in pc.unique(rows["activity_code"]).to_pylist()
    }
    rows = rows.set_column(
        1, "activity_code",
        pa.array([section[code] for code in rows["activity_code"].to_pylist()], pa.string()),
    )  # fmt: skip
    keys = ["instrument", "activity_code", "year"]
    summed = rows.group_by(keys).aggregate([("amount_nok", "sum"), ("amount_nok", "count")])
    total: dict[tuple[str, int], float] = {}
    found = sorted(summed.to_pylist(), key=lambda row: tuple(row[key] for key in keys))
    for row in found:
        of_year = (row["instrument"], row["year"])
        total[of_year] = total.get(of_year, 0.0) + row["amount_nok_sum"]
    return [
        {
            **{key: row[key] for key in keys},
            "activity_nb": names.nb.get(row["activity_code"], row["activity_code"]),
            "activity_en": names.en.get(row["activity_code"], row["activity_code"]),
            "awards_count": row["amount_nok_count"],
            "amount_nok": row["amount_nok_sum"],
            "share": row["amount_nok_sum"] / total[row["instrument"], row["year"]],
        }
        for row in found
    ]
