"""All that is given away of a build, as text: pages, figures, the API, a report, a package."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from evidence import parts
from samspill.figures import Figure
from samspill.region import Region
from samspill.report import chapters, export_package
from samspill.report.regional import report_document
from samspill.store import Build, Store
from samspill.web import app, drawing
from samspill.web.app import create_app

__all__ = ["of_package", "of_report", "of_site"]

_TEXTS = {
    ".csv",
    ".json",
    ".jsonld",
    ".md",
    ".ttl",
    ".rdf",
    ".geojson",
    ".graphml",
    ".txt",
    ".html",
}
_LINK = re.compile(r'href="(/(?:nb|en)[^"#]*)"')
_NO_TEXT = re.compile(r"\.(?:svg|png|xlsx|pdf)(?:\?|$)")


def of_site(
    store: Store, region: Region, first: Sequence[str], most: int, *, api: bool = True
) -> dict[str, str]:
    """Give so many addresses, those to begin with and then where their links lead, and the API.

    A drawing is given as all rows that it is made from, which is more than it shows.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw", _rows)
        patch.setattr(app, "_prepare", lambda *_: None)
        with TestClient(create_app(store, region)) as client:
            tables = store.current().tables if api else ()
            return dict(_walk(client, first, most)) | dict(_api(client, tables))


def _rows(figure: Figure, kind: str, **_: object) -> bytes:
    return html.escape(f"{figure.title} {figure.rows.to_pylist()}").encode()


def _walk(client: TestClient, first: Sequence[str], most: int) -> Iterator[tuple[str, str]]:
    """Go to the first addresses, then to the figures that they show, then to other pages."""
    figures: list[str] = []
    others: list[str] = []
    waiting, seen = list(dict.fromkeys(first)), set(first)
    while (queue := waiting or figures or others) and most > 0:
        address = queue.pop(0)
        answer = client.get(address)
        assert answer.status_code == 200, (answer.status_code, address)
        most -= 1
        yield address, answer.text
        for link in map(html.unescape, _LINK.findall(answer.text)):
            if link not in seen and not _NO_TEXT.search(link):
                seen.add(link)
                (figures if "/figure/" in link else others).append(link)


def _api(client: TestClient, tables: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in tables:
        address = f"/api/v1/tables/{name}?limit=300"
        yield address, client.get(address).text
        if name in ("strengths", "stars", "actors"):
            yield f"{address}&format=csv", client.get(f"{address}&format=csv").text
    for address in ("/api/v1", "/api/v1/network.csv", "/api/v1/network.graphml") if tables else ():
        yield address, client.get(address).text


def of_report(built: Build, store: Store, region: Region, about: dict[str, str]) -> dict[str, str]:
    """Give a report's texts; what is set of it as PDF is these and the figures of the pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chapters, "draw", _rows)
        document = report_document(built, store.vault, region, "nb", **about)
    texts = [text for block in document.blocks for text in parts(block)]
    return {f"report {about}": "\n".join(texts)}


def of_package(built: Build, region: Region, folder: Path) -> dict[str, str]:
    """Give the texts of the data package; its other files hold the same tables."""
    export_package(built, region, folder)
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TEXTS
    }
