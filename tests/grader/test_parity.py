"""The gradebook after `grader autograde` holds the same rows as after nbgrader's own `autograde`."""

import shutil

import pytest

from grader.course import Course
from grader.project import Project
from grader.release import release_notebook
from grader.source import read_source
from grader.tasks import read_tasks
from grader.wrong_answers import read_wrong_answer, with_answers
from tests.grader.conftest import UNIT, grader
from tests.grader.reference import grade_with_nbgrader, hand_in, rows

# A unit of all that nbgrader knows: a check, partial credit, answers and a task that a person marks
MIXED = """\
# %% name="setup"
import sys
import numpy as np

# %% nbgrader={"schema_version": 3, "grade_id": "double", "grade": false, "solution": true, "locked": false}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% nbgrader={"schema_version": 3, "grade_id": "given", "grade": false, "solution": false, "locked": true}
numbers = [1, 2, 3]

# %% nbgrader={"schema_version": 3, "grade_id": "check", "grade": true, "solution": false, "locked": true, "points": 2}
assert double(numbers[1]) == 4
assert np.all(double(np.arange(3)) == [0, 2, 4])

# %% nbgrader={"schema_version": 3, "grade_id": "partial", "grade": true, "solution": false, "locked": true, "points": 3}
### BEGIN HIDDEN TESTS
right = sum(double(n) == 2 * n for n in numbers)
### END HIDDEN TESTS
right

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "why", "grade": true, "solution": true, "locked": false, "points": 4}
# Your words here.

# %% nbgrader={"schema_version": 3, "grade_id": "plot", "grade": true, "solution": true, "locked": false, "points": 1}
### BEGIN SOLUTION
print(double(4))
### END SOLUTION

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "essay", "grade": false, "solution": false, "locked": true, "task": true, "points": 5}
# Write an essay.
"""  # noqa: E501
DUE = "2026-01-10 12:00:00 UTC"


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """The same class in two courses: graded by us, and by nbgrader."""
    project = Project(tmp_path_factory.mktemp("project"))
    project.source("mixed").parent.mkdir(parents=True)
    project.source("mixed").write_text(MIXED, encoding="utf-8")
    shutil.copytree(Project().source(UNIT).parent, project.source(UNIT).parent)

    mixed = release_notebook(read_source(project.source("mixed")))
    right = {"double": "def double(x):\n    return 2 * x", "why": "Because.", "plot": "print(8)"}
    answers = {
        "untouched": {},
        "right": right,
        "half": right | {"double": "def double(x):\n    return 2 * x if x == 1 else 5"},
        "noisy": right | {"double": "def double(x):\n    print('hm', file=sys.stderr)\n    return 2 * x"},
        "warns": right | {"double": "import warnings\ndef double(x):\n    warnings.warn('hm')\n    return 2 * x"},
        "broken": right | {"double": "def double(x)", "plot": "1 / 0"},
    }
    folder = tmp_path_factory.mktemp("class")
    for student, answer in answers.items():
        hand_in(folder / "mixed", "mixed", student, with_answers(mixed, answer))
    hand_in(folder / "mixed", "mixed", "late", with_answers(mixed, right), "2026-01-11 12:00:00 UTC")
    hand_in(folder / "mixed", "mixed", "punctual", with_answers(mixed, right), "2026-01-10 11:00:00 UTC")

    source = read_source(project.source(UNIT))
    released, solution = release_notebook(source), {task.id: task.solution for task in read_tasks(source)}
    hand_in(folder / UNIT, UNIT, "untouched", released)
    hand_in(folder / UNIT, UNIT, "solved", with_answers(released, solution))
    for path in project.wrong_answers(UNIT):
        wrong = read_wrong_answer(path)
        hand_in(folder / UNIT, UNIT, wrong.name, with_answers(released, solution | {wrong.task: wrong.code}))

    both = []
    for grade in (False, True):
        course = Course(tmp_path_factory.mktemp("course"))
        for unit in ("mixed", UNIT):
            course.prepare(unit, project.source(unit))
            with course.gradebook() as gradebook:
                gradebook.update_or_create_assignment(unit, duedate=DUE)
            if unit == "mixed":
                config = course.root / "nbgrader_config.py"
                text = config.read_text(encoding="utf-8")
                config.write_text(f"{text}c.LateSubmissionPlugin.penalty_method = 'zero'\n", encoding="utf-8")
            if grade:
                grade_with_nbgrader(unit, folder / unit, course)
            else:
                command = ("autograde", unit, "--submissions", folder / unit, "--course", course.root)
                run = grader("--root", project.root, *command)
                assert run.returncode == 0, run.stderr
        both.append(course)
    return both[0], both[1]


def test_every_row_of_the_gradebook_is_the_same(courses: tuple[Course, Course]) -> None:
    ours, theirs = map(rows, courses)
    assert len(ours) == len(theirs) > 100
    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]] == []


def test_the_comparison_holds_late_penalties_partial_credit_and_marks_to_come(courses: tuple[Course, Course]) -> None:
    grades = {row[:2]: row[3:] for row in rows(courses[0]) if row[2] != "SolutionCell"}
    comments = {row[:2]: row[7:] for row in rows(courses[0]) if row[2] == "SolutionCell"}
    assert grades["late", "check"][6] == 5 and grades["punctual", "check"][6] is None
    assert grades["half", "partial"][0] == 1 and grades["right", "partial"][0] == 3
    assert grades["noisy", "check"][0] == 0 and grades["warns", "check"][0] == 2
    assert grades["untouched", "why"][:4] == (0, None, None, 0)
    assert comments["untouched", "why"][0] == "No response." and comments["right", "why"][0] is None
    assert grades["right", "why"][3] == 1 and grades["right", "essay"][3] == 1
