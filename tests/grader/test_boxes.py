"""How a unit is graded where its checks cannot run apart, where there is no bubblewrap, and with `--unsafe`."""

import json
from pathlib import Path

import pytest

from grader.course import Course
from grader.gates import Secrets
from grader.pages import POLICY
from grader.project import Project
from grader.release import release_notebook
from grader.results import read_result
from grader.source import read_source
from grader.wrong_answers import with_answers
from tests.grader.conftest import grader
from tests.grader.reference import hand_in, rows

UNIT = "hooks"
CHECK = '{"schema_version": 3, "grade_id": "%s", "grade": true, "solution": false, "locked": true, "points": %d}'
SOURCE = f"""\
# %% name="setup"
class Sensor:
    def read(self):
        return 21

# %% [markdown] name="read-task"
# Write `doubled(sensor)`.

# %% nbgrader={{"schema_version": 3, "grade_id": "read", "grade": false, "solution": true, "locked": false}}
def doubled(sensor):
    ### BEGIN SOLUTION
    return 2 * sensor.read()
    ### END SOLUTION

# %% nbgrader={CHECK % ("doubles", 2)}
assert doubled(Sensor()) == 42, "A sensor that reads 21 gives 42."
### BEGIN HIDDEN TESTS
class Warmer(Sensor):
    def read(self):
        return 30

assert doubled(Warmer()) == 60, "Another sensor gives another number."
### END HIDDEN TESTS
"""
ANSWERS = {
    "right": "def doubled(sensor):\n    return sensor.read() + sensor.read()",
    "wrong": "def doubled(sensor):\n    return 42",
    "quits": "import os\n\ndef doubled(sensor):\n    os._exit(0)",
}
TOTALS = {"quits": 0, "right": 2, "untouched": 0, "wrong": 0}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("project"))
    project.source(UNIT).parent.mkdir(parents=True)
    project.source(UNIT).write_text(SOURCE, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def folder(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class whose checks hand objects of their own to the answers."""
    released = release_notebook(read_source(project.source(UNIT)))
    folder = tmp_path_factory.mktemp("class")
    hand_in(folder, UNIT, "untouched", released)
    for student, code in ANSWERS.items():
        hand_in(folder, UNIT, student, with_answers(released, {"read": code}))
    return folder


def totals(course: Course) -> dict[str, float]:
    return {student: read_result(course, UNIT, student).total for student in TOTALS}


def test_checks_that_cannot_run_apart_run_in_one_box_and_it_is_said(
    project: Project, folder: Path, tmp_path: Path
) -> None:
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stderr.count("The checks of hooks need the answers in the same process, so they run in one box") == 1
    assert totals(Course(tmp_path)) == TOTALS


@pytest.fixture(scope="module")
def unsafe(project: Project, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str]:
    course = Course(tmp_path_factory.mktemp("course"))
    command = ("autograde", UNIT, "--submissions", folder, "--course", course.root, "--unsafe")
    run = grader("--root", project.root, *command)
    assert run.returncode == 0, run.stderr
    return course, run.stderr


def test_without_a_box_the_grades_are_the_same_and_the_danger_is_named(unsafe: tuple[Course, str]) -> None:
    course, said = unsafe
    assert "Without a box: students' code runs with your rights" in said
    assert totals(course) == TOTALS
    assert len(rows(course)) == 2 * len(TOTALS)


@pytest.mark.parametrize("student", TOTALS)
def test_without_a_box_the_feedback_is_the_same(unsafe: tuple[Course, str], project: Project, student: str) -> None:
    folder = unsafe[0].folder("feedback", student, UNIT)
    data = json.loads((folder / f"{UNIT}.json").read_text(encoding="utf-8"))
    page = (folder / f"{UNIT}.html").read_text(encoding="utf-8")
    assert data["score"] == TOTALS[student] and data["max_score"] == 2
    assert POLICY in page
    for line in Secrets(read_source(project.source(UNIT))).hidden:
        assert line not in page and line not in json.dumps(data)


def test_without_bubblewrap_nobody_is_graded_and_nothing_is_written(
    project: Project, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    course = tmp_path / "course"
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", course)
    assert run.returncode == 1 and run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "bubblewrap is missing, and neither podman nor docker is installed" in run.stderr
    assert "--unsafe" in run.stderr
    assert not course.exists()


def test_a_bubblewrap_that_cannot_make_boxes_says_why(
    project: Project, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "bwrap"
    stand_in.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    course = tmp_path / "course"
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", course)
    assert run.returncode == 1
    assert "No permissions to create new namespace" in run.stderr and "--unsafe" in run.stderr
