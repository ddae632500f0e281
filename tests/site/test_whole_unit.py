"""Every unit of the book, played as its readers play it: on a desk and on a phone, by day and by night, and offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from book._ext import front_matter
from book.paths import BOOK
from book.pdf import contents
from grader.project import Project
from grader.source import read_source
from grader.tasks import read_tasks
from grader.wrong_answers import WrongAnswer, read_wrong_answer
from tests.grader.service.test_end_to_end import serving

from .accessibility import violations
from .board_scenario import drive
from .conftest import DESKTOP, PHONE, UNIT, enter, visit, watch
from .typing_code import LOADING, run, type_code

PAGES = {name: front_matter.read(BOOK / f"{name}.md").get("unit") for _, names in contents() for name in names}
UNITS = {name: unit for name, unit in PAGES.items() if unit}
WITHOUT_NETWORK = UNIT.removesuffix(".html")
WITH_NETWORK = [name for name in UNITS if name != WITHOUT_NETWORK]
SETTINGS = [(PHONE, "light"), (DESKTOP, "dark"), (PHONE, "dark"), (DESKTOP, "light")]
PROJECT = Project()


@pytest.fixture(scope="module")
def course(published_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The published site with a grader."""
    with serving(tmp_path_factory.mktemp("course") / "course", published_site, "--local") as address:
        yield f"{address}/"


def test_a_unit_is_played_at_a_desk_with_a_grader_and_then_on_a_phone_without_a_network(
    browser: Browser, course: str
) -> None:
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", has_touch=True, accept_downloads=True)
    problems = watch(context, course)
    page = context.new_page()
    enter(page, f"{course}{WITHOUT_NETWORK}.html")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    play(page, UNITS[WITHOUT_NETWORK], hand_in_to_the_grader)
    assert violations(page) == []
    assert problems == []

    page.evaluate("localStorage.clear()")
    context.set_offline(True)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    enter(page, page.url)
    play(page, UNITS[WITHOUT_NETWORK], hand_in_later)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    context.close()
    assert [problem for problem in problems if "ERR_INTERNET_DISCONNECTED" not in problem] == []


@pytest.mark.parametrize(("name", "setting"), list(zip(WITH_NETWORK, cycle(SETTINGS))))
def test_every_other_unit_is_played_in_one_of_four_settings(
    browser: Browser, course: str, name: str, setting: tuple[dict[str, int], str]
) -> None:
    size, scheme = setting
    with visit(browser, course, viewport=size, color_scheme=scheme, has_touch=size is PHONE) as page:
        enter(page, f"{course}{name}.html")
        play(page, UNITS[name], hand_in_to_the_grader)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []


def play(page: Page, unit: dict[str, Any], hand_in: Callable[[Page, str], None]) -> None:
    """Go through all that a unit asks of its reader."""
    read(page)
    for widget in page.locator(".predict").all():
        predict(widget)
    run_cells(page)
    for quiz in page.locator(".quiz").all():
        answer(quiz)
    if unit.get("exercise"):
        fail(page, unit["exercise"])
        solve(page, unit["exercise"])
        hand_in(page, unit["exercise"])
    if unit.get("lab"):
        drive(page.locator(".board"), unit["lab"])


def read(page: Page) -> None:
    """Go down the page: every section is there, and every picture."""
    sections = page.locator("article h2")
    assert sections.count() >= 3
    for section in sections.all():
        section.scroll_into_view_if_needed()
    pictures = page.locator("article img")
    assert all(pictures.evaluate_all("images => images.map(image => image.complete && image.naturalWidth > 0)"))


def predict(widget: Locator) -> None:
    """Commit to what the page expects, and be shown the answer."""
    expect(widget.locator(".predict-answer")).to_be_hidden()
    shown = widget.get_attribute("data-shown")
    if shown:
        widget.get_by_label("Your prediction").fill(shown)
    elif widget.get_attribute("data-kind") == "choice":
        widget.get_by_role("radio").nth(int(widget.get_attribute("data-right") or 0)).check()
    else:
        widget.get_by_label("Your prediction").fill("I would have to guess.")
    widget.get_by_role("button", name="Commit").click()
    expect(widget.locator(".predict-answer")).to_be_visible()
    expect(widget.locator(".predict-verdict")).not_to_be_empty()


def run_cells(page: Page) -> None:
    """Run the last live cell, which runs all above, and start what the page draws from their variables."""
    cells = page.locator(".cell.live")
    if cells.count():
        run(cells.last)
        expect(page.locator(".cell.live .output-error")).to_have_count(0)
        for cell in cells.all():
            built = cell.locator(".cell_output")
            assert not built.count() or cell.locator(".live-output").inner_html()
    for explorable in page.locator(".explore").all():
        explorable.get_by_role("button", name="Start").click()
        expect(explorable.locator(".explore-fallback")).to_be_hidden(timeout=LOADING)


def answer(quiz: Locator) -> None:
    """Choose the right answer."""
    quiz.get_by_role("radio").nth(int(quiz.get_attribute("data-right") or 0)).check()
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator(".quiz-verdict")).to_contain_text("Right")


def check(task: Locator, code: str) -> Locator:
    """Type an answer, have it checked, and return the results."""
    type_code(task, code)
    task.get_by_role("button", name="Check", exact=True).click()
    expect(task.get_by_role("button", name="Stop")).to_be_disabled(timeout=LOADING)
    return task.locator(".check-results > li")


def fail(page: Page, exercise: str) -> None:
    """Type a wrong answer of the unit and read what is wrong with it."""
    wrong, said = first_wrong_answer(exercise)
    results = check(page.locator(f"[data-task='{wrong.task}']"), wrong.code.strip())
    expect(results.filter(has_text=said).locator("strong")).to_have_text("Failed")


def first_wrong_answer(exercise: str) -> tuple[WrongAnswer, str]:
    """Return a planted wrong answer, and what a check that the reader has says of it."""
    released = PROJECT.exercise(exercise).read_text(encoding="utf-8")
    for path in PROJECT.wrong_answers(exercise):
        wrong = read_wrong_answer(path)
        for said in wrong.loses.values():
            if said in released:
                return wrong, said
    raise AssertionError(f"No wrong answer of {exercise} fails in the page.")


def solve(page: Page, exercise: str) -> None:
    """Type the solution of each task."""
    for task in read_tasks(read_source(PROJECT.source(exercise))):
        root = page.locator(f"[data-task='{task.id}']")
        check(root, task.solution)
        expect(root.locator(".toolbar-status")).to_contain_text("All checks passed")
    points = points_of(exercise)
    expect(page.locator(".exercise-progress")).to_contain_text(f"{points:g} of {points:g} points")


def points_of(exercise: str) -> float:
    return sum(task.points for task in read_tasks(read_source(PROJECT.source(exercise))))


def hand_in_to_the_grader(page: Page, exercise: str) -> None:
    page.get_by_role("button", name="Submit", exact=True).click()
    points = points_of(exercise)
    told = page.locator(".exercise-submission")
    expect(told).to_contain_text(f"Graded: {points:g} of {points:g} points", timeout=120_000)


def hand_in_later(page: Page, exercise: str) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Submit", exact=True).click()
    assert download.value.suggested_filename == f"{exercise}.ipynb"
    expect(page.locator(".exercise-submission")).to_contain_text("The grader cannot be reached")
