"""How long pages take to load on this machine and how much they transfer, each in a browser without a cache."""

from __future__ import annotations

from playwright.sync_api import Browser

from book.offline import own_pages
from book.paths import SITE
from tests.figure import Figure

# by the browser's clock: from the click to the load event, and the bytes of all that came, headers included
LOADED = """() => {
    const [page] = performance.getEntriesByType('navigation');
    const all = [page, ...performance.getEntriesByType('resource')];
    return [page.loadEventEnd / 1000, all.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1000];
}"""


def load_figures(browser: Browser, address: str) -> list[Figure]:
    """Load every page of the built site, where nothing runs yet, and return the slowest and the heaviest."""
    names = [path.relative_to(SITE).as_posix() for path in own_pages(SITE)]
    loads = [load(browser, address + name) for name in names if not name.startswith("_static/")]
    return [
        Figure("Slowest page, from the click to the load event", max(seconds for seconds, _ in loads), "s", 1.0, False),
        Figure("Heaviest page before anything runs", max(kilobytes for _, kilobytes in loads), "kB", 500, False),
    ]


def load(browser: Browser, url: str) -> tuple[float, float]:
    """Return seconds and kilobytes of a first visit."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    seconds, kilobytes = page.evaluate(LOADED)
    context.close()
    return float(seconds), float(kilobytes)
