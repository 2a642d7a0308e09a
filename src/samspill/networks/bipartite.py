"""Lists of who takes part in what, and the networks they project to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import igraph
import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from samspill.errors import DataError

__all__ = ["Bipartite", "Network", "bipartite", "project", "together"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


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
    def tie_weights(self) -> Floats:
        """Newman's weight of every tie: 1/(n-1), n the size of its project."""
        return np.asarray(1.0 / (self.sizes[self.project[self.ties[0]]] - 1), np.float64)

    def joint(self) -> Bipartite:
        """Give the projects of two actors or more, and the actors that take part in them."""
        kept = self.sizes[self.project] > 1
        return _numbered(
            np.asarray(self.actors, dtype=object)[self.actor[kept]],
            np.asarray(self.projects, dtype=object)[self.project[kept]],
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
    count = max(len(participations.actors), 1)
    keys = np.minimum(first, second).astype(np.int64) * count + np.maximum(first, second)
    pairs, at = np.unique(keys, return_inverse=True)
    return Network(
        participations.actors,
        (pairs // count).astype(np.intp),
        (pairs % count).astype(np.intp),
        np.bincount(at, participations.tie_weights, len(pairs)).astype(np.float64),
        np.bincount(at, minlength=len(pairs)).astype(np.intp),
    )
