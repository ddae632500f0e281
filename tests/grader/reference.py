"""What nbgrader itself makes of submissions: the reference for every gradebook of ours."""

import sqlite3
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from grader.course import Course
from grader.engine.gradebook import write_folder
from grader.instructor_config import instructor_config
from grader.intake import files_of, find_submissions
from grader.notebooks import notebook_text

QUERY = """
select student_id, base_cell.name, base_cell.type, grade.auto_score, grade.manual_score, grade.extra_credit,
  grade.needs_manual_grade, comment.auto_comment, comment.manual_comment,
  submitted_notebook.late_submission_penalty, submitted_assignment.timestamp
from submitted_assignment
join submitted_notebook on submitted_notebook.assignment_id = submitted_assignment.id
join base_cell on base_cell.notebook_id = submitted_notebook.notebook_id
left join grade on grade.notebook_id = submitted_notebook.id and grade.cell_id = base_cell.id
left join comment on comment.notebook_id = submitted_notebook.id and comment.cell_id = base_cell.id
order by student_id, base_cell.name, base_cell.type
"""


def rows(course: Course) -> list[tuple[object, ...]]:
    with sqlite3.connect(course.root / "gradebook.db") as database:
        return database.execute(QUERY).fetchall()


def hand_in(folder: Path, unit: str, student: str, notebook: NotebookNode, when: str = "") -> None:
    path = folder / student / unit
    path.mkdir(parents=True)
    (path / f"{unit}.ipynb").write_text(notebook_text(notebook), encoding="utf-8")
    if when:
        (path / "timestamp.txt").write_text(when, encoding="utf-8")


def grade_with_nbgrader(unit: str, folder: Path, course: Course) -> None:
    """Grade with nbgrader as its documentation says, with nothing of ours in it."""
    for submission in find_submissions(folder, unit)[0]:
        write_folder(course.folder("submitted", submission.student, unit), files_of(unit, submission))
    config = instructor_config(course.root)
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.db_url = course.gradebook_url
    config.CourseDirectory.assignment_id = unit
    config.Execute.shutdown_kernel = "immediate"
    Autograde(coursedir=CourseDirectory(config=config), config=config).start()
