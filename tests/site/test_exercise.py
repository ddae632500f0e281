"""The exercise in the page: checks that fail with their message, pass, count, and a notebook to hand in."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from book.paths import ROOT
from grader.source import read_source
from grader.tasks import Task, read_tasks

from .accessibility import violations
from .conftest import enter
from .typing_code import LOADING, type_code

UNIT = "linear-regression"
RELEASED = ROOT / "exercises" / UNIT / f"{UNIT}.ipynb"


def source() -> dict[str, Task]:
    """Return the tasks of the unit's source, with solutions and explanations."""
    return {task.id: task for task in read_tasks(read_source(ROOT / "solutions" / UNIT / f"{UNIT}.py"))}


@pytest.fixture
def task(reader: Page) -> Locator:
    return reader.locator(".task").first


def check(task: Locator) -> Locator:
    """Press Check, wait until the checks have ended, and return their results."""
    task.get_by_role("button", name="Check").click()
    expect(task.get_by_role("button", name="Stop")).to_be_disabled(timeout=LOADING)
    return task.locator(".check-results > li")


def test_hints_come_one_at_a_time(task: Locator) -> None:
    first, second, third = task.locator(".hint").all()
    assert [hint.is_visible() for hint in (first, second, third)] == [True, False, False]
    expect(first.locator("summary")).to_have_text("Hint 1 of 3")
    for hint, following in ((first, second), (second, third)):
        hint.locator("summary").press("Enter")
        expect(hint.locator("p")).to_be_visible()
        expect(following).to_be_visible()
        expect(following.locator("p")).to_be_hidden()
    assert violations(task.page) == []


def test_a_wrong_answer_fails_with_the_message_that_names_the_mistake(task: Locator) -> None:
    type_code(task, "def mean_squared_error(y_true, y_pred):\n    return np.mean(y_pred - y_true)")
    results = check(task)
    message = results.first.locator(".output-error > p").inner_text()
    assert "without squaring" in message and "AssertionError" not in message
    expect(results.first.locator("strong")).to_have_text("Failed")
    expect(results.first.locator("pre")).to_be_hidden()
    results.first.locator("pre").evaluate("block => { block.tabIndex = -1; }")  # what the theme does to folded code
    results.first.locator("summary").click()
    assert "AssertionError" in results.first.locator("pre").inner_text()
    expect(results.first.locator("pre")).to_have_attribute("tabindex", "0")
    assert violations(task.page) == []


def test_a_right_answer_passes_and_counts(reader: Page, task: Locator) -> None:
    type_code(task, "def mean_squared_error(y_true, y_pred):\n    return np.mean((y_pred - y_true) ** 2)")
    results = check(task)
    assert results.locator("strong").all_inner_texts() == ["Passed"] * results.count()
    expect(task.locator(".toolbar-status")).to_contain_text("All checks passed")
    expect(reader.locator(".exercise-progress")).to_contain_text("1 of 4 tasks")
    answer = task.locator(".answer")
    expect(answer).to_contain_text("a miss of +2 and one of −2 cannot cancel")
    assert answer.locator("pre").inner_text().strip() == "\n".join(
        line for line in source()["mean-squared-error"].solution.splitlines() if "###" not in line
    )
    assert violations(reader) == []
    enter(reader, reader.url)
    expect(reader.locator(".exercise-progress")).to_contain_text("1 of 4 tasks")
    expect(answer).to_be_visible()
    expect(answer.locator("pre")).to_have_count(0)


def test_three_honest_tries_open_the_solution(reader: Page) -> None:
    task = reader.locator(".task").nth(1)
    status, answer = task.locator(".toolbar-status"), task.locator(".answer")
    check(task)
    expect(status).to_have_text("0 of 5 points.")
    tries = ["return 1", "return 1  # again", "return 2", "return 3"]
    told = ["after 2 more tries", "after 2 more tries", "after one more try", "The solution is below"]
    for line, sentence in zip(tries, told, strict=True):
        expect(answer).to_be_hidden()
        type_code(task, f"def gradient(X, y, w):\n    {line}")
        check(task)
        expect(status).to_contain_text(sentence)
    expect(answer.locator("summary")).to_be_visible()
    expect(answer.locator("pre")).to_have_count(0)
    answer.locator("summary").press("Enter")
    expect(answer.locator("pre")).to_contain_text("return 2 / len(y) * X.T @ errors")
    assert violations(reader) == []
    task.get_by_role("button", name="Reset").click()
    enter(reader, reader.url)
    expect(answer).to_be_visible()


def test_a_cell_that_does_not_compile_is_not_checked(task: Locator) -> None:
    type_code(task, "def mean_squared_error(y_true, y_pred:\n    pass")
    assert check(task).count() == 0
    expect(task.locator(".output-error > p")).to_contain_text("SyntaxError")
    expect(task.locator(".toolbar-status")).to_contain_text("the checks did not run")


def test_the_solutions_pass_every_check_and_the_notebook_carries_them(reader: Page, tmp_path: Path) -> None:
    answers = {task.id: task.solution for task in source().values()}
    for task in reader.locator(".task").all():
        type_code(task, answers[task.get_attribute("data-task")])
        check(task)
        expect(task.locator(".toolbar-status")).to_contain_text("All checks passed")
    expect(reader.locator(".exercise-progress")).to_contain_text("4 of 4 tasks done, 20 of 20 points")

    with reader.expect_download() as download:
        reader.get_by_role("button", name="Download the notebook with your code").click()
    assert download.value.suggested_filename == f"{UNIT}.ipynb"
    download.value.save_as(tmp_path / "mine.ipynb")
    mine, released = (nbformat.read(path, as_version=4) for path in (tmp_path / "mine.ipynb", RELEASED))
    nbformat.validate(mine)
    assert [(cell.id, cell.metadata) for cell in mine.cells] == [(cell.id, cell.metadata) for cell in released.cells]
    for cell, original in zip(mine.cells, released.cells, strict=True):
        solved = (
            cell.metadata.get("nbgrader", {}).get("grade_id")
            if cell.metadata.get("nbgrader", {}).get("solution")
            else None
        )
        assert cell.source == (answers[solved] if solved else original.source)

    with reader.expect_download() as download:
        reader.get_by_role("link", name="Download the original").click()
    download.value.save_as(tmp_path / "original.ipynb")
    assert (tmp_path / "original.ipynb").read_bytes() == RELEASED.read_bytes()


def test_reset_restores_the_task_and_its_points(reader: Page, task: Locator) -> None:
    task.get_by_role("button", name="Reset").click()
    expect(task.locator(".highlight pre").first).to_contain_text("YOUR CODE HERE")
    expect(reader.locator(".exercise-progress")).to_contain_text("3 of 4 tasks")
    task.get_by_role("button", name="Undo").press("Enter")
    expect(task.get_by_role("textbox")).to_contain_text("return np.mean(errors**2)")
    expect(task.get_by_role("button", name="Check")).to_be_focused()
    reader.get_by_role("button", name="Reset all tasks").press("Enter")
    expect(reader.locator(".exercise-progress")).to_contain_text("0 of 4 tasks")
    expect(reader.locator(".task .live-editor")).to_have_count(0)
    reader.locator(".exercise-actions").get_by_role("button", name="Undo").press("Enter")
    expect(reader.locator(".task .live-editor")).to_have_count(4)
