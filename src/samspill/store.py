"""The raw vault and the builds: the only room that touches the disk of the home folder.

::

    <home>/raw/<source>/<sha256>         a publisher's file, as it came
    <home>/raw/<source>/<sha256>.json    where it came from, when, under which licence
    <home>/raw/<source>/.partial/        downloads under way; they resume
    <home>/builds/<id>/tables/           published tables (Parquet) and their JSON twins
    <home>/builds/<id>/tidy/             harmonised source tables, for `explain`
    <home>/builds/<id>/manifest.json     what every table was made from
    <home>/builds/current                the id of the build that is shown
    <home>/lock                          held while a build is written

Nothing in the vault is ever changed. A build is written into a folder beside the others, flushed
to disk, renamed, and then `current` is swapped in one rename: whoever reads sees the old build or
the new one, never something between.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from samspill.errors import HomeLocked, NoBuild, StoreError, UnknownCode, VaultDamaged
from samspill.tables import describe, table

__all__ = ["Build", "Draft", "RawFile", "Store", "Vault", "write_whole"]

_CHUNK = 1 << 20
_SAID = ("vintage", "publisher", "licence")
"""What makes a description of the same bytes another one."""


@dataclass(frozen=True)
class RawFile:
    """One file of a publisher in the vault.

    `name` is what the file was called where it came from; `vintage` says which state of the world
    it shows, as the publisher or the person who imported it says (`2024`, `2017-11`).
    """

    path: Path
    source: str
    sha256: str
    name: str
    bytes_count: int
    vintage: str
    publisher: str
    licence: str
    origin: str
    taken_at: str
    etag: str = ""
    last_modified: str = ""
    is_sample: bool = False

    @property
    def year(self) -> int | None:
        """The year of the vintage, where it begins with one."""
        return int(self.vintage[:4]) if self.vintage[:4].isdigit() else None


class Vault:
    """The files as received.

    Parameters
    ----------
    root
        The folder `<home>/raw`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def partial(self, source: str, address: str) -> Path:
        """Give the path where a download of an address is collected until it is whole."""
        folder = self.root / source / ".partial"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / hashlib.sha256(address.encode()).hexdigest()[:24]

    def add(
        self,
        content: Path | BinaryIO,
        *,
        source: str,
        name: str,
        vintage: str,
        publisher: str,
        licence: str,
        origin: str,
        taken_at: datetime | None = None,
        etag: str = "",
        last_modified: str = "",
        is_sample: bool = False,
    ) -> RawFile:
        """Put a file into the vault and give its description.

        A file that is there already stays as it is: its bytes are its name. Where more is said of
        it now, such as another vintage, that is a description of its own beside the first, and
        the newest description counts.

        Raises
        ------
        StoreError
            The file cannot be read, or the home folder cannot be written.
        """
        folder = self.root / source
        with _plain_errors(f"the vault in {self.root}"):
            folder.mkdir(parents=True, exist_ok=True)
            digest, size, staged = _stage(content, folder)
            target = folder / digest
            if target.exists():
                staged.unlink()
            else:
                staged.rename(target)
                _flush_folder(folder)
            known = _descriptions(folder, digest)
            raw = RawFile(
                path=target,
                source=source,
                sha256=digest,
                name=name,
                bytes_count=size,
                vintage=vintage,
                publisher=publisher,
                licence=licence,
                origin=origin,
                taken_at=(taken_at or datetime.now(UTC)).isoformat(timespec="seconds"),
                etag=etag,
                last_modified=last_modified,
                is_sample=is_sample,
            )
            if known:
                last = self._load(known[-1])
                if all(getattr(last, field) == getattr(raw, field) for field in _SAID):
                    return last
            number = f".{_number(known[-1]) + 1}" if known else ""
            described = folder / f"{digest}{number}.json"
            write_whole(described, _json({k: v for k, v in asdict(raw).items() if k != "path"}))
        return self._load(described)

    def files(self, source: str) -> list[RawFile]:
        """Give the files of a source as they were described last, oldest vintage first."""
        folder = self.root / source
        digests = {path.name.partition(".")[0] for path in folder.glob("*.json")}
        found = [self._load(_descriptions(folder, digest)[-1]) for digest in sorted(digests)]
        return sorted(found, key=lambda raw: (raw.vintage, raw.taken_at, raw.name, raw.sha256))

    def find(self, sha256: str) -> RawFile:
        """Give the file with a checksum.

        Raises
        ------
        VaultDamaged
            It is not in the vault any more.
        """
        for described in sorted(self.root.glob(f"*/{sha256}.json")):
            return self._load(_descriptions(described.parent, sha256)[-1])
        raise VaultDamaged(
            f"The vault in {self.root} no longer holds the file {sha256[:12]}…, which a build was "
            "made from. Import or fetch it again."
        )

    def verify(self, raw: RawFile) -> None:
        """Compare a file with its checksum.

        Raises
        ------
        VaultDamaged
            The file is gone or is not what it was.
        """
        with _plain_errors(str(raw.path)):
            if not raw.path.exists():
                raise VaultDamaged(
                    f"{raw.name} ({raw.source}) is gone from the vault: {raw.path}. "
                    f"Delete {raw.path}.json and import or fetch the file again."
                )
            with raw.path.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if digest != raw.sha256:
            raise VaultDamaged(
                f"{raw.name} ({raw.source}) in the vault is not the file that came: its sha256 is "
                f"{digest[:12]}… and should be {raw.sha256[:12]}…. Delete {raw.path} and "
                f"{raw.path.name}.json beside it, then import or fetch the file again."
            )

    def _load(self, described: Path) -> RawFile:
        try:
            content = json.loads(described.read_text(encoding="utf-8"))
            return RawFile(path=described.with_name(described.name.partition(".")[0]), **content)
        except (ValueError, TypeError) as error:
            raise VaultDamaged(
                f"The description {described} cannot be read ({error}). Delete it and the file "
                "beside it, then import or fetch the file again."
            ) from error


def _descriptions(folder: Path, digest: str) -> list[Path]:
    """Give what was said of a file, the newest last: `<sha256>.json`, `<sha256>.2.json`, ..."""
    return sorted(folder.glob(f"{digest}*.json"), key=_number)


def _number(described: Path) -> int:
    """Give which description of a file this is: 1 for `<sha256>.json`, 2 for `<sha256>.2.json`."""
    number = described.name.removesuffix(".json").partition(".")[2]
    return int(number) if number else 1


class Draft:
    """A build that is being written; nobody sees it before `publish`."""

    def __init__(self, folder: Path, build_id: str) -> None:
        self.folder = folder
        self.id = build_id
        (folder / "tables").mkdir(parents=True)
        (folder / "tidy").mkdir()

    def tidy_path(self, name: str) -> Path:
        """Give the path of a harmonised source table."""
        return self.folder / "tidy" / f"{name}.parquet"

    def table_path(self, name: str) -> Path:
        """Give the path of a published table."""
        return self.folder / "tables" / f"{name}.parquet"

    def write_tidy(self, name: str, rows: pa.Table) -> None:
        """Write a harmonised source table as it is."""
        _write_parquet(rows, self.tidy_path(name))

    def write_table(self, name: str, rows: pa.Table, *, twin: Mapping[str, Any]) -> pa.Table:
        """Check a published table, put it in order of its key and write it with its JSON twin.

        Raises
        ------
        DataError
            The rows are not what `samspill.tables` declares.
        """
        declared = table(name)
        checked = declared.check(rows)
        _write_parquet(checked, self.table_path(name))
        content = {**describe(declared), "rows": checked.num_rows, "build": self.id, **twin}
        write_whole(self.table_path(name).with_suffix(".json"), _json(content))
        return checked


@dataclass(frozen=True)
class Build:
    """A finished build: its tables can be read and never change."""

    folder: Path
    id: str

    @property
    def manifest(self) -> dict[str, Any]:
        """What every table was made from."""
        with _plain_errors(str(self.folder)):
            content: dict[str, Any] = json.loads(
                (self.folder / "manifest.json").read_text(encoding="utf-8")
            )
        return content

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of its published tables."""
        return tuple(sorted(path.stem for path in (self.folder / "tables").glob("*.parquet")))

    def path(self, name: str) -> Path:
        """Give the path of a published table's Parquet file.

        Raises
        ------
        UnknownCode
            The build has no such table.
        """
        if name not in self.tables:
            raise UnknownCode("table", name, self.tables)
        return self.folder / "tables" / f"{name}.parquet"

    def tidy_path(self, name: str) -> Path | None:
        """Give the path of a harmonised source table, None where the build has none."""
        path = self.folder / "tidy" / f"{name}.parquet"
        return path if path.exists() else None

    def read(self, name: str) -> pa.Table:
        """Give a published table whole."""
        return pq.read_table(self.path(name), partitioning=None)

    def twin(self, name: str) -> dict[str, Any]:
        """Give a published table's description: title, columns, units, sources, licence."""
        content: dict[str, Any] = json.loads(
            self.path(name).with_suffix(".json").read_text(encoding="utf-8")
        )
        return content


class Store:
    """A home folder: its vault and its builds.

    Parameters
    ----------
    home
        The folder; it is made when something is first written.
    """

    def __init__(self, home: Path | str) -> None:
        self.home = Path(home)
        self.vault = Vault(self.home / "raw")

    @property
    def _builds(self) -> Path:
        return self.home / "builds"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home folder while a build is written.

        Raises
        ------
        HomeLocked
            Another process holds it.
        """
        with _plain_errors(f"the home folder {self.home}"):
            self.home.mkdir(parents=True, exist_ok=True)
            handle = (self.home / "lock").open("a+b")
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeLocked(
                    f"Another build is being written in {self.home}. Wait until it has finished; "
                    "the current build stays readable meanwhile."
                ) from None
            yield

    @contextlib.contextmanager
    def draft(self, build_id: str) -> Iterator[Draft]:
        """Open a new build; what is written becomes visible only through `publish`.

        A draft that is left, by an error or by a killed process, is removed: here, or by the
        next build. If there is a build of that name already, the new one gets a number behind it.
        """
        with _plain_errors(f"the home folder {self.home}"):
            self._builds.mkdir(parents=True, exist_ok=True)
            for left in self._builds.glob(".draft-*"):
                shutil.rmtree(left)
            for left in self._builds.glob(".new-*"):
                left.unlink()
            taken = {one.name for one in self._builds.iterdir()}
            names = itertools.chain([build_id], (f"{build_id}-{n}" for n in itertools.count(2)))
            build_id = next(name for name in names if name not in taken)
            folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=self._builds))
            folder.chmod(0o755)
            try:
                yield Draft(folder, build_id)
            finally:
                if folder.exists():
                    shutil.rmtree(folder)

    def publish(self, draft: Draft, manifest: Mapping[str, Any]) -> Build:
        """Flush a draft to disk, give it its name and make it the current build."""
        with _plain_errors(f"the home folder {self.home}"):
            write_whole(draft.folder / "manifest.json", _json(manifest))
            for part in ("tables", "tidy", "."):
                _flush_folder(draft.folder / part)
            target = self._builds / draft.id
            draft.folder.rename(target)
            _flush_folder(self._builds)
            write_whole(self._builds / "current", draft.id.encode())
        return Build(target, draft.id)

    def current(self) -> Build:
        """Give the build that is shown.

        Raises
        ------
        NoBuild
            Nothing has been built here.
        """
        pointer = self._builds / "current"
        try:
            build_id = pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise NoBuild(
                f"Nothing has been built in {self.home} yet. Run `samspill build`, or "
                "`samspill demo` for the sample region."
            ) from None
        except OSError as error:
            raise StoreError(f"{pointer} cannot be read: {error.strerror}.") from error
        folder = self._builds / build_id
        if not build_id or not (folder / "manifest.json").exists():
            raise NoBuild(
                f"{pointer} points at the build «{build_id}», which is not there. "
                "Run `samspill build`."
            )
        return Build(folder, build_id)

    def builds(self) -> list[Build]:
        """Give every finished build, oldest first."""
        return [
            Build(folder, folder.name)
            for folder in sorted(self._builds.glob("*"))
            if (folder / "manifest.json").exists() and not folder.name.startswith(".")
        ]


def _stage(content: Path | BinaryIO, folder: Path) -> tuple[str, int, Path]:
    """Copy content into a folder under a name of its own; give checksum, size and path."""
    digest, size = hashlib.sha256(), 0
    with contextlib.ExitStack() as stack:
        source = stack.enter_context(content.open("rb")) if isinstance(content, Path) else content
        staged = stack.enter_context(_staged(folder, ".staged-"))
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += staged.write(chunk)
    return digest.hexdigest(), size, Path(staged.name)


def _write_parquet(rows: pa.Table, path: Path) -> None:
    with _plain_errors(str(path)), path.open("wb") as handle:
        pq.write_table(rows, handle, compression="zstd", store_schema=True)
        handle.flush()
        os.fsync(handle.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that it is there whole or not at all."""
    with _staged(path.parent, ".new-") as staged:
        staged.write(content)
    Path(staged.name).replace(path)
    _flush_folder(path.parent)


@contextlib.contextmanager
def _staged(folder: Path, prefix: str) -> Iterator[Any]:
    """Open a file under a name of its own; it is on disk afterwards, or gone if that failed."""
    with tempfile.NamedTemporaryFile(dir=folder, prefix=prefix, delete=False) as staged:
        try:
            yield staged
            staged.flush()
            os.fsync(staged.fileno())
            Path(staged.name).chmod(0o644)
        except BaseException:
            Path(staged.name).unlink()
            raise


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


@contextlib.contextmanager
def _plain_errors(what: str) -> Iterator[None]:
    """Turn the operating system's refusals into a sentence."""
    try:
        yield
    except StoreError:
        raise
    except FileNotFoundError as error:
        raise StoreError(f"{error.filename or what} is not there.") from error
    except PermissionError as error:
        raise StoreError(
            f"{error.filename or what} cannot be written or read: no permission. Choose another "
            "folder with --home or SAMSPILL_HOME."
        ) from error
    except OSError as error:
        # a Samspill error that is also an OSError has no errno and says its own sentence
        if error.errno is None:
            raise
        raise StoreError(
            f"{error.filename or what} cannot be used: {error.strerror}. The last finished build "
            "is untouched."
        ) from error
