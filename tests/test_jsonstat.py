"""JSON-stat 2; the cubes are made up, their layout follows https://json-stat.org/full."""

import math

import numpy as np
import pytest

from samspill.errors import DataError
from samspill.jsonstat import parse


def dataset(**more):
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Sysselsatte",
        "source": "Statistisk sentralbyrå",
        "updated": "2024-03-01T07:00:00Z",
        "id": ["Region", "Tid"],
        "size": [2, 3],
        "dimension": {
            "Region": {
                "label": "region",
                "category": {
                    "index": {"0301": 1, "3301": 0},
                    "label": {"3301": "Vik", "0301": "Oslo"},
                },
            },
            "Tid": {"label": "år", "category": {"index": ["2021", "2022", "2023"]}},
        },
        "value": [1, 2, 3, 4, None, 6.5],
        **more,
    }


def test_values_stand_row_by_row_in_the_order_of_the_index():
    cube = parse(dataset())
    assert [one.codes for one in cube.dimensions] == [("3301", "0301"), ("2021", "2022", "2023")]
    assert cube.dimensions[0].labels == ("Vik", "Oslo")
    assert cube.dimensions[1].labels == ("2021", "2022", "2023")
    np.testing.assert_array_equal(cube.values, [[1, 2, 3], [4, math.nan, 6.5]])
    assert (cube.label, cube.source) == ("Sysselsatte", "Statistisk sentralbyrå")
    assert cube.updated == "2024-03-01T07:00:00Z"
    assert cube.dimension("Kjonn", "Tid") is cube.dimensions[1]
    assert cube.dimension("Kjonn") is None


def test_the_long_table_has_a_row_a_cell_and_null_where_nothing_is_given():
    rows = parse(dataset(status={"4": ":"})).table().to_pylist()
    assert rows[0] == {"Region": "3301", "Tid": "2021", "value": 1.0, "status": None}
    assert rows[4] == {"Region": "0301", "Tid": "2022", "value": None, "status": ":"}
    assert rows[5] == {"Region": "0301", "Tid": "2023", "value": 6.5, "status": None}
    assert len(rows) == 6


def test_sparse_values_are_not_zero_where_they_are_missing():
    cube = parse(dataset(value={"0": 7, "5": 8}))
    np.testing.assert_array_equal(cube.values, [[7, *[math.nan] * 2], [*[math.nan] * 2, 8]])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (["", None, "e", "", ":", ""], {2: "e", 4: ":"}),
        ({"2": "e", "4": ":"}, {2: "e", 4: ":"}),
        ("p", dict.fromkeys(range(6), "p")),
        (None, {}),
    ],
)
def test_the_three_forms_of_status(status, expected):
    assert dict(parse(dataset(status=status)).status) == expected


def test_a_dimension_of_one_category_needs_no_index():
    document = dataset(id=["Region", "Tid", "Innhold"], size=[2, 3, 1])
    document["dimension"]["Innhold"] = {"category": {"label": {"N": "Antall"}}}
    cube = parse(document)
    assert cube.dimensions[2].codes == ("N",)
    assert cube.values.shape == (2, 3, 1)


def test_every_cell_meets_its_own_codes():
    # by hand: the number of a cell is 100 x place + 10 x year + sex, so that each can be told
    numbers = [
        100 * place + 10 * year + sex for place in (1, 2) for year in (1, 2) for sex in (1, 2)
    ]
    dimension = {name: {"category": {"index": ["1", "2"]}} for name in ("place", "year", "sex")}
    cube = parse(
        {
            "class": "dataset",
            "id": ["place", "year", "sex"],
            "size": [2, 2, 2],
            "dimension": dimension,
            "value": numbers,
        }
    )
    for row in cube.table().to_pylist():
        assert row["value"] == int(row["place"] + row["year"] + row["sex"])


def without(*path):
    document = dataset()
    at = document
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return document


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "the JSON is not an object"),
        ({}, "it says no «class»"),
        ({"class": "collection"}, "of the class «collection» and not a dataset"),
        ({"title": "Too many cells", "status": 403}, "answered with an error: Too many cells"),
        ({"error": "Parameter error"}, "answered with an error: Parameter error"),
        (dataset(size=[2]), "«id» and «size» do not list the same"),
        (dataset(id=[], size=[]), "«id» and «size» do not list the same"),
        (dataset(size=[2, 0]), "«id» and «size» do not list the same"),
        (dataset(size=[2, 4]), "the dimension «Tid» has 3 categories where «size» says 4"),
        (without("dimension", "Tid"), "the dimension «Tid» is not described"),
        (without("dimension", "Region", "category", "index"), "of the dimension «Region» are not"),
        (without("value"), "the JSON-stat has no «value»"),
        (dataset(value=[1, 2]), "there are 2 values where the dimensions make 6"),
        (dataset(value={"6": 1}), "position «6» lies outside the cube"),
        (dataset(value={"x": 1}), "position «x» lies outside the cube"),
        (dataset(value=[1, 2, 3, 4, 5, "6"]), "the value «6» at position 5 is not a number"),
        (dataset(value=[1, 2, 3, 4, 5, True]), "the value «True» at position 5 is not a number"),
        (dataset(status={"9": ":"}), "«status» does not fit the cube"),
    ],
)
def test_what_is_not_a_cube_is_refused(document, sentence):
    with pytest.raises(DataError, match=rf"^svar\.json: .*{sentence}"):
        parse(document, file="svar.json")
