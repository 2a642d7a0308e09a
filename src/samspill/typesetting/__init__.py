"""From a document that is a value to a PDF that people can read, print and have read to them."""

from samspill.typesetting.document import (
    Answer,
    Block,
    Document,
    Formula,
    Grid,
    Heading,
    Note,
    PageBreak,
    Pairs,
    Paragraph,
    Picture,
    Points,
)
from samspill.typesetting.setting import typeset

__all__ = [
    "Answer",
    "Block",
    "Document",
    "Formula",
    "Grid",
    "Heading",
    "Note",
    "PageBreak",
    "Pairs",
    "Paragraph",
    "Picture",
    "Points",
    "typeset",
]
