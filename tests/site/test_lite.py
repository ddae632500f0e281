"""The exercise as a whole notebook in JupyterLite, offline from our own site."""

from __future__ import annotations

from playwright.sync_api import Browser

from .conftest import UNIT, enter, visit


def test_the_exercise_opens_and_runs_in_jupyterlite(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        page.get_by_role("link", name="Open it in JupyterLite").click()
        page.get_by_text("Python (Pyodide)").wait_for()
        # what is run before the kernel has started may be forgotten
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for(timeout=120_000)
        page.locator(".jp-Notebook .jp-CodeCell").first.click()
        page.keyboard.press("Shift+Enter")
        output = page.locator(".jp-OutputArea-output").first
        output.wait_for()
        assert output.inner_text().startswith("celsius [10. 15.")
        for text in ("def mean_squared_error(", "def check_by_hand"):
            cell = page.locator(".jp-CodeCell").filter(has_text=text).first
            cell.click()
            page.keyboard.press("Shift+Enter")
        cell.locator(".jp-OutputArea-output").get_by_text("NotImplementedError").first.wait_for()
