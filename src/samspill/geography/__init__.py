"""Places and their editions: what a code or a name meant on a day, and what it is called now.

Norwegian municipalities merge, split, change county and take over each other's codes. A
`PlaceGraph` knows every code with its validity, `carry` brings a table to the borders of a later
year, and `resolve_place_names` finds the code behind a name as a clerk once wrote it.

A year stands for its first day: all municipal reforms since 1960 took effect on 1 January.
"""

from samspill.geography.carrying import Carried, carry, carry_places
from samspill.geography.counties import (
    County,
    CountyPair,
    counties,
    county_of,
    county_pairs,
    nuts2_names,
    nuts2_of_county,
    region_names,
)
from samspill.geography.names import (
    Resolution,
    place_by_name,
    resolve_place_name,
    resolve_place_names,
)
from samspill.geography.places import NutsOfPlace, Place, PlaceGraph, Share, nuts2_of_places

__all__ = [
    "Carried",
    "County",
    "CountyPair",
    "NutsOfPlace",
    "Place",
    "PlaceGraph",
    "Resolution",
    "Share",
    "carry",
    "carry_places",
    "counties",
    "county_of",
    "county_pairs",
    "nuts2_names",
    "nuts2_of_county",
    "nuts2_of_places",
    "place_by_name",
    "region_names",
    "resolve_place_name",
    "resolve_place_names",
]
