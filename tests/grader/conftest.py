"""Submissions as students hand them in, graded once for all tests."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.cli import main
from grader.course import Course
from grader.feedback_page import message_of
from grader.project import Project
from grader.results import Result, read_result
from grader.source import read_source
from grader.tasks import Task, read_tasks

UNIT = "linear-regression"
TIMEOUT = 3  # seconds a cell may take in the graded class below


@dataclass(frozen=True)
class Run:
    """What a user sees of a command."""

    returncode: int
    stdout: str
    stderr: str


def grader(*arguments: str | Path) -> Run:
    """Run the command in this process: nbgrader takes seconds to import."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Run(code, out.getvalue(), err.getvalue())


def grader_process(*arguments: str | Path) -> Run:
    """Run the command as its users do, as a process of its own."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return Run(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="session")
def project() -> Project:
    return Project()


@pytest.fixture(scope="session")
def tasks(project: Project) -> list[Task]:
    return read_tasks(read_source(project.source(UNIT)))


@pytest.fixture(scope="session")
def solved(project: Project, tasks: list[Task]) -> dict[str, Any]:
    """The released notebook with every answer of the solution filled in, as plain JSON."""
    notebook: dict[str, Any] = json.loads(project.exercise(UNIT).read_text(encoding="utf-8"))
    for task in tasks:
        cell_of(notebook, task.id)["source"] = task.solution
    return notebook


def cell_of(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the cell with a `grade_id`."""
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def answer(name: str, code: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that replaces one answer."""

    def change(notebook: dict[str, Any]) -> None:
        cell_of(notebook, name)["source"] = code

    return change


def tamper_with_checks(notebook: dict[str, Any]) -> None:
    """Delete one check, edit a second one, move a third one to the front."""
    cells = notebook["cells"]
    cells.remove(cell_of(notebook, "mean-squared-error-check-by-hand"))
    cell_of(notebook, "gradient-check-by-hand")["source"] = "print('all good')"
    cells.insert(0, cells.pop(cells.index(cell_of(notebook, "normal-equation-check-by-hand"))))
    cell_of(notebook, "fixed-point")["source"] = "predict_fixed_point = None"


def tamper_with_metadata(notebook: dict[str, Any]) -> None:
    """Raise the points of one check, turn one into an answer and one into text, break one, copy one."""
    cell_of(notebook, "gradient-check-by-hand")["metadata"]["nbgrader"]["points"] = 100
    cell_of(notebook, "fixed-point-check-by-hand")["metadata"]["nbgrader"] |= {
        "grade": False,
        "solution": True,
    }
    text = cell_of(notebook, "normal-equation-check-by-hand")
    text["cell_type"] = "markdown"
    del text["outputs"], text["execution_count"]
    cell_of(notebook, "mean-squared-error")["metadata"]["nbgrader"] = {"schema_version": 1}
    copy = deepcopy(cell_of(notebook, "gradient"))
    notebook["cells"].append(copy | {"id": "a-copy"})


def lose_metadata(notebook: dict[str, Any]) -> None:
    """Drop everything that some other editor might drop."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    notebook["metadata"] = {}


def move_answer(notebook: dict[str, Any]) -> None:
    """Delete an answer cell and answer in a cell of one's own; let another answer warn and print."""
    cell_of(notebook, "mean-squared-error")["source"] = WARN
    cell = cell_of(notebook, "gradient")
    notebook["cells"][notebook["cells"].index(cell)] = cell | {"id": "my-own-cell", "metadata": {}}


def raise_errors(notebook: dict[str, Any]) -> None:
    """Divide by zero in one answer, leave out a colon in another."""
    cell_of(notebook, "gradient")["source"] = "def gradient(X, y, w):\n    return 1 / 0\n"
    cell_of(notebook, "normal-equation")["source"] = "def fit(X, y)\n    return 0\n"


WARN = """
import warnings

def mean_squared_error(y_true, y_pred):
    warnings.warn("careful")
    print(y_true)
    return ((y_true - y_pred) ** 2).mean()
"""
STUBBORN = """
import time

def fit(X, y):
    while True:
        try:
            time.sleep(1)
        except BaseException:
            pass
"""
CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "right": lambda notebook: None,
    "tampers-with-checks": tamper_with_checks,
    "tampers-with-metadata": tamper_with_metadata,
    "loses-metadata": lose_metadata,
    "moves-answer": move_answer,
    "raises": raise_errors,
    "other-notebook": lambda notebook: notebook.update(cells=[]),
    "loops": answer("normal-equation", "def fit(X, y):\n    while True:\n        pass\n"),
    "loops-stubbornly": answer("normal-equation", STUBBORN),
    "exits": answer("gradient", "import os\n\ndef gradient(X, y, w):\n    os._exit(1)\n"),
}


@dataclass(frozen=True)
class Graded:
    """The outcome of grading the class below once."""

    run: Run
    course: Course

    def result(self, student: str) -> Result:
        return read_result(self.course, UNIT, student)

    def page(self, student: str) -> str:
        path = self.course.folder("feedback", student, UNIT) / f"{UNIT}.html"
        return path.read_text(encoding="utf-8")

    def message(self, student: str, check: str) -> str:
        return message_of(self.page(student), check)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, solved: dict[str, Any]) -> Graded:
    """One class of all kinds of submissions, in all layouts, graded by the command."""
    folder = tmp_path_factory.mktemp("class")
    layouts = [f"{{}}/{UNIT}/{UNIT}.ipynb", f"{{}}/{UNIT}.ipynb", "{}.ipynb"]
    for number, (student, change) in enumerate(CHANGES.items()):
        notebook = deepcopy(solved)
        change(notebook)
        path = folder / layouts[number % len(layouts)].format(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "not-json.ipynb").write_text('{"cells": [', encoding="utf-8")
    (folder / "not-a-notebook.ipynb").write_text('{"name": "ada"}', encoding="utf-8")
    (folder / "not-text.ipynb").write_bytes(b"PK\x03\x04\xff\xfe")
    (folder / "ada [1].ipynb").write_text(json.dumps(solved), encoding="utf-8")
    (folder / "nothing").mkdir()
    (folder / "twice").mkdir()
    for path in (folder / "twice.ipynb", folder / "twice" / f"{UNIT}.ipynb"):
        path.write_text(json.dumps(solved), encoding="utf-8")
    course = Course(tmp_path_factory.mktemp("course"))
    run = grader("autograde", UNIT, "--submissions", folder, "--course", course.root, "--timeout", str(TIMEOUT))
    return Graded(run, course)
