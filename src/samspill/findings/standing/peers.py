"""Regions built like ours: cosine of the shares of activities, and how stable that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samspill import geography
from samspill.findings.standing.panel import Panel
from samspill.findings.standing.ranking import spread

__all__ = ["peer_rows"]

Floats = NDArray[np.float64]

_SHOWN, _TOP = 15, 10
_DRAWS = 200
_SEED = 20191


def peer_rows(panel: Panel, ours: Sequence[str]) -> Iterator[dict[str, Any]]:
    r"""Give the regions most like each of ours.

    .. math:: \cos(s_p, s_r) = \Sigma_a s_{pa} s_{ra} \big/ \sqrt{\Sigma s_{pa}^2\,\Sigma s_{ra}^2}

    Shares are drawn from what the figures let them be, cells that are not observed from what is
    usual. `stability` is the part of the draws in which a region is among the ten most alike.
    """
    rng = np.random.default_rng([_SEED, panel.year])
    shares = panel.shrunken.draws(rng, _DRAWS) * np.nan_to_num(panel.share)
    shares /= np.sqrt((shares**2).sum(axis=2, keepdims=True))
    for place in ours:
        if place not in panel.sizes.rows:
            continue
        at = panel.sizes.rows.positions([place])[0]
        others = np.flatnonzero(panel.opponents([place])[0])
        alike = np.einsum("da,dpa->dp", shares[:, at], shares[:, others])
        rank = (-alike).argsort(axis=1).argsort(axis=1) + 1
        ranks, often = spread(rank), (rank <= _TOP).mean(axis=0)
        low, middle, high = np.quantile(alike, (0.025, 0.5, 0.975), axis=0)
        order = np.lexsort((-middle, ranks.rank))[:_SHOWN]
        for number, one in enumerate(order.tolist(), start=1):
            peer = panel.base[others[one]]
            yield {
                "place_code": place,
                "peer_code": peer,
                "measure": panel.measure,
                "year": panel.year,
                "title_nb": geography.region_names().get(peer, {"nb": peer})["nb"],
                "title_en": geography.region_names().get(peer, {"en": peer})["en"],
                "similarity": float(middle[one]),
                "similarity_low": float(low[one]),
                "similarity_high": float(high[one]),
                "order": number,
                "rank_low": int(ranks.low[one]),
                "rank_high": int(ranks.high[one]),
                "stability": float(often[one]),
            }
