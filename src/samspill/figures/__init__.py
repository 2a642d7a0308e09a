"""Figures shared by web, report and notebook: charts that are values, drawn on the server."""

from samspill.figures.bars import place_compare, strength_bars
from samspill.figures.chance import chance_bars, chance_trend
from samspill.figures.dots import Measured, dots
from samspill.figures.downloads import rows_csv, rows_xlsx
from samspill.figures.drawing import draw
from samspill.figures.figure import Figure, Link
from samspill.figures.heat import strength_heat
from samspill.figures.holdings import holding_bars
from samspill.figures.lanes import Lane, lanes
from samspill.figures.maps import europe_map, place_map
from samspill.figures.network import NetworkColumns, network_chart
from samspill.figures.pairs import pair_heat
from samspill.figures.reliability import reliability
from samspill.figures.scatter import Corners, Group, Side, scatter
from samspill.figures.shares import share_course, share_field
from samspill.figures.slopes import strength_slope
from samspill.figures.theme import AREAS, figure_css
from samspill.figures.tiles import tile_layout
from samspill.figures.trends import trends

__all__ = [
    "AREAS",
    "Corners",
    "Figure",
    "Group",
    "Lane",
    "Link",
    "Measured",
    "NetworkColumns",
    "Side",
    "chance_bars",
    "chance_trend",
    "dots",
    "draw",
    "europe_map",
    "figure_css",
    "holding_bars",
    "lanes",
    "network_chart",
    "pair_heat",
    "place_compare",
    "place_map",
    "reliability",
    "rows_csv",
    "rows_xlsx",
    "scatter",
    "share_course",
    "share_field",
    "strength_bars",
    "strength_heat",
    "strength_slope",
    "tile_layout",
    "trends",
]
