"""The setting of a document: typst makes a tagged PDF (PDF/UA-1) of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import font_source_sans_pro
import typst

from samspill.formula import plain_math, typst_math
from samspill.typesetting.document import Block, Document, Formula, Grid, PageBreak, Picture
from samspill.typesetting.pagination import Height, paginate

__all__ = ["typeset"]

_FONT = "Source Sans Pro"
_FAMILY = re.compile(r'font-family="[^"]*"')
_CONTENTS = {"nb": "Innhold", "en": "Contents"}
_SOURCE = {"nb": "Kilde", "en": "Source"}
_FONTS: dict[str, Any] = {
    "font_paths": [font_source_sans_pro.font_directory],
    "ignore_system_fonts": True,
}


def typeset(document: Document) -> bytes:
    """Set a document.

    Parameters
    ----------
    document
        The document; every text in it is set as it stands, nothing in it is markup.

    Returns
    -------
    bytes
        A PDF by PDF/UA-1: tagged, in its language, each picture with its words. The same document
        gives the same bytes.
    """
    with tempfile.TemporaryDirectory(prefix="samspill-typeset-") as folder:
        root = Path(folder)
        (root / "document.typ").write_text(_template(), encoding="utf-8")
        _write(document, root)
        if any(isinstance(one, Picture | PageBreak) for one in document.blocks):
            _write(_paginated(document, root), root)
        made: bytes = typst.compile(
            str(root / "document.typ"), format="pdf", pdf_standards="ua-1", **_FONTS
        )
    return made


def _write(document: Document, root: Path) -> None:
    """Write a document as the template reads it, with its drawings beside it."""
    content = {
        **{
            field.name: getattr(document, field.name)
            for field in dataclasses.fields(document)
            if field.name != "blocks"
        },
        "year_month_day": [int(part) for part in document.day[:10].split("-")],
        "contents_title": _CONTENTS[document.language],
        "source_word": _SOURCE[document.language],
        "font": _FONT,
        "blocks": [_block(block, root) for block in document.blocks],
    }
    (root / "document.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _paginated(document: Document, root: Path) -> Document:
    """Decide where pages break, from the heights that the template gives."""
    told = json.loads(
        typst.query(
            str(root / "document.typ"),
            "<heights>",
            field="value",
            one=True,
            sys_inputs={"heights": "asked"},
            **_FONTS,
        )
    )
    heights = [Height(*pair) for pair in zip(told["own"], told["above"], strict=True)]
    blocks = paginate(document.blocks, heights, told["page"], told["width"], told["start"])
    return dataclasses.replace(document, blocks=tuple(blocks))


@cache
def _template() -> str:
    return (files("samspill.typesetting") / "document.typ").read_text(encoding="utf-8")


def _block(block: Block, root: Path) -> dict[str, Any]:
    """Give a block as the template reads it; drawings are files beside it."""
    content = {"kind": type(block).__name__.lower(), **dataclasses.asdict(block)}
    if isinstance(block, Picture):
        # the page's typeface, so that a drawing belongs to the text around it
        drawn = _FAMILY.sub(f'font-family="{_FONT}"', block.svg).encode()
        content["svg"] = f"{hashlib.sha256(drawn).hexdigest()}.svg"
        (root / content["svg"]).write_bytes(drawn)
    if isinstance(block, Formula):
        content |= {"math": typst_math(block.latex), "words": plain_math(block.latex)}
    if isinstance(block, Grid):
        content["numbers"] = sorted(block.numbers)
    return content
