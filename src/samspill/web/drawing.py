"""Figures as files and inside pages, each drawn once for a build and what was asked."""

from __future__ import annotations

import io
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from samspill import figures
from samspill.web.site import Plan, Visit

__all__ = ["KINDS", "Drawings", "Kept"]

Kind = Literal["svg", "png", "csv", "xlsx"]
KINDS: dict[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
