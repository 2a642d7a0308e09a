"""The site: routes that follow from the pages, and what is said when something is wrong."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import threading
from collections.abc import AsyncIterator, Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_origin

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

import samspill
from samspill.errors import NoBuild, SamspillError, StoreError, UnknownCode, UsageError
from samspill.figures import figure_css
from samspill.region import Region
from samspill.store import Store
from samspill.web import api, network_files, rendering
from samspill.web.answers import Answers
from samspill.web.drawing import KINDS, Drawings
from samspill.web.language import LANGUAGES, Language, language
from samspill.web.pinned import Newest, Pinned
from samspill.web.safety import SafeHeaders, etag, is_unchanged, not_modified, tag_of_program
from samspill.web.site import Page, Visit, pages
from samspill.web.wayfinding import what_is_impossible, what_is_unknown

__all__ = ["create_app", "serve"]

_STATIC = {
    "samspill.css": "text/css; charset=utf-8",
    "samspill.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_KINDS_OF_ERROR = {
    404: "unknown-code",
    405: "method-not-allowed",
    422: "cannot-be-understood",
    503: "no-build",
}


def create_app(store: Store, region: Region) -> FastAPI:
    """Make the site of a store's newest build.

    Parameters
    ----------
    store
        The home folder; a build that is published later is taken up without a restart.
    region
        The region's profile.
    """
    drawings, mark = Drawings(), _fingerprint()

    def ready(pinned: Pinned) -> None:
        _draw_overview(pinned, region, drawings, mark)

    newest = Newest(store, ready)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # the first visitor need not wait for the tables
        threading.Thread(target=_prepare, args=(newest, ready), daemon=True).start()
        yield

    app = FastAPI(
        lifespan=lifespan,
        title="Samspill",
        version=samspill.__version__,
        summary="A regional innovation observatory: its published tables.",
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=6)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Answers, newest=newest, fingerprint=mark)
    _add_errors(app, newest, region)
    app.add_route("/", _entrance, ["GET", "HEAD"], include_in_schema=False)
    for name in _STATIC:
        app.add_route(f"/static/{name}", _static, ["GET", "HEAD"], include_in_schema=False)
    api.mount(app, newest, mark)
    network_files.mount(app, newest, mark)
    _describe_problems(app)

    for code in LANGUAGES:
        for page in pages().values():
            show, figure = _answers(newest, region, drawings, mark, code, page)
            path = f"/{code}/{page.path}".rstrip("/")
            app.add_route(path, show, ["GET", "HEAD"], include_in_schema=False)
            path = f"/{code}/figure/{page.id}/{{figure}}.{{kind}}"
            app.add_route(path, figure, ["GET", "HEAD"], include_in_schema=False)
            for kind in page.files:
                give = _gives(newest, region, mark, code, page, kind)
                path = f"/{code}/file/{page.id}.{kind}"
                app.add_route(path, give, ["GET", "HEAD"], include_in_schema=False)
    return app


def _prepare(newest: Newest, ready: Callable[[Pinned], None]) -> None:
    """Bring the newest build into memory and make what its first visitor sees."""
    try:
        ready(newest.pinned())
    except SamspillError:
        return  # every page says so


def _draw_overview(pinned: Pinned, region: Region, drawings: Drawings, mark: str) -> None:
    page = pages()["overview"]
    for code in LANGUAGES:
        _packed(Visit(pinned, region, language(code), page, page.query()), drawings, mark)


def serve(store: Store, region: Region, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the site until it is stopped; on this machine only, unless a host says otherwise."""
    uvicorn.run(
        create_app(store, region), host=host, port=port, log_level="warning", server_header=False
    )


def _answers(
    newest: Newest, region: Region, drawings: Drawings, mark: str, code: str, page: Page
) -> tuple[Callable[[Request], Response], Callable[[Request], Response]]:
    """Give what answers for a page in a language: the page itself, and its figures as files."""

    def show(request: Request) -> Response:
        visit = _visit(request, newest.pinned(), region, code, page)
        if is_unchanged(request, tag := etag(visit.pinned, mark)):
            return not_modified(tag)
        return _kept_page(request, visit, drawings, mark, tag)

    def figure(request: Request) -> Response:
        visit = _visit(request, newest.pinned(), region, code, page)
        if is_unchanged(request, tag := etag(visit.pinned, mark)):
            return not_modified(tag)
        return _figure(request, visit, drawings, tag)

    return show, figure


_MEDIA = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


def _gives(
    newest: Newest, region: Region, mark: str, code: str, page: Page, kind: str
) -> Callable[[Request], Response]:
    """Give what answers for a page as a file."""

    def give(request: Request) -> Response:
        visit = _visit(request, newest.pinned(), region, code, page)
        if is_unchanged(request, tag := etag(visit.pinned, mark)):
            return not_modified(tag)
        about = "-".join([page.id, *(value for _, value in visit.query.canonical)])
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in about)
        headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{safe}.{kind}"'}
        return Response(page.files[kind](visit), media_type=_MEDIA[kind], headers=headers)

    return give


def _packed(visit: Visit, drawings: Drawings, mark: str) -> bytes:
    """Give a page as it is sent, compressed once for a build and for what was asked."""
    return drawings.page(
        visit, lambda: gzip.compress(rendering.page(visit, drawings, mark).encode(), 6, mtime=0)
    )


def _kept_page(request: Request, visit: Visit, drawings: Drawings, mark: str, tag: str) -> Response:
    """Answer with a page."""
    packed = _packed(visit, drawings, mark)
    headers = {"ETag": tag, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        packed = gzip.decompress(packed)
    return Response(packed, media_type="text/html; charset=utf-8", headers=headers)


def _visit(request: Request, pinned: Pinned, region: Region, code: str, page: Page) -> Visit:
    """Check what was asked: each field of the page's query, the last value where one is wanted."""
    fields, takes_all = page.query.model_fields, page.query.model_config.get("extra") == "allow"
    asked: dict[str, Any] = {}
    for name in request.query_params:
        values = [value for value in request.query_params.getlist(name) if value]
        if not values or (name not in fields and not takes_all):
            continue
        several = name in fields and get_origin(fields[name].annotation) is list
        asked[name] = values if several else values[-1]
    for name in page.fields_of_path:
        if name in request.path_params:
            asked[name] = request.path_params[name]
    return Visit(pinned, region, language(code), page, page.query.model_validate(asked))


def _figure(request: Request, visit: Visit, drawings: Drawings, tag: str) -> Response:
    name, kind = request.path_params["figure"], request.path_params["kind"]
    plans = {plan.id: plan for plan in visit.page.show(visit).figures}
    if name not in plans:
        raise UnknownCode("figure", name, plans)
    if kind not in KINDS:
        raise UnknownCode("kind of file", kind, KINDS)
    content = drawings.of(visit, plans[name]).file(kind)
    about = "-".join([visit.page.id, *(value for _, value in visit.query.canonical), name])
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in about)
    headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{safe}.{kind}"'}
    return Response(content, media_type=KINDS[kind], headers=headers)


def _entrance(request: Request) -> Response:
    """Lead to the language that the visitor's browser asks for first."""
    wanted = request.headers.get("accept-language", "").lower()
    positions = {
        code: min((wanted.find(tag) for tag in tags if tag in wanted), default=10**6)
        for code, tags in {"nb": ("nb", "no", "nn", "da", "sv"), "en": ("en",)}.items()
    }
    code = "en" if positions["en"] < positions["nb"] else "nb"
    return RedirectResponse(f"/{code}", 307, headers={"Vary": "Accept-Language"})


def _static(request: Request) -> Response:
    name, tag = request.url.path.rpartition("/")[2], tag_of_program(_fingerprint())
    headers = {"Cache-Control": "public, max-age=86400", "ETag": tag}
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(_content(name), media_type=_STATIC[name], headers=headers)


@cache
def _content(name: str) -> str:
    text = files("samspill.web").joinpath("static", name).read_text(encoding="utf-8")
    return figure_css() + text if name.endswith(".css") else text


@cache
def _fingerprint() -> str:
    """Give a checksum of the program's version, its templates, texts and style."""
    digest = hashlib.sha256(samspill.__version__.encode())

    def walk(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                walk(entry)
            elif entry.name.endswith((".html", ".css", ".js", ".po", ".py", ".svg")):
                digest.update(entry.read_bytes())

    walk(files("samspill.web"))
    return digest.hexdigest()[:12]


def _describe_problems(app: FastAPI) -> None:
    """Add the schema of a problem to the API's description."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        schema = described()
        schema["components"]["schemas"]["Problem"] = api.Problem.model_json_schema()
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _add_errors(app: FastAPI, newest: Newest, region: Region) -> None:
    """Answer what goes wrong with a problem (API) or a page that helps (site)."""

    def say(
        request: Request,
        status: int,
        detail: str,
        near: tuple[str, ...] = (),
        told: Callable[[Language], str] | None = None,
    ) -> Response:
        path = request.url.path
        if path.startswith("/api/"):
            return _problem(request, status, detail, near)
        code = path.strip("/").partition("/")[0]
        spoken = language(code if code in LANGUAGES else "nb")
        wrong = rendering.Wrong(status, path, told(spoken) if told else "", detail, near)
        html = rendering.error(newest, region, spoken, wrong, _fingerprint())
        return Response(html, status, media_type="text/html; charset=utf-8")

    def unknown(request: Request, error: Exception) -> Response:
        if not isinstance(error, UnknownCode):
            return say(request, 404, str(error))
        return say(
            request, 404, str(error), error.near, lambda spoken: what_is_unknown(spoken, error)
        )

    def impossible(request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError | ValidationError):
            return say(request, 422, str(error))
        problems = error.errors()
        detail = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in problems
        )
        return say(request, 422, detail, told=lambda spoken: what_is_impossible(spoken, problems))

    def not_built(request: Request, error: Exception) -> Response:
        return say(request, 503, str(error))

    def plain(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = error.detail if isinstance(error, HTTPException) and status != 404 else ""
        answer = say(request, status, detail)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    app.add_exception_handler(UnknownCode, unknown)
    app.add_exception_handler(UsageError, impossible)
    app.add_exception_handler(RequestValidationError, impossible)
    app.add_exception_handler(ValidationError, impossible)
    app.add_exception_handler(NoBuild, not_built)
    app.add_exception_handler(StoreError, not_built)
    app.add_exception_handler(SamspillError, impossible)
    app.add_exception_handler(HTTPException, plain)


def _problem(request: Request, status: int, detail: str, near: tuple[str, ...]) -> Response:
    english = language("en")
    kind = _KINDS_OF_ERROR.get(status, "error")
    content = {
        "type": f"/api/v1/problems/{kind}",
        "title": rendering.title_of_error(english, status),
        "status": status,
        "detail": detail or rendering.advice_of_error(english, status),
        "instance": request.url.path,
        "near": list(near),
    }
    return Response(
        json.dumps(content, ensure_ascii=False), status, media_type="application/problem+json"
    )
