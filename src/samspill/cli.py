"""The command line: `samspill`."""

from __future__ import annotations

import csv
import json
import math
import os
import shutil
import socket
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.compute as pc
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from typer.core import TyperGroup

import samspill
from samspill import catalogue, trace
from samspill.build import build as run_build
from samspill.download import Client
from samspill.errors import (
    DataError,
    EngineError,
    FetchError,
    SamspillError,
    StoreError,
    UnknownCode,
    UsageError,
)
from samspill.findings import meeting
from samspill.messages import say
from samspill.networks import graphml
from samspill.region import Region, check_region, copy_region, load_region, region_of
from samspill.sample import write_sample
from samspill.store import Build, RawFile, Store, write_whole
from samspill.tables import tables
from samspill.terminal import (
    print_ledger,
    print_list,
    print_meeting,
    print_meeting_file,
    print_summary,
    print_view,
)
from samspill.typesetting import typeset

app = typer.Typer(
    name="samspill",
    help="A regional innovation observatory: strengths, interplay and support, from open data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Language(StrEnum):
    """What the words of the output are in."""

    NB = "nb"
    EN = "en"


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class MeetingFormat(StrEnum):
    """How a plan of a meeting is written."""

    TABLE = "table"
    CSV = "csv"
    PDF = "pdf"


RegionArgument = Annotated[
    str, typer.Argument(help="A built-in region, or a folder with a profile.")
]
HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="The observatory's folder; else SAMSPILL_HOME, else ./observatory/REGION."
    ),
]
LanguageOption = Annotated[Language | None, typer.Option("--lang", help="nb or en; else LANG.")]
FormatOption = Annotated[Format, typer.Option("--format", help="table, csv or json.")]

_err = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line; a `SamspillError` becomes one plain paragraph."""
    try:
        app()
    except UsageError as error:
        _fail(error, 2)
    except SamspillError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        _err.print("Stopped. The last finished build is untouched.")
        sys.exit(130)
    except BrokenPipeError:
        # whoever read the pipe has left; there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (MemoryError, ImportError, RuntimeError, pa.ArrowException) as error:
        if not _lacks_memory(error):
            raise
        told = "There is not enough memory for this. Close other programs, or use a larger machine."
        _fail(EngineError(f"{told} The last finished build is untouched."), 1)


_WITHOUT_MEMORY = (
    "failed to map segment",  # a library that is loaded when it is needed
    "Failed to launch worker thread",  # Arrow
    "can't start new thread",  # Python
)
"""What is said, beside `MemoryError`, where there is no room for a library or for a thread."""


def _lacks_memory(error: Exception) -> bool:
    return isinstance(error, MemoryError) or any(one in str(error) for one in _WITHOUT_MEMORY)


def _fail(error: SamspillError, code: int) -> None:
    _err.print(str(error), soft_wrap=True, markup=False)
    sys.exit(code)


# where things are


def _home(given: Path | None, region: str) -> Path:
    if given is not None:
        return given
    if from_environment := os.environ.get("SAMSPILL_HOME"):
        return Path(from_environment)
    return Path("observatory") / (Path(region).name if _is_folder(region) else region)


def _is_folder(region: str) -> bool:
    return "/" in region or Path(region).is_dir()


def _language(given: Language | None) -> str:
    if given is not None:
        return given.value
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "nb" if spoken[:2].lower() in ("nb", "nn", "no") else "en"


# commands


def _say_version(*, is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"samspill {samspill.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Say the version.",
            is_eager=True,
            callback=lambda is_wanted: _say_version(is_wanted=is_wanted),
        ),
    ] = False,
    lang: LanguageOption = None,
) -> None:
    del version
    if lang is not None:
        # said before the command, the language is what the command has unless it is told another
        assert isinstance(context.command, TyperGroup)
        context.default_map = {name: {"lang": lang.value} for name in context.command.commands}


@app.command()
def demo(
    with_server: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve it afterwards.")
    ] = True,
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Build the sample region, show what it is strong at, and serve it."""
    language = _language(lang)
    where = home or Path(os.environ.get("SAMSPILL_HOME") or Path("observatory") / "sample")
    store = Store(where)
    if any(not raw.is_sample for name in catalogue.sources() for raw in store.vault.files(name)):
        raise UsageError(
            f"{where} holds real data, and the sample must not be mixed with it. Name another "
            "folder with --home."
        )
    with tempfile.TemporaryDirectory(prefix="samspill-sample-") as folder:
        write_sample(Path(folder))
        _import_folder(store, Path(folder))
        # the sample has a profile of its own, with clusters that are as invented as the rest
        shutil.copytree(Path(folder) / "profile", where / "profile", dirs_exist_ok=True)
    built = _build(load_region(where / "profile"), store)
    console = Console(highlight=False)
    print_summary(console, built, language)
    program = "samspill" if shutil.which("samspill") else sys.argv[0]
    ended = say("sample", language, folder=built.folder, program=program, home=where)
    console.print(ended, soft_wrap=True, markup=False)
    if with_server:
        _serve(store, region_of(where, "osloregionen"), "127.0.0.1", 8000, language)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the new profile goes.")],
    from_: Annotated[
        str, typer.Option("--from", help="The profile to begin with: a built-in name or a folder.")
    ] = "osloregionen",
    lang: LanguageOption = None,
) -> None:
    """Begin a profile of your own from one that is there."""
    written = copy_region(from_, folder)
    typer.echo(say("begun", _language(lang), n=len(written), folder=folder))


@app.command()
def check(region: RegionArgument = "osloregionen", lang: LanguageOption = None) -> None:
    """Check a region's profile: every file, with line numbers for what is wrong."""
    language = _language(lang)
    problems = check_region(region)
    for problem in problems:
        typer.echo(problem.said(language))
    errors = sum(not problem.is_note for problem in problems)
    if errors:
        typer.echo(say("problem" if errors == 1 else "problems", language, n=errors))
        raise typer.Exit(1)
    typer.echo(say("in_order", language, name=load_region(region).name[language]))


@app.command()
def fetch(
    region: RegionArgument = "osloregionen",
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Download from the publishers into the vault; what has not changed is not taken again."""
    store, language = Store(_home(home, region)), _language(lang)
    known = catalogue.sources()
    for one in source or []:
        if one not in known:
            raise UnknownCode("source", one, known)
    chosen = {name: known[name] for name in (source or known)}
    failed: list[tuple[str, SamspillError]] = []
    with _download_progress() as progress:
        tasks: dict[str, Any] = {}

        def watch(name: str, received: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = progress.add_task(name, total=total)
            progress.update(tasks[name], completed=received, total=total)

        with Client(progress=watch) as client:
            for name in chosen:
                try:
                    taken = list(catalogue.source_module(name).fetch(store.vault, client))
                except (FetchError, DataError) as problem:
                    failed.append((name, problem))
                    progress.console.print(say("did_not_come", language, source=name), markup=False)
                else:
                    for raw in taken:
                        progress.console.print(_came(raw, language), markup=False, soft_wrap=True)
    if failed:
        counts = {"n": len(failed), "of": len(chosen), "folder": store.vault.root}
        told = [
            say("some_did_not_come", language, **counts),
            *(f"  {name}: {error}" for name, error in failed),
            say("fetch_again", language),
        ]
        for line in told:
            _err.print(line, soft_wrap=True, markup=False)
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    path: Annotated[Path, typer.Argument(help="A file, or a folder with sources.toml.")],
    region: Annotated[
        str, typer.Option("--region", help="Whose observatory it is for.")
    ] = "osloregionen",
    source: Annotated[
        str | None, typer.Option("--source", help="Which source a single file is of.")
    ] = None,
    vintage: Annotated[
        str | None, typer.Option("--vintage", help="What a single file shows: 2024, 2024-06.")
    ] = None,
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Put files that you have into the vault."""
    store, language = Store(_home(home, region)), _language(lang)
    if path.is_dir():
        taken = _import_folder(store, path)
    elif path.is_file():
        taken = [_import_file(store, path, source, vintage)]
    else:
        raise UsageError(f"There is no file or folder {path}.")
    for raw in taken:
        typer.echo(_came(raw, language))
    next_ = " ".join(
        ["samspill build"]
        + ([region] if region != "osloregionen" else [])
        + ([f"--home {home}"] if home else [])
    )
    what = "imported_one" if len(taken) == 1 else "imported"
    typer.echo(say(what, language, n=len(taken), folder=store.vault.root, command=next_))


def _came(raw: RawFile, language: str) -> str:
    facts = {"source": raw.source, "name": raw.name, "vintage": raw.vintage}
    return say("came", language, size=raw.bytes_count, **facts)


@app.command()
def build(
    region: RegionArgument = "osloregionen",
    engine: Annotated[str, typer.Option("--engine", help="duckdb or spark.")] = "duckdb",
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes", min=1, help="Findings at a time; as many as are worth while without it."
        ),
    ] = None,
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Compute every table from what the vault holds."""
    store = Store(_home(home, region))
    built = _build(region_of(store.home, region), store, engine, processes)
    print_summary(Console(highlight=False), built, _language(lang))
    typer.echo(say("built", _language(lang), folder=built.folder))


@app.command()
def show(
    finding: Annotated[
        str, typer.Argument(help="A finding (`samspill findings` lists them), or a table.")
    ],
    table_name: Annotated[
        str | None, typer.Option("--table", help="One of its published tables.")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="Code or name of a place.")] = None,
    activity: Annotated[str | None, typer.Option("--activity", help="Code of an activity.")] = None,
    year: Annotated[int | None, typer.Option("--year")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Id of a priority area.")] = None,
    measure: Annotated[str | None, typer.Option("--measure")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help="norway or europe.")] = None,
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show a finding's table, or any other published one."""
    name, found = _asked_table(finding, table_name)
    built = Store(_home(home, region)).current()
    asked: dict[str, object] = {
        "place_code": None if place is None else _place(built, place),
        "activity_code": activity,
        "year": year,
        "area_id": area,
        "measure": measure,
        "reference": reference,
    }
    rows = built.read(name)
    for column, value in asked.items():
        if value is not None:
            rows = _only(rows, name, column, value)
    language = _language(lang)
    if format_ is Format.TABLE:
        given = {column for column, value in asked.items() if value is not None}
        console, about = Console(highlight=False), built.manifest["region"]
        print_view(console, found, name, rows, given, language, about)
    else:
        _write_rows(rows, format_)


@app.command()
def network(
    out: Annotated[Path, typer.Argument(help="The file to write, such as network.graphml.")],
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Write the network of actors as GraphML, for Gephi, igraph, R and others."""
    built = Store(_home(home, region)).current()
    nodes, edges = (list(_plain(built.read(f"network_{part}"))) for part in ("nodes", "edges"))
    content = graphml(nodes, edges, node="actor_id", ends=("actor_a", "actor_b"))
    _write_file(out, content)
    counts = {"nodes": len(nodes), "edges": len(edges)}
    typer.echo(say("network", _language(lang), out=out, **counts))


@app.command()
def serve(
    region: RegionArgument = "osloregionen",
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Serve the current build as web pages and an API."""
    store = Store(_home(home, region))
    store.current()
    _serve(store, region_of(store.home, region), host, port, _language(lang))


@app.command()
def report(
    out: Annotated[
        Path | None, typer.Option("--out", help="The PDF file to write; else report-….pdf here.")
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Only this place; code or name.")
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="Only this priority area.")] = None,
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Write the report of the region, of one place or of one area as a PDF."""
    # the pages are loaded only where they are wanted
    from samspill.report import write_report

    store, language = Store(_home(home, region)), _language(lang)
    built, profile = store.current(), region_of(store.home, region)
    place = None if place is None else _place(built, place)
    written = write_report(built, store.vault, profile, language, place=place, area=area)
    about = "-".join(one for one in (profile.id, place, area, language) if one)
    out = out or Path(f"report-{about}.pdf")
    _write_file(out, written)
    typer.echo(say("report", language, build=built.id, out=out))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the data package goes.")],
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    url: Annotated[
        str, typer.Option("--url", help="Address at which the folder will be published.")
    ] = "",
    home: HomeOption = None,
    lang: LanguageOption = None,
) -> None:
    """Write the current build as a data package: CSV, Parquet, XLSX and their descriptions."""
    # written formats are loaded only where they are wanted
    from samspill.report import export_package

    store = Store(_home(home, region))
    built = store.current()
    written = export_package(built, region_of(store.home, region), folder, url=url)
    facts = {"n": len(written), "build": built.id, "folder": folder}
    typer.echo(say("exported", _language(lang), **facts))


@app.command(name="plan-meeting")
def plan_meeting_(
    area: Annotated[str, typer.Option("--area", help="Number or id of a priority area.")],
    seats: Annotated[int, typer.Option("--seats", help="How many organisations.")],
    place: Annotated[
        list[str] | None,
        typer.Option("--place", help="Only from this municipality or county; may be repeated."),
    ] = None,
    theme: Annotated[
        str, typer.Option("--theme", help="Words that the activities' names must have.")
    ] = "",
    without: Annotated[
        list[str] | None, typer.Option("--without", help="A candidate not to ask.")
    ] = None,
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
    format_: Annotated[
        MeetingFormat, typer.Option("--format", help="table, csv or pdf.")
    ] = MeetingFormat.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Where the PDF goes.")] = None,
) -> None:
    """Plan a meeting: whom to invite, at which table, whom to introduce to whom."""
    store = Store(_home(home, region))
    built, language = store.current(), _language(lang)
    profile = region_of(store.home, region)
    known = {str(one.number): one for one in profile.areas} | {one.id: one for one in profile.areas}
    if area not in known:
        raise UnknownCode("area", area, known)
    tables = ("meeting_candidates", "meeting_topics", "network_edges", "activity_proximities",
              "activities")  # fmt: skip
    room = meeting.room_of(known[area].id, *(built.read(name).to_pylist() for name in tables))
    places = built.read("places").to_pylist()
    wanted = [_place(built, one) for one in place or ()]
    inside = [one["place_code"] for one in places if one["parent_code"] in wanted]
    plan = meeting.plan_meeting(
        room, meeting.Asked(seats, (*wanted, *inside), theme, tuple(without or ()))
    )
    if format_ is MeetingFormat.CSV:
        rows = list(meeting.lines(plan, room.activity_names, language))
        _write_rows(pa.Table.from_pylist(rows), Format.CSV)
    elif format_ is MeetingFormat.PDF:
        document = meeting.meeting_document(
            plan,
            room.activity_names,
            language="nb" if language == "nb" else "en",
            area=known[area].name[language],
            colour=known[area].colour,
            region=profile.name[language],
            day=str(built.manifest["started"])[:10],
            build=built.id,
            is_sample=bool(built.manifest.get("is_sample")),
        )
        path = out or Path(f"meeting-{known[area].id}-{seats}.pdf")
        _write_file(path, typeset(document))
        print_meeting_file(Console(highlight=False), path, language)
    else:
        print_meeting(Console(highlight=False), plan, room.activity_names, language)


@app.command()
def explain(
    table_name: Annotated[str, typer.Argument(metavar="TABLE", help="A published table.")],
    keys: Annotated[list[str], typer.Argument(metavar="KEY=VALUE ...", help="Which row.")],
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Lead one figure back to its source rows."""
    store = Store(_home(home, region))
    wanted = {}
    for key in keys:
        column, equals, value = key.partition("=")
        if not equals:
            raise UsageError(f"«{key}» is not of the form KEY=VALUE, such as place_code=0301.")
        wanted[column] = value
    told = trace.explain(store.current(), store.vault, table_name, wanted, _language(lang))
    if format_ is Format.JSON:
        typer.echo(json.dumps(told.as_dict(), ensure_ascii=False, indent=1, default=str))
    elif format_ is Format.CSV:
        _write_rows(told.source_rows(), Format.CSV)
    else:
        Console(highlight=False).print(told.text(), soft_wrap=True, markup=False)


@app.command()
def ledger(
    region: Annotated[str, typer.Option("--region")] = "osloregionen",
    home: HomeOption = None,
    lang: LanguageOption = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show the whole ledger: what came in, what was kept, what was set aside."""
    built = Store(_home(home, region)).current()
    if format_ is Format.TABLE:
        print_ledger(Console(highlight=False), built, _language(lang), is_whole=True)
    else:
        _write_rows(built.read("ledger").sort_by("order"), format_)


@app.command()
def sources(lang: LanguageOption = None, format_: FormatOption = Format.TABLE) -> None:
    """List the sources."""
    language = _language(lang)
    _list(
        [
            {
                "id": one.id,
                "title": one.title[language],
                "publisher": one.publisher,
                "licence": one.licence,
                "tables": ", ".join(one.tables),
                "homepage": one.homepage,
            }
            for one in catalogue.sources().values()
        ],
        format_,
        language,
    )


@app.command()
def indicators(lang: LanguageOption = None, format_: FormatOption = Format.TABLE) -> None:
    """List the indicators."""
    language = _language(lang)
    _list(
        [
            {
                "name": one.name,
                "title": one.title[language],
                "family": one.family,
                "unit": one.unit[language],
                "of": " × ".join(one.of),
                "source": one.source,
            }
            for one in catalogue.indicators().values()
        ],
        format_,
        language,
    )


@app.command()
def findings(lang: LanguageOption = None, format_: FormatOption = Format.TABLE) -> None:
    """List the findings."""
    language = _language(lang)
    _list(
        [
            {
                "id": one.id,
                "question": one.question[language],
                "tables": ", ".join(one.tables),
            }
            for one in catalogue.findings().values()
        ],
        format_,
        language,
    )


# what the commands do


_ADVICE_LISTING = "List each file under a line [[file]] of its own."


def _import_folder(store: Store, folder: Path) -> list[RawFile]:
    listing = folder / "sources.toml"
    try:
        content = tomllib.loads(listing.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{folder} has no sources.toml, which says which file is of which source. "
            "Import a single file with `samspill import FILE --source ID`."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(str(error), file=listing) from error
    known = catalogue.sources()
    taken = []
    entries = content.get("file", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise DataError("«file» is no list of tables", file=listing, advice=_ADVICE_LISTING)
    for number, entry in enumerate(entries, 1):
        for needed in ("source", "path", "vintage"):
            if not isinstance(entry.get(needed), str):
                raise DataError(f"file number {number} has no {needed}", file=listing)
        for name in ("publisher", "licence", "url"):
            if not isinstance(entry.get(name, ""), str):
                raise DataError(f"the {name} of file number {number} is no text", file=listing)
        if entry["source"] not in known:
            raise UnknownCode("source", entry["source"], known)
        path = folder / entry["path"]
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise DataError(
                f"file number {number}, {entry['path']}, is not in the folder", file=listing
            )
        taken.append(
            store.vault.add(
                path,
                source=entry["source"],
                name=path.name,
                vintage=entry["vintage"],
                publisher=entry.get("publisher", known[entry["source"]].publisher),
                licence=entry.get("licence", known[entry["source"]].licence),
                origin=entry.get("url", known[entry["source"]].homepage),
                is_sample=bool(entry.get("is_sample", False)),
            )
        )
    if not taken:
        raise DataError("no file is listed", file=listing, advice=_ADVICE_LISTING)
    return taken


def _import_file(store: Store, path: Path, source: str | None, vintage: str | None) -> RawFile:
    if source is None or vintage is None:
        raise UsageError(
            "A single file needs --source and --vintage. The sources are: "
            f"{', '.join(catalogue.sources())}."
        )
    known = catalogue.sources()
    if source not in known:
        raise UnknownCode("source", source, known)
    return store.vault.add(
        path,
        source=source,
        name=path.name,
        vintage=vintage,
        publisher=known[source].publisher,
        licence=known[source].licence,
        origin=known[source].homepage,
    )


def _serve(store: Store, region: Region, host: str, port: int, language: str) -> None:
    # the web server is loaded only where it is wanted
    from samspill.web.app import serve

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with "
                "`samspill serve --port`."
            ) from error
    typer.echo(say("served", language, host=host, port=port))
    serve(store, region, host, port)


def _build(
    region: Region, store: Store, engine: str = "duckdb", processes: int | None = None
) -> Build:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=_err, transient=True) as progress:
        task = progress.add_task("build")
        return run_build(
            region,
            store,
            engine=engine,
            processes=processes,
            watch=lambda step, what: progress.update(task, description=f"{step}: {what}"),
        )


@contextmanager
def _download_progress() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err) as progress:
        yield progress


def _asked_table(asked: str, table_name: str | None) -> tuple[str, catalogue.Finding | None]:
    """Give the table that is asked for by its finding or by its own name, and its finding."""
    known = catalogue.findings()
    if asked not in known:
        published = [name for name, one in tables().items() if one.is_published]
        if asked not in published:
            raise UnknownCode("finding or table", asked, [*known, *published])
        return asked, next((one for one in known.values() if asked in one.tables), None)
    name = table_name or known[asked].tables[0]
    if name not in known[asked].tables:
        raise UnknownCode(f"table of the finding {asked}", name, known[asked].tables)
    return name, known[asked]


def _place(built: Build, asked: str) -> str:
    """Give the code of a place that is asked for by code or by name."""
    places = built.read("places")
    codes = places["place_code"].to_pylist()
    if asked in codes:
        return asked
    kinds: dict[str, str] = {}
    for row in places.select(["place_code", "place_kind", "name"]).to_pylist():
        if (row["name"] or "").casefold() == asked.casefold():
            kinds[row["place_code"]] = row["place_kind"]
    # Oslo is a county too: the municipality is meant
    own = [code for code, kind in kinds.items() if kind == "municipality"]
    found = own if len(own) == 1 else sorted(kinds)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{asked} is the name of {', '.join(found)}; give the code.")
    raise UnknownCode("place", asked, [*codes, *places["name"].to_pylist()])


def _only(rows: pa.Table, name: str, column: str, value: object) -> pa.Table:
    """Keep the rows that have a value; where none has it, say which there are."""
    if column not in rows.column_names:
        raise UsageError(f"The table {name} has no {column} to choose by.")
    chosen = rows.filter(pc.equal(rows[column], pa.scalar(value, rows[column].type)))
    if chosen.num_rows == 0:
        there = [str(one) for one in pc.unique(rows[column]).to_pylist() if one is not None]
        raise UnknownCode(f"{column} in the rows of {name} that were asked for", str(value), there)
    return chosen


def _write_file(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    try:
        write_whole(path, content)
    except OSError as error:
        if error.errno is None:
            raise
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from error


def _write_rows(rows: pa.Table, format_: Format) -> None:
    """Write rows to standard output for another program: no rounding, null is empty."""
    if format_ is Format.JSON:
        sys.stdout.write("[")
        for number, row in enumerate(_plain(rows)):
            sys.stdout.write(",\n" if number else "\n")
            sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str))
        sys.stdout.write("\n]\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(rows.column_names)
    for row in _plain(rows):
        writer.writerow(["" if value is None else _text(value) for value in row.values()])


def _plain(rows: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in rows.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            yield {
                name: None if isinstance(value, float) and math.isnan(value) else value
                for name, value in row.items()
            }


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _list(rows: Sequence[dict[str, str]], format_: Format, language: str) -> None:
    if format_ is Format.TABLE:
        print_list(Console(highlight=False), rows, language)
    else:
        _write_rows(pa.Table.from_pylist(list(rows)), format_)
