"""Which activities may come: what is known at a date, a model that learns, its back-test."""

from samspill.forecast.backtest import (
    BackTest,
    Forecast,
    Reliability,
    Score,
    back_test,
    forecast,
    learning_windows,
)
from samspill.forecast.history import (
    NORMS,
    Cells,
    Features,
    History,
    Window,
    cells_at_risk,
    features,
    windows,
)

__all__ = [
    "NORMS",
    "BackTest",
    "Cells",
    "Features",
    "Forecast",
    "History",
    "Reliability",
    "Score",
    "Window",
    "back_test",
    "cells_at_risk",
    "features",
    "forecast",
    "learning_windows",
    "windows",
]
