"""The API, version 1: every published table with filters and paging, as JSON or CSV.

The routes, their parameters and their documentation follow from `samspill.tables`: a table that
is declared there is here. Values are bound, never written into a query.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import GenericAlias
from typing import Annotated, Any, Literal

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from samspill.catalogue import findings, indicators
from samspill.errors import UnknownCode
from samspill.tables import Table, tables
from samspill.web.pinned import Newest, Pinned
from samspill.web.safety import etag, is_unchanged, not_modified

__all__ = ["Problem", "mount"]

_TYPES: Mapping[str, Any] = {
    "text": Annotated[str, Field(max_length=200)],
    "whole": Annotated[int, Field(ge=-(2**53), le=2**53)],
    "yes/no": bool,
    "date": date,
}
_ROWS_TYPES: Mapping[str, Any] = {**_TYPES, "text": str, "number": float}
_EXAMPLES = {
    "place_code": ["0301"], "activity_code": ["J62"], "measure": ["employees_count"],
    "reference": ["norway"], "year": [2024], "is_strength": True, "rule_set": ["samspill-1"],
}  # fmt: skip
_MOST = 10_000


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(examples=["/api/v1/problems/unknown-code"])
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no table «strenghts». Did you mean strengths?"])
    instance: str = Field(examples=["/api/v1/tables/strenghts"])
    near: list[str] = Field(default=[], examples=[["strengths"]])


class _Paging(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=_MOST, description="Rows in one answer.")
    offset: int = Field(0, ge=0, le=2**31, description="Rows to leave out before them.")
    format: Literal["json", "csv"] = Field("json", description="JSON, or CSV with a header.")


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, text in {
        404: "The build has no such table.",
        422: "A parameter cannot be what it is.",
        503: "Nothing has been built yet.",
    }.items()
}


def mount(app: FastAPI, newest: Newest, fingerprint: str) -> None:
    """Add the API's routes to the site."""
    router = APIRouter(prefix="/api/v1", responses=_PROBLEMS, tags=["Samspill"])

    @router.get("", summary="The build and its tables", operation_id="index")
    def index(request: Request) -> Response:
        pinned = newest.pinned()
        return _answer(request, pinned, fingerprint, lambda: _index(pinned))

    @router.get("/findings", summary="The questions and their tables", operation_id="findings")
    def all_findings(request: Request) -> Response:
        return _answer(request, newest.pinned(), fingerprint, _findings)

    @router.get("/indicators", summary="The measures", operation_id="indicators")
    def all_indicators(request: Request) -> Response:
        return _answer(request, newest.pinned(), fingerprint, _indicators)

    for declared in tables().values():
        if declared.is_published:
            _add_table(router, declared, newest, fingerprint)
    app.include_router(router)


def _add_table(router: APIRouter, declared: Table, newest: Newest, fingerprint: str) -> None:
    """Add a table's two routes: its rows and its description."""
    word = "".join(part.title() for part in declared.name.split("_"))
    filters: dict[str, Any] = {}
    for one in declared.fields:
        if one.type == "number":
            continue
        kind = _TYPES[one.type]
        several = kind if one.type == "yes/no" else GenericAlias(list, (kind,))
        example = _EXAMPLES.get(one.name)
        filters[one.name] = (
            several | None,
            Field(None, description=one.en, examples=None if example is None else [example]),
        )
    names = tuple(one.name for one in declared.fields)
    orders = [sign + name for name in names for sign in ("", "-")]
    filters["order_by"] = (
        Literal[tuple(orders)] | None,
        Field(None, description="A column; a minus before it for descending."),
    )
    asked_model = create_model(f"{word}Query", __base__=_Paging, **filters)
    row_model = create_model(
        f"{word}Row",
        **{  # type: ignore[call-overload]
            one.name: (
                _ROWS_TYPES[one.type] | None,
                Field(None, description=f"{one.en}{f' ({one.unit})' if one.unit else ''}"),
            )
            for one in declared.fields
        },
    )
    page_model = create_model(
        f"{word}Page",
        table=(str, Field(examples=[declared.name])),
        build=(str, Field(examples=["20260101T120000-0123456789"])),
        is_sample=(bool, Field(description="Whether the figures are invented sample data.")),
        total=(int, Field(description="Rows that fit, on all pages.")),
        limit=(int, ...),
        offset=(int, ...),
        next=(str | None, Field(None, description="The address of the next page.")),
        rows=(list[row_model], ...),  # type: ignore[valid-type]
    )

    def rows(request: Request, asked: Any) -> Response:
        pinned = newest.pinned()
        if is_unchanged(request, tag := etag(pinned, fingerprint)):
            return not_modified(tag)
        return _rows(request, pinned, declared.name, asked, tag)

    rows.__annotations__["asked"] = Annotated[asked_model, Query()]
    rows.__annotations__["request"] = Request
    router.add_api_route(
        f"/tables/{declared.name}",
        rows,
        methods=["GET"],
        summary=declared.en,
        operation_id=f"table_{declared.name}",
        response_class=Response,
        responses={
            200: {
                "model": page_model,
                "content": {"text/csv": {"schema": {"type": "string"}}},
                "description": f"Rows of `{declared.name}`; the key is "
                + ", ".join(f"`{key}`" for key in declared.key),
            }
        },
    )

    def description(request: Request) -> Response:
        pinned = newest.pinned()
        return _answer(request, pinned, fingerprint, lambda: pinned.build.twin(declared.name))

    description.__annotations__["request"] = Request
    router.add_api_route(
        f"/tables/{declared.name}/description",
        description,
        methods=["GET"],
        summary=f"{declared.en}: columns, units, sources, licence",
        operation_id=f"describe_{declared.name}",
        response_class=JSONResponse,
    )


def _answer(
    request: Request, pinned: Pinned, fingerprint: str, make: Callable[[], Mapping[str, Any]]
) -> Response:
    if is_unchanged(request, tag := etag(pinned, fingerprint)):
        return not_modified(tag)
    return _json(make(), tag)


def _json(content: Mapping[str, Any], tag: str) -> Response:
    body = json.dumps(content, ensure_ascii=False, default=str, allow_nan=False)
    return Response(body, media_type="application/json", headers={"ETag": tag})


def _index(pinned: Pinned) -> dict[str, Any]:
    return {
        "build": pinned.id,
        "samspill": pinned.version,
        "is_sample": pinned.is_sample,
        "region": pinned.manifest["region"]["id"],
        "openapi": "/api/v1/openapi.json",
        "tables": [
            {
                "name": name,
                "title": (twin := pinned.build.twin(name))["title"],
                "rows": twin["rows"],
                "href": f"/api/v1/tables/{name}",
                "description": f"/api/v1/tables/{name}/description",
            }
            for name in pinned.tables
        ],
    }


def _findings() -> dict[str, Any]:
    return {
        "findings": [
            {
                "id": one.id,
                "title": dict(one.title),
                "question": dict(one.question),
                "tables": list(one.tables),
                "indicators": list(one.indicators),
            }
            for one in findings().values()
        ]
    }


def _indicators() -> dict[str, Any]:
    return {
        "indicators": [
            {
                "name": one.name,
                "title": dict(one.title),
                "unit": dict(one.unit),
                "of": list(one.of),
                "source": one.source,
            }
            for one in indicators().values()
        ]
    }


def _rows(request: Request, pinned: Pinned, name: str, asked: Any, tag: str) -> Response:
    """Answer with the rows of a table that fit."""
    if not pinned.has(name):
        raise UnknownCode("table", name, pinned.tables)
    there = {one["name"] for one in pinned.build.twin(name)["columns"]}
    conditions, values = [], []
    for column, wanted in asked.model_dump(exclude_none=True).items():
        if column in ("limit", "offset", "format", "order_by"):
            continue
        if column not in there:
            raise UnknownCode(f"column of {name} in this build", column, there)
        several = wanted if isinstance(wanted, list) else [wanted]
        conditions.append(f'"{column}" in ({", ".join("?" * len(several))})')
        values += several
    where = f" where {' and '.join(conditions)}" if conditions else ""
    order = asked.order_by or ""
    by = re.sub(r"^-(.*)$", r'"\1" desc', order) if order.startswith("-") else f'"{order}"'
    ordering = f" order by {by} nulls last, rowid" if order else " order by rowid"
    total = pinned.rows(name, f'select count(*) n from "{name}"{where}', *values)[0]["n"]
    rows = pinned.fresh_rows(
        name,
        f'select * from "{name}"{where}{ordering} limit ? offset ?',
        *values,
        asked.limit,
        asked.offset,
    )
    following = asked.offset + asked.limit
    address = None
    if following < total:
        address = str(
            request.url.include_query_params(offset=following).replace(netloc="", scheme="")
        )
    if asked.format == "csv" or "text/csv" in request.headers.get("accept", ""):
        headers = {
            "ETag": tag,
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Total-Count": str(total),
            "Vary": "Accept",
        }
        columns = [one["name"] for one in pinned.build.twin(name)["columns"]]
        return Response(_csv(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
    content = {
        "table": name,
        "build": pinned.id,
        "is_sample": pinned.is_sample,
        "total": total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": address,
        "rows": [{key: _plain(value) for key, value in row.items()} for row in rows],
    }
    answer = _json(content, tag)
    answer.headers["Vary"] = "Accept"
    return answer


def _plain(value: Any) -> Any:
    """Give a value as JSON knows it: undefined is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _csv(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        plain = (_plain(row[column]) for column in columns)
        writer.writerow(["" if value is None else value for value in plain])
    return text.getvalue()
