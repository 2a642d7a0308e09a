"""A real server on this machine, a real Chromium, and pages that note what goes wrong in them."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from samspill.region import load_region
from samspill.store import Store
from samspill.web.app import create_app
from smallbuild import publish

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server that shows the small build."""
    home: Path = tmp_path_factory.mktemp("observatory")
    store = Store(home)
    publish(store, "20260101T000000-first")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(store, load_region("osloregionen"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a Chromium; without one these tests fail, they are not left out."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "Chromium is missing: sh scripts/install-for-tests"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


class Visitor:
    """Opens pages and notes console errors and requests to other hosts."""

    def __init__(self, browser: Browser, root: str) -> None:
        self.browser = browser
        self.root = root
        self.errors: list[str] = []
        self.strangers: list[str] = []

    def opens(
        self,
        address: str,
        *,
        width: int = 1280,
        scheme: str = "light",
        javascript: bool = True,
    ) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._watch(request.url))
        page.goto(self.root + address)
        return page

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.root).netloc:
            self.strangers.append(url)

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()


@pytest.fixture
def visitor(browser: Browser, root: str) -> Iterator[Visitor]:
    """Give a visitor; after the test there was no console error and no other host."""
    person = Visitor(browser, root)
    yield person
    person.close()
    assert person.errors == []
    assert person.strangers == []
