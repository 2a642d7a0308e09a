"""Invented organisations: numbers that are nobody's, and names that mean nothing.

The numbers begin with 80 and have a right check digit. Among some 27,000 numbers of the real
register, which the tests look through, the lowest begin with 810: the range of the sample is not
known to be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from samspill.sample.files import words

__all__ = ["Names", "is_invented", "numbers"]

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def is_invented(number: str) -> bool:
    """Say whether an organisation number is of the sample's range."""
    return len(number) == 9 and number.startswith("80")


def numbers(rng: np.random.Generator) -> Iterator[str]:
    """Give invented organisation numbers with valid check digits (modulus 11), none twice."""
    at = int(rng.integers(1_000_000))
    for _ in range(1_000_000):
        # a step that shares no factor with a million passes every number once
        at = (at + 271_829) % 1_000_000
        first = f"80{at:06d}"
        rest = sum(int(digit) * w for digit, w in zip(first, _WEIGHTS, strict=True)) % 11
        check = (11 - rest) % 11
        if check < 10:
            yield f"{first}{check}"


class Names:
    """A source of invented names; a name is not given twice as long as there are others."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def name(self, division: str, ending: str) -> str:
        """Give a name that fits a division, such as `Nordre Elv Verksted AS`."""
        lists = words("words.toml")
        trades = lists["trades"].get(division) or lists["trades"][division[0]]
        for _ in range(40):
            first, second, word = (
                options[int(self._rng.integers(len(options)))]
                for options in (lists["first"], lists["second"], trades)
            )
            name = f"{first} {second} {word} {ending}".strip()
            if name not in self._given:
                break
        self._given.add(name)
        return name
