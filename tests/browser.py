"""The built site in a real Chromium, for whoever looks at it or measures it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from book.paths import SITE
from book.serve import HOST, make_server
from hardware_labs.toolchain.find import find_chromium

# nothing that Chromium does on its own account goes out
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(folder: Path = SITE) -> Iterator[str]:
    """Serve a folder, the built site unless told otherwise, on a free port; give its address, ending in a slash."""
    server = make_server(folder)
    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give the machine's own Chromium, headless."""
    found = find_chromium()
    if found is None:
        raise SystemExit("Chromium is missing: run `make test-setup`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
