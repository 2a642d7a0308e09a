"""Every source's file × every kind of garbage: one plain paragraph, exit code 1, no build.

Files that the sample has are taken from it and broken; of the sources that give JSON a small
whole file is written here first, and a test sees that it is one.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from samspill.catalogue import source_module
from samspill.cli import main
from samspill.store import Store
from solid.wholefiles import JSON_FILES, put

ANY = 0
PAGE = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>\n"


@dataclass(frozen=True)
class Delimited:
    """A delimited file of the sample, or one written here, and where its figures stand."""

    source: str
    path: str
    number: str
    delimiter: str = ","
    encodings: tuple[str, ...] = ("utf-8",)
    called: str = ""
    content: bytes = b""

    def read(self, sample: Path) -> bytes:
        return self.content or unpacked((sample / self.path).read_bytes())

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_packed(self) -> bool:
        return self.path.endswith(".gz")


CORDIS = (
    "project_id,framework_programme,signature_date,start_date,end_date,pic,legal_name,"
    "legal_entity_type,partner_role,country_code,eu_contribution,net_ec_contribution,"
    "ec_contribution\n"
    + "".join(
        f"64100{number},H2020,2014-05-06,2014-06-01,2016-05-31,99990000{number},FØRSTE PRØVE AS,"
        "PRC,participant,NO,1000.5,1000.5,1000.5\n"
        for number in range(1, 9)
    )
).encode()

FILES = (
    Delimited("brreg_enheter", "brreg/enheter_2020.csv.gz", "antallAnsatte"),
    Delimited("brreg_underenheter", "brreg/underenheter_2018.csv.gz", "antallAnsatte"),
    Delimited("cordis", "cordis/participations.csv", "ec_contribution", content=CORDIS),
    Delimited("eurostat_sbs", "eurostat/sbs_r_nuts06_r2.tsv.gz", "2013", "\t"),
    Delimited(
        "forskningsradet_eu", "forskningsradet/bevilgningereu_dataset.csv.gz",
        "Innvilget beløp organisasjon EUR", ";",
    ),
    Delimited("forskningsradet_soknader", "forskningsradet/soknader2.csv", "tildelt_belop"),
    Delimited(
        "innovasjon_norge", "innovasjon_norge/tildelinger_2010_2018.csv.gz", "Innvilget.beløp",
        encodings=("utf-8", "cp1252"), called="Innvilget beløp",
    ),
    Delimited(
        "innovasjon_norge", "innovasjon_norge/Tildelinger.csv", "Innvilget beløp", ";", ("cp1252",)
    ),
    Delimited("klass_kommuner", "klass/klass131_changes.csv", "from_code"),
    Delimited(
        "klass_kommuner", "klass/klass131_units.csv", "code", encodings=("utf-8", "cp1252")
    ),
    Delimited(
        "klass_sn2007", "klass/standard_for_naeringsgruppering_SN2007.csv", "Nace_5_nr",
        encodings=("utf-8", "cp1252"),
    ),
    Delimited(
        "ssb_07459", "ssb/Personer2020.csv", "Persons 2020", "\t", ("utf-8", "cp1252"), "Persons"
    ),
)  # fmt: skip
IDS = [file.name.partition(".")[0] for file in FILES]


@dataclass(frozen=True)
class Broken:
    """What a kind of garbage makes of a file, and where the message has to point.

    A packed stream that is cut has no lines; `ANY` line is one, and so is any column.
    """

    content: bytes
    line: int | None = None
    column: str | None = None


def unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def packed_as(file: Delimited, content: bytes) -> bytes:
    return gzip.compress(content, mtime=0) if file.is_packed else content


def decoded(file: Delimited, content: bytes) -> str:
    for encoding in file.encodings[:-1]:
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode(file.encodings[-1])


def records_of(file: Delimited, content: bytes) -> list[list[str]]:
    text = io.StringIO(decoded(file, content), newline="")
    return list(csv.reader(text, delimiter=file.delimiter))


def written(file: Delimited, records: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=file.delimiter, lineterminator="\n").writerows(records)
    return text.getvalue().encode(file.encodings[-1])


def column_of(file: Delimited, header: list[str]) -> int:
    return [name.strip() for name in header].index(file.number)


def empty(file: Delimited, good: bytes) -> Broken:
    return Broken(packed_as(file, b""), line=1)


def truncated(file: Delimited, good: bytes) -> Broken:
    # within a record, in its second cell: a cut behind a record cannot be noticed
    records = records_of(file, good)
    whole = written(file, records[:-1])
    begun = written(file, [[records[-1][0], ""]]).rstrip(b"\r\n")
    return Broken(packed_as(file, whole + begun), line=whole.count(b"\n") + 1, column="")


def truncated_in_its_packing(file: Delimited, good: bytes) -> Broken:
    return Broken(gzip.compress(good, mtime=0)[:-100])


def a_web_page(file: Delimited, good: bytes) -> Broken:
    return Broken(PAGE, line=1, column="1")


def a_missing_column(file: Delimited, good: bytes) -> Broken:
    records = records_of(file, good)
    at = column_of(file, records[0])
    kept = [[cell for n, cell in enumerate(record) if n != at] for record in records]
    # a file of statistics may have any years: its key has to go
    if file.source == "eurostat_sbs":
        return Broken(packed_as(file, written(file, [r[1:] for r in records])), line=1, column="1")
    name = file.called or file.number
    return Broken(packed_as(file, written(file, kept)), line=1, column=f"«{name}»")


def letters_in_a_number(file: Delimited, good: bytes) -> Broken:
    records = records_of(file, good)
    records[7][column_of(file, records[0])] = "tolv"
    # a cell before it may hold a line break
    line = written(file, records[:7]).count(b"\n") + 1
    return Broken(packed_as(file, written(file, records)), line, f"«{file.number}»")


def another_encoding(file: Delimited, good: bytes) -> Broken:
    if file.encodings != ("utf-8",):
        return Broken(decoded(file, good).encode("utf-16"), line=1)
    # a spreadsheet has saved it again; the first line with a letter beyond ASCII tells
    lines = good.decode().split("\n")
    lines[4] = f"ø{lines[4]}"
    line = next(n for n, one in enumerate(lines, 1) if not one.isascii())
    return Broken(packed_as(file, "\n".join(lines).encode("cp1252", "replace")), line)


def a_picture(file: Delimited, good: bytes) -> Broken:
    return Broken(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, line=ANY)


def a_file_of_another_source(file: Delimited, good: bytes) -> Broken:
    return Broken(packed_as(file, b"farge,smak,lukt\ngrann,sur,frisk\n"), line=1)


def more_cells_than_columns(file: Delimited, good: bytes) -> Broken:
    records = records_of(file, good)
    line = written(file, records[:-1]).count(b"\n") + 1
    records[-1].append("1")
    return Broken(packed_as(file, written(file, records)), line, column="")


KINDS: tuple[Callable[[Delimited, bytes], Broken], ...] = (
    empty,
    truncated,
    truncated_in_its_packing,
    a_web_page,
    a_missing_column,
    letters_in_a_number,
    another_encoding,
    a_picture,
    a_file_of_another_source,
    more_cells_than_columns,
)


def refused(
    home: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> str:
    """Build, see that it is refused as promised, and give the message."""
    monkeypatch.setattr(sys, "argv", ["samspill", "build", "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    written_out = capsys.readouterr()
    assert ended.value.code == 1
    assert written_out.out == ""
    told = written_out.err.strip()
    assert told.startswith(name)
    assert "\n" not in told
    assert "Traceback" not in told
    # a sentence with what to do behind it, short enough to be read, and made of letters
    assert told.count(". ") >= 1
    assert told.endswith(".")
    assert len(told) < 900
    assert told.isprintable()
    assert Store(home).builds() == []
    assert not list((home / "builds").glob(".*"))
    return told


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_garbage_is_refused_with_its_place(
    file: Delimited,
    kind: Callable[[Delimited, bytes], Broken],
    sample_files: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = kind(file, file.read(sample_files))
    put(tmp_path, file.source, file.name, broken.content)
    told = refused(tmp_path, file.name, capsys, monkeypatch)
    if broken.line is not None:
        assert told.startswith(f"{file.name}, line {broken.line or ''}")
    if broken.column is not None:
        assert f", column {broken.column}" in told


# files of JSON


@pytest.mark.parametrize("name", JSON_FILES)
def test_the_json_that_is_broken_here_is_whole_to_begin_with(name: str, tmp_path: Path) -> None:
    source, _, good, *_ = JSON_FILES[name]
    raw = put(tmp_path, source, name, good)
    parts = list(source_module(source).read(raw))
    assert sum(part.kept.num_rows for part in parts) > 0


JSON_KINDS: Mapping[str, Callable[[str], bytes]] = {
    "empty": lambda name: b"",
    "truncated": lambda name: JSON_FILES[name][2][:-40],
    "truncated in its packing": lambda name: gzip.compress(JSON_FILES[name][2] * 9)[:-60],
    "a web page": lambda name: PAGE,
    "a missing property": lambda name: JSON_FILES[name][2].replace(
        f'"{JSON_FILES[name][1]}"'.encode(), b'"farge"'
    ),
    "letters in a number": lambda name: JSON_FILES[name][2].replace(
        JSON_FILES[name][3].encode(), JSON_FILES[name][4].encode(), 1
    ),
    "another encoding": lambda name: JSON_FILES[name][2].decode().encode("cp1252"),
    "utf-16": lambda name: JSON_FILES[name][2].decode().encode("utf-16"),
    "another source": lambda name: b'{"farge": "gr\xc3\xb8nn", "smak": ["sur"]}',
    "a list of numbers": lambda name: b"[1, 2, 3]",
    "null": lambda name: b"null",
}


# a stream is not counted in lines: it says behind which record it breaks
JSON_PLACES = {
    "empty": ", line 1:",
    "truncated": r", line \d+, column \d+:|behind record number \d+",
    "truncated in its packing": "packed with gzip",
    "a web page": ", line 1, column 1:",
    "a missing property": "«(kommunenummer|NUTS_ID|oldCode|organisasjonsnummer|Region)»",
    "letters in a number": "«tolv»",
    "another encoding": r", line \d+, column \d+:|behind record number \d+",
    "utf-16": ", line 1, column 1:|behind record number 0",
}


@pytest.mark.parametrize("kind", JSON_KINDS)
@pytest.mark.parametrize("name", JSON_FILES)
def test_garbage_for_json_is_refused(
    name: str,
    kind: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = JSON_KINDS[kind](name)
    assert content != JSON_FILES[name][2]
    put(tmp_path, JSON_FILES[name][0], name, content)
    told = refused(tmp_path, name, capsys, monkeypatch)
    assert re.search(JSON_PLACES.get(kind, ""), told)
