"""Lists of who takes part in what, and the networks they project to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import igraph
import narwhals as nw
import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from samspill.engine import Engine
from samspill.errors import DataError

__all__ = [
    "Bipartite",
    "Network",
    "bipartite",
    "project",
    "project_on",
    "shared_projects",
    "together",
]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Wide = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Bipartite:
    """Who takes part in what: each actor at most once in each project.

    Projects may be joint projects, clusters with their members, or awards with their consortium.

    Parameters
    ----------
    actors, projects
        Their ids, sorted.
    actor, project
        One number each for every participation, in order of project and actor.
    """

    actors: tuple[str, ...]
    projects: tuple[str, ...]
    actor: Numbers
    project: Numbers

    @cached_property
    def degrees(self) -> Numbers:
        """In how many projects each actor takes part."""
        return np.bincount(self.actor, minlength=len(self.actors)).astype(np.intp)

    @cached_property
    def sizes(self) -> Numbers:
        """How many actors each project has."""
        return np.bincount(self.project, minlength=len(self.projects)).astype(np.intp)

    @cached_property
    def ties(self) -> tuple[Numbers, Numbers]:
        """Every two participations in one project, as numbers of participations."""
        starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.intp)
        pairs = []
        for size in np.unique(self.sizes[self.sizes > 1]).tolist():
            begin = starts[self.sizes == size][:, None]
            first, second = np.triu_indices(size, 1)
            pairs.append(((begin + first).ravel(), (begin + second).ravel()))
        if not pairs:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        one = np.concatenate([first for first, _ in pairs])
        other = np.concatenate([second for _, second in pairs])
        order = np.lexsort((other, one))
        return one[order], other[order]

    @cached_property
    def tie_sizes(self) -> Numbers:
        """How many actors the project of every tie has."""
        return np.asarray(self.sizes[self.project[self.ties[0]]], np.intp)

    @cached_property
    def tie_weights(self) -> Floats:
        """Newman's weight of every tie: 1/(n-1), n the size of its project."""
        return np.asarray(1.0 / (self.tie_sizes - 1), np.float64)

    def joint(self) -> Bipartite:
        """Give the projects of two actors or more, and the actors that take part in them."""
        kept = self.sizes[self.project] > 1
        # the ids are sorted, so that their numbers keep the order and no text is read again
        actors, actor = np.unique(self.actor[kept], return_inverse=True)
        projects, project = np.unique(self.project[kept], return_inverse=True)
        return Bipartite(
            tuple(self.actors[number] for number in actors.tolist()),
            tuple(self.projects[number] for number in projects.tolist()),
            actor,
            project,
        )


def bipartite(actors: Sequence[str], projects: Sequence[str]) -> Bipartite:
    """Make a bipartite list of one actor and one project for each participation.

    Parameters
    ----------
    actors, projects
        Ids, equally many. A participation that is listed twice counts once.

    Raises
    ------
    DataError
        The two are not equally long, or an id is missing.

    Examples
    --------
    >>> made = bipartite(["A", "B", "B", "C"], ["p", "p", "p", "q"])
    >>> made.sizes.tolist(), made.joint().actors
    ([2, 1], ('A', 'B'))
    """
    if len(actors) != len(projects):
        raise DataError(f"there are {len(actors)} actors for {len(projects)} projects")
    return _numbered(np.asarray(actors, dtype=object), np.asarray(projects, dtype=object))


def together(lists: Mapping[str, Bipartite]) -> Bipartite:
    """Put lists of several kinds into one, so that they make one network.

    Joint projects, clusters with their members and awards with their consortium are all lists of
    who takes part in what. A project keeps its kind before its id, so that two of one id in
    different lists stay two.

    Parameters
    ----------
    lists
        A list for each kind: `project`, `membership`, `award`.

    Examples
    --------
    >>> projects = bipartite(["A", "B"], ["1", "1"])
    >>> members = bipartite(["A", "B", "C"], ["1", "1", "1"])
    >>> both = together({"project": projects, "membership": members})
    >>> both.projects, project(both).weight.tolist()
    (('membership:1', 'project:1'), [1.5, 0.5, 0.5])
    """
    actors: list[str] = []
    projects: list[str] = []
    for kind, one in lists.items():
        actors += [one.actors[number] for number in one.actor]
        projects += [f"{kind}:{one.projects[number]}" for number in one.project]
    return bipartite(actors, projects)


def _numbered(actors: NDArray[np.object_], projects: NDArray[np.object_]) -> Bipartite:
    for name, ids in (("actor", actors), ("project", projects)):
        missing = sum(one is None for one in ids)
        if missing:
            raise DataError(
                f"{missing} participations have no {name}",
                advice="Leave them out, or give them an id of their own.",
            )
    actor_ids, actor = np.unique(actors.astype(str), return_inverse=True)
    project_ids, at = np.unique(projects.astype(str), return_inverse=True)
    keys = np.unique(at.astype(np.int64) * max(len(actor_ids), 1) + actor)
    return Bipartite(
        tuple(actor_ids.tolist()),
        tuple(project_ids.tolist()),
        (keys % max(len(actor_ids), 1)).astype(np.intp),
        (keys // max(len(actor_ids), 1)).astype(np.intp),
    )


@dataclass(frozen=True, eq=False)
class Network:
    """Who works with whom, without direction; each pair once.

    Parameters
    ----------
    nodes
        The actors' ids, sorted.
    one, other
        The numbers of the two actors of each pair, `one` below `other`, in order.
    weight
        Newman's weight: the sum of 1/(n-1) over the pair's projects with n actors.
    projects_count
        In how many projects the two are together.
    """

    nodes: tuple[str, ...]
    one: Numbers
    other: Numbers
    weight: Floats
    projects_count: Numbers

    @cached_property
    def adjacency(self) -> sp.csr_array:
        """Newman's weights, nodes x nodes, symmetric."""
        count = len(self.nodes)
        rows = np.concatenate([self.one, self.other])
        columns = np.concatenate([self.other, self.one])
        values = np.concatenate([self.weight, self.weight])
        return sp.coo_array((values, (rows, columns)), shape=(count, count)).tocsr()

    @cached_property
    def graph(self) -> igraph.Graph:
        """The same for igraph, with the weights as `weight`."""
        graph = igraph.Graph(
            n=len(self.nodes), edges=np.column_stack([self.one, self.other]), directed=False
        )
        graph.es["weight"] = self.weight.tolist()
        return graph


def project(participations: Bipartite, actor: ArrayLike | None = None) -> Network:
    r"""Project a bipartite list to the network of actors that share projects.

    .. math:: w_{ij} = \sum_{a: i,j \in a} \frac{1}{n_a - 1}

    so that an actor's strength is the number of its joint projects.

    Parameters
    ----------
    participations
        Who takes part in what. Projects of one actor give no ties.
    actor
        Who takes each participation in place of those who do, as in one draw of `null_draws`.

    Returns
    -------
    Network
        All actors of the list, also those without ties.

    Notes
    -----
    Newman (2001), Physical Review E 64:016132, doi:10.1103/PhysRevE.64.016132.

    Examples
    --------
    >>> network = project(bipartite(["A", "B", "C", "A", "B"], ["p", "p", "p", "q", "q"]))
    >>> network.weight.tolist(), network.projects_count.tolist()
    ([1.5, 0.5, 0.5], [2, 1, 1])
    """
    takes = participations.actor if actor is None else np.asarray(actor, np.intp)
    first, second = (takes[slots] for slots in participations.ties)
    pairs = _keys(participations, np.minimum(first, second), np.maximum(first, second))
    # a pair's projects of one size lie beside each other
    width = int(participations.sizes.max(initial=0)) + 1
    keys = np.sort(pairs * width + participations.tie_sizes)
    ends = np.flatnonzero(np.diff(keys, append=-1))
    pairs, sizes = np.divmod(keys[ends], width)
    return _weighed(participations, pairs, sizes, np.diff(ends, prepend=-1))


def project_on(engine: Engine, participations: Bipartite) -> Network:
    """Project a bipartite list where it is done best: the same network as by `project`.

    In this process `project` is faster than an expression and needs less memory. An engine
    elsewhere counts, so that of the ties only what a pair has in common comes here.

    Parameters
    ----------
    engine
        Who computes.
    participations
        Who takes part in what.

    Returns
    -------
    Network
        All actors of the list, the same in every digit whoever computes.
    """
    if engine.in_process:
        return project(participations)
    rows = engine.collect(shared_projects(engine, participations))
    one, other, sizes, times = (
        rows[name].to_numpy().astype(np.int64)
        for name in ("one", "other", "size", "projects_count")
    )
    pairs = _keys(participations, one, other)
    order = np.lexsort((sizes, pairs))
    return _weighed(participations, pairs[order], sizes[order], times[order])


def shared_projects(engine: Engine, participations: Bipartite) -> nw.LazyFrame[Any]:
    """Give how many projects of each size every two actors share, as an expression.

    Whole numbers are counted, so that no digit depends on who adds first.

    Parameters
    ----------
    engine
        Who computes.
    participations
        Who takes part in what.

    Returns
    -------
    LazyFrame
        `one` below `other`, the numbers of two actors; `size`, how many actors a project has;
        `projects_count`, in how many projects of that size the two are together. In no order.
    """
    project = participations.project
    sizes = participations.sizes[project]
    takes = pa.table({"project": project, "size": sizes, "one": participations.actor})
    rows = engine.take(takes)
    return (
        rows.join(rows.select("project", other="one"), on="project")
        .filter(nw.col("one") < nw.col("other"))
        .group_by("one", "other", "size")
        .agg(projects_count=nw.len())
    )


def _keys(participations: Bipartite, one: Numbers, other: Numbers) -> Wide:
    """Give a number for each pair, in order of the two."""
    return one.astype(np.int64) * max(len(participations.actors), 1) + other


def _weighed(participations: Bipartite, pairs: Wide, sizes: Wide, times: Wide) -> Network:
    """Weigh what is counted for each pair and size, in their order."""
    is_new = np.diff(pairs, prepend=-1) > 0
    kept, at = pairs[is_new], np.cumsum(is_new) - 1
    one, other = np.divmod(kept, max(len(participations.actors), 1))
    return Network(
        participations.actors,
        one.astype(np.intp),
        other.astype(np.intp),
        np.bincount(at, times / (sizes - 1), len(kept)).astype(np.float64),
        np.bincount(at, times, len(kept)).astype(np.intp),
    )
