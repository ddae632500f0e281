"""How long a live cell takes, by the page's clock: from the click on Run until it has ended and its output is there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Locator

from .conftest import UNIT, enter, visit

# the toolbar is busy from the click on, until Stop is out of reach again
RUN = """cell => new Promise((resolve, reject) => {
    const toolbar = cell.querySelector('.toolbar');
    const run = toolbar.querySelector('.run');
    const status = toolbar.querySelector('.toolbar-status');
    let clicked;
    run.addEventListener('click', () => { clicked = performance.now(); }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
        if (toolbar.classList.contains('busy')) return;
        observer.disconnect();
        const seconds = (performance.now() - clicked) / 1000;
        if (status.textContent.startsWith('Ran in')) resolve(seconds);
        else reject(new Error(status.textContent));
    });
    observer.observe(toolbar, { attributes: true, attributeFilter: ['class'] });
    run.click();
})"""


@dataclass(frozen=True)
class LiveCellSeconds:
    """Seconds of runs of the unit's first live cell."""

    first: float  # loads Python and NumPy into an empty cache
    later: float  # the slowest of ten runs after it


def live_cell_seconds(browser: Browser, site: str) -> LiveCellSeconds:
    """Run the unit's first live cell in a new page, with an empty cache, and then ten times more."""
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        cell = page.locator(".cell.live").first
        cell.scroll_into_view_if_needed()
        return LiveCellSeconds(run_seconds(cell), max(run_seconds(cell) for _ in range(10)))


def run_seconds(cell: Locator) -> float:
    """Press Run and return how long it took."""
    return float(cell.evaluate(RUN))
