"""Features, forecast and back-test of 357 places × 600 activities × 10 years.

Run `python benchmarks/options.py`. It prints seconds and memory; the promise is under 3 minutes
and 4 GB.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from samspill.forecast import History, Window, back_test, features, forecast
from samspill.indicators.specialisation import location_quotient
from samspill.matrix import Axis, Matrix

PLACES, ACTIVITIES, YEARS = 357, 600, range(2011, 2021)


def invented() -> History:
    """Sizes that wander, a third of the cells empty."""
    random = np.random.default_rng(1)
    rows = Axis("place", "", tuple(f"{n:04}" for n in range(PLACES)))
    columns = Axis("activity", "", tuple(f"{n:03}" for n in range(ACTIVITIES)))
    level = random.normal(0, 1, (PLACES, ACTIVITIES))
    empty = random.random(level.shape) < 0.33
    place = random.normal(0, 1, (PLACES, 1))
    sizes, units = {}, {}
    for year in YEARS:
        level = level + random.normal(0, 0.1, level.shape)
        sizes[year] = Matrix(
            np.where(empty, 0.0, np.rint(np.exp(3 + level + place))), rows, columns, "persons"
        )
        units[year] = location_quotient(sizes[year])
    return History(sizes, dict(units), rows.codes, {"units": units})


def main() -> None:
    """Time the three steps."""
    history = invented()
    began = time.perf_counter()

    def told(step: str) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{step:<12} {time.perf_counter() - began:6.1f} s   {peak:.2f} GB at most")

    known = {year: features(history, year) for year in history.years}
    told("features")
    made = forecast(history, known, max(YEARS), 2, seed=1)
    assert made is not None
    told("forecast")
    window = Window(max(YEARS) - 2, max(YEARS))
    test = back_test(history, known, window, history.base, seed=1)
    assert test is not None
    results = test.results(seed=1)
    test.reliability(seed=1)
    told("back-test")
    for one in results:
        print(f"  {one.method:<28} average precision {one.average_precision[0]:.3f}")


if __name__ == "__main__":
    main()
