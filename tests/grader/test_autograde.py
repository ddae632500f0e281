"""`grader autograde` on a class in which much goes wrong: everybody gets the right grade and a reason."""

import re
import sqlite3

import pytest

from grader.feedback_page import page_text
from grader.gates import Secrets
from grader.project import Project
from grader.source import read_source
from grader.tasks import Task
from tests.grader.conftest import CHANGES, TIMEOUT, UNIT, Graded

FULL = 20
UNUSABLE = {
    "not-json": "not-json.ipynb is not JSON, so not a notebook",
    "not-a-notebook": "not-a-notebook.ipynb is JSON but not a Jupyter notebook",
    "not-text": "not-text.ipynb is not a text file, so not a notebook",
    "nothing": f"The folder nothing holds no {UNIT}.ipynb.",
    "ada [1]": "ada [1].ipynb has a name that nbgrader cannot use",
    "twice": f"twice handed in more than once (twice/{UNIT}.ipynb, twice.ipynb): keep one of them.",
}


@pytest.mark.parametrize("student", ["right", "loses-metadata", "moves-answer", "tampers-with-metadata"])
def test_right_answers_get_full_marks_whatever_happened_to_the_notebook(graded: Graded, student: str) -> None:
    assert graded.result(student).total == FULL, graded.result(student)


def test_nothing_is_remarked_about_an_ordinary_submission(graded: Graded) -> None:
    assert graded.result("right").remarks == []


@pytest.mark.parametrize(
    ("student", "lost"),
    [
        ("tampers-with-checks", {"fixed-point"}),
        ("raises", {"gradient", "normal-equation"}),
        ("other-notebook", {"mean-squared-error", "gradient", "normal-equation", "fixed-point"}),
        ("loops", {"normal-equation"}),
        ("loops-stubbornly", {"normal-equation", "fixed-point"}),
        ("exits", {"gradient", "normal-equation", "fixed-point"}),
    ],
)
def test_exactly_the_tasks_that_fail_count_nothing(
    graded: Graded, tasks: list[Task], student: str, lost: set[str]
) -> None:
    result = graded.result(student)
    assert {task.id: result.score(task) for task in tasks} == {
        task.id: 0 if task.id in lost else task.points for task in tasks
    }


@pytest.mark.parametrize(
    ("student", "remark"),
    [
        (
            "tampers-with-checks",
            "The check `mean-squared-error-check-by-hand` had been deleted; it was put back.",
        ),
        (
            "tampers-with-checks",
            "The check `gradient-check-by-hand` had been edited; the original was put back.",
        ),
        ("tampers-with-checks", "Answer cells or checks had been moved; they were put back in order."),
        ("tampers-with-metadata", "had been changed to 100; it counts 2 again."),
        ("tampers-with-metadata", "The kind of the check `fixed-point-check-by-hand` had been changed"),
        ("tampers-with-metadata", "The kind of the check `normal-equation-check-by-hand` had been changed"),
        ("tampers-with-metadata", "The cell `gradient` was there more than once; the last one counts."),
        ("moves-answer", "The answer cell `gradient` had been deleted; it was put back empty."),
        ("raises", "In the cell `normal-equation`: SyntaxError: expected ':' (line 1)"),
        ("other-notebook", "This notebook has no cell of the exercise in it: perhaps it is another one."),
        ("loops", "The time was up in the cell `normal-equation-check-by-hand`, which was stopped."),
        ("loops-stubbornly", "Nothing could stop the cell `normal-equation-check-by-hand`"),
        ("exits", "Python ended in the cell `gradient-check-by-hand`: it and all checks after it count 0."),
    ],
)
def test_what_was_noticed_is_said_in_the_table_and_to_the_student(graded: Graded, student: str, remark: str) -> None:
    assert any(remark in line for line in graded.result(student).remarks), graded.result(student).remarks
    assert remark in graded.run.stdout
    assert remark.split("`")[-1] in graded.page(student)


@pytest.mark.parametrize(
    ("student", "check", "message"),
    [
        ("raises", "gradient-check-by-hand", "ZeroDivisionError: division by zero"),
        ("raises", "normal-equation-check-by-hand", "NameError: name 'fit' is not defined"),
        (
            "loops",
            "normal-equation-check-by-hand",
            f"longer than {TIMEOUT} seconds and was stopped.",
        ),
        ("loops-stubbornly", "normal-equation-check-by-hand", "This cell could not be stopped"),
        ("exits", "gradient-check-by-hand", "Python ended while it ran this cell"),
        ("exits", "fixed-point-check-by-hand", "Not run: Python had already ended"),
        ("tampers-with-checks", "fixed-point-check-by-hand", "'NoneType' object is not callable"),
    ],
)
def test_feedback_says_why_a_check_failed(graded: Graded, student: str, check: str, message: str) -> None:
    assert message in graded.message(student, check)


def test_feedback_shows_where_in_the_students_own_code_it_went_wrong(graded: Graded) -> None:
    shown = graded.message("raises", "gradient-check-other-lines")
    assert "return 1 / 0" in shown
    assert "check_other_lines" not in shown


def test_no_feedback_shows_a_hidden_test(graded: Graded, project: Project) -> None:
    hidden = Secrets(read_source(project.source(UNIT))).hidden
    assert len(hidden) > 20
    for student in CHANGES:
        page = page_text(graded.page(student))
        assert "check_by_hand()" in page and "HIDDEN TESTS" not in page
        assert not [line for line in hidden if line in page]


def test_no_feedback_shows_the_numbers_of_a_hidden_test(graded: Graded) -> None:
    """One submission prints all that it is given; nbgrader's notebook has it, the student's page has not."""
    folder = graded.course.folder("autograded", "moves-answer", UNIT)
    assert "13.85710608" in (folder / f"{UNIT}.ipynb").read_text(encoding="utf-8")
    assert "13.85710608" not in graded.page("moves-answer")


def test_opening_feedback_asks_no_other_host(graded: Graded) -> None:
    for student in CHANGES:
        assert not re.findall(r"<(?:script|link|img)[^>]*https?:[^>]*>", graded.page(student))


@pytest.mark.parametrize("student", UNUSABLE)
def test_an_unusable_submission_gets_one_sentence_and_stops_nobody(graded: Graded, student: str) -> None:
    assert UNUSABLE[student] in graded.run.stdout
    assert f"grader: {student} was not graded: {UNUSABLE[student]}" in graded.run.stderr
    assert graded.run.returncode == 1


def test_progress_is_shown_and_nbgraders_log_is_not(graded: Graded) -> None:
    lines = [line for line in graded.run.stderr.splitlines() if not line.startswith("grader: ")]
    assert len(lines) == len(CHANGES)
    for number, line in enumerate(lines, 1):
        assert re.fullmatch(rf"\[{number}/{len(CHANGES)}\] \S+: \d+ points \(\d+\.\d/s(, \d+ s left)?\)", line)
    assert {line.split("] ")[1].split(": ")[0] for line in lines} == CHANGES.keys()


def test_the_gradebook_is_nbgraders_own(graded: Graded) -> None:
    """Read with plain SQL, as nbgrader's schema has it; nothing needs a manual grade."""
    with sqlite3.connect(graded.course.root / "gradebook.db") as database:
        rows = database.execute(
            "select submitted_assignment.student_id, sum(grade.auto_score), sum(grade.needs_manual_grade)"
            " from grade join submitted_notebook on grade.notebook_id = submitted_notebook.id"
            " join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id"
            " group by student_id"
        ).fetchall()
    assert {student for student, _, _ in rows} == set(CHANGES)
    assert all(score == graded.result(student).total and not manual for student, score, manual in rows)
