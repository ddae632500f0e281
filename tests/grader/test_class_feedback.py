"""Feedback as data, feedback written anew, the report on a class, and the checks that a student runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.feedback_page import page_text
from grader.gates import Secrets
from grader.project import Project
from grader.source import read_source
from tests.grader.conftest import CHANGES, UNIT, Graded, cell_of, grader


def data_of(graded: Graded, student: str) -> dict[str, Any]:
    path = graded.course.folder("feedback", student, UNIT) / f"{UNIT}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("student", CHANGES)
def test_the_data_agree_with_the_gradebook(graded: Graded, student: str) -> None:
    data, result = data_of(graded, student), graded.result(student)
    assert data["score"] == result.total == sum(task["points"] for task in data["tasks"])
    assert data["max_score"] == sum(task["max"] for task in data["tasks"]) == 20
    assert data["remarks"] == result.remarks
    for task in data["tasks"]:
        for check in task["checks"]:
            assert check["points"] == result.scores[check["id"]]
            assert check["passed"] is (check["points"] == check["max"])
            assert bool(check["message"]) is bool(check["hint"]) is (not check["passed"])


def test_the_data_say_what_was_expected_in_words(graded: Graded) -> None:
    checks = {check["id"]: check for task in data_of(graded, "raises")["tasks"] for check in task["checks"]}
    assert checks["gradient-check-by-hand"]["message"] == "ZeroDivisionError: division by zero"
    assert checks["gradient-check-by-hand"]["hint"].startswith("Take one reading only.")


def test_the_data_hold_no_hidden_test(graded: Graded, project: Project) -> None:
    hidden = Secrets(read_source(project.source(UNIT))).hidden
    for student in CHANGES:
        text = json.dumps(data_of(graded, student))
        assert not [line for line in hidden if json.dumps(line)[1:-1] in text]


def test_feedback_is_written_anew_with_an_instructors_mark_and_comment(graded: Graded) -> None:
    with graded.course.gradebook() as gradebook:
        grade = gradebook.find_grade("gradient-check-by-hand", UNIT, UNIT, "raises")
        grade.manual_score = 1
        gradebook.db.commit()
    try:
        result = grader("feedback", UNIT, "--course", graded.course.root, "--student", "raises")
        assert (result.returncode, result.stdout) == (0, f"{UNIT}: feedback written for 1 student\n"), result.stderr
        assert data_of(graded, "raises")["score"] == 11
        assert "(Score: 11.0 / 20.0)" in " ".join(page_text(graded.page("raises")).split())
    finally:
        with graded.course.gradebook() as gradebook:
            gradebook.find_grade("gradient-check-by-hand", UNIT, UNIT, "raises").manual_score = None
            gradebook.db.commit()
        grader("feedback", UNIT, "--course", graded.course.root, "--student", "raises")


def test_feedback_of_nobody_is_one_sentence(graded: Graded) -> None:
    result = grader("feedback", UNIT, "--course", graded.course.root, "--student", "eve")
    assert result.returncode == 1 and "eve has no graded submission" in result.stderr


def test_the_report_draws_each_task_and_counts_what_fails(graded: Graded, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = grader("report", UNIT, "--course", graded.course.root, "-o", page)
    assert result.returncode == 0, result.stderr
    html = page.read_text(encoding="utf-8")
    text = page_text(html)
    assert html.count("<svg") == 5 and html.count('role="img" aria-label=') == 5
    assert "src=" not in html and "href=" not in html
    assert f"students graded{len(CHANGES)}" in text
    failing = sum(graded.result(student).scores["normal-equation-check-by-hand"] == 0 for student in CHANGES)
    assert f"normal-equation-check-by-hand{failing}{failing / len(CHANGES):.0%}" in text


@pytest.mark.parametrize("arguments", [[UNIT], []])
def test_a_student_checks_a_notebook(solved: dict[str, Any], tmp_path: Path, arguments: list[str]) -> None:
    cell_of(solved := json.loads(json.dumps(solved)), "gradient")["source"] = "def gradient(X, y, w):\n    return 0"
    path = tmp_path / f"{UNIT}.ipynb"
    path.write_text(json.dumps(solved), encoding="utf-8")
    result = grader("check", *arguments, path)
    assert result.returncode == 1
    assert "Which way is downhill? (gradient): 0 of 5 points" in result.stdout
    assert "Together 15 of 20 points" in result.stdout


def test_a_notebook_is_checked_without_a_box_where_there_is_none(
    solved: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"{UNIT}.ipynb"
    path.write_text(json.dumps(solved), encoding="utf-8")
    monkeypatch.setattr("shutil.which", lambda name: None)
    result = grader("check", path)
    assert "There is no box on this machine" in result.stderr
    assert result.returncode == 0 and "Together 20 of 20 points" in result.stdout
