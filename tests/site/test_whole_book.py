"""The book from its first unit to its last: one reader, one browser, each unit reached from the one before."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from book.paths import BOOK, EXERCISES

from .conftest import DESKTOP, enter, watch
from .test_whole_unit import UNITS, answer

PAGES = list(UNITS)
TITLES = {
    name: re.search(r"^# (.+)$", (BOOK / f"{name}.md").read_text(encoding="utf-8"), re.MULTILINE)[1]  # type: ignore[index]
    for name in PAGES
}
BY_ID = {unit["id"]: TITLES[name] for name, unit in UNITS.items()}
# what the page itself would have kept of checks that passed and a board that ran, which are played for each unit alone
RESTORE = """(key) => {
    const kept = JSON.parse(localStorage.getItem(key));
    const when = new Date().toISOString();
    const tasks = [...document.querySelectorAll('[data-widget=task]')].map(({ dataset }) => dataset);
    kept.passed = Object.fromEntries(tasks.map(({ task, checks, points }) =>
        [task, { checks, points: Number(points), first: when, last: when }]));
    if (document.querySelector('.board')) kept.boards = { uno: { unit: '', board: 'Uno', when, figures: [] } };
    localStorage.setItem(key, JSON.stringify(kept));
}"""


def points(unit: dict[str, Any]) -> int:
    """Return the points of a unit's exercise, as its notebook gives them to nbgrader."""
    notebook = EXERCISES / unit["exercise"] / f"{unit['exercise']}.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    graded = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return sum(cell["points"] for cell in graded if cell.get("grade"))


MINUTES = sum(unit["minutes"] for unit in UNITS.values())
POINTS = sum(map(points, UNITS.values()))


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    """The reader's browser, which remembers."""
    return browser.new_context(viewport=DESKTOP)


@pytest.fixture(scope="module")
def at_the_map(context: BrowserContext, site: str) -> Page:
    """The map, left open in a tab of its own."""
    context.set_default_timeout(60_000)
    page = context.new_page()
    enter(page, f"{site}progress.html")
    return page


def test_the_map_adds_up_what_the_units_say_of_themselves(at_the_map: Page) -> None:
    hours = f" ({MINUTES / 60:.1f} hours)"
    total = f"{len(UNITS)} units, {MINUTES} minutes{hours}, {POINTS} points."
    expect(at_the_map.locator(".unit-total")).to_have_text(total)
    for name, unit in UNITS.items():
        card = at_the_map.locator(f"[data-unit={unit['id']}]")
        expect(card.locator(".unit-link")).to_have_text(TITLES[name])
        expect(card.locator(".unit-extent")).to_have_text(f"{unit['minutes']} minutes, {points(unit)} points")
        needs = ", ".join(BY_ID.get(need, need) for need in unit["prerequisites"])
        expect(card.locator(".unit-needs")).to_have_text(f"Needs {needs}")


def test_no_unit_needs_one_that_comes_later() -> None:
    ids = [unit["id"] for unit in UNITS.values()]
    for at, unit in enumerate(UNITS.values()):
        assert not set(unit["prerequisites"]) & set(ids[at:]), unit["id"]


def test_a_reader_goes_from_the_first_unit_to_the_last(context: BrowserContext, site: str, at_the_map: Page) -> None:
    problems = watch(context, site)
    page = context.new_page()
    enter(page, f"{site}index.html")
    page.locator("article").get_by_role("link", name=TITLES[PAGES[0]]).first.click()
    done_minutes = done_points = 0
    for at, (name, unit) in enumerate(UNITS.items()):
        page.wait_for_url(f"{site}{name}.html")
        page.locator("html[data-widgets=ready]").wait_for(state="attached")
        expect(page.locator("article h1")).to_contain_text(TITLES[name])
        if at:  # what was learned before is asked again
            expect(page.locator(".recall-item").first).to_be_visible()
        for quiz in page.locator(".quiz").all():
            answer(quiz)
        page.evaluate(RESTORE, f"ai-from-scratch/1/{name}")

        done_minutes, done_points = done_minutes + unit["minutes"], done_points + points(unit)
        card = at_the_map.locator(f"[data-unit={unit['id']}]")
        expect(card.locator(".unit-word")).to_have_text("Done")
        summary = at_the_map.locator(".unit-summary")
        units = f"{at + 1} of {len(UNITS)} units done, {done_points} of {POINTS} points"
        expect(summary).to_contain_text(f"You: {units}, {MINUTES - done_minutes} minutes of units to go.")
        if at + 1 < len(UNITS):
            expect(summary.get_by_role("link")).to_have_text(TITLES[PAGES[at + 1]])
            page.locator("a.right-next").click()

    enter(page, f"{site}certificate.html")
    for name, unit in UNITS.items():
        line = f"{TITLES[name]}: {points(unit)} of {points(unit)} points"
        expect(page.locator(".certificate-sheet")).to_contain_text(line)
    context.close()
    assert problems == []
