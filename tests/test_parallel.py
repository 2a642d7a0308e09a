"""Findings side by side: which begins when, and what is left when a process ends."""

import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from samspill import parallel
from samspill.build import build
from samspill.catalogue import Finding, findings
from samspill.errors import EngineError
from samspill.parallel import advised, in_order, longest_way_first, waits_for
from samspill.region import load_region

WORDS = {"nb": "x", "en": "x"}
REGION = load_region("osloregionen")


def finding(name, needs=(), cost=1.0):
    return Finding(name, WORDS, WORDS, (f"t_{name}",), needs, lambda _: {}, cost=cost)


# a -> b -> d, a -> c; e by itself
FOUND = {
    one.id: one
    for one in (
        finding("d", ("t_b", "raw"), cost=5.0),
        finding("a", ("raw",)),
        finding("b", ("t_a",)),
        finding("c", ("t_a",), cost=3.0),
        finding("e", (), cost=6.5),
    )
}


def test_a_finding_waits_for_who_makes_what_it_needs():
    assert waits_for(FOUND.values()) == {
        "d": {"b"}, "a": set(), "b": {"a"}, "c": {"a"}, "e": set(),
    }  # fmt: skip


def test_the_longest_way_begins_first():
    # after a come b and d: 7 with it, against 6.5 of e; after b comes d: 6, against 3 of c
    assert longest_way_first(["e", "a"], FOUND) == ["a", "e"]
    assert longest_way_first(["c", "b"], FOUND) == ["b", "c"]


def test_each_comes_after_those_it_needs():
    order = in_order(findings().values())
    assert sorted(order) == sorted(findings())
    for one, needs in waits_for(findings().values()).items():
        assert all(order.index(need) < order.index(one) for need in needs)


def test_small_files_are_not_worth_a_process(monkeypatch):
    monkeypatch.setattr(parallel, "_processors", lambda: 64)
    assert advised(1_000_000) == 1
    assert advised(1_000_000_000) == 4
    monkeypatch.setattr(parallel, "_processors", lambda: 1)
    assert advised(1_000_000_000) == 1


def test_a_process_that_is_killed_ends_the_build_and_nothing_is_published(tmp_path, imported):
    store = imported(tmp_path, only=("klass_sn2007",))
    before = build(REGION, store)

    def kill(step, _what):
        if step == "finding":
            for one in active_children():
                one.kill()

    with pytest.raises(EngineError, match="ended before it was done"):
        build(REGION, store, processes=2, watch=kill)
    assert store.current() == before
    assert not list((store.home / "builds").glob(".*"))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_who_is_left_alone_ends_too(tmp_path, imported):
    imported(tmp_path)
    told = "lambda step, what: print(step, flush=True)"
    program = (
        "import sys; from samspill.build import build; from samspill.store import Store\n"
        "from samspill.region import load_region\n"
        f"build(load_region('osloregionen'), Store(sys.argv[1]), processes=2, watch={told})\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    while parent.stdout.readline() != "finding\n":
        assert parent.poll() is None
    children = waited(lambda: children_of(parent.pid))
    assert children
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert waited(lambda: not any(map(is_running, children)))


def children_of(pid):
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for one in lists for child in one.read_text().split()]
    return [
        child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def waited(look, seconds=60.0):
    """Look until there is something to see, for as long as a slow machine may need."""
    until = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.1)
    return found
