"""Submit in the page: to a real grader on this machine, and on a site that has none."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.grader.service.test_end_to_end import serving

from .accessibility import violations
from .conftest import UNIT, enter, visit
from .typing_code import type_code

RIGHT = "def mean_squared_error(y_true, y_pred):\n    return np.mean((y_pred - y_true) ** 2)"


def test_an_exercise_is_handed_in_graded_and_explained(browser: Browser, built_site: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "course", built_site, "--local") as address, visit(browser, f"{address}/") as page:
        enter(page, f"{address}/{UNIT}")
        type_code(page.locator(".task").first, RIGHT)
        page.get_by_role("button", name="Submit", exact=True).click()
        told = page.locator(".exercise-submission")
        expect(told).to_contain_text("Graded: 4 of 20 points", timeout=120_000)
        assert re.search(r"receipt \S+, SHA-256 [0-9a-f]{12}…", told.inner_text())
        assert violations(page) == []
        feedback = told.get_by_role("link", name="Read the feedback").evaluate("link => link.href")
        assert "Replace this line with your answer" in page.request.get(feedback).text()
        enter(page, f"{address}/{UNIT}")
        expect(page.locator(".exercise-submission")).to_contain_text("Graded: 4 of 20 points")


def test_a_site_without_a_grader_says_so_and_keeps_the_code(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        submit, told = page.get_by_role("button", name="Submit", exact=True), page.locator(".exercise-submission")
        with page.expect_download() as download:
            submit.click()
        assert download.value.suggested_filename == "linear-regression.ipynb"
        expect(told).to_contain_text("This site has no grader")
        expect(submit).to_be_enabled()
        answer = {"grader": True, "signed_in": False, "local": False}
        page.route("**/api/v1/grader.json", lambda route: route.fulfill(json=answer))
        submit.click()
        expect(told).to_contain_text("The grader does not know you here")
        expect(told.get_by_role("link", name="Sign in")).to_be_visible()
