"""Measure one thing in a process of its own: `python measure.py NAME INPUT REPEATS`.

Prints one line of JSON: median seconds, and the peak memory of the process in MB, which includes
Python, the libraries and the input.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def labelled(values: Any) -> Any:
    """Give a matrix with numbered codes."""
    from samspill.matrix import Axis, Matrix

    rows, columns = values.shape
    return Matrix(
        values,
        Axis("place", "", tuple(map(str, range(rows)))),
        Axis("activity", "", tuple(map(str, range(columns)))),
    )


def ours(x: Floats) -> Callable[[], Any]:
    """LQ, presence, proximity, density, ECI, PCI, COI, COG."""
    from samspill.indicators.complexity import complexity
    from samspill.indicators.density import relatedness_density
    from samspill.indicators.opportunity import complexity_outlook_gain, complexity_outlook_index
    from samspill.indicators.relatedness import proximity
    from samspill.indicators.specialisation import location_quotient, presence

    sizes = labelled(x)

    def run() -> Any:
        has = presence(location_quotient(sizes))
        near = proximity(has)
        density = relatedness_density(has, near)
        found = complexity(has)
        index = complexity_outlook_index(has, density, found.activities)
        gain = complexity_outlook_gain(has, near, density, found.activities)
        return found, index, gain

    return run


def bare(x: Floats) -> Callable[[], Any]:
    """The least any program must do: one RCA pass, one MᵀM, one density product."""

    def run() -> Any:
        quotient = (x / x.sum(axis=1, keepdims=True)) / (x.sum(axis=0) / x.sum())
        has = (quotient >= 1).astype(np.float64)
        del quotient
        near = has.T @ has
        return has @ near

    return run


def long_frame(x: Floats, year: int = 0) -> Any:
    """Give the tidy table that ecomplexity wants."""
    import pandas as pd

    place, activity = np.nonzero(x)
    return pd.DataFrame(
        {
            "year": year,
            "place": np.char.mod("L%05d", place),
            "activity": np.char.mod("P%04d", activity),
            "value": x[place, activity],
        }
    )


COLUMNS = {"time": "year", "loc": "place", "prod": "activity", "val": "value"}


def ecomplexity_peer(x: Floats) -> Callable[[], Any]:
    """ecomplexity() of one year, its check of log-supermodularity left out."""
    from ecomplexity import ecomplexity

    frame = long_frame(x)
    return lambda: ecomplexity(frame, COLUMNS, verbose=False, check_logsupermodularity=False)


def ecomplexity_default(x: Floats) -> Callable[[], Any]:
    """ecomplexity() of one year as it is called by default, with its check."""
    from ecomplexity import ecomplexity

    frame = long_frame(x)
    return lambda: ecomplexity(frame, COLUMNS)


def panel_ours(x: Floats) -> Callable[[], Any]:
    """The same as `ours` for each year of a panel."""
    years = [ours(one) for one in x]
    return lambda: [run()[0].places for run in years]


def panel_ecomplexity(x: Floats) -> Callable[[], Any]:
    """ecomplexity() of a panel."""
    import pandas as pd
    from ecomplexity import ecomplexity

    frame = pd.concat([long_frame(one, year) for year, one in enumerate(x)])
    return lambda: ecomplexity(frame, COLUMNS, verbose=False, check_logsupermodularity=False)


def all_measures(x: Floats) -> Callable[[], Any]:
    """Four norms of relatedness with their densities, ECI, PCI, fitness, COI, COG."""
    from samspill.indicators import relatedness
    from samspill.indicators.complexity import complexity, fitness_complexity
    from samspill.indicators.density import relatedness_density
    from samspill.indicators.opportunity import complexity_outlook_gain, complexity_outlook_index
    from samspill.indicators.specialisation import location_quotient, presence

    sizes = labelled(x)

    def run() -> Any:
        has = presence(location_quotient(sizes))
        near = relatedness.proximity(has)
        density = relatedness_density(has, near)
        others = [
            relatedness_density(has, norm(has))
            for norm in (
                relatedness.association_strength,
                relatedness.jaccard_relatedness,
                relatedness.probability_index,
            )
        ]
        found = complexity(has)
        return (
            others,
            fitness_complexity(has),
            complexity_outlook_index(has, density, found.activities),
            complexity_outlook_gain(has, near, density, found.activities),
        )

    return run


def bicm_ours(has: Floats) -> Callable[[], Any]:
    """The configuration model and exact p-values of all pairs of activities."""
    from samspill.uncertainty import co_occurrence_p

    presence = labelled(has)
    return lambda: co_occurrence_p(presence)


def bicm_refined(has: Floats) -> Callable[[], Any]:
    """The same with refined normal p-values."""
    from samspill.uncertainty import co_occurrence_p

    presence = labelled(has)
    return lambda: co_occurrence_p(presence, method="refined normal")


def bicm_peer(has: Floats, method: str = "poisson") -> Callable[[], Any]:
    """bicm: solve and project on the activities, Poisson p-values (its default)."""
    from bicm import BipartiteGraph

    def run() -> Any:
        graph = BipartiteGraph(has.astype(int))
        graph.solve_tool()
        graph.compute_projection(rows=False, approx_method=method, threads_num=2)
        return graph

    return run


def bicm_peer_exact(has: Floats) -> Callable[[], Any]:
    """bicm: the same with exact p-values (poibin)."""
    return bicm_peer(has, "poibin")


def shrunken(x: Floats) -> Callable[[], Any]:
    """Shrunken quotients with interval, p and q."""
    from samspill.uncertainty import shrunken_location_quotient

    sizes = labelled(x)
    return lambda: shrunken_location_quotient(sizes, clumping=5.0)


def co_occurrence_ours(pairs: Any) -> Callable[[], Any]:
    """From participations to a matrix and how often two actors meet."""
    import scipy.sparse as sp

    from samspill.indicators.relatedness import co_occurrence

    project, actor = pairs
    shape = int(project.max()) + 1, int(actor.max()) + 1
    empty = labelled(sp.csr_array(shape))

    def run() -> Any:
        cells = sp.coo_array((np.ones(len(project)), (project, actor)), shape=shape)
        return co_occurrence(empty.with_values(cells.tocsr()))

    return run


def co_occurrence_bare(pairs: Any) -> Callable[[], Any]:
    """SciPy's product alone."""
    import scipy.sparse as sp

    project, actor = pairs

    def run() -> Any:
        cells = sp.coo_array((np.ones(len(project), np.float32), (project, actor))).tocsr()
        return cells.T @ cells

    return run


MEASURED = {
    one.__name__: one
    for one in (
        ours,
        bare,
        ecomplexity_peer,
        ecomplexity_default,
        panel_ours,
        panel_ecomplexity,
        all_measures,
        bicm_ours,
        bicm_refined,
        bicm_peer,
        bicm_peer_exact,
        shrunken,
        co_occurrence_ours,
        co_occurrence_bare,
    )
}


def main(name: str, path: Path, repeats: int) -> None:
    """Run, measure, print."""
    warnings.simplefilter("ignore")
    given = np.load(path)
    spent = []
    # the peers print
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        run = MEASURED[name](given)
        for _ in range(repeats):
            start = time.perf_counter()
            result = run()
            spent.append(time.perf_counter() - start)
            del result
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(spent), "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
