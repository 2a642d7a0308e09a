"""A vault file as bytes, unpacked; what cannot be data at all is refused here."""

from __future__ import annotations

import contextlib
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from samspill.errors import DataError, TruncatedFile
from samspill.store import RawFile

__all__ = ["ADVICE_AGAIN", "ADVICE_OTHER", "open_raw"]

ADVICE_OTHER = "Check that the right file was imported for this source."
ADVICE_AGAIN = "Fetch or import the file again."


@contextlib.contextmanager
def open_raw(raw: RawFile, member: str = "") -> Iterator[BinaryIO]:
    """Open a vault file for reading, unpacked if it is packed with gzip or zip.

    Parameters
    ----------
    raw
        A file of the vault.
    member
        Pattern of the name of the file that is meant, where the vault's file is a zip; exactly
        one has to fit. Without it a zip is an error.

    Raises
    ------
    DataError
        The file is empty, is a web page, or is a zip without the file that is meant.
    TruncatedFile
        Its gzip stream or its zip ends early.
    """
    with contextlib.ExitStack() as stack:
        packed = stack.enter_context(raw.path.open("rb"))
        start = packed.read(4)
        packed.seek(0)
        stream: BinaryIO = packed
        try:
            if start[:2] == b"\x1f\x8b":
                stream = cast(BinaryIO, stack.enter_context(gzip.open(packed)))
            elif start == b"PK\x03\x04":
                stream = stack.enter_context(_open_zip(packed, member, raw))
            head = stream.read(2048)
            _refuse_empty_and_pages(head, raw)
            stream.seek(0)
            yield stream
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            kind = "zip" if start[:2] == b"PK" else "gzip"
            line, column = (None, None) if kind == "zip" else _where_gzip_breaks(raw)
            raise TruncatedFile(
                f"the file is packed with {kind} and ends or breaks before it is complete "
                f"({error})",
                file=raw.name,
                line=line,
                column=column,
                advice=ADVICE_AGAIN,
            ) from error


def _where_gzip_breaks(raw: RawFile) -> tuple[int, int]:
    """Give the line and the byte in it, each from 1, up to which a packed file can be read."""
    line, column = 1, 1
    reader = zlib.decompressobj(wbits=31)
    with raw.path.open("rb") as packed, contextlib.suppress(zlib.error):
        while block := packed.read(1 << 16):
            text = reader.decompress(block)
            line += text.count(b"\n")
            end = text.rfind(b"\n")
            column = len(text) - end if end >= 0 else column + len(text)
    return line, column


@contextlib.contextmanager
def _open_zip(packed: BinaryIO, member: str, raw: RawFile) -> Iterator[BinaryIO]:
    """Open the one file in a zip that is meant."""
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(zipfile.ZipFile(packed))
            found = folder.getinfo(_zip_member(folder, member, raw))
            if found.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile(f"its way of packing, {found.compress_type}, is unknown")
            opened = stack.enter_context(folder.open(found))
        except DataError:
            raise
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            # the zip's own lists lead out of the file, or a password is wanted
            raise zipfile.BadZipFile(str(error)) from error
        yield cast(BinaryIO, opened)


def _zip_member(folder: zipfile.ZipFile, member: str, raw: RawFile) -> str:
    names = [name for name in folder.namelist() if not name.endswith("/")]
    fitting = [name for name in names if member and re.search(member, name)]
    if len(fitting) != 1:
        shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
        raise DataError(
            f"the file is a zip with {len(fitting) or 'none'} of the files that are wanted; "
            f"it holds {shown or 'nothing'}",
            file=raw.name,
            advice=ADVICE_OTHER,
        )
    return fitting[0]


def _refuse_empty_and_pages(head: bytes, raw: RawFile) -> None:
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise DataError("the file is empty", file=raw.name, line=1, advice=ADVICE_AGAIN)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise DataError(
            "the file is a web page and not data; publishers answer so when a file has moved "
            "or a login is wanted",
            file=raw.name,
            line=1,
            column=1,
            advice=ADVICE_AGAIN,
        )
