"""Figures shared by web, report and notebook: charts that are values, drawn on the server."""

from samspill.figures.bars import place_compare, strength_bars
from samspill.figures.drawing import draw
from samspill.figures.figure import Figure
from samspill.figures.heat import strength_heat
from samspill.figures.slopes import strength_slope
from samspill.figures.theme import figure_css

__all__ = [
    "Figure",
    "draw",
    "figure_css",
    "place_compare",
    "strength_bars",
    "strength_heat",
    "strength_slope",
]
