"""nbgrader's own test notebooks get nbgrader's own grades, cell by cell; they come with its wheel."""

import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.course import Course
from grader.engine.gradebook import write_folder
from grader.errors import UserError
from grader.execution import Rules
from grader.intake import files_of, find_submissions
from grader.notebooks import notebook_text, read_notebook
from grader.proof import prove
from grader.sandbox import Sandbox
from grader.scoring import Scores
from grader.snapshot import take_snapshot
from grader.worker import Worker
from tests.grader.reference import grade_with_nbgrader, rows

NOTEBOOKS = Path(str(files("nbgrader"))) / "tests" / "apps" / "files"
DUE, LATE = "2015-02-02 12:00:00 UTC", "2015-02-03 14:00:00 UTC"


@dataclass(frozen=True)
class Assignment:
    """One of nbgrader's assignments, and what is handed in for it; the last one hands in late."""

    source: str
    submissions: tuple[str, ...]
    beside: tuple[str, ...] = ()
    full: bool = True  # whether the source notebook passes its own checks


SUBMITTED = tuple(
    f"submitted-{name}"
    for name in (
        "unchanged",
        "cheat-attempt",
        "cheat-attempt-alternative",
        "grade-cell-changed",
        "locked-cell-changed",
        "changed",
    )
)
ASSIGNMENTS = {
    "plain": Assignment("submitted-unchanged", SUBMITTED, full=False),
    "squares": Assignment("test", ("test", "test-with-output")),
    "hidden": Assignment("test-hidden-tests", ("test-hidden-tests",), full=False),
    "file": Assignment("open_relative_file", ("open_relative_file",), ("data.txt",)),
    "nothing": Assignment("validation-zero-points", ("validation-zero-points",)),
    "simple": Assignment("autotest-simple", ("autotest-simple-unchanged", "autotest-simple-changed")),
    "hashed": Assignment("autotest-hashed", ("autotest-hashed-unchanged", "autotest-hashed-changed")),
    "multi": Assignment("autotest-multi", ("autotest-multi-unchanged", "autotest-multi-changed")),
    "secret": Assignment(
        "autotest-hidden",
        ("autotest-hidden-unchanged", "autotest-hidden-changed-wrong", "autotest-hidden-changed-right"),
    ),
}


def copy(name: str, target: Path) -> None:
    """Copy a notebook; some name a kernel that no machine has."""
    notebook = read_notebook(NOTEBOOKS / f"{name}.ipynb")
    notebook.metadata.setdefault("kernelspec", {})["name"] = "python3"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(notebook_text(notebook), encoding="utf-8")


def new_course(root: Path, unit: str, assignment: Assignment) -> Course:
    """Make a course with one assignment, as nbgrader's `generate_assignment` does."""
    course = Course(root)
    copy(assignment.source, root / "source" / unit / f"{unit}.ipynb")
    for name in assignment.beside:
        shutil.copy(NOTEBOOKS / name, root / "source" / unit / name)
    shutil.copy(NOTEBOOKS / "autotests.yml", root / "autotests.yml")
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n", encoding="utf-8"
    )
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.db_url = str(root), course.gradebook_url
    config.CourseDirectory.assignment_id = unit
    config.ClearSolutions.enforce_metadata = False
    GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(unit, duedate=DUE)
    return course


def grade(unit: str, folder: Path, course: Course, full: bool) -> None:
    """Grade in boxes: apart where the proof allows it."""
    for submission in find_submissions(folder, unit)[0]:
        write_folder(course.folder("submitted", submission.student, unit), files_of(unit, submission))
    snapshot, rules = take_snapshot(course, unit), Rules()
    with Sandbox(snapshot.modules()) as sandbox, Scores(course, unit) as scores:
        if full:
            rules, _ = prove(sandbox, snapshot, rules)
        else:
            with pytest.raises(UserError, match="fails its own check"):
                prove(sandbox, snapshot, rules)
        worker = Worker(sandbox, snapshot, rules)
        for path in sorted((course.root / "submitted").glob(f"*/{unit}/{unit}.ipynb")):
            scores.save(path.parents[1].name, worker.graded(read_notebook(path), {}))


@pytest.mark.parametrize("unit", ASSIGNMENTS)
def test_every_row_of_the_gradebook_is_the_same(unit: str, tmp_path: Path) -> None:
    assignment = ASSIGNMENTS[unit]
    folder = tmp_path / "class"
    for name in assignment.submissions:
        copy(name, folder / name / unit / f"{unit}.ipynb")
    (folder / assignment.submissions[-1] / unit / "timestamp.txt").write_text(LATE, encoding="utf-8")
    ours, theirs = (new_course(tmp_path / name, unit, assignment) for name in ("ours", "theirs"))
    grade(unit, folder, ours, assignment.full)
    grade_with_nbgrader(unit, folder, theirs)
    assert {row[0] for row in rows(ours)} == set(assignment.submissions)
    assert rows(ours) == rows(theirs)
