"""Lists of who takes part in what -> networks; positions, communities, what chance would give."""

from samspill.networks.bipartite import (
    Bipartite,
    Network,
    bipartite,
    project,
    project_on,
    shared_projects,
    together,
)
from samspill.networks.communities import (
    Communities,
    adjusted_mutual_information,
    find_communities,
    modularity_of,
)
from samspill.networks.graphml import about_actors, graphml
from samspill.networks.layouts import layout
from samspill.networks.mixing import (
    ei_index,
    group_ties,
    group_weights,
    triple_helix_information,
)
from samspill.networks.nulls import (
    PairsByChance,
    betweenness_draws,
    broker_p,
    count_tails,
    null_draws,
    pairs_by_chance,
    two_sided_p,
    upper_p_by_class,
)
from samspill.networks.positions import (
    SampledBetweenness,
    betweenness,
    constraint,
    degree,
    participation_coefficient,
    sampled_betweenness,
    strength,
)

__all__ = [
    "Bipartite",
    "Communities",
    "Network",
    "PairsByChance",
    "SampledBetweenness",
    "about_actors",
    "adjusted_mutual_information",
    "betweenness",
    "betweenness_draws",
    "bipartite",
    "broker_p",
    "constraint",
    "count_tails",
    "degree",
    "ei_index",
    "find_communities",
    "graphml",
    "group_ties",
    "group_weights",
    "layout",
    "modularity_of",
    "null_draws",
    "pairs_by_chance",
    "participation_coefficient",
    "project",
    "project_on",
    "sampled_betweenness",
    "shared_projects",
    "strength",
    "together",
    "triple_helix_information",
    "two_sided_p",
    "upper_p_by_class",
]
