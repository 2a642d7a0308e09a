"""What tests of the engines share: `scripts/compare.py`, and clusters of Spark on this machine."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[1] / "scripts/compare.py"
_SPEC = importlib.util.spec_from_file_location("compare", SCRIPT)
assert _SPEC is not None
assert _SPEC.loader is not None
compare: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(compare)


def few_parts(folder: Path, *settings: str) -> Path:
    """Give a folder of settings by which few rows fall into few parts, each of which takes time."""
    lines = ["# few rows need few parts", "spark.sql.shuffle.partitions  2", *settings, ""]
    (folder / "spark-defaults.conf").write_text("\n".join(lines), encoding="utf-8")
    return folder


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Run a master with one worker; give the master's address."""
    port = _free()
    master = f"spark://127.0.0.1:{port}"
    deploy = "org.apache.spark.deploy"
    first = (f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port))
    second = (
        f"{deploy}.worker.Worker",
        "--cores",
        "1",
        "--memory",
        "1g",
        "-d",
        str(folder),
        master,
    )
    with _running(folder, "spark-class", *first, "--webui-port", "0"):
        _wait(port)
        with _running(folder, "spark-class", *second, "--webui-port", "0"):
            yield master


@contextlib.contextmanager
def connect_server(folder: Path) -> Iterator[str]:
    """Run a server of Spark Connect; give its address."""
    port = _free()
    settings = {"port": port, "address": "127.0.0.1"}
    words = ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    words += ["--master", "local[1]"]
    for name, value in settings.items():
        words += ["--conf", f"spark.connect.grpc.binding.{name}={value}"]
    with _running(folder, "spark-submit", *words, "spark-internal"):
        _wait(port)
        yield f"sc://127.0.0.1:{port}"


@contextlib.contextmanager
def _running(folder: Path, program: str, *words: str) -> Iterator[None]:
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin" / program), *words]
    with (
        (folder / "log.txt").open("ab") as log,
        subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log,
            env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
        ) as process,
    ):  # fmt: skip
        try:
            yield
        finally:
            process.kill()


def _free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "it does not listen"
            time.sleep(0.2)
        else:
            return
