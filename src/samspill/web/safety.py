"""What every answer carries so that a page can do no harm, and how answers are kept."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from samspill.web.pinned import Pinned

__all__ = ["SafeHeaders", "etag", "is_unchanged", "lists", "not_modified", "tag_of_program"]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


class SafeHeaders:
    """Adds the security headers to every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, send_safely)


def etag(pinned: Pinned, fingerprint: str) -> str:
    """Give the tag of everything that a build shows: it changes with the build and the program."""
    return f'W/"{pinned.id}-{fingerprint}"'


def tag_of_program(fingerprint: str) -> str:
    """Give the tag of what the program shows whatever the build is: its style and its script."""
    return f'W/"{fingerprint}"'


def is_unchanged(request: Request, tag: str) -> bool:
    """Say whether the visitor has this very answer already."""
    return lists(request.headers.get("if-none-match", ""), tag)


def lists(given: str, tag: str) -> bool:
    """Say whether a tag is among those that `If-None-Match` gives."""
    return tag in (part.strip() for part in given.split(","))


def not_modified(tag: str) -> Response:
    """Give the answer that says so."""
    return Response(status_code=304, headers={"ETag": tag})
