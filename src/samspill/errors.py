"""Every error that Samspill raises on purpose.

An error says what is wrong with the values, where, and what to do about it. Only the command
line and the web catch `SamspillError`; anything else is a bug of ours and keeps its traceback.

::

    SamspillError
    ├── DataError (ValueError)          a file or a table holds something that cannot be right
    │   ├── HeaderError                 a column is missing: another file, or a changed layout
    │   ├── EncodingError               the bytes are not text in the encoding the source uses
    │   ├── TruncatedFile               the file ends before it is complete
    │   └── LedgerError                 rows, money or persons got lost on the way
    ├── ProfileError (ValueError)       a region's profile says something impossible
    ├── FetchError (OSError)            a publisher did not give the file
    │   ├── NoNetwork                   no connection, no name, or no answer in time
    │   ├── Moved                       the address is not there any more (404, 410)
    │   ├── Refused                     the publisher says no (401, 403, other 4xx)
    │   ├── Busy                        the publisher is overloaded, also after waiting (429, 5xx)
    │   └── Incomplete                  the body ended early, or is not what was announced
    ├── AxisMismatch (ValueError)       two matrices do not speak of the same things
    ├── UnknownCode (LookupError)       a code or a name that is not known; suggests near ones
    ├── StoreError (OSError)            the home folder cannot be used as it is
    │   ├── NoBuild                     nothing has been built yet
    │   ├── VaultDamaged                a file in the vault is not what it was when it came
    │   └── HomeLocked                  another build is running
    ├── EngineError (RuntimeError)      the engine cannot start or ran out of memory
    └── UsageError (ValueError)         a command or a parameter was used in an impossible way
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "AxisMismatch",
    "Busy",
    "DataError",
    "EncodingError",
    "EngineError",
    "FetchError",
    "HeaderError",
    "HomeLocked",
    "Incomplete",
    "LedgerError",
    "Moved",
    "NoBuild",
    "NoNetwork",
    "ProfileError",
    "Refused",
    "SamspillError",
    "StoreError",
    "TruncatedFile",
    "UnknownCode",
    "UsageError",
    "VaultDamaged",
]


class SamspillError(Exception):
    """Something is wrong that a person can put right; the text is one plain paragraph."""

    def __reduce__(self) -> tuple[object, ...]:
        """Let it go from one process to another whole: its text does not tell its parts."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[SamspillError], args: tuple[object, ...], parts: dict[str, object]) -> object:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(parts)
    return error


_LONGEST = 600
"""So many characters tell a problem; what a file holds may be endless."""


def _printable(text: str) -> str:
    """Write out what a file may hold and a terminal would obey: line ends, escapes, directions."""
    return "".join(
        one if one.isprintable() or one == "\u00a0" else one.encode("unicode_escape").decode()
        for one in text
    )


class _Located(SamspillError):
    """An error at a place in a file.

    Parameters
    ----------
    problem
        What is wrong, a sentence without the final full stop.
    file
        The name of the file as the user knows it.
    line
        Line number in the file, counted from 1.
    column
        Name of the column, or its number counted from 1.
    advice
        What to do, a sentence.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: object = None,
        line: int | None = None,
        column: str | int | None = None,
        advice: str = "",
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.line = line
        self.column = column
        self.advice = advice
        super().__init__(self.sentence())

    def sentence(self, line: str = "line", column: str = "column") -> str:
        """Say all of it, with the words of a language for *line* and *column*."""
        where = [] if self.file is None else [self.file]
        if self.line is not None:
            where.append(f"{line} {self.line}")
        if self.column is not None:
            name = f"{self.column}" if isinstance(self.column, int) else f"«{self.column}»"
            where.append(f"{column} {name}")
        place = ", ".join(where)
        problem = self.problem if len(self.problem) <= _LONGEST else f"{self.problem[:_LONGEST]} …"
        text = f"{place}: {problem}." if place else f"{problem}."
        return _printable(f"{text} {self.advice}".strip())


class DataError(_Located, ValueError):
    """A file or a table holds something that cannot be right."""


class HeaderError(DataError):
    """A column is missing: another file, or the publisher changed it."""


class EncodingError(DataError):
    """The bytes are not text in the encoding that the source uses."""


class TruncatedFile(DataError):
    """The file ends before it is complete."""


class LedgerError(DataError):
    """Rows, money or persons got lost on the way."""


class ProfileError(_Located, ValueError):
    """A region's profile says something impossible."""


class FetchError(SamspillError, OSError):
    """A publisher did not give the file."""


class NoNetwork(FetchError):
    """No connection, no name, or no answer in time."""


class Moved(FetchError):
    """The address is not there any more."""


class Refused(FetchError):
    """The publisher says no."""


class Busy(FetchError):
    """The publisher is overloaded, also after waiting."""


class Incomplete(FetchError):
    """The body ended early, or is not what was announced."""


class AxisMismatch(SamspillError, ValueError):
    """Two matrices do not speak of the same things."""


class UnknownCode(SamspillError, LookupError):
    """A code or a name that is not known.

    Parameters
    ----------
    what
        The kind of thing, as in "place" or "finding".
    given
        What was asked for.
    known
        What could have been asked for; near ones are suggested.
    """

    def __init__(self, what: str, given: str, known: Iterable[str] = ()) -> None:
        self.what = what
        self.given = given
        known = sorted(set(known))
        folded = {name.casefold(): name for name in reversed(known)}
        close = difflib.get_close_matches(given.casefold(), list(folded), n=3, cutoff=0.5)
        self.near = tuple(folded[name] for name in close)
        text = f"There is no {what} «{given}»."
        if self.near:
            text += f" Did you mean {' or '.join(self.near)}?"
        elif 0 < len(known) <= 12:
            text += f" Known: {', '.join(known)}."
        super().__init__(_printable(text))


class StoreError(SamspillError, OSError):
    """The home folder cannot be used as it is."""


class NoBuild(StoreError):
    """Nothing has been built yet."""


class VaultDamaged(StoreError):
    """A file in the vault is not what it was when it came."""


class HomeLocked(StoreError):
    """Another build is running."""


class EngineError(SamspillError, RuntimeError):
    """The engine cannot start or ran out of memory."""


class UsageError(SamspillError, ValueError):
    """A command or a parameter was used in an impossible way."""
