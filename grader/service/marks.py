"""Reads the marks of a unit from nbgrader's gradebook, an instructor's own included."""

from contextlib import suppress

from nbgrader.api import MissingEntry

from grader.course import Course
from grader.service.answers import Grade


def read_marks(course: Course, unit: str) -> dict[str, Grade]:
    """Return the grade of each student in a unit; empty before anybody is graded."""
    if not (course.root / "gradebook.db").is_file():
        return {}
    with course.gradebook() as gradebook, suppress(MissingEntry):
        found = gradebook.find_assignment(unit)
        return {
            one.student_id: Grade(
                score=max(float(one.score) - float(one.late_submission_penalty or 0), 0.0),
                max_score=float(one.max_score),
                penalty=float(one.late_submission_penalty or 0),
                by_hand=bool(one.needs_manual_grade),
            )
            for one in found.submissions
        }
    return {}
