"""Specialisation: how a place's activities differ from those of the reference.

Sizes (persons, establishments, patents, kroner) stand as places × activities, and NaN is *not
observed*: such a cell is left out of every sum and NaN in the result. The reference is all the
places together, or a wider one that is given.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import DataError, UsageError
from samspill.indicators.blocks import by_blocks
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "expected",
    "location_quotient",
    "location_quotient_mean",
    "margins",
    "population_quotient",
    "presence",
    "shares",
    "standardised_location_quotient",
    "symmetric_location_quotient",
]

Floats = NDArray[np.float64]

_BALASSA = "Balassa (1965), The Manchester School 33:99-123, doi:10.1111/j.1467-9957.1965.tb00050.x"


def margins(sizes: Matrix) -> tuple[Floats, Floats, float]:
    r"""Give the sums of the rows, of the columns and of all, over the observed cells.

    .. math:: x_{p\cdot},\; x_{\cdot a},\; x_{\cdot\cdot}

    Parameters
    ----------
    sizes
        x, not negative, NaN where not observed.

    Returns
    -------
    tuple
        Row sums, column sums, total. A row or a column without observed cells has the sum 0.

    Raises
    ------
    DataError
        A size is negative or infinite, or the sum is too large for a float.
    """
    if sizes.is_sparse:
        stored = cast(sp.csr_array, sizes.values)
        observed = np.isfinite(stored.data) if stored.nnz else np.ones(0, bool)
        _require_sizes(stored.data, sizes)
        data = np.where(observed, stored.data, 0.0)
        columns = np.bincount(stored.indices, data, minlength=sizes.shape[1]).astype(np.float64)
        known = sp.csr_array((data, stored.indices, stored.indptr), shape=stored.shape)
        rows = np.asarray(known.sum(axis=1), dtype=np.float64).ravel()
    else:
        values, rows = sizes.dense, np.empty(sizes.shape[0])

        def summed(part: slice) -> Floats:
            block = values[part]
            _require_sizes(block, sizes)
            with np.errstate(over="ignore"):
                own = block.sum(axis=1)
                if np.isnan(own).any():
                    block = np.where(np.isnan(block), 0.0, block)
                    own = block.sum(axis=1)
                rows[part] = own
                return np.asarray(block.sum(axis=0))

        with np.errstate(over="ignore"):
            columns = np.sum(by_blocks(sizes.shape, summed), axis=0)
    with np.errstate(over="ignore"):
        total = float(columns.sum())
    if not np.isfinite(total):
        raise DataError(
            f"the {sizes.rows.kind} × {sizes.columns.kind} matrix sums to more than a float holds",
            advice="Choose a larger unit.",
        )
    return rows, columns, total


def _require_sizes(values: Floats, sizes: Matrix) -> None:
    """Refuse negative and infinite sizes; NaN passes."""
    # fmin and fmax leave NaN out without making a copy
    low = np.fmin.reduce(values, axis=None, initial=0.0)
    high = np.fmax.reduce(values, axis=None, initial=0.0)
    if low < 0 or high == np.inf:
        wrong = np.argwhere((sizes.dense < 0) | np.isinf(sizes.dense))[0]
        row, column = sizes.rows.codes[wrong[0]], sizes.columns.codes[wrong[1]]
        raise DataError(
            f"the size of {sizes.columns.kind} {column} in {sizes.rows.kind} {row} is "
            f"{sizes[row, column]:g}; sizes cannot be negative or infinite",
            advice="Leave the cell out as not observed (NaN), or use a measure without negatives.",
        )


def positive(values: Floats) -> Floats:
    """Give the values with NaN for zero, so that what is divided by them is undefined."""
    return np.where(values > 0, values, np.nan)


def reference_share(sizes: Matrix, reference: Matrix | None, columns: Floats) -> Floats:
    """Give each activity's share of the reference, NaN where it is not in it."""
    total = float(columns.sum())
    if reference is not None:
        require_same(sizes.columns, reference.columns, "activities of places and reference")
        _, columns, total = margins(reference)
    return positive(columns) / (total if total > 0 else np.nan)


@indicator(
    title={"en": "Share of the place", "nb": "Andel av stedet"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place", "activity"),
    source="Isard (1960), Methods of Regional Analysis, MIT Press",
)
def shares(sizes: Matrix) -> Matrix:
    r"""Share of each activity in its place.

    .. math:: s_{pa} = x_{pa} / x_{p\cdot}

    Parameters
    ----------
    sizes
        x, place × activity. Transpose it for the share of each place in its activity.

    Returns
    -------
    Matrix
        s, labelled like `sizes`; the observed cells of a row sum to 1. Sparse stays sparse.

    Undefined
    ---------
    NaN where the cell is not observed or the place is empty.

    Raises
    ------
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo and economiccomplexity give 0 for an empty place.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> shares(Matrix([[1, 3], [0, 0]], places, activities)).values
    array([[0.25, 0.75],
           [ nan,  nan]])
    """
    rows, _, _ = margins(sizes)
    return sizes.with_values(divided(sizes, rows), "share, 0-1")


def divided(sizes: Matrix, rows: Floats, columns: Floats | None = None) -> Floats | sp.csr_array:
    """Divide by each row's number and then, if given, by each column's; NaN where one is zero."""
    across, down = positive(rows), None if columns is None else positive(columns)
    if sizes.is_sparse:
        stored = cast(sp.csr_array, sizes.values)
        with np.errstate(over="ignore"):
            data = stored.data / np.repeat(across, np.diff(stored.indptr))
            data = data if down is None else data / down[stored.indices]
        return sp.csr_array((data, stored.indices, stored.indptr), shape=stored.shape)
    values, quotients = sizes.dense, np.empty(sizes.shape)

    def divide(part: slice) -> None:
        with np.errstate(over="ignore"):
            np.divide(values[part], across[part, None], out=quotients[part])
            if down is not None:
                quotients[part] /= down

    by_blocks(sizes.shape, divide)
    return quotients


@indicator(
    title={"en": "Location quotient", "nb": "Lokaliseringskvotient"},
    unit={
        "en": "ratio, 1 = as the reference",
        "nb": "forholdstall, 1 = som sammenlikningsgrunnlaget",
    },
    of=("place", "activity"),
    source=_BALASSA,
)
def location_quotient(sizes: Matrix, *, reference: Matrix | None = None) -> Matrix:
    r"""Share of an activity in a place over its share in the reference.

    .. math:: LQ_{pa} = \frac{x_{pa} / x_{p\cdot}}{x_{\cdot a} / x_{\cdot\cdot}}

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities, such as Norway's or Europe's regions, whose column
        sums are the reference. Without it, the places of `sizes` together.

    Returns
    -------
    Matrix
        LQ, labelled like `sizes`. Sparse stays sparse: what is not stored is 0.

    Undefined
    ---------
    NaN where the cell is not observed, the place is empty or the reference lacks the activity.
    A sparse matrix says so in its stored cells only.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    ecomplexity and economiccomplexity: the same. EconGeo `location_quotient`: the same with 0 for
    undefined; its `rca` is rounded to two decimals before anything else uses it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> location_quotient(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([[1.5, 0.5],
           [0.5, 1.5]])
    """
    rows, columns, _ = margins(sizes)
    share = reference_share(sizes, reference, columns)
    return sizes.with_values(divided(sizes, rows, share), "ratio, 1 = as the reference")


@indicator(
    title={"en": "Presence", "nb": "Tilstedeværelse"},
    unit={"en": "0 or 1", "nb": "0 eller 1"},
    of=("place", "activity"),
    source="Hidalgo et al. (2007), Science 317:482-487, doi:10.1126/science.1144581",
)
def presence(quotients: Matrix, threshold: float = 1.0) -> Matrix:
    r"""Whether a place has an activity to at least the threshold.

    .. math:: M_{pa} = 1[LQ_{pa} \ge t]

    Parameters
    ----------
    quotients
        Location quotients, or any measure of how much of an activity a place has.
    threshold
        t, above zero.

    Returns
    -------
    Matrix
        M, 0 or 1, labelled like `quotients`. Sparse stays sparse, with only the ones stored.

    Undefined
    ---------
    Never: what is not observed or not defined (NaN) is not shown to be there, and counts as 0.

    Raises
    ------
    UsageError
        The threshold is not above zero.

    Peers
    -----
    ecomplexity, EconGeo: the same (`>=`). economiccomplexity 2.0.0: NaN becomes 1, so that an
    empty place has every activity. ecomplexity with `presence_test="both"`: adds two presences, so
    that 2 occurs; multiply two of ours for *both*.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> presence(Matrix([[1.0, 0.99], [np.nan, 2.0]], places, activities)).values
    array([[1., 0.],
           [0., 1.]])
    """
    if not threshold > 0:
        raise UsageError(
            f"A threshold of {threshold} makes every activity present everywhere; give one above 0."
        )
    if quotients.is_sparse:
        stored = cast(sp.csr_array, quotients.values)
        data = (stored.data >= threshold).astype(np.float64)
        there = sp.csr_array((data, stored.indices, stored.indptr), shape=stored.shape, copy=True)
        there.eliminate_zeros()
        return quotients.with_values(there, "0 or 1")
    values, has = quotients.dense, np.empty(quotients.shape)

    def compare(part: slice) -> None:
        has[part] = values[part] >= threshold

    by_blocks(quotients.shape, compare)
    return quotients.with_values(has, "0 or 1")


@indicator(
    title={"en": "Symmetric location quotient", "nb": "Symmetrisk lokaliseringskvotient"},
    unit={
        "en": "-1 to 1, 0 = as the reference",
        "nb": "-1 til 1, 0 = som sammenlikningsgrunnlaget",
    },
    of=("place", "activity"),
    source="Laursen (2015), Eurasian Business Review 5:99-115, doi:10.1007/s40821-015-0017-1",
)
def symmetric_location_quotient(quotients: Matrix) -> Matrix:
    r"""Location quotient on a scale that is as long below 1 as above it.

    .. math:: SLQ_{pa} = (LQ_{pa} - 1) / (LQ_{pa} + 1)

    Parameters
    ----------
    quotients
        LQ, place × activity.

    Returns
    -------
    Matrix
        SLQ, dense (what is absent is -1), labelled like `quotients`.

    Undefined
    ---------
    NaN where the location quotient is.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> symmetric_location_quotient(Matrix([[0.0, 1.0, 3.0]], places, activities)).values
    array([[-1. ,  0. ,  0.5]])
    """
    values = quotients.dense
    return quotients.with_values((values - 1) / (values + 1), "-1 to 1, 0 = as the reference")


@indicator(
    title={"en": "Standardised location quotient", "nb": "Standardisert lokaliseringskvotient"},
    unit={"en": "standard deviations", "nb": "standardavvik"},
    of=("place", "activity"),
    source="O'Donoghue & Gleave (2004), Regional Studies 38:419-427",
)
def standardised_location_quotient(quotients: Matrix) -> Matrix:
    r"""How many standard deviations a place lies from the mean place of an activity.

    .. math:: z_{pa} = (LQ_{pa} - \overline{LQ}_a) / \sigma_a

    with mean and standard deviation (divisor n - 1) over the places where it is observed. Give
    the logarithms of the quotients for the variant of Tian (2013).

    Parameters
    ----------
    quotients
        LQ, place × activity.

    Returns
    -------
    Matrix
        z, dense, labelled like `quotients`.

    Undefined
    ---------
    NaN where the location quotient is, and where fewer than two places, or none that differ,
    have one.

    Peers
    -----
    REAT 3 `locq2(LQ.norm = "OG")` takes the mean over the wrong side of its matrix (of the region's
    industries) with the standard deviation over the regions.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B", "C")), Axis("activity", "", ("x",))
    >>> standardised_location_quotient(Matrix([[0.0], [1.0], [2.0]], places, activities)).values
    array([[-1.],
           [ 0.],
           [ 1.]])
    """
    values = quotients.dense
    observed = ~np.isnan(values)
    count = observed.sum(axis=0)
    filled = np.where(observed, values, 0.0)
    deviation = np.where(observed, values - filled.sum(axis=0) / np.maximum(count, 1), np.nan)
    squares = np.where(observed, deviation, 0.0) ** 2
    spread = np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1))
    return quotients.with_values(deviation / positive(spread), "standard deviations")


@indicator(
    title={"en": "Mean location quotient", "nb": "Gjennomsnittlig lokaliseringskvotient"},
    unit={
        "en": "ratio, 1 = as the reference",
        "nb": "forholdstall, 1 = som sammenlikningsgrunnlaget",
    },
    of=("place",),
    source="Hoover & Giarratani (1985), An Introduction to Regional Economics, 3rd ed., Knopf",
)
def location_quotient_mean(sizes: Matrix, *, reference: Matrix | None = None) -> Vector:
    r"""Mean of a place's location quotients, each weighted by the activity's share of the place.

    .. math:: \overline{LQ}_p = \sum_a s_{pa} LQ_{pa} = \sum_a s_{pa}^2 / s_a

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities; without it, the places of `sizes` together.

    Returns
    -------
    Vector
        1 for a place like the reference, higher the more specialised.

    Undefined
    ---------
    An empty place is NaN; activities that are not observed or not in the reference are left out.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    EconGeo `location_quotient_avg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> location_quotient_mean(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([1.25, 1.25])
    """
    rows, columns, _ = margins(sizes)
    share = reference_share(sizes, reference, columns)
    own = Matrix(divided(sizes, rows), sizes.rows, sizes.columns).dense
    with np.errstate(over="ignore"):
        mean = np.nansum(own * own / positive(share), axis=1)
    return Vector(np.where(rows > 0, mean, np.nan), sizes.rows, "ratio, 1 = as the reference")


@indicator(
    title={"en": "Expected size", "nb": "Forventet størrelse"},
    unit={"en": "unit of the sizes", "nb": "som størrelsene"},
    of=("place", "activity"),
    source="Clayton & Kaldor (1987), Biometrics 43:671-681, doi:10.2307/2532003",
)
def expected(sizes: Matrix, *, reference: Matrix | None = None) -> Matrix:
    r"""Size that an activity would have if the place were like the reference.

    .. math:: E_{pa} = x_{p\cdot}\, x_{\cdot a} / x_{\cdot\cdot}

    so that LQ = x / E.

    Parameters
    ----------
    sizes
        x, place × activity.
    reference
        A wider matrix over the same activities; without it, the places of `sizes` together.

    Returns
    -------
    Matrix
        E, dense also where `sizes` is sparse, because what is absent is expected too.

    Undefined
    ---------
    NaN where the cell is not observed, the place is empty or the reference lacks the activity.

    Raises
    ------
    AxisMismatch
        The reference speaks of other activities.
    DataError
        A size is negative or infinite.

    Peers
    -----
    None of the named programs gives it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> expected(Matrix([[3, 1], [1, 3]], places, activities)).values
    array([[2., 2.],
           [2., 2.]])
    """
    rows, columns, _ = margins(sizes)
    share = positive(reference_share(sizes, reference, columns))
    values = np.outer(positive(rows), share)
    values[np.isnan(sizes.dense)] = np.nan
    return sizes.with_values(values, sizes.unit)


@indicator(
    title={"en": "Population quotient (RPOP)", "nb": "Befolkningskvotient (RPOP)"},
    unit={"en": "ratio, 1 = as all places", "nb": "forholdstall, 1 = som alle steder"},
    of=("place", "activity"),
    source="Bustos et al. (2012), PLoS ONE 7:e49393, doi:10.1371/journal.pone.0049393",
)
def population_quotient(sizes: Matrix, population: Vector) -> Matrix:
    r"""Size of an activity per inhabitant over the same for all places.

    .. math:: RPOP_{pa} = \frac{x_{pa} / n_p}{x_{\cdot a} / \sum_{q} n_q}

    Parameters
    ----------
    sizes
        x, place × activity.
    population
        n, inhabitants of each place. The sum runs over the places where the activity is observed.

    Returns
    -------
    Matrix
        RPOP, labelled like `sizes`, dense.

    Undefined
    ---------
    NaN where the cell or the population is not observed, where nobody lives, and where no place
    has the activity.

    Raises
    ------
    AxisMismatch
        The population is of other places.
    DataError
        A size is negative or infinite.

    Peers
    -----
    ecomplexity `rpop`: the same where everything is observed.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> jobs, people = Matrix([[30], [10]], places, activities), Vector([100, 100], places)
    >>> population_quotient(jobs, people).values
    array([[1.5],
           [0.5]])
    """
    require_same(sizes.rows, population.axis, "places of sizes and population")
    margins(sizes)
    people = positive(population.values)
    values = sizes.dense
    known = ~np.isnan(values) & ~np.isnan(people)[:, None]
    total = np.where(known, values, 0.0).sum(axis=0)
    behind = np.where(known, people[:, None], 0.0).sum(axis=0)
    rate = positive(total) / positive(behind)
    return sizes.with_values(values / people[:, None] / rate, "ratio, 1 = as all places")
