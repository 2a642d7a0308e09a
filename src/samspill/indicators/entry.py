"""Entry and exit: which activities a place gains and loses between two dates.

Only a cell that is observed at both dates can enter or leave. A place or a code that one of the
dates does not have is NaN and never entry: a municipal merger is not a wave of new activities.
Carry both dates to one edition first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samspill.catalogue import indicator
from samspill.errors import UsageError
from samspill.matrix import Axis, Matrix, Vector, require_same

__all__ = ["aligned", "entry", "entry_rate", "exit_", "exit_rate"]

Floats = NDArray[np.float64]

_BOSCHMA = "Boschma, Balland & Kogler (2015), Ind Corp Change 24:223-250, doi:10.1093/icc/dtu012"


def aligned(before: Matrix, after: Matrix) -> tuple[Matrix, Matrix]:
    """Lay two dates on the same axes, with NaN for what a date does not have.

    Parameters
    ----------
    before, after
        The same measure at two dates, place × activity, in one edition of each.

    Returns
    -------
    tuple
        Both on the codes of `before`, followed by those that only `after` has.

    Raises
    ------
    AxisMismatch
        The two are of different kinds or editions: one has to be carried first.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> activities = Axis("activity", "", ("x",))
    >>> old = Matrix([[1]], Axis("place", "", ("A",)), activities)
    >>> new = Matrix([[2], [3]], Axis("place", "", ("A", "B")), activities)
    >>> [date.values.tolist() for date in aligned(old, new)]
    [[[1.0], [nan]], [[2.0], [3.0]]]
    """
    rows = _union(before.rows, after.rows)
    columns = _union(before.columns, after.columns)
    return _laid(before, rows, columns), _laid(after, rows, columns)


def _union(one: Axis, other: Axis) -> Axis:
    if one.codes == other.codes:
        require_same(one, other, f"{one.kind} codes of the two dates")
        return one
    # compared without their codes, which may differ here
    kind = f"{one.kind} codes of the two dates"
    require_same(Axis(one.kind, one.edition, ()), Axis(other.kind, other.edition, ()), kind)
    new = tuple(code for code in other.codes if code not in one)
    return Axis(one.kind, one.edition, one.codes + new)


def _laid(matrix: Matrix, rows: Axis, columns: Axis) -> Matrix:
    if matrix.rows.codes == rows.codes and matrix.columns.codes == columns.codes:
        return matrix
    values = np.full((len(rows), len(columns)), np.nan)
    at = np.ix_(rows.positions(matrix.rows.codes), columns.positions(matrix.columns.codes))
    values[at] = matrix.dense
    return Matrix(values, rows, columns, matrix.unit)


def _event(before: Matrix, after: Matrix, threshold: float, at_start: bool) -> Matrix:
    if not threshold > 0:
        raise UsageError(f"A threshold of {threshold} makes every activity present; give one > 0.")
    before, after = aligned(before, after)
    start, end = before.dense, after.dense
    at_risk = ~np.isnan(start) & ~np.isnan(end) & ((start >= threshold) == at_start)
    changed = (end >= threshold) != at_start
    return before.with_values(np.where(at_risk, changed, np.nan), "0 or 1")


@indicator(
    title={"en": "Entry", "nb": "Nykomst"},
    unit={"en": "0 or 1", "nb": "0 eller 1"},
    of=("place", "activity"),
    source=_BOSCHMA,
)
def entry(before: Matrix, after: Matrix, threshold: float = 1.0) -> Matrix:
    r"""Whether a place gains an activity that it did not have.

    .. math:: E_{pa} = 1[LQ_{pa}(t') \ge \tau], \quad LQ_{pa}(t) < \tau

    Parameters
    ----------
    before, after
        Location quotients (plain or shrunken) at two dates, NaN where not observed; presences 0/1
        do as well, but have forgotten what was not observed.
    threshold
        tau, above zero.

    Returns
    -------
    Matrix
        1 for entry, 0 for still absent, on the codes of both dates.

    Undefined
    ---------
    NaN where the place has the activity already, where either date does not observe the cell,
    and where one of the dates lacks the place or the activity.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    UsageError
        The threshold is not above zero.

    Peers
    -----
    EconGeo `entry_mat`: the same on presences. EconGeo 2.1 `entry_list`: puts 0 for places and
    activities that a date lacks, so that a merged municipality enters everything it has.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> old, new = (Matrix([v], places, activities) for v in ([0.5, 1.5, 0.2], [1.2, 0.1, 0.9]))
    >>> entry(old, new).values
    array([[ 1., nan,  0.]])
    """
    return _event(before, after, threshold, at_start=False)


@indicator(
    title={"en": "Exit", "nb": "Bortfall"},
    unit={"en": "0 or 1", "nb": "0 eller 1"},
    of=("place", "activity"),
    source=_BOSCHMA,
)
def exit_(before: Matrix, after: Matrix, threshold: float = 1.0) -> Matrix:
    r"""Whether a place loses an activity that it had.

    .. math:: X_{pa} = 1[LQ_{pa}(t') < \tau], \quad LQ_{pa}(t) \ge \tau

    Parameters
    ----------
    before, after
        Location quotients (plain or shrunken) at two dates, NaN where not observed.
    threshold
        tau, above zero.

    Returns
    -------
    Matrix
        1 for exit, 0 for still there, on the codes of both dates.

    Undefined
    ---------
    NaN where the place did not have the activity, where either date does not observe the cell,
    and where one of the dates lacks the place or the activity.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    UsageError
        The threshold is not above zero.

    Peers
    -----
    EconGeo `exit_mat`: the same on presences. EconGeo `exit_list`: as `entry_list`.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> old, new = (Matrix([v], places, activities) for v in ([0.5, 1.5, 1.2], [1.2, 0.1, 1.9]))
    >>> exit_(old, new).values
    array([[nan,  1.,  0.]])
    """
    return _event(before, after, threshold, at_start=True)


def _rate(events: Matrix) -> Vector:
    at_risk = (~np.isnan(events.dense)).sum(axis=1)
    happened = np.nansum(events.dense, axis=1)
    return Vector(happened / np.where(at_risk > 0, at_risk, np.nan), events.rows, "share, 0-1")


@indicator(
    title={"en": "Entry rate", "nb": "Andel nye aktiviteter"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place",),
    source=_BOSCHMA,
)
def entry_rate(before: Matrix, after: Matrix, threshold: float = 1.0) -> Vector:
    r"""Share of the activities that a place did not have and has gained.

    .. math:: \sum_a E_{pa} \big/ \#\{a : E_{pa} \text{ defined}\}

    Parameters
    ----------
    before, after
        Location quotients at two dates, as for `entry`.
    threshold
        Quotient from which an activity is present, above zero.

    Returns
    -------
    Vector
        The share for each place. Transposed dates give it for each activity.

    Undefined
    ---------
    NaN for a place where nothing could enter.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    UsageError
        The threshold is not above zero.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> old, new = (Matrix([v], places, activities) for v in ([0.5, 1.5, 0.2], [1.2, 0.1, 0.9]))
    >>> entry_rate(old, new).values
    array([0.5])
    """
    return _rate(entry(before, after, threshold))


@indicator(
    title={"en": "Exit rate", "nb": "Andel tapte aktiviteter"},
    unit={"en": "share, 0-1", "nb": "andel, 0-1"},
    of=("place",),
    source=_BOSCHMA,
)
def exit_rate(before: Matrix, after: Matrix, threshold: float = 1.0) -> Vector:
    r"""Share of the activities that a place had and has lost.

    .. math:: \sum_a X_{pa} \big/ \#\{a : X_{pa} \text{ defined}\}

    Parameters
    ----------
    before, after
        Location quotients at two dates, as for `exit_`.
    threshold
        Quotient from which an activity is present, above zero.

    Returns
    -------
    Vector
        The share for each place. Transposed dates give it for each activity.

    Undefined
    ---------
    NaN for a place where nothing could leave.

    Raises
    ------
    AxisMismatch
        The dates are in different editions.
    UsageError
        The threshold is not above zero.

    Peers
    -----
    None of the named programs has it.

    Examples
    --------
    >>> from samspill.matrix import Axis, Matrix
    >>> places, activities = Axis("place", "", ("A",)), Axis("activity", "", ("x", "y", "z"))
    >>> old, new = (Matrix([v], places, activities) for v in ([0.5, 1.5, 1.2], [1.2, 0.1, 1.9]))
    >>> exit_rate(old, new).values
    array([0.5])
    """
    return _rate(exit_(before, after, threshold))
