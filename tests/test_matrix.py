import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse as sp

from samspill.errors import AxisMismatch, DataError, UnknownCode
from samspill.matrix import Axis, Matrix, Vector, panel, require_same

PLACES = Axis("place", "municipality-2024", ("A", "B"))
ACTIVITIES = Axis("activity", "nace-2", ("x", "y", "z"))
TIDY = {"p": ["B", "A", "A", "B"], "a": ["x", "z", "z", "y"], "v": [1.0, 2.0, 3.0, 4.0]}
COLUMNS = {"place": "p", "activity": "a", "value": "v"}
PIVOTED = [[0, 0, 5], [1, 4, 0]]

FRAMES = {
    "pyarrow": lambda: pa.table(TIDY),
    "pandas": lambda: pd.DataFrame(TIDY),
    "polars": lambda: pl.DataFrame(TIDY),
    "polars lazy": lambda: pl.LazyFrame(TIDY),
    "duckdb": lambda: duckdb.from_arrow(pa.table(TIDY)),
}


@pytest.mark.parametrize("library", FRAMES)
@pytest.mark.parametrize("sparse", [False, True])
def test_any_dataframe_pivots_with_sorted_labels_and_summed_duplicates(library, sparse):
    matrix = Matrix.from_frame(FRAMES[library](), **COLUMNS, sparse=sparse)
    assert matrix.rows.codes == ("A", "B")
    assert matrix.columns.codes == ("x", "y", "z")
    assert matrix.is_sparse is sparse
    assert matrix.dense.tolist() == PIVOTED


def test_absent_cells_are_not_observed_where_the_caller_says_so():
    matrix = Matrix.from_frame(pa.table(TIDY), **COLUMNS, absent="not observed")
    np.testing.assert_array_equal(matrix.dense, [[np.nan, np.nan, 5], [1, 4, np.nan]])


def test_a_null_makes_its_cell_unobserved_and_no_other():
    rows = pa.table({**TIDY, "v": [1.0, 2.0, None, 4.0]})
    np.testing.assert_array_equal(
        Matrix.from_frame(rows, **COLUMNS).dense, [[0, 0, np.nan], [1, 4, 0]]
    )


def test_numbers_as_codes_become_text():
    rows = pa.table({"p": [301, 101], "a": [1, 1], "v": [1, 2]})
    assert Matrix.from_frame(rows, **COLUMNS).rows.codes == ("101", "301")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"v": ["a", "b", "c", "d"]}, "holds String and not numbers"),
        ({"p": ["A", None, "A", "B"]}, "has 1 rows without a code"),
    ],
)
def test_what_cannot_be_pivoted_is_refused(change, says):
    with pytest.raises(DataError, match=says):
        Matrix.from_frame(pa.table(TIDY | change), **COLUMNS)


def test_a_missing_column_is_named():
    with pytest.raises(DataError, match="no column «money»; it has p, a, v"):
        Matrix.from_frame(pa.table(TIDY), place="p", activity="a", value="money")


def test_a_sparse_matrix_cannot_leave_cells_unobserved():
    with pytest.raises(DataError, match="cannot say that absent cells are not observed"):
        Matrix.from_frame(pa.table(TIDY), **COLUMNS, absent="not observed", sparse=True)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("sparse", [False, True])
def test_there_and_back_again(library, sparse):
    matrix = Matrix.from_frame(pa.table(TIDY), **COLUMNS, sparse=sparse)
    frame = matrix.to_frame("n", like=FRAMES[library]())
    assert type(frame) is type(FRAMES[library]())
    again = Matrix.from_frame(frame, place="place_code", activity="activity_code", value="n")
    assert again.select(matrix.rows.codes, matrix.columns.codes).dense.tolist() == PIVOTED


def test_a_lazy_frame_comes_back_for_a_lazy_frame():
    frame = Matrix.from_frame(pa.table(TIDY), **COLUMNS).to_frame(like=pl.LazyFrame(TIDY))
    assert isinstance(frame, pl.LazyFrame)
    assert nw.from_native(frame).collect().shape == (6, 3)


def test_two_axes_of_one_kind_get_two_columns():
    square = Matrix(np.eye(2), PLACES, PLACES)
    assert square.to_frame().column_names == ["place_code_a", "place_code_b", "value"]


def test_values_are_locked_and_the_callers_array_is_not():
    values = np.zeros((2, 3))
    matrix = Matrix(values, PLACES, ACTIVITIES)
    with pytest.raises(ValueError, match="read-only"):
        matrix.values[0, 0] = 1
    values[0, 0] = 1
    assert values.flags.writeable


def test_shape_must_fit_labels():
    with pytest.raises(AxisMismatch, match="2 place rows and 3 activity columns"):
        Matrix(np.zeros((3, 2)), PLACES, ACTIVITIES)
    with pytest.raises(AxisMismatch, match="cannot carry 2 place codes"):
        Vector(np.zeros(3), PLACES)


def test_a_code_cannot_stand_twice_on_an_axis():
    with pytest.raises(DataError, match="the place A stands twice"):
        Axis("place", "", ("A", "A"))


def test_look_up_by_code():
    matrix = Matrix(PIVOTED, PLACES, ACTIVITIES, "persons")
    assert matrix["A", "z"] == 5
    assert matrix.row("B")["y"] == 4
    assert matrix.column("z").values.tolist() == [5, 0]
    assert matrix.row("B").unit == "persons"
    with pytest.raises(UnknownCode):
        matrix["C", "z"]


@pytest.mark.parametrize("sparse", [False, True])
def test_select_and_transpose_keep_labels_with_numbers(sparse):
    values = sp.csr_array(PIVOTED) if sparse else PIVOTED
    matrix = Matrix(values, PLACES, ACTIVITIES)
    chosen = matrix.select(["B"], ["z", "x"])
    assert chosen.dense.tolist() == [[0, 1]]
    assert chosen.columns.codes == ("z", "x")
    assert matrix.transposed["z", "A"] == 5
    assert matrix.select(["B", "A"]).sorted().rows == PLACES
    assert matrix.row("A").values.tolist() == [0, 0, 5]
    assert matrix.column("y").values.tolist() == [0, 4]


def test_editions_do_not_meet_and_the_error_says_how_to_carry():
    older = Axis("place", "municipality-2018", ("A", "B"))
    with pytest.raises(AxisMismatch, match=r"samspill\.geography\.carry"):
        require_same(PLACES, older, "places")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (Axis("activity", "municipality-2024", ("A", "B")), "activity codes"),
        (Axis("place", "municipality-2024", ("A", "C")), "2 codes are in only one of them: B, C"),
        (Axis("place", "municipality-2024", ("B", "A")), "different order"),
    ],
)
def test_other_differences_are_told_apart(other, says):
    with pytest.raises(AxisMismatch, match=says):
        require_same(PLACES, other, "places")


def test_a_panel_never_mixes_years():
    rows = pa.table({**TIDY, "y": [2019, 2019, 2020, 2020]})
    years = panel(rows, **COLUMNS, year="y")
    assert list(years) == [2019, 2020]
    assert years[2019].dense.tolist() == [[0, 0, 2], [1, 0, 0]]
    assert years[2020].dense.tolist() == [[0, 0, 3], [0, 4, 0]]
    assert years[2019].rows == years[2020].rows


def test_an_empty_frame_is_an_empty_matrix():
    schema = pa.schema([("p", pa.string()), ("a", pa.string()), ("v", pa.float64())])
    empty = schema.empty_table()
    assert Matrix.from_frame(empty, **COLUMNS).shape == (0, 0)


def test_an_axis_survives_pickling():
    import pickle

    PLACES.position("B")
    assert pickle.loads(pickle.dumps(PLACES)) == PLACES
