"""Whole answers, kept for those who ask the same: nothing is computed twice for one build.

What is kept is what was sent, headers and packing included. An answer is kept if its tag (ETag)
says that it follows from the build that is shown and the program alone, and so is the answer that
there is no such thing, which the same machines ask for again and again. A new build drops them all.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samspill.web.pinned import Newest
from samspill.web.safety import etag, lists, tag_of_program

__all__ = ["Answers"]

_ROOM = 48 * 2**20
"""So many bytes are kept in all."""
_LARGEST = 2**20
"""A longer answer is made anew each time."""
_OF_CONTENT = frozenset((b"content-length", b"content-type", b"content-encoding"))

Key = tuple[str, bytes, bool, str]


@dataclass(frozen=True)
class _Kept:
    start: Message
    body: bytes
    tag: str

    @property
    def not_modified(self) -> Message:
        """The same without a body, for who has it already."""
        headers = [pair for pair in self.start["headers"] if pair[0].lower() not in _OF_CONTENT]
        return {**self.start, "status": 304, "headers": headers}


class Answers:
    """Gives kept answers before anything else is asked.

    Parameters
    ----------
    app
        The site.
    newest
        The build that is shown.
    fingerprint
        The program's checksum.
    """

    def __init__(self, app: ASGIApp, newest: Newest, fingerprint: str) -> None:
        self.app = app
        self._newest = newest
        self._fingerprint = fingerprint
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._size = 0
        self._tags = ("", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or let the site answer and keep it."""
        pinned = self._newest.at_hand() if scope["type"] == "http" else None
        if pinned is None or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        self._keep_only((etag(pinned, self._fingerprint), tag_of_program(self._fingerprint)))
        headers = Headers(scope=scope)
        key = _key(scope, headers)
        if key in self._kept:
            self._kept.move_to_end(key)
            kept = self._kept[key]
            if kept.tag and lists(headers.get("if-none-match", ""), kept.tag):
                await send(kept.not_modified)
                await send({"type": "http.response.body", "body": b""})
            else:
                await send(kept.start)
                await send({"type": "http.response.body", "body": kept.body})
        elif scope["method"] == "GET":
            await self._answer(key, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        started: list[Message] = []
        tags = self._tags

        async def send_and_keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            elif started and not message.get("more_body", False):
                self._take(key, started.pop(), message.get("body", b""), tags)
            else:
                started.clear()
            await send(message)

        await self.app(scope, receive, send_and_keep)

    def _take(self, key: Key, start: Message, body: bytes, tags: tuple[str, str]) -> None:
        tag = Headers(raw=start["headers"]).get("etag", "")
        is_known = start["status"] == 200 and tag in self._tags
        # what is missing has no tag: it is missing from the build that was shown all the while
        is_missing = start["status"] == 404 and tags == self._tags
        if not (is_known or is_missing) or len(body) > _LARGEST:
            return
        if key in self._kept:
            self._size -= _length(key, self._kept.pop(key))
        self._kept[key] = _Kept(start, body, tag)
        self._size += _length(key, self._kept[key])
        while self._size > _ROOM:
            self._size -= _length(*self._kept.popitem(last=False))

    def _keep_only(self, tags: tuple[str, str]) -> None:
        """Drop what another build has answered."""
        if tags != self._tags:
            self._tags, self._size = tags, 0
            self._kept.clear()


def _length(key: Key, kept: _Kept) -> int:
    """Give the bytes that an answer takes, its address included: who asks may make that long."""
    path, query, _, accept = key
    return len(path) + len(query) + len(accept) + len(kept.body)


def _key(scope: Scope, headers: Headers) -> Key:
    """Tell apart what may be answered differently: the address, packing, and kind of file."""
    packs = "gzip" in headers.get("accept-encoding", "")
    return scope["path"], scope["query_string"], packs, headers.get("accept", "")
