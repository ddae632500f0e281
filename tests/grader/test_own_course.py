"""An instructor's own nbgrader course, graded where it lies: nbgrader's quickstart, with a problem as an assignment."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course
from tests.grader.conftest import Run, grader
from tests.grader.reference import rows

UNIT = "problem1"
BROKEN = "def squares(n):\n    return [1]\n"


def nbgrader(*arguments: str, folder: Path) -> None:
    """Run nbgrader as its users do."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """Nbgrader's course, with two students' work in `submitted`, and what `grader` says in its folder."""
    root = tmp_path_factory.mktemp("own") / "course"
    nbgrader("quickstart", "course", folder=root.parent)
    source = root / "source" / UNIT / f"{UNIT}.ipynb"
    source.parent.mkdir()
    (root / "source" / "ps1" / source.name).rename(source)
    for student in ("ada", "bob"):
        place = root / "submitted" / student / UNIT / source.name
        place.parent.mkdir(parents=True)
        notebook = json.loads(source.read_text(encoding="utf-8"))
        if student == "bob":
            answers = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
            answers[0]["source"] = BROKEN
        place.write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copytree(root, root.with_name("reference"))
    before = source.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        run = grader("autograde", UNIT)
    assert source.read_bytes() == before, "an instructor's notebook stays as it is"
    return root, run


def test_a_course_of_nbgraders_is_graded_in_its_folder(own: tuple[Path, Run]) -> None:
    _, run = own
    assert run.returncode == 0, run.stderr
    assert "ada" in run.stdout and "bob" in run.stdout


def test_the_gradebook_says_what_nbgraders_own_does(own: tuple[Path, Run]) -> None:
    reference = own[0].with_name("reference")
    for step in ("generate_assignment", "autograde"):
        nbgrader(step, UNIT, folder=reference)
    expected = rows(Course(reference))
    assert rows(Course(own[0])) == expected
    assert len({row[0] for row in expected}) == 2 and len(expected) > 10


def test_an_assignment_of_several_notebooks_is_refused_in_a_sentence(own: tuple[Path, Run]) -> None:
    folder = own[0] / "source" / "two"
    folder.mkdir()
    for name in ("first.ipynb", "second.ipynb"):
        shutil.copyfile(own[0] / "source" / UNIT / f"{UNIT}.ipynb", folder / name)
    run = grader("autograde", "two", "--course", own[0])
    assert run.returncode == 1 and run.stderr.count("\n") == 1
    assert "holds first.ipynb, second.ipynb" in run.stderr
