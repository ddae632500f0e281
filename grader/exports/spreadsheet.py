"""Every check of every student, for a spreadsheet."""

import csv
from typing import TextIO

from grader.course import Course

COLUMNS = ["unit", "student", "score", "max_score", "check", "check_score", "check_max_score"]


def write_spreadsheet(file: TextIO, course: Course) -> int:
    """Write one row for each student, unit and check; return the number of rows."""
    rows = 0
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    with course.gradebook() as gradebook:
        for assignment in sorted(gradebook.assignments, key=lambda item: str(item.name)):
            for submission in sorted(assignment.submissions, key=lambda item: str(item.student_id)):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        of_unit = [submission.score, submission.max_score]
                        of_check = [grade.name, grade.score, grade.max_score]
                        writer.writerow([assignment.name, submission.student_id, *of_unit, *of_check])
                        rows += 1
    return rows
