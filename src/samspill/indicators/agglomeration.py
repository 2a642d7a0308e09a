"""Agglomeration: whether the plants of an activity seek each other beyond their sizes and chance.

An activity with one large plant is concentrated without anybody seeking anybody. The measures here
take that out, by the sizes of the plants or by counting plants and not persons. `reference` is what
plants that are indifferent would follow, as in the family of concentration.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import DataError
from samspill.indicators.concentration import labelled, spread
from samspill.indicators.specialisation import margins, positive
from samspill.matrix import Matrix, Vector, require_same

__all__ = [
    "colocation",
    "ellison_glaeser",
    "ellison_glaeser_coagglomeration",
    "ellison_glaeser_z",
    "excess_colocation",
    "litzenberger_sternberg",
    "maurel_sedillot",
]

Floats = NDArray[np.float64]

_ELLISON = "Ellison & Glaeser (1997), J Political Economy 105:889-927, doi:10.1086/262098"


@indicator(
    title={"en": "Ellison-Glaeser index", "nb": "Ellison-Glaeser-indeks"},
    unit={
        "en": "index, 0 = as darts thrown at the map",
        "nb": "indeks, 0 = som piler kastet på kartet",
    },
    of=("activity",),
    source=_ELLISON,
)
def ellison_glaeser(
    sizes: Matrix, plant_herfindahl: Vector, reference: Vector | None = None
) -> Vector:
    r"""Concentration beyond what few and large plants bring by chance.

    .. math:: \gamma_a = \frac{G_a - (1 - \sum_p r_p^2) H_a}{(1 - \sum_p r_p^2)(1 - H_a)},
        \quad G_a = \sum_p (s_p - r_p)^2

    Parameters
    ----------
    sizes
        x, place × activity; s_p is a place's share of the activity.
    plant_herfindahl
        H, sum of the squared shares of an activity's plants, as `herfindahl` gives for a matrix
        activity × plant.
    reference
        r for each place: the row sums unless given, as shares.

    Returns
    -------
    Vector
        gamma: 0 as by chance, above 0.05 highly concentrated, below 0 dispersed.

    Undefined
    ---------
    NaN for an activity that no place has, whose Herfindahl is unknown or 1 (a single plant), and
    where all of the reference is in one place.

    Raises
    ------
    AxisMismatch
        The reference is of other places or the Herfindahl of other activities.
    DataError
        A size is negative or infinite, or a Herfindahl index lies outside 0-1.

    Peers
    -----
    REAT `ellison.a`, PySAL `ellison_glaeser_egg`: the same. PySAL without plants takes
    H = 1 / x: give that Vector for it (`ellison_glaeser_egg_pop`).

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> plants, even = Vector([0.1], activities), Vector([5, 5], places)
    >>> ellison_glaeser(Matrix([[9], [1]], places, activities), plants, even).values.round(3)
    array([0.6])
    """
    own, behind, plants = _with_plants(sizes, plant_herfindahl, reference)
    room = 1 - (behind**2).sum(axis=0)
    excess = ((own - behind) ** 2).sum(axis=0) - room * plants
    gamma = excess / positive(room * (1 - plants))
    return labelled(sizes, gamma, "index, 0 = as darts thrown at the map")


def _with_plants(
    sizes: Matrix, plant_herfindahl: Vector, reference: Vector | None
) -> tuple[Floats, Floats, Floats]:
    require_same(sizes.columns, plant_herfindahl.axis, "activities of sizes and plants")
    plants = plant_herfindahl.values
    if ((plants < 0) | (plants > 1)).any():
        raise DataError("a plant Herfindahl lies between 0 and 1")
    return *spread(sizes, reference), plants


@indicator(
    title={"en": "Significance of Ellison-Glaeser", "nb": "Signifikans av Ellison-Glaeser"},
    unit={"en": "standard deviations", "nb": "standardavvik"},
    of=("activity",),
    source=_ELLISON,
)
def ellison_glaeser_z(
    sizes: Matrix,
    plant_herfindahl: Vector,
    plant_fourth_powers: Vector,
    reference: Vector | None = None,
) -> Vector:
    r"""How many standard deviations raw concentration lies above plants placed at random.

    .. math:: z_a = \frac{G_a - (1 - \Sigma_2) H_a}{\sqrt{2\,[H_a^2 (\Sigma_2 - 2\Sigma_3
        + \Sigma_2^2) - Z_a (\Sigma_2 - 4\Sigma_3 + 3\Sigma_2^2)]}}, \quad \Sigma_k = \sum_p r_p^k

    Parameters
    ----------
    sizes
        x, place × activity.
    plant_herfindahl
        H, sum of the squared shares of an activity's plants.
    plant_fourth_powers
        Z, sum of the fourth powers of the same shares.
    reference
        r for each place: the row sums unless given, as shares.

    Returns
    -------
    Vector
        z for each activity.

    Undefined
    ---------
    NaN where the index is, and where the variance is not positive.

    Raises
    ------
    AxisMismatch
        The parts are of other places or activities.
    DataError
        A size is negative or infinite, or a Herfindahl index lies outside 0-1.

    Peers
    -----
    REAT `ellison.a` (z Gi): the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> sizes, even = Matrix([[9], [1]], places, activities), Vector([5, 5], places)
    >>> plants = Vector([0.1], activities), Vector([0.001], activities)
    >>> ellison_glaeser_z(sizes, *plants, even).values.round(3)
    array([4.025])
    """
    own, behind, plants = _with_plants(sizes, plant_herfindahl, reference)
    require_same(sizes.columns, plant_fourth_powers.axis, "activities of sizes and plants")
    two, three = (behind**2).sum(axis=0), (behind**3).sum(axis=0)
    excess = ((own - behind) ** 2).sum(axis=0) - (1 - two) * plants
    variance = 2 * (
        plants**2 * (two - 2 * three + two**2)
        - plant_fourth_powers.values * (two - 4 * three + 3 * two**2)
    )
    return labelled(sizes, excess / np.sqrt(positive(variance)), "standard deviations")


@indicator(
    title={"en": "Maurel-Sédillot index", "nb": "Maurel-Sédillot-indeks"},
    unit={"en": "index, 0 = as by chance", "nb": "indeks, 0 = som ved tilfeldighet"},
    of=("activity",),
    source="Maurel & Sédillot (1999), Reg Sci Urban Econ 29:575-604, "
    "doi:10.1016/S0166-0462(99)00020-8",
)
def maurel_sedillot(
    sizes: Matrix, plant_herfindahl: Vector, reference: Vector | None = None
) -> Vector:
    r"""Chance that two plants of an activity stand together beyond that of any two jobs.

    .. math:: \hat\gamma_a = \Big(\frac{\sum_p s_p^2 - \sum_p r_p^2}{1 - \sum_p r_p^2} - H_a\Big)
        \Big/ (1 - H_a)

    Parameters
    ----------
    sizes
        x, place × activity.
    plant_herfindahl
        H, sum of the squared shares of an activity's plants.
    reference
        r for each place: the row sums unless given, as shares.

    Returns
    -------
    Vector
        The index: 0 as by chance.

    Undefined
    ---------
    NaN for an activity that no place has, of a single plant, or with all reference in one place.

    Raises
    ------
    AxisMismatch
        The parts are of other places or activities.
    DataError
        A size is negative or infinite, or a Herfindahl index lies outside 0-1.

    Peers
    -----
    PySAL `maurel_sedillot_msg`: the same.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> plants, even = Vector([0.1], activities), Vector([5, 5], places)
    >>> maurel_sedillot(Matrix([[9], [1]], places, activities), plants, even).values.round(3)
    array([0.6])
    """
    own, behind, plants = _with_plants(sizes, plant_herfindahl, reference)
    room = 1 - (behind**2).sum(axis=0)
    raw = ((own**2).sum(axis=0) - (behind**2).sum(axis=0)) / positive(room)
    return labelled(sizes, (raw - plants) / positive(1 - plants), "index, 0 = as by chance")


@indicator(
    title={"en": "Ellison-Glaeser coagglomeration", "nb": "Ellison-Glaeser-samlokalisering"},
    unit={"en": "index, 0 = as by chance", "nb": "indeks, 0 = som ved tilfeldighet"},
    of=("activity", "activity"),
    source="Ellison, Glaeser & Kerr (2010), American Economic Review 100:1195-1213, "
    "doi:10.1257/aer.100.3.1195",
)
def ellison_glaeser_coagglomeration(sizes: Matrix, reference: Vector | None = None) -> Matrix:
    r"""How far two activities choose the same places beyond chance.

    .. math:: \gamma^c_{ab} = \sum_p (s_{pa} - r_p)(s_{pb} - r_p) \Big/ \big(1 - \sum_p r_p^2\big)

    For a pair this is the index of Ellison & Glaeser (1997), in which the plants cancel out.

    Parameters
    ----------
    sizes
        x, place × activity; s is a place's share of the activity.
    reference
        r for each place: the row sums unless given, as shares.

    Returns
    -------
    Matrix
        The index, activity × activity, symmetric; its diagonal is NaN.

    Undefined
    ---------
    NaN for an activity that no place has or that is not observed in a place, and on the diagonal.

    Raises
    ------
    AxisMismatch
        The reference is of other places.
    DataError
        A size is negative or infinite.

    Peers
    -----
    REAT `ellison.c`: the same for a pair that it is asked for.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> sizes, even = Matrix([[9, 8], [1, 2]], places, activities), Vector([5, 5], places)
    >>> ellison_glaeser_coagglomeration(sizes, even).values.round(2)
    array([[ nan, 0.48],
           [0.48,  nan]])
    """
    own, behind = spread(sizes, reference)
    departure = own - behind
    departure[:, np.isnan(sizes.dense).any(axis=0)] = np.nan
    rows = reference.values if reference is not None else margins(sizes)[0]
    share = rows / positive(np.array(np.nansum(rows)))
    index = departure.T @ departure / positive(np.array(1 - np.nansum(share**2)))
    np.fill_diagonal(index, np.nan)
    if not len(sizes.rows):
        index[:] = np.nan
    return Matrix(index, sizes.columns, sizes.columns, "index, 0 = as by chance")


@indicator(
    title={"en": "Colocation", "nb": "Samlokalisering"},
    unit={"en": "probability, 0-1", "nb": "sannsynlighet, 0-1"},
    of=("activity", "activity"),
    source="Howard, Newman & Tarp (2016), Journal of Economic Geography 16:1055-1078",
)
def colocation(plants: Matrix) -> Matrix:
    r"""Chance that a plant of one activity and a plant of another stand in the same place.

    .. math:: CL_{ab} = \sum_p n_{pa} n_{pb} \big/ (n_{\cdot a} n_{\cdot b})

    Parameters
    ----------
    plants
        n, number of plants, place × activity.

    Returns
    -------
    Matrix
        CL, activity × activity; the diagonal is for two different plants of the activity.

    Undefined
    ---------
    NaN for an activity without plants or not observed in a place, and on the diagonal where there
    is one plant.

    Raises
    ------
    DataError
        A number of plants is negative or infinite.

    Peers
    -----
    REAT `howard.cl`: the same for a pair.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> colocation(Matrix([[2, 1], [0, 1]], places, activities)).values
    array([[1. , 0.5],
           [0.5, 0. ]])
    """
    _, total, _ = margins(plants)
    count = plants.dense
    total = np.where(np.isnan(count).any(axis=0), np.nan, total)
    together = np.nan_to_num(count).T @ np.nan_to_num(count)
    pairs = np.outer(total, total)
    np.fill_diagonal(together, together.diagonal() - total)
    np.fill_diagonal(pairs, total * (total - 1))
    return Matrix(together / positive(pairs), plants.columns, plants.columns, "probability, 0-1")


@indicator(
    title={"en": "Excess colocation", "nb": "Samlokalisering utover tilfeldighet"},
    unit={"en": "difference of probabilities", "nb": "forskjell mellom sannsynligheter"},
    of=("activity", "activity"),
    source="Howard, Newman & Tarp (2016), Journal of Economic Geography 16:1055-1078",
)
def excess_colocation(plants: Matrix) -> Matrix:
    r"""Colocation above what it is when all plants change places with each other at random.

    .. math:: XCL_{ab} = CL_{ab} - \sum_p n_{p\cdot}(n_{p\cdot} - 1) \big/ N (N - 1)

    Parameters
    ----------
    plants
        n, number of plants, place × activity; N of all.

    Returns
    -------
    Matrix
        XCL, activity × activity, -1 to 1.

    Undefined
    ---------
    NaN where the colocation is.

    Raises
    ------
    DataError
        A number of plants is negative or infinite.

    Peers
    -----
    REAT `howard.xcl`: draws the expectation at random; ours is its exact value.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x", "y"))
    >>> excess_colocation(Matrix([[2, 1], [0, 1]], places, activities)).values
    array([[ 0.5,  0. ],
           [ 0. , -0.5]])
    """
    rows, _, total = margins(plants)
    chance = (rows * (rows - 1)).sum() / (total * (total - 1) if total > 1 else np.nan)
    together = colocation(plants)
    return together.with_values(together.dense - chance, "difference of probabilities")


@indicator(
    title={"en": "Litzenberger-Sternberg index", "nb": "Litzenberger-Sternberg-indeks"},
    unit={"en": "index, 1 = as all places", "nb": "indeks, 1 = som alle steder"},
    of=("place", "activity"),
    source="Litzenberger & Sternberg (2006), Geographische Zeitschrift 94:209-224",
)
def litzenberger_sternberg(
    sizes: Matrix, plants: Matrix, area: Vector, population: Vector
) -> Matrix:
    r"""Cluster index: dense in space, dense among people, and in many rather than few plants.

    .. math:: CI_{pa} = \frac{x_{pa} / A_p}{x_{\cdot a} / A} \cdot
        \frac{x_{pa} / n_p}{x_{\cdot a} / n} \Big/ \frac{x_{pa} / b_{pa}}{x_{\cdot a} / b_{\cdot a}}

    Parameters
    ----------
    sizes
        x, persons employed, place × activity.
    plants
        b, number of plants, place × activity.
    area
        A, area of each place.
    population
        n, inhabitants of each place.

    Returns
    -------
    Matrix
        CI, place × activity; above 4 (2 × 2 × 1) a place is called a cluster of the activity.

    Undefined
    ---------
    NaN where a cell, an area or a population is not observed or zero, or the activity is nowhere.
    A place with neither persons nor plants in the activity has 0.

    Raises
    ------
    AxisMismatch
        The parts speak of different places or activities.
    DataError
        A size or a number of plants is negative or infinite.

    Peers
    -----
    REAT `litzenberger`: the same, NaN where there are no plants.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix, Vector
    >>> places, activities = Axis("place", "", ("A", "B")), Axis("activity", "", ("x",))
    >>> jobs, plants = (Matrix(v, places, activities) for v in ([[30], [10]], [[3], [3]]))
    >>> area, people = Vector([1, 3], places), Vector([100, 100], places)
    >>> litzenberger_sternberg(jobs, plants, area, people).values.round(3)
    array([[3.   ],
           [0.333]])
    """
    require_same(sizes.rows, plants.rows, "places of sizes and plants")
    require_same(sizes.columns, plants.columns, "activities of sizes and plants")
    require_same(sizes.rows, area.axis, "places of sizes and area")
    require_same(sizes.rows, population.axis, "places of sizes and population")
    jobs, units = sizes.dense, plants.dense
    seen = ~(
        np.isnan(jobs)
        | np.isnan(units)
        | ~(area.values > 0)[:, None]
        | ~(population.values > 0)[:, None]
    )
    margins(sizes), margins(plants)

    def over_all(values: Floats) -> Floats:
        whole = np.where(seen, values, 0.0).sum(axis=0)
        return np.asarray(values / positive(whole), dtype=np.float64)

    # the size of plants divides, so that the persons stand once and the plants once
    spaces = over_all(np.broadcast_to(area.values[:, None], jobs.shape))
    people = over_all(np.broadcast_to(population.values[:, None], jobs.shape))
    index = np.full(jobs.shape, np.nan)
    product = over_all(jobs) * over_all(units)
    np.divide(product, spaces * people, out=index, where=seen)
    return sizes.with_values(index, "index, 1 = as all places")
