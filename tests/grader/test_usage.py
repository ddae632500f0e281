"""What `grader` says to somebody who uses it wrongly: one sentence, and an exit code that is not 0."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.project import Project
from tests.grader.conftest import CHANGES, UNIT, Graded, grader


def sentence(*arguments: str | Path, code: int = 1) -> str:
    """Run a command that must fail; return the one sentence that it says."""
    result = grader(*arguments)
    assert result.returncode == code
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def test_unknown_unit() -> None:
    assert "There is no unit 'linear-regresion': did you mean 'linear-regression'?" in sentence(
        "release", "linear-regresion"
    )


def test_unknown_unit_of_autograde(tmp_path: Path) -> None:
    assert "There is no unit 'xyz': the units are" in sentence(
        "autograde", "xyz", "--submissions", tmp_path, "--course", tmp_path / "course"
    )


def test_a_folder_that_is_no_project(tmp_path: Path) -> None:
    assert "There is no exercise in" in sentence("--root", tmp_path, "release", UNIT)


def test_missing_submissions(tmp_path: Path) -> None:
    said = sentence("autograde", UNIT, "--submissions", tmp_path / "none", "--course", tmp_path / "course")
    assert "There is no folder" in said and "give the folder that holds the submissions" in said


def test_empty_submissions(tmp_path: Path) -> None:
    said = sentence("autograde", UNIT, "--submissions", tmp_path, "--course", tmp_path / "course")
    assert f"There is no submission of {UNIT} in {tmp_path}" in said


def test_nothing_was_ever_handed_in(tmp_path: Path) -> None:
    for command in ("autograde", "retry", "regrade"):
        assert f"There is no ledger in {tmp_path}" in sentence(command, UNIT, "--course", tmp_path)
    assert f"There is no ledger in {tmp_path}" in sentence("status", "--course", tmp_path)


def test_a_ledger_that_is_no_database(tmp_path: Path) -> None:
    assert "is no address of a database" in sentence("status", "--course", tmp_path, "--ledger", "nonsense")


def test_a_ledger_whose_server_does_not_run(tmp_path: Path) -> None:
    said = sentence("status", "--course", tmp_path, "--ledger", "postgresql+psycopg://me:secret@127.0.0.1:1/course")
    assert "cannot be reached" in said and "secret" not in said


def test_a_course_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.ipynb").write_text("{}")
    (tmp_path / "course").write_text("")
    said = sentence("autograde", UNIT, "--submissions", tmp_path / "class", "--course", tmp_path / "course")
    assert str(tmp_path / "course") in said and "give another folder or file" in said


def test_export_without_a_gradebook(tmp_path: Path) -> None:
    assert "There is no gradebook in" in sentence("export", "--course", tmp_path, "-o", tmp_path / "grades.csv")


def test_export_of_a_broken_gradebook(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("not a database, and long enough to tell" * 40)
    assert "is not a gradebook of nbgrader" in sentence("export", "--course", tmp_path, "-o", tmp_path / "grades.csv")


@pytest.mark.parametrize(
    "arguments", [[], ["relase"], ["release"], ["autograde"], ["autograde", UNIT, "--timeout", "0"]]
)
def test_wrong_options_exit_with_2(arguments: list[str]) -> None:
    result = grader(*arguments)
    assert result.returncode == 2
    assert "usage: grader" in result.stderr and "Traceback" not in result.stderr


def test_help_shows_examples() -> None:
    shown = grader("--help")
    assert shown.returncode == 0
    assert "grader autograde linear-regression --submissions class" in shown.stdout


def test_export_writes_a_row_for_each_check(graded: Graded, tmp_path: Path) -> None:
    result = grader("export", "--course", graded.course.root, "-o", tmp_path / "grades.csv")
    assert result.returncode == 0, result.stderr
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for student in CHANGES:
        own = [row for row in rows if row["student"] == student]
        assert len(own) == 9
        assert sum(float(row["check_score"]) for row in own) == float(own[0]["score"])
        assert float(own[0]["score"]) == graded.result(student).total


def test_it_grades_where_the_virtual_environment_is_not_on_the_path(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    shutil.copy(project.exercise(UNIT), folder / "ada.ipynb")
    ended = subprocess.run(
        [sys.executable, "-m", "grader", "autograde", UNIT, "--submissions", folder, "--course", tmp_path / "course"],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": os.defpath},
    )
    assert ended.returncode == 0, ended.stderr
    assert "0/20" in ended.stdout
