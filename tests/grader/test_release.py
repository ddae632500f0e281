"""`grader release`: the notebook that students get."""

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from grader.notebooks import read_notebook
from grader.project import Project
from grader.release import is_stale, release, released_text
from grader.source import read_source, without_explanations
from grader.tasks import read_tasks
from tests.grader.conftest import UNIT, grader


@pytest.fixture
def copy(tmp_path: Path, project: Project) -> Project:
    """A project folder of its own, which a test may change."""
    shutil.copytree(project.root / "solutions", tmp_path / "solutions")
    shutil.copytree(project.root / "exercises", tmp_path / "exercises")
    return Project(tmp_path)


@pytest.fixture(scope="module")
def released(project: Project) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(project.exercise(UNIT).read_text(encoding="utf-8"))
    return notebook


@pytest.mark.parametrize("unit", Project().units())
def test_every_committed_exercise_is_fresh(project: Project, unit: str) -> None:
    assert not is_stale(project, unit), f"run `grader release {unit}`"


def test_a_fresh_exercise_is_not_touched(copy: Project) -> None:
    before = copy.exercise(UNIT).stat().st_mtime_ns
    assert release(copy, UNIT) == (copy.exercise(UNIT), False)
    assert copy.exercise(UNIT).stat().st_mtime_ns == before


def test_check_names_the_stale_file_and_release_mends_it(copy: Project) -> None:
    good = copy.exercise(UNIT).read_bytes()
    copy.exercise(UNIT).write_bytes(good + b" ")
    stale = grader("--root", copy.root, "release", "--all", "--check")
    assert stale.returncode == 1
    assert f"exercises/{UNIT}/{UNIT}.ipynb is stale: run `grader release {UNIT}`." in stale.stderr
    assert copy.exercise(UNIT).read_bytes() == good + b" ", "--check writes nothing"
    written = grader("--root", copy.root, "release", UNIT)
    assert (written.returncode, written.stdout) == (0, f"exercises/{UNIT}/{UNIT}.ipynb: written\n")
    assert copy.exercise(UNIT).read_bytes() == good


def test_a_missing_exercise_is_stale(copy: Project) -> None:
    copy.exercise(UNIT).unlink()
    assert is_stale(copy, UNIT)


def test_the_same_source_gives_the_same_bytes(copy: Project) -> None:
    assert released_text(copy, UNIT) == released_text(copy, UNIT)


def test_an_unfinished_solution_region_is_one_sentence(copy: Project) -> None:
    source = copy.source(UNIT)
    source.write_text(source.read_text(encoding="utf-8").replace("### END SOLUTION", "", 1), encoding="utf-8")
    result = grader("--root", copy.root, "release", UNIT)
    assert result.returncode == 1
    assert f"{source} cannot be released: no end solution statement found." in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name="setup"', "", "Cell 2 of "),
        ('name="setup"', 'name="introduction"', "are called 'introduction': give each its own name."),
    ],
)
def test_cells_without_a_name_of_their_own_are_refused(copy: Project, old: str, new: str, sentence: str) -> None:
    source = copy.source(UNIT)
    source.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    result = grader("--root", copy.root, "release", UNIT)
    assert result.returncode == 1
    assert sentence in result.stderr and result.stderr.count("\n") == 1


def test_the_notebook_is_valid_and_has_nbgraders_metadata(project: Project, released: dict[str, Any]) -> None:
    nbformat.validate(released)
    notebook = read_notebook(project.exercise(UNIT))
    roles = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert {cell.metadata.nbgrader.schema_version for cell in roles} == {3}
    assert all(cell.metadata.nbgrader.checksum == compute_checksum(cell) for cell in roles)


def test_cell_ids_say_what_the_cells_are(released: dict[str, Any]) -> None:
    ids = [cell["id"] for cell in released["cells"]]
    assert ids[:6] == [
        "introduction",
        "setup",
        "mean-squared-error-task",
        "mean-squared-error",
        "mean-squared-error-check-by-hand",
        "mean-squared-error-check-other-readings",
    ]
    assert len(set(ids)) == len(ids)


def test_nobody_is_handed_an_explanation(project: Project, released: dict[str, Any]) -> None:
    source = read_source(project.source(UNIT))
    assert all(task.explanation for task in read_tasks(source))
    names = {cell.id for cell in source.cells if cell.id.endswith("-explanation")}
    handed_out = {cell["id"] for cell in released["cells"]}
    assert names and not names & handed_out
    # what nbgrader keeps as the source is what its own release is made from
    assert {cell.id for cell in without_explanations(source).cells} == handed_out


def test_nothing_of_the_releasing_machine_is_left(released: dict[str, Any]) -> None:
    assert released["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in released["cells"]:
        assert set(cell["metadata"]) <= {"deletable", "editable", "nbgrader"}
        assert not cell.get("outputs") and cell.get("execution_count") is None


def test_the_exercise_needs_numpy_only_so_that_it_runs_in_the_page(released: dict[str, Any]) -> None:
    for cell in released["cells"]:
        if cell["cell_type"] != "code":
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.Import):
                assert [alias.name for alias in node.names] == ["numpy"]
            assert not isinstance(node, ast.ImportFrom)
            assert not (isinstance(node, ast.Name) and node.id == "open")
