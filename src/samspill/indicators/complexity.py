"""Complexity: how much know-how a place or an activity needs, read from who does what.

Everything here starts from presences M, place × activity, 0/1, with diversity k_p (row sums) and
ubiquity k_a (column sums). Empty rows and columns leave the computation and come back as NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import UsageError
from samspill.indicators.bipartite import components, presences, second_vectors
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "Complexity",
    "FitnessComplexity",
    "Reflections",
    "complexity",
    "economic_complexity",
    "fitness",
    "fitness_complexity",
    "method_of_reflections",
    "product_complexity",
    "product_fitness",
    "subnational_complexity",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

_SCALE = "z-score over the component, population standard deviation"
_SMALLEST = 3
_RELIABLE = 0.2
_HIDALGO = (
    "Hidalgo & Hausmann (2009), Proceedings of the National Academy of Sciences 106:10570-10575, "
    "doi:10.1073/pnas.0900943106"
)


@dataclass(frozen=True)
class Complexity:
    """ECI and PCI of one presence matrix, with what is needed to judge them.

    Parameters
    ----------
    places, activities
        ECI and PCI, NaN where undefined.
    place_component, activity_component
        Number of the connected component, 0 for the largest; NaN for what is empty. Values of
        different components are never comparable.
    correlation_with_diversity
        For each component the absolute correlation of ECI with diversity, from which the sign was
        taken; NaN where the component has no ECI or all its places are equally diverse.
    scale
        How ECI and PCI were scaled, in words.
    """

    places: Vector
    activities: Vector
    place_component: Vector
    activity_component: Vector
    correlation_with_diversity: tuple[float, ...]
    scale: str

    @property
    def is_sign_reliable(self) -> tuple[bool, ...]:
        """Whether each component's sign has a meaning: a correlation of 0.2 or more."""
        return tuple(found >= _RELIABLE for found in self.correlation_with_diversity)


def _standardised(values: Floats) -> Floats:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.full(values.shape, np.nan)


def _sign(eci: Floats, diversity: Floats, ubiquity_met: Floats) -> tuple[float, float]:
    """Give the sign of a component's ECI and the correlation with diversity behind it."""
    if np.ptp(diversity) > 0:
        correlation = float(np.corrcoef(eci, diversity)[0, 1])
        return (1.0 if correlation >= 0 else -1.0), abs(correlation)
    # all places are equally diverse: the more complex meet the rarer activities
    lean = float(np.dot(eci - eci.mean(), ubiquity_met - ubiquity_met.mean()))
    return (-1.0 if lean > 0 else 1.0), float("nan")


def complexity(presence: Matrix) -> Complexity:
    r"""Economic and product complexity with components, sign and scale.

    .. math::
        \tilde M = D_k^{-1} M D_u^{-1} M^T, \qquad \tilde M\, e = \lambda_2 e, \qquad
        ECI_p = \frac{e_p - \bar e}{\sigma_e}, \qquad
        PCI_a = \frac{f_a - \bar f}{\sigma_f}, \quad f = D_u^{-1} M^T e

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Complexity
        ECI and PCI are each a z-score (population standard deviation) over the places and over
        the activities of their component: PCI has a scale of its own and is not the mean ECI of
        the places. Scores of different presence matrices (other years) are on different scales.

    Undefined
    ---------
    NaN for empty places and activities; for a component with fewer than three places or three
    activities; and where the second eigenvalue is zero or equals the third, so that no one vector
    belongs to it (surely noticed where the smaller side has at most 200). A disconnected graph has
    an eigenvector of 1 that only names the components: each component is therefore solved by
    itself.

    The sign makes ECI rise with diversity. Where their correlation is below 0.2, as in most random
    matrices of 78 × 88, it means little, programs differ, and `is_sign_reliable` says so.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    ecomplexity 0.5.3: the same ECI; one empty place turns the whole year NaN; PCI scaled with
    ECI's mean and deviation. economiccomplexity 2.0: sample deviation; takes the second vector as
    LAPACK lists it, which is at times another. EconGeo 2.1 `kci`, `tci`: the matrix rounded to four
    decimals, vectors divided by their sum, two signs that can contradict each other.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places = Axis("place", "", ("A", "B", "C"))
    >>> activities = Axis("activity", "", ("x", "y", "z"))
    >>> found = complexity(Matrix([[1, 1, 1], [1, 1, 0], [1, 0, 0]], places, activities))
    >>> round(found.places["A"], 3), round(found.places["C"], 3), found.is_sign_reliable
    (1.225, -1.225, (True,))
    """
    has = presences(presence)
    row_component, column_component, count = components(has)
    eci, pci = np.full(has.shape[0], np.nan), np.full(has.shape[1], np.nan)
    correlations = []
    for number in range(count):
        rows = np.flatnonzero(row_component == number)
        columns = np.flatnonzero(column_component == number)
        correlation = float("nan")
        if min(len(rows), len(columns)) >= _SMALLEST:
            whole = len(rows) == has.shape[0] and len(columns) == has.shape[1]
            part = has if whole else sp.csr_array(has[rows, :][:, columns])
            vectors = second_vectors(part)
            if vectors is not None:
                diversity, ubiquity = part @ np.ones(len(columns)), np.ones(len(rows)) @ part
                one = _standardised(vectors[0])
                sign, correlation = _sign(one, diversity, (part @ ubiquity) / diversity)
                eci[rows] = sign * one
                pci[columns] = sign * _standardised(vectors[1])
        correlations.append(correlation)
    return Complexity(
        places=Vector(eci, presence.rows, _SCALE),
        activities=Vector(pci, presence.columns, _SCALE),
        place_component=Vector(row_component, presence.rows, "number, 0 = largest"),
        activity_component=Vector(column_component, presence.columns, "number, 0 = largest"),
        correlation_with_diversity=tuple(correlations),
        scale=_SCALE,
    )


@indicator(
    title={"en": "Economic complexity index", "nb": "Økonomisk kompleksitetsindeks"},
    unit={"en": "z-score", "nb": "z-skår"},
    of=("place",),
    source=_HIDALGO,
)
def economic_complexity(presence: Matrix) -> Vector:
    r"""Complexity of the places: the second eigenvector of who shares activities with whom.

    .. math:: D_k^{-1} M D_u^{-1} M^T e = \lambda_2 e, \qquad ECI_p = (e_p - \bar e)/\sigma_e

    With technologies instead of industries this is the knowledge complexity index (KCI).

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        ECI, z-score (population standard deviation) within each component; `complexity` gives the
        components and how far the sign can be trusted.

    Undefined
    ---------
    NaN for empty places, components of fewer than three places or activities, and ties of the
    second eigenvalue.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    As `complexity`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places = Axis("place", "", ("A", "B", "C"))
    >>> activities = Axis("activity", "", ("x", "y", "z"))
    >>> nested = Matrix([[1, 1, 1], [1, 1, 0], [1, 0, 0]], places, activities)
    >>> round(economic_complexity(nested)["A"], 3)
    1.225
    """
    return complexity(presence).places


@indicator(
    title={"en": "Product complexity index", "nb": "Produktkompleksitetsindeks"},
    unit={"en": "z-score", "nb": "z-skår"},
    of=("activity",),
    source=_HIDALGO,
)
def product_complexity(presence: Matrix) -> Vector:
    r"""Complexity of the activities: the mean of the eigenvector over the places that have one.

    .. math:: f = D_u^{-1} M^T e, \qquad PCI_a = (f_a - \bar f)/\sigma_f

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        PCI, z-score over the activities of each component (population standard deviation): a scale
        of its own, not ECI's. With technologies it is the technological complexity index (TCI).

    Undefined
    ---------
    NaN for activities that no place has, components of fewer than three places or activities, and
    ties of the second eigenvalue.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    ecomplexity 0.5.3: (f - mean of e)/(sd of e), a shift and a stretch of ours that differ from
    year to year. Others as `complexity`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places = Axis("place", "", ("A", "B", "C"))
    >>> activities = Axis("activity", "", ("x", "y", "z"))
    >>> nested = Matrix([[1, 1, 1], [1, 1, 0], [1, 0, 0]], places, activities)
    >>> round(product_complexity(nested)["z"], 3)
    1.225
    """
    return complexity(presence).activities


@dataclass(frozen=True)
class Reflections:
    """Both sides of the method of reflections after a number of steps.

    Parameters
    ----------
    places, activities
        k_{p,N} and k_{a,N}.
    steps
        N.
    """

    places: Vector
    activities: Vector
    steps: int


def method_of_reflections(presence: Matrix, steps: int) -> Reflections:
    r"""Average of averages: diversity and ubiquity reflected N times.

    .. math::
        k_{p,N} = \frac{1}{k_{p,0}} \sum_a M_{pa}\, k_{a,N-1}, \qquad
        k_{a,N} = \frac{1}{k_{a,0}} \sum_p M_{pa}\, k_{p,N-1}

    with :math:`k_{p,0}` diversity and :math:`k_{a,0}` ubiquity. Even steps of the places and odd
    steps of the activities speak of diversity, the others of ubiquity, so that their sign is
    reversed. With many steps all values of a component become alike and what is left of their
    differences is ECI; `economic_complexity` gives that limit without the loss of digits.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    steps
        N, from 0.

    Returns
    -------
    Reflections
        Both sides, not scaled.

    Undefined
    ---------
    NaN for empty places and activities.

    Raises
    ------
    DataError
        A presence is not 0 or 1.
    UsageError
        The number of steps is negative.

    Notes
    -----
    Hidalgo & Hausmann (2009), doi:10.1073/pnas.0900943106.

    Peers
    -----
    economiccomplexity 2.0 `reflections` with N iterations: places after N - 2 steps, activities
    after N - 1, z-scored. EconGeo 2.1 `morc`: stretched to 0-100 at every step from the third.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> method_of_reflections(Matrix([[1, 1], [1, 0]], places, activities), 1).places.values
    array([1.5, 2. ])
    """
    if steps < 0:
        raise UsageError(f"The method of reflections cannot take {steps} steps: give 0 or more.")
    has = presences(presence)
    rows, columns = np.diff(has.indptr), np.bincount(has.indices, minlength=has.shape[1])
    diversity = np.where(rows > 0, rows, np.nan)
    ubiquity = np.where(columns > 0, columns, np.nan)
    back = sp.csr_array(has.T)
    one, other = rows.astype(np.float64), columns.astype(np.float64)
    for _ in range(steps):
        one, other = (
            has @ np.nan_to_num(other) / diversity,
            back @ np.nan_to_num(one) / ubiquity,
        )
    return Reflections(
        Vector(np.where(rows > 0, one, np.nan), presence.rows, "reflections"),
        Vector(np.where(columns > 0, other, np.nan), presence.columns, "reflections"),
        steps,
    )


@dataclass(frozen=True)
class FitnessComplexity:
    """Fitness of the places and complexity of the activities, and how they were reached.

    Parameters
    ----------
    places, activities
        Fitness and complexity, both with mean 1 in each component.
    rounds
        How many rounds were made, in the component that took most.
    change
        The largest change of a value in the last round.
    is_converged
        Whether the change fell below the tolerance; True where a number of rounds was asked for
        only if it did.
    """

    places: Vector
    activities: Vector
    rounds: int
    change: float
    is_converged: bool


def fitness_complexity(
    presence: Matrix,
    *,
    rounds: int | None = None,
    tolerance: float = 1e-9,
    most_rounds: int = 20_000,
) -> FitnessComplexity:
    r"""Fitness and complexity by the non-linear map, iterated until nothing moves.

    .. math::
        \tilde F_p^{(n)} = \sum_a M_{pa} Q_a^{(n-1)}, \qquad
        \tilde Q_a^{(n)} = \Big(\sum_p M_{pa} / F_p^{(n-1)}\Big)^{-1}

    both divided by their mean after each round, from F = Q = 1. Parts of a disconnected graph have
    no scale in common (iterated together, all but one may sink to zero), so that each component is
    iterated by itself; `complexity` names them.

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    rounds
        Exactly so many rounds, to reproduce a published value (20 is common, and is not converged);
        without it, as many as convergence takes.
    tolerance
        Converged when no value, in units of its side's mean, changed by more in a round.
    most_rounds
        When to stop all the same; then `is_converged` is False.

    Returns
    -------
    FitnessComplexity
        Both sides with mean 1 in each component. Where the matrix is too empty below its diagonal,
        the values of some places and activities approach zero for ever, ever slower (Pugliese et
        al. 2016): theirs are small and of the order in which they vanish, not exact.

    Undefined
    ---------
    NaN for empty places and activities, which do not count in the means.

    Raises
    ------
    DataError
        A presence is not 0 or 1.
    UsageError
        Rounds or tolerance are impossible.

    Notes
    -----
    Tacchella et al. (2012), Scientific Reports 2:723, doi:10.1038/srep00723; Pugliese, Zaccaria &
    Pietronero (2016), European Physical Journal Special Topics 225:1893-1911,
    doi:10.1140/epjst/e2015-50118-1.

    Peers
    -----
    economiccomplexity 2.0 `fitness` with N iterations (its default method, N = 20): the same after
    N - 1 rounds, no test of convergence; components are iterated together. ecomplexity and EconGeo
    have none.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> found = fitness_complexity(Matrix([[1, 1], [1, 0]], places, activities), rounds=1)
    >>> found.places.values.round(3), found.activities.values.round(3)
    (array([1.333, 0.667]), array([0.667, 1.333]))
    """
    if (rounds is not None and rounds < 1) or most_rounds < 1 or not tolerance > 0:
        raise UsageError("Fitness-complexity needs at least one round and a tolerance above zero.")
    has = presences(presence)
    row_component, column_component, count = components(has)
    fitness_values, difficulty = np.full(has.shape[0], np.nan), np.full(has.shape[1], np.nan)
    made, change = 0, 0.0
    for number in range(count):
        rows = np.flatnonzero(row_component == number)
        columns = np.flatnonzero(column_component == number)
        part = sp.csr_array(has[rows, :][:, columns])
        limit = most_rounds if rounds is None else rounds
        one, other, steps, moved = _fixed_point(part, limit, tolerance if rounds is None else 0.0)
        fitness_values[rows], difficulty[columns] = one, other
        made, change = max(made, steps), max(change, moved)
    return FitnessComplexity(
        Vector(fitness_values, presence.rows, "fitness, mean 1"),
        Vector(difficulty, presence.columns, "complexity, mean 1"),
        made,
        change,
        change <= tolerance,
    )


def _fixed_point(
    has: sp.csr_array, rounds: int, tolerance: float
) -> tuple[Floats, Floats, int, float]:
    """Iterate the map on a connected component; give both sides, rounds made and last change.

    With a tolerance of 0 all rounds are made.
    """
    rows, columns = has.shape
    # a nearly full matrix is faster dense, and small ones always are
    forth = has.toarray() if rows * columns < 8 * has.nnz else has
    back = forth.T if isinstance(forth, np.ndarray) else sp.csr_array(forth.T)
    one, other = np.ones(rows), np.ones(columns)
    made, change = 0, float("inf")
    while made < rounds and (tolerance == 0 or change > tolerance):
        with np.errstate(divide="ignore", over="ignore"):
            fit, hard = forth @ other, 1 / (back @ (1 / one))
        fit, hard = fit / fit.mean(), hard / hard.mean()
        change = float(max(np.abs(fit - one).max(), np.abs(hard - other).max()))
        one, other = fit, hard
        made += 1
    return one, other, made, change


_TACCHELLA = "Tacchella et al. (2012), Scientific Reports 2:723, doi:10.1038/srep00723"


@indicator(
    title={"en": "Fitness", "nb": "Fitness"},
    unit={"en": "ratio, mean 1", "nb": "forholdstall, gjennomsnitt 1"},
    of=("place",),
    source=_TACCHELLA,
)
def fitness(presence: Matrix) -> Vector:
    r"""Fitness of the places: the sum of the complexities of what they have.

    .. math:: F_p \propto \sum_a M_{pa} Q_a

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        F with mean 1 in each component, the fixed point of `fitness_complexity`.

    Undefined
    ---------
    NaN for empty places.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    As `fitness_complexity`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> fitness(Matrix([[1, 1], [1, 1]], places, activities)).values
    array([1., 1.])
    """
    return fitness_complexity(presence).places


@indicator(
    title={"en": "Complexity by fitness", "nb": "Kompleksitet etter fitness"},
    unit={"en": "ratio, mean 1", "nb": "forholdstall, gjennomsnitt 1"},
    of=("activity",),
    source=_TACCHELLA,
)
def product_fitness(presence: Matrix) -> Vector:
    r"""Complexity of the activities, bounded by the least fit place that has each.

    .. math:: Q_a \propto \Big(\sum_p M_{pa} / F_p\Big)^{-1}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.

    Returns
    -------
    Vector
        Q with mean 1 in each component, the fixed point of `fitness_complexity`.

    Undefined
    ---------
    NaN for activities that no place has.

    Raises
    ------
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    As `fitness_complexity`.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> product_fitness(Matrix([[1, 1], [1, 1]], places, activities)).values
    array([1., 1.])
    """
    return fitness_complexity(presence).activities


@indicator(
    title={"en": "Subnational complexity", "nb": "Kompleksitet fra ytre referanse"},
    unit={"en": "as the outside complexity", "nb": "som den ytre kompleksiteten"},
    of=("place",),
    source=(
        "Hausmann, Pietrobelli & Santos (2021), Review of Development Economics 25:1-25; "
        "method of the Atlas of Economic Complexity for places within a country"
    ),
)
def subnational_complexity(presence: Matrix, outside: Vector) -> Vector:
    r"""Mean complexity of what a place has, with complexities measured on a wider set of places.

    .. math:: ECI_p = \frac{\sum_a M_{pa}\, PCI_a}{\sum_a M_{pa}}

    Parameters
    ----------
    presence
        M, place × activity, 0/1.
    outside
        PCI of the activities from elsewhere, such as Europe's regions; NaN where it has none.

    Returns
    -------
    Vector
        On the scale of `outside`, so that years with one outside PCI can be compared.

    Undefined
    ---------
    Activities without an outside PCI are left out; a place that has none other is NaN.

    Raises
    ------
    AxisMismatch
        The complexities are of other activities.
    DataError
        A presence is not 0 or 1.

    Peers
    -----
    Datawheel economic-complexity `complexity_subnational`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> outside = Vector([1.0, -0.5], activities)
    >>> subnational_complexity(Matrix([[1, 1], [0, 1]], places, activities), outside).values
    array([ 0.25, -0.5 ])
    """
    require_same(presence.columns, outside.axis, "activities of presence and outside complexity")
    has = presences(presence)
    known = ~np.isnan(outside.values)
    number = has @ known.astype(np.float64)
    total = has @ np.where(known, outside.values, 0.0)
    with np.errstate(invalid="ignore"):
        return Vector(np.where(number > 0, total / number, np.nan), presence.rows, outside.unit)
