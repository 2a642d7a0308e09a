"""Where Spark cannot run, a plain message says why, soon, and the last build is untouched."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samspill import cli
from samspill.engine.starting import start
from samspill.errors import EngineError
from samspill.store import Store
from smallbuild import publish

LONGEST = 60.0
"""Seconds that any of these may take on a busy machine."""


@dataclass(frozen=True)
class Refused:
    """What a build said that did not come to be."""

    code: int
    said: str


Refuse = Callable[..., Refused]


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Refuse:
    """Give a runner of a build by Spark, in a home that has a build, which must stay as it is."""
    home = tmp_path / "home"
    shown = publish(Store(home), "20260101T000000-0000000001")
    before = {path: path.stat().st_mtime_ns for path in sorted(shown.folder.rglob("*"))}
    for name in ("SPARK_MASTER", "SPARK_REMOTE", "SAMSPILL_SPARK_WAIT"):
        monkeypatch.delenv(name, raising=False)

    def run(**environment: str) -> Refused:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        words = ["samspill", "build", "--engine", "spark", "--home", str(home)]
        monkeypatch.setattr(sys, "argv", words)
        capfd.readouterr()
        began = time.monotonic()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert time.monotonic() - began < LONGEST
        assert Store(home).current().id == shown.id
        assert {path: path.stat().st_mtime_ns for path in before} == before
        assert [path.name for path in (home / "builds").glob("*/")] == [shown.id]
        out, err = capfd.readouterr()
        assert out == ""
        # one paragraph, nothing of what Java, Spark and their libraries say of themselves
        assert len(err.strip().splitlines()) == 1, err
        assert "The last finished build is untouched." in err
        assert isinstance(ended.value.code, int)
        return Refused(ended.value.code, err)

    return run


def test_without_pyspark(refused: Refuse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    ended = refused()
    assert ended.code == 1
    assert "Spark is not installed. Install it with `pip install 'samspill[spark]'`" in ended.said


def test_without_java(refused: Refuse) -> None:
    ended = refused(PATH="", JAVA_HOME="")
    assert ended.code == 1
    assert "Spark needs Java, and there is none here. Install Java 17 or newer" in ended.said


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "Spark needs Java 17 or newer; {java} is Java 11."),
        ('java version "1.8.0_392"', "Spark needs Java 17 or newer; {java} is Java 8."),
        ("hello", "Spark needs Java 17 or newer; {java} does not tell its version."),
    ],
)
def test_with_another_java(refused: Refuse, tmp_path: Path, says: str, why: str) -> None:
    java = tmp_path / "jdk/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    ended = refused(JAVA_HOME=str(tmp_path / "jdk"))
    assert ended.code == 1
    assert why.format(java=java) in ended.said


def test_with_a_java_that_is_not_there(refused: Refuse, tmp_path: Path) -> None:
    ended = refused(JAVA_HOME=str(tmp_path))
    assert ended.code == 1
    assert f"Spark needs Java, and {tmp_path}/bin/java cannot be run." in ended.said


@pytest.fixture
def closed() -> Iterator[int]:
    """Give a port of this machine where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def silent() -> Iterator[int]:
    """Give a port of this machine where somebody takes every connection and says nothing."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(50)
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("name", "scheme"),
    [("SPARK_MASTER", "spark"), ("SPARK_REMOTE", "sc")],
    ids=["master", "remote"],
)
def test_with_a_master_that_is_not_there(
    refused: Refuse, closed: int, name: str, scheme: str
) -> None:
    master = f"{scheme}://127.0.0.1:{closed}"
    ended = refused(**{name: master})
    assert ended.code == 1
    assert f"The Spark master {master} does not answer: Connection refused." in ended.said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "scheme"),
    [("SPARK_MASTER", "spark"), ("SPARK_REMOTE", "sc")],
    ids=["master", "remote"],
)
def test_with_a_master_that_says_nothing(
    refused: Refuse, silent: int, name: str, scheme: str
) -> None:
    master = f"{scheme}://127.0.0.1:{silent}"
    ended = refused(**{name: master, "SAMSPILL_SPARK_WAIT": "4"})
    assert ended.code == 1
    assert f"The Spark master {master} gave no answer in 4 seconds" in ended.said


@pytest.mark.slow
def test_with_a_master_of_no_kind(refused: Refuse) -> None:
    ended = refused(SPARK_MASTER="sparkle://here")
    assert ended.code == 1
    assert "Could not parse Master URL: 'sparkle://here'" in ended.said


@pytest.mark.parametrize("master", ["spark://", "spark://[::1", "spark://127.0.0.1:port"])
def test_with_a_master_whose_address_is_none(master: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="does not answer"):
        start(master, 5.0, tmp_path)


def test_with_a_wait_that_is_no_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMSPILL_SPARK_WAIT", "long")
    with pytest.raises(EngineError, match="«long», which is no number of seconds"):
        start(None, None, tmp_path)
