import inspect
import pickle
import re

import pytest

from samspill import errors
from samspill.errors import DataError, ProfileError, SamspillError, UnknownCode


def classes():
    return {
        name: kind
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, SamspillError) and not name.startswith("_")
    }


def test_all_names_are_exported():
    assert sorted(classes()) == sorted(errors.__all__)


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = re.findall(r"[├└]── (\w+)(?: \((\w+)\))?", errors.__doc__)
    assert {name for name, _ in drawn} | {"SamspillError"} == set(classes())
    for name, builtin in drawn:
        if builtin:
            assert builtin in [base.__name__ for base in classes()[name].__mro__]


def test_a_located_error_says_where_and_what_to_do():
    error = DataError(
        "«x» is not a number", file="a.csv", line=7, column="beløp", advice="Mend it."
    )
    assert str(error) == "a.csv, line 7, column «beløp»: «x» is not a number. Mend it."
    assert (error.file, error.line, error.column) == ("a.csv", 7, "beløp")


def test_every_error_comes_whole_out_of_another_process():
    for name, kind in classes().items():
        told = UnknownCode("place", "Osl", ["Oslo"]) if kind is UnknownCode else kind(f"no {name}")
        came = pickle.loads(pickle.dumps(told))
        assert type(came) is kind
        assert str(came) == str(told)
        assert vars(came) == vars(told)
    located = DataError("«x» is not a number", file="a.csv", line=7, column="beløp")
    came = pickle.loads(pickle.dumps(located))
    assert came.sentence("linje") == "a.csv, linje 7, column «beløp»: «x» is not a number."


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ({}, "wrong."),
        ({"file": "a.csv"}, "a.csv: wrong."),
        ({"line": 3}, "line 3: wrong."),
        ({"file": "a.csv", "column": 2}, "a.csv, column 2: wrong."),
    ],
)
def test_what_is_not_known_is_left_out(where, text):
    assert str(ProfileError("wrong", **where)) == text


def test_an_unknown_code_suggests_near_ones():
    error = UnknownCode("place", "Kongsbergg", ["Kongsberg", "Drammen", "Hamar"])
    assert error.near == ("Kongsberg",)
    assert str(error) == "There is no place «Kongsbergg». Did you mean Kongsberg?"


def test_an_unknown_code_lists_what_there_is_when_nothing_is_near():
    assert str(UnknownCode("kind", "x", ["loan", "grant"])).endswith("Known: grant, loan.")
    assert str(UnknownCode("kind", "x", map(str, range(100, 200)))) == "There is no kind «x»."
