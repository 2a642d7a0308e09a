"""How Spark is started, and what is said when it does not start: in a sentence, in bounded time."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from samspill.errors import EngineError

__all__ = ["plain_errors", "start", "without_pandas"]

_JAVA = 17
_WAIT, _WAIT_HERE = 60.0, 600.0
"""Seconds for a master elsewhere; on this machine there is none, only a start that may be slow."""
_UNTOUCHED = "The last finished build is untouched."

_MEANT = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true"}
"""What the figures rest on."""

_LOGGING = """\
status = error
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = File
appender.file.name = file
appender.file.fileName = {log}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c{{1}}: %m%n
"""

Stop = Callable[[], None]


def start(master: str | None, wait: float | None, folder: Path) -> tuple[Any, Stop]:
    """Start Spark, or find the one that runs.

    Parameters
    ----------
    master, wait
        As `SparkEngine` has them.
    folder
        Where the program's own process of Spark may write.

    Returns
    -------
    tuple
        The session, which has answered a first question, and what ends it.
    """
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise EngineError(
            "Spark is not installed. Install it with `pip install 'samspill[spark]'`, or build "
            f"with the engine duckdb. {_UNTOUCHED}"
        ) from error
    master = master or os.environ.get("SPARK_REMOTE") or os.environ.get("SPARK_MASTER")
    master = master or "local[*]"
    if master.startswith("sc://"):
        return _connected(master, _seconds(wait, _WAIT))
    usual = _WAIT_HERE if master.startswith("local") else _WAIT
    return _own(master, _seconds(wait, usual), folder)


def _seconds(wait: float | None, usual: float) -> float:
    told = os.environ.get("SAMSPILL_SPARK_WAIT", "")
    if wait is None and told:
        try:
            wait = float(told)
        except ValueError as error:
            raise EngineError(
                f"SAMSPILL_SPARK_WAIT is «{told}», which is no number of seconds."
            ) from error
    return wait or usual


# a process of our own, which computes itself or speaks to a cluster's master


def _own(master: str, wait: float, folder: Path) -> tuple[Any, Stop]:
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    with without_pandas():
        # Spark loads it in the middle of an expression, where a warning would reach the user
        import pyspark.testing.utils  # noqa: F401
        from pyspark.sql import SparkSession
    if SparkContext._active_spark_context is not None:
        raise EngineError("Spark runs in this program already. Stop it first.")
    _check_java()
    if master.startswith("spark://"):
        _reach(master, [f"//{one}" for one in master.removeprefix("spark://").split(",")], 7077)
    log = folder / "spark.log"
    logging = folder / "log4j2.properties"
    logging.write_text(_LOGGING.format(log=log), encoding="utf-8")
    conf = SparkConf().setMaster(master).setAppName("samspill")
    for name, value in {**_settings(master, folder, logging), **_MEANT}.items():
        conf.set(name, value)
    interrupt = signal.getsignal(signal.SIGINT)
    with log.open("ab") as said, plain_errors():
        # what Java itself says, before and after Spark's own log is there
        gateway: Any = launch_gateway(  # type: ignore[no-untyped-call]
            conf, popen_kwargs={"stdout": said, "stderr": said}
        )
    process: subprocess.Popen[bytes] = gateway.proc

    def stop() -> None:
        with contextlib.suppress(EngineError), plain_errors():
            if SparkContext._active_spark_context is not None:
                SparkContext._active_spark_context.stop()
        with contextlib.suppress(EngineError), plain_errors():
            gateway.shutdown()
        # the process ends when nobody holds the other end of its input
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, interrupt)

    try:
        with _within(wait, process.kill, master), plain_errors():
            session = SparkSession(SparkContext(conf=conf, gateway=gateway))
            session.range(1).collect()
    except BaseException:
        stop()
        raise
    return session, stop


def _check_java() -> None:
    """See that there is a Java that Spark can run in."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin/java") if home else shutil.which("java")
    advice = (
        f"Install Java {_JAVA} or newer (Debian: `apt install default-jre-headless`), name its "
        f"folder in JAVA_HOME, or build with the engine duckdb. {_UNTOUCHED}"
    )
    if java is None:
        raise EngineError(f"Spark needs Java, and there is none here. {advice}")
    try:
        told = subprocess.run(
            [java, "-version"], capture_output=True, text=True, check=False, timeout=30
        ).stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"Spark needs Java, and {java} cannot be run. {advice}") from error
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    if found is None or int(found[1]) < _JAVA:
        is_what = f"is Java {found[1]}" if found else "does not tell its version"
        raise EngineError(f"Spark needs Java {_JAVA} or newer; {java} {is_what}. {advice}")


def _settings(master: str, folder: Path, logging: Path) -> Mapping[str, str]:
    """Give what is set where the one who runs it has set nothing."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging}",
        "spark.driver.memory": f"{_half_of_memory()}m",
        "spark.driver.maxResultSize": "0",
    }
    if master.startswith("local"):
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": str(folder),
            "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
        }
    told = _told()
    return {name: value for name, value in settings.items() if name not in told}


def _half_of_memory() -> int:
    """Give half of the machine's memory in MiB, at least Spark's own gibibyte."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1024, whole // 2**21)


def _told() -> set[str]:
    """Give the names of what the one who runs it has set in the file that Spark reads."""
    from pyspark.find_spark_home import _find_spark_home

    folder = os.environ.get("SPARK_CONF_DIR") or str(Path(_find_spark_home()) / "conf")
    try:
        lines = (Path(folder) / "spark-defaults.conf").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    return {re.split(r"[\s=:]", line.strip(), maxsplit=1)[0] for line in lines if line.strip()}


# a server of Spark Connect


def _connected(remote: str, wait: float) -> tuple[Any, Stop]:
    with without_pandas():
        import pyspark.testing.utils  # noqa: F401
        from pyspark.sql.connect.client import DefaultChannelBuilder
        from pyspark.sql.connect.session import SparkSession
    import grpc

    _reach(remote, [remote.replace("sc:", "", 1)], 15002)
    with plain_errors():
        channel = DefaultChannelBuilder(remote).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=wait)
    except grpc.FutureTimeoutError as error:
        raise EngineError(_silent(remote, wait)) from error
    finally:
        channel.close()
    with plain_errors():
        session = SparkSession.builder.remote(remote).create()

    def stop() -> None:
        with contextlib.suppress(EngineError), plain_errors():
            session.stop()

    try:
        with _within(wait, session.interruptAll, remote), plain_errors():
            for name, value in _MEANT.items():
                session.conf.set(name, value)
            session.range(1).collect()
    except BaseException:
        stop()
        raise
    return session, stop


@contextlib.contextmanager
def without_pandas() -> Iterator[None]:
    """Leave out that Pandas is newer than Spark knows, which does not matter to Arrow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


# what does not answer


def _reach(master: str, hosts: list[str], port: int) -> None:
    """See that one of the hosts takes connections."""
    why = ""
    for one in hosts:
        try:
            parts = urlsplit(one)
            address = (parts.hostname or "", parts.port or port)
        except ValueError:
            why = "it is no address"
            continue
        try:
            socket.create_connection(address, timeout=5).close()
        except OSError as error:
            why = error.strerror or str(error)
        else:
            return
    raise EngineError(
        f"The Spark master {master} does not answer: {why}. Check that it runs and that its "
        f"address is right (SPARK_MASTER, SPARK_REMOTE). {_UNTOUCHED}"
    )


def _silent(master: str, wait: float) -> str:
    return (
        f"The Spark master {master} gave no answer in {wait:g} seconds: it is silent, or has no "
        "worker free. Look at its log, or wait longer with SAMSPILL_SPARK_WAIT (seconds). "
        f"{_UNTOUCHED}"
    )


@contextlib.contextmanager
def _within(seconds: float, stop: Callable[[], object], master: str) -> Iterator[None]:
    """End what takes longer."""
    late = threading.Event()

    def end() -> None:
        late.set()
        stop()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except EngineError as error:
        if late.is_set():
            raise EngineError(_silent(master, seconds)) from error
        raise
    finally:
        timer.cancel()


# what fails


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Say in a sentence what Spark says in pages."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        said = str(error)
        if any(one in said for one in ("OutOfMemory", "Java heap space")):
            raise EngineError(
                "The computation needs more memory than Spark has. Give it more with "
                "spark.driver.memory and spark.executor.memory in the file spark-defaults.conf. "
                f"{_UNTOUCHED}"
            ) from error
        raise EngineError(f"Spark cannot compute this: {_gist(said)}. {_UNTOUCHED}") from error


def _gist(said: str) -> str:
    """Give the line that says what happened."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["it does not say why"]
    told = next((line for line in lines if line.startswith(": ")), lines[0])
    told = re.sub(r"^(: )?([\w.$]+(Exception|Error): )?", "", told)
    return told.rstrip(".")
