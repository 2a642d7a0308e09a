"""Every command: what it says, what it gives to other programs, and how it refuses."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from samspill import catalogue, cli
from samspill.catalogue import Download, Source
from samspill.download import Client
from samspill.store import Store


@dataclass(frozen=True)
class Said:
    """What a command gave: its exit code, what it wrote to standard output and to error."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def samspill(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Give a runner of the command line, in an empty folder and an environment of its own."""
    for name in ("SAMSPILL_HOME", "LC_ALL", "LC_MESSAGES", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["samspill", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0, out, err)

    return run


def refused(said: Said, code: int, *sentences: str) -> None:
    """See that a command refused in one plain paragraph that has the sentences."""
    assert said.code == code, said
    told = said.err.strip()
    assert "\n" not in told
    assert told.endswith((".", "?"))
    for sentence in sentences:
        assert sentence in told


# what it says of itself


def test_help_lists_every_command(samspill: Run) -> None:
    said = samspill("--help")
    assert said.code == 0
    for command in (
        "demo", "check", "fetch", "import", "build", "show", "explain", "ledger", "sources",
        "indicators", "findings", "serve", "export", "report", "init",
    ):  # fmt: skip
        assert f"\n  {command} " in said.out
        assert samspill(command, "--help").code == 0


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("lib.so: failed to map segment from shared object"),
        pa.ArrowException("Unknown error: Failed to launch worker thread: Resource unavailable"),
        RuntimeError("can't start new thread"),
    ],
)
def test_without_memory_it_says_so(
    samspill: Run, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def none_left() -> None:
        raise error

    monkeypatch.setattr(cli, "app", none_left)
    refused(samspill("build"), 1, "not enough memory", "The last finished build is untouched.")


def test_another_error_of_the_program_is_not_taken_for_want_of_memory(
    samspill: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        samspill("build")


def test_its_version(samspill: Run) -> None:
    said = samspill("--version")
    assert (said.code, said.out.split()[0]) == (0, "samspill")


@pytest.mark.parametrize(
    "words",
    [("demmo",), ("show",), ("build", "--hom", "x"), ("ledger", "--format", "xml"),
     ("show", "strengths", "--year", "soon"), ("sources", "--lang", "de"),
     ("serve", "--port", "0")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_exit_code_2(samspill: Run, words: tuple[str, ...]) -> None:
    said = samspill(*words)
    assert said.code == 2
    assert said.out == ""
    assert said.err


@pytest.mark.parametrize(
    ("command", "known", "key"),
    [
        ("sources", catalogue.sources, "id"),
        ("indicators", catalogue.indicators, "name"),
        ("findings", catalogue.findings, "id"),
    ],
)
def test_the_catalogue_is_listed(
    samspill: Run, command: str, known: Callable[[], dict[str, Any]], key: str
) -> None:
    assert samspill(command).code == 0
    rows = json.loads(samspill(command, "--format", "json").out)
    assert [row[key] for row in rows] == list(known())
    assert [row[key] for row in parsed(samspill(command, "--format", "csv"))] == list(known())
    in_norwegian = json.loads(samspill(command, "--format", "json", "--lang", "nb").out)
    assert [row[key] for row in in_norwegian] == list(known())
    assert in_norwegian != rows


def parsed(said: Said) -> list[dict[str, str]]:
    assert said.code == 0, said
    assert said.err == ""
    return list(csv.DictReader(io.StringIO(said.out, newline="")))


def test_the_profile_of_the_region_is_in_order(samspill: Run) -> None:
    said = samspill("check")
    assert said.code == 0
    assert "in order" in said.out


def test_an_unknown_region_is_refused(samspill: Run) -> None:
    refused(samspill("build", "osloregion", "--home", "h"), 1, "osloregionen")


# where the home is


def test_nothing_built_says_what_to_do(samspill: Run) -> None:
    for words in (
        ("show", "strengths"),
        ("ledger",),
        ("explain", "strengths", "place_code=0301"),
        ("serve",),
    ):
        refused(samspill(*words), 1, "observatory/osloregionen", "samspill build", "samspill demo")


def test_the_home_is_an_option_or_in_the_environment(
    samspill: Run, sample_home: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SAMSPILL_HOME", str(sample_home.home))
    assert samspill("ledger").code == 0
    refused(samspill("ledger", "--home", tmp_path / "other"), 1, "other")


# import


def test_a_folder_is_imported(samspill: Run, sample_files: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    said = samspill("import", sample_files, "--home", home)
    assert said.code == 0
    assert "15 files are in" in said.out
    assert said.out.endswith(f"Next: samspill build --home {home}\n")
    assert len(Store(home).vault.files("brreg_underenheter")) == 3
    assert all(raw.is_sample for raw in Store(home).vault.files("eurostat_sbs"))
    # once more changes nothing
    before = sorted(path.name for path in home.rglob("*"))
    assert samspill("import", sample_files, "--home", home).out == said.out
    assert sorted(path.name for path in home.rglob("*")) == before


def test_a_single_file_is_imported(samspill: Run, sample_files: Path, tmp_path: Path) -> None:
    path = sample_files / "ssb/Personer2020.csv"
    said = samspill(
        "import", path, "--source", "ssb_07459", "--vintage", "2020", "--home", tmp_path / "h"
    )
    assert (said.code, said.err) == (0, "")
    assert "The file is in" in said.out
    raw = Store(tmp_path / "h").vault.files("ssb_07459")[0]
    assert (raw.name, raw.vintage, raw.publisher) == (
        "Personer2020.csv", "2020", "Statistisk sentralbyrå",
    )  # fmt: skip


def test_a_single_file_needs_its_source_and_vintage(samspill: Run, sample_files: Path) -> None:
    path = sample_files / "ssb/Personer2020.csv"
    refused(samspill("import", path), 2, "--source and --vintage", "ssb_07459")
    refused(samspill("import", path, "--source", "ssb_07459"), 2, "--source and --vintage")
    refused(
        samspill("import", path, "--source", "ssb_7459", "--vintage", "2020"), 1, "mean ssb_07459"
    )


def test_what_is_not_there_is_not_imported(samspill: Run) -> None:
    refused(samspill("import", "nowhere"), 2, "no file or folder nowhere")


def test_a_folder_without_a_listing_is_refused(samspill: Run, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    refused(samspill("import", tmp_path / "files"), 2, "no sources.toml", "--source ID")


ENTRY = '[[file]]\nsource = "ssb_07459"\npath = "file.csv"\nvintage = "2020"\n'


@pytest.mark.parametrize(
    ("listing", "sentences"),
    [
        ("", ("no file is listed", "[[file]]")),
        ("[[file]", ("sources.toml", "line 1")),
        ("\udcff", ("sources.toml",)),
        (ENTRY.replace("file.csv", "gone.csv"), ("file number 1, gone.csv, is not in the folder",)),
        (ENTRY.replace("file.csv", "../secret.csv"), ("../secret.csv, is not in the folder",)),
        (ENTRY.replace("file.csv", "/etc/passwd"), ("/etc/passwd, is not in the folder",)),
        (ENTRY.replace("file.csv", "way-out.csv"), ("way-out.csv, is not in the folder",)),
        (ENTRY.replace("file.csv", "."), ("is not in the folder",)),
        (ENTRY.replace('"2020"', "2020"), ("file number 1 has no vintage",)),
        (ENTRY.replace("path", "paths"), ("file number 1 has no path",)),
        (ENTRY.replace("ssb_07459", "ssb_7459"), ("Did you mean ssb_07459?",)),
        (ENTRY.replace("[[file]]", "[file]"), ("sources.toml", "[[file]]")),
        ("file = [1]\n", ("sources.toml", "[[file]]")),
        (ENTRY + "publisher = 5\n", ("sources.toml", "publisher")),
    ],
    ids=[
        "empty", "no toml", "no text", "a missing file", "a way up", "an absolute path",
        "a link out", "the folder itself", "a number", "a missing key", "an unknown source",
        "one table", "numbers", "a publisher that is a number",
    ],
)  # fmt: skip
def test_a_listing_that_is_wrong_is_refused_and_nothing_is_taken(
    samspill: Run, tmp_path: Path, listing: str, sentences: tuple[str, ...]
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "file.csv").write_text("region\n", encoding="utf-8")
    (tmp_path / "secret.csv").write_text("secret\n", encoding="utf-8")
    (folder / "way-out.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "sources.toml").write_bytes(listing.encode("utf-8", "surrogateescape"))
    refused(samspill("import", folder, "--home", tmp_path / "h"), 1, *sentences)
    assert not list((tmp_path / "h").rglob("*.json"))


# build


def test_a_build_tells_its_ledger_and_where_it_lies(
    samspill: Run, tmp_path: Path, imported: Callable[..., Store]
) -> None:
    store = imported(tmp_path / "a [b] home", only=("klass_kommuner", "innovasjon_norge"))
    said = samspill("build", "--home", store.home)
    assert said.code == 0, said.err
    assert "SAMPLE DATA" in said.out
    assert "Ledger" in said.out
    assert str(store.current().folder) in said.out.replace("\n", "")


def test_a_build_of_an_empty_vault_is_refused(samspill: Run, tmp_path: Path) -> None:
    refused(samspill("build", "--home", tmp_path / "h"), 1, "is empty", "samspill import")


def test_an_unknown_engine_is_refused(samspill: Run, tmp_path: Path) -> None:
    refused(samspill("build", "--engine", "abacus", "--home", tmp_path / "h"), 1, "Known: duckdb")


def test_a_home_that_cannot_be_used_is_refused(samspill: Run, tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(b"")
    refused(samspill("build", "--home", tmp_path / "h"), 1, str(tmp_path / "h"))


def test_a_home_that_is_built_in_already_is_refused(samspill: Run, tmp_path: Path) -> None:
    with Store(tmp_path / "h").locked():
        refused(samspill("build", "--home", tmp_path / "h"), 1, "Wait until it has finished")


@pytest.mark.parametrize("name", ["a[red]b[1].csv", "%s{x}.csv", "å ø «æ».csv"])
def test_a_files_name_is_said_as_it_is(samspill: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("farge\ngrønn\n", encoding="utf-8")
    home = tmp_path / "h"
    words = ("--source", "klass_sn2007", "--vintage", "2009", "--home", home)
    assert name in samspill("import", tmp_path / name, *words).out
    refused(samspill("build", "--home", home), 1, name)


# show


@pytest.fixture
def show(samspill: Run, sample_home: Store) -> Run:
    return lambda *words: samspill("show", *words, "--home", sample_home.home)


def test_a_finding_is_shown_as_a_table(show: Run) -> None:
    said = show("strengths", "--place", "Oslo", "--lang", "en")
    assert said.code == 0
    assert said.err == ""
    assert "today?" in said.out
    assert "activity" in said.out


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
@pytest.mark.parametrize("name", ["strengths", "stars"])
def test_no_number_is_cut_however_narrow_the_window(
    show: Run, monkeypatch: pytest.MonkeyPatch, name: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = show("strengths", "--table", name, "--lang", "en").out
    assert not re.search(r"\d…", out)
    rows = [line for line in out.splitlines() if not line.startswith(("Shown", "Too narrow"))]
    assert max(map(len, rows)) <= columns
    # what there is no room for is named
    assert ("Too narrow for" in out) == (columns < 100)


def test_words_can_be_told_apart_in_a_narrow_window(
    show: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = show("strengths", "--lang", "en").out
    names = re.findall(r"^.+? ([A-U]\d\d) +(.+?) +\d", out, re.MULTILINE)
    assert len(names) > 10
    assert len({name for _, name in names}) == len({code for code, _ in names})


def test_a_table_is_shown_by_its_own_name(show: Run) -> None:
    assert "Rows set aside, with the reason" in show("rejects", "--lang", "en").out
    assert "Rader som er lagt til side" in show("rejects", "--lang", "nb").out
    assert show("stars").out == show("strengths", "--table", "stars").out


def test_the_name_of_a_source_is_whole_however_narrow_the_window(
    samspill: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = samspill("sources", "--lang", "en").out
    for name in catalogue.sources():
        assert f"\n{name} " in out
    assert "Too narrow for" in out


def test_words_come_in_both_languages(show: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("strengths", "--place", "Oslo")
    in_english, in_norwegian = show(*words, "--lang", "en").out, show(*words, "--lang", "nb").out
    assert "Strengths" in in_english
    assert "Styrker" in in_norwegian
    assert "aktivitet" in in_norwegian
    monkeypatch.setenv("LANG", "nn_NO.UTF-8")
    assert show(*words).out == in_norwegian
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert show(*words).out == in_english


def test_csv_is_the_table_without_rounding(show: Run, sample_home: Store) -> None:
    rows = sample_home.current().read("strengths")
    rows = rows.filter(pc.equal(rows["place_code"], "3105"))
    shown = parsed(show("strengths", "--place", "3105", "--format", "csv"))
    assert list(shown[0]) == rows.column_names
    assert len(shown) == rows.num_rows > 100
    for name in ("lq", "lq_shrunk", "q_value", "growth"):
        given = [float(row[name]) if row[name] else None for row in shown]
        assert given == rows[name].to_pylist()
    assert [row["is_strength"] for row in shown] == [
        {True: "true", False: "false", None: ""}[value] for value in rows["is_strength"].to_pylist()
    ]
    # what is not known is empty, and neither zero nor a word
    assert rows["growth"].null_count > 0
    assert not {"nan", "NaN", "None", "null"} & {cell for row in shown for cell in row.values()}


def test_json_is_the_table_without_rounding(show: Run, sample_home: Store) -> None:
    rows = sample_home.current().read("strengths")
    rows = rows.filter(pc.and_(pc.equal(rows["place_code"], "0301"), pc.equal(rows["year"], 2020)))
    said = show("strengths", "--place", "oslo", "--year", "2020", "--format", "json")
    assert "NaN" not in said.out
    assert json.loads(said.out) == rows.to_pylist()


@pytest.mark.parametrize("name", ["strengths", "stars"])
def test_every_table_of_a_finding_is_shown(show: Run, name: str) -> None:
    for language in ("nb", "en"):
        assert show("strengths", "--table", name, "--lang", language).code == 0


def test_every_finding_is_shown_in_every_form(samspill: Run, sample_home: Store) -> None:
    for finding in catalogue.findings().values():
        for name in finding.tables:
            words = ("show", finding.id, "--table", name, "--home", sample_home.home)
            assert samspill(*words).code == 0
            rows = sample_home.current().read(name).num_rows
            if rows < 5_000:
                assert len(json.loads(samspill(*words, "--format", "json").out)) == rows
                assert len(parsed(samspill(*words, "--format", "csv"))) == rows


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (("strenghts",), ("Did you mean strengths or",)),
        (("strengths", "--table", "star"), ("Did you mean stars?",)),
        (("strengths", "--place", "Oslooo"), ("no place «Oslooo»", "Did you mean Oslo")),
        (("strengths", "--place", "9876"), ("no place «9876»",)),
        (("strengths", "--year", "1999"), ("no year", "Did you mean 2019")),
        (("strengths", "--activity", "X99"), ("no activity_code", "«X99»")),
        (("strengths", "--measure", "employes_count"), ("Did you mean employees_count",)),
        (("strengths", "--reference", "asia"), ("Known: europe, norway",)),
    ],
    ids=lambda one: " ".join(one) if len(one) < 4 else None,
)
def test_what_is_not_there_is_refused_with_what_is(
    show: Run, words: tuple[str, ...], sentences: tuple[str, ...]
) -> None:
    refused(show(*words), 1, *sentences)


def test_a_choice_that_a_table_does_not_have_is_wrong_use(show: Run) -> None:
    refused(show("strengths", "--area", "1"), 2, "no area_id")


def test_a_name_of_several_places_asks_for_the_code(show: Run, sample_home: Store) -> None:
    places = sample_home.current().read("places")
    counted = pc.value_counts(places["name"]).to_pylist()
    assert {"values": "Våler", "counts": 2} in counted
    refused(show("strengths", "--place", "våler"), 2, "3114, 3419", "give the code")


def test_the_name_of_a_municipality_and_of_its_county_is_the_municipality(show: Run) -> None:
    shown = parsed(show("strengths", "--place", "Oslo", "--format", "csv"))
    assert {row["place_code"] for row in shown} == {"0301"}


# explain and ledger


def test_a_figure_is_explained_in_every_form(samspill: Run, sample_home: Store) -> None:
    words = (
        "explain", "strengths", "place_code=NO01", "activity_code=J62", "year=2014",
        "measure=persons_employed", "reference=europe", "--home", sample_home.home,
    )  # fmt: skip
    told = samspill(*words)
    assert told.code == 0
    assert "sbs_r_nuts06_r2.tsv.gz" in told.out
    assert "Slik er det regnet" in samspill(*words, "--lang", "nb").out
    content = json.loads(samspill(*words, "--format", "json").out)
    assert content["row"]["place_code"] == "NO01"
    rows = parsed(samspill(*words, "--format", "csv"))
    assert {row["file"] for row in rows} == {"sbs_r_nuts06_r2.tsv.gz"}


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("strenghts", "place_code=NO01"), 1, "Did you mean strengths"),
        (("strengths", "place=NO01"), 1, "Did you mean place_"),
        (("strengths", "place_code=NO99"), 1, "Did you mean NO0"),
        (("strengths", "place_code"), 2, "KEY=VALUE"),
        (("strengths", "year=soon"), 2, "cannot be «soon»"),
        (("sources", "source=brreg_underenheter"), 2, "Say also file_sha256="),
    ],
)
def test_what_cannot_be_explained_is_refused(
    samspill: Run, sample_home: Store, words: tuple[str, ...], code: int, sentence: str
) -> None:
    refused(samspill("explain", *words, "--home", sample_home.home), code, sentence)


def test_a_build_is_exported(samspill: Run, sample_home: Store, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    said = samspill("export", folder, "--home", sample_home.home)
    assert said.code == 0, said.err
    assert (folder / "datapackage.json").is_file()
    assert f"are in {folder}" in said.out
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("dear")
    words = ("export", tmp_path / "other", "--home", sample_home.home)
    refused(samspill(*words), 2, "is no data package of Samspill")


def test_the_ledger_is_given_whole(samspill: Run, sample_home: Store) -> None:
    words = ("ledger", "--home", sample_home.home)
    rows = parsed(samspill(*words, "--format", "csv"))
    assert len(rows) == sample_home.current().read("ledger").num_rows
    assert [int(row["order"]) for row in rows] == sorted(int(row["order"]) for row in rows)
    for row in rows:
        gap = float(row["received"]) - float(row["kept"]) - float(row["rejected"])
        assert abs(gap) < 0.005
    assert json.loads(samspill(*words, "--format", "json").out)[0]["step"] == "read"
    assert "came in" in samspill(*words, "--lang", "en").out
    in_norwegian = samspill(*words, "--lang", "nb").out
    assert "kom inn" in in_norwegian
    assert "personer" in in_norwegian
    # said before the command, the language is the same
    assert samspill("--lang", "nb", *words).out == in_norwegian
    assert samspill("--lang", "en", *words, "--lang", "nb").out == in_norwegian


def test_the_numbers_of_the_ledger_are_whole_at_80_columns(
    samspill: Run, sample_home: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = samspill("ledger", "--home", sample_home.home)
    assert max(map(len, said.out.splitlines())) <= 80
    for row in sample_home.current().read("ledger").to_pylist():
        for name in ("received", "kept", "rejected"):
            assert f" {row[name]:,.0f}" in said.out


def test_whoever_reads_a_pipe_may_leave(sample_home: Store) -> None:
    command = "import sys; from samspill.cli import main; main()"
    words = ["show", "strengths", "--format", "csv", "--home", str(sample_home.home)]
    with subprocess.Popen(
        [sys.executable, "-c", command, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("place_code,")
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait() in (0, 1)


# fetch


def a_source(name: str, *urls: str) -> Source:
    return Source(
        id=name,
        title={"nb": name, "en": name},
        publisher="Prøveforlaget",
        homepage="http://127.0.0.1/",
        licence="CC0",
        licence_url="http://127.0.0.1/",
        description={"nb": "", "en": ""},
        tables=(),
        downloads=tuple(Download(url, f"{name}.csv") for url in urls),
    )


@pytest.fixture
def publisher() -> Iterator[str]:
    """Give the address of a server that has /good, has not /moved, forbids /secret."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code = {"/good": 200, "/secret": 403}.get(self.path, 404)
            body = b"a,b\n1,2\n" if code == 200 else b"no"
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def publishes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a way to put sources of the test's own in the place of all others."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(cli, "Client", functools.partial(Client, attempts=1))

    def put(*ours: Source) -> None:
        known = {one.id: one for one in ours}

        def module(name: str) -> types.SimpleNamespace:
            one = known[name]
            return types.SimpleNamespace(
                SOURCE=one,
                fetch=lambda vault, client: (
                    client.take(vault, one, download) for download in one.downloads
                ),
            )

        monkeypatch.setattr(catalogue, "sources", lambda: known)
        monkeypatch.setattr(catalogue, "source_module", module)

    return put


def test_fetch_keeps_what_came_and_names_what_did_not(
    samspill: Run, publisher: str, publishes: Callable[..., None], tmp_path: Path
) -> None:
    publishes(
        a_source("gone", f"{publisher}/moved"),
        a_source("good", f"{publisher}/good"),
        a_source("half", f"{publisher}/good", f"{publisher}/moved"),
        a_source("secret", f"{publisher}/secret"),
    )
    said = samspill("fetch", "--home", tmp_path)
    assert said.code == 1
    told = said.err
    assert "3 of 4 sources did not come" in told
    for name, code in (("gone", "404"), ("half", "404"), ("secret", "403")):
        line = next(line for line in told.splitlines() if line.startswith(f"  {name}: "))
        assert code in line
        assert line.endswith(".")
    assert "good: good.csv, 8 bytes" in told
    assert "Run the same command again" in told
    vault = Store(tmp_path).vault
    assert [raw.path.read_bytes() for raw in vault.files("good")] == [b"a,b\n1,2\n"]
    assert len(vault.files("half")) == 1
    assert vault.files("gone") == vault.files("secret") == []


def test_fetch_of_what_all_came_is_exit_code_0(
    samspill: Run, publisher: str, publishes: Callable[..., None], tmp_path: Path
) -> None:
    publishes(a_source("gone", f"{publisher}/moved"), a_source("good", f"{publisher}/good"))
    said = samspill("fetch", "--source", "good", "--home", tmp_path)
    assert said.code == 0
    assert len(Store(tmp_path).vault.files("good")) == 1


def test_fetch_without_a_network_is_said_plainly(
    samspill: Run, publishes: Callable[..., None], tmp_path: Path
) -> None:
    # port 1 of this machine answers to nobody
    publishes(a_source("silent", "http://127.0.0.1:1/file"))
    said = samspill("fetch", "--home", tmp_path)
    assert said.code == 1
    assert "1 of 1 sources did not come" in said.err
    assert "  silent: " in said.err


def test_fetch_of_an_unknown_source_is_refused(samspill: Run, tmp_path: Path) -> None:
    refused(samspill("fetch", "--source", "ssb_7459", "--home", tmp_path), 1, "mean ssb_07459")


# the sample


@pytest.mark.slow
def test_the_demo_builds_and_says_where_to_look_further(samspill: Run, tmp_path: Path) -> None:
    home = tmp_path / "demo [1]"
    said = samspill("demo", "--no-serve", "--home", home)
    assert said.code == 0, said.err
    assert "SAMPLE DATA" in said.out
    assert str(home) in said.out
    assert Store(home).current().manifest["is_sample"] is True
    # what it says to look at further can be looked at
    assert samspill("show", "strengths", "--home", home, "--place", "0301").code == 0
    told = samspill("explain", "strengths", "place_code=0301", "activity_code=J62", "--home", home)
    assert told.code == 0, told.err


@pytest.mark.slow
def test_the_demo_does_not_mix_with_real_data(
    samspill: Run, sample_files: Path, tmp_path: Path
) -> None:
    words = ("--source", "ssb_07459", "--vintage", "2020", "--home", tmp_path / "h")
    assert samspill("import", sample_files / "ssb/Personer2020.csv", *words).code == 0
    said = samspill("demo", "--no-serve", "--home", tmp_path / "h")
    refused(said, 2, "real data", "must not be mixed", "--home")
    assert len(list((tmp_path / "h/raw").iterdir())) == 1
