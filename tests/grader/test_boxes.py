"""How a unit is graded where its checks cannot run apart, without bubblewrap, in a container, and with `--unsafe`."""

import json
import shutil
import sys
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


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stand-in for docker on the PATH, and nothing else; return the file of its calls."""
    box = shutil.which("bwrap")
    stand_in, calls = tmp_path / "bin" / "docker", tmp_path / "calls"
    stand_in.parent.mkdir()
    script = Path(__file__).with_name("stand_in_docker.py")
    stand_in.write_text(f'#!/bin/sh\nexec {sys.executable} {script} {box} {calls} "$@"\n', encoding="utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(stand_in.parent))
    return calls


def test_a_container_stands_in_for_bubblewrap(project: Project, folder: Path, tmp_path: Path, docker: Path) -> None:
    course = tmp_path / "course"
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", course)
    assert run.returncode == 0, run.stderr
    assert run.stderr.count("Students' code runs in a container of docker, as bubblewrap is missing.") == 1
    assert totals(Course(course)) == TOTALS
    started = [json.loads(line) for line in docker.read_text(encoding="utf-8").splitlines()]
    assert [call[0] for call in started].count("import") == 1, "the image is made once"
    for call in (call for call in started if call[0] == "run"):
        words = " ".join(call)
        for option in ("--network none", "--read-only", "--cap-drop ALL", "--user 65534:65534", "no-new-privileges"):
            assert option in words
        sources = [word.split("source=")[1].split(",")[0] for word in call if word.startswith("type=bind")]
        assert not [source for source in sources if "solutions" in source or str(course).startswith(source)]


def test_an_engine_that_does_not_run_says_why(
    project: Project, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "docker"
    stand_in.write_text("#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n", encoding="utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    run = grader("--root", project.root, "autograde", UNIT, "--submissions", folder, "--course", tmp_path / "course")
    assert run.returncode == 1 and run.stderr.count("\n") == 1
    assert "docker fails (Cannot connect to the Docker daemon)" in run.stderr and "--unsafe" in run.stderr
