"""How varied the region's activities are, how they hang together, and who has what is missing.

Related and unrelated variety, coherence and concentration of every place over the years; the
relatedness space, a network of the activities that places tend to have together, drawn the same
way from build to build; and for each place which other places have the related activities that it
lacks (after Balland & Boschma 2021, Regional Studies 55:1652-1666,
doi:10.1080/00343404.2020.1861240).

Sizes are by division, so unrelated variety is between the sections of the classification and
related variety between the divisions of a section.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from samspill.catalogue import Finding, Origin, View
from samspill.findings.series import Names, Series, all_series, names_of, neighbours
from samspill.harmonise import Workspace
from samspill.indicators.complexity import product_complexity
from samspill.indicators.density import inner_density, outer_density, relatedness_density
from samspill.indicators.inequality import theil_index
from samspill.indicators.relatedness import proximity
from samspill.indicators.specialisation import presence
from samspill.indicators.structure import herfindahl
from samspill.indicators.variety import coherence, variety
from samspill.matrix import Matrix
from samspill.networks import Network, layout
from samspill.tables import table

__all__ = ["FINDING"]

Floats = NDArray[np.float64]

_TIES_EACH = 3
_PARTNERS = 15
_NAMED = 5
_PLACES_FOR_USUAL = 10
_COMPARED = ("unrelated_variety", "related_variety", "coherence", "herfindahl")
_CLOSE = 10
"""How many of the options that a place is nearest to count in complementarity."""


def compute(work: Workspace) -> Mapping[str, pa.Table]:
    """Give diversity, the relatedness space and complementarity."""
    found: dict[str, list[pa.Table]] = {name: [] for name in FINDING.tables}
    names = names_of(work)
    for one in all_series(work):
        if one.shortage:
            continue
        near = _usual_proximity(one)
        found["diversity"].append(_diversity(one, near, names))
        found["diversity_usual"].append(_usual(one, found["diversity"][-1]))
        nodes, edges = _space(one, near, names)
        found["relatedness_nodes"].append(nodes)
        found["relatedness_edges"].append(edges)
        found["relatedness_presences"].append(_presences(one, near, names))
        found["complementarity"].append(_complementarity(work, one, near, names))
    return {name: pa.concat_tables([table(name).empty(), *parts]) for name, parts in found.items()}


def _usual_proximity(one: Series) -> Matrix:
    """Give the mean proximity over the years: what belongs together changes slowly."""
    every = [proximity(presence(q.select(one.plain.base))) for q in one.plain.quotients.values()]
    stacked = np.stack([np.nan_to_num(each.dense) for each in every])
    return every[-1].with_values(stacked.mean(axis=0), every[-1].unit)


def _shown_here(one: Series) -> NDArray[np.intp]:
    """Give the places of the profile's country and its sets that are large enough to show."""
    base = set(one.plain.base)
    codes = one.plain.sizes[one.year].rows.codes
    ours = [code not in base or one.source != "eurostat_sbs" or code[:2] == "NO" for code in codes]
    return np.flatnonzero(one.shown & np.asarray(ours))


# variety, coherence, concentration


def _diversity(one: Series, near: Matrix, names: Names) -> pa.Table:
    sections = {code: code[0] for code in near.rows.codes}
    shown = np.flatnonzero(one.shown)
    parts = []
    for year, quotients in one.plain.quotients.items():
        sizes, there = one.plain.sizes[year], presence(quotients)
        spread = variety(sizes, sections)
        density = relatedness_density(there, near)
        columns: dict[str, Floats] = {
            "entropy": spread.total.values,
            "unrelated_variety": spread.unrelated.values,
            "related_variety": spread.related.values,
            "coherence": coherence(sizes, near).values,
            "inner_density": inner_density(there, density).values,
            "outer_density": outer_density(there, density).values,
            "herfindahl": herfindahl(sizes).values,
            "theil": theil_index(sizes.transposed).values,
        }
        seen = shown[np.isfinite(columns["entropy"][shown])]
        codes = [sizes.rows.codes[at] for at in seen]
        count = len(codes)
        parts.append(
            table("diversity").conform(
                pa.table(
                    {
                        "place_code": pa.array(codes, pa.string()),
                        "measure": pa.repeat(one.measure, count),
                        "year": pa.repeat(pa.scalar(year, pa.int64()), count),
                        "place_edition": pa.repeat(one.place_edition, count),
                        "place_name": pa.array([names.places.get(c) for c in codes], pa.string()),
                        "place_kind": pa.array(one.kinds[seen], pa.string()),
                        "activities_count": pa.array(
                            there.dense[seen].sum(axis=1).astype(np.int64)
                        ),
                        "source": pa.repeat(one.source, count),
                        **{
                            name: pa.array(values[seen], from_pandas=True)
                            for name, values in columns.items()
                        },
                    }
                )
            )
        )
    return pa.concat_tables(parts)


def _usual(one: Series, rows: pa.Table) -> pa.Table:
    """Give the quartiles of each kind of which there are enough places, year by year."""
    found = []
    for key in rows.group_by(["place_kind", "year"], use_threads=False).aggregate([]).to_pylist():
        own = rows.filter(
            pc.and_(
                pc.equal(rows["place_kind"], key["place_kind"]), pc.equal(rows["year"], key["year"])
            )
        )
        if own.num_rows < _PLACES_FOR_USUAL:
            continue
        for name in _COMPARED:
            values = own[name].drop_null().to_numpy()
            if len(values) < _PLACES_FOR_USUAL:
                continue
            low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
            found.append(
                {
                    **key,
                    "source": one.source,
                    "measure": one.measure,
                    "indicator": name,
                    "usual_low": float(low),
                    "usual": float(middle),
                    "usual_high": float(high),
                    "places_count": len(values),
                }
            )
    return pa.Table.from_pylist(found, schema=table("diversity_usual").schema)


# the relatedness space


def _space(one: Series, near: Matrix, names: Names) -> tuple[pa.Table, pa.Table]:
    """Give activities with their places on the drawing, and each one's strongest ties."""
    of_base = presence(one.plain.quotients[one.year].select(one.plain.base))
    codes, values = near.rows.codes, np.array(near.dense)
    np.fill_diagonal(values, 0.0)
    strongest = np.argsort(-values, axis=1, kind="stable")[:, :_TIES_EACH]
    pairs = sorted(
        {
            (min(a, int(b)), max(a, int(b)))
            for a in range(len(codes))
            for b in strongest[a]
            if values[a, b] > 0
        }
    )
    first, other = (np.asarray([pair[side] for pair in pairs], np.intp) for side in (0, 1))
    weights = values[first, other]
    network = Network(codes, first, other, weights, np.ones(len(pairs), np.intp))
    sections = sorted({code[0] for code in codes})
    spots = layout(network, [sections.index(code[0]) for code in codes])
    observed = np.isfinite(one.plain.quotients[one.year].select(one.plain.base).dense).sum(axis=0)
    ubiquity = of_base.dense.sum(axis=0) / np.where(observed > 0, observed, np.nan)
    nodes = pa.table(
        {
            "source": pa.repeat(one.source, len(codes)),
            "activity_code": pa.array(codes),
            "activity_nb": pa.array([names.nb.get(code) for code in codes], pa.string()),
            "activity_en": pa.array([names.en.get(code) for code in codes], pa.string()),
            "section": pa.array([code[0] for code in codes]),
            "x": pa.array(spots[:, 0]),
            "y": pa.array(spots[:, 1]),
            "ubiquity": pa.array(ubiquity, from_pandas=True),
            "complexity": pa.array(product_complexity(of_base).values, from_pandas=True),
            "year": pa.repeat(pa.scalar(one.year, pa.int64()), len(codes)),
        }
    )
    edges = pa.table(
        {
            "source": pa.repeat(one.source, len(pairs)),
            "activity_a": pa.array([codes[at] for at in first], pa.string()),
            "activity_b": pa.array([codes[at] for at in other], pa.string()),
            "proximity": pa.array(weights),
            "year": pa.repeat(pa.scalar(one.year, pa.int64()), len(pairs)),
        }
    )
    return table("relatedness_nodes").conform(nodes), table("relatedness_edges").conform(edges)


def _presences(one: Series, near: Matrix, names: Names) -> pa.Table:
    quotients = one.plain.quotients[one.year]
    there = presence(quotients)
    density = relatedness_density(there, near).dense
    here, hidden = _shown_here(one), one.hidden[one.year]
    row_at, column_at = np.nonzero(np.isfinite(quotients.dense[here]))
    row_at = here[row_at]
    count = len(row_at)
    codes = np.asarray(quotients.rows.codes, dtype=object)[row_at]

    def cells(values: Floats) -> pa.Array:
        return pa.array(values[row_at, column_at], from_pandas=True)

    return table("relatedness_presences").conform(
        pa.table(
            {
                "source": pa.repeat(one.source, count),
                "place_code": pa.array(codes, pa.string()),
                "activity_code": pa.array(
                    np.asarray(quotients.columns.codes, dtype=object)[column_at], pa.string()
                ),
                "place_name": pa.array([names.places.get(code) for code in codes], pa.string()),
                "lq": cells(np.where(hidden, np.nan, quotients.dense)),
                "lq_shrunk": cells(
                    np.where(hidden, np.nan, one.shrunken.quotients[one.year].dense)
                ),
                "is_present": pa.array(there.dense[row_at, column_at] > 0),
                "density": cells(density),
                "year": pa.repeat(pa.scalar(one.year, pa.int64()), count),
            }
        )
    )


# who has what is missing


def _complementarity(work: Workspace, one: Series, near: Matrix, names: Names) -> pa.Table:
    r"""Give for each place the others whose activities would add most to what it is close to.

    Over the options i that place a is nearest to, the mean of
    :math:`\sum_j (1 - M_{aj}) M_{bj} \varphi_{ij} / \sum_j \varphi_{ij}`: the density that b's
    activities add. Expected is what as many activities, drawn evenly from those that a lacks,
    would add.
    """
    quotients = one.plain.quotients[one.year]
    codes, acts = quotients.rows.codes, quotients.columns.codes
    there = presence(quotients).dense > 0
    density = relatedness_density(presence(quotients), near).dense
    weights = np.array(np.nan_to_num(near.dense))
    np.fill_diagonal(weights, 0.0)
    total = weights.sum(axis=0)
    shares = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    others = quotients.rows.positions(one.plain.base)
    others = others[one.shown[others]]
    beside = neighbours(work, one)
    rows: list[dict[str, Any]] = []
    for at in _shown_here(one):
        order = np.argsort(
            np.where((quotients.dense[at] < 1) & (density[at] > 0), -density[at], np.inf),
            kind="stable",
        )
        close = [i for i in order[:_CLOSE] if quotients.dense[at, i] < 1]
        # a cell that is not observed is not missing
        lacking = quotients.dense[at] < 1
        if not close or not lacking.any():
            continue
        # what one more activity would add to the options that are close, on average
        worth = np.where(lacking, shares[:, close].mean(axis=1), 0.0)
        partners = np.asarray([b for b in others if codes[b] != codes[at]], np.intp)
        adding = there[partners] & lacking
        value = adding @ worth
        expected = adding.sum(axis=1) * worth.sum() / lacking.sum()
        excess = value - expected
        ranked = np.argsort(-excess, kind="stable")
        rank = np.empty(len(partners), np.intp)
        rank[ranked] = np.arange(1, len(partners) + 1)
        near_by = set(beside.get(codes[at], ()))
        for number, b in enumerate(partners):
            if rank[number] > _PARTNERS and codes[b] not in near_by:
                continue
            best = np.argsort(np.where(adding[number], -worth, 0.0), kind="stable")[:_NAMED]
            rows.append(
                {
                    "source": one.source,
                    "place_a": codes[at],
                    "place_b": codes[b],
                    "place_a_name": names.places.get(codes[at]),
                    "place_b_name": names.places.get(codes[b]),
                    "is_neighbour": codes[b] in near_by,
                    "value": float(value[number]),
                    "expected": float(expected[number]),
                    "excess": float(excess[number]),
                    "rank": int(rank[number]),
                    "activity_codes": " ".join(
                        acts[i] for i in best if adding[number, i] and worth[i] > 0
                    ),
                    "year": one.year,
                }
            )
    return pa.Table.from_pylist(rows, schema=table("complementarity").schema)


# back to the sources


def trace(name: str, row: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Give the sizes that a figure rests on."""
    where: dict[str, tuple[object, ...]] = {"source": (row["source"],), "year": (row["year"],)}
    if name == "complementarity":
        return tuple(
            Origin(_OF_PLACE, "sizes", {**where, "place_code": (row[side],)}, ("held_value",))
            for side in ("place_a", "place_b")
        )
    if name in ("diversity", "diversity_usual"):
        where["measure"] = (row["measure"],)
    if name == "diversity_usual":
        where["place_kind"] = (row["place_kind"],)
    for key in ("place_code", "activity_code"):
        if key in row:
            where[key] = (row[key],)
    if name == "relatedness_edges":
        where["activity_code"] = (row["activity_a"], row["activity_b"])
    return (Origin(_OF_PLACE if "place_code" in row else _OF_ALL, "sizes", where, ("held_value",)),)


_OF_PLACE = {"nb": "Stedets tall", "en": "The figures of the place"}
_OF_ALL = {"nb": "Aktivitetens tall i alle stedene", "en": "The activity's figures in all places"}


FINDING = Finding(
    id="diversity",
    title={"nb": "Mangfold", "en": "Diversity"},
    question={
        "nb": "Hvor mangfoldige og hvor beslektede er miljøene, og hvem har det som mangler?",
        "en": "How diverse and how related are the environments, and who has what is missing?",
    },
    tables=(
        "diversity",
        "diversity_usual",
        "relatedness_nodes",
        "relatedness_edges",
        "relatedness_presences",
        "complementarity",
    ),
    needs=("sizes", "places", "activities", "borders"),
    compute=compute,
    indicators=(
        "unrelated_variety", "related_variety", "coherence", "herfindahl", "theil_index",
        "proximity", "relatedness_density",
    ),
    views={
        "diversity": View(
            columns=(
                "place_name", "year", "activities_count", "unrelated_variety", "related_variety",
                "coherence", "inner_density", "outer_density", "herfindahl", "theil",
            ),
            order_by="-related_variety",
            focus={"measure": ("persons_employed", "employees_count"), "year": ("latest",)},
        ),
        "diversity_usual": View(
            columns=(
                "place_kind", "year", "indicator", "usual_low", "usual", "usual_high",
                "places_count",
            ),
            order_by="year",
            focus={"source": ("eurostat_sbs", "brreg_underenheter"), "year": ("latest",)},
        ),
        "relatedness_nodes": View(
            columns=("activity_code", "activity_{lang}", "ubiquity", "complexity", "x", "y"),
            order_by="activity_code",
            focus={"source": ("eurostat_sbs", "brreg_underenheter")},
        ),
        "relatedness_edges": View(
            columns=("activity_a", "activity_b", "proximity"),
            order_by="-proximity",
            focus={"source": ("eurostat_sbs", "brreg_underenheter")},
        ),
        "relatedness_presences": View(
            columns=("place_name", "activity_code", "lq", "is_present", "density"),
            order_by="-density",
            focus={"source": ("eurostat_sbs", "brreg_underenheter")},
        ),
        "complementarity": View(
            columns=(
                "place_a_name", "place_b_name", "place_b", "is_neighbour", "value", "expected",
                "excess", "activity_codes",
            ),
            order_by="rank",
            focus={"source": ("eurostat_sbs", "brreg_underenheter")},
        ),
    },
    trace=trace,
)  # fmt: skip
