"""A publisher's address -> a whole file in the vault.

A download is collected beside the vault and goes into it only when it is whole: as long as the
publisher announced, with the announced checksum, and with its packing complete. One that was cut
off, by the network or by a killed process, resumes where it stopped if the file has not changed
meanwhile. A file that the vault has already is asked for with its ETag, and not sent again.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import gzip
import hashlib
import importlib.metadata
import io
import json
import random
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

import httpx2

from samspill.catalogue import Download, Source
from samspill.errors import (
    Busy,
    FetchError,
    HomeLocked,
    Incomplete,
    Moved,
    NoNetwork,
    Refused,
    SamspillError,
    StoreError,
)
from samspill.store import RawFile, Vault

__all__ = ["Client", "Progress"]

_CHUNK = 1 << 18
_REDIRECTS = 10
_PAGES = (b"<!doctype html", b"<html")
_ADVICE_LATER = "Try again later; what has arrived is kept and resumes."
_ADVICE_MOVED = (
    "The publisher may have moved it: look on the homepage of the source "
    "(`samspill sources`), take the file there and use `samspill import`."
)


class Progress(Protocol):
    """Told how far a download has come; `total_bytes` is None where nobody knows."""

    def __call__(self, name: str, received_bytes: int, total_bytes: int | None, /) -> None:
        """Hear of it."""


class Client:
    """Takes files and small answers from publishers, politely and patiently.

    Parameters
    ----------
    progress
        Told how far each download has come.
    attempts
        How often an address is tried before giving up; only what may pass is tried again.
    max_wait
        Longest wait between two attempts, in seconds. A publisher that asks for a longer one is
        not asked again.
    max_bytes
        Largest file that is taken.
    connect_timeout, read_timeout
        Seconds to wait for a connection, and for the next bytes.
    sleep, clock
        How to wait, and what time it is.
    seed
        Of the chance in the waits.
    """

    def __init__(
        self,
        *,
        progress: Progress | None = None,
        attempts: int = 5,
        max_wait: float = 60.0,
        max_bytes: int = 8 << 30,
        connect_timeout: float = 15.0,
        read_timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seed: int | None = None,
    ) -> None:
        self._progress = progress
        self._attempts = attempts
        self._max_wait = max_wait
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._clock = clock
        self._chance = random.Random(seed)
        self._http = httpx2.Client(
            headers={
                "User-Agent": f"samspill/{importlib.metadata.version('samspill')}",
                "Accept-Encoding": "identity",
            },
            timeout=httpx2.Timeout(read_timeout, connect=connect_timeout),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        """Keep connections open until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def take(
        self,
        vault: Vault,
        source: Source,
        download: Download,
        *,
        vintage: str | None = None,
        validate: Callable[[Path], None] | None = None,
    ) -> RawFile:
        """Take a file into the vault, or give the one that is there if it is still the newest.

        Parameters
        ----------
        vault
            Where it goes.
        source
            Whose file it is.
        download
            Where it comes from and what it is called.
        vintage
            Which state of the world it shows; without it, the day the publisher last changed it,
            or today.
        validate
            Looks at the whole file before it goes into the vault, and raises if it will not do.

        Raises
        ------
        NoNetwork, Moved, Refused, Busy, Incomplete
            The publisher did not give it.
        HomeLocked
            Another process is taking the same file.
        StoreError
            It cannot be written.
        """
        body = download.body or b""
        address = f"{download.method} {download.url} {hashlib.sha256(body).hexdigest()}"
        known = _newest(vault, source, download) if download.method == "GET" else None
        with _Partial.locked(vault.partial(source.id, address)) as partial:
            for wait in self._waits():
                with wait:
                    return self._collect(vault, source, download, partial, known, vintage, validate)
        raise AssertionError("the last attempt raises")

    def keep(self, vault: Vault, source: Source, *, name: str, url: str, content: bytes) -> RawFile:
        """Put what was collected from several answers of an API into the vault as one file.

        Its vintage is today.

        Raises
        ------
        StoreError
            It cannot be written.
        """
        now = self._clock()
        return vault.add(
            io.BytesIO(content),
            source=source.id,
            name=name,
            vintage=now.date().isoformat(),
            publisher=source.publisher,
            licence=source.licence,
            origin=url,
            taken_at=now,
        )

    def get_json(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        method: str = "GET",
        body: Any = None,
    ) -> Any:
        """Give a small answer of an API.

        Parameters
        ----------
        url
            Its address.
        params
            Put behind the address.
        method
            `GET`, or `POST` where the publisher wants one.
        body
            Sent as JSON.

        Raises
        ------
        NoNetwork, Moved, Refused, Busy, Incomplete
            The publisher did not give it, or it is not JSON.
        """
        request = self._http.build_request(
            method, url, params=params, json=body, headers={"Accept": "application/json"}
        )
        for wait in self._waits():
            with wait, self._sent(request) as response:
                _refuse_failures(response, self._clock())
                content = b"".join(self._chunks(response))
                if _is_page(content, response.headers.get("Content-Type", "")):
                    raise _page(str(response.url))
                try:
                    return json.loads(content)
                except ValueError as error:
                    raise Incomplete(
                        f"{response.url} answered with something that is not JSON ({error}). "
                        "Try again later."
                    ) from error
        raise AssertionError("the last attempt raises")

    def _waits(self) -> Iterator[_Attempt]:
        """Give as many attempts as there are, and wait between them."""
        for number in range(1, self._attempts + 1):
            attempt = _Attempt(is_last=number == self._attempts)
            yield attempt
            # no name or no way to the host: one more try, and then it is not a passing fault
            if isinstance(attempt.error, _Unreachable) and number == 2:
                raise attempt.error
            wait = min(2.0 ** (number - 1), self._max_wait) * self._chance.uniform(0.5, 1.0)
            if isinstance(attempt.error, _BusyUntil):
                if attempt.error.seconds > self._max_wait:
                    raise attempt.error
                wait = attempt.error.seconds + self._chance.uniform(0.0, 0.5)
            self._sleep(wait)

    @contextlib.contextmanager
    def _sent(self, request: httpx2.Request) -> Iterator[httpx2.Response]:
        """Send a request, follow where it leads, and give the answer with its body unread."""
        try:
            for _ in range(_REDIRECTS):
                response = self._http.send(request, stream=True)
                if not response.has_redirect_location:
                    break
                response.close()
                request = _followed(request, response)
            else:
                raise Moved(f"{request.url} leads in circles. {_ADVICE_MOVED}")
            with contextlib.closing(response):
                yield response
        except httpx2.TimeoutException as error:
            raise NoNetwork(
                f"{request.url.host} did not answer in time. Check the connection. {_ADVICE_LATER}"
            ) from error
        except httpx2.RemoteProtocolError as error:
            raise Incomplete(
                f"{request.url} broke off before the answer was whole ({error}). {_ADVICE_LATER}"
            ) from error
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise Refused(
                f"{request.url} is not an address that can be fetched ({error})."
            ) from error
        except httpx2.RequestError as error:
            raise _Unreachable(
                f"{request.url.host} cannot be reached ({error}). Check the connection and the "
                f"proxy settings. {_ADVICE_LATER}"
            ) from error

    def _chunks(self, response: httpx2.Response, already: int = 0) -> Iterator[bytes]:
        """Give the body in pieces and see that it does not grow beyond measure."""
        size = already
        if already + (_length(response) or 0) > self._max_bytes:
            raise _too_large(response, self._max_bytes)
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > self._max_bytes:
                raise _too_large(response, self._max_bytes)
            yield chunk

    def _collect(
        self,
        vault: Vault,
        source: Source,
        download: Download,
        partial: _Partial,
        known: RawFile | None,
        vintage: str | None,
        validate: Callable[[Path], None] | None,
    ) -> RawFile:
        """Make one attempt at a file, from where the last one stopped."""
        headers = {"Accept": download.accept}
        start = partial.resumable() if download.method == "GET" else 0
        if start:
            headers |= {"Range": f"bytes={start}-", "If-Range": partial.note.validator}
        elif known is not None:
            headers |= _conditions(known)
        request = self._http.build_request(
            download.method, download.url, content=download.body, headers=headers
        )
        with self._sent(request) as response:
            if response.status_code == httpx2.codes.NOT_MODIFIED and known is not None:
                self._tell(download.name, known.bytes_count, known.bytes_count)
                return known
            self._receive(response, download, partial, start)
        partial.check(download)
        if validate is not None:
            try:
                validate(partial.path)
            except SamspillError:
                partial.remove()
                raise
        note, now = partial.note, self._clock()
        raw = vault.add(
            partial.path,
            source=source.id,
            name=download.name,
            vintage=vintage or _day(note.last_modified) or now.date().isoformat(),
            publisher=source.publisher,
            licence=source.licence,
            origin=download.url,
            taken_at=now,
            etag=note.etag,
            last_modified=note.last_modified,
        )
        partial.remove()
        return raw

    def _receive(
        self, response: httpx2.Response, download: Download, partial: _Partial, start: int
    ) -> None:
        """Write the body of an answer behind what is there."""
        if response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE and start:
            if response.headers.get("Content-Range") == f"bytes */{start}":
                return
            partial.remove()
            raise Incomplete(f"{response.url} is not the file it was. Fetch it again.")
        _refuse_failures(response, self._clock())
        if response.status_code == httpx2.codes.PARTIAL_CONTENT:
            partial.see_continuation(response, start)
        else:
            start = 0
            partial.begin(response)
        total, received = partial.note.total, start
        self._tell(download.name, received, total)
        for chunk in self._chunks(response, start):
            partial.write(chunk)
            received += len(chunk)
            self._tell(download.name, received, total)

    def _tell(self, name: str, received: int, total: int | None) -> None:
        if self._progress is not None:
            self._progress(name, received, total)


class _Attempt:
    """One attempt: swallows an error that may pass, unless it is the last."""

    def __init__(self, *, is_last: bool) -> None:
        self.is_last = is_last
        self.error: BaseException | None = None

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.error = error
        return isinstance(error, NoNetwork | Busy | Incomplete) and not self.is_last


@dataclass(frozen=True)
class _Note:
    """What the publisher said about a file when its download began."""

    etag: str = ""
    last_modified: str = ""
    content_md5: str = ""
    content_type: str = ""
    total: int | None = None

    @property
    def validator(self) -> str:
        """What tells that the file is still the same one; a weak ETag does not."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class _Partial:
    """A download under way: the bytes so far, and a note of what they belong to beside them."""

    def __init__(self, path: Path, handle: BinaryIO) -> None:
        self.path = path
        self.note = _Note()
        self._handle = handle
        self._beside = path.with_name(f"{path.name}.json")

    @classmethod
    @contextlib.contextmanager
    def locked(cls, path: Path) -> Iterator[_Partial]:
        """Hold a download, so that no other process writes into it."""
        with _plain_errors(path), path.open("a+b") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeLocked(
                    "Another process is fetching the same file. Wait until it has finished."
                ) from None
            yield cls(path, handle)
            if not handle.tell():
                path.unlink(missing_ok=True)

    def resumable(self) -> int:
        """Give the number of bytes to resume behind; 0 where it has to begin anew."""
        size = self._handle.seek(0, io.SEEK_END)
        try:
            self.note = _Note(**json.loads(self._beside.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return 0
        if not self.note.validator:
            return 0
        # a whole file is asked for its last byte, which tells whether it is still the same one
        if self.note.total is not None and size >= self.note.total > 0:
            size = self.note.total - 1
            self._handle.truncate(size)
        return size

    def begin(self, response: httpx2.Response) -> None:
        """Begin anew with an answer that gives the whole file."""
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise Refused(
                f"{response.url} is only given packed with {encoding}, which is not read."
            )
        self.remove()
        self.note = _Note(
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            content_md5=response.headers.get("Content-MD5", ""),
            content_type=response.headers.get("Content-Type", ""),
            total=_length(response),
        )
        self._beside.write_text(json.dumps(asdict(self.note)), encoding="utf-8")

    def see_continuation(self, response: httpx2.Response, start: int) -> None:
        """See that an answer goes on where the bytes so far end, in the same file."""
        said, _, total = response.headers.get("Content-Range", "").partition("/")
        etag = response.headers.get("ETag", self.note.etag)
        is_same = etag == self.note.etag and (
            self.note.total is None or total in ("*", str(self.note.total))
        )
        if not start or not said.startswith(f"bytes {start}-") or not is_same:
            self.remove()
            raise Incomplete(
                f"{response.url} was asked for the rest of a file and gave something else. "
                "Fetch it again."
            )

    def write(self, chunk: bytes) -> None:
        """Put bytes behind those that are there."""
        self._handle.write(chunk)

    def check(self, download: Download) -> None:
        """See that the file is whole and is what was announced.

        Raises
        ------
        Incomplete
            It is not. What cannot be mended by going on is thrown away.
        Moved
            It is a web page.
        """
        self._handle.flush()
        name, total = download.name, self.note.total
        size = self._handle.seek(0, io.SEEK_END)
        if total is not None and size < total:
            raise Incomplete(f"{name} ended after {size:,} of {total:,} bytes. {_ADVICE_LATER}")
        problem = ""
        if size == 0:
            problem = "is empty"
        elif total is not None and size > total:
            problem = f"has {size:,} bytes where {total:,} were announced"
        elif self.note.content_md5 and self.note.content_md5 != _md5(self.path):
            problem = "does not have the checksum that was announced"
        else:
            problem = _packing_problem(self.path)
        if problem:
            self.remove()
            raise Incomplete(f"{name} {problem}. Fetch it again.")
        with self.path.open("rb") as handle:
            is_page = _is_page(handle.read(2048), self.note.content_type)
        if is_page:
            self.remove()
            raise _page(download.url)

    def remove(self) -> None:
        """Throw the bytes and the note away."""
        self._beside.unlink(missing_ok=True)
        self._handle.truncate(0)
        self._handle.seek(0)
        self.note = _Note()


class _Unreachable(NoNetwork):
    """The host has no name or no way leads there."""


class _BusyUntil(Busy):
    """The publisher is overloaded and says for how many seconds."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


@contextlib.contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into a sentence."""
    try:
        yield
    except SamspillError:
        raise
    except OSError as error:
        raise StoreError(
            f"{error.filename or path} cannot be written: {error.strerror}. Choose another folder "
            "with --home or SAMSPILL_HOME, or make room."
        ) from error


def _newest(vault: Vault, source: Source, download: Download) -> RawFile | None:
    """Give what the vault took last from the same address, if it is there whole."""
    taken = [
        raw
        for raw in vault.files(source.id)
        if raw.origin == download.url
        and raw.name == download.name
        and raw.path.exists()
        and raw.path.stat().st_size == raw.bytes_count
    ]
    return max(taken, key=lambda raw: raw.taken_at, default=None)


def _conditions(known: RawFile) -> dict[str, str]:
    """Ask for a file only if it is not the one that is known."""
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _followed(request: httpx2.Request, response: httpx2.Response) -> httpx2.Request:
    """Give the request that an answer leads to."""
    target = response.next_request
    if target is None or target.url.scheme not in ("http", "https"):
        where = response.headers.get("Location", "")
        raise Refused(f"{request.url} leads to «{where[:200]}», which cannot be fetched.")
    if request.url.scheme == "https" and target.url.scheme == "http":
        raise Refused(
            f"{request.url} leads to {target.url}, which is not encrypted. {_ADVICE_MOVED}"
        )
    return target


def _refuse_failures(response: httpx2.Response, now: datetime) -> None:
    """Turn the status of an answer that gives nothing into an error."""
    status, url = response.status_code, response.url
    if status in (200, 203, 206):
        return
    said = f"{url} answered {status} {response.reason_phrase}".rstrip()
    if status in (404, 410):
        raise Moved(f"{said}. {_ADVICE_MOVED}")
    if status in (408, 425, 429) or status >= 500:
        seconds = _retry_after(response, now)
        if seconds is None:
            raise Busy(f"{said}. The publisher is overloaded. {_ADVICE_LATER}")
        raise _BusyUntil(
            f"{said}. The publisher asks to wait {seconds:.0f} seconds. {_ADVICE_LATER}", seconds
        )
    if 200 <= status < 300:
        raise Incomplete(f"{said}, which is no file. Fetch it again.")
    raise Refused(f"{said}. The publisher does not give the file. {_ADVICE_MOVED}")


def _retry_after(response: httpx2.Response, now: datetime) -> float | None:
    """Give the seconds to wait that an answer asks for, as a number or as a date."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return float(said)
    when = _moment(said)
    return None if when is None else max(0.0, (when - now).total_seconds())


def _moment(said: str) -> datetime | None:
    """Read a date as HTTP writes it."""
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _day(last_modified: str) -> str:
    when = _moment(last_modified)
    return "" if when is None else when.date().isoformat()


def _length(response: httpx2.Response) -> int | None:
    said = response.headers.get("Content-Length", "")
    return int(said) if said.isdigit() else None


def _is_page(head: bytes, content_type: str) -> bool:
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_PAGES) or ("html" in content_type and start.startswith(b"<"))


def _page(address: str) -> Moved:
    return Moved(
        f"{address} gave a web page and not the file, as publishers do when a file has moved or a "
        f"login is wanted. {_ADVICE_MOVED}"
    )


def _too_large(response: httpx2.Response, max_bytes: int) -> FetchError:
    return FetchError(
        f"{response.url} is larger than {max_bytes:,} bytes, which is more than this source can "
        "be. Look at the address before fetching it again."
    )


def _md5(path: Path) -> str:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, lambda: hashlib.md5(usedforsecurity=False))
    return base64.b64encode(digest.digest()).decode()


def _packing_problem(path: Path) -> str:
    """Unpack a gzip file, and open a zip file, to see that they are whole."""
    with path.open("rb") as handle:
        head = handle.read(4)
    try:
        if head[:2] == b"\x1f\x8b":
            with gzip.open(path) as unpacked:
                while unpacked.read(_CHUNK):
                    pass
        elif head == b"PK\x03\x04":
            zipfile.ZipFile(path).close()
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        return f"is packed and ends or breaks before it is complete ({error})"
    return ""
