"""Specialities of 357 municipalities in 820 five-digit activities.

`python benchmarks/specialities.py` deals 340,000 establishments, which is about as many as have
employees in Norway, to places and subclasses at random, and computes the finding from that. Prints
the processor's seconds, the rows, and the most memory that the process had.
"""

from __future__ import annotations

import resource
import time

import numpy as np
import pyarrow as pa

from samspill.activities import correspondence
from samspill.findings import specialities
from samspill.harmonise import Workspace
from samspill.ledger import Ledger
from samspill.region import load_region
from samspill.tables import table

PLACES, SUBCLASSES, ESTABLISHMENTS = 357, 820, 340_000


def counts() -> pa.Table:
    """Deal the establishments: places and subclasses as unequal as real ones, nothing planted."""
    random = np.random.default_rng(11)
    # every class has a subclass, and as many of them a second one as it takes
    classes = sorted(correspondence("class"))
    codes = sorted([f"{one}{digit}" for digit in "01" for one in classes][:SUBCLASSES])
    subclasses = pa.array([f"{code[1:3]}.{code[3:]}" for code in codes])
    divisions = pa.array([code[:3] for code in codes])
    places = [f"{number:04d}" for number in range(1001, 1001 + PLACES)]
    share = np.exp(random.normal(0, 1.2, PLACES))
    usual = np.exp(random.normal(0, 1.3, len(codes)))
    chance = np.outer(share, usual).ravel()
    fell = random.multinomial(ESTABLISHMENTS, chance / chance.sum()).reshape(PLACES, len(codes))
    place, code = np.nonzero(fell)
    return table("subclasses").conform(
        pa.table(
            {
                "source": pa.repeat("brreg_underenheter", len(place)),
                "place_code": pa.array(places).take(pa.array(place)),
                "subclass_code": subclasses.take(pa.array(code)),
                "activity_code": divisions.take(pa.array(code)),
                "year": pa.repeat(2024, len(place)),
                "establishments_count": fell[place, code].astype(float),
            }
        )
    )


if __name__ == "__main__":
    work = Workspace(load_region("osloregionen"), None, {}.get, Ledger())
    for name in ("groups", "strengths", "places", "activities"):
        work.tables[name] = table(name).empty()
    work.give("subclasses", counts())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    rows = table("specialities").check(specialities.compute(work)["specialities"])
    used = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{PLACES} places, {SUBCLASSES} subclasses: {used:.1f} s of the processor")
    print(f"{rows.num_rows:,} rows; {peak:,.0f} MB at most, {before:,.0f} MB of it before")
