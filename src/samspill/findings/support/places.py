"""A place with its strength and the awards in it, found once and looked at in every slice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspill.findings.support.awards import Awards, Bools, Numbers
from samspill.findings.support.strength import Strength

__all__ = ["Place"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Place:
    """What the awards in a place are held against, and which they are.

    Parameters
    ----------
    strength
        The place and its strength.
    activities, persons
        The activities that employ somebody there, and how many.
    inside
        The numbers of the awards that do their work in the place.
    measured_as
        For each of the codes of `Awards.activity` its number among `activities`; below 0 where the
        place has no measure of it.
    head_offices
        The numbers of the awards whose recipient has its head office there; None of the country.
    """

    strength: Strength
    activities: tuple[str, ...]
    persons: Floats
    inside: Numbers
    measured_as: Numbers
    head_offices: Numbers | None

    @classmethod
    def of(cls, awards: Awards, strength: Strength) -> Place:
        """Find the awards of a place."""
        where = strength.place_code, strength.place_kind
        acts = tuple(code for code, persons in sorted(strength.persons.items()) if persons > 0)
        head = awards.with_head_office(*where)
        return cls(
            strength,
            acts,
            np.array([strength.persons[code] for code in acts], np.float64),
            np.flatnonzero(awards.inside(*where)),
            awards.activity.among(acts),
            None if head is None else np.flatnonzero(head),
        )

    def of_slice(self, chosen: Bools) -> Numbers:
        """Give the numbers of the awards inside that are in a slice."""
        return self.inside[chosen[self.inside]]
