"""What the reader has done: shown on the map, asked again, saved, read back, deleted, certified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .accessibility import violations
from .conftest import PHONE, UNIT, enter, visit

STATE = "ai-from-scratch/1/learn/linear-regression"
MONDAY = "2027-03-01T08:00:00Z"
TASK = {"checks": "older", "points": 4, "first": "2027-02-20T08:00:00Z", "last": "2027-02-22T08:00:00Z"}
BOARD = {
    "unit": "linear-regression",
    "board": "Arduino Uno",
    "when": "2027-02-21T08:00:00Z",
    "figures": [{"label": "one prediction", "value": 91, "unit": "cycles", "provenance": "simulated"}],
}
RECEIPT = {
    "unit": "linear-regression",
    "sha256": "0123456789abcdef" * 4,
    "received": "2027-02-22T08:00:00Z",
    "late": False,
    "local": False,
    "grade": {"score": 18.5, "max_score": 20, "by_hand": False},
}


def remember(page: Page, **kinds: object) -> None:
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STATE, json.dumps(kinds)])


def kept(page: Page) -> dict[str, Any]:
    return json.loads(page.evaluate("key => localStorage.getItem(key)", STATE) or "{}")


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The progress page on a Monday, nothing done yet."""
    with visit(browser, site) as page:
        page.clock.set_fixed_time(MONDAY)
        enter(page, f"{site}progress.html")
        yield page


def passed(page: Page, site: str) -> dict[str, Any]:
    """Return the state of a reader who has passed all checks."""
    units = json.loads(page.locator(".unit-map").get_attribute("data-units"))
    unit = next(unit for unit in units if unit["id"] == "linear-regression")
    return {task["id"]: {**TASK, "checks": task["checks"], "points": task["points"]} for task in unit["tasks"]}


def test_the_map_shows_what_is_begun_and_what_is_done(page: Page, site: str) -> None:
    card = page.locator("[data-unit=linear-regression]")
    expect(card.locator(".unit-word")).to_have_text("Not begun")
    expect(page.locator(".unit-summary")).to_have_text(
        "Nothing begun yet in this browser. Begin with What learning is."
    )
    expect(page.locator(".recall-folded")).to_contain_text("Questions of earlier units come back here")

    everything = passed(page, site)
    [first, *_] = everything
    remember(page, passed={first: everything[first]}, quiz={"why-square": 0})
    page.reload()
    expect(card.locator(".unit-standing")).to_contain_text(f"Begun: {everything[first]['points']} of 20 points")
    expect(card.locator(".unit-standing")).to_contain_text("1 of 3 quizzes right, board not run yet")
    assert violations(page) == []

    quizzes = {"why-square": 0, "half-before-shift": 1, "out-of-range": 1}
    remember(page, passed=everything, quiz=quizzes, boards={"uno": BOARD})
    page.reload()
    expect(card.locator(".unit-word")).to_have_text("Done")
    units = json.loads(page.locator(".unit-map").get_attribute("data-units"))
    points = sum(task["points"] for unit in units for task in unit["tasks"])
    expect(page.locator(".unit-summary")).to_contain_text(f"1 of {len(units)} units done, 20 of {points} points")
    expect(page.locator(".unit-summary a")).to_have_text(units[0]["title"])
    remember(page, passed={first: {**everything[first], "checks": "0" * 12}})
    page.reload()
    expect(card.locator(".unit-standing")).to_contain_text("0 of 20 points")


def test_the_map_knows_the_checks_that_the_exercise_keeps_points_for(page: Page, site: str) -> None:
    known = {task: result["checks"] for task, result in passed(page, site).items()}
    enter(page, site + UNIT)
    tasks = page.locator("[data-widget=task]").all()
    assert {task.get_attribute("data-task"): task.get_attribute("data-checks") for task in tasks} == known


def test_a_question_comes_back_later_each_time_it_is_known(page: Page) -> None:
    remember(page, quiz={"why-square": 0})
    page.reload()
    items = page.locator(".recall-item")
    expect(items).to_have_count(3)
    bowl = items.nth(0)
    expect(bowl.get_by_text("a square in every direction")).to_have_count(0)
    bowl.get_by_role("button", name="Show the answer").press("Enter")
    expect(bowl.get_by_text("a square in every direction")).to_be_visible()
    bowl.get_by_role("button", name="I knew it").press("Enter")
    expect(bowl.get_by_role("status")).to_have_text("Right: it comes back on 2 March 2027.")

    choice = items.nth(1)
    choice.get_by_role("button", name="Check").click()
    expect(choice.get_by_role("status")).to_have_text("Choose an answer first.")
    choice.get_by_label("Raise the rate").check()
    choice.get_by_role("button", name="Check").click()
    expect(choice.locator(".quiz-note.wrong")).to_contain_text("bounce out of the ravine")
    expect(choice.locator(".quiz-note.right")).to_contain_text("one rate suits slope and height")
    expect(choice.get_by_role("status")).to_contain_text("Not yet")
    assert violations(page) == []
    assert set(kept(page)["recall"]) == {"bowl", "standardize"}

    for moment, comes_back in (("2027-03-02T09:00:00Z", "5 March"), ("2027-03-05T10:00:00Z", "12 March")):
        page.clock.set_fixed_time(moment)
        page.reload()
        expect(items).to_have_count(3)
        again = items.filter(has_text="Why does gradient descent always find")
        again.get_by_role("button", name="Show the answer").click()
        again.get_by_role("button", name="I knew it").click()
        expect(again.get_by_role("status")).to_have_text(f"Right: it comes back on {comes_back} 2027.")
    page.clock.set_fixed_time("2027-03-12T11:00:00Z")
    page.reload()
    items.filter(has_text="Why does gradient").get_by_role("button", name="Show the answer").click()
    items.filter(has_text="Why does gradient").get_by_role("button", name="I did not").click()
    assert kept(page)["recall"]["bowl"]["box"] == 0


def test_when_nothing_is_due_the_next_day_is_named(page: Page) -> None:
    questions = page.evaluate("fetch('_files/recall.json').then(got => got.json())")
    rests = {question["id"]: {"box": 1, "answered": MONDAY} for question in questions}
    remember(page, quiz={"why-square": 0}, recall=rests)
    page.reload()
    expect(page.locator(".recall-next")).to_have_text(
        "Nothing is due today. The next question comes back on 4 March 2027."
    )


def save(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target


def test_the_state_goes_to_a_file_and_comes_back(page: Page, tmp_path: Path) -> None:
    mine = {"edits": {"task:fit": "mine"}, "quiz": {"why-square": 0}}
    remember(page, **mine)
    page.reload()
    file = save(page, tmp_path)
    page.get_by_role("button", name="Delete everything…").click()
    page.get_by_role("button", name="Keep everything").click()
    assert kept(page)["edits"] == mine["edits"]
    page.get_by_role("button", name="Delete everything…").click()
    page.get_by_role("button", name="Delete everything", exact=True).click()
    expect(page.locator(".own-data-status")).to_have_text("Everything is deleted.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ai-from-scratch'))") == []
    expect(page.locator(".unit-summary")).to_contain_text("Nothing begun yet in this browser.")

    choose = page.get_by_label("Read from a file")
    choose.set_input_files(file)
    expect(page.locator(".own-data-question")).to_contain_text("has 1 page, saved on 1 March 2027")
    assert violations(page) == []
    page.get_by_role("button", name="Replace").click()
    expect(page.locator(".own-data-status")).to_have_text("Replaced.")
    assert kept(page)["quiz"] == mine["quiz"]
    expect(page.locator("[data-unit=linear-regression] .unit-word")).to_have_text("Begun")

    remember(page, edits={"task:fit": "newer"}, quiz={"out-of-range": 2})
    choose.set_input_files(file)
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".own-data-status")).to_have_text("Merged.")
    assert kept(page)["edits"] == {"task:fit": "newer"}
    assert kept(page)["quiz"] == {"why-square": 0, "out-of-range": 2}


def test_a_file_that_is_not_a_state_is_refused_and_nothing_is_lost(page: Page, tmp_path: Path) -> None:
    remember(page, quiz={"why-square": 0})
    for name, text, sentence in (
        ("notes.json", "Dear diary", "notes.json is not JSON, so nothing was changed"),
        ("fit.json", '{"cells": []}', "fit.json does not come from this book"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        page.get_by_label("Read from a file").set_input_files(tmp_path / name)
        expect(page.locator(".own-data-status")).to_contain_text(sentence)
        assert kept(page)["quiz"] == {"why-square": 0}


@pytest.fixture
def certificate(page: Page, site: str) -> Page:
    """The certificate of a reader who has passed all checks and run a board."""
    remember(page, passed=passed(page, site), boards={"uno": BOARD})
    enter(page, f"{site}certificate.html")
    return page


def test_the_certificate_lists_measurements_with_their_days_and_says_who_measured(certificate: Page) -> None:
    certificate.get_by_label("Your name").fill("Ada Lovelace")
    sheet = certificate.locator(".certificate-sheet")
    expect(sheet).to_contain_text("Ada Lovelace")
    expect(sheet).to_contain_text("Linear regression: 20 of 20 points")
    expect(sheet).to_contain_text("20 February 2027, again on 22 February 2027")
    expect(sheet.get_by_role("row", name="Arduino Uno: one prediction")).to_contain_text("91 cycles")
    expect(sheet).to_contain_text("nobody watching, and graded by no one else")
    assert violations(certificate) == []
    certificate.reload()
    expect(certificate.get_by_label("Your name")).to_have_value("Ada Lovelace")


def test_a_grade_shows_with_the_hash_of_what_was_handed_in(certificate: Page) -> None:
    remember(certificate, **{**kept(certificate), "receipts": {"a1b2": RECEIPT}})
    certificate.reload()
    sheet = certificate.locator(".certificate-sheet")
    expect(sheet.get_by_role("row", name="a1b2")).to_contain_text("18.5 of 20")
    expect(sheet.get_by_role("row", name="a1b2")).to_contain_text(RECEIPT["sha256"])
    expect(sheet).to_contain_text("What is listed as graded was graded by a service")
    remember(certificate, **{**kept(certificate), "receipts": {"a1b2": {**RECEIPT, "local": True}}})
    certificate.reload()
    expect(sheet).to_contain_text("on the reader’s own machine")
    expect(sheet).to_contain_text("graded by no one else")


def test_a_grade_that_is_released_later_is_asked_for(certificate: Page, site: str) -> None:
    ask = certificate.get_by_role("button", name="Ask for grades")
    expect(ask).to_be_hidden()
    waiting = {key: value for key, value in RECEIPT.items() if key != "grade"}
    remember(certificate, **{**kept(certificate), "receipts": {"a1b2": waiting}})
    certificate.reload()
    row = certificate.locator(".certificate-sheet").get_by_role("row", name="a1b2")
    expect(row).to_contain_text("not released")
    service: dict[str, Any] = {"id": "a1b2", "grade": None}
    certificate.route(f"{site}api/v1/submissions/a1b2", lambda route: route.fulfill(json=service))
    ask.click()
    expect(certificate.get_by_role("status").first).to_contain_text("No grade has been released yet")
    service["grade"] = {**RECEIPT["grade"], "penalty": 0}
    ask.click()
    expect(certificate.get_by_role("status").first).to_have_text("Grades found: 1.")
    expect(row).to_contain_text("18.5 of 20")
    expect(ask).to_be_hidden()


def test_the_certificate_prints_alone_and_black_on_white(browser: Browser, site: str, certificate: Page) -> None:
    certificate.emulate_media(media="print", color_scheme="dark")
    expect(certificate.locator(".certificate-title")).to_have_css("color", "rgb(0, 0, 0)")
    expect(certificate.get_by_label("Your name")).to_be_hidden()
    expect(certificate.get_by_role("heading", name="Certificate", exact=True)).to_be_hidden()
    certificate.emulate_media(media="screen")
    certificate.set_viewport_size(PHONE)
    assert certificate.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_results_there_is_nothing_to_print(browser: Browser, site: str) -> None:
    with visit(browser, site) as page:
        enter(page, f"{site}certificate.html")
        expect(page.locator(".certificate-sheet")).to_contain_text("Nothing has been measured in this browser yet")
        expect(page.get_by_role("button", name="Print")).to_be_disabled()
