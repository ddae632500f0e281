"""Reads what nbgrader's gradebook and the graded notebooks say about a unit."""

from dataclasses import dataclass, field

from grader.course import Course
from grader.notebooks import read_notebook
from grader.remarks import remarks_of
from grader.tasks import Task


@dataclass(frozen=True)
class Result:
    """One student's scores in one unit.

    Attributes:
        scores: points by check (`grade_id`), as in nbgrader's gradebook.
        remarks: what the grader noticed, one sentence each.
        graded: False for a submission that could not be graded.
    """

    student: str
    scores: dict[str, float] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    graded: bool = True

    def score(self, task: Task) -> float:
        """Return the points for one task."""
        return sum(self.scores.get(check.id, 0.0) for check in task.checks)

    @property
    def total(self) -> float:
        """The points for all tasks."""
        return sum(self.scores.values())


def read_result(course: Course, unit: str, student: str) -> Result:
    """Return the scores of a graded submission, from the gradebook, and the remarks from its notebook."""
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(unit, unit, student)
        scores = {grade.name: float(grade.score) for grade in notebook.grades}
    graded = read_notebook(course.folder("autograded", student, unit) / f"{unit}.ipynb")
    return Result(student, scores, remarks_of(graded))
