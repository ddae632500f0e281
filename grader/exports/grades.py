"""What the gradebook says, one row for each student."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from grader.course import Course
from grader.errors import UserError
from grader.service.people import Person


@dataclass(frozen=True)
class Grades:
    """The grades of a course.

    Attributes:
        full: the full points of each unit.
        scores: points by student and unit, without what was lost for handing in late.
    """

    full: Mapping[str, float]
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@contextmanager
def readable(course: Course) -> Iterator[None]:
    """Say in a sentence that a course has no gradebook or a broken one.

    Raises:
        UserError: so it is.
    """
    path = course.root / "gradebook.db"
    if not path.is_file():
        raise UserError(f"There is no gradebook in {course.root}: run `grader autograde`, or give --course.")
    try:
        yield
    except SQLAlchemyError as error:
        raise UserError(f"{path} is not a gradebook of nbgrader 0.9: {error.__cause__}.") from error


def read_grades(course: Course) -> Grades:
    """Read the gradebook of a course."""
    full: dict[str, float] = {}
    scores: dict[str, dict[str, float]] = {}
    with course.gradebook() as gradebook:
        for assignment in sorted(gradebook.assignments, key=lambda item: str(item.name)):
            full[assignment.name] = float(assignment.max_score)
            for submission in assignment.submissions:
                score = float(submission.score) - float(submission.late_submission_penalty or 0)
                scores.setdefault(submission.student_id, {})[assignment.name] = max(score, 0.0)
    return Grades(full, scores)


def students(grades: Grades, roster: list[Person]) -> list[Person]:
    """Return everybody a row is written for: the roster's students, and who else has a grade."""
    known = {person.id for person in roster}
    others = [Person(student, student) for student in sorted(grades.scores) if student not in known]
    return [person for person in roster if not person.teaches or person.id in grades.scores] + others
