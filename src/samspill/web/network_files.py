"""The network as files of the API: GraphML for other programs, and its pairs as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from samspill.errors import UnknownCode
from samspill.networks import about_actors, graphml
from samspill.web.networks import Chosen, network_of
from samspill.web.pinned import Newest, Pinned
from samspill.web.safety import etag, is_unchanged, not_modified

__all__ = ["mount"]


class Part(BaseModel):
    """Which part of the network is asked for; all of it without any."""

    model_config = ConfigDict(extra="forbid")

    area: str | None = Field(None, pattern=r"^[a-z]{2,20}$", description="Id of an area.")
    county: str | None = Field(None, pattern=r"^[0-9]{2}$", description="Code of a county.")
    sector: str | None = Field(None, pattern=r"^[a-z]{2,20}$", description="A sector of actors.")
    since: int | None = Field(None, ge=1900, le=2200, description="Projects that start from here.")
    until: int | None = Field(None, ge=1900, le=2200, description="Projects that start up to here.")
    community: str | None = Field(
        None, pattern=r"^[0-9a-z:]{1,60}$", description="A community and its partners."
    )
    actor: str | None = Field(
        None, pattern=r"^[0-9a-z:]{1,60}$", description="An actor, its partners and their ties."
    )


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, text in {
        404: "The build has no network.",
        422: "A parameter cannot be what it is.",
        503: "Nothing has been built yet.",
    }.items()
}


def mount(app: FastAPI, newest: Newest, fingerprint: str) -> None:
    """Add the two files to the API."""

    def as_graphml(request: Request, part: Annotated[Part, Query()]) -> Response:
        pinned = newest.pinned()
        if is_unchanged(request, tag := etag(pinned, fingerprint)):
            return not_modified(tag)
        nodes, edges = _network(pinned, part)
        content = graphml(
            nodes,
            edges,
            node="actor_id",
            ends=("actor_a", "actor_b"),
            about=about_actors(pinned.id, is_sample=pinned.is_sample),
        )
        return _file(content, "application/xml", "network.graphml", tag)

    def as_csv(request: Request, part: Annotated[Part, Query()]) -> Response:
        pinned = newest.pinned()
        if is_unchanged(request, tag := etag(pinned, fingerprint)):
            return not_modified(tag)
        nodes, edges = _network(pinned, part)
        return _file(_csv(nodes, edges), "text/csv; charset=utf-8", "network.csv", tag)

    for name, answer, media, summary in (
        ("graphml", as_graphml, "application/xml", "The network of actors as GraphML"),
        ("csv", as_csv, "text/csv", "The network's pairs as CSV"),
    ):
        answer.__annotations__["request"] = Request
        answer.__annotations__["part"] = Annotated[Part, Query()]
        app.add_api_route(
            f"/api/v1/network.{name}",
            answer,
            methods=["GET"],
            summary=summary,
            operation_id=f"network_{name}",
            tags=["Samspill"],
            response_class=Response,
            responses={
                **_PROBLEMS,
                200: {"content": {media: {"schema": {"type": "string"}}}, "description": summary},
            },
        )


def _network(pinned: Pinned, part: Part) -> tuple[Sequence[Mapping[str, Any]], list[Any]]:
    for name in ("network_nodes", "network_ties"):
        if not pinned.has(name):
            raise UnknownCode("table", name, pinned.tables)
    web = network_of(pinned, Chosen(**part.model_dump()))
    return web.nodes, list(web.edges)


def _csv(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> bytes:
    names = {row["actor_id"]: row["name"] for row in nodes}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = ("weight", "projects_count", "first_year", "last_year")
    writer.writerow(["actor_a", "name_a", "actor_b", "name_b", *columns])
    for row in edges:
        ends = [part for end in ("actor_a", "actor_b") for part in (row[end], names.get(row[end]))]
        values = [*ends, *(row[column] for column in columns)]
        writer.writerow(["" if value is None else value for value in values])
    return text.getvalue().encode()


def _file(content: bytes, media: str, name: str, tag: str) -> Response:
    headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)
