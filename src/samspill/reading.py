"""A vault file -> records of text, and text -> values, with errors that name the line.

Reading goes a fast way (Arrow, a block at a time) as long as all is well. When something is not,
the file is walked once more, slowly, to say in which line of it and in which column.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO, TypeVar

import ijson
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from samspill.errors import DataError, EncodingError, HeaderError, TruncatedFile
from samspill.store import RawFile
from samspill.tables import REASONS, table
from samspill.unpacking import ADVICE_AGAIN, ADVICE_OTHER, open_raw

__all__ = [
    "Batch",
    "Layout",
    "Part",
    "Rejects",
    "is_json",
    "read_json",
    "read_json_records",
    "read_records",
    "record",
]

_LONGEST = 1 << 24
"""So long may a line or a cell be; what is longer is no data of a publisher."""
_LARGEST_RECORD = 1 << 26
_LARGEST_JSON = 1 << 30
"""So many bytes, unpacked, may a JSON file have that is read whole."""

csv.field_size_limit(_LONGEST)

_Piece = TypeVar("_Piece")


@dataclass(frozen=True)
class Layout:
    """How a publisher lays out a delimited file.

    Parameters
    ----------
    columns
        Our name for a column -> the headers the publisher uses or has used for it.
    optional
        Our names of columns that older or newer layouts do not have; they read as null.
    delimiters
        Possible delimiters; the header line decides.
    encodings
        Encodings to try, the strictest first.
    skip_until
        The header is the first line that begins with this text; without it, the first line.
    member
        Pattern of the name of the file inside a zip, where the publisher packs it so.
    """

    columns: Mapping[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()
    delimiters: str = ",;\t"
    encodings: tuple[str, ...] = ("utf-8",)
    skip_until: str = ""
    member: str = ""


@dataclass(frozen=True)
class Part:
    """What reading a piece of a file gives.

    Parameters
    ----------
    table
        Name of the tidy table in `samspill.tables`.
    kept
        Its rows.
    rejected
        Rows of `rejects`: what was set aside, with the reason.
    received
        What came in, counted before anything was decided: `rows`, `amount_nok`, ...
    """

    table: str
    kept: pa.Table
    rejected: pa.Table | None = None
    received: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Opened:
    """What the head of a file tells: encoding, delimiter, header and where it stands."""

    raw: RawFile
    layout: Layout
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    quote: bool = True

    @cached_property
    def at(self) -> dict[str, str | None]:
        """Our name of a column -> the header it has here, None where an optional one is missing."""
        found: dict[str, str | None] = {}
        missing = []
        for ours, theirs in self.layout.columns.items():
            here = next((name for name in theirs if name in self.header), None)
            if here is None and ours not in self.layout.optional:
                missing.append(theirs[0])
            found[ours] = here
        if missing:
            shown = ", ".join(self.header[:8]) + (" …" if len(self.header) > 8 else "")
            raise HeaderError(
                f"{_listed(missing)} in the header; it reads: {shown[:300]}",
                file=self.raw.name,
                line=self.header_line,
                column=missing[0],
                advice=f"{ADVICE_OTHER} If the publisher has changed the layout, the source "
                f"{self.raw.source} has to learn it.",
            )
        return found


def _lines(text: io.TextIOWrapper, raw: RawFile) -> Iterator[str]:
    """Give the lines of a text, none of which may be endless."""
    number = 0
    while line := text.readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise DataError(
                f"the line is longer than {_LONGEST:,} characters",
                file=raw.name,
                line=number,
                advice=ADVICE_OTHER,
            )
        yield line


def _listed(missing: list[str]) -> str:
    if len(missing) == 1:
        return "the column is missing"
    names = ", ".join(f"«{name}»" for name in missing[:6])
    return f"{len(missing)} columns are missing ({names}{' …' if len(missing) > 6 else ''})"


def _open_head(raw: RawFile, layout: Layout) -> _Opened:
    with _decoding(raw, layout), open_raw(raw, layout.member) as stream:
        # one encoding is seen to be the right one when the file is read
        if len(layout.encodings) == 1:
            encoding = _with_mark(layout.encodings[0])
        else:
            encoding = _encoding(stream, raw, layout)
            stream.seek(0)
        text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        line_number, plain = 0, ""
        for number, line in enumerate(itertools.islice(_lines(text, raw), 50), 1):
            words = line.lstrip("\ufeff").strip("\r\n")
            is_header = bool(words.strip()) and words.lstrip('"').startswith(layout.skip_until)
            # where no line is the header, the first one is held against it
            if is_header or (words.strip() and not plain):
                line_number, plain = number, words
            if is_header:
                break
        text.detach()
        if "\x00" in plain:
            raise _NoText
    delimiter = max(layout.delimiters, key=plain.count)
    header = next(csv.reader([plain], delimiter=delimiter), [])
    names = tuple(name.strip() for name in header)
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise HeaderError(
            "the column stands twice in the header",
            file=raw.name,
            line=line_number,
            column=twice[0],
            advice=ADVICE_OTHER,
        )
    return _Opened(raw, layout, encoding, delimiter, names, line_number)


class _NoText(UnicodeError):
    """Where there should be text there is none."""


@contextlib.contextmanager
def _decoding(raw: RawFile, layout: Layout) -> Iterator[None]:
    """Say of what is no text in the file's encoding where it stands."""
    try:
        yield
    except UnicodeError:
        with open_raw(raw, layout.member) as stream:
            _encoding(stream, raw, layout)
        raise


def _with_mark(encoding: str) -> str:
    """Give an encoding that passes by the mark which some programs begin a file of UTF-8 with."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _encoding(stream: BinaryIO, raw: RawFile, layout: Layout) -> str:
    """Give the first encoding of the layout that the whole file can be read in."""
    failures: list[tuple[str, int, int]] = []
    for encoding in layout.encodings:
        stream.seek(0)
        line = 1
        reader = io.TextIOWrapper(stream, encoding=encoding, newline="")
        try:
            while block := reader.read(1 << 20):
                if "\x00" in block:
                    break
                line += block.count("\n")
            else:
                return _with_mark(encoding)
            failures.append((encoding, line + block[: block.index("\x00")].count("\n"), 0))
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            start = before.rfind(b"\n") + 1
            failures.append((encoding, line + before.count(b"\n"), error.start - start + 1))
        finally:
            reader.detach()
    encoding, line, column = failures[0]
    raise EncodingError(
        f"the text is not {' or '.join(layout.encodings)}",
        file=raw.name,
        line=line,
        column=column or None,
        advice=f"{ADVICE_OTHER} The file may have been saved again by a spreadsheet.",
    )


def _behind_header(stream: BinaryIO, opened: _Opened) -> Iterator[bytes]:
    """Give what stands behind the header as UTF-8, a block at a time, seen to be text."""
    text = io.TextIOWrapper(stream, encoding=opened.encoding, newline="")
    try:
        header = "".join(text.readline() for _ in range(opened.header_line))
        if opened.encoding != _with_mark("utf-8"):
            while block := text.read(1 << 20):
                yield block.encode()
            return
    finally:
        with contextlib.suppress(ValueError):
            text.detach()
    # what is UTF-8 already is looked at and passed on
    stream.seek(0)
    mark = len(codecs.BOM_UTF8) if stream.read(3) == codecs.BOM_UTF8 else 0
    stream.seek(mark + len(header.encode()))
    decoder = codecs.getincrementaldecoder("utf-8")()
    while piece := stream.read(1 << 20):
        decoder.decode(piece)
        yield piece
    decoder.decode(b"", final=True)


class _Stream(io.RawIOBase):
    """Blocks of text as a binary stream."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = memoryview(b"")
        self.quotation_marks = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            block = next(self._blocks, b"")
            if b"\x00" in block:
                raise _NoText
            self.quotation_marks += block.count(b'"')
            self._left = memoryview(block)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


@dataclass(frozen=True)
class Batch:
    """A block of records; every column is text until a method makes values of it.

    `first_row` is the number of the first record, counted from 1 behind the header.
    """

    opened: _Opened
    first_row: int
    records: pa.Table

    @property
    def num_rows(self) -> int:
        """Number of records."""
        return int(self.records.num_rows)

    @property
    def source_row(self) -> pa.Array:
        """The number of each record in the file, counted from 1 behind the header."""
        return pa.array(np.arange(self.first_row, self.first_row + self.num_rows, dtype=np.int64))

    @property
    def file_sha256(self) -> pa.Array:
        """The checksum of the file, for each record."""
        return pa.repeat(pa.scalar(self.opened.raw.sha256), self.num_rows)

    def text(self, name: str) -> pa.ChunkedArray:
        """Give a column trimmed; what is empty is null."""
        theirs = self.opened.at[name]
        if theirs is None:
            return pa.chunked_array([pa.nulls(self.num_rows, pa.string())])
        trimmed = pc.utf8_trim_whitespace(self.records[theirs])
        return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)

    def required(self, name: str) -> pa.ChunkedArray:
        """Give a column trimmed; an empty cell is an error."""
        values = self.text(name)
        if values.null_count:
            self.refuse(name, pc.is_null(values), "the cell is empty and must not be")
        return values

    def matching(self, name: str, pattern: str, expected: str) -> pa.ChunkedArray:
        """Give a column trimmed; a cell that does not match the pattern is an error."""
        values = self.text(name)
        fits = pc.match_substring_regex(values, f"^(?:{pattern})$")
        self.refuse(name, pc.invert(fits), f"{{value}} is not {expected}")
        return values

    def number(
        self, name: str, *, decimal: str = ".", missing: Sequence[str] = ()
    ) -> pa.ChunkedArray:
        """Give a column as float64; empty cells and the words in `missing` are null."""
        values = self.text(name)
        for word in missing:
            values = pc.if_else(pc.equal(values, word), pa.scalar(None, pa.string()), values)
        plain = pc.replace_substring(values, " ", "")
        plain = pc.replace_substring(plain, "\u00a0", "")
        if decimal != ".":
            plain = pc.replace_substring(plain, decimal, ".")
        fits = pc.match_substring_regex(plain, r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$")
        self.refuse(name, pc.invert(fits), "{value} is not a number")
        return pc.cast(plain, pa.float64())

    def whole(self, name: str, *, missing: Sequence[str] = ()) -> pa.ChunkedArray:
        """Give a column as int64; empty cells and the words in `missing` are null."""
        values = self.text(name)
        for word in missing:
            values = pc.if_else(pc.equal(values, word), pa.scalar(None, pa.string()), values)
        plain = pc.replace_substring(values, " ", "")
        fits = pc.match_substring_regex(plain, r"^[+-]?\d{1,15}(\.0*)?$")
        self.refuse(name, pc.invert(fits), "{value} is not a whole number")
        return pc.cast(pc.replace_substring_regex(plain, r"\.0*$", ""), pa.int64())

    def date(
        self, name: str, patterns: Sequence[str], *, missing: Sequence[str] = ()
    ) -> pa.ChunkedArray:
        """Give a column as date32; empty cells and the words in `missing` are null.

        `patterns` are like `%d.%m.%Y`; the first that fits a cell is used. `%y` below 70 is the
        2000s, as POSIX says.
        """
        values = self.text(name)
        for word in missing:
            values = pc.if_else(pc.equal(values, word), pa.scalar(None, pa.string()), values)
        result = pa.chunked_array([pa.nulls(self.num_rows, pa.date32())])
        for pattern in patterns:
            # strptime takes «14» for a year of four digits, and 31 February for 3 March
            fits = pc.extract_regex(values, _date_shape(pattern))
            parsed = pc.strptime(values, pattern, "s", error_is_null=True).cast(pa.date32())
            is_so = pc.is_valid(fits)
            if "%d" in pattern:
                day = pc.struct_field(fits, "day").cast(pa.int64())
                is_so = pc.fill_null(pc.equal(pc.day(parsed), day), fill_value=False)
            result = pc.coalesce(result, pc.if_else(is_so, parsed, pa.scalar(None, pa.date32())))
            if result.null_count == values.null_count:
                break
        wrong = pc.and_(pc.is_valid(values), pc.is_null(result))
        self.refuse(name, wrong, "{value} is not a date such as " + _example(patterns[0]))
        return result

    def organisation_number(self, name: str) -> pa.Array:
        """Give a column as organisation numbers; what is not one is null.

        A Norwegian organisation number has nine digits, begins with 8 or 9, and ends in a check
        digit (modulus 11). Two zeros before it are taken away, and nothing is guessed.
        """
        plain = pc.replace_substring_regex(self.text(name).combine_chunks(), r"[\s\x{00a0}]", "")
        fits = pc.match_substring_regex(plain, r"^(?:00)?[89]\d{8}$")
        plain = pc.if_else(fits, pc.utf8_slice_codeunits(plain, -9), pa.scalar(None, pa.string()))
        number = pc.fill_null(plain, "0").cast(pa.int64()).to_numpy(zero_copy_only=False)
        digits = number[:, None] // 10 ** np.arange(8, -1, -1) % 10
        rest = digits[:, :8] @ np.array([3, 2, 7, 6, 5, 4, 3, 2])
        is_valid = (11 - rest % 11) % 11 == digits[:, 8]
        return pc.if_else(pa.array(is_valid), plain, pa.scalar(None, pa.string()))

    def refuse(self, name: str, wrong: Any, problem: str) -> None:
        """Raise for the first record where `wrong` is true; null is not wrong.

        `problem` is a sentence without the final full stop; `{value}` stands for the cell.

        Raises
        ------
        DataError
            With file, line and column.
        """
        at = pc.index(pc.fill_null(wrong, fill_value=False), pa.scalar(value=True)).as_py()
        if at < 0:
            return
        value = self.text(name)[at].as_py()
        shown = "" if value is None else f"«{value[:60]}»"
        row = self.first_row + at
        is_delimited = bool(self.opened.delimiter)
        sentence = problem.format(value=shown)
        raise DataError(
            sentence if is_delimited else f"record number {row}: {sentence}",
            file=self.opened.raw.name,
            line=_line_of(self.opened, row) if is_delimited else None,
            column=self.opened.at[name],
            advice="Mend the file at its publisher or leave it out; nothing was built from it.",
        )


def _date_shape(pattern: str) -> str:
    """Give the regular expression of a pattern's dates, with the day by name."""
    shape = re.escape(pattern).replace("%Y", r"\d{4}").replace("%y", r"\d{2}")
    shape = shape.replace("%d", r"(?P<day>\d{1,2})")
    return "^" + re.sub("%[mHMS]", r"\\d{1,2}", shape) + "$"


def _example(pattern: str) -> str:
    for letter, digits in {
        "%d": "31", "%m": "12", "%Y": "2018", "%y": "18", "%H": "00", "%M": "00", "%S": "00"
    }.items():  # fmt: skip
        pattern = pattern.replace(letter, digits)
    return pattern


def read_records(raw: RawFile, layout: Layout, *, block: int = 1 << 24) -> Iterator[Batch]:
    """Read a delimited file a block at a time.

    Parameters
    ----------
    raw
        A file of the vault.
    layout
        How its publisher lays it out.
    block
        Size of a block in bytes.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With file, line and column where they are known.
    """
    opened = _open_head(raw, layout)
    wanted = [theirs for theirs in opened.at.values() if theirs is not None]
    with _decoding(raw, layout), open_raw(raw, layout.member) as stream:
        rows = 0
        batches = _arrow_batches(_behind_header(stream, opened), opened, wanted, block)
        try:
            with contextlib.closing(_ahead(batches)) as pieces:
                for records in pieces:
                    yield Batch(opened, rows + 1, pa.Table.from_batches([records]))
                    rows += records.num_rows
        except pa.ArrowInvalid as error:
            raise _malformed(opened, error) from error
    if rows == 0:
        raise DataError(
            "the file has a header and no records",
            file=raw.name,
            line=opened.header_line,
            advice=ADVICE_AGAIN,
        )


def _ahead(pieces: Iterator[_Piece]) -> Generator[_Piece, None, None]:
    """Give pieces, the next of which is made while one is worked on."""
    with ThreadPoolExecutor(1, thread_name_prefix="samspill-read") as pool:
        coming = pool.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = pool.submit(next, pieces, None)
            yield piece


def _arrow_batches(
    blocks: Iterator[bytes], opened: _Opened, wanted: list[str], block: int
) -> Iterator[pa.RecordBatch]:
    stream = _Stream(blocks)
    source = io.BufferedReader(stream, 1 << 20)
    if not source.peek(1):
        return
    reader = pacsv.open_csv(
        source,
        read_options=pacsv.ReadOptions(
            block_size=block, column_names=list(opened.header), use_threads=False
        ),
        parse_options=pacsv.ParseOptions(delimiter=opened.delimiter, newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(opened.header, pa.string()),
            strings_can_be_null=False,
        ),
    )
    yield from reader
    if stream.quotation_marks % 2:
        _refuse_open_quotation(opened)


def _refuse_open_quotation(opened: _Opened) -> None:
    """See that no quotation mark swallows the rest of the file, which Arrow lets happen."""
    last = opened.header_line
    try:
        for _, line, _ in _slow_records(opened, is_strict=True):
            last = line
    except csv.Error as problem:
        if "unexpected end" not in str(problem):
            return
        raise DataError(
            "a quotation mark behind this line opens a cell that does not end",
            file=opened.raw.name,
            line=last,
            advice="The file may be cut off, or a quotation mark is missing. " + ADVICE_AGAIN,
        ) from problem


def _slow_records(
    opened: _Opened, *, is_strict: bool = False
) -> Iterator[tuple[int, int, list[str]]]:
    """Walk a file record by record: number of the record, its first line, its cells."""
    raw, layout = opened.raw, opened.layout
    with _decoding(raw, layout), open_raw(raw, layout.member) as stream:
        text = io.TextIOWrapper(stream, encoding=opened.encoding, newline="")
        for _ in range(opened.header_line):
            text.readline()
        lines = _lines(text, opened.raw)
        reader = csv.reader(lines, delimiter=opened.delimiter, strict=is_strict)
        number, before = 0, 0
        for cells in reader:
            line, before = opened.header_line + before + 1, reader.line_num
            if cells:
                number += 1
                yield number, line, cells
        with contextlib.suppress(ValueError):
            text.detach()


def _line_of(opened: _Opened, row: int) -> int | None:
    return next((line for number, line, _ in _slow_records(opened) if number == row), None)


def _malformed(opened: _Opened, error: pa.ArrowInvalid) -> DataError:
    """Find the record that is not like the header says."""
    expected = len(opened.header)
    try:
        for _, line, cells in _slow_records(opened):
            if len(cells) != expected:
                return DataError(
                    f"the record has {len(cells)} cells where the header has {expected}",
                    file=opened.raw.name,
                    line=line,
                    column=min(len(cells), expected) + 1,
                    advice="The file may be cut off, or a quotation mark is missing. "
                    + ADVICE_AGAIN,
                )
    except csv.Error as problem:
        return DataError(str(problem), file=opened.raw.name, advice=ADVICE_AGAIN)
    return DataError(
        f"the records cannot be told apart ({str(error).splitlines()[0][:200]})",
        file=opened.raw.name,
        advice=ADVICE_AGAIN,
    )


def record(raw: RawFile, layout: Layout, row: int) -> tuple[int, dict[str, str]]:
    """Give one record as it stands in the file, with the line on which it begins.

    Raises
    ------
    DataError
        The file has no such record.
    """
    opened = _open_head(raw, layout)
    for number, line, cells in _slow_records(opened):
        if number == row:
            return line, dict(zip(opened.header, cells, strict=False))
    raise DataError(f"there is no record number {row}", file=raw.name)


def is_json(raw: RawFile) -> bool:
    """Say whether a file's first character is one that JSON begins with."""
    with open_raw(raw) as stream:
        return stream.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def read_json(raw: RawFile, member: str = "") -> Any:
    """Read a JSON file whole; for files that fit in memory.

    `member` is the pattern of its name inside a zip.

    Raises
    ------
    DataError, EncodingError, TruncatedFile
        With file, line and column.
    """
    with open_raw(raw, member) as stream:
        content = stream.read(_LARGEST_JSON + 1)
    if len(content) > _LARGEST_JSON:
        raise DataError(
            f"the file is larger than {_LARGEST_JSON:,} bytes", file=raw.name, advice=ADVICE_OTHER
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = content.rfind(b"\n", 0, error.start) + 1
        raise EncodingError(
            "the text is not utf-8",
            file=raw.name,
            line=content.count(b"\n", 0, error.start) + 1,
            column=error.start - start + 1,
            advice=ADVICE_OTHER,
        ) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        kind = TruncatedFile if error.pos >= len(text.rstrip()) else DataError
        raise kind(
            f"the file is not whole JSON ({error.msg})",
            file=raw.name,
            line=error.lineno,
            column=error.colno,
            advice=ADVICE_AGAIN,
        ) from error
    except (RecursionError, ValueError) as error:
        raise DataError(
            "the JSON holds lists within lists, or a number, beyond all measure",
            file=raw.name,
            advice=ADVICE_OTHER,
        ) from error


def read_json_records(
    raw: RawFile,
    layout: Layout,
    *,
    within: str = "",
    reshape: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None,
    block: int = 20_000,
) -> Iterator[Batch]:
    """Read records out of a JSON file, a block at a time.

    The file is a list of records, which is streamed, or an object that has them in the list
    `within` (`_embedded.enheter`), or one record alone. A column's header is its path
    (`organisasjonsform.kode`); lists of text are joined, what a record does not have is empty.

    Parameters
    ----------
    raw
        A file of the vault.
    layout
        The columns; delimiters and encodings are not used, JSON is UTF-8.
    within
        Path of the list of records where the file is an object.
    reshape
        Makes of a record the one that the layout's paths are read from, where it keeps what
        belongs to it in lists.
    block
        Number of records in a block.

    Raises
    ------
    DataError, HeaderError, EncodingError, TruncatedFile
        With the file, and line or record number where they are known.
    """
    opened = _Opened(raw, layout, "utf-8", "", tuple(v[0] for v in layout.columns.values()), 0)
    rows = 0
    records = _json_objects(raw, within)
    while chunk := list(itertools.islice(records, block)):
        for number, one in enumerate(chunk, rows + 1):
            if not isinstance(one, dict):
                raise DataError(
                    f"record number {number} is not an object", file=raw.name, advice=ADVICE_OTHER
                )
        if reshape is not None:
            chunk = [reshape(one) for one in chunk]
        columns = {}
        for ours, theirs in layout.columns.items():
            cells = [_json_cell(one, theirs) for one in chunk]
            if rows == 0 and ours not in layout.optional and not any(cells):
                raise HeaderError(
                    f"no record has «{theirs[0]}»; the first one has: "
                    + ", ".join(list(chunk[0])[:8]),
                    file=raw.name,
                    line=1,
                    column=theirs[0],
                    advice=ADVICE_OTHER,
                )
            columns[theirs[0]] = pa.array(cells, pa.string())
        yield Batch(opened, rows + 1, pa.table(columns))
        rows += len(chunk)
    if rows == 0:
        raise DataError("the file holds no records", file=raw.name, advice=ADVICE_AGAIN)


def _json_objects(raw: RawFile, within: str) -> Iterator[Any]:
    with open_raw(raw) as stream:
        start = stream.read(2048).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start == b"[":
            stream.seek(0)
            yield from _streamed(stream, raw)
            return
    document = read_json(raw)
    found: Any = document
    for step in within.split(".") if within else ():
        found = found.get(step) if isinstance(found, dict) else None
    if isinstance(found, list):
        yield from found
    elif isinstance(document, dict) and "_embedded" not in document and "page" not in document:
        yield document


class _Measured:
    """A stream of records, none of which may be endless."""

    def __init__(self, stream: BinaryIO, raw: RawFile) -> None:
        self._stream, self._raw = stream, raw
        self.since_last = 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        block = self._stream.read(size)
        self.since_last += len(block)
        if self.since_last > _LARGEST_RECORD:
            raise DataError(
                f"a record is larger than {_LARGEST_RECORD:,} bytes",
                file=self._raw.name,
                advice=ADVICE_OTHER,
            )
        return block


def _streamed(stream: BinaryIO, raw: RawFile) -> Iterator[Any]:
    number = 0
    measured = _Measured(stream, raw)
    try:
        for one in ijson.items(measured, "item", use_float=True):
            number += 1
            measured.since_last = 0
            yield one
    except UnicodeDecodeError as error:
        raise EncodingError(
            f"the text behind record number {number} is not utf-8",
            file=raw.name,
            advice=ADVICE_OTHER,
        ) from error
    except ijson.JSONError as error:
        is_cut = isinstance(error, ijson.IncompleteJSONError) and "premature" in str(error)
        kind = TruncatedFile if is_cut or "incomplete" in str(error).lower() else DataError
        raise kind(
            f"the JSON cannot be read further behind record number {number} "
            f"({str(error).splitlines()[0].strip()[:120]})",
            file=raw.name,
            advice=ADVICE_AGAIN,
        ) from error


_ESCAPED = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")


def _json_cell(one: Mapping[str, Any], paths: Iterable[str]) -> str:
    """Give the text at the first path that a record has; a programmer's escapes are undone."""
    for path in paths:
        value: Any = one
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
            if value is None:
                break
        if value is None:
            continue
        if isinstance(value, str):
            text = value
        elif isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, list):
            text = " ".join(str(part).strip() for part in value)
        else:
            text = str(value)
        if "<U+" in text:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        return text
    return ""


class Rejects:
    """Rows that were set aside, each with a reason that a clerk understands.

    Parameters
    ----------
    source
        Id of the source.
    file_sha256
        The file they come from; empty where the step does not know.
    """

    def __init__(self, source: str, file_sha256: str = "") -> None:
        self.source = source
        self.file_sha256 = file_sha256
        self._rows: list[dict[str, object]] = []

    def add(
        self,
        source_row: int,
        *,
        step: str,
        reason: str,
        content: str,
        what: str = "",
        amount_nok: float | None = None,
        amount_eur: float | None = None,
        persons_count: float | None = None,
    ) -> None:
        """Set one row aside.

        `reason` is one of `samspill.tables.REASONS`, `what` goes into its sentence, `content` is
        the few cells it depends on, never a person's name.
        """
        self._rows.append(
            {
                "source": self.source,
                "file_sha256": self.file_sha256,
                "source_row": source_row,
                "step": step,
                "reason": reason,
                **REASONS[reason].explained(what),
                "content": content,
                "amount_nok": amount_nok,
                "amount_eur": amount_eur,
                "persons_count": persons_count,
            }
        )

    def take_out(
        self,
        rows: pa.Table,
        where: pa.ChunkedArray,
        *,
        step: str,
        reason: str,
        content: Sequence[str],
    ) -> pa.Table:
        """Set aside the rows where `where` is true and give those that stay; null is not true.

        `content` names the columns to show. Money and persons are taken from the columns
        `amount_nok`, `amount_eur` and `persons_count` where the rows have them.
        """
        where = pc.fill_null(where, fill_value=False)
        for row in rows.filter(where).to_pylist():
            shown = ", ".join(f"{name}: {row[name]}" for name in content if row[name] is not None)
            units = ("amount_nok", "amount_eur", "persons_count")
            self.add(
                row["source_row"],
                step=step,
                reason=reason,
                content=shown,
                **{unit: row[unit] for unit in units if unit in row},
            )
        return rows.filter(pc.invert(where))

    def __len__(self) -> int:
        """Give the number of rows set aside."""
        return len(self._rows)

    def rows(self) -> pa.Table:
        """Give them as rows of the table `rejects`."""
        return pa.Table.from_pylist(self._rows, schema=table("rejects").schema)
