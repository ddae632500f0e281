"""Writes results for people: a table in the terminal, and a CSV file."""

import csv
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from grader.course import Course
from grader.errors import UserError
from grader.results import Result
from grader.tasks import Task


def table(tasks: Sequence[Task], results: Sequence[Result]) -> str:
    """Return a table of student, score for each task, and total, with the remarks below each student."""
    full = sum(task.points for task in tasks)
    head = ["student", *(task.id for task in tasks), "total"]
    rows = [
        [
            result.student,
            *(f"{result.score(task):g}/{task.points:g}" if result.graded else "-" for task in tasks),
            f"{result.total:g}/{full:g}" if result.graded else "not graded",
        ]
        for result in results
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(head, widths, strict=True)).rstrip()]
    lines.append("  ".join("-" * width for width in widths))
    for row, result in zip(rows, results, strict=True):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lines.extend(f"  {remark}" for remark in result.remarks)
    return "\n".join(lines)


def export(course: Course, path: Path) -> int:
    """Write the whole gradebook as CSV: one row for each student and unit, with the score of each check.

    Returns:
        The number of rows.

    Raises:
        UserError: the course has no gradebook.
    """
    if not (course.root / "gradebook.db").is_file():
        raise UserError(f"There is no gradebook in {course.root}: run `grader autograde`, or give --course.")
    try:
        return write_rows(course, path)
    except SQLAlchemyError as error:
        raise UserError(
            f"{course.root / 'gradebook.db'} is not a gradebook of nbgrader 0.9: {error.__cause__}."
        ) from error


def write_rows(course: Course, path: Path) -> int:
    """Write the rows of `export`; return their number."""
    rows = 0
    with course.gradebook() as gradebook, path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", "student", "score", "max_score", "check", "check_score", "check_max_score"])
        for assignment in sorted(gradebook.assignments, key=lambda item: str(item.name)):
            for submission in sorted(assignment.submissions, key=lambda item: str(item.student_id)):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        of_unit = [submission.score, submission.max_score]
                        of_check = [grade.name, grade.score, grade.max_score]
                        writer.writerow([assignment.name, submission.student_id, *of_unit, *of_check])
                        rows += 1
    return rows
