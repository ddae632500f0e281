"""Enters deadlines and extensions into nbgrader's gradebook, where its own late penalties look for them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from grader.course import Course
from grader.service.schedule import Schedule
from grader.service.tables import open_tables


def enter_deadlines(course: Course, unit: str, students: Iterable[str], url: str | None = None) -> None:
    """Give a unit its deadline, and these students their extensions, before their submissions are scored.

    A course without a deadline of its own keeps what nbgrader's formgrader has set.

    Args:
        course: a course that has been prepared for the unit.
        unit: the unit.
        students: those whose submissions are about to be scored.
        url: the ledger's database if it is not the default.
    """
    schedule = Schedule(open_tables(course.root, url))
    due = schedule.due(unit)
    if due is None:
        return
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(unit, duedate=datetime.fromtimestamp(due, UTC).isoformat())
        for student in students:
            seconds = schedule.extension(unit, student)
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(unit, student)
            submission.extension = timedelta(seconds=seconds) if seconds else None
        gradebook.db.commit()
