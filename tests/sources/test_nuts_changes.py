"""Changes of NUTS codes, in the layout of the R package's table; the regions are made up."""

import pytest

from samspill.sources import nuts_changes as source

YEARS = (1999, 2003, 2006, 2010, 2013, 2016, 2021)
HEAD = ",".join(
    [
        "typology",
        "start_year",
        "end_year",
        *(f"code_{year}" for year in YEARS),
        *(f"geo_name_{year}" for year in YEARS[1:]),
        *(f"change_{year}" for year in YEARS[1:]),
    ]
)


def line(level="nuts_level_2", **cells):
    """Write a row; `c` is a code, `n` a name, `x` a change, each with its edition."""
    return ",".join(
        [
            level,
            "NA",
            "NA",
            *(cells.get(f"c{year}", "NA") for year in YEARS),
            *(f'"{cells[f"n{year}"]}"' if f"n{year}" in cells else "NA" for year in YEARS[1:]),
            *(f'"{cells[f"x{year}"]}"' if f"x{year}" in cells else "NA" for year in YEARS[1:]),
        ]
    )


def file(*lines):
    return "\n".join([HEAD, *lines]) + "\n"


GOOD = file(
    line("nuts_level_1", c2006="XA1", c2010="XA9", x2010="code change"),
    line(c2006="XA11", c2010="XA91", n2010="Vik, og nes", x2010="code change, name change"),
    line(c2006="XA12", c2010="XA12", n2010="Dal", x2010="name change"),
    line(c2006="XB11", n2010="Nord", x2010="boundary shift"),
    line(c2010="XB21", n2010="Nord", x2010="new region"),
    line(c2006="XC11", c2010="XC10 (part)", x2010="merged"),
    line(c2006="XC12", c2010="XC10 (part)", x2010="merged"),
    line(c2010="XC10", n2010="Hele", x2010="new region"),
    line(c2006="XD11", x2010="split"),
    line(c2006="XD11 (part)", c2010="XD21", x2010="new region"),
    line(c2006="XD11 (part)", c2010="XD22", x2010="new region"),
    line(c2013="XE00", x2016="split into new xe01 and xe02"),
    line(c2013="XE03", x2016="discontinued"),
)


def test_each_kind_of_change_is_told(raw_file, whole):
    kept, received, rejected = whole(source.read(raw_file(GOOD)))
    told = {
        (row["from_code"], row["to_code"], row["change"], row["to_edition"])
        for row in kept.to_pylist()
    }
    assert told == {
        ("XA11", "XA91", "recoded", "nuts-2010"),
        ("XB11", "XB21", "boundary_shift", "nuts-2010"),
        ("XC11", "XC10", "merged", "nuts-2010"),
        ("XC12", "XC10", "merged", "nuts-2010"),
        (None, "XC10", "begun", "nuts-2010"),
        ("XD11", "XD21", "split", "nuts-2010"),
        ("XD11", "XD22", "split", "nuts-2010"),
        ("XE00", "XE01", "split", "nuts-2016"),
        ("XE00", "XE02", "split", "nuts-2016"),
        ("XE03", None, "ended", "nuts-2016"),
    }
    assert received == {"rows": 10}
    assert rejected == []


def test_a_row_knows_where_it_stands(raw_file, whole):
    kept, _, _ = whole(source.read(raw_file(GOOD)))
    recoded = next(row for row in kept.to_pylist() if row["change"] == "recoded")
    assert recoded["source_row"] == 2
    assert recoded["place_name"] == "Vik, og nes"
    assert (recoded["from_edition"], recoded["to_edition"]) == ("nuts-2006", "nuts-2010")


def test_words_that_nobody_knows_are_set_aside_with_the_reason(raw_file, whole):
    content = file(
        line(c2006="XA11", c2010="XA12", x2010="turned around"),
        line(n2010="Ingen", x2010="code change"),
    )
    kept, received, rejected = whole(source.read(raw_file(content)))
    assert kept.num_rows == 0
    assert [one["reason"] for one in rejected] == ["unknown_change", "no_region"]
    assert received == {"rows": 2}


def test_every_kind_of_garbage_is_refused(raw_file, garbage):
    with pytest.raises(garbage.error):
        list(source.read(raw_file(garbage.of(GOOD.encode()))))


def test_nothing_is_fetched_because_nothing_is_offered(fetched):
    assert fetched(source.fetch) == []
    assert source.SOURCE.downloads == ()
