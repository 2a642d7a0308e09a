"""Networks as large as Europe's: 180,000 participations of 45,000 organisations.

The list is made here: project sizes and organisations' numbers of projects have long tails, and
most projects draw from one of 60 fields, as in the framework programmes. Every step is timed in
seconds of the processor, so that other work on the machine does not count; the whole must take
less than 60 of them and 2 GB.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from samspill import networks as nw

_PARTICIPATIONS, _ORGANISATIONS, _FIELDS = 180_000, 45_000, 60
_SECONDS, _GIGABYTES = 60.0, 2.0


def participations(seed: int = 1) -> tuple[list[str], list[str]]:
    """Give one actor and one project for each participation."""
    random = np.random.default_rng(seed)
    sizes = np.minimum(1 + np.floor(random.lognormal(1.6, 0.9, 40_000)).astype(int), 120)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), _PARTICIPATIONS)) + 1]
    field = random.integers(0, _FIELDS, len(sizes))
    home = random.integers(0, _FIELDS, _ORGANISATIONS)
    busy = random.pareto(1.1, _ORGANISATIONS) + 0.1
    by_field = [np.flatnonzero(home == number) for number in range(_FIELDS)]
    chances = [busy[own] / busy[own].sum() for own in by_field]
    everywhere = np.cumsum(busy) / busy.sum()
    actors: list[str] = []
    projects: list[str] = []
    # everybody takes part once, the rest by how busy they are
    once = iter(random.permutation(_ORGANISATIONS).tolist())
    for number, (size, theme) in enumerate(zip(sizes.tolist(), field.tolist(), strict=True)):
        inside = int(random.binomial(size, 0.75))
        own = random.choice(by_field[theme], inside, p=chances[theme]).tolist()
        others = np.searchsorted(everywhere, random.random(size - inside)).tolist()
        new = [next(once, 0) for _ in range(-(-size // 4))]
        members = {*own, *others, *new}
        actors += [f"o{one:05}" for one in members]
        projects += [f"p{number:05}"] * len(members)
    return actors[:_PARTICIPATIONS], projects[:_PARTICIPATIONS]


def main() -> int:
    """Time every step; 1 if the whole is too slow or too large."""
    actors, projects = participations()
    print(f"{len(actors):,} participations, {len(set(actors)):,} organisations")
    began = last = time.process_time()

    def step(name: str) -> None:
        nonlocal last
        now = time.process_time()
        print(f"{name:<34} {now - last:7.2f} s")
        last = now

    joint = nw.bipartite(actors, projects).joint()
    network = nw.project(joint)
    step(f"projected: {len(network.one):,} ties")
    found = nw.find_communities(network, seed=1, runs=3)
    step(f"communities: {found.community.max() + 1:,}")
    nw.degree(network)
    nw.strength(network)
    nw.participation_coefficient(network, found.community)
    step("degree, strength, participation")
    nw.constraint(network)
    step("constraint")
    between = nw.sampled_betweenness(network, sources=400, seed=1)
    step("betweenness from 400 actors")
    nw.layout(network, found.community)
    step("layout")
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    top = np.argsort(-between.value)[:100]
    error = np.median(between.standard_error[top] / between.value[top])
    print(f"agreement of runs {found.agreement:.3f}, modularity {found.modularity:.3f}")
    print(f"standard error of betweenness, 100 most central: {error:.0%} of the value")
    print(f"{seconds:.1f} s of {_SECONDS:.0f}, {memory:.2f} GB of {_GIGABYTES:.0f}")
    return int(seconds > _SECONDS or memory > _GIGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
