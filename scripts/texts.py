"""Bring the catalogues of texts up to date with the pages and the report.

Usage: python scripts/texts.py. New texts come into `locale/nb` without a translation, for a person
to fill in; texts that are gone leave both catalogues. English is what the texts are written in.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parents[1] / "src/samspill"
WEB = HOUSE / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {"_": None, "N_": None, "text": None, "ntext": (1, 2)}


def extracted() -> Catalog:
    """Give every text of pages and report, in order of file and line."""
    catalogue = Catalog(project="Samspill", charset="utf-8")
    for room in (WEB, HOUSE / "report"):
        for file, line, message, _comments, _context in extract_from_dir(
            room, METHODS, OPTIONS, keywords=KEYWORDS
        ):
            if message:
                catalogue.add(message, locations=[(file, line)])
    return catalogue


def path_of(language: str) -> Path:
    """Give where a language's catalogue lies."""
    return WEB / "locale" / language / "LC_MESSAGES" / "samspill.po"


def main() -> None:
    """Write both catalogues."""
    found = extracted()
    for language in ("nb", "en"):
        path = path_of(language)
        known = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(language)
        merged = Catalog(locale=language, project="Samspill", charset="utf-8", fuzzy=False)
        for message in found:
            if not message.id:
                continue
            old = known.get(message.id)
            string = old.string if old is not None and any(old.string or ()) else ""
            if language == "en":
                string = message.id
            merged.add(message.id, string)
        with path.open("wb") as handle:
            write_po(handle, merged, omit_header=False, sort_output=True, width=100)


if __name__ == "__main__":
    main()
