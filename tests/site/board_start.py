"""How long a board in the page takes to start: from the click on Run to its first instructions, by the page's clock."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from .conftest import UNIT, enter, visit

# the line of counts shows cycles or instructions other than 0
STARTED = """() => new Promise((resolve) => {
    const board = document.querySelector('.board');
    const run = [...board.querySelectorAll('button')].find((button) => button.textContent === 'Run');
    const clock = board.querySelector('.board-clock');
    let clicked;
    run.addEventListener('click', () => { clicked = performance.now(); }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
        if (!/[1-9][\\d,]* (cycles|instructions)/.test(clock.textContent)) return;
        observer.disconnect();
        resolve(performance.now() - clicked);
    });
    observer.observe(clock, { childList: true });
    run.click();
})"""


def start_milliseconds(browser: Browser, site: str, board: str) -> float:
    """Start a board of the unit in a new page, with an empty cache, and return how long it took."""
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        panel = page.locator(".board")
        panel.scroll_into_view_if_needed()
        panel.get_by_role("combobox", name="Board").select_option(board)
        expect(panel).to_have_attribute("data-drawn", board)
        return float(page.evaluate(STARTED))
