"""Take a picture of every page: 1280 and 390 pixels wide, light and dark, in both languages.

Pages that say what is wrong are among them, and those that are printed as they look on paper.

Usage: python scripts/screenshots.py HOME [OUT [ONLY]], where HOME is an observatory that has been
built and ONLY a part of the addresses that are wanted.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from samspill.region import region_of
from samspill.store import Store
from samspill.web.app import create_app
from samspill.web.site import pages

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXAMPLES = {
    # a cluster and a pair of the sample, and of the real register
    "cluster": ["cluster/metals", "cluster/raufoss"],
    "match": ["match/advice/software", "match/raufoss/systems-engineering"],
    "place": ["place/3301", "place/type:town", "place/NO01?reference=europe"],
    "activity": ["activity/J62", "activity/C10?measure=persons_employed&reference=europe"],
    "green": ["green", "green?place=NO02&by=county"],
    "standing": ["standing", "standing?place=NO01&view=whom"],
    "pitch": ["pitch/ict", "pitch/environment"],
    "search": ["search?q=osl"],
    # an actor and a community of the sample, and of the real files
    "actor": ["actor/805239603", "actor/971035854"],
    "community": ["community/805239603", "community/971035854"],
    "instrument": ["instrument?name=Bedriftsutviklingstilskudd"],
    "what-if": ["what-if", "what-if?move=G47>J62>20"],
    "area": ["area/health", "area/smart?measure=grant_nok"],
    "options": ["options", "options?place=osloregionen", "options?place=3301&area=ict"],
    "option": ["option/NO01/C21"],
    "specialities": ["specialities", "specialities?place=3301", "specialities?place=33"],
    "explain": ["explain/strengths?place_code=3301&activity_code=J62"],
}
WRONG = ("place/drammn", "styrkar", "strengths?year=abc")
PRINTED = ("place/3301", "meeting", "pitch/ict", "overview")
WIDTHS = (1280, 390)
_PAPER = 794
"""The width of a sheet of A4 in pixels."""


def main(home: Path, out: Path, only: str = "") -> None:
    """Serve a build and take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Store(home), region_of(home, "osloregionen"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    addresses = [
        address
        for page in pages().values()
        for address in EXAMPLES.get(page.id, [page.path])
        if only in (address or "overview")
    ]
    addresses += [address for address in WRONG if only in address]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language in ("nb", "en"):
            for scheme in ("light", "dark"):
                _take(browser, f"http://127.0.0.1:{port}/{language}", addresses, out, scheme)
            printed = [address for address in PRINTED if only in address]
            _print(browser, f"http://127.0.0.1:{port}/{language}", printed, out)
        browser.close()
    server.should_exit = True
    thread.join()


def _take(browser: Browser, root: str, addresses: list[str], out: Path, scheme: str) -> None:
    for width in WIDTHS:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        for address in addresses:
            answer = page.goto(f"{root}/{address}".rstrip("/"))
            if answer is not None and answer.status == 404 and address not in WRONG:
                continue  # an example of the other region's build
            path = out / f"{_name(address)}-{width}-{scheme}-{root[-2:]}.png"
            page.screenshot(path=path, full_page=True)
        context.close()


def _print(browser: Browser, root: str, addresses: list[str], out: Path) -> None:
    context = browser.new_context(viewport={"width": _PAPER, "height": 1123})
    page = context.new_page()
    page.emulate_media(media="print")
    for address in addresses:
        page.goto(f"{root}/{address.removeprefix('overview')}".rstrip("/"))
        path = out / f"{_name(address)}-paper-{root[-2:]}.png"
        page.screenshot(path=path, full_page=True)
    context.close()


def _name(address: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in address) or "overview"


if __name__ == "__main__":
    main(
        Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "screenshots"), *sys.argv[3:]
    )
