"""Who computes on big tables: DuckDB or Spark behind one small port.

All expressions on big tables are written once, in Narwhals; the engine decides who computes them.
Numbers are cast to float64 before they meet: decimal literals make engines differ silently. A
number is rounded before it becomes whole: engines differ in what a cast does with the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from samspill.engine.duck import DuckEngine
from samspill.engine.port import Engine
from samspill.engine.spark import SparkEngine
from samspill.errors import EngineError

__all__ = ["DuckEngine", "Engine", "SparkEngine", "open_engine"]

_ENGINES = {"duckdb": DuckEngine, "spark": SparkEngine}


@contextlib.contextmanager
def open_engine(name: str = "duckdb") -> Iterator[Engine]:
    """Open an engine by name and close it afterwards.

    Raises
    ------
    EngineError
        There is no such engine, or it cannot start.
    """
    if name not in _ENGINES:
        raise EngineError(f"There is no engine «{name}». Known: {', '.join(_ENGINES)}.")
    engine: Engine = _ENGINES[name]()
    try:
        yield engine
    finally:
        engine.close()
