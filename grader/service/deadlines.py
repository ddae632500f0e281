"""Enters deadlines and extensions into nbgrader's gradebook, where its own late penalties look for them."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from grader.course import Course
from grader.ledger import Ledger
from grader.service.schedule import Schedule
from grader.service.tables import TABLES


def enter_deadlines(course: Course, unit: str, ledger: Ledger, receipts: Collection[str]) -> None:
    """Give a unit its deadline, and students their extensions, before their submissions are scored.

    A unit without a deadline of its own here keeps what nbgrader's formgrader has set.

    Args:
        course: a course that has been prepared for the unit.
        unit: the unit.
        ledger: the ledger of the course.
        receipts: the submissions that are about to be scored.
    """
    TABLES.create_all(ledger.engine)
    schedule = Schedule(ledger.engine)
    due = schedule.due(unit)
    if due is None:
        return
    chosen = set(receipts)
    students = {one.student for one in ledger.submissions(unit) if one.id in chosen}
    extended = schedule.extended(unit)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(unit, duedate=datetime.fromtimestamp(due, UTC).isoformat())
        there = {one.student_id: one for one in gradebook.find_assignment(unit).submissions}
        for student in sorted(students & (there.keys() | extended)):
            gradebook.update_or_create_student(student)
            submission = there.get(student) or gradebook.update_or_create_submission(unit, student)
            seconds = schedule.extension(unit, student)
            submission.extension = timedelta(seconds=seconds) if seconds else None
        gradebook.db.commit()
