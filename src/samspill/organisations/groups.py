"""Who has been put together, and who must not be."""

from __future__ import annotations

from collections.abc import Mapping

from samspill.organisations.judging import Verdict
from samspill.organisations.records import Entity

__all__ = ["Groups"]


class Groups:
    """Who has been put together, and who must not be."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self.entities = entities
        self._above: dict[str, str] = {}
        self._below: dict[str, list[str]] = {}
        self._numbers: dict[str, frozenset[str]] = {}
        self.apart: set[tuple[str, str]] = set()
        self.edges: list[Verdict] = []
        self.demoted: set[str] = set()

    def find(self, key: str) -> str:
        """Give the key that stands for a group."""
        while (above := self._above.get(key)) is not None:
            key = above
        return key

    def members(self, key: str) -> list[str]:
        """Give all that are in one group with a key."""
        return self._below.get(self.find(key), [self.find(key)])

    def numbers(self, key: str) -> frozenset[str]:
        """Give the organisation numbers of a group."""
        root = self.find(key)
        own = self.entities[root].number
        return self._numbers.get(root, frozenset((own,)) if own else frozenset())

    def may_join(self, a: str, b: str) -> bool:
        """Say whether no decision keeps two groups apart."""
        if not self.apart:
            return True
        ours, theirs = self.find(a), self.find(b)
        return not any(
            {self.find(one), self.find(other)} == {ours, theirs} for one, other in self.apart
        )

    def join(self, verdict: Verdict) -> bool:
        """Put two groups together unless they must be apart; say whether they are now one."""
        a, b = self.find(verdict.a), self.find(verdict.b)
        if a == b:
            return True
        if not self.may_join(a, b):
            return False
        first, second = min(a, b), max(a, b)
        numbers = self.numbers(a) | self.numbers(b)
        self._below[first] = [*self._below.get(first, [first]), *self._below.pop(second, [second])]
        self._above[second] = first
        self._numbers[first] = numbers
        self.edges.append(verdict)
        return True
