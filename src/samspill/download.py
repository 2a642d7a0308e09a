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
            for wait in self._waits(download.name):
                with wait:
                    return self._collect(vault, source, download, partial, known, vintage, validate)
        raise AssertionError("the last attempt raises")

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
        for wait in self._waits(url):
            with wait, self._sent(request) as response:
                _refuse_failures(response, self._clock())
                content = b"".join(self._chunks(response))
                _refuse_pages(response, content)
                try:
                    return json.loads(content)
                except ValueError as error:
                    raise Incomplete(
                        f"{response.url} answered with something that is not JSON ({error}). "
                        "Try again later."
                    ) from error
        raise AssertionError("the last attempt raises")

    def _waits(self, name: str) -> Iterator[_Attempt]:
        """Give as many attempts as there are, and wait between them."""
        for number in range(1, self._attempts + 1):
            attempt = _Attempt(is_last=number == self._attempts)
            yield attempt
            asked = getattr(attempt.error, "retry_after", None)
            if asked is not None and asked > self._max_wait and attempt.error is not None:
                raise attempt.error
            wait = min(2.0 ** (number - 1), self._max_wait) * self._chance.uniform(0.5, 1.0)
            self._sleep(wait if asked is None else asked + self._chance.uniform(0.0, 0.5))

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
            raise Refused(f"{request.url} is not an address that can be fetched ({error}).") from error
        except httpx2.RequestError as error:
            raise NoNetwork(
                f"{request.url.host} cannot be reached ({error}). Check the connection and the "
                f"proxy settings. {_ADVICE_LATER}"
            ) from error

    def _chunks(self, response: httpx2.Response, already: int = 0) -> Iterator[bytes]:
        """Give the body in pieces and see that it does not grow beyond measure."""
        size = already
        announced = int(response.headers.get("Content-Length", 0) or 0)
        if already + announced > self._max_bytes:
            raise _too_large(response, self._max_bytes)
        for chunk in response.iter_raw(_CHUNK):
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
        partial.check(download.name)
        if validate is not None:
            validate(partial.path)
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
        if response.status_code == httpx2.codes.REQUESTED_RANGE_NOT_SATISFIABLE and start:
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
            if received == 0:
                _refuse_pages(response, chunk)
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
        with _writing(path), path.open("a+b") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HomeLocked(
                    "Another process is fetching the same file. Wait until it has finished."
                ) from None
            yield cls(path, handle)

    def resumable(self) -> int:
        """Give the number of bytes to resume behind; 0 where it has to begin anew."""
        self._handle.flush()
        size = self.path.stat().st_size if self.path.exists() else 0
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
        self._beside.unlink(missing_ok=True)
        self._handle.truncate(0)
        length = response.headers.get("Content-Length", "")
        self.note = _Note(
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            content_md5=response.headers.get("Content-MD5", ""),
            total=int(length) if length.isdigit() else None,
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

    def check(self, name: str) -> None:
        """See that the file is whole and is what was announced.

        Raises
        ------
        Incomplete
            It is not. What cannot be mended by going on is thrown away.
        """
        self._handle.flush()
        size = self.path.stat().st_size
        total = self.note.total
        if total is not None and size < total:
            raise Incomplete(
                f"{name} ended after {size:,} of {total:,} bytes. {_ADVICE_LATER}"
            )
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

    def remove(self) -> None:
        """Throw the bytes and the note away."""
        self._beside.unlink(missing_ok=True)
        self._handle.truncate(0)
        self.note = _Note()
