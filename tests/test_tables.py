import numpy as np
import pyarrow as pa
import pytest

from samspill.errors import DataError, UnknownCode
from samspill.tables import FIELDS, REASONS, alike, describe, table, tables


def population(**columns):
    return pa.table(
        {"place_code": ["0301", "0101"], "year": [2020, 2020], "population": [2.0, 1.0]} | columns
    )


def test_every_column_of_every_table_is_declared_and_every_declaration_used():
    used = {name for one in tables().values() for name in (*one.key, *one.columns)}
    assert used <= set(FIELDS)
    assert sorted(set(FIELDS) - used) == []


def test_every_field_speaks_both_languages_and_has_a_known_type():
    for field in FIELDS.values():
        assert field.nb, field.name
        assert field.en, field.name
        assert field.arrow.type is not None


def test_money_has_its_currency_in_the_name():
    for field in FIELDS.values():
        if field.unit in ("NOK", "EUR"):
            assert field.name.endswith(f"_{field.unit.lower()}")


def test_every_reason_is_said_in_both_languages_and_in_order():
    for reason in REASONS.values():
        assert set(reason.title) == set(reason.sentence) == {"nb", "en"}, reason.id
        assert all(reason.title.values()), reason.id
        said = reason.said("X")
        assert said["nb"].endswith("."), reason.id
        assert said["en"].endswith("."), reason.id
        assert said["nb"] != said["en"], reason.id
        assert ("X" in said["nb"]) == ("X" in said["en"]), reason.id
    assert list(REASONS) == sorted(REASONS)


def test_fields_stand_in_order_of_name():
    assert list(FIELDS) == sorted(FIELDS)


def test_check_orders_by_key_and_fills_columns():
    checked = table("population").check(population())
    assert checked["place_code"].to_pylist() == ["0101", "0301"]
    assert checked["place_name"].to_pylist() == [None, None]
    assert checked.schema == table("population").schema


def test_a_key_that_stands_twice_is_refused_by_name():
    with pytest.raises(DataError, match="place_code=0301, year=2020 stands twice in population"):
        table("population").check(population(place_code=["0301", "0301"]))


def test_a_key_without_value_is_refused():
    with pytest.raises(DataError, match="1 rows of population have no place_code"):
        table("population").check(population(place_code=["0301", None]))


def test_a_column_that_is_not_declared_is_refused():
    with pytest.raises(DataError, match="declares no column «colour»"):
        table("population").check(population(colour=["red", "blue"]))


def test_a_value_of_another_type_is_refused():
    with pytest.raises(DataError, match="«year» of population cannot be int64"):
        table("population").check(population(year=["now", "then"]))


def test_the_description_has_key_columns_units_and_meanings():
    told = describe(table("strengths"))
    assert told["key"] == ["place_code", "activity_code", "measure", "year", "reference"]
    lq = next(column for column in told["columns"] if column["name"] == "lq")
    assert lq["unit"] == "ratio"
    assert lq["meaning"] == {"nb": "Lokaliseringskvotient", "en": "Location quotient"}


def test_an_unknown_table_suggests():
    with pytest.raises(UnknownCode, match="Did you mean strengths"):
        table("strenghts")


def test_published_tables_have_a_key():
    for one in tables().values():
        if one.is_published and one.name != "rejects":
            assert one.key, one.name


def test_what_is_not_a_number_is_null():
    rows = population(population=[float("nan"), 1.0])
    assert table("population").conform(rows)["population"].to_pylist() == [None, 1.0]


def test_rows_that_say_the_same_have_the_same_number():
    rows = pa.table({"name": ["A", None, "A", "A", None], "year": [1, 2, 1, None, 2]})
    first, number = alike(rows, ["name", "year"])
    assert first.tolist() == [0, 1, 3]
    assert number.tolist() == [0, 1, 0, 2, 1]
    assert alike(rows.slice(0, 0), ["name"])[1].tolist() == []


def test_more_kinds_of_rows_than_a_number_can_tell_are_told_apart():
    # six columns of two thousand values could be 2001 to the sixth different rows
    values = np.random.default_rng(3).permutation(2_000)
    rows = pa.table({str(at): np.roll(values, at) for at in range(6)})
    twice = pa.concat_tables([rows, rows])
    first, number = alike(twice, twice.column_names)
    assert first.tolist() == list(range(2_000))
    assert number.tolist() == [*range(2_000), *range(2_000)]
