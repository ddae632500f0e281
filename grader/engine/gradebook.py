"""Enters results into the course folder and nbgrader's gradebook; what is there already is left alone."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.utils import determine_grade, is_grade

from grader.course import Course
from grader.engine.tasks import stamp
from grader.ledger import Lease
from grader.ledger.store import Store
from grader.notebooks import own_notebook
from grader.scoring import Entry, Scores, timestamp
from grader.snapshot import read_files


class Entries:
    """Writes nbgrader's `submitted` and `autograded` folders and the gradebook; in one process only.

    Args:
        files: what lies beside the instructor's notebook.
    """

    def __init__(self, course: Course, unit: str, store: Store, scores: Scores, files: Mapping[str, bytes]) -> None:
        self.course, self.unit, self.store, self.scores, self.files = course, unit, store, scores, files

    def enter(self, lease: Lease, text: str) -> Entry:
        """Enter the result of a submission."""
        submitted = self.store.get(lease.sha256) | stamp(lease.handed_in)
        write_folder(self.course.folder("submitted", lease.student, self.unit), submitted)
        graded = read_files(self.store.path(lease.sha256)) | stamp(lease.handed_in) | {**self.files}
        folder = self.course.folder("autograded", lease.student, self.unit)
        write_folder(folder, {**graded, f"{self.unit}.ipynb": text.encode()})
        return self.scores.save(lease.student, own_notebook(text))

    def heal(self, lease: Lease, text: str) -> Entry:
        """Enter a result that may be in the gradebook already: its grader was killed, or it was graded before."""
        return self.find(lease, text) or self.enter(lease, text)

    def find(self, lease: Lease, text: str) -> Entry | None:
        """Return what the gradebook says if it says what this notebook and its time do, else None."""
        student = lease.student
        path = self.graded_path(student)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            return None
        submitted = self.course.folder("submitted", student, self.unit)
        wanted = (self.store.get(lease.sha256) | stamp(lease.handed_in)).get("timestamp.txt")
        given = submitted / "timestamp.txt"
        if (given.read_bytes() if given.is_file() else None) != wanted:
            return None
        graded = {cell.metadata.nbgrader.grade_id: cell for cell in own_notebook(text).cells if is_grade(cell)}
        try:
            notebook = self.scores.gradebook.find_submission_notebook(self.unit, self.unit, student)
            scores = {grade.name: grade.auto_score for grade in notebook.grades}
            if scores != {name: determine_grade(cell)[0] for name, cell in graded.items()}:
                return None
            if wanted and notebook.assignment.timestamp != timestamp(submitted):
                return None
            return self.scores.entry(notebook.id)
        except MissingEntry:
            return None
        finally:
            self.scores.gradebook.db.expunge_all()
            self.scores.gradebook.db.rollback()

    def graded_path(self, student: str) -> Path:
        """Return where the graded notebook of a student lies."""
        return self.course.folder("autograded", student, self.unit) / f"{self.unit}.ipynb"


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder in place of an earlier one."""
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
