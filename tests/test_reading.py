"""Reading: the fast way through a good file, and the sentence about a bad one."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill.errors import DataError, EncodingError, HeaderError, TruncatedFile
from samspill.reading import (
    Batch,
    Layout,
    Rejects,
    is_json,
    read_json,
    read_json_records,
    read_records,
    record,
)
from samspill.store import RawFile, Vault
from samspill.tables import table
from samspill.unpacking import open_raw

LAYOUT = Layout(columns={"code": ("Kode", "code"), "value": ("Verdi",)}, delimiters=";,")


@pytest.fixture
def raw_file(tmp_path: Path) -> Callable[..., RawFile]:
    vault = Vault(tmp_path / "raw")

    def make(content: str | bytes, encoding: str = "utf-8") -> RawFile:
        path = tmp_path / "incoming"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return vault.add(
            path, source="trial", name="trial.csv", vintage="2024", publisher="", licence="",
            origin="",
        )  # fmt: skip

    return make


@pytest.fixture
def column(raw_file) -> Callable[..., Batch]:
    """Give a batch whose column `value` holds some cells."""

    def make(*cells: str) -> Batch:
        text = "Kode;Verdi\n" + "".join(f'a;"{cell}"\n' for cell in cells)
        (batch,) = read_records(raw_file(text), LAYOUT)
        return batch

    return make


def values(raw: RawFile, layout: Layout = LAYOUT, **more) -> list[tuple[str | None, str | None]]:
    return [
        pair
        for batch in read_records(raw, layout, **more)
        for pair in zip(
            batch.text("code").to_pylist(), batch.text("value").to_pylist(), strict=True
        )
    ]


class TestRecords:
    @pytest.mark.parametrize("delimiter", [";", ","])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_delimiters_and_line_ends(self, raw_file, delimiter, end):
        text = end.join(["Kode;Verdi", "a; 1 ", 'b;"x;y"', ""])
        if delimiter == ",":
            text = text.replace("x;y", "x|y").replace(";", ",").replace("x|y", "x,y")
        expected = "x;y" if delimiter == ";" else "x,y"
        assert values(raw_file(text)) == [("a", "1"), ("b", expected)]

    def test_another_name_of_a_column(self, raw_file):
        assert values(raw_file("Verdi;code\n1;a\n")) == [("a", "1")]

    def test_empty_is_null(self, raw_file):
        assert values(raw_file("Kode;Verdi\na;\n ;1\n")) == [("a", None), (None, "1")]

    def test_cells_in_quotation_marks_may_hold_line_breaks(self, raw_file):
        assert values(raw_file('Kode;Verdi\na;"1\n2"\nb;3\n')) == [("a", "1\n2"), ("b", "3")]

    def test_mark_of_utf8_at_the_start(self, raw_file):
        assert values(raw_file("Kode;Verdi\na;ø\n", "utf-8-sig")) == [("a", "ø")]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("is_packed", [False, True])
    def test_what_stands_before_the_header_may_have_any_letters(
        self, raw_file, encoding, is_packed
    ):
        text = "Tall på kommuner – «æøå»\n\nKode;Verdi;Næring €\nå;ø;1\nb;æ;2\n".encode(encoding)
        layout = Layout(LAYOUT.columns, delimiters=";", skip_until="Kode")
        packed = gzip.compress(text) if is_packed else text
        assert values(raw_file(packed), layout) == [("å", "ø"), ("b", "æ")]

    def test_encodings_are_tried_in_turn(self, raw_file):
        layout = Layout(LAYOUT.columns, delimiters=";", encodings=("utf-8", "cp1252"))
        assert values(raw_file("Kode;Verdi\na;ø\n", "cp1252"), layout) == [("a", "ø")]
        assert values(raw_file("Kode;Verdi\na;ø\n"), layout) == [("a", "ø")]

    def test_packed(self, raw_file):
        assert values(raw_file(gzip.compress(b"Kode;Verdi\na;1\n"))) == [("a", "1")]

    def test_lines_before_the_header(self, raw_file):
        layout = Layout(LAYOUT.columns, delimiters=";", skip_until="Kode")
        raw = raw_file('Tabell 1\n\n"Kode";"Verdi"\na;x\n')
        assert values(raw, layout) == [("a", "x")]
        (batch,) = read_records(raw, layout)
        with pytest.raises(DataError) as caught:
            batch.number("value")
        assert caught.value.line == 4

    def test_column_that_a_layout_may_lack(self, raw_file):
        layout = Layout(
            {**LAYOUT.columns, "more": ("Mer",)}, optional=frozenset({"more"}), delimiters=";"
        )
        (batch,) = read_records(raw_file("Kode;Verdi\na;1\n"), layout)
        assert batch.text("more").to_pylist() == [None]
        assert batch.number("more").to_pylist() == [None]
        assert batch.date("more", ("%Y",)).to_pylist() == [None]

    def test_blocks_number_their_records_on(self, raw_file):
        text = "Kode;Verdi\n" + "".join(f"a{n};{n}\n" for n in range(1, 2001))
        batches = list(read_records(raw_file(text), LAYOUT, block=4096))
        assert len(batches) > 2
        rows = [row for batch in batches for row in batch.source_row.to_pylist()]
        assert rows == list(range(1, 2001))
        cells = [cell for batch in batches for cell in batch.whole("value").to_pylist()]
        assert cells == rows

    def test_error_in_a_later_block_names_its_line(self, raw_file):
        text = "Kode;Verdi\n" + "".join(f'"a\n{n}";{n}\n' for n in range(1, 2001))
        *_, last = read_records(raw_file(text.replace(";1990\n", ";199O\n")), LAYOUT, block=4096)
        with pytest.raises(DataError) as caught:
            last.whole("value")
        # each record takes two lines, and the header one
        assert caught.value.line == 2 + 2 * 1989

    def test_each_record_knows_its_file(self, raw_file):
        raw = raw_file("Kode;Verdi\na;1\nb;2\n")
        (batch,) = read_records(raw, LAYOUT)
        assert batch.file_sha256.to_pylist() == [raw.sha256] * 2


class TestRefusedFiles:
    @pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf \n"])
    def test_empty(self, raw_file, content):
        with pytest.raises(DataError, match=r"trial\.csv, line 1: the file is empty"):
            list(read_records(raw_file(content), LAYOUT))

    @pytest.mark.parametrize("content", ["<!DOCTYPE html>\n<p>", "\ufeff\n <html lang='nb'>"])
    def test_web_page(self, raw_file, content):
        with pytest.raises(DataError, match="web page"):
            list(read_records(raw_file(content), LAYOUT))

    def test_header_alone(self, raw_file):
        with pytest.raises(DataError, match="no records"):
            list(read_records(raw_file("Kode;Verdi\n"), LAYOUT))

    def test_truncated_gzip(self, raw_file):
        packed = gzip.compress(b"Kode;Verdi\n" + b"a;1\n" * 100_000)
        with pytest.raises(TruncatedFile, match="complete"):
            list(read_records(raw_file(packed[: len(packed) // 2]), LAYOUT))

    def test_garbled_gzip(self, raw_file):
        packed = bytearray(gzip.compress(b"Kode;Verdi\n" + b"a;1\n" * 100))
        packed[-5] ^= 255
        with pytest.raises(TruncatedFile):
            list(read_records(raw_file(bytes(packed)), LAYOUT))

    def test_missing_columns(self, raw_file):
        with pytest.raises(HeaderError) as caught:
            list(read_records(raw_file("Farge;Smak\ngrønn;sur\n"), LAYOUT))
        assert (caught.value.file, caught.value.line) == ("trial.csv", 1)
        assert "«Kode», «Verdi»" in str(caught.value)
        assert "Farge, Smak" in str(caught.value)

    def test_column_twice(self, raw_file):
        with pytest.raises(HeaderError) as caught:
            list(read_records(raw_file("Kode;Verdi;Verdi\na;1;2\n"), LAYOUT))
        assert caught.value.column == "Verdi"

    @pytest.mark.parametrize("row", ["b;2;3", "b"])
    def test_wrong_number_of_cells(self, raw_file, row):
        with pytest.raises(DataError, match="cells where the header has 2") as caught:
            list(read_records(raw_file(f"Kode;Verdi\na;1\n{row}\nc;3\n"), LAYOUT))
        assert caught.value.line == 3

    @pytest.mark.parametrize("text", ['b;"2\nc;3\n', 'b;"2\nc;3', 'b;"2""\nc;3\n'])
    def test_quotation_mark_that_does_not_end(self, raw_file, text):
        with pytest.raises(DataError, match="quotation mark") as caught:
            list(read_records(raw_file("Kode;Verdi\na;1\n" + text), LAYOUT))
        assert caught.value.line == 2

    def test_quotation_mark_within_a_cell_is_only_a_mark(self, raw_file):
        assert values(raw_file('Kode;Verdi\na;5" rør\nb;2\n')) == [("a", '5" rør'), ("b", "2")]

    def test_bytes_of_another_encoding(self, raw_file):
        with pytest.raises(EncodingError, match="utf-8") as caught:
            list(read_records(raw_file(b"Kode;Verdi\na;1\nb;\xf8\n"), LAYOUT))
        assert (caught.value.line, caught.value.column) == (3, 3)

    def test_bytes_of_another_encoding_far_into_the_file(self, raw_file):
        body = b"Kode;Verdi\n" + b"a;1\n" * 400_000 + b"b;\xf8\n"
        with pytest.raises(EncodingError) as caught:
            list(read_records(raw_file(body), LAYOUT))
        assert caught.value.line == 400_002

    def test_zero_bytes(self, raw_file):
        with pytest.raises(EncodingError) as caught:
            list(read_records(raw_file(b"Kode;Verdi\na;1\nb;\x00\n"), LAYOUT))
        assert caught.value.line == 3


class TestValues:
    def test_required(self, column):
        with pytest.raises(DataError, match=r"line 3, column «Verdi»: the cell is empty"):
            column("1", " ").required("value")
        assert column("1").required("value").to_pylist() == ["1"]

    def test_matching(self, column):
        assert column("J62", "").matching("value", r"[A-Z]\d\d", "a code").to_pylist() == [
            "J62", None,
        ]  # fmt: skip
        with pytest.raises(DataError, match=r"line 2, column «Verdi»: «J62x» is not a code"):
            column("J62x").matching("value", r"[A-Z]\d\d", "a code")

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("1", 1.0), ("-1.5", -1.5), ("+1", 1.0), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0),
            ("1 000 000", 1e6), ("1\u00a0000", 1000.0), ("", None), (" ", None), (":", None),
        ],
    )  # fmt: skip
    def test_number(self, column, cell, expected):
        assert column(cell).number("value", missing=(":",)).to_pylist() == [expected]

    @pytest.mark.parametrize("cell", ["1,5", "12x", "1.2.3", "--1", "nan", "inf", "0x10", "1e999"])
    def test_not_a_number(self, column, cell):
        with pytest.raises(DataError, match="is not a number"):
            column(cell).number("value")

    def test_decimal_comma(self, column):
        assert column("1 234,5").number("value", decimal=",").to_pylist() == [1234.5]

    @pytest.mark.parametrize(
        ("cell", "expected"), [("12", 12), ("-3", -3), ("1 000", 1000), ("7.0", 7), ("..", None)]
    )
    def test_whole(self, column, cell, expected):
        assert column(cell).whole("value", missing=("..",)).to_pylist() == [expected]

    @pytest.mark.parametrize("cell", ["1.5", "1e3", "tolv", "9" * 19])
    def test_not_whole(self, column, cell):
        with pytest.raises(DataError, match="is not a whole number"):
            column(cell).whole("value")

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("31.12.2018", date(2018, 12, 31)), ("1.2.2018", date(2018, 2, 1)),
            ("29.02.2016", date(2016, 2, 29)), ("31.12.18", date(2018, 12, 31)),
            ("31.12.69", date(1969, 12, 31)), ("31.12.68", date(2068, 12, 31)), ("", None),
        ],
    )  # fmt: skip
    def test_date(self, column, cell, expected):
        found = column(cell).date("value", ("%d.%m.%Y", "%d.%m.%y"))
        assert found.to_pylist() == [expected]
        assert found.type == pa.date32()

    @pytest.mark.parametrize(
        "cell",
        ["31.02.2018", "29.02.2017", "31.04.2018", "00.01.2018", "32.01.2018", "01.13.2018",
         "01.01.18", "2018-01-01", "01.01.2018 12:00", "i går"],
    )  # fmt: skip
    def test_not_a_date(self, column, cell):
        with pytest.raises(DataError, match=r"is not a date such as 31\.12\.2018"):
            column(cell).date("value", ("%d.%m.%Y",))

    def test_date_with_time(self, column):
        found = column("2012-10-17 13:00:00").date("value", ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S"))
        assert found.to_pylist() == [date(2012, 10, 17)]

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            # weights 3 2 7 6 5 4 3 2, worked by hand; the check digit is 11 less the rest
            ("999999999", "999999999"),  # 9·32 = 288 = 26·11 + 2
            ("974760673", "974760673"),  # 27+14+28+42+30+0+18+14 = 173 = 15·11 + 8
            ("00974760673", "974760673"),
            ("974 760 673", "974760673"),
            ("974760674", None),
            ("174760673", None),
            ("97476067", None),
            ("9747606733", None),
            ("", None),
            ("NO974760673", None),
        ],
    )
    def test_organisation_number(self, column, cell, expected):
        assert column(cell).organisation_number("value").to_pylist() == [expected]


class TestRecord:
    def test_a_record_as_it_stands(self, raw_file):
        raw = raw_file('Kode;Verdi\n"a\nb";1\n\nc; 2 \n')
        assert record(raw, LAYOUT, 1) == (2, {"Kode": "a\nb", "Verdi": "1"})
        assert record(raw, LAYOUT, 2) == (5, {"Kode": "c", "Verdi": " 2 "})

    def test_no_such_record(self, raw_file):
        with pytest.raises(DataError, match="no record number 3"):
            record(raw_file("Kode;Verdi\na;1\n"), LAYOUT, 3)


class TestJson:
    LAYOUT = Layout(columns={"code": ("id",), "value": ("a.b", "c")}, optional=frozenset({"value"}))

    def test_records_of_a_list(self, raw_file):
        raw = raw_file(json.dumps([{"id": "x", "a": {"b": 7}}, {"id": "y", "c": ["p", "q"]}]))
        assert is_json(raw)
        (batch,) = read_json_records(raw, self.LAYOUT)
        assert batch.text("code").to_pylist() == ["x", "y"]
        assert batch.text("value").to_pylist() == ["7", "p q"]

    def test_records_within_an_object(self, raw_file):
        raw = raw_file(json.dumps({"_embedded": {"units": [{"id": "x"}]}, "page": {}}))
        (batch,) = read_json_records(raw, self.LAYOUT, within="_embedded.units")
        assert batch.text("code").to_pylist() == ["x"]

    def test_blocks_number_their_records_on(self, raw_file):
        raw = raw_file(json.dumps([{"id": str(n)} for n in range(5)]))
        batches = list(read_json_records(raw, self.LAYOUT, block=2))
        assert [batch.source_row.to_pylist() for batch in batches] == [[1, 2], [3, 4], [5]]

    def test_a_value_that_cannot_be_names_its_record(self, raw_file):
        raw = raw_file(json.dumps([{"id": "x", "c": "1"}, {"id": "y", "c": "mye"}]))
        (batch,) = read_json_records(raw, self.LAYOUT)
        with pytest.raises(DataError, match="record number 2"):
            batch.number("value")

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            ('[{"id": "x"}, {"id": ', TruncatedFile),
            ('{"id": ', TruncatedFile),
            ('[{"id": "x"}, 7]', DataError),
            ("[]", DataError),
            ('[{"other": 1}]', HeaderError),
        ],
    )
    def test_what_cannot_be_read(self, raw_file, content, kind):
        with pytest.raises(kind) as caught:
            list(read_json_records(raw_file(content), self.LAYOUT))
        assert caught.value.file == "trial.csv"

    def test_whole(self, raw_file):
        assert read_json(raw_file('\ufeff{"a": 1}')) == {"a": 1}
        with pytest.raises(DataError) as caught:
            read_json(raw_file('{"a": 1,\n "b" 2}'))
        assert (caught.value.line, caught.value.column) == (2, 6)
        with pytest.raises(EncodingError) as caught:
            read_json(raw_file(b'{\n"a": "\xf8"}'))
        assert caught.value.line == 2


class TestRejects:
    def test_added_rows_conform(self):
        rejects = Rejects("trial", "abc")
        rejects.add(7, step="read", reason="withheld", what=":", content="x: 1", amount_nok=5.0)
        assert len(rejects) == 1
        rows = rejects.rows()
        assert rows.schema == table("rejects").schema
        assert rows.to_pylist()[0]["amount_nok"] == 5.0
        assert rows.to_pylist()[0]["file_sha256"] == "abc"
        assert rows.to_pylist()[0]["explanation_nb"] == "Utgiveren oppgir ikke tallet (:)."
        assert (
            rows.to_pylist()[0]["explanation_en"] == "The publisher does not give the figure (:)."
        )

    def test_nothing_set_aside(self):
        assert Rejects("trial").rows().schema == table("rejects").schema

    def test_take_out_parts_the_rows(self):
        rows = pa.table(
            {
                "source_row": [1, 2, 3],
                "amount_eur": [1.0, 2.0, None],
                "name": ["a", None, "c"],
            }
        )
        rejects = Rejects("trial", "abc")
        left = rejects.take_out(
            rows,
            pc.greater(rows["amount_eur"], 1.0),
            step="read",
            reason="repeated",
            content=("name", "amount_eur"),
        )
        # null is not true: the third row stays
        assert left["source_row"].to_pylist() == [1, 3]
        (rejected,) = rejects.rows().to_pylist()
        assert (rejected["source_row"], rejected["amount_eur"]) == (2, 2.0)
        assert rejected["content"] == "amount_eur: 2.0"
        assert rejected["amount_nok"] is None


def test_a_page_is_refused_on_opening(raw_file):
    with pytest.raises(DataError), open_raw(raw_file("<html>")):
        pass


def test_reading_ends_where_the_reader_goes_away(raw_file):
    """The next block is read ahead in a thread, which must not outlive the one who asked."""
    content = b"Kode;Verdi\n" + b"a;1\n" * 400_000
    batches = read_records(raw_file(content), LAYOUT, block=1 << 16)
    next(batches)
    batches.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("samspill-read")]
