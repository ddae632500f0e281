"""Predictions and quizzes: committed, compared, explained, remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .accessibility import violations
from .conftest import UNIT, enter, visit


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with visit(browser, site) as page:
        enter(page, site + UNIT)
        yield page


def test_the_answer_shows_after_a_number_is_committed_and_is_compared(page: Page) -> None:
    widget = page.locator(".predict").first
    answer = widget.locator(".predict-answer")
    expect(answer).to_be_hidden()
    widget.get_by_role("button", name="Commit").click()
    expect(widget.locator(".predict-verdict")).to_contain_text("Type a number first")
    expect(answer).to_be_hidden()

    shown = widget.get_attribute("data-shown")
    widget.get_by_label("Your prediction").fill(str(float(shown) - 12.5))
    widget.get_by_label("Your prediction").press("Enter")
    expect(answer).to_be_visible()
    verdict = widget.locator(".predict-verdict").inner_text()
    assert f"it is {shown}" in verdict and "off by 1" in verdict and "close" not in verdict
    assert violations(page) == []

    page.reload()
    expect(widget.locator(".predict-verdict")).to_have_text(verdict)
    widget.get_by_role("button", name="Predict again").click()
    expect(answer).to_be_hidden()


def test_a_quiz_explains_the_choice_and_lets_the_reader_try_again(page: Page) -> None:
    quiz = page.locator(".quiz").first
    right = int(quiz.get_attribute("data-right"))
    wrong = 1 if right == 0 else 0
    verdict = quiz.locator(".quiz-verdict")
    quiz.get_by_role("button", name="Check").click()
    expect(verdict).to_contain_text("Choose an answer first")

    quiz.get_by_role("radio").nth(wrong).check()
    quiz.get_by_role("button", name="Check").click()
    expect(verdict).to_contain_text("Not this one")
    assert [note.is_visible() for note in quiz.locator(".quiz-note").all()].count(True) == 1

    quiz.get_by_role("radio").nth(right).check()
    quiz.get_by_role("button", name="Check").click()
    expect(verdict).to_contain_text("Right")
    assert all(note.is_visible() for note in quiz.locator(".quiz-note").all())
    assert violations(page) == []

    page.reload()
    expect(quiz.get_by_role("radio").nth(right)).to_be_checked()
    expect(verdict).to_contain_text("Right")
